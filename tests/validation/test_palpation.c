// What a finger feels of a band follows what is told of palpation: more pressure, a stiffer band,
// less depth and less fat make it plainer; plain muscle has nothing to feel.
#include "tb_test.h"

#include "tautband/validation/palpation.h"

static tb_tissue_table tissues;
static tb_physiology physiology;

static tb_ridge feel(double force_n, double under_mm, double ratio, double fat_mm)
{
    const tb_validation_subject subject = {.tissues = &tissues, .physiology = &physiology};
    tb_ridge_setup setup = tb_ridge_setup_default();
    setup.force_n = force_n;
    setup.fat_mm = fat_mm;
    setup.stiffness_ratio = ratio;
    setup.band_depth_mm = 2.0 + fat_mm + 1.0 + setup.radius_mm + under_mm;
    tb_ridge felt = {0};
    assert_int_equal(tb_ridge_feel(&subject, &setup, &felt), TB_OK);
    return felt;
}

typedef struct pair_row {
    const char *name;        ///< what makes the second plainer
    double less[4], more[4]; ///< force, muscle over the band, stiffness, fat
} pair_row;

static pair_row ridges[] = {
    {"pressure, on a deep band", {2.0, 6.0, 2.0, 5.0}, {6.0, 6.0, 2.0, 5.0}},
    {"less depth", {4.0, 6.0, 2.0, 5.0}, {4.0, 1.0, 2.0, 5.0}},
    {"a stiffer band", {4.0, 2.0, 1.5, 5.0}, {4.0, 2.0, 3.0, 5.0}},
    {"less fat", {4.0, 2.0, 2.0, 12.0}, {4.0, 2.0, 2.0, 4.0}},
};

static void plainer(void **state)
{
    const pair_row *row = *state;
    const tb_ridge less = feel(row->less[0], row->less[1], row->less[2], row->less[3]);
    const tb_ridge more = feel(row->more[0], row->more[1], row->more[2], row->more[3]);
    assert_true(more.ridge > 1.3 * less.ridge);
    assert_true(more.ridge < 0.6); // no cord doubles the force of a whole fingertip
}

/// Too little pressure hides it; enough makes it roll aside and flick back past the finger.
static void hides_then_snaps(void **state)
{
    (void)state;
    const tb_ridge light = feel(1.0, 5.0, 2.0, 6.0), firm = feel(8.0, 5.0, 2.0, 6.0);
    assert_true(light.ridge < 0.02 && light.push_mm < 0.2 && light.snap < 0.3);
    assert_true(firm.ridge > 0.03 && firm.push_mm > 1.5 && firm.snap > 1.0);
}

static void plain_muscle_has_no_ridge(void **state)
{
    (void)state;
    const tb_ridge felt = feel(6.0, 1.0, 1.0, 5.0);
    assert_near(felt.ridge, 0.0, 1e-9);
    assert_near(felt.snap, 0.0, 0.0);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    const tb_validation_subject subject = {.tissues = &tissues, .physiology = &physiology};
    tb_ridge out = {.ridge = UNCHANGED};
    tb_ridge_setup setup = tb_ridge_setup_default();
    setup.band_depth_mm = 6.0; // in the fat
    assert_int_equal(tb_ridge_feel(&subject, &setup, &out), TB_ERR_ARGUMENT);
    setup = tb_ridge_setup_default();
    setup.force_n = 0.0;
    assert_int_equal(tb_ridge_feel(&subject, &setup, &out), TB_ERR_ARGUMENT);
    assert_unchanged(out.ridge);
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
    TB_TEST_ROWS(&list, plainer, ridges);
    TB_TEST(&list, hides_then_snaps);
    TB_TEST(&list, plain_muscle_has_no_ridge);
    TB_TEST(&list, nonsense_is_refused);
    return tb_test_run(&list, "palpation");
}
