/// A cut through one patient along the accepted needle path, drawn as text or as SVG: layers, band,
/// point, everything that is met, the path and its cone. Layer app, needs anatomy.
#ifndef TB_APP_CASE_CUT_H
#define TB_APP_CASE_CUT_H
#include "tautband/anatomy/section.h"

#include <stdio.h>

/// Where to cut, and the needle in it.
typedef struct tb_cut {
    tb_section_plane plane;      ///< through the target, holds the needle
    double s_lo_mm, s_hi_mm;     ///< along the cut
    double n_lo_mm, n_hi_mm;     ///< inward
    int target;                  ///< trigger point, or -1: none, the entry region's middle
    tb_vec3 entry_mm, target_mm; ///< the accepted path
    tb_vec3 direction;           ///< unit
    double path_mm;              ///< skin to target
    int first_hit;               ///< structure met first beyond the skin, or -1
    double first_hit_mm;         ///< from the skin
    double lethal_mm;            ///< first lethal structure straight on, INFINITY when none
    int lethal;                  ///< which, or -1
} tb_cut;

/// Choose the cut of a patient.
void tb_cut_choose(const tb_case *model, const tb_anatomy *anatomy, tb_cut *out);

/// Draw it with letters, `columns` wide, and explain the letters.
void tb_cut_text(const tb_cut *cut, const tb_anatomy *anatomy, int columns, FILE *stream);

/// A place of the page.
typedef struct tb_cut_box {
    double x, y, w, h;
} tb_cut_box;

/// Draw it as SVG into a box of the page, labels included.
void tb_cut_svg(const tb_cut *cut, const tb_case *model, const tb_anatomy *anatomy, tb_cut_box box,
                FILE *stream);

/// A text with the characters that XML keeps for itself written out.
void tb_svg_text(const char *text, FILE *stream);

#endif
