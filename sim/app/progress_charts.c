// The two charts of the progress screen: values over attempts with the fitted curve and the error
// of measurement around it, and the learning chart with its signal line.
#include "app.h"

#include <math.h>
#include <stdio.h>

/// A plot's scales.
typedef struct axes {
    tb_ui *ui;
    tb_box plot;
    float top;    ///< value at the upper edge; 0 at the lower one
    int attempts; ///< at the right edge; 1 at the left one
} axes;

static float x_of(const axes *a, float attempt)
{
    return a->plot.x + (a->attempts > 1 ? a->plot.w * (attempt - 1.0f) / (float)(a->attempts - 1)
                                        : 0.5f * a->plot.w);
}

static float y_of(const axes *a, float value)
{
    return a->plot.y + a->plot.h * (1.0f - fminf(1.0f, fmaxf(0.0f, value / a->top)));
}

static int step_of(int attempts)
{
    return attempts <= 25 ? 5 : attempts <= 60 ? 10 : attempts <= 150 ? 25 : 100;
}

static void draw_axes(const axes *a, float step)
{
    tb_ui *ui = a->ui;
    for (float v = 0.0f; v <= a->top + 0.01f * step; v += step) {
        const float y = y_of(a, v);
        tb_ui_line(ui, a->plot.x, y, a->plot.x + a->plot.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f),
                   1.0f);
        tb_ui_textf(ui, TB_F_SMALL, a->plot.x - 8.0f, y, TB_C_INK3, TB_RIGHT, "%.0f", (double)v);
    }
    const float y = a->plot.y + a->plot.h + 16.0f;
    const int every = step_of(a->attempts);
    tb_ui_text(ui, TB_F_SMALL, x_of(a, 1.0f), y, TB_C_INK3, TB_CENTRE, "1");
    for (int k = every; k <= a->attempts; k += every) {
        if (x_of(a, (float)k) - x_of(a, 1.0f) > 24.0f) {
            tb_ui_textf(ui, TB_F_SMALL, x_of(a, (float)k), y, TB_C_INK3, TB_CENTRE, "%d", k);
        }
    }
    tb_ui_text(ui, TB_F_SMALL, a->plot.x + 0.5f * a->plot.w, y + 20.0f, TB_C_INK3, TB_CENTRE,
               tb_tr(TB_N("attempt")));
}

// One rectangle per few units, from the curve less the band to the curve plus it.
static void draw_band(const axes *a, const tb_learning_curve *curve, double half, int count)
{
    const float step = 3.0f, right = x_of(a, (float)count);
    for (float x = x_of(a, 1.0f); x < right; x += step) {
        const double attempt =
            1.0 + (double)((x + 0.5f * step - a->plot.x) / a->plot.w) * (a->attempts - 1);
        const double middle = tb_learning_curve_at(curve, attempt);
        const float y0 = y_of(a, (float)(middle + half)), y1 = y_of(a, (float)(middle - half));
        tb_ui_fill(a->ui, (tb_box){x, y0, fminf(step, right - x), fmaxf(1.0f, y1 - y0)},
                   tb_ui_rgba(TB_C_FORCE, 0.16f), 0.0f);
    }
}

static void draw_curve(const axes *a, const tb_learning_curve *curve, int count)
{
    enum { POINTS = 96 };
    float xy[2 * POINTS];
    for (int k = 0; k < POINTS; ++k) {
        const double attempt = 1.0 + (double)(count - 1) * k / (POINTS - 1);
        xy[2 * k] = x_of(a, (float)attempt);
        xy[2 * k + 1] = y_of(a, (float)tb_learning_curve_at(curve, attempt));
    }
    tb_ui_polyline(a->ui, xy, POINTS, false, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.2f);
}

// The words beside a sample of line or dot, from the right edge leftwards.
// @return left edge
static float legend(tb_ui *ui, float right, float y, const char *text, int kind)
{
    const float width = tb_ui_text_width(ui, TB_F_SMALL, text);
    tb_ui_text(ui, TB_F_SMALL, right - width, y, TB_C_INK2, TB_LEFT, text);
    const float x = right - width - 16.0f;
    if (kind == 0) {
        tb_ui_line(ui, x - 14.0f, y, x + 6.0f, y, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.2f);
    } else if (kind == 1) {
        tb_ui_circle(ui, x, y, 4.5f, tb_ui_rgba(TB_C_FORCE, 1.0f), 1.8f);
    } else if (kind == 2) {
        tb_ui_disc(ui, x, y, 4.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
    } else {
        tb_ui_icon(ui, TB_ICON_CROSS, x, y, 12.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    }
    return x - (kind == 0 ? 30.0f : 22.0f);
}

// Title, and the legend where both fit on the line.
static void heading(tb_ui *ui, tb_box card, const char *title, const char *const words[2],
                    const int kinds[2])
{
    const float y = card.y + 27.0f;
    const float width = tb_ui_text_width(ui, TB_F_STRONG, title);
    const float both = tb_ui_text_width(ui, TB_F_SMALL, words[0]) +
                       tb_ui_text_width(ui, TB_F_SMALL, words[1]) + 110.0f;
    tb_ui_label(
        ui, TB_F_STRONG,
        (tb_box){card.x + 18.0f, card.y + 11.0f, fminf(width + 2.0f, card.w - 36.0f), 32.0f},
        TB_C_INK, TB_LEFT, title);
    if (width + both + 36.0f < card.w) {
        const float left = legend(ui, card.x + card.w - 18.0f, y, words[1], kinds[1]);
        legend(ui, left, y, words[0], kinds[0]);
    }
}

float tb_progress_curve_card(tb_app *app, tb_box at, const tb_progress_view *view)
{
    tb_ui *ui = &app->ui;
    const tb_progress_series *s = &view->series[TB_FOLLOW_TIP];
    const tb_box card = tb_ui_card_begin(ui, "progress-tip", at.x, at.y, at.w, at.h);
    const char *const words[] = {tb_tr(TB_N("learning curve")), tb_tr(TB_N("attempt"))};
    static const int kinds[] = {0, 1};
    char note[120] = "";
    heading(ui, card, tb_tr(TB_N("Tip to target, mm")), words, kinds);
    double most = 8.0;
    for (int k = 0; k < s->count; ++k) {
        most = fmax(most, s->value[k]);
    }
    const float step = most > 16.0 ? 5.0f : 2.0f;
    if (s->fits) {
        snprintf(note, sizeof note,
                 tb_tr(TB_N("Band: error of one measurement, MDC95 %.1f mm, from the scatter "
                            "around the curve.")),
                 s->mdc);
    }
    const float foot =
        46.0f + (s->fits ? tb_ui_prose_height(ui, TB_F_SMALL, card.w - 36.0f, note) + 4.0f : 0.0f);
    const axes a = {
        ui,
        {card.x + 46.0f, card.y + 58.0f, card.w - 76.0f, fmaxf(120.0f, at.h - 74.0f - foot)},
        step * ceilf(fminf(30.0f, (float)most) / step),
        s->count > 1 ? s->count : 2};
    draw_axes(&a, step);
    if (s->fits) {
        tb_ui_clip(ui, (tb_box){a.plot.x, a.plot.y - 1.0f, a.plot.w + 1.0f, a.plot.h + 2.0f});
        draw_band(&a, &s->curve, s->mdc, s->count);
        draw_curve(&a, &s->curve, s->count);
        tb_ui_unclip(ui);
    }
    for (int k = 0; k < s->count; ++k) {
        const float x = x_of(&a, (float)k + 1.0f), value = (float)s->value[k];
        if (value > a.top + 0.05f) { // beyond the axis: an arrow, no dot at a place it has not
            tb_ui_icon(ui, TB_ICON_ARROW_UP, x, a.plot.y + 8.0f, 15.0f,
                       tb_ui_rgba(TB_C_FORCE, 1.0f));
        } else {
            tb_ui_circle(ui, x, y_of(&a, value), 4.5f, tb_ui_rgba(TB_C_FORCE, 1.0f), 1.8f);
        }
    }
    float y = a.plot.y + a.plot.h + 56.0f;
    if (s->fits) {
        y = tb_ui_prose(ui, TB_F_SMALL, card.x + 18.0f, y, card.w - 36.0f, TB_C_INK2, note);
    }
    tb_ui_card_end(ui, "progress-tip", card, y - 12.0f);
    return card.y + card.h;
}

float tb_progress_chart_card(tb_app *app, tb_box at, const tb_progress_view *view)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "progress-cusum", at.x, at.y, at.w, at.h);
    const char *const words[] = {tb_tr(TB_N("met")), tb_tr(TB_N("not met"))};
    static const int kinds[] = {2, 3};
    char label[64];
    heading(ui, card, tb_tr(TB_N("Learning chart (LC-CUSUM)")), words, kinds);
    double most = view->learning.h * 1.2;
    for (int k = 0; k < view->charted; ++k) {
        most = fmax(most, view->chart[k]);
    }
    const axes a = {ui,
                    {card.x + 46.0f, card.y + 58.0f, card.w - 76.0f, fmaxf(120.0f, at.h - 120.0f)},
                    ceilf((float)most),
                    view->charted > app->progress_rules.attempts ? view->charted
                                                                 : app->progress_rules.attempts};
    draw_axes(&a, 1.0f);
    const float h = y_of(&a, (float)view->learning.h);
    tb_ui_dashed(ui, a.plot.x, h, a.plot.x + a.plot.w, h, tb_ui_rgba(TB_C_DONE, 1.0f), 2.0f, 8.0f);
    snprintf(label, sizeof label, tb_tr(TB_N("signal line h = %.2f")), view->learning.h);
    tb_ui_text(ui, TB_F_SMALL, a.plot.x + 8.0f, h - 13.0f, TB_C_INK, TB_LEFT, label);
    for (int k = 0; k + 1 < view->charted; ++k) {
        tb_ui_line(ui, x_of(&a, (float)k + 1.0f), y_of(&a, (float)view->chart[k]),
                   x_of(&a, (float)k + 2.0f), y_of(&a, (float)view->chart[k + 1]),
                   tb_ui_rgba(TB_C_TWITCH, 1.0f), 2.0f);
    }
    for (int k = 0; k < view->charted; ++k) {
        const float x = x_of(&a, (float)k + 1.0f), y = y_of(&a, (float)view->chart[k]);
        if (view->met[k]) {
            tb_ui_disc(ui, x, y, 4.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
        } else {
            tb_ui_icon(ui, TB_ICON_CROSS, x, y, 12.0f, tb_ui_rgba(TB_C_INK, 1.0f));
        }
    }
    tb_ui_card_end(ui, "progress-cusum", card, a.plot.y + a.plot.h + 44.0f);
    return card.y + card.h;
}
