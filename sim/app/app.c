#include "app.h"
#include "ui_pictures.h"

#include "tautband/core/alloc.h"
#include "ui_shim.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

// --- fonts --------------------------------------------------------------------------------------

static const char *first_readable(const char *const *paths)
{
    for (; *paths != NULL; ++paths) {
        FILE *file = fopen(*paths, "rb");
        if (file != NULL) {
            fclose(file);
            return *paths;
        }
    }
    return NULL;
}

static tb_shim_fonts find_fonts(char note[160])
{
    static const char *const regular[] = {"/usr/share/fonts/opentype/inter/Inter-Regular.otf",
                                          "/usr/share/fonts/truetype/inter/Inter-Regular.ttf",
                                          "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", NULL};
    static const char *const medium[] = {"/usr/share/fonts/opentype/inter/Inter-Medium.otf",
                                         "/usr/share/fonts/truetype/inter/Inter-Medium.ttf",
                                         "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", NULL};
    static const char *const semibold[] = {"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
                                           "/usr/share/fonts/truetype/inter/Inter-SemiBold.ttf",
                                           "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
                                           NULL};
    const tb_shim_fonts fonts = {first_readable(regular), first_readable(medium),
                                 first_readable(semibold), NULL};
    note[0] = '\0';
    if (fonts.regular == NULL) {
        snprintf(note, 160,
                 "No text font found: install the packages fonts-inter and "
                 "fonts-dejavu-core.");
    } else if (strstr(fonts.regular, "nter-") == NULL) {
        snprintf(note, 160, "Inter is not installed (package fonts-inter): using DejaVu Sans.");
    }
    return fonts;
}

// --- life ---------------------------------------------------------------------------------------

tb_status tb_app_create(const tb_app_desc *desc, tb_gl_window *window, tb_app **out,
                        tb_error *error)
{
    tb_app *app = tb_alloc(sizeof *app);
    if (app == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the trainer");
    }
    app->desc = *desc;
    app->window = window;
    app->settings = (tb_settings){0.7f, 0.5f, true, true, false};
    app->view = TB_VIEW_FULL;
    app->scan = tb_scan_settings_default();
    app->face[2] = 1.0f;
    if (tb_shim_create(tb_gl_window_is_es(window) ? 1 : 0) != 0) {
        tb_free(app);
        return tb_fail(error, TB_ERR_DEVICE, "the text renderer did not start on this OpenGL");
    }
    const tb_shim_fonts fonts = find_fonts(app->fonts_note);
    if (app->fonts_note[0] != '\0') {
        fprintf(stderr, "tautband: fonts: %s\n", app->fonts_note);
    }
    app->ui.pictures = tb_ui_pictures_create();
    int width_px = 0, height_px = 0;
    tb_gl_window_size(window, &width_px, &height_px);
    app->baked_scale = tb_ui_scale_for(width_px, height_px);
    if (tb_shim_bake(&fonts, app->baked_scale) != 0) {
        tb_app_destroy(app);
        return tb_fail(error, TB_ERR_IO, "a font file could not be read (%s)",
                       fonts.regular != NULL ? fonts.regular : "built in");
    }
    if (desc->sound) {
        tb_error why = {TB_OK, ""};
        if (tb_audio_create(&app->audio, &why) != TB_OK) {
            snprintf(app->sound_note, sizeof app->sound_note, "%.150s", why.message);
        }
    }
    tb_app_read_past(app);
    tb_app_open(app, TB_SCREEN_HOME);
    *out = app;
    return TB_OK;
}

void tb_app_destroy(tb_app *app)
{
    if (app == NULL) {
        return;
    }
    tb_attempt_destroy(app->attempt);
    tb_audio_destroy(app->audio);
    tb_renderer_destroy(app->renderer);
    tb_ui_pictures_destroy(app->ui.pictures);
    tb_shim_destroy();
    tb_free(app);
}

tb_status tb_app_prepare(tb_app *app, tb_error *error)
{
    if (app->renderer != NULL) {
        return TB_OK;
    }
    const char *assets = tb_app_asset_dir();
    char shaders[PATH_SIZE];
    if (assets == NULL) {
        return tb_fail(error, TB_ERR_IO, "the folder of assets is not found");
    }
    snprintf(shaders, sizeof shaders, "%s/../shaders", assets);
    const tb_renderer_desc desc = {
        .shader_dir = shaders, .tier = app->desc.tier, .es = tb_gl_window_is_es(app->window)};
    return tb_renderer_create(&desc, &app->renderer, error);
}

// --- screens ------------------------------------------------------------------------------------

void tb_app_open(tb_app *app, tb_screen screen)
{
    static const char *const main_item[] = {
        [TB_SCREEN_HOME] = "start", [TB_SCREEN_BRIEFING] = "hands-on",
        [TB_SCREEN_ENCOUNTER] = "", [TB_SCREEN_DEBRIEF] = "again",
        [TB_SCREEN_KEYS] = "close", [TB_SCREEN_SETTINGS] = "cues-more",
    };
    app->screen = screen;
    app->ui.focus = 0;
    app->ui.wanted_focus = 0;
    if (main_item[screen][0] != '\0') {
        tb_ui_focus(&app->ui, main_item[screen]);
    }
    tb_app_hand_release(&app->hand);
    tb_gl_window_grab(app->window, false);
    tb_audio_pause(app->audio, screen != TB_SCREEN_ENCOUNTER);
}

void tb_app_pause(tb_app *app)
{
    tb_app_hand_release(&app->hand);
    tb_gl_window_grab(app->window, false);
    if (app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE) {
        app->dialog = TB_DIALOG_PAUSE;
        tb_ui_focus(&app->ui, "resume");
        tb_audio_pause(app->audio, true);
    }
}

void tb_app_back(tb_app *app)
{
    switch (app->screen) {
    case TB_SCREEN_ENCOUNTER:
        if (app->dialog == TB_DIALOG_FAULT) {
            return;
        }
        if (app->dialog != TB_DIALOG_NONE) {
            app->dialog = TB_DIALOG_NONE;
            app->ui.focus = 0;
            tb_audio_pause(app->audio, false);
        } else if (app->ui.focus != 0) {
            app->ui.focus = 0; // from a button back to the scene
        } else {
            tb_app_pause(app);
        }
        break;
    case TB_SCREEN_KEYS:
    case TB_SCREEN_SETTINGS:
        tb_app_open(app, app->back);
        break;
    case TB_SCREEN_BRIEFING:
    case TB_SCREEN_DEBRIEF:
        tb_app_open(app, TB_SCREEN_HOME);
        break;
    case TB_SCREEN_HOME:
        break;
    }
}

static bool fail_start(tb_app *app, const tb_error *error)
{
    snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error->message);
    fprintf(stderr, "tautband: encounter: %s\n", error->message);
    return false;
}

bool tb_app_start_encounter(tb_app *app)
{
    char folder[PATH_SIZE];
    tb_error error = {TB_OK, ""};
    tb_attempt_destroy(app->attempt);
    app->attempt = NULL;
    app->started_trouble[0] = '\0';
    bool record = app->desc.record;
    if (record) {
        char data[PATH_SIZE - 16];
        record = tb_app_data_dir(data, sizeof data, &error) == TB_OK;
        snprintf(folder, sizeof folder, "%s/attempts", data);
    }
    const tb_attempt_desc desc = {.content = app->desc.content,
                                  .seed = app->desc.seed,
                                  .substeps = app->desc.substeps,
                                  .learner = app->desc.learner,
                                  .mode = app->desc.mode,
                                  .folder = record ? folder : NULL};
    if (tb_app_prepare(app, &error) != TB_OK ||
        tb_attempt_create(&desc, &app->attempt, &error) != TB_OK) {
        return fail_start(app, &error);
    }
    if (app->desc.record && !record) {
        snprintf(app->attempt->trouble, sizeof app->attempt->trouble, "Not recorded: %.200s",
                 error.message);
    }
    if (tb_renderer_set_patient(app->renderer, &app->desc.content->model,
                                tb_session_anatomy(app->attempt->session), &error) != TB_OK) {
        return fail_start(app, &error);
    }
    tb_app_hand_reset(&app->hand, &app->desc.content->model);
    app->camera = tb_renderer_camera_work(app->renderer);
    app->camera_preset = TB_CAMERA_WORK;
    app->camera_moving = false;
    app->dialog = TB_DIALOG_NONE;
    app->frame_drawn = false;
    app->view_changed = false;
    app->due_ns = 0;
    ++app->desc.seed;
    tb_app_open(app, TB_SCREEN_ENCOUNTER);
    return true;
}

void tb_app_finish_encounter(tb_app *app)
{
    tb_attempt *attempt = app->attempt;
    if (attempt == NULL) {
        return;
    }
    if (!tb_session_ended(attempt->session)) {
        tb_input input = attempt->last_input;
        input.command = TB_COMMAND_END;
        input.argument = 0;
        tb_attempt_tick(attempt, &input);
    }
    tb_attempt_finish(attempt);
    int count = 0;
    const tb_event *events = tb_session_events(attempt->session, &count);
    tb_debrief_build(events, count, tb_session_anatomy(attempt->session), &app->debrief);
    app->marker = -1;
    app->dialog = TB_DIALOG_NONE;
    tb_app_read_past(app);
    tb_app_open(app, TB_SCREEN_DEBRIEF);
}

// --- earlier attempts ---------------------------------------------------------------------------

static int newest_first(const void *a, const void *b)
{
    return strcmp(((const tb_past_attempt *)b)->when, ((const tb_past_attempt *)a)->when);
}

static int read_total(const char *folder)
{
    char path[PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/score.json", folder);
    json_t *root = json_load_file(path, 0, NULL);
    const json_t *total = json_object_get(root, "total");
    const int value = json_is_number(total) ? (int)lround(json_number_value(total)) : -1;
    json_decref(root);
    return value;
}

void tb_app_read_past(tb_app *app)
{
    enum { LISTED = 256 };
    static const size_t stamp = 15; // 20260101-120000
    char data[PATH_SIZE - 300], attempts[PATH_SIZE - 280], folder[PATH_SIZE];
    app->past_count = 0;
    if (!app->desc.record || tb_app_data_dir(data, sizeof data, NULL) != TB_OK) {
        return;
    }
    snprintf(attempts, sizeof attempts, "%s/attempts", data);
    DIR *directory = opendir(attempts);
    tb_past_attempt *all = tb_alloc(LISTED * sizeof *all);
    int count = 0;
    for (struct dirent *entry; directory != NULL && all != NULL && count < LISTED &&
                               (entry = readdir(directory)) != NULL;) {
        if (strlen(entry->d_name) > stamp + 1 && entry->d_name[8] == '-' &&
            entry->d_name[stamp] == '-') {
            snprintf(all[count].when, sizeof all[count].when, "%.15s", entry->d_name);
            snprintf(all[count].case_id, sizeof all[count].case_id, "%.31s",
                     entry->d_name + stamp + 1);
            ++count;
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    if (all != NULL) {
        qsort(all, (size_t)count, sizeof *all, newest_first);
        for (; app->past_count < count && app->past_count < TB_PAST_MAX; ++app->past_count) {
            tb_past_attempt *past = &app->past[app->past_count];
            *past = all[app->past_count];
            snprintf(folder, sizeof folder, "%s/%s-%s", attempts, past->when, past->case_id);
            past->total = read_total(folder);
        }
        tb_free(all);
    }
}

// --- frame --------------------------------------------------------------------------------------

static void sound_cues(tb_app *app)
{
    tb_cue cues[TB_CUES];
    const int count = tb_attempt_take_cues(app->attempt, cues);
    for (int k = 0; k < count; ++k) {
        tb_audio_cue(app->audio, cues[k]);
    }
}

static bool running(const tb_app *app)
{
    return app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE &&
           app->attempt != NULL && !tb_session_ended(app->attempt->session);
}

static void after_ticks(tb_app *app)
{
    const tb_snapshot *seen = &app->attempt->after;
    sound_cues(app);
    if (seen->faulted && app->dialog != TB_DIALOG_FAULT) {
        app->dialog = TB_DIALOG_FAULT;
        tb_ui_focus(&app->ui, "fault-score");
    } else if (seen->ended && !seen->faulted) {
        tb_app_finish_encounter(app);
    }
}

void tb_app_frame(tb_app *app, int64_t now_ns)
{
    int64_t elapsed_ns = app->last_ns == 0 ? 0 : now_ns - app->last_ns;
    app->last_ns = now_ns;
    if (elapsed_ns > TB_MAX_FRAME_NS) { // breakpoint or hidden window: drop time, never race
        app->dropped_ns += elapsed_ns - TB_MAX_FRAME_NS;
        elapsed_ns = TB_MAX_FRAME_NS;
    }
    const float seconds = 1e-9f * (float)elapsed_ns;
    app->seconds += seconds;
    if (running(app)) {
        for (app->due_ns += elapsed_ns; app->due_ns >= TB_STEP_NS; app->due_ns -= TB_STEP_NS) {
            tb_input input;
            tb_app_hand_tick(&app->hand, &app->attempt->after, &input);
            tb_attempt_tick(app->attempt, &input);
            tb_audio_signal(app->audio, app->attempt->after.signal.emg_mv);
        }
        tb_face_ease(app->face, (tb_mood)app->attempt->after.patient.mood, seconds);
        tb_camera_ease(app, seconds);
        after_ticks(app);
    } else {
        app->due_ns = 0;
    }
    tb_app_draw(app);
}

static void bake_for(tb_app *app, int width_px, int height_px)
{
    const float scale = tb_ui_scale_for(width_px, height_px);
    if (scale != app->baked_scale) {
        char note[160];
        const tb_shim_fonts fonts = find_fonts(note);
        if (tb_shim_bake(&fonts, scale) == 0) {
            app->baked_scale = scale;
        }
    }
}

void tb_app_draw(tb_app *app)
{
    static void (*const screens[])(tb_app *) = {
        [TB_SCREEN_HOME] = tb_screen_home,           [TB_SCREEN_BRIEFING] = tb_screen_briefing,
        [TB_SCREEN_ENCOUNTER] = tb_screen_encounter, [TB_SCREEN_DEBRIEF] = tb_screen_debrief,
        [TB_SCREEN_KEYS] = tb_screen_keys,           [TB_SCREEN_SETTINGS] = tb_screen_settings,
    };
    int width_px = 0, height_px = 0;
    tb_gl_window_size(app->window, &width_px, &height_px);
    bake_for(app, width_px, height_px);
    if (app->nav_count > 0) {
        app->ui.nav = app->nav_queue[0];
        memmove(&app->nav_queue[0], &app->nav_queue[1],
                (size_t)--app->nav_count * sizeof app->nav_queue[0]);
    }
    app->ui.reduced_motion = app->settings.reduced_motion;
    const tb_screen screen = app->screen;
    tb_shim_begin(width_px, height_px, 1.0f / 60.0f);
    tb_ui_begin(&app->ui, width_px, height_px);
    app->ui.mouse_x = app->mouse_x_px / app->ui.scale;
    app->ui.mouse_y = app->mouse_y_px / app->ui.scale;
    screens[screen](app);
    tb_ui_end(&app->ui);
    tb_gl_window_clear(&app->ui, tb_colour_rgb(TB_C_BG));
    if (screen == TB_SCREEN_ENCOUNTER && app->attempt != NULL && app->renderer != NULL) {
        const float blend = (float)app->due_ns / (float)TB_STEP_NS;
        tb_renderer_draw(app->renderer, &app->attempt->before, &app->attempt->after, blend,
                         &app->frame);
        app->frame_drawn = true;
    }
    tb_shim_end();
    if (screen == TB_SCREEN_ENCOUNTER && app->ui.mouse_released) {
        app->ui.focus = app->dialog == TB_DIALOG_NONE ? 0 : app->ui.focus;
    }
    app->ui.mouse_pressed = app->ui.mouse_released = false;
    app->ui.nav = TB_NAV_NONE;
}
