// The body map in small windows: where the pain spreads, and the picture of a case.
#include "app.h"
#include "bodymap.h"
#include "ui_shim.h"

#include <math.h>
#include <string.h>

/// A window of the drawing mapped into a box of the screen, the drawing's centre in the box's.
typedef struct figure_view {
    tb_ui *ui;
    tb_box box;
    float cx, cy, zoom; ///< centre in the drawing, units per drawing unit
} figure_view;

static float map_x(const figure_view *v, float x)
{
    return v->box.x + 0.5f * v->box.w + (x - v->cx) * v->zoom;
}

static float map_y(const figure_view *v, float y)
{
    return v->box.y + 0.5f * v->box.h + (y - v->cy) * v->zoom;
}

static figure_view view_of(tb_ui *ui, tb_box box, tb_bodymap_box window)
{
    const float zx = box.w / (window.x1 - window.x0), zy = box.h / (window.y1 - window.y0);
    return (figure_view){ui, box, 0.5f * (window.x0 + window.x1), 0.5f * (window.y0 + window.y1),
                         fminf(zx, zy)};
}

static bool meets(const figure_view *v, const float *xy, int count)
{
    float x0 = 1e9f, x1 = -1e9f, y0 = 1e9f, y1 = -1e9f;
    for (int k = 0; k < count; ++k) {
        x0 = fminf(x0, xy[2 * k]);
        x1 = fmaxf(x1, xy[2 * k]);
        y0 = fminf(y0, xy[2 * k + 1]);
        y1 = fmaxf(y1, xy[2 * k + 1]);
    }
    return x1 > v->box.x && x0 < v->box.x + v->box.w && y1 > v->box.y && y0 < v->box.y + v->box.h;
}

static void fill_shape(const figure_view *v, const tb_bodymap_shape *shape, uint32_t rgba)
{
    const float k = v->ui->scale;
    for (int t = 0; t < shape->triangle_count; ++t) {
        float xy[6];
        for (int c = 0; c < 3; ++c) {
            const float *p = &shape->outline[2 * shape->triangles[3 * t + c]];
            xy[2 * c] = map_x(v, p[0]);
            xy[2 * c + 1] = map_y(v, p[1]);
        }
        if (meets(v, xy, 3)) {
            for (int c = 0; c < 6; ++c) {
                xy[c] *= k;
            }
            tb_shim_triangle(xy, rgba);
        }
    }
}

static void outline_shape(const figure_view *v, const tb_bodymap_shape *shape, uint32_t rgba,
                          float width)
{
    enum { RUN = 200 };
    float run[2 * RUN];
    int count = 0;
    for (int p = 0; p <= shape->point_count; ++p) {
        const float *a = &shape->outline[2 * (p % shape->point_count)];
        run[2 * count] = map_x(v, a[0]);
        run[2 * count++ + 1] = map_y(v, a[1]);
        if (count == RUN || p == shape->point_count) {
            if (meets(v, run, count)) {
                tb_ui_polyline(v->ui, run, count, false, rgba, width);
            }
            run[0] = run[2 * count - 2];
            run[1] = run[2 * count - 1];
            count = 1;
        }
    }
}

// 45 degree lines x + y = c cut by the outline (crossing points in order along the line).
static void hatch_shape(const figure_view *v, const tb_bodymap_shape *shape, uint32_t rgba,
                        float gap, float width)
{
    enum { CUTS = 24 };
    float lo = 1e9f, hi = -1e9f;
    for (int p = 0; p < shape->point_count; ++p) {
        const float c = map_x(v, shape->outline[2 * p]) + map_y(v, shape->outline[2 * p + 1]);
        lo = fminf(lo, c);
        hi = fmaxf(hi, c);
    }
    for (float c = ceilf(lo / gap) * gap; c < hi; c += gap) {
        float cuts[CUTS];
        int count = 0;
        for (int p = 0, q = shape->point_count - 1; p < shape->point_count; q = p++) {
            const float xa = map_x(v, shape->outline[2 * q]),
                        ya = map_y(v, shape->outline[2 * q + 1]);
            const float xb = map_x(v, shape->outline[2 * p]),
                        yb = map_y(v, shape->outline[2 * p + 1]);
            const float fa = xa + ya - c, fb = xb + yb - c;
            if ((fa > 0.0f) != (fb > 0.0f) && count < CUTS) {
                cuts[count++] = xa + (xb - xa) * fa / (fa - fb);
            }
        }
        for (int i = 1; i < count; ++i) { // few cuts: insertion sort
            for (int j = i; j > 0 && cuts[j] < cuts[j - 1]; --j) {
                const float swap = cuts[j];
                cuts[j] = cuts[j - 1];
                cuts[j - 1] = swap;
            }
        }
        for (int i = 0; i + 1 < count; i += 2) {
            tb_ui_line(v->ui, cuts[i], c - cuts[i], cuts[i + 1], c - cuts[i + 1], rgba, width);
        }
    }
}

static void draw_ground(const figure_view *v, tb_bodymap_view which, tb_bodymap_side side)
{
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        if (shape->region[0] == '\0' && shape->view == which &&
            (shape->side == TB_BODYMAP_MID || shape->side == side)) {
            fill_shape(v, shape, tb_ui_rgba(TB_C_SLATE, 1.0f));
            outline_shape(v, shape, tb_ui_rgba(TB_C_SLATE_EDGE, 1.0f), 1.4f);
        }
    }
}

static float felt_of(const char *region, const tb_case_referral *regions, int count,
                     const float *felt)
{
    for (int k = 0; k < count; ++k) {
        if (strcmp(regions[k].region, region) == 0) {
            return felt[k];
        }
    }
    return -1.0f;
}

static void draw_regions(const figure_view *v, tb_bodymap_view which,
                         const tb_case_referral *regions, int count, const float *felt)
{
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        if (shape->region[0] == '\0' || shape->view != which || shape->side != TB_BODYMAP_RIGHT) {
            continue;
        }
        const float level = felt_of(shape->region, regions, count, felt);
        outline_shape(v, shape, tb_ui_rgba(TB_C_SLATE_EDGE, 0.22f), 1.0f);
        if (level > 0.05f) {
            // Strong: dense hatch on a ground; faint: open hatch.
            const bool strong = level > 0.45f;
            if (strong) {
                fill_shape(v, shape, tb_ui_rgba(TB_C_PAIN, 0.35f));
            }
            hatch_shape(v, shape, tb_ui_rgba(TB_C_PAIN, 1.0f), strong ? 3.5f : 6.0f, 1.2f);
            outline_shape(v, shape, tb_ui_rgba(TB_C_PAIN, 1.0f), strong ? 1.4f : 1.0f);
        }
    }
}

void tb_figure_spread(tb_ui *ui, tb_box box, const tb_case_referral *regions, int count,
                      const float *felt)
{
    // The leg from behind and the sole, side by side: the windows that hold this case's regions.
    const tb_bodymap_box leg = {508.0f, 392.0f, 560.0f, 524.0f};
    const tb_bodymap_box sole = {54.0f, 388.0f, 118.0f, 546.0f};
    const float half = 0.5f * (box.w - 4.0f);
    const tb_box left = {box.x, box.y, half, box.h};
    const tb_box right = {box.x + half + 4.0f, box.y, half, box.h};
    tb_ui_clip(ui, left);
    const figure_view back = view_of(ui, left, leg);
    draw_ground(&back, TB_BODYMAP_BACK, TB_BODYMAP_RIGHT);
    draw_regions(&back, TB_BODYMAP_BACK, regions, count, felt);
    tb_ui_unclip(ui);
    tb_ui_clip(ui, right);
    const figure_view under = view_of(ui, right, sole);
    draw_ground(&under, TB_BODYMAP_SOLE, TB_BODYMAP_RIGHT);
    draw_regions(&under, TB_BODYMAP_SOLE, regions, count, felt);
    tb_ui_unclip(ui);
}

// One head of the muscle: a bundle between two attachments, fibres interpolated between its edges.
static void draw_head(const figure_view *v, const float (*left)[2], const float (*right)[2],
                      int count, int fibres)
{
    const float k = v->ui->scale;
    for (int p = 0; p + 1 < count; ++p) {
        const float *corner[4] = {left[p], right[p], right[p + 1], left[p + 1]};
        static const int triangles[2][3] = {{0, 1, 2}, {0, 2, 3}};
        for (int t = 0; t < 2; ++t) {
            float xy[6];
            for (int c = 0; c < 3; ++c) {
                xy[2 * c] = map_x(v, corner[triangles[t][c]][0]) * k;
                xy[2 * c + 1] = map_y(v, corner[triangles[t][c]][1]) * k;
            }
            tb_shim_triangle(xy, tb_ui_rgba(TB_C_MUSCLE, 1.0f));
        }
    }
    for (int f = 0; f <= fibres; ++f) {
        const float s = (float)f / (float)fibres;
        float xy[2 * 8];
        for (int p = 0; p < count; ++p) {
            xy[2 * p] = map_x(v, left[p][0] + s * (right[p][0] - left[p][0]));
            xy[2 * p + 1] = map_y(v, left[p][1] + s * (right[p][1] - left[p][1]));
        }
        const bool edge = f == 0 || f == fibres;
        tb_ui_polyline(v->ui, xy, count, false,
                       edge ? tb_ui_rgba(TB_C_MUSCLE_EDGE, 0.9f) : 0x6E1C1Cb0u, edge ? 1.2f : 1.0f);
    }
}

void tb_figure_case(tb_ui *ui, tb_box box)
{
    static const float medial_left[][2] = {
        {525.5f, 412.0f}, {523.2f, 425.0f}, {521.9f, 445.0f}, {523.4f, 463.0f}, {528.0f, 477.0f}};
    static const float medial_right[][2] = {
        {533.6f, 410.0f}, {534.3f, 425.0f}, {534.6f, 445.0f}, {534.5f, 463.0f}, {533.4f, 478.0f}};
    static const float lateral_left[][2] = {
        {536.0f, 410.0f}, {535.6f, 425.0f}, {535.4f, 440.0f}, {535.4f, 457.0f}, {536.2f, 471.0f}};
    static const float lateral_right[][2] = {
        {543.6f, 412.0f}, {546.2f, 425.0f}, {547.6f, 440.0f}, {546.0f, 457.0f}, {541.0f, 470.0f}};
    const tb_bodymap_box legs = {468.0f, 396.0f, 552.0f, 500.0f};
    figure_view v = view_of(ui, box, legs);
    // Fill the width: the window may be cut above and below.
    v.zoom = fmaxf(v.zoom, fminf(box.w / 100.0f, box.h / 84.0f));
    v.cy = 447.0f;
    v.cx = 512.0f;
    tb_ui_clip(ui, box);
    draw_ground(&v, TB_BODYMAP_BACK, TB_BODYMAP_RIGHT);
    draw_head(&v, medial_left, medial_right, 5, 7);
    draw_head(&v, lateral_left, lateral_right, 5, 7);
    const float x = map_x(&v, 527.5f), y = map_y(&v, 444.0f);
    tb_ui_circle(ui, x, y, 0.028f * box.h + 4.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 2.0f);
    tb_ui_disc(ui, x, y, 0.012f * box.h + 2.0f, tb_ui_rgba(TB_C_TARGET, 1.0f));
    tb_ui_unclip(ui);
}
