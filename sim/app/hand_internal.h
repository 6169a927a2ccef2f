/// What the two halves of the hand share: its constants and two small helpers.
#ifndef TB_APP_HAND_INTERNAL_H
#define TB_APP_HAND_INTERNAL_H
#include "hand.h"

enum { TB_HAND_HOLD_DELAY_MS = 250 };

#define TB_HAND_LIFT_MM (-12.0) ///< highest place of the finger
#define TB_HAND_FAT_MM 2.0      ///< "back to the fat": below the skin
#define TB_HAND_WINDOW_MM 10.0  ///< reach of a piston
#define TB_HAND_PASS_MM 8.0     ///< one fast pass
#define TB_HAND_PASS_MM_PER_S 100.0

/// True while a needle stands on or in the skin.
static inline bool tb_hand_guided(const tb_snapshot *seen)
{
    return seen->needle.stage == TB_NEEDLE_PLACED || seen->needle.stage == TB_NEEDLE_IN;
}

/// End whatever runs by itself.
static inline void tb_hand_stop(tb_app_hand *hand)
{
    hand->motion = TB_MOTION_NONE;
    hand->raw_mm = 0.0;
}

#endif
