/// Assertions about our own mistakes: on in Debug and RelWithDebInfo, gone in Release.
/// Layer core, needs the C library.
#ifndef TB_CORE_ASSERT_H
#define TB_CORE_ASSERT_H

#if defined(NDEBUG)
#define TB_ASSERT(condition) ((void)0)
#else
#include <assert.h>
/// Abort with file and line when `condition` is false. The condition must have no side effect.
#define TB_ASSERT(condition) assert(condition)
#endif

#endif
