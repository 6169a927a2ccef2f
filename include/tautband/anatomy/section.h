/// The plane of the tool: a vertical cut through the site, and the grid of nodes mapped onto its
/// layers. Layer anatomy, needs anatomy. Section frame: s along the section, y outward (y = -n).
/// mm.
#ifndef TB_ANATOMY_SECTION_H
#define TB_ANATOMY_SECTION_H
#include "tautband/anatomy/anatomy.h"

enum {
    TB_SECTION_NX = 64, ///< nodes along the section
    TB_SECTION_NY = 40, ///< nodes in depth
    TB_SECTION_NODES = TB_SECTION_NX * TB_SECTION_NY,
};

/// Half of the section's length: s runs from -40 to +40 mm.
#define TB_SECTION_HALF_MM 40.0

/// A plane that contains n: point (s, y) lies at t = t0 + s cos A, b = b0 + s sin A, n = -y.
typedef struct tb_section_plane {
    double t0_mm, b0_mm;
    double cos_azimuth, sin_azimuth;
} tb_section_plane;

/// How the grid lies in the tissue.
typedef enum tb_section_shape {
    TB_SECTION_FLAT,      ///< rows follow the layers, columns run straight down
    TB_SECTION_ROLL_FACE, ///< across a lifted roll: rows from the left face (j = 0) to the right
                          ///< one, columns from the root (i = 0, which the body holds) to the crest
    TB_SECTION_ROLL_CREST, ///< across a lifted roll: rows from the crest (j = 0) down to the root
                           ///< (last row), columns from the left face to the right one
} tb_section_shape;

/// Grid of one section. Node (i, j) is at index i + TB_SECTION_NX * j; j = 0 is the skin.
typedef struct tb_section {
    tb_section_plane plane;
    tb_section_shape shape;
    double s_mm[TB_SECTION_NODES], y_mm[TB_SECTION_NODES]; ///< resting node positions
    uint8_t tissue[TB_SECTION_NODES]; ///< tb_tissue of the cell right of and below node (i, j);
                                      ///< last row and column 0
    int layer_row[TB_LAYERS_MAX +
                  1]; ///< node row of each layer's superficial face; last = row of the deepest
                      ///< face. Across a roll those of the side of row 0; the faces of the other
                      ///< side mirror them from the last row
    int layer_count;
    double depth_to_bone_mm[TB_SECTION_NX]; ///< per column: first bone straight below, or the base
} tb_section;

/// Site coordinates of a section point.
tb_vec3 tb_section_to_site(const tb_section_plane *plane, double s_mm, double y_mm);

/// Section coordinates of a site point, and its distance off the plane (to the left of the s
/// direction).
void tb_section_from_site(const tb_section_plane *plane, tb_vec3 place_mm, double *s_mm,
                          double *y_mm, double *off_mm);

/// Map the 64 x 40 grid onto the layers and sample the tissue of each cell at its true 3-D place.
/// Rows are shared out by thickness, alike in every section of a patient: 2 for the skin, 1 per
/// fascia, the rest in proportion. The last layer reaches down to its own deep face or
/// base_depth_mm below the skin, whichever is deeper. Where a layer is too thin for its rows they
/// spread into the next one and only the tissue of the cells follows the layer.
/// @return TB_OK, or TB_ERR_FAULT with a sentence when a cell breaks the lattice's limits (every
///         corner area > 0.3 of the mean, aspect < 3, skew < 50 degrees), TB_ERR_ARGUMENT for
///         layers that do not fit the rows; `out` unchanged then
tb_status tb_section_build(const tb_anatomy *anatomy, const tb_section_plane *plane,
                           tb_section *out, tb_error *error);

/// True when a plane crosses the roll of this site steeply enough to be mapped, within the stretch
/// where it can be lifted.
bool tb_section_crosses_roll(const tb_anatomy *anatomy, const tb_section_plane *plane);

/// Map the grid onto the lifted roll that the plane crosses; tissue by depth below the roll's
/// outline, what lies in the layers at its true place. The corners of the crest are filled out, so
/// that no cell folds: they stand up to a sixth of the half width above the round skin.
/// @param shape TB_SECTION_ROLL_FACE or TB_SECTION_ROLL_CREST
/// @return TB_OK, TB_ERR_ARGUMENT when the plane does not cross a roll, TB_ERR_FAULT with a
///         sentence when a cell breaks the lattice's limits; `out` unchanged then
tb_status tb_section_build_roll(const tb_anatomy *anatomy, const tb_section_plane *plane,
                                tb_section_shape shape, tb_section *out, tb_error *error);

/// Half width, across b = 0, of the outline that tb_section_build_roll() maps, at height y = -n;
/// the crest's corners included. Held to the ends of the faces.
double tb_section_roll_half_width_mm(const tb_anatomy *anatomy, double y_mm);

/// Sample the tissue of rows of cells again for a plane moved along its normal (palpation along
/// the fibres): each cell keeps its depth below the skin. What a column's cells share is computed
/// once for all rows.
/// @param first cell row in [0, TB_SECTION_NY - 1)
/// @param count rows from there on, >= 0; after the deepest comes row 0
void tb_section_resample_rows(const tb_anatomy *anatomy, const tb_section_plane *plane,
                              tb_section *section, int first, int count);

#endif
