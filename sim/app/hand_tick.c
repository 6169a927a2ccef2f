// One tick of the hand: keys, sticks and motions into millimetres.
#include "hand_internal.h"

#include <math.h>
#include <string.h>

static const double DT_S = 1e-3; // seconds per tick
static const double FINGER_DEPTH_MM = 40.0;
static const double FINGER_FORCE_LIMIT_N = 60.0; // a hand that feels this stops pressing
static const double NEEDLE_LIFT_MM = -8.0;
static const double HANDLE_CLEAR_MM = 2.0; // the handle never touches the skin
static const double HAND_GAP_MM = 6.0;     // the hand leads the tool by no more
static const double PISTON_RAW_LIMIT_MM_PER_S = 250.0;
static const double STICK_MM_PER_S = 60.0, TRIGGER_FINGER_MM_PER_S = 24.0,
                    TRIGGER_NEEDLE_MM_PER_S = 15.0, STICK_TILT_DEG_PER_S = 20.0,
                    STICK_AZIMUTH_DEG_PER_S = 60.0, STICK_TWIST_DEG_PER_S = 180.0;
static const double GRIP_MM_PER_S = 120.0; // a grip that follows the pointer
static const double ROLL_REACH_MM = 8.0;   // of a pincer grip led by the pointer, to either side
static const double GAIN_LEAST = 0.25, FINGER_REFERENCE_N = 20.0, NEEDLE_REFERENCE_N = 1.0;
static const double FORCE_SMOOTHING = 0.17; // of a 30 Hz low-pass per ms: 1 - exp(-2 pi 0.030)

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
    if (hand->held_ms[plus] > TB_HAND_HOLD_DELAY_MS && !hand->released[plus]) {
        rate += per_s;
    }
    if (hand->held_ms[minus] > TB_HAND_HOLD_DELAY_MS && !hand->released[minus]) {
        rate -= per_s;
    }
    return rate * DT_S;
}

// A stick's rate: squared, so that the middle is fine.
static double squared(double value)
{
    return value * fabs(value);
}

double tb_app_hand_gain(const tb_app_hand *hand, const tb_snapshot *seen)
{
    if (hand->shift) {
        return 1.0; // finesse is direct
    }
    const double reference = hand->tool == TB_TOOL_NEEDLE ? NEEDLE_REFERENCE_N : FINGER_REFERENCE_N;
    const double gain = 1.0 / (1.0 + 2.0 * hand->stiffness * hand->felt_n / reference);
    const bool gripped = hand->tool == TB_TOOL_NEEDLE && seen->needle.gripped;
    return fmax(GAIN_LEAST, gain) * (gripped && hand->stiffness > 0.0 ? 0.5 : 1.0);
}

static void feel(tb_app_hand *hand, const tb_snapshot *seen)
{
    const double force = hand->tool == TB_TOOL_NEEDLE ? fmax(0.0, (double)seen->needle.force_n)
                                                      : (double)seen->finger.force_n;
    hand->felt_n += FORCE_SMOOTHING * (force - hand->felt_n);
}

// Motion that loads the tissue is slowed by its resistance; motion that unloads is free.
static double resisted(const tb_app_hand *hand, const tb_snapshot *seen, double step)
{
    return step > 0.0 ? step * tb_app_hand_gain(hand, seen) : step;
}

static void move_on_skin(tb_app_hand *hand, const tb_snapshot *seen)
{
    const bool needle = hand->tool == TB_TOOL_NEEDLE;
    const double fine = hand->shift ? 0.2 : 1.0, hold = (needle ? 10.0 : 20.0) * fine;
    const double dt = consume(&hand->pending_t_mm, 40.0) +
                      hand->along_sign * held(hand, TB_ACT_RIGHT, TB_ACT_LEFT, hold);
    const double db = consume(&hand->pending_b_mm, 40.0) +
                      hand->across_sign * held(hand, TB_ACT_UP, TB_ACT_DOWN, hold);
    const double stick = STICK_MM_PER_S * DT_S * hand->speed * (hand->shift ? 1.0 / 6.0 : 1.0);
    const double sx = squared(hand->axis[TB_AXIS_MOVE_X]), sy = squared(hand->axis[TB_AXIS_MOVE_Y]);
    if (sx != 0.0 || sy != 0.0) {
        hand->pointer_leads = false;
    }
    hand->t_mm += dt + stick * sx * hand->along_sign;
    hand->b_mm += db + stick * sy * hand->across_sign;
    if (hand->pointer_leads) {
        // In contact a hand is no faster than this; in air it is where the pointer is.
        const double most = (seen->finger.touching && !needle ? 120.0 : 2000.0) * DT_S;
        hand->t_mm += tb_clamp(hand->pointer_t_mm - hand->t_mm, -most, most);
        hand->b_mm += tb_clamp(hand->pointer_b_mm - hand->b_mm, -most, most);
    }
}

// A grip moves along the roll and lifts it: up to 20 mm, at 20 mm/s. A pointer leads it along, and
// to and fro across, where the muscle rolls between the pads.
static void lift_grip(tb_app_hand *hand)
{
    const double up = consume(&hand->pending_b_mm, 20.0) * hand->across_sign +
                      held(hand, TB_ACT_UP, TB_ACT_DOWN, 20.0) +
                      20.0 * DT_S * squared(hand->axis[TB_AXIS_MOVE_Y]);
    hand->second_mm = tb_clamp(hand->second_mm + up, 0.0, 20.0);
    const double along = squared(hand->axis[TB_AXIS_MOVE_X]);
    if (along != 0.0) {
        hand->pointer_leads = false;
    }
    hand->t_mm += consume(&hand->pending_t_mm, 40.0) +
                  hand->along_sign * held(hand, TB_ACT_RIGHT, TB_ACT_LEFT, 20.0) +
                  hand->along_sign * STICK_MM_PER_S * DT_S * along;
    if (hand->pointer_leads) {
        const double most = GRIP_MM_PER_S * DT_S;
        const double across = tb_clamp(hand->pointer_b_mm, -ROLL_REACH_MM, ROLL_REACH_MM);
        hand->t_mm += tb_clamp(hand->pointer_t_mm - hand->t_mm, -most, most);
        hand->b_mm += tb_clamp(across - hand->b_mm, -most, most);
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
        const double at = hand->motion_from_mm +
                          hand->motion_span_mm * x * x * x * (10.0 + x * (-15.0 + 6.0 * x));
        if (hand->tool == TB_TOOL_HAND) {
            hand->t_mm = at;
        } else {
            hand->b_mm = at;
        }
        if (x >= 1.0) {
            hand->motion = TB_MOTION_NONE;
        }
    } else if (hand->tool == TB_TOOL_PINCER) {
        lift_grip(hand);
    } else {
        move_on_skin(hand, seen);
    }
    const double speed = hand->shift ? 1.0 : hand->tool == TB_TOOL_PINCER ? 10.0 : 8.0;
    const uint32_t least = hand->shift ? 100u : 62u;
    double step = consume(&hand->pending_mm, 20.0);
    if (is_down(hand, TB_ACT_PRESS, least)) {
        step += speed * DT_S;
    }
    if (is_down(hand, TB_ACT_EASE, least)) {
        step -= speed * DT_S;
    }
    step += TRIGGER_FINGER_MM_PER_S * DT_S * (hand->shift ? 0.2 : 1.0) *
            (hand->axis[TB_AXIS_PRESS] - hand->axis[TB_AXIS_EASE]);
    step = resisted(hand, seen, step);
    if (step > 0.0 && (double)seen->finger.force_n > FINGER_FORCE_LIMIT_N) {
        step = 0.0;
    }
    hand->finger_depth_mm =
        tb_clamp(hand->finger_depth_mm + step, TB_HAND_LIFT_MM, FINGER_DEPTH_MM);
}

// Advance and withdraw: 2 to 10 mm/s in 0.6 s of holding; finesse 1 mm/s.
static double advance_step(const tb_app_hand *hand, tb_app_action action)
{
    const uint32_t ms = hand->held_ms[action];
    if (ms <= TB_HAND_HOLD_DELAY_MS || hand->released[action]) {
        return 0.0;
    }
    const double ramp = fmin(1.0, (double)(ms - TB_HAND_HOLD_DELAY_MS) / 600.0);
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
        const double gone = hand->motion_ms * TB_HAND_PASS_MM_PER_S * DT_S;
        hand->depth_mm =
            from + (gone < TB_HAND_PASS_MM ? gone : fmax(0.0, 2.0 * TB_HAND_PASS_MM - gone));
        if (gone >= 2.0 * TB_HAND_PASS_MM) {
            hand->motion = TB_MOTION_NONE;
        }
        break;
    }
    case TB_MOTION_RAW:
        if (hand->pad_piston) { // the trigger's way is 10 mm
            hand->raw_mm = from + TB_HAND_WINDOW_MM * hand->axis[TB_AXIS_PRESS] - hand->depth_mm;
        }
        hand->depth_mm =
            tb_clamp(hand->depth_mm + consume(&hand->raw_mm, PISTON_RAW_LIMIT_MM_PER_S), from,
                     from + TB_HAND_WINDOW_MM);
        break;
    case TB_MOTION_TO_FAT:
        hand->depth_mm -= 8.0 * DT_S;
        if (hand->depth_mm <= TB_HAND_FAT_MM) {
            hand->depth_mm = TB_HAND_FAT_MM;
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
    hand->tilt_deg += STICK_TILT_DEG_PER_S * DT_S * fine * squared(hand->axis[TB_AXIS_TILT]);
    const double azimuth =
        STICK_AZIMUTH_DEG_PER_S * DT_S * fine * squared(hand->axis[TB_AXIS_AZIMUTH]) +
        consume(&hand->pending_azimuth_deg, 240.0) +
        held(hand, TB_ACT_AZIMUTH_RIGHT, TB_ACT_AZIMUTH_LEFT, 60.0 * fine);
    const double twist = consume(&hand->pending_spin_deg, 360.0) +
                         held(hand, TB_ACT_TWIST_RIGHT, TB_ACT_TWIST_LEFT, 180.0 * fine) +
                         STICK_TWIST_DEG_PER_S * DT_S * fine * squared(hand->axis[TB_AXIS_TWIST]);
    hand->tilt_deg += consume(&hand->pending_tilt_deg, 90.0) +
                      held(hand, TB_ACT_TILT_MORE, TB_ACT_TILT_LESS, 20.0 * fine);
    hand->tilt_deg = tb_clamp(hand->tilt_deg, 0.0, seen->grip.can_lift ? 110.0 : 70.0);
    hand->azimuth_deg = fmod(hand->azimuth_deg + hand->turn_sign * azimuth + 720.0, 360.0);
    hand->spin_deg += hand->turn_sign * twist;
}

static void drive_needle(tb_app_hand *hand, const tb_snapshot *seen)
{
    turn(hand, seen, hand->shift ? 0.2 : 1.0);
    if (!tb_hand_guided(seen)) {
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
        const double trigger = TRIGGER_NEEDLE_MM_PER_S * DT_S * (hand->shift ? 0.1 : 1.0) *
                               (hand->axis[TB_AXIS_PRESS] - hand->axis[TB_AXIS_EASE]);
        hand->depth_mm +=
            resisted(hand, seen,
                     consume(&hand->pending_mm, 15.0) + advance_step(hand, TB_ACT_PRESS) -
                         advance_step(hand, TB_ACT_EASE) + trigger);
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
    feel(hand, seen);
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
        .spin_mdeg = micro(hand->spin_deg),
        .second_um = micro(hand->second_mm)};
    if (hand->queue_count > 0) {
        out->command = (uint8_t)hand->queue[0].command;
        out->argument = hand->queue[0].argument;
        --hand->queue_count;
        memmove(&hand->queue[0], &hand->queue[1],
                (size_t)hand->queue_count * sizeof hand->queue[0]);
    }
}
