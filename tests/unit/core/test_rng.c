// Moments are checked within about five standard errors; the seeds are fixed, so a pass stays one.
#include "tautband/core/rng.h"

#include "tb_test.h"

#include <math.h>

enum { DRAWS = 200000 };

typedef struct {
    const char *name;
    uint64_t seed, stream;
    uint32_t first[6];
} vector_row;

static vector_row vectors[] = {
    // O'Neill's pcg32-demo output for seed 42, stream 54
    {"seed 42, stream 54",
     42,
     54,
     {0xa15c02b7u, 0x7b47f409u, 0xba1d3330u, 0x83d2f293u, 0xbfa4784bu, 0xcbed606eu}},
};

static void published_vector(void **state)
{
    const vector_row *row = *state;
    tb_rng rng;
    tb_rng_seed(&rng, row->seed, row->stream);
    for (int k = 0; k < 6; ++k) {
        assert_int_equal(tb_rng_next(&rng), row->first[k]);
    }
}

static void streams_are_apart_and_copies_agree(void **state)
{
    (void)state;
    tb_rng anatomy, twitch;
    tb_rng_seed(&anatomy, 7, TB_RNG_ANATOMY);
    tb_rng_seed(&twitch, 7, TB_RNG_TWITCH);
    int equal = 0;
    for (int k = 0; k < 1000; ++k) {
        equal += tb_rng_next(&anatomy) == tb_rng_next(&twitch);
    }
    assert_true(equal < 5);
    tb_rng fork = anatomy;
    for (int k = 0; k < 100; ++k) {
        assert_int_equal(tb_rng_next(&fork), tb_rng_next(&anatomy));
    }
}

static void uniform_fills_the_unit_interval(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 11, TB_RNG_PERSON);
    double sum = 0.0, squares = 0.0;
    int bins[100] = {0};
    for (int k = 0; k < DRAWS; ++k) {
        const double u = tb_rng_uniform(&rng);
        assert_true(u >= 0.0 && u < 1.0);
        sum += u;
        squares += u * u;
        ++bins[(int)(100.0 * u)];
    }
    const double mean = sum / DRAWS;
    assert_near(mean, 0.5, 5.0 * sqrt(1.0 / 12.0 / DRAWS));
    assert_near(squares / DRAWS, 1.0 / 3.0, 5.0 * sqrt(4.0 / 45.0 / DRAWS));
    double chi_square = 0.0;
    for (int k = 0; k < 100; ++k) {
        const double off = bins[k] - DRAWS / 100.0;
        chi_square += off * off / (DRAWS / 100.0);
    }
    assert_near(chi_square, 99.0, 5.0 * sqrt(2.0 * 99.0)); // 99 degrees of freedom
}

static void normal_moments(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 12, TB_RNG_PERSON);
    double power[5] = {0};
    int within_one_sd = 0;
    for (int k = 0; k < DRAWS; ++k) {
        const double z = tb_rng_normal(&rng);
        double product = 1.0;
        for (int n = 1; n <= 4; ++n) {
            product *= z;
            power[n] += product / DRAWS;
        }
        within_one_sd += fabs(z) < 1.0;
    }
    assert_near(power[1], 0.0, 5.0 * sqrt(1.0 / DRAWS));
    assert_near(power[2], 1.0, 5.0 * sqrt(2.0 / DRAWS));
    assert_near(power[3], 0.0, 5.0 * sqrt(15.0 / DRAWS));
    assert_near(power[4], 3.0, 5.0 * sqrt(96.0 / DRAWS));
    const double share = 0.68268949213708590; // erf(1 / sqrt 2)
    assert_near((double)within_one_sd / DRAWS, share, 5.0 * sqrt(share * (1.0 - share) / DRAWS));
}

typedef struct {
    const char *name;
    double mean;
} poisson_row;

static poisson_row poissons[] = {
    {"mean 0.05", 0.05}, {"mean 1", 1.0}, {"mean 7.5", 7.5}, {"mean 50", 50.0}};

static void poisson_mean_and_variance(void **state)
{
    const poisson_row *row = *state;
    enum { COUNT = 20000 };
    tb_rng rng;
    tb_rng_seed(&rng, 13, TB_RNG_TWITCH);
    double sum = 0.0, squares = 0.0;
    int zeros = 0;
    for (int k = 0; k < COUNT; ++k) {
        const int n = tb_rng_poisson(&rng, row->mean);
        assert_true(n >= 0);
        sum += n;
        squares += (n - row->mean) * (n - row->mean);
        zeros += n == 0;
    }
    const double m = row->mean, none = exp(-m);
    assert_near(sum / COUNT, m, 5.0 * sqrt(m / COUNT));
    assert_near(squares / COUNT, m, 5.0 * sqrt((m + 2.0 * m * m) / COUNT)); // 4th moment m + 3 m^2
    assert_near((double)zeros / COUNT, none, 5.0 * sqrt(none * (1.0 - none) / COUNT) + 1e-12);
}

static void poisson_of_zero_is_zero(void **state)
{
    (void)state;
    tb_rng rng;
    tb_rng_seed(&rng, 14, TB_RNG_TWITCH);
    for (int k = 0; k < 100; ++k) {
        assert_int_equal(tb_rng_poisson(&rng, 0.0), 0);
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, published_vector, vectors);
    TB_TEST(&list, streams_are_apart_and_copies_agree);
    TB_TEST(&list, uniform_fills_the_unit_interval);
    TB_TEST(&list, normal_moments);
    TB_TEST_ROWS(&list, poisson_mean_and_variance, poissons);
    TB_TEST(&list, poisson_of_zero_is_zero);
    return tb_test_run(&list, "rng");
}
