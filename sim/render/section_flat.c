// Triangles of the flat section: quads, lines and rings in pixels or millimetres of the section.
#include "section_flat.h"

#include <math.h>
#include <string.h>

void tb_flat_vertex_add(tb_flat *out, float x, float y, float u, float v, const uint8_t tint[4])
{
    if (out->count < TB_FLAT_VERTICES_MAX) {
        tb_flat_vertex *item = &out->items[out->count++];
        *item = (tb_flat_vertex){.x = x, .y = y, .u = u, .v = v};
        memcpy(item->tint, tint, 4);
    }
}

void tb_flat_quad(tb_flat *out, float p[4][2], const uint8_t tint[4])
{
    static const int order[6] = {0, 1, 2, 0, 2, 3};
    for (int k = 0; k < 6; ++k) {
        tb_flat_vertex_add(out, p[order[k]][0], p[order[k]][1], -1.0f, 0.0f, tint);
    }
}

void tb_flat_line(tb_flat *out, float x0, float y0, float x1, float y1, float width_px,
                  const uint8_t tint[4])
{
    const float dx = x1 - x0, dy = y1 - y0, length = sqrtf(dx * dx + dy * dy);
    if (length < 1e-3f) {
        return;
    }
    const float half = 0.5f * fmaxf(width_px, 1.0f), nx = -dy / length, ny = dx / length;
    const float at[4] = {half + 0.5f, half - 0.5f, -half + 0.5f, -half - 0.5f};
    static const int order[6] = {0, 1, 2, 1, 3, 2};
    for (int strip = 0; strip < 3; ++strip) {
        for (int k = 0; k < 6; ++k) {
            const int end = order[k] & 1, edge = strip + (order[k] >> 1);
            const uint8_t faded[4] = {tint[0], tint[1], tint[2],
                                      edge == 0 || edge == 3 ? 0 : tint[3]};
            tb_flat_vertex_add(out, (end ? x1 : x0) + nx * at[edge],
                               (end ? y1 : y0) + ny * at[edge], -1.0f, 0.0f, faded);
        }
    }
}

void tb_flat_map_line(tb_flat *out, float s0, float y0, float s1, float y1, float width_px,
                      const uint8_t tint[4])
{
    float ax, ay, bx, by;
    tb_section_view_map(out->rect, out->fit, s0, y0, &ax, &ay);
    tb_section_view_map(out->rect, out->fit, s1, y1, &bx, &by);
    tb_flat_line(out, ax, ay, bx, by, width_px, tint);
}

void tb_flat_ring(tb_flat *out, float s, float y, float rs_mm, float ry_mm, float width_px,
                  bool dashed, const uint8_t tint[4])
{
    enum { PIECES = 40 };
    for (int k = 0; k < PIECES; ++k) {
        if (dashed && k % 2 == 1) {
            continue;
        }
        const float a = 6.2831853f * (float)k / PIECES, b = 6.2831853f * (float)(k + 1) / PIECES;
        tb_flat_map_line(out, s + rs_mm * cosf(a), y + ry_mm * sinf(a), s + rs_mm * cosf(b),
                         y + ry_mm * sinf(b), width_px, tint);
    }
}
