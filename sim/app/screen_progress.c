// Progress: a learning curve with the error of measurement, the learning chart, what changed beyond
// that error, what the numbers mean, and what should be looked at again. It claims nothing more.
#define _POSIX_C_SOURCE 200809L
#include "app.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const float GAP = 16.0f;

// --- data ---------------------------------------------------------------------------------------

static void load_rules(tb_app *app)
{
    char path[4096];
    const char *assets = tb_app_asset_dir();
    tb_diagnostics *diagnostics = assets != NULL ? tb_alloc(sizeof *diagnostics) : NULL;
    app->progress_rules = tb_progress_rules_default();
    if (diagnostics != NULL) {
        snprintf(path, sizeof path, "%.4000s/progress.yaml", assets);
        if (tb_progress_rules_load(path, &app->progress_rules, diagnostics) != TB_OK) {
            tb_diagnostics_print(diagnostics, stderr); // the values as shipped stand
        }
        tb_free(diagnostics);
    }
}

// The view of the chosen family, computed anew when the attempts or the family changed.
static const tb_progress_view *view_of(tb_app *app)
{
    const tb_library *library = app->library;
    if (app->progress_view == NULL) {
        load_rules(app);
        app->progress_view = tb_alloc(sizeof *app->progress_view);
        if (app->progress_view == NULL ||
            tb_progress_view_start(&app->progress_rules, app->progress_view) != TB_OK) {
            tb_free(app->progress_view);
            app->progress_view = NULL;
            return NULL;
        }
        app->progress_read = -1;
    }
    const int read = library->attempt_count * (TB_LIBRARY_CASES + 1) + library->loaded;
    if (app->progress_read != read || app->progress_view->family != app->family) {
        tb_progress_view_build(library, &app->progress_rules, app->family, app->progress_view);
        app->progress_read = read;
    }
    return app->progress_view;
}

// --- tiles --------------------------------------------------------------------------------------

typedef struct tile {
    tb_followed what;
    const char *title, *format, *error;
} tile;

static const tile TILES[] = {
    {TB_FOLLOW_TIP, TB_N("Tip to target"), TB_N("%.1f mm"), TB_N("MDC95 %.1f mm")},
    {TB_FOLLOW_ANGLE, TB_N("Angle beside the cone"), TB_N("%.0f degrees"), TB_N("MDC95 %.0f")},
    {TB_FOLLOW_MARGIN, TB_N("Margin kept"), TB_N("%.0f %%"), TB_N("MDC95 %.0f %%")},
    {TB_FOLLOW_PAIN, TB_N("Pain above the limit"), TB_N("%.1f NRS"), TB_N("MDC95 %.1f")},
};
enum { TILE_COUNT = sizeof TILES / sizeof TILES[0] };

static float tile_card(tb_app *app, int k, tb_box at, const tb_progress_view *view)
{
    static const struct {
        const char *word;
        tb_icon icon;
        tb_colour colour;
    } changes[] = {
        [TB_CHANGE_UNKNOWN] = {TB_N("too few yet"), TB_ICON_CLOCK, TB_C_INK2},
        [TB_CHANGE_NONE] = {TB_N("unchanged"), TB_ICON_PLUS, TB_C_INK2},
        [TB_CHANGE_BETTER] = {TB_N("improved"), TB_ICON_TICK, TB_C_DONE},
        [TB_CHANGE_WORSE] = {TB_N("worse"), TB_ICON_TRIANGLE, TB_C_TWITCH},
    };
    tb_ui *ui = &app->ui;
    const tb_progress_series *s = &view->series[TILES[k].what];
    char id[24], text[64];
    snprintf(id, sizeof id, "progress-tile-%d", k);
    const tb_box card = tb_ui_card_begin(ui, id, at.x, at.y, at.w, at.h);
    const float x = card.x + 14.0f, w = card.w - 28.0f;
    float y = tb_ui_prose(ui, TB_F_SMALL, x, card.y + 22.0f, w, TB_C_INK2, tb_tr(TILES[k].title));
    if (s->count > 0) {
        snprintf(text, sizeof text, tb_tr(TILES[k].format), s->value[s->count - 1]);
    } else {
        snprintf(text, sizeof text, "\xE2\x80\x93");
    }
    y = tb_ui_prose(ui, TB_F_TITLE, x, y + 6.0f, w, TB_C_INK, text);
    tb_ui_icon(ui, changes[s->change].icon, x + 8.0f, y, 16.0f,
               tb_ui_rgba(changes[s->change].colour, 1.0f));
    y = tb_ui_prose(ui, TB_F_BODY_MEDIUM, x + 22.0f, y, w - 22.0f, TB_C_INK,
                    tb_tr(changes[s->change].word));
    if (s->fits) {
        snprintf(text, sizeof text, tb_tr(TILES[k].error), s->mdc);
        y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, text);
    }
    tb_ui_card_end(ui, id, card, y - 10.0f);
    return card.y + card.h;
}

static float tiles(tb_app *app, float x, float y, float w, float h, bool compact,
                   const tb_progress_view *view)
{
    const int per_row = compact ? 2 : TILE_COUNT;
    const float gap = 8.0f, each = (w - gap * (float)(per_row - 1)) / (float)per_row;
    float bottom = y;
    for (int k = 0; k < TILE_COUNT; ++k) {
        if (k > 0 && k % per_row == 0) {
            y = bottom + gap;
        }
        const float end =
            tile_card(app, k, (tb_box){x + (each + gap) * (float)(k % per_row), y, each, h}, view);
        bottom = fmaxf(bottom, end);
    }
    return bottom;
}

// --- words --------------------------------------------------------------------------------------

static float words_card(tb_app *app, tb_box at, const tb_progress_view *view)
{
    tb_ui *ui = &app->ui;
    const tb_progress_rules *rules = &app->progress_rules;
    const tb_box card = tb_ui_card_begin(ui, "progress-words", at.x, at.y, at.w, at.h);
    const float x = card.x + 18.0f, w = card.w - 36.0f;
    char text[400];
    float y = tb_ui_prose(ui, TB_F_STRONG, x, card.y + 26.0f, w, TB_C_INK,
                          tb_tr(TB_N("What the line means")));
    snprintf(
        text, sizeof text,
        tb_tr(TB_N("Each attempt that meets the target lifts the score a little; a miss lowers "
                   "it more. Crossing the line suggests a miss rate nearer %.0f %% than %.0f "
                   "%% on these cases.")),
        100.0 * rules->adequate_failures, 100.0 * rules->inadequate_failures);
    y = tb_ui_prose(ui, TB_F_BODY, x, y + 2.0f, w, TB_C_INK, text);
    if (view->signal_at > 0) {
        snprintf(
            text, sizeof text,
            view->relapsed
                ? tb_tr(TB_N("It was crossed at attempt %d; since then misses have become more "
                             "frequent again."))
                : tb_tr(TB_N("It was crossed at attempt %d and has held since.")),
            view->signal_at);
        y = tb_ui_prose(ui, TB_F_BODY, x, y, w, view->relapsed ? TB_C_TWITCH : TB_C_INK, text);
    }
    snprintf(text, sizeof text,
             tb_tr(TB_N("Met: nothing critical, the rubric's cut, tip within %.0f mm, margin kept. "
                        "The rates are settings; this is no statement about skill on people.")),
             rules->met_tip_mm);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y + 4.0f, w, TB_C_INK2, text);
    snprintf(
        text, sizeof text,
        tb_tr(TB_N("p0 %.2f, d %.2f, h %.2f. Chance of a false signal by %d attempts: %.2f; of "
                   "a true one: %.2f.")),
        rules->adequate_failures, rules->inadequate_failures - rules->adequate_failures,
        view->learning.h, (int)rules->attempts, view->false_share, view->true_share);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, text);
    tb_ui_card_end(ui, "progress-words", card, y - 8.0f);
    return card.y + card.h;
}

// --- table --------------------------------------------------------------------------------------

// The same numbers as a list, newest first.
static float table_card(tb_app *app, tb_box at, const tb_progress_view *view)
{
    enum { ROWS = 20, COLUMNS = 5 };
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "progress-table", at.x, at.y, at.w, 0.0f);
    const char *const heads[] = {tb_tr(TB_N("Attempt")), tb_tr(TB_N("points")),
                                 tb_tr(TB_N("tip, mm")), tb_tr(TB_N("pain above limit")),
                                 tb_tr(TB_N("learning chart"))};
    const float column = (card.w - 40.0f) / 6.0f;
    float y = card.y + 28.0f;
    for (int c = 0; c < COLUMNS; ++c) {
        const tb_box cell = {card.x + 20.0f + (c == 0 ? 0.0f : column * (float)(c + 1)), y - 16.0f,
                             c == 0 ? 2.0f * column : column - 6.0f, 32.0f};
        tb_ui_label(ui, TB_F_SMALL_MEDIUM, cell, TB_C_INK2, c == 0 ? TB_LEFT : TB_RIGHT, heads[c]);
    }
    int charted = view->charted, rows = 0;
    for (int k = 0; k < app->library->attempt_count && rows < ROWS; ++k) {
        const tb_library_attempt *a = &app->library->attempts[k];
        const tb_library_case *one = tb_library_find(app->library, a->case_id);
        if (!a->has_score || a->sealed || !tb_library_own(app->library, a) ||
            (view->family != TB_FAMILY_ALL &&
             (one == NULL || tb_family_of(one->part) != view->family))) {
            continue;
        }
        const bool on_chart = a->tip_mm >= 0.0 && charted > 0;
        const double values[] = {(double)a->total, a->tip_mm, a->pain};
        char text[64];
        y += 30.0f;
        ++rows;
        charted -= on_chart ? 1 : 0;
        tb_readable_time(a->when, text, sizeof text);
        tb_ui_label(ui, TB_F_SMALL, (tb_box){card.x + 20.0f, y - 15.0f, 2.0f * column, 30.0f},
                    TB_C_INK, TB_LEFT, text);
        for (int c = 0; c < 3; ++c) {
            snprintf(text, sizeof text, c == 0 ? "%.0f" : "%.1f", values[c]);
            tb_ui_text(ui, TB_F_BODY, card.x + 14.0f + column * (float)(c + 3), y, TB_C_INK,
                       TB_RIGHT, values[c] < 0.0 ? "\xE2\x80\x93" : text);
        }
        if (on_chart) {
            snprintf(text, sizeof text, "%.2f", view->chart[charted]);
            tb_ui_text(ui, TB_F_BODY, card.x + 14.0f + column * 6.0f - 22.0f, y, TB_C_INK, TB_RIGHT,
                       text);
            tb_ui_icon(ui, view->met[charted] ? TB_ICON_TICK : TB_ICON_CROSS,
                       card.x + 14.0f + column * 6.0f - 6.0f, y, 15.0f,
                       tb_ui_rgba(view->met[charted] ? TB_C_DONE : TB_C_INK, 1.0f));
        }
    }
    tb_ui_card_end(ui, "progress-table", card, y + 8.0f);
    return card.y + card.h;
}

// --- what comes next ----------------------------------------------------------------------------

static void due_text(const tb_progress_view *view, char *out, size_t capacity)
{
    const time_t now = time(NULL);
    struct tm parts;
    char muscle[TB_LABEL_SIZE];
    int days = 0;
    if (localtime_r(&now, &parts) != NULL) {
        days = (int)(view->due_day -
                     tb_day_number(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday));
    }
    snprintf(muscle, sizeof muscle, "%s", tb_tr(view->due_muscle));
    if (days > 1) {
        snprintf(out, capacity,
                 tb_trn("Next look back in %d day: %s, another patient.",
                        "Next look back in %d days: %s, another patient.", (unsigned long)days),
                 days, muscle);
    } else if (days == 1) {
        snprintf(out, capacity, tb_tr(TB_N("Look back tomorrow: %s, another patient.")), muscle);
    } else if (days == 0) {
        snprintf(out, capacity, tb_tr(TB_N("Look back today: %s, another patient.")), muscle);
    } else {
        snprintf(out, capacity,
                 tb_trn("Look back, due %d day ago: %s, another patient.",
                        "Look back, due %d days ago: %s, another patient.", (unsigned long)-days),
                 -days, muscle);
    }
}

static float next_card(tb_app *app, tb_box at, bool compact, const tb_progress_view *view)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "progress-next", at.x, at.y, at.w, 0.0f);
    const char *label =
        app->progress_table ? tb_tr(TB_N("Show charts")) : tb_tr(TB_N("Table view"));
    const char *start = tb_tr(TB_N("Start it now"));
    const bool due = view->due_day != INT32_MIN;
    const float a = tb_ui_button_width(ui, TB_ICON_NONE, label, NULL) + 8.0f;
    const float b = due ? tb_ui_button_width(ui, TB_ICON_NONE, start, NULL) + 20.0f : 0.0f;
    const float room = compact ? card.w - 60.0f : card.w - 76.0f - a - b;
    char text[200];
    if (due) {
        due_text(view, text, sizeof text);
    } else {
        snprintf(
            text, sizeof text, "%s",
            tb_tr(TB_N("What was practised is looked at again after a day, a week, a month.")));
    }
    tb_ui_icon(ui, TB_ICON_FLAG, card.x + 26.0f, card.y + 30.0f, 20.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    const float end =
        tb_ui_prose(ui, TB_F_BODY, card.x + 48.0f, card.y + 30.0f, room, TB_C_INK, text);
    const float y = compact ? end : card.y + 10.0f;
    float right = card.x + card.w - 12.0f;
    if (due && tb_ui_button(ui, "progress-start", (tb_box){right - b, y, b, 40.0f},
                            TB_BUTTON_PRIMARY, TB_ICON_NONE, start, NULL)) {
        if (tb_app_choose_case(app, view->due_case)) {
            tb_app_open_briefing(app);
        }
        return card.y + card.h;
    }
    right -= due ? b + 12.0f : 0.0f;
    if (tb_ui_button(ui, "progress-view", (tb_box){right - a, y, a, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, label, NULL)) {
        app->progress_table = !app->progress_table;
    }
    tb_ui_card_end(ui, "progress-next", card, fmaxf(end - 18.0f, y + 36.0f));
    return card.y + card.h;
}

// --- the screen ---------------------------------------------------------------------------------

static float body(tb_app *app, tb_box at, bool compact, const tb_progress_view *view)
{
    const float next = 76.0f;
    if (app->progress_table) {
        const float y = table_card(app, at, view) + GAP;
        return next_card(app, (tb_box){at.x, y, at.w, 0.0f}, compact, view);
    }
    if (compact) {
        float y = tb_progress_curve_card(app, (tb_box){at.x, at.y, at.w, 0.0f}, view) + GAP;
        y = tiles(app, at.x, y, at.w, 0.0f, true, view) + GAP;
        y = tb_progress_chart_card(app, (tb_box){at.x, y, at.w, 0.0f}, view) + GAP;
        y = words_card(app, (tb_box){at.x, y, at.w, 0.0f}, view) + GAP;
        return next_card(app, (tb_box){at.x, y, at.w, 0.0f}, true, view);
    }
    const float left = 0.5f * (at.w - GAP) + 16.0f, right = at.w - GAP - left;
    const float low = 168.0f, tall = fmaxf(240.0f, at.h - low - next - 2.0f * GAP);
    const float a = tb_progress_curve_card(app, (tb_box){at.x, at.y, left, tall}, view);
    const float b =
        tb_progress_chart_card(app, (tb_box){at.x + left + GAP, at.y, right, tall}, view);
    const float row = fmaxf(a, b) + GAP;
    const float c = tiles(app, at.x, row, left, low, false, view);
    const float d = words_card(app, (tb_box){at.x + left + GAP, row, right, low}, view);
    return next_card(app, (tb_box){at.x, fmaxf(c, d) + GAP, at.w, 0.0f}, false, view);
}

// Title, since when, and the families.
static float head(tb_app *app, float x, float y, float w, bool compact,
                  const tb_progress_view *view)
{
    tb_ui *ui = &app->ui;
    const char *families[TB_FAMILY_COUNT];
    char note[120], since[48];
    for (int k = 0; k < TB_FAMILY_COUNT; ++k) {
        families[k] = tb_tr(tb_family_name((tb_family)k));
    }
    snprintf(note, sizeof note, tb_trn("%d attempt", "%d attempts", (unsigned long)view->attempts),
             view->attempts);
    if (view->since[0] != '\0' && !compact) {
        const size_t used = strlen(note);
        tb_readable_time(view->since, since, sizeof since);
        snprintf(note + used, sizeof note - used, tb_tr(TB_N(" since %s")), since);
    }
    const float title =
        tb_ui_text(ui, TB_F_TITLE, x, y + 14.0f, TB_C_INK, TB_LEFT, tb_tr(TB_N("Progress")));
    tb_ui_text(ui, TB_F_SMALL, x + title + 14.0f, y + 15.0f, TB_C_INK2, TB_LEFT, note);
    const float used = title + 34.0f + tb_ui_text_width(ui, TB_F_SMALL, note);
    float wide = 0.0f;
    for (int k = 0; k < TB_FAMILY_COUNT; ++k) {
        wide += tb_ui_text_width(ui, TB_F_BODY_MEDIUM, families[k]) + 24.0f;
    }
    const bool beside = used + wide < w;
    const float row = beside ? y - 2.0f : y + 36.0f;
    app->family = (tb_family)tb_ui_choice(
        ui, "progress-family", (tb_box){beside ? x + used : x, row, beside ? w - used : w, 34.0f},
        beside, families, TB_FAMILY_COUNT, (int)app->family);
    return row + 46.0f;
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
    const tb_progress_view *view = view_of(app);
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    float y = top + 16.0f + dy;
    if (view != NULL) {
        y = head(app, margin, y, width, compact, view);
    }
    if (view == NULL || view->attempts == 0) {
        y = tb_ui_prose(ui, TB_F_BODY, margin, y + 10.0f, width, TB_C_INK2,
                        tb_tr(TB_N("Nothing to show yet: finish an attempt and it appears here.")));
    } else {
        y = body(app, (tb_box){margin, y, width, foot - y - 12.0f + dy}, compact, view);
    }
    tb_ui_page_end(ui, y + 8.0f);
}
