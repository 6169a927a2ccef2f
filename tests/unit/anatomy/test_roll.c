// The lifted roll: its layers by depth below the skin, and the grid across it.
#include "tautband/anatomy/section.h"

#include "../../scenes/roll.h"
#include "tb_test.h"

#include <math.h>
#include <string.h>

typedef void (*site_maker)(tb_anatomy *anatomy);

typedef struct place_row {
    const char *name;
    double b_mm, n_mm;
    int layer; ///< -1 in air
} place_row;

// trapezius: crest at n = -14, half disc of radius 14.352 around n = 0.352, upright faces below;
// skin to 2.2, fat to 6.2, fascia to 7.45 mm of depth, then muscle down to n = 15
static place_row places[] = {
    {"above the crest", 0.0, -14.1, -1},
    {"skin of the crest", 0.0, -13.0, 0},
    {"fat of the crest", 0.0, -9.0, 1},
    {"fascia of the crest", 0.0, -7.0, 2},
    {"core", 0.0, 0.0, 3},
    {"core, low", 0.0, 14.9, 3},
    {"below the root", 0.0, 15.1, 4},
    {"deep muscle", 0.0, 19.5, 5},
    {"skin of a face", 14.0, 2.0, 0},
    {"fat of the other face", -9.0, 2.0, 1},
    {"in the round, skin", 10.0, -9.0, 0},
    {"in the round, air", 10.5, -10.0, -1},
    {"beside the roll, in the air", 16.0, 0.0, -1},
};

static void layers_follow_the_roll(void **state)
{
    const place_row *row = *state;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    assert_int_equal(tb_anatomy_layer_at(&anatomy, (tb_vec3){3.0, row->b_mm, row->n_mm}),
                     row->layer);
}

static void skin_is_the_half_disc(void **state)
{
    (void)state;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    const double w = anatomy.roll.half_width_mm;
    for (double b = -13.0; b <= 13.0; b += 1.0) {
        const double n = tb_anatomy_skin_mm(&anatomy, 5.0, b);
        assert_near(n, -14.0 + w - sqrt(w * w - b * b), 1e-12);
        assert_near(tb_roll_depth_mm(&anatomy.roll, (tb_vec3){5.0, b, n}), 0.0, 1e-9);
        assert_near(tb_roll_face_mm(&anatomy.roll, n), fabs(b), 1e-6);
    }
    assert_near(tb_anatomy_skin_mm(&anatomy, 0.0, 20.0), 20.0 * 20.0 / 64.0, 1e-9); // the patch
    assert_near(tb_anatomy_layer_top_mm(&anatomy, 3, 0.0, 0.0), -14.0 + 7.45, 1e-9);
    assert_near(tb_anatomy_layer_top_mm(&anatomy, 4, 0.0, 0.0), 15.0, 1e-9);
}

static const tb_section_plane ACROSS = {0.0, 0.0, 0.0, 1.0};

typedef struct mesh_row {
    const char *name;
    site_maker site;
    tb_section_shape shape;
    double azimuth_deg;
} mesh_row;

static mesh_row meshes[] = {
    {"trapezius through a face", roll_trapezius, TB_SECTION_ROLL_FACE, 90.0},
    {"trapezius through the other face", roll_trapezius, TB_SECTION_ROLL_FACE, -90.0},
    {"trapezius through the crest", roll_trapezius, TB_SECTION_ROLL_CREST, 90.0},
    {"trapezius aslant", roll_trapezius, TB_SECTION_ROLL_FACE, 60.0},
    {"neck through a face", roll_neck, TB_SECTION_ROLL_FACE, 90.0},
    {"neck through the crest", roll_neck, TB_SECTION_ROLL_CREST, -90.0},
};

static tb_section_plane plane_at(double azimuth_deg)
{
    const double a = azimuth_deg * 0.017453292519943295;
    return (tb_section_plane){2.0, 1.5, cos(a), sin(a)};
}

/// Doubled area of the grid by its rim against the sum of its cells: nothing folds, nothing is left
/// out; and every node lies in the outline.
static void grid_fills_the_outline(void **state)
{
    const mesh_row *row = *state;
    static tb_section section;
    tb_anatomy anatomy;
    tb_error error = {0};
    row->site(&anatomy);
    const tb_section_plane plane = plane_at(row->azimuth_deg);
    assert_true(tb_section_crosses_roll(&anatomy, &plane));
    if (tb_section_build_roll(&anatomy, &plane, row->shape, &section, &error) != TB_OK) {
        fail_msg("%s", error.message);
    }
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        const tb_vec3 place = tb_section_to_site(&plane, section.s_mm[k], section.y_mm[k]);
        // the filled corners stand out of the disc by (0.82 sqrt 2 - 1) of the half width
        assert_true(tb_roll_depth_mm(&anatomy.roll, place) >
                    -0.25 * anatomy.roll.half_width_mm - 1e-9);
    }
    const int middle_column = (TB_SECTION_NX - 1) / 2, crest = TB_SECTION_NX - 1;
    const int top = row->shape == TB_SECTION_ROLL_FACE ? crest + TB_SECTION_NX * (TB_SECTION_NY / 2)
                                                       : middle_column;
    assert_near(section.y_mm[top], anatomy.roll.height_mm, 0.02);
}

/// The faces are the roll's own half width up to the middle of the crest and end at its corners.
static void outline_has_the_half_width(void **state)
{
    (void)state;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    const double w = anatomy.roll.half_width_mm, middle_y = 14.0 - w;
    assert_near(tb_section_roll_half_width_mm(&anatomy, middle_y), w, 1e-9);
    assert_near(tb_section_roll_half_width_mm(&anatomy, middle_y + 0.82 * w), 0.82 * w, 1e-9);
    assert_near(tb_section_roll_half_width_mm(&anatomy, 100.0), 0.82 * w, 1e-9);
    assert_near(tb_section_roll_half_width_mm(&anatomy, -100.0), 1.2 * w, 1e-6); // the foot
}

static double tissue_area(const tb_section *section, tb_tissue tissue)
{
    double sum = 0.0;
    for (int j = 0; j < TB_SECTION_NY - 1; ++j) {
        for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
            const int a = i + TB_SECTION_NX * j, c = a + 1 + TB_SECTION_NX, b = a + 1,
                      d = a + TB_SECTION_NX;
            const double px = section->s_mm[c] - section->s_mm[a],
                         py = section->y_mm[c] - section->y_mm[a];
            const double rx = section->s_mm[d] - section->s_mm[b],
                         ry = section->y_mm[d] - section->y_mm[b];
            sum += section->tissue[a] == tissue ? 0.5 * fabs(px * ry - py * rx) : 0.0;
        }
    }
    return sum;
}

/// The band's and nodule's cross-sections are ellipses of known area; what the cells hold agrees.
static void inclusions_are_in_their_place(void **state)
{
    (void)state;
    static tb_section section;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    for (int shape = TB_SECTION_ROLL_FACE; shape <= TB_SECTION_ROLL_CREST; ++shape) {
        assert_int_equal(
            tb_section_build_roll(&anatomy, &ACROSS, (tb_section_shape)shape, &section, NULL),
            TB_OK);
        const double nodule = 3.14159265 * 3.5 * 3.0;
        assert_near(tissue_area(&section, TB_TISSUE_NODULE_ACTIVE), nodule, 0.06 * nodule);
        assert_near(tissue_area(&section, TB_TISSUE_TAUT_BAND), 0.0, 1e-12); // inside the nodule
        const double fascia = tissue_area(&section, TB_TISSUE_FASCIA);
        assert_in_range((int)fascia, 50, 110); // 1.25 mm on two faces and the crest
    }
    const tb_section_plane beside = {20.0, 0.0, 0.0, 1.0};
    assert_int_equal(tb_section_build_roll(&anatomy, &beside, TB_SECTION_ROLL_FACE, &section, NULL),
                     TB_OK);
    const double band = 3.14159265 * 2.0 * 2.0;
    assert_near(tissue_area(&section, TB_TISSUE_TAUT_BAND), band, 0.08 * band);
}

/// Walking along the roll gives the same tissue as building there.
static void resampling_is_building(void **state)
{
    (void)state;
    static tb_section walked, built;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    const tb_section_plane there = {4.0, 0.0, 0.0, 1.0};
    assert_int_equal(tb_section_build_roll(&anatomy, &ACROSS, TB_SECTION_ROLL_FACE, &walked, NULL),
                     TB_OK);
    assert_int_equal(tb_section_build_roll(&anatomy, &there, TB_SECTION_ROLL_FACE, &built, NULL),
                     TB_OK);
    for (int j = 0; j < TB_SECTION_NY - 1; ++j) {
        tb_section_resample_rows(&anatomy, &there, &walked, j, 1);
    }
    assert_memory_equal(walked.tissue, built.tissue, sizeof built.tissue);
}

typedef struct range_row {
    const char *name;
    double height_mm, root_mm, skin_mm, fat_mm, fascia_mm, core_mm;
    tb_status status;
} range_row;

// ends of the distributions that a case may draw, and two rolls that are none
static range_row ranges[] = {
    {"lean", 9.0, 15.0, 1.32, 1.2, 0.6, 3.5, TB_OK},
    {"stout", 20.0, 15.0, 3.74, 14.4, 2.0, 10.4, TB_OK},
    {"stout and low", 9.0, 15.0, 3.74, 14.4, 2.0, 3.5, TB_OK},
    {"lean and high", 20.0, 15.0, 1.32, 1.2, 0.6, 3.5, TB_OK},
    {"thin skin over thick muscle", 20.0, 15.0, 1.32, 1.2, 2.0, 10.4, TB_OK},
    {"a sheet", 40.0, 40.0, 0.2, 0.2, 0.1, 0.6, TB_ERR_FAULT},
    {"no muscle", 14.0, 15.0, 2.2, 4.0, 1.25, 0.05, TB_ERR_FAULT},
};

static void every_patient_can_be_mapped(void **state)
{
    const range_row *row = *state;
    static tb_section section;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    const double layers[] = {row->skin_mm, row->fat_mm, row->fascia_mm, row->core_mm};
    anatomy.roll.half_width_mm = 0.0;
    for (int k = 0; k < 4; ++k) {
        anatomy.roll.layer_mm[k] = layers[k];
        anatomy.roll.half_width_mm += layers[k];
    }
    anatomy.roll.height_mm = row->height_mm;
    anatomy.roll.root_mm = row->root_mm;
    for (int shape = TB_SECTION_ROLL_FACE; shape <= TB_SECTION_ROLL_CREST; ++shape) {
        tb_error error = {0};
        const tb_status status =
            tb_section_build_roll(&anatomy, &ACROSS, (tb_section_shape)shape, &section, &error);
        if (row->status == TB_OK && status != TB_OK) {
            fail_msg("shape %d: %s", shape, error.message);
        }
        if (row->status != TB_OK && shape == TB_SECTION_ROLL_FACE) {
            assert_int_equal(status, row->status);
            assert_non_null(strstr(error.message, "roll"));
        }
    }
}

static void planes_that_do_not_cross_are_refused(void **state)
{
    (void)state;
    static tb_section section;
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    const tb_section_plane along = {0.0, 0.0, 1.0, 0.0}, beyond = {46.0, 0.0, 0.0, 1.0};
    assert_false(tb_section_crosses_roll(&anatomy, &along));
    assert_false(tb_section_crosses_roll(&anatomy, &beyond));
    assert_int_equal(tb_section_build_roll(&anatomy, &along, TB_SECTION_ROLL_FACE, &section, NULL),
                     TB_ERR_ARGUMENT);
    assert_int_equal(tb_section_build_roll(&anatomy, &ACROSS, TB_SECTION_FLAT, &section, NULL),
                     TB_ERR_ARGUMENT);
    anatomy.roll.present = false;
    assert_false(tb_section_crosses_roll(&anatomy, &ACROSS));
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, layers_follow_the_roll, places);
    TB_TEST(&list, skin_is_the_half_disc);
    TB_TEST_ROWS(&list, grid_fills_the_outline, meshes);
    TB_TEST_ROWS(&list, every_patient_can_be_mapped, ranges);
    TB_TEST(&list, outline_has_the_half_width);
    TB_TEST(&list, inclusions_are_in_their_place);
    TB_TEST(&list, resampling_is_building);
    TB_TEST(&list, planes_that_do_not_cross_are_refused);
    return tb_test_run(&list, "roll");
}
