// The needle in layered tissue: force against depth, the same track again, size, speed, winding,
// bone, redirection, symmetry, repeatability.
#include "needle_scene.h"
#include "physics/needle_internal.h"
#include "tb_test.h"

/// A needle of the default size driven to a path at 10 mm/s.
static needle_scene *inserted(double path_mm)
{
    const needle_scene_options options = needle_scene_options_default();
    needle_scene *scene = needle_scene_create(&options);
    needle_scene_go(scene, path_mm, 0.010);
    return scene;
}

/// Friction that the layers' table adds up to for a shaft standing straight in the tissue.
static double friction_of_depth_n(double depth_mm)
{
    const double skin_mm = SCENE_SKIN_ROWS, fascia_mm = SCENE_FASCIA_ROW;
    return SCENE_SKIN_FRICTION_N_PER_MM * skin_mm +
           SCENE_FAT_FRICTION_N_PER_MM * (fascia_mm - skin_mm) +
           SCENE_MUSCLE_FRICTION_N_PER_MM * (depth_mm - fascia_mm);
}

/// What one membrane did to a needle driven through it.
typedef struct puncture_record {
    double axial_n, tip_n, path_mm; ///< in the tick before it gave way
    double after_n;                 ///< least axial force within the next 30 ms
} puncture_record;

static puncture_record drive_through(needle_scene *scene, int membrane, double most_path_mm,
                                     double speed_mm_per_ms)
{
    puncture_record record = {0};
    while (scene->path_mm < most_path_mm) {
        record.axial_n = scene->needle.axial_force_n;
        record.tip_n = scene->needle.tip_force_n;
        record.path_mm = scene->path_mm;
        needle_scene_drive(scene, speed_mm_per_ms);
        if ((scene->needle.happened & TB_NEEDLE_PUNCTURED) != 0 &&
            scene->needle.punctured_membrane == membrane) {
            record.after_n = INFINITY;
            for (int ms = 0; ms < 30; ++ms) {
                needle_scene_drive(scene, speed_mm_per_ms);
                record.after_n = fmin(record.after_n, scene->needle.axial_force_n);
            }
            return record;
        }
    }
    fail_msg("membrane %d still stands at %g mm", membrane, scene->path_mm);
    return record;
}

typedef struct tilt_row {
    const char *name;
    double tilt_deg;
    double tolerance; ///< the skin's normal turns with the dent, so the law holds less well
    double most_fall; ///< what cutting and friction leave of a peak that grows with tilt
} tilt_row;

static tilt_row tilt_rows[] = {
    {"upright", 0.0, 0.05, 0.80},
    {"30 degrees", 30.0, 0.05, 0.80},
    {"45 degrees", 45.0, 0.06, 0.80},
    {"60 degrees", 60.0, 0.10, 0.86},
    {"30 degrees the other way", -30.0, 0.05, 0.80},
};

/// Puncture law F_p (1 + (1/cos - 1) / 2); the force then falls by 50-80 % at once (Simone and
/// Okamura 2002: stiffness up to puncture, cutting and friction after it).
static void skin_gives_way(void **state)
{
    const tilt_row *row = *state;
    needle_scene_options options = needle_scene_options_default();
    options.tilt_deg = row->tilt_deg;
    needle_scene *scene = needle_scene_create(&options);
    const puncture_record skin = drive_through(scene, SCENE_SKIN_MEMBRANE, 8.0, 0.010);
    const double cosine = cos(row->tilt_deg * TB_PI / 180.0);
    const double law_n = SCENE_SKIN_PUNCTURE_N * (1.0 + 0.5 * (1.0 / cosine - 1.0));
    assert_near(skin.axial_n, law_n, row->tolerance * law_n);
    const double fall = 1.0 - skin.after_n / skin.axial_n;
    assert_true(fall >= 0.50 && fall <= row->most_fall);
    assert_true(scene->needle.inside);
    needle_scene_destroy(scene);
}

static void fascia_gives_way(void **state)
{
    const tilt_row *row = *state;
    needle_scene_options options = needle_scene_options_default();
    options.tilt_deg = row->tilt_deg;
    options.entry_x_mm = 40.0 - 8.0 * sin(row->tilt_deg * TB_PI / 180.0);
    needle_scene *scene = needle_scene_create(&options);
    const puncture_record fascia = drive_through(scene, SCENE_FASCIA_MEMBRANE, 22.0, 0.010);
    const double cosine = cos(row->tilt_deg * TB_PI / 180.0);
    const double law_n = SCENE_FASCIA_PUNCTURE_N * (1.0 + 0.5 * (1.0 / cosine - 1.0));
    assert_near(fascia.tip_n, law_n, row->tolerance * law_n);
    assert_true(fascia.after_n < 0.75 * fascia.axial_n);
    assert_true(fascia.path_mm > SCENE_FASCIA_ROW / cosine); // tented before it gave way
    needle_scene_destroy(scene);
}

static void force_grows_by_friction_in_muscle(void **state)
{
    (void)state;
    needle_scene *scene = inserted(12.0);
    double before_n = scene->needle.axial_force_n, largest_step_n = 0.0;
    const double at_12_n = before_n;
    for (int ms = 0; ms < 1000; ++ms) {
        needle_scene_drive(scene, 0.010);
        largest_step_n = fmax(largest_step_n, fabs(scene->needle.axial_force_n - before_n));
        before_n = scene->needle.axial_force_n;
    }
    const double slope = (scene->needle.axial_force_n - at_12_n) / 10.0;
    assert_near(slope, SCENE_MUSCLE_FRICTION_N_PER_MM, 0.15 * SCENE_MUSCLE_FRICTION_N_PER_MM);
    const double expected_n = friction_of_depth_n(22.0) + SCENE_MUSCLE_CUTTING_N;
    assert_near(scene->needle.axial_force_n, expected_n, 0.10 * expected_n);
    assert_true(largest_step_n < 0.002); // smooth: no step anyone could feel
    needle_scene_destroy(scene);
}

static void tissue_holds_a_withdrawn_needle_back(void **state)
{
    (void)state;
    needle_scene *scene = inserted(20.0);
    double most_negative_n = 0.0;
    for (int ms = 0; ms < 300; ++ms) {
        needle_scene_drive(scene, -0.010);
        most_negative_n = fmin(most_negative_n, scene->needle.axial_force_n);
    }
    const double expected_n = friction_of_depth_n(18.0);
    assert_near(-most_negative_n, expected_n, 0.15 * expected_n);
    assert_int_equal(scene->needle.tip_state, TB_TIP_CHANNEL);
    needle_scene_destroy(scene);
}

/// Azar and Hayward 2008: a second insertion into the same track meets friction, but nothing to
/// cut.
static void same_track_again_costs_no_cutting(void **state)
{
    (void)state;
    const double from_mm = 10.0, to_mm = 20.0, step_mm = 0.010;
    needle_scene *scene = inserted(from_mm);
    double work_mj[2] = {0.0, 0.0}, pull_n[2];
    for (int pass = 0; pass < 2; ++pass) {
        needle_scene_go(scene, from_mm, step_mm);
        while (scene->path_mm < to_mm - 1e-6) {
            needle_scene_drive(scene, step_mm);
            work_mj[pass] += scene->needle.axial_force_n * step_mm;
        }
        needle_scene_go(scene, 15.0, step_mm);
        pull_n[pass] = scene->needle.axial_force_n;
        needle_scene_go(scene, 5.0, step_mm);
    }
    assert_near(pull_n[1], pull_n[0], 0.05 * fabs(pull_n[0]));
    const double cutting_mj = SCENE_MUSCLE_CUTTING_N * (to_mm - from_mm);
    const double difference_mj = work_mj[0] - work_mj[1];
    assert_true(difference_mj >= 0.90 * cutting_mj && difference_mj <= 1.10 * cutting_mj);
    assert_int_equal(scene->needle.hole_count[SCENE_SKIN_MEMBRANE], 1);
    assert_int_equal(scene->needle.hole_count[SCENE_FASCIA_MEMBRANE], 1);
    needle_scene_destroy(scene);
}

static void thicker_needles_take_more_force(void **state)
{
    (void)state;
    const double diameters_mm[] = {0.16, 0.20, 0.25, 0.30, 0.35};
    double before_n = 0.0;
    for (size_t k = 0; k < sizeof diameters_mm / sizeof diameters_mm[0]; ++k) {
        needle_scene_options options = needle_scene_options_default();
        options.spec.diameter_mm = diameters_mm[k];
        needle_scene *scene = needle_scene_create(&options);
        const puncture_record skin = drive_through(scene, SCENE_SKIN_MEMBRANE, 8.0, 0.010);
        const double law_n = SCENE_SKIN_PUNCTURE_N * pow(diameters_mm[k] / 0.25, 1.3);
        assert_near(skin.axial_n, law_n, 0.05 * law_n);
        assert_true(skin.axial_n > before_n);
        before_n = skin.axial_n;
        needle_scene_destroy(scene);
    }
}

static void speed_matters_little(void **state)
{
    (void)state;
    double peak_n[2];
    for (int k = 0; k < 2; ++k) {
        const needle_scene_options options = needle_scene_options_default();
        needle_scene *scene = needle_scene_create(&options);
        needle_scene_go(scene, 1.0, 0.010);
        peak_n[k] = drive_through(scene, SCENE_SKIN_MEMBRANE, 8.0, k == 0 ? 0.001 : 0.010).axial_n;
        needle_scene_destroy(scene);
    }
    assert_near(peak_n[1], peak_n[0], 0.15 * peak_n[0]);
}

typedef struct winding_row {
    const char *name;
    double turns[2]; ///< one way, then back
    double factor;   ///< on the pull-out force (Langevin 2001: +167 % one way, +52 % both ways)
    double tolerance;
} winding_row;

static winding_row winding_rows[] = {
    {"eight turns one way", {8.0, 0.0}, 2.67, 0.10},
    {"eight turns the other way", {-8.0, 0.0}, 2.67, 0.10},
    {"four turns and back", {4.0, -4.0}, 1.52, 0.10},
    {"unwound by half keeps a part", {8.0, -6.0}, 1.0 + 1.67 * 0.736, 0.10},
};

static void winding_raises_the_pull(void **state)
{
    const winding_row *row = *state;
    double pull_n[2];
    for (int wound = 0; wound < 2; ++wound) {
        needle_scene *scene = inserted(18.0);
        for (int leg = 0; leg < 2; ++leg) {
            for (int ms = 0; ms < 400; ++ms) {
                scene->hand.spin_rad += wound * 2.0 * TB_PI * row->turns[leg] / 400.0;
                needle_scene_drive(scene, 0.0);
            }
        }
        needle_scene_go(scene, 16.0, 0.010);
        pull_n[wound] = scene->needle.axial_force_n;
        needle_scene_destroy(scene);
    }
    assert_true(pull_n[0] < 0.0);
    assert_near(pull_n[1] / pull_n[0], row->factor, row->tolerance * row->factor);
}

static void winding_ends_outside(void **state)
{
    (void)state;
    needle_scene *scene = inserted(12.0);
    scene->hand.spin_rad = 30.0;
    needle_scene_wait(scene, 10);
    assert_true(scene->needle.winding > 2.5);
    needle_scene_go(scene, -8.0, 0.020);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    assert_near(scene->needle.winding, 1.0, 0.0);
    needle_scene_destroy(scene);
}

static void a_twitch_grips_below_the_fascia(void **state)
{
    (void)state;
    double pull_n[2];
    for (int k = 0; k < 2; ++k) {
        needle_scene *scene = inserted(20.0);
        scene->hand.grip = k == 0 ? 1.0 : 3.0;
        needle_scene_go(scene, 18.0, 0.010);
        pull_n[k] = -scene->needle.axial_force_n;
        needle_scene_destroy(scene);
    }
    const double muscle_n = SCENE_MUSCLE_FRICTION_N_PER_MM * (18.0 - SCENE_FASCIA_ROW);
    assert_near(pull_n[1] - pull_n[0], 2.0 * muscle_n, 0.25 * 2.0 * muscle_n);
}

typedef struct bone_row {
    const char *name;
    double tilt_deg, speed_mm_per_ms, tube_free_mm, most_n;
} bone_row;

static bone_row bone_rows[] = {
    {"upright", 0.0, 0.010, 4.0, 5.0},       {"15 degrees", 15.0, 0.010, 4.0, 3.0},
    {"30 degrees", 30.0, 0.010, 4.0, 3.0},   {"60 degrees", 60.0, 0.010, 4.0, 3.0},
    {"by hand", 0.0, 0.010, -1.0, 3.0},      {"fast, upright", 0.0, 0.250, 4.0, 9.0},
    {"fast, tilted", 15.0, 0.250, 4.0, 9.0},
};

/// 10 mm further than the bone: the tip stays on it, the shaft bows.
static void bone_stops_the_tip(void **state)
{
    const bone_row *row = *state;
    needle_scene_options options = needle_scene_options_default();
    options.tilt_deg = row->tilt_deg;
    options.entry_x_mm = 40.0 - 8.0 * sin(row->tilt_deg * TB_PI / 180.0);
    options.muscle_rows = 7;
    options.bone = true;
    options.tube_free_mm = row->tube_free_mm;
    needle_scene *scene = needle_scene_create(&options);
    const double bone_mm = SCENE_FASCIA_ROW + 7.0;
    const double reach_mm = bone_mm / cos(row->tilt_deg * TB_PI / 180.0);
    int hits = 0;
    double peak_n = 0.0;
    while (scene->path_mm < reach_mm + 10.0 && scene->path_mm < 40.0) {
        needle_scene_drive(scene, row->speed_mm_per_ms);
        hits += (scene->needle.happened & TB_NEEDLE_BONE) != 0;
        peak_n = fmax(peak_n, scene->needle.bone_force_n);
        assert_true(fabs(scene->needle.axial_force_n) < row->most_n);
    }
    needle_scene_wait(scene, 300);
    assert_true(hits >= 1);
    assert_true(scene->needle.on_bone);
    assert_true(scene->needle.bone_force_n < 0.8 * peak_n);
    assert_near(scene->needle.tip_y_mm, -bone_mm, 0.1);
    double farthest_mm = 0.0;
    const double c = cos(scene->hand.hub_angle_rad), s = sin(scene->hand.hub_angle_rad);
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double dx = scene->needle.beam.x_mm[i] - scene->hand.hub_x_mm;
        const double dy = scene->needle.beam.y_mm[i] - scene->hand.hub_y_mm;
        farthest_mm = fmax(farthest_mm, fabs(c * dy - s * dx));
    }
    assert_true(farthest_mm > 1.5);
    needle_scene_destroy(scene);
}

static void redirection_cuts_a_new_track(void **state)
{
    (void)state;
    needle_scene *scene = inserted(22.0);
    needle_scene_go(scene, 5.0, 0.010);
    int new_tracks = 0, fascia = 0;
    for (int ms = 0; ms < 500; ++ms) {
        scene->tilt_rad += 15.0 * TB_PI / 180.0 / 500.0;
        needle_scene_drive(scene, 0.0);
        new_tracks += (scene->needle.happened & TB_NEEDLE_NEW_TRACK) != 0;
    }
    while (scene->path_mm < 20.0) {
        needle_scene_drive(scene, 0.010);
        new_tracks += (scene->needle.happened & TB_NEEDLE_NEW_TRACK) != 0;
        fascia += (scene->needle.happened & TB_NEEDLE_PUNCTURED) != 0 &&
                  scene->needle.punctured_membrane == SCENE_FASCIA_MEMBRANE;
    }
    assert_int_equal(new_tracks, 1);
    assert_int_equal(fascia, 1);
    assert_int_equal(scene->needle.hole_count[SCENE_SKIN_MEMBRANE], 1);
    assert_int_equal(scene->needle.hole_count[SCENE_FASCIA_MEMBRANE], 2);
    // a rigid needle would reach 5.2 mm to the side: tissue and channel bend this one
    const double beside_mm = scene->needle.tip_x_mm - 40.0;
    assert_true(beside_mm > 2.0 && beside_mm < 5.2);
    needle_scene_destroy(scene);
}

static void leaves_nothing_behind(void **state)
{
    (void)state;
    needle_scene *scene = inserted(20.0);
    int left = 0;
    while (scene->path_mm > -6.0) {
        needle_scene_drive(scene, -0.010);
        left += (scene->needle.happened & TB_NEEDLE_LEFT) != 0;
    }
    needle_scene_wait(scene, 1500);
    assert_int_equal(left, 1);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    assert_false(scene->needle.inside);
    assert_near(scene->needle.axial_force_n, 0.0, 0.0);
    assert_near(scene->needle.embedded_mm, 0.0, 0.0);
    const tb_lattice_model *model = &scene->lattice->model;
    for (int i = 0; i < model->desc.nx; ++i) {
        assert_near(scene->lattice->state.q_mm[model->stride + i], 0.0, 0.05);
    }
    needle_scene_destroy(scene);
}

static void mirror_images_agree(void **state)
{
    (void)state;
    needle_scene *scenes[2];
    for (int side = 0; side < 2; ++side) {
        const double sign = side == 0 ? 1.0 : -1.0;
        needle_scene_options options = needle_scene_options_default();
        options.tilt_deg = 25.0 * sign;
        options.entry_x_mm = 0.5 * SCENE_WIDTH_MM - 6.0 * sign;
        options.spec.bow_per_mm *= sign;
        scenes[side] = needle_scene_create(&options);
        needle_scene_go(scenes[side], 18.0, 0.010);
        needle_scene_go(scenes[side], 14.0, 0.010);
    }
    const tb_needle *a = &scenes[0]->needle, *b = &scenes[1]->needle;
    assert_near(a->axial_force_n, b->axial_force_n, 1e-6);
    assert_near(a->tip_y_mm, b->tip_y_mm, 1e-6);
    assert_near(a->tip_x_mm - 40.0, 40.0 - b->tip_x_mm, 1e-6);
    assert_near(a->tip_rest_x_mm - 40.0, 40.0 - b->tip_rest_x_mm, 1e-6);
    needle_scene_destroy(scenes[0]);
    needle_scene_destroy(scenes[1]);
}

static void same_bits_at_every_vector_width(void **state)
{
    (void)state;
    const tb_simd_path paths[] = {TB_SIMD_WIDTH2, TB_SIMD_WIDTH4, TB_SIMD_WIDTH8};
    uint64_t hashes[3];
    for (int k = 0; k < 3; ++k) {
        tb_lattice_select(paths[k]);
        needle_scene_options options = needle_scene_options_default();
        options.tilt_deg = 20.0;
        needle_scene *scene = needle_scene_create(&options);
        needle_scene_go(scene, 14.0, 0.050);
        needle_scene_go(scene, 6.0, 0.050);
        hashes[k] = needle_scene_hash(scene);
        needle_scene_destroy(scene);
    }
    tb_lattice_select(TB_SIMD_AUTO);
    assert_true(hashes[0] == hashes[1]);
    assert_true(hashes[0] == hashes[2]);
}

/// A copied state goes on to the same bits.
static void state_has_no_hidden_history(void **state)
{
    (void)state;
    needle_scene *scene = inserted(10.0), *twin = inserted(10.0);
    twin->needle = scene->needle; // the lattices are equal already
    needle_scene_go(scene, 13.0, 0.020);
    needle_scene_go(twin, 13.0, 0.020);
    assert_true(needle_scene_hash(scene) == needle_scene_hash(twin));
    needle_scene_destroy(scene);
    needle_scene_destroy(twin);
}

static void knows_where_the_tip_is_in_the_anatomy(void **state)
{
    (void)state;
    needle_scene *scene = inserted(20.0);
    needle_scene_wait(scene, 500);
    const tb_needle *needle = &scene->needle;
    assert_near(needle->tip_y_mm, -20.0, 0.05);
    assert_near(needle->tip_rest_y_mm, -20.0, 0.6); // the tissue is pushed in by less than that
    assert_near(needle->tip_rest_x_mm, 40.0, 0.6);
    assert_near(needle->tip_row, -needle->tip_rest_y_mm, 1e-9);
    assert_near(needle->embedded_mm, 20.0, 0.8);
    needle_scene_go(scene, 12.0, 0.010); // inside its channel the tip is between old points
    assert_near(scene->needle.tip_rest_y_mm, -12.0, 0.6);
    needle_scene_go(scene, -3.0, 0.010);
    assert_near(scene->needle.tip_rest_y_mm, scene->needle.tip_y_mm, 0.0);
    needle_scene_destroy(scene);
}

static void seats_without_stored_force(void **state)
{
    (void)state;
    needle_scene_options options = needle_scene_options_default();
    options.tilt_deg = 20.0;
    needle_scene *scene = needle_scene_create(&options);
    scene->path_mm = 6.0;
    needle_scene_aim(scene);
    scene->needle.bent = true;
    scene->needle.beam.rest_curvature_per_mm[4] = 0.01;
    tb_needle_seat(&scene->needle, &scene->track, scene->lattice, &scene->hand, 6.0);
    assert_true(scene->needle.bent);
    assert_near(scene->needle.beam.rest_curvature_per_mm[4], 0.01, 0.0);
    assert_near(scene->needle.embedded_mm, 6.0, 1e-9);
    assert_near(scene->needle.tip_rest_y_mm, -6.0 * cos(20.0 * TB_PI / 180.0), 1e-6);
    assert_int_equal(scene->needle.point_count, 13);
    assert_int_equal(scene->needle.hole_count[SCENE_SKIN_MEMBRANE], 1);
    assert_int_equal(scene->needle.hole_count[SCENE_FASCIA_MEMBRANE], 0);
    scene->needle.beam.rest_curvature_per_mm[4] = options.spec.bow_per_mm;
    needle_scene_drive(scene, 0.0);
    assert_near(scene->needle.axial_force_n, 0.0, 0.002);
    double most_n = 0.0;
    while (scene->path_mm < 7.5) { // through fat: friction of the skin and fat, no second skin
        needle_scene_drive(scene, 0.010);
        most_n = fmax(most_n, scene->needle.axial_force_n);
    }
    assert_near(most_n, 0.045, 0.015);
    needle_scene_go(scene, 14.0, 0.010);
    assert_int_equal(scene->needle.hole_count[SCENE_FASCIA_MEMBRANE], 1);
    needle_scene_destroy(scene);
}

static void seats_below_the_fascia_through_a_hole(void **state)
{
    (void)state;
    const needle_scene_options options = needle_scene_options_default();
    needle_scene *scene = needle_scene_create(&options);
    scene->path_mm = 12.25;
    needle_scene_aim(scene);
    tb_needle_seat(&scene->needle, &scene->track, scene->lattice, &scene->hand, 12.25);
    assert_int_equal(scene->needle.hole_count[SCENE_FASCIA_MEMBRANE], 1);
    assert_near(scene->needle.travel_mm, 0.25, 1e-9);
    tb_needle_seat(&scene->needle, &scene->track, scene->lattice, &scene->hand, 0.0);
    assert_int_equal(scene->needle.tip_state, TB_TIP_OUT);
    assert_int_equal(scene->needle.hole_count[SCENE_SKIN_MEMBRANE], 0);
    needle_scene_destroy(scene);
}

/// Pressing lightly, the tip is dragged along with the hand; pressing harder it holds.
static void a_light_tip_skids(void **state)
{
    (void)state;
    double moved_mm[2];
    for (int k = 0; k < 2; ++k) {
        needle_scene_options options = needle_scene_options_default();
        options.tube_free_mm = -1.0;
        options.spec.length_mm = 15.0; // stiff enough sideways
        needle_scene *scene = needle_scene_create(&options);
        needle_scene_go(scene, k == 0 ? 0.04 : 1.0, 0.010);
        const double start_mm = scene->needle.tip_column;
        for (int ms = 0; ms < 300; ++ms) {
            scene->entry_x_mm += 0.010;
            needle_scene_drive(scene, 0.0);
        }
        moved_mm[k] = (scene->needle.tip_column - start_mm) * SCENE_WIDTH_MM / (SCENE_COLUMNS - 1);
        needle_scene_destroy(scene);
    }
    assert_true(moved_mm[0] > 1.0);
    assert_true(moved_mm[1] < 0.5 * moved_mm[0]);
}

static void a_full_channel_is_thinned(void **state)
{
    (void)state;
    needle_scene *scene = inserted(3.0);
    tb_needle *needle = &scene->needle;
    needle->point_count = needle->active_count = 0;
    for (int k = 0; k < TB_TRACK_POINTS_MAX; ++k) {
        needle->tip_point = tb_lattice_point(scene->lattice, 31.5, 9.0 + 0.05 * k);
        tb_track_add_point(needle, &scene->track, scene->lattice, 1.0, 128.0 - 0.5 * k);
    }
    assert_int_equal(needle->point_count, TB_TRACK_POINTS_MAX);
    const double total_n = TB_TRACK_POINTS_MAX * needle->spacing_mm * needle->clamp_mm[7];
    tb_track_add_point(needle, &scene->track, scene->lattice, 1.0, 0.0);
    assert_int_equal(needle->point_count, TB_TRACK_POINTS_MAX / 2 + 1);
    assert_int_equal(needle->active_count, needle->point_count);
    assert_near(needle->spacing_mm, 2.0 * TB_TRACK_SPACING_MM, 0.0);
    assert_near(needle->along_mm[0], 128.0, 0.0);
    assert_near(needle->along_mm[1], 127.0, 0.0);
    assert_near((needle->point_count - 1) * needle->spacing_mm * needle->clamp_mm[7], total_n,
                1e-12);
    needle_scene_destroy(scene);
}

static void the_oldest_of_too_many_holes_is_forgotten(void **state)
{
    (void)state;
    needle_scene *scene = inserted(0.0);
    for (int k = 0; k < TB_TRACK_HOLES_MAX + 3; ++k) {
        tb_track_add_hole(&scene->needle, SCENE_SKIN_MEMBRANE, k);
    }
    assert_int_equal(scene->needle.hole_count[SCENE_SKIN_MEMBRANE], TB_TRACK_HOLES_MAX);
    assert_near(scene->needle.holes[SCENE_SKIN_MEMBRANE][0], 3.0, 0.0);
    needle_scene_destroy(scene);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, skin_gives_way, tilt_rows);
    TB_TEST_ROWS(&list, fascia_gives_way, tilt_rows);
    TB_TEST(&list, force_grows_by_friction_in_muscle);
    TB_TEST(&list, tissue_holds_a_withdrawn_needle_back);
    TB_TEST(&list, same_track_again_costs_no_cutting);
    TB_TEST(&list, thicker_needles_take_more_force);
    TB_TEST(&list, speed_matters_little);
    TB_TEST_ROWS(&list, winding_raises_the_pull, winding_rows);
    TB_TEST(&list, winding_ends_outside);
    TB_TEST(&list, a_twitch_grips_below_the_fascia);
    TB_TEST_ROWS(&list, bone_stops_the_tip, bone_rows);
    TB_TEST(&list, redirection_cuts_a_new_track);
    TB_TEST(&list, leaves_nothing_behind);
    TB_TEST(&list, mirror_images_agree);
    TB_TEST(&list, same_bits_at_every_vector_width);
    TB_TEST(&list, state_has_no_hidden_history);
    TB_TEST(&list, knows_where_the_tip_is_in_the_anatomy);
    TB_TEST(&list, seats_without_stored_force);
    TB_TEST(&list, seats_below_the_fascia_through_a_hole);
    TB_TEST(&list, a_light_tip_skids);
    TB_TEST(&list, a_full_channel_is_thinned);
    TB_TEST(&list, the_oldest_of_too_many_holes_is_forgotten);
    return tb_test_run(&list, "needle");
}
