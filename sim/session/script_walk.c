#include "script_internal.h"

#include "tautband/core/vec.h"

#include <math.h>

enum {
    ANSWER_MS = 700,         ///< a patient answers within this time
    CONTACT_LIMIT_MS = 6000, ///< a force that was never reached is given up
    FIRM_MS = 2500,          ///< the same where a walk presses harder by itself: at first
    RISE_MS = 900,           ///< and after that
    STOPS_MAX = 200,
};

static const double HURTS_NRS = 1.5; ///< pain worth asking about
static const double FELT_NRS = 0.5;  ///< less is no reason to leave the place found so far
static const double HARDER_N = 8.0;  ///< added at a stop that does not hurt

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
    hand->walk.least_n = action->number[TB_KEY_FORCE];
    if ((action->given & TB_KEY_BIT(TB_KEY_MOST)) != 0) { // what it took to hurt is kept
        hand->walk.least_n =
            fmin(fmax(hand->walk.least_n, hand->walk.worst_n), action->number[TB_KEY_MOST]);
    }
    if ((action->given & TB_KEY_BIT(TB_KEY_UNLESS)) == 0) {
        hand->walk.worst_nrs = hand->walk.found_nrs = 0.0;
        hand->walk.worst_n = hand->walk.found_n = 0.0;
    }
}

static double walk_place(const tb_hand *hand, double index, int axis)
{
    const double share = index / (hand->walk.stops - 1);
    return axis == 0 ? hand->walk.from_t_mm + share * (hand->walk.to_t_mm - hand->walk.from_t_mm)
                     : hand->walk.from_b_mm + share * (hand->walk.to_b_mm - hand->walk.from_b_mm);
}

// A place that hurts by less force is sorer; by the same force, the one that hurts more. Where
// nothing hurts yet, pain for each newton tells: a firm place takes no more force.
static bool is_sorer(const tb_hand *hand, double pain_nrs, double than_nrs, double than_n)
{
    if (pain_nrs >= HURTS_NRS && than_nrs >= HURTS_NRS) {
        return hand->walk.force_n == than_n ? pain_nrs > than_nrs : hand->walk.force_n < than_n;
    }
    if (pain_nrs < HURTS_NRS && than_nrs < HURTS_NRS && than_n > 0.0) {
        return pain_nrs * than_n > than_nrs * hand->walk.force_n;
    }
    return pain_nrs > than_nrs;
}

// The stop that hurt most is remembered as it was: a finger knows no place between two stops.
static void walk_note(tb_hand *hand, double pain_nrs, bool goes_on)
{
    const bool felt = !goes_on || pain_nrs >= FELT_NRS;
    if (felt && is_sorer(hand, pain_nrs, hand->walk.worst_nrs, hand->walk.worst_n)) {
        hand->walk.worst_nrs = pain_nrs;
        hand->walk.worst_n = hand->walk.force_n;
        tb_hand_remember(hand, TB_ANCHOR_SORE, hand->t_mm, hand->b_mm);
    }
}

static void walk_finish(tb_hand *hand, bool first)
{
    if (first &&
        hand->walk.worst_nrs <= 0.0) { // nothing hurt: the middle of the way is as good as any
        tb_hand_remember(hand, TB_ANCHOR_SORE, walk_place(hand, 0.5 * (hand->walk.stops - 1), 0),
                         walk_place(hand, 0.5 * (hand->walk.stops - 1), 1));
    }
    if (hand->walk.found_nrs <= 0.0) { // nobody said "that's it": the sorest place is the best
        tb_hand_remember(hand, TB_ANCHOR_FOUND, hand->anchor_mm[TB_ANCHOR_SORE][0],
                         hand->anchor_mm[TB_ANCHOR_SORE][1]);
    }
}

// A firm place does not give the force: soon given up, sooner after a smaller force was met.
static uint32_t walk_limit_ms(const tb_hand *hand, const tb_action *action)
{
    const bool rises = (action->given & TB_KEY_BIT(TB_KEY_MOST)) != 0;
    return !rises ? CONTACT_LIMIT_MS : hand->walk.force_n > hand->walk.least_n ? RISE_MS : FIRM_MS;
}

// most_n=: where nothing hurts the finger goes deeper, but not beyond what has hurt elsewhere.
static bool press_harder(tb_hand *hand, const tb_action *action, double pain_nrs)
{
    const double most_n = tb_action_number(action, TB_KEY_MOST, 0.0);
    const double cap_n = hand->walk.worst_nrs >= HURTS_NRS ? hand->walk.worst_n : most_n;
    if (pain_nrs >= HURTS_NRS || hand->walk.firm || hand->walk.force_n >= fmin(cap_n, most_n)) {
        return false;
    }
    hand->walk.force_n = fmin(hand->walk.force_n + HARDER_N, fmin(cap_n, most_n));
    return true;
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

static bool walk_next_stop(tb_hand *hand, tb_progress *progress, const tb_action *action)
{
    const bool goes_on = (action->given & TB_KEY_BIT(TB_KEY_UNLESS)) != 0;
    walk_note(hand, progress->value[0], goes_on);
    if (++hand->walk.index == hand->walk.stops) {
        walk_finish(hand, !goes_on);
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
    const bool ask = tb_action_number(action, TB_KEY_ASK, 0.0) > 0.0;
    const uint32_t dwell_ms = (uint32_t)tb_action_number(action, TB_KEY_FOR, 500.0);
    if (progress->total == 0) {
        if ((action->given & TB_KEY_BIT(TB_KEY_UNLESS)) != 0 && hand->walk.found_nrs > 0.0) {
            return true; // unless=found: the search before has ended it
        }
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
            progress->line_before_ms = seen->tick_ms; // some say it before they are asked
            hand->walk.force_n = hand->walk.least_n;
            hand->walk.firm = false;
        }
        return false;
    case WALK_PRESS:
        if (tb_hand_press(hand, seen, hand->walk.force_n) && progress->ticks > 100) {
            tb_to_phase(progress, WALK_DWELL);
        } else if (progress->ticks > walk_limit_ms(hand, action)) {
            hand->walk.firm = true;
            hand->walk.force_n = fmax((double)seen->finger.force_n, 1.0);
            tb_to_phase(progress, WALK_DWELL);
        }
        return false;
    case WALK_DWELL:
        (void)tb_hand_press(hand, seen, hand->walk.force_n);
        progress->value[0] = fmax(progress->value[0], (double)seen->patient.pain_nrs);
        if (progress->ticks < dwell_ms) {
            return false;
        }
        if (press_harder(hand, action, progress->value[0])) {
            tb_to_phase(progress, WALK_PRESS);
            return false;
        }
        if (ask && progress->value[0] >= HURTS_NRS) {
            input->command = TB_COMMAND_SAY;
            input->argument = TB_SAY_YOUR_PAIN;
            tb_to_phase(progress, WALK_ANSWER);
            return false;
        }
        return walk_next_stop(hand, progress, action);
    default:
        (void)tb_hand_press(hand, seen, hand->walk.force_n);
        if (heard_recognition(seen, progress->line_before_ms) &&
            is_sorer(hand, progress->value[0], hand->walk.found_nrs, hand->walk.found_n)) {
            hand->walk.found_nrs = progress->value[0];
            hand->walk.found_n = hand->walk.force_n;
            tb_hand_remember(hand, TB_ANCHOR_FOUND, hand->t_mm, hand->b_mm);
        }
        return progress->ticks >= ANSWER_MS && walk_next_stop(hand, progress, action);
    }
}
