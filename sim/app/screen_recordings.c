// Recordings: every kept attempt of this learner, newest first; one that was cut short says so.
// Other learners' are the instructors' to open.
#include "app.h"

#include <math.h>
#include <stdio.h>

static float empty_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "recordings-empty", at.x, at.y, at.w, 0.0f);
    tb_ui_icon(ui, TB_ICON_TARGET, card.x + 32.0f, card.y + 32.0f, 22.0f,
               tb_ui_rgba(TB_C_INK3, 1.0f));
    float y = tb_ui_prose(ui, TB_F_TITLE, card.x + 54.0f, card.y + 32.0f, card.w - 74.0f, TB_C_INK,
                          tb_tr(TB_N("No recordings yet")));
    y = tb_ui_prose(
        ui, TB_F_BODY, card.x + 20.0f, y + 4.0f, card.w - 40.0f, TB_C_INK2,
        app->desc.record
            ? tb_tr(TB_N("Each attempt is kept here, so you can look again at the moment "
                         "that mattered."))
            : tb_tr(TB_N("This session keeps no attempts.")));
    const char *label = tb_tr(TB_N("Start with the hands"));
    const float width =
        fminf(card.w - 40.0f, tb_ui_button_width(ui, TB_ICON_PLAY, label, NULL) + 20.0f);
    if (tb_ui_button(ui, "recordings-start", (tb_box){card.x + 20.0f, y, width, 44.0f},
                     TB_BUTTON_PRIMARY, TB_ICON_PLAY, label, NULL)) {
        tb_app_start_lesson(app);
        return y;
    }
    tb_ui_card_end(ui, "recordings-empty", card, y + 46.0f);
    return card.y + card.h + 8.0f;
}

static void attempt_row(tb_app *app, const tb_library_attempt *attempt, int index, tb_box box)
{
    tb_ui *ui = &app->ui;
    char id[24], when[48], points[64];
    const tb_library_case *one = tb_library_find(app->library, attempt->case_id);
    const float y = box.y + 0.5f * box.h;
    const char *items = tb_tr(TB_N("Scored items"));
    if (attempt->has_score && !attempt->sealed && attempt->folder[0] != '\0') {
        const float wide = tb_ui_button_width(ui, TB_ICON_NONE, items, NULL);
        snprintf(id, sizeof id, "items-%d", index);
        box.w -= wide + 8.0f;
        if (tb_ui_button(ui, id, (tb_box){box.x + box.w + 8.0f, box.y + 10.0f, wide, 40.0f},
                         TB_BUTTON_OUTLINE, TB_ICON_NONE, items, NULL)) {
            (void)tb_app_open_review(app, attempt->folder, false);
            return;
        }
    }
    snprintf(id, sizeof id, "recording-%d", index);
    if (tb_ui_item(ui, id, box, 8.0f)) {
        tb_app_open_recording(app, attempt->folder, 0);
        return;
    }
    tb_ui_fill(ui, box, tb_ui_rgba(ui->hovered ? TB_C_RAISED : TB_C_PANEL, 1.0f), 8.0f);
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 2.0f);
    }
    const tb_icon icon = attempt->sealed       ? TB_ICON_LOCK
                         : !attempt->has_score ? TB_ICON_FLAG
                         : attempt->critical   ? TB_ICON_OCTAGON
                         : attempt->met        ? TB_ICON_TICK
                                               : TB_ICON_TARGET;
    tb_ui_icon(ui, icon, box.x + 24.0f, y, 18.0f,
               tb_ui_rgba(!attempt->has_score || attempt->sealed ? TB_C_ACCENT
                          : attempt->critical                    ? TB_C_CRITICAL
                          : attempt->met                         ? TB_C_DONE
                                                                 : TB_C_INK2,
                          1.0f));
    tb_readable_time(attempt->when, when, sizeof when);
    if (attempt->sealed) {
        snprintf(points, sizeof points, "%s",
                 attempt->refused ? tb_tr(TB_N("sealed, its release does not hold"))
                                  : tb_tr(TB_N("sealed")));
    } else if (!attempt->has_score) {
        snprintf(points, sizeof points, "%s", tb_tr(TB_N("cut short, no score")));
    } else {
        snprintf(points, sizeof points, tb_tr(TB_N("%d of 100")), attempt->total);
    }
    const float right = 0.3f * box.w, left = box.w - right - 64.0f;
    tb_ui_label(ui, TB_F_BODY_STRONG,
                (tb_box){box.x + 44.0f, box.y + 4.0f, left, 0.5f * box.h - 4.0f}, TB_C_INK, TB_LEFT,
                one != NULL ? tb_tr(one->title) : attempt->case_id);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + 44.0f, y, left, 0.5f * box.h - 4.0f}, TB_C_INK2,
                TB_LEFT, when);
    tb_ui_label(ui, TB_F_BODY_MEDIUM,
                (tb_box){box.x + box.w - right - 14.0f, box.y + 4.0f, right, box.h - 8.0f},
                TB_C_INK, TB_RIGHT, points);
}

// This learner's, and what is too damaged to tell whose it is.
static bool listed(const tb_library *library, int index)
{
    const tb_library_attempt *one = &library->attempts[index];
    return one->learner[0] == '\0' || tb_library_own(library, one);
}

static int listed_count(const tb_library *library)
{
    int count = 0;
    for (int k = 0; k < library->attempt_count; ++k) {
        count += listed(library, k) ? 1 : 0;
    }
    return count;
}

void tb_screen_recordings(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const float top = tb_menu_bar(app, TB_SCREEN_RECORDINGS);
    const float foot = tb_menu_footer(app);
    const float margin = compact ? 12.0f : 24.0f;
    if (app->screen != TB_SCREEN_RECORDINGS || app->library == NULL) {
        return;
    }
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    float y = top + 30.0f + dy;
    tb_ui_text(ui, TB_F_TITLE, margin, y, TB_C_INK, TB_LEFT, tb_tr(TB_N("Recordings")));
    const char *instructors = tb_tr(TB_N("For instructors"));
    const float iw = tb_ui_button_width(ui, TB_ICON_BOOK, instructors, NULL);
    if (app->library->attempt_count > 0 &&
        tb_ui_button(ui, "instructor", (tb_box){ui->width - margin - iw, y - 18.0f, iw, 36.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_BOOK, instructors, NULL)) {
        (void)tb_app_open_instructor(app);
    }
    y += 26.0f;
    if (app->started_trouble[0] != '\0') {
        tb_ui_icon(ui, TB_ICON_OCTAGON, margin + 10.0f, y + 8.0f, 18.0f,
                   tb_ui_rgba(TB_C_CRITICAL, 1.0f));
        y = tb_ui_prose(ui, TB_F_BODY, margin + 28.0f, y + 8.0f, ui->width - 2.0f * margin - 28.0f,
                        TB_C_TWITCH, app->started_trouble) +
            8.0f;
    }
    const int others = app->library->attempt_count - listed_count(app->library);
    if (listed_count(app->library) == 0) {
        y = empty_card(app, (tb_box){margin, y, fminf(520.0f, ui->width - 2.0f * margin), 0.0f});
    }
    const float height = 60.0f;
    for (int k = 0; k < app->library->attempt_count && app->screen == TB_SCREEN_RECORDINGS; ++k) {
        const tb_box box = {margin, y, ui->width - 2.0f * margin, height};
        if (!listed(app->library, k)) {
            continue;
        }
        // Rows far outside the view cost nothing; their neighbours keep the keys' way open.
        if (y > top - 4.0f * height && y < foot + 4.0f * height) {
            attempt_row(app, &app->library->attempts[k], k, box);
        }
        y += height + 8.0f;
    }
    if (others > 0 && app->screen == TB_SCREEN_RECORDINGS) {
        char text[160];
        snprintf(text, sizeof text,
                 tb_trn("%d attempt of another learner is kept here, too: see For instructors.",
                        "%d attempts of other learners are kept here, too: see For instructors.",
                        (unsigned long)others),
                 others);
        y = tb_ui_prose(ui, TB_F_SMALL, margin, y + 10.0f, ui->width - 2.0f * margin, TB_C_INK2,
                        text);
    }
    tb_ui_page_end(ui, y);
}
