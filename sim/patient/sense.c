// What the patient feels, says and suffers.
#include "tautband/core/mathx.h"

#include "patient_internal.h"

#include <math.h>
#include <string.h>

enum {
    SAME_LINE_MS = 8000,
    ANY_LINE_MS = 1600,
    RECOGNISE_MS = 500,  ///< firm pressure before the patient speaks of it
    LET_GO_MS = 1500,    ///< after a twitch
    NERVE_MS = 4000,     ///< an electric pain stays fresh
    ENOUGH_TWITCHES = 9, ///< the patient has had enough
};
static const double PAIN_AT_THRESHOLD_NRS =
    1.0; // the pressure pain threshold is where pressure first hurts
static const double SMOOTH_MS = 60.0;
static const double COTTON_FORCE_N = 1.0, COTTON_REACH_MM = 12.0;

void tb_sense_init(tb_sense *sense, uint64_t seed)
{
    *sense =
        (tb_sense){.mood = TB_MOOD_CALM, .stop_armed = true, .nerve_touched = -1, .vessel = -1};
    tb_rng_seed(&sense->rng, seed, TB_RNG_SPEECH);
}

/// Say a line unless it, or anything, was said too shortly before; urgent lines interrupt.
static bool say(tb_patient *patient, tb_line line, bool urgent, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const uint32_t now = patient->now_ms;
    const bool repeats = sense->said_ms[line] > 0 && now - sense->said_ms[line] < SAME_LINE_MS;
    const bool speaks = sense->line != TB_LINE_NONE && now - sense->line_ms < ANY_LINE_MS;
    if ((repeats && line != TB_LINE_STOP) || (speaks && !urgent)) {
        return false;
    }
    sense->line = line;
    sense->line_ms = now;
    sense->said_ms[line] = now > 0 ? now : 1;
    sense->mood = tb_line_mood(line);
    tb_emit(events, now, TB_EVENT_SAID, (int)line, NULL, 0);
    return true;
}

/// A sudden needle pain; the strongest counts, then it fades.
static void hurt(tb_patient *patient, double nrs)
{
    const double felt = nrs * patient->desc.anatomy->pain_sensitivity;
    patient->sense.needle_nrs = felt > patient->sense.needle_nrs ? felt : patient->sense.needle_nrs;
}

/// Share of a trigger point's tenderness under a fingertip at (t, b): longer along the fibres than
/// across.
static double tenderness(double t_mm, double b_mm, double reach_mm, double at_t_mm, double at_b_mm)
{
    const double dt = (t_mm - at_t_mm) / (1.2 * reach_mm), db = (b_mm - at_b_mm) / (0.8 * reach_mm);
    return tb_exp(-0.5 * (dt * dt + db * db));
}

/// Pain by pressure, and which trigger point it comes from.
static double pressure_pain(const tb_patient *patient, double t_mm, double b_mm,
                            double pressure_kpa, int *point, double *share)
{
    const tb_anatomy *anatomy = patient->desc.anatomy;
    const tb_physiology *p = patient->desc.physiology;
    double threshold = anatomy->pain_threshold_kpa[2];
    *point = -1;
    *share = 0.0;
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        const tb_trigger_point *trigger = &anatomy->trigger_points[k];
        const double w =
            tenderness(t_mm, b_mm, p->pain.reach_mm, trigger->surface_t_mm, trigger->surface_b_mm);
        const double here =
            anatomy->pain_threshold_kpa[2] +
            w * (anatomy->pain_threshold_kpa[trigger->state] - anatomy->pain_threshold_kpa[2]);
        if (here < threshold) {
            threshold = here;
            *point = k;
            *share = w;
        }
    }
    for (int k = 0; k < anatomy->tender_spot_count; ++k) {
        const tb_vec3 at = anatomy->tender_spots[k].centre_mm;
        const double w = tenderness(t_mm, b_mm, p->pain.reach_mm, at.x, at.y);
        threshold = fmin(threshold,
                         anatomy->pain_threshold_kpa[2] +
                             w * (anatomy->pain_threshold_kpa[1] - anatomy->pain_threshold_kpa[2]));
    }
    // discomfort before pain: a firm press is felt from half the threshold on
    const double ratio = pressure_kpa / threshold;
    const double nrs = ratio < 1.0
                           ? PAIN_AT_THRESHOLD_NRS * tb_clamp(2.0 * ratio - 1.0, 0.0, 1.0)
                           : PAIN_AT_THRESHOLD_NRS + p->pain.nrs_per_threshold * (ratio - 1.0);
    return nrs * anatomy->pain_sensitivity;
}

static void feel_finger(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    int point = -1;
    double share = 0.0, nrs = 0.0;
    const double t_mm = input->finger.t_mm, b_mm = input->finger.b_mm;
    const double pressure = patient->finger_pressure_kpa;
    if (patient->finger_force_n > 0.1) {
        nrs = pressure_pain(patient, t_mm, b_mm, pressure, &point, &share);
    }
    sense->press_nrs += (nrs - sense->press_nrs) / SMOOTH_MS;
    const bool active =
        point >= 0 && anatomy->trigger_points[point].state == TB_TRIGGER_POINT_ACTIVE;
    const bool provoked = active && share > 0.4 && sense->press_nrs >= PAIN_AT_THRESHOLD_NRS;
    const double wanted = provoked ? tb_clamp(sense->press_nrs / 4.0, 0.0, 1.0) : 0.0;
    for (int k = 0; k < anatomy->referral_count; ++k) {
        const double target = wanted * anatomy->referral[k].weight;
        sense->referral[k] +=
            (target - sense->referral[k]) / (target > sense->referral[k] ? 400.0 : 2500.0);
    }
    if (!provoked) {
        sense->pressing_since_ms = 0;
        sense->referral_told = sense->referral_told && patient->finger_force_n > 0.1;
    } else {
        sense->pressing_since_ms =
            sense->pressing_since_ms > 0 ? sense->pressing_since_ms : patient->now_ms;
        if (patient->now_ms - sense->pressing_since_ms > RECOGNISE_MS && !sense->referral_told) {
            sense->referral_told = true;
            const double values[] = {t_mm, b_mm, wanted};
            tb_emit(events, patient->now_ms, TB_EVENT_REFERRAL, point, values, 3);
            say(patient, TB_LINE_MY_PAIN_SPREADS, false, events);
        }
    }
    const double guard = 2.0 * anatomy->pain_threshold_kpa[2];
    if (active && share > 0.4 && pressure > 1.5 * anatomy->pain_threshold_kpa[0] &&
        !sense->jump_told) {
        sense->jump_told = true;
        const double values[] = {t_mm, b_mm, pressure};
        tb_emit(events, patient->now_ms, TB_EVENT_JUMP_SIGN, point, values, 3);
    } else if (pressure < 0.5 * anatomy->pain_threshold_kpa[0]) {
        sense->jump_told = false;
    }
    if (sense->press_nrs > 7.0 || pressure > guard) {
        say(patient, TB_LINE_TOO_MUCH, true, events);
    } else if (!provoked && sense->press_nrs > 1.5) {
        say(patient, TB_LINE_TENDER, false, events);
    } else if (!provoked && patient->finger_force_n > 4.0 && sense->press_nrs < 0.8) {
        say(patient, TB_LINE_JUST_PRESSING, false, events);
    }
}

static void emit_at_tip(tb_patient *patient, tb_event_kind kind, int structure,
                        tb_tick_events *events)
{
    const double values[] = {patient->tip_mm.x, patient->tip_mm.y, patient->tip_mm.z};
    tb_emit(events, patient->now_ms, kind, structure, values, 3);
}

static void touch_structure(tb_patient *patient, int k, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_structure *structure = &patient->desc.anatomy->structures[k];
    const tb_physiology *p = patient->desc.physiology;
    const bool nerve = structure->hazard == TB_HAZARD_NERVE ||
                       structure->hazard == TB_HAZARD_NERVE_MAJOR ||
                       structure->hazard == TB_HAZARD_NERVE_VESSEL ||
                       structure->hazard == TB_HAZARD_NERVE_VESSEL_MAJOR;
    const bool vessel = structure->hazard == TB_HAZARD_VESSEL ||
                        structure->hazard == TB_HAZARD_VESSEL_MAJOR ||
                        structure->hazard == TB_HAZARD_NERVE_VESSEL ||
                        structure->hazard == TB_HAZARD_NERVE_VESSEL_MAJOR;
    if (structure->hazard == TB_HAZARD_LETHAL) {
        emit_at_tip(patient, TB_EVENT_LETHAL_CONTACT, k, events);
        hurt(patient, p->pain.bone_nrs);
        say(patient, TB_LINE_STINGS_DEEP, true, events);
    }
    if (vessel) {
        emit_at_tip(patient, TB_EVENT_VESSEL_CONTACT, k, events);
        const bool major =
            structure->hazard != TB_HAZARD_VESSEL && structure->hazard != TB_HAZARD_NERVE_VESSEL;
        sense->vessel_wound_ul_per_s =
            fmax(sense->vessel_wound_ul_per_s, p->harm.bleed_ul_per_s * (major ? 3.0 : 1.0));
        sense->vessel = k;
        hurt(patient, p->pain.vessel_nrs);
        if (!nerve) {
            say(patient, TB_LINE_STINGS_DEEP, true, events);
        }
    }
    if (nerve) {
        emit_at_tip(patient, TB_EVENT_NERVE_CONTACT, k, events);
        hurt(patient, p->pain.nerve_nrs);
        sense->nerve_touched = k;
        sense->nerve_until_ms = patient->now_ms + NERVE_MS;
        say(patient, TB_LINE_ELECTRIC, true, events);
    }
}

static void feel_tip(tb_patient *patient, const tb_needle *needle, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    for (int k = 0; k < anatomy->structure_count; ++k) {
        const tb_structure *structure = &anatomy->structures[k];
        if (structure->hazard == TB_HAZARD_BONE || structure->hazard == TB_HAZARD_NONE) {
            continue;
        }
        const tb_vec3 tip = patient->tip_mm, lo = structure->box_lo_mm, hi = structure->box_hi_mm;
        const bool near = tip.x > lo.x && tip.x < hi.x && tip.y > lo.y && tip.y < hi.y &&
                          tip.z > lo.z && tip.z < hi.z;
        const bool inside =
            needle->inside && near && tb_structure_distance_mm(structure, tip) < 0.0;
        if (inside && !sense->touching[k]) {
            touch_structure(patient, k, events);
        }
        sense->touching[k] = inside;
    }
    if (sense->nerve_touched >= 0 && patient->now_ms > sense->nerve_until_ms) {
        sense->nerve_touched = -1;
    }
    if ((needle->happened & TB_NEEDLE_BONE) != 0) {
        const double values[] = {patient->tip_mm.x, patient->tip_mm.y, patient->tip_mm.z,
                                 needle->bone_force_n};
        tb_emit(events, patient->now_ms, TB_EVENT_BONE, -1, values, 4);
        hurt(patient, patient->desc.physiology->pain.bone_nrs);
        say(patient, TB_LINE_BONE_SORE, true, events);
    }
}

static void feel_puncture(tb_patient *patient, const tb_patient_input *input,
                          const tb_needle *needle, tb_tick_events *events)
{
    const tb_physiology *p = patient->desc.physiology;
    if ((needle->happened & TB_NEEDLE_PUNCTURED) == 0) {
        return;
    }
    const int layer = patient->body.membrane_layer[needle->punctured_membrane];
    if (layer == 0) {
        hurt(patient, input->needle.tapped ? p->pain.needle_skin_tap_nrs : p->pain.needle_skin_nrs);
        say(patient, input->needle.tapped ? TB_LINE_BARELY_FELT : TB_LINE_SHARP_STING, false,
            events);
        if (tb_rng_uniform(&patient->sense.rng) < p->harm.skin_bleed_probability) {
            patient->sense.vessel_wound_ul_per_s = fmax(patient->sense.vessel_wound_ul_per_s, 1.0);
        }
    } else {
        hurt(patient, p->pain.needle_fascia_nrs);
        say(patient, TB_LINE_DULL_PRESSURE, false, events);
    }
}

static void feel_needle(tb_patient *patient, const tb_patient_input *input,
                        const tb_life_tick *life, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_physiology *p = patient->desc.physiology;
    sense->needle_nrs *= 1.0 - 1.0 / p->pain.decay_ms;
    const tb_needle *needle = tb_world_needle_of(patient->body.world);
    if (needle != NULL) {
        feel_puncture(patient, input, needle, events);
        feel_tip(patient, needle, events);
        if (needle->inside && patient->desc.anatomy->symptomatic >= 0) {
            const tb_trigger_point *point =
                &patient->desc.anatomy->trigger_points[patient->desc.anatomy->symptomatic];
            if (tb_trigger_point_distance_mm(point, patient->tip_mm) < 0.0) {
                // an ache that comes up, not a jab
                const double ache =
                    p->pain.trigger_point_nrs * patient->desc.anatomy->pain_sensitivity;
                sense->needle_nrs +=
                    sense->needle_nrs < ache ? (ache - sense->needle_nrs) / 120.0 : 0.0;
                if (sense->needle_nrs > 0.8 * ache) {
                    say(patient, TB_LINE_DEEP_ACHE, false, events);
                }
            }
        }
    }
    if (life->twitched) {
        hurt(patient, p->pain.ltr_nrs * (0.4 + 0.6 * fmin(life->amplitude, 1.4)));
        const tb_line line = patient->life.count >= ENOUGH_TWITCHES ? TB_LINE_ENOUGH
                             : patient->life.count > 1              ? TB_LINE_CRAMP_AGAIN
                                                                    : TB_LINE_CRAMP;
        say(patient, line, true, events);
        sense->eased_ms = patient->now_ms + LET_GO_MS;
    }
    if (sense->eased_ms > 0 && patient->now_ms >= sense->eased_ms) {
        sense->eased_ms = 0;
        say(patient, TB_LINE_LET_GO_WARM, false, events);
    }
}

static void bleed(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_needle *needle = tb_world_needle_of(patient->body.world);
    const bool inside = needle != NULL && needle->inside;
    if (inside) {
        sense->bruise_t_mm = input->needle.entry_t_mm;
        sense->bruise_b_mm = input->needle.entry_b_mm;
        sense->pressed_ms = 0;
    }
    const double dt = input->finger.t_mm - sense->bruise_t_mm,
                 db = input->finger.b_mm - sense->bruise_b_mm;
    const bool pressed = input->finger.present && patient->finger_force_n > COTTON_FORCE_N &&
                         dt * dt + db * db < COTTON_REACH_MM * COTTON_REACH_MM;
    if (inside || sense->vessel_wound_ul_per_s <= 0.0) {
        return;
    }
    if (pressed) {
        sense->pressed_ms += 1;
        if (sense->pressed_ms >= (uint32_t)(1000.0 * patient->desc.physiology->harm.press_stop_s)) {
            const double values[] = {sense->blood_ul, sense->bruise_mm};
            tb_emit(events, patient->now_ms, TB_EVENT_BLEEDING, sense->vessel, values, 2);
            sense->vessel_wound_ul_per_s = 0.0;
        }
        return;
    }
    if (sense->blood_ul == 0.0 && sense->bruise_mm == 0.0) {
        const double values[] = {0.0, 0.0};
        tb_emit(events, patient->now_ms, TB_EVENT_BLEEDING, sense->vessel, values, 2);
    }
    // a pierced vessel closes by itself in minutes; part of the blood stays under the skin
    const double lost_ul = sense->vessel_wound_ul_per_s * 1e-3;
    sense->vessel_wound_ul_per_s *= 1.0 - 1.0 / 60000.0;
    sense->blood_ul = fmin(sense->blood_ul + 0.5 * lost_ul, 80.0);
    sense->bruise_mm = fmin(sense->bruise_mm + 0.02 * lost_ul, 14.0);
}

static void answer(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    switch (input->heard) {
    case TB_HEARD_YOUR_PAIN: {
        int point;
        double share;
        pressure_pain(patient, input->finger.t_mm, input->finger.b_mm, patient->finger_pressure_kpa,
                      &point, &share);
        const bool on_active =
            patient->finger_force_n > 0.5 && point >= 0 && share > 0.4 &&
            patient->desc.anatomy->trigger_points[point].state == TB_TRIGGER_POINT_ACTIVE;
        if (on_active && sense->press_nrs >= 0.8 * PAIN_AT_THRESHOLD_NRS) {
            const double values[] = {input->finger.t_mm, input->finger.b_mm};
            tb_emit(events, patient->now_ms, TB_EVENT_RECOGNISED, point, values, 2);
            say(patient, TB_LINE_MY_PAIN, true, events);
        } else {
            say(patient, sense->press_nrs > 1.0 ? TB_LINE_TENDER : TB_LINE_NOT_MY_PAIN, true,
                events);
        }
        break;
    }
    case TB_HEARD_ALL_RIGHT:
        say(patient, sense->pain_nrs >= 5.0 ? TB_LINE_IT_HURTS : TB_LINE_ALL_RIGHT, true, events);
        break;
    case TB_HEARD_WARNING:
        say(patient, TB_LINE_OKAY_WARNED, true, events);
        break;
    case TB_HEARD_AFTERCARE:
        say(patient, TB_LINE_GOOD_TO_KNOW, true, events);
        break;
    case TB_HEARD_STOPPING:
        say(patient, TB_LINE_THANKS_STOPPED, true, events);
        break;
    case TB_HEARD_GOODBYE:
        say(patient, patient->life.count > 0 ? TB_LINE_LOOSER : TB_LINE_ALL_RIGHT, true, events);
        break;
    case TB_HEARD_NOTHING:
        break;
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
        say(patient, TB_LINE_STOP, true, events);
    } else if (sense->pain_nrs < 0.5 * limit) {
        sense->stop_armed = true;
        sense->wants_stop = false;
    }
}

void tb_sense_step(tb_patient *patient, const tb_patient_input *input, const tb_life_tick *life,
                   tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    feel_finger(patient, input, events);
    feel_needle(patient, input, life, events);
    bleed(patient, input, events);
    const double now = tb_clamp(fmax(sense->press_nrs, sense->needle_nrs), 0.0, 10.0);
    sense->pain_nrs +=
        (now - sense->pain_nrs) / (now > sense->pain_nrs ? SMOOTH_MS : 4.0 * SMOOTH_MS);
    sense->peak_nrs = fmax(sense->peak_nrs, sense->pain_nrs);
    ask_to_stop(patient, events);
    answer(patient, input, events);
    if (sense->line != TB_LINE_NONE && patient->now_ms - sense->line_ms > 3500) {
        sense->mood = sense->pain_nrs > 3.0 ? TB_MOOD_WINCE : TB_MOOD_CALM;
    }
}

void tb_sense_hash(const tb_sense *sense, tb_hash *hash)
{
    tb_hash_f64(hash, sense->press_nrs);
    tb_hash_f64(hash, sense->needle_nrs);
    tb_hash_f64(hash, sense->pain_nrs);
    tb_hash_i32(hash, (int32_t)sense->line);
    tb_hash_u64(hash, sense->line_ms);
    tb_hash_i32(hash, sense->wants_stop ? 1 : 0);
    tb_hash_f64_array(hash, sense->referral, TB_REFERRAL_MAX);
    tb_hash_f64(hash, sense->vessel_wound_ul_per_s);
    tb_hash_f64(hash, sense->blood_ul);
    tb_hash_f64(hash, sense->bruise_mm);
    tb_hash_u64(hash, sense->rng.state);
}
