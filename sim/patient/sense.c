// What the needle makes the patient feel, the pain of a tick, and the wish that it stop.
#include "tautband/core/vec.h"

#include "patient_internal.h"

#include <math.h>

enum {
    LET_GO_MS = 1500, ///< after a twitch
};
static const double SMOOTH_MS = 60.0;

void tb_sense_init(tb_sense *sense, uint64_t seed)
{
    *sense = (tb_sense){.stop_armed = true};
    tb_rng_seed(&sense->rng, seed, TB_RNG_SPEECH);
}

void tb_sense_hurt(tb_patient *patient, double nrs)
{
    const double felt = nrs * patient->desc.anatomy->pain_sensitivity;
    patient->sense.needle_nrs = felt > patient->sense.needle_nrs ? felt : patient->sense.needle_nrs;
}

static void feel_skin(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    const tb_physiology *p = patient->desc.physiology;
    const bool tapped = input->needle.tapped;
    patient->injury.punctures += 1;
    patient->injury.diameter_mm = input->needle.spec.diameter_mm;
    tb_sense_hurt(patient, tapped ? p->pain.needle_skin_tap_nrs : p->pain.needle_skin_nrs);
    if (patient->speech.warned) {
        tb_say_line(patient, tapped ? TB_LINE_BARELY_FELT : TB_LINE_SHARP_STING, false, events);
    } else {
        patient->speech.comfort = fmax(0.0, patient->speech.comfort - p->comfort.startled);
        tb_say_line(patient, TB_LINE_STARTLED, false, events);
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

/// The tip in the point: an ache that comes up, not a jab.
static void feel_point(tb_patient *patient, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    const tb_trigger_point *point = &anatomy->trigger_points[anatomy->symptomatic];
    if (tb_trigger_point_distance_mm(point, patient->tip_mm) >= 0.0) {
        return;
    }
    const double ache =
        patient->desc.physiology->pain.trigger_point_nrs * anatomy->pain_sensitivity;
    sense->needle_nrs += sense->needle_nrs < ache ? (ache - sense->needle_nrs) / 120.0 : 0.0;
    if (sense->needle_nrs > 0.8 * ache) {
        tb_say_line(patient, TB_LINE_DEEP_ACHE, false, events);
    }
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

static void feel_needle(tb_patient *patient, const tb_patient_input *input,
                        const tb_life_tick *life, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    sense->needle_nrs *= 1.0 - 1.0 / patient->desc.physiology->pain.decay_ms;
    const tb_needle *needle = tb_world_needle_of(patient->body.world);
    if (needle != NULL) {
        feel_puncture(patient, input, needle, events);
        if (needle->inside && patient->desc.anatomy->symptomatic >= 0) {
            feel_point(patient, events);
        }
    }
    if (life->twitched) {
        feel_twitch(patient, life, events);
    }
    if (sense->eased_ms > 0 && patient->now_ms >= sense->eased_ms) {
        sense->eased_ms = 0;
        tb_say_line(patient, TB_LINE_LET_GO_WARM, false, events);
    }
}

static void ask_to_stop(tb_patient *patient, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const double limit = patient->desc.physiology->pain.stop_nrs;
    if (sense->stop_armed && sense->pain_nrs >= limit) {
        sense->stop_armed = false;
        sense->wants_stop = true;
        sense->stop_ms = patient->now_ms;
        const double values[] = {sense->pain_nrs};
        tb_emit(events, patient->now_ms, TB_EVENT_STOP_SAID, -1, values, 1);
        tb_say_line(patient, TB_LINE_STOP, true, events);
    } else if (sense->pain_nrs < 0.5 * limit) {
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
