// The numbers behind the progress screen: which attempts belong to a family, the learning chart and
// the watch after its signal, changes against the error of measurement, what is looked at again.
#include "tb_test.h"

#include "app/progress_view.h"

#include <math.h>
#include <string.h>

static tb_library *library;
static tb_progress_view *view;
static tb_progress_rules rules;

static void add_case(const char *id, const char *muscle, tb_body_part part, int attempts)
{
    tb_library_case *one = &library->cases[library->case_count++];
    memset(one, 0, sizeof *one);
    snprintf(one->id, sizeof one->id, "%s", id);
    snprintf(one->muscle, sizeof one->muscle, "%s", muscle);
    one->part = part;
    one->attempts = attempts;
}

// The newest stands first, as the library keeps them.
static tb_library_attempt *add(const char *case_id, int day, double tip_mm, bool good)
{
    memmove(&library->attempts[1], &library->attempts[0],
            (size_t)library->attempt_count * sizeof library->attempts[0]);
    tb_library_attempt *a = &library->attempts[0];
    ++library->attempt_count;
    *a = (tb_library_attempt){.has_score = true,
                              .total = good ? 85 : 50,
                              .cut = 70.0,
                              .tip_mm = tip_mm,
                              .pain = 3.0,
                              .angle_deg = 0.0,
                              .margin_share = 1.0};
    snprintf(a->when, sizeof a->when, "202603%02u-081500", (unsigned)day % 100u);
    snprintf(a->case_id, sizeof a->case_id, "%s", case_id);
    return a;
}

static void reset(void)
{
    memset(library, 0, sizeof *library);
    add_case("calf-a", "calf", TB_PART_LEG, 3);
    add_case("calf-b", "calf", TB_PART_LEG, 1);
    add_case("neck-a", "neck", TB_PART_HEAD, 1);
    add_case("sole-a", "sole", TB_PART_FOOT, 0);
    assert_int_equal(tb_progress_view_start(&rules, view), TB_OK);
}

static void build(tb_family family)
{
    tb_progress_view_build(library, &rules, family, view);
}

static void families_take_their_own(void **state)
{
    (void)state;
    reset();
    add("calf-a", 1, 5.0, false);
    add("neck-a", 2, 4.0, true);
    add("calf-b", 3, 2.0, true);
    add("calf-a", 4, 1.0, true)->sealed = true; // an exam that is not released tells nothing
    add("calf-a", 5, 1.0, true)->has_score = false;
    build(TB_FAMILY_ALL);
    assert_int_equal(view->attempts, 3);
    assert_string_equal(view->since, "20260301-081500");
    build(TB_FAMILY_HIP);
    assert_int_equal(view->attempts, 2);
    assert_near(view->series[TB_FOLLOW_TIP].value[0], 5.0, 0.0); // oldest first
    assert_near(view->series[TB_FOLLOW_TIP].value[1], 2.0, 0.0);
    build(TB_FAMILY_NECK);
    assert_int_equal(view->attempts, 1);
    build(TB_FAMILY_BACK);
    assert_int_equal(view->attempts, 0);
    assert_int_equal(view->due_day, INT32_MIN);
    for (int k = 0; k < TB_FAMILY_COUNT; ++k) {
        assert_true(tb_family_name((tb_family)k)[0] != '\0');
    }
    assert_int_equal(tb_family_of(TB_PART_SHOULDER), TB_FAMILY_NECK);
    assert_int_equal(tb_family_of(TB_PART_BACK), TB_FAMILY_BACK);
    assert_int_equal(tb_family_of(TB_PART_FOOT), TB_FAMILY_FOOT);
}

static void others_on_this_station_do_not_count(void **state)
{
    (void)state;
    reset();
    snprintf(library->learner, sizeof library->learner, "ann");
    for (int k = 0; k < 6; ++k) {
        const char *who = k % 3 == 0 ? "ann" : k % 3 == 1 ? "bob" : "";
        snprintf(add("calf-a", 1 + k, 1.0 + k, true)->learner, sizeof library->learner, "%s", who);
    }
    build(TB_FAMILY_ALL);
    assert_int_equal(view->attempts, 2);
    assert_near(view->series[TB_FOLLOW_TIP].value[0], 1.0, 0.0);
    assert_near(view->series[TB_FOLLOW_TIP].value[1], 4.0, 0.0);
    assert_int_equal(view->charted, 2);
    assert_int_equal(tb_library_own_count(library), 2);
    snprintf(library->learner, sizeof library->learner, "zoe");
    build(TB_FAMILY_ALL);
    assert_int_equal(view->attempts, 0);
    assert_int_equal(view->due_day, INT32_MIN); // nothing of hers to look back on
}

static void the_chart_signals_and_then_watches(void **state)
{
    (void)state;
    reset();
    add("calf-a", 1, 9.0, false);
    add("calf-a", 1, -1.0, true); // by hand: no needle, not on the chart
    for (int k = 0; k < 13; ++k) {
        add("calf-a", 2, 1.0, true);
    }
    build(TB_FAMILY_ALL);
    assert_int_equal(view->charted, 14);
    assert_false(view->met[0]);
    assert_true(view->met[1]);
    // ln(.9 / .7) = .2513 each: thirteen pass 3.05
    assert_near(view->chart[13], 13 * log(0.9 / 0.7), 1e-9);
    assert_int_equal(view->signal_at, 14);
    assert_false(view->relapsed);
    for (int k = 0; k < 2; ++k) {
        add("calf-a", 3, 9.0, false);
    }
    build(TB_FAMILY_ALL);
    assert_near(view->watch, 2.0 * (1.0 - view->watching.s), 1e-9);
    assert_true(view->relapsed == (view->watch >= view->watching.h1));
    add("calf-a", 3, 9.0, false);
    build(TB_FAMILY_ALL);
    assert_true(view->relapsed);
    assert_int_equal(view->signal_at, 14);
    assert_true(view->false_share <= rules.false_signal && view->true_share > view->false_share);
}

static void changes_are_held_against_the_error(void **state)
{
    (void)state;
    reset();
    for (int k = 0; k < 12; ++k) { // 9 mm that halve, nearly without scatter
        add("calf-a", 1, 9.0 * pow(k + 1.0, -0.5), true);
        library->attempts[0].pain = 4.0 + (k % 2 == 0 ? 1.0 : -1.0); // scatter and no trend
        library->attempts[0].total = 50 + (int)lround(12.0 * log(k + 1.0));
    }
    build(TB_FAMILY_ALL);
    const tb_progress_series *tip = &view->series[TB_FOLLOW_TIP];
    assert_true(tip->fits);
    assert_near(tip->curve.b, -0.5, 1e-9);
    assert_near(tip->mdc, tb_mdc95(tip->curve.sem), 1e-12);
    assert_int_equal(tip->change, TB_CHANGE_BETTER);
    assert_int_equal(view->series[TB_FOLLOW_POINTS].change, TB_CHANGE_BETTER);
    assert_int_equal(view->series[TB_FOLLOW_PAIN].change, TB_CHANGE_NONE);
    reset();
    for (int k = 0; k < 6; ++k) {
        add("calf-a", 1, 1.0 + k, true);
    }
    build(TB_FAMILY_ALL);
    assert_int_equal(view->series[TB_FOLLOW_TIP].change, TB_CHANGE_WORSE);
    reset();
    add("calf-a", 1, 1.0, true);
    build(TB_FAMILY_ALL);
    assert_false(view->series[TB_FOLLOW_TIP].fits);
    assert_int_equal(view->series[TB_FOLLOW_TIP].change, TB_CHANGE_UNKNOWN);
}

static void practice_comes_back_with_another_patient(void **state)
{
    (void)state;
    reset();
    add("calf-a", 1, 3.0, true);
    add("calf-a", 2, 3.0, true); // two days of practice: again in a week
    add("neck-a", 5, 3.0, true); // one day: tomorrow
    build(TB_FAMILY_ALL);
    assert_int_equal(view->due_day, tb_day_number(2026, 3, 6));
    assert_string_equal(view->due_muscle, "neck");
    assert_string_equal(view->due_case, "neck-a"); // there is no other patient
    build(TB_FAMILY_HIP);
    assert_int_equal(view->due_day, tb_day_number(2026, 3, 9));
    assert_string_equal(view->due_case, "calf-b");
    library->cases[1].fault_count = 1; // its file cannot be used
    build(TB_FAMILY_HIP);
    assert_string_equal(view->due_case, "calf-a");
    assert_int_equal(tb_day_of_stamp("not a stamp"), INT32_MIN);
    assert_int_equal(tb_day_of_stamp("20261301-000000"), INT32_MIN);
    assert_int_equal(tb_day_of_stamp("19700102-000000"), 1);
}

int main(void)
{
    static tb_test_list list;
    library = tb_alloc(sizeof *library);
    view = tb_alloc(sizeof *view);
    if (library == NULL || view == NULL) {
        return 1;
    }
    rules = tb_progress_rules_default();
    TB_TEST(&list, families_take_their_own);
    TB_TEST(&list, others_on_this_station_do_not_count);
    TB_TEST(&list, the_chart_signals_and_then_watches);
    TB_TEST(&list, changes_are_held_against_the_error);
    TB_TEST(&list, practice_comes_back_with_another_patient);
    const int failed = tb_test_run(&list, "progress_view");
    tb_free(library);
    tb_free(view);
    return failed;
}
