// Statistics against published tables and against numbers computed independently (R's psych
// package, dynamic programming in another language).
#include "tb_test.h"

#include "tautband/scoring/statistics.h"

#include <math.h>
#include <string.h>

// Shrout and Fleiss 1979, table 2: six targets, four judges.
static const double TABLE[24] = {9, 2, 5, 8, 6,  1, 3, 2, 8, 4, 6, 8,
                                 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7};

static void reliability_of_the_published_table(void **state)
{
    (void)state;
    tb_reliability r;
    assert_int_equal(tb_reliability_of(TABLE, 6, 4, &r), TB_OK);
    assert_near(r.ms_rows, 11.241667, 1e-6);
    assert_near(r.ms_columns, 32.486111, 1e-6);
    assert_near(r.ms_error, 1.019444, 1e-6);
    assert_near(r.ms_within, 6.263889, 1e-6);
    assert_near(r.f, 11.027248, 1e-6);
    assert_near(r.icc_1_1, 0.1657417684, 1e-9); // the paper: .17 .29 .71 .44 .62 .91
    assert_near(r.icc_2_1, 0.2897637795, 1e-9);
    assert_near(r.icc_3_1, 0.7148407148, 1e-9);
    assert_near(r.icc_1_k, 0.4427971337, 1e-9);
    assert_near(r.icc_2_k, 0.6200505476, 1e-9);
    assert_near(r.icc_3_k, 0.9093155424, 1e-9);
    assert_near(r.sem_agreement, 2.502776236, 1e-8);
    assert_near(r.sem_consistency, 1.009675415, 1e-8);
    assert_near(tb_mdc95(r.sem_agreement), 6.937341790, 1e-7);
    assert_near(tb_mdc95(r.sem_consistency), 2.798677465, 1e-7);
}

static void tables_without_spread_are_refused(void **state)
{
    (void)state;
    tb_reliability r = {.f = UNCHANGED};
    double flat[6] = {3, 3, 3, 3, 3, 3}, hole[4] = {1, NAN, 2, 3};
    assert_int_equal(tb_reliability_of(flat, 3, 2, &r), TB_ERR_ARGUMENT);
    assert_int_equal(tb_reliability_of(hole, 2, 2, &r), TB_ERR_ARGUMENT);
    assert_int_equal(tb_reliability_of(TABLE, 1, 4, &r), TB_ERR_ARGUMENT);
    assert_int_equal(tb_reliability_of(TABLE, 6, 1, &r), TB_ERR_ARGUMENT);
    assert_unchanged(r.f);
}

typedef struct {
    const char *name;
    double p0, p1, alpha, beta, s, h0, h1;
} wald_row;

static wald_row walds[] = {
    {"5 / 10 %", .05, .10, .1, .1, 0.072358, 2.940554, 2.940554},
    {"10 / 20 %", .10, .20, .1, .1, 0.145244, 2.709511, 2.709511},
    {"20 / 40 %", .20, .40, .1, .1, 0.293305, 2.240170, 2.240170},
    {"35 / 45 %", .35, .45, .1, .1, 0.399299, 5.251888, 5.251888},
    {"5 / 15 %, unlike errors", .05, .15, .05, .20, 0.091934, 1.287895, 2.291703},
};

static void wald_limits(void **state)
{
    const wald_row *row = *state;
    tb_cusum cusum;
    assert_int_equal(tb_cusum_design(row->p0, row->p1, row->alpha, row->beta, &cusum), TB_OK);
    assert_near(cusum.s, row->s, 5e-7);
    assert_near(cusum.h0, row->h0, 5e-7);
    assert_near(cusum.h1, row->h1, 5e-7);
}

// Ten attempts with three failures, then twenty successes.
static const char RUN[] = "xooxooooox"
                          "oooooooooooooooooooo";

static void charts_of_one_run(void **state)
{
    (void)state;
    tb_cusum cusum;
    tb_lc_cusum chart;
    double wald = 0.0, value = 0.0;
    int first = 0;
    assert_int_equal(tb_cusum_design(.10, .20, .1, .1, &cusum), TB_OK);
    assert_int_equal(tb_lc_cusum_design(.10, .20, 1.25, &chart), TB_OK);
    assert_near(chart.success, 0.117783, 5e-7);
    assert_near(chart.failure, -0.693147, 5e-7);
    for (int k = 0; RUN[k] != '\0'; ++k) {
        wald = tb_cusum_step(&cusum, wald, RUN[k] == 'x');
        value = tb_lc_cusum_step(&chart, value, RUN[k] == 'x');
        first = first == 0 && value > chart.h ? k + 1 : first;
        if (k + 1 == 10) {
            assert_near(wald, 1.5476, 5e-5);
            assert_near(value, 0.0, 0.0);
        } else if (k + 1 == 20) {
            assert_near(value, 1.177830, 5e-7);
        } else if (k + 1 == 21) {
            assert_near(value, 1.295613, 5e-7);
        }
    }
    assert_int_equal(first, 21);
    assert_near(wald, -1.3573, 5e-5);
    // the shortest run of successes that passes 1.25 has eleven
    assert_near(tb_lc_cusum_signals(&chart, 11, .10), 0.313811, 5e-7);
    assert_near(tb_lc_cusum_signals(&chart, 10, .10), 0.0, 0.0);
}

// The learner of .10 against .30: x = 1,0,1,0,0,0,0,0,1,0,0.
static void wide_rates_step_by_step(void **state)
{
    (void)state;
    static const double wanted[] = {0,      .2513,  0,     .2513, .5026, .7539,
                                    1.0053, 1.2566, .1580, .4093, .6606};
    tb_lc_cusum chart;
    double value = 0.0;
    assert_int_equal(tb_lc_cusum_design(.10, .30, 3.0, &chart), TB_OK);
    for (int k = 0; k < 11; ++k) {
        value = tb_lc_cusum_step(&chart, value, k == 0 || k == 2 || k == 8);
        assert_near(value, wanted[k], 6e-5);
    }
    assert_near(tb_lc_cusum_signals(&chart, 11, 0.0), 0.0, 0.0); // a clean run of twelve signals
    assert_near(tb_lc_cusum_signals(&chart, 12, 0.0), 1.0, 0.0);
}

typedef struct {
    const char *name;
    double p0, p1, h;
    int n;
    double true_share, false_share;
} signal_row;

static signal_row signals[] = {
    {"10 / 20, 1.25, 30", .10, .20, 1.25, 30, .844984, .423305},
    {"10 / 20, 1.25, 50", .10, .20, 1.25, 50, .971903, .653130},
    {"10 / 20, 1.25, 100", .10, .20, 1.25, 100, .999602, .902572},
    {"10 / 20, 2.00, 30", .10, .20, 2.00, 30, .477522, .101371},
    {"10 / 20, 2.00, 100", .10, .20, 2.00, 100, .981443, .484201},
    {"10 / 25, 1.25, 50", .10, .25, 1.25, 50, .999642, .892163},
    {"20 / 40, 1.25, 100", .20, .40, 1.25, 100, 1.0, .988458},
    {"5 / 15, 1.25, 30", .05, .15, 1.25, 30, .929998, .503084},
};

static void signals_are_exact(void **state)
{
    const signal_row *row = *state;
    tb_lc_cusum chart;
    assert_int_equal(tb_lc_cusum_design(row->p0, row->p1, row->h, &chart), TB_OK);
    assert_near(tb_lc_cusum_signals(&chart, row->n, row->p0), row->true_share, 6e-7);
    assert_near(tb_lc_cusum_signals(&chart, row->n, row->p1), row->false_share, 6e-7);
}

typedef struct {
    const char *name;
    double p0, p1;
    int n;
    double h, true_share;
} limit_row;

static limit_row limits[] = {
    {"10 / 20 in 30", .10, .20, 30, 2.30, .335},   {"10 / 20 in 50", .10, .20, 50, 2.85, .497},
    {"10 / 20 in 100", .10, .20, 100, 3.70, .748}, {"10 / 30 in 30", .10, .30, 30, 3.55, .717},
    {"10 / 30 in 50", .10, .30, 50, 4.10, .906},   {"10 / 30 in 100", .10, .30, 100, 4.95, .992},
    {"20 / 40 in 50", .20, .40, 50, 3.85, .825},
};

static void limits_hold_false_signals_down(void **state)
{
    const limit_row *row = *state;
    tb_lc_cusum chart;
    const double h = tb_lc_cusum_limit(row->p0, row->p1, row->n, 0.05);
    assert_near(h, row->h, 1e-9);
    assert_int_equal(tb_lc_cusum_design(row->p0, row->p1, h, &chart), TB_OK);
    assert_true(tb_lc_cusum_signals(&chart, row->n, row->p1) <= 0.05);
    assert_near(tb_lc_cusum_signals(&chart, row->n, row->p0), row->true_share, 6e-4);
}

static void arguments_out_of_range(void **state)
{
    (void)state;
    tb_lc_cusum chart = {.h = UNCHANGED};
    tb_cusum cusum = {.s = UNCHANGED};
    assert_int_equal(tb_lc_cusum_design(.2, .1, 1.0, &chart), TB_ERR_ARGUMENT);
    assert_int_equal(tb_lc_cusum_design(.1, .2, 0.0, &chart), TB_ERR_ARGUMENT);
    assert_int_equal(tb_lc_cusum_design(NAN, .2, 1.0, &chart), TB_ERR_ARGUMENT);
    assert_unchanged(chart.h);
    assert_int_equal(tb_cusum_design(.1, .2, .6, .1, &cusum), TB_ERR_ARGUMENT);
    assert_unchanged(cusum.s);
    assert_int_equal(tb_lc_cusum_design(.1, .2, 1.0, &chart), TB_OK);
    assert_true(tb_lc_cusum_signals(&chart, 0, .1) < 0.0);
    assert_true(tb_lc_cusum_signals(&chart, 201, .1) < 0.0);
    assert_true(tb_lc_cusum_signals(&chart, 10, 1.5) < 0.0);
    assert_true(tb_lc_cusum_limit(.1, .2, 30, 0.0) < 0.0);
    assert_true(tb_lc_cusum_limit(.3, .2, 30, 0.05) < 0.0);
}

static void power_law_of_ten_times(void **state)
{
    (void)state;
    static const double times[] = {60, 49, 44.2, 40.1, 38.3, 36, 34.6, 33.2, 32.4, 31.5};
    tb_learning_curve curve = {.a = UNCHANGED};
    assert_int_equal(tb_learning_curve_fit(times, 2, true, 0.1, &curve), TB_ERR_ARGUMENT);
    assert_int_equal(tb_learning_curve_fit(times, 10, true, 0.0, &curve), TB_ERR_ARGUMENT);
    assert_unchanged(curve.a);
    assert_int_equal(tb_learning_curve_fit(times, 10, true, 0.1, &curve), TB_OK);
    assert_near(curve.a, 59.785138, 1e-6);
    assert_near(curve.b, -0.280566, 1e-6);
    assert_near(tb_learning_curve_at(&curve, 1.0), curve.a, 1e-9);
    assert_true(curve.sem > 0.0 && curve.sem < 1.0);
}

// Points that lie on the curve are found again, without any error.
static void a_straight_curve_has_no_error(void **state)
{
    (void)state;
    double values[12];
    tb_learning_curve curve;
    for (int k = 0; k < 12; ++k) {
        values[k] = 40.0 + 15.0 * log(k + 1.0);
    }
    assert_int_equal(tb_learning_curve_fit(values, 12, false, 0.0, &curve), TB_OK);
    assert_near(curve.a, 40.0, 1e-9);
    assert_near(curve.b, 15.0, 1e-9);
    assert_near(curve.sem, 0.0, 1e-9);
    assert_near(tb_learning_curve_at(&curve, 12.0), values[11], 1e-9);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, reliability_of_the_published_table);
    TB_TEST(&list, tables_without_spread_are_refused);
    TB_TEST_ROWS(&list, wald_limits, walds);
    TB_TEST(&list, charts_of_one_run);
    TB_TEST(&list, wide_rates_step_by_step);
    TB_TEST_ROWS(&list, signals_are_exact, signals);
    TB_TEST_ROWS(&list, limits_hold_false_signals_down, limits);
    TB_TEST(&list, arguments_out_of_range);
    TB_TEST(&list, power_law_of_ten_times);
    TB_TEST(&list, a_straight_curve_has_no_error);
    return tb_test_run(&list, "statistics");
}
