#include "section_labels.h"

#include <math.h>
#include <stddef.h>

void tb_labels_keep_clear(tb_labels *labels, tb_box box)
{
    if (labels->count < TB_LABELS_MAX) {
        labels->taken[labels->count++] = box;
    }
}

static bool meet(tb_box a, tb_box b)
{
    const float apart = 2.0f;
    return a.x < b.x + b.w + apart && b.x < a.x + a.w + apart && a.y < b.y + b.h + apart &&
           b.y < a.y + a.h + apart;
}

static bool is_free(const tb_labels *labels, tb_box box)
{
    const tb_box *area = &labels->area;
    bool inside = labels->count < TB_LABELS_MAX && box.x >= area->x && box.y >= area->y &&
                  box.x + box.w <= area->x + area->w && box.y + box.h <= area->y + area->h;
    for (int k = 0; k < labels->count && inside; ++k) {
        inside = !meet(box, labels->taken[k]);
    }
    return inside;
}

bool tb_labels_put(tb_labels *labels, float x, float y, float gap, tb_icon icon, const char *text,
                   const char *or_text)
{
    static const float up[] = {0.0f, -14.0f, 14.0f, -27.0f, 27.0f};
    const char *const texts[2] = {text, or_text};
    const bool left_first = x > labels->area.x + 0.55f * labels->area.w;
    for (int t = 0; t < 2 && texts[t] != NULL; ++t) {
        const tb_box size =
            tb_ui_tag_box(labels->ui, 0.0f, 0.0f, TB_LEFT, icon, TB_F_SMALL, texts[t]);
        for (size_t k = 0; k < 2 * sizeof up / sizeof up[0]; ++k) {
            const bool left = (k % 2 == 0) == left_first;
            const float at_y = y + up[k / 2];
            const tb_box box = {left ? x - gap - size.w : x + gap, at_y - 0.5f * size.h, size.w,
                                size.h};
            if (is_free(labels, box)) {
                tb_ui_tag(labels->ui, box.x, at_y, TB_LEFT, icon, TB_F_SMALL, texts[t]);
                tb_labels_keep_clear(labels, box);
                return true;
            }
        }
    }
    return false;
}

bool tb_labels_put_away(tb_labels *labels, float x, float y, const char *text)
{
    static const float across[] = {54.0f, -54.0f, 54.0f, -54.0f, 96.0f, -96.0f};
    static const float down[] = {-46.0f, -46.0f, 46.0f, 46.0f, 0.0f, 0.0f};
    const tb_box size =
        tb_ui_tag_box(labels->ui, 0.0f, 0.0f, TB_LEFT, TB_ICON_NONE, TB_F_SMALL, text);
    for (size_t k = 0; k < sizeof down / sizeof down[0]; ++k) {
        const bool left = across[k] < 0.0f;
        const float at_x = x + across[k], at_y = y + down[k];
        const tb_box box = {left ? at_x - size.w : at_x, at_y - 0.5f * size.h, size.w, size.h};
        if (is_free(labels, box)) {
            tb_ui_line(labels->ui, x, y, at_x, at_y, 0xEEF3F6B0u, 1.0f);
            tb_ui_tag(labels->ui, box.x, at_y, TB_LEFT, TB_ICON_NONE, TB_F_SMALL, text);
            tb_labels_keep_clear(labels, box);
            return true;
        }
    }
    return false;
}
