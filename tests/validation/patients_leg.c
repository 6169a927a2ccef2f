// Patients against published measurements: calf and foot.
#include "patients.h"

void gastrocnemius(void **state)
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

void foot(void **state)
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
