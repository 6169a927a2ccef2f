// A finger that presses tissue against bone bottoms out: whatever lies between, the force goes on
// to rise with the hand until the hand's own strength ends it, and cells do not fold.
#include "tb_test.h"

#include "tautband/core/mathx.h"
#include "tautband/physics/world.h"

#include <string.h>

enum { NX = 64, NY = 12 };
static double x_mm[NX * NY], y_mm[NX * NY];
static uint8_t material[NX * NY];

/// Skin, fat and muscle over a base at depth_mm in the middle, which falls by `slope` towards +x;
/// and bone above it, or NULL.
static tb_world *over_bone(double depth_mm, double slope, const double *bone_depth_mm)
{
    tb_world_section section;
    memset(&section, 0, sizeof section);
    for (int j = 0; j < NY; ++j) {
        for (int i = 0; i < NX; ++i) {
            const double x = 40.0 * (2 * i - (NX - 1)) / (NX - 1), share = (double)j / (NY - 1);
            x_mm[i + NX * j] = x;
            y_mm[i + NX * j] = -share * (depth_mm + slope * x);
            material[i + NX * j] = share < 0.1 ? 0 : share < 0.35 ? 1 : 2;
        }
    }
    section.x_mm = x_mm;
    section.y_mm = y_mm;
    section.cell_material = material;
    section.material_count = 3;
    static const double modulus_mpa[3] = {0.1 / 0.68, 0.010 / 0.68, 0.015 / 0.68};
    static const double kappa[3] = {0.29, 1.8, 0.29};
    for (int k = 0; k < 3; ++k) {
        section.materials[k].elastic = (tb_cell_material){modulus_mpa[k], 0.45, kappa[k]};
    }
    section.bone_base = true;
    section.bone_depth_mm = bone_depth_mm;
    tb_world_desc desc = tb_world_desc_default();
    desc.lattice.ny = NY;
    tb_world *world = NULL;
    tb_error error = {0};
    assert_int_equal(tb_world_create(&desc, &world), TB_OK);
    if (tb_world_build(world, &section, &error) != TB_OK) {
        fail_msg("%s", error.message);
    }
    return world;
}

static tb_world *thin(double depth_mm, double slope)
{
    return over_bone(depth_mm, slope, NULL);
}

static tb_world_input hand_at(const tb_world *world, double at_x_mm, double into_mm)
{
    tb_world_input input = {0};
    const double width = tb_world_width_factor(tb_world_finger_of(world, 0)->indentation_mm);
    input.fingers[0] = (tb_world_finger_input){
        true, at_x_mm, tb_world_desc_default().finger_radius_mm - into_mm, width};
    return input;
}

/// Signed area of the smallest cell against its resting area.
static double least_cell(const tb_world *world)
{
    const tb_lattice *lattice = tb_world_lattice_of(world);
    const size_t stride = (size_t)lattice->model.stride;
    const double *q = lattice->state.q_mm, *rest = lattice->model.x_mm;
    double least = 1.0;
    for (size_t j = 0; j + 1 < NY; ++j) {
        for (size_t i = 0; i + 1 < NX; ++i) {
            double area[2];
            for (int k = 0; k < 2; ++k) {
                const double *x = (k == 0 ? rest : q) + 2 * stride * j + i, *y = x + stride;
                const double *below_x = x + 2 * stride, *below_y = y + 2 * stride;
                area[k] = (below_x[1] - x[0]) * (below_y[0] - y[1]) -
                          (below_y[1] - y[0]) * (below_x[0] - x[1]);
            }
            least = fmin(least, area[1] / area[0]);
        }
    }
    return least;
}

typedef struct depth_row {
    const char *name;
    double depth_mm; ///< of bone
} depth_row;

static const depth_row depths[] = {
    {"6 mm", 6.0}, {"8 mm", 8.0}, {"12 mm", 12.0}, {"20 mm", 20.0}, {"28 mm", 28.0}};

/// At 20 mm/s to 60 N past the bone and back: the force never falls while the hand goes in, never
/// jumps, reaches 45 N, and the finger stays short of where the section gives up.
static void force_rises_to_the_hands_own(void **state)
{
    const double depth_mm = ((const depth_row *)*state)->depth_mm;
    tb_world *world = thin(depth_mm, 0.0);
    const double most_mm = 0.7 * depth_mm + 20.0;
    double before_n = 0.0, largest_step_n = 0.0, deepest = 0.0, smallest = 1.0, bottom_n = 0.0,
           rising_n = 0.0;
    const int ticks = (int)(50.0 * most_mm);
    for (int tick = 0; tick <= 2 * ticks + 500; ++tick) {
        const double into_mm = 0.02 * (tick < ticks         ? tick
                                       : tick < ticks + 500 ? ticks
                                                            : 2 * ticks + 500 - tick);
        const tb_world_input input = hand_at(world, 0.0, into_mm);
        tb_world_step(world, &input);
        const tb_world_finger *finger = tb_world_finger_of(world, 0);
        if (tick % 20 == 0) { // relaxation, in steps of 4 ms, ripples by 0.03 N
            assert_true(tick > ticks || tick < 100 || finger->force_y_n > rising_n);
            rising_n = finger->force_y_n;
        }
        largest_step_n = fmax(largest_step_n, fabs(finger->force_y_n - before_n));
        deepest = fmax(deepest, finger->indentation_mm / depth_mm);
        before_n = finger->force_y_n;
        if (tick == ticks + 499) {
            smallest = least_cell(world);
            bottom_n = finger->bottom_n;
            assert_true(finger->force_y_n > 45.0 && finger->force_y_n < 60.5);
            // the hand's spring and the tissue balance, but for what the hand's damping takes
            const double spring_n = fmin(60.0, 3.0 * (into_mm - finger->indentation_mm));
            assert_near(finger->force_y_n, spring_n, 0.05 * spring_n);
        }
    }
    print_message(
        "bone at %.0f mm: deepest %.3f, least cell %.3f, step %.3f N, of it bone %.1f N\n",
        depth_mm, deepest, smallest, largest_step_n, bottom_n);
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    assert_true(deepest < 0.74);
    assert_true(smallest > 0.0);
    assert_true(largest_step_n < 0.5);
    assert_near(before_n, 0.0, 0.05);
    tb_world_destroy(world);
}

/// Nothing of it is felt where a finger has room.
static void nothing_is_added_before(void **state)
{
    (void)state;
    tb_world *world = thin(20.0, 0.0);
    for (int tick = 0; tick < 1500; ++tick) {
        const tb_world_input input = hand_at(world, 0.0, 0.02 * tick);
        tb_world_step(world, &input);
        const tb_world_finger *finger = tb_world_finger_of(world, 0);
        assert_true(finger->indentation_mm > 0.68 * 20.0 || finger->bottom_n == 0.0);
        assert_true(finger->bottom_n >= 0.0);
    }
    tb_world_destroy(world);
}

/// A jab at a hand's speed, and a sweep from deep to shallow over a slope under full strength.
static void blows_and_slopes_meet_no_fault(void **state)
{
    const double depth_mm = ((const depth_row *)*state)->depth_mm;
    tb_world *world = thin(depth_mm, 0.1 * depth_mm / 20.0);
    for (int tick = 0; tick < 3000; ++tick) {
        const bool jabs = tick < 1000;
        const double into_mm = jabs && tick / 100 % 2 == 0 ? -10.0 : 0.7 * depth_mm + 20.0;
        const tb_world_input input =
            hand_at(world, jabs ? 0.0 : 30.0 * tb_sin(0.01 * (double)tick), into_mm);
        tb_world_step(world, &input);
    }
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    tb_world_destroy(world);
}

/// Under full strength across the edge of a rib: it carries the finger, and nothing of it is a
/// step.
static void a_rib_is_met_without_a_step(void **state)
{
    (void)state;
    double bone_mm[NX];
    for (int i = 0; i < NX; ++i) {
        bone_mm[i] = fabs(x_mm[i]) < 5.0 ? 14.0 : 24.0;
    }
    tb_world *world = over_bone(24.0, 0.0, bone_mm);
    double before_n = 0.0, step_n = 0.0;
    for (int tick = 0; tick < 3000; ++tick) {
        const double x = tick < 2000 ? -20.0 : -20.0 + 0.02 * (tick - 2000); // 20 mm/s
        const tb_world_input input = hand_at(world, x, fmin(0.02 * tick, 40.0));
        tb_world_step(world, &input);
        const double now_n = tb_world_finger_of(world, 0)->force_y_n;
        step_n = fmax(step_n, fabs(now_n - before_n));
        before_n = now_n;
    }
    const tb_world_finger *finger = tb_world_finger_of(world, 0);
    print_message("onto a rib: largest step %.3f N, at last %.1f N at %.2f of it\n", step_n,
                  finger->force_y_n, finger->indentation_mm / 14.0);
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    // 1 mm per mm sideways at 20 mm/s, against the spring's slope where it carries 60 N
    assert_true(step_n < 0.72 * 0.02 * 2.0 * 60.0 / (0.04 * 14.0));
    assert_true(finger->force_y_n > 45.0 && finger->indentation_mm < 0.74 * 14.0);
    tb_world_destroy(world);
}

/// Over bone that falls to one side or to the other: mirrored to the last bit.
static void left_and_right_are_mirrors(void **state)
{
    (void)state;
    tb_world *left = thin(12.0, 0.1), *right = thin(12.0, -0.1);
    double bottom_n = 0.0;
    for (int tick = 0; tick < 1800; ++tick) {
        const double x = 3.0 + 0.004 * tick, into_mm = fmin(0.02 * tick, 24.0);
        const tb_world_input l = hand_at(left, x, into_mm), r = hand_at(right, -x, into_mm);
        tb_world_step(left, &l);
        tb_world_step(right, &r);
        const tb_world_finger *a = tb_world_finger_of(left, 0), *b = tb_world_finger_of(right, 0);
        assert_true(a->bottom_n == b->bottom_n);
        assert_true(a->x_mm == -b->x_mm && a->y_mm == b->y_mm);
        assert_true(a->force_x_n == -b->force_x_n && a->force_y_n == b->force_y_n);
        bottom_n = fmax(bottom_n, a->bottom_n);
    }
    assert_true(bottom_n > 10.0);
    tb_world_destroy(left);
    tb_world_destroy(right);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, force_rises_to_the_hands_own, depths);
    TB_TEST_ROWS(&list, blows_and_slopes_meet_no_fault, depths);
    TB_TEST(&list, nothing_is_added_before);
    TB_TEST(&list, a_rib_is_met_without_a_step);
    TB_TEST(&list, left_and_right_are_mirrors);
    return tb_test_run(&list, "bottom");
}
