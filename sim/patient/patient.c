#include "tautband/core/alloc.h"

#include "patient_internal.h"

#include <math.h>
#include <string.h>

void tb_emit(tb_tick_events *events, uint32_t now_ms, tb_event_kind kind, int subject,
             const double *values, int count)
{
    if (events->count >= TB_TICK_EVENTS_MAX) {
        return;
    }
    tb_event *event = &events->items[events->count++];
    *event = (tb_event){.tick_ms = now_ms, .kind = (uint16_t)kind, .subject = (int16_t)subject};
    for (int k = 0; k < count && k < TB_EVENT_VALUES; ++k) {
        event->values[k] = values[k];
    }
}

tb_status tb_patient_create(const tb_patient_desc *desc, tb_patient **out, tb_error *error)
{
    tb_patient *patient = tb_alloc(sizeof *patient);
    if (patient == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "patient: no memory");
    }
    patient->desc = *desc;
    patient->tip_layer = -1;
    patient->tip_mm = (tb_vec3){0.0, 0.0, -1e3};
    const tb_status status = tb_body_create(desc, &patient->body, error);
    if (status != TB_OK) {
        tb_patient_destroy(patient);
        return status;
    }
    tb_life_init(&patient->life, desc->anatomy, desc->physiology, desc->seed);
    tb_sense_init(&patient->sense, desc->seed);
    tb_touch_init(&patient->touch, desc->anatomy, desc->physiology,
                  desc->care != NULL ? desc->care->restriction : 0.0, desc->seed);
    tb_speech_init(&patient->speech, desc->care, desc->seed);
    tb_injury_init(&patient->injury);
    // the palpation section is there before the first tick: the picture needs one, and a site that
    // cannot be meshed must say so now
    const tb_section_plane plane = {0.0, 0.0, 0.0, 1.0};
    tb_section probe;
    const tb_status meshed = tb_body_section(
        desc->anatomy, &plane, tb_body_palpation_shape(&patient->body, &plane), &probe, error);
    if (meshed != TB_OK) {
        tb_patient_destroy(patient);
        return meshed;
    }
    const tb_patient_input lifted = {.finger = {.present = true, .depth_mm = -15.0}};
    const tb_world_twitch_input still = {0};
    tb_body_step(&patient->body, &lifted, &still, 1.0);
    *out = patient;
    return TB_OK;
}

void tb_patient_destroy(tb_patient *patient)
{
    if (patient != NULL) {
        tb_body_destroy(&patient->body);
        tb_free(patient);
    }
}

/// A limb that jerks away: up in 60 ms, over in 300.
static double reflex_drive(const tb_patient *patient)
{
    const double up_ms = 60.0, over_ms = 300.0;
    const double age_ms = (double)(patient->now_ms - patient->injury.reflex_ms);
    if (patient->injury.reflex_ms == 0 || age_ms >= over_ms) {
        return 0.0;
    }
    return age_ms < up_ms ? age_ms / up_ms : (over_ms - age_ms) / (over_ms - up_ms);
}

/// Twitch of the last response, as the section feels it; a withdrawal reflex is the whole muscle's.
static tb_world_twitch_input twitch_input(const tb_patient *patient)
{
    const tb_life *life = &patient->life;
    const double reflex_size = 2.0, reflex = reflex_drive(patient);
    const double along = patient->body.fibre_share,
                 size = reflex > life->drive ? reflex_size : life->amplitude;
    return (tb_world_twitch_input){
        .drive = reflex > life->drive ? reflex : life->drive,
        .tension_n = patient->desc.physiology->twitch.tension_n * size * along,
        .jerk_n = patient->desc.physiology->twitch.jerk_n * size,
        .jerk_x = 0.0,
        .jerk_y = 1.0, // toward the chord of the band, which bulges outward
    };
}

static void emit_needle(tb_patient *patient, const tb_patient_input *input, const tb_needle *needle,
                        tb_tick_events *events)
{
    if ((needle->happened & TB_NEEDLE_PUNCTURED) != 0) {
        const int layer = patient->body.membrane_layer[needle->punctured_membrane];
        // from inside a roll the far skin is met; what comes next is the learner's own finger
        const bool far_skin = patient->body.section.shape == TB_SECTION_ROLL_FACE &&
                              needle->tip_row > TB_SECTION_NY / 2;
        if (layer == 0 && !far_skin) {
            const double values[] = {input->needle.entry_t_mm, input->needle.entry_b_mm,
                                     needle->punctured_peak_n,
                                     input->needle.tilt_rad * 57.29577951308232,
                                     input->needle.azimuth_rad * 57.29577951308232};
            tb_emit(events, patient->now_ms, TB_EVENT_SKIN_PUNCTURED, -1, values, 5);
        } else if (layer != 0) {
            const double values[] = {needle->embedded_mm, needle->punctured_peak_n};
            tb_emit(events, patient->now_ms, TB_EVENT_FASCIA_PUNCTURED, layer, values, 2);
        }
    }
    if ((needle->happened & TB_NEEDLE_THROUGH) != 0) {
        const double values[] = {patient->tip_mm.x, patient->tip_mm.y, patient->tip_mm.z};
        tb_emit(events, patient->now_ms, TB_EVENT_THROUGH, -1, values, 3);
    }
    if ((needle->happened & TB_NEEDLE_LEFT) != 0) {
        const double values[] = {input->needle.entry_t_mm, input->needle.entry_b_mm};
        tb_emit(events, patient->now_ms, TB_EVENT_OUT_OF_SKIN, -1, values, 2);
    }
    if ((needle->happened & TB_NEEDLE_BENT) != 0) {
        const double values[] = {needle->bend_strain};
        tb_emit(events, patient->now_ms, TB_EVENT_BENT, -1, values, 1);
    }
}

static tb_life_tick live(tb_patient *patient, const tb_patient_input *input,
                         const tb_needle *needle, tb_tick_events *events)
{
    const bool inside = needle != NULL && needle->inside;
    const bool advancing = input->needle.depth_mm >= patient->depth_before_mm;
    const double spin =
        patient->needle_before ? input->needle.spin_rad - patient->spin_before_rad : 0.0;
    const tb_life_tick tick = tb_life_step(&patient->life, patient->now_ms, inside, patient->tip_mm,
                                           advancing, spin, 0.5 * input->needle.spec.diameter_mm);
    if (tick.twitched) {
        const double values[] = {patient->life.place_mm.x,
                                 patient->life.place_mm.y,
                                 patient->life.place_mm.z,
                                 tick.amplitude * patient->desc.physiology->twitch.displacement_mm,
                                 patient->life.count,
                                 tick.locus_distance_mm};
        tb_emit(events, patient->now_ms, TB_EVENT_LTR, tick.trigger_point, values, 6);
    }
    patient->depth_before_mm = input->needle.depth_mm;
    patient->spin_before_rad = input->needle.spin_rad;
    patient->needle_before = input->needle.present;
    return tick;
}

/// A flat hand covers more than the section's width shows; soft and guarding muscle push back less
/// and more.
static double pad_factor(const tb_patient *patient, const tb_patient_input *input)
{
    const double hand_width = 2.5, most_n = 65.0;
    const double wanted =
        (input->finger.pad == TB_PAD_HAND ? hand_width : 1.0) *
        tb_touch_stiffness(&patient->touch, input->finger.t_mm, input->finger.b_mm);
    // under a force that no patient bears the hand itself gives
    const double tissue_n = patient->finger_force_n - tb_body_bottom_n(&patient->body);
    const double line_n = fmax(tissue_n / patient->body.pad_factor, 0.1);
    return fmin(wanted, most_n / line_n);
}

void tb_patient_step(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events)
{
    const tb_world_twitch_input twitch = twitch_input(patient);
    patient->body.pad_factor = pad_factor(patient, input);
    const double grip = 1.0 + (patient->desc.physiology->twitch.grip_factor - 1.0) * twitch.drive;
    tb_body_step(&patient->body, input, &twitch, grip);
    const tb_needle *needle = tb_body_needle(&patient->body);
    patient->finger_force_n = tb_body_press_n(&patient->body);
    const tb_physiology *p = patient->desc.physiology;
    const bool by_tips = patient->body.pinching || input->finger.pad == TB_PAD_THUMB;
    const double area_mm2 = input->finger.pad == TB_PAD_HAND ? p->touch.hand_area_mm2
                            : by_tips                        ? p->touch.thumb_area_mm2
                                                             : p->pain.pad_area_mm2;
    patient->finger_pressure_kpa = patient->finger_force_n / area_mm2 * 1e3;
    patient->tip_mm = tb_body_tip(&patient->body);
    patient->tip_layer = needle != NULL && needle->inside
                             ? tb_anatomy_layer_at(patient->desc.anatomy, patient->tip_mm)
                             : -1;
    if (needle != NULL) {
        emit_needle(patient, input, needle, events);
    }
    const tb_life_tick life = live(patient, input, needle, events);
    tb_sense_step(patient, input, &life, events);
    patient->now_ms += 1;
}

void tb_patient_look(const tb_patient *patient, tb_patient_view *out)
{
    const tb_body *body = &patient->body;
    const tb_sense *sense = &patient->sense;
    const tb_speech *speech = &patient->speech;
    const tb_injury *injury = &patient->injury;
    const tb_world_finger *finger = tb_world_finger_of(body->world, 0);
    *out = (tb_patient_view){
        .section = &body->section,
        .needle_section = body->needle_section,
        .section_build = body->build,
        .finger_touching = finger->active && patient->finger_force_n > 0.02,
        .finger_x_mm = finger->x_mm,
        .finger_y_mm = finger->y_mm,
        .finger_hand_x_mm = body->hand_x_mm,
        .finger_hand_y_mm = body->hand_y_mm,
        .finger_depth_mm = finger->indentation_mm,
        .finger_force_n = patient->finger_force_n,
        .finger_pressure_kpa = patient->finger_pressure_kpa,
        .depth_limit_mm = body->depth_limit_mm,
        .needle = tb_body_needle(body),
        .tip_mm = patient->tip_mm,
        .tip_layer = patient->tip_layer,
        .target_distance_mm = 1e3,
        .emg_mv = patient->life.emg_mv,
        .sea_level = patient->life.sea_level,
        .drive = patient->life.drive,
        .amplitude_mm = patient->life.amplitude * patient->desc.physiology->twitch.displacement_mm,
        .ltr_count = patient->life.count,
        .ltr_tick_ms = patient->life.last_ms,
        .ltr_place_mm = patient->life.place_mm,
        .pain_nrs = sense->pain_nrs,
        .peak_nrs = sense->peak_nrs,
        .line = speech->line,
        .phrase = speech->phrase,
        .line_tick_ms = speech->line_ms,
        .mood = speech->mood,
        .voice = speech->voice,
        .comfort = speech->comfort,
        .place = speech->place,
        .guard = patient->touch.guard,
        .needle_fear = speech->needle_fear,
        .algometer_kpa = sense->algometer_kpa,
        .algometer_readings = sense->algometer_readings,
        .hold_s = sense->hold_since_ms > 0 ? 1e-3 * (patient->now_ms - sense->hold_since_ms) : 0.0,
        .hold_start_nrs = sense->hold_start_nrs,
        .yielded = sense->yielded,
        .faint = injury->faint,
        .stuck = injury->stuck,
        .wants_stop = sense->wants_stop,
        .stop_tick_ms = sense->stop_ms,
        .blood_ul = injury->blood_ul,
        .bruise_mm = injury->bruise_mm,
        .bruise_t_mm = injury->bruise_t_mm,
        .bruise_b_mm = injury->bruise_b_mm,
        .nerve_touched = injury->nerve_touched,
        .soreness = tb_injury_soreness(patient),
    };
    tb_body_see_two(body, &out->two);
    memcpy(out->referral, sense->referral, sizeof out->referral);
    if (patient->desc.anatomy->symptomatic >= 0) {
        const tb_trigger_point *point =
            &patient->desc.anatomy->trigger_points[patient->desc.anatomy->symptomatic];
        out->target_distance_mm = fmax(0.0, tb_trigger_point_distance_mm(point, patient->tip_mm));
    }
}

void tb_patient_outcome(const tb_patient *patient, double *gain_kpa, double *restriction)
{
    const int point = patient->desc.anatomy->symptomatic;
    *gain_kpa = point >= 0 ? tb_touch_gain_kpa(&patient->touch, point) : 0.0;
    *restriction = patient->touch.restriction;
}

const tb_lattice *tb_patient_lattice(const tb_patient *patient)
{
    return tb_world_lattice_of(patient->body.world);
}

const tb_world *tb_patient_world(const tb_patient *patient)
{
    return patient->body.world;
}

tb_world_fault tb_patient_fault(const tb_patient *patient)
{
    return tb_world_fault_of(patient->body.world);
}

void tb_patient_hash(const tb_patient *patient, tb_hash *hash)
{
    tb_world_hash(patient->body.world, hash);
    tb_hash_u64(hash, patient->body.build);
    tb_hash_f64(hash, patient->body.sampled.t0_mm);
    tb_life_hash(&patient->life, hash);
    tb_touch_hash(&patient->touch, hash);
    tb_speech_hash(&patient->speech, hash);
    tb_sense_hash(&patient->sense, hash);
    tb_injury_hash(&patient->injury, hash);
    tb_hash_u64(hash, patient->now_ms);
}
