/// What the section's own files share. Not for other layers.
#ifndef TB_ANATOMY_SECTION_INTERNAL_H
#define TB_ANATOMY_SECTION_INTERNAL_H
#include "tautband/anatomy/section.h"

/// Tissue of one row of cells across a roll for a plane moved along its normal: each cell keeps its
/// place in the outline.
void tb_section_resample_roll_row(const tb_anatomy *anatomy, const tb_section_plane *plane,
                                  tb_section *section, int row);

#endif
