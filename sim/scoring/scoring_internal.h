/// Inside scoring: what the event log shows, before it is weighed.
#ifndef TB_SCORING_INTERNAL_H
#define TB_SCORING_INTERNAL_H
#include "tautband/scoring/score.h"

enum { TB_PUNCTURES_MAX = 32, TB_TURNS_MAX = 64 };

/// A puncture of the skin, or the needle's direction after a change.
typedef struct tb_pose {
    uint32_t tick_ms;
    double t_mm, b_mm, tilt_rad, azimuth_rad;
} tb_pose;

/// Facts of palpation's grammar, of treatment by hand, and of reasoning.
typedef struct tb_care_evidence {
    bool across, walked, compared, asked_pressing;
    int guarded; ///< times that the muscle tightened against the hand
    uint32_t guarded_ms;
    // held pressure
    int holds;
    double hold_t_mm, hold_b_mm, hold_ms; ///< of the longest
    double hold_start_nrs, hold_end_nrs;
    uint32_t hold_at_ms;
    int sweeps, good_sweeps;
    uint32_t bad_sweep_ms;
    // words
    bool explained, reassured, asked_easing, checked, chest_rule, aftercare;
    // reasoning
    int screened;       ///< bits of questions asked
    int noted, cleared; ///< bits of questions whose answers were tagged so; the last tag counts
    bool consent_asked; ///< and the answer below
    int consent;        ///< 1 agrees, 2 by hand only, 0 wants to know more
    int decision;       ///< last, -1 none
    uint32_t decided_ms;
    double plan_right, plan_wrong; ///< weights of right options, number of wrong ones
    int planned;
    int prepared_count;
    int prepared[16]; ///< steps in order
    bool punctured;
    uint32_t punctured_ms;
    int prepared_before_puncture; ///< steps done before the first puncture
    // harm
    int ltr_after_enough;
    uint32_t enough_ms;
    bool fainted, faint_helped, laid_flat;
    uint32_t fainted_ms, prodrome_ms;
    // schools
    double rest_in_muscle_ms, turns, turns_left;
    int fast_passes, passes;
} tb_care_evidence;

/// Facts of one encounter.
typedef struct tb_evidence {
    bool declared;
    double declared_t_mm, declared_b_mm;
    int declared_state;
    uint32_t declared_ms;
    // palpation
    uint32_t pressed_into_pain_ms; ///< longest spell
    double press_peak_nrs;
    uint32_t press_peak_ms;
    bool asked, recognised;
    bool judged,
        judged_right; ///< the pain against the drawing, last answer; right: and it was felt
    // needle
    int chosen;         ///< needles opened
    int binned;         ///< needles in the bin
    double length_mm;   ///< of the needle that punctured first, else of the last opened
    double diameter_mm; ///< likewise
    uint32_t chosen_ms;
    int puncture_count;
    tb_pose punctures[TB_PUNCTURES_MAX];
    int turn_count; ///< changes of direction
    int turns_in_muscle;
    bool turned_hard; ///< more than 10 degrees in muscle
    uint32_t turned_hard_ms;
    double turned_hard_deg;
    tb_pose turns[TB_TURNS_MAX];
    double target_mm; ///< least tip to target
    uint32_t target_ms;
    double clearance_mm; ///< least tip to hazard
    uint32_t clearance_ms;
    double reserve_mm; ///< largest reach of the reserve beyond a hazard
    uint32_t reserve_ms;
    uint32_t lethal_ahead_ms, lethal_at_ms; ///< longest spell with a lethal hazard in reserve
    int stroke_samples, stroke_samples_in_muscle;
    uint32_t stroke_outside_ms; ///< first stroke sample outside the target muscle
    int strokes_down, strokes_in_band;
    uint32_t stroke_out_of_band_ms;
    int ltr_count;
    uint32_t first_ltr_ms;
    bool bent;
    uint32_t bent_ms;
    // patient
    double needle_peak_nrs, needle_mean_nrs;
    uint32_t needle_peak_ms;
    bool warned, checked_in, aftercare;
    int stops, stops_honoured;
    uint32_t stop_ignored_ms, stop_ignored_for_ms;
    uint32_t nerve_ignored_ms, nerve_ignored_for_ms;
    bool stop_ignored, nerve_ignored, lethal_contact, faulted;
    uint32_t lethal_contact_ms;
    int lethal_structure;
    int out_count;      ///< times the needle left the skin
    uint32_t out_ms;    ///< last time
    uint32_t cotton_ms; ///< pressing begun within 15 s of the needle's leaving
    uint32_t end_ms;
    tb_care_evidence care;
} tb_evidence;

/// Collect the facts of care.
void tb_care_collect(const tb_event *events, int event_count, tb_care_evidence *out);

/// Collect the facts.
void tb_evidence_collect(const tb_event *events, int event_count, tb_evidence *out);

/// All that a measure may look at.
typedef struct tb_measure_context {
    const tb_evidence *evidence;
    const tb_case *model;
    const tb_anatomy *anatomy;
    tb_school school;
    tb_local_rules rules;
} tb_measure_context;

/// A value before it is weighed.
typedef struct tb_reading {
    bool assessed;
    bool not_attempted; ///< earns nothing, whatever the value
    double value;
    double full, zero; ///< of the rubric, or lowered by the measure
    uint32_t tick_ms;  ///< moment it refers to, 0 = none
} tb_reading;

/// True when a needle entered the skin; fills in what holds for every measure of needling.
bool tb_measure_needled(const tb_measure_context *context, tb_reading *out);

/// Measures of palpation's grammar, of treatment by hand, of reasoning and of steps.
void tb_measure_grammar(const tb_measure_context *context, tb_reading *out);
void tb_measure_hold_place(const tb_measure_context *context, tb_reading *out);
void tb_measure_hold_pressure(const tb_measure_context *context, tb_reading *out);
void tb_measure_hold_time(const tb_measure_context *context, tb_reading *out);
void tb_measure_relief(const tb_measure_context *context, tb_reading *out);
void tb_measure_guarding(const tb_measure_context *context, tb_reading *out);
void tb_measure_strokes(const tb_measure_context *context, tb_reading *out);
void tb_measure_talk(const tb_measure_context *context, tb_reading *out);
void tb_measure_aftercare_said(const tb_measure_context *context, tb_reading *out);
void tb_measure_screening(const tb_measure_context *context, tb_reading *out);
void tb_measure_plan(const tb_measure_context *context, tb_reading *out);
void tb_measure_decision(const tb_measure_context *context, tb_reading *out);
void tb_measure_explained(const tb_measure_context *context, tb_reading *out);
void tb_measure_steps(const tb_measure_context *context, tb_reading *out);
/// F3 and F4 of the schools that do not piston; false for those that do.
bool tb_measure_school(const tb_measure_context *context, bool twitches, tb_reading *out);

/// Read one measure.
/// @return false when no measure has this id
bool tb_measure_read(const tb_measure_context *context, const tb_rubric_measure *rubric,
                     tb_reading *out);

/// Ids of every measure, NULL-terminated.
const char *const *tb_measure_names(void);

/// Skin point from which a needle along `direction` reaches `target_mm`.
tb_vec3 tb_ideal_entry(const tb_anatomy *anatomy, tb_vec3 target_mm, tb_vec3 direction);

/// Advice for the measure that lost most.
/// @param title, text out; filled for every measure id
void tb_advice(const char *measure_id, char title[TB_LINE_SIZE], char text[2 * TB_LINE_SIZE]);

/// Critical and adverse events of the facts and the log.
void tb_score_harm(const tb_event *events, int event_count, const tb_evidence *evidence,
                   const tb_case *model, const tb_anatomy *anatomy, const tb_rubric *rubric,
                   tb_score *out);

/// Headline and the one thing to do next.
void tb_score_words(const tb_evidence *evidence, const tb_reading *readings, tb_score *out);

#endif
