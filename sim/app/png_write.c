#include "png_write.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <string.h>

tb_status tb_png_write(const char *path, int width, int height, const unsigned char *rgb,
                       tb_error *error)
{
    // The simplified interface of libpng 1.6: one call, no long jumps.
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = (png_uint_32)width;
    image.height = (png_uint_32)height;
    image.format = PNG_FORMAT_RGB;
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "%s: cannot be written: %s", path, strerror(errno));
    }
    const int written = png_image_write_to_stdio(&image, file, 0, rgb, 3 * width, NULL);
    const int closed = fclose(file);
    if (written == 0 || closed != 0) {
        return tb_fail(error, TB_ERR_IO, "%s: %s", path,
                       written == 0 ? image.message : "the disk did not take it");
    }
    return TB_OK;
}
