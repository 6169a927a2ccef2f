#include "script_internal.h"

#include <math.h>

enum {
    COMMAND_PAUSE_MS = 250,  ///< a hand rests this long after a one-shot act
    ANSWER_MS = 900,         ///< a patient answers within this time
    CONTACT_LIMIT_MS = 6000, ///< a force that was never reached is given up
    STROKES_MAX = 40,
};

static const double LIFTED_MM = -8.0, MOVE_MM_PER_S = 60.0;

double tb_action_number(const tb_action *action, tb_key key, double otherwise)
{
    return (action->given & TB_KEY_BIT(key)) != 0 ? action->number[key] : otherwise;
}

double tb_action_place(const tb_action *action, tb_key key, const tb_hand *hand, int axis,
                       double otherwise)
{
    if ((action->given & TB_KEY_BIT(key)) == 0) {
        return otherwise;
    }
    double base = 0.0;
    if (action->anchor[key] == TB_ANCHOR_HERE) {
        base = axis == 0 ? hand->t_mm : hand->b_mm;
    } else if (action->anchor[key] != TB_ANCHOR_NONE) {
        base = hand->anchor_mm[action->anchor[key]][axis];
    }
    return base + action->number[key];
}

void tb_to_phase(tb_progress *progress, int phase)
{
    progress->phase = phase;
    progress->ticks = (uint32_t)-1; // counted up to 0 before the phase's first tick
}

// --- finger -------------------------------------------------------------------------------------

bool tb_hand_palpates(const tb_hand *hand)
{
    return hand->tool == TB_TOOL_FINGER || hand->tool == TB_TOOL_TWO_FINGERS ||
           hand->tool == TB_TOOL_PINCER;
}

bool tb_hand_travel(tb_hand *hand, tb_progress *progress, double t_mm, double b_mm, double depth_mm,
                    double speed_mm_per_s)
{
    if (progress->phase == 0) {
        if (!tb_hand_palpates(hand)) {
            hand->tool = TB_TOOL_FINGER;
            hand->depth_mm = LIFTED_MM;
        }
        if (tb_hand_lift_off(hand)) {
            tb_hand_glide_to(hand, t_mm, b_mm, depth_mm, speed_mm_per_s);
            tb_to_phase(progress, 1);
        }
        return false;
    }
    return tb_hand_glide(hand);
}

static bool play_finger(tb_script *script, const tb_action *action)
{
    tb_hand *hand = &script->hand;
    if (script->progress.total == 0 && hand->tool != TB_TOOL_FINGER) {
        hand->tool = TB_TOOL_FINGER;
        hand->depth_mm = LIFTED_MM;
    }
    return tb_hand_travel(hand, &script->progress,
                          tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm),
                          tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm), LIFTED_MM,
                          tb_action_number(action, TB_KEY_SPEED, MOVE_MM_PER_S));
}

static bool play_touch(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double speed = tb_action_number(action, TB_KEY_SPEED, 15.0);
    if (progress->phase < 2) {
        const double t_mm = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        const double b_mm = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
        if (tb_hand_travel(hand, progress, t_mm, b_mm, LIFTED_MM, MOVE_MM_PER_S)) {
            tb_to_phase(progress, 2);
        }
        return false;
    }
    hand->depth_mm += 0.001 * speed;
    return seen->finger.touching || hand->depth_mm > 20.0 || progress->ticks > CONTACT_LIMIT_MS;
}

// How firm a press: until the force is met or, with until=hurts, until the patient feels pain,
// whichever comes first; then that force is held.
static bool play_press(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    const float hurts_nrs = 2.0f;
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    hand->tool = tb_hand_palpates(hand) ? hand->tool : TB_TOOL_FINGER;
    const double hold_ms = tb_action_number(action, TB_KEY_FOR, 0.0);
    const bool until_hurts =
        (int)tb_action_number(action, TB_KEY_UNTIL, TB_UNTIL_NEVER) == TB_UNTIL_HURTS;
    if (progress->total == 0) {
        progress->value[0] = tb_action_number(action, TB_KEY_FORCE, 0.0);
    }
    bool there;
    if (progress->value[0] > 0.0) {
        there = tb_hand_press(hand, seen, progress->value[0]);
    } else {
        if (progress->total == 0) {
            tb_hand_glide_to(hand, hand->t_mm, hand->b_mm, action->number[TB_KEY_DEPTH],
                             tb_action_number(action, TB_KEY_SPEED, 8.0));
        }
        there = tb_hand_glide(hand);
    }
    if (progress->phase == 0) {
        const bool hurts = until_hurts && seen->patient.pain_nrs >= hurts_nrs;
        if (hurts && seen->finger.force_n > 0.1f) {
            progress->value[0] = (double)seen->finger.force_n;
        }
        if (there || hurts || progress->ticks > CONTACT_LIMIT_MS) {
            tb_to_phase(progress, 1);
        }
        return false;
    }
    return progress->ticks >= (uint32_t)hold_ms;
}

static bool play_lift(tb_script *script, const tb_action *action)
{
    tb_hand *hand = &script->hand;
    if (script->progress.total == 0) {
        tb_hand_glide_to(hand, hand->t_mm, hand->b_mm, LIFTED_MM,
                         tb_action_number(action, TB_KEY_SPEED, 30.0));
    }
    return tb_hand_glide(hand);
}

// Where the present stroke of a row goes: from t_mm to to_t_mm in equal steps.
static double stroke_t_mm(const tb_action *action, const tb_hand *hand, double from_mm,
                          double to_mm, int *stops)
{
    const double steps = fabs(to_mm - from_mm) / tb_action_number(action, TB_KEY_STEP, 15.0);
    *stops = 1 + (int)tb_clamp(ceil(steps - 1e-9), 0.0, STROKES_MAX - 1);
    return *stops == 1 ? from_mm
                       : from_mm + (to_mm - from_mm) * hand->sweep.stop / (double)(*stops - 1);
}

// After the sweeps of one stop: the strongest ridge of the row is the band.
static void note_ridge(tb_hand *hand, double t_mm, double middle_mm)
{
    double b_mm = middle_mm, ridge_n = 0.0;
    (void)tb_sweep_ridge(hand, &b_mm, &ridge_n);
    if (hand->sweep.stop == 0 || ridge_n > hand->sweep.ridge_n) {
        hand->sweep.ridge_n = ridge_n;
        tb_hand_remember(hand, TB_ANCHOR_BAND, t_mm, b_mm);
    }
}

// Sweep across the fibres at the depth that gave the wanted force, so that a cord shows as a rise.
static bool play_stroke(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double half_mm = 0.5 * action->number[TB_KEY_AMPLITUDE];
    const int sweeps = (int)tb_action_number(action, TB_KEY_COUNT, 2.0);
    const double speed = tb_action_number(action, TB_KEY_SPEED, 20.0);
    if (progress->total == 0) {
        progress->value[0] = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        progress->value[1] = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
        progress->value[2] = tb_action_place(action, TB_KEY_TO_T, hand, 0, progress->value[0]);
        hand->sweep.stop = 0;
        tb_sweep_begin(hand, progress->value[1]);
    }
    int stops = 1;
    const double t_mm = stroke_t_mm(action, hand, progress->value[0], progress->value[2], &stops);
    if (progress->phase < 2) {
        if (tb_hand_travel(hand, progress, t_mm, progress->value[1] - half_mm, -2.0,
                           MOVE_MM_PER_S)) {
            tb_to_phase(progress, 2);
        }
        return false;
    }
    if (progress->phase == 2) {
        if ((tb_hand_press(hand, seen, action->number[TB_KEY_FORCE]) && progress->ticks > 400) ||
            progress->ticks > CONTACT_LIMIT_MS) {
            tb_to_phase(progress, 3);
        }
        return false;
    }
    if (progress->ticks == 0) {
        const double side = progress->repeat % 2 == 0 ? half_mm : -half_mm;
        tb_hand_glide_to(hand, hand->t_mm, progress->value[1] + side, hand->depth_mm, speed);
    }
    if (seen->finger.touching) {
        tb_sweep_note(hand, (double)seen->finger.b_mm, (double)seen->finger.force_n);
    }
    if (!tb_hand_glide(hand)) {
        return false;
    }
    if (++progress->repeat < sweeps) {
        tb_to_phase(progress, 3);
        return false;
    }
    note_ridge(hand, t_mm, progress->value[1]);
    if (++hand->sweep.stop == stops) {
        return true;
    }
    progress->repeat = 0;
    tb_sweep_begin(hand, progress->value[1]);
    tb_to_phase(progress, 0);
    return false;
}

// --- words, one-shot acts, waiting --------------------------------------------------------------

static bool one_shot(tb_script *script, tb_input *input, tb_command command, int argument)
{
    if (script->progress.total == 0) {
        input->command = (uint8_t)command;
        input->argument = argument;
    }
    return script->progress.total >= COMMAND_PAUSE_MS;
}

static bool play_declare(tb_script *script, const tb_action *action, tb_input *input)
{
    tb_hand *hand = &script->hand;
    if (script->progress.total == 0) {
        hand->t_mm = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        hand->b_mm = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
    }
    return one_shot(script, input, TB_COMMAND_DECLARE,
                    (int)tb_action_number(action, TB_KEY_STATE, 0.0));
}

static bool play_wait(const tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    const int until = (int)tb_action_number(action, TB_KEY_UNTIL, TB_UNTIL_NEVER);
    if (until == TB_UNTIL_LTR && seen->twitch.count > script->progress.ltrs_before) {
        return true;
    }
    if (until == TB_UNTIL_EASE && seen->patient.pain_nrs < 1.0f) {
        return true;
    }
    return script->progress.total >= (uint32_t)action->number[TB_KEY_FOR];
}

static bool play_cotton(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->phase == 0) {
        if (progress->total == 0) {
            hand->tool = TB_TOOL_COTTON;
            hand->t_mm =
                tb_action_place(action, TB_KEY_T, hand, 0, hand->anchor_mm[TB_ANCHOR_ENTRY][0]);
            hand->b_mm =
                tb_action_place(action, TB_KEY_B, hand, 1, hand->anchor_mm[TB_ANCHOR_ENTRY][1]);
            hand->depth_mm = LIFTED_MM;
        }
        if (tb_hand_press(hand, seen, tb_action_number(action, TB_KEY_FORCE, 8.0)) ||
            progress->ticks > CONTACT_LIMIT_MS) {
            tb_to_phase(progress, 1);
        }
        return false;
    }
    if (progress->phase == 1) {
        (void)tb_hand_press(hand, seen, tb_action_number(action, TB_KEY_FORCE, 8.0));
        if (progress->ticks >= (uint32_t)action->number[TB_KEY_FOR]) {
            tb_to_phase(progress, 2);
            tb_hand_glide_to(hand, hand->t_mm, hand->b_mm, LIFTED_MM, 30.0);
        }
        return false;
    }
    return tb_hand_glide(hand);
}

static bool play_attend(tb_script *script, const tb_action *action)
{
    script->hand.attend.stop = tb_action_number(action, TB_KEY_STOP, 0.0) > 0.0;
    script->hand.attend.faint = tb_action_number(action, TB_KEY_FAINT, 0.0) > 0.0;
    script->hand.attend.electric = tb_action_number(action, TB_KEY_ELECTRIC, 0.0) > 0.0;
    script->hand.attend.keep_mm = tb_action_number(action, TB_KEY_KEEP, 0.0);
    script->hand.attend.react_ms = (uint32_t)tb_action_number(action, TB_KEY_REACT, 400.0);
    return true;
}

bool tb_action_play(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                    tb_input *input)
{
    switch ((tb_verb)action->verb) {
    case TB_VERB_FINGER:
        return play_finger(script, action);
    case TB_VERB_TOUCH:
        return play_touch(script, action, seen);
    case TB_VERB_PRESS:
        return play_press(script, action, seen);
    case TB_VERB_STROKE:
        return play_stroke(script, action, seen);
    case TB_VERB_WALK:
        return tb_walk_play(script, action, seen, input);
    case TB_VERB_LIFT:
        return play_lift(script, action);
    case TB_VERB_DECLARE:
        return play_declare(script, action, input);
    case TB_VERB_COTTON:
        return play_cotton(script, action, seen);
    case TB_VERB_SAY:
        return one_shot(script, input, TB_COMMAND_SAY, (int)action->number[TB_KEY_LINE]);
    case TB_VERB_ATTEND:
        return play_attend(script, action);
    case TB_VERB_ALGOMETER:
    case TB_VERB_RELEASE:
    case TB_VERB_SWEEP:
        return tb_manual_play(script, action, seen);
    case TB_VERB_SCREEN:
        return one_shot(script, input, TB_COMMAND_SCREEN, (int)action->number[TB_KEY_QUESTION]) &&
               script->progress.total >= ANSWER_MS;
    case TB_VERB_CONSENT:
        return one_shot(script, input, TB_COMMAND_CONSENT,
                        (int)tb_action_number(action, TB_KEY_TELL, 1.0)) &&
               script->progress.total >= ANSWER_MS;
    case TB_VERB_DECIDE:
        return one_shot(script, input, TB_COMMAND_DECIDE, (int)action->number[TB_KEY_WHAT]);
    case TB_VERB_PLAN:
        return one_shot(script, input, TB_COMMAND_PLAN, (int)action->number[TB_KEY_OPTION] - 1);
    case TB_VERB_PREPARE:
        return one_shot(script, input, TB_COMMAND_PREPARE, (int)action->number[TB_KEY_STEP_NAME]);
    case TB_VERB_ASK_VISIT:
        return one_shot(script, input, TB_COMMAND_ASK_VISIT, 0) &&
               script->progress.total >= ANSWER_MS;
    case TB_VERB_JUDGE:
        return one_shot(script, input, TB_COMMAND_JUDGE_MATCH, (int)action->number[TB_KEY_MATCH]);
    case TB_VERB_TAG:
        return one_shot(script, input, TB_COMMAND_TAG,
                        2 * (int)action->number[TB_KEY_QUESTION] + (int)action->number[TB_KEY_AS]);
    case TB_VERB_GUESS:
        return one_shot(script, input, TB_COMMAND_GUESS,
                        (int)(1e3 * action->number[TB_KEY_DISTANCE] + 0.5));
    case TB_VERB_REVIEW:
        return one_shot(script, input, TB_COMMAND_REVIEW, (int)action->number[TB_KEY_DAYS]);
    case TB_VERB_LIE_FLAT:
        return one_shot(script, input, TB_COMMAND_LIE_FLAT, 0);
    case TB_VERB_LET_GO:
        return one_shot(script, input, TB_COMMAND_LET_GO, 0);
    case TB_VERB_STOP_REACTION:
        return one_shot(script, input, TB_COMMAND_STOP_REACTION, 0);
    case TB_VERB_WAIT:
        return play_wait(script, action, seen);
    case TB_VERB_END:
        input->command = TB_COMMAND_END;
        return true;
    case TB_VERB_PINCER:
    case TB_VERB_RAISE:
    case TB_VERB_ROLL:
    case TB_VERB_TWO_FINGERS:
        return tb_grip_play(script, action);
    default:
        return tb_action_play_needle(script, action, seen, input);
    }
}
