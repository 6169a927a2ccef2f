// The patient is never hidden: words, face, pain, and where it spreads.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Ten cells: filled up to the pain, four green, three amber, three vermilion; the last one is
// taller, so that the number is read without colour.
static void pain_scale(tb_ui *ui, float x, float y, float pain)
{
    const int level = (int)lroundf(fminf(10.0f, fmaxf(0.0f, pain)));
    for (int k = 1; k <= 10; ++k) {
        const tb_colour colour = k <= 4 ? TB_C_DONE : k <= 7 ? TB_C_TWITCH : TB_C_CRITICAL;
        const float tall = k == level ? 18.0f : 11.0f;
        const tb_box cell = {x + 10.5f * (float)(k - 1), y - 0.5f * tall, 8.5f, tall};
        if (k <= level) {
            tb_ui_fill(ui, cell, tb_ui_rgba(colour, 1.0f), 3.0f);
        } else {
            tb_ui_outline(ui, cell, tb_ui_rgba(colour, 0.75f), 3.0f, 1.2f);
        }
    }
}

static void talk_buttons(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    static const char *const keys[] = {"Q", "E", "F"};
    static const char *const short_text[TB_SAY_COUNT] = {
        [TB_SAY_YOUR_PAIN] = "Your pain?",   [TB_SAY_ALL_RIGHT] = "All right?",
        [TB_SAY_WARN] = "Warn first",        [TB_SAY_EXPLAIN_AFTER] = "What's next",
        [TB_SAY_STOPPING] = "I am stopping",
    };
    const float widths[] = {119.0f, 107.0f, 114.0f};
    float x = box.x + 12.0f;
    for (int k = 0; k < 3; ++k) {
        char id[16];
        const tb_say say = tb_app_hand_phrase(k, seen);
        snprintf(id, sizeof id, "talk-%d", k);
        const tb_box button = {x, box.y + box.h - 50.0f, widths[k], 38.0f};
        const bool wanted = say == TB_SAY_STOPPING;
        if (tb_ui_button(ui, id, button, wanted ? TB_BUTTON_PRIMARY : TB_BUTTON_QUIET, TB_ICON_NONE,
                         short_text[say], keys[k])) {
            tb_app_hand_command(&app->hand, TB_COMMAND_SAY, (int32_t)say);
        }
        x += widths[k] + 4.0f;
    }
}

// After "stop" a ring runs for the two seconds in which hands must be off.
static void stop_ring(tb_ui *ui, const tb_snapshot *seen, float x, float y)
{
    const float gone = 1e-3f * (float)(seen->tick_ms - seen->patient.stop_tick_ms);
    tb_ui_icon(ui, TB_ICON_OCTAGON, x, y, 24.0f, tb_ui_rgba(TB_C_CRITICAL, 1.0f));
    if (gone < 2.0f) {
        tb_ui_arc(ui, x, y, 18.0f, -1.5708f, -1.5708f + 6.2832f * (1.0f - 0.5f * gone),
                  tb_ui_rgba(TB_C_CRITICAL, 1.0f), 3.0f);
    }
}

void tb_panel_patient(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_face_draw(ui, (tb_box){box.x + 12.0f, box.y + 10.0f, 100.0f, 102.0f}, app->face);
    const tb_box bubble = {box.x + 124.0f, box.y + 10.0f, box.w - 136.0f, 60.0f};
    tb_ui_fill(ui, bubble, tb_ui_rgba(TB_C_RAISED, 1.0f), 8.0f);
    char words[160];
    char line[140] = "";
    if (seen->patient.line != TB_LINE_NONE && seen->patient.phrase >= 0) {
        tb_phrase_write(tb_phrase_text(seen->patient.phrase), tb_region_words(seen->patient.place),
                        line, sizeof line);
    } else if (seen->patient.line != TB_LINE_NONE) {
        snprintf(line, sizeof line, "%s",
                 tb_gesture_text(tb_line_mood((tb_line)seen->patient.line)));
    }
    if (line[0] == '(') {
        snprintf(words, sizeof words, "%s", line);
    } else if (line[0] != '\0') {
        snprintf(words, sizeof words, "\xE2\x80\x9C%s\xE2\x80\x9D", line);
    } else {
        snprintf(words, sizeof words, "The patient lies still and waits.");
    }
    const float room = bubble.w - 24.0f - (seen->patient.said_stop ? 44.0f : 0.0f);
    const tb_font font =
        tb_ui_text_width(ui, TB_F_SPEECH, words) > 1.9f * room ? TB_F_BODY : TB_F_SPEECH;
    tb_ui_paragraph(ui, font, bubble.x + 12.0f, bubble.y + 19.0f, room, 22.0f, 2,
                    line[0] != '\0' ? TB_C_INK : TB_C_INK2, words);
    const float y = box.y + 95.0f;
    tb_ui_text(ui, TB_F_SMALL, box.x + 124.0f, y, TB_C_INK2, TB_LEFT, "Pain now");
    pain_scale(ui, box.x + 187.0f, y, seen->patient.pain_nrs);
    const float width = tb_ui_textf(ui, TB_F_STRONG, box.x + 301.0f, y, TB_C_INK, TB_LEFT, "%ld",
                                    lroundf(fminf(10.0f, fmaxf(0.0f, seen->patient.pain_nrs))));
    tb_ui_text(ui, TB_F_SMALL, box.x + 307.0f + width, y + 1.0f, TB_C_INK2, TB_LEFT, "of 10");
    talk_buttons(app, box);
    if (seen->patient.said_stop) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_CRITICAL, 1.0f), 8.0f, 3.0f);
        stop_ring(ui, seen, bubble.x + bubble.w - 28.0f, bubble.y + 30.0f);
    }
}

void tb_panel_spread(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    float felt[TB_REFERRAL_MAX];
    bool any = false;
    for (int k = 0; k < anatomy->referral_count; ++k) {
        felt[k] = app->attempt->after.patient.referral[k];
        any = any || felt[k] > 0.05f;
    }
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 12.0f, box.y + 17.0f, TB_C_INK, TB_LEFT, "Spread");
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 12.0f, box.y + 18.0f, any ? TB_C_INK : TB_C_INK3,
               TB_RIGHT, any ? "felt" : "none");
    const tb_box figure = {box.x + 8.0f, box.y + 34.0f, box.w - 16.0f, box.h - 42.0f};
    tb_ui_clear_box(ui, figure, TB_C_WELL);
    tb_figure_spread(ui, figure, anatomy->referral, anatomy->referral_count, felt);
}
