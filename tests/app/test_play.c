// The trainer played by keys, mouse, pad and fingers, event by event: the first lesson, an
// encounter to its score, the replay's scrubber, settings that are kept.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include <stdio.h>
#include <unistd.h>

static screens s;

static void folders(void)
{
    char path[1024];
    const char *out = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/play-%d", out != NULL ? out : "/tmp", (int)getpid());
    setenv("XDG_DATA_HOME", path, 1);
    setenv("XDG_CONFIG_HOME", path, 1);
}

static bool open_kept(bool keep)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    if (s.app != NULL) { // an earlier test failed half-way
        screens_close(&s);
    }
    if (!screens_open(&s, 1280, 720, &settings)) {
        return false;
    }
    s.app->desc.record = keep;
    screens_draw(&s);
    return true;
}

static double force(void)
{
    return (double)s.app->attempt->after.finger.force_n;
}

// Press or ease by keys until the finger feels so much, then hold it by the space bar.
static void feel(double wanted_n)
{
    for (int k = 0; k < 400 && fabs(force() - wanted_n) > 0.04 * wanted_n + 0.6; ++k) {
        const SDL_Keycode key = force() < wanted_n ? SDLK_w : SDLK_s;
        s.app->hand.shift = fabs(force() - wanted_n) < 12.0;
        tb_app_hand_key(&s.app->hand, key == SDLK_w ? TB_ACT_PRESS : TB_ACT_EASE, true,
                        &s.app->attempt->after);
        screens_run(&s, 40);
        tb_app_hand_key(&s.app->hand, key == SDLK_w ? TB_ACT_PRESS : TB_ACT_EASE, false,
                        &s.app->attempt->after);
        screens_run(&s, 60);
    }
    s.app->hand.shift = false;
}

static void the_first_lesson_ends_its_steps_by_acts(void **state)
{
    (void)state;
    if (!open_kept(true)) {
        skip();
    }
    screens_press(&s, SDLK_RETURN); // a new learner's main button
    assert_true(s.app->lesson.active);
    assert_int_equal(s.app->screen, TB_SCREEN_ENCOUNTER);
    s.app->hand.b_mm = -20.0; // beside the cord
    static const double forces[] = {5.0, 20.0, 40.0};
    for (int k = 0; k < 3; ++k) {
        feel(forces[k]);
        screens_run(&s, 600);
    }
    assert_int_equal(s.app->lesson.step, 1);
    assert_int_equal(s.app->lesson.done, 1u);
    feel(25.0);
    s.app->hand.b_mm = -9.0;
    for (int k = 0; k < 4 && s.app->lesson.step == 1; ++k) { // stroke across until the cord rolls
        screens_press(&s, k % 2 == 0 ? SDLK_d : SDLK_a);
        screens_run(&s, 1200);
    }
    assert_int_equal(s.app->lesson.step, 2);
    assert_int_equal(s.app->lesson.done, 3u);
    screens_click(&s, "lesson-skip");
    assert_int_equal(s.app->lesson.step, 3);
    screens_click(&s, "lesson-redo");
    assert_int_equal(s.app->lesson.step, 2);
    while (s.app->lesson.step < TB_LESSON_STEPS) {
        screens_click(&s, "lesson-skip");
    }
    assert_int_equal(s.app->dialog, TB_DIALOG_LESSON_DONE);
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    screens_close(&s);
}

static void an_encounter_goes_to_its_score_by_keys(void **state)
{
    (void)state;
    if (!open_kept(true)) {
        skip();
    }
    tb_app_open_briefing(s.app);
    screens_draw(&s);
    screens_click(&s, "ask-5");
    screens_click(&s, "told-2");
    screens_click(&s, "told-3");
    screens_click(&s, "consent-ask");
    assert_int_equal(s.app->brief.consent, 1);
    tb_ui_focus(&s.app->ui, "hands-on");
    tb_app_draw(s.app);
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(s.app->screen, TB_SCREEN_ENCOUNTER);
    static const struct {
        SDL_Keycode key;
        int ms;
    } keys[] = {{SDLK_d, 900}, {SDLK_m, 60},  {SDLK_4, 60},  {SDLK_f, 200},  {SDLK_n, 60},
                {SDLK_n, 60},  {SDLK_n, 60},  {SDLK_g, 300}, {SDLK_t, 400},  {SDLK_g, 200},
                {SDLK_w, 300}, {SDLK_w, 300}, {SDLK_e, 200}, {SDLK_o, 2500}, {SDLK_y, 800}};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        screens_press(&s, keys[k].key);
        screens_run(&s, keys[k].ms);
    }
    const tb_snapshot *seen = &s.app->attempt->after;
    assert_int_equal(seen->needle.in_count, 1);
    assert_int_equal(seen->needle.out_count, 1);
    assert_true(seen->declared.declared);
    screens_press(&s, SDLK_RETURN); // asks first
    assert_int_equal(s.app->dialog, TB_DIALOG_FINISH);
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(s.app->screen, TB_SCREEN_PLAN);
    screens_click(&s, "plan-0");
    screens_press(&s, SDLK_TAB); // the click took the focus
    tb_ui_focus(&s.app->ui, "plan-finish");
    tb_app_draw(s.app);
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(s.app->screen, TB_SCREEN_GUESS); // before the result: a guess by arrow keys
    screens_press(&s, SDLK_LEFT);
    assert_near(s.app->brief.guess_mm, 9.5, 1e-9);
    screens_press(&s, SDLK_TAB);
    screens_press(&s, SDLK_RETURN);
    assert_near((double)s.app->debrief.guess_mm, 9.5, 1e-6);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    assert_true(s.app->attempt->finished);
    assert_true(s.app->attempt->folder[0] != '\0');
    assert_int_equal(s.app->library->attempt_count > 0, 1);
}

static void type(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    SDL_PushEvent(&event);
    tb_app_events(s.app);
    tb_app_draw(s.app);
}

// A note is typed, a bookmark set, and both lie beside the recording.
static void write_notes(const tb_replay *replay)
{
    tb_replay_seek(s.app->replay, 1500.0);
    screens_press(&s, SDLK_t);
    assert_true(s.app->note.open);
    screens_draw(&s);
    type("too fas");
    type("t ");
    screens_press(&s, SDLK_SPACE); // comes as text, too: plays nothing here
    screens_press(&s, SDLK_BACKSPACE);
    type(" h\xC3\xA4re"); // and a letter of two bytes, taken away again
    for (int k = 0; k < 3; ++k) {
        screens_press(&s, SDLK_LEFT);
    }
    screens_press(&s, SDLK_RIGHT);
    screens_press(&s, SDLK_BACKSPACE);
    type("e");
    assert_false(replay->playing);
    screens_press(&s, SDLK_RETURN);
    assert_false(s.app->note.open);
    assert_int_equal(replay->notes.count, 1);
    assert_string_equal(replay->notes.items[0].text, "too fast here");
    tb_replay_seek(s.app->replay, 2500.0);
    screens_press(&s, SDLK_k);
    screens_press(&s, SDLK_PAGEUP); // markers and notes, one by one
    const double marker = replay->at_ms;
    assert_true(marker < 2499.0);
    tb_replay_seek(s.app->replay, 1400.0);
    screens_key(&s, SDLK_LSHIFT, true);
    SDL_SetModState(KMOD_SHIFT);
    const double next = tb_moments_step(&replay->moments, 1400.0, 1);
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.type = SDL_KEYDOWN;
    event.key.keysym.sym = SDLK_PAGEDOWN;
    event.key.keysym.mod = KMOD_SHIFT;
    SDL_PushEvent(&event);
    tb_app_events(s.app);
    SDL_SetModState(KMOD_NONE);
    assert_near(replay->at_ms, next, 1e-9); // with Shift: every event
    tb_replay_seek(s.app->replay, 1500.0);
    screens_press(&s, SDLK_t); // the same note again, and away from it
    screens_draw(&s);
    assert_int_equal(s.app->note.index, 0);
    type(" not this");
    screens_press(&s, SDLK_ESCAPE);
    assert_string_equal(replay->notes.items[0].text, "too fast here");
    assert_int_equal(s.app->screen, TB_SCREEN_REPLAY);
}

static void read_notes(const tb_replay *replay)
{
    assert_int_equal(replay->notes.count, 2);
    assert_int_equal(replay->notes.items[0].at_ms, 1500);
    assert_string_equal(replay->notes.items[0].text, "too fast here");
    assert_int_equal(replay->notes.items[1].at_ms, 2500);
    screens_draw(&s);
    screens_click(&s, "note-0"); // its mark opens it
    assert_true(s.app->note.open);
    screens_draw(&s);
    screens_click(&s, "note-delete");
    assert_int_equal(replay->notes.count, 1);
    FILE *file = fopen(replay->notes_path, "wb"); // damaged by another hand
    assert_non_null(file);
    fputs("{\"format\": 1, \"notes\": [", file);
    fclose(file);
    char path[4200], aside[4300];
    snprintf(path, sizeof path, "%s", s.app->replay->notes_path);
    path[strlen(path) - strlen(".notes.json")] = '\0';
    strcat(path, ".tbr");
    snprintf(aside, sizeof aside, "%s.damaged", replay->notes_path);
    assert_true(tb_app_open_replay_file(s.app, path));
    assert_true(s.app->replay->notes_damaged);
    assert_true(s.app->replay->note[0] != '\0');
    assert_int_equal(s.app->replay->notes.count, 0);
    screens_press(&s, SDLK_k); // the next note sets the damaged file aside
    assert_false(s.app->replay->notes_damaged);
    file = fopen(aside, "rb");
    assert_non_null(file);
    fclose(file);
}

// A picture of the replay: where it is, or why it is nowhere.
static void save_picture(const tb_replay *replay)
{
    char data[4000], path[4200];
    assert_int_equal(tb_app_data_dir(data, sizeof data, NULL), TB_OK);
    snprintf(path, sizeof path, "%s/replay-%s-%.1f-s.png", data, replay->content->model.id,
             1e-3 * replay->at_ms);
    screens_draw(&s);
    tb_app_save_picture(s.app);
    assert_true(replay->note_good);
    assert_non_null(strstr(replay->note, "Written: "));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(remove(path), 0);
    assert_int_equal(tb_app_make_dir(path, NULL), TB_OK); // it cannot be written there
    screens_draw(&s);
    tb_app_save_picture(s.app);
    assert_false(replay->note_good);
    assert_non_null(strstr(replay->note, "cannot be written"));
    assert_int_equal(remove(path), 0);
}

// Goes on from the encounter's debrief.
static void the_replay_is_scrubbed_and_verified(void **state)
{
    (void)state;
    if (s.app == NULL || s.app->attempt == NULL) {
        skip();
    }
    const tb_debrief *d = &s.app->debrief;
    assert_true(d->marker_count >= 2);
    screens_draw(&s);
    screens_click(&s, "marker-1");
    assert_int_equal(s.app->screen, TB_SCREEN_REPLAY);
    tb_replay *replay = s.app->replay;
    const double start = fmax(0.0, (double)d->markers[1].tick_ms - 2000.0);
    assert_near(replay->at_ms, start, 30.0); // two seconds before the marker
    assert_near(replay->speed, 0.5, 1e-6);
    assert_true(replay->playing);
    screens_run(&s, 1000); // at half speed
    assert_near(replay->at_ms, start + 500.0, 60.0);
    screens_press(&s, SDLK_SPACE);
    assert_false(replay->playing);
    const double before = replay->at_ms;
    screens_press(&s, SDLK_PERIOD);
    assert_near(replay->at_ms - before, 100.0, 1e-6);
    screens_press(&s, SDLK_RIGHTBRACKET);
    bool on_marker = false;
    for (int k = 0; k < d->marker_count; ++k) {
        on_marker = on_marker || fabs(replay->at_ms - (double)d->markers[k].tick_ms) < 1e-6;
    }
    assert_true(on_marker);
    screens_draw(&s); // the line's middle is the attempt's middle
    screens_click(&s, "replay-line");
    assert_near(replay->at_ms, 0.5 * (double)replay->end_ms, 0.02 * (double)replay->end_ms);
    // The snapshot shown is the one of that moment.
    assert_near((double)replay->before.tick_ms, replay->at_ms, 26.0);
    for (int camera = 0; camera < TB_REPLAY_CAMERAS; ++camera) {
        char id[32];
        snprintf(id, sizeof id, "replay-camera-%d", camera);
        screens_click(&s, id);
        assert_int_equal(replay->camera, camera);
    }
    write_notes(replay);
    save_picture(replay);
    while (tb_replay_work(replay, 1000)) {
    }
    assert_int_equal(replay->check, TB_CHECK_SAME);
    char path[4200];
    snprintf(path, sizeof path, "%s/recording.tbr", s.app->attempt->folder);
    screens_press(&s, SDLK_ESCAPE);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    // The same file opened by itself: nothing can be shown before it is simulated, all of it after.
    assert_true(tb_app_open_replay_file(s.app, path));
    assert_int_equal(tb_replay_reach_ms(s.app->replay), 0);
    tb_replay_seek(s.app->replay, 3000.0); // follows as soon as that moment is there
    assert_near(s.app->replay->at_ms, 0.0, 0.0);
    while (tb_replay_work(s.app->replay, 1000)) {
    }
    assert_int_equal(s.app->replay->check, TB_CHECK_SAME);
    assert_true(tb_replay_reach_ms(s.app->replay) + 25 >= s.app->replay->end_ms);
    tb_replay_seek(s.app->replay, 3000.0);
    assert_near(s.app->replay->at_ms, 3000.0, 0.0);
    read_notes(s.app->replay);
    screens_close(&s);
    memset(&s, 0, sizeof s);
}

static void a_changed_recording_is_told(void **state)
{
    (void)state;
    if (!open_kept(true)) {
        skip();
    }
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 2400);
    tb_app_finish_encounter(s.app);
    assert_true(tb_app_replay_attempt(s.app, 0));
    s.app->replay->recording.hashes[1] ^= 1u; // as if another build had made it
    while (tb_replay_work(s.app->replay, 1000)) {
    }
    assert_int_equal(s.app->replay->check, TB_CHECK_DIFFERS);
    assert_int_equal(s.app->replay->differs_ms, 1000);
    assert_int_equal(tb_replay_reach_ms(s.app->replay), 1000); // can be watched up to there
    screens_close(&s);
}

static void settings_are_live_and_kept(void **state)
{
    (void)state;
    if (!open_kept(false)) {
        skip();
    }
    tb_error error = {TB_OK, ""};
    char path[4096];
    assert_int_equal(tb_settings_path(path, sizeof path, &error), TB_OK);
    memcpy(s.app->settings_path, path, sizeof path);
    tb_app_open(s.app, TB_SCREEN_SETTINGS);
    const float scale = s.app->ui.scale;
    screens_click(&s, "text-3");
    tb_app_draw(s.app);
    assert_near(s.app->ui.scale, 2.0 * (double)scale, 1e-6);
    screens_click(&s, "text-0");
    screens_click(&s, "contrast-1");
    tb_app_draw(s.app);
    assert_int_equal(tb_theme_contrast(), 1);
    screens_click(&s, "contrast-0");
    s.app->settings_page = TB_PAGE_CONTROLS;
    screens_draw(&s);
    char id[32];
    snprintf(id, sizeof id, "bind-%d-0", (int)TB_ACT_PRESS);
    screens_click(&s, id);
    screens_press(&s, SDLK_q); // has another act: asked about first
    assert_int_equal(s.app->capture.other, TB_ACT_SAY_Q);
    assert_int_equal(s.app->settings.bindings.key[TB_ACT_PRESS][0], SDLK_w);
    screens_draw(&s);
    screens_click(&s, "clash-take");
    assert_int_equal(s.app->settings.bindings.key[TB_ACT_PRESS][0], SDLK_q);
    assert_int_equal(s.app->settings.bindings.key[TB_ACT_SAY_Q][0], 0);
    tb_app_draw(s.app);
    tb_settings kept;
    assert_int_equal(tb_settings_load(path, &kept, &error), TB_OK);
    assert_int_equal(kept.bindings.key[TB_ACT_PRESS][0], SDLK_q);
    assert_int_equal(kept.text_percent, 100);
    // a language of the command line is not kept, one that is chosen is
    s.app->desc.language = "de";
    s.app->kept_language = TB_LANGUAGE_ENGLISH;
    s.app->settings.language = TB_LANGUAGE_GERMAN;
    s.app->settings.toggle = true;
    tb_app_draw(s.app);
    assert_int_equal(tb_settings_load(path, &kept, &error), TB_OK);
    assert_int_equal(kept.language, TB_LANGUAGE_ENGLISH);
    assert_true(kept.toggle);
    s.app->settings.language = TB_LANGUAGE_ENGLISH;
    tb_app_draw(s.app);
    s.app->settings.language = TB_LANGUAGE_GERMAN;
    tb_app_draw(s.app);
    assert_int_equal(tb_settings_load(path, &kept, &error), TB_OK);
    assert_int_equal(kept.language, TB_LANGUAGE_GERMAN);
    tb_text_start(TB_LANGUAGE_ENGLISH);
    screens_close(&s);
}

static void a_pad_plays(void **state)
{
    (void)state;
    if (!open_kept(false)) {
        skip();
    }
    const int index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, 6, 15, 0);
    if (index < 0) {
        screens_close(&s);
        skip();
    }
    SDL_Joystick *pad = SDL_JoystickOpen(index);
    assert_non_null(pad);
    tb_app_events(s.app);
    assert_non_null(s.app->pad);
    assert_true(tb_app_start_encounter(s.app));
    const double t = s.app->hand.t_mm, b = s.app->hand.b_mm, depth = s.app->hand.finger_depth_mm;
    SDL_JoystickSetVirtualAxis(pad, 0, 32767); // left stick right: 60 mm/s
    SDL_JoystickUpdate();
    tb_app_events(s.app);
    screens_run(&s, 500);
    assert_near(hypot(s.app->hand.t_mm - t, s.app->hand.b_mm - b), 30.0, 1.5);
    SDL_JoystickSetVirtualAxis(pad, 0, 0);
    SDL_JoystickSetVirtualAxis(pad, 5, 32767); // right trigger presses, 24 mm/s
    SDL_JoystickUpdate();
    tb_app_events(s.app);
    screens_run(&s, 100);
    assert_near(s.app->hand.finger_depth_mm - depth, 2.4, 0.3);
    SDL_JoystickSetVirtualAxis(pad, 5, -32768);
    SDL_JoystickSetVirtualButton(pad, SDL_CONTROLLER_BUTTON_DPAD_RIGHT, 1);
    SDL_JoystickUpdate();
    tb_app_events(s.app);
    assert_int_equal(s.app->hand.tool, TB_TOOL_NEEDLE);
    SDL_JoystickClose(pad);
    SDL_JoystickDetachVirtual(index);
    tb_app_events(s.app);
    assert_null(s.app->pad);
    assert_int_equal(s.app->dialog, TB_DIALOG_PAUSE); // the patient waits
    assert_true(s.app->pad_lost);
    screens_close(&s);
}

static void a_finger_slides_the_depth(void **state)
{
    (void)state;
    if (!open_kept(false)) {
        skip();
    }
    assert_true(tb_app_start_encounter(s.app));
    tb_app_draw(s.app);
    const tb_box strip = tb_touch_strip(s.app);
    const float w = s.app->ui.width, h = s.app->ui.height;
    const float x = (strip.x + 0.25f * strip.w) / w, y = (strip.y + 40.0f) / h;
    const double depth = s.app->hand.finger_depth_mm;
    SDL_Event event = {0};
    for (int k = 0; k < 3; ++k) {
        event.type = k == 0 ? SDL_FINGERDOWN : k == 1 ? SDL_FINGERMOTION : SDL_FINGERUP;
        event.tfinger.fingerId = 4;
        event.tfinger.x = x;
        event.tfinger.y = y + (k > 0 ? 20.0f / h : 0.0f); // 20 units: 5 mm
        SDL_PushEvent(&event);
        tb_app_events(s.app);
        screens_run(&s, k == 1 ? 700 : 20);
    }
    assert_near(s.app->hand.finger_depth_mm - depth, 5.0, 0.3);
    assert_int_equal(s.app->finger_count, 0);
    screens_close(&s);
}

// The whole window, after its layout has settled.
static void read_window(unsigned char *rgb)
{
    screens_draw(&s);
    tb_gl_window_read(1280, 720, rgb);
}

static void a_lost_context_is_made_anew(void **state)
{
    (void)state;
    if (!open_kept(false)) {
        skip();
    }
    enum { BYTES = 3 * 1280 * 720 };
    unsigned char *was = malloc(BYTES), *now = malloc(BYTES);
    assert_non_null(was);
    assert_non_null(now);
    tb_renderer_destroy(s.app->renderer); // a real one, which the encounter makes
    s.app->renderer = NULL;
    s.app->ui.probe = NULL;
    s.app->desc.tier = TB_TIER_LIGHT;
    screens_press(&s, SDLK_RETURN);
    assert_int_equal(s.app->screen, TB_SCREEN_ENCOUNTER);
    tb_app_pause(s.app);
    read_window(was);
    SDL_Event reset = {.type = SDL_RENDER_DEVICE_RESET};
    SDL_PushEvent(&reset);
    tb_app_events(s.app);
    screens_run(&s, 20);
    assert_int_equal(s.app->renewals, 1);
    assert_false(s.app->quit);
    read_window(now); // fonts, face, body and section are all there again
    int differ = 0;
    for (int k = 0; k < BYTES; ++k) {
        differ += was[k] > now[k] + 8 || now[k] > was[k] + 8;
    }
    assert_true(differ < BYTES / 1000);
    free(was);
    free(now);
    screens_close(&s);
}

/// What loads is put off to the end of the frame that asks for it, so that a bar can be drawn; what
/// is asked for while it loads is not heard.
static void what_loads_waits_for_the_end_of_its_frame(void **state)
{
    (void)state;
    if (!open_kept(false)) {
        skip();
    }
    s.app->loading_shown = true;
    tb_ui_focus(&s.app->ui, "start");
    tb_app_draw(s.app);
    screens_press(&s, SDLK_RETURN);
    assert_null(s.app->attempt);
    assert_int_equal(s.app->screen, TB_SCREEN_HOME);
    screens_run(&s, 20);
    assert_non_null(s.app->attempt);
    assert_true(s.app->screen != TB_SCREEN_HOME);
    s.app->in_frame = true;
    s.app->loading_total = 3; // as a frame of the bar sees it
    assert_true(tb_app_defer(s.app, TB_DEFERRED_ENCOUNTER, 0, ""));
    assert_int_equal(s.app->deferred, TB_DEFERRED_NONE);
    s.app->loading_total = 0;
    s.app->in_frame = false;
    assert_false(tb_app_defer(s.app, TB_DEFERRED_ENCOUNTER, 0, "")); // outside a frame: at once
    screens_close(&s);
}

// The panel around a text, and the text's height on the page.
static tb_box panel_of(const char *text, float *text_y)
{
    tb_box panel = {0, 0, 0, 0};
    for (int k = 0; k < s.probe->count; ++k) {
        const tb_probe_row *row = &s.probe->rows[k];
        if (row->kind == TB_PROBE_PANEL) {
            panel = row->box;
        } else if (strcmp(row->text, text) == 0) {
            *text_y = row->box.y;
            return panel;
        }
    }
    fail_msg("no '%s' on this screen", text);
    return panel;
}

// A card of the home screen keeps its height while the page is scrolled.
static void cards_do_not_grow_by_scrolling(void **state)
{
    (void)state;
    if (!open_kept(false)) {
        skip();
    }
    float y0, y1;
    tb_app_open(s.app, TB_SCREEN_HOME);
    screens_draw(&s);
    const tb_box before = panel_of("How it works", &y0);
    s.app->ui.page.offset = 150.0f;
    tb_app_draw(s.app);
    const tb_box after = panel_of("How it works", &y1);
    assert_near(y0 - y1, 150.0, 0.5);
    assert_near(after.h, before.h, 0.5);
    screens_close(&s);
}

// A window is no larger than its display; one that nobody sees has the size it was asked for.
static void a_window_fits_its_display(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "offscreen", 1); // a display of its own, without a screen
    for (int hidden = 0; hidden < 2; ++hidden) {
        tb_gl_window *window = NULL;
        SDL_Rect room;
        int width, height;
        const tb_gl_window_desc desc = {
            .title = "test", .width = 3000, .height = 2000, .hidden = hidden != 0};
        if (tb_gl_window_create(&desc, &window, NULL) != TB_OK) {
            skip();
        }
        assert_int_equal(SDL_GetDisplayUsableBounds(0, &room), 0);
        tb_gl_window_size(window, &width, &height);
        assert_true(room.w < 3000 && room.h < 2000); // else this test says nothing
        assert_int_equal(width, hidden != 0 ? 3000 : room.w);
        assert_int_equal(height, hidden != 0 ? 2000 : room.h);
        tb_gl_window_destroy(window);
    }
}

int main(void)
{
    static tb_test_list list;
    folders();
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1");
    TB_TEST(&list, a_window_fits_its_display);
    TB_TEST(&list, cards_do_not_grow_by_scrolling);
    TB_TEST(&list, what_loads_waits_for_the_end_of_its_frame);
    TB_TEST(&list, the_first_lesson_ends_its_steps_by_acts);
    TB_TEST(&list, an_encounter_goes_to_its_score_by_keys);
    TB_TEST(&list, the_replay_is_scrubbed_and_verified);
    TB_TEST(&list, a_changed_recording_is_told);
    TB_TEST(&list, settings_are_live_and_kept);
    TB_TEST(&list, a_pad_plays);
    TB_TEST(&list, a_finger_slides_the_depth);
    TB_TEST(&list, a_lost_context_is_made_anew);
    const int failed = tb_test_run(&list, "play");
    SDL_Quit();
    return failed;
}
