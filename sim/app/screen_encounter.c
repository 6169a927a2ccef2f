// The hands-on screen: top bar and layout. What lies over the scene is in encounter_scene.c, what
// covers it in encounter_dialogs.c, panels are in panel_*.c.
#include "app.h"

#include "tautband/core/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float MARGIN = 8.0f, GUTTER = 8.0f, TOP = 56.0f, SIDE = 464.0f, STRIP = 178.0f;

// --- top bar ------------------------------------------------------------------------------------

static const char *const step_names[] = {TB_N("Find"), TB_N("Needle"), TB_N("Stimulate"),
                                         TB_N("Withdraw"), TB_N("Finish")};

static float step_track_width(tb_ui *ui)
{
    float total = 0.0f;
    for (int k = 0; k < 5; ++k) {
        total += tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, tb_tr(step_names[k])) + 56.0f;
    }
    return total;
}

static float step_track(tb_app *app, float x, float right)
{
    tb_ui *ui = &app->ui;
    const int stage = app->attempt->after.stage;
    const float total = step_track_width(ui);
    if (total > right - x) {
        return x; // no room for it: the hint bar says where we are
    }
    x = fmaxf(x, fminf(0.5f * (ui->width - total), right - total));
    for (int k = 0; k < 5; ++k) {
        const bool here = k == stage, done = k < stage;
        const tb_font font = here ? TB_F_SMALL_MEDIUM : TB_F_SMALL;
        const float width = tb_ui_text_width(ui, font, tb_tr(step_names[k]));
        if (here) {
            tb_ui_fill(ui, (tb_box){x - 4.0f, 9.0f, width + 36.0f, 30.0f},
                       tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 15.0f);
            tb_ui_disc(ui, x + 9.0f, 24.0f, 4.5f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
        } else if (done) {
            tb_ui_icon(ui, TB_ICON_TICK, x + 9.0f, 24.0f, 16.0f, tb_ui_rgba(TB_C_DONE, 1.0f));
        } else {
            tb_ui_circle(ui, x + 9.0f, 24.0f, 4.0f, tb_ui_rgba(TB_C_INK3, 1.0f), 1.3f);
        }
        tb_ui_text(ui, font, x + 21.0f, 24.0f, here ? TB_C_INK : TB_C_INK2, TB_LEFT,
                   tb_tr(step_names[k]));
        x += width + 38.0f;
        if (k < 4) {
            tb_ui_line(ui, x - 4.0f, 24.0f, x + 10.0f, 24.0f,
                       tb_ui_rgba(done ? TB_C_DONE : TB_C_HAIRLINE, 1.0f), 1.4f);
        }
        x += 18.0f;
    }
    return x;
}

// Pause, clock and mode at the right; returns the left edge of what was drawn.
static float bar_right(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const char *label = tb_tr(TB_N("Pause"));
    const float width = tb_ui_button_width(ui, TB_ICON_PAUSE, label, compact ? NULL : "Esc");
    const tb_box pause = {ui->width - width - 10.0f, 6.0f, width, 36.0f};
    if (tb_ui_button(ui, "pause", pause, TB_BUTTON_QUIET, TB_ICON_PAUSE, label,
                     compact ? NULL : "Esc")) {
        tb_app_pause(app);
    }
    float x = tb_exam_clock(app, pause.x - 12.0f);
    if (compact) {
        return x;
    }
    const char *mode = app->lesson.active ? tb_tr(TB_N("Lesson")) : tb_tr(TB_N("Practice"));
    const float w = tb_ui_text_width(ui, TB_F_BODY_MEDIUM, mode) + 50.0f;
    const tb_box box = {x - w, 10.0f, w, 28.0f};
    tb_ui_outline(ui, box, tb_ui_rgba(TB_C_ACCENT, 1.0f), 14.0f, 1.2f);
    tb_ui_icon(ui, TB_ICON_BOOK, box.x + 21.0f, 24.0f, 16.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_BODY_MEDIUM, box.x + 33.0f, 24.0f, TB_C_ACCENT, TB_LEFT, mode);
    return box.x - 10.0f;
}

static void top_bar(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const tb_lesson *lesson = &app->lesson;
    char title[160], note[120];
    if (tb_ui_item(ui, "leave", (tb_box){6.0f, 4.0f, 40.0f, 40.0f}, 6.0f)) {
        tb_app_pause(app);
    }
    tb_ui_icon(ui, TB_ICON_BACK, 25.0f, 24.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    const float right = bar_right(app);
    if (lesson->active && lesson->step < TB_LESSON_STEPS && tb_ui_compact(ui)) {
        snprintf(title, sizeof title, "%d / %d  %s", lesson->step + 1, TB_LESSON_STEPS,
                 tb_tr(tb_lesson_text_of(lesson->step).title));
    } else {
        tb_capital(tb_tr(model->muscle), title, sizeof title);
    }
    const float room = right - 64.0f;
    const float width = fminf(tb_ui_text_width(ui, TB_F_STRONG, title), room);
    tb_ui_label(ui, TB_F_STRONG, (tb_box){56.0f, 4.0f, width + 1.0f, 40.0f}, TB_C_ACCENT, TB_LEFT,
                title);
    float x = 72.0f + width;
    snprintf(note, sizeof note, "%s", tb_tr(model->patient.who));
    const float wide = tb_ui_text_width(ui, TB_F_SMALL, note);
    const float track = step_track_width(ui); // where it fits at all it goes before the note
    const float needed = x + wide + 20.0f + (x + track <= right ? track : 0.0f);
    if (!tb_ui_compact(ui) && needed < right) {
        tb_ui_text(ui, TB_F_SMALL, x, 25.0f, TB_C_INK2, TB_LEFT, note);
        x += wide + 20.0f;
    }
    step_track(app, x, right);
}

// --- frame --------------------------------------------------------------------------------------

static void point_keys(tb_app *app)
{
    // Right arrow and up arrow move the way they point on the screen, and strokes to the right go
    // right, or up where across the fibres is upright in the picture.
    float x0, y0, x1, y1;
    if (!app->frame_drawn || !tb_renderer_project(app->renderer, 0, 0, 0, &x0, &y0)) {
        return;
    }
    if (tb_renderer_project(app->renderer, 8.0f, 0, 0, &x1, &y1)) {
        const float right = fabsf(x1 - x0) > fabsf(y1 - y0) ? x1 - x0 : y0 - y1;
        app->hand.along_sign = right < 0.0f ? -1 : 1;
    }
    if (tb_renderer_project(app->renderer, 0, 8.0f, 0, &x1, &y1)) {
        const float up = fabsf(y1 - y0) > 0.3f * fabsf(x1 - x0) ? y0 - y1 : x1 - x0;
        app->hand.across_sign = up < 0.0f ? -1 : 1;
        const float right = fabsf(x1 - x0) > 0.3f * fabsf(y1 - y0) ? x1 - x0 : y0 - y1;
        app->hand.stroke_sign = right < 0.0f ? -1 : 1;
    }
}

static tb_rect pixels(const tb_ui *ui, tb_box box)
{
    const float k = ui->scale;
    const int x0 = (int)lroundf(box.x * k), y0 = (int)lroundf(box.y * k);
    return (tb_rect){x0, y0, (int)lroundf((box.x + box.w) * k) - x0,
                     (int)lroundf((box.y + box.h) * k) - y0};
}

void tb_encounter_fill_frame(tb_app *app, tb_box scene, const tb_box *section, const tb_box *scan)
{
    const tb_ui *ui = &app->ui;
    const tb_app_hand *hand = &app->hand;
    const int stage = app->attempt->after.needle.stage;
    const bool blind = app->view == TB_VIEW_BLIND;
    app->frame = (tb_frame_desc){
        .width = ui->width_px,
        .height = ui->height_px,
        .scene = pixels(ui, scene),
        .section = blind || section == NULL ? (tb_rect){0, 0, 0, 0} : pixels(ui, *section),
        .scan = blind || scan == NULL ? (tb_rect){0, 0, 0, 0} : pixels(ui, *scan),
        .scan_settings = app->scan,
        .camera = app->camera,
        .view = app->view,
        .show_target = app->settings.hints && app->view == TB_VIEW_FULL &&
                       app->hand.tool == TB_TOOL_NEEDLE && !app->exam.on,
        .show_strain = app->show_strain,
        .show_reserve = !blind && !app->exam.on && !app->content->model.difficulty.hide_hazards,
        .reduced_motion = app->settings.reduced_motion,
        .left_hand = app->settings.mirror,
        .section_turned = tb_camera_turns_section(app),
        .aiming =
            hand->tool == TB_TOOL_NEEDLE && stage != TB_NEEDLE_PLACED && stage != TB_NEEDLE_IN,
        .aim_t_mm = (float)hand->t_mm,
        .aim_b_mm = (float)hand->b_mm,
        .aim_tilt_rad = (float)tb_rad_from_deg(hand->tilt_deg),
        .aim_azimuth_rad = (float)tb_rad_from_deg(hand->azimuth_deg),
        .time_s = 1e-3f * (float)app->attempt->after.tick_ms,
    };
    if (!app->settings.reduced_motion) { // the room stands still: a shift moves the patient in it
        const float *shift = app->attempt->after.patient.shift_mm;
        app->frame.camera.focus_t_mm += shift[0];
        app->frame.camera.focus_b_mm += shift[1];
        app->frame.camera.focus_n_mm += shift[2];
    }
}

// --- layout -------------------------------------------------------------------------------------

void tb_encounter_scene(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    tb_ui_clear_box(ui, scene, TB_C_WELL);
    tb_ui_round_corners(ui, scene, 8.0f, TB_C_BG);
    ui->over_scene = true;
    tb_ui_clip(ui, scene);
    tb_scene_names(app, scene);
    tb_scene_hand_ring(app);
    tb_scene_hold_ring(app);
    tb_ui_unclip(ui);
    ui->over_scene = false;
    tb_scene_touch_strip(app);
    tb_scene_lesson(app, scene);
    tb_scene_rail(app, scene);
    tb_scene_view_switch(app, scene);
    tb_scene_camera_switch(app, scene);
    tb_scene_hints(app, scene);
}

void tb_encounter_strips(tb_app *app, float y, float height)
{
    // signal and force share what a wider or narrower window gives
    const float width = app->ui.width, extra = 0.5f * (width - 1280.0f);
    const float force = 272.0f + extra;
    const float signal = width - 8.0f - 232.0f - 8.0f - (520.0f + force + 8.0f);
    tb_panel_patient(app, (tb_box){8.0f, y, 372.0f, height});
    tb_panel_spread(app, (tb_box){388.0f, y, 124.0f, height});
    tb_panel_force(app, (tb_box){520.0f, y, force, height});
    tb_panel_signal(app, (tb_box){528.0f + force, y, signal, height});
    tb_panel_tray(app, (tb_box){width - 240.0f, y, 232.0f, height});
}

static void wide_layout(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool mirror = app->settings.mirror;
    const float strip_y = ui->height - MARGIN - STRIP;
    const float scene_w = ui->width - SIDE - 2.0f * MARGIN - GUTTER;
    const float scene_h = strip_y - GUTTER - TOP;
    const float side_x = mirror ? MARGIN : MARGIN + scene_w + GUTTER;
    const tb_box scene = {mirror ? MARGIN + SIDE + GUTTER : MARGIN, TOP, scene_w, scene_h};
    const bool scan_open = app->scan_open && app->view != TB_VIEW_BLIND;
    const float tip_h = scan_open ? 214.0f : 134.0f, head = 32.0f;
    const tb_box section = {side_x, TOP, SIDE, scene_h - tip_h - GUTTER};
    const tb_box picture = {section.x, section.y + head, section.w, section.h - head};
    const tb_box tip = {side_x, section.y + section.h + GUTTER, SIDE, tip_h};
    const tb_box scan = tb_panel_scan_picture(tip);
    tb_encounter_fill_frame(app, scene, &picture, scan_open ? &scan : NULL);
    top_bar(app);
    tb_encounter_scene(app, scene);
    tb_ui_panel(ui, section, TB_C_PANEL, TB_C_BG);
    tb_overlay_section(app, section);
    if (scan_open) {
        tb_panel_scan(app, tip);
    } else {
        tb_panel_tip(app, tip);
    }
    tb_encounter_strips(app, strip_y, STRIP);
}

// One panel at a time behind five tabs, the patient across the bottom.
static void compact_layout(tb_app *app)
{
    tb_ui *ui = &app->ui;
    static const char *const names[] = {TB_N("Section"), TB_N("Force"), TB_N("Signal"),
                                        TB_N("Spread"),  TB_N("Tray"),  TB_N("Scan")};
    enum { TABS = 6 };
    const bool mirror = app->settings.mirror;
    const float patient_h = ui->height < 420.0f ? 84.0f : 112.0f;
    const float patient_y = ui->height - 6.0f - patient_h, top = 48.0f;
    const float side = fmaxf(238.0f, 0.37f * ui->width), h = patient_y - 6.0f - top;
    const float side_x = mirror ? 6.0f : ui->width - side - 6.0f;
    const tb_box scene = {mirror ? side + 12.0f : 6.0f, top, ui->width - side - 18.0f, h};
    const float tab_h = 34.0f, tabs = 2.0f * tab_h + 6.0f;
    const tb_box panel = {side_x, top, side, h - tabs - 6.0f};
    const tb_box picture = {panel.x, panel.y + 32.0f, panel.w, panel.h - 32.0f};
    const tb_box scan = tb_panel_scan_picture(panel);
    tb_encounter_fill_frame(app, scene, app->tab == 0 ? &picture : NULL,
                            app->tab == 5 ? &scan : NULL);
    top_bar(app);
    tb_encounter_scene(app, scene);
    switch (app->tab) {
    case 0:
        tb_ui_panel(ui, panel, TB_C_PANEL, TB_C_BG);
        tb_overlay_section(app, panel);
        break;
    case 1:
        tb_panel_force(app, panel);
        break;
    case 2:
        tb_panel_signal(app, panel);
        break;
    case 3:
        tb_panel_spread(app, panel);
        break;
    case 4:
        tb_panel_tray(app, panel);
        break;
    default:
        tb_panel_scan(app, panel);
        break;
    }
    for (int k = 0; k < TABS; ++k) {
        char id[16];
        const int row = k < 3 ? 0 : 1, columns = 3;
        const float w = (side - 6.0f * (float)(columns - 1)) / (float)columns;
        const tb_box box = {side_x + (w + 6.0f) * (float)(row == 0 ? k : k - 3),
                            panel.y + panel.h + 6.0f + (tab_h + 6.0f) * (float)row, w, tab_h};
        snprintf(id, sizeof id, "tab-%d", k);
        if (tb_ui_button(ui, id, box, app->tab == k ? TB_BUTTON_PRIMARY : TB_BUTTON_QUIET,
                         TB_ICON_NONE, tb_tr(names[k]), NULL)) {
            app->tab = k;
        }
    }
    tb_panel_patient(app, (tb_box){6.0f, patient_y, ui->width - 12.0f, patient_h});
}

void tb_screen_encounter(tb_app *app)
{
    tb_ui *ui = &app->ui;
    ui->enabled = app->dialog == TB_DIALOG_NONE && !app->exam.panel;
    point_keys(app);
    app->attempt->plain_captions = app->view == TB_VIEW_BLIND || app->tier >= 3;
    if (app->exam.on) {
        tb_exam_encounter(app);
    } else if (tb_ui_compact(ui)) {
        compact_layout(app);
    } else {
        wide_layout(app);
    }
    ui->enabled = !app->exam.panel;
    if (app->screen == TB_SCREEN_ENCOUNTER) {
        tb_encounter_dialog(app);
    }
}
