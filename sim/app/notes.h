/// Notes and bookmarks on a recording: kept in a small JSON file beside it, so that the recording
/// itself is never touched. No window. Layer app, needs core and jansson.
///
///     {"format": 1, "notes": [{"at_ms": 2400, "text": "the cord, here"}, {"at_ms": 9000, "text":
///     ""}]}
#ifndef TB_APP_NOTES_H
#define TB_APP_NOTES_H
#include "tautband/core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TB_NOTES_MAX = 64,
    TB_NOTE_SIZE = 160,                ///< bytes with the end
    TB_NOTES_FILE_MAX = 64 * 1024,     ///< a larger file is none of ours
    TB_NOTES_LATEST_MS = 24 * 3600000, ///< no recording is longer
};

/// A moment with some words.
typedef struct tb_note {
    uint32_t at_ms;
    char text[TB_NOTE_SIZE]; ///< UTF-8 without control characters; "" = a bookmark
} tb_note;

/// All of a recording, by time. Zeroed = none.
typedef struct tb_notes {
    tb_note items[TB_NOTES_MAX];
    int count;
} tb_notes;

/// Where the notes of a recording are kept: "x/recording.tbr" has "x/recording.notes.json".
/// @return false when the name does not fit
bool tb_notes_path(const char *recording, char *out, size_t capacity);

/// Read from memory: format, every entry's type and range, length and characters are checked.
/// @return TB_OK; TB_ERR_FORMAT with a sentence (line and what), `out` unchanged; TB_ERR_MEMORY
tb_status tb_notes_parse(const char *text, size_t bytes, tb_notes *out, tb_error *error);

/// Read the file; one that is not there holds no notes.
/// @return TB_OK; TB_ERR_IO, TB_ERR_FORMAT, TB_ERR_MEMORY with a sentence, `out` unchanged
tb_status tb_notes_load(const char *path, tb_notes *out, tb_error *error);

/// Write the file anew: first beside it, then in its place, so that a failure leaves the old one.
/// @return TB_OK; TB_ERR_IO, TB_ERR_MEMORY with a sentence
tb_status tb_notes_save(const tb_notes *notes, const char *path, tb_error *error);

/// Add a note in its place by time. What does not fit is cut at a whole character; control
/// characters become spaces.
/// @return its index, -1 when there is no room
int tb_notes_add(tb_notes *notes, uint32_t at_ms, const char *text);
/// Give a note other words.
void tb_notes_set(tb_notes *notes, int index, const char *text);
/// Take a note away.
void tb_notes_remove(tb_notes *notes, int index);
/// The note nearest to a moment, not further than `reach_ms`; -1 when there is none.
int tb_notes_near(const tb_notes *notes, double at_ms, double reach_ms);

#endif
