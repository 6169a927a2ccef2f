#include "offscreen.h"

#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <string.h>

static int load_script(const char *path, const tb_case *model, tb_script **out)
{
    tb_script_errors *errors = tb_alloc(sizeof *errors);
    if (errors == NULL) {
        tb_complain("script", path, "no memory");
        return TB_EXIT_FAILED;
    }
    const tb_status status = tb_script_load_for(path, model, out, errors);
    for (int k = 0; status != TB_OK && k < errors->count; ++k) {
        const tb_script_error *fault = &errors->items[k];
        fprintf(stderr, "%s:%d:%d: error: %s\n", path, fault->line, fault->column, fault->text);
    }
    tb_free(errors);
    if (status == TB_OK) {
        return TB_EXIT_OK;
    }
    tb_complain("script", path, "not usable (%s)", tb_status_name(status));
    return status == TB_ERR_MEMORY ? TB_EXIT_FAILED : TB_EXIT_INPUT;
}

/// Sound only where a test or benchmark chose a driver that nobody hears.
static bool sound_wanted(void)
{
    const char *driver = SDL_getenv("SDL_AUDIODRIVER");
    return driver != NULL && strcmp(driver, "dummy") == 0;
}

int tb_offscreen_create(const tb_content *content, uint64_t seed, int width, int height,
                        const char *script_path, tb_offscreen *out)
{
    tb_error error = {TB_OK, ""};
    memset(out, 0, sizeof *out);
    if (script_path != NULL) {
        const int code = load_script(script_path, &content->model, &out->script);
        if (code != TB_EXIT_OK) {
            return code;
        }
    }
    const tb_gl_window_desc window = {
        .title = "Tautband", .width = width, .height = height, .hidden = true};
    const tb_app_desc desc = {.content = content,
                              .seed = seed,
                              .learner = "guest",
                              .mode = "script",
                              .sound = sound_wanted(),
                              .tier = TB_TIER_AUTO,
                              .substeps = 8};
    if (tb_gl_window_create(&window, &out->window, &error) != TB_OK ||
        tb_app_create(&desc, out->window, &out->app, &error) != TB_OK) {
        tb_complain("picture", NULL, "%s", error.message);
        tb_offscreen_destroy(out);
        return tb_exit_from_status(error.status);
    }
    return TB_EXIT_OK;
}

void tb_offscreen_destroy(tb_offscreen *offscreen)
{
    tb_script_destroy(offscreen->script);
    tb_app_destroy(offscreen->app);
    tb_gl_window_destroy(offscreen->window);
    memset(offscreen, 0, sizeof *offscreen);
}

// The trainer's own hand follows the script's, so that gauges, tray and aim show what it does.
static void follow(tb_app_hand *hand, const tb_input *input, const tb_snapshot *seen)
{
    hand->tool = (tb_tool)input->tool;
    hand->t_mm = 1e-3 * (double)input->t_um;
    hand->b_mm = 1e-3 * (double)input->b_um;
    hand->tilt_deg = 1e-3 * (double)input->tilt_mdeg;
    hand->azimuth_deg = 1e-3 * (double)input->azimuth_mdeg;
    hand->spin_deg = 1e-3 * (double)input->spin_mdeg;
    if (seen->needle.choice >= 0) {
        hand->tray = seen->needle.choice;
    }
}

void tb_offscreen_run(tb_offscreen *offscreen, uint32_t ticks)
{
    tb_attempt *attempt = offscreen->app->attempt;
    for (uint32_t k = 0; k < ticks && attempt != NULL && !offscreen->finished; ++k) {
        tb_input input = attempt->last_input;
        input.command = TB_COMMAND_NONE;
        if (offscreen->script != NULL) {
            tb_script_next(offscreen->script, &attempt->after, &input);
        }
        tb_attempt_tick(attempt, &input);
        tb_audio_signal(offscreen->app->audio, attempt->after.signal.emg_mv);
        follow(&offscreen->app->hand, &input, &attempt->after);
        tb_face_ease(offscreen->app->face, tb_attempt_mood(attempt), attempt->after.patient.comfort,
                     0.001f);
        offscreen->finished = tb_session_ended(attempt->session);
    }
}

void tb_offscreen_frame(tb_offscreen *offscreen)
{
    tb_app_draw(offscreen->app);
    tb_gl_window_wait();
    tb_gl_window_swap(offscreen->window);
}
