/// What the patient's own files share. Not for other layers.
#ifndef TB_PATIENT_INTERNAL_H
#define TB_PATIENT_INTERNAL_H
#include "tautband/core/rng.h"
#include "tautband/patient/patient.h"

/// The tool's section in physics.
typedef struct tb_body {
    const tb_anatomy *anatomy;
    const tb_tissue_table *tissues;
    tb_world *world;
    tb_section section;
    tb_section_plane sampled; ///< plane whose tissue the rows hold; walks with a pressing finger
    bool needle_section, has_needle;
    uint32_t build; ///< counts sections built
    int next_row;   ///< round robin of the walk
    int disc_band[TB_WORLD_DISCS];
    double needle_azimuth_rad; ///< of the present needle section
    double fibre_share;        ///< |cos| between the target band and the needle section
    int membrane_layer[TB_WORLD_MEMBRANES_MAX]; ///< layer whose top each membrane is
    double hand_x_mm, hand_y_mm, depth_limit_mm;
    bool failed; ///< a section could not be built: the tool does nothing there
} tb_body;

tb_status tb_body_create(const tb_patient_desc *desc, tb_body *body, tb_error *error);
void tb_body_destroy(tb_body *body);
/// Bring the right section under the tool and step it.
void tb_body_step(tb_body *body, const tb_patient_input *input, const tb_world_twitch_input *twitch,
                  double grip);
/// Tip in resting anatomy.
tb_vec3 tb_body_tip(const tb_body *body);

/// Sensitive loci, twitch and the electrical signal. Free of physics, so that it can be tested by
/// itself.
typedef struct tb_life {
    const tb_anatomy *anatomy;
    const tb_physiology *physiology;
    tb_rng twitch_rng, emg_rng;
    double fatigue[TB_TRIGGER_POINTS_MAX][TB_LOCI_MAX]; ///< e_i, 1 = fresh
    bool has_tip;
    tb_vec3 tip_mm;
    double speed_mm_per_s; ///< of the tip, averaged over some ms
    uint32_t refractory_until_ms;
    int pending_point; ///< trigger point whose twitch is on its way, -1 none
    uint32_t onset_ms;
    double amplitude, pending_amplitude, pending_distance_mm;
    tb_vec3 place_mm; ///< of the last twitch
    int count;        ///< local twitch responses so far
    uint32_t last_ms; ///< onset of the last
    double drive;     ///< 0..1
    uint32_t burst_until_ms, burst_from_ms;
    double spike_uv; ///< decaying end-plate spike
    double emg_mv, sea_level;
} tb_life;

/// Result of one tick of life.
typedef struct tb_life_tick {
    bool twitched; ///< onset in this tick
    int trigger_point;
    double amplitude, locus_distance_mm;
} tb_life_tick;

void tb_life_init(tb_life *life, const tb_anatomy *anatomy, const tb_physiology *physiology,
                  uint64_t seed);
/// One tick with the tip in tissue at `tip_mm` (or none).
/// @param advancing tip moves away from the handle
/// @param spin_rad_per_ms turning speed of the shaft, radius_mm its radius
tb_life_tick tb_life_step(tb_life *life, uint32_t now_ms, bool in_tissue, tb_vec3 tip_mm,
                          bool advancing, double spin_rad_per_ms, double radius_mm);
void tb_life_hash(const tb_life *life, tb_hash *hash);

/// What the patient feels, says and suffers.
typedef struct tb_sense {
    double press_nrs, needle_nrs, pain_nrs, peak_nrs;
    tb_line line;
    uint32_t line_ms;
    uint32_t said_ms[TB_LINE_COUNT]; ///< when each line was last said, 0 = never
    tb_mood mood;
    bool wants_stop, stop_armed;
    uint32_t stop_ms;
    double referral[TB_REFERRAL_MAX];
    bool referral_told, jump_told;
    uint32_t pressing_since_ms;       ///< 0 = not on the active point
    uint32_t eased_ms;                ///< line after a twitch is due
    bool touching[TB_STRUCTURES_MAX]; ///< tip inside this structure
    int nerve_touched;
    uint32_t nerve_until_ms;
    double vessel_wound_ul_per_s; ///< waiting to bleed
    int vessel;
    double blood_ul, bruise_mm, bruise_t_mm, bruise_b_mm;
    uint32_t pressed_ms; ///< time that the entry was compressed
    double last_force_n;
    tb_rng rng;
} tb_sense;

struct tb_patient {
    tb_patient_desc desc;
    tb_body body;
    tb_life life;
    tb_sense sense;
    uint32_t now_ms;
    double finger_force_n, finger_pressure_kpa;
    int tip_layer;
    tb_vec3 tip_mm;
    double depth_before_mm, spin_before_rad;
    bool needle_before;
};

void tb_sense_init(tb_sense *sense, uint64_t seed);
/// Pain, words, harm of one tick, after body and life.
void tb_sense_step(tb_patient *patient, const tb_patient_input *input, const tb_life_tick *life,
                   tb_tick_events *events);
void tb_sense_hash(const tb_sense *sense, tb_hash *hash);

/// Append an event; dropped when the list is full.
void tb_emit(tb_tick_events *events, uint32_t now_ms, tb_event_kind kind, int subject,
             const double *values, int count);

#endif
