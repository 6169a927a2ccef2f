// The list of keys, with what each is bound to now.
#include "app.h"

#include <math.h>
#include <stdio.h>

typedef struct key_row {
    const char *label;
    const char *keys[4];
    const char *text;
} key_row;

static const key_row PALPATE[] = {
    {TB_N("Take finger"), {"1"}, TB_N("again: two fingers, algometer")},
    {TB_N("Take hands"), {"2"}, TB_N("again: pincer, thumb, flat hand")},
    {TB_N("Move finger"), {"Mouse", "Left", "Right"}, TB_N("1 mm; Shift 0.2 mm")},
    {TB_N("Across"), {"Up", "Down"}, TB_N("1 mm; Shift 0.2 mm")},
    {TB_N("Press, ease"), {"W", "S"}, TB_N("8 mm/s, Shift 1 mm/s; wheel 0.5 mm")},
    {TB_N("Stroke across"), {"A", "D"}, TB_N("16 mm; Shift 8 mm, slower")},
    {TB_N("Two fingers apart"), {"[", "]"}, TB_N("2 mm")},
    {TB_N("Hold the pressure"), {"Space"}, TB_N("and again to move on")},
    {TB_N("Mark the point"), {"M"}, ""},
};
static const key_row TALK[] = {
    {TB_N("Ask, check, warn"), {"Q", "E", "F"}, TB_N("changes with the moment")},
    {TB_N("View, camera"), {"V", "F2"}, TB_N("blind, outline, full; presets")},
    {TB_N("Body map"), {"B"}, ""},
    {TB_N("Show the hint"), {"H"}, ""},
    {TB_N("Cotton: take, press"), {"5", "W"}, ""},
    {TB_N("Turn the view"), {"Mouse"}, TB_N("middle drag; Ctrl+wheel zooms")},
    {TB_N("Next button"), {"Tab"}, TB_N("Enter presses it")},
    {TB_N("Finish"), {"Enter"}, TB_N("asks first")},
    {TB_N("Exam: stop, refer"), {"U"}, ""},
    {TB_N("Exam: call examiner"), {"F9"}, ""},
    {TB_N("Pause"), {"Esc"}, TB_N("the clock stops")},
    {TB_N("Key list, quit"), {"F1", "Ctrl+Q"}, ""},
};
static const key_row REPLAY[] = {
    {TB_N("Play, pause"), {"Space"}, ""},
    {TB_N("A little back, on"), {",", "."}, TB_N("0.1 s")},
    {TB_N("Marker or note"), {"PgUp", "PgDn"}, TB_N("with Shift: every event")},
    {TB_N("Note, bookmark"), {"T", "K"}, TB_N("kept beside the recording")},
    {TB_N("Reference path"), {"P"}, ""},
    {TB_N("Turn the view"), {"Ctrl", "Left", "Right"}, TB_N("Ctrl+plus zooms; F2 presets")},
};
static const key_row NEEDLE[] = {
    {TB_N("Take needle"), {"4"}, ""},
    {TB_N("Choose a size"), {"N"}, TB_N("Shift goes back")},
    {TB_N("Aim on the skin"), {"Mouse", "Left", "Right"}, TB_N("0.5 mm; Shift 0.1 mm")},
    {TB_N("Tilt"), {"I", "K"}, TB_N("1\xC2\xB0, hold 20\xC2\xB0/s; right-drag")},
    {TB_N("Azimuth"), {"J", "L"}, TB_N("5\xC2\xB0, hold 60\xC2\xB0/s; right-drag")},
    {TB_N("Guide tube on, off"), {"G"}, TB_N("sets the needle on the skin")},
    {TB_N("Tap through skin"), {"T"}, ""},
    {TB_N("Advance, withdraw"), {"W", "S"}, TB_N("0.5 mm, hold 2 to 10 mm/s")},
    {TB_N("Finesse"), {"Shift"}, TB_N("0.2 mm, 1 mm/s")},
    {TB_N("Piston by key"), {"Space"}, TB_N("3 mm once a second")},
    {TB_N("Piston by mouse"), {"Space", "Mouse"}, TB_N("hold and move: 0.1 mm per pixel")},
    {TB_N("One fast pass"), {"Shift", "Space"}, TB_N("8 mm at 100 mm/s")},
    {TB_N("Stroke length"), {"[", "]"}, TB_N("1 to 10 mm")},
    {TB_N("Twist"), {"Z", "C"}, TB_N("15\xC2\xB0, hold 180\xC2\xB0/s")},
    {TB_N("To fat, then re-aim"), {"R"}, TB_N("2 mm under the skin")},
    {TB_N("Let go, hands still"), {"X"}, TB_N("also the answer to \"stop\"")},
    {TB_N("Take out"), {"O"}, TB_N("10 mm/s, again to stop")},
    {TB_N("Sharps bin, count"), {"Y"}, ""},
};

static float rows_card(tb_app *app, const char *id, float x, float y, float w, tb_icon icon,
                       const char *title, const key_row *rows, int count)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, id, x, y, w, 0.0f);
    tb_ui_icon(ui, icon, x + 29.0f, y + 25.0f, 20.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_STRONG, x + 48.0f, y + 25.0f, TB_C_INK, TB_LEFT, title);
    const float label = fmaxf(120.0f, 0.3f * w), step = 33.0f;
    float at = y + 60.0f;
    for (int k = 0; k < count; ++k) {
        tb_ui_line(ui, x + 18.0f, at - 0.5f * step, x + w - 18.0f, at - 0.5f * step,
                   tb_ui_rgba(TB_C_HAIRLINE, 0.6f), 1.0f);
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){x + 18.0f, at - 16.0f, label, 32.0f}, TB_C_INK,
                    TB_LEFT, tb_tr(rows[k].label));
        float kx = x + 26.0f + label;
        for (int j = 0; j < 4 && rows[k].keys[j] != NULL; ++j) {
            const char *key = tb_key_shown(app, rows[k].keys[j]);
            kx += key != NULL ? tb_ui_key(ui, kx, at, key) + 6.0f : 0.0f;
        }
        const float text = x + w - 14.0f - kx - 4.0f;
        if (rows[k].text[0] != '\0' && text > 60.0f) {
            tb_ui_label(ui, TB_F_SMALL, (tb_box){kx + 4.0f, at - 16.0f, text, 32.0f}, TB_C_INK2,
                        TB_LEFT, tb_tr(rows[k].text));
        }
        at += step;
    }
    tb_ui_card_end(ui, id, card, at - 0.5f * step - 4.0f);
    return card.y + card.h;
}

// What a list of keys does not say of the device in use.
static const char *how(const tb_app *app)
{
    if (app->touch_used) {
        return tb_tr(
            TB_N("One finger leads the tool: a swipe strokes across, a long press marks. Tap the "
                 "needle to set the tube down, to tap, to take the tube off. The strip presses and "
                 "advances, a flick on it is one fast pass. Two fingers aim, grip, or turn the "
                 "view."));
    }
    if (app->pad_used) {
        return tb_tr(
            TB_N("Hold Y and push the left stick: left asks, up checks in, right warns, down opens "
                 "all phrases. Hold View for the body map, or walk through the buttons by the "
                 "d-pad and press A. Hold R3 to twist, RB with A is one fast pass."));
    }
    return tb_tr(TB_N("A touch makes one step; Space holds the pressure or pistons until pressed "
                      "again. Every key and button can be changed in the settings."));
}

#define COUNT(rows) (int)(sizeof(rows) / sizeof(rows)[0])

void tb_screen_keys(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const char *close = tb_tr(TB_N("Close"));
    const float wide = tb_ui_button_width(ui, TB_ICON_NONE, close, "Esc");
    if (tb_title_bar(app, tb_tr(TB_N("Key list")),
                     compact ? ""
                     : app->exam.on
                         ? tb_tr(TB_N("The clock runs on"))
                         : tb_tr(TB_N("Opens with F1 anywhere; the clock stops meanwhile"))) ||
        tb_ui_button(ui, "close", (tb_box){ui->width - wide - 12.0f, 6.0f, wide, 36.0f},
                     TB_BUTTON_QUIET, TB_ICON_NONE, close, "Esc")) {
        tb_app_back(app);
        return;
    }
    const float top = 52.0f;
    const tb_box view = {0.0f, top, ui->width, ui->height - top};
    const float dy = tb_ui_page_begin(ui, view);
    const float w = compact ? ui->width - 24.0f : 0.5f * (ui->width - 48.0f);
    const float x2 = compact ? 12.0f : 32.0f + w, x1 = compact ? 12.0f : 16.0f;
    float y = top + 8.0f + dy;
    const float a = rows_card(app, "keys-palpate", x1, y, w, TB_ICON_FINGER, tb_tr(TB_N("Palpate")),
                              PALPATE, COUNT(PALPATE));
    const float b = rows_card(app, "keys-talk", x1, a + 12.0f, w, TB_ICON_BUBBLE,
                              tb_tr(TB_N("Talk, look, stop")), TALK, COUNT(TALK));
    const float c = rows_card(app, "keys-needle", x2, compact ? b + 12.0f : y, w, TB_ICON_NEEDLE,
                              tb_tr(TB_N("Needle")), NEEDLE, COUNT(NEEDLE));
    const float d = rows_card(app, "keys-replay", x1, (compact ? c : b) + 12.0f, w, TB_ICON_PLAY,
                              tb_tr(TB_N("Replay")), REPLAY, COUNT(REPLAY));
    y = fmaxf(d, c) + 12.0f;
    const tb_box note = tb_ui_card_begin(ui, "keys-note", x1, y, ui->width - 2.0f * x1, 0.0f);
    tb_ui_icon(ui, TB_ICON_HAND, note.x + 30.0f, note.y + 28.0f, 24.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    float at =
        tb_ui_prose(ui, TB_F_BODY_STRONG, note.x + 58.0f, note.y + 22.0f, note.w - 190.0f, TB_C_INK,
                    tb_tr(TB_N("No key must be held and none must be pressed fast.")));
    at = tb_ui_prose(ui, TB_F_SMALL, note.x + 58.0f, at, note.w - 76.0f, TB_C_INK2, how(app));
    const char *change = tb_tr(TB_N("Change keys"));
    const float cw = tb_ui_button_width(ui, TB_ICON_KEYS, change, NULL);
    if (!app->exam.on && // settings stay as they are
        tb_ui_button(ui, "keys-change", (tb_box){note.x + 58.0f, at, cw, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_KEYS, change, NULL)) {
        app->settings_page = TB_PAGE_CONTROLS;
        tb_app_open(app, TB_SCREEN_SETTINGS);
    }
    tb_ui_card_end(ui, "keys-note", note, at + 42.0f);
    tb_ui_page_end(ui, note.y + note.h + 12.0f);
}
