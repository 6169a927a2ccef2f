/// Pictures to PNG files. Layer app, libpng inside.
#ifndef TB_APP_PNG_WRITE_H
#define TB_APP_PNG_WRITE_H
#include "tautband/core/status.h"

/// Write RGB rows from the top as a PNG file.
/// @param rgb [3 * width * height]
/// @return TB_OK, TB_ERR_IO with a sentence
tb_status tb_png_write(const char *path, int width, int height, const unsigned char *rgb,
                       tb_error *error);

#endif
