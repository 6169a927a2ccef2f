/// PCG32 random numbers: one small stream per purpose, part of the state that is hashed and
/// replayed. Layer core, needs mathx.
#ifndef TB_CORE_RNG_H
#define TB_CORE_RNG_H
#include <stdint.h>

/// State of one stream. Plain data: copy it to fork, hash its two fields.
typedef struct tb_rng {
    uint64_t state;
    uint64_t increment; ///< odd; chosen by the stream number
} tb_rng;

/// One stream per purpose, so that an extra draw in one never shifts another. Never renumber.
typedef enum tb_rng_stream {
    TB_RNG_ANATOMY = 1,
    TB_RNG_TRIGGER_POINTS = 2,
    TB_RNG_PERSON = 3,
    TB_RNG_TWITCH = 4,
    TB_RNG_EMG = 5,
    TB_RNG_SPEECH = 6,
    TB_RNG_TRAINEE = 7,
    TB_RNG_SCENE = 8,
    TB_RNG_TOUCH = 9,
    TB_RNG_MANNER = 10,
    TB_RNG_SHIFT = 11,
    TB_RNG_CHAT = 12,
    TB_RNG_LATENT = 13,
} tb_rng_stream;

/// Start a stream. seed 42, stream 54 gives a15c02b7 7b47f409 ba1d3330 83d2f293 bfa4784b cbed606e.
/// @source O'Neill 2014, PCG: pcg32 (XSH RR 64/32)
void tb_rng_seed(tb_rng *rng, uint64_t seed, uint64_t stream);

/// Next 32 random bits.
uint32_t tb_rng_next(tb_rng *rng);

/// Uniform in [0, 1) with 53 bits (two draws).
double tb_rng_uniform(tb_rng *rng);

/// Normal deviate with mean 0 and SD 1 (Marsaglia's polar method, second value discarded).
double tb_rng_normal(tb_rng *rng);

/// Poisson count by Knuth's product method.
/// @param mean in [0, 50]
int tb_rng_poisson(tb_rng *rng, double mean);

#endif
