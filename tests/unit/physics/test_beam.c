// The shaft alone: linear and large deflection, buckling, vibration, yielding, bad arguments.
#include "tautband/physics/beam.h"

#include "tautband/core/mathx.h"

#include "tb_test.h"

#include <string.h>

static tb_needle_spec straight_steel(double diameter_mm, double length_mm)
{
    tb_needle_spec spec = tb_needle_spec_default();
    spec.diameter_mm = diameter_mm;
    spec.length_mm = length_mm;
    spec.bow_per_mm = 0.0;
    return spec;
}

static double bending_n_mm2(const tb_needle_spec *spec)
{
    return spec->modulus_mpa * TB_PI * pow(spec->diameter_mm, 4.0) / 64.0;
}

static const int TIP = TB_BEAM_ELEMENTS;

/// Tip deflection under a small lateral force, from the elements.
static double measured_stiffness(double diameter_mm, double length_mm)
{
    const tb_needle_spec spec = straight_steel(diameter_mm, length_mm);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    tb_beam_load load = {0};
    load.fy_n[TIP] = 1e-7;
    assert_int_equal(tb_beam_solve_static(&beam, &load, 20), TB_OK);
    return load.fy_n[TIP] / beam.y_mm[TIP];
}

typedef struct stiffness_row {
    const char *name;
    double diameter_mm, length_mm;
    double stiffness_n_per_m; ///< 3 E I / L^3 with E = 200 GPa
} stiffness_row;

static stiffness_row stiffness_rows[] = {
    {"0.16 x 25", 0.16, 25.0, 1.24},  {"0.16 x 75", 0.16, 75.0, 0.046},
    {"0.18 x 30", 0.18, 30.0, 1.15},  {"0.20 x 40", 0.20, 40.0, 0.736},
    {"0.22 x 50", 0.22, 50.0, 0.552}, {"0.25 x 25", 0.25, 25.0, 7.36},
    {"0.25 x 30", 0.25, 30.0, 4.26},  {"0.25 x 40", 0.25, 40.0, 1.80},
    {"0.25 x 60", 0.25, 60.0, 0.533}, {"0.30 x 60", 0.30, 60.0, 1.10},
    {"0.35 x 75", 0.35, 75.0, 1.05},
};

static void tip_stiffness(void **state)
{
    const stiffness_row *row = *state;
    const double measured = 1e3 * measured_stiffness(row->diameter_mm, row->length_mm);
    assert_near(measured, row->stiffness_n_per_m, 0.02 * row->stiffness_n_per_m);
    const tb_needle_spec spec = straight_steel(row->diameter_mm, row->length_mm);
    const double formula = 1e3 * tb_needle_tip_stiffness_n_per_mm(&spec, row->length_mm);
    assert_near(measured, formula, 1e-6 * formula);
}

static void stiffness_scales_with_d4_and_l3(void **state)
{
    (void)state;
    const double by_diameter =
        log(measured_stiffness(0.35, 40.0) / measured_stiffness(0.16, 40.0)) / log(0.35 / 0.16);
    const double by_length =
        log(measured_stiffness(0.25, 75.0) / measured_stiffness(0.25, 25.0)) / log(3.0);
    assert_near(by_diameter, 4.0, 0.03);
    assert_near(by_length, -3.0, 0.03);
}

typedef struct buckling_row {
    const char *name;
    double free_length_mm, end_factor;
    tb_status status;
    double load_n;
} buckling_row;

static buckling_row buckling_rows[] = {
    {"whole shaft, free tip", 40.0, 2.0, TB_OK, 0.0591},
    {"whole shaft, pinned ends", 40.0, 1.0, TB_OK, 0.2365},
    {"whole shaft, clamped and pinned", 40.0, 0.699, TB_OK, 0.484},
    {"4 mm above the guide tube", 4.0, 2.0, TB_OK, 5.914},
    {"longer than the needle", 41.0, 1.0, TB_ERR_ARGUMENT, UNCHANGED},
    {"no length", 0.0, 1.0, TB_ERR_ARGUMENT, UNCHANGED},
    {"negative length", -4.0, 1.0, TB_ERR_ARGUMENT, UNCHANGED},
    {"length is not a number", (double)NAN, 1.0, TB_ERR_ARGUMENT, UNCHANGED},
    {"factor too small", 40.0, 0.4, TB_ERR_ARGUMENT, UNCHANGED},
    {"factor too large", 40.0, 2.1, TB_ERR_ARGUMENT, UNCHANGED},
    {"factor is not a number", 40.0, (double)NAN, TB_ERR_ARGUMENT, UNCHANGED},
};

static void buckling_load(void **state)
{
    const buckling_row *row = *state;
    const tb_needle_spec spec = tb_needle_spec_default();
    double load_n = UNCHANGED;
    const tb_status status =
        tb_needle_buckling_load(&spec, row->free_length_mm, row->end_factor, &load_n);
    assert_int_equal(status, row->status);
    assert_near(load_n, row->load_n, 2e-3 * fabs(row->load_n));
}

static void buckling_load_refuses_a_bad_needle(void **state)
{
    (void)state;
    const double bad[] = {0.0, -0.25, (double)NAN, (double)INFINITY};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; ++k) {
        tb_needle_spec spec = tb_needle_spec_default();
        double load_n = UNCHANGED;
        spec.diameter_mm = bad[k];
        assert_int_equal(tb_needle_buckling_load(&spec, 10.0, 1.0, &load_n), TB_ERR_ARGUMENT);
        spec = tb_needle_spec_default();
        spec.modulus_mpa = bad[k];
        assert_int_equal(tb_needle_buckling_load(&spec, 10.0, 1.0, &load_n), TB_ERR_ARGUMENT);
        assert_unchanged(load_n);
    }
}

/// Deflection of a disturbed column under an axial load: its inverse falls linearly to zero at the
/// critical load (Southwell 1932).
static double disturbed_column_mm(double axial_n, int disturbed_node, bool pinned_tip)
{
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    tb_beam_load load = {0};
    load.fx_n[TIP] = -axial_n;
    load.fy_n[disturbed_node] = 1e-8;
    load.spring_n_per_mm[TIP][2] = pinned_tip ? 1e3 : 0.0;
    assert_int_equal(tb_beam_solve_static(&beam, &load, 50), TB_OK);
    return beam.y_mm[disturbed_node];
}

typedef struct column_row {
    const char *name;
    int disturbed_node;
    bool pinned_tip;
    double critical_n;
} column_row;

static column_row column_rows[] = {
    {"clamped and free", TB_BEAM_ELEMENTS, false, 0.0591},
    {"clamped and pinned", 12, true, 0.484},
};

static void elements_buckle_where_euler_says(void **state)
{
    const column_row *row = *state;
    const double low = 0.94 * row->critical_n, high = 0.97 * row->critical_n;
    const double at_low = 1.0 / disturbed_column_mm(low, row->disturbed_node, row->pinned_tip);
    const double at_high = 1.0 / disturbed_column_mm(high, row->disturbed_node, row->pinned_tip);
    const double critical_n = high + (high - low) * at_high / (at_low - at_high);
    assert_near(critical_n, row->critical_n, 0.02 * row->critical_n);
}

/// Complete elliptic integral of the first kind, by the arithmetic-geometric mean.
static double elliptic_k(double modulus)
{
    double a = 1.0, b = sqrt(1.0 - modulus * modulus);
    for (int n = 0; n < 40 && fabs(a - b) > 1e-15; ++n) {
        const double mean = 0.5 * (a + b);
        b = sqrt(a * b);
        a = mean;
    }
    return TB_PI / (2.0 * a);
}

typedef struct elastica_row {
    const char *name;
    double tip_angle_deg;
} elastica_row;

static elastica_row elastica_rows[] = {
    {"P/Pcr 1.063", 40.0}, {"P/Pcr 1.152", 60.0}, {"P/Pcr 1.293", 80.0}};

/// Timoshenko and Gere 1961, section 2.7: with k = sin(tip angle / 2) the load is (2 K(k) / pi)^2
/// times critical and the tip lies 2 k L / K(k) to the side.
static void buckles_onto_the_elastica(void **state)
{
    const elastica_row *row = *state;
    const double k = sin(row->tip_angle_deg * TB_PI / 360.0), big_k = elliptic_k(k);
    tb_needle_spec spec = straight_steel(0.25, 40.0);
    spec.bow_per_mm = 1e-5;
    double critical_n = 0.0;
    assert_int_equal(tb_needle_buckling_load(&spec, 40.0, 2.0, &critical_n), TB_OK);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    tb_beam_load load = {0};
    load.fx_n[TIP] = -critical_n * 4.0 * big_k * big_k / (TB_PI * TB_PI);
    for (int ms = 0; ms < 4000; ++ms) {
        tb_beam_step(&beam, &load, NULL);
    }
    const double expected = 2.0 * k / big_k;
    assert_near(beam.y_mm[TIP] / 40.0, expected, 0.02 * expected);
}

/// Mattiasson 1981, Int. J. Numer. Meth. Eng. 17: cantilever with F L^2 / E I = 2.
static void large_deflection(void **state)
{
    (void)state;
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 3.0, -2.0, 0.0);
    tb_beam_load load = {.hub_x_mm = 3.0, .hub_y_mm = -2.0};
    load.fy_n[TIP] = 2.0 * bending_n_mm2(&spec) / (40.0 * 40.0);
    assert_int_equal(tb_beam_solve_static(&beam, &load, 60), TB_OK);
    assert_near((beam.y_mm[TIP] + 2.0) / 40.0, 0.4935, 0.0010);
    assert_near(1.0 - (beam.x_mm[TIP] - 3.0) / 40.0, 0.1606, 0.0010);
}

static void step_settles_on_the_static_solution(void **state)
{
    (void)state;
    const tb_needle_spec spec = tb_needle_spec_default();
    tb_beam still, moving;
    tb_beam_reset(&still, &spec, 0.0, 0.0, 1.0);
    moving = still;
    tb_beam_load load = {.hub_angle_rad = 1.0};
    load.fx_n[TIP] = 0.02;
    load.fy_n[10] = -0.01;
    assert_int_equal(tb_beam_solve_static(&still, &load, 60), TB_OK);
    double reaction[3];
    for (int ms = 0; ms < 3000; ++ms) {
        tb_beam_step(&moving, &load, reaction);
    }
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        assert_near(moving.x_mm[i], still.x_mm[i], 1e-6);
        assert_near(moving.y_mm[i], still.y_mm[i], 1e-6);
    }
    // the hand feels what the loads add up to, and their moment about it
    const double moment = moving.x_mm[10] * load.fy_n[10] - moving.y_mm[TIP] * load.fx_n[TIP];
    assert_near(reaction[0], load.fx_n[TIP], 1e-8);
    assert_near(reaction[1], load.fy_n[10], 1e-8);
    assert_near(reaction[2], moment, 1e-6);
}

static void solve_leaves_the_beam_alone_when_it_fails(void **state)
{
    (void)state;
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    const tb_beam before = beam;
    tb_beam_load load = {0};
    load.fy_n[TIP] = 0.05;
    assert_int_equal(tb_beam_solve_static(&beam, &load, 1), TB_ERR_FAULT);
    assert_memory_equal(&beam, &before, sizeof beam);
    load.fy_n[TIP] = (double)NAN;
    assert_int_equal(tb_beam_solve_static(&beam, &load, 20), TB_ERR_FAULT);
    assert_memory_equal(&beam, &before, sizeof beam);
}

static void bends_alike_to_both_sides(void **state)
{
    (void)state;
    tb_beam beams[2];
    for (int side = 0; side < 2; ++side) {
        const double sign = side == 0 ? 1.0 : -1.0;
        tb_needle_spec spec = tb_needle_spec_default();
        spec.bow_per_mm *= sign;
        tb_beam_reset(&beams[side], &spec, 0.0, 0.0, 0.0);
        tb_beam_load load = {0};
        load.fx_n[TIP] = -0.08;
        load.fy_n[8] = sign * 0.01;
        for (int ms = 0; ms < 500; ++ms) {
            tb_beam_step(&beams[side], &load, NULL);
        }
    }
    assert_true(fabs(beams[0].y_mm[TIP]) > 1.0);
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        assert_near(beams[0].x_mm[i], beams[1].x_mm[i], 1e-9);
        assert_near(beams[0].y_mm[i], -beams[1].y_mm[i], 1e-9);
    }
}

/// The same bend at any heading, across the cut of the angle at pi too.
static void turns_with_its_frame(void **state)
{
    (void)state;
    const double headings[] = {-3.1, -1.5707963, 0.7, 3.1415926, 9.0};
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    for (size_t k = 0; k < sizeof headings / sizeof headings[0]; ++k) {
        const double c = cos(headings[k]), s = sin(headings[k]);
        tb_beam beam;
        tb_beam_reset(&beam, &spec, 0.0, 0.0, headings[k]);
        tb_beam_load load = {.hub_angle_rad = headings[k]};
        load.fx_n[TIP] = -s * 0.02;
        load.fy_n[TIP] = c * 0.02;
        assert_int_equal(tb_beam_solve_static(&beam, &load, 60), TB_OK);
        tb_beam level;
        tb_beam_reset(&level, &spec, 0.0, 0.0, 0.0);
        const tb_beam_load sideways = {.fy_n[TB_BEAM_ELEMENTS] = 0.02};
        assert_int_equal(tb_beam_solve_static(&level, &sideways, 60), TB_OK);
        assert_near(c * beam.x_mm[TIP] + s * beam.y_mm[TIP], level.x_mm[TIP], 1e-8);
        assert_near(c * beam.y_mm[TIP] - s * beam.x_mm[TIP], level.y_mm[TIP], 1e-8);
    }
}

/// Inverse iteration with the step's lumped masses: f1 = 1.8751^2 / (2 pi L^2) sqrt(E I / rho A).
static void first_bending_mode(void **state)
{
    (void)state;
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    const double area_mm2 = TB_PI * 0.25 * 0.25 / 4.0;
    const double node_g = spec.density_g_per_mm3 * area_mm2 * 40.0 / TB_BEAM_ELEMENTS;
    double shape[TB_BEAM_NODES], omega_squared = 0.0;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        shape[i] = i;
    }
    for (int n = 0; n < 8; ++n) {
        tb_beam beam;
        tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
        tb_beam_load load = {0};
        double kinetic = 0.0, work = 0.0;
        for (int i = 1; i < TB_BEAM_NODES; ++i) {
            load.fy_n[i] = 1e-6 * shape[i] * (i == TIP ? 0.5 : 1.0) * node_g;
        }
        assert_int_equal(tb_beam_solve_static(&beam, &load, 20), TB_OK);
        for (int i = 1; i < TB_BEAM_NODES; ++i) {
            const double mass = (i == TIP ? 0.5 : 1.0) * node_g;
            kinetic += mass * beam.y_mm[i] * beam.y_mm[i];
            work += load.fy_n[i] * beam.y_mm[i];
        }
        omega_squared = work / kinetic; // Rayleigh
        for (int i = 0; i < TB_BEAM_NODES; ++i) {
            shape[i] = beam.y_mm[i] / beam.y_mm[TIP];
        }
    }
    const double hertz = 1e3 * sqrt(omega_squared) / (2.0 * TB_PI);
    const double formula = 1e3 * 1.875104 * 1.875104 / (2.0 * TB_PI * 1600.0) *
                           sqrt(bending_n_mm2(&spec) / (spec.density_g_per_mm3 * area_mm2));
    assert_near(formula, 110.0, 1.0);
    assert_near(hertz, formula, 0.03 * formula);
}

static void swinging_dies_down(void **state)
{
    (void)state;
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    tb_beam_load load = {0};
    load.fy_n[TIP] = 0.02;
    assert_int_equal(tb_beam_solve_static(&beam, &load, 60), TB_OK);
    const double released_mm = beam.y_mm[TIP];
    load.fy_n[TIP] = 0.0;
    double largest = 0.0;
    for (int ms = 0; ms < 200; ++ms) {
        tb_beam_step(&beam, &load, NULL);
        largest = fmax(largest, fabs(beam.y_mm[TIP]));
    }
    assert_true(largest <= released_mm);
    assert_near(beam.y_mm[TIP], 0.0, 1e-3);
}

static void stays_bent_beyond_yield(void **state)
{
    (void)state;
    const double yield = 0.006, element_mm = 2.0, radius_mm = 0.125;
    const tb_needle_spec spec = straight_steel(0.25, 40.0);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    beam.angle_rad[8] = 0.9 * yield / radius_mm * element_mm;
    assert_near(tb_beam_strain(&beam), 0.9 * yield, 1e-12);
    assert_false(tb_beam_yield(&beam, yield));
    beam.angle_rad[8] = 1.5 * yield / radius_mm * element_mm;
    assert_true(tb_beam_yield(&beam, yield));
    assert_near(beam.rest_curvature_per_mm[7], 0.5 * yield / radius_mm, 1e-12);
    assert_near(beam.rest_curvature_per_mm[8], -0.5 * yield / radius_mm, 1e-12);
    assert_near(beam.rest_curvature_per_mm[9], 0.0, 0.0);
    assert_near(tb_beam_strain(&beam), yield, 1e-12);
}

static void hash_sees_every_node(void **state)
{
    (void)state;
    const tb_needle_spec spec = tb_needle_spec_default();
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    tb_hash before = tb_hash_start(), after = tb_hash_start();
    tb_beam_hash(&beam, &before);
    beam.spin_rad_per_ms[TIP] = 1e-300;
    tb_beam_hash(&beam, &after);
    assert_true(before.value != after.value);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, tip_stiffness, stiffness_rows);
    TB_TEST(&list, stiffness_scales_with_d4_and_l3);
    TB_TEST_ROWS(&list, buckling_load, buckling_rows);
    TB_TEST(&list, buckling_load_refuses_a_bad_needle);
    TB_TEST_ROWS(&list, elements_buckle_where_euler_says, column_rows);
    TB_TEST_ROWS(&list, buckles_onto_the_elastica, elastica_rows);
    TB_TEST(&list, large_deflection);
    TB_TEST(&list, step_settles_on_the_static_solution);
    TB_TEST(&list, solve_leaves_the_beam_alone_when_it_fails);
    TB_TEST(&list, bends_alike_to_both_sides);
    TB_TEST(&list, turns_with_its_frame);
    TB_TEST(&list, first_bending_mode);
    TB_TEST(&list, swinging_dies_down);
    TB_TEST(&list, stays_bent_beyond_yield);
    TB_TEST(&list, hash_sees_every_node);
    return tb_test_run(&list, "beam");
}
