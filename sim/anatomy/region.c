#include "region_internal.h"

#include "tautband/core/vec.h"

#include <string.h>

#define FIT_STEP_MM 8.0f
#define FIT_REACH_MM (FIT_STEP_MM * 0.5f * (float)(TB_REGION_FIT - 1))
#define FIT_MOST_MM 24.0f ///< the body is raised or lowered by less than this
#define NEAR_MM 110.0f    ///< beyond it the site changes nothing
#define FIN_HOLD_MM 4.0f  ///< beyond the fingers' reach the lifted muscle still stands so far
#define FIN_END_MM 34.0f  ///< and has sunk by here
#define FIN_ROOT_MM 16.0f ///< a resting crest lies so deep below the skin
#define FIN_FOOT_MM 4.0f  ///< width of the fold at its foot
#define BAND_MM 60.0f     ///< height over which that fades

float tb_region_body(const tb_region *region, tb_f3 p)
{
    switch (region->id) {
    case TB_REGION_CALF:
        return tb_body_leg(p);
    case TB_REGION_SOLE:
    case TB_REGION_FOOT:
        return tb_body_foot(p);
    default:
        return tb_body_trunk(region, p);
    }
}

tb_f3 tb_region_to_body(const tb_region *region, tb_f3 p)
{
    return tb_f3_add(region->zero_mm,
                     P(tb_f3_dot(region->rows[0], p), tb_f3_dot(region->rows[1], p),
                       tb_f3_dot(region->rows[2], p)));
}

static tb_f3 direction_from_body(const tb_region *region, tb_f3 d)
{
    const tb_f3 *r = region->rows;
    return tb_f3_add(tb_f3_add(tb_f3_scale(r[0], d.x), tb_f3_scale(r[1], d.y)),
                     tb_f3_scale(r[2], d.z));
}

tb_f3 tb_region_from_body(const tb_region *region, tb_f3 body_mm)
{
    return direction_from_body(region, tb_f3_sub(body_mm, region->zero_mm));
}

/// Body grown by build, not yet fitted to the site.
static float grown(const tb_region *region, tb_f3 p)
{
    return tb_region_body(region, tb_region_to_body(region, p)) - region->girth_mm;
}

static float patch_height(const tb_region *region, float t_mm, float b_mm)
{
    return -(float)tb_anatomy_patch_mm(region->anatomy, (double)t_mm, (double)b_mm);
}

/// 1 inside a range, falling to 0 over `out` beyond it, from `in` before its ends.
static float inside(float x, const double range[2], float in, float out)
{
    return smooth((float)range[0] - out, (float)range[0] + in, x) *
           smooth((float)range[1] + out, (float)range[1] - in, x);
}

/// How far the body is raised above (t, b): a quadratic spline over the fit's nodes, which has no
/// creases.
static float raised(const tb_region *region, float t_mm, float b_mm)
{
    const float u = (t_mm + FIT_REACH_MM) / FIT_STEP_MM, v = (b_mm + FIT_REACH_MM) / FIT_STEP_MM;
    const float last = (float)(TB_REGION_FIT - 1);
    if (u <= 0.5f || v <= 0.5f || u >= last - 0.5f || v >= last - 0.5f) {
        return 0.0f;
    }
    const int i = (int)(u + 0.5f), j = (int)(v + 0.5f);
    const float x = u - (float)i, z = v - (float)j;
    const float wx[3] = {0.5f * (0.5f - x) * (0.5f - x), 0.75f - x * x,
                         0.5f * (0.5f + x) * (0.5f + x)};
    const float wz[3] = {0.5f * (0.5f - z) * (0.5f - z), 0.75f - z * z,
                         0.5f * (0.5f + z) * (0.5f + z)};
    float sum = 0.0f;
    for (int b = 0; b < 3; ++b) {
        const float *row = region->fit_mm[j - 1 + b];
        sum += wz[b] * (wx[0] * row[i - 1] + wx[1] * row[i] + wx[2] * row[i + 1]);
    }
    return sum;
}

/// A half disc on upright faces: the lifted muscle. It sinks away beyond the fingers' reach and
/// when it is let go.
static float fin(const tb_region *region, tb_f3 p)
{
    const tb_roll *roll = &region->anatomy->roll;
    const float wide = (float)roll->half_width_mm;
    const float held = inside(p.x, roll->grasp_t_mm, -FIN_HOLD_MM, FIN_END_MM);
    const float crest = region->lift * held * ((float)roll->height_mm + FIN_ROOT_MM) - FIN_ROOT_MM;
    const float above = p.y - (crest - wide);
    const float from_middle = above > 0.0f ? sqrtf(p.z * p.z + above * above) : fabsf(p.z);
    return from_middle - wide;
}

/// The skin without the lifted muscle.
static float resting(const tb_region *region, tb_f3 p)
{
    if (fabsf(p.x) > NEAR_MM || fabsf(p.z) > NEAR_MM || p.y > 90.0f || p.y < -110.0f) {
        return grown(region, p);
    }
    const float skin_y = patch_height(region, p.x, p.z);
    const float band = smooth(BAND_MM, 10.0f, fabsf(p.y - skin_y));
    const float body = grown(region, P(p.x, p.y - band * raised(region, p.x, p.z), p.z));
    const tb_anatomy *a = region->anatomy;
    const float near = inside(p.x, a->extent_t_mm, 8.0f, 28.0f) *
                       inside(p.z, a->extent_b_mm, 10.0f, 9.0f) * smooth(-60.0f, -20.0f, p.y);
    if (near <= 0.0f) {
        return body;
    }
    const float e = 1.0f;
    const float slope_t =
        (patch_height(region, p.x + e, p.z) - patch_height(region, p.x - e, p.z)) / (2.0f * e);
    const float slope_b =
        (patch_height(region, p.x, p.z + e) - patch_height(region, p.x, p.z - e)) / (2.0f * e);
    const float patch = (p.y - skin_y) / sqrtf(1.0f + slope_t * slope_t + slope_b * slope_b);
    // only where both say nearly the same: else the blend itself would be steep
    return body + (patch - body) * near * smooth(16.0f, 5.0f, fabsf(patch - body));
}

float tb_region_skin(const void *field, tb_f3 p)
{
    const tb_region *region = field;
    const float d = resting(region, p);
    if (!region->anatomy->roll.present || region->lift <= 0.0f || fabsf(p.x) > NEAR_MM ||
        d > NEAR_MM) {
        return d;
    }
    return blend(d, fin(region, p), FIN_FOOT_MM);
}

/// Where the drape ends, body axes: negative below it.
static float uncovered(const tb_region *region, tb_f3 p)
{
    const float wx = 7.0f * tb_shape_noise(p.x / 38.0f, 5) + 5.0f * tb_shape_noise(p.x / 15.0f, 6);
    const float wz = 7.0f * tb_shape_noise(p.z / 38.0f, 3) + 5.0f * tb_shape_noise(p.z / 15.0f, 4);
    switch (region->id) {
    case TB_REGION_CALF: // above the knee
        return 42.0f - p.z + 7.0f * tb_shape_noise(p.x / 60.0f, 9);
    case TB_REGION_SHOULDER_NECK:
        return p.z + 222.0f + 0.05f * p.x + wx;
    case TB_REGION_SCAPULA:
        return p.z + 275.0f + 0.05f * p.x + wx;
    case TB_REGION_SUBOCCIPITAL:
        return p.z + 105.0f + wx;
    case TB_REGION_FRONT_NECK:
        return p.z + 158.0f - 0.0006f * p.x * p.x + wx;
    case TB_REGION_FLANK:
        return p.z + 500.0f - 0.2f * p.y + 0.3f * wx;
    case TB_REGION_HIP:
        return least(-p.z - 366.0f - 0.12f * p.y + 0.4f * wx,
                     p.z + 700.0f + 0.3f * p.y + 0.4f * wx);
    case TB_REGION_BUTTOCK:
        return least(least(p.z + 735.0f + wx, p.x + 14.0f + 0.6f * wz), -p.z - 385.0f + wx);
    default:
        return 152.0f - p.z + 0.8f * wx;
    }
}

/// The drape over a body whose distance is known.
/// @param spare_mm how far it goes on beyond its hem
static float drape_over(const tb_region *region, tb_f3 p, tb_f3 body, float skin, float spare_mm)
{
    const float hem = uncovered(region, body) - spare_mm;
    if (hem > 60.0f) {
        return hem; // far beyond it the cloth is at least that far
    }
    const float above = tb_f3_dot(region->up, p) - region->table_mm;
    const float hung = smooth(2.0f, 26.0f, above); // flat where it lies
    const float fold = (3.0f * tb_shape_noise((body.x + 0.5f * body.z) / 31.0f, 11) +
                        2.2f * tb_shape_noise((body.z - 0.4f * body.x) / 22.0f, 12) +
                        1.8f * tb_shape_noise((0.8f * body.x - body.y) / 15.0f, 13)) *
                       hung;
    const float cloth = skin - 8.0f - 0.9f * fold;
    // a raised foot's cloth hangs round the leg, all others run into the table
    const float d = region->id == TB_REGION_SOLE ? cloth : blend(cloth, above - 4.0f + fold, 60.0f);
    return carve(d, -hem, 6.0f);
}

float tb_region_drape(const void *field, tb_f3 p)
{
    const tb_region *region = field;
    return drape_over(region, p, tb_region_to_body(region, p), grown(region, p), 0.0f);
}

float tb_region_spare_drape(const void *field, tb_f3 p)
{
    const tb_region *region = field;
    return drape_over(region, p, tb_region_to_body(region, p), grown(region, p),
                      TB_REGION_SPARE_DRAPE_MM);
}

float tb_region_hem(const tb_region *region, tb_f3 p)
{
    return uncovered(region, tb_region_to_body(region, p));
}

bool tb_region_covered(const tb_region *region, tb_f3 p, float margin_mm)
{
    return uncovered(region, tb_region_to_body(region, p)) < -margin_mm &&
           tb_region_drape(region, p) < -3.0f;
}

float tb_region_all(const tb_region *region, tb_f3 p)
{
    const float skin = tb_region_skin(region, p);
    const float drape = drape_over(region, p, tb_region_to_body(region, p), skin, 0.0f);
    const float table = tb_f3_dot(region->up, p) - region->table_mm;
    return least(least(skin, drape), least(tb_region_prop(region, p), table));
}

float tb_region_prop(const void *field, tb_f3 p)
{
    const tb_region *region = field;
    const tb_f3 body = tb_region_to_body(region, p);
    switch (region->id) {
    case TB_REGION_CALF:
        return tb_body_leg_roll(body);
    case TB_REGION_SOLE:
    case TB_REGION_FOOT:
        return 1e3f;
    default:
        return tb_body_trunk_prop(region, body);
    }
}

float tb_region_height(const tb_region *region, float t_mm, float b_mm)
{
    const float lowest = -110.0f;
    float y = 60.0f;
    for (int k = 0; k < 80 && y > lowest; ++k) {
        const float d = tb_region_skin(region, P(t_mm, y, b_mm));
        if (d < 0.02f) {
            return y;
        }
        y -= TB_REGION_STEP * d;
    }
    return most(y, lowest);
}

tb_f3 tb_region_gradient(float (*field)(const void *region, tb_f3 p), const void *region, tb_f3 p,
                         float e)
{
    // differences over a tetrahedron: four evaluations
    const float a = field(region, P(p.x + e, p.y - e, p.z - e));
    const float b = field(region, P(p.x - e, p.y - e, p.z + e));
    const float c = field(region, P(p.x - e, p.y + e, p.z - e));
    const float d = field(region, P(p.x + e, p.y + e, p.z + e));
    return tb_f3_scale(P(a - b - c + d, -a - b + c + d, -a + b - c + d), 0.25f / e);
}

tb_f3 tb_region_onto_skin(const tb_region *region, tb_f3 p, tb_f3 *normal)
{
    for (int k = 0; k < 4; ++k) {
        const tb_f3 g = tb_region_gradient(tb_region_skin, region, p, 1.5f);
        const float d = tb_region_skin(region, p);
        *normal = tb_f3_unit(g);
        p = tb_f3_sub(p, tb_f3_scale(*normal, 0.9f * d / most(span(g), 0.6f)));
    }
    return p;
}

/// Move the site's origin along n onto the bare body.
static void find_skin(tb_region *region)
{
    float y = 70.0f;
    for (int k = 0; k < 90 && y > -140.0f; ++k) {
        const float d = grown(region, P(0.0f, y, 0.0f));
        if (d < 0.01f) {
            break;
        }
        y -= TB_REGION_STEP * d;
    }
    region->zero_mm = tb_region_to_body(region, P(0.0f, y, 0.0f));
}

/// Turn the body about the site's origin so that its skin lies square to the site's n there.
static void turn_to_site(tb_region *region, float least_cosine)
{
    const tb_f3 out = {0.0f, 1.0f, 0.0f};
    const float e = 8.0f;
    const tb_f3 normal = tb_f3_unit(P(grown(region, P(e, 0, 0)) - grown(region, P(-e, 0, 0)),
                                      grown(region, P(0, e, 0)) - grown(region, P(0, -e, 0)),
                                      grown(region, P(0, 0, e)) - grown(region, P(0, 0, -e))));
    // rotation that carries `out` to `normal`, at most as far as allowed
    tb_f3 to = normal;
    const float cosine = tb_f3_dot(out, normal);
    if (cosine < least_cosine) {
        const tb_f3 side = tb_f3_unit(tb_f3_sub(normal, tb_f3_scale(out, cosine)));
        to = tb_f3_add(tb_f3_scale(out, least_cosine),
                       tb_f3_scale(side, sqrtf(1.0f - least_cosine * least_cosine)));
    }
    const float c = tb_f3_dot(out, to);
    const tb_f3 axis = tb_f3_cross(out, to);
    for (int k = 0; k < 3; ++k) {
        // row . (R p) = (R^T row) . p, and R^T turns the other way
        const tb_f3 r = region->rows[k];
        const tb_f3 turned_row = tb_f3_add(tb_f3_add(tb_f3_scale(r, c), tb_f3_cross(r, axis)),
                                           tb_f3_scale(axis, tb_f3_dot(axis, r) / (1.0f + c)));
        region->rows[k] = tb_f3_unit(turned_row);
    }
}

/// Raise or lower the body around the site to the anatomy's patch.
static void fit_to_patch(tb_region *region)
{
    const tb_anatomy *a = region->anatomy;
    for (int j = 1; j + 1 < TB_REGION_FIT; ++j) {
        for (int i = 1; i + 1 < TB_REGION_FIT; ++i) {
            const float t = FIT_STEP_MM * (float)i - FIT_REACH_MM,
                        b = FIT_STEP_MM * (float)j - FIT_REACH_MM;
            const float window =
                inside(t, a->extent_t_mm, 10.0f, 14.0f) * inside(b, a->extent_b_mm, 10.0f, 14.0f);
            if (window <= 0.0f) {
                continue;
            }
            const float wanted = patch_height(region, t, b);
            float y = wanted + 60.0f;
            for (int k = 0; k < 60 && y > wanted - 60.0f; ++k) {
                const float d = grown(region, P(t, y, b));
                if (d < 0.05f) {
                    break;
                }
                y -= TB_REGION_STEP * d;
            }
            // where the body's side falls away it keeps its own shape
            const float e = 6.0f;
            const float rise = grown(region, P(t, y + e, b)) - grown(region, P(t, y - e, b));
            const float off = wanted - y, facing = rise / (2.0f * e);
            region->fit_mm[j][i] =
                window * smooth(0.45f, 0.85f, facing) * off / (1.0f + fabsf(off) / FIT_MOST_MM);
        }
    }
}

void tb_region_init(tb_region *region, const tb_anatomy *anatomy, const tb_region_place *place)
{
    const tb_region_kind *kind = tb_region_kind_of(place->id);
    memset(region, 0, sizeof *region);
    region->anatomy = anatomy;
    region->id = place->id;
    region->broad = anatomy->sex == 0 ? 0.95f : 1.0f;
    const float heavy = (float)tb_clamp(anatomy->bmi - 23.0, -6.0, 12.0);
    region->girth_mm = kind->girth * heavy;
    // the axes of a file are rounded: make them square
    const tb_vec3 out = tb_vec3_scale(tb_vec3_unit(place->n), -1.0);
    const tb_vec3 t = tb_vec3_unit(tb_vec3_along(place->t, out, -tb_vec3_dot(place->t, out)));
    const tb_vec3 across = tb_vec3_cross(t, out);
    region->rows[0] = P((float)t.x, (float)out.x, (float)across.x);
    region->rows[1] = P((float)t.y, (float)out.y, (float)across.y);
    region->rows[2] = P((float)t.z, (float)out.z, (float)across.z);
    region->zero_mm =
        P((float)place->origin_mm.x, (float)place->origin_mm.y, (float)place->origin_mm.z);
    find_skin(region);
    turn_to_site(region, kind->turn_max);
    find_skin(region);
    region->up = direction_from_body(region, kind->up);
    region->axis = direction_from_body(region, kind->axis);
    region->centre_mm = tb_region_from_body(region, kind->centre);
    region->table_mm = kind->table_mm - tb_f3_dot(kind->up, region->zero_mm);
    if (place->id != TB_REGION_CALF) { // the leg is made to the calf's patches
        fit_to_patch(region);
    }
    region->lift = 1.0f;
}
