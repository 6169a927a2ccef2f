#include "tautband/patient/physiology.h"

#include "tautband/core/hash.h"

#include <stddef.h>

tb_physiology tb_physiology_default(void)
{
    return (tb_physiology){
        .twitch = {.rate_per_mm = 0.40,
                   .reach_mm = 1.2,
                   .half_speed_mm_per_s = 40.0,
                   .withdraw_factor = 0.3,
                   .rotation_factor = 0.25,
                   .refractory_lo_ms = 250.0,
                   .refractory_hi_ms = 400.0,
                   .fatigue = 0.5,
                   .latency_lo_ms = 15.0,
                   .latency_hi_ms = 40.0,
                   .rise_ms = 58.0,
                   .half_relaxation_ms = 56.0,
                   .displacement_mm = 1.5,
                   .tension_n = 0.6,
                   .jerk_n = 0.6,
                   .grip_factor = 3.0},
        .emg = {.sea_reach_mm = 1.5,
                .sea_rms_uv = 20.0,
                .spike_uv_lo = 100.0,
                .spike_uv_hi = 400.0,
                .spike_hz_active = 15.0,
                .spike_hz_latent = 3.0,
                .baseline_uv = 4.0,
                .burst_median_ms = 50.0,
                .burst_mv = 0.6},
        .pain = {.pad_area_mm2 = 100.0,
                 .reach_mm = 7.0,
                 .nrs_per_threshold = 6.0,
                 .needle_skin_nrs = 2.0,
                 .needle_skin_tap_nrs = 0.5,
                 .needle_fascia_nrs = 1.0,
                 .ltr_nrs = 4.5,
                 .trigger_point_nrs = 2.5,
                 .nerve_nrs = 9.0,
                 .vessel_nrs = 4.0,
                 .bone_nrs = 6.0,
                 .decay_ms = 900.0,
                 .stop_nrs = 8.0},
        .harm = {.bleed_ul_per_s = 8.0,
                 .artery_factor = 5.0,
                 .skin_bleed_probability = 0.1,
                 .press_stop_s = 20.0,
                 .artery_press_s = 60.0,
                 .faint_fear = 0.6,
                 .faint_load_per_s = 0.02,
                 .prodrome_load = 0.6,
                 .faint_after_s = 15.0},
        .touch = {.thumb_area_mm2 = 70.0,
                  .hand_area_mm2 = 900.0,
                  .fade_s = 35.0,
                  .fade_to = 0.4,
                  .recover_s = 90.0,
                  .soften = 0.15,
                  .soften_s = 30.0,
                  .good_lo_nrs = 3.0,
                  .good_hi_nrs = 7.5,
                  .gain_kpa = 28.0,
                  .gain_sd_kpa = 30.0,
                  .dose_none_s = 10.0,
                  .dose_full_s = 60.0,
                  .overload_kpa = 40.0,
                  .overload_s = 20.0,
                  .guard_stiffness = 0.5,
                  .sweep_lo_mm_per_s = 3.0,
                  .sweep_hi_mm_per_s = 40.0,
                  .sweep_lo_n = 5.0,
                  .sweep_hi_n = 60.0,
                  .sweep_mm = 600.0,
                  .sweep_point_kpa = 4.0},
        .comfort = {.base = 8.0,
                    .anxious_less = 2.5,
                    .warned = 0.7,
                    .reassured = 1.2,
                    .explained = 0.8,
                    .asked = 0.4,
                    .startled = 1.5,
                    .per_nrs = 0.5,
                    .recover_s = 60.0},
        .soreness = {.insertion_nrs = 3.48,
                     .insertion_pressed_nrs = 2.01,
                     .insertion_tau_h = 6.0,
                     .ache_nrs = 0.75,
                     .ache_pressed_nrs = 0.12,
                     .ache_peak_h = 18.0,
                     .per_twitch = 0.1,
                     .per_puncture = 0.2,
                     .base = 0.4,
                     .excess = 0.15,
                     .enough_twitches = 9.0},
    };
}

// clang-format off
#define NUMBER(group, member, unit_, lo_, hi_, doc_)                                                                   \
    {.key = #member, .kind = TB_FIELD_F64, .offset = offsetof(tb_physiology, group.member) - offsetof(tb_physiology, group), \
     .lo = lo_, .hi = hi_, .required = true, .unit = unit_, .doc = doc_}
#define SOURCE(group)                                                                                                  \
    {.key = "source", .kind = TB_FIELD_TEXT, .offset = offsetof(tb_physiology, group.source) - offsetof(tb_physiology, group), \
     .size = sizeof((tb_physiology *)0)->group.source, .required = true, .doc = "where the numbers come from, with their mark"}
// clang-format on

static const tb_field twitch_fields[] = {
    NUMBER(twitch, rate_per_mm, "1/mm", 0, 5,
           "hazard of a local twitch response per path at a fresh locus"),
    NUMBER(twitch, reach_mm, "mm", 0.1, 5, "fall-off of that hazard with distance (sigma)"),
    NUMBER(twitch, half_speed_mm_per_s, "mm/s", 1, 500,
           "tip speed at which the hazard is half its fast value"),
    NUMBER(twitch, withdraw_factor, NULL, 0, 1, "hazard on the way out against the way in"),
    NUMBER(twitch, rotation_factor, NULL, 0, 1, "hazard while turning in place"),
    NUMBER(twitch, refractory_lo_ms, "ms", 0, 5000, "shortest refractory time"),
    NUMBER(twitch, refractory_hi_ms, "ms", 0, 5000, "longest refractory time"),
    NUMBER(twitch, fatigue, NULL, 0, 1, "loss of a locus' excitability by a response at it"),
    NUMBER(twitch, latency_lo_ms, "ms", 0, 500, "shortest latency from contact to response"),
    NUMBER(twitch, latency_hi_ms, "ms", 0, 500, "longest latency"),
    NUMBER(twitch, rise_ms, "ms", 5, 500, "contraction time"),
    NUMBER(twitch, half_relaxation_ms, "ms", 5, 500, "half-relaxation time"),
    NUMBER(twitch, displacement_mm, "mm", 0, 10, "visible displacement at amplitude 1"),
    NUMBER(twitch, tension_n, "N", 0, 1.2, "pull of the band along its fibres at amplitude 1"),
    NUMBER(twitch, jerk_n, "N", 0, 2, "transverse resultant of the band at amplitude 1"),
    NUMBER(twitch, grip_factor, NULL, 1, 10, "friction on the needle during the response"),
    SOURCE(twitch),
};
static const tb_field emg_fields[] = {
    NUMBER(emg, sea_reach_mm, "mm", 0, 10,
           "spontaneous electrical activity is heard within this distance of a locus"),
    NUMBER(emg, sea_rms_uv, "uV", 0, 200, "root mean square of end-plate noise"),
    NUMBER(emg, spike_uv_lo, "uV", 0, 2000, "smallest end-plate spike"),
    NUMBER(emg, spike_uv_hi, "uV", 0, 2000, "largest end-plate spike"),
    NUMBER(emg, spike_hz_active, "1/s", 0, 200, "rate of spikes at an active point"),
    NUMBER(emg, spike_hz_latent, "1/s", 0, 200, "rate of spikes at a latent point"),
    NUMBER(emg, baseline_uv, "uV", 0, 50, "amplifier noise"),
    NUMBER(emg, burst_median_ms, "ms", 5, 300, "median length of the burst of a twitch"),
    NUMBER(emg, burst_mv, "mV", 0, 5, "size of the burst at amplitude 1"),
    SOURCE(emg),
};
static const tb_field pain_fields[] = {
    NUMBER(pain, pad_area_mm2, "mm^2", 20, 500,
           "area of the fingertip that pressure is computed over"),
    NUMBER(pain, reach_mm, "mm", 1, 50, "how far around the point a finger finds it tender"),
    NUMBER(pain, nrs_per_threshold, NULL, 0, 50,
           "pain gained per multiple of the pressure pain threshold"),
    NUMBER(pain, needle_skin_nrs, NULL, 0, 10, "skin, pushed slowly"),
    NUMBER(pain, needle_skin_tap_nrs, NULL, 0, 10, "skin, tapped"),
    NUMBER(pain, needle_fascia_nrs, NULL, 0, 10, "fascia"),
    NUMBER(pain, ltr_nrs, NULL, 0, 10, "local twitch response at amplitude 1"),
    NUMBER(pain, trigger_point_nrs, NULL, 0, 10, "ache with the tip in the trigger point"),
    NUMBER(pain, nerve_nrs, NULL, 0, 10, "nerve touched"),
    NUMBER(pain, vessel_nrs, NULL, 0, 10, "vessel wall touched"),
    NUMBER(pain, bone_nrs, NULL, 0, 10, "periosteum touched"),
    NUMBER(pain, decay_ms, "ms", 50, 60000, "fading of a needle pain"),
    NUMBER(pain, stop_nrs, NULL, 1, 10, "the patient says stop from here on"),
    SOURCE(pain),
};
static const tb_field harm_fields[] = {
    NUMBER(harm, bleed_ul_per_s, "ul/s", 0, 1000, "bleeding from a pierced vein"),
    NUMBER(harm, artery_factor, NULL, 1, 50, "bleeding of an artery against a vein"),
    NUMBER(harm, skin_bleed_probability, NULL, 0, 1, "a skin puncture bleeds a little"),
    NUMBER(harm, press_stop_s, "s", 0, 600, "compression that stops a vein"),
    NUMBER(harm, artery_press_s, "s", 0, 1200, "compression that stops an artery"),
    NUMBER(harm, faint_fear, NULL, 0, 1, "fear of needles from which on a patient can faint"),
    NUMBER(harm, faint_load_per_s, "1/s", 0, 1,
           "how fast a faint builds up with the needle in, at full fear"),
    NUMBER(harm, prodrome_load, NULL, 0, 1, "load at which the patient feels odd"),
    NUMBER(harm, faint_after_s, "s", 1, 600, "without help after that the patient faints"),
    SOURCE(harm),
};
static const tb_field touch_fields[] = {
    NUMBER(touch, thumb_area_mm2, "mm^2", 20, 500, "area that the tip of a thumb presses on"),
    NUMBER(touch, hand_area_mm2, "mm^2", 200, 5000, "area that a flat hand presses on"),
    NUMBER(touch, fade_s, "s", 1, 600, "time constant of the fading of pain at constant pressure"),
    NUMBER(touch, fade_to, NULL, 0, 1, "share of the pain that stays"),
    NUMBER(touch, recover_s, "s", 1, 3600, "time constant of its return"),
    NUMBER(touch, soften, NULL, 0, 0.9, "share of stiffness lost under held pressure"),
    NUMBER(touch, soften_s, "s", 1, 600, "time constant of that"),
    NUMBER(touch, good_lo_nrs, NULL, 0, 10, "least fresh pain of a pressure that releases"),
    NUMBER(touch, good_hi_nrs, NULL, 0, 10, "greatest"),
    NUMBER(touch, gain_kpa, "kPa", -200, 500, "mean gain of the threshold by a full release"),
    NUMBER(touch, gain_sd_kpa, "kPa", 0, 300, "its SD between patients"),
    NUMBER(touch, dose_none_s, "s", 0, 600, "holding that does nothing yet"),
    NUMBER(touch, dose_full_s, "s", 1, 600, "holding that does all it can"),
    NUMBER(touch, overload_kpa, "kPa", 0, 500, "threshold lost by pressing too hard"),
    NUMBER(touch, overload_s, "s", 1, 600, "time of that for the whole loss"),
    NUMBER(touch, guard_stiffness, NULL, 0, 5, "how much stiffer a guarding muscle feels"),
    NUMBER(touch, sweep_lo_mm_per_s, "mm/s", 0, 100, "slowest stroke that eases a restriction"),
    NUMBER(touch, sweep_hi_mm_per_s, "mm/s", 1, 500, "fastest"),
    NUMBER(touch, sweep_lo_n, "N", 0, 100, "lightest stroke that does"),
    NUMBER(touch, sweep_hi_n, "N", 1, 200, "firmest"),
    NUMBER(touch, sweep_mm, "mm", 10, 10000, "path of good strokes that eases it to 1/e"),
    NUMBER(touch, sweep_point_kpa, "kPa", 0, 100, "most that strokes add to a point's threshold"),
    SOURCE(touch),
};
static const tb_field comfort_fields[] = {
    NUMBER(comfort, base, NULL, 0, 10, "comfort at rest"),
    NUMBER(comfort, anxious_less, NULL, 0, 10, "less of it in an anxious patient"),
    NUMBER(comfort, warned, NULL, 0, 10, "gained by a warning"),
    NUMBER(comfort, reassured, NULL, 0, 10, "gained by a calm word"),
    NUMBER(comfort, explained, NULL, 0, 10, "gained by an explanation"),
    NUMBER(comfort, asked, NULL, 0, 10, "gained by being asked"),
    NUMBER(comfort, startled, NULL, 0, 10, "lost by an insertion without a word"),
    NUMBER(comfort, per_nrs, NULL, 0, 5, "lost per point of pain above 3"),
    NUMBER(comfort, recover_s, "s", 1, 3600, "time constant of the way back"),
    SOURCE(comfort),
};
static const tb_field soreness_fields[] = {
    NUMBER(soreness, insertion_nrs, NULL, 0, 10, "pain right after a needling, nothing pressed"),
    NUMBER(soreness, insertion_pressed_nrs, NULL, 0, 10, "the same after compression"),
    NUMBER(soreness, insertion_tau_h, "h", 0.5, 100, "its time constant"),
    NUMBER(soreness, ache_nrs, NULL, 0, 10, "peak of the later ache, nothing pressed"),
    NUMBER(soreness, ache_pressed_nrs, NULL, 0, 10, "the same after compression"),
    NUMBER(soreness, ache_peak_h, "h", 1, 100, "when it peaks"),
    NUMBER(soreness, per_twitch, NULL, 0, 5, "dose of a twitch"),
    NUMBER(soreness, per_puncture, NULL, 0, 5, "dose of a puncture"),
    NUMBER(soreness, base, NULL, 0, 5, "dose of a needling by itself"),
    NUMBER(soreness, excess, NULL, 0, 5, "factor per twitch beyond enough"),
    NUMBER(soreness, enough_twitches, NULL, 1, 100, "twitches after which the patient has enough"),
    SOURCE(soreness),
};

#define SCHEMA(group)                                                                              \
    static const tb_schema group##_schema = {#group, group##_fields,                               \
                                             sizeof group##_fields / sizeof group##_fields[0],     \
                                             sizeof((tb_physiology *)0)->group}
SCHEMA(twitch);
SCHEMA(emg);
SCHEMA(pain);
SCHEMA(harm);
SCHEMA(touch);
SCHEMA(comfort);
SCHEMA(soreness);

#define GROUP(group, doc_)                                                                         \
    {                                                                                              \
        .key = #group, .kind = TB_FIELD_OBJECT, .offset = offsetof(tb_physiology, group),          \
        .required = true, .schema = &group##_schema, .doc = doc_                                   \
    }
static const tb_field physiology_fields[] = {
    GROUP(twitch, "local twitch response"),
    GROUP(emg, "electrical signal at the needle's tip"),
    GROUP(pain, "pain by pressure and needle"),
    GROUP(harm, "bleeding and fainting"),
    GROUP(touch, "hands on the skin: fading pain, release, broad strokes, guarding"),
    GROUP(comfort, "how at ease the patient is"),
    GROUP(soreness, "the hours and days after"),
};
static const tb_schema physiology_schema = {"physiology", physiology_fields,
                                            sizeof physiology_fields / sizeof physiology_fields[0],
                                            sizeof(tb_physiology)};

tb_status tb_physiology_load(const char *path, tb_physiology *out, tb_diagnostics *diagnostics)
{
    return tb_schema_load(&physiology_schema, path, out, diagnostics, NULL);
}

uint64_t tb_physiology_hash(const tb_physiology *physiology)
{
    tb_hash hash = tb_hash_start();
    for (int g = 0; g < physiology_schema.field_count; ++g) {
        const tb_field *group = &physiology_fields[g];
        const char *base = (const char *)physiology + group->offset;
        for (int k = 0; k < group->schema->field_count; ++k) {
            const tb_field *field = &group->schema->fields[k];
            if (field->kind == TB_FIELD_F64) {
                tb_hash_f64(&hash, *(const double *)(const void *)(base + field->offset));
            }
        }
    }
    return hash.value;
}
