/// Typed YAML documents: one table per document says key, type, unit, range and meaning; the same
/// table checks a file, explains it and prints a JSON Schema. The only code that touches libyaml
/// stands behind this header. Every fault of a file is reported at once, as `file:line:column:
/// error: what (value) [rule]`, with a "did you mean" for unknown keys and names. Unknown and
/// duplicate keys, aliases and tags are errors; scalars are typed by the schema, never by YAML's
/// guess; file size (1 MiB), nesting (16), node count (20 000) and list lengths are capped. Layer
/// anatomy, needs core; libyaml inside.
#ifndef TB_ANATOMY_SCHEMA_H
#define TB_ANATOMY_SCHEMA_H
#include "tautband/core/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    TB_DIAGNOSTICS_MAX = 64, ///< later faults are counted, not stored
    TB_DIAGNOSTIC_TEXT = 384,
};

/// One fault of one file.
typedef struct tb_diagnostic {
    int line, column; ///< from 1; 0 when the file as a whole is meant
    char rule[40];    ///< stable id, one of tb_rules(): "unknown-key", "range", "type", ...
    char text[TB_DIAGNOSTIC_TEXT]; ///< what and the value met, one sentence, no newline
} tb_diagnostic;

/// All faults of one file, in the order of their place.
typedef struct tb_diagnostics {
    char path[256];
    int count;   ///< stored, <= TB_DIAGNOSTICS_MAX
    int dropped; ///< found beyond the capacity
    tb_diagnostic items[TB_DIAGNOSTICS_MAX];
} tb_diagnostics;

/// Forget all faults and remember whose they will be.
void tb_diagnostics_reset(tb_diagnostics *diagnostics, const char *path);

/// Add one fault, printf style.
/// @param rule one of tb_rules()
void tb_diagnostics_add(tb_diagnostics *diagnostics, int line, int column, const char *rule,
                        const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;

/// Write every fault as one line `path:line:column: error: text [rule]` to a stream.
void tb_diagnostics_print(const tb_diagnostics *diagnostics, FILE *stream);

/// What a key holds and how it lies in the target struct.
typedef enum tb_field_kind {
    TB_FIELD_F64,       ///< double
    TB_FIELD_I32,       ///< int32_t
    TB_FIELD_BOOL,      ///< bool; true or false only
    TB_FIELD_TEXT,      ///< char[size], UTF-8, cut is an error
    TB_FIELD_ENUM,      ///< int32_t index into `names`
    TB_FIELD_F64_LIST,  ///< double[size]; the number met goes to int32_t at count_offset (or must
                        ///< equal size if it is 0)
    TB_FIELD_TEXT_LIST, ///< char[size][text_size]; the number met goes to int32_t at count_offset
    TB_FIELD_OBJECT,    ///< a nested struct described by `schema`
    TB_FIELD_LIST,      ///< struct[size] described by `schema`; the number met goes to int32_t at
                        ///< count_offset
} tb_field_kind;

/// One key of a mapping.
typedef struct tb_field {
    const char *key;
    tb_field_kind kind;
    size_t offset;       ///< offsetof the value in the target struct
    size_t size;         ///< capacity: bytes of a text, elements of a list
    size_t text_size;    ///< TB_FIELD_TEXT_LIST: bytes of one text
    size_t count_offset; ///< lists: offsetof the int32_t count; 0 = exactly `size` elements wanted
    double lo, hi;       ///< inclusive range of numbers; equal values mean no range
    bool required;
    bool late; ///< came later: left out of hashes while it is zero, so that older files keep theirs
    const char *unit;               ///< "mm", "kPa", ...; NULL for none
    const char *const *names;       ///< TB_FIELD_ENUM: NULL-terminated
    const struct tb_schema *schema; ///< TB_FIELD_OBJECT and TB_FIELD_LIST
    const char *doc;
    bool shown_only; ///< changes what is shown, never a state or a score: no part of a hash
} tb_field;

/// A mapping: the keys it may have and the struct it fills.
typedef struct tb_schema {
    const char *name;
    const tb_field *fields;
    int field_count;
    size_t struct_size;
} tb_schema;

/// Place of a value in a file, for checks beyond the schema. Opaque to callers.
typedef struct tb_places tb_places;

/// Read a YAML file into `target` (which the caller has filled with defaults).
/// @param schema      table of the top mapping
/// @param path        file to read
/// @param target      out: struct of schema->struct_size bytes; unchanged on error
/// @param diagnostics out: every fault found; reset first
/// @param places      out, may be NULL: where each value stood; give back with tb_places_destroy()
/// @return TB_OK, TB_ERR_IO (unreadable), TB_ERR_FORMAT (faults are listed), TB_ERR_MEMORY
tb_status tb_schema_load(const tb_schema *schema, const char *path, void *target,
                         tb_diagnostics *diagnostics, tb_places **places);

/// The same from memory; `path` is only used in messages.
tb_status tb_schema_parse(const tb_schema *schema, const char *path, const char *text,
                          size_t text_bytes, void *target, tb_diagnostics *diagnostics,
                          tb_places **places);

/// Line and column of a value named like "layers[2].thickness_mm"; 0, 0 when it was not in the
/// file.
void tb_places_find(const tb_places *places, const char *key_path, int *line, int *column);

/// Give places back. NULL is legal.
void tb_places_destroy(tb_places *places);

/// Print the JSON Schema (draft 2020-12) of a document, for editors.
void tb_schema_print_json(const tb_schema *schema, FILE *stream);

/// Print the manual page of a document as plain text: key, type, unit, range, required, meaning.
void tb_schema_print_manual(const tb_schema *schema, FILE *stream);

/// Print a section of a manual page in the language of `man`: the same table.
/// @param heading name of the section, "CASE FILES"
void tb_schema_print_roff(const tb_schema *schema, const char *heading, FILE *stream);

/// The candidate closest to `word` by edit distance, or NULL when none is near (distance > 1 +
/// length / 3).
/// @param names NULL-terminated
const char *tb_nearest_name(const char *word, const char *const *names);

#endif
