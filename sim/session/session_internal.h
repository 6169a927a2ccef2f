/// What the session's own files share. Not for other layers.
#ifndef TB_SESSION_INTERNAL_H
#define TB_SESSION_INTERNAL_H
#include "tautband/core/hash.h"
#include "tautband/core/rng.h"
#include "tautband/patient/patient.h"
#include "tautband/session/session.h"

/// The needle in the learner's hand.
typedef struct tb_hand_needle {
    tb_needle_stage stage;
    int choice;
    tb_needle_spec spec;
    bool tube_on, held, fresh, binning;
    double entry_t_mm, entry_b_mm, tilt_rad, azimuth_rad;
    double depth_mm;  ///< where the hand has brought the tip
    double offset_mm; ///< between the input's depth and the needle's, set when the hand takes hold
    double wanted_mm; ///< where the input wants it
    double spin_rad;
    double tap_target_mm; ///< depth a running tap drives to; < 0 = none
    int in_count, out_count;
    // direction of motion, for strokes
    double stroke_start_mm, stroke_extreme_mm, stroke_peak_mm_per_ms, stroke_target_mm;
    uint32_t stroke_start_ms;
    int stroke_sense;
    double speed_mm_per_ms;  ///< of the hub, this tick
    double moving_mm_per_ms; ///< averaged: is the learner stimulating?
    // a change of direction that is not told yet
    double told_tilt_rad, told_azimuth_rad;
    uint32_t turned_ms;
    bool turned_in_muscle;
    double turned_depth_mm;
    double told_turns;
    bool told_bent;
} tb_hand_needle;

/// Least distances since the last sample.
typedef struct tb_sample_minima {
    double target_mm, clearance_mm;
} tb_sample_minima;

/// The grammar of palpation: strokes across the fibres, stops along them.
typedef struct tb_palpation {
    bool stroking;
    double across_from_mm, across_last_mm, across_along_mm; ///< b where it began, b now, t there
    int across_sense;
    uint32_t across_since_ms;
    double force_sum;
    int cords; ///< felt since the stroke began
    // stops along the fibres
    bool resting, told;
    double rest_t_mm, rest_b_mm;
    uint32_t rest_since_ms;
    double stop_t_mm, stop_b_mm, first_t_mm;
    int stops;
    bool stop_counted;
} tb_palpation;

struct tb_session {
    tb_session_desc desc;
    tb_anatomy anatomy;
    tb_patient *patient;
    tb_patient_view view;
    uint32_t tick_ms;
    bool ended, faulted;
    tb_world_fault fault;
    tb_tool tool;
    tb_stage stage;
    tb_hand_needle needle;
    tb_sample_minima minima;
    double reserve_clearance_mm;
    int reserve_structure;
    struct {               // the hand that lifts a roll
        bool holds;        ///< a grip stands: by the tool, or while the other hand needles
        double t_mm;       ///< along the roll
        double squeeze_mm; ///< each pad beyond the resting skin
        double lift_mm, to_and_fro_mm;
    } roll_grip;
    double spread_mm; ///< between two fingers
    struct {          // the patient talks of something else
        tb_rng rng;
        uint32_t next_ms;
    } chat;
    double allotted_s; ///< instead of the case's limit of time; 0 = none
    struct {           // the patient shifts under the hand
        tb_rng rng;
        uint32_t next_ms, since_ms, calmed_ms;
        bool moving, calmed;
        tb_vec3 whole_mm, now_mm; ///< of the hand against the body
        double along_mm;          ///< of now_mm, what the held needle was moved by
    } shift;
    // finger
    double finger_t_mm, finger_b_mm, finger_wanted_mm;
    bool touching;
    uint32_t touch_ms;
    double touch_peak_n;
    double ridge_base_n;
    bool disc_felt[TB_WORLD_DISCS], disc_snapped[TB_WORLD_DISCS];
    double finger_x_before_mm, finger_speed_mm_per_ms;
    tb_palpation palpation;
    // cotton
    uint32_t cotton_ms;
    double cotton_sum_n;
    // stop and nerve
    bool stop_pending;
    uint32_t stop_moved_ms;
    int nerve;
    uint32_t nerve_moved_ms;
    bool nerve_told;
    bool declared;
    double declared_t_mm, declared_b_mm;
    tb_event *events; ///< [TB_EVENTS_MAX]
    int event_count;
};

/// Append an event of this tick; a full log is a fault.
void tb_session_emit(tb_session *session, tb_event_kind kind, int subject, const double *values,
                     int count);

/// Acts and motion of the learner for this tick: what the patient will meet.
void tb_session_hands(tb_session *session, const tb_input *input, tb_patient_input *out);

/// Judgements of the learner: pain drawing, interview, distance, harm, review.
/// @return true when the command was one of them
bool tb_session_judge(tb_session *session, const tb_input *input);

/// True for the tools that press on the skin.
bool tb_tool_presses(tb_tool tool);

/// Strokes across the fibres and stops along them, after the patient's tick.
void tb_session_palpate(tb_session *session, const tb_patient_input *input, int first_event);
/// The hand around a roll: a tool of its own, and the other hand while a needle stands in the roll.
/// @param on_skin a needle stands on or in the skin
void tb_session_hold_roll(tb_session *session, const tb_input *input, bool on_skin,
                          tb_patient_input *out);

/// Restless and talkative patients: when the first shift and the first word come.
void tb_session_shift_init(tb_session *session);
/// Move what the hands hold against a body that shifts, and let the patient chat; after
/// tb_session_hands().
void tb_session_shift(tb_session *session, tb_patient_input *out);
/// Tell when the allotted time is up.
void tb_session_watch_time(tb_session *session);
/// What a restless or talkative patient adds to the state.
void tb_session_shift_hash(const tb_session *session, tb_hash *hash);

/// Angle between a needle's direction and the inward normal of the skin that it stands on.
double tb_session_lean_rad(const tb_session *session, double t_mm, double b_mm, double tilt_rad,
                           double azimuth_rad);

/// What the learner's acts meant, after the patient's tick.
/// @param first_event index of the first event of this tick
void tb_session_observe(tb_session *session, const tb_patient_input *input, int first_event);

#endif
