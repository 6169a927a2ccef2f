/// Body map: the figure of assets/bodymap.svg as outlines and triangles, one shape per region, view
/// and side. Layer app, needs nothing. Units of the drawing (780 x 580), y down. Data made by
/// tools/bodymap_to_c.
#ifndef TB_APP_BODYMAP_H
#define TB_APP_BODYMAP_H
#include <stdbool.h>
#include <stdint.h>

/// Which figure a shape belongs to.
typedef enum tb_bodymap_view {
    TB_BODYMAP_FRONT,
    TB_BODYMAP_BACK,
    TB_BODYMAP_SIDE,
    TB_BODYMAP_SOLE
} tb_bodymap_view;

/// The patient's own side.
typedef enum tb_bodymap_side { TB_BODYMAP_RIGHT, TB_BODYMAP_LEFT, TB_BODYMAP_MID } tb_bodymap_side;

/// One closed shape.
typedef struct tb_bodymap_shape {
    const char *region; ///< id of clinical body-map region; "" for the figure's ground shape
    tb_bodymap_view view;
    tb_bodymap_side side;
    const float *outline; ///< [2 * point_count] x, y
    int point_count;
    const uint16_t *triangles; ///< [3 * triangle_count] indices of points
    int triangle_count;
} tb_bodymap_shape;

extern const tb_bodymap_shape tb_bodymap_shapes[];
extern const int tb_bodymap_shape_count;

/// A window of the drawing.
typedef struct tb_bodymap_box {
    float x0, y0, x1, y1;
} tb_bodymap_box;

/// Smallest window that holds the named regions of one side (mid ones included), grown by `margin`
/// (0.12 = 12 %).
/// @param regions [count] region ids
/// @return false when no region was found; `box` unchanged then
bool tb_bodymap_window(const char *const *regions, int count, tb_bodymap_side side, float margin,
                       tb_bodymap_box *box);

/// True when a point of the drawing lies inside a shape (crossing count).
bool tb_bodymap_contains(const tb_bodymap_shape *shape, float x, float y);

#endif
