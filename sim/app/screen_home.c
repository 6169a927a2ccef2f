#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void tb_menu_bar(tb_app *app, tb_screen chosen)
{
    tb_ui *ui = &app->ui;
    tb_ui_icon(ui, TB_ICON_LOGO, 39.0f, 33.0f, 30.0f, tb_ui_rgba(TB_C_MUSCLE_EDGE, 1.0f));
    tb_ui_line(ui, 38.0f, 34.0f, 47.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f), 1.6f);
    tb_ui_disc(ui, 39.0f, 33.0f, 3.0f, tb_ui_rgba(TB_C_TARGET, 1.0f));
    tb_ui_text(ui, TB_F_TITLE, 66.0f, 32.0f, TB_C_INK, TB_LEFT, "Tautband");
    static const struct {
        const char *id, *label;
        tb_icon icon;
        tb_screen screen;
        float width;
    } entries[] = {{"nav-home", "Practise", TB_ICON_HOME, TB_SCREEN_HOME, 120.0f},
                   {"nav-keys", "Keys", TB_ICON_KEYS, TB_SCREEN_KEYS, 92.0f},
                   {"nav-settings", "Settings", TB_ICON_GEAR, TB_SCREEN_SETTINGS, 118.0f}};
    float x = 198.0f;
    for (int k = 0; k < 3; ++k) {
        const tb_box box = {x, 12.0f, entries[k].width, 40.0f};
        const bool here = entries[k].screen == chosen;
        if (here) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 8.0f);
        }
        if (tb_ui_item(ui, entries[k].id, box, 8.0f) && !here) {
            app->back = app->screen == TB_SCREEN_HOME ? TB_SCREEN_HOME : app->back;
            tb_app_open(app, entries[k].screen);
        }
        tb_ui_icon(ui, entries[k].icon, x + 26.0f, 32.0f, 19.0f,
                   tb_ui_rgba(here ? TB_C_ACCENT : TB_C_INK2, 1.0f));
        tb_ui_text(ui, TB_F_BODY_MEDIUM, x + 43.0f, 32.0f, here ? TB_C_INK : TB_C_INK2, TB_LEFT,
                   entries[k].label);
        x += entries[k].width + 8.0f;
    }
    tb_ui_textf(ui, TB_F_SMALL, ui->width - 24.0f, 32.0f, TB_C_INK2, TB_RIGHT, "Learner %s",
                app->desc.learner);
    tb_ui_line(ui, 0.0f, 63.5f, ui->width, 63.5f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
}

void tb_menu_footer(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const float y = ui->height - 27.0f;
    tb_ui_icon(ui, TB_ICON_SHIELD, 32.0f, y, 17.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_text(ui, TB_F_SMALL, 46.0f, y, TB_C_INK2, TB_LEFT,
               "Simulated performance only. It is not a licence to needle and does not replace "
               "supervision.");
    float x = ui->width - 24.0f;
    static const struct {
        const char *keys[2], *label;
    } hints[] = {{{"F1", NULL}, "keys"}, {{"Enter", NULL}, "open"}, {{"Left", "Right"}, "move"}};
    for (int k = 0; k < 3; ++k) {
        x -= tb_ui_text_width(ui, TB_F_SMALL, hints[k].label);
        tb_ui_text(ui, TB_F_SMALL, x, y, TB_C_INK2, TB_LEFT, hints[k].label);
        for (int j = 1; j >= 0; --j) {
            if (hints[k].keys[j] != NULL) {
                const float width = j == 0 && hints[k].keys[1] == NULL
                                        ? tb_ui_key_width(ui, hints[k].keys[j])
                                        : 26.0f;
                x -= width + 6.0f;
                tb_ui_key(ui, x, y, hints[k].keys[j]);
            }
        }
        x -= 22.0f;
    }
}

// "20260412-081500" as "12 Apr 2026, 08:15".
static void readable_time(const char *stamp, char *out, size_t capacity)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    if (sscanf(stamp, "%4d%2d%2d-%2d%2d", &year, &month, &day, &hour, &minute) == 5 && month >= 1 &&
        month <= 12) {
        snprintf(out, capacity, "%d %s %d, %02d:%02d", day, months[month - 1], year, hour, minute);
    } else {
        snprintf(out, capacity, "%s", stamp);
    }
}

static void start_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    const float picture = box.h * 0.52f;
    char line[160];
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_clear_box(ui, (tb_box){box.x, box.y, box.w, picture}, TB_C_WELL);
    tb_figure_case(ui, (tb_box){box.x, box.y, box.w, picture}, model->muscle);
    tb_ui_round_corners(ui, box, 10.0f, TB_C_BG);
    float y = box.y + picture + 28.0f;
    tb_ui_text(ui, TB_F_TITLE, box.x + 18.0f, y, TB_C_INK, TB_LEFT, model->title);
    snprintf(line, sizeof line, "%s \xC2\xB7 %s", model->patient.who, model->muscle);
    tb_ui_text(ui, TB_F_SMALL, box.x + 18.0f, y + 27.0f, TB_C_INK2, TB_LEFT, line);
    y += 56.0f;
    if (tb_ui_button(ui, "start", (tb_box){box.x + 18.0f, y, 190.0f, 48.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_PLAY, app->past_count > 0 ? "Practise again" : "Start", NULL)) {
        tb_app_open(app, TB_SCREEN_BRIEFING);
    }
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f, y + 15.0f, TB_C_INK2, TB_RIGHT,
               app->past_count > 0 ? "a new patient each time" : "first attempt");
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f, y + 34.0f, TB_C_INK, TB_RIGHT, "about 5 min");
}

static void how_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    static const struct {
        tb_icon icon;
        const char *text;
    } rows[] = {{TB_ICON_FINGER, "Feel for the cord in the muscle and its sorest spot."},
                {TB_ICON_NEEDLE, "Place the needle, reach the spot, wait for the twitch."},
                {TB_ICON_FLAG, "Read what went well and the one thing to do next."}};
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 18.0f, box.y + 26.0f, TB_C_INK, TB_LEFT,
               "How it works");
    for (int k = 0; k < 3; ++k) {
        const float y = box.y + 60.0f + 36.0f * (float)k;
        tb_ui_icon(ui, rows[k].icon, box.x + 28.0f, y, 20.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
        tb_ui_text(ui, TB_F_SMALL, box.x + 50.0f, y, TB_C_INK2, TB_LEFT, rows[k].text);
    }
}

static void case_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    int best = -1;
    for (int k = 0; k < app->past_count; ++k) {
        best = app->past[k].total > best ? app->past[k].total : best;
    }
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_clear_box(ui, (tb_box){box.x, box.y, box.w, 158.0f}, TB_C_WELL);
    tb_figure_case(ui, (tb_box){box.x, box.y, box.w, 158.0f}, model->muscle);
    tb_ui_round_corners(ui, box, 10.0f, TB_C_BG);
    if (tb_ui_item(ui, "case", box, 10.0f)) {
        tb_app_open(app, TB_SCREEN_BRIEFING);
    }
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 14.0f, box.y + 180.0f, TB_C_INK, TB_LEFT,
               "Gastrocnemius");
    tb_ui_text(ui, TB_F_SMALL, box.x + 14.0f, box.y + 202.0f, TB_C_INK2, TB_LEFT,
               model->patient.who);
    tb_ui_icon(ui, best >= 0 ? TB_ICON_TICK : TB_ICON_PLUS, box.x + 22.0f, box.y + 234.0f, 16.0f,
               tb_ui_rgba(best >= 0 ? TB_C_DONE : TB_C_INK2, 1.0f));
    if (best >= 0) {
        tb_ui_textf(ui, TB_F_SMALL_MEDIUM, box.x + 36.0f, box.y + 234.0f, TB_C_INK, TB_LEFT,
                    "Best %d", best);
    } else {
        tb_ui_text(ui, TB_F_SMALL_MEDIUM, box.x + 36.0f, box.y + 234.0f, TB_C_INK, TB_LEFT,
                   "Not started");
    }
    tb_ui_textf(ui, TB_F_SMALL, box.x + box.w - 14.0f, box.y + 234.0f, TB_C_INK2, TB_RIGHT,
                "Level %d", model->level);
}

static void past_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 18.0f, box.y + 26.0f, TB_C_INK, TB_LEFT,
               "Your last attempts");
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f, box.y + 26.0f, TB_C_INK2, TB_RIGHT,
               "points of 100");
    if (app->past_count == 0) {
        tb_ui_icon(ui, TB_ICON_TARGET, box.x + 30.0f, box.y + 66.0f, 22.0f,
                   tb_ui_rgba(TB_C_INK3, 1.0f));
        tb_ui_paragraph(
            ui, TB_F_BODY, box.x + 52.0f, box.y + 66.0f, box.w - 74.0f, 22.0f, 3, TB_C_INK2,
            app->desc.record ? "No attempts yet. Each one is kept with its recording and score."
                             : "This session keeps no attempts.");
        return;
    }
    for (int k = 0; k < app->past_count; ++k) {
        const tb_past_attempt *past = &app->past[k];
        const float y = box.y + 62.0f + 32.0f * (float)k;
        char when[40];
        if (y > box.y + box.h - 16.0f) {
            break;
        }
        readable_time(past->when, when, sizeof when);
        tb_ui_text(ui, TB_F_BODY, box.x + 18.0f, y, TB_C_INK2, TB_LEFT, when);
        const tb_box track = {box.x + 190.0f, y - 4.0f, box.w - 190.0f - 90.0f, 8.0f};
        tb_ui_fill(ui, track, tb_ui_rgba(TB_C_RAISED, 1.0f), 4.0f);
        if (past->total >= 0) {
            tb_ui_fill(ui,
                       (tb_box){track.x, track.y,
                                track.w * fmaxf(0.02f, (float)past->total / 100.0f), track.h},
                       tb_ui_rgba(TB_C_FORCE, 1.0f), 4.0f);
            tb_ui_textf(ui, TB_F_BODY_STRONG, box.x + box.w - 18.0f, y, TB_C_INK, TB_RIGHT, "%d",
                        past->total);
        } else {
            tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f, y, TB_C_INK3, TB_RIGHT, "not ended");
        }
    }
}

void tb_screen_home(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const float bottom = ui->height - 58.0f, left = 24.0f, right = 452.0f;
    tb_menu_bar(app, TB_SCREEN_HOME);
    tb_ui_text(ui, TB_F_TITLE, left, 97.0f, TB_C_INK, TB_LEFT,
               app->past_count > 0 ? "Continue" : "Start with the hands");
    tb_ui_text(ui, TB_F_TITLE, right, 97.0f, TB_C_INK, TB_LEFT, "Cases");
    const float how = 172.0f, top = 124.0f;
    start_card(app, (tb_box){left, top, 404.0f, bottom - top - how - 16.0f});
    how_card(app, (tb_box){left, bottom - how, 404.0f, how});
    case_card(app, (tb_box){right, top, 195.0f, 262.0f});
    const float past_x = right + 211.0f;
    past_card(app, (tb_box){past_x, top, ui->width - 24.0f - past_x, 262.0f});
    const tb_box note = {right, top + 278.0f, ui->width - 24.0f - right, bottom - top - 278.0f};
    tb_ui_panel(ui, note, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_BODY_STRONG, note.x + 18.0f, note.y + 26.0f, TB_C_INK, TB_LEFT,
               "What you see and hear");
    static const struct {
        tb_icon icon;
        tb_colour colour;
        const char *text;
    } rows[] = {
        {TB_ICON_BUBBLE, TB_C_INK2,
         "The patient speaks: words, face and a pain number from 0 to 10."},
        {TB_ICON_OCTAGON, TB_C_CRITICAL, "\"Stop\" means hands off within two seconds: press X."},
        {TB_ICON_ZIGZAG, TB_C_TWITCH,
         "The loudspeaker plays the muscle signal; it crackles near an active spot."},
        {TB_ICON_SPEAKER, TB_C_INK2, "Every sound has a caption, every colour a shape and a word."},
        {TB_ICON_HAND, TB_C_INK2, "No key must be held and none must be pressed fast."}};
    for (int k = 0; k < 5; ++k) {
        const float y = note.y + 60.0f + 33.0f * (float)k;
        if (y > note.y + note.h - 14.0f) {
            break;
        }
        tb_ui_icon(ui, rows[k].icon, note.x + 28.0f, y, 20.0f, tb_ui_rgba(rows[k].colour, 1.0f));
        tb_ui_text(ui, TB_F_BODY, note.x + 52.0f, y, TB_C_INK2, TB_LEFT, rows[k].text);
    }
    const char *trouble = app->started_trouble[0] != '\0' ? app->started_trouble
                          : app->sound_note[0] != '\0'    ? "No sound device: captions are on."
                                                          : "";
    if (trouble[0] != '\0') {
        tb_ui_icon(ui, TB_ICON_TRIANGLE, right + 12.0f, bottom + 6.0f + 8.0f - 30.0f, 16.0f,
                   tb_ui_rgba(TB_C_TWITCH, 1.0f));
        tb_ui_text(ui, TB_F_SMALL, right + 26.0f, bottom - 16.0f, TB_C_TWITCH, TB_LEFT, trouble);
    }
    tb_menu_footer(app);
}
