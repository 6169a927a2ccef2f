// Surface and layers of a drawn patient, and what lies at a point.
#include "tautband/anatomy/anatomy.h"

#include "tautband/anatomy/roll.h"
#include "tautband/core/hash.h"
#include "tautband/core/mathx.h"

#include "section_internal.h"

#include <math.h>

/// x^2 / (2 R) inside [lo, hi], continued by its tangent outside: a limb does not curl up beyond
/// the site. A radius of 0 is flat.
static double arc_mm(double x_mm, double radius_mm, const double extent_mm[2])
{
    if (radius_mm == 0.0) {
        return 0.0;
    }
    const double edge = tb_clamp(x_mm, extent_mm[0], extent_mm[1]);
    return edge * edge / (2.0 * radius_mm) + (x_mm - edge) * edge / radius_mm;
}

double tb_anatomy_patch_mm(const tb_anatomy *anatomy, double t_mm, double b_mm)
{
    return arc_mm(t_mm, anatomy->radius_t_mm, anatomy->extent_t_mm) +
           arc_mm(b_mm, anatomy->radius_b_mm[b_mm > 0.0], anatomy->extent_b_mm);
}

double tb_anatomy_skin_mm(const tb_anatomy *anatomy, double t_mm, double b_mm)
{
    const double n_mm = tb_anatomy_patch_mm(anatomy, t_mm, b_mm);
    return anatomy->roll.present ? fmin(n_mm, tb_roll_skin_mm(&anatomy->roll, b_mm)) : n_mm;
}

tb_vec3 tb_anatomy_skin_normal(const tb_anatomy *anatomy, double t_mm, double b_mm)
{
    const double skin_mm = tb_anatomy_skin_mm(anatomy, t_mm, b_mm);
    const double half_mm = 0.25; // of the difference quotient; exact on the patch's parabola
    if (anatomy->roll.present && tb_roll_skin_mm(&anatomy->roll, b_mm) <= skin_mm) {
        const double middle_mm = anatomy->roll.half_width_mm - anatomy->roll.height_mm;
        return tb_vec3_unit((tb_vec3){0.0, -b_mm, middle_mm - skin_mm});
    }
    const double by_t = (tb_anatomy_patch_mm(anatomy, t_mm + half_mm, b_mm) -
                         tb_anatomy_patch_mm(anatomy, t_mm - half_mm, b_mm)) /
                        (2.0 * half_mm);
    const double by_b = (tb_anatomy_patch_mm(anatomy, t_mm, b_mm + half_mm) -
                         tb_anatomy_patch_mm(anatomy, t_mm, b_mm - half_mm)) /
                        (2.0 * half_mm);
    return tb_vec3_unit((tb_vec3){-by_t, -by_b, 1.0});
}

/// 1 inside [lo, hi], 0 outside, a ramp of `fade_mm` centred on each edge.
static double share_inside(double x_mm, const double range_mm[2], double fade_mm)
{
    return tb_clamp((x_mm - range_mm[0]) / fade_mm + 0.5, 0.0, 1.0) *
           tb_clamp((range_mm[1] - x_mm) / fade_mm + 0.5, 0.0, 1.0);
}

static double layer_thickness_mm(const tb_anatomy *anatomy, const tb_layer *layer, double t_mm,
                                 double b_mm)
{
    const double t = tb_clamp(t_mm, anatomy->extent_t_mm[0], anatomy->extent_t_mm[1]);
    const double b = tb_clamp(b_mm, anatomy->extent_b_mm[0], anatomy->extent_b_mm[1]);
    const double thickness = layer->thickness_mm + layer->gt * t + layer->gb * b +
                             layer->ktt_per_mm * t * t + layer->kbb_per_mm * b * b;
    const double whole = thickness > 0.1 ? thickness : 0.1;
    return layer->fade_mm > 0.0 ? whole * share_inside(t_mm, layer->only_t_mm, layer->fade_mm) *
                                      share_inside(b_mm, layer->only_b_mm, layer->fade_mm)
                                : whole;
}

double tb_anatomy_layer_top_mm(const tb_anatomy *anatomy, int layer, double t_mm, double b_mm)
{
    double n_mm = tb_anatomy_patch_mm(anatomy, t_mm, b_mm);
    int first = 0;
    if (anatomy->roll.present && fabs(b_mm) < anatomy->roll.half_width_mm) {
        if (layer == 0) {
            return tb_anatomy_skin_mm(anatomy, t_mm, b_mm);
        }
        if (layer <= anatomy->target_layer) {
            return tb_roll_layer_top_mm(&anatomy->roll, layer, b_mm);
        }
        first = anatomy->target_layer + 1; // below the root lies what was not lifted
        n_mm = anatomy->roll.root_mm;
    }
    for (int k = first; k < layer && k < anatomy->layer_count; ++k) {
        n_mm += layer_thickness_mm(anatomy, &anatomy->layers[k], t_mm, b_mm);
    }
    return n_mm;
}

int tb_anatomy_layer_at(const tb_anatomy *anatomy, tb_vec3 place_mm)
{
    double n_mm = tb_anatomy_skin_mm(anatomy, place_mm.x, place_mm.y);
    if (place_mm.z < n_mm) {
        return -1;
    }
    int first = 0;
    if (anatomy->roll.present && fabs(place_mm.y) < anatomy->roll.half_width_mm) {
        const int lifted = tb_roll_layer_at(anatomy, place_mm);
        if (lifted >= 0) {
            return lifted;
        }
        first = anatomy->target_layer + 1;
        n_mm = anatomy->roll.root_mm;
    }
    for (int k = first; k < anatomy->layer_count; ++k) {
        n_mm += layer_thickness_mm(anatomy, &anatomy->layers[k], place_mm.x, place_mm.y);
        if (place_mm.z < n_mm) {
            return k;
        }
    }
    return anatomy->layer_count;
}

void tb_anatomy_layers_below(const tb_anatomy *anatomy, double t_mm, double b_mm, double skin_mm,
                             double *deep_mm)
{
    double n_mm = skin_mm;
    for (int k = 0; k < anatomy->layer_count; ++k) {
        n_mm += layer_thickness_mm(anatomy, &anatomy->layers[k], t_mm, b_mm);
        deep_mm[k] = n_mm;
    }
}

bool tb_anatomy_is_subcutis(const tb_anatomy *anatomy, int layer)
{
    bool above = layer >= 0 && layer < anatomy->layer_count;
    for (int k = 0; k <= layer && above; ++k) {
        above = anatomy->layers[k].tissue == TB_TISSUE_SKIN ||
                anatomy->layers[k].tissue == TB_TISSUE_FAT;
    }
    return above;
}

// ---- the muscle to treat ------------------------------------------------------------------------

/// Ellipse of a tube at t, linear between its stations.
static bool tube_at(const tb_target_muscle *target, double t_mm, tb_tube_station *out)
{
    const tb_tube_station *s = target->stations;
    const int last = target->station_count - 1;
    if (last < 1 || t_mm < s[0].t_mm || t_mm > s[last].t_mm) {
        return false;
    }
    int k = 0;
    while (k + 1 < last && t_mm > s[k + 1].t_mm) {
        ++k;
    }
    const double f = (t_mm - s[k].t_mm) / (s[k + 1].t_mm - s[k].t_mm), g = 1.0 - f;
    *out = (tb_tube_station){t_mm, g * s[k].b_mm + f * s[k + 1].b_mm,
                             g * s[k].n_mm + f * s[k + 1].n_mm,
                             g * s[k].half_width_mm + f * s[k + 1].half_width_mm,
                             g * s[k].half_thickness_mm + f * s[k + 1].half_thickness_mm};
    return true;
}

bool tb_anatomy_target_span(const tb_anatomy *anatomy, double t_mm, double b_mm, double *top_mm,
                            double *deep_mm)
{
    const tb_target_muscle *target = &anatomy->target;
    const double least_mm = 0.5; // a muscle that has faded to less is not there
    if (target->kind == TB_TARGET_LAYER) {
        *top_mm = tb_anatomy_layer_top_mm(anatomy, target->layer, t_mm, b_mm);
        *deep_mm =
            *top_mm + layer_thickness_mm(anatomy, &anatomy->layers[target->layer], t_mm, b_mm);
        return *deep_mm - *top_mm > least_mm;
    }
    if (target->kind == TB_TARGET_TUBE) {
        tb_tube_station at;
        const bool here = tube_at(target, t_mm, &at);
        const double u = here ? (b_mm - at.b_mm) / at.half_width_mm : 1.0;
        const double half_mm = u * u < 1.0 ? at.half_thickness_mm * sqrt(1.0 - u * u) : 0.0;
        *top_mm = here ? at.n_mm - half_mm : 0.0;
        *deep_mm = here ? at.n_mm + half_mm : 0.0;
        return half_mm > 0.0;
    }
    const double inner_mm = anatomy->roll.layer_mm[target->layer];
    const bool here = fabs(b_mm) < inner_mm;
    *deep_mm = anatomy->roll.root_mm;
    *top_mm = here ? tb_roll_layer_top_mm(&anatomy->roll, target->layer, b_mm) : *deep_mm;
    return here;
}

bool tb_anatomy_in_target(const tb_anatomy *anatomy, tb_vec3 place_mm)
{
    double top_mm, deep_mm;
    return tb_anatomy_target_span(anatomy, place_mm.x, place_mm.y, &top_mm, &deep_mm) &&
           place_mm.z >= top_mm && place_mm.z <= deep_mm;
}

tb_vec3 tb_anatomy_target_place(const tb_anatomy *anatomy, double t_mm, double b_mm,
                                double fraction)
{
    const tb_target_muscle *target = &anatomy->target;
    double top_mm, deep_mm, t = t_mm;
    if (target->kind == TB_TARGET_TUBE) {
        tb_tube_station at;
        t = tb_clamp(t_mm, target->stations[0].t_mm,
                     target->stations[target->station_count - 1].t_mm);
        tube_at(target, t, &at);
        top_mm = at.n_mm - at.half_thickness_mm;
        deep_mm = at.n_mm + at.half_thickness_mm;
    } else if (target->kind == TB_TARGET_ROLL) {
        tb_anatomy_target_span(anatomy, t_mm, 0.0, &top_mm, &deep_mm);
    } else {
        tb_anatomy_target_span(anatomy, t_mm, b_mm, &top_mm, &deep_mm);
    }
    return (tb_vec3){t, b_mm, top_mm + fraction * (deep_mm - top_mm)};
}

// ---- tissue -------------------------------------------------------------------------------------

static bool in_box(tb_vec3 lo, tb_vec3 hi, tb_vec3 p)
{
    return p.x >= lo.x && p.x <= hi.x && p.y >= lo.y && p.y <= hi.y && p.z >= lo.z && p.z <= hi.z;
}

/// Structure that holds a point: bone before organs, vessels, nerves and tendons; -1 for none.
static int structure_at(const tb_anatomy *anatomy, const tb_near *near, tb_vec3 place_mm)
{
    static const int rank[TB_TISSUE_COUNT] = {
        [TB_TISSUE_BONE] = 6,   [TB_TISSUE_CORD] = 5,  [TB_TISSUE_PLEURA] = 5,
        [TB_TISSUE_KIDNEY] = 5, [TB_TISSUE_BOWEL] = 5, [TB_TISSUE_PELVIC_ORGANS] = 5,
        [TB_TISSUE_ARTERY] = 4, [TB_TISSUE_VEIN] = 3,  [TB_TISSUE_NERVE] = 2,
        [TB_TISSUE_TENDON] = 1};
    int best = -1;
    for (int n = 0; n < near->structure_count; ++n) {
        const int k = near->structures[n];
        const tb_structure *structure = &anatomy->structures[k];
        if (in_box(structure->box_lo_mm, structure->box_hi_mm, place_mm) &&
            tb_structure_holds(structure, place_mm) &&
            (best < 0 || rank[structure->tissue] > rank[anatomy->structures[best].tissue])) {
            best = k;
        }
    }
    return best;
}

static bool boxes_meet(tb_vec3 lo, tb_vec3 hi, tb_vec3 other_lo, tb_vec3 other_hi)
{
    return lo.x <= other_hi.x && hi.x >= other_lo.x && lo.y <= other_hi.y && hi.y >= other_lo.y &&
           lo.z <= other_hi.z && hi.z >= other_lo.z;
}

/// Box around balls of one radius strung on a line.
static tb_box box_around(const tb_vec3 *points_mm, int count, double radius_mm)
{
    const double rounding_mm = 0.01; // what is left out must be outside beyond doubt
    const double reach = radius_mm + rounding_mm;
    tb_vec3 lo = points_mm[0], hi = points_mm[0];
    for (int k = 1; k < count; ++k) {
        tb_vec3_widen(&lo, &hi, points_mm[k]);
    }
    return (tb_box){{lo.x - reach, lo.y - reach, lo.z - reach},
                    {hi.x + reach, hi.y + reach, hi.z + reach}};
}

void tb_anatomy_near(const tb_anatomy *anatomy, tb_vec3 lo_mm, tb_vec3 hi_mm, tb_near *out)
{
    out->structure_count = out->point_count = out->band_count = 0;
    for (int k = 0; k < anatomy->structure_count; ++k) {
        const tb_structure *structure = &anatomy->structures[k];
        if (boxes_meet(lo_mm, hi_mm, structure->box_lo_mm, structure->box_hi_mm)) {
            out->structures[out->structure_count++] = (uint8_t)k;
        }
    }
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        const tb_trigger_point *point = &anatomy->trigger_points[k];
        const double *semi = point->semi_axes_mm;
        const tb_box box = box_around(&point->centre_mm, 1, fmax(semi[0], fmax(semi[1], semi[2])));
        if (boxes_meet(lo_mm, hi_mm, box.lo_mm, box.hi_mm)) {
            out->point_boxes[out->point_count] = box;
            out->points[out->point_count++] = (uint8_t)k;
        }
    }
    for (int k = 0; k < anatomy->band_count; ++k) {
        const tb_band *band = &anatomy->bands[k];
        const tb_box box = box_around(band->points_mm, band->point_count, band->radius_mm);
        if (boxes_meet(lo_mm, hi_mm, box.lo_mm, box.hi_mm)) {
            out->band_boxes[out->band_count] = box;
            out->bands[out->band_count++] = (uint8_t)k;
        }
    }
}

bool tb_anatomy_inclusion_near(const tb_anatomy *anatomy, const tb_near *near, tb_vec3 place_mm,
                               tb_tissue *tissue)
{
    const int structure = structure_at(anatomy, near, place_mm);
    if (structure >= 0) {
        *tissue = anatomy->structures[structure].tissue;
        return true;
    }
    for (int n = 0; n < near->point_count; ++n) {
        const tb_trigger_point *point = &anatomy->trigger_points[near->points[n]];
        if (in_box(near->point_boxes[n].lo_mm, near->point_boxes[n].hi_mm, place_mm) &&
            tb_trigger_point_distance_mm(point, place_mm) < 0.0) {
            *tissue = point->state == TB_TRIGGER_POINT_ACTIVE ? TB_TISSUE_NODULE_ACTIVE
                                                              : TB_TISSUE_NODULE_LATENT;
            return true;
        }
    }
    for (int n = 0; n < near->band_count; ++n) {
        if (in_box(near->band_boxes[n].lo_mm, near->band_boxes[n].hi_mm, place_mm) &&
            tb_band_distance_mm(&anatomy->bands[near->bands[n]], place_mm) < 0.0) {
            *tissue = TB_TISSUE_TAUT_BAND;
            return true;
        }
    }
    if (anatomy->target.kind == TB_TARGET_TUBE && tb_anatomy_in_target(anatomy, place_mm)) {
        *tissue = TB_TISSUE_MUSCLE;
        return true;
    }
    return false;
}

bool tb_anatomy_inclusion_at(const tb_anatomy *anatomy, tb_vec3 place_mm, tb_tissue *tissue)
{
    tb_near near;
    tb_anatomy_near(anatomy, place_mm, place_mm, &near);
    return tb_anatomy_inclusion_near(anatomy, &near, place_mm, tissue);
}

tb_tissue tb_anatomy_layer_tissue_at(const tb_anatomy *anatomy, tb_vec3 place_mm)
{
    const int layer = tb_anatomy_layer_at(anatomy, place_mm);
    if (layer < 0) {
        return TB_TISSUE_SKIN;
    }
    return anatomy->layers[layer < anatomy->layer_count ? layer : anatomy->layer_count - 1].tissue;
}

tb_tissue tb_anatomy_tissue_at(const tb_anatomy *anatomy, tb_vec3 place_mm)
{
    tb_tissue inclusion;
    return tb_anatomy_inclusion_at(anatomy, place_mm, &inclusion)
               ? inclusion
               : tb_anatomy_layer_tissue_at(anatomy, place_mm);
}

tb_vec3 tb_needle_direction(double tilt_rad, double azimuth_rad)
{
    const double side = tb_sin(tilt_rad);
    return (tb_vec3){side * tb_cos(azimuth_rad), side * tb_sin(azimuth_rad), tb_cos(tilt_rad)};
}

static void hash_vec3(tb_hash *hash, tb_vec3 v)
{
    tb_hash_f64(hash, v.x);
    tb_hash_f64(hash, v.y);
    tb_hash_f64(hash, v.z);
}

/// What the patient's draw can have changed in a structure.
static void hash_structure(tb_hash *hash, const tb_structure *structure)
{
    for (int p = 0; p < structure->point_count; ++p) {
        const tb_chain_point *point = &structure->points[p];
        hash_vec3(hash, (tb_vec3){point->t_mm, point->b_mm, point->n_mm});
        tb_hash_f64(hash, point->radius_mm);
    }
    hash_vec3(hash, structure->origin_mm);
    hash_vec3(hash, structure->breath_mm);
    tb_hash_f64(hash, structure->hole_radius_mm);
    tb_hash_f64_array(hash, structure->coefficients, 6);
}

uint64_t tb_anatomy_hash(const tb_anatomy *anatomy)
{
    tb_hash hash = tb_hash_start();
    tb_hash_u64(&hash, anatomy->seed);
    tb_hash_f64(&hash, anatomy->bmi);
    if (anatomy->roll.present) {
        tb_hash_f64(&hash, anatomy->roll.height_mm);
        tb_hash_f64(&hash, anatomy->roll.root_mm);
        tb_hash_f64_array(&hash, anatomy->roll.layer_mm, (size_t)anatomy->layer_count);
    }
    for (int k = 0; k < anatomy->layer_count; ++k) {
        tb_hash_f64(&hash, anatomy->layers[k].thickness_mm);
    }
    for (int k = 0; k < anatomy->target.station_count; ++k) {
        const tb_tube_station *at = &anatomy->target.stations[k];
        hash_vec3(&hash, (tb_vec3){at->n_mm, at->half_width_mm, at->half_thickness_mm});
    }
    for (int k = 0; k < anatomy->structure_count; ++k) {
        hash_structure(&hash, &anatomy->structures[k]);
    }
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        const tb_trigger_point *point = &anatomy->trigger_points[k];
        hash_vec3(&hash, point->centre_mm);
        for (int n = 0; n < point->locus_count; ++n) {
            hash_vec3(&hash, point->loci[n].place_mm);
            tb_hash_f64(&hash, point->loci[n].excitability);
        }
    }
    for (int k = 0; k < anatomy->band_count; ++k) {
        tb_hash_f64(&hash, anatomy->bands[k].radius_mm);
        tb_hash_f64(&hash, anatomy->bands[k].stiffness_ratio);
        for (int p = 0; p < anatomy->bands[k].point_count; ++p) {
            hash_vec3(&hash, anatomy->bands[k].points_mm[p]);
        }
    }
    for (int k = 0; k < anatomy->referral_count; ++k) {
        tb_hash_f64(&hash, anatomy->referral[k].weight);
    }
    tb_hash_f64_array(&hash, anatomy->pain_threshold_kpa, 3);
    tb_hash_f64(&hash, anatomy->pain_sensitivity);
    return hash.value;
}
