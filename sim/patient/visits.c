#include "tautband/patient/visits.h"

#include "tautband/core/mathx.h"
#include "tautband/core/vec.h"

#include <math.h>

static const double ACTIVE_ABOVE = 0.5, SILENT_BELOW = 0.15;
static const double RETURN_DAYS = 10.0, EXERCISE_DAYS = 35.0;
static const double LOAD_SHARE = 0.40, EDUCATION_SHARE = 0.20, EXERCISE_SHARE = 0.40;
static const double NEEDLE_EFFECT = 0.65, MANUAL_EFFECT = 0.30;

tb_course_state tb_course_start(double severity)
{
    return (tb_course_state){.s = severity, .s0 = severity};
}

void tb_course_day(tb_course_state *state, const tb_adherence *adherence)
{
    const double trained = 1.0 - tb_exp(-(double)state->day / EXERCISE_DAYS);
    const double kept = LOAD_SHARE * adherence->load + EDUCATION_SHARE * adherence->education +
                        EXERCISE_SHARE * adherence->exercise * trained;
    const double rest = state->s0 * (1.0 - kept);
    state->s += (1.0 - tb_exp(-1.0 / RETURN_DAYS)) * (rest - state->s);
    state->day += 1;
}

void tb_course_needled(tb_course_state *state, double quality, int twitches)
{
    const double one = 1.0 - tb_exp(-0.5);
    const double response = twitches > 0 ? 1.0 - tb_exp(-0.5 * twitches) : 0.5 * one;
    state->s = fmax(0.0, state->s - NEEDLE_EFFECT * tb_clamp(quality, 0.0, 1.0) * response);
}

void tb_course_released(tb_course_state *state, double quality)
{
    state->s = fmax(0.0, state->s - MANUAL_EFFECT * tb_clamp(quality, 0.0, 1.0));
}

void tb_course_forecast(double severity, bool needled, const tb_adherence *adherence, int days,
                        double *s)
{
    enum { WEEK = 7, LAST = 35, TWITCHES = 4 };
    tb_course_state course = tb_course_start(severity);
    for (int day = 0; day < days; ++day) {
        if (needled && day <= LAST && day % WEEK == 0 &&
            tb_course_class_of(&course) != TB_COURSE_SILENT) {
            tb_course_needled(&course, 1.0, TWITCHES);
        }
        s[day] = course.s;
        tb_course_day(&course, adherence);
    }
}

tb_course_class tb_course_class_of(const tb_course_state *state)
{
    return state->s > ACTIVE_ABOVE    ? TB_COURSE_ACTIVE
           : state->s >= SILENT_BELOW ? TB_COURSE_LATENT
                                      : TB_COURSE_SILENT;
}

const char *tb_course_class_name(tb_course_class state)
{
    static const char *const names[] = {"silent", "latent", "active"};
    return (unsigned)state <= TB_COURSE_ACTIVE ? names[state] : "unknown";
}

/// Threshold between the normal site's (s = 0) and the active point's (s = 0.8 and more).
static double threshold_kpa(const tb_case *model, double s)
{
    const double full = 0.8;
    const double *kpa = model->patient.pain_threshold_kpa;
    return kpa[2] + tb_clamp(s / full, 0.0, 1.0) * (kpa[0] - kpa[2]);
}

tb_course_outcome tb_course_reassess(const tb_course_state *state, const tb_case *model)
{
    return (tb_course_outcome){
        .pain_nrs = tb_clamp(9.0 * state->s, 0.0, 10.0),
        .function = tb_clamp(100.0 - 60.0 * state->s, 0.0, 100.0),
        .range_percent = tb_clamp(100.0 - 30.0 * state->s, 0.0, 100.0),
        .threshold_kpa = threshold_kpa(model, state->s),
    };
}

tb_line tb_course_report(double s_before, double s_after, const tb_course_state *now)
{
    const double sore_nrs = 2.5, back = 0.85, better = 0.7;
    if (now->ache_nrs > sore_nrs) {
        return TB_LINE_REPORT_SORE;
    }
    if (now->s <= better * s_before) {
        return TB_LINE_REPORT_BETTER;
    }
    const double full = back * now->s0;
    const bool was_better = fmin(s_before, s_after) < full;
    return was_better && now->s >= full ? TB_LINE_REPORT_BACK : TB_LINE_REPORT_SAME;
}

void tb_course_apply(tb_case *model, double s)
{
    const tb_course_state state = {.s = s, .s0 = model->care.severity};
    const tb_course_class now = tb_course_class_of(&state);
    const bool active = now == TB_COURSE_ACTIVE;
    const bool latent = !active && model->point_choice != TB_POINTS_NONE;
    model->patient.pain_threshold_kpa[latent ? 1 : 0] = threshold_kpa(model, s);
    model->drawn_state = latent ? TB_TRIGGER_POINT_LATENT : TB_TRIGGER_POINT_ACTIVE;
    for (int k = 0; latent && k < model->point_count; ++k) {
        model->points[k].state = TB_TRIGGER_POINT_LATENT;
    }
    if (!active && model->care.decision == TB_DECISION_NEEDLE) {
        // a point that is latent is not needled: the plan goes on
        model->care.decision = TB_DECISION_EXERCISE;
        model->care.also = TB_DECISION_MANUAL;
    }
}
