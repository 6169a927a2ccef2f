#include "visit_course.h"

#include "tautband/core/vec.h"
#include "tautband/patient/harm.h"
#include "tautband/session/input.h"

#include <math.h>
#include <string.h>

static const double MISS_MM = 8.0, HOLD_NONE_S = 10.0, HOLD_FULL_S = 60.0, WRONG_OPTION = 0.5;

const char *tb_treatment_name(tb_treatment treatment)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_TREATMENT_LIST(X)
#undef X
    };
    return (unsigned)treatment < TB_TREATMENT_COUNT ? names[treatment] : "unknown";
}

void tb_visits_begin(tb_visit_course *course, double severity, double adherence)
{
    memset(course, 0, sizeof *course);
    course->state = tb_course_start(severity);
    course->patient_adherence = adherence;
    course->sessions_to_latent = -1;
}

tb_line tb_visits_report(const tb_visit_course *course)
{
    if (course->count == 0) {
        return TB_LINE_NONE;
    }
    const tb_visit *last = &course->visits[course->count - 1];
    return tb_course_report(last->s_before, last->s_after, &course->state);
}

void tb_visits_start(tb_visit_course *course, const tb_case *model)
{
    const tb_line report = tb_visits_report(course);
    tb_visit *visit = &course->visits[course->count++];
    *visit = (tb_visit){.day = course->state.day,
                        .report = report,
                        .s_before = course->state.s,
                        .s_after = course->state.s,
                        .found = tb_course_reassess(&course->state, model),
                        .decision = -1};
    course->state.ache_nrs = 0.0;
}

/// What the log of an encounter tells.
typedef struct left_over {
    double target_mm, held_s, right;
    bool punctured, swept, explained;
} left_over;

static void read_event(const tb_event *event, left_over *left, tb_visit *visit)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
        left->punctured = true;
        break;
    case TB_EVENT_TIP_SAMPLE:
        left->target_mm = fmin(left->target_mm, event->values[4]);
        break;
    case TB_EVENT_LTR:
        ++visit->twitches;
        break;
    case TB_EVENT_RELEASE_HELD:
        left->held_s =
            event->subject >= 0 ? fmax(left->held_s, 1e-3 * event->values[2]) : left->held_s;
        break;
    case TB_EVENT_SWEPT:
        left->swept = true;
        break;
    case TB_EVENT_DECIDED:
        visit->decision = event->subject;
        break;
    case TB_EVENT_PLANNED:
        left->right += event->values[0] > 0.0 ? event->values[1] : -WRONG_OPTION;
        break;
    case TB_EVENT_TOLD:
        left->explained = left->explained || event->subject == TB_SAY_EXPLAIN ||
                          event->subject == TB_SAY_EXPLAIN_AFTER;
        break;
    case TB_EVENT_SORENESS: {
        const tb_soreness soreness = {event->values[0], event->values[1], event->values[2],
                                      event->values[3]};
        visit->ache_nrs = tb_soreness_nrs(&soreness, 0.0);
        break;
    }
    default:
        break;
    }
}

static void treat(tb_visit_course *course, tb_visit *visit)
{
    const bool active = tb_course_class_of(&course->state) == TB_COURSE_ACTIVE;
    if (visit->treatment == TB_TREATMENT_NEEDLE) {
        course->needless += active ? 0 : 1;
        tb_course_needled(&course->state, visit->quality, visit->twitches);
    } else if (visit->treatment == TB_TREATMENT_MANUAL) {
        tb_course_released(&course->state, visit->quality);
    }
    course->state.ache_nrs = visit->ache_nrs;
}

void tb_visits_judge(tb_visit_course *course, const tb_case *model, const tb_event *events,
                     int count)
{
    tb_visit *visit = &course->visits[course->count - 1];
    left_over left = {.target_mm = 1e3};
    double all = 0.0;
    for (int k = 0; k < model->care.plan_count; ++k) {
        all += model->care.plan[k].right ? model->care.plan[k].weight : 0.0;
    }
    for (int k = 0; k < count; ++k) {
        read_event(&events[k], &left, visit);
    }
    visit->quality =
        left.punctured
            ? tb_clamp(1.0 - left.target_mm / MISS_MM, 0.0, 1.0)
            : tb_clamp((left.held_s - HOLD_NONE_S) / (HOLD_FULL_S - HOLD_NONE_S), 0.0, 1.0);
    visit->treatment = left.punctured      ? TB_TREATMENT_NEEDLE
                       : left.held_s > 0.0 ? TB_TREATMENT_MANUAL
                       : left.swept        ? TB_TREATMENT_STROKES
                                           : TB_TREATMENT_NONE;
    visit->plan = all > 0.0 ? tb_clamp(left.right / all, 0.0, 1.0) : 0.0;
    const double kept = course->patient_adherence * visit->plan;
    course->adherence.load = fmax(course->adherence.load, kept);
    course->adherence.exercise = fmax(course->adherence.exercise, kept);
    course->adherence.education =
        left.explained ? course->patient_adherence : course->adherence.education;
    treat(course, visit);
    visit->s_after = course->state.s;
}

void tb_visits_pass(tb_visit_course *course, const tb_case *model, int days)
{
    for (int k = 0; k < days; ++k) {
        const bool active = tb_course_class_of(&course->state) == TB_COURSE_ACTIVE;
        course->s[course->day_count++] = course->state.s;
        course->pain_days += tb_course_reassess(&course->state, model).pain_nrs;
        course->days_active += active ? 1 : 0;
        tb_course_day(&course->state, &course->adherence);
    }
    if (course->sessions_to_latent < 0 && tb_course_class_of(&course->state) != TB_COURSE_ACTIVE) {
        course->sessions_to_latent = course->count;
    }
}
