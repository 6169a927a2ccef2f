// Patients against published measurements: obliquus capitis inferior, sternocleidomastoid.
#include "patients.h"

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

void obliquus_capitis_inferior(void **state)
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

void sternocleidomastoid(void **state)
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
