// One attempt's scored items: the learner disputes them; the instructor sees the moment, decides,
// rates and releases an exam, and countersigns. Points stay as they were computed.
#include "app.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// --- open ---------------------------------------------------------------------------------------

void tb_app_read_disputes(tb_app *app)
{
    char folder[4096];
    if (app->disputed == NULL) {
        app->disputed = tb_alloc(sizeof *app->disputed);
    }
    if (app->disputed != NULL && app->library != NULL) {
        const bool kept = tb_app_attempts_dir(app, folder, sizeof folder);
        tb_instructor_read_disputes(app->library, kept ? folder : "", app->disputed);
    }
}

// An exam that is not sealed although nobody released it: its course shows results at once.
static bool was_shown(const tb_app *app, const char *folder)
{
    for (int k = 0; app->library != NULL && k < app->library->attempt_count; ++k) {
        const tb_library_attempt *one = &app->library->attempts[k];
        if (strcmp(one->folder, folder) == 0) {
            return app->library->shown_at_once != NULL && one->exam &&
                   app->library->shown_at_once(app->library->courses, one->course);
        }
    }
    return false;
}

bool tb_app_open_review(tb_app *app, const char *folder, bool instructor)
{
    char attempts[4096 - 256], path[4096];
    tb_error error = {TB_OK, ""};
    tb_review_page *page = &app->review;
    app->started_trouble[0] = '\0';
    if (page->review == NULL) {
        page->review = tb_alloc(sizeof *page->review);
    }
    if (page->review == NULL || !tb_app_attempts_dir(app, attempts, sizeof attempts)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/%.200s", attempts, folder);
    if (tb_review_open(path, was_shown(app, folder), page->review, &error) != TB_OK) {
        snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error.message);
        return false;
    }
    page->instructor = instructor;
    page->back = app->screen;
    page->dialog = TB_REVIEW_PLAIN;
    page->rating = 0;
    page->watched = -1;
    page->problem[0] = '\0';
    tb_app_open(app, TB_SCREEN_REVIEW);
    return true;
}

// --- texts --------------------------------------------------------------------------------------

void tb_readable_utc(const char *stamp, char *out, size_t capacity)
{
    char digits[24], text[48];
    int parts[5] = {0};
    if (sscanf(stamp, "%4d-%2d-%2dT%2d:%2d", &parts[0], &parts[1], &parts[2], &parts[3],
               &parts[4]) != 5) {
        snprintf(out, capacity, "%s", stamp);
        return;
    }
    snprintf(digits, sizeof digits, "%04d%02d%02d-%02d%02d", parts[0] % 10000, parts[1] % 100,
             parts[2] % 100, parts[3] % 100, parts[4] % 100);
    tb_readable_time(digits, text, sizeof text);
    snprintf(out, capacity, "%s UTC", text);
}

void tb_review_label(const tb_item *item, char *out, size_t capacity)
{
    if (item->kind == TB_ITEM_MEASURE) {
        snprintf(out, capacity, "%s", tb_tr(item->label));
    } else {
        tb_tr_sentence(item->label, out, capacity);
    }
}

tb_icon tb_review_mark(const tb_item *item)
{
    static const double SHOWN = 0.05; // points are told to a tenth
    if (item->kind != TB_ITEM_MEASURE) {
        return item->kind == TB_ITEM_CRITICAL ? TB_ICON_OCTAGON : TB_ICON_TRIANGLE;
    }
    return item->points >= item->weight - SHOWN ? TB_ICON_TICK
           : item->points < SHOWN               ? TB_ICON_CROSS
                                                : TB_ICON_HALF;
}

// "1.2 mm, 4.5 of 6 points"
static void value_text(const tb_item *item, char *out, size_t capacity)
{
    char value[40] = "";
    const bool none = item->value == 0.0 && item->points < 0.05; // it never came to that
    if (strcmp(item->unit, "share") == 0) {
        snprintf(value, sizeof value, "%.0f %%, ", 100.0 * item->value);
    } else if (none) {
        value[0] = '\0';
    } else if (strcmp(item->unit, "deg") == 0) {
        snprintf(value, sizeof value, "%.0f\xC2\xB0, ", item->value);
    } else if (strlen(item->unit) <= 3) { // a unit, not a word: mm, s, NRS
        snprintf(value, sizeof value, "%.1f %s, ", item->value, item->unit);
    }
    snprintf(out, capacity, tb_tr(TB_N("%s%.1f of %.0f points")), value, item->points,
             item->weight);
}

static void see(tb_app *app, uint32_t at_ms, int dispute)
{
    const char *slash = strrchr(app->review.review->folder, '/');
    app->review.watched = dispute;
    if (!tb_app_open_recording(app, slash != NULL ? slash + 1 : "", at_ms)) {
        snprintf(app->review.problem, sizeof app->review.problem, "%s", app->started_trouble);
    }
}

// --- head ---------------------------------------------------------------------------------------

// The rating comes before the result is seen, and opens it.
static float rating_part(tb_app *app, float x, float y, float w)
{
    static const char *const names[] = {TB_N("1 fail"), TB_N("2 borderline"), TB_N("3 pass"),
                                        TB_N("4 good"), TB_N("5 excellent")};
    tb_ui *ui = &app->ui;
    tb_review_page *page = &app->review;
    tb_error error = {TB_OK, ""};
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y, w, TB_C_INK,
                    tb_tr(TB_N("Your global rating, before the result is seen"))) -
        4.0f;
    const float gap = 8.0f;
    const int across = w < 520.0f ? 2 : 5;
    const float each = (w - gap * (float)(across - 1)) / (float)across;
    for (int k = 0; k < 5; ++k) {
        char id[24];
        snprintf(id, sizeof id, "review-rating-%d", k + 1);
        const tb_box box = {x + (each + gap) * (float)(k % across), y + 48.0f * (float)(k / across),
                            each, 40.0f};
        if (tb_ui_button(ui, id, box, page->rating == k + 1 ? TB_BUTTON_PRIMARY : TB_BUTTON_OUTLINE,
                         TB_ICON_NONE, tb_tr(names[k]), NULL)) {
            page->rating = k + 1;
        }
    }
    y += 48.0f * (float)((4 + across) / across);
    if (page->rating > 0) {
        const char *label = page->review->sealed ? tb_tr(TB_N("Release the result"))
                                                 : tb_tr(TB_N("Keep the rating"));
        const float wide = fminf(w, tb_ui_button_width(ui, TB_ICON_FLAG, label, NULL) + 12.0f);
        if (tb_ui_button(ui, "review-release", (tb_box){x, y, wide, 40.0f}, TB_BUTTON_PRIMARY,
                         TB_ICON_FLAG, label, NULL)) {
            page->problem[0] = '\0';
            if (tb_review_rate(page->review, page->rating, &app->exam.key, &error) != TB_OK) {
                snprintf(page->problem, sizeof page->problem, "%s", tb_tr(error.message));
            }
            tb_app_read_past(app);
        }
        y += 48.0f;
    }
    return y + 12.0f;
}

static float head_card(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_review_page *page = &app->review;
    const tb_review *review = page->review;
    char text[200];
    const tb_box card = tb_ui_card_begin(ui, "review-head", x, y, w, 0.0f);
    const float left = card.x + 20.0f, inner = w - 40.0f;
    float at = card.y + 28.0f;
    if (tb_review_shows_points(review)) {
        const double total = floor(review->items.total + 0.5);
        snprintf(text, sizeof text, // practice has no cut
                 review->exam ? tb_tr(TB_N("%.0f of 100, cut %.0f")) : tb_tr(TB_N("%.0f of 100")),
                 total, review->items.cut);
        at = tb_ui_prose(ui, TB_F_TITLE, left, at, inner, TB_C_INK, text);
        if (review->rating > 0) {
            snprintf(text, sizeof text, tb_tr(TB_N("Global rating: %d of 5")), review->rating);
            at = tb_ui_prose(ui, TB_F_BODY, left, at, inner, TB_C_INK, text);
        }
    } else if (page->instructor && review->exam && review->scored) {
        at = rating_part(app, left, at, inner);
    }
    if (!review->scored) {
        at = tb_ui_prose(ui, TB_F_BODY, left, at, inner, TB_C_INK2,
                         tb_tr(TB_N("Cut short: there is no score.")));
    }
    at = tb_ui_prose(ui, TB_F_SMALL, left, at, inner, TB_C_INK2,
                     page->instructor
                         ? tb_tr(TB_N("Points stay as the simulation counted them. What you decide "
                                      "stands beside them, with your name."))
                         : tb_tr(TB_N("You can dispute any item in a few words. An instructor "
                                      "answers; points stay as the simulation counted them.")));
    if (page->instructor) { // to look before anything is said
        const char *label = tb_tr(TB_N("Replay"));
        const float wide = tb_ui_button_width(ui, TB_ICON_PLAY, label, NULL);
        if (tb_ui_button(ui, "review-replay", (tb_box){left, at, wide, 36.0f}, TB_BUTTON_OUTLINE,
                         TB_ICON_PLAY, label, NULL)) {
            see(app, 0, -1);
        }
        at += 56.0f;
    }
    const char *trouble = page->problem[0] != '\0'             ? page->problem
                          : review->trouble.message[0] != '\0' ? tb_tr(review->trouble.message)
                                                               : "";
    if (trouble[0] != '\0') {
        tb_ui_icon(ui, TB_ICON_TRIANGLE, left + 9.0f, at + 4.0f, 17.0f,
                   tb_ui_rgba(TB_C_TWITCH, 1.0f));
        at = tb_ui_prose(ui, TB_F_SMALL, left + 26.0f, at + 4.0f, inner - 26.0f, TB_C_TWITCH,
                         trouble);
    }
    tb_ui_card_end(ui, "review-head", card, at - 12.0f);
    return card.y + card.h;
}

// --- items --------------------------------------------------------------------------------------

static float dispute_text(tb_app *app, const tb_dispute *dispute, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    char text[400], when[64];
    const bool open = dispute->state == TB_DISPUTE_OPEN;
    const bool accepted = dispute->state == TB_DISPUTE_ACCEPTED;
    const tb_colour colour = open ? TB_C_TWITCH : accepted ? TB_C_DONE : TB_C_INK2;
    snprintf(text, sizeof text, tb_tr(TB_N("Disputed: \xE2\x80\x9C%s\xE2\x80\x9D")),
             dispute->words);
    tb_ui_icon(ui, TB_ICON_BUBBLE, x + 9.0f, y, 16.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
    y = tb_ui_prose(ui, TB_F_SMALL, x + 26.0f, y, w - 26.0f, TB_C_INK, text);
    if (open) {
        snprintf(text, sizeof text, "%s", tb_tr(TB_N("Not decided yet")));
    } else {
        tb_readable_utc(dispute->decided, when, sizeof when);
        snprintf(text, sizeof text,
                 accepted ? tb_tr(TB_N("Accepted by %s, %s: \xE2\x80\x9C%s\xE2\x80\x9D"))
                          : tb_tr(TB_N("Rejected by %s, %s: \xE2\x80\x9C%s\xE2\x80\x9D")),
                 dispute->by, when, dispute->answer);
    }
    tb_ui_icon(ui,
               open       ? TB_ICON_CLOCK
               : accepted ? TB_ICON_TICK
                          : TB_ICON_CROSS,
               x + 9.0f, y, 16.0f, tb_ui_rgba(colour, 1.0f));
    return tb_ui_prose(ui, TB_F_SMALL, x + 26.0f, y, w - 26.0f, open ? TB_C_TWITCH : TB_C_INK2,
                       text);
}

/// What stands at the right of a row, or below it where that is narrow.
typedef struct row_buttons {
    char see[48];
    const char *act; ///< NULL = nothing can be done
    float see_w, act_w;
} row_buttons;

static row_buttons buttons_of(tb_app *app, const tb_item *item, const tb_dispute *dispute)
{
    const tb_review_page *page = &app->review;
    char clock[16];
    row_buttons b = {.act = NULL};
    snprintf(clock, sizeof clock, "%u:%02u", item->at_ms / 60000u, item->at_ms / 1000u % 60u);
    snprintf(b.see, sizeof b.see, tb_tr(TB_N("See %s")), clock);
    if (!tb_review_is_closed(page->review)) {
        b.act = page->instructor ? (dispute != NULL ? (dispute->state == TB_DISPUTE_OPEN
                                                           ? tb_tr(TB_N("Decide"))
                                                           : tb_tr(TB_N("Decide anew")))
                                                    : NULL)
                                 : (dispute == NULL ? tb_tr(TB_N("Dispute")) : NULL);
    }
    b.see_w = item->at_ms > 0 ? tb_ui_button_width(&app->ui, TB_ICON_NONE, b.see, NULL) : 0.0f;
    b.act_w = b.act != NULL ? tb_ui_button_width(&app->ui, TB_ICON_NONE, b.act, NULL) : 0.0f;
    return b;
}

// @return false when the page was left
static bool draw_buttons(tb_app *app, int index, int dispute, const row_buttons *b, float right,
                         float y)
{
    tb_ui *ui = &app->ui;
    tb_review_page *page = &app->review;
    const tb_item *item = &page->review->items.items[index];
    char id[24];
    float x = right;
    bool stays = true;
    if (b->act != NULL) {
        x -= b->act_w;
        snprintf(id, sizeof id, page->instructor ? "decide-%d" : "dispute-%d", index);
        if (tb_ui_button(ui, id, (tb_box){x, y, b->act_w, 36.0f},
                         page->instructor &&
                                 page->review->disputes.items[dispute].state == TB_DISPUTE_OPEN
                             ? TB_BUTTON_PRIMARY
                             : TB_BUTTON_OUTLINE,
                         TB_ICON_NONE, b->act, NULL)) {
            tb_review_dialog_open(app, page->instructor ? TB_REVIEW_DECIDE : TB_REVIEW_DISPUTE,
                                  page->instructor ? dispute : index);
        }
        x -= 8.0f;
    }
    if (item->at_ms > 0) {
        x -= b->see_w;
        snprintf(id, sizeof id, "see-%d", index);
        if (tb_ui_button(ui, id, (tb_box){x, y, b->see_w, 36.0f}, TB_BUTTON_OUTLINE, TB_ICON_NONE,
                         b->see, NULL)) {
            see(app, item->at_ms, dispute);
            stays = app->screen == TB_SCREEN_REVIEW;
        }
    }
    return stays;
}

static float item_row(tb_app *app, int index, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_review *review = app->review.review;
    const tb_item *item = &review->items.items[index];
    const int found = tb_disputes_of(&review->disputes, item->id);
    const tb_dispute *dispute = found >= 0 ? &review->disputes.items[found] : NULL;
    const bool measure = item->kind == TB_ITEM_MEASURE;
    const tb_icon mark = tb_review_mark(item);
    char label[TB_LINE_SIZE * 2], value[160];
    const row_buttons b = buttons_of(app, item, dispute);
    const float buttons = b.see_w + b.act_w + 16.0f;
    const bool below = w < 560.0f;
    const float room = (below ? w : w - buttons) - 30.0f;
    tb_review_label(item, label, sizeof label);
    tb_ui_icon(ui, mark, x + 10.0f, y + 20.0f, 17.0f,
               tb_ui_rgba(mark == TB_ICON_OCTAGON    ? TB_C_CRITICAL
                          : mark == TB_ICON_TRIANGLE ? TB_C_TWITCH
                          : mark == TB_ICON_TICK     ? TB_C_DONE
                          : mark == TB_ICON_HALF     ? TB_C_INK2
                                                     : TB_C_INK3,
                          1.0f));
    float at = tb_ui_prose(ui, TB_F_BODY_MEDIUM, x + 30.0f, y + 20.0f, room, TB_C_INK, label);
    if (measure) {
        value_text(item, value, sizeof value);
        at = tb_ui_prose(ui, TB_F_SMALL, x + 30.0f, at - 2.0f, room, TB_C_INK2, value);
    }
    float lower = at;
    if (below && (b.act != NULL || item->at_ms > 0)) {
        if (!draw_buttons(app, index, found, &b, x + w, at - 6.0f)) {
            return at;
        }
        lower = at + 44.0f;
    } else if (!below) {
        if (!draw_buttons(app, index, found, &b, x + w, y + 6.0f)) {
            return at;
        }
        lower = fmaxf(at, y + 56.0f);
    }
    if (dispute != NULL) {
        lower = dispute_text(app, dispute, x + 30.0f, lower, w - 30.0f);
    }
    return lower - 6.0f;
}

static float items_card(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_review *review = app->review.review;
    const tb_box card = tb_ui_card_begin(ui, "review-items", x, y, w, 0.0f);
    float at = tb_ui_prose(ui, TB_F_STRONG, card.x + 20.0f, card.y + 26.0f, w - 40.0f, TB_C_INK,
                           tb_tr(TB_N("Scored items"))) -
               8.0f;
    for (int k = 0; k < review->items.count && app->screen == TB_SCREEN_REVIEW; ++k) {
        tb_ui_line(ui, card.x + 20.0f, at, card.x + w - 20.0f, at, tb_ui_rgba(TB_C_HAIRLINE, 1.0f),
                   1.0f);
        at = item_row(app, k, card.x + 20.0f, at, w - 40.0f);
    }
    tb_ui_card_end(ui, "review-items", card, at - 8.0f);
    return card.y + card.h;
}

// --- countersign --------------------------------------------------------------------------------

static float sign_card(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_review_page *page = &app->review;
    const tb_review *review = page->review;
    const bool closed = tb_review_is_closed(review);
    char text[400], when[64];
    if (!closed && !page->instructor) {
        return y;
    }
    const tb_box card = tb_ui_card_begin(ui, "review-sign", x, y, w, 0.0f);
    const float left = card.x + 20.0f, inner = w - 40.0f;
    float at = tb_ui_prose(ui, TB_F_STRONG, left, card.y + 26.0f, inner, TB_C_INK,
                           tb_tr(TB_N("Countersignature")));
    if (closed) {
        tb_readable_utc(review->signature.time, when, sizeof when);
        snprintf(text, sizeof text, tb_tr(TB_N("Countersigned by %s, %s")), review->signature.name,
                 when);
        tb_ui_icon(ui, TB_ICON_TICK, left + 9.0f, at, 17.0f, tb_ui_rgba(TB_C_DONE, 1.0f));
        at = tb_ui_prose(ui, TB_F_BODY, left + 28.0f, at, inner - 28.0f, TB_C_INK, text);
        if (review->signature.words[0] != '\0') {
            snprintf(text, sizeof text, tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")),
                     review->signature.words);
            at = tb_ui_prose(ui, TB_F_BODY, left + 28.0f, at, inner - 28.0f, TB_C_INK, text);
        }
        at = tb_ui_prose(
            ui, TB_F_SMALL, left, at, inner, TB_C_INK2,
            review->countersigned == TB_STANDING_SIGNED
                ? tb_tr(TB_N("Signed with the examiner's code; result and decisions are unchanged "
                             "since."))
                : tb_tr(TB_N("Without a code on this station nothing proves who signed.")));
    } else {
        const int open = tb_disputes_open(&review->disputes);
        const char *label = tb_tr(TB_N("Countersign"));
        const float wide = fminf(inner, tb_ui_button_width(ui, TB_ICON_PEN, label, NULL) + 12.0f);
        if (!tb_review_shows_points(review)) {
            at = tb_ui_prose(ui, TB_F_BODY, left, at, inner, TB_C_INK2,
                             tb_tr(TB_N("The result has to be rated and released first.")));
        } else if (open > 0) {
            snprintf(text, sizeof text,
                     tb_trn("%d dispute is open: decide on it first.",
                            "%d disputes are open: decide on them first.", (unsigned long)open),
                     open);
            at = tb_ui_prose(ui, TB_F_BODY, left, at, inner, TB_C_TWITCH, text);
        } else {
            at = tb_ui_prose(ui, TB_F_BODY, left, at, inner, TB_C_INK2,
                             tb_tr(TB_N("With it the result and your decisions are closed.")));
            if (tb_ui_button(ui, "review-sign", (tb_box){left, at - 4.0f, wide, 40.0f},
                             TB_BUTTON_PRIMARY, TB_ICON_PEN, label, NULL)) {
                tb_review_dialog_open(app, TB_REVIEW_SIGN, -1);
            }
            at += 50.0f;
        }
    }
    tb_ui_card_end(ui, "review-sign", card, at - 12.0f);
    return card.y + card.h;
}

void tb_screen_review(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_review_page *page = &app->review;
    const tb_review *review = page->review;
    const bool compact = tb_ui_compact(ui);
    char note[240];
    ui->enabled = ui->enabled && page->dialog == TB_REVIEW_PLAIN;
    const tb_library_case *one = tb_library_find(app->library, review->case_id);
    const char *title = one != NULL && one->title[0] != '\0' ? tb_tr(one->title) : review->case_id;
    if (review->learner[0] != '\0') {
        snprintf(note, sizeof note, "%s \xC2\xB7 %s %.64s", title, tb_tr(TB_N("Learner")),
                 review->learner);
    } else {
        snprintf(note, sizeof note, "%s", title);
    }
    if (tb_title_bar(app, page->instructor ? tb_tr(TB_N("Review")) : tb_tr(TB_N("Scored items")),
                     note)) {
        tb_app_back(app);
        return;
    }
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, gap = 12.0f;
    const float w = fminf(1080.0f, ui->width - 2.0f * margin), x = 0.5f * (ui->width - w);
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, ui->height - top});
    float y = head_card(app, x, top + 8.0f + dy, w) + gap;
    if (tb_review_shows_points(review) && app->screen == TB_SCREEN_REVIEW) {
        y = items_card(app, x, y, w) + gap;
    }
    if (app->screen == TB_SCREEN_REVIEW) {
        y = sign_card(app, x, y, w) + gap;
        tb_ui_page_end(ui, y);
        if (page->dialog != TB_REVIEW_PLAIN) {
            tb_review_dialog_draw(app);
        }
    } else {
        tb_ui_page_end(ui, y);
    }
}
