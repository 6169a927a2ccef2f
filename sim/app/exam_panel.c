// The examiner at the station (F9): the clock stands for a minute at most, everything is logged; a
// code opens what only the examiner may do: hold the clock, end the station, rate, release.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *folder_of(const tb_app *app)
{
    return app->exam.on && app->attempt != NULL ? app->attempt->folder : "";
}

static void note(tb_app *app, const char *what)
{
    tb_exam_log(folder_of(app), app->attempt != NULL ? app->attempt->after.tick_ms : 0, what);
}

// The examiner leaves: nothing can be signed any more.
static void dismiss(tb_app *app)
{
    app->exam.panel = app->exam.examiner = app->exam.wants_instructor = false;
    tb_seal_forget(&app->exam.key);
}

static int sealed_count(const tb_app *app)
{
    int count = 0;
    for (int k = 0; app->library != NULL && k < app->library->attempt_count; ++k) {
        const tb_library_attempt *one = &app->library->attempts[k];
        count += one->sealed && one->folder[0] != '\0' ? 1 : 0;
    }
    return count;
}

bool tb_exam_call(tb_app *app, const char *why)
{
    const bool seals = app->screen == TB_SCREEN_HOME && sealed_count(app) > 0;
    const bool attended =
        app->exam.on && (app->screen == TB_SCREEN_ENCOUNTER || app->screen == TB_SCREEN_BRIEFING ||
                         app->screen == TB_SCREEN_PLAN || app->screen == TB_SCREEN_HANDED_IN);
    if (app->exam.panel || (!attended && !seals && !app->exam.wants_instructor)) {
        return false;
    }
    tb_app_hand_release(&app->hand);
    app->exam.panel = true;
    app->exam.examiner = app->exam.refused = false;
    app->exam.code[0] = '\0';
    ++app->exam.calls;
    note(app, why);
    tb_ui_focus(&app->ui, "exam-on");
    return true;
}

void tb_exam_close_panel(tb_app *app)
{
    if (app->exam.panel) {
        dismiss(app);
        app->ui.focus = 0;
        note(app, "goes-on");
    }
}

void tb_exam_digit(tb_app *app, int digit)
{
    if (app->exam.refused && digit >= 0) {
        app->exam.code[0] = '\0'; // the next try starts anew
    }
    const size_t length = strlen(app->exam.code);
    app->exam.refused = false;
    if (digit < 0) {
        app->exam.code[length > 0 ? length - 1 : 0] = '\0';
    } else if (length < TB_EXAM_CODE_MOST) {
        app->exam.code[length] = (char)('0' + digit);
        app->exam.code[length + 1] = '\0';
    }
}

// Try what was typed. What was refused stays to be mended.
// @param told a code that does not fit is told and logged; while somebody types it is not
static void try_code(tb_app *app, bool told)
{
    tb_error error = {TB_OK, ""};
    const tb_status status = tb_exam_open(app->exam.code, &app->exam.key, &error);
    app->exam.examiner = status == TB_OK;
    if (status != TB_OK && status != TB_ERR_ARGUMENT) { // nothing could tell whether it fits
        snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error.message);
    }
    if (status != TB_OK && !told) {
        return;
    }
    app->exam.refused = !app->exam.examiner;
    if (app->exam.examiner) {
        app->exam.code[0] = '\0';
    }
    note(app, app->exam.examiner ? "examiner-here" : "code-refused");
    if (app->exam.examiner && app->exam.wants_instructor) {
        (void)tb_app_open_instructor(app);
    }
}

// --- what the examiner may do -------------------------------------------------------------------

static void release(tb_app *app)
{
    tb_error error = {TB_OK, ""};
    char folder[4096], path[4400];
    if (app->screen == TB_SCREEN_HANDED_IN) {
        if (folder_of(app)[0] != '\0' &&
            tb_exam_release(folder_of(app), app->exam.rating, &app->exam.key, &error) != TB_OK) {
            snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error.message);
        } else {
            note(app, "released");
        }
        dismiss(app);
        tb_app_read_past(app);
        tb_app_open(app, TB_SCREEN_DEBRIEF);
        return;
    }
    for (int k = 0;
         tb_app_attempts_dir(app, folder, sizeof folder) && k < app->library->attempt_count; ++k) {
        const tb_library_attempt *one = &app->library->attempts[k];
        snprintf(path, sizeof path, "%s/%s", folder, one->folder);
        if (one->sealed && one->folder[0] != '\0' &&
            tb_exam_release(path, 0, &app->exam.key, &error) != TB_OK) {
            snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error.message);
        }
    }
    dismiss(app);
    tb_app_read_past(app);
}

static void rate(tb_app *app, int rating)
{
    char what[40];
    app->exam.rating = rating;
    snprintf(what, sizeof what, "global-rating-%d", rating);
    note(app, what);
}

// One to five, before any number of the result is seen.
static float rating_row(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    static const char *const names[] = {TB_N("1 fail"), TB_N("2 borderline"), TB_N("3 pass"),
                                        TB_N("4 good"), TB_N("5 excellent")};
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y, w, TB_C_INK,
                    tb_tr(TB_N("Your global rating, before the result is seen"))) -
        4.0f;
    const float each = (w - 32.0f) / 5.0f;
    for (int k = 0; k < 5; ++k) {
        char id[24];
        snprintf(id, sizeof id, "rating-%d", k + 1);
        const tb_box box = {x + (each + 8.0f) * (float)k, y, each, 40.0f};
        if (tb_ui_button(ui, id, box,
                         app->exam.rating == k + 1 ? TB_BUTTON_PRIMARY : TB_BUTTON_OUTLINE,
                         TB_ICON_NONE, tb_tr(names[k]), NULL)) {
            rate(app, k + 1);
        }
    }
    return y + 62.0f;
}

static float examiner_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const float half = 0.5f * (w - 10.0f);
    if (app->screen == TB_SCREEN_HANDED_IN) {
        y = rating_row(app, x, y, w);
        if (app->exam.rating > 0 &&
            tb_ui_button(ui, "exam-release", (tb_box){x, y, half, 40.0f}, TB_BUTTON_PRIMARY,
                         TB_ICON_FLAG, tb_tr(TB_N("Release the result")), NULL)) {
            release(app);
            return y;
        }
        return app->exam.rating > 0 ? y + 50.0f : y;
    }
    if (app->screen == TB_SCREEN_HOME) {
        char text[80];
        const int count = sealed_count(app);
        snprintf(text, sizeof text,
                 tb_trn("Release %d result", "Release %d results", (unsigned long)count), count);
        if (tb_ui_button(ui, "exam-release", (tb_box){x, y, half, 40.0f}, TB_BUTTON_PRIMARY,
                         TB_ICON_FLAG, text, NULL)) {
            release(app);
        }
        return y + 50.0f;
    }
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("The clock stands until you close this."))) -
        2.0f;
    if (tb_ui_button(ui, "exam-end", (tb_box){x, y, half, 40.0f}, TB_BUTTON_OUTLINE, TB_ICON_FLAG,
                     tb_tr(TB_N("End this station")), NULL)) {
        note(app, "ended-by-examiner");
        dismiss(app);
        tb_app_finish_encounter(app);
        return y;
    }
    return y + 50.0f;
}

// --- the code -----------------------------------------------------------------------------------

static float code_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    char dots[3 * TB_EXAM_CODE_MOST + 1] = "";
    if (!tb_exam_has_code()) {
        return tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                           tb_tr(TB_N("No examiner\xE2\x80\x99s code is set on this station: "
                                      "\xE2\x80\x9Ctautband course code DIGITS\xE2\x80\x9D sets "
                                      "one.")));
    }
    for (size_t k = 0; k < strlen(app->exam.code); ++k) {
        strcat(dots, "\xE2\x80\xA2");
    }
    const char *label = app->exam.refused ? tb_tr(TB_N("This is not the code."))
                                          : tb_tr(TB_N("Examiner\xE2\x80\x99s code"));
    const float named = tb_ui_text_width(ui, TB_F_BODY_MEDIUM, label) + 14.0f;
    tb_ui_text(ui, TB_F_BODY_MEDIUM, x, y, app->exam.refused ? TB_C_TWITCH : TB_C_INK, TB_LEFT,
               label);
    tb_ui_text(ui, TB_F_TITLE, x + named, y, TB_C_INK, TB_LEFT, dots);
    y += 22.0f;
    const float each = (w - 11.0f * 6.0f) / 12.0f;
    for (int k = 0; k < 12; ++k) {
        char id[24], text[4];
        const bool row2 = each < 34.0f && k >= 6; // two rows where it is narrow
        const float wide = each < 34.0f ? (w - 5.0f * 6.0f) / 6.0f : each;
        const tb_box box = {x + (wide + 6.0f) * (float)(row2 ? k - 6 : k), row2 ? y + 46.0f : y,
                            wide, 40.0f};
        snprintf(id, sizeof id, "code-%d", k);
        snprintf(text, sizeof text, "%d", (k + 1) % 10);
        if (tb_ui_button(ui, id, box, TB_BUTTON_OUTLINE,
                         k == 10   ? TB_ICON_ARROW_LEFT
                         : k == 11 ? TB_ICON_TICK
                                   : TB_ICON_NONE,
                         k < 10 ? text : "", NULL)) {
            if (k == 11) {
                try_code(app, true);
            } else {
                tb_exam_digit(app, k == 10 ? -1 : (k + 1) % 10);
            }
        }
    }
    return y + (each < 34.0f ? 108.0f : 62.0f);
}

// Digits above the letters and on the keypad; -1 = none.
static int digit_of(int32_t key)
{
    static const int32_t keypad[] = {SDLK_KP_0, SDLK_KP_1, SDLK_KP_2, SDLK_KP_3, SDLK_KP_4,
                                     SDLK_KP_5, SDLK_KP_6, SDLK_KP_7, SDLK_KP_8, SDLK_KP_9};
    for (int k = 0; k < 10; ++k) {
        if (key == '0' + k || key == keypad[k]) {
            return k;
        }
    }
    return -1;
}

bool tb_exam_panel_key(tb_app *app, int32_t key)
{
    if (!app->exam.panel) {
        return false;
    }
    const int digit = digit_of(key);
    if (digit >= 0 && !app->exam.examiner) {
        tb_exam_digit(app, digit);
        const int digits = tb_exam_code_digits(), typed = (int)strlen(app->exam.code);
        if (digits > 0 ? typed == digits : typed >= TB_EXAM_CODE_LEAST) {
            try_code(app, digits > 0); // where its length is known the whole code was typed
        }
        return true;
    }
    if (key == '\b') {
        tb_exam_digit(app, -1);
        return true;
    }
    return false;
}

void tb_exam_panel(tb_app *app)
{
    tb_ui *ui = &app->ui;
    char text[160];
    if (!app->exam.panel) {
        return;
    }
    const tb_box box = tb_ui_dialog_begin(ui, "examiner", 620.0f);
    const float x = box.x + 24.0f, w = box.w - 48.0f;
    tb_ui_icon(ui, TB_ICON_HAND, box.x + 34.0f, box.y + 34.0f, 24.0f,
               tb_ui_rgba(TB_C_TWITCH, 1.0f));
    float y = tb_ui_prose(ui, TB_F_TITLE, box.x + 58.0f, box.y + 34.0f, box.w - 78.0f, TB_C_INK,
                          app->exam.wants_instructor ? tb_tr(TB_N("For instructors"))
                          : app->pad_lost            ? tb_tr(TB_N("Pad unplugged"))
                                                     : tb_tr(TB_N("Examiner called")));
    const bool runs = app->exam.on && app->attempt != NULL && !app->attempt->finished;
    if (runs && app->screen == TB_SCREEN_ENCOUNTER && !app->exam.examiner) {
        const int left = (int)ceilf(fmaxf(0.0f, TB_EXAM_STOP_S - app->exam.stopped_s));
        if (left > 0) {
            snprintf(text, sizeof text,
                     tb_tr(TB_N("The clock stands for %d s more. The call is in the record.")),
                     left);
        } else {
            snprintf(text, sizeof text, "%s",
                     tb_tr(TB_N("The minute is used up: the clock runs. The call is in the "
                                "record.")));
        }
        y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK2, text) + 4.0f;
    } else {
        y += 4.0f;
    }
    y = app->exam.examiner ? examiner_part(app, x, y, w) : code_part(app, x, y, w);
    if (!app->exam.panel) {
        tb_ui_dialog_end(ui, "examiner", box, y);
        return;
    }
    const char *on = tb_tr(TB_N("Go on"));
    const float wide = tb_ui_button_width(ui, TB_ICON_PLAY, on, "Esc") + 10.0f;
    const bool waits = app->exam.code[0] != '\0' && !app->exam.refused && !app->exam.examiner;
    if (tb_ui_button(ui, "exam-on", (tb_box){box.x + box.w - wide - 24.0f, y, wide, 40.0f},
                     app->exam.examiner ? TB_BUTTON_OUTLINE : TB_BUTTON_PRIMARY, TB_ICON_PLAY, on,
                     "Esc")) {
        if (waits && ui->nav == TB_NAV_ACTIVATE) { // Enter after digits means the digits
            try_code(app, true);
        } else {
            app->pad_lost = false;
            tb_exam_close_panel(app);
        }
    }
    tb_ui_dialog_end(ui, "examiner", box, y + 40.0f);
}
