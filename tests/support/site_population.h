/// Drawing many patients of one site, casting needles into them, and collecting what they meet.
/// Header only but for `people`.
#ifndef TB_SITE_POPULATION_H
#define TB_SITE_POPULATION_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"
#include "tautband/core/units.h"

#include "site_support.h"

#include <math.h>

enum { WOMAN = 0, MAN = 1, EITHER = -1 };

/// A shipped site with a stream of patients.
typedef struct population {
    tb_site site;
    tb_case model;
    tb_anatomy patient;
    tb_rng rng;
    double bmi_mean, bmi_sd;
    uint64_t next_seed;
} population;

/// Everything a shaft of 0.3 mm meets.
static const double NEEDLE_RADIUS_MM = 0.15;

extern population people; ///< large: one at a time; defined by the program

static inline double normal(double sd)
{
    return sd * tb_rng_normal(&people.rng);
}

static inline double normal_within(double sd, double limit_sd)
{
    double z;
    do {
        z = tb_rng_normal(&people.rng);
    } while (fabs(z) > limit_sd);
    return sd * z;
}

static inline double uniform(double lo, double hi)
{
    return lo + (hi - lo) * tb_rng_uniform(&people.rng);
}

static inline void open_site_from(const char *folder, const char *name, double bmi_mean,
                                  double bmi_sd)
{
    if (strcmp(people.site.id, name) != 0) {
        load_site_from(folder, name, &people.site);
        tb_case_of_site(&people.site, &people.model);
    }
    people.bmi_mean = bmi_mean;
    people.bmi_sd = bmi_sd;
    people.next_seed = 1;
    tb_rng_seed(&people.rng, 1, TB_RNG_SCENE);
}

static inline void open_site(const char *name, double bmi_mean, double bmi_sd)
{
    open_site_from("assets/sites", name, bmi_mean, bmi_sd);
}

/// Next patient, with a given sex or BMI, or drawn (log-normal within 17 to 40).
static inline const tb_anatomy *draw_patient(int sex, double bmi)
{
    const double cv = people.bmi_sd / people.bmi_mean, variance = tb_log(1.0 + cv * cv);
    double drawn;
    do {
        drawn =
            people.bmi_mean * tb_exp(sqrt(variance) * tb_rng_normal(&people.rng) - 0.5 * variance);
    } while (drawn < 17.0 || drawn > 40.0);
    const double u = tb_rng_uniform(&people.rng);
    people.model.patient.sex = sex == EITHER ? u < 0.5 : sex;
    people.model.patient.bmi = bmi > 0.0 ? bmi : drawn;
    people.model.patient.bmi_sd = 0.0;
    tb_anatomy_draw(&people.model, people.next_seed++, &people.patient);
    return &people.patient;
}

static inline const tb_anatomy *any_patient(void)
{
    return draw_patient(EITHER, 0.0);
}

static inline tb_vec3 on_skin(double t, double b)
{
    return (tb_vec3){t, b, tb_anatomy_skin_mm(&people.patient, t, b)};
}

static inline tb_vec3 towards(double tilt_deg, double azimuth_deg)
{
    return tb_needle_direction(tb_rad_from_deg(tilt_deg), tb_rad_from_deg(azimuth_deg));
}

static inline tb_vec3 approach_direction(double tilt_off_deg, double azimuth_off_deg)
{
    return towards(people.site.approach.tilt_deg + tilt_off_deg,
                   people.site.approach.azimuth_deg + azimuth_off_deg);
}

/// Site frame from (lateral, anterior, superior).
static inline tb_vec3 from_body(double lateral, double anterior, double superior)
{
    const tb_site *s = &people.site;
    const double d[3] = {lateral, anterior, superior};
    tb_vec3 out = {0.0, 0.0, 0.0};
    for (int k = 0; k < 3; ++k) {
        out.x += s->axis_t[k] * d[k];
        out.y += s->axis_b[k] * d[k];
        out.z += s->axis_n[k] * d[k];
    }
    return tb_vec3_unit(out);
}

/// First contact with any structure whose id starts with one of the given prefixes (a list ended by
/// NULL); INFINITY for none.
static inline double meets_any(tb_vec3 origin, tb_vec3 direction, double reach_mm,
                               const char *const *prefixes)
{
    double best = INFINITY;
    for (int k = 0; k < people.patient.structure_count; ++k) {
        const tb_structure *s = &people.patient.structures[k];
        for (int p = 0; prefixes[p] != NULL; ++p) {
            if (strncmp(s->id, prefixes[p], strlen(prefixes[p])) == 0) {
                best = fmin(best,
                            tb_structure_cast_mm(s, origin, direction, reach_mm, NEEDLE_RADIUS_MM));
            }
        }
    }
    return best;
}

static inline double meets(tb_vec3 origin, tb_vec3 direction, double reach_mm, const char *prefix)
{
    const char *const prefixes[] = {prefix, NULL};
    return meets_any(origin, direction, reach_mm, prefixes);
}

/// Stretch of a ray inside the muscle, in steps of 0.5 mm; false when it never enters.
static inline bool crosses_muscle(tb_vec3 origin, tb_vec3 direction, double reach_mm,
                                  double *from_mm, double *to_mm)
{
    bool met = false;
    for (double along = 0.0; along <= reach_mm; along += 0.5) {
        if (tb_anatomy_in_target(&people.patient, tb_vec3_along(origin, direction, along))) {
            *from_mm = met ? *from_mm : along;
            *to_mm = along;
            met = true;
        }
    }
    return met;
}

static inline double layer_top(int layer, double t, double b)
{
    return tb_anatomy_layer_top_mm(&people.patient, layer, t, b);
}

static inline int layer_of(const char *id)
{
    for (int k = 0; k < people.patient.layer_count; ++k) {
        if (strcmp(people.patient.layers[k].id, id) == 0) {
            return k;
        }
    }
    return -1;
}

static inline double thickness_of(const char *id, double t, double b)
{
    const int k = layer_of(id);
    return layer_top(k + 1, t, b) - layer_top(k, t, b);
}

// ---- samples ------------------------------------------------------------------------------------

enum { SAMPLES_MAX = 40000 };

/// Values met; infinite ones are counted and left out.
typedef struct sample {
    double values[SAMPLES_MAX];
    int count, missed;
} sample;

static inline void sample_add(sample *s, double value)
{
    if (isinf(value)) {
        s->missed += 1;
    } else if (s->count < SAMPLES_MAX) {
        s->values[s->count++] = value;
    }
}

static inline double sample_mean(const sample *s)
{
    double sum = 0.0;
    for (int k = 0; k < s->count; ++k) {
        sum += s->values[k];
    }
    return sum / s->count;
}

static inline double sample_sd(const sample *s)
{
    const double mean = sample_mean(s);
    double sum = 0.0;
    for (int k = 0; k < s->count; ++k) {
        sum += (s->values[k] - mean) * (s->values[k] - mean);
    }
    return sqrt(sum / (s->count - 1));
}

static inline int sample_order(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/// Value below which a share of the sample lies; sorts it.
static inline double sample_quantile(sample *s, double share)
{
    qsort(s->values, (size_t)s->count, sizeof s->values[0], sample_order);
    return s->values[(int)(share * (s->count - 1))];
}

/// Share of values in [lo, hi], of all that were met.
static inline double sample_share(const sample *s, double lo, double hi)
{
    int inside = 0;
    for (int k = 0; k < s->count; ++k) {
        inside += s->values[k] >= lo && s->values[k] <= hi;
    }
    return (double)inside / s->count;
}

static inline double correlation(const sample *a, const sample *b)
{
    const double ma = sample_mean(a), mb = sample_mean(b);
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (int k = 0; k < a->count; ++k) {
        const double x = a->values[k] - ma, y = b->values[k] - mb;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return ab / sqrt(aa * bb);
}

/// Limits of the exact 95 % interval of a proportion (Clopper and Pearson 1934), by bisection.
static inline void exact_interval(int met, int of, double *lo, double *hi)
{
    double limits[2] = {0.0, 1.0};
    for (int side = 0; side < 2; ++side) {
        double a = 0.0, b = 1.0;
        if ((side == 0 && met == 0) || (side == 1 && met == of)) {
            continue;
        }
        for (int n = 0; n < 60; ++n) {
            const double p = 0.5 * (a + b);
            double cumulated = 0.0, term = pow(1.0 - p, of);
            const int last = side == 0 ? met - 1 : met;
            for (int k = 0; k <= last; ++k) {
                cumulated += term;
                term *= p / (1.0 - p) * (of - k) / (k + 1);
            }
            const bool below = side == 0 ? 1.0 - cumulated < 0.025 : cumulated > 0.025;
            a = below ? p : a;
            b = below ? b : p;
        }
        limits[side] = a;
    }
    *lo = limits[0];
    *hi = limits[1];
}

#endif
