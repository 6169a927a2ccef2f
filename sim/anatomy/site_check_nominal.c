// The rules of a site that need a body: its nominal patient is drawn and measured.
#include "site_internal.h"
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"

#include <string.h>

enum { RIM = 12 };

static const uint32_t BONE = 1u << TB_HAZARD_BONE, LETHAL = 1u << TB_HAZARD_LETHAL,
                      ANY = ~(1u << TB_HAZARD_NONE);

static void check_above_skin(const tb_checking *c, const tb_anatomy *anatomy)
{
    char key[TB_PLACE_PATH];
    for (int i = 0; i < anatomy->structure_count; ++i) {
        const tb_structure *structure = &anatomy->structures[i];
        for (int k = 0; k < structure->point_count; ++k) {
            const tb_chain_point *p = &structure->points[k];
            const double skin_mm = tb_anatomy_skin_mm(anatomy, p->t_mm, p->b_mm);
            const bool on_site =
                p->t_mm >= anatomy->extent_t_mm[0] && p->t_mm <= anatomy->extent_t_mm[1] &&
                p->b_mm >= anatomy->extent_b_mm[0] && p->b_mm <= anatomy->extent_b_mm[1];
            if (on_site && p->n_mm - p->radius_mm * structure->flat < skin_mm) {
                tb_check_fault(
                    c, "above-skin", tb_check_key(key, "structures", i, "points"),
                    "point %d of '%s' breaks through the skin, which is at n = %.1f there", k,
                    structure->id, skin_mm);
                break;
            }
        }
    }
}

/// Does a structure reach into an ellipsoid? A chain's axis is walked in steps that a locus would
/// not notice; of other shapes the ellipsoid's surface is looked at.
static bool runs_through(const tb_structure *structure, const tb_trigger_point *nodule)
{
    enum { AROUND = 24, DOWN = 12 };
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
            if (tb_trigger_point_distance_mm(nodule, at) < radius_mm * structure->flat) {
                return true;
            }
        }
    }
    for (int i = 0; i <= DOWN && structure->point_count == 0; ++i) {
        for (int k = 0; k < AROUND; ++k) {
            const double down = TB_PI * i / DOWN, around = 2.0 * TB_PI * k / AROUND;
            const tb_vec3 at = {
                nodule->centre_mm.x + nodule->semi_axes_mm[0] * tb_cos(down),
                nodule->centre_mm.y + nodule->semi_axes_mm[1] * tb_sin(down) * tb_cos(around),
                nodule->centre_mm.z + nodule->semi_axes_mm[2] * tb_sin(down) * tb_sin(around)};
            if (tb_structure_distance_mm(structure, at) < 0.0) {
                return true;
            }
        }
    }
    return false;
}

/// A hazard may not lie inside the nodule: nobody could needle it without harm.
static void check_nodule(const tb_checking *c, const tb_site *site, const tb_anatomy *anatomy,
                         int index, tb_vec3 centre_mm)
{
    const tb_site_point *point = &site->trigger_points[index];
    tb_trigger_point nodule = {.centre_mm = centre_mm, .fibre = {1.0, 0.0, 0.0}};
    memcpy(nodule.semi_axes_mm, point->semi_axes_active_mm, sizeof nodule.semi_axes_mm);
    char key[TB_PLACE_PATH];
    for (int i = 0; i < anatomy->structure_count; ++i) {
        if (runs_through(&anatomy->structures[i], &nodule)) {
            tb_check_fault(
                c, "hazard-in-nodule", tb_check_key(key, "trigger_points", index, "t_mm"),
                "'%s' runs through the nodule of '%s'", anatomy->structures[i].id, point->id);
        }
    }
}

double tb_path_length_mm(const tb_anatomy *anatomy, tb_vec3 point_mm, tb_vec3 direction)
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

static tb_ray_hit first_on_path(const tb_anatomy *anatomy, tb_vec3 centre_mm, tb_vec3 direction,
                                uint32_t classes, double *length_mm)
{
    *length_mm = tb_path_length_mm(anatomy, centre_mm, direction);
    const tb_vec3 entry_mm = tb_vec3_along(centre_mm, direction, -*length_mm);
    return tb_anatomy_cast(anatomy, entry_mm, direction, *length_mm, classes);
}

/// Along the cone's axis nothing may lie before the point; inside the cone neither bone nor what is
/// lethal.
static void check_approach(const tb_checking *c, const tb_site *site, const tb_anatomy *anatomy,
                           int index, tb_vec3 centre_mm)
{
    const tb_site_point *point = &site->trigger_points[index];
    const bool own = point->approach_tilt_deg >= 0.0;
    const double tilt_deg = own ? point->approach_tilt_deg : site->approach.tilt_deg;
    const double azimuth_deg = own ? point->approach_azimuth_deg : site->approach.azimuth_deg;
    char key[TB_PLACE_PATH];
    tb_check_key(key, "trigger_points", index, "t_mm");
    const tb_vec3 axis =
        tb_needle_direction(tb_rad_from_deg(tilt_deg), tb_rad_from_deg(azimuth_deg));
    double length_mm;
    const tb_ray_hit straight = first_on_path(anatomy, centre_mm, axis, ANY, &length_mm);
    if (straight.structure >= 0) {
        const tb_structure *met = &anatomy->structures[straight.structure];
        tb_check_fault(c, met->hazard == TB_HAZARD_BONE ? "bone-in-approach" : "hazard-in-approach",
                       key,
                       "on the accepted path '%s' lies %.1f mm deep, before the trigger point "
                       "'%s' at %.1f mm",
                       met->id, straight.distance_mm, point->id, length_mm);
    }
    tb_check_reach(c, site->needles, site->needle_count, site->depth_rule.longest_needle_mm,
                   point->id, length_mm);
    const tb_vec3 aside = tb_vec3_unit(tb_vec3_cross(
        axis, fabs(axis.x) < 0.9 ? (tb_vec3){1.0, 0.0, 0.0} : (tb_vec3){0.0, 1.0, 0.0}));
    const tb_vec3 other = tb_vec3_cross(axis, aside);
    const double half = tb_rad_from_deg(site->approach.half_angle_deg);
    for (int i = 0; i < RIM && straight.structure < 0; ++i) {
        const double turn = 2.0 * TB_PI * i / RIM, out = tb_sin(half);
        tb_vec3 d = tb_vec3_scale(axis, tb_cos(half));
        d = tb_vec3_along(d, aside, out * tb_cos(turn));
        d = tb_vec3_along(d, other, out * tb_sin(turn));
        const tb_ray_hit hit = first_on_path(anatomy, centre_mm, d, BONE | LETHAL, &length_mm);
        if (hit.structure >= 0) {
            const tb_structure *met = &anatomy->structures[hit.structure];
            tb_check_fault(
                c, met->hazard == TB_HAZARD_BONE ? "bone-in-approach" : "hazard-in-approach", key,
                "within the accepted cone '%s' lies before the trigger point '%s'", met->id,
                point->id);
            return;
        }
    }
}

static void check_band_path(const tb_checking *c, const tb_site *site, int index)
{
    const tb_site_band *band = &site->bands[index];
    char key[TB_PLACE_PATH];
    for (int i = 0; i < site->trigger_point_count; ++i) {
        const tb_site_point *point = &site->trigger_points[i];
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
            least = fmin(least, sqrt(dt * dt + db * db));
        }
        if (least > point->semi_axes_active_mm[1]) {
            tb_check_fault(c, "band-misses-point", tb_check_key(key, "bands", index, "points"),
                           "band '%s' passes '%s' at %.1f mm, outside its nodule", band->id,
                           point->id, least);
        }
    }
}

void tb_site_check_nominal(const tb_checking *c, const tb_site *site, tb_case *model,
                           tb_anatomy *anatomy)
{
    char key[TB_PLACE_PATH];
    tb_case_of_site(site, model);
    tb_anatomy_draw(model, 0, anatomy);
    check_above_skin(c, anatomy);
    for (int i = 0; i < site->trigger_point_count; ++i) {
        const tb_site_point *point = &site->trigger_points[i];
        const tb_vec3 centre =
            tb_anatomy_target_place(anatomy, point->t_mm, point->b_mm, point->fraction);
        double top_mm = centre.z, deep_mm = centre.z;
        tb_anatomy_target_span(anatomy, centre.x, centre.y, &top_mm, &deep_mm);
        const double over_mm = centre.z - top_mm, under_mm = deep_mm - centre.z;
        if (over_mm < point->semi_axes_active_mm[2] || under_mm < point->semi_axes_active_mm[2]) {
            tb_check_fault(
                c, "outside-muscle", tb_check_key(key, "trigger_points", i, "fraction"),
                "the nodule of '%s' reaches out of the target muscle: %.1f mm below its face and "
                "%.1f mm above its deep face, semi-axis %g",
                point->id, over_mm, under_mm, point->semi_axes_active_mm[2]);
        }
        check_nodule(c, site, anatomy, i, centre);
        if (site->approach.allowed) {
            check_approach(c, site, anatomy, i, centre);
        }
    }
    for (int i = 0; i < site->band_count; ++i) {
        check_band_path(c, site, i);
    }
}
