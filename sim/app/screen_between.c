// Between two visits of the same patient: days that have passed in the teaching model, what each
// visit found and did, what testing shows today.
#include "app.h"

#include <math.h>
#include <stdio.h>

/// A plot of pain 0..10 over the days so far.
typedef struct plot {
    tb_ui *ui;
    tb_box box;
    int days; ///< at its right edge
} plot;

static double pain_of(const tb_app_visits *visits, double s)
{
    const tb_course_state state = {.s = s, .s0 = visits->course.state.s0};
    return tb_course_reassess(&state, &visits->pristine.model).pain_nrs;
}

static float place(const plot *p, double day, double pain, float *y)
{
    *y = p->box.y + p->box.h * (float)(1.0 - 0.1 * pain);
    return p->box.x + p->box.w * (float)(day / p->days);
}

static void scales(const plot *p)
{
    char text[32];
    float y;
    for (int v = 0; v <= 10; v += 5) {
        const float x = place(p, 0.0, v, &y);
        tb_ui_line(p->ui, x, y, x + p->box.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_textf(p->ui, TB_F_SMALL, x - 8.0f, y, TB_C_INK3, TB_RIGHT, "%d", v);
    }
    for (int k = 0; k <= 2; ++k) {
        const int day = k * p->days / 2;
        const float x = place(p, day, 0.0, &y);
        snprintf(text, sizeof text, tb_tr(TB_N("day %d")), day);
        tb_ui_text(p->ui, TB_F_SMALL, x, y + 16.0f, TB_C_INK3,
                   k == 0   ? TB_LEFT
                   : k == 1 ? TB_CENTRE
                            : TB_RIGHT,
                   text);
    }
}

// Down at each visit by what was done, then as the model goes.
static void curve(const plot *p, const tb_app_visits *visits)
{
    const tb_visit_course *course = &visits->course;
    float x0 = 0.0f, y0 = 0.0f;
    for (int v = 0; v < course->count; ++v) {
        const tb_visit *visit = &course->visits[v];
        const int next = v + 1 < course->count ? course->visits[v + 1].day : course->day_count;
        x0 = place(p, visit->day, pain_of(visits, visit->s_before), &y0);
        tb_ui_disc(p->ui, x0, y0, 4.0f, tb_ui_rgba(TB_C_INK, 1.0f));
        for (int day = visit->day; day <= next; ++day) {
            const double s = day < next              ? course->s[day]
                             : v + 1 < course->count ? course->visits[v + 1].s_before
                                                     : course->state.s;
            float y;
            const float x = place(p, day, pain_of(visits, s), &y);
            tb_ui_line(p->ui, x0, y0, x, y, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.2f);
            x0 = x;
            y0 = y;
        }
    }
    tb_ui_disc(p->ui, x0, y0, 5.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
}

static float curve_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_app_visits *visits = app->visits;
    const tb_visit_course *course = &visits->course;
    const tb_box card = tb_ui_card_begin(ui, "between-curve", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    char text[200];
    snprintf(text, sizeof text,
             tb_trn("%d day has passed", "%d days have passed", (unsigned long)visits->days),
             visits->days);
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK, text);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("Pain of 10, day by day; a dot for each visit")));
    const int weeks = (course->day_count + 6) / 7;
    const plot p = {ui, {x + 26.0f, y + 4.0f, w - 34.0f, 180.0f}, 7 * (weeks > 4 ? weeks : 4)};
    scales(&p);
    curve(&p, visits);
    y = p.box.y + p.box.h + 46.0f;
    snprintf(text, sizeof text, tb_tr(TB_N("The point was active on %d of %d days.")),
             course->days_active, course->day_count);
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, text);
    if (course->needless > 0) {
        snprintf(text, sizeof text,
                 tb_trn("%d needling met a point that was not active any more.",
                        "%d needlings met a point that was not active any more.",
                        (unsigned long)course->needless),
                 course->needless);
        tb_ui_icon(ui, TB_ICON_TRIANGLE, x + 9.0f, y, 17.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
        y = tb_ui_prose(ui, TB_F_BODY, x + 28.0f, y, w - 28.0f, TB_C_INK, text);
    }
    snprintf(text, sizeof text,
             tb_tr(TB_N("This patient follows about %.0f %% of what is planned.")),
             100.0 * course->patient_adherence);
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, text);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y + 6.0f, w, TB_C_INK2,
                    tb_tr(TB_N("Teaching model: that the point comes back while its cause stays is "
                               "what clinicians describe; how much and how fast is invented.")));
    tb_ui_card_end(ui, "between-curve", card, y - 10.0f);
    return card.y + card.h;
}

static float outcome_line(tb_ui *ui, const tb_course_outcome *found, float x, float y, float w)
{
    char text[240];
    snprintf(text, sizeof text,
             tb_tr(TB_N("pain %.0f of 10, function %.0f of 100, range of motion %.0f %%, pressure "
                        "threshold %.0f kPa")),
             found->pain_nrs, found->function, found->range_percent, found->threshold_kpa);
    return tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK, text);
}

static void treated_text(const tb_visit *visit, char *out, size_t capacity)
{
    switch (visit->treatment) {
    case TB_TREATMENT_NEEDLE:
        snprintf(out, capacity,
                 tb_trn("Needled, %d local twitch.", "Needled, %d local twitches.",
                        (unsigned long)visit->twitches),
                 visit->twitches);
        break;
    case TB_TREATMENT_MANUAL:
        snprintf(out, capacity, "%s", tb_tr(TB_N("Treated by hand: the point was held.")));
        break;
    case TB_TREATMENT_STROKES:
        snprintf(out, capacity, "%s", tb_tr(TB_N("Treated by hand: broad strokes.")));
        break;
    case TB_TREATMENT_NONE:
    case TB_TREATMENT_COUNT:
        snprintf(out, capacity, "%s", tb_tr(TB_N("Not treated hands-on.")));
        break;
    }
}

static float visits_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_visit_course *course = &app->visits->course;
    const bool planned = app->visits->pristine.model.care.plan_count > 0;
    const tb_box card = tb_ui_card_begin(ui, "between-visits", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    char text[200];
    float y = tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK, tb_tr(TB_N("Visits")));
    for (int v = 0; v < course->count; ++v) {
        const tb_visit *visit = &course->visits[v];
        snprintf(text, sizeof text, tb_tr(TB_N("Visit %d, day %d")), v + 1, visit->day);
        y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 4.0f, w, TB_C_INK, text);
        y = outcome_line(ui, &visit->found, x, y, w);
        treated_text(visit, text, sizeof text);
        y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, text);
        if (planned) {
            snprintf(text, sizeof text,
                     tb_tr(TB_N("The plan held %.0f %% of what keeps the gain.")),
                     100.0 * visit->plan);
            y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, text);
        }
    }
    const tb_course_outcome now = tb_course_reassess(&course->state, &app->visits->pristine.model);
    tb_ui_line(ui, x, y + 2.0f, x + w, y + 2.0f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    snprintf(text, sizeof text, tb_tr(TB_N("Today, day %d: testing again shows")),
             course->state.day);
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x, y + 22.0f, w, TB_C_ACCENT, text);
    y = outcome_line(ui, &now, x, y, w);
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("What it was like meanwhile, the patient tells you when you ask.")));
    tb_ui_card_end(ui, "between-visits", card, y - 10.0f);
    return card.y + card.h;
}

void tb_screen_between(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    if (tb_title_bar(app, tb_tr(TB_N("Between visits")),
                     compact ? "" : tb_tr(app->visits->pristine.model.title))) {
        tb_app_back(app);
        return;
    }
    const float margin = compact ? 12.0f : 24.0f, top = 52.0f, foot = ui->height - 56.0f;
    const float inner = ui->width - 2.0f * margin, gap = 16.0f, least = foot - top - 16.0f;
    const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
    const float y = top + 8.0f + dy, half = 0.5f * (inner - gap);
    float bottom;
    if (compact) {
        bottom = visits_card(app, (tb_box){margin, y, inner, 0.0f});
        bottom = curve_card(app, (tb_box){margin, bottom + 12.0f, inner, 0.0f});
    } else {
        bottom = curve_card(app, (tb_box){margin, y, half, least});
        bottom = fmaxf(bottom, visits_card(app, (tb_box){margin + half + gap, y, half, least}));
    }
    tb_ui_page_end(ui, bottom + 8.0f);
    char go[60];
    snprintf(go, sizeof go, tb_tr(TB_N("To visit %d")), app->visits->course.count + 1);
    const float wide =
        fminf(0.6f * inner, tb_ui_button_width(ui, TB_ICON_ARROW_RIGHT, go, NULL) + 16.0f);
    if (tb_ui_button(ui, "meet-again",
                     (tb_box){ui->width - margin - wide, foot + 8.0f, wide, 40.0f},
                     TB_BUTTON_PRIMARY, TB_ICON_ARROW_RIGHT, go, NULL)) {
        tb_app_meet_again(app);
        return;
    }
    const char *end = tb_tr(TB_N("End here"));
    const float narrow =
        fminf(0.38f * inner, tb_ui_button_width(ui, TB_ICON_HOME, end, NULL) + 8.0f);
    if (tb_ui_button(ui, "end-visits", (tb_box){margin, foot + 8.0f, narrow, 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_HOME, end, NULL)) {
        tb_app_end_visits(app);
        tb_app_open(app, TB_SCREEN_HOME);
    }
}
