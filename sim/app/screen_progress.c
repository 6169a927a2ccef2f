// Progress: attempts as dots with a fitted line, and in words what the numbers say and do not say.
#include "app.h"

#include <math.h>
#include <stdio.h>

enum { SHOWN = 60 };

/// One chart's numbers, oldest first.
typedef struct series {
    float value[SHOWN];
    int count;
} series;

typedef double (*pick)(const tb_library_attempt *attempt);

static double pick_total(const tb_library_attempt *attempt)
{
    return (double)attempt->total;
}

static double pick_tip(const tb_library_attempt *attempt)
{
    return attempt->tip_mm;
}

static double pick_pain(const tb_library_attempt *attempt)
{
    return attempt->pain;
}

static series series_of(const tb_library *library, pick of)
{
    series out = {.count = 0};
    for (int k = 0; k < library->attempt_count && out.count < SHOWN; ++k) {
        out.count += library->attempts[k].has_score && of(&library->attempts[k]) >= 0.0 ? 1 : 0;
    }
    for (int k = 0, at = out.count; k < library->attempt_count && at > 0; ++k) {
        if (library->attempts[k].has_score && of(&library->attempts[k]) >= 0.0) {
            out.value[--at] = (float)of(&library->attempts[k]);
        }
    }
    return out;
}

// Least squares of value against the logarithm of the attempt: the shape of a learning curve.
static bool fit(const series *s, float *from, float *slope)
{
    float n = 0.0f, sx = 0.0f, sy = 0.0f, sxx = 0.0f, sxy = 0.0f;
    for (int k = 0; k < s->count; ++k) {
        const float x = logf((float)k + 1.0f);
        n += 1.0f;
        sx += x;
        sy += s->value[k];
        sxx += x * x;
        sxy += x * s->value[k];
    }
    const float det = n * sxx - sx * sx;
    if (s->count < 3 || det < 1e-6f) {
        return false;
    }
    *slope = (n * sxy - sx * sy) / det;
    *from = (sy - *slope * sx) / n;
    return true;
}

static float chart_card(tb_app *app, tb_box at, const char *id, const char *title, const series *s,
                        float top, float step, const char *unit)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, id, at.x, at.y, at.w, at.h);
    tb_ui_label(ui, TB_F_BODY_STRONG,
                (tb_box){card.x + 18.0f, card.y + 10.0f, card.w - 140.0f, 30.0f}, TB_C_INK, TB_LEFT,
                title);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){card.x + card.w - 118.0f, card.y + 10.0f, 100.0f, 30.0f},
                TB_C_INK2, TB_RIGHT, unit);
    const tb_box plot = {card.x + 46.0f, card.y + 54.0f, card.w - 70.0f,
                         fmaxf(110.0f, at.h - 104.0f)};
    for (float v = 0.0f; v <= top + 0.01f; v += step) {
        const float y = plot.y + plot.h * (1.0f - v / top);
        tb_ui_line(ui, plot.x, y, plot.x + plot.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_textf(ui, TB_F_SMALL, plot.x - 8.0f, y, TB_C_INK3, TB_RIGHT, "%.0f", (double)v);
    }
    float from, slope, line[2 * SHOWN];
    const float per = s->count > 1 ? plot.w / (float)(s->count - 1) : 0.0f;
    if (fit(s, &from, &slope)) {
        for (int k = 0; k < s->count; ++k) {
            const float v = from + slope * logf((float)k + 1.0f);
            line[2 * k] = plot.x + per * (float)k;
            line[2 * k + 1] = plot.y + plot.h * (1.0f - fminf(1.0f, fmaxf(0.0f, v / top)));
        }
        tb_ui_polyline(ui, line, s->count, false, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.0f);
    }
    for (int k = 0; k < s->count; ++k) {
        const float y = plot.y + plot.h * (1.0f - fminf(1.0f, s->value[k] / top));
        tb_ui_circle(ui, s->count > 1 ? plot.x + per * (float)k : plot.x + 0.5f * plot.w, y, 4.5f,
                     tb_ui_rgba(TB_C_FORCE, 1.0f), 1.8f);
    }
    const float y = plot.y + plot.h + 18.0f;
    tb_ui_text(ui, TB_F_SMALL, plot.x, y, TB_C_INK3, TB_LEFT, "1");
    tb_ui_textf(ui, TB_F_SMALL, plot.x + plot.w, y, TB_C_INK3, TB_RIGHT, "%d", s->count);
    tb_ui_text(ui, TB_F_SMALL, plot.x + 0.5f * plot.w, y, TB_C_INK3, TB_CENTRE,
               tb_tr(TB_N("attempt")));
    tb_ui_card_end(ui, id, card, y + 4.0f);
    return card.y + card.h;
}

// The same numbers as a list.
static float table_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "progress-table", at.x, at.y, at.w, 0.0f);
    const char *const heads[] = {tb_tr(TB_N("Attempt")), tb_tr(TB_N("points")),
                                 tb_tr(TB_N("tip, mm")), tb_tr(TB_N("pain"))};
    const float column = (card.w - 40.0f) / 5.0f;
    float y = card.y + 28.0f;
    for (int c = 0; c < 4; ++c) {
        const tb_box cell = {card.x + 20.0f + (c == 0 ? 0.0f : column * (float)(c + 1)), y - 16.0f,
                             c == 0 ? 2.0f * column : column - 6.0f, 32.0f};
        tb_ui_label(ui, TB_F_SMALL_MEDIUM, cell, TB_C_INK2, c == 0 ? TB_LEFT : TB_RIGHT, heads[c]);
    }
    for (int k = 0; k < app->library->attempt_count && k < 20; ++k) {
        const tb_library_attempt *a = &app->library->attempts[k];
        const double values[] = {(double)a->total, a->tip_mm, a->pain};
        char text[48];
        y += 30.0f;
        tb_readable_time(a->when, text, sizeof text);
        tb_ui_label(ui, TB_F_SMALL, (tb_box){card.x + 20.0f, y - 15.0f, 2.0f * column, 30.0f},
                    TB_C_INK, TB_LEFT, text);
        for (int c = 0; c < 3; ++c) {
            snprintf(text, sizeof text, c == 1 ? "%.1f" : "%.0f", values[c]);
            tb_ui_text(ui, TB_F_BODY, card.x + 14.0f + column * (float)(c + 3), y, TB_C_INK,
                       TB_RIGHT, values[c] < 0.0 ? "\xE2\x80\x93" : text);
        }
    }
    tb_ui_card_end(ui, "progress-table", card, y + 8.0f);
    return card.y + card.h;
}

static float words_card(tb_app *app, tb_box at, const series *points)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "progress-words", at.x, at.y, at.w, at.h);
    const float x = card.x + 18.0f, w = card.w - 36.0f;
    float from, slope;
    float y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, card.y + 26.0f, w, TB_C_INK,
                          tb_tr(TB_N("What the line means")));
    const char *change = !fit(points, &from, &slope)
                             ? tb_tr(TB_N("Three attempts or more make a line."))
                         : slope > 2.0f  ? tb_tr(TB_N("Points rise with practice so far."))
                         : slope < -2.0f ? tb_tr(TB_N("Points fall so far: look at what changed."))
                                         : tb_tr(TB_N("Points stay about the same so far."));
    y = tb_ui_prose(ui, TB_F_BODY, x, y + 2.0f, w, TB_C_INK2, change);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y + 4.0f, w, TB_C_INK2,
                    tb_tr(TB_N("Each dot is one attempt on one simulated patient; patients differ. "
                               "The line is a fit through the dots and no statement about skill on "
                               "people.")));
    const char *label =
        app->progress_table ? tb_tr(TB_N("Show charts")) : tb_tr(TB_N("Table view"));
    const float width = fminf(w, tb_ui_button_width(ui, TB_ICON_NONE, label, NULL));
    if (tb_ui_button(ui, "progress-view", (tb_box){x, y + 4.0f, width, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, label, NULL)) {
        app->progress_table = !app->progress_table;
    }
    tb_ui_card_end(ui, "progress-words", card, y + 46.0f);
    return card.y + card.h;
}

static float charts(tb_app *app, float x, float y, float w, float h, bool compact)
{
    const series points = series_of(app->library, pick_total);
    const series tip = series_of(app->library, pick_tip), pain = series_of(app->library, pick_pain);
    const float gap = 16.0f;
    if (app->progress_table) {
        y = table_card(app, (tb_box){x, y, w, 0.0f}) + gap;
        return words_card(app, (tb_box){x, y, w, 0.0f}, &points);
    }
    const float half = compact ? w : 0.5f * (w - gap), tall = compact ? 0.0f : 0.5f * (h - gap);
    const float x2 = compact ? x : x + half + gap;
    const float a =
        chart_card(app, (tb_box){x, y, half, tall}, "progress-points", tb_tr(TB_N("Points")),
                   &points, 100.0f, 25.0f, tb_tr(TB_N("of 100")));
    const float b = chart_card(app, (tb_box){x2, compact ? a + gap : y, half, tall}, "progress-tip",
                               tb_tr(TB_N("Tip to target")), &tip, 12.0f, 3.0f, "mm");
    const float row = (compact ? b : fmaxf(a, b)) + gap;
    const float c =
        chart_card(app, (tb_box){x, row, half, tall}, "progress-pain", tb_tr(TB_N("Highest pain")),
                   &pain, 10.0f, 2.0f, tb_tr(TB_N("of 10")));
    const float d = words_card(app, (tb_box){x2, compact ? c + gap : row, half, tall}, &points);
    return fmaxf(c, d);
}

void tb_screen_progress(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const float top = tb_menu_bar(app, TB_SCREEN_PROGRESS);
    const float foot = tb_menu_footer(app);
    const float margin = compact ? 12.0f : 24.0f, width = ui->width - 2.0f * margin;
    if (app->screen != TB_SCREEN_PROGRESS || app->library == NULL) {
        return;
    }
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    float y = top + 30.0f + dy;
    int scored = 0;
    for (int k = 0; k < app->library->attempt_count; ++k) {
        scored += app->library->attempts[k].has_score ? 1 : 0;
    }
    char note[64];
    snprintf(note, sizeof note, tb_trn("%d attempt", "%d attempts", (unsigned long)scored), scored);
    const float title =
        tb_ui_text(ui, TB_F_TITLE, margin, y, TB_C_INK, TB_LEFT, tb_tr(TB_N("Progress")));
    tb_ui_text(ui, TB_F_SMALL, margin + title + 14.0f, y + 1.0f, TB_C_INK2, TB_LEFT, note);
    y += 26.0f;
    if (scored == 0) {
        y = tb_ui_prose(ui, TB_F_BODY, margin, y + 10.0f, width, TB_C_INK2,
                        tb_tr(TB_N("Nothing to show yet: finish an attempt and it appears here.")));
    } else {
        y = charts(app, margin, y, width, foot - y - 16.0f + dy * -1.0f, compact);
    }
    tb_ui_page_end(ui, y + 8.0f);
}
