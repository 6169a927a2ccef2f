// Sensitive loci, the local twitch response and the electrical signal at the needle's tip.
//
// Hazard per unit path (model calibrated to reported yields [J]):
//   rho = rho0 h(v) sum_i s_i e_i exp(-d_i^2 / 2 sigma^2), h(v) = v^2 / (v^2 + v50^2), P = 1 -
//   exp(-rho |ds|)
// so that moving slowly past a locus does not raise the chance. After a response: refractory time,
// and every locus tires by e_i *= 1 - kappa exp(-d_i^2 / 2 (2 sigma)^2).
#include "tautband/core/mathx.h"

#include "patient_internal.h"

#include <math.h>

static const double SPEED_AVERAGE_MS = 6.0;
static const double ELECTRICAL_LEAD_MS = 8.0; // the burst starts before anything is seen to move

void tb_life_init(tb_life *life, const tb_anatomy *anatomy, const tb_physiology *physiology,
                  uint64_t seed)
{
    *life = (tb_life){.anatomy = anatomy, .physiology = physiology, .pending_point = -1};
    tb_rng_seed(&life->twitch_rng, seed, TB_RNG_TWITCH);
    tb_rng_seed(&life->emg_rng, seed, TB_RNG_EMG);
    for (int p = 0; p < TB_TRIGGER_POINTS_MAX; ++p) {
        for (int k = 0; k < TB_LOCI_MAX; ++k) {
            life->fatigue[p][k] = 1.0;
        }
    }
}

/// Sum of excitability around a place; also the strongest locus' point and distance.
static double excitation(const tb_life *life, tb_vec3 place_mm, int *point, double *nearest_mm)
{
    const double reach = life->physiology->twitch.reach_mm;
    double sum = 0.0, strongest = 0.0;
    *point = -1;
    *nearest_mm = INFINITY;
    for (int p = 0; p < life->anatomy->trigger_point_count; ++p) {
        const tb_trigger_point *trigger = &life->anatomy->trigger_points[p];
        for (int k = 0; k < trigger->locus_count; ++k) {
            const double d = tb_vec3_distance(place_mm, trigger->loci[k].place_mm);
            if (d > 6.0 * reach) {
                continue;
            }
            const double part = trigger->loci[k].excitability * life->fatigue[p][k] *
                                tb_exp(-d * d / (2.0 * reach * reach));
            sum += part;
            if (part > strongest) {
                strongest = part;
                *point = p;
            }
            *nearest_mm = d < *nearest_mm ? d : *nearest_mm;
        }
    }
    return sum;
}

static void tire(tb_life *life, tb_vec3 place_mm)
{
    const double reach = 2.0 * life->physiology->twitch.reach_mm;
    for (int p = 0; p < life->anatomy->trigger_point_count; ++p) {
        const tb_trigger_point *trigger = &life->anatomy->trigger_points[p];
        for (int k = 0; k < trigger->locus_count; ++k) {
            const double d = tb_vec3_distance(place_mm, trigger->loci[k].place_mm);
            life->fatigue[p][k] *=
                1.0 - life->physiology->twitch.fatigue * tb_exp(-d * d / (2.0 * reach * reach));
        }
    }
}

static double between(tb_rng *rng, double lo, double hi)
{
    return lo + (hi - lo) * tb_rng_uniform(rng);
}

/// The n-th response of a needling: falls over the first three, then stable, with spread
/// (Baraja-Vegas 2020, direction).
static double response_amplitude(tb_rng *rng, int n)
{
    return (0.5 + 0.5 * tb_exp(-(double)n / 1.2)) * tb_exp(0.3 * tb_rng_normal(rng));
}

/// Twitch drive at `age_ms` after onset: smooth rise, then a fall that is at half after
/// half_relaxation.
static double twitch_drive(const tb_physiology *physiology, double age_ms)
{
    const double rise = physiology->twitch.rise_ms,
                 fall = 2.0 * physiology->twitch.half_relaxation_ms;
    const double u = age_ms < rise ? age_ms / rise : 1.0 - (age_ms - rise) / fall;
    return u <= 0.0 ? 0.0 : u * u * (3.0 - 2.0 * u);
}

static void schedule(tb_life *life, uint32_t now_ms, int point, double nearest_mm, tb_vec3 place_mm)
{
    const tb_physiology *p = life->physiology;
    const double latency_ms =
        between(&life->twitch_rng, p->twitch.latency_lo_ms, p->twitch.latency_hi_ms);
    const double burst_ms =
        p->emg.burst_median_ms * tb_exp(0.45 * tb_rng_normal(&life->twitch_rng));
    life->pending_point = point;
    life->pending_amplitude = response_amplitude(&life->twitch_rng, life->count);
    life->pending_distance_mm = nearest_mm;
    life->onset_ms = now_ms + (uint32_t)latency_ms;
    life->burst_from_ms = life->onset_ms - (uint32_t)fmin(ELECTRICAL_LEAD_MS, latency_ms);
    life->burst_until_ms = life->burst_from_ms + (uint32_t)tb_clamp(burst_ms, 20.0, 150.0);
    life->refractory_until_ms =
        life->onset_ms + (uint32_t)between(&life->twitch_rng, p->twitch.refractory_lo_ms,
                                           p->twitch.refractory_hi_ms);
    life->place_mm = place_mm;
    tire(life, place_mm);
}

static void electrical_signal(tb_life *life, uint32_t now_ms, bool in_tissue, int point,
                              double nearest_mm)
{
    const tb_physiology *p = life->physiology;
    tb_rng *rng = &life->emg_rng;
    double uv = p->emg.baseline_uv * tb_rng_normal(rng);
    life->sea_level = 0.0;
    life->spike_uv *= 0.55;
    if (in_tissue && point >= 0 && nearest_mm < p->emg.sea_reach_mm) {
        const bool active = life->anatomy->trigger_points[point].state == TB_TRIGGER_POINT_ACTIVE;
        life->sea_level = 1.0 - nearest_mm / p->emg.sea_reach_mm;
        // end-plate noise is at its full 20 uV over most of the reach and fades at the rim
        const double share = tb_clamp(2.0 * life->sea_level, 0.0, 1.0) * (active ? 1.0 : 0.5);
        uv += share * p->emg.sea_rms_uv * tb_rng_normal(rng);
        const double spikes_per_ms =
            (active ? p->emg.spike_hz_active : p->emg.spike_hz_latent) * 1e-3 * share;
        if (tb_rng_uniform(rng) < spikes_per_ms) {
            life->spike_uv = -between(rng, p->emg.spike_uv_lo, p->emg.spike_uv_hi);
        }
    }
    uv += life->spike_uv;
    if (now_ms >= life->burst_from_ms && now_ms < life->burst_until_ms) {
        const double length = (double)(life->burst_until_ms - life->burst_from_ms);
        const double u = ((double)(now_ms - life->burst_from_ms) + 0.5) / length;
        const double amplitude =
            life->pending_point >= 0 ? life->pending_amplitude : life->amplitude;
        uv += 4.0 * u * (1.0 - u) * amplitude * p->emg.burst_mv * 1e3 * tb_rng_normal(rng) * 0.6;
    }
    life->emg_mv = uv * 1e-3;
}

/// Path of this tick that counts for the hazard, and its speed factor.
static double effective_path_mm(tb_life *life, bool in_tissue, tb_vec3 tip_mm, bool advancing,
                                double spin_rad_per_ms, double radius_mm, double *speed_factor)
{
    const tb_physiology *p = life->physiology;
    *speed_factor = 0.0;
    if (!in_tissue || !life->has_tip) {
        life->speed_mm_per_s = 0.0;
        return 0.0;
    }
    const double path_mm = tb_vec3_distance(tip_mm, life->tip_mm);
    life->speed_mm_per_s += (path_mm * 1e3 - life->speed_mm_per_s) / SPEED_AVERAGE_MS;
    const double v50 = p->twitch.half_speed_mm_per_s;
    const double turning_mm_per_s = radius_mm * fabs(spin_rad_per_ms) * 1e3;
    if (turning_mm_per_s > life->speed_mm_per_s) {
        const double v = turning_mm_per_s + 20.0;
        *speed_factor = p->twitch.rotation_factor * v * v / (v * v + v50 * v50);
        return v * 1e-3;
    }
    const double v = life->speed_mm_per_s;
    *speed_factor = v * v / (v * v + v50 * v50) * (advancing ? 1.0 : p->twitch.withdraw_factor);
    return path_mm;
}

tb_life_tick tb_life_step(tb_life *life, uint32_t now_ms, bool in_tissue, tb_vec3 tip_mm,
                          bool advancing, double spin_rad_per_ms, double radius_mm)
{
    tb_life_tick tick = {.trigger_point = -1};
    int point = -1;
    double nearest_mm = INFINITY, speed_factor;
    const double sum = in_tissue ? excitation(life, tip_mm, &point, &nearest_mm) : 0.0;
    const double path_mm = effective_path_mm(life, in_tissue, tip_mm, advancing, spin_rad_per_ms,
                                             radius_mm, &speed_factor);
    if (sum > 0.0 && path_mm > 0.0 && life->pending_point < 0 &&
        now_ms >= life->refractory_until_ms) {
        const double hazard = life->physiology->twitch.rate_per_mm * speed_factor * sum * path_mm;
        if (tb_rng_uniform(&life->twitch_rng) < 1.0 - tb_exp(-hazard)) {
            schedule(life, now_ms, point, nearest_mm, tip_mm);
        }
    }
    if (life->pending_point >= 0 && now_ms >= life->onset_ms) {
        life->amplitude = life->pending_amplitude;
        life->count += 1;
        life->last_ms = now_ms > 0 ? now_ms : 1;
        tick =
            (tb_life_tick){true, life->pending_point, life->amplitude, life->pending_distance_mm};
        life->pending_point = -1;
    }
    life->drive =
        life->last_ms > 0 ? twitch_drive(life->physiology, (double)(now_ms - life->last_ms)) : 0.0;
    electrical_signal(life, now_ms, in_tissue, point, nearest_mm);
    life->has_tip = in_tissue;
    life->tip_mm = tip_mm;
    return tick;
}

void tb_life_hash(const tb_life *life, tb_hash *hash)
{
    tb_hash_u64(hash, life->twitch_rng.state);
    tb_hash_u64(hash, life->emg_rng.state);
    for (int p = 0; p < life->anatomy->trigger_point_count; ++p) {
        tb_hash_f64_array(hash, life->fatigue[p],
                          (size_t)life->anatomy->trigger_points[p].locus_count);
    }
    tb_hash_f64(hash, life->speed_mm_per_s);
    tb_hash_u64(hash, life->refractory_until_ms);
    tb_hash_i32(hash, life->pending_point);
    tb_hash_u64(hash, life->onset_ms);
    tb_hash_f64(hash, life->amplitude);
    tb_hash_i32(hash, life->count);
    tb_hash_f64(hash, life->drive);
    tb_hash_f64(hash, life->emg_mv);
}
