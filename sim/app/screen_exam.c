// Before and after a station: what will be asked and what is closed; handed in.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *safety(void)
{
    return tb_tr(TB_N("Simulated performance only. It is not a licence to needle and does not "
                      "replace supervision."));
}

static float task_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    char title[80], line[TB_LINE_SIZE + 8], region[120];
    const tb_case *model = &app->content->model;
    const tb_box card = tb_ui_card_begin(ui, "station-task", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    tb_exam_title(app, title, sizeof title);
    tb_exam_region(app, region, sizeof region);
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK, title);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y - 2.0f, w, TB_C_INK2, region) + 6.0f;
    snprintf(line, sizeof line, "%s.", tb_tr(model->patient.who));
    line[0] = (char)(line[0] >= 'a' && line[0] <= 'z' ? line[0] - 'a' + 'A' : line[0]);
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y, w, TB_C_INK, line);
    snprintf(line, sizeof line, tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")),
             tb_tr(model->patient.complaint));
    y = tb_ui_prose(ui, TB_F_SPEECH, x, y, w, TB_C_INK, line) + 8.0f;
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, tb_tr(tb_exam_task())) + 2.0f;
    y = tb_exam_tags(app, x, y, w) + 14.0f;
    static const char *const closed[] = {
        TB_N("No hints, labels, targets, reserve line or marks are shown, and no key opens them."),
        TB_N("There is no pause. Screening and consent come first; the clock starts with your "
             "hands."),
        TB_N("%s calls the examiner: the clock stands for a minute in all, and the call is in the "
             "record."),
    };
    char told[240];
    for (int k = 0; k < 3; ++k) {
        tb_ui_icon(ui,
                   k == 0   ? TB_ICON_LOCK
                   : k == 1 ? TB_ICON_CLOCK
                            : TB_ICON_HAND,
                   x + 9.0f, y, 18.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
        snprintf(told, sizeof told, tb_tr(closed[k]), tb_exam_call_key(app)); // in the last one
        y = tb_ui_prose(ui, TB_F_BODY, x + 30.0f, y, w - 30.0f, TB_C_INK2, told) + 6.0f;
    }
    tb_ui_card_end(ui, "station-task", card, y - 14.0f);
    return card.y + card.h;
}

static float declare_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "station-declare", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK,
                          tb_tr(TB_N("What you declare")));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("Each once, when you are ready. The record notes the moment."))) +
        8.0f;
    for (int k = 0; k < TB_EXAM_DECLARATIONS; ++k) {
        const char *key, *text = tb_exam_declaration(app, k, &key);
        const float wide = key != NULL ? tb_ui_key(ui, x, y, key) : 0.0f;
        y = tb_ui_prose(ui, TB_F_BODY_MEDIUM, x + wide + 14.0f, y, w - wide - 14.0f, TB_C_INK,
                        tb_tr(text)) +
            14.0f;
    }
    tb_ui_line(ui, x, y, x + w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 22.0f, w, TB_C_INK, tb_tr(TB_N("Your result")));
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK2,
                    app->exam.station.result == TB_RESULT_RELEASED
                        ? tb_tr(TB_N("It is sealed when you hand in, and opens when the examiner "
                                     "releases it."))
                        : tb_tr(TB_N("It is shown when you have handed in.")));
    tb_ui_card_end(ui, "station-declare", card, y - 10.0f);
    return card.y + card.h;
}

void tb_screen_station(tb_app *app)
{
    tb_ui *ui = &app->ui;
    char candidate[120];
    const bool compact = tb_ui_compact(ui);
    snprintf(candidate, sizeof candidate, tb_tr(TB_N("Candidate %.64s")), app->desc.learner);
    if (tb_title_bar(app, tb_tr(TB_N("Exam")), candidate)) {
        tb_app_back(app);
        return;
    }
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, foot = ui->height - 64.0f;
    const float inner = ui->width - 2.0f * margin;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    const float y = top + 8.0f + dy;
    float bottom;
    if (compact) {
        bottom = task_card(app, (tb_box){margin, y, inner, 0.0f});
        bottom = declare_card(app, (tb_box){margin, bottom + 12.0f, inner, 0.0f});
    } else {
        const float a = 0.58f * (inner - 16.0f), least = foot - top - 16.0f;
        bottom = task_card(app, (tb_box){margin, y, a, least});
        bottom = fmaxf(
            bottom, declare_card(app, (tb_box){margin + a + 16.0f, y, inner - a - 16.0f, least}));
    }
    tb_ui_page_end(ui, bottom + 8.0f);
    const char *go = tb_tr(TB_N("Begin the station"));
    const float width = fminf(inner, tb_ui_button_width(ui, TB_ICON_PLAY, go, NULL) + 16.0f);
    const tb_box button = {ui->width - margin - width, foot + 12.0f, width, 40.0f};
    tb_ui_icon(ui, TB_ICON_SHIELD, margin + 8.0f, foot + 32.0f, 17.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_label(ui, TB_F_SMALL,
                (tb_box){margin + 24.0f, foot + 8.0f, button.x - margin - 40.0f, 50.0f}, TB_C_INK2,
                TB_LEFT, safety());
    if (tb_ui_button(ui, "station-begin", button, TB_BUTTON_PRIMARY, TB_ICON_PLAY, go, NULL)) {
        tb_app_open_briefing(app);
    }
}

void tb_screen_handed_in(tb_app *app)
{
    tb_ui *ui = &app->ui;
    char title[80], text[160];
    const float w = fminf(560.0f, ui->width - 24.0f), x = 0.5f * (ui->width - w);
    tb_exam_title(app, title, sizeof title);
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, 0.0f, ui->width, ui->height});
    const float top = fmaxf(12.0f, 0.5f * (ui->height - 380.0f)) + dy;
    const tb_box card = tb_ui_card_begin(ui, "handed-in", x, top, w, 0.0f);
    tb_ui_icon(ui, TB_ICON_LOCK, card.x + 40.0f, card.y + 42.0f, 34.0f,
               tb_ui_rgba(TB_C_TWITCH, 1.0f));
    const float inner = card.w - 48.0f, left = card.x + 24.0f;
    float y = tb_ui_prose(ui, TB_F_TITLE, card.x + 72.0f, card.y + 42.0f, card.w - 96.0f, TB_C_INK,
                          tb_tr(TB_N("Handed in")));
    y = tb_ui_prose(ui, TB_F_BODY, left, y + 12.0f, inner, TB_C_INK,
                    tb_tr(TB_N("Your result opens when the examiner releases it.")));
    if (app->attempt != NULL) {
        const uint32_t ms = app->attempt->after.tick_ms;
        snprintf(text, sizeof text, tb_tr(TB_N("%s \xC2\xB7 candidate %.40s \xC2\xB7 %u:%02u")),
                 title, app->desc.learner, ms / 60000u, ms / 1000u % 60u);
        y = tb_ui_prose(ui, TB_F_SMALL, left, y, inner, TB_C_INK2, text);
        if (app->exam.time_up) {
            y = tb_ui_prose(ui, TB_F_SMALL, left, y, inner, TB_C_INK2,
                            tb_tr(TB_N("The time was up.")));
        }
        if (app->attempt->trouble[0] != '\0') {
            y = tb_ui_prose(ui, TB_F_SMALL, left, y, inner, TB_C_TWITCH, app->attempt->trouble);
        }
    }
    y += 8.0f;
    const char *home = tb_tr(TB_N("Home")), *call = tb_tr(TB_N("Call examiner"));
    const float wh = tb_ui_button_width(ui, TB_ICON_HOME, home, NULL) + 20.0f;
    const char *key = tb_key_shown(app, "F9");
    const float wc = tb_ui_button_width(ui, TB_ICON_HAND, call, key);
    if (tb_ui_button(ui, "handed-home", (tb_box){left, y, wh, 44.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_HOME, home, NULL)) {
        tb_app_back(app);
        return;
    }
    if (tb_ui_button(ui, "handed-call", (tb_box){left + wh + 12.0f, y, wc, 44.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_HAND, call, key)) {
        tb_exam_call(app, "called");
    }
    y = tb_ui_prose(ui, TB_F_SMALL, left, y + 68.0f, inner, TB_C_INK2, safety());
    tb_ui_card_end(ui, "handed-in", card, y - 10.0f);
    tb_ui_page_end(ui, card.y + card.h + 12.0f);
}
