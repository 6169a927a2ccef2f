/// Meshes of a body region with its light: skin, drape, what lies below it, table. Positions in
/// site axes (t, outward, b), mm.
#ifndef TB_RENDER_REGION_MESH_H
#define TB_RENDER_REGION_MESH_H
#include "tautband/anatomy/region.h"

#include "mesh.h"

/// Texture coordinates of a place on the skin.
void tb_region_skin_uv(const tb_region *region, const float position_mm[3], float uv[2]);
/// Hair and tint of a vertex of the skin, whose position and normal are set.
void tb_region_colour(const tb_region *region, tb_vertex *vertex);
/// Light of one more vertex of the skin, whose normal is set: shade of the surroundings, sun, tint.
void tb_region_finish(const tb_region *region, tb_f3 light, tb_vertex *vertex);
/// Skin, drape with what the patient lies on, and table meshes.
/// @param tier_cell_mm cell for the calf; other regions scale it
void tb_region_build(const tb_region *region, float tier_cell_mm, tb_f3 light, tb_mesh *skin,
                     tb_mesh *drape, tb_mesh *table);
/// Axes of the room in site axes: along the table, up, and across, right-handed.
void tb_region_room(const tb_region *region, tb_f3 room[3]);
/// Direction towards the key light.
tb_f3 tb_region_light(const tb_region *region);

#endif
