// What menu screens share: the bar at the top, the safety line at the bottom, the way back.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct menu_entry {
    const char *id, *label;
    tb_icon icon;
    tb_screen screen;
} menu_entry;

static const menu_entry ENTRIES[] = {
    {"nav-home", TB_N("Practise"), TB_ICON_HOME, TB_SCREEN_HOME},
    {"nav-progress", TB_N("Progress"), TB_ICON_ZIGZAG, TB_SCREEN_PROGRESS},
    {"nav-recordings", TB_N("Recordings"), TB_ICON_PLAY, TB_SCREEN_RECORDINGS},
    {"nav-keys", TB_N("Keys"), TB_ICON_KEYS, TB_SCREEN_KEYS},
    {"nav-settings", TB_N("Settings"), TB_ICON_GEAR, TB_SCREEN_SETTINGS},
};
enum { ENTRY_COUNT = sizeof ENTRIES / sizeof ENTRIES[0] };

float tb_menu_bar(tb_app *app, tb_screen chosen)
{
    tb_ui *ui = &app->ui;
    float widths[ENTRY_COUNT], total = 0.0f;
    for (int k = 0; k < ENTRY_COUNT; ++k) {
        widths[k] = tb_ui_text_width(ui, TB_F_BODY_MEDIUM, tb_tr(ENTRIES[k].label)) + 24.0f;
        total += widths[k];
    }
    // Pictures beside the words, the name beside the mark and the learner only where there is room.
    const bool named = ui->width > total + 260.0f;
    const bool pictures =
        ui->width > total + (named ? 198.0f : 56.0f) + 30.0f * ENTRY_COUNT + 130.0f;
    tb_ui_icon(ui, TB_ICON_LOGO, named ? 39.0f : 26.0f, 32.0f, 30.0f,
               tb_ui_rgba(TB_C_MUSCLE_EDGE, 1.0f));
    const float mark = named ? 38.0f : 25.0f;
    tb_ui_line(ui, mark, 33.0f, mark + 9.0f, 21.0f, tb_ui_rgba(TB_C_INK, 1.0f), 1.6f);
    tb_ui_disc(ui, mark + 1.0f, 32.0f, 3.0f, tb_ui_rgba(TB_C_TARGET, 1.0f));
    if (named) {
        tb_ui_text(ui, TB_F_TITLE, 66.0f, 32.0f, TB_C_INK, TB_LEFT, "Tautband");
    }
    float x = named ? 190.0f : 50.0f;
    const float room = ui->width - x - 8.0f, squeeze = fminf(1.0f, room / total);
    for (int k = 0; k < ENTRY_COUNT; ++k) {
        const float width = widths[k] * squeeze + (pictures ? 28.0f : 0.0f);
        const tb_box box = {x, 12.0f, width, 40.0f};
        const bool here = ENTRIES[k].screen == chosen;
        if (here) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 8.0f);
        }
        if (tb_ui_item(ui, ENTRIES[k].id, box, 8.0f) && !here) {
            app->back = app->screen == TB_SCREEN_HOME ? TB_SCREEN_HOME : app->back;
            tb_app_open(app, ENTRIES[k].screen);
        }
        const float inset = pictures ? 38.0f : 6.0f;
        if (pictures) {
            tb_ui_icon(ui, ENTRIES[k].icon, x + 22.0f, 32.0f, 19.0f,
                       tb_ui_rgba(here ? TB_C_ACCENT : TB_C_INK2, 1.0f));
        }
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){x + inset, 14.0f, width - inset - 6.0f, 36.0f},
                    here ? TB_C_INK : TB_C_INK2, pictures ? TB_LEFT : TB_CENTRE,
                    tb_tr(ENTRIES[k].label));
        x += width + (pictures ? 6.0f : 2.0f) * (squeeze < 1.0f ? 0.0f : 1.0f);
    }
    tb_learner_mark(app, x);
    tb_ui_line(ui, 0.0f, 63.5f, ui->width, 63.5f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    return 64.0f;
}

float tb_key_row(tb_app *app, float x, float y, const char *const *keys, int count,
                 const char *label)
{
    tb_ui *ui = &app->ui;
    for (int k = 0; k < count; ++k) {
        x += tb_ui_key(ui, x, y, keys[k]) + 6.0f;
    }
    return x + 2.0f + tb_ui_text(ui, TB_F_SMALL, x + 2.0f, y, TB_C_INK2, TB_LEFT, label) + 18.0f;
}

float tb_menu_footer(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const char *safety = tb_tr(TB_N("Simulated performance only. It is not a licence to needle and "
                                    "does not replace supervision."));
    static const char *const keys[] = {"Left", "Right", "Enter", "F1"};
    const char *const labels[] = {tb_tr(TB_N("move")), tb_tr(TB_N("open")), tb_tr(TB_N("keys"))};
    float hints = 26.0f * 2.0f + tb_ui_key_width(ui, "Enter") + tb_ui_key_width(ui, "F1") + 90.0f;
    for (int k = 0; k < 3; ++k) {
        hints += tb_ui_text_width(ui, TB_F_SMALL, labels[k]);
    }
    const float one_line = tb_ui_text_width(ui, TB_F_SMALL, safety);
    const bool with_hints = ui->width > one_line + hints + 80.0f;
    const float room = (with_hints ? ui->width - hints - 48.0f : ui->width - 24.0f) - 46.0f;
    const float height = tb_ui_prose_height(ui, TB_F_SMALL, room, safety);
    const float top = ui->height - height - 22.0f;
    tb_ui_icon(ui, TB_ICON_SHIELD, 28.0f, top + 20.0f, 17.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_prose(ui, TB_F_SMALL, 44.0f, top + 20.0f, room, TB_C_INK2, safety);
    if (with_hints) {
        float x = ui->width - hints - 8.0f;
        x = tb_key_row(app, x, top + 20.0f, &keys[0], 2, labels[0]);
        x = tb_key_row(app, x, top + 20.0f, &keys[2], 1, labels[1]);
        tb_key_row(app, x, top + 20.0f, &keys[3], 1, labels[2]);
    }
    return top;
}

void tb_capital(const char *text, char *out, size_t capacity)
{
    snprintf(out, capacity, "%s", text);
    out[0] = (char)(out[0] >= 'a' && out[0] <= 'z' ? out[0] - 'a' + 'A' : out[0]);
}

bool tb_title_bar(tb_app *app, const char *title, const char *note)
{
    tb_ui *ui = &app->ui;
    // A station that was begun is not left: no arrow that does nothing.
    const bool stays =
        app->exam.on && (app->screen == TB_SCREEN_BRIEFING || app->screen == TB_SCREEN_PLAN);
    const float x = stays ? 24.0f : 56.0f;
    const bool back = !stays && tb_ui_item(ui, "back", (tb_box){6.0f, 4.0f, 40.0f, 40.0f}, 6.0f);
    if (!stays) {
        tb_ui_icon(ui, TB_ICON_BACK, 25.0f, 24.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    }
    const float width = tb_ui_text(ui, TB_F_STRONG, x, 24.0f, TB_C_ACCENT, TB_LEFT, title);
    if (note[0] != '\0' && x + 28.0f + width + tb_ui_text_width(ui, TB_F_SMALL, note) < ui->width) {
        tb_ui_text(ui, TB_F_SMALL, x + 14.0f + width, 25.0f, TB_C_INK2, TB_LEFT, note);
    }
    return back;
}

void tb_readable_time(const char *stamp, char *out, size_t capacity)
{
    static const char *const months[] = {TB_N("Jan"), TB_N("Feb"), TB_N("Mar"), TB_N("Apr"),
                                         TB_N("May"), TB_N("Jun"), TB_N("Jul"), TB_N("Aug"),
                                         TB_N("Sep"), TB_N("Oct"), TB_N("Nov"), TB_N("Dec")};
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    if (sscanf(stamp, "%4d%2d%2d-%2d%2d", &year, &month, &day, &hour, &minute) == 5 && month >= 1 &&
        month <= 12) {
        snprintf(out, capacity, "%d %s %d, %02d:%02d", day, tb_tr(months[month - 1]), year, hour,
                 minute);
    } else {
        snprintf(out, capacity, "%s", stamp);
    }
}
