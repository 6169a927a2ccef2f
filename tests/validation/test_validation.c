// Every row that `tautband validate` prints: gates must hold, and so must comparisons with
// measurements, except those that are known to lie outside and say so in their note.
#include "tb_test.h"

#include "tautband/core/mathx.h"
#include "tautband/validation/validation.h"

#include <stdio.h>
#include <string.h>

static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_site piriformis, suboccipital;
// some of the cases, at sites with vessels and without
static const char *const CASES[] = {"gmed-runner", "pi-cyclist", "gal-hiker",
                                    "fdb-parcel",  "is-swimmer", "qp-teacher"};
enum { CASE_COUNT = sizeof CASES / sizeof CASES[0] };
static tb_case cases[CASE_COUNT];
static tb_validation_report report;

// Quantity of each row that the model does not meet, and why that is accepted for now.
static const char *const KNOWN_OUTSIDE[] = {
    // the relaxation series has no term slow enough: its shares come from memory
    "viscous share of the stress at 0.5 %/s, 30 % compressed",
    // only vessels with a name are modelled; most bruises come from smaller ones
    "share of needlings that pierce a named vessel, practised aim",
};

static bool known_outside(const tb_validation_row *row)
{
    for (size_t k = 0; k < sizeof KNOWN_OUTSIDE / sizeof KNOWN_OUTSIDE[0]; ++k) {
        if (strcmp(row->what, KNOWN_OUTSIDE[k]) == 0) {
            return true;
        }
    }
    return false;
}

static int run_all(void **state)
{
    (void)state;
    static tb_diagnostics diagnostics;
    if (tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        return -1;
    }
    if (tb_site_load("assets/sites/piriformis.yaml", &piriformis, &diagnostics) != TB_OK ||
        tb_site_load("assets/sites/obliquus-capitis-inferior.yaml", &suboccipital, &diagnostics) !=
            TB_OK) {
        return -1;
    }
    for (int k = 0; k < CASE_COUNT; ++k) {
        char path[128];
        snprintf(path, sizeof path, "assets/cases/%s.yaml", CASES[k]);
        if (tb_case_load(path, &cases[k], &diagnostics) != TB_OK) {
            return -1;
        }
    }
    const tb_validation_subject subject = {.tissues = &tissues,
                                           .physiology = &physiology,
                                           .piriformis = &piriformis,
                                           .suboccipital = &suboccipital,
                                           .cases = cases,
                                           .case_count = CASE_COUNT};
    return tb_validation_run(&subject, true, &report) == TB_OK ? 0 : -1;
}

static void rows_lie_in_their_bands(void **state)
{
    (void)state;
    int faults = 0;
    for (int k = 0; k < report.row_count; ++k) {
        const tb_validation_row *row = &report.rows[k];
        const bool expected = row->evidence == TB_EVIDENCE_EXACT || !known_outside(row);
        if (row->holds != expected) {
            print_error("%s %s: %.6g, accepted %.6g to %.6g\n", row->id, row->what, row->ours,
                        row->low, row->high);
            ++faults;
        }
    }
    assert_int_equal(faults, 0);
}

/// V1 to V16, V20 to V22, V24 and V25 are all there, and each says what it is measured against.
static void every_row_is_there(void **state)
{
    (void)state;
    static const char *const ids[] = {"V1",  "V2",  "V3",  "V4",  "V5",  "V6",  "V7",
                                      "V8",  "V9",  "V10", "V11", "V12", "V13", "V14",
                                      "V15", "V16", "V20", "V21", "V22", "V24", "V25"};
    for (size_t n = 0; n < sizeof ids / sizeof ids[0]; ++n) {
        int found = 0;
        for (int k = 0; k < report.row_count; ++k) {
            const tb_validation_row *row = &report.rows[k];
            found += strcmp(row->id, ids[n]) == 0 ? 1 : 0;
            assert_true(strlen(row->what) > 0 && strlen(row->source) > 0 && row->unit != NULL);
            assert_true(row->low <= row->published && row->published <= row->high);
            assert_true(strcmp(tb_evidence_name(row->evidence), "unknown") != 0);
        }
        if (found == 0) {
            print_error("no row %s\n", ids[n]);
        }
        assert_true(found > 0);
    }
    assert_int_equal(report.gates + report.others, report.row_count);
    assert_int_equal(report.gates_missed, 0);
}

static void figures_have_curves(void **state)
{
    (void)state;
    assert_true(report.figure_count >= 6);
    for (int k = 0; k < report.figure_count; ++k) {
        const tb_figure *figure = &report.figures[k];
        assert_true(figure->curve_count > 0 && strlen(figure->caption) > 0);
        for (int c = 0; c < figure->curve_count; ++c) {
            const tb_curve *curve = &figure->curves[c];
            assert_true(curve->count > 1);
            for (int p = 0; p < curve->count; ++p) {
                assert_true(isfinite(curve->x[p]) && isfinite(curve->y[p]));
            }
        }
    }
}

// ---- Hayes' integral equation, solved here for the factors that V6 refers to ----

enum { PLACES = 24, WAVES = 160 };

/// Gauss-Legendre places and weights on [0, most].
static void gauss(int n, double most, double *x, double *w)
{
    for (int i = 0; i < n; ++i) {
        double z = cos(TB_PI * (i + 0.75) / (n + 0.5)), slope = 1.0;
        for (int round = 0; round < 40; ++round) {
            double p0 = 1.0, p1 = z;
            for (int k = 2; k <= n; ++k) {
                const double next = ((2 * k - 1) * z * p1 - (k - 1) * p0) / k;
                p0 = p1;
                p1 = next;
            }
            slope = n * (z * p1 - p0) / (z * z - 1.0);
            z -= p1 / slope;
        }
        x[i] = 0.5 * most * (z + 1.0);
        w[i] = most / ((1.0 - z * z) * slope * slope);
    }
}

/// What a bonded layer takes from a half-space's response at a wave number times its depth; both
/// parts times 4 e^(-2s), so that large s stays finite.
static double layer_share(double s, double nu)
{
    const double k = 3.0 - 4.0 * nu, e = exp(-2.0 * s);
    return 1.0 -
           (k * (1.0 - e * e) - 4.0 * s * e) /
               (4.0 * e * (s * s + 4.0 * (1.0 - nu) * (1.0 - nu)) + k * (1.0 - e) * (1.0 - e));
}

/// phi(t) - 1/pi int_0^1 [K(t + s) + K(t - s)] phi(s) ds = 1, K(u) = a/h int_0^inf M cos(u z a/h)
/// dz; the factor is the integral of phi (Hayes et al. 1972).
static double hayes_factor(double nu, double radius_over_depth)
{
    static double z[WAVES], zw[WAVES], t[PLACES], w[PLACES], m[PLACES][PLACES + 1];
    gauss(WAVES, 30.0, z, zw);
    gauss(PLACES, 1.0, t, w);
    for (int i = 0; i < PLACES; ++i) {
        for (int j = 0; j < PLACES; ++j) {
            double kernel = 0.0;
            for (int k = 0; k < WAVES; ++k) {
                kernel += zw[k] * layer_share(z[k], nu) *
                          (cos((t[i] + t[j]) * z[k] * radius_over_depth) +
                           cos((t[i] - t[j]) * z[k] * radius_over_depth));
            }
            m[i][j] = (i == j ? 1.0 : 0.0) - radius_over_depth / TB_PI * w[j] * kernel;
        }
        m[i][PLACES] = 1.0;
    }
    for (int i = 0; i < PLACES; ++i) { // diagonally dominant enough: no pivoting
        for (int r = i + 1; r < PLACES; ++r) {
            const double share = m[r][i] / m[i][i];
            for (int c = i; c <= PLACES; ++c) {
                m[r][c] -= share * m[i][c];
            }
        }
    }
    double phi[PLACES], factor = 0.0;
    for (int i = PLACES - 1; i >= 0; --i) {
        phi[i] = m[i][PLACES];
        for (int c = i + 1; c < PLACES; ++c) {
            phi[i] -= m[i][c] * phi[c];
        }
        phi[i] /= m[i][i];
        factor += w[i] * phi[i];
    }
    return factor;
}

/// The references of V6 solve the equation that they are said to come from.
static void hayes_factors_solve_their_equation(void **state)
{
    (void)state;
    int found = 0;
    for (int k = 0; k < report.row_count; ++k) {
        const tb_validation_row *row = &report.rows[k];
        double nu, ratio;
        if (strcmp(row->id, "V6") == 0 &&
            sscanf(row->what, "punch on a bonded layer / on a half-space, nu %lf, a/h %lf", &nu,
                   &ratio) == 2) {
            assert_near(hayes_factor(nu, ratio), row->published, 1e-3);
            ++found;
        }
    }
    assert_int_equal(found, 21);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, rows_lie_in_their_bands);
    TB_TEST(&list, every_row_is_there);
    TB_TEST(&list, hayes_factors_solve_their_equation);
    TB_TEST(&list, figures_have_curves);
    return _cmocka_run_group_tests("validation", list.items, list.count, run_all, NULL);
}
