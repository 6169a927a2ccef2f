#include "bodymap.h"

#include <string.h>

static bool wanted(const tb_bodymap_shape *shape, const char *const *regions, int count,
                   tb_bodymap_side side)
{
    if (shape->region[0] == '\0' || (shape->side != side && shape->side != TB_BODYMAP_MID)) {
        return false;
    }
    for (int k = 0; k < count; ++k) {
        if (strcmp(shape->region, regions[k]) == 0) {
            return true;
        }
    }
    return false;
}

bool tb_bodymap_window(const char *const *regions, int count, tb_bodymap_side side, float margin,
                       tb_bodymap_box *box)
{
    tb_bodymap_box window = {1e9f, 1e9f, -1e9f, -1e9f};
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        if (!wanted(shape, regions, count, side)) {
            continue;
        }
        for (int p = 0; p < shape->point_count; ++p) {
            const float x = shape->outline[2 * p], y = shape->outline[2 * p + 1];
            window.x0 = x < window.x0 ? x : window.x0;
            window.y0 = y < window.y0 ? y : window.y0;
            window.x1 = x > window.x1 ? x : window.x1;
            window.y1 = y > window.y1 ? y : window.y1;
        }
    }
    if (window.x1 < window.x0) {
        return false;
    }
    const float grow_x = margin * (window.x1 - window.x0),
                grow_y = margin * (window.y1 - window.y0);
    *box = (tb_bodymap_box){window.x0 - grow_x, window.y0 - grow_y, window.x1 + grow_x,
                            window.y1 + grow_y};
    return true;
}

bool tb_bodymap_contains(const tb_bodymap_shape *shape, float x, float y)
{
    bool inside = false;
    for (int p = 0, q = shape->point_count - 1; p < shape->point_count; q = p++) {
        const float xp = shape->outline[2 * p], yp = shape->outline[2 * p + 1];
        const float xq = shape->outline[2 * q], yq = shape->outline[2 * q + 1];
        if ((yp > y) != (yq > y) && x < xp + (xq - xp) * (y - yp) / (yq - yp)) {
            inside = !inside;
        }
    }
    return inside;
}
