// Briefing: the patient, the questions, consent, what to do.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void quoted(const char *text, char *out, size_t capacity)
{
    snprintf(out, capacity, "\xE2\x80\x9C%s\xE2\x80\x9D", tb_tr(text));
}

static float fact(tb_ui *ui, float x, float y, float w, const char *label, const char *text)
{
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, label);
    return tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, text) + 8.0f;
}

static float patient_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    static const float calm[7] = {0, 0, 1, 0, 0, 0, 0};
    char line[TB_LINE_SIZE + 8], who[TB_LABEL_SIZE];
    const tb_box card = tb_ui_card_begin(ui, "brief-patient", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    tb_face_draw(ui, (tb_box){x, card.y + 16.0f, 100.0f, 100.0f}, calm);
    snprintf(who, sizeof who, "%s", tb_tr(model->patient.who));
    who[0] = (char)(who[0] >= 'a' && who[0] <= 'z' ? who[0] - 'a' + 'A' : who[0]);
    float y = tb_ui_prose(ui, TB_F_TITLE, x + 118.0f, card.y + 44.0f, w - 118.0f, TB_C_INK, who);
    snprintf(line, sizeof line, tb_tr(TB_N("BMI %.0f \xC2\xB7 %s side")), model->patient.bmi,
             tb_tr(model->site.side));
    tb_ui_prose(ui, TB_F_SMALL, x + 118.0f, y, w - 118.0f, TB_C_INK2, line);
    y = fmaxf(y + 20.0f, card.y + 130.0f);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, tb_tr(TB_N("In the patient's words")));
    quoted(model->patient.complaint, line, sizeof line);
    y = tb_ui_prose(ui, TB_F_SPEECH, x, y + 6.0f, w, TB_C_INK, line) + 8.0f;
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, tb_tr(TB_N("Pain drawing")));
    float felt[TB_REFERRAL_MAX];
    for (int k = 0; k < model->referral_count; ++k) {
        felt[k] = (float)model->referral[k].weight;
    }
    const tb_box figure = {x, y - 2.0f, 0.5f * w, 170.0f};
    tb_ui_clear_box(ui, figure, TB_C_WELL);
    tb_figure_spread(ui,
                     (tb_box){figure.x + 4.0f, figure.y + 4.0f, figure.w - 8.0f, figure.h - 8.0f},
                     model->referral, model->referral_count, felt);
    const float x2 = figure.x + figure.w + 14.0f, w2 = w - figure.w - 14.0f;
    float y2 = fact(ui, x2, y + 10.0f, w2, tb_tr(TB_N("Muscle")), tb_tr(model->muscle));
    y2 = fact(ui, x2, y2, w2, tb_tr(TB_N("Position")), tb_tr(model->site.position));
    tb_ui_card_end(ui, "brief-patient", card, fmaxf(figure.y + figure.h, y2 - 8.0f));
    return card.y + card.h;
}

static float history_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const tb_box card = tb_ui_card_begin(ui, "brief-history", at.x, at.y, at.w, at.h);
    tb_ui_text(ui, TB_F_TITLE, card.x + 20.0f, card.y + 32.0f, TB_C_INK, TB_LEFT,
               tb_tr(TB_N("History")));
    float y = card.y + 72.0f;
    for (int k = 0; k < model->patient.history_count; ++k) {
        char line[TB_LINE_SIZE + 8];
        quoted(model->patient.history[k], line, sizeof line);
        tb_ui_icon(ui, TB_ICON_BUBBLE, card.x + 30.0f, y, 18.0f, tb_ui_rgba(TB_C_INK3, 1.0f));
        y = tb_ui_prose(ui, TB_F_BODY, card.x + 54.0f, y, card.w - 76.0f, TB_C_INK, line) + 10.0f;
    }
    tb_ui_card_end(ui, "brief-history", card, y - 12.0f);
    return card.y + card.h;
}

static float task_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    static const struct {
        const char *title, *text;
    } rows[] = {{TB_N("Find"),
                 TB_N("Feel across the fibres for the cord, follow it, mark its sorest spot.")},
                {TB_N("Needle"),
                 TB_N("Choose a length, aim, set the tube down, warn, tap through the skin.")},
                {TB_N("Stimulate"),
                 TB_N("Reach the spot and move in small strokes until the muscle twitches.")},
                {TB_N("Withdraw"), TB_N("Take the needle out, bin and count it, press the spot.")},
                {TB_N("Finish"), TB_N("Say what comes after, then read your score.")}};
    const tb_box card = tb_ui_card_begin(ui, "brief-task", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    tb_ui_text(ui, TB_F_TITLE, x, card.y + 32.0f, TB_C_INK, TB_LEFT, tb_tr(TB_N("What to do")));
    float y = card.y + 72.0f;
    for (int k = 0; k < 5; ++k) {
        tb_ui_disc(ui, x + 13.0f, y, 13.0f, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f));
        tb_ui_textf(ui, TB_F_SMALL_MEDIUM, x + 13.0f, y, TB_C_INK, TB_CENTRE, "%d", k + 1);
        y = tb_ui_prose(ui, TB_F_BODY_STRONG, x + 38.0f, y, w - 38.0f, TB_C_INK,
                        tb_tr(rows[k].title));
        y = tb_ui_prose(ui, TB_F_SMALL, x + 38.0f, y - 1.0f, w - 38.0f, TB_C_INK2,
                        tb_tr(rows[k].text)) +
            10.0f;
    }
    tb_ui_line(ui, x, y - 8.0f, x + w, y - 8.0f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 12.0f, w, TB_C_INK, tb_tr(TB_N("Consent, given")));
    y = tb_ui_prose(
        ui, TB_F_SMALL, x, y, w, TB_C_INK2,
        tb_tr(TB_N("A thin needle into the muscle, moved in and out. It may ache, cramp "
                   "and twitch, and be sore for a day or two. Bruise, bleeding and nerve "
                   "pain are possible. Pressure or exercise alone are open too. Say stop "
                   "at any time and it stops.")));
    tb_ui_card_end(ui, "brief-task", card, y - 8.0f);
    return card.y + card.h;
}

void tb_screen_briefing(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const bool compact = tb_ui_compact(ui);
    if (tb_title_bar(app, tb_tr(model->title), compact ? "" : tb_tr(model->muscle))) {
        tb_app_back(app);
        return;
    }
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, foot = ui->height - 56.0f;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    const float y = top + 8.0f + dy;
    float bottom;
    if (compact) {
        const float w = ui->width - 2.0f * margin;
        bottom = patient_card(app, (tb_box){margin, y, w, 0.0f});
        bottom = history_card(app, (tb_box){margin, bottom + 12.0f, w, 0.0f});
        bottom = task_card(app, (tb_box){margin, bottom + 12.0f, w, 0.0f});
    } else {
        const float inner = ui->width - 2.0f * margin - 32.0f, least = foot - top - 16.0f;
        const float a = 384.0f, b = 0.5f * (inner - a) + 24.0f, c = inner - a - b;
        bottom = patient_card(app, (tb_box){margin, y, a, least});
        bottom = fmaxf(bottom, history_card(app, (tb_box){margin + a + 16.0f, y, b, least}));
        bottom = fmaxf(bottom, task_card(app, (tb_box){margin + a + b + 32.0f, y, c, least}));
    }
    tb_ui_page_end(ui, bottom + 8.0f);
    const char *go = tb_tr(TB_N("Go to the hands-on part"));
    const float width =
        fminf(ui->width - 2.0f * margin, tb_ui_button_width(ui, TB_ICON_FINGER, go, NULL) + 16.0f);
    const tb_box button = {ui->width - margin - width, foot + 8.0f, width, 40.0f};
    const float room = button.x - margin - 20.0f;
    const char *note =
        app->started_trouble[0] != '\0'
            ? app->started_trouble
            : tb_tr(TB_N("Practice goes straight to the hands-on part: feedback, no pass mark."));
    if (room > 200.0f) {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){margin, foot + 8.0f, room, 40.0f},
                    app->started_trouble[0] != '\0' ? TB_C_TWITCH : TB_C_INK2, TB_LEFT, note);
    }
    if (tb_ui_button(ui, "hands-on", button, TB_BUTTON_PRIMARY, TB_ICON_FINGER, go, NULL)) {
        tb_app_start_encounter(app);
    }
}
