#include "tautband/core/hash.h"

#include <string.h>

static const uint64_t OFFSET_BASIS = 14695981039346656037u;
static const uint64_t PRIME = 1099511628211u;

tb_hash tb_hash_start(void)
{
    return (tb_hash){OFFSET_BASIS};
}

void tb_hash_bytes(tb_hash *hash, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    uint64_t value = hash->value;
    for (size_t k = 0; k < count; ++k) {
        value = (value ^ byte[k]) * PRIME;
    }
    hash->value = value;
}

void tb_hash_u64(tb_hash *hash, uint64_t number)
{
    uint64_t value = hash->value;
    for (int shift = 0; shift < 64; shift += 8) {
        value = (value ^ ((number >> shift) & 0xffu)) * PRIME;
    }
    hash->value = value;
}

void tb_hash_i32(tb_hash *hash, int32_t value)
{
    tb_hash_u64(hash, (uint64_t)(int64_t)value);
}

static uint64_t canonical_bits(double value)
{
    if (value == 0.0) {
        return 0;
    }
    if (value != value) {
        return 0x7ff8000000000000u;
    }
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

void tb_hash_f64(tb_hash *hash, double value)
{
    tb_hash_u64(hash, canonical_bits(value));
}

void tb_hash_f64_array(tb_hash *hash, const double *values, size_t count)
{
    // One multiplication per word: folding a lattice byte by byte would cost more than stepping it.
    // The rotation brings high bits, where neighbouring doubles agree, down to where the product
    // spreads them.
    uint64_t value = hash->value;
    for (size_t k = 0; k < count; ++k) {
        value = (value ^ canonical_bits(values[k])) * PRIME;
        value = (value << 29) | (value >> 35);
    }
    hash->value = value;
}
