// What hands on the skin make the patient feel: tenderness, recognition, referral, guarding; the
// algometer's "now"; the thumb that holds and the flat hand that strokes.
#include "tautband/core/vec.h"

#include "patient_internal.h"

#include <math.h>

enum {
    NOW_MS = 200, ///< from feeling to saying "now"
    GOOD_HURT_MS = 5000,
    LIGHT_MS = 8000,
    LATE_MS = 1000,
    HOLD_LEAST_MS = 2000, ///< a shorter touch of the thumb is no hold
};
static const double PAIN_AT_THRESHOLD_NRS = 1.0;
static const double SMOOTH_MS = 60.0;
static const double ON_POINT = 0.4;
static const double HOLD_REACH_MM = 5.0; // a thumb that wanders further holds another place
static const double YIELD_SHARE = 0.55;  // of what pain can lose, when the patient feels it give
static const double SWEEP_LEAST_MM = 20.0;

static void place_of(const tb_patient_input *input, double out[2])
{
    out[0] = input->finger.t_mm;
    out[1] = input->finger.b_mm;
}

double tb_feel_spread(double nrs)
{
    return tb_clamp(nrs / 4.0, 0.0, 1.0);
}

const char *tb_feel_spread_to(const tb_anatomy *anatomy)
{
    int best = -1;
    for (int k = 0; k < anatomy->referral_count; ++k) {
        if (best < 0 || anatomy->referral[k].weight > anatomy->referral[best].weight) {
            best = k;
        }
    }
    return best >= 0 ? anatomy->referral[best].region : "";
}

/// Referral and recognition: an active point's alone.
static bool recognise(tb_patient *patient, const tb_patient_input *input, const tb_tender *tender,
                      tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    const bool active = tender->point >= 0 &&
                        anatomy->trigger_points[tender->point].state == TB_TRIGGER_POINT_ACTIVE;
    const bool provoked =
        active && tender->share > ON_POINT && sense->press_nrs >= PAIN_AT_THRESHOLD_NRS;
    const double wanted = provoked ? tb_feel_spread(sense->press_nrs) : 0.0;
    const double felt = fmax(wanted, sense->ache_spread); // under the finger or about the needle
    for (int k = 0; k < anatomy->referral_count; ++k) {
        const double target = felt * anatomy->referral[k].weight;
        sense->referral[k] +=
            (target - sense->referral[k]) / (target > sense->referral[k] ? 400.0 : 2500.0);
    }
    if (!provoked) {
        sense->pressing_since_ms = 0;
        sense->referral_told = sense->referral_told && patient->finger_force_n > 0.1;
        return false;
    }
    sense->pressing_since_ms =
        sense->pressing_since_ms > 0 ? sense->pressing_since_ms : patient->now_ms;
    if (patient->now_ms - sense->pressing_since_ms > TB_RECOGNISE_MS && !sense->referral_told) {
        sense->referral_told = true;
        const double values[] = {input->finger.t_mm, input->finger.b_mm, wanted};
        tb_emit(events, patient->now_ms, TB_EVENT_REFERRAL, tender->point, values, 3);
        tb_say_at(patient, TB_LINE_MY_PAIN_SPREADS, tb_feel_spread_to(anatomy), false, events);
    }
    return true;
}

static void react(tb_patient *patient, const tb_patient_input *input, const tb_tender *tender,
                  bool provoked, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_anatomy *anatomy = patient->desc.anatomy;
    const double pressure = patient->finger_pressure_kpa;
    // of the point as it is by now: a release raised it, too much pressure lowered it
    const double hurts_kpa = tender->point >= 0
                                 ? tb_touch_point_kpa(&patient->touch, tender->point)
                                 : anatomy->pain_threshold_kpa[TB_TRIGGER_POINT_ACTIVE];
    double values[4] = {0.0, 0.0, pressure, sense->press_nrs};
    place_of(input, values);
    if (provoked && pressure > 1.5 * hurts_kpa && !sense->jump_told) {
        sense->jump_told = true;
        tb_emit(events, patient->now_ms, TB_EVENT_JUMP_SIGN, tender->point, values, 3);
    } else if (pressure < 0.5 * hurts_kpa) {
        sense->jump_told = false;
    }
    if (patient->touch.bout && !sense->guard_told) {
        tb_emit(events, patient->now_ms, TB_EVENT_GUARDING, -1, values, 4);
    }
    sense->guard_told = patient->touch.bout;
    if (patient->touch.guarding && patient->finger_force_n > 1.0) {
        tb_say_line(patient, TB_LINE_TOO_MUCH, true, events);
    } else if (!provoked && sense->press_nrs > 1.5) {
        tb_say_line(patient, TB_LINE_TENDER, false, events);
    } else if (!provoked && patient->finger_force_n > 4.0 && sense->press_nrs < 0.8 &&
               input->finger.pad == TB_PAD_FINGER) {
        tb_say_line(patient, TB_LINE_JUST_PRESSING, false, events);
    }
}

// The probe rises until the patient says "now": that pressure is the reading.
static void read_threshold(tb_patient *patient, const tb_patient_input *input,
                           const tb_tender *tender, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const double pressure = patient->finger_pressure_kpa;
    const bool probe = input->finger.present && input->finger.pad == TB_PAD_PROBE;
    const double rate = 1e3 * (pressure - sense->pressure_before_kpa);
    sense->ramp_kpa_per_s += (rate - sense->ramp_kpa_per_s) / 200.0;
    sense->pressure_before_kpa = pressure;
    if (!probe || pressure < 5.0) {
        sense->algometer_armed = probe;
        sense->algometer_due_ms = 0;
        return;
    }
    if (sense->algometer_armed && pressure >= tender->threshold_kpa) {
        sense->algometer_armed = false;
        sense->algometer_due_ms = patient->now_ms + NOW_MS;
    }
    if (sense->algometer_due_ms > 0 && patient->now_ms >= sense->algometer_due_ms) {
        sense->algometer_due_ms = 0;
        sense->algometer_kpa = pressure;
        sense->algometer_readings += 1;
        const double values[] = {input->finger.t_mm, input->finger.b_mm, pressure,
                                 sense->ramp_kpa_per_s};
        tb_emit(events, patient->now_ms, TB_EVENT_THRESHOLD_READ, -1, values, 4);
        tb_say_line(patient, TB_LINE_NOW, true, events);
    }
}

static void end_hold(tb_patient *patient, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const uint32_t held_ms = patient->now_ms - sense->hold_since_ms;
    if (sense->hold_since_ms > 0 && held_ms >= HOLD_LEAST_MS) {
        const tb_tender tender =
            tb_touch_tender(&patient->touch, sense->hold_t_mm, sense->hold_b_mm);
        const bool on = tender.point >= 0 && tender.share > ON_POINT;
        const double values[] = {sense->hold_t_mm,
                                 sense->hold_b_mm,
                                 held_ms,
                                 sense->last_force_n,
                                 sense->hold_start_nrs,
                                 sense->hold_late_nrs[0],
                                 on ? tb_touch_gain_kpa(&patient->touch, tender.point) : 0.0};
        tb_emit(events, patient->now_ms, TB_EVENT_RELEASE_HELD, on ? tender.point : -1, values, 7);
    }
    sense->hold_since_ms = 0;
    sense->hold_start_nrs = 0.0;
    sense->yielded = false;
}

// A thumb that rests on one place; the learner may follow the tissue down.
static void hold(tb_patient *patient, const tb_patient_input *input, const tb_tender *tender,
                 tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const double t_mm = input->finger.t_mm, b_mm = input->finger.b_mm;
    const double dt = t_mm - sense->hold_t_mm, db = b_mm - sense->hold_b_mm;
    const bool thumb =
        input->finger.present && input->finger.pad == TB_PAD_THUMB && patient->finger_force_n > 1.0;
    if (!thumb || (sense->hold_since_ms > 0 && dt * dt + db * db > HOLD_REACH_MM * HOLD_REACH_MM)) {
        end_hold(patient, events);
        return;
    }
    if (sense->hold_since_ms == 0) {
        sense->hold_since_ms = patient->now_ms > 0 ? patient->now_ms : 1;
        sense->hold_t_mm = t_mm;
        sense->hold_b_mm = b_mm;
        sense->last_force_n = patient->finger_force_n;
    }
    const uint32_t held_ms = patient->now_ms - sense->hold_since_ms;
    sense->last_force_n += (patient->finger_force_n - sense->last_force_n) / 2000.0;
    sense->hold_start_nrs = fmax(sense->hold_start_nrs, sense->press_nrs);
    if (held_ms % LATE_MS == 0) { // what it was before the thumb began to lift
        sense->hold_late_nrs[0] = held_ms == 0 ? sense->press_nrs : sense->hold_late_nrs[1];
        sense->hold_late_nrs[1] = sense->press_nrs;
    }
    const tb_physiology *p = patient->desc.physiology;
    const bool on = tender->point >= 0 && tender->share > ON_POINT;
    const double faded = on ? patient->touch.faded[tender->point] : 0.0;
    if (on && !sense->yielded && faded > YIELD_SHARE * (1.0 - p->touch.fade_to)) {
        sense->yielded = true;
        const double values[] = {t_mm, b_mm, held_ms, sense->press_nrs};
        tb_emit(events, patient->now_ms, TB_EVENT_RELEASE_YIELDED, tender->point, values, 4);
        tb_say_line(patient, TB_LINE_SOFTER, false, events);
    } else if (held_ms == GOOD_HURT_MS && on && sense->press_nrs >= p->touch.good_lo_nrs &&
               sense->press_nrs <= p->touch.good_hi_nrs) {
        tb_say_line(patient, TB_LINE_HURTS_GOOD, false, events);
    } else if (held_ms == LIGHT_MS && sense->press_nrs < 1.5) {
        tb_say_line(patient, TB_LINE_TOO_LIGHT, false, events);
    } else if (on && sense->yielded && held_ms % 15000 == 0) {
        tb_say_line(patient, TB_LINE_EASING, false, events);
    }
}

static void end_sweep(tb_patient *patient, double b_mm, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const uint32_t lasted_ms = patient->now_ms - sense->sweep_since_ms;
    const double along_mm = fabs(sense->sweep_last_mm - sense->sweep_from_mm);
    if (sense->sweeping && along_mm >= SWEEP_LEAST_MM && lasted_ms > 0) {
        const double speed = 1e3 * along_mm / lasted_ms, force = sense->sweep_force_sum / lasted_ms;
        const double eased = tb_touch_swept(&patient->touch, along_mm, speed, force);
        const double values[] = {
            sense->sweep_from_mm, sense->sweep_last_mm, b_mm, along_mm, speed, force, eased};
        tb_emit(events, patient->now_ms, TB_EVENT_SWEPT, eased > 0.0 ? 1 : 0, values, 7);
        tb_say_line(patient,
                    eased > 0.0                                                 ? TB_LINE_BROAD
                    : speed > patient->desc.physiology->touch.sweep_hi_mm_per_s ? TB_LINE_TOO_FAST
                    : force < patient->desc.physiology->touch.sweep_lo_n        ? TB_LINE_TOO_LIGHT
                                                                                : TB_LINE_BROAD,
                    false, events);
    }
    sense->sweeping = false;
}

// Strokes of a flat hand along the fibres; a turn ends one and begins the next.
static void sweep(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const double t_mm = input->finger.t_mm;
    const bool hand =
        input->finger.present && input->finger.pad == TB_PAD_HAND && patient->finger_force_n > 0.5;
    if (!hand) {
        end_sweep(patient, input->finger.b_mm, events);
        return;
    }
    const double step = t_mm - sense->sweep_last_mm;
    const int sense_now = step > 1e-6 ? 1 : step < -1e-6 ? -1 : 0;
    if (sense->sweeping && sense_now != 0 && sense->sweep_sense != 0 &&
        sense_now != sense->sweep_sense) {
        end_sweep(patient, input->finger.b_mm, events);
    }
    if (!sense->sweeping) {
        sense->sweeping = true;
        sense->sweep_from_mm = sense->sweep_last_mm = t_mm;
        sense->sweep_since_ms = patient->now_ms;
        sense->sweep_force_sum = 0.0;
        sense->sweep_sense = 0;
        return;
    }
    if (sense_now == 0 && sense->sweep_sense == 0) {
        sense->sweep_since_ms = patient->now_ms; // still resting before the stroke
        sense->sweep_force_sum = 0.0;
        return;
    }
    sense->sweep_sense = sense_now != 0 ? sense_now : sense->sweep_sense;
    sense->sweep_last_mm = t_mm;
    sense->sweep_force_sum += patient->finger_force_n;
}

void tb_feel_hands(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    tb_sense *sense = &patient->sense;
    const tb_press press = {input->finger.t_mm, input->finger.b_mm, patient->finger_force_n,
                            patient->finger_pressure_kpa, input->finger.pad};
    tb_touch_step(&patient->touch, &press);
    sense->press_nrs += (patient->touch.nrs - sense->press_nrs) / SMOOTH_MS;
    const tb_tender tender =
        tb_touch_tender(&patient->touch, input->finger.t_mm, input->finger.b_mm);
    const bool provoked = recognise(patient, input, &tender, events);
    react(patient, input, &tender, provoked, events);
    read_threshold(patient, input, &tender, events);
    hold(patient, input, &tender, events);
    sweep(patient, input, events);
}
