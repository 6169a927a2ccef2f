// The state of a trigger point across days, against the table of the model's description.
#include "tb_test.h"

#include "tautband/anatomy/anatomy.h"
#include "tautband/patient/visits.h"

#include <string.h>

typedef struct course_row {
    const char *name;
    bool needled;
    double quality;
    int twitches;
    double adherence;
    double s[6]; ///< on days 6, 13, 34, 41, 55, 84
} course_row;

// s0 = 0.8, weekly needling on days 0 to 35 unless the point is silent, then none.
static course_row courses[] = {
    {"good needling, cause untouched", true, 1.0, 4, 0.0, {.49, .36, .36, .36, .69, .79}},
    {"no twitch and poor placement", true, 0.57, 0, 0.0, {.76, .74, .72, .72, .78, .80}},
    {"plan only, adherence 0.8", false, 0.0, 0, 0.8, {.62, .49, .31, .28, .24, .19}},
    {"needling and plan, 0.8", true, 1.0, 4, 0.8, {.31, .16, .20, .11, .20, .19}},
    {"needling and plan, 0.4", true, 1.0, 4, 0.4, {.40, .26, .24, .24, .44, .49}},
};

static void courses_follow_the_table(void **state)
{
    const course_row *row = *state;
    static const int days[6] = {6, 13, 34, 41, 55, 84};
    const tb_adherence adherence = {row->adherence, row->adherence, row->adherence};
    tb_course_state course = tb_course_start(0.8);
    for (int day = 0, next = 0; day <= 84; ++day) {
        if (row->needled && day <= 35 && day % 7 == 0 &&
            tb_course_class_of(&course) != TB_COURSE_SILENT) {
            tb_course_needled(&course, row->quality, row->twitches);
        }
        if (day == days[next]) {
            assert_near(course.s, row->s[next], 0.02);
            ++next;
        }
        tb_course_day(&course, &adherence);
    }
}

// The forecast drawn beside a plan is the table's first, third and last rows.
static void forecasts_follow_the_table(void **state)
{
    (void)state;
    static const int rows[] = {0, 2, 3, 4}, days[6] = {6, 13, 34, 41, 55, 84};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; ++r) {
        const course_row *row = &courses[rows[r]];
        const tb_adherence adherence = {row->adherence, row->adherence, row->adherence};
        double s[85];
        tb_course_forecast(0.8, row->needled, &adherence, 85, s);
        for (int k = 0; k < 6; ++k) {
            assert_near(s[days[k]], row->s[k], 0.02);
        }
    }
}

static void hands_do_less_than_a_needle_that_twitches(void **state)
{
    (void)state;
    tb_course_state needle = tb_course_start(0.8), hand = needle, dry = needle;
    tb_course_needled(&needle, 1.0, 4);
    tb_course_released(&hand, 1.0);
    tb_course_needled(&dry, 1.0, 0);
    assert_near(hand.s, 0.5, 1e-12); // 0.30
    assert_true(needle.s < hand.s && hand.s < dry.s && dry.s < 0.8);
}

static void outcomes_follow_the_state(void **state)
{
    (void)state;
    static tb_case model;
    static tb_diagnostics diagnostics;
    assert_int_equal(tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics),
                     TB_OK);
    double pain = 11.0, kpa = 0.0;
    for (double s = 0.9; s >= 0.0; s -= 0.1) {
        const tb_course_state course = {.s = s, .s0 = 0.8};
        const tb_course_outcome now = tb_course_reassess(&course, &model);
        assert_true(now.pain_nrs < pain && now.threshold_kpa >= kpa);
        assert_true(now.function <= 100.0 && now.range_percent <= 100.0);
        pain = now.pain_nrs;
        kpa = now.threshold_kpa;
    }
    assert_near(kpa, model.patient.pain_threshold_kpa[2], 1.0); // nothing left: the normal site's
    // a latent point is not the active one any more, and needling it is no longer right
    tb_course_apply(&model, 0.3);
    assert_int_equal(model.points[0].state, TB_TRIGGER_POINT_LATENT);
    assert_int_equal(model.care.decision, TB_DECISION_EXERCISE);
    assert_string_equal(tb_course_class_name(TB_COURSE_LATENT), "latent");
    assert_string_equal(tb_course_class_name((tb_course_class)7), "unknown");
}

// A point that a site draws by its prior turns latent as one that a case lists does, and active
// again when it relapses.
static void drawn_points_turn_latent(void **state)
{
    (void)state;
    static tb_case model;
    static tb_anatomy patient;
    static tb_diagnostics diagnostics;
    assert_int_equal(tb_case_load("assets/cases/ut-slim-student.yaml", &model, &diagnostics),
                     TB_OK);
    assert_int_equal(model.point_choice, TB_POINTS_DRAWN);
    const double visits[] = {0.3, 0.7};
    const tb_trigger_point_state states[] = {TB_TRIGGER_POINT_LATENT, TB_TRIGGER_POINT_ACTIVE};
    for (size_t k = 0; k < 2; ++k) {
        tb_course_apply(&model, visits[k]);
        for (uint64_t seed = 0; seed < 3; ++seed) {
            tb_anatomy_draw(&model, seed, &patient);
            assert_int_equal(patient.trigger_point_count, 1);
            assert_int_equal(patient.trigger_points[0].state, states[k]);
        }
    }
}

static void patients_report_what_happened(void **state)
{
    (void)state;
    tb_course_state now = tb_course_start(0.8);
    now.s = 0.79;
    assert_int_equal(tb_course_report(0.3, 0.3, &now), TB_LINE_REPORT_BACK); // over two visits
    assert_int_equal(tb_course_report(0.8, 0.3, &now), TB_LINE_REPORT_BACK); // within days
    assert_int_equal(tb_course_report(0.8, 0.8, &now), TB_LINE_REPORT_SAME); // it never left
    assert_int_equal(tb_course_report(0.78, 0.75, &now), TB_LINE_REPORT_SAME);
    now.s = 0.4;
    assert_int_equal(tb_course_report(0.8, 0.4, &now), TB_LINE_REPORT_BETTER);
    assert_int_equal(tb_course_report(0.45, 0.2, &now), TB_LINE_REPORT_SAME);
    now.ache_nrs = 4.0;
    assert_int_equal(tb_course_report(0.8, 0.3, &now), TB_LINE_REPORT_SORE);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, courses_follow_the_table, courses);
    TB_TEST(&list, forecasts_follow_the_table);
    TB_TEST(&list, hands_do_less_than_a_needle_that_twitches);
    TB_TEST(&list, outcomes_follow_the_state);
    TB_TEST(&list, drawn_points_turn_latent);
    TB_TEST(&list, patients_report_what_happened);
    return tb_test_run(&list, "visits");
}
