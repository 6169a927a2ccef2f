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
        .harm = {.bleed_ul_per_s = 8.0, .skin_bleed_probability = 0.1, .press_stop_s = 20.0},
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
    NUMBER(harm, skin_bleed_probability, NULL, 0, 1, "a skin puncture bleeds a little"),
    NUMBER(harm, press_stop_s, "s", 0, 600, "compression that stops it"),
    SOURCE(harm),
};

#define SCHEMA(group)                                                                              \
    static const tb_schema group##_schema = {#group, group##_fields,                               \
                                             sizeof group##_fields / sizeof group##_fields[0],     \
                                             sizeof((tb_physiology *)0)->group}
SCHEMA(twitch);
SCHEMA(emg);
SCHEMA(pain);
SCHEMA(harm);

#define GROUP(group, doc_)                                                                         \
    {                                                                                              \
        .key = #group, .kind = TB_FIELD_OBJECT, .offset = offsetof(tb_physiology, group),          \
        .required = true, .schema = &group##_schema, .doc = doc_                                   \
    }
static const tb_field physiology_fields[] = {
    GROUP(twitch, "local twitch response"),
    GROUP(emg, "electrical signal at the needle's tip"),
    GROUP(pain, "pain by pressure and needle"),
    GROUP(harm, "bleeding"),
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
