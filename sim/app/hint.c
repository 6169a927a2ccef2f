#include "hint.h"

#include "text.h"

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
        return found | (event->subject == TB_SAY_ALL_RIGHT && (found & TB_FOUND_TWITCH) != 0
                            ? (unsigned)TB_FOUND_CHECKED
                        : event->subject == TB_SAY_WARN          ? (unsigned)TB_FOUND_WARNED
                        : event->subject == TB_SAY_EXPLAIN_AFTER ? (unsigned)TB_FOUND_ADVISED
                                                                 : 0u);
    default:
        return found;
    }
}

static tb_hint palpation_hint(const tb_snapshot *seen, unsigned found)
{
    tb_hint hint = {.acts = {{{"Mouse"}, TB_N("move finger")},
                             {{"W", "S"}, TB_N("press, ease")},
                             {{"A", "D"}, TB_N("stroke across")},
                             {{"Left", "Right"}, TB_N("along")}},
                    .act_count = 4};
    if ((found & TB_FOUND_MARKED) != 0) {
        hint.sentence = TB_N("Your point is marked. Take the needle, or feel on and mark again");
        hint.acts[0].keys[0] = "4";
        hint.acts[0].label = TB_N("needle");
        hint.acts[3].keys[0] = "M";
        hint.acts[3].keys[1] = NULL;
        hint.acts[3].label = TB_N("mark again");
        return hint;
    }
    if (!seen->finger.touching) {
        hint.sentence = TB_N("Rest a finger on the muscle and press until you feel the muscle");
    } else if ((found & TB_FOUND_BAND) == 0) {
        hint.sentence = TB_N("Stroke across the fibres and feel for a cord");
    } else if ((found & TB_FOUND_SORE) == 0) {
        hint.sentence = TB_N("Follow the cord along the fibres to its sorest spot");
    } else {
        hint.sentence = TB_N("Ask whether this is the pain they know, then mark the spot");
        hint.acts[0].keys[0] = "Q";
        hint.acts[0].label = TB_N("ask");
        hint.acts[2].keys[0] = "M";
        hint.acts[2].keys[1] = NULL;
        hint.acts[2].label = TB_N("mark");
    }
    return hint;
}

static tb_hint pincer_hint(const tb_snapshot *seen, unsigned found)
{
    if ((found & TB_FOUND_MARKED) != 0) {
        return (tb_hint){
            .sentence = TB_N("Your point is marked. Take the needle, or feel on and mark again"),
            .acts = {{{"4"}, TB_N("needle")},
                     {{"W", "S"}, TB_N("squeeze, open")},
                     {{"A", "D"}, TB_N("roll")},
                     {{"M"}, TB_N("mark again")}},
            .act_count = 4};
    }
    if ((found & TB_FOUND_SORE) != 0) {
        return (tb_hint){.sentence =
                             TB_N("Ask whether this is the pain they know, then mark the spot"),
                         .acts = {{{"Q"}, TB_N("ask")},
                                  {{"W", "S"}, TB_N("squeeze, open")},
                                  {{"M"}, TB_N("mark")},
                                  {{"Left", "Right"}, TB_N("along")}},
                         .act_count = 4};
    }
    return (tb_hint){.sentence = seen->finger.touching
                                     ? TB_N("Roll the muscle between the pads and feel for a cord")
                                     : TB_N("Take the muscle between thumb and finger and lift it"),
                     .acts = {{{"W", "S"}, TB_N("squeeze, open")},
                              {{"Up", "Down"}, TB_N("lift, lower")},
                              {{"A", "D"}, TB_N("roll")},
                              {{"Left", "Right"}, TB_N("along")}},
                     .act_count = 4};
}

static tb_hint two_fingers_hint(void)
{
    return (tb_hint){.sentence =
                         TB_N("Take the cord between two fingertips, so that it cannot slip away"),
                     .acts = {{{"Mouse"}, TB_N("move fingers")},
                              {{"W", "S"}, TB_N("press, ease")},
                              {{"[", "]"}, TB_N("closer, wider")},
                              {{"A", "D"}, TB_N("stroke across")}},
                     .act_count = 4};
}

static tb_hint thumb_hint(const tb_snapshot *seen)
{
    static const float LONG_S = 60.0f;
    if (seen->release.hold_s >= LONG_S) {
        return (tb_hint){.sentence =
                             TB_N("Ease off slowly; then stroke along the fibres, or finish"),
                         .acts = {{{"S"}, TB_N("ease")},
                                  {{"E"}, TB_N("ask")},
                                  {{"2"}, TB_N("flat hand")},
                                  {{"Enter"}, TB_N("finish")}},
                         .act_count = 4};
    }
    if (seen->finger.touching && seen->release.yielded) { // the next barrier lies deeper
        return (tb_hint){.sentence = TB_N("The tissue gives: follow it a little deeper, until it "
                                          "hurts as it did, and hold again"),
                         .acts = {{{"Space"}, TB_N("free the thumb, hold again")},
                                  {{"W", "S"}, TB_N("press, ease")},
                                  {{"Shift"}, TB_N("slower")},
                                  {{"E"}, TB_N("ask")}},
                         .act_count = 4};
    }
    return (tb_hint){
        .sentence =
            seen->finger.touching
                ? TB_N("Hold the pressure, and ask whether the pain eases")
                : TB_N("Lay the thumb on the sore spot and press to a moderate pain, 4 to 7 of 10"),
        .acts = {{{"Mouse"}, TB_N("move thumb")},
                 {{"W", "S"}, TB_N("press, ease")},
                 {{"Space"}, TB_N("hold the pressure")},
                 {{"E"}, TB_N("ask")}},
        .act_count = 4};
}

static tb_hint hand_hint(void)
{
    return (tb_hint){.sentence = TB_N("Stroke along the fibres, broad and slow"),
                     .acts = {{{"Mouse"}, TB_N("move hand")},
                              {{"W", "S"}, TB_N("press, ease")},
                              {{"A", "D"}, TB_N("stroke along")},
                              {{"E"}, TB_N("ask")},
                              {{"Enter"}, TB_N("finish")}},
                     .act_count = 5};
}

static tb_hint algometer_hint(void)
{
    return (tb_hint){
        .sentence = TB_N("Raise the pressure slowly and evenly until the patient says \"now\""),
        .acts = {{{"Mouse"}, TB_N("move probe")},
                 {{"W", "S"}, TB_N("press, ease")},
                 {{"Shift"}, TB_N("slower")},
                 {{"Left", "Right"}, TB_N("along")}},
        .act_count = 4};
}

static tb_hint cotton_hint(const tb_snapshot *seen, unsigned found)
{
    if ((found & TB_FOUND_PRESSED) == 0) {
        return (tb_hint){.sentence =
                             seen->finger.touching
                                 ? TB_N("Press on the spot for 30 s or more")
                                 : TB_N("Press the cotton on the spot where the needle was"),
                         .acts = {{{"W", "S"}, TB_N("press, ease")},
                                  {{"Space"}, TB_N("hold the pressure")},
                                  {{"Left", "Right"}, TB_N("move")}},
                         .act_count = 3};
    }
    return (tb_hint){.sentence = (found & TB_FOUND_ADVISED) == 0
                                     ? TB_N("Tell the patient what to expect, then finish")
                                     : TB_N("Finish when you are ready"),
                     .acts = {{{"F"}, TB_N("say what comes after")},
                              {{"E"}, TB_N("check in")},
                              {{"Enter"}, TB_N("finish")}},
                     .act_count = 3};
}

static tb_hint aim_hint(const tb_snapshot *seen, unsigned found)
{
    if (seen->needle.stage == TB_NEEDLE_OUT) {
        return (tb_hint){.sentence =
                             TB_N("The needle is out: put it into the sharps bin and count"),
                         .acts = {{{"Y"}, TB_N("bin and count")}, {{"E"}, TB_N("check in")}},
                         .act_count = 2};
    }
    if (seen->needle.in_count > 0 && seen->needle.stage == TB_NEEDLE_NONE) {
        return (tb_hint){.sentence = TB_N("Press the spot with cotton"),
                         .acts = {{{"5"}, TB_N("cotton")}, {{"G"}, TB_N("a fresh needle")}},
                         .act_count = 2};
    }
    if (seen->needle.stage == TB_NEEDLE_PLACED && seen->needle.tube_on) {
        if (seen->needle.depth_mm > 1.0f) {
            return (tb_hint){.sentence = TB_N("Through the skin: take the guide tube off"),
                             .acts = {{{"G"}, TB_N("tube off")}},
                             .act_count = 1};
        }
        return (tb_hint){.sentence = (found & TB_FOUND_WARNED) == 0
                                         ? TB_N("Say what is coming, then tap the handle")
                                         : TB_N("Tap the handle"),
                         .acts = {{{"F"}, TB_N("warn first")},
                                  {{"T"}, TB_N("tap")},
                                  {{"I", "K"}, TB_N("tilt")},
                                  {{"J", "L"}, TB_N("azimuth")},
                                  {{"O"}, TB_N("lift off")}},
                         .act_count = 5};
    }
    if (seen->needle.stage == TB_NEEDLE_PLACED) {
        return (tb_hint){.sentence =
                             TB_N("The needle stands on the skin: push it through, or lift it off"),
                         .acts = {{{"W"}, TB_N("push through")},
                                  {{"I", "K"}, TB_N("tilt")},
                                  {{"J", "L"}, TB_N("azimuth")},
                                  {{"O"}, TB_N("lift off")}},
                         .act_count = 4};
    }
    return (tb_hint){.sentence =
                         TB_N("Choose a length that reaches the muscle, aim, set the tube down"),
                     .acts = {{{"N"}, TB_N("choose")},
                              {{"Mouse"}, TB_N("aim")},
                              {{"I", "K"}, TB_N("tilt")},
                              {{"J", "L"}, TB_N("azimuth")},
                              {{"G"}, TB_N("set the tube down")}},
                     .act_count = 5};
}

static tb_hint tissue_hint(const tb_snapshot *seen, unsigned found)
{
    const bool just_twitched =
        seen->twitch.count > 0 && seen->tick_ms - seen->twitch.last_tick_ms < 3000;
    if (seen->needle.tube_on) {
        return (tb_hint){.sentence = TB_N("Through the skin: take the guide tube off"),
                         .acts = {{{"G"}, TB_N("tube off")}},
                         .act_count = 1};
    }
    if (just_twitched) {
        return (tb_hint){.sentence = TB_N("A twitch: pause, and check in with the patient"),
                         .acts = {{{"X"}, TB_N("let go, hands still")},
                                  {{"E"}, TB_N("check in")},
                                  {{"Mouse", "Wheel"}, TB_N("advance")},
                                  {{"Shift"}, TB_N("0.2 mm steps")}},
                         .act_count = 4};
    }
    if ((found & TB_FOUND_FASCIA) == 0) {
        return (tb_hint){.sentence = TB_N("Advance through the fat and the fascia into the muscle"),
                         .acts = {{{"W", "S"}, TB_N("advance, withdraw")},
                                  {{"Shift"}, TB_N("0.2 mm steps")},
                                  {{"I", "K"}, TB_N("tilt")},
                                  {{"J", "L"}, TB_N("azimuth")}},
                         .act_count = 4};
    }
    if (seen->stage == TB_STAGE_WITHDRAW) { // drawn back above the muscle: here it turns freely
        return (tb_hint){.sentence = TB_N("Turn the needle and advance again, or take it out"),
                         .acts = {{{"W", "S"}, TB_N("advance, withdraw")},
                                  {{"I", "K"}, TB_N("tilt")},
                                  {{"J", "L"}, TB_N("azimuth")},
                                  {{"O"}, TB_N("take out")}},
                         .act_count = 4};
    }
    tb_hint hint = {.sentence =
                        TB_N("Piston in small strokes; to change direction go back to the fat"),
                    .acts = {{{"W", "S"}, TB_N("advance, withdraw")},
                             {{"Shift"}, TB_N("0.2 mm")},
                             {{"Space"}, TB_N("piston")},
                             {{"Z", "C"}, TB_N("twist")},
                             {{"R"}, TB_N("to fat, re-aim")}},
                    .act_count = 5};
    if ((found & TB_FOUND_TWITCH) != 0) {
        hint.sentence = TB_N("Go on while it twitches; when it fades, take the needle out");
        hint.acts[3].keys[0] = "O";
        hint.acts[3].keys[1] = NULL;
        hint.acts[3].label = TB_N("take out");
    }
    return hint;
}

/// Hint of a tool other than the needle, while no needle stands in the patient.
static tb_hint manual_hint(const tb_snapshot *seen, tb_tool tool, unsigned found)
{
    switch (tool) {
    case TB_TOOL_COTTON:
        return cotton_hint(seen, found);
    case TB_TOOL_PINCER:
        return pincer_hint(seen, found);
    case TB_TOOL_TWO_FINGERS:
        return two_fingers_hint();
    case TB_TOOL_THUMB:
        return thumb_hint(seen);
    case TB_TOOL_HAND:
        return hand_hint();
    case TB_TOOL_ALGOMETER:
        return algometer_hint();
    default:
        return palpation_hint(seen, found);
    }
}

tb_hint tb_hint_for(const tb_snapshot *seen, tb_tool tool, unsigned found)
{
    const bool in_tissue = seen->needle.stage == TB_NEEDLE_IN;
    if (seen->patient.said_stop && in_tissue) {
        return (tb_hint){
            .sentence = TB_N("The patient said stop: let go, then take the needle out"),
            .acts = {{{"X"}, TB_N("let go")}, {{"O"}, TB_N("out")}, {{"F"}, TB_N("I am stopping")}},
            .act_count = 3};
    }
    if (tool == TB_TOOL_NEEDLE) {
        return in_tissue ? tissue_hint(seen, found) : aim_hint(seen, found);
    }
    if (in_tissue || seen->needle.stage == TB_NEEDLE_PLACED) {
        return (tb_hint){.sentence = TB_N("The needle is still in the patient: take it in hand"),
                         .acts = {{{"4"}, TB_N("needle")}},
                         .act_count = 1};
    }
    return manual_hint(seen, tool, found);
}

// What schools other than pistoning do in the muscle.
static tb_hint school_hint(tb_school school)
{
    static const tb_hint hints[TB_SCHOOL_COUNT] = {
        [TB_SCHOOL_HONG] = {.sentence = TB_N("Fast straight passes, then back to the fat and fan "
                                             "out to a new direction"),
                            .acts = {{{"Shift", "Space"}, TB_N("fast pass")},
                                     {{"W", "S"}, TB_N("advance, withdraw")},
                                     {{"R"}, TB_N("to fat, re-aim")},
                                     {{"I", "K"}, TB_N("tilt")},
                                     {{"O"}, TB_N("take out")}},
                            .act_count = 5},
        [TB_SCHOOL_SUSTAINED] = {.sentence = TB_N("Slowly to the ache, let go, and let the needle "
                                                  "rest for a minute"),
                                 .acts = {{{"W", "S"}, TB_N("advance, withdraw")},
                                          {{"Shift"}, TB_N("0.2 mm")},
                                          {{"X"}, TB_N("let go")},
                                          {{"E"}, TB_N("check in")},
                                          {{"O"}, TB_N("take out")}},
                                 .act_count = 5},
        [TB_SCHOOL_WINDING] = {.sentence =
                                   TB_N("Turn one way until the tissue holds it, rest, turn "
                                        "back, then take it out"),
                               .acts = {{{"Z", "C"}, TB_N("twist")},
                                        {{"X"}, TB_N("let go")},
                                        {{"E"}, TB_N("check in")},
                                        {{"W", "S"}, TB_N("advance, withdraw")},
                                        {{"O"}, TB_N("take out")}},
                               .act_count = 5},
    };
    return hints[school];
}

tb_hint tb_hint_of_school(const tb_snapshot *seen, tb_tool tool, unsigned found, tb_school school)
{
    const bool in_muscle = tool == TB_TOOL_NEEDLE && seen->needle.stage == TB_NEEDLE_IN &&
                           !seen->needle.tube_on && (found & TB_FOUND_FASCIA) != 0;
    const bool own = school > TB_SCHOOL_PISTONING && school < TB_SCHOOL_COUNT;
    return in_muscle && own && !seen->patient.said_stop ? school_hint(school)
                                                        : tb_hint_for(seen, tool, found);
}

tb_cue tb_cue_for(const tb_event *event, bool plain)
{
    static const double LEAST_SNAP_N = 0.5;
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
    case TB_EVENT_TAPPED:
        return TB_CUE_TAP;
    case TB_EVENT_FASCIA_PUNCTURED:
        return TB_CUE_CLICK;
    case TB_EVENT_BAND_SNAPPED:
        return event->values[3] >= LEAST_SNAP_N ? TB_CUE_PLUCK : TB_CUE_NONE;
    case TB_EVENT_LTR:
        return TB_CUE_TWITCH;
    case TB_EVENT_BONE:
        return TB_CUE_KNOCK;
    case TB_EVENT_BENT:
    case TB_EVENT_STOP_IGNORED:
    case TB_EVENT_NERVE_IGNORED:
        return plain ? TB_CUE_NONE : TB_CUE_LOW;
    case TB_EVENT_TIME_UP:
        return TB_CUE_LOW;
    case TB_EVENT_REDIRECTED:
        return event->subject == 1 && !plain ? TB_CUE_LOW : TB_CUE_NONE;
    case TB_EVENT_SAID:
        return TB_CUE_VOICE;
    case TB_EVENT_STOP_SAID:
        return TB_CUE_STOP;
    case TB_EVENT_NERVE_CONTACT:
        return TB_CUE_NERVE;
    default:
        return TB_CUE_NONE;
    }
}

bool tb_caption_for(const tb_event *event, const tb_anatomy *anatomy, bool plain, char *out,
                    size_t capacity)
{
    const char *text = NULL, *name = NULL;
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_TAPPED:
        text = TB_N("[tap]");
        break;
    case TB_EVENT_SKIN_PUNCTURED:
        text = plain ? TB_N("[tap]") : TB_N("[tap] through the skin");
        break;
    case TB_EVENT_FASCIA_PUNCTURED:
        text = TB_N("[soft click]");
        if (!plain && event->subject >= 0 && event->subject < anatomy->layer_count) {
            name = anatomy->layers[event->subject].label;
        }
        break;
    case TB_EVENT_BAND_SNAPPED:
        if (tb_cue_for(event, plain) != TB_CUE_NONE) {
            text = plain ? TB_N("[pluck]") : TB_N("[pluck] a cord rolled past");
        }
        break;
    case TB_EVENT_LTR:
        text = plain ? TB_N("[tick]") : TB_N("[tick] local twitch");
        break;
    case TB_EVENT_BONE:
        text = plain ? TB_N("[knock]") : TB_N("[knock] bone");
        break;
    case TB_EVENT_BLEEDING:
        text = plain ? NULL : TB_N("[drop] blood at the skin");
        break;
    case TB_EVENT_BENT:
        text = plain ? NULL : TB_N("[low tone] the needle bends");
        break;
    case TB_EVENT_REDIRECTED:
        if (event->subject == 1 && !plain) {
            text = TB_N("[low tone] the needle turned in the muscle");
        }
        break;
    case TB_EVENT_JUMP_SIGN: // what is seen of the patient, in every view
        text = TB_N("[flinch] the patient jumps");
        break;
    case TB_EVENT_GUARDING:
        text = TB_N("[stiff] the muscle tightens against the hand");
        break;
    case TB_EVENT_WITHDRAWAL:
        text = TB_N("[jerk] the patient pulls away");
        break;
    case TB_EVENT_SHIFTED:
        text = plain ? TB_N("[rustle]") : TB_N("[rustle] the patient shifts");
        break;
    case TB_EVENT_WILL_NOT_ENTER:
        text = plain ? TB_N("[slip]")
                     : TB_N("[slip] too flat to the skin: aim steeper, or enter elsewhere");
        break;
    case TB_EVENT_TIME_UP:
        text = TB_N("[gong] the allotted time is up");
        break;
    case TB_EVENT_STOP_SAID:
        text = TB_N("\"Stop.\"");
        break;
    case TB_EVENT_STOP_IGNORED:
    case TB_EVENT_NERVE_IGNORED:
        text = plain ? NULL : TB_N("[low tone] the needle moved on: let go");
        break;
    default:
        break;
    }
    if (text == NULL) {
        return false;
    }
    if (name != NULL) {
        snprintf(out, capacity, tb_tr(TB_N("%s through the %s")), tb_tr(text), tb_tr(name));
    } else {
        snprintf(out, capacity, "%s", tb_tr(text));
    }
    return true;
}

const char *tb_mark_for(const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
        return TB_N("skin");
    case TB_EVENT_FASCIA_PUNCTURED:
        return TB_N("fascia");
    case TB_EVENT_LTR:
        return TB_N("twitch");
    case TB_EVENT_BAND_SNAPPED:
        return TB_N("cord");
    case TB_EVENT_BONE:
        return TB_N("bone");
    default:
        return NULL;
    }
}
