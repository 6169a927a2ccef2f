// What the builder accepts, and what it hands out: materials, rows, material points.
#include "tb_test.h"

#include "../../scenes/grid.h"

static grid scene;
static const tb_cell_material MUSCLE = {0.022, 0.45, 0.29};

enum { NX = 12, NY = 9 };

typedef struct shape_row {
    const char *name;
    int node; ///< column 5, row 4 is moved
    double dx_mm, dy_mm;
    tb_status status;
    const char *word; ///< in the error
} shape_row;

enum { MIDDLE = 5 + NX * 4 };

static shape_row shapes[] = {
    {"as it is", MIDDLE, 0.0, 0.0, TB_OK, ""},
    {"a node a third off", MIDDLE, 0.33, 0.33, TB_OK, ""},
    {"a node beyond its neighbour", MIDDLE, 1.3, 0.0, TB_ERR_FAULT, "folded"},
    {"a node on the diagonal", MIDDLE, 0.45, 0.45, TB_ERR_FAULT, "too skewed"},
    {"a place that is not a number", MIDDLE, NAN, 0.0, TB_ERR_ARGUMENT, "node (5, 4)"},
    {"a place at infinity", MIDDLE, 0.0, INFINITY, TB_ERR_ARGUMENT, "node (5, 4)"},
};

static void refuses_bad_nodes(void **state)
{
    const shape_row *row = *state;
    grid_rect(&scene, NX, NY, 1.0, 1.0, MUSCLE);
    scene.x_mm[row->node] += row->dx_mm;
    scene.y_mm[row->node] += row->dy_mm;
    tb_lattice *lattice = NULL;
    assert_int_equal(tb_lattice_create(&scene.desc, &lattice), TB_OK);
    tb_error error = {0};
    assert_int_equal(tb_lattice_build(lattice, &scene.shape, &error), row->status);
    assert_int_equal(error.status, row->status);
    assert_non_null(strstr(error.message, row->word));
    tb_lattice_destroy(lattice);
}

typedef struct aspect_row {
    const char *name;
    double hx_mm, hy_mm;
    tb_status status;
} aspect_row;

static aspect_row aspects[] = {
    {"2.9 wide", 2.9, 1.0, TB_OK},
    {"3.1 wide", 3.1, 1.0, TB_ERR_FAULT},
    {"2.9 tall", 1.0, 2.9, TB_OK},
    {"3.1 tall", 1.0, 3.1, TB_ERR_FAULT},
    {"upside down", 1.0, -1.0, TB_ERR_FAULT},
};

static void refuses_long_cells(void **state)
{
    const aspect_row *row = *state;
    grid_rect(&scene, NX, NY, row->hx_mm, row->hy_mm, MUSCLE);
    tb_error error = {0};
    tb_lattice *lattice = NULL;
    assert_int_equal(tb_lattice_create(&scene.desc, &lattice), TB_OK);
    assert_int_equal(tb_lattice_build(lattice, &scene.shape, &error), row->status);
    tb_lattice_destroy(lattice);
}

typedef struct material_row {
    const char *name;
    tb_cell_material material;
    tb_status status;
} material_row;

static material_row materials[] = {
    {"muscle", {0.022, 0.45, 0.29}, TB_OK},
    {"no modulus", {0.0, 0.45, 0.29}, TB_ERR_ARGUMENT},
    {"modulus not a number", {NAN, 0.45, 0.29}, TB_ERR_ARGUMENT},
    {"incompressible", {0.022, 0.5, 0.29}, TB_ERR_ARGUMENT},
    {"negative Poisson", {0.022, -0.1, 0.29}, TB_ERR_ARGUMENT},
    {"softening", {0.022, 0.45, -0.1}, TB_ERR_ARGUMENT},
};

static void refuses_bad_materials(void **state)
{
    const material_row *row = *state;
    grid_rect(&scene, NX, NY, 1.0, 1.0, MUSCLE);
    scene.cells[3 + NX * 2] = row->material;
    tb_lattice *lattice = NULL;
    tb_error error = {0};
    assert_int_equal(tb_lattice_create(&scene.desc, &lattice), TB_OK);
    assert_int_equal(tb_lattice_build(lattice, &scene.shape, &error), row->status);
    if (row->status != TB_OK) {
        assert_non_null(strstr(error.message, "cell (3, 2)"));
    }
    tb_lattice_destroy(lattice);
}

static void refuses_bad_membranes_and_budgets(void **state)
{
    (void)state;
    static const tb_row_membrane bad[] = {{-1, 0.1}, {NY, 0.1}, {2, -0.1}, {2, NAN}};
    grid_rect(&scene, NX, NY, 1.0, 1.0, MUSCLE);
    tb_lattice *lattice = NULL;
    assert_int_equal(tb_lattice_create(&scene.desc, &lattice), TB_OK);
    scene.shape.membrane_count = 1;
    for (int k = 0; k < 4; ++k) {
        scene.membranes[0] = bad[k];
        assert_int_equal(tb_lattice_build(lattice, &scene.shape, NULL), TB_ERR_ARGUMENT);
    }
    scene.membranes[0] = (tb_row_membrane){2, 0.1};
    static double extra[NX * NY];
    extra[17] = -1.0;
    scene.shape.extra_stiffness_n_per_mm = extra;
    assert_int_equal(tb_lattice_build(lattice, &scene.shape, NULL), TB_ERR_ARGUMENT);
    extra[17] = 1.0;
    assert_int_equal(tb_lattice_build(lattice, &scene.shape, NULL), TB_OK);
    tb_lattice_destroy(lattice);
}

static void refuses_bad_descriptions(void **state)
{
    (void)state;
    const tb_lattice_desc good = tb_lattice_desc_default();
    tb_lattice_desc bad[8];
    for (int k = 0; k < 8; ++k) {
        bad[k] = good;
    }
    bad[0].nx = 3;
    bad[1].nx = TB_LATTICE_NX_MAX + 1;
    bad[2].ny = TB_LATTICE_NY_MAX + 1;
    bad[3].substeps = 0;
    bad[4].thickness_mm = NAN;
    bad[5].safety = 1.5;
    bad[6].damping_per_ms = -1.0;
    bad[7].head_room = 0.5;
    for (int k = 0; k < 8; ++k) {
        tb_lattice *lattice = NULL;
        assert_int_equal(tb_lattice_create(&bad[k], &lattice), TB_ERR_ARGUMENT);
        assert_null(lattice);
    }
}

/// Whichever allocation fails, the answer is TB_ERR_MEMORY and nothing is left behind.
static void survives_failing_allocation(void **state)
{
    (void)state;
    const tb_lattice_desc desc = tb_lattice_desc_default();
    tb_status status = TB_ERR_MEMORY;
    for (uint64_t n = 1; status != TB_OK; ++n) {
        tb_lattice *lattice = NULL;
        tb_alloc_fail_at(n);
        status = tb_lattice_create(&desc, &lattice);
        tb_alloc_fail_at(0);
        assert_true(status == TB_OK || (status == TB_ERR_MEMORY && lattice == NULL));
        assert_true(n < 100);
        tb_lattice_destroy(lattice);
    }
    tb_lattice_destroy(NULL);
}

/// Building allocates nothing, and building twice gives what building once does.
static void builds_again_without_a_trace(void **state)
{
    (void)state;
    grid_rect(&scene, NX, NY, 1.0, 1.0, MUSCLE);
    grid_shake(&scene, 0.15, 2);
    scene.desc.viscous = true;
    tb_lattice *once = grid_lattice(&scene, NULL), *twice = grid_lattice(&scene, NULL);
    assert_non_null(once);
    assert_non_null(twice);
    for (uint32_t ms = 0; ms < 20; ++ms) {
        const tb_material_point point = tb_lattice_point(twice, 4.0, 0.0);
        tb_lattice_push(twice, &point, 0.0, -1.0);
        tb_lattice_relax(twice, ms);
        tb_lattice_substep(twice);
    }
    const uint64_t calls = tb_alloc_calls();
    assert_int_equal(tb_lattice_build(twice, &scene.shape, NULL), TB_OK);
    assert_int_equal(tb_test_allocs_since(calls), 0);
    tb_hash a = tb_hash_start(), b = tb_hash_start();
    tb_lattice_hash(once, &a);
    tb_lattice_hash(twice, &b);
    assert_int_equal(a.value, b.value);
    const size_t nodes = (size_t)once->model.stride * NY;
    assert_memory_equal(once->model.coef, twice->model.coef,
                        TB_LATTICE_COEFS * nodes * sizeof(double));
    assert_memory_equal(once->model.mass_g, twice->model.mass_g, nodes * sizeof(double));
    tb_lattice_destroy(once);
    tb_lattice_destroy(twice);
}

/// Exchanging a row's material gives the coefficients of a fresh build; the viscous part of the
/// stress stays as far as the new tissue can hold it.
static void set_row_equals_a_fresh_build(void **state)
{
    (void)state;
    enum { ROW = 3 };
    grid_rect(&scene, NX, NY, 1.0, 1.0, MUSCLE);
    grid_shake(&scene, 0.15, 9);
    scene.desc.viscous = true;
    tb_lattice *changed = grid_lattice(&scene, NULL);
    for (int i = 0; i < NX; ++i) {
        scene.cells[i + NX * ROW] = (tb_cell_material){0.03 + 0.001 * i, 0.40, 1.0};
    }
    tb_lattice *fresh = grid_lattice(&scene, NULL);
    assert_non_null(changed);
    assert_non_null(fresh);
    tb_lattice_set_row(changed, ROW, scene.cells + NX * ROW);
    const size_t stride = (size_t)fresh->model.stride, nodes = stride * NY;
    assert_memory_equal(changed->model.coef, fresh->model.coef,
                        TB_LATTICE_COEFS * nodes * sizeof(double));
    assert_memory_equal(changed->model.base_stress, fresh->model.base_stress,
                        4 * nodes * sizeof(double));
    for (size_t k = 0; k < TB_LATTICE_STRESS * nodes; ++k) {
        assert_near(changed->state.stress[k], fresh->state.stress[k], 1e-15);
    }
    // relaxed pressure: softer tissue keeps its share of what the slow update took off, stiffer
    // tissue all of it
    double *b0 = changed->state.stress + TB_LATTICE_STRESS * stride * ROW;
    const double relaxed = b0[4] - 0.25,
                 old_base = fresh->model.base_stress[(4 * ROW + 3) * stride + 4];
    b0[4] = relaxed;
    for (int i = 0; i < NX; ++i) {
        scene.cells[i + NX * ROW] = MUSCLE;
    }
    tb_lattice_set_row(changed, ROW, scene.cells + NX * ROW);
    const double softer = MUSCLE.modulus_mpa / (1.0 + MUSCLE.poisson) / (0.034 / 1.40);
    const double kept = softer * (relaxed - old_base);
    assert_true(softer < 1.0);
    assert_near(b0[4] - changed->model.base_stress[(4 * ROW + 3) * stride + 4], kept, 1e-14);
    for (int i = 0; i < NX; ++i) {
        scene.cells[i + NX * ROW] = (tb_cell_material){0.04, 0.40, 1.0};
    }
    tb_lattice_set_row(changed, ROW, scene.cells + NX * ROW);
    assert_near(b0[4] - changed->model.base_stress[(4 * ROW + 3) * stride + 4], kept, 1e-14);
    tb_lattice_destroy(changed);
    tb_lattice_destroy(fresh);
}

/// A point made at (s, t) is found again at (s, t), at rest and deformed.
static void finds_material_points(void **state)
{
    (void)state;
    grid_rect(&scene, NX, NY, 1.0, 1.0, MUSCLE);
    grid_shake(&scene, 0.15, 13);
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const double f[4] = {1.1, 0.2, -0.1, 0.8};
    grid_affine(lattice, f);
    tb_rng rng;
    tb_rng_seed(&rng, 1, TB_RNG_SCENE);
    for (int n = 0; n < 200; ++n) {
        const double s = (NX - 1) * tb_rng_uniform(&rng), t = (NY - 1) * tb_rng_uniform(&rng);
        const tb_material_point point = tb_lattice_point(lattice, s, t);
        const double *w = point.weight;
        assert_near(w[0] + w[1] + w[2] + w[3], 1.0, 1e-15);
        double x, y, rest_x, rest_y;
        tb_lattice_position(lattice, &point, &x, &y);
        tb_lattice_reference(lattice, &point, &rest_x, &rest_y);
        assert_near(x, f[0] * rest_x + f[1] * rest_y, 1e-12);
        assert_near(y, f[2] * rest_x + f[3] * rest_y, 1e-12);
        double found_s = s + 0.4, found_t = t - 0.4;
        tb_lattice_locate(lattice, x, y, &found_s, &found_t);
        assert_near(found_s, s, 1e-6);
        assert_near(found_t, t, 1e-6);
        tb_lattice_locate_rest(lattice, rest_x, rest_y, &found_s, &found_t);
        assert_near(found_s, s, 1e-9);
        assert_near(found_t, t, 1e-9);
    }
    const tb_material_point outside = tb_lattice_point(lattice, -3.0, 99.0);
    assert_near(outside.s, 0.0, 0.0);
    assert_near(outside.t, NY - 1.0, 0.0);
    tb_lattice_destroy(lattice);
}

static void names_its_paths(void **state)
{
    (void)state;
    const tb_simd_path best = tb_lattice_select(TB_SIMD_AUTO);
    assert_int_equal(tb_lattice_path(), best);
    assert_int_equal(tb_lattice_select(TB_SIMD_WIDTH2), TB_SIMD_WIDTH2);
    assert_int_equal(tb_lattice_path(), TB_SIMD_WIDTH2);
    assert_string_equal(tb_simd_path_name(TB_SIMD_AUTO), "auto");
    assert_string_equal(tb_simd_path_name((tb_simd_path)77), "unknown");
    double flops = 0.0;
    // 14 chains that halve and add one: each tends to 2
    assert_near(tb_lattice_peak(1000, &flops), 28.0, 1e-9);
    assert_near(flops, 1000.0 * 14 * 2 * 2, 0.0);
    tb_lattice_select(TB_SIMD_AUTO);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, refuses_bad_nodes, shapes);
    TB_TEST_ROWS(&list, refuses_long_cells, aspects);
    TB_TEST_ROWS(&list, refuses_bad_materials, materials);
    TB_TEST(&list, refuses_bad_membranes_and_budgets);
    TB_TEST(&list, refuses_bad_descriptions);
    TB_TEST(&list, survives_failing_allocation);
    TB_TEST(&list, builds_again_without_a_trace);
    TB_TEST(&list, set_row_equals_a_fresh_build);
    TB_TEST(&list, finds_material_points);
    TB_TEST(&list, names_its_paths);
    return tb_test_run(&list, "lattice build");
}
