// Home: what to go on with, what is next, the case library.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool new_learner(const tb_app *app)
{
    return app->library == NULL || tb_library_own_count(app->library) == 0;
}

// A name begins with a capital where it stands alone.
static void capital(const char *text, char *out, size_t capacity)
{
    snprintf(out, capacity, "%s", text);
    if (out[0] >= 'a' && out[0] <= 'z') {
        out[0] = (char)(out[0] - 'a' + 'A');
    }
}

static float start_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const float picture = 150.0f;
    const bool first = new_learner(app);
    const tb_box card = tb_ui_card_begin(ui, "home-start", at.x, at.y, at.w, at.h);
    tb_ui_clear_box(ui, (tb_box){card.x, card.y, card.w, picture}, TB_C_WELL);
    tb_figure_case(ui, (tb_box){card.x, card.y, card.w, picture}, model->muscle,
                   (tb_body_side)model->side);
    tb_ui_round_corners(ui, card, 10.0f, TB_C_BG);
    const float x = card.x + 18.0f, w = card.w - 36.0f;
    char line[160];
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + picture + 26.0f, w, TB_C_INK,
                          first ? tb_tr(TB_N("Your first lesson")) : tb_tr(model->title));
    snprintf(line, sizeof line, "%s \xC2\xB7 %s", tb_tr(model->patient.who), tb_tr(model->muscle));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y - 6.0f, w, TB_C_INK2,
                    first ? tb_tr(TB_N("Eight steps, about seven minutes, each ends by doing."))
                          : line);
    const char *label = first ? tb_tr(TB_N("Start with the hands")) : tb_tr(TB_N("Practise again"));
    const float wide = fminf(w, tb_ui_button_width(ui, TB_ICON_PLAY, label, NULL) + 24.0f);
    if (tb_ui_button(ui, "start", (tb_box){x, y, wide, 48.0f}, TB_BUTTON_PRIMARY, TB_ICON_PLAY,
                     label, NULL)) {
        if (first) {
            tb_app_start_lesson(app);
        } else {
            tb_app_meet(app, app->content->model.id);
        }
        return card.y + card.h;
    }
    y += 58.0f;
    const char *other =
        first ? tb_tr(TB_N("Straight to the patient")) : tb_tr(TB_N("The first lesson"));
    const float beside = tb_ui_button_width(ui, TB_ICON_NONE, other, NULL);
    const bool fits = wide + beside + 12.0f <= w;
    if (tb_ui_button(
            ui, "start-other",
            (tb_box){fits ? x + wide + 12.0f : x, fits ? y - 54.0f : y, fminf(w, beside), 40.0f},
            TB_BUTTON_OUTLINE, TB_ICON_NONE, other, NULL)) {
        if (first) {
            tb_app_meet(app, app->content->model.id);
        } else {
            tb_app_start_lesson(app);
        }
        return card.y + card.h;
    }
    tb_ui_card_end(ui, "home-start", card, y + (fits ? -8.0f : 40.0f));
    return card.y + card.h;
}

static float how_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    static const struct {
        tb_icon icon;
        const char *text;
    } rows[] = {{TB_ICON_FINGER, TB_N("Feel for the cord in the muscle and its sorest spot.")},
                {TB_ICON_NEEDLE, TB_N("Place the needle, reach the spot, wait for the twitch.")},
                {TB_ICON_FLAG, TB_N("Read what went well and the one thing to do next.")}};
    const tb_box card = tb_ui_card_begin(ui, "home-how", at.x, at.y, at.w, at.h);
    tb_ui_text(ui, TB_F_BODY_STRONG, card.x + 18.0f, card.y + 26.0f, TB_C_INK, TB_LEFT,
               tb_tr(TB_N("How it works")));
    float y = card.y + 58.0f;
    for (int k = 0; k < 3; ++k) {
        tb_ui_icon(ui, rows[k].icon, card.x + 28.0f, y, 20.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
        y = tb_ui_prose(ui, TB_F_SMALL, card.x + 50.0f, y, card.w - 68.0f, TB_C_INK2,
                        tb_tr(rows[k].text)) +
            14.0f;
    }
    tb_ui_card_end(ui, "home-how", card, y - 16.0f);
    return card.y + card.h;
}

static bool in_trend(const tb_library *library, int index)
{
    const tb_library_attempt *one = &library->attempts[index];
    return one->total >= 0 && tb_library_own(library, one);
}

// Points of the last attempts as a line, the newest at the right.
static float trend_card(tb_app *app, tb_box at)
{
    enum { SHOWN = 8 };
    tb_ui *ui = &app->ui;
    const tb_library *library = app->library;
    const tb_box card = tb_ui_card_begin(ui, "home-trend", at.x, at.y, at.w, at.h);
    float xy[2 * SHOWN];
    int count = 0;
    for (int k = 0; k < library->attempt_count && count < SHOWN; ++k) {
        count += in_trend(library, k) ? 1 : 0;
    }
    tb_ui_label(ui, TB_F_BODY_STRONG,
                (tb_box){card.x + 18.0f, card.y + 12.0f, card.w - 110.0f, 26.0f}, TB_C_INK, TB_LEFT,
                tb_tr(TB_N("Your last attempts")));
    tb_ui_text(ui, TB_F_SMALL, card.x + card.w - 18.0f, card.y + 26.0f, TB_C_INK2, TB_RIGHT,
               tb_tr(TB_N("of 100")));
    const tb_box plot = {card.x + 44.0f, card.y + 52.0f, card.w - 66.0f,
                         fmaxf(70.0f, card.h - 92.0f)};
    for (int v = 0; v <= 100; v += 50) {
        const float y = plot.y + plot.h * (1.0f - 0.01f * (float)v);
        tb_ui_line(ui, plot.x, y, plot.x + plot.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_textf(ui, TB_F_SMALL, plot.x - 8.0f, y, TB_C_INK3, TB_RIGHT, "%d", v);
    }
    for (int k = 0, at_k = count - 1; k < library->attempt_count && at_k >= 0; ++k) {
        if (in_trend(library, k)) {
            xy[2 * at_k] = plot.x + plot.w * (count > 1 ? (float)at_k / (float)(count - 1) : 0.5f);
            xy[2 * at_k + 1] = plot.y + plot.h * (1.0f - 0.01f * (float)library->attempts[k].total);
            --at_k;
        }
    }
    tb_ui_polyline(ui, xy, count, false, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.0f);
    for (int k = 0; k < count; ++k) {
        tb_ui_disc(ui, xy[2 * k], xy[2 * k + 1], 4.0f, tb_ui_rgba(TB_C_FORCE, 1.0f));
    }
    tb_ui_card_end(ui, "home-trend", card, plot.y + plot.h + 8.0f);
    return card.y + card.h;
}

static void case_card(tb_app *app, const tb_library_case *one, tb_box box)
{
    tb_ui *ui = &app->ui;
    char id[TB_ID_SIZE + 8], name[TB_LABEL_SIZE];
    const float picture = 112.0f;
    const bool faulty = one->fault_count > 0;
    snprintf(id, sizeof id, "case-%s", one->id);
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_clear_box(ui, (tb_box){box.x, box.y, box.w, picture}, TB_C_WELL);
    tb_figure_case(ui, (tb_box){box.x, box.y, box.w, picture}, one->muscle, one->side);
    tb_ui_round_corners(ui, box, 10.0f, TB_C_BG);
    if (tb_ui_item(ui, id, box, 10.0f)) {
        tb_app_meet(app, one->id);
    }
    const float x = box.x + 12.0f, w = box.w - 24.0f;
    capital(tb_tr(one->muscle[0] != '\0' ? one->muscle : one->title), name, sizeof name);
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){x, box.y + picture + 6.0f, w, 38.0f}, TB_C_INK,
                TB_LEFT, name);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){x, box.y + picture + 46.0f, w, 52.0f}, TB_C_INK2, TB_LEFT,
                faulty ? tb_tr(TB_N("cannot be opened")) : tb_tr(one->title));
    const float y = box.y + box.h - 22.0f;
    char text[80];
    const bool done = one->best >= 0;
    if (faulty) {
        snprintf(text, sizeof text,
                 tb_trn("%d fault", "%d faults", (unsigned long)one->fault_count),
                 one->fault_count);
    } else if (done) {
        snprintf(text, sizeof text, tb_tr(TB_N("Best %d")), one->best);
    } else {
        snprintf(text, sizeof text, "%s", tb_tr(TB_N("Not started")));
    }
    tb_ui_icon(ui,
               faulty ? TB_ICON_TRIANGLE
               : done ? TB_ICON_TICK
                      : TB_ICON_PLUS,
               x + 7.0f, y, 16.0f,
               tb_ui_rgba(faulty ? TB_C_TWITCH
                          : done ? TB_C_DONE
                                 : TB_C_INK2,
                          1.0f));
    char level[40];
    snprintf(level, sizeof level, tb_tr(TB_N("Level %d")), one->level);
    const float right = fminf(tb_ui_text_width(ui, TB_F_SMALL, level), 0.42f * w);
    tb_ui_label(ui, TB_F_SMALL_MEDIUM, (tb_box){x + 20.0f, y - 16.0f, w - 26.0f - right, 32.0f},
                TB_C_INK, TB_LEFT, text);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){x + w - right - 1.0f, y - 16.0f, right + 1.0f, 32.0f},
                TB_C_INK2, TB_RIGHT, level);
}

static bool shown(const tb_app *app, const tb_library_case *one)
{
    return app->filter == 0 || (app->filter == 1 && one->attempts == 0) ||
           app->filter == (int)one->part + 2;
}

// "All 12", "Not started 5", and the parts of the body that have a case.
static float filters(tb_app *app, float x, float y, float width)
{
    tb_ui *ui = &app->ui;
    const tb_library *library = app->library;
    float at = x;
    for (int f = 0; f < TB_PART_COUNT + 2; ++f) {
        int count = 0;
        for (int k = 0; k < library->loaded; ++k) {
            const tb_library_case *one = &library->cases[k];
            count += f == 0 || (f == 1 ? one->attempts == 0 : (int)one->part == f - 2) ? 1 : 0;
        }
        if (count == 0 && f != app->filter) {
            continue;
        }
        char label[64], id[24];
        snprintf(label, sizeof label, "%s %d",
                 f == 0   ? tb_tr(TB_N("All"))
                 : f == 1 ? tb_tr(TB_N("Not started"))
                          : tb_tr(tb_body_part_name((tb_body_part)(f - 2))),
                 count);
        snprintf(id, sizeof id, "filter-%d", f);
        const float w = tb_ui_text_width(ui, TB_F_BODY_MEDIUM, label) + 24.0f;
        if (at + w > x + width && at > x) {
            at = x;
            y += 42.0f;
        }
        const tb_box box = {at, y, w, 34.0f};
        if (tb_ui_item(ui, id, box, 6.0f)) {
            app->filter = f;
        }
        const bool here = app->filter == f;
        if (here) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 6.0f);
        }
        tb_ui_outline(ui, box, tb_ui_rgba(here ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 6.0f,
                      here ? 2.0f : 1.0f);
        tb_ui_text(ui, TB_F_BODY_MEDIUM, at + 12.0f, y + 17.0f, here ? TB_C_INK : TB_C_INK2,
                   TB_LEFT, label);
        at += w + 8.0f;
    }
    return y + 34.0f;
}

static float library_part(tb_app *app, float x, float y, float width)
{
    tb_ui *ui = &app->ui;
    const tb_library *library = app->library;
    const float title =
        tb_ui_text(ui, TB_F_TITLE, x, y + 14.0f, TB_C_INK, TB_LEFT, tb_tr(TB_N("Cases"))) + 14.0f;
    if (library->loaded < library->case_count) {
        tb_ui_textf(ui, TB_F_SMALL, x + width, y + 16.0f, TB_C_INK2, TB_RIGHT,
                    tb_tr(TB_N("reading %d of %d")), library->loaded, library->case_count);
        return y + 36.0f; // their order is known with the last one: no card changes its place
    }
    y = tb_course_choice(app, x + title, y - 3.0f, width - title) + 10.0f;
    if (app->course != NULL) {
        return tb_course_cards(app, x, y, width);
    }
    y = filters(app, x, y, width) + 12.0f;
    const float gap = 16.0f;
    const int columns = (int)fmaxf(1.0f, floorf((width + gap) / (188.0f + gap)));
    const float w = (width - gap * (float)(columns - 1)) / (float)columns, h = 248.0f;
    int at = 0;
    for (int k = 0; k < library->loaded; ++k) {
        if (shown(app, &library->cases[k])) {
            const tb_box box = {x + (w + gap) * (float)(at % columns),
                                y + (h + gap) * (float)(at / columns), w, h};
            case_card(app, &library->cases[k], box);
            if (app->screen != TB_SCREEN_HOME) {
                return y;
            }
            ++at;
        }
    }
    if (at == 0) {
        tb_ui_text(ui, TB_F_BODY, x, y + 20.0f, TB_C_INK2, TB_LEFT,
                   tb_tr(TB_N("No case here. Choose another filter.")));
        return y + 40.0f;
    }
    return y + (h + gap) * (float)((at + columns - 1) / columns);
}

// What went wrong before this screen; one line each with a triangle.
static float troubles(tb_app *app, float x, float y, float width)
{
    const char *const lines[] = {
        app->started_trouble, app->settings_note,
        app->sound_note[0] != '\0' ? tb_tr(TB_N("No sound device: captions are on.")) : ""};
    for (int k = 0; k < 3; ++k) {
        if (lines[k][0] != '\0') {
            tb_ui_icon(&app->ui, TB_ICON_TRIANGLE, x + 8.0f, y + 12.0f, 16.0f,
                       tb_ui_rgba(TB_C_TWITCH, 1.0f));
            y = tb_ui_prose(&app->ui, TB_F_SMALL, x + 24.0f, y + 12.0f, width - 24.0f, TB_C_TWITCH,
                            lines[k]);
        }
    }
    return y;
}

// An attempt that was cut short is offered again.
static float recovered_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_library_attempt *last = NULL; // of this learner
    for (int k = 0; k < app->library->attempt_count && last == NULL; ++k) {
        const tb_library_attempt *one = &app->library->attempts[k];
        last = tb_library_own(app->library, one) ? one : NULL;
    }
    if (last == NULL || last->has_score || app->recovered_seen) {
        return at.y;
    }
    char when[48], text[200];
    tb_readable_time(last->when, when, sizeof when);
    const tb_box card = tb_ui_card_begin(ui, "home-recovered", at.x, at.y, at.w, 0.0f);
    tb_ui_icon(ui, TB_ICON_FLAG, card.x + 28.0f, card.y + 26.0f, 20.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    float y = tb_ui_prose(ui, TB_F_BODY_STRONG, card.x + 48.0f, card.y + 26.0f, card.w - 66.0f,
                          TB_C_INK, tb_tr(TB_N("An attempt was cut short")));
    snprintf(text, sizeof text,
             tb_tr(TB_N("%s: all but the last second is kept and can be looked at.")), when);
    y = tb_ui_prose(ui, TB_F_SMALL, card.x + 18.0f, y + 2.0f, card.w - 36.0f, TB_C_INK2, text) +
        2.0f;
    const float w = 0.5f * (card.w - 46.0f);
    if (tb_ui_button(ui, "recovered-open", (tb_box){card.x + 18.0f, y, w, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, tb_tr(TB_N("Open it")), NULL)) {
        tb_app_open_recording(app, last->folder, 0);
    }
    if (tb_ui_button(ui, "recovered-later", (tb_box){card.x + 28.0f + w, y, w, 40.0f},
                     TB_BUTTON_QUIET, TB_ICON_NONE, tb_tr(TB_N("Keep for later")), NULL)) {
        app->recovered_seen = true;
    }
    tb_ui_card_end(ui, "home-recovered", card, y + 42.0f);
    return card.y + card.h + 16.0f;
}

void tb_screen_home(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const float top = tb_menu_bar(app, TB_SCREEN_HOME);
    const float foot = tb_menu_footer(app);
    if (app->library == NULL || app->screen != TB_SCREEN_HOME) {
        return;
    }
    const float margin = compact ? 12.0f : 24.0f;
    const float left = compact ? ui->width - 2.0f * margin : 404.0f;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    float y = top + 16.0f + dy;
    tb_ui_text(ui, TB_F_TITLE, margin, y + 14.0f, TB_C_INK, TB_LEFT,
               new_learner(app) && app->course == NULL ? tb_tr(TB_N("Welcome"))
                                                       : tb_tr(TB_N("Continue")));
    y = troubles(app, margin, y + 34.0f, left) + 8.0f;
    y = recovered_card(app, (tb_box){margin, y, left, 0.0f});
    if (app->screen == TB_SCREEN_HOME) {
        const tb_box at = {margin, y, left, 0.0f};
        y = (app->course != NULL ? tb_course_start_card(app, at) : start_card(app, at)) + 16.0f;
    }
    if (app->screen == TB_SCREEN_HOME) {
        const float rest = compact ? 0.0f : foot - 12.0f - (y - dy); // as if at the top
        const tb_box at = {margin, y, left, fmaxf(0.0f, rest)};
        y = new_learner(app) ? how_card(app, at) : trend_card(app, at);
    }
    if (app->screen == TB_SCREEN_HOME) {
        const float x = compact ? margin : margin + left + 24.0f;
        const float bottom =
            library_part(app, x, compact ? y + 20.0f : top + 16.0f + dy, ui->width - margin - x);
        y = fmaxf(y, bottom);
    }
    tb_ui_page_end(ui, y);
}
