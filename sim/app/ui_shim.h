/// Thin extern "C" face of Dear ImGui 1.86: fonts, a draw list, its GL backend. Nothing of its
/// widgets is used: focus and buttons are in ui.h, where tests can reach them. Layer app, needs
/// theme. Pixels from the top left; colours 0xRRGGBBAA.
#ifndef TB_APP_UI_SHIM_H
#define TB_APP_UI_SHIM_H
#include "theme.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Where font files were found; NULL = use the first fallback.
typedef struct tb_shim_fonts {
    const char *regular, *medium, *semibold; ///< files for weights 400, 500, 600
    const char *fallback;                    ///< merged for glyphs the others lack; may be NULL
} tb_shim_fonts;

/// Start ImGui on the current GL context.
/// @param es the context is GLES 3.0
/// @return 0, or -1 when the backend does not start
int tb_shim_create(int es);

/// End ImGui. Legal when it was never started.
void tb_shim_destroy(void);

/// Bake every role of the theme at `scale`; replaces an earlier atlas.
/// @param fonts files, or NULL members for ImGui's built-in face
/// @return 0, or -1 when a file cannot be read
int tb_shim_bake(const tb_shim_fonts *fonts, float scale);

/// Begin a frame of a framebuffer.
void tb_shim_begin(int width_px, int height_px, float seconds);
/// Let go of a lost context while it is still the current one; texts and sizes stay.
void tb_shim_let_go(void);
/// Start again on a new context; fonts are to be baked again.
/// @return 0, or -1 when the context is refused
int tb_shim_renew(int es);
/// Draw everything recorded since tb_shim_begin() into the bound framebuffer.
void tb_shim_end(void);

/// Only pixels inside are drawn until the matching pop; intersects the clip before.
void tb_shim_clip(float x0, float y0, float x1, float y1);
/// Undo the last tb_shim_clip().
void tb_shim_unclip(void);

/// Filled rectangle, rounded when radius > 0.
void tb_shim_rect(float x0, float y0, float x1, float y1, uint32_t rgba, float radius);
/// Outline of a rectangle.
void tb_shim_frame(float x0, float y0, float x1, float y1, uint32_t rgba, float radius,
                   float width);
/// Straight line.
void tb_shim_line(float x0, float y0, float x1, float y1, uint32_t rgba, float width);
/// Open or closed line through points xy[2 * count].
void tb_shim_polyline(const float *xy, int count, int closed, uint32_t rgba, float width);
/// Filled convex polygon.
void tb_shim_convex(const float *xy, int count, uint32_t rgba);
/// Filled triangle without smoothed edges, so that neighbours meet without a seam.
void tb_shim_triangle(const float *xy, uint32_t rgba);
/// End a frame without drawing it.
void tb_shim_drop(void);
/// A texture, unfiltered edges, from its top left.
void tb_shim_image(unsigned texture, float x0, float y0, float x1, float y1);
/// Filled circle.
void tb_shim_disc(float x, float y, float radius, uint32_t rgba);
/// Outline of a circle.
void tb_shim_circle(float x, float y, float radius, uint32_t rgba, float width);
/// Arc; angles in radians, clockwise on screen from +x.
void tb_shim_arc(float x, float y, float radius, float from, float to, uint32_t rgba, float width);
/// One vertical bar per column: bar k covers [x0 + k * step, + step] x [top[k], bottom[k]].
void tb_shim_columns(float x0, float step, const float *top, const float *bottom, int count,
                     uint32_t rgba);

/// Text with its line box's top left at (x, y); `end` NULL = to the terminating zero.
void tb_shim_text(tb_font font, float x, float y, uint32_t rgba, const char *text, const char *end);
/// Width of a run of text.
float tb_shim_text_width(tb_font font, const char *text, const char *end);
/// Height of a line box.
float tb_shim_line_height(tb_font font);
/// First byte of the next line when text is wrapped at a width.
const char *tb_shim_wrap(tb_font font, const char *text, const char *end, float width);

#ifdef __cplusplus
}
#endif
#endif
