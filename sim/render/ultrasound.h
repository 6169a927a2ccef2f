/// Ultrasound image (B-mode) of the tool's section, computed per scan line on the CPU: free of GL,
/// the same bytes on every run. A linear probe lies on the skin and flattens it: image columns are
/// scan lines along the section, rows are depth below the resting skin. Echoes are looked up in
/// undeformed tissue, so that speckle and fibres move with the tissue and electronic noise does
/// not. Layer render, needs anatomy and snapshots. mm, dB.
#ifndef TB_RENDER_ULTRASOUND_H
#define TB_RENDER_ULTRASOUND_H
#include "tautband/render/renderer.h"

enum {
    TB_SCAN_LINES = 192,   ///< scan lines of an image, in s
    TB_SCAN_SAMPLES = 384, ///< samples along a line
    TB_SCAN_BYTES = TB_SCAN_LINES * TB_SCAN_SAMPLES,
    TB_SCAN_MAP_COLUMNS = 512, ///< of the tissue map, over the whole section
};

typedef struct tb_ultrasound tb_ultrasound;

/// Speckle and fibre textures, which belong to no patient.
/// @return NULL when there is no memory
tb_ultrasound *tb_ultrasound_create(void);

/// NULL is legal.
void tb_ultrasound_destroy(tb_ultrasound *scan);

/// Begin a map of the tissue in a plane; the image shows the last finished map until it is ready.
/// @param anatomy must stay as it is until the map is finished
void tb_ultrasound_aim(tb_ultrasound *scan, const tb_anatomy *anatomy,
                       const tb_section_plane *plane);

/// Go on with the map begun by tb_ultrasound_aim().
/// @param columns how many of its TB_SCAN_MAP_COLUMNS to do now
/// @return true when nothing is left to do
bool tb_ultrasound_build(tb_ultrasound *scan, int columns);

/// Compute an image from the finished map and the lattice of a frame. Without a map it is black.
/// Noise depends on the snapshot's tick alone.
/// @param lung_shift_mm how far breathing has moved the lung along the section
/// @param out [TB_SCAN_BYTES], row by row from the skin; 0 = black
void tb_ultrasound_image(tb_ultrasound *scan, const tb_snapshot *before, const tb_snapshot *after,
                         float blend, const tb_scan_settings *settings, float lung_shift_mm,
                         uint8_t *out);

#endif
