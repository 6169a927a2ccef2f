#include "replay.h"

#include "encounter.h"
#include "tautband/core/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static tb_status start_session(tb_replay *replay, tb_error *error)
{
    const tb_recording_header *header = &replay->recording.header;
    const tb_session_desc desc = {.model = &replay->content->model,
                                  .tissues = &replay->content->tissues,
                                  .physiology = &replay->content->physiology,
                                  .seed = header->seed,
                                  .substeps = header->substeps};
    const tb_status status = tb_session_create(&desc, &replay->session, error);
    if (status == TB_OK) {
        tb_session_allot(replay->session, 1e-3 * header->time_limit_ms);
    }
    return status;
}

// Notes lie beside the recording; what cannot be read is told and kept.
static void read_notes(tb_replay *replay, const char *path)
{
    tb_error error = {TB_OK, ""};
    if (path == NULL || !tb_notes_path(path, replay->notes_path, sizeof replay->notes_path)) {
        replay->notes_path[0] = '\0';
        return;
    }
    const tb_status status = tb_notes_load(replay->notes_path, &replay->notes, &error);
    replay->notes_damaged = status != TB_OK;
    if (status != TB_OK) {
        const size_t length = strlen(error.message), most = sizeof replay->note - 1;
        snprintf(replay->note, sizeof replay->note, "%s",
                 error.message + (length > most ? length - most : 0));
    }
}

static void begin(tb_replay *replay)
{
    replay->speed = 1.0f;
    replay->reference = true;
    tb_replay_seek(replay, 0.0);
}

tb_status tb_replay_open(const char *path, const tb_content *content, tb_replay **out,
                         tb_error *error)
{
    tb_replay *replay = tb_alloc(sizeof *replay);
    if (replay == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the replay");
    }
    tb_status status = tb_recording_load(path, &replay->recording, error);
    replay->recorded = status == TB_OK;
    if (status == TB_OK) {
        status = tb_encounter_content(&replay->recording.header, content, &replay->content,
                                      &replay->own_content, error);
    }
    if (status == TB_OK) {
        status = tb_track_create(&replay->track, error);
        replay->own_track = true;
    }
    if (status == TB_OK) {
        status = start_session(replay, error);
    }
    if (status != TB_OK) {
        tb_replay_destroy(replay);
        return status;
    }
    replay->end_ms = replay->recording.tick_count;
    replay->anatomy = *tb_session_anatomy(replay->session);
    tb_debrief_build(replay->recording.events, replay->recording.event_count, &replay->anatomy,
                     &replay->debrief);
    tb_moments_build(replay->recording.events, replay->recording.event_count, &replay->anatomy,
                     &replay->moments);
    read_notes(replay, path);
    tb_session_snapshot(replay->session, &replay->after);
    (void)tb_track_add(replay->track, &replay->after);
    begin(replay);
    *out = replay;
    return TB_OK;
}

tb_status tb_replay_of(const tb_content *content, const tb_track *track, const tb_anatomy *anatomy,
                       const tb_event *events, int event_count, const char *path, tb_replay **out,
                       tb_error *error)
{
    tb_replay *replay = tb_alloc(sizeof *replay);
    if (replay == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the replay");
    }
    replay->content = content;
    replay->track = (tb_track *)track; // lent and only read: own_track is false
    replay->anatomy = *anatomy;
    replay->end_ms = tb_track_end_ms(track);
    replay->check = TB_CHECK_NONE;
    tb_debrief_build(events, event_count, anatomy, &replay->debrief);
    tb_moments_build(events, event_count, anatomy, &replay->moments);
    read_notes(replay, path);
    if (path != NULL && tb_recording_load(path, &replay->recording, NULL) == TB_OK) {
        replay->recorded = true;
        replay->check = start_session(replay, NULL) == TB_OK ? TB_CHECK_RUNNING : TB_CHECK_NONE;
    }
    begin(replay);
    *out = replay;
    return TB_OK;
}

void tb_replay_destroy(tb_replay *replay)
{
    if (replay == NULL) {
        return;
    }
    tb_session_destroy(replay->session);
    if (replay->own_track) {
        tb_track_destroy(replay->track);
    }
    if (replay->recorded) {
        tb_recording_free(&replay->recording);
    }
    tb_free(replay->own_content);
    tb_free(replay);
}

static void end_check(tb_replay *replay, tb_replay_check check)
{
    replay->check = check;
    tb_session_destroy(replay->session);
    replay->session = NULL;
}

static bool same_events(const tb_replay *replay)
{
    int count = 0;
    const tb_event *events = tb_session_events(replay->session, &count);
    if (count < replay->recording.event_count) {
        return false;
    }
    for (int k = 0; k < replay->recording.event_count; ++k) {
        const tb_event *a = &events[k], *b = &replay->recording.events[k];
        if (a->tick_ms != b->tick_ms || a->kind != b->kind || a->subject != b->subject) {
            return false;
        }
    }
    return true;
}

bool tb_replay_work(tb_replay *replay, uint32_t ticks)
{
    const tb_recording *recording = &replay->recording;
    for (uint32_t k = 0; k < ticks && replay->session != NULL; ++k) {
        if (replay->simulated_ms == recording->tick_count) {
            const bool same =
                tb_session_hash(replay->session) == recording->final_hash && same_events(replay);
            if (!same && recording->complete) {
                replay->differs_ms = replay->simulated_ms;
            }
            end_check(replay, same || !recording->complete ? TB_CHECK_SAME : TB_CHECK_DIFFERS);
            break;
        }
        tb_session_step(replay->session, &recording->inputs[replay->simulated_ms++]);
        if (replay->own_track) {
            static const uint32_t every = 25; // the track's finest step
            if (replay->simulated_ms % every == 0) {
                tb_snapshot *seen = &replay->scratch;
                tb_session_snapshot(replay->session, seen);
                (void)tb_track_add(replay->track, seen);
            }
        }
        const uint32_t second = replay->simulated_ms / 1000u;
        if (replay->simulated_ms % 1000u == 0 && (int)second <= recording->hash_count &&
            tb_session_hash(replay->session) != recording->hashes[second - 1]) {
            replay->differs_ms = (second - 1u) * 1000u;
            end_check(replay, TB_CHECK_DIFFERS);
        }
    }
    return replay->session != NULL;
}

uint32_t tb_replay_reach_ms(const tb_replay *replay)
{
    const uint32_t reach = tb_track_end_ms(replay->track);
    return replay->check == TB_CHECK_DIFFERS && replay->differs_ms < reach ? replay->differs_ms
                                                                           : reach;
}

void tb_replay_seek(tb_replay *replay, double at_ms)
{
    replay->wanted_ms = fmin((double)replay->end_ms, fmax(0.0, at_ms));
    replay->at_ms = fmin((double)tb_replay_reach_ms(replay), replay->wanted_ms);
    (void)tb_track_read(replay->track, replay->at_ms, &replay->before, &replay->after,
                        &replay->blend);
}

void tb_replay_advance(tb_replay *replay, double seconds)
{
    if (replay->wanted_ms > replay->at_ms + 0.5 && replay->check == TB_CHECK_RUNNING) {
        tb_replay_seek(replay, replay->wanted_ms); // not simulated yet: follow
        return;
    }
    if (!replay->playing) {
        return;
    }
    const double wanted = replay->at_ms + 1000.0 * seconds * (double)replay->speed;
    tb_replay_seek(replay, wanted);
    if (wanted >= (double)replay->end_ms || replay->check == TB_CHECK_DIFFERS) {
        replay->playing = replay->at_ms + 1.0 < (double)tb_replay_reach_ms(replay);
    }
}

double tb_replay_marker(const tb_replay *replay, int direction)
{
    double best = replay->at_ms;
    const int markers = replay->debrief.marker_count;
    for (int k = 0; k < markers + replay->notes.count; ++k) {
        const double at = (double)(k < markers ? replay->debrief.markers[k].tick_ms
                                               : replay->notes.items[k - markers].at_ms);
        const double ahead = (at - replay->at_ms) * direction;
        if (ahead > 1.0 && (best == replay->at_ms || ahead < (best - replay->at_ms) * direction)) {
            best = at;
        }
    }
    return best;
}
