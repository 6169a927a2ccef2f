#define _POSIX_C_SOURCE 200809L
#include "case_watch.h"

#include "app.h"

#include "tautband/core/alloc.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const float LOOK_EVERY_S = 0.25f, TOLD_FOR_S = 2.0f;

static tb_file_stamp stamp_of(const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0) {
        return (tb_file_stamp){.size = -1};
    }
    return (tb_file_stamp){.seconds = (int64_t)file.st_mtim.tv_sec,
                           .nanoseconds = (int64_t)file.st_mtim.tv_nsec,
                           .size = (int64_t)file.st_size};
}

static bool same_stamp(const tb_file_stamp *a, const tb_file_stamp *b)
{
    return a->seconds == b->seconds && a->nanoseconds == b->nanoseconds && a->size == b->size;
}

/// The site may stand beside the case's folder or in the library; both are looked at by name.
static void find_site(tb_case_watch *watch, const tb_case *model)
{
    const char *slash = strrchr(watch->path, '/'), *assets = tb_app_asset_dir();
    const int folder = slash != NULL ? (int)(slash - watch->path) + 1 : 0;
    snprintf(watch->site_path, sizeof watch->site_path, "%.*s../sites/%s.yaml", folder, watch->path,
             model->site.id);
    if (stamp_of(watch->site_path).size < 0 && assets != NULL) {
        snprintf(watch->site_path, sizeof watch->site_path, "%.4000s/sites/%s.yaml", assets,
                 model->site.id);
    }
}

void tb_case_watch_start(tb_case_watch *watch, const char *path, const tb_case *model)
{
    memset(watch, 0, sizeof *watch);
    snprintf(watch->path, sizeof watch->path, "%s", path);
    memcpy(watch->id, model->id, sizeof watch->id);
    find_site(watch, model);
    watch->stamp = stamp_of(watch->path);
    watch->site_stamp = stamp_of(watch->site_path);
}

// ---- reading again ------------------------------------------------------------------------------

static void keep_faults(tb_case_watch *watch, const tb_diagnostics *diagnostics)
{
    watch->fault_count = diagnostics->count + diagnostics->dropped;
    for (int k = 0; k < diagnostics->count && k < TB_WATCH_FAULTS; ++k) {
        const tb_diagnostic *fault = &diagnostics->items[k];
        snprintf(watch->faults[k], TB_WATCH_LINE, "%d:%d  %.150s  [%.30s]", fault->line,
                 fault->column, fault->text, fault->rule);
    }
}

/// Screens that have nothing to show without their attempt.
static bool shows_attempt(tb_screen screen)
{
    return screen == TB_SCREEN_ENCOUNTER || screen == TB_SCREEN_DEBRIEF ||
           screen == TB_SCREEN_PLAN || screen == TB_SCREEN_REPLAY || screen == TB_SCREEN_GUESS ||
           screen == TB_SCREEN_AFTERMATH || screen == TB_SCREEN_REVIEW ||
           screen == TB_SCREEN_BETWEEN;
}

/// Put a case in place of the one that is open, and go on where that makes sense.
static void replace(tb_app *app, tb_content *content)
{
    const bool playing = app->screen == TB_SCREEN_ENCOUNTER && app->attempt != NULL;
    const bool briefed = app->screen == TB_SCREEN_BRIEFING && app->attempt != NULL;
    const bool gone = shows_attempt(app->screen);
    tb_replay_destroy(app->replay);
    tb_app_forget_aftermath(app);
    tb_app_forget_visits(app);
    if (briefed) {
        tb_attempt_discard(app->attempt); // it only got as far as that
    } else {
        tb_attempt_destroy(app->attempt);
    }
    app->replay = NULL;
    app->attempt = NULL;
    app->back = shows_attempt(app->back) ? TB_SCREEN_BRIEFING : app->back;
    app->dialog = TB_DIALOG_NONE;
    tb_free(app->own_content);
    app->own_content = content;
    app->content = content;
    app->started_trouble[0] = '\0';
    if (playing) {
        app->desc.seed -= app->course == NULL ? 1 : 0; // the same patient once more
        if (!tb_app_start_encounter(app)) {
            tb_app_open(app, TB_SCREEN_BRIEFING);
        }
    } else if (briefed) {
        app->desc.seed -= app->course == NULL ? 1 : 0;
        tb_app_open_briefing(app);
    } else if (gone) {
        tb_app_open(app, TB_SCREEN_BRIEFING);
    }
}

static void read_again(tb_app *app)
{
    tb_case_watch *watch = &app->watch;
    char sites[4096];
    const char *assets = tb_app_asset_dir();
    tb_content *content = tb_alloc(sizeof *content);
    tb_diagnostics *diagnostics = tb_alloc(sizeof *diagnostics);
    if (content == NULL || diagnostics == NULL) {
        tb_free(content);
        tb_free(diagnostics);
        return;
    }
    memcpy(content, app->content, sizeof *content);
    snprintf(sites, sizeof sites, "%.4000s/sites", assets != NULL ? assets : ".");
    const tb_status status = tb_case_load_with(watch->path, sites, &content->model, diagnostics);
    keep_faults(watch, diagnostics);
    tb_diagnostics_print(diagnostics, stderr);
    tb_free(diagnostics);
    if (status != TB_OK) {
        tb_free(content);
        return;
    }
    memcpy(watch->id, content->model.id, sizeof watch->id);
    find_site(watch, &content->model);
    watch->site_stamp = stamp_of(watch->site_path);
    watch->read_at_s = app->seconds;
    replace(app, content);
}

void tb_case_watch_look(tb_app *app)
{
    tb_case_watch *watch = &app->watch;
    if (watch->path[0] == '\0' || app->seconds < watch->look_at_s) {
        return;
    }
    watch->look_at_s = app->seconds + LOOK_EVERY_S;
    const tb_file_stamp now = stamp_of(watch->path), site = stamp_of(watch->site_path);
    const bool changed = !same_stamp(&now, &watch->stamp) || !same_stamp(&site, &watch->site_stamp);
    watch->stamp = now;
    watch->site_stamp = site;
    // While another case of the library is open, the file is left alone.
    if (changed && strcmp(app->content->model.id, watch->id) == 0) {
        read_again(app);
    }
}

// ---- drawing ------------------------------------------------------------------------------------

static void draw_faults(tb_app *app, const char *name)
{
    tb_ui *ui = &app->ui;
    const tb_case_watch *watch = &app->watch;
    const int shown = watch->fault_count < TB_WATCH_FAULTS ? watch->fault_count : TB_WATCH_FAULTS;
    const float line = 22.0f, width = ui->width - 96.0f;
    const tb_box box = {48.0f, 72.0f, width, 58.0f + line * (float)shown};
    char text[160];
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_CAUTION_GROUND, 0.97f), 8.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(TB_C_TWITCH, 1.0f), 8.0f, 1.5f);
    tb_ui_icon(ui, TB_ICON_TRIANGLE, box.x + 24.0f, box.y + 24.0f, 20.0f,
               tb_ui_rgba(TB_C_TWITCH, 1.0f));
    snprintf(text, sizeof text,
             tb_trn("%.60s has %d fault; the case is used as it was before",
                    "%.60s has %d faults; the case is used as it was before",
                    (unsigned long)watch->fault_count),
             name, watch->fault_count);
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 44.0f, box.y + 24.0f, TB_C_INK, TB_LEFT, text);
    for (int k = 0; k < shown; ++k) {
        tb_ui_text(ui, TB_F_SMALL, box.x + 44.0f, box.y + 50.0f + line * (float)k, TB_C_INK2,
                   TB_LEFT, watch->faults[k]);
    }
}

void tb_case_watch_draw(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case_watch *watch = &app->watch;
    if (watch->path[0] == '\0') {
        return;
    }
    const char *slash = strrchr(watch->path, '/');
    const char *name = slash != NULL ? slash + 1 : watch->path;
    if (watch->fault_count > 0) {
        draw_faults(app, name);
    } else if (watch->read_at_s > 0.0f && app->seconds < watch->read_at_s + TOLD_FOR_S) {
        char text[160];
        snprintf(text, sizeof text, tb_tr("%.60s was read again"), name);
        const float width = tb_ui_text_width(ui, TB_F_SMALL, text) + 56.0f;
        const tb_box box = {0.5f * (ui->width - width), 72.0f, width, 34.0f};
        tb_ui_fill(ui, box, tb_ui_rgba(TB_C_DONE_GROUND, 0.97f), 8.0f);
        tb_ui_icon(ui, TB_ICON_TICK, box.x + 22.0f, box.y + 17.0f, 16.0f,
                   tb_ui_rgba(TB_C_DONE, 1.0f));
        tb_ui_text(ui, TB_F_SMALL, box.x + 40.0f, box.y + 17.0f, TB_C_INK, TB_LEFT, text);
    }
}
