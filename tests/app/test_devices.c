// A whole case from home to the debrief by one device alone: once by the keyboard, once by a game
// pad whose events come through SDL. No sound device is open: what is heard is read in captions.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include <stdio.h>
#include <unistd.h>

static screens s;
static SDL_Joystick *pad;

static const tb_snapshot *seen(void)
{
    return &s.app->attempt->after;
}

static bool open_trainer(void)
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
static void run(int ms)
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

static void key_next(void)
{
    screens_press(&s, SDLK_TAB);
}

static void key_activate(void)
{
    screens_press(&s, SDLK_RETURN);
}

static SDL_Keycode key_of(tb_app_action act)
{
    return s.app->settings.bindings.key[act][0];
}

static void key_act(tb_app_action act)
{
    screens_press(&s, key_of(act));
    run(150);
}

static void key_hold(tb_app_action act)
{
    screens_key(&s, key_of(act), true);
}

static void key_drop(tb_app_action act)
{
    screens_key(&s, key_of(act), false);
}

static void key_move(double dt_mm, double db_mm)
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

static void key_finish(void)
{
    screens_press(&s, SDLK_RETURN);
    screens_press(&s, SDLK_RETURN);
}

static void key_advise(void)
{
    key_act(TB_ACT_SAY_F);
}

static const device keyboard = {"keyboard", key_next, key_activate, key_act,   key_hold,
                                key_drop,   key_move, key_finish,   key_advise};

static void pad_send(void)
{
    SDL_JoystickUpdate();
    tb_app_events(s.app);
    tb_app_draw(s.app);
}

static void pad_axis(int axis, double value)
{
    SDL_JoystickSetVirtualAxis(pad, axis, (Sint16)lrint(32767.0 * value));
    pad_send();
}

static void pad_trigger(int axis, double value) // a trigger at rest stands at the lower end
{
    pad_axis(axis, 2.0 * value - 1.0);
}

static void pad_button(int button)
{
    SDL_JoystickSetVirtualButton(pad, button, 1);
    pad_send();
    SDL_JoystickSetVirtualButton(pad, button, 0);
    pad_send();
}

static void pad_next(void)
{
    pad_button(SDL_CONTROLLER_BUTTON_RIGHTSHOULDER);
}

static void pad_activate(void)
{
    pad_button(SDL_CONTROLLER_BUTTON_A);
}

static void pad_talk(double x, double y)
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

static void pad_stroke(double x)
{
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_A, 1);
    pad_send();
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, x);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, 0.0);
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_A, 0);
    pad_send();
}

static void pad_act(tb_app_action act)
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

static void pad_analog(tb_app_action act, double value)
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

static void pad_hold(tb_app_action act)
{
    pad_analog(act, act == TB_ACT_PRESS ? 0.4 : 1.0);
}

static void pad_drop(tb_app_action act)
{
    pad_analog(act, 0.0);
}

static void pad_move(double dt_mm, double db_mm)
{
    const double along = dt_mm * s.app->hand.along_sign, across = db_mm * s.app->hand.across_sign;
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, fmax(-0.5, fmin(0.5, 0.12 * along + copysign(0.2, along))));
    pad_axis(SDL_CONTROLLER_AXIS_LEFTY,
             -fmax(-0.5, fmin(0.5, 0.12 * across + copysign(0.2, across))));
    run(50);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTX, 0.0);
    pad_axis(SDL_CONTROLLER_AXIS_LEFTY, 0.0);
}

static bool go(const device *by, const char *id);

static void pad_finish(void)
{
    pad_button(SDL_CONTROLLER_BUTTON_START);
    for (int k = 0; k < 8; ++k) {
        pad_send();
    }
}

static void pad_advise(void)
{
    pad_talk(1.0, 0.0);
}

static const device game_pad = {"pad",    pad_next, pad_activate, pad_act,   pad_hold,
                                pad_drop, pad_move, pad_finish,   pad_advise};

// --- the case ------------------------------------------------------------------------------------

/// Walk the focus to an item, however many steps that takes.
static bool go(const device *by, const char *id)
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

static void choose(const device *by, const char *id)
{
    if (go(by, id)) {
        by->activate();
    }
}

static void home_to_patient(const device *by)
{
    assert_int_equal(s.app->screen, TB_SCREEN_HOME);
    choose(by, "start-other"); // past the lesson, to the patient
    assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
    static const char *const items[] = {"ask-0",    "ask-2",  "ask-5",      "ask-10",
                                        "decide-0", "told-0", "told-1",     "told-2",
                                        "told-3",   "told-4", "consent-ask"};
    for (size_t k = 0; k < sizeof items / sizeof items[0]; ++k) {
        choose(by, items[k]);
    }
    assert_int_equal(s.app->brief.consent, 1);
    for (int k = TB_PREPARE_POSITION; k <= TB_PREPARE_PACK; ++k) {
        char id[24];
        snprintf(id, sizeof id, "prepare-%d", k);
        choose(by, id);
    }
    choose(by, "hands-on");
    assert_int_equal(s.app->screen, TB_SCREEN_ENCOUNTER);
    run(50);
}

static void move_to(const device *by, double t_mm, double b_mm)
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
static void until(const device *by, tb_app_action act, bool (*there)(void), int most_ms)
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

static bool presses_firmly(void)
{
    return seen()->finger.force_n > 22.0f;
}

static bool has_let_go(void)
{
    return !seen()->finger.touching;
}

static bool is_near_the_depth(void)
{
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    return seen()->needle.tip_n_mm >=
           (float)anatomy->trigger_points[anatomy->symptomatic].centre_mm.z - 3.0f;
}

static bool is_out(void)
{
    return seen()->needle.stage == TB_NEEDLE_OUT;
}

static bool presses_cotton(void)
{
    return seen()->finger.force_n > 4.0f;
}

static void palpate(const device *by)
{
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    const tb_vec3 at = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    move_to(by, at.x, at.y - 8.0 * s.app->hand.across_sign);
    until(by, TB_ACT_PRESS, presses_firmly, 6000);
    by->act(TB_ACT_STROKE_RIGHT);
    run(1000);
    assert_true((s.app->attempt->found & TB_FOUND_BAND) != 0);
    by->act(TB_ACT_STROKE_LEFT);
    run(1000);
    move_to(by, at.x, at.y);
    by->act(TB_ACT_SAY_Q);
    run(400);
    by->act(TB_ACT_MARK);
    assert_true(seen()->declared.declared);
    until(by, TB_ACT_EASE, has_let_go, 6000);
}

static void needle(const device *by)
{
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    const tb_vec3 at = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    by->act(TB_ACT_NEEDLE);
    assert_int_equal(s.app->hand.tool, TB_TOOL_NEEDLE);
    for (int k = 0; k < 8 && s.app->hand.needle_length_mm[s.app->hand.tray] < at.z + 12.0; ++k) {
        by->act(TB_ACT_CHOOSE);
    }
    by->act(TB_ACT_SAY_F); // warn
    move_to(by, at.x, at.y);
    by->act(TB_ACT_TUBE);
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_PLACED);
    for (int k = 0; k < 3 && seen()->needle.stage == TB_NEEDLE_PLACED; ++k) {
        by->act(TB_ACT_TAP);
        run(200);
    }
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_IN);
    by->act(TB_ACT_TUBE);
    assert_false(seen()->needle.tube_on);
    until(by, TB_ACT_PRESS, is_near_the_depth, 9000);
}

static void stimulate(const device *by)
{
    const double before = s.app->hand.depth_mm;
    double deepest = before;
    by->act(TB_ACT_HOLD);
    for (int k = 0; k < 5000 && seen()->twitch.count == 0; k += 50) {
        run(50);
        deepest = fmax(deepest, s.app->hand.depth_mm);
    }
    assert_true(deepest > before + 2.5); // it pistoned by 3 mm
    by->act(TB_ACT_LET_GO);
    by->act(TB_ACT_SAY_E);
    until(by, TB_ACT_OUT, is_out, 9000);
    by->act(TB_ACT_BIN);
    assert_int_equal(seen()->needle.out_count, 1);
}

static void after(const device *by)
{
    by->act(TB_ACT_COTTON);
    assert_int_equal(s.app->hand.tool, TB_TOOL_COTTON);
    until(by, TB_ACT_PRESS, presses_cotton, 6000);
    by->act(TB_ACT_HOLD);
    run(2500);
    assert_true(s.app->attempt->pressed_s > 2.0f);
    by->act(TB_ACT_HOLD);
    by->advise();
    assert_true((s.app->attempt->found & TB_FOUND_ADVISED) != 0);
}

static void plan_to_debrief(const device *by)
{
    by->finish();
    if (s.app->dialog == TB_DIALOG_PAUSE) {
        choose(by, "pause-end");
    }
    assert_int_equal(s.app->screen, TB_SCREEN_PLAN);
    static const char *const items[] = {"plan-0", "plan-3", "tell-0", "after-5", "plan-finish"};
    for (size_t k = 0; k < sizeof items / sizeof items[0]; ++k) {
        choose(by, items[k]);
    }
    if (s.app->screen == TB_SCREEN_GUESS) {
        choose(by, "guess-go");
    }
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    assert_true(s.app->attempt->finished);
    assert_true(s.app->attempt->score.total > 40.0);
}

/// The record names the device that was used, and how much resistance slowed the hand.
static void check_record(const device *by)
{
    char path[4200];
    tb_recording recording;
    tb_error error = {TB_OK, ""};
    snprintf(path, sizeof path, "%s/recording.tbr", s.app->attempt->folder);
    assert_int_equal(tb_recording_load(path, &recording, &error), TB_OK);
    assert_string_equal(recording.header.devices, by->name);
    assert_non_null(strstr(recording.aids, "stiffness-felt 0.40"));
    tb_recording_free(&recording);
}

static void plays_a_whole_case(const device *by)
{
    home_to_patient(by);
    palpate(by);
    needle(by);
    stimulate(by);
    after(by);
    plan_to_debrief(by);
    check_record(by);
    printf("%s: %.0f points, %d twitches, %u s\n", by->name, s.app->attempt->score.total,
           (int)seen()->twitch.count, (unsigned)(seen()->tick_ms / 1000u));
}

static void the_keyboard_plays_a_whole_case(void **state)
{
    (void)state;
    if (!open_trainer()) {
        skip();
    }
    plays_a_whole_case(&keyboard);
    screens_close(&s);
}

static int shakes, taps;

// The skin is 0.4 of the high motor and none of the low one.
static int SDLCALL shaken(void *user, Uint16 low, Uint16 high)
{
    (void)user;
    shakes += low > 0 || high > 0 ? 1 : 0;
    taps += low == 0 && abs((int)high - (int)(0.4 * 65535.0 * s.app->settings.rumble)) <= 1 ? 1 : 0;
    return 0;
}

static void the_pad_plays_a_whole_case(void **state)
{
    (void)state;
    if (!open_trainer()) {
        skip();
    }
    const SDL_VirtualJoystickDesc desc = {.version = SDL_VIRTUAL_JOYSTICK_DESC_VERSION,
                                          .type = SDL_JOYSTICK_TYPE_GAMECONTROLLER,
                                          .naxes = 6,
                                          .nbuttons = 15,
                                          .Rumble = shaken};
    const int index = SDL_JoystickAttachVirtualEx(&desc);
    shakes = taps = 0;
    if (index < 0) {
        screens_close(&s);
        skip();
    }
    pad = SDL_JoystickOpen(index);
    assert_non_null(pad);
    tb_app_events(s.app);
    assert_non_null(s.app->pad);
    pad_drop(TB_ACT_PRESS);
    pad_drop(TB_ACT_EASE);
    plays_a_whole_case(&game_pad);
    assert_true(taps >= 1 && shakes > taps); // the skin, then the fascia at least
    SDL_JoystickClose(pad);
    SDL_JoystickDetachVirtual(index);
    tb_app_events(s.app);
    screens_close(&s);
}

#ifdef NDEBUG
// --- the first lesson ----------------------------------------------------------------------------

static double force(void)
{
    return (double)seen()->finger.force_n;
}

// A touch of a key, with Shift or without.
static void key_with(SDL_Keycode key, bool shift)
{
    for (int half = 0; half < 2; ++half) {
        SDL_Event event = {0};
        event.type = half == 0 ? SDL_KEYDOWN : SDL_KEYUP;
        event.key.type = event.type;
        event.key.keysym.sym = key;
        event.key.keysym.mod = (Uint16)(shift ? KMOD_LSHIFT : KMOD_NONE);
        SDL_PushEvent(&event);
        tb_app_events(s.app);
    }
}

// Touches of the press and ease keys, finer near the goal, until the finger feels so much.
static void feel(double wanted_n, double within_n)
{
    for (int k = 0; k < 300 && fabs(force() - wanted_n) > within_n; ++k) {
        const double gap = wanted_n - force();
        const bool fine = fabs(gap) < 8.0;
        key_with(gap > 0.0 ? SDLK_w : SDLK_s, fine);
        run(50);
    }
    run(350); // stays there long enough to count
}

static void step_ends(int step)
{
    if (s.app->lesson.step != step + 1 || (s.app->lesson.done & 1u << step) == 0) {
        fail_msg("step %d of the lesson does not end by its act: now at %d, %.1f N, %.1f mm",
                 step + 1, s.app->lesson.step + 1, force(), (double)seen()->needle.tip_n_mm);
    }
}

static tb_vec3 sore_spot(void)
{
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    return anatomy->trigger_points[anatomy->symptomatic].centre_mm;
}

static void palpation_steps(void)
{
    const tb_vec3 at = sore_spot();
    static const double forces[] = {5.0, 20.0, 40.0}, within[] = {1.2, 2.5, 3.5};
    move_to(&keyboard, at.x - 16.0, at.y - 15.0); // on the same cord, away from its sore spot
    for (int k = 0; k < 3; ++k) {
        feel(forces[k], within[k]);
    }
    step_ends(0);
    feel(22.0, 3.0);
    for (int k = 0; k < 4 && s.app->lesson.step == 1; ++k) { // across, and back
        const bool right = (k % 2 == 0) == (s.app->hand.across_sign > 0);
        key_act(right ? TB_ACT_STROKE_RIGHT : TB_ACT_STROKE_LEFT);
        run(1000);
    }
    step_ends(1);
    for (int pass = 0; pass < 2 && s.app->lesson.step == 2; ++pass) { // firmer the second time
        for (double t = at.x - 12.0; t <= at.x + 12.0 && s.app->lesson.step == 2; t += 4.0) {
            feel(8.0, 3.0);
            move_to(&keyboard, t, at.y);
            feel(pass == 0 ? 30.0 : 45.0, 4.0);
            run(400);
        }
    }
    step_ends(2);
    assert_true(fabs(s.app->hand.t_mm - at.x) < 12.0);
    for (int k = 0; k < 4 && s.app->lesson.step == 3; ++k) {
        feel(40.0 + 4.0 * k, 4.0);
        key_act(TB_ACT_SAY_Q);
        run(2000);
    }
    step_ends(3);
}

static void aim_by_keys(void)
{
    const tb_site_approach *cone = &s.app->content->model.approach;
    for (int k = 0; k < 60 && s.app->hand.tilt_deg < cone->tilt_deg; ++k) {
        key_act(TB_ACT_TILT_MORE);
    }
}

static void needle_steps(void)
{
    const tb_vec3 at = sore_spot();
    const double beyond = at.z + 12.0;
    key_act(TB_ACT_LET_GO);
    run(300);
    key_act(TB_ACT_NEEDLE);
    for (int k = 0; k < 8 && s.app->hand.needle_length_mm[s.app->hand.tray] < beyond; ++k) {
        key_act(TB_ACT_CHOOSE);
    }
    aim_by_keys();
    move_to(&keyboard, at.x, at.y);
    key_act(TB_ACT_SAY_F);
    key_act(TB_ACT_TUBE);
    for (int k = 0; k < 3 && s.app->lesson.step == 4; ++k) {
        key_act(TB_ACT_TAP);
        run(300);
    }
    step_ends(4);
    key_act(TB_ACT_TUBE);
    for (int k = 0; k < 160 && fabs((double)seen()->needle.tip_n_mm - at.z) > 0.8; ++k) {
        key_act((double)seen()->needle.tip_n_mm < at.z ? TB_ACT_PRESS : TB_ACT_EASE);
    }
    run(1000);
    step_ends(5);
}

static void twitch_step(void)
{
    uint32_t from = seen()->tick_ms;
    key_act(TB_ACT_HOLD);
    for (int k = 0; k < 60000 && seen()->twitch.count == 0; k += 50) {
        run(50);
    }
    printf("lesson: twitch after %.1f s of pistoning by key\n",
           1e-3 * (double)(seen()->tick_ms - from));
    key_act(TB_ACT_LET_GO);
    run(300);
    key_act(TB_ACT_SAY_E);
    run(500);
    step_ends(6);
}

static void after_step(void)
{
    key_act(TB_ACT_OUT);
    for (int k = 0; k < 8000 && !is_out(); k += 50) {
        run(50);
    }
    key_act(TB_ACT_BIN);
    key_act(TB_ACT_COTTON);
    until(&keyboard, TB_ACT_PRESS, presses_cotton, 6000);
    key_act(TB_ACT_HOLD);
    run(30500);
    step_ends(7);
}

static void the_whole_lesson_is_played_by_keys(void **state)
{
    (void)state;
    if (!open_trainer()) {
        skip();
    }
    choose(&keyboard, "start");
    assert_true(s.app->lesson.active);
    run(50);
    palpation_steps();
    needle_steps();
    twitch_step();
    after_step();
    assert_int_equal(s.app->lesson.done, (1u << TB_LESSON_STEPS) - 1u);
    assert_int_equal(s.app->lesson.skipped, 0u);
    assert_int_equal(s.app->dialog, TB_DIALOG_LESSON_DONE);
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    screens_close(&s);
}
#endif

int main(void)
{
    static tb_test_list list;
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1");
    TB_TEST(&list, the_keyboard_plays_a_whole_case);
    TB_TEST(&list, the_pad_plays_a_whole_case);
#ifdef NDEBUG // a minute and a half of simulated time: once is enough
    TB_TEST(&list, the_whole_lesson_is_played_by_keys);
#endif
    const int failed = tb_test_run(&list, "devices");
    SDL_Quit();
    return failed;
}
