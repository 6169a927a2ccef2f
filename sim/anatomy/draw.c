// Draw a patient from a case: every variation the files state, each group of draws from its own
// random stream.
#include "draw_internal.h"
#include "site_internal.h"

#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static tb_dice dice_for(uint64_t seed, tb_rng_stream stream)
{
    tb_dice d = {.nominal = seed == 0};
    tb_rng_seed(&d.rng, seed, (uint64_t)stream);
    return d;
}

double tb_dice_normal(tb_dice *d, double limit)
{
    for (int k = 0; k < TB_REDRAWS && !d->nominal; ++k) {
        const double z = tb_rng_normal(&d->rng);
        if (fabs(z) <= limit) {
            return z;
        }
    }
    return 0.0;
}

double tb_dice_log_normal(tb_dice *d, double mean, double cv, double lo, double hi)
{
    const double variance = tb_log(1.0 + cv * cv), sd = sqrt(variance);
    for (int k = 0; k < TB_REDRAWS && !d->nominal; ++k) {
        const double x = mean * tb_exp(sd * tb_rng_normal(&d->rng) - 0.5 * variance);
        if (x >= lo && x <= hi) {
            return x;
        }
    }
    return mean;
}

double tb_dice_range(tb_dice *d, double middle, double lo, double hi)
{
    const double z = tb_dice_normal(d, 2.0);
    return tb_clamp(z < 0.0 ? middle + 0.5 * z * (middle - lo) : middle + 0.5 * z * (hi - middle),
                    lo, hi);
}

bool tb_dice_happens(tb_dice *d, double probability)
{
    return d->nominal ? probability > 0.5 : tb_rng_uniform(&d->rng) < probability;
}

// ---- layers and muscle --------------------------------------------------------------------------

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

static void set_range(const double from_mm[2], int count, double to_mm[2])
{
    to_mm[0] = count == 2 ? from_mm[0] : -INFINITY;
    to_mm[1] = count == 2 ? from_mm[1] : INFINITY;
}

static void draw_layers(const tb_site *site, tb_dice *d, tb_anatomy *out)
{
    out->layer_count = site->layer_count;
    for (int k = 0; k < site->layer_count; ++k) {
        const tb_site_layer *from = &site->layers[k];
        tb_layer *layer = &out->layers[k];
        memcpy(layer->id, from->id, sizeof layer->id);
        memcpy(layer->label, from->label, sizeof layer->label);
        layer->tissue = (tb_tissue)from->tissue;
        layer->thickness_mm =
            tb_dice_log_normal(d, from->thickness_mm, from->cv, from->lo_mm, from->hi_mm) *
            build_factor((tb_layer_scaling)from->scaling, out->bmi, out->sex == 1, d->nominal);
        layer->gt = from->gt;
        layer->gb = from->gb;
        layer->ktt_per_mm = from->ktt_per_mm;
        layer->kbb_per_mm = from->kbb_per_mm;
        layer->fade_mm = from->only_t_count + from->only_b_count > 0 ? from->fade_mm : 0.0;
        set_range(from->only_t_mm, from->only_t_count, layer->only_t_mm);
        set_range(from->only_b_mm, from->only_b_count, layer->only_b_mm);
    }
    out->target_layer = layer_index(out, site->target.layer);
}

/// How much deeper than nominal a layer's deep face lies in this patient.
static double carried_mm(const tb_site *site, const tb_anatomy *anatomy, const char *follow)
{
    double sum_mm = 0.0;
    const int last = layer_index(anatomy, follow);
    for (int k = 0; k <= last; ++k) {
        sum_mm += anatomy->layers[k].thickness_mm - site->layers[k].nominal_mm;
    }
    return sum_mm;
}

static void draw_roll(const tb_site_roll *from, tb_dice *d, tb_anatomy *out)
{
    tb_roll *roll = &out->roll;
    roll->present = from->height_mm > 0.0;
    if (!roll->present) {
        return;
    }
    roll->height_mm = tb_dice_log_normal(d, from->height_mm, from->height_cv, from->height_lo_mm,
                                         from->height_hi_mm);
    roll->grasp_t_mm[0] = -from->half_length_mm;
    roll->grasp_t_mm[1] = from->half_length_mm;
    roll->root_mm = from->base_mm;
    for (int k = 0; k < from->width_count; ++k) {
        const int layer = layer_index(out, from->width[k].layer);
        if (layer >= 0) { // the checks have made sure of it
            roll->layer_mm[layer] = from->width[k].share * out->layers[layer].thickness_mm;
            roll->half_width_mm += roll->layer_mm[layer];
        }
    }
}

/// The tube's top face stays on what it follows when its thickness varies.
static void draw_target(const tb_site *site, tb_dice *d, tb_anatomy *out)
{
    const tb_site_target *from = &site->target;
    out->target = (tb_target_muscle){.kind = (tb_target_kind)from->kind,
                                     .layer = out->target_layer,
                                     .station_count = from->station_count};
    if (from->kind != TB_TARGET_TUBE) {
        return;
    }
    const double width = tb_dice_log_normal(d, 1.0, from->width_cv, 0.4, 2.0);
    const double thickness = tb_dice_log_normal(d, 1.0, from->thickness_cv, 0.5, 1.6);
    const double deeper_mm = carried_mm(site, out, from->follow);
    for (int k = 0; k < from->station_count; ++k) {
        const tb_tube_station *at = &from->stations[k];
        out->target.stations[k] = (tb_tube_station){
            at->t_mm, at->b_mm, at->n_mm + deeper_mm + (thickness - 1.0) * at->half_thickness_mm,
            at->half_width_mm * width, at->half_thickness_mm * thickness};
    }
}

// ---- structures ---------------------------------------------------------------------------------

static tb_vec3 vector(const double from[3])
{
    return (tb_vec3){from[0], from[1], from[2]};
}

/// A person's shift along t, b, n.
static tb_vec3 draw_shift(const double sd_mm[3], double share, tb_dice *d)
{
    const double t = sd_mm[0] * share * tb_dice_normal(d, TB_SHIFT_LIMIT_SD);
    const double b = sd_mm[1] * share * tb_dice_normal(d, TB_SHIFT_LIMIT_SD);
    const double n = sd_mm[2] * share * tb_dice_normal(d, TB_SHIFT_LIMIT_SD);
    return (tb_vec3){t, b, n};
}

/// The variant this person has, or -1: one draw for all of a structure's variants.
static int draw_variant(const tb_site_structure *from, double factor, tb_dice *d)
{
    double left = d->nominal || from->variant_count == 0 ? 1.0 : tb_rng_uniform(&d->rng);
    for (int k = 0; k < from->variant_count; ++k) {
        left -= factor * from->variants[k].probability;
        if (left < 0.0) {
            return k;
        }
    }
    return -1;
}

/// A surface shifted: the polynomial of x - dx, y - dy, plus the shift along its own axis.
static void place_surface(const tb_site_structure *from, tb_vec3 shift, tb_structure *out)
{
    const double by[3] = {shift.x, shift.y, shift.z}, *c = from->coefficients;
    out->axis = from->axis;
    const double dx = by[from->axis == 0 ? 1 : 0], dy = by[from->axis == 2 ? 1 : 2];
    const double moved[6] = {c[0] - c[1] * dx - c[2] * dy + c[3] * dx * dx + c[4] * dy * dy +
                                 c[5] * dx * dy + by[from->axis],
                             c[1] - 2.0 * c[3] * dx - c[5] * dy,
                             c[2] - 2.0 * c[4] * dy - c[5] * dx,
                             c[3],
                             c[4],
                             c[5]};
    memcpy(out->coefficients, moved, sizeof moved);
    double range_mm[2];
    const double *clips[3] = {from->clip_t_mm, from->clip_b_mm, from->clip_n_mm};
    const int counts[3] = {from->clip_t_count, from->clip_b_count, from->clip_n_count};
    for (int k = 0; k < 3; ++k) {
        set_range(clips[k], counts[k], range_mm);
        out->clip_lo_mm[k] = range_mm[0];
        out->clip_hi_mm[k] = range_mm[1];
    }
}

static void place_structure(const tb_site_structure *from, tb_vec3 shift, tb_structure *out)
{
    switch (out->shape) {
    case TB_SHAPE_CHAIN:
        out->point_count = from->point_count;
        for (int p = 0; p < from->point_count; ++p) {
            const tb_chain_point *q = &from->points[p];
            out->points[p] = (tb_chain_point){q->t_mm + shift.x, q->b_mm + shift.y,
                                              q->n_mm + shift.z, q->radius_mm};
        }
        break;
    case TB_SHAPE_PLATE: {
        const tb_vec3 u = tb_vec3_unit(vector(from->u)), v = vector(from->v);
        out->origin_mm = tb_vec3_add(vector(from->origin_mm), shift);
        out->axes[0] = u;
        out->axes[1] = tb_vec3_unit(tb_vec3_along(v, u, -tb_vec3_dot(u, v)));
        out->axes[2] = tb_vec3_cross(u, out->axes[1]);
        out->outline_count = from->outline_count;
        memcpy(out->outline, from->outline, sizeof out->outline);
        out->half_thickness_mm = 0.5 * from->thickness_mm;
        break;
    }
    case TB_SHAPE_ELLIPSOID:
        out->origin_mm = tb_vec3_add(vector(from->centre_mm), shift);
        out->axes[0] = tb_vec3_unit(vector(from->axis_1));
        out->axes[1] = tb_vec3_unit(vector(from->axis_2));
        out->axes[2] = tb_vec3_unit(vector(from->axis_3));
        memcpy(out->semi_axes_mm, from->semi_axes_mm, sizeof out->semi_axes_mm);
        break;
    case TB_SHAPE_SURFACE:
        place_surface(from, shift, out);
        break;
    }
}

/// Excursion at full inspiration: half of all people between the near end of the range and the
/// median, half beyond.
static tb_vec3 draw_breath(const tb_site_structure *from, tb_dice *d)
{
    const double far_mm = from->breath_mm[0], near_mm = from->breath_mm[1],
                 median_mm = from->breath_mm[2];
    if (far_mm == near_mm) {
        return (tb_vec3){0.0, 0.0, 0.0};
    }
    const double u = d->nominal ? 0.5 : tb_rng_uniform(&d->rng);
    const double by_mm = u < 0.5 ? near_mm + 2.0 * u * (median_mm - near_mm)
                                 : median_mm + (2.0 * u - 1.0) * (far_mm - median_mm);
    return (tb_vec3){from->breath_axis == 0 ? by_mm : 0.0, from->breath_axis == 1 ? by_mm : 0.0,
                     from->breath_axis == 2 ? by_mm : 0.0};
}

static int group_index(const tb_site *site, const char *id)
{
    for (int k = 0; k < site->group_count; ++k) {
        if (strcmp(site->groups[k].id, id) == 0) {
            return k;
        }
    }
    return -1;
}

static void draw_structures(const tb_case *model, tb_dice *d, tb_anatomy *out)
{
    const tb_site *site = &model->site;
    tb_vec3 group_shift[TB_GROUPS_MAX];
    for (int k = 0; k < site->group_count; ++k) {
        const tb_site_group *group = &site->groups[k];
        group_shift[k] = draw_shift(group->shift_sd_mm, model->difficulty.anatomy, d);
        group_shift[k].z += group->follow_weight * carried_mm(site, out, group->follow) +
                            (d->nominal ? 0.0 : group->bmi_mm * (out->bmi - 23.0));
    }
    out->structure_count = site->structure_count;
    for (int k = 0; k < site->structure_count; ++k) {
        const tb_site_structure *from = &site->structures[k];
        tb_structure *structure = &out->structures[k];
        memcpy(structure->id, from->id, sizeof structure->id);
        memcpy(structure->label, from->label, sizeof structure->label);
        memcpy(structure->distribution, from->distribution, sizeof structure->distribution);
        structure->tissue = (tb_tissue)from->tissue;
        structure->hazard = (tb_hazard_class)from->hazard;
        structure->shape = (tb_shape)from->shape;
        structure->flat = from->flat;
        tb_vec3 shift = draw_shift(from->shift_sd_mm, model->difficulty.anatomy, d);
        shift.z += from->follow_weight * carried_mm(site, out, from->follow);
        const int group = group_index(site, from->group);
        shift = group >= 0 ? tb_vec3_add(shift, group_shift[group]) : shift;
        shift.z += model->patient.bolster ? from->bolster_mm : 0.0;
        structure->variant = draw_variant(from, model->difficulty.variants, d);
        if (structure->variant >= 0) {
            const tb_site_variant *variant = &from->variants[structure->variant];
            shift = tb_vec3_add(shift, vector(variant->shift_mm));
            structure->hole_u_mm = variant->hole_u_mm;
            structure->hole_v_mm = variant->hole_v_mm;
            structure->hole_radius_mm = variant->hole_radius_mm;
        }
        place_structure(from, shift, structure);
        structure->breath_mm = draw_breath(from, d);
        tb_structure_bound(structure);
    }
    // neighbours lie where what they follow lies: nothing is drawn for them
    out->neighbour_count = site->neighbour_count;
    for (int k = 0; k < site->neighbour_count; ++k) {
        const tb_site_structure *from = &site->neighbours[k];
        tb_structure *muscle = &out->neighbours[k];
        memcpy(muscle->id, from->id, sizeof muscle->id);
        memcpy(muscle->label, from->label, sizeof muscle->label);
        muscle->tissue = TB_TISSUE_MUSCLE;
        muscle->hazard = TB_HAZARD_NONE;
        muscle->shape = TB_SHAPE_CHAIN;
        muscle->flat = from->flat;
        muscle->variant = -1;
        const int group = group_index(site, from->group);
        tb_vec3 shift = {0.0, 0.0, from->follow_weight * carried_mm(site, out, from->follow)};
        shift = group >= 0 ? tb_vec3_add(shift, group_shift[group]) : shift;
        place_structure(from, shift, muscle);
        tb_structure_bound(muscle);
    }
}

// ---- person -------------------------------------------------------------------------------------

/// Does a zone belong to the trigger points this patient has?
static bool zone_is_theirs(const tb_case_referral *zone, const tb_anatomy *anatomy)
{
    bool theirs = zone->point_count == 0 || anatomy->trigger_point_count == 0;
    for (int k = 0; k < zone->point_count; ++k) {
        for (int p = 0; p < anatomy->trigger_point_count; ++p) {
            theirs = theirs || strcmp(zone->points[k], anatomy->trigger_points[p].id) == 0;
        }
    }
    return theirs;
}

static void draw_person(const tb_case *model, tb_dice *d, tb_anatomy *out)
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
        out->referral_count += dropped || !zone_is_theirs(zone, out) ? 0 : 1;
    }
    // women feel pressure sooner: x 0.87 against men x 1.13 (Chesterton 2003, from memory); spread
    // between people as stated
    const double by_sex = d->nominal ? 1.0 : out->sex == 1 ? 1.13 : 0.87;
    const double person = tb_dice_log_normal(d, 1.0, model->patient.pain_threshold_cv, 0.45, 2.2);
    for (int k = 0; k < 3; ++k) {
        out->pain_threshold_kpa[k] = model->patient.pain_threshold_kpa[k] * by_sex * person;
    }
    out->pain_sensitivity =
        model->difficulty.pain_sensitivity * tb_clamp(1.0 / sqrt(person), 0.7, 1.4);
}

void tb_anatomy_draw(const tb_case *model, uint64_t seed, tb_anatomy *out)
{
    const tb_site *site = &model->site;
    memset(out, 0, sizeof *out);
    out->seed = seed;
    out->sex = model->patient.sex;
    out->region = (tb_region_id)site->region;
    out->left = model->side == TB_BODY_LEFT;
    tb_dice body = dice_for(seed, TB_RNG_ANATOMY), points = dice_for(seed, TB_RNG_TRIGGER_POINTS);
    tb_dice person = dice_for(seed, TB_RNG_PERSON);
    out->bmi = tb_clamp(model->patient.bmi +
                            model->patient.bmi_sd * tb_dice_normal(&body, TB_SHIFT_LIMIT_SD),
                        17.0, 40.0);
    out->radius_t_mm = site->skin.radius_t_mm;
    memcpy(out->radius_b_mm, site->skin.radius_b_mm, sizeof out->radius_b_mm);
    memcpy(out->extent_t_mm, site->skin.extent_t_mm, sizeof out->extent_t_mm);
    memcpy(out->extent_b_mm, site->skin.extent_b_mm, sizeof out->extent_b_mm);
    out->base_depth_mm = site->base_depth_mm;
    draw_layers(site, &body, out);
    draw_roll(&site->roll, &body, out);
    draw_target(site, &body, out);
    draw_structures(model, &body, out);
    tb_draw_points(model, &points, out);
    draw_person(model, &person, out);
}
