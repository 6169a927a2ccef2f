/// Days and weeks: the state of a trigger point between visits. A teaching model: that the cause
/// brings a treated point back, and that a plan keeps the gain, is what clinicians describe
/// (perpetuating factors); how much and how fast is invented. Layer patient, needs case.h.
#ifndef TB_PATIENT_VISITS_H
#define TB_PATIENT_VISITS_H
#include "tautband/anatomy/case.h"
#include "tautband/patient/lines.h"

/// How well the patient follows the plan, 0..1 each.
typedef struct tb_adherence {
    double load;      ///< ergonomics, training load
    double education; ///< knows why
    double exercise;
} tb_adherence;

/// A trigger point across days. s > 0.5 active, 0.15 to 0.5 latent, below silent.
typedef struct tb_course_state {
    double s, s0; ///< now, and what the cause holds it at
    int day;
    double ache_nrs; ///< soreness that the last treatment left, for the report
} tb_course_state;

/// What a state is called.
typedef enum tb_course_class {
    TB_COURSE_SILENT,
    TB_COURSE_LATENT,
    TB_COURSE_ACTIVE
} tb_course_class;

/// What a reassessment shows.
typedef struct tb_course_outcome {
    double pain_nrs;      ///< 0..10
    double function;      ///< 0..100
    double range_percent; ///< of full range of motion
    double threshold_kpa; ///< pressure pain threshold at the point
} tb_course_outcome;

/// Start of a course.
tb_course_state tb_course_start(double severity);

/// A day passes: s += (1 - e^(-1/10)) (s_eq - s), s_eq = s0 (1 - A), A = 0.40 load + 0.20 education
/// + 0.40 exercise (1 - e^(-day / 35)).
void tb_course_day(tb_course_state *state, const tb_adherence *adherence);

/// A needling: s -= 0.65 quality (1 - e^(-twitches / 2)); without a twitch half of one.
/// @param quality placement, 0..1
void tb_course_needled(tb_course_state *state, double quality, int twitches);

/// A manual release: s -= 0.30 quality.
/// @param quality place, pressure and time together, 0..1
void tb_course_released(tb_course_state *state, double quality);

/// Twelve weeks ahead by the same model: a good needling (quality 1, four twitches) on days 0, 7 to
/// 35 while the point is not silent, or none.
/// @param days at least 1
/// @param s    out: [days] state before each day's end, day 0 right after the first needling
void tb_course_forecast(double severity, bool needled, const tb_adherence *adherence, int days,
                        double *s);

/// Active, latent or silent.
tb_course_class tb_course_class_of(const tb_course_state *state);

/// Name of a class; "unknown" outside the enumeration.
const char *tb_course_class_name(tb_course_class state);

/// What a reassessment shows in a patient with these thresholds.
tb_course_outcome tb_course_reassess(const tb_course_state *state, const tb_case *model);

/// What the patient says about the time since the last visit. Only what had been better can have
/// come back.
/// @param s_before,s_after state at the last visit's beginning and at its end
tb_line tb_course_report(double s_before, double s_after, const tb_course_state *now);

/// The case as it is at this visit: state and tenderness of its first trigger point, and what is
/// right to do about it.
void tb_course_apply(tb_case *model, double s);

#endif
