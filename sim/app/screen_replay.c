// Replay: the scene at any moment, numbers of that moment against the reference, the scrubber.
#include "app.h"
#include "png_write.h"

#include "tautband/core/alloc.h"
#include "tautband/core/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void clock_text(double at_ms, bool tenths, char out[24])
{
    const unsigned tenth = (unsigned)(at_ms / 100.0 + 0.5);
    if (tenths) {
        snprintf(out, 24, "%u:%02u.%u", tenth / 600u, tenth / 10u % 60u, tenth % 10u);
    } else {
        snprintf(out, 24, "%u:%02u", tenth / 600u, tenth / 10u % 60u);
    }
}

static tb_rect pixels(const tb_ui *ui, tb_box box)
{
    const float k = ui->scale;
    const int x0 = (int)lroundf(box.x * k), y0 = (int)lroundf(box.y * k);
    return (tb_rect){x0, y0, (int)lroundf((box.x + box.w) * k) - x0,
                     (int)lroundf((box.y + box.h) * k) - y0};
}

// --- state of the comparison --------------------------------------------------------------------

static void check_tag(tb_app *app, float right)
{
    tb_ui *ui = &app->ui;
    const tb_replay *replay = app->replay;
    char text[120], at[24];
    tb_icon icon = TB_ICON_CLOCK;
    tb_colour colour = TB_C_INK2;
    switch (replay->check) {
    case TB_CHECK_SAME:
        snprintf(text, sizeof text, "%s",
                 replay->recording.complete ? tb_tr(TB_N("Recording verified"))
                                            : tb_tr(TB_N("Cut short; verified as far as it goes")));
        icon = TB_ICON_TICK;
        colour = TB_C_DONE;
        break;
    case TB_CHECK_DIFFERS:
        clock_text((double)replay->differs_ms, false, at);
        snprintf(text, sizeof text, tb_tr(TB_N("Does not match from %s on, code 5")), at);
        icon = TB_ICON_OCTAGON;
        colour = TB_C_CRITICAL;
        break;
    case TB_CHECK_RUNNING:
        snprintf(text, sizeof text, tb_tr(TB_N("Running it again: %d %%")),
                 (int)(100.0 * replay->simulated_ms / (double)(replay->recording.tick_count + 1u)));
        break;
    case TB_CHECK_NONE:
        snprintf(text, sizeof text, "%s", tb_tr(TB_N("Not recorded, nothing to verify")));
        break;
    }
    const float width = tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, text) + 44.0f;
    const tb_box box = {right - width, 9.0f, width, 30.0f};
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_RAISED, 1.0f), 15.0f);
    tb_ui_icon(ui, icon, box.x + 20.0f, 24.0f, 17.0f, tb_ui_rgba(colour, 1.0f));
    tb_ui_text(ui, TB_F_SMALL_MEDIUM, box.x + 34.0f, 24.0f, TB_C_INK, TB_LEFT, text);
}

// --- cameras ------------------------------------------------------------------------------------

static void choose_camera(tb_app *app)
{
    const tb_snapshot *seen = &app->replay->after;
    static const tb_camera_preset presets[] = {[TB_REPLAY_YOURS] = TB_CAMERA_WORK,
                                               [TB_REPLAY_NEEDLE] = TB_CAMERA_NEEDLE,
                                               [TB_REPLAY_ALONG] = TB_CAMERA_ALONG,
                                               [TB_REPLAY_REGION] = TB_CAMERA_REGION};
    if (app->replay->camera < TB_REPLAY_FREE) { // free: the learner turns it
        app->camera = tb_renderer_camera(app->renderer, presets[app->replay->camera], seen);
    }
}

// --- the scene ----------------------------------------------------------------------------------

static tb_vec3 needle_direction(const tb_snapshot *seen)
{
    return tb_needle_direction((double)seen->needle.tilt_rad, (double)seen->needle.azimuth_rad);
}

static void reference_path(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_replay *replay = app->replay;
    const tb_anatomy *anatomy = &replay->anatomy;
    const tb_case *model = &replay->content->model;
    float x0, y0, x1, y1;
    if (!replay->reference || anatomy->symptomatic < 0 || !app->frame_drawn) {
        return;
    }
    // From the skin above the point, along the direction the case asks for, to the point.
    const tb_vec3 point = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    const tb_vec3 axis = tb_approach_axis(&model->approach, needle_direction(&replay->after));
    const double back =
        (point.z - tb_anatomy_skin_mm(anatomy, point.x, point.y) + 12.0) / fmax(0.3, axis.z);
    const tb_vec3 start = tb_vec3_sub(point, tb_vec3_scale(axis, back));
    if (tb_renderer_project(app->renderer, (float)start.x, (float)start.y, (float)start.z, &x0,
                            &y0) &&
        tb_renderer_project(app->renderer, (float)point.x, (float)point.y, (float)point.z, &x1,
                            &y1)) {
        const float k = ui->scale;
        tb_ui_dashed(ui, x0 / k, y0 / k, x1 / k, y1 / k, tb_ui_rgba(TB_C_TARGET, 1.0f), 2.4f, 7.0f);
        tb_ui_circle(ui, x1 / k, y1 / k, 7.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 2.0f);
    }
}

static const tb_debrief_marker *marker_here(const tb_replay *replay)
{
    const tb_debrief_marker *found = NULL;
    for (int k = 0; k < replay->debrief.marker_count; ++k) {
        const double gone = replay->at_ms - (double)replay->debrief.markers[k].tick_ms;
        if (gone > -150.0 && gone < 1500.0) {
            found = &replay->debrief.markers[k];
        }
    }
    return found;
}

// A line over the scene's lower edge.
// @return where the next one goes, above it
static float caption(tb_app *app, tb_box scene, float y, tb_icon icon, tb_colour colour,
                     const char *text)
{
    tb_ui *ui = &app->ui;
    const float width =
        fminf(scene.w - 20.0f, tb_ui_text_width(ui, TB_F_BODY_MEDIUM, text) + 56.0f);
    const tb_box box = {scene.x + 0.5f * (scene.w - width), y, width, 42.0f};
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    tb_ui_icon(ui, icon, box.x + 20.0f, box.y + 21.0f, 18.0f, tb_ui_rgba(colour, 1.0f));
    tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){box.x + 38.0f, box.y + 2.0f, box.w - 46.0f, 38.0f},
                TB_C_INK, TB_LEFT, text);
    return y - 48.0f;
}

// What is disputed about this moment, where the replay was opened for it.
static const tb_dispute *dispute_here(const tb_app *app)
{
    const tb_review_page *page = &app->review;
    if (app->back != TB_SCREEN_REVIEW || page->review == NULL || page->watched < 0) {
        return NULL;
    }
    const tb_dispute *one = &page->review->disputes.items[page->watched];
    return fabs(app->replay->at_ms - (double)one->at_ms) < 2500.0 ? one : NULL;
}

// What happens at this moment, and the note on it; a low picture has room for one line only: then
// trouble goes before the note, and the note before the event.
static void captions(tb_app *app, tb_box scene)
{
    const tb_replay *replay = app->replay;
    const bool low = scene.h < 240.0f;
    char at[24], text[260] = "";
    float y = scene.y + scene.h - 54.0f;
    const tb_debrief_marker *marker = marker_here(replay);
    const tb_moment *moment = tb_moments_at(&replay->moments, replay->at_ms);
    const int near = tb_notes_near(&replay->notes, replay->at_ms, 1500.0);
    const bool noted = near >= 0 && replay->notes.items[near].text[0] != '\0';
    const bool trouble = replay->note[0] != '\0';
    if (marker != NULL) {
        clock_text((double)marker->tick_ms, false, at);
        snprintf(text, sizeof text, "%s \xC2\xB7 %s", at, marker->detail);
    } else if (moment != NULL) {
        clock_text((double)moment->tick_ms, false, at);
        snprintf(text, sizeof text, "%s \xC2\xB7 %s", at, moment->text);
    }
    if (text[0] != '\0' && !(low && (noted || trouble))) {
        y = caption(app, scene, y, marker != NULL ? marker->icon : moment->icon,
                    marker != NULL ? marker->colour : moment->colour, text);
    }
    const tb_dispute *disputed = dispute_here(app);
    if (disputed != NULL && !low) {
        char words[TB_DISPUTE_WORDS + 64];
        snprintf(words, sizeof words, tb_tr(TB_N("Disputed: \xE2\x80\x9C%s\xE2\x80\x9D")),
                 disputed->words);
        y = caption(app, scene, y, TB_ICON_BUBBLE, TB_C_TWITCH, words);
    }
    if (noted && !(low && trouble)) {
        y = caption(app, scene, y, TB_ICON_PEN, TB_C_ACCENT, replay->notes.items[near].text);
    }
    if (trouble) { // a file was damaged or cannot be written; or the picture is where it says
        (void)caption(app, scene, low ? y : scene.y + 52.0f,
                      replay->note_good ? TB_ICON_TICK : TB_ICON_TRIANGLE,
                      replay->note_good ? TB_C_DONE : TB_C_TWITCH, replay->note);
    }
}

static void scene_part(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    const char *const views[] = {tb_tr(TB_N("Blind")), tb_tr(TB_N("Outline")), tb_tr(TB_N("Full"))};
    tb_ui_clear_box(ui, scene, TB_C_WELL);
    tb_ui_round_corners(ui, scene, 8.0f, TB_C_BG);
    ui->over_scene = true;
    reference_path(app);
    ui->over_scene = false;
    const tb_box choice = {scene.x + 10.0f, scene.y + 10.0f, scene.w - 20.0f, 32.0f};
    float total = 0.0f;
    for (int k = 0; k < 3; ++k) {
        total += fmaxf(44.0f, tb_ui_text_width(ui, TB_F_BODY_MEDIUM, views[k]) + 24.0f);
    }
    total = fminf(total, choice.w);
    tb_ui_fill(ui, (tb_box){choice.x + choice.w - total, choice.y, total, 32.0f},
               tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    app->view =
        (tb_depth_view)tb_ui_choice(ui, "replay-view", choice, true, views, 3, (int)app->view);
    captions(app, scene);
}

// --- numbers of this moment ---------------------------------------------------------------------

static float moment_row(tb_ui *ui, tb_box box, float y, const char *label, const char *value,
                        const char *reference, int in_range)
{
    const float mark = 24.0f, column = 84.0f;
    tb_ui_label(ui, TB_F_BODY,
                (tb_box){box.x, y - 14.0f, box.w - 2.0f * column - mark - 6.0f, 28.0f}, TB_C_INK2,
                TB_LEFT, label);
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + box.w - column - mark, y, TB_C_INK, TB_RIGHT, value);
    tb_ui_text(ui, TB_F_SMALL, box.x + box.w - mark, y, TB_C_INK2, TB_RIGHT, reference);
    if (in_range >= 0) {
        tb_ui_icon(ui, in_range > 0 ? TB_ICON_TICK : TB_ICON_TRIANGLE, box.x + box.w - 9.0f, y,
                   16.0f, tb_ui_rgba(in_range > 0 ? TB_C_DONE : TB_C_TWITCH, 1.0f));
    }
    return y + 29.0f;
}

static void moment_card(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_replay *replay = app->replay;
    const tb_snapshot *seen = &replay->after;
    const tb_case *model = &replay->content->model;
    const bool in = seen->needle.stage == TB_NEEDLE_IN;
    const tb_box in_box = {box.x + 14.0f, box.y, box.w - 28.0f, box.h};
    char at[24], value[32], reference[32], title[48];
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    clock_text(replay->at_ms, true, at);
    snprintf(title, sizeof title, tb_tr(TB_N("At %s")), at);
    tb_ui_text(ui, TB_F_BODY_STRONG, in_box.x, box.y + 20.0f, TB_C_INK, TB_LEFT, title);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + 100.0f, box.y + 4.0f, box.w - 114.0f, 32.0f},
                TB_C_INK2, TB_RIGHT, tb_tr(TB_N("against the reference")));
    float y = box.y + 52.0f;
    if (in) {
        const double tip = fmax(0.0, (double)seen->needle.target_distance_mm);
        const double tilt = tb_deg_from_rad((double)seen->needle.tilt_rad);
        const double off = tb_approach_beyond_deg(&model->approach, needle_direction(seen));
        snprintf(value, sizeof value, "%.1f mm", tip);
        y = moment_row(ui, in_box, y, tb_tr(TB_N("Tip to target")), value, "\xE2\x89\xA4 3 mm",
                       tip <= 3.0 ? 1 : 0);
        snprintf(value, sizeof value, "%.1f mm", (double)seen->needle.depth_mm);
        y = moment_row(ui, in_box, y, tb_tr(TB_N("Depth")), value, "", -1);
        snprintf(value, sizeof value, "%.0f\xC2\xB0", tilt);
        snprintf(reference, sizeof reference, "%.0f \xC2\xB1 %.0f\xC2\xB0",
                 model->approach.tilt_deg, model->approach.half_angle_deg);
        y = moment_row(ui, in_box, y, tb_tr(TB_N("Tilt")), value, reference, off <= 0.0 ? 1 : 0);
        snprintf(value, sizeof value, "%.2f N", (double)seen->needle.force_n);
        y = moment_row(ui, in_box, y, tb_tr(TB_N("Needle force")), value, "", -1);
    } else {
        snprintf(value, sizeof value, "%.0f N", (double)seen->finger.force_n);
        y = moment_row(
            ui, in_box, y, tb_tr(TB_N("Finger force")), value, "20 \xE2\x80\x93 40 N",
            seen->finger.touching
                ? (seen->finger.force_n >= 20.0f && seen->finger.force_n <= 40.0f ? 1 : 0)
                : -1);
        snprintf(value, sizeof value, "%.1f mm", (double)fmaxf(0.0f, seen->finger.depth_mm));
        y = moment_row(ui, in_box, y, tb_tr(TB_N("Pressed in")), value, "", -1);
    }
    snprintf(value, sizeof value, "%.0f", (double)seen->patient.pain_nrs);
    y = moment_row(ui, in_box, y, tb_tr(TB_N("Pain")), value, "\xE2\x89\xA4 5",
                   seen->patient.pain_nrs <= 5.0f ? 1 : 0);
    char words[240];
    tb_patient_words(seen, words, sizeof words);
    if (words[0] != '\0' && y + 30.0f < box.y + box.h - 48.0f) {
        tb_ui_label(ui, TB_F_BODY, (tb_box){in_box.x, y, in_box.w, box.y + box.h - 50.0f - y},
                    TB_C_INK, TB_LEFT, words);
    }
    const float w = 0.5f * (in_box.w - 10.0f), by = box.y + box.h - 44.0f;
    if (tb_ui_button(ui, "replay-note", (tb_box){in_box.x, by, w, 34.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, tb_tr(TB_N("Note")), "T")) {
        tb_note_open(app, -1);
    }
    if (tb_ui_button(ui, "replay-bookmark", (tb_box){in_box.x + w + 10.0f, by, w, 34.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_NONE, tb_tr(TB_N("Bookmark")), "K")) {
        tb_replay_bookmark(app);
    }
}

// --- scrubber -----------------------------------------------------------------------------------

// Play, clock, speed and camera side by side.
static bool has_one_row(float width)
{
    return width > 1150.0f;
}

static void transport(tb_app *app, tb_box box, bool numbers)
{
    tb_ui *ui = &app->ui;
    tb_replay *replay = app->replay;
    static const float speeds[] = {0.1f, 0.5f, 1.0f, 2.0f, 4.0f};
    static const char *const speed_names[] = {"0.1", "0.5", "1", "2", "4"};
    const char *const cameras[] = {tb_tr(TB_N("Yours")), tb_tr(TB_N("Needle")),
                                   tb_tr(TB_N("Along")), tb_tr(TB_N("Region")),
                                   tb_tr(TB_N("Free"))};
    const float y = box.y + 30.0f;
    char at[24], end[24], of[64];
    if (tb_ui_button(ui, "replay-before", (tb_box){box.x, y - 20.0f, 44.0f, 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_ARROW_LEFT, "", NULL)) {
        tb_replay_seek(replay, tb_replay_marker(replay, -1));
    }
    if (tb_ui_button(ui, "replay-play", (tb_box){box.x + 52.0f, y - 22.0f, 52.0f, 44.0f},
                     TB_BUTTON_PRIMARY, replay->playing ? TB_ICON_PAUSE : TB_ICON_PLAY, "", NULL)) {
        tb_replay_toggle(app);
    }
    if (tb_ui_button(ui, "replay-after", (tb_box){box.x + 112.0f, y - 20.0f, 44.0f, 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_ARROW_RIGHT, "", NULL)) {
        tb_replay_seek(replay, tb_replay_marker(replay, 1));
    }
    clock_text(replay->at_ms, true, at);
    clock_text((double)replay->end_ms, false, end);
    const float width = tb_ui_text(ui, TB_F_TITLE, box.x + 170.0f, y, TB_C_INK, TB_LEFT, at);
    if (replay->wanted_ms > replay->at_ms + 0.5 && replay->check == TB_CHECK_RUNNING) {
        clock_text(replay->wanted_ms, false, end);
        snprintf(of, sizeof of, tb_tr(TB_N("on the way to %s")), end);
    } else {
        snprintf(of, sizeof of, tb_tr(TB_N("of %s")), end);
    }
    tb_ui_text(ui, TB_F_SMALL, box.x + 178.0f + width, y + 2.0f, TB_C_INK2, TB_LEFT, of);
    int speed = 0;
    for (int k = 0; k < 5; ++k) {
        speed = fabsf(speeds[k] - replay->speed) < 0.01f ? k : speed;
    }
    // Speed and camera at the right, or on a line of their own where that is narrow.
    const bool wide = has_one_row(box.w);
    const float row = wide ? box.y + 14.0f : box.y + 60.0f;
    if (!numbers) { // no card with these buttons
        const float right = box.x + box.w, small = 76.0f;
        if (tb_ui_button(ui, "replay-note",
                         (tb_box){right - 2.0f * small - 8.0f, y - 20.0f, small, 40.0f},
                         TB_BUTTON_OUTLINE, TB_ICON_PEN, "", "T")) {
            tb_note_open(app, -1);
        }
        if (tb_ui_button(ui, "replay-bookmark", (tb_box){right - small, y - 20.0f, small, 40.0f},
                         TB_BUTTON_OUTLINE, TB_ICON_FLAG, "", "K")) {
            tb_replay_bookmark(app);
        }
    }
    const tb_box left = {wide ? box.x + box.w - 740.0f : box.x, row, wide ? 300.0f : 0.4f * box.w,
                         34.0f};
    const tb_box right = {wide ? box.x + box.w - 430.0f : box.x + 0.42f * box.w, row,
                          wide ? 430.0f : 0.58f * box.w, 34.0f};
    if (wide) {
        tb_ui_text(ui, TB_F_SMALL, left.x + 40.0f, row + 17.0f, TB_C_INK2, TB_RIGHT,
                   tb_tr(TB_N("Speed")));
    }
    const tb_box speed_box = {wide ? left.x + 48.0f : left.x, row, wide ? left.w - 48.0f : left.w,
                              34.0f};
    replay->speed =
        speeds[tb_ui_choice(ui, "replay-speed", speed_box, false, speed_names, 5, speed)];
    replay->camera =
        tb_ui_choice(ui, "replay-camera", right, true, cameras, TB_REPLAY_CAMERAS, replay->camera);
}

static void scrub_line(tb_app *app, tb_box lane)
{
    tb_ui *ui = &app->ui;
    tb_replay *replay = app->replay;
    const tb_debrief *d = &replay->debrief;
    const double end = (double)replay->end_ms + 1.0;
    const float y = lane.y + lane.h - 16.0f;
    float run[2 * 200], most = 1.0f;
    int count = 0;
    for (int k = 0; k < TB_DEBRIEF_FORCE; ++k) {
        most = fmaxf(most, d->force_n[k]);
    }
    for (int k = 0; k < TB_DEBRIEF_FORCE; k += 3) {
        const float force = fmaxf(d->force_n[k], fmaxf(d->force_n[k + 1], d->force_n[k + 2]));
        run[2 * count] = lane.x + lane.w * ((float)k + 1.5f) / (float)TB_DEBRIEF_FORCE;
        run[2 * count++ + 1] = y - 14.0f - (lane.h - 44.0f) * sqrtf(force / most);
    }
    tb_ui_polyline(ui, run, count, false, tb_ui_rgba(TB_C_FORCE, 0.8f), 1.3f);
    const tb_box bar = {lane.x, y - 3.0f, lane.w, 6.0f};
    const float reach = (float)((double)tb_replay_reach_ms(replay) / end);
    const float at = (float)(replay->at_ms / end);
    tb_ui_fill(ui, bar, tb_ui_rgba(TB_C_RAISED, 1.0f), 3.0f);
    tb_ui_fill(ui, (tb_box){bar.x, bar.y, bar.w * reach, bar.h}, tb_ui_rgba(TB_C_EDGE, 1.0f), 3.0f);
    tb_ui_fill(ui, (tb_box){bar.x, bar.y, bar.w * at, bar.h}, tb_ui_rgba(TB_C_ACCENT, 1.0f), 3.0f);
    for (int k = 0; k < replay->moments.count; ++k) { // every event, as a small tick
        const tb_moment *moment = &replay->moments.items[k];
        const float x = lane.x + lane.w * (float)((double)moment->tick_ms / end);
        tb_ui_line(ui, x, y + 3.0f, x, y + 8.0f, tb_ui_rgba(moment->colour, 0.8f), 1.2f);
    }
    for (int k = 0; k < d->marker_count; ++k) {
        const float x = lane.x + lane.w * (float)((double)d->markers[k].tick_ms / end);
        tb_ui_line(ui, x, y - 9.0f, x, y + 9.0f, tb_ui_rgba(d->markers[k].colour, 1.0f), 2.4f);
    }
    if (replay->notes.count > 0) {
        tb_note_marks(app, lane, lane.y - 14.0f);
    }
    const float x = lane.x + lane.w * at;
    tb_ui_line(ui, x, lane.y, x, y, tb_ui_rgba(TB_C_INK, 1.0f), 1.4f);
    tb_ui_disc(ui, x, y, 8.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    double value = replay->at_ms / end;
    const tb_box grip = {lane.x - 10.0f, lane.y, lane.w + 20.0f, lane.h};
    tb_ui_item(ui, "replay-line", grip, 6.0f);
    if (ui->focused && (ui->nav == TB_NAV_LEFT || ui->nav == TB_NAV_RIGHT)) {
        tb_replay_seek(replay, replay->at_ms + (ui->nav == TB_NAV_RIGHT ? 100.0 : -100.0));
        ui->nav = TB_NAV_NONE;
    }
    if (ui->hovered && ui->mouse_pressed) {
        ui->dragged = ui->focus;
    }
    if ((ui->mouse_down || ui->mouse_released) && ui->focused && ui->dragged == ui->focus) {
        value = fmin(1.0, fmax(0.0, (double)((ui->mouse_x - lane.x) / lane.w)));
        replay->playing = false;
        tb_replay_seek(replay, value * end);
    }
}

// --- screen -------------------------------------------------------------------------------------

void tb_replay_toggle(tb_app *app)
{
    tb_replay *replay = app->replay;
    if (!replay->playing && replay->at_ms + 1.0 >= (double)tb_replay_reach_ms(replay)) {
        tb_replay_seek(replay, 0.0);
    }
    replay->playing = !replay->playing;
}

static void fill_frame(tb_app *app, tb_box scene, tb_box section)
{
    const tb_ui *ui = &app->ui;
    const bool blind = app->view == TB_VIEW_BLIND;
    app->frame = (tb_frame_desc){
        .width = ui->width_px,
        .height = ui->height_px,
        .scene = pixels(ui, scene),
        .section = blind ? (tb_rect){0, 0, 0, 0} : pixels(ui, section),
        .camera = app->camera,
        .view = app->view,
        .show_target = app->view == TB_VIEW_FULL,
        .show_reserve = !blind,
        .reduced_motion = app->settings.reduced_motion,
        .left_hand = app->settings.mirror,
        .section_turned =
            tb_renderer_section_turned(app->renderer, NULL, &app->replay->after.section.plane),
        .time_s = 1e-3f * (float)app->replay->at_ms,
    };
}

void tb_screen_replay(tb_app *app)
{
    tb_ui *ui = &app->ui;
    char note[160];
    const tb_replay *replay = app->replay;
    const bool compact = tb_ui_compact(ui);
    ui->enabled = !app->note.open;
    const bool theirs =
        replay->recorded && strcmp(replay->recording.header.learner, app->desc.learner) != 0;
    const char *whose = theirs ? replay->recording.header.learner : tb_tr(TB_N("your attempt"));
    snprintf(note, sizeof note, "%s%s%.64s", tb_tr(replay->content->model.muscle),
             whose[0] != '\0' ? " \xC2\xB7 " : "", whose);
    if (tb_title_bar(app, tb_tr(TB_N("Replay")), ui->width > 1000.0f ? note : "")) {
        tb_app_back(app);
        return;
    }
    const char *picture = tb_tr(TB_N("Save picture"));
    float right = ui->width - 16.0f;
    if (!compact) {
        const float wide = tb_ui_button_width(ui, TB_ICON_NONE, picture, NULL);
        right -= wide;
        if (tb_ui_button(ui, "replay-picture", (tb_box){right, 8.0f, wide, 32.0f},
                         TB_BUTTON_OUTLINE, TB_ICON_NONE, picture, NULL)) {
            app->picture_wanted = true;
        }
        right -= 12.0f;
    }
    check_tag(app, right);
    const float side = compact ? 0.37f * ui->width : 464.0f;
    const float marks = replay->notes.count > 0 ? 26.0f : 0.0f; // above the bar
    const float foot = compact ? 152.0f + marks : 164.0f;
    const float scene_h = ui->height - foot - 16.0f - 56.0f;
    const tb_box scene = {8.0f, 56.0f, ui->width - side - 24.0f, scene_h};
    const float section_h = compact ? 0.44f * scene_h : fminf(260.0f, scene_h - 248.0f);
    const bool numbers = scene_h >= 300.0f; // where the numbers have no room the section takes all
    const tb_box section = {scene.x + scene.w + 8.0f, 56.0f, side, numbers ? section_h : scene_h};
    choose_camera(app);
    fill_frame(app, scene, (tb_box){section.x, section.y + 32.0f, section.w, section.h - 32.0f});
    scene_part(app, scene);
    tb_ui_panel(ui, section, TB_C_PANEL, TB_C_BG);
    tb_overlay_section(app, section);
    if (numbers) {
        moment_card(app, (tb_box){section.x, section.y + section_h + 8.0f, side,
                                  scene_h - section_h - 8.0f});
    }
    const tb_box bottom = {8.0f, ui->height - foot - 8.0f, ui->width - 16.0f, foot};
    tb_ui_panel(ui, bottom, TB_C_PANEL, TB_C_BG);
    transport(app, (tb_box){bottom.x + 14.0f, bottom.y, bottom.w - 28.0f, 96.0f}, numbers);
    const float used = has_one_row(bottom.w - 28.0f) ? 60.0f : 98.0f;
    scrub_line(app, (tb_box){bottom.x + 24.0f, bottom.y + used + marks, bottom.w - 48.0f,
                             foot - used - marks - 4.0f});
    if (app->note.open) {
        tb_note_dialog(app);
    }
}
