// Off-screen pictures of one encounter against stored ones, in an OpenGL and a GLES context.
// Gate: mean difference at most 0.5/255, at most 0.1 % of the pixels off by more than 8/255.
// TB_UPDATE_GOLDEN=1 writes new pictures; look at them before they are kept.
#include "tb_test.h"

#include "tautband/render/renderer.h"
#include "tautband/session/script.h"
#include "tautband/session/session.h"

#include <SDL.h>
#include <epoxy/gl.h>
#include <png.h>
#include <string.h>

enum { SETTLED = 12 }; ///< frames after which nothing of the picture is still to come
enum { WIDTH = 640, HEIGHT = 360, BYTES = WIDTH * HEIGHT * 3 };

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_session *session;
static tb_input input;
static tb_snapshot snapshot;
static unsigned char picture[BYTES], stored[BYTES], core_pictures[4][BYTES];

static void run(int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        tb_session_step(session, &input);
        input.command = TB_COMMAND_NONE;
    }
}

/// Bring the session to one of the pictured moments.
static void play_on(int moment)
{
    const tb_anatomy *a = tb_session_anatomy(session);
    const tb_trigger_point *point = &a->trigger_points[a->symptomatic];
    memset(&input, 0, sizeof input);
    input.t_um = (int32_t)(1000.0 * point->surface_t_mm);
    input.b_um = (int32_t)(1000.0 * point->surface_b_mm) - 6000;
    if (moment < 2) {
        input.tool = TB_TOOL_FINGER;
        input.depth_um = 11000;
        run(600);
    } else {
        input.tool = TB_TOOL_NEEDLE;
        input.command = TB_COMMAND_CHOOSE_NEEDLE;
        input.argument = 1;
        run(2);
        input.tilt_mdeg = 10000;
        input.azimuth_mdeg = 90000;
        input.b_um += 3000;
        input.command = TB_COMMAND_PLACE;
        run(20);
        if (moment == 3) {
            input.command = TB_COMMAND_TAP;
            run(200);
            input.command = TB_COMMAND_TUBE_OFF;
            run(5);
            for (int k = 0; k < 600; ++k) {
                input.depth_um += 20;
                run(1);
            }
        }
    }
    tb_session_snapshot(session, &snapshot);
}

static void play_to(int moment)
{
    tb_session_destroy(session);
    const tb_session_desc desc = {&model, &tissues, &physiology, 7, 8};
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    play_on(moment);
}

static const char *const names[4] = {"palpate", "outline", "tube", "needle"};

static void draw_desc(tb_renderer *renderer, const tb_frame_desc *frame, int frames)
{
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, WIDTH, HEIGHT);
    glClearColor(0.0f, 0.0f, 0.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT);
    for (int k = 0; k < frames; ++k) {
        tb_renderer_draw(renderer, &snapshot, &snapshot, 1.0f, frame);
    }
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    static unsigned char rgba[WIDTH * HEIGHT * 4];
    glReadPixels(0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    for (int y = 0; y < HEIGHT; ++y) {
        for (int x = 0; x < WIDTH; ++x) {
            memcpy(&picture[3 * (x + WIDTH * y)], &rgba[4 * (x + WIDTH * (HEIGHT - 1 - y))], 3);
        }
    }
    assert_int_equal(glGetError(), GL_NO_ERROR);
}

/// The working view turns with the tool's plane, and all is drawn anew; else only what changes is.
static bool camera_stays;

static void draw_frames(tb_renderer *renderer, int moment, int frames)
{
    tb_frame_desc frame = {.width = WIDTH,
                           .height = HEIGHT,
                           .scene = {4, 28, 396, 235},
                           .section = {404, 28, 232, 235},
                           .view = moment == 1 ? TB_VIEW_OUTLINE : TB_VIEW_FULL,
                           .show_target = true,
                           .show_reserve = true,
                           .reduced_motion = true};
    frame.camera = camera_stays ? tb_renderer_camera_work(renderer)
                                : tb_renderer_camera(renderer, TB_CAMERA_WORK, &snapshot);
    draw_desc(renderer, &frame, frames);
    // a point of the skin that is drawn is found again under its own pixel
    float x_px, y_px, t_mm, b_mm;
    const double skin = tb_anatomy_skin_mm(tb_session_anatomy(session), -30.0, 4.0);
    assert_true(tb_renderer_project(renderer, -30.0f, 4.0f, (float)skin, &x_px, &y_px));
    assert_true(tb_renderer_pick(renderer, x_px, y_px, &t_mm, &b_mm));
    assert_near((double)t_mm, -30.0, 0.5);
    assert_near((double)b_mm, 4.0, 0.5);
}

static void draw(tb_renderer *renderer, int moment)
{
    draw_frames(renderer, moment, 1);
}

/// Mean difference and share of pixels beyond 8/255.
static void compare(const unsigned char *a, const unsigned char *b, double *mean, double *share,
                    int *largest)
{
    double sum = 0.0;
    int beyond = 0;
    *largest = 0;
    for (int p = 0; p < WIDTH * HEIGHT; ++p) {
        int worst = 0;
        for (int c = 0; c < 3; ++c) {
            const int d = abs((int)a[3 * p + c] - (int)b[3 * p + c]);
            sum += d;
            worst = d > worst ? d : worst;
        }
        beyond += worst > 8 ? 1 : 0;
        *largest = worst > *largest ? worst : *largest;
    }
    *mean = sum / BYTES;
    *share = (double)beyond / (WIDTH * HEIGHT);
}

static bool read_png(const char *path, unsigned char *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        return false;
    }
    image.format = PNG_FORMAT_RGB;
    const bool fits = image.width == WIDTH && image.height == HEIGHT;
    const bool good = fits && png_image_finish_read(&image, NULL, out, 0, NULL) != 0;
    png_image_free(&image);
    return good;
}

static void write_png(const char *path, const unsigned char *bytes)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};
    if (!png_image_write_to_file(&image, path, 0, bytes, 0, NULL)) {
        print_error("%s cannot be written\n", path);
    }
}

/// A window and context off screen; NULL where the machine has none.
static SDL_Window *open_context(bool es, SDL_GLContext *context)
{
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, es ? 0 : 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK,
                        es ? SDL_GL_CONTEXT_PROFILE_ES : SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window =
        SDL_CreateWindow("pictures", 0, 0, WIDTH, HEIGHT, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    *context = window != NULL ? SDL_GL_CreateContext(window) : NULL;
    if (*context == NULL && window != NULL) {
        SDL_DestroyWindow(window);
        window = NULL;
    }
    return window;
}

static void pictures(bool es)
{
    SDL_GLContext context;
    SDL_Window *window = open_context(es, &context);
    if (window == NULL) {
        print_message("no %s context here: %s\n", es ? "GLES 3.0" : "OpenGL 3.3", SDL_GetError());
        skip();
    }
    tb_error error = {0};
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = es};
    if (tb_renderer_create(&desc, &renderer, &error) != TB_OK) {
        print_error("%s\n", error.message);
        fail();
    }
    for (int moment = 0; moment < 4; ++moment) {
        play_to(moment);
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), &error), TB_OK);
        draw(renderer, moment);
        char path[256];
        double mean, share;
        int largest;
        if (es) {
            compare(picture, core_pictures[moment], &mean, &share, &largest);
            print_message("%s: GLES against core, largest difference %d/255\n", names[moment],
                          largest);
            assert_true(largest <= 2);
            continue;
        }
        memcpy(core_pictures[moment], picture, BYTES);
        snprintf(path, sizeof path, "tests/render/golden/%s.png", names[moment]);
        if (getenv("TB_UPDATE_GOLDEN") != NULL) {
            write_png(path, picture);
        }
        assert_true(read_png(path, stored));
        compare(picture, stored, &mean, &share, &largest);
        print_message("%s: mean %.3f/255, %.3f %% beyond 8/255\n", names[moment], mean,
                      100.0 * share);
        const bool same = mean <= 0.5 && share <= 0.001;
        if (!same && getenv("TB_TEST_OUTPUT") != NULL) {
            snprintf(path, sizeof path, "%s/%s-differs.png", getenv("TB_TEST_OUTPUT"),
                     names[moment]);
            write_png(path, picture);
        }
        assert_true(same);
    }
    tb_renderer_destroy(renderer);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
}

/// Going from one tool's plane to another redraws only parts of the cached layer, over several
/// frames: the end must be as if drawn from nothing.
static void renewing_leaves_no_trace(void **state)
{
    (void)state;
    SDL_GLContext context;
    SDL_Window *window = open_context(false, &context);
    if (window == NULL) {
        skip();
    }
    tb_error error = {0};
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    assert_int_equal(tb_renderer_create(&desc, &renderer, &error), TB_OK);
    static unsigned char renewed[BYTES];
    static const int ways[][2] = {{0, 3}, {3, 0}, {1, 3}};
    camera_stays = true;
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; ++k) {
        play_to(ways[k][0]);
        const tb_anatomy *anatomy = tb_session_anatomy(session);
        assert_int_equal(tb_renderer_set_patient(renderer, &model, anatomy, &error), TB_OK);
        draw_frames(renderer, ways[k][0], SETTLED);
        play_on(ways[k][1]);
        draw_frames(renderer, ways[k][1], SETTLED);
        memcpy(renewed, picture, BYTES);
        assert_int_equal(tb_renderer_set_patient(renderer, &model, anatomy, &error), TB_OK);
        draw_frames(renderer, ways[k][1], SETTLED);
        double mean, share;
        int largest;
        compare(picture, renewed, &mean, &share, &largest);
        print_message("%s after %s: largest difference %d/255\n", names[ways[k][1]],
                      names[ways[k][0]], largest);
        if (largest > 0 && getenv("TB_TEST_OUTPUT") != NULL) {
            char path[256];
            snprintf(path, sizeof path, "%s/renewed.png", getenv("TB_TEST_OUTPUT"));
            write_png(path, renewed);
            snprintf(path, sizeof path, "%s/anew.png", getenv("TB_TEST_OUTPUT"));
            write_png(path, picture);
        }
        assert_int_equal(largest, 0);
    }
    camera_stays = false;
    tb_renderer_destroy(renderer);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
}

/// One picture of the ultrasound machine under the finger and beside the needle, and one of the
/// section tinted by stretch, against stored ones.
static void draw_parts(tb_renderer *renderer, bool strain)
{
    const tb_rect none = {0, 0, 0, 0}, whole = {0, 0, WIDTH, HEIGHT};
    tb_frame_desc frame = {.width = WIDTH,
                           .height = HEIGHT,
                           .section = strain ? whole : none,
                           .scan = strain ? none : whole,
                           .scan_settings = tb_scan_settings_default(),
                           .view = TB_VIEW_FULL,
                           .show_strain = true,
                           .reduced_motion = true};
    frame.camera = tb_renderer_camera(renderer, TB_CAMERA_WORK, &snapshot);
    draw_desc(renderer, &frame, 2);
}

/// Compare with a stored picture by the gate; TB_UPDATE_GOLDEN=1 stores it first.
static void match_stored(const char *name, double share_most)
{
    char path[256];
    double mean, share;
    int largest;
    snprintf(path, sizeof path, "tests/render/golden/%s.png", name);
    if (getenv("TB_UPDATE_GOLDEN") != NULL) {
        write_png(path, picture);
    }
    assert_true(read_png(path, stored));
    compare(picture, stored, &mean, &share, &largest);
    print_message("%s: mean %.3f/255, %.3f %% beyond 8/255\n", name, mean, 100.0 * share);
    const bool same = mean <= 0.5 && share <= share_most;
    if (!same && getenv("TB_TEST_OUTPUT") != NULL) {
        snprintf(path, sizeof path, "%s/%s-differs.png", getenv("TB_TEST_OUTPUT"), name);
        write_png(path, picture);
    }
    assert_true(same);
}

/// The other tiers have pictures of their own, in OpenGL and GLES; several samples per pixel and
/// finer meshes change edges, not the picture. The ultrasound is the same on every tier.
static void dearer_tiers_match_theirs(void **state)
{
    (void)state;
    static unsigned char core[BYTES];
    static const char *const stored_names[2][2] = {{"outline-normal", "needle-normal"},
                                                   {"outline-quality", "needle-quality"}};
    static unsigned char shown[2][2][BYTES];
    for (int run_of = 0; run_of < 4; ++run_of) {
        const int es = run_of / 2, dear = run_of % 2;
        SDL_GLContext context;
        SDL_Window *window = open_context(es != 0, &context);
        if (window == NULL) {
            skip();
        }
        tb_error error = {0};
        tb_renderer *renderer = NULL;
        const tb_renderer_desc desc = {.shader_dir = "shaders",
                                       .tier = dear != 0 ? TB_TIER_QUALITY : TB_TIER_NORMAL,
                                       .es = es != 0};
        assert_int_equal(tb_renderer_create(&desc, &renderer, &error), TB_OK);
        for (int k = 0; k < 2; ++k) {
            const int moment = k == 0 ? 1 : 3;
            double mean, share;
            int largest;
            play_to(moment);
            assert_int_equal(
                tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), &error),
                TB_OK);
            draw_frames(renderer, moment, 2);
            if (es != 0) {
                compare(picture, shown[dear][k], &mean, &share, &largest);
                assert_true(largest <= 2);
                continue;
            }
            memcpy(shown[dear][k], picture, BYTES);
            match_stored(stored_names[dear][k], 0.001);
            compare(picture, core_pictures[moment], &mean, &share, &largest);
            print_message("%s against light: mean %.2f/255, %.1f %% beyond 8/255\n",
                          stored_names[dear][k], mean, 100.0 * share);
            assert_true(mean < 4.0 && share < 0.12);
        }
        draw_parts(renderer, false);
        if (run_of == 0) {
            match_stored("scan-needle", 0.01);
            memcpy(core, picture, BYTES);
        }
        assert_memory_equal(picture, core, BYTES);
        tb_renderer_destroy(renderer);
        SDL_GL_DeleteContext(context);
        SDL_DestroyWindow(window);
    }
}

/// A smaller scene while it moves: close to the full one, sharp again after a rest, and the same
/// bits then as if nothing had ever moved.
static void what_moves_is_drawn_smaller(void **state)
{
    (void)state;
    static unsigned char sharp[BYTES];
    for (int tier = TB_TIER_LIGHT; tier <= TB_TIER_NORMAL; ++tier) {
        SDL_GLContext context;
        SDL_Window *window = open_context(false, &context);
        if (window == NULL) {
            skip();
        }
        tb_renderer *renderer = NULL;
        const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = (tb_tier)tier, .es = false};
        assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
        play_to(0);
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL), TB_OK);
        tb_frame_desc frame = {.width = WIDTH,
                               .height = HEIGHT,
                               .scene = {4, 28, 396, 235},
                               .section = {404, 28, 232, 235},
                               .view = TB_VIEW_FULL,
                               .reduced_motion = true,
                               .motion_scale = 0.7f,
                               .camera_scale = 0.5f};
        frame.camera = tb_renderer_camera_work(renderer);
        float scale;
        double mean, share;
        int largest;
        draw_desc(renderer, &frame, 1); // the first frame is motion, too
        tb_renderer_work(renderer, &scale);
        assert_near((double)scale, 0.7, 1e-6);
        draw_desc(renderer, &frame, 3 * SETTLED);
        memcpy(sharp, picture, BYTES);
        assert_int_equal(tb_renderer_work(renderer, &scale), TB_SCENE_KEPT);
        assert_near((double)scale, 1.0, 0.0);
        frame.camera.azimuth_rad += 0.01f;
        draw_desc(renderer, &frame, 1);
        assert_int_equal(tb_renderer_work(renderer, &scale), TB_SCENE_CAMERA);
        assert_near((double)scale, 0.5, 0.0);
        frame.camera.azimuth_rad = tb_renderer_camera_work(renderer).azimuth_rad;
        draw_desc(renderer, &frame, 1);
        compare(picture, sharp, &mean, &share, &largest);
        print_message("half size against full: mean %.2f/255\n", mean);
        assert_true(mean > 0.05 && mean < 3.0);
        input.depth_um += 1500;
        run(60);
        tb_session_snapshot(session, &snapshot);
        draw_desc(renderer, &frame, 3);
        tb_renderer_work(renderer, &scale);
        assert_near((double)scale, 0.7, 1e-6);
        draw_desc(renderer, &frame, 3 * SETTLED);
        memcpy(sharp, picture, BYTES);
        frame.motion_scale = frame.camera_scale = 0.0f;
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL), TB_OK);
        draw_desc(renderer, &frame, SETTLED);
        assert_memory_equal(picture, sharp, BYTES);
        tb_renderer_destroy(renderer);
        SDL_GL_DeleteContext(context);
        SDL_DestroyWindow(window);
    }
}

static void other_views_match_too(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int moment;
        bool strain;
    } rows[] = {{"scan-palpate", 0, false}, {"scan-needle", 3, false}, {"stretch", 0, true}};
    static unsigned char core[3][BYTES];
    for (int es = 0; es < 2; ++es) {
        SDL_GLContext context;
        SDL_Window *window = open_context(es != 0, &context);
        if (window == NULL) {
            skip();
        }
        tb_renderer *renderer = NULL;
        const tb_renderer_desc desc = {
            .shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = es != 0};
        assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
        for (int k = 0; k < 3; ++k) {
            double mean, share;
            int largest;
            char path[256];
            play_to(rows[k].moment);
            assert_int_equal(
                tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL),
                TB_OK);
            draw_parts(renderer, rows[k].strain);
            if (es != 0) {
                compare(picture, core[k], &mean, &share, &largest);
                assert_true(largest <= 2);
                continue;
            }
            memcpy(core[k], picture, BYTES);
            snprintf(path, sizeof path, "tests/render/golden/%s.png", rows[k].name);
            if (getenv("TB_UPDATE_GOLDEN") != NULL) {
                write_png(path, picture);
            }
            assert_true(read_png(path, stored));
            compare(picture, stored, &mean, &share, &largest);
            print_message("%s: mean %.3f/255, %.3f %% beyond 8/255\n", rows[k].name, mean,
                          100.0 * share);
            // speckle is looked up, not blended: a thousandth of a millimetre moves single grains
            assert_true(mean <= 0.5 && share <= (rows[k].strain ? 0.001 : 0.01));
        }
        tb_renderer_destroy(renderer);
        SDL_GL_DeleteContext(context);
        SDL_DestroyWindow(window);
    }
}

/// The window is closed under the renderer and opened anew: another renderer shows the same.
static void lost_context_is_survived(void **state)
{
    (void)state;
    static unsigned char first[BYTES];
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    play_to(3);
    for (int life = 0; life < 2; ++life) {
        SDL_GLContext context;
        SDL_Window *window = open_context(false, &context);
        if (window == NULL) {
            skip();
        }
        tb_renderer *lost = renderer; // its objects are gone; its memory is freed without GL
        assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL), TB_OK);
        tb_renderer_abandon(lost);
        draw_frames(renderer, 3, 2);
        if (life == 0) {
            memcpy(first, picture, BYTES);
        } else {
            assert_memory_equal(picture, first, BYTES);
        }
        SDL_GL_DeleteContext(context);
        SDL_DestroyWindow(window);
    }
    tb_renderer_abandon(renderer);
    tb_renderer_abandon(NULL);
}

/// At rest nothing is drawn again, and the first motion shows in the very next frame.
static void motion_after_rest_shows_at_once(void **state)
{
    (void)state;
    static unsigned char rest[BYTES];
    SDL_GLContext context;
    SDL_Window *window = open_context(false, &context);
    if (window == NULL) {
        skip();
    }
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
    play_to(0);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL),
                     TB_OK);
    for (int odd = 0; odd < 2; ++odd) {
        draw_frames(renderer, 0, SETTLED + odd);
        memcpy(rest, picture, BYTES);
        draw_frames(renderer, 0, 1);
        assert_memory_equal(picture, rest, BYTES);
        input.depth_um += 1500;
        run(60);
        tb_session_snapshot(session, &snapshot);
        draw_frames(renderer, 0, 1);
        int scene = 0, section = 0;
        for (int y = 30; y < 260; ++y) {
            for (int x = 4; x < 636; ++x) {
                const bool differs =
                    memcmp(&picture[3 * (x + WIDTH * y)], &rest[3 * (x + WIDTH * y)], 3) != 0;
                scene += differs && x < 400 ? 1 : 0;
                section += differs && x > 404 ? 1 : 0;
            }
        }
        assert_true(scene > 100);
        assert_true(section > 100);
    }
    tb_renderer_destroy(renderer);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
}

static void core_matches_the_stored_pictures(void **state)
{
    (void)state;
    pictures(false);
}

static void gles_matches_core(void **state)
{
    (void)state;
    pictures(true);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        print_message("no off-screen video here: %s\n", SDL_GetError());
        return 0;
    }
    TB_TEST(&list, core_matches_the_stored_pictures);
    TB_TEST(&list, gles_matches_core);
    TB_TEST(&list, renewing_leaves_no_trace);
    TB_TEST(&list, dearer_tiers_match_theirs);
    TB_TEST(&list, what_moves_is_drawn_smaller);
    TB_TEST(&list, other_views_match_too);
    TB_TEST(&list, lost_context_is_survived);
    TB_TEST(&list, motion_after_rest_shows_at_once);
    const int failed = tb_test_run(&list, "pictures");
    tb_session_destroy(session);
    SDL_Quit();
    return failed;
}
