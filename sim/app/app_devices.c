// Game pad: sticks, triggers and buttons into the hand, rumble back.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>

static const double DEAD_ZONE = 0.12; // of a stick

static bool hands_on(const tb_app *app)
{
    return app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE &&
           app->attempt != NULL && !app->exam.panel;
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

// A stick pushed out once, for acts that happen once.
static bool flicked(int value)
{
    return fabs(stick(value)) > 0.6;
}

static void once(tb_app *app, tb_app_action act)
{
    tb_app_act(app, act, true);
    tb_app_act(app, act, false);
}

// While the talk button is held the stick chooses: left asks, up checks in, right warns or
// explains, down opens all phrases.
static void talk_axis(tb_app *app, bool sideways, int value)
{
    if (flicked(value) && !app->pad_held.said) {
        app->pad_held.said = true;
        once(app, sideways ? (value < 0 ? TB_ACT_SAY_Q : TB_ACT_SAY_F)
                           : (value < 0 ? TB_ACT_SAY_E : TB_ACT_PHRASES));
    }
}

// What the aiming stick does sideways: turns the needle's direction or its handle, rolls a grip.
static void aim_sideways(tb_app *app, int value)
{
    tb_app_hand *hand = &app->hand;
    const double x = stick(value);
    const bool twist = app->pad_held.twist;
    app->pad_held.turned = app->pad_held.turned || (twist && x != 0.0);
    tb_app_hand_axis(hand, TB_AXIS_TWIST, twist ? x : 0.0);
    tb_app_hand_axis(hand, TB_AXIS_AZIMUTH, twist ? 0.0 : x);
    if (hand->tool == TB_TOOL_PINCER && flicked(value) && !app->pad_held.rolled) {
        once(app, value > 0 ? TB_ACT_STROKE_RIGHT : TB_ACT_STROKE_LEFT);
    }
    app->pad_held.rolled = flicked(value);
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
    if (app->pad_held.talk && (axis == move_x || axis == move_y)) {
        talk_axis(app, axis == move_x, value);
    } else if (axis == move_x && app->pad_stroke) { // A held: a flick strokes across
        if (flicked(value)) {
            once(app, value > 0 ? TB_ACT_STROKE_RIGHT : TB_ACT_STROKE_LEFT);
            app->pad_stroke = false;
        }
    } else if (axis == move_x) {
        tb_app_hand_axis(hand, TB_AXIS_MOVE_X, stick(value));
    } else if (axis == move_y) {
        tb_app_hand_axis(hand, TB_AXIS_MOVE_Y, -stick(value));
    } else if (axis == aim_x) {
        aim_sideways(app, value);
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
    if (abs(value) > 12000) { // not the drift of a stick at rest
        app->pad_used = true;
        app->touch_used = false;
        tb_app_used(app, TB_DEVICE_PAD);
    }
    if (hands_on(app)) {
        encounter_axis(app, axis, value);
    } else {
        menu_axis(app, axis, value);
    }
}

static void menu_button(tb_app *app, int button)
{
    app->pad_held = (tb_pad_held){.talk = false};
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

// The d-pad walks through finger, grip where a roll can be lifted, needle and cotton.
static tb_app_action next_tool(const tb_app *app, int step)
{
    const tb_app_action walk[] = {TB_ACT_FINGER, TB_ACT_HANDS, TB_ACT_NEEDLE, TB_ACT_COTTON};
    const bool grip = app->attempt->after.grip.can_lift;
    int at = 0;
    switch (app->hand.tool) {
    case TB_TOOL_PINCER:
    case TB_TOOL_THUMB:
    case TB_TOOL_HAND:
        at = 1;
        break;
    case TB_TOOL_NEEDLE:
        at = 2;
        break;
    case TB_TOOL_COTTON:
        at = 3;
        break;
    default:
        break;
    }
    at = (at + step + 4) % 4;
    return walk[at == 1 && !grip ? at + step : at];
}

// Buttons whose act depends on the moment: A taps, X bins, the d-pad walks through the tools.
static tb_app_action act_for_moment(const tb_app *app, tb_app_action action)
{
    const tb_snapshot *seen = &app->attempt->after;
    const bool needle = app->hand.tool == TB_TOOL_NEEDLE;
    if (action == TB_ACT_STROKE_RIGHT && needle) {
        const bool piston = app->hand.held_ms[TB_ACT_HOLD] > 0 && !app->hand.released[TB_ACT_HOLD];
        return piston ? TB_ACT_PASS : TB_ACT_TAP;
    }
    if (action == TB_ACT_TUBE && seen->needle.stage == TB_NEEDLE_OUT) {
        return TB_ACT_BIN;
    }
    if (action == TB_ACT_MARK && needle) {
        return TB_ACT_CHOOSE;
    }
    if (action == TB_ACT_NEEDLE || action == TB_ACT_PREVIOUS_TOOL) {
        return next_tool(app, action == TB_ACT_NEEDLE ? 1 : -1);
    }
    if (action == TB_ACT_SAY_Q && needle) {
        return seen->twitch.count > 0 || seen->needle.stage == TB_NEEDLE_IN ? TB_ACT_SAY_E
                                                                            : TB_ACT_SAY_F;
    }
    if (action == TB_ACT_SAY_Q && app->hand.tool == TB_TOOL_COTTON) {
        return TB_ACT_SAY_F; // what comes after
    }
    return action;
}

// Buttons that mean more while they are held: talk, view and panels, twist.
// @return false when the button is none of them
static bool held_button(tb_app *app, tb_app_action action, bool down)
{
    enum { MAP_AFTER_MS = 500 };
    const uint32_t now_ms = app->attempt->after.tick_ms;
    if (action == TB_ACT_SAY_Q) {
        if (!down && app->pad_held.talk && !app->pad_held.said) {
            once(app, act_for_moment(app, action));
        }
        app->pad_held.talk = down;
        app->pad_held.said = false;
        tb_app_hand_axis(&app->hand, TB_AXIS_MOVE_X, 0.0);
        tb_app_hand_axis(&app->hand, TB_AXIS_MOVE_Y, 0.0);
        return true;
    }
    if (action == TB_ACT_VIEW) {
        if (!down && app->pad_held.view && !app->pad_held.used) {
            const bool map = now_ms - app->pad_held.view_ms >= MAP_AFTER_MS;
            once(app, map ? TB_ACT_MAP : TB_ACT_VIEW);
        }
        app->pad_held.view = down;
        app->pad_held.used = false;
        app->pad_held.view_ms = now_ms;
        return true;
    }
    if (action == TB_ACT_TWIST_RIGHT) {
        if (!down && app->pad_held.twist && !app->pad_held.turned) {
            once(app, action);
        }
        app->pad_held.twist = down;
        app->pad_held.turned = false;
        tb_app_hand_axis(&app->hand, TB_AXIS_TWIST, 0.0);
        return true;
    }
    return false;
}

// With the view button held the d-pad walks through the panels' buttons; A presses the one that has
// the focus, B gives the focus back to the scene.
// @return false when the button has its act in the scene
static bool panel_button(tb_app *app, int button)
{
    if (app->pad_held.view) {
        const tb_nav nav = button == SDL_CONTROLLER_BUTTON_DPAD_LEFT    ? TB_NAV_PREVIOUS
                           : button == SDL_CONTROLLER_BUTTON_DPAD_RIGHT ? TB_NAV_NEXT
                           : button == SDL_CONTROLLER_BUTTON_DPAD_UP    ? TB_NAV_UP
                           : button == SDL_CONTROLLER_BUTTON_DPAD_DOWN  ? TB_NAV_DOWN
                                                                        : TB_NAV_NONE;
        app->pad_held.used = app->pad_held.used || nav != TB_NAV_NONE;
        tb_app_queue_nav(app, nav);
        return nav != TB_NAV_NONE;
    }
    if (app->ui.focus != 0 && button == SDL_CONTROLLER_BUTTON_A) {
        tb_app_queue_nav(app, TB_NAV_ACTIVATE);
        return true;
    }
    if (button == SDL_CONTROLLER_BUTTON_B) {
        app->ui.focus = 0; // and it lets go, which must never wait
    }
    return false;
}

void tb_pad_button(tb_app *app, int button, bool down)
{
    app->pad_used = true;
    app->touch_used = false;
    tb_app_used(app, TB_DEVICE_PAD);
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
        if (down && app->exam.on) {
            (void)tb_exam_call(app, "called");
        } else if (down) {
            tb_app_pause(app);
        }
        return;
    }
    if (down && panel_button(app, button)) {
        return;
    }
    tb_app_action action = tb_bindings_pad(&app->settings.bindings, button);
    if (held_button(app, action, down)) {
        return;
    }
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
        [TB_CUE_KNOCK] = {0.9, 0.0, 60},  [TB_CUE_NERVE] = {0.3, 0.8, 120},
        [TB_CUE_STOP] = {0.5, 0.5, 240},  [TB_CUE_SPOT] = {0.0, 0.1, 100},
    };
    const double strength = app->settings.rumble * 65535.0;
    if (app->pad != NULL && table[cue].ms > 0 && strength > 0.0) {
        (void)SDL_GameControllerRumble(app->pad, (Uint16)(table[cue].low * strength),
                                       (Uint16)(table[cue].high * strength), table[cue].ms);
    }
}
