// Fingers on the screen, event by event: strokes, marks, the guide tube, the strip, gestures of
// two; a stop that is honoured on every device; the patient's voice by a stand-in for a speech
// program.
#define _POSIX_C_SOURCE 200809L
#include "touch.h"

#include "app/speak.h"
#include "tautband/core/units.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool open_case(const char *id)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    settings.stiffness = 0.0; // ways are measured
    if (s.app != NULL) {      // an earlier test failed half-way
        screens_close(&s);
    }
    if (!screens_open(&s, 1280, 720, &settings)) {
        return false;
    }
    assert_true(tb_app_choose_case(s.app, id));
    return true;
}

/// With a picture that can be picked in: the light tier instead of none.
static bool start_drawn(const char *id)
{
    if (!open_case(id)) {
        return false;
    }
    tb_renderer_destroy(s.app->renderer); // the encounter makes a real one
    s.app->renderer = NULL;
    s.app->desc.tier = TB_TIER_LIGHT;
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 40);
    s.app->ui.probe = NULL; // one frame is drawn: that is enough to find places in it
    tb_app_draw(s.app);
    s.app->ui.probe = s.probe;
    return true;
}

static bool start(const char *id)
{
    if (!open_case(id)) {
        return false;
    }
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 40);
    return true;
}

static const tb_snapshot *seen(void)
{
    return &s.app->attempt->after;
}

static void a_swipe_strokes_across(void **state)
{
    (void)state;
    if (!start("gastrocnemius-medial")) {
        skip();
    }
    float x, y;
    middle(&x, &y);
    for (int way = 0; way < 2; ++way) {
        const float sign = way == 0 ? 1.0f : -1.0f;
        finger(SDL_FINGERDOWN, 1, x, y);
        screens_run(&s, 20);
        const double b = s.app->hand.b_mm;
        for (int k = 1; k <= 4; ++k) {
            finger(SDL_FINGERMOTION, 1, x + sign * 15.0f * (float)k, y);
            screens_run(&s, 20);
        }
        assert_int_equal(s.app->hand.motion, TB_MOTION_STROKE);
        finger(SDL_FINGERUP, 1, x + sign * 60.0f, y);
        screens_run(&s, 1000);
        assert_near((s.app->hand.b_mm - b) * s.app->hand.stroke_sign, (double)sign * 16.0, 0.8);
    }
    assert_int_equal(s.app->attempt->devices, TB_DEVICE_TOUCH);
    screens_close(&s);
}

static void a_slow_finger_leads_and_a_long_press_marks(void **state)
{
    (void)state;
    if (!start_drawn("gastrocnemius-medial")) {
        skip();
    }
    float x, y;
    middle(&x, &y);
    finger(SDL_FINGERDOWN, 1, x, y);
    screens_run(&s, 300);
    for (int k = 1; k <= 10; ++k) { // 100 units in 400 ms, after the moment of a swipe
        finger(SDL_FINGERMOTION, 1, x + 10.0f * (float)k, y);
        screens_run(&s, 40);
    }
    assert_int_equal(s.app->hand.motion, TB_MOTION_NONE);
    assert_true(s.app->hand.pointer_leads);
    screens_run(&s, 900); // it led: resting now is no mark
    finger(SDL_FINGERUP, 1, x + 100.0f, y);
    assert_false(seen()->declared.declared);
    finger(SDL_FINGERDOWN, 1, x, y);
    screens_run(&s, 500);
    assert_false(seen()->declared.declared);
    screens_run(&s, 200);
    assert_true(seen()->declared.declared);
    finger(SDL_FINGERUP, 1, x, y);
    screens_close(&s);
}

/// Where a place of the tool's plane lies across the section that is shown.
static float section_x(double s_mm)
{
    const tb_frame_desc *frame = &s.app->frame;
    const tb_section_fit fit =
        tb_section_view_fit(tb_app_anatomy(s.app), seen(), frame->section_turned);
    float x, y;
    tb_section_view_map(&frame->section, fit, (float)s_mm, 0.0f, &x, &y);
    return x;
}

// A stroke to the right goes right in the scene and in the section, to the left goes left, at every
// site and on either side of a body; turning the camera turns no section.
static void strokes_go_the_way_they_point(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "gastrocnemius-medial", "is-swimmer",  "ls-driver",    "fdb-waiter",
        "abh-dancer",           "gal-hiker",   "gmed-runner",  "gmed-nurse",
        "oci-editor",           "pi-analyst",  "ql-gardener",  "qp-teacher",
        "scm-singer",           "ut-designer", "ut-violinist",
    };
    int seen_across = 0;
    for (size_t k = 0; k < sizeof ids / sizeof ids[0]; ++k) {
        if (!start_drawn(ids[k])) {
            skip();
        }
        tb_app_draw(s.app); // with a picture to look at
        for (int way = 0; way < 2; ++way) {
            float x0, y0, x1, y1;
            const double from_mm = s.app->hand.b_mm;
            screens_press(&s, way == 0 ? SDLK_d : SDLK_a);
            screens_run(&s, 1000);
            const double gone_mm = s.app->hand.b_mm - from_mm;
            assert_near(fabs(gone_mm), 16.0, 0.8);
            assert_true(tb_renderer_project(s.app->renderer, 0.0f, 0.0f, 0.0f, &x0, &y0));
            assert_true(tb_renderer_project(s.app->renderer, 0.0f, (float)gone_mm, 0.0f, &x1, &y1));
            if (fabsf(x1 - x0) > fabsf(y1 - y0)) { // across the fibres lies across the picture
                assert_true(way == 0 ? x1 > x0 : x1 < x0);
                ++seen_across;
            }
            const double sin_azimuth = seen()->section.plane.sin_azimuth; // s runs along b
            assert_near(fabs(sin_azimuth), 1.0, 1e-6);
            const float gone_px = section_x(gone_mm * sin_azimuth) - section_x(0.0);
            if (way == 0 ? gone_px <= 0.0f : gone_px >= 0.0f) {
                fail_msg("%s: %c goes %.0f pixels to the right in the section", ids[k],
                         way == 0 ? 'D' : 'A', (double)gone_px);
            }
        }
        const bool turned = s.app->frame.section_turned;
        for (int turn = 0; turn < 12; ++turn) {
            tb_camera_drag(s.app, 90.0f, 0.0f); // all round
            screens_run(&s, 20);
            assert_int_equal(s.app->frame.section_turned, turned);
        }
        screens_close(&s);
    }
    assert_true(seen_across > 15); // of 30: both ways at more than half of the sites
}

// The gauge of the tilt leans as a needle does in the scene: away from where its tip goes.
static void a_needle_leans_as_it_is_seen(void **state)
{
    (void)state;
    static const char *const ids[] = {"gastrocnemius-medial", "gal-hiker", "gmed-runner",
                                      "gmed-nurse", "ls-driver"};
    for (size_t k = 0; k < sizeof ids / sizeof ids[0]; ++k) {
        if (!start_drawn(ids[k])) {
            skip();
        }
        int seen_across = 0;
        for (int degrees = -180; degrees < 180; degrees += 15) {
            const double azimuth = tb_rad_from_deg((double)degrees);
            const tb_vec3 into = tb_needle_direction(tb_rad_from_deg(20.0), azimuth);
            const float t = (float)(-10.0 * into.x), b = (float)(-10.0 * into.y);
            float x0, y0, x1, y1;
            assert_true(tb_renderer_project(s.app->renderer, 0.0f, 0.0f, 0.0f, &x0, &y0));
            assert_true(tb_renderer_project(s.app->renderer, t, b, 0.0f, &x1, &y1));
            if (fabsf(x1 - x0) > fabsf(y1 - y0)) {
                ++seen_across;
                assert_int_equal(tb_camera_leans_right(s.app, (double)degrees), x1 > x0);
            }
        }
        assert_true(seen_across > 6); // of 24
        screens_close(&s);
    }
}

static void tap_at(float x, float y)
{
    finger(SDL_FINGERDOWN, 1, x, y);
    screens_run(&s, 60);
    finger(SDL_FINGERUP, 1, x, y);
    screens_run(&s, 300);
}

/// Where the tool stands in the picture, by looking for it.
static void tool_in_picture(float *x, float *y)
{
    const tb_rect *scene = &s.app->frame.scene;
    const float k = s.app->ui.scale;
    double best = 1e9;
    for (int j = 0; j < scene->height; j += 12) {
        for (int i = 0; i < scene->width; i += 12) {
            float t, b;
            const float px = (float)(scene->x + i), py = (float)(scene->y + j);
            if (tb_app_over_scene(s.app, px, py) &&
                tb_renderer_pick(s.app->renderer, px, py, &t, &b)) {
                const double off =
                    hypot((double)t - s.app->hand.t_mm, (double)b - s.app->hand.b_mm);
                if (off < best) {
                    best = off;
                    *x = px / k;
                    *y = py / k;
                }
            }
        }
    }
    assert_true(best < 20.0);
}

static void a_needle_goes_in_and_out_by_fingers(void **state)
{
    (void)state;
    if (!start_drawn("gastrocnemius-medial")) {
        skip();
    }
    float x = 0.0f, y = 0.0f;
    screens_press(&s, SDLK_4);
    for (int k = 0; k < 2; ++k) {
        screens_press(&s, SDLK_n);
    }
    screens_run(&s, 100);
    tool_in_picture(&x, &y);
    tap_at(x, y); // on the tool: the tube comes down
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_PLACED);
    for (int k = 0; k < 3 && seen()->needle.stage == TB_NEEDLE_PLACED; ++k) {
        tap_at(x, y); // the handle
    }
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_IN);
    tap_at(x, y);
    assert_false(seen()->needle.tube_on);
    const tb_box strip = tb_touch_strip(s.app);
    const float sx = strip.x + 0.25f * strip.w, sy = strip.y + 60.0f;
    const double depth = s.app->hand.depth_mm;
    finger(SDL_FINGERDOWN, 2, sx, sy);
    screens_run(&s, 300);
    for (int k = 1; k <= 8; ++k) { // 32 units: 8 mm
        finger(SDL_FINGERMOTION, 2, sx, sy + 4.0f * (float)k);
        screens_run(&s, 100);
    }
    screens_run(&s, 400);
    assert_near(s.app->hand.depth_mm - depth, 8.0, 0.4);
    finger(SDL_FINGERUP, 2, sx, sy + 32.0f);
    screens_run(&s, 40);
    finger(SDL_FINGERDOWN, 2, sx, sy); // a flick: one fast pass
    screens_run(&s, 20);
    finger(SDL_FINGERMOTION, 2, sx, sy + 50.0f);
    finger(SDL_FINGERUP, 2, sx, sy + 50.0f);
    assert_int_equal(s.app->hand.motion, TB_MOTION_PASS);
    screens_run(&s, 400);
    finger(SDL_FINGERDOWN, 2, sx, sy); // to its top: out
    screens_run(&s, 300);
    finger(SDL_FINGERMOTION, 2, sx, strip.y - 2.0f);
    screens_run(&s, 20);
    assert_int_equal(s.app->hand.motion, TB_MOTION_OUT);
    screens_run(&s, 4000);
    assert_int_equal(seen()->needle.stage, TB_NEEDLE_OUT);
    finger(SDL_FINGERUP, 2, sx, strip.y - 2.0f);
    finger(SDL_FINGERDOWN, 1, x, y); // dragged away from the patient: binned
    screens_run(&s, 300);
    finger(SDL_FINGERMOTION, 1, s.app->ui.width - 60.0f, s.app->ui.height - 60.0f);
    finger(SDL_FINGERUP, 1, s.app->ui.width - 60.0f, s.app->ui.height - 60.0f);
    screens_run(&s, 100);
    assert_int_equal(seen()->needle.out_count, 1);
    screens_close(&s);
}

/// Two fingers from one pair of places to another, in steps.
static void pair(const float from[4], const float to[4])
{
    enum { STEPS = 10 };
    finger(SDL_FINGERDOWN, 1, from[0], from[1]);
    finger(SDL_FINGERDOWN, 2, from[2], from[3]);
    screens_run(&s, 20);
    for (int k = 1; k <= STEPS; ++k) {
        const float u = (float)k / (float)STEPS;
        finger(SDL_FINGERMOTION, 1, from[0] + u * (to[0] - from[0]),
               from[1] + u * (to[1] - from[1]));
        finger(SDL_FINGERMOTION, 2, from[2] + u * (to[2] - from[2]),
               from[3] + u * (to[3] - from[3]));
        screens_run(&s, 40);
    }
    screens_run(&s, 800);
    finger(SDL_FINGERUP, 1, to[0], to[1]);
    finger(SDL_FINGERUP, 2, to[2], to[3]);
    screens_run(&s, 20);
}

static void two_fingers_drive_the_grip(void **state)
{
    (void)state;
    if (!start("ut-designer")) {
        skip();
    }
    float x, y;
    middle(&x, &y);
    screens_press(&s, SDLK_2);
    assert_int_equal(s.app->hand.tool, TB_TOOL_PINCER);
    const tb_app_hand *hand = &s.app->hand;
    double depth = hand->finger_depth_mm;
    pair((float[4]){x - 60.0f, y, x + 60.0f, y}, (float[4]){x - 40.0f, y, x + 40.0f, y});
    assert_near(hand->finger_depth_mm - depth, 5.0, 0.5); // 40 units closer: 5 mm either pad
    const double lift = hand->second_mm;
    pair((float[4]){x - 40.0f, y, x + 40.0f, y},
         (float[4]){x - 40.0f, y - 20.0f, x + 40.0f, y - 20.0f});
    assert_near(hand->second_mm - lift, 5.0, 0.5); // 20 units up
    const double b = hand->b_mm;
    finger(SDL_FINGERDOWN, 1, x - 60.0f, y);
    finger(SDL_FINGERDOWN, 2, x + 60.0f, y);
    finger(SDL_FINGERMOTION, 1, x - 58.0f, y - 20.0f); // clockwise by a third of a radian
    finger(SDL_FINGERMOTION, 2, x + 58.0f, y + 20.0f);
    screens_run(&s, 1000);
    assert_near(fabs(hand->b_mm - b), 8.0, 0.5);
    screens_close(&s);
}

static void two_fingers_turn_and_zoom_the_camera(void **state)
{
    (void)state;
    if (!start("gastrocnemius-medial")) {
        skip();
    }
    float x, y;
    middle(&x, &y);
    const tb_camera before = s.app->camera;
    const double t = s.app->hand.t_mm, b = s.app->hand.b_mm;
    pair((float[4]){x - 60.0f, y, x + 60.0f, y}, (float[4]){x - 10.0f, y, x + 110.0f, y}); // slide
    assert_true(memcmp(&before, &s.app->camera, sizeof before) != 0);
    const tb_camera turned = s.app->camera;
    pair((float[4]){x - 20.0f, y, x + 20.0f, y}, (float[4]){x - 80.0f, y, x + 80.0f, y}); // apart
    assert_true(memcmp(&turned, &s.app->camera, sizeof turned) != 0);
    assert_int_equal(s.app->hand.motion, TB_MOTION_NONE);
    assert_false(seen()->declared.declared);
    (void)t;
    (void)b;
    screens_close(&s);
}

// --- the voice -----------------------------------------------------------------------------------

// Children of this process that have ended and nobody has taken leave of.
static int zombies(void)
{
    int found = 0;
    DIR *proc = opendir("/proc");
    for (const struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;) {
        char path[300], kind = '\0';
        int parent = 0;
        snprintf(path, sizeof path, "/proc/%.64s/stat", entry->d_name);
        FILE *file = entry->d_name[0] > '0' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (file != NULL) {
            if (fscanf(file, "%*d (%*[^)]) %c %d", &kind, &parent) == 2) {
                found += kind == 'Z' && parent == (int)getpid() ? 1 : 0;
            }
            fclose(file);
        }
    }
    closedir(proc);
    return found;
}

static void a_voice_holds_nothing_up(void **state)
{
    (void)state;
    char folder[1024], path[1100], log[1100], line[400] = "";
    const char *out = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s/voice-%d", out != NULL ? out : "/tmp", (int)getpid());
    (void)mkdir(folder, 0755);
    snprintf(path, sizeof path, "%s/espeak-ng", folder);
    snprintf(log, sizeof log, "%s/said", folder);
    FILE *file = fopen(path, "w"); // would speak for an hour: whoever waited for it would hang
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\necho \"$@\" >>'%s'\nexec sleep 3600\n", log);
    fclose(file);
    assert_int_equal(chmod(path, 0755), 0);
    char search[4096];
    snprintf(search, sizeof search, "%s:%s", folder, getenv("PATH"));
    setenv("PATH", search, 1);
    if (!open_case("gastrocnemius-medial")) {
        skip();
    }
    assert_string_equal(tb_speak_program(), "espeak-ng");
    assert_true(s.app->settings.speak); // where a program is installed, unless it is switched off
    s.app->desc.sound = true;
    s.app->settings.voice_volume = 0.25;
    s.app->settings.language = TB_LANGUAGE_GERMAN;
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 100);
    for (int k = 0; k < 4; ++k) { // each question cuts off the answer before
        screens_press(&s, SDLK_e);
        screens_run(&s, 60);
        assert_true(tb_speak_busy());
    }
    tb_speak_stop();
    for (int k = 0; k < 1000 && tb_speak_busy(); ++k) {
        SDL_Delay(10);
    }
    assert_false(tb_speak_busy());
    assert_int_equal(zombies(), 0);
    file = fopen(log, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_non_null(strstr(line, "-v de -a 50 -- ")); // 200 is the loudest
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_swipe_strokes_across);
    TB_TEST(&list, strokes_go_the_way_they_point);
    TB_TEST(&list, a_needle_leans_as_it_is_seen);
    TB_TEST(&list, a_slow_finger_leads_and_a_long_press_marks);
    TB_TEST(&list, a_needle_goes_in_and_out_by_fingers);
    TB_TEST(&list, two_fingers_drive_the_grip);
    TB_TEST(&list, two_fingers_turn_and_zoom_the_camera);
    TB_TEST(&list, a_voice_holds_nothing_up);
    const int failed = tb_test_run(&list, "touch_screen");
    SDL_Quit();
    return failed;
}
