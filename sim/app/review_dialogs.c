// The dialogs over the page of one attempt: dispute an item, decide on a dispute, countersign.
#include "app.h"

#include <SDL2/SDL.h>
#include <stdio.h>

void tb_review_dialog_open(tb_app *app, tb_review_dialog dialog, int subject)
{
    tb_review_page *page = &app->review;
    char name[TB_EDIT_SIZE];
    snprintf(name, sizeof name, "%s", page->name.line.text); // of the last time
    page->dialog = dialog;
    page->subject = subject;
    page->problem[0] = '\0';
    tb_text_field_open(&page->words, "");
    tb_text_field_open(&page->name, name);
    tb_ui_focus(&app->ui, "review-words");
}

static void close_dialog(tb_app *app)
{
    app->review.dialog = TB_REVIEW_PLAIN;
    app->review.problem[0] = '\0';
    app->ui.focus = 0;
}

void tb_review_type(tb_app *app, const char *utf8)
{
    if (app->screen == TB_SCREEN_REVIEW && app->review.dialog != TB_REVIEW_PLAIN) {
        tb_text_field_type(&app->review.words, utf8);
        tb_text_field_type(&app->review.name, utf8);
    }
}

bool tb_review_key(tb_app *app, int key)
{
    tb_review_page *page = &app->review;
    if (app->screen != TB_SCREEN_REVIEW || page->dialog == TB_REVIEW_PLAIN) {
        return false;
    }
    if (key == SDLK_ESCAPE) {
        close_dialog(app);
        return true;
    }
    const bool typing = page->words.typing || page->name.typing;
    if (typing && (key == SDLK_RETURN || key == SDLK_KP_ENTER)) {
        tb_app_queue_nav(app, TB_NAV_NEXT); // to the next line or button
        return true;
    }
    return tb_text_field_key(&page->words, key) || tb_text_field_key(&page->name, key);
}

// What was asked for; it stays open where that did not work.
static void act(tb_app *app, bool accepted)
{
    tb_review_page *page = &app->review;
    tb_error error = {TB_OK, ""};
    const char *words = page->words.line.text, *name = page->name.line.text;
    tb_status status = TB_OK;
    switch (page->dialog) {
    case TB_REVIEW_DISPUTE:
        status = tb_review_dispute(page->review, page->subject, words, &error);
        break;
    case TB_REVIEW_DECIDE:
        status = tb_review_decide(page->review, page->subject, accepted, words, name, &error);
        break;
    case TB_REVIEW_SIGN:
        status = tb_review_countersign(page->review, name, words, &app->exam.key, &error);
        break;
    case TB_REVIEW_PLAIN:
        break;
    }
    if (status == TB_OK) {
        close_dialog(app);
        tb_app_read_disputes(app);
    } else {
        snprintf(page->problem, sizeof page->problem, "%s", tb_tr(error.message));
    }
}

static float labelled(tb_ui *ui, const char *label, const char *id, tb_text_field *field, float x,
                      float y, float w)
{
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y, w, TB_C_INK2, label);
    tb_text_field_draw(ui, id, (tb_box){x, y, w, 44.0f}, field);
    return y + 66.0f;
}

// What it is about, and the fields.
static float body(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    tb_review_page *page = &app->review;
    const tb_review *review = page->review;
    char text[TB_LINE_SIZE * 2];
    if (page->dialog == TB_REVIEW_SIGN) {
        y = labelled(ui, tb_tr(TB_N("Your words, if you like")), "review-words", &page->words, x, y,
                     w);
        return labelled(ui, tb_tr(TB_N("Your name")), "review-name", &page->name, x, y, w);
    }
    const tb_dispute *dispute =
        page->dialog == TB_REVIEW_DECIDE ? &review->disputes.items[page->subject] : NULL;
    const int item = dispute != NULL ? tb_items_of(&review->items, dispute->item) : page->subject;
    if (item >= 0) {
        tb_review_label(&review->items.items[item], text, sizeof text);
        y = tb_ui_prose(ui, TB_F_BODY_MEDIUM, x, y, w, TB_C_INK, text);
    }
    if (dispute == NULL) {
        return labelled(ui, tb_tr(TB_N("What is wrong, in a few words")), "review-words",
                        &page->words, x, y + 4.0f, w);
    }
    snprintf(text, sizeof text, tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")), dispute->words);
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, text) + 4.0f;
    y = labelled(ui, tb_tr(TB_N("Your answer, in a few words")), "review-words", &page->words, x, y,
                 w);
    return labelled(ui, tb_tr(TB_N("Your name")), "review-name", &page->name, x, y, w);
}

// @return which button was pressed, -1 = none
static int buttons(tb_app *app, float x, float y, float w)
{
    const tb_review_dialog dialog = app->review.dialog;
    const char *const labels[] = {dialog == TB_REVIEW_DISPUTE  ? tb_tr(TB_N("Dispute"))
                                  : dialog == TB_REVIEW_DECIDE ? tb_tr(TB_N("Accept"))
                                                               : tb_tr(TB_N("Countersign")),
                                  tb_tr(TB_N("Reject")), tb_tr(TB_N("Cancel"))};
    static const char *const ids[] = {"review-do", "review-reject", "review-cancel"};
    const float gap = 10.0f, each = (w - gap * 2.0f) / 3.0f;
    int pressed = -1, place = 0;
    for (int k = 0; k < 3; ++k) {
        if (k == 1 && dialog != TB_REVIEW_DECIDE) {
            continue;
        }
        const tb_box box = {x + (each + gap) * (float)place++, y, each, 42.0f};
        if (tb_ui_button(&app->ui, ids[k], box, k == 0 ? TB_BUTTON_PRIMARY : TB_BUTTON_OUTLINE,
                         TB_ICON_NONE, labels[k], NULL)) {
            pressed = k;
        }
    }
    return pressed;
}

void tb_review_dialog_draw(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_review_page *page = &app->review;
    const char *const titles[] = {"", tb_tr(TB_N("Dispute this item")),
                                  tb_tr(TB_N("Decide on this dispute")),
                                  tb_tr(TB_N("Countersign this result"))};
    const tb_box box = tb_ui_dialog_begin(ui, "review", 600.0f);
    const float x = box.x + 24.0f, w = box.w - 48.0f;
    float y = tb_ui_prose(ui, TB_F_TITLE, x, box.y + 32.0f, w, TB_C_INK, titles[page->dialog]);
    y = body(app, x, y, w);
    if (page->problem[0] != '\0') {
        tb_ui_icon(ui, TB_ICON_TRIANGLE, x + 9.0f, y - 6.0f, 17.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
        y = tb_ui_prose(ui, TB_F_SMALL, x + 26.0f, y - 6.0f, w - 26.0f, TB_C_TWITCH,
                        page->problem) +
            2.0f;
    }
    const int pressed = buttons(app, x, y - 4.0f, w);
    tb_ui_dialog_end(ui, "review", box, y + 42.0f);
    if (pressed == 2) {
        close_dialog(app);
    } else if (pressed >= 0) {
        act(app, pressed == 0);
    }
}
