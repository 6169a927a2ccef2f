// Every function against the C library's long double version, which is right to far below a
// double's last place where long double has more bits than double.
#include "tautband/core/mathx.h"

#include "tautband/core/hash.h"
#include "tautband/core/rng.h"

#include "tb_test.h"

#include <float.h>
#include <math.h>

static const double INF = (double)INFINITY, NOT_A_NUMBER = (double)NAN;

/// Spacing of doubles just above |x|.
static double ulp(double x)
{
    const double size = fabs(x);
    return size < DBL_MIN ? 0x1p-1074 : nextafter(size, INF) - size;
}

static double error_ulp(double actual, long double exact)
{
    return (double)(fabsl((long double)actual - exact) / (long double)ulp((double)exact));
}

static double log_of_exp(double x)
{
    return tb_log(exp(x)); // spreads the arguments evenly over the exponents
}

static long double exact_log_of_exp(long double x)
{
    return logl((long double)exp((double)x));
}

typedef struct {
    const char *name;
    double (*function)(double);
    long double (*exact)(long double);
    double lo, hi, bound_ulp;
} sweep_row;

static sweep_row sweeps[] = {
    {"exp, whole range", tb_exp, expl, -708.0, 709.78, 2.0},
    {"exp, around zero", tb_exp, expl, -1.0, 1.0, 2.0},
    {"exp, subnormal results", tb_exp, expl, -745.0, -708.0, 2.0},
    {"exp, tiny arguments", tb_exp, expl, -1e-9, 1e-9, 2.0},
    {"log, around one", tb_log, logl, 0.4, 2.6, 2.0},
    {"log, next to one", tb_log, logl, 1.0 - 1e-7, 1.0 + 1e-7, 2.0},
    {"log, every exponent", log_of_exp, exact_log_of_exp, -744.0, 709.0, 2.0},
    {"sin, few turns", tb_sin, sinl, -8.0, 8.0, 2.0},
    {"sin, many turns", tb_sin, sinl, -1e5, 1e5, 2.0},
    {"sin, tiny angles", tb_sin, sinl, -1e-9, 1e-9, 2.0},
    {"cos, few turns", tb_cos, cosl, -8.0, 8.0, 2.0},
    {"cos, many turns", tb_cos, cosl, -1e5, 1e5, 2.0},
};

static void within_the_stated_error(void **state)
{
    const sweep_row *row = *state;
    const int count = 40000;
    tb_rng rng;
    tb_rng_seed(&rng, 1, 1);
    for (int k = 0; k <= 2 * count; ++k) {
        const double share = k <= count ? (double)k / count : tb_rng_uniform(&rng);
        const double x = row->lo + (row->hi - row->lo) * share;
        const double error = error_ulp(row->function(x), row->exact((long double)x));
        if (!(error <= row->bound_ulp)) {
            fail_msg("%s(%.17g) is %.17g: off by %.2f ulp", row->name, x, row->function(x), error);
        }
    }
}

static void multiples_of_a_right_angle(void **state)
{
    (void)state;
    for (int k = -63000; k <= 63000; ++k) { // where the reduction cancels most
        const double angle_rad = (double)k * (TB_PI / 2.0);
        const long double exact = (long double)angle_rad;
        assert_true(error_ulp(tb_sin(angle_rad), sinl(exact)) <= 2.0);
        assert_true(error_ulp(tb_cos(angle_rad), cosl(exact)) <= 2.0);
    }
}

static void atan2_within_the_stated_error(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 2, 1);
    for (int k = 0; k < 80000; ++k) {
        const double angle_rad = TB_PI * (2.0 * tb_rng_uniform(&rng) - 1.0);
        const double radius = exp(60.0 * tb_rng_uniform(&rng) - 30.0);
        const double x = radius * cos(angle_rad), y = radius * sin(angle_rad);
        const long double exact = atan2l((long double)y, (long double)x);
        if (!(error_ulp(tb_atan2(y, x), exact) <= 3.0)) {
            fail_msg("atan2(%.17g, %.17g) is %.17g", y, x, tb_atan2(y, x));
        }
    }
}

static void pow_within_the_stated_error(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 3, 1);
    for (int k = 0; k < 80000; ++k) {
        const double reach = k % 2 ? 20.0 : 1e-3; // wide, and bases close to one
        const double base = exp(reach * (2.0 * tb_rng_uniform(&rng) - 1.0));
        const double product = 50.0 * (2.0 * tb_rng_uniform(&rng) - 1.0);
        const double exponent = base == 1.0 ? product : product / fabs(log(base));
        const long double exact = powl((long double)base, (long double)exponent);
        if (!(error_ulp(tb_pow(base, exponent), exact) <= 8.0)) {
            fail_msg("pow(%.17g, %.17g) is %.17g", base, exponent, tb_pow(base, exponent));
        }
    }
}

typedef struct {
    const char *name;
    double (*function)(double);
    double x, expected;
} special_row;

static special_row specials[] = {
    {"exp(0)", tb_exp, 0.0, 1.0},
    {"exp(-0)", tb_exp, -0.0, 1.0},
    {"exp(inf)", tb_exp, (double)INFINITY, (double)INFINITY},
    {"exp(-inf)", tb_exp, -(double)INFINITY, 0.0},
    {"exp above the range", tb_exp, 709.79, (double)INFINITY},
    {"exp below the range", tb_exp, -745.14, 0.0},
    {"exp(nan)", tb_exp, (double)NAN, (double)NAN},
    {"log(1)", tb_log, 1.0, 0.0},
    {"log(0)", tb_log, 0.0, -(double)INFINITY},
    {"log(-0)", tb_log, -0.0, -(double)INFINITY},
    {"log(-1)", tb_log, -1.0, (double)NAN},
    {"log(inf)", tb_log, (double)INFINITY, (double)INFINITY},
    {"log(nan)", tb_log, (double)NAN, (double)NAN},
    {"sin(0)", tb_sin, 0.0, 0.0},
    {"sin(inf)", tb_sin, (double)INFINITY, (double)NAN},
    {"sin(nan)", tb_sin, (double)NAN, (double)NAN},
    {"cos(0)", tb_cos, 0.0, 1.0},
    {"cos(-inf)", tb_cos, -(double)INFINITY, (double)NAN},
    {"cos(nan)", tb_cos, (double)NAN, (double)NAN},
};

static void assert_same(double actual, double expected)
{
    if (expected != expected) {
        assert_true(actual != actual);
    } else {
        assert_near(actual, expected, 0.0);
    }
}

static void special_value(void **state)
{
    const special_row *row = *state;
    assert_same(row->function(row->x), row->expected);
}

typedef struct {
    const char *name;
    double (*function)(double, double);
    double a, b, expected;
} pair_row;

static pair_row pairs[] = {
    {"atan2(0, 0)", tb_atan2, 0.0, 0.0, 0.0},
    {"atan2(0, 1)", tb_atan2, 0.0, 1.0, 0.0},
    {"atan2(0, -1)", tb_atan2, 0.0, -1.0, TB_PI},
    {"atan2(-0, -1) is pi, not -pi", tb_atan2, -0.0, -1.0, TB_PI},
    {"atan2(1, 0)", tb_atan2, 1.0, 0.0, TB_PI / 2.0},
    {"atan2(-1, 0)", tb_atan2, -1.0, 0.0, -TB_PI / 2.0},
    {"atan2(1, 1)", tb_atan2, 1.0, 1.0, TB_PI / 4.0},
    {"atan2(inf, inf)", tb_atan2, (double)INFINITY, (double)INFINITY, TB_PI / 4.0},
    {"atan2(inf, 1)", tb_atan2, (double)INFINITY, 1.0, TB_PI / 2.0},
    {"atan2(1, inf)", tb_atan2, 1.0, (double)INFINITY, 0.0},
    {"atan2(max, max)", tb_atan2, DBL_MAX, DBL_MAX, TB_PI / 4.0},
    {"atan2(0.75 max, max)", tb_atan2, 0.75 * DBL_MAX, DBL_MAX, 0.64350110879328438680},
    {"atan2(nan, 1)", tb_atan2, (double)NAN, 1.0, (double)NAN},
    {"atan2(1, nan)", tb_atan2, 1.0, (double)NAN, (double)NAN},
    {"pow(2, 10)", tb_pow, 2.0, 10.0, 1024.0},
    {"pow(0, 0)", tb_pow, 0.0, 0.0, 1.0},
    {"pow(0, 2)", tb_pow, 0.0, 2.0, 0.0},
    {"pow(0, -2)", tb_pow, 0.0, -2.0, (double)INFINITY},
    {"pow(1, nan)", tb_pow, 1.0, (double)NAN, 1.0},
    {"pow(-2, 2)", tb_pow, -2.0, 2.0, (double)NAN},
    {"pow(nan, 1)", tb_pow, (double)NAN, 1.0, (double)NAN},
    {"pow(2, inf)", tb_pow, 2.0, (double)INFINITY, (double)INFINITY},
    {"pow(0.5, inf)", tb_pow, 0.5, (double)INFINITY, 0.0},
    {"pow(2, -inf)", tb_pow, 2.0, -(double)INFINITY, 0.0},
    {"pow(inf, -1)", tb_pow, (double)INFINITY, -1.0, 0.0},
    {"pow(2, 1024.3) overflows", tb_pow, 2.0, 1024.3, (double)INFINITY},
    {"pow(3, 647) overflows", tb_pow, 3.0, 647.0, (double)INFINITY},
    {"pow(7, 365) overflows", tb_pow, 7.0, 365.0, (double)INFINITY},
    {"pow(2, -1074) is the least double", tb_pow, 2.0, -1074.0, 0x1p-1074},
    {"pow(2, -1100) underflows", tb_pow, 2.0, -1100.0, 0.0},
};

static void special_pair(void **state)
{
    const pair_row *row = *state;
    assert_same(row->function(row->a, row->b), row->expected);
}

static void overflow_never_turns_into_nan(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 4, 1);
    for (int k = 0; k < 20000; ++k) {
        const double base = 1.0 + 9.0 * tb_rng_uniform(&rng);
        const double exponent = (705.0 + 90.0 * tb_rng_uniform(&rng)) / log(base);
        const double power = tb_pow(base, exponent);
        assert_true(power > 1e300);
    }
}

static void exp_and_log_never_fall(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 5, 1);
    for (int k = 0; k < 4000; ++k) {
        double x = 1400.0 * tb_rng_uniform(&rng) - 700.0;
        double y = exp(0.02 * x);
        for (int step = 0; step < 20; ++step) { // neighbouring doubles
            const double next_x = nextafter(x, INF), next_y = nextafter(y, INF);
            // a step of x within rounding may wobble by one place; it never falls further
            assert_true(tb_exp(next_x) >= tb_exp(x) * (1.0 - 2.0 * DBL_EPSILON));
            assert_true(tb_log(next_y) >= tb_log(y) - ulp(tb_log(y)));
            x = next_x;
            y = next_y;
        }
    }
    for (int k = 0; k < 100000; ++k) { // steps wider than rounding
        const double x = -700.0 + 0.014 * (double)k;
        assert_true(tb_exp(x + 0.014) > tb_exp(x));
        assert_true(tb_log(1e-3 + 1e-3 * (double)(k + 1)) > tb_log(1e-3 + 1e-3 * (double)k));
    }
}

static void identities(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 6, 1);
    for (int k = 0; k < 20000; ++k) {
        const double x = 20.0 * tb_rng_uniform(&rng) - 10.0, size = fabs(x) + 1e-3;
        assert_near(tb_sin(x) * tb_sin(x) + tb_cos(x) * tb_cos(x), 1.0, 4.0 * DBL_EPSILON);
        assert_near(tb_sin(-x), -tb_sin(x), 0.0);
        assert_near(tb_cos(-x), tb_cos(x), 0.0);
        assert_near(tb_exp(x) * tb_exp(-x), 1.0, 4.0 * DBL_EPSILON);
        assert_near(tb_log(tb_exp(x)), x, 2.0 * DBL_EPSILON * (1.0 + fabs(x)));
        assert_near(tb_pow(size, 2.0), size * size, 8.0 * ulp(size * size));
        assert_near(tb_pow(size, 0.5), sqrt(size), 8.0 * ulp(sqrt(size)));
        assert_near(tb_pow(size, 1.0), size, 8.0 * ulp(size));
        const double turn = x * (TB_PI / 10.0);
        assert_near(tb_atan2(tb_sin(turn), tb_cos(turn)), turn, 8.0 * DBL_EPSILON);
        assert_near(tb_atan2(-size, x), -tb_atan2(size, x), 0.0);
    }
}

static void huge_angles_stay_bounded(void **state)
{
    (void)state;
    for (double angle_rad = 1e5; angle_rad < 1e308; angle_rad *= 7.3) {
        assert_true(fabs(tb_sin(angle_rad)) <= 1.0);
        assert_true(fabs(tb_cos(angle_rad)) <= 1.0);
    }
    assert_true(fabs(tb_sin(DBL_MAX)) <= 1.0);
    assert_true(tb_log(NOT_A_NUMBER) != tb_log(NOT_A_NUMBER));
}

/// The promise that the whole simulation rests on: one set of bits whatever the compiler, its
/// options and the machine. The value was the same for gcc and clang at -O0 to -O3 when written.
static void same_bits_in_every_build(void **state)
{
    (void)state;
    tb_hash hash = tb_hash_start();
    tb_rng rng;
    tb_rng_seed(&rng, 7, 1);
    for (int k = 0; k < 20000; ++k) {
        const double u = tb_rng_uniform(&rng), v = tb_rng_uniform(&rng);
        tb_hash_f64(&hash, tb_exp(200.0 * u - 100.0));
        tb_hash_f64(&hash, tb_log(u + 1e-9));
        tb_hash_f64(&hash, tb_sin(2000.0 * v - 1000.0));
        tb_hash_f64(&hash, tb_cos(2000.0 * u - 1000.0));
        tb_hash_f64(&hash, tb_atan2(u - 0.5, v - 0.5));
        tb_hash_f64(&hash, tb_pow(10.0 * u, 8.0 * v - 4.0));
    }
    assert_int_equal(hash.value, 0x1ec5e8539c87ec44u);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, within_the_stated_error, sweeps);
    TB_TEST(&list, multiples_of_a_right_angle);
    TB_TEST(&list, atan2_within_the_stated_error);
    TB_TEST(&list, pow_within_the_stated_error);
    TB_TEST_ROWS(&list, special_value, specials);
    TB_TEST_ROWS(&list, special_pair, pairs);
    TB_TEST(&list, overflow_never_turns_into_nan);
    TB_TEST(&list, exp_and_log_never_fall);
    TB_TEST(&list, identities);
    TB_TEST(&list, huge_angles_stay_bounded);
    TB_TEST(&list, same_bits_in_every_build);
    return tb_test_run(&list, "mathx");
}
