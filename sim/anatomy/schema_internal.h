/// Pieces of the schema reader that need no YAML: scalars, names, text. Seen only inside anatomy.
#ifndef TB_ANATOMY_SCHEMA_INTERNAL_H
#define TB_ANATOMY_SCHEMA_INTERNAL_H
#include "tautband/anatomy/schema.h"
#include <stdint.h>

enum {
    TB_FILE_BYTES_MAX = 1024 * 1024,
    TB_PLACE_PATH = 96, ///< bytes of a key path such as "layers[2].thickness_mm"
};

/// An empty list of places.
/// @return NULL when there is no memory
tb_places *tb_places_create(int capacity);

/// Remember where a value stood. NULL and a full list are legal.
void tb_places_add(tb_places *places, const char *path, int line, int column);

/// What became of a scalar.
typedef enum tb_scalar_result {
    TB_SCALAR_OK,
    TB_SCALAR_NOT_A_NUMBER, ///< wrong characters: words, inf, nan, hexadecimal, blanks, commas
    TB_SCALAR_TOO_LONG,     ///< more than 15 significant digits
    TB_SCALAR_TOO_LARGE,    ///< beyond 1e22 or finer than 1e-22, or outside int32_t
} tb_scalar_result;

/// Decimal number `[+-]digits[.digits][e[+-]digits]`, the same in every locale. At most 15
/// significant digits and a power of ten within +-22, so that one exact multiplication or division
/// gives the nearest double.
tb_scalar_result tb_scalar_f64(const char *text, size_t bytes, double *value);

/// Whole number `[+-]digits` within int32_t.
tb_scalar_result tb_scalar_i32(const char *text, size_t bytes, int32_t *value);

/// Copy at most 48 bytes for a message: cut between characters, control characters become '?'.
/// @param shown out: [64]
void tb_scalar_show(const char *text, size_t bytes, char *shown);

/// Offset of the first byte that is not well-formed UTF-8 text (NUL and control characters other
/// than tab, line feed and carriage return count as ill-formed); `bytes` when all is well.
size_t tb_utf8_check(const char *text, size_t bytes);

/// Put the faults in the order of their place; equal places keep their order.
void tb_diagnostics_sort(tb_diagnostics *diagnostics);

#endif
