// What a learner's hand may do to the needle by mistake or in haste: nothing may become infinite,
// no force may leave the range that a pinch of the fingers can bear.
#include "needle_scene.h"
#include "tb_test.h"

#include "tautband/core/rng.h"
#include "tautband/core/vec.h"

/// Largest force seen while a hand does as it likes.
typedef struct watch {
    double most_n, most_bone_n;
    uint32_t happened;
} watch;

static void look(const needle_scene *scene, watch *seen)
{
    const tb_needle *needle = &scene->needle;
    double sum = needle->axial_force_n + needle->tip_rest_x_mm + needle->tip_rest_y_mm +
                 needle->embedded_mm + needle->bend_strain + needle->lateral_force_n;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        sum += needle->beam.x_mm[i] + needle->beam.y_mm[i] + needle->beam.angle_rad[i];
    }
    assert_true(isfinite(sum));
    assert_true(needle->point_count >= 0 && needle->point_count <= TB_TRACK_POINTS_MAX);
    assert_true(needle->active_count >= 0 && needle->active_count <= needle->point_count);
    seen->most_n = fmax(seen->most_n, fabs(needle->axial_force_n));
    seen->most_bone_n = fmax(seen->most_bone_n, needle->bone_force_n);
    seen->happened |= needle->happened;
}

/// Move the hub along its line, turning it at the same time.
static void move(needle_scene *scene, watch *seen, double path_mm, double turn_deg, int ms)
{
    const double step_mm = (path_mm - scene->path_mm) / ms;
    for (int n = 0; n < ms; ++n) {
        scene->tilt_rad += turn_deg * TB_PI / 180.0 / ms;
        needle_scene_drive(scene, step_mm);
        look(scene, seen);
    }
    assert_true(tb_lattice_finite(scene->lattice));
}

static needle_scene *scene_at(double tilt_deg, double tube_free_mm)
{
    needle_scene_options options = needle_scene_options_default();
    options.tilt_deg = tilt_deg;
    options.entry_x_mm = 40.0 - 8.0 * sin(tilt_deg * TB_PI / 180.0);
    options.tube_free_mm = tube_free_mm;
    return needle_scene_create(&options);
}

typedef struct speed_row {
    const char *name;
    double speed_mm_per_ms;
} speed_row;

static speed_row speed_rows[] = {{"50 mm/s", 0.05}, {"200 mm/s", 0.2}, {"500 mm/s", 0.5}};

static void tap_through_the_skin(void **state)
{
    const speed_row *row = *state;
    needle_scene *scene = scene_at(0.0, 1.0);
    watch seen = {0};
    move(scene, &seen, 5.0, 0.0, (int)(6.0 / row->speed_mm_per_ms));
    move(scene, &seen, 5.0, 0.0, 500);
    assert_true((seen.happened & TB_NEEDLE_PUNCTURED) != 0);
    assert_true(seen.most_n < 1.0);
    // a slow push afterwards feels nothing of how fast it came: friction of skin and fat, cutting
    // fat
    move(scene, &seen, 6.0, 0.0, 100);
    const double expected_n = SCENE_SKIN_FRICTION_N_PER_MM * 2.0 +
                              SCENE_FAT_FRICTION_N_PER_MM * 4.0 + SCENE_FAT_CUTTING_N;
    assert_near(scene->needle.axial_force_n, expected_n, 0.2 * expected_n);
    needle_scene_destroy(scene);
}

static void fast_pistoning(void **state)
{
    (void)state;
    needle_scene *scene = scene_at(20.0, -1.0);
    watch seen = {0};
    move(scene, &seen, 20.0, 0.0, 2000);
    for (int stroke = 0; stroke < 20; ++stroke) {
        move(scene, &seen, 10.0, 0.0, 40);
        move(scene, &seen, 20.0, 0.0, 40);
    }
    assert_true(seen.most_n < 1.0);
    assert_int_equal(scene->needle.hole_count[SCENE_SKIN_MEMBRANE], 1);
    move(scene, &seen, 21.0, 0.0, 100);
    const double cosine = cos(20.0 * TB_PI / 180.0);
    const double expected_n =
        (SCENE_SKIN_FRICTION_N_PER_MM * 2.0 + SCENE_FAT_FRICTION_N_PER_MM * 6.0) / cosine +
        SCENE_MUSCLE_FRICTION_N_PER_MM * (21.0 - 8.0 / cosine) + SCENE_MUSCLE_CUTTING_N;
    assert_near(scene->needle.axial_force_n, expected_n, 0.2 * expected_n);
    needle_scene_destroy(scene);
}

typedef struct turn_row {
    const char *name;
    double depth_mm, turn_deg;
    int ms;
} turn_row;

static turn_row turn_rows[] = {
    {"20 degrees in 1 s, deep in muscle", 20.0, 20.0, 1000},
    {"20 degrees in 0.1 s, deep in muscle", 20.0, 20.0, 100},
    {"20 degrees the other way in 0.1 s", 20.0, -20.0, 100},
    {"45 degrees in 0.2 s, in muscle", 14.0, 45.0, 200},
    {"30 degrees in 0.03 s, in fat", 5.0, 30.0, 30},
};

static void hub_turned_in_tissue(void **state)
{
    const turn_row *row = *state;
    needle_scene *scene = scene_at(0.0, -1.0);
    watch seen = {0};
    move(scene, &seen, row->depth_mm, 0.0, 1000);
    move(scene, &seen, row->depth_mm, row->turn_deg, row->ms);
    move(scene, &seen, row->depth_mm, 0.0, 500);
    assert_true(seen.most_n < 3.0);
    assert_true(scene->needle.embedded_mm > 0.5 * row->depth_mm);
    move(scene, &seen, -5.0, 0.0, 1500);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    needle_scene_destroy(scene);
}

static void in_and_out_again(void **state)
{
    (void)state;
    needle_scene *scene = scene_at(10.0, -1.0);
    watch seen = {0};
    for (int n = 0; n < 12; ++n) {
        scene->entry_x_mm += n % 3 == 0 ? 0.5 : 0.0;
        move(scene, &seen, 4.0 + n, 0.0, 60);
        move(scene, &seen, -3.0, 0.0, 60);
    }
    assert_true(seen.most_n < 2.0);
    needle_scene_wait(scene, 1500);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    assert_near(scene->needle.axial_force_n, 0.0, 0.0);
    needle_scene_destroy(scene);
}

static void pulled_out_while_wound(void **state)
{
    (void)state;
    needle_scene *scene = scene_at(0.0, -1.0);
    watch seen = {0};
    move(scene, &seen, 20.0, 0.0, 1500);
    for (int n = 0; n < 500; ++n) {
        scene->hand.spin_rad += 0.1;
        needle_scene_drive(scene, 0.0);
        look(scene, &seen);
    }
    scene->hand.grip = 4.0;
    move(scene, &seen, -6.0, 0.0, 200);
    scene->hand.grip = 1.0;
    move(scene, &seen, -6.0, 0.0, 2000);
    assert_true(seen.most_n < 2.0);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    needle_scene_destroy(scene);
}

typedef struct lean_row {
    const char *name;
    double tilt_deg, tube_free_mm;
} lean_row;

static lean_row lean_rows[] = {
    {"70 degrees through the tube", 70.0, 4.0},
    {"70 degrees by hand", 70.0, -1.0},
    {"-70 degrees through the tube", -70.0, 4.0},
    {"60 degrees by hand", 60.0, -1.0},
};

static void steep_lean(void **state)
{
    const lean_row *row = *state;
    needle_scene *scene = scene_at(row->tilt_deg, row->tube_free_mm);
    watch seen = {0};
    move(scene, &seen, 20.0, 0.0, 2000);
    move(scene, &seen, 20.0, 0.0, 300);
    assert_true(seen.most_n < 3.0);
    move(scene, &seen, -5.0, 0.0, 500);
    needle_scene_destroy(scene);
}

/// A long thin needle by hand: it bows before the skin gives way, and springs straight again.
static void thin_needle_bows_on_the_skin(void **state)
{
    (void)state;
    needle_scene_options options = needle_scene_options_default();
    options.spec.diameter_mm = 0.16;
    options.spec.length_mm = 60.0;
    options.tube_free_mm = -1.0;
    needle_scene *scene = needle_scene_create(&options);
    double pinned_n = 0.0;
    assert_int_equal(tb_needle_buckling_load(&options.spec, 60.0, 0.699, &pinned_n), TB_OK);
    watch seen = {0};
    move(scene, &seen, 3.0, 0.0, 400);
    assert_false(scene->needle.inside);
    assert_near(seen.most_n, pinned_n, 0.15 * pinned_n);
    move(scene, &seen, -2.0, 0.0, 400);
    move(scene, &seen, -2.0, 0.0, 400);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    assert_near(scene->needle.tip_x_mm, 40.0, 2.0);
    needle_scene_destroy(scene);
}

/// Without bone the needle may run out of the section's base and come back: it then hangs on
/// friction.
static void runs_out_of_the_section(void **state)
{
    (void)state;
    needle_scene_options options = needle_scene_options_default();
    options.muscle_rows = 7;
    needle_scene *scene = needle_scene_create(&options);
    watch seen = {0};
    move(scene, &seen, 25.0, 0.0, 2600);
    assert_true(seen.most_n < 0.4);
    assert_near(scene->needle.tip_rest_y_mm, -25.0, 0.8);
    const double pushing_n = scene->needle.axial_force_n;
    move(scene, &seen, 22.0, 0.0, 300);
    assert_true(pushing_n > 0.0 && scene->needle.axial_force_n < 0.0);
    assert_near(scene->needle.tip_rest_y_mm, -22.0, 0.8);
    move(scene, &seen, -3.0, 0.0, 1500);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    needle_scene_destroy(scene);
}

static void longest_needle_at_a_slant(void **state)
{
    (void)state;
    needle_scene_options options = needle_scene_options_default();
    options.spec.length_mm = 130.0;
    options.spec.diameter_mm = 0.35;
    options.tilt_deg = 55.0;
    options.entry_x_mm = 10.0;
    needle_scene *scene = needle_scene_create(&options);
    watch seen = {0};
    move(scene, &seen, 60.0, 0.0, 1200);
    assert_true(seen.most_n < 3.0);
    assert_true(scene->needle.embedded_mm > 50.0);
    move(scene, &seen, -5.0, 0.0, 600);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    needle_scene_destroy(scene);
}

/// Beside the section there is nothing to touch.
static void misses_the_section(void **state)
{
    (void)state;
    needle_scene_options options = needle_scene_options_default();
    options.entry_x_mm = SCENE_WIDTH_MM + 20.0;
    needle_scene *scene = needle_scene_create(&options);
    watch seen = {0};
    move(scene, &seen, 10.0, 0.0, 100);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    assert_near(seen.most_n, 0.0, 0.0);
    needle_scene_destroy(scene);
}

/// A minute of a mad hand: random targets, speeds to 250 mm/s, turns, spins, grip, with and without
/// tube, onto bone and out again.
static void random_soak(void **state)
{
    (void)state;
    needle_scene_options options = needle_scene_options_default();
    options.muscle_rows = 14;
    options.bone = true;
    needle_scene *scene = needle_scene_create(&options);
    tb_rng rng;
    tb_rng_seed(&rng, 20261124, TB_RNG_SCENE);
    watch seen = {0};
    int ticks = 0;
    while (ticks < 60000) {
        const double target_mm = -4.0 + 36.0 * tb_rng_uniform(&rng);
        const double speed = 0.005 + 0.245 * tb_rng_uniform(&rng);
        const double turn_deg =
            tb_rng_uniform(&rng) < 0.3 ? -25.0 + 50.0 * tb_rng_uniform(&rng) : 0.0;
        const double tilt_deg = scene->tilt_rad * 180.0 / TB_PI;
        const double allowed_deg =
            tb_clamp(tilt_deg + turn_deg, -60.0, 60.0) - tilt_deg; // what a session lets through
        scene->tube_free_mm = tb_rng_uniform(&rng) < 0.2 ? 4.0 : -1.0;
        scene->hand.grip = tb_rng_uniform(&rng) < 0.1 ? 4.0 : 1.0;
        scene->hand.spin_rad += tb_rng_uniform(&rng) < 0.3 ? 20.0 * tb_rng_uniform(&rng) : 0.0;
        const int way_ms = (int)(fabs(target_mm - scene->path_mm) / speed);
        const int turn_ms = (int)(fabs(allowed_deg) / 0.25); // 250 degrees a second
        const int ms = 1 + (way_ms > turn_ms ? way_ms : turn_ms);
        move(scene, &seen, target_mm, allowed_deg, ms);
        ticks += ms;
        if (scene->needle.bent) { // throw it away, take the next
            needle_scene_take(scene, &options);
        }
    }
    print_message("soak: most force %.2f N, on bone %.2f N\n", seen.most_n, seen.most_bone_n);
    assert_true(seen.most_n < 10.0);
    assert_true((seen.happened & TB_NEEDLE_BONE) != 0);
    assert_true((seen.happened & TB_NEEDLE_LEFT) != 0);
    assert_true((seen.happened & TB_NEEDLE_NEW_TRACK) != 0);
    needle_scene_destroy(scene);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, tap_through_the_skin, speed_rows);
    TB_TEST(&list, fast_pistoning);
    TB_TEST_ROWS(&list, hub_turned_in_tissue, turn_rows);
    TB_TEST(&list, in_and_out_again);
    TB_TEST(&list, pulled_out_while_wound);
    TB_TEST_ROWS(&list, steep_lean, lean_rows);
    TB_TEST(&list, thin_needle_bows_on_the_skin);
    TB_TEST(&list, runs_out_of_the_section);
    TB_TEST(&list, longest_needle_at_a_slant);
    TB_TEST(&list, misses_the_section);
    TB_TEST(&list, random_soak);
    return tb_test_run(&list, "needle limits");
}
