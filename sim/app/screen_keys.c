#include "app.h"

typedef struct key_row {
    const char *label;
    const char *keys[4];
    const char *text;
} key_row;

static void rows_card(tb_app *app, tb_box box, tb_icon icon, const char *title, const key_row *rows,
                      int count)
{
    tb_ui *ui = &app->ui;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_icon(ui, icon, box.x + 29.0f, box.y + 25.0f, 20.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_STRONG, box.x + 48.0f, box.y + 25.0f, TB_C_INK, TB_LEFT, title);
    const float step = (box.h - 52.0f) / (float)count;
    for (int k = 0; k < count; ++k) {
        const float y = box.y + 44.0f + step * ((float)k + 0.5f);
        tb_ui_line(ui, box.x + 18.0f, y - 0.5f * step, box.x + box.w - 18.0f, y - 0.5f * step,
                   tb_ui_rgba(TB_C_HAIRLINE, 0.6f), 1.0f);
        tb_ui_text(ui, TB_F_BODY_MEDIUM, box.x + 18.0f, y, TB_C_INK, TB_LEFT, rows[k].label);
        float x = box.x + 190.0f;
        for (int j = 0; j < 4 && rows[k].keys[j] != NULL; ++j) {
            x += tb_ui_key(ui, x, y, rows[k].keys[j]) + 6.0f;
        }
        tb_ui_text(ui, TB_F_SMALL, x + 2.0f, y, TB_C_INK2, TB_LEFT, rows[k].text);
    }
}

void tb_screen_keys(tb_app *app)
{
    static const key_row palpate[] = {
        {"Take finger", {"1"}, ""},
        {"Move finger", {"Mouse", "Left", "Right"}, "1 mm; Shift 0.2 mm"},
        {"Across", {"Up", "Down"}, "1 mm; Shift 0.2 mm"},
        {"Press, ease", {"W", "S"}, "8 mm/s, Shift 1 mm/s; wheel 0.5 mm"},
        {"Stroke across", {"A", "D"}, "16 mm; Shift 8 mm, slower"},
        {"Hold the pressure", {"Space"}, "and again to move on"},
        {"Mark the point", {"M"}, "or 3"},
    };
    static const key_row talk[] = {
        {"Ask, check, warn", {"Q", "E", "F"}, "changes with the moment"},
        {"View, camera", {"V", "F2"}, "middle drag turns, Ctrl+wheel zooms"},
        {"Hints on, off", {"H"}, ""},
        {"Cotton: take, press", {"5", "W"}, ""},
        {"Next button", {"Tab"}, "Enter presses it"},
        {"Finish", {"Enter"}, "asks first"},
        {"Pause", {"Esc"}, "the clock stops"},
        {"Key list, quit", {"F1", "Ctrl+Q"}, ""},
    };
    static const key_row needle[] = {
        {"Take needle", {"4"}, ""},
        {"Choose a size", {"N"}, "Shift N goes back"},
        {"Aim on the skin", {"Mouse", "Left", "Right"}, "0.5 mm; Shift 0.1 mm"},
        {"Tilt", {"I", "K"}, "1\xC2\xB0, hold 20\xC2\xB0/s; right-drag"},
        {"Azimuth", {"J", "L"}, "5\xC2\xB0, hold 60\xC2\xB0/s; right-drag"},
        {"Guide tube on, off", {"G"}, "sets the needle on the skin"},
        {"Tap through skin", {"T"}, ""},
        {"Advance, withdraw", {"W", "S"}, "0.5 mm, hold 2 to 10 mm/s; wheel 1 mm"},
        {"Finesse", {"Shift"}, "with W, S, wheel: 0.2 mm, 1 mm/s"},
        {"Piston by key", {"Space"}, "3 mm once a second; again to stop"},
        {"Piston by mouse", {"Space", "Mouse"}, "hold and move: 0.1 mm per pixel"},
        {"One fast pass", {"Shift", "Space"}, "8 mm at 100 mm/s"},
        {"Stroke length", {"[", "]"}, "of the piston, 1 to 10 mm"},
        {"Twist", {"Z", "C"}, "15\xC2\xB0, hold 180\xC2\xB0/s; Shift 5\xC2\xB0"},
        {"To fat, then re-aim", {"R"}, "back to 2 mm under the skin"},
        {"Let go, hands still", {"X"}, "also the answer to \"stop\""},
        {"Take out", {"O"}, "10 mm/s, again to stop"},
        {"Sharps bin, count", {"Y"}, ""},
    };
    tb_ui *ui = &app->ui;
    if (tb_ui_item(ui, "back", (tb_box){8.0f, 6.0f, 36.0f, 36.0f}, 6.0f)) {
        tb_app_back(app);
        return;
    }
    tb_ui_icon(ui, TB_ICON_BACK, 25.0f, 24.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    const float width = tb_ui_text(ui, TB_F_STRONG, 56.0f, 24.0f, TB_C_ACCENT, TB_LEFT, "Key list");
    tb_ui_text(ui, TB_F_SMALL, 69.0f + width, 25.0f, TB_C_INK2, TB_LEFT,
               "Opens with F1 anywhere; the clock stops meanwhile");
    if (tb_ui_button(ui, "close", (tb_box){ui->width - 140.0f, 8.0f, 124.0f, 32.0f},
                     TB_BUTTON_QUIET, TB_ICON_NONE, "Close", "Esc")) {
        tb_app_back(app);
        return;
    }
    const float top = 60.0f, foot = 12.0f, w = 0.5f * (ui->width - 48.0f);
    const float h = ui->height - top - foot;
    const float upper = h * 0.455f;
    rows_card(app, (tb_box){16.0f, top, w, upper}, TB_ICON_FINGER, "Palpate", palpate,
              (int)(sizeof palpate / sizeof palpate[0]));
    rows_card(app, (tb_box){16.0f, top + upper + 12.0f, w, h - upper - 12.0f}, TB_ICON_BUBBLE,
              "Talk, look, stop", talk, (int)(sizeof talk / sizeof talk[0]));
    const float note = 74.0f;
    rows_card(app, (tb_box){32.0f + w, top, w, h - note - 12.0f}, TB_ICON_NEEDLE, "Needle", needle,
              (int)(sizeof needle / sizeof needle[0]));
    const tb_box box = {32.0f + w, top + h - note, w, note};
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_icon(ui, TB_ICON_HAND, box.x + 32.0f, box.y + 0.5f * box.h, 24.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 60.0f, box.y + 24.0f, TB_C_INK, TB_LEFT,
               "No key must be held and none must be pressed fast.");
    tb_ui_text(ui, TB_F_SMALL, box.x + 60.0f, box.y + 49.0f, TB_C_INK2, TB_LEFT,
               "A touch makes one step; Space holds the pressure or pistons until pressed again.");
}
