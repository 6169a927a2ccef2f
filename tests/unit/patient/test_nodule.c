// A finger that walks along a taut band feels where its nodule is.
#include "tautband/core/mathx.h"
#include "tautband/patient/patient.h"

#include "../../scenes/roll.h"
#include "tb_test.h"

#include <math.h>
#include <stdlib.h>

static tb_tissue_table tissues;
static tb_physiology physiology;

enum { WAY_MM = 32 }; // of a walk, the nodule in its middle
static const double FAT_MM = 4.0, BESIDE_MM = 12.0;

/// Force and pain at each millimetre of a walk.
typedef struct walked {
    double force_n[WAY_MM + 1], pain_nrs[WAY_MM + 1];
} walked;

/// Skin, fat, fascia, muscle, flat and level, with a band along t right below the fascia; 60 kPa
/// hurt on the nodule, 240 kPa elsewhere.
static tb_patient *patient_with(tb_anatomy *anatomy, bool nodule)
{
    const double flat_mm = 1e4;
    roll_site(anatomy, flat_mm, flat_mm);
    anatomy->roll.present = false;
    roll_layer(anatomy, TB_TISSUE_SKIN, 2.0, 0.0);
    roll_layer(anatomy, TB_TISSUE_FAT, FAT_MM, 0.0);
    roll_layer(anatomy, TB_TISSUE_FASCIA, 1.0, 0.0);
    roll_layer(anatomy, TB_TISSUE_MUSCLE, 30.0, 0.0);
    anatomy->target_layer = anatomy->target.layer = 3;
    anatomy->target.kind = TB_TARGET_LAYER;
    anatomy->pain_threshold_kpa[0] = 60.0;
    anatomy->pain_threshold_kpa[1] = 120.0;
    anatomy->pain_threshold_kpa[2] = 240.0;
    roll_band(anatomy, 0.0, 2.0 + FAT_MM + 1.0 + 3.5);
    if (!nodule) {
        anatomy->trigger_point_count = 0;
        anatomy->symptomatic = -1;
    }
    const tb_patient_desc desc = {.anatomy = anatomy,
                                  .tissues = &tissues,
                                  .physiology = &physiology,
                                  .seed = 3,
                                  .substeps = 8};
    tb_error error = {0};
    tb_patient *patient = NULL;
    if (tb_patient_create(&desc, &patient, &error) != TB_OK) {
        fail_msg("%s", error.message);
    }
    return patient;
}

static void run(tb_patient *patient, const tb_patient_input *input, int ticks)
{
    static tb_tick_events events;
    for (int k = 0; k < ticks; ++k) {
        events.count = 0;
        tb_patient_step(patient, input, &events);
    }
}

/// Press to a depth off the nodule, wait, and walk over it at 20 mm/s with the hand at that depth.
static walked walk(bool nodule, double b_mm, double depth_mm)
{
    static tb_anatomy anatomy;
    tb_patient *patient = patient_with(&anatomy, nodule);
    const double from_mm = -0.5 * WAY_MM;
    tb_patient_input input = {
        .finger = {.present = true, .t_mm = from_mm, .b_mm = b_mm, .depth_mm = -2.0}};
    run(patient, &input, 10);
    for (; input.finger.depth_mm < depth_mm; input.finger.depth_mm += 0.02) {
        run(patient, &input, 1);
    }
    run(patient, &input, 600);
    walked out;
    for (int mm = 0; mm <= WAY_MM; ++mm) {
        for (int k = 0; k < 50; ++k) {
            input.finger.t_mm = from_mm + fmax(0.0, mm - 1 + 0.02 * (k + 1));
            run(patient, &input, 1);
        }
        tb_patient_view view;
        tb_patient_look(patient, &view);
        out.force_n[mm] = view.finger_force_n;
        out.pain_nrs[mm] = view.pain_nrs;
    }
    assert_int_equal(tb_patient_fault(patient), TB_FAULT_NONE);
    tb_patient_destroy(patient);
    return out;
}

static bool off_the_nodule(int mm) // semi-axis 6 mm, and the rows under the finger follow it
{
    return abs(mm - WAY_MM / 2) >= 8;
}

/// The nodule changes the force by what a hand can tell (7 to 10 %, Weber's fraction of force;
/// Jones 1989) and stands out from the muscle beside by half as much again as the band does; a few
/// millimetres on, the band is the band.
static void force_and_ridge_rise_at_the_nodule(void **state)
{
    (void)state;
    const double depth_mm = 10.0;
    const walked plain = walk(false, 0.0, depth_mm), with = walk(true, 0.0, depth_mm),
                 beside = walk(true, BESIDE_MM, depth_mm);
    const int middle = WAY_MM / 2;
    print_message("band %.2f N, nodule %.2f N, beside %.2f N\n", plain.force_n[middle],
                  with.force_n[middle], beside.force_n[middle]);
    assert_true(with.force_n[middle] > 1.07 * plain.force_n[middle]);
    assert_true(with.force_n[middle] < 1.50 * plain.force_n[middle]);
    const double ridge_n = plain.force_n[middle] - beside.force_n[middle];
    assert_true(ridge_n > 0.0);
    assert_true(with.force_n[middle] - beside.force_n[middle] > 1.5 * ridge_n);
    for (int mm = 0; mm <= WAY_MM; ++mm) {
        if (off_the_nodule(mm)) {
            assert_near(with.force_n[mm], plain.force_n[mm], 0.01 * plain.force_n[mm]);
        }
        assert_true(with.force_n[mm] < with.force_n[middle] + 0.02);
    }
}

/// A swell, not a step: nowhere on the way does a millimetre change the force by more than a
/// twentieth.
static void it_swells_and_fades(void **state)
{
    (void)state;
    const walked with = walk(true, 0.0, 10.0);
    for (int mm = 1; mm <= WAY_MM; ++mm) {
        assert_near(with.force_n[mm], with.force_n[mm - 1], 0.05 * with.force_n[mm]);
    }
}

/// The same firm pressure hurts on the nodule and nowhere else along the band.
static void only_the_nodule_is_tender(void **state)
{
    (void)state;
    const walked with = walk(true, 0.0, 14.0), plain = walk(false, 0.0, 14.0);
    int worst = 0;
    for (int mm = 0; mm <= WAY_MM; ++mm) {
        worst = with.pain_nrs[mm] > with.pain_nrs[worst] ? mm : worst;
        assert_near(plain.pain_nrs[mm], 0.0, 1e-9);
    }
    assert_near(worst, WAY_MM / 2, 3.0);
    assert_true(with.pain_nrs[worst] >= 1.0); // the threshold of pain
    assert_true(with.pain_nrs[0] < 0.5 && with.pain_nrs[WAY_MM] < 0.5);
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
    TB_TEST(&list, force_and_ridge_rise_at_the_nodule);
    TB_TEST(&list, it_swells_and_fades);
    TB_TEST(&list, only_the_nodule_is_tender);
    return tb_test_run(&list, "nodule");
}
