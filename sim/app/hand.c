#include "hand.h"

#include <math.h>
#include <string.h>

// Speeds and steps of the key list. Seconds per tick:
static const double DT_S = 1e-3;

enum { HOLD_DELAY_MS = 250 };

static const double FINGER_LIFT_MM = -12.0, FINGER_DEPTH_MM = 40.0;
static const double FINGER_FORCE_LIMIT_N = 60.0; // a hand that feels this stops pressing
static const double NEEDLE_LIFT_MM = -8.0;
static const double HANDLE_CLEAR_MM = 2.0; // the handle never touches the skin
static const double HAND_GAP_MM = 6.0;     // the hand leads the tool by no more
static const double PISTON_WINDOW_MM = 10.0, PISTON_RAW_LIMIT_MM_PER_S = 250.0;
static const double PASS_MM = 8.0, PASS_MM_PER_S = 100.0;
static const double FAT_DEPTH_MM = 2.0;

void tb_app_hand_reset(tb_app_hand *hand, const tb_case *model)
{
    memset(hand, 0, sizeof *hand);
    hand->tool = TB_TOOL_FINGER;
    hand->finger_depth_mm = -5.0;
    hand->along_sign = hand->across_sign = 1;
    hand->amplitude_mm = 3.0;
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

tb_say tb_app_hand_phrase(int key, const tb_snapshot *seen)
{
    if (key == 0) {
        return TB_SAY_YOUR_PAIN;
    }
    if (key == 1) {
        return TB_SAY_ALL_RIGHT;
    }
    if (seen->patient.said_stop) {
        return TB_SAY_STOPPING;
    }
    return seen->needle.stage == TB_NEEDLE_OUT || seen->stage == TB_STAGE_FINISH
               ? TB_SAY_EXPLAIN_AFTER
               : TB_SAY_WARN;
}

bool tb_app_hand_wants_raw(const tb_app_hand *hand, const tb_snapshot *seen)
{
    return hand->tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN &&
           hand->held_ms[TB_ACT_HOLD] > 0 && !hand->released[TB_ACT_HOLD];
}

static bool needle_guided(const tb_snapshot *seen)
{
    return seen->needle.stage == TB_NEEDLE_PLACED || seen->needle.stage == TB_NEEDLE_IN;
}

static void stop_motion(tb_app_hand *hand)
{
    hand->motion = TB_MOTION_NONE;
    hand->raw_mm = 0.0;
}

static void choose_tool(tb_app_hand *hand, tb_tool tool, const tb_snapshot *seen)
{
    if (hand->tool == tool) {
        return;
    }
    stop_motion(hand);
    hand->hold = false;
    hand->pending_mm = 0.0;
    hand->tool = tool;
    if (tool == TB_TOOL_NEEDLE) {
        if (needle_guided(seen)) {
            hand->t_mm = (double)seen->needle.entry_t_mm;
            hand->b_mm = (double)seen->needle.entry_b_mm;
        }
        return;
    }
    hand->finger_depth_mm = -5.0;
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
    const double span = hand->shift ? 8.0 : 16.0, speed = hand->shift ? 10.0 : 20.0;
    hand->motion = TB_MOTION_STROKE;
    hand->motion_from_mm = hand->b_mm;
    hand->motion_span_mm = span * sign * hand->across_sign;
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
        stop_motion(hand);
        return;
    }
    if (seen->needle.stage != TB_NEEDLE_IN) {
        return;
    }
    if (hand->motion == TB_MOTION_PISTON) {
        stop_motion(hand);
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
    if (needle_guided(seen)) {
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

static void let_go(tb_app_hand *hand, const tb_snapshot *seen)
{
    stop_motion(hand);
    hand->pending_mm = 0.0;
    hand->hold = false;
    if (hand->tool != TB_TOOL_NEEDLE) {
        hand->finger_depth_mm = FINGER_LIFT_MM;
    }
    tb_app_hand_command(hand,
                        seen->patient.said_stop ? TB_COMMAND_STOP_REACTION : TB_COMMAND_LET_GO, 0);
}

// Acts that happen once, when their key goes down.
static void press_once(tb_app_hand *hand, tb_app_action action, const tb_snapshot *seen)
{
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
        if (hand->tool == TB_TOOL_NEEDLE && needle_guided(seen)) {
            tb_app_hand_command(hand, TB_COMMAND_TAP, 0);
        }
        break;
    case TB_ACT_TO_FAT:
        if (hand->tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN) {
            start_needle_motion(hand, TB_MOTION_TO_FAT);
        }
        break;
    case TB_ACT_OUT:
        if (hand->motion == TB_MOTION_OUT) {
            stop_motion(hand);
        } else if (hand->tool == TB_TOOL_NEEDLE && needle_guided(seen)) {
            start_needle_motion(hand, TB_MOTION_OUT);
        }
        break;
    case TB_ACT_BIN:
        stop_motion(hand);
        tb_app_hand_command(hand, TB_COMMAND_REMOVE, 0);
        break;
    case TB_ACT_LET_GO:
        let_go(hand, seen);
        break;
    case TB_ACT_FINGER:
        choose_tool(hand, TB_TOOL_FINGER, seen);
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
        tb_app_hand_command(hand, TB_COMMAND_SAY,
                            (int32_t)tb_app_hand_phrase((int)action - (int)TB_ACT_SAY_Q, seen));
        break;
    case TB_ACT_AMPLITUDE_LESS:
        hand->amplitude_mm = fmax(1.0, hand->amplitude_mm - 1.0);
        break;
    case TB_ACT_AMPLITUDE_MORE:
        hand->amplitude_mm = fmin(PISTON_WINDOW_MM, hand->amplitude_mm + 1.0);
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
        if (needle) {
            stop_motion(hand);
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

void tb_app_hand_key(tb_app_hand *hand, tb_app_action action, bool down, const tb_snapshot *seen)
{
    if (!down) {
        hand->released[action] = hand->held_ms[action] > 0;
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
        stop_motion(hand);
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
    hand->raw_mm += 0.1 * pixels;
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
    hand->pending_mm = hand->pending_t_mm = hand->pending_b_mm = 0.0;
    if (hand->motion == TB_MOTION_RAW) {
        stop_motion(hand);
    }
}

// A key that went up still counts until its least time has passed, so that a quick touch moves by
// a whole step.
static bool is_down(tb_app_hand *hand, tb_app_action action, uint32_t least_ms)
{
    if (hand->held_ms[action] == 0) {
        return false;
    }
    if (hand->released[action] && hand->held_ms[action] > least_ms) {
        hand->held_ms[action] = 0;
        hand->released[action] = false;
        return false;
    }
    return true;
}

static void count_held(tb_app_hand *hand)
{
    for (int k = 0; k < TB_ACTION_COUNT; ++k) {
        if (hand->held_ms[k] > 0) {
            ++hand->held_ms[k];
            if (hand->released[k] && hand->held_ms[k] > 120) {
                hand->held_ms[k] = 0;
                hand->released[k] = false;
            }
        }
    }
}

// Part of a pending step that fits into this tick.
static double consume(double *pending, double per_s)
{
    const double most = per_s * DT_S;
    const double step = fmax(-most, fmin(most, *pending));
    *pending -= step;
    return step;
}

// Continuous part of a held pair of keys, after the delay that separates a touch from a hold.
static double held(tb_app_hand *hand, tb_app_action plus, tb_app_action minus, double per_s)
{
    double rate = 0.0;
    if (hand->held_ms[plus] > HOLD_DELAY_MS && !hand->released[plus]) {
        rate += per_s;
    }
    if (hand->held_ms[minus] > HOLD_DELAY_MS && !hand->released[minus]) {
        rate -= per_s;
    }
    return rate * DT_S;
}

static void move_on_skin(tb_app_hand *hand, const tb_snapshot *seen)
{
    const bool needle = hand->tool == TB_TOOL_NEEDLE;
    const double fine = hand->shift ? 0.2 : 1.0, hold = (needle ? 10.0 : 20.0) * fine;
    const double dt = consume(&hand->pending_t_mm, 40.0) +
                      hand->along_sign * held(hand, TB_ACT_RIGHT, TB_ACT_LEFT, hold);
    const double db = consume(&hand->pending_b_mm, 40.0) +
                      hand->across_sign * held(hand, TB_ACT_UP, TB_ACT_DOWN, hold);
    hand->t_mm += dt;
    hand->b_mm += db;
    if (hand->pointer_leads) {
        // In contact a hand is no faster than this; in air it is where the pointer is.
        const double most = (seen->finger.touching && !needle ? 120.0 : 2000.0) * DT_S;
        hand->t_mm += tb_clamp(hand->pointer_t_mm - hand->t_mm, -most, most);
        hand->b_mm += tb_clamp(hand->pointer_b_mm - hand->b_mm, -most, most);
    }
}

static void drive_finger(tb_app_hand *hand, const tb_snapshot *seen)
{
    if (hand->hold) {
        hand->pending_mm = hand->pending_t_mm = hand->pending_b_mm = 0.0;
        ++hand->hold_ms;
        return;
    }
    if (hand->motion == TB_MOTION_STROKE) {
        hand->motion_ms += 1.0;
        const double x = fmin(1.0, hand->motion_ms / hand->motion_length_ms);
        // Minimum jerk: 10 x^3 - 15 x^4 + 6 x^5 (Flash and Hogan 1985).
        hand->b_mm = hand->motion_from_mm +
                     hand->motion_span_mm * x * x * x * (10.0 + x * (-15.0 + 6.0 * x));
        if (x >= 1.0) {
            hand->motion = TB_MOTION_NONE;
        }
    } else {
        move_on_skin(hand, seen);
    }
    const double speed = hand->shift ? 1.0 : 8.0;
    const uint32_t least = hand->shift ? 100u : 62u;
    double step = consume(&hand->pending_mm, 20.0);
    if (is_down(hand, TB_ACT_PRESS, least)) {
        step += speed * DT_S;
    }
    if (is_down(hand, TB_ACT_EASE, least)) {
        step -= speed * DT_S;
    }
    if (step > 0.0 && (double)seen->finger.force_n > FINGER_FORCE_LIMIT_N) {
        step = 0.0;
    }
    hand->finger_depth_mm = tb_clamp(hand->finger_depth_mm + step, FINGER_LIFT_MM, FINGER_DEPTH_MM);
}

// Advance and withdraw: 2 to 10 mm/s in 0.6 s of holding; finesse 1 mm/s.
static double advance_step(const tb_app_hand *hand, tb_app_action action)
{
    const uint32_t ms = hand->held_ms[action];
    if (ms <= HOLD_DELAY_MS || hand->released[action]) {
        return 0.0;
    }
    const double ramp = fmin(1.0, (double)(ms - HOLD_DELAY_MS) / 600.0);
    return (hand->shift ? 1.0 : 2.0 + 8.0 * ramp) * DT_S;
}

static void run_motion(tb_app_hand *hand)
{
    hand->motion_ms += 1.0;
    const double from = hand->motion_from_mm;
    switch (hand->motion) {
    case TB_MOTION_PISTON: { // starts and turns at rest
        const double phase = fmod(hand->motion_ms, 1000.0) / 1000.0;
        hand->depth_mm = from + 0.5 * hand->amplitude_mm * (1.0 - cos(6.283185307179586 * phase));
        break;
    }
    case TB_MOTION_PASS: {
        const double gone = hand->motion_ms * PASS_MM_PER_S * DT_S;
        hand->depth_mm = from + (gone < PASS_MM ? gone : fmax(0.0, 2.0 * PASS_MM - gone));
        if (gone >= 2.0 * PASS_MM) {
            hand->motion = TB_MOTION_NONE;
        }
        break;
    }
    case TB_MOTION_RAW:
        hand->depth_mm =
            tb_clamp(hand->depth_mm + consume(&hand->raw_mm, PISTON_RAW_LIMIT_MM_PER_S), from,
                     from + PISTON_WINDOW_MM);
        break;
    case TB_MOTION_TO_FAT:
        hand->depth_mm -= 8.0 * DT_S;
        if (hand->depth_mm <= FAT_DEPTH_MM) {
            hand->depth_mm = FAT_DEPTH_MM;
            hand->motion = TB_MOTION_NONE;
        }
        break;
    case TB_MOTION_OUT:
        hand->depth_mm -= 10.0 * DT_S;
        if (hand->depth_mm <= NEEDLE_LIFT_MM) {
            hand->motion = TB_MOTION_NONE;
        }
        break;
    case TB_MOTION_STROKE:
    case TB_MOTION_NONE:
        break;
    }
}

static void turn(tb_app_hand *hand, const tb_snapshot *seen, double fine)
{
    hand->tilt_deg += consume(&hand->pending_tilt_deg, 90.0) +
                      held(hand, TB_ACT_TILT_MORE, TB_ACT_TILT_LESS, 20.0 * fine);
    hand->tilt_deg = tb_clamp(hand->tilt_deg, 0.0, seen->grip.can_lift ? 110.0 : 70.0);
    hand->azimuth_deg += consume(&hand->pending_azimuth_deg, 240.0) +
                         held(hand, TB_ACT_AZIMUTH_RIGHT, TB_ACT_AZIMUTH_LEFT, 60.0 * fine);
    hand->azimuth_deg = fmod(hand->azimuth_deg + 720.0, 360.0);
    hand->spin_deg += consume(&hand->pending_spin_deg, 360.0) +
                      held(hand, TB_ACT_TWIST_RIGHT, TB_ACT_TWIST_LEFT, 180.0 * fine);
}

static void drive_needle(tb_app_hand *hand, const tb_snapshot *seen)
{
    turn(hand, seen, hand->shift ? 0.2 : 1.0);
    if (!needle_guided(seen)) {
        move_on_skin(hand, seen);
        return;
    }
    if (seen->needle.tube_on) {
        // In the tube the session moves the needle (tap): the hand stays where it brought it.
        hand->depth_mm = (double)seen->needle.hand_depth_mm;
        hand->pending_mm = 0.0;
        return;
    }
    const double length =
        hand->needle_length_mm[seen->needle.choice >= 0 ? seen->needle.choice : 0];
    if (hand->motion == TB_MOTION_NONE) {
        hand->depth_mm += consume(&hand->pending_mm, 15.0) + advance_step(hand, TB_ACT_PRESS) -
                          advance_step(hand, TB_ACT_EASE);
    } else {
        run_motion(hand);
    }
    double most = length - HANDLE_CLEAR_MM;
    if (seen->needle.stage == TB_NEEDLE_IN) {
        most = fmin(most, (double)seen->needle.depth_mm + HAND_GAP_MM);
    }
    hand->depth_mm = tb_clamp(hand->depth_mm, NEEDLE_LIFT_MM, most);
}

static int32_t micro(double value)
{
    return (int32_t)lrint(value * 1000.0);
}

void tb_app_hand_tick(tb_app_hand *hand, const tb_snapshot *seen, tb_input *out)
{
    if (hand->tool == TB_TOOL_NEEDLE) {
        drive_needle(hand, seen);
    } else {
        drive_finger(hand, seen);
    }
    count_held(hand);
    *out = (tb_input){
        .tool = (uint8_t)hand->tool,
        .t_um = micro(hand->t_mm),
        .b_um = micro(hand->b_mm),
        .depth_um = micro(hand->tool == TB_TOOL_NEEDLE ? hand->depth_mm : hand->finger_depth_mm),
        .tilt_mdeg = micro(hand->tilt_deg),
        .azimuth_mdeg = micro(hand->azimuth_deg),
        .spin_mdeg = micro(hand->spin_deg)};
    if (hand->queue_count > 0) {
        out->command = (uint8_t)hand->queue[0].command;
        out->argument = hand->queue[0].argument;
        --hand->queue_count;
        memmove(&hand->queue[0], &hand->queue[1],
                (size_t)hand->queue_count * sizeof hand->queue[0]);
    }
}
