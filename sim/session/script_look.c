// What the picture of the needle's section shows ahead of it, and the choice of a clear direction.
#include "script_internal.h"

#include "tautband/anatomy/tissue.h"
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include <math.h>

enum { DIRECTIONS = 8, RINGS = 2, SEE_MS = 120 };

static const double CELL_MM = 0.6; // half of a cell of the picture: what it shows reaches so far

static bool must_not_be_touched(int tissue)
{
    return tissue == TB_TISSUE_NERVE || tissue == TB_TISSUE_VEIN || tissue == TB_TISSUE_ARTERY ||
           tissue == TB_TISSUE_PLEURA || tissue == TB_TISSUE_KIDNEY || tissue == TB_TISSUE_BOWEL ||
           tissue == TB_TISSUE_PELVIC_ORGANS || tissue == TB_TISSUE_CORD;
}

double tb_look_ahead_mm(const tb_snapshot *seen, double keep_mm)
{
    const int last = TB_SNAPSHOT_NEEDLE_NODES - 1;
    const double tip_s = (double)seen->needle.s_mm[last], tip_y = (double)seen->needle.y_mm[last];
    const double ds = tip_s - (double)seen->needle.s_mm[0],
                 dy = tip_y - (double)seen->needle.y_mm[0];
    const double length_mm = sqrt(ds * ds + dy * dy), near_mm = keep_mm + CELL_MM;
    double free_mm = INFINITY;
    if (seen->section.kind != TB_SECTION_NEEDLE || length_mm < 1.0) {
        return free_mm;
    }
    for (int j = 0; j + 1 < TB_SECTION_NY; ++j) {
        for (int i = 0; i + 1 < TB_SECTION_NX; ++i) {
            const int at = i + TB_SECTION_NX * j, across = at + TB_SECTION_NX + 1;
            if (!must_not_be_touched(seen->section.tissue[at])) {
                continue;
            }
            const double s = 0.5 * (double)(seen->section.s_mm[at] + seen->section.s_mm[across]),
                         y = 0.5 * (double)(seen->section.y_mm[at] + seen->section.y_mm[across]);
            const double along_mm = ((s - tip_s) * ds + (y - tip_y) * dy) / length_mm;
            const double aside_mm = fabs((s - tip_s) * dy - (y - tip_y) * ds) / length_mm;
            if (along_mm > 0.0 && aside_mm < near_mm) {
                const double before_mm = sqrt(near_mm * near_mm - aside_mm * aside_mm);
                free_mm = fmin(free_mm, fmax(along_mm - before_mm, 0.0));
            }
        }
    }
    return free_mm;
}

// Direction number k: 0 is the one the needle was set down in, then rings around it.
static void direction_of(const tb_hand *hand, int k, double by_deg, double to[2])
{
    const double *offset = tb_fan_offset(k > 0 ? (k - 1) % DIRECTIONS : 0);
    const double ring_rad = tb_rad_from_deg(by_deg * (k > DIRECTIONS ? 1.0 : 0.5));
    const double by =
        hand->fan.flat ? tb_deg_from_rad(ring_rad) : tb_sin(ring_rad) / tb_cos(ring_rad);
    to[0] = hand->fan.base[0] + (k > 0 ? by * offset[0] : 0.0);
    to[1] = hand->fan.base[1] + (k > 0 ? by * offset[1] : 0.0);
}

enum { LOOK_TURN, LOOK_SEE, LOOK_BACK };

bool tb_look_play(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double keep_mm = fmax(hand->attend.keep_mm, 0.5),
                 wanted_mm = action->number[TB_KEY_DEPTH] - (double)seen->needle.depth_mm;
    if (progress->total == 0) {
        tb_fan_begin(hand, seen);
        hand->look.best = 0;
        hand->look.best_mm = -1.0;
    }
    double to[2];
    const int at = progress->phase == LOOK_BACK ? hand->look.best : hand->fan.direction;
    direction_of(hand, at, action->number[TB_KEY_BY_DEG], to);
    if (progress->phase != LOOK_SEE) {
        if (tb_fan_turn(hand, progress, to)) {
            const bool over = progress->phase == LOOK_BACK;
            tb_to_phase(progress, LOOK_SEE);
            return over;
        }
        return false;
    }
    if (progress->ticks < SEE_MS) {
        return false;
    }
    const double free_mm = tb_look_ahead_mm(seen, keep_mm);
    if (free_mm >= wanted_mm) {
        return true;
    }
    if (free_mm > hand->look.best_mm) {
        hand->look.best_mm = free_mm;
        hand->look.best = hand->fan.direction;
    }
    const bool more = ++hand->fan.direction <= RINGS * DIRECTIONS;
    tb_to_phase(progress, more ? LOOK_TURN : LOOK_BACK);
    return false;
}
