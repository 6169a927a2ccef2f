/// Every event of an encounter that means something to a learner, in words: small marks on the
/// replay's bar, stepped through one by one. Samples and the like are left out. Layer app, needs
/// session's event log.
#ifndef TB_APP_MOMENTS_H
#define TB_APP_MOMENTS_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/session/event.h"
#include "ui.h"

enum { TB_MOMENTS_MAX = 1024, TB_MOMENT_TEXT = 120 };

/// One of them.
typedef struct tb_moment {
    uint32_t tick_ms;
    tb_icon icon;
    tb_colour colour;
    char text[TB_MOMENT_TEXT]; ///< in the language of the screens
} tb_moment;

/// All, by time; about 140 kB: from tb_alloc().
typedef struct tb_moments {
    tb_moment items[TB_MOMENTS_MAX];
    int count;
    int left_out; ///< beyond the capacity
} tb_moments;

/// Collect them.
void tb_moments_build(const tb_event *events, int count, const tb_anatomy *anatomy,
                      tb_moments *out);

/// The next moment after (direction 1) or before (-1) a time; that time when there is none.
double tb_moments_step(const tb_moments *moments, double at_ms, int direction);

/// The last moment within 150 ms before and 1.5 s after it began; NULL when there is none.
const tb_moment *tb_moments_at(const tb_moments *moments, double at_ms);

#endif
