// A course of three visits in the window: reassess, decide, treat, plan, a week passes, the patient
// reports; each visit's recording can be opened by itself; the case is its own again afterwards.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include "app/encounter.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

static screens s;

static void own_folders(void)
{
    char path[1024];
    const char *out = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/visits-%d", out != NULL ? out : "/tmp", (int)getpid());
    setenv("XDG_DATA_HOME", path, 1);
    setenv("XDG_CONFIG_HOME", path, 1);
}

static bool shown(const char *text)
{
    for (int k = 0; k < s.probe->count; ++k) {
        if (s.probe->rows[k].kind == TB_PROBE_TEXT && strstr(s.probe->rows[k].text, text) != NULL) {
            return true;
        }
    }
    return false;
}

static void press(const char *id)
{
    tb_app_draw(s.app);
    assert_true(screens_item(&s, id).w > 0.0f);
    tb_ui_focus(&s.app->ui, id);
    tb_app_draw(s.app);
    tb_app_queue_nav(s.app, TB_NAV_ACTIVATE);
    tb_app_draw(s.app);
    screens_draw(&s);
}

// By hand, without a hand: what the reasoning alone does.
static void play_visit(void)
{
    press("decide-1");
    tb_app_command(s.app, TB_COMMAND_SAY, TB_SAY_EXPLAIN);
    for (int k = 0; k < s.content->model.care.plan_count; ++k) {
        if (s.content->model.care.plan[k].right) {
            tb_app_command(s.app, TB_COMMAND_PLAN, k);
        }
    }
    tb_app_open(s.app, TB_SCREEN_PLAN);
    screens_draw(&s);
    press("plan-finish");
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
}

static void three_visits(void **state)
{
    (void)state;
    tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    char recordings[3][8192], line[300];
    s.app->desc.record = true;
    tb_app_open_briefing(s.app);
    const uint64_t seed = s.app->attempt->seed, next = s.app->desc.seed;
    assert_true(screens_item(&s, "ask-visit").w == 0.0f); // nothing to ask at a first visit
    tb_course_state expected = tb_course_start(s.content->model.care.severity);
    const tb_adherence follows = {0.7, 0.7, 0.7};
    for (int visit = 1; visit <= 3; ++visit) {
        assert_int_equal(tb_app_visit_number(s.app), visit);
        assert_int_equal(s.app->attempt->seed, seed);
        play_visit();
        snprintf(recordings[visit - 1], sizeof recordings[0], "%s/recording.tbr",
                 s.app->attempt->folder);
        press("next-visit");
        assert_int_equal(s.app->screen, TB_SCREEN_BETWEEN);
        for (int day = 0; day < 7; ++day) {
            tb_course_day(&expected, &follows);
        }
        assert_near(s.app->visits->course.state.s, expected.s, 1e-6);
        snprintf(line, sizeof line, "Today, day %d", 7 * visit);
        assert_true(shown(line));
        assert_true(shown("Teaching model"));
        snprintf(line, sizeof line, "pain %.0f of 10", 9.0 * expected.s);
        assert_true(shown(line));
        if (visit == 1) { // back and forth judges nothing twice
            screens_press(&s, SDLK_ESCAPE);
            assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
            press("next-visit");
            assert_near(s.app->visits->course.state.s, expected.s, 1e-6);
        }
        press("meet-again");
        assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
        snprintf(line, sizeof line, "visit %d", visit + 1);
        assert_true(shown(line));
        press("ask-visit");
        const int report = s.app->content->model.care.report;
        assert_true(report >= TB_LINE_REPORT_BETTER && report <= TB_LINE_REPORT_SORE);
        assert_int_equal(s.app->attempt->after.patient.line, report);
        snprintf(line, sizeof line, "\xE2\x80\x9C%.16s",
                 tb_phrase_text(s.app->attempt->after.patient.phrase));
        assert_true(shown(line));
    }
    assert_int_equal(s.app->desc.seed, next); // the next patient is still the next
    // the way back leads to the page between, then home; met from there the case is as it was
    screens_press(&s, SDLK_ESCAPE);
    assert_int_equal(s.app->screen, TB_SCREEN_BETWEEN);
    screens_press(&s, SDLK_ESCAPE);
    assert_int_equal(s.app->screen, TB_SCREEN_HOME);
    assert_true(s.app->visits == NULL); // nothing leads back to that page
    assert_int_equal(s.app->content->model.care.report, 0);
    tb_app_meet(s.app, "gastrocnemius-medial");
    assert_int_equal(tb_case_hash(&s.app->content->model), tb_case_hash(&s.content->model));
    // each recording opens as the visit that it was
    for (int visit = 1; visit <= 3; ++visit) {
        tb_recording recording;
        tb_content *content = NULL;
        tb_replay *replay = NULL;
        assert_int_equal(tb_encounter_open(recordings[visit - 1], &recording, &content),
                         TB_EXIT_OK);
        assert_int_equal(content->model.care.report != 0, visit > 1);
        assert_int_equal(recording.header.seed, seed);
        tb_recording_free(&recording);
        tb_free(content);
        assert_int_equal(tb_replay_open(recordings[visit - 1], s.content, &replay, NULL), TB_OK);
        assert_int_equal(replay->content->model.care.report != 0, visit > 1);
        tb_replay_destroy(replay);
    }
    screens_close(&s);
}

static void a_visit_can_be_tried_again(void **state)
{
    (void)state;
    tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    tb_app_open_briefing(s.app);
    const uint64_t seed = s.app->attempt->seed;
    play_visit();
    press("next-visit");
    press("meet-again");
    const double before = s.app->visits->started.state.s;
    play_visit();
    press("again"); // the same visit of the same patient
    assert_int_equal(s.app->attempt->seed, seed);
    assert_int_equal(tb_app_visit_number(s.app), 2);
    assert_near(s.app->visits->started.state.s, before, 0.0);
    tb_app_finish_encounter(s.app);
    press("next-visit");
    press("end-visits");
    assert_int_equal(s.app->screen, TB_SCREEN_HOME);
    assert_true(s.app->visits == NULL);
    assert_int_equal(tb_case_hash(&s.app->content->model), tb_case_hash(&s.content->model));
    // at the first visit "try again" is another patient, and no course goes on
    tb_app_meet(s.app, "gastrocnemius-medial");
    play_visit();
    press("next-visit");
    screens_press(&s, SDLK_ESCAPE);
    const uint64_t first = s.app->attempt->seed;
    press("again");
    assert_int_equal(s.app->attempt->seed, first + 1);
    assert_true(s.app->visits == NULL);
    screens_close(&s);
}

// Nobody whom a needle or a hand must not touch comes back to be treated.
static void not_everybody_comes_again(void **state)
{
    (void)state;
    tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    assert_true(tb_app_choose_case(s.app, "gam-dvt"));
    tb_app_open_briefing(s.app);
    tb_app_finish_encounter(s.app);
    screens_draw(&s);
    assert_true(screens_item(&s, "again").w > 0.0f);
    assert_true(screens_item(&s, "next-visit").w == 0.0f);
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    own_folders();
    TB_TEST(&list, three_visits);
    TB_TEST(&list, a_visit_can_be_tried_again);
    TB_TEST(&list, not_everybody_comes_again);
    const int failed = tb_test_run(&list, "next_visit");
    SDL_Quit();
    return failed;
}
