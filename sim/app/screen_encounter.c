// The hands-on screen: top bar, scene with its overlays, dialogs. Panels are in panel_*.c.
#include "app.h"

#include "tautband/core/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float MARGIN = 8.0f, GUTTER = 8.0f, TOP = 56.0f, SIDE = 464.0f, STRIP = 178.0f;

static void step_track(tb_app *app)
{
    tb_ui *ui = &app->ui;
    static const char *const names[] = {"Find", "Needle", "Stimulate", "Withdraw", "Finish"};
    const int stage = app->attempt->after.stage;
    float x = 0.5f * ui->width - 216.0f;
    for (int k = 0; k < 5; ++k) {
        const bool here = k == stage, done = k < stage;
        const tb_font font = here ? TB_F_SMALL_MEDIUM : TB_F_SMALL;
        const float width = tb_ui_text_width(ui, font, names[k]);
        if (here) {
            tb_ui_fill(ui, (tb_box){x - 4.0f, 9.0f, width + 36.0f, 30.0f},
                       tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 15.0f);
            tb_ui_disc(ui, x + 9.0f, 24.0f, 4.5f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
        } else if (done) {
            tb_ui_icon(ui, TB_ICON_TICK, x + 9.0f, 24.0f, 16.0f, tb_ui_rgba(TB_C_DONE, 1.0f));
        } else {
            tb_ui_circle(ui, x + 9.0f, 24.0f, 4.0f, tb_ui_rgba(TB_C_INK3, 1.0f), 1.3f);
        }
        tb_ui_text(ui, font, x + 21.0f, 24.0f, here ? TB_C_INK : TB_C_INK2, TB_LEFT, names[k]);
        x += width + 38.0f;
        if (k < 4) {
            tb_ui_line(ui, x - 4.0f, 24.0f, x + 10.0f, 24.0f,
                       tb_ui_rgba(done ? TB_C_DONE : TB_C_HAIRLINE, 1.0f), 1.4f);
        }
        x += 18.0f;
    }
}

static void top_bar(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->desc.content->model;
    const uint32_t tick = app->attempt->after.tick_ms;
    if (tb_ui_item(ui, "leave", (tb_box){8.0f, 6.0f, 36.0f, 36.0f}, 6.0f)) {
        tb_app_pause(app);
    }
    tb_ui_icon(ui, TB_ICON_BACK, 25.0f, 24.0f, 22.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    const float width =
        tb_ui_text(ui, TB_F_STRONG, 56.0f, 24.0f, TB_C_ACCENT, TB_LEFT, "Gastrocnemius");
    tb_ui_textf(ui, TB_F_SMALL, 70.0f + width, 25.0f, TB_C_INK2, TB_LEFT, "%s, %s calf",
                model->patient.who, model->site.side);
    step_track(app);
    const tb_box pause = {ui->width - 144.0f, 8.0f, 128.0f, 32.0f};
    if (tb_ui_item(ui, "pause", pause, 6.0f)) {
        tb_app_pause(app);
    }
    tb_ui_fill(ui, pause, tb_ui_rgba(TB_C_RAISED, 1.0f), 6.0f);
    tb_ui_icon(ui, TB_ICON_PAUSE, pause.x + 19.0f, 24.0f, 17.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    tb_ui_text(ui, TB_F_BODY, pause.x + 34.0f, 24.0f, TB_C_INK, TB_LEFT, "Pause");
    tb_ui_key(ui, pause.x + pause.w - 44.0f, 24.0f, "Esc");
    tb_ui_textf(ui, TB_F_STRONG, pause.x - 12.0f, 24.0f, TB_C_INK, TB_RIGHT, "%u:%02u",
                tick / 60000u, tick / 1000u % 60u);
    tb_ui_icon(ui, TB_ICON_CLOCK, pause.x - 66.0f, 24.0f, 17.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    const tb_box mode = {pause.x - 192.0f, 10.0f, 107.0f, 28.0f};
    tb_ui_outline(ui, mode, tb_ui_rgba(TB_C_ACCENT, 1.0f), 14.0f, 1.2f);
    tb_ui_icon(ui, TB_ICON_BOOK, mode.x + 21.0f, 24.0f, 16.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_BODY_MEDIUM, mode.x + 33.0f, 24.0f, TB_C_ACCENT, TB_LEFT, "Practice");
}

// --- scene --------------------------------------------------------------------------------------

static void tool_rail(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    static const struct {
        const char *id, *key, *label;
        tb_icon icon;
        tb_app_action action;
        tb_tool tool;
    } tools[] = {{"tool-1", "1", "Palpate", TB_ICON_FINGER, TB_ACT_FINGER, TB_TOOL_FINGER},
                 {"tool-3", "3", "Mark", TB_ICON_PEN, TB_ACT_MARK, TB_TOOL_NONE},
                 {"tool-4", "4", "Needle", TB_ICON_NEEDLE, TB_ACT_NEEDLE, TB_TOOL_NEEDLE},
                 {"tool-5", "5", "Cotton", TB_ICON_COTTON, TB_ACT_COTTON, TB_TOOL_COTTON}};
    for (int k = 0; k < 4; ++k) {
        const tb_box box = {scene.x + 10.0f, scene.y + 10.0f + 64.0f * (float)k, 68.0f, 58.0f};
        const bool here = tools[k].tool != TB_TOOL_NONE && app->hand.tool == tools[k].tool;
        if (tb_ui_item(ui, tools[k].id, box, 8.0f)) {
            tb_app_hand_key(&app->hand, tools[k].action, true, &app->attempt->after);
            tb_app_hand_key(&app->hand, tools[k].action, false, &app->attempt->after);
        }
        const tb_colour ink = here ? TB_C_ON_ACCENT : TB_C_INK;
        tb_ui_fill(ui, box, here ? tb_ui_rgba(TB_C_ACCENT, 1.0f) : tb_ui_rgba(TB_C_BG, 0.86f),
                   8.0f);
        tb_ui_text(ui, TB_F_SMALL, box.x + 7.0f, box.y + 11.0f, here ? TB_C_ON_ACCENT : TB_C_INK2,
                   TB_LEFT, tools[k].key);
        tb_ui_icon(ui, tools[k].icon, box.x + 34.0f, box.y + 22.0f, 21.0f, tb_ui_rgba(ink, 1.0f));
        tb_ui_text(ui, TB_F_SMALL_MEDIUM, box.x + 34.0f, box.y + 44.0f, ink, TB_CENTRE,
                   tools[k].label);
    }
    const tb_box box = {scene.x + 10.0f, scene.y + 10.0f + 64.0f * 4.0f, 68.0f, 58.0f};
    if (tb_ui_item(ui, "tool-6", box, 8.0f)) {
        app->scan_open = !app->scan_open;
    }
    const tb_colour ink = app->scan_open ? TB_C_ACCENT : TB_C_INK;
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 8.0f);
    if (app->scan_open) { // on beside the tool in hand
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_ACCENT, 1.0f), 8.0f, 1.6f);
    }
    tb_ui_text(ui, TB_F_SMALL, box.x + 7.0f, box.y + 11.0f, TB_C_INK2, TB_LEFT, "6");
    tb_ui_icon(ui, TB_ICON_PROBE, box.x + 34.0f, box.y + 22.0f, 21.0f, tb_ui_rgba(ink, 1.0f));
    tb_ui_text(ui, TB_F_SMALL_MEDIUM, box.x + 34.0f, box.y + 44.0f, ink, TB_CENTRE, "Scan");
}

static void view_switch(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    static const char *const names[] = {"Blind", "Outline", "Full"};
    static const float widths[] = {56.0f, 70.0f, 48.0f};
    float x = scene.x + scene.w - 10.0f - 174.0f;
    const float y = scene.y + 10.0f;
    tb_ui_fill(ui, (tb_box){x, y, 174.0f, 32.0f}, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    tb_ui_key(ui, x - 34.0f, y + 16.0f, "V");
    for (int k = 0; k < 3; ++k) {
        const tb_box box = {x, y, widths[k], 32.0f};
        char id[16];
        snprintf(id, sizeof id, "view-%d", k);
        if (tb_ui_item(ui, id, box, 6.0f) && (int)app->view != k) {
            app->view = (tb_depth_view)k;
            app->view_changed = true;
        }
        const bool here = (int)app->view == k;
        if (here) {
            tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT, 1.0f), 6.0f);
        }
        tb_ui_text(ui, TB_F_BODY_MEDIUM, x + 0.5f * widths[k], y + 16.0f,
                   here ? TB_C_ON_ACCENT : TB_C_INK2, TB_CENTRE, names[k]);
        x += widths[k];
    }
    tb_ui_outline(ui, (tb_box){x - 174.0f, y, 174.0f, 32.0f}, tb_ui_rgba(TB_C_EDGE, 1.0f), 6.0f,
                  1.0f);
}

static void camera_switch(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    const tb_box box = {scene.x + scene.w - 184.0f, scene.y + 50.0f, 174.0f, 32.0f};
    if (tb_ui_item(ui, "camera", box, 6.0f)) {
        tb_camera_choose(app, (tb_camera_preset)((app->camera_preset + 1) % TB_CAMERA_PRESETS));
    }
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    tb_ui_icon(ui, TB_ICON_EYE, box.x + 18.0f, box.y + 16.0f, 18.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_text(ui, TB_F_BODY, box.x + 34.0f, box.y + 16.0f, TB_C_INK2, TB_LEFT,
               tb_camera_name(app->camera_preset));
    tb_ui_key(ui, box.x - 38.0f, box.y + 16.0f, "F2");
}

static float keys_width(tb_ui *ui, const tb_hint *hint, int act)
{
    float width = 0.0f;
    for (int k = 0; k < TB_HINT_KEYS && hint->acts[act].keys[k] != NULL; ++k) {
        const char *key = hint->acts[act].keys[k];
        width += (strlen(key) > 1 && strcmp(key, "Shift") != 0 && strcmp(key, "Space") != 0 &&
                          strcmp(key, "Enter") != 0 && strcmp(key, "Wheel") != 0
                      ? 26.0f
                      : tb_ui_key_width(ui, key)) +
                 6.0f;
    }
    return width + 4.0f + tb_ui_text_width(ui, TB_F_BODY, hint->acts[act].label);
}

static void hint_bar(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    const tb_hint hint = tb_hint_for(&app->attempt->after, app->hand.tool, app->attempt->found);
    const float y = scene.y + scene.h - 29.0f;
    const tb_box bar = {scene.x + 10.0f, y - 19.0f, scene.w - 20.0f, 38.0f};
    tb_ui_fill(ui, bar, tb_ui_rgba(TB_C_BG, 0.86f), 8.0f);
    float total = -18.0f;
    int shown = 0;
    for (; shown < hint.act_count; ++shown) {
        const float width = keys_width(ui, &hint, shown) + 18.0f;
        if (total + width > bar.w - 16.0f) {
            break;
        }
        total += width;
    }
    float x = bar.x + 0.5f * (bar.w - total);
    for (int k = 0; k < shown; ++k) {
        for (int j = 0; j < TB_HINT_KEYS && hint.acts[k].keys[j] != NULL; ++j) {
            x += tb_ui_key(ui, x, y, hint.acts[k].keys[j]) + 6.0f;
        }
        x += 4.0f;
        x += tb_ui_text(ui, TB_F_BODY, x, y, TB_C_INK2, TB_LEFT, hint.acts[k].label) + 18.0f;
    }
    // Above it: what was heard, or else the sentence of the hint.
    float above = scene.y + scene.h - 71.0f;
    bool captioned = false;
    for (int k = 0; k < TB_CAPTIONS && app->settings.captions; ++k) {
        const tb_caption *caption = &app->attempt->captions[k];
        if (caption->until_ms > app->attempt->after.tick_ms) {
            tb_ui_tag(ui, scene.x + 0.5f * scene.w, above, TB_CENTRE, TB_ICON_SPEAKER,
                      TB_F_BODY_MEDIUM, caption->text);
            above -= 38.0f;
            captioned = true;
        }
    }
    const bool urgent = app->attempt->after.patient.said_stop;
    if ((app->settings.hints && !captioned) || urgent) {
        tb_ui_tag(ui, scene.x + 0.5f * scene.w, above, TB_CENTRE,
                  urgent ? TB_ICON_OCTAGON : TB_ICON_FLAG, TB_F_BODY_MEDIUM, hint.sentence);
    }
}

// Ring that counts a held press.
static void hold_ring(tb_app *app)
{
    tb_ui *ui = &app->ui;
    float x_px, y_px;
    const tb_snapshot *seen = &app->attempt->after;
    if (!app->hand.hold || !app->frame_drawn) {
        return;
    }
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    const float n =
        (float)tb_anatomy_skin_mm(anatomy, (double)seen->finger.t_mm, (double)seen->finger.b_mm);
    if (!tb_renderer_project(app->renderer, seen->finger.t_mm, seen->finger.b_mm, n, &x_px,
                             &y_px)) {
        return;
    }
    const float x = x_px / ui->scale, y = y_px / ui->scale;
    const float seconds = 1e-3f * (float)app->hand.hold_ms;
    tb_ui_circle(ui, x, y, 30.0f, tb_ui_rgba(TB_C_BG, 0.8f), 6.0f);
    tb_ui_arc(ui, x, y, 30.0f, -1.5708f, -1.5708f + 6.2832f * fminf(1.0f, seconds / 90.0f),
              tb_ui_rgba(TB_C_FORCE, 1.0f), 4.0f);
    char text[32];
    snprintf(text, sizeof text, "holding %.0f s", (double)seconds);
    tb_ui_tag(ui, x, y - 48.0f, TB_CENTRE, TB_ICON_NONE, TB_F_SMALL_MEDIUM, text);
}

// A label with a leader to a point of the site, when that point is in the picture.
static void scene_label(tb_app *app, tb_vec3 place, float dx, float dy, const char *text)
{
    tb_ui *ui = &app->ui;
    float x_px, y_px;
    if (!tb_renderer_project(app->renderer, (float)place.x, (float)place.y, (float)place.z, &x_px,
                             &y_px)) {
        return;
    }
    const float x = x_px / ui->scale, y = y_px / ui->scale;
    tb_ui_line(ui, x, y, x + dx, y + dy, 0xEEF3F6B0u, 1.0f);
    tb_ui_disc(ui, x, y, 3.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    tb_ui_tag(ui, x + dx, y + dy, dx < 0.0f ? TB_RIGHT : TB_LEFT, TB_ICON_NONE, TB_F_SMALL, text);
}

static void scene_labels(tb_app *app)
{
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    if (!app->frame_drawn || app->view == TB_VIEW_BLIND) {
        return;
    }
    if (app->attempt->after.declared.declared) {
        const double t = (double)app->attempt->after.declared.t_mm,
                     b = (double)app->attempt->after.declared.b_mm;
        scene_label(app, (tb_vec3){t, b, tb_anatomy_skin_mm(anatomy, t, b)}, 54.0f, -46.0f,
                    "your mark");
    }
}

static void point_keys(tb_app *app)
{
    // Right arrow and up arrow move the way they point on the screen.
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
    }
}

static tb_rect pixels(const tb_ui *ui, tb_box box)
{
    const float k = ui->scale;
    const int x0 = (int)lroundf(box.x * k), y0 = (int)lroundf(box.y * k);
    return (tb_rect){x0, y0, (int)lroundf((box.x + box.w) * k) - x0,
                     (int)lroundf((box.y + box.h) * k) - y0};
}

static void fill_frame(tb_app *app, tb_box scene, tb_box section, tb_box scan)
{
    const tb_ui *ui = &app->ui;
    const tb_app_hand *hand = &app->hand;
    const int stage = app->attempt->after.needle.stage;
    const bool blind = app->view == TB_VIEW_BLIND;
    app->frame = (tb_frame_desc){
        .width = ui->width_px,
        .height = ui->height_px,
        .scene = pixels(ui, scene),
        .section = blind ? (tb_rect){0, 0, 0, 0} : pixels(ui, section),
        .scan = blind || !app->scan_open ? (tb_rect){0, 0, 0, 0} : pixels(ui, scan),
        .scan_settings = app->scan,
        .camera = app->camera,
        .view = app->view,
        .show_target =
            app->settings.hints && app->view == TB_VIEW_FULL && app->hand.tool == TB_TOOL_NEEDLE,
        .show_strain = app->show_strain,
        .show_reserve = !blind,
        .reduced_motion = app->settings.reduced_motion,
        .aiming =
            hand->tool == TB_TOOL_NEEDLE && stage != TB_NEEDLE_PLACED && stage != TB_NEEDLE_IN,
        .aim_t_mm = (float)hand->t_mm,
        .aim_b_mm = (float)hand->b_mm,
        .aim_tilt_rad = (float)tb_rad_from_deg(hand->tilt_deg),
        .aim_azimuth_rad = (float)tb_rad_from_deg(hand->azimuth_deg),
        .time_s = 1e-3f * (float)app->attempt->after.tick_ms,
    };
}

// --- dialogs ------------------------------------------------------------------------------------

static tb_box dialog_box(tb_app *app, float width, float height)
{
    tb_ui *ui = &app->ui;
    tb_ui_fill(ui, (tb_box){0.0f, 0.0f, ui->width, ui->height}, 0x06080AB0u, 0.0f);
    const tb_box box = {0.5f * (ui->width - width), 0.5f * (ui->height - height), width, height};
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_PANEL, 1.0f), 10.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 10.0f, 1.0f);
    return box;
}

static void resume(tb_app *app)
{
    app->dialog = TB_DIALOG_NONE;
    app->ui.focus = 0;
    tb_audio_pause(app->audio, false);
}

static void pause_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = dialog_box(app, 460.0f, 352.0f);
    tb_ui_icon(ui, TB_ICON_PAUSE, box.x + 36.0f, box.y + 40.0f, 24.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_TITLE, box.x + 60.0f, box.y + 40.0f, TB_C_INK, TB_LEFT, "Paused");
    tb_ui_paragraph(ui, TB_F_BODY, box.x + 28.0f, box.y + 80.0f, box.w - 56.0f, 22.0f, 2, TB_C_INK2,
                    "The patient waits and every tool is held where it was. Nothing is lost.");
    const float x = box.x + 28.0f, w = box.w - 56.0f;
    float y = box.y + 128.0f;
    if (tb_ui_button(ui, "resume", (tb_box){x, y, w, 40.0f}, TB_BUTTON_PRIMARY, TB_ICON_PLAY,
                     "Go on", NULL)) {
        resume(app);
    }
    y += 50.0f;
    if (tb_ui_button(ui, "pause-keys", (tb_box){x, y, 0.5f * w - 5.0f, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_KEYS, "Key list", NULL)) {
        app->back = TB_SCREEN_ENCOUNTER;
        tb_app_open(app, TB_SCREEN_KEYS);
    }
    if (tb_ui_button(ui, "pause-settings", (tb_box){x + 0.5f * w + 5.0f, y, 0.5f * w - 5.0f, 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_GEAR, "Settings", NULL)) {
        app->back = TB_SCREEN_ENCOUNTER;
        tb_app_open(app, TB_SCREEN_SETTINGS);
    }
    y += 50.0f;
    if (tb_ui_button(ui, "pause-end", (tb_box){x, y, w, 40.0f}, TB_BUTTON_OUTLINE, TB_ICON_FLAG,
                     "End the encounter and see the score", NULL)) {
        tb_app_finish_encounter(app);
    }
    y += 50.0f;
    if (app->dialog != TB_DIALOG_NONE &&
        tb_ui_button(ui, "pause-leave", (tb_box){x, y, w, 40.0f}, TB_BUTTON_OUTLINE, TB_ICON_HOME,
                     "Leave without a score", NULL)) {
        tb_attempt_destroy(app->attempt);
        app->attempt = NULL;
        app->dialog = TB_DIALOG_NONE;
        tb_app_read_past(app);
        tb_app_open(app, TB_SCREEN_HOME);
    }
}

static const char *unfinished(const tb_snapshot *seen, unsigned found)
{
    if (seen->needle.stage == TB_NEEDLE_IN || seen->needle.stage == TB_NEEDLE_PLACED) {
        return "The needle is still in the patient.";
    }
    if (seen->needle.in_count > seen->needle.out_count) {
        return "A needle is not in the sharps bin yet.";
    }
    if (seen->needle.in_count == 0) {
        return "No needle was placed.";
    }
    if ((found & TB_FOUND_PRESSED) == 0) {
        return "The spot was not pressed.";
    }
    if ((found & TB_FOUND_ADVISED) == 0) {
        return "The patient was not told what comes after.";
    }
    return "Everything was done: the needle is out and counted.";
}

static void finish_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = dialog_box(app, 460.0f, 196.0f);
    tb_ui_icon(ui, TB_ICON_FLAG, box.x + 36.0f, box.y + 40.0f, 24.0f,
               tb_ui_rgba(TB_C_ACCENT, 1.0f));
    tb_ui_text(ui, TB_F_TITLE, box.x + 60.0f, box.y + 40.0f, TB_C_INK, TB_LEFT,
               "Finish this encounter?");
    tb_ui_paragraph(ui, TB_F_BODY, box.x + 28.0f, box.y + 84.0f, box.w - 56.0f, 22.0f, 2, TB_C_INK2,
                    unfinished(&app->attempt->after, app->attempt->found));
    const float y = box.y + box.h - 64.0f, w = 0.5f * (box.w - 66.0f);
    if (tb_ui_button(ui, "finish-yes", (tb_box){box.x + 28.0f, y, w, 40.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_FLAG, "See the score", NULL)) {
        tb_app_finish_encounter(app);
        return;
    }
    if (tb_ui_button(ui, "finish-no", (tb_box){box.x + 38.0f + w, y, w, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, "Go on", NULL)) {
        resume(app);
    }
}

static void fault_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    const tb_box box = dialog_box(app, 520.0f, 220.0f);
    tb_ui_icon(ui, TB_ICON_TRIANGLE, box.x + 36.0f, box.y + 40.0f, 24.0f,
               tb_ui_rgba(TB_C_TWITCH, 1.0f));
    tb_ui_textf(ui, TB_F_TITLE, box.x + 60.0f, box.y + 40.0f, TB_C_INK, TB_LEFT,
                "The tissue model stopped at %u:%02u", seen->tick_ms / 60000u,
                seen->tick_ms / 1000u % 60u);
    tb_ui_paragraph(ui, TB_F_BODY, box.x + 28.0f, box.y + 82.0f, box.w - 56.0f, 22.0f, 2, TB_C_INK2,
                    "Your record is kept. Nothing is scored against you.");
    tb_ui_textf(ui, TB_F_SMALL, box.x + 28.0f, box.y + 118.0f, TB_C_INK3, TB_LEFT,
                "Code for support: fault %s, seed %llu", seen->fault,
                (unsigned long long)app->attempt->seed);
    const float y = box.y + box.h - 64.0f, w = 0.5f * (box.w - 66.0f);
    if (tb_ui_button(ui, "fault-score", (tb_box){box.x + 28.0f, y, w, 40.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_FLAG, "See what was done", NULL)) {
        tb_app_finish_encounter(app);
        return;
    }
    if (tb_ui_button(ui, "fault-home", (tb_box){box.x + 38.0f + w, y, w, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_HOME, "Home", NULL)) {
        tb_attempt_finish(app->attempt);
        app->dialog = TB_DIALOG_NONE;
        tb_app_read_past(app);
        tb_app_open(app, TB_SCREEN_HOME);
    }
}

void tb_screen_encounter(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const float strip_y = ui->height - MARGIN - STRIP;
    const float side_x = ui->width - MARGIN - SIDE;
    const tb_box scene = {MARGIN, TOP, side_x - GUTTER - MARGIN, strip_y - GUTTER - TOP};
    const bool scan_open = app->scan_open && app->view != TB_VIEW_BLIND;
    const float tip_h = scan_open ? 214.0f : 134.0f, head = 32.0f;
    const tb_box section = {side_x, TOP, SIDE, scene.h - tip_h - GUTTER};
    const tb_box picture = {section.x, section.y + head, section.w, section.h - head};
    const tb_box tip = {side_x, section.y + section.h + GUTTER, SIDE, tip_h};
    ui->enabled = app->dialog == TB_DIALOG_NONE;
    point_keys(app);
    fill_frame(app, scene, picture, tb_panel_scan_picture(tip));
    app->attempt->plain_captions = app->view == TB_VIEW_BLIND;

    top_bar(app);
    tb_ui_clear_box(ui, scene, TB_C_WELL);
    tb_ui_round_corners(ui, scene, 8.0f, TB_C_BG);
    scene_labels(app);
    tool_rail(app, scene);
    view_switch(app, scene);
    camera_switch(app, scene);
    hold_ring(app);
    hint_bar(app, scene);
    tb_ui_panel(ui, section, TB_C_PANEL, TB_C_BG);
    tb_overlay_section(app, section);
    if (scan_open) {
        tb_panel_scan(app, tip);
    } else {
        tb_panel_tip(app, tip);
    }
    // Strips take the rest: signal and force share what a wider window gives.
    const float extra = fmaxf(0.0f, ui->width - 1280.0f), half = 0.5f * extra;
    tb_panel_patient(app, (tb_box){8.0f, strip_y, 372.0f, STRIP});
    tb_panel_spread(app, (tb_box){388.0f, strip_y, 124.0f, STRIP});
    tb_panel_force(app, (tb_box){520.0f, strip_y, 272.0f + half, STRIP});
    tb_panel_signal(app, (tb_box){800.0f + half, strip_y, 232.0f + half, STRIP});
    tb_panel_tray(app, (tb_box){ui->width - 240.0f, strip_y, 232.0f, STRIP});
    ui->enabled = true;
    switch (app->dialog) {
    case TB_DIALOG_PAUSE:
        pause_dialog(app);
        break;
    case TB_DIALOG_FINISH:
        finish_dialog(app);
        break;
    case TB_DIALOG_FAULT:
        fault_dialog(app);
        break;
    case TB_DIALOG_NONE:
        break;
    }
}
