// The ultrasound machine: the image, and depth, gain, focus and freeze beside it.
#include "app.h"

#include <math.h>
#include <stdio.h>

/// One setting with a button on either side.
typedef struct knob {
    const char *id, *label, *unit;
    float *value;
    float lo, hi, step;
} knob;

static void draw_knob(tb_ui *ui, tb_box box, const knob *k)
{
    const float label = k->label[0] != '\0' ? 0.36f * box.w : 0.0f;
    char id[32];
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x, box.y - 3.0f, label - 4.0f, 34.0f}, TB_C_INK2,
                TB_LEFT, k->label);
    for (int side = 0; side < 2; ++side) {
        const tb_box button = {side == 0 ? box.x + label : box.x + box.w - 28.0f, box.y, 28.0f,
                               28.0f};
        snprintf(id, sizeof id, "%s-%s", k->id, side == 0 ? "less" : "more");
        if (tb_ui_item(ui, id, button, 6.0f)) {
            *k->value = fminf(k->hi, fmaxf(k->lo, *k->value + (side == 0 ? -k->step : k->step)));
        }
        tb_ui_fill(ui, button, tb_ui_rgba(TB_C_RAISED, 1.0f), 6.0f);
        const float x = button.x + 14.0f, y = button.y + 14.0f;
        tb_ui_line(ui, x - 5.0f, y, x + 5.0f, y, tb_ui_rgba(TB_C_INK, 1.0f), 1.8f);
        if (side == 1) {
            tb_ui_line(ui, x, y - 5.0f, x, y + 5.0f, tb_ui_rgba(TB_C_INK, 1.0f), 1.8f);
        }
    }
    char text[24];
    snprintf(text, sizeof text, "%.0f %s", (double)*k->value, k->unit);
    tb_ui_label(ui, TB_F_SMALL_MEDIUM,
                (tb_box){box.x + label + 28.0f, box.y, box.w - label - 56.0f, 28.0f}, TB_C_INK,
                TB_CENTRE, text);
}

// Where the panel is narrow, the picture takes its width and one row of controls lies below.
static bool narrow(tb_box box)
{
    return box.w < 420.0f;
}

tb_box tb_panel_scan_picture(tb_box box)
{
    return narrow(box) ? (tb_box){box.x + 8.0f, box.y + 32.0f, box.w - 16.0f, box.h - 76.0f}
                       : (tb_box){box.x + 8.0f, box.y + 32.0f, box.w - 188.0f, box.h - 40.0f};
}

void tb_panel_scan(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    tb_scan_settings *scan = &app->scan;
    const tb_box picture = tb_panel_scan_picture(box);
    const bool small = narrow(box);
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_label(
        ui, TB_F_BODY_STRONG,
        (tb_box){box.x + 12.0f, box.y + 2.0f, (small ? box.w : 0.5f * picture.w) - 20.0f, 30.0f},
        TB_C_INK, TB_LEFT, tb_tr(TB_N("Ultrasound")));
    if (!small) {
        tb_ui_label(ui, TB_F_SMALL,
                    (tb_box){picture.x + 0.5f * picture.w, box.y + 2.0f, 0.5f * picture.w, 30.0f},
                    TB_C_INK2, TB_RIGHT,
                    scan->frozen ? tb_tr(TB_N("frozen")) : tb_tr(TB_N("in the plane of the tool")));
    }
    const knob knobs[] = {
        {"scan-depth", tb_tr(TB_N("Depth")), "mm", &scan->depth_mm, 20.0f, 60.0f, 2.0f},
        {"scan-gain", tb_tr(TB_N("Gain")), "dB", &scan->gain_db, -20.0f, 30.0f, 2.0f},
        {"scan-focus", tb_tr(TB_N("Focus")), "mm", &scan->focus_mm, 2.0f, 60.0f, 2.0f},
    };
    const float x = picture.x + picture.w + 10.0f, w = box.x + box.w - 10.0f - x;
    const char *freeze = scan->frozen ? tb_tr(TB_N("Run")) : tb_tr(TB_N("Freeze"));
    tb_box button = {x, box.y + box.h - 42.0f, w, 32.0f};
    if (small) {
        const float half = 0.55f * (box.w - 20.0f);
        const knob depth = {"scan-depth", "", "mm", &scan->depth_mm, 20.0f, 60.0f, 2.0f};
        draw_knob(ui, (tb_box){box.x + 8.0f, box.y + box.h - 38.0f, half, 28.0f}, &depth);
        button = (tb_box){box.x + half + 14.0f, box.y + box.h - 40.0f, box.w - half - 22.0f, 32.0f};
    }
    for (int k = 0; k < 3 && !small; ++k) {
        draw_knob(ui, (tb_box){x, picture.y + 2.0f + 36.0f * (float)k, w, 28.0f}, &knobs[k]);
    }
    scan->focus_mm = fminf(scan->focus_mm, scan->depth_mm);
    if (tb_ui_button(ui, "scan-freeze", button, TB_BUTTON_OUTLINE,
                     scan->frozen ? TB_ICON_PLAY : TB_ICON_PAUSE, freeze, NULL)) {
        scan->frozen = !scan->frozen;
    }
}
