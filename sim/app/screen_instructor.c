// For instructors: the attempts kept on this station, by case, of everybody or of one learner.
#include "app.h"
#include "instructor.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 7 };

/// Parts of the page.
enum { PART_SUMMARY, PART_DISPUTES, PART_RESULTS, PART_COUNT };

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

// @param of_learners the lines are learners, else cases
static void heading(const table *t, float y, bool of_learners)
{
    const char *const names[COLUMNS] = {tb_tr(TB_N("attempts")),
                                        tb_tr(TB_N("mean")),
                                        tb_tr(TB_N("critical")),
                                        tb_tr(TB_N("met the cut")),
                                        of_learners ? tb_tr(TB_N("cases"))
                                                    : tb_tr(TB_N("learners")),
                                        tb_tr(TB_N("best")),
                                        tb_tr(TB_N("tip, mm"))};
    tb_ui_label(&t->app->ui, TB_F_SMALL, (tb_box){t->x, y - 17.0f, t->title, 34.0f}, TB_C_INK2,
                TB_LEFT, of_learners ? tb_tr(TB_N("Learner")) : tb_tr(TB_N("Case")));
    for (int k = 0; k < COLUMNS; ++k) {
        number_cell(t, k, y, TB_C_INK2, TB_F_SMALL, names[k]);
    }
}

static void numbers(const table *t, const tb_instructor_row *row, float y, bool of_learners)
{
    char text[COLUMNS][48];
    if (row->sealed > 0) {
        snprintf(text[0], sizeof text[0], tb_tr(TB_N("%d, %d sealed")), row->attempts, row->sealed);
    } else {
        snprintf(text[0], sizeof text[0], "%d", row->attempts);
    }
    snprintf(text[1], sizeof text[1], row->scored > 0 ? "%.0f" : "\xE2\x80\x93", row->mean);
    snprintf(text[2], sizeof text[2], "%d", row->critical);
    snprintf(text[3], sizeof text[3], row->scored > 0 ? "%d" : "\xE2\x80\x93", row->met);
    snprintf(text[4], sizeof text[4], "%d", of_learners ? row->cases : row->learners);
    snprintf(text[5], sizeof text[5], row->best >= 0 ? "%d" : "\xE2\x80\x93", row->best);
    snprintf(text[6], sizeof text[6], row->tip_mm >= 0.0 ? "%.1f" : "\xE2\x80\x93", row->tip_mm);
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
    heading(&t, card.y + 24.0f, false);
    float at = card.y + 24.0f + step;
    for (int k = 0; k < sum->count; ++k) {
        const tb_library_case *one = tb_library_find(app->library, sum->rows[k].case_id);
        tb_ui_line(ui, t.x, at - 0.5f * step, t.x + t.w, at - 0.5f * step,
                   tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_label(
            ui, TB_F_BODY, (tb_box){t.x, at - 19.0f, t.title - 8.0f, 38.0f}, TB_C_INK, TB_LEFT,
            one != NULL && one->title[0] != '\0' ? tb_tr(one->title) : sum->rows[k].case_id);
        numbers(&t, &sum->rows[k], at, false);
        at += step;
    }
    tb_ui_line(ui, t.x, at - 0.5f * step, t.x + t.w, at - 0.5f * step, tb_ui_rgba(TB_C_EDGE, 1.0f),
               1.0f);
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){t.x, at - 19.0f, t.title - 8.0f, 38.0f}, TB_C_INK,
                TB_LEFT, tb_tr(TB_N("All cases")));
    numbers(&t, &sum->all, at, false);
    tb_ui_card_end(ui, "instructor-table", card, at + 4.0f);
    return card.y + card.h;
}

// The same numbers of each learner, a line each, which chooses that learner.
static float learners_part(tb_app *app, const tb_instructor_summary *sum, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const table t = {app, x + 16.0f, w - 32.0f, fminf(360.0f, 0.42f * w), tb_ui_compact(ui)};
    const float step = 40.0f;
    const tb_box card = tb_ui_card_begin(ui, "instructor-learners", x, y, w, 0.0f);
    heading(&t, card.y + 24.0f, true);
    float at = card.y + 24.0f + step;
    for (int k = 0; k < sum->learner_count; ++k) {
        tb_instructor_row row;
        char id[32];
        tb_instructor_sum_learner(app->library, sum->learners[k], &row);
        snprintf(id, sizeof id, "learner-line-%d", k);
        const tb_box box = {t.x - 8.0f, at - 19.0f, t.w + 16.0f, 38.0f};
        if (tb_ui_item(ui, id, box, 6.0f)) {
            snprintf(app->instructor_learner, sizeof app->instructor_learner, "%s",
                     sum->learners[k]);
            ui->page.offset = 0.0f;
        }
        if (ui->hovered) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_RAISED, 1.0f), 6.0f);
        }
        tb_ui_line(ui, t.x, at - 0.5f * step, t.x + t.w, at - 0.5f * step,
                   tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_label(ui, TB_F_BODY, (tb_box){t.x, at - 19.0f, t.title - 8.0f, 38.0f}, TB_C_INK,
                    TB_LEFT, sum->learners[k]);
        numbers(&t, &row, at, true);
        at += step;
    }
    tb_ui_card_end(ui, "instructor-learners", card, at - step + 22.0f);
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
    app->instructor_part = PART_SUMMARY;
    tb_app_read_past(app);
    tb_app_read_disputes(app);
    tb_app_open(app, TB_SCREEN_INSTRUCTOR);
    return true;
}

// --- disputes and results -----------------------------------------------------------------------

static bool of_learner(const tb_app *app, const tb_library_attempt *one)
{
    return app->instructor_learner[0] == '\0' || strcmp(app->instructor_learner, one->learner) == 0;
}

static const char *title_of(const tb_app *app, const tb_library_attempt *one)
{
    const tb_library_case *model = tb_library_find(app->library, one->case_id);
    return model != NULL && model->title[0] != '\0' ? tb_tr(model->title) : one->case_id;
}

/// A row that opens the page of an attempt.
typedef struct attempt_line {
    const char *id;
    tb_icon icon;
    tb_colour colour;
    const char *first, *second, *state;
} attempt_line;

// How high it is: as many lines as its texts take.
static float line_height(tb_app *app, const attempt_line *row, float w)
{
    tb_ui *ui = &app->ui;
    const float right = 0.3f * w, left = w - right - 72.0f;
    const float texts = tb_ui_prose_height(ui, TB_F_BODY_MEDIUM, left, row->first) +
                        tb_ui_prose_height(ui, TB_F_SMALL, left, row->second);
    const float state = tb_ui_prose_height(ui, TB_F_SMALL_MEDIUM, right, row->state);
    return fmaxf(60.0f, fmaxf(texts, state) + 18.0f);
}

// @return true when it was activated
static bool line(tb_app *app, const attempt_line *row, tb_box box)
{
    tb_ui *ui = &app->ui;
    const bool pressed = tb_ui_item(ui, row->id, box, 8.0f);
    tb_ui_fill(ui, box, tb_ui_rgba(ui->hovered ? TB_C_RAISED : TB_C_PANEL, 1.0f), 8.0f);
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 2.0f);
    }
    tb_ui_icon(ui, row->icon, box.x + 24.0f, box.y + 0.5f * box.h, 18.0f,
               tb_ui_rgba(row->colour, 1.0f));
    const float right = 0.3f * box.w, left = box.w - right - 72.0f;
    const float y =
        tb_ui_prose(ui, TB_F_BODY_MEDIUM, box.x + 44.0f, box.y + 19.0f, left, TB_C_INK, row->first);
    tb_ui_prose(ui, TB_F_SMALL, box.x + 44.0f, y, left, TB_C_INK2, row->second);
    tb_ui_label(ui, TB_F_SMALL_MEDIUM,
                (tb_box){box.x + box.w - right - 14.0f, box.y + 4.0f, right, box.h - 8.0f},
                TB_C_INK, TB_RIGHT, row->state);
    return pressed;
}

static const char *name_of(const tb_library_attempt *one)
{
    return one->learner[0] != '\0' ? one->learner : "\xE2\x80\x93";
}

// Words of a dispute as far as they fit in one line.
static void short_words(const char *words, char *out, size_t capacity)
{
    enum { MOST = 60 };
    size_t length = strlen(words);
    if (length > MOST) {
        length = MOST;
        while (length > 0 && ((unsigned char)words[length] & 0xC0u) == 0x80u) {
            --length;
        }
    }
    char text[TB_DISPUTE_WORDS + 8];
    snprintf(text, sizeof text, "%.*s%s", (int)length, words,
             length < strlen(words) ? "\xE2\x80\xA6" : "");
    snprintf(out, capacity, tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")), text);
}

static float disputes_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_instructor_disputes *all = app->disputed;
    char text[200];
    int shown = 0;
    if (all->damaged > 0) {
        snprintf(text, sizeof text,
                 tb_trn("The disputes of %d attempt cannot be read: %s",
                        "The disputes of %d attempts cannot be read, first of %s",
                        (unsigned long)all->damaged),
                 all->damaged, all->which);
        tb_ui_icon(ui, TB_ICON_TRIANGLE, x + 9.0f, y + 8.0f, 17.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
        y = tb_ui_prose(ui, TB_F_SMALL, x + 26.0f, y + 8.0f, w - 26.0f, TB_C_TWITCH, text) + 4.0f;
    }
    for (int k = 0; k < all->count && app->screen == TB_SCREEN_INSTRUCTOR; ++k) {
        const tb_library_attempt *one = &app->library->attempts[all->rows[k].attempt];
        const tb_dispute *dispute = &all->rows[k].dispute;
        char id[24], second[240], when[64], words[200];
        if (!of_learner(app, one)) {
            continue;
        }
        snprintf(id, sizeof id, "disputed-%d", k);
        tb_readable_time(one->when, when, sizeof when);
        snprintf(second, sizeof second, "%s \xC2\xB7 %s \xC2\xB7 %s", title_of(app, one),
                 name_of(one), when);
        short_words(dispute->words, words, sizeof words);
        const bool open = dispute->state == TB_DISPUTE_OPEN;
        const attempt_line row = {id,
                                  open                                    ? TB_ICON_BUBBLE
                                  : dispute->state == TB_DISPUTE_ACCEPTED ? TB_ICON_TICK
                                                                          : TB_ICON_CROSS,
                                  open                                    ? TB_C_TWITCH
                                  : dispute->state == TB_DISPUTE_ACCEPTED ? TB_C_DONE
                                                                          : TB_C_INK2,
                                  words,
                                  second,
                                  open ? tb_tr(TB_N("open"))
                                  : dispute->state == TB_DISPUTE_ACCEPTED
                                      ? tb_tr(TB_N("accepted"))
                                      : tb_tr(TB_N("rejected"))};
        const float high = line_height(app, &row, w);
        if (line(app, &row, (tb_box){x, y, w, high})) {
            (void)tb_app_open_review(app, one->folder, true);
        }
        y += high + 8.0f;
        ++shown;
    }
    if (shown == 0) {
        y = tb_ui_prose(ui, TB_F_BODY, x, y + 16.0f, w, TB_C_INK2,
                        tb_tr(TB_N("Nothing is disputed.")));
    }
    return y;
}

static const char *signature_text(const tb_app *app, int index, char *out, size_t capacity)
{
    switch ((tb_exam_standing)app->disputed->signature[index]) {
    case TB_STANDING_SIGNED:
    case TB_STANDING_UNSIGNED:
        snprintf(out, capacity, tb_tr(TB_N("countersigned by %s")), app->disputed->signer[index]);
        break;
    case TB_STANDING_REFUSED:
        snprintf(out, capacity, "%s", tb_tr(TB_N("its countersignature does not hold")));
        break;
    case TB_STANDING_NONE:
        snprintf(out, capacity, "%s", tb_tr(TB_N("not countersigned")));
        break;
    }
    return out;
}

// Sealed, cut short, or the points and whether they are countersigned.
static void state_text(const tb_app *app, int index, char *out, size_t capacity)
{
    const tb_library_attempt *one = &app->library->attempts[index];
    char points[120], signature[160];
    if (one->sealed) {
        snprintf(out, capacity, "%s", tb_tr(TB_N("sealed: rate and release")));
    } else if (!one->has_score) {
        snprintf(out, capacity, "%s", tb_tr(TB_N("cut short, no score")));
    } else {
        snprintf(points, sizeof points,
                 !one->exam ? tb_tr(TB_N("%d of 100"))
                 : one->met ? tb_tr(TB_N("%d of 100, meets the cut"))
                            : tb_tr(TB_N("%d of 100, does not meet the cut")),
                 one->total);
        snprintf(out, capacity, "%s \xC2\xB7 %s", points,
                 signature_text(app, index, signature, sizeof signature));
    }
}

// One attempt; opens its page.
// @return y below it
static float result_row(tb_app *app, int k, float x, float y, float w)
{
    const float foot = app->ui.height - 64.0f;
    const tb_library_attempt *one = &app->library->attempts[k];
    char id[24], second[240], when[64], state[320];
    snprintf(id, sizeof id, "result-%d", k);
    tb_readable_time(one->when, when, sizeof when);
    snprintf(second, sizeof second, "%s \xC2\xB7 %s \xC2\xB7 %s", name_of(one), when,
             one->exam ? tb_tr(TB_N("Exam")) : tb_tr(TB_N("Practice")));
    const bool refused = app->disputed->signature[k] == TB_STANDING_REFUSED;
    const bool none = app->disputed->signature[k] == TB_STANDING_NONE;
    state_text(app, k, state, sizeof state);
    const attempt_line row = {id,
                              !one->has_score ? TB_ICON_FLAG
                              : one->sealed   ? TB_ICON_LOCK
                              : refused       ? TB_ICON_TRIANGLE
                              : none          ? TB_ICON_PEN
                                              : TB_ICON_TICK,
                              one->sealed || none ? TB_C_ACCENT
                              : refused           ? TB_C_TWITCH
                                                  : TB_C_DONE,
                              title_of(app, one),
                              second,
                              state};
    const float high = line_height(app, &row, w);
    // Rows far outside the view cost nothing; their neighbours keep the keys' way open.
    if (y > -300.0f && y < foot + 300.0f && line(app, &row, (tb_box){x, y, w, high})) {
        if (one->has_score) {
            (void)tb_app_open_review(app, one->folder, true);
        } else { // there is nothing to review but what was done
            (void)tb_app_open_recording(app, one->folder, 0);
        }
    }
    return y + high + 8.0f;
}

// What waits for a rating first, then the others; newest first.
static float results_part(tb_app *app, float x, float y, float w)
{
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k < app->library->attempt_count && app->screen == TB_SCREEN_INSTRUCTOR;
             ++k) {
            const tb_library_attempt *one = &app->library->attempts[k];
            if (of_learner(app, one) && one->folder[0] != '\0' && one->sealed == (pass == 0)) {
                y = result_row(app, k, x, y, w);
            }
        }
    }
    return y;
}

// --- screen -------------------------------------------------------------------------------------

static float part_of_page(tb_app *app, const tb_instructor_summary *sum, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    if (app->started_trouble[0] != '\0') {
        y = tb_ui_prose(ui, TB_F_BODY, x, y + 8.0f, w, TB_C_TWITCH, app->started_trouble);
    }
    if (sum->all.attempts == 0) {
        return tb_ui_prose(ui, TB_F_BODY, x, y + 16.0f, w, TB_C_INK2,
                           tb_tr(TB_N("No attempts are kept here.")));
    }
    if (app->instructor_part == PART_DISPUTES && app->disputed != NULL) {
        return disputes_part(app, x, y, w);
    }
    if (app->instructor_part == PART_RESULTS && app->disputed != NULL) {
        return results_part(app, x, y, w);
    }
    y = rows_part(app, sum, x, y, w) + 12.0f;
    if (app->instructor_learner[0] == '\0' && sum->learner_count > 1) {
        y = learners_part(app, sum, x, y, w) + 12.0f;
    }
    y += 6.0f;
    if (app->library->left_out > 0) {
        char text[160];
        snprintf(text, sizeof text,
                 tb_trn("%d older attempt is not read here; its folder stays where it is.",
                        "%d older attempts are not read here; their folders stay where they are.",
                        (unsigned long)app->library->left_out),
                 app->library->left_out);
        y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_TWITCH, text);
    }
    if (sum->learners_left_out) {
        y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_TWITCH,
                        tb_tr(TB_N("There are more learners than buttons: all of them are in the "
                                   "table that is exported.")));
    }
    return tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                       tb_tr(TB_N("Simulated performance only: means over all attempts, practice "
                                  "and exams together. A sealed result counts as an attempt and "
                                  "tells no number.")));
}

// Summary, disputes, results: and how many are open.
static void choose_part(tb_app *app, tb_box box)
{
    char open[80];
    if (app->disputed != NULL && app->disputed->open > 0) {
        snprintf(open, sizeof open, tb_tr(TB_N("Disputes (%d)")), app->disputed->open);
    } else {
        snprintf(open, sizeof open, "%s", tb_tr(TB_N("Disputes")));
    }
    const char *const parts[PART_COUNT] = {tb_tr(TB_N("Summary")), open, tb_tr(TB_N("Results"))};
    const int chosen = tb_ui_choice(&app->ui, "instructor-part", box, false, parts, PART_COUNT,
                                    app->instructor_part);
    if (chosen != app->instructor_part) {
        app->instructor_part = chosen;
        app->ui.page.offset = 0.0f;
    }
}

static void foot_bar(tb_app *app, float margin, float foot, float w)
{
    tb_ui *ui = &app->ui;
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
    choose_part(app, (tb_box){margin, top + 8.0f + dy, w, 36.0f});
    float y = learners(app, sum, margin, top + 54.0f + dy, w) + 12.0f;
    y = part_of_page(app, sum, margin, y, w);
    tb_ui_page_end(ui, y);
    if (app->screen == TB_SCREEN_INSTRUCTOR) {
        foot_bar(app, margin, foot, w);
    }
    tb_free(sum);
}
