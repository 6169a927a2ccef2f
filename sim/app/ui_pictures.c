#include "ui_pictures.h"

#include "tautband/core/alloc.h"
#include "tautband/core/hash.h"

#include "ui_shim.h"

#include <epoxy/gl.h>
#include <math.h>
#include <string.h>

enum { PICTURES_MAX = 48 };

typedef struct picture {
    uint64_t key;
    GLuint texture;
    uint32_t used; ///< count of the last use; 0 = free
} picture;

struct tb_ui_pictures {
    picture items[PICTURES_MAX];
    uint32_t uses;
};

tb_ui_pictures *tb_ui_pictures_create(void)
{
    return tb_alloc(sizeof(tb_ui_pictures));
}

void tb_ui_pictures_destroy(tb_ui_pictures *pictures)
{
    for (int k = 0; pictures != NULL && k < PICTURES_MAX; ++k) {
        if (pictures->items[k].texture != 0) {
            glDeleteTextures(1, &pictures->items[k].texture);
        }
    }
    tb_free(pictures);
}

void tb_ui_pictures_abandon(tb_ui_pictures *pictures)
{
    if (pictures != NULL) {
        *pictures = (tb_ui_pictures){0};
    }
}

/// The picture of a key, or the one unused for longest.
static picture *find(tb_ui_pictures *pictures, uint64_t key, bool *there)
{
    picture *oldest = &pictures->items[0];
    for (int k = 0; k < PICTURES_MAX; ++k) {
        picture *item = &pictures->items[k];
        if (item->used > 0 && item->key == key) {
            *there = true;
            return item;
        }
        oldest = item->used < oldest->used ? item : oldest;
    }
    *there = false;
    return oldest;
}

static bool repaint(picture *item, int width, int height, tb_ui_paint *paint, const void *context)
{
    uint8_t *rgba = tb_alloc(4 * (size_t)width * (size_t)height);
    if (rgba == NULL) {
        return false;
    }
    paint(context, width, height, rgba);
    if (item->texture == 0) {
        glGenTextures(1, &item->texture);
    }
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, item->texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glBindTexture(GL_TEXTURE_2D, 0);
    tb_free(rgba);
    return true;
}

void tb_ui_picture(tb_ui *ui, tb_box box, uint64_t key, tb_ui_paint *paint, const void *context)
{
    tb_ui_pictures *pictures = ui->pictures;
    const int x0 = (int)lroundf(box.x * ui->scale), y0 = (int)lroundf(box.y * ui->scale);
    const int x1 = (int)lroundf((box.x + box.w) * ui->scale),
              y1 = (int)lroundf((box.y + box.h) * ui->scale);
    if (pictures == NULL || x1 <= x0 || y1 <= y0) {
        return;
    }
    const int size[2] = {x1 - x0, y1 - y0};
    bool there = false;
    tb_hash whole = {key};
    tb_hash_i32(&whole, size[0]);
    tb_hash_i32(&whole, size[1]);
    picture *item = find(pictures, whole.value, &there);
    if (!there) {
        item->used = 0;
        if (!repaint(item, size[0], size[1], paint, context)) {
            return;
        }
        item->key = whole.value;
    }
    item->used = ++pictures->uses;
    tb_shim_image(item->texture, (float)x0, (float)y0, (float)x1, (float)y1);
}
