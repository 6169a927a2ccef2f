/// Scripted hands: a text of timed actions turned into inputs, tick by tick. The scripted hand sees
/// only what a learner sees (a snapshot), so that `at=sore` can mean "where it hurt most". Grammar:
/// tb_script_help(). Layer session, needs snapshot.
#ifndef TB_SESSION_SCRIPT_H
#define TB_SESSION_SCRIPT_H
#include "tautband/core/status.h"
#include "tautband/session/input.h"
#include "tautband/session/snapshot.h"

enum { TB_SCRIPT_ACTIONS_MAX = 1024, TB_SCRIPT_ERRORS_MAX = 32 };

typedef struct tb_script tb_script;

/// A fault of a script.
typedef struct tb_script_error {
    int line, column;
    char token[48];
    char text[256];
} tb_script_error;

/// Every fault of a script.
typedef struct tb_script_errors {
    int count, dropped;
    tb_script_error items[TB_SCRIPT_ERRORS_MAX];
} tb_script_errors;

/// Read a script.
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (every fault in `errors`), TB_ERR_MEMORY; `out` is NULL
/// on error
tb_status tb_script_load(const char *path, tb_script **out, tb_script_errors *errors);

/// The same from memory.
tb_status tb_script_parse(const char *text, size_t text_bytes, tb_script **out,
                          tb_script_errors *errors);

/// Read a script for one case: words in braces are filled in first ("tilt_deg={tilt}"), and its
/// needles looked up in the case's tray. The words are what the page of a case tells everybody who
/// needles there: the advised direction {tilt} {azimuth}; how far the entry lies from the place
/// above the point {back_t} {back_b}, signed; where points usually lie {t} {b} {t_lo} {t_hi} {b_lo}
/// {b_hi} {across}; how far along the needle people of this build have the muscle {muscle}, the
/// point {depth}, the muscle's end or bone {deep} and half-way between the two {stop}, 2 mm
/// before the point {above}, from the first sheet that gives way to the point {into}, the lowest
/// place of strokes {lowest}; by how many degrees a direction may be turned to keep clear {look};
/// {needle}, the needle of the tray that reaches it, and its {length}; the {face} of a roll that is
/// entered; {longest}, the longest needle, and how deep it goes, {reach}.
/// @return as tb_script_load(); TB_ERR_FORMAT also for an unknown word or a needle not in the tray
tb_status tb_script_load_for(const char *path, const tb_case *model, tb_script **out,
                             tb_script_errors *errors);

/// The same from memory.
tb_status tb_script_parse_for(const char *text, size_t text_bytes, const tb_case *model,
                              tb_script **out, tb_script_errors *errors);

/// Look every `needle` line up in the case's tray. A script with `needle` lines must be bound
/// before it is played.
/// @param needles [count] needles of the case, in tray order
/// @return TB_OK, TB_ERR_FORMAT when the tray holds no such needle (every fault in `errors`)
tb_status tb_script_bind_tray(tb_script *script, const tb_case_needle *needles, int count,
                              tb_script_errors *errors);

/// Free. NULL is legal.
void tb_script_destroy(tb_script *script);

/// Input for the tick after `seen`. Call once per tick in order; after the last action it sends
/// TB_COMMAND_END.
void tb_script_next(tb_script *script, const tb_snapshot *seen, tb_input *input);

/// True when every action has been sent, END included.
bool tb_script_done(const tb_script *script);

/// The language on one page, for `tautband run --help-script`.
/// @param part from 0 on; a string of ISO C is short
/// @return a part of the page, or NULL after the last
const char *tb_script_help(int part);

#endif
