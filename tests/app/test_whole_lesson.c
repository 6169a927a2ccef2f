// The first lesson from its first step to its last, played by keys with the physics running.
#define _POSIX_C_SOURCE 200809L
#include "players.h"

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
        const bool right = (k % 2 == 0) == (s.app->hand.stroke_sign > 0);
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

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, the_whole_lesson_is_played_by_keys);
    const int failed = tb_test_run(&list, "whole_lesson");
    SDL_Quit();
    return failed;
}
