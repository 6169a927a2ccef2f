// The cut-away: a notch in front of the section plane with walls and a sloping floor, and stepped
// layers behind it.
#include "render_internal.h"

#include <math.h>
#include <string.h>

enum { EXPOSURES = 5 }; // skin, fat, fascia, muscle, deep muscle

/// What the grid functions need.
typedef struct cut_context {
    const tb_renderer *renderer;
    const tb_cut *cut;
    int exposure;
    float s_mm;     ///< of a side wall
    float reach_mm; ///< of the floor
} cut_context;

static float step01(float lo, float hi, float x)
{
    float t = (x - lo) / (hi - lo);
    t = t < 0.0f ? 0.0f : t > 1.0f ? 1.0f : t;
    return t * t * (3.0f - 2.0f * t);
}

/// (t, b) of a place `s` along the plane and `ahead` mm towards the viewer.
static void ground(const tb_cut *cut, float s_mm, float ahead_mm, float *t_mm, float *b_mm)
{
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth,
                off = cut->side * ahead_mm;
    *t_mm = (float)cut->plane.t0_mm + s_mm * c - off * n;
    *b_mm = (float)cut->plane.b0_mm + s_mm * n + off * c;
}

tb_f3 tb_cut_point(const tb_cut *cut, float s_mm, float y_mm, float toward_mm)
{
    float t, b;
    ground(cut, s_mm, toward_mm, &t, &b);
    return tb_f3_make(t, y_mm, b);
}

static void place(tb_vertex *v, tb_f3 p)
{
    v->position[0] = p.x;
    v->position[1] = p.y;
    v->position[2] = p.z;
}

/// Height of a layer's superficial face.
static float face(const tb_renderer *renderer, int layer, float t_mm, float b_mm)
{
    return -(float)tb_anatomy_layer_top_mm(&renderer->anatomy, layer, (double)t_mm, (double)b_mm);
}

/// Layer whose top an exposure shows: skin, fat, first fascia, target muscle, the muscle below it.
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
    case 3:
        return target;
    default:
        return target + 2 < a->layer_count ? target + 2 : a->layer_count - 1;
    }
}

/// s at which an exposure starts; the borders wander a little, as cut tissue does.
static float border(const tb_cut *cut, int k, float ahead_mm)
{
    static const float share[EXPOSURES + 1] = {-1.0f, 0.22f, 0.46f, 0.62f, 0.82f, 1.0f};
    if (k == 0) {
        return -cut->half_mm;
    }
    if (k == EXPOSURES) {
        return cut->half_mm;
    }
    const float q = ahead_mm / 13.0f + (float)k;
    return cut->half_mm * share[k] + 1.3f * sinf(q) + 0.5f * sinf(3.1f * q + 1.0f);
}

static float exposure_height(const cut_context *context, int k, float s_mm, float ahead_mm)
{
    float t, b;
    ground(context->cut, s_mm, ahead_mm, &t, &b);
    float y = face(context->renderer, exposed_layer(&context->renderer->anatomy, k), t, b);
    if (k == 1) { // the fat curls up a little where it is peeled
        const float curl = 1.0f - (border(context->cut, 2, ahead_mm) - s_mm) / 4.0f;
        y += curl > 0.0f ? 0.6f * curl * curl : 0.0f;
    }
    return y;
}

static void place_top(const void *data, float u, float v, tb_vertex *vertex)
{
    static const float layer_of[EXPOSURES] = {0, 1, 2, 3, 3},
                       scale[EXPOSURES] = {30, 26, 30, 34, 30};
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const int k = context->exposure;
    const float ahead = -cut->back_mm * (1.0f - v);
    const float lo = border(cut, k, ahead), hi = border(cut, k + 1, ahead), s = lo + (hi - lo) * u;
    place(vertex, tb_cut_point(cut, s, exposure_height(context, k, s, ahead), ahead));
    // fibres run along t, whatever way the plane lies
    vertex->uvl[0] = vertex->position[0] / scale[k];
    vertex->uvl[1] = vertex->position[2] / scale[k] + (k == 4 ? 0.4f : 0.0f);
    vertex->uvl[2] = layer_of[k];
    if (k == 4) {
        vertex->tint[0] = 110;
        vertex->tint[1] = 36;
        vertex->tint[2] = 44;
        vertex->tint[3] = 60;
    }
    vertex->ao = 0.38f + 0.62f * (1.0f - expf(-fmaxf(s - lo, 0.0f) / 2.4f));
    vertex->ao *= 0.45f + 0.55f * step01(0.0f, 4.0f, ahead + cut->back_mm);
    vertex->ao *= 0.5f + 0.5f * step01(0.0f, 4.0f, cut->half_mm - s);
}

/// Section texture coordinates of a depth below the skin.
static void section_uv(const tb_cut *cut, float s_mm, float depth_mm, tb_vertex *vertex)
{
    vertex->uvl[0] = 0.5f + 0.5f * s_mm / (float)TB_SECTION_HALF_MM;
    vertex->uvl[1] = fminf(depth_mm / cut->depth_mm, 0.995f);
    vertex->uvl[2] = -1.0f;
}

/// Riser between two exposures.
static void place_riser(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const int k = context->exposure;
    const float ahead = -cut->back_mm * (1.0f - u), s = border(cut, k + 1, ahead);
    const float top = exposure_height(context, k, s, ahead),
                low = exposure_height(context, k + 1, s, ahead);
    float t, b;
    ground(cut, s, ahead, &t, &b);
    const float skin = face(context->renderer, 0, t, b);
    place(vertex, tb_cut_point(cut, s + 0.25f * sinf(3.1416f * v), top + (low - top) * v, ahead));
    section_uv(cut, 0.8f * ahead, skin - top + (top - low) * v, vertex);
    vertex->ao = 1.0f - 0.5f * v * v;
}

/// Back wall behind the exposures and the wall at their far end.
static void place_back(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const float ahead = -cut->back_mm, lo = border(cut, 1, ahead), s = lo + (cut->half_mm - lo) * u;
    int k = EXPOSURES - 1;
    while (k > 0 && s < border(cut, k, ahead)) {
        --k;
    }
    float t, b;
    ground(cut, s, ahead, &t, &b);
    const float top = tb_region_height(&context->renderer->region, t, b) + 0.3f,
                low = exposure_height(context, k, s, ahead) - 0.5f;
    place(vertex, tb_cut_point(cut, s, top + (low - top) * v, ahead));
    section_uv(cut, s, (top - low) * v, vertex);
    vertex->ao = 0.95f - 0.5f * v;
}

static void place_end(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const float ahead = -cut->back_mm * (1.0f - u), s = cut->half_mm;
    float t, b;
    ground(cut, s, ahead, &t, &b);
    const float top = tb_region_height(&context->renderer->region, t, b) + 0.3f,
                low = exposure_height(context, 4, s, ahead) - 0.5f;
    place(vertex, tb_cut_point(cut, s, top + (low - top) * v, ahead));
    section_uv(cut, 20.0f + 0.8f * ahead, (top - low) * v, vertex);
    vertex->ao = 0.9f - 0.45f * v;
}

static float floor_height(const tb_cut *cut, float ahead_mm)
{
    return cut->floor_mm + cut->slope * ahead_mm;
}

static float skin_distance(const cut_context *context, tb_f3 p)
{
    return tb_region_skin(&context->renderer->region, p);
}

/// Where the floor comes out of the skin.
static float floor_exit(const cut_context *context, float s_mm)
{
    float ahead = 0.0f;
    for (int n = 0; n < 60 && ahead < 90.0f; ++n) {
        const float d = -skin_distance(
            context, tb_cut_point(context->cut, s_mm, floor_height(context->cut, ahead), ahead));
        if (d < 0.1f) {
            break;
        }
        ahead += fmaxf(0.6f * d, 0.2f);
    }
    return ahead;
}

static void place_side(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const float ahead = context->reach_mm * u;
    float t, b;
    ground(cut, context->s_mm, ahead, &t, &b);
    const float top = tb_region_height(&context->renderer->region, t, b),
                low = fminf(floor_height(cut, ahead), top);
    place(vertex, tb_cut_point(cut, context->s_mm, top + (low - top) * v, ahead));
    section_uv(cut, 0.9f * context->s_mm - copysignf(ahead, context->s_mm), (top - low) * v,
               vertex);
    vertex->ao = 0.62f + 0.38f * u - 0.3f * v * (1.0f - u);
}

static void place_floor(const void *data, float u, float v, tb_vertex *vertex)
{
    const cut_context *context = data;
    const tb_cut *cut = context->cut;
    const float s = cut->half_mm * (2.0f * u - 1.0f), ahead = context->reach_mm * v;
    const tb_f3 p = tb_cut_point(cut, s, floor_height(cut, ahead), ahead);
    const float inside = -skin_distance(context, p);
    place(vertex, p);
    section_uv(cut, s, fmaxf(inside * 1.25f, 0.0f), vertex);
    vertex->uvl[2] = -0.45f - inside; // outside the body: cut off per pixel
    vertex->ao = 0.45f + 0.55f * step01(0.0f, 0.6f, v);
    vertex->tint[0] = 70;
    vertex->tint[1] = 30;
    vertex->tint[2] = 28;
    vertex->tint[3] = (uint8_t)(150.0f * step01(3.0f, 14.0f, inside));
}

void tb_patch_place(const tb_cut *cut, tb_depth_view view, float u, float v, float *s_mm,
                    float *ahead_mm)
{
    // the body's mesh is coarse: the patch reaches under its border far enough to leave no slit
    const float overlap_mm = 3.5f, back_mm = cut->back_mm + overlap_mm;
    const bool full = view == TB_VIEW_FULL;
    *ahead_mm = full ? -back_mm * (1.0f - v) : back_mm * (2.0f * v - 1.0f);
    const float lo = -cut->half_mm - overlap_mm;
    const float hi = full ? border(cut, 1, *ahead_mm) : cut->half_mm + overlap_mm;
    *s_mm = lo + (hi - lo) * u;
}

static void shape_cut(tb_renderer *renderer, const tb_snapshot *snapshot, const float eye_mm[3])
{
    tb_cut *cut = &renderer->cut;
    const tb_anatomy *a = &renderer->anatomy;
    cut->plane = snapshot->section.plane;
    cut->build = snapshot->section.build;
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth;
    const float off =
        -(eye_mm[0] - (float)cut->plane.t0_mm) * n + (eye_mm[2] - (float)cut->plane.b0_mm) * c;
    cut->side = off >= 0.0f ? 1.0f : -1.0f;
    // even columns only, and no wider than the patch of skin that the anatomy describes
    cut->half_mm =
        (float)TB_SECTION_HALF_MM * (1.0f - 2.0f * TB_PLANE_FIRST / (float)(TB_SECTION_NX - 1));
    cut->back_mm = 32.0f;
    const float skin = face(renderer, 0, (float)cut->plane.t0_mm, (float)cut->plane.b0_mm);
    float deepest = 0.0f;
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        const int last = i + TB_SECTION_NX * (TB_SECTION_NY - 1);
        deepest =
            fmaxf(deepest, snapshot->section.rest_y_mm[i] - snapshot->section.rest_y_mm[last]);
    }
    cut->depth_mm = deepest;
    cut->floor_mm = skin - fminf((float)a->base_depth_mm, deepest) + 4.0f;
    cut->slope = 0.55f;
    cut->valid = true;
}

void tb_cut_build(tb_renderer *renderer, const tb_snapshot *snapshot, tb_depth_view view,
                  const float eye_mm[3])
{
    shape_cut(renderer, snapshot, eye_mm);
    tb_section_paint(renderer, &renderer->cut.plane, renderer->cut.depth_mm);
    renderer->cut.t0_mm = (float)renderer->cut.plane.t0_mm;
    tb_mesh_clear(&renderer->tops);
    tb_mesh_clear(&renderer->walls);
    const tb_cut *cut = &renderer->cut;
    cut_context context = {.renderer = renderer, .cut = cut};
    if (view == TB_VIEW_FULL) {
        const tb_f3 up = {0.0f, 1.0f, 0.0f};
        const tb_f3 viewer = tb_f3_sub(tb_cut_point(cut, 0, 0, 1), tb_cut_point(cut, 0, 0, 0));
        const tb_f3 right = tb_f3_sub(tb_cut_point(cut, 1, 0, 0), tb_cut_point(cut, 0, 0, 0));
        for (int k = 1; k < EXPOSURES; ++k) {
            context.exposure = k;
            tb_mesh_grid(&renderer->tops, 9, 16, place_top, &context, up);
        }
        for (int k = 0; k + 1 < EXPOSURES; ++k) {
            context.exposure = k;
            tb_mesh_grid(&renderer->walls, 16, 3, place_riser, &context, right);
        }
        tb_mesh_grid(&renderer->walls, 20, 4, place_back, &context, viewer);
        tb_mesh_grid(&renderer->walls, 14, 4, place_end, &context, tb_f3_scale(right, -1.0f));
        for (int end = -1; end <= 1; end += 2) {
            context.s_mm = (float)end * cut->half_mm;
            context.reach_mm = floor_exit(&context, context.s_mm);
            tb_mesh_grid(&renderer->walls, 12, 10, place_side, &context,
                         tb_f3_scale(right, (float)-end));
        }
        context.reach_mm = 0.0f;
        for (int k = 0; k <= 8; ++k) {
            context.reach_mm = fmaxf(
                context.reach_mm, floor_exit(&context, cut->half_mm * (0.25f * (float)k - 1.0f)));
        }
        context.reach_mm += 3.0f;
        tb_mesh_grid(&renderer->walls, 28, 22, place_floor, &context, up);
    }
    tb_mesh_upload(&renderer->tops, GL_STATIC_DRAW);
    tb_mesh_upload(&renderer->walls, GL_STATIC_DRAW);

    // resting heights of the live skin: over the exposures' skin part in the full view, over the
    // whole place else
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const float u = (float)i / TB_PATCH_NU, v = (float)j / TB_PATCH_NV;
            float s, ahead;
            tb_patch_place(cut, view, u, v, &s, &ahead);
            float t, b;
            ground(cut, s, ahead, &t, &b);
            renderer->patch_rest[i][j] = tb_region_height(&renderer->region, t, b);
        }
    }
}
