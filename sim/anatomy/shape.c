// Signed distances of the shapes of a drawn patient.
#include "site_internal.h"

#include <math.h>
#include <stddef.h>

// ---- chain --------------------------------------------------------------------------------------

/// Of all spheres strung on the axis the nearest one stands where the line to the point meets the
/// axis at the cone's own slope.
double tb_capsule_distance_mm(const tb_chain_point *a, const tb_chain_point *b, tb_vec3 p)
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

/// A flattened chain is measured in a space stretched along n until it is round; shrunk back, that
/// distance never exceeds the true one and vanishes with it.
static double chain_distance_mm(const tb_structure *s, tb_vec3 p)
{
    const double flat = s->flat > 0.0 ? s->flat : 1.0, stretch = 1.0 / flat;
    p.z *= stretch;
    double best = INFINITY;
    for (int k = 0; k + 1 < s->point_count; ++k) {
        tb_chain_point a = s->points[k], b = s->points[k + 1];
        a.n_mm *= stretch;
        b.n_mm *= stretch;
        best = fmin(best, tb_capsule_distance_mm(&a, &b, p));
    }
    return best * flat;
}

/// Is x further than `reach` outside the stretch from a to b?
static bool beyond(double x, double a, double b, double reach)
{
    return a < b ? x < a - reach || x > b + reach : x < b - reach || x > a + reach;
}

/// Is the distance negative? Only the pieces whose box holds the place are measured: each distance
/// is that of one piece, and outside its box none is negative.
static bool chain_holds(const tb_structure *s, tb_vec3 p)
{
    const double rounding_mm = 0.01; // what is left out must be outside beyond doubt
    const double flat = s->flat > 0.0 ? s->flat : 1.0, stretch = 1.0 / flat;
    for (int k = 0; k + 1 < s->point_count; ++k) {
        tb_chain_point a = s->points[k], b = s->points[k + 1];
        const double radius_mm = a.radius_mm > b.radius_mm ? a.radius_mm : b.radius_mm;
        if (beyond(p.x, a.t_mm, b.t_mm, radius_mm + rounding_mm) ||
            beyond(p.y, a.b_mm, b.b_mm, radius_mm + rounding_mm) ||
            beyond(p.z, a.n_mm, b.n_mm, radius_mm * flat + rounding_mm)) {
            continue;
        }
        a.n_mm *= stretch;
        b.n_mm *= stretch;
        if (tb_capsule_distance_mm(&a, &b, (tb_vec3){p.x, p.y, p.z * stretch}) < 0.0) {
            return true;
        }
    }
    return false;
}

// ---- plate --------------------------------------------------------------------------------------

/// Signed distance to a polygon, negative inside.
static double polygon_distance_mm(const tb_outline_point *p, int count, double u, double v)
{
    double square = INFINITY;
    bool inside = false;
    for (int i = 0; i < count; ++i) {
        const tb_outline_point a = p[i], b = p[i + 1 < count ? i + 1 : 0];
        const double eu = b.u_mm - a.u_mm, ev = b.v_mm - a.v_mm;
        const double wu = u - a.u_mm, wv = v - a.v_mm;
        const double along = tb_clamp((wu * eu + wv * ev) / (eu * eu + ev * ev), 0.0, 1.0);
        const double du = wu - along * eu, dv = wv - along * ev;
        square = fmin(square, du * du + dv * dv);
        if ((a.v_mm > v) != (b.v_mm > v) && wu < eu * wv / ev) {
            inside = !inside;
        }
    }
    return inside ? -sqrt(square) : sqrt(square);
}

/// How far a place lies beyond a plate's faces, negative between them.
static double beyond_faces_mm(const tb_structure *s, tb_vec3 rel)
{
    return fabs(tb_vec3_dot(rel, s->axes[2])) - s->half_thickness_mm;
}

static double plate_distance_mm(const tb_structure *s, tb_vec3 p)
{
    const tb_vec3 rel = tb_vec3_sub(p, s->origin_mm);
    const double u = tb_vec3_dot(rel, s->axes[0]), v = tb_vec3_dot(rel, s->axes[1]);
    double in_plane = polygon_distance_mm(s->outline, s->outline_count, u, v);
    if (s->hole_radius_mm > 0.0) {
        const double du = u - s->hole_u_mm, dv = v - s->hole_v_mm;
        in_plane = fmax(in_plane, s->hole_radius_mm - sqrt(du * du + dv * dv));
    }
    const double across = beyond_faces_mm(s, rel);
    const double a = fmax(in_plane, 0.0), b = fmax(across, 0.0);
    return fmin(fmax(in_plane, across), 0.0) + sqrt(a * a + b * b);
}

// ---- ellipsoid ----------------------------------------------------------------------------------

/// Distance to the surface: the nearest point is q_i = r_i^2 e_i / (r_i^2 + t), where the root t of
/// sum (r_i e_i / (r_i^2 + t))^2 = 1 is the largest. The sum falls with t, so Newton's steps from
/// below never pass it; a bisection guards the places where they are slow.
/// @source Eberly 2013, Distance from a Point to an Ellipse, an Ellipsoid, or a Hyperellipsoid
double tb_ellipsoid_distance_mm(const tb_structure *s, tb_vec3 p, tb_vec3 *normal)
{
    const tb_vec3 rel = tb_vec3_sub(p, s->origin_mm);
    double e[3], r2[3], least = INFINITY, level = 0.0, reach = 0.0;
    for (int k = 0; k < 3; ++k) {
        // a point exactly on a plane of symmetry inside would divide by nothing: lift it off
        e[k] = fmax(fabs(tb_vec3_dot(rel, s->axes[k])), 1e-9);
        r2[k] = s->semi_axes_mm[k] * s->semi_axes_mm[k];
        least = fmin(least, r2[k]);
        level += e[k] * e[k] / r2[k];
        reach += r2[k] * e[k] * e[k];
    }
    double lo = -least, hi = fmax(sqrt(reach) - least, 1e-12), t = 0.0;
    for (int k = 0; k < 3; ++k) {
        if (r2[k] == least) {
            lo = fmax(lo, s->semi_axes_mm[k] * e[k] - least); // there the sum is still above 1
        }
    }
    t = fmax(lo, level > 1.0 ? 0.0 : lo);
    for (int n = 0; n < 60 && hi - lo > 1e-12 * (1.0 + least); ++n) {
        double sum = -1.0, slope = 0.0;
        for (int k = 0; k < 3; ++k) {
            const double ratio = s->semi_axes_mm[k] * e[k] / (r2[k] + t);
            sum += ratio * ratio;
            slope -= 2.0 * ratio * ratio / (r2[k] + t);
        }
        if (fabs(sum) < 1e-13) {
            break;
        }
        lo = sum > 0.0 ? t : lo;
        hi = sum > 0.0 ? hi : t;
        const double newton = t - sum / slope;
        t = newton > lo && newton < hi ? newton : 0.5 * (lo + hi);
    }
    double square = 0.0;
    tb_vec3 out = {0.0, 0.0, 0.0};
    for (int k = 0; k < 3; ++k) {
        const double off = e[k] * t / (r2[k] + t), steep = e[k] / (r2[k] + t);
        square += off * off;
        out = tb_vec3_along(out, s->axes[k], tb_vec3_dot(rel, s->axes[k]) < 0.0 ? -steep : steep);
    }
    if (normal != NULL) {
        *normal = tb_vec3_unit(out);
    }
    return level > 1.0 ? sqrt(square) : -sqrt(square);
}

/// Is the distance negative? The sum at t = 0 tells everywhere but in the last rounding.
static bool ellipsoid_holds(const tb_structure *s, tb_vec3 p)
{
    const tb_vec3 rel = tb_vec3_sub(p, s->origin_mm);
    const double rounding = 1e-6;
    double level = 0.0;
    for (int k = 0; k < 3; ++k) {
        const double ratio = tb_vec3_dot(rel, s->axes[k]) / s->semi_axes_mm[k];
        level += ratio * ratio;
    }
    return fabs(level - 1.0) > rounding ? level < 1.0 : tb_ellipsoid_distance_mm(s, p, NULL) < 0.0;
}

// ---- surface ------------------------------------------------------------------------------------

static void other_axes(int axis, int others[2])
{
    others[0] = axis == 0 ? 1 : 0;
    others[1] = axis == 2 ? 1 : 2;
}

/// Coordinate of the surface along its axis.
static double surface_level_mm(const double c[6], double x, double y)
{
    return c[0] + c[1] * x + c[2] * y + c[3] * x * x + c[4] * y * y + c[5] * x * y;
}

/// First-order distance to the surface, cut by its clip: a bound with an exact zero set.
static double surface_distance_mm(const tb_structure *s, tb_vec3 p)
{
    const double at[3] = {p.x, p.y, p.z}, *c = s->coefficients;
    int o[2];
    other_axes(s->axis, o);
    const double x = at[o[0]], y = at[o[1]], level = surface_level_mm(c, x, y);
    const double gx = c[1] + 2.0 * c[3] * x + c[5] * y, gy = c[2] + 2.0 * c[4] * y + c[5] * x;
    double d = (level - at[s->axis]) / sqrt(1.0 + gx * gx + gy * gy);
    for (int k = 0; k < 3; ++k) {
        d = fmax(d, fmax(s->clip_lo_mm[k] - at[k], at[k] - s->clip_hi_mm[k]));
    }
    return d;
}

/// Is the distance negative? Then so is each of the differences it is made of.
static bool surface_holds(const tb_structure *s, tb_vec3 p)
{
    const double at[3] = {p.x, p.y, p.z};
    for (int k = 0; k < 3; ++k) {
        if (at[k] <= s->clip_lo_mm[k] || at[k] >= s->clip_hi_mm[k]) {
            return false;
        }
    }
    int o[2];
    other_axes(s->axis, o);
    return surface_level_mm(s->coefficients, at[o[0]], at[o[1]]) < at[s->axis];
}

// ---- any ----------------------------------------------------------------------------------------

double tb_structure_distance_mm(const tb_structure *structure, tb_vec3 place_mm)
{
    switch (structure->shape) {
    case TB_SHAPE_PLATE:
        return plate_distance_mm(structure, place_mm);
    case TB_SHAPE_ELLIPSOID:
        return tb_ellipsoid_distance_mm(structure, place_mm, NULL);
    case TB_SHAPE_SURFACE:
        return surface_distance_mm(structure, place_mm);
    case TB_SHAPE_CHAIN:
        break;
    }
    return chain_distance_mm(structure, place_mm);
}

bool tb_structure_holds(const tb_structure *structure, tb_vec3 place_mm)
{
    switch (structure->shape) {
    case TB_SHAPE_CHAIN:
        return chain_holds(structure, place_mm);
    case TB_SHAPE_SURFACE:
        return surface_holds(structure, place_mm);
    case TB_SHAPE_PLATE:
        if (beyond_faces_mm(structure, tb_vec3_sub(place_mm, structure->origin_mm)) >= 0.0) {
            return false;
        }
        break;
    case TB_SHAPE_ELLIPSOID:
        return ellipsoid_holds(structure, place_mm);
    }
    return tb_structure_distance_mm(structure, place_mm) < 0.0;
}

void tb_structure_bound(tb_structure *s)
{
    double lo[3] = {INFINITY, INFINITY, INFINITY}, hi[3] = {-INFINITY, -INFINITY, -INFINITY};
    const double *origin[3] = {&s->origin_mm.x, &s->origin_mm.y, &s->origin_mm.z};
    for (int k = 0; k < s->point_count; ++k) {
        const tb_chain_point *p = &s->points[k];
        const double at[3] = {p->t_mm, p->b_mm, p->n_mm};
        for (int i = 0; i < 3; ++i) {
            const double r = i == 2 ? p->radius_mm * s->flat : p->radius_mm;
            lo[i] = fmin(lo[i], at[i] - r);
            hi[i] = fmax(hi[i], at[i] + r);
        }
    }
    for (int i = 0; i < 3; ++i) {
        const double axis[3] = {i == 0   ? s->axes[0].x
                                : i == 1 ? s->axes[0].y
                                         : s->axes[0].z,
                                i == 0   ? s->axes[1].x
                                : i == 1 ? s->axes[1].y
                                         : s->axes[1].z,
                                i == 0   ? s->axes[2].x
                                : i == 1 ? s->axes[2].y
                                         : s->axes[2].z};
        if (s->shape == TB_SHAPE_PLATE) {
            const double half = fabs(axis[2]) * s->half_thickness_mm;
            for (int k = 0; k < s->outline_count; ++k) {
                const double at =
                    *origin[i] + axis[0] * s->outline[k].u_mm + axis[1] * s->outline[k].v_mm;
                lo[i] = fmin(lo[i], at - half);
                hi[i] = fmax(hi[i], at + half);
            }
        } else if (s->shape == TB_SHAPE_ELLIPSOID) {
            double square = 0.0;
            for (int k = 0; k < 3; ++k) {
                square += axis[k] * axis[k] * s->semi_axes_mm[k] * s->semi_axes_mm[k];
            }
            lo[i] = *origin[i] - sqrt(square);
            hi[i] = *origin[i] + sqrt(square);
        } else if (s->shape == TB_SHAPE_SURFACE) {
            lo[i] = s->clip_lo_mm[i];
            hi[i] = s->clip_hi_mm[i];
        }
    }
    s->box_lo_mm = (tb_vec3){lo[0], lo[1], lo[2]};
    s->box_hi_mm = (tb_vec3){hi[0], hi[1], hi[2]};
}
