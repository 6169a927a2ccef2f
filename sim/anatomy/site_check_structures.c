// Rules of the shapes of a site, each by itself.
#include "site_internal.h"

static void check_chain(const tb_checking *c, const tb_site_structure *structure, const char *key)
{
    if (structure->point_count < 2) {
        tb_check_fault(c, "chain", key, "a chain needs at least two points, not %d",
                       (int)structure->point_count);
        return;
    }
    for (int i = 1; i < structure->point_count; ++i) {
        const tb_chain_point *p = &structure->points[i - 1], *q = &structure->points[i];
        const tb_vec3 a = {p->t_mm, p->b_mm, p->n_mm}, b = {q->t_mm, q->b_mm, q->n_mm};
        if (tb_vec3_distance(a, b) <= fabs(p->radius_mm - q->radius_mm) + 1e-6) {
            tb_check_fault(c, "chain", key, "points %d and %d of '%s' lie inside each other", i - 1,
                           i, structure->id);
        }
    }
}

static double turn(tb_outline_point a, tb_outline_point b, tb_outline_point p)
{
    return (b.u_mm - a.u_mm) * (p.v_mm - a.v_mm) - (b.v_mm - a.v_mm) * (p.u_mm - a.u_mm);
}

static bool edges_cross(tb_outline_point a, tb_outline_point b, tb_outline_point p,
                        tb_outline_point q)
{
    return turn(a, b, p) * turn(a, b, q) < 0.0 && turn(p, q, a) * turn(p, q, b) < 0.0;
}

static void check_plate(const tb_checking *c, const tb_site_structure *structure, const char *key)
{
    const int count = structure->outline_count;
    if (count < 3 || structure->thickness_mm <= 0.0) {
        tb_check_fault(c, "plate", key,
                       "a plate needs at least three corners and a thickness, not %d and %g", count,
                       structure->thickness_mm);
        return;
    }
    const tb_vec3 u = {structure->u[0], structure->u[1], structure->u[2]};
    const tb_vec3 v = {structure->v[0], structure->v[1], structure->v[2]};
    const tb_vec3 normal = tb_vec3_cross(u, v);
    if (tb_vec3_length(normal) < 0.5 * tb_vec3_length(u) * tb_vec3_length(v) ||
        tb_vec3_length(u) < 0.5 || tb_vec3_length(v) < 0.5) {
        tb_check_fault(c, "plate", key, "the axes u and v of '%s' must span a plane",
                       structure->id);
    }
    const tb_outline_point *p = structure->outline;
    for (int i = 0; i < count; ++i) {
        for (int k = i + 2; k < count; ++k) {
            if ((k + 1) % count != i && edges_cross(p[i], p[i + 1], p[k], p[(k + 1) % count])) {
                tb_check_fault(c, "plate", key, "edges %d and %d of '%s' cross", i, k,
                               structure->id);
                return;
            }
        }
    }
}

static void check_ellipsoid(const tb_checking *c, const tb_site_structure *s, const char *key)
{
    const double *axes[3] = {s->axis_1, s->axis_2, s->axis_3};
    bool good = s->semi_axes_mm[0] > 0.0 && s->semi_axes_mm[1] > 0.0 && s->semi_axes_mm[2] > 0.0;
    for (int i = 0; i < 3; ++i) {
        for (int k = 0; k <= i; ++k) {
            const double dot =
                axes[i][0] * axes[k][0] + axes[i][1] * axes[k][1] + axes[i][2] * axes[k][2];
            good = good && fabs(dot - (i == k ? 1.0 : 0.0)) < 2e-3;
        }
    }
    if (!good) {
        tb_check_fault(c, "ellipsoid", key,
                       "'%s' needs three semi-axes along unit vectors at right angles", s->id);
    }
}

static void check_surface(const tb_checking *c, const tb_site_structure *s, const char *key)
{
    const double *clips[3] = {s->clip_t_mm, s->clip_b_mm, s->clip_n_mm};
    const int32_t counts[3] = {s->clip_t_count, s->clip_b_count, s->clip_n_count};
    if (s->coefficients[0] == 0.0) {
        tb_check_fault(c, "surface", key, "'%s' needs the coefficients of its surface", s->id);
    }
    for (int i = 0; i < 3; ++i) {
        if (counts[i] != 0 && (counts[i] != 2 || !(clips[i][0] < clips[i][1]))) {
            tb_check_fault(c, "surface", key,
                           "a clip of '%s' needs a first and a greater last coordinate", s->id);
        }
    }
}

static void check_variants(const tb_checking *c, const tb_site_structure *s, int index)
{
    char key[TB_PLACE_PATH];
    double sum = 0.0;
    for (int i = 0; i < s->variant_count; ++i) {
        sum += s->variants[i].probability;
        if (s->variants[i].hole_radius_mm > 0.0 && s->shape != TB_SHAPE_PLATE) {
            tb_check_fault(c, "variant", tb_check_key(key, "structures", index, "variants"),
                           "'%s' is no plate: it cannot have a hole", s->id);
        }
    }
    if (sum > 1.0) {
        tb_check_fault(c, "variant", tb_check_key(key, "structures", index, "variants"),
                       "the variants of '%s' have a probability of %g together", s->id, sum);
    }
}

void tb_site_check_structures(const tb_checking *c, const tb_site *site)
{
    static const char *const shape_keys[] = {"points", "outline", "semi_axes_mm", "coefficients"};
    char key[TB_PLACE_PATH];
    for (int i = 0; i < site->structure_count; ++i) {
        const tb_site_structure *s = &site->structures[i];
        tb_check_key(key, "structures", i, "tissue");
        if (s->tissue < TB_TISSUE_NERVE) {
            tb_check_fault(c, "structure-tissue", key,
                           "a structure is nerve, vessel, bone, tendon or an organ, not %s",
                           tb_tissue_label((tb_tissue)s->tissue));
        } else if ((s->tissue == TB_TISSUE_BONE) != (s->hazard == TB_HAZARD_BONE) ||
                   (s->tissue >= TB_TISSUE_PLEURA) > (s->hazard == TB_HAZARD_LETHAL)) {
            tb_check_fault(c, "structure-hazard", tb_check_key(key, "structures", i, "hazard"),
                           "tissue %s does not go with hazard %s",
                           tb_tissue_name((tb_tissue)s->tissue),
                           tb_hazard_class_name((tb_hazard_class)s->hazard));
        }
        tb_check_key(key, "structures", i, shape_keys[s->shape]);
        switch ((tb_shape)s->shape) {
        case TB_SHAPE_CHAIN:
            check_chain(c, s, key);
            break;
        case TB_SHAPE_PLATE:
            check_plate(c, s, key);
            break;
        case TB_SHAPE_ELLIPSOID:
            check_ellipsoid(c, s, key);
            break;
        case TB_SHAPE_SURFACE:
            check_surface(c, s, key);
            break;
        }
        check_variants(c, s, i);
    }
}
