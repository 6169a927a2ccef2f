// Game pad and fingers: sticks, triggers and strips into the hand, rumble back.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>

static const double DEAD_ZONE = 0.12; // of a stick

static bool hands_on(const tb_app *app)
{
    return app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE &&
           app->attempt != NULL;
}

// --- pad ----------------------------------------------------------------------------------------

void tb_pad_open(tb_app *app, int index)
{
    if (app->pad == NULL && SDL_IsGameController(index)) {
        app->pad = SDL_GameControllerOpen(index);
        app->pad_lost = false;
    }
}

void tb_pad_close(tb_app *app, int32_t instance)
{
    if (app->pad != NULL &&
        SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(app->pad)) == instance) {
        SDL_GameControllerClose(app->pad);
        app->pad = NULL;
        app->pad_used = false;
        if (hands_on(app)) { // the needle is held where it is, the patient waits
            app->pad_lost = true;
            tb_app_pause(app);
        }
    }
}

static double stick(int value)
{
    const double x = (double)value / 32767.0, size = fabs(x);
    return size < DEAD_ZONE ? 0.0 : copysign((size - DEAD_ZONE) / (1.0 - DEAD_ZONE), x);
}

// The left stick moves, the right one aims; mirrored for the left hand.
static void encounter_axis(tb_app *app, int axis, int value)
{
    const bool mirror = app->settings.mirror;
    const int move_x = mirror ? SDL_CONTROLLER_AXIS_RIGHTX : SDL_CONTROLLER_AXIS_LEFTX;
    const int move_y = mirror ? SDL_CONTROLLER_AXIS_RIGHTY : SDL_CONTROLLER_AXIS_LEFTY;
    const int aim_x = mirror ? SDL_CONTROLLER_AXIS_LEFTX : SDL_CONTROLLER_AXIS_RIGHTX;
    const int aim_y = mirror ? SDL_CONTROLLER_AXIS_LEFTY : SDL_CONTROLLER_AXIS_RIGHTY;
    const int press = mirror ? SDL_CONTROLLER_AXIS_TRIGGERLEFT : SDL_CONTROLLER_AXIS_TRIGGERRIGHT;
    const int ease = mirror ? SDL_CONTROLLER_AXIS_TRIGGERRIGHT : SDL_CONTROLLER_AXIS_TRIGGERLEFT;
    tb_app_hand *hand = &app->hand;
    if (axis == move_x && app->pad_stroke) { // A held: a flick strokes across
        if (fabs(stick(value)) > 0.6) {
            const tb_app_action act = value > 0 ? TB_ACT_STROKE_RIGHT : TB_ACT_STROKE_LEFT;
            tb_app_hand_key(hand, act, true, &app->attempt->after);
            tb_app_hand_key(hand, act, false, &app->attempt->after);
            app->pad_stroke = false;
        }
    } else if (axis == move_x) {
        tb_app_hand_axis(hand, TB_AXIS_MOVE_X, stick(value));
    } else if (axis == move_y) {
        tb_app_hand_axis(hand, TB_AXIS_MOVE_Y, -stick(value));
    } else if (axis == aim_x) {
        tb_app_hand_axis(hand, TB_AXIS_AZIMUTH, stick(value));
    } else if (axis == aim_y) {
        tb_app_hand_axis(hand, TB_AXIS_TILT, -stick(value));
    } else if (axis == press) {
        tb_app_hand_axis(hand, TB_AXIS_PRESS, fmax(0.0, (double)value / 32767.0));
    } else if (axis == ease) {
        tb_app_hand_axis(hand, TB_AXIS_EASE, fmax(0.0, (double)value / 32767.0));
    }
}

// In menus the left stick moves the focus: one step a flick.
static void menu_axis(tb_app *app, int axis, int value)
{
    const bool far = abs(value) > 20000;
    if (axis == SDL_CONTROLLER_AXIS_LEFTX || axis == SDL_CONTROLLER_AXIS_LEFTY) {
        if (far && !app->pad_flicked) {
            tb_app_queue_nav(app, axis == SDL_CONTROLLER_AXIS_LEFTX
                                      ? (value > 0 ? TB_NAV_RIGHT : TB_NAV_LEFT)
                                      : (value > 0 ? TB_NAV_DOWN : TB_NAV_UP));
        }
        app->pad_flicked = far;
    }
}

void tb_pad_axis(tb_app *app, int axis, int value)
{
    app->pad_used = app->pad_used || abs(value) > 12000;
    if (hands_on(app)) {
        encounter_axis(app, axis, value);
    } else {
        menu_axis(app, axis, value);
    }
}

static void menu_button(tb_app *app, int button)
{
    switch (button) {
    case SDL_CONTROLLER_BUTTON_A:
        tb_app_queue_nav(app, TB_NAV_ACTIVATE);
        break;
    case SDL_CONTROLLER_BUTTON_B:
    case SDL_CONTROLLER_BUTTON_START:
        tb_app_back(app);
        break;
    case SDL_CONTROLLER_BUTTON_DPAD_UP:
        tb_app_queue_nav(app, TB_NAV_UP);
        break;
    case SDL_CONTROLLER_BUTTON_DPAD_DOWN:
        tb_app_queue_nav(app, TB_NAV_DOWN);
        break;
    case SDL_CONTROLLER_BUTTON_DPAD_LEFT:
        tb_app_queue_nav(app, TB_NAV_LEFT);
        break;
    case SDL_CONTROLLER_BUTTON_DPAD_RIGHT:
        tb_app_queue_nav(app, TB_NAV_RIGHT);
        break;
    case SDL_CONTROLLER_BUTTON_LEFTSHOULDER:
        tb_app_queue_nav(app, TB_NAV_PREVIOUS);
        break;
    case SDL_CONTROLLER_BUTTON_RIGHTSHOULDER:
        tb_app_queue_nav(app, TB_NAV_NEXT);
        break;
    default:
        break;
    }
}

// Buttons whose act depends on the moment: A taps, X bins, the d-pad walks through the tools.
static tb_app_action act_for_moment(const tb_app *app, tb_app_action action)
{
    const tb_snapshot *seen = &app->attempt->after;
    const bool needle = app->hand.tool == TB_TOOL_NEEDLE;
    if (action == TB_ACT_STROKE_RIGHT && needle) {
        return TB_ACT_TAP;
    }
    if (action == TB_ACT_TUBE && seen->needle.stage == TB_NEEDLE_OUT) {
        return TB_ACT_BIN;
    }
    if (action == TB_ACT_MARK && needle) {
        return TB_ACT_CHOOSE;
    }
    if (action == TB_ACT_NEEDLE) {
        return needle ? TB_ACT_COTTON : app->hand.tool == TB_TOOL_COTTON ? TB_ACT_FINGER : action;
    }
    if (action == TB_ACT_PREVIOUS_TOOL) {
        return needle                             ? TB_ACT_FINGER
               : app->hand.tool == TB_TOOL_COTTON ? TB_ACT_NEEDLE
                                                  : TB_ACT_COTTON;
    }
    if (action == TB_ACT_SAY_Q && needle) {
        return seen->twitch.count > 0 || seen->needle.stage == TB_NEEDLE_IN ? TB_ACT_SAY_E
                                                                            : TB_ACT_SAY_F;
    }
    return action;
}

void tb_pad_button(tb_app *app, int button, bool down)
{
    app->pad_used = true;
    if (down && app->capture.action != TB_ACT_NONE && app->capture.taken == 0) {
        tb_capture_take(app, true, button);
        return;
    }
    if (!hands_on(app)) {
        if (down) {
            menu_button(app, button);
        }
        return;
    }
    if (button == SDL_CONTROLLER_BUTTON_START) {
        if (down) {
            tb_app_pause(app);
        }
        return;
    }
    tb_app_action action = tb_bindings_pad(&app->settings.bindings, button);
    if (action == TB_ACT_STROKE_RIGHT && app->hand.tool != TB_TOOL_NEEDLE) {
        app->pad_stroke = down; // A with a flick of the stick
        return;
    }
    if (action == TB_ACT_FINESSE) {
        app->hand.shift = down;
        return;
    }
    action = act_for_moment(app, action);
    tb_app_act(app, action, down);
}

void tb_pad_rumble(tb_app *app, tb_cue cue)
{
    static const struct {
        double low, high;
        Uint32 ms;
    } table[TB_CUE_COUNT] = {
        [TB_CUE_TAP] = {0.0, 0.4, 25},    [TB_CUE_CLICK] = {0.1, 0.6, 35},
        [TB_CUE_PLUCK] = {0.35, 0.0, 30}, [TB_CUE_TWITCH] = {0.7, 0.3, 120},
        [TB_CUE_KNOCK] = {0.9, 0.0, 60},
    };
    const double strength = app->settings.rumble * 65535.0;
    if (app->pad != NULL && table[cue].ms > 0 && strength > 0.0) {
        (void)SDL_GameControllerRumble(app->pad, (Uint16)(table[cue].low * strength),
                                       (Uint16)(table[cue].high * strength), table[cue].ms);
    }
}

// --- fingers ------------------------------------------------------------------------------------

tb_box tb_touch_strip(const tb_app *app)
{
    const tb_rect *s = &app->frame.scene;
    const float k = app->ui.scale;
    const float x = (float)s->x / k, y = (float)s->y / k, w = (float)s->width / k,
                h = (float)s->height / k;
    const bool mirror = app->settings.mirror;
    return (tb_box){mirror ? x + 8.0f : x + w - 56.0f, y + 54.0f, 48.0f, h - 130.0f};
}

static bool inside(tb_box box, float x, float y)
{
    return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

static int finger_slot(const tb_app *app, int64_t id)
{
    for (int k = 0; k < app->finger_count; ++k) {
        if (app->fingers[k].id == id) {
            return k;
        }
    }
    return -1;
}

// The tool's tip stands 60 units above the finger, so that the finger does not hide it.
static void point(tb_app *app, float x, float y)
{
    float t_mm, b_mm;
    const float above = 60.0f;
    if (app->frame_drawn && tb_renderer_pick(app->renderer, x * app->ui.scale,
                                             (y - above) * app->ui.scale, &t_mm, &b_mm)) {
        tb_app_hand_pointer(&app->hand, (double)t_mm, (double)b_mm);
    }
}

static void finger_down(tb_app *app, int64_t id, float x, float y)
{
    const int most = (int)(sizeof app->fingers / sizeof app->fingers[0]);
    if (app->finger_count == most) {
        return;
    }
    app->fingers[app->finger_count++] =
        (tb_touch_finger){.id = id, .x = x, .y = y, .strip = inside(tb_touch_strip(app), x, y)};
}

static void finger_moved(tb_app *app, int slot, float x, float y)
{
    tb_touch_finger *f = &app->fingers[slot];
    const float dx = x - f->x, dy = y - f->y;
    f->x = x;
    f->y = y;
    if (f->strip) { // four units of the strip for a millimetre; its outer half is fine
        const tb_box strip = tb_touch_strip(app);
        const bool outer = (x - strip.x > 0.5f * strip.w) != app->settings.mirror;
        tb_app_hand_slide(&app->hand, (double)dy / (outer ? 20.0 : 4.0));
    } else if (app->finger_count == 2 && !app->fingers[1 - slot].strip) {
        tb_app_hand_drag(&app->hand, 0.5 * (double)dx, 0.5 * (double)dy);
    } else if (app->over_scene) {
        point(app, x, y);
    }
}

void tb_touch_event(tb_app *app, int kind, int64_t id, float x01, float y01)
{
    const float x = x01 * app->ui.width, y = y01 * app->ui.height;
    const int slot = finger_slot(app, id);
    app->ui.touch = true;
    app->pad_used = false;
    if (!hands_on(app)) {
        app->finger_count = 0;
        return;
    }
    app->over_scene = tb_app_over_scene(app, x * app->ui.scale, y * app->ui.scale);
    if (kind == SDL_FINGERDOWN && (app->over_scene || inside(tb_touch_strip(app), x, y))) {
        finger_down(app, id, x, y);
        if (app->finger_count == 1 && !app->fingers[0].strip) {
            point(app, x, y);
        }
    } else if (kind == SDL_FINGERMOTION && slot >= 0) {
        finger_moved(app, slot, x, y);
    } else if (kind == SDL_FINGERUP && slot >= 0) {
        app->fingers[slot] = app->fingers[--app->finger_count];
        if (app->finger_count == 0 && app->hand.tool == TB_TOOL_NEEDLE) {
            tb_app_act(app, TB_ACT_LET_GO, true); // lifted fingers are hands off
            tb_app_act(app, TB_ACT_LET_GO, false);
        }
    }
}
