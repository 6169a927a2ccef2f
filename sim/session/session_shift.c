// What a case makes harder while hands are on: the patient shifts or chats, the time runs out.
#include "session_internal.h"

#include <math.h>

// A shift is quick, stands for a moment, and the hand finds back within a second. Model defaults.
static const uint32_t RISE_MS = 150, STAND_MS = 100, BACK_MS = 900;
static const double CALM_FACTOR = 0.5; // after a warning or a kind word
static const uint32_t CALM_MS = 20000;

static double smooth(double x)
{
    return x <= 0.0 ? 0.0 : x >= 1.0 ? 1.0 : x * x * (3.0 - 2.0 * x);
}

/// Share of the shift that stands after so many milliseconds.
static double share_at(uint32_t after_ms)
{
    if (after_ms <= RISE_MS + STAND_MS) {
        return smooth((double)after_ms / (double)RISE_MS);
    }
    return 1.0 - smooth((double)(after_ms - RISE_MS - STAND_MS) / (double)BACK_MS);
}

/// From half to one and a half times the mean, and never before the last one is over.
static uint32_t pause_ms(tb_session *session)
{
    const double mean_ms = 60000.0 / session->desc.model->difficulty.shifts_per_min;
    const double pause = mean_ms * (0.5 + tb_rng_uniform(&session->shift.rng));
    return (uint32_t)fmax(pause, (double)(RISE_MS + STAND_MS + BACK_MS));
}

static bool shifts(const tb_session *session)
{
    const tb_case_difficulty *difficulty = &session->desc.model->difficulty;
    return difficulty->shift_mm > 0.0 && difficulty->shifts_per_min > 0.0;
}

/// From half to one and a half times the mean.
static uint32_t chat_pause_ms(tb_session *session)
{
    const double mean_ms = 60000.0 / session->desc.model->difficulty.chats_per_min;
    return (uint32_t)(mean_ms * (0.5 + tb_rng_uniform(&session->chat.rng)));
}

static bool chats(const tb_session *session)
{
    return session->desc.model->difficulty.chats_per_min > 0.0;
}

void tb_session_shift_init(tb_session *session)
{
    if (chats(session)) {
        tb_rng_seed(&session->chat.rng, session->desc.seed, TB_RNG_CHAT);
        session->chat.next_ms = chat_pause_ms(session);
    }
    if (shifts(session)) {
        tb_rng_seed(&session->shift.rng, session->desc.seed, TB_RNG_SHIFT);
        session->shift.next_ms = pause_ms(session);
    }
}

// Any direction: uniform on the sphere by rejection; from half to one and a half times the mean.
static void begin(tb_session *session)
{
    tb_rng *rng = &session->shift.rng;
    tb_vec3 way;
    double square;
    do {
        way.x = 2.0 * tb_rng_uniform(rng) - 1.0;
        way.y = 2.0 * tb_rng_uniform(rng) - 1.0;
        way.z = 2.0 * tb_rng_uniform(rng) - 1.0;
        square = tb_vec3_dot(way, way);
    } while (square > 1.0 || square < 0.01);
    const bool calm =
        session->shift.calmed && session->tick_ms - session->shift.calmed_ms < CALM_MS;
    const double far_mm = session->desc.model->difficulty.shift_mm * (0.5 + tb_rng_uniform(rng)) *
                          (calm ? CALM_FACTOR : 1.0);
    session->shift.whole_mm = tb_vec3_scale(way, far_mm / sqrt(square));
    session->shift.since_ms = session->tick_ms;
    session->shift.moving = true;
    session->shift.next_ms = session->tick_ms + pause_ms(session);
    const double values[] = {session->shift.whole_mm.x, session->shift.whole_mm.y,
                             session->shift.whole_mm.z};
    tb_session_emit(session, TB_EVENT_SHIFTED, -1, values, 3);
}

// A needle goes along with the body where nobody holds it: what it was moved by stays.
static void move_needle(tb_session *session, tb_patient_input *out)
{
    tb_hand_needle *needle = &session->needle;
    const bool held = needle->stage == TB_NEEDLE_IN && needle->held && !needle->binning &&
                      session->tool == TB_TOOL_NEEDLE;
    if (!held) {
        needle->depth_mm += session->shift.along_mm;
        needle->offset_mm += session->shift.along_mm;
        session->shift.along_mm = 0.0;
        return;
    }
    const tb_vec3 axis = tb_needle_direction(needle->tilt_rad, needle->azimuth_rad);
    const double most_mm = fmax(0.0, needle->spec.length_mm - 2.0 - needle->depth_mm);
    session->shift.along_mm = fmin(tb_vec3_dot(session->shift.now_mm, axis), most_mm);
    out->needle.depth_mm = needle->depth_mm + session->shift.along_mm;
}

void tb_session_shift(tb_session *session, tb_patient_input *out)
{
    if (chats(session) && session->tick_ms >= session->chat.next_ms) {
        out->chats = true;
        session->chat.next_ms = session->tick_ms + chat_pause_ms(session);
    }
    if (!shifts(session)) {
        return;
    }
    if (out->heard == TB_HEARD_WARNING || out->heard == TB_HEARD_REASSURE ||
        out->heard == TB_HEARD_EXPLAIN) {
        session->shift.calmed = true;
        session->shift.calmed_ms = session->tick_ms;
    }
    if (session->tick_ms >= session->shift.next_ms) {
        begin(session);
    }
    const uint32_t after_ms = session->tick_ms - session->shift.since_ms;
    session->shift.moving = session->shift.moving && after_ms < RISE_MS + STAND_MS + BACK_MS;
    session->shift.now_mm =
        tb_vec3_scale(session->shift.whole_mm, session->shift.moving ? share_at(after_ms) : 0.0);
    move_needle(session, out);
    if (out->finger.present) {
        session->finger_t_mm += session->shift.now_mm.x;
        session->finger_b_mm += session->shift.now_mm.y;
        out->finger.t_mm = session->finger_t_mm;
        out->finger.b_mm = session->finger_b_mm;
        out->finger.depth_mm += session->shift.now_mm.z;
    }
}

void tb_session_allot(tb_session *session, double limit_s)
{
    session->allotted_s = fmax(0.0, limit_s);
}

double tb_session_limit_s(const tb_session *session)
{
    return session->allotted_s > 0.0 ? session->allotted_s
                                     : session->desc.model->difficulty.time_limit_s;
}

void tb_session_watch_time(tb_session *session)
{
    const double limit_s = tb_session_limit_s(session);
    if (limit_s > 0.0 && session->tick_ms == (uint32_t)(limit_s * 1e3)) {
        tb_session_emit(session, TB_EVENT_TIME_UP, -1, &limit_s, 1);
    }
}

void tb_session_shift_hash(const tb_session *session, tb_hash *hash)
{
    if (chats(session)) {
        tb_hash_u64(hash, session->chat.rng.state);
        tb_hash_u64(hash, session->chat.next_ms);
    }
    if (!shifts(session)) {
        return;
    }
    tb_hash_u64(hash, session->shift.rng.state);
    tb_hash_u64(hash, session->shift.next_ms);
    tb_hash_i32(hash, session->shift.moving ? 1 : 0);
    tb_hash_f64(hash, session->shift.now_mm.x);
    tb_hash_f64(hash, session->shift.now_mm.y);
    tb_hash_f64(hash, session->shift.now_mm.z);
    tb_hash_f64(hash, session->shift.along_mm);
}
