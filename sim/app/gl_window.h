/// A window with a GL 3.3 core context (or GLES 3.0), and the few GL calls that are the app's own.
/// Layer app. Pixels from the top left.
#ifndef TB_APP_GL_WINDOW_H
#define TB_APP_GL_WINDOW_H
#include "tautband/core/status.h"
#include "ui.h"

typedef struct tb_gl_window tb_gl_window;

/// What kind of window.
typedef struct tb_gl_window_desc {
    const char *title;
    int width, height;
    bool hidden; ///< off screen: SDL's offscreen driver, no display needed
    bool vsync;
    bool es;    ///< GLES 3.0 and nothing else
    bool debug; ///< a context that tells what is wrong with its use
} tb_gl_window_desc;

/// Open. Starts SDL's video subsystem.
/// @return TB_OK, TB_ERR_DEVICE with a sentence that names what failed, TB_ERR_MEMORY
tb_status tb_gl_window_create(const tb_gl_window_desc *desc, tb_gl_window **out, tb_error *error);
/// Close and end SDL's video subsystem. NULL is legal.
void tb_gl_window_destroy(tb_gl_window *window);
/// True when the driver says that the context and all its objects are gone.
bool tb_gl_window_lost(const tb_gl_window *window);
/// A new context on the same window in place of one that is lost. Objects of the old one are gone.
/// @return TB_OK, or TB_ERR_DEVICE with a sentence: there is no context then
tb_status tb_gl_window_renew(tb_gl_window *window, tb_error *error);
/// True when the context is GLES 3.0.
bool tb_gl_window_is_es(const tb_gl_window *window);
/// Size of the framebuffer.
void tb_gl_window_size(const tb_gl_window *window, int *width_px, int *height_px);
/// GL_RENDERER.
const char *tb_gl_window_device(const tb_gl_window *window);
/// Draw aside, where nobody sees it, or into the window again. The buffer aside lasts until the
/// drawing ends.
/// @return whether drawing went aside: for `true` now, for `false` before
bool tb_gl_window_aside(tb_gl_window *window, bool aside);
/// GL name of the framebuffer drawn into; 0 = the window's.
unsigned tb_gl_window_target(const tb_gl_window *window);
/// How frames are shown.
/// @param waits out: swapping waits for the display
/// @return milliseconds a frame has: a sixtieth of a second, or more on a slower display
double tb_gl_window_budget_ms(const tb_gl_window *window, bool *waits);
/// Framebuffer pixels per point of a mouse event.
float tb_gl_window_density(const tb_gl_window *window);
/// Relative mouse: the pointer is hidden and only its motion counts.
void tb_gl_window_grab(tb_gl_window *window, bool grab);
/// Clear the default framebuffer to a colour, then the recorded rectangles.
void tb_gl_window_clear(const tb_ui *ui, uint32_t rgb);
/// Show the frame.
void tb_gl_window_swap(tb_gl_window *window);
/// Wait until everything is drawn.
void tb_gl_window_wait(void);
/// Read the framebuffer: RGB rows from the top.
/// @param rgb out: [3 * width * height]
void tb_gl_window_read(int width_px, int height_px, unsigned char *rgb);

#endif
