// Harm by class of structure, what follows it, and soreness.
#include "tb_test.h"

#include "tautband/patient/harm.h"

#include <string.h>

typedef struct harm_row {
    const char *name; ///< label of the structure
    tb_hazard_class hazard;
    tb_tissue tissue;
    tb_harm harm;
    bool bleeds;
} harm_row;

static harm_row harms[] = {
    {"sural nerve", TB_HAZARD_NERVE, TB_TISSUE_NERVE, TB_HARM_NERVE, false},
    {"tibial nerve and popliteal vessels", TB_HAZARD_NERVE_VESSEL_MAJOR, TB_TISSUE_NERVE,
     TB_HARM_NERVE, true},
    {"small saphenous vein", TB_HAZARD_VESSEL, TB_TISSUE_VEIN, TB_HARM_VEIN, false},
    {"transverse cervical artery", TB_HAZARD_VESSEL, TB_TISSUE_ARTERY, TB_HARM_ARTERY, true},
    {"Parietal pleura", TB_HAZARD_LETHAL, TB_TISSUE_FASCIA, TB_HARM_PLEURA, false},
    {"apex of the lung", TB_HAZARD_LETHAL, TB_TISSUE_FASCIA, TB_HARM_PLEURA, false},
    {"right kidney", TB_HAZARD_LETHAL, TB_TISSUE_FASCIA, TB_HARM_KIDNEY, false},
    {"ascending colon", TB_HAZARD_LETHAL, TB_TISSUE_FASCIA, TB_HARM_BOWEL, false},
    {"peritoneum", TB_HAZARD_LETHAL, TB_TISSUE_FASCIA, TB_HARM_BOWEL, false},
    {"spinal canal", TB_HAZARD_LETHAL, TB_TISSUE_NERVE, TB_HARM_CORD, false},
    {"vertebral artery", TB_HAZARD_LETHAL, TB_TISSUE_ARTERY, TB_HARM_ARTERY, true},
    {"thyroid gland", TB_HAZARD_LETHAL, TB_TISSUE_FASCIA, TB_HARM_ORGAN, false},
    {"tibia", TB_HAZARD_BONE, TB_TISSUE_BONE, TB_HARM_BONE, false},
    {"tendon", TB_HAZARD_NONE, TB_TISSUE_FASCIA, TB_HARM_NONE, false},
};

static void structures_harm_by_their_class(void **state)
{
    const harm_row *row = *state;
    tb_structure structure;
    memset(&structure, 0, sizeof structure);
    snprintf(structure.label, sizeof structure.label, "%s", row->name);
    structure.hazard = row->hazard;
    structure.tissue = row->tissue;
    assert_string_equal(tb_harm_name(tb_harm_of_structure(&structure)), tb_harm_name(row->harm));
    const bool vein = row->harm == TB_HARM_VEIN;
    assert_int_equal(tb_structure_bleeds(&structure), row->bleeds || vein);
}

static void every_harm_has_its_story(void **state)
{
    (void)state;
    assert_string_equal(tb_harm_name(TB_HARM_COUNT), "unknown");
    for (int h = 1; h < TB_HARM_COUNT; ++h) {
        const tb_consequence *c = tb_consequence_of((tb_harm)h);
        assert_true(c->title[0] != '\0' && c->what_to_do[0] != '\0' && c->base_rate[0] != '\0');
        assert_non_null(c->steps[0].text);
        double before_min = -1.0;
        for (int k = 0; k < TB_CONSEQUENCE_STEPS && c->steps[k].text != NULL; ++k) {
            assert_true(c->steps[k].after_min > before_min);
            assert_true(c->steps[k].grade >= 1 && c->steps[k].grade <= 3);
            before_min = c->steps[k].after_min;
        }
    }
    assert_ptr_equal(tb_consequence_of(TB_HARM_COUNT), tb_consequence_of(TB_HARM_NONE));
    // air around the lung shows from two hours to two days (case reports)
    const tb_consequence *lung = tb_consequence_of(TB_HARM_PLEURA);
    assert_near(lung->steps[0].after_min, 0.0, 0.0);
    assert_near(lung->steps[1].after_min, 120.0, 0.0);
    assert_true(lung->steps[2].after_min <= 2.0 * 24.0 * 60.0);
}

typedef struct soreness_row {
    const char *name;
    double pressed_s, hours, nrs, tolerance;
} soreness_row;

// Latent trapezius points after one needling: 34.8 of 100 at once and 3.8 after 48 h, with
// compression 20.1 and 0.6.
static soreness_row sorenesses[] = {
    {"at once, nothing pressed", 0.0, 0.0, 3.48, 0.01},
    {"48 h, nothing pressed", 0.0, 48.0, 0.38, 0.02},
    {"at once, pressed", 30.0, 0.0, 2.01, 0.01},
    {"48 h, pressed", 30.0, 48.0, 0.06, 0.02},
    {"a week later", 0.0, 168.0, 0.0, 0.01},
};

static void soreness_has_the_published_course(void **state)
{
    const soreness_row *row = *state;
    const tb_physiology physiology = tb_physiology_default();
    const tb_soreness_dose dose = {1, 4, 0.25, row->pressed_s, 1.0};
    const tb_soreness soreness = tb_soreness_after(&physiology, &dose);
    assert_near(tb_soreness_nrs(&soreness, row->hours), row->nrs, row->tolerance);
}

static void more_needling_is_sorer(void **state)
{
    (void)state;
    const tb_physiology physiology = tb_physiology_default();
    double before = -1.0;
    for (int twitches = 0; twitches <= 20; twitches += 4) {
        const tb_soreness_dose dose = {1, twitches, 0.25, 30.0, 1.0};
        const tb_soreness soreness = tb_soreness_after(&physiology, &dose);
        assert_true(soreness.ache_nrs > before);
        before = soreness.ache_nrs;
    }
    // beyond enough each twitch costs more than those before
    const tb_soreness_dose nine = {1, 9, 0.25, 0.0, 1.0}, ten = {1, 10, 0.25, 0.0, 1.0},
                           eight = {1, 8, 0.25, 0.0, 1.0};
    const double last = tb_soreness_after(&physiology, &ten).ache_nrs -
                        tb_soreness_after(&physiology, &nine).ache_nrs;
    const double usual = tb_soreness_after(&physiology, &nine).ache_nrs -
                         tb_soreness_after(&physiology, &eight).ache_nrs;
    assert_true(last > 1.5 * usual);
    const tb_soreness_dose none = {0, 0, 0.25, 0.0, 1.0};
    const tb_soreness soreness = tb_soreness_after(&physiology, &none);
    assert_near(tb_soreness_nrs(&soreness, 12.0), 0.0, 0.0);
    const tb_soreness unset = {0.0, 0.0, 0.0, 0.0};
    assert_near(tb_soreness_nrs(&unset, 12.0), 0.0, 0.0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, structures_harm_by_their_class, harms);
    TB_TEST(&list, every_harm_has_its_story);
    TB_TEST_ROWS(&list, soreness_has_the_published_course, sorenesses);
    TB_TEST(&list, more_needling_is_sorer);
    return tb_test_run(&list, "harm");
}
