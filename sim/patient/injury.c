// Harm while it happens: what the tip meets, reflexes, bleeding and its compression, the patient
// who faints, the needle that is held fast. What follows later stands in consequence.c.
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include "patient_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    NERVE_MS = 4000,     ///< an electric pain stays fresh
    FAINT_OUT_MS = 7000, ///< and a faint lasts, in a patient who lies
    STUCK_MS = 250,      ///< pulled in vain for so long
};
static const double COTTON_FORCE_N = 1.0, COTTON_REACH_MM = 12.0;
static const double STUCK_N = 0.28; // pull that a free needle never needs
static const double BRUISE_MM = 3.0;

void tb_injury_init(tb_injury *injury)
{
    *injury = (tb_injury){.nerve_touched = -1, .vessel = -1};
}

/// Note a kind of harm once and tell it.
static void suffer(tb_patient *patient, tb_harm harm, int structure, double size,
                   tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    if (injury->happened[harm]) {
        return;
    }
    injury->happened[harm] = true;
    injury->first_ms[harm] = patient->now_ms;
    const double values[] = {patient->tip_mm.x, patient->tip_mm.y, patient->tip_mm.z, structure,
                             size};
    tb_emit(events, patient->now_ms, TB_EVENT_HARM, (int)harm, values, 5);
}

static void emit_at_tip(tb_patient *patient, tb_event_kind kind, int structure,
                        tb_tick_events *events)
{
    const double values[] = {patient->tip_mm.x, patient->tip_mm.y, patient->tip_mm.z};
    tb_emit(events, patient->now_ms, kind, structure, values, 3);
}

/// First region of a nerve's distribution, or of the patient's referral when it names none.
static const char *runs_to(const tb_patient *patient, const tb_structure *structure, char *out,
                           size_t size)
{
    const size_t length = strcspn(structure->distribution, " ");
    if (length > 0 && length < size) {
        memcpy(out, structure->distribution, length);
        out[length] = '\0';
    } else {
        const tb_anatomy *anatomy = patient->desc.anatomy;
        snprintf(out, size, "%s", anatomy->referral_count > 0 ? anatomy->referral[0].region : "");
    }
    return out;
}

static void touch_nerve(tb_patient *patient, int k, tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    char region[TB_ID_SIZE];
    emit_at_tip(patient, TB_EVENT_NERVE_CONTACT, k, events);
    tb_sense_shoot(patient, patient->desc.physiology->pain.nerve_nrs);
    injury->nerve_touched = k;
    injury->nerve_until_ms = patient->now_ms + NERVE_MS;
    if (injury->reflex_ms == 0 || patient->now_ms - injury->reflex_ms > NERVE_MS) {
        injury->reflex_ms = patient->now_ms > 0 ? patient->now_ms : 1;
        patient->touch.guard = 1.0; // the limb jerks away, the muscle grips
        emit_at_tip(patient, TB_EVENT_WITHDRAWAL, k, events);
    }
    tb_say_at(patient, TB_LINE_ELECTRIC,
              runs_to(patient, &patient->desc.anatomy->structures[k], region, sizeof region), true,
              events);
}

static tb_line vital_line(tb_harm harm)
{
    switch (harm) {
    case TB_HARM_PLEURA:
        return TB_LINE_SHARP_CHEST;
    case TB_HARM_KIDNEY:
        return TB_LINE_PAIN_IN_SIDE;
    case TB_HARM_BOWEL:
        return TB_LINE_PAIN_IN_BELLY;
    case TB_HARM_CORD:
        return TB_LINE_CORD_SHOCK;
    case TB_HARM_ARTERY:
        return TB_LINE_THROBBING;
    default:
        return TB_LINE_STINGS_DEEP;
    }
}

static void touch_structure(tb_patient *patient, int k, tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const tb_structure *structure = &patient->desc.anatomy->structures[k];
    const tb_physiology *p = patient->desc.physiology;
    const tb_harm harm = tb_harm_of_structure(structure);
    if (structure->hazard == TB_HAZARD_LETHAL) {
        emit_at_tip(patient, TB_EVENT_LETHAL_CONTACT, k, events);
        tb_sense_hurt(patient, p->pain.bone_nrs);
        tb_say_line(patient, vital_line(harm), true, events);
        if (harm == TB_HARM_CORD) {
            injury->reflex_ms = patient->now_ms > 0 ? patient->now_ms : 1;
        }
    }
    if (tb_structure_bleeds(structure)) {
        emit_at_tip(patient, TB_EVENT_VESSEL_CONTACT, k, events);
        const bool artery = harm == TB_HARM_ARTERY;
        const bool major =
            structure->hazard != TB_HAZARD_VESSEL && structure->hazard != TB_HAZARD_NERVE_VESSEL;
        injury->vessel_wound_ul_per_s = fmax(
            injury->vessel_wound_ul_per_s, p->harm.bleed_ul_per_s * (artery  ? p->harm.artery_factor
                                                                     : major ? 3.0
                                                                             : 1.0));
        injury->arterial = injury->arterial || artery;
        injury->vessel = k;
        tb_sense_hurt(patient, p->pain.vessel_nrs);
        if (harm != TB_HARM_NERVE && structure->hazard != TB_HAZARD_LETHAL) {
            tb_say_line(patient, artery ? TB_LINE_THROBBING : TB_LINE_STINGS_DEEP, true, events);
        }
    }
    if (harm == TB_HARM_NERVE) {
        touch_nerve(patient, k, events);
    }
    suffer(patient, harm, k, 0.0, events);
}

static void meet_structures(tb_patient *patient, const tb_needle *needle, tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    const double inspired = tb_inspired_at(patient->now_ms);
    for (int k = 0; k < anatomy->structure_count; ++k) {
        const tb_structure *structure = &anatomy->structures[k];
        if (structure->hazard == TB_HAZARD_BONE || structure->hazard == TB_HAZARD_NONE) {
            continue;
        }
        // the lung comes up to a needle that stands still
        const tb_vec3 tip = tb_vec3_along(patient->tip_mm, structure->breath_mm, -inspired);
        const tb_vec3 lo = structure->box_lo_mm, hi = structure->box_hi_mm;
        const bool near = tip.x > lo.x && tip.x < hi.x && tip.y > lo.y && tip.y < hi.y &&
                          tip.z > lo.z && tip.z < hi.z;
        const bool inside =
            needle->inside && near && tb_structure_distance_mm(structure, tip) < 0.0;
        if (inside && !injury->touching[k]) {
            touch_structure(patient, k, events);
        }
        injury->touching[k] = inside;
    }
    if ((needle->happened & TB_NEEDLE_BONE) != 0) {
        const double values[] = {patient->tip_mm.x, patient->tip_mm.y, patient->tip_mm.z,
                                 needle->bone_force_n};
        tb_emit(events, patient->now_ms, TB_EVENT_BONE, -1, values, 4);
        tb_sense_hurt(patient, patient->desc.physiology->pain.bone_nrs);
        tb_say_line(patient, TB_LINE_BONE_SORE, true, events);
        suffer(patient, TB_HARM_BONE, -1, needle->bone_force_n, events);
    }
    if ((needle->happened & TB_NEEDLE_BENT) != 0) {
        suffer(patient, TB_HARM_BENT, -1, needle->bend_strain, events);
    }
}

// The learner pulls, and the tissue does not let go: a gripping muscle, or fibres wound on.
static void watch_grip(tb_patient *patient, const tb_patient_input *input, const tb_needle *needle,
                       tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const bool pulls = needle->inside && needle->axial_force_n < -STUCK_N &&
                       input->needle.depth_mm < injury->depth_before_mm;
    injury->depth_before_mm = input->needle.depth_mm;
    injury->pulled_ms = pulls ? injury->pulled_ms + 1 : 0;
    if (injury->pulled_ms >= STUCK_MS && !injury->stuck) {
        injury->stuck = true;
        const double values[] = {needle->axial_force_n, needle->wound_rad / (2.0 * TB_PI)};
        tb_emit(events, patient->now_ms, TB_EVENT_STUCK, -1, values, 2);
        suffer(patient, TB_HARM_STUCK, -1, needle->axial_force_n, events);
        tb_say_line(patient, TB_LINE_PULLING, true, events);
    }
    if (injury->stuck && !pulls && needle->axial_force_n > -0.5 * STUCK_N) {
        injury->stuck = false;
        tb_emit(events, patient->now_ms, TB_EVENT_FREED, -1, NULL, 0);
    }
}

static void bleed(tb_patient *patient, const tb_patient_input *input, bool inside,
                  tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const tb_physiology *p = patient->desc.physiology;
    if (inside) {
        injury->bruise_t_mm = input->needle.entry_t_mm;
        injury->bruise_b_mm = input->needle.entry_b_mm;
        injury->pressed_ms = 0;
        return;
    }
    const double dt = input->finger.t_mm - injury->bruise_t_mm,
                 db = input->finger.b_mm - injury->bruise_b_mm;
    const bool pressed = input->finger.present && patient->finger_force_n > COTTON_FORCE_N &&
                         dt * dt + db * db < COTTON_REACH_MM * COTTON_REACH_MM;
    injury->pressed_ms += pressed && injury->punctures > 0 ? 1 : 0;
    if (injury->vessel_wound_ul_per_s <= 0.0) {
        return;
    }
    if (pressed) {
        const double stop_s = injury->arterial ? p->harm.artery_press_s : p->harm.press_stop_s;
        if (injury->pressed_ms >= (uint32_t)(1000.0 * stop_s)) {
            const double values[] = {injury->blood_ul, injury->bruise_mm};
            tb_emit(events, patient->now_ms, TB_EVENT_BLEEDING, injury->vessel, values, 2);
            injury->vessel_wound_ul_per_s = 0.0;
        }
        return;
    }
    if (injury->blood_ul == 0.0 && injury->bruise_mm == 0.0) {
        const double values[] = {0.0, 0.0};
        tb_emit(events, patient->now_ms, TB_EVENT_BLEEDING, injury->vessel, values, 2);
        tb_say_line(patient, TB_LINE_BLEEDING, false, events);
    }
    // a pierced vessel closes by itself in minutes; part of the blood stays under the skin
    const double lost_ul = injury->vessel_wound_ul_per_s * 1e-3;
    injury->vessel_wound_ul_per_s *= 1.0 - 1.0 / 60000.0;
    injury->blood_ul = fmin(injury->blood_ul + 0.5 * lost_ul, 80.0);
    injury->bruise_mm = fmin(injury->bruise_mm + 0.02 * lost_ul, 14.0);
    if (injury->bruise_mm > BRUISE_MM) {
        suffer(patient, TB_HARM_BRUISE, injury->vessel, injury->bruise_mm, events);
    }
}

static void to_faint(tb_patient *patient, tb_faint faint, tb_event_kind kind, double value,
                     tb_tick_events *events)
{
    patient->injury.faint = faint;
    patient->injury.faint_ms = patient->now_ms;
    tb_emit(events, patient->now_ms, kind, -1, &value, 1);
}

/// A faint builds up in a fearful patient while the needle is in and it hurts; help undoes it.
static void faint(tb_patient *patient, bool inside, tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const tb_physiology *p = patient->desc.physiology;
    const double fear = patient->speech.needle_fear;
    const uint32_t since_ms = patient->now_ms - injury->faint_ms;
    const bool helped = !inside && injury->flat;
    switch (injury->faint) {
    case TB_FAINT_NONE:
        if (inside && fear >= p->harm.faint_fear) {
            const double unease = (10.0 - patient->speech.comfort) / 5.0;
            const double pain = patient->sense.pain_nrs > 5.0 ? 2.0 : 1.0;
            injury->faint_load += 1e-3 * p->harm.faint_load_per_s * fear * unease * pain;
        } else {
            injury->faint_load -= injury->faint_load / 20000.0;
        }
        if (injury->faint_load >= p->harm.prodrome_load) {
            to_faint(patient, TB_FAINT_PRODROME, TB_EVENT_PRODROME, fear, events);
            tb_say_line(patient, TB_LINE_FEEL_ODD, true, events);
            patient->speech.mood = TB_MOOD_FAINT;
        }
        break;
    case TB_FAINT_PRODROME:
        if (helped) {
            to_faint(patient, TB_FAINT_OVER, TB_EVENT_FAINT_HELPED, since_ms, events);
        } else if (since_ms > (uint32_t)(1e3 * p->harm.faint_after_s)) {
            to_faint(patient, TB_FAINT_OUT, TB_EVENT_FAINTED, inside ? 1.0 : 0.0, events);
            suffer(patient, TB_HARM_FAINT, -1, 1.0, events);
            tb_say_line(patient, TB_LINE_FAINTING, true, events);
        }
        break;
    case TB_FAINT_OUT:
        if (since_ms > FAINT_OUT_MS) {
            to_faint(patient, TB_FAINT_OVER, TB_EVENT_FAINT_OVER, helped ? 1.0 : 0.0, events);
            tb_say_line(patient, TB_LINE_COMING_BACK, true, events);
        }
        break;
    case TB_FAINT_OVER:
        break;
    }
}

void tb_injury_step(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const tb_needle *needle = tb_body_needle(&patient->body);
    const bool inside = needle != NULL && needle->inside;
    if (needle != NULL) {
        meet_structures(patient, needle, events);
        watch_grip(patient, input, needle, events);
    }
    if (injury->nerve_touched >= 0 && patient->now_ms > injury->nerve_until_ms) {
        injury->nerve_touched = -1;
    }
    bleed(patient, input, inside, events);
    faint(patient, inside, events);
    for (int k = 0; k < patient->desc.anatomy->trigger_point_count; ++k) {
        if (patient->touch.excess_ms[k] > 3000.0) {
            suffer(patient, TB_HARM_OVERPRESSED, -1, 1e-3 * patient->touch.excess_ms[k], events);
        }
    }
}

tb_soreness tb_injury_soreness(const tb_patient *patient)
{
    const tb_soreness_dose dose = {patient->injury.punctures, patient->life.count,
                                   patient->injury.diameter_mm, 1e-3 * patient->injury.pressed_ms,
                                   patient->desc.anatomy->pain_sensitivity};
    return tb_soreness_after(patient->desc.physiology, &dose);
}

void tb_injury_tell(tb_patient *patient, tb_tick_events *events)
{
    tb_injury *injury = &patient->injury;
    const tb_soreness soreness = tb_injury_soreness(patient);
    if (injury->punctures > 0) {
        const double values[] = {soreness.insertion_nrs, soreness.insertion_tau_h,
                                 soreness.ache_nrs, soreness.ache_peak_h,
                                 1e-3 * injury->pressed_ms};
        tb_emit(events, patient->now_ms, TB_EVENT_SORENESS, -1, values, 5);
        suffer(patient, TB_HARM_SORENESS, -1, soreness.insertion_nrs, events);
    }
    for (int h = 1; h < TB_HARM_COUNT; ++h) {
        const tb_consequence *follows = tb_consequence_of((tb_harm)h);
        for (int k = 0; injury->happened[h] && k < TB_CONSEQUENCE_STEPS; ++k) {
            if (follows->steps[k].text == NULL) {
                break;
            }
            const double values[] = {follows->steps[k].after_min, follows->steps[k].grade, k,
                                     1e-3 * injury->first_ms[h]};
            tb_emit(events, patient->now_ms, TB_EVENT_CONSEQUENCE, h, values, 4);
        }
    }
}

void tb_injury_hash(const tb_injury *injury, tb_hash *hash)
{
    tb_hash_f64(hash, injury->vessel_wound_ul_per_s);
    tb_hash_f64(hash, injury->blood_ul);
    tb_hash_f64(hash, injury->bruise_mm);
    tb_hash_u64(hash, injury->pressed_ms);
    tb_hash_f64(hash, injury->faint_load);
    tb_hash_i32(hash, (int32_t)injury->faint);
    tb_hash_i32(hash, injury->stuck ? 1 : 0);
    tb_hash_u64(hash, injury->reflex_ms);
}
