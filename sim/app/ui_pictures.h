/// Painted pictures on screens: textures that are painted once and kept while they are shown. Layer
/// app, needs the window's GL context.
#ifndef TB_APP_UI_PICTURES_H
#define TB_APP_UI_PICTURES_H
#include "ui.h"

typedef struct tb_ui_pictures tb_ui_pictures;

/// Paint a picture: rgba [4 * width * height], opaque, from the top left.
typedef void tb_ui_paint(const void *context, int width, int height, uint8_t *rgba);

/// @return NULL when there is no memory
tb_ui_pictures *tb_ui_pictures_create(void);
/// Give the textures back; their context must be current. NULL is legal.
void tb_ui_pictures_destroy(tb_ui_pictures *pictures);

/// Forget all textures, after their context is gone: no GL is called. NULL is legal.
void tb_ui_pictures_abandon(tb_ui_pictures *pictures);

/// Draw a picture into a box of the screen.
/// @param key what it shows: another key is another picture; size in pixels is added to it
void tb_ui_picture(tb_ui *ui, tb_box box, uint64_t key, tb_ui_paint *paint, const void *context);

#endif
