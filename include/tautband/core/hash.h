/// 64-bit state hash, fed field by field (never whole structs: padding differs).
/// FNV-1a over little-endian bytes for scalars; arrays are folded word-wise with the same
/// multiplier. Layer core, needs the C library.
#ifndef TB_CORE_HASH_H
#define TB_CORE_HASH_H
#include <stddef.h>
#include <stdint.h>

/// Running hash value.
typedef struct tb_hash {
    uint64_t value;
} tb_hash;

/// A fresh hash (FNV offset basis).
tb_hash tb_hash_start(void);

/// Fold raw bytes.
void tb_hash_bytes(tb_hash *hash, const void *bytes, size_t count);

/// Fold one 64-bit integer.
void tb_hash_u64(tb_hash *hash, uint64_t value);

/// Fold one 32-bit signed integer.
void tb_hash_i32(tb_hash *hash, int32_t value);

/// Fold one double by its bits; -0.0 counts as 0.0 and every NaN as one NaN.
void tb_hash_f64(tb_hash *hash, double value);

/// Fold an array of doubles, same rule per element.
/// @param values [count]
void tb_hash_f64_array(tb_hash *hash, const double *values, size_t count);

#endif
