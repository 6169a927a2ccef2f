// What the patient says, in which words, and how at ease they are. A phrase is not repeated within
// a minute: other words for the same thing are taken, and when all were used up, a gesture.
#include "tautband/core/vec.h"

#include "patient_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    SAME_LINE_MS = 8000, ///< a meaning is not repeated sooner
    ANY_LINE_MS = 1600,  ///< somebody who speaks is not interrupted by small talk
    REASSURE_MS = 15000, ///< calm words sooner than that add nothing
};
static const double COMFORTABLE_NRS = 3.0;

/// Manner of a patient whose case leaves it open.
static void draw_manner(tb_speech *speech, const tb_case_care *care, uint64_t seed)
{
    tb_rng rng;
    tb_rng_seed(&rng, seed, TB_RNG_MANNER);
    const double voice = tb_rng_uniform(&rng), fear = tb_rng_uniform(&rng);
    // the talkative middle for the nominal patient; fears are rare
    speech->voice = seed == 0 ? TB_VOICE_TALKATIVE : (tb_voice)(int)(voice * TB_VOICE_COUNT);
    speech->needle_fear = seed == 0 ? 0.1 : fear * fear * fear;
    if (care != NULL && care->voice >= 0 && care->voice < TB_VOICE_COUNT) {
        speech->voice = (tb_voice)care->voice;
    }
    if (care != NULL && care->needle_fear >= 0.0) {
        speech->needle_fear = care->needle_fear;
    }
}

void tb_speech_init(tb_speech *speech, const tb_case_care *care, uint64_t seed)
{
    *speech = (tb_speech){.mood = TB_MOOD_CALM, .phrase = -1};
    draw_manner(speech, care, seed);
}

/// Words for a line that were not used within the last minute, the least recent first; -1 none.
static int find_phrase(const tb_speech *speech, tb_line line, uint32_t now_ms)
{
    int count, best = -1;
    const tb_phrase *phrases = tb_phrases(&count);
    for (int k = 0; k < count; ++k) {
        const bool fits = phrases[k].line == line && (phrases[k].voice == (int)speech->voice ||
                                                      phrases[k].voice == TB_VOICE_COUNT);
        const uint32_t said_ms = speech->phrase_ms[k];
        if (fits && (said_ms == 0 || now_ms - said_ms >= TB_MINUTE_MS) &&
            (best < 0 || said_ms < speech->phrase_ms[best])) {
            best = k;
        }
    }
    return best;
}

bool tb_say_at(tb_patient *patient, tb_line line, const char *region, bool urgent,
               tb_tick_events *events)
{
    tb_speech *speech = &patient->speech;
    const uint32_t now = patient->now_ms;
    const bool repeats = speech->said_ms[line] > 0 && now - speech->said_ms[line] < SAME_LINE_MS;
    const bool speaks = speech->line != TB_LINE_NONE && now - speech->line_ms < ANY_LINE_MS;
    const bool away = patient->injury.faint == TB_FAINT_OUT && line != TB_LINE_FAINTING;
    const bool always = line == TB_LINE_STOP || line == TB_LINE_NOW || line == TB_LINE_ANSWER_NO;
    if (away || (repeats && !always) || (speaks && !urgent)) {
        return false;
    }
    const int phrase = find_phrase(speech, line, now);
    if (phrase < 0 && !urgent) {
        return false; // no small talk in gestures
    }
    speech->line = line;
    speech->line_ms = now;
    speech->said_ms[line] = now > 0 ? now : 1;
    speech->phrase = phrase;
    if (speech->phrase >= 0) {
        speech->phrase_ms[speech->phrase] = speech->said_ms[line];
    }
    speech->mood = tb_line_mood(line);
    snprintf(speech->place, sizeof speech->place, "%s", region);
    const double values[] = {speech->phrase};
    tb_emit(events, now, TB_EVENT_SAID, (int)line, values, 1);
    return true;
}

bool tb_say_line(tb_patient *patient, tb_line line, bool urgent, tb_tick_events *events)
{
    return tb_say_at(patient, line, "", urgent, events);
}

static void cheer(tb_speech *speech, double points)
{
    speech->comfort = tb_clamp(speech->comfort + points, 0.0, 10.0);
}

void tb_speech_step(tb_patient *patient)
{
    tb_speech *speech = &patient->speech;
    const tb_physiology *p = patient->desc.physiology;
    if (patient->now_ms == 0) {
        const double fear = p->comfort.anxious_less * speech->needle_fear;
        speech->rest_comfort = p->comfort.base - fear -
                               (speech->voice == TB_VOICE_ANXIOUS ? p->comfort.anxious_less : 0.0);
        speech->comfort = speech->rest_comfort;
    }
    // pain lowers what the way back leads to; calm words lift it for a while
    const double pain = fmax(0.0, patient->sense.pain_nrs - COMFORTABLE_NRS);
    const double goal = tb_clamp(speech->rest_comfort - p->comfort.per_nrs * pain, 0.0, 10.0);
    const double tau_ms =
        goal < speech->comfort && pain > 0.0 ? 2000.0 : 1e3 * p->comfort.recover_s;
    speech->comfort += (goal - speech->comfort) / tau_ms;
    if (speech->line != TB_LINE_NONE && patient->now_ms - speech->line_ms > 3500) {
        speech->mood =
            patient->injury.faint == TB_FAINT_PRODROME || patient->injury.faint == TB_FAINT_OUT
                ? TB_MOOD_FAINT
            : patient->sense.pain_nrs > 3.0 ? TB_MOOD_WINCE
                                            : TB_MOOD_CALM;
    }
}

/// A needle asks too, but it is no find of the hands: nothing is told of it but the words.
static bool known_from_needle(const tb_patient *patient)
{
    const int point = patient->sense.ache_point;
    return point >= 0 && patient->sense.needle_nrs >= 0.8 &&
           patient->desc.anatomy->trigger_points[point].state == TB_TRIGGER_POINT_ACTIVE;
}

static void answer_your_pain(tb_patient *patient, const tb_patient_input *input,
                             tb_tick_events *events)
{
    const tb_tender tender =
        tb_touch_tender(&patient->touch, input->finger.t_mm, input->finger.b_mm);
    const bool on_active =
        patient->finger_force_n > 0.5 && tender.point >= 0 && tender.share > 0.4 &&
        patient->desc.anatomy->trigger_points[tender.point].state == TB_TRIGGER_POINT_ACTIVE;
    if (on_active && patient->sense.press_nrs >= 0.8) {
        const double values[] = {input->finger.t_mm, input->finger.b_mm};
        tb_emit(events, patient->now_ms, TB_EVENT_RECOGNISED, tender.point, values, 2);
        tb_say_line(patient, TB_LINE_MY_PAIN, true, events);
    } else if (known_from_needle(patient)) {
        tb_say_line(patient, TB_LINE_MY_PAIN, true, events);
    } else {
        const bool sore = patient->sense.press_nrs > 1.0 || patient->sense.ache_point >= 0;
        tb_say_line(patient, sore ? TB_LINE_TENDER : TB_LINE_NOT_MY_PAIN, true, events);
    }
}

// The same pressure at the same place of the other side, where nothing is the matter.
static void answer_other_side(tb_patient *patient, const tb_patient_input *input,
                              tb_tick_events *events)
{
    const tb_tender here = tb_touch_tender(&patient->touch, input->finger.t_mm, input->finger.b_mm);
    const tb_tender there = {-1, 0.0, here.normal_kpa, here.normal_kpa};
    const double other_nrs =
        tb_touch_fresh_nrs(&patient->touch, &there, patient->finger_pressure_kpa);
    const bool less = patient->touch.fresh_nrs > other_nrs + 0.5;
    const double values[] = {input->finger.t_mm, input->finger.b_mm, patient->finger_pressure_kpa,
                             patient->touch.fresh_nrs, other_nrs};
    tb_emit(events, patient->now_ms, TB_EVENT_COMPARED, less ? 1 : 0, values, 5);
    tb_say_line(patient, less ? TB_LINE_OTHER_SIDE_LESS : TB_LINE_OTHER_SIDE_SAME, true, events);
}

static void answer_reassure(tb_patient *patient, tb_tick_events *events)
{
    tb_speech *speech = &patient->speech;
    const uint32_t now = patient->now_ms;
    if (speech->reassured_ms == 0 || now - speech->reassured_ms > REASSURE_MS) {
        cheer(speech, patient->desc.physiology->comfort.reassured);
    }
    speech->reassured_ms = now > 0 ? now : 1;
    tb_say_line(patient, TB_LINE_REASSURED, true, events);
}

static void answer_consent(tb_patient *patient, bool told, tb_tick_events *events)
{
    const double fear = patient->speech.needle_fear;
    const tb_line line = fear > 0.85 ? TB_LINE_MANUAL_ONLY
                         : !told     ? TB_LINE_NEED_TO_KNOW
                                     : TB_LINE_AGREE;
    const double values[] = {told ? 1.0 : 0.0};
    tb_emit(events, patient->now_ms, TB_EVENT_CONSENT,
            line == TB_LINE_AGREE         ? 1
            : line == TB_LINE_MANUAL_ONLY ? 2
                                          : 0,
            values, 1);
    tb_say_line(patient, line, true, events);
}

static tb_line what_is_felt(const tb_patient *patient)
{
    const double nrs = patient->sense.pain_nrs;
    return nrs < 0.5 ? TB_LINE_FEEL_NOTHING : nrs < 2.5 ? TB_LINE_FEEL_PRESSURE : TB_LINE_FEEL_SORE;
}

static void answer_screening(tb_patient *patient, int how, tb_tick_events *events)
{
    const bool afraid = patient->speech.needle_fear > 0.5;
    const tb_line line = how == 1   ? TB_LINE_ANSWER
                         : how == 2 ? (afraid ? TB_LINE_HATE_NEEDLES : TB_LINE_NEEDLES_FINE)
                                    : TB_LINE_ANSWER_NO;
    tb_say_line(patient, line, true, events);
}

void tb_speech_answer(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_speech *speech = &patient->speech;
    const tb_physiology *p = patient->desc.physiology;
    if (input->chats && !patient->sense.wants_stop) {
        tb_say_line(patient, TB_LINE_CHAT, false, events);
    }
    switch (input->heard) {
    case TB_HEARD_YOUR_PAIN:
        answer_your_pain(patient, input, events);
        break;
    case TB_HEARD_ALL_RIGHT:
        cheer(speech, p->comfort.asked);
        tb_say_line(patient, patient->sense.pain_nrs >= 5.0 ? TB_LINE_IT_HURTS : TB_LINE_ALL_RIGHT,
                    true, events);
        break;
    case TB_HEARD_WARNING:
        speech->warned = true;
        cheer(speech, p->comfort.warned);
        tb_say_line(patient, TB_LINE_OKAY_WARNED, true, events);
        break;
    case TB_HEARD_AFTERCARE:
        tb_say_line(patient, TB_LINE_GOOD_TO_KNOW, true, events);
        break;
    case TB_HEARD_STOPPING:
        tb_say_line(patient, TB_LINE_THANKS_STOPPED, true, events);
        break;
    case TB_HEARD_GOODBYE:
        tb_say_line(patient, patient->life.count > 0 ? TB_LINE_LOOSER : TB_LINE_ALL_RIGHT, true,
                    events);
        break;
    case TB_HEARD_OTHER_SIDE:
        answer_other_side(patient, input, events);
        break;
    case TB_HEARD_EASING:
        tb_say_line(patient,
                    patient->touch.nrs < 0.8 * patient->touch.fresh_nrs ? TB_LINE_EASING
                                                                        : what_is_felt(patient),
                    true, events);
        break;
    case TB_HEARD_WHAT_FEEL:
        cheer(speech, p->comfort.asked);
        tb_say_line(patient, what_is_felt(patient), true, events);
        break;
    case TB_HEARD_REASSURE:
        answer_reassure(patient, events);
        break;
    case TB_HEARD_EXPLAIN:
        cheer(speech, p->comfort.explained);
        tb_say_line(patient, TB_LINE_UNDERSTOOD, true, events);
        break;
    case TB_HEARD_BREAK:
        cheer(speech, p->comfort.reassured);
        tb_say_line(patient, TB_LINE_BREAK, true, events);
        break;
    case TB_HEARD_CHEST_RULE:
        tb_say_line(patient, TB_LINE_WILL_CALL, true, events);
        break;
    case TB_HEARD_LIE_FLAT:
        patient->injury.flat = true;
        tb_say_line(patient, TB_LINE_LYING_BETTER, true, events);
        break;
    case TB_HEARD_CONSENT:
        answer_consent(patient, input->heard_argument != 0, events);
        break;
    case TB_HEARD_SCREENING:
        answer_screening(patient, input->heard_argument, events);
        break;
    case TB_HEARD_NO_NEEDLE:
        cheer(speech, speech->needle_fear > 0.5 ? p->comfort.reassured : 0.0);
        tb_say_line(patient, TB_LINE_RELIEVED, true, events);
        break;
    case TB_HEARD_LAST_VISIT:
        if (input->heard_argument > 0 && input->heard_argument < TB_LINE_COUNT) {
            tb_say_line(patient, (tb_line)input->heard_argument, true, events);
        }
        break;
    case TB_HEARD_NOTHING:
        break;
    }
}

void tb_speech_hash(const tb_speech *speech, tb_hash *hash)
{
    tb_hash_i32(hash, (int32_t)speech->line);
    tb_hash_i32(hash, speech->phrase);
    tb_hash_u64(hash, speech->line_ms);
    tb_hash_f64(hash, speech->comfort);
}
