// Patients against published measurements: depths, spreads and hit rates over many of them, row by
// row. `test_patients --patients 10000` draws more, `--table` prints the table of docs/sites.md.
// Rates of studies in cadavers are fits, not predictions: geometry and one aim error per study were
// chosen together, and the rows show that one geometry carries all rates at once.
#include "depth_table.h"
#include "site_population.h"
#include "tautband/anatomy/roll.h"
#include "tb_test.h"

static int patients = 1000;

#define NO_REACH 120.0

static sample first, second, third; // large

static void clear(sample *s)
{
    s->count = s->missed = 0;
}

#define MEAN_SD_LEAST(s) sample_mean(s), sample_sd(s), sample_quantile(s, 0.0)

static double percent(int count)
{
    return 100.0 * count / patients;
}

static bool near_to(double value, double wanted, double slack)
{
    return fabs(value - wanted) <= slack;
}

static bool inside(double value, double lo, double hi)
{
    return value >= lo && value <= hi;
}

static void all_hold(int failed_before)
{
    assert_int_equal(depth_rows_failed, failed_before);
}

// ---- upper trapezius ----------------------------------------------------------------------------

/// The hollow in front of the free margin, skin pressed to 0.80 by the probe: point and factor are
/// an interpretation of the study.
static void trapezius_hollow(void)
{
    static const double published_mm[2] = {14.6, 17.4};
    static const char *const texts[2] = {"14.6", "17.4"};
    static const char *const names[2] = {
        "pleura along the skin's normal in the hollow before the free margin, probe pressed, women",
        "the same, men"};
    for (int sex = WOMAN; sex <= MAN; ++sex) {
        open_site("upper-trapezius-flat", 22.5, 3.0);
        clear(&first);
        for (int k = 0; k < patients; ++k) {
            const tb_anatomy *a = draw_patient(sex, 0.0);
            const tb_vec3 n = tb_anatomy_skin_normal(a, -27.0, -40.0);
            sample_add(&first, 0.8 * meets(on_skin(-27.0, -40.0), n, NO_REACH, "lung"));
        }
        depth_row_add("upper trapezius, unlifted", names[sex], texts[sex], "S chen-2018",
                      near_to(sample_mean(&first), published_mm[sex], 1.5), "%.1f +- %.1f",
                      sample_mean(&first), sample_sd(&first));
    }
}

static void trapezius_apex(void)
{
    static const double points[2][2] = {{-8.0, 22.0}, {-16.0, 1.0}};
    static const double published_mm[2] = {53.3, 46.8};
    static const char *const texts[2] = {"53.3", "46.8"};
    static const char *const names[2] = {"lung apex 30 degrees medial, first point",
                                         "lung apex 30 degrees medial, second point"};
    open_site("upper-trapezius-flat", 23.5, 3.2);
    clear(&first);
    clear(&second);
    clear(&third);
    static sample down;
    clear(&down);
    int lateral = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        for (int p = 0; p < 2; ++p) {
            const tb_vec3 o = on_skin(points[p][0], points[p][1]);
            const double medial = meets(o, from_body(-0.5, 0.0, -0.8660254), NO_REACH, "lung");
            sample_add(p == 0 ? &first : &second, medial);
            sample_add(&third, medial);
            sample_add(&down, meets(o, from_body(0.0, 0.0, -1.0), NO_REACH, "lung"));
            lateral += !isinf(meets(o, from_body(0.5, 0.0, -0.8660254), NO_REACH, "lung"));
        }
    }
    for (int p = 0; p < 2; ++p) {
        const sample *s = p == 0 ? &first : &second;
        depth_row_add("upper trapezius, unlifted", names[p], texts[p], "S lung-apex-mri",
                      near_to(sample_mean(s), published_mm[p], 3.0), "%.1f +- %.1f", sample_mean(s),
                      sample_sd(s));
    }
    // the least of 57 adults x 2 sides x 2 points
    const double least_mm = sample_quantile(&third, 1.0 / 228.0);
    const double least_down_mm = sample_quantile(&down, 1.0 / 228.0);
    depth_row_add("upper trapezius, unlifted", "30 degrees medial, least of 57 adults", "33.4",
                  "S lung-apex-mri", near_to(least_mm, 33.4, 3.0), "%.1f", least_mm);
    depth_row_add("upper trapezius, unlifted", "straight caudal, least of 57 adults", "37.4",
                  "S lung-apex-mri", near_to(least_down_mm, 37.4, 3.0), "%.1f", least_down_mm);
    depth_row_add("upper trapezius, unlifted", "caudal mean longer than medial mean", "yes",
                  "S lung-apex-mri", sample_mean(&down) > sample_mean(&third), "%.1f against %.1f",
                  sample_mean(&down), sample_mean(&third));
    depth_row_add("upper trapezius, unlifted", "30 degrees lateral meets the pleura", "never",
                  "S lung-apex-mri", lateral == 0, "%d of %d", lateral, 2 * patients);
}

/// Perpendicular needles to the hub in 15 cadavers.
static void trapezius_lengths(void)
{
    static const struct {
        double length_mm, lo, hi;
        const char *name, *published;
    } rows[] = {
        {30.0, 0.0, 0.005, "perpendicular 30 mm needle reaches the pleura", "0 of 15"},
        {40.0, 0.002, 0.2, "perpendicular 40 mm needle", "possibly 1 of 15"},
        {50.0, 0.08, 0.55, "perpendicular 50 mm needle", "4 of 15"},
        {60.0, 0.16, 0.68, "perpendicular 60 mm needle", "6 of 15"},
    };
    open_site("upper-trapezius-flat", 23.0, 4.0);
    clear(&first);
    for (int k = 0; k < patients; ++k) {
        const tb_anatomy *a = any_patient();
        const double t = normal_within(8.0, 2.5), b = normal_within(5.0, 2.5);
        const tb_vec3 aim = {normal_within(0.12, 2.5), normal_within(0.12, 2.5), 0.0};
        const tb_vec3 d = tb_vec3_unit(tb_vec3_add(tb_anatomy_skin_normal(a, t, b), aim));
        const double lung = meets(on_skin(t, b), d, NO_REACH, "lung");
        const double rib = meets(on_skin(t, b), d, NO_REACH, "rib");
        sample_add(&first, lung < rib ? lung : 1e9);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        const double share = sample_share(&first, 0.0, rows[i].length_mm);
        depth_row_add("upper trapezius, unlifted", rows[i].name, rows[i].published, "S kearns-2022",
                      inside(share, rows[i].lo, rows[i].hi), "%.1f %%", 100.0 * share);
    }
    static const double bmis[4] = {17.5, 21.7, 27.0, 33.0};
    double mean[4];
    for (int i = 0; i < 4; ++i) {
        open_site("upper-trapezius-flat", 23.0, 4.0);
        clear(&first);
        for (int k = 0; k < patients; ++k) {
            draw_patient(MAN, bmis[i]);
            static const char *const hazards[] = {"lung", "brachial_plexus", "subclavian_a", NULL};
            sample_add(&first,
                       meets_any(on_skin(0.0, 0.0), (tb_vec3){0.0, 0.0, 1.0}, NO_REACH, hazards));
        }
        mean[i] = sample_mean(&first);
    }
    depth_row_add("upper trapezius, unlifted",
                  "along n, men of BMI 17.5, 21.7, 27, 33: first hazard (direction only: the "
                  "study's path is unknown)",
                  "40, 53, 64, 71", "S chou-2015",
                  mean[0] < mean[1] && mean[1] < mean[2] && mean[2] < mean[3],
                  "%.0f, %.0f, %.0f, %.0f", mean[0], mean[1], mean[2], mean[3]);
}

static void upper_trapezius_flat(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    trapezius_hollow();
    trapezius_apex();
    trapezius_lengths();
    all_hold(before);
}

/// A needle from either face of a roll, towards the other.
static void roll_needle(double half_t_mm, double least_tilt, double most_tilt, tb_vec3 *origin,
                        tb_vec3 *direction)
{
    const double side = uniform(0.0, 1.0) < 0.5 ? 1.0 : -1.0;
    *origin =
        (tb_vec3){uniform(-half_t_mm, half_t_mm), side * people.patient.roll.half_width_mm * 0.999,
                  uniform(people.site.approach.entry_n_mm[0], people.site.approach.entry_n_mm[1])};
    *direction = towards(uniform(least_tilt, most_tilt), -90.0 * side + uniform(-15.0, 15.0));
}

static void upper_trapezius_roll(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    open_site("upper-trapezius-roll", 23.5, 3.2);
    clear(&first);
    int good = 0, lung[3] = {0, 0, 0}, nerve = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        sample_add(&first, 2.0 * people.patient.roll.half_width_mm);
        tb_vec3 o, d;
        roll_needle(8.0, 65.0, 100.0, &o, &d);
        double from = 0.0, to = 0.0;
        good += crosses_muscle(o, d, 40.0, &from, &to) && to - from > 6.0;
        const double met = meets(o, d, NO_REACH, "lung");
        for (int i = 0; i < 3; ++i) {
            lung[i] += met < 30.0 + 10.0 * i;
        }
        nerve += !isinf(meets(o, d, 40.0, "accessory_n"));
    }
    depth_row_add("upper trapezius, roll", "pinch thickness", "25-35", "J",
                  inside(sample_mean(&first), 25.0, 35.0), "%.1f +- %.1f", sample_mean(&first),
                  sample_sd(&first));
    depth_row_add("upper trapezius, roll", "through the roll: more than 6 mm of muscle",
                  "the correct path", "J", good > 0.9 * patients, "%.0f %%", percent(good));
    depth_row_add("upper trapezius, roll", "through the roll: pleura met by 30, 40, 50 mm", "never",
                  "J", lung[0] + lung[1] + lung[2] == 0, "%d, %d, %d of %d", lung[0], lung[1],
                  lung[2], patients);
    depth_row_add("upper trapezius, roll", "through the roll: accessory nerve met", "rare", "J",
                  nerve < 0.08 * patients, "%.1f %%", percent(nerve));
    all_hold(before);
}

// ---- levator scapulae ---------------------------------------------------------------------------

static void levator_scapulae(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    open_site("levator-scapulae", 23.0, 3.2);
    clear(&first);
    clear(&second);
    clear(&third);
    int shallow = 0, backed = 0;
    for (int k = 0; k < patients; ++k) {
        const tb_anatomy *a = any_patient();
        const double t = 10.0 + uniform(-12.0, 12.0), b = 30.0;
        const tb_vec3 o = on_skin(t, b), straight = {0.0, 0.0, 1.0};
        const double pleura = meets(o, straight, NO_REACH, "pleura");
        sample_add(&first, pleura);
        shallow += pleura < 19.0;
        sample_add(&second, meets(o, straight, NO_REACH, "rib"));
        sample_add(&third, layer_top(layer_of("ls") + 1, t, b) - tb_anatomy_skin_mm(a, t, b));
        const tb_vec3 d = approach_direction(0.0, 0.0), entry = on_skin(-13.0, 6.0);
        backed += meets(entry, d, NO_REACH, "scapula") < meets(entry, d, NO_REACH, "pleura");
    }
    depth_row_add("levator scapulae", "pleura, perpendicular, medial of the superior angle",
                  "37 +- 7 (interscapular)", "S kim-2002", inside(sample_mean(&first), 26.0, 38.0),
                  "%.1f +- %.1f, least %.1f", MEAN_SD_LEAST(&first));
    depth_row_add("levator scapulae", "pleura shallower than 19 mm", "a depth that is safe",
                  "S valera-calero", shallow <= 0.03 * patients, "%.1f %%", percent(shallow));
    depth_row_add("levator scapulae", "rib, perpendicular", "27 +- 4 (rib 5)", "S wada-2025",
                  inside(sample_mean(&second), 23.0, 30.0), "%.1f +- %.1f", sample_mean(&second),
                  sample_sd(&second));
    depth_row_add("levator scapulae", "deep border of the muscle there", "about 19",
                  "S valera-calero, by analogy", near_to(sample_mean(&third), 19.0, 4.0),
                  "%.1f +- %.1f", sample_mean(&third), sample_sd(&third));
    depth_row_add("levator scapulae", "default path meets the scapula before the pleura",
                  "the backstop", "J", backed > 0.95 * patients, "%.1f %%", percent(backed));
    all_hold(before);
}

// ---- quadratus lumborum -------------------------------------------------------------------------

static void quadratus_lumborum(void **state)
{
    (void)state;
    static const char *const spine[] = {"tp", "vert", NULL}, *const process[] = {"tp", NULL};
    static const char *const organs[] = {"kidney", "peritoneum", "pleura_recess", NULL};
    static const char *const ventral[] = {"kidney", "peritoneum", NULL};
    static const char *const cranial_organs[] = {"kidney", "pleura_recess", NULL};
    const int before = depth_rows_failed;
    open_site("quadratus-lumborum", 24.0, 3.5);
    clear(&first);
    clear(&second);
    clear(&third);
    int harmed = 0, backed = 0, cranial = 0, errors[4] = {0};
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_vec3 o = on_skin(10.0 + normal_within(2.0, 2.5), -1.0 + normal_within(2.0, 2.5));
        const tb_vec3 d = approach_direction(normal_within(2.0, 2.5), 0.0);
        const double bone = meets_any(o, d, NO_REACH, process);
        sample_add(&first, bone);
        backed += bone < 75.0;
        harmed += meets_any(o, d, NO_REACH, organs) < meets_any(o, d, NO_REACH, spine);
        double from = 0.0, to = 0.0;
        sample_add(&second, crosses_muscle(o, d, 70.0, &from, &to) ? from : INFINITY);
        for (int e = 0; e < 4; ++e) { // degrees ventral of the frontal plane
            const double off = 10.0 * (e + 1) - people.site.approach.tilt_deg;
            const tb_vec3 wrong = towards(fabs(off), off > 0.0 ? 90.0 : -90.0);
            errors[e] += meets_any(o, wrong, 75.0, ventral) < meets_any(o, wrong, 75.0, spine);
        }
        cranial += !isinf(meets_any(o, towards(35.0, 20.0), 100.0, cranial_organs));
        sample_add(&third,
                   meets(on_skin(62.0, 12.0), (tb_vec3){0.0, 0.0, 1.0}, NO_REACH, "kidney"));
    }
    depth_row_add("quadratus lumborum", "skin to the transverse process, default path", "50-60",
                  "J", inside(sample_mean(&first), 48.0, 62.0), "%.1f +- %.1f", sample_mean(&first),
                  sample_sd(&first));
    depth_row_add("quadratus lumborum", "process met within 75 mm, aim SD 2 mm and 2 degrees",
                  "56-78 % (L1)", "S upper-lumbar-2020, by analogy", backed > 0.7 * patients,
                  "%.0f %%", percent(backed));
    depth_row_add("quadratus lumborum", "default path meets kidney, bowel or pleura before bone",
                  "rare", "J", harmed < 0.02 * patients, "%.1f %%", percent(harmed));
    depth_row_add("quadratus lumborum", "kidney along n at L1-L2, the wrong level", "55 (40-80)",
                  "J", inside(sample_mean(&third), 40.0, 60.0), "%.1f +- %.1f", sample_mean(&third),
                  sample_sd(&third));
    depth_row_add("quadratus lumborum", "entry into the muscle", "28-40", "J",
                  inside(sample_mean(&second), 26.0, 40.0), "%.1f +- %.1f", sample_mean(&second),
                  sample_sd(&second));
    depth_row_add("quadratus lumborum",
                  "10, 20, 30, 40 degrees too far ventral, 75 mm: kidney or bowel before bone",
                  "the taught error", "J",
                  errors[0] < 0.05 * patients && errors[3] > 0.3 * patients,
                  "%.0f, %.0f, %.0f, %.0f %%", percent(errors[0]), percent(errors[1]),
                  percent(errors[2]), percent(errors[3]));
    depth_row_add("quadratus lumborum", "35 degrees too far cranial, 100 mm: kidney or pleura met",
                  "the taught error", "J", cranial > 0.02 * patients, "%.0f %%", percent(cranial));
    all_hold(before);
}

// ---- piriformis ---------------------------------------------------------------------------------

static double piriformis_top_mm(double t)
{
    return layer_top(layer_of("deep_rotators"), t, 0.0) -
           tb_anatomy_skin_mm(&people.patient, t, 0.0);
}

static void piriformis_depth(void)
{
    static const struct {
        const char *name, *published;
        double t_mm, mean, sd;
    } rows[] = {{"skin to piriformis, lateral", "66 +- 9", 38.0, 66.0, 9.0},
                {"skin to piriformis, centre", "63 +- 8", 0.0, 63.0, 8.0},
                {"skin to piriformis, medial", "52 +- 9", -38.0, 52.0, 9.0}};
    for (size_t i = 0; i < 3; ++i) {
        open_site("piriformis", 23.8, 3.0);
        clear(&first);
        clear(&second);
        for (int k = 0; k < patients; ++k) {
            any_patient();
            sample_add(&first, piriformis_top_mm(rows[i].t_mm));
            double top = 0.0, deep = 0.0;
            tb_anatomy_target_span(&people.patient, 0.0, 0.0, &top, &deep);
            sample_add(&second, deep - top);
        }
        depth_row_add("piriformis", rows[i].name, rows[i].published, "S park-2011",
                      near_to(sample_mean(&first), rows[i].mean, 3.0) &&
                          near_to(sample_sd(&first), rows[i].sd, 2.5),
                      "%.1f +- %.1f", sample_mean(&first), sample_sd(&first));
    }
    depth_row_add("piriformis", "thickness at the centre", "17 +- 4 (9-25)", "S park-2011",
                  near_to(sample_mean(&second), 17.0, 1.0) && near_to(sample_sd(&second), 4.0, 1.0),
                  "%.1f +- %.1f", sample_mean(&second), sample_sd(&second));
    double mean[5];
    bool rises = true;
    for (int i = 0; i < 5; ++i) {
        open_site("piriformis", 23.8, 3.0);
        clear(&first);
        for (int k = 0; k < patients / 4; ++k) {
            draw_patient(EITHER, 19.0 + 4.0 * i);
            sample_add(&first, piriformis_top_mm(0.0));
        }
        mean[i] = sample_mean(&first);
        rises = rises && (i == 0 || mean[i] > mean[i - 1]);
    }
    depth_row_add("piriformis", "depth at BMI 19, 23, 27, 31, 35", "rises", "S park-2011", rises,
                  "%.0f, %.0f, %.0f, %.0f, %.0f", mean[0], mean[1], mean[2], mean[3], mean[4]);
}

/// Needles pushed to a length past the muscle's top, aimed 9.5 mm across, 6 mm along and 5 degrees
/// off: a fit to the study.
static void piriformis_cadavers(void)
{
    static const struct {
        const char *name;
        double t_mm;
        int muscle, nerve;
        const char *published;
    } rows[] = {{"lateral entry: muscle, sciatic nerve", 42.0, 3, 0, "3 and 0 of 14"},
                {"midpoint entry: muscle, sciatic nerve", -3.0, 11, 3, "11 and 3 of 14"},
                {"medial entry: muscle, sciatic nerve", -38.0, 11, 11, "11 and 11 of 14"}};
    for (size_t i = 0; i < 3; ++i) {
        open_site("piriformis", 24.5, 4.0);
        int muscle = 0, nerve = 0;
        for (int k = 0; k < patients; ++k) {
            any_patient();
            const tb_vec3 o = on_skin(rows[i].t_mm + normal(6.0), normal(9.5));
            const tb_vec3 d = towards(fabs(normal(5.0)), uniform(0.0, 360.0));
            const double reach = piriformis_top_mm(rows[i].t_mm) + 28.0;
            const double stop = fmin(reach, meets(o, d, reach, "bone"));
            double from = 0.0, to = 0.0;
            muscle += crosses_muscle(o, d, stop, &from, &to);
            nerve += meets(o, d, reach, "sciatic_n") < stop;
        }
        double lo[2], hi[2];
        exact_interval(rows[i].muscle, 14, &lo[0], &hi[0]);
        exact_interval(rows[i].nerve, 14, &lo[1], &hi[1]);
        depth_row_add("piriformis", rows[i].name, rows[i].published, "S piriformis-placements-2022",
                      inside(percent(muscle) / 100.0, lo[0], hi[0]) &&
                          inside(percent(nerve) / 100.0, lo[1], hi[1]),
                      "%.0f %% and %.0f %%", percent(muscle), percent(nerve));
    }
}

static void piriformis_stops(void)
{
    open_site("piriformis", 24.5, 4.0);
    int muscle = 0, nerve = 0, safe_muscle = 0, safe_nerve = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        tb_vec3 o = on_skin(-38.0 + normal(6.0), normal(6.0));
        tb_vec3 d = towards(fabs(normal(4.0)), uniform(0.0, 360.0));
        const double reach = piriformis_top_mm(-38.0) + 11.0 + normal(2.0);
        double from = 0.0, to = 0.0;
        muscle += crosses_muscle(o, d, 115.0, &from, &to) && from < reach;
        nerve += !isinf(meets(o, d, reach, "sciatic_n"));
        o = on_skin(4.0 + normal(3.0), -3.0 + normal(3.0));
        d = approach_direction(normal(3.0), 0.0);
        if (crosses_muscle(o, d, 115.0, &from, &to)) {
            safe_muscle += 1;
            safe_nerve += !isinf(meets(o, d, to - 2.0, "sciatic_n"));
        }
    }
    double lo, hi, none_lo, none_hi;
    exact_interval(16, 19, &lo, &hi);
    exact_interval(0, 19, &none_lo, &none_hi);
    depth_row_add("piriformis",
                  "medial third, length from fat thickness, 11 mm into the muscle: muscle, nerve",
                  "16 and 0 of 19", "S kearns-2018",
                  inside(percent(muscle) / 100.0, lo, hi) && percent(nerve) / 100.0 <= none_hi,
                  "%.0f %% and %.0f %%", percent(muscle), percent(nerve));
    depth_row_add("piriformis", "default approach, 2 mm short of the deep border: muscle, nerve",
                  "design", "J", safe_muscle > 0.85 * patients && safe_nerve < 0.06 * safe_muscle,
                  "%.0f %% and %.1f %%", percent(safe_muscle), 100.0 * safe_nerve / safe_muscle);
}

static void piriformis(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    piriformis_depth();
    piriformis_cadavers();
    piriformis_stops();
    all_hold(before);
}

// ---- hip and calf -------------------------------------------------------------------------------

static void gluteus_medius(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    open_site("gluteus-medius", 22.9, 2.5);
    clear(&first);
    clear(&second);
    for (int k = 0; k < patients; ++k) {
        any_patient();
        sample_add(&first, thickness_of("gmed", 0.0, 0.0) + thickness_of("gmin", 0.0, 0.0));
        sample_add(&second, meets(on_skin(0.0, 0.0), (tb_vec3){0.0, 0.0, 1.0}, NO_REACH, "ilium"));
    }
    depth_row_add("gluteus medius", "gluteus medius and minimus together",
                  "38.8 (SD read as standard error, so about 6)", "S whiler-2017",
                  near_to(sample_mean(&first), 38.8, 2.0) && inside(sample_sd(&first), 4.0, 8.0),
                  "%.1f +- %.1f", sample_mean(&first), sample_sd(&first));
    depth_row_add("gluteus medius", "ilium, perpendicular", "57 (45-80)", "J",
                  near_to(sample_mean(&second), 57.0, 4.0), "%.1f +- %.1f", sample_mean(&second),
                  sample_sd(&second));
    depth_row_add("gluteus medius", "bone met on the default path", "the backstop", "J",
                  second.missed <= 0.01 * patients, "%.1f %%", percent(second.count));
    all_hold(before);
}

static void gastrocnemius(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    open_site("gastrocnemius-medial", 23.0, 3.0);
    static sample fat[2];
    clear(&first);
    clear(&second);
    clear(&fat[0]);
    clear(&fat[1]);
    for (int k = 0; k < 2 * patients; ++k) {
        any_patient();
        sample_add(&first, thickness_of("gam", 0.0, 0.0));
        sample_add(&fat[people.patient.sex], thickness_of("fat", 0.0, 0.0));
        sample_add(&second,
                   meets(on_skin(0.0, -28.0), (tb_vec3){0.0, 0.0, 1.0}, NO_REACH, "tibial_bundle"));
    }
    const double ratio = sample_mean(&fat[WOMAN]) / sample_mean(&fat[MAN]);
    depth_row_add("gastrocnemius", "thickness of the medial head", "17.3-20.3, SD 1.2-5.2",
                  "S jeb-gm-architecture",
                  near_to(sample_mean(&first), 18.5, 1.5) && inside(sample_sd(&first), 1.2, 5.2),
                  "%.1f +- %.1f", sample_mean(&first), sample_sd(&first));
    depth_row_add("gastrocnemius", "calf fat, women to men", "1.41", "S weiss-clark-1985",
                  near_to(ratio, 1.41, 0.08), "%.2f", ratio);
    depth_row_add("gastrocnemius", "tibial bundle in the midline", "45 (35-60)", "J",
                  near_to(sample_mean(&second), 45.0, 4.0), "%.1f +- %.1f", sample_mean(&second),
                  sample_sd(&second));
    open_site("gastrocnemius-medial", 27.4, 5.1);
    clear(&first);
    clear(&second);
    for (int k = 0; k < patients; ++k) {
        any_patient();
        sample_add(&first, people.patient.bmi);
        sample_add(&second, thickness_of("fat", 0.0, 0.0));
    }
    const double r = correlation(&first, &second);
    depth_row_add("gastrocnemius", "calf fat against BMI (27.4 +- 5.1)", "r = 0.73",
                  "S calf-fat-bmi", inside(r, 0.5, 0.88), "%.2f", r);
    open_site("gastrocnemius-lateral", 23.0, 3.0);
    static const char *const nerves[] = {"tibial_bundle", "common_fibular_n", "sural_n", NULL};
    clear(&first);
    int met = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        sample_add(&first, thickness_of("gal", 0.0, 0.0));
        met += !isinf(meets_any(on_skin(normal(4.0), normal(4.0)), approach_direction(0.0, 0.0),
                                layer_top(layer_of("gal") + 1, 0.0, 0.0), nerves));
    }
    depth_row_add("gastrocnemius", "thickness of the lateral head", "12-18", "M",
                  inside(sample_mean(&first), 12.0, 18.0), "%.1f +- %.1f", sample_mean(&first),
                  sample_sd(&first));
    depth_row_add("gastrocnemius", "lateral head, default path meets a named nerve", "rare", "J",
                  met < 0.02 * patients, "%.1f %%", percent(met));
    all_hold(before);
}

// ---- foot ---------------------------------------------------------------------------------------

static void foot(void **state)
{
    (void)state;
    static const char *const bundles[] = {"med_plantar", "lat_plantar", NULL};
    const tb_vec3 straight = {0.0, 0.0, 1.0};
    const int before = depth_rows_failed;
    open_site("flexor-digitorum-brevis", 24.0, 3.5);
    clear(&first);
    clear(&second);
    for (int k = 0; k < patients; ++k) {
        any_patient();
        sample_add(&first, thickness_of("plantar_fascia", 0.0, 0.0));
        sample_add(&second, meets(on_skin(0.0, 0.0), straight, NO_REACH, "lat_plantar"));
    }
    depth_row_add("flexor digitorum brevis", "plantar fascia", "2-4", "S plantar-fascia-us",
                  inside(sample_mean(&first), 2.0, 4.0) && sample_share(&first, 1.9, 4.0) > 0.8,
                  "%.1f +- %.1f, %.0f %% in 2-4", sample_mean(&first), sample_sd(&first),
                  100.0 * sample_share(&first, 2.0, 4.0));
    depth_row_add("flexor digitorum brevis", "lateral plantar bundle straight down", "18-24", "J",
                  inside(sample_mean(&second), 18.0, 25.0), "%.1f +- %.1f, met by %.0f %%",
                  sample_mean(&second), sample_sd(&second), percent(second.count));
    open_site("abductor-hallucis", 24.0, 3.5);
    clear(&first);
    clear(&second);
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_tube_station *at = &people.patient.target.stations[2]; // t = 0
        sample_add(&first, TB_PI * at->half_width_mm * at->half_thickness_mm / 100.0);
        sample_add(&second, meets_any(on_skin(0.0, 0.0), straight, NO_REACH, bundles));
    }
    depth_row_add("abductor hallucis", "cross-section, cm2", "2.16-2.75, SD 0.34-0.94",
                  "S latey-2018",
                  inside(sample_mean(&first), 2.16, 2.75) && inside(sample_sd(&first), 0.34, 0.94),
                  "%.2f +- %.2f", sample_mean(&first), sample_sd(&first));
    depth_row_add("abductor hallucis", "first plantar bundle straight in", "18 (13-24)", "J",
                  inside(sample_mean(&second), 15.0, 21.0), "%.1f +- %.1f, met by %.0f %%",
                  sample_mean(&second), sample_sd(&second), percent(second.count));
    open_site("quadratus-plantae", 24.0, 3.5);
    clear(&first);
    int muscle = 0, nerve = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_vec3 o = on_skin(3.0 + normal(1.5), 1.0 + normal(1.5));
        const tb_vec3 d = approach_direction(normal_within(3.0, 2.5), 0.0);
        const double bone = meets(o, d, NO_REACH, "calcaneus");
        double from = 0.0, to = 0.0;
        sample_add(&first, bone);
        muscle += crosses_muscle(o, d, isinf(bone) ? 45.0 : bone, &from, &to);
        nerve += meets_any(o, d, NO_REACH, bundles) < (isinf(bone) ? 40.0 : bone);
    }
    depth_row_add("quadratus plantae", "calcaneus on the medial path", "31 from the sole", "J",
                  inside(sample_mean(&first), 25.0, 36.0), "%.1f +- %.1f", sample_mean(&first),
                  sample_sd(&first));
    depth_row_add("quadratus plantae", "default path: muscle, a plantar bundle", "design", "J",
                  muscle > 0.9 * patients && nerve < 0.25 * patients, "%.0f %% and %.1f %%",
                  percent(muscle), percent(nerve));
    all_hold(before);
}

// ---- shoulder blade, neck -----------------------------------------------------------------------

static void infraspinatus(void **state)
{
    (void)state;
    const tb_vec3 straight = {0.0, 0.0, 1.0};
    const int before = depth_rows_failed;
    open_site("infraspinatus", 23.5, 3.2);
    clear(&first);
    clear(&second);
    int holes = 0, in_range = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        // the spine and the border of the scapula are bones of their own
        const double bone = tb_structure_cast_mm(&people.patient.structures[0], on_skin(0.0, 0.0),
                                                 straight, NO_REACH, NEEDLE_RADIUS_MM);
        sample_add(&first, bone);
        in_range += inside(bone, 18.0, 35.0);
        sample_add(&second, meets(on_skin(0.0, 0.0), straight, NO_REACH, "pleura"));
        holes += people.patient.structures[0].hole_radius_mm > 0.0;
    }
    depth_row_add("infraspinatus", "skin to the blade of the scapula", "18-35", "M",
                  inside(sample_mean(&first), 21.0, 29.0) && in_range > 0.85 * patients,
                  "%.1f +- %.1f, %.0f %% in 18-35", sample_mean(&first), sample_sd(&first),
                  percent(in_range));
    depth_row_add("infraspinatus", "pleura behind the blade", "40-65", "S fossa-defect-page",
                  inside(sample_mean(&second), 40.0, 65.0), "%.1f +- %.1f", sample_mean(&second),
                  sample_sd(&second));
    depth_row_add("infraspinatus", "a hole in the blade", "about 8 %", "S fossa-defect-page",
                  near_to(percent(holes), 8.0, 3.0), "%.1f %%", percent(holes));
    all_hold(before);
}

static const char *const neck_bones[] = {"c2_lamina", "c2_spinous", "c1_arch",   "c1_lateral_mass",
                                         "occiput",   "c2_body",    "c3_lamina", NULL};
static const char *const lamina[] = {"c2_lamina", "c2_spinous", NULL};
static const char *const sensitive[] = {"cord",
                                        "vertebral_a",
                                        "c2_ganglion",
                                        "greater_occipital_n",
                                        "suboccipital_venous_plexus",
                                        "deep_cervical_v",
                                        "third_occipital_n",
                                        "occipital_a",
                                        NULL};

/// Aim by the hand or by ultrasound: a fit to the study.
static void oci_guided(void)
{
    static const struct {
        const char *name, *published;
        double aim_mm, aim_deg;
        bool by_hand;
        double muscle_lo, muscle_hi, pierced_lo, pierced_hi;
    } rows[] = {
        {"by palpation: in the muscle, through a sensitive structure", "40 and 38 %", 7.0, 8.0,
         true, 0.26, 0.55, 0.24, 0.53},
        {"by ultrasound: the same", "100 and 4 %", 1.2, 1.5, false, 0.93, 1.0, 0.0, 0.14},
    };
    for (size_t i = 0; i < 2; ++i) {
        open_site("obliquus-capitis-inferior", 23.5, 4.0);
        int muscle = 0, pierced = 0;
        for (int k = 0; k < patients; ++k) {
            any_patient();
            const tb_vec3 o = on_skin(1.0 + normal(rows[i].aim_mm), -8.0 + normal(rows[i].aim_mm));
            const double aim_rad = tb_rad_from_deg(rows[i].aim_deg);
            const tb_vec3 d = tb_vec3_unit(tb_vec3_add(
                approach_direction(0.0, 0.0), (tb_vec3){normal(aim_rad), normal(aim_rad), 0.0}));
            double from = 0.0, to = 0.0;
            const bool met = crosses_muscle(o, d, 50.0, &from, &to);
            const double wanted = rows[i].by_hand ? 42.0 + normal(5.0)
                                  : met           ? 0.5 * (from + to)
                                                  : 32.0;
            const double depth = fmin(meets_any(o, d, 50.0, neck_bones), wanted);
            muscle += met && from <= depth;
            pierced += meets_any(o, d, 50.0, sensitive) <= depth;
        }
        depth_row_add("obliquus capitis inferior", rows[i].name, rows[i].published,
                      "S rodriguez-sanz-2025",
                      inside(percent(muscle) / 100.0, rows[i].muscle_lo, rows[i].muscle_hi) &&
                          inside(percent(pierced) / 100.0, rows[i].pierced_lo, rows[i].pierced_hi),
                      "%.0f and %.0f %%", percent(muscle), percent(pierced));
    }
}

static void oci_techniques(void)
{
    static const struct {
        const char *name, *published;
        double t_mm, b_mm, lateral_deg, cranial_deg, lo, hi;
    } rows[] = {
        {"caudal-medial, 50 mm: lamina, cord", "60-74 %; at least 1 in 42", -1.0, -4.0, -8.0, -12.0,
         0.5, 0.84},
        {"cranial-medial, 50 mm: lamina, cord", "14-17 % (an expert 67 %); fewer", 2.0, 6.0, -10.0,
         16.0, 0.05, 0.35},
    };
    for (size_t i = 0; i < 2; ++i) {
        open_site("obliquus-capitis-inferior", 23.5, 4.0);
        int reached = 0, cord = 0;
        for (int k = 0; k < patients; ++k) {
            any_patient();
            const tb_vec3 o = on_skin(rows[i].t_mm + normal(5.0), rows[i].b_mm + normal(5.0));
            const double lateral = tb_rad_from_deg(rows[i].lateral_deg + normal(7.0));
            const double cranial = tb_rad_from_deg(rows[i].cranial_deg + normal(7.0));
            const tb_vec3 d = from_body(tb_sin(lateral) / tb_cos(lateral), 1.0,
                                        tb_sin(cranial) / tb_cos(cranial));
            const double to_cord = meets(o, d, 50.0, "cord");
            const double bone = meets_any(o, d, 50.0, neck_bones);
            const double to_lamina = meets_any(o, d, 50.0, lamina);
            reached += to_lamina <= bone && to_lamina < to_cord;
            cord += to_cord < bone;
        }
        depth_row_add("obliquus capitis inferior", rows[i].name, rows[i].published,
                      "S oci-experience-2021",
                      inside(percent(reached) / 100.0, rows[i].lo, rows[i].hi) &&
                          inside(percent(cord) / 100.0, 0.003, 0.15),
                      "%.0f and %.1f %%", percent(reached), percent(cord));
    }
}

static void oci_default(void)
{
    static const char *const lethal[] = {"cord", "vertebral_a", NULL};
    open_site("obliquus-capitis-inferior", 23.5, 4.0);
    clear(&first);
    int muscle = 0, harmed = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_vec3 o = on_skin(1.0 + normal(2.0), -8.0 + normal(2.0));
        const tb_vec3 d = approach_direction(normal(3.0), normal(8.0));
        double from = 0.0, to = 0.0;
        muscle += crosses_muscle(o, d, 60.0, &from, &to) && from < 40.0;
        const double bone = meets_any(o, d, 60.0, neck_bones);
        harmed += meets_any(o, d, 60.0, lethal) < bone;
        sample_add(&first, meets(o, d, 60.0, "c2_lamina"));
    }
    depth_row_add("obliquus capitis inferior",
                  "default path: muscle within 40 mm; cord or artery before bone; depth of the "
                  "lamina",
                  "15 of 15; -; 40", "S oci-validation-2020",
                  muscle > 0.75 * patients && harmed < 0.02 * patients, "%.0f %%; %.1f %%; %.1f",
                  percent(muscle), percent(harmed), sample_mean(&first));
    open_site("obliquus-capitis-inferior", 22.0, 2.5);
    int bone[2] = {0, 0};
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_vec3 o = on_skin(1.0 + normal(2.0), -8.0 + normal(2.0));
        const double met =
            meets_any(o, approach_direction(normal(3.0), normal(8.0)), 60.0, neck_bones);
        bone[0] += met <= 40.0;
        bone[1] += met <= 45.0;
    }
    depth_row_add("obliquus capitis inferior",
                  "40 mm needle on bone at BMI 22: resting skin, skin pressed 5 mm", "15 of 15",
                  "S oci-validation-2020", bone[1] >= 0.78 * patients, "%.0f and %.0f %%",
                  percent(bone[0]), percent(bone[1]));
}

static void obliquus_capitis_inferior(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    open_site("obliquus-capitis-inferior", 23.5, 4.0);
    clear(&first);
    for (int k = 0; k < patients; ++k) {
        any_patient();
        for (int i = 0; i < people.patient.structure_count; ++i) {
            const tb_structure *s = &people.patient.structures[i];
            if (strcmp(s->id, "c2_spinous") == 0) { // felt by a probe 2 mm wide
                sample_add(&first, tb_structure_cast_mm(s, on_skin(-22.7, 2.1),
                                                        (tb_vec3){0.0, 0.0, 1.0}, NO_REACH, 1.0));
            }
        }
    }
    depth_row_add("obliquus capitis inferior", "skin to the spinous process of C2", "37 +- 7.3",
                  "S rcpmaj-2025",
                  near_to(sample_mean(&first), 37.0, 2.5) && near_to(sample_sd(&first), 7.3, 2.0),
                  "%.1f +- %.1f", sample_mean(&first), sample_sd(&first));
    oci_guided();
    oci_techniques();
    oci_default();
    all_hold(before);
}

static void sternocleidomastoid(void **state)
{
    (void)state;
    static const char *const vessels[] = {"carotid_sheath", "jugular_int", NULL};
    const int before = depth_rows_failed;
    open_site("sternocleidomastoid-roll", 23.5, 3.2);
    clear(&first);
    clear(&second);
    int bad = 0, good = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_vec3 resting = {0.0, 0.0, tb_anatomy_patch_mm(&people.patient, 0.0, 0.0)};
        sample_add(&first, meets(resting, (tb_vec3){0.0, 0.0, 1.0}, NO_REACH, "carotid"));
        sample_add(&second, 2.0 * people.patient.roll.half_width_mm);
        tb_vec3 o, d;
        roll_needle(6.0, 70.0, 100.0, &o, &d);
        bad += !isinf(meets_any(o, d, 30.0, vessels));
        double from = 0.0, to = 0.0;
        good += crosses_muscle(o, d, 30.0, &from, &to) && to - from > 4.0;
    }
    depth_row_add("sternocleidomastoid, roll", "carotid sheath below resting skin, along n",
                  "13-31", "S chou-2015",
                  inside(sample_mean(&first), 17.0, 25.0) && sample_share(&first, 13.0, 31.0) > 0.9,
                  "%.1f +- %.1f", sample_mean(&first), sample_sd(&first));
    depth_row_add("sternocleidomastoid, roll", "pinch thickness", "-", "J", true, "%.1f +- %.1f",
                  sample_mean(&second), sample_sd(&second));
    depth_row_add("sternocleidomastoid, roll",
                  "through the roll, 30 mm: a great vessel met; more than 4 mm of muscle",
                  "never; mostly", "J", bad == 0 && good > 0.85 * patients, "%d of %d; %.0f %%",
                  bad, patients, percent(good));
    all_hold(before);
}

// ---- the way to every trigger point -------------------------------------------------------------

static const char *const needled_sites[] = {"upper-trapezius-roll",    "levator-scapulae",
                                            "quadratus-lumborum",      "piriformis",
                                            "gluteus-medius",          "gastrocnemius-medial",
                                            "gastrocnemius-lateral",   "flexor-digitorum-brevis",
                                            "abductor-hallucis",       "quadratus-plantae",
                                            "infraspinatus",           "obliquus-capitis-inferior",
                                            "sternocleidomastoid-roll"};

/// Length of the way back along a direction to the skin; of a roll to the face it came through.
static double way_mm(tb_vec3 centre, tb_vec3 direction)
{
    double along = 0.0;
    while (along < 150.0) {
        const tb_vec3 at = tb_vec3_along(centre, direction, -along);
        const double roll =
            people.patient.roll.present ? tb_roll_depth_mm(&people.patient.roll, at) : -1.0;
        const bool below = at.z > tb_anatomy_patch_mm(&people.patient, at.x, at.y);
        if (roll < 0.0 && (people.patient.roll.present || !below)) {
            break;
        }
        along += 0.1;
    }
    return along;
}

/// One row per trigger point: the site's own direction led through the drawn point, in patients of
/// BMI 23.5 +- 3.2: how deep, in the muscle, what is met before it, and whether a needle pushed 20
/// mm further would meet something lethal before bone.
static void path_row(const char *name, int index)
{
    const uint32_t bone = 1u << TB_HAZARD_BONE, lethal = 1u << TB_HAZARD_LETHAL;
    static char quantities[64][DEPTH_TEXT];
    static int used;
    open_site(name, 23.5, 3.2);
    const tb_site_point *point = &people.site.trigger_points[index];
    tb_case *model = &people.model;
    model->point_choice = TB_POINTS_LISTED;
    model->point_count = 1;
    model->points[0] = (tb_case_point){.state = TB_TRIGGER_POINT_ACTIVE, .probability = 1.0};
    memcpy(model->points[0].id, point->id, TB_ID_SIZE);
    const bool own = point->approach_tilt_deg >= 0.0;
    const tb_vec3 d = own ? towards(point->approach_tilt_deg, point->approach_azimuth_deg)
                          : approach_direction(0.0, 0.0);
    clear(&first);
    int muscle = 0, hazard = 0, bony = 0, beyond = 0;
    for (int k = 0; k < patients / 2; ++k) {
        const tb_anatomy *a = any_patient();
        const tb_vec3 centre = a->trigger_points[0].centre_mm;
        const double way = way_mm(centre, d);
        const tb_vec3 o = tb_vec3_along(centre, d, -way);
        sample_add(&first, way);
        muscle += tb_anatomy_in_target(a, centre);
        hazard += tb_anatomy_cast(a, o, d, way, ~(bone | 1u << TB_HAZARD_NONE)).structure >= 0;
        bony += tb_anatomy_cast(a, o, d, way, bone).structure >= 0;
        const tb_ray_hit hit = tb_anatomy_cast(a, o, d, way + 20.0, bone | lethal);
        beyond += hit.structure >= 0 && a->structures[hit.structure].hazard == TB_HAZARD_LETHAL;
    }
    model->point_choice = TB_POINTS_DRAWN;
    const double share = 200.0 / patients;
    char *quantity = quantities[used++ % 64];
    snprintf(quantity, DEPTH_TEXT, "way to the %s", point->label);
    depth_row_add(name, quantity, "in the muscle, past every hazard", "J",
                  muscle * share > 98.0 && hazard * share < 8.0 && bony * share < 20.0 &&
                      beyond * share < 1.0,
                  "%.1f +- %.1f deep; in the muscle %.0f %%; nerve, vessel or organ before it "
                  "%.1f %%, bone %.0f %%; lethal within 20 mm beyond %.1f %%",
                  sample_mean(&first), sample_sd(&first), muscle * share, hazard * share,
                  bony * share, beyond * share);
}

static void ways_are_clear(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    for (size_t k = 0; k < sizeof needled_sites / sizeof needled_sites[0]; ++k) {
        open_site(needled_sites[k], 23.5, 3.2);
        for (int i = 0; i < people.site.trigger_point_count; ++i) {
            path_row(needled_sites[k], i);
        }
    }
    all_hold(before);
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    bool table = false;
    for (int k = 1; k < argc; ++k) {
        table = table || strcmp(argv[k], "--table") == 0;
        if (strcmp(argv[k], "--patients") == 0 && k + 1 < argc) {
            patients = atoi(argv[k + 1]);
            patients = patients < 100 ? 100 : patients > 10000 ? 10000 : patients;
        }
    }
    TB_TEST(&list, upper_trapezius_flat);
    TB_TEST(&list, upper_trapezius_roll);
    TB_TEST(&list, levator_scapulae);
    TB_TEST(&list, quadratus_lumborum);
    TB_TEST(&list, piriformis);
    TB_TEST(&list, gluteus_medius);
    TB_TEST(&list, gastrocnemius);
    TB_TEST(&list, foot);
    TB_TEST(&list, infraspinatus);
    TB_TEST(&list, obliquus_capitis_inferior);
    TB_TEST(&list, sternocleidomastoid);
    TB_TEST(&list, ways_are_clear);
    const int failed = tb_test_run(&list, "patients");
    if (table) {
        depth_rows_print(stdout);
    }
    return failed;
}
