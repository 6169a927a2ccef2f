// Statics of the lattice: forces against the energy, the constitutive law and beam theory.
#include "tb_test.h"

#include "../../scenes/grid.h"

static grid scene; // too large for the stack; every test fills it anew
static double forces[4 * GRID_MAX];

static double modulus_constrained(double e, double nu)
{
    return e * (1.0 - nu) / ((1.0 + nu) * (1.0 - 2.0 * nu));
}

/// Largest force on nodes inside and on the rim.
static void force_sizes(const tb_lattice *lattice, double *inside, double *rim)
{
    const int nx = lattice->model.desc.nx, ny = lattice->model.desc.ny;
    *inside = *rim = 0.0;
    for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
            const double *f = forces + grid_at(lattice, i, j);
            const double size =
                sqrt(f[0] * f[0] + f[lattice->model.stride] * f[lattice->model.stride]);
            double *most = i > 0 && j > 0 && i < nx - 1 && j < ny - 1 ? inside : rim;
            *most = size > *most ? size : *most;
        }
    }
}

/// A uniform deformation of any mesh is in balance inside, exactly: the patch test.
static void balances_under_uniform_strain(void **state)
{
    (void)state;
    grid_rect(&scene, 17, 13, 1.2, 1.0, (tb_cell_material){0.02, 0.45, 0.8});
    grid_shake(&scene, 0.2, 7);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    assert_true(lattice->model.general);
    const double f[4] = {1.2, 0.15, -0.1, 0.85};
    grid_affine(lattice, f);
    grid_forces(lattice, forces);
    double inside, rim;
    force_sizes(lattice, &inside, &rim);
    assert_true(rim > 1e-3);
    assert_true(inside < 1e-10 * rim);
    tb_lattice_destroy(lattice);
}

/// Force on every node is minus the derivative of the energy by its place.
static void forces_are_the_slope_of_the_energy(void **state)
{
    (void)state;
    grid_rect(&scene, 6, 5, 1.3, 1.0, (tb_cell_material){0.02, 0.45, 0.8});
    grid_shake(&scene, 0.2, 11);
    scene.membranes[0] = (tb_row_membrane){2, 0.05};
    scene.shape.membrane_count = 1;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    tb_rng rng;
    tb_rng_seed(&rng, 5, TB_RNG_SCENE);
    double *q = lattice->state.q_mm;
    const size_t stride = (size_t)lattice->model.stride;
    for (int j = 0; j < 5; ++j) {
        for (int i = 0; i < 6; ++i) {
            q[grid_at(lattice, i, j)] += 0.2 * (tb_rng_uniform(&rng) - 0.5);
            q[grid_at(lattice, i, j) + stride] += 0.2 * (tb_rng_uniform(&rng) - 0.5);
        }
    }
    grid_forces(lattice, forces);
    for (int j = 0; j < 5; ++j) {
        for (int k = 0; k < 12; ++k) {
            const size_t at = grid_at(lattice, k % 6, j) + (size_t)(k / 6) * stride;
            const double here = q[at], step = 1e-5;
            q[at] = here + step;
            const double above = tb_lattice_energy_mj(lattice);
            q[at] = here - step;
            const double below = tb_lattice_energy_mj(lattice);
            q[at] = here;
            assert_near(forces[at], -(above - below) / (2.0 * step), 1e-7);
        }
    }
    tb_lattice_destroy(lattice);
}

typedef struct law_row {
    const char *name;
    double modulus_mpa, poisson, stiffening, skew_deg, f[4];
} law_row;

static law_row laws[] = {
    {"small strain along", 0.02, 0.45, 0.0, 0.0, {1.00001, 0.0, 0.0, 1.0}},
    {"small shear", 0.02, 0.30, 0.0, 20.0, {1.0, 0.00001, 0.0, 1.0}},
    {"half its length", 0.02, 0.45, 0.29, 0.0, {1.3, 0.0, 0.0, 0.5}},
    {"fat stiffens", 0.015, 0.45, 1.8, 30.0, {1.2, 0.0, 0.0, 0.7}},
    {"sheared and turned", 0.15, 0.40, 0.8, 10.0, {1.2, 0.15, -0.1, 0.85}},
};

/// Pull on the right side and on the base under a uniform F against the law
/// W = mu/2 (I + kappa/2 I^2) + (lambda+mu)/2 (J-1)^2, I = tr C - 2 J, per thickness and length.
static void obeys_the_law(void **state)
{
    const law_row *row = *state;
    const double hx = 1.2, hy = 1.0;
    const int nx = 13, ny = 11;
    grid_rect(&scene, nx, ny, hx, hy,
              (tb_cell_material){row->modulus_mpa, row->poisson, row->stiffening});
    grid_skew(&scene, row->skew_deg);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    grid_affine(lattice, row->f);
    grid_forces(lattice, forces);
    const double mu = 0.5 * row->modulus_mpa / (1.0 + row->poisson);
    const double bulk = modulus_constrained(row->modulus_mpa, row->poisson) - mu;
    const double *f = row->f, j = f[0] * f[3] - f[1] * f[2];
    const double i = f[0] * f[0] + f[1] * f[1] + f[2] * f[2] + f[3] * f[3] - 2.0 * j;
    const double shear = mu * (1.0 + row->stiffening * i), pressure = bulk * (j - 1.0);
    // first Piola-Kirchhoff stress: shear (F - cof F) + pressure cof F
    const double cof[4] = {f[3], -f[2], -f[1], f[0]};
    double p[4];
    for (int k = 0; k < 4; ++k) {
        p[k] = shear * (f[k] - cof[k]) + pressure * cof[k];
    }
    double side[2] = {0}, base[2] = {0}; // forces of the tissue on its rim
    const size_t stride = (size_t)lattice->model.stride;
    for (int n = 0; n < ny; ++n) {
        side[0] += forces[grid_at(lattice, nx - 1, n)];
        side[1] += forces[grid_at(lattice, nx - 1, n) + stride];
    }
    for (int n = 0; n < nx; ++n) {
        base[0] += forces[grid_at(lattice, n, ny - 1)];
        base[1] += forces[grid_at(lattice, n, ny - 1) + stride];
    }
    const double b = lattice->model.desc.thickness_mm, w = hx * (nx - 1) * b, h = hy * (ny - 1) * b;
    // the right corners also carry half an edge of the skin and of the base
    const double skin_half = 0.5 * (scene.x_mm[nx - 1] - scene.x_mm[nx - 2]) * b;
    const double base_half = 0.5 * (scene.x_mm[nx * ny - 1] - scene.x_mm[nx * ny - 2]) * b;
    const double tolerance = 1e-7 * row->modulus_mpa * w * (fabs(i) + fabs(j - 1.0)) +
                             1e-15 * row->modulus_mpa * w; // rounding of terms that cancel at rest
    for (int k = 0; k < 2; ++k) {
        const double ends = p[2 * k + 1] * (base_half - skin_half);
        assert_near(side[k], ends - p[2 * k] * h, tolerance);
        assert_near(base[k], p[2 * k + 1] * w, tolerance);
    }
    tb_lattice_destroy(lattice);
}

/// Hold rows of nodes: y of the base at rest, y of the top pressed, x of the middle node or of both
/// sides.
static void hold_press(tb_lattice *lattice, double press_mm, bool confined)
{
    const int nx = lattice->model.desc.nx, ny = lattice->model.desc.ny;
    const size_t stride = (size_t)lattice->model.stride;
    double *q = lattice->state.q_mm, *v = lattice->state.v_mm_per_ms;
    const double *rest = lattice->model.x_mm;
    for (int i = 0; i < nx; ++i) {
        const size_t top = grid_at(lattice, i, 0) + stride,
                     base = grid_at(lattice, i, ny - 1) + stride;
        q[top] = rest[top] - press_mm;
        q[base] = rest[base];
        v[top] = v[base] = 0.0;
    }
    const size_t middle = grid_at(lattice, nx / 2, ny / 2);
    if (!confined) {
        q[middle] = rest[middle];
        v[middle] = 0.0;
    }
    for (int j = 0; confined && j < ny; ++j) {
        const size_t first = grid_at(lattice, 0, j), last = grid_at(lattice, nx - 1, j);
        q[first] = rest[first];
        q[last] = rest[last];
        v[first] = v[last] = 0.0;
    }
}

/// Force on the top plate after the press has settled.
static double settle_press(tb_lattice *lattice, double press_mm, bool confined, int substeps)
{
    for (int n = 0; n < substeps; ++n) {
        hold_press(lattice, press_mm, confined);
        tb_lattice_substep(lattice);
    }
    hold_press(lattice, press_mm, confined);
    grid_forces(lattice, forces);
    double force_n = 0.0;
    for (int i = 0; i < lattice->model.desc.nx; ++i) {
        force_n += forces[grid_at(lattice, i, 0) + (size_t)lattice->model.stride];
    }
    return force_n;
}

typedef struct press_row {
    const char *name;
    double poisson, skew_deg;
} press_row;

static press_row presses[] = {
    {"nu 0.30", 0.30, 0.0},
    {"nu 0.40", 0.40, 0.0},
    {"nu 0.45", 0.45, 0.0},
    {"nu 0.48", 0.48, 0.0},
    {"nu 0.45 leaning 20", 0.45, 20.0},
    {"nu 0.45 leaning 30", 0.45, 30.0},
};

/// A free block between smooth plates: E' = E / (1 - nu^2) and lateral share nu / (1 - nu) of plane
/// strain.
static void uniaxial_modulus_and_poisson(void **state)
{
    const press_row *row = *state;
    const int nx = 17, ny = 13;
    const double strain = 1e-3;
    grid_rect(&scene, nx, ny, 1.2, 1.0, (tb_cell_material){0.02, row->poisson, 0.0});
    grid_skew(&scene, row->skew_deg);
    scene.desc.damping_per_ms = 0.1;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const double width = 1.2 * (nx - 1), height = ny - 1.0, thickness = scene.desc.thickness_mm;
    const double force_n = settle_press(lattice, strain * height, false, 20000);
    const double expected_mpa = 0.02 / (1.0 - row->poisson * row->poisson);
    assert_near(force_n / (width * thickness * strain), expected_mpa, 0.005 * expected_mpa);
    double left = 0.0, right = 0.0;
    for (int j = 0; j < ny; ++j) {
        const size_t first = grid_at(lattice, 0, j), last = grid_at(lattice, nx - 1, j);
        left += lattice->model.x_mm[first] - lattice->state.q_mm[first];
        right += lattice->state.q_mm[last] - lattice->model.x_mm[last];
    }
    const double lateral = row->poisson / (1.0 - row->poisson);
    assert_near((left + right) / (ny * width * strain), lateral, 0.005 * lateral);
    tb_lattice_destroy(lattice);
}

/// Confined layers in series: 1 / stiffness is the sum of thickness / constrained modulus.
static void layers_in_series(void **state)
{
    (void)state;
    static const double modulus_mpa[] = {0.15, 0.01, 1.0, 0.02};
    const int nx = 9, ny = 21;
    grid_rect(&scene, nx, ny, 1.25, 1.25, (tb_cell_material){0.02, 0.45, 0.0});
    scene.desc.damping_per_ms = 0.05;
    double compliance = 0.0;
    for (int j = 0; j < ny - 1; ++j) {
        for (int i = 0; i < nx; ++i) {
            scene.cells[i + nx * j].modulus_mpa = modulus_mpa[j / 5];
        }
        compliance += 1.25 / modulus_constrained(modulus_mpa[j / 5], 0.45);
    }
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const double press_mm = 0.01, area = 1.25 * (nx - 1) * scene.desc.thickness_mm;
    const double force_n = settle_press(lattice, press_mm, true, 40000);
    assert_near(force_n, area * press_mm / compliance, 0.01 * area * press_mm / compliance);
    tb_lattice_destroy(lattice);
}

typedef struct beam_row {
    const char *name;
    double skew_deg;
} beam_row;

static beam_row beams[] = {{"upright", 0.0}, {"leaning 20", 20.0}, {"leaning 40", 40.0}};

/// Tip of a 40 x 10 mm cantilever against Timoshenko's beam (shear coefficient 5/6, plane strain).
static void bends_like_a_beam(void **state)
{
    const beam_row *row = *state;
    const int nx = 33, ny = 9;
    const double h = 1.25, load_n = 1e-4, e = 0.02, nu = 0.45;
    grid_rect(&scene, nx, ny, h, h, (tb_cell_material){e, nu, 0.0});
    grid_skew(&scene, row->skew_deg);
    scene.desc.damping_per_ms = 0.004;
    scene.desc.substeps = 4;
    scene.desc.head_room = 1.0;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const size_t stride = (size_t)lattice->model.stride;
    for (int n = 0; n < 60000; ++n) {
        for (int j = 0; j < ny; ++j) {
            const tb_material_point tip = tb_lattice_point(lattice, nx - 1, j);
            tb_lattice_push(lattice, &tip, 0.0, -load_n / ny);
        }
        tb_lattice_substep(lattice);
        for (int j = 0; j < ny; ++j) { // clamp
            const size_t at = grid_at(lattice, 0, j);
            lattice->state.q_mm[at] = lattice->model.x_mm[at];
            lattice->state.q_mm[at + stride] = lattice->model.x_mm[at + stride];
            lattice->state.v_mm_per_ms[at] = lattice->state.v_mm_per_ms[at + stride] = 0.0;
        }
    }
    double sag_mm = 0.0;
    for (int j = 0; j < ny; ++j) {
        const size_t at = grid_at(lattice, nx - 1, j) + stride;
        sag_mm += (lattice->model.x_mm[at] - lattice->state.q_mm[at]) / ny;
    }
    const double length = 40.0, depth = 10.0, b = scene.desc.thickness_mm;
    const double inertia = b * depth * depth * depth / 12.0, plane = e / (1.0 - nu * nu);
    const double shear = 0.5 * e / (1.0 + nu);
    const double expected = load_n * length * length * length / (3.0 * plane * inertia) +
                            load_n * length / (shear * b * depth * 5.0 / 6.0);
    // the clamp stops the root from bulging, which the beam formula leaves out: up to 3 % stiffer
    assert_near(sag_mm, 0.985 * expected, 0.015 * expected);
    tb_lattice_destroy(lattice);
}

/// A row of fibres alone: tangent E t b / L per edge, and an active pull T that does not depend on
/// length changes.
static void membrane_and_active_fibres(void **state)
{
    (void)state;
    const int nx = 9, ny = 4;
    const size_t row = 1;
    const double et = 0.25, stretch = 1e-4, pull_n = 0.3, h = 1.0;
    grid_rect(&scene, nx, ny, h, 1.0, (tb_cell_material){1e-6, 0.3, 0.0});
    scene.membranes[0] = (tb_row_membrane){(int)row, et};
    scene.shape.membrane_count = 1;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const double f[4] = {1.0 + stretch, 0.0, 0.0, 1.0};
    grid_affine(lattice, f);
    grid_forces(lattice, forces);
    const double expected = et * lattice->model.desc.thickness_mm * stretch;
    assert_near(forces[grid_at(lattice, 0, (int)row)], expected, 1e-3 * expected);
    assert_near(forces[grid_at(lattice, nx - 1, (int)row)], -expected, 1e-3 * expected);
    const size_t stride = (size_t)lattice->model.stride;
    for (int i = 0; i < nx - 1; ++i) {
        lattice->state.active[2 * stride * row + stride + (size_t)i] = -pull_n / h;
    }
    grid_forces(lattice, forces);
    assert_near(forces[grid_at(lattice, 0, (int)row)], expected + pull_n,
                1e-3 * (expected + pull_n));
    tb_lattice_destroy(lattice);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, balances_under_uniform_strain);
    TB_TEST(&list, forces_are_the_slope_of_the_energy);
    TB_TEST_ROWS(&list, obeys_the_law, laws);
    TB_TEST_ROWS(&list, uniaxial_modulus_and_poisson, presses);
    TB_TEST(&list, layers_in_series);
    TB_TEST_ROWS(&list, bends_like_a_beam, beams);
    TB_TEST(&list, membrane_and_active_fibres);
    return tb_test_run(&list, "lattice statics");
}
