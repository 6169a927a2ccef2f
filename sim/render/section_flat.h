/// Triangles of the flat section, collected on the CPU and drawn in one call. Not for other layers.
#ifndef TB_RENDER_SECTION_FLAT_H
#define TB_RENDER_SECTION_FLAT_H
#include "render_internal.h"

enum { TB_FLAT_VERTICES_MAX = 16384 };

typedef struct tb_flat_vertex {
    float x, y, u, v;
    uint8_t tint[4];
} tb_flat_vertex;

/// Triangles being collected.
typedef struct tb_flat {
    tb_flat_vertex *items; ///< [TB_FLAT_VERTICES_MAX]
    int count;
    const tb_rect *rect;
    tb_section_fit fit;
} tb_flat;

/// Add a vertex in pixels; u < 0: no texture. A full list keeps what it has.
void tb_flat_vertex_add(tb_flat *out, float x, float y, float u, float v, const uint8_t tint[4]);
/// A plain quad, corners in pixels in their order around.
void tb_flat_quad(tb_flat *out, float p[4][2], const uint8_t tint[4]);
/// A straight line of a given width, all in pixels; its edges fade over a pixel.
void tb_flat_line(tb_flat *out, float x0, float y0, float x1, float y1, float width_px,
                  const uint8_t tint[4]);
/// The same between places of the section in millimetres.
void tb_flat_map_line(tb_flat *out, float s0, float y0, float s1, float y1, float width_px,
                      const uint8_t tint[4]);
/// An ellipse about a place of the section in millimetres.
void tb_flat_ring(tb_flat *out, float s, float y, float rs_mm, float ry_mm, float width_px,
                  bool dashed, const uint8_t tint[4]);

#endif
