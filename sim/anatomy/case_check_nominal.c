// The rules of a case that need a body: its nominal patient is drawn and measured.
#include "case_internal.h"
#include "tautband/core/units.h"

#include <string.h>

enum { RIM = 12 };

static const double SHAFT_OUTSIDE_MM = 5.0; // that much of a needle must stay outside the skin

static void check_above_skin(tb_case_checking *c, const tb_anatomy *anatomy)
{
    char key[TB_PLACE_PATH];
    for (int i = 0; i < anatomy->structure_count; ++i) {
        const tb_structure *structure = &anatomy->structures[i];
        for (int k = 0; k < structure->point_count; ++k) {
            const tb_chain_point *p = &structure->points[k];
            const double skin_mm = tb_anatomy_skin_mm(anatomy, p->t_mm, p->b_mm);
            if (p->n_mm - p->radius_mm < skin_mm) {
                tb_case_fault(
                    c, "above-skin", tb_case_key(key, "structures", i, "points"),
                    "point %d of '%s' breaks through the skin, which is at n = %.1f there", k,
                    structure->id, skin_mm);
                break;
            }
        }
    }
}

static void point_in_muscle(const tb_anatomy *anatomy, const tb_case_trigger_point *point,
                            tb_vec3 *centre_mm, double *over_mm, double *under_mm)
{
    const double top =
        tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer, point->t_mm, point->b_mm);
    const double deep =
        tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer + 1, point->t_mm, point->b_mm);
    *centre_mm = (tb_vec3){point->t_mm, point->b_mm, top + point->fraction * (deep - top)};
    *over_mm = centre_mm->z - top;
    *under_mm = deep - centre_mm->z;
}

/// Does a chain reach into an ellipsoid? Its axis is walked in steps a locus would not notice.
static bool runs_through(const tb_structure *structure, const tb_trigger_point *nodule)
{
    const double step_mm = 0.1;
    for (int k = 0; k + 1 < structure->point_count; ++k) {
        const tb_chain_point *p = &structure->points[k], *q = &structure->points[k + 1];
        const tb_vec3 from = {p->t_mm, p->b_mm, p->n_mm};
        const tb_vec3 along = tb_vec3_sub((tb_vec3){q->t_mm, q->b_mm, q->n_mm}, from);
        const int steps = 1 + (int)(tb_vec3_length(along) / step_mm);
        for (int i = 0; i <= steps; ++i) {
            const double share = (double)i / steps;
            const double radius_mm = p->radius_mm + share * (q->radius_mm - p->radius_mm);
            const tb_vec3 at = tb_vec3_along(from, along, share);
            if (tb_trigger_point_distance_mm(nodule, at) < radius_mm) {
                return true;
            }
        }
    }
    return false;
}

/// A hazard may not lie inside the nodule: nobody could needle it without harm.
static void check_nodule(tb_case_checking *c, const tb_anatomy *anatomy, int index,
                         tb_vec3 centre_mm)
{
    const tb_case_trigger_point *point = &c->model->trigger_points[index];
    tb_trigger_point nodule = {.centre_mm = centre_mm, .fibre = {1.0, 0.0, 0.0}};
    memcpy(nodule.semi_axes_mm, point->semi_axes_mm, sizeof nodule.semi_axes_mm);
    char key[TB_PLACE_PATH];
    for (int i = 0; i < anatomy->structure_count; ++i) {
        if (runs_through(&anatomy->structures[i], &nodule)) {
            tb_case_fault(c, "hazard-in-nodule", tb_case_key(key, "trigger_points", index, "t_mm"),
                          "'%s' runs through the nodule of '%s'", anatomy->structures[i].id,
                          point->id);
        }
    }
}

/// Back from the point along a direction to the skin: length of the path.
static double path_length_mm(const tb_anatomy *anatomy, tb_vec3 point_mm, tb_vec3 direction)
{
    double lo = 0.0, hi = 200.0; // below the skin at lo, above it at hi
    for (int i = 0; i < 50; ++i) {
        const double middle = 0.5 * (lo + hi);
        const tb_vec3 at = tb_vec3_along(point_mm, direction, -middle);
        const bool below = at.z > tb_anatomy_skin_mm(anatomy, at.x, at.y);
        lo = below ? middle : lo;
        hi = below ? hi : middle;
    }
    return hi;
}

/// Along the cone's axis and rim: is the point within reach, and does bone lie before it?
static void check_approach(tb_case_checking *c, const tb_anatomy *anatomy, int index,
                           tb_vec3 centre_mm)
{
    const tb_case *m = c->model;
    const tb_case_trigger_point *point = &m->trigger_points[index];
    char key[TB_PLACE_PATH];
    tb_case_key(key, "trigger_points", index, "t_mm");
    const tb_vec3 axis = tb_needle_direction(tb_rad_from_deg(m->approach.tilt_deg),
                                             tb_rad_from_deg(m->approach.azimuth_deg));
    const double depth_mm = path_length_mm(anatomy, centre_mm, axis);
    double longest_mm = 0.0;
    for (int i = 0; i < m->needle_count; ++i) {
        longest_mm = m->needles[i].length_mm > longest_mm ? m->needles[i].length_mm : longest_mm;
    }
    if (longest_mm < depth_mm + SHAFT_OUTSIDE_MM) {
        tb_case_fault(
            c, "no-needle-reaches", "needles",
            "'%s' lies %.1f mm deep and %g mm must stay outside; the longest needle has %g mm",
            point->id, depth_mm, SHAFT_OUTSIDE_MM, longest_mm);
    }
    const tb_vec3 aside = tb_vec3_unit(tb_vec3_cross(
        axis, fabs(axis.x) < 0.9 ? (tb_vec3){1.0, 0.0, 0.0} : (tb_vec3){0.0, 1.0, 0.0}));
    const tb_vec3 other = tb_vec3_cross(axis, aside);
    const double half = tb_rad_from_deg(m->approach.half_angle_deg);
    for (int i = 0; i <= RIM; ++i) { // the axis itself, then the rim
        const double turn = 2.0 * TB_PI * i / RIM, out = i == RIM ? 0.0 : tb_sin(half);
        tb_vec3 d = tb_vec3_scale(axis, i == RIM ? 1.0 : tb_cos(half));
        d = tb_vec3_along(d, aside, out * tb_cos(turn));
        d = tb_vec3_along(d, other, out * tb_sin(turn));
        const double length_mm = path_length_mm(anatomy, centre_mm, d);
        const tb_vec3 entry_mm = tb_vec3_along(centre_mm, d, -length_mm);
        const tb_ray_hit hit =
            tb_anatomy_cast(anatomy, entry_mm, d, length_mm, 1u << TB_HAZARD_BONE);
        if (hit.structure >= 0) {
            tb_case_fault(c, "bone-in-approach", key,
                          "within the accepted cone '%s' lies before the trigger point '%s'",
                          anatomy->structures[hit.structure].id, point->id);
            return;
        }
    }
}

static void check_band_path(tb_case_checking *c, int index)
{
    const tb_case *m = c->model;
    const tb_case_band *band = &m->bands[index];
    char key[TB_PLACE_PATH];
    for (int i = 0; i < m->trigger_point_count; ++i) {
        const tb_case_trigger_point *point = &m->trigger_points[i];
        if (strcmp(point->id, band->trigger_point) != 0) {
            continue;
        }
        double least = INFINITY;
        for (int k = 0; k + 1 < band->point_count; ++k) {
            const double *p = band->points[k], *q = band->points[k + 1];
            const double ut = q[0] - p[0], ub = q[1] - p[1], length2 = ut * ut + ub * ub;
            const double share =
                length2 > 0.0
                    ? tb_clamp(((point->t_mm - p[0]) * ut + (point->b_mm - p[1]) * ub) / length2,
                               0.0, 1.0)
                    : 0.0;
            const double dt = p[0] + share * ut - point->t_mm, db = p[1] + share * ub - point->b_mm;
            const double d = sqrt(dt * dt + db * db);
            least = d < least ? d : least;
        }
        if (least > point->semi_axes_mm[1]) {
            tb_case_fault(c, "band-misses-point", tb_case_key(key, "bands", index, "points"),
                          "band '%s' passes '%s' at %.1f mm, outside its nodule", band->id,
                          point->id, least);
        }
    }
}

void tb_case_check_nominal(tb_case_checking *c, tb_anatomy *anatomy)
{
    const tb_case *m = c->model;
    char key[TB_PLACE_PATH];
    tb_anatomy_draw(m, 0, anatomy);
    check_above_skin(c, anatomy);
    for (int i = 0; i < m->trigger_point_count; ++i) {
        const tb_case_trigger_point *point = &m->trigger_points[i];
        tb_vec3 centre_mm;
        double over_mm, under_mm;
        point_in_muscle(anatomy, point, &centre_mm, &over_mm, &under_mm);
        if (over_mm < point->semi_axes_mm[2] || under_mm < point->semi_axes_mm[2]) {
            tb_case_fault(
                c, "outside-muscle", tb_case_key(key, "trigger_points", i, "fraction"),
                "the nodule of '%s' reaches out of the target muscle: %.1f mm below its face and "
                "%.1f mm above its deep face, semi-axis %g",
                point->id, over_mm, under_mm, point->semi_axes_mm[2]);
        }
        check_nodule(c, anatomy, i, centre_mm);
        check_approach(c, anatomy, i, centre_mm);
    }
    for (int i = 0; i < m->band_count; ++i) {
        check_band_path(c, i);
    }
}
