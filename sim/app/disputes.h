/// Disputes: a learner says why a scored item of an attempt is wrong, an instructor accepts or
/// rejects that with words. Kept in a small JSON file beside the recording; points are never
/// changed by it. No window. Layer app, needs core and jansson.
///
///     {"format": 1, "disputes": [{"item": "D2_angle", "at_ms": 61200, "words": "the leg had
///     moved",
///      "raised": "2026-11-28T09:30:00Z", "state": "rejected", "answer": "it had not",
///      "by": "A. Keller", "decided": "2026-11-29T10:00:00Z"}]}
#ifndef TB_APP_DISPUTES_H
#define TB_APP_DISPUTES_H
#include "tautband/anatomy/site.h"
#include "tautband/core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TB_DISPUTES_MAX = 32,
    TB_DISPUTE_WORDS = 160,               ///< bytes with the end
    TB_DISPUTE_NAME = 64,                 ///< of who decided
    TB_DISPUTE_TIME = 24,                 ///< "2026-11-28T09:30:00Z"
    TB_DISPUTES_FILE_MAX = 64 * 1024,     ///< a larger file is none of ours
    TB_DISPUTES_LATEST_MS = 24 * 3600000, ///< no recording is longer
};

/// What became of one.
typedef enum tb_dispute_state {
    TB_DISPUTE_OPEN,
    TB_DISPUTE_ACCEPTED,
    TB_DISPUTE_REJECTED
} tb_dispute_state;

/// One item that is disputed.
typedef struct tb_dispute {
    char item[TB_ID_SIZE]; ///< id of a measure, a critical or an adverse event; letters, digits, _-
    uint32_t at_ms;        ///< moment of the recording it is about
    char words[TB_DISPUTE_WORDS]; ///< the learner's, not empty
    char raised[TB_DISPUTE_TIME];
    tb_dispute_state state;
    char answer[TB_DISPUTE_WORDS]; ///< the instructor's; empty while it is open, and only then
    char by[TB_DISPUTE_NAME];      ///< who decided; as `answer`
    char decided[TB_DISPUTE_TIME]; ///< when; as `answer`
} tb_dispute;

/// All of an attempt, as they were raised. Zeroed = none.
typedef struct tb_disputes {
    tb_dispute items[TB_DISPUTES_MAX];
    int count;
} tb_disputes;

/// Read from memory: every entry's type, range, length and characters are checked, an item stands
/// once, an open one has no answer and a decided one has.
/// @return TB_OK; TB_ERR_FORMAT with a sentence (line or entry, and what), `out` unchanged;
/// TB_ERR_MEMORY
tb_status tb_disputes_parse(const char *text, size_t bytes, tb_disputes *out, tb_error *error);

/// Read the file; one that is not there holds none.
/// @return TB_OK; TB_ERR_IO, TB_ERR_FORMAT, TB_ERR_MEMORY with a sentence, `out` unchanged
tb_status tb_disputes_load(const char *path, tb_disputes *out, tb_error *error);

/// Write the file anew.
/// @return TB_OK; TB_ERR_IO, TB_ERR_MEMORY with a sentence
tb_status tb_disputes_save(const tb_disputes *disputes, const char *path, tb_error *error);

/// Raise one. Words are cut to size at a whole character; control characters become spaces.
/// @return TB_OK; TB_ERR_ARGUMENT: no words, no such item, or it is disputed already;
/// TB_ERR_MEMORY: no room for more; each with a sentence
tb_status tb_disputes_raise(tb_disputes *disputes, const char *item, uint32_t at_ms,
                            const char *words, const char *time, tb_error *error);

/// Accept or reject one; what was decided before is decided anew.
/// @return TB_OK; TB_ERR_ARGUMENT without words, name or such a dispute, with a sentence
tb_status tb_disputes_decide(tb_disputes *disputes, int index, bool accepted, const char *answer,
                             const char *by, const char *time, tb_error *error);

/// The dispute of an item; -1 when there is none.
int tb_disputes_of(const tb_disputes *disputes, const char *item);
/// How many are not decided.
int tb_disputes_open(const tb_disputes *disputes);

#endif
