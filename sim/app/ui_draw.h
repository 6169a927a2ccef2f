/// Draws the widget library's triangles: core and ES alike, and without asking GL for anything.
/// Layer app. Pixels from the top left.
#ifndef TB_APP_UI_DRAW_H
#define TB_APP_UI_DRAW_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One corner: place in pixels, place in the texture, colour as bytes r, g, b, a.
typedef struct tb_ui_corner {
    float x, y, u, v;
    uint32_t rgba;
} tb_ui_corner;

/// GL objects. Zero = none yet.
typedef struct tb_ui_drawer {
    unsigned program, array, corners, indices, font;
    int place; ///< of the uniform with the window's size
} tb_ui_drawer;

/// Make the program and the buffers in the current context.
/// @return 0, or -1 when the driver refuses the program
int tb_ui_drawer_create(tb_ui_drawer *drawer, int es);
/// Free them.
void tb_ui_drawer_destroy(tb_ui_drawer *drawer);
/// Put the letters' picture into a texture, in place of an earlier one.
/// @param rgba [4 * width * height]
/// @return its name
unsigned tb_ui_drawer_font(tb_ui_drawer *drawer, const unsigned char *rgba, int width, int height);

/// Begin a frame of a window.
void tb_ui_drawer_begin(const tb_ui_drawer *drawer, int width_px, int height_px);
/// Send the corners and indices that the following triangles are made of.
void tb_ui_drawer_list(const tb_ui_drawer *drawer, const tb_ui_corner *corners, int corner_count,
                       const uint16_t *indices, int index_count);
/// Draw triangles.
/// @param clip        x, y, width, height
/// @param first_corner added to every index
void tb_ui_drawer_draw(unsigned texture, const int clip[4], int height_px, int first_index,
                       int index_count, int first_corner);
/// Leave GL without blending, clipping, program and array.
void tb_ui_drawer_end(void);

#ifdef __cplusplus
}
#endif
#endif
