#include "hand_internal.h"

#include <math.h>
#include <string.h>

void tb_app_hand_reset(tb_app_hand *hand, const tb_case *model)
{
    memset(hand, 0, sizeof *hand);
    hand->tool = TB_TOOL_FINGER;
    hand->finger_depth_mm = -5.0;
    hand->along_sign = hand->across_sign = hand->stroke_sign = 1;
    hand->turn_sign = model->side == TB_BODY_LEFT ? -1 : 1;
    hand->amplitude_mm = 3.0;
    hand->speed = 1.0;
    hand->tray_count = model->needle_count < 12 ? model->needle_count : 12;
    for (int k = 0; k < hand->tray_count; ++k) {
        hand->needle_length_mm[k] = model->needles[k].length_mm;
    }
}

void tb_app_hand_command(tb_app_hand *hand, tb_command command, int32_t argument)
{
    if (hand->queue_count < TB_HAND_QUEUE) {
        hand->queue[hand->queue_count].command = command;
        hand->queue[hand->queue_count++].argument = argument;
    }
}

tb_say tb_app_hand_phrase(const tb_app_hand *hand, int key, const tb_snapshot *seen)
{
    if (key == 0) {
        return TB_SAY_YOUR_PAIN;
    }
    if (key == 1) {
        const bool holding = hand->tool == TB_TOOL_THUMB || (hand->hold && seen->finger.touching);
        return holding ? TB_SAY_EASING : TB_SAY_ALL_RIGHT;
    }
    if (seen->patient.said_stop) {
        return TB_SAY_STOPPING;
    }
    if (seen->needle.stage == TB_NEEDLE_OUT || seen->stage == TB_STAGE_FINISH ||
        seen->needle.out_count > 0) {
        return TB_SAY_EXPLAIN_AFTER;
    }
    return hand->tool != TB_TOOL_NEEDLE && seen->finger.touching ? TB_SAY_OTHER_SIDE : TB_SAY_WARN;
}

bool tb_app_hand_wants_raw(const tb_app_hand *hand, const tb_snapshot *seen)
{
    return hand->tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN &&
           hand->held_ms[TB_ACT_HOLD] > 0 && !hand->released[TB_ACT_HOLD];
}

static void choose_tool(tb_app_hand *hand, tb_tool tool, const tb_snapshot *seen)
{
    if (hand->tool == tool) {
        return;
    }
    tb_hand_stop(hand);
    hand->hold = false;
    hand->pending_mm = 0.0;
    hand->tool = tool;
    if (tool == TB_TOOL_NEEDLE) {
        if (tb_hand_guided(seen)) {
            hand->t_mm = (double)seen->needle.entry_t_mm;
            hand->b_mm = (double)seen->needle.entry_b_mm;
        }
        return;
    }
    hand->finger_depth_mm = -5.0;
    hand->second_mm = tool == TB_TOOL_TWO_FINGERS ? 20.0 : 0.0;
    if (tool == TB_TOOL_PINCER) { // open, where the roll lies
        hand->finger_depth_mm = -10.0;
        hand->b_mm = 0.0;
        hand->pointer_leads = false;
    }
    if (tool == TB_TOOL_COTTON && seen->needle.out_count + seen->needle.in_count > 0) {
        hand->t_mm = (double)seen->needle.entry_t_mm;
        hand->b_mm = (double)seen->needle.entry_b_mm;
        hand->pointer_leads = false;
    }
}

static void start_stroke(tb_app_hand *hand, int sign)
{
    if (hand->tool == TB_TOOL_NEEDLE || hand->hold) {
        return;
    }
    // A flat hand goes a hand's length along the fibres in four seconds; a grip rolls 8 mm.
    const bool along = hand->tool == TB_TOOL_HAND;
    const double span = along                          ? 80.0
                        : hand->tool == TB_TOOL_PINCER ? 8.0
                        : hand->shift                  ? 8.0
                                                       : 16.0;
    const double speed = hand->shift && !along ? 10.0 : 20.0;
    hand->motion = TB_MOTION_STROKE;
    hand->motion_from_mm = along ? hand->t_mm : hand->b_mm;
    hand->motion_span_mm = span * sign * (along ? hand->along_sign : hand->stroke_sign);
    hand->motion_ms = 0.0;
    hand->motion_length_ms = 1000.0 * span / speed;
    hand->pointer_leads = false;
}

static void start_needle_motion(tb_app_hand *hand, tb_app_hand_motion motion)
{
    hand->motion = motion;
    hand->motion_from_mm = hand->depth_mm;
    hand->motion_ms = 0.0;
    hand->raw_mm = 0.0;
    hand->pending_mm = 0.0;
}

static void press_hold(tb_app_hand *hand, const tb_snapshot *seen)
{
    if (hand->tool != TB_TOOL_NEEDLE) {
        hand->hold = !hand->hold;
        hand->hold_ms = 0;
        tb_hand_stop(hand);
        return;
    }
    if (seen->needle.stage != TB_NEEDLE_IN) {
        return;
    }
    if (hand->motion == TB_MOTION_PISTON) {
        tb_hand_stop(hand);
    } else if (hand->shift) {
        start_needle_motion(hand, TB_MOTION_PASS);
    } else {
        start_needle_motion(hand, TB_MOTION_PISTON);
    }
}

static void press_tube(tb_app_hand *hand, const tb_snapshot *seen)
{
    if (hand->tool != TB_TOOL_NEEDLE) {
        return;
    }
    if (tb_hand_guided(seen)) {
        if (seen->needle.tube_on) {
            tb_app_hand_command(hand, TB_COMMAND_TUBE_OFF, 0);
        }
        return;
    }
    if (seen->needle.stage == TB_NEEDLE_NONE || seen->needle.choice != hand->tray) {
        tb_app_hand_command(hand, TB_COMMAND_CHOOSE_NEEDLE, hand->tray);
    }
    tb_app_hand_command(hand, TB_COMMAND_PLACE, 0);
    hand->depth_mm = 0.0;
    hand->spin_deg = 0.0;
    hand->pending_mm = 0.0;
}

// A needle that only stands on the skin is lifted off and laid into the bin; one in it is drawn
// out, from the tube if that is still on.
static void press_out(tb_app_hand *hand, const tb_snapshot *seen)
{
    if (hand->motion == TB_MOTION_OUT) {
        tb_hand_stop(hand);
    } else if (hand->tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_PLACED) {
        tb_hand_stop(hand);
        tb_app_hand_command(hand, TB_COMMAND_REMOVE, 0);
    } else if (hand->tool == TB_TOOL_NEEDLE && tb_hand_guided(seen)) {
        if (seen->needle.tube_on) {
            tb_app_hand_command(hand, TB_COMMAND_TUBE_OFF, 0);
        }
        start_needle_motion(hand, TB_MOTION_OUT);
    }
}

static void let_go(tb_app_hand *hand, const tb_snapshot *seen)
{
    tb_hand_stop(hand);
    hand->pending_mm = 0.0;
    hand->hold = false;
    if (hand->tool != TB_TOOL_NEEDLE) {
        hand->finger_depth_mm = TB_HAND_LIFT_MM;
    }
    tb_app_hand_command(hand,
                        seen->patient.said_stop ? TB_COMMAND_STOP_REACTION : TB_COMMAND_LET_GO, 0);
}

// Acts that happen once, when their key goes down.
static void press_once(tb_app_hand *hand, tb_app_action action, const tb_snapshot *seen)
{
    const bool two = hand->tool == TB_TOOL_TWO_FINGERS;
    switch (action) {
    case TB_ACT_STROKE_LEFT:
        start_stroke(hand, -1);
        break;
    case TB_ACT_STROKE_RIGHT:
        start_stroke(hand, 1);
        break;
    case TB_ACT_HOLD:
        press_hold(hand, seen);
        break;
    case TB_ACT_MARK:
        tb_app_hand_command(hand, TB_COMMAND_DECLARE, 0);
        break;
    case TB_ACT_CHOOSE:
        if (hand->tray_count > 0) {
            hand->tray = (hand->tray + (hand->shift ? hand->tray_count - 1 : 1)) % hand->tray_count;
        }
        break;
    case TB_ACT_TUBE:
        press_tube(hand, seen);
        break;
    case TB_ACT_TAP:
        if (hand->tool == TB_TOOL_NEEDLE && tb_hand_guided(seen)) {
            tb_app_hand_command(hand, TB_COMMAND_TAP, 0);
        }
        break;
    case TB_ACT_PASS:
        if (hand->tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN &&
            !seen->needle.tube_on) {
            start_needle_motion(hand, TB_MOTION_PASS);
        }
        break;
    case TB_ACT_TO_FAT:
        if (hand->tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN) {
            start_needle_motion(hand, TB_MOTION_TO_FAT);
        }
        break;
    case TB_ACT_OUT:
        press_out(hand, seen);
        break;
    case TB_ACT_BIN:
        tb_hand_stop(hand);
        tb_app_hand_command(hand, TB_COMMAND_REMOVE, 0);
        break;
    case TB_ACT_LET_GO:
        let_go(hand, seen);
        break;
    case TB_ACT_FINGER: // once more: two fingers, then the algometer
        choose_tool(hand,
                    hand->tool == TB_TOOL_FINGER        ? TB_TOOL_TWO_FINGERS
                    : hand->tool == TB_TOOL_TWO_FINGERS ? TB_TOOL_ALGOMETER
                                                        : TB_TOOL_FINGER,
                    seen);
        break;
    case TB_ACT_HANDS: // a pincer grip where a roll can be lifted, then thumb and flat hand
        choose_tool(hand,
                    hand->tool == TB_TOOL_THUMB                           ? TB_TOOL_HAND
                    : hand->tool != TB_TOOL_PINCER && seen->grip.can_lift ? TB_TOOL_PINCER
                                                                          : TB_TOOL_THUMB,
                    seen);
        break;
    case TB_ACT_NEEDLE:
        choose_tool(hand, TB_TOOL_NEEDLE, seen);
        break;
    case TB_ACT_COTTON:
        choose_tool(hand, TB_TOOL_COTTON, seen);
        break;
    case TB_ACT_SAY_Q:
    case TB_ACT_SAY_E:
    case TB_ACT_SAY_F:
        tb_app_hand_command(
            hand, TB_COMMAND_SAY,
            (int32_t)tb_app_hand_phrase(hand, (int)action - (int)TB_ACT_SAY_Q, seen));
        break;
    case TB_ACT_AMPLITUDE_LESS:
        hand->amplitude_mm = fmax(1.0, hand->amplitude_mm - 1.0);
        hand->second_mm = fmax(two ? 12.0 : 0.0, hand->second_mm - (two ? 2.0 : 0.0));
        break;
    case TB_ACT_AMPLITUDE_MORE:
        hand->amplitude_mm = fmin(TB_HAND_WINDOW_MM, hand->amplitude_mm + 1.0);
        hand->second_mm = fmin(40.0, hand->second_mm + (two ? 2.0 : 0.0));
        break;
    case TB_ACT_FINISH:
        tb_app_hand_command(hand, TB_COMMAND_END, 0);
        break;
    default: // the steps below
        break;
    }
}

// Acts that make a step at once and run on while their key is held.
static void press_step(tb_app_hand *hand, tb_app_action action)
{
    const bool needle = hand->tool == TB_TOOL_NEEDLE;
    const double fine = hand->shift ? 0.2 : 1.0;
    const double move = needle ? (hand->shift ? 0.1 : 0.5) : (hand->shift ? 0.2 : 1.0);
    switch (action) {
    case TB_ACT_LEFT:
    case TB_ACT_RIGHT:
        hand->pending_t_mm += (action == TB_ACT_RIGHT ? move : -move) * hand->along_sign;
        hand->pointer_leads = false;
        break;
    case TB_ACT_UP:
    case TB_ACT_DOWN:
        hand->pending_b_mm += (action == TB_ACT_UP ? move : -move) * hand->across_sign;
        hand->pointer_leads = false;
        break;
    case TB_ACT_PRESS:
    case TB_ACT_EASE:
        hand->hold = false; // whoever presses on or eases does not hold any more
        if (needle) {
            tb_hand_stop(hand);
            const double step = hand->shift ? 0.2 : 0.5;
            hand->pending_mm += action == TB_ACT_PRESS ? step : -step;
        }
        break;
    case TB_ACT_TILT_MORE:
        hand->pending_tilt_deg += fine;
        break;
    case TB_ACT_TILT_LESS:
        hand->pending_tilt_deg -= fine;
        break;
    case TB_ACT_AZIMUTH_LEFT:
        hand->pending_azimuth_deg -= 5.0 * fine;
        break;
    case TB_ACT_AZIMUTH_RIGHT:
        hand->pending_azimuth_deg += 5.0 * fine;
        break;
    case TB_ACT_TWIST_LEFT:
        hand->pending_spin_deg -= hand->shift ? 5.0 : 15.0;
        break;
    case TB_ACT_TWIST_RIGHT:
        hand->pending_spin_deg += hand->shift ? 5.0 : 15.0;
        break;
    default:
        break;
    }
}

// With toggles a touch starts a press and the next touch, or its opposite, ends it.
static bool toggled(tb_app_hand *hand, tb_app_action action, bool down)
{
    if (!hand->toggle || (action != TB_ACT_PRESS && action != TB_ACT_EASE)) {
        return false;
    }
    const tb_app_action other = action == TB_ACT_PRESS ? TB_ACT_EASE : TB_ACT_PRESS;
    if (down) {
        const bool running = hand->held_ms[action] > 0;
        hand->held_ms[other] = 0;
        hand->held_ms[action] = running ? 0 : 1;
        hand->released[action] = false;
    }
    return true;
}

void tb_app_hand_key(tb_app_hand *hand, tb_app_action action, bool down, const tb_snapshot *seen)
{
    if (toggled(hand, action, down)) {
        return;
    }
    if (!down) {
        hand->released[action] = hand->held_ms[action] > 0;
        if (action == TB_ACT_HOLD && hand->pad_piston) {
            hand->pad_piston = false;
            tb_hand_stop(hand);
        }
        return;
    }
    if (hand->held_ms[action] > 0 && !hand->released[action]) {
        return; // the keyboard's own repeat
    }
    hand->held_ms[action] = 1;
    hand->released[action] = false;
    press_once(hand, action, seen);
    press_step(hand, action);
}

void tb_app_hand_wheel(tb_app_hand *hand, int notches)
{
    if (hand->tool == TB_TOOL_NEEDLE) {
        tb_hand_stop(hand);
        hand->pending_mm += notches * (hand->shift ? 0.2 : 1.0);
    } else {
        hand->pending_mm += notches * (hand->shift ? 0.1 : 0.5);
    }
}

void tb_app_hand_pointer(tb_app_hand *hand, double t_mm, double b_mm)
{
    hand->pointer_t_mm = t_mm;
    hand->pointer_b_mm = b_mm;
    hand->pointer_leads = hand->motion != TB_MOTION_STROKE;
}

void tb_app_hand_raw(tb_app_hand *hand, double pixels, const tb_snapshot *seen)
{
    if (!tb_app_hand_wants_raw(hand, seen)) {
        return;
    }
    if (hand->motion != TB_MOTION_RAW) {
        start_needle_motion(hand, TB_MOTION_RAW);
    }
    hand->raw_mm += 0.1 * hand->speed * pixels;
}

void tb_app_hand_axis(tb_app_hand *hand, tb_hand_axis axis, double value)
{
    hand->axis[axis] = fmax(-1.0, fmin(1.0, value));
    const bool holding = hand->held_ms[TB_ACT_HOLD] > 0 && !hand->released[TB_ACT_HOLD];
    if (axis == TB_AXIS_PRESS && value > 0.02 && holding && hand->tool == TB_TOOL_NEEDLE &&
        !hand->pad_piston) {
        start_needle_motion(hand, TB_MOTION_RAW);
        hand->pad_piston = true;
    } else if ((axis == TB_AXIS_EASE || (axis == TB_AXIS_PRESS && !holding)) && value > 0.02 &&
               hand->tool == TB_TOOL_NEEDLE) {
        hand->pad_piston = false;
        tb_hand_stop(hand); // like the keys: the trigger takes over from what runs by itself
    }
}

void tb_app_hand_slide(tb_app_hand *hand, double mm)
{
    if (hand->tool == TB_TOOL_NEEDLE) {
        tb_hand_stop(hand);
    }
    hand->pending_mm += mm;
}

void tb_app_hand_drag(tb_app_hand *hand, double dx_px, double dy_px)
{
    const double fine = hand->shift ? 0.2 : 1.0;
    hand->pending_azimuth_deg += 0.2 * fine * dx_px;
    hand->pending_tilt_deg -= 0.2 * fine * dy_px;
}

void tb_app_hand_release(tb_app_hand *hand)
{
    for (int k = 0; k < TB_ACTION_COUNT; ++k) {
        hand->held_ms[k] = 0;
        hand->released[k] = false;
    }
    memset(hand->axis, 0, sizeof hand->axis);
    hand->pad_piston = false;
    hand->pending_mm = hand->pending_t_mm = hand->pending_b_mm = 0.0;
    if (hand->motion == TB_MOTION_RAW) {
        tb_hand_stop(hand);
    }
}
