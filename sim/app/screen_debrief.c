#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void clock_text(uint32_t tick_ms, char out[16])
{
    snprintf(out, 16, "%u:%02u", tick_ms / 60000u, tick_ms / 1000u % 60u);
}

static float critical_box(tb_app *app, const char *id, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    const bool critical = score->critical_count > 0;
    const tb_colour colour = critical ? TB_C_CRITICAL : TB_C_DONE;
    char title[120], text[TB_LINE_SIZE * 2], at[16];
    const tb_box card = tb_ui_card_begin(ui, id, x, y, w, 60.0f);
    tb_ui_fill(ui, card, tb_ui_rgba(critical ? TB_C_PANEL : TB_C_DONE_GROUND, 1.0f), 8.0f);
    tb_ui_outline(ui, card, tb_ui_rgba(colour, 1.0f), 8.0f, critical ? 2.0f : 1.2f);
    tb_ui_icon(ui, critical ? TB_ICON_OCTAGON : TB_ICON_TICK, card.x + 26.0f, card.y + 30.0f, 24.0f,
               tb_ui_rgba(colour, 1.0f));
    if (critical) {
        clock_text(score->criticals[0].tick_ms, at);
        snprintf(title, sizeof title,
                 score->critical_count == 1 ? tb_tr(TB_N("Critical event at %s"))
                                            : tb_tr(TB_N("Critical events, first at %s")),
                 at);
        tb_tr_sentence(score->criticals[0].text, text, sizeof text);
    } else {
        snprintf(title, sizeof title, "%s", tb_tr(TB_N("No critical event")));
        if (score->adverse_count == 0) {
            snprintf(text, sizeof text, "%s", tb_tr(TB_N("and nothing adverse")));
        } else {
            tb_tr_sentence(score->adverse[0].text, text, sizeof text);
        }
    }
    float at_y = tb_ui_prose(ui, TB_F_BODY_STRONG, card.x + 50.0f, card.y + 20.0f, w - 60.0f,
                             TB_C_INK, title);
    at_y = tb_ui_prose(ui, TB_F_SMALL, card.x + 50.0f, at_y, w - 60.0f, TB_C_INK2, text);
    tb_ui_card_end(ui, id, card, at_y - 14.0f);
    return card.y + card.h;
}

// What going on beyond the allotted time cost.
static float overtime_note(tb_app *app, float x, float y, float w)
{
    const tb_score *score = &app->attempt->score;
    char text[120];
    if (score->overtime_s <= 0.0) {
        return y;
    }
    snprintf(text, sizeof text, tb_tr(TB_N("%.0f s over the allotted time: %.0f points less")),
             score->overtime_s, score->overtime_points);
    return tb_ui_prose(&app->ui, TB_F_SMALL, x, y, w, TB_C_TWITCH, text);
}

static float result_card(tb_app *app, float x, float y, float w, bool compact)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    const bool critical = score->critical_count > 0;
    const tb_box card = tb_ui_card_begin(ui, "debrief-result", x, y, w, 100.0f);
    // After a critical event the number steps back.
    const tb_font font = critical ? TB_F_TITLE : TB_F_HERO;
    const float middle = critical ? card.y + 34.0f : card.y + 42.0f;
    const float width = tb_ui_textf(ui, font, card.x + 22.0f, middle, TB_C_INK, TB_LEFT, "%.0f",
                                    floor(score->total + 0.5));
    tb_ui_text(ui, TB_F_SPEECH, card.x + 30.0f + width, critical ? middle : middle + 12.0f,
               TB_C_INK2, TB_LEFT, tb_tr(TB_N("of 100")));
    char verdict[300];
    if (app->exam.on) {
        tb_exam_result(app, verdict, sizeof verdict);
    }
    float left = tb_ui_prose(
        ui, TB_F_SMALL, card.x + 22.0f, card.y + 84.0f, compact ? w - 44.0f : 210.0f, TB_C_INK2,
        app->exam.on ? verdict : tb_tr(TB_N("Practice: feedback, no pass mark")));
    const float tx = compact ? card.x + 22.0f : card.x + 270.0f;
    const float side = compact ? w - 44.0f : 330.0f;
    const float room = compact ? w - 44.0f : w - 275.0f - side - 46.0f;
    char note[240], headline[TB_LINE_SIZE * 2];
    tb_tr_sentence(score->headline, headline, sizeof headline);
    left = overtime_note(app, card.x + 22.0f, left, compact ? w - 44.0f : 210.0f);
    float ty = compact ? left + 8.0f : card.y + 30.0f;
    ty = tb_ui_prose(ui, TB_F_TITLE, tx, ty, room, TB_C_INK, headline);
    if (app->debrief.nearest >= 0) {
        snprintf(note, sizeof note,
                 tb_trn("The tip came within %.1f mm of the trigger point; %d local twitch.",
                        "The tip came within %.1f mm of the trigger point; %d local twitches.",
                        (unsigned long)score->ltr_count),
                 (double)app->debrief.nearest_mm, score->ltr_count);
    } else {
        snprintf(note, sizeof note, "%s", tb_tr(TB_N("No needle reached the tissue.")));
    }
    ty = tb_ui_prose(ui, TB_F_BODY, tx, ty, room, TB_C_INK2, note);
    float by = compact ? ty + 4.0f : card.y + 20.0f;
    by = critical_box(app, "debrief-critical", compact ? tx : card.x + w - side - 22.0f, by, side);
    tb_ui_card_end(ui, "debrief-result", card, fmaxf(fmaxf(left - 8.0f, ty - 8.0f), by));
    return card.y + card.h;
}

static float domain_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    const tb_box box = tb_ui_card_begin(ui, "debrief-domains", at.x, at.y, at.w, at.h);
    tb_ui_label(ui, TB_F_STRONG,
                (tb_box){box.x + 18.0f, box.y + 12.0f, 0.5f * box.w - 24.0f, 30.0f}, TB_C_INK,
                TB_LEFT, tb_tr(TB_N("By domain")));
    tb_ui_label(ui, TB_F_SMALL,
                (tb_box){box.x + 0.5f * box.w, box.y + 12.0f, 0.5f * box.w - 18.0f, 30.0f},
                TB_C_INK2, TB_RIGHT, tb_tr(TB_N("tick: floor in an exam")));
    const float step =
        fmaxf(30.0f, fminf(36.0f, (at.h - 60.0f) / (float)(score->domain_count + 1)));
    const float label = fmaxf(140.0f, 0.36f * box.w);
    for (int k = 0; k < score->domain_count; ++k) {
        const tb_domain_score *domain = &score->domains[k];
        const float y = box.y + 62.0f + step * (float)k;
        const tb_box track = {box.x + 24.0f + label, y - 5.0f, box.w - label - 138.0f, 10.0f};
        tb_ui_label(ui, TB_F_BODY, (tb_box){box.x + 18.0f, y - 0.5f * step, label, step}, TB_C_INK,
                    TB_LEFT, tb_tr(domain->rubric->label));
        if (domain->weight <= 0.0) {
            tb_ui_label(ui, TB_F_SMALL,
                        (tb_box){track.x, y - 0.5f * step, box.w - label - 40.0f, step}, TB_C_INK3,
                        TB_LEFT, tb_tr(TB_N("not part of this attempt")));
            continue;
        }
        const float share = (float)(domain->points / domain->weight);
        tb_ui_fill(ui, track, tb_ui_rgba(TB_C_RAISED, 1.0f), 5.0f);
        if (share > 0.01f) {
            tb_ui_fill(ui, (tb_box){track.x, track.y, fmaxf(10.0f, track.w * share), track.h},
                       tb_ui_rgba(domain->below_floor ? TB_C_TWITCH : TB_C_FORCE, 1.0f), 5.0f);
        }
        const float tick = track.x + track.w * (float)domain->rubric->floor;
        tb_ui_line(ui, tick, y - 9.0f, tick, y + 9.0f, tb_ui_rgba(TB_C_INK, 1.0f), 2.0f);
        const float right = box.x + box.w - 46.0f;
        const float width =
            tb_ui_textf(ui, TB_F_SMALL, right, y, TB_C_INK2, TB_RIGHT, "/ %.0f", domain->weight);
        tb_ui_textf(ui, TB_F_BODY_STRONG, right - width - 4.0f, y, TB_C_INK, TB_RIGHT, "%.0f",
                    domain->points);
        if (domain->below_floor) {
            tb_ui_icon(ui, TB_ICON_TRIANGLE, box.x + box.w - 26.0f, y, 16.0f,
                       tb_ui_rgba(TB_C_TWITCH, 1.0f));
        }
    }
    float end = box.y + 62.0f + step * (float)score->domain_count;
    if (app->debrief.match >= 0) { // the judgement on the body map beside the truth
        const bool right = app->debrief.match == app->debrief.match_truth;
        char line[160];
        snprintf(line, sizeof line,
                 right ? tb_tr(TB_N("Pain drawing: you said \"%s\", and so it was."))
                       : tb_tr(TB_N("Pain drawing: you said \"%s\", it was \"%s\".")),
                 tb_tr(tb_match_text((tb_match)app->debrief.match)),
                 tb_tr(tb_match_text((tb_match)app->debrief.match_truth)));
        tb_ui_icon(ui, right ? TB_ICON_TICK : TB_ICON_TRIANGLE, box.x + 26.0f, end, 16.0f,
                   tb_ui_rgba(right ? TB_C_DONE : TB_C_TWITCH, 1.0f));
        end = tb_ui_prose(ui, TB_F_SMALL, box.x + 42.0f, end, box.w - 60.0f, TB_C_INK, line);
    }
    tb_ui_card_end(ui, "debrief-domains", box, end - 18.0f);
    return box.y + box.h;
}

enum { AROUND = 72 }; // pieces of a ring

/// The target card's picture: where its middle is and how large a millimetre.
typedef struct plot_of {
    float x, y, unit;
    const float *outline_mm;
} plot_of;

// Place on the ring at a distance from the point's surface, outward along its normal.
static void ring_place(const plot_of *p, float far_mm, float angle, float *x, float *y)
{
    const float *o = p->outline_mm;
    const float c = cosf(angle), s = sinf(angle);
    const float nx = o[2] * c - o[1] * s, ny = o[0] * s; // |L| L'^-1 (c, s)
    const float length = hypotf(nx, ny);
    const float fx = length > 1e-6f ? nx / length : c, fy = length > 1e-6f ? ny / length : s;
    *x = p->x + p->unit * (o[0] * c + far_mm * fx);
    *y = p->y - p->unit * (o[1] * c + o[2] * s + far_mm * fy);
}

static void ring(tb_ui *ui, const plot_of *p, float far_mm, bool dashed, tb_colour colour,
                 float width)
{
    float xy[2 * (AROUND + 1)];
    for (int k = 0; k <= AROUND; ++k) {
        ring_place(p, far_mm, 6.2831853f * (float)k / AROUND, &xy[2 * k], &xy[2 * k + 1]);
    }
    if (!dashed) {
        tb_ui_polyline(ui, xy, AROUND, true, tb_ui_rgba(colour, 1.0f), width);
    }
    for (int k = 0; k < AROUND && dashed; k += 2) {
        tb_ui_line(ui, xy[2 * k], xy[2 * k + 1], xy[2 * k + 2], xy[2 * k + 3],
                   tb_ui_rgba(colour, 1.0f), width);
    }
}

// Lowest place of a ring, for its name.
static float ring_foot(const plot_of *p, float far_mm)
{
    return p->y + p->unit * (hypotf(p->outline_mm[1], p->outline_mm[2]) + far_mm);
}

// The guess beside the truth, at the card's foot.
// @return the height it takes, 0 without a guess
static float guess_line(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    char line[120];
    if (d->guess_mm < 0.0f || d->nearest < 0) {
        return 0.0f;
    }
    const double off = (double)(d->guess_mm - d->nearest_mm);
    if (fabs(off) < 1.0) {
        snprintf(line, sizeof line, tb_tr(TB_N("Your guess: %.1f mm, right within 1 mm")),
                 (double)d->guess_mm);
    } else {
        snprintf(line, sizeof line,
                 off > 0.0 ? tb_tr(TB_N("Your guess: %.1f mm, %.1f mm too far"))
                           : tb_tr(TB_N("Your guess: %.1f mm, %.1f mm too near")),
                 (double)d->guess_mm, fabs(off));
    }
    const float high = tb_ui_prose_height(ui, TB_F_SMALL_MEDIUM, box.w - 58.0f, line);
    const float y = box.y + box.h - high - 2.0f;
    tb_ui_circle(ui, box.x + 26.0f, y, 7.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f), 1.8f);
    tb_ui_prose(ui, TB_F_SMALL_MEDIUM, box.x + 42.0f, y, box.w - 58.0f, TB_C_INK, line);
    return high + 10.0f;
}

static float target_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    const tb_box box =
        tb_ui_card_begin(ui, "debrief-target", at.x, at.y, at.w, fmaxf(250.0f, at.h));
    tb_ui_label(ui, TB_F_STRONG,
                (tb_box){box.x + 18.0f, box.y + 12.0f, 0.5f * box.w - 18.0f, 30.0f}, TB_C_INK,
                TB_LEFT, tb_tr(TB_N("Tip to target")));
    tb_ui_label(ui, TB_F_SMALL,
                (tb_box){box.x + 0.5f * box.w, box.y + 12.0f, 0.5f * box.w - 18.0f, 30.0f},
                TB_C_INK2, TB_RIGHT, tb_tr(TB_N("seen along the needle")));
    const float foot = guess_line(app, box);
    const tb_box plot = {box.x + 8.0f, box.y + 46.0f, box.w - 16.0f, box.h - 54.0f - foot};
    const float x = plot.x + 0.5f * plot.w, y = plot.y + 0.5f * plot.h;
    const float high_mm = hypotf(d->outline_mm[1], d->outline_mm[2]) + 8.0f; // fills the panel
    const float unit = 0.48f * plot.h / high_mm;
    const plot_of p = {x, y, unit, d->outline_mm};
    ui->over_scene = true;
    tb_ui_clip(ui, plot);
    if (d->nearest < 0) { // nothing to measure from, and no rings through the words
        tb_ui_unclip(ui);
        tb_ui_text(ui, TB_F_BODY, x, y, TB_C_INK2, TB_CENTRE, tb_tr(TB_N("no needle in tissue")));
        ui->over_scene = false;
        tb_ui_card_end(ui, "debrief-target", box, box.y + 240.0f);
        return box.y + box.h;
    }
    ring(ui, &p, 3.0f, true, TB_C_INK3, 1.1f);
    ring(ui, &p, 8.0f, true, TB_C_INK3, 1.1f);
    tb_ui_text(ui, TB_F_SMALL, x, ring_foot(&p, 3.0f) + 11.0f, TB_C_INK3, TB_CENTRE, "3 mm");
    tb_ui_text(ui, TB_F_SMALL, x, ring_foot(&p, 8.0f) - 11.0f, TB_C_INK3, TB_CENTRE, "8 mm");
    if (d->guess_mm >= 0.0f) {
        ring(ui, &p, d->guess_mm, false, TB_C_ACCENT, 1.8f);
    }
    float path[2 * TB_DEBRIEF_PATH];
    for (int k = 0; k < d->path_count; ++k) {
        path[2 * k] = x + d->path_mm[2 * k] * unit;
        path[2 * k + 1] = y - d->path_mm[2 * k + 1] * unit;
    }
    tb_ui_polyline(ui, path, d->path_count, false, tb_ui_rgba(TB_C_FORCE, 1.0f), 1.8f);
    const float nx = path[2 * d->nearest], ny = path[2 * d->nearest + 1];
    tb_ui_line(ui, x, y, nx, ny, tb_ui_rgba(TB_C_INK, 1.0f), 1.4f);
    tb_ui_disc(ui, nx, ny, 5.0f, tb_ui_rgba(TB_C_FORCE, 1.0f));
    tb_ui_unclip(ui);
    // a tip far from the point lies outside the plot: its distance stays inside
    const float label_x = fmaxf(fminf(nx + 11.0f, box.x + box.w - 70.0f), box.x + 16.0f);
    const float label_y = fmaxf(fminf(ny + 12.0f, box.y + box.h - 18.0f - foot), box.y + 62.0f);
    char far_text[32];
    snprintf(far_text, sizeof far_text, "%.1f mm", (double)d->nearest_mm);
    if (label_x == nx + 11.0f && label_y == ny + 12.0f) {
        tb_ui_text(ui, TB_F_BODY_STRONG, label_x, label_y, TB_C_INK, TB_LEFT, far_text);
    } else { // over the line to it, which runs out of the plot
        tb_ui_tag(ui, label_x, label_y, TB_LEFT, TB_ICON_NONE, TB_F_BODY_STRONG, far_text);
    }
    if (d->outline_mm[0] > 0.0f) {
        ring(ui, &p, 0.0f, false, TB_C_TARGET, 1.8f);
    } else {
        tb_ui_circle(ui, x, y, 9.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.8f);
    }
    tb_ui_line(ui, x - 4.0f, y, x + 4.0f, y, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.6f);
    tb_ui_line(ui, x, y - 4.0f, x, y + 4.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.6f);
    ui->over_scene = false;
    tb_ui_card_end(ui, "debrief-target", box, box.y + 240.0f);
    return box.y + box.h;
}

static float next_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    const tb_box box = tb_ui_card_begin(ui, "debrief-next", at.x, at.y, at.w, at.h);
    const float x = box.x + 20.0f, w = box.w - 40.0f;
    char text[3 * TB_LINE_SIZE];
    tb_ui_icon(ui, TB_ICON_FLAG, box.x + 30.0f, box.y + 28.0f, 20.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_label(ui, TB_F_STRONG, (tb_box){box.x + 50.0f, box.y + 10.0f, w - 34.0f, 36.0f},
                TB_C_ACCENT, TB_LEFT, tb_tr(TB_N("One thing to do next")));
    tb_tr_sentence(score->next_title, text, sizeof text);
    float y = tb_ui_prose(ui, TB_F_TITLE, x, box.y + 67.0f, w, TB_C_INK, text);
    tb_tr_sentence(score->next_text, text, sizeof text);
    y = tb_ui_prose(ui, TB_F_BODY, x, y + 4.0f, w, TB_C_INK2, text);
    const bool visits = tb_app_visits_offered(app);
    const float button = fmaxf(y + 2.0f, box.y + at.h - (visits ? 104.0f : 56.0f));
    const char *again = tb_tr(TB_N("Try again"));
    const float wide = tb_ui_button_width(ui, TB_ICON_PLAY, again, NULL);
    tb_ui_card_end(ui, "debrief-next", box, button + (visits ? 88.0f : 40.0f));
    if (tb_ui_button(ui, "again", (tb_box){x, button, wide, 40.0f}, TB_BUTTON_PRIMARY, TB_ICON_PLAY,
                     again, NULL)) {
        if (app->exam.on) { // by the page of its station
            tb_app_meet(app, app->content->model.id);
        } else {
            tb_app_start_encounter(app);
        }
        return box.y + box.h;
    }
    char clock[16], label[60];
    if (score->next_tick_ms > 0) {
        clock_text(score->next_tick_ms, clock);
        snprintf(label, sizeof label, tb_tr(TB_N("See %s")), clock);
    } else {
        snprintf(label, sizeof label, "%s", tb_tr(TB_N("Replay")));
    }
    if (tb_ui_button(ui, "see",
                     (tb_box){x + wide + 12.0f, button, fminf(150.0f, w - wide - 12.0f), 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_NONE, label, NULL)) {
        tb_app_replay_attempt(app, score->next_tick_ms);
        return box.y + box.h;
    }
    const char *later = tb_tr(TB_N("Days pass: the next visit"));
    const float room = fminf(w, tb_ui_button_width(ui, TB_ICON_ARROW_RIGHT, later, NULL));
    if (visits && tb_ui_button(ui, "next-visit", (tb_box){x, button + 48.0f, room, 40.0f},
                               TB_BUTTON_OUTLINE, TB_ICON_ARROW_RIGHT, later, NULL)) {
        tb_app_visit_over(app);
    }
    return box.y + box.h;
}

// --- timeline -----------------------------------------------------------------------------------

static float time_x(const tb_debrief *d, tb_box lane, uint32_t tick_ms)
{
    return lane.x + lane.w * (float)tick_ms / (float)(d->end_ms + 1u);
}

static void timeline_phases(tb_app *app, tb_box lane)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    for (int k = 0; k < d->phase_count; ++k) {
        const float x0 = time_x(d, lane, d->phases[k].from_ms);
        const float x1 = time_x(d, lane, d->phases[k].to_ms);
        tb_ui_fill(ui, (tb_box){x0 + 1.0f, lane.y, x1 - x0 - 2.0f, 24.0f},
                   tb_ui_rgba(TB_C_RAISED, 1.0f), 4.0f);
        if (x1 - x0 > tb_ui_text_width(ui, TB_F_SMALL, tb_tr(d->phases[k].label)) + 10.0f) {
            tb_ui_text(ui, TB_F_SMALL, 0.5f * (x0 + x1), lane.y + 12.0f, TB_C_INK2, TB_CENTRE,
                       tb_tr(d->phases[k].label));
        }
    }
}

static void timeline_force(tb_app *app, tb_box lane)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    float most = 1.0f, run[2 * 200];
    int count = 0;
    for (int k = 0; k < TB_DEBRIEF_FORCE; ++k) {
        most = fmaxf(most, d->force_n[k]);
    }
    const float base = lane.y + lane.h;
    tb_ui_line(ui, lane.x, base, lane.x + lane.w, base, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    // Finger and needle differ by a factor of thirty: the root keeps both readable.
    for (int k = 0; k < TB_DEBRIEF_FORCE; k += 3) {
        float force = 0.0f;
        for (int j = 0; j < 3; ++j) {
            force = fmaxf(force, d->force_n[k + j]);
        }
        run[2 * count] = lane.x + lane.w * ((float)k + 1.5f) / (float)TB_DEBRIEF_FORCE;
        run[2 * count++ + 1] = base - (lane.h - 36.0f) * sqrtf(force / most);
    }
    tb_ui_polyline(ui, run, count, false, tb_ui_rgba(TB_C_FORCE, 1.0f), 1.5f);
}

static void timeline_markers(tb_app *app, tb_box lane)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    const float y = lane.y + lane.h + 20.0f;
    float free_from = lane.x - 40.0f, icon_from = lane.x - 40.0f;
    for (int k = 0; k < d->marker_count; ++k) {
        const tb_debrief_marker *m = &d->markers[k];
        const float true_x = time_x(d, lane, m->tick_ms);
        // Markers stand at least 34 apart; the dashed line still leads to the true moment.
        const float x = fminf(fmaxf(true_x, icon_from + 34.0f), lane.x + lane.w + 10.0f);
        const bool here = app->marker == k;
        char id[24];
        icon_from = x;
        tb_ui_dashed(ui, true_x, lane.y + 28.0f, true_x, lane.y + lane.h,
                     tb_ui_rgba(m->colour, 0.7f), 1.0f, 2.0f);
        tb_ui_line(ui, true_x, lane.y + lane.h, x, y - 14.0f, tb_ui_rgba(m->colour, 0.7f), 1.0f);
        snprintf(id, sizeof id, "marker-%d", k);
        if (tb_ui_item(ui, id, (tb_box){x - 15.0f, y - 15.0f, 30.0f, 30.0f}, 15.0f)) {
            app->marker = k;
            tb_app_replay_attempt(app, m->tick_ms);
            return;
        }
        tb_ui_disc(ui, x, y, 14.0f, tb_ui_rgba(here ? TB_C_ACCENT_GROUND : TB_C_PANEL, 1.0f));
        tb_ui_circle(ui, x, y, 13.5f, tb_ui_rgba(m->colour, 1.0f), here ? 2.6f : 1.5f);
        tb_ui_icon(ui, m->icon, x, y, 16.0f, tb_ui_rgba(m->colour, 1.0f));
        const float width = tb_ui_text_width(ui, TB_F_SMALL, m->label);
        const float left = fminf(x - 0.5f * width, lane.x + lane.w + 20.0f - width);
        if (left > free_from + 10.0f) {
            tb_ui_text(ui, TB_F_SMALL, left, y + 25.0f, TB_C_INK, TB_LEFT, m->label);
            free_from = left + width;
        }
    }
}

static float timeline_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box box = tb_ui_card_begin(ui, "debrief-timeline", at.x, at.y, at.w, at.h);
    const float title = tb_ui_text(ui, TB_F_STRONG, box.x + 20.0f, box.y + 25.0f, TB_C_INK, TB_LEFT,
                                   tb_tr(TB_N("Timeline")));
    tb_ui_label(
        ui, TB_F_SMALL, (tb_box){box.x + 34.0f + title, box.y + 8.0f, box.w - title - 54.0f, 36.0f},
        TB_C_INK2, TB_RIGHT,
        tb_tr(TB_N("Choose a marker to replay that moment \xC2\xB7 line: force on the hand")));
    const tb_box lane = {box.x + 30.0f, box.y + 48.0f, box.w - 60.0f, at.h - 108.0f};
    timeline_phases(app, lane);
    timeline_force(app, lane);
    timeline_markers(app, lane);
    return box.y + box.h;
}

static bool serious_harm(const tb_app *app)
{
    return app->debrief.harm_count > 0 && app->debrief.harms[0].grade >= 2;
}

// Serious harm comes before the timeline, soreness and the like after it.
static float story(tb_app *app, tb_box at)
{
    const tb_debrief *d = &app->debrief;
    const float gap = 12.0f;
    const bool serious = serious_harm(app);
    float y = at.y;
    if (serious) {
        y = tb_debrief_follows_card(app, at.x, y, at.w) + gap;
    }
    if (app->screen == TB_SCREEN_DEBRIEF) {
        y = timeline_card(app, (tb_box){at.x, y, at.w, at.h});
    }
    if (d->harm_count > 0 && !serious && app->screen == TB_SCREEN_DEBRIEF) {
        y = tb_debrief_follows_card(app, at.x, y + gap, at.w);
    }
    return y;
}

static float cards(tb_app *app, float y, float least)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const float margin = compact ? 12.0f : 24.0f, inner = ui->width - 2.0f * margin, gap = 12.0f;
    const float timeline = 190.0f;
    float bottom = result_card(app, margin, y, inner, compact) + gap;
    if (compact) {
        bottom = next_card(app, (tb_box){margin, bottom, inner, 0.0f}) + gap;
        if (app->screen != TB_SCREEN_DEBRIEF) {
            return bottom;
        }
        bottom = domain_card(app, (tb_box){margin, bottom, inner, 0.0f}) + gap;
        bottom = target_card(app, (tb_box){margin, bottom, inner, 300.0f}) + gap;
        return story(app, (tb_box){margin, bottom, inner, timeline});
    }
    const float visits = tb_app_visits_offered(app) ? 48.0f : 0.0f; // a second row of buttons
    const float middle = serious_harm(app)                          // what follows is seen at once
                             ? 270.0f + visits
                             : fmaxf(230.0f + visits, y + least - bottom - timeline - gap);
    const float a = inner * 0.3815f, b = inner * 0.302f, c = inner - a - b - 2.0f * gap;
    float row = domain_card(app, (tb_box){margin, bottom, a, middle});
    row = fmaxf(row, target_card(app, (tb_box){margin + gap + a, bottom, b, middle}));
    row = fmaxf(row, next_card(app, (tb_box){margin + 2.0f * gap + a + b, bottom, c, middle}));
    if (app->screen != TB_SCREEN_DEBRIEF) {
        return row;
    }
    return story(app, (tb_box){margin, row + gap, inner, timeline});
}

void tb_screen_debrief(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const uint32_t end = app->debrief.end_ms;
    const bool compact = tb_ui_compact(ui);
    char note[240];
    snprintf(note, sizeof note, tb_tr(TB_N("%s \xC2\xB7 %s \xC2\xB7 %u min %u s%s")),
             tb_tr(model->muscle), tb_tr(model->patient.who), end / 60000u, end / 1000u % 60u,
             app->view_changed ? tb_tr(TB_N(" \xC2\xB7 view changed (an aid)")) : "");
    if (tb_title_bar(app, tb_tr(TB_N("Debrief")), compact ? "" : note)) {
        tb_app_back(app);
        return;
    }
    const char *trouble = app->attempt->trouble[0] != '\0'  ? app->attempt->trouble
                          : app->started_trouble[0] != '\0' ? app->started_trouble
                          : app->attempt->folder[0] != '\0' ? tb_tr(TB_N("Recorded with its score"))
                                                            : tb_tr(TB_N("Not recorded"));
    const bool bad = app->attempt->trouble[0] != '\0' || app->started_trouble[0] != '\0';
    float right = ui->width - 16.0f;
    if (app->attempt->folder[0] != '\0' && app->attempt->trouble[0] == '\0') {
        const char *items = tb_tr(TB_N("Scored items"));
        const float wide = tb_ui_button_width(ui, TB_ICON_NONE, items, NULL);
        right -= wide;
        if (tb_ui_button(ui, "items", (tb_box){right, 6.0f, wide, 36.0f}, TB_BUTTON_OUTLINE,
                         TB_ICON_NONE, items, NULL) &&
            tb_app_open_review(app, strrchr(app->attempt->folder, '/') + 1, false)) {
            return;
        }
        right -= 12.0f;
    }
    const float room = 0.32f * ui->width;
    tb_ui_label(ui, TB_F_SMALL, (tb_box){right - room, 6.0f, room, 36.0f},
                bad ? TB_C_TWITCH : TB_C_INK2, TB_RIGHT, trouble);
    char foot[240];
    snprintf(
        foot, sizeof foot,
        tb_tr(TB_N("Rubric %s, provisional. These points describe this simulated attempt only.")),
        app->content->rubric.version);
    const float foot_y = ui->height - (compact ? 44.0f : 36.0f);
    float x = 24.0f;
    if (!compact) {
        static const char *const keys[] = {"Left", "Right", "Enter", "Esc"};
        const float line = foot_y + 18.0f;
        x = tb_key_row(app, x, line, &keys[0], 2, tb_tr(TB_N("move")));
        x = tb_key_row(app, x, line, &keys[2], 1, tb_tr(TB_N("choose")));
        x = tb_key_row(app, x, line, &keys[3], 1, tb_tr(TB_N("home")));
    }
    ui->verbatim = true; // the rubric's version
    tb_ui_label(ui, TB_F_SMALL,
                (tb_box){x, foot_y + 2.0f, ui->width - x - 24.0f, ui->height - foot_y - 4.0f},
                TB_C_INK2, TB_RIGHT, foot);
    ui->verbatim = false;
    const tb_box view = {0.0f, 50.0f, ui->width, foot_y - 50.0f};
    const float dy = tb_ui_page_begin(ui, view);
    const float bottom = cards(app, 56.0f + dy, view.h - 12.0f);
    tb_ui_page_end(ui, bottom + 6.0f);
}
