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

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, finger_speed, speeds);
    TB_TEST(&list, wheel_presses_half_a_millimetre);
    TB_TEST(&list, stroke_goes_16_mm_and_starts_and_ends_at_rest);
    TB_TEST(&list, needle_steps);
    return tb_test_run(&list, "hand");
}
