#include "app.h"

#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <string.h>

static void offer_headless(void)
{
    fputs("There is no window to open here. Without a display you can still\n"
          "  run the shipped expert:  tautband run --case gastrocnemius-medial --seed 7 \\\n"
          "                               --script assets/scripts/expert.tbs --out attempt\n"
          "  and look at a picture:   tautband shot --case gastrocnemius-medial --view site \\\n"
          "                               --size 1280x720 --out picture.png\n"
          "With a display: set DISPLAY (X11) or WAYLAND_DISPLAY, or use ssh -X.\n",
          stderr);
}

static int64_t now_ns(void)
{
    const Uint64 count = SDL_GetPerformanceCounter(), rate = SDL_GetPerformanceFrequency();
    return (int64_t)(count / rate * 1000000000u + count % rate * 1000000000u / rate);
}

static int complain(const char *what, const tb_error *error)
{
    tb_complain(what, NULL, "%s", error->message);
    return tb_exit_from_status(error->status);
}

// A case that was asked for by name: its patient, in no course unless one was asked for as well.
static void meet(tb_app *app)
{
    char id[TB_ID_SIZE];
    if (app->desc.course == NULL && app->course != NULL) {
        app->course = NULL; // the one open last stays open the next time
        tb_app_read_progress(app);
    }
    snprintf(id, sizeof id, "%s", app->content->model.id);
    tb_app_meet(app, id); // or home says why it cannot be
}

// Home shows its cases; no other screen waits for them.
static bool home_is_full(const tb_app *app)
{
    return app->screen != TB_SCREEN_HOME || app->library == NULL ||
           app->library->loaded >= app->library->case_count;
}

// @param at_once the patient of the case is met when everything is loaded
static int play(tb_app *app, tb_gl_window *window, bool at_once)
{
    tb_error error = {TB_OK, ""};
    bool prepared = false;
    while (!app->quit) {
        const int64_t start = now_ns();
        tb_app_events(app);
        tb_app_frame(app, start);
        tb_gl_window_swap(window);
        if (!prepared && home_is_full(app)) { // and on the screen: now the materials
            prepared = true;
            app->loading_shown = true;
            const tb_status status = tb_app_prepare(app, &error);
            if (status != TB_OK) {
                return complain("picture", &error);
            }
            if (at_once) {
                meet(app);
            }
            app->last_ns = 0;
        }
        // Where swapping does not wait (no vsync), a frame still takes its sixtieth of a second.
        const int64_t spent = now_ns() - start;
        tb_app_note_frame(app, 1e-6 * (double)spent);
        if (spent < 15000000) {
            SDL_Delay((Uint32)((16000000 - spent) / 1000000));
        }
    }
    return TB_EXIT_OK;
}

// The trainer in a window; `recording` is opened at once when it is not NULL, or the case.
static int open_trainer(const tb_content *content, const tb_app_desc *desc, const char *recording,
                        bool at_once)
{
    tb_error error = {TB_OK, ""};
    tb_gl_window *window = NULL;
    tb_app *app = NULL;
    const tb_gl_window_desc wanted = {
        .title = "Tautband", .width = 1280, .height = 720, .vsync = true};
    if (tb_gl_window_create(&wanted, &window, &error) != TB_OK) {
        const int code = complain("display", &error);
        offer_headless();
        return code;
    }
    tb_app_desc full = *desc;
    full.content = content;
    int code = TB_EXIT_OK;
    if (tb_app_create(&full, window, &app, &error) != TB_OK) {
        code = complain("trainer", &error);
    } else {
        if (full.seed == 0) {
            const int kept =
                app->library != NULL ? app->library->attempt_count + app->library->left_out : 0;
            app->desc.seed = (uint64_t)kept + 1u;
        }
        if (recording != NULL && !tb_app_open_replay_file(app, recording)) {
            code = TB_EXIT_INPUT; // why was told
        } else {
            code = play(app, window, at_once);
        }
    }
    tb_app_destroy(app);
    tb_gl_window_destroy(window);
    return code;
}

int tb_replay_window(const tb_content *content, const char *recording)
{
    const tb_app_desc desc = {.mode = "practice",
                              .record = true,
                              .sound = true,
                              .tier = TB_TIER_AUTO,
                              .substeps = 8,
                              .seed = 0,
                              .keep_settings = true};
    const int code = open_trainer(content, &desc, recording, false);
    SDL_Quit();
    return code;
}

static bool known_mode(const char *mode)
{
    return strcmp(mode, "practice") == 0 || strcmp(mode, "learn") == 0 ||
           strcmp(mode, TB_EXAM_MODE) == 0;
}

int tb_cmd_play(int argc, char **argv)
{
    const char *asked = NULL, *seed_text = "0", *learner = NULL;
    const char *mode = "practice", *substeps_text = "8", *language = NULL, *course = NULL;
    bool no_record = false, no_sound = false;
    const tb_option items[] = {
        {"--case", "ID", &asked, NULL,
         "meet this patient at once: case id, or path of a file that is read again when saved"},
        {"--seed", "N", &seed_text, NULL, "patient of the first attempt (default: a new one)"},
        {"--mode", "MODE", &mode, NULL, "learn, practice (default) or exam"},
        {"--learner", "NAME", &learner, NULL,
         "who sits here, kept in the recording (default: who did last, else guest)"},
        {"--substeps", "N", &substeps_text, NULL, "tissue steps per ms: 8 (default), 6, 4"},
        {"--course", "ID", &course, NULL,
         "open this course, id or path (default: the one open last)"},
        {"--language", "CODE", &language, NULL, "of the screens: en, de (default: the settings')"},
        {"--no-record", NULL, NULL, &no_record, "keep no attempts under XDG_DATA_HOME"},
        {"--no-sound", NULL, NULL, &no_sound, "open no sound device; captions stay on"},
    };
    const tb_options options = {.command = "play",
                                .summary = "Open the trainer in a window.",
                                .operands = "",
                                .items = items,
                                .count = sizeof items / sizeof items[0]};
    uint64_t seed = 0;
    int substeps = 8;
    int code = tb_options_read(&options, argc, argv);
    code = code < 0 ? tb_option_seed("play", seed_text, &seed) : code;
    code = code < 0 ? tb_option_substeps("play", substeps_text, &substeps) : code;
    if (code >= 0) {
        return code;
    }
    if (language != NULL && strcmp(tb_language_code(tb_language_of(language)), language) != 0) {
        tb_complain("play", "--language", "en or de wanted, not '%s'", language);
        return TB_EXIT_USAGE;
    }
    if (!known_mode(mode)) {
        tb_complain("play", "--mode", "learn, practice or exam wanted, not '%s'", mode);
        return TB_EXIT_USAGE;
    }
    tb_content *content = tb_alloc(sizeof *content);
    if (content == NULL) {
        tb_complain("play", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    const char *case_name = asked != NULL ? asked : "gastrocnemius-medial";
    const size_t length = strlen(case_name);
    const bool is_path = strchr(case_name, '/') != NULL ||
                         (length > 5 && strcmp(case_name + length - 5, ".yaml") == 0);
    int result = tb_content_load(case_name, content);
    if (result == TB_EXIT_OK && course != NULL) {
        result = tb_content_set_course(content, course);
    }
    if (result == TB_EXIT_OK) {
        const tb_app_desc desc = {.seed = seed,
                                  .learner = learner,
                                  .mode = mode,
                                  .record = !no_record,
                                  .sound = !no_sound,
                                  .tier = TB_TIER_AUTO,
                                  .substeps = substeps,
                                  .keep_settings = true,
                                  .course = course,
                                  .watch = is_path ? case_name : NULL,
                                  .language = language};
        result = open_trainer(content, &desc, NULL, asked != NULL);
    }
    tb_free(content);
    SDL_Quit();
    return result;
}
