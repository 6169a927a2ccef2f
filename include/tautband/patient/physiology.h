/// Numbers of the living patient that a clinician could dispute, read from assets/physiology.yaml.
/// Layer patient, needs anatomy's schema.
#ifndef TB_PATIENT_PHYSIOLOGY_H
#define TB_PATIENT_PHYSIOLOGY_H
#include "tautband/anatomy/schema.h"
#include <stdint.h>

/// LTR hazard model, EMG, pain, harm, touch, comfort, soreness. Each group carries its source.
typedef struct tb_physiology {
    struct {
        double rate_per_mm;                        ///< rho0, 0.40
        double reach_mm;                           ///< sigma, 1.2
        double half_speed_mm_per_s;                ///< v50, 40
        double withdraw_factor;                    ///< 0.3
        double rotation_factor;                    ///< 0.25
        double refractory_lo_ms, refractory_hi_ms; ///< 250, 400
        double fatigue;                            ///< kappa, 0.5
        double latency_lo_ms, latency_hi_ms;       ///< 15, 40
        double rise_ms, half_relaxation_ms;        ///< 58, 56
        double displacement_mm;                    ///< 1.5 for amplitude 1
        double tension_n;                          ///< band tension for amplitude 1, 0.6
        double jerk_n;                             ///< transverse resultant for amplitude 1, 0.6
        double grip_factor;                        ///< friction during it, 3
        char source[96];
    } twitch;
    struct {
        double sea_reach_mm;                     ///< 1.5
        double sea_rms_uv;                       ///< 20
        double spike_uv_lo, spike_uv_hi;         ///< 100, 400
        double spike_hz_active, spike_hz_latent; ///< 20, 3
        double baseline_uv;                      ///< amplifier noise, 4
        double burst_median_ms, burst_mv;        ///< 50, 0.6
        char source[96];
    } emg;
    struct {
        double pad_area_mm2;      ///< contact area pressure is computed over, 100
        double reach_mm;          ///< lateral fall-off of tenderness under the finger, 7
        double nrs_per_threshold; ///< NRS points per multiple of the threshold above it, 3
        double needle_skin_nrs, needle_skin_tap_nrs, needle_fascia_nrs; ///< 2, 0.5, 1
        double ltr_nrs;                                                 ///< 5 for amplitude 1
        double trigger_point_nrs;               ///< ache with the tip in the point, 3
        double nerve_nrs, vessel_nrs, bone_nrs; ///< 9, 4, 6
        double decay_ms;                        ///< of needle pain, 900
        double stop_nrs;                        ///< the patient says stop at or above, 8
        char source[96];
    } pain;
    struct {
        double bleed_ul_per_s;         ///< from a pierced vein, 8
        double artery_factor;          ///< bleeding of an artery against a vein, 5
        double skin_bleed_probability; ///< 0.1
        double press_stop_s;           ///< compression that stops a vein, 20
        double artery_press_s;         ///< and an artery, 60
        double faint_fear;             ///< fear of needles from which on a patient can faint, 0.6
        double faint_load_per_s;       ///< how fast that builds up with the needle in, 0.02
        double prodrome_load;          ///< the patient feels odd from here on, 0.6
        double faint_after_s;          ///< without help after that the patient faints, 15
        char source[96];
    } harm;
    struct {
        double thumb_area_mm2, hand_area_mm2; ///< what a thumb's tip and a flat hand press on
        double fade_s, fade_to;               ///< pain at constant pressure, 35 and 0.4
        double recover_s;                     ///< and its return, 90
        double soften, soften_s;              ///< share of stiffness lost, 0.15 with 30 s
        double good_lo_nrs, good_hi_nrs;      ///< pressure that releases, 3 to 7.5
        double gain_kpa, gain_sd_kpa;         ///< threshold gained by a full release, 28, 30
        double dose_none_s, dose_full_s;      ///< nothing before 10 s, all at 60 s
        double overload_kpa, overload_s;      ///< threshold lost by too much, 40 in 20 s
        double guard_stiffness;               ///< of a guarding muscle, 0.5 more
        double sweep_lo_mm_per_s, sweep_hi_mm_per_s; ///< a slow broad stroke, 3 to 40
        double sweep_lo_n, sweep_hi_n;               ///< its force, 5 to 60
        double sweep_mm;                             ///< path that eases a restriction to 1/e, 600
        double sweep_point_kpa;                      ///< most that strokes give a point, 4
        char source[96];
    } touch;
    struct {
        double base, anxious_less;                  ///< 0..10 at rest, 8, less 2.5
        double warned, reassured, explained, asked; ///< gained by words, 0.7, 1.2, 0.8, 0.4
        double startled;                            ///< lost by an insertion without a word, 1.5
        double per_nrs;                             ///< lost per point of pain above 3, 0.5
        double recover_s;                           ///< back to rest, 60
        char source[96];
    } comfort;
    struct {
        double insertion_nrs, insertion_pressed_nrs; ///< at once, without and with compression
        double insertion_tau_h;                      ///< 6
        double ache_nrs, ache_pressed_nrs;           ///< peak of the later ache
        double ache_peak_h;                          ///< 18
        double per_twitch, per_puncture, base;       ///< dose: 1 for one puncture and four twitches
        double excess;                               ///< more per twitch beyond enough, 0.15
        double enough_twitches;                      ///< 9
        char source[96];
    } soreness;
} tb_physiology;

/// The values named above.
tb_physiology tb_physiology_default(void);

/// Read assets/physiology.yaml.
/// @return what tb_schema_load() returns; `out` unchanged on error
tb_status tb_physiology_load(const char *path, tb_physiology *out, tb_diagnostics *diagnostics);

/// Hash of every number, part of a recording's header.
uint64_t tb_physiology_hash(const tb_physiology *physiology);

#endif
