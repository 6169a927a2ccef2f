#include "lattice_view.h"

#include <math.h>

static float mixf(float a, float b, float t)
{
    return a + (b - a) * t;
}

/// Column left of s, and the share of the way to the next.
static int column_at(float s_mm, float *share)
{
    const float column =
        (s_mm / (float)TB_SECTION_HALF_MM + 1.0f) * 0.5f * (float)(TB_SECTION_NX - 1);
    const float at = fmaxf(0.0f, fminf(column, (float)TB_SECTION_NX - 1.001f));
    *share = at - floorf(at);
    return (int)at;
}

static void node_shift(const tb_lattice_view *view, int i, int j, float *ds, float *dy)
{
    const int k = i + TB_SECTION_NX * j;
    *ds = mixf(view->before->section.s_mm[k], view->after->section.s_mm[k], view->blend) -
          view->after->section.rest_s_mm[k];
    *dy = mixf(view->before->section.y_mm[k], view->after->section.y_mm[k], view->blend) -
          view->after->section.rest_y_mm[k];
}

void tb_lattice_shift(const tb_lattice_view *view, float s_mm, float depth_mm, float *ds_mm,
                      float *dy_mm)
{
    float fx;
    const int i = column_at(s_mm, &fx);
    const float *rest = &view->after->section.rest_y_mm[i];
    int j = 0;
    while (j < TB_SECTION_NY - 2 && rest[0] - rest[TB_SECTION_NX * (j + 1)] < depth_mm) {
        ++j;
    }
    const float above = rest[0] - rest[TB_SECTION_NX * j],
                below = rest[0] - rest[TB_SECTION_NX * (j + 1)];
    const float fy = fmaxf(0.0f, fminf((depth_mm - above) / fmaxf(below - above, 1e-3f), 1.0f));
    float s[4], y[4];
    for (int q = 0; q < 4; ++q) {
        node_shift(view, i + (q & 1), j + (q >> 1), &s[q], &y[q]);
    }
    *ds_mm = mixf(mixf(s[0], s[1], fx), mixf(s[2], s[3], fx), fy);
    *dy_mm = mixf(mixf(y[0], y[1], fx), mixf(y[2], y[3], fx), fy);
}

float tb_lattice_row_depth(const tb_lattice_view *view, int row, float s_mm)
{
    float fx;
    const float *rest = &view->after->section.rest_y_mm[column_at(s_mm, &fx)];
    return mixf(rest[0] - rest[TB_SECTION_NX * row], rest[1] - rest[TB_SECTION_NX * row + 1], fx);
}

float tb_lattice_depth(const tb_snapshot *snapshot)
{
    float deepest = 0.0f;
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        const int bottom = i + TB_SECTION_NX * (TB_SECTION_NY - 1);
        deepest =
            fmaxf(deepest, snapshot->section.rest_y_mm[i] - snapshot->section.rest_y_mm[bottom]);
    }
    return deepest;
}

int tb_lattice_nearest(const tb_snapshot *snapshot, float s_mm, float y_mm, float reach_mm)
{
    float least = reach_mm * reach_mm;
    int nearest = -1;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        const float s = snapshot->section.rest_s_mm[k] - s_mm,
                    y = snapshot->section.rest_y_mm[k] - y_mm, square = s * s + y * y;
        if (square < least) {
            least = square;
            nearest = k;
        }
    }
    return nearest;
}

void tb_lattice_node_shift(const tb_lattice_view *view, int node, float *ds_mm, float *dy_mm)
{
    node_shift(view, node % TB_SECTION_NX, node / TB_SECTION_NX, ds_mm, dy_mm);
}

void tb_lattice_carry(const tb_lattice_view *view, float *s_mm, float *y_mm)
{
    if (view->after->section.shape != TB_SECTION_FLAT) {
        float s = 0.0f, y = 0.0f;
        const int node = tb_lattice_nearest(view->after, *s_mm, *y_mm, 4.0f);
        if (node >= 0) {
            tb_lattice_node_shift(view, node, &s, &y);
        }
        *s_mm += s;
        *y_mm += y;
        return;
    }
    float fx, ds, dy;
    const float *rest = &view->after->section.rest_y_mm[column_at(*s_mm, &fx)];
    tb_lattice_shift(view, *s_mm, mixf(rest[0], rest[1], fx) - *y_mm, &ds, &dy);
    *s_mm += ds;
    *y_mm += dy;
}

/// Difference of places across a node, along the grid, at rest or now.
static void span(const tb_lattice_view *view, int low, int high, bool rest, float out[2])
{
    const tb_snapshot *a = view->before, *b = view->after;
    if (rest) {
        out[0] = b->section.rest_s_mm[high] - b->section.rest_s_mm[low];
        out[1] = b->section.rest_y_mm[high] - b->section.rest_y_mm[low];
        return;
    }
    out[0] = mixf(a->section.s_mm[high], b->section.s_mm[high], view->blend) -
             mixf(a->section.s_mm[low], b->section.s_mm[low], view->blend);
    out[1] = mixf(a->section.y_mm[high], b->section.y_mm[high], view->blend) -
             mixf(a->section.y_mm[low], b->section.y_mm[low], view->blend);
}

float tb_lattice_stretch(const tb_lattice_view *view, int column, int row)
{
    const int k = column + TB_SECTION_NX * row;
    const int left = column > 0 ? k - 1 : k, right = column < TB_SECTION_NX - 1 ? k + 1 : k,
              up = row > 0 ? k - TB_SECTION_NX : k,
              down = row < TB_SECTION_NY - 1 ? k + TB_SECTION_NX : k;
    float a[2], b[2], da[2], db[2];
    span(view, left, right, true, a);
    span(view, up, down, true, b);
    span(view, left, right, false, da);
    span(view, up, down, false, db);
    const float det = a[0] * b[1] - a[1] * b[0];
    if (fabsf(det) < 1e-6f) {
        return 0.0f;
    }
    // deformation gradient F = [da db] [a b]^-1, then the larger eigenvalue of F^T F
    const float f00 = (da[0] * b[1] - db[0] * a[1]) / det,
                f01 = (db[0] * a[0] - da[0] * b[0]) / det,
                f10 = (da[1] * b[1] - db[1] * a[1]) / det,
                f11 = (db[1] * a[0] - da[1] * b[0]) / det;
    const float c00 = f00 * f00 + f10 * f10, c01 = f00 * f01 + f10 * f11,
                c11 = f01 * f01 + f11 * f11;
    const float middle = 0.5f * (c00 + c11), apart = 0.5f * (c00 - c11);
    return sqrtf(middle + sqrtf(apart * apart + c01 * c01)) - 1.0f;
}
