#include "tautband/anatomy/anatomy.h"

#include "tb_test.h"

#include <string.h>

enum { PATIENTS = 2000 };

static tb_case model;
static tb_anatomy patients[PATIENTS];

static void draw_all(void)
{
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        abort();
    }
    for (int k = 0; k < PATIENTS; ++k) {
        tb_anatomy_draw(&model, (uint64_t)k + 1, &patients[k]);
    }
}

typedef struct moments {
    double mean, sd, least, greatest;
} moments;

static moments moments_of(double (*value)(const tb_anatomy *, int), int index)
{
    moments m = {0.0, 0.0, INFINITY, -INFINITY};
    for (int k = 0; k < PATIENTS; ++k) {
        const double x = value(&patients[k], index);
        m.mean += x / PATIENTS;
        m.least = fmin(m.least, x);
        m.greatest = fmax(m.greatest, x);
    }
    for (int k = 0; k < PATIENTS; ++k) {
        const double d = value(&patients[k], index) - m.mean;
        m.sd += d * d / (PATIENTS - 1);
    }
    m.sd = sqrt(m.sd);
    return m;
}

static double thickness(const tb_anatomy *a, int layer)
{
    return a->layers[layer].thickness_mm;
}

// ---- layers -------------------------------------------------------------------------------------

typedef struct layer_row {
    const char *name;
    int layer;
    double factor; ///< a man's scale; fat: his BMI of 22.8 and the limb's 0.84
    double cv;     ///< spread in all; fat: 0.25 with 0.08 per BMI unit of SD 2
} layer_row;

static layer_row layers[] = {
    {"skin", 0, 1.0, 0.2},          {"fat", 1, 0.84 * 0.984, 0.298},
    {"crural fascia", 2, 1.0, 0.2}, {"gastrocnemius", 3, 1.13, 0.15},
    {"aponeurosis", 4, 1.0, 0.25},  {"soleus", 5, 1.13, 0.18},
};

static void layer_spread(void **state)
{
    const layer_row *row = *state;
    const tb_site_layer *from = &model.site.layers[row->layer];
    const moments m = moments_of(thickness, row->layer);
    const double mean = from->thickness_mm * row->factor;
    // three standard errors; cutting the tails at lo and hi moves the mean by less than 2 %
    assert_near(m.mean, mean, mean * (3.0 * row->cv / sqrt(PATIENTS) + 0.02));
    assert_near(m.sd, mean * row->cv, 0.12 * mean * row->cv);
    const double widest = row->layer == 1 ? 0.84 * (1.0 + 0.08 * (27.8 - 23.0)) : row->factor;
    const double tightest = row->layer == 1 ? 0.84 * (1.0 + 0.08 * (17.8 - 23.0)) : row->factor;
    assert_true(m.least >= from->lo_mm * tightest && m.greatest <= from->hi_mm * widest);
}

static void women_have_more_fat_and_less_muscle(void **state)
{
    (void)state;
    static tb_case woman;
    woman = model;
    woman.patient.sex = 0;
    static tb_anatomy a;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        tb_anatomy_draw(&woman, seed, &a);
        const tb_anatomy *man = &patients[seed - 1];
        assert_near(a.layers[1].thickness_mm / man->layers[1].thickness_mm, 1.19 / 0.84, 1e-12);
        assert_near(a.layers[3].thickness_mm / man->layers[3].thickness_mm, 0.88 / 1.13, 1e-12);
        assert_near(a.layers[0].thickness_mm, man->layers[0].thickness_mm, 0.0);
    }
}

// ---- structures ---------------------------------------------------------------------------------

static double bundle_shift_b(const tb_anatomy *a, int point)
{
    return a->structures[0].points[point].b_mm - model.site.structures[0].points[point].b_mm;
}

// What is left of its depth when the layers above it are taken out: its own shift.
static double bundle_own_shift_n(const tb_anatomy *a, int point)
{
    double carried = 0.0;
    for (int k = 0; k < a->layer_count; ++k) {
        carried += 0.9 * (a->layers[k].thickness_mm - model.site.layers[k].thickness_mm);
    }
    return a->structures[0].points[point].n_mm - model.site.structures[0].points[point].n_mm -
           carried;
}

static void structures_shift_and_follow(void **state)
{
    (void)state;
    // a normal cut at 2.5 SD has SD 0.9545 of the whole one's
    const moments b = moments_of(bundle_shift_b, 2), n = moments_of(bundle_own_shift_n, 2);
    assert_near(b.mean, 0.0, 3.0 * 3.0 / sqrt(PATIENTS));
    assert_near(b.sd, 0.9545 * 3.0, 0.15);
    assert_true(b.least >= -7.5 && b.greatest <= 7.5 && b.greatest > 5.0);
    assert_near(n.mean, 0.0, 3.0 * 2.0 / sqrt(PATIENTS));
    assert_near(n.sd, 0.9545 * 2.0, 0.1);
    for (int k = 0; k < PATIENTS; ++k) {
        const tb_structure *s = &patients[k].structures[0];
        for (int p = 0; p < s->point_count; ++p) { // shifted as one, never along t
            assert_near(s->points[p].t_mm, model.site.structures[0].points[p].t_mm, 0.0);
            assert_near(bundle_shift_b(&patients[k], p), bundle_shift_b(&patients[k], 0), 1e-9);
            assert_true(s->points[p].n_mm + s->points[p].radius_mm <= s->box_hi_mm.z);
        }
    }
}

// ---- trigger points -----------------------------------------------------------------------------

static void trigger_point_stays_in_its_muscle_and_region(void **state)
{
    (void)state;
    double sum_t = 0.0, square_t = 0.0;
    for (int k = 0; k < PATIENTS; ++k) {
        const tb_anatomy *a = &patients[k];
        assert_int_equal(a->trigger_point_count, 1);
        assert_int_equal(a->symptomatic, 0);
        const tb_trigger_point *p = &a->trigger_points[0];
        const double t = p->centre_mm.x, b = p->centre_mm.y;
        const double top = tb_anatomy_layer_top_mm(a, 3, t, b),
                     deep = tb_anatomy_layer_top_mm(a, 4, t, b);
        assert_true(p->centre_mm.z - top >= 3.0 - 1e-9 && deep - p->centre_mm.z >= 3.0 - 1e-9);
        const double u = t / 30.0, v = (b - 2.0) / 12.0;
        assert_true(u * u + v * v <= 1.0);
        assert_near(p->surface_t_mm, t, 0.0);
        assert_near(p->surface_b_mm, b, 0.0);
        sum_t += t;
        square_t += t * t;
    }
    const double mean = sum_t / PATIENTS, sd = sqrt(square_t / PATIENTS - mean * mean);
    assert_near(mean, 0.0, 3.0 * 12.0 / sqrt(PATIENTS));
    assert_true(sd > 9.0 && sd < 12.0); // SD 12, cut by the entry region
}

static void band_runs_through_its_trigger_point(void **state)
{
    (void)state;
    for (int k = 0; k < PATIENTS; ++k) {
        const tb_anatomy *a = &patients[k];
        const tb_trigger_point *p = &a->trigger_points[0];
        assert_int_equal(a->band_count, 2);
        const tb_band *band = &a->bands[p->band], *decoy = &a->bands[1];
        assert_int_equal(band->trigger_point, 0);
        assert_true(tb_band_distance_mm(band, p->centre_mm) < -band->radius_mm + 0.05);
        assert_true(band->radius_mm >= 1.0 && band->radius_mm <= 3.0);
        assert_true(band->stiffness_ratio >= 1.0 && band->stiffness_ratio <= 3.0);
        assert_near(tb_vec3_length(p->fibre), 1.0, 1e-12);
        assert_true(p->fibre.x > 0.95); // along t
        assert_int_equal(decoy->trigger_point, -1);
        assert_near(decoy->points_mm[2].x - decoy->points_mm[0].x, 40.0, 1e-9);
    }
}

static void loci_lie_in_their_ellipsoid(void **state)
{
    (void)state;
    double count = 0.0, square = 0.0, log_sum = 0.0, excitability = 0.0;
    for (int k = 0; k < PATIENTS; ++k) {
        tb_trigger_point p = patients[k].trigger_points[0];
        assert_true(p.locus_count >= 1 && p.locus_count <= TB_LOCI_MAX);
        count += p.locus_count;
        square += (double)p.locus_count * p.locus_count;
        p.semi_axes_mm[0] = 4.0;
        p.semi_axes_mm[1] = p.semi_axes_mm[2] = 2.0;
        for (int n = 0; n < p.locus_count; ++n) {
            assert_true(tb_trigger_point_distance_mm(&p, p.loci[n].place_mm) <= 1e-9);
            log_sum += log(p.loci[n].excitability);
            excitability += p.loci[n].excitability;
        }
    }
    const double mean = count / PATIENTS, variance = square / PATIENTS - mean * mean;
    assert_near(mean, 8.0, 0.2); // Poisson: variance equals mean
    assert_near(variance, 8.0, 0.8);
    assert_near(log_sum / count, -0.125, 0.02);
    assert_near(excitability / count, 1.0, 0.02);
}

// Published model: 8 loci on average when active, 4 when latent, both Poisson.
static void latent_points_have_half_the_loci(void **state)
{
    (void)state;
    static tb_case latent;
    static tb_anatomy a;
    latent = model;
    latent.points[0].state = TB_TRIGGER_POINT_LATENT;
    double count = 0.0, square = 0.0, log_sum = 0.0, excitability = 0.0;
    for (int k = 0; k < PATIENTS; ++k) {
        tb_anatomy_draw(&latent, (uint64_t)k + 1, &a);
        const tb_trigger_point *p = &a.trigger_points[0];
        assert_int_equal(p->state, TB_TRIGGER_POINT_LATENT);
        count += p->locus_count;
        square += (double)p->locus_count * p->locus_count;
        for (int n = 0; n < p->locus_count; ++n) {
            log_sum += log(p->loci[n].excitability);
            excitability += p->loci[n].excitability;
        }
    }
    const double mean = count / PATIENTS, variance = square / PATIENTS - mean * mean;
    assert_near(mean, 4.0, 3.0 * sqrt(4.0 / PATIENTS));
    // variance of a Poisson sample's variance: (mean + 2 mean^2) / n
    assert_near(variance, 4.0, 3.0 * sqrt((4.0 + 2.0 * 16.0) / PATIENTS));
    assert_near(log_sum / count, -0.125, 3.0 * 0.5 / sqrt(count));
    assert_near(excitability / count, 1.0, 0.02);
}

static bool has_locus(const tb_trigger_point *point, const tb_locus *locus)
{
    for (int k = 0; k < point->locus_count; ++k) {
        if (memcmp(&point->loci[k], locus, sizeof *locus) == 0) {
            return true;
        }
    }
    return false;
}

// The state takes loci away and touches nothing else that is drawn: not the points, bands and
// person that come after.
static void the_state_changes_loci_alone(void **state)
{
    (void)state;
    static tb_case latent, active;
    static tb_anatomy with, without;
    static tb_diagnostics diagnostics;
    assert_int_equal(tb_case_load("assets/cases/is-carpenter.yaml", &latent, &diagnostics), TB_OK);
    for (int p = 0; p < latent.site.trigger_point_count; ++p) {
        tb_site_point *point = &latent.site.trigger_points[p];
        memcpy(point->semi_axes_latent_mm, point->semi_axes_active_mm,
               sizeof point->semi_axes_latent_mm);
    }
    active = latent;
    for (int k = 0; k < latent.point_count; ++k) {
        active.points[k].state = TB_TRIGGER_POINT_ACTIVE;
        latent.points[k].state = TB_TRIGGER_POINT_LATENT;
    }
    int kept = 0;
    for (uint64_t seed = 0; seed <= 40; ++seed) {
        memset(&with, 0, sizeof with);
        memset(&without, 0, sizeof without);
        tb_anatomy_draw(&active, seed, &with);
        tb_anatomy_draw(&latent, seed, &without);
        for (int p = 0; p < without.trigger_point_count; ++p) {
            tb_trigger_point *one = &with.trigger_points[p], *other = &without.trigger_points[p];
            for (int k = 0; k < other->locus_count; ++k) {
                assert_true(has_locus(one, &other->loci[k]));
            }
            kept += other->locus_count;
            other->state = one->state;
            other->locus_count = one->locus_count;
            memcpy(other->loci, one->loci, sizeof one->loci);
        }
        assert_memory_equal(&with, &without, sizeof with);
    }
    assert_true(kept > 0);
}

static void nominal_points_have_the_mean_number_of_loci(void **state)
{
    (void)state;
    static tb_case latent;
    static tb_anatomy a;
    tb_anatomy_draw(&model, 0, &a);
    assert_int_equal(a.trigger_points[0].locus_count, 8);
    latent = model;
    latent.points[0].state = TB_TRIGGER_POINT_LATENT;
    tb_anatomy_draw(&latent, 0, &a);
    assert_int_equal(a.trigger_points[0].locus_count, 4);
}

static void absent_trigger_points_take_their_band_along(void **state)
{
    (void)state;
    static tb_case maybe;
    static tb_anatomy a;
    maybe = model;
    maybe.points[0].probability = 0.3;
    int present = 0;
    for (uint64_t seed = 1; seed <= 500; ++seed) {
        tb_anatomy_draw(&maybe, seed, &a);
        present += a.trigger_point_count;
        assert_int_equal(a.band_count, a.trigger_point_count + 1);
        assert_int_equal(a.symptomatic, a.trigger_point_count - 1);
    }
    assert_in_range(present, 120, 180);
}

// ---- person -------------------------------------------------------------------------------------

static double normal_threshold(const tb_anatomy *a, int index)
{
    return a->pain_threshold_kpa[index];
}

static void thresholds_keep_their_order(void **state)
{
    (void)state;
    for (int k = 0; k < PATIENTS; ++k) {
        const double *ppt = patients[k].pain_threshold_kpa;
        assert_true(ppt[0] > 0.0 && ppt[0] < ppt[1] && ppt[1] < ppt[2]);
        assert_true(patients[k].pain_sensitivity > 0.5 && patients[k].pain_sensitivity < 2.0);
    }
    const moments m = moments_of(normal_threshold, 2);
    assert_near(m.mean, 340.0 * 1.13, 0.04 * 340.0);
    assert_near(m.sd / m.mean, 0.32, 0.03);
}

static void referral_drops_spill_over_only(void **state)
{
    (void)state;
    int spilled = 0;
    for (int k = 0; k < PATIENTS; ++k) {
        const tb_anatomy *a = &patients[k];
        assert_in_range(a->referral_count, 2, 3);
        assert_string_equal(a->referral[0].region, "foot_arch");
        assert_string_equal(a->referral[1].region, "calf_medial");
        for (int z = 0; z < a->referral_count; ++z) {
            const double full = z < 2 ? 1.0 : 0.4;
            assert_true(a->referral[z].weight >= 0.7 * full - 1e-12 &&
                        a->referral[z].weight <= 1.3 * full + 1e-12);
        }
        spilled += a->referral_count == 3;
    }
    assert_near((double)spilled / PATIENTS, 0.6, 0.04);
}

// ---- the draw itself ----------------------------------------------------------------------------

static void same_seed_same_patient(void **state)
{
    (void)state;
    static tb_anatomy again;
    for (uint64_t seed = 1; seed <= 50; ++seed) {
        memset(&again, 0x5a, sizeof again);
        tb_anatomy_draw(&model, seed, &again);
        assert_true(tb_anatomy_hash(&again) == tb_anatomy_hash(&patients[seed - 1]));
        assert_memory_equal(&again, &patients[seed - 1], sizeof again);
        assert_true(seed == 1 || tb_anatomy_hash(&again) != tb_anatomy_hash(&patients[seed - 2]));
    }
}

static void seed_zero_is_the_nominal_patient(void **state)
{
    (void)state;
    static tb_anatomy a;
    tb_anatomy_draw(&model, 0, &a);
    for (int k = 0; k < a.layer_count; ++k) {
        assert_near(a.layers[k].thickness_mm, model.site.layers[k].thickness_mm, 0.0);
    }
    for (int k = 0; k < a.structure_count; ++k) {
        assert_memory_equal(a.structures[k].points, model.site.structures[k].points,
                            (size_t)a.structures[k].point_count * sizeof(tb_chain_point));
    }
    // depth share 0.45 of 18.5 mm below 1.5 + 5 + 0.92 mm
    assert_near(a.trigger_points[0].centre_mm.x, 0.0, 0.0);
    assert_near(a.trigger_points[0].centre_mm.y, 0.0, 0.0);
    assert_near(a.trigger_points[0].centre_mm.z, 7.42 + 0.45 * 18.5, 1e-12);
    assert_int_equal(a.trigger_points[0].locus_count, 8);
    assert_int_equal(a.referral_count, 3);
    assert_near(a.pain_threshold_kpa[0], 220.0, 0.0);
    assert_near(a.bands[0].stiffness_ratio, 2.0, 0.0);
}

static void drawing_allocates_nothing(void **state)
{
    (void)state;
    static tb_anatomy a;
    const uint64_t before = tb_alloc_calls();
    tb_anatomy_draw(&model, 77, &a);
    assert_int_equal(tb_test_allocs_since(before), 0);
}

/// Muscles around a target ride with the bones of their group and change nothing else.
static void neighbours_are_pictures_alone(void **state)
{
    (void)state;
    static tb_case flank;
    static tb_anatomy nominal, drawn;
    static tb_diagnostics diagnostics;
    assert_int_equal(tb_case_load("assets/cases/ql-gardener.yaml", &flank, &diagnostics), TB_OK);
    tb_anatomy_draw(&flank, 0, &nominal);
    tb_anatomy_draw(&flank, 9, &drawn);
    assert_true(drawn.neighbour_count > 0 && drawn.neighbour_count == nominal.neighbour_count);
    assert_string_equal(drawn.structures[0].id,
                        "tp_l3"); // of the same group, without a shift of its own
    const double along_mm =
        drawn.structures[0].points[0].t_mm - nominal.structures[0].points[0].t_mm;
    const double deep_mm =
        drawn.structures[0].points[0].n_mm - nominal.structures[0].points[0].n_mm;
    for (int k = 0; k < drawn.neighbour_count; ++k) {
        const tb_chain_point *here = &drawn.neighbours[k].points[0],
                             *there = &nominal.neighbours[k].points[0];
        assert_near(here->t_mm - there->t_mm, along_mm, 1e-9);
        assert_near(here->n_mm - there->n_mm, deep_mm, 1e-9);
    }
    const uint64_t hash = tb_anatomy_hash(&drawn);
    drawn.neighbour_count = 0;
    assert_true(tb_anatomy_hash(&drawn) == hash);
}

int main(void)
{
    static tb_test_list list;
    draw_all();
    TB_TEST_ROWS(&list, layer_spread, layers);
    TB_TEST(&list, women_have_more_fat_and_less_muscle);
    TB_TEST(&list, structures_shift_and_follow);
    TB_TEST(&list, trigger_point_stays_in_its_muscle_and_region);
    TB_TEST(&list, band_runs_through_its_trigger_point);
    TB_TEST(&list, loci_lie_in_their_ellipsoid);
    TB_TEST(&list, latent_points_have_half_the_loci);
    TB_TEST(&list, the_state_changes_loci_alone);
    TB_TEST(&list, nominal_points_have_the_mean_number_of_loci);
    TB_TEST(&list, absent_trigger_points_take_their_band_along);
    TB_TEST(&list, thresholds_keep_their_order);
    TB_TEST(&list, referral_drops_spill_over_only);
    TB_TEST(&list, same_seed_same_patient);
    TB_TEST(&list, seed_zero_is_the_nominal_patient);
    TB_TEST(&list, drawing_allocates_nothing);
    TB_TEST(&list, neighbours_are_pictures_alone);
    return tb_test_run(&list, "draw");
}
