// Verbs for two fingertips: a pincer grip around a roll, two fingers side by side.
#include "script_internal.h"

#include <math.h>

static const double OPEN_MM = -8.0, MOVE_MM_PER_S = 60.0, SPREAD_MM = 20.0;

void tb_hand_note_faces(tb_hand *hand, const tb_snapshot *seen)
{
    // The pads' distance and how deep they stand give the roll's resting thickness; a tube set down
    // a hair inside of it stands on the face.
    const double inside = 0.98;
    if (hand->tool == TB_TOOL_PINCER && seen->grip.pinching && seen->finger.touching) {
        const double half_mm = 0.5 * ((double)seen->grip.gap_mm + (double)seen->grip.depth_mm[0] +
                                      (double)seen->grip.depth_mm[1]);
        tb_hand_remember(hand, TB_ANCHOR_FRONT, hand->t_mm, -inside * half_mm);
        tb_hand_remember(hand, TB_ANCHOR_BEHIND, hand->t_mm, inside * half_mm);
    }
}

/// Take a tool in hand, open or lifted, and go to a place.
static bool take(tb_script *script, const tb_action *action, int tool, double b_mm)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->total == 0 && hand->tool != tool) {
        hand->tool = tool;
        hand->depth_mm = OPEN_MM;
        hand->second_mm = tool == TB_TOOL_PINCER ? 0.0 : hand->second_mm;
        hand->b_mm = tool == TB_TOOL_PINCER ? 0.0 : hand->b_mm;
    }
    return tb_hand_travel(hand, progress, tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm),
                          b_mm, OPEN_MM, tb_action_number(action, TB_KEY_SPEED, MOVE_MM_PER_S));
}

/// Lift what the grip holds, further than before.
static bool raise(tb_script *script, const tb_action *action)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->total == 0) {
        progress->value[0] = fmin(hand->second_mm + action->number[TB_KEY_BY], 12.0);
    }
    const double step_mm = 1e-3 * tb_action_number(action, TB_KEY_SPEED, 10.0);
    hand->second_mm = fmin(hand->second_mm + step_mm, progress->value[0]);
    return hand->second_mm >= progress->value[0];
}

/// Strum to and fro up the roll with the pads where they are, and back to the middle.
static bool roll(tb_script *script, const tb_action *action)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double half_mm = 0.5 * action->number[TB_KEY_AMPLITUDE];
    const int sweeps = (int)tb_action_number(action, TB_KEY_COUNT, 2.0);
    if (progress->ticks == 0) {
        const double to_mm = progress->repeat == sweeps    ? 0.0
                             : (progress->repeat & 1) == 0 ? half_mm
                                                           : -half_mm;
        tb_hand_glide_to(hand, hand->t_mm, to_mm, hand->depth_mm,
                         tb_action_number(action, TB_KEY_SPEED, 20.0));
    }
    if (!tb_hand_glide(hand)) {
        return false;
    }
    if (++progress->repeat <= sweeps) {
        tb_to_phase(progress, 1);
        return false;
    }
    return true;
}

bool tb_grip_play(tb_script *script, const tb_action *action)
{
    tb_hand *hand = &script->hand;
    switch ((tb_verb)action->verb) {
    case TB_VERB_PINCER:
        return take(script, action, TB_TOOL_PINCER, 0.0);
    case TB_VERB_RAISE:
        return hand->tool != TB_TOOL_PINCER || raise(script, action);
    case TB_VERB_ROLL:
        return hand->tool != TB_TOOL_PINCER || roll(script, action);
    default:
        hand->second_mm = tb_action_number(action, TB_KEY_SPREAD, SPREAD_MM);
        return take(script, action, TB_TOOL_TWO_FINGERS,
                    tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm));
    }
}
