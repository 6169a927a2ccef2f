// A course of visits: what the log of an encounter says of a visit, and what a course of them comes
// to, against the formulas and the table of the model's description.
#include "tb_test.h"

#include "app/visit_course.h"
#include "tautband/session/input.h"

#include <string.h>

static tb_case model;
static tb_visit_course course;

static tb_event event_of(tb_event_kind kind, int subject, double value, int at)
{
    tb_event event = {.tick_ms = 1, .kind = (uint16_t)kind, .subject = (int16_t)subject};
    event.values[at] = value;
    return event;
}

typedef struct visit_row {
    const char *name;
    double tip_mm; ///< least distance of the tip; negative = no needle
    int twitches;
    double held_s; ///< longest hold on a point
    bool swept;
    tb_treatment treatment;
    double s_after; ///< from 0.8
} visit_row;

// Needling takes 0.65 q (1 - e^(-n/2)) with q = 1 - distance / 8 mm, half of one without a twitch;
// a hold 0.30 q with q rising from 10 to 60 s.
static visit_row visits[] = {
    {"needled at the point, four twitches", 0.0, 4, 0.0, false, TB_TREATMENT_NEEDLE,
     0.8 - 0.65 * 0.864665},
    {"needled 4 mm off, two twitches", 4.0, 2, 0.0, false, TB_TREATMENT_NEEDLE,
     0.8 - 0.65 * 0.5 * 0.632121},
    {"needled, no twitch", 0.0, 0, 0.0, false, TB_TREATMENT_NEEDLE, 0.8 - 0.65 * 0.5 * 0.393469},
    {"needled far off", 20.0, 0, 0.0, false, TB_TREATMENT_NEEDLE, 0.8},
    {"held for a minute", -1.0, 0, 60.0, false, TB_TREATMENT_MANUAL, 0.5},
    {"held for 35 s, and stroked", -1.0, 0, 35.0, true, TB_TREATMENT_MANUAL, 0.65},
    {"held for 8 s", -1.0, 0, 8.0, false, TB_TREATMENT_MANUAL, 0.8},
    {"broad strokes alone", -1.0, 0, 0.0, true, TB_TREATMENT_STROKES, 0.8},
    {"nothing", -1.0, 0, 0.0, false, TB_TREATMENT_NONE, 0.8},
};

static void a_log_tells_what_was_done(void **state)
{
    const visit_row *row = *state;
    tb_event log[16];
    int count = 0;
    if (row->tip_mm >= 0.0) {
        log[count++] = event_of(TB_EVENT_SKIN_PUNCTURED, -1, 0.0, 0);
        log[count++] = event_of(TB_EVENT_TIP_SAMPLE, TB_TIP_IN_TISSUE, row->tip_mm + 3.0, 4);
        log[count++] = event_of(TB_EVENT_TIP_SAMPLE, TB_TIP_IN_TISSUE, row->tip_mm, 4);
    }
    for (int k = 0; k < row->twitches; ++k) {
        log[count++] = event_of(TB_EVENT_LTR, 0, 1.0, 3);
    }
    if (row->held_s > 0.0) {
        log[count++] = event_of(TB_EVENT_RELEASE_HELD, -1, 90e3, 2); // beside every point
        log[count++] = event_of(TB_EVENT_RELEASE_HELD, 0, 1e3 * row->held_s, 2);
    }
    if (row->swept) {
        log[count++] = event_of(TB_EVENT_SWEPT, 1, 60.0, 3);
    }
    tb_visits_begin(&course, 0.8, 0.7);
    tb_visits_start(&course, &model);
    tb_visits_judge(&course, &model, log, count);
    assert_string_equal(tb_treatment_name(course.visits[0].treatment),
                        tb_treatment_name(row->treatment));
    assert_int_equal(course.visits[0].twitches, row->twitches);
    assert_near(course.visits[0].s_after, row->s_after, 1e-5);
    assert_near(course.state.s, row->s_after, 1e-5);
}

// A good plan is followed by the patient's share of it; wrong options take half an option off, and
// a patient who was told why knows why.
static void plans_are_kept_and_followed(void **state)
{
    (void)state;
    tb_event log[8];
    int count = 0;
    double weight = 0.0, first = 0.0;
    for (int k = 0; k < model.care.plan_count; ++k) {
        weight += model.care.plan[k].right ? model.care.plan[k].weight : 0.0;
        first = first == 0.0 && model.care.plan[k].right ? model.care.plan[k].weight : first;
    }
    assert_true(weight > first && first > 0.5);
    log[count] = event_of(TB_EVENT_PLANNED, 0, 1.0, 0);
    log[count++].values[1] = first;
    tb_visits_begin(&course, 0.8, 0.7);
    tb_visits_start(&course, &model);
    tb_visits_judge(&course, &model, log, count);
    assert_near(course.visits[0].plan, first / weight, 1e-12);
    assert_near(course.adherence.load, 0.7 * first / weight, 1e-12);
    assert_near(course.adherence.education, 0.0, 0.0);
    tb_visits_pass(&course, &model, 7);
    log[count++] = event_of(TB_EVENT_PLANNED, 3, 0.0, 0); // a wrong one beside it
    log[count++] = event_of(TB_EVENT_TOLD, TB_SAY_EXPLAIN, 0.0, 0);
    tb_visits_start(&course, &model);
    tb_visits_judge(&course, &model, log, count);
    assert_near(course.visits[1].plan, (first - 0.5) / weight, 1e-12);
    assert_near(course.adherence.exercise, 0.7 * first / weight, 1e-12); // what was chosen stays
    assert_near(course.adherence.education, 0.7, 0.0);
}

// "needling + plan, adherence 0.8" of the table: weekly needling on days 0 to 35 while the point is
// not silent, then none.
static void a_course_follows_the_table(void **state)
{
    (void)state;
    static const int days[6] = {6, 13, 34, 41, 55, 84};
    static const double s[6] = {.31, .16, .20, .11, .20, .19};
    tb_event log[TB_PLAN_MAX + 16];
    int planned = 0;
    for (int k = 0; k < model.care.plan_count; ++k) {
        if (model.care.plan[k].right) {
            log[planned] = event_of(TB_EVENT_PLANNED, k, 1.0, 0);
            log[planned++].values[1] = model.care.plan[k].weight;
        }
    }
    log[planned++] = event_of(TB_EVENT_TOLD, TB_SAY_EXPLAIN_AFTER, 0.0, 0);
    int with = planned;
    log[with++] = event_of(TB_EVENT_SKIN_PUNCTURED, -1, 0.0, 0);
    log[with++] = event_of(TB_EVENT_TIP_SAMPLE, TB_TIP_IN_TISSUE, 0.0, 4);
    for (int k = 0; k < 4; ++k) {
        log[with++] = event_of(TB_EVENT_LTR, 0, 1.0, 3);
    }
    tb_visits_begin(&course, 0.8, 0.8);
    for (int week = 0; week < 13; ++week) {
        const bool needle = week <= 5 && tb_course_class_of(&course.state) != TB_COURSE_SILENT;
        tb_visits_start(&course, &model);
        assert_int_equal(course.visits[week].day, 7 * week);
        tb_visits_judge(&course, &model, log, needle ? with : planned);
        tb_visits_pass(&course, &model, 7);
    }
    for (int k = 0; k < 6; ++k) {
        assert_near(course.s[days[k]], s[k], 0.02);
    }
    assert_int_equal(course.day_count, 91);
    assert_int_equal(course.sessions_to_latent, 1);
    assert_int_equal(course.days_active, 0); // below 0.5 from the first needling on
    // after the first visit the point was latent, and every needle then was one too many
    int needles = 0;
    for (int v = 0; v < course.count; ++v) {
        needles += course.visits[v].treatment == TB_TREATMENT_NEEDLE ? 1 : 0;
    }
    assert_int_equal(course.needless, needles - 1);
}

static void visits_find_and_patients_report(void **state)
{
    (void)state;
    const double *kpa = model.patient.pain_threshold_kpa;
    tb_visits_begin(&course, 0.8, 0.7);
    assert_int_equal(tb_visits_report(&course), TB_LINE_NONE);
    tb_visits_start(&course, &model);
    assert_int_equal(course.visits[0].report, TB_LINE_NONE);
    assert_near(course.visits[0].found.threshold_kpa, kpa[0], 1e-9);
    tb_event held = event_of(TB_EVENT_RELEASE_HELD, 0, 45e3, 2); // 0.21 of the state
    tb_visits_judge(&course, &model, &held, 1);
    tb_visits_pass(&course, &model, 7);
    tb_visits_start(&course, &model);
    const tb_visit *second = &course.visits[1];
    // on its way back to 0.8 with ten days' time constant
    assert_near(second->s_before, 0.8 - 0.21 * 0.496585, 1e-5);
    assert_near(second->found.threshold_kpa, kpa[2] + second->s_before / 0.8 * (kpa[0] - kpa[2]),
                1e-9);
    assert_int_equal(second->report, TB_LINE_REPORT_BACK);
    // a needling that left much soreness is what the patient speaks of
    tb_event needled[] = {event_of(TB_EVENT_SKIN_PUNCTURED, -1, 0.0, 0),
                          event_of(TB_EVENT_SORENESS, -1, 3.5, 0)};
    needled[1].values[1] = 6.0;
    needled[1].values[3] = 18.0;
    tb_visits_judge(&course, &model, needled, 2);
    tb_visits_pass(&course, &model, 7);
    assert_int_equal(tb_visits_report(&course), TB_LINE_REPORT_SORE);
    assert_string_equal(tb_treatment_name(TB_TREATMENT_COUNT), "unknown");
}

// Nothing was done and nothing changed: what never left has not come back.
static void untreated_pain_has_not_come_back(void **state)
{
    (void)state;
    tb_visits_begin(&course, 0.8, 0.7);
    for (int visit = 0; visit < 3; ++visit) {
        tb_visits_start(&course, &model);
        assert_int_equal(course.visits[visit].report,
                         visit == 0 ? TB_LINE_NONE : TB_LINE_REPORT_SAME);
        tb_visits_judge(&course, &model, NULL, 0);
        tb_visits_pass(&course, &model, 7);
    }
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        return 1;
    }
    TB_TEST_ROWS(&list, a_log_tells_what_was_done, visits);
    TB_TEST(&list, plans_are_kept_and_followed);
    TB_TEST(&list, a_course_follows_the_table);
    TB_TEST(&list, visits_find_and_patients_report);
    TB_TEST(&list, untreated_pain_has_not_come_back);
    return tb_test_run(&list, "visit_course");
}
