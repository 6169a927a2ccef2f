// Keys and wheel into millimetres: every binding gives the way and the speed it promises, within 5
// %.
#include "tb_test.h"

#include "app/hand.h"

#include <string.h>

static tb_case model;
static tb_snapshot seen;

static tb_app_hand hand_with(tb_tool tool, tb_needle_stage stage)
{
    memset(&seen, 0, sizeof seen);
    memset(&model, 0, sizeof model);
    model.needle_count = 1;
    model.needles[0] = (tb_case_needle){0.25, 50.0};
    tb_app_hand hand;
    tb_app_hand_reset(&hand, &model);
    seen.needle.stage = (int32_t)stage;
    seen.needle.length_mm = 50.0f;
    seen.needle.held = true;
    seen.needle.choice = 0;
    seen.tool = (int32_t)tool;
    hand.tool = tool;
    return hand;
}

/// Ticks with the session following the hand at once; returns the last input.
static tb_input play(tb_app_hand *hand, int ticks)
{
    tb_input input = {0};
    for (int k = 0; k < ticks; ++k) {
        tb_app_hand_tick(hand, &seen, &input);
        seen.needle.hand_depth_mm = (float)input.depth_um * 1e-3f;
        seen.needle.depth_mm = seen.needle.hand_depth_mm;
        seen.tick_ms += 1;
    }
    return input;
}

static void tap_key(tb_app_hand *hand, tb_app_action action)
{
    tb_app_hand_key(hand, action, true, &seen);
    play(hand, 30);
    tb_app_hand_key(hand, action, false, &seen);
    play(hand, 400);
}

typedef struct speed_row {
    const char *name;
    tb_app_action action;
    bool shift;
    double mm_per_s; ///< of the finger's depth while the key is down
} speed_row;

static speed_row speeds[] = {
    {"W presses 8 mm/s", TB_ACT_PRESS, false, 8.0},
    {"S eases 8 mm/s", TB_ACT_EASE, false, -8.0},
    {"Shift W presses 1 mm/s", TB_ACT_PRESS, true, 1.0},
};

static void finger_speed(void **state)
{
    const speed_row *row = *state;
    tb_app_hand hand = hand_with(TB_TOOL_FINGER, TB_NEEDLE_NONE);
    tb_app_hand_key(&hand, TB_ACT_PRESS, true, &seen); // into the middle of the range first
    play(&hand, 1500);
    tb_app_hand_key(&hand, TB_ACT_PRESS, false, &seen);
    play(&hand, 300);
    hand.shift = row->shift;
    tb_app_hand_key(&hand, row->action, true, &seen);
    play(&hand, 300);
    const double start = hand.finger_depth_mm;
    play(&hand, 500);
    assert_near((hand.finger_depth_mm - start) / 0.5, row->mm_per_s, 0.05 * fabs(row->mm_per_s));
}

static void wheel_presses_half_a_millimetre(void **state)
{
    (void)state;
    tb_app_hand hand = hand_with(TB_TOOL_FINGER, TB_NEEDLE_NONE);
    const double start = hand.finger_depth_mm;
    tb_app_hand_wheel(&hand, 4);
    play(&hand, 1500);
    assert_near(hand.finger_depth_mm - start, 2.0, 0.1);
}

static void stroke_goes_16_mm_and_starts_and_ends_at_rest(void **state)
{
    (void)state;
    tb_app_hand hand = hand_with(TB_TOOL_FINGER, TB_NEEDLE_NONE);
    const double start = hand.b_mm;
    tb_app_hand_key(&hand, TB_ACT_STROKE_RIGHT, true, &seen);
    tb_app_hand_key(&hand, TB_ACT_STROKE_RIGHT, false, &seen);
    double before = hand.b_mm, fastest = 0.0, first = -1.0;
    for (int k = 0; k < 3000; ++k) {
        play(&hand, 1);
        const double speed = fabs(hand.b_mm - before) * 1e3;
        before = hand.b_mm;
        first = first < 0.0 ? speed : first;
        fastest = fmax(fastest, speed);
    }
    assert_near(fabs(hand.b_mm - start), 16.0, 0.8);
    assert_true(first < 2.0);
    assert_true(fastest > 20.0 && fastest < 45.0); // minimum-jerk: peak 1.875 x the mean of 20 mm/s
}

static void needle_steps(void **state)
{
    (void)state;
    tb_app_hand hand = hand_with(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    seen.needle.hand_depth_mm = 10.0f;
    hand.depth_mm = 10.0;
    play(&hand, 5);
    const double start = hand.depth_mm;
    tap_key(&hand, TB_ACT_PRESS); // a touch: half a millimetre
    assert_near(hand.depth_mm - start, 0.5, 0.03);
    const double second = hand.depth_mm;
    hand.shift = true;
    tap_key(&hand, TB_ACT_EASE); // finesse: 0.2 mm
    assert_near(hand.depth_mm - second, -0.2, 0.02);
}

// --- every binding: its way and its speed --------------------------------------------------------

typedef enum { DEPTH, ALONG, ACROSS, TILT, AZIMUTH, SPIN, LIFT } measure;

static double value_of(const tb_app_hand *hand, measure what)
{
    switch (what) {
    case DEPTH:
        return hand->tool == TB_TOOL_NEEDLE ? hand->depth_mm : hand->finger_depth_mm;
    case ALONG:
        return hand->t_mm;
    case ACROSS:
        return hand->b_mm;
    case TILT:
        return hand->tilt_deg;
    case AZIMUTH:
        return hand->azimuth_deg;
    case SPIN:
        return hand->spin_deg;
    case LIFT:
        break;
    }
    return hand->second_mm;
}

// A hand in the middle of all ranges, ready to act.
static tb_app_hand ready(tb_tool tool, tb_needle_stage stage)
{
    tb_app_hand hand = hand_with(tool, stage);
    seen.grip.can_lift = tool == TB_TOOL_PINCER;
    hand.depth_mm = 15.0;
    seen.needle.hand_depth_mm = seen.needle.depth_mm = 15.0f;
    hand.finger_depth_mm = 5.0;
    hand.tilt_deg = 35.0;
    hand.azimuth_deg = 180.0;
    hand.second_mm = tool == TB_TOOL_PINCER ? 8.0 : 0.0;
    play(&hand, 5);
    return hand;
}

typedef struct way_row {
    const char *name;
    tb_tool tool;
    tb_needle_stage stage;
    tb_app_action action;
    bool shift;
    measure what;
    double touch;   ///< way of one touch, mm or degrees; 0 = not asked
    double per_s;   ///< speed while it is held, mm or degrees a second; 0 = not asked
    int settled_ms; ///< after so long the speed is reached
} way_row;

static way_row ways[] = {
    {"finger, arrow 1 mm", TB_TOOL_FINGER, TB_NEEDLE_NONE, TB_ACT_RIGHT, false, ALONG, 1.0, 0.0, 0},
    {"finger, Shift arrow", TB_TOOL_FINGER, TB_NEEDLE_NONE, TB_ACT_UP, true, ACROSS, 0.2, 0.0, 0},
    {"needle, arrow 0.5 mm", TB_TOOL_NEEDLE, TB_NEEDLE_READY, TB_ACT_RIGHT, false, ALONG, 0.5, 0.0,
     0},
    {"needle, Shift arrow", TB_TOOL_NEEDLE, TB_NEEDLE_READY, TB_ACT_UP, true, ACROSS, 0.1, 0.0, 0},
    {"needle, W", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_PRESS, false, DEPTH, 0.5, 10.0, 900},
    {"needle, S", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_EASE, false, DEPTH, -0.5, -10.0, 900},
    {"needle, Shift W", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_PRESS, true, DEPTH, 0.2, 1.0, 300},
    {"needle, Shift S", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_EASE, true, DEPTH, -0.2, -1.0, 300},
    {"tilt", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_TILT_MORE, false, TILT, 1.0, 20.0, 300},
    {"tilt, Shift", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_TILT_LESS, true, TILT, -0.2, -4.0, 300},
    {"azimuth", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_AZIMUTH_RIGHT, false, AZIMUTH, 5.0, 60.0, 300},
    {"azimuth, Shift", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_AZIMUTH_LEFT, true, AZIMUTH, -1.0,
     -12.0, 300},
    {"twist", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_TWIST_RIGHT, false, SPIN, 15.0, 180.0, 300},
    {"twist, Shift", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_TWIST_LEFT, true, SPIN, -5.0, -36.0, 300},
    {"pincer, W", TB_TOOL_PINCER, TB_NEEDLE_NONE, TB_ACT_PRESS, false, DEPTH, 0.0, 10.0, 100},
    {"pincer, up", TB_TOOL_PINCER, TB_NEEDLE_NONE, TB_ACT_UP, false, LIFT, 1.0, 20.0, 300},
    {"to the fat, 8 mm/s", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_TO_FAT, false, DEPTH, 0.0, -8.0,
     50},
    {"out, 10 mm/s", TB_TOOL_NEEDLE, TB_NEEDLE_IN, TB_ACT_OUT, false, DEPTH, 0.0, -10.0, 50},
};

static void a_binding_gives_its_way_and_speed(void **state)
{
    const way_row *row = *state;
    tb_app_hand hand = ready(row->tool, row->stage);
    hand.shift = row->shift;
    if (row->touch != 0.0) {
        const double start = value_of(&hand, row->what);
        tap_key(&hand, row->action);
        assert_near(value_of(&hand, row->what) - start, row->touch, 0.05 * fabs(row->touch));
    }
    if (row->per_s != 0.0) {
        hand = ready(row->tool, row->stage);
        hand.shift = row->shift;
        tb_app_hand_key(&hand, row->action, true, &seen);
        play(&hand, row->settled_ms);
        const double start = value_of(&hand, row->what);
        play(&hand, 200);
        assert_near((value_of(&hand, row->what) - start) / 0.2, row->per_s,
                    0.05 * fabs(row->per_s));
    }
}

// Held, W goes from 2 to 10 mm/s in 0.6 s after the touch is over.
static void a_held_advance_speeds_up(void **state)
{
    (void)state;
    tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    tb_app_hand_key(&hand, TB_ACT_PRESS, true, &seen);
    play(&hand, 252);
    double start = hand.depth_mm;
    play(&hand, 10);
    assert_near((hand.depth_mm - start) / 0.01, 2.0, 0.15);
    play(&hand, 290);
    start = hand.depth_mm;
    play(&hand, 10);
    assert_near((hand.depth_mm - start) / 0.01, 6.0, 0.3);
}

typedef struct wheel_row {
    const char *name;
    tb_tool tool;
    bool shift;
    double mm; ///< a notch
} wheel_row;

static wheel_row wheels[] = {{"finger", TB_TOOL_FINGER, false, 0.5},
                             {"finger, Shift", TB_TOOL_FINGER, true, 0.1},
                             {"needle", TB_TOOL_NEEDLE, false, 1.0},
                             {"needle, Shift", TB_TOOL_NEEDLE, true, 0.2}};

static void a_notch_of_the_wheel(void **state)
{
    const wheel_row *row = *state;
    tb_app_hand hand =
        ready(row->tool, row->tool == TB_TOOL_NEEDLE ? TB_NEEDLE_IN : TB_NEEDLE_NONE);
    hand.shift = row->shift;
    const double start = value_of(&hand, DEPTH);
    tb_app_hand_wheel(&hand, 3);
    play(&hand, 600);
    assert_near(value_of(&hand, DEPTH) - start, 3.0 * row->mm, 0.05 * 3.0 * row->mm);
}

// Least and most depth, and how often it turns downwards, over some time.
typedef struct swing {
    double least, most;
    int turns;
    double fastest; ///< mm/s
} swing;

static swing watch(tb_app_hand *hand, int ms)
{
    swing out = {hand->depth_mm, hand->depth_mm, 0, 0.0};
    double before = hand->depth_mm;
    bool rising = false;
    for (int k = 0; k < ms; ++k) {
        play(hand, 1);
        const double step = hand->depth_mm - before;
        out.turns += rising && step < 0.0 ? 1 : 0;
        rising = step > 0.0 || (rising && step == 0.0);
        out.least = fmin(out.least, hand->depth_mm);
        out.most = fmax(out.most, hand->depth_mm);
        out.fastest = fmax(out.fastest, fabs(step) * 1e3);
        before = hand->depth_mm;
    }
    return out;
}

static void the_piston_by_key(void **state)
{
    (void)state;
    tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    tap_key(&hand, TB_ACT_HOLD);
    swing s = watch(&hand, 4000); // 3 mm at 1 Hz
    assert_near(s.most - s.least, 3.0, 0.15);
    assert_int_equal(s.turns, 4);
    tap_key(&hand, TB_ACT_AMPLITUDE_MORE);
    s = watch(&hand, 1000);
    assert_near(s.most - s.least, 4.0, 0.2);
    for (int k = 0; k < 12; ++k) {
        tap_key(&hand, TB_ACT_AMPLITUDE_MORE);
    }
    assert_near(hand.amplitude_mm, 10.0, 0.0);
    tap_key(&hand, TB_ACT_HOLD); // and again: it rests
    s = watch(&hand, 1000);
    assert_near(s.most - s.least, 0.0, 1e-9);
}

static void one_fast_pass(void **state)
{
    (void)state;
    for (int by_action = 0; by_action < 2; ++by_action) {
        tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
        const double start = hand.depth_mm;
        hand.shift = by_action == 0;
        tb_app_hand_key(&hand, by_action == 0 ? TB_ACT_HOLD : TB_ACT_PASS, true, &seen);
        const swing s = watch(&hand, 200);
        assert_near(s.most - start, 8.0, 0.4);
        assert_near(s.fastest, 100.0, 5.0);
        assert_near(hand.depth_mm, start, 0.1);
    }
}

static void the_piston_by_mouse(void **state)
{
    (void)state;
    tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    tb_app_hand_key(&hand, TB_ACT_HOLD, true, &seen);
    const double start = hand.depth_mm;
    tb_app_hand_raw(&hand, 30.0, &seen); // 0.1 mm a pixel
    play(&hand, 60);
    assert_near(hand.depth_mm - start, 3.0, 0.15);
    tb_app_hand_raw(&hand, 40.0, &seen);
    const swing s = watch(&hand, 40);
    assert_true(s.fastest >= 95.0 && s.fastest <= 262.5); // 100 mm/s and more, at most 250
}

static void the_mouse_tilts(void **state)
{
    (void)state;
    tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    tb_app_hand_drag(&hand, 50.0, -50.0); // 0.2 degrees a pixel
    play(&hand, 600);
    assert_near(hand.tilt_deg, 45.0, 0.5);
    assert_near(hand.azimuth_deg, 190.0, 0.5);
}

static void a_pad_moves_by_squares(void **state)
{
    (void)state;
    static const struct {
        double stick, mm_per_s;
        bool finesse;
    } rows[] = {{1.0, 60.0, false}, {0.5, 15.0, false}, {1.0, 10.0, true}};
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        tb_app_hand hand = ready(TB_TOOL_FINGER, TB_NEEDLE_NONE);
        hand.shift = rows[k].finesse;
        tb_app_hand_axis(&hand, TB_AXIS_MOVE_X, rows[k].stick);
        play(&hand, 500);
        assert_near(hand.t_mm / 0.5, rows[k].mm_per_s, 0.05 * rows[k].mm_per_s);
    }
    tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    tb_app_hand_axis(&hand, TB_AXIS_PRESS, 0.5);
    play(&hand, 400);
    assert_near((hand.depth_mm - 15.0) / 0.4, 7.5, 0.4);
    tb_app_hand_axis(&hand, TB_AXIS_PRESS, 0.0);
    tb_app_hand_axis(&hand, TB_AXIS_TWIST, 1.0);
    play(&hand, 500);
    assert_near(hand.spin_deg / 0.5, 180.0, 9.0);
}

// g = 1 / (1 + 2 s F / Fref), from 1 down to a quarter; finesse is direct.
static void stiff_tissue_slows_the_hand(void **state)
{
    (void)state;
    static const struct {
        tb_tool tool;
        double stiffness, force_n, share;
    } rows[] = {{TB_TOOL_FINGER, 0.5, 20.0, 0.5},
                {TB_TOOL_FINGER, 1.0, 5.0, 1.0 / 1.5},
                {TB_TOOL_NEEDLE, 0.5, 1.0, 0.5},
                {TB_TOOL_NEEDLE, 1.0, 4.0, 0.25},
                {TB_TOOL_FINGER, 0.0, 40.0, 1.0}};
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        const bool needle = rows[k].tool == TB_TOOL_NEEDLE;
        tb_app_hand hand = ready(rows[k].tool, needle ? TB_NEEDLE_IN : TB_NEEDLE_NONE);
        hand.stiffness = rows[k].stiffness;
        seen.finger.force_n = needle ? 0.0f : (float)rows[k].force_n;
        seen.needle.force_n = needle ? (float)rows[k].force_n : 0.0f;
        play(&hand, 60); // the low-pass settles
        const double start = value_of(&hand, DEPTH);
        tb_app_hand_axis(&hand, TB_AXIS_PRESS, 0.5);
        play(&hand, 200);
        const double free_mm = 0.2 * 0.5 * (needle ? 15.0 : 24.0);
        assert_near(value_of(&hand, DEPTH) - start, rows[k].share * free_mm, 0.05 * free_mm);
    }
}

static void the_pointer_leads_the_grip(void **state)
{
    (void)state;
    tb_app_hand hand = ready(TB_TOOL_PINCER, TB_NEEDLE_NONE);
    tb_app_hand_pointer(&hand, 12.0, 5.0);
    play(&hand, 400);
    assert_near(hand.t_mm, 12.0, 1e-9);
    assert_near(hand.b_mm, 5.0, 1e-9);
    assert_near(hand.second_mm, 8.0, 1e-9); // its lift stays
    tb_app_hand_pointer(&hand, 12.0, 30.0); // it rolls no further than the fold allows
    play(&hand, 400);
    assert_near(hand.b_mm, 8.0, 1e-9);
}

/// The picture of a left side is mirrored: keys, mouse and pad that turn to the right on the screen
/// turn the other way about n there; tilt has no side.
static void a_left_side_turns_the_other_way(void **state)
{
    (void)state;
    double turned[2][3], tilt[2], spun[2];
    for (int side = 0; side < 2; ++side) {
        tb_app_hand hand = hand_with(TB_TOOL_NEEDLE, TB_NEEDLE_NONE);
        model.side = side;
        tb_app_hand_reset(&hand, &model);
        hand.tool = TB_TOOL_NEEDLE;
        hand.azimuth_deg = 180.0;
        tap_key(&hand, TB_ACT_AZIMUTH_RIGHT);
        turned[side][0] = hand.azimuth_deg - 180.0;
        hand.azimuth_deg = 180.0;
        tb_app_hand_drag(&hand, 40.0, -20.0);
        play(&hand, 400);
        turned[side][1] = hand.azimuth_deg - 180.0;
        tilt[side] = hand.tilt_deg;
        hand.azimuth_deg = 180.0;
        tb_app_hand_axis(&hand, TB_AXIS_AZIMUTH, 1.0);
        play(&hand, 200);
        turned[side][2] = hand.azimuth_deg - 180.0;
        tb_app_hand_axis(&hand, TB_AXIS_AZIMUTH, 0.0);
        hand.spin_deg = 0.0;
        tap_key(&hand, TB_ACT_TWIST_RIGHT);
        spun[side] = hand.spin_deg;
    }
    for (int k = 0; k < 3; ++k) {
        assert_true(turned[TB_BODY_RIGHT][k] > 2.0);
        assert_near(turned[TB_BODY_LEFT][k], -turned[TB_BODY_RIGHT][k], 1e-9);
    }
    assert_true(tilt[TB_BODY_RIGHT] > 2.0 && spun[TB_BODY_RIGHT] > 10.0);
    assert_near(tilt[TB_BODY_LEFT], tilt[TB_BODY_RIGHT], 1e-9);
    assert_near(spun[TB_BODY_LEFT], -spun[TB_BODY_RIGHT], 1e-9);
}

// A hold ends by Space, and by pressing on or easing: the hand never stays deaf to them.
static void easing_ends_a_hold(void **state)
{
    (void)state;
    static const tb_app_action ends[] = {TB_ACT_HOLD, TB_ACT_EASE, TB_ACT_PRESS};
    for (size_t k = 0; k < sizeof ends / sizeof ends[0]; ++k) {
        tb_app_hand hand = ready(TB_TOOL_THUMB, TB_NEEDLE_NONE);
        tap_key(&hand, TB_ACT_HOLD);
        assert_true(hand.hold);
        const double before = hand.finger_depth_mm;
        tap_key(&hand, ends[k]);
        assert_false(hand.hold);
        const double way = hand.finger_depth_mm - before;
        assert_true(ends[k] == TB_ACT_HOLD    ? fabs(way) < 1e-9
                    : ends[k] == TB_ACT_PRESS ? way > 0.1
                                              : way < -0.1);
    }
}

// Commands that a touch of a key sends, in their order.
static int sent_by(tb_app_hand *hand, tb_app_action action, int out[TB_HAND_QUEUE])
{
    int count = 0;
    tb_app_hand_key(hand, action, true, &seen);
    for (int k = 0; k < TB_HAND_QUEUE; ++k) {
        const tb_input input = play(hand, 1);
        if (input.command != TB_COMMAND_NONE) {
            out[count++] = input.command;
        }
    }
    tb_app_hand_key(hand, action, false, &seen);
    return count;
}

// "Out" answers wherever a needle is: off the skin into the bin, out of the tissue, out of its
// tube.
static void out_is_never_mute(void **state)
{
    (void)state;
    int sent[TB_HAND_QUEUE];
    for (int tube = 0; tube < 2; ++tube) {
        tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_PLACED);
        seen.needle.tube_on = tube != 0;
        hand.depth_mm = seen.needle.hand_depth_mm = 0.0f;
        assert_int_equal(sent_by(&hand, TB_ACT_OUT, sent), 1);
        assert_int_equal(sent[0], TB_COMMAND_REMOVE);
        assert_int_equal(hand.motion, TB_MOTION_NONE);
    }
    tb_app_hand hand = ready(TB_TOOL_NEEDLE, TB_NEEDLE_IN);
    seen.needle.tube_on = true;
    assert_int_equal(sent_by(&hand, TB_ACT_OUT, sent), 1);
    assert_int_equal(sent[0], TB_COMMAND_TUBE_OFF);
    seen.needle.tube_on = false;
    const double before = hand.depth_mm;
    play(&hand, 200);
    assert_near(hand.depth_mm - before, -2.0, 0.05); // 10 mm/s
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, finger_speed, speeds);
    TB_TEST(&list, wheel_presses_half_a_millimetre);
    TB_TEST(&list, stroke_goes_16_mm_and_starts_and_ends_at_rest);
    TB_TEST(&list, needle_steps);
    TB_TEST_ROWS(&list, a_binding_gives_its_way_and_speed, ways);
    TB_TEST(&list, a_held_advance_speeds_up);
    TB_TEST_ROWS(&list, a_notch_of_the_wheel, wheels);
    TB_TEST(&list, the_piston_by_key);
    TB_TEST(&list, one_fast_pass);
    TB_TEST(&list, the_piston_by_mouse);
    TB_TEST(&list, the_mouse_tilts);
    TB_TEST(&list, a_pad_moves_by_squares);
    TB_TEST(&list, stiff_tissue_slows_the_hand);
    TB_TEST(&list, the_pointer_leads_the_grip);
    TB_TEST(&list, a_left_side_turns_the_other_way);
    TB_TEST(&list, easing_ends_a_hold);
    TB_TEST(&list, out_is_never_mute);
    return tb_test_run(&list, "hand");
}
