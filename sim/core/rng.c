#include "tautband/core/rng.h"

#include "tautband/core/assert.h"
#include "tautband/core/mathx.h"

#include <math.h>

void tb_rng_seed(tb_rng *rng, uint64_t seed, uint64_t stream)
{
    rng->state = 0;
    rng->increment = (stream << 1) | 1u;
    (void)tb_rng_next(rng);
    rng->state += seed;
    (void)tb_rng_next(rng);
}

uint32_t tb_rng_next(tb_rng *rng)
{
    const uint64_t old = rng->state;
    rng->state = old * 6364136223846793005u + rng->increment;
    const uint32_t xorshifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    const uint32_t turn = (uint32_t)(old >> 59);
    return (xorshifted >> turn) | (xorshifted << ((32u - turn) & 31u));
}

double tb_rng_uniform(tb_rng *rng)
{
    const uint64_t high = tb_rng_next(rng) >> 5;
    const uint64_t low = tb_rng_next(rng) >> 6;
    return ((double)high * 67108864.0 + (double)low) / 9007199254740992.0;
}

double tb_rng_normal(tb_rng *rng)
{
    for (;;) {
        const double u = 2.0 * tb_rng_uniform(rng) - 1.0;
        const double v = 2.0 * tb_rng_uniform(rng) - 1.0;
        const double square = u * u + v * v;
        if (square > 0.0 && square < 1.0) {
            return u * sqrt(-2.0 * tb_log(square) / square);
        }
    }
}

int tb_rng_poisson(tb_rng *rng, double mean)
{
    TB_ASSERT(mean >= 0.0 && mean <= 50.0);
    const double limit = tb_exp(-mean);
    double product = tb_rng_uniform(rng);
    int count = 0;
    while (product > limit) {
        product *= tb_rng_uniform(rng);
        ++count;
    }
    return count;
}
