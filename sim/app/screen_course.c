// Courses on the home screen: which one, what is next in it, its cases with what is done and
// locked. Stations of an exam show neither muscle nor target.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool chip(tb_app *app, const char *id, tb_box box, tb_icon icon, const char *label,
                 bool here)
{
    tb_ui *ui = &app->ui;
    const bool pressed = tb_ui_item(ui, id, box, 6.0f);
    if (here) {
        tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 6.0f);
    }
    tb_ui_outline(ui, box, tb_ui_rgba(here ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 6.0f,
                  here ? 2.0f : 1.0f);
    tb_ui_icon(ui, icon, box.x + 20.0f, box.y + 0.5f * box.h, 17.0f,
               tb_ui_rgba(here ? TB_C_ACCENT : TB_C_INK2, 1.0f));
    tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){box.x + 34.0f, box.y, box.w - 40.0f, box.h},
                here ? TB_C_INK : TB_C_INK2, TB_LEFT, label);
    return pressed;
}

float tb_course_choice(tb_app *app, float x, float y, float width)
{
    float at = x;
    for (int k = -1; app->courses != NULL && k < app->courses->count; ++k) {
        const tb_course *course = k < 0 ? NULL : &app->courses->items[k];
        const char *label = course != NULL ? tb_tr(course->title) : tb_tr(TB_N("Free practice"));
        char id[24];
        const float w = fminf(width, tb_ui_text_width(&app->ui, TB_F_BODY_MEDIUM, label) + 46.0f);
        if (at + w > x + width + 0.5f && at > x) {
            at = x;
            y += 42.0f;
        }
        snprintf(id, sizeof id, "course-%d", k);
        const bool here = app->course == course;
        if (chip(app, id, (tb_box){at, y, w, 34.0f},
                 course == NULL ? TB_ICON_HOME
                 : course->exam ? TB_ICON_LOCK
                                : TB_ICON_BOOK,
                 label, here) &&
            !here) {
            tb_app_choose_course(app, course);
        }
        at += w + 8.0f;
    }
    return y + 34.0f;
}

// "Gloves on both hands, skin wiped with alcohol, fast in and fast out, twitches count for half."
static void rules_text(const tb_course *course, char *out, size_t capacity)
{
    static const char *const gloves[] = {"", TB_N("a glove on the palpating hand"),
                                         TB_N("gloves on both hands")};
    static const char *const skin[] = {"", TB_N("skin wiped with alcohol"),
                                       TB_N("skin cleaned with chlorhexidine")};
    static const char *const school[TB_SCHOOL_COUNT] = {
        [TB_SCHOOL_PISTONING] = TB_N("small even strokes"),
        [TB_SCHOOL_HONG] = TB_N("fast in, fast out"),
        [TB_SCHOOL_SUSTAINED] = TB_N("the needle rests"),
        [TB_SCHOOL_WINDING] = TB_N("the needle is wound")};
    const char *parts[4];
    char twitch[80];
    int count = 0;
    if (course->rules.gloves > 0) {
        parts[count++] = tb_tr(gloves[course->rules.gloves]);
    }
    if (course->rules.skin > 0) {
        parts[count++] = tb_tr(skin[course->rules.skin]);
    }
    parts[count++] = tb_tr(school[course->school]);
    if (course->ltr_weight <= 0.0) {
        parts[count++] = tb_tr(TB_N("twitches are not scored"));
    } else if (course->ltr_weight < 1.0 || course->ltr_weight > 1.0) {
        snprintf(twitch, sizeof twitch, tb_tr(TB_N("twitches count %.0f %%")),
                 100.0 * course->ltr_weight);
        parts[count++] = twitch;
    }
    size_t used = 0;
    out[0] = '\0';
    for (int k = 0; k < count && used < capacity; ++k) {
        const int wrote =
            snprintf(out + used, capacity - used, "%s%s", k > 0 ? ", " : "", parts[k]);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    out[0] = (char)(out[0] >= 'a' && out[0] <= 'z' ? out[0] - 'a' + 'A' : out[0]);
}

// A station is named by its place in the learner's round, a case by its title.
static void row_title(const tb_app *app, int row, char *out, size_t capacity)
{
    const char *id = app->course->cases[app->progress.rows[row].index].id;
    const tb_library_case *one = tb_library_find(app->library, id);
    if (app->course->exam) {
        snprintf(out, capacity, tb_tr(TB_N("Station %d")), row + 1);
    } else {
        snprintf(out, capacity, "%s", one != NULL ? tb_tr(one->title) : id);
    }
}

float tb_course_start_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_course *course = app->course;
    const tb_course_progress *progress = &app->progress;
    const int next = progress->next;
    const char *id = next >= 0 ? course->cases[progress->rows[next].index].id : NULL;
    const tb_library_case *one = id != NULL ? tb_library_find(app->library, id) : NULL;
    char text[2 * TB_LINE_SIZE], title[TB_LINE_SIZE];
    const tb_box card = tb_ui_card_begin(ui, "home-course", at.x, at.y, at.w, at.h);
    float y = card.y + 30.0f;
    if (one != NULL && !course->exam) {
        const tb_box picture = {card.x, card.y, card.w, 130.0f};
        tb_ui_clear_box(ui, picture, TB_C_WELL);
        tb_figure_case(ui, picture, one->muscle, one->side);
        tb_ui_round_corners(ui, card, 10.0f, TB_C_BG);
        y = card.y + picture.h + 26.0f;
    }
    const float x = card.x + 18.0f, w = card.w - 36.0f;
    y = tb_ui_prose(ui, TB_F_TITLE, x, y, w, TB_C_INK, tb_tr(course->title));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y - 4.0f, w, TB_C_INK2, tb_tr(course->about));
    const tb_box rail = {x, y, w, 8.0f};
    tb_ui_fill(ui, rail, tb_ui_rgba(TB_C_RAISED, 1.0f), 4.0f);
    if (progress->taken > 0) {
        tb_ui_fill(
            ui,
            (tb_box){x, y, fmaxf(8.0f, w * (float)progress->taken / (float)progress->total), 8.0f},
            tb_ui_rgba(TB_C_ACCENT, 1.0f), 4.0f);
    }
    snprintf(text, sizeof text, tb_tr(TB_N("%d of %d patients met")), progress->taken,
             progress->total);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y + 24.0f, w, TB_C_INK2, text);
    rules_text(course, text, sizeof text);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, text) + 4.0f;
    if (next < 0) {
        y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 6.0f, w, TB_C_INK,
                        tb_tr(TB_N("All patients of this course were met.")));
        tb_ui_card_end(ui, "home-course", card, y - 8.0f);
        return card.y + card.h;
    }
    row_title(app, next, title, sizeof title);
    snprintf(text, sizeof text, tb_tr(TB_N("Next: %s")), title);
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 6.0f, w, TB_C_INK, text);
    const char *label =
        course->exam ? tb_tr(TB_N("Go to the station")) : tb_tr(TB_N("Meet the next patient"));
    const float wide = fminf(w, tb_ui_button_width(ui, TB_ICON_PLAY, label, NULL) + 24.0f);
    if (tb_ui_button(ui, "start", (tb_box){x, y, wide, 48.0f}, TB_BUTTON_PRIMARY, TB_ICON_PLAY,
                     label, NULL)) {
        tb_app_meet(app, id);
        return card.y + card.h;
    }
    tb_ui_card_end(ui, "home-course", card, y + 48.0f);
    return card.y + card.h;
}

/// What stands at the foot of a card.
typedef struct row_state {
    tb_icon icon;
    tb_colour colour;
    char text[80];
} row_state;

static row_state state_of(const tb_app *app, const tb_course_row *row)
{
    row_state state = {.icon = TB_ICON_PLUS, .colour = TB_C_INK2, .text = ""};
    const bool done = row->first < 0;
    if (row->locked) {
        state.icon = TB_ICON_LOCK;
        snprintf(state.text, sizeof state.text, "%s", tb_tr(TB_N("Later")));
    } else if (row->next) {
        state.icon = TB_ICON_PLAY;
        state.colour = TB_C_ACCENT;
        snprintf(state.text, sizeof state.text, "%s", tb_tr(TB_N("Next")));
    } else if (done && row->sealed) {
        state.icon = TB_ICON_LOCK;
        snprintf(state.text, sizeof state.text, "%s", tb_tr(TB_N("Handed in")));
    } else if (done) {
        state.icon = TB_ICON_TICK;
        state.colour = TB_C_DONE;
        snprintf(state.text, sizeof state.text, "%s", tb_tr(TB_N("Done")));
    } else {
        snprintf(state.text, sizeof state.text, "%s", tb_tr(TB_N("Open")));
    }
    (void)app;
    return state;
}

static void picture_of(tb_app *app, const tb_library_case *one, int row, tb_box box)
{
    tb_ui *ui = &app->ui;
    tb_ui_clear_box(ui, box, TB_C_WELL);
    if (app->course->exam) { // the muscle is not told
        tb_ui_textf(ui, TB_F_HERO, box.x + 0.5f * box.w, box.y + 0.5f * box.h, TB_C_INK3, TB_CENTRE,
                    "%d", row + 1);
    } else if (one != NULL) {
        tb_figure_case(ui, box, one->muscle, one->side);
    }
}

static void course_card(tb_app *app, int index, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_course_row *row = &app->progress.rows[index];
    const char *case_id = app->course->cases[row->index].id;
    const tb_library_case *one = tb_library_find(app->library, case_id);
    const float picture = app->course->exam ? 96.0f : 112.0f;
    char id[TB_ID_SIZE + 8], title[TB_LINE_SIZE], note[120];
    snprintf(id, sizeof id, "case-%s", case_id);
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    picture_of(app, one, index, (tb_box){box.x, box.y, box.w, picture});
    tb_ui_round_corners(ui, box, 10.0f, TB_C_BG);
    if (tb_ui_item(ui, id, box, 10.0f)) {
        tb_app_meet(app, case_id); // says why when it cannot
        if (app->screen != TB_SCREEN_HOME) {
            return;
        }
    }
    const float x = box.x + 12.0f, w = box.w - 24.0f;
    const tb_colour ink = row->locked || row->first < 0 ? TB_C_INK2 : TB_C_INK;
    row_title(app, index, title, sizeof title);
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){x, box.y + picture + 4.0f, w, 58.0f}, ink, TB_LEFT,
                title);
    snprintf(note, sizeof note, "%s",
             one == NULL         ? ""
             : app->course->exam ? tb_tr(tb_body_part_name(one->part))
                                 : tb_tr(one->muscle));
    tb_ui_label(ui, TB_F_SMALL, (tb_box){x, box.y + picture + 62.0f, w, 34.0f}, TB_C_INK2, TB_LEFT,
                note);
    const row_state state = state_of(app, row);
    const float y = box.y + box.h - 22.0f;
    tb_ui_icon(ui, state.icon, x + 7.0f, y, 16.0f, tb_ui_rgba(state.colour, 1.0f));
    char right[60];
    if (row->best >= 0) {
        snprintf(right, sizeof right, tb_tr(TB_N("Best %d")), row->best);
    } else if (row->attempts > 1) {
        snprintf(right, sizeof right, tb_tr(TB_N("%d of %d left")), row->attempts - row->taken,
                 row->attempts);
    } else {
        right[0] = '\0';
    }
    const float wide = fminf(tb_ui_text_width(ui, TB_F_SMALL, right), 0.5f * w);
    tb_ui_label(ui, TB_F_SMALL_MEDIUM, (tb_box){x + 20.0f, y - 16.0f, w - 26.0f - wide, 32.0f},
                TB_C_INK, TB_LEFT, state.text);
    if (right[0] != '\0') {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){x + w - wide - 1.0f, y - 16.0f, wide + 1.0f, 32.0f},
                    TB_C_INK2, TB_RIGHT, right);
    }
}

float tb_course_cards(tb_app *app, float x, float y, float width)
{
    const float gap = 16.0f, h = app->course->exam ? 230.0f : 246.0f;
    const int columns = (int)fmaxf(1.0f, floorf((width + gap) / (188.0f + gap)));
    const float w = (width - gap * (float)(columns - 1)) / (float)columns;
    if (app->library->loaded < app->library->case_count) {
        return y; // the titles are not read yet
    }
    for (int k = 0; k < app->progress.count && app->screen == TB_SCREEN_HOME; ++k) {
        course_card(app, k,
                    (tb_box){x + (w + gap) * (float)(k % columns),
                             y + (h + gap) * (float)(k / columns), w, h});
    }
    return y + (h + gap) * (float)((app->progress.count + columns - 1) / columns);
}
