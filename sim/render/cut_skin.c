// The live skin around the cut as it rests: its places, the lattice's nodes that carry it, its
// light.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>
#include <string.h>

/// Outline of the skin across a roll, from one side to the other, at a column of the live skin: out
/// to the roll's foot, up a face, over the crest and down again. Two columns stand at its feet.
static void across_roll(const tb_renderer *renderer, int column, float *s_mm, float *y_mm)
{
    enum { ARC = 12, POINTS = ARC + 5 };
    const tb_cut *cut = &renderer->cut;
    const tb_roll *roll = &renderer->anatomy.roll;
    const float steep = fmaxf(0.5f, fabsf((float)cut->plane.sin_azimuth));
    const float wide = (float)roll->half_width_mm / steep;
    // the roll stands over b = 0; the body's own mesh goes on beside it
    const float middle = -(float)(cut->plane.b0_mm / cut->plane.sin_azimuth);
    const float lo = fmaxf(cut->lo_mm - TB_COLLAR_MM, middle - wide - TB_COLLAR_MM),
                hi = fminf(cut->hi_mm + TB_COLLAR_MM, middle + wide + TB_COLLAR_MM);
    float s[POINTS], y[POINTS], length[POINTS];
    s[0] = lo;
    s[1] = fmaxf(lo, middle - wide - 0.05f);
    for (int k = 0; k <= ARC; ++k) {
        const float turn = 3.14159265f * (float)k / ARC;
        s[2 + k] = middle - wide * cosf(turn);
        y[2 + k] = (float)(roll->height_mm - roll->half_width_mm) +
                   (float)roll->half_width_mm * sinf(turn);
    }
    s[POINTS - 2] = fminf(hi, middle + wide + 0.05f);
    s[POINTS - 1] = hi;
    y[0] = tb_cut_bed(renderer, s[0]);
    y[1] = tb_cut_bed(renderer, s[1]);
    y[POINTS - 2] = tb_cut_bed(renderer, s[POINTS - 2]);
    y[POINTS - 1] = tb_cut_bed(renderer, s[POINTS - 1]);
    length[0] = 0.0f;
    for (int k = 1; k < POINTS; ++k) {
        const float ds = s[k] - s[k - 1], dy = y[k] - y[k - 1];
        length[k] = length[k - 1] + sqrtf(ds * ds + dy * dy);
    }
    const float whole = length[POINTS - 1];
    const int least = 2, most = TB_PATCH_NU / 3; // columns beside the roll
    int beside[2];
    for (int side = 0; side < 2; ++side) {
        const float far = side == 0 ? length[1] : whole - length[POINTS - 2];
        const int share = (int)(far / whole * TB_PATCH_NU + 0.5f);
        beside[side] = share < least ? least : share > most ? most : share;
    }
    const int far_foot = TB_PATCH_NU - beside[1];
    float wanted;
    if (column <= beside[0]) {
        wanted = length[1] * (float)column / (float)beside[0];
    } else if (column < far_foot) {
        wanted = length[1] + (length[POINTS - 2] - length[1]) * (float)(column - beside[0]) /
                                 (float)(far_foot - beside[0]);
    } else {
        wanted = length[POINTS - 2] +
                 (whole - length[POINTS - 2]) * (float)(column - far_foot) / (float)beside[1];
    }
    int k = 1;
    while (k < POINTS - 1 && length[k] < wanted) {
        ++k;
    }
    const float f = (wanted - length[k - 1]) / fmaxf(length[k] - length[k - 1], 1e-3f);
    *s_mm = s[k - 1] + f * (s[k] - s[k - 1]);
    *y_mm = y[k - 1] + f * (y[k] - y[k - 1]);
}

/// Rest a vertex of the live skin, so far outside the cut.
static void rest_vertex(tb_renderer *renderer, int i, int j, tb_f3 p, tb_f3 normal,
                        float outside_mm)
{
    renderer->patch_rest[i][j] =
        tb_body_meet(renderer, p, normal, outside_mm, &renderer->patch_look[i][j]);
    renderer->patch_rim[i][j] = normal;
    renderer->patch_body[i][j] = fminf(outside_mm / TB_MEET_MM, 1.0f);
}

/// Resting place of the live skin across a roll, and the lattice's nodes that carry it.
static void rest_patch_rolled(tb_renderer *renderer, const tb_snapshot *snapshot,
                              tb_depth_view view)
{
    const tb_cut *cut = &renderer->cut;
    const float steep = (float)cut->plane.sin_azimuth, middle = -(float)cut->plane.b0_mm / steep;
    const float wide = (float)renderer->anatomy.roll.half_width_mm / fmaxf(0.5f, fabsf(steep));
    for (int i = 0; i <= TB_PATCH_NU; ++i) {
        float s, y;
        across_roll(renderer, i, &s, &y);
        renderer->patch_s_mm[i] = s;
        renderer->patch_node[i] = tb_lattice_nearest(snapshot, s, y, 5.0f);
        for (int j = 0; j <= TB_PATCH_NV; ++j) {
            float unused, ahead;
            tb_patch_place(cut, view, 0.0f, (float)j / TB_PATCH_NV, &unused, &ahead);
            tb_f3 normal;
            const tb_f3 p =
                tb_region_onto_skin(&renderer->region, tb_cut_point(cut, s, y, ahead), &normal);
            const float beside = fmaxf(0.0f, fabsf(s - middle) - wide),
                        behind = fmaxf(0.0f, fabsf(ahead) - cut->back_mm);
            rest_vertex(renderer, i, j, p, normal, sqrtf(beside * beside + behind * behind));
        }
    }
}

/// Resting place of the live skin: beside the steps in the full view, all around else.
static void rest_patch(tb_renderer *renderer, tb_depth_view view)
{
    const tb_cut *cut = &renderer->cut;
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const float u = (float)i / TB_PATCH_NU, v = (float)j / TB_PATCH_NV;
            float s, ahead;
            tb_patch_place(cut, view, u, v, &s, &ahead);
            const float in_s = fmaxf(cut->lo_mm, fminf(cut->hi_mm, s)),
                        in_a = fmaxf(-cut->back_mm, fminf(cut->back_mm, ahead));
            const float beside = s - in_s, behind = ahead - in_a;
            const tb_f3 inside = tb_cut_point(cut, in_s, 0.0f, in_a);
            tb_f3 p = tb_cut_point(cut, s, 0.0f, ahead), normal = {0.0f, 1.0f, 0.0f};
            p.y = tb_region_height(&renderer->region, inside.x, inside.z);
            const float outside = sqrtf(beside * beside + behind * behind);
            if (outside > 0.0f) { // straight below, but not down a steep flank
                const float own = tb_region_height(&renderer->region, p.x, p.z);
                p.y = fabsf(own - p.y) < 2.0f * outside ? own : p.y;
                p = tb_region_onto_skin(&renderer->region, p, &normal);
            }
            rest_vertex(renderer, i, j, p, normal, outside);
        }
    }
}

void tb_cut_rest_skin(tb_renderer *renderer, const tb_snapshot *snapshot, tb_depth_view view)
{
    if (renderer->cut.rolled) {
        rest_patch_rolled(renderer, snapshot, view);
    } else {
        rest_patch(renderer, view);
    }
}
