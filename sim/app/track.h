/// Snapshots of an encounter along time, packed to about 11 kB each, so that any moment can be
/// shown at once. Positions are kept to 4 micrometres: for the eye, not for scores. Layer app,
/// needs session's snapshot.
#ifndef TB_APP_TRACK_H
#define TB_APP_TRACK_H
#include "tautband/core/status.h"
#include "tautband/session/snapshot.h"

typedef struct tb_track tb_track;

/// An empty track that keeps a snapshot every 25 ms; every 50, 100, ... when it grows long.
/// @return TB_OK, TB_ERR_MEMORY
tb_status tb_track_create(tb_track **out, tb_error *error);
/// Free. NULL is legal.
void tb_track_destroy(tb_track *track);
/// Offer the snapshot of a tick; kept when it is due. Ticks go up by one. NULL is legal.
/// @return TB_OK, TB_ERR_MEMORY: the track ends here
tb_status tb_track_add(tb_track *track, const tb_snapshot *snapshot);
/// Tick of the last snapshot kept; 0 when there is none.
uint32_t tb_track_end_ms(const tb_track *track);
/// Milliseconds between two snapshots.
uint32_t tb_track_step_ms(const tb_track *track);
/// The two snapshots around a moment (clamped to the track) and the share of the second.
/// @return false when the track is empty; outputs unchanged then
bool tb_track_read(const tb_track *track, double at_ms, tb_snapshot *before, tb_snapshot *after,
                   float *blend);

#endif
