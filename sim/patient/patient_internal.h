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
    bool two_fingers, pinching;    ///< what touched in the last tick
    double entry_x_mm, entry_y_mm; ///< of the needle in its section
    uint32_t build;                ///< counts sections built
    int next_row;                  ///< round robin of the walk
    int stale_rows;                ///< rows not sampled since the plane last walked
    int disc_band[TB_WORLD_DISCS];
    double needle_azimuth_rad; ///< of the present needle section
    double fibre_share;        ///< |cos| between the target band and the needle section
    int membrane_layer[TB_WORLD_MEMBRANES_MAX]; ///< layer whose top each membrane is
    double hand_x_mm, hand_y_mm, depth_limit_mm;
    double hand_two_x_mm[2], hand_two_y_mm[2];
    double pad_factor; ///< on the force of the present pad: its width, soft or guarding muscle
    bool failed;       ///< a section could not be built: the tool does nothing there
    double tried_t_mm; ///< where the last palpation section was to be; INFINITY for a needle's
} tb_body;

tb_status tb_body_create(const tb_patient_desc *desc, tb_body *body, tb_error *error);
void tb_body_destroy(tb_body *body);
/// Bring the right section under the tool and step it.
void tb_body_step(tb_body *body, const tb_patient_input *input, const tb_world_twitch_input *twitch,
                  double grip);
/// The section of a shape at a plane.
tb_status tb_body_section(const tb_anatomy *anatomy, const tb_section_plane *plane,
                          tb_section_shape shape, tb_section *out, tb_error *error);
/// Tip in resting anatomy.
tb_vec3 tb_body_tip(const tb_body *body);
/// The needle in the section; NULL without one, and where no section could be had for it.
const tb_needle *tb_body_needle(const tb_body *body);
/// Force of the firmest single fingertip, mean of both pads of a pincer grip.
double tb_body_press_n(const tb_body *body);
/// Part of that which tissue squeezed against bone, or to the end between two pads, gives back, in
/// N.
double tb_body_bottom_n(const tb_body *body);
/// Two fingertips, when two are at work.
void tb_body_see_two(const tb_body *body, tb_two_fingers *out);

// ---- body_roll.c: sections across a lifted roll ----

/// How a palpation section at this plane lies: across a roll where one can be lifted.
tb_section_shape tb_body_palpation_shape(const tb_body *body, const tb_section_plane *plane);
/// How the section of a needle lies that enters at the plane's origin.
tb_section_shape tb_body_needle_shape(const tb_body *body, const tb_section_plane *plane,
                                      double tilt_rad);
/// Disc of a band that crosses the roll at (s, y).
/// @param contrast stiffness of the band against muscle, less 1
tb_world_disc tb_body_roll_disc(const tb_body *body, double s_mm, double y_mm, double radius_mm,
                                double contrast);
/// Where the needle's axis through (0, entry_y) meets the skin row of a roll's section.
/// @return false when it does not: the needle passes the roll by
bool tb_body_meet_roll(const tb_body *body, double entry_y_mm, double tilt_rad, double *x_mm,
                       double *y_mm);
/// Both pads of a pincer grip.
void tb_body_pinch(tb_body *body, const tb_patient_input *input, tb_world_input *world);

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

/// How tender a place is under a fingertip.
typedef struct tb_tender {
    int point;            ///< trigger point the tenderness comes from, -1 none
    double share;         ///< of that point under the pad, 0..1
    double threshold_kpa; ///< pressure that begins to hurt
    double normal_kpa;    ///< the same where nothing is
} tb_tender;

/// What hands do to skin and muscle. Free of physics, so that it can be tested by itself.
typedef struct tb_touch {
    const tb_anatomy *anatomy;
    const tb_physiology *physiology;
    double faded[TB_TRIGGER_POINTS_MAX];     ///< share of the pain that has gone under the hold
    double softened[TB_TRIGGER_POINTS_MAX];  ///< share of stiffness that has gone
    double dose_ms[TB_TRIGGER_POINTS_MAX];   ///< time of good pressure
    double excess_ms[TB_TRIGGER_POINTS_MAX]; ///< time of too much
    double full_gain_kpa;                    ///< what a full release gives this patient
    double swept_kpa;                        ///< what broad strokes gave the points
    double restriction;                      ///< 0..1, left
    double restriction_before;
    double guard;     ///< 0..1, the muscle stiffens
    double fresh_nrs; ///< pain before any fading
    double nrs;       ///< pain felt
    bool guarding;
    bool bout; ///< from the first hard press until the muscle is soft and the hand has eased
} tb_touch;

/// What presses in one tick.
typedef struct tb_press {
    double t_mm, b_mm, force_n, pressure_kpa;
    tb_pad pad;
} tb_press;

void tb_touch_init(tb_touch *touch, const tb_anatomy *anatomy, const tb_physiology *physiology,
                   double restriction, uint64_t seed);
/// Tenderness of a place now: releases raise the threshold, too much lowers it.
tb_tender tb_touch_tender(const tb_touch *touch, double t_mm, double b_mm);
/// Threshold of a trigger point now.
double tb_touch_point_kpa(const tb_touch *touch, int point);
/// Pain of a fresh pressure, 0..10 and more.
double tb_touch_fresh_nrs(const tb_touch *touch, const tb_tender *tender, double pressure_kpa);
/// One tick of pressure (force 0: none).
void tb_touch_step(tb_touch *touch, const tb_press *press);
/// A broad stroke is over. @return share of the restriction that it took away
double tb_touch_swept(tb_touch *touch, double along_mm, double speed_mm_per_s, double force_n);
/// Threshold that held pressure has given a point, or taken from it.
double tb_touch_gain_kpa(const tb_touch *touch, int point);
/// How much stiffer than at the start the tissue feels at a place.
double tb_touch_stiffness(const tb_touch *touch, double t_mm, double b_mm);
void tb_touch_hash(const tb_touch *touch, tb_hash *hash);

/// What the patient says, and how at ease they are.
typedef struct tb_speech {
    tb_voice voice;
    tb_line line;
    int phrase; ///< -1 = a gesture
    uint32_t line_ms;
    uint32_t said_ms[TB_LINE_COUNT];    ///< when each meaning was last said, 0 = never
    uint32_t phrase_ms[TB_PHRASES_MAX]; ///< and each phrase
    tb_mood mood;
    char place[TB_ID_SIZE]; ///< region that the line names
    double comfort, rest_comfort, needle_fear;
    bool warned;
    uint32_t reassured_ms;
} tb_speech;

/// What the patient feels and suffers.
typedef struct tb_sense {
    double press_nrs, needle_nrs, pain_nrs, peak_nrs;
    bool wants_stop, stop_armed;
    uint32_t stop_ms;
    bool stop_due; ///< as soon as the cry before it was heard
    double stop_nrs;
    double referral[TB_REFERRAL_MAX];
    bool referral_told, jump_told, guard_told, enough_told;
    uint32_t pressing_since_ms;   ///< 0 = not on the active point
    int ache_point;               ///< trigger point that aches about the tip, -1 none
    double ache_spread;           ///< 0..1, how far an active one's ache spreads
    uint32_t aching_since_ms;     ///< 0 = nothing spreads from the tip
    bool spread_told, spread_due; ///< of this needle: the event, and the words that wait for it
    uint32_t eased_ms;            ///< line after a twitch is due
    uint32_t startled_ms;         ///< complaint about a needle without a word is due
    double last_force_n;
    // algometer
    double algometer_kpa, ramp_kpa_per_s, pressure_before_kpa;
    int algometer_readings;
    bool algometer_armed;
    uint32_t algometer_due_ms; ///< the word comes a little after the feeling
    // thumb
    double hold_t_mm, hold_b_mm, hold_start_nrs, hold_late_nrs[2];
    uint32_t hold_since_ms;
    bool yielded;
    // flat hand
    bool sweeping;
    double sweep_from_mm, sweep_last_mm, sweep_force_sum;
    uint32_t sweep_since_ms;
    int sweep_sense;
    tb_rng rng;
} tb_sense;

/// What was harmed.
typedef struct tb_injury {
    bool touching[TB_STRUCTURES_MAX]; ///< tip inside this structure
    int nerve_touched;
    uint32_t nerve_until_ms;
    uint32_t reflex_ms;           ///< a withdrawal reflex began, 0 = none
    double vessel_wound_ul_per_s; ///< waiting to bleed
    bool arterial;
    int vessel;
    double blood_ul, bruise_mm, bruise_t_mm, bruise_b_mm;
    uint32_t pressed_ms; ///< time that the entry was compressed
    bool happened[TB_HARM_COUNT];
    uint32_t first_ms[TB_HARM_COUNT];
    int punctures;
    double diameter_mm;
    double faint_load;
    tb_faint faint;
    uint32_t faint_ms;
    bool flat;
    uint32_t pulled_ms; ///< pulled against resistance for so long
    bool stuck;
    double depth_before_mm; ///< of the hand
} tb_injury;

struct tb_patient {
    tb_patient_desc desc;
    tb_body body;
    tb_life life;
    tb_touch touch;
    tb_speech speech;
    tb_sense sense;
    tb_injury injury;
    uint32_t now_ms;
    double finger_force_n, finger_pressure_kpa;
    int tip_layer;
    tb_vec3 tip_mm;
    double depth_before_mm, spin_before_rad;
    bool needle_before;
};

enum {
    TB_MINUTE_MS = 60000,
    TB_RECOGNISE_MS = 500, ///< of firm pressure, or of the ache, before the patient speaks of it
};

void tb_speech_init(tb_speech *speech, const tb_case_care *care, uint64_t seed);
/// Say a line unless it, or anything, was said too shortly before; urgent lines interrupt.
bool tb_say_line(tb_patient *patient, tb_line line, bool urgent, tb_tick_events *events);
/// The same, naming a region of the body.
bool tb_say_at(tb_patient *patient, tb_line line, const char *region, bool urgent,
               tb_tick_events *events);
/// Comfort of one tick.
void tb_speech_step(tb_patient *patient);
/// Answer what the learner said.
void tb_speech_answer(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events);
void tb_speech_hash(const tb_speech *speech, tb_hash *hash);

void tb_sense_init(tb_sense *sense, uint64_t seed);
/// Pain and stop of one tick, after body and life.
void tb_sense_step(tb_patient *patient, const tb_patient_input *input, const tb_life_tick *life,
                   tb_tick_events *events);
/// A sudden needle pain; the strongest counts, then it fades.
void tb_sense_hurt(tb_patient *patient, double nrs);
/// One that shoots: felt in full at once.
void tb_sense_shoot(tb_patient *patient, double nrs);
void tb_sense_hash(const tb_sense *sense, tb_hash *hash);

/// How far a pain of an active point spreads, 0..1.
double tb_feel_spread(double nrs);
/// Strongest region that this patient's points refer to, "" when none.
const char *tb_feel_spread_to(const tb_anatomy *anatomy);
/// Finger, thumb, flat hand and algometer of one tick: pain, recognition, release, guarding.
void tb_feel_hands(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events);

void tb_injury_init(tb_injury *injury);
/// What the needle's tip meets, what bleeds, who faints.
void tb_injury_step(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events);
/// The encounter is over: tell what will follow.
void tb_injury_tell(tb_patient *patient, tb_tick_events *events);
/// How sore this will be.
tb_soreness tb_injury_soreness(const tb_patient *patient);
void tb_injury_hash(const tb_injury *injury, tb_hash *hash);

/// Append an event; dropped when the list is full.
void tb_emit(tb_tick_events *events, uint32_t now_ms, tb_event_kind kind, int subject,
             const double *values, int count);

#endif
