/// Exams on this station: the seal of an attempt, the examiner's code and log. The seal keeps the
/// trainer's screens closed; it is no encryption: whoever may read the files of the attempt can
/// score its recording. But no release and no countersignature can be made without the code: they
/// are signed statements (seal.h). Layer app, needs commands and seal. No window.
#ifndef TB_APP_EXAM_H
#define TB_APP_EXAM_H
#include "commands.h"
#include "seal.h"

/// Mode of a recording that was made in an exam.
#define TB_EXAM_MODE "exam"

enum { TB_EXAM_CODE_LEAST = 4, TB_EXAM_CODE_MOST = 8, TB_EXAM_TIME = 32 };

/// The time of day in UTC, "2026-11-28T09:30:00Z".
void tb_exam_now(char out[TB_EXAM_TIME]);

/// What is known of a statement in an attempt's folder: `released`, `countersigned`.
typedef enum tb_exam_standing {
    TB_STANDING_NONE,     ///< there is none: sealed, not countersigned
    TB_STANDING_SIGNED,   ///< signed by an examiner of this station, and nothing changed since
    TB_STANDING_UNSIGNED, ///< no code is set on this station: there is nothing to check it by
    TB_STANDING_REFUSED,  ///< malformed, of another attempt or result, not signed by this station
} tb_exam_standing;

/// Look at a statement.
/// @param kind "released" or "countersigned", which is its file's name as well
/// @param out  may be NULL; written unless there is none or it cannot be read
/// @param why  may be NULL; a sentence when it is refused, or when it counts without a signature
tb_exam_standing tb_exam_statement(const char *folder, const char *kind, tb_statement *out,
                                   tb_error *why);

/// True when the examiner has released the result kept in a folder: signed, or unsigned where this
/// station has no code.
bool tb_exam_released(const char *folder);

/// Write a statement on an attempt and its present result: `kind`, `rating`, `name` and `words` are
/// the caller's, the rest is filled in.
/// @param key the examiner's; may be NULL only where no code is set
/// @return TB_OK; TB_ERR_ARGUMENT without the key, TB_ERR_IO, TB_ERR_UNSUPPORTED with a sentence
tb_status tb_exam_attest(const char *folder, tb_statement *statement, const tb_seal_key *key,
                         tb_error *error);

/// Open the seal: a statement `released`.
/// @param rating 1 to 5; 0 = the last one of the examiner's log
/// @param key    as of tb_exam_attest()
tb_status tb_exam_release(const char *folder, int rating, const tb_seal_key *key, tb_error *error);

/// Where the disputes of an attempt are kept.
/// @return false when the name does not fit
bool tb_exam_disputes_path(const char *folder, char *out, size_t capacity);

/// Add a line to the examiner's log of an attempt: moment of the encounter, wall time, what.
/// @param folder "" or NULL: nothing is kept
void tb_exam_log(const char *folder, uint32_t tick_ms, const char *what);

/// The examiner's global rating of an attempt, 1 fail to 5 excellent; 0 = none was given.
int tb_exam_rating(const char *folder);

/// Is a code set on this station?
bool tb_exam_has_code(void);

/// How many digits it has; 0 = not known: none is set, or by an earlier version.
int tb_exam_code_digits(void);

/// Set the examiner's code: 4 to 8 digits. What knows it again (a salt and public keys, no secret)
/// is kept in `$XDG_CONFIG_HOME/tautband/examiner` (default ~/.config/...); a damaged one there is
/// kept beside it as `.damaged`.
/// @param key out, may be NULL: what signs
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_IO, TB_ERR_MEMORY with a sentence
tb_status tb_exam_set_code(const char *code, tb_seal_key *key, tb_error *error);

/// Open this station by its code: about a tenth of a second. A code that an earlier version set is
/// set anew when it fits.
/// @return TB_OK; TB_ERR_ARGUMENT: not the code, or none is set; TB_ERR_IO, TB_ERR_FORMAT,
/// TB_ERR_MEMORY with a sentence
tb_status tb_exam_open(const char *code, tb_seal_key *key, tb_error *error);

#endif
