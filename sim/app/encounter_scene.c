// What lies over the 3-D view of the encounter: rail, view switch, hints, captions, rings.
#include "app.h"
#include "section_labels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// --- tools --------------------------------------------------------------------------------------

typedef struct rail_tool {
    const char *id, *key, *label;
    tb_icon icon;
    tb_app_action action;
    tb_tool tool;
} rail_tool;

static const rail_tool RAIL[] = {
    {"tool-1", "1", TB_N("Palpate"), TB_ICON_FINGER, TB_ACT_FINGER, TB_TOOL_FINGER},
    {"tool-2", "2", TB_N("Hands"), TB_ICON_HAND, TB_ACT_HANDS, TB_TOOL_THUMB},
    {"tool-3", "3", TB_N("Mark"), TB_ICON_PEN, TB_ACT_MARK, TB_TOOL_NONE},
    {"tool-4", "4", TB_N("Needle"), TB_ICON_NEEDLE, TB_ACT_NEEDLE, TB_TOOL_NEEDLE},
    {"tool-5", "5", TB_N("Cotton"), TB_ICON_COTTON, TB_ACT_COTTON, TB_TOOL_COTTON},
    {"tool-6", "6", TB_N("Scan"), TB_ICON_PROBE, TB_ACT_SCAN, TB_TOOL_NONE},
};
enum { RAIL_COUNT = sizeof RAIL / sizeof RAIL[0] };

// The first two places hold several tools: the place shows the one in hand.
static bool in_hand(const tb_app *app, const rail_tool *place)
{
    const tb_tool tool = app->hand.tool;
    switch (place->action) {
    case TB_ACT_FINGER:
        return tool == TB_TOOL_FINGER || tool == TB_TOOL_TWO_FINGERS || tool == TB_TOOL_ALGOMETER;
    case TB_ACT_HANDS:
        return tool == TB_TOOL_PINCER || tool == TB_TOOL_THUMB || tool == TB_TOOL_HAND;
    case TB_ACT_SCAN:
        return app->scan_open;
    default:
        return place->tool != TB_TOOL_NONE && tool == place->tool;
    }
}

static const char *label_of(const tb_app *app, const rail_tool *place)
{
    static const char *const names[TB_TOOL_COUNT] = {
        [TB_TOOL_TWO_FINGERS] = TB_N("Two fingers"), [TB_TOOL_ALGOMETER] = TB_N("Algometer"),
        [TB_TOOL_PINCER] = TB_N("Pincer"),           [TB_TOOL_THUMB] = TB_N("Thumb"),
        [TB_TOOL_HAND] = TB_N("Flat hand"),
    };
    const bool own = place->action != TB_ACT_SCAN && in_hand(app, place);
    return tb_tr(own && names[app->hand.tool] != NULL ? names[app->hand.tool] : place->label);
}

void tb_scene_rail(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui), mirror = app->settings.mirror;
    const float step = compact ? fminf(46.0f, (scene.h - 62.0f) / (float)RAIL_COUNT)
                               : fminf(64.0f, (scene.h - 60.0f) / (float)RAIL_COUNT);
    for (int k = 0; k < RAIL_COUNT; ++k) {
        if (RAIL[k].action == TB_ACT_SCAN && app->exam.on && !app->exam.station.scan) {
            continue;
        }
        const bool here = in_hand(app, &RAIL[k]);
        const char *label = label_of(app, &RAIL[k]);
        const float named = tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, label) + 58.0f;
        const float width = !compact ? 78.0f : here ? named : 52.0f;
        const float left = mirror ? scene.x + scene.w - 10.0f - width : scene.x + 10.0f;
        const tb_box box = {left, scene.y + 10.0f + step * (float)k, width, step - 6.0f};
        if (tb_ui_item(ui, RAIL[k].id, box, 8.0f)) {
            tb_app_act(app, RAIL[k].action, true);
            tb_app_act(app, RAIL[k].action, false);
        }
        const tb_colour ink = here ? TB_C_ON_ACCENT : TB_C_INK;
        if (compact && here && RAIL[k].action != TB_ACT_SCAN) {
            app->rail_named = box; // hints keep clear of it
        }
        tb_ui_fill(ui, box, here ? tb_ui_rgba(TB_C_ACCENT, 1.0f) : tb_ui_rgba(TB_C_BG, 0.86f),
                   8.0f);
        if (tb_theme_contrast() != 0) {
            tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 2.0f);
        }
        if (compact) { // number and icon; only the tool in hand says its name
            const float y = box.y + 0.5f * box.h;
            tb_ui_text(ui, TB_F_SMALL, box.x + 8.0f, y, ink, TB_LEFT, RAIL[k].key);
            tb_ui_icon(ui, RAIL[k].icon, box.x + 33.0f, y, 20.0f, tb_ui_rgba(ink, 1.0f));
            if (here) {
                tb_ui_text(ui, TB_F_SMALL_MEDIUM, box.x + 50.0f, y, ink, TB_LEFT, label);
            }
            continue;
        }
        tb_ui_text(ui, TB_F_SMALL, box.x + 7.0f, box.y + 11.0f, here ? TB_C_ON_ACCENT : TB_C_INK2,
                   TB_LEFT, RAIL[k].key);
        tb_ui_icon(ui, RAIL[k].icon, box.x + 0.5f * box.w, box.y + 21.0f, 21.0f,
                   tb_ui_rgba(ink, 1.0f));
        tb_ui_label(ui, TB_F_SMALL_MEDIUM,
                    (tb_box){box.x + 3.0f, box.y + 33.0f, box.w - 6.0f, 22.0f}, ink, TB_CENTRE,
                    label);
    }
}

// In an exam the station fixes the view.
static void fixed_view(tb_app *app, tb_box scene)
{
    static const char *const names[] = {TB_N("View fixed: blind"), TB_N("View fixed: outline"),
                                        TB_N("View fixed: full")};
    const char *text = tb_tr(names[app->view]);
    const float w = tb_ui_text_width(&app->ui, TB_F_BODY_MEDIUM, text) + 52.0f;
    const tb_box box = {app->settings.mirror ? scene.x + 10.0f : scene.x + scene.w - 10.0f - w,
                        scene.y + 10.0f, w, 32.0f};
    tb_ui_fill(&app->ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 16.0f);
    tb_ui_icon(&app->ui, TB_ICON_LOCK, box.x + 20.0f, box.y + 15.0f, 17.0f,
               tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_text(&app->ui, TB_F_BODY_MEDIUM, box.x + 36.0f, box.y + 16.0f, TB_C_INK, TB_LEFT, text);
}

void tb_scene_view_switch(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    if (app->exam.on) {
        fixed_view(app, scene);
        return;
    }
    const char *const names[] = {tb_tr(TB_N("Blind")), tb_tr(TB_N("Outline")), tb_tr(TB_N("Full"))};
    float width = 0.0f;
    for (int k = 0; k < 3; ++k) {
        width += fmaxf(44.0f, tb_ui_text_width(ui, TB_F_BODY_MEDIUM, names[k]) + 24.0f);
    }
    const bool mirror = app->settings.mirror, compact = tb_ui_compact(ui);
    const float room = compact ? scene.w - 200.0f : scene.w - 140.0f;
    width = fminf(width, room);
    const tb_box box = {mirror ? scene.x + 10.0f : scene.x + scene.w - 10.0f - width,
                        scene.y + 10.0f, width, 32.0f};
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    if (!compact) {
        const char *key = tb_key_shown(app, "V");
        if (key != NULL) {
            const float w = tb_ui_key_width(ui, key);
            tb_ui_key(ui, mirror ? box.x + width + 10.0f : box.x - w - 10.0f, box.y + 16.0f, key);
        }
    }
    const int chosen = tb_ui_choice(ui, "view", box, false, names, 3, (int)app->view);
    if (chosen != (int)app->view) {
        app->view = (tb_depth_view)chosen;
        app->view_changed = true;
    }
}

void tb_scene_camera_switch(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    if (tb_ui_compact(ui)) {
        return; // F2 turns through the presets
    }
    const char *name = tb_camera_name(app->camera_preset);
    const float width = fmaxf(150.0f, tb_ui_text_width(ui, TB_F_BODY, name) + 50.0f);
    const bool mirror = app->settings.mirror;
    const tb_box box = {mirror ? scene.x + 10.0f : scene.x + scene.w - 10.0f - width,
                        scene.y + 50.0f, width, 32.0f};
    if (tb_ui_item(ui, "camera", box, 6.0f)) {
        tb_camera_choose(app, (tb_camera_preset)((app->camera_preset + 1) % TB_CAMERA_PRESETS));
    }
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    tb_ui_icon(ui, TB_ICON_EYE, box.x + 18.0f, box.y + 16.0f, 18.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_text(ui, TB_F_BODY, box.x + 34.0f, box.y + 16.0f, TB_C_INK2, TB_LEFT, name);
    const float key = tb_ui_key_width(ui, "F2");
    tb_ui_key(ui, mirror ? box.x + width + 10.0f : box.x - key - 10.0f, box.y + 16.0f, "F2");
}

// --- hints and captions -------------------------------------------------------------------------

static bool asked_for_hint(const tb_app *app)
{
    return app->hint_until_ms > app->attempt->after.tick_ms;
}

// Whether the sentence is shown, by tier: at once, after eight idle seconds, or when asked for.
static bool sentence_shown(const tb_app *app)
{
    enum { IDLE_MS = 8000 };
    const uint32_t idle = app->attempt->after.tick_ms - app->last_act_ms;
    return app->settings.hints &&
           (app->tier == 0 || (app->tier == 1 && idle >= IDLE_MS) || asked_for_hint(app));
}

// How many acts the bar shows; 0 = no bar.
static int acts_shown(const tb_app *app, int count)
{
    if (!app->settings.hints || (app->tier >= 4 && !asked_for_hint(app))) {
        return 0;
    }
    const int most = app->tier == 3 && !asked_for_hint(app) ? 2 : count;
    return most < count ? most : count;
}

static float act_width(const tb_app *app, const tb_hint *hint, int act)
{
    tb_ui *ui = (tb_ui *)&app->ui;
    float width = 0.0f;
    for (int k = 0; k < TB_HINT_KEYS && hint->acts[act].keys[k] != NULL; ++k) {
        const char *key = tb_key_shown(app, hint->acts[act].keys[k]);
        width += key != NULL ? tb_ui_key_width(ui, key) + 6.0f : 0.0f;
    }
    return width + 4.0f + tb_ui_text_width(ui, TB_F_BODY, tb_tr(hint->acts[act].label));
}

static float draw_act(tb_app *app, const tb_hint *hint, int act, float x, float y)
{
    tb_ui *ui = &app->ui;
    for (int j = 0; j < TB_HINT_KEYS && hint->acts[act].keys[j] != NULL; ++j) {
        const char *key = tb_key_shown(app, hint->acts[act].keys[j]);
        x += key != NULL ? tb_ui_key(ui, x, y, key) + 6.0f : 0.0f;
    }
    return x + 4.0f +
           tb_ui_text(ui, TB_F_BODY, x + 4.0f, y, TB_C_INK2, TB_LEFT, tb_tr(hint->acts[act].label));
}

// The bar of keys at the bottom of the scene; returns its top.
static float key_bar(tb_app *app, tb_box scene, const tb_hint *hint)
{
    tb_ui *ui = &app->ui;
    const float gap = 18.0f, y = scene.y + scene.h - 29.0f;
    const int wanted = acts_shown(app, hint->act_count);
    const tb_box bar = {scene.x + 10.0f, y - 19.0f, scene.w - 20.0f, 38.0f};
    float total = -gap;
    int shown = 0;
    for (; shown < wanted; ++shown) {
        const float width = act_width(app, hint, shown) + gap;
        if (total + width > bar.w - 16.0f) {
            break;
        }
        total += width;
    }
    if (shown == 0) {
        return scene.y + scene.h - 8.0f;
    }
    tb_ui_fill(ui, bar, tb_ui_rgba(TB_C_BG, 0.86f), 8.0f);
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, bar, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 2.0f);
    }
    float x = bar.x + 0.5f * (bar.w - total);
    for (int k = 0; k < shown; ++k) {
        x = draw_act(app, hint, k, x, y) + gap;
    }
    return bar.y;
}

// A tag that wraps; its lower edge at `bottom`.
// @return its upper edge
static float wrapped_tag(tb_app *app, tb_box scene, float bottom, tb_icon icon, const char *text)
{
    tb_ui *ui = &app->ui;
    if (tb_ui_compact(ui)) { // beside the rail, and beside the name of the tool in hand
        const bool low = app->rail_named.y + app->rail_named.h > bottom - 70.0f;
        const float rail = low ? fmaxf(58.0f, app->rail_named.w + 10.0f) : 58.0f;
        scene.x += app->settings.mirror ? 0.0f : rail;
        scene.w -= rail;
    }
    const float room = scene.w - 70.0f, one = tb_ui_text_width(ui, TB_F_BODY_MEDIUM, text);
    const float width = fminf(one, room);
    const float height = tb_ui_prose_height(ui, TB_F_BODY_MEDIUM, width + 1.0f, text) + 10.0f;
    const tb_box box = {scene.x + 0.5f * (scene.w - width - 50.0f), bottom - height, width + 50.0f,
                        height};
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 6.0f, 2.0f);
    }
    tb_ui_icon(ui, icon, box.x + 21.0f, box.y + 0.5f * height, 18.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_prose(ui, TB_F_BODY_MEDIUM, box.x + 38.0f, box.y + 15.5f, width + 1.0f, TB_C_INK, text);
    return box.y - 6.0f;
}

// What an exam says instead of a hint; returns its top.
static float no_hints_bar(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    const char *const words[] = {tb_tr(TB_N("No hints in an exam.")), tb_tr(TB_N("key list")),
                                 tb_tr(TB_N("call examiner"))};
    const char *const keys[] = {NULL, "F1", tb_key_shown(app, "F9")};
    const float y = scene.y + scene.h - 29.0f;
    const tb_box bar = {scene.x + 10.0f, y - 19.0f, scene.w - 20.0f, 38.0f};
    float total = -18.0f;
    for (int k = 0; k < 3; ++k) {
        total += 18.0f + tb_ui_text_width(ui, TB_F_BODY, words[k]) +
                 (keys[k] != NULL ? tb_ui_key_width(ui, keys[k]) + 8.0f : 0.0f);
    }
    if (total > bar.w - 16.0f) {
        return scene.y + scene.h - 8.0f;
    }
    tb_ui_fill(ui, bar, tb_ui_rgba(TB_C_BG, 0.86f), 8.0f);
    float x = bar.x + 0.5f * (bar.w - total);
    for (int k = 0; k < 3; ++k) {
        x += keys[k] != NULL ? tb_ui_key(ui, x, y, keys[k]) + 8.0f : 0.0f;
        x += tb_ui_text(ui, TB_F_BODY, x, y, TB_C_INK2, TB_LEFT, words[k]) + 18.0f;
    }
    return bar.y;
}

void tb_scene_hints(tb_app *app, tb_box scene)
{
    const tb_hint hint =
        tb_hint_of_school(&app->attempt->after, app->hand.tool, app->attempt->found,
                          (tb_school)app->content->rubric.school);
    float above = (app->exam.on ? no_hints_bar(app, scene) : key_bar(app, scene, &hint)) - 6.0f;
    bool captioned = false;
    // What was heard; the newest below.
    for (int k = 0; k < TB_CAPTIONS && app->settings.captions; ++k) {
        const tb_caption *caption = &app->attempt->captions[k];
        if (caption->until_ms > app->attempt->after.tick_ms) {
            above = wrapped_tag(app, scene, above, TB_ICON_SPEAKER, caption->text);
            captioned = true;
        }
    }
    if (app->exam.on) {
        return;
    }
    const bool urgent = app->attempt->after.patient.said_stop;
    if (app->lesson.active && app->lesson.step < TB_LESSON_STEPS && !urgent) {
        if (tb_ui_compact(&app->ui)) {
            wrapped_tag(app, scene, above, TB_ICON_FLAG,
                        tb_tr(tb_lesson_text_of(app->lesson.step).sentence));
        }
        return; // the lesson's own panel says what to do
    }
    if (urgent || (sentence_shown(app) && !captioned)) {
        wrapped_tag(app, scene, above, urgent ? TB_ICON_OCTAGON : TB_ICON_FLAG,
                    tb_tr(hint.sentence));
    }
}

// --- lesson -------------------------------------------------------------------------------------

// In the corner that rail and switches leave: what the lesson is about happens below it.
static tb_box lesson_box(const tb_app *app, tb_box scene)
{
    tb_ui *ui = (tb_ui *)&app->ui;
    const char *const names[] = {tb_tr(TB_N("Blind")), tb_tr(TB_N("Outline")), tb_tr(TB_N("Full"))};
    const char *key = tb_key_shown(app, "V");
    // the view switch, its key and the gaps around them
    float beside = 30.0f + (key != NULL ? tb_ui_key_width(ui, key) : 0.0f);
    for (int k = 0; k < 3; ++k) {
        beside += fmaxf(44.0f, tb_ui_text_width(ui, TB_F_BODY_MEDIUM, names[k]) + 24.0f);
    }
    const float rail = 96.0f, room = scene.w - rail - beside;
    const float w = fminf(440.0f, fmaxf(room, 300.0f));
    const float y = room < 300.0f ? scene.y + 90.0f : scene.y + 10.0f;
    const float x = app->settings.mirror ? scene.x + scene.w - rail - w : scene.x + rail;
    return (tb_box){x, y, w, 146.0f};
}

void tb_scene_lesson(tb_app *app, tb_box scene)
{
    tb_ui *ui = &app->ui;
    tb_lesson *lesson = &app->lesson;
    if (!lesson->active || lesson->step >= TB_LESSON_STEPS || tb_ui_compact(ui)) {
        return;
    }
    const tb_lesson_text text = tb_lesson_text_of(lesson->step);
    const tb_box box = lesson_box(app, scene);
    char title[160];
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.9f), 8.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(TB_C_ACCENT, 1.0f), 8.0f, 1.4f);
    snprintf(title, sizeof title, "%d / %d  %s", lesson->step + 1, TB_LESSON_STEPS,
             tb_tr(text.title));
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){box.x + 12.0f, box.y + 4.0f, box.w - 24.0f, 26.0f},
                TB_C_ACCENT, TB_LEFT, title);
    tb_ui_label(ui, TB_F_BODY, (tb_box){box.x + 12.0f, box.y + 30.0f, box.w - 24.0f, 56.0f},
                TB_C_INK, TB_LEFT, tb_tr(tb_lesson_says(lesson)));
    float x = box.x + 12.0f;
    const float y = box.y + 96.0f;
    for (int k = 0; k < TB_LESSON_PARTS && text.parts[k] != NULL; ++k) {
        const bool done = lesson->part[k];
        tb_ui_icon(ui, done ? TB_ICON_TICK : TB_ICON_PLUS, x + 8.0f, y, 15.0f,
                   tb_ui_rgba(done ? TB_C_DONE : TB_C_INK3, 1.0f));
        x += 20.0f +
             tb_ui_text(ui, TB_F_SMALL_MEDIUM, x + 20.0f, y, done ? TB_C_INK : TB_C_INK2, TB_LEFT,
                        tb_tr(text.parts[k])) +
             16.0f;
    }
    const char *skip = tb_tr(TB_N("Skip step")), *redo = tb_tr(TB_N("Step before"));
    const float ws = tb_ui_button_width(ui, TB_ICON_NONE, skip, NULL);
    const float wr = tb_ui_button_width(ui, TB_ICON_NONE, redo, NULL);
    if (tb_ui_button(ui, "lesson-skip",
                     (tb_box){box.x + box.w - ws - 10.0f, box.y + 110.0f, ws, 30.0f},
                     TB_BUTTON_QUIET, TB_ICON_NONE, skip, NULL)) {
        tb_lesson_skip(lesson, app->attempt->pressed_s);
        if (lesson->step == TB_LESSON_STEPS) {
            app->dialog = TB_DIALOG_LESSON_DONE;
            tb_ui_focus(ui, "lesson-score");
        }
    }
    if (lesson->step > 0 &&
        tb_ui_button(ui, "lesson-redo",
                     (tb_box){box.x + box.w - ws - wr - 18.0f, box.y + 110.0f, wr, 30.0f},
                     TB_BUTTON_QUIET, TB_ICON_NONE, redo, NULL)) {
        tb_lesson_redo(lesson, app->attempt->pressed_s);
    }
}

// --- rings --------------------------------------------------------------------------------------

static bool on_screen(tb_app *app, float t_mm, float b_mm, float n_mm, float *x, float *y)
{
    float x_px, y_px;
    if (!app->frame_drawn || !tb_renderer_project(app->renderer, t_mm, b_mm, n_mm, &x_px, &y_px)) {
        return false;
    }
    *x = x_px / app->ui.scale;
    *y = y_px / app->ui.scale;
    return true;
}

// Middle of the ring around a hand that holds.
static bool hold_place(tb_app *app, float *x, float *y)
{
    const tb_snapshot *seen = &app->attempt->after;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    const float n =
        (float)tb_anatomy_skin_mm(anatomy, (double)seen->finger.t_mm, (double)seen->finger.b_mm);
    return app->hand.hold && on_screen(app, seen->finger.t_mm, seen->finger.b_mm, n, x, y);
}

void tb_scene_hold_ring(tb_app *app)
{
    tb_ui *ui = &app->ui;
    float x, y;
    if (!hold_place(app, &x, &y)) {
        return;
    }
    const float seconds = 1e-3f * (float)app->hand.hold_ms;
    tb_ui_circle(ui, x, y, 30.0f, tb_ui_rgba(TB_C_BG, 0.8f), 6.0f);
    tb_ui_arc(ui, x, y, 30.0f, -1.5708f, -1.5708f + 6.2832f * fminf(1.0f, seconds / 90.0f),
              tb_ui_rgba(TB_C_FORCE, 1.0f), 4.0f);
    char text[48];
    snprintf(text, sizeof text, tb_tr(TB_N("holding %.0f s")), (double)seconds);
    tb_ui_tag(ui, x, y - 48.0f, TB_CENTRE, TB_ICON_NONE, TB_F_SMALL_MEDIUM, text);
}

// The hand leads, the tool lags: where the hand wants to be, once the gap is worth seeing.
void tb_scene_hand_ring(tb_app *app)
{
    const float least_mm = 0.3f, most_mm = 6.0f;
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    float x, y;
    if (!app->settings.hand_ring) {
        return;
    }
    if (app->hand.tool != TB_TOOL_NEEDLE && seen->finger.touching) {
        const float gap = (float)app->hand.finger_depth_mm - seen->finger.depth_mm;
        const float n = (float)tb_anatomy_skin_mm(anatomy, (double)seen->finger.t_mm,
                                                  (double)seen->finger.b_mm);
        const float depth = seen->finger.depth_mm + fminf(gap, most_mm);
        if (gap > least_mm &&
            on_screen(app, seen->finger.t_mm, seen->finger.b_mm, n + depth, &x, &y)) {
            const float r = 16.0f + 1.5f * fminf(gap, most_mm);
            tb_ui_circle(ui, x, y, r, tb_ui_rgba(TB_C_BG, 0.7f), 4.0f);
            tb_ui_circle(ui, x, y, r, tb_ui_rgba(TB_C_FORCE, 1.0f), 1.8f);
        }
        return;
    }
    if (app->hand.tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN) {
        const float gap = seen->needle.hand_depth_mm - seen->needle.depth_mm;
        const float lead = fminf(fabsf(gap), most_mm);
        if (fabsf(gap) > least_mm &&
            on_screen(app, seen->needle.entry_t_mm, seen->needle.entry_b_mm,
                      seen->needle.entry_n_mm, &x, &y)) {
            // An open bracket beside the handle: amber while a twitch grips the needle.
            const tb_colour colour = seen->needle.gripped ? TB_C_TWITCH : TB_C_FORCE;
            const float d = gap > 0.0f ? 2.6f * lead : -2.6f * lead;
            const float xy[8] = {x + 20.0f, y - 9.0f + d, x + 27.0f, y - 9.0f + d,
                                 x + 27.0f, y + 9.0f + d, x + 20.0f, y + 9.0f + d};
            tb_ui_polyline(ui, xy, 4, false, tb_ui_rgba(TB_C_BG, 0.8f), 4.6f);
            tb_ui_polyline(ui, xy, 4, false, tb_ui_rgba(colour, 1.0f), 2.2f);
        }
    }
}

void tb_scene_touch_strip(tb_app *app)
{
    tb_ui *ui = &app->ui;
    if (!ui->touch) {
        return;
    }
    const tb_box strip = tb_touch_strip(app);
    const float x = strip.x + 0.5f * strip.w;
    tb_ui_fill(ui, strip, tb_ui_rgba(TB_C_BG, 0.8f), 10.0f);
    tb_ui_outline(ui, strip, tb_ui_rgba(TB_C_EDGE, 1.0f), 10.0f, 1.2f);
    tb_ui_line(ui, x, strip.y + 10.0f, x, strip.y + strip.h - 10.0f, tb_ui_rgba(TB_C_EDGE, 1.0f),
               1.0f);
    tb_ui_icon(ui, TB_ICON_ARROW_UP, x, strip.y + 18.0f, 20.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    tb_ui_icon(ui, TB_ICON_ARROW_DOWN, x, strip.y + strip.h - 18.0f, 20.0f,
               tb_ui_rgba(TB_C_INK, 1.0f));
}

// Names of rib and lung that a cut through a lifted muscle lays bare.
static void chest_names(tb_app *app, tb_box room, tb_labels *labels)
{
    enum { MOST = 4 };
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    tb_shown_structure shown[MOST];
    const int count = app->exam.on ? 0 : tb_renderer_chest_shown(app->renderer, shown, MOST);
    for (int k = 0; k < count; ++k) {
        float x, y;
        if (on_screen(app, shown[k].t_mm, shown[k].b_mm, shown[k].n_mm, &x, &y)) {
            tb_ui_disc(&app->ui, x, y, 3.0f, tb_ui_rgba(TB_C_INK, 1.0f));
            const char *label = tb_tr(anatomy->structures[shown[k].structure].label);
            labels->area = (tb_box){room.x, room.y, x - room.x, room.h}; // beside the muscle
            if (!tb_labels_put(labels, x, y, 10.0f, TB_ICON_NONE, label, NULL)) {
                labels->area = room;
                tb_labels_put(labels, x, y, 10.0f, TB_ICON_NONE, label, NULL);
            }
        }
    }
}

// The point the learner declared.
static void declared_mark(tb_app *app, tb_box room, tb_labels *labels)
{
    const tb_snapshot *seen = &app->attempt->after;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    float x, y;
    if (app->view == TB_VIEW_BLIND || app->exam.on || !seen->declared.declared) {
        return;
    }
    const float n = (float)tb_anatomy_skin_mm(anatomy, (double)seen->declared.t_mm,
                                              (double)seen->declared.b_mm);
    if (on_screen(app, seen->declared.t_mm, seen->declared.b_mm, n, &x, &y)) {
        const bool inside = x > room.x && x < room.x + room.w && y > room.y && y < room.y + room.h;
        tb_ui_disc(&app->ui, x, y, 3.0f, tb_ui_rgba(TB_C_INK, 1.0f));
        labels->area = room;
        if (inside) { // else it is under the tools, or out of view
            (void)tb_labels_put_away(labels, x, y, tb_tr(TB_N("your mark")));
        }
    }
}

void tb_scene_names(tb_app *app, tb_box scene)
{
    const float rail = tb_ui_compact(&app->ui) ? 58.0f : 96.0f;
    tb_labels labels = {.ui = &app->ui};
    tb_box room = scene;
    room.x += app->settings.mirror ? 0.0f : rail;
    room.w -= rail;
    tb_box open = room; // the switches above and the keys below are drawn over the scene
    const float keys = scene.h > 320.0f ? 100.0f : 56.0f;
    open.y += 52.0f;
    open.h -= 52.0f + keys;
    tb_labels_keep_clear(&labels, (tb_box){scene.x + scene.w - 280.0f, scene.y, 280.0f, 90.0f});
    if (app->lesson.active && app->lesson.step < TB_LESSON_STEPS && !tb_ui_compact(&app->ui)) {
        tb_labels_keep_clear(&labels, lesson_box(app, scene));
    }
    float x, y;
    if (hold_place(app, &x, &y)) { // the ring and the seconds above it
        tb_labels_keep_clear(&labels, (tb_box){x - 33.0f, y - 33.0f, 66.0f, 66.0f});
        tb_labels_keep_clear(&labels, (tb_box){x - 70.0f, y - 64.0f, 140.0f, 32.0f});
    }
    declared_mark(app, open, &labels);
    chest_names(app, room, &labels);
}
