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

// --- exam ---------------------------------------------------------------------------------------

// The circuit's first station is begun; its hands-on part is on the screen.
static tb_course *begin_station(int view, bool scan, double limit_s)
{
    tb_course *course = (tb_course *)tb_courses_find(s.app->courses, "station-exam");
    assert_non_null(course);
    course->order = TB_ORDER_LISTED;
    snprintf(course->cases[0].id, sizeof course->cases[0].id, "gastrocnemius-medial");
    course->station.view = view;
    course->station.scan = scan;
    course->station.time_limit_s = limit_s;
    tb_app_choose_course(s.app, course);
    tb_app_open(s.app, TB_SCREEN_HOME);
    screens_draw(&s);
    screens_click(&s, "start");
    assert_int_equal(s.app->screen, TB_SCREEN_STATION);
    screens_draw(&s);
    assert_true(shows("Simulated performance only"));
    assert_true(shows("Begin the station"));
    screens_click(&s, "station-begin");
    assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
    screens_draw(&s);
    assert_false(shows(s.app->content->model.muscle) || shows(s.app->content->model.title));
    screens_press(&s, SDLK_ESCAPE); // what was begun is not left
    assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
    screens_draw(&s);
    screens_click(&s, "hands-on");
    assert_int_equal(s.app->screen, TB_SCREEN_ENCOUNTER);
    assert_true(s.app->exam.on && s.app->attempt->plain_captions);
    return course;
}

// Every text of the frame against what an exam keeps to itself.
static void nothing_helps(int view)
{
    static const char *const words[] = {
        "target",   "reserve",     "firm cord", "your mark",       "firm, 2 to 4",
        "aim ",     "through the", "Stretch",   "layers straight", "Tissue at the tip",
        "Findings", "[low tone]"};
    const tb_app *app = s.app;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    const tb_hint hint = tb_hint_for(&app->attempt->after, app->hand.tool, app->attempt->found);
    screens_draw(&s);
    for (size_t k = 0; k < sizeof words / sizeof words[0]; ++k) {
        if (shows(words[k])) {
            fail_msg("'%s' is shown in an exam", words[k]);
        }
    }
    assert_false(shows(hint.sentence));
    assert_false(shows(app->content->model.muscle));
    for (int k = 0; k < anatomy->structure_count; ++k) {
        assert_false(shows(anatomy->structures[k].label));
    }
    for (int k = 0; k < s.probe->count; ++k) { // a layer's name stands alone; a patient may say it
        for (int i = 0; i < anatomy->layer_count && s.probe->rows[k].kind == TB_PROBE_TEXT; ++i) {
            assert_string_not_equal(s.probe->rows[k].text, anatomy->layers[i].label);
        }
    }
    assert_int_equal(app->view, view);
    assert_false(app->frame.show_target || app->frame.show_reserve || app->frame.show_strain);
    if (view == TB_VIEW_BLIND) {
        assert_int_equal(app->frame.section.width, 0);
        assert_int_equal(app->frame.scan.width, 0);
    }
    assert_int_equal(app->attempt->mark_count, 0);
    assert_true(shows("EXAM"));
}

// Every key of the encounter that opens something in practice.
static void try_keys(int view)
{
    static const SDL_Keycode keys[] = {SDLK_v, SDLK_v, SDLK_h, SDLK_p, SDLK_6, SDLK_F2, SDLK_m};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        screens_press(&s, keys[k]);
        screens_run(&s, 40);
        nothing_helps(view);
    }
}

typedef struct station_row {
    const char *name;
    int view;
    bool scan;
} station_row;

static station_row stations[] = {{"blind", TB_VIEW_BLIND, false},
                                 {"full, scan", TB_VIEW_FULL, true}};

static void no_frame_helps_and_no_key_opens_it(void **state)
{
    const station_row *row = *state;
    if (!open_recorded()) {
        skip();
    }
    begin_station(row->view, row->scan, 0.0);
    nothing_helps(row->view);
    s.app->hand.t_mm = s.app->hand.b_mm = 0.0;
    static const struct {
        SDL_Keycode key;
        int ms;
    } keys[] = {{SDLK_w, 400}, {SDLK_d, 900}, {SDLK_m, 60},  {SDLK_4, 60},  {SDLK_n, 60},
                {SDLK_g, 300}, {SDLK_t, 400}, {SDLK_g, 200}, {SDLK_w, 600}, {SDLK_w, 600}};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        screens_press(&s, keys[k].key);
        screens_run(&s, keys[k].ms);
        nothing_helps(row->view);
        if (k % 3 == 2) {
            try_keys(row->view);
        }
    }
    assert_int_equal(s.app->attempt->after.needle.stage, TB_NEEDLE_IN);
    assert_true(s.app->exam.declared_ms[0] > 0 && s.app->exam.declared_ms[1] > 0);
    assert_int_equal(s.app->exam.declared_ms[3], 0);
    screens_press(&s, SDLK_u);
    screens_run(&s, 40);
    nothing_helps(row->view);
    assert_true(s.app->exam.declared_ms[3] > 0);
    screens_close(&s);
}

static uint32_t now_ms(void)
{
    return s.app->attempt->after.tick_ms;
}

static void the_clock_of_an_exam_stops_for_a_minute_at_most(void **state)
{
    (void)state;
    if (!open_recorded()) {
        skip();
    }
    begin_station(TB_VIEW_BLIND, false, 0.0);
    uint32_t before = now_ms();
    screens_press(&s, SDLK_ESCAPE);
    assert_int_equal(s.app->dialog, TB_DIALOG_NONE);
    tb_app_pause(s.app); // the window lost its focus
    screens_run(&s, 200);
    assert_true(now_ms() > before + 150);
    before = now_ms();
    screens_press(&s, SDLK_F1); // the key list does not stop it
    assert_int_equal(s.app->screen, TB_SCREEN_KEYS);
    screens_run(&s, 200);
    assert_true(now_ms() > before + 150);
    screens_press(&s, SDLK_F1);
    before = now_ms();
    screens_press(&s, SDLK_F9);
    assert_true(s.app->exam.panel);
    screens_run(&s, 500);
    assert_true(now_ms() <= before + 40); // it stands
    s.app->exam.stopped_s = 59.9f;
    screens_run(&s, 600);
    assert_true(now_ms() > before + 400); // the minute is used up
    screens_press(&s, SDLK_ESCAPE);
    assert_false(s.app->exam.panel);
    before = now_ms();
    screens_press(&s, SDLK_F9); // and does not come back with another call
    screens_run(&s, 300);
    assert_true(now_ms() > before + 200);
    screens_close(&s);
}

// Refer and call examiner are keys like all others; what the screens say of them follows.
static void keys_of_an_exam_can_be_changed(void **state)
{
    (void)state;
    if (!open_recorded()) {
        skip();
    }
    s.app->settings.bindings.key[TB_ACT_REFER][0] = SDLK_F3;
    s.app->settings.bindings.key[TB_ACT_CALL][0] = SDLK_F4;
    begin_station(TB_VIEW_BLIND, false, 0.0);
    screens_draw(&s);
    assert_true(shows("F3"));
    assert_true(shows("F4"));
    assert_false(shows("F9"));
    screens_press(&s, SDLK_u);
    screens_press(&s, SDLK_F9);
    screens_run(&s, 40);
    assert_int_equal(s.app->exam.declared_ms[3], 0);
    assert_false(s.app->exam.panel);
    screens_press(&s, SDLK_F3);
    screens_run(&s, 40);
    screens_draw(&s);
    assert_true(s.app->exam.declared_ms[3] > 0);
    screens_press(&s, SDLK_F4);
    assert_true(s.app->exam.panel);
    screens_press(&s, SDLK_ESCAPE);
    // settings of an earlier version may have given F9 to the view: in an exam it still calls
    s.app->settings.bindings = tb_bindings_preset(TB_PRESET_RIGHT);
    s.app->settings.bindings.key[TB_ACT_VIEW][0] = SDLK_F9;
    screens_press(&s, SDLK_F9);
    assert_true(s.app->exam.panel);
    screens_close(&s);
}

// The kept attempt that was just made: several may carry the same second.
static const tb_library_attempt *kept_attempt(const char *folder)
{
    const char *name = strrchr(folder, '/') + 1;
    for (int k = 0; k < s.app->library->attempt_count; ++k) {
        if (strcmp(s.app->library->attempts[k].folder, name) == 0) {
            return &s.app->library->attempts[k];
        }
    }
    fail_msg("the attempt '%s' is not kept", name);
    return NULL;
}

static void a_result_is_sealed_until_the_examiner_releases_it(void **state)
{
    (void)state;
    if (!open_recorded()) {
        skip();
    }
    assert_int_equal(tb_exam_set_code("47x1", NULL, NULL), TB_ERR_ARGUMENT);
    assert_int_equal(tb_exam_set_code("471", NULL, NULL), TB_ERR_ARGUMENT);
    assert_int_equal(tb_exam_set_code("4711", NULL, NULL), TB_OK);
    const tb_course *course = begin_station(TB_VIEW_BLIND, false, 1.0);
    const int met = s.app->progress.taken;
    screens_run(&s, 1200); // until the time is up: hands off, to the plan
    assert_true(s.app->exam.time_up);
    assert_int_equal(s.app->screen, TB_SCREEN_PLAN);
    screens_draw(&s);
    assert_int_equal(screens_item(&s, "back").w, 0); // no arrow that does nothing
    screens_press(&s, SDLK_ESCAPE);                  // no way back to the patient
    assert_int_equal(s.app->screen, TB_SCREEN_PLAN);
    screens_draw(&s);
    screens_press(&s, SDLK_ESCAPE); // hands that are off stay off
    assert_int_equal(s.app->screen, TB_SCREEN_PLAN);
    assert_false(shows("What may follow")); // the teaching model is for practice
    screens_click(&s, "plan-finish");
    assert_int_equal(s.app->screen, TB_SCREEN_HANDED_IN);
    screens_draw(&s);
    assert_true(shows("opens when the examiner releases it"));
    assert_true(shows("The time was up"));
    // nothing of it is told elsewhere
    char folder[sizeof s.app->attempt->folder];
    memcpy(folder, s.app->attempt->folder, sizeof folder);
    const tb_library_attempt *kept = kept_attempt(folder);
    assert_true(kept->sealed && kept->exam && kept->total == -1);
    assert_string_equal(kept->course, course->id);
    assert_false(tb_app_open_recording(s.app, kept->folder, 0));
    screens_press(&s, SDLK_F9);
    static const SDL_Keycode wrong[] = {SDLK_4, SDLK_7, SDLK_1, SDLK_2};
    for (int k = 0; k < 4; ++k) {
        screens_press(&s, wrong[k]);
    }
    assert_false(s.app->exam.examiner);
    screens_draw(&s);
    assert_true(shows("This is not the code"));
    screens_press(&s, SDLK_RETURN); // on the button that goes on
    assert_false(s.app->exam.panel);
    screens_press(&s, SDLK_F9);
    for (int k = 0; k < 4; ++k) {
        screens_press(&s, wrong[k]);
    }
    screens_press(&s, SDLK_BACKSPACE); // the last digit was wrong
    screens_draw(&s);
    assert_false(shows("This is not the code"));
    screens_press(&s, SDLK_RETURN); // tries what there is
    assert_true(s.app->exam.panel);
    assert_true(s.app->exam.refused);
    static const SDL_Keycode keypad[] = {SDLK_KP_4, SDLK_KP_7, SDLK_KP_1, SDLK_KP_1};
    for (int k = 0; k < 4; ++k) { // from the start
        assert_false(s.app->exam.examiner);
        screens_press(&s, keypad[k]);
    }
    assert_true(s.app->exam.examiner);
    screens_draw(&s);
    assert_int_equal(screens_item(&s, "exam-release").w, 0); // first the rating
    screens_click(&s, "rating-4");
    screens_draw(&s);
    screens_click(&s, "exam-release");
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    assert_true(tb_exam_released(folder));
    screens_draw(&s);
    assert_true(shows("this station")); // meets the cut, or does not
    assert_false(shows("no pass mark"));
    assert_false(kept_attempt(folder)->sealed);
    assert_true(kept_attempt(folder)->total >= 0);
    assert_int_equal(s.app->progress.taken, met + 1);
    tb_app_choose_course(s.app, NULL);
    // the page for instructors asks for the code, and tells the rating
    tb_app_open(s.app, TB_SCREEN_RECORDINGS);
    screens_draw(&s);
    screens_click(&s, "instructor");
    assert_int_equal(s.app->screen, TB_SCREEN_RECORDINGS);
    static const SDL_Keycode code[] = {SDLK_4, SDLK_7, SDLK_1, SDLK_1};
    for (int k = 0; k < 4; ++k) {
        screens_press(&s, code[k]);
    }
    assert_int_equal(s.app->screen, TB_SCREEN_INSTRUCTOR);
    assert_int_equal(tb_exam_rating(folder), 4);
    screens_draw(&s);
    assert_true(shows("All cases"));
    screens_click(&s, "instructor-csv");
    screens_draw(&s);
    assert_true(shows("Written: "));
    tb_app_back(s.app);
    assert_int_equal(s.app->screen, TB_SCREEN_RECORDINGS);
    screens_close(&s);
}

static void a_result_at_once_is_never_sealed(void **state)
{
    (void)state;
    if (!open_recorded()) {
        skip();
    }
    assert_int_equal(tb_exam_set_code("4711", NULL, NULL), TB_OK);
    tb_course *course = begin_station(TB_VIEW_BLIND, false, 0.0);
    course->station.result = s.app->exam.station.result = TB_RESULT_AT_ONCE;
    screens_run(&s, 200);
    tb_app_finish_encounter(s.app);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    const tb_library_attempt *kept = kept_attempt(s.app->attempt->folder);
    assert_true(kept->exam && !kept->sealed && kept->total >= 0);
    screens_draw(&s);
    screens_click(&s, "items");
    assert_int_equal(s.app->screen, TB_SCREEN_REVIEW);
    screens_draw(&s);
    assert_true(screens_item(&s, "dispute-0").w > 0);
    tb_app_choose_course(s.app, NULL);
    screens_close(&s);
}

static void type(const char *text)
{
    SDL_Event event = {0};
    event.type = SDL_TEXTINPUT;
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    SDL_PushEvent(&event);
    tb_app_events(s.app);
    tb_app_draw(s.app);
}

// A learner disputes from the debrief; the instructor sees the moment, decides and countersigns.
static void a_dispute_goes_from_debrief_to_countersignature(void **state)
{
    (void)state;
    if (!open_recorded()) {
        skip();
    }
    assert_int_equal(tb_exam_set_code("4711", NULL, NULL), TB_OK);
    tb_app_choose_course(s.app, NULL);
    tb_app_open_briefing(s.app);
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    screens_run(&s, 200);
    screens_press(&s, SDLK_m); // something to score
    screens_run(&s, 200);
    tb_app_finish_encounter(s.app);
    char folder[sizeof s.app->attempt->folder];
    memcpy(folder, s.app->attempt->folder, sizeof folder);
    screens_click(&s, "items");
    assert_int_equal(s.app->screen, TB_SCREEN_REVIEW);
    assert_false(s.app->review.instructor);
    screens_draw(&s);
    screens_click(&s, "dispute-0");
    screens_draw(&s);
    type("I had asked before");
    screens_press(&s, SDLK_ESCAPE); // thought better of it
    assert_int_equal(s.app->review.review->disputes.count, 0);
    screens_click(&s, "dispute-0");
    screens_draw(&s);
    screens_click(&s, "review-do"); // no words
    screens_draw(&s);
    assert_true(shows("Say in a few words"));
    screens_click(&s, "review-words");
    type("I had asked before");
    screens_click(&s, "review-do");
    screens_draw(&s);
    assert_int_equal(s.app->review.review->disputes.count, 1);
    assert_true(shows("Not decided yet"));
    assert_int_equal(screens_item(&s, "review-sign").w, 0); // that is not for learners
    screens_press(&s, SDLK_ESCAPE);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    // the instructor, by the code
    tb_app_open(s.app, TB_SCREEN_RECORDINGS);
    screens_draw(&s);
    screens_click(&s, "instructor");
    static const SDL_Keycode code[] = {SDLK_4, SDLK_7, SDLK_1, SDLK_1};
    for (int k = 0; k < 4; ++k) {
        screens_press(&s, code[k]);
    }
    assert_int_equal(s.app->screen, TB_SCREEN_INSTRUCTOR);
    s.app->instructor_part = 1;
    screens_draw(&s);
    assert_true(shows("I had asked before"));
    screens_click(&s, "disputed-0");
    assert_int_equal(s.app->screen, TB_SCREEN_REVIEW);
    screens_draw(&s);
    assert_int_equal(screens_item(&s, "review-sign").w, 0); // first the dispute
    screens_click(&s, "decide-0");
    screens_draw(&s);
    type("You had not");
    screens_press(&s, SDLK_RETURN); // to the name
    screens_draw(&s);
    type("A. Keller");
    screens_click(&s, "review-reject");
    screens_draw(&s);
    assert_true(shows("Rejected by A. Keller"));
    tb_ui_focus(&s.app->ui, "review-sign"); // far down the page: the focus brings it into view
    screens_draw(&s);
    screens_press(&s, SDLK_RETURN);
    screens_draw(&s);
    assert_true(shows("A. Keller")); // remembered
    screens_click(&s, "review-do");
    screens_draw(&s);
    assert_true(shows("Countersigned by A. Keller"));
    assert_int_equal(tb_exam_statement(folder, "countersigned", NULL, NULL), TB_STANDING_SIGNED);
    screens_press(&s, SDLK_ESCAPE);
    assert_int_equal(s.app->screen, TB_SCREEN_INSTRUCTOR);
    assert_true(s.app->exam.key.ready);
    screens_press(&s, SDLK_ESCAPE); // the instructor leaves, and the key with them
    assert_int_equal(s.app->screen, TB_SCREEN_RECORDINGS);
    assert_false(s.app->exam.key.ready);
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    folders();
    TB_TEST(&list, a_course_leads_from_patient_to_patient);
    TB_TEST_ROWS(&list, no_frame_helps_and_no_key_opens_it, stations);
    TB_TEST(&list, keys_of_an_exam_can_be_changed);
    TB_TEST(&list, the_clock_of_an_exam_stops_for_a_minute_at_most);
    TB_TEST(&list, a_result_is_sealed_until_the_examiner_releases_it);
    TB_TEST(&list, a_result_at_once_is_never_sealed);
    TB_TEST(&list, a_dispute_goes_from_debrief_to_countersignature);
    const int failed = tb_test_run(&list, "exam");
    SDL_Quit();
    return failed;
}
