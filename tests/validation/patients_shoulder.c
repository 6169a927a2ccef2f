// Patients against published measurements: upper trapezius, levator scapulae, infraspinatus.
#include "patients.h"

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
        if (sex == MAN) {
            depth_row_add("upper trapezius, unlifted", "the same, skin at rest", "-", "J", true,
                          "%.1f +- %.1f", sample_mean(&first) / 0.8, sample_sd(&first) / 0.8);
        }
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

void upper_trapezius_flat(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    trapezius_hollow();
    trapezius_apex();
    trapezius_lengths();
    all_hold(before);
}

void upper_trapezius_roll(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    open_site("upper-trapezius-roll", 23.5, 3.2);
    clear(&first);
    clear(&second);
    clear(&third);
    int good = 0, lung[3] = {0, 0, 0}, nerve = 0;
    for (int k = 0; k < patients; ++k) {
        any_patient();
        const tb_vec3 straight = {0.0, 0.0, 1.0}, at_rest = {0.0, 0.0, 0.0};
        sample_add(&second, meets(on_skin(0.0, 0.0), straight, NO_REACH, "lung"));
        sample_add(&third, meets(at_rest, straight, NO_REACH, "lung"));
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
    // the grip lifts the skin off the chest by the roll's height, 14 mm
    const double lifted_mm = sample_mean(&second) - sample_mean(&third);
    depth_row_add("upper trapezius, roll", "straight down the crest, the wrong path: pleura",
                  "resting depth + lift", "J", near_to(lifted_mm, 14.0, 1.0),
                  "%.1f +- %.1f, at rest %.1f", sample_mean(&second), sample_sd(&second),
                  sample_mean(&third));
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

void levator_scapulae(void **state)
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

// ---- infraspinatus ------------------------------------------------------------------------------

void infraspinatus(void **state)
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
