// What happens when the mesh or the step is refined, when units change, when left and right change
// places, and when nobody does work. Prints the orders of convergence that it observes.
#include "tb_test.h"

#include "validation/contact.h"

#include "../scenes/grid.h"
#include "../scenes/section.h"

static grid scene, other;

/// log2 of how much smaller the second of two successive differences is.
static double order_of(double coarse, double middle, double fine)
{
    return log2(fabs(coarse - middle) / fabs(middle - fine));
}

// ---- mesh ----

/// Energy in mJ of a layer whose surface is pressed into a cosine, 48 x 32 mm, base bonded, sides
/// mirrors: a smooth solution. Returns it once nothing moves.
static double smooth_energy_mj(int columns)
{
    const int nx = columns + 1, ny = 2 * columns / 3 + 1;
    const double h = 48.0 / columns, depth_mm = 0.05;
    grid_rect(&scene, nx, ny, h, h, (tb_cell_material){0.02, 0.45, 0.29});
    scene.shape.fix_base = true;
    scene.desc.damping_per_ms = 6.0 / columns;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    const size_t stride = (size_t)lattice->model.stride;
    double *q = lattice->state.q_mm, *v = lattice->state.v_mm_per_ms;
    for (int n = 0; n < 150 * columns; ++n) {
        for (int i = 0; i < nx; ++i) {
            const size_t top = grid_at(lattice, i, 0);
            q[top + stride] = -depth_mm * tb_cos(TB_PI * lattice->model.x_mm[top] / 24.0);
            v[top + stride] = 0.0;
        }
        for (int j = 0; j < ny; ++j) {
            for (int side = 0; side < 2; ++side) {
                const size_t at = grid_at(lattice, side * (nx - 1), j);
                q[at] = lattice->model.x_mm[at];
                v[at] = 0.0;
            }
        }
        tb_lattice_substep(lattice);
    }
    for (int i = 0; i < nx; ++i) {
        q[grid_at(lattice, i, 0) + stride] =
            -depth_mm * tb_cos(TB_PI * lattice->model.x_mm[grid_at(lattice, i, 0)] / 24.0);
        v[grid_at(lattice, i, 0) + stride] = 0.0;
    }
    const double energy = tb_lattice_energy_mj(lattice);
    tb_lattice_destroy(lattice);
    return energy;
}

/// Bilinear cells: the energy of a smooth solution converges with the square of the cell.
static void smooth_solutions_converge_with_the_square(void **state)
{
    (void)state;
    const double coarse = smooth_energy_mj(12), middle = smooth_energy_mj(24),
                 fine = smooth_energy_mj(48);
    const double order = order_of(coarse, middle, fine);
    print_message("cosine, h = 4 / 2 / 1 mm: %.6g %.6g %.6g mJ, order %.2f\n", coarse, middle, fine,
                  order);
    assert_true(order > 1.8 && order < 2.2);
}

/// The edge of a punch is singular: the force converges with the first power, from above, to Hayes'
/// factor.
static void punches_converge_with_the_cell(void **state)
{
    (void)state;
    static tb_contact_result result;
    double factor[3];
    for (int k = 0; k < 3; ++k) {
        const int fine = 1 << k;
        const tb_contact_case what = {.radius_cells = 4 * fine,
                                      .columns = 28 * fine,
                                      .rows = 10 * fine,
                                      .cell_mm = 1.0 / fine,
                                      .modulus_mpa = 0.02,
                                      .poisson = 0.45,
                                      .settle = 1000 * fine};
        assert_int_equal(tb_contact_solve(&what, &result), TB_OK);
        factor[k] = result.stiffness;
    }
    const double order = order_of(factor[0], factor[1], factor[2]);
    const double limit = 2.0 * factor[2] - factor[1], hayes = 1.599;
    print_message(
        "punch, a / h = 4 / 8 / 16: %.4f %.4f %.4f, order %.2f, limit %.4f (Hayes %.3f)\n",
        factor[0], factor[1], factor[2], order, limit, hayes);
    assert_true(order > 0.8 && order < 1.5);
    assert_near(limit, hayes, 0.005 * hayes);
}

// ---- step ----

/// Depth of the surface's middle 40 ms after a push of 10 ms, in soft tissue with true masses.
static double swing_mm(int substeps)
{
    grid_rect(&scene, 16, 11, 4.0, 4.0, (tb_cell_material){0.002, 0.40, 0.0});
    scene.desc.substeps = substeps;
    scene.shape.fix_sides = scene.shape.fix_base = true;
    tb_lattice *lattice = grid_lattice(&scene, NULL);
    assert_non_null(lattice);
    for (int k = 16 * 1 + 1; k < 16 * 10 - 1; ++k) { // no mass was raised to hold the step
        if (k % 16 > 0 && k % 16 < 15) {
            assert_true(lattice->model.mass_g[k] == lattice->model.true_mass_g[k]);
        }
    }
    const tb_material_point middle = tb_lattice_point(lattice, 7.5, 0.0);
    for (int ms = 0; ms < 40; ++ms) {
        for (int n = 0; n < substeps; ++n) {
            if (ms < 10) {
                tb_lattice_push(lattice, &middle, 0.0, -0.02);
            }
            tb_lattice_substep(lattice);
        }
    }
    double x, y;
    tb_lattice_position(lattice, &middle, &x, &y);
    tb_lattice_destroy(lattice);
    return -y;
}

/// Symplectic Euler, and a damping time that shrinks with the step: first order.
static void motion_converges_with_the_step(void **state)
{
    (void)state;
    const double coarse = swing_mm(4), middle = swing_mm(8), fine = swing_mm(16);
    const double order = order_of(coarse, middle, fine);
    print_message("swing, 4 / 8 / 16 substeps: %.5f %.5f %.5f mm, order %.2f\n", coarse, middle,
                  fine, order);
    assert_true(order > 0.8 && order < 1.3);
}

static section_scene layered;

/// Force of a finger that pressed 5 mm deep and came to rest.
static double resting_force_n(int substeps)
{
    section_layers(&layered, 0.0);
    tb_world_desc desc = tb_world_desc_default();
    desc.lattice.nx = SECTION_NX;
    desc.lattice.ny = layered.ny;
    desc.lattice.substeps = substeps;
    desc.lattice.viscous = false;
    tb_world *world = NULL;
    assert_int_equal(tb_world_create(&desc, &world), TB_OK);
    assert_int_equal(tb_world_build(world, &layered.section, NULL), TB_OK);
    for (int tick = 0; tick < 1200; ++tick) {
        const tb_world_input input = section_finger(30.0, 5.0 * section_ramp(tick, 0, 300));
        tb_world_step(world, &input);
    }
    const double force_n = tb_world_finger_of(world, 0)->force_y_n;
    tb_world_destroy(world);
    return force_n;
}

/// What a resting finger feels depends little on the step, whatever masses that needs on the way:
/// first order, from the global damping in the contact's impulse and from friction on the way in.
static void rest_hardly_depends_on_the_step(void **state)
{
    (void)state;
    const double coarse = resting_force_n(4), middle = resting_force_n(8),
                 fine = resting_force_n(16);
    const double order = order_of(coarse, middle, fine);
    print_message("finger at rest, 4 / 8 / 16 substeps: %.4f %.4f %.4f N, order %.2f\n", coarse,
                  middle, fine, order);
    assert_true(fine > 1.0);
    assert_true(order > 0.7 && order < 1.3);
    assert_near(coarse, fine, 0.02 * fine);
    assert_near(middle, fine, 0.01 * fine);
}

// ---- units ----

/// Lengths times 2, moduli times 4: every place is twice as far, to the last bit.
static void units_do_not_matter(void **state)
{
    (void)state;
    enum { NX = 24, NY = 15 };
    grid_rect(&scene, NX, NY, 1.25, 1.0, (tb_cell_material){0.02, 0.45, 0.8});
    grid_shake(&scene, 0.15, 5);
    scene.membranes[0] = (tb_row_membrane){3, 0.05};
    scene.shape.membrane_count = 1;
    scene.shape.fix_sides = scene.shape.fix_base = true;
    scene.desc.viscous = true;
    other = scene;
    other.shape.x_mm = other.x_mm;
    other.shape.y_mm = other.y_mm;
    other.shape.cells = other.cells;
    other.shape.membranes = other.membranes;
    other.desc.thickness_mm *= 2.0;
    other.membranes[0].stiffness_n_per_mm *= 8.0; // modulus times thickness of the sheet
    for (int k = 0; k < NX * NY; ++k) {
        other.x_mm[k] *= 2.0;
        other.y_mm[k] *= 2.0;
        other.cells[k].modulus_mpa *= 4.0;
    }
    tb_lattice *a = grid_lattice(&scene, NULL), *b = grid_lattice(&other, NULL);
    assert_non_null(a);
    assert_non_null(b);
    const tb_material_point place = tb_lattice_point(a, 9.25, 0.5);
    for (int ms = 0; ms < 60; ++ms) {
        tb_lattice_relax(a, (uint32_t)ms);
        tb_lattice_relax(b, (uint32_t)ms);
        for (int n = 0; n < 8; ++n) {
            if (ms < 30) { // forces: modulus times length squared
                tb_lattice_push(a, &place, 0.125, -0.5);
                tb_lattice_push(b, &place, 2.0, -8.0);
            }
            tb_lattice_substep(a);
            tb_lattice_substep(b);
        }
    }
    double moved = 0.0;
    for (int j = 0; j < NY; ++j) {
        for (int i = 0; i < NX; ++i) {
            const size_t at = grid_at(a, i, j), y = at + (size_t)a->model.stride;
            assert_true(2.0 * a->state.q_mm[at] == b->state.q_mm[at]);
            assert_true(2.0 * a->state.q_mm[y] == b->state.q_mm[y]);
            moved = fmax(moved, fabs(a->state.q_mm[y] - a->model.x_mm[y]));
        }
    }
    assert_true(moved > 0.1);
    assert_true(32.0 * tb_lattice_energy_mj(a) == tb_lattice_energy_mj(b)); // modulus, length cubed
    tb_lattice_destroy(a);
    tb_lattice_destroy(b);
}

// ---- left and right ----

/// A section symmetric about x = 0, whose band and twitch lie at x times `side`.
static tb_world *one_side(double side)
{
    section_layers(&layered, 15.0);
    for (int k = 0; k < SECTION_NX * layered.ny; ++k) {
        layered.x_mm[k] = 0.5 * (2 * (k % SECTION_NX) - (SECTION_NX - 1));
    }
    section_add_band(&layered, 5.0 * side, 11.0);
    layered.section.twitch.present = true;
    layered.section.twitch.x_mm = 5.0 * side;
    layered.section.twitch.y_mm = -11.0;
    layered.section.twitch.half_length_mm = 12.0;
    layered.section.twitch.along_section = true;
    tb_world *world = section_world(&layered, 3.0);
    assert_non_null(world);
    return world;
}

/// Twitches and what they leave in the tissue, and the mirror image of all of it: mirrored to the
/// last bit.
static void mirror_images_stay_mirror_images(void **state)
{
    (void)state;
    tb_world *left = one_side(-1.0), *right = one_side(1.0);
    for (int tick = 0; tick < 300; ++tick) {
        const double drive = section_ramp(tick, 0, 58) - section_ramp(tick, 58, 170);
        tb_world_input l = {
            .twitch = {
                .drive = drive, .tension_n = 0.6, .jerk_n = 0.6, .jerk_x = -0.6, .jerk_y = 0.8}};
        tb_world_input r = l;
        r.twitch.jerk_x = 0.6;
        tb_world_step(left, &l);
        tb_world_step(right, &r);
        const tb_world_disc_state *a = tb_world_disc_of(left, 0), *b = tb_world_disc_of(right, 0);
        assert_true(a->x_mm == -b->x_mm && a->y_mm == b->y_mm);
    }
    const tb_lattice *a = tb_world_lattice_of(left), *b = tb_world_lattice_of(right);
    const size_t stride = (size_t)a->model.stride;
    double moved = 0.0;
    for (int j = 0; j < layered.ny; ++j) {
        for (int i = 0; i < SECTION_NX; ++i) {
            const size_t here = grid_at(a, i, j), there = grid_at(b, SECTION_NX - 1 - i, j);
            assert_true(a->state.q_mm[here] == -b->state.q_mm[there]);
            assert_true(a->state.q_mm[here + stride] == b->state.q_mm[there + stride]);
            moved = fmax(moved, fabs(a->state.q_mm[here + stride] - a->model.x_mm[here + stride]));
        }
    }
    assert_true(moved > 1e-3);
    tb_world_destroy(left);
    tb_world_destroy(right);
}

static tb_world_input hand_on(double side, int tick)
{
    const double sweep_mm = 10.0 * section_ramp(tick, 150, 500);
    tb_world_input input =
        section_finger(side * (-1.0 + sweep_mm), 6.0 * section_ramp(tick, 0, 150));
    input.fingers[1] = input.fingers[0];
    input.fingers[1].hand_x_mm = side * -18.0;
    return input;
}

/// Two fingers over a band, one of them sweeping: mirrored to the last bit too.
static void fingers_feel_the_same_on_both_sides(void **state)
{
    (void)state;
    tb_world *left = one_side(-1.0), *right = one_side(1.0);
    for (int tick = 0; tick < 550; ++tick) {
        const tb_world_input l = hand_on(-1.0, tick), r = hand_on(1.0, tick);
        tb_world_step(left, &l);
        tb_world_step(right, &r);
        for (int k = 0; k < 2; ++k) {
            const tb_world_finger *a = tb_world_finger_of(left, k),
                                  *b = tb_world_finger_of(right, k);
            assert_true(a->x_mm == -b->x_mm && a->y_mm == b->y_mm);
            assert_true(a->force_x_n == -b->force_x_n && a->force_y_n == b->force_y_n);
        }
        const tb_world_disc_state *a = tb_world_disc_of(left, 0), *b = tb_world_disc_of(right, 0);
        assert_true(a->x_mm == -b->x_mm && a->y_mm == b->y_mm);
    }
    assert_true(fabs(tb_world_disc_of(left, 0)->push_mm) > 0.1);
    tb_world_destroy(left);
    tb_world_destroy(right);
}

// ---- energy ----

typedef struct energy_row {
    const char *name;
    int substeps;
} energy_row;

static energy_row energies[] = {{"4 substeps", 4}, {"8 substeps", 8}, {"16 substeps", 16}};

/// A finger dents the tissue and is gone at once: from then on no work is done and the energy falls
/// at every ms.
static void energy_never_grows_without_work(void **state)
{
    const energy_row *row = *state;
    section_layers(&layered, 0.0);
    tb_world_desc desc = tb_world_desc_default();
    desc.lattice.nx = SECTION_NX;
    desc.lattice.ny = layered.ny;
    desc.lattice.substeps = row->substeps;
    desc.lattice.viscous = false; // a viscous stress would keep energy of its own
    tb_world *world = NULL;
    assert_int_equal(tb_world_create(&desc, &world), TB_OK);
    assert_int_equal(tb_world_build(world, &layered.section, NULL), TB_OK);
    for (int tick = 0; tick < 300; ++tick) {
        const tb_world_input input = section_finger(30.0, 7.0 * section_ramp(tick, 0, 250));
        tb_world_step(world, &input);
    }
    const tb_world_input nothing = {0};
    const double first = tb_lattice_energy_mj(tb_world_lattice_of(world));
    double before = first;
    assert_true(first > 1.0);
    for (int tick = 0; tick < 500; ++tick) {
        tb_world_step(world, &nothing);
        const double after = tb_lattice_energy_mj(tb_world_lattice_of(world));
        assert_true(after <= before * (1.0 + 1e-9) + 1e-15);
        before = after;
    }
    assert_true(before < 0.01 * first);
    tb_world_destroy(world);
}

int main(void)
{
    static tb_test_list list;
    tb_world_greet();
    TB_TEST(&list, smooth_solutions_converge_with_the_square);
    TB_TEST(&list, punches_converge_with_the_cell);
    TB_TEST(&list, motion_converges_with_the_step);
    TB_TEST(&list, rest_hardly_depends_on_the_step);
    TB_TEST(&list, units_do_not_matter);
    TB_TEST(&list, mirror_images_stay_mirror_images);
    TB_TEST(&list, fingers_feel_the_same_on_both_sides);
    TB_TEST_ROWS(&list, energy_never_grows_without_work, energies);
    return tb_test_run(&list, "convergence");
}
