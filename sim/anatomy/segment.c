// Least distance between a needle, a straight segment, and a shape: in closed form where there is
// one, else by steps no longer than the shape is away.
#include "site_internal.h"

#include <math.h>

/// A segment p(u) = from + u step, u in [0, 1].
typedef struct segment {
    tb_vec3 from, step;
    double length2; ///< of step, squared
} segment;

static tb_vec3 at(const segment *line, double u)
{
    return tb_vec3_along(line->from, line->step, u);
}

static double point_distance2(const segment *line, tb_vec3 p)
{
    const tb_vec3 rel = tb_vec3_sub(p, line->from);
    const double u = line->length2 > 0.0
                         ? tb_clamp(tb_vec3_dot(rel, line->step) / line->length2, 0.0, 1.0)
                         : 0.0;
    const tb_vec3 off = tb_vec3_along(rel, line->step, -u);
    return tb_vec3_dot(off, off);
}

// ---- chain --------------------------------------------------------------------------------------

/// |p(u) - c(s)| - r(s) with a centre and a radius that are linear in s is convex in (u, s). Its
/// least value on the square lies inside where both slopes vanish, else on an edge: an end of the
/// segment against the cone, or the whole segment against a ball. Inside, the line between the
/// nearest points stands square on the segment: seen along the segment, it is a point before a
/// cone.
static double capsule_least_mm(const segment *line, const tb_chain_point *a,
                               const tb_chain_point *b)
{
    const tb_vec3 from = {a->t_mm, a->b_mm, a->n_mm}, to = {b->t_mm, b->b_mm, b->n_mm};
    const tb_vec3 axis = tb_vec3_sub(to, from), rel = tb_vec3_sub(line->from, from);
    const double shrink = a->radius_mm - b->radius_mm, along = tb_vec3_dot(axis, line->step);
    if (line->length2 > 0.0) {
        const tb_vec3 seen = tb_vec3_along(axis, line->step, -along / line->length2);
        const double length2 = tb_vec3_dot(seen, seen);
        if (length2 > shrink * shrink && length2 > 1e-12 * tb_vec3_dot(axis, axis)) {
            const double back = tb_vec3_dot(rel, line->step) / line->length2;
            const tb_vec3 beside = tb_vec3_along(rel, line->step, -back);
            const double length = sqrt(length2), x = tb_vec3_dot(beside, seen) / length;
            const double square = tb_vec3_dot(beside, beside) - x * x;
            const double y = square > 0.0 ? sqrt(square) : 0.0;
            const double sine = shrink / length, cosine = sqrt(1.0 - sine * sine);
            const double s = (x - y * sine / cosine) / length;
            const double u = s * along / line->length2 - back;
            if (s >= 0.0 && s <= 1.0 && u >= 0.0 && u <= 1.0) {
                return y / cosine - (a->radius_mm - (x - y * sine / cosine) * sine);
            }
        }
    }
    const double ends =
        fmin(tb_capsule_distance_mm(a, b, line->from), tb_capsule_distance_mm(a, b, at(line, 1.0)));
    const double balls = fmin(sqrt(point_distance2(line, from)) - a->radius_mm,
                              sqrt(point_distance2(line, to)) - b->radius_mm);
    return fmin(ends, balls);
}

/// A flattened chain is round in a space stretched along n, where the segment is straight, too.
static double chain_least_mm(const tb_structure *s, tb_vec3 from_mm, tb_vec3 to_mm)
{
    const double flat = s->flat > 0.0 ? s->flat : 1.0, stretch = 1.0 / flat;
    from_mm.z *= stretch;
    to_mm.z *= stretch;
    const tb_vec3 step = tb_vec3_sub(to_mm, from_mm);
    const segment line = {from_mm, step, tb_vec3_dot(step, step)};
    const tb_vec3 middle = at(&line, 0.5);
    const double half_mm = 0.5 * sqrt(line.length2);
    double best = INFINITY;
    for (int k = 0; k + 1 < s->point_count; ++k) {
        tb_chain_point a = s->points[k], b = s->points[k + 1];
        a.n_mm *= stretch;
        b.n_mm *= stretch;
        // balls around both: most pieces are too far away to matter
        const tb_vec3 axis = {b.t_mm - a.t_mm, b.b_mm - a.b_mm, b.n_mm - a.n_mm};
        const tb_vec3 apart = {0.5 * (a.t_mm + b.t_mm) - middle.x,
                               0.5 * (a.b_mm + b.b_mm) - middle.y,
                               0.5 * (a.n_mm + b.n_mm) - middle.z};
        const double radius = a.radius_mm > b.radius_mm ? a.radius_mm : b.radius_mm;
        const double near = tb_vec3_length(apart) - 0.5 * tb_vec3_length(axis) - radius - half_mm;
        if (near < best) {
            const double least = capsule_least_mm(&line, &a, &b);
            best = least < best ? least : best;
        }
    }
    return best * flat;
}

// ---- plate --------------------------------------------------------------------------------------

/// Squared distance of two segments.
/// @source Ericson 2005, Real-Time Collision Detection, 5.1.9
static double segments_distance2(const segment *one, tb_vec3 from, tb_vec3 step)
{
    const tb_vec3 rel = tb_vec3_sub(one->from, from);
    const double a = one->length2, e = tb_vec3_dot(step, step), f = tb_vec3_dot(step, rel);
    const double c = tb_vec3_dot(one->step, rel), b = tb_vec3_dot(one->step, step);
    const double square = a * e - b * b;
    double u = square > 1e-12 * a * e ? tb_clamp((b * f - c * e) / square, 0.0, 1.0) : 0.0;
    double v = e > 0.0 ? (b * u + f) / e : 0.0;
    if (v < 0.0 || v > 1.0) {
        v = tb_clamp(v, 0.0, 1.0);
        u = a > 0.0 ? tb_clamp((b * v - c) / a, 0.0, 1.0) : 0.0;
    }
    const tb_vec3 off = tb_vec3_sub(at(one, u), tb_vec3_along(from, step, v));
    return tb_vec3_dot(off, off);
}

/// A segment outside a plate without hole comes nearest at one of its ends or at an edge.
static double plate_least_mm(const tb_structure *s, const segment *line)
{
    const double ends =
        fmin(tb_structure_distance_mm(s, line->from), tb_structure_distance_mm(s, at(line, 1.0)));
    const tb_vec3 *axes = s->axes, up = tb_vec3_scale(axes[2], s->half_thickness_mm);
    double best = ends * ends;
    for (int k = 0; k < s->outline_count; ++k) {
        const tb_outline_point a = s->outline[k],
                               b = s->outline[k + 1 < s->outline_count ? k + 1 : 0];
        const tb_vec3 corner =
            tb_vec3_along(tb_vec3_along(s->origin_mm, axes[0], a.u_mm), axes[1], a.v_mm);
        const tb_vec3 edge =
            tb_vec3_along(tb_vec3_scale(axes[0], b.u_mm - a.u_mm), axes[1], b.v_mm - a.v_mm);
        const tb_vec3 top = tb_vec3_add(corner, up), bottom = tb_vec3_sub(corner, up);
        const double squares[3] = {segments_distance2(line, top, edge),
                                   segments_distance2(line, bottom, edge),
                                   segments_distance2(line, bottom, tb_vec3_scale(up, 2.0))};
        for (int i = 0; i < 3; ++i) {
            best = squares[i] < best ? squares[i] : best;
        }
    }
    return sqrt(best);
}

// ---- hollow shapes ------------------------------------------------------------------------------

/// Least distance on a stretch along which the distance has one minimum: golden section.
static double least_between_mm(const tb_structure *s, const segment *line, double lo, double hi)
{
    const double golden = 0.6180339887498949;
    double u = hi - golden * (hi - lo), v = lo + golden * (hi - lo);
    double fu = tb_structure_distance_mm(s, at(line, u));
    double fv = tb_structure_distance_mm(s, at(line, v));
    for (int n = 0; n < 40; ++n) {
        if (fu < fv) {
            hi = v;
            v = u;
            fv = fu;
            u = hi - golden * (hi - lo);
            fu = tb_structure_distance_mm(s, at(line, u));
        } else {
            lo = u;
            u = v;
            fu = fv;
            v = lo + golden * (hi - lo);
            fv = tb_structure_distance_mm(s, at(line, v));
        }
    }
    return fmin(fu, fv);
}

/// An outline or a surface may be hollow: look along the segment, then search around the least. No
/// place is looked at that is nearer to the last one than that one is from beating the least.
static double searched_least_mm(const tb_structure *s, const segment *line)
{
    enum { STEPS = 96 };
    const double slope = 1.2 * sqrt(line->length2); // of the distance, per u: estimates reach 1.06
    double best = tb_structure_distance_mm(s, at(line, 1.0)), nearest = 1.0;
    for (double u = 0.0; u < 1.0;) {
        const double d = tb_structure_distance_mm(s, at(line, u));
        if (d < best) {
            best = d;
            nearest = u;
        }
        const double skip = slope > 0.0 ? (d - best) / slope : 1.0;
        u += skip > 1.0 / STEPS ? skip : 1.0 / STEPS;
    }
    const double lo = fmax(0.0, nearest - 1.0 / STEPS), hi = fmin(1.0, nearest + 1.0 / STEPS);
    return fmin(best, least_between_mm(s, line, lo, hi));
}

// ---- ellipsoid ----------------------------------------------------------------------------------

/// The distance to a convex body is convex along a line and its slope is the normal's share of the
/// step, so the nearest place is where that changes sign: regula falsi in Illinois' form. Convexity
/// also bounds what a further step could gain by slope x bracket.
static double ellipsoid_least_mm(const tb_structure *s, const segment *line)
{
    const double least_gain_mm = 1e-10;
    tb_vec3 normal;
    double lo = 0.0, hi = 1.0;
    double best = tb_ellipsoid_distance_mm(s, line->from, &normal);
    double slope_lo = tb_vec3_dot(normal, line->step);
    if (slope_lo >= 0.0) {
        return best;
    }
    const double last = tb_ellipsoid_distance_mm(s, at(line, 1.0), &normal);
    double slope_hi = tb_vec3_dot(normal, line->step);
    if (slope_hi <= 0.0) {
        return last;
    }
    best = fmin(best, last);
    int side = 0;
    for (int n = 0; n < 100; ++n) {
        const double u = (lo * slope_hi - hi * slope_lo) / (slope_hi - slope_lo);
        best = fmin(best, tb_ellipsoid_distance_mm(s, at(line, u), &normal));
        const double slope = tb_vec3_dot(normal, line->step);
        if (fabs(slope) * (hi - lo) < least_gain_mm) {
            break;
        }
        if (slope < 0.0) {
            lo = u;
            slope_lo = slope;
            slope_hi = side == -1 ? 0.5 * slope_hi : slope_hi;
            side = -1;
        } else {
            hi = u;
            slope_hi = slope;
            slope_lo = side == 1 ? 0.5 * slope_lo : slope_lo;
            side = 1;
        }
    }
    return best;
}

// ---- any ----------------------------------------------------------------------------------------

double tb_structure_segment_distance_mm(const tb_structure *structure, tb_vec3 from_mm,
                                        tb_vec3 to_mm)
{
    const tb_vec3 step = tb_vec3_sub(to_mm, from_mm);
    const segment line = {from_mm, step, tb_vec3_dot(step, step)};
    const double length_mm = sqrt(line.length2);
    switch (structure->shape) {
    case TB_SHAPE_CHAIN:
        return chain_least_mm(structure, from_mm, to_mm);
    case TB_SHAPE_ELLIPSOID:
        return ellipsoid_least_mm(structure, &line);
    case TB_SHAPE_PLATE:
        if (structure->hole_radius_mm <= 0.0 && length_mm > 0.0 &&
            isinf(tb_structure_cast_mm(structure, from_mm, tb_vec3_scale(step, 1.0 / length_mm),
                                       length_mm, 0.0))) {
            return plate_least_mm(structure, &line);
        }
        break;
    case TB_SHAPE_SURFACE:
        break;
    }
    return searched_least_mm(structure, &line);
}
