// The skin around a cut is whole: from above, whatever plane is cut at whatever site, no place of
// the skin beside, behind or before the notch shows what lies behind the body.
#include "tb_test.h"

#include "render/render_internal.h"
#include "tautband/anatomy/section.h"

#include <SDL.h>
#include <epoxy/gl.h>
#include <string.h>

enum { WIDTH = 640, HEIGHT = 400, AZIMUTHS = 6 };

static tb_renderer *renderer;
static unsigned char rgba[WIDTH * HEIGHT * 4];

/// Sites whose skin is bent: a flank that falls away, furrows, ridges, a narrow foot.
typedef struct border_row {
    const char *name, *file;
} border_row;

static border_row rows[] = {
    {"medial calf", "assets/cases/gastrocnemius-medial.yaml"},
    {"lateral calf", "assets/cases/gal-hiker.yaml"},
    {"shoulder blade", "assets/cases/is-carpenter.yaml"},
    {"shoulder blade of a swimmer", "assets/cases/is-swimmer.yaml"},
    {"back beside the shoulder blade", "assets/cases/ls-driver.yaml"},
    {"sole", "assets/cases/fdb-parcel.yaml"},
};

/// A snapshot whose tissue rests in a needle's plane.
static void rest_in(const tb_anatomy *anatomy, double azimuth_rad, tb_snapshot *snapshot)
{
    static tb_section section;
    static uint32_t build;
    const tb_section_plane plane = {-10.0, -2.0, cos(azimuth_rad), sin(azimuth_rad)};
    assert_int_equal(tb_section_build(anatomy, &plane, &section, NULL), TB_OK);
    memset(snapshot, 0, sizeof *snapshot);
    snapshot->section.kind = TB_SECTION_NEEDLE;
    snapshot->section.build = ++build;
    snapshot->section.plane = plane;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        snapshot->section.rest_s_mm[k] = snapshot->section.s_mm[k] = (float)section.s_mm[k];
        snapshot->section.rest_y_mm[k] = snapshot->section.y_mm[k] = (float)section.y_mm[k];
    }
}

static void draw(const tb_snapshot *snapshot, const tb_camera *camera, tb_depth_view view)
{
    const tb_frame_desc frame = {.width = WIDTH,
                                 .height = HEIGHT,
                                 .scene = {0, 0, WIDTH, HEIGHT},
                                 .camera = *camera,
                                 .view = view,
                                 .reduced_motion = true};
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    for (int k = 0; k < 3; ++k) {
        tb_renderer_draw(renderer, snapshot, snapshot, 1.0f, &frame);
    }
    glReadPixels(0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    assert_int_equal(glGetError(), GL_NO_ERROR);
}

/// True when a place of the skin is not plainly in view.
static bool hidden(tb_f3 p)
{
    const tb_f3 eye = {renderer->eye_mm[0], renderer->eye_mm[1], renderer->eye_mm[2]};
    const tb_f3 ray = tb_f3_unit(tb_f3_sub(eye, p));
    tb_f3 normal;
    tb_region_onto_skin(&renderer->region, p, &normal);
    if (tb_f3_dot(normal, ray) < 0.4f) {
        return true; // seen at a slant
    }
    for (int k = 1; k <= 3; ++k) { // near the body's outline, where the drawn skin is coarse
        if (tb_region_skin(&renderer->region, tb_f3_sub(p, tb_f3_scale(ray, 8.0f * (float)k))) >
            -1.0f) {
            return true;
        }
    }
    for (int k = 1; k < 40; ++k) {
        if (tb_region_all(&renderer->region, tb_f3_add(p, tb_f3_scale(ray, 4.0f * (float)k))) <
            0.5f) {
            return true;
        }
    }
    return false;
}

/// What is behind the body is grey or blue; skin, fat and muscle are not. A left one is mirrored.
static bool shows_background(tb_f3 p)
{
    float x_px, y_px;
    if (!tb_renderer_project(renderer, p.x, p.z, -p.y, &x_px, &y_px)) {
        return false;
    }
    const int x = (int)fmaxf(0.0f, fminf(x_px, WIDTH - 1.0f)),
              y = (int)fmaxf(0.0f, fminf((float)HEIGHT - y_px, HEIGHT - 1.0f));
    const unsigned char *pixel = &rgba[4 * (x + WIDTH * y)];
    return pixel[2] >= pixel[0];
}

/// How far before the plane the notch's floor comes out of the skin.
static float floor_end(const tb_cut *cut, float s_mm)
{
    float ahead = 0.0f;
    bool inside = false;
    for (; ahead < 90.0f; ahead += 0.5f) {
        const tb_f3 p = tb_cut_point(cut, s_mm, tb_cut_floor(cut, ahead), ahead);
        const bool now = tb_region_skin(&renderer->region, p) < 0.0f;
        if (inside && !now) {
            break;
        }
        inside = inside || now;
    }
    return ahead;
}

/// Places of the skin around the notch, in lines a millimetre apart.
static void look_around(int *looked, int *holes)
{
    enum { ACROSS = 90 };
    const tb_cut *cut = &renderer->cut;
    float ends[ACROSS + 1];
    for (int k = 0; k <= ACROSS; ++k) {
        const float s = cut->lo_mm - 9.0f + (cut->hi_mm - cut->lo_mm + 18.0f) * (float)k / ACROSS;
        ends[k] = floor_end(cut, fmaxf(cut->lo_mm, fminf(cut->hi_mm, s)));
    }
    for (int out = 1; out <= 24; ++out) {
        for (int k = 0; k <= ACROSS; ++k) {
            const float u = (float)k / ACROSS, d = (float)out;
            const float s = cut->lo_mm - 9.0f + (cut->hi_mm - cut->lo_mm + 18.0f) * u;
            const float exit = ends[k];
            const float ahead = -cut->back_mm - 9.0f + (exit + cut->back_mm + 9.0f) * u;
            const float places[4][2] = {{s, -cut->back_mm - d},
                                        {s, exit + 1.5f + d},
                                        {cut->lo_mm - d, ahead},
                                        {cut->hi_mm + d, ahead}};
            for (int side = 0; side < 4; ++side) {
                if (d > 14.0f && side != 1) {
                    continue;
                }
                tb_f3 p = tb_cut_point(cut, places[side][0], 0.0f, places[side][1]);
                p.y = tb_region_height(&renderer->region, p.x, p.z);
                if (hidden(p)) {
                    continue;
                }
                ++*looked;
                *holes += shows_background(p);
            }
        }
    }
}

static void skin_around_a_cut_is_whole(void **state)
{
    const border_row *row = *state;
    static tb_case model;
    static tb_anatomy anatomy;
    static tb_diagnostics diagnostics;
    static tb_snapshot snapshot;
    assert_int_equal(tb_case_load(row->file, &model, &diagnostics), TB_OK);
    tb_anatomy_draw(&model, 3, &anatomy);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, &anatomy, NULL), TB_OK);
    int looked = 0, holes = 0;
    for (int k = 0; k < AZIMUTHS; ++k) {
        rest_in(&anatomy, 3.14159265 * k / AZIMUTHS, &snapshot);
        tb_camera camera = tb_renderer_camera_facing(renderer, &snapshot.section.plane);
        for (int way = 0; way < 3; ++way) { // as one works, from higher up, and along the fibres
            draw(&snapshot, &camera, TB_VIEW_FULL);
            look_around(&looked, &holes);
            tb_camera_orbit(&camera, 0.0f, 0.5f);
            camera = way == 1 ? tb_renderer_camera(renderer, TB_CAMERA_ALONG, NULL) : camera;
        }
    }
    print_message("%s: %d of %d places show the background\n", row->name, holes, looked);
    assert_true(looked > 10000);
    assert_true(10000 * holes < looked);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, skin_around_a_cut_is_whole, rows);
    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        print_message("no off-screen video here: %s\n", SDL_GetError());
        return 0;
    }
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window =
        SDL_CreateWindow("border", 0, 0, WIDTH, HEIGHT, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    SDL_GLContext context = window != NULL ? SDL_GL_CreateContext(window) : NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT};
    int failed = 0;
    if (context == NULL) {
        print_message("no OpenGL 3.3 here: %s\n", SDL_GetError());
    } else if (tb_renderer_create(&desc, &renderer, NULL) != TB_OK) {
        failed = 1;
    } else {
        failed = tb_test_run(&list, "border");
        tb_renderer_destroy(renderer);
    }
    SDL_Quit();
    return failed;
}
