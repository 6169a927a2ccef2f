/// What the section's own files share. Not for other layers.
#ifndef TB_ANATOMY_SECTION_INTERNAL_H
#define TB_ANATOMY_SECTION_INTERNAL_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/anatomy/section.h"

/// A box along the site's axes.
typedef struct tb_box {
    tb_vec3 lo_mm, hi_mm;
} tb_box;

/// What of a patient may lie in a box: indices, in their order. The boxes of trigger points and
/// bands are wider than these by what rounding could move.
typedef struct tb_near {
    uint8_t structures[TB_STRUCTURES_MAX], points[TB_TRIGGER_POINTS_MAX],
        bands[TB_BANDS_MAX + TB_DECOYS_MAX];
    tb_box point_boxes[TB_TRIGGER_POINTS_MAX], band_boxes[TB_BANDS_MAX + TB_DECOYS_MAX];
    int structure_count, point_count, band_count;
} tb_near;

/// Look once for everything that may lie in a box, so that its places need not look at the rest.
void tb_anatomy_near(const tb_anatomy *anatomy, tb_vec3 lo_mm, tb_vec3 hi_mm, tb_near *out);

/// The same answer as tb_anatomy_inclusion_at() for a place in the box that `near` was made for.
bool tb_anatomy_inclusion_near(const tb_anatomy *anatomy, const tb_near *near, tb_vec3 place_mm,
                               tb_tissue *tissue);

/// Tissue of the layer at a point, whatever lies in it.
tb_tissue tb_anatomy_layer_tissue_at(const tb_anatomy *anatomy, tb_vec3 place_mm);

/// Lower faces of the layers straight below a place on the skin, as n, where no roll is lifted.
/// @param deep_mm out: [layer_count]
void tb_anatomy_layers_below(const tb_anatomy *anatomy, double t_mm, double b_mm, double skin_mm,
                             double *deep_mm);

/// Places of a row of cells: what lies near all of them.
/// @param place_mm [TB_SECTION_NX - 1]
void tb_section_near_row(const tb_anatomy *anatomy, const tb_vec3 *place_mm, tb_near *out);

/// Tissue of one row of cells across a roll for a plane moved along its normal: each cell keeps its
/// place in the outline.
void tb_section_resample_roll_row(const tb_anatomy *anatomy, const tb_section_plane *plane,
                                  tb_section *section, int row);

#endif
