// Briefing: the patient in their own words, screening, consent, the steps before the needle. Asking
// costs nothing and nothing blocks: what was left out stands in the record.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void quoted(const char *text, char *out, size_t capacity)
{
    snprintf(out, capacity, tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")), tb_tr(text));
}

static float fact(tb_ui *ui, float x, float y, float w, const char *label, const char *text)
{
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, label);
    return tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, text) + 8.0f;
}

// --- patient ------------------------------------------------------------------------------------

static float patient_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    static const float calm[7] = {0, 0, 1, 0, 0, 0, 0};
    char line[2 * TB_LINE_SIZE], who[2 * TB_LABEL_SIZE];
    const tb_box card = tb_ui_card_begin(ui, "brief-patient", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    tb_face_draw(ui, (tb_box){x, card.y + 16.0f, 100.0f, 100.0f}, calm);
    snprintf(who, sizeof who, "%s", tb_tr(model->patient.who));
    who[0] = (char)(who[0] >= 'a' && who[0] <= 'z' ? who[0] - 'a' + 'A' : who[0]);
    float y = tb_ui_prose(ui, TB_F_TITLE, x + 118.0f, card.y + 44.0f, w - 118.0f, TB_C_INK, who);
    snprintf(line, sizeof line, tb_tr(TB_N("BMI %.0f \xC2\xB7 %s side")), model->patient.bmi,
             tb_tr(model->side == TB_BODY_LEFT ? TB_N("left") : TB_N("right")));
    tb_ui_prose(ui, TB_F_SMALL, x + 118.0f, y, w - 118.0f, TB_C_INK2, line);
    y = fmaxf(y + 20.0f, card.y + 130.0f);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, tb_tr(TB_N("In the patient's words")));
    quoted(model->patient.complaint, line, sizeof line);
    y = tb_ui_prose(ui, TB_F_SPEECH, x, y + 6.0f, w, TB_C_INK, line) + 8.0f;
    for (int k = 0; k < model->patient.history_count; ++k) {
        quoted(model->patient.history[k], line, sizeof line);
        tb_ui_icon(ui, TB_ICON_BUBBLE, x + 9.0f, y, 16.0f, tb_ui_rgba(TB_C_INK3, 1.0f));
        y = tb_ui_prose(ui, TB_F_SMALL, x + 26.0f, y, w - 26.0f, TB_C_INK, line) + 3.0f;
    }
    y = tb_ui_prose(ui, TB_F_SMALL, x, y + 6.0f, w, TB_C_INK2, tb_tr(TB_N("Pain drawing")));
    tb_felt told = {.count = model->referral_count, .side = (tb_body_side)model->side};
    for (int k = 0; k < model->referral_count; ++k) {
        told.regions[k] = model->referral[k];
        told.felt[k] = (float)model->referral[k].weight;
    }
    if (app->attempt != NULL) { // this patient's own, as the body map shows it later
        tb_felt_drawn(tb_session_anatomy(app->attempt->session), &told);
    }
    const tb_box figure = {x, y - 2.0f, 0.5f * w, 150.0f};
    tb_figure_spread(ui, figure, &told);
    const float x2 = figure.x + figure.w + 14.0f, w2 = w - figure.w - 14.0f;
    float y2 = y + 10.0f;
    if (!app->exam.on) { // a station does not tell it
        y2 = fact(ui, x2, y2, w2, tb_tr(TB_N("Muscle")), tb_tr(model->muscle));
    }
    y2 = fact(ui, x2, y2, w2, tb_tr(TB_N("Position")), tb_tr(model->site.position));
    tb_ui_card_end(ui, "brief-patient", card, fmaxf(figure.y + figure.h, y2 - 8.0f));
    return card.y + card.h;
}

// --- screening ----------------------------------------------------------------------------------

// What the patient said: the case's own answer, or words of this patient's voice, which are not
// the same twice within a minute.
static void answer_of(const tb_app *app, tb_question question, char *out, size_t capacity)
{
    const tb_case_answer *answer = tb_case_answer_to(&app->content->model, question);
    const int line = app->brief.answers[question].line;
    if (answer != NULL) {
        quoted(answer->answer, out, capacity);
    } else if (line == TB_LINE_NONE) {
        snprintf(out, capacity, "%s", tb_tr(tb_gesture_text(TB_LINE_ANSWER_NO)));
    } else {
        tb_line_words((tb_line)line, app->brief.answers[question].phrase, "", out, capacity);
    }
}

// At a later visit: how it was since the last.
static float visit_row(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const bool asked = app->brief.visit_asked;
    const char *label = tb_tr(TB_N("Ask"));
    const float button = asked ? 0.0f : tb_ui_button_width(ui, TB_ICON_NONE, label, NULL) + 12.0f;
    char line[2 * TB_LINE_SIZE];
    float next = tb_ui_prose(ui, TB_F_BODY_MEDIUM, x, y + 12.0f, w - button, TB_C_INK,
                             tb_tr(TB_N("How was it since the last visit?")));
    if (asked) {
        tb_line_words((tb_line)app->brief.visit_answer.line, app->brief.visit_answer.phrase, "",
                      line, sizeof line);
        return tb_ui_prose(ui, TB_F_BODY, x, next, w, TB_C_INK2, line) + 6.0f;
    }
    if (tb_ui_button(ui, "ask-visit", (tb_box){x + w - button + 12.0f, y, button - 12.0f, 34.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_NONE, label, NULL)) {
        app->brief.visit_asked = true;
        tb_app_command(app, TB_COMMAND_ASK_VISIT, 0);
        app->brief.visit_answer.line = (int)app->attempt->after.patient.line;
        app->brief.visit_answer.phrase = app->attempt->after.patient.phrase;
    }
    return fmaxf(next - 6.0f, y + 36.0f) + 10.0f;
}

static void ask(tb_app *app, tb_question question)
{
    const uint32_t now_ms = tb_session_tick_ms(app->attempt->session);
    app->brief.asked |= 1u << question;
    app->brief.question = (int)question;
    tb_app_command(app, TB_COMMAND_SCREEN, (int32_t)question);
    const tb_snapshot *seen = &app->attempt->after;
    if (seen->patient.line != TB_LINE_NONE && seen->patient.line_tick_ms >= now_ms) {
        app->brief.answers[question].line = (int)seen->patient.line;
        app->brief.answers[question].phrase = seen->patient.phrase;
    }
}

// Clear or noted: the learner's own reading of the answer. Nothing is preset, and nothing here says
// which is right.
static float tag_buttons(tb_app *app, tb_question question, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const uint32_t bit = 1u << question;
    const char *const labels[] = {tb_tr(TB_N("Clear")), tb_tr(TB_N("Noted"))};
    const bool chosen[] = {(app->brief.cleared & bit) != 0, (app->brief.noted & bit) != 0};
    static const tb_icon icons[] = {TB_ICON_TICK, TB_ICON_FLAG};
    for (int k = 0; k < 2; ++k) {
        char id[24];
        const float width =
            fminf(0.5f * (w - 8.0f), tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, labels[k]) + 48.0f);
        const tb_box box = {x, y, width, 32.0f};
        snprintf(id, sizeof id, "tag-%d-%d", (int)question, k);
        if (tb_ui_item(ui, id, box, 6.0f) && !chosen[k]) {
            app->brief.noted = k == 1 ? app->brief.noted | bit : app->brief.noted & ~bit;
            app->brief.cleared = k == 0 ? app->brief.cleared | bit : app->brief.cleared & ~bit;
            tb_app_command(app, TB_COMMAND_TAG, 2 * (int32_t)question + k);
        }
        tb_ui_fill(ui, box, tb_ui_rgba(chosen[k] ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 6.0f);
        tb_ui_outline(ui, box, tb_ui_rgba(chosen[k] ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 6.0f,
                      chosen[k] ? 1.8f : 1.0f);
        tb_ui_icon(ui, icons[k], box.x + 17.0f, box.y + 16.0f, 15.0f,
                   tb_ui_rgba(chosen[k] ? TB_C_ACCENT : TB_C_INK3, 1.0f));
        tb_ui_label(ui, TB_F_SMALL_MEDIUM, (tb_box){box.x + 30.0f, box.y, width - 36.0f, 32.0f},
                    TB_C_INK, TB_LEFT, labels[k]);
        x += width + 8.0f;
    }
    return y + 42.0f;
}

static float question_row(tb_app *app, tb_question question, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const bool asked = (app->brief.asked & 1u << question) != 0;
    const char *label = tb_tr(TB_N("Ask"));
    const float button = asked ? 0.0f : tb_ui_button_width(ui, TB_ICON_NONE, label, NULL) + 12.0f;
    char id[24], line[2 * TB_LINE_SIZE];
    float next = tb_ui_prose(ui, TB_F_BODY_MEDIUM, x, y + 12.0f, w - button, TB_C_INK,
                             tb_tr(tb_question_text(question)));
    if (asked) {
        answer_of(app, question, line, sizeof line);
        next = tb_ui_prose(ui, TB_F_BODY, x, next, w, TB_C_INK2, line);
        return tag_buttons(app, question, x, next - 8.0f, w);
    }
    snprintf(id, sizeof id, "ask-%d", (int)question);
    if (tb_ui_button(ui, id, (tb_box){x + w - button + 12.0f, y, button - 12.0f, 34.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_NONE, label, NULL)) {
        ask(app, question);
    }
    return fmaxf(next - 6.0f, y + 36.0f) + 10.0f;
}

static float screening_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "brief-screening", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    int asked = 0;
    char count[48];
    for (int k = 0; k < TB_QUESTION_COUNT; ++k) {
        asked += (app->brief.asked & 1u << k) != 0 ? 1 : 0;
    }
    snprintf(count, sizeof count, tb_tr(TB_N("%d of %d asked")), asked, (int)TB_QUESTION_COUNT);
    const float title =
        tb_ui_text(ui, TB_F_TITLE, x, card.y + 32.0f, TB_C_INK, TB_LEFT, tb_tr(TB_N("Screening")));
    tb_ui_label(ui, TB_F_SMALL,
                (tb_box){x + title + 10.0f, card.y + 14.0f, w - title - 10.0f, 36.0f}, TB_C_INK2,
                TB_RIGHT, count);
    float y = card.y + 62.0f;
    if (app->content->model.care.report != TB_LINE_NONE) {
        y = visit_row(app, x, y, w);
    }
    for (int k = 0; k < TB_QUESTION_COUNT; ++k) {
        y = question_row(app, (tb_question)k, x, y, w);
    }
    tb_ui_line(ui, x, y, x + w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 20.0f, w, TB_C_INK,
                    tb_tr(TB_N("Your decision today")));
    for (int k = 0; k < TB_DECISION_COUNT; ++k) {
        char id[24];
        const char *text = tb_tr(tb_decision_text((tb_decision)k));
        const float h = fmaxf(40.0f, tb_ui_prose_height(ui, TB_F_BODY, w - 54.0f, text) + 14.0f);
        const tb_box box = {x, y, w, h};
        const bool here = app->brief.decision == k;
        snprintf(id, sizeof id, "decide-%d", k);
        if (tb_ui_item(ui, id, box, 6.0f) && !here) {
            app->brief.decision = k;
            tb_app_command(app, TB_COMMAND_DECIDE, k);
        }
        tb_ui_fill(ui, box, tb_ui_rgba(here ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 6.0f);
        tb_ui_outline(ui, box, tb_ui_rgba(here ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 6.0f,
                      here ? 2.0f : 1.0f);
        if (here) {
            tb_ui_icon(ui, TB_ICON_TICK, x + 22.0f, y + 0.5f * h, 17.0f,
                       tb_ui_rgba(TB_C_ACCENT, 1.0f));
        }
        tb_ui_prose(ui, TB_F_BODY, x + 44.0f, y + 17.5f, w - 54.0f, TB_C_INK, text);
        y += h + 6.0f;
    }
    tb_ui_card_end(ui, "brief-screening", card, y - 6.0f);
    return card.y + card.h;
}

// --- consent and preparation --------------------------------------------------------------------

static float tick_row(tb_app *app, const char *id, float x, float y, float w, bool *value,
                      const char *title, const char *text)
{
    tb_ui *ui = &app->ui;
    const float inner = w - 40.0f;
    const float h = fmaxf(
        36.0f, tb_ui_prose_height(ui, TB_F_BODY_MEDIUM, inner, title) +
                   (text[0] != '\0' ? tb_ui_prose_height(ui, TB_F_SMALL, inner, text) : 0.0f) +
                   8.0f);
    if (tb_ui_item(ui, id, (tb_box){x - 4.0f, y, w + 8.0f, h}, 6.0f)) {
        *value = !*value;
    }
    const tb_box mark = {x, y + 8.0f, 22.0f, 22.0f};
    tb_ui_fill(ui, mark, tb_ui_rgba(*value ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 4.0f);
    tb_ui_outline(ui, mark, tb_ui_rgba(*value ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 4.0f, 1.4f);
    if (*value) {
        tb_ui_icon(ui, TB_ICON_TICK, mark.x + 11.0f, mark.y + 11.0f, 16.0f,
                   tb_ui_rgba(TB_C_ACCENT, 1.0f));
    }
    const float next =
        tb_ui_prose(ui, TB_F_BODY_MEDIUM, x + 34.0f, y + 15.0f, inner, TB_C_INK, title);
    if (text[0] != '\0') {
        tb_ui_prose(ui, TB_F_SMALL, x + 34.0f, next - 2.0f, inner, TB_C_INK2, text);
    }
    return y + h + 6.0f;
}

static float consent_answer(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    char words[2 * TB_LINE_SIZE] = "";
    if (app->brief.consent_line != TB_LINE_NONE) {
        tb_line_words((tb_line)app->brief.consent_line, app->brief.consent_phrase, "", words,
                      sizeof words);
    }
    const bool agrees = app->brief.consent == 1;
    const char *what = agrees ? tb_tr(TB_N("The patient agrees."))
                       : app->brief.consent == 2
                           ? tb_tr(TB_N("By hand only, no needle."))
                           : tb_tr(TB_N("The patient wants to know more first."));
    tb_ui_icon(ui, agrees ? TB_ICON_TICK : TB_ICON_TRIANGLE, x + 9.0f, y + 8.0f, 18.0f,
               tb_ui_rgba(agrees ? TB_C_DONE : TB_C_TWITCH, 1.0f));
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x + 28.0f, y + 8.0f, w - 28.0f, TB_C_INK, what);
    return words[0] != '\0' ? tb_ui_prose(ui, TB_F_BODY, x + 28.0f, y, w - 28.0f, TB_C_INK2, words)
                            : y;
}

static float consent_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_case_care *care = &app->content->model.care;
    const char *risk =
        care->risk[0] != '\0' ? tb_tr(care->risk) : tb_tr(TB_N("Bruise, bleeding, nerve pain."));
    static const char *const titles[] = {TB_N("What will be done"), TB_N("What it may feel like"),
                                         TB_N("Risks of this region"), TB_N("Alternatives"),
                                         TB_N("Right to stop")};
    const char *const texts[] = {tb_tr(TB_N("A thin needle into the muscle, moved in and out.")),
                                 tb_tr(TB_N("Ache, cramp, twitch; sore for 12 to 48 hours.")), risk,
                                 tb_tr(TB_N("Pressure, exercise alone, or nothing today.")),
                                 tb_tr(TB_N("Say stop at any time and it stops."))};
    for (int k = 0; k < 5; ++k) {
        char id[24];
        snprintf(id, sizeof id, "told-%d", k);
        y = tick_row(app, id, x, y, w, &app->brief.told[k], tb_tr(titles[k]), texts[k]);
    }
    const char *ask = tb_tr(TB_N("Ask for consent"));
    const float width = fminf(w, tb_ui_button_width(ui, TB_ICON_BUBBLE, ask, NULL));
    if (tb_ui_button(ui, "consent-ask", (tb_box){x, y + 4.0f, width, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_BUBBLE, ask, NULL)) {
        const uint32_t now_ms = tb_session_tick_ms(app->attempt->session);
        app->brief.consent = tb_app_ask_consent(app, app->brief.told[2] && app->brief.told[3]);
        const tb_snapshot *seen = &app->attempt->after;
        const bool spoke = seen->patient.line_tick_ms >= now_ms; // else these are older words
        app->brief.consent_line = spoke ? (int)seen->patient.line : TB_LINE_NONE;
        app->brief.consent_phrase = seen->patient.phrase;
    }
    y += 54.0f;
    return app->brief.consent >= 0 ? consent_answer(app, x, y, w) : y;
}

static float prepare_part(tb_app *app, float x, float y, float w)
{
    for (int k = TB_PREPARE_POSITION; k <= TB_PREPARE_PACK; ++k) {
        char id[24];
        bool done = (app->brief.prepared & 1u << k) != 0;
        const bool before = done;
        snprintf(id, sizeof id, "prepare-%d", k);
        y = tick_row(app, id, x, y, w, &done, tb_tr(tb_prepare_text((tb_prepare)k)), "");
        if (done && !before) { // an act that was done stays done
            app->brief.prepared |= 1u << k;
            tb_app_command(app, TB_COMMAND_PREPARE, k);
        }
    }
    return y;
}

static float consent_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "brief-consent", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    tb_ui_text(ui, TB_F_TITLE, x, card.y + 32.0f, TB_C_INK, TB_LEFT, tb_tr(TB_N("Consent")));
    float y = consent_part(app, x, card.y + 58.0f, w);
    tb_ui_line(ui, x, y + 2.0f, x + w, y + 2.0f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = tb_ui_prose(ui, TB_F_TITLE, x, y + 28.0f, w, TB_C_INK, tb_tr(TB_N("Prepare")));
    y = prepare_part(app, x, y - 6.0f, w);
    tb_ui_card_end(ui, "brief-consent", card, y - 8.0f);
    return card.y + card.h;
}

// --- screen -------------------------------------------------------------------------------------

/// What was not asked, told, decided or done yet, of what the decision leaves to do.
typedef struct still_open {
    int questions, explanations, steps;
    bool decision, consent;
} still_open;

static still_open open_of(const tb_app *app)
{
    const tb_brief *brief = &app->brief;
    const bool hands = brief->decision <= TB_DECISION_MANUAL; // or not decided yet
    const int last = brief->decision == TB_DECISION_MANUAL ? TB_PREPARE_HANDS : TB_PREPARE_PACK;
    const bool visit = app->content->model.care.report != TB_LINE_NONE && !brief->visit_asked;
    still_open left = {.questions = visit ? 1 : 0,
                       .decision = brief->decision < 0,
                       .consent = hands && brief->consent < 1};
    for (int k = 0; k < TB_QUESTION_COUNT; ++k) {
        left.questions += (brief->asked & 1u << k) == 0 ? 1 : 0;
    }
    for (int k = 0; k < 5; ++k) {
        left.explanations += hands && !brief->told[k] ? 1 : 0;
    }
    for (int k = TB_PREPARE_POSITION; k <= last; ++k) {
        left.steps += hands && (brief->prepared & 1u << k) == 0 ? 1 : 0;
    }
    return left;
}

static void add_part(char *list, size_t capacity, const char *part)
{
    const size_t used = strlen(list);
    snprintf(list + used, capacity - used, "%s%s", used > 0 ? ", " : "", part);
}

// All that is open in words, as many of them as there is room for.
// @return false when nothing is
static bool open_note(tb_app *app, float room, char *out, size_t capacity)
{
    const still_open left = open_of(app);
    const int count = left.questions + left.explanations + left.steps + (left.decision ? 1 : 0) +
                      (left.consent ? 1 : 0);
    char list[240] = "", part[64];
    if (left.questions > 0) {
        snprintf(part, sizeof part,
                 tb_trn("%d question", "%d questions", (unsigned long)left.questions),
                 left.questions);
        add_part(list, sizeof list, part);
    }
    if (left.decision) {
        add_part(list, sizeof list, tb_tr(TB_N("your decision")));
    }
    if (left.explanations > 0) {
        snprintf(part, sizeof part,
                 tb_trn("%d explanation", "%d explanations", (unsigned long)left.explanations),
                 left.explanations);
        add_part(list, sizeof list, part);
    }
    if (left.consent) {
        add_part(list, sizeof list, tb_tr(TB_N("consent")));
    }
    if (left.steps > 0) {
        snprintf(part, sizeof part,
                 tb_trn("%d step to prepare", "%d steps to prepare", (unsigned long)left.steps),
                 left.steps);
        add_part(list, sizeof list, part);
    }
    const float most = 40.0f; // two lines
    snprintf(out, capacity, tb_tr(TB_N("Still open: %s. You may go on; the record will show it.")),
             list);
    if (tb_ui_prose_height(&app->ui, TB_F_SMALL, room, out) > most) {
        snprintf(out, capacity, tb_tr(TB_N("Still open: %s")), list);
    }
    if (tb_ui_prose_height(&app->ui, TB_F_SMALL, room, out) > most) {
        snprintf(out, capacity,
                 tb_trn("%d thing is open", "%d things are open", (unsigned long)count), count);
    }
    return count > 0;
}

static void foot_bar(tb_app *app, float margin, float foot)
{
    tb_ui *ui = &app->ui;
    const char *go = tb_tr(TB_N("Go to the patient"));
    const float width =
        fminf(ui->width - 2.0f * margin, tb_ui_button_width(ui, TB_ICON_FINGER, go, NULL) + 16.0f);
    const tb_box button = {ui->width - margin - width, foot + 8.0f, width, 40.0f};
    const float room = button.x - margin - 20.0f;
    char exam[160], left[400];
    const bool open = app->attempt != NULL && open_note(app, room, left, sizeof left);
    snprintf(exam, sizeof exam,
             tb_tr(TB_N("Exam: no feedback, and no way back from here on. %s calls the examiner.")),
             tb_exam_call_key(app));
    const char *note = app->started_trouble[0] != '\0' ? app->started_trouble
                       : app->exam.on                  ? exam
                       : open                          ? left
                              : tb_tr(TB_N("Practice: feedback, no pass mark"));
    if (room > 160.0f) {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){margin, foot + 6.0f, room, 44.0f},
                    app->started_trouble[0] != '\0' ? TB_C_TWITCH : TB_C_INK2, TB_LEFT, note);
    }
    if (tb_ui_button(ui, "hands-on", button, TB_BUTTON_PRIMARY, TB_ICON_FINGER, go, NULL)) {
        if (app->attempt == NULL) {
            tb_app_start_encounter(app);
        } else {
            tb_app_open(app, TB_SCREEN_ENCOUNTER);
        }
    }
}

void tb_screen_briefing(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const bool compact = tb_ui_compact(ui);
    char station[80];
    tb_exam_title(app, station, sizeof station);
    char note[2 * TB_LABEL_SIZE];
    snprintf(note, sizeof note, "%s", tb_tr(model->muscle));
    if (app->visits != NULL) { // a later visit
        snprintf(note, sizeof note, tb_tr(TB_N("%s \xC2\xB7 visit %d")), tb_tr(model->muscle),
                 tb_app_visit_number(app));
    }
    if (tb_title_bar(app, app->exam.on ? station : tb_tr(model->title),
                     compact || app->exam.on ? "" : note)) {
        tb_app_back(app);
        return;
    }
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, foot = ui->height - 56.0f;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    const float y = top + 8.0f + dy;
    const bool alive = app->attempt != NULL; // without a session there is nobody to ask
    float bottom;
    if (compact) {
        const float w = ui->width - 2.0f * margin;
        bottom = patient_card(app, (tb_box){margin, y, w, 0.0f});
        if (alive) {
            bottom = screening_card(app, (tb_box){margin, bottom + 12.0f, w, 0.0f});
            bottom = consent_card(app, (tb_box){margin, bottom + 12.0f, w, 0.0f});
        }
    } else {
        const float inner = ui->width - 2.0f * margin - 32.0f, least = foot - top - 16.0f;
        const float a = 384.0f, b = 0.5f * (inner - a) + 24.0f, c = inner - a - b;
        bottom = patient_card(app, (tb_box){margin, y, a, least});
        if (alive) {
            bottom = fmaxf(bottom, screening_card(app, (tb_box){margin + a + 16.0f, y, b, least}));
            bottom =
                fmaxf(bottom, consent_card(app, (tb_box){margin + a + b + 32.0f, y, c, least}));
        }
    }
    tb_ui_page_end(ui, bottom + 8.0f);
    foot_bar(app, margin, foot);
}
