// A fingertip pressed into skin, fat and muscle over bone feels the stiffening law of palpation,
// F = (0.30 / beta)(e^(beta d) - 1) N with beta 0.25 per mm: what a 1 cm2 punch on 20 kPa begins
// with, and 20 N at about 12 mm (Hayes' stiffness and a design range for beta).
#include "tb_test.h"

#include "../../scenes/section.h"

static section_scene scene;

static double law_n(double depth_mm)
{
    return 0.30 / 0.25 * (tb_exp(0.25 * depth_mm) - 1.0);
}

static void bone_below_is_felt_as_the_law_says(void **state)
{
    (void)state;
    section_layers(&scene, 0.0);
    tb_world *world = section_world(&scene, 1000.0); // a hand that does not give way
    assert_non_null(world);
    const double speed_mm_per_ms = 0.005;
    double worst = 0.0, last_n = 0.0;
    for (int tick = 0; tick <= 2600; ++tick) { // to 13 of 19 mm: 68 %
        const double before_mm = tb_world_finger_of(world, 0)->indentation_mm;
        tb_world_input input = section_finger(30.0, speed_mm_per_ms * tick);
        input.fingers[0].width_factor = tb_world_width_factor(before_mm);
        tb_world_step(world, &input);
        const tb_world_finger *finger = tb_world_finger_of(world, 0);
        if (tick >= 200 && tick % 200 == 0) {
            const double share = finger->force_y_n / law_n(finger->indentation_mm);
            worst = fmax(worst, fabs(share - 1.0));
            assert_true(finger->force_y_n > last_n);
            last_n = finger->force_y_n;
        }
    }
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    assert_true(worst < 0.15);
    tb_world_destroy(world);
}

/// Where soft tissue lies below, the same press is softer at every depth.
static void deep_muscle_below_is_softer(void **state)
{
    (void)state;
    double force_n[2];
    for (int deep = 0; deep < 2; ++deep) {
        section_layers(&scene, deep ? 25.0 : 0.0);
        tb_world *world = section_world(&scene, 1000.0);
        assert_non_null(world);
        for (int tick = 0; tick <= 1600; ++tick) {
            tb_world_input input = section_finger(30.0, 0.005 * tick);
            input.fingers[0].width_factor = 1.0;
            tb_world_step(world, &input);
        }
        force_n[deep] = tb_world_finger_of(world, 0)->force_y_n;
        tb_world_destroy(world);
    }
    assert_true(force_n[1] < 0.75 * force_n[0]);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, bone_below_is_felt_as_the_law_says);
    TB_TEST(&list, deep_muscle_below_is_softer);
    return tb_test_run(&list, "press");
}
