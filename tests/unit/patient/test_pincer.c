// A muscle lifted between thumb and finger: both pads feel the same roll, a band in it is strummed
// when the grip is firm and hides when it is not, needles go through a face or the crest.
#include "tautband/core/mathx.h"
#include "tautband/patient/patient.h"

#include "../../scenes/roll.h"
#include "tb_test.h"

#include <math.h>

typedef void (*site_maker)(tb_anatomy *anatomy);

static tb_tissue_table tissues;
static tb_physiology physiology;

/// A patient with a roll, what the hands want, and what is seen.
typedef struct bench {
    tb_anatomy anatomy;
    tb_patient *patient;
    tb_patient_input input;
    tb_patient_view view;
    int counts[TB_EVENT_KIND_COUNT];
    double puncture_n; ///< of the last skin
} bench;

static bench start(site_maker site, bool band)
{
    static bench b;
    memset(&b, 0, sizeof b);
    site(&b.anatomy);
    b.anatomy.symptomatic = band ? 0 : -1;
    if (!band) {
        b.anatomy.band_count = b.anatomy.trigger_point_count = 0;
    }
    const tb_patient_desc desc = {.anatomy = &b.anatomy,
                                  .tissues = &tissues,
                                  .physiology = &physiology,
                                  .seed = 3,
                                  .substeps = 8};
    tb_error error = {0};
    if (tb_patient_create(&desc, &b.patient, &error) != TB_OK) {
        fail_msg("%s", error.message);
    }
    b.input.pincer.squeeze_mm = -3.0;
    return b;
}

static void run(bench *b, int ticks)
{
    static tb_tick_events events;
    for (int k = 0; k < ticks; ++k) {
        events.count = 0;
        tb_patient_step(b->patient, &b->input, &events);
        b->input.needle.fresh = false;
        for (int e = 0; e < events.count; ++e) {
            b->counts[events.items[e].kind] += 1;
            if (events.items[e].kind == TB_EVENT_SKIN_PUNCTURED) {
                b->puncture_n = events.items[e].values[2];
            }
        }
    }
    tb_patient_look(b->patient, &b->view);
    assert_int_equal(tb_patient_fault(b->patient), TB_FAULT_NONE);
}

/// Close the grip at 10 mm/s per pad.
static void squeeze(bench *b, double to_mm)
{
    b->input.pincer.present = true;
    const double from_mm = b->input.pincer.squeeze_mm;
    const int ticks = (int)(fabs(to_mm - from_mm) / 0.01);
    for (int k = 1; k <= ticks; ++k) {
        b->input.pincer.squeeze_mm = from_mm + (to_mm - from_mm) * k / ticks;
        run(b, 1);
    }
    run(b, 100);
}

typedef struct site_row {
    const char *name;
    site_maker site;
} site_row;

static site_row sites[] = {{"trapezius", roll_trapezius}, {"neck", roll_neck}};

/// Newton's third law on a symmetric roll, and a grip that stiffens as it closes. A pinch that
/// finds a band takes 5 to 20 N (Simons, Travell and Simons 1999, by their words): that must be
/// within reach, well short of half the roll's thickness.
static void both_pads_feel_the_same(void **state)
{
    const site_row *row = *state;
    bench b = start(row->site, false);
    const double thickness_mm = 2.0 * b.anatomy.roll.half_width_mm;
    double force_before = 0.0, slope_before = 0.0, gap_before = thickness_mm, at_half_n = 0.0;
    for (double deep = 0.1; deep < 0.82; deep += 0.1) {
        squeeze(&b, deep * b.anatomy.roll.half_width_mm);
        const double *force = b.view.two.force_n;
        assert_true(b.view.two.active && b.view.two.pinching);
        assert_near(force[0], force[1], 0.02 * force[0]);
        const double slope = (force[0] - force_before) / (gap_before - b.view.two.gap_mm);
        assert_true(force[0] > force_before && slope > slope_before);
        if (b.view.two.gap_mm > 0.5 * thickness_mm) {
            at_half_n = force[0];
        }
        force_before = force[0];
        slope_before = slope;
        gap_before = b.view.two.gap_mm;
    }
    assert_true(at_half_n > 3.0 && at_half_n < 12.0);
    assert_true(force_before > 5.0 && force_before < 25.0);
    // opened, it comes back but for what creeps
    squeeze(&b, -3.0);
    assert_near(b.view.two.force_n[0], 0.0, 1e-12);
    tb_patient_destroy(b.patient);
}

typedef struct strum_row {
    const char *name;
    double squeeze_share; ///< of the half width, each pad
    bool band, felt;
} strum_row;

static strum_row strums[] = {
    {"a light grip lets the band hide", 0.25, true, false},
    {"a firm grip rolls and snaps it", 0.80, true, true},
    {"plain muscle has nothing to snap", 0.80, false, false},
};

/// Strum 16 mm up and down: the band's fastest motion against the pads' own, and how far it was
/// pushed.
static void strum(void **state)
{
    const strum_row *row = *state;
    bench b = start(roll_trapezius, row->band);
    squeeze(&b, row->squeeze_share * b.anatomy.roll.half_width_mm);
    double push_mm = 0.0, snap_mm_per_ms = 0.0;
    for (int k = 0; k < 3200; ++k) {
        b.input.pincer.up_mm = 8.0 * tb_sin(2.0 * TB_PI * k / 1600.0);
        run(&b, 1);
        if (row->band) {
            const tb_world_disc_state *disc = tb_world_disc_of(tb_patient_world(b.patient), 0);
            push_mm = fmax(push_mm, fabs(disc->push_mm));
            snap_mm_per_ms = fmax(snap_mm_per_ms, fabs(disc->vy_mm_per_ms));
        }
    }
    assert_int_equal(tb_world_disc_count(tb_patient_world(b.patient)), row->band ? 1 : 0);
    const double fastest_pad = 8.0 * 2.0 * TB_PI / 1600.0;
    assert_int_equal(push_mm > 1.0, row->felt);
    assert_int_equal(snap_mm_per_ms > 2.0 * fastest_pad, row->felt);
    tb_patient_destroy(b.patient);
}

/// Raised, the roll pulls both pads down, and it stands higher than it did.
static void a_raised_roll_pulls_back(void **state)
{
    (void)state;
    bench b = start(roll_trapezius, false);
    squeeze(&b, 6.0);
    const tb_lattice *lattice = tb_patient_lattice(b.patient);
    const int crest =
        2 * lattice->model.stride * (TB_SECTION_NY / 2) + lattice->model.stride + TB_SECTION_NX - 1;
    const double before_mm = lattice->state.q_mm[crest];
    for (int k = 0; k < 400; ++k) {
        b.input.pincer.up_mm = 0.01 * k;
        run(&b, 1);
    }
    run(&b, 200);
    assert_true(lattice->state.q_mm[crest] > before_mm + 1.0);
    for (int k = 0; k < 2; ++k) {
        assert_true(tb_world_finger_of(tb_patient_world(b.patient), k)->force_y_n < -0.3);
    }
    tb_patient_destroy(b.patient);
}

typedef struct hold_row {
    const char *name;
    site_maker site;
    double up_mm;
    int hold_ms;
} hold_row;

static hold_row holds[] = {
    {"around the core", roll_trapezius, 0.0, 20000},
    {"lifted half way", roll_trapezius, 7.0, 20000},
    {"lifted as far as it goes", roll_trapezius, 12.0, 4000},
    {"neck", roll_neck, 0.0, 20000},
    {"neck, lifted as far as it goes", roll_neck, 12.0, 4000},
};

/// Cells that are inside out: their signed area against that at rest.
static int inverted_cells(const tb_lattice *lattice)
{
    const size_t stride = (size_t)lattice->model.stride;
    int count = 0;
    for (size_t j = 0; j + 1 < TB_SECTION_NY; ++j) {
        for (size_t i = 0; i + 1 < TB_SECTION_NX; ++i) {
            double area[2];
            for (int k = 0; k < 2; ++k) {
                const double *x =
                    (k == 0 ? lattice->model.x_mm : lattice->state.q_mm) + 2 * stride * j + i;
                const double *y = x + stride, *below_x = x + 2 * stride, *below_y = y + 2 * stride;
                area[k] = (below_x[1] - x[0]) * (below_y[0] - y[1]) -
                          (below_y[1] - y[0]) * (below_x[0] - x[1]);
            }
            count += area[0] * area[1] > 0.0 ? 0 : 1;
        }
    }
    return count;
}

/// Squeezed as hard as a hand does, for long and wherever it holds: both pads keep to less than
/// 0.75 of the thickness, beyond which cells invert; the crest stays above them; and opened, the
/// roll stands upright again at once.
static void a_hard_grip_does_not_turn_the_roll_inside_out(void **state)
{
    const hold_row *row = *state;
    bench b = start(row->site, false);
    b.input.pincer.present = true;
    b.input.pincer.up_mm = row->up_mm;
    run(&b, 100);
    squeeze(&b, 60.0);
    const tb_lattice *lattice = tb_patient_lattice(b.patient);
    const size_t stride = (size_t)lattice->model.stride;
    const size_t crest = 2 * stride * (TB_SECTION_NY / 2) + stride + TB_SECTION_NX - 1;
    double deepest_mm = 0.0;
    for (int k = 0; k < row->hold_ms; k += 100) {
        run(&b, 100);
        for (int pad = 0; pad < 2; ++pad) {
            deepest_mm = fmax(deepest_mm, b.view.two.indentation_mm[pad]);
            assert_true(lattice->state.q_mm[crest] > b.view.two.y_mm[pad]);
        }
    }
    assert_true(deepest_mm < 0.75 * b.anatomy.roll.half_width_mm);
    squeeze(&b, -3.0);
    run(&b, 1000);
    assert_int_equal(inverted_cells(lattice), 0);
    assert_near(lattice->state.q_mm[crest], lattice->model.x_mm[crest], 3.0);
    tb_patient_destroy(b.patient);
}

/// A grip where nothing can be lifted touches nothing.
static void beyond_the_graspable_stretch(void **state)
{
    (void)state;
    bench b = start(roll_trapezius, false);
    b.input.pincer.present = true;
    b.input.pincer.squeeze_mm = -0.5;
    b.input.pincer.t_mm = 46.0;
    run(&b, 50);
    assert_false(b.view.two.active);
    b.input.pincer.t_mm = 0.0; // and back where it can
    run(&b, 50);
    assert_true(b.view.two.active);
    tb_patient_destroy(b.patient);
}

// ---- needles ----

static void aim(bench *b, double tilt_deg, double azimuth_deg, double n_mm, double length_mm)
{
    b->input.needle.present = b->input.needle.fresh = b->input.needle.tube = true;
    b->input.needle.spec = tb_needle_spec_default();
    b->input.needle.spec.length_mm = length_mm;
    b->input.needle.tilt_rad = tilt_deg * TB_PI / 180.0;
    b->input.needle.azimuth_rad = azimuth_deg * TB_PI / 180.0;
    const double face_mm = tilt_deg > 0.0 ? tb_roll_face_mm(&b->anatomy.roll, n_mm) : 0.0;
    b->input.needle.entry_b_mm = azimuth_deg < 0.0 ? face_mm : -face_mm;
    b->input.needle.depth_mm = -0.5;
    b->input.pincer.present = true;
    b->input.pincer.squeeze_mm = 2.0;
}

static void push(bench *b, double to_mm, double speed_mm_per_ms)
{
    while (fabs(to_mm - b->input.needle.depth_mm) > 1e-9) {
        const double way_mm = to_mm - b->input.needle.depth_mm;
        const double step_mm = fmin(speed_mm_per_ms, fabs(way_mm));
        b->input.needle.depth_mm += way_mm > 0.0 ? step_mm : -step_mm;
        run(b, 1);
    }
}

typedef struct path_row {
    const char *name;
    site_maker site;
    double tilt_deg, azimuth_deg, n_mm;
} path_row;

static path_row paths[] = {
    {"trapezius from behind", roll_trapezius, 85.0, -90.0, 0.0},
    {"trapezius from the front", roll_trapezius, 85.0, 90.0, 0.0},
    {"trapezius, dipping", roll_trapezius, 65.0, -90.0, -3.0},
    {"trapezius, rising", roll_trapezius, 100.0, 90.0, 0.0},
    {"neck", roll_neck, 88.0, -90.0, 2.0},
};

/// Through a face: skin gives way within the range of its table (0.1 to 0.8 N), the tip crosses the
/// covering and stands in the muscle where the straight path leads; further on it comes out of the
/// other side. Drawn back it holds back, and nothing is left.
static void through_a_face(void **state)
{
    const path_row *row = *state;
    bench b = start(row->site, false);
    aim(&b, row->tilt_deg, row->azimuth_deg, row->n_mm, 40.0);
    run(&b, 300);
    push(&b, 4.0, 0.1);
    assert_int_equal(b.counts[TB_EVENT_SKIN_PUNCTURED], 1);
    assert_true(b.puncture_n > 0.1 && b.puncture_n < 0.8);
    b.input.needle.tube = false;
    push(&b, b.anatomy.roll.half_width_mm, 0.01);
    assert_int_equal(b.counts[TB_EVENT_FASCIA_PUNCTURED], 1);
    assert_int_equal(b.view.tip_layer, b.anatomy.target_layer);
    const tb_vec3 along = tb_needle_direction(b.input.needle.tilt_rad, b.input.needle.azimuth_rad);
    const tb_vec3 entry = {0.0, b.input.needle.entry_b_mm,
                           tb_anatomy_skin_mm(&b.anatomy, 0.0, b.input.needle.entry_b_mm)};
    const tb_vec3 straight = tb_vec3_along(entry, along, b.input.needle.depth_mm);
    // the pinch carries the tissue with it: the tip is within the tissue's own motion of the line
    assert_true(tb_vec3_distance(straight, b.view.tip_mm) < 3.0);
    assert_true(b.view.needle->axial_force_n > 0.05 && b.view.needle->axial_force_n < 0.3);
    assert_int_equal(b.counts[TB_EVENT_THROUGH], 0);
    push(&b, 38.0, 0.02);
    assert_int_equal(b.counts[TB_EVENT_THROUGH], 1);
    assert_int_equal(b.counts[TB_EVENT_SKIN_PUNCTURED], 1);
    assert_near(b.view.needle->tip_force_n, 0.0, 1e-9); // in air
    push(&b, 20.0, 0.02);
    assert_true(b.view.needle->axial_force_n < -0.03);
    push(&b, -4.0, 0.02);
    assert_int_equal(b.counts[TB_EVENT_OUT_OF_SKIN], 1);
    assert_near(b.view.needle->axial_force_n, 0.0, 1e-9);
    tb_patient_destroy(b.patient);
}

/// Straight down at the crest, the wrong path: nothing stops the needle at the root, and its tip is
/// known beyond it.
static void down_the_crest(void **state)
{
    (void)state;
    bench b = start(roll_trapezius, false);
    aim(&b, 0.0, 90.0, 0.0, 60.0);
    run(&b, 300);
    push(&b, 4.0, 0.1);
    assert_int_equal(b.counts[TB_EVENT_SKIN_PUNCTURED], 1);
    b.input.needle.tube = false;
    push(&b, 45.0, 0.02);
    assert_int_equal(b.view.section->shape, TB_SECTION_ROLL_CREST);
    assert_int_equal(b.counts[TB_EVENT_THROUGH], 0);
    assert_near(b.view.tip_mm.z, -14.0 + 45.0, 1.5);
    assert_near(b.view.tip_mm.y, 0.0, 2.0);
    tb_patient_destroy(b.patient);
}

/// A needle from in front meets what one from behind meets in the mirror.
static void faces_mirror_each_other(void **state)
{
    (void)state;
    double force_n[2], tip_b_mm[2];
    for (int k = 0; k < 2; ++k) {
        bench b = start(roll_trapezius, true);
        aim(&b, 85.0, k == 0 ? 90.0 : -90.0, 0.0, 30.0);
        run(&b, 300);
        push(&b, 12.0, 0.02);
        force_n[k] = b.view.needle->axial_force_n;
        tip_b_mm[k] = b.view.tip_mm.y;
        tb_patient_destroy(b.patient);
    }
    assert_near(force_n[0], force_n[1], 1e-6);
    assert_near(tip_b_mm[0], -tip_b_mm[1], 1e-6);
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
    TB_TEST_ROWS(&list, both_pads_feel_the_same, sites);
    TB_TEST_ROWS(&list, strum, strums);
    TB_TEST(&list, a_raised_roll_pulls_back);
    TB_TEST_ROWS(&list, a_hard_grip_does_not_turn_the_roll_inside_out, holds);
    TB_TEST(&list, beyond_the_graspable_stretch);
    TB_TEST_ROWS(&list, through_a_face, paths);
    TB_TEST(&list, down_the_crest);
    TB_TEST(&list, faces_mirror_each_other);
    return tb_test_run(&list, "pincer");
}
