#include "script_internal.h"

#include "tautband/core/vec.h"

#include <math.h>

enum {
    ANSWER_MS = 700,         ///< a patient answers within this time
    CONTACT_LIMIT_MS = 6000, ///< a force that was never reached is given up
    STOPS_MAX = 200,
};

static bool heard_recognition(const tb_snapshot *seen, uint32_t since_ms)
{
    return seen->patient.line_tick_ms > since_ms &&
           (seen->patient.line == TB_LINE_MY_PAIN || seen->patient.line == TB_LINE_MY_PAIN_SPREADS);
}

static void walk_begin(tb_hand *hand, const tb_action *action)
{
    const double t_mm = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
    const double b_mm = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
    hand->tool = tb_hand_palpates(hand) ? hand->tool : TB_TOOL_FINGER;
    hand->walk.from_t_mm = t_mm;
    hand->walk.from_b_mm = b_mm;
    hand->walk.to_t_mm = tb_action_place(action, TB_KEY_TO_T, hand, 0, t_mm);
    hand->walk.to_b_mm = tb_action_place(action, TB_KEY_TO_B, hand, 1, b_mm);
    const double dt = hand->walk.to_t_mm - t_mm, db = hand->walk.to_b_mm - b_mm;
    const double steps = sqrt(dt * dt + db * db) / tb_action_number(action, TB_KEY_STEP, 5.0);
    hand->walk.stops = 1 + (int)tb_clamp(ceil(steps - 1e-9), 1.0, STOPS_MAX);
    hand->walk.index = 0;
    hand->walk.worst_nrs = hand->walk.found_nrs = 0.0;
}

static double walk_place(const tb_hand *hand, double index, int axis)
{
    const double share = index / (hand->walk.stops - 1);
    return axis == 0 ? hand->walk.from_t_mm + share * (hand->walk.to_t_mm - hand->walk.from_t_mm)
                     : hand->walk.from_b_mm + share * (hand->walk.to_b_mm - hand->walk.from_b_mm);
}

// The stop that hurt most is remembered as it was: a finger knows no place between two stops.
static void walk_note(tb_hand *hand, double pain_nrs)
{
    if (pain_nrs > hand->walk.worst_nrs) {
        hand->walk.worst_nrs = pain_nrs;
        tb_hand_remember(hand, TB_ANCHOR_SORE, hand->t_mm, hand->b_mm);
    }
}

static void walk_finish(tb_hand *hand)
{
    if (hand->walk.worst_nrs <= 0.0) { // nothing hurt: the middle of the way is as good as any
        tb_hand_remember(hand, TB_ANCHOR_SORE, walk_place(hand, 0.5 * (hand->walk.stops - 1), 0),
                         walk_place(hand, 0.5 * (hand->walk.stops - 1), 1));
    }
    if (hand->walk.found_nrs <= 0.0) { // nobody said "that's it": the sorest place is the best
        tb_hand_remember(hand, TB_ANCHOR_FOUND, hand->anchor_mm[TB_ANCHOR_SORE][0],
                         hand->anchor_mm[TB_ANCHOR_SORE][1]);
    }
}

enum { WALK_LIFT, WALK_MOVE, WALK_PRESS, WALK_DWELL, WALK_ANSWER };

bool tb_walk_presses(const tb_script *script)
{
    return script->progress.phase == WALK_PRESS;
}

bool tb_walk_touches(const tb_script *script)
{
    return script->progress.phase >= WALK_PRESS;
}

void tb_walk_make_do(tb_script *script)
{
    tb_to_phase(&script->progress, WALK_DWELL);
}

static bool walk_next_stop(tb_hand *hand, tb_progress *progress)
{
    walk_note(hand, progress->value[0]);
    if (++hand->walk.index == hand->walk.stops) {
        walk_finish(hand);
        return true;
    }
    tb_to_phase(progress, WALK_LIFT);
    return false;
}

bool tb_walk_play(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                  tb_input *input)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const double ask_from_nrs = 1.5;
    const bool ask = tb_action_number(action, TB_KEY_ASK, 0.0) > 0.0;
    const uint32_t dwell_ms = (uint32_t)tb_action_number(action, TB_KEY_FOR, 500.0);
    if (progress->total == 0) {
        walk_begin(hand, action);
    }
    switch (progress->phase) {
    case WALK_LIFT:
        if (tb_hand_lift_off(hand)) {
            tb_hand_glide_to(hand, walk_place(hand, hand->walk.index, 0),
                             walk_place(hand, hand->walk.index, 1), hand->depth_mm, 40.0);
            tb_to_phase(progress, WALK_MOVE);
        }
        return false;
    case WALK_MOVE:
        if (tb_hand_glide(hand)) {
            tb_to_phase(progress, WALK_PRESS);
            progress->value[0] = 0.0;
        }
        return false;
    case WALK_PRESS:
        if ((tb_hand_press(hand, seen, action->number[TB_KEY_FORCE]) && progress->ticks > 100) ||
            progress->ticks > CONTACT_LIMIT_MS) {
            tb_to_phase(progress, WALK_DWELL);
        }
        return false;
    case WALK_DWELL:
        (void)tb_hand_press(hand, seen, action->number[TB_KEY_FORCE]);
        progress->value[0] = fmax(progress->value[0], (double)seen->patient.pain_nrs);
        if (progress->ticks < dwell_ms) {
            return false;
        }
        if (ask && progress->value[0] >= ask_from_nrs) {
            input->command = TB_COMMAND_SAY;
            input->argument = TB_SAY_YOUR_PAIN;
            progress->line_before_ms = seen->tick_ms;
            tb_to_phase(progress, WALK_ANSWER);
            return false;
        }
        return walk_next_stop(hand, progress);
    default:
        (void)tb_hand_press(hand, seen, action->number[TB_KEY_FORCE]);
        if (heard_recognition(seen, progress->line_before_ms) &&
            progress->value[0] > hand->walk.found_nrs) {
            hand->walk.found_nrs = progress->value[0];
            tb_hand_remember(hand, TB_ANCHOR_FOUND, hand->t_mm, hand->b_mm);
        }
        return progress->ticks >= ANSWER_MS && walk_next_stop(hand, progress);
    }
}
