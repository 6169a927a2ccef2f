// A stop that is honoured on every device, and buttons of the pad that mean more while they are
// held.
#define _POSIX_C_SOURCE 200809L
#include "touch.h"

#include <stdio.h>

static bool open_case(const char *id)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    settings.stiffness = 0.0; // ways are measured
    if (s.app != NULL) {      // an earlier test failed half-way
        screens_close(&s);
    }
    if (!screens_open(&s, 1280, 720, &settings)) {
        return false;
    }
    assert_true(tb_app_choose_case(s.app, id));
    return true;
}

static bool start(const char *id)
{
    if (!open_case(id)) {
        return false;
    }
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 40);
    return true;
}

static const tb_snapshot *seen(void)
{
    return &s.app->attempt->after;
}

// --- stop ----------------------------------------------------------------------------------------

static int count_events(tb_event_kind kind)
{
    int count = 0, found = 0;
    const tb_event *events = tb_session_events(s.app->attempt->session, &count);
    for (int k = 0; k < count; ++k) {
        found += events[k].kind == kind ? 1 : 0;
    }
    return found;
}

static SDL_Joystick *pad;

static void pad_send(void)
{
    SDL_JoystickUpdate();
    tb_app_events(s.app);
}

static void answer_x(void)
{
    screens_press(&s, SDLK_x);
}

static void answer_o(void)
{
    screens_press(&s, SDLK_o);
}

static void answer_s(void)
{
    screens_key(&s, SDLK_s, true); // held: out at the speed of the key
}

static void answer_mouse(void)
{
    SDL_Event wheel = {0};
    wheel.type = SDL_MOUSEWHEEL;
    wheel.wheel.y = -3;
    SDL_PushEvent(&wheel);
    tb_app_events(s.app);
}

static void answer_wheel_off(void)
{
    for (int k = 0; k < 20; ++k) {
        answer_mouse();
    }
}

static void answer_pad_b(void)
{
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_B, 1);
    pad_send();
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_B, 0);
    pad_send();
}

static void answer_pad_out(void)
{
    SDL_JoystickSetVirtualAxis(pad, SDL_CONTROLLER_AXIS_TRIGGERLEFT, 32767);
    pad_send();
}

static void answer_touch(void)
{
    float x, y;
    middle(&x, &y);
    finger(SDL_FINGERDOWN, 1, x, y);
    screens_run(&s, 300);
    finger(SDL_FINGERUP, 1, x, y); // lifted fingers are hands off
}

typedef struct stop_row {
    const char *name;
    bool by_finger;       ///< the patient says it to a pressing finger, not to a needle
    void (*answer)(void); ///< NULL: the needle goes on
    int after_ms;         ///< from "stop" to the answer
    bool honoured;
} stop_row;

static const stop_row stops[] = {
    {"X", false, answer_x, 1500, true},
    {"O", false, answer_o, 1500, true},
    {"S held", false, answer_s, 1500, true},
    {"wheel back", false, answer_mouse, 1500, true},
    {"pad B", false, answer_pad_b, 1500, true},
    {"pad LT", false, answer_pad_out, 1500, true},
    {"touch", false, answer_touch, 1000, true},
    {"nothing", false, NULL, 1500, false},
    {"X, too late", false, answer_x, 2600, false},
    {"finger, X", true, answer_x, 1500, true},
    {"finger, S held", true, answer_s, 1500, true},
    {"finger, wheel back", true, answer_wheel_off, 1500, true},
    {"finger, pad LT", true, answer_pad_out, 1500, true},
    {"finger, nothing", true, NULL, 1500, false},
};

// A needle 26 mm deep that pistons in a patient who feels everything fourfold.
static void to_a_stop(void)
{
    static const SDL_Keycode keys[] = {SDLK_4, SDLK_n, SDLK_n, SDLK_n,
                                       SDLK_g, SDLK_t, SDLK_t, SDLK_g};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        screens_press(&s, keys[k]);
        screens_run(&s, 200);
    }
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_IN);
    screens_key(&s, SDLK_w, true);
    for (int k = 0; k < 6000 && seen()->needle.depth_mm < 24.0f && !seen()->patient.said_stop;
         k += 40) {
        screens_run(&s, 40);
    }
    screens_key(&s, SDLK_w, false);
    screens_press(&s, SDLK_SPACE);
    for (int k = 0; k < 20000 && !seen()->patient.said_stop; k += 40) {
        screens_run(&s, 40);
    }
    assert_true(seen()->patient.said_stop);
    if (s.app->hand.motion != TB_MOTION_PISTON) {
        screens_press(&s, SDLK_SPACE);
    }
}

// A finger that presses on the sore spot until it is too much, and stays.
static void to_a_stop_of_the_finger(void)
{
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    const tb_vec3 at = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    tb_app_hand_pointer(&s.app->hand, at.x, at.y);
    screens_run(&s, 100);
    screens_key(&s, SDLK_w, true);
    for (int k = 0; k < 8000 && !seen()->patient.said_stop; k += 20) {
        screens_run(&s, 20);
    }
    screens_key(&s, SDLK_w, false);
    assert_true(seen()->patient.said_stop);
}

static void a_stop_is_honoured(void **state)
{
    const stop_row *row = *state;
    if (s.app == NULL && !open_case("gastrocnemius-medial")) { // one trainer for all rows
        skip();
    }
    const int index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, 6, 15, 0);
    if (index < 0) {
        screens_close(&s);
        skip();
    }
    pad = SDL_JoystickOpen(index);
    tb_app_events(s.app);
    SDL_JoystickSetVirtualAxis(pad, SDL_CONTROLLER_AXIS_TRIGGERLEFT, -32768);
    SDL_JoystickSetVirtualAxis(pad, SDL_CONTROLLER_AXIS_TRIGGERRIGHT, -32768);
    s.content->model.difficulty.pain_sensitivity = 15.0;
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 40);
    pad_send();
    if (row->by_finger) {
        to_a_stop_of_the_finger();
    } else {
        to_a_stop();
    }
    screens_run(&s, row->after_ms);
    if (row->answer != NULL) {
        row->answer();
    }
    screens_run(&s, 5000);
    assert_int_equal(count_events(TB_EVENT_STOP_HONOURED) > 0, row->honoured);
    assert_int_equal(count_events(TB_EVENT_STOP_IGNORED) > 0, !row->honoured);
    SDL_JoystickClose(pad);
    SDL_JoystickDetachVirtual(index);
    tb_app_events(s.app);
}

// --- buttons that mean more while they are held --------------------------------------------------

static void button(int which, bool down)
{
    SDL_JoystickSetVirtualButton(pad, which, down ? 1 : 0);
    pad_send();
    tb_app_draw(s.app);
}

static void tap_button(int which)
{
    button(which, true);
    button(which, false);
    screens_run(&s, 20);
}

static void stick(int axis, int value)
{
    SDL_JoystickSetVirtualAxis(pad, axis, (Sint16)value);
    pad_send();
    tb_app_draw(s.app);
}

static void the_pad_grips_talks_and_walks(void)
{
    const tb_app_hand *hand = &s.app->hand;
    tap_button(SDL_CONTROLLER_BUTTON_DPAD_RIGHT); // a roll can be lifted here: the grip comes first
    assert_int_equal(hand->tool, TB_TOOL_PINCER);
    stick(SDL_CONTROLLER_AXIS_LEFTY, -32767); // up lifts, 20 mm/s
    screens_run(&s, 400);
    stick(SDL_CONTROLLER_AXIS_LEFTY, 0);
    assert_near(hand->second_mm, 8.0, 0.5);
    const double b = hand->b_mm;
    stick(SDL_CONTROLLER_AXIS_RIGHTX, 32767); // rolls once, however long it is held
    screens_run(&s, 1200);
    stick(SDL_CONTROLLER_AXIS_RIGHTX, 0);
    assert_near(fabs(hand->b_mm - b), 8.0, 0.4);
    button(SDL_CONTROLLER_BUTTON_Y, true);
    stick(SDL_CONTROLLER_AXIS_LEFTY, 32767);
    assert_int_equal(s.app->dialog, TB_DIALOG_PHRASES);
    button(SDL_CONTROLLER_BUTTON_Y, false);
    stick(SDL_CONTROLLER_AXIS_LEFTY, 0);
    tap_button(SDL_CONTROLLER_BUTTON_B);
    assert_int_equal(s.app->dialog, TB_DIALOG_NONE);
    const tb_depth_view view = s.app->view;
    button(SDL_CONTROLLER_BUTTON_BACK, true); // held: the d-pad walks through the buttons
    button(SDL_CONTROLLER_BUTTON_DPAD_RIGHT, true);
    button(SDL_CONTROLLER_BUTTON_DPAD_RIGHT, false);
    button(SDL_CONTROLLER_BUTTON_BACK, false);
    assert_int_equal(hand->tool, TB_TOOL_PINCER);
    assert_true(s.app->ui.focus != 0);
    assert_int_equal(s.app->view, view);
    tap_button(SDL_CONTROLLER_BUTTON_B);
    assert_int_equal(s.app->ui.focus, 0);
    tap_button(SDL_CONTROLLER_BUTTON_BACK); // touched: the view changes
    assert_true(s.app->view != view);
    button(SDL_CONTROLLER_BUTTON_BACK, true); // held alone: the body map
    screens_run(&s, 600);
    button(SDL_CONTROLLER_BUTTON_BACK, false);
    assert_int_equal(s.app->dialog, TB_DIALOG_MAP);
    tap_button(SDL_CONTROLLER_BUTTON_A);
    assert_int_equal(s.app->dialog, TB_DIALOG_NONE);
}

static void the_pad_twists_and_passes(void)
{
    const tb_app_hand *hand = &s.app->hand;
    static const SDL_Keycode keys[] = {SDLK_4, SDLK_n, SDLK_n, SDLK_g, SDLK_t, SDLK_t, SDLK_g};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        screens_press(&s, keys[k]);
        screens_run(&s, 200);
    }
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_IN);
    const double azimuth = hand->azimuth_deg, spin = hand->spin_deg;
    button(SDL_CONTROLLER_BUTTON_RIGHTSTICK, true);
    stick(SDL_CONTROLLER_AXIS_RIGHTX, 32767); // 180 degrees a second
    screens_run(&s, 500);
    stick(SDL_CONTROLLER_AXIS_RIGHTX, 0);
    button(SDL_CONTROLLER_BUTTON_RIGHTSTICK, false);
    assert_near(fabs(hand->spin_deg - spin), 90.0, 5.0);
    assert_near(hand->azimuth_deg, azimuth, 1e-9);
    button(SDL_CONTROLLER_BUTTON_RIGHTSHOULDER, true);
    assert_int_equal(hand->motion, TB_MOTION_PISTON);
    button(SDL_CONTROLLER_BUTTON_A, true);
    assert_int_equal(hand->motion, TB_MOTION_PASS);
    button(SDL_CONTROLLER_BUTTON_A, false);
    button(SDL_CONTROLLER_BUTTON_RIGHTSHOULDER, false);
}

static void held_buttons_mean_more(void **state)
{
    (void)state;
    if (!start("ut-designer")) {
        skip();
    }
    const int index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, 6, 15, 0);
    if (index < 0) {
        screens_close(&s);
        skip();
    }
    pad = SDL_JoystickOpen(index);
    tb_app_events(s.app);
    SDL_JoystickSetVirtualAxis(pad, SDL_CONTROLLER_AXIS_TRIGGERLEFT, -32768);
    SDL_JoystickSetVirtualAxis(pad, SDL_CONTROLLER_AXIS_TRIGGERRIGHT, -32768);
    pad_send();
    the_pad_grips_talks_and_walks();
    assert_true(tb_app_choose_case(s.app, "gastrocnemius-medial"));
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 40);
    the_pad_twists_and_passes();
    SDL_JoystickClose(pad);
    SDL_JoystickDetachVirtual(index);
    tb_app_events(s.app);
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1");
    TB_TEST_ROWS(&list, a_stop_is_honoured, stops);
    TB_TEST(&list, held_buttons_mean_more);
    const int failed = tb_test_run(&list, "stop");
    SDL_Quit();
    return failed;
}
