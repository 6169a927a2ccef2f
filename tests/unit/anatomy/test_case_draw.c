// What a case may change of its site, seen in the patients that are drawn: choice of points,
// difficulty, thicker layers, bolster, referral by point, breathing.
#include "tautband/anatomy/anatomy.h"

#include "site_support.h"
#include "tb_test.h"

static tb_site site;
static tb_case model;
static tb_anatomy a, b;

static void open_site(const char *name)
{
    load_site(name, &site);
    tb_case_of_site(&site, &model);
}

static const tb_structure *structure(const tb_anatomy *anatomy, const char *id)
{
    for (int k = 0; k < anatomy->structure_count; ++k) {
        if (strcmp(anatomy->structures[k].id, id) == 0) {
            return &anatomy->structures[k];
        }
    }
    fail_msg("no structure %s", id);
    return NULL;
}

static void points_come_by_prior(void **state)
{
    (void)state;
    enum { PATIENTS = 4000 };
    open_site("quadratus-lumborum");
    int met[TB_TRIGGER_POINTS_MAX] = {0};
    for (uint64_t seed = 1; seed <= PATIENTS; ++seed) {
        tb_anatomy_draw(&model, seed, &a);
        assert_int_equal(a.trigger_point_count, 1);
        assert_int_equal(a.symptomatic, 0);
        for (int k = 0; k < site.trigger_point_count; ++k) {
            met[k] += strcmp(a.trigger_points[0].id, site.trigger_points[k].id) == 0;
        }
    }
    for (int k = 0; k < site.trigger_point_count; ++k) {
        const double prior = site.trigger_points[k].prior;
        assert_near((double)met[k] / PATIENTS, prior, 4.0 * sqrt(prior * (1.0 - prior) / PATIENTS));
    }
    tb_anatomy_draw(&model, 0, &a); // the nominal patient has the likeliest
    assert_string_equal(a.trigger_points[0].id, "ql_deep3");
}

static void no_point_no_symptom(void **state)
{
    (void)state;
    open_site("gastrocnemius-medial");
    model.point_choice = TB_POINTS_NONE;
    tb_anatomy_draw(&model, 5, &a);
    assert_int_equal(a.trigger_point_count, 0);
    assert_int_equal(a.symptomatic, -1);
    assert_int_equal(a.band_count, 1); // the decoy's cord
}

static void list_points(int count)
{
    model.point_choice = TB_POINTS_LISTED;
    model.point_count = count;
    for (int k = 0; k < count; ++k) {
        memcpy(model.points[k].id, site.trigger_points[k].id, TB_ID_SIZE);
        model.points[k].probability = 1.0;
        model.points[k].state = k == 0 ? TB_TRIGGER_POINT_LATENT : TB_TRIGGER_POINT_ACTIVE;
    }
}

static void listed_points_have_their_state(void **state)
{
    (void)state;
    open_site("gluteus-medius");
    list_points(2);
    tb_anatomy_draw(&model, 9, &a);
    assert_int_equal(a.trigger_point_count, 2);
    assert_int_equal(a.trigger_points[0].state, TB_TRIGGER_POINT_LATENT);
    assert_near(a.trigger_points[0].semi_axes_mm[0], site.trigger_points[0].semi_axes_latent_mm[0],
                0.0);
    assert_near(a.trigger_points[1].semi_axes_mm[0], site.trigger_points[1].semi_axes_active_mm[0],
                0.0);
    assert_int_equal(a.symptomatic, 1); // the first active one
}

static void difficulty_moves_what_it_says(void **state)
{
    (void)state;
    open_site("gastrocnemius-medial");
    list_points(1);
    model.points[0].state = TB_TRIGGER_POINT_ACTIVE;
    tb_anatomy_draw(&model, 3, &a);
    model.difficulty.jitter = 0.0;
    model.difficulty.point_size = 0.8;
    model.difficulty.band_contrast = 0.0;
    model.difficulty.pain_sensitivity = 1.5;
    model.difficulty.decoys = false;
    tb_anatomy_draw(&model, 3, &b);
    assert_near(b.trigger_points[0].centre_mm.x, 0.0, 0.0);
    assert_near(b.trigger_points[0].centre_mm.y, 0.0, 0.0);
    assert_near(b.trigger_points[0].semi_axes_mm[1], 0.8 * a.trigger_points[0].semi_axes_mm[1],
                1e-12);
    assert_true(a.bands[0].stiffness_ratio > 1.0);
    assert_near(b.bands[0].stiffness_ratio, 1.0, 0.0);
    assert_near(b.pain_sensitivity, 1.5 * a.pain_sensitivity, 1e-12);
    assert_int_equal(b.band_count, 1);
    assert_int_equal(b.tender_spot_count, 0);
    // depth share 0.45 + 0.1 of this patient's muscle
    model.difficulty.point_depth = 0.1;
    tb_anatomy_draw(&model, 3, &b);
    double top, deep;
    assert_true(tb_anatomy_target_span(&b, 0.0, 0.0, &top, &deep));
    assert_near(b.trigger_points[0].centre_mm.z, top + 0.55 * (deep - top), 1e-9);
}

static void still_anatomy_only_follows_its_layers(void **state)
{
    (void)state;
    open_site("gastrocnemius-medial");
    model.difficulty.anatomy = 0.0;
    tb_anatomy_draw(&model, 4, &a);
    const tb_structure *vein = structure(&a, "great_saphenous_v"); // follows the fat
    const double carried = a.layers[0].thickness_mm - site.layers[0].thickness_mm +
                           a.layers[1].thickness_mm - site.layers[1].thickness_mm;
    assert_near(vein->points[1].b_mm, 40.0, 0.0);
    assert_near(vein->points[1].n_mm, 18.3 + carried, 1e-9);
}

static void rare_anatomy_can_be_made_sure(void **state)
{
    (void)state;
    open_site("piriformis");
    int met = 0;
    for (uint64_t seed = 1; seed <= 1000; ++seed) {
        tb_anatomy_draw(&model, seed, &a);
        met += structure(&a, "sciatic_n")->variant == 0;
    }
    assert_near(met / 1000.0, 0.12, 4.0 * sqrt(0.12 * 0.88 / 1000.0));
    model.difficulty.variants = 20.0;
    tb_anatomy_draw(&model, 2, &a);
    assert_int_equal(structure(&a, "sciatic_n")->variant, 0);
    model.difficulty.variants = 0.0;
    tb_anatomy_draw(&model, 2, &b);
    assert_int_equal(structure(&b, "sciatic_n")->variant, -1);
    assert_near(structure(&a, "sciatic_n")->points[0].n_mm -
                    structure(&b, "sciatic_n")->points[0].n_mm,
                -8.0, 1e-9);
}

/// A fascia that is 1.9 mm thicker carries everything below it.
static void thicker_layer_carries_what_lies_below(void **state)
{
    (void)state;
    open_site("flexor-digitorum-brevis");
    tb_anatomy_draw(&model, 0, &a);
    for (int k = 0; k < model.site.layer_count; ++k) {
        tb_site_layer *layer = &model.site.layers[k];
        layer->thickness_mm += strcmp(layer->id, "plantar_fascia") == 0 ? 1.9 : 0.0;
    }
    tb_anatomy_draw(&model, 0, &b);
    assert_near(structure(&b, "lat_plantar")->points[2].n_mm -
                    structure(&a, "lat_plantar")->points[2].n_mm,
                1.9, 1e-9);
    assert_near(structure(&b, "calcaneus")->origin_mm.z - structure(&a, "calcaneus")->origin_mm.z,
                1.9, 1e-9);
}

static void bolster_moves_the_pleura_away(void **state)
{
    (void)state;
    open_site("levator-scapulae");
    tb_anatomy_draw(&model, 0, &a);
    model.patient.bolster = true;
    tb_anatomy_draw(&model, 0, &b);
    const tb_vec3 from = {10.0, 30.0, 0.0}, straight = {0.0, 0.0, 1.0};
    const double before = tb_structure_cast_mm(structure(&a, "pleura"), from, straight, 120.0, 0.0);
    assert_near(tb_structure_cast_mm(structure(&b, "pleura"), from, straight, 120.0, 0.0),
                before + 7.0, 1e-9); // Mitchell 2019
}

static void zones_belong_to_their_points(void **state)
{
    (void)state;
    open_site("quadratus-lumborum");
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        tb_anatomy_draw(&model, seed, &a);
        for (int k = 0; k < a.referral_count; ++k) {
            const tb_case_referral *zone = &a.referral[k];
            bool theirs = zone->point_count == 0;
            for (int p = 0; p < zone->point_count; ++p) {
                theirs = theirs || strcmp(zone->points[p], a.trigger_points[0].id) == 0;
            }
            assert_true(theirs);
        }
    }
}

static void half_of_people_breathe_less_than_the_median(void **state)
{
    (void)state;
    open_site("upper-trapezius-roll");
    int less = 0;
    for (uint64_t seed = 1; seed <= 2000; ++seed) {
        tb_anatomy_draw(&model, seed, &a);
        const double by = structure(&a, "lung")->breath_mm.z;
        assert_true(by <= 0.0 && by >= -5.0);
        less += by > -0.7;
    }
    assert_near(less / 2000.0, 0.5, 4.0 * sqrt(0.25 / 2000.0));
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, points_come_by_prior);
    TB_TEST(&list, no_point_no_symptom);
    TB_TEST(&list, listed_points_have_their_state);
    TB_TEST(&list, difficulty_moves_what_it_says);
    TB_TEST(&list, still_anatomy_only_follows_its_layers);
    TB_TEST(&list, rare_anatomy_can_be_made_sure);
    TB_TEST(&list, thicker_layer_carries_what_lies_below);
    TB_TEST(&list, bolster_moves_the_pleura_away);
    TB_TEST(&list, zones_belong_to_their_points);
    TB_TEST(&list, half_of_people_breathe_less_than_the_median);
    return tb_test_run(&list, "case draw");
}
