#include "encounter.h"

#include "tautband/core/alloc.h"
#include "tautband/records/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, RUN_TICKS_MAX = 3600000 };

typedef struct run_arguments {
    const char *case_name, *seed_text, *script_path, *out_dir, *substeps_text, *school, *course;
    bool help_script;
    uint64_t seed;
    int substeps;
} run_arguments;

// Everything a run holds, so that one function gives all of it back.
typedef struct run_state {
    tb_content *content;
    tb_script *script;
    tb_session *session;
    tb_recorder *recorder;
    tb_snapshot *seen;
    tb_score *score;
} run_state;

static int read_arguments(int argc, char **argv, run_arguments *args)
{
    const tb_option items[] = {
        {"--case", "ID", &args->case_name, NULL, "case id or path of a case file"},
        {"--seed", "N", &args->seed_text, NULL, "patient; 0 is the nominal one (default 1)"},
        {"--script", "FILE", &args->script_path, NULL, "what the trainee does (.tbs)"},
        {"--out", "DIR", &args->out_dir, NULL,
         "folder for recording.tbr, events.jsonl and score.json; made when missing"},
        {"--substeps", "N", &args->substeps_text, NULL, "tissue steps per ms: 8 (default), 6, 4"},
        {"--school", "NAME", &args->school, NULL,
         "technique scored: pistoning (default), hong, sustained, winding"},
        {"--course", "ID", &args->course, NULL, "score by the rules of this course, id or path"},
        {"--help-script", NULL, NULL, &args->help_script, "the script language on one page"},
    };
    const tb_options options = {
        .command = "run",
        .summary = "Play a scripted trainee headless, as fast as the machine allows.",
        .operands = "",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    static const char *const needed[] = {"--case", "--script", "--out"};
    int code = tb_options_read(&options, argc, argv);
    if (code >= 0 || args->help_script) {
        return code;
    }
    code = tb_options_need(&options, needed, 3);
    code = code < 0 ? tb_option_seed("run", args->seed_text, &args->seed) : code;
    return code < 0 ? tb_option_substeps("run", args->substeps_text, &args->substeps) : code;
}

static int join_out(const run_arguments *args, const char *name, char path[PATH_SIZE])
{
    const int length = snprintf(path, PATH_SIZE, "%s/%s", args->out_dir, name);
    if (length < 0 || length >= PATH_SIZE) {
        tb_complain("run", "--out", "path is too long");
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

static int complain_error(const tb_error *error)
{
    tb_complain("run", NULL, "%s", error->message);
    return tb_exit_from_status(error->status);
}

// Results of an earlier run in the same folder do not stay beside this run's recording, should it
// not come to results.
static int forget_results(const run_arguments *args)
{
    static const char *const names[] = {"events.jsonl", "score.json"};
    char path[PATH_SIZE];
    int code = TB_EXIT_OK;
    for (int k = 0; k < 2 && code == TB_EXIT_OK; ++k) {
        code = join_out(args, names[k], path);
        if (code == TB_EXIT_OK && remove(path) != 0 && errno != ENOENT) {
            tb_complain("run", path, "cannot be written: %s", strerror(errno));
            code = TB_EXIT_FAILED;
        }
    }
    return code;
}

static int prepare(const run_arguments *args, run_state *run)
{
    tb_error error = {.status = TB_OK};
    char path[PATH_SIZE];
    run->content = tb_alloc(sizeof *run->content);
    run->seen = tb_alloc(sizeof *run->seen);
    run->score = tb_alloc(sizeof *run->score);
    if (run->content == NULL || run->seen == NULL || run->score == NULL) {
        tb_complain("run", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    int code = tb_content_load(args->case_name, run->content);
    if (code == TB_EXIT_OK && args->course != NULL) {
        code = tb_content_set_course(run->content, args->course);
    }
    if (code == TB_EXIT_OK && args->school != NULL) {
        code = tb_content_set_school(run->content, "run", args->school);
    }
    code = code == TB_EXIT_OK ? tb_encounter_script(args->script_path, run->content, &run->script)
                              : code;
    if (code == TB_EXIT_OK && tb_app_make_dir(args->out_dir, &error) != TB_OK) {
        code = complain_error(&error);
    }
    code = code == TB_EXIT_OK ? join_out(args, "recording.tbr", path) : code;
    code = code == TB_EXIT_OK ? forget_results(args) : code;
    if (code == TB_EXIT_OK) {
        code = tb_encounter_session(run->content, args->seed, args->substeps, &run->session);
    }
    if (code == TB_EXIT_OK) {
        const tb_recording_header header =
            tb_encounter_header(run->content, args->seed, args->substeps, "script", "script");
        if (tb_recorder_create(path, &header, &run->recorder, &error) != TB_OK) {
            code = complain_error(&error);
        }
    }
    return code;
}

static int play(run_state *run)
{
    tb_error error = {.status = TB_OK};
    while (!tb_session_ended(run->session) && tb_session_tick_ms(run->session) < RUN_TICKS_MAX) {
        tb_input input;
        tb_session_snapshot(run->session, run->seen);
        tb_script_next(run->script, run->seen, &input);
        tb_session_step(run->session, &input);
        if (tb_recorder_tick(run->recorder, run->session, &input) != TB_OK) {
            break; // the reason is told when it is closed
        }
    }
    const tb_status status = tb_recorder_close(run->recorder, run->session, &error);
    run->recorder = NULL;
    return status == TB_OK ? TB_EXIT_OK : complain_error(&error);
}

static int write_results(const run_arguments *args, run_state *run)
{
    int count = 0;
    tb_error error = {.status = TB_OK};
    char events_path[PATH_SIZE], score_path[PATH_SIZE];
    const tb_event *events = tb_session_events(run->session, &count);
    const tb_score_origin origin = {run->content->model.id, args->seed, tb_app_build(),
                                    tb_session_hash(run->session)};
    const tb_rubric *rubric = tb_content_rubric(run->content, events, count);
    tb_score_compute(events, count, &run->content->model, tb_session_anatomy(run->session), rubric,
                     run->score);
    int code = join_out(args, "events.jsonl", events_path);
    code = code == TB_EXIT_OK ? join_out(args, "score.json", score_path) : code;
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (tb_events_save(events, count, events_path, &error) != TB_OK ||
        tb_score_save(run->score, rubric, &origin, score_path, &error) != TB_OK) {
        return complain_error(&error);
    }
    tb_encounter_summary(run->score, run->content, args->seed, tb_session_tick_ms(run->session));
    tb_session_snapshot(run->session, run->seen);
    if (run->seen->faulted) {
        tb_complain("run", run->content->model.id, "the tissue model stopped at %.1f s: %s",
                    1e-3 * (double)run->seen->tick_ms, run->seen->fault);
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

int tb_cmd_run(int argc, char **argv)
{
    run_arguments args = {.seed_text = "1", .substeps_text = "8"};
    int code = read_arguments(argc, argv, &args);
    if (code >= 0) {
        return code;
    }
    if (args.help_script) {
        for (int part = 0; tb_script_help(part) != NULL; ++part) {
            fputs(tb_script_help(part), stdout);
        }
        return TB_EXIT_OK;
    }
    run_state run = {.content = NULL};
    code = prepare(&args, &run);
    code = code == TB_EXIT_OK ? play(&run) : code;
    code = code == TB_EXIT_OK ? write_results(&args, &run) : code;
    (void)tb_recorder_close(run.recorder, run.session, NULL);
    tb_session_destroy(run.session);
    tb_script_destroy(run.script);
    tb_free(run.seen);
    tb_free(run.score);
    tb_free(run.content);
    return code;
}
