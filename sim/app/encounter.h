/// Headless encounters: what `run`, `replay` and `score` share. Layer app, needs commands.
#ifndef TB_APP_ENCOUNTER_H
#define TB_APP_ENCOUNTER_H
#include "commands.h"

#include "tautband/session/recording.h"
#include "tautband/session/script.h"

/// Header of a recording of this content.
tb_recording_header tb_encounter_header(const tb_content *content, uint64_t seed, int substeps,
                                        const char *mode, const char *devices);

/// Load a recording and the content it was made with, under the rules of its course; prints every
/// fault. Where those rules are gone or others by now, that is told and content->course is empty.
/// @param content out: from tb_alloc(), caller frees with tb_free(); NULL on error
/// @return TB_EXIT_OK or the exit code to end with
int tb_encounter_open(const char *path, tb_recording *recording, tb_content **content);

/// The content a recording was made with: `present` when its hashes agree, else the shipped case of
/// that id.
/// @param present may be NULL
/// @param own     out: what was loaded for it, from tb_alloc(); NULL when `present` served
/// @return TB_OK, TB_ERR_INTEGRITY when neither agrees, TB_ERR_IO, TB_ERR_MEMORY
tb_status tb_encounter_content(const tb_recording_header *header, const tb_content *present,
                               const tb_content **content, tb_content **own, tb_error *error);

/// A script bound to the case's tray; prints every fault.
/// @return TB_EXIT_OK or the exit code to end with; `out` is NULL then
int tb_encounter_script(const char *path, const tb_content *content, tb_script **out);

enum { TB_MODE_SIZE = 16 };

/// Put a visit of a course into the content: the point's state and what the patient reports. The
/// recording's mode names the visit, so that it can be opened again.
/// @param s      state of the point, used to six decimals
/// @param report tb_line, 0 = none
/// @param mode   out: [TB_MODE_SIZE]
void tb_encounter_visit(tb_content *content, int number, double s, int report,
                        char mode[TB_MODE_SIZE]);

/// A session as the recording's began; prints why when it cannot.
/// @return TB_EXIT_OK or the exit code to end with; `out` is NULL then
int tb_encounter_session(const tb_content *content, uint64_t seed, int substeps, tb_session **out);

/// One line for people: total, pass, twitches, headline.
void tb_encounter_summary(const tb_score *score, const tb_content *content, uint64_t seed,
                          uint32_t ticks);

#endif
