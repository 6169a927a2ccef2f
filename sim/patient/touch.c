// Pressure and the muscle: how tender a place is, how pain fades under held pressure, what a
// release and broad strokes change, and what too much of it does.
//
// Pain at constant pressure fades with tau to a share of its start; the tissue under the pad gives
// by another share. A hold within the good range adds to the dose of the point; the threshold rises
// by G min(1, (dose - 10 s) / 50 s), G drawn per patient (mean 28 kPa, SD 30: Geri 2022).
#include "tautband/core/mathx.h"
#include "tautband/core/vec.h"

#include "patient_internal.h"

#include <math.h>

static const double PAIN_AT_THRESHOLD_NRS = 1.0;
static const double ON_POINT = 0.4;     // share of tenderness from which a pad is on the point
static const double TOO_MUCH_NRS = 8.5; // pain of a pressure that harms
static const double GUARD_NRS = 7.0;    // pain at which a muscle guards
static const double GUARD_RATIO = 2.0;  // times the normal threshold, whatever the pain
static const double GUARD_UP_MS = 300.0, GUARD_DOWN_MS = 4000.0;
static const double BOUT_LEFT = 0.1;  // of the guarding, when a bout is over
static const double BOUT_EASED = 0.8; // of either limit: a hand that hovers there begins no other
static const double SOFTENED_BACK_MS = 240e3; // what gave stays soft for minutes
static const double RESTRICTED_STIFFER = 0.15;

void tb_touch_init(tb_touch *touch, const tb_anatomy *anatomy, const tb_physiology *physiology,
                   double restriction, uint64_t seed)
{
    tb_rng rng;
    *touch = (tb_touch){.anatomy = anatomy,
                        .physiology = physiology,
                        .restriction = restriction,
                        .restriction_before = restriction};
    tb_rng_seed(&rng, seed, TB_RNG_TOUCH);
    touch->full_gain_kpa =
        physiology->touch.gain_kpa + physiology->touch.gain_sd_kpa * tb_rng_normal(&rng);
}

/// Share of a point's tenderness under a pad: it reaches further along the fibres than across.
static double share_at(double reach_mm, double t_mm, double b_mm, double at_t_mm, double at_b_mm)
{
    const double dt = (t_mm - at_t_mm) / (1.2 * reach_mm), db = (b_mm - at_b_mm) / (0.8 * reach_mm);
    return tb_exp(-0.5 * (dt * dt + db * db));
}

double tb_touch_gain_kpa(const tb_touch *touch, int point)
{
    const tb_physiology *p = touch->physiology;
    const double dose_s = 1e-3 * touch->dose_ms[point], excess_s = 1e-3 * touch->excess_ms[point];
    const double dose = tb_clamp(
        (dose_s - p->touch.dose_none_s) / (p->touch.dose_full_s - p->touch.dose_none_s), 0.0, 1.0);
    const double excess = tb_clamp(excess_s / p->touch.overload_s, 0.0, 1.0);
    return touch->full_gain_kpa * dose - p->touch.overload_kpa * excess + touch->swept_kpa;
}

double tb_touch_point_kpa(const tb_touch *touch, int point)
{
    const tb_anatomy *a = touch->anatomy;
    return fmax(a->pain_threshold_kpa[a->trigger_points[point].state] +
                    tb_touch_gain_kpa(touch, point),
                0.25 * a->pain_threshold_kpa[2]);
}

tb_tender tb_touch_tender(const tb_touch *touch, double t_mm, double b_mm)
{
    const tb_anatomy *a = touch->anatomy;
    const double reach_mm = touch->physiology->pain.reach_mm;
    const double normal = a->pain_threshold_kpa[2];
    tb_tender out = {.point = -1, .threshold_kpa = normal, .normal_kpa = normal};
    for (int k = 0; k < a->trigger_point_count; ++k) {
        const tb_trigger_point *point = &a->trigger_points[k];
        const double w = share_at(reach_mm, t_mm, b_mm, point->surface_t_mm, point->surface_b_mm);
        const double here = normal + w * (tb_touch_point_kpa(touch, k) - normal);
        if (out.point < 0 || here < out.threshold_kpa) {
            // a place well away from every point is tender of none
            out.point = w > 0.05 ? k : out.point;
            out.share = w > 0.05 ? w : out.share;
            out.threshold_kpa = fmin(out.threshold_kpa, here);
        }
    }
    for (int k = 0; k < a->tender_spot_count; ++k) {
        const tb_vec3 at = a->tender_spots[k].centre_mm;
        const double w = share_at(reach_mm, t_mm, b_mm, at.x, at.y);
        const double here = normal + w * (a->pain_threshold_kpa[1] - normal);
        if (here < out.threshold_kpa) { // tender, but no pain that anybody knows
            out.threshold_kpa = here;
            out.point = -1;
            out.share = 0.0;
        }
    }
    return out;
}

double tb_touch_fresh_nrs(const tb_touch *touch, const tb_tender *tender, double pressure_kpa)
{
    // discomfort before pain: a firm press is felt from half the threshold on
    const double ratio = pressure_kpa / tender->threshold_kpa;
    const double nrs = ratio < 1.0 ? PAIN_AT_THRESHOLD_NRS * tb_clamp(2.0 * ratio - 1.0, 0.0, 1.0)
                                   : PAIN_AT_THRESHOLD_NRS +
                                         touch->physiology->pain.nrs_per_threshold * (ratio - 1.0);
    return nrs * touch->anatomy->pain_sensitivity;
}

/// Fading, softening and dose of one point in one tick.
static void hold_point(tb_touch *touch, int k, bool pressed, double fresh_nrs)
{
    const tb_physiology *p = touch->physiology;
    const bool firm = pressed && fresh_nrs >= PAIN_AT_THRESHOLD_NRS;
    if (firm) {
        touch->faded[k] += (1.0 - p->touch.fade_to - touch->faded[k]) / (1e3 * p->touch.fade_s);
        touch->softened[k] += (p->touch.soften - touch->softened[k]) / (1e3 * p->touch.soften_s);
    } else {
        touch->faded[k] -= touch->faded[k] / (1e3 * p->touch.recover_s);
        touch->softened[k] -= touch->softened[k] / SOFTENED_BACK_MS;
    }
    if (!pressed) {
        return;
    }
    if (fresh_nrs >= TOO_MUCH_NRS) {
        touch->excess_ms[k] += 1.0;
    } else if (fresh_nrs >= p->touch.good_lo_nrs && fresh_nrs <= p->touch.good_hi_nrs) {
        touch->dose_ms[k] += 1.0;
    }
}

/// Pain or pressure beyond this share of what makes a muscle guard.
static bool presses_hard(const tb_touch *touch, const tb_press *press, double share)
{
    const double normal_kpa = touch->anatomy->pain_threshold_kpa[2];
    return press->force_n > 0.1 && (touch->nrs > share * GUARD_NRS ||
                                    press->pressure_kpa > share * GUARD_RATIO * normal_kpa);
}

static void guard(tb_touch *touch, const tb_press *press)
{
    const bool hard = presses_hard(touch, press, 1.0);
    touch->guard += hard ? (1.0 - touch->guard) / GUARD_UP_MS : -touch->guard / GUARD_DOWN_MS;
    touch->guarding = hard || (touch->guarding && touch->guard > 0.2);
    touch->bout = hard || (touch->bout &&
                           (touch->guard > BOUT_LEFT || presses_hard(touch, press, BOUT_EASED)));
}

void tb_touch_step(tb_touch *touch, const tb_press *press)
{
    const bool presses = press->force_n > 0.1;
    const tb_tender tender = tb_touch_tender(touch, press->t_mm, press->b_mm);
    const bool strokes = press->pad == TB_PAD_HAND;
    touch->fresh_nrs = presses ? tb_touch_fresh_nrs(touch, &tender, press->pressure_kpa) : 0.0;
    for (int k = 0; k < touch->anatomy->trigger_point_count; ++k) {
        const bool on = presses && !strokes && tender.point == k && tender.share > ON_POINT;
        hold_point(touch, k, on, touch->fresh_nrs);
    }
    const double faded = presses && tender.point >= 0 && tender.share > ON_POINT
                             ? tender.share * touch->faded[tender.point]
                             : 0.0;
    touch->nrs = touch->fresh_nrs * (1.0 - faded);
    guard(touch, press);
}

double tb_touch_swept(tb_touch *touch, double along_mm, double speed_mm_per_s, double force_n)
{
    const tb_physiology *p = touch->physiology;
    const bool good = speed_mm_per_s >= p->touch.sweep_lo_mm_per_s &&
                      speed_mm_per_s <= p->touch.sweep_hi_mm_per_s &&
                      force_n >= p->touch.sweep_lo_n && force_n <= p->touch.sweep_hi_n;
    if (!good) {
        return 0.0;
    }
    const double left = tb_exp(-along_mm / p->touch.sweep_mm);
    const double taken = touch->restriction * (1.0 - left);
    touch->restriction *= left;
    touch->swept_kpa += (p->touch.sweep_point_kpa - touch->swept_kpa) * (1.0 - left);
    return taken;
}

double tb_touch_stiffness(const tb_touch *touch, double t_mm, double b_mm)
{
    const tb_tender tender = tb_touch_tender(touch, t_mm, b_mm);
    const double softened = tender.point >= 0 ? tender.share * touch->softened[tender.point] : 0.0;
    // the case states its tissue as it comes: what strokes take away makes it softer than that
    const double eased = touch->restriction_before - touch->restriction;
    return (1.0 - RESTRICTED_STIFFER * eased) * (1.0 - softened) *
           (1.0 + touch->physiology->touch.guard_stiffness * touch->guard);
}

void tb_touch_hash(const tb_touch *touch, tb_hash *hash)
{
    const size_t count = (size_t)touch->anatomy->trigger_point_count;
    tb_hash_f64_array(hash, touch->faded, count);
    tb_hash_f64_array(hash, touch->softened, count);
    tb_hash_f64_array(hash, touch->dose_ms, count);
    tb_hash_f64_array(hash, touch->excess_ms, count);
    tb_hash_f64(hash, touch->full_gain_kpa);
    tb_hash_f64(hash, touch->swept_kpa);
    tb_hash_f64(hash, touch->restriction);
    tb_hash_f64(hash, touch->guard);
}
