#include "app.h"
#include "speak.h"
#include "ui_pictures.h"

#include "tautband/core/alloc.h"
#include "ui_shim.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

// --- life ---------------------------------------------------------------------------------------

tb_status tb_app_create(const tb_app_desc *desc, tb_gl_window *window, tb_app **out,
                        tb_error *error)
{
    tb_app *app = tb_alloc(sizeof *app);
    if (app == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the trainer");
    }
    app->desc = *desc;
    app->window = window;
    app->content = desc->content;
    if (desc->watch != NULL) {
        tb_case_watch_start(&app->watch, desc->watch, &app->content->model);
    }
    app->baked_face = -1;
    tb_learner_start(app, desc->learner);
    tb_app_load_settings(app);
    tb_text_start((tb_language)app->settings.language);
    app->view = TB_VIEW_FULL;
    app->scan = tb_scan_settings_default();
    app->face[2] = 1.0f;
    if (tb_shim_create(tb_gl_window_is_es(window) ? 1 : 0) != 0) {
        tb_free(app);
        return tb_fail(error, TB_ERR_DEVICE, "the text renderer did not start on this OpenGL");
    }
    app->ui.pictures = tb_ui_pictures_create();
    const tb_status baked = tb_app_bake(app, error);
    if (app->fonts_note[0] != '\0') {
        fprintf(stderr, "tautband: fonts: %s\n", app->fonts_note);
    }
    if (baked != TB_OK) {
        tb_app_destroy(app);
        return baked;
    }
    if (desc->sound) {
        tb_error why = {TB_OK, ""};
        if (tb_audio_create(&app->audio, &why) != TB_OK) {
            snprintf(app->sound_note, sizeof app->sound_note, "%.150s", why.message);
        }
    }
    (void)SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER);
    tb_app_apply_settings(app);
    tb_app_open_courses(app);
    tb_app_read_past(app);
    while (!desc->keep_settings && app->library != NULL && tb_library_step(app->library)) {
        // a picture or a test shows the whole library at once
    }
    tb_app_open(app, TB_SCREEN_HOME);
    *out = app;
    return TB_OK;
}

void tb_app_destroy(tb_app *app)
{
    if (app == NULL) {
        return;
    }
    tb_replay_destroy(app->replay);
    tb_app_forget_aftermath(app);
    if (app->exam.on && app->attempt != NULL && !app->attempt->finished) {
        tb_exam_log(app->attempt->folder, app->attempt->after.tick_ms, "left");
    }
    tb_attempt_destroy(app->attempt);
    tb_speak_end();
    tb_audio_destroy(app->audio);
    if (app->pad != NULL) {
        SDL_GameControllerClose(app->pad);
    }
    SDL_QuitSubSystem(SDL_INIT_GAMECONTROLLER);
    tb_renderer_destroy(app->renderer);
    tb_ui_pictures_destroy(app->ui.pictures);
    tb_shim_destroy();
    tb_library_destroy(app->library);
    tb_free(app->progress_view);
    tb_free(app->disputed);
    tb_free(app->review.review);
    tb_courses_destroy(app->courses);
    tb_app_forget_visits(app);
    tb_free(app->own_content);
    tb_free(app);
}

// --- screens ------------------------------------------------------------------------------------

// Screens on which the examiner's code stays open once it was entered.
static bool for_instructors(const tb_app *app, tb_screen screen)
{
    const bool reviewing = app->review.review != NULL && app->review.instructor;
    return screen == TB_SCREEN_INSTRUCTOR || (screen == TB_SCREEN_REVIEW && reviewing) ||
           (screen == TB_SCREEN_REPLAY && reviewing && app->screen == TB_SCREEN_REVIEW) ||
           (screen == TB_SCREEN_REPLAY && app->screen == TB_SCREEN_INSTRUCTOR);
}

void tb_app_open(tb_app *app, tb_screen screen)
{
    static const char *const main_item[] = {
        [TB_SCREEN_HOME] = "start",
        [TB_SCREEN_BRIEFING] = "hands-on",
        [TB_SCREEN_ENCOUNTER] = "",
        [TB_SCREEN_DEBRIEF] = "again",
        [TB_SCREEN_KEYS] = "close",
        [TB_SCREEN_SETTINGS] = "page-0",
        [TB_SCREEN_PROGRESS] = "",
        [TB_SCREEN_RECORDINGS] = "",
        [TB_SCREEN_REPLAY] = "replay-play",
        [TB_SCREEN_PLAN] = "plan-finish",
        [TB_SCREEN_GUESS] = "guess-slider",
        [TB_SCREEN_AFTERMATH] = "aftermath-on",
        [TB_SCREEN_STATION] = "station-begin",
        [TB_SCREEN_HANDED_IN] = "handed-home",
        [TB_SCREEN_INSTRUCTOR] = "instructor-csv",
        [TB_SCREEN_REVIEW] = "",
        [TB_SCREEN_BETWEEN] = "meet-again",
    };
    if (!for_instructors(app, screen)) {
        tb_seal_forget(&app->exam.key);
    }
    app->screen = screen;
    app->learner_edit.open = false;
    app->ui.page.offset = 0.0f;
    app->ui.focus = 0;
    app->ui.wanted_focus = 0;
    if (main_item[screen][0] != '\0') {
        tb_ui_focus(&app->ui, main_item[screen]);
    }
    tb_app_hand_release(&app->hand);
    tb_gl_window_grab(app->window, false);
    tb_audio_pause(app->audio, screen != TB_SCREEN_ENCOUNTER);
}

void tb_app_pause(tb_app *app)
{
    tb_app_hand_release(&app->hand);
    tb_gl_window_grab(app->window, false);
    if (app->exam.on) { // the clock of an exam runs on
        if (app->pad_lost) {
            (void)tb_exam_call(app, "device-lost");
        }
        return;
    }
    if (app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE) {
        app->dialog = TB_DIALOG_PAUSE;
        tb_ui_focus(&app->ui, "resume");
        tb_audio_pause(app->audio, true);
    }
}

void tb_app_back(tb_app *app)
{
    if (app->exam.panel) {
        tb_exam_close_panel(app);
        return;
    }
    if (app->learner_edit.open) {
        (void)tb_learner_key(app, SDLK_ESCAPE);
        return;
    }
    if (app->exam.on && app->screen == TB_SCREEN_BRIEFING) {
        return; // a station that was begun is not left
    }
    switch (app->screen) {
    case TB_SCREEN_ENCOUNTER:
        if (app->dialog == TB_DIALOG_FAULT) {
            return;
        }
        if (app->dialog != TB_DIALOG_NONE) {
            app->dialog = TB_DIALOG_NONE;
            app->ui.focus = 0;
            tb_audio_pause(app->audio, false);
        } else if (app->ui.focus != 0) {
            app->ui.focus = 0; // from a button back to the scene
        } else {
            tb_app_pause(app);
        }
        break;
    case TB_SCREEN_KEYS:
    case TB_SCREEN_SETTINGS:
    case TB_SCREEN_REPLAY:
        tb_app_open(app, app->back);
        break;
    case TB_SCREEN_GUESS: // back to where the encounter was left
        app->brief.guess_asked = false;
        tb_app_open(app, app->back == TB_SCREEN_PLAN ? TB_SCREEN_PLAN : TB_SCREEN_ENCOUNTER);
        break;
    case TB_SCREEN_AFTERMATH: // what was done is done: on to the debrief
        app->aftermath->at = app->aftermath->count;
        tb_app_conclude(app);
        break;
    case TB_SCREEN_PLAN:     // back to the patient
        if (!app->exam.on) { // where the clock runs, hands that are off stay off
            tb_app_open(app, TB_SCREEN_ENCOUNTER);
        }
        break;
    case TB_SCREEN_INSTRUCTOR:
        tb_app_open(app, TB_SCREEN_RECORDINGS);
        break;
    case TB_SCREEN_REVIEW:
        tb_app_open(app, app->review.back);
        break;
    case TB_SCREEN_STATION:
    case TB_SCREEN_HANDED_IN:
        tb_app_open(app, TB_SCREEN_HOME);
        break;
    case TB_SCREEN_BRIEFING:
        tb_app_discard_attempt(app);
        tb_app_open(app, app->visits != NULL ? TB_SCREEN_BETWEEN : TB_SCREEN_HOME);
        break;
    case TB_SCREEN_BETWEEN:
        if (app->attempt != NULL && app->attempt->finished) { // the visit may be tried again
            tb_app_open(app, TB_SCREEN_DEBRIEF);
        } else { // no way leads back here
            tb_app_end_visits(app);
            tb_app_open(app, TB_SCREEN_HOME);
        }
        break;
    case TB_SCREEN_DEBRIEF:
    case TB_SCREEN_PROGRESS:
    case TB_SCREEN_RECORDINGS:
        tb_app_open(app, TB_SCREEN_HOME);
        break;
    case TB_SCREEN_HOME:
    case TB_SCREEN_COUNT:
        break;
    }
}

// --- frame --------------------------------------------------------------------------------------

static void sound_cues(tb_app *app)
{
    tb_cue cues[TB_CUES];
    const int count = tb_attempt_take_cues(app->attempt, cues);
    for (int k = 0; k < count; ++k) {
        tb_audio_cue(app->audio, cues[k]);
        tb_pad_rumble(app, cues[k]);
    }
}

tb_course_pressure tb_app_pressure(const tb_app *app)
{
    return app->course == NULL || app->hand.tool == TB_TOOL_ALGOMETER
               ? TB_PRESSURE_FULL
               : (tb_course_pressure)app->course->pressure;
}

void tb_app_speak(tb_app *app, const char *words)
{
    if (app->settings.speak && app->desc.sound) {
        tb_speak(words, app->settings.language == TB_LANGUAGE_GERMAN ? "de" : "en",
                 app->content->model.patient.sex == 0, app->settings.voice_volume);
    }
}

// New words of the patient, aloud. What the case itself answers is not in the table of phrases.
static void speak_words(tb_app *app)
{
    const tb_snapshot *seen = &app->attempt->after;
    if (seen->patient.line == TB_LINE_NONE || seen->patient.line_tick_ms == app->spoken_ms) {
        return;
    }
    app->spoken_ms = seen->patient.line_tick_ms;
    const tb_case_answer *answer =
        seen->patient.line == TB_LINE_ANSWER
            ? tb_case_answer_to(&app->content->model, (tb_question)app->brief.question)
            : NULL;
    if (answer != NULL) {
        tb_app_speak(app, tb_tr(answer->answer));
    } else if (seen->patient.phrase >= 0) {
        char words[200];
        tb_phrase_write(tb_tr(tb_phrase_text(seen->patient.phrase)),
                        tb_tr(tb_region_words(seen->patient.place)), words, sizeof words);
        tb_app_speak(app, words);
    }
}

static bool running(const tb_app *app)
{
    if (app->attempt == NULL || tb_session_ended(app->attempt->session)) {
        return false;
    }
    return app->exam.on ? tb_exam_runs_on(app)
                        : app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE;
}

// What the record says of settings that help or change the hand.
static void note_aids(tb_app *app)
{
    const tb_settings *set = &app->settings;
    snprintf(app->attempt->aids, sizeof app->attempt->aids, "hint-tier %d%s%s%s%s", app->tier,
             app->view_changed ? ", view changed" : "", set->toggle ? ", toggled holds" : "",
             set->reduced_motion ? ", reduced motion" : "",
             set->hand_speed != 1.0 ? ", hand speed changed" : "");
}

static void after_ticks(tb_app *app)
{
    const tb_snapshot *seen = &app->attempt->after;
    sound_cues(app);
    speak_words(app);
    if (seen->faulted && app->dialog != TB_DIALOG_FAULT) {
        app->dialog = TB_DIALOG_FAULT;
        tb_ui_focus(&app->ui, "fault-score");
    } else if (seen->ended && !seen->faulted) {
        tb_app_finish_encounter(app);
    }
}

static void tick_lesson(tb_app *app)
{
    tb_attempt *attempt = app->attempt;
    app->lesson.fresh |= attempt->found_now;
    if (tb_lesson_tick(&app->lesson, &attempt->after, &app->content->model,
                       tb_session_anatomy(attempt->session), attempt->found, attempt->pressed_s)) {
        tb_audio_cue(app->audio, TB_CUE_BUTTON);
        tb_app_keep_lesson(app);
        if (app->lesson.step == TB_LESSON_STEPS) {
            app->dialog = TB_DIALOG_LESSON_DONE;
            tb_ui_focus(&app->ui, "lesson-score");
        }
    }
}

// What goes on beside the screens, in slices that leave the frame its time.
static void work_behind(tb_app *app, float seconds)
{
    if (app->screen == TB_SCREEN_REPLAY && app->replay != NULL) {
        // A sixth of a frame while it plays, more while it stands still.
        const uint64_t rate = SDL_GetPerformanceFrequency();
        const uint64_t until =
            SDL_GetPerformanceCounter() + rate * (app->replay->playing ? 5u : 14u) / 1000u;
        while (tb_replay_work(app->replay, 20) && SDL_GetPerformanceCounter() < until) {
        }
        tb_replay_advance(app->replay, (double)seconds);
    }
    enum { CASES_PER_FRAME = 8 };
    for (int k = 0; k < CASES_PER_FRAME && app->screen != TB_SCREEN_ENCOUNTER; ++k) {
        const bool more = app->library != NULL && app->library->loaded < app->library->case_count;
        if (more && !tb_library_step(app->library)) {
            tb_app_read_past(app); // now that every case is known
        }
    }
}

static void look_at_context(tb_app *app)
{
    tb_error error = {TB_OK, ""};
    // asking makes a driver with threads wait: twice a second is soon enough
    enum { EVERY = 30 };
    const bool ask = app->context_asked++ % EVERY == 0;
    if (!app->context_lost && !(ask && tb_gl_window_lost(app->window))) {
        return;
    }
    app->context_lost = false;
    tb_app_pause(app); // the learner sees a gap: nothing happens in it
    if (tb_app_renew(app, &error) != TB_OK) {
        fprintf(stderr, "tautband: %s\n", error.message);
        app->quit = true;
    }
}

void tb_app_frame(tb_app *app, int64_t now_ns)
{
    int64_t elapsed_ns = app->last_ns == 0 ? 0 : now_ns - app->last_ns;
    app->last_ns = now_ns;
    if (elapsed_ns > TB_MAX_FRAME_NS) { // breakpoint or hidden window: drop time, never race
        app->dropped_ns += elapsed_ns - TB_MAX_FRAME_NS;
        elapsed_ns = TB_MAX_FRAME_NS;
    }
    const float seconds = 1e-9f * (float)elapsed_ns;
    app->seconds += seconds;
    if (running(app)) {
        app->attempt->stiffness = fmax(app->attempt->stiffness, app->settings.stiffness);
        note_aids(app);
        for (app->due_ns += elapsed_ns; app->due_ns >= TB_STEP_NS; app->due_ns -= TB_STEP_NS) {
            tb_input input;
            tb_app_hand_tick(&app->hand, &app->attempt->after, &input);
            tb_attempt_tick(app->attempt, &input);
            tick_lesson(app);
            tb_audio_signal(app->audio, app->attempt->after.signal.emg_mv);
        }
        tb_face_ease(app->face, tb_attempt_mood(app->attempt), app->attempt->after.patient.comfort,
                     seconds);
        tb_camera_ease(app, seconds);
        after_ticks(app);
        tb_exam_time_up(app);
    } else {
        app->due_ns = 0;
        if (app->attempt != NULL && !app->attempt->finished) { // asked on another screen
            sound_cues(app);
            speak_words(app);
        }
    }
    tb_exam_frame(app, seconds);
    tb_touch_rest(app);
    tb_speak_work();
    work_behind(app, seconds);
    tb_app_do_deferred(app);
    tb_case_watch_look(app);
    look_at_context(app);
    if (!app->quit) {
        tb_app_draw(app);
    }
}

// What the frame's items asked for, and the input that was used up.
static void end_frame(tb_app *app, tb_screen screen)
{
    if (app->picture_wanted) {
        app->picture_wanted = false;
        tb_app_save_picture(app);
    }
    if (app->ui.activated) {
        tb_audio_cue(app->audio, TB_CUE_BUTTON);
    }
    if (screen == TB_SCREEN_ENCOUNTER && app->ui.mouse_released) {
        app->ui.focus = app->dialog == TB_DIALOG_NONE ? 0 : app->ui.focus;
    }
    app->ui.mouse_pressed = app->ui.mouse_released = false;
    app->ui.nav = TB_NAV_NONE;
    app->ui.wheel = 0.0f;
}

static void draw_scene(tb_app *app, const tb_snapshot *before, const tb_snapshot *after,
                       float blend)
{
    if (app->desc.scene_scale > 0.0f) {
        app->frame.motion_scale = app->frame.camera_scale = app->desc.scene_scale;
    } else if (app->settings.adaptive) {
        tb_pace_set(&app->pace, &app->frame);
    }
    tb_renderer_draw(app->renderer, before, after, blend, &app->frame);
    app->scene_work = tb_renderer_work(app->renderer, &app->scene_scale);
    app->frame_drawn = true;
}

void tb_app_draw(tb_app *app)
{
    static void (*const screens[])(tb_app *) = {
        [TB_SCREEN_HOME] = tb_screen_home,
        [TB_SCREEN_BRIEFING] = tb_screen_briefing,
        [TB_SCREEN_ENCOUNTER] = tb_screen_encounter,
        [TB_SCREEN_DEBRIEF] = tb_screen_debrief,
        [TB_SCREEN_KEYS] = tb_screen_keys,
        [TB_SCREEN_SETTINGS] = tb_screen_settings,
        [TB_SCREEN_PROGRESS] = tb_screen_progress,
        [TB_SCREEN_RECORDINGS] = tb_screen_recordings,
        [TB_SCREEN_REPLAY] = tb_screen_replay,
        [TB_SCREEN_PLAN] = tb_screen_plan,
        [TB_SCREEN_GUESS] = tb_screen_guess,
        [TB_SCREEN_AFTERMATH] = tb_screen_aftermath,
        [TB_SCREEN_STATION] = tb_screen_station,
        [TB_SCREEN_HANDED_IN] = tb_screen_handed_in,
        [TB_SCREEN_INSTRUCTOR] = tb_screen_instructor,
        [TB_SCREEN_REVIEW] = tb_screen_review,
        [TB_SCREEN_BETWEEN] = tb_screen_between,
    };
    int width_px = 0, height_px = 0;
    tb_gl_window_size(app->window, &width_px, &height_px);
    tb_app_apply_settings(app);
    (void)tb_app_bake(app, NULL);
    if (app->nav_count > 0) {
        app->ui.nav = app->nav_queue[0];
        memmove(&app->nav_queue[0], &app->nav_queue[1],
                (size_t)--app->nav_count * sizeof app->nav_queue[0]);
    }
    const tb_screen screen = app->screen;
    tb_shim_begin(width_px, height_px, 1.0f / 60.0f);
    tb_ui_begin(&app->ui, width_px, height_px);
    app->ui.mouse_x = app->mouse_x_px / app->ui.scale;
    app->ui.mouse_y = app->mouse_y_px / app->ui.scale;
    const bool loading = app->loading_total > 0;
    app->in_frame = true;
    if (!loading || screen == TB_SCREEN_HOME) { // the others show an attempt that may be gone
        app->ui.enabled = !app->exam.panel && !app->learner_edit.open;
        screens[screen](app);
        app->ui.enabled = true;
        tb_learner_dialog(app);
        tb_exam_panel(app);
        tb_case_watch_draw(app);
    }
    app->in_frame = false;
    if (loading) {
        tb_app_loading_bar(app);
    }
    tb_ui_end(&app->ui);
    if (app->ui.probe != NULL) { // a test of the layout looks at the record, not at pixels
        tb_shim_drop();
        end_frame(app, screen);
        return;
    }
    tb_gl_window_clear(&app->ui, tb_colour_rgb(TB_C_BG));
    app->scene_work = TB_SCENE_KEPT;
    if (loading) {
        // nothing of the 3-D view
    } else if (screen == TB_SCREEN_ENCOUNTER && app->attempt != NULL && app->renderer != NULL) {
        const float blend = (float)app->due_ns / (float)TB_STEP_NS;
        draw_scene(app, &app->attempt->before, &app->attempt->after, blend);
    } else if (screen == TB_SCREEN_REPLAY && app->replay != NULL && app->renderer != NULL) {
        draw_scene(app, &app->replay->before, &app->replay->after, app->replay->blend);
    } else if (screen == TB_SCREEN_AFTERMATH && app->aftermath != NULL && app->renderer != NULL &&
               app->aftermath->has_cut && app->frame.section.width > 0) {
        tb_renderer_draw(app->renderer, &app->aftermath->before, &app->aftermath->after,
                         app->aftermath->blend, &app->frame);
    }
    tb_shim_end();
    end_frame(app, screen);
}
