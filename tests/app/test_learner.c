// Several learners at one station: the name is changed from the bar of the menus, attempts stay
// apart by it, it is remembered, and it stays while an attempt runs.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include <unistd.h>

static screens s;

static void type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    SDL_PushEvent(&event);
    tb_app_events(s.app);
    tb_app_draw(s.app);
}

static void keep(const char *learner, int total)
{
    tb_library_attempt *one = &s.app->library->attempts[s.app->library->attempt_count++];
    *one = (tb_library_attempt){.total = total, .has_score = true, .tip_mm = 2.0, .cut = 70.0};
    snprintf(one->learner, sizeof one->learner, "%s", learner);
    snprintf(one->case_id, sizeof one->case_id, "gal-hiker");
    snprintf(one->when, sizeof one->when, "20261128-0930%02d", s.app->library->attempt_count);
}

static bool shows(const char *text)
{
    for (int k = 0; k < s.probe->count; ++k) {
        if (s.probe->rows[k].kind == TB_PROBE_TEXT && strcmp(s.probe->rows[k].text, text) == 0) {
            return true;
        }
    }
    return false;
}

static int rows_of_recordings(void)
{
    int count = 0;
    for (int k = 0; k < s.probe->count; ++k) {
        count += s.probe->rows[k].kind == TB_PROBE_ITEM &&
                         strncmp(s.probe->rows[k].text, "recording-", 10) == 0
                     ? 1
                     : 0;
    }
    return count;
}

static void change_to(const char *typed)
{
    screens_click(&s, "learner");
    screens_draw(&s);
    assert_true(s.app->learner_edit.open);
    type(typed);
    screens_press(&s, SDLK_RETURN);
    screens_draw(&s);
}

static void attempts_stay_apart(void **state)
{
    (void)state;
    assert_string_equal(s.app->desc.learner, "guest");
    keep("ann", 61);
    keep("bob", 62);
    keep("ann", 63);
    tb_app_open(s.app, TB_SCREEN_RECORDINGS);
    screens_draw(&s);
    assert_int_equal(rows_of_recordings(), 0); // a guest's: none
    assert_true(shows("No recordings yet"));
    change_to("  ann ");
    assert_string_equal(s.app->desc.learner, "ann");
    assert_false(s.app->learner_edit.open);
    assert_int_equal(rows_of_recordings(), 2);
    assert_true(shows("61 of 100"));
    assert_false(shows("62 of 100"));
    tb_app_open(s.app, TB_SCREEN_PROGRESS);
    screens_draw(&s);
    assert_int_equal(s.app->progress_view->attempts, 2);
    change_to("bob");
    assert_int_equal(s.app->progress_view->attempts, 1); // made anew
    s.app->library->attempt_count = 0;
}

static void nobody_is_no_name(void **state)
{
    (void)state;
    tb_app_open(s.app, TB_SCREEN_HOME);
    screens_draw(&s);
    change_to("  ");
    assert_true(s.app->learner_edit.open);
    assert_string_equal(s.app->desc.learner, "bob");
    screens_press(&s, SDLK_F1); // nothing behind the dialog is reached
    assert_int_equal(s.app->screen, TB_SCREEN_HOME);
    screens_press(&s, SDLK_ESCAPE);
    assert_false(s.app->learner_edit.open);
    screens_click(&s, "learner");
    screens_draw(&s);
    for (int k = 0; k < 6; ++k) { // 6 times 11 bytes; the last letter is of two
        type("xxxxxxxxx\xC3\xA4");
    }
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(strlen(s.app->desc.learner), 63); // five times 11 and eight more
}

static void it_stays_while_an_attempt_runs(void **state)
{
    (void)state;
    assert_true(tb_learner_may_change(s.app));
    tb_app_open_briefing(s.app);
    assert_true(tb_app_start_encounter(s.app));
    screens_draw(&s);
    s.app->back = TB_SCREEN_ENCOUNTER;
    tb_app_open(s.app, TB_SCREEN_SETTINGS); // from the pause
    screens_draw(&s);
    assert_false(tb_learner_may_change(s.app));
    assert_true(screens_item(&s, "learner").w <= 0.0f);
}

static void it_is_remembered(void **state)
{
    (void)state;
    char folder[300];
    const char *output = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s/learner-%d", output != NULL ? output : "/tmp",
             (int)getpid()); // nothing is remembered there yet
    setenv("XDG_DATA_HOME", folder, 1);
    s.app->desc.record = true;
    tb_app_open(s.app, TB_SCREEN_HOME);
    screens_draw(&s);
    change_to("J\xC3\xBCrgen M.");
    s.app->learner[0] = '\0';
    tb_learner_start(s.app, NULL);
    assert_string_equal(s.app->desc.learner, "J\xC3\xBCrgen M.");
    tb_learner_start(s.app, "given"); // on the command line: for this once
    assert_string_equal(s.app->desc.learner, "given");
    tb_learner_start(s.app, NULL);
    assert_string_equal(s.app->desc.learner, "J\xC3\xBCrgen M.");
    // where one left the lesson another does not go on
    tb_learner_start(s.app, "ann");
    s.app->lesson.step = 3;
    tb_app_keep_lesson(s.app);
    tb_app_start_lesson(s.app);
    assert_int_equal(s.app->lesson.step, 3);
    tb_app_open(s.app, TB_SCREEN_HOME);
    tb_learner_start(s.app, "bob");
    tb_app_start_lesson(s.app);
    assert_int_equal(s.app->lesson.step, 0);
    s.app->desc.record = false;
    tb_learner_start(s.app, ""); // no name: the one of somebody who never said it
    assert_string_equal(s.app->desc.learner, "guest");
}

int main(void)
{
    static tb_test_list list;
    const tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        return 77;
    }
    TB_TEST(&list, attempts_stay_apart);
    TB_TEST(&list, nobody_is_no_name);
    TB_TEST(&list, it_stays_while_an_attempt_runs);
    TB_TEST(&list, it_is_remembered);
    const int failed = tb_test_run(&list, "learner");
    screens_close(&s);
    return failed;
}
