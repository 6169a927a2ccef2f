// Before the result: the learner guesses how near the tip came to the point. Guessing first makes
// the true distance say more. It can be skipped, and it is not scored.
#include "app.h"

#include <math.h>
#include <stdio.h>

static const double MOST_MM = 20.0, STEP_MM = 0.5;

static void ring(tb_ui *ui, float x, float y, float r)
{
    const int dashes = (int)(r * 0.5f) + 8;
    for (int k = 0; k < dashes; ++k) {
        const float a = 6.2831853f * (float)k / (float)dashes;
        tb_ui_arc(ui, x, y, r, a, a + 3.4f / (float)dashes, tb_ui_rgba(TB_C_INK3, 1.0f), 1.1f);
    }
}

// The point with rings of 3, 8 and 15 mm, and the guess as a ring of its own.
static void rings(tb_ui *ui, tb_box box, double guess_mm)
{
    static const int at_mm[] = {3, 8, 15};
    const float x = box.x + 0.5f * box.w, y = box.y + 0.5f * box.h;
    const float unit = 0.48f * fminf(box.w, box.h) / (float)MOST_MM;
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_WELL, 1.0f), 8.0f);
    ui->over_scene = true;
    for (int k = 0; k < 3; ++k) {
        ring(ui, x, y, unit * (float)at_mm[k]);
    }
    const float r = fmaxf(1.0f, unit * (float)guess_mm), turned = 0.7071068f * r;
    tb_ui_circle(ui, x, y, r, tb_ui_rgba(TB_C_ACCENT, 1.0f), 2.4f);
    tb_ui_line(ui, x, y, x + turned, y - turned, tb_ui_rgba(TB_C_ACCENT, 1.0f), 1.6f);
    tb_ui_disc(ui, x + turned, y - turned, 5.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
    for (int k = 0; k < 3; ++k) { // over the ring of the guess, which passes through any of them
        char name[16];
        snprintf(name, sizeof name, "%d mm", at_mm[k]);
        const float wide = tb_ui_text_width(ui, TB_F_SMALL, name) + 6.0f;
        const float foot = y + unit * (float)at_mm[k] + 10.0f;
        tb_ui_fill(ui, (tb_box){x - 0.5f * wide, foot - 8.0f, wide, 16.0f},
                   tb_ui_rgba(TB_C_WELL, 1.0f), 3.0f);
        tb_ui_text(ui, TB_F_SMALL, x, foot, TB_C_INK3, TB_CENTRE, name);
    }
    tb_ui_circle(ui, x, y, 9.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.8f);
    tb_ui_line(ui, x - 4.0f, y, x + 4.0f, y, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.6f);
    tb_ui_line(ui, x, y - 4.0f, x, y + 4.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.6f);
    ui->over_scene = false;
}

static float guess_card(tb_app *app, float x, float y, float w, bool compact)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "guess", x, y, w, 0.0f);
    const float left = card.x + 24.0f, inner = w - 48.0f;
    const float picture = compact ? 150.0f : 300.0f;
    const float column = compact ? inner : inner - picture - 32.0f;
    float at = tb_ui_prose(ui, TB_F_TITLE, left, card.y + 36.0f, column, TB_C_INK,
                           tb_tr(TB_N("How near did the tip come to the trigger point?")));
    at = tb_ui_prose(ui, TB_F_BODY, left, at + 4.0f, column, TB_C_INK2,
                     tb_tr(TB_N("Guess the least distance before you see it. It is not scored; "
                                "the debrief puts the truth beside it."))) +
         10.0f;
    tb_ui_textf(ui, TB_F_HERO, left, at + 26.0f, TB_C_INK, TB_LEFT, "%.1f mm", app->brief.guess_mm);
    at += 66.0f;
    const tb_box slider = {left, at, column, 44.0f};
    (void)tb_ui_slider(ui, "guess-slider", slider, 0.0, MOST_MM, STEP_MM, &app->brief.guess_mm);
    tb_ui_text(ui, TB_F_SMALL, left + 10.0f, at + 58.0f, TB_C_INK3, TB_LEFT, "0 mm");
    tb_ui_textf(ui, TB_F_SMALL, left + column - 10.0f, at + 58.0f, TB_C_INK3, TB_RIGHT, "%.0f mm",
                MOST_MM);
    at += 90.0f;
    const char *go = tb_tr(TB_N("That is my guess")), *skip = tb_tr(TB_N("Skip"));
    const float wide = fminf(0.6f * column, tb_ui_button_width(ui, TB_ICON_TICK, go, NULL));
    if (tb_ui_button(ui, "guess-go", (tb_box){left, at, wide, 44.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_TICK, go, NULL)) {
        tb_app_command(app, TB_COMMAND_GUESS, (int32_t)lround(1e3 * app->brief.guess_mm));
        tb_app_conclude(app);
    } else if (tb_ui_button(
                   ui, "guess-skip",
                   (tb_box){left + wide + 12.0f, at,
                            fminf(column - wide - 12.0f,
                                  tb_ui_button_width(ui, TB_ICON_NONE, skip, NULL) + 24.0f),
                            44.0f},
                   TB_BUTTON_OUTLINE, TB_ICON_NONE, skip, NULL)) {
        tb_app_conclude(app);
    }
    at += 44.0f;
    if (compact) {
        rings(ui, (tb_box){left, at + 14.0f, inner, picture}, app->brief.guess_mm);
        at += picture + 14.0f;
    } else {
        rings(ui, (tb_box){card.x + w - picture - 24.0f, card.y + 24.0f, picture, picture},
              app->brief.guess_mm);
        at = fmaxf(at, card.y + 24.0f + picture);
    }
    tb_ui_card_end(ui, "guess", card, at + 8.0f);
    return card.y + card.h;
}

void tb_screen_guess(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    if (tb_title_bar(app, tb_tr(TB_N("Before the result")),
                     compact ? "" : tb_tr(app->content->model.title))) {
        tb_app_back(app);
        return;
    }
    const float w = fminf(ui->width - (compact ? 24.0f : 160.0f), 940.0f);
    const tb_box view = {0.0f, 50.0f, ui->width, ui->height - 50.0f};
    const float dy = tb_ui_page_begin(ui, view);
    const float top = compact ? 58.0f : fmaxf(58.0f, 0.5f * ui->height - 210.0f);
    const float bottom = guess_card(app, 0.5f * (ui->width - w), top + dy, w, compact);
    tb_ui_page_end(ui, bottom + 8.0f);
}
