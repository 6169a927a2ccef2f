/// The body around the site as one signed-distance field: blended capsules and ellipsoids, free of
/// GL. Axes (t, outward, b) of the site, mm. Near the site the skin is the anatomy's own.
#ifndef TB_RENDER_REGION_H
#define TB_RENDER_REGION_H
#include "tautband/anatomy/anatomy.h"

#include "mesh.h"

/// A region fitted to one patient.
typedef struct tb_region {
    const tb_anatomy *anatomy;
    float lift_mm;  ///< of the region's own shape, so that its skin meets the site's origin
    float table_mm; ///< height of the table
} tb_region;

/// Safe share of tb_region_skin()'s distance to step when marching: blending steepens the field up
/// to 1 / this.
#define TB_REGION_STEP 0.7f

void tb_region_init(tb_region *region, const tb_anatomy *anatomy);
/// Skin: signed distance, negative inside the body.
float tb_region_skin(const void *region, tb_f3 p);
/// The drape: the body grown by some millimetres and run into the table, cut along a line above the
/// knee.
float tb_region_drape(const void *region, tb_f3 p);
/// Height (outward) of the skin above (t, b).
float tb_region_height(const tb_region *region, float t_mm, float b_mm);
/// Texture coordinates of a place on the skin.
void tb_region_skin_uv(const tb_region *region, const float position_mm[3], float uv[2]);
/// Nearest point of the skin, for a point close to it, and the normal there.
tb_f3 tb_region_onto_skin(const tb_region *region, tb_f3 p, tb_f3 *normal);
/// Light of one more vertex of the skin, whose normal is set: shade of the surroundings, sun, tint.
void tb_region_finish(const tb_region *region, tb_f3 light, tb_vertex *vertex);
/// Body, drape and table meshes.
void tb_region_build(const tb_region *region, float cell_mm, tb_f3 light, tb_mesh *skin,
                     tb_mesh *drape, tb_mesh *table);

#endif
