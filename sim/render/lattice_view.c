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

void tb_lattice_carry(const tb_lattice_view *view, float *s_mm, float *y_mm)
{
    float fx, ds, dy;
    const float *rest = &view->after->section.rest_y_mm[column_at(*s_mm, &fx)];
    tb_lattice_shift(view, *s_mm, mixf(rest[0], rest[1], fx) - *y_mm, &ds, &dy);
    *s_mm += ds;
    *y_mm += dy;
}
