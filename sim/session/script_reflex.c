#include "script_internal.h"

#include <math.h>

enum { REFLEX_CALM, REFLEX_WAIT, REFLEX_LET_GO, REFLEX_SPEAK, REFLEX_FAINT };

// What the ear heard that asks for hands off, if it was not answered yet.
static bool alarm_heard(const tb_script *script, const tb_snapshot *seen)
{
    const bool stop = script->hand.attend.stop && seen->patient.said_stop &&
                      seen->patient.stop_tick_ms > script->reflex.handled_stop_ms;
    const bool electric = script->hand.attend.electric && seen->patient.line == TB_LINE_ELECTRIC &&
                          seen->patient.line_tick_ms > script->reflex.handled_line_ms;
    return stop || electric;
}

// A finger is lifted; a needle is let go and nothing moves.
static void hands_off(tb_hand *hand)
{
    const double lift_mm_per_ms = 0.03, lifted_mm = -8.0;
    if (hand->tool == TB_TOOL_FINGER && hand->depth_mm > lifted_mm) {
        hand->depth_mm = fmax(hand->depth_mm - lift_mm_per_ms, lifted_mm);
    }
}

static bool feels_odd(const tb_script *script, const tb_snapshot *seen)
{
    return script->hand.attend.faint && !script->reflex.handled_faint &&
           (seen->patient.faint == TB_FAINT_PRODROME || seen->patient.faint == TB_FAINT_OUT);
}

// A patient who feels odd: needle out, laid flat, talked to, until it is over.
static bool help(tb_script *script, const tb_snapshot *seen, tb_input *input)
{
    enum { LIE_MS = 300, CALM_MS = 1500, OVER_MS = 12000 };
    if (script->reflex.ticks == 1) {
        input->command = TB_COMMAND_REMOVE;
    } else if (script->reflex.ticks == LIE_MS) {
        input->command = TB_COMMAND_LIE_FLAT;
    } else if (script->reflex.ticks == CALM_MS) {
        input->command = TB_COMMAND_SAY;
        input->argument = TB_SAY_REASSURE;
    }
    if (script->reflex.ticks < OVER_MS || seen->patient.faint == TB_FAINT_OUT) {
        return true;
    }
    script->reflex.phase = REFLEX_CALM;
    script->reflex.handled_faint = true;
    script->hand.hands_off = true; // no more needle in this encounter until the next `remove`
    if (script->running && tb_verb_drives_needle(script->actions[script->next].verb)) {
        script->running = false;
        script->last_end_ms = seen->tick_ms;
        ++script->next;
    }
    return false;
}

bool tb_reflex_play(tb_script *script, const tb_snapshot *seen, tb_input *input)
{
    enum { SPEAK_AFTER_MS = 300, CALM_AFTER_MS = 1500 };
    ++script->reflex.ticks;
    switch (script->reflex.phase) {
    case REFLEX_FAINT:
        return help(script, seen, input);
    case REFLEX_CALM:
        if (feels_odd(script, seen)) {
            script->reflex.phase = REFLEX_FAINT;
            script->reflex.ticks = 0;
            return true;
        }
        if (!alarm_heard(script, seen)) {
            return false;
        }
        script->reflex.phase = REFLEX_WAIT;
        script->reflex.ticks = 0;
        return false; // the hand goes on until the learner has understood
    case REFLEX_WAIT:
        if (script->reflex.ticks < script->hand.attend.react_ms) {
            return false;
        }
        input->command = TB_COMMAND_STOP_REACTION;
        script->reflex.phase = REFLEX_LET_GO;
        script->reflex.ticks = 0;
        return true;
    case REFLEX_LET_GO:
        hands_off(&script->hand);
        if (script->reflex.ticks == SPEAK_AFTER_MS) {
            input->command = TB_COMMAND_SAY;
            input->argument = TB_SAY_STOPPING;
            script->reflex.phase = REFLEX_SPEAK;
        }
        return true;
    default:
        if (script->reflex.ticks < CALM_AFTER_MS) {
            return true;
        }
        script->reflex.phase = REFLEX_CALM;
        script->reflex.handled_stop_ms = seen->patient.stop_tick_ms;
        script->reflex.handled_line_ms = seen->patient.line_tick_ms;
        script->hand.hands_off = seen->needle.stage == TB_NEEDLE_IN;
        if (script->hand.hands_off && script->running &&
            tb_verb_drives_needle(script->actions[script->next].verb)) {
            script->running = false;
            script->last_end_ms = seen->tick_ms;
            ++script->next;
        }
        return false;
    }
}
