// Loading: the renderer, its tier on this machine, a new context after a lost one; and the bar that
// shows how far it is.
#include "app.h"
#include "encounter.h"
#include "ui_pictures.h"
#include "ui_shim.h"

#include "tautband/core/alloc.h"
#include "tautband/render/tier.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

// --- the bar ------------------------------------------------------------------------------------

/// What is being prepared, and how far it is.
void tb_app_loading_bar(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = {0.5f * ui->width - 190.0f, ui->height - 120.0f, 380.0f, 64.0f};
    const float share = (float)app->loading_done / (float)app->loading_total;
    char text[96];
    snprintf(text, sizeof text, tb_tr("Preparing tissue, %d of %d"), app->loading_done,
             app->loading_total);
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_PANEL, 1.0f), 8.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 1.0f);
    tb_ui_text(ui, TB_F_BODY, box.x + 0.5f * box.w, box.y + 22.0f, TB_C_INK, TB_CENTRE, text);
    const tb_box rail = {box.x + 20.0f, box.y + 42.0f, box.w - 40.0f, 8.0f};
    tb_ui_fill(ui, rail, tb_ui_rgba(TB_C_RAISED, 1.0f), 4.0f);
    tb_ui_fill(ui, (tb_box){rail.x, rail.y, fmaxf(8.0f, rail.w * share), rail.h},
               tb_ui_rgba(TB_C_ACCENT, 1.0f), 4.0f);
}

/// A frame of the loading screen, not more often than the eye needs.
static void show_progress(void *context, int done, int total)
{
    tb_app *app = context;
    const int64_t now = (int64_t)SDL_GetTicks() * 1000000;
    if (!app->loading_shown || now - app->loading_ns < 120000000) {
        return;
    }
    app->loading_ns = now;
    app->loading_done = done;
    app->loading_total = total;
    const bool aside = tb_gl_window_aside(app->window, false);
    tb_app_draw(app);
    tb_gl_window_swap(app->window);
    app->loading_total = 0;
    if (aside) {
        tb_gl_window_aside(app->window, true);
    }
}

void tb_app_progress(tb_app *app, int done, int total)
{
    show_progress(app, done, total);
}

static void start_pace(tb_app *app)
{
    bool waits = false;
    const double budget_ms = tb_gl_window_budget_ms(app->window, &waits);
    tb_pace_start(&app->pace, budget_ms, waits, tb_renderer_tier(app->renderer));
}

void tb_app_note_frame(tb_app *app, double frame_ms)
{
    if (app->settings.adaptive) {
        tb_pace_note(&app->pace, app->scene_work, frame_ms);
    }
}

// --- the tier of this machine -------------------------------------------------------------------

/// Was this device measured before?
static bool auto_known(const tb_app *app)
{
    return app->settings.auto_tier < TB_TIER_AUTO &&
           strcmp(app->settings.auto_device, tb_gl_window_device(app->window)) == 0;
}

static double now_ms(void)
{
    return 1e3 * (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/// A finger that goes into the tissue, so that every frame has something to draw.
static void press_on(tb_session *session, tb_input *input, tb_snapshot *before, tb_snapshot *after)
{
    enum { TICKS_PER_FRAME = 4 };
    *before = *after;
    for (int k = 0; k < TICKS_PER_FRAME; ++k) {
        input->depth_um += 60;
        tb_session_step(session, input);
    }
    tb_session_snapshot(session, after);
}

/// Median time of scene and section at a tier, drawn where nobody sees it.
static double median_frame(tb_app *app, tb_session *session, tb_input *input, tb_snapshot seen[2])
{
    enum { FRAMES = 9, WARM = 3 };
    const double enough_ms = 500.0; // of a slow machine's frames
    double ms[FRAMES], spent_ms = 0.0;
    int width = 0, height = 0, count = 0;
    tb_gl_window_size(app->window, &width, &height);
    tb_frame_desc frame = {.width = width,
                           .height = height,
                           .target = tb_gl_window_target(app->window),
                           .scene = {0, 0, 5 * width / 8, 2 * height / 3},
                           .section = {5 * width / 8, 0, 3 * width / 8, height / 2},
                           .camera = tb_renderer_camera_work(app->renderer),
                           .view = TB_VIEW_FULL};
    for (int k = -WARM; k < FRAMES && (k < 1 || spent_ms < enough_ms); ++k) {
        press_on(session, input, &seen[0], &seen[1]);
        tb_gl_window_wait();
        const double from = now_ms();
        tb_renderer_draw(app->renderer, &seen[0], &seen[1], 1.0f, &frame);
        tb_gl_window_wait();
        if (k >= 0) {
            ms[count++] = now_ms() - from;
            spent_ms += ms[count - 1];
        }
    }
    qsort(ms, (size_t)count, sizeof ms[0], ascending);
    return ms[count / 2];
}

static tb_status measure_tiers(tb_app *app, tb_session *session, tb_snapshot seen[2],
                               tb_tier_probe *probe, tb_error *error)
{
    const tb_trigger_point *point = tb_session_anatomy(session)->trigger_points;
    tb_input input = {.tool = TB_TOOL_FINGER,
                      .t_um = (int32_t)(1e3 * point->surface_t_mm),
                      .b_um = (int32_t)(1e3 * point->surface_b_mm)};
    tb_session_snapshot(session, &seen[1]);
    int done = 0;
    for (tb_tier next; (next = tb_tier_probe_next(probe)) != TB_TIER_AUTO;) {
        show_progress(app, ++done, TB_TIERS + 1);
        tb_renderer_set_tier(app->renderer, next);
        const tb_status status = tb_renderer_set_patient(app->renderer, &app->content->model,
                                                         tb_session_anatomy(session), error);
        if (status != TB_OK) {
            return status;
        }
        probe->median_ms[next] = median_frame(app, session, &input, seen);
    }
    return TB_OK;
}

/// Measure what this machine can draw, and keep it with the settings.
static tb_status choose_tier(tb_app *app, tb_error *error)
{
    bool waits = false;
    tb_session *session = NULL;
    tb_snapshot *seen = tb_alloc(2 * sizeof *seen);
    const char *device = tb_renderer_device(app->renderer);
    tb_tier_probe probe = tb_tier_probe_start(device, tb_gl_window_budget_ms(app->window, &waits));
    if (seen == NULL || tb_encounter_session(app->content, 0, 4, &session) != TB_EXIT_OK) {
        tb_free(seen);
        return TB_OK; // the name of the device has to do
    }
    const tb_status status = tb_gl_window_aside(app->window, true)
                                 ? measure_tiers(app, session, seen, &probe, error)
                                 : TB_OK;
    tb_gl_window_aside(app->window, false);
    tb_session_destroy(session);
    tb_free(seen);
    const tb_tier choice = tb_tier_probe_choice(&probe);
    if (status == TB_OK && probe.median_ms[probe.first] > 0.0) {
        tb_renderer_set_tier(app->renderer, choice);
        app->settings.auto_tier = (int)choice;
        app->settings.auto_ms =
            probe.median_ms[choice] > 0.0 ? probe.median_ms[choice] : probe.median_ms[probe.first];
        memset(app->settings.auto_device, 0, sizeof app->settings.auto_device);
        snprintf(app->settings.auto_device, sizeof app->settings.auto_device, "%s", device);
    }
    return status;
}

// --- the renderer -------------------------------------------------------------------------------

tb_status tb_app_prepare(tb_app *app, tb_error *error)
{
    if (app->renderer != NULL && app->renderer_stale) {
        tb_renderer_destroy(app->renderer);
        app->renderer = NULL;
    }
    app->renderer_stale = false;
    if (app->renderer != NULL) {
        return TB_OK;
    }
    const char *assets = tb_app_asset_dir();
    char shaders[PATH_SIZE];
    if (assets == NULL) {
        return tb_fail(error, TB_ERR_IO, "the folder of assets is not found");
    }
    snprintf(shaders, sizeof shaders, "%s/../shaders", assets);
    tb_tier tier = app->desc.tier == TB_TIER_AUTO ? (tb_tier)app->settings.tier : app->desc.tier;
    const bool measured = tier == TB_TIER_AUTO && auto_known(app);
    tier = measured ? (tb_tier)app->settings.auto_tier : tier;
    const tb_renderer_desc desc = {.shader_dir = shaders,
                                   .tier = tier,
                                   .samples = app->desc.samples,
                                   .es = tb_gl_window_is_es(app->window),
                                   .progress = show_progress,
                                   .progress_context = app};
    tb_status status = tb_renderer_create(&desc, &app->renderer, error);
    if (status == TB_OK && tier == TB_TIER_AUTO && app->loading_shown) {
        status = choose_tier(app, error);
    }
    if (status == TB_OK) {
        start_pace(app);
    }
    return status;
}

tb_status tb_app_renew(tb_app *app, tb_error *error)
{
    const bool drew = app->renderer != NULL;
    tb_renderer_abandon(app->renderer);
    app->renderer = NULL;
    tb_ui_pictures_abandon(app->ui.pictures);
    tb_shim_let_go();
    app->frame_drawn = false;
    tb_status status = tb_gl_window_renew(app->window, error);
    if (status != TB_OK) {
        return status;
    }
    if (tb_shim_renew(tb_gl_window_is_es(app->window) ? 1 : 0) != 0) {
        return tb_fail(error, TB_ERR_DEVICE, "the text renderer did not start again");
    }
    app->baked_face = -1;
    status = tb_app_bake(app, error);
    if (status == TB_OK && drew) {
        status = tb_app_prepare(app, error);
    }
    if (status == TB_OK && drew && app->screen == TB_SCREEN_REPLAY && app->replay != NULL) {
        status = tb_renderer_set_patient(app->renderer, &app->replay->content->model,
                                         &app->replay->anatomy, error);
    } else if (status == TB_OK && drew && app->attempt != NULL) {
        status = tb_renderer_set_patient(app->renderer, &app->content->model,
                                         tb_session_anatomy(app->attempt->session), error);
    }
    ++app->renewals;
    return status;
}

// --- what waits for the end of a frame ----------------------------------------------------------

bool tb_app_defer(tb_app *app, tb_deferred what, uint32_t at_ms, const char *name)
{
    if (!app->in_frame || !app->loading_shown) {
        return false;
    }
    if (app->loading_total > 0) { // a second click while it loads
        return true;
    }
    app->deferred = what;
    app->deferred_ms = at_ms;
    snprintf(app->deferred_name, sizeof app->deferred_name, "%s", name);
    return true;
}

void tb_app_do_deferred(tb_app *app)
{
    const tb_deferred what = app->deferred;
    app->deferred = TB_DEFERRED_NONE;
    switch (what) {
    case TB_DEFERRED_BRIEFING:
        tb_app_open_briefing(app);
        break;
    case TB_DEFERRED_AGAIN:
        tb_app_meet_again(app);
        break;
    case TB_DEFERRED_MEET:
        tb_app_meet(app, app->deferred_name);
        break;
    case TB_DEFERRED_ENCOUNTER:
        (void)tb_app_start_encounter(app); // why it did not start is on the screen
        break;
    case TB_DEFERRED_LESSON:
        (void)tb_app_start_lesson(app);
        break;
    case TB_DEFERRED_RECORDING:
        (void)tb_app_open_recording(app, app->deferred_name, app->deferred_ms);
        break;
    case TB_DEFERRED_REPLAY:
        (void)tb_app_replay_attempt(app, app->deferred_ms);
        break;
    case TB_DEFERRED_NONE:
        break;
    }
}
