/// A course of visits: what each encounter leaves at the trigger point, how well this patient
/// follows the plan, and the days between, in the teaching model of patient/visits.h. Pure data,
/// shared by the trainer and the command `course`. Layer app, needs patient.
#ifndef TB_APP_VISIT_COURSE_H
#define TB_APP_VISIT_COURSE_H
#include "tautband/patient/event.h"
#include "tautband/patient/visits.h"

enum { TB_VISITS_MAX = 24, TB_VISIT_DAYS_MAX = 90 }; ///< visits; days between two of them

/// What a visit did: name, id.
#define TB_TREATMENT_LIST(X)                                                                       \
    X(NONE, "none")                                                                                \
    X(STROKES, "broad strokes")                                                                    \
    X(MANUAL, "manual")                                                                            \
    X(NEEDLE, "needle")

/// What a visit did.
typedef enum tb_treatment {
#define X(name, id) TB_TREATMENT_##name,
    TB_TREATMENT_LIST(X)
#undef X
        TB_TREATMENT_COUNT
} tb_treatment;

/// One visit.
typedef struct tb_visit {
    int day;                 ///< since the first
    tb_line report;          ///< what the patient says of the time before it; TB_LINE_NONE: first
    double s_before;         ///< state of the point when it began
    tb_course_outcome found; ///< and what testing showed then
    // once it is over
    int decision; ///< tb_decision, -1 = none
    tb_treatment treatment;
    int twitches;
    double quality;  ///< of the treatment, 0..1
    double ache_nrs; ///< soreness that it left
    double plan;     ///< 0..1 of what keeps the gain, wrong options taken off
    double s_after;
} tb_visit;

/// The whole course.
typedef struct tb_visit_course {
    tb_course_state state;
    tb_adherence adherence;   ///< what the patient does now
    double patient_adherence; ///< of a good plan, 0..1
    tb_visit visits[TB_VISITS_MAX];
    int count;              ///< begun so far
    int needless;           ///< needlings of a point that was not active any more
    int sessions_to_latent; ///< -1 = it is still active
    int days_active;
    double pain_days;                            ///< area under the curve of pain
    double s[TB_VISITS_MAX * TB_VISIT_DAYS_MAX]; ///< state at the start of each day, after a visit
    int day_count;
} tb_visit_course;

/// Id of a treatment; "unknown" outside the enumeration.
const char *tb_treatment_name(tb_treatment treatment);

/// Nothing has happened yet.
/// @param adherence how well this patient follows a good plan, 0..1
void tb_visits_begin(tb_visit_course *course, double severity, double adherence);

/// The next visit begins; there are fewer than TB_VISITS_MAX.
/// @param model the case as its file has it, not as tb_course_apply() leaves it
void tb_visits_start(tb_visit_course *course, const tb_case *model);

/// The last visit that began is over: how well the point was met (1 within the tip's reach, 0 at
/// 8 mm; by hand the longest hold on a point, by its time), and what was planned. What was chosen
/// stays chosen; a patient who knows why follows better.
void tb_visits_judge(tb_visit_course *course, const tb_case *model, const tb_event *events,
                     int count);

/// Days pass, 1 to TB_VISIT_DAYS_MAX.
void tb_visits_pass(tb_visit_course *course, const tb_case *model, int days);

/// The state to begin the next visit with, and what the patient says of the time since the last.
tb_line tb_visits_report(const tb_visit_course *course);

#endif
