/// What the schema's own files share. Not for other layers.
#ifndef TB_ANATOMY_SCHEMA_INTERNAL_H
#define TB_ANATOMY_SCHEMA_INTERNAL_H
#include "tautband/anatomy/schema.h"

enum { TB_PLACE_PATH = 96 };

/// Where one value stood.
typedef struct tb_place {
    char path[TB_PLACE_PATH];
    int line, column;
} tb_place;

struct tb_places {
    tb_place *items; ///< [capacity]
    int count, capacity;
};

/// Parse a decimal number of at most 15 digits exactly as written: no locale, no hex, no inf, no
/// nan.
/// @return false when the text is not such a number; `value` unchanged then
bool tb_parse_decimal(const char *text, size_t length, double *value);

#endif
