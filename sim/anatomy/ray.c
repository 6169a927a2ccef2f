// Straight lines against the shapes of a drawn patient, in closed form.
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/mathx.h"

#include <math.h>

/// Smaller root of a x^2 + 2 b x + c in [0, reach]; INFINITY for none.
static double first_root(double a, double b, double c, double reach)
{
    const double square = b * b - a * c;
    if (square < 0.0 || a == 0.0) {
        return INFINITY;
    }
    const double root = sqrt(square), x = (-b - root) / a;
    return x >= 0.0 && x <= reach ? x : INFINITY;
}

// ---- chain --------------------------------------------------------------------------------------

static double ball_mm(tb_vec3 origin, tb_vec3 d, double d2, tb_vec3 centre, double radius,
                      double reach)
{
    const tb_vec3 rel = tb_vec3_sub(origin, centre);
    const double c = tb_vec3_dot(rel, rel) - radius * radius;
    return c <= 0.0 ? 0.0 : first_root(d2, tb_vec3_dot(rel, d), c, reach);
}

/// First touch of the hull of two balls: of the cone between them where its normal starts on the
/// axis, else of a ball. With x along the axis, y off it and s the sine of the cone's half angle
/// the cone is y cos = r - x s: squared, a quadratic along the line.
static double capsule_mm(tb_vec3 origin, tb_vec3 d, double d2, tb_vec3 from, double radius_from,
                         tb_vec3 to, double radius_to, double reach)
{
    const tb_vec3 axis = tb_vec3_sub(to, from), rel = tb_vec3_sub(origin, from);
    // a ball around the whole piece: most lines miss it
    const double length2 = tb_vec3_dot(axis, axis), length = sqrt(length2);
    const double hull = 0.5 * length + fmax(radius_from, radius_to);
    const tb_vec3 to_middle = tb_vec3_along(rel, axis, -0.5);
    const double along = tb_vec3_dot(to_middle, d) / d2;
    if (tb_vec3_dot(to_middle, to_middle) - along * along * d2 > hull * hull) {
        return INFINITY;
    }
    double best = fmin(ball_mm(origin, d, d2, from, radius_from, reach),
                       ball_mm(origin, d, d2, to, radius_to, reach));
    const double shrink = radius_from - radius_to;
    if (length <= fabs(shrink)) {
        return best;
    }
    const double sine = shrink / length, cosine2 = 1.0 - sine * sine, slope = sine / cosine2;
    // x = x0 + k xd along the axis; y^2 = |rel + k d|^2 - x^2. The cone: y = radius / cosine -
    // x sine / cosine, so y^2 cosine2 = (radius - x sine)^2.
    const double x0 = tb_vec3_dot(rel, axis) / length, xd = tb_vec3_dot(d, axis) / length;
    const double y2 = tb_vec3_dot(rel, rel) - x0 * x0, ym = tb_vec3_dot(rel, d) - x0 * xd;
    const double w0 = radius_from - x0 * sine, wd = -xd * sine;
    const double a = (d2 - xd * xd) * cosine2 - wd * wd, b = ym * cosine2 - w0 * wd,
                 c = y2 * cosine2 - w0 * w0;
    double roots[2] = {INFINITY, INFINITY};
    const double square = b * b - a * c;
    if (fabs(a) > 1e-14 && square >= 0.0) {
        roots[0] = (-b - sqrt(square)) / a;
        roots[1] = (-b + sqrt(square)) / a;
    } else if (fabs(a) <= 1e-14 && fabs(b) > 0.0) {
        roots[0] = -0.5 * c / b;
    }
    for (int k = 0; k < 2; ++k) {
        const double x = x0 + roots[k] * xd, w = w0 + roots[k] * wd;
        const double foot = x - w * slope; // where the normal meets the axis
        if (roots[k] >= 0.0 && roots[k] < best && roots[k] <= reach && w > 0.0 && foot >= 0.0 &&
            foot <= length) {
            best = roots[k];
        }
    }
    if (c < 0.0 && w0 > 0.0 && x0 - w0 * slope >= 0.0 && x0 - w0 * slope <= length) {
        return 0.0; // starts inside
    }
    return best;
}

static double chain_mm(const tb_structure *s, tb_vec3 origin, tb_vec3 d, double reach,
                       double grow_mm)
{
    const double stretch =
        s->flat > 0.0 ? 1.0 / s->flat : 1.0; // a flattened chain is round in a stretched space
    origin.z *= stretch;
    d.z *= stretch;
    const double d2 = tb_vec3_dot(d, d);
    double best = INFINITY;
    for (int k = 0; k + 1 < s->point_count; ++k) {
        const tb_chain_point *p = &s->points[k], *q = &s->points[k + 1];
        const double hit =
            capsule_mm(origin, d, d2, (tb_vec3){p->t_mm, p->b_mm, p->n_mm * stretch},
                       p->radius_mm + grow_mm, (tb_vec3){q->t_mm, q->b_mm, q->n_mm * stretch},
                       q->radius_mm + grow_mm, fmin(reach, best));
        best = fmin(best, hit);
    }
    return best;
}

// ---- plate --------------------------------------------------------------------------------------

static bool in_outline(const tb_structure *s, double u, double v)
{
    bool inside = false;
    for (int i = 0; i < s->outline_count; ++i) {
        const tb_outline_point a = s->outline[i],
                               b = s->outline[i + 1 < s->outline_count ? i + 1 : 0];
        if ((a.v_mm > v) != (b.v_mm > v) &&
            u - a.u_mm < (b.u_mm - a.u_mm) * (v - a.v_mm) / (b.v_mm - a.v_mm)) {
            inside = !inside;
        }
    }
    const double hu = u - s->hole_u_mm, hv = v - s->hole_v_mm;
    return inside &&
           (s->hole_radius_mm <= 0.0 || hu * hu + hv * hv >= s->hole_radius_mm * s->hole_radius_mm);
}

/// The line runs between the two faces over [enter, leave]: it hits where it enters if that lies in
/// the outline, else at the first edge, or at the wall of the hole.
static double plate_mm(const tb_structure *s, tb_vec3 origin, tb_vec3 d, double reach,
                       double grow_mm)
{
    const tb_vec3 rel = tb_vec3_sub(origin, s->origin_mm);
    const double u0 = tb_vec3_dot(rel, s->axes[0]), ud = tb_vec3_dot(d, s->axes[0]);
    const double v0 = tb_vec3_dot(rel, s->axes[1]), vd = tb_vec3_dot(d, s->axes[1]);
    const double w0 = tb_vec3_dot(rel, s->axes[2]), wd = tb_vec3_dot(d, s->axes[2]);
    const double half = s->half_thickness_mm + grow_mm;
    double enter = 0.0, leave = reach;
    if (fabs(wd) < 1e-12) {
        if (fabs(w0) > half) {
            return INFINITY;
        }
    } else {
        const double a = (-half - w0) / wd, b = (half - w0) / wd;
        enter = fmax(enter, fmin(a, b));
        leave = fmin(leave, fmax(a, b));
    }
    if (enter > leave) {
        return INFINITY;
    }
    if (in_outline(s, u0 + enter * ud, v0 + enter * vd)) {
        return enter;
    }
    double best = INFINITY;
    for (int i = 0; i < s->outline_count; ++i) {
        const tb_outline_point a = s->outline[i],
                               b = s->outline[i + 1 < s->outline_count ? i + 1 : 0];
        const double eu = b.u_mm - a.u_mm, ev = b.v_mm - a.v_mm, cross = ud * ev - vd * eu;
        if (fabs(cross) < 1e-12) {
            continue;
        }
        const double k = ((a.u_mm - u0) * ev - (a.v_mm - v0) * eu) / cross;
        const double along = ((a.u_mm - u0) * vd - (a.v_mm - v0) * ud) / cross;
        const double hu = u0 + k * ud - s->hole_u_mm, hv = v0 + k * vd - s->hole_v_mm;
        const bool in_hole =
            s->hole_radius_mm > 0.0 && hu * hu + hv * hv < s->hole_radius_mm * s->hole_radius_mm;
        if (along >= 0.0 && along <= 1.0 && k >= enter && k <= leave && !in_hole) {
            best = fmin(best, k);
        }
    }
    if (s->hole_radius_mm > 0.0) { // out of the hole into the bone around it
        const double hu = u0 - s->hole_u_mm, hv = v0 - s->hole_v_mm;
        const double a = ud * ud + vd * vd, b = hu * ud + hv * vd,
                     c = hu * hu + hv * hv - s->hole_radius_mm * s->hole_radius_mm;
        const double square = b * b - a * c,
                     k = a > 0.0 ? (-b + sqrt(fmax(square, 0.0))) / a : -1.0;
        if (square >= 0.0 && k >= enter && k <= leave &&
            in_outline(s, u0 + (k + 1e-9) * ud, v0 + (k + 1e-9) * vd)) {
            best = fmin(best, k);
        }
    }
    return best;
}

// ---- ellipsoid, surface -------------------------------------------------------------------------

static double ellipsoid_mm(const tb_structure *s, tb_vec3 origin, tb_vec3 d, double reach,
                           double grow_mm)
{
    const tb_vec3 rel = tb_vec3_sub(origin, s->origin_mm);
    double a = 0.0, b = 0.0, c = -1.0;
    for (int k = 0; k < 3; ++k) {
        const double r = s->semi_axes_mm[k] + grow_mm;
        const double x = tb_vec3_dot(rel, s->axes[k]) / r, y = tb_vec3_dot(d, s->axes[k]) / r;
        a += y * y;
        b += x * y;
        c += x * x;
    }
    return c <= 0.0 ? 0.0 : first_root(a, b, c, reach);
}

static double surface_mm(const tb_structure *s, tb_vec3 origin, tb_vec3 d, double reach,
                         double grow_mm)
{
    const double o[3] = {origin.x, origin.y, origin.z}, e[3] = {d.x, d.y, d.z};
    double enter = 0.0, leave = reach;
    for (int k = 0; k < 3; ++k) {
        if (fabs(e[k]) < 1e-12) {
            if (o[k] < s->clip_lo_mm[k] || o[k] > s->clip_hi_mm[k]) {
                return INFINITY;
            }
            continue;
        }
        const double a = (s->clip_lo_mm[k] - o[k]) / e[k], b = (s->clip_hi_mm[k] - o[k]) / e[k];
        enter = fmax(enter, fmin(a, b));
        leave = fmin(leave, fmax(a, b));
    }
    if (enter > leave) {
        return INFINITY;
    }
    // f(k) = level - axis coordinate = qa k^2 + 2 qb k + qc, below 0 beyond the surface
    const int i = s->axis == 0 ? 1 : 0, j = s->axis == 2 ? 1 : 2;
    const double *c = s->coefficients, x = o[i], y = o[j], dx = e[i], dy = e[j];
    const double qa = c[3] * dx * dx + c[4] * dy * dy + c[5] * dx * dy;
    const double qb = 0.5 * (c[1] * dx + c[2] * dy + 2.0 * c[3] * x * dx + 2.0 * c[4] * y * dy +
                             c[5] * (x * dy + y * dx) - e[s->axis]);
    const double qc = c[0] + c[1] * x + c[2] * y + c[3] * x * x + c[4] * y * y + c[5] * x * y -
                      o[s->axis] - grow_mm;
    if (qa * enter * enter + 2.0 * qb * enter + qc <= 0.0) {
        return enter;
    }
    double roots[2] = {INFINITY, INFINITY};
    const double square = qb * qb - qa * qc;
    if (fabs(qa) > 1e-14 && square >= 0.0) {
        roots[0] = (-qb - sqrt(square)) / qa;
        roots[1] = (-qb + sqrt(square)) / qa;
    } else if (fabs(qa) <= 1e-14 && fabs(qb) > 0.0) {
        roots[0] = -0.5 * qc / qb;
    }
    double best = INFINITY;
    for (int k = 0; k < 2; ++k) {
        if (roots[k] >= enter && roots[k] <= leave) {
            best = fmin(best, roots[k]);
        }
    }
    return best;
}

// ---- any ----------------------------------------------------------------------------------------

double tb_structure_cast_mm(const tb_structure *structure, tb_vec3 origin_mm, tb_vec3 direction,
                            double reach_mm, double radius_mm)
{
    switch (structure->shape) {
    case TB_SHAPE_PLATE:
        return plate_mm(structure, origin_mm, direction, reach_mm, radius_mm);
    case TB_SHAPE_ELLIPSOID:
        return ellipsoid_mm(structure, origin_mm, direction, reach_mm, radius_mm);
    case TB_SHAPE_SURFACE:
        return surface_mm(structure, origin_mm, direction, reach_mm, radius_mm);
    case TB_SHAPE_CHAIN:
        break;
    }
    return chain_mm(structure, origin_mm, direction, reach_mm, radius_mm);
}

/// Can the ray touch the structure's box within its reach? `inverse` is 1 / direction.
static bool meets_box(const tb_structure *s, tb_vec3 o, tb_vec3 inverse, double reach_mm)
{
    const double ax = (s->box_lo_mm.x - o.x) * inverse.x, bx = (s->box_hi_mm.x - o.x) * inverse.x;
    const double ay = (s->box_lo_mm.y - o.y) * inverse.y, by = (s->box_hi_mm.y - o.y) * inverse.y;
    const double az = (s->box_lo_mm.z - o.z) * inverse.z, bz = (s->box_hi_mm.z - o.z) * inverse.z;
    const double enter = fmax(fmax(fmin(ax, bx), fmin(ay, by)), fmax(fmin(az, bz), 0.0));
    const double leave = fmin(fmin(fmax(ax, bx), fmax(ay, by)), fmin(fmax(az, bz), reach_mm));
    return enter <= leave;
}

static double inverse_of(double x)
{
    return 1.0 / (fabs(x) > 1e-12 ? x : 1e-12); // a line along a face still gets a finite answer
}

tb_ray_hit tb_anatomy_cast_breathing(const tb_anatomy *anatomy, tb_vec3 origin_mm,
                                     tb_vec3 direction, double reach_mm, uint32_t class_mask,
                                     double inspired)
{
    const tb_vec3 inverse = {inverse_of(direction.x), inverse_of(direction.y),
                             inverse_of(direction.z)};
    tb_ray_hit hit = {-1, reach_mm};
    for (int k = 0; k < anatomy->structure_count; ++k) {
        const tb_structure *structure = &anatomy->structures[k];
        // what has moved by a vector is met where a line moved back meets it at rest
        const tb_vec3 origin = tb_vec3_along(origin_mm, structure->breath_mm, -inspired);
        if ((class_mask & (1u << structure->hazard)) == 0 ||
            !meets_box(structure, origin, inverse, hit.distance_mm)) {
            continue;
        }
        const double at = tb_structure_cast_mm(structure, origin, direction, hit.distance_mm, 0.0);
        if (at < hit.distance_mm) {
            hit = (tb_ray_hit){k, at};
        }
    }
    return hit;
}

tb_ray_hit tb_anatomy_cast(const tb_anatomy *anatomy, tb_vec3 origin_mm, tb_vec3 direction,
                           double reach_mm, uint32_t class_mask)
{
    return tb_anatomy_cast_breathing(anatomy, origin_mm, direction, reach_mm, class_mask, 0.0);
}

double tb_inspired_at(uint32_t tick_ms)
{
    enum { BREATH_MS = 4300 };
    const double in = 0.4, out = 0.45, phase = (double)(tick_ms % BREATH_MS) / BREATH_MS;
    return phase < in ? 0.5 - 0.5 * tb_cos(TB_PI * phase / in)
                      : 0.5 + 0.5 * tb_cos(TB_PI * fmin((phase - in) / out, 1.0));
}

double tb_structure_breathing_distance_mm(const tb_structure *structure, tb_vec3 place_mm,
                                          double inspired)
{
    return tb_structure_distance_mm(structure,
                                    tb_vec3_along(place_mm, structure->breath_mm, -inspired));
}
