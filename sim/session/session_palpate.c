// The grammar of palpation, as an observer would write it down: a stroke across the fibres, a walk
// along them stop by stop.
#include "session_internal.h"

#include <math.h>

enum {
    STOP_MS = 250,    ///< pressure at rest for so long is a stop
    STOPS_A_WALK = 3, ///< stops in a row that make a walk
};
static const double STROKE_N = 1.5, STROKE_LEAST_MM = 8.0;
static const double STOP_N = 5.0, REST_MM = 1.0;
static const double STEP_LEAST_MM = 1.5, STEP_MOST_MM = 15.0, ASIDE_MOST_MM = 8.0;

static void end_stroke(tb_session *session)
{
    tb_palpation *p = &session->palpation;
    const double length_mm = fabs(p->across_last_mm - p->across_from_mm);
    const uint32_t lasted_ms = session->tick_ms - p->across_since_ms;
    if (p->stroking && length_mm >= STROKE_LEAST_MM && lasted_ms > 0) {
        const double values[] = {p->across_along_mm, 0.5 * (p->across_from_mm + p->across_last_mm),
                                 length_mm, 1e3 * length_mm / lasted_ms, p->force_sum / lasted_ms};
        tb_session_emit(session, TB_EVENT_STROKED_ACROSS, p->cords, values, 5);
    }
    p->stroking = false;
}

static void watch_strokes(tb_session *session, bool pressing, int cords)
{
    tb_palpation *p = &session->palpation;
    const double t_mm = session->finger_t_mm, b_mm = session->finger_b_mm;
    const double step = b_mm - p->across_last_mm;
    const int sense = step > 1e-6 ? 1 : step < -1e-6 ? -1 : 0;
    const bool turned = p->stroking && sense != 0 && sense != p->across_sense;
    const bool strayed = p->stroking && fabs(t_mm - p->across_along_mm) > STROKE_LEAST_MM;
    if (!pressing || turned || strayed) {
        end_stroke(session);
    }
    if (pressing && !p->stroking && sense != 0) {
        p->stroking = true;
        p->across_from_mm = p->across_last_mm;
        p->across_along_mm = t_mm;
        p->across_sense = sense;
        p->across_since_ms = session->tick_ms;
        p->force_sum = 0.0;
        p->cords = 0;
    }
    p->across_last_mm = b_mm;
    if (p->stroking) {
        p->cords += cords;
        p->force_sum += session->view.finger_force_n;
    }
}

static void count_stop(tb_session *session)
{
    tb_palpation *p = &session->palpation;
    const double step_mm = fabs(p->rest_t_mm - p->stop_t_mm);
    const bool next = p->stops > 0 && step_mm >= STEP_LEAST_MM && step_mm <= STEP_MOST_MM &&
                      fabs(p->rest_b_mm - p->stop_b_mm) <= ASIDE_MOST_MM;
    if (p->stops > 0 && step_mm < STEP_LEAST_MM) {
        return; // the same place again
    }
    if (!next) {
        p->stops = 0;
        p->told = false;
        p->first_t_mm = p->rest_t_mm;
    }
    p->stops += 1;
    p->stop_t_mm = p->rest_t_mm;
    p->stop_b_mm = p->rest_b_mm;
    if (p->stops >= STOPS_A_WALK && !p->told) {
        p->told = true;
        const double values[] = {p->first_t_mm, p->stop_t_mm, p->stop_b_mm, p->stops};
        tb_session_emit(session, TB_EVENT_WALKED_ALONG, -1, values, 4);
    }
}

static void watch_stops(tb_session *session, bool pressing)
{
    tb_palpation *p = &session->palpation;
    const double t_mm = session->finger_t_mm, b_mm = session->finger_b_mm;
    const bool firm = pressing && session->view.finger_force_n > STOP_N;
    const bool moved = fabs(t_mm - p->rest_t_mm) > REST_MM || fabs(b_mm - p->rest_b_mm) > REST_MM;
    if (!firm || moved || !p->resting) {
        p->resting = firm;
        p->rest_t_mm = t_mm;
        p->rest_b_mm = b_mm;
        p->rest_since_ms = session->tick_ms;
        p->stop_counted = false;
        return;
    }
    if (!p->stop_counted && session->tick_ms - p->rest_since_ms >= STOP_MS) {
        p->stop_counted = true;
        count_stop(session);
    }
}

void tb_session_palpate(tb_session *session, const tb_patient_input *input, int first_event)
{
    const bool palpates = input->finger.present && session->tool == TB_TOOL_FINGER;
    const bool pressing = palpates && session->view.finger_force_n > STROKE_N;
    int cords = 0;
    for (int k = first_event; k < session->event_count; ++k) {
        cords += session->events[k].kind == TB_EVENT_BAND_FELT ? 1 : 0;
    }
    watch_strokes(session, pressing, cords);
    watch_stops(session, pressing);
}
