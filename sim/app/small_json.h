/// Small JSON files beside a recording: read whole or refused whole, written beside and then in
/// place, so that a failure leaves the old one. Layer app, needs core and jansson. No window.
#ifndef TB_APP_SMALL_JSON_H
#define TB_APP_SMALL_JSON_H
#include "tautband/core/status.h"

#include <stddef.h>

typedef struct json_t json_t; ///< jansson's

/// Text as JSON; more than `most` bytes and keys that stand twice are refused.
/// @return TB_OK; TB_ERR_FORMAT with line and what, `out` unchanged
tb_status tb_json_parse(const char *text, size_t bytes, size_t most, json_t **out, tb_error *error);

/// A file, at most `most` bytes and one more (which tells that it is too large), from tb_alloc().
/// @param out NULL when there is no such file
/// @return TB_OK; TB_ERR_IO, TB_ERR_MEMORY with a sentence
tb_status tb_json_read(const char *path, size_t most, char **out, size_t *bytes, tb_error *error);

/// Add an entry to a list.
/// @param list taken; NULL = an entry before could not be added
/// @param entry taken; NULL = it could not be made
/// @return the list; NULL when the entry is not on it: then tb_json_save() refuses the whole file
json_t *tb_json_append(json_t *list, json_t *entry);

/// Write a file anew.
/// @param root taken; NULL = there was no memory for it
/// @return TB_OK; TB_ERR_IO, TB_ERR_MEMORY with a sentence
tb_status tb_json_save(json_t *root, const char *path, tb_error *error);

/// Words of an object: UTF-8 without control characters, shorter than `capacity` bytes.
/// @param where what to call the object in a complaint: "notes[3]"
/// @return TB_OK; TB_ERR_FORMAT with a sentence
tb_status tb_json_words(const json_t *object, const char *where, const char *key, char *out,
                        size_t capacity, tb_error *error);

/// A whole number of an object within a range, in milliseconds.
tb_status tb_json_moment(const json_t *object, const char *where, const char *key, long most_ms,
                         unsigned *out, tb_error *error);

/// Copy words that were typed: what does not fit is cut at a whole character, control characters
/// become spaces.
void tb_take_words(const char *text, char *out, size_t capacity);

#endif
