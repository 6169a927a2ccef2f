#include "app.h"

#include <stdio.h>
#include <string.h>

static void patient_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    char line[TB_LINE_SIZE + 8];
    static const float calm[7] = {0, 0, 1, 0, 0, 0, 0};
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_face_draw(ui, (tb_box){box.x + 20.0f, box.y + 20.0f, 108.0f, 108.0f}, calm);
    char who[TB_LABEL_SIZE];
    snprintf(who, sizeof who, "%s", model->patient.who);
    who[0] = (char)(who[0] >= 'a' && who[0] <= 'z' ? who[0] - 'a' + 'A' : who[0]);
    tb_ui_text(ui, TB_F_TITLE, box.x + 144.0f, box.y + 54.0f, TB_C_INK, TB_LEFT, who);
    tb_ui_textf(ui, TB_F_SMALL, box.x + 144.0f, box.y + 82.0f, TB_C_INK2, TB_LEFT,
                "BMI %.0f \xC2\xB7 %s leg", model->patient.bmi, model->site.side);
    tb_ui_text(ui, TB_F_SMALL, box.x + 144.0f, box.y + 101.0f, TB_C_INK2, TB_LEFT,
               "first needling");
    tb_ui_line(ui, box.x + 20.0f, box.y + 143.0f, box.x + box.w - 20.0f, box.y + 143.0f,
               tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    tb_ui_text(ui, TB_F_SMALL, box.x + 20.0f, box.y + 166.0f, TB_C_INK2, TB_LEFT,
               "In the patient's words");
    snprintf(line, sizeof line, "\xE2\x80\x9C%s\xE2\x80\x9D", model->patient.complaint);
    const int lines = tb_ui_paragraph(ui, TB_F_SPEECH, box.x + 20.0f, box.y + 194.0f, box.w - 40.0f,
                                      25.0f, 6, TB_C_INK, line);
    float y = box.y + 194.0f + 25.0f * (float)lines + 14.0f;
    tb_ui_text(ui, TB_F_SMALL, box.x + 20.0f, y, TB_C_INK2, TB_LEFT, "Pain drawing");
    y += 16.0f;
    float felt[TB_REFERRAL_MAX];
    for (int k = 0; k < model->referral_count; ++k) {
        felt[k] = (float)model->referral[k].weight;
    }
    const float figure = box.y + box.h - 16.0f - y;
    tb_ui_clear_box(ui, (tb_box){box.x + 20.0f, y, 150.0f, figure}, TB_C_WELL);
    tb_figure_spread(ui, (tb_box){box.x + 24.0f, y + 4.0f, 142.0f, figure - 8.0f}, model->referral,
                     model->referral_count, felt);
    static const struct {
        const char *label, *text;
    } facts[] = {{"Where", "calf and instep, right"}, {"Position", "prone, ankle on a roll"}};
    for (int k = 0; k < 2; ++k) {
        const float row = y + 26.0f + 52.0f * (float)k;
        tb_ui_text(ui, TB_F_SMALL, box.x + 188.0f, row, TB_C_INK2, TB_LEFT, facts[k].label);
        tb_ui_text(ui, TB_F_BODY, box.x + 188.0f, row + 21.0f, TB_C_INK, TB_LEFT, facts[k].text);
    }
}

static void history_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_TITLE, box.x + 20.0f, box.y + 32.0f, TB_C_INK, TB_LEFT, "History");
    float y = box.y + 74.0f;
    for (int k = 0; k < model->patient.history_count; ++k) {
        char line[TB_LINE_SIZE + 8];
        snprintf(line, sizeof line, "\xE2\x80\x9C%s\xE2\x80\x9D", model->patient.history[k]);
        tb_ui_icon(ui, TB_ICON_BUBBLE, box.x + 30.0f, y, 18.0f, tb_ui_rgba(TB_C_INK3, 1.0f));
        const int lines = tb_ui_paragraph(ui, TB_F_BODY, box.x + 54.0f, y, box.w - 76.0f, 22.0f, 4,
                                          TB_C_INK, line);
        y += 22.0f * (float)lines + 14.0f;
    }
}

static void task_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    static const struct {
        const char *title, *text;
    } rows[] = {
        {"Find", "Feel across the fibres for the cord, follow it, mark its sorest spot."},
        {"Needle", "Choose a length, aim, set the tube down, warn, tap through the skin."},
        {"Stimulate", "Reach the spot and move in small strokes until the muscle twitches."},
        {"Withdraw", "Take the needle out, bin and count it, press the spot."},
        {"Finish", "Say what comes after, then read your score."}};
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_TITLE, box.x + 20.0f, box.y + 32.0f, TB_C_INK, TB_LEFT, "What to do");
    for (int k = 0; k < 5; ++k) {
        const float y = box.y + 76.0f + 64.0f * (float)k;
        tb_ui_disc(ui, box.x + 33.0f, y, 13.0f, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f));
        tb_ui_textf(ui, TB_F_SMALL_MEDIUM, box.x + 33.0f, y, TB_C_INK, TB_CENTRE, "%d", k + 1);
        tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 58.0f, y, TB_C_INK, TB_LEFT, rows[k].title);
        tb_ui_paragraph(ui, TB_F_SMALL, box.x + 58.0f, y + 21.0f, box.w - 78.0f, 18.0f, 2,
                        TB_C_INK2, rows[k].text);
    }
    const float y = box.y + 412.0f;
    tb_ui_line(ui, box.x + 20.0f, y - 10.0f, box.x + box.w - 20.0f, y - 10.0f,
               tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 20.0f, y + 14.0f, TB_C_INK, TB_LEFT, "Consent");
    tb_ui_icon(ui, TB_ICON_TICK, box.x + box.w - 128.0f, y + 14.0f, 17.0f,
               tb_ui_rgba(TB_C_DONE, 1.0f));
    tb_ui_text(ui, TB_F_BODY_MEDIUM, box.x + box.w - 20.0f, y + 14.0f, TB_C_INK, TB_RIGHT,
               "given, verbal");
    tb_ui_paragraph(ui, TB_F_SMALL, box.x + 20.0f, y + 40.0f, box.w - 40.0f, 19.0f, 5, TB_C_INK2,
                    "A thin needle into the calf, moved in and out. It may ache, cramp and twitch, "
                    "and be sore for a day or two. Bruise, bleeding and nerve pain are possible. "
                    "Pressure or exercise alone are open too. Say stop at any time and it stops.");
}

void tb_screen_briefing(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    if (tb_ui_item(ui, "back", (tb_box){8.0f, 6.0f, 36.0f, 36.0f}, 6.0f)) {
        tb_app_back(app);
        return;
    }
    tb_ui_icon(ui, TB_ICON_BACK, 25.0f, 24.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    const float width =
        tb_ui_text(ui, TB_F_STRONG, 56.0f, 24.0f, TB_C_ACCENT, TB_LEFT, model->title);
    tb_ui_text(ui, TB_F_SMALL, 70.0f + width, 25.0f, TB_C_INK2, TB_LEFT, model->muscle);
    tb_ui_text(ui, TB_F_SMALL, ui->width - 24.0f, 25.0f, TB_C_INK2, TB_RIGHT,
               "Practice: feedback, no pass mark");
    const float top = 64.0f, height = ui->height - 64.0f - top;
    const float inner = ui->width - 48.0f - 32.0f;
    const float a = 384.0f, b = 0.5f * (inner - a) + 24.0f, c = inner - a - b;
    patient_card(app, (tb_box){24.0f, top, a, height});
    history_card(app, (tb_box){24.0f + a + 16.0f, top, b, height});
    task_card(app, (tb_box){24.0f + a + b + 32.0f, top, c, height});
    const float y = ui->height - 48.0f;
    float x = 24.0f;
    x += tb_ui_key(ui, x, y + 20.0f, "Tab") + 8.0f;
    x += tb_ui_text(ui, TB_F_SMALL, x, y + 20.0f, TB_C_INK2, TB_LEFT, "next") + 20.0f;
    x += tb_ui_key(ui, x, y + 20.0f, "F1") + 8.0f;
    tb_ui_text(ui, TB_F_SMALL, x, y + 20.0f, TB_C_INK2, TB_LEFT, "all keys");
    if (app->started_trouble[0] != '\0') {
        tb_ui_paragraph(ui, TB_F_SMALL, 240.0f, y + 12.0f, ui->width - 540.0f, 18.0f, 2,
                        TB_C_TWITCH, app->started_trouble);
    } else {
        tb_ui_text(ui, TB_F_SMALL, ui->width - 290.0f, y + 20.0f, TB_C_INK2, TB_RIGHT,
                   "Practice goes straight to the hands-on part: screening and consent were done.");
    }
    if (tb_ui_button(ui, "hands-on", (tb_box){ui->width - 274.0f, y, 250.0f, 40.0f},
                     TB_BUTTON_PRIMARY, TB_ICON_FINGER, "Go to the hands-on part", NULL)) {
        tb_app_start_encounter(app);
    }
}
