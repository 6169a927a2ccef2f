// The scripted hand against a patient made of formulas: force proportional to depth with a ridge of
// known place, pain with a peak of known place, a needle that follows the hand.
#include "tb_test.h"

#include "session/script_internal.h"

#include "tautband/core/units.h"

#include <string.h>

static const double RIDGE_B_MM = 3.0, SORE_T_MM = 8.0, STIFFNESS_N_PER_MM = 1.5;

typedef struct {
    tb_snapshot seen;
    tb_input input;
    double lag_n; // the force follows with a lag, as in soft tissue
    int commands[TB_COMMAND_COUNT], last_argument;
    double deepest_mm, previous_depth_mm, fastest_mm_per_ms;
    bool recognises, pictured;
    double ridge_t_mm; ///< where the ridge is strongest
} world;

enum { NERVE_COLUMN = 31, NERVE_ROW = 19 };

static const double NERVE_MM = 19.5; // straight below the entry

/// A picture of cells of 1 mm with one nerve in it, and the needle that stands in it.
static void show_picture(world *w, double depth_mm)
{
    const double tilt_rad = tb_rad_from_deg(1e-3 * w->input.tilt_mdeg),
                 azimuth_rad = tb_rad_from_deg(1e-3 * w->input.azimuth_mdeg);
    w->seen.section.kind = TB_SECTION_NEEDLE;
    for (int j = 0; j < TB_SECTION_NY; ++j) {
        for (int i = 0; i < TB_SECTION_NX; ++i) {
            w->seen.section.s_mm[i + TB_SECTION_NX * j] = (float)(i - NERVE_COLUMN) - 0.5f;
            w->seen.section.y_mm[i + TB_SECTION_NX * j] = (float)-j;
        }
    }
    w->seen.section.tissue[NERVE_COLUMN + TB_SECTION_NX * NERVE_ROW] = TB_TISSUE_NERVE;
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
        const double mm = depth_mm - 40.0 + 2.0 * k;
        w->seen.needle.s_mm[k] = (float)(mm * sin(tilt_rad) * cos(azimuth_rad));
        w->seen.needle.y_mm[k] = (float)(-mm * cos(tilt_rad));
    }
}

static void feel(world *w)
{
    const double t = w->input.t_um * 1e-3, b = w->input.b_um * 1e-3, d = w->input.depth_um * 1e-3;
    const bool finger = w->input.tool == TB_TOOL_FINGER || w->input.tool == TB_TOOL_COTTON;
    const double across = (b - RIDGE_B_MM) / 2.0;
    const double along = (t - w->ridge_t_mm) / 15.0;
    const double ridge =
        1.0 + 0.25 / (1.0 + across * across * across * across) / (1.0 + along * along);
    const double force = finger && d > 0.0 ? STIFFNESS_N_PER_MM * d * ridge : 0.0;
    w->lag_n += (force - w->lag_n) / 20.0;
    w->seen.finger.force_n = (float)w->lag_n;
    w->seen.finger.touching = w->lag_n > 0.05;
    w->seen.finger.t_mm = (float)t;
    w->seen.finger.b_mm = (float)b;
    const double off = (t - SORE_T_MM) / 6.0;
    w->seen.patient.pain_nrs = (float)(0.15 * w->lag_n / (1.0 + off * off));
    if (w->input.tool == TB_TOOL_NEEDLE) {
        w->seen.needle.stage = d > 0.0 ? TB_NEEDLE_IN : TB_NEEDLE_PLACED;
        w->seen.needle.hand_depth_mm = (float)d;
        w->deepest_mm = d > w->deepest_mm ? d : w->deepest_mm;
        const double speed = fabs(d - w->previous_depth_mm);
        w->fastest_mm_per_ms = speed > w->fastest_mm_per_ms ? speed : w->fastest_mm_per_ms;
    }
    w->previous_depth_mm = d;
    if (w->pictured) {
        show_picture(w, d);
    }
}

static void answer(world *w)
{
    ++w->commands[w->input.command];
    if (w->input.command != TB_COMMAND_NONE) {
        w->last_argument = w->input.argument;
    }
    if (w->input.command == TB_COMMAND_SAY && w->input.argument == TB_SAY_YOUR_PAIN) {
        const double off = fabs(w->input.t_um * 1e-3 - SORE_T_MM);
        w->seen.patient.line = w->recognises && off < 5.0 ? TB_LINE_MY_PAIN : TB_LINE_NOT_MY_PAIN;
        w->seen.patient.line_tick_ms = w->seen.tick_ms + 1;
    }
}

static tb_script *script_of(const char *text)
{
    static tb_script_errors errors;
    tb_script *script = NULL;
    const tb_status status = tb_script_parse(text, strlen(text), &script, &errors);
    if (status != TB_OK) {
        fail_msg("%s", errors.items[0].text);
    }
    return script;
}

static void tick(tb_script *script, world *w)
{
    tb_script_next(script, &w->seen, &w->input);
    ++w->seen.tick_ms;
    feel(w);
    answer(w);
}

// Plays to the end; a script that does not end within ten minutes fails.
static void play(tb_script *script, world *w)
{
    while (!tb_script_done(script)) {
        tick(script, w);
        assert_true(w->seen.tick_ms < 600000);
    }
}

static void sends_the_end(void **state)
{
    (void)state;
    static world w;
    tb_script *script = script_of("100 touch\n");
    play(script, &w);
    assert_int_equal(w.commands[TB_COMMAND_END], 1);
    assert_true(w.seen.tick_ms > 100);
    tb_script_destroy(script);
}

static void waits_for_its_time(void **state)
{
    (void)state;
    static world w;
    tb_script *script = script_of("700 say line=warn\n");
    while (w.commands[TB_COMMAND_SAY] == 0) {
        tick(script, &w);
    }
    assert_int_equal(w.seen.tick_ms, 701); // sent for the tick after the 700th
    assert_int_equal(w.last_argument, TB_SAY_WARN);
    tb_script_destroy(script);
}

typedef struct {
    const char *name, *text;
    double force_n;
} press_row;

static press_row presses[] = {
    {"light", "0 press force_n=2 for_ms=800\n0 wait for_ms=600000\n", 2.0},
    {"firm", "0 press force_n=20 for_ms=800\n0 wait for_ms=600000\n", 20.0},
    {"until it hurts",
     "0 finger t_mm=8 b_mm=20\n0 press force_n=40 for_ms=800 until=hurts\n"
     "0 wait for_ms=600000\n",
     2.0 / 0.15},
};

static void presses_to_force(void **state)
{
    const press_row *row = *state;
    static world w;
    memset(&w, 0, sizeof w);
    tb_script *script = script_of(row->text);
    while (script->actions[script->next].verb != TB_VERB_WAIT) {
        tick(script, &w);
    }
    assert_near(w.lag_n, row->force_n, 0.1 * row->force_n);
    tb_script_destroy(script);
}

static void stroke_finds_the_ridge(void **state)
{
    (void)state;
    static world w;
    tb_script *script = script_of("0 stroke t_mm=0 b_mm=-2 amplitude_mm=30 force_n=10 count=4\n"
                                  "0 finger t_mm=0 b_mm=band+1.5\n");
    play(script, &w);
    assert_near(script->hand.anchor_mm[TB_ANCHOR_BAND][1], RIDGE_B_MM, 1.0);
    assert_near(w.input.b_um * 1e-3, script->hand.anchor_mm[TB_ANCHOR_BAND][1] + 1.5, 1e-3);
    tb_script_destroy(script);
}

static void walk_finds_the_sore_place(void **state)
{
    (void)state;
    static world w;
    w.recognises = true;
    tb_script *script =
        script_of("0 walk t_mm=-20 to_t_mm=20 b_mm=0 step_mm=4 force_n=20 ask=yes\n");
    play(script, &w);
    assert_near(script->hand.anchor_mm[TB_ANCHOR_SORE][0], SORE_T_MM, 2.0);
    assert_near(script->hand.anchor_mm[TB_ANCHOR_FOUND][0], SORE_T_MM, 2.0);
    assert_true(w.commands[TB_COMMAND_SAY] > 0);
    tb_script_destroy(script);
}

static void a_row_of_strokes_keeps_the_strongest_ridge(void **state)
{
    (void)state;
    static world w;
    w.ridge_t_mm = 30.0;
    tb_script *script = script_of("0 stroke t_mm=-30 to_t_mm=30 step_mm=20 b_mm=-2 amplitude_mm=30 "
                                  "force_n=10 count=4\n");
    play(script, &w);
    assert_near(script->hand.anchor_mm[TB_ANCHOR_BAND][0], w.ridge_t_mm, 1e-9);
    assert_near(script->hand.anchor_mm[TB_ANCHOR_BAND][1], RIDGE_B_MM, 1.0);
    tb_script_destroy(script);
}

// Pain 1.5 is asked about; the sore place gives 0.15 a newton, so 4 + 8 N tells it and 4 N does
// not.
static void walk_presses_harder_where_it_does_not_hurt(void **state)
{
    (void)state;
    static world w;
    w.recognises = true;
    tb_script *script =
        script_of("0 walk t_mm=-20 to_t_mm=20 b_mm=0 step_mm=4 force_n=4 most_n=40 ask=yes\n");
    play(script, &w);
    assert_near(script->hand.anchor_mm[TB_ANCHOR_FOUND][0], SORE_T_MM, 2.0);
    assert_near(script->hand.walk.found_n, 12.0, 1e-9);
    tb_script_destroy(script);
}

static void a_search_goes_on_until_it_has_found(void **state)
{
    (void)state;
    static world w;
    w.recognises = true;
    tb_script *script =
        script_of("0 walk t_mm=-30 to_t_mm=-10 b_mm=0 step_mm=4 force_n=20 ask=yes\n"
                  "0 walk t_mm=-20 to_t_mm=20 b_mm=0 step_mm=4 force_n=20 ask=yes unless=found\n"
                  "0 walk t_mm=-30 to_t_mm=-10 b_mm=0 step_mm=4 force_n=20 ask=yes unless=found\n");
    while (script->next < 2) {
        tick(script, &w);
    }
    const uint32_t found_ms = w.seen.tick_ms;
    assert_near(script->hand.anchor_mm[TB_ANCHOR_FOUND][0], SORE_T_MM, 2.0);
    play(script, &w);
    assert_true(w.seen.tick_ms < found_ms + 1000); // nothing was left to search
    tb_script_destroy(script);
}

static void found_is_sore_when_nothing_is_recognised(void **state)
{
    (void)state;
    static world w;
    tb_script *script =
        script_of("0 walk t_mm=-20 to_t_mm=20 b_mm=0 step_mm=4 force_n=20 ask=yes\n");
    play(script, &w);
    for (int axis = 0; axis < 2; ++axis) {
        assert_near(script->hand.anchor_mm[TB_ANCHOR_FOUND][axis],
                    script->hand.anchor_mm[TB_ANCHOR_SORE][axis], 0.0);
    }
    tb_script_destroy(script);
}

static void piston_keeps_amplitude_speed_and_rate(void **state)
{
    (void)state;
    static world w;
    tb_script *script =
        script_of("0 advance depth_mm=12 speed_mm_per_s=20\n"
                  "5000 piston amplitude_mm=4 speed_mm_per_s=60 rate_hz=2 count=5\n");
    while (script->actions[script->next].verb != TB_VERB_PISTON || !script->running) {
        tick(script, &w);
    }
    w.fastest_mm_per_ms = 0.0;
    const uint32_t start_ms = w.seen.tick_ms;
    play(script, &w);
    assert_near(w.deepest_mm, 16.0, 1e-3);
    assert_near(w.fastest_mm_per_ms, 0.060, 0.003); // the stated speed is the peak of the stroke
    assert_near(w.seen.tick_ms - start_ms, 5 * 500, 30);
    tb_script_destroy(script);
}

static void reacts_to_stop(void **state)
{
    (void)state;
    static world w;
    tb_script *script = script_of("0 attend stop=react react_ms=300\n"
                                  "0 advance depth_mm=10 speed_mm_per_s=10\n"
                                  "+0 piston amplitude_mm=5 count=50\n"
                                  "+0 rotate turns=2\n"
                                  "+0 remove\n");
    while (w.seen.tick_ms < 3000) {
        tick(script, &w);
    }
    w.seen.patient.said_stop = true;
    w.seen.patient.stop_tick_ms = w.seen.tick_ms;
    while (w.commands[TB_COMMAND_STOP_REACTION] == 0) {
        tick(script, &w);
        assert_true(w.seen.tick_ms < 3400);
    }
    const int32_t depth_um = w.input.depth_um;
    for (int k = 0; k < 1000; ++k) {
        tick(script, &w);
        assert_int_equal(w.input.depth_um, depth_um); // nothing moves
    }
    play(script, &w);
    assert_int_equal(w.commands[TB_COMMAND_REMOVE], 1);
    assert_int_equal(w.input.spin_mdeg, 0); // the rest of the needling was left out
    tb_script_destroy(script);
}

// 2 mm and at most a cell's width before the nerve.
static void a_needle_stops_before_what_the_picture_shows(void **state)
{
    (void)state;
    static world w = {.pictured = true};
    tb_script *script = script_of("0 attend stop=react keep_mm=2\n"
                                  "0 needle diameter_mm=0.25 length_mm=40\n"
                                  "0 advance depth_mm=30\n"
                                  "0 piston amplitude_mm=10 count=2\n");
    play(script, &w);
    assert_true(w.deepest_mm <= NERVE_MM - 2.0 && w.deepest_mm >= NERVE_MM - 3.0);
    tb_script_destroy(script);
}

static void a_script_without_it_does_not_look(void **state)
{
    (void)state;
    static world w = {.pictured = true};
    tb_script *script = script_of("0 attend stop=react\n"
                                  "0 needle diameter_mm=0.25 length_mm=40\n"
                                  "0 advance depth_mm=30\n");
    play(script, &w);
    assert_near(w.deepest_mm, 30.0, 1e-3);
    tb_script_destroy(script);
}

// The way passes 2 mm beside the nerve when the needle leans by asin(2 / 19.5) = 5.9 degrees.
static void looks_for_a_clear_direction(void **state)
{
    (void)state;
    static world w = {.pictured = true};
    tb_script *script = script_of("0 attend stop=react keep_mm=2\n"
                                  "0 needle diameter_mm=0.25 length_mm=40\n"
                                  "0 place t_mm=0 b_mm=0\n"
                                  "0 look depth_mm=30 by_deg=12\n"
                                  "0 advance depth_mm=30\n");
    play(script, &w);
    assert_in_range(w.input.tilt_mdeg, 5900, 12010);
    assert_near(w.deepest_mm, 30.0, 1e-3);
    tb_script_destroy(script);
}

static void stays_where_the_way_is_clear(void **state)
{
    (void)state;
    static world w = {.pictured = true};
    tb_script *script = script_of("0 attend stop=react keep_mm=2\n"
                                  "0 needle diameter_mm=0.25 length_mm=40\n"
                                  "0 place t_mm=0 b_mm=0 tilt_deg=20\n"
                                  "0 look depth_mm=30 by_deg=12\n");
    play(script, &w);
    assert_int_equal(w.input.tilt_mdeg, 20000);
    tb_script_destroy(script);
}

static void needs_no_memory_in_a_tick(void **state)
{
    (void)state;
    static world w;
    tb_script *script = script_of("0 stroke amplitude_mm=10 force_n=5\n");
    const uint64_t before = tb_alloc_calls();
    play(script, &w);
    assert_int_equal(tb_test_allocs_since(before), 0);
    tb_script_destroy(script);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, sends_the_end);
    TB_TEST(&list, waits_for_its_time);
    TB_TEST_ROWS(&list, presses_to_force, presses);
    TB_TEST(&list, stroke_finds_the_ridge);
    TB_TEST(&list, walk_finds_the_sore_place);
    TB_TEST(&list, a_row_of_strokes_keeps_the_strongest_ridge);
    TB_TEST(&list, walk_presses_harder_where_it_does_not_hurt);
    TB_TEST(&list, a_search_goes_on_until_it_has_found);
    TB_TEST(&list, found_is_sore_when_nothing_is_recognised);
    TB_TEST(&list, piston_keeps_amplitude_speed_and_rate);
    TB_TEST(&list, reacts_to_stop);
    TB_TEST(&list, a_needle_stops_before_what_the_picture_shows);
    TB_TEST(&list, a_script_without_it_does_not_look);
    TB_TEST(&list, looks_for_a_clear_direction);
    TB_TEST(&list, stays_where_the_way_is_clear);
    TB_TEST(&list, needs_no_memory_in_a_tick);
    return tb_test_run(&list, "script play");
}
