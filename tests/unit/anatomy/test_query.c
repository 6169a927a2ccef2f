#include "tautband/anatomy/anatomy.h"

#include "tautband/core/rng.h"
#include "tautband/core/units.h"

#include "tb_test.h"

#include <string.h>

static const uint32_t EVERY_CLASS = 0xFFFFFFFFu;
static tb_case model;
static tb_anatomy anatomy;

static void load_case(void)
{
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        abort();
    }
    tb_anatomy_draw(&model, 0, &anatomy);
}

static tb_structure chain(int count, const tb_chain_point *points)
{
    tb_structure s = {.hazard = TB_HAZARD_NERVE, .point_count = count};
    memcpy(s.points, points, (size_t)count * sizeof *points);
    s.box_lo_mm = (tb_vec3){-1e3, -1e3, -1e3};
    s.box_hi_mm = (tb_vec3){1e3, 1e3, 1e3};
    return s;
}

static tb_vec3 random_point(tb_rng *rng, double half_mm)
{
    const double x = half_mm * (2.0 * tb_rng_uniform(rng) - 1.0);
    const double y = half_mm * (2.0 * tb_rng_uniform(rng) - 1.0);
    return (tb_vec3){x, y, half_mm * (2.0 * tb_rng_uniform(rng) - 1.0)};
}

// ---- distances ----------------------------------------------------------------------------------

// The hull of two spheres is all spheres strung between them: the distance is the least over them.
static void tapered_capsule_is_the_least_over_its_spheres(void **state)
{
    (void)state;
    enum { SPHERES = 40000 };
    const tb_chain_point ends[2] = {{-10.0, 2.0, 5.0, 4.0}, {12.0, -3.0, 9.0, 1.5}};
    const tb_structure s = chain(2, ends);
    tb_rng rng;
    tb_rng_seed(&rng, 1, TB_RNG_SCENE);
    for (int k = 0; k < 200; ++k) {
        const tb_vec3 p = random_point(&rng, 25.0);
        double least = INFINITY;
        for (int i = 0; i <= SPHERES; ++i) {
            const double f = (double)i / SPHERES;
            const tb_vec3 c = {-10.0 + 22.0 * f, 2.0 - 5.0 * f, 5.0 + 4.0 * f};
            least = fmin(least, tb_vec3_distance(p, c) - (4.0 - 2.5 * f));
        }
        assert_near(tb_structure_distance_mm(&s, p), least, 1e-6);
    }
}

static void equal_radii_make_a_cylinder(void **state)
{
    (void)state;
    const tb_chain_point ends[2] = {{-10.0, 0.0, 0.0, 2.0}, {10.0, 0.0, 0.0, 2.0}};
    const tb_structure s = chain(2, ends);
    assert_near(tb_structure_distance_mm(&s, (tb_vec3){3.0, 3.0, 4.0}), 3.0, 1e-12);
    assert_near(tb_structure_distance_mm(&s, (tb_vec3){3.0, 0.0, 0.0}), -2.0, 1e-12);
    assert_near(tb_structure_distance_mm(&s, (tb_vec3){13.0, 0.0, 4.0}), 3.0, 1e-12);
}

static void a_sphere_that_holds_the_other_wins(void **state)
{
    (void)state;
    const tb_chain_point ends[2] = {{0.0, 0.0, 0.0, 5.0}, {1.0, 0.0, 0.0, 2.0}};
    const tb_structure s = chain(2, ends);
    assert_near(tb_structure_distance_mm(&s, (tb_vec3){9.0, 0.0, 0.0}), 4.0, 1e-12);
}

static void segment_distance_is_the_least_along_it(void **state)
{
    (void)state;
    enum { STEPS = 4000 };
    const tb_chain_point points[3] = {
        {-20.0, 2.0, 5.0, 4.0}, {0.0, -3.0, 9.0, 1.5}, {20.0, 0.0, 2.0, 3.0}};
    const tb_structure s = chain(3, points);
    tb_rng rng;
    tb_rng_seed(&rng, 2, TB_RNG_SCENE);
    for (int k = 0; k < 300; ++k) {
        const tb_vec3 a = random_point(&rng, 30.0), b = random_point(&rng, 30.0);
        double least = INFINITY;
        for (int i = 0; i <= STEPS; ++i) {
            const tb_vec3 p = tb_vec3_along(a, tb_vec3_sub(b, a), (double)i / STEPS);
            least = fmin(least, tb_structure_distance_mm(&s, p));
        }
        const double met = tb_structure_segment_distance_mm(&s, a, b);
        assert_true(met <= least + 1e-9);
        assert_near(met, least, 1.3e-2); // half a step of at most 104 mm / 4000, slope <= 1
    }
}

// A roll is entered through either face, leaning at least 65 degrees: axes at -90 and +90.
static const tb_site_approach FACES = {.tilt_deg = 85.0,
                                       .azimuth_deg = -90.0,
                                       .azimuth_2_deg = 90.0,
                                       .half_angle_deg = 20.0,
                                       .least_tilt_deg = 70.0};

typedef struct {
    const char *name;
    double tilt_deg, azimuth_deg, beyond_deg;
} approach_row;

static approach_row approaches[] = {
    {"first face", 85.0, -90.0, 0.0},
    {"second face", 85.0, 90.0, 0.0},
    {"edge of the cone", 105.0, 90.0, 0.0},
    {"past the edge", 110.0, -90.0, 5.0},
    {"in the cone, short of the least tilt", 66.0, 90.0, 4.0},
    {"upright", 0.0, 90.0, 70.0},       // of the least tilt; 65 of the cone
    {"along the roll", 90.0, 0.0, 70.0} // the axes stand across it
};

static void approach_beyond(void **state)
{
    const approach_row *row = *state;
    const tb_vec3 direction =
        tb_needle_direction(tb_rad_from_deg(row->tilt_deg), tb_rad_from_deg(row->azimuth_deg));
    assert_near(tb_approach_beyond_deg(&FACES, direction), row->beyond_deg, 1e-6);
}

static void ellipsoid_has_its_zero_on_its_surface(void **state)
{
    (void)state;
    const tb_trigger_point *point = &anatomy.trigger_points[0];
    tb_vec3 place = tb_vec3_along(point->centre_mm, point->fibre, point->semi_axes_mm[0]);
    assert_near(tb_trigger_point_distance_mm(point, place), 0.0, 1e-9);
    place = tb_vec3_along(point->centre_mm, point->fibre, point->semi_axes_mm[0] + 0.2);
    assert_near(tb_trigger_point_distance_mm(point, place), 0.2, 0.02); // first order
    assert_true(tb_trigger_point_distance_mm(point, point->centre_mm) < 0.0);
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, point->fibre));
    place = tb_vec3_along(point->centre_mm, across, point->semi_axes_mm[1]);
    assert_near(tb_trigger_point_distance_mm(point, place), 0.0, 1e-9);
}

// ---- rays ---------------------------------------------------------------------------------------

static tb_anatomy lone(tb_structure s)
{
    tb_anatomy a = {.structure_count = 1};
    a.structures[0] = s;
    return a;
}

static void ray_meets_a_sphere_where_algebra_says(void **state)
{
    (void)state;
    const tb_chain_point ends[2] = {{5.0, -4.0, 30.0, 6.0}, {5.0, -4.0, 30.001, 6.0}};
    static tb_anatomy a;
    a = lone(chain(2, ends));
    tb_rng rng;
    tb_rng_seed(&rng, 3, TB_RNG_SCENE);
    int hits = 0;
    for (int k = 0; k < 500; ++k) {
        const tb_vec3 origin = {20.0 * tb_rng_uniform(&rng) - 10.0,
                                20.0 * tb_rng_uniform(&rng) - 10.0, 0.0};
        const tb_vec3 d =
            tb_needle_direction(0.4 * tb_rng_uniform(&rng), 2.0 * TB_PI * tb_rng_uniform(&rng));
        const tb_vec3 m = tb_vec3_sub(origin, (tb_vec3){5.0, -4.0, 30.0});
        const double half_b = tb_vec3_dot(m, d), c = tb_vec3_dot(m, m) - 36.0,
                     discriminant = half_b * half_b - c;
        const tb_ray_hit hit = tb_anatomy_cast(&a, origin, d, 100.0, EVERY_CLASS);
        if (discriminant > 0.5) {
            assert_int_equal(hit.structure, 0);
            // the second ball stands 1 um deeper: the contact cannot be nearer by more
            assert_near(hit.distance_mm, -half_b - sqrt(discriminant), 1e-6);
            ++hits;
        } else if (discriminant < -0.5) {
            assert_int_equal(hit.structure, -1);
        }
    }
    assert_true(hits > 50);
}

static void ray_meets_a_cylinder_where_algebra_says(void **state)
{
    (void)state;
    const tb_chain_point ends[2] = {{-500.0, 3.0, 40.0, 5.0}, {500.0, 3.0, 40.0, 5.0}};
    static tb_anatomy a;
    a = lone(chain(2, ends));
    for (int k = -8; k <= 8; ++k) {
        const tb_vec3 origin = {k, 3.0 + 0.5 * k, 0.0}, d = tb_needle_direction(0.3, 0.2 * k);
        // in the plane across the axis: (y, z) moves with (d.y, d.z)
        const double y = origin.y - 3.0, z = origin.z - 40.0;
        const double aa = d.y * d.y + d.z * d.z, bb = y * d.y + z * d.z, cc = y * y + z * z - 25.0;
        const double discriminant = bb * bb - aa * cc;
        const tb_ray_hit hit = tb_anatomy_cast(&a, origin, d, 200.0, EVERY_CLASS);
        if (discriminant > 0.5) {
            assert_near(hit.distance_mm, (-bb - sqrt(discriminant)) / aa, 1e-6);
        }
    }
}

static void ray_keeps_to_its_reach_and_classes(void **state)
{
    (void)state;
    const tb_vec3 origin = {0.0, 16.0, tb_anatomy_skin_mm(&anatomy, 0.0, 16.0)},
                  down = {0.0, 0.0, 1.0};
    const uint32_t bone = 1u << TB_HAZARD_BONE;
    tb_ray_hit hit = tb_anatomy_cast(&anatomy, origin, down, 120.0, bone);
    assert_int_equal(hit.structure, 4);
    assert_string_equal(anatomy.structures[hit.structure].id, "tibia");
    const double bone_mm = hit.distance_mm;
    hit = tb_anatomy_cast(&anatomy, origin, down, bone_mm - 0.01, bone);
    assert_int_equal(hit.structure, -1);
    hit = tb_anatomy_cast(&anatomy, origin, down, 120.0, EVERY_CLASS & ~bone);
    assert_int_equal(hit.structure, -1);
    // from inside, the contact is where it starts
    hit = tb_anatomy_cast(&anatomy, (tb_vec3){0.0, 16.0, 68.0}, down, 10.0, bone);
    assert_near(hit.distance_mm, 0.0, 0.0);
}

// ---- the nominal patient's rays -----------------------------------------------------------------

typedef struct nominal_row {
    const char *name;
    tb_vec3 origin_mm, direction;
    double muscle_in_mm, muscle_out_mm; ///< first and last 0.1 mm inside the target muscle
    double tibia_mm;                    ///< 0: not met
} nominal_row;

// Contact distances of the reference model: marched to within 0.05 mm against a cone whose radius
// is taken at the foot of the perpendicular. The hull of the two balls stands r (1/cos a - 1) =
// 0.05 mm proud of that cone where the tibia tapers from 22 to 13 mm, which a glancing ray meets
// earlier.
static nominal_row nominals[] = {
    {"centre, along n", {0.0, 0.0, 0.0}, {0.0, 0.0, 1.0}, 7.5, 25.9, 0.0},
    {"default approach", {0.0, 2.0, 0.034}, {0.0, 0.06976, 0.99756}, 7.5, 25.9, 59.5},
    {"midline, skin normal", {0.0, -28.0, 6.759}, {0.0, 0.43475, 0.90055}, 6.8, 22.2, 73.0},
};

static void nominal_ray(void **state)
{
    const nominal_row *row = *state;
    double in_mm = -1.0, out_mm = -1.0;
    for (int k = 0; k <= 1200; ++k) {
        const double along = 0.1 * k;
        const tb_vec3 p = tb_vec3_along(row->origin_mm, row->direction, along);
        if (tb_anatomy_layer_at(&anatomy, p) == anatomy.target_layer) {
            in_mm = in_mm < 0.0 ? along : in_mm;
            out_mm = along;
        }
    }
    assert_near(in_mm, row->muscle_in_mm, 0.1001);
    assert_near(out_mm, row->muscle_out_mm, 0.1001);
    const tb_ray_hit hit =
        tb_anatomy_cast(&anatomy, row->origin_mm, row->direction, 120.0, EVERY_CLASS);
    if (row->tibia_mm > 0.0) {
        assert_int_equal(hit.structure, 4);
        assert_near(hit.distance_mm, row->tibia_mm, 0.35);
    } else {
        assert_int_equal(hit.structure, -1);
    }
}

static void skin_goes_on_straight_beyond_its_extent(void **state)
{
    (void)state;
    assert_near(tb_anatomy_skin_mm(&anatomy, 30.0, -20.0), 900.0 / 840.0 + 400.0 / 116.0, 1e-12);
    // value and slope meet at the edge
    const double h = 1e-5, edge = 40.0;
    const double inside =
        (tb_anatomy_skin_mm(&anatomy, 0.0, edge) - tb_anatomy_skin_mm(&anatomy, 0.0, edge - h)) / h;
    const double outside =
        (tb_anatomy_skin_mm(&anatomy, 0.0, edge + h) - tb_anatomy_skin_mm(&anatomy, 0.0, edge)) / h;
    assert_near(inside, edge / 58.0, 1e-6);
    assert_near(outside, edge / 58.0, 1e-6);
    assert_near(tb_anatomy_skin_mm(&anatomy, 0.0, edge + 20.0),
                edge * edge / 116.0 + 20.0 * edge / 58.0, 1e-12);
}

// ---- tissue -------------------------------------------------------------------------------------

static void finest_tissue_wins(void **state)
{
    (void)state;
    const tb_trigger_point *point = &anatomy.trigger_points[0];
    const tb_band *band = &anatomy.bands[point->band];
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, point->centre_mm), TB_TISSUE_NODULE_ACTIVE);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, band->points_mm[0]), TB_TISSUE_TAUT_BAND);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, (tb_vec3){0.0, 16.0, 68.0}), TB_TISSUE_BONE);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, (tb_vec3){0.0, -28.0, 57.8}), TB_TISSUE_NERVE);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, (tb_vec3){0.0, -31.5, 13.8}), TB_TISSUE_VEIN);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, (tb_vec3){0.0, 8.0, -3.0}), TB_TISSUE_SKIN);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, (tb_vec3){0.0, 8.0, 4.0}), TB_TISSUE_FAT);
    assert_int_equal(tb_anatomy_tissue_at(&anatomy, (tb_vec3){0.0, 8.0, 90.0}), TB_TISSUE_MUSCLE);
    assert_int_equal(tb_anatomy_layer_at(&anatomy, (tb_vec3){0.0, 0.0, -0.1}), -1);
    assert_int_equal(tb_anatomy_layer_at(&anatomy, (tb_vec3){0.0, 0.0, 90.0}), 6);
}

static void needle_direction(void **state)
{
    (void)state;
    const tb_vec3 d = tb_needle_direction(tb_rad_from_deg(30.0), tb_rad_from_deg(90.0));
    assert_near(d.x, 0.0, 1e-15);
    assert_near(d.y, 0.5, 1e-15);
    assert_near(d.z, sqrt(0.75), 1e-15);
}

int main(void)
{
    static tb_test_list list;
    load_case();
    TB_TEST(&list, tapered_capsule_is_the_least_over_its_spheres);
    TB_TEST(&list, equal_radii_make_a_cylinder);
    TB_TEST(&list, a_sphere_that_holds_the_other_wins);
    TB_TEST(&list, segment_distance_is_the_least_along_it);
    TB_TEST_ROWS(&list, approach_beyond, approaches);
    TB_TEST(&list, ellipsoid_has_its_zero_on_its_surface);
    TB_TEST(&list, ray_meets_a_sphere_where_algebra_says);
    TB_TEST(&list, ray_meets_a_cylinder_where_algebra_says);
    TB_TEST(&list, ray_keeps_to_its_reach_and_classes);
    TB_TEST_ROWS(&list, nominal_ray, nominals);
    TB_TEST(&list, skin_goes_on_straight_beyond_its_extent);
    TB_TEST(&list, finest_tissue_wins);
    TB_TEST(&list, needle_direction);
    return tb_test_run(&list, "query");
}
