#include "tautband/scoring/statistics.h"

#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"

#include <math.h>
#include <string.h>

// --- reliability --------------------------------------------------------------------------------

static double row_mean(const double *values, int row, int columns)
{
    double sum = 0.0;
    for (int c = 0; c < columns; ++c) {
        sum += values[row * columns + c];
    }
    return sum / columns;
}

static double column_mean(const double *values, int column, int rows, int columns)
{
    double sum = 0.0;
    for (int r = 0; r < rows; ++r) {
        sum += values[r * columns + column];
    }
    return sum / rows;
}

tb_status tb_reliability_of(const double *values, int rows, int columns, tb_reliability *out)
{
    if (rows < 2 || columns < 2) {
        return TB_ERR_ARGUMENT;
    }
    double mean = 0.0, total = 0.0, between_rows = 0.0, between_columns = 0.0;
    for (int k = 0; k < rows * columns; ++k) {
        mean += values[k] / (rows * columns);
    }
    for (int k = 0; k < rows * columns; ++k) {
        total += (values[k] - mean) * (values[k] - mean);
    }
    for (int r = 0; r < rows; ++r) {
        const double off = row_mean(values, r, columns) - mean;
        between_rows += columns * off * off;
    }
    for (int c = 0; c < columns; ++c) {
        const double off = column_mean(values, c, rows, columns) - mean;
        between_columns += rows * off * off;
    }
    const double n = rows, k = columns, residual = total - between_rows - between_columns;
    tb_reliability made = {.ms_rows = between_rows / (n - 1.0),
                           .ms_columns = between_columns / (k - 1.0),
                           .ms_error = residual / ((n - 1.0) * (k - 1.0)),
                           .ms_within = (total - between_rows) / (n * (k - 1.0))};
    if (!isfinite(total) || made.ms_error <= 1e-12 * total || made.ms_rows <= 0.0) {
        return TB_ERR_ARGUMENT;
    }
    const double msr = made.ms_rows, msc = made.ms_columns, mse = made.ms_error;
    const double judges = fmax(0.0, (msc - mse) / n); // variance between judges
    made.f = msr / mse;
    made.icc_1_1 = (msr - made.ms_within) / (msr + (k - 1.0) * made.ms_within);
    made.icc_2_1 = (msr - mse) / (msr + (k - 1.0) * mse + k * (msc - mse) / n);
    made.icc_3_1 = (msr - mse) / (msr + (k - 1.0) * mse);
    made.icc_1_k = (msr - made.ms_within) / msr;
    made.icc_2_k = (msr - mse) / (msr + (msc - mse) / n);
    made.icc_3_k = (msr - mse) / msr;
    made.sem_agreement = sqrt(judges + mse);
    made.sem_consistency = sqrt(mse);
    *out = made;
    return TB_OK;
}

double tb_mdc95(double sem)
{
    return 1.96 * sqrt(2.0) * sem;
}

// --- charts -------------------------------------------------------------------------------------

static bool rates(double p0, double p1)
{
    return p0 > 0.0 && p0 < p1 && p1 < 1.0;
}

tb_status tb_cusum_design(double p0, double p1, double alpha, double beta, tb_cusum *out)
{
    if (!rates(p0, p1) || !(alpha > 0.0 && alpha < 0.5) || !(beta > 0.0 && beta < 0.5)) {
        return TB_ERR_ARGUMENT;
    }
    const double p = tb_log(p1 / p0), q = tb_log((1.0 - p0) / (1.0 - p1));
    *out = (tb_cusum){.s = q / (p + q),
                      .h0 = tb_log((1.0 - alpha) / beta) / (p + q),
                      .h1 = tb_log((1.0 - beta) / alpha) / (p + q)};
    return TB_OK;
}

double tb_cusum_step(const tb_cusum *cusum, double value, bool failure)
{
    return value + (failure ? 1.0 - cusum->s : -cusum->s);
}

tb_status tb_lc_cusum_design(double p0, double p1, double h, tb_lc_cusum *out)
{
    if (!rates(p0, p1) || !(h > 0.0)) {
        return TB_ERR_ARGUMENT;
    }
    *out = (tb_lc_cusum){.p0 = p0,
                         .p1 = p1,
                         .success = tb_log((1.0 - p0) / (1.0 - p1)),
                         .failure = tb_log(p0 / p1),
                         .h = h};
    return TB_OK;
}

double tb_lc_cusum_step(const tb_lc_cusum *chart, double value, bool failure)
{
    return fmax(0.0, value + (failure ? chart->failure : chart->success));
}

enum { ATTEMPTS_MAX = 200 };

// Since its last zero a chart holds i successes and j failures: its value is i W+ + j W-, so that
// the pairs (i, j) are all the states there are. share[i][j] is the probability of being there
// without a signal; a value at or below zero goes to (0, 0).
typedef struct states {
    double share[ATTEMPTS_MAX + 1][ATTEMPTS_MAX + 1];
} states;

static void spread(const tb_lc_cusum *chart, double p, int made, const states *from, states *to,
                   double *signalled)
{
    memset(to, 0, sizeof *to);
    for (int i = 0; i <= made; ++i) {
        for (int j = 0; i + j <= made; ++j) {
            const double share = from->share[i][j];
            if (share <= 0.0) {
                continue;
            }
            const double up = (i + 1) * chart->success + j * chart->failure;
            const double down = i * chart->success + (j + 1) * chart->failure;
            if (up > chart->h) {
                *signalled += share * (1.0 - p);
            } else {
                to->share[i + 1][j] += share * (1.0 - p);
            }
            if (down <= 0.0) {
                to->share[0][0] += share * p;
            } else {
                to->share[i][j + 1] += share * p;
            }
        }
    }
}

double tb_lc_cusum_signals(const tb_lc_cusum *chart, int n, double p)
{
    if (n < 1 || n > ATTEMPTS_MAX || !(p >= 0.0 && p <= 1.0) || !rates(chart->p0, chart->p1)) {
        return -1.0;
    }
    states *both = tb_alloc(2 * sizeof *both);
    if (both == NULL) {
        return -1.0;
    }
    double signalled = 0.0;
    both[0].share[0][0] = 1.0;
    for (int made = 0; made < n; ++made) {
        spread(chart, p, made, &both[made % 2], &both[(made + 1) % 2], &signalled);
    }
    tb_free(both);
    return signalled;
}

double tb_lc_cusum_limit(double p0, double p1, int n, double most)
{
    enum { STEPS_MAX = 400 };
    tb_lc_cusum chart;
    // the chance of a signal only falls with h: halve the steps between too low and high enough
    int low = 0, high = STEPS_MAX;
    if (!(most > 0.0 && most < 1.0) || n < 1 || n > ATTEMPTS_MAX || !rates(p0, p1)) {
        return -1.0;
    }
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        (void)tb_lc_cusum_design(p0, p1, 0.05 * middle, &chart);
        const double falsely = tb_lc_cusum_signals(&chart, n, p1);
        if (falsely < 0.0) {
            return -1.0;
        }
        if (falsely <= most) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return 0.05 * high;
}

// --- learning curves ----------------------------------------------------------------------------

double tb_learning_curve_at(const tb_learning_curve *curve, double attempt)
{
    return curve->power ? curve->a * tb_pow(attempt, curve->b)
                        : curve->a + curve->b * tb_log(attempt);
}

tb_status tb_learning_curve_fit(const double *values, int count, bool power, double least,
                                tb_learning_curve *out)
{
    double sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0, squares = 0.0;
    if (count < 3 || (power && !(least > 0.0))) {
        return TB_ERR_ARGUMENT;
    }
    for (int k = 0; k < count; ++k) {
        if (!isfinite(values[k])) {
            return TB_ERR_ARGUMENT;
        }
        const double x = tb_log(k + 1.0);
        const double y = power ? tb_log(fmax(least, values[k])) : values[k];
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    const double slope = (count * sxy - sx * sy) / (count * sxx - sx * sx);
    const double from = (sy - slope * sx) / count;
    tb_learning_curve made = {.power = power, .a = power ? tb_exp(from) : from, .b = slope};
    for (int k = 0; k < count; ++k) {
        const double off = values[k] - tb_learning_curve_at(&made, k + 1.0);
        squares += off * off;
    }
    made.sem = sqrt(squares / (count - 2.0));
    *out = made;
    return TB_OK;
}
