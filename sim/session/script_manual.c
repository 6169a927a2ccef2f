// Hands that measure and treat without a needle: the algometer's ramp, the thumb that holds, the
// flat hand that strokes.
#include "script_internal.h"

#include "tautband/core/vec.h"

#include <math.h>

enum {
    CONTACT_LIMIT_MS = 6000, ///< a force that was never reached is given up
    NOW_REST_MS = 700,       ///< between two readings
    READING_LIMIT_MS = 30000,
};
static const double LIFTED_MM = -8.0, MOVE_MM_PER_S = 60.0;
static const double MOST_N = 58.0;

// Straight off the skin, then through the air. @return true when it has arrived
static bool travel(tb_hand *hand, tb_progress *progress, int tool, double t_mm, double b_mm)
{
    if (progress->phase == 0) {
        if (hand->tool != tool) {
            hand->tool = tool;
            hand->depth_mm = LIFTED_MM;
        }
        if (tb_hand_lift_off(hand)) {
            tb_hand_glide_to(hand, t_mm, b_mm, LIFTED_MM, MOVE_MM_PER_S);
            tb_to_phase(progress, 1);
        }
        return false;
    }
    return tb_hand_glide(hand);
}

// value[0]: force asked for; value[1]: readings before.
static bool play_algometer(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double rate_n_per_ms = 1e-3 * tb_action_number(action, TB_KEY_RATE_N, 10.0);
    if (progress->total == 0) {
        progress->value[2] = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        progress->value[3] = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
    }
    if (progress->phase < 2) {
        if (travel(hand, progress, TB_TOOL_ALGOMETER, progress->value[2], progress->value[3])) {
            tb_to_phase(progress, 2);
            progress->value[0] = 0.5;
            progress->value[1] = seen->algometer.readings;
        }
        return false;
    }
    if (progress->phase == 2) {
        progress->value[0] = fmin(progress->value[0] + rate_n_per_ms, MOST_N);
        (void)tb_hand_press(hand, seen, progress->value[0]);
        const bool read = seen->algometer.readings > (int)progress->value[1];
        if (read || progress->ticks > READING_LIMIT_MS) {
            tb_to_phase(progress, 3);
        }
        return false;
    }
    if (progress->phase == 3) {
        hand->depth_mm = fmax(hand->depth_mm - 0.06, LIFTED_MM);
        if (hand->depth_mm <= LIFTED_MM && progress->ticks >= NOW_REST_MS) {
            if (++progress->repeat >= (int)tb_action_number(action, TB_KEY_COUNT, 1.0)) {
                return true;
            }
            tb_to_phase(progress, 2);
            progress->value[0] = 0.5;
            progress->value[1] = seen->algometer.readings;
        }
        return false;
    }
    return true;
}

// value[0]: force held. With pain_nrs= it is what gave that pain; with follow=yes the force rises
// as the pain fades, so that the pain stays.
static bool play_release(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double wanted_nrs = tb_action_number(action, TB_KEY_PAIN, 0.0);
    const bool by_pain = (action->given & TB_KEY_BIT(TB_KEY_PAIN)) != 0;
    const bool follow = tb_action_number(action, TB_KEY_FOLLOW, 0.0) > 0.0;
    if (progress->total == 0) {
        progress->value[2] = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        progress->value[3] = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
        progress->value[0] = by_pain ? 2.0 : action->number[TB_KEY_FORCE];
    }
    if (progress->phase < 2) {
        if (travel(hand, progress, TB_TOOL_THUMB, progress->value[2], progress->value[3])) {
            tb_to_phase(progress, 2);
        }
        return false;
    }
    const double pain = (double)seen->patient.pain_nrs;
    const bool rising = by_pain && (progress->phase == 2 || follow);
    if (rising && pain < wanted_nrs) {
        // slower near the goal: pain follows the pressure with a delay
        const double rate_n_per_ms = progress->phase == 2 ? 0.006 : 0.0015;
        progress->value[0] = fmin(progress->value[0] + rate_n_per_ms, MOST_N);
    }
    const bool met = tb_hand_press(hand, seen, progress->value[0]);
    if (progress->phase == 2) {
        const bool there = by_pain ? pain >= wanted_nrs || progress->value[0] >= MOST_N : met;
        if (there || progress->ticks > 3 * CONTACT_LIMIT_MS) {
            tb_to_phase(progress, 3);
        }
        return false;
    }
    const bool yields =
        (int)tb_action_number(action, TB_KEY_UNTIL, TB_UNTIL_NEVER) == TB_UNTIL_YIELDS &&
        seen->release.yielded;
    return yields || progress->ticks >= (uint32_t)action->number[TB_KEY_FOR];
}

static bool play_sweep(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->total == 0) {
        progress->value[0] = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        progress->value[1] = tb_action_place(action, TB_KEY_TO_T, hand, 0, hand->t_mm);
        progress->value[2] = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
    }
    if (progress->phase < 2) {
        if (travel(hand, progress, TB_TOOL_HAND, progress->value[0], progress->value[2])) {
            tb_to_phase(progress, 2);
        }
        return false;
    }
    const double force_n = action->number[TB_KEY_FORCE];
    if (progress->phase == 2) {
        if ((tb_hand_press(hand, seen, force_n) && progress->ticks > 300) ||
            progress->ticks > CONTACT_LIMIT_MS) {
            tb_to_phase(progress, 3);
            const double length_mm = fabs(progress->value[1] - progress->value[0]);
            progress->value[3] =
                length_mm > 0.0 ? 1e-3 * tb_action_number(action, TB_KEY_SPEED, 15.0) / length_mm
                                : 1.0;
        }
        return false;
    }
    // an even stroke, the force kept by feel
    const double share = fmin(1.0, progress->value[3] * (progress->ticks + 1));
    hand->t_mm = progress->value[0] + share * (progress->value[1] - progress->value[0]);
    (void)tb_hand_press(hand, seen, force_n);
    if (share < 1.0) {
        return false;
    }
    tb_to_phase(progress, 0); // off the skin, back to the start
    return ++progress->repeat >= (int)tb_action_number(action, TB_KEY_COUNT, 4.0);
}

bool tb_manual_play(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    switch ((tb_verb)action->verb) {
    case TB_VERB_ALGOMETER:
        return play_algometer(script, action, seen);
    case TB_VERB_RELEASE:
        return play_release(script, action, seen);
    default:
        return play_sweep(script, action, seen);
    }
}
