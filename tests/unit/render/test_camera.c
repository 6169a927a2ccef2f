// Cameras without GL: where presets stand, how they turn; and the stretch that tints the section.
#include "tb_test.h"

#include "render/lattice_view.h"
#include "render/render_internal.h"
#include "tautband/core/units.h"

#include <string.h>

static tb_case model;
static tb_anatomy anatomy;
static tb_renderer *renderer;
static tb_snapshot snapshot;

static tb_f3 eye_of(const tb_camera *camera, tb_f3 *up)
{
    *up = tb_camera_up(&renderer->region, camera);
    return tb_f3_sub(tb_camera_eye(&renderer->region, camera),
                     tb_f3_make(camera->focus_t_mm, -camera->focus_n_mm, camera->focus_b_mm));
}

static void presets_look_where_they_say(void **state)
{
    (void)state;
    tb_f3 up;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.needle.stage = TB_NEEDLE_IN;
    snapshot.needle.tilt_rad = 0.35f;
    snapshot.needle.azimuth_rad = 1.1f;
    snapshot.needle.entry_t_mm = 7.0f;
    for (int k = 0; k < TB_CAMERA_PRESETS; ++k) {
        const tb_camera camera = tb_renderer_camera(renderer, (tb_camera_preset)k, &snapshot);
        const tb_f3 away = eye_of(&camera, &up);
        assert_near((double)sqrtf(tb_f3_dot(away, away)), (double)camera.distance_mm, 0.01);
        assert_true(tb_f3_dot(tb_f3_unit(away), up) < 0.99f); // never along the line of sight
        assert_true(tb_f3_dot(up, renderer->region.up) > 0.0f);
        assert_true(tb_f3_dot(away, renderer->region.up) > 0.0f); // above the table
    }
    // down the needle: within ten degrees of its axis, at its entry
    tb_camera camera = tb_renderer_camera(renderer, TB_CAMERA_NEEDLE, &snapshot);
    const tb_vec3 into = tb_needle_direction(0.35, 1.1);
    const tb_f3 back = {-(float)into.x, (float)into.z, -(float)into.y};
    assert_true(tb_f3_dot(tb_f3_unit(eye_of(&camera, &up)), back) > cosf(0.175f));
    assert_near((double)camera.focus_t_mm, 7.0, 1e-6);
    // along the fibres: nothing of the view goes across them
    camera = tb_renderer_camera(renderer, TB_CAMERA_ALONG, NULL);
    const tb_f3 along = tb_f3_unit(eye_of(&camera, &up));
    assert_near((double)along.z, 0.0, 0.05);
    assert_true(fabsf(along.x) > 0.8f);
    assert_true(tb_renderer_camera(renderer, TB_CAMERA_REGION, NULL).distance_mm >
                2.0f * tb_renderer_camera(renderer, TB_CAMERA_WORK, NULL).distance_mm);
}

static void orbit_and_zoom_keep_their_limits(void **state)
{
    (void)state;
    tb_f3 up;
    tb_camera camera = tb_renderer_camera_work(renderer);
    tb_camera_orbit(&camera, 0.0f, 10.0f);
    tb_f3 away = tb_f3_unit(eye_of(&camera, &up));
    assert_true(away.y > 0.99f && fabsf(tb_f3_dot(away, up)) < 0.01f); // straight down, with an up
    tb_camera_orbit(&camera, 0.0f, -20.0f);
    away = tb_f3_unit(eye_of(&camera, &up));
    assert_true(away.y > 0.0f);
    const float before = camera.azimuth_rad;
    tb_camera_orbit(&camera, 0.4f, 0.0f);
    assert_near((double)(camera.azimuth_rad - before), 0.4, 1e-5);
    tb_camera_zoom(&camera, 1e-6f);
    assert_near((double)camera.distance_mm, 90.0, 1e-4);
    tb_camera_zoom(&camera, 1e9f);
    assert_near((double)camera.distance_mm, 1400.0, 1e-3);
}

static void goes_the_shorter_way_round(void **state)
{
    (void)state;
    const tb_camera from = {.azimuth_rad = 3.0f, .elevation_rad = 0.2f, .distance_mm = 100.0f},
                    to = {.azimuth_rad = -3.0f,
                          .elevation_rad = 0.8f,
                          .distance_mm = 400.0f,
                          .focus_t_mm = 10.0f};
    const tb_camera start = tb_camera_between(&from, &to, 0.0f),
                    middle = tb_camera_between(&from, &to, 0.5f),
                    end = tb_camera_between(&from, &to, 1.0f);
    assert_near((double)start.azimuth_rad, 3.0, 1e-6);
    assert_near((double)middle.azimuth_rad, 3.14159265, 1e-5); // over pi, not over 0
    assert_near((double)middle.distance_mm, 200.0, 0.01);      // even steps of zoom
    assert_near((double)middle.focus_t_mm, 5.0, 1e-5);
    assert_memory_equal(&end, &to, sizeof end);
    // it eases: slow at both ends
    const float early = tb_camera_between(&from, &to, 0.1f).elevation_rad - 0.2f,
                amid = tb_camera_between(&from, &to, 0.55f).elevation_rad -
                       tb_camera_between(&from, &to, 0.45f).elevation_rad;
    assert_true(early < 0.5f * amid);
}

/// Deform a square lattice: x' = a x + b y, y' = y.
static float stretch_of(float a, float b)
{
    memset(&snapshot, 0, sizeof snapshot);
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        const float x = (float)(k % TB_SECTION_NX), y = -0.7f * (float)(k / TB_SECTION_NX);
        snapshot.section.rest_s_mm[k] = x;
        snapshot.section.rest_y_mm[k] = y;
        snapshot.section.s_mm[k] = a * x + b * y;
        snapshot.section.y_mm[k] = y;
    }
    const tb_lattice_view view = {&snapshot, &snapshot, 1.0f};
    const float inner = tb_lattice_stretch(&view, 20, 20), corner = tb_lattice_stretch(&view, 0, 0);
    assert_near((double)inner, (double)corner, 1e-4);
    return inner;
}

static void stretch_is_the_larger_principal_one(void **state)
{
    (void)state;
    assert_near((double)stretch_of(1.0f, 0.0f), 0.0, 1e-5);
    assert_near((double)stretch_of(1.1f, 0.0f), 0.1, 1e-4);
    assert_near((double)stretch_of(0.9f, 0.0f), 0.0, 1e-4); // pressed together: nothing is longer
    // simple shear: lambda = g / 2 + sqrt(1 + g^2 / 4)
    assert_near((double)stretch_of(1.0f, 0.4f), 0.2 + sqrt(1.04) - 1.0, 1e-4);
}

typedef struct case_row {
    const char *name;
} case_row;

/// One case of every site, and of each side where there are both.
static case_row cases[] = {
    {"abh-dancer"}, {"fdb-parcel"},      {"fdb-waiter"},  {"gal-first-timer"},
    {"gal-hiker"},  {"gmed-nurse"},      {"gmed-runner"}, {"gastrocnemius-medial"},
    {"is-swimmer"}, {"is-carpenter"},    {"ls-driver"},   {"ls-nurse-nights"},
    {"oci-editor"}, {"pi-analyst"},      {"ql-gardener"}, {"qp-teacher"},
    {"scm-singer"}, {"ut-slim-student"}, {"ut-designer"}, {"ut-violinist"},
};

/// How far along s is to the right in the picture of the view that faces a plane.
static float s_to_the_right(const tb_renderer *shown, const tb_anatomy *drawn,
                            const tb_section_plane *plane)
{
    const tb_camera camera = tb_renderer_camera_facing(shown, plane);
    const tb_f3 away =
        tb_f3_sub(tb_camera_eye(&shown->region, &camera),
                  tb_f3_make(camera.focus_t_mm, -camera.focus_n_mm, camera.focus_b_mm));
    const tb_f3 right = tb_f3_unit(tb_f3_cross(tb_camera_up(&shown->region, &camera), away));
    const float along = right.x * (float)plane->cos_azimuth + right.z * (float)plane->sin_azimuth;
    return drawn->left ? -along : along; // a left side is shown as a mirror image
}

/// What lies to the right in the working view lies to the right in the section: across the fibres,
/// along the advised needle, and along needles all round.
static void the_sections_right_is_the_views(void **state)
{
    const case_row *row = *state;
    static tb_case one;
    static tb_anatomy drawn;
    static tb_diagnostics diagnostics;
    tb_renderer *shown = NULL;
    char path[128];
    snprintf(path, sizeof path, "assets/cases/%s.yaml", row->name);
    assert_int_equal(tb_case_load(path, &one, &diagnostics), TB_OK);
    assert_int_equal(tb_renderer_create_null(&shown), TB_OK);
    for (uint64_t seed = 0; seed < 3; ++seed) {
        tb_anatomy_draw(&one, seed, &drawn);
        assert_int_equal(tb_renderer_set_patient(shown, &one, &drawn, NULL), TB_OK);
        for (int k = -2; k < 72; ++k) {
            const tb_rect rect = {0, 0, 400, 300};
            const double degrees = k == -2   ? 90.0
                                   : k == -1 ? one.approach.azimuth_deg
                                             : 5.0 * (double)k;
            const double azimuth = tb_rad_from_deg(degrees);
            memset(&snapshot, 0, sizeof snapshot);
            snapshot.section.plane = (tb_section_plane){
                one.approach.entry_t_mm, one.approach.entry_b_mm, cos(azimuth), sin(azimuth)};
            const float right = s_to_the_right(shown, &drawn, &snapshot.section.plane);
            const bool turned = tb_renderer_section_turned(shown, NULL, &snapshot.section.plane);
            const tb_section_fit fit = tb_section_view_fit(&drawn, &snapshot, turned);
            float x0, x1, y;
            tb_section_view_map(&rect, fit, 0.0f, 0.0f, &x0, &y);
            tb_section_view_map(&rect, fit, 10.0f, 0.0f, &x1, &y);
            if (k == -2) {
                assert_true(fabsf(right) > 0.25f); // across the fibres no view looks along it
            }
            if (fabsf(right) > 0.01f && (x1 - x0) * right <= 0.0f) {
                fail_msg("seed %d, %g degrees: s goes %.2f to the right, its pixels %.0f",
                         (int)seed, degrees, (double)right, (double)(x1 - x0));
            }
        }
    }
    tb_renderer_destroy(shown);
}

/// A finger that walks about the site is seen from one side throughout.
static void a_walking_finger_turns_no_section(void **state)
{
    const case_row *row = *state;
    static tb_case one;
    static tb_anatomy drawn;
    static tb_diagnostics diagnostics;
    tb_renderer *shown = NULL;
    char path[128];
    snprintf(path, sizeof path, "assets/cases/%s.yaml", row->name);
    assert_int_equal(tb_case_load(path, &one, &diagnostics), TB_OK);
    assert_int_equal(tb_renderer_create_null(&shown), TB_OK);
    tb_anatomy_draw(&one, 1, &drawn);
    assert_int_equal(tb_renderer_set_patient(shown, &one, &drawn, NULL), TB_OK);
    tb_section_plane plane = {0.0, 0.0, 0.0, 1.0};
    const bool turned = tb_renderer_section_turned(shown, NULL, &plane);
    for (int t = -20; t <= 20; t += 5) {
        for (int b = -20; b <= 20; b += 5) {
            plane.t0_mm = (double)t;
            plane.b0_mm = (double)b;
            if (tb_renderer_section_turned(shown, NULL, &plane) != turned) {
                fail_msg("turned at t %d, b %d", t, b);
            }
        }
    }
    tb_renderer_destroy(shown);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK ||
        tb_renderer_create_null(&renderer) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    tb_anatomy_draw(&model, 0, &anatomy);
    if (tb_renderer_set_patient(renderer, &model, &anatomy, NULL) != TB_OK) {
        return 1;
    }
    TB_TEST(&list, presets_look_where_they_say);
    TB_TEST(&list, orbit_and_zoom_keep_their_limits);
    TB_TEST(&list, goes_the_shorter_way_round);
    TB_TEST(&list, stretch_is_the_larger_principal_one);
    TB_TEST_ROWS(&list, the_sections_right_is_the_views, cases);
    TB_TEST_ROWS(&list, a_walking_finger_turns_no_section, cases);
    const int failed = tb_test_run(&list, "cameras");
    tb_renderer_destroy(renderer);
    return failed;
}
