// Attempts: cases are opened, encounters start and end, old ones are looked at again.
#define _POSIX_C_SOURCE 200809L
#include "app.h"
#include "png_write.h"
#include "whole_file.h"

#include "tautband/core/alloc.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

// The first lesson has a patient of its own, on whom every step can be done: the cord is near, the
// sore spot answers to a firm finger, and a needle that pistons in it finds a twitch.
static const char LESSON_CASE[] = "gastrocnemius-medial";
enum { LESSON_SEED = 7 };

const tb_snapshot *tb_app_seen(const tb_app *app)
{
    return app->screen == TB_SCREEN_REPLAY      ? &app->replay->after
           : app->screen == TB_SCREEN_AFTERMATH ? &app->aftermath->after
                                                : &app->attempt->after;
}

const tb_anatomy *tb_app_anatomy(const tb_app *app)
{
    return app->screen == TB_SCREEN_REPLAY ? &app->replay->anatomy
                                           : tb_session_anatomy(app->attempt->session);
}

const tb_case *tb_app_model(const tb_app *app)
{
    return app->screen == TB_SCREEN_REPLAY ? &app->replay->content->model : &app->content->model;
}

static bool fail_start(tb_app *app, const tb_error *error)
{
    snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error->message);
    fprintf(stderr, "tautband: encounter: %s\n", error->message);
    return false;
}

// How much is hinted, and what is seen: by the settings, the lesson or earlier attempts.
static void choose_hints(tb_app *app)
{
    const bool lesson = app->lesson.active;
    const int earned = app->library != NULL ? tb_hint_tier_of(app->library) : 1;
    app->tier = lesson                                    ? 0
                : app->settings.hint_tier < TB_TIER_FADES ? app->settings.hint_tier
                                                          : (earned > 0 ? earned : 1);
    const tb_library_case *one =
        app->library != NULL ? tb_library_find(app->library, app->content->model.id) : NULL;
    if (app->desc.keep_settings) { // pictures made off screen choose their own view
        app->view = (tb_depth_view)tb_view_for_tier(app->tier, one != NULL ? one->attempts + 1 : 1);
    }
    app->last_act_ms = 0;
    app->hint_until_ms = 0;
}

// Which patient: the next one of the course, or another one than last time.
static bool choose_patient(tb_app *app, uint64_t *seed, int *encounter)
{
    *seed = app->desc.seed;
    *encounter = 0;
    if (app->course == NULL) {
        return true;
    }
    const tb_course_row *row =
        tb_course_row_of(&app->progress, app->course, app->content->model.id);
    if (row == NULL || row->first < 0 || row->locked) {
        snprintf(app->started_trouble, sizeof app->started_trouble, "%s",
                 row == NULL      ? tb_tr(TB_N("This case is not part of the course."))
                 : row->first < 0 ? tb_tr(TB_N("No patient of this case is left in the course."))
                                  : tb_tr(TB_N("This case opens when those before it are done.")));
        return false;
    }
    *encounter = row->first;
    (void)tb_course_encounter(app->course, tb_course_learner(app->desc.learner), row->first, seed);
    return true;
}

// Make an attempt at the open case.
static bool make_attempt(tb_app *app)
{
    char folder[PATH_SIZE];
    tb_error error = {TB_OK, ""};
    tb_app_progress(app, 0, 3);
    tb_replay_destroy(app->replay); // it may lend the attempt's track
    app->replay = NULL;
    tb_app_forget_aftermath(app);
    tb_attempt_destroy(app->attempt);
    app->attempt = NULL;
    app->started_trouble[0] = '\0';
    const bool lesson = app->lesson.active;
    bool record = app->desc.record;
    if (record) {
        char data[PATH_SIZE - 16];
        record = tb_app_data_dir(data, sizeof data, &error) == TB_OK;
        snprintf(folder, sizeof folder, "%s/attempts", data);
    }
    uint64_t seed;
    int encounter;
    if (!choose_patient(app, &seed, &encounter)) {
        return false;
    }
    const bool exam = tb_exam_wanted(app) && !app->lesson.active;
    tb_exam_prepare(app);
    tb_attempt_desc desc = {.content = app->content,
                            .seed = lesson ? LESSON_SEED : seed,
                            .encounter = encounter,
                            .time_limit_s = exam ? app->exam.station.time_limit_s : 0.0,
                            .substeps = app->desc.substeps,
                            .learner = app->desc.learner,
                            .mode = exam ? TB_EXAM_MODE : app->desc.mode,
                            .folder = record ? folder : NULL};
    tb_app_visit_attempt(app, &desc);
    const bool again = app->visits != NULL; // the patient is the same
    if (tb_app_prepare(app, &error) != TB_OK ||
        tb_attempt_create(&desc, &app->attempt, &error) != TB_OK) {
        return fail_start(app, &error);
    }
    tb_app_progress(app, 1, 3);
    if (app->desc.record && !record) {
        snprintf(app->attempt->trouble, sizeof app->attempt->trouble,
                 tb_tr(TB_N("Not recorded: %.200s")), error.message);
    }
    if (tb_renderer_set_patient(app->renderer, &app->content->model,
                                tb_session_anatomy(app->attempt->session), &error) != TB_OK) {
        return fail_start(app, &error);
    }
    tb_app_hand_reset(&app->hand, &app->content->model);
    choose_hints(app);
    tb_exam_begin(app);
    app->settings_applied = false; // the new hand wants its speed and stiffness
    tb_camera_look(app);
    app->camera = app->camera_work;
    app->camera_own = false;
    app->camera_preset = TB_CAMERA_WORK;
    app->camera_moving = false;
    app->dialog = TB_DIALOG_NONE;
    app->frame_drawn = false;
    app->view_changed = false;
    app->due_ns = 0;
    app->desc.seed += app->course == NULL && !lesson && !again ? 1 : 0;
    app->brief = (tb_brief){.decision = -1, .consent = -1, .match = -1};
    app->spoken_ms = UINT32_MAX; // words of the first tick are new, too
    return true;
}

bool tb_app_start_encounter(tb_app *app)
{
    if (tb_app_defer(app, TB_DEFERRED_ENCOUNTER, 0, "")) {
        return true;
    }
    if (!make_attempt(app)) {
        if (app->course != NULL) { // says why, and what else is open
            tb_app_open(app, TB_SCREEN_HOME);
        }
        return false;
    }
    tb_app_open(app, TB_SCREEN_ENCOUNTER);
    return true;
}

void tb_app_open_briefing(tb_app *app)
{
    if (tb_app_defer(app, TB_DEFERRED_BRIEFING, 0, "")) {
        return;
    }
    app->lesson.active = false;
    const bool made = make_attempt(app); // without one the briefing says why, or home in a course
    tb_app_open(app, made || app->course == NULL ? TB_SCREEN_BRIEFING : TB_SCREEN_HOME);
}

void tb_app_discard_attempt(tb_app *app)
{
    tb_attempt_discard(app->attempt);
    app->attempt = NULL;
    tb_app_read_past(app);
}

void tb_app_command(tb_app *app, tb_command command, int32_t argument)
{
    if (app->attempt == NULL) {
        return;
    }
    tb_input input = app->attempt->last_input;
    input.command = (uint8_t)command;
    input.argument = argument;
    tb_attempt_tick(app->attempt, &input);
    app->attempt->last_input.command = TB_COMMAND_NONE;
    app->attempt->last_input.argument = 0;
}

int tb_app_ask_consent(tb_app *app, bool risks_told)
{
    int before = 0, after = 0, answer = -1;
    (void)tb_session_events(app->attempt->session, &before);
    tb_app_command(app, TB_COMMAND_CONSENT, risks_told ? 1 : 0);
    const tb_event *events = tb_session_events(app->attempt->session, &after);
    for (int k = before; k < after; ++k) {
        answer = events[k].kind == TB_EVENT_CONSENT ? events[k].subject : answer;
    }
    return answer;
}

void tb_app_hands_off(tb_app *app)
{
    if (app->content->model.care.plan_count > 0 && !app->lesson.active) {
        app->dialog = TB_DIALOG_NONE;
        tb_app_open(app, TB_SCREEN_PLAN);
    } else {
        tb_app_conclude(app);
    }
}

void tb_app_finish_encounter(tb_app *app)
{
    tb_attempt *attempt = app->attempt;
    if (attempt == NULL) {
        return;
    }
    if (!tb_session_ended(attempt->session)) {
        tb_attempt_hands_off(attempt);
        tb_input input = attempt->last_input;
        input.command = TB_COMMAND_END;
        input.argument = 0;
        tb_attempt_tick(attempt, &input);
    }
    tb_attempt_finish(attempt);
    int count = 0;
    const tb_event *events = tb_session_events(attempt->session, &count);
    tb_debrief_build(events, count, tb_session_anatomy(attempt->session), &app->debrief);
    if (app->course != NULL && attempt->folder[0] == '\0') { // no recording tells of it
        tb_courses_note(app->library, app->course, app->desc.learner, attempt->encounter);
    }
    app->marker = -1;
    app->dialog = TB_DIALOG_NONE;
    app->lesson.active = false;
    tb_app_read_past(app);
    const bool sealed = app->exam.on && app->exam.station.result == TB_RESULT_RELEASED;
    tb_app_open(app, sealed ? TB_SCREEN_HANDED_IN : TB_SCREEN_DEBRIEF);
}

bool tb_app_attempts_dir(const tb_app *app, char *out, size_t capacity)
{
    char data[PATH_SIZE - 16];
    if (!app->desc.record || tb_app_data_dir(data, sizeof data, NULL) != TB_OK) {
        return false;
    }
    return snprintf(out, capacity, "%s/attempts", data) < (int)capacity;
}

static bool shown_at_once(const void *courses, const char *id)
{
    const tb_course *course = tb_courses_find(courses, id);
    return course != NULL && course->exam && course->station.result == TB_RESULT_AT_ONCE;
}

void tb_app_read_past(tb_app *app)
{
    char folder[PATH_SIZE];
    if (app->library == NULL && tb_library_create(&app->library, NULL) != TB_OK) {
        return;
    }
    app->library->shown_at_once = shown_at_once;
    app->library->courses = app->courses;
    snprintf(app->library->learner, sizeof app->library->learner, "%s", app->desc.learner);
    if (tb_app_attempts_dir(app, folder, sizeof folder)) {
        tb_library_read_attempts(app->library, folder);
    }
    tb_app_read_progress(app);
}

void tb_app_read_progress(tb_app *app)
{
    if (app->course != NULL && app->library != NULL) {
        tb_course_progress_of(app->course, app->library, app->desc.learner, &app->progress);
    }
}

static bool course_path(const tb_app *app, char *out, size_t capacity)
{
    char data[PATH_SIZE - 16];
    return app->desc.record && tb_app_data_dir(data, sizeof data, NULL) == TB_OK &&
           snprintf(out, capacity, "%s/course", data) < (int)capacity;
}

void tb_app_choose_course(tb_app *app, const tb_course *course)
{
    char path[PATH_SIZE];
    app->course = course;
    app->started_trouble[0] = '\0';
    tb_app_read_progress(app);
    if (course_path(app, path, sizeof path)) { // the same course is open the next time
        char line[TB_ID_SIZE + 2];
        const int length = snprintf(line, sizeof line, "%s\n", course != NULL ? course->id : "");
        (void)tb_whole_file_write(path, line, (size_t)length, false, NULL);
    }
}

void tb_app_open_courses(tb_app *app)
{
    char path[PATH_SIZE], id[TB_ID_SIZE] = "";
    app->courses = tb_courses_create(app->desc.course);
    if (app->library != NULL) {
        app->library->courses = app->courses;
    }
    const tb_course *course = NULL;
    if (app->desc.course != NULL) {
        course = tb_courses_find(app->courses, app->desc.course);
    } else if (app->desc.keep_settings && course_path(app, path, sizeof path)) {
        FILE *file = fopen(path, "r");
        if (file != NULL && fscanf(file, "%31s", id) == 1) {
            course = tb_courses_find(app->courses, id);
        }
        if (file != NULL) {
            fclose(file);
        }
    }
    app->course = course;
    tb_app_read_progress(app);
}

void tb_app_meet(tb_app *app, const char *case_id)
{
    if (tb_app_defer(app, TB_DEFERRED_MEET, 0, case_id)) {
        return;
    }
    if (!tb_app_choose_case(app, case_id)) {
        return;
    }
    uint64_t seed;
    int encounter;
    app->lesson.active = false;
    if (!choose_patient(app, &seed, &encounter)) {
        return;
    }
    if (tb_exam_wanted(app)) {
        tb_exam_prepare(app);
        tb_app_open(app, TB_SCREEN_STATION);
    } else {
        tb_app_open_briefing(app);
    }
}

bool tb_app_choose_case(tb_app *app, const char *id)
{
    tb_app_end_visits(app);
    if (strcmp(app->content->model.id, id) == 0 &&
        strcmp(app->content->course.id, app->course != NULL ? app->course->id : "") == 0) {
        return true;
    }
    tb_content *content = tb_alloc(sizeof *content);
    if (content == NULL || tb_content_load(id, content) != TB_EXIT_OK) {
        const tb_library_case *one =
            app->library != NULL ? tb_library_find(app->library, id) : NULL;
        snprintf(app->started_trouble, sizeof app->started_trouble, "%.400s",
                 one != NULL && one->faults[0] != '\0' ? one->faults : id);
        tb_free(content);
        return false;
    }
    if (app->course != NULL) {
        (void)tb_content_put_course(content, app->course);
    }
    tb_replay_destroy(app->replay); // both point into the content that goes
    tb_attempt_destroy(app->attempt);
    app->replay = NULL;
    app->attempt = NULL;
    tb_free(app->own_content);
    app->own_content = content;
    app->content = content;
    app->started_trouble[0] = '\0';
    return true;
}

// --- replay -------------------------------------------------------------------------------------

static bool show_replay(tb_app *app, tb_replay *replay, tb_error *error)
{
    tb_replay_destroy(app->replay);
    app->replay = replay;
    if (tb_app_prepare(app, error) != TB_OK ||
        tb_renderer_set_patient(app->renderer, &replay->content->model, &replay->anatomy, error) !=
            TB_OK) {
        return false;
    }
    app->back = app->screen;
    app->camera_preset = TB_CAMERA_PRESETS; // none yet
    app->frame_drawn = false;
    tb_app_open(app, TB_SCREEN_REPLAY);
    return true;
}

static bool fail_replay(tb_app *app, const tb_error *error)
{
    snprintf(app->started_trouble, sizeof app->started_trouble, "%s", error->message);
    fprintf(stderr, "tautband: replay: %s\n", error->message);
    return false;
}

bool tb_app_open_replay_file(tb_app *app, const char *path)
{
    tb_error error = {TB_OK, ""};
    tb_replay *replay = NULL;
    app->started_trouble[0] = '\0';
    if (tb_replay_open(path, app->content, &replay, &error) != TB_OK ||
        !show_replay(app, replay, &error)) {
        return fail_replay(app, &error);
    }
    return true;
}

// Why an attempt cannot be looked at: it is sealed, or its release does not hold.
static void tell_seal(tb_app *app, const char *attempts, const tb_library_attempt *one)
{
    char path[PATH_SIZE];
    tb_error why = {TB_OK, ""};
    snprintf(path, sizeof path, "%s/%s", attempts, one->folder);
    if (one->refused && tb_exam_statement(path, "released", NULL, &why) == TB_STANDING_REFUSED) {
        snprintf(app->started_trouble, sizeof app->started_trouble,
                 tb_tr(TB_N("Its release does not hold: %.300s. The examiner can release it again "
                            "with %.40s.")),
                 tb_tr(why.message), tb_exam_call_key(app));
    } else {
        snprintf(app->started_trouble, sizeof app->started_trouble,
                 tb_tr(TB_N("Sealed: the examiner releases this attempt with %.40s.")),
                 tb_exam_call_key(app));
    }
}

// Two seconds before a moment, at half speed: time to see it come.
static void show_moment(tb_app *app, uint32_t at_ms)
{
    enum { BEFORE_MS = 2000 };
    tb_replay_seek(app->replay, (double)at_ms - BEFORE_MS);
    app->replay->speed = 0.5f;
    app->replay->playing = at_ms > 0;
}

bool tb_app_open_recording(tb_app *app, const char *folder, uint32_t at_ms)
{
    char attempts[PATH_SIZE - 256], path[PATH_SIZE];
    if (tb_app_defer(app, TB_DEFERRED_RECORDING, at_ms, folder)) {
        return true;
    }
    if (!tb_app_attempts_dir(app, attempts, sizeof attempts)) {
        return false;
    }
    for (int k = 0; app->library != NULL && k < app->library->attempt_count; ++k) {
        const tb_library_attempt *one = &app->library->attempts[k];
        const bool examiner = app->screen == TB_SCREEN_REVIEW && app->review.instructor;
        if (one->sealed && !examiner && strcmp(one->folder, folder) == 0) {
            tell_seal(app, attempts, one);
            return false;
        }
    }
    snprintf(path, sizeof path, "%s/%.200s/recording.tbr", attempts, folder);
    if (!tb_app_open_replay_file(app, path)) {
        return false;
    }
    if (at_ms > 0) {
        show_moment(app, at_ms);
    }
    return true;
}

bool tb_app_replay_attempt(tb_app *app, uint32_t marker_ms)
{
    if (tb_app_defer(app, TB_DEFERRED_REPLAY, marker_ms, "")) {
        return true;
    }
    tb_error error = {TB_OK, ""};
    tb_replay *replay = NULL;
    tb_attempt *attempt = app->attempt;
    char path[PATH_SIZE + 32];
    int count = 0;
    const tb_event *events = tb_session_events(attempt->session, &count);
    snprintf(path, sizeof path, "%s/recording.tbr", attempt->folder);
    app->started_trouble[0] = '\0';
    if (attempt->track == NULL) {
        return false;
    }
    if (tb_replay_of(app->content, attempt->track, tb_session_anatomy(attempt->session), events,
                     count, attempt->folder[0] != '\0' ? path : NULL, &replay, &error) != TB_OK ||
        !show_replay(app, replay, &error)) {
        return fail_replay(app, &error);
    }
    show_moment(app, marker_ms);
    return true;
}

// --- lesson -------------------------------------------------------------------------------------

static bool lesson_path(const tb_app *app, char *out, size_t capacity)
{
    char data[PATH_SIZE - 16];
    return app->desc.record && tb_app_data_dir(data, sizeof data, NULL) == TB_OK &&
           snprintf(out, capacity, "%s/lesson", data) < (int)capacity;
}

void tb_app_keep_lesson(tb_app *app)
{
    char path[PATH_SIZE];
    if (lesson_path(app, path, sizeof path)) {
        char line[16 + TB_LEARNER_SIZE];
        const int length = snprintf(line, sizeof line, "%d\n%.*s\n", app->lesson.step,
                                    TB_LEARNER_SIZE - 1, app->desc.learner);
        (void)tb_whole_file_write(path, line, (size_t)length, false, NULL);
    }
}

// The step this learner left the lesson at; 0 = from the start, as for anybody else.
static int kept_lesson(const tb_app *app)
{
    char path[PATH_SIZE], whose[2 * TB_LEARNER_SIZE] = "";
    int step = 0;
    FILE *file = lesson_path(app, path, sizeof path) ? fopen(path, "r") : NULL;
    if (file == NULL) {
        return 0;
    }
    if (fscanf(file, "%d%*[\n]", &step) != 1 || step < 0 || step >= TB_LESSON_STEPS) {
        step = 0; // finished, or not a number
    }
    if (fgets(whose, sizeof whose, file) != NULL) { // earlier versions kept no name
        whose[strcspn(whose, "\n")] = '\0';
        step = strcmp(whose, app->desc.learner) == 0 ? step : 0;
    }
    fclose(file);
    return step;
}

bool tb_app_start_lesson(tb_app *app)
{
    if (tb_app_defer(app, TB_DEFERRED_LESSON, 0, "")) {
        return true;
    }
    tb_app_choose_course(app, NULL); // a lesson belongs to no course
    tb_lesson_begin(&app->lesson, kept_lesson(app));
    if (!tb_app_choose_case(app, LESSON_CASE) || !tb_app_start_encounter(app)) {
        app->lesson.active = false;
        return false;
    }
    return true;
}

static tb_status save_picture(const tb_app *app, char path[PATH_SIZE], tb_error *error)
{
    char data[PATH_SIZE - 64];
    const tb_status status = tb_app_data_dir(data, sizeof data, error);
    if (status != TB_OK) {
        return status;
    }
    const int width = app->ui.width_px, height = app->ui.height_px;
    unsigned char *rgb = tb_alloc(3 * (size_t)width * (size_t)height);
    if (rgb == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for a picture");
    }
    snprintf(path, PATH_SIZE, "%s/replay-%s-%.1f-s.png", data, app->replay->content->model.id,
             1e-3 * app->replay->at_ms);
    tb_gl_window_read(width, height, rgb);
    const tb_status written = tb_png_write(path, width, height, rgb, error);
    if (written != TB_OK) {
        (void)unlink(path); // half a picture is none
    }
    tb_free(rgb);
    return written;
}

void tb_app_save_picture(tb_app *app)
{
    char path[PATH_SIZE];
    tb_error error = {TB_OK, ""};
    tb_replay *replay = app->replay;
    replay->note_good = save_picture(app, path, &error) == TB_OK;
    if (replay->note_good) {
        snprintf(replay->note, sizeof replay->note, tb_tr(TB_N("Written: %.250s")), path);
    } else {
        snprintf(replay->note, sizeof replay->note, "%.280s", error.message);
    }
}
