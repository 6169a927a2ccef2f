// Icons as stroke programs in a 24 x 24 square: M move, L line (both x y), Z close, O circle (x y
// r), F filled dot (x y r), A arc (x y r from to, degrees clockwise from +x), W line width.
#include "ui.h"

#include <stdlib.h>

static const char *const STROKES[TB_ICON_COUNT] = {
    [TB_ICON_NONE] = "",
    [TB_ICON_BACK] = "M15 4L7 12L15 20",
    [TB_ICON_FINGER] = "M9 15L9 5.5L9.6 4.2L10.5 3.8L11.4 4.2L12 5.5L12 11L17 12L18.6 13L19 "
                       "14.5L18 19L16.5 21L10.5 21L5 15.5L5.2 14L6.6 13.4L9 15",
    [TB_ICON_NEEDLE] = "W3.2 M13.5 10.5L20 4 W1.3 M4 20L13.5 10.5",
    [TB_ICON_PEN] = "M4 20L5.2 15L16 4.2L19.8 8L9 18.8Z M13.8 6.4L17.6 10.2",
    [TB_ICON_COTTON] = "A7.5 14.5 3.8 90 235 A9.5 10 4 165 290 A15 9.8 4 215 372 A17 14.8 3.5 -62 "
                       "90 M7.5 18.3L17 18.3",
    [TB_ICON_FLAG] = "M5.5 21L5.5 4L18.5 4L15.5 8.5L18.5 13L5.5 13",
    [TB_ICON_SPEAKER] = "M4 9L7.5 9L12 5L12 19L7.5 15L4 15Z A12 12 4.2 -45 45 A12 12 8 -45 45",
    [TB_ICON_CLOCK] = "O12 12 8.5 M12 7L12 12L15.5 14",
    [TB_ICON_PAUSE] = "W2.6 M9 6L9 18M15 6L15 18",
    [TB_ICON_PLAY] = "W2 M8 5L19 12L8 19Z M10 8L16 12L10 16Z M11 11L13 12L11 13Z",
    [TB_ICON_TICK] = "W2 M5 12.5L10 17.5L19 7",
    [TB_ICON_PLUS] = "M12 5L12 19M5 12L19 12",
    [TB_ICON_TRIANGLE] = "M12 4L21 20L3 20Z M12 10L12 14.5F12 17.3 1.1",
    [TB_ICON_OCTAGON] = "M8 3L16 3L21 8L21 16L16 21L8 21L3 16L3 8Z M12 7.5L12 13F12 16.4 1.3",
    [TB_ICON_SHIELD] = "M12 3L19 5.6L19 11L17 17L12 21L7 17L5 11L5 5.6Z",
    [TB_ICON_ZIGZAG] = "M2 12L7 12L9 6L12 18L15 8L17 12L22 12",
    [TB_ICON_TARGET] = "O12 12 7F12 12 2M12 2L12 6.5M12 17.5L12 22M2 12L6.5 12M17.5 12L22 12",
    [TB_ICON_BIN] = "M5 7L19 7M9 7L9 4L15 4L15 7M7 7L8 20L16 20L17 7",
    [TB_ICON_BOOK] = "M12 6.5L9 5L4 5L4 18.5L9 18.5L12 20L15 18.5L20 18.5L20 5L15 5L12 6.5L12 20",
    [TB_ICON_HOME] = "M4 11.5L12 4L20 11.5M6 10L6 20L10 20L10 14L14 14L14 20L18 20L18 10",
    [TB_ICON_GEAR] = "O12 12 3O12 12 6.2M12 2.5L12 5.8M12 18.2L12 21.5M2.5 12L5.8 12M18.2 12L21.5 "
                     "12M5.3 5.3L7.6 7.6M16.4 16.4L18.7 18.7M18.7 5.3L16.4 7.6M7.6 16.4L5.3 18.7",
    [TB_ICON_KEYS] = "M3 7L21 7L21 18L3 18Z F7 11 .9F10.5 11 .9F14 11 .9F17.5 11 .9M8 15L16 15",
    [TB_ICON_EYE] = "A12 19 11.5 -142 -38A12 5 11.5 38 142O12 12 2.8",
    [TB_ICON_BUBBLE] = "M4 5L20 5L20 16L11 16L7 20L7 16L4 16Z",
    [TB_ICON_MOUSE] = "A12 9 5 180 360M17 9L17 15A12 15 5 0 180M7 15L7 9M12 6.5L12 10",
    [TB_ICON_ARROW_DOWN] = "M12 4L12 20M6 14L12 20L18 14",
    [TB_ICON_ARROW_UP] = "M12 20L12 4M6 10L12 4L18 10",
    [TB_ICON_ARROW_LEFT] = "M20 12L4 12M10 6L4 12L10 18",
    [TB_ICON_ARROW_RIGHT] = "M4 12L20 12M14 6L20 12L14 18",
    [TB_ICON_CROSS] = "M6 6L18 18M18 6L6 18",
    [TB_ICON_DROP] = "M12 3L6.9 11.8A12 15 6 -31 211M12 3L17.1 11.8",
    [TB_ICON_HAND] = "M7 14L7 7L8 6L9 7L9 12L9 5L10 4L11 5L11 11L11 4L12 3L13 4L13 11L13 5L14 4L15 "
                     "5L15 13L17 11L18.5 11.2L18.6 12.5L15.5 19L14 21L10 21L8 19Z",
    [TB_ICON_LOGO] = "W2 M2 9L7 7.4L13 7.6L16 8.2M2 15.5L7 17L14 17L22 15M2 12.2L8 12.2",
    [TB_ICON_LOCK] = "M6 11L18 11L18 20L6 20Z A12 11 4 180 360F12 15.5 1.2",
    [TB_ICON_HALF] = "O12 12 7.5 W7.5 A12 12 3.75 90 270",
    [TB_ICON_PROBE] =
        "M8 3L16 3L16 9L18 11L18 15L6 15L6 11L8 9Z A12 13 6 50 130A12 12.5 9.5 58 122",
};

typedef struct pen {
    tb_ui *ui;
    float x0, y0, unit, width;
    uint32_t rgba;
    float path[2 * 48];
    int count;
} pen;

static void stroke(pen *p, bool closed)
{
    if (p->count > 1) {
        tb_ui_polyline(p->ui, p->path, p->count, closed, p->rgba, p->width);
    }
    p->count = 0;
}

static void add(pen *p, float x, float y)
{
    if (p->count < 48) {
        p->path[2 * p->count] = p->x0 + x * p->unit;
        p->path[2 * p->count++ + 1] = p->y0 + y * p->unit;
    }
}

static int read_numbers(const char **at, float *out, int count)
{
    for (int k = 0; k < count; ++k) {
        char *end;
        out[k] = strtof(*at, &end);
        *at = end;
    }
    return count;
}

void tb_ui_icon(tb_ui *ui, tb_icon icon, float x, float y, float size, uint32_t rgba)
{
    const float unit = size / 24.0f;
    pen p = {.ui = ui,
             .x0 = x - 0.5f * size,
             .y0 = y - 0.5f * size,
             .unit = unit,
             .width = 1.8f * unit < 1.3f ? 1.3f : 1.8f * unit,
             .rgba = rgba};
    float v[5];
    for (const char *at = STROKES[icon]; *at != '\0';) {
        const char op = *at++;
        switch (op) {
        case 'M':
            stroke(&p, false);
            read_numbers(&at, v, 2);
            add(&p, v[0], v[1]);
            break;
        case 'L':
            read_numbers(&at, v, 2);
            add(&p, v[0], v[1]);
            break;
        case 'Z':
            stroke(&p, true);
            break;
        case 'W':
            stroke(&p, false);
            read_numbers(&at, v, 1);
            p.width = v[0] * unit < 1.0f ? 1.0f : v[0] * unit;
            break;
        case 'O':
            stroke(&p, false);
            read_numbers(&at, v, 3);
            tb_ui_circle(ui, p.x0 + v[0] * unit, p.y0 + v[1] * unit, v[2] * unit, rgba, p.width);
            break;
        case 'F':
            stroke(&p, false);
            read_numbers(&at, v, 3);
            tb_ui_disc(ui, p.x0 + v[0] * unit, p.y0 + v[1] * unit, v[2] * unit, rgba);
            break;
        case 'A':
            stroke(&p, false);
            read_numbers(&at, v, 5);
            tb_ui_arc(ui, p.x0 + v[0] * unit, p.y0 + v[1] * unit, v[2] * unit, v[3] * 0.017453293f,
                      v[4] * 0.017453293f, rgba, p.width);
            break;
        default: // blanks between strokes
            break;
        }
    }
    stroke(&p, false);
}
