/// Numbers of the living patient that a clinician could dispute, read from assets/physiology.yaml.
/// Layer patient, needs anatomy's schema.
#ifndef TB_PATIENT_PHYSIOLOGY_H
#define TB_PATIENT_PHYSIOLOGY_H
#include "tautband/anatomy/schema.h"
#include <stdint.h>

/// LTR hazard model, EMG, pain, harm, palpation. Each group carries its source.
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
        double bleed_ul_per_s;         ///< from a pierced vessel, 8
        double skin_bleed_probability; ///< 0.1
        double press_stop_s;           ///< 20
        char source[96];
    } harm;
} tb_physiology;

/// The values named above.
tb_physiology tb_physiology_default(void);

/// Read assets/physiology.yaml.
/// @return what tb_schema_load() returns; `out` unchanged on error
tb_status tb_physiology_load(const char *path, tb_physiology *out, tb_diagnostics *diagnostics);

/// Hash of every number, part of a recording's header.
uint64_t tb_physiology_hash(const tb_physiology *physiology);

#endif
