// The settings' page of keys and buttons: presets, one row an action, a clash shown before it is
// saved.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *pad_name(int button)
{
    static const char *const names[SDL_CONTROLLER_BUTTON_MAX] = {
        [SDL_CONTROLLER_BUTTON_A] = "A",
        [SDL_CONTROLLER_BUTTON_B] = "B",
        [SDL_CONTROLLER_BUTTON_X] = "X",
        [SDL_CONTROLLER_BUTTON_Y] = "Y",
        [SDL_CONTROLLER_BUTTON_BACK] = "View",
        [SDL_CONTROLLER_BUTTON_START] = "Menu",
        [SDL_CONTROLLER_BUTTON_LEFTSTICK] = "L3",
        [SDL_CONTROLLER_BUTTON_RIGHTSTICK] = "R3",
        [SDL_CONTROLLER_BUTTON_LEFTSHOULDER] = "LB",
        [SDL_CONTROLLER_BUTTON_RIGHTSHOULDER] = "RB",
        [SDL_CONTROLLER_BUTTON_DPAD_UP] = "D-up",
        [SDL_CONTROLLER_BUTTON_DPAD_DOWN] = "D-down",
        [SDL_CONTROLLER_BUTTON_DPAD_LEFT] = "D-left",
        [SDL_CONTROLLER_BUTTON_DPAD_RIGHT] = "D-right",
    };
    return button >= 0 && button < SDL_CONTROLLER_BUTTON_MAX && names[button] != NULL
               ? names[button]
               : "";
}

// What fingers do instead of a key; NULL where a button on the screen does it.
static const char *gesture(const char *key)
{
    static const char *const gestures[][2] = {
        {"Mouse", TB_N("finger")}, {"W", TB_N("strip")},     {"S", TB_N("strip")},
        {"Shift", TB_N("edge")},   {"A", TB_N("swipe")},     {"D", TB_N("swipe")},
        {"M", TB_N("long")},       {"G", TB_N("tap")},       {"T", TB_N("tap")},
        {"I", TB_N("two")},        {"J", TB_N("turn")},      {"Up", TB_N("pull")},
        {"O", TB_N("strip top")},  {"Y", TB_N("drag away")}, {"X", TB_N("lift")}};
    for (size_t k = 0; k < sizeof gestures / sizeof gestures[0]; ++k) {
        if (strcmp(gestures[k][0], key) == 0) {
            return tb_tr(gestures[k][1]);
        }
    }
    return NULL;
}

const char *tb_key_shown(const tb_app *app, const char *key)
{
    // A pad's sticks and triggers are fixed, its buttons may be bound anew.
    static const char *const fixed[][2] = {
        {"Mouse", "LS"}, {"W", "RT"}, {"S", "LT"},     {"I", "RS"},       {"K", NULL},
        {"J", "RS"},     {"L", NULL}, {"Shift", "LB"}, {"Wheel", NULL},   {"Left", "LS"},
        {"Right", NULL}, {"D", "A"},  {"A", NULL},     {"Enter", "Menu"}, {"T", "A"},
        {"E", "Y"},      {"F", "Y"},  {"9", "Y"},      {"O", "LT"},       {"Y", "X"},
        {"N", "D-up"},   {"Z", NULL}, {"B", "View"},   {"5", "D-right"},  {"1", "D-left"}};
    const tb_bindings *bindings = &app->settings.bindings;
    if (app->touch_used) {
        return gesture(key);
    }
    if (app->pad_used) {
        for (size_t k = 0; k < sizeof fixed / sizeof fixed[0]; ++k) {
            if (strcmp(fixed[k][0], key) == 0) {
                return fixed[k][1];
            }
        }
    }
    for (int k = 1; k < TB_ACTION_COUNT; ++k) {
        const tb_action_info *info = tb_action_info_of((tb_app_action)k);
        if (info->keys[0] != 0 && strcmp(tb_binding_key_name(info->keys[0]), key) == 0) {
            if (app->pad_used) {
                const char *name = pad_name(bindings->pad[k]);
                return name[0] != '\0' ? name : NULL;
            }
            const char *name = tb_bindings_key_name(bindings, (tb_app_action)k);
            return name[0] != '\0' ? name : NULL;
        }
    }
    return key;
}

static void bind(tb_app *app, tb_app_action action, bool pad, int32_t code)
{
    if (pad) {
        app->settings.bindings.pad[action] = code;
    } else {
        app->settings.bindings.key[action][0] = code;
        app->settings.bindings.key[action][1] = 0;
    }
}

void tb_capture_take(tb_app *app, bool pad, int32_t code)
{
    tb_capture *c = &app->capture;
    if (c->pad != pad || (!pad && (code == SDLK_UNKNOWN || tb_bindings_reserved(code)))) {
        if (!pad && code == SDLK_ESCAPE) {
            c->action = TB_ACT_NONE;
        }
        return;
    }
    if (!pad && (code == SDLK_DELETE || code == SDLK_BACKSPACE)) {
        bind(app, c->action, false, 0);
        c->action = TB_ACT_NONE;
        return;
    }
    const tb_bindings *bindings = &app->settings.bindings;
    c->other = pad ? tb_bindings_pad_clash(bindings, c->action, code)
                   : tb_bindings_key_clash(bindings, c->action, code);
    if (c->other != TB_ACT_NONE) {
        c->taken = code; // asked about before anything changes
        tb_ui_focus(&app->ui, "clash-keep");
        return;
    }
    bind(app, c->action, pad, code);
    c->action = TB_ACT_NONE;
}

static float clash_panel(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    tb_capture *c = &app->capture;
    char text[200];
    snprintf(text, sizeof text, tb_tr(TB_N("%s is already \"%s\".")),
             c->pad ? pad_name(c->taken) : tb_ui_key_word(tb_binding_key_name(c->taken)),
             tb_tr(tb_action_info_of(c->other)->label));
    tb_ui_icon(ui, TB_ICON_TRIANGLE, x + 10.0f, y + 12.0f, 18.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
    const float below =
        tb_ui_prose(ui, TB_F_BODY_STRONG, x + 30.0f, y + 12.0f, w - 30.0f, TB_C_TWITCH, text);
    const float width = fminf(220.0f, 0.5f * w - 6.0f);
    if (tb_ui_button(ui, "clash-keep", (tb_box){x, below, width, 40.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_NONE, tb_tr(TB_N("Keep as it was")), NULL)) {
        c->action = TB_ACT_NONE;
    }
    if (tb_ui_button(ui, "clash-take", (tb_box){x + width + 12.0f, below, width, 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_NONE, tb_tr(TB_N("Move it here")), NULL)) {
        bind(app, c->other, c->pad, c->pad ? TB_PAD_NONE : 0);
        bind(app, c->action, c->pad, c->taken);
        c->action = TB_ACT_NONE;
    }
    return below + 54.0f;
}

static void binding_button(tb_app *app, tb_app_action action, bool pad, tb_box box)
{
    char id[32];
    const bool waits = app->capture.action == action && app->capture.pad == pad;
    const char *name = pad ? pad_name(app->settings.bindings.pad[action])
                           : tb_ui_key_word(tb_bindings_key_name(&app->settings.bindings, action));
    snprintf(id, sizeof id, "bind-%d-%d", (int)action, pad ? 1 : 0);
    if (tb_ui_button(&app->ui, id, box, waits ? TB_BUTTON_PRIMARY : TB_BUTTON_OUTLINE, TB_ICON_NONE,
                     waits             ? tb_tr(TB_N("press it"))
                     : name[0] != '\0' ? name
                                       : "\xE2\x80\x93",
                     NULL)) {
        app->capture = (tb_capture){.action = action, .pad = pad};
    }
}

static float group_rows(tb_app *app, tb_box box, tb_action_group group, const char *title)
{
    tb_ui *ui = &app->ui;
    const float key = fminf(110.0f, 0.27f * box.w), gap = 8.0f;
    tb_ui_text(ui, TB_F_STRONG, box.x, box.y + 14.0f, TB_C_ACCENT, TB_LEFT, title);
    const float x1 = box.x + box.w - 2.0f * key - gap, x2 = box.x + box.w - key;
    tb_ui_text(ui, TB_F_SMALL, x1, box.y + 15.0f, TB_C_INK2, TB_LEFT, tb_tr(TB_N("key")));
    tb_ui_text(ui, TB_F_SMALL, x2, box.y + 15.0f, TB_C_INK2, TB_LEFT, tb_tr(TB_N("pad")));
    float y = box.y + 32.0f;
    for (int k = 1; k < TB_ACTION_COUNT; ++k) {
        const tb_action_info *info = tb_action_info_of((tb_app_action)k);
        if (info->group != group || info->label[0] == '\0') {
            continue;
        }
        tb_ui_label(ui, TB_F_BODY, (tb_box){box.x, y, x1 - box.x - 8.0f, 36.0f}, TB_C_INK, TB_LEFT,
                    tb_tr(info->label));
        binding_button(app, (tb_app_action)k, false, (tb_box){x1, y, key, 34.0f});
        binding_button(app, (tb_app_action)k, true, (tb_box){x2, y, key, 34.0f});
        y += 42.0f;
    }
    return y + 8.0f;
}

float tb_settings_controls(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    static const char *const presets[] = {TB_N("Right hand"), TB_N("Left hand"),
                                          TB_N("One hand, left"), TB_N("One hand, right")};
    static const char *const titles[] = {TB_N("Palpate"), TB_N("Needle"), TB_N("Talk, look, stop")};
    float y = tb_ui_prose(ui, TB_F_SMALL, box.x, box.y + 6.0f, box.w, TB_C_INK2,
                          tb_tr(TB_N("Choose a binding and press its new key or button. Del clears "
                                     "it. A clash is shown before anything is saved.")));
    const int columns = box.w > 560.0f ? 4 : 2;
    const float gap = 8.0f, width = (box.w - gap * (float)(columns - 1)) / (float)columns;
    for (int k = 0; k < TB_PRESET_COUNT; ++k) {
        char id[24];
        snprintf(id, sizeof id, "preset-%d", k);
        const tb_box button = {box.x + (width + gap) * (float)(k % columns),
                               y + 48.0f * (float)(k / columns), width, 40.0f};
        if (tb_ui_button(ui, id, button, TB_BUTTON_QUIET, TB_ICON_NONE, tb_tr(presets[k]), NULL)) {
            app->settings.bindings = tb_bindings_preset((tb_binding_preset)k);
            app->settings.mirror = k == TB_PRESET_LEFT;
            app->settings.toggle = k == TB_PRESET_ONE_LEFT || k == TB_PRESET_ONE_RIGHT;
            app->capture.action = TB_ACT_NONE;
        }
    }
    y += columns == 4 ? 56.0f : 104.0f;
    if (app->capture.action != TB_ACT_NONE && app->capture.taken != 0) {
        y = clash_panel(app, box.x, y, box.w);
    }
    if (box.w > 760.0f) {
        const float half = 0.5f * (box.w - 32.0f);
        const float a =
            group_rows(app, (tb_box){box.x, y, half, 0.0f}, TB_GROUP_PALPATE, tb_tr(titles[0]));
        const float c =
            group_rows(app, (tb_box){box.x, a, half, 0.0f}, TB_GROUP_TALK, tb_tr(titles[2]));
        const float b = group_rows(app, (tb_box){box.x + half + 32.0f, y, half, 0.0f},
                                   TB_GROUP_NEEDLE, tb_tr(titles[1]));
        return fmaxf(b, c);
    }
    for (int g = 0; g < TB_GROUP_COUNT; ++g) {
        y = group_rows(app, (tb_box){box.x, y, box.w, 0.0f}, (tb_action_group)g, tb_tr(titles[g]));
    }
    return y;
}
