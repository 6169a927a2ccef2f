// The cut-away's frame: where the notch lies in the body, how far it reaches, which end of it is
// peeled, and the resting height of the skin around it.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>

static const float HALF_MAX_MM = 36.0f;   ///< of the drawn face; the lattice reaches 40
static const float BELOW_ROLL_MM = 26.0f; ///< tissue shown below the root of a roll
static const float INTO_CHEST_MM = 14.0f; ///< shown of a lung behind it
static const float HALF_MIN_MM = 12.0f;

static void ground(const tb_cut *cut, float s_mm, float ahead_mm, float *t_mm, float *b_mm)
{
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth,
                off = cut->side * ahead_mm;
    *t_mm = (float)cut->plane.t0_mm + s_mm * c - off * n;
    *b_mm = (float)cut->plane.b0_mm + s_mm * n + off * c;
}

tb_f3 tb_cut_point(const tb_cut *cut, float s_mm, float y_mm, float ahead_mm)
{
    float t, b;
    ground(cut, s_mm, ahead_mm, &t, &b);
    return tb_f3_make(t, y_mm, b);
}

float tb_cut_ahead(const tb_cut *cut, float t_mm, float b_mm)
{
    return cut->side * (-(t_mm - (float)cut->plane.t0_mm) * (float)cut->plane.sin_azimuth +
                        (b_mm - (float)cut->plane.b0_mm) * (float)cut->plane.cos_azimuth);
}

float tb_cut_height(const tb_cut *cut, float s_mm, float ahead_mm)
{
    const float u = (s_mm + TB_CUT_REACH_MM) / TB_CUT_STEP_MM,
                v = (ahead_mm + TB_CUT_REACH_MM) / TB_CUT_STEP_MM;
    const float x = fmaxf(0.0f, fminf(u, (float)TB_CUT_NS - 1.001f));
    const float z = fmaxf(0.0f, fminf(v, (float)TB_CUT_NA - 1.001f));
    const int i = (int)x, j = (int)z;
    const float fx = x - (float)i, fz = z - (float)j;
    const float near = cut->height[j][i] + fx * (cut->height[j][i + 1] - cut->height[j][i]);
    const float far =
        cut->height[j + 1][i] + fx * (cut->height[j + 1][i + 1] - cut->height[j + 1][i]);
    return near + fz * (far - near);
}

float tb_cut_layer_depth(const tb_renderer *renderer, int layer, float s_mm, float ahead_mm)
{
    float t, b;
    ground(&renderer->cut, s_mm, ahead_mm, &t, &b);
    const tb_anatomy *a = &renderer->anatomy;
    return (float)(tb_anatomy_layer_top_mm(a, layer, (double)t, (double)b) -
                   tb_anatomy_skin_mm(a, (double)t, (double)b));
}

float tb_cut_floor(const tb_cut *cut, float ahead_mm)
{
    return cut->floor_mm + cut->slope * fmaxf(ahead_mm, 0.0f);
}

float tb_cut_bed(const tb_renderer *renderer, float s_mm)
{
    float t, b;
    ground(&renderer->cut, s_mm, 0.0f, &t, &b);
    const tb_anatomy *a = &renderer->anatomy;
    const float patch = -(float)tb_anatomy_patch_mm(a, (double)t, (double)b);
    const bool lifted = renderer->cut.rolled && fabsf(b) < (float)a->roll.half_width_mm;
    return lifted ? fminf(patch, 0.6f - (float)a->roll.root_mm) : patch;
}

static void sample_heights(tb_renderer *renderer)
{
    tb_cut *cut = &renderer->cut;
    for (int j = 0; j < TB_CUT_NA; ++j) {
        for (int i = 0; i < TB_CUT_NS; ++i) {
            float t, b;
            ground(cut, TB_CUT_STEP_MM * (float)i - TB_CUT_REACH_MM,
                   TB_CUT_STEP_MM * (float)j - TB_CUT_REACH_MM, &t, &b);
            cut->height[j][i] = tb_region_height(&renderer->region, t, b);
        }
    }
}

/// By how much the drawn skin stands above the site's own at (s, ahead), a lifted roll left out.
static float stands_above(const tb_renderer *renderer, float s_mm, float ahead_mm)
{
    const tb_cut *cut = &renderer->cut;
    const tb_anatomy *a = &renderer->anatomy;
    float t, b;
    ground(cut, s_mm, ahead_mm, &t, &b);
    const float patch = -(float)tb_anatomy_patch_mm(a, (double)t, (double)b);
    const float skin = tb_region_height(&renderer->region, t, b);
    const bool roll = cut->rolled && fabsf(b) < (float)a->roll.half_width_mm + 3.0f;
    return roll ? fminf(skin - patch, 0.0f) : skin - patch;
}

/// True when the drawn body and the anatomy agree on the skin around s: past the body's flank the
/// face would hang in the air, and under a jaw it would cut through that.
static bool on_the_body(const tb_renderer *renderer, float s_mm)
{
    for (int k = -1; k <= 1; ++k) {
        const float above = stands_above(renderer, s_mm, (float)k * renderer->cut.back_mm);
        if (above < (k == 0 ? -1.5f : -9.0f) || above > 14.0f) {
            return false;
        }
    }
    return true;
}

/// How far behind and before the plane the body carries the site's skin: less on what is narrow.
static float depth_behind(const tb_renderer *renderer)
{
    float back = 14.0f;
    while (back < 30.0f) {
        const float next = back + 4.0f;
        for (int k = -1; k <= 1; k += 2) {
            const float above = stands_above(renderer, 0.0f, (float)k * next);
            if (above < -6.0f || above > 14.0f) {
                return back;
            }
        }
        // beside the roll, before and behind the plane
        const float foot = (float)renderer->anatomy.roll.half_width_mm + 10.0f;
        for (int k = 0; k < 4 && renderer->cut.rolled; ++k) {
            const float above =
                stands_above(renderer, k % 2 == 0 ? foot : -foot, k < 2 ? -next : next);
            if (fabsf(above) > 5.0f) {
                return back;
            }
        }
        back = next;
    }
    return back;
}

/// True when the drawn skin rises along the far edge of the notch, as where a neck begins: what
/// stands there above the live skin would be left out with it.
static bool rises_behind(const tb_renderer *renderer, float back_mm)
{
    const float near_mm = 8.0f, far_mm = 5.0f, most_mm = 9.0f;
    const tb_cut *cut = &renderer->cut;
    for (int k = 0; k <= 4; ++k) {
        const float s = cut->lo_mm + 0.25f * (float)k * (cut->hi_mm - cut->lo_mm);
        if (stands_above(renderer, s, -back_mm - far_mm) -
                stands_above(renderer, s, near_mm - back_mm) >
            most_mm) {
            return true;
        }
    }
    return false;
}

/// True when a wall of the notch at s stands in the body with some of it left outside: past the
/// brow of a flank it would hang in the air, and the floor would come out below.
static bool stands_in_body(const tb_renderer *renderer, float s_mm)
{
    const float outside_mm = 5.0f, least_mm = 10.0f, rise = 0.6f; // of the floor
    const tb_cut *cut = &renderer->cut;
    const float beside = s_mm < 0.0f ? -outside_mm : outside_mm;
    for (int k = -1; k <= 4; ++k) {
        const float ahead = k < 0 ? -cut->back_mm : 16.0f * (float)k;
        const tb_f3 on = tb_cut_point(cut, s_mm, 0.0f, ahead);
        const float skin = tb_region_height(&renderer->region, on.x, on.z);
        const float floor = cut->floor_mm + rise * fmaxf(ahead, 0.0f) + 1.0f;
        const float deep = k < 0 ? least_mm : skin - floor;
        if (deep < least_mm) {
            continue; // the floor has come out of the skin
        }
        for (int j = 0; j < 3; ++j) {
            const float below = least_mm + 0.5f * (float)j * (deep - least_mm);
            const tb_f3 p = tb_cut_point(cut, s_mm + beside, skin - below, ahead);
            if (tb_region_skin(&renderer->region, p) > 0.0f) {
                return false;
            }
        }
    }
    return true;
}

/// Outermost lattice column of the drawn face on one side.
static int last_column(const tb_renderer *renderer, float sign)
{
    const float spacing = 2.0f * (float)TB_SECTION_HALF_MM / (float)(TB_SECTION_NX - 1);
    const float roll =
        renderer->cut.rolled ? (float)renderer->anatomy.roll.half_width_mm + 6.0f : 0.0f;
    int steps = (int)(fmaxf(HALF_MIN_MM, roll) / spacing);
    while (((float)steps + 1.5f) * spacing < HALF_MAX_MM &&
           on_the_body(renderer, sign * ((float)steps + 1.5f) * spacing)) {
        ++steps;
    }
    while (!renderer->cut.rolled && ((float)steps - 0.5f) * spacing > HALF_MIN_MM &&
           !stands_in_body(renderer, sign * ((float)steps + 0.5f) * spacing)) {
        --steps;
    }
    const int middle = TB_SECTION_NX / 2;
    return sign > 0.0f ? middle + steps : middle - 1 - steps;
}

/// Highest skin across the notch at a distance before the plane.
static float highest_across(const tb_cut *cut, float ahead_mm)
{
    float highest = -1e3f;
    for (int k = -2; k <= 2; ++k) {
        highest = fmaxf(highest, tb_cut_height(cut, 0.45f * (float)k * cut->hi_mm, ahead_mm));
    }
    return highest;
}

void tb_cut_shape(tb_renderer *renderer, const tb_snapshot *snapshot, float lead_mm,
                  const float eye_mm[3])
{
    tb_cut *cut = &renderer->cut;
    cut->plane = snapshot->section.plane;
    cut->build = snapshot->section.build;
    cut->kind = snapshot->section.kind;
    cut->rolled = snapshot->section.shape != TB_SECTION_FLAT;
    cut->side = 1.0f;
    cut->side = tb_cut_ahead(cut, eye_mm[0], eye_mm[2]) >= 0.0f ? 1.0f : -1.0f;
    const tb_f3 moved = tb_cut_point(cut, 0.0f, 0.0f, lead_mm);
    cut->plane.t0_mm = (double)moved.x;
    cut->plane.b0_mm = (double)moved.z;
    cut->back_mm = depth_behind(renderer);
    const tb_f3 middle = tb_cut_point(cut, 0.0f, 0.0f, 0.0f);
    cut->floor_mm = tb_region_height(&renderer->region, middle.x, middle.z) -
                    tb_flat_depth(&renderer->anatomy, snapshot) + 4.0f;
    cut->first = last_column(renderer, -1.0f);
    cut->last = last_column(renderer, 1.0f);
    const float half = (float)TB_SECTION_HALF_MM,
                spacing = 2.0f * half / (float)(TB_SECTION_NX - 1);
    cut->lo_mm = spacing * (float)cut->first - half;
    cut->hi_mm = spacing * (float)cut->last - half;
    while (!cut->rolled && cut->back_mm > 14.0f && rises_behind(renderer, cut->back_mm)) {
        cut->back_mm -= 2.0f;
    }
    // steps go down towards the viewer, who would see only the highest of them from the other end
    const float eye_s = (eye_mm[0] - (float)cut->plane.t0_mm) * (float)cut->plane.cos_azimuth +
                        (eye_mm[2] - (float)cut->plane.b0_mm) * (float)cut->plane.sin_azimuth;
    cut->peel = eye_s < 0.0f ? -1.0f : 1.0f;
    sample_heights(renderer);
    const float skin = tb_cut_height(cut, 0.0f, 0.0f);
    if (cut->rolled) { // below the root of the roll, and below the skin beside it
        cut->floor_mm = fminf(tb_cut_bed(renderer, 0.0f), fminf(tb_cut_bed(renderer, cut->lo_mm),
                                                                tb_cut_bed(renderer, cut->hi_mm))) -
                        BELOW_ROLL_MM;
        const float chest = tb_chest_depth(renderer);
        cut->floor_mm = chest > 0.0f ? fminf(cut->floor_mm, -chest - INTO_CHEST_MM) : cut->floor_mm;
    }
    // steep enough to stay open, flat enough to leave the face in view
    const float away = tb_cut_ahead(cut, eye_mm[0], eye_mm[2]), up = eye_mm[1] - skin;
    cut->slope = fmaxf(0.35f, fminf(0.9f, 0.72f * up / fmaxf(away, 1.0f)));
    // but out of the skin before the roll ends, or where the body rises towards the viewer
    // a deep notch gets a longer way where the body does not rise
    float reach = cut->rolled ? 46.0f : 62.0f;
    float highest = highest_across(cut, reach);
    const float deep = (skin - cut->floor_mm) / 0.72f;
    while (!cut->rolled && reach < fminf(deep, 76.0f) &&
           highest_across(cut, reach + 4.0f) < highest + 0.5f) {
        reach += 4.0f;
        highest = highest_across(cut, reach);
    }
    cut->slope = fmaxf(cut->slope, (highest - cut->floor_mm + 2.0f) / reach);
    cut->valid = true;
}

float tb_cut_border(const tb_cut *cut, int exposure, float ahead_mm)
{
    // a finger needs skin to walk on, a needle only its entry
    static const float wide[TB_EXPOSURES + 1] = {-1.0f, 0.22f, 0.52f, 0.76f, 1.0f},
                                           narrow[TB_EXPOSURES + 1] = {-1.0f, 0.36f, 0.60f, 0.80f,
                                                                       1.0f};
    const float *share = cut->kind == TB_SECTION_NEEDLE ? wide : narrow;
    if (exposure == 0) {
        return cut->peel > 0.0f ? cut->lo_mm : cut->hi_mm;
    }
    if (exposure == TB_EXPOSURES || cut->rolled) {
        return cut->peel > 0.0f ? cut->hi_mm : cut->lo_mm;
    }
    const float end = cut->peel > 0.0f ? cut->hi_mm : -cut->lo_mm;
    // cut tissue has no straight edges
    const float q = ahead_mm / 13.0f + (float)exposure;
    const float wander = 1.1f * sinf(q) + 0.45f * sinf(3.1f * q + 1.0f);
    return cut->peel * (end * share[exposure] + wander);
}

void tb_patch_place(const tb_cut *cut, tb_depth_view view, float u, float v, float *s_mm,
                    float *ahead_mm)
{
    // the body's mesh is coarse: the patch reaches under its border far enough to leave no slit
    const float overlap_mm = TB_COLLAR_MM, back_mm = cut->back_mm + overlap_mm;
    const bool full = view == TB_VIEW_FULL;
    *ahead_mm = full ? -back_mm * (1.0f - v) : back_mm * (2.0f * v - 1.0f);
    float lo = cut->lo_mm - overlap_mm, hi = cut->hi_mm + overlap_mm;
    if (full && cut->peel > 0.0f) {
        hi = tb_cut_border(cut, 1, *ahead_mm);
    } else if (full) {
        lo = tb_cut_border(cut, 1, *ahead_mm);
    }
    *s_mm = lo + (hi - lo) * u;
}

/// Middle of what the face shows of a structure.
/// @return false when it shows next to nothing
static bool middle_on_face(const tb_renderer *renderer, const tb_structure *structure,
                           tb_f3 *middle)
{
    enum { LEAST = 4 };
    const float step_mm = 2.0f;
    const tb_cut *cut = &renderer->cut;
    tb_f3 sum = {0.0f, 0.0f, 0.0f};
    int count = 0;
    for (float s = cut->lo_mm + 1.0f; s < cut->hi_mm; s += step_mm) {
        for (float y = cut->floor_mm + 1.0f; y < tb_cut_bed(renderer, s); y += step_mm) {
            const tb_f3 p = tb_cut_point(cut, s, y, 0.0f);
            const tb_vec3 place = {(double)p.x, (double)p.z, -(double)p.y};
            if (tb_structure_distance_mm(structure, place) < 0.0) {
                sum = tb_f3_add(sum, p);
                ++count;
            }
        }
    }
    *middle = tb_f3_scale(sum, 1.0f / fmaxf((float)count, 1.0f));
    return count >= LEAST;
}

void tb_cut_find_chest(tb_renderer *renderer)
{
    const tb_anatomy *a = &renderer->anatomy;
    renderer->chest_count = 0;
    if (!renderer->cut.rolled || tb_chest_depth(renderer) <= 0.0f) {
        return;
    }
    for (int k = 0; k < a->structure_count && renderer->chest_count < TB_CHEST_SHOWN_MAX; ++k) {
        const tb_structure *structure = &a->structures[k];
        const bool chest =
            structure->tissue == TB_TISSUE_PLEURA || structure->tissue == TB_TISSUE_BONE;
        tb_f3 p;
        if (chest && !tb_structure_hidden(renderer, structure) &&
            middle_on_face(renderer, structure, &p)) {
            renderer->chest[renderer->chest_count++] = (tb_shown_structure){k, p.x, p.z, -p.y};
        }
    }
}

int tb_renderer_chest_shown(const tb_renderer *renderer, tb_shown_structure *shown, int capacity)
{
    int count = 0;
    for (; count < renderer->chest_count && count < capacity; ++count) {
        shown[count] = renderer->chest[count];
    }
    return count;
}

bool tb_cut_bounds(const tb_renderer *renderer, int width, int height, tb_rect *bounds)
{
    const tb_cut *cut = &renderer->cut;
    enum { ALONG = 8, ACROSS = 12 };
    const float margin = TB_COLLAR_MM + 2.0f, from = -cut->back_mm - margin,
                to = cut->reach_mm + margin;
    float x0 = (float)width, x1 = 0.0f, y0 = (float)height, y1 = 0.0f;
    for (int k = 0; k < 2 * (ALONG + 1) * (ACROSS + 1); ++k) {
        const float u = (float)(k / 2 % (ALONG + 1)) / ALONG,
                    v = (float)(k / 2 / (ALONG + 1)) / ACROSS;
        const float s = cut->lo_mm - margin + (cut->hi_mm - cut->lo_mm + 2.0f * margin) * u,
                    ahead = from + (to - from) * v;
        // the notch's mouth and its bottom; beside it the rim, which dips
        const float inner = fmaxf(cut->lo_mm, fminf(cut->hi_mm, s));
        const float skin = fmaxf(tb_cut_height(cut, s, ahead),
                                 tb_cut_height(cut, inner, ahead) - 1.5f * fabsf(s - inner));
        const float floor_y = tb_cut_floor(cut, ahead);
        const bool full = renderer->still_view == TB_VIEW_FULL;
        if (full && ahead > 0.0f && floor_y > skin + 9.0f) {
            continue; // well past the notch's front edge
        }
        const bool open = full && inner == s && ahead > -3.0f;
        const float bottom = open ? fminf(floor_y, skin - 4.0f) : skin - 10.0f;
        const tb_f3 p = tb_cut_point(cut, s, k % 2 == 0 ? skin + 3.0f : bottom, ahead);
        const float *m = renderer->clip_from_site;
        const float w = m[3] * p.x + m[7] * p.y + m[11] * p.z + m[15];
        if (w < 1.0f) {
            *bounds = (tb_rect){0, 0, width, height};
            return true;
        }
        const float x = (m[0] * p.x + m[4] * p.y + m[8] * p.z + m[12]) / w,
                    y = (m[1] * p.x + m[5] * p.y + m[9] * p.z + m[13]) / w;
        x0 = fminf(x0, (0.5f + 0.5f * x) * (float)width);
        x1 = fmaxf(x1, (0.5f + 0.5f * x) * (float)width);
        y0 = fminf(y0, (0.5f + 0.5f * y) * (float)height);
        y1 = fmaxf(y1, (0.5f + 0.5f * y) * (float)height);
    }
    const int left = (int)fmaxf(x0 - 1.0f, 0.0f), bottom = (int)fmaxf(y0 - 1.0f, 0.0f);
    const int right = (int)fminf(x1 + 2.0f, (float)width),
              top = (int)fminf(y1 + 2.0f, (float)height);
    *bounds = (tb_rect){left, bottom, right - left, top - bottom};
    return right > left && top > bottom;
}
