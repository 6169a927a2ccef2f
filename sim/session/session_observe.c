// What the learner's acts meant: strokes, samples, redirections, findings, stop and nerve rules.
#include "tautband/core/units.h"

#include "session_internal.h"

#include <math.h>

enum {
    TIP_SAMPLE_MS = 20,
    PALPATION_SAMPLE_MS = 50,
    PAIN_SAMPLE_MS = 250,
    COMFORT_SAMPLE_MS = 1000,
    RESERVE_MS = 20,
    STOP_GRACE_MS = 2000,  ///< a stop is honoured within this time
    NERVE_GRACE_MS = 2000, ///< stimulation must end this soon after an electric pain
    TURN_SETTLE_MS = 150,
};
static const double STROKE_MM = 0.5, TURN_RAD = 0.0873; // 5 degrees
static const double MOVING_MM_PER_MS = 0.001;           // 1 mm/s
static const double STIMULATING_MM_PER_MS = 0.0015;     // averaged
static const double SNAP_RATIO = 1.0, RIDGE_PUSH_MM = 0.6;

static void end_stroke(tb_session *session)
{
    tb_hand_needle *needle = &session->needle;
    const double length_mm = fabs(needle->stroke_extreme_mm - needle->stroke_start_mm);
    if (needle->stroke_sense != 0 && length_mm >= STROKE_MM) {
        const double values[] = {needle->stroke_start_mm, needle->stroke_extreme_mm,
                                 session->tick_ms - needle->stroke_start_ms,
                                 needle->stroke_peak_mm_per_ms * 1e3, needle->stroke_target_mm};
        const bool in_muscle =
            session->view.tip_layer >= 0 &&
            session->anatomy
                    .layers[session->view.tip_layer < session->anatomy.layer_count
                                ? session->view.tip_layer
                                : session->anatomy.layer_count - 1]
                    .tissue == TB_TISSUE_MUSCLE;
        tb_session_emit(session, TB_EVENT_STROKE, in_muscle ? 1 : 0, values, 5);
    }
}

static void watch_strokes(tb_session *session)
{
    tb_hand_needle *needle = &session->needle;
    const double speed = needle->speed_mm_per_ms;
    const int sense = speed > 1e-5 ? 1 : speed < -1e-5 ? -1 : 0;
    if (sense != 0 && sense != needle->stroke_sense) {
        end_stroke(session);
        needle->stroke_sense = sense;
        needle->stroke_start_mm = needle->depth_mm - speed;
        needle->stroke_start_ms = session->tick_ms;
        needle->stroke_peak_mm_per_ms = 0.0;
        needle->stroke_target_mm = 1e3;
    }
    if (sense != 0) {
        needle->stroke_extreme_mm = needle->depth_mm;
        needle->stroke_peak_mm_per_ms = fmax(needle->stroke_peak_mm_per_ms, fabs(speed));
    }
    needle->stroke_target_mm = fmin(needle->stroke_target_mm, session->view.target_distance_mm);
}

/// Where the shaft that is still outside would go: the first hazard ahead of the tip, and the room
/// left before it when the patient breathes in.
static void cast_reserve(tb_session *session)
{
    const uint32_t classes = (1u << TB_HAZARD_LETHAL) | (1u << TB_HAZARD_NERVE_VESSEL_MAJOR) |
                             (1u << TB_HAZARD_NERVE_MAJOR) | (1u << TB_HAZARD_VESSEL_MAJOR) |
                             (1u << TB_HAZARD_NERVE_VESSEL) | (1u << TB_HAZARD_NERVE) |
                             (1u << TB_HAZARD_VESSEL) | (1u << TB_HAZARD_BONE);
    const tb_vec3 direction =
        tb_needle_direction(session->needle.tilt_rad, session->needle.azimuth_rad);
    const tb_ray_hit hit = tb_anatomy_cast_breathing(&session->anatomy, session->view.tip_mm,
                                                     direction, 120.0, classes, 1.0);
    session->reserve_structure = hit.structure;
    session->reserve_clearance_mm = hit.distance_mm;
}

static double hazard_clearance_mm(const tb_session *session)
{
    double least = 1e3;
    const double inspired = tb_inspired_at(session->tick_ms);
    for (int k = 0; k < session->anatomy.structure_count; ++k) {
        const tb_structure *structure = &session->anatomy.structures[k];
        if (structure->hazard != TB_HAZARD_NONE && structure->hazard != TB_HAZARD_BONE) {
            least = fmin(least, tb_structure_breathing_distance_mm(structure, session->view.tip_mm,
                                                                   inspired));
        }
    }
    return least;
}

static void sample_tip(tb_session *session)
{
    const tb_needle *needle = session->view.needle;
    session->minima.target_mm = fmin(session->minima.target_mm, session->view.target_distance_mm);
    if (session->tick_ms % 4 == 0) {
        session->minima.clearance_mm =
            fmin(session->minima.clearance_mm, hazard_clearance_mm(session));
    }
    if (session->tick_ms % RESERVE_MS == 0) {
        cast_reserve(session);
    }
    if (session->tick_ms % TIP_SAMPLE_MS != 0) {
        return;
    }
    const int layer = session->view.tip_layer;
    const bool bone =
        session->reserve_structure >= 0 &&
        session->anatomy.structures[session->reserve_structure].hazard == TB_HAZARD_BONE;
    const bool lethal =
        session->reserve_structure >= 0 &&
        session->anatomy.structures[session->reserve_structure].hazard == TB_HAZARD_LETHAL;
    const double reserve_mm = session->needle.spec.length_mm - session->needle.depth_mm;
    const double beyond_mm = session->reserve_structure >= 0 && !bone
                                 ? fmax(0.0, reserve_mm - session->reserve_clearance_mm)
                                 : 0.0;
    int flags = TB_TIP_IN_TISSUE;
    flags |=
        tb_anatomy_in_target(&session->anatomy, session->view.tip_mm) ? TB_TIP_IN_TARGET_MUSCLE : 0;
    flags |= session->needle.moving_mm_per_ms > STIMULATING_MM_PER_MS ? TB_TIP_STIMULATING : 0;
    flags |= tb_anatomy_is_subcutis(&session->anatomy, layer) ? TB_TIP_IN_SUBCUTIS : 0;
    flags |= lethal && beyond_mm > 0.0 ? TB_TIP_HAZARD_LETHAL : 0;
    const tb_vec3 tip = session->view.tip_mm;
    const double values[] = {tip.x,
                             tip.y,
                             tip.z,
                             needle->embedded_mm,
                             session->minima.target_mm,
                             session->minima.clearance_mm,
                             beyond_mm,
                             needle->axial_force_n};
    tb_session_emit(session, TB_EVENT_TIP_SAMPLE, flags, values, 8);
    session->minima = (tb_sample_minima){1e3, 1e3};
}

static void watch_turning(tb_session *session)
{
    tb_hand_needle *needle = &session->needle;
    const tb_vec3 told = tb_needle_direction(needle->told_tilt_rad, needle->told_azimuth_rad);
    const tb_vec3 now = tb_needle_direction(needle->tilt_rad, needle->azimuth_rad);
    const double chord = tb_vec3_distance(told, now); // 2 sin(angle / 2)
    if (chord < TURN_RAD) {
        needle->turned_ms = session->tick_ms;
        needle->turned_in_muscle = false;
        needle->turned_depth_mm = session->view.needle->embedded_mm;
        return;
    }
    const int layer = session->view.tip_layer;
    const bool shallow = layer < 0 || tb_anatomy_is_subcutis(&session->anatomy, layer);
    needle->turned_in_muscle = needle->turned_in_muscle || !shallow;
    if (session->tick_ms - needle->turned_ms < TURN_SETTLE_MS) {
        return;
    }
    const double values[] = {tb_deg_from_rad(chord), needle->turned_depth_mm,
                             tb_deg_from_rad(needle->tilt_rad),
                             tb_deg_from_rad(needle->azimuth_rad)};
    tb_session_emit(session, TB_EVENT_REDIRECTED, needle->turned_in_muscle ? 1 : 0, values, 4);
    needle->told_tilt_rad = needle->tilt_rad;
    needle->told_azimuth_rad = needle->azimuth_rad;
}

static void watch_winding(tb_session *session)
{
    const double turns = session->view.needle->wound_rad / (2.0 * TB_PI);
    if (fabs(turns - session->needle.told_turns) >= 0.5) {
        session->needle.told_turns = turns;
        tb_session_emit(session, TB_EVENT_WOUND, -1, &turns, 1);
    }
}

static void leave_skin(tb_session *session, tb_needle_stage stage)
{
    tb_hand_needle *needle = &session->needle;
    end_stroke(session);
    needle->stroke_sense = 0;
    needle->stage = stage;
    needle->told_turns = 0.0;
    needle->held = true;
}

/// The needle stands where it meets no skin: it is in the hand again, and may be put away.
static void take_back(tb_session *session)
{
    tb_hand_needle *needle = &session->needle;
    const double values[] = {
        needle->entry_t_mm, needle->entry_b_mm,
        tb_deg_from_rad(tb_session_lean_rad(session, needle->entry_t_mm, needle->entry_b_mm,
                                            needle->tilt_rad, needle->azimuth_rad))};
    if (needle->stage == TB_NEEDLE_IN) {
        tb_session_emit(session, TB_EVENT_OUT_OF_SKIN, -1, values, 2);
    }
    tb_session_emit(session, TB_EVENT_WILL_NOT_ENTER, -1, values, 3);
    leave_skin(session, needle->tube_on ? TB_NEEDLE_READY : TB_NEEDLE_OUT);
}

static void watch_needle(tb_session *session)
{
    tb_hand_needle *needle = &session->needle;
    const tb_needle *body = session->view.needle;
    if (needle->stage != TB_NEEDLE_PLACED && needle->stage != TB_NEEDLE_IN) {
        return;
    }
    if (body == NULL) {
        take_back(session);
    } else if (body->inside) {
        needle->stage = TB_NEEDLE_IN;
        watch_strokes(session);
        sample_tip(session);
        watch_turning(session);
        watch_winding(session);
    } else if (needle->stage == TB_NEEDLE_IN) {
        leave_skin(session, TB_NEEDLE_OUT);
    } else if (needle->binning && needle->depth_mm < -1.0) {
        needle->stage = TB_NEEDLE_OUT; // was only standing on the skin
    }
}

static void watch_discs(tb_session *session)
{
    const tb_world *world = tb_patient_world(session->patient);
    const double force = session->view.finger_force_n;
    for (int k = 0; k < tb_world_disc_count(world); ++k) {
        const tb_world_disc_state *disc = tb_world_disc_of(world, k);
        const double place[] = {session->finger_t_mm, session->finger_b_mm};
        if (!disc->touched) {
            session->disc_felt[k] = false;
        }
        if (disc->touched && fabs(disc->push_mm) > RIDGE_PUSH_MM && !session->disc_felt[k]) {
            session->disc_felt[k] = true;
            session->disc_snapped[k] = false;
            const double values[] = {place[0], place[1], force - session->ridge_base_n, force};
            tb_session_emit(session, TB_EVENT_BAND_FELT, k, values, 4);
        }
        const double disc_speed =
            session->view.two.pinching ? disc->vy_mm_per_ms : disc->vx_mm_per_ms;
        const double ratio = fabs(disc_speed) / fmax(fabs(session->finger_speed_mm_per_ms), 0.004);
        const bool moving = fabs(session->finger_speed_mm_per_ms) > 0.004;
        const bool against = disc_speed * session->finger_speed_mm_per_ms < 0.0;
        if (session->disc_felt[k] && !session->disc_snapped[k] && moving && against &&
            ratio > SNAP_RATIO) {
            session->disc_snapped[k] = true;
            const double values[] = {place[0], place[1], ratio, force};
            tb_session_emit(session, TB_EVENT_BAND_SNAPPED, k, values, 4);
        }
    }
}

static void watch_finger(tb_session *session, const tb_patient_input *input)
{
    const tb_patient_view *view = &session->view;
    // two thresholds, so that a pad resting on the skin is one touch
    const bool touching =
        (input->finger.present || (input->pincer.present && !input->needle.present)) &&
        view->finger_force_n > (session->touching ? 0.01 : 0.05);
    // a grip strums up and down the roll
    const double along_mm =
        view->two.pinching ? 0.5 * (view->two.y_mm[0] + view->two.y_mm[1]) : view->finger_x_mm;
    const double place[] = {session->finger_t_mm, session->finger_b_mm};
    session->finger_speed_mm_per_ms +=
        (along_mm - session->finger_x_before_mm - session->finger_speed_mm_per_ms) / 8.0;
    session->finger_x_before_mm = along_mm;
    if (touching && !session->touching) {
        session->touch_ms = session->tick_ms;
        session->touch_peak_n = 0.0;
        session->finger_speed_mm_per_ms = 0.0;
        session->ridge_base_n = 0.0;
        tb_session_emit(session, TB_EVENT_TOUCH, -1, place, 2);
    } else if (!touching && session->touching) {
        const double values[] = {place[0], place[1], session->touch_peak_n,
                                 session->tick_ms - session->touch_ms};
        tb_session_emit(session, TB_EVENT_LIFT, -1, values, 4);
    }
    session->touching = touching;
    if (!touching) {
        return;
    }
    session->touch_peak_n = fmax(session->touch_peak_n, view->finger_force_n);
    session->ridge_base_n += (view->finger_force_n - session->ridge_base_n) / 250.0;
    watch_discs(session);
    if (session->tick_ms % PALPATION_SAMPLE_MS == 0 && view->finger_force_n > 0.1) {
        const double values[] = {place[0],
                                 place[1],
                                 view->finger_force_n,
                                 view->finger_pressure_kpa,
                                 view->pain_nrs,
                                 view->finger_depth_mm};
        tb_session_emit(session, TB_EVENT_PALPATION_SAMPLE, -1, values, 6);
    }
}

static void watch_cotton(tb_session *session)
{
    const bool pressing = session->tool == TB_TOOL_COTTON && session->view.finger_force_n > 1.0;
    if (pressing) {
        session->cotton_ms += 1;
        session->cotton_sum_n += session->view.finger_force_n;
    }
    if ((!pressing || session->ended) && session->cotton_ms > 0) {
        if (session->cotton_ms > 500) {
            const double values[] = {session->cotton_ms,
                                     session->cotton_sum_n / session->cotton_ms};
            tb_session_emit(session, TB_EVENT_COTTON_PRESSED, -1, values, 2);
        }
        session->cotton_ms = 0;
        session->cotton_sum_n = 0.0;
    }
}

/// A finger on its way off: the skin under it stands higher than at a sample of a moment ago.
static bool eases(const tb_session *session)
{
    static const double LEAST_MM = 0.05;
    for (int k = session->event_count - 1; k >= 0; --k) {
        const tb_event *event = &session->events[k];
        const uint32_t ago_ms = session->tick_ms - event->tick_ms;
        if (ago_ms > 3 * PALPATION_SAMPLE_MS) {
            return false;
        }
        if (event->kind == TB_EVENT_PALPATION_SAMPLE && ago_ms >= PALPATION_SAMPLE_MS / 2) {
            return session->view.finger_depth_mm < event->values[5] - LEAST_MM;
        }
    }
    return false;
}

/// A stop is honoured by hands that rest, or that take the needle out or the finger off.
static bool goes_on(const tb_session *session, const tb_patient_input *input)
{
    if (session->needle.stage == TB_NEEDLE_IN) {
        return session->needle.speed_mm_per_ms > MOVING_MM_PER_MS;
    }
    return input->finger.present && session->view.finger_force_n > 2.0 &&
           session->view.pain_nrs > 5.0 && !eases(session);
}

static void watch_stop(tb_session *session, const tb_patient_input *input, bool said_stop)
{
    if (said_stop) {
        session->stop_pending = true;
        session->stop_moved_ms = 0;
    }
    if (!session->stop_pending) {
        return;
    }
    const uint32_t since = session->tick_ms - session->view.stop_tick_ms;
    const bool moving = goes_on(session, input);
    if (since > STOP_GRACE_MS) {
        session->stop_moved_ms += moving ? 1 : 0;
    }
    const bool rested = session->stop_moved_ms == 0 && since > STOP_GRACE_MS + 500;
    if (rested) {
        const double after = STOP_GRACE_MS;
        tb_session_emit(session, TB_EVENT_STOP_HONOURED, -1, &after, 1);
        session->stop_pending = false;
    } else if (session->stop_moved_ms > 200) {
        const double moved = session->stop_moved_ms;
        tb_session_emit(session, TB_EVENT_STOP_IGNORED, -1, &moved, 1);
        session->stop_pending = false;
    }
}

static void watch_nerve(tb_session *session, int touched)
{
    if (touched >= 0) {
        session->nerve = touched;
        session->nerve_moved_ms = session->tick_ms;
        session->nerve_told = false;
    }
    const bool pushing =
        session->needle.stage == TB_NEEDLE_IN && session->needle.speed_mm_per_ms > MOVING_MM_PER_MS;
    const uint32_t since = session->tick_ms - session->nerve_moved_ms;
    if (session->nerve >= 0 && !session->nerve_told && pushing && since > NERVE_GRACE_MS &&
        since < 10000) {
        session->nerve_told = true;
        const double values[] = {since};
        tb_session_emit(session, TB_EVENT_NERVE_IGNORED, session->nerve, values, 1);
    }
}

static void follow_stage(tb_session *session)
{
    const tb_hand_needle *needle = &session->needle;
    switch (needle->stage) {
    case TB_NEEDLE_NONE:
        session->stage = needle->out_count > 0 ? TB_STAGE_FINISH : TB_STAGE_FIND;
        break;
    case TB_NEEDLE_READY:
    case TB_NEEDLE_PLACED:
        session->stage = TB_STAGE_NEEDLE;
        break;
    case TB_NEEDLE_IN:
        if (session->view.tip_layer >= session->anatomy.target_layer) {
            session->stage = TB_STAGE_STIMULATE;
        } else {
            session->stage =
                session->stage == TB_STAGE_STIMULATE || session->stage == TB_STAGE_WITHDRAW
                    ? TB_STAGE_WITHDRAW
                    : TB_STAGE_NEEDLE;
        }
        break;
    case TB_NEEDLE_OUT:
        session->stage = TB_STAGE_WITHDRAW;
        break;
    }
}

void tb_session_observe(tb_session *session, const tb_patient_input *input, int first_event)
{
    bool said_stop = false;
    int nerve = -1;
    for (int k = first_event; k < session->event_count; ++k) {
        said_stop = said_stop || session->events[k].kind == TB_EVENT_STOP_SAID;
        nerve =
            session->events[k].kind == TB_EVENT_NERVE_CONTACT ? session->events[k].subject : nerve;
    }
    watch_needle(session);
    watch_finger(session, input);
    tb_session_palpate(session, input, first_event);
    watch_cotton(session);
    watch_stop(session, input, said_stop);
    watch_nerve(session, nerve);
    if (session->tick_ms % PAIN_SAMPLE_MS == 0) {
        const double pain = session->view.pain_nrs;
        tb_session_emit(session, TB_EVENT_PAIN_SAMPLE,
                        session->needle.stage == TB_NEEDLE_IN ? 1 : 0, &pain, 1);
    }
    if (session->tick_ms % COMFORT_SAMPLE_MS == 0) {
        const double comfort = session->view.comfort;
        tb_session_emit(session, TB_EVENT_COMFORT_SAMPLE, -1, &comfort, 1);
    }
    follow_stage(session);
}
