// The lattice in time: energy, damping, symmetry, widths, relaxation, and the mass budget.
#include "tb_test.h"

#include "../../scenes/grid.h"

static grid scene, mirrored;

static const tb_cell_material MUSCLE = {0.022, 0.45, 0.29}, FAT = {0.015, 0.45, 1.8},
                              SKIN = {0.22, 0.45, 0.29};

/// A curved section like the product's: skin, fat and muscle, two membranes, pinned sides and base.
static void layered_scene(grid *g, int nx, int ny)
{
    grid_rect(g, nx, ny, 80.0 / (nx - 1), 50.0 / (ny - 1), MUSCLE);
    grid_bulge(g, 3.0);
    for (int k = 0; k < nx * ny; ++k) {
        const int row = k / nx;
        g->cells[k] = 20 * row < ny ? SKIN : 5 * row < ny ? FAT : MUSCLE;
    }
    g->membranes[0] = (tb_row_membrane){0, 0.03};
    g->membranes[1] = (tb_row_membrane){ny / 5, 0.25};
    g->shape.membrane_count = 2;
    g->shape.fix_sides = g->shape.fix_base = true;
}

/// Push a patch of the surface inward for some time.
static void knock(tb_lattice *lattice, double column, double force_n, int substeps)
{
    for (int n = 0; n < substeps; ++n) {
        for (int k = -3; k <= 3; ++k) {
            const tb_material_point point = tb_lattice_point(lattice, column + k, 0.5);
            tb_lattice_push(lattice, &point, 0.3 * force_n / 7.0, -force_n / 7.0);
        }
        tb_lattice_substep(lattice);
    }
}

static void run_ms(tb_lattice *lattice, uint32_t first_ms, uint32_t count_ms)
{
    for (uint32_t ms = first_ms; ms < first_ms + count_ms; ++ms) {
        tb_lattice_relax(lattice, ms);
        for (int n = 0; n < lattice->model.desc.substeps; ++n) {
            tb_lattice_substep(lattice);
        }
    }
}

/// After a knock no work is done: energy falls at every ms until nothing moves.
static void energy_only_falls(void **state)
{
    (void)state;
    layered_scene(&scene, 40, 25);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    knock(lattice, 19.5, 2.0, 240);
    double before = tb_lattice_energy_mj(lattice);
    const double first = before;
    assert_true(first > 0.1);
    for (uint32_t ms = 0; ms < 600; ++ms) {
        run_ms(lattice, ms, 1);
        const double after = tb_lattice_energy_mj(lattice);
        assert_true(after <= before * (1.0 + 1e-9) + 1e-15);
        before = after;
    }
    assert_true(before < 1e-3 * first);
    tb_lattice_destroy(lattice);
}

/// Nothing moves that nobody pushed: rest is an equilibrium, also of a curved, general section.
static void rests(void **state)
{
    (void)state;
    layered_scene(&scene, 64, 40);
    scene.desc.viscous = true;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    run_ms(lattice, 0, 200);
    const size_t count = 2 * (size_t)lattice->model.stride * (size_t)lattice->model.desc.ny;
    for (size_t k = 0; k < count; ++k) {
        assert_near(lattice->state.q_mm[k], lattice->model.x_mm[k], 1e-10);
    }
    tb_lattice_destroy(lattice);
}

static void assert_mirrored(const tb_lattice *a, const tb_lattice *b)
{
    const int nx = a->model.desc.nx;
    const size_t stride = (size_t)a->model.stride;
    for (int j = 0; j < a->model.desc.ny; ++j) {
        for (int i = 0; i < nx; ++i) {
            const size_t left = grid_at(a, i, j), right = grid_at(b, nx - 1 - i, j);
            assert_true(a->state.q_mm[left] == -b->state.q_mm[right]);
            assert_true(a->state.q_mm[left + stride] == b->state.q_mm[right + stride]);
        }
    }
}

/// A mirrored section under a mirrored load moves as the mirror image, to the last bit.
static void mirrors_exactly(void **state)
{
    (void)state;
    const int nx = 24, ny = 15;
    layered_scene(&scene, nx, ny);
    scene.desc.viscous = true;
    grid_shake(&scene, 0.15, 21);
    mirrored = scene;
    mirrored.shape.x_mm = mirrored.x_mm;
    mirrored.shape.y_mm = mirrored.y_mm;
    mirrored.shape.cells = mirrored.cells;
    mirrored.shape.membranes = mirrored.membranes;
    for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
            mirrored.x_mm[i + nx * j] = -scene.x_mm[nx - 1 - i + nx * j];
            mirrored.y_mm[i + nx * j] = scene.y_mm[nx - 1 - i + nx * j];
        }
    }
    tb_lattice *a = grid_lattice(&scene, NULL), *b = grid_lattice(&mirrored, NULL);
    assert_non_null(a);
    assert_non_null(b);
    for (int ms = 0; ms < 100; ++ms) {
        tb_lattice_relax(a, (uint32_t)ms);
        tb_lattice_relax(b, (uint32_t)ms);
        for (int n = 0; n < 8; ++n) {
            const tb_material_point left = tb_lattice_point(a, 9.0, 0.0);
            const tb_material_point right = tb_lattice_point(b, nx - 1 - 9.0, 0.0);
            if (ms < 30) {
                tb_lattice_push(a, &left, 0.1, -0.4);
                tb_lattice_push(b, &right, -0.1, -0.4);
            }
            tb_lattice_substep(a);
            tb_lattice_substep(b);
        }
    }
    assert_mirrored(a, b);
    tb_lattice_destroy(a);
    tb_lattice_destroy(b);
}

static uint64_t hash_of_run(tb_simd_path path, bool general)
{
    tb_lattice_select(path);
    layered_scene(&scene, 61, 33); // a row that no width divides
    if (!general) {
        grid_bulge(&scene, -3.0);
    }
    scene.desc.viscous = true;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    knock(lattice, 30.0, 4.0, 400);
    run_ms(lattice, 0, 100);
    tb_hash hash = tb_hash_start();
    tb_lattice_hash(lattice, &hash);
    tb_lattice_destroy(lattice);
    return hash.value;
}

/// The same bits whatever the vector width, for general quads and for parallelograms.
static void widths_agree(void **state)
{
    (void)state;
    for (int general = 0; general < 2; ++general) {
        const uint64_t narrow = hash_of_run(TB_SIMD_WIDTH2, general);
        assert_int_equal(narrow, hash_of_run(TB_SIMD_WIDTH4, general));
        assert_int_equal(narrow, hash_of_run(TB_SIMD_WIDTH8, general));
        assert_int_equal(narrow, hash_of_run(TB_SIMD_AUTO, general));
    }
    tb_lattice_select(TB_SIMD_AUTO);
}

typedef struct relax_row {
    const char *name;
    uint32_t at_ms;
} relax_row;

static relax_row times[] = {
    {"0.2 s", 200}, {"0.6 s", 600}, {"2 s", 2000}, {"6 s", 6000}, {"20 s", 20000}, {"60 s", 60000},
};

/// Force under a held strain follows g(t) = 0.35 + 0.35 e^(-t/0.6 s) + 0.20 e^(-t/6 s)
/// + 0.10 e^(-t/60 s), for shear and for pressure alike.
static void relaxes(void **state)
{
    const relax_row *row = *state;
    grid_rect(&scene, 6, 5, 1.2, 1.0, (tb_cell_material){0.02, 0.45, 0.29});
    scene.desc.viscous = true;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    static double force[2000];
    const double f[4] = {1.0 + 1e-4, 2e-4, 0.0, 1.0 - 3e-4};
    grid_affine(lattice, f);
    grid_forces(lattice, force);
    const size_t corner = grid_at(lattice, 5, 4), stride = (size_t)lattice->model.stride;
    const double x0_n = force[corner], y0_n = force[corner + stride];
    for (uint32_t ms = 0; ms < row->at_ms; ++ms) {
        tb_lattice_relax(lattice, ms);
    }
    grid_forces(lattice, force);
    const double t = row->at_ms;
    const double g =
        0.35 + 0.35 * exp(-t / 600.0) + 0.20 * exp(-t / 6000.0) + 0.10 * exp(-t / 60000.0);
    assert_near(force[corner] / x0_n, g, 2e-3);
    assert_near(force[corner + stride] / y0_n, g, 2e-3);
    tb_lattice_destroy(lattice);
}

typedef struct budget_row {
    const char *name;
    double hx_mm, hy_mm, skew_deg;
    bool membranes;
} budget_row;

static budget_row budgets[] = {
    {"square", 1.27, 1.27, 0.0, false},       {"twice as wide", 1.8, 0.9, 0.0, false},
    {"tall", 0.9, 1.8, 0.0, false},           {"leaning 30", 1.27, 1.27, 30.0, false},
    {"near the limit", 2.5, 0.9, 0.0, false}, {"with a membrane", 1.27, 1.27, 10.0, true},
};

/// The masses keep every small motion below (omega dt)^2 / 4 = safety^2 = 0.25, without head-room.
static void masses_are_enough(void **state)
{
    const budget_row *row = *state;
    grid_rect(&scene, 25, 17, row->hx_mm, row->hy_mm, MUSCLE);
    grid_skew(&scene, row->skew_deg);
    scene.desc.head_room = 1.0;
    if (row->membranes) {
        scene.membranes[0] = (tb_row_membrane){8, 0.25};
        scene.shape.membrane_count = 1;
    }
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const double share = grid_stability(lattice, 200);
    assert_true(share < 0.25);
    assert_true(share > 0.05); // and not by wasting mass
    tb_lattice_destroy(lattice);
}

/// The head-room bears a deep press: half of the depth of a layered section over bone.
static void deep_press_stays_stable(void **state)
{
    (void)state;
    layered_scene(&scene, 48, 20);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const size_t stride = (size_t)lattice->model.stride;
    const double press_mm = 25.0;
    for (int n = 0; n < 8000; ++n) {
        const double now_mm = press_mm * (n < 4000 ? n / 4000.0 : 1.0);
        for (int i = 20; i <= 27; ++i) {
            const size_t at = grid_at(lattice, i, 0);
            lattice->state.q_mm[at + stride] = lattice->model.x_mm[at + stride] - now_mm;
            lattice->state.v_mm_per_ms[at + stride] = 0.0;
        }
        tb_lattice_substep(lattice);
    }
    assert_true(tb_lattice_finite(lattice));
    assert_true(grid_stability(lattice, 100) < 1.0);
    tb_lattice_destroy(lattice);
}

/// A push changes momentum by force times time and nothing else.
static void push_gives_momentum(void **state)
{
    (void)state;
    grid_rect(&scene, 12, 9, 1.2, 1.0, MUSCLE);
    grid_shake(&scene, 0.15, 4);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const tb_material_point point = tb_lattice_point(lattice, 4.3, 3.6);
    tb_lattice_push(lattice, &point, 0.5, -0.25);
    double px = 0.0, py = 0.0;
    for (int j = 0; j < 9; ++j) {
        for (int i = 0; i < 12; ++i) {
            const size_t at = grid_at(lattice, i, j), stride = (size_t)lattice->model.stride;
            const double mass_g = lattice->model.mass_g[stride * (size_t)j + (size_t)i];
            px += mass_g * lattice->state.v_mm_per_ms[at];
            py += mass_g * lattice->state.v_mm_per_ms[at + stride];
        }
    }
    assert_near(px, 0.5 * lattice->model.substep_ms, 1e-15);
    assert_near(py, -0.25 * lattice->model.substep_ms, 1e-15);
    tb_lattice_destroy(lattice);
}

/// A value that is not finite anywhere is seen.
static void sees_what_is_not_finite(void **state)
{
    (void)state;
    layered_scene(&scene, 20, 15);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    assert_true(tb_lattice_finite(lattice));
    lattice->state.q_mm[grid_at(lattice, 7, 9)] = NAN;
    assert_false(tb_lattice_finite(lattice));
    lattice->state.q_mm[grid_at(lattice, 7, 9)] = INFINITY;
    assert_false(tb_lattice_finite(lattice));
    tb_lattice_destroy(lattice);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, energy_only_falls);
    TB_TEST(&list, rests);
    TB_TEST(&list, mirrors_exactly);
    TB_TEST(&list, widths_agree);
    TB_TEST_ROWS(&list, relaxes, times);
    TB_TEST_ROWS(&list, masses_are_enough, budgets);
    TB_TEST(&list, deep_press_stays_stable);
    TB_TEST(&list, push_gives_momentum);
    TB_TEST(&list, sees_what_is_not_finite);
    return tb_test_run(&list, "lattice motion");
}
