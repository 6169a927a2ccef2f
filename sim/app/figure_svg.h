/// Draws a figure of the validation, or of the benchmark, as an SVG picture. Layer app, needs
/// validation's figure type.
#ifndef TB_APP_FIGURE_SVG_H
#define TB_APP_FIGURE_SVG_H
#include "tautband/validation/validation.h"

#include <stdio.h>

/// Write one <svg> element of 680 x 420 user units: axes with round ticks, shaded zones, curves
/// told apart by colour and by dash or mark, a legend. The title and caption are left to the page;
/// they also stand in <title> for a screen reader.
void tb_figure_svg(const tb_figure *figure, FILE *out);

/// Write text with <, >, & and " escaped.
void tb_xml_text(const char *text, FILE *out);

#endif
