// For instructors: the attempts kept on this station, by case, of everybody or of one learner.
#include "app.h"
#include "instructor.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 6 };

/// Right edges of the columns as shares of the width behind the title.
typedef struct table {
    tb_app *app;
    float x, w, title;
    bool narrow;
} table;

static void number_cell(const table *t, int column, float y, tb_colour colour, tb_font font,
                        const char *text)
{
    const int shown = t->narrow ? 3 : COLUMNS;
    if (column >= shown) {
        return;
    }
    const float each = (t->w - t->title) / (float)shown;
    tb_ui_label(
        &t->app->ui, font,
        (tb_box){t->x + t->title + each * (float)column + 4.0f, y - 17.0f, each - 8.0f, 34.0f},
        colour, TB_RIGHT, text);
}

static void heading(const table *t, float y)
{
    const char *const names[COLUMNS] = {tb_tr(TB_N("attempts")), tb_tr(TB_N("mean")),
                                        tb_tr(TB_N("critical")), tb_tr(TB_N("learners")),
                                        tb_tr(TB_N("best")),     tb_tr(TB_N("tip, mm"))};
    tb_ui_label(&t->app->ui, TB_F_SMALL, (tb_box){t->x, y - 17.0f, t->title, 34.0f}, TB_C_INK2,
                TB_LEFT, tb_tr(TB_N("Case")));
    for (int k = 0; k < COLUMNS; ++k) {
        number_cell(t, k, y, TB_C_INK2, TB_F_SMALL, names[k]);
    }
}

static void numbers(const table *t, const tb_instructor_row *row, float y)
{
    char text[COLUMNS][48];
    if (row->sealed > 0) {
        snprintf(text[0], sizeof text[0], tb_tr(TB_N("%d, %d sealed")), row->attempts, row->sealed);
    } else {
        snprintf(text[0], sizeof text[0], "%d", row->attempts);
    }
    snprintf(text[1], sizeof text[1], row->scored > 0 ? "%.0f" : "\xE2\x80\x93", row->mean);
    snprintf(text[2], sizeof text[2], "%d", row->critical);
    snprintf(text[3], sizeof text[3], "%d", row->learners);
    snprintf(text[4], sizeof text[4], row->best >= 0 ? "%d" : "\xE2\x80\x93", row->best);
    snprintf(text[5], sizeof text[5], row->tip_mm >= 0.0 ? "%.1f" : "\xE2\x80\x93", row->tip_mm);
    for (int k = 0; k < COLUMNS; ++k) {
        number_cell(t, k, y, k == 2 && row->critical > 0 ? TB_C_TWITCH : TB_C_INK, TB_F_BODY_MEDIUM,
                    text[k]);
    }
}

static float rows_part(tb_app *app, const tb_instructor_summary *sum, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const table t = {app, x + 16.0f, w - 32.0f, fminf(360.0f, 0.42f * w), tb_ui_compact(ui)};
    const float step = 40.0f;
    const tb_box card = tb_ui_card_begin(ui, "instructor-table", x, y, w, 0.0f);
    heading(&t, card.y + 24.0f);
    float at = card.y + 24.0f + step;
    for (int k = 0; k < sum->count; ++k) {
        const tb_library_case *one = tb_library_find(app->library, sum->rows[k].case_id);
        tb_ui_line(ui, t.x, at - 0.5f * step, t.x + t.w, at - 0.5f * step,
                   tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_label(
            ui, TB_F_BODY, (tb_box){t.x, at - 19.0f, t.title - 8.0f, 38.0f}, TB_C_INK, TB_LEFT,
            one != NULL && one->title[0] != '\0' ? tb_tr(one->title) : sum->rows[k].case_id);
        numbers(&t, &sum->rows[k], at);
        at += step;
    }
    tb_ui_line(ui, t.x, at - 0.5f * step, t.x + t.w, at - 0.5f * step, tb_ui_rgba(TB_C_EDGE, 1.0f),
               1.0f);
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){t.x, at - 19.0f, t.title - 8.0f, 38.0f}, TB_C_INK,
                TB_LEFT, tb_tr(TB_N("All cases")));
    numbers(&t, &sum->all, at);
    tb_ui_card_end(ui, "instructor-table", card, at + 4.0f);
    return card.y + card.h;
}

// "All", and every learner of this station.
static float learners(tb_app *app, const tb_instructor_summary *sum, float x, float y, float width)
{
    tb_ui *ui = &app->ui;
    float at = x;
    for (int k = -1; k < sum->learner_count; ++k) {
        char id[24];
        const char *label = k < 0 ? tb_tr(TB_N("Everybody")) : sum->learners[k];
        const float w = fminf(width, tb_ui_text_width(ui, TB_F_BODY_MEDIUM, label) + 24.0f);
        if (at + w > x + width + 0.5f && at > x) {
            at = x;
            y += 42.0f;
        }
        snprintf(id, sizeof id, "learner-%d", k);
        const tb_box box = {at, y, w, 34.0f};
        const bool here = k < 0 ? app->instructor_learner[0] == '\0'
                                : strcmp(app->instructor_learner, label) == 0;
        if (tb_ui_item(ui, id, box, 6.0f)) {
            snprintf(app->instructor_learner, sizeof app->instructor_learner, "%s",
                     k < 0 ? "" : label);
        }
        if (here) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 6.0f);
        }
        tb_ui_outline(ui, box, tb_ui_rgba(here ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 6.0f,
                      here ? 2.0f : 1.0f);
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){at + 8.0f, y, w - 16.0f, 34.0f},
                    here ? TB_C_INK : TB_C_INK2, TB_CENTRE, label);
        at += w + 8.0f;
    }
    return y + 34.0f;
}

static void export_csv(tb_app *app)
{
    char data[4000], path[4096], attempts[4096];
    tb_error error = {TB_OK, ""};
    const bool kept = tb_app_attempts_dir(app, attempts, sizeof attempts);
    const char *learner = app->instructor_learner[0] != '\0' ? app->instructor_learner : NULL;
    app->instructor_note[0] = '\0';
    if (tb_app_data_dir(data, sizeof data, &error) != TB_OK) {
        snprintf(app->instructor_note, sizeof app->instructor_note, "%.300s", error.message);
        return;
    }
    snprintf(path, sizeof path, "%s/attempts.csv", data);
    FILE *file = fopen(path, "wb");
    const bool written = file != NULL && tb_instructor_csv(app->library, learner,
                                                           kept ? attempts : NULL, file) == TB_OK;
    if ((file != NULL && fclose(file) != 0) || !written) {
        snprintf(app->instructor_note, sizeof app->instructor_note,
                 tb_tr(TB_N("%.200s cannot be written: %s")), path, strerror(errno));
    } else {
        snprintf(app->instructor_note, sizeof app->instructor_note, tb_tr(TB_N("Written: %.250s")),
                 path);
    }
}

bool tb_app_open_instructor(tb_app *app)
{
    if (tb_exam_has_code() && !app->exam.examiner) {
        app->exam.wants_instructor = true;
        return tb_exam_call(app, "instructor");
    }
    app->exam.panel = app->exam.examiner = app->exam.wants_instructor = false;
    app->instructor_learner[0] = app->instructor_note[0] = '\0';
    tb_app_read_past(app);
    tb_app_open(app, TB_SCREEN_INSTRUCTOR);
    return true;
}

void tb_screen_instructor(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    if (tb_title_bar(app, tb_tr(TB_N("Attempts on this station")),
                     compact ? "" : tb_tr(TB_N("for instructors")))) {
        tb_app_back(app);
        return;
    }
    tb_instructor_summary *sum = app->library != NULL ? tb_alloc(sizeof *sum) : NULL;
    if (sum == NULL) {
        return;
    }
    tb_instructor_sum(app->library,
                      app->instructor_learner[0] != '\0' ? app->instructor_learner : NULL, sum);
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, foot = ui->height - 64.0f;
    const float w = ui->width - 2.0f * margin;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    float y = learners(app, sum, margin, top + 10.0f + dy, w) + 12.0f;
    if (sum->all.attempts == 0) {
        y = tb_ui_prose(ui, TB_F_BODY, margin, y + 16.0f, w, TB_C_INK2,
                        tb_tr(TB_N("No attempts are kept here.")));
    } else {
        y = rows_part(app, sum, margin, y, w) + 18.0f;
        y = tb_ui_prose(ui, TB_F_SMALL, margin, y, w, TB_C_INK2,
                        tb_tr(TB_N("Simulated performance only: means over all attempts, practice "
                                   "and exams together. A sealed result counts as an attempt and "
                                   "tells no number.")));
    }
    tb_ui_page_end(ui, y);
    const char *label = tb_tr(TB_N("Export as CSV"));
    const float wide = fminf(w, tb_ui_button_width(ui, TB_ICON_ARROW_DOWN, label, NULL) + 16.0f);
    const tb_box button = {ui->width - margin - wide, foot + 12.0f, wide, 40.0f};
    const float room = button.x - margin - 16.0f;
    if (app->instructor_note[0] != '\0' && room > 100.0f) {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){margin, foot + 8.0f, room, 50.0f}, TB_C_INK2, TB_LEFT,
                    app->instructor_note);
    }
    if (tb_ui_button(ui, "instructor-csv", button, TB_BUTTON_PRIMARY, TB_ICON_ARROW_DOWN, label,
                     NULL)) {
        export_csv(app);
    }
    tb_free(sum);
}
