// A whole case from home to the debrief by one device alone: once by the keyboard, once by a game
// pad whose events come through SDL. No sound device is open: what is heard is read in captions.
#define _POSIX_C_SOURCE 200809L
#include "players.h"

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

static void palpate(const device *by)
{
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    const tb_vec3 at = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    move_to(by, at.x, at.y - 8.0 * s.app->hand.stroke_sign);
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

int main(void)
{
    static tb_test_list list;
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1");
    TB_TEST(&list, the_keyboard_plays_a_whole_case);
    TB_TEST(&list, the_pad_plays_a_whole_case);
    const int failed = tb_test_run(&list, "devices");
    SDL_Quit();
    return failed;
}
