/// Mesh of the palpating hand. Own axes, mm: x across the fingers, y up, z towards the fingertips;
/// the ball of the index fingertip stands at (-9.5, 5.5, -1) with radius 6.6.
#ifndef TB_RENDER_HAND_MESH_H
#define TB_RENDER_HAND_MESH_H
#include "mesh.h"

/// Build the hand. @param cell_mm size of a mesh cell; 6.6 gives about 4000 triangles
void tb_hand_mesh_build(tb_mesh *mesh, float cell_mm);

#endif
