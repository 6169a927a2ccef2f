// Distances and rays against the shapes of a drawn patient.
#include "tautband/anatomy/anatomy.h"

#include <math.h>

/// Signed distance to the hull of two spheres, negative inside: exact. Of all spheres strung on the
/// axis the nearest one stands where the line to the point meets the axis at the cone's own slope.
static double capsule_distance_mm(const tb_chain_point *a, const tb_chain_point *b, tb_vec3 p)
{
    const tb_vec3 from = {a->t_mm, a->b_mm, a->n_mm}, to = {b->t_mm, b->b_mm, b->n_mm};
    const tb_vec3 axis = tb_vec3_sub(to, from), rel = tb_vec3_sub(p, from);
    const double length = tb_vec3_length(axis), shrink = a->radius_mm - b->radius_mm;
    if (length <= fabs(shrink)) { // one sphere holds the other
        return shrink >= 0.0 ? tb_vec3_distance(p, from) - a->radius_mm
                             : tb_vec3_distance(p, to) - b->radius_mm;
    }
    const double x = tb_vec3_dot(rel, axis) / length;
    const double square = tb_vec3_dot(rel, rel) - x * x, y = square > 0.0 ? sqrt(square) : 0.0;
    const double sine = shrink / length, cosine = sqrt(1.0 - sine * sine);
    const double c = x - y * sine / cosine;
    if (c <= 0.0) {
        return tb_vec3_length(rel) - a->radius_mm;
    }
    if (c >= length) {
        return tb_vec3_distance(p, to) - b->radius_mm;
    }
    return y / cosine - (a->radius_mm - c * sine);
}

double tb_structure_distance_mm(const tb_structure *structure, tb_vec3 place_mm)
{
    double best = INFINITY;
    for (int k = 0; k + 1 < structure->point_count; ++k) {
        const double d =
            capsule_distance_mm(&structure->points[k], &structure->points[k + 1], place_mm);
        best = d < best ? d : best;
    }
    return best;
}

double tb_structure_segment_distance_mm(const tb_structure *structure, tb_vec3 from_mm,
                                        tb_vec3 to_mm)
{
    // The distance to a convex body is convex along a line: golden section finds the least one per
    // capsule.
    const double golden = 0.6180339887498949;
    const tb_vec3 step = tb_vec3_sub(to_mm, from_mm), middle = tb_vec3_along(from_mm, step, 0.5);
    const double half_mm = 0.5 * tb_vec3_length(step);
    double best = INFINITY;
    for (int k = 0; k + 1 < structure->point_count; ++k) {
        const tb_chain_point *a = &structure->points[k], *b = &structure->points[k + 1];
        if (capsule_distance_mm(a, b, middle) - half_mm >= best) {
            continue; // no point of the segment can be nearer
        }
        double lo = 0.0, hi = 1.0, u = hi - golden * (hi - lo), v = lo + golden * (hi - lo);
        double fu = capsule_distance_mm(a, b, tb_vec3_along(from_mm, step, u));
        double fv = capsule_distance_mm(a, b, tb_vec3_along(from_mm, step, v));
        for (int n = 0; n < 40; ++n) {
            if (fu < fv) {
                hi = v;
                v = u;
                fv = fu;
                u = hi - golden * (hi - lo);
                fu = capsule_distance_mm(a, b, tb_vec3_along(from_mm, step, u));
            } else {
                lo = u;
                u = v;
                fu = fv;
                v = lo + golden * (hi - lo);
                fv = capsule_distance_mm(a, b, tb_vec3_along(from_mm, step, v));
            }
        }
        const double ends =
            fmin(capsule_distance_mm(a, b, from_mm), capsule_distance_mm(a, b, to_mm));
        best = fmin(best, fmin(fmin(fu, fv), ends));
    }
    return best;
}

double tb_trigger_point_distance_mm(const tb_trigger_point *point, tb_vec3 place_mm)
{
    // axes: along the fibre, across it in the skin's plane, and the third
    const tb_vec3 rel = tb_vec3_sub(place_mm, point->centre_mm), fibre = point->fibre;
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, fibre));
    const tb_vec3 third = tb_vec3_cross(fibre, across);
    const double *semi = point->semi_axes_mm;
    const double u[3] = {tb_vec3_dot(rel, fibre), tb_vec3_dot(rel, across),
                         tb_vec3_dot(rel, third)};
    double level = 0.0, slope = 0.0;
    for (int k = 0; k < 3; ++k) {
        const double q = u[k] / semi[k];
        level += q * q;
        slope += q * q / (semi[k] * semi[k]);
    }
    const double k0 = sqrt(level), k1 = sqrt(slope);
    if (k1 < 1e-12) {
        return -fmin(semi[0], fmin(semi[1], semi[2]));
    }
    return k0 * (k0 - 1.0) / k1;
}

double tb_band_distance_mm(const tb_band *band, tb_vec3 place_mm)
{
    double best = INFINITY;
    for (int k = 0; k + 1 < band->point_count; ++k) {
        const tb_vec3 axis = tb_vec3_sub(band->points_mm[k + 1], band->points_mm[k]);
        const tb_vec3 rel = tb_vec3_sub(place_mm, band->points_mm[k]);
        const double share = tb_clamp(tb_vec3_dot(rel, axis) / tb_vec3_dot(axis, axis), 0.0, 1.0);
        const double d = tb_vec3_length(tb_vec3_along(rel, axis, -share));
        best = d < best ? d : best;
    }
    return best - band->radius_mm;
}

/// Least distance along the ray at which it can touch the structure's box; beyond reach when it
/// misses.
static double box_entry_mm(const tb_structure *structure, tb_vec3 origin, tb_vec3 direction,
                           double reach_mm)
{
    const double o[3] = {origin.x, origin.y, origin.z},
                 d[3] = {direction.x, direction.y, direction.z};
    const double lo[3] = {structure->box_lo_mm.x, structure->box_lo_mm.y, structure->box_lo_mm.z};
    const double hi[3] = {structure->box_hi_mm.x, structure->box_hi_mm.y, structure->box_hi_mm.z};
    double enter = 0.0, leave = reach_mm;
    for (int k = 0; k < 3; ++k) {
        if (fabs(d[k]) < 1e-12) {
            if (o[k] < lo[k] || o[k] > hi[k]) {
                return INFINITY;
            }
            continue;
        }
        const double a = (lo[k] - o[k]) / d[k], b = (hi[k] - o[k]) / d[k];
        enter = fmax(enter, fmin(a, b));
        leave = fmin(leave, fmax(a, b));
    }
    return enter <= leave ? enter : INFINITY;
}

tb_ray_hit tb_anatomy_cast(const tb_anatomy *anatomy, tb_vec3 origin_mm, tb_vec3 direction,
                           double reach_mm, uint32_t class_mask)
{
    enum { STEPS = 256 };
    const double touch_mm = 1e-7;
    tb_ray_hit hit = {-1, reach_mm};
    for (int k = 0; k < anatomy->structure_count; ++k) {
        const tb_structure *structure = &anatomy->structures[k];
        if ((class_mask & (1u << structure->hazard)) == 0) {
            continue;
        }
        double along_mm = box_entry_mm(structure, origin_mm, direction, hit.distance_mm);
        for (int n = 0; n < STEPS && along_mm < hit.distance_mm; ++n) {
            const double d =
                tb_structure_distance_mm(structure, tb_vec3_along(origin_mm, direction, along_mm));
            if (d < touch_mm) {
                hit = (tb_ray_hit){k, along_mm};
                break;
            }
            along_mm += d;
        }
    }
    return hit;
}
