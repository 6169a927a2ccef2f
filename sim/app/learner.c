// Who sits at this station: the name in the bar of the menus, the dialog that changes it, and the
// file that remembers it. It keeps attempts apart; it is no login.
#include "app.h"
#include "whole_file.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

static bool learner_path(char *out, size_t capacity)
{
    char data[PATH_SIZE - 16];
    return tb_app_data_dir(data, sizeof data, NULL) == TB_OK &&
           snprintf(out, capacity, "%s/learner", data) < (int)capacity;
}

// A name without blanks at its ends, cut at a whole character.
static void tidy(const char *text, char out[TB_LEARNER_SIZE])
{
    const char *from = text + strspn(text, " \t\r\n");
    size_t length = strlen(from);
    if (length >= TB_LEARNER_SIZE) {
        length = TB_LEARNER_SIZE - 1;
        while (length > 0 && ((unsigned char)from[length] & 0xC0u) == 0x80u) {
            --length;
        }
    }
    while (length > 0 && strchr(" \t\r\n", from[length - 1]) != NULL) {
        --length;
    }
    memcpy(out, from, length);
    out[length] = '\0';
}

void tb_learner_start(tb_app *app, const char *given)
{
    char path[PATH_SIZE], line[2 * TB_LEARNER_SIZE] = "";
    if (given != NULL) {
        tidy(given, app->learner);
    } else if (app->desc.record && learner_path(path, sizeof path)) {
        FILE *file = fopen(path, "r");
        if (file != NULL) {
            if (fgets(line, sizeof line, file) == NULL) {
                line[0] = '\0';
            }
            fclose(file);
        }
        tidy(line, app->learner);
    }
    if (app->learner[0] == '\0') {
        snprintf(app->learner, sizeof app->learner, "guest");
    }
    app->desc.learner = app->learner;
}

// While an attempt runs it is one learner's.
bool tb_learner_may_change(const tb_app *app)
{
    return app->attempt == NULL || app->attempt->finished || app->screen == TB_SCREEN_HOME;
}

void tb_learner_open(tb_app *app)
{
    app->learner_edit.open = true;
    tb_text_field_open(&app->learner_edit.name, ""); // of somebody else
    tb_ui_focus(&app->ui, "learner-name");
}

static void close_dialog(tb_app *app)
{
    app->learner_edit.open = false;
    app->ui.focus = 0;
}

static void take(tb_app *app)
{
    char name[TB_LEARNER_SIZE], path[PATH_SIZE];
    tidy(app->learner_edit.name.line.text, name);
    if (name[0] == '\0') {
        return; // nobody: the field stays open
    }
    close_dialog(app);
    memcpy(app->learner, name, sizeof app->learner);
    app->desc.learner = app->learner;
    app->recovered_seen = false;
    app->progress_read = -1;
    app->started_trouble[0] = '\0';
    if (app->desc.record && learner_path(path, sizeof path)) { // the same learner the next time
        char line[TB_LEARNER_SIZE + 2];
        const int length = snprintf(line, sizeof line, "%s\n", name);
        (void)tb_whole_file_write(path, line, (size_t)length, false, NULL);
    }
    tb_app_read_past(app);
}

void tb_learner_type(tb_app *app, const char *utf8)
{
    if (app->learner_edit.open) {
        tb_text_field_type(&app->learner_edit.name, utf8);
    }
}

bool tb_learner_key(tb_app *app, int key)
{
    tb_learner_edit *edit = &app->learner_edit;
    if (!edit->open) {
        return false;
    }
    if (key == SDLK_ESCAPE) {
        close_dialog(app);
        return true;
    }
    if (edit->name.typing && (key == SDLK_RETURN || key == SDLK_KP_ENTER)) {
        take(app);
        return true;
    }
    return tb_text_field_key(&edit->name, key) || (key >= SDLK_F1 && key <= SDLK_F12);
}

// "New on this station", or how many attempts of that name are kept here.
static void known_text(const tb_app *app, const char *name, char *out, size_t capacity)
{
    int count = 0;
    for (int k = 0; app->library != NULL && k < app->library->attempt_count; ++k) {
        count += strcmp(app->library->attempts[k].learner, name) == 0 ? 1 : 0;
    }
    if (name[0] == '\0') {
        snprintf(out, capacity, "%s", tb_tr(TB_N("A name or a number is wanted.")));
    } else if (count == 0) {
        snprintf(out, capacity, "%s", tb_tr(TB_N("New on this station: no attempts yet.")));
    } else {
        snprintf(out, capacity,
                 tb_trn("Known here: %d attempt is kept.", "Known here: %d attempts are kept.",
                        (unsigned long)count),
                 count);
    }
}

void tb_learner_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    if (!app->learner_edit.open) {
        return;
    }
    char name[TB_LEARNER_SIZE], known[120];
    const tb_box box = tb_ui_dialog_begin(ui, "learner", 560.0f);
    const float x = box.x + 24.0f, w = box.w - 48.0f;
    float y = tb_ui_prose(ui, TB_F_TITLE, x, box.y + 34.0f, w, TB_C_INK,
                          tb_tr(TB_N("Who practises here?")));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("Attempts, progress and hints are kept apart by this name; in an "
                               "exam it is the candidate\xE2\x80\x99s. It is no password."))) +
        2.0f;
    tb_text_field_draw(ui, "learner-name", (tb_box){x, y, w, 44.0f}, &app->learner_edit.name);
    tidy(app->learner_edit.name.line.text, name);
    known_text(app, name, known, sizeof known);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y + 62.0f, w, TB_C_INK2, known) + 2.0f;
    const float each = 0.5f * (w - 10.0f);
    const bool done =
        tb_ui_button(ui, "learner-take", (tb_box){x, y, each, 42.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_NONE, tb_tr(TB_N("Take this name")), NULL);
    const bool left = tb_ui_button(ui, "learner-cancel", (tb_box){x + each + 10.0f, y, each, 42.0f},
                                   TB_BUTTON_OUTLINE, TB_ICON_NONE, tb_tr(TB_N("Cancel")), NULL);
    tb_ui_dialog_end(ui, "learner", box, y + 44.0f);
    if (done) {
        take(app);
    } else if (left) {
        close_dialog(app);
    }
}

void tb_learner_mark(tb_app *app, float x)
{
    tb_ui *ui = &app->ui;
    char both[TB_LEARNER_SIZE + 60];
    snprintf(both, sizeof both, "%s %s", tb_tr(TB_N("Learner")), app->desc.learner);
    const char *const texts[] = {both, app->desc.learner, tb_tr(TB_N("Learner"))};
    const float right = ui->width - 14.0f, pad = 10.0f;
    const char *text = NULL;
    float wide = 0.0f;
    for (int k = 0; k < 3 && text == NULL; ++k) { // as much as there is room for
        wide = tb_ui_text_width(ui, TB_F_SMALL, texts[k]) + 2.0f * pad;
        text = x + 12.0f < right - wide ? texts[k] : NULL;
    }
    if (text == NULL) {
        return; // the page of settings on data has it, too
    }
    const tb_box box = {right - wide, 12.0f, wide, 40.0f};
    if (tb_learner_may_change(app)) {
        if (tb_ui_item(ui, "learner", box, 6.0f)) {
            tb_learner_open(app);
        }
        if (ui->hovered) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_RAISED, 1.0f), 6.0f);
        }
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 6.0f, 1.0f);
    }
    ui->verbatim = true; // a name may hold a point
    tb_ui_text(ui, TB_F_SMALL, right - pad, 32.0f, TB_C_INK2, TB_RIGHT, text);
    ui->verbatim = false;
}
