// Vessels, nerves and bands as smooth tubes: laid bare in the peeled block, and as outlines below
// the skin.
#include "render_internal.h"

#include <math.h>
#include <string.h>

enum { PIECES = 6, SIDES = 10, POINTS = TB_CHAIN_POINTS_MAX * PIECES + 1 };

/// Catmull-Rom point of a chain, with its radius.
static tb_f3 chain_point(const tb_structure *structure, float at, float *radius_mm)
{
    const int last = structure->point_count - 1;
    int k = (int)at;
    k = k > last - 1 ? last - 1 : k < 0 ? 0 : k;
    const float f = at - (float)k;
    const tb_chain_point *p[4];
    for (int i = 0; i < 4; ++i) {
        const int index = k - 1 + i;
        p[i] = &structure->points[index < 0 ? 0 : index > last ? last : index];
    }
    const float w[4] = {0.5f * (-f + 2.0f * f * f - f * f * f),
                        0.5f * (2.0f - 5.0f * f * f + 3.0f * f * f * f),
                        0.5f * (f + 4.0f * f * f - 3.0f * f * f * f), 0.5f * (-f * f + f * f * f)};
    tb_f3 sum = {0.0f, 0.0f, 0.0f};
    *radius_mm = 0.0f;
    for (int i = 0; i < 4; ++i) {
        sum.x += w[i] * (float)p[i]->t_mm;
        sum.y -= w[i] * (float)p[i]->n_mm;
        sum.z += w[i] * (float)p[i]->b_mm;
        *radius_mm += w[i] * (float)p[i]->radius_mm;
    }
    return sum;
}

bool tb_structure_hidden(const tb_renderer *renderer, const tb_structure *structure)
{
    return renderer->hide_hazards && structure->hazard != TB_HAZARD_NONE &&
           structure->hazard != TB_HAZARD_BONE;
}

int tb_chain_smooth(const tb_structure *structure, int pieces, tb_f3 *points, float *radii,
                    int capacity)
{
    const int spans = structure->point_count - 1;
    int count = 0;
    for (int k = 0; k <= spans * pieces && count < capacity; ++k) {
        points[count] = chain_point(structure, (float)k / (float)pieces, &radii[count]);
        ++count;
    }
    return count;
}

static void tube_tint(tb_tissue tissue, uint8_t out[4])
{
    static const uint8_t nerve[4] = {238, 214, 122, 235}, vein[4] = {74, 66, 122, 235},
                         artery[4] = {158, 30, 34, 235}, bone[4] = {238, 228, 202, 200};
    const uint8_t *chosen = tissue == TB_TISSUE_NERVE    ? nerve
                            : tissue == TB_TISSUE_VEIN   ? vein
                            : tissue == TB_TISSUE_ARTERY ? artery
                                                         : bone;
    memcpy(out, chosen, 4);
}

/// A tube with both ends closed.
/// @param points, radii [count + 2]; the first and last are room for the ends
static void add_closed_tube(tb_mesh *mesh, tb_f3 *points, float *radii, int count,
                            const uint8_t colour[4])
{
    const tb_f3 first = points[1], last = points[count];
    const tb_f3 in = tb_f3_unit(tb_f3_sub(points[2], first)),
                out = tb_f3_unit(tb_f3_sub(last, points[count - 1]));
    const tb_f3 kept_first = points[0], kept_last = points[count + 1];
    const float kept_radii[2] = {radii[0], radii[count + 1]};
    points[0] = tb_f3_sub(first, tb_f3_scale(in, 0.25f));
    points[count + 1] = tb_f3_add(last, tb_f3_scale(out, 0.25f));
    radii[0] = radii[count + 1] = 0.02f;
    tb_mesh_tube(mesh, points, radii, count + 2, SIDES, 2.0f, colour);
    points[0] = kept_first;
    points[count + 1] = kept_last;
    radii[0] = kept_radii[0];
    radii[count + 1] = kept_radii[1];
}

/// Vessels and nerves as far as they run through the peeled block; the layers hide what they cover.
void tb_tubes_build(tb_renderer *renderer)
{
    const tb_anatomy *a = &renderer->anatomy;
    const tb_cut *cut = &renderer->cut;
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth;
    for (int k = 0; k < a->structure_count; ++k) {
        if (a->structures[k].tissue == TB_TISSUE_BONE || a->structures[k].point_count < 2 ||
            tb_structure_hidden(renderer, &a->structures[k])) {
            continue;
        }
        tb_f3 points[POINTS + 2];
        float radii[POINTS + 2];
        uint8_t colour[4];
        const int count = tb_chain_smooth(&a->structures[k], PIECES, points + 1, radii + 1, POINTS);
        tube_tint(a->structures[k].tissue, colour);
        int start = 1;
        for (int i = 1; i <= count + 1; ++i) {
            bool inside = false;
            if (i <= count) {
                tb_f3 *p = &points[i];
                const float s =
                    (p->x - (float)cut->plane.t0_mm) * c + (p->z - (float)cut->plane.b0_mm) * n;
                const float ahead = tb_cut_ahead(cut, p->x, p->z);
                inside =
                    s > cut->lo_mm && s < cut->hi_mm && ahead > -cut->back_mm && ahead < -radii[i];
                // at its own depth below the skin that is drawn
                p->y += tb_cut_height(cut, s, ahead) +
                        (float)tb_anatomy_skin_mm(a, (double)p->x, (double)p->z);
            }
            if (inside) {
                continue;
            }
            if (i - start > 1) {
                add_closed_tube(&renderer->walls, points + start - 1, radii + start - 1, i - start,
                                colour);
            }
            start = i + 1;
        }
    }
}

static const uint8_t *outline_tint(tb_tissue tissue)
{
    static const uint8_t nerve[4] = {236, 158, 52, 235};
    static const uint8_t vein[4] = {96, 120, 210, 220}, artery[4] = {226, 70, 60, 220};
    static const uint8_t bone[4] = {238, 232, 214, 150}, tendon[4] = {220, 220, 206, 130};
    static const uint8_t lung[4] = {240, 150, 176, 190}, organ[4] = {198, 96, 84, 190};
    switch (tissue) {
    case TB_TISSUE_VEIN:
        return vein;
    case TB_TISSUE_ARTERY:
        return artery;
    case TB_TISSUE_BONE:
        return bone;
    case TB_TISSUE_TENDON:
        return tendon;
    case TB_TISSUE_PLEURA:
        return lung;
    case TB_TISSUE_KIDNEY:
    case TB_TISSUE_BOWEL:
    case TB_TISSUE_PELVIC_ORGANS:
        return organ;
    default:
        return nerve;
    }
}

/// A structure as a field in the scene's axes.
static float structure_field(const void *context, tb_f3 p)
{
    const tb_vec3 place = {(double)p.x, (double)p.z, -(double)p.y};
    return (float)tb_structure_distance_mm(context, place);
}

/// What a vertex of a body's mesh needs to know.
typedef struct body_context {
    const tb_structure *structure;
    const uint8_t *tint;
    tb_f3 lo, hi;
} body_context;

static float body_field(const void *context, tb_f3 p)
{
    return structure_field(((const body_context *)context)->structure, p);
}

/// It goes on beyond the site, but the case does not say how: faint towards the box's ends.
static void finish_body(const void *context, tb_vertex *v)
{
    const body_context *body = context;
    const float x = fminf(v->position[0] - body->lo.x, body->hi.x - v->position[0]),
                z = fminf(v->position[2] - body->lo.z, body->hi.z - v->position[2]);
    const float share = fmaxf(0.0f, fminf(1.0f, fminf(x, z) / 14.0f));
    memcpy(v->tint, body->tint, 4);
    v->ao = 0.75f * share;
}

static float within(double value, float least, float most)
{
    return value < (double)least ? least : value > (double)most ? most : (float)value;
}

/// Ellipsoids and what lies beyond a surface, meshed from their own distance.
static void add_body(tb_mesh *mesh, const tb_structure *structure)
{
    const float reach = 82.0f, deep = 110.0f, margin = 3.0f;
    const tb_vec3 *lo = &structure->box_lo_mm, *hi = &structure->box_hi_mm;
    const body_context body = {
        structure,
        outline_tint(structure->tissue),
        {within(lo->x, -reach, reach) - margin, -within(hi->z, -20.0f, deep) - margin,
         within(lo->y, -reach, reach) - margin},
        {within(hi->x, -reach, reach) + margin, -within(lo->z, -20.0f, deep) + margin,
         within(hi->y, -reach, reach) + margin}};
    const float size = fmaxf(body.hi.x - body.lo.x, body.hi.z - body.lo.z);
    const float cell = fmaxf(2.2f, fminf(7.0f, size / 16.0f));
    const tb_net surface = {.field = body_field,
                            .context = &body,
                            .cell_mm = cell,
                            .doubt_mm = -1.0f,
                            .finish = finish_body};
    tb_mesh_surface_net(mesh, &surface, body.lo, body.hi);
}

enum { ROUNDS = 3, RIM = TB_OUTLINE_MAX * 8 };

/// A plate's outline with its corners cut off, three times over (Chaikin): bone has none.
/// @param uv [RIM][2]
/// @return number of points
static int rounded_outline(const tb_structure *plate, float uv[RIM][2])
{
    int count = plate->outline_count;
    for (int k = 0; k < count; ++k) {
        uv[k][0] = (float)plate->outline[k].u_mm;
        uv[k][1] = (float)plate->outline[k].v_mm;
    }
    for (int round = 0; round < ROUNDS; ++round) {
        float cut[RIM][2];
        for (int k = 0; k < count; ++k) {
            const float *from = uv[k], *to = uv[(k + 1) % count];
            for (int c = 0; c < 2; ++c) {
                cut[2 * k][c] = 0.75f * from[c] + 0.25f * to[c];
                cut[2 * k + 1][c] = 0.25f * from[c] + 0.75f * to[c];
            }
        }
        count *= 2;
        memcpy(uv, cut, (size_t)count * sizeof cut[0]);
    }
    return count;
}

static tb_f3 on_plate(const tb_structure *plate, float u, float v)
{
    const tb_vec3 *o = &plate->origin_mm, *a = &plate->axes[0], *b = &plate->axes[1];
    return (tb_f3){(float)o->x + u * (float)a->x + v * (float)b->x,
                   -((float)o->z + u * (float)a->z + v * (float)b->z),
                   (float)o->y + u * (float)a->y + v * (float)b->y};
}

/// Faint on the side of the sheet: there it goes on.
static void fade_inwards(tb_mesh *mesh, int first, const tb_f3 *points, tb_f3 middle)
{
    for (int k = first; k < mesh->vertex_count; ++k) {
        tb_vertex *v = &mesh->vertices[k];
        const tb_f3 n = {v->normal[0], v->normal[1], v->normal[2]};
        const tb_f3 in = tb_f3_unit(tb_f3_sub(middle, points[(k - first) / (SIDES + 1)]));
        const float inwards = fmaxf(0.0f, tb_f3_dot(n, in));
        v->ao = 1.0f - 0.8f * fminf(1.0f, 1.6f * inwards);
    }
}

/// A closed rim, as thick as the plate.
static void add_rim(tb_mesh *mesh, const tb_structure *plate, float uv[][2], int count,
                    const uint8_t tint[4])
{
    tb_f3 points[RIM + 2];
    float radii[RIM + 2];
    for (int k = 0; k < count + 2; ++k) { // one piece twice: the ends lie in each other
        points[k] = on_plate(plate, uv[k % count][0], uv[k % count][1]);
        radii[k] = fmaxf(1.5f, 0.85f * (float)plate->half_thickness_mm);
    }
    const int first = mesh->vertex_count;
    tb_mesh_tube(mesh, points, radii, count + 2, SIDES, 0.0f, tint);
    tb_f3 middle = {0.0f, 0.0f, 0.0f};
    for (int k = 0; k < count; ++k) {
        middle = tb_f3_add(middle, tb_f3_scale(points[k], 1.0f / (float)count));
    }
    fade_inwards(mesh, first, points, middle);
}

/// A plate as a bone: a rounded rim around a thin sheet, with the rim of its hole.
static void add_plate(tb_mesh *mesh, const tb_structure *plate)
{
    enum { HOLE = 16 };
    const uint8_t *tint = outline_tint(plate->tissue);
    float uv[RIM][2];
    const int count = rounded_outline(plate, uv);
    add_rim(mesh, plate, uv, count, tint);
    tb_vertex vertex = {.ao = 1.0f};
    const tb_vec3 *n = &plate->axes[2];
    const float normal[3] = {(float)n->x, -(float)n->z, (float)n->y};
    memcpy(vertex.normal, normal, sizeof normal);
    memcpy(vertex.tint, tint, sizeof vertex.tint);
    float middle[2] = {0.0f, 0.0f};
    for (int k = 0; k < count; ++k) {
        middle[0] += uv[k][0] / (float)count;
        middle[1] += uv[k][1] / (float)count;
    }
    const uint32_t base = (uint32_t)mesh->vertex_count;
    for (int k = -1; k < count; ++k) {
        const tb_f3 p =
            k < 0 ? on_plate(plate, middle[0], middle[1]) : on_plate(plate, uv[k][0], uv[k][1]);
        const float at[3] = {p.x, p.y, p.z};
        memcpy(vertex.position, at, sizeof at);
        tb_mesh_add(mesh, &vertex);
    }
    for (uint32_t k = 0; k < (uint32_t)count; ++k) {
        tb_mesh_triangle(mesh, base, base + 1 + k, base + 1 + (k + 1) % (uint32_t)count);
    }
    if (plate->hole_radius_mm > 0.0) {
        float ring[HOLE][2];
        for (int k = 0; k < HOLE; ++k) {
            const float turn = 6.2831853f * (float)k / HOLE;
            ring[k][0] = (float)plate->hole_u_mm + (float)plate->hole_radius_mm * cosf(turn);
            ring[k][1] = (float)plate->hole_v_mm + (float)plate->hole_radius_mm * sinf(turn);
        }
        add_rim(mesh, plate, ring, HOLE, tint);
    }
}

/// A tube that fades out at both ends: it goes on, but the case does not say where.
static void add_faded(tb_mesh *mesh, const tb_f3 *points, const float *radii, int count,
                      const uint8_t tint[4])
{
    const int base = mesh->vertex_count;
    tb_mesh_tube(mesh, points, radii, count, SIDES, 0.0f, tint);
    const int ring = SIDES + 1;
    for (int k = base; k < mesh->vertex_count; ++k) {
        const int at = (k - base) / ring, end = count - 1 - at;
        const int inner = at < end ? at : end;
        mesh->vertices[k].ao = inner >= 3 ? 1.0f : (float)inner / 3.0f;
    }
}

/// A band is a chain like a structure: its curve is smoothed the same way.
static int band_curve(const tb_band *band, tb_f3 *points, float *radii)
{
    tb_structure chain = {.point_count = band->point_count};
    for (int p = 0; p < band->point_count && p < TB_CHAIN_POINTS_MAX; ++p) {
        chain.points[p] = (tb_chain_point){band->points_mm[p].x, band->points_mm[p].y,
                                           band->points_mm[p].z, band->radius_mm};
    }
    const int count = tb_chain_smooth(&chain, PIECES, points, radii, POINTS);
    for (int k = 0; k < count; ++k) { // a spindle: bands end in the muscle
        const float at = (float)k / (float)(count - 1), away = 2.0f * at - 1.0f;
        radii[k] *= 1.0f - 0.75f * away * away * away * away;
    }
    return count;
}

static bool breathes(const tb_structure *structure)
{
    const tb_vec3 *b = &structure->breath_mm;
    return b->x != 0.0 || b->y != 0.0 || b->z != 0.0;
}

void tb_ghosts_build(tb_renderer *renderer)
{
    static const uint8_t cord[4] = {240, 228, 66, 215};
    const tb_anatomy *a = &renderer->anatomy;
    tb_f3 points[POINTS];
    float radii[POINTS];
    tb_mesh_clear(&renderer->ghosts);
    tb_mesh_clear(&renderer->breathing);
    renderer->breath = (tb_f3){0.0f, 0.0f, 0.0f};
    for (int k = 0; k < a->structure_count; ++k) {
        const tb_structure *structure = &a->structures[k];
        if (tb_structure_hidden(renderer, structure)) {
            continue;
        }
        tb_mesh *mesh = breathes(structure) ? &renderer->breathing : &renderer->ghosts;
        if (breathes(structure)) { // what breathes at a site moves together
            renderer->breath =
                (tb_f3){(float)structure->breath_mm.x, -(float)structure->breath_mm.z,
                        (float)structure->breath_mm.y};
        }
        if (structure->shape == TB_SHAPE_PLATE && structure->outline_count > 2) {
            add_plate(mesh, structure);
        } else if (structure->shape != TB_SHAPE_CHAIN) {
            add_body(mesh, structure);
        } else if (structure->point_count > 1) {
            const int count = tb_chain_smooth(structure, PIECES, points, radii, POINTS);
            add_faded(mesh, points, radii, count, outline_tint(structure->tissue));
        }
    }
    static const uint8_t flesh[4] = {206, 84, 74, 120};
    for (int k = 0; k < a->neighbour_count; ++k) {
        const int count = tb_chain_smooth(&a->neighbours[k], PIECES, points, radii, POINTS);
        add_faded(&renderer->ghosts, points, radii, count, flesh);
    }
    for (int k = 0; k < a->band_count; ++k) {
        const int count = band_curve(&a->bands[k], points, radii);
        tb_mesh_tube(&renderer->ghosts, points, radii, count, SIDES, 0.0f, cord);
    }
    tb_mesh_upload(&renderer->ghosts, GL_STATIC_DRAW);
    tb_mesh_upload(&renderer->breathing, GL_STATIC_DRAW);
}
