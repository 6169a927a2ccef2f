#include "tautband/core/units.h"
#include "tautband/session/input.h"
#include "tautband/session/judge.h"

#include "scoring_internal.h"

#include <math.h>

enum {
    SAMPLE_GAP_MS = 200,     // palpation samples further apart are two spells
    CHECK_IN_MS = 20000,     // a check-in this soon after the first twitch answers it
    COTTON_START_MS = 15000, // pressing begun this soon after the needle left counts as at once
    LETHAL_GAP_MS = 100,
};
static const double HURTS_NRS = 1.0, GUARDS_NRS = 7.0;
static const double STROKE_MOST_MM = 10.0, STROKE_LEAST_MM = 1.0;
static const double STROKE_SHARED = 0.5; // of the longer stroke: so much the other one undoes
static const double SERIES_MS = 5000.0;  // from one stroke's start to the next one's
static const double BAND_LEAST_MM = 2.0, BAND_MOST_MM = 6.0;
static const double BAND_LEAST_HZ = 0.4, BAND_MOST_HZ = 2.5;
static const double HARD_TURN_DEG = 10.0;

// What has to be remembered from one event to the next.
typedef struct collector {
    tb_evidence *out;
    const tb_event *events;
    int at;
    uint32_t hurt_since_ms, hurt_last_ms;
    bool hurting;
    uint32_t lethal_since_ms, lethal_last_ms;
    bool lethal;
    uint32_t last_down_ms;
    bool stroked_down;
    int stroke_at; // the stroke before this one, if no turn came between them; -1: none
    bool stroke_counted;
    int pain_samples;
    double pain_sum;
    bool needle_in, asked_after_ltr, asked_while_in;
} collector;

// What an event says it lasted: no longer than the session until then, whoever wrote it.
static uint32_t lasted_ms(const tb_event *event, double time_ms)
{
    return tb_ms_within(time_ms, event->tick_ms);
}

static void note_pressure(collector *c, const tb_event *event)
{
    const double pain_nrs = event->values[4];
    if (pain_nrs > c->out->press_peak_nrs) {
        c->out->press_peak_nrs = pain_nrs;
        c->out->press_peak_ms = event->tick_ms;
    }
    const bool hurts = pain_nrs >= HURTS_NRS && pain_nrs <= GUARDS_NRS;
    if (!hurts || (c->hurting && event->tick_ms - c->hurt_last_ms > SAMPLE_GAP_MS)) {
        c->hurting = false;
    }
    if (hurts) {
        c->hurt_since_ms = c->hurting ? c->hurt_since_ms : event->tick_ms;
        c->hurting = true;
        c->hurt_last_ms = event->tick_ms;
        const uint32_t spell_ms = event->tick_ms - c->hurt_since_ms;
        if (spell_ms > c->out->pressed_into_pain_ms) {
            c->out->pressed_into_pain_ms = spell_ms;
        }
    }
}

static tb_pose pose_of(uint32_t tick_ms, double t_mm, double b_mm, double tilt_deg,
                       double azimuth_deg)
{
    return (tb_pose){tick_ms, t_mm, b_mm, tb_rad_from_deg(tilt_deg), tb_rad_from_deg(azimuth_deg)};
}

static void note_puncture(collector *c, const tb_event *event)
{
    tb_evidence *out = c->out;
    if (out->puncture_count < TB_PUNCTURES_MAX) {
        out->punctures[out->puncture_count] = pose_of(
            event->tick_ms, event->values[0], event->values[1], event->values[3], event->values[4]);
    }
    ++out->puncture_count;
    c->needle_in = true;
}

static void note_turn(collector *c, const tb_event *event)
{
    tb_evidence *out = c->out;
    const bool in_muscle = event->subject == 1;
    if (out->turn_count < TB_TURNS_MAX) {
        out->turns[out->turn_count] =
            pose_of(event->tick_ms, 0.0, 0.0, event->values[2], event->values[3]);
    }
    ++out->turn_count;
    out->turns_in_muscle += in_muscle ? 1 : 0;
    if (in_muscle && event->values[0] > HARD_TURN_DEG && !out->turned_hard) {
        out->turned_hard = true;
        out->turned_hard_ms = event->tick_ms;
        out->turned_hard_deg = event->values[0];
    }
}

static void note_lethal_ahead(collector *c, const tb_event *event)
{
    const bool now = (event->subject & TB_TIP_HAZARD_LETHAL) != 0;
    if (!now || (c->lethal && event->tick_ms - c->lethal_last_ms > LETHAL_GAP_MS)) {
        c->lethal = false;
    }
    if (now) {
        c->lethal_since_ms = c->lethal ? c->lethal_since_ms : event->tick_ms;
        c->lethal = true;
        c->lethal_last_ms = event->tick_ms;
        const uint32_t spell_ms = event->tick_ms - c->lethal_since_ms;
        if (spell_ms > c->out->lethal_ahead_ms) {
            c->out->lethal_ahead_ms = spell_ms;
            c->out->lethal_at_ms = c->lethal_since_ms;
        }
    }
}

static void note_tip(collector *c, const tb_event *event)
{
    tb_evidence *out = c->out;
    if ((event->subject & TB_TIP_IN_TISSUE) == 0) {
        return;
    }
    if (event->values[4] < out->target_mm) {
        out->target_mm = event->values[4];
        out->target_ms = event->tick_ms;
    }
    if (event->values[5] < out->clearance_mm) {
        out->clearance_mm = event->values[5];
        out->clearance_ms = event->tick_ms;
    }
    if (event->values[6] > out->reserve_mm) {
        out->reserve_mm = event->values[6];
        out->reserve_ms = event->tick_ms;
    }
    note_lethal_ahead(c, event);
}

// Time of a stroke by where the tip was: the samples between its start and its end stand before it.
static void count_stroke_samples(collector *c, int at)
{
    const double since_ms = (double)c->events[at].tick_ms - c->events[at].values[2];
    for (int k = at - 1; k >= 0 && (double)c->events[k].tick_ms > since_ms; --k) {
        if (c->events[k].kind != TB_EVENT_TIP_SAMPLE) {
            continue;
        }
        ++c->out->stroke_samples;
        if ((c->events[k].subject & TB_TIP_IN_TARGET_MUSCLE) != 0) {
            ++c->out->stroke_samples_in_muscle;
        } else if (c->out->stroke_outside_ms == 0) {
            c->out->stroke_outside_ms = c->events[k].tick_ms;
        }
    }
}

static double stroke_start_ms(const tb_event *stroke)
{
    return (double)stroke->tick_ms - stroke->values[2];
}

static bool is_short(const tb_event *stroke)
{
    const double length_mm = fabs(stroke->values[1] - stroke->values[0]);
    return length_mm >= STROKE_LEAST_MM && length_mm <= STROKE_MOST_MM;
}

// Do two strokes go up and down over the same stretch? The way in, step by step, the way out and
// the steps between series are no stimulation.
static bool up_and_down(const tb_event *one, const tb_event *next)
{
    const double *a = one->values, *b = next->values;
    const double one_mm = a[1] - a[0], next_mm = b[1] - b[0];
    const double low = fmax(fmin(a[0], a[1]), fmin(b[0], b[1])),
                 high = fmin(fmax(a[0], a[1]), fmax(b[0], b[1]));
    return is_short(one) && is_short(next) && one_mm * next_mm < 0.0 &&
           high - low >= STROKE_SHARED * fmax(fabs(one_mm), fabs(next_mm)) &&
           stroke_start_ms(next) - stroke_start_ms(one) < SERIES_MS;
}

// One of the strokes that stimulate.
static void count_stroke(collector *c, int at)
{
    const tb_event *event = &c->events[at];
    tb_evidence *out = c->out;
    const double length_mm = event->values[1] - event->values[0]; // positive: deeper
    count_stroke_samples(c, at);
    if (length_mm < 0.0 || event->subject != 1) {
        return;
    }
    // The rate is that to the stroke before; the first of a series has none and is judged by its
    // length alone.
    const uint32_t start_ms = event->tick_ms - lasted_ms(event, event->values[2]);
    const double period_ms = c->stroked_down ? (double)(start_ms - c->last_down_ms) : 0.0;
    const bool series = c->stroked_down && period_ms < SERIES_MS;
    const double rate_hz = period_ms > 0.0 ? 1000.0 / period_ms : BAND_MOST_HZ;
    const bool in_band = length_mm >= BAND_LEAST_MM && length_mm <= BAND_MOST_MM &&
                         (!series || (rate_hz >= BAND_LEAST_HZ && rate_hz <= BAND_MOST_HZ));
    ++out->strokes_down;
    out->strokes_in_band += in_band ? 1 : 0;
    if (!in_band && out->stroke_out_of_band_ms == 0) {
        out->stroke_out_of_band_ms = start_ms;
    }
    c->stroked_down = true;
    c->last_down_ms = start_ms;
}

static void note_stroke(collector *c, const tb_event *event)
{
    if (event->values[4] < c->out->target_mm) {
        c->out->target_mm = event->values[4];
        c->out->target_ms = event->tick_ms;
    }
    const bool pair = c->stroke_at >= 0 && up_and_down(&c->events[c->stroke_at], event);
    if (pair && !c->stroke_counted) {
        count_stroke(c, c->stroke_at);
    }
    if (pair) {
        count_stroke(c, c->at);
    }
    c->stroke_at = c->at;
    c->stroke_counted = pair;
}

static void note_pain(collector *c, const tb_event *event)
{
    if (event->subject != 1) {
        return;
    }
    if (event->values[0] > c->out->needle_peak_nrs) {
        c->out->needle_peak_nrs = event->values[0];
        c->out->needle_peak_ms = event->tick_ms;
    }
    c->pain_sum += event->values[0];
    ++c->pain_samples;
}

static void note_talk(collector *c, const tb_event *event)
{
    tb_evidence *out = c->out;
    switch ((tb_say)event->subject) {
    case TB_SAY_YOUR_PAIN:
        out->asked = true;
        break;
    case TB_SAY_WARN:
        out->warned = out->warned || out->puncture_count == 0;
        break;
    case TB_SAY_ALL_RIGHT:
    case TB_SAY_STOPPING:
        c->asked_while_in = c->asked_while_in || c->needle_in;
        c->asked_after_ltr =
            c->asked_after_ltr ||
            (out->ltr_count > 0 && event->tick_ms - out->first_ltr_ms < CHECK_IN_MS);
        break;
    case TB_SAY_EXPLAIN_AFTER:
        out->aftercare = out->aftercare || out->out_count > 0;
        break;
    default:
        break;
    }
}

static void note_cotton(collector *c, const tb_event *event)
{
    const double start_ms = (double)event->tick_ms - event->values[0];
    if (c->out->out_count > 0 && start_ms - (double)c->out->out_ms < COTTON_START_MS) {
        c->out->cotton_ms += lasted_ms(event, event->values[0]);
    }
}

static void note_needle(collector *c, const tb_event *event)
{
    tb_evidence *out = c->out;
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_NEEDLE_CHOSEN:
        ++out->chosen;
        if (out->puncture_count == 0) {
            out->diameter_mm = event->values[0];
            out->length_mm = event->values[1];
            out->chosen_ms = event->tick_ms;
        }
        break;
    case TB_EVENT_SKIN_PUNCTURED:
        note_puncture(c, event);
        break;
    case TB_EVENT_TIP_SAMPLE:
        note_tip(c, event);
        break;
    case TB_EVENT_STROKE:
        note_stroke(c, event);
        break;
    case TB_EVENT_REDIRECTED:
        note_turn(c, event);
        c->stroke_at = -1;
        break;
    case TB_EVENT_LTR:
        out->first_ltr_ms = out->ltr_count == 0 ? event->tick_ms : out->first_ltr_ms;
        ++out->ltr_count;
        break;
    case TB_EVENT_BENT:
        out->bent_ms = out->bent ? out->bent_ms : event->tick_ms;
        out->bent = true;
        break;
    case TB_EVENT_OUT_OF_SKIN:
        ++out->out_count;
        out->out_ms = event->tick_ms;
        out->cotton_ms = 0; // only what follows the last leaving counts
        c->needle_in = false;
        c->stroke_at = -1;
        break;
    case TB_EVENT_BINNED:
        ++out->binned;
        break;
    default:
        break;
    }
}

static void note_patient(collector *c, const tb_event *event)
{
    tb_evidence *out = c->out;
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_DECLARED:
        out->declared = true;
        out->declared_t_mm = event->values[0];
        out->declared_b_mm = event->values[1];
        out->declared_state = event->subject;
        out->declared_ms = event->tick_ms;
        break;
    case TB_EVENT_PALPATION_SAMPLE:
        note_pressure(c, event);
        break;
    case TB_EVENT_RECOGNISED:
        out->recognised = true;
        break;
    case TB_EVENT_MATCH_JUDGED: {
        const tb_match truth = tb_match_truth(event->values[0], event->values[1]);
        out->judged = true;
        out->judged_right = event->subject == (int)truth && truth != TB_MATCH_DIFFERS;
        break;
    }
    case TB_EVENT_PAIN_SAMPLE:
        note_pain(c, event);
        break;
    case TB_EVENT_TOLD:
        note_talk(c, event);
        break;
    case TB_EVENT_COTTON_PRESSED:
        note_cotton(c, event);
        break;
    case TB_EVENT_STOP_SAID:
        ++out->stops;
        break;
    case TB_EVENT_STOP_HONOURED:
        ++out->stops_honoured;
        break;
    case TB_EVENT_STOP_IGNORED:
        out->stop_ignored_ms = out->stop_ignored ? out->stop_ignored_ms : event->tick_ms;
        out->stop_ignored_for_ms = lasted_ms(event, event->values[0]);
        out->stop_ignored = true;
        break;
    case TB_EVENT_NERVE_IGNORED:
        out->nerve_ignored_ms = out->nerve_ignored ? out->nerve_ignored_ms : event->tick_ms;
        out->nerve_ignored_for_ms = lasted_ms(event, event->values[0]);
        out->nerve_ignored = true;
        break;
    case TB_EVENT_LETHAL_CONTACT:
        if (!out->lethal_contact) {
            out->lethal_contact_ms = event->tick_ms;
            out->lethal_structure = event->subject;
        }
        out->lethal_contact = true;
        break;
    case TB_EVENT_FAULT:
        out->faulted = true;
        break;
    default:
        break;
    }
}

void tb_evidence_collect(const tb_event *events, int event_count, tb_evidence *out)
{
    *out = (tb_evidence){.target_mm = 1e3, .clearance_mm = 1e3, .lethal_structure = -1};
    collector c = {.out = out, .events = events, .stroke_at = -1};
    for (c.at = 0; c.at < event_count; ++c.at) {
        note_needle(&c, &events[c.at]);
        note_patient(&c, &events[c.at]);
        out->end_ms = events[c.at].tick_ms;
    }
    tb_care_collect(events, event_count, &out->care);
    out->needle_mean_nrs = c.pain_samples > 0 ? c.pain_sum / c.pain_samples : 0.0;
    out->checked_in = out->ltr_count > 0 ? c.asked_after_ltr : c.asked_while_in;
}
