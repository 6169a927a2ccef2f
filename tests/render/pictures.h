/// What tests of off-screen pictures share: one encounter brought to four moments, a context of
/// OpenGL or GLES, a picture of it, and how far two pictures differ.
#ifndef TB_TESTS_PICTURES_H
#define TB_TESTS_PICTURES_H
#include "tb_test.h"

#include "tautband/render/renderer.h"
#include "tautband/session/session.h"

#include <SDL.h>
#include <epoxy/gl.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { SETTLED = 12 }; ///< frames after which nothing of the picture is still to come
enum { WIDTH = 640, HEIGHT = 360, BYTES = WIDTH * HEIGHT * 3 };

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_session *session;
static tb_input input;
static tb_snapshot snapshot;
static unsigned char picture[BYTES]; ///< the one drawn last

static inline void run(int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        tb_session_step(session, &input);
        input.command = TB_COMMAND_NONE;
    }
}

/// Bring the session to one of the pictured moments.
static inline void play_on(int moment)
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

static inline void play_to(int moment)
{
    tb_session_destroy(session);
    const tb_session_desc desc = {&model, &tissues, &physiology, 7, 8};
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    play_on(moment);
}

static const char *const names[4] = {"palpate", "outline", "tube", "needle"};

static inline void draw_desc(tb_renderer *renderer, const tb_frame_desc *frame, int frames)
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

static inline void draw_frames(tb_renderer *renderer, int moment, int frames)
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

/// Mean difference and share of pixels beyond 8/255.
static inline void compare(const unsigned char *a, const unsigned char *b, double *mean,
                           double *share, int *largest)
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

static inline void write_png(const char *path, const unsigned char *bytes)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};
    if (!png_image_write_to_file(&image, path, 0, bytes, 0, NULL)) {
        print_error("%s cannot be written\n", path);
    }
}

/// A window and context off screen; NULL where the machine has none.
static inline SDL_Window *open_context(bool es, SDL_GLContext *context)
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

/// Read the case, run the tests where there is a video driver off screen.
/// @return what main() returns
static inline int pictures_run(tb_test_list *list, const char *name)
{
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
    const int failed = tb_test_run(list, name);
    tb_session_destroy(session);
    SDL_Quit();
    return failed;
}

#endif
