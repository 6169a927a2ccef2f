// One section in one space: fingers, band discs and twitch over the lattice. Forces are held
// against invariants and against the bands of the model's own calibration, which are labelled so.
#include "tb_test.h"

#include "tautband/physics/world.h"

#include <string.h>

enum { NX = 64, NY = 40 };
static double x_mm[NX * NY], y_mm[NX * NY];
static uint8_t material[NX * NY];

/// Skin 2 mm, fat 5 mm, muscle 36 mm over a fixed base; columns mirrored about x = 0.
static tb_world_section flat_section(void)
{
    static const double modulus_mpa[3] = {0.1 / 0.68, 0.010 / 0.68, 0.015 / 0.68};
    static const double kappa[3] = {0.29, 1.8, 0.29};
    tb_world_section section;
    memset(&section, 0, sizeof section);
    for (int j = 0; j < NY; ++j) {
        const double depth = j < 2 ? j : j < 7 ? j : 7.0 + 36.0 * (j - 7) / (NY - 1 - 7);
        for (int i = 0; i < NX; ++i) {
            x_mm[i + NX * j] = 40.0 * (2 * i - (NX - 1)) / (NX - 1);
            y_mm[i + NX * j] = -depth;
            material[i + NX * j] = j < 2 ? 0 : j < 7 ? 1 : 2;
        }
    }
    section.x_mm = x_mm;
    section.y_mm = y_mm;
    section.cell_material = material;
    section.material_count = 3;
    for (int k = 0; k < 3; ++k) {
        section.materials[k].elastic = (tb_cell_material){modulus_mpa[k], 0.45, kappa[k]};
    }
    section.membrane_count = 2;
    section.membranes[0] = (tb_world_membrane){0, 0.03, 0.28};
    section.membranes[1] = (tb_world_membrane){7, 0.25, 0.10};
    return section;
}

static void add_band(tb_world_section *section, double at_x_mm)
{
    section->disc_count = 1;
    section->discs[0] = (tb_world_disc){.x_mm = at_x_mm,
                                        .y_mm = -11.0,
                                        .radius_mm = 3.0,
                                        .cover_mm = 8.0,
                                        .across_n_per_mm = 0.045,
                                        .into_n_per_mm = 0.3,
                                        .layer_cos = 1.0};
}

static tb_world *world_of(const tb_world_section *section)
{
    tb_world *world = NULL;
    tb_error error = {0};
    const tb_world_desc desc = tb_world_desc_default();
    assert_int_equal(tb_world_create(&desc, &world), TB_OK);
    if (tb_world_build(world, section, &error) != TB_OK) {
        print_error("%s\n", error.message);
        fail();
    }
    return world;
}

/// Move the hand of finger k to a place over some ticks.
static void move_hand(tb_world *world, tb_world_input *input, int k, double to_x, double to_y,
                      int ticks)
{
    tb_world_finger_input *hand = &input->fingers[k];
    const double from_x = hand->hand_x_mm, from_y = hand->hand_y_mm;
    for (int n = 1; n <= ticks; ++n) {
        hand->hand_x_mm = from_x + (to_x - from_x) * n / ticks;
        hand->hand_y_mm = from_y + (to_y - from_y) * n / ticks;
        tb_world_step(world, input);
    }
}

static tb_world_input lifted(double at_x_mm)
{
    tb_world_input input;
    memset(&input, 0, sizeof input);
    input.fingers[0] = (tb_world_finger_input){true, at_x_mm, 9.0, 1.25};
    return input;
}

static void force_grows_faster_than_depth(void **state)
{
    (void)state;
    const tb_world_section section = flat_section();
    tb_world *world = world_of(&section);
    tb_world_input input = lifted(0.0);
    double before_n = 0.0, before_slope = 0.0, before_mm = 0.0;
    for (int step = 1; step <= 6; ++step) {
        move_hand(world, &input, 0, 0.0, 7.0 - 3.0 * step, 300);
        move_hand(world, &input, 0, 0.0, 7.0 - 3.0 * step, 200);
        const tb_world_finger *finger = tb_world_finger_of(world, 0);
        const double slope = (finger->force_y_n - before_n) / (finger->indentation_mm - before_mm);
        assert_true(finger->force_y_n > before_n);
        assert_true(step < 3 || slope > before_slope);
        // contacts are worked off from left to right: what is left sideways stays a small share
        assert_true(fabs(finger->force_x_n) < 0.06 * finger->force_y_n + 0.02);
        before_n = finger->force_y_n;
        before_mm = finger->indentation_mm;
        before_slope = slope;
    }
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    tb_world_destroy(world);
}

static void a_lifted_finger_feels_nothing(void **state)
{
    (void)state;
    const tb_world_section section = flat_section();
    tb_world *world = world_of(&section);
    tb_world_input input = lifted(5.0);
    move_hand(world, &input, 0, -5.0, 9.0, 300);
    assert_near(tb_world_finger_of(world, 0)->force_y_n, 0.0, 1e-12);
    tb_world_destroy(world);
}

static void left_and_right_are_mirrors(void **state)
{
    (void)state;
    const tb_world_section section = flat_section();
    double force[2][2];
    for (int side = 0; side < 2; ++side) {
        const double sign = side == 0 ? 1.0 : -1.0;
        tb_world *world = world_of(&section);
        tb_world_input input = lifted(sign * 8.0);
        move_hand(world, &input, 0, sign * 8.0, 1.0, 400);
        move_hand(world, &input, 0, sign * 2.0, 1.0, 300);
        force[side][0] = sign * tb_world_finger_of(world, 0)->force_x_n;
        force[side][1] = tb_world_finger_of(world, 0)->force_y_n;
        tb_world_destroy(world);
    }
    // contacts are worked off from left to right: mirrors agree to the size of one contact pass,
    // not to the bit
    assert_near(force[0][1], force[1][1], 0.01 * force[0][1]);
    assert_near(force[0][0], force[1][0], 0.03 * force[0][1]);
}

/// Strum across x = 0 at a press; the largest band speed against the finger's, and the largest
/// push.
static void strum(double press_mm, bool band, double *snap, double *push_mm, double *ridge)
{
    tb_world_section section = flat_section();
    if (band) {
        add_band(&section, 0.0);
    }
    tb_world *world = world_of(&section);
    tb_world_input input = lifted(-14.0);
    move_hand(world, &input, 0, -14.0, 7.0 - press_mm, 400);
    move_hand(world, &input, 0, -14.0, 7.0 - press_mm, 200);
    double least = 1e9, most = 0.0;
    *snap = *push_mm = 0.0;
    for (int n = 0; n < 56; ++n) { // 28 mm at 20 mm/s
        move_hand(world, &input, 0, -14.0 + 0.5 * (n + 1), 7.0 - press_mm, 25);
        const double force = tb_world_finger_of(world, 0)->force_y_n;
        if (n > 6 && n < 50) {
            least = fmin(least, force);
            most = fmax(most, force);
        }
        for (int k = 0; k < tb_world_disc_count(world); ++k) {
            const tb_world_disc_state *disc = tb_world_disc_of(world, k);
            *snap = fmax(*snap, fabs(disc->vx_mm_per_ms) / 0.02);
            *push_mm = fmax(*push_mm, fabs(disc->push_mm));
        }
    }
    *ridge = most / least - 1.0;
    tb_world_destroy(world);
}

static void a_band_hides_resists_and_snaps(void **state)
{
    (void)state;
    double snap, push_mm, ridge, plain_ridge;
    strum(9.0, false, &snap, &push_mm, &plain_ridge);
    strum(3.0, true, &snap, &push_mm, &ridge);
    assert_true(snap < 0.3 && push_mm < 0.3); // pressed too lightly it hides
    strum(11.0, true, &snap, &push_mm, &ridge);
    assert_true(push_mm > 1.0);              // pressed firmly it is pushed aside
    assert_true(snap > 1.0);                 // and flicks past faster than the finger goes
    assert_true(ridge > plain_ridge + 0.05); // which the finger feels as a ridge
}

static void two_fingers_share_alike(void **state)
{
    (void)state;
    const tb_world_section section = flat_section();
    tb_world *world = world_of(&section);
    tb_world_input input = lifted(-12.0);
    input.fingers[1] = (tb_world_finger_input){true, 12.0, 9.0, 1.25};
    for (int n = 1; n <= 600; ++n) {
        input.fingers[0].hand_y_mm = input.fingers[1].hand_y_mm =
            9.0 - 8.0 * (n < 400 ? n / 400.0 : 1.0);
        tb_world_step(world, &input);
    }
    const double a = tb_world_finger_of(world, 0)->force_y_n,
                 b = tb_world_finger_of(world, 1)->force_y_n;
    assert_true(a > 0.5);
    assert_near(a, b, 0.01 * a);
    tb_world_destroy(world);
}

/// 24 mm apart each of two fingers feels what it feels alone, and while one slides away and back
/// neither feels a step.
static void two_fingers_leave_each_other_alone(void **state)
{
    (void)state;
    const tb_world_section section = flat_section();
    double alone_n[2];
    for (int k = 0; k < 2; ++k) {
        tb_world *world = world_of(&section);
        tb_world_input input = lifted(k == 0 ? -12.0 : 12.0);
        move_hand(world, &input, 0, input.fingers[0].hand_x_mm, 1.0, 400);
        move_hand(world, &input, 0, input.fingers[0].hand_x_mm, 1.0, 200);
        alone_n[k] = tb_world_finger_of(world, 0)->force_y_n;
        tb_world_destroy(world);
    }
    tb_world *world = world_of(&section);
    tb_world_input input = lifted(-12.0);
    input.fingers[1] = (tb_world_finger_input){true, 12.0, 9.0, 1.25};
    for (int n = 1; n <= 600; ++n) {
        input.fingers[0].hand_y_mm = input.fingers[1].hand_y_mm = 9.0 - 8.0 * fmin(n / 400.0, 1.0);
        tb_world_step(world, &input);
    }
    double before_n[2];
    for (int k = 0; k < 2; ++k) {
        before_n[k] = tb_world_finger_of(world, k)->force_y_n;
        assert_true(alone_n[k] > 0.5);
        assert_near(before_n[k], alone_n[k], 0.10 * alone_n[k]);
    }
    double step_n = 0.0, to_x_mm[] = {20.0, 4.0, 12.0};
    for (int way = 0; way < 3; ++way) {
        const int ticks = (int)(50.0 * fabs(to_x_mm[way] - input.fingers[1].hand_x_mm));
        const double by_mm = (to_x_mm[way] - input.fingers[1].hand_x_mm) / ticks;
        for (int n = 0; n < ticks; ++n) { // 20 mm/s
            input.fingers[1].hand_x_mm += by_mm;
            tb_world_step(world, &input);
            for (int k = 0; k < 2; ++k) {
                const double now_n = tb_world_finger_of(world, k)->force_y_n;
                step_n = fmax(step_n, fabs(now_n - before_n[k]));
                before_n[k] = now_n;
            }
        }
    }
    print_message("two fingers: alone %.3f N, largest step %.4f N per ms\n", alone_n[0], step_n);
    assert_true(step_n < 0.05);
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    tb_world_destroy(world);
}

static void twitch_rises_and_relaxes_locally(void **state)
{
    (void)state;
    tb_world_section section = flat_section();
    section.twitch.present = true;
    section.twitch.along_section = true;
    section.twitch.x_mm = 0.0;
    section.twitch.y_mm = -12.0;
    section.twitch.half_length_mm = 20.0;
    tb_world *world = world_of(&section);
    tb_world_input input;
    memset(&input, 0, sizeof input);
    input.twitch.tension_n = 0.6;
    const tb_lattice *lattice = tb_world_lattice_of(world);
    double s = 0.0, t = 0.0, far_s = 0.0, far_t = 0.0;
    tb_lattice_locate_rest(lattice, 9.5, -12.0, &s, &t);
    tb_lattice_locate_rest(lattice, 9.5, -38.0, &far_s, &far_t);
    const tb_material_point near = tb_lattice_point(lattice, s, t),
                            far = tb_lattice_point(lattice, far_s, far_t);
    double x0, y0, fx0, fy0, peak = 0.0, far_peak = 0.0;
    tb_lattice_position(lattice, &near, &x0, &y0);
    tb_lattice_position(lattice, &far, &fx0, &fy0);
    int peak_ms = 0, half_ms = -1;
    for (int ms = 0; ms < 400; ++ms) {
        const double u = ms < 58 ? ms / 58.0 : 1.0 - (ms - 58) / 112.0;
        input.twitch.drive = u > 0.0 ? u * u * (3.0 - 2.0 * u) : 0.0;
        tb_world_step(world, &input);
        double x, y;
        tb_lattice_position(lattice, &near, &x, &y);
        const double moved = fabs(x - x0);
        if (moved > peak) {
            peak = moved;
            peak_ms = ms;
        } else if (half_ms < 0 && moved < 0.5 * peak) {
            half_ms = ms - peak_ms;
        }
        tb_lattice_position(lattice, &far, &x, &y);
        far_peak = fmax(far_peak, fabs(x - fx0));
    }
    print_message("twitch: %.2f mm at %d ms, half after %d ms, deep muscle %.2f mm\n", peak,
                  peak_ms, half_ms, far_peak);
    assert_true(peak > 0.3 && peak < 5.0); // visible displacement 1-5 mm over the range of tensions
    assert_near(peak_ms, 58.0, 0.35 * 58.0); // mass scaling delays it by some ms
    assert_near(half_ms, 56.0, 0.20 * 56.0);
    assert_true(far_peak < 0.35 * peak); // local to the band
    tb_world_destroy(world);
}

static void a_fault_stands_still_and_names_itself(void **state)
{
    (void)state;
    tb_world_section section = flat_section();
    section.twitch.present = true;
    section.twitch.y_mm = -12.0;
    section.twitch.half_length_mm = 20.0;
    tb_world *world = world_of(&section);
    tb_world_input input = lifted(0.0);
    input.twitch.jerk_n = 1e5; // no muscle is so strong: that is the caller's duty
    input.twitch.jerk_y = 1.0;
    input.twitch.drive = 1.0;
    for (int n = 0; n < 100 && tb_world_fault_of(world) == TB_FAULT_NONE; ++n) {
        tb_world_step(world, &input);
    }
    assert_int_not_equal(tb_world_fault_of(world), TB_FAULT_NONE);
    assert_string_not_equal(tb_world_fault_name(tb_world_fault_of(world)), "none");
    tb_hash before = tb_hash_start(), after = tb_hash_start();
    tb_world_hash(world, &before);
    tb_world_step(world, &input);
    tb_world_hash(world, &after);
    assert_true(before.value == after.value);
    tb_world_destroy(world);
}

static void wrong_sections_are_refused(void **state)
{
    (void)state;
    const tb_world_section good = flat_section();
    tb_world *world = world_of(&good);
    tb_error error = {0};
    tb_world_section none = good;
    none.material_count = 0;
    assert_int_equal(tb_world_build(world, &none, &error), TB_ERR_ARGUMENT);
    material[70] = 9;
    assert_int_equal(tb_world_build(world, &good, &error), TB_ERR_ARGUMENT);
    material[70] = 0;
    y_mm[5 + NX * 5] = 4.0; // a node pulled through the skin
    assert_int_equal(tb_world_build(world, &good, &error), TB_ERR_FAULT);
    assert_true(strlen(error.message) > 10);
    tb_world_destroy(world);
    tb_world_destroy(NULL);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, force_grows_faster_than_depth);
    TB_TEST(&list, a_lifted_finger_feels_nothing);
    TB_TEST(&list, left_and_right_are_mirrors);
    TB_TEST(&list, a_band_hides_resists_and_snaps);
    TB_TEST(&list, two_fingers_share_alike);
    TB_TEST(&list, two_fingers_leave_each_other_alone);
    TB_TEST(&list, twitch_rises_and_relaxes_locally);
    TB_TEST(&list, a_fault_stands_still_and_names_itself);
    TB_TEST(&list, wrong_sections_are_refused);
    return tb_test_run(&list, "world");
}
