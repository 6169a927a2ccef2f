// Six seconds of force and of the muscle signal: one rectangle per pixel column.
#include "app.h"
#include "ui_shim.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct strip {
    tb_ui *ui;
    tb_box plot;
    float lo, hi;
} strip;

static float strip_y(const strip *s, float value)
{
    const float share = (value - s->lo) / (s->hi - s->lo);
    return s->plot.y + s->plot.h * (1.0f - fminf(1.0f, fmaxf(0.0f, share)));
}

static void grid_line(const strip *s, float value, const char *label)
{
    const float y = strip_y(s, value);
    tb_ui_line(s->ui, s->plot.x, y, s->plot.x + s->plot.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f),
               1.0f);
    tb_ui_text(s->ui, TB_F_SMALL, s->plot.x - 7.0f, y, TB_C_INK3, TB_RIGHT, label);
}

static void time_axis(const strip *s)
{
    const float y = s->plot.y + s->plot.h + 13.0f;
    tb_ui_text(s->ui, TB_F_SMALL, s->plot.x, y, TB_C_INK3, TB_LEFT,
               "\xE2\x88\x92"
               "6 s");
    tb_ui_text(s->ui, TB_F_SMALL, s->plot.x + s->plot.w, y, TB_C_INK3, TB_RIGHT,
               tb_tr(TB_N("now")));
}

// Smallest and largest of the samples under each pixel column, the newest at the right.
static void draw_samples(const strip *s, const tb_attempt *attempt, const float *ring,
                         tb_colour colour)
{
    enum { COLUMNS_MAX = 1024 };
    float top[COLUMNS_MAX], bottom[COLUMNS_MAX];
    const float k = s->ui->scale;
    int columns = (int)(s->plot.w * k);
    columns = columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
    const int empty = TB_STRIP_TICKS - attempt->filled;
    int shown = 0, first = 0;
    float before = 0.0f;
    for (int c = 0; c < columns; ++c) {
        const int from = (int)((int64_t)c * TB_STRIP_TICKS / columns);
        const int to = (int)((int64_t)(c + 1) * TB_STRIP_TICKS / columns);
        if (from < empty) {
            first = c + 1;
            continue;
        }
        float lo = 1e9f, hi = -1e9f;
        for (int i = from; i < to; ++i) {
            const float v = ring[(attempt->head + i) % TB_STRIP_TICKS];
            lo = fminf(lo, v);
            hi = fmaxf(hi, v);
        }
        if (shown > 0) { // no gap to the column before
            lo = fminf(lo, before);
            hi = fmaxf(hi, before);
        }
        before = ring[(attempt->head + to - 1) % TB_STRIP_TICKS];
        float y0 = strip_y(s, hi) * k, y1 = strip_y(s, lo) * k;
        const float least = 1.8f * k;
        if (y1 - y0 < least) {
            const float middle = 0.5f * (y0 + y1);
            y0 = middle - 0.5f * least;
            y1 = middle + 0.5f * least;
        }
        top[shown] = y0;
        bottom[shown++] = y1;
    }
    if (shown > 0) {
        const float step = s->plot.w * k / (float)columns;
        tb_shim_columns(s->plot.x * k + step * (float)first, step, top, bottom, shown,
                        tb_ui_rgba(colour, 1.0f));
    }
}

// At most two marks, the newest ones, so that labels never meet.
static void draw_marks(const strip *s, const tb_attempt *attempt, bool signal)
{
    int drawn = 0;
    float last_x = 1e9f;
    for (int k = attempt->mark_count - 1;
         k >= 0 && k > attempt->mark_count - TB_STRIP_MARKS && drawn < 2; --k) {
        const tb_strip_mark *mark = &attempt->marks[k % TB_STRIP_MARKS];
        const bool twitch = strcmp(mark->label, "twitch") == 0;
        const uint32_t age = attempt->after.tick_ms - mark->tick_ms;
        if (age >= TB_STRIP_TICKS || twitch != signal) {
            continue;
        }
        const float x = s->plot.x + s->plot.w * (1.0f - (float)age / (float)TB_STRIP_TICKS);
        const float width = tb_ui_text_width(s->ui, TB_F_SMALL, tb_tr(mark->label));
        const bool left = x + width + 8.0f > s->plot.x + s->plot.w;
        const float edge = left ? x - 5.0f - width : x + 5.0f;
        tb_ui_dashed(s->ui, x, s->plot.y, x, s->plot.y + s->plot.h,
                     tb_ui_rgba(twitch ? TB_C_TWITCH : TB_C_INK2, 1.0f), 1.2f, 3.0f);
        if (edge + width < last_x - 6.0f && edge > s->plot.x) {
            tb_ui_text(s->ui, TB_F_SMALL, edge, s->plot.y + 7.0f, TB_C_INK, TB_LEFT,
                       tb_tr(mark->label));
            last_x = edge;
        }
        ++drawn;
    }
}

static float largest(const tb_attempt *attempt, const float *ring)
{
    float most = 0.0f;
    for (int k = 0; k < TB_STRIP_TICKS; ++k) {
        most = fmaxf(most, fabsf(ring[k]));
    }
    return attempt->filled > 0 ? most : 0.0f;
}

// Name of a strip; `value` is kept free at its right.
static void heading(tb_ui *ui, tb_box box, float value, const char *text)
{
    tb_ui_label(ui, TB_F_BODY_STRONG,
                (tb_box){box.x + 12.0f, box.y + 2.0f, box.w - 24.0f - value, 32.0f}, TB_C_INK,
                TB_LEFT, text);
}

static void needle_force(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_attempt *attempt = app->attempt;
    const float most = largest(attempt, attempt->needle_n);
    const float top = most > 3.0f ? 6.4f : most > 1.5f ? 3.2f : 1.6f;
    const strip s = {
        ui, {box.x + 44.0f, box.y + 40.0f, box.w - 54.0f, box.h - 68.0f}, -0.25f * top, top};
    heading(ui, box, 74.0f, tb_tr(TB_N("Needle force")));
    tb_ui_textf(ui, TB_F_BODY_STRONG, box.x + box.w - 12.0f, box.y + 17.0f, TB_C_FORCE, TB_RIGHT,
                "%.2f N", (double)attempt->after.needle.force_n);
    for (int k = 0; k <= 2; ++k) {
        char label[16];
        const float value = top * (float)k / 2.0f;
        snprintf(label, sizeof label, k == 0 ? "%.0f" : "%.1f", (double)value);
        grid_line(&s, value, label);
    }
    draw_samples(&s, attempt, attempt->needle_n, TB_C_FORCE);
    draw_marks(&s, attempt, false);
    time_axis(&s);
}

// Whether samples run through a box of the plot.
static bool crossed(const strip *s, const tb_attempt *attempt, const float *ring, tb_box box)
{
    const float per_unit = (float)TB_STRIP_TICKS / s->plot.w, room = 2.0f;
    const int empty = TB_STRIP_TICKS - attempt->filled;
    const int from = (int)fmaxf((float)empty, (box.x - room - s->plot.x) * per_unit);
    const int to = (int)fminf((float)TB_STRIP_TICKS, (box.x + box.w + room - s->plot.x) * per_unit);
    float lo = 1e9f, hi = -1e9f; // a line has no gaps: what lies between them is crossed
    for (int i = from; i < to; ++i) {
        const float v = ring[(attempt->head + i) % TB_STRIP_TICKS];
        lo = fminf(lo, v);
        hi = fmaxf(hi, v);
    }
    return lo <= hi && strip_y(s, hi) < box.y + box.h + room && strip_y(s, lo) > box.y - room;
}

// Name of a band of values, in it or close to it where the samples leave room; else none.
static void band_name(const strip *s, const tb_attempt *attempt, const float *ring, float y0,
                      float y1, const char *text)
{
    const float w = tb_ui_text_width(s->ui, TB_F_SMALL, text), half = 7.0f, off = 10.0f;
    const float xs[] = {s->plot.x + 8.0f, s->plot.x + s->plot.w - 10.0f - w};
    const float ys[] = {y0 + off, y1 - off, y1 + off, y0 - off};
    for (size_t k = 0; k < 8; ++k) {
        const tb_box box = {xs[k % 2], ys[k / 2] - half, w, 2.0f * half};
        if (!crossed(s, attempt, ring, box)) {
            tb_ui_text(s->ui, TB_F_SMALL, box.x, ys[k / 2], TB_C_INK2, TB_LEFT, text);
            return;
        }
    }
}

// The band is that of a fingertip on muscle: a squeeze, a flat hand and cotton want less.
static bool presses_firmly(tb_tool tool)
{
    return tool == TB_TOOL_FINGER || tool == TB_TOOL_TWO_FINGERS || tool == TB_TOOL_THUMB;
}

static void finger_force(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_attempt *attempt = app->attempt;
    const double force = (double)attempt->after.finger.force_n;
    const strip s = {ui, {box.x + 38.0f, box.y + 40.0f, box.w - 48.0f, box.h - 68.0f}, 0.0f, 60.0f};
    heading(ui, box, 106.0f,
            app->hand.tool == TB_TOOL_COTTON ? tb_tr(TB_N("Cotton force"))
                                             : tb_tr(TB_N("Finger force")));
    if (tb_app_pressure(app) == TB_PRESSURE_NONE) {
        tb_ui_prose(ui, TB_F_SMALL, box.x + 14.0f, box.y + 46.0f, box.w - 28.0f, TB_C_INK2,
                    tb_tr(TB_N("Not shown in this course: go by hand and patient")));
        return;
    }
    char kg[24];
    snprintf(kg, sizeof kg, "%.1f kg", force / 9.81);
    const float width =
        tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 12.0f, box.y + 18.0f, TB_C_INK2, TB_RIGHT, kg);
    tb_ui_textf(ui, TB_F_BODY_STRONG, box.x + box.w - 19.0f - width, box.y + 17.0f, TB_C_FORCE,
                TB_RIGHT, "%.0f N", force);
    grid_line(&s, 0.0f, "0");
    grid_line(&s, 20.0f, "20");
    grid_line(&s, 40.0f, "40");
    grid_line(&s, 60.0f, "60");
    if (app->settings.hints && app->tier < 4 && !app->exam.on &&
        presses_firmly(app->hand.tool)) { // 2 to 4 kg
        const float y0 = strip_y(&s, 39.2f), y1 = strip_y(&s, 19.6f);
        tb_ui_fill(ui, (tb_box){s.plot.x, y0, s.plot.w, y1 - y0}, tb_ui_rgba(TB_C_DONE, 0.14f),
                   0.0f);
        tb_ui_dashed(ui, s.plot.x, y0, s.plot.x + s.plot.w, y0, tb_ui_rgba(TB_C_DONE, 1.0f), 1.0f,
                     4.0f);
        tb_ui_dashed(ui, s.plot.x, y1, s.plot.x + s.plot.w, y1, tb_ui_rgba(TB_C_DONE, 1.0f), 1.0f,
                     4.0f);
        band_name(&s, attempt, attempt->finger_n, y0, y1, tb_tr(TB_N("firm, 2 to 4 kg")));
    }
    draw_samples(&s, attempt, attempt->finger_n, TB_C_FORCE);
    draw_marks(&s, attempt, false);
    tb_ui_disc(ui, s.plot.x + s.plot.w, strip_y(&s, (float)force), 3.5f,
               tb_ui_rgba(TB_C_FORCE, 1.0f));
    time_axis(&s);
}

void tb_panel_force(tb_app *app, tb_box box)
{
    tb_ui_panel(&app->ui, box, TB_C_PANEL, TB_C_BG);
    if (app->hand.tool == TB_TOOL_NEEDLE) {
        needle_force(app, box);
    } else {
        finger_force(app, box);
    }
}

void tb_panel_signal(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_attempt *attempt = app->attempt;
    const tb_snapshot *seen = &attempt->after;
    const float most = largest(attempt, attempt->signal_mv);
    const float top = most > 0.98f ? 2.0f : most > 0.48f ? 1.0f : most > 0.2f ? 0.5f : 0.25f;
    const strip s = {ui, {box.x + 46.0f, box.y + 40.0f, box.w - 56.0f, box.h - 68.0f}, -top, top};
    char label[16];
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    heading(ui, box, 96.0f, tb_tr(TB_N("Muscle signal")));
    if (seen->twitch.count > 0 && !app->exam.on) {
        const float width =
            tb_ui_textf(ui, TB_F_SMALL_MEDIUM, box.x + box.w - 12.0f, box.y + 18.0f, TB_C_TWITCH,
                        TB_RIGHT, tb_tr(TB_N("twitch %d")), seen->twitch.count);
        tb_ui_icon(ui, TB_ICON_ZIGZAG, box.x + box.w - 24.0f - width, box.y + 18.0f, 18.0f,
                   tb_ui_rgba(TB_C_TWITCH, 1.0f));
    } else {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + box.w - 106.0f, box.y + 2.0f, 94.0f, 32.0f},
                    seen->signal.sea ? TB_C_TWITCH : TB_C_INK2, TB_RIGHT,
                    seen->signal.sea                   ? tb_tr(TB_N("active spot near"))
                    : app->hand.tool == TB_TOOL_NEEDLE ? tb_tr(TB_N("needle, mV"))
                                                       : tb_tr(TB_N("surface, mV")));
    }
    snprintf(label, sizeof label, "%.*f", top < 0.3f ? 2 : 1, (double)top);
    grid_line(&s, top, label);
    grid_line(&s, 0.0f, "0");
    snprintf(label, sizeof label, "-%.*f", top < 0.3f ? 2 : 1, (double)top);
    grid_line(&s, -top, label);
    draw_samples(&s, attempt, attempt->signal_mv, TB_C_TWITCH);
    draw_marks(&s, attempt, true);
    time_axis(&s);
}
