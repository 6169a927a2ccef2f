#include "hint.h"

#include <stdio.h>

unsigned tb_found_after(unsigned found, const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_BAND_FELT:
    case TB_EVENT_BAND_SNAPPED:
        return found | TB_FOUND_BAND;
    case TB_EVENT_JUMP_SIGN:
        return found | TB_FOUND_SORE;
    case TB_EVENT_REFERRAL:
        return found | TB_FOUND_SPREAD;
    case TB_EVENT_RECOGNISED:
        return found | TB_FOUND_KNOWN | TB_FOUND_SORE;
    case TB_EVENT_DECLARED:
        return found | TB_FOUND_MARKED;
    case TB_EVENT_FASCIA_PUNCTURED:
        return found | TB_FOUND_FASCIA;
    case TB_EVENT_LTR:
        return found | TB_FOUND_TWITCH;
    case TB_EVENT_COTTON_PRESSED:
        return found | TB_FOUND_PRESSED;
    case TB_EVENT_TOLD:
        return found | (event->subject == TB_SAY_WARN            ? (unsigned)TB_FOUND_WARNED
                        : event->subject == TB_SAY_EXPLAIN_AFTER ? (unsigned)TB_FOUND_ADVISED
                                                                 : 0u);
    default:
        return found;
    }
}

static tb_hint palpation_hint(const tb_snapshot *seen, unsigned found)
{
    tb_hint hint = {.acts = {{{"Mouse"}, "move finger"},
                             {{"W", "S"}, "press, ease"},
                             {{"A", "D"}, "stroke across"},
                             {{"Left", "Right"}, "along"}},
                    .act_count = 4};
    if ((found & TB_FOUND_MARKED) != 0) {
        hint.sentence = "Your point is marked. Take the needle, or feel on and mark again";
        hint.acts[0].keys[0] = "4";
        hint.acts[0].label = "needle";
        hint.acts[3].keys[0] = "M";
        hint.acts[3].keys[1] = NULL;
        hint.acts[3].label = "mark again";
        return hint;
    }
    if (!seen->finger.touching) {
        hint.sentence = "Rest a finger on the calf and press until you feel the muscle";
    } else if ((found & TB_FOUND_BAND) == 0) {
        hint.sentence = "Stroke across the fibres and feel for a cord";
    } else if ((found & TB_FOUND_SORE) == 0) {
        hint.sentence = "Follow the cord along the fibres to its sorest spot";
    } else {
        hint.sentence = "Ask whether this is the pain they know, then mark the spot";
        hint.acts[0].keys[0] = "Q";
        hint.acts[0].label = "ask";
        hint.acts[2].keys[0] = "M";
        hint.acts[2].keys[1] = NULL;
        hint.acts[2].label = "mark";
    }
    return hint;
}

static tb_hint cotton_hint(const tb_snapshot *seen, unsigned found)
{
    if ((found & TB_FOUND_PRESSED) == 0) {
        return (tb_hint){.sentence = seen->finger.touching
                                         ? "Press on the spot for 30 s or more"
                                         : "Press the cotton on the spot where the needle was",
                         .acts = {{{"W", "S"}, "press, ease"},
                                  {{"Space"}, "hold the pressure"},
                                  {{"Left", "Right"}, "move"}},
                         .act_count = 3};
    }
    return (tb_hint){
        .sentence = (found & TB_FOUND_ADVISED) == 0 ? "Tell the patient what to expect, then finish"
                                                    : "Finish when you are ready",
        .acts = {{{"F"}, "say what comes after"}, {{"E"}, "check in"}, {{"Enter"}, "finish"}},
        .act_count = 3};
}

static tb_hint aim_hint(const tb_snapshot *seen, unsigned found)
{
    if (seen->needle.stage == TB_NEEDLE_OUT) {
        return (tb_hint){.sentence = "The needle is out: put it into the sharps bin and count",
                         .acts = {{{"Y"}, "bin and count"}, {{"E"}, "check in"}},
                         .act_count = 2};
    }
    if (seen->needle.in_count > 0 && seen->needle.stage == TB_NEEDLE_NONE) {
        return (tb_hint){.sentence = "Press the spot with cotton",
                         .acts = {{{"5"}, "cotton"}, {{"G"}, "a fresh needle"}},
                         .act_count = 2};
    }
    if (seen->needle.stage == TB_NEEDLE_PLACED && seen->needle.tube_on) {
        if (seen->needle.depth_mm > 1.0f) {
            return (tb_hint){.sentence = "Through the skin: take the guide tube off",
                             .acts = {{{"G"}, "tube off"}},
                             .act_count = 1};
        }
        return (tb_hint){.sentence = (found & TB_FOUND_WARNED) == 0
                                         ? "Say what is coming, then tap the handle"
                                         : "Tap the handle",
                         .acts = {{{"F"}, "warn first"},
                                  {{"T"}, "tap"},
                                  {{"I", "K"}, "tilt"},
                                  {{"J", "L"}, "azimuth"}},
                         .act_count = 4};
    }
    return (tb_hint){.sentence = "Choose a length that reaches the muscle, aim, set the tube down",
                     .acts = {{{"N"}, "choose"},
                              {{"Mouse"}, "aim"},
                              {{"I", "K"}, "tilt"},
                              {{"J", "L"}, "azimuth"},
                              {{"G"}, "set the tube down"}},
                     .act_count = 5};
}

static tb_hint tissue_hint(const tb_snapshot *seen, unsigned found)
{
    const bool just_twitched =
        seen->twitch.count > 0 && seen->tick_ms - seen->twitch.last_tick_ms < 3000;
    if (seen->needle.tube_on) {
        return (tb_hint){.sentence = "Through the skin: take the guide tube off",
                         .acts = {{{"G"}, "tube off"}},
                         .act_count = 1};
    }
    if (just_twitched) {
        return (tb_hint){.sentence = "A twitch: pause, and check in with the patient",
                         .acts = {{{"X"}, "let go, hands still"},
                                  {{"E"}, "check in"},
                                  {{"Mouse", "Wheel"}, "advance"},
                                  {{"Shift"}, "0.2 mm steps"}},
                         .act_count = 4};
    }
    if ((found & TB_FOUND_FASCIA) == 0) {
        return (tb_hint){.sentence = "Advance through the fat and the fascia into the muscle",
                         .acts = {{{"W", "S"}, "advance, withdraw"},
                                  {{"Shift"}, "0.2 mm steps"},
                                  {{"I", "K"}, "tilt"},
                                  {{"J", "L"}, "azimuth"}},
                         .act_count = 4};
    }
    tb_hint hint = {.sentence = "Piston in small strokes; to change direction go back to the fat",
                    .acts = {{{"W", "S"}, "advance, withdraw"},
                             {{"Shift"}, "0.2 mm"},
                             {{"Space"}, "piston"},
                             {{"Z", "C"}, "twist"},
                             {{"R"}, "to fat, re-aim"}},
                    .act_count = 5};
    if ((found & TB_FOUND_TWITCH) != 0) {
        hint.sentence = "Go on while it twitches; when it fades, take the needle out";
        hint.acts[3].keys[0] = "O";
        hint.acts[3].keys[1] = NULL;
        hint.acts[3].label = "take out";
    }
    return hint;
}

tb_hint tb_hint_for(const tb_snapshot *seen, tb_tool tool, unsigned found)
{
    const bool in_tissue = seen->needle.stage == TB_NEEDLE_IN;
    if (seen->patient.said_stop && in_tissue) {
        return (tb_hint){.sentence = "The patient said stop: let go, then take the needle out",
                         .acts = {{{"X"}, "let go"}, {{"O"}, "out"}, {{"F"}, "I am stopping"}},
                         .act_count = 3};
    }
    if (tool == TB_TOOL_NEEDLE) {
        return in_tissue ? tissue_hint(seen, found) : aim_hint(seen, found);
    }
    if (in_tissue || seen->needle.stage == TB_NEEDLE_PLACED) {
        return (tb_hint){.sentence = "The needle is still in the patient: take it in hand",
                         .acts = {{{"4"}, "needle"}},
                         .act_count = 1};
    }
    return tool == TB_TOOL_COTTON ? cotton_hint(seen, found) : palpation_hint(seen, found);
}

tb_cue tb_cue_for(const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
    case TB_EVENT_TAPPED:
        return TB_CUE_TAP;
    case TB_EVENT_FASCIA_PUNCTURED:
        return TB_CUE_CLICK;
    case TB_EVENT_BAND_SNAPPED:
        return TB_CUE_PLUCK;
    case TB_EVENT_LTR:
        return TB_CUE_TWITCH;
    case TB_EVENT_BONE:
        return TB_CUE_KNOCK;
    case TB_EVENT_BENT:
    case TB_EVENT_STOP_IGNORED:
    case TB_EVENT_NERVE_IGNORED:
        return TB_CUE_LOW;
    case TB_EVENT_REDIRECTED:
        return event->subject == 1 ? TB_CUE_LOW : TB_CUE_NONE;
    case TB_EVENT_SAID:
    case TB_EVENT_STOP_SAID:
        return TB_CUE_VOICE;
    default:
        return TB_CUE_NONE;
    }
}

bool tb_caption_for(const tb_event *event, const tb_anatomy *anatomy, bool plain, char *out,
                    size_t capacity)
{
    const char *text = NULL, *name = NULL;
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
        text = plain ? "[tap]" : "[tap] through the skin";
        break;
    case TB_EVENT_FASCIA_PUNCTURED:
        text = "[soft click]";
        if (!plain && event->subject >= 0 && event->subject < anatomy->layer_count) {
            name = anatomy->layers[event->subject].label;
        }
        break;
    case TB_EVENT_BAND_SNAPPED:
        text = plain ? "[pluck]" : "[pluck] a cord rolled past";
        break;
    case TB_EVENT_LTR:
        text = plain ? "[tick]" : "[tick] local twitch";
        break;
    case TB_EVENT_BONE:
        text = plain ? "[knock]" : "[knock] bone";
        break;
    case TB_EVENT_BLEEDING:
        text = plain ? "[drop]" : "[drop] blood at the skin";
        break;
    case TB_EVENT_BENT:
        text = plain ? "[low tone]" : "[low tone] the needle bends";
        break;
    case TB_EVENT_REDIRECTED:
        if (event->subject == 1) {
            text = plain ? "[low tone]" : "[low tone] the needle turned in the muscle";
        }
        break;
    case TB_EVENT_STOP_SAID:
        text = "\"Stop.\"";
        break;
    case TB_EVENT_STOP_IGNORED:
    case TB_EVENT_NERVE_IGNORED:
        text = "[low tone] the needle moved on: let go";
        break;
    default:
        break;
    }
    if (text == NULL) {
        return false;
    }
    if (name != NULL) {
        snprintf(out, capacity, "%s through the %s", text, name);
    } else {
        snprintf(out, capacity, "%s", text);
    }
    return true;
}

const char *tb_mark_for(const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
        return "skin";
    case TB_EVENT_FASCIA_PUNCTURED:
        return "fascia";
    case TB_EVENT_LTR:
        return "twitch";
    case TB_EVENT_BAND_SNAPPED:
        return "cord";
    case TB_EVENT_BONE:
        return "bone";
    default:
        return NULL;
    }
}
