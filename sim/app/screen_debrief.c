#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void clock_text(uint32_t tick_ms, char out[16])
{
    snprintf(out, 16, "%u:%02u", tick_ms / 60000u, tick_ms / 1000u % 60u);
}

static void critical_box(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    const bool critical = score->critical_count > 0;
    const tb_colour colour = critical ? TB_C_CRITICAL : TB_C_DONE;
    tb_ui_fill(ui, box, tb_ui_rgba(critical ? TB_C_PANEL : TB_C_DONE_GROUND, 1.0f), 8.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(colour, 1.0f), 8.0f, critical ? 2.0f : 1.2f);
    tb_ui_icon(ui, critical ? TB_ICON_OCTAGON : TB_ICON_TICK, box.x + 28.0f, box.y + 0.5f * box.h,
               24.0f, tb_ui_rgba(colour, 1.0f));
    if (!critical) {
        tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 54.0f, box.y + 23.0f, TB_C_INK, TB_LEFT,
                   "No critical event");
        tb_ui_text(ui, TB_F_SMALL, box.x + 54.0f, box.y + 44.0f, TB_C_INK2, TB_LEFT,
                   score->adverse_count == 0 ? "and nothing adverse" : score->adverse[0].text);
        return;
    }
    char at[16];
    clock_text(score->criticals[0].tick_ms, at);
    tb_ui_textf(
        ui, TB_F_BODY_STRONG, box.x + 54.0f, box.y + 15.0f, TB_C_INK, TB_LEFT,
        score->critical_count == 1 ? "Critical event at %s" : "Critical events, first at %s", at);
    tb_ui_paragraph(ui, TB_F_SMALL, box.x + 54.0f, box.y + 35.0f, box.w - 64.0f, 17.0f, 2,
                    TB_C_INK2, score->criticals[0].text);
}

static void result_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    const bool critical = score->critical_count > 0;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    // After a critical event the number steps back.
    const tb_font font = critical ? TB_F_TITLE : TB_F_HERO;
    const float y = critical ? box.y + 36.0f : box.y + 42.0f;
    const float width = tb_ui_textf(ui, font, box.x + 22.0f, y, TB_C_INK, TB_LEFT, "%.0f",
                                    floor(score->total + 0.5));
    tb_ui_text(ui, critical ? TB_F_SMALL : TB_F_SPEECH, box.x + 30.0f + width,
               critical ? y : y + 12.0f, TB_C_INK2, TB_LEFT, "of 100");
    tb_ui_text(ui, TB_F_SMALL, box.x + 22.0f, box.y + box.h - 20.0f, TB_C_INK2, TB_LEFT,
               "Practice: feedback, no pass mark");
    tb_ui_line(ui, box.x + 250.0f, box.y + 18.0f, box.x + 250.0f, box.y + box.h - 18.0f,
               tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    const float side = 330.0f, room = box.w - 275.0f - side - 46.0f;
    const int lines = tb_ui_paragraph(ui, TB_F_TITLE, box.x + 275.0f, box.y + 30.0f, room, 28.0f, 2,
                                      TB_C_INK, score->headline);
    char note[200];
    if (app->debrief.nearest >= 0) {
        snprintf(note, sizeof note,
                 "The tip came within %.1f mm of the trigger point; %d local %s.",
                 (double)app->debrief.nearest_mm, score->ltr_count,
                 score->ltr_count == 1 ? "twitch" : "twitches");
    } else {
        snprintf(note, sizeof note, "No needle reached the tissue.");
    }
    tb_ui_paragraph(ui, TB_F_BODY, box.x + 275.0f, box.y + 30.0f + 28.0f * (float)lines, room,
                    21.0f, 2, TB_C_INK2, note);
    critical_box(app, (tb_box){box.x + box.w - side - 22.0f, box.y + 19.0f, side, box.h - 38.0f});
}

static void domain_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_STRONG, box.x + 18.0f, box.y + 27.0f, TB_C_INK, TB_LEFT, "By domain");
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f, box.y + 28.0f, TB_C_INK2, TB_RIGHT,
               "tick: floor in an exam");
    const float step = fminf(33.0f, (box.h - 60.0f) / (float)(score->domain_count + 1));
    for (int k = 0; k < score->domain_count; ++k) {
        const tb_domain_score *domain = &score->domains[k];
        const float y = box.y + 62.0f + step * (float)k;
        const tb_box track = {box.x + 176.0f, y - 5.0f, box.w - 290.0f, 10.0f};
        tb_ui_text(ui, TB_F_BODY, box.x + 18.0f, y, TB_C_INK, TB_LEFT, domain->rubric->label);
        if (domain->weight <= 0.0) {
            tb_ui_text(ui, TB_F_SMALL, track.x, y, TB_C_INK3, TB_LEFT, "not part of this attempt");
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
}

static void ring(tb_ui *ui, float x, float y, float r)
{
    const int dashes = (int)(r * 0.5f) + 8;
    for (int k = 0; k < dashes; ++k) {
        const float a = 6.2831853f * (float)k / (float)dashes;
        tb_ui_arc(ui, x, y, r, a, a + 3.4f / (float)dashes, tb_ui_rgba(TB_C_INK3, 1.0f), 1.1f);
    }
}

static void target_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_STRONG, box.x + 18.0f, box.y + 27.0f, TB_C_INK, TB_LEFT, "Tip to target");
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f, box.y + 28.0f, TB_C_INK2, TB_RIGHT,
               "seen along the needle");
    const tb_box plot = {box.x + 8.0f, box.y + 46.0f, box.w - 16.0f, box.h - 54.0f};
    const float x = plot.x + 0.5f * plot.w, y = plot.y + 0.5f * plot.h;
    const float unit = 0.48f * plot.h / 8.0f; // 8 mm fills the panel
    tb_ui_clip(ui, plot);
    ring(ui, x, y, 3.0f * unit);
    ring(ui, x, y, 8.0f * unit);
    tb_ui_text(ui, TB_F_SMALL, x, y + 3.0f * unit + 11.0f, TB_C_INK3, TB_CENTRE, "3 mm");
    tb_ui_text(ui, TB_F_SMALL, x, y + 8.0f * unit - 11.0f, TB_C_INK3, TB_CENTRE, "8 mm");
    if (d->nearest < 0) {
        tb_ui_unclip(ui);
        tb_ui_text(ui, TB_F_BODY, x, y + 1.6f * unit, TB_C_INK2, TB_CENTRE, "no needle in tissue");
    } else {
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
        const float label_y = fmaxf(fminf(ny + 12.0f, box.y + box.h - 18.0f), box.y + 62.0f);
        tb_ui_textf(ui, TB_F_BODY_STRONG, label_x, label_y, TB_C_INK, TB_LEFT, "%.1f mm",
                    (double)d->nearest_mm);
    }
    tb_ui_circle(ui, x, y, 9.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.8f);
    tb_ui_line(ui, x - 4.0f, y, x + 4.0f, y, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.6f);
    tb_ui_line(ui, x, y - 4.0f, x, y + 4.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 1.6f);
}

static void choose_next_marker(tb_app *app)
{
    const tb_debrief *d = &app->debrief;
    int best = -1;
    uint32_t distance = UINT32_MAX;
    for (int k = 0; k < d->marker_count; ++k) {
        const uint32_t a = d->markers[k].tick_ms, b = app->attempt->score.next_tick_ms;
        const uint32_t gap = a > b ? a - b : b - a;
        if (gap < distance) {
            distance = gap;
            best = k;
        }
    }
    app->marker = best;
}

static void next_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_score *score = &app->attempt->score;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_icon(ui, TB_ICON_FLAG, box.x + 30.0f, box.y + 28.0f, 20.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_STRONG, box.x + 50.0f, box.y + 28.0f, TB_C_ACCENT, TB_LEFT,
               "One thing to do next");
    const int lines = tb_ui_paragraph(ui, TB_F_TITLE, box.x + 20.0f, box.y + 67.0f, box.w - 40.0f,
                                      28.0f, 3, TB_C_INK, score->next_title);
    tb_ui_paragraph(ui, TB_F_BODY, box.x + 20.0f, box.y + 72.0f + 28.0f * (float)lines,
                    box.w - 40.0f, 21.0f, lines > 2 ? 4 : 5, TB_C_INK2, score->next_text);
    const float y = box.y + box.h - 58.0f;
    if (tb_ui_button(ui, "again", (tb_box){box.x + 20.0f, y, 150.0f, 40.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_PLAY, "Try again", NULL)) {
        tb_app_start_encounter(app);
        return;
    }
    if (score->next_tick_ms > 0) {
        char at[16], label[40];
        clock_text(score->next_tick_ms, at);
        snprintf(label, sizeof label, "See %s below", at);
        if (tb_ui_button(ui, "see", (tb_box){box.x + 182.0f, y, 146.0f, 40.0f}, TB_BUTTON_OUTLINE,
                         TB_ICON_NONE, label, NULL)) {
            choose_next_marker(app);
        }
    }
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
        if (x1 - x0 > tb_ui_text_width(ui, TB_F_SMALL, d->phases[k].label) + 10.0f) {
            tb_ui_text(ui, TB_F_SMALL, 0.5f * (x0 + x1), lane.y + 12.0f, TB_C_INK2, TB_CENTRE,
                       d->phases[k].label);
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

static void timeline_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_debrief *d = &app->debrief;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_text(ui, TB_F_STRONG, box.x + 20.0f, box.y + 25.0f, TB_C_INK, TB_LEFT, "Timeline");
    if (app->marker >= 0 && app->marker < d->marker_count) {
        char at[16];
        clock_text(d->markers[app->marker].tick_ms, at);
        const float width = tb_ui_text(ui, TB_F_BODY, box.x + box.w - 20.0f, box.y + 26.0f,
                                       TB_C_INK, TB_RIGHT, d->markers[app->marker].detail);
        tb_ui_text(ui, TB_F_BODY_STRONG, box.x + box.w - 28.0f - width, box.y + 26.0f, TB_C_ACCENT,
                   TB_RIGHT, at);
    } else {
        tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 20.0f, box.y + 26.0f, TB_C_INK2, TB_RIGHT,
                   "Select a marker to read that moment \xC2\xB7 line: force on the hand");
    }
    const tb_box lane = {box.x + 30.0f, box.y + 45.0f, box.w - 60.0f, box.h - 105.0f};
    timeline_phases(app, lane);
    timeline_force(app, lane);
    timeline_markers(app, lane);
}

void tb_screen_debrief(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    if (tb_ui_item(ui, "back", (tb_box){8.0f, 6.0f, 36.0f, 36.0f}, 6.0f)) {
        tb_app_back(app);
        return;
    }
    tb_ui_icon(ui, TB_ICON_BACK, 25.0f, 24.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    const float width = tb_ui_text(ui, TB_F_STRONG, 56.0f, 24.0f, TB_C_ACCENT, TB_LEFT, "Debrief");
    const uint32_t end = app->debrief.end_ms;
    tb_ui_textf(ui, TB_F_SMALL, 69.0f + width, 25.0f, TB_C_INK2, TB_LEFT,
                "%s \xC2\xB7 %s \xC2\xB7 practice \xC2\xB7 %u min %u s%s", model->muscle,
                model->patient.who, end / 60000u, end / 1000u % 60u,
                app->view_changed ? " \xC2\xB7 view changed (an aid)" : "");
    tb_ui_text(ui, TB_F_SMALL, ui->width - 24.0f, 25.0f,
               app->attempt->trouble[0] != '\0' ? TB_C_TWITCH : TB_C_INK2, TB_RIGHT,
               app->attempt->trouble[0] != '\0'  ? app->attempt->trouble
               : app->attempt->folder[0] != '\0' ? "Recorded with its score"
                                                 : "Not recorded");
    const float inner = ui->width - 48.0f, top = 56.0f, foot = 44.0f;
    const float timeline = 198.0f;
    const float middle_y = top + 116.0f;
    const float middle = ui->height - foot - timeline - 12.0f - middle_y;
    const float a = inner * 0.3815f, b = inner * 0.302f, c = inner - a - b - 24.0f;
    result_card(app, (tb_box){24.0f, top, inner, 104.0f});
    domain_card(app, (tb_box){24.0f, middle_y, a, middle});
    target_card(app, (tb_box){36.0f + a, middle_y, b, middle});
    next_card(app, (tb_box){48.0f + a + b, middle_y, c, middle});
    if (app->screen != TB_SCREEN_DEBRIEF) {
        return;
    }
    timeline_card(app, (tb_box){24.0f, ui->height - foot - timeline, inner, timeline});
    const float y = ui->height - 22.0f;
    float x = 24.0f;
    x += tb_ui_key(ui, x, y, "Left") + 6.0f;
    x += tb_ui_key(ui, x, y, "Right") + 8.0f;
    x += tb_ui_text(ui, TB_F_SMALL, x, y, TB_C_INK2, TB_LEFT, "move") + 20.0f;
    x += tb_ui_key(ui, x, y, "Enter") + 8.0f;
    x += tb_ui_text(ui, TB_F_SMALL, x, y, TB_C_INK2, TB_LEFT, "choose") + 20.0f;
    x += tb_ui_key(ui, x, y, "Esc") + 8.0f;
    tb_ui_text(ui, TB_F_SMALL, x, y, TB_C_INK2, TB_LEFT, "home");
    tb_ui_textf(ui, TB_F_SMALL, ui->width - 24.0f, y, TB_C_INK2, TB_RIGHT,
                "Rubric %s, provisional. These points describe this simulated attempt only.",
                app->desc.content->rubric.version);
}
