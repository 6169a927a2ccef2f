/// Exams on this station: the seal of an attempt, the examiner's code and log. The seal keeps the
/// trainer's screens closed; it is no encryption: whoever may read the files of the attempt can
/// score its recording. Layer app, needs commands. No window.
#ifndef TB_APP_EXAM_H
#define TB_APP_EXAM_H
#include "commands.h"

/// Mode of a recording that was made in an exam.
#define TB_EXAM_MODE "exam"

enum { TB_EXAM_CODE_LEAST = 4, TB_EXAM_CODE_MOST = 8 };

/// True when the examiner has released the result kept in a folder.
bool tb_exam_released(const char *folder);

/// Open the seal: a file `released` in the attempt's folder.
/// @return TB_OK, TB_ERR_IO with a sentence
tb_status tb_exam_release(const char *folder, tb_error *error);

/// Add a line to the examiner's log of an attempt: moment of the encounter, wall time, what.
/// @param folder "" or NULL: nothing is kept
void tb_exam_log(const char *folder, uint32_t tick_ms, const char *what);

/// The examiner's global rating of an attempt, 1 fail to 5 excellent; 0 = none was given.
int tb_exam_rating(const char *folder);

/// Is a code set on this station?
bool tb_exam_has_code(void);

/// Set the examiner's code: 4 to 8 digits. Its hash is kept in
/// `$XDG_CONFIG_HOME/tautband/examiner` (default ~/.config/...).
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_IO with a sentence
tb_status tb_exam_set_code(const char *code, tb_error *error);

/// Does a code open this station? Without a code set, none does.
bool tb_exam_code_fits(const char *code);

#endif
