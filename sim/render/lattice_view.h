/// Where resting tissue of a section has moved to, between the lattice's nodes. Section frame, mm.
#ifndef TB_RENDER_LATTICE_VIEW_H
#define TB_RENDER_LATTICE_VIEW_H
#include "tautband/session/snapshot.h"

/// The lattice of a frame: two snapshots of one section and how far between them.
typedef struct tb_lattice_view {
    const tb_snapshot *before, *after;
    float blend;
} tb_lattice_view;

/// Motion of the tissue that rests `depth_mm` below the skin at `s_mm`.
void tb_lattice_shift(const tb_lattice_view *view, float s_mm, float depth_mm, float *ds_mm,
                      float *dy_mm);

/// Largest stretch of the tissue at a node: 0 at rest, 0.1 = a line ten per cent longer.
float tb_lattice_stretch(const tb_lattice_view *view, int column, int row);

/// Resting depth below the skin of a row of nodes at `s_mm`.
float tb_lattice_row_depth(const tb_lattice_view *view, int row, float s_mm);

/// Depth of the resting section's deepest column.
float tb_lattice_depth(const tb_snapshot *snapshot);

/// Present place of a resting point (s, y).
void tb_lattice_carry(const tb_lattice_view *view, float *s_mm, float *y_mm);

/// Node whose resting place is nearest to (s, y), or -1 when none is within reach.
int tb_lattice_nearest(const tb_snapshot *snapshot, float s_mm, float y_mm, float reach_mm);
/// Displacement of a node.
void tb_lattice_node_shift(const tb_lattice_view *view, int node, float *ds_mm, float *dy_mm);

#endif
