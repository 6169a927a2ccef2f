// The body as a field: sides of its skin, slope, agreement with the site's own patch,
// and the axes it is given in.
#include "site_support.h"
#include "tb_test.h"

#include "tautband/anatomy/region.h"

#include <string.h>

/// A patient whose skin is a patch of two radii; nothing else of an anatomy is asked.
static tb_anatomy patch(double radius_t_mm, double radius_b_mm)
{
    return (tb_anatomy){.sex = 1,
                        .bmi = 23.0,
                        .radius_t_mm = radius_t_mm,
                        .radius_b_mm = {radius_b_mm, radius_b_mm},
                        .extent_t_mm = {-40.0, 40.0},
                        .extent_b_mm = {-30.0, 30.0}};
}

typedef struct region_row {
    const char *name;
    tb_region_id id;
    double radius_t_mm, radius_b_mm;
} region_row;

// radii of the desk model's patches; the shoulder's crest is sharper in front than behind
static region_row regions[] = {
    {"calf", TB_REGION_CALF, 420.0, 58.0},
    {"shoulder_neck", TB_REGION_SHOULDER_NECK, -250.0, 32.0},
    {"flank", TB_REGION_FLANK, -260.0, 120.0},
    {"buttock", TB_REGION_BUTTOCK, 180.0, 140.0},
    {"sole", TB_REGION_SOLE, -220.0, -150.0},
    {"scapula", TB_REGION_SCAPULA, 140.0, 180.0},
    {"suboccipital", TB_REGION_SUBOCCIPITAL, 75.0, -160.0},
    {"front_neck", TB_REGION_FRONT_NECK, 200.0, 55.0},
    {"hip", TB_REGION_HIP, 160.0, 130.0},
    {"foot", TB_REGION_FOOT, -300.0, 45.0},
};

static tb_anatomy anatomy;
static tb_region region;

static void set_up(const region_row *row)
{
    anatomy = patch(row->radius_t_mm, row->radius_b_mm);
    const tb_region_place place = tb_region_usual_place(row->id);
    tb_region_init(&region, &anatomy, &place);
}

static void has_its_name(void **state)
{
    const region_row *row = *state;
    assert_string_equal(tb_region_name(row->id), row->name);
}

static void what_is_no_region_has_no_name(void **state)
{
    (void)state;
    assert_string_equal(tb_region_name(TB_REGION_COUNT), "unknown");
    assert_string_equal(tb_region_name((tb_region_id)-1), "unknown");
}

static void skin_is_the_patch_at_the_site(void **state)
{
    const region_row *row = *state;
    set_up(row);
    for (int i = -2; i <= 2; ++i) {
        for (int j = -2; j <= 2; ++j) {
            const double t = 5.0 * i, b = 4.0 * j;
            const double skin =
                -(t * t / (2.0 * row->radius_t_mm) + b * b / (2.0 * row->radius_b_mm));
            assert_near((double)tb_region_height(&region, (float)t, (float)b), skin, 0.1);
            const tb_f3 over = {(float)t, (float)skin + 3.0f, (float)b},
                        under = {(float)t, (float)skin - 3.0f, (float)b};
            assert_true(tb_region_skin(&region, over) > 2.0f);
            assert_true(tb_region_skin(&region, under) < -2.0f);
        }
    }
    tb_f3 normal;
    const tb_f3 on = tb_region_onto_skin(&region, tb_f3_make(0.0f, 4.0f, 0.0f), &normal);
    assert_near((double)on.y, 0.0, 0.1);
    assert_near((double)normal.y, 1.0, 0.01);
}

static void axes_are_a_turn_and_a_shift(void **state)
{
    const region_row *row = *state;
    set_up(row);
    const tb_f3 points[] = {{0, 0, 0}, {31, 7, -12}, {-400, 60, 220}};
    for (int k = 0; k < 3; ++k) {
        const tb_f3 body = tb_region_to_body(&region, points[k]);
        const tb_f3 back = tb_region_from_body(&region, body);
        assert_near((double)back.x, (double)points[k].x, 1e-2);
        assert_near((double)back.y, (double)points[k].y, 1e-2);
        assert_near((double)back.z, (double)points[k].z, 1e-2);
        const tb_f3 from_origin = tb_f3_sub(body, region.zero_mm);
        assert_near((double)tb_f3_dot(from_origin, from_origin),
                    (double)tb_f3_dot(points[k], points[k]), 1e-3 * 400.0 * 400.0);
    }
}

static void field_is_safe_to_march(void **state)
{
    // rays from all round: a step of TB_REGION_STEP times the distance never passes through the
    // skin
    const region_row *row = *state;
    set_up(row);
    const tb_region_box box = tb_region_bounds(&region, TB_REGION_SKIN);
    const tb_f3 size = tb_f3_sub(box.hi_mm, box.lo_mm);
    enum { N = 14 };
    for (int k = 0; k < 6 * N * N; ++k) {
        const float u = ((float)(k % N) + 0.5f) / N, v = ((float)(k / N % N) + 0.5f) / N;
        const int face = k / N / N;
        const float end = face % 2 == 0 ? 0.0f : 1.0f, in = face % 2 == 0 ? 1.0f : -1.0f;
        const tb_f3 at = face < 2   ? tb_f3_make(end * size.x, u * size.y, v * size.z)
                         : face < 4 ? tb_f3_make(u * size.x, end * size.y, v * size.z)
                                    : tb_f3_make(u * size.x, v * size.y, end * size.z);
        const tb_f3 way =
            tb_f3_make(face < 2 ? in : 0.0f, face / 2 == 1 ? in : 0.0f, face > 3 ? in : 0.0f);
        float along = 0.0f, d = 1.0f;
        for (int step = 0; step < 200 && d > 0.1f && along < 900.0f; ++step) {
            const tb_f3 body = tb_f3_add(tb_f3_add(box.lo_mm, at), tb_f3_scale(way, along));
            d = tb_region_skin(&region, tb_region_from_body(&region, body));
            assert_true(step == 0 || d > -1.5f);
            along += TB_REGION_STEP * fmaxf(d, 0.0f);
        }
    }
}

/// A patient with a lifted roll on the shoulder's crest.
static void set_up_roll(void)
{
    static const region_row row = {"shoulder_neck", TB_REGION_SHOULDER_NECK, -250.0, 32.0};
    set_up(&row);
    anatomy.roll = (tb_roll){.present = true,
                             .height_mm = 14.0,
                             .half_width_mm = 12.0,
                             .grasp_t_mm = {-40.0, 40.0},
                             .root_mm = 15.0};
}

static void lifted_roll_is_a_half_disc_on_upright_faces(void **state)
{
    (void)state;
    set_up_roll();
    region.lift = 1.0f;
    for (int i = -2; i <= 2; ++i) {
        const float t = 15.0f * (float)i;
        // crest at -n = H, its sides a circle of the half width about n = w - H
        assert_near((double)tb_region_height(&region, t, 0.0f), 14.0, 0.2);
        assert_near((double)tb_region_height(&region, t, 9.0f), 2.0 + sqrt(144.0 - 81.0), 0.3);
        assert_near((double)tb_region_height(&region, t, -9.0f), 2.0 + sqrt(144.0 - 81.0), 0.3);
        tb_f3 normal; // a face, well above the fold at its foot
        const tb_f3 on = tb_region_onto_skin(&region, tb_f3_make(t, 5.5f, 13.0f), &normal);
        const double above = (double)on.y - 2.0;
        assert_near((double)on.z, sqrt(144.0 - above * above), 0.3);
        assert_near((double)normal.z, (double)on.z / 12.0, 0.03);
    }
}

static void resting_roll_is_not_there(void **state)
{
    (void)state;
    set_up_roll();
    region.lift = 0.0f;
    assert_near((double)tb_region_height(&region, 0.0f, 0.0f), 0.0, 0.1);
    float before = tb_region_height(&region, 0.0f, 0.0f);
    for (int k = 1; k <= 10; ++k) { // it rises evenly to its height
        region.lift = 0.1f * (float)k;
        const float now = tb_region_height(&region, 0.0f, 0.0f);
        assert_true(now > before - 0.05f && now - before < 5.0f);
        before = now;
    }
    assert_near((double)before, 14.0, 0.2);
}

static void roll_ends_where_fingers_cannot_reach(void **state)
{
    (void)state;
    set_up_roll();
    region.lift = 0.0f;
    const float resting = tb_region_height(&region, 80.0f, 0.0f);
    region.lift = 1.0f;
    assert_near((double)tb_region_height(&region, 80.0f, 0.0f), (double)resting, 0.2);
}

/// A site's landmark on the body that is drawn around it: the superior angle of the scapula is the
/// upper end of the drawn medial border, at (70, -66) lateral and superior of C7.
static void levator_lies_at_the_superior_angle(void **state)
{
    (void)state;
    static tb_site site;
    static tb_case model;
    load_site("levator-scapulae", &site);
    tb_case_of_site(&site, &model);
    tb_anatomy_draw(&model, 0, &anatomy);
    const tb_region_place place = tb_site_place(&site);
    tb_region_init(&region, &anatomy, &place);
    const tb_site_landmark *mark = NULL;
    for (int k = 0; k < site.landmark_count; ++k) {
        mark =
            strstr(site.landmarks[k].label, "superior angle") != NULL ? &site.landmarks[k] : mark;
    }
    assert_non_null(mark);
    const float t = (float)mark->t_mm, b = (float)mark->b_mm;
    const tb_f3 at = tb_region_to_body(&region, (tb_f3){t, tb_region_height(&region, t, b), b});
    assert_near((double)at.x, 70.0, 10.0);
    assert_near((double)at.z, -66.0, 10.0);
}

/// The skin found along n lies near where the file says that the site is.
static void sites_lie_where_their_files_say(void **state)
{
    (void)state;
    static const char *const names[] = {
        "upper-trapezius-roll", "levator-scapulae",        "quadratus-lumborum",
        "piriformis",           "gluteus-medius",          "gastrocnemius-medial",
        "infraspinatus",        "flexor-digitorum-brevis", "obliquus-capitis-inferior"};
    static tb_site site;
    static tb_case model;
    for (size_t k = 0; k < sizeof names / sizeof names[0]; ++k) {
        load_site(names[k], &site);
        tb_case_of_site(&site, &model);
        tb_anatomy_draw(&model, 0, &anatomy);
        const tb_region_place place = tb_site_place(&site);
        tb_region_init(&region, &anatomy, &place);
        const tb_f3 at = tb_region_to_body(&region, (tb_f3){0.0f, 0.0f, 0.0f});
        const tb_f3 off = tb_f3_sub(
            at, (tb_f3){(float)site.place_mm[0], (float)site.place_mm[1], (float)site.place_mm[2]});
        const double mm = sqrt((double)tb_f3_dot(off, off));
        print_message("%s: %.1f mm\n", names[k], mm);
        assert_true(mm < 15.0);
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, has_its_name, regions);
    TB_TEST(&list, what_is_no_region_has_no_name);
    TB_TEST_ROWS(&list, skin_is_the_patch_at_the_site, regions);
    TB_TEST_ROWS(&list, axes_are_a_turn_and_a_shift, regions);
    TB_TEST_ROWS(&list, field_is_safe_to_march, regions);
    TB_TEST(&list, lifted_roll_is_a_half_disc_on_upright_faces);
    TB_TEST(&list, resting_roll_is_not_there);
    TB_TEST(&list, roll_ends_where_fingers_cannot_reach);
    TB_TEST(&list, levator_lies_at_the_superior_angle);
    TB_TEST(&list, sites_lie_where_their_files_say);
    return tb_test_run(&list, "region_field");
}
