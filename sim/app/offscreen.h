/// The trainer off screen, for pictures and benchmarks: same screens, no display. Layer app.
#ifndef TB_APP_OFFSCREEN_H
#define TB_APP_OFFSCREEN_H
#include "app.h"
#include "tautband/session/script.h"

/// A hidden window with a trainer in it.
typedef struct tb_offscreen {
    tb_gl_window *window;
    tb_app *app;
    tb_script *script; ///< plays the hand; NULL = nobody does
    bool finished;     ///< the script ended the encounter
} tb_offscreen;

/// Open. Nothing is recorded and there is no sound.
/// @param script_path played by tb_offscreen_run(); NULL = none
/// @return TB_EXIT_OK, or the exit code to end with after a complaint
int tb_offscreen_create(const tb_content *content, uint64_t seed, int width, int height,
                        const char *script_path, tb_offscreen *out);
/// Close. A zeroed or half-made one is legal.
void tb_offscreen_destroy(tb_offscreen *offscreen);
/// Let the script play that many ticks, or until it ends the encounter.
void tb_offscreen_run(tb_offscreen *offscreen, uint32_t ticks);
/// Draw a frame and wait for it.
void tb_offscreen_frame(tb_offscreen *offscreen);

#endif
