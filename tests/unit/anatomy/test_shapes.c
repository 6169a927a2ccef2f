// Shapes of every kind: distances against brute force, rays against distances, boxes, segments.
#include "tautband/anatomy/anatomy.h"

#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"

#include "tb_test.h"

#include <string.h>

static tb_rng rng;

static double within(double lo, double hi)
{
    return lo + (hi - lo) * tb_rng_uniform(&rng);
}

static tb_vec3 any_unit(void)
{
    tb_vec3 v;
    do {
        v = (tb_vec3){within(-1.0, 1.0), within(-1.0, 1.0), within(-1.0, 1.0)};
    } while (tb_vec3_length(v) < 0.1 || tb_vec3_length(v) > 1.0);
    return tb_vec3_unit(v);
}

static void any_axes(tb_vec3 axes[3])
{
    axes[0] = any_unit();
    axes[1] = tb_vec3_unit(tb_vec3_cross(axes[0], any_unit()));
    axes[2] = tb_vec3_cross(axes[0], axes[1]);
}

// ---- one of each kind ---------------------------------------------------------------------------

static tb_structure a_chain(double flat)
{
    tb_structure s = {
        .shape = TB_SHAPE_CHAIN,
        .point_count = 3,
        .flat = flat,
        .points = {{-30.0, 2.0, 20.0, 5.0}, {0.0, -4.0, 26.0, 2.5}, {25.0, 3.0, 22.0, 4.0}}};
    return s;
}

static tb_structure a_plate(bool hole)
{
    tb_structure s = {
        .shape = TB_SHAPE_PLATE,
        .origin_mm = {3.0, -2.0, 24.0},
        .outline = {{-20.0, -15.0}, {18.0, -12.0}, {6.0, 0.0}, {20.0, 14.0}, {-16.0, 16.0}},
        .outline_count = 5, // hollow at its right side
        .half_thickness_mm = 1.5};
    any_axes(s.axes);
    if (hole) {
        s.hole_u_mm = -6.0;
        s.hole_v_mm = 2.0;
        s.hole_radius_mm = 5.0;
    }
    return s;
}

static tb_structure an_ellipsoid(void)
{
    tb_structure s = {.shape = TB_SHAPE_ELLIPSOID,
                      .origin_mm = {-4.0, 3.0, 30.0},
                      .semi_axes_mm = {22.0, 9.0, 14.0}};
    any_axes(s.axes);
    return s;
}

static tb_structure a_surface(void)
{
    tb_structure s = {.shape = TB_SHAPE_SURFACE,
                      .axis = 2,
                      .coefficients = {30.0, 0.1, -0.08, 0.004, 0.002, -0.001}};
    for (int k = 0; k < 3; ++k) {
        s.clip_lo_mm[k] = k < 2 ? -35.0 : -INFINITY;
        s.clip_hi_mm[k] = k < 2 ? 40.0 : INFINITY;
    }
    return s;
}

// ---- distances ----------------------------------------------------------------------------------

/// Nearest point of an ellipsoid by looking: over its whole surface, then ever closer around the
/// best.
static double looked_for(const tb_structure *s, tb_vec3 p)
{
    double best = INFINITY, at_u = 0.0, at_v = 0.0, half_u = TB_PI, half_v = TB_PI;
    for (int round = 0; round < 16; ++round) {
        const double centre_u = at_u, centre_v = at_v;
        for (int i = -20; i <= 20; ++i) {
            for (int k = -20; k <= 20; ++k) {
                const double u = centre_u + half_u * i / 20.0, v = centre_v + half_v * k / 20.0;
                tb_vec3 at = s->origin_mm;
                at = tb_vec3_along(at, s->axes[0], s->semi_axes_mm[0] * tb_cos(v));
                at = tb_vec3_along(at, s->axes[1], s->semi_axes_mm[1] * tb_sin(v) * tb_cos(u));
                at = tb_vec3_along(at, s->axes[2], s->semi_axes_mm[2] * tb_sin(v) * tb_sin(u));
                const double d = tb_vec3_distance(at, p);
                if (d < best) {
                    best = d;
                    at_u = u;
                    at_v = v;
                }
            }
        }
        half_u *= 0.35;
        half_v *= 0.35;
    }
    return best;
}

static void ellipsoid_distance_is_exact(void **state)
{
    (void)state;
    for (int n = 0; n < 60; ++n) {
        const tb_structure s = an_ellipsoid();
        const tb_vec3 p = tb_vec3_along(s.origin_mm, any_unit(), within(0.5, 45.0));
        const double d = tb_structure_distance_mm(&s, p);
        assert_near(fabs(d), looked_for(&s, p), 2e-4);
    }
    // on its axes: known by heart; at its middle the least semi-axis
    tb_structure s = an_ellipsoid();
    assert_near(tb_structure_distance_mm(&s, tb_vec3_along(s.origin_mm, s.axes[0], 30.0)), 8.0,
                1e-6);
    assert_near(tb_structure_distance_mm(&s, tb_vec3_along(s.origin_mm, s.axes[1], -19.0)), 10.0,
                1e-6);
    assert_near(tb_structure_distance_mm(&s, s.origin_mm), -9.0, 1e-5);
}

static void ball_is_a_ball(void **state)
{
    (void)state;
    tb_structure s = an_ellipsoid();
    s.semi_axes_mm[0] = s.semi_axes_mm[1] = s.semi_axes_mm[2] = 12.0;
    for (int n = 0; n < 50; ++n) {
        const double off = within(0.1, 40.0);
        const tb_vec3 p = tb_vec3_along(s.origin_mm, any_unit(), off);
        assert_near(tb_structure_distance_mm(&s, p), off - 12.0, 1e-6);
    }
}

static void plate_distance_is_that_of_a_box(void **state)
{
    (void)state;
    tb_structure s = a_plate(false);
    const tb_outline_point box[4] = {{-10.0, -6.0}, {10.0, -6.0}, {10.0, 6.0}, {-10.0, 6.0}};
    memcpy(s.outline, box, sizeof box);
    s.outline_count = 4;
    for (int n = 0; n < 200; ++n) {
        const double u = within(-25.0, 25.0), v = within(-20.0, 20.0), w = within(-12.0, 12.0);
        const double qu = fabs(u) - 10.0, qv = fabs(v) - 6.0, qw = fabs(w) - 1.5;
        const double out = sqrt(fmax(qu, 0.0) * fmax(qu, 0.0) + fmax(qv, 0.0) * fmax(qv, 0.0) +
                                fmax(qw, 0.0) * fmax(qw, 0.0));
        const double want = out + fmin(0.0, fmax(qu, fmax(qv, qw)));
        tb_vec3 p = tb_vec3_along(s.origin_mm, s.axes[0], u);
        p = tb_vec3_along(tb_vec3_along(p, s.axes[1], v), s.axes[2], w);
        assert_near(tb_structure_distance_mm(&s, p), want, 1e-9);
    }
}

static void hole_lets_through(void **state)
{
    (void)state;
    const tb_structure s = a_plate(true);
    const tb_vec3 p = tb_vec3_along(tb_vec3_along(s.origin_mm, s.axes[0], -6.0), s.axes[1], 2.0);
    assert_near(tb_structure_distance_mm(&s, p), 5.0, 1e-9); // in the middle of the hole
    const tb_vec3 above = tb_vec3_along(p, s.axes[2], -20.0);
    assert_true(isinf(tb_structure_cast_mm(&s, above, s.axes[2], 60.0, 0.0)));
    const tb_vec3 beside = tb_vec3_along(above, s.axes[1], 6.0);
    assert_near(tb_structure_cast_mm(&s, beside, s.axes[2], 60.0, 0.0), 18.5, 1e-9);
    // from the middle of the hole aslant into its wall, 5 mm to the side
    tb_structure thick = s;
    thick.half_thickness_mm = 30.0;
    const tb_vec3 slant = tb_vec3_unit(tb_vec3_along(thick.axes[2], thick.axes[0], 0.3));
    const double met = tb_structure_cast_mm(&thick, p, slant, 60.0, 0.0);
    assert_near(met * 0.3 / sqrt(1.0 + 0.09), 5.0, 1e-9);
}

/// The distance never jumps by more than the step (all of these are bounds with an exact zero set).
static void distances_are_bounds(void **state)
{
    (void)state;
    for (int n = 0; n < 400; ++n) {
        const tb_structure shapes[4] = {a_chain(1.0), a_chain(0.3), a_plate(n % 2 == 0),
                                        an_ellipsoid()};
        const tb_vec3 p = {within(-50.0, 50.0), within(-40.0, 40.0), within(-10.0, 60.0)};
        const tb_vec3 q = tb_vec3_along(p, any_unit(), within(0.01, 6.0));
        for (int k = 0; k < 4; ++k) {
            const double dp = tb_structure_distance_mm(&shapes[k], p);
            const double dq = tb_structure_distance_mm(&shapes[k], q);
            assert_true(fabs(dp - dq) <= tb_vec3_distance(p, q) + 1e-9);
        }
    }
}

// ---- rays ---------------------------------------------------------------------------------------

typedef struct ray_row {
    const char *name;
    int kind;
} ray_row;

static ray_row rays[] = {{"chain", 0},     {"flat chain", 1},
                         {"plate", 2},     {"plate with a hole", 3},
                         {"ellipsoid", 4}, {"surface", 5}};

static tb_structure shape_of(int kind)
{
    return kind < 2    ? a_chain(kind == 0 ? 1.0 : 0.3)
           : kind < 4  ? a_plate(kind == 3)
           : kind == 4 ? an_ellipsoid()
                       : a_surface();
}

/// A ray stops on the surface and not later: what lies before is outside.
static void ray_stops_at_the_first_touch(void **state)
{
    const ray_row *row = *state;
    int met = 0, missed = 0;
    for (int n = 0; n < 1500; ++n) {
        const tb_structure s = shape_of(row->kind);
        const tb_vec3 origin = {within(-45.0, 45.0), within(-40.0, 40.0), within(-10.0, 60.0)};
        const tb_vec3 aim = {within(-25.0, 25.0), within(-20.0, 20.0), within(15.0, 35.0)};
        const tb_vec3 d = tb_vec3_unit(tb_vec3_sub(aim, origin));
        const double at = tb_structure_cast_mm(&s, origin, d, 90.0, 0.0);
        const double reach = isinf(at) ? 90.0 : at;
        if (!isinf(at)) {
            const double on = tb_structure_distance_mm(&s, tb_vec3_along(origin, d, at));
            assert_true(at >= 0.0 && at <= 90.0);
            assert_true(at == 0.0 ? on <= 1e-6 : fabs(on) < 1e-6);
        }
        for (int k = 0; k < 60; ++k) {
            const double before = reach * (k + 0.5) / 60.0 - 1e-6;
            const tb_vec3 p = tb_vec3_along(origin, d, before);
            assert_true(before < 0.0 || tb_structure_distance_mm(&s, p) > -1e-6);
        }
        met += !isinf(at) && at > 0.0;
        missed += isinf(at);
    }
    assert_true(met > 100 && missed > 100);
}

static void thick_line_meets_sooner(void **state)
{
    (void)state;
    // along the axis of a ball: its radius and the line's
    tb_structure s = an_ellipsoid();
    s.semi_axes_mm[0] = s.semi_axes_mm[1] = s.semi_axes_mm[2] = 10.0;
    const tb_vec3 from = tb_vec3_along(s.origin_mm, s.axes[0], -40.0);
    assert_near(tb_structure_cast_mm(&s, from, s.axes[0], 90.0, 0.15), 29.85, 1e-9);
    const tb_structure chain = a_chain(1.0);
    for (int n = 0; n < 200; ++n) {
        const tb_vec3 o = {within(-45.0, 45.0), within(-40.0, 40.0), 0.0}, d = any_unit();
        assert_true(tb_structure_cast_mm(&chain, o, d, 90.0, 0.15) <=
                    tb_structure_cast_mm(&chain, o, d, 90.0, 0.0));
    }
}

static void segment_distance_is_the_least(void **state)
{
    const ray_row *row = *state;
    for (int n = 0; n < 60; ++n) {
        const tb_structure s = shape_of(row->kind);
        const tb_vec3 a = {within(-45.0, 45.0), within(-40.0, 40.0), within(-10.0, 60.0)};
        const tb_vec3 b = tb_vec3_along(a, any_unit(), within(1.0, 50.0));
        const tb_vec3 step = tb_vec3_sub(b, a);
        double least = INFINITY;
        int nearest = 0;
        for (int k = 0; k <= 3000; ++k) {
            const double d = tb_structure_distance_mm(&s, tb_vec3_along(a, step, k / 3000.0));
            nearest = d < least ? k : nearest;
            least = fmin(least, d);
        }
        double lo = fmax(0.0, (nearest - 1) / 3000.0), hi = fmin(1.0, (nearest + 1) / 3000.0);
        for (int k = 0; k < 80; ++k) { // by thirds around the nearest of them
            const double u = lo + (hi - lo) / 3.0, v = hi - (hi - lo) / 3.0;
            const double du = tb_structure_distance_mm(&s, tb_vec3_along(a, step, u));
            const double dv = tb_structure_distance_mm(&s, tb_vec3_along(a, step, v));
            least = fmin(least, fmin(du, dv));
            lo = du < dv ? lo : u;
            hi = du < dv ? v : hi;
        }
        const double found = tb_structure_segment_distance_mm(&s, a, b);
        assert_true(found < least + 1e-6); // another dip may be deeper by less than the steps show
        assert_true(found > least - 0.01);
    }
}

/// Places where the nearest line is known: across, beside an end, along, through, of no length.
static void segment_distance_has_known_values(void **state)
{
    (void)state;
    static const struct {
        double a[3], b[3], wanted;
    } cone_rows[] = {
        {{-20, 8, 0}, {40, 8, 0}, 4.0},     // along a round piece of radius 4, 8 mm beside its axis
        {{10, 7, -20}, {10, 7, 20}, 3.0},   // across it
        {{31, 0, -9}, {31, 0, 9}, 7.0},     // past its end at x = 20: a ball
        {{10, 0, -20}, {10, 0, 20}, -4.0},  // through its axis
        {{10, -9, 0}, {10, -9, 0}, 5.0},    // a point
        {{5, 20, 3}, {5, 10, 3}, 6.440307}, // an end, off the middle plane: sqrt(10^2 + 3^2) - 4
    };
    tb_structure chain = {.shape = TB_SHAPE_CHAIN, .point_count = 2, .flat = 1.0};
    chain.points[0] = (tb_chain_point){0.0, 0.0, 0.0, 4.0};
    chain.points[1] = (tb_chain_point){20.0, 0.0, 0.0, 4.0};
    for (size_t k = 0; k < sizeof cone_rows / sizeof cone_rows[0]; ++k) {
        const double *p = cone_rows[k].a, *q = cone_rows[k].b;
        assert_near(tb_structure_segment_distance_mm(&chain, (tb_vec3){p[0], p[1], p[2]},
                                                     (tb_vec3){q[0], q[1], q[2]}),
                    cone_rows[k].wanted, 1e-6);
    }
    // a cone from radius 5 to 0 over 13 mm: its normal is (5, 12) / 13. A line square on the axis
    // through the point 7 mm out along the normal that starts at the axis' middle, radius 2.5
    chain.points[0] = (tb_chain_point){0.0, 0.0, 0.0, 5.0};
    chain.points[1] = (tb_chain_point){13.0, 0.0, 0.0, 0.0};
    const double x = 6.5 + 9.5 * 5.0 / 13.0, y = 9.5 * 12.0 / 13.0;
    const tb_vec3 below = {x, y, -30.0}, above = {x, y, 30.0};
    assert_near(tb_structure_segment_distance_mm(&chain, below, above), 7.0, 1e-9);
    // a plate 20 x 10 x 4, a line along its long edge 3 mm aside and 6 mm above the face
    tb_structure plate = {.shape = TB_SHAPE_PLATE, .outline_count = 4, .half_thickness_mm = 2.0};
    plate.axes[0].x = plate.axes[1].y = plate.axes[2].z = 1.0;
    const tb_outline_point corners[4] = {{-10, -5}, {10, -5}, {10, 5}, {-10, 5}};
    memcpy(plate.outline, corners, sizeof corners);
    assert_near(tb_structure_segment_distance_mm(&plate, (tb_vec3){-40, 8, 6}, (tb_vec3){40, 8, 6}),
                5.0, 1e-9);
    assert_near(tb_structure_segment_distance_mm(&plate, (tb_vec3){0, 0, 9}, (tb_vec3){0, 0, 5}),
                3.0, 1e-9);
    assert_near(tb_structure_segment_distance_mm(&plate, (tb_vec3){0, 0, 9}, (tb_vec3){0, 0, -9}),
                -2.0, 1e-6);
}

static void lung_comes_up_with_each_breath(void **state)
{
    (void)state;
    assert_near(tb_inspired_at(0), 0.0, 1e-12);
    assert_near(tb_inspired_at(1720), 1.0, 1e-12); // two fifths of 4.3 s
    assert_near(tb_inspired_at(4300 * 7 + 4000), 0.0, 1e-12);
    static tb_anatomy anatomy;
    anatomy.structure_count = 1;
    anatomy.structures[0] = an_ellipsoid();
    tb_structure *lung = &anatomy.structures[0];
    lung->hazard = TB_HAZARD_LETHAL;
    lung->axes[0] = (tb_vec3){1.0, 0.0, 0.0};
    lung->axes[1] = (tb_vec3){0.0, 1.0, 0.0};
    lung->axes[2] = (tb_vec3){0.0, 0.0, 1.0};
    lung->breath_mm = (tb_vec3){0.0, 0.0, -4.0};
    lung->box_lo_mm = (tb_vec3){-26.0, -6.0, 16.0}; // centre (-4, 3, 30), semi-axes 22, 9, 14
    lung->box_hi_mm = (tb_vec3){18.0, 12.0, 44.0};
    const tb_vec3 from = {-4.0, 3.0, 0.0}, straight = {0.0, 0.0, 1.0};
    const uint32_t lethal = 1u << TB_HAZARD_LETHAL;
    assert_near(tb_anatomy_cast(&anatomy, from, straight, 60.0, lethal).distance_mm, 16.0, 1e-9);
    assert_near(tb_anatomy_cast_breathing(&anatomy, from, straight, 60.0, lethal, 1.0).distance_mm,
                12.0, 1e-9);
    assert_near(tb_structure_breathing_distance_mm(lung, from, 0.5), 14.0, 1e-6);
}

int main(void)
{
    static tb_test_list list;
    tb_rng_seed(&rng, 3, TB_RNG_SCENE);
    TB_TEST(&list, ellipsoid_distance_is_exact);
    TB_TEST(&list, ball_is_a_ball);
    TB_TEST(&list, plate_distance_is_that_of_a_box);
    TB_TEST(&list, hole_lets_through);
    TB_TEST(&list, distances_are_bounds);
    TB_TEST_ROWS(&list, ray_stops_at_the_first_touch, rays);
    TB_TEST(&list, thick_line_meets_sooner);
    TB_TEST_ROWS(&list, segment_distance_is_the_least, rays);
    TB_TEST(&list, segment_distance_has_known_values);
    TB_TEST(&list, lung_comes_up_with_each_breath);
    return tb_test_run(&list, "shapes");
}
