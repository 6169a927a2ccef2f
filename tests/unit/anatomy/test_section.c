#include "tautband/anatomy/section.h"

#include "tautband/core/rng.h"
#include "tautband/core/units.h"

#include "tb_test.h"

#include <string.h>

static const char *const CASE_PATH = "assets/cases/gastrocnemius-medial.yaml";
static tb_case model;
static tb_anatomy anatomy;
static tb_section section;

static void load_case(void)
{
    static tb_diagnostics diagnostics;
    if (tb_case_load(CASE_PATH, &model, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        abort();
    }
}

static tb_section_plane plane_at(double t_mm, double b_mm, double azimuth_rad)
{
    return (tb_section_plane){t_mm, b_mm, tb_cos(azimuth_rad), tb_sin(azimuth_rad)};
}

// Limits of a cell: every corner above 0.3 of the mean corner, sides within a factor of 3.
static void check_cells(const tb_section *s, double *worst_aspect, double *worst_corner)
{
    for (int j = 0; j + 1 < TB_SECTION_NY; ++j) {
        for (int i = 0; i + 1 < TB_SECTION_NX; ++i) {
            const int a = i + TB_SECTION_NX * j, d = a + TB_SECTION_NX;
            const double dx = s->s_mm[a + 1] - s->s_mm[a];
            const double left = s->y_mm[a] - s->y_mm[d], right = s->y_mm[a + 1] - s->y_mm[d + 1];
            // columns are upright: the corners are triangles over one of the two sides
            const double corner = fmin(left, right) / (0.5 * (left + right));
            const double rise = 0.5 * (s->y_mm[a + 1] - s->y_mm[a] + s->y_mm[d + 1] - s->y_mm[d]);
            const double u = sqrt(dx * dx + rise * rise), w = 0.5 * (left + right);
            const double aspect = fmax(u / w, w / u);
            *worst_aspect = fmax(*worst_aspect, aspect);
            *worst_corner = fmin(*worst_corner, corner);
            if (!(left > 0.0 && right > 0.0)) {
                fail_msg("cell (%d, %d) is folded", i, j);
            }
        }
    }
}

static void every_entry_and_azimuth(void **state)
{
    (void)state;
    double worst_aspect = 1.0, worst_corner = 1.0;
    for (uint64_t seed = 0; seed <= 200; ++seed) {
        tb_anatomy_draw(&model, seed, &anatomy);
        tb_rng rng;
        tb_rng_seed(&rng, seed, TB_RNG_SCENE);
        for (int k = 0; k < 12; ++k) { // the four corners of the region, then places at random
            const double t =
                k < 4 ? (k % 2 == 0 ? -45.0 : 45.0) : 90.0 * tb_rng_uniform(&rng) - 45.0;
            const double b = k < 4 ? (k < 2 ? -33.0 : 33.0) : 66.0 * tb_rng_uniform(&rng) - 33.0;
            const double azimuth = 2.0 * TB_PI * tb_rng_uniform(&rng);
            const tb_section_plane plane = plane_at(t, b, k < 4 ? 0.5 * TB_PI * k : azimuth);
            tb_error error = {0};
            if (tb_section_build(&anatomy, &plane, &section, &error) != TB_OK) {
                fail_msg("seed %d: %s", (int)seed, error.message);
            }
            check_cells(&section, &worst_aspect, &worst_corner);
        }
    }
    assert_true(worst_aspect < 3.0);
    assert_true(worst_corner > 0.3);
}

static void rows_follow_layers(void **state)
{
    (void)state;
    tb_anatomy_draw(&model, 0, &anatomy);
    const tb_section_plane plane = plane_at(0.0, 0.0, 0.0);
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    assert_int_equal(section.layer_count, 6);
    assert_int_equal(section.layer_row[0], 0);
    assert_int_equal(section.layer_row[1], 2);                        // skin
    assert_int_equal(section.layer_row[3] - section.layer_row[2], 1); // crural fascia
    assert_int_equal(section.layer_row[5] - section.layer_row[4], 1); // aponeurosis
    assert_int_equal(section.layer_row[6], TB_SECTION_NY - 1);
    const int middle = TB_SECTION_NX / 2;
    const tb_vec3 place = tb_section_to_site(&plane, section.s_mm[middle], 0.0);
    for (int k = 0; k < section.layer_count; ++k) {
        const int row = section.layer_row[k];
        assert_near(section.y_mm[middle + TB_SECTION_NX * row],
                    -tb_anatomy_layer_top_mm(&anatomy, k, place.x, place.y), 1e-9);
    }
    // the base: 44 mm below the skin, deeper than the last layer's 42.92
    assert_near(section.y_mm[middle] - section.y_mm[middle + TB_SECTION_NX * (TB_SECTION_NY - 1)],
                44.0, 1e-9);
    for (int j = 1; j < TB_SECTION_NY; ++j) {
        const int at = middle + TB_SECTION_NX * j;
        assert_true(section.y_mm[at - TB_SECTION_NX] - section.y_mm[at] < 1.6);
    }
}

static void base_lies_below_the_last_layer(void **state)
{
    (void)state;
    int deeper = 0;
    for (uint64_t seed = 1; seed <= 50; ++seed) {
        tb_anatomy_draw(&model, seed, &anatomy);
        const tb_section_plane plane = plane_at(0.0, 0.0, 0.0);
        assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
        const tb_vec3 place = tb_section_to_site(&plane, section.s_mm[32], 0.0);
        const double last = tb_anatomy_layer_top_mm(&anatomy, 6, place.x, place.y);
        const double base = -section.y_mm[32 + TB_SECTION_NX * (TB_SECTION_NY - 1)];
        assert_true(base >= last - 1e-9);
        deeper += base - tb_anatomy_skin_mm(&anatomy, place.x, place.y) > 44.0 + 1e-9;
    }
    assert_true(deeper > 5); // men's muscles are thicker than the site's mean
}

static void tissue_is_that_of_the_true_place(void **state)
{
    (void)state;
    tb_anatomy_draw(&model, 3, &anatomy);
    const tb_vec3 centre = anatomy.trigger_points[anatomy.symptomatic].centre_mm;
    const tb_section_plane plane = plane_at(centre.x, centre.y, 0.5 * TB_PI);
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    int nodule = 0, differ = 0;
    for (int j = 0; j + 1 < TB_SECTION_NY; ++j) {
        for (int i = 0; i + 1 < TB_SECTION_NX; ++i) {
            const int a = i + TB_SECTION_NX * j;
            const double s = 0.5 * (section.s_mm[a] + section.s_mm[a + 1]);
            const double y =
                0.25 * (section.y_mm[a] + section.y_mm[a + 1] + section.y_mm[a + TB_SECTION_NX] +
                        section.y_mm[a + TB_SECTION_NX + 1]);
            nodule += section.tissue[a] == TB_TISSUE_NODULE_ACTIVE;
            differ += section.tissue[a] !=
                      tb_anatomy_tissue_at(&anatomy, tb_section_to_site(&plane, s, y));
        }
    }
    // pi x 3.5 x 3 mm over cells of 1.27 x 1.2 mm
    assert_in_range(nodule, 12, 32);
    // a cell's centre and the skin above it are taken on a chord of the curved skin
    assert_in_range(differ, 0, 8);
    for (int j = 0; j < TB_SECTION_NY; ++j) {
        assert_int_equal(section.tissue[TB_SECTION_NX - 1 + TB_SECTION_NX * j], 0);
    }
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        assert_int_equal(section.tissue[i + TB_SECTION_NX * (TB_SECTION_NY - 1)], 0);
    }
}

// A section moved along the fibres row by row shows what a section built there shows.
static void resampled_rows_agree_with_a_new_section(void **state)
{
    (void)state;
    static tb_section built;
    tb_anatomy_draw(&model, 5, &anatomy);
    const tb_section_plane from = plane_at(-4.0, 0.0, 0.5 * TB_PI),
                           to = plane_at(4.0, 0.0, 0.5 * TB_PI);
    assert_int_equal(tb_section_build(&anatomy, &from, &section, NULL), TB_OK);
    assert_int_equal(tb_section_build(&anatomy, &to, &built, NULL), TB_OK);
    for (int j = 0; j + 1 < TB_SECTION_NY; ++j) {
        tb_section_resample_rows(&anatomy, &to, &section, j, 1);
    }
    int differ = 0;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        differ += section.tissue[k] != built.tissue[k];
    }
    assert_in_range(differ, 0, 25); // of 2457
}

static void frames_are_inverse(void **state)
{
    (void)state;
    const tb_section_plane plane = plane_at(3.0, -7.0, 0.7);
    const tb_vec3 site = {11.0, 2.5, 9.0};
    double s, y, off;
    tb_section_from_site(&plane, site, &s, &y, &off);
    const tb_vec3 back = tb_section_to_site(&plane, s, y);
    // off the plane, to the left of s: (-sin A, cos A)
    assert_near(back.x - off * plane.sin_azimuth, site.x, 1e-12);
    assert_near(back.y + off * plane.cos_azimuth, site.y, 1e-12);
    assert_near(back.z, site.z, 1e-12);
    const tb_vec3 left = {3.0 - plane.sin_azimuth, -7.0 + plane.cos_azimuth, 0.0};
    tb_section_from_site(&plane, left, &s, &y, &off);
    assert_near(off, 1.0, 1e-12);
    assert_near(s, 0.0, 1e-12);
}

static void bone_is_found_below_its_column(void **state)
{
    (void)state;
    tb_anatomy_draw(&model, 0, &anatomy);
    anatomy.base_depth_mm = 60.0; // deep enough to meet the tibia
    const tb_section_plane plane = plane_at(0.0, 16.0, 0.5 * TB_PI);
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    int met = 0;
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        // tibia at t = 0: centre (b 16, n 68), radius 13; skin b^2 / 116 inside the extent
        const double b = 16.0 + section.s_mm[i], off = b - 16.0;
        if (fabs(off) < 8.0) { // the cone's slope along t adds up to 0.1 mm
            const double expected = 68.0 - sqrt(169.0 - off * off) - b * b / 116.0;
            assert_near(section.depth_to_bone_mm[i], expected, 0.15);
            ++met;
        }
    }
    assert_int_equal(met, 12);
    assert_near(section.depth_to_bone_mm[0], 60.0, 1e-9); // beside the bone: the base
}

// Skin that falls off like a cliff is meshed as steeply as columns bear, and nowhere below itself.
static void steep_skin_is_meshed_less_steeply(void **state)
{
    (void)state;
    tb_anatomy_draw(&model, 0, &anatomy);
    anatomy.radius_b_mm[0] = anatomy.radius_b_mm[1] =
        8.0; // a finger's curvature with a calf's extent
    const tb_section_plane plane = plane_at(0.0, 0.0, 0.5 * TB_PI);
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    int met = 0;
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        const double skin_y = -tb_anatomy_skin_mm(&anatomy, 0.0, section.s_mm[i]);
        assert_true(section.y_mm[i] >= skin_y - 1e-9);
        met += section.y_mm[i] < skin_y + 1e-9; // as it is where it is not too steep
        if (i > 0) {
            const double rise = section.y_mm[i] - section.y_mm[i - 1];
            assert_true(fabs(rise) <= 0.9001 * (section.s_mm[i] - section.s_mm[i - 1]));
        }
    }
    assert_int_equal(met, 12); // |b| < 0.9 R = 7.2 mm: twelve columns 1.27 mm apart
}

static void refuses_what_is_no_number(void **state)
{
    (void)state;
    tb_anatomy_draw(&model, 0, &anatomy);
    anatomy.radius_t_mm = NAN;
    const tb_section_plane plane = plane_at(0.0, 20.0, 0.5 * TB_PI);
    tb_error error = {0};
    memset(&section, 0x5a, sizeof section);
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, &error), TB_ERR_FAULT);
    assert_non_null(strstr(error.message, "section at t 0.0, b 20.0 mm"));
    assert_int_equal(section.tissue[0], 0x5a);
}

static void allocates_nothing(void **state)
{
    (void)state;
    tb_anatomy_draw(&model, 2, &anatomy);
    const tb_section_plane plane = plane_at(0.0, 0.0, 1.0);
    const uint64_t before = tb_alloc_calls();
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    assert_int_equal(tb_test_allocs_since(before), 0);
}

int main(void)
{
    static tb_test_list list;
    load_case();
    TB_TEST(&list, every_entry_and_azimuth);
    TB_TEST(&list, rows_follow_layers);
    TB_TEST(&list, base_lies_below_the_last_layer);
    TB_TEST(&list, tissue_is_that_of_the_true_place);
    TB_TEST(&list, resampled_rows_agree_with_a_new_section);
    TB_TEST(&list, frames_are_inverse);
    TB_TEST(&list, bone_is_found_below_its_column);
    TB_TEST(&list, steep_skin_is_meshed_less_steeply);
    TB_TEST(&list, refuses_what_is_no_number);
    TB_TEST(&list, allocates_nothing);
    return tb_test_run(&list, "section");
}
