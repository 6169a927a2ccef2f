// The local twitch response in a section across the fibres: its time course, how far it moves band,
// skin and needle, and how it reaches a needle in a lifted roll.
#include "tautband/core/mathx.h"
#include "tautband/patient/patient.h"

#include "../../scenes/roll.h"
#include "../../scenes/section.h"
#include "tb_test.h"

#include <math.h>

static tb_tissue_table tissues;
static tb_physiology physiology;

enum { TWITCH_MS = 420 };
static const double MIDDLE_MM = 30.0;

/// By tick: motion outward of the band, of the skin above it and of tissue 15 mm beside it; and of
/// a needle its tip's motion in space, that of the tissue at the tip along the shaft, and the force
/// that the hand feels.
typedef struct motion {
    double band_mm[TWITCH_MS], skin_mm[TWITCH_MS], far_mm[TWITCH_MS];
    double tip_mm[TWITCH_MS], passed_mm[TWITCH_MS], force_n[TWITCH_MS];
} motion;

/// Smooth rise, then a fall that is at half after the half relaxation: the course that the
/// physiology prescribes.
static double drive_at(int ms)
{
    const double rise = physiology.twitch.rise_ms,
                 fall = 2.0 * physiology.twitch.half_relaxation_ms;
    const double u = ms < rise ? ms / rise : 1.0 - (ms - rise) / fall;
    return u <= 0.0 ? 0.0 : u * u * (3.0 - 2.0 * u);
}

static void step_world(tb_world *world, tb_world_input *input, int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        tb_world_step(world, input);
    }
    assert_int_equal(tb_world_fault_of(world), TB_FAULT_NONE);
}

static double height_mm(const tb_world *world, const tb_material_point *point)
{
    double x_mm, y_mm;
    tb_lattice_position(tb_world_lattice_of(world), point, &x_mm, &y_mm);
    return y_mm;
}

static tb_material_point point_at(const tb_world *world, double x_mm, double depth_mm)
{
    double s = 0.0, t = 0.0;
    tb_lattice_locate_rest(tb_world_lattice_of(world), x_mm, -depth_mm, &s, &t);
    return tb_lattice_point(tb_world_lattice_of(world), s, t);
}

/// Hub of a needle whose tip stands, when straight, at a depth in the middle.
static void hold(tb_world_input *input, double tilt_rad, double depth_mm, double back_mm)
{
    const double ux = tb_sin(tilt_rad), uy = -tb_cos(tilt_rad);
    input->needle.hub_x_mm = MIDDLE_MM - ux * back_mm;
    input->needle.hub_y_mm = -depth_mm - uy * back_mm;
    input->needle.hub_angle_rad = tilt_rad - 0.5 * TB_PI;
}

/// Bring a needle's tip to a depth in the middle.
static void insert(tb_world *world, tb_world_input *input, double tilt_rad, double depth_mm)
{
    const tb_needle_spec spec = tb_needle_spec_default();
    const double path_mm = depth_mm / tb_cos(tilt_rad);
    double to_go_mm = path_mm + 1.0;
    input->needle_present = true;
    input->needle = (tb_needle_hand){
        .tube_free_mm = -1.0, .entry_x_mm = MIDDLE_MM - path_mm * tb_sin(tilt_rad), .grip = 1.0};
    hold(input, tilt_rad, depth_mm, spec.length_mm + to_go_mm);
    tb_world_take_needle(world, &spec, &input->needle);
    for (; to_go_mm > 0.0; to_go_mm -= 0.02) {
        hold(input, tilt_rad, depth_mm, spec.length_mm + to_go_mm);
        step_world(world, input, 1);
    }
    step_world(world, input, 300);
}

/// What a drive does at a depth, across the fibres.
/// @param substeps in a millisecond
/// @param tilt_rad of a needle whose tip is in the band; < 0 = none
static motion twitch(double depth_mm, int substeps, double tilt_rad)
{
    static section_scene scene;
    const bool needle = tilt_rad >= 0.0;
    motion out = {0};
    section_layers(&scene, 20.0);
    scene.section.twitch.present = true;
    scene.section.twitch.x_mm = MIDDLE_MM;
    scene.section.twitch.y_mm = -depth_mm;
    scene.section.needle_x_mm = MIDDLE_MM - (needle ? depth_mm * tan(tilt_rad) : 0.0);
    scene.section.needle_expected = needle;
    tb_world *world = section_world_stepped(&scene, 3.0, substeps);
    assert_non_null(world);
    tb_world_input input = {0};
    if (needle) {
        insert(world, &input, tilt_rad, depth_mm);
    }
    const tb_material_point band = point_at(world, MIDDLE_MM, depth_mm),
                            skin = point_at(world, MIDDLE_MM, 0.0),
                            far = point_at(world, MIDDLE_MM + 15.0, depth_mm);
    const double band_mm = height_mm(world, &band), skin_mm = height_mm(world, &skin),
                 far_mm = height_mm(world, &far);
    const tb_needle *held = tb_world_needle_of(world);
    const tb_needle before = needle ? *held : (tb_needle){0};
    input.twitch.jerk_n = physiology.twitch.jerk_n;
    input.twitch.jerk_y = 1.0;
    for (int ms = 0; ms < TWITCH_MS; ++ms) {
        input.twitch.drive = drive_at(ms);
        if (needle) {
            input.needle.grip = 1.0 + (physiology.twitch.grip_factor - 1.0) * input.twitch.drive;
        }
        step_world(world, &input, 1);
        out.band_mm[ms] = height_mm(world, &band) - band_mm;
        out.skin_mm[ms] = height_mm(world, &skin) - skin_mm;
        out.far_mm[ms] = height_mm(world, &far) - far_mm;
        if (needle) {
            const double dx = held->tip_x_mm - before.tip_x_mm,
                         dy = held->tip_y_mm - before.tip_y_mm;
            out.tip_mm[ms] = sqrt(dx * dx + dy * dy);
            out.passed_mm[ms] = held->tip_rest_y_mm - before.tip_rest_y_mm;
            out.force_n[ms] = held->axial_force_n - before.axial_force_n;
        }
    }
    tb_world_destroy(world);
    return out;
}

static int peak_of(const double course_mm[TWITCH_MS])
{
    int peak = 0;
    for (int ms = 1; ms < TWITCH_MS; ++ms) {
        peak = fabs(course_mm[ms]) > fabs(course_mm[peak]) ? ms : peak;
    }
    return peak;
}

static int half_after(const double course_mm[TWITCH_MS], int peak)
{
    int ms = peak;
    while (ms < TWITCH_MS && fabs(course_mm[ms]) > 0.5 * fabs(course_mm[peak])) {
        ++ms;
    }
    return ms - peak;
}

typedef struct depth_row {
    const char *name;
    double depth_mm;
} depth_row;

static depth_row depths[] = {{"10 mm deep", 10.0}, {"18 mm deep", 18.0}, {"26 mm deep", 26.0}};

/// Contraction 58 ms, half relaxation 56 ms (the force of a motor unit's twitch): soft tissue of
/// its own mass follows that within milliseconds. The solver scales masses up so that its steps
/// stay stable, by the square of the step: with short steps the band keeps the prescribed time,
/// with the eight substeps of play what lies over a shallow band is carried along up to 25 ms late.
static void follows_its_drive(void **state)
{
    const depth_row *row = *state;
    static const struct {
        int substeps;
        double late_ms;
    } steps[] = {{8, 25.0}, {16, 4.0}, {32, 2.0}};
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; ++k) {
        const motion moved = twitch(row->depth_mm, steps[k].substeps, -1.0);
        const int rise_ms = peak_of(moved.band_mm), half_ms = half_after(moved.band_mm, rise_ms);
        print_message("%s, %d substeps: %d ms up, half after %d ms\n", row->name, steps[k].substeps,
                      rise_ms, half_ms);
        assert_true(rise_ms >= 57 && rise_ms <= 58.0 + steps[k].late_ms);
        assert_near(rise_ms + half_ms, 58.0 + 56.0, 0.10 * (58.0 + 56.0));
        assert_true(steps[k].substeps == 8 || fabs(half_ms - 56.0) <= 3.0);
        assert_true(fabs(moved.band_mm[TWITCH_MS - 1]) < 0.1 * moved.band_mm[rise_ms]);
    }
}

/// 1 to 5 mm at the band, plain to see on the skin when shallow and less the deeper it lies; 15 mm
/// beside it next to nothing moves.
static void shows_on_the_skin_when_shallow(void **state)
{
    (void)state;
    double skin_before_mm = INFINITY;
    for (size_t k = 0; k < sizeof depths / sizeof depths[0]; ++k) {
        const motion moved = twitch(depths[k].depth_mm, 8, -1.0);
        const double band_mm = moved.band_mm[peak_of(moved.band_mm)],
                     skin_mm = moved.skin_mm[peak_of(moved.skin_mm)],
                     far_mm = moved.far_mm[peak_of(moved.far_mm)];
        assert_true(band_mm >= 1.0 && band_mm <= 5.0);
        assert_true(skin_mm > 0.0 && skin_mm < band_mm && skin_mm < 0.8 * skin_before_mm);
        assert_true(k > 0 || skin_mm >= 1.0);
        assert_true(fabs(far_mm) < 0.2 * band_mm);
        skin_before_mm = skin_mm;
    }
}

/// Along its shaft a needle is stiff and the hand holds it: the band slides past its tip, which is
/// felt. At a lean the band carries the tip along; neither way does the tip outrun the band.
static void moves_a_needle(void **state)
{
    (void)state;
    for (int leaning = 0; leaning < 2; ++leaning) {
        const motion moved = twitch(14.0, 8, leaning * 45.0 * TB_PI / 180.0);
        const double band_mm = moved.band_mm[peak_of(moved.band_mm)],
                     tip_mm = moved.tip_mm[peak_of(moved.tip_mm)],
                     passed_mm = -moved.passed_mm[peak_of(moved.passed_mm)];
        if (leaning) {
            assert_true(tip_mm > 0.5 * band_mm && tip_mm < band_mm);
            assert_true(passed_mm > 0.0 && passed_mm < 0.6 * band_mm);
        } else {
            assert_true(tip_mm < 0.1 * band_mm);
            assert_near(passed_mm, band_mm, 0.15 * band_mm);
        }
        assert_true(fabs(moved.force_n[peak_of(moved.force_n)]) > 0.05);
        assert_true(moved.tip_mm[TWITCH_MS - 1] < 0.2 * fmax(tip_mm, 0.5));
    }
}

// ---- in a lifted roll ----

static tb_patient *patient_with_roll(void)
{
    static tb_anatomy anatomy;
    tb_patient *patient = NULL;
    roll_trapezius(&anatomy);
    anatomy.symptomatic = 0;
    const tb_patient_desc desc = {.anatomy = &anatomy,
                                  .tissues = &tissues,
                                  .physiology = &physiology,
                                  .seed = 3,
                                  .substeps = 8};
    assert_int_equal(tb_patient_create(&desc, &patient, NULL), TB_OK);
    return patient;
}

/// A needle through the back of the roll at the band's height, thumb and finger holding it.
static tb_patient_input through_the_roll(void)
{
    tb_anatomy anatomy;
    roll_trapezius(&anatomy);
    const double n_mm = anatomy.trigger_points[0].centre_mm.z;
    return (tb_patient_input){.pincer = {.present = true, .squeeze_mm = 2.0},
                              .needle = {.present = true,
                                         .fresh = true,
                                         .spec = tb_needle_spec_default(),
                                         .entry_b_mm = tb_roll_face_mm(&anatomy.roll, n_mm),
                                         .tilt_rad = 0.5 * TB_PI,
                                         .azimuth_rad = -0.5 * TB_PI,
                                         .depth_mm = -0.5}};
}

/// One tick; true when a response began in it.
static bool step_patient(tb_patient *patient, tb_patient_input *input)
{
    static tb_tick_events events;
    bool twitched = false;
    events.count = 0;
    tb_patient_step(patient, input, &events);
    input->needle.fresh = false;
    for (int k = 0; k < events.count; ++k) {
        twitched = twitched || events.items[k].kind == TB_EVENT_LTR;
    }
    return twitched;
}

/// Pistoning sets a response off; the needle, held still from then on, is carried up the roll by it
/// and let down again.
static void a_roll_twitches_on_its_needle(void **state)
{
    (void)state;
    tb_patient *patient = patient_with_roll();
    tb_patient_input input = through_the_roll();
    const double middle_mm = 14.35, reach_mm = 3.0;
    double way_mm = 0.04;
    bool twitched = false;
    for (int ms = 0; ms < 20000 && !twitched; ++ms) {
        twitched = step_patient(patient, &input);
        way_mm = input.needle.depth_mm > middle_mm + reach_mm   ? -0.04
                 : input.needle.depth_mm < middle_mm - reach_mm ? 0.04
                                                                : way_mm;
        input.needle.depth_mm += way_mm;
    }
    assert_true(twitched);
    tb_patient_view view;
    tb_patient_look(patient, &view);
    const double from_mm = view.needle->tip_y_mm, side_n = view.needle->lateral_force_n;
    double most_mm = 0.0, most_n = 0.0, end_mm = 0.0;
    int most_ms = 0;
    for (int ms = 0; ms < 240; ++ms) { // no other response comes so soon
        step_patient(patient, &input);
        tb_patient_look(patient, &view);
        end_mm = view.needle->tip_y_mm - from_mm;
        most_ms = end_mm > most_mm ? ms : most_ms;
        most_mm = fmax(most_mm, end_mm);
        most_n = fmax(most_n, view.needle->lateral_force_n);
    }
    assert_true(most_mm > 0.5 && most_mm < 5.0);
    assert_true(most_ms >= 58 && most_ms < 58 + 40);
    assert_true(most_n > side_n + 0.03);
    assert_true(fabs(end_mm) < 0.15 * most_mm);
    assert_int_equal(tb_patient_fault(patient), TB_FAULT_NONE);
    tb_patient_destroy(patient);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    TB_TEST_ROWS(&list, follows_its_drive, depths);
    TB_TEST(&list, shows_on_the_skin_when_shallow);
    TB_TEST(&list, moves_a_needle);
    TB_TEST(&list, a_roll_twitches_on_its_needle);
    return tb_test_run(&list, "twitch");
}
