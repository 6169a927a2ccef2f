/// A trainer off screen for tests: its screens are laid out and drawn, the 3-D view is not. Every
/// text, item and panel of a frame is on record.
#ifndef TB_TESTS_SCREENS_H
#define TB_TESTS_SCREENS_H
#include "tb_test.h"

#include "app/app.h"
#include "app/offscreen.h"
#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <stdlib.h>
#include <string.h>

typedef struct screens {
    tb_content *content;
    tb_gl_window *window;
    tb_app *app;
    tb_settings settings;
    tb_probe *probe;
} screens;

/// @return false where no GL can be had: the test is skipped then
static inline bool screens_open(screens *s, int width, int height, const tb_settings *settings)
{
    tb_error error = {TB_OK, ""};
    memset(s, 0, sizeof *s);
    s->content = tb_alloc(sizeof *s->content);
    s->probe = tb_alloc(sizeof *s->probe);
    assert_non_null(s->content);
    assert_non_null(s->probe);
    assert_int_equal(tb_content_load("gastrocnemius-medial", s->content), TB_EXIT_OK);
    s->settings = *settings;
    const tb_gl_window_desc window = {
        .title = "test", .width = width, .height = height, .hidden = true};
    if (tb_gl_window_create(&window, &s->window, &error) != TB_OK) {
        fprintf(stderr, "no GL off screen: %s\n", error.message);
        tb_free(s->content);
        tb_free(s->probe);
        return false;
    }
    const tb_app_desc desc = {.content = s->content,
                              .seed = 7,
                              .learner = "guest",
                              .mode = "practice",
                              .tier = TB_TIER_AUTO,
                              .substeps = 4,
                              .settings = &s->settings};
    assert_int_equal(tb_app_create(&desc, s->window, &s->app, &error), TB_OK);
    assert_int_equal(tb_renderer_create_null(&s->app->renderer), TB_OK);
    s->app->ui.probe = s->probe;
    while (tb_library_step(s->app->library)) {
    }
    return true;
}

static inline void screens_close(screens *s)
{
    tb_app_destroy(s->app);
    tb_gl_window_destroy(s->window);
    tb_free(s->content);
    tb_free(s->probe);
    memset(s, 0, sizeof *s);
}

/// Draw the present screen until its layout has settled.
static inline void screens_draw(screens *s)
{
    for (int k = 0; k < 3; ++k) {
        tb_app_draw(s->app);
    }
}

/// Put an event into SDL's queue and let the trainer read it.
static inline void screens_key(screens *s, SDL_Keycode key, bool down)
{
    SDL_Event event = {0};
    event.type = down ? SDL_KEYDOWN : SDL_KEYUP;
    event.key.type = event.type;
    event.key.keysym.sym = key;
    SDL_PushEvent(&event);
    tb_app_events(s->app);
    tb_app_draw(s->app);
}

/// Press a key and let it go.
static inline void screens_press(screens *s, SDL_Keycode key)
{
    screens_key(s, key, true);
    screens_key(s, key, false);
}

/// Let the trainer run for so many milliseconds.
static inline void screens_run(screens *s, int ms)
{
    static int64_t now_ns = 1;
    s->app->last_ns = now_ns;
    for (int k = 0; k < ms; k += 20) {
        now_ns += 20 * INT64_C(1000000);
        tb_app_frame(s->app, now_ns);
    }
}

/// Where an item lies; a box without size when it is not there.
static inline tb_box screens_item(const screens *s, const char *id)
{
    for (int k = 0; k < s->probe->count; ++k) {
        if (s->probe->rows[k].kind == TB_PROBE_ITEM && strcmp(s->probe->rows[k].text, id) == 0) {
            return s->probe->rows[k].box;
        }
    }
    return (tb_box){0, 0, 0, 0};
}

/// Click into the middle of an item.
static inline void screens_click(screens *s, const char *id)
{
    tb_app_draw(s->app);
    const tb_box box = screens_item(s, id);
    if (box.w <= 0.0f) {
        fail_msg("no item '%s' on this screen", id);
    }
    const float k = s->app->ui.scale;
    SDL_Event event = {0};
    event.type = SDL_MOUSEMOTION;
    event.motion.x = (int)((box.x + 0.5f * box.w) * k);
    event.motion.y = (int)((box.y + 0.5f * box.h) * k);
    SDL_PushEvent(&event);
    for (int half = 0; half < 2; ++half) {
        SDL_Event button = {0};
        button.type = half == 0 ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
        button.button.type = button.type;
        button.button.button = SDL_BUTTON_LEFT;
        button.button.x = event.motion.x;
        button.button.y = event.motion.y;
        SDL_PushEvent(&button);
        tb_app_events(s->app);
        tb_app_draw(s->app);
    }
}

#endif
