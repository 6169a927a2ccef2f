/// One learner, one case: tool states, the patient, the event log, snapshots. A pure function of
/// (case, seed, inputs). Layer session, needs patient. One tick = 1 ms; all inputs are latched once
/// per tick.
#ifndef TB_SESSION_SESSION_H
#define TB_SESSION_SESSION_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/status.h"
#include "tautband/patient/physiology.h"
#include "tautband/session/event.h"
#include "tautband/session/input.h"
#include "tautband/session/snapshot.h"

enum { TB_EVENTS_MAX = 131072 }; ///< about 40 minutes of an encounter; a full log raises a fault

typedef struct tb_session tb_session;

/// What an encounter starts from. Pointers must outlive the session and stay const.
typedef struct tb_session_desc {
    const tb_case *model;
    const tb_tissue_table *tissues;
    const tb_physiology *physiology;
    uint64_t seed;
    int substeps; ///< 8, 6 or 4; part of the recording
} tb_session_desc;

/// Draw the patient and put the hands at rest. All memory is taken here.
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY, TB_ERR_FAULT (the site cannot be meshed)
tb_status tb_session_create(const tb_session_desc *desc, tb_session **out, tb_error *error);

/// Allot a time to the hands-on part instead of what the case says; before the first step.
/// @param limit_s 0 = what the case says
void tb_session_allot(tb_session *session, double limit_s);
/// The time allotted by a course or by the case; 0 = none.
double tb_session_limit_s(const tb_session *session);

/// Free. NULL is legal.
void tb_session_destroy(tb_session *session);

/// Advance one tick of 1 ms. After the end or a fault it does nothing. Input beyond its documented
/// range is clamped.
void tb_session_step(tb_session *session, const tb_input *input);

/// Ticks so far.
uint32_t tb_session_tick_ms(const tb_session *session);

/// True once the learner ended the encounter or a fault stopped it.
bool tb_session_ended(const tb_session *session);

/// The drawn patient.
const tb_anatomy *tb_session_anatomy(const tb_session *session);

/// Copy out what may be seen.
void tb_session_snapshot(const tb_session *session, tb_snapshot *out);

/// The same for hands that need no picture: everything but the places of the section's nodes, which
/// are left as they are in `out`. Several times as fast.
void tb_session_sense(const tb_session *session, tb_snapshot *out);

/// All events so far, in order.
/// @param count out: number of events
const tb_event *tb_session_events(const tb_session *session, int *count);

/// Hash of everything a step changes: world, life, tools, random streams, number of events.
uint64_t tb_session_hash(const tb_session *session);

#endif
