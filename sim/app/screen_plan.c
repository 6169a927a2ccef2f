// Plan: what keeps the gain after today, what the patient is told, the steps after the needle.
#include "app.h"

#include <math.h>
#include <stdio.h>

// The options in an order of the attempt's seed, so that the right ones do not stand in one place.
static void option_order(uint64_t seed, int count, int *order)
{
    for (int k = 0; k < count; ++k) {
        order[k] = k;
    }
    for (int k = count - 1; k > 0; --k) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const int other = (int)((seed >> 33) % (uint64_t)(k + 1));
        const int kept = order[k];
        order[k] = order[other];
        order[other] = kept;
    }
}

static float choice_row(tb_app *app, const char *id, float x, float y, float w, bool done,
                        const char *text, bool *pressed)
{
    tb_ui *ui = &app->ui;
    const float h = fmaxf(42.0f, tb_ui_prose_height(ui, TB_F_BODY, w - 56.0f, text) + 16.0f);
    const tb_box box = {x, y, w, h};
    *pressed = tb_ui_item(ui, id, box, 6.0f) && !done;
    tb_ui_fill(ui, box, tb_ui_rgba(done ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 6.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(done ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 6.0f,
                  done ? 1.8f : 1.0f);
    const tb_box mark = {x + 12.0f, y + 0.5f * h - 11.0f, 22.0f, 22.0f};
    tb_ui_outline(ui, mark, tb_ui_rgba(done ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 4.0f, 1.4f);
    if (done) {
        tb_ui_icon(ui, TB_ICON_TICK, mark.x + 11.0f, mark.y + 11.0f, 16.0f,
                   tb_ui_rgba(TB_C_ACCENT, 1.0f));
    }
    tb_ui_prose(ui, TB_F_BODY, x + 46.0f, y + 18.5f, w - 56.0f, TB_C_INK, text);
    return y + h + 8.0f;
}

// When the patient is seen again, and the end of choosing.
static float review_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    static const int days[] = {3, 7, 14};
    const char *const labels[] = {tb_tr(TB_N("3 days")), tb_tr(TB_N("7 days")),
                                  tb_tr(TB_N("14 days"))};
    int chosen = -1;
    for (int k = 0; k < 3; ++k) {
        chosen = app->brief.review_days == days[k] ? k : chosen;
    }
    tb_ui_line(ui, x, y, x + w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = tb_ui_prose(ui, TB_F_BODY, x, y + 22.0f, w, TB_C_INK, tb_tr(TB_N("Review in"))) - 6.0f;
    const int now =
        tb_ui_choice(ui, "plan-review", (tb_box){x, y, w, 38.0f}, false, labels, 3, chosen);
    if (now != chosen) {
        app->brief.review_days = days[now];
        tb_app_command(app, TB_COMMAND_REVIEW, days[now]);
    }
    y += 52.0f;
    if (app->brief.plan_fixed) {
        tb_ui_icon(ui, TB_ICON_TICK, x + 10.0f, y + 10.0f, 18.0f, tb_ui_rgba(TB_C_DONE, 1.0f));
        return tb_ui_prose(ui, TB_F_BODY, x + 28.0f, y + 10.0f, w - 28.0f, TB_C_INK2,
                           tb_tr(TB_N("The plan is fixed."))) +
               4.0f;
    }
    const char *fix = tb_tr(TB_N("Fix the plan"));
    const float wide = fminf(w, tb_ui_button_width(ui, TB_ICON_TICK, fix, NULL) + 8.0f);
    if (tb_ui_button(ui, "plan-fix", (tb_box){x, y, wide, 40.0f}, TB_BUTTON_OUTLINE, TB_ICON_TICK,
                     fix, NULL)) {
        app->brief.plan_fixed = true;
    }
    return y + 54.0f;
}

static float plan_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_case_care *care = &app->content->model.care;
    const tb_box card = tb_ui_card_begin(ui, "plan-options", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    int order[TB_PLAN_MAX];
    option_order(app->attempt->seed, care->plan_count, order);
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK, tb_tr(TB_N("Plan")));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("Choose what keeps the gain after today. What is chosen stays."))) +
        2.0f;
    for (int k = 0; k < care->plan_count; ++k) {
        char id[24];
        bool pressed;
        const bool done = (app->brief.planned & 1u << order[k]) != 0;
        snprintf(id, sizeof id, "plan-%d", k);
        y = choice_row(app, id, x, y - 4.0f, w, done, tb_tr(care->plan[order[k]].text), &pressed) +
            4.0f;
        if (pressed && !app->brief.plan_fixed) {
            app->brief.planned |= 1u << order[k];
            tb_app_command(app, TB_COMMAND_PLAN, order[k]);
        }
    }
    if (care->plan_count == 0) {
        y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK2,
                        tb_tr(TB_N("This case asks for no plan.")));
    }
    y = review_part(app, x, y + 2.0f, w);
    tb_ui_card_end(ui, "plan-options", card, y - 10.0f);
    return card.y + card.h;
}

// Was it said at the patient already? As the score has it: what comes after counts once a needle
// is out, or where there was none; the rule for the chest at any time.
static bool said_before(const tb_app *app, tb_say say)
{
    int count = 0;
    const tb_event *events = tb_session_events(app->attempt->session, &count);
    bool early = false, late = false, out = false;
    for (int k = 0; k < count; ++k) {
        out = out || events[k].kind == TB_EVENT_OUT_OF_SKIN;
        if (events[k].kind == TB_EVENT_TOLD && events[k].subject == (int32_t)say) {
            early = early || !out;
            late = late || out;
        }
    }
    return late || (early && (!out || say == TB_SAY_CHEST_RULE));
}

static float tell_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "plan-tell", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK,
                          tb_tr(TB_N("Tell the patient"))) +
              2.0f;
    static const tb_say sayings[] = {TB_SAY_EXPLAIN_AFTER, TB_SAY_CHEST_RULE};
    for (int k = 0; k < 2; ++k) {
        char id[24];
        bool pressed;
        const bool done = (app->brief.said & 1u << k) != 0 || said_before(app, sayings[k]);
        snprintf(id, sizeof id, "tell-%d", k);
        y = choice_row(app, id, x, y - 4.0f, w, done, tb_tr(tb_say_text(sayings[k])), &pressed) +
            4.0f;
        if (pressed) {
            app->brief.said |= 1u << k;
            tb_app_command(app, TB_COMMAND_SAY, (int32_t)sayings[k]);
        }
    }
    char words[240];
    tb_patient_words(&app->attempt->after, words, sizeof words);
    if (app->brief.said != 0 && words[0] != '\0') {
        tb_ui_icon(ui, TB_ICON_BUBBLE, x + 9.0f, y + 6.0f, 18.0f, tb_ui_rgba(TB_C_INK3, 1.0f));
        y = tb_ui_prose(ui, TB_F_SPEECH, x + 30.0f, y + 6.0f, w - 30.0f, TB_C_INK, words);
    }
    y = tb_ui_prose(ui, TB_F_TITLE, x, y + 18.0f, w, TB_C_INK, tb_tr(TB_N("Afterwards"))) + 2.0f;
    for (int k = TB_PREPARE_HANDS_AFTER; k < TB_PREPARE_COUNT; ++k) {
        char id[24];
        bool pressed;
        const bool done = (app->brief.prepared & 1u << k) != 0;
        snprintf(id, sizeof id, "after-%d", k);
        y = choice_row(app, id, x, y - 4.0f, w, done, tb_tr(tb_prepare_text((tb_prepare)k)),
                       &pressed) +
            4.0f;
        if (pressed) {
            app->brief.prepared |= 1u << k;
            tb_app_command(app, TB_COMMAND_PREPARE, k);
        }
    }
    tb_ui_card_end(ui, "plan-tell", card, y - 10.0f);
    return card.y + card.h;
}

void tb_screen_plan(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    if (tb_title_bar(app, tb_tr(TB_N("Plan and after")),
                     compact || app->exam.on ? "" : tb_tr(app->content->model.title))) {
        tb_app_back(app);
        return;
    }
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, foot = ui->height - 56.0f;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    const float y = top + 8.0f + dy, inner = ui->width - 2.0f * margin;
    // the weeks after are for practice, and for cases that have a plan
    const bool weeks = app->content->model.care.plan_count > 0 && !app->exam.on;
    float bottom;
    if (compact) {
        bottom = plan_card(app, (tb_box){margin, y, inner, 0.0f});
        if (weeks) {
            bottom = tb_plan_weeks_card(app, (tb_box){margin, bottom + 12.0f, inner, 0.0f});
        }
        bottom = tell_card(app, (tb_box){margin, bottom + 12.0f, inner, 0.0f});
    } else {
        const float gap = 16.0f, least = foot - top - 16.0f;
        const int columns = weeks ? 3 : 2;
        const float each = (inner - gap * (float)(columns - 1)) / (float)columns;
        float x = margin;
        bottom = plan_card(app, (tb_box){x, y, each, least});
        if (weeks) {
            x += each + gap;
            bottom = fmaxf(bottom, tb_plan_weeks_card(app, (tb_box){x, y, each, least}));
        }
        x += each + gap;
        bottom = fmaxf(bottom, tell_card(app, (tb_box){x, y, each, least}));
    }
    tb_ui_page_end(ui, bottom + 8.0f);
    const char *go =
        app->exam.on ? tb_tr(TB_N("Hand in")) : tb_tr(TB_N("Finish and see the debrief"));
    const float width = fminf(inner, tb_ui_button_width(ui, TB_ICON_FLAG, go, NULL) + 16.0f);
    if (tb_ui_button(ui, "plan-finish",
                     (tb_box){ui->width - margin - width, foot + 8.0f, width, 40.0f},
                     TB_BUTTON_PRIMARY, TB_ICON_FLAG, go, NULL)) {
        tb_app_conclude(app);
    }
}
