// Draw a patient from a case: every variation the file states, each group of draws from its own
// random stream.
#include "tautband/anatomy/anatomy.h"

#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { REDRAWS = 64 };
static const double SHIFT_LIMIT_SD = 2.5;

/// Random numbers of one patient; the nominal patient draws nothing.
typedef struct dice {
    tb_rng rng;
    bool nominal;
} dice;

static dice dice_for(uint64_t seed, tb_rng_stream stream)
{
    dice d = {.nominal = seed == 0};
    tb_rng_seed(&d.rng, seed, (uint64_t)stream);
    return d;
}

/// Normal deviate within +-limit, redrawn beyond.
static double bounded_normal(dice *d, double limit)
{
    for (int k = 0; k < REDRAWS && !d->nominal; ++k) {
        const double z = tb_rng_normal(&d->rng);
        if (fabs(z) <= limit) {
            return z;
        }
    }
    return 0.0;
}

/// Log-normal with a given mean and coefficient of variation, redrawn outside [lo, hi].
static double log_normal(dice *d, double mean, double cv, double lo, double hi)
{
    const double variance = tb_log(1.0 + cv * cv), sd = sqrt(variance);
    for (int k = 0; k < REDRAWS && !d->nominal; ++k) {
        const double x = mean * tb_exp(sd * tb_rng_normal(&d->rng) - 0.5 * variance);
        if (x >= lo && x <= hi) {
            return x;
        }
    }
    return mean;
}

/// Normal around the middle of a range with its ends two SD away.
static double in_range(dice *d, double middle, double lo, double hi)
{
    const double z = bounded_normal(d, 2.0);
    return tb_clamp(z < 0.0 ? middle + 0.5 * z * (middle - lo) : middle + 0.5 * z * (hi - middle),
                    lo, hi);
}

static bool happens(dice *d, double probability)
{
    return d->nominal ? probability > 0.5 : tb_rng_uniform(&d->rng) < probability;
}

static double build_factor(tb_layer_scaling scaling, double bmi, bool male, bool nominal)
{
    const double by_bmi = tb_clamp(1.0 + 0.08 * (bmi - 23.0), 0.4, 3.5);
    if (nominal) {
        return 1.0;
    }
    switch (scaling) {
    case TB_SCALING_FAT_LIMB:
        return by_bmi * (male ? 0.84 : 1.19);
    case TB_SCALING_FAT_TRUNK:
        return by_bmi * (male ? 0.92 : 1.08);
    case TB_SCALING_MUSCLE_CALF:
        return male ? 1.13 : 0.88;
    case TB_SCALING_MUSCLE_UPPER:
        return male ? 1.15 : 0.85;
    case TB_SCALING_NONE:
        break;
    }
    return 1.0;
}

static int layer_index(const tb_anatomy *anatomy, const char *id)
{
    for (int k = 0; k < anatomy->layer_count; ++k) {
        if (strcmp(anatomy->layers[k].id, id) == 0) {
            return k;
        }
    }
    return -1;
}

static void draw_layers(const tb_case *model, dice *d, tb_anatomy *out)
{
    out->layer_count = model->layer_count;
    for (int k = 0; k < model->layer_count; ++k) {
        const tb_case_layer *from = &model->layers[k];
        tb_layer *layer = &out->layers[k];
        memcpy(layer->id, from->id, sizeof layer->id);
        memcpy(layer->label, from->label, sizeof layer->label);
        layer->tissue = (tb_tissue)from->tissue;
        layer->thickness_mm =
            log_normal(d, from->thickness_mm, from->cv, from->lo_mm, from->hi_mm) *
            build_factor((tb_layer_scaling)from->scaling, out->bmi, out->sex == 1, d->nominal);
        layer->gt = from->gt;
        layer->gb = from->gb;
        layer->ktt_per_mm = from->ktt_per_mm;
        layer->kbb_per_mm = from->kbb_per_mm;
    }
    out->target_layer = layer_index(out, model->target_layer);
    out->stop_layer = layer_index(out, model->approach.stop_layer);
}

static void bound_structure(tb_structure *structure)
{
    structure->box_lo_mm = (tb_vec3){INFINITY, INFINITY, INFINITY};
    structure->box_hi_mm = (tb_vec3){-INFINITY, -INFINITY, -INFINITY};
    for (int k = 0; k < structure->point_count; ++k) {
        const tb_chain_point *p = &structure->points[k];
        tb_vec3 *lo = &structure->box_lo_mm, *hi = &structure->box_hi_mm;
        lo->x = fmin(lo->x, p->t_mm - p->radius_mm);
        lo->y = fmin(lo->y, p->b_mm - p->radius_mm);
        lo->z = fmin(lo->z, p->n_mm - p->radius_mm);
        hi->x = fmax(hi->x, p->t_mm + p->radius_mm);
        hi->y = fmax(hi->y, p->b_mm + p->radius_mm);
        hi->z = fmax(hi->z, p->n_mm + p->radius_mm);
    }
}

static void draw_structures(const tb_case *model, dice *d, tb_anatomy *out)
{
    out->structure_count = model->structure_count;
    for (int k = 0; k < model->structure_count; ++k) {
        const tb_case_structure *from = &model->structures[k];
        tb_structure *structure = &out->structures[k];
        memcpy(structure->id, from->id, sizeof structure->id);
        memcpy(structure->label, from->label, sizeof structure->label);
        memcpy(structure->distribution, from->distribution, sizeof structure->distribution);
        structure->tissue = (tb_tissue)from->tissue;
        structure->hazard = (tb_hazard_class)from->hazard;
        structure->point_count = from->point_count;
        // it moves with the layers it lies under: their thickness beyond the nominal carries it
        // deeper
        double follow_mm = 0.0;
        const int follow = layer_index(out, from->follow);
        for (int n = 0; n <= follow; ++n) {
            follow_mm +=
                from->follow_weight * (out->layers[n].thickness_mm - model->layers[n].thickness_mm);
        }
        const double dt = from->shift_sd_mm[0] * bounded_normal(d, SHIFT_LIMIT_SD);
        const double db = from->shift_sd_mm[1] * bounded_normal(d, SHIFT_LIMIT_SD);
        const double dn = from->shift_sd_mm[2] * bounded_normal(d, SHIFT_LIMIT_SD);
        for (int p = 0; p < from->point_count; ++p) {
            const tb_chain_point *q = &from->points[p];
            structure->points[p] = (tb_chain_point){q->t_mm + dt, q->b_mm + db,
                                                    q->n_mm + dn + follow_mm, q->radius_mm};
        }
        bound_structure(structure);
    }
}

/// Site coordinates of a point given by its share of the target muscle's depth.
static tb_vec3 in_muscle(const tb_anatomy *anatomy, double t_mm, double b_mm, double fraction)
{
    const double top = tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer, t_mm, b_mm);
    const double deep = tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer + 1, t_mm, b_mm);
    return (tb_vec3){t_mm, b_mm, top + fraction * (deep - top)};
}

static bool in_entry_region(const tb_case *model, double t_mm, double b_mm)
{
    const double u = (t_mm - model->approach.entry_t_mm) / model->approach.entry_semi_mm[0];
    const double v = (b_mm - model->approach.entry_b_mm) / model->approach.entry_semi_mm[1];
    return u * u + v * v <= 1.0;
}

/// The nodule's thickness must fit between the faces of this patient's muscle.
static bool fits_muscle(const tb_anatomy *anatomy, double t_mm, double b_mm, double fraction,
                        double semi_mm)
{
    const double top = tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer, t_mm, b_mm);
    const double deep = tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer + 1, t_mm, b_mm);
    return fraction * (deep - top) >= semi_mm && (1.0 - fraction) * (deep - top) >= semi_mm;
}

/// A trigger point's jitter, redrawn until it stays inside its muscle and, when the case puts it
/// under the entry region, there. A muscle too thin for the nodule keeps it half-way.
static void draw_jitter(const tb_case *model, const tb_case_trigger_point *point,
                        const tb_anatomy *anatomy, dice *d, double jitter[3])
{
    memset(jitter, 0, 3 * sizeof *jitter);
    if (d->nominal) {
        return;
    }
    const bool under_entry = in_entry_region(model, point->t_mm, point->b_mm);
    for (int k = 0; k < REDRAWS; ++k) {
        double drawn[3];
        for (int axis = 0; axis < 3; ++axis) {
            drawn[axis] = point->jitter_sd[axis] * bounded_normal(d, SHIFT_LIMIT_SD);
        }
        const double t_mm = point->t_mm + drawn[0], b_mm = point->b_mm + drawn[1];
        if ((!under_entry || in_entry_region(model, t_mm, b_mm)) &&
            fits_muscle(anatomy, t_mm, b_mm, point->fraction + drawn[2], point->semi_axes_mm[2])) {
            memcpy(jitter, drawn, sizeof drawn);
            return;
        }
    }
    jitter[2] = 0.5 - point->fraction;
}

static void draw_loci(const tb_case_trigger_point *from, dice *d, tb_trigger_point *point)
{
    const int wanted =
        d->nominal ? (int)(from->loci_mean + 0.5) : tb_rng_poisson(&d->rng, from->loci_mean);
    dice spread = *d;
    spread.nominal = false; // a nominal patient still has loci in more than one place
    point->locus_count = wanted < TB_LOCI_MAX ? wanted : TB_LOCI_MAX;
    if (from->state == TB_TRIGGER_POINT_ACTIVE && point->locus_count == 0) {
        point->locus_count = 1; // a point without any locus is not active
    }
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, point->fibre));
    const tb_vec3 third = tb_vec3_cross(point->fibre, across);
    for (int k = 0; k < point->locus_count; ++k) {
        double u, v, w;
        do {
            u = 2.0 * tb_rng_uniform(&spread.rng) - 1.0;
            v = 2.0 * tb_rng_uniform(&spread.rng) - 1.0;
            w = 2.0 * tb_rng_uniform(&spread.rng) - 1.0;
        } while (u * u + v * v + w * w > 1.0);
        tb_vec3 place =
            tb_vec3_along(point->centre_mm, point->fibre, u * from->loci_semi_axes_mm[0]);
        place = tb_vec3_along(place, across, v * from->loci_semi_axes_mm[1]);
        place = tb_vec3_along(place, third, w * from->loci_semi_axes_mm[2]);
        point->loci[k].place_mm = place;
        point->loci[k].excitability = tb_exp(-0.125 + 0.5 * tb_rng_normal(&spread.rng));
    }
    d->rng = spread.rng;
}

static void draw_band(const tb_case_band *from, const double jitter[3], int trigger_point, dice *d,
                      tb_anatomy *out)
{
    tb_band *band = &out->bands[out->band_count++];
    memcpy(band->id, from->id, sizeof band->id);
    band->trigger_point = trigger_point;
    band->point_count = from->point_count;
    for (int p = 0; p < from->point_count; ++p) {
        band->points_mm[p] =
            in_muscle(out, from->points[p][0] + jitter[0], from->points[p][1] + jitter[1],
                      tb_clamp(from->points[p][2] + jitter[2], 0.05, 0.95));
    }
    band->radius_mm = in_range(d, from->radius_mm, from->radius_lo_mm, from->radius_hi_mm);
    band->stiffness_ratio =
        in_range(d, from->stiffness_ratio, from->stiffness_lo, from->stiffness_hi);
}

/// Direction of a band at the place nearest to a point; at a station, of the chord around it.
static tb_vec3 fibre_at(const tb_band *band, tb_vec3 place_mm)
{
    int from = 0, to = band->point_count - 1;
    double best = INFINITY;
    for (int k = 0; k + 1 < band->point_count; ++k) {
        const tb_vec3 a = band->points_mm[k], along = tb_vec3_sub(band->points_mm[k + 1], a);
        const double share = tb_clamp(
            tb_vec3_dot(tb_vec3_sub(place_mm, a), along) / tb_vec3_dot(along, along), 0.0, 1.0);
        const double distance = tb_vec3_distance(tb_vec3_along(a, along, share), place_mm);
        if (distance < best) {
            best = distance;
            from = k - (share < 0.01 && k > 0 ? 1 : 0);
            to = k + 1 + (share > 0.99 && k + 2 < band->point_count ? 1 : 0);
        }
    }
    return tb_vec3_unit(tb_vec3_sub(band->points_mm[to], band->points_mm[from]));
}

static void draw_trigger_points(const tb_case *model, dice *d, tb_anatomy *out)
{
    out->symptomatic = -1;
    for (int k = 0; k < model->trigger_point_count; ++k) {
        const tb_case_trigger_point *from = &model->trigger_points[k];
        double jitter[3];
        const bool present = happens(d, from->probability);
        draw_jitter(model, from, out, d, jitter);
        if (!present) {
            continue;
        }
        const int index = out->trigger_point_count++;
        tb_trigger_point *point = &out->trigger_points[index];
        memcpy(point->id, from->id, sizeof point->id);
        memcpy(point->label, from->label, sizeof point->label);
        point->state = (tb_trigger_point_state)from->state;
        point->centre_mm = in_muscle(out, from->t_mm + jitter[0], from->b_mm + jitter[1],
                                     from->fraction + jitter[2]);
        point->surface_t_mm = point->centre_mm.x;
        point->surface_b_mm = point->centre_mm.y;
        memcpy(point->semi_axes_mm, from->semi_axes_mm, sizeof point->semi_axes_mm);
        point->band = -1;
        point->fibre = (tb_vec3){1.0, 0.0, 0.0};
        for (int b = 0; b < model->band_count; ++b) {
            if (strcmp(model->bands[b].trigger_point, from->id) == 0) {
                point->band = point->band < 0 ? out->band_count : point->band;
                draw_band(&model->bands[b], jitter, index, d, out);
            }
        }
        if (point->band >= 0) {
            point->fibre = fibre_at(&out->bands[point->band], point->centre_mm);
        }
        draw_loci(from, d, point);
        if (out->symptomatic < 0 && point->state == TB_TRIGGER_POINT_ACTIVE) {
            out->symptomatic = index;
        }
    }
    static const double no_jitter[3] = {0.0, 0.0, 0.0};
    for (int b = 0; b < model->band_count; ++b) {
        if (model->bands[b].trigger_point[0] == '\0') {
            draw_band(&model->bands[b], no_jitter, -1, d, out);
        }
    }
}

// Model defaults [J]: how wide a tender spot is, and how long, thick and stiff a cord without
// trigger point feels.
static const double TENDER_RADIUS_MM = 5.0, CORD_HALF_MM = 20.0, CORD_RADIUS_MM = 2.0,
                    CORD_STIFFNESS = 1.6;

static void draw_decoys(const tb_case *model, tb_anatomy *out)
{
    for (int k = 0; k < model->decoy_count; ++k) {
        const tb_case_decoy *from = &model->decoys[k];
        const tb_vec3 centre = in_muscle(out, from->t_mm, from->b_mm, from->fraction);
        if (from->kind == TB_DECOY_TENDER_ONLY) {
            out->tender_spots[out->tender_spot_count++] =
                (tb_tender_spot){centre, TENDER_RADIUS_MM};
            continue;
        }
        tb_band *band = &out->bands[out->band_count++];
        snprintf(band->id, sizeof band->id, "decoy%d", k + 1);
        band->trigger_point = -1;
        band->point_count = 3;
        for (int p = 0; p < 3; ++p) {
            band->points_mm[p] =
                in_muscle(out, from->t_mm + CORD_HALF_MM * (p - 1), from->b_mm, from->fraction);
        }
        band->radius_mm = CORD_RADIUS_MM;
        band->stiffness_ratio = CORD_STIFFNESS;
    }
}

static void draw_person(const tb_case *model, dice *d, tb_anatomy *out)
{
    static const double drop_probability = 0.4, weight_spread = 0.3;
    for (int k = 0; k < model->referral_count; ++k) {
        tb_case_referral *zone = &out->referral[out->referral_count];
        *zone = model->referral[k];
        const bool dropped =
            zone->weight < 1.0 && !d->nominal && tb_rng_uniform(&d->rng) < drop_probability;
        const double jitter =
            d->nominal ? 0.0 : weight_spread * (2.0 * tb_rng_uniform(&d->rng) - 1.0);
        zone->weight *= 1.0 + jitter;
        out->referral_count += dropped ? 0 : 1;
    }
    // women feel pressure sooner: x 0.87 against men x 1.13 (Chesterton 2003, from memory); spread
    // between people as stated
    const double by_sex = d->nominal ? 1.0 : out->sex == 1 ? 1.13 : 0.87;
    const double person = log_normal(d, 1.0, model->patient.pain_threshold_cv, 0.45, 2.2);
    for (int k = 0; k < 3; ++k) {
        out->pain_threshold_kpa[k] = model->patient.pain_threshold_kpa[k] * by_sex * person;
    }
    out->pain_sensitivity = tb_clamp(1.0 / sqrt(person), 0.7, 1.4);
}

void tb_anatomy_draw(const tb_case *model, uint64_t seed, tb_anatomy *out)
{
    memset(out, 0, sizeof *out);
    out->seed = seed;
    out->sex = model->patient.sex;
    dice body = dice_for(seed, TB_RNG_ANATOMY), points = dice_for(seed, TB_RNG_TRIGGER_POINTS);
    dice person = dice_for(seed, TB_RNG_PERSON);
    out->bmi =
        tb_clamp(model->patient.bmi + model->patient.bmi_sd * bounded_normal(&body, SHIFT_LIMIT_SD),
                 17.0, 40.0);
    out->radius_t_mm = model->site.radius_t_mm;
    out->radius_b_mm = model->site.radius_b_mm;
    memcpy(out->extent_t_mm, model->site.extent_t_mm, sizeof out->extent_t_mm);
    memcpy(out->extent_b_mm, model->site.extent_b_mm, sizeof out->extent_b_mm);
    out->base_depth_mm = model->base_depth_mm;
    draw_layers(model, &body, out);
    draw_structures(model, &body, out);
    draw_trigger_points(model, &points, out);
    draw_decoys(model, out);
    draw_person(model, &person, out);
}
