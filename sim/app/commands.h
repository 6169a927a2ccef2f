/// Subcommands of the program and what they share: exit codes, options, error lines, where files
/// are, and loading of everything an encounter needs. Layer app, needs scoring.
#ifndef TB_APP_COMMANDS_H
#define TB_APP_COMMANDS_H
#include "tautband/scoring/score.h"
#include "tautband/session/session.h"

/// Exit codes of every subcommand.
enum {
    TB_EXIT_OK = 0,
    TB_EXIT_FAILED = 1,    ///< the work could not be done (no memory, unwritable folder, a fault)
    TB_EXIT_USAGE = 2,     ///< unknown command or option, missing or malformed value
    TB_EXIT_INPUT = 3,     ///< an input file is missing or invalid
    TB_EXIT_DEVICE = 4,    ///< display, GL or sound
    TB_EXIT_INTEGRITY = 5, ///< a checksum, a re-simulation or a content hash differs
};

/// Each takes the arguments after the program's name: argv[0] is the subcommand itself. Returns an
/// exit code.
int tb_cmd_run(int argc, char **argv);
/// `trainee --skill NAME --case ID --count K --out DIR`: synthetic trainees
int tb_cmd_trainee(int argc, char **argv);
/// `course --case ID --script FILE[,FILE...] --out DIR`: a course of visits
int tb_cmd_course(int argc, char **argv);
/// `score FILE [--json]`
int tb_cmd_score(int argc, char **argv);
/// `replay FILE [--verify]`: in the window, or compared without one
int tb_cmd_replay(int argc, char **argv);
/// `bench [--json]`
int tb_cmd_bench(int argc, char **argv);
/// `validate [--json] [--html DIR]`
int tb_cmd_validate(int argc, char **argv);
/// `case list|show|check|new|schema|manual`
int tb_cmd_case(int argc, char **argv);
/// `course list|show|check|schema`: course files
int tb_cmd_course_files(int argc, char **argv);
/// True for a word that means course files and not a course of visits.
bool tb_course_files_verb(const char *word);
/// `play [--case ID] [--seed N] ...`: the trainer in a window
int tb_cmd_play(int argc, char **argv);
/// `shot --case ID --view NAME ... --out X.png`
int tb_cmd_shot(int argc, char **argv);

typedef struct tb_content tb_content;

/// Open the trainer's window on a recording (window library only).
/// @return an exit code
int tb_replay_window(const tb_content *content, const char *recording);

/// One option of a subcommand: `--name` (flag) or `--name VALUE` / `--name=VALUE`.
typedef struct tb_option {
    const char *name;       ///< with the dashes: "--seed"
    const char *value_name; ///< "N", "FILE"; NULL for a flag
    const char **text;      ///< out: the value; unchanged when absent
    bool *flag;             ///< out: true when present (flags only)
    const char *doc;
} tb_option;

/// A subcommand's arguments.
typedef struct tb_options {
    const char *command;  ///< "run"
    const char *summary;  ///< one line for its help page
    const char *operands; ///< "FILE" or "", for the help page
    const tb_option *items;
    int count;
    const char **positional; ///< out: [positional_max] operands met
    int positional_max;
    int *positional_count; ///< out; may be NULL when positional_max is 0
} tb_options;

/// Read a subcommand's arguments; prints the fault, or the help page for --help.
/// @return -1 to go on, otherwise the exit code to return at once
int tb_options_read(const tb_options *options, int argc, char **argv);

/// Complain about the first option of these that was not given.
/// @param names [count] of options that take a value
/// @return -1 to go on, otherwise the exit code to return at once; as the next ones
int tb_options_need(const tb_options *options, const char *const *names, int count);

/// Read an option's text as a whole number, or complain.
/// @param out unchanged on a fault
int tb_option_number(const char *command, const char *name, const char *text, int least, int most,
                     int *out);
/// The same for a patient's seed: any whole number of 64 bits.
int tb_option_seed(const char *command, const char *text, uint64_t *out);
/// The same for the tissue's steps per ms: 8, 6 or 4.
int tb_option_substeps(const char *command, const char *text, int *out);
/// The same for a decimal number without sign and exponent, at most 15 digits, in no locale.
int tb_option_decimal(const char *command, const char *name, const char *text, double least,
                      double most, double *out);

/// Read an unsigned decimal number.
/// @return false when the text is anything else or does not fit
bool tb_text_to_u64(const char *text, uint64_t *out);

/// Read a picture's size, "WxH" from 320x180 to 7680x4320.
/// @return false when the text is anything else
bool tb_text_to_size(const char *text, int *width, int *height);

/// Print `tautband: what: where: why` to stderr; `where` may be NULL.
void tb_complain(const char *what, const char *where, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/// Exit code for a status.
int tb_exit_from_status(tb_status status);

/// Where the assets are: --assets, TAUTBAND_ASSETS, ../assets walking up from the executable, the
/// source tree it was built from, /usr/share/tautband/assets. The first that holds `cases`.
/// @return a path without trailing slash that lives as long as the program; NULL (after a
/// complaint) when none is found
const char *tb_app_asset_dir(void);

/// Make --assets known; called by main before anything else. NULL forgets what was found.
void tb_app_set_asset_dir(const char *path);

/// `$XDG_DATA_HOME/tautband` (default ~/.local/share/tautband), made when missing.
/// @param out [capacity] path without trailing slash
/// @return TB_OK, TB_ERR_IO with a sentence
tb_status tb_app_data_dir(char *out, size_t capacity, tb_error *error);

/// Make a folder and its parents. An existing folder is fine.
/// @return TB_OK, TB_ERR_IO with a sentence
tb_status tb_app_make_dir(const char *path, tb_error *error);

/// Version and compiler: "0.1.0 gcc 12.2.0 Release".
const char *tb_app_build(void);

/// All an encounter starts from. About 100 kB: take it from tb_alloc().
struct tb_content {
    tb_case model;
    tb_tissue_table tissues;
    tb_physiology physiology;
    tb_rubric rubric;          ///< of a needling
    tb_rubric manual, decline; ///< of a treatment by hand, of none
    struct {                   // the course that the rubrics follow
        char id[TB_ID_SIZE];   ///< "" = none
        uint64_t hash;         ///< of its rules
        double time_limit_s;   ///< of its stations, in an exam; 0 = what the case says
    } course;
};

/// The rubric that fits what happened.
const tb_rubric *tb_content_rubric(const tb_content *content, const tb_event *events, int count);

/// Let the rubric look for a school's technique: "pistoning", "hong", "sustained", "winding".
/// @return TB_EXIT_OK, or TB_EXIT_USAGE after a complaint
int tb_content_set_school(tb_content *content, const char *command, const char *school);

/// Let the rubrics follow a course, by id (file in assets/courses) or by path, instead of the one
/// they followed; prints every fault.
/// @return TB_EXIT_OK, or the exit code to end with
int tb_content_set_course(tb_content *content, const char *course_name);

typedef struct tb_course tb_course;
/// The same with a course that was read; NULL: the rubrics as shipped.
int tb_content_put_course(tb_content *content, const tb_course *course);
/// Read a course by id or path; prints every fault.
int tb_content_read_course(const char *course_name, tb_course *out);

/// Load a case by id (file in assets/cases) or by path (anything with a '/' or ending in .yaml),
/// the tissue and physiology tables and the rubric. Prints every fault.
/// @return TB_EXIT_OK, or the exit code to end with; `out` is then undefined
int tb_content_load(const char *case_name, tb_content *out);

/// What the frame benchmark draws.
typedef struct tb_bench_frames_desc {
    int width, height; ///< 0 = 1280x720 and 1920x1080
    int tier;          ///< 0 light, 1 normal, 2 quality, 3 as a start without a probe would choose
    int samples;       ///< per pixel of the 3-D view; 0 = the tier's
    float scale;       ///< fixed resolution of the 3-D view; 0 = follows the frame times
} tb_bench_frames_desc;

enum { TB_BENCH_SCALES = 5 }; ///< 1, 0.85, 0.7, 0.5, any other

/// One row of the frame benchmark.
typedef struct tb_bench_frame_row {
    char size[16]; ///< "1280x720"
    char tier[16];
    char renderer[128];                  ///< GL_RENDERER
    int samples;                         ///< per pixel of the 3-D view
    double scale_share[TB_BENCH_SCALES]; ///< of the frames, by the 3-D view's resolution
    double camera_p50_ms, camera_p99_ms; ///< wall time of frames under a turning camera
    double camera_scale;                 ///< resolution in the last of them
    int frames;
    double p50_ms, p99_ms, max_ms;      ///< wall time
    double cpu_p50_ms, cpu_p99_ms;      ///< process time, all threads
    int late;                           ///< frames over 33 ms
    int section_latency, scene_latency; ///< frames until an event of the mouse is seen, at worst;
                                        ///< -1 not measured
} tb_bench_frame_row;

/// Milliseconds from entry; negative = not measured. Cold: the driver's shader cache is empty.
typedef struct tb_bench_start_times {
    double cold_first_ms, cold_encounter_ms; ///< first frame; first frame of an encounter
    double warm_first_ms, warm_encounter_ms;
} tb_bench_start_times;

/// Start the trainer twice in children, with an empty and with a filled shader cache (window
/// library only).
void tb_bench_start(const tb_content *content, tb_bench_start_times *out);

/// Draw frames off screen with physics running and time them (window library only).
/// @param rows       out: [capacity]
/// @param count      out: rows filled
/// @return TB_OK, TB_ERR_DEVICE with a sentence
tb_status tb_bench_frames(const tb_content *content, const tb_bench_frames_desc *desc,
                          tb_bench_frame_row *rows, int capacity, int *count, tb_error *error);

#endif
