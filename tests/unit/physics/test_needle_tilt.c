// One needle, 0.25 x 40 mm at 10 mm/s, at several leans: the table of its forces on the way in, at
// rest, out and in again; and what bone does to it.
#include "needle_scene.h"
#include "tb_test.h"

static const double SPEED_MM_PER_MS = 0.010;

static double radians(double degrees)
{
    return degrees * TB_PI / 180.0;
}

static needle_scene *leaning(double tilt_deg, int muscle_rows, bool bone)
{
    needle_scene_options options = needle_scene_options_default();
    options.tilt_deg = tilt_deg;
    options.entry_x_mm = 40.0 - 12.0 * sin(radians(tilt_deg));
    options.muscle_rows = muscle_rows;
    options.bone = bone;
    return needle_scene_create(&options);
}

/// Resistance of a membrane met at a lean: the tip must spread what it meets askew.
static double puncture_law_n(double upright_n, double tilt_deg)
{
    return upright_n * (1.0 + 0.5 * (1.0 / cos(radians(tilt_deg)) - 1.0));
}

// ---- the table of forces ----

typedef struct tilt_row {
    const char *name;
    double tilt_deg;
    double tolerance; ///< of the punctures: the skin's normal turns with the dent
} tilt_row;

static tilt_row tilts[] = {
    {"upright", 0.0, 0.05}, {"30 degrees", 30.0, 0.05}, {"60 degrees", 60.0, 0.10}};

/// Forces of one needle, N, and where it went.
typedef struct forces {
    double skin_n, fascia_n; ///< at the tip, in the tick before each gave way
    double fell_n;           ///< most that the hand's force fell on the way in through muscle
    double before_hold_n, after_hold_n;
    double out_n, out_path_mm;
    double first_n, again_n; ///< at the same place, in the first and the second insertion
} forces;

static void go_in(needle_scene *scene, forces *out, double muscle_mm, double again_mm,
                  double deepest_mm)
{
    double most_n = 0.0;
    while (scene->path_mm < deepest_mm - 1e-9) {
        const double tip_n = scene->needle.tip_force_n;
        needle_scene_drive(scene, SPEED_MM_PER_MS);
        const int membrane = scene->needle.punctured_membrane;
        out->skin_n = membrane == SCENE_SKIN_MEMBRANE ? tip_n : out->skin_n;
        out->fascia_n = membrane == SCENE_FASCIA_MEMBRANE ? tip_n : out->fascia_n;
        const double force_n = scene->needle.axial_force_n;
        if (scene->path_mm > muscle_mm) {
            most_n = fmax(most_n, force_n);
            out->fell_n = fmax(out->fell_n, most_n - force_n);
        }
        out->first_n = scene->path_mm <= again_mm + 1e-9 ? force_n : out->first_n;
    }
}

static forces measure(double tilt_deg)
{
    forces out = {0};
    needle_scene *scene = leaning(tilt_deg, 20, false);
    // 2.5 mm past the fascia it has sprung back and the force has settled
    const double muscle_mm = (SCENE_FASCIA_ROW + 2.5) / cos(radians(tilt_deg)),
                 deepest_mm = muscle_mm + 8.0, again_mm = deepest_mm - 0.5;
    go_in(scene, &out, muscle_mm, again_mm, deepest_mm);
    out.before_hold_n = scene->needle.axial_force_n;
    needle_scene_wait(scene, 200);
    out.after_hold_n = scene->needle.axial_force_n;
    needle_scene_go(scene, deepest_mm - 4.0, SPEED_MM_PER_MS);
    out.out_n = scene->needle.axial_force_n;
    out.out_path_mm = scene->path_mm;
    needle_scene_go(scene, again_mm, SPEED_MM_PER_MS);
    out.again_n = scene->needle.axial_force_n;
    needle_scene_destroy(scene);
    return out;
}

/// Friction of the layers along a straight shaft at a lean.
static double friction_n(double path_mm, double tilt_deg)
{
    const double cosine = cos(radians(tilt_deg)), skin_mm = SCENE_SKIN_ROWS / cosine,
                 fascia_mm = SCENE_FASCIA_ROW / cosine;
    return SCENE_SKIN_FRICTION_N_PER_MM * skin_mm +
           SCENE_FAT_FRICTION_N_PER_MM * (fascia_mm - skin_mm) +
           SCENE_MUSCLE_FRICTION_N_PER_MM * (path_mm - fascia_mm);
}

/// Skin and fascia by the law of lean; in muscle the force only grows; at rest tissue creeps
/// towards the needle and a little of the force goes; on the way out friction alone holds back; in
/// the old channel all but the cutting is met again (Azar and Hayward 2008).
static void forces_follow_their_laws(void **state)
{
    const tilt_row *row = *state;
    const forces f = measure(row->tilt_deg);
    print_message("%s: skin %.3f, fascia %.3f, hold %.4f to %.4f, out %.4f, again %.4f for %.4f "
                  "N\n",
                  row->name, f.skin_n, f.fascia_n, f.before_hold_n, f.after_hold_n, f.out_n,
                  f.again_n, f.first_n);
    const double skin_n = puncture_law_n(SCENE_SKIN_PUNCTURE_N, row->tilt_deg),
                 fascia_n = puncture_law_n(SCENE_FASCIA_PUNCTURE_N, row->tilt_deg);
    assert_near(f.skin_n, skin_n, row->tolerance * skin_n);
    assert_near(f.fascia_n, fascia_n, row->tolerance * fascia_n);
    assert_true(f.fell_n < 0.0005);
    const double lost = 1.0 - f.after_hold_n / f.before_hold_n;
    assert_true(lost > 0.02 && lost < 0.04);
    const double out_n = friction_n(f.out_path_mm, row->tilt_deg);
    assert_near(f.out_n, -out_n, 0.05 * out_n);
    assert_near(f.first_n - f.again_n, SCENE_MUSCLE_CUTTING_N, 0.10 * SCENE_MUSCLE_CUTTING_N);
}

// ---- bone ----

/// What bone 15 mm deep did to a needle pushed 6 mm further than it reaches.
typedef struct on_bone {
    double peak_n, end_n; ///< of bone, normal to it
    double slid_mm, deepest_mm, bow_mm;
    double step_n, crept_mm; ///< at rest: largest change of the hand's force per ms, and of the tip
} on_bone;

static double bow_mm(const needle_scene *scene)
{
    const double c = cos(scene->hand.hub_angle_rad), s = sin(scene->hand.hub_angle_rad);
    double most_mm = 0.0;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double dx = scene->needle.beam.x_mm[i] - scene->hand.hub_x_mm;
        const double dy = scene->needle.beam.y_mm[i] - scene->hand.hub_y_mm;
        most_mm = fmax(most_mm, fabs(c * dy - s * dx));
    }
    return most_mm;
}

static on_bone push_on_bone(double tilt_deg)
{
    on_bone out = {0};
    needle_scene *scene = leaning(tilt_deg, 7, true);
    const double reach_mm = (SCENE_FASCIA_ROW + 7) / cos(radians(tilt_deg));
    double met_mm = NAN;
    while (scene->path_mm < reach_mm + 6.0) {
        needle_scene_drive(scene, SPEED_MM_PER_MS);
        met_mm = isnan(met_mm) && scene->needle.on_bone ? scene->needle.tip_x_mm : met_mm;
        out.peak_n = fmax(out.peak_n, fabs(scene->needle.bone_y_n));
        out.deepest_mm = fmax(out.deepest_mm, -scene->needle.tip_y_mm);
    }
    out.slid_mm = scene->needle.tip_x_mm - met_mm;
    out.end_n = fabs(scene->needle.bone_y_n);
    out.bow_mm = bow_mm(scene);
    needle_scene_wait(scene, 150);
    const double rest_mm = scene->needle.tip_x_mm;
    for (int ms = 0; ms < 300; ++ms) {
        const double before_n = scene->needle.axial_force_n;
        needle_scene_drive(scene, 0.0);
        out.step_n = fmax(out.step_n, fabs(scene->needle.axial_force_n - before_n));
    }
    out.crept_mm = fabs(scene->needle.tip_x_mm - rest_mm);
    needle_scene_destroy(scene);
    return out;
}

/// The tip stops at the bone at every lean. Upright the shaft is a strut that must buckle first;
/// the more it leans the sooner the tip slides off along the bone, so the peak falls. Past the peak
/// the shaft bows, and held there it rests.
static void bone_stops_and_turns_the_tip(void **state)
{
    (void)state;
    static const double tilts_deg[] = {0.0, 15.0, 30.0, 60.0};
    double peak_before_n = INFINITY, bow_before_mm = INFINITY;
    for (size_t k = 0; k < sizeof tilts_deg / sizeof tilts_deg[0]; ++k) {
        const on_bone met = push_on_bone(tilts_deg[k]);
        print_message("bone at %g degrees: peak %.2f N, end %.2f N, slid %.1f mm, bow %.1f mm, "
                      "rest %.5f N %.4f mm, deepest %.3f\n",
                      tilts_deg[k], met.peak_n, met.end_n, met.slid_mm, met.bow_mm, met.step_n,
                      met.crept_mm, met.deepest_mm);
        assert_near(met.deepest_mm, SCENE_FASCIA_ROW + 7.0, 0.10); // a stiff spring, not a wall
        assert_true(met.peak_n < 0.6 * peak_before_n);
        assert_true(met.end_n < met.peak_n);
        assert_true(met.slid_mm > 3.0);
        assert_true(met.bow_mm > 2.0 && met.bow_mm < bow_before_mm);
        assert_true(met.step_n < 0.002 && met.crept_mm < 0.05);
        peak_before_n = met.peak_n;
        bow_before_mm = met.bow_mm;
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, forces_follow_their_laws, tilts);
    TB_TEST(&list, bone_stops_and_turns_the_tip);
    return tb_test_run(&list, "needle at a lean");
}
