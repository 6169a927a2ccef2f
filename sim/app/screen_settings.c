#include "app.h"

#include <math.h>
#include <stdio.h>

// A row with a value in tenths between two buttons.
static void stepper(tb_app *app, tb_box box, const char *id, const char *label, const char *note,
                    float *value)
{
    tb_ui *ui = &app->ui;
    char less[32], more[32];
    snprintf(less, sizeof less, "%s-less", id);
    snprintf(more, sizeof more, "%s-more", id);
    tb_ui_text(ui, TB_F_BODY_MEDIUM, box.x, box.y + 12.0f, TB_C_INK, TB_LEFT, label);
    tb_ui_text(ui, TB_F_SMALL, box.x, box.y + 33.0f, TB_C_INK2, TB_LEFT, note);
    const float x = box.x + box.w - 230.0f, y = box.y + 2.0f;
    if (tb_ui_button(ui, less, (tb_box){x, y, 44.0f, 40.0f}, TB_BUTTON_OUTLINE, TB_ICON_NONE, "-",
                     NULL)) {
        *value = fmaxf(0.0f, *value - 0.1f);
    }
    tb_ui_fill(ui, (tb_box){x + 54.0f, y + 17.0f, 72.0f, 6.0f}, tb_ui_rgba(TB_C_RAISED, 1.0f),
               3.0f);
    tb_ui_fill(ui, (tb_box){x + 54.0f, y + 17.0f, 72.0f * *value, 6.0f},
               tb_ui_rgba(TB_C_ACCENT, 1.0f), 3.0f);
    tb_ui_textf(ui, TB_F_BODY_STRONG, x + 176.0f, y + 20.0f, TB_C_INK, TB_RIGHT, "%.0f %%",
                (double)(*value * 100.0f));
    if (tb_ui_button(ui, more, (tb_box){x + 186.0f, y, 44.0f, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, "+", NULL)) {
        *value = fminf(1.0f, *value + 0.1f);
    }
}

static void toggle(tb_app *app, tb_box box, const char *id, const char *label, const char *note,
                   bool *value)
{
    tb_ui *ui = &app->ui;
    tb_ui_text(ui, TB_F_BODY_MEDIUM, box.x, box.y + 12.0f, TB_C_INK, TB_LEFT, label);
    tb_ui_text(ui, TB_F_SMALL, box.x, box.y + 33.0f, TB_C_INK2, TB_LEFT, note);
    const tb_box button = {box.x + box.w - 104.0f, box.y + 2.0f, 104.0f, 40.0f};
    if (tb_ui_button(ui, id, button, TB_BUTTON_OUTLINE, *value ? TB_ICON_TICK : TB_ICON_NONE,
                     *value ? "On" : "Off", NULL)) {
        *value = !*value;
    }
}

void tb_screen_settings(tb_app *app)
{
    tb_ui *ui = &app->ui;
    tb_settings *settings = &app->settings;
    tb_menu_bar(app, TB_SCREEN_SETTINGS);
    const tb_box card = {24.0f, 88.0f, fminf(ui->width - 48.0f, 760.0f), 420.0f};
    tb_ui_panel(ui, card, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_TITLE, card.x + 24.0f, card.y + 34.0f, TB_C_INK, TB_LEFT, "Settings");
    tb_ui_text(ui, TB_F_SMALL, card.x + card.w - 24.0f, card.y + 36.0f, TB_C_INK2, TB_RIGHT,
               "live at once");
    tb_box row = {card.x + 24.0f, card.y + 72.0f, card.w - 48.0f, 44.0f};
    stepper(app, row, "cues", "Cues", "taps, clicks, the twitch, the patient's turn to speak",
            &settings->cue_volume);
    row.y += 64.0f;
    stepper(app, row, "speaker", "Loudspeaker", "the muscle signal: crackle near an active spot",
            &settings->speaker_volume);
    row.y += 64.0f;
    toggle(app, row, "captions", "Captions", "every sound in words, above the hint bar",
           &settings->captions);
    row.y += 64.0f;
    toggle(app, row, "hints", "Hints", "one sentence on what to do next, target ring, aim cone",
           &settings->hints);
    row.y += 64.0f;
    toggle(app, row, "motion", "Reduced motion", "no rings that grow, no sway; breathing stays",
           &settings->reduced_motion);
    tb_audio_volume(app->audio, settings->cue_volume, settings->speaker_volume);
    if (app->sound_note[0] != '\0') {
        settings->captions = true;
        tb_ui_icon(ui, TB_ICON_TRIANGLE, card.x + 12.0f, card.y + card.h + 24.0f, 16.0f,
                   tb_ui_rgba(TB_C_TWITCH, 1.0f));
        tb_ui_text(ui, TB_F_SMALL, card.x + 28.0f, card.y + card.h + 24.0f, TB_C_TWITCH, TB_LEFT,
                   app->sound_note);
    }
    if (tb_ui_button(ui, "settings-back", (tb_box){24.0f, ui->height - 108.0f, 130.0f, 40.0f},
                     TB_BUTTON_PRIMARY, TB_ICON_NONE, "Done", "Esc")) {
        tb_app_back(app);
    }
    tb_menu_footer(app);
}
