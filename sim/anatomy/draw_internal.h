/// Drawing a patient: random numbers, and the part about trigger points. Seen only inside anatomy.
#ifndef TB_ANATOMY_DRAW_INTERNAL_H
#define TB_ANATOMY_DRAW_INTERNAL_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/rng.h"

/// Limit of a normal shift, in SD.
#define TB_SHIFT_LIMIT_SD 2.5

enum { TB_REDRAWS = 64 };

/// Random numbers of one patient; the nominal patient draws nothing.
typedef struct tb_dice {
    tb_rng rng;
    bool nominal;
} tb_dice;

/// Normal deviate within +-limit, redrawn beyond.
double tb_dice_normal(tb_dice *d, double limit);
/// Log-normal with a given mean and coefficient of variation, redrawn outside [lo, hi].
double tb_dice_log_normal(tb_dice *d, double mean, double cv, double lo, double hi);
/// Normal around the middle of a range with its ends two SD away.
double tb_dice_range(tb_dice *d, double middle, double lo, double hi);
/// True with a probability; the nominal patient has what is likelier than not.
bool tb_dice_happens(tb_dice *d, double probability);

/// Draw trigger points, bands and decoys into a patient whose muscle is drawn.
void tb_draw_points(const tb_case *model, tb_dice *d, tb_anatomy *out);

#endif
