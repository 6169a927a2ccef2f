// What follows the harm of an attempt: how it goes on, what is to be done, how often practice sees
// it. Worst first. The texts are the patient layer's.
#include "app.h"

#include "tautband/patient/harm.h"

#include <math.h>
#include <stdio.h>

void tb_when_text(double after_min, char *out, size_t capacity)
{
    const unsigned long minutes = (unsigned long)(after_min + 0.5);
    const unsigned long hours = minutes / 60, days = hours / 24;
    if (minutes == 0) {
        snprintf(out, capacity, "%s", tb_tr(TB_N("at once")));
    } else if (days > 0) {
        snprintf(out, capacity, tb_trn("after %lu day", "after %lu days", days), days);
    } else if (hours > 0) {
        snprintf(out, capacity, tb_trn("after %lu hour", "after %lu hours", hours), hours);
    } else {
        snprintf(out, capacity, tb_trn("after %lu minute", "after %lu minutes", minutes), minutes);
    }
}

tb_colour tb_grade_colour(int grade)
{
    return grade >= 3 ? TB_C_CRITICAL : grade == 2 ? TB_C_TWITCH : TB_C_INK2;
}

// @return the height below the steps
static float steps(tb_ui *ui, const tb_consequence *follows, float x, float y, float w)
{
    float column = 100.0f; // as wide as the longest time
    for (int k = 0; k < TB_CONSEQUENCE_STEPS && follows->steps[k].text != NULL; ++k) {
        char when[64];
        tb_when_text(follows->steps[k].after_min, when, sizeof when);
        column = fmaxf(column, tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, when) + 16.0f);
    }
    for (int k = 0; k < TB_CONSEQUENCE_STEPS && follows->steps[k].text != NULL; ++k) {
        char when[64];
        tb_when_text(follows->steps[k].after_min, when, sizeof when);
        tb_ui_text(ui, TB_F_SMALL_MEDIUM, x, y, tb_grade_colour(follows->steps[k].grade), TB_LEFT,
                   when);
        y = tb_ui_prose(ui, TB_F_SMALL, x + column, y, w - column, TB_C_INK,
                        tb_tr(follows->steps[k].text));
    }
    return y;
}

static float advice(tb_ui *ui, const tb_consequence *follows, float x, float y, float w)
{
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y, w, TB_C_ACCENT, tb_tr(TB_N("What to do")));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK, tb_tr(follows->what_to_do));
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("How often, reported from practice")));
    return tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, tb_tr(follows->base_rate));
}

// --- soreness -----------------------------------------------------------------------------------

enum { SORE_HOURS = 72 };

/// A plot of soreness over three days.
typedef struct sore_plot {
    tb_ui *ui;
    tb_box box;
    double most_nrs; ///< at its upper edge
} sore_plot;

static float sore_place(const sore_plot *p, double hours, double nrs, float *y)
{
    *y = p->box.y + p->box.h * (float)(1.0 - nrs / p->most_nrs);
    return p->box.x + p->box.w * (float)(hours / SORE_HOURS);
}

static double sorest(const tb_soreness *soreness)
{
    double most = 0.0;
    for (int h = 0; h <= SORE_HOURS; ++h) {
        most = fmax(most, tb_soreness_nrs(soreness, h));
    }
    return most;
}

static void sore_curve(const sore_plot *p, const tb_soreness *soreness, bool dashed)
{
    enum { STEP_H = 2 };
    float x0 = 0.0f, y0 = 0.0f;
    for (int h = 0; h <= SORE_HOURS; h += STEP_H) {
        float y;
        const float x = sore_place(p, h, tb_soreness_nrs(soreness, h), &y);
        if (h > 0 && dashed && h / STEP_H % 2 == 0) { // every other step: a dashed line
            tb_ui_line(p->ui, x0, y0, x, y, tb_ui_rgba(TB_C_INK2, 1.0f), 1.8f);
        } else if (h > 0 && !dashed) {
            tb_ui_line(p->ui, x0, y0, x, y, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.2f);
        }
        x0 = x;
        y0 = y;
    }
}

static void sore_scales(const sore_plot *p)
{
    char text[24];
    float y;
    for (int k = 0; k <= 1; ++k) {
        const float x = sore_place(p, 0.0, k * p->most_nrs, &y);
        tb_ui_line(p->ui, x, y, x + p->box.w, y, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_textf(p->ui, TB_F_SMALL, x - 8.0f, y, TB_C_INK3, TB_RIGHT, "%.0f", k * p->most_nrs);
    }
    for (int h = 0; h <= SORE_HOURS; h += 24) {
        const float x = sore_place(p, h, 0.0, &y);
        snprintf(text, sizeof text, tb_tr(TB_N("%d h")), h);
        tb_ui_text(p->ui, TB_F_SMALL, x, y + 15.0f, TB_C_INK3,
                   h == 0            ? TB_LEFT
                   : h == SORE_HOURS ? TB_RIGHT
                                     : TB_CENTRE,
                   text);
    }
}

// How sore the hours and days are, as it was pressed and the other way.
static float sore_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    tb_soreness other;
    const bool pressed =
        tb_debrief_other_soreness(&app->content->physiology, &d->soreness, d->pressed_s, &other);
    const double most = fmax(sorest(&d->soreness), sorest(&other));
    char text[160];
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y + 4.0f, w, TB_C_ACCENT,
                    tb_tr(TB_N("Soreness of 10 over three days")));
    const sore_plot p = {ui, {x + 26.0f, y, w - 32.0f, 84.0f}, fmax(2.0, ceil(most))};
    sore_scales(&p);
    sore_curve(&p, &other, true);
    sore_curve(&p, &d->soreness, false);
    y = p.box.y + p.box.h + 40.0f;
    tb_ui_line(ui, x, y, x + 26.0f, y, tb_ui_rgba(TB_C_FORCE, 1.0f), 2.2f);
    snprintf(text, sizeof text, tb_tr(TB_N("this patient, pressed for %.0f s: at most %.1f")),
             d->pressed_s, sorest(&d->soreness));
    y = tb_ui_prose(ui, TB_F_SMALL, x + 36.0f, y, w - 36.0f, TB_C_INK, text);
    tb_ui_dashed(ui, x, y, x + 26.0f, y, tb_ui_rgba(TB_C_INK2, 1.0f), 1.8f, 5.0f);
    snprintf(text, sizeof text,
             pressed ? tb_tr(TB_N("the same pressed for 30 s: at most %.1f"))
                     : tb_tr(TB_N("the same without pressing: at most %.1f")),
             sorest(&other));
    y = tb_ui_prose(ui, TB_F_SMALL, x + 36.0f, y, w - 36.0f, TB_C_INK2, text);
    return tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                       tb_tr(TB_N("Start and 48 hours as in one trial of compression; the shape "
                                  "between them is a model.")));
}

float tb_debrief_follows_card(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    const bool compact = tb_ui_compact(ui);
    const tb_box card = tb_ui_card_begin(ui, "debrief-follows", x, y, w, 60.0f);
    const float inner = w - 40.0f, left = card.x + 20.0f;
    float at = tb_ui_prose(ui, TB_F_STRONG, left, card.y + 25.0f, inner, TB_C_INK,
                           tb_tr(TB_N("What follows")));
    at = tb_ui_prose(ui, TB_F_SMALL, left, at, inner, TB_C_INK2,
                     tb_tr(TB_N("The simulated patient's course. In this simulation contact always "
                                "has its consequence; the rates from practice decide nothing.")));
    for (int k = 0; k < d->harm_count; ++k) {
        const tb_debrief_harm *harm = &d->harms[k];
        const tb_consequence *follows = tb_consequence_of((tb_harm)harm->harm);
        char id[24], clock[16], label[60];
        const float top = at + 22.0f;
        tb_ui_line(ui, left, at, left + inner, at, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
        tb_ui_icon(ui,
                   harm->grade >= 3   ? TB_ICON_OCTAGON
                   : harm->grade == 2 ? TB_ICON_TRIANGLE
                                      : TB_ICON_DROP,
                   left + 10.0f, top, 18.0f, tb_ui_rgba(tb_grade_colour(harm->grade), 1.0f));
        snprintf(id, sizeof id, "follows-%d", k);
        snprintf(clock, sizeof clock, "%u:%02u", harm->tick_ms / 60000u,
                 harm->tick_ms / 1000u % 60u);
        snprintf(label, sizeof label, tb_tr(TB_N("See %s")), clock);
        const float wide = tb_ui_button_width(ui, TB_ICON_NONE, label, NULL);
        if (tb_ui_button(ui, id, (tb_box){left + inner - wide, top - 15.0f, wide, 32.0f},
                         TB_BUTTON_OUTLINE, TB_ICON_NONE, label, NULL)) {
            tb_app_replay_attempt(app, harm->tick_ms);
            break;
        }
        at = tb_ui_prose(ui, TB_F_BODY_STRONG, left + 28.0f, top, inner - wide - 40.0f, TB_C_INK,
                         tb_tr(follows->title)) +
             4.0f;
        if (harm->answered > 0) {
            char chosen[96];
            snprintf(chosen, sizeof chosen, tb_tr(TB_N("%d of your %d choices here were right.")),
                     harm->right, harm->answered);
            at = tb_ui_prose(ui, TB_F_SMALL, left + 28.0f, at, inner - 28.0f, TB_C_INK2, chosen);
        }
        const bool sore = harm->harm == TB_HARM_SORENESS && d->sore;
        if (compact) {
            at = steps(ui, follows, left, at, inner);
            at = sore ? sore_part(app, left, at, inner) : at;
            at = advice(ui, follows, left, at + 4.0f, inner);
        } else {
            const float half = 0.5f * inner - 12.0f;
            float a = steps(ui, follows, left + 28.0f, at, half - 28.0f);
            a = sore ? sore_part(app, left + 28.0f, a, half - 28.0f) : a;
            at = fmaxf(a, advice(ui, follows, left + half + 24.0f, at, half));
        }
        at += 2.0f;
    }
    tb_ui_card_end(ui, "debrief-follows", card, at - 8.0f);
    return card.y + card.h;
}
