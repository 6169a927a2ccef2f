// What the event log shows of palpation's grammar, of hands that treat, and of reasoning.
#include "tautband/core/units.h"
#include "tautband/patient/harm.h"
#include "tautband/session/input.h"

#include "scoring_internal.h"

#include <math.h>

static const double FAST_MM_PER_S = 60.0, PASS_LEAST_MM = 5.0, PASS_MOST_MM = 25.0;
enum { TIP_SAMPLE_MS = 20 };

static void note_hold(tb_care_evidence *out, const tb_event *event)
{
    ++out->holds;
    if (event->values[2] > out->hold_ms) {
        out->hold_t_mm = event->values[0];
        out->hold_b_mm = event->values[1];
        out->hold_ms = event->values[2];
        out->hold_start_nrs = event->values[4];
        out->hold_end_nrs = event->values[5];
        out->hold_at_ms = event->tick_ms;
    }
}

static void note_word(tb_care_evidence *out, tb_say say)
{
    switch (say) {
    case TB_SAY_EXPLAIN:
        out->explained = true;
        break;
    case TB_SAY_REASSURE:
    case TB_SAY_BREAK:
        out->reassured = true;
        break;
    case TB_SAY_EASING:
        out->asked_easing = true;
        break;
    case TB_SAY_ALL_RIGHT:
    case TB_SAY_WHAT_FEEL:
        out->checked = true;
        break;
    case TB_SAY_CHEST_RULE:
        out->chest_rule = true;
        break;
    case TB_SAY_EXPLAIN_AFTER:
        out->aftercare = true;
        break;
    default:
        break;
    }
}

static void note_hands(tb_care_evidence *out, const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_STROKED_ACROSS:
        out->across = out->across || event->subject > 0;
        break;
    case TB_EVENT_WALKED_ALONG:
        out->walked = true;
        break;
    case TB_EVENT_COMPARED:
        out->compared = true;
        break;
    case TB_EVENT_RECOGNISED:
        out->asked_pressing = true;
        break;
    case TB_EVENT_GUARDING:
        out->guarded_ms = out->guarded > 0 ? out->guarded_ms : event->tick_ms;
        ++out->guarded;
        break;
    case TB_EVENT_RELEASE_HELD:
        note_hold(out, event);
        break;
    case TB_EVENT_SWEPT:
        ++out->sweeps;
        out->good_sweeps += event->subject == 1 ? 1 : 0;
        out->bad_sweep_ms = event->subject == 1 ? out->bad_sweep_ms : event->tick_ms;
        break;
    case TB_EVENT_TOLD:
        note_word(out, (tb_say)event->subject);
        break;
    default:
        break;
    }
}

// The bit of a question; none for what a recording from elsewhere calls one.
static int question_bit(int question)
{
    return question >= 0 && question < TB_QUESTION_COUNT ? 1 << question : 0;
}

static void note_reasoning(tb_care_evidence *out, const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SCREENED:
        out->screened |= question_bit(event->subject);
        break;
    case TB_EVENT_TAGGED: {
        const int bit = question_bit(event->subject);
        out->noted = event->values[0] > 0.0 ? out->noted | bit : out->noted & ~bit;
        out->cleared = event->values[0] > 0.0 ? out->cleared & ~bit : out->cleared | bit;
        break;
    }
    case TB_EVENT_CONSENT:
        out->consent_asked = true;
        out->consent = event->subject;
        break;
    case TB_EVENT_DECIDED:
        out->decision = event->subject;
        out->decided_ms = event->tick_ms;
        break;
    case TB_EVENT_PLANNED:
        ++out->planned;
        out->plan_right += event->values[0] > 0.0 ? event->values[1] : 0.0;
        out->plan_wrong += event->values[0] > 0.0 ? 0.0 : 1.0;
        break;
    case TB_EVENT_PREPARED:
        if (out->prepared_count < 16) {
            out->prepared[out->prepared_count++] = event->subject;
            out->prepared_before_puncture += out->punctured ? 0 : 1;
        }
        break;
    default:
        break;
    }
}

static void note_harm(tb_care_evidence *out, const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_SKIN_PUNCTURED:
        out->punctured_ms = out->punctured ? out->punctured_ms : event->tick_ms;
        out->punctured = true;
        break;
    case TB_EVENT_ENOUGH_SAID:
        out->enough_ms = event->tick_ms;
        break;
    case TB_EVENT_LTR:
        out->ltr_after_enough += out->enough_ms > 0 && event->tick_ms > out->enough_ms ? 1 : 0;
        break;
    case TB_EVENT_PRODROME:
        out->prodrome_ms = event->tick_ms;
        break;
    case TB_EVENT_FAINT_HELPED:
        out->faint_helped = true;
        break;
    case TB_EVENT_FAINTED:
        out->fainted = true;
        out->fainted_ms = event->tick_ms;
        break;
    case TB_EVENT_LAID_FLAT:
        out->laid_flat = true;
        break;
    default:
        break;
    }
}

static void note_technique(tb_care_evidence *out, const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_TIP_SAMPLE:
        if ((event->subject & TB_TIP_IN_TARGET_MUSCLE) != 0 &&
            (event->subject & TB_TIP_STIMULATING) == 0) {
            out->rest_in_muscle_ms += TIP_SAMPLE_MS;
        }
        break;
    case TB_EVENT_STROKE: {
        const double length_mm = event->values[1] - event->values[0];
        if (event->subject == 1 && length_mm >= PASS_LEAST_MM && length_mm <= PASS_MOST_MM) {
            ++out->passes;
            out->fast_passes += event->values[3] >= FAST_MM_PER_S ? 1 : 0;
        }
        break;
    }
    case TB_EVENT_WOUND:
        out->turns = fmax(out->turns, fabs(event->values[0]));
        out->turns_left = fabs(event->values[0]);
        break;
    default:
        break;
    }
}

void tb_care_collect(const tb_event *events, int event_count, tb_care_evidence *out)
{
    *out = (tb_care_evidence){.decision = -1};
    for (int k = 0; k < event_count; ++k) {
        note_hands(out, &events[k]);
        note_reasoning(out, &events[k]);
        note_harm(out, &events[k]);
        note_technique(out, &events[k]);
    }
}
