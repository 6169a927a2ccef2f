/// Two learners who use one device each, the keyboard or a game pad, and what they do with it: walk
/// the focus, act, move the tool, hold an act until something is true. For tests of the trainer.
#ifndef TB_TESTS_PLAYERS_H
#define TB_TESTS_PLAYERS_H
#include "screens.h"

#include <stdio.h>
#include <unistd.h>

static screens s;
static SDL_Joystick *pad;

static inline const tb_snapshot *seen(void)
{
    return &s.app->attempt->after;
}

static inline bool open_trainer(void)
{
    char path[1024];
    const char *out = getenv("TB_TEST_OUTPUT");
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    settings.stiffness = 0.4;
    snprintf(path, sizeof path, "%s/devices-%d", out != NULL ? out : "/tmp", (int)getpid());
    setenv("XDG_DATA_HOME", path, 1);
    setenv("XDG_CONFIG_HOME", path, 1);
    if (s.app != NULL) { // an earlier test failed half-way
        screens_close(&s);
    }
    if (!screens_open(&s, 1280, 720, &settings)) {
        return false;
    }
    s.app->desc.record = true;
    screens_draw(&s);
    return true;
}

/// Let the trainer run; few frames, since only the hand and the patient matter here.
static inline void run(int ms)
{
    static int64_t now_ns = 1;
    s.app->last_ns = now_ns;
    for (int k = 0; k < ms; k += 50) {
        now_ns += 50 * INT64_C(1000000);
        tb_app_frame(s.app, now_ns);
    }
}

// --- the two devices -----------------------------------------------------------------------------

/// What a learner does, by whatever device.
typedef struct device {
    const char *name;
    void (*next)(void);                       ///< focus on
    void (*activate)(void);                   ///< press what has the focus
    void (*act)(tb_app_action act);           ///< once
    void (*hold)(tb_app_action act);          ///< go down
    void (*drop)(tb_app_action act);          ///< go up
    void (*move)(double dt_mm, double db_mm); ///< the tool on the skin, a step towards
    void (*finish)(void);                     ///< ask to end the hands-on part
    void (*advise)(void);                     ///< say what comes after
} device;

static inline void key_next(void)
{
    screens_press(&s, SDLK_TAB);
}

static inline void key_activate(void)
{
    screens_press(&s, SDLK_RETURN);
}

static inline SDL_Keycode key_of(tb_app_action act)
{
    return s.app->settings.bindings.key[act][0];
}

static inline void key_act(tb_app_action act)
{
    screens_press(&s, key_of(act));
    run(150);
}

static inline void key_hold(tb_app_action act)
{
    screens_key(&s, key_of(act), true);
}

static inline void key_drop(tb_app_action act)
{
    screens_key(&s, key_of(act), false);
}

static inline void key_move(double dt_mm, double db_mm)
{
    const double along = dt_mm * s.app->hand.along_sign, across = db_mm * s.app->hand.across_sign;
    if (fabs(along) > 0.6) {
        screens_press(&s, along > 0.0 ? SDLK_RIGHT : SDLK_LEFT);
    }
    if (fabs(across) > 0.6) {
        screens_press(&s, across > 0.0 ? SDLK_UP : SDLK_DOWN);
    }
    run(50);
}

static inline void key_finish(void)
{
    screens_press(&s, SDLK_RETURN);
    screens_press(&s, SDLK_RETURN);
}

static inline void key_advise(void)
{
    key_act(TB_ACT_SAY_F);
}

static const device keyboard = {"keyboard", key_next, key_activate, key_act,   key_hold,
                                key_drop,   key_move, key_finish,   key_advise};

static inline void pad_send(void)
{
    SDL_JoystickUpdate();
    tb_app_events(s.app);
    tb_app_draw(s.app);
}

static inline void pad_axis(int axis, double value)
{
    SDL_JoystickSetVirtualAxis(pad, axis, (Sint16)lrint(32767.0 * value));
    pad_send();
}

static inline void pad_trigger(int axis, double value) // a trigger at rest stands at the lower end
{
    pad_axis(axis, 2.0 * value - 1.0);
}

static inline void pad_button(int button)
{
    SDL_JoystickSetVirtualButton(pad, button, 1);
    pad_send();
    SDL_JoystickSetVirtualButton(pad, button, 0);
    pad_send();
}

static inline void pad_next(void)
{
    pad_button(SDL_CONTROLLER_BUTTON_RIGHTSHOULDER);
}

static inline void pad_activate(void)
{
    pad_button(SDL_CONTROLLER_BUTTON_A);
}

static inline void pad_talk(double x, double y)
{
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_Y, 1);
    pad_send();
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, x);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTY, y);
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_Y, 0);
    pad_send();
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, 0.0);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTY, 0.0);
    run(150);
}

static inline void pad_stroke(double x)
{
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_A, 1);
    pad_send();
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, x);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, 0.0);
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_A, 0);
    pad_send();
}

static inline void pad_act(tb_app_action act)
{
    switch (act) {
    case TB_ACT_SAY_Q:
        pad_talk(-1.0, 0.0);
        break;
    case TB_ACT_SAY_E:
        pad_talk(0.0, -1.0);
        break;
    case TB_ACT_SAY_F:
        pad_talk(1.0, 0.0);
        break;
    case TB_ACT_STROKE_LEFT:
        pad_stroke(-1.0);
        break;
    case TB_ACT_STROKE_RIGHT:
        pad_stroke(1.0);
        break;
    case TB_ACT_MARK:
    case TB_ACT_CHOOSE:
        pad_button(SDL_CONTROLLER_BUTTON_DPAD_UP);
        break;
    case TB_ACT_NEEDLE:
    case TB_ACT_COTTON:
        pad_button(SDL_CONTROLLER_BUTTON_DPAD_RIGHT);
        break;
    case TB_ACT_TUBE:
    case TB_ACT_BIN:
        pad_button(SDL_CONTROLLER_BUTTON_X);
        break;
    case TB_ACT_TAP:
        pad_button(SDL_CONTROLLER_BUTTON_A);
        break;
    case TB_ACT_HOLD:
        pad_button(SDL_CONTROLLER_BUTTON_RIGHTSHOULDER);
        break;
    case TB_ACT_LET_GO:
        pad_button(SDL_CONTROLLER_BUTTON_B);
        break;
    default:
        fail_msg("no pad button for act %d in this test", (int)act);
    }
    run(150);
}

static inline void pad_analog(tb_app_action act, double value)
{
    if (act == TB_ACT_PRESS) {
        pad_trigger(SDL_CONTROLLER_AXIS_TRIGGERRIGHT, value);
    } else if (act == TB_ACT_EASE || act == TB_ACT_OUT) {
        pad_trigger(SDL_CONTROLLER_AXIS_TRIGGERLEFT, value);
    } else if (act == TB_ACT_TILT_MORE) {
        pad_axis(SDL_CONTROLLER_AXIS_RIGHTY, -value);
    } else if (act == TB_ACT_AZIMUTH_RIGHT) {
        pad_axis(SDL_CONTROLLER_AXIS_RIGHTX, value);
    } else {
        fail_msg("no pad axis for act %d in this test", (int)act);
    }
}

static inline void pad_hold(tb_app_action act)
{
    pad_analog(act, act == TB_ACT_PRESS ? 0.4 : 1.0);
}

static inline void pad_drop(tb_app_action act)
{
    pad_analog(act, 0.0);
}

static inline void pad_move(double dt_mm, double db_mm)
{
    const double along = dt_mm * s.app->hand.along_sign, across = db_mm * s.app->hand.across_sign;
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, fmax(-0.5, fmin(0.5, 0.12 * along + copysign(0.2, along))));
    pad_axis(SDL_CONTROLLER_AXIS_LEFTY,
             -fmax(-0.5, fmin(0.5, 0.12 * across + copysign(0.2, across))));
    run(50);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, 0.0);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTY, 0.0);
}

static inline void pad_finish(void)
{
    pad_button(SDL_CONTROLLER_BUTTON_START);
    for (int k = 0; k < 8; ++k) {
        pad_send();
    }
}

static inline void pad_advise(void)
{
    pad_talk(1.0, 0.0);
}

static const device game_pad = {"pad",    pad_next, pad_activate, pad_act,   pad_hold,
                                pad_drop, pad_move, pad_finish,   pad_advise};

// --- what both do --------------------------------------------------------------------------------

/// Walk the focus to an item, however many steps that takes.
static inline bool go(const device *by, const char *id)
{
    for (int k = 0; k < 90; ++k) {
        tb_app_draw(s.app);
        const tb_box box = screens_item(&s, id), ring = s.app->ui.ring;
        if (box.w > 0.0f && s.app->ui.ring_shown && fabsf(ring.x - box.x) < 1.0f &&
            fabsf(ring.y - box.y) < 1.0f && fabsf(ring.w - box.w) < 1.0f) {
            return true;
        }
        by->next();
    }
    fail_msg("%s: the focus does not reach '%s'", by->name, id);
    return false;
}

static inline void choose(const device *by, const char *id)
{
    if (go(by, id)) {
        by->activate();
    }
}

static inline void move_to(const device *by, double t_mm, double b_mm)
{
    for (int k = 0; k < 160; ++k) {
        const double dt = t_mm - s.app->hand.t_mm, db = b_mm - s.app->hand.b_mm;
        if (fabs(dt) < 1.0 && fabs(db) < 1.0) {
            return;
        }
        by->move(fabs(dt) < 0.6 ? 0.0 : dt, fabs(db) < 0.6 ? 0.0 : db);
    }
    fail_msg("%s: the tool does not come to (%.1f, %.1f): it is at (%.1f, %.1f)", by->name, t_mm,
             b_mm, s.app->hand.t_mm, s.app->hand.b_mm);
}

/// Hold an act until something is true.
static inline void until(const device *by, tb_app_action act, bool (*there)(void), int most_ms)
{
    bool reached = false;
    by->hold(act);
    for (int k = 0; k < most_ms && !reached; k += 50) {
        run(50);
        reached = there();
    }
    by->drop(act);
    run(50);
    if (!reached) {
        fail_msg("%s: act %d did not lead where it should: tool %d, %.1f N, depth %.1f of %.1f mm",
                 by->name, (int)act, (int)s.app->hand.tool, (double)seen()->finger.force_n,
                 (double)seen()->needle.depth_mm, s.app->hand.finger_depth_mm);
    }
}

static inline bool is_out(void)
{
    return seen()->needle.stage == TB_NEEDLE_OUT;
}

static inline bool presses_cotton(void)
{
    return seen()->finger.force_n > 4.0f;
}

#endif
