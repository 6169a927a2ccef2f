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

/// Resting place of the live skin across a roll, and the lattice's nodes that carry it.
static void rest_patch_rolled(tb_renderer *renderer, const tb_snapshot *snapshot,
                              tb_depth_view view)
{
    const tb_cut *cut = &renderer->cut;
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
            renderer->patch_rest[i][j] = p;
            renderer->patch_rim[i][j] = normal;
            const float at[3] = {p.x, p.y, p.z};
            tb_region_skin_uv(&renderer->region, at, renderer->patch_uv[i][j]);
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
            const bool rim = in_s != s || in_a != ahead;
            const tb_f3 inside = tb_cut_point(cut, in_s, 0.0f, in_a);
            tb_f3 p = tb_cut_point(cut, s, 0.0f, ahead), normal = {0.0f, 1.0f, 0.0f};
            p.y = tb_region_height(&renderer->region, inside.x, inside.z);
            if (rim) {
                p = tb_region_onto_skin(&renderer->region, p, &normal);
            }
            renderer->patch_rest[i][j] = p;
            renderer->patch_rim[i][j] = normal;
            const float at[3] = {p.x, p.y, p.z};
            tb_region_skin_uv(&renderer->region, at, renderer->patch_uv[i][j]);
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

enum { LIT_NU = 6, LIT_NV = 4 };

void tb_cut_light_skin(tb_renderer *renderer)
{
    static const tb_vertex bare = {.ao = 1.0f, .uvl = {1.0f, 0.0f, 0.0f}};
    float ao[LIT_NU + 1][LIT_NV + 1], sun[LIT_NU + 1][LIT_NV + 1];
    for (int j = 0; j <= LIT_NV; ++j) {
        for (int i = 0; i <= LIT_NU; ++i) {
            const int pi = i * TB_PATCH_NU / LIT_NU, pj = j * TB_PATCH_NV / LIT_NV;
            tb_f3 normal;
            const tb_f3 p =
                tb_region_onto_skin(&renderer->region, renderer->patch_rest[pi][pj], &normal);
            tb_vertex vertex = bare;
            memcpy(vertex.position, &p, sizeof p);
            memcpy(vertex.normal, &normal, sizeof normal);
            tb_region_finish(&renderer->region, renderer->light, &vertex);
            ao[i][j] = vertex.ao;
            sun[i][j] = vertex.uvl[0];
        }
    }
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const float u = (float)(i * LIT_NU) / TB_PATCH_NU,
                        v = (float)(j * LIT_NV) / TB_PATCH_NV;
            const int a = u < LIT_NU - 1 ? (int)u : LIT_NU - 1,
                      b = v < LIT_NV - 1 ? (int)v : LIT_NV - 1;
            const float x = u - (float)a, y = v - (float)b;
            tb_vertex *vertex = &renderer->patch_look[i][j];
            *vertex = bare;
            memcpy(vertex->position, &renderer->patch_rest[i][j], sizeof vertex->position);
            vertex->normal[1] = 1.0f;
            tb_region_colour(&renderer->region, vertex);
            vertex->ao = (1.0f - x) * ((1.0f - y) * ao[a][b] + y * ao[a][b + 1]) +
                         x * ((1.0f - y) * ao[a + 1][b] + y * ao[a + 1][b + 1]);
            vertex->uvl[0] = (1.0f - x) * ((1.0f - y) * sun[a][b] + y * sun[a][b + 1]) +
                             x * ((1.0f - y) * sun[a + 1][b] + y * sun[a + 1][b + 1]);
        }
    }
}
