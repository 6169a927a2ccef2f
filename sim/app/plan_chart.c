// What may follow: weeks after the treatment by the teaching model, with the needle alone and with
// the plan that was chosen. Shown once the plan is fixed, never in an exam.
#include "app.h"

#include "tautband/patient/visits.h"

#include <math.h>
#include <stdio.h>

enum { DAYS = 85, WEEKS = 12 };
static const double ADHERENCE = 0.8; // of a patient who was told why

static double plan_share(const tb_app *app)
{
    const tb_case_care *care = &app->content->model.care;
    double all = 0.0, right = 0.0, wrong = 0.0;
    for (int k = 0; k < care->plan_count; ++k) {
        const bool chosen = (app->brief.planned & 1u << k) != 0;
        all += care->plan[k].right ? care->plan[k].weight : 0.0;
        right += chosen && care->plan[k].right ? care->plan[k].weight : 0.0;
        wrong += chosen && !care->plan[k].right ? 1.0 : 0.0;
    }
    return all > 0.0 ? fmax(0.0, (right - 0.5 * wrong) / all) : 0.0;
}

/// A plot of pain 0..10 over twelve weeks.
typedef struct plot {
    tb_ui *ui;
    tb_box box;
    const tb_case *model;
} plot;

// The case as its file has it, and the state of the point today.
static const tb_case *model_of(const tb_app *app)
{
    return app->visits != NULL ? &app->visits->pristine.model : &app->content->model;
}

static double today(const tb_app *app)
{
    return app->visits != NULL ? app->visits->started.state.s : app->content->model.care.severity;
}

// From today on; at a first visit that is the model's own forecast.
static void forecast(const tb_app *app, const tb_adherence *adherence, double *s)
{
    enum { LAST = 35, TWITCHES = 4 };
    if (app->visits == NULL) {
        tb_course_forecast(today(app), true, adherence, DAYS, s);
        return;
    }
    tb_course_state course = app->visits->started.state;
    for (int day = 0; day < DAYS; ++day) {
        if (day <= LAST && day % 7 == 0 && tb_course_class_of(&course) != TB_COURSE_SILENT) {
            tb_course_needled(&course, 1.0, TWITCHES);
        }
        s[day] = course.s;
        tb_course_day(&course, adherence);
    }
}

static double pain_of(const plot *p, double s)
{
    const tb_course_state state = {.s = s, .s0 = p->model->care.severity};
    return tb_course_reassess(&state, p->model).pain_nrs;
}

static double threshold_of(const plot *p, double s)
{
    const tb_course_state state = {.s = s, .s0 = p->model->care.severity};
    return tb_course_reassess(&state, p->model).threshold_kpa;
}

static float place(const plot *p, double day, double pain, float *y)
{
    *y = p->box.y + p->box.h * (float)(1.0 - 0.1 * pain);
    return p->box.x + p->box.w * (float)(day / (DAYS - 1));
}

// What a visit finds each week, before anything is done.
static void curve(const plot *p, double first, const double *s, bool dashed, tb_colour colour)
{
    float x0 = 0.0f, y0 = 0.0f;
    for (int week = 0; week <= WEEKS; ++week) {
        float y;
        const double found = week == 0 ? first : s[7 * week - 1];
        const float x = place(p, 7.0 * week, pain_of(p, found), &y);
        if (week > 0 && dashed) {
            tb_ui_dashed(p->ui, x0, y0, x, y, tb_ui_rgba(colour, 1.0f), 2.2f, 6.0f);
        } else if (week > 0) {
            tb_ui_line(p->ui, x0, y0, x, y, tb_ui_rgba(colour, 1.0f), 2.2f);
        }
        if (!dashed) {
            tb_ui_disc(p->ui, x, y, 3.0f, tb_ui_rgba(colour, 1.0f));
        }
        x0 = x;
        y0 = y;
    }
}

static void scales(const plot *p)
{
    tb_ui *ui = p->ui;
    for (int v = 0; v <= 10; v += 5) {
        float y;
        const float x = place(p, 0.0, v, &y);
        tb_ui_line(ui, x, y, x + p->box.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_textf(ui, TB_F_SMALL, x - 8.0f, y, TB_C_INK3, TB_RIGHT, "%d", v);
    }
    const float y = p->box.y + p->box.h + 16.0f;
    char text[32];
    for (int week = 0; week <= WEEKS; week += 6) {
        float unused;
        const float x = place(p, 7.0 * week, 0.0, &unused);
        snprintf(text, sizeof text, week == 0 ? "0" : tb_tr(TB_N("%d wk")), week);
        tb_ui_text(ui, TB_F_SMALL, x, y, TB_C_INK3, week == WEEKS ? TB_RIGHT : TB_CENTRE, text);
    }
}

static float key_row(tb_ui *ui, float x, float y, float w, bool dashed, tb_colour colour,
                     const char *text)
{
    if (dashed) {
        tb_ui_dashed(ui, x, y, x + 26.0f, y, tb_ui_rgba(colour, 1.0f), 2.2f, 6.0f);
    } else {
        tb_ui_line(ui, x, y, x + 26.0f, y, tb_ui_rgba(colour, 1.0f), 2.2f);
    }
    return tb_ui_prose(ui, TB_F_SMALL, x + 36.0f, y, w - 36.0f, TB_C_INK, text) + 2.0f;
}

static float weeks_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const double share = plan_share(app), kept = ADHERENCE * share;
    const tb_adherence none = {0.0, 0.0, 0.0}, plan = {kept, kept, kept};
    const plot p = {ui, {x + 26.0f, y + 26.0f, w - 32.0f, 130.0f}, model_of(app)};
    double alone[DAYS], with[DAYS];
    char text[200];
    forecast(app, &none, alone);
    forecast(app, &plan, with);
    tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, tb_tr(TB_N("Pain of 10 at the weekly visits")));
    scales(&p);
    curve(&p, today(app), alone, true, TB_C_TWITCH);
    curve(&p, today(app), with, false, TB_C_FORCE);
    y = p.box.y + p.box.h + 44.0f;
    snprintf(text, sizeof text,
             tb_tr(TB_N("needle only: pressure threshold %.0f kPa after twelve weeks")),
             threshold_of(&p, alone[DAYS - 1]));
    y = key_row(ui, x, y, w, true, TB_C_TWITCH, text);
    snprintf(text, sizeof text, tb_tr(TB_N("with your plan: %.0f kPa; today it was %.0f kPa")),
             threshold_of(&p, with[DAYS - 1]), threshold_of(&p, today(app)));
    y = key_row(ui, x, y, w, false, TB_C_FORCE, text);
    if (share < 0.999) {
        y = tb_ui_prose(ui, TB_F_SMALL, x, y + 4.0f, w, TB_C_INK2,
                        tb_tr(TB_N("The plan leaves out something that keeps the gain, or holds "
                                   "something that does not help.")));
    }
    return tb_ui_prose(ui, TB_F_SMALL, x, y + 4.0f, w, TB_C_INK2,
                       tb_tr(TB_N("Teaching model: needling once a week for six weeks. That the "
                                  "point comes back while its cause stays is what clinicians "
                                  "describe; how much and how fast is invented.")));
}

float tb_plan_weeks_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "plan-weeks", at.x, at.y, at.w, at.h);
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    float y =
        tb_ui_prose(ui, TB_F_TITLE, x, card.y + 32.0f, w, TB_C_INK, tb_tr(TB_N("What may follow")));
    if (app->brief.plan_fixed) {
        y = weeks_part(app, x, y + 2.0f, w);
    } else {
        y = tb_ui_prose(ui, TB_F_BODY, x, y + 2.0f, w, TB_C_INK2,
                        tb_tr(TB_N("Fix the plan to see the weeks after it, by the teaching "
                                   "model.")));
    }
    tb_ui_card_end(ui, "plan-weeks", card, y - 10.0f);
    return card.y + card.h;
}
