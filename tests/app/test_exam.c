// Courses and exams in the trainer: patients in their order under the course's rules, and a station
// that helps nobody.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include "tautband/session/recording.h"

#include <stdio.h>
#include <unistd.h>

static screens s;

static void folders(void)
{
    char path[1024];
    const char *out = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/exam-%d", out != NULL ? out : "/tmp", (int)getpid());
    setenv("XDG_DATA_HOME", path, 1);
    setenv("XDG_CONFIG_HOME", path, 1);
}

static bool open_recorded(void)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    if (s.app != NULL) { // an earlier test failed half-way
        screens_close(&s);
    }
    if (!screens_open(&s, 1280, 720, &settings)) {
        return false;
    }
    s.app->desc.record = true;
    tb_app_read_past(s.app);
    screens_draw(&s);
    return true;
}

static bool shows(const char *text)
{
    for (int k = 0; k < s.probe->count; ++k) {
        if (s.probe->rows[k].kind == TB_PROBE_TEXT && strstr(s.probe->rows[k].text, text) != NULL) {
            return true;
        }
    }
    return false;
}

static void a_course_leads_from_patient_to_patient(void **state)
{
    (void)state;
    if (!open_recorded()) {
        skip();
    }
    const tb_course *course = tb_courses_find(s.app->courses, "first-needles");
    assert_non_null(course);
    screens_click(&s, "course-0");
    assert_ptr_equal(s.app->course, course);
    assert_int_equal(s.app->progress.taken, 0);
    screens_draw(&s);
    screens_click(&s, "case-gal-hiker"); // locked: those before it come first
    assert_int_equal(s.app->screen, TB_SCREEN_HOME);
    screens_draw(&s);
    assert_true(shows("opens when those before it are done"));
    screens_click(&s, "start");
    assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
    assert_string_equal(s.app->content->model.id, "gastrocnemius-medial");
    uint64_t seed;
    tb_course_encounter(course, tb_course_learner("guest"), 0, &seed);
    assert_int_equal(s.app->attempt->seed, seed);
    assert_int_equal(s.app->content->rubric.rules.gloves, TB_GLOVES_ONE_HAND);
    // given up in the briefing, the patient was not met
    tb_app_back(s.app);
    assert_int_equal(s.app->progress.taken, 0);
    screens_draw(&s);
    screens_click(&s, "start");
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    screens_run(&s, 200);
    tb_app_finish_encounter(s.app);
    char path[sizeof s.app->attempt->folder + 32];
    snprintf(path, sizeof path, "%s/recording.tbr", s.app->attempt->folder);
    tb_recording_header header;
    assert_int_equal(tb_recording_peek(path, &header, NULL), TB_OK);
    assert_string_equal(header.course, "first-needles");
    assert_int_equal(header.course_hash, tb_course_rules_hash(course));
    assert_int_equal(header.seed, seed);
    assert_int_equal(s.app->progress.taken, 1);
    assert_int_equal(s.app->progress.rows[0].first, 1);
    screens_draw(&s);
    screens_click(&s, "again"); // the second patient of three
    tb_course_encounter(course, tb_course_learner("guest"), 1, &seed);
    assert_int_equal(s.app->attempt->seed, seed);
    assert_int_equal(s.app->attempt->encounter, 1);
    // the course is open again the next time
    tb_app_open(s.app, TB_SCREEN_HOME);
    s.app->desc.keep_settings = true;
    tb_courses_destroy(s.app->courses);
    tb_app_open_courses(s.app);
    assert_string_equal(s.app->course->id, "first-needles");
    tb_app_choose_course(s.app, NULL);
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    folders();
    TB_TEST(&list, a_course_leads_from_patient_to_patient);
    const int failed = tb_test_run(&list, "exam");
    SDL_Quit();
    return failed;
}
