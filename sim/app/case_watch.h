/// A case that is being written: the trainer was opened with its path, looks at the file and its
/// site four times a second, reads them again when they were saved, and shows faults in the window.
/// Layer app, needs app.
#ifndef TB_APP_CASE_WATCH_H
#define TB_APP_CASE_WATCH_H
#include "tautband/anatomy/case.h"

enum { TB_WATCH_FAULTS = 6, TB_WATCH_LINE = 200 };

struct tb_app;

/// What a file looked like.
typedef struct tb_file_stamp {
    int64_t seconds, nanoseconds, size; ///< size -1: it is not there
} tb_file_stamp;

/// State of the watch; zero is "nothing is watched".
typedef struct tb_case_watch {
    char path[4096], site_path[4096]; ///< path "" = nothing is watched
    char id[TB_ID_SIZE];              ///< of the case when it was last good
    tb_file_stamp stamp, site_stamp;
    float look_at_s;                             ///< when to look again, in seconds of the app
    float read_at_s;                             ///< it was read again at this time; 0 = never
    int fault_count;                             ///< faults of the file as it stands
    char faults[TB_WATCH_FAULTS][TB_WATCH_LINE]; ///< the first ones, as line:column text [rule]
} tb_case_watch;

/// Start to watch the case at a path; `model` is what was read from it.
void tb_case_watch_start(tb_case_watch *watch, const char *path, const tb_case *model);

/// Look, when it is time. A good file replaces the case: an encounter begins again with the same
/// seed, a screen that shows what is gone gives way to the briefing. A faulty one changes nothing
/// but what tb_case_watch_draw() shows.
void tb_case_watch_look(struct tb_app *app);

/// Show faults, or for two seconds that the case was read again. Called after the screen.
void tb_case_watch_draw(struct tb_app *app);

#endif
