// Notes on the replay: marks above the bar, and the line that writes one. They are kept beside the
// recording at once; a file that could not be read is set aside, never written over.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>

static const double NEAR_MS = 500.0;

static void keep(tb_app *app)
{
    tb_replay *replay = app->replay;
    tb_error error = {TB_OK, ""};
    if (replay->notes_path[0] == '\0') {
        return; // nothing was recorded: they last as long as the replay
    }
    if (replay->notes_damaged) {
        char aside[sizeof replay->notes_path + 16];
        snprintf(aside, sizeof aside, "%s.damaged", replay->notes_path);
        replay->notes_damaged = rename(replay->notes_path, aside) != 0;
    }
    replay->note_good = false;
    replay->note[0] = '\0';
    if (replay->notes_damaged ||
        tb_notes_save(&replay->notes, replay->notes_path, &error) != TB_OK) {
        snprintf(replay->note, sizeof replay->note, "%s",
                 tb_tr(TB_N("The notes could not be kept on the disk.")));
    }
}

void tb_replay_bookmark(tb_app *app)
{
    tb_replay *replay = app->replay;
    const int near = tb_notes_near(&replay->notes, replay->at_ms, 1.0);
    if (near >= 0 && replay->notes.items[near].text[0] == '\0') {
        tb_notes_remove(&replay->notes, near); // the same key takes it away again
    } else {
        (void)tb_notes_add(&replay->notes, (uint32_t)(replay->at_ms + 0.5), "");
    }
    keep(app);
}

void tb_note_open(tb_app *app, int index)
{
    tb_replay *replay = app->replay;
    tb_note_edit *edit = &app->note;
    if (index < 0) {
        index = tb_notes_near(&replay->notes, replay->at_ms, NEAR_MS);
    }
    replay->playing = false;
    *edit = (tb_note_edit){.open = true, .index = index};
    edit->at_ms = index >= 0 ? replay->notes.items[index].at_ms : (uint32_t)(replay->at_ms + 0.5);
    tb_text_field_open(&edit->field, index >= 0 ? replay->notes.items[index].text : "");
    tb_ui_focus(&app->ui, "note-text");
}

static void close_note(tb_app *app)
{
    app->note.open = false;
    tb_ui_focus(&app->ui, "replay-note");
}

static void save_note(tb_app *app)
{
    tb_note_edit *edit = &app->note;
    if (edit->index >= 0) {
        tb_notes_set(&app->replay->notes, edit->index, edit->field.line.text);
    } else if (tb_notes_add(&app->replay->notes, edit->at_ms, edit->field.line.text) < 0) {
        snprintf(app->replay->note, sizeof app->replay->note, "%s",
                 tb_tr(TB_N("There is no room for another note.")));
    }
    close_note(app);
    keep(app);
}

void tb_note_type(tb_app *app, const char *utf8)
{
    if (app->note.open) {
        tb_text_field_type(&app->note.field, utf8);
    }
}

bool tb_note_key(tb_app *app, int key)
{
    if (!app->note.open) {
        return false;
    }
    if (key == SDLK_ESCAPE) {
        close_note(app);
        return true;
    }
    if (app->note.field.typing && (key == SDLK_RETURN || key == SDLK_KP_ENTER)) {
        save_note(app);
        return true;
    }
    return tb_text_field_key(&app->note.field, key);
}

// --- marks on the bar ---------------------------------------------------------------------------

void tb_note_marks(tb_app *app, tb_box lane, float y)
{
    tb_ui *ui = &app->ui;
    const tb_replay *replay = app->replay;
    const double end = (double)replay->end_ms + 1.0;
    float free_from = lane.x - 40.0f;
    for (int k = 0; k < replay->notes.count; ++k) {
        const tb_note *note = &replay->notes.items[k];
        const float true_x = lane.x + lane.w * (float)((double)note->at_ms / end);
        const float x = fmaxf(true_x, free_from + 26.0f);
        char id[24];
        if (x > lane.x + lane.w + 14.0f) {
            break; // the last ones stand too close; the list of moments still reaches them
        }
        free_from = x;
        tb_ui_line(ui, true_x, y + 22.0f, x, y + 12.0f, tb_ui_rgba(TB_C_ACCENT, 0.8f), 1.0f);
        snprintf(id, sizeof id, "note-%d", k);
        if (tb_ui_item(ui, id, (tb_box){x - 12.0f, y - 12.0f, 24.0f, 24.0f}, 6.0f)) {
            tb_replay_seek(app->replay, (double)note->at_ms);
            tb_note_open(app, k);
            return;
        }
        tb_ui_icon(ui, note->text[0] != '\0' ? TB_ICON_PEN : TB_ICON_FLAG, x, y, 17.0f,
                   tb_ui_rgba(TB_C_ACCENT, 1.0f));
    }
}

// --- the line -----------------------------------------------------------------------------------

void tb_note_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    char title[80];
    const tb_box box = tb_ui_dialog_begin(ui, "note", 560.0f);
    const float x = box.x + 24.0f, w = box.w - 48.0f;
    const unsigned tenth = app->note.at_ms / 100u;
    snprintf(title, sizeof title, tb_tr(TB_N("Note at %u:%02u.%u")), tenth / 600u,
             tenth / 10u % 60u, tenth % 10u);
    float y = tb_ui_prose(ui, TB_F_TITLE, x, box.y + 34.0f, w, TB_C_INK, title);
    const tb_box field = {x, y, w, 44.0f};
    tb_text_field_draw(ui, "note-text", field, &app->note.field);
    y += 58.0f;
    const char *const labels[] = {tb_tr(TB_N("Keep")), tb_tr(TB_N("Cancel")),
                                  tb_tr(TB_N("Delete"))};
    static const char *const ids[] = {"note-keep", "note-cancel", "note-delete"};
    const int count = app->note.index >= 0 ? 3 : 2;
    const float gap = 10.0f, each = (w - gap * 2.0f) / 3.0f;
    int pressed = -1;
    for (int k = 0; k < count; ++k) {
        const tb_box place = {x + (each + gap) * (float)k, y, each, 42.0f};
        pressed = tb_ui_button(ui, ids[k], place, k == 0 ? TB_BUTTON_PRIMARY : TB_BUTTON_OUTLINE,
                               k == 2 ? TB_ICON_BIN : TB_ICON_NONE, labels[k], NULL)
                      ? k
                      : pressed;
    }
    tb_ui_dialog_end(ui, "note", box, y + 46.0f);
    if (pressed == 0) {
        save_note(app);
    } else if (pressed == 1) {
        close_note(app);
    } else if (pressed == 2) {
        tb_notes_remove(&app->replay->notes, app->note.index);
        close_note(app);
        keep(app);
    }
}
