#include "script_internal.h"

#include "tautband/core/vec.h"

#include <math.h>

void tb_hand_remember(tb_hand *hand, tb_anchor anchor, double t_mm, double b_mm)
{
    hand->anchor_mm[anchor][0] = t_mm;
    hand->anchor_mm[anchor][1] = b_mm;
}

void tb_hand_glide_to(tb_hand *hand, double t_mm, double b_mm, double depth_mm,
                      double speed_mm_per_s)
{
    const double from[3] = {hand->t_mm, hand->b_mm, hand->depth_mm};
    const double to[3] = {t_mm, b_mm, depth_mm};
    double length2 = 0.0;
    for (int k = 0; k < 3; ++k) {
        hand->glide.from[k] = from[k];
        hand->glide.to[k] = to[k];
        length2 += (to[k] - from[k]) * (to[k] - from[k]);
    }
    const double duration_ms = 1000.0 * sqrt(length2) / speed_mm_per_s;
    hand->glide.elapsed_ms = 0;
    hand->glide.duration_ms = (uint32_t)ceil(tb_clamp(duration_ms, 1.0, 600000.0));
}

bool tb_hand_glide(tb_hand *hand)
{
    if (hand->glide.elapsed_ms < hand->glide.duration_ms) {
        ++hand->glide.elapsed_ms;
    }
    // Minimum jerk between rests: s = 10 u^3 - 15 u^4 + 6 u^5 (Flash and Hogan 1985).
    const double u = (double)hand->glide.elapsed_ms / (double)hand->glide.duration_ms;
    const double s = u * u * u * (10.0 + u * (-15.0 + 6.0 * u));
    double at[3];
    for (int k = 0; k < 3; ++k) {
        at[k] = hand->glide.from[k] + s * (hand->glide.to[k] - hand->glide.from[k]);
    }
    hand->t_mm = at[0];
    hand->b_mm = at[1];
    hand->depth_mm = at[2];
    return hand->glide.elapsed_ms >= hand->glide.duration_ms;
}

bool tb_hand_lift_off(tb_hand *hand)
{
    const double clear_mm = -2.0, mm_per_ms = 0.06;
    if (hand->depth_mm > clear_mm) {
        hand->depth_mm = fmax(hand->depth_mm - mm_per_ms, clear_mm);
    }
    return hand->depth_mm <= clear_mm;
}

bool tb_hand_press(tb_hand *hand, const tb_snapshot *seen, double force_n)
{
    // Force grows by about 1 N per mm, so this rate settles in about 0.2 s without overshoot; far
    // from the goal the hand moves at a calm 20 mm/s.
    const double gain_mm_per_ms_n = 0.005, most_mm_per_ms = 0.02;
    const double lack_n = force_n - (double)seen->finger.force_n;
    hand->depth_mm += tb_clamp(gain_mm_per_ms_n * lack_n, -most_mm_per_ms, most_mm_per_ms);
    hand->depth_mm = tb_clamp(hand->depth_mm, -10.0, 50.0);
    return fabs(lack_n) <= 0.1 * force_n;
}

static const double BIN_MM = 0.5;

void tb_sweep_begin(tb_hand *hand, double middle_mm)
{
    hand->sweep.middle_mm = middle_mm;
    for (int k = 0; k < TB_SWEEP_BINS; ++k) {
        hand->sweep.sum_n[k] = 0.0;
        hand->sweep.samples[k] = 0;
    }
}

void tb_sweep_note(tb_hand *hand, double b_mm, double force_n)
{
    const double bin = floor((b_mm - hand->sweep.middle_mm) / BIN_MM + 0.5) + TB_SWEEP_BINS / 2;
    if (bin >= 0.0 && bin < TB_SWEEP_BINS) {
        hand->sweep.sum_n[(int)bin] += force_n;
        ++hand->sweep.samples[(int)bin];
    }
}

// Mean force over bins [first, last]; false when nothing was felt there.
static bool mean_force(const tb_hand *hand, int first, int last, double *mean_n)
{
    double sum = 0.0;
    int count = 0;
    for (int k = first < 0 ? 0 : first; k <= last && k < TB_SWEEP_BINS; ++k) {
        if (hand->sweep.samples[k] > 0) {
            sum += hand->sweep.sum_n[k] / hand->sweep.samples[k];
            ++count;
        }
    }
    *mean_n = count > 0 ? sum / count : 0.0;
    return count > 0;
}

// Rise of the force over a cord's width above the mean of what lies 5 to 8 mm on either side. Both
// sides together cancel a slope of the tissue; several sweeps there and back cancel its lag.
static bool ridge_at(const tb_hand *hand, int k, double *ridge_n)
{
    double here, left, right;
    if (!mean_force(hand, k - 2, k + 2, &here) || !mean_force(hand, k - 16, k - 10, &left) ||
        !mean_force(hand, k + 10, k + 16, &right)) {
        return false;
    }
    *ridge_n = here - 0.5 * (left + right);
    return true;
}

bool tb_sweep_ridge(const tb_hand *hand, double *b_mm, double *ridge_n)
{
    int best = -1;
    double best_n = 0.0;
    for (int k = 0; k < TB_SWEEP_BINS; ++k) {
        double here_n;
        if (ridge_at(hand, k, &here_n) && here_n > best_n) {
            best_n = here_n;
            best = k;
        }
    }
    if (best < 0) {
        return false;
    }
    // Centre of the excess over 3 mm either side: finer than a bin, and steadier than one peak.
    double weight = 0.0, moment = 0.0;
    for (int k = best - 6; k <= best + 6; ++k) {
        double here_n;
        if (k >= 0 && k < TB_SWEEP_BINS && ridge_at(hand, k, &here_n) && here_n > 0.0) {
            weight += here_n;
            moment += here_n * (k - TB_SWEEP_BINS / 2);
        }
    }
    *b_mm = hand->sweep.middle_mm + BIN_MM * moment / weight;
    *ridge_n = best_n;
    return true;
}
