// A window in the skin of a lifted roll, behind its cut face: fat, the fascia and the muscle are
// laid bare one behind the other, each deeper and further from the viewer.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>

static const float FRONT_MM = 4.0f, LEAST_MM = 8.5f; ///< skin left before it; shortest window
static const float HALF_ANGLE_RAD = 1.05f;           ///< it spans so much of the crest to each side
static const float MOST_OBLIQUE = 0.3f;              ///< cosine of plane and roll

/// What the grid functions need.
typedef struct window_context {
    const tb_renderer *renderer;
    float lo_rad, hi_rad;     ///< of the window, from the crest towards +b
    float from_mm, to_mm;     ///< ahead
    float depth_mm, below_mm; ///< of a surface; of the lower edge of a cut edge
    float material;
    float side_rad; ///< of a side edge
} window_context;

/// Place at an angle from the crest, a depth below the skin and a distance before the plane.
static tb_f3 on_shell(const tb_renderer *renderer, float angle_rad, float depth_mm, float ahead_mm)
{
    const tb_roll *roll = &renderer->anatomy.roll;
    const tb_section_plane *plane = &renderer->cut.plane;
    const float r = (float)roll->half_width_mm - depth_mm;
    const float z = r * sinf(angle_rad),
                y = (float)(roll->height_mm - roll->half_width_mm) + r * cosf(angle_rad);
    const float x = (float)plane->t0_mm + ((z - (float)plane->b0_mm) * (float)plane->cos_azimuth -
                                           ahead_mm * renderer->cut.side) /
                                              (float)plane->sin_azimuth;
    return (tb_f3){x, y, z};
}

static void set_vertex(tb_vertex *vertex, tb_f3 p, float u, float v, float material, float ao)
{
    vertex->position[0] = p.x;
    vertex->position[1] = p.y;
    vertex->position[2] = p.z;
    vertex->uvl[0] = u;
    vertex->uvl[1] = v;
    vertex->uvl[2] = material;
    vertex->ao = ao;
    if (material < 0.5f) { // cut skin
        static const uint8_t pink[4] = {214, 132, 116, 190};
        for (int k = 0; k < 4; ++k) {
            vertex->tint[k] = pink[k];
        }
    }
}

static float edge_shade(float distance_mm)
{
    return 0.5f + 0.5f * (1.0f - expf(-fmaxf(distance_mm, 0.0f) / 2.0f));
}

/// A bare surface.
static void place_bare(const void *data, float u, float v, tb_vertex *vertex)
{
    const window_context *w = data;
    const float angle = w->lo_rad + (w->hi_rad - w->lo_rad) * u,
                ahead = w->from_mm + (w->to_mm - w->from_mm) * v;
    const tb_f3 p = on_shell(w->renderer, angle, w->depth_mm, ahead);
    const float arc = angle * (float)w->renderer->anatomy.roll.half_width_mm, scale = 26.0f;
    const float sides = fminf(angle - w->lo_rad, w->hi_rad - angle) *
                        (float)w->renderer->anatomy.roll.half_width_mm;
    set_vertex(vertex, p, p.x / scale, arc / scale, w->material,
               edge_shade(sides) * edge_shade(w->from_mm - ahead));
}

/// Cut edge along one side of the window.
static void place_side(const void *data, float u, float v, tb_vertex *vertex)
{
    const window_context *w = data;
    const float corner = u > 0.999f ? 0.4f : 0.0f; // edges cross where they meet
    const float ahead = w->from_mm + (w->to_mm - w->from_mm) * u - corner,
                depth = w->depth_mm + (w->below_mm - w->depth_mm) * v;
    // the skin's edge lies a little under the skin that is left: no chinks
    const float tuck = w->material < 0.5f ? 0.3f * (1.0f - v) : 0.0f;
    const float out_rad = tuck / (float)w->renderer->anatomy.roll.half_width_mm;
    const tb_f3 p = on_shell(w->renderer, w->side_rad + (w->side_rad < 0.0f ? -out_rad : out_rad),
                             depth + 0.4f * tuck, ahead);
    set_vertex(vertex, p, ahead / 24.0f, depth / 24.0f, w->material, 1.0f - 0.3f * v);
}

/// Cut edge at the far end.
static void place_end(const void *data, float u, float v, tb_vertex *vertex)
{
    const window_context *w = data;
    const float corner = (u < 0.001f   ? -0.4f
                          : u > 0.999f ? 0.4f
                                       : 0.0f) /
                         (float)w->renderer->anatomy.roll.half_width_mm;
    const float angle = w->lo_rad + (w->hi_rad - w->lo_rad) * u + corner,
                depth = w->depth_mm + (w->below_mm - w->depth_mm) * v;
    const float tuck = w->material < 0.5f ? 0.3f * (1.0f - v) : 0.0f;
    const tb_f3 p = on_shell(w->renderer, angle, depth + 0.4f * tuck, w->to_mm - tuck);
    set_vertex(vertex, p, angle, depth / 24.0f, w->material, 1.0f - 0.3f * v);
}

static float material_of(tb_tissue tissue)
{
    return tissue == TB_TISSUE_SKIN     ? 0.0f
           : tissue == TB_TISSUE_FAT    ? 1.0f
           : tissue == TB_TISSUE_FASCIA ? 2.0f
                                        : 3.0f;
}

/// Columns and rows of the live skin that the window leaves out.
/// @return false when there is no room for one
static bool choose_window(tb_renderer *renderer, window_context *w)
{
    const tb_cut *cut = &renderer->cut;
    const float b0 = (float)cut->plane.b0_mm, n = (float)cut->plane.sin_azimuth;
    const float half = (float)renderer->anatomy.roll.half_width_mm;
    tb_roll_window *window = &renderer->window;
    *window = (tb_roll_window){0};
    if (fabsf((float)cut->plane.cos_azimuth) > MOST_OBLIQUE) {
        return false;
    }
    int columns = 0;
    for (int i = 0; i <= TB_PATCH_NU; ++i) {
        const float b = b0 + renderer->patch_s_mm[i] * n;
        if (renderer->patch_rest[i][0].y > (float)renderer->anatomy.roll.height_mm - half &&
            fabsf(b) < half * sinf(HALF_ANGLE_RAD)) {
            window->first_column = columns == 0 ? i : window->first_column;
            window->last_column = i;
            ++columns;
        }
    }
    const float row_mm = (cut->back_mm + TB_COLLAR_MM) / TB_PATCH_NV;
    window->last_row = TB_PATCH_NV - (int)ceilf(FRONT_MM / row_mm);
    // behind it the body's own mesh goes on
    window->first_row = TB_PATCH_NV - (int)((cut->back_mm + 0.8f) / row_mm);
    if (columns < 4 || row_mm * (float)(window->last_row - window->first_row) < LEAST_MM) {
        return false;
    }
    const float a = (b0 + renderer->patch_s_mm[window->first_column] * n) / half,
                e = (b0 + renderer->patch_s_mm[window->last_column] * n) / half;
    w->lo_rad = asinf(fmaxf(-1.0f, fminf(a, e)));
    w->hi_rad = asinf(fminf(1.0f, fmaxf(a, e)));
    w->from_mm = -row_mm * (float)(TB_PATCH_NV - window->last_row);
    w->to_mm = -row_mm * (float)(TB_PATCH_NV - window->first_row);
    window->open = true;
    return true;
}

void tb_roll_window_build(tb_renderer *renderer)
{
    window_context w = {.renderer = renderer};
    if (!choose_window(renderer, &w)) {
        return;
    }
    const tb_anatomy *a = &renderer->anatomy;
    const tb_f3 up = {0.0f, 1.0f, 0.0f};
    const tb_f3 viewer =
        tb_f3_sub(tb_cut_point(&renderer->cut, 0, 0, 1), tb_cut_point(&renderer->cut, 0, 0, 0));
    const float whole = w.to_mm - w.from_mm, start = w.from_mm, end = w.to_mm;
    const int target = a->target_layer;
    float top = 0.0f;
    for (int k = 0; k <= target; ++k) { // skin has no surface of its own here
        const float share = target > 1 ? (float)(k - 1) / (float)target : 0.0f;
        w.material = material_of(a->layers[k].tissue);
        w.depth_mm = top;
        if (k > 0) {
            w.from_mm = start + whole * share;
            w.to_mm = k == target ? end : start + whole * (share + 1.0f / (float)target);
            tb_mesh_grid(&renderer->steps, 8, 4, place_bare, &w, up);
        }
        if (k == target) {
            break;
        }
        w.below_mm = top + (float)a->roll.layer_mm[k];
        w.from_mm = start + whole * (float)k / (float)target; // where the layer has ended
        w.to_mm = end;
        for (int side = -1; side <= 1; side += 2) {
            w.side_rad = side < 0 ? w.lo_rad : w.hi_rad;
            const tb_f3 inwards = {0.0f, 0.0f, (float)-side};
            tb_mesh_grid(&renderer->steps, 4, 1, place_side, &w, inwards);
        }
        tb_mesh_grid(&renderer->steps, 8, 1, place_end, &w, viewer);
        top = w.below_mm;
    }
}
