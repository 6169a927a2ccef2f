/// The GL functions of the common subset of OpenGL 3.3 core and GLES 3.0. The one place that picks
/// a header.
#ifndef TB_RENDER_GL_API_H
#define TB_RENDER_GL_API_H
#if defined(RENDER_ES_HEADER) || defined(__EMSCRIPTEN__)
#include <GLES3/gl3.h>
#else
#include <epoxy/gl.h>
#endif
#endif
