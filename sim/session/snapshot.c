// Copy out what may be seen: the only way from live state to picture, sound and screen.
#include "session_internal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/// Which section it is and what lies in it; not where its nodes are.
static void see_section(const tb_session *session, tb_snapshot *out)
{
    const tb_section *section = session->view.section;
    out->section.kind = session->view.needle_section ? TB_SECTION_NEEDLE : TB_SECTION_PALPATION;
    out->section.build = session->view.section_build;
    out->section.plane = section->plane;
    out->section.shape = (int32_t)section->shape;
    out->section.layer_count = section->layer_count;
    for (int k = 0; k <= TB_LAYERS_MAX; ++k) {
        out->section.layer_row[k] = section->layer_row[k];
    }
    memcpy(out->section.tissue, section->tissue, sizeof out->section.tissue);
}

static void see_nodes(const tb_session *session, tb_snapshot *out)
{
    const tb_section *section = session->view.section;
    const tb_lattice *lattice = tb_patient_lattice(session->patient);
    const size_t stride = (size_t)lattice->model.stride;
    for (size_t j = 0; j < TB_SECTION_NY; ++j) {
        const double *q = lattice->state.q_mm + 2 * stride * j;
        for (size_t i = 0; i < TB_SECTION_NX; ++i) {
            const size_t at = i + TB_SECTION_NX * j;
            out->section.rest_s_mm[at] = (float)section->s_mm[at];
            out->section.rest_y_mm[at] = (float)section->y_mm[at];
            out->section.s_mm[at] = (float)q[i];
            out->section.y_mm[at] = (float)q[stride + i];
        }
    }
}

/// Two fingertips at work; what a finger shows is then what both feel.
static void see_two(const tb_session *session, tb_snapshot *out)
{
    const tb_two_fingers *two = &session->view.two;
    out->grip.can_lift = session->anatomy.roll.present;
    out->grip.active = two->active;
    out->grip.pinching = two->pinching;
    out->grip.lift_mm = (float)session->roll_grip.lift_mm;
    out->grip.to_and_fro_mm = (float)session->roll_grip.to_and_fro_mm;
    if (!two->active) {
        return;
    }
    for (int k = 0; k < 2; ++k) {
        out->grip.s_mm[k] = (float)two->x_mm[k];
        out->grip.y_mm[k] = (float)two->y_mm[k];
        out->grip.hand_s_mm[k] = (float)two->hand_x_mm[k];
        out->grip.hand_y_mm[k] = (float)two->hand_y_mm[k];
        out->grip.force_n[k] = (float)two->force_n[k];
        out->grip.depth_mm[k] = (float)two->indentation_mm[k];
    }
    out->grip.gap_mm = (float)two->gap_mm;
    const bool by_tool = session->tool == TB_TOOL_PINCER;
    if (two->pinching && by_tool) {
        out->finger.touching = session->view.finger_force_n > 0.02;
        out->finger.depth_mm = 0.5f * (out->grip.depth_mm[0] + out->grip.depth_mm[1]);
        out->finger.force_n = (float)session->view.finger_force_n;
        out->finger.pressure_kpa = (float)session->view.finger_pressure_kpa;
    }
}

static void see_finger(const tb_session *session, tb_snapshot *out)
{
    const tb_patient_view *view = &session->view;
    const bool finger = tb_tool_presses(session->tool);
    out->finger.active = finger && session->needle.stage != TB_NEEDLE_PLACED &&
                         session->needle.stage != TB_NEEDLE_IN;
    out->finger.touching = out->finger.active && view->finger_touching;
    out->finger.t_mm = (float)session->finger_t_mm;
    out->finger.b_mm = (float)session->finger_b_mm;
    out->finger.s_mm = (float)view->finger_x_mm;
    out->finger.y_mm = (float)view->finger_y_mm;
    out->finger.hand_s_mm = (float)view->finger_hand_x_mm;
    out->finger.hand_y_mm = (float)view->finger_hand_y_mm;
    out->finger.depth_mm = out->finger.active ? (float)view->finger_depth_mm : 0.0f;
    out->finger.force_n = out->finger.active ? (float)view->finger_force_n : 0.0f;
    out->finger.pressure_kpa = out->finger.active ? (float)view->finger_pressure_kpa : 0.0f;
    see_two(session, out);
    const tb_world *world = tb_patient_world(session->patient);
    out->bands.count = tb_world_disc_count(world);
    for (int k = 0; k < out->bands.count; ++k) {
        const tb_world_disc_state *disc = tb_world_disc_of(world, k);
        out->bands.s_mm[k] = (float)disc->x_mm;
        out->bands.y_mm[k] = (float)disc->y_mm;
        out->bands.radius_mm[k] = 2.5f;
        out->bands.push_mm[k] = (float)disc->push_mm;
    }
}

/// The channel, thinned to what a picture needs; its end last.
static void see_track(const tb_needle *needle, tb_snapshot *out)
{
    const int last = TB_SNAPSHOT_TRACK_POINTS - 1;
    const int count = needle->point_count;
    out->needle.track_count = 0;
    for (int k = 0; k < count && k < last; ++k) {
        const int at = count <= last ? k : k * (count - 1) / (last - 1);
        out->needle.track_column[k] = (float)needle->points[at].s;
        out->needle.track_row[k] = (float)needle->points[at].t;
        out->needle.track_count = k + 1;
    }
    if (count > 0) {
        out->needle.track_column[out->needle.track_count] = (float)needle->tip_point.s;
        out->needle.track_row[out->needle.track_count] = (float)needle->tip_point.t;
        ++out->needle.track_count;
    }
}

static void see_needle(const tb_session *session, tb_snapshot *out)
{
    const tb_hand_needle *hand = &session->needle;
    const tb_needle *needle = session->view.needle;
    out->needle.stage = (int32_t)hand->stage;
    out->needle.choice = hand->choice;
    out->needle.diameter_mm = (float)hand->spec.diameter_mm;
    out->needle.length_mm = (float)hand->spec.length_mm;
    out->needle.tube_on = hand->tube_on && hand->stage != TB_NEEDLE_NONE;
    out->needle.held = hand->held;
    out->needle.entry_t_mm = (float)hand->entry_t_mm;
    out->needle.entry_b_mm = (float)hand->entry_b_mm;
    out->needle.entry_n_mm =
        (float)tb_anatomy_skin_mm(&session->anatomy, hand->entry_t_mm, hand->entry_b_mm);
    out->needle.tilt_rad = (float)hand->tilt_rad;
    out->needle.azimuth_rad = (float)hand->azimuth_rad;
    out->needle.spin_rad = (float)hand->spin_rad;
    out->needle.hand_depth_mm = (float)hand->depth_mm;
    out->needle.layer = session->view.tip_layer;
    out->needle.in_count = hand->in_count;
    out->needle.out_count = hand->out_count;
    out->needle.reserve_structure = session->reserve_structure;
    out->needle.reserve_clearance_mm = (float)session->reserve_clearance_mm;
    out->needle.target_distance_mm = (float)session->view.target_distance_mm;
    if (needle == NULL) {
        out->needle.layer = -1;
        return;
    }
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
        out->needle.s_mm[k] = (float)needle->beam.x_mm[k];
        out->needle.y_mm[k] = (float)needle->beam.y_mm[k];
    }
    see_track(needle, out);
    out->needle.depth_mm = (float)needle->embedded_mm;
    out->needle.tip_t_mm = (float)session->view.tip_mm.x;
    out->needle.tip_b_mm = (float)session->view.tip_mm.y;
    out->needle.tip_n_mm = (float)session->view.tip_mm.z;
    out->needle.force_n = (float)needle->axial_force_n;
    out->needle.turns = (float)(needle->wound_rad / 6.283185307179586);
    out->needle.on_bone = needle->on_bone;
    out->needle.bent = needle->bent;
    out->needle.gripped = needle->inside && session->view.drive > 0.05;
    out->needle.reserve_mm = (float)(hand->spec.length_mm - needle->embedded_mm);
}

static void see_patient(const tb_session *session, tb_snapshot *out)
{
    const tb_patient_view *view = &session->view;
    out->twitch.count = view->ltr_count;
    out->twitch.last_tick_ms = view->ltr_tick_ms;
    out->twitch.t_mm = (float)view->ltr_place_mm.x;
    out->twitch.b_mm = (float)view->ltr_place_mm.y;
    out->twitch.n_mm = (float)view->ltr_place_mm.z;
    out->twitch.amplitude_mm = (float)view->amplitude_mm;
    out->twitch.drive = (float)view->drive;
    out->signal.emg_mv = (float)view->emg_mv;
    out->signal.sea_level = (float)view->sea_level;
    out->signal.sea = view->sea_level > 0.0;
    out->patient.line = (int32_t)view->line;
    out->patient.line_tick_ms = view->line_tick_ms;
    out->patient.mood = (int32_t)view->mood;
    out->patient.pain_nrs = (float)view->pain_nrs;
    out->patient.peak_nrs = (float)view->peak_nrs;
    out->patient.said_stop = view->wants_stop;
    out->patient.stop_tick_ms = view->stop_tick_ms;
    for (int k = 0; k < TB_REFERRAL_MAX; ++k) {
        out->patient.referral[k] = (float)view->referral[k];
    }
    out->patient.blood_ul = (float)view->blood_ul;
    out->patient.bruise_mm = (float)view->bruise_mm;
    out->patient.bruise_t_mm = (float)view->bruise_t_mm;
    out->patient.bruise_b_mm = (float)view->bruise_b_mm;
    out->patient.phrase = view->phrase;
    memcpy(out->patient.place, view->place, strlen(view->place) + 1);
    out->patient.voice = (int32_t)view->voice;
    out->patient.comfort = (float)view->comfort;
    out->patient.guard = (float)view->guard;
    out->patient.faint = (int32_t)view->faint;
    out->patient.shift_mm[0] = (float)session->shift.now_mm.x;
    out->patient.shift_mm[1] = (float)session->shift.now_mm.y;
    out->patient.shift_mm[2] = (float)session->shift.now_mm.z;
    out->algometer.reading_kpa = (float)view->algometer_kpa;
    out->algometer.readings = view->algometer_readings;
    out->release.hold_s = (float)view->hold_s;
    out->release.start_nrs = (float)view->hold_start_nrs;
    out->release.yielded = view->yielded;
    out->needle.stuck = view->stuck;
}

void tb_session_sense(const tb_session *session, tb_snapshot *out)
{
    // all but the nodes' places, which stand between these two parts
    const size_t first = offsetof(tb_snapshot, section.rest_s_mm);
    const size_t second = offsetof(tb_snapshot, section.tissue);
    memset(out, 0, first);
    memset((char *)out + second, 0, sizeof *out - second);
    out->tick_ms = session->tick_ms;
    out->stage = (int32_t)session->stage;
    out->tool = (int32_t)session->tool;
    out->ended = session->ended;
    out->faulted = session->faulted;
    if (session->faulted) {
        const char *name = session->fault != TB_FAULT_NONE ? tb_world_fault_name(session->fault)
                                                           : "event-log-full";
        for (size_t k = 0; k + 1 < sizeof out->fault && name[k] != '\0'; ++k) {
            out->fault[k] = name[k];
        }
    }
    see_section(session, out);
    see_finger(session, out);
    see_needle(session, out);
    see_patient(session, out);
    out->declared.declared = session->declared;
    out->declared.t_mm = (float)session->declared_t_mm;
    out->declared.b_mm = (float)session->declared_b_mm;
}

void tb_session_snapshot(const tb_session *session, tb_snapshot *out)
{
    tb_session_sense(session, out);
    see_nodes(session, out);
}
