// The first lesson: each step ends by its measured act and by nothing less; hints fade with success
// and come back after a miss. Also: the track that keeps snapshots for the replay.
#include "tb_test.h"

#include "app/debrief.h"
#include "app/hint.h"
#include "app/lesson.h"
#include "app/track.h"
#include "tautband/core/units.h"

#include <string.h>

static tb_snapshot seen;
static tb_case model;
static tb_anatomy anatomy;

static tb_lesson fresh(int step)
{
    tb_lesson lesson;
    memset(&seen, 0, sizeof seen);
    memset(&model, 0, sizeof model);
    memset(&anatomy, 0, sizeof anatomy);
    model.approach.tilt_deg = 10.0;
    model.approach.half_angle_deg = 12.0;
    anatomy.trigger_points[0].centre_mm = (tb_vec3){0.0, 0.0, 15.0};
    tb_lesson_begin(&lesson, step);
    lesson.step = step;
    return lesson;
}

static unsigned found_earlier; // before the step began

static bool run(tb_lesson *lesson, int ms, unsigned found, float pressed_s)
{
    bool ended = false;
    for (int k = 0; k < ms && !ended; ++k) {
        ++seen.tick_ms;
        lesson->fresh |= found & ~found_earlier;
        ended = tb_lesson_tick(lesson, &seen, &model, &anatomy, found, pressed_s);
    }
    return ended;
}

static void three_forces_are_held(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(0);
    static const float forces[] = {5.0f, 20.0f, 40.0f};
    seen.finger.touching = true;
    for (int k = 0; k < 3; ++k) {
        seen.finger.force_n = forces[k];
        assert_false(run(&lesson, 250, 0, 0.0f)); // too short
        assert_false(lesson.part[k]);
        seen.finger.force_n = 12.0f;
        assert_false(run(&lesson, 50, 0, 0.0f));
        seen.finger.force_n = forces[k];
        assert_true(run(&lesson, 400, 0, 0.0f) == (k == 2));
    }
    assert_int_equal(lesson.step, 1);
    assert_int_equal(lesson.done, 1u);
}

typedef struct found_row {
    const char *name;
    int step;
    unsigned found;
} found_row;

static found_row found_rows[] = {{"a cord", 1, TB_FOUND_BAND},
                                 {"the sorest spot", 2, TB_FOUND_SORE},
                                 {"the known pain", 3, TB_FOUND_KNOWN}};

static void palpation_steps_end_by_what_was_found(void **state)
{
    const found_row *row = *state;
    tb_lesson lesson = fresh(row->step);
    assert_false(run(&lesson, 2000, ~row->found & 0x7u, 0.0f) && row->found != TB_FOUND_KNOWN);
    lesson = fresh(row->step);
    assert_true(run(&lesson, 1, row->found, 0.0f));
    assert_int_equal(lesson.step, row->step + 1);
}

static void the_sorest_spot_is_the_one_that_spreads(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(2);
    found_earlier = TB_FOUND_SORE; // it flinched before the step began: that does not count
    assert_false(run(&lesson, 2000, TB_FOUND_SORE | TB_FOUND_SPREAD, 0.0f));
    seen.patient.referral[1] = 0.3f;
    assert_false(run(&lesson, 2000, TB_FOUND_SORE | TB_FOUND_SPREAD, 0.0f)); // no finger there
    seen.finger.touching = true;
    assert_false(run(&lesson, 400, TB_FOUND_SORE | TB_FOUND_SPREAD, 0.0f));
    assert_true(run(&lesson, 200, TB_FOUND_SORE | TB_FOUND_SPREAD, 0.0f));
    found_earlier = 0;
}

static void the_tap_wants_a_warning_and_the_cone(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(4);
    seen.needle.stage = TB_NEEDLE_IN;
    seen.needle.tilt_rad = (float)tb_rad_from_deg(40.0);
    assert_false(run(&lesson, 100, TB_FOUND_WARNED, 0.0f)); // 30 degrees off
    seen.needle.tilt_rad = (float)tb_rad_from_deg(15.0);
    lesson = fresh(4);
    seen.needle.stage = TB_NEEDLE_IN;
    seen.needle.tilt_rad = (float)tb_rad_from_deg(15.0);
    assert_false(run(&lesson, 100, 0, 0.0f)); // nobody was warned
    assert_true(run(&lesson, 1, TB_FOUND_WARNED, 0.0f));
}

static void the_depth_is_held_within_two_millimetres(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(5);
    seen.needle.stage = TB_NEEDLE_IN;
    seen.needle.tip_n_mm = 17.5f;
    assert_false(run(&lesson, 2000, TB_FOUND_FASCIA, 0.0f));
    seen.needle.tip_n_mm = 16.5f;
    assert_false(run(&lesson, 700, TB_FOUND_FASCIA, 0.0f));
    assert_true(run(&lesson, 200, TB_FOUND_FASCIA, 0.0f));
}

static void the_twitch_is_followed_by_rest_and_a_question(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(6);
    seen.needle.held = true;
    assert_false(run(&lesson, 100, TB_FOUND_CHECKED, 0.0f)); // asked before any twitch
    seen.twitch.count = 1;
    assert_false(run(&lesson, 100, 0, 0.0f));
    seen.needle.held = false;
    assert_false(run(&lesson, 10, 0, 0.0f));
    assert_true(run(&lesson, 10, TB_FOUND_CHECKED, 0.0f));
}

static void the_end_wants_the_count_and_thirty_seconds(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(7);
    lesson.pressed_before_s = 3.0f;
    seen.needle.in_count = 1;
    assert_false(run(&lesson, 10, 0, 40.0f)); // not binned
    seen.needle.out_count = 1;
    assert_false(run(&lesson, 10, 0, 32.0f)); // 29 s of it in this step
    assert_true(run(&lesson, 10, 0, 33.5f));
    assert_int_equal(lesson.step, TB_LESSON_STEPS);
}

// Whoever gets nowhere in a step is told more; any part that is done is progress.
static void a_step_that_takes_long_says_more(void **state)
{
    (void)state;
    for (int step = 0; step < TB_LESSON_STEPS; ++step) {
        tb_lesson lesson = fresh(step);
        const tb_lesson_text text = tb_lesson_text_of(step);
        run(&lesson, 39000, 0, 0.0f);
        assert_string_equal(tb_lesson_says(&lesson), text.sentence);
        run(&lesson, 2000, 0, 0.0f);
        assert_non_null(text.help);
        assert_string_equal(tb_lesson_says(&lesson), text.help);
        tb_lesson_skip(&lesson, 0.0f);
        assert_int_equal(lesson.idle_ms, 0);
    }
    tb_lesson lesson = fresh(0);
    run(&lesson, 41000, 0, 0.0f);
    seen.finger.touching = true;
    seen.finger.force_n = 5.0f;
    run(&lesson, 400, 0, 0.0f); // the first of three forces
    assert_true(lesson.part[0]);
    assert_string_equal(tb_lesson_says(&lesson), tb_lesson_text_of(0).sentence);
}

static void steps_are_skipped_and_redone(void **state)
{
    (void)state;
    tb_lesson lesson = fresh(1);
    tb_lesson_skip(&lesson, 0.0f);
    assert_int_equal(lesson.step, 2);
    assert_int_equal(lesson.skipped, 2u);
    tb_lesson_redo(&lesson, 0.0f);
    assert_int_equal(lesson.step, 1);
    tb_lesson_begin(&lesson, 6); // a needle is needed: starts where it is put in
    assert_int_equal(lesson.step, 4);
}

// --- hints --------------------------------------------------------------------------------------

static int tier_after(const int *points_newest_first, int count)
{
    tb_library *library = tb_alloc(sizeof *library);
    assert_non_null(library);
    library->attempt_count = count;
    for (int k = 0; k < count; ++k) {
        library->attempts[k].has_score = true;
        library->attempts[k].total = points_newest_first[k];
    }
    const int tier = tb_hint_tier_of(library);
    tb_free(library);
    return tier;
}

// Attempts of others, and results that nobody has seen yet, make no hint come or go.
static void hints_follow_one_learner(void **state)
{
    (void)state;
    tb_library *library = tb_alloc(sizeof *library);
    assert_non_null(library);
    library->attempt_count = 6;
    snprintf(library->learner, sizeof library->learner, "ann");
    for (int k = 0; k < 6; ++k) {
        library->attempts[k].has_score = true;
        library->attempts[k].total = k == 0 ? -1 : 90; // the newest is sealed
        library->attempts[k].sealed = k == 0;
        snprintf(library->attempts[k].learner, sizeof library->learner, k < 4 ? "ann" : "bob");
    }
    assert_int_equal(tb_hint_tier_of(library), 2); // three successes of hers
    library->attempt_count = 3;
    assert_int_equal(tb_hint_tier_of(library), 1);
    tb_free(library);
}

static void hints_fade_and_come_back(void **state)
{
    (void)state;
    const int good[] = {90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90};
    const int miss[] = {20, 90, 90, 90, 90, 90, 90};
    assert_int_equal(tier_after(good, 0), 0);
    assert_int_equal(tier_after(good, 2), 1);
    assert_int_equal(tier_after(good, 3), 2);
    assert_int_equal(tier_after(good, 15), 5);
    assert_int_equal(tier_after(miss, 7), 2); // up twice, down once
    assert_int_equal(tb_view_for_tier(0, 2), 2);
    assert_int_equal(tb_view_for_tier(1, 1), 2);
    assert_int_equal(tb_view_for_tier(1, 2), 1);
    assert_int_equal(tb_view_for_tier(3, 2), 0);
    assert_int_equal(tb_view_for_tier(5, 1), 0);
}

// --- track --------------------------------------------------------------------------------------

static void fill(tb_snapshot *s, uint32_t tick)
{
    memset(s, 0, sizeof *s);
    s->tick_ms = tick;
    s->section.build = 1 + tick / 1000u;
    s->needle.depth_mm = 0.01f * (float)tick;
    s->patient.pain_nrs = 3.5f;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        s->section.s_mm[k] = 0.001f * (float)(k + (int)tick);
        s->section.y_mm[k] = -0.002f * (float)k;
    }
}

static void a_track_gives_back_what_it_was_given(void **state)
{
    (void)state;
    static tb_snapshot in, before, after;
    tb_track *track = NULL;
    float blend = -1.0f;
    assert_int_equal(tb_track_create(&track, NULL), TB_OK);
    assert_false(tb_track_read(track, 0.0, &before, &after, &blend));
    for (uint32_t tick = 0; tick <= 3000; ++tick) {
        fill(&in, tick);
        assert_int_equal(tb_track_add(track, &in), TB_OK);
    }
    assert_int_equal(tb_track_step_ms(track), 25);
    assert_int_equal(tb_track_end_ms(track), 3000);
    assert_true(tb_track_read(track, 510.0, &before, &after, &blend));
    assert_int_equal(before.tick_ms, 500);
    assert_int_equal(after.tick_ms, 525);
    assert_near(blend, 0.4, 1e-3);
    assert_near(before.needle.depth_mm, 5.0, 1e-6);
    assert_near(before.patient.pain_nrs, 3.5, 0.0);
    for (int k = 0; k < TB_SECTION_NODES; k += 97) { // to 4 micrometres
        assert_near(before.section.s_mm[k], 0.001 * (double)(k + 500), 0.0021);
        assert_near(before.section.y_mm[k], -0.002 * (double)k, 0.0021);
    }
    assert_true(tb_track_read(track, 990.0, &before, &after, &blend)); // two builds do not blend
    assert_int_equal(before.section.build, after.section.build);
    assert_true(tb_track_read(track, 1e9, &before, &after, &blend));
    assert_int_equal(before.tick_ms, 3000);
    tb_track_destroy(track);
    tb_track_destroy(NULL);
}

/// True when a hint names a key with these words.
static bool names(const tb_hint *hint, const char *key, const char *label)
{
    for (int act = 0; act < hint->act_count; ++act) {
        for (int k = 0; k < TB_HINT_KEYS && hint->acts[act].keys[k] != NULL; ++k) {
            if (strcmp(hint->acts[act].keys[k], key) == 0 &&
                strcmp(hint->acts[act].label, label) == 0) {
                return true;
            }
        }
    }
    return false;
}

typedef struct hint_row {
    const char *name;
    tb_tool tool;
    const char *key, *label; ///< what this tool's key does in hand.h, and no other tool's
} hint_row;

static const hint_row hint_rows[] = {
    {"finger", TB_TOOL_FINGER, "A", "stroke across"},
    {"pincer", TB_TOOL_PINCER, "Up", "lift, lower"},
    {"two fingers", TB_TOOL_TWO_FINGERS, "[", "closer, wider"},
    {"thumb", TB_TOOL_THUMB, "Space", "hold the pressure"},
    {"flat hand", TB_TOOL_HAND, "A", "stroke along"},
    {"algometer", TB_TOOL_ALGOMETER, "Shift", "slower"},
};

static void each_tool_shows_its_own_keys(void **state)
{
    const hint_row *row = *state;
    memset(&seen, 0, sizeof seen);
    const tb_hint hint = tb_hint_for(&seen, row->tool, 0);
    assert_true(names(&hint, row->key, row->label));
    for (size_t k = 0; k < sizeof hint_rows / sizeof hint_rows[0]; ++k) {
        const tb_hint other = tb_hint_for(&seen, hint_rows[k].tool, 0);
        assert_true(hint_rows[k].tool == row->tool || strcmp(other.sentence, hint.sentence) != 0);
    }
    seen.needle.stage = TB_NEEDLE_IN; // a needle in the patient comes first, whatever is in hand
    const tb_hint first = tb_hint_for(&seen, row->tool, 0);
    assert_true(names(&first, "4", "needle"));
}

typedef struct state_row {
    const char *name;
    tb_tool tool;
    tb_needle_stage needle;
    tb_stage stage;
    bool tube_on;
    unsigned found;
    const char *key, *label; ///< what does something there
    const char *not_key;     ///< what does nothing there
} state_row;

static const state_row state_rows[] = {
    {"tube on the skin: off again", TB_TOOL_NEEDLE, TB_NEEDLE_PLACED, TB_STAGE_NEEDLE, true, 0, "O",
     "lift off", "G"},
    {"bare on the skin: push", TB_TOOL_NEEDLE, TB_NEEDLE_PLACED, TB_STAGE_NEEDLE, false, 0, "W",
     "push through", "G"},
    {"bare on the skin: off again", TB_TOOL_NEEDLE, TB_NEEDLE_PLACED, TB_STAGE_NEEDLE, false, 0,
     "O", "lift off", "G"},
    {"back in the fat: tilt", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_STAGE_WITHDRAW, false,
     TB_FOUND_FASCIA, "I", "tilt", "R"},
    {"back in the fat: turn", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_STAGE_WITHDRAW, false,
     TB_FOUND_FASCIA, "J", "azimuth", "R"},
    {"in the muscle: back to the fat", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_STAGE_STIMULATE, false,
     TB_FOUND_FASCIA, "R", "to fat, re-aim", "I"},
    {"grip on the sore spot: ask", TB_TOOL_PINCER, TB_NEEDLE_NONE, TB_STAGE_FIND, false,
     TB_FOUND_BAND | TB_FOUND_SORE, "Q", "ask", "4"},
    {"grip on the sore spot: mark", TB_TOOL_PINCER, TB_NEEDLE_NONE, TB_STAGE_FIND, false,
     TB_FOUND_BAND | TB_FOUND_SORE, "M", "mark", "4"},
    {"grip, marked: needle", TB_TOOL_PINCER, TB_NEEDLE_NONE, TB_STAGE_FIND, false,
     TB_FOUND_BAND | TB_FOUND_SORE | TB_FOUND_MARKED, "4", "needle", "Q"},
};

// A hold that has lasted says how to go on and how to end, without a needle too.
static void a_long_hold_leads_to_the_end(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    seen.finger.touching = true;
    seen.release.hold_s = 59.0f;
    const tb_hint during = tb_hint_for(&seen, TB_TOOL_THUMB, 0);
    assert_true(names(&during, "Space", "hold the pressure"));
    seen.release.hold_s = 61.0f;
    const tb_hint after = tb_hint_for(&seen, TB_TOOL_THUMB, 0);
    assert_true(names(&after, "S", "ease"));
    assert_true(names(&after, "Enter", "finish"));
    const tb_hint strokes = tb_hint_for(&seen, TB_TOOL_HAND, 0);
    assert_true(names(&strokes, "Enter", "finish"));
}

static void a_hint_names_what_works_there(void **state)
{
    const state_row *row = *state;
    memset(&seen, 0, sizeof seen);
    seen.needle.stage = (int32_t)row->needle;
    seen.needle.tube_on = row->tube_on;
    seen.stage = (int32_t)row->stage;
    const tb_hint hint = tb_hint_for(&seen, row->tool, row->found);
    assert_true(names(&hint, row->key, row->label));
    for (int act = 0; act < hint.act_count; ++act) {
        for (int k = 0; k < TB_HINT_KEYS && hint.acts[act].keys[k] != NULL; ++k) {
            assert_string_not_equal(hint.acts[act].keys[k], row->not_key);
        }
    }
}

static tb_event follows(tb_harm harm, double after_min, double grade, double contact_s)
{
    return (tb_event){.kind = TB_EVENT_CONSEQUENCE,
                      .subject = (int16_t)harm,
                      .tick_ms = 60000,
                      .values = {after_min, grade, 0.0, contact_s}};
}

// While the tissue gives under a thumb that holds, it can be followed deeper.
static void a_thumb_follows_what_gives(void **state)
{
    (void)state;
    static tb_snapshot now;
    memset(&now, 0, sizeof now);
    now.finger.touching = true;
    const tb_hint held = tb_hint_for(&now, TB_TOOL_THUMB, 0);
    assert_null(strstr(held.sentence, "deeper"));
    now.release.yielded = true;
    const tb_hint gives = tb_hint_for(&now, TB_TOOL_THUMB, 0);
    assert_non_null(strstr(gives.sentence, "deeper"));
    assert_string_equal(gives.acts[0].keys[0], "Space"); // a held thumb is freed first
    now.finger.touching = false;
    assert_null(strstr(tb_hint_for(&now, TB_TOOL_THUMB, 0).sentence, "deeper"));
}

typedef struct school_row {
    const char *name;
    tb_school school;
    const char *key, *word; ///< of the first act; in the sentence
} school_row;

static school_row school_rows[] = {{"pistoning", TB_SCHOOL_PISTONING, "W", "Piston"},
                                   {"hong", TB_SCHOOL_HONG, "Shift", "passes"},
                                   {"sustained", TB_SCHOOL_SUSTAINED, "W", "rest"},
                                   {"winding", TB_SCHOOL_WINDING, "Z", "Turn"}};

static void each_school_is_told_its_own_way(void **state)
{
    const school_row *row = *state;
    static tb_snapshot now;
    memset(&now, 0, sizeof now);
    now.needle.stage = TB_NEEDLE_IN;
    tb_hint hint = tb_hint_of_school(&now, TB_TOOL_NEEDLE, TB_FOUND_FASCIA, row->school);
    assert_string_equal(hint.acts[0].keys[0], row->key);
    assert_non_null(strstr(hint.sentence, row->word));
    // on the way in, and when the patient says stop, all are told the same
    hint = tb_hint_of_school(&now, TB_TOOL_NEEDLE, 0, row->school);
    assert_ptr_equal(hint.sentence, tb_hint_for(&now, TB_TOOL_NEEDLE, 0).sentence);
    now.patient.said_stop = true;
    hint = tb_hint_of_school(&now, TB_TOOL_NEEDLE, TB_FOUND_FASCIA, row->school);
    assert_non_null(strstr(hint.sentence, "stop"));
}

static void what_follows_comes_once_and_worst_first(void **state)
{
    (void)state;
    static tb_debrief debrief;
    memset(&anatomy, 0, sizeof anatomy);
    anatomy.symptomatic = -1;
    const tb_event events[] = {
        follows(TB_HARM_SORENESS, 360.0, 1.0, 50.0), follows(TB_HARM_NERVE, 0.0, 2.0, 12.0),
        follows(TB_HARM_NERVE, 120.0, 1.0, 12.0),    follows(TB_HARM_PLEURA, 0.0, 3.0, 30.0),
        follows(TB_HARM_VEIN, 0.0, 1.0, 9.0),        follows(TB_HARM_COUNT, 0.0, 3.0, 1.0),
    };
    static const tb_harm order[] = {TB_HARM_PLEURA, TB_HARM_NERVE, TB_HARM_VEIN, TB_HARM_SORENESS};
    static const int grades[] = {3, 2, 1, 1};
    static const uint32_t moments_ms[] = {30000, 12000, 9000, 50000};
    tb_debrief_build(events, 6, &anatomy, &debrief);
    assert_int_equal(debrief.harm_count, 4);
    for (int k = 0; k < 4; ++k) {
        assert_int_equal(debrief.harms[k].harm, order[k]);
        assert_int_equal(debrief.harms[k].grade, grades[k]);
        assert_int_equal(debrief.harms[k].tick_ms, moments_ms[k]);
    }
}

// What the debrief says of the tip is the least of all samples, as the score has it, and the
// picture looks along the needle as it pointed then, however often the tip came nearer before.
static void the_nearest_is_the_nearest_of_all(void **state)
{
    (void)state;
    enum { SAMPLES = 2000, COUNT = SAMPLES + 2 };
    static tb_event events[COUNT];
    static tb_debrief debrief;
    memset(&anatomy, 0, sizeof anatomy);
    tb_trigger_point *point = &anatomy.trigger_points[0];
    point->centre_mm = (tb_vec3){0.0, 0.0, 15.0};
    point->fibre = (tb_vec3){1.0, 0.0, 0.0};
    point->semi_axes_mm[0] = 5.0;
    point->semi_axes_mm[1] = 2.0;
    point->semi_axes_mm[2] = 3.0;
    anatomy.symptomatic = 0;
    const double pi = 3.14159265358979, aim_deg = atan(1.0 / 15.0) * 180.0 / pi;
    // set down upright, then turned: towards b = 1 at the point's depth
    events[0] = (tb_event){.kind = TB_EVENT_NEEDLE_PLACED, .values = {0.0, 0.0, 0.0, 0.0}};
    events[1] = (tb_event){.kind = TB_EVENT_REDIRECTED, .values = {0.0, 0.0, aim_deg, 90.0}};
    for (int k = 0; k < SAMPLES; ++k) { // nearer each time
        const double n = 14.0 * (double)(k + 1) / SAMPLES;
        const tb_vec3 tip = {0.0, n / 15.0, n};
        events[2 + k] = (tb_event){
            .kind = TB_EVENT_TIP_SAMPLE,
            .subject = TB_TIP_IN_TISSUE,
            .tick_ms = 20u * (uint32_t)(k + 1),
            .values = {tip.x, tip.y, tip.z, n, tb_trigger_point_distance_mm(point, tip)}};
    }
    tb_debrief_build(events, COUNT, &anatomy, &debrief);
    assert_true(debrief.path_count > 100 && debrief.path_count <= TB_DEBRIEF_PATH);
    assert_int_equal(debrief.nearest, debrief.path_count - 1);
    assert_near(debrief.nearest_mm, fmax(0.0, events[COUNT - 1].values[4]), 1e-6);
    // along its own way a needle stands still: the line from entry to tip passes the centre at
    // 1 mm times the cosine of its tilt
    for (int k = 0; k < debrief.path_count; ++k) {
        const double far_mm =
            hypot((double)debrief.path_mm[2 * k], (double)debrief.path_mm[2 * k + 1]);
        assert_near(far_mm, cos(aim_deg * pi / 180.0), 1e-3);
    }
    // seen from almost above, the outline is nearly that of the point on the skin: 5 by 2
    const double *semi = point->semi_axes_mm;
    const double o0 = (double)debrief.outline_mm[0], o1 = (double)debrief.outline_mm[1],
                 o2 = (double)debrief.outline_mm[2];
    const double tilt = aim_deg * pi / 180.0;
    const double wide = hypot(semi[1] * cos(tilt), semi[2] * sin(tilt)); // Cauchy: of a projection
    assert_near(o0 * o2, semi[0] * wide, 1e-4);                          // area over pi
    assert_near(o0 * o0 + o1 * o1 + o2 * o2, semi[0] * semi[0] + wide * wide, 1e-3);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, three_forces_are_held);
    TB_TEST_ROWS(&list, palpation_steps_end_by_what_was_found, found_rows);
    TB_TEST(&list, the_sorest_spot_is_the_one_that_spreads);
    TB_TEST(&list, the_tap_wants_a_warning_and_the_cone);
    TB_TEST(&list, the_depth_is_held_within_two_millimetres);
    TB_TEST(&list, the_twitch_is_followed_by_rest_and_a_question);
    TB_TEST(&list, the_end_wants_the_count_and_thirty_seconds);
    TB_TEST(&list, a_step_that_takes_long_says_more);
    TB_TEST(&list, steps_are_skipped_and_redone);
    TB_TEST(&list, hints_fade_and_come_back);
    TB_TEST(&list, hints_follow_one_learner);
    TB_TEST_ROWS(&list, each_tool_shows_its_own_keys, hint_rows);
    TB_TEST(&list, a_thumb_follows_what_gives);
    TB_TEST_ROWS(&list, each_school_is_told_its_own_way, school_rows);
    TB_TEST_ROWS(&list, a_hint_names_what_works_there, state_rows);
    TB_TEST(&list, a_long_hold_leads_to_the_end);
    TB_TEST(&list, what_follows_comes_once_and_worst_first);
    TB_TEST(&list, a_track_gives_back_what_it_was_given);
    TB_TEST(&list, the_nearest_is_the_nearest_of_all);
    return tb_test_run(&list, "lesson");
}
