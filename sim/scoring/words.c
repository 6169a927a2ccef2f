// Sentences of the result: acts are named, people are not judged. All texts stand in tables, ready
// for translation.
#include "scoring_internal.h"

#include <stdio.h>
#include <string.h>

typedef struct advice {
    const char *id, *title, *text;
} advice;

static const advice ADVICE[] = {
    {"C1_localisation", "Walk along the cord before you name the place.",
     "Press every few millimetres along the taut band; the trigger point is its sorest place, and "
     "the patient knows it."},
    {"C2_right_point", "Let the patient's pain decide between two cords.",
     "A cord without the familiar pain is not the one to treat. Ask on each before you name one."},
    {"C3_pressure", "Press until it hurts a little, and no further.",
     "Firm pressure, two to four kilograms, held for half a second, shows the sore place without "
     "guarding."},
    {"C4_recognition", "Ask while you press: is this your pain?",
     "Tenderness alone does not tell the point from its surroundings; recognition does."},
    {"D1_entry", "Set the tube where the line of the needle meets the point.",
     "Keep the palpating finger on the place until the tube stands there; a tilted needle has to "
     "start a little aside."},
    {"D2_angle", "Look along the tube before you tap.",
     "The angle at the skin decides where the tip ends up. Stay within the cone that keeps clear "
     "of nerves and vessels."},
    {"D3_tip_to_target", "Bring the tip to the point before you stimulate.",
     "Advance until the patient feels the deep ache; strokes beside the point find no twitch."},
    {"D4_needle_choice", "Choose the length by the depth.",
     "Depth of the point plus 10 mm that stay outside: longer shafts bend more and reach further "
     "than needed."},
    {"D5_in_muscle", "Keep the strokes inside the muscle.",
     "Strokes that leave the muscle hurt and do nothing: watch the depth at both ends."},
    {"E1_hazard_margin", "Give nerves and vessels more room.",
     "Choose entry and angle so that the path leads away from them, not past them."},
    {"E2_reserve", "Mind what the rest of the shaft could reach.",
     "A shorter needle or another angle takes the nerve or vessel straight ahead out of reach."},
    {"F1_punctures", "Redirect from the fat layer instead of a new puncture.",
     "Withdraw to just under the skin, turn, and go on: one hole in the skin is enough."},
    {"F2_redirections", "Withdraw to the fat layer before you change direction.",
     "A turn inside the muscle bows the shaft and hurts; in the fat it costs one second."},
    {"F3_pistoning", "Small, even strokes.",
     "Two to five millimetres, about one a second, each one quick: length makes pain, speed makes "
     "twitches."},
    {"F4_twitch", "Fan out in small steps until it twitches.",
     "When nothing answers, withdraw to the fat, tilt a few degrees and try again; stop after a "
     "handful of twitches."},
    {"F5_unbent", "Replace a bent needle.",
     "A bow in the shaft comes from pushing against resistance: withdraw, bin it, open a new one."},
    {"G1_pain", "Spare the patient.",
     "Fewer and shorter strokes, pauses between them, and no pushing on when the pain rises."},
    {"G2_communication", "Say what comes, and ask how it is.",
     "A warning before the tap and a question after the first twitch keep a patient at ease."},
    {"C5_grammar", "Across, along, ask, compare.",
     "Stroke across the fibres for the cord, walk along it for the sorest place, ask whether that "
     "is the pain, and press the same place on the other side."},
    {"A1_screening", "Ask before you touch.",
     "A question costs seconds. The one that was left out is the one that matters."},
    {"A3_plan", "Choose what keeps the gain.",
     "Load, posture and exercise keep what hands or needle have won; rest and repetition do not."},
    {"A4_decision", "Decide by the history.",
     "What the patient told decides between needle, hands, exercise and a referral."},
    {"A5_explained", "Say why.",
     "A patient who knows the reason goes along with a no as well as with a yes."},
    {"B1_steps", "Keep the steps in order.",
     "Position, hands, skin and pack before the needle; hands, a second test and the notes after."},
    {"M1_hold_place", "Hold the sorest place.",
     "Let the thumb rest where the walk along the cord hurt most, and nowhere else."},
    {"M2_hold_pressure", "Press to a moderate pain.",
     "Four to seven of ten: less does nothing, more makes the muscle guard."},
    {"M3_hold_time", "Give it a minute.",
     "Hold until it gives, sixty to ninety seconds; ten do nothing."},
    {"M4_relief", "Wait until the pain fades.",
     "At the same pressure the pain should fall to about half before you let go."},
    {"M5_guarding", "Do not make the muscle fight.",
     "Ease off as soon as it tightens: a guarding muscle cannot be released."},
    {"M6_strokes", "Slow, broad and firm.",
     "About a hand's length in four seconds, along the fibres, with the flat hand."},
    {"M7_talk", "Explain, and ask whether it is easing.", "The patient knows when it lets go."},
    {"M8_aftercare", "Say what to expect.", "It may be tender for a day; keep it moving."},
    {"G3_aftercare", "Press for half a minute and say what to expect.",
     "Compression right after the needle limits bleeding and soreness; a word on the next two days "
     "prevents worry."},
};

void tb_advice(const char *measure_id, char title[TB_LINE_SIZE], char text[2 * TB_LINE_SIZE])
{
    for (size_t k = 0; k < sizeof ADVICE / sizeof ADVICE[0]; ++k) {
        if (strcmp(ADVICE[k].id, measure_id) == 0) {
            snprintf(title, TB_LINE_SIZE, "%s", ADVICE[k].title);
            snprintf(text, 2 * TB_LINE_SIZE, "%s", ADVICE[k].text);
        }
    }
}

static const advice CRITICAL_ADVICE[] = {
    {"CF1", "No needle against the history or without consent.",
     "Ask every screening question, tell the region's own risk, and wait for a yes. When the "
     "history forbids a needle, treat by hand or send on."},
    {"CF8", "A warning sign comes before the treatment.",
     "Swelling, fever, numbness, trouble with breathing: say what you found and send the patient "
     "on."},
    {"CF11", "Stay with a patient who feels odd.",
     "Needles out, lay flat, legs up, talk, and do not leave until it is over."},
    {"CF2", "When the patient says stop, stop.",
     "Hands off at once, nothing moves; then say so, and take the needle out when they are ready."},
    {"CF3", "Stay where nothing vital can be reached.",
     "Choose the angle and the length so that even the whole shaft ends in muscle or on bone."},
    {"CF4", "Electric pain means the tip is on a nerve: stop and withdraw.",
     "Do not go on. Take the needle back to the fat layer, wait until the pain has gone, change "
     "the direction or end."},
    {"CF6", "Count needles in and needles out.",
     "Each needle goes into the sharps bin as soon as it is out; the count closes the encounter."},
    {"CF10", "Mind what the rest of the shaft could reach.",
     "The line straight ahead of the tip must end in bone or free tissue for its whole length."},
};

static void clock_of(uint32_t tick_ms, char out[16])
{
    const unsigned seconds = tick_ms / 1000u;
    snprintf(out, 16, "%u:%02u", seconds / 60u, seconds % 60u);
}

static bool touched(const tb_score *score, const char *prefix)
{
    for (int k = 0; k < score->adverse_count; ++k) {
        if (strncmp(score->adverse[k].id, prefix, strlen(prefix)) == 0) {
            return true;
        }
    }
    return false;
}

static void write_headline(const tb_evidence *evidence, tb_score *out)
{
    char at[16];
    if (evidence->faulted) {
        snprintf(out->headline, sizeof out->headline,
                 "The tissue model stopped. The record is kept, nothing is scored against anyone.");
        return;
    }
    if (out->critical_count > 0) {
        clock_of(out->criticals[0].tick_ms, at);
        snprintf(out->headline, sizeof out->headline, "Critical event at %s: %.160s", at,
                 out->criticals[0].text);
        return;
    }
    if (evidence->puncture_count == 0 && evidence->care.holds + evidence->care.sweeps > 0) {
        const bool gave = evidence->care.hold_end_nrs < 0.7 * evidence->care.hold_start_nrs;
        snprintf(out->headline, sizeof out->headline, "Treated by hand, %s.",
                 evidence->care.holds == 0 ? "broad strokes"
                 : gave                    ? "the point gave"
                                           : "the point did not give");
        return;
    }
    if (evidence->puncture_count == 0 && evidence->care.decision >= 0) {
        snprintf(out->headline, sizeof out->headline, "Not needled: %.160s",
                 tb_decision_text((tb_decision)evidence->care.decision));
        return;
    }
    if (evidence->puncture_count == 0) {
        snprintf(out->headline, sizeof out->headline, "No needle entered the skin.");
        return;
    }
    const char *reached = evidence->target_mm <= 1.0   ? "Point reached"
                          : evidence->target_mm <= 3.0 ? "Point nearly reached"
                                                       : "Point missed";
    const char *twitch = evidence->ltr_count == 0   ? "no twitch"
                         : evidence->ltr_count == 1 ? "twitch seen"
                                                    : "twitches seen";
    const char *harm = touched(out, "nerve")      ? "a nerve touched"
                       : touched(out, "vessel")   ? "a vessel pierced"
                       : touched(out, "bleeding") ? "a little blood"
                                                  : "nothing harmed";
    snprintf(out->headline, sizeof out->headline, "%s, %s, %s.", reached, twitch, harm);
}

static void advise_on_critical(tb_score *out)
{
    out->next_tick_ms = out->criticals[0].tick_ms;
    for (size_t k = 0; k < sizeof CRITICAL_ADVICE / sizeof CRITICAL_ADVICE[0]; ++k) {
        if (strcmp(CRITICAL_ADVICE[k].id, out->criticals[0].id) == 0) {
            snprintf(out->next_title, sizeof out->next_title, "%s", CRITICAL_ADVICE[k].title);
            snprintf(out->next_text, sizeof out->next_text, "%s", CRITICAL_ADVICE[k].text);
        }
    }
}

void tb_score_words(const tb_evidence *evidence, const tb_reading *readings, tb_score *out)
{
    write_headline(evidence, out);
    if (out->critical_count > 0) {
        advise_on_critical(out);
        return;
    }
    if (touched(out, "nerve")) {
        tb_advice("E1_hazard_margin", out->next_title, out->next_text);
        out->next_tick_ms = evidence->clearance_ms;
        return;
    }
    int worst = -1;
    double worst_lost = 0.0;
    for (int k = 0; k < out->measure_count; ++k) {
        const tb_measure *measure = &out->measures[k];
        const double lost = measure->assessed ? measure->rubric->weight - measure->points : 0.0;
        if (lost > worst_lost) {
            worst_lost = lost;
            worst = k;
        }
    }
    const double worth_saying = 0.25;
    if (worst < 0 || worst_lost < worth_saying) {
        snprintf(out->next_title, sizeof out->next_title, "Try a patient with less to feel.");
        snprintf(out->next_text, sizeof out->next_text,
                 "This encounter meets the targets of this case. Another seed changes depth, place "
                 "and stiffness.");
        return;
    }
    tb_advice(out->measures[worst].rubric->id, out->next_title, out->next_text);
    out->next_tick_ms = readings[worst].tick_ms;
}
