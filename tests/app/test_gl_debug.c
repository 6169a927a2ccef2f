// A whole encounter, its score and its replay in a debug context, as core and as ES: no error and
// no message of high severity; lost contexts on the way; and the choice of a tier by measuring.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include "app/png_write.h"

#include <epoxy/gl.h>
#include <stdio.h>

enum { WIDTH = 800, HEIGHT = 450, BYTES = 3 * WIDTH * HEIGHT };

static tb_content *content;
static tb_attempt *played; ///< in the core context, looked at again in the other
static int errors, frames;
static char first_error[300];
static unsigned char before[BYTES], after[BYTES];

static void APIENTRY on_message(GLenum source, GLenum type, GLuint id, GLenum severity,
                                GLsizei length, const GLchar *text, const void *context)
{
    (void)source;
    (void)id;
    (void)length;
    (void)context;
    if (type != GL_DEBUG_TYPE_ERROR && severity != GL_DEBUG_SEVERITY_HIGH) {
        return;
    }
    if (errors++ == 0) {
        snprintf(first_error, sizeof first_error, "%s", text);
    }
}

/// Hear what the context says, and that an error on purpose is heard.
static bool listen(void)
{
    const bool can = epoxy_has_gl_extension("GL_KHR_debug") ||
                     epoxy_gl_version() >= (epoxy_is_desktop_gl() ? 43 : 32);
    errors = 0;
    if (can) {
        glEnable(GL_DEBUG_OUTPUT);
        glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
        glDebugMessageCallback(on_message, NULL);
        glEnable(GL_TEXTURE_2D + 0x7FFF);
        assert_true(errors > 0);
        (void)glGetError();
        errors = 0;
    }
    return can;
}

static void frame(tb_app *app, const char *what)
{
    tb_app_draw(app);
    ++frames;
    const GLenum fault = glGetError();
    if (fault != GL_NO_ERROR || errors > 0) {
        fail_msg("%s, frame %d: GL error 0x%04x, %s", what, frames, (unsigned)fault, first_error);
    }
}

static bool open_trainer(tb_offscreen *off, bool es)
{
    tb_error error = {TB_OK, ""};
    memset(off, 0, sizeof *off);
    const tb_gl_window_desc window = {.title = "debug",
                                      .width = WIDTH,
                                      .height = HEIGHT,
                                      .hidden = true,
                                      .es = es,
                                      .debug = true};
    if (tb_gl_window_create(&window, &off->window, &error) != TB_OK) {
        print_message("no context here: %s\n", error.message);
        return false;
    }
    assert_true(tb_gl_window_is_es(off->window) == es);
    const tb_app_desc desc = {.content = content,
                              .seed = 7,
                              .learner = "guest",
                              .mode = "script",
                              .tier = TB_TIER_LIGHT,
                              .substeps = 4};
    assert_int_equal(tb_app_create(&desc, off->window, &off->app, &error), TB_OK);
    return true;
}

/// Another view, camera and panel with every look.
static void look_around(tb_app *app, int k)
{
    app->view = (tb_depth_view)(k % 3);
    app->show_strain = k % 4 == 1;
    app->scan_open = k % 5 > 2;
    app->camera = tb_renderer_camera(app->renderer, (tb_camera_preset)(k / 2 % TB_CAMERA_PRESETS),
                                     &app->attempt->after);
    app->settings.mirror = k % 11 == 10;
}

static void read_window(unsigned char *out)
{
    tb_gl_window_read(WIDTH, HEIGHT, out);
}

/// For whoever looks into a failure.
static void save_both(const char *when)
{
    char path[512];
    const char *folder = getenv("TB_TEST_OUTPUT");
    for (int k = 0; folder != NULL && k < 2; ++k) {
        snprintf(path, sizeof path, "%s/%s %s.png", folder, when, k == 0 ? "before" : "after");
        (void)tb_png_write(path, WIDTH, HEIGHT, k == 0 ? before : after, NULL);
    }
}

/// The body map is not compared: it is painted when what is felt changes enough.
static bool same_part(const tb_rect *part)
{
    for (int y = part->y; y < part->y + part->height; ++y) {
        const size_t at = 3 * ((size_t)part->x + WIDTH * (size_t)y);
        if (memcmp(before + at, after + at, 3 * (size_t)part->width) != 0) {
            return false;
        }
    }
    return true;
}

/// The context goes; scene, section and ultrasound come again, byte for byte.
static void lose_context(tb_app *app, const char *when)
{
    enum { SETTLED = 12 };
    tb_error error = {TB_OK, ""};
    for (int k = 0; k < SETTLED; ++k) {
        frame(app, when);
    }
    read_window(before);
    assert_int_equal(tb_app_renew(app, &error), TB_OK);
    listen();
    for (int k = 0; k < SETTLED; ++k) {
        frame(app, when);
    }
    read_window(after);
    const tb_frame_desc *shown = &app->frame;
    if (!same_part(&shown->scene) || !same_part(&shown->section) || !same_part(&shown->scan)) {
        save_both(when);
        fail_msg("%s: the picture differs after a lost context", when);
    }
}

static void end_pages(tb_app *app, bool lose)
{
    frame(app, "the score");
    assert_true(tb_app_replay_attempt(app, 0));
    for (int k = 0; k < 6; ++k) {
        tb_replay_seek(app->replay, 20000.0 * (double)k);
        app->view = (tb_depth_view)(k % 3);
        frame(app, "the replay");
    }
    if (lose) {
        lose_context(app, "the replay");
    }
    static const tb_screen pages[] = {TB_SCREEN_HOME, TB_SCREEN_KEYS, TB_SCREEN_SETTINGS,
                                      TB_SCREEN_PROGRESS, TB_SCREEN_RECORDINGS};
    for (size_t k = 0; k < sizeof pages / sizeof pages[0]; ++k) {
        tb_app_open(app, pages[k]);
        frame(app, "pages");
    }
}

static void a_whole_encounter_in_core(void **state)
{
    (void)state;
    tb_offscreen off;
    static tb_script_errors faults;
    if (!open_trainer(&off, false)) {
        skip();
    }
    print_message("debug output %s\n", listen() ? "on" : "not there");
    tb_app *app = off.app;
    assert_int_equal(
        tb_script_load_for("assets/scripts/expert.tbs", &content->model, &off.script, &faults),
        TB_OK);
    frame(app, "home");
    tb_app_open_briefing(app);
    frame(app, "the briefing");
    assert_true(tb_app_start_encounter(app));
    bool lost_palpating = false, lost_needling = false;
    for (int k = 0; !off.finished && k < 1000; ++k) {
        tb_offscreen_run(&off, 2000);
        look_around(app, k);
        frame(app, "the encounter");
        const tb_snapshot *seen = &app->attempt->after;
        if (!lost_palpating && seen->finger.touching) {
            lost_palpating = true;
            app->scan_open = false;
            lose_context(app, "palpating");
        }
        if (!lost_needling && seen->needle.stage == TB_NEEDLE_IN && seen->needle.depth_mm > 8.0f) {
            lost_needling = true;
            app->scan_open = true;
            lose_context(app, "the needle in the ultrasound");
        }
    }
    assert_true(off.finished && lost_palpating && lost_needling);
    tb_app_finish_encounter(app);
    end_pages(app, true);
    tb_replay_destroy(app->replay); // it lends the attempt's track
    app->replay = NULL;
    played = app->attempt;
    app->attempt = NULL;
    tb_app_open(app, TB_SCREEN_HOME);
    tb_offscreen_destroy(&off);
}

static void the_same_in_es(void **state)
{
    (void)state;
    tb_offscreen off;
    tb_error error = {TB_OK, ""};
    if (played == NULL || !open_trainer(&off, true)) {
        skip();
    }
    print_message("debug output %s\n", listen() ? "on" : "not there");
    tb_app *app = off.app;
    frame(app, "home");
    assert_int_equal(tb_app_prepare(app, &error), TB_OK);
    app->attempt = played;
    played = NULL;
    assert_int_equal(tb_renderer_set_patient(app->renderer, &content->model,
                                             tb_session_anatomy(app->attempt->session), &error),
                     TB_OK);
    tb_app_open(app, TB_SCREEN_ENCOUNTER);
    const double end_ms = (double)tb_track_end_ms(app->attempt->track);
    float blend;
    for (int k = 0; 2000.0 * (double)k < end_ms; ++k) {
        assert_true(tb_track_read(app->attempt->track, 2000.0 * (double)k, &app->attempt->before,
                                  &app->attempt->after, &blend));
        look_around(app, k);
        frame(app, "the encounter");
    }
    tb_app_finish_encounter(app);
    end_pages(app, false);
    tb_offscreen_destroy(&off);
}

/// "Automatic" measures once for a device, keeps it, and measures again on another.
static void a_tier_is_measured_once_for_a_device(void **state)
{
    (void)state;
    tb_offscreen off;
    tb_error error = {TB_OK, ""};
    if (!open_trainer(&off, false)) {
        skip();
    }
    listen();
    tb_app *app = off.app;
    app->desc.tier = TB_TIER_AUTO;
    app->loading_shown = true;
    app->settings.auto_tier = TB_TIER_QUALITY;
    app->settings.auto_ms = 1234.0;
    snprintf(app->settings.auto_device, sizeof app->settings.auto_device, "another device");
    for (int k = 0; k < 3; ++k) { // its layout settles
        frame(app, "home");
    }
    read_window(before);
    assert_int_equal(tb_app_prepare(app, &error), TB_OK);
    assert_true(app->settings.auto_tier < TB_TIER_AUTO && app->settings.auto_ms != 1234.0);
    assert_string_equal(app->settings.auto_device, tb_gl_window_device(off.window));
    assert_int_equal(tb_renderer_tier(app->renderer), app->settings.auto_tier);
    frame(app, "home");
    read_window(after); // nothing of the measured frames is left in the window
    assert_memory_equal(before, after, BYTES);
    char text[16384];
    tb_settings read;
    assert_int_equal(tb_settings_print(&app->settings, text, sizeof text), TB_OK);
    assert_int_equal(tb_settings_parse(text, strlen(text), &read, &error), TB_OK);
    assert_string_equal(read.auto_device, app->settings.auto_device);
    app->settings.auto_ms = 1234.0;
    app->settings.auto_tier = TB_TIER_NORMAL;
    app->renderer_stale = true;
    assert_int_equal(tb_app_prepare(app, &error), TB_OK);
    assert_int_equal(tb_renderer_tier(app->renderer), TB_TIER_NORMAL);
    assert_true(app->settings.auto_ms == 1234.0);
    assert_int_equal(errors, 0);
    tb_offscreen_destroy(&off);
}

int main(void)
{
    static tb_test_list list;
    content = tb_alloc(sizeof *content);
    if (content == NULL || tb_content_load("gastrocnemius-medial", content) != TB_EXIT_OK) {
        return 1;
    }
    TB_TEST(&list, a_whole_encounter_in_core);
    TB_TEST(&list, the_same_in_es);
    TB_TEST(&list, a_tier_is_measured_once_for_a_device);
    const int failed = tb_test_run(&list, "gl debug");
    tb_attempt_destroy(played);
    tb_free(content);
    SDL_Quit();
    return failed;
}
