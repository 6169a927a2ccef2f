#include "exam.h"
#include "offscreen.h"
#include "png_write.h"

#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What a picture shows: a whole screen, or one part of the encounter filling the picture.
typedef enum shot_view {
    SHOT_HOME,
    SHOT_BRIEFING,
    SHOT_ENCOUNTER,
    SHOT_SCORE,
    SHOT_KEYS,
    SHOT_SETTINGS,
    SHOT_SITE,
    SHOT_SECTION,
    SHOT_ULTRASOUND,
    SHOT_SCAN,    ///< the encounter with the ultrasound machine on
    SHOT_STATION, ///< before an exam
    SHOT_HANDED_IN,
    SHOT_MAP,       ///< the body map close-up
    SHOT_GUESS,     ///< before the result
    SHOT_AFTERMATH, ///< what follows harm, where the script did some
    SHOT_REPLAY,
    SHOT_BETWEEN, ///< two visits
    SHOT_VIEWS
} shot_view;

static const char *const VIEW_NAMES[] = {
    "home", "briefing", "encounter",  "score",  "keys",    "settings",
    "site", "section",  "ultrasound", "scan",   "station", "handed-in",
    "map",  "guess",    "aftermath",  "replay", "between"};

typedef struct shot {
    const char *case_name, *view_text, *script_path, *at_text, *size_text, *seed_text, *out_path;
    const char *depth_text, *camera_text, *course, *mode, *language, *turns_text;
    tb_camera_preset camera;
    bool strain;
    shot_view view;
    tb_depth_view depth;
    uint64_t seed;
    int at_ms, width, height, turns;
} shot;

static int usage(const char *option, const char *wanted, const char *met)
{
    tb_complain("shot", option, "%s wanted, not '%s'", wanted, met);
    return TB_EXIT_USAGE;
}

static int read_view(shot *s)
{
    for (int k = 0; k < SHOT_VIEWS; ++k) {
        if (strcmp(s->view_text, VIEW_NAMES[k]) == 0) {
            s->view = (shot_view)k;
            return -1;
        }
    }
    return usage("--view",
                 "home, briefing, encounter, score, keys, settings, site, section, ultrasound, "
                 "scan, station, handed-in, map, guess, aftermath, replay or between",
                 s->view_text);
}

static int read_depth(shot *s)
{
    static const char *const names[] = {"blind", "outline", "full"};
    for (int k = 0; k < 3; ++k) {
        if (strcmp(s->depth_text, names[k]) == 0) {
            s->depth = (tb_depth_view)k;
            return -1;
        }
    }
    return usage("--depth", "blind, outline or full", s->depth_text);
}

static int read_camera(shot *s)
{
    static const char *const names[TB_CAMERA_PRESETS] = {"work", "region", "along", "needle"};
    for (int k = 0; k < TB_CAMERA_PRESETS; ++k) {
        if (strcmp(s->camera_text, names[k]) == 0) {
            s->camera = (tb_camera_preset)k;
            return -1;
        }
    }
    return usage("--camera", "work, region, along or needle", s->camera_text);
}

static int read_arguments(int argc, char **argv, shot *s)
{
    const tb_option items[] = {
        {"--case", "ID", &s->case_name, NULL, "case id or path of a case file"},
        {"--view", "NAME", &s->view_text, NULL,
         "home, briefing, encounter, score, keys, settings, site, section, ultrasound, scan, "
         "station, handed-in, map, guess, aftermath, replay or between"},
        {"--course", "ID", &s->course, NULL, "under this course, id or path"},
        {"--mode", "MODE", &s->mode, NULL, "practice (default) or exam"},
        {"--depth", "VIEW", &s->depth_text, NULL, "blind, outline or full (default)"},
        {"--camera", "NAME", &s->camera_text, NULL, "work (default), region, along or needle"},
        {"--language", "CODE", &s->language, NULL, "of the screens: en (default), de"},
        {"--turns", "N", &s->turns_text, NULL,
         "what follows harm: so many choices made and times gone on (default 0)"},
        {"--strain", NULL, NULL, &s->strain, "tint the section by stretch"},
        {"--script", "FILE", &s->script_path, NULL, "what the trainee does before the picture"},
        {"--at", "MS", &s->at_text, NULL, "moment of the picture (default: the script's end)"},
        {"--seed", "N", &s->seed_text, NULL, "patient; 0 is the nominal one (default 1)"},
        {"--size", "WxH", &s->size_text, NULL, "pixels (default 1280x720)"},
        {"--out", "FILE", &s->out_path, NULL, "the PNG file"},
    };
    const tb_options options = {.command = "shot",
                                .summary = "Draw one view off screen into a PNG file.",
                                .operands = "",
                                .items = items,
                                .count = sizeof items / sizeof items[0]};
    static const char *const needed[] = {"--view", "--out"};
    int code = tb_options_read(&options, argc, argv);
    code = code < 0 ? tb_options_need(&options, needed, 2) : code;
    code = code < 0 ? tb_option_seed("shot", s->seed_text, &s->seed) : code;
    if (code < 0 && s->at_text != NULL) {
        code = tb_option_number("shot", "--at", s->at_text, 0, 3600000, &s->at_ms);
    }
    if (code >= 0) {
        return code;
    }
    if (!tb_text_to_size(s->size_text, &s->width, &s->height)) {
        return usage("--size", "WxH from 320x180 to 7680x4320", s->size_text);
    }
    code = code >= 0 ? code : tb_option_number("shot", "--turns", s->turns_text, 0, 100, &s->turns);
    if (code >= 0) {
        return code;
    }
    if (strcmp(tb_language_code(tb_language_of(s->language)), s->language) != 0) {
        return usage("--language", "en or de", s->language);
    }
    if (strcmp(s->mode, "practice") != 0 && strcmp(s->mode, TB_EXAM_MODE) != 0) {
        return usage("--mode", "practice or exam", s->mode);
    }
    code = read_view(s);
    code = code >= 0 ? code : read_camera(s);
    return code >= 0 ? code : read_depth(s);
}

static void run_script(const shot *s, tb_offscreen *off)
{
    enum { LONGEST_MS = 3600000 };
    const bool whole = s->at_text == NULL && s->script_path != NULL;
    tb_offscreen_run(off, whole ? LONGEST_MS : (uint32_t)s->at_ms);
}

// The site or the section alone: the same renderer, the whole picture for one view.
static void draw_part(const shot *s, tb_offscreen *off)
{
    tb_app *app = off->app;
    tb_offscreen_frame(off); // lays the frame out as the encounter does
    const tb_rect all = {0, 0, s->width, s->height}, none = {0, 0, 0, 0};
    app->frame.scene = s->view == SHOT_SITE ? all : none;
    app->frame.section = s->view == SHOT_SECTION ? all : none;
    app->frame.scan = s->view == SHOT_ULTRASOUND ? all : none;
    app->frame.scan_settings = tb_scan_settings_default();
    app->ui.clear_count = 0;
    for (int k = 0; k < 2; ++k) { // cached layers need a second frame at a new size
        tb_gl_window_clear(&app->ui, tb_colour_rgb(TB_C_WELL));
        tb_renderer_draw(app->renderer, &app->attempt->before, &app->attempt->after, 1.0f,
                         &app->frame);
    }
    tb_gl_window_wait();
}

// The course's rules for the case that is shown; a case of another course is shown freely.
static int follow_course(const shot *s, tb_offscreen *off, tb_content *content)
{
    off->app->desc.mode = s->mode;
    const tb_course *course =
        s->course != NULL ? tb_courses_find(off->app->courses, s->course) : NULL;
    if (s->course != NULL && course == NULL) {
        tb_complain("shot", s->course, "no such course; `tautband course list` shows them");
        return TB_EXIT_INPUT;
    }
    if (course != NULL) {
        tb_app_choose_course(off->app, course);
        return tb_content_put_course(content, course);
    }
    return TB_EXIT_OK;
}

// Every choice is the right one.
static void turn_pages(tb_app *app, int turns)
{
    for (int k = 0; k < turns && app->screen == TB_SCREEN_AFTERMATH; ++k) {
        const tb_situation *open = tb_aftermath_open(app->aftermath);
        const int at = app->aftermath->at;
        if (open != NULL) {
            int right = 0;
            while (right + 1 < TB_RESPONSES && !open->choices[right].right) {
                ++right;
            }
            tb_aftermath_choose(app->aftermath, right);
        } else if (!tb_aftermath_next(app->aftermath)) {
            tb_app_conclude(app);
        } else if (app->aftermath->at != at) {
            tb_aftermath_look(app->aftermath, app->attempt->track);
        }
        app->ui.page.follow = true;
    }
}

// Screens that an encounter leads to: they start where the script was stopped.
static void go_on(const shot *s, tb_app *app)
{
    switch (s->view) {
    case SHOT_MAP:
        app->dialog = TB_DIALOG_MAP;
        tb_ui_focus(&app->ui, "match-0");
        break;
    case SHOT_GUESS:
    case SHOT_AFTERMATH:
        app->brief.guess_asked = s->view == SHOT_AFTERMATH;
        tb_app_conclude(app);
        turn_pages(app, s->turns);
        break;
    case SHOT_REPLAY:
        tb_app_finish_encounter(app);
        if (tb_app_replay_attempt(app, 0)) {
            app->replay->playing = false;
            tb_replay_seek(app->replay, 0.75 * (double)app->replay->end_ms);
        }
        break;
    case SHOT_BETWEEN:
        tb_app_finish_encounter(app);
        tb_app_visit_over(app);
        break;
    default:
        break;
    }
}

static int draw_view(const shot *s, tb_offscreen *off)
{
    static const tb_screen screens[] = {
        [SHOT_HOME] = TB_SCREEN_HOME,
        [SHOT_BRIEFING] = TB_SCREEN_BRIEFING,
        [SHOT_ENCOUNTER] = TB_SCREEN_ENCOUNTER,
        [SHOT_SCORE] = TB_SCREEN_DEBRIEF,
        [SHOT_KEYS] = TB_SCREEN_KEYS,
        [SHOT_SETTINGS] = TB_SCREEN_SETTINGS,
        [SHOT_SITE] = TB_SCREEN_ENCOUNTER,
        [SHOT_SECTION] = TB_SCREEN_ENCOUNTER,
        [SHOT_ULTRASOUND] = TB_SCREEN_ENCOUNTER,
        [SHOT_SCAN] = TB_SCREEN_ENCOUNTER,
        [SHOT_STATION] = TB_SCREEN_STATION,
        [SHOT_HANDED_IN] = TB_SCREEN_HANDED_IN,
        [SHOT_MAP] = TB_SCREEN_ENCOUNTER,
        [SHOT_GUESS] = TB_SCREEN_ENCOUNTER,
        [SHOT_AFTERMATH] = TB_SCREEN_ENCOUNTER,
        [SHOT_REPLAY] = TB_SCREEN_ENCOUNTER,
        [SHOT_BETWEEN] = TB_SCREEN_ENCOUNTER,
    };
    const tb_screen screen = screens[s->view];
    if (screen == TB_SCREEN_ENCOUNTER || screen == TB_SCREEN_DEBRIEF) {
        off->app->view = s->depth;
        off->app->scan_open = s->view == SHOT_SCAN;
        off->app->show_strain = s->strain;
        if (!tb_app_start_encounter(off->app)) {
            return TB_EXIT_DEVICE; // the reason was told
        }
        run_script(s, off);
        off->app->camera =
            tb_renderer_camera(off->app->renderer, s->camera, &off->app->attempt->after);
        if (screen == TB_SCREEN_DEBRIEF) {
            tb_app_finish_encounter(off->app);
        }
        go_on(s, off->app);
    } else {
        tb_exam_prepare(off->app);
        if (screen == TB_SCREEN_BRIEFING) { // with the patient, who can be asked
            tb_app_open_briefing(off->app);
        } else {
            tb_app_open(off->app, screen);
        }
    }
    if (s->view == SHOT_SITE || s->view == SHOT_SECTION || s->view == SHOT_ULTRASOUND) {
        draw_part(s, off);
    } else {
        tb_offscreen_frame(off);
        tb_offscreen_frame(off); // labels that follow the scene are known after the first
        tb_app_draw(off->app);
        tb_gl_window_wait();
    }
    return TB_EXIT_OK;
}

static int save(const shot *s, const tb_offscreen *off)
{
    tb_error error = {TB_OK, ""};
    int width = 0, height = 0;
    tb_gl_window_size(off->window, &width, &height);
    unsigned char *rgb = tb_alloc(3 * (size_t)width * (size_t)height);
    if (rgb == NULL) {
        tb_complain("shot", NULL, "no memory for %dx%d pixels", width, height);
        return TB_EXIT_FAILED;
    }
    tb_gl_window_read(width, height, rgb);
    const tb_status status = tb_png_write(s->out_path, width, height, rgb, &error);
    tb_free(rgb);
    if (status != TB_OK) {
        tb_complain("shot", NULL, "%s", error.message);
    }
    return tb_exit_from_status(status);
}

int tb_cmd_shot(int argc, char **argv)
{
    shot s = {.case_name = "gastrocnemius-medial",
              .seed_text = "1",
              .size_text = "1280x720",
              .depth_text = "full",
              .camera_text = "work",
              .mode = "practice",
              .language = "en",
              .turns_text = "0"};
    int code = read_arguments(argc, argv, &s);
    if (code >= 0) {
        return code;
    }
    tb_content *content = tb_alloc(sizeof *content);
    if (content == NULL) {
        tb_complain("shot", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    tb_offscreen off = {.finished = false};
    code = tb_content_load(s.case_name, content);
    if (code == TB_EXIT_OK) {
        code = tb_offscreen_create(content, s.seed, s.width, s.height, s.script_path, &off);
    }
    if (code == TB_EXIT_OK) {
        off.app->settings.language = (int)tb_language_of(s.language);
        tb_text_start(tb_language_of(s.language));
        code = follow_course(&s, &off, content);
    }
    if (code == TB_EXIT_OK) {
        code = draw_view(&s, &off);
    }
    if (code == TB_EXIT_OK) {
        code = save(&s, &off);
    }
    tb_offscreen_destroy(&off);
    tb_free(content);
    SDL_Quit();
    return code;
}
