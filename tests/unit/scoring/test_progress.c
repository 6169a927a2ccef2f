// Rules of progress: the file as shipped, faults with their place, what counts as met, the computed
// limits, and days until a muscle is looked at again.
#include "tb_test.h"

#include "tautband/scoring/progress.h"

#include <string.h>

static tb_progress_rules rules;

static void the_file_holds_the_defaults(void **state)
{
    (void)state;
    const tb_progress_rules d = tb_progress_rules_default();
    assert_near(rules.adequate_failures, d.adequate_failures, 0.0);
    assert_near(rules.inadequate_failures, d.inadequate_failures, 0.0);
    assert_int_equal(rules.attempts, d.attempts);
    assert_near(rules.met_tip_mm, d.met_tip_mm, 0.0);
    for (int k = 0; k < TB_RETENTION_STEPS; ++k) {
        assert_near(rules.retention_days[k], d.retention_days[k], 0.0);
    }
}

static void limits_are_computed(void **state)
{
    (void)state;
    tb_lc_cusum chart;
    tb_cusum watch;
    assert_int_equal(tb_progress_charts(&rules, &chart, &watch), TB_OK);
    // h = 3.0 gives .052 false signals in 20 attempts: the next step of 0.05 is the limit
    assert_near(chart.h, 3.05, 1e-9);
    const double falsely = tb_lc_cusum_signals(&chart, rules.attempts, rules.inadequate_failures);
    assert_true(falsely <= rules.false_signal && falsely > 0.02);
    assert_near(watch.s, 0.186169, 1e-6); // ln(.9/.7) / (ln 3 + ln(.9/.7))
    tb_progress_rules wrong = rules;
    wrong.inadequate_failures = wrong.adequate_failures;
    assert_int_equal(tb_progress_charts(&wrong, &chart, &watch), TB_ERR_ARGUMENT);
}

typedef struct {
    const char *name;
    bool critical;
    double total, cut, tip_mm, margin;
    bool met;
} met_row;

static met_row met_rows[] = {
    {"all of it", false, 82, 70, 2.6, 0.6, true},
    {"just so", false, 70, 70, 3.0, 0.5, true},
    {"a critical event", true, 95, 70, 0.5, 1.0, false},
    {"below the cut", false, 69.9, 70, 1.0, 1.0, false},
    {"too far", false, 90, 70, 3.1, 1.0, false},
    {"too near to a nerve", false, 90, 70, 1.0, 0.49, false},
    {"no nerve near", false, 90, 70, 1.0, -1.0, true},
    {"no needle", false, 90, 70, -1.0, 1.0, false},
};

static void an_attempt_is_met(void **state)
{
    const met_row *row = *state;
    const tb_progress_attempt attempt = {row->critical, row->total, row->cut, row->tip_mm,
                                         row->margin};
    assert_int_equal(tb_progress_met(&rules, &attempt), row->met);
}

static void days_are_counted(void **state)
{
    (void)state;
    assert_int_equal(tb_day_number(1970, 1, 1), 0);
    assert_int_equal(tb_day_number(1969, 12, 31), -1);
    assert_int_equal(tb_day_number(2000, 3, 1), 11017);
    assert_int_equal(tb_day_number(2024, 3, 1) - tb_day_number(2024, 2, 28), 2);
    assert_int_equal(tb_day_number(2026, 11, 28), 20785);
    for (int year = 1899; year < 2105; ++year) { // a year is as long as it should be
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        assert_int_equal(tb_day_number(year + 1, 1, 1) - tb_day_number(year, 1, 1),
                         leap ? 366 : 365);
    }
}

static void practice_is_spaced(void **state)
{
    (void)state;
    const int32_t days[] = {100, 100, 103, 103, 103, 110, 160};
    assert_int_equal(tb_progress_due(&rules, days, 0), INT32_MIN);
    assert_int_equal(tb_progress_due(&rules, days, 2), 101);
    assert_int_equal(tb_progress_due(&rules, days, 3), 110);
    assert_int_equal(tb_progress_due(&rules, days, 5), 110);
    assert_int_equal(tb_progress_due(&rules, days, 6), 140);
    assert_int_equal(tb_progress_due(&rules, days, 7), 190);
}

static void faults_have_their_place(void **state)
{
    (void)state;
    static tb_diagnostics d;
    tb_progress_rules out = {.format = 77};
    char path[256];
    const char *folder = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/progress-bad.yaml", folder != NULL ? folder : "/tmp");
    static const struct {
        const char *text, *rule;
    } rows[] = {
        {"format: 1\nadequate_failures: 0.3\ninadequate_failures: 0.1\nattempts: 20\n"
         "false_signal: 0.05\nwatch_error: 0.1\nmet_tip_mm: 3\nmet_margin: 0.5\n"
         "retention_days: [1, 7, 30]\nsource: x\n",
         "order"},
        {"format: 1\nadequate_failures: 0\n", "range"},
        {"format: 1\nretention_days: [1, 7]\n", "list-length"},
        {"format: 1\nmet_tip: 3\n", "unknown-key"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fputs(rows[k].text, file);
        fclose(file);
        assert_int_equal(tb_progress_rules_load(path, &out, &d), TB_ERR_FORMAT);
        bool found = false;
        for (int i = 0; i < d.count; ++i) {
            found = found || strcmp(d.items[i].rule, rows[k].rule) == 0;
        }
        if (!found) {
            tb_diagnostics_print(&d, stderr);
        }
        assert_true(found);
    }
    remove(path);
    assert_int_equal(tb_progress_rules_load("no/such/file.yaml", &out, &d), TB_ERR_IO);
    assert_int_equal(out.format, 77);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics d;
    if (tb_progress_rules_load("assets/progress.yaml", &rules, &d) != TB_OK) {
        tb_diagnostics_print(&d, stderr);
        return 1;
    }
    TB_TEST(&list, the_file_holds_the_defaults);
    TB_TEST(&list, limits_are_computed);
    TB_TEST_ROWS(&list, an_attempt_is_met, met_rows);
    TB_TEST(&list, days_are_counted);
    TB_TEST(&list, practice_is_spaced);
    TB_TEST(&list, faults_have_their_place);
    return tb_test_run(&list, "progress");
}
