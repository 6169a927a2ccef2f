/// Body map painter: a figure shaded like clay from its outlines, with felt regions laid softly
/// over it. Plain C on the CPU, no GL; pictures go to the screen through tb_renderer_picture().
/// Layer render, needs status. Outlines are in units of the drawing, y down; pixels from the top
/// left.
#ifndef TB_RENDER_BODY_MAP_H
#define TB_RENDER_BODY_MAP_H
#include "tautband/core/status.h"

#include <stdbool.h>
#include <stdint.h>

/// What a closed outline is.
typedef enum tb_map_kind {
    TB_MAP_BODY,   ///< part of the figure
    TB_MAP_REGION, ///< a place that can be felt, drawn as a faint outline and by its level
    TB_MAP_MUSCLE, ///< a muscle's silhouette, striped along `fibres`
} tb_map_kind;

/// One closed outline; an edge joins the last point to the first.
typedef struct tb_map_shape {
    const float *outline; ///< [2 * point_count] x, y
    int point_count;
    tb_map_kind kind;
    float level;     ///< of a region: 0 = nothing felt, 1 = as strong as can be
    float fibres[2]; ///< of a muscle: direction of its fibres
} tb_map_shape;

/// What to paint.
typedef struct tb_map_desc {
    const tb_map_shape *shapes; ///< bodies first
    int shape_count;
    float x0, y0, x1, y1; ///< window of the drawing that fills the picture
    int width, height;    ///< picture, 4 to 2048 each
    uint8_t ground[3];    ///< colour beside the figure
    uint8_t pain[3];      ///< colour of what is felt
    bool outlines;        ///< faint outlines of regions
    float corner_px;      ///< radius of the picture's corners, which are `corner`
    uint8_t corner[3];
} tb_map_desc;

/// Paint a picture: the figure lit from the upper left, then what is felt as a soft wash with
/// strokes at 45 degrees whose density is its strength: colour is never alone.
/// @param rgba out [4 * width * height], opaque
/// @return TB_OK, TB_ERR_ARGUMENT for a window or size without area or out of range, TB_ERR_MEMORY
tb_status tb_body_map_paint(const tb_map_desc *desc, uint8_t *rgba);

#endif
