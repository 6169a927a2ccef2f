// What the needle makes the patient feel, the pain of a tick, and the wish that it stop.
#include "tautband/core/vec.h"

#include "patient_internal.h"

#include <math.h>

enum {
    LET_GO_MS = 1600,   ///< after a twitch, when the cramp was heard
    STARTLED_MS = 1600, ///< after what the skin felt: one thing is said after the other
    CRY_MS = 600,       ///< from an electric pain to the word "stop"
};
static const double SMOOTH_MS = 60.0;
static const double SPREADS_NRS = 1.0; // an ache that spreads, as under the finger

void tb_sense_init(tb_sense *sense, uint64_t seed)
{
    *sense = (tb_sense){.stop_armed = true, .ache_point = -1};
    tb_rng_seed(&sense->rng, seed, TB_RNG_SPEECH);
}

void tb_sense_hurt(tb_patient *patient, double nrs)
{
    const double felt = nrs * patient->desc.anatomy->pain_sensitivity;
    patient->sense.needle_nrs = felt > patient->sense.needle_nrs ? felt : patient->sense.needle_nrs;
}

void tb_sense_shoot(tb_patient *patient, double nrs)
{
    tb_sense *sense = &patient->sense;
    tb_sense_hurt(patient, nrs);
    sense->pain_nrs = fmax(sense->pain_nrs, tb_clamp(sense->needle_nrs, 0.0, 10.0));
}

static void feel_skin(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    const tb_physiology *p = patient->desc.physiology;
    const bool tapped = input->needle.tapped;
    patient->injury.punctures += 1;
    patient->injury.diameter_mm = input->needle.spec.diameter_mm;
    tb_sense_hurt(patient, tapped ? p->pain.needle_skin_tap_nrs : p->pain.needle_skin_nrs);
    tb_say_line(patient, tapped ? TB_LINE_BARELY_FELT : TB_LINE_SHARP_STING, false, events);
    if (!patient->speech.warned) {
        patient->speech.comfort = fmax(0.0, patient->speech.comfort - p->comfort.startled);
        patient->sense.startled_ms = patient->now_ms + STARTLED_MS;
    }
    if (tb_rng_uniform(&patient->sense.rng) < p->harm.skin_bleed_probability) {
        patient->injury.vessel_wound_ul_per_s = fmax(patient->injury.vessel_wound_ul_per_s, 1.0);
    }
}

static void feel_puncture(tb_patient *patient, const tb_patient_input *input,
                          const tb_needle *needle, tb_tick_events *events)
{
    if ((needle->happened & TB_NEEDLE_PUNCTURED) == 0) {
        return;
    }
    if (patient->body.membrane_layer[needle->punctured_membrane] == 0) {
        feel_skin(patient, input, events);
    } else {
        tb_sense_hurt(patient, patient->desc.physiology->pain.needle_fascia_nrs);
        tb_say_line(patient, TB_LINE_DULL_PRESSURE, false, events);
    }
}

/// Trigger point about the tip, -1 none.
static int point_at_tip(const tb_patient *patient)
{
    const tb_anatomy *anatomy = patient->desc.anatomy;
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        if (tb_trigger_point_distance_mm(&anatomy->trigger_points[k], patient->tip_mm) < 0.0) {
            return k;
        }
    }
    return -1;
}

/// Pain of an active point spreads from the needle as it does from under a finger.
static void spread(tb_patient *patient, bool active, double ache, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const double nrs = fmin(sense->needle_nrs, ache);
    if (!active || nrs < SPREADS_NRS) {
        sense->aching_since_ms = 0;
        return;
    }
    sense->ache_spread = tb_feel_spread(nrs);
    sense->aching_since_ms = sense->aching_since_ms > 0 ? sense->aching_since_ms : patient->now_ms;
    if (patient->now_ms - sense->aching_since_ms > TB_RECOGNISE_MS && !sense->spread_told) {
        sense->spread_told = sense->spread_due = true;
        const double values[] = {patient->tip_mm.x, patient->tip_mm.y, sense->ache_spread};
        tb_emit(events, patient->now_ms, TB_EVENT_REFERRAL, sense->ache_point, values, 3);
    }
    if (sense->spread_due) { // in words as soon as those about the ache were heard
        sense->spread_due = !tb_say_at(patient, TB_LINE_MY_PAIN_SPREADS,
                                       tb_feel_spread_to(patient->desc.anatomy), false, events);
    }
}

/// The tip in a point: an ache that comes up, not a jab. An active point's is known.
static void feel_point(tb_patient *patient, bool inside, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    sense->ache_point = inside ? point_at_tip(patient) : -1;
    sense->ache_spread = 0.0;
    sense->spread_told = sense->spread_told && inside;
    sense->spread_due = sense->spread_due && inside;
    if (sense->ache_point < 0) {
        sense->aching_since_ms = 0;
        return;
    }
    const bool active = anatomy->trigger_points[sense->ache_point].state == TB_TRIGGER_POINT_ACTIVE;
    const double ache =
        patient->desc.physiology->pain.trigger_point_nrs * anatomy->pain_sensitivity;
    sense->needle_nrs += sense->needle_nrs < ache ? (ache - sense->needle_nrs) / 120.0 : 0.0;
    if (sense->needle_nrs > 0.8 * ache) {
        tb_say_line(patient, active ? TB_LINE_DEEP_ACHE : TB_LINE_TENDER, false, events);
    }
    spread(patient, active, ache, events);
}

/// A twitch; from some number on the patient has had enough, and each one more costs.
static void feel_twitch(tb_patient *patient, const tb_life_tick *life, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_physiology *p = patient->desc.physiology;
    const bool enough = patient->life.count >= (int)p->soreness.enough_twitches;
    tb_sense_hurt(patient, p->pain.ltr_nrs * (0.4 + 0.6 * fmin(life->amplitude, 1.4)));
    tb_say_line(patient,
                enough                    ? TB_LINE_ENOUGH
                : patient->life.count > 1 ? TB_LINE_CRAMP_AGAIN
                                          : TB_LINE_CRAMP,
                true, events);
    if (enough) {
        patient->speech.comfort = fmax(0.0, patient->speech.comfort - 0.5);
        if (!sense->enough_told) {
            sense->enough_told = true;
            const double values[] = {patient->life.count};
            tb_emit(events, patient->now_ms, TB_EVENT_ENOUGH_SAID, -1, values, 1);
        }
    }
    sense->eased_ms = patient->now_ms + LET_GO_MS;
}

/// What was to be said after something else, before anything new is.
static void say_what_is_due(tb_patient *patient, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    if (sense->startled_ms > 0 && patient->now_ms >= sense->startled_ms) {
        sense->startled_ms = 0;
        tb_say_line(patient, TB_LINE_STARTLED, false, events);
    }
    if (sense->eased_ms > 0 && patient->now_ms >= sense->eased_ms) {
        sense->eased_ms = 0;
        tb_say_line(patient, TB_LINE_LET_GO_WARM, false, events);
    }
}

static void feel_needle(tb_patient *patient, const tb_patient_input *input,
                        const tb_life_tick *life, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    sense->needle_nrs *= 1.0 - 1.0 / patient->desc.physiology->pain.decay_ms;
    say_what_is_due(patient, events);
    const tb_needle *needle = tb_body_needle(&patient->body);
    if (needle != NULL) {
        feel_puncture(patient, input, needle, events);
    }
    feel_point(patient, needle != NULL && needle->inside, events);
    if (life->twitched) {
        feel_twitch(patient, life, events);
    }
}

static void ask_to_stop(tb_patient *patient, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const double limit = patient->desc.physiology->pain.stop_nrs;
    if (sense->stop_armed && sense->pain_nrs >= limit) {
        sense->stop_armed = false;
        sense->stop_due = true;
        sense->stop_nrs = sense->pain_nrs;
    }
    const bool cries = patient->speech.line == TB_LINE_ELECTRIC &&
                       patient->now_ms - patient->speech.line_ms < CRY_MS;
    if (sense->stop_due && !cries) {
        sense->stop_due = false;
        sense->wants_stop = true;
        sense->stop_ms = patient->now_ms;
        tb_emit(events, patient->now_ms, TB_EVENT_STOP_SAID, -1, &sense->stop_nrs, 1);
        tb_say_line(patient, TB_LINE_STOP, true, events);
    } else if (!sense->stop_due && sense->pain_nrs < 0.5 * limit) {
        sense->stop_armed = true;
        sense->wants_stop = false;
    }
}

void tb_sense_step(tb_patient *patient, const tb_patient_input *input, const tb_life_tick *life,
                   tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    tb_feel_hands(patient, input, events);
    feel_needle(patient, input, life, events);
    tb_injury_step(patient, input, events);
    const double now = tb_clamp(fmax(sense->press_nrs, sense->needle_nrs), 0.0, 10.0);
    sense->pain_nrs +=
        (now - sense->pain_nrs) / (now > sense->pain_nrs ? SMOOTH_MS : 4.0 * SMOOTH_MS);
    sense->peak_nrs = fmax(sense->peak_nrs, sense->pain_nrs);
    ask_to_stop(patient, events);
    tb_speech_answer(patient, input, events);
    if (input->heard == TB_HEARD_GOODBYE) {
        tb_injury_tell(patient, events);
    }
    tb_speech_step(patient);
}

void tb_sense_hash(const tb_sense *sense, tb_hash *hash)
{
    tb_hash_f64(hash, sense->press_nrs);
    tb_hash_f64(hash, sense->needle_nrs);
    tb_hash_f64(hash, sense->pain_nrs);
    tb_hash_i32(hash, sense->wants_stop ? 1 : 0);
    tb_hash_f64_array(hash, sense->referral, TB_REFERRAL_MAX);
    tb_hash_f64(hash, sense->algometer_kpa);
    tb_hash_u64(hash, sense->hold_since_ms);
    tb_hash_f64(hash, sense->sweep_last_mm);
    tb_hash_u64(hash, sense->rng.state);
}
