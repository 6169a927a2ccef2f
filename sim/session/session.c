#include "tautband/session/session.h"

#include "tautband/core/alloc.h"

#include "session_internal.h"

#include <math.h>
#include <string.h>

tb_status tb_session_create(const tb_session_desc *desc, tb_session **out, tb_error *error)
{
    if (desc->model == NULL || desc->tissues == NULL || desc->physiology == NULL ||
        desc->substeps < 4 || desc->substeps > 16) {
        return tb_fail(error, TB_ERR_ARGUMENT,
                       "session: needs a case, tissues, physiology and 4 to 16 substeps, not %d",
                       desc->substeps);
    }
    tb_session *session = tb_alloc(sizeof *session);
    if (session == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "session: no memory");
    }
    session->desc = *desc;
    session->events = tb_alloc(TB_EVENTS_MAX * sizeof *session->events);
    if (session->events == NULL) {
        tb_session_destroy(session);
        return tb_fail(error, TB_ERR_MEMORY, "session: no memory for the event log");
    }
    tb_anatomy_draw(desc->model, desc->seed, &session->anatomy);
    const tb_patient_desc patient = {.anatomy = &session->anatomy,
                                     .tissues = desc->tissues,
                                     .physiology = desc->physiology,
                                     .seed = desc->seed,
                                     .substeps = desc->substeps,
                                     .care = &desc->model->care};
    const tb_status status = tb_patient_create(&patient, &session->patient, error);
    if (status != TB_OK) {
        tb_session_destroy(session);
        return status;
    }
    session->needle.choice = -1;
    session->needle.tap_target_mm = -1.0;
    session->minima = (tb_sample_minima){1e3, 1e3};
    session->reserve_structure = -1;
    session->nerve = -1;
    session->finger_wanted_mm = -15.0;
    session->roll_grip.squeeze_mm = -15.0;
    session->spread_mm = 20.0;
    tb_session_shift_init(session);
    tb_patient_look(session->patient, &session->view);
    tb_session_emit(session, TB_EVENT_START, -1, NULL, 0);
    *out = session;
    return TB_OK;
}

void tb_session_destroy(tb_session *session)
{
    if (session != NULL) {
        tb_patient_destroy(session->patient);
        tb_free(session->events);
        tb_free(session);
    }
}

void tb_session_emit(tb_session *session, tb_event_kind kind, int subject, const double *values,
                     int count)
{
    if (session->event_count >= TB_EVENTS_MAX) {
        session->faulted = session->ended =
            true; // the last place was taken by the fault's own event
        return;
    }
    if (session->event_count == TB_EVENTS_MAX - 1) {
        kind = TB_EVENT_FAULT;
        subject = -1;
        count = 0;
        session->faulted = session->ended = true;
    }
    tb_event *event = &session->events[session->event_count++];
    *event = (tb_event){
        .tick_ms = session->tick_ms, .kind = (uint16_t)kind, .subject = (int16_t)subject};
    for (int k = 0; k < count && k < TB_EVENT_VALUES; ++k) {
        event->values[k] = values[k];
    }
}

void tb_session_step(tb_session *session, const tb_input *input)
{
    if (session->ended) {
        return;
    }
    const int first_event = session->event_count;
    tb_patient_input hands = {.heard = TB_HEARD_NOTHING};
    tb_session_hands(session, input, &hands);
    tb_session_shift(session, &hands);

    tb_tick_events happened = {.count = 0};
    tb_patient_step(session->patient, &hands, &happened);
    for (int k = 0; k < happened.count; ++k) {
        const tb_event *event = &happened.items[k];
        tb_session_emit(session, (tb_event_kind)event->kind, event->subject, event->values,
                        TB_EVENT_VALUES);
    }
    tb_patient_look(session->patient, &session->view);
    tb_session_observe(session, &hands, first_event);
    tb_session_watch_time(session);

    session->fault = tb_patient_fault(session->patient);
    if (session->fault != TB_FAULT_NONE) {
        tb_session_emit(session, TB_EVENT_FAULT, (int)session->fault, NULL, 0);
        session->faulted = session->ended = true;
    }
    if (session->ended) {
        tb_session_emit(session, TB_EVENT_END, -1, NULL, 0);
    }
    session->tick_ms += 1;
}

uint32_t tb_session_tick_ms(const tb_session *session)
{
    return session->tick_ms;
}

bool tb_session_ended(const tb_session *session)
{
    return session->ended;
}

const tb_anatomy *tb_session_anatomy(const tb_session *session)
{
    return &session->anatomy;
}

const tb_event *tb_session_events(const tb_session *session, int *count)
{
    *count = session->event_count;
    return session->events;
}

uint64_t tb_session_hash(const tb_session *session)
{
    tb_hash hash = tb_hash_start();
    const tb_hand_needle *needle = &session->needle;
    tb_patient_hash(session->patient, &hash);
    tb_hash_u64(&hash, session->tick_ms);
    tb_hash_i32(&hash, session->event_count);
    tb_hash_i32(&hash, (int32_t)session->tool);
    tb_hash_i32(&hash, (int32_t)needle->stage);
    tb_hash_i32(&hash, needle->choice);
    tb_hash_f64(&hash, needle->depth_mm);
    tb_hash_f64(&hash, needle->wanted_mm);
    tb_hash_f64(&hash, needle->tilt_rad);
    tb_hash_f64(&hash, needle->azimuth_rad);
    tb_hash_f64(&hash, needle->spin_rad);
    tb_hash_f64(&hash, session->finger_wanted_mm);
    if (session->anatomy.roll.present) {
        tb_hash_f64(&hash, session->roll_grip.squeeze_mm);
        tb_hash_f64(&hash, session->roll_grip.lift_mm);
        tb_hash_f64(&hash, session->roll_grip.to_and_fro_mm);
    }
    tb_hash_f64(&hash, session->ridge_base_n);
    tb_hash_f64(&hash, session->finger_speed_mm_per_ms);
    tb_hash_f64(&hash, session->palpation.across_from_mm);
    tb_hash_i32(&hash, session->palpation.stops);
    tb_hash_i32(&hash, session->ended ? 1 : 0);
    tb_session_shift_hash(session, &hash);
    return hash.value;
}
