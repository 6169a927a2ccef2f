// Meshes of the cut-away: peeled layers behind the plane, walls of the notch, its floor and its
// collar of skin.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>
#include <string.h>

enum { FLOOR_COLUMNS = TB_EXITS - 1, WALL_PIECES = 12 };

/// What the grid functions need.
typedef struct cut_context {
    const tb_renderer *renderer;
    const tb_cut *cut;
    int exposure;                   ///< of a step
    int layer;                      ///< of a wall's strip
    float s_mm;                     ///< of a side wall
    float reach_mm;                 ///< of the floor
    float edge_mm[WALL_PIECES + 1]; ///< height of a wall's upper edge, from end to end
    bool back;                      ///< the wall behind the steps
    bool front;                     ///< the floor's edge
} cut_context;

static float step01(float lo, float hi, float x)
{
    float t = (x - lo) / (hi - lo);
    t = t < 0.0f ? 0.0f : t > 1.0f ? 1.0f : t;
    return t * t * (3.0f - 2.0f * t);
}

static void place(tb_vertex *v, tb_f3 p)
{
    v->position[0] = p.x;
    v->position[1] = p.y;
    v->position[2] = p.z;
}

static void tint(tb_vertex *v, int r, int g, int b, float amount)
{
    v->tint[0] = (uint8_t)r;
    v->tint[1] = (uint8_t)g;
    v->tint[2] = (uint8_t)b;
    v->tint[3] = (uint8_t)(255.0f * amount);
}

/// Layer whose top an exposure shows: skin, fat, the fascia over the target muscle, the muscle.
static int exposed_layer(const tb_anatomy *a, int exposure)
{
    const int target = a->target_layer;
    switch (exposure) {
    case 0:
        return 0;
    case 1:
        return a->layer_count > 1 ? 1 : 0;
    case 2:
        return target > 1 ? target - 1 : target;
    default:
        return target;
    }
}

/// Material of a layer seen from above, or on a wall; `along` is the share of the wall's direction
/// that runs with the fibres.
static float material_of(const tb_anatomy *a, int layer, bool wall, float along)
{
    switch (a->layers[layer].tissue) {
    case TB_TISSUE_SKIN:
        return 0.0f;
    case TB_TISSUE_FAT:
        return 1.0f;
    case TB_TISSUE_FASCIA:
        return 2.0f;
    default:
        return wall && along < 0.6f ? 4.0f : 3.0f;
    }
}

static float exposure_depth(const cut_context *context, int exposure, float s_mm, float ahead_mm)
{
    const int layer = exposed_layer(&context->renderer->anatomy, exposure);
    return tb_cut_layer_depth(context->renderer, layer, s_mm, ahead_mm);
}

/// How deep the steps lie at s: the depth of the exposure that is bare there.
static float bare_depth(const cut_context *context, float s_mm, float ahead_mm)
{
    int k = TB_EXPOSURES - 1;
    while (k > 0 && context->cut->peel * (s_mm - tb_cut_border(context->cut, k, ahead_mm)) < 0.0f) {
        --k;
    }
    return exposure_depth(context, k, s_mm, ahead_mm);
}

static void place_top(const void *data, float u, float v, tb_vertex *vertex)
{
    static const float scale[TB_EXPOSURES] = {30, 24, 30, 34};
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const int k = context->exposure;
    const float ahead = -cut->back_mm * (1.0f - v);
    const float lo = tb_cut_border(cut, k, ahead), hi = tb_cut_border(cut, k + 1, ahead),
                s = lo + (hi - lo) * u;
    const float depth = exposure_depth(context, k, s, ahead);
    place(vertex, tb_cut_point(cut, s, tb_cut_height(cut, s, ahead) - depth, ahead));
    // fibres run along t, whatever way the plane lies
    vertex->uvl[0] = vertex->position[0] / scale[k];
    vertex->uvl[1] = vertex->position[2] / scale[k];
    vertex->uvl[2] = material_of(&context->renderer->anatomy,
                                 exposed_layer(&context->renderer->anatomy, k), false, 1.0f);
    vertex->ao = 0.40f + 0.60f * (1.0f - expf(-fabsf(s - lo) / 2.2f));
    vertex->ao *= 0.45f + 0.55f * step01(0.0f, 4.0f, ahead + cut->back_mm);
    const float end = cut->peel > 0.0f ? cut->hi_mm : cut->lo_mm;
    vertex->ao *= 0.5f + 0.5f * step01(0.0f, 4.0f, fabsf(end - s));
}

/// Cut edge between two exposures.
static void place_riser(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const int k = context->exposure;
    const tb_anatomy *a = &context->renderer->anatomy;
    const float ahead = -cut->back_mm * (1.0f - u), s = tb_cut_border(cut, k + 1, ahead);
    const float top = exposure_depth(context, k, s, ahead),
                low = exposure_depth(context, k + 1, s, ahead), depth = top + (low - top) * v;
    // its upper edge lies a little under the step above, its lower one in the step below: no chinks
    const float tuck = 0.12f, belly = cut->peel * (0.35f * sinf(3.1416f * v) - tuck * (1.0f - v));
    place(vertex,
          tb_cut_point(cut, s + belly,
                       tb_cut_height(cut, s, ahead) - depth - (v > 0.5f ? tuck : 0.02f), ahead));
    vertex->uvl[0] = ahead / 24.0f;
    vertex->uvl[1] = depth / 24.0f;
    vertex->uvl[2] = material_of(a, exposed_layer(a, k), true, 1.0f);
    if (k == 0) {
        tint(vertex, 214, 132, 116, 0.75f);
    }
    vertex->ao = 1.0f - 0.45f * v * v;
}

/// The inner edge of a strip of exact skin at a share of its length, and which way the strip goes
/// from there.
typedef tb_f3 strip_fn(const cut_context *context, float share, tb_f3 *out);

static tb_f3 way(const tb_cut *cut, float s_mm, float ahead_mm)
{
    return tb_f3_sub(tb_cut_point(cut, s_mm, 0.0f, ahead_mm), tb_cut_point(cut, 0.0f, 0.0f, 0.0f));
}

/// How far a side wall reaches before the plane.
static float wall_end(const cut_context *context)
{
    return context->cut->exit_mm[context->s_mm > 0.0f ? FLOOR_COLUMNS : 0] + 1.0f;
}

/// Place of a wall's upper edge at a share of its length, in plan.
static void wall_place(const cut_context *context, float share, float *s_mm, float *ahead_mm)
{
    const tb_cut *cut = context->cut;
    *s_mm = context->back ? cut->lo_mm + (cut->hi_mm - cut->lo_mm) * share : context->s_mm;
    *ahead_mm =
        context->back ? -cut->back_mm : -cut->back_mm + (wall_end(context) + cut->back_mm) * share;
}

/// Height of a wall's upper edge between the places where it was measured: the wall and the strip
/// of skin beside it meet in a furrow as well.
static float edge_height(const cut_context *context, float share)
{
    const float at = fmaxf(0.0f, fminf(share, 0.9999f)) * WALL_PIECES;
    const int piece = (int)at;
    const float from = context->edge_mm[piece], to = context->edge_mm[piece + 1];
    return from + (to - from) * (at - (float)piece);
}

/// Measure the upper edge of a wall.
static void measure_edge(cut_context *context)
{
    const tb_cut *cut = context->cut;
    for (int k = 0; k <= WALL_PIECES; ++k) {
        float s, ahead;
        wall_place(context, (float)k / WALL_PIECES, &s, &ahead);
        const tb_f3 at = tb_cut_point(cut, s, 0.0f, ahead);
        const float skin = tb_region_height(&context->renderer->region, at.x, at.z);
        // where the skin falls away past the floor's end nothing of the wall is left
        context->edge_mm[k] = context->back ? skin : fmaxf(skin, tb_cut_floor(cut, ahead) - 2.0f);
    }
}

/// Beside a wall of the notch: the body's own mesh is too coarse to meet the walls.
static tb_f3 wall_edge(const cut_context *context, float share, tb_f3 *out)
{
    float s, ahead;
    wall_place(context, share, &s, &ahead);
    *out = context->back ? way(context->cut, 0.0f, -1.0f)
                         : way(context->cut, s > 0.0f ? 1.0f : -1.0f, 0.0f);
    return tb_cut_point(context->cut, s, edge_height(context, share), ahead);
}

/// Height of the skin over a wall.
static float wall_skin(const cut_context *context, float s_mm, float ahead_mm)
{
    const tb_cut *cut = context->cut;
    return edge_height(context, context->back ? (s_mm - cut->lo_mm) / (cut->hi_mm - cut->lo_mm)
                                              : (ahead_mm + cut->back_mm) /
                                                    (wall_end(context) + cut->back_mm));
}

/// One layer of a wall: v runs from the layer's top to its deep face, clipped where the wall ends.
static void place_strip(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const tb_anatomy *a = &context->renderer->anatomy;
    float s = context->s_mm, ahead = context->reach_mm * u;
    if (context->back) {
        const float from = tb_cut_border(cut, 1, -cut->back_mm),
                    to = cut->peel > 0.0f ? cut->hi_mm : cut->lo_mm;
        s = from + (to - from) * u;
        ahead = -cut->back_mm;
    } else if (context->reach_mm < 0.0f) {
        ahead = (context->reach_mm - 0.3f) * (1.0f - u); // end wall beside the steps, into the back
    }
    const float skin = wall_skin(context, s, ahead);
    const float top = tb_cut_layer_depth(context->renderer, context->layer, s, ahead),
                below = tb_cut_layer_depth(context->renderer, context->layer + 1, s, ahead);
    // what the layers lie on goes on as the last of them
    const float deep = context->layer + 1 < a->layer_count ? below : fmaxf(below, 200.0f);
    const float depth = top + (deep - top) * v;
    // outside the body there is no wall; below the floor or the steps it is hidden
    const float end = context->reach_mm > 0.0f && !context->back
                          ? skin - tb_cut_floor(cut, ahead) + 0.4f
                          : bare_depth(context, s, ahead) + 1.4f;
    const float seen = fmaxf(0.0f, fminf(depth, end));
    // its upper edge lies a little under the skin around the notch: no chinks
    const float tuck = context->layer == 0 ? 0.25f * (1.0f - v) : 0.0f;
    place(vertex, context->back ? tb_cut_point(cut, s, skin - seen - 0.4f * tuck, ahead - tuck)
                                : tb_cut_point(cut, s + (s > 0.0f ? tuck : -tuck),
                                               skin - seen - 0.4f * tuck, ahead));
    const float c = fabsf((float)cut->plane.cos_azimuth);
    const float along = context->back ? c : sqrtf(fmaxf(0.0f, 1.0f - c * c));
    const float run = context->back ? s : ahead, scale = 27.0f;
    vertex->uvl[0] = run / scale + 0.31f * (float)context->layer;
    vertex->uvl[1] = seen / scale;
    vertex->uvl[2] = material_of(a, context->layer, true, along);
    if (a->layers[context->layer].tissue == TB_TISSUE_SKIN) {
        tint(vertex, 214, 132, 116, 0.75f);
    } else if (a->layers[context->layer].tissue == TB_TISSUE_FASCIA) {
        tint(vertex, 236, 226, 216, 0.45f);
    } else if (context->layer > a->target_layer) {
        tint(vertex, 104, 34, 40, 0.35f);
    }
    const float corner = context->back || context->reach_mm < 0.0f
                             ? 0.75f
                             : 0.62f + 0.38f * step01(0.0f, 14.0f, ahead);
    vertex->ao = corner * (1.0f - 0.35f * step01(0.0f, 40.0f, seen));
}

static void add_wall(tb_mesh *walls, cut_context *context, int nu, tb_f3 facing)
{
    const tb_anatomy *a = &context->renderer->anatomy;
    for (int layer = 0; layer < a->layer_count; ++layer) {
        const bool thick = a->layers[layer].thickness_mm > 3.0;
        context->layer = layer;
        tb_mesh_grid(walls, nu, thick ? 3 : 1, place_strip, context, facing);
    }
}

static const float MOST_BELOW_MM = 24.0f; ///< that a floor runs below a narrow body
static const float FRONT_MM = 5.0f;       ///< of the front strip over the floor's end

/// Where the floor comes out of the skin.
static float floor_exit(const cut_context *context, float s_mm)
{
    const tb_cut *cut = context->cut;
    const float furthest = TB_CUT_STEP_MM * (float)(TB_CUT_NA - 1) - TB_CUT_REACH_MM;
    const float level = TB_REGION_STEP / sqrtf(1.0f + cut->slope * cut->slope);
    float ahead = 0.0f;
    bool entered = false; // where the body is narrow the floor begins below it
    for (int k = 0; k < 64 && ahead < furthest; ++k) {
        const tb_f3 p = tb_cut_point(cut, s_mm, tb_cut_floor(cut, ahead), ahead);
        const float inside = -tb_region_skin(&context->renderer->region, p);
        if (inside < 0.05f && (entered || ahead > MOST_BELOW_MM)) {
            break;
        }
        entered = entered || inside >= 0.05f;
        ahead += fmaxf(level * fabsf(inside), inside < 0.05f ? 0.5f : 0.0f);
    }
    return fminf(ahead, furthest);
}

/// Walk over the skin: a step in plan would fall off a steep flank.
/// @param normal of the skin at `from`; out: at the place that is reached
static tb_f3 slide(const tb_region *region, tb_f3 from, tb_f3 direction, float far_mm,
                   tb_f3 *normal)
{
    const tb_f3 level = tb_f3_sub(direction, tb_f3_scale(*normal, tb_f3_dot(direction, *normal)));
    return tb_region_onto_skin(region, tb_f3_add(from, tb_f3_scale(tb_f3_unit(level), far_mm)),
                               normal);
}

/// Along the line where the floor comes out of the skin. The strip begins before that line: what
/// stands over the floor is cut off per pixel.
static tb_f3 front_edge(const cut_context *context, float share, tb_f3 *out)
{
    const tb_cut *cut = context->cut;
    const float s = cut->lo_mm + (cut->hi_mm - cut->lo_mm) * share;
    const float ahead = floor_exit(context, s);
    // over the floor, straight away from the body: the line may run askew where the body is narrow
    const tb_f3 exit = tb_cut_point(cut, s, tb_cut_floor(cut, ahead), ahead);
    const tb_f3 beside = way(cut, 1.0f, 0.0f),
                ahead_up =
                    tb_f3_unit(tb_f3_add(way(cut, 0.0f, 1.0f), tb_f3_make(0.0f, cut->slope, 0.0f)));
    tb_f3 normal;
    const tb_f3 on = tb_region_onto_skin(&context->renderer->region, exit, &normal);
    *out = tb_f3_add(tb_f3_scale(beside, tb_f3_dot(normal, beside)),
                     tb_f3_scale(ahead_up, fmaxf(tb_f3_dot(normal, ahead_up), 0.2f)));
    return slide(&context->renderer->region, on, tb_f3_scale(*out, -1.0f), FRONT_MM, &normal);
}

/// A strip of exact skin around the notch, longer than its edge at both ends. On its way outwards
/// it goes over into the body.
static void add_strip(tb_renderer *renderer, const cut_context *context, strip_fn *edge,
                      uint32_t along)
{
    enum { OUT = 3, ENDS = 2 };
    const tb_region *region = &renderer->region;
    const float before_mm = context->front ? FRONT_MM : 0.0f;
    const uint32_t base = (uint32_t)renderer->collar.vertex_count;
    for (uint32_t i = 0; i <= along; ++i) {
        const uint32_t first = i < ENDS ? ENDS - i : 0,
                       last = along - i < ENDS ? ENDS - (along - i) : 0;
        const float end_mm = TB_COLLAR_MM * (float)(first + last) / ENDS;
        const float inner = ((float)i - ENDS) / ((float)along - 2.0f * ENDS),
                    share = fmaxf(0.0f, fminf(1.0f, inner));
        tb_f3 out, unused, normal = {0.0f, 1.0f, 0.0f};
        const tb_f3 start = edge(context, share, &out);
        tb_f3 on = tb_region_onto_skin(region, start, &normal);
        const tb_f3 on_past =
            first + last > 0 ? tb_f3_sub(start, edge(context, first > 0 ? 0.1f : 0.9f, &unused))
                             : out;
        for (uint32_t k = 0; k < first + last; ++k) {
            on = slide(region, on, on_past, TB_COLLAR_MM / ENDS, &normal);
        }
        for (int j = 0; j <= OUT; ++j) {
            const float far_mm = (before_mm + TB_COLLAR_MM) * (float)j / OUT,
                        beyond_mm = fmaxf(0.0f, far_mm - before_mm);
            if (j > 0) { // step by step: it bends with the skin
                on = slide(region, on, out, (before_mm + TB_COLLAR_MM) / OUT, &normal);
            }
            // where the wall is
            tb_f3 p = j == 0 && end_mm <= 0.0f && !context->front ? start : on;
            tb_vertex vertex;
            p = tb_body_meet(renderer, p, normal, sqrtf(end_mm * end_mm + beyond_mm * beyond_mm),
                             &vertex);
            place(&vertex, p);
            vertex.uvl[2] = 1.0f;
            tb_mesh_add(&renderer->collar, &vertex);
        }
    }
    for (uint32_t i = 0; i < along; ++i) {
        for (uint32_t j = 0; j < OUT; ++j) {
            const uint32_t a = base + j + (OUT + 1) * i, c = a + OUT + 1;
            tb_mesh_triangle(&renderer->collar, a, c, a + 1);
            tb_mesh_triangle(&renderer->collar, a + 1, c, c + 1);
        }
    }
}

static void place_floor(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const float s = cut->lo_mm + (cut->hi_mm - cut->lo_mm) * u, ahead = context->reach_mm * v;
    const tb_f3 p = tb_cut_point(cut, s, tb_cut_floor(cut, ahead), ahead);
    place(vertex, p);
    vertex->uvl[0] = 0.5f + 0.5f * s / (float)TB_SECTION_HALF_MM;
    vertex->uvl[1] = fminf(1.0f - v, 0.995f); // its picture runs down from its front edge
    // outside the body: cut off per pixel, also where the line would enter it once more
    const float at = u * (FLOOR_COLUMNS - 0.001f), f = at - floorf(at);
    const int column = at > 0.0f ? (int)at : 0;
    const float exit = (1.0f - f) * cut->exit_mm[column] + f * cut->exit_mm[column + 1];
    vertex->uvl[2] =
        fmaxf(tb_region_skin(&context->renderer->region, p) - 0.3f, ahead - exit - 2.0f);
    const float side = fminf(s - cut->lo_mm, cut->hi_mm - s);
    vertex->ao =
        (0.42f + 0.58f * step01(0.0f, 22.0f, ahead)) * (0.6f + 0.4f * step01(0.0f, 9.0f, side));
}

/// Remember where the steps lie at rest: the live pass moves them with the tissue.
static void keep_steps(tb_renderer *renderer, const tb_snapshot *snapshot)
{
    const tb_cut *cut = &renderer->cut;
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth;
    renderer->step_count = renderer->steps.vertex_count < TB_STEP_VERTICES_MAX
                               ? renderer->steps.vertex_count
                               : TB_STEP_VERTICES_MAX;
    for (int k = 0; k < renderer->step_count; ++k) {
        const float *p = renderer->steps.vertices[k].position;
        tb_step_rest *rest = &renderer->step_rest[k];
        rest->s_mm = (p[0] - (float)cut->plane.t0_mm) * c + (p[2] - (float)cut->plane.b0_mm) * n;
        rest->ahead_mm = tb_cut_ahead(cut, p[0], p[2]);
        rest->y_mm = p[1];
        rest->depth_mm = tb_cut_height(cut, rest->s_mm, rest->ahead_mm) - p[1];
        rest->node = cut->rolled ? tb_lattice_nearest(snapshot, rest->s_mm, p[1], 5.0f) : -1;
    }
    renderer->steps_moved = false;
}

static void build_notch(tb_renderer *renderer)
{
    const tb_cut *cut = &renderer->cut;
    cut_context context = {.renderer = renderer, .cut = cut};
    const tb_f3 up = {0.0f, 1.0f, 0.0f}, origin = tb_cut_point(cut, 0, 0, 0);
    const tb_f3 viewer = tb_f3_sub(tb_cut_point(cut, 0, 0, 1), origin);
    const tb_f3 right = tb_f3_sub(tb_cut_point(cut, 1, 0, 0), origin);
    for (int k = 1; k < TB_EXPOSURES; ++k) {
        context.exposure = k;
        tb_mesh_grid(&renderer->steps, 5, 11, place_top, &context, up);
    }
    for (int k = 0; k + 1 < TB_EXPOSURES; ++k) {
        context.exposure = k;
        tb_mesh_grid(&renderer->steps, 11, 2, place_riser, &context, tb_f3_scale(right, cut->peel));
    }
    for (int k = 0; k <= FLOOR_COLUMNS; ++k) {
        const float s = cut->lo_mm + (cut->hi_mm - cut->lo_mm) * (float)k / FLOOR_COLUMNS;
        renderer->cut.exit_mm[k] = floor_exit(&context, s);
    }
    context.back = true;
    measure_edge(&context);
    add_wall(&renderer->walls, &context, 14, viewer);
    if (!cut->rolled) { // across a roll the live skin alone is fine enough
        add_strip(renderer, &context, wall_edge, WALL_PIECES + 4);
    }
    context.back = false;
    const float steps_end = cut->peel > 0.0f ? 1.0f : -1.0f;
    for (int end = -1; end <= 1; end += 2) {
        const tb_f3 inwards = tb_f3_scale(right, (float)-end);
        context.s_mm = end > 0 ? cut->hi_mm : cut->lo_mm;
        measure_edge(&context);
        if ((float)end == steps_end && !cut->rolled) { // beside the steps
            context.reach_mm = -cut->back_mm;
            add_wall(&renderer->walls, &context, 10, inwards);
        }
        context.reach_mm = wall_end(&context);
        add_wall(&renderer->walls, &context, 12, inwards);
        add_strip(renderer, &context, wall_edge, WALL_PIECES + 4);
    }
    context.back = false;
    context.reach_mm = 0.0f;
    for (int k = 0; k <= FLOOR_COLUMNS; ++k) {
        context.reach_mm = fmaxf(context.reach_mm, cut->exit_mm[k]);
    }
    context.front = true;
    add_strip(renderer, &context, front_edge, cut->rolled ? 34 : 26);
    context.front = false;
    context.reach_mm += 3.0f;
    renderer->cut.reach_mm = context.reach_mm;
    tb_mesh_grid(&renderer->floor, FLOOR_COLUMNS, 16, place_floor, &context, up);
    if (!cut->rolled) { // nothing is laid bare behind a roll
        tb_tubes_build(renderer);
    }
}

/// Insert in order. @return the new count
static int insert(float *items, int count, float value)
{
    int at = count;
    for (; at > 0 && items[at - 1] > value; --at) {
        items[at] = items[at - 1];
    }
    items[at] = value;
    return count + 1;
}

int tb_cut_insert_feet(const tb_renderer *renderer, float *s_mm, int count)
{
    const tb_section_plane *plane = &renderer->cut.plane;
    const float wide = (float)renderer->anatomy.roll.half_width_mm;
    for (int k = 0; k < TB_FOOT_COLUMNS; ++k) {
        const float b = (k < 2 ? -wide : wide) + (k % 2 == 0 ? -0.02f : 0.02f);
        count = insert(s_mm, count, (b - (float)plane->b0_mm) / (float)plane->sin_azimuth);
    }
    return count;
}

/// By how much the drawn skin beside a roll, rounded at its feet, stands above the site's own.
static float stands_over_bed(const tb_renderer *renderer, float s_mm)
{
    const float most_mm = 10.0f;
    const tb_f3 p = tb_cut_point(&renderer->cut, s_mm, 0.0f, 0.0f);
    if (fabsf(p.z) < (float)renderer->anatomy.roll.half_width_mm) {
        return 0.0f;
    }
    const float above = tb_region_height(&renderer->region, p.x, p.z) - tb_cut_bed(renderer, s_mm);
    return fmaxf(0.0f, fminf(above, most_mm));
}

/// Columns of the face: the lattice's, and both sides of each step, where its top edge jumps.
static void face_columns(tb_renderer *renderer, tb_depth_view view)
{
    const tb_cut *cut = &renderer->cut;
    cut_context context = {.renderer = renderer, .cut = cut};
    const float spacing = 2.0f * (float)TB_SECTION_HALF_MM / (float)(TB_SECTION_NX - 1);
    float s[TB_FACE_COLUMNS_MAX];
    int count = 0;
    for (int i = cut->first; i < cut->last; i += 2) {
        s[count++] = -(float)TB_SECTION_HALF_MM + spacing * (float)i;
    }
    s[count++] = cut->hi_mm;
    if (cut->rolled) {
        count = tb_cut_insert_feet(renderer, s, count);
    }
    for (int k = 1; k < TB_EXPOSURES && view == TB_VIEW_FULL && !cut->rolled; ++k) {
        const float at = tb_cut_border(cut, k, 0.0f);
        for (int side = -1; side <= 1; side += 2) { // insert in order
            count = insert(s, count, at + 0.02f * (float)side);
        }
    }
    renderer->face_count = count;
    for (int c = 0; c < count; ++c) {
        renderer->face_s_mm[c] = s[c];
        renderer->face_top_mm[c] = bare_depth(&context, s[c], 0.0f);
        renderer->face_lift_mm[c] = cut->rolled ? stands_over_bed(renderer, s[c]) : 0.0f;
    }
}

void tb_cut_build(tb_renderer *renderer, const tb_snapshot *snapshot, float lead_mm,
                  tb_depth_view view, const float eye_mm[3])
{
    tb_cut_shape(renderer, snapshot, lead_mm, eye_mm);
    renderer->cut.reach_mm = renderer->cut.back_mm; // the patch's, where nothing is cut
    tb_mesh_clear(&renderer->steps);
    tb_mesh_clear(&renderer->walls);
    tb_mesh_clear(&renderer->floor);
    tb_mesh_clear(&renderer->collar);
    renderer->window.open = false;
    renderer->chest_count = 0;
    const float furthest = TB_CUT_STEP_MM * (float)(TB_CUT_NA - 1) - TB_CUT_REACH_MM;
    tb_body_near_gather(renderer, view == TB_VIEW_FULL ? furthest : renderer->cut.back_mm);
    if (view == TB_VIEW_FULL) {
        build_notch(renderer);
        tb_cut_find_chest(renderer);
    }
    tb_cut_rest_skin(renderer, snapshot, view);
    if (renderer->cut.rolled && view == TB_VIEW_FULL) {
        tb_roll_window_build(renderer);
    }
    keep_steps(renderer, snapshot);
    tb_mesh_upload(&renderer->steps, GL_DYNAMIC_DRAW);
    tb_mesh_upload(&renderer->walls, GL_STATIC_DRAW);
    tb_mesh_upload(&renderer->floor, GL_STATIC_DRAW);
    tb_mesh_upload(&renderer->collar, GL_STATIC_DRAW);
    face_columns(renderer, view);
}
