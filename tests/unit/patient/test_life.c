// Local twitch responses and the electrical signal, by Monte Carlo against the model's stated
// yields. `test_life --sessions 2000` plays as many needlings per condition (20 s in all); the
// usual share is small, and its bands are wider by three standard errors of what it drew.
#include "tb_test.h"

#include "patient/patient_internal.h"
#include "tautband/core/mathx.h"

#include <stdlib.h>
#include <string.h>

enum { STEP_PASSES_MAX = 60, EMPTY_PASSES_END = 8, CLINICAL_PASSES = 10 };
static int sessions = 120;

static tb_anatomy anatomy_with_point(tb_rng *rng, double loci_mean, tb_trigger_point_state state)
{
    tb_anatomy anatomy;
    memset(&anatomy, 0, sizeof anatomy);
    anatomy.trigger_point_count = 1;
    tb_trigger_point *point = &anatomy.trigger_points[0];
    point->state = state;
    point->centre_mm = (tb_vec3){0.0, 0.0, 15.0};
    point->fibre = (tb_vec3){1.0, 0.0, 0.0};
    const double semi[3] = {6.0, 3.5, 3.0};
    memcpy(point->semi_axes_mm, semi, sizeof semi);
    const int wanted = tb_rng_poisson(rng, loci_mean);
    point->locus_count = wanted < TB_LOCI_MAX ? wanted : TB_LOCI_MAX;
    for (int k = 0; k < point->locus_count; ++k) {
        double u, v, w;
        do {
            u = 2.0 * tb_rng_uniform(rng) - 1.0;
            v = 2.0 * tb_rng_uniform(rng) - 1.0;
            w = 2.0 * tb_rng_uniform(rng) - 1.0;
        } while (u * u + v * v + w * w > 1.0);
        point->loci[k].place_mm = (tb_vec3){4.0 * u, 2.0 * v, 15.0 + 2.0 * w};
        point->loci[k].excitability = tb_exp(-0.125 + 0.5 * tb_rng_normal(rng));
    }
    return anatomy;
}

/// The point of a drawn patient, laid where anatomy_with_point() has it.
static tb_anatomy drawn_point(const tb_case *model, uint64_t seed)
{
    static tb_anatomy patient;
    tb_anatomy_draw(model, seed, &patient);
    const tb_trigger_point *from = &patient.trigger_points[0];
    tb_anatomy anatomy;
    memset(&anatomy, 0, sizeof anatomy);
    anatomy.trigger_point_count = 1;
    tb_trigger_point *point = &anatomy.trigger_points[0];
    *point = *from;
    point->centre_mm = (tb_vec3){0.0, 0.0, 15.0};
    point->fibre = (tb_vec3){1.0, 0.0, 0.0};
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, from->fibre));
    const tb_vec3 third = tb_vec3_cross(from->fibre, across);
    for (int k = 0; k < point->locus_count; ++k) {
        const tb_vec3 away = tb_vec3_sub(from->loci[k].place_mm, from->centre_mm);
        point->loci[k].place_mm =
            (tb_vec3){tb_vec3_dot(away, from->fibre), tb_vec3_dot(away, across),
                      15.0 + tb_vec3_dot(away, third)};
    }
    return anatomy;
}

/// One pass of 10 mm in and at once out again at a constant speed, then a rest in the fat layer;
/// returns the responses it drew.
static int one_pass(tb_life *life, uint32_t *now_ms, double t_mm, double b_mm,
                    double speed_mm_per_s)
{
    const int before = life->count;
    const double step_mm = speed_mm_per_s * 1e-3;
    for (int sense = 1; sense >= -1; sense -= 2) {
        for (double along = 0.0; along <= 10.0; along += step_mm) {
            const double n_mm = sense > 0 ? 10.0 + along : 20.0 - along;
            tb_life_step(life, (*now_ms)++, true, (tb_vec3){t_mm, b_mm, n_mm}, sense > 0, 0.0,
                         0.125);
        }
    }
    for (int rest = 0; rest < 50; ++rest) { // as long as any latency; the rest of the time jumps
        tb_life_step(life, (*now_ms)++, false, (tb_vec3){t_mm, b_mm, 5.0}, false, 0.0, 0.125);
    }
    *now_ms += 400;
    return life->count - before;
}

typedef struct yield_row {
    const char *name;
    const tb_case *drawn; ///< patients of this case, or NULL: a place with so many loci
    double loci_mean;
    double aim_sd_mm, speed_mm_per_s;
    double first_lo, first_hi; ///< probability of a response on the first pass
    double mean_lo, mean_hi;   ///< responses in a session
} yield_row;

// The model's published self-check: session means 5.9 active, 3.6 latent, 0.4 in ordinary muscle
// within 15 %, slow at most a fifth of fast; first pass 0.50, 0.32, 0.04.
// Active and latent points are those that patients are drawn with.
static tb_case with_active, with_latent;
static yield_row yields[] = {
    {"active, aimed within 2 mm, fast", &with_active, 0.0, 2.0, 100.0, 0.42, 0.58, 5.0, 6.8},
    {"latent, aimed within 2 mm, fast", &with_latent, 0.0, 2.0, 100.0, 0.25, 0.40, 3.06, 4.14},
    {"ordinary muscle", NULL, 0.3, 2.0, 100.0, 0.0, 0.07, 0.34, 0.46},
    {"active, slow push", &with_active, 0.0, 2.0, 10.0, 0.02, 0.14, 0.0, 1.18},
    {"active, missed by 8 mm", &with_active, 0.0, 8.0, 100.0, 0.04, 0.14, 0.7, 1.4},
};

static void load_case(const char *path, tb_case *out)
{
    static tb_diagnostics diagnostics;
    if (tb_case_load(path, out, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        abort();
    }
}

/// One needling; returns its responses and, out, those of the first pass and of the first ten.
static int needling(const yield_row *row, int number, int *first, int *clinical)
{
    const tb_physiology physiology = tb_physiology_default();
    tb_rng rng;
    tb_rng_seed(&rng, (uint64_t)number + 1, TB_RNG_SCENE);
    const tb_anatomy anatomy =
        row->drawn != NULL ? drawn_point(row->drawn, (uint64_t)number + 1)
                           : anatomy_with_point(&rng, row->loci_mean, TB_TRIGGER_POINT_LATENT);
    tb_life life;
    tb_life_init(&life, &anatomy, &physiology, (uint64_t)number + 1);
    const double aim_t = row->aim_sd_mm * tb_rng_normal(&rng);
    const double aim_b = row->aim_sd_mm * tb_rng_normal(&rng);
    uint32_t now_ms = 0;
    int empty = 0;
    *first = *clinical = 0;
    for (int pass = 0; pass < STEP_PASSES_MAX && empty < EMPTY_PASSES_END; ++pass) {
        const double t = aim_t + 1.5 * tb_rng_normal(&rng);
        const double b = aim_b + 1.5 * tb_rng_normal(&rng);
        const int drawn = one_pass(&life, &now_ms, t, b, row->speed_mm_per_s);
        *first = pass == 0 ? drawn : *first;
        *clinical = pass < CLINICAL_PASSES ? life.count : *clinical;
        empty = drawn > 0 ? 0 : empty + 1;
    }
    return life.count;
}

static void session_yield(void **state)
{
    const yield_row *row = *state;
    int first = 0;
    double total = 0.0, square = 0.0;
    for (int s = 0; s < sessions; ++s) {
        int on_first, clinical;
        const int count = needling(row, s, &on_first, &clinical);
        first += on_first > 0 ? 1 : 0;
        total += count;
        square += (double)count * count;
    }
    const double p_first = (double)first / sessions, mean = total / sessions;
    const double error_mean = 3.0 * sqrt(fmax(0.0, square / sessions - mean * mean) / sessions);
    const double error_first = 3.0 * sqrt(0.25 / sessions);
    print_message("%s: first pass %.2f, mean %.2f\n", row->name, p_first, mean);
    assert_true(p_first >= row->first_lo - error_first && p_first <= row->first_hi + error_first);
    assert_true(mean >= row->mean_lo - error_mean && mean <= row->mean_hi + error_mean);
}

// 35 % of clinical needlings draw nothing: 8 of 23 in a trial (Hong 1994), an interval of 19 to 55
// %. The aim is a fit, not a measurement: 3.8 mm [J] is what makes the model's share agree, and it
// lies between a held point (2 mm) and one that was only palpated (9.5 mm).
static void a_third_of_clinical_needlings_draw_nothing(void **state)
{
    (void)state;
    static const yield_row clinic = {"clinic", &with_active, 0.0, 3.8, 100.0, 0, 0, 0, 0};
    int none = 0;
    for (int s = 0; s < sessions; ++s) {
        int first, clinical;
        (void)needling(&clinic, s, &first, &clinical);
        none += clinical == 0 ? 1 : 0;
    }
    const double share = (double)none / sessions;
    print_message("without a response within ten passes: %.2f\n", share);
    assert_true(share >= 0.19 && share <= 0.55);
}

static double correlation(const double *x, const double *y, int count)
{
    double mx = 0.0, my = 0.0, sxx = 0.0, syy = 0.0, sxy = 0.0;
    for (int k = 0; k < count; ++k) {
        mx += x[k] / count;
        my += y[k] / count;
    }
    for (int k = 0; k < count; ++k) {
        sxx += (x[k] - mx) * (x[k] - mx);
        syy += (y[k] - my) * (y[k] - my);
        sxy += (x[k] - mx) * (y[k] - my);
    }
    return sxy / sqrt(sxx * syy);
}

// Prevalence of end-plate noise over the region of a point against its irritability: r = 0.74 with
// pain, -0.72 with the pressure pain threshold (Kuan 2007). Irritability s between 0 and 1 gives a
// Poisson number of loci with mean 8 s and a threshold that falls with s.
static void noise_is_commoner_where_it_hurts_more(void **state)
{
    (void)state;
    enum { POINTS = 400, PROBES = 60 };
    static double pain[POINTS], threshold[POINTS], prevalence[POINTS];
    const tb_physiology physiology = tb_physiology_default();
    for (int s = 0; s < POINTS; ++s) {
        tb_rng rng;
        tb_rng_seed(&rng, (uint64_t)s + 1, TB_RNG_SCENE);
        const double irritability = tb_rng_uniform(&rng);
        const tb_anatomy anatomy =
            anatomy_with_point(&rng, 8.0 * irritability, TB_TRIGGER_POINT_ACTIVE);
        tb_life life;
        tb_life_init(&life, &anatomy, &physiology, (uint64_t)s + 1);
        int heard = 0;
        for (uint32_t k = 0; k < PROBES; ++k) {
            const tb_vec3 tip = {8.0 * tb_rng_uniform(&rng) - 4.0, 4.0 * tb_rng_uniform(&rng) - 2.0,
                                 13.0 + 4.0 * tb_rng_uniform(&rng)};
            tb_life_step(&life, 1000 * k, true, tip, true, 0.0, 0.125);
            life.has_tip = false; // each probe is a new place, not a stroke from the last
            heard += life.sea_level > 0.0 ? 1 : 0;
        }
        pain[s] = 9.0 * irritability;
        threshold[s] = 300.0 - 105.0 * irritability;
        prevalence[s] = (double)heard / PROBES;
    }
    const double with_pain = correlation(pain, prevalence, POINTS);
    const double with_threshold = correlation(threshold, prevalence, POINTS);
    print_message("prevalence against pain %.2f, against threshold %.2f\n", with_pain,
                  with_threshold);
    assert_near(with_pain, 0.742, 0.15);
    assert_near(with_threshold, -0.716, 0.15);
}

/// A life that has just started its first response.
static void provoke(tb_life *life, uint32_t *now_ms)
{
    while (life->count == 0) {
        one_pass(life, now_ms, 0.0, 0.0, 100.0);
    }
}

static void amplitude_falls_over_the_first_three(void **state)
{
    (void)state;
    const tb_physiology physiology = tb_physiology_default();
    double sum[8] = {0.0};
    int count[8] = {0};
    for (int s = 0; s < 400; ++s) {
        tb_rng rng;
        tb_rng_seed(&rng, (uint64_t)s + 1, TB_RNG_SCENE);
        const tb_anatomy anatomy = anatomy_with_point(&rng, 14.0, TB_TRIGGER_POINT_ACTIVE);
        tb_life life;
        tb_life_init(&life, &anatomy, &physiology, (uint64_t)s + 1);
        uint32_t now_ms = 0;
        for (int pass = 0; pass < 40 && life.count < 8; ++pass) {
            for (double n = 10.0; n <= 20.0; n += 0.1) {
                const tb_vec3 tip = {1.5 * (pass % 5 - 2), 0.7 * (pass % 3 - 1), n};
                const tb_life_tick tick =
                    tb_life_step(&life, now_ms++, true, tip, true, 0.0, 0.125);
                if (tick.twitched && life.count <= 8) {
                    sum[life.count - 1] += tick.amplitude;
                    count[life.count - 1] += 1;
                }
            }
            now_ms += 500;
        }
    }
    for (int k = 0; k < 5; ++k) {
        assert_true(count[k] > 100);
    }
    // the third against the first: (0.5 + 0.5 e^(-2/1.2)) = 0.59, inside the reported 0.55-0.80;
    // later ones flat
    const double first = sum[0] / count[0], third = sum[2] / count[2], fifth = sum[4] / count[4];
    assert_true(third / first > 0.52 && third / first < 0.68);
    assert_true(fifth / third > 0.80 && fifth / third < 1.0);
    // from the fourth to the eighth flat: the slope of a line through their means, against their
    // mean, lies within 5 % per response
    double n = 0.0, sk = 0.0, sy = 0.0, skk = 0.0, sky = 0.0;
    for (int k = 3; k < 8; ++k) {
        const double w = count[k], y = count[k] > 0 ? sum[k] / count[k] : 0.0;
        n += w;
        sk += w * k;
        sy += w * y;
        skk += w * k * k;
        sky += w * k * y;
    }
    const double slope = (n * sky - sk * sy) / (n * skk - sk * sk);
    assert_near(slope / (sy / n), 0.0, 0.05);
}

static void drive_has_the_stated_times(void **state)
{
    (void)state;
    const tb_physiology physiology = tb_physiology_default();
    tb_rng rng;
    tb_rng_seed(&rng, 3, TB_RNG_SCENE);
    const tb_anatomy anatomy = anatomy_with_point(&rng, 10.0, TB_TRIGGER_POINT_ACTIVE);
    tb_life life;
    tb_life_init(&life, &anatomy, &physiology, 3);
    uint32_t now_ms = 0;
    double peak = 0.0;
    int rise_ms = -1, half_ms = -1;
    bool started = false;
    uint32_t onset_ms = 0;
    for (int t = 0; t < 20000 && half_ms < 0; ++t, ++now_ms) {
        const double n = 10.0 + 0.1 * (t % 100);
        const tb_life_tick tick =
            tb_life_step(&life, now_ms, !started, (tb_vec3){0.0, 0.0, n}, true, 0.0, 0.125);
        if (tick.twitched && !started) {
            started = true;
            onset_ms = now_ms;
        }
        if (started && life.drive > peak) {
            peak = life.drive;
            rise_ms = (int)(now_ms - onset_ms);
        } else if (started && life.drive < 0.5 * peak) {
            half_ms = (int)(now_ms - onset_ms) - rise_ms;
        }
    }
    assert_near(peak, 1.0, 1e-3);
    assert_near(rise_ms, 58.0, 2.0);
    assert_near(half_ms, 56.0, 2.0);
}

static void refractory_time_is_kept(void **state)
{
    (void)state;
    const tb_physiology physiology = tb_physiology_default();
    tb_rng rng;
    tb_rng_seed(&rng, 5, TB_RNG_SCENE);
    const tb_anatomy anatomy = anatomy_with_point(&rng, 20.0, TB_TRIGGER_POINT_ACTIVE);
    tb_life life;
    tb_life_init(&life, &anatomy, &physiology, 5);
    uint32_t last_ms = 0;
    int seen = 0;
    for (uint32_t now_ms = 0; now_ms < 60000; ++now_ms) {
        const double n = 10.0 + 0.2 * (now_ms % 50);
        const tb_vec3 tip = {0.3 * (now_ms / 500 % 9) - 1.2, 0.0, n};
        if (tb_life_step(&life, now_ms, true, tip, true, 0.0, 0.125).twitched) {
            if (seen++ > 0) {
                assert_true(now_ms - last_ms >= (uint32_t)physiology.twitch.refractory_lo_ms);
            }
            last_ms = now_ms;
        }
    }
    assert_true(seen >= 2);
}

typedef struct sea_row {
    const char *name;
    double off_mm; ///< of the tip from the only locus
    double lo_uv, hi_uv;
} sea_row;

// End-plate noise 21.3 +- 9.5 uV at an active point (Chou 2009), none in adjacent muscle: there
// only the amplifier's 4 uV.
static sea_row seas[] = {{"at a locus", 0.2, 10.0, 50.0}, {"3 mm away", 3.0, 3.6, 4.4}};

static void sea_by_distance(void **state)
{
    const sea_row *row = *state;
    tb_physiology physiology = tb_physiology_default();
    physiology.emg.spike_hz_active = 0.0; // noise alone: spikes are counted apart
    tb_rng rng;
    tb_rng_seed(&rng, 9, TB_RNG_SCENE);
    tb_anatomy anatomy = anatomy_with_point(&rng, 8.0, TB_TRIGGER_POINT_ACTIVE);
    anatomy.trigger_points[0].locus_count = 1;
    anatomy.trigger_points[0].loci[0].place_mm = (tb_vec3){0.0, 0.0, 15.0};
    tb_life life;
    tb_life_init(&life, &anatomy, &physiology, 9);
    double square = 0.0;
    enum { TICKS = 20000 };
    for (uint32_t t = 0; t < TICKS; ++t) {
        tb_life_step(&life, t, true, (tb_vec3){0.0, row->off_mm, 15.0}, true, 0.0, 0.125);
        square += life.emg_mv * life.emg_mv * 1e6;
    }
    const double rms_uv = sqrt(square / TICKS);
    print_message("%s: %.1f uV\n", row->name, rms_uv);
    assert_true(rms_uv >= row->lo_uv && rms_uv <= row->hi_uv);
    assert_int_equal(life.count, 0); // a needle at rest draws no response
}

static void fatigue_lowers_the_yield_at_the_same_spot(void **state)
{
    (void)state;
    const tb_physiology physiology = tb_physiology_default();
    tb_rng rng;
    tb_rng_seed(&rng, 11, TB_RNG_SCENE);
    const tb_anatomy anatomy = anatomy_with_point(&rng, 8.0, TB_TRIGGER_POINT_ACTIVE);
    tb_life life;
    tb_life_init(&life, &anatomy, &physiology, 11);
    uint32_t now_ms = 0;
    provoke(&life, &now_ms);
    double least = 1.0;
    for (int k = 0; k < anatomy.trigger_points[0].locus_count; ++k) {
        assert_true(life.fatigue[0][k] <= 1.0 && life.fatigue[0][k] >= 0.0);
        least = fmin(least, life.fatigue[0][k]);
    }
    assert_true(least < 0.9);
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    if (argc == 3 && strcmp(argv[1], "--sessions") == 0) {
        sessions = atoi(argv[2]);
    }
    load_case("assets/cases/gastrocnemius-medial.yaml", &with_active);
    load_case("assets/cases/ut-latent.yaml", &with_latent);
    TB_TEST_ROWS(&list, session_yield, yields);
    TB_TEST(&list, a_third_of_clinical_needlings_draw_nothing);
    TB_TEST(&list, noise_is_commoner_where_it_hurts_more);
    TB_TEST(&list, amplitude_falls_over_the_first_three);
    TB_TEST(&list, drive_has_the_stated_times);
    TB_TEST(&list, refractory_time_is_kept);
    TB_TEST_ROWS(&list, sea_by_distance, seas);
    TB_TEST(&list, fatigue_lowers_the_yield_at_the_same_spot);
    return tb_test_run(&list, "life");
}
