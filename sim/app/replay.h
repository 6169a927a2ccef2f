/// An attempt looked at again: any moment at once, and a second run in small steps that compares
/// every hash with the recording's. Layer app, needs track, debrief and session's recordings.
#ifndef TB_APP_REPLAY_H
#define TB_APP_REPLAY_H
#include "commands.h"
#include "debrief.h"
#include "moments.h"
#include "notes.h"
#include "tautband/session/recording.h"
#include "track.h"

/// How far the comparison is.
typedef enum tb_replay_check {
    TB_CHECK_RUNNING,
    TB_CHECK_SAME,    ///< every hash and the final state agree
    TB_CHECK_DIFFERS, ///< from differs_ms on: can be watched up to there, cannot be scored
    TB_CHECK_NONE,    ///< nothing to compare with: the attempt was not recorded
} tb_replay_check;

/// Where the replay is seen from.
typedef enum tb_replay_camera {
    TB_REPLAY_YOURS,
    TB_REPLAY_NEEDLE, ///< down the needle
    TB_REPLAY_ALONG,  ///< along the fibres
    TB_REPLAY_REGION, ///< the whole region
    TB_REPLAY_FREE,   ///< turned by the learner
    TB_REPLAY_CAMERAS
} tb_replay_camera;

/// Open: the screen reads it. Make with tb_replay_open() or tb_replay_of().
typedef struct tb_replay {
    const tb_content *content; ///< must outlive the replay
    tb_content *own_content;   ///< when it was loaded for this file
    tb_recording recording;
    bool recorded;
    tb_track *track; ///< grows while simulated_ms does, or is complete from the start
    bool own_track;
    tb_session *session; ///< of the second run; NULL once it is done
    uint32_t simulated_ms, end_ms;
    tb_replay_check check;
    uint32_t differs_ms;
    tb_anatomy anatomy;
    tb_debrief debrief;
    tb_moments moments;
    tb_notes notes;
    char notes_path[4200]; ///< beside the recording; "" = not kept
    bool notes_damaged;    ///< the file there could not be read: it is set aside before the next
    char
        note[300]; ///< what went wrong with notes or picture, or where the picture is; "" = nothing
    bool note_good; ///< nothing went wrong: it says where the picture is
    // what is shown
    double at_ms;
    double wanted_ms; ///< moment asked for; shown as soon as it has been simulated
    float speed;
    bool playing, reference;
    int camera; ///< tb_replay_camera
    tb_snapshot before, after, scratch;
    float blend;
} tb_replay;

/// Open a recording; its moments become visible as they are simulated again.
/// @param content the case it was made with, or NULL to load it (faults are printed)
/// @return TB_OK, or a status with a sentence; a recording of another version of the case is
/// TB_ERR_INTEGRITY
tb_status tb_replay_open(const char *path, const tb_content *content, tb_replay **out,
                         tb_error *error);
/// Look again at an attempt that was just made: its track is complete.
/// @param path its recording, or NULL when none was kept
/// @param track lent; must outlive the replay
tb_status tb_replay_of(const tb_content *content, const tb_track *track, const tb_anatomy *anatomy,
                       const tb_event *events, int event_count, const char *path, tb_replay **out,
                       tb_error *error);
/// Free. NULL is legal.
void tb_replay_destroy(tb_replay *replay);
/// Simulate up to `ticks` more and compare.
/// @return true while there is more to do
bool tb_replay_work(tb_replay *replay, uint32_t ticks);
/// Last moment that can be shown now.
uint32_t tb_replay_reach_ms(const tb_replay *replay);
/// Go to a moment, or as near as it has been simulated: the rest of the way follows by itself.
void tb_replay_seek(tb_replay *replay, double at_ms);
/// Let time pass: `seconds` of the screen at the chosen speed.
void tb_replay_advance(tb_replay *replay, double seconds);
/// Moment of the next or the previous marker or note; stays when there is none.
double tb_replay_marker(const tb_replay *replay, int direction);

#endif
