#include "track.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { SAMPLES_MAX = 12000, FIRST_STEP_MS = 25, NODES = TB_SECTION_NODES };

// A snapshot is its big arrays and what lies before and after them.
#define HEAD_BYTES offsetof(tb_snapshot, section.rest_s_mm)
#define TAIL_FROM offsetof(tb_snapshot, section.layer_row)
#define TAIL_BYTES (sizeof(tb_snapshot) - TAIL_FROM)

static const float UM4 = 0.004f; // one count in mm

/// The section at rest: shared by all snapshots of one build.
typedef struct rest_shape {
    uint32_t build;
    int users;
    int16_t s[NODES], y[NODES];
    uint8_t tissue[NODES];
} rest_shape;

typedef struct sample {
    rest_shape *rest;
    unsigned char head[HEAD_BYTES];
    unsigned char tail[TAIL_BYTES];
    int16_t s[NODES], y[NODES];
} sample;

struct tb_track {
    sample *samples[SAMPLES_MAX];
    int count;
    uint32_t step_ms;
    bool full; ///< no memory: what is there stays
};

static int16_t pack(float mm)
{
    const float counts = mm / UM4;
    return (int16_t)lrintf(counts < -32767.0f ? -32767.0f : counts > 32767.0f ? 32767.0f : counts);
}

static void pack_all(const float *mm, int16_t *out)
{
    for (int k = 0; k < NODES; ++k) {
        out[k] = pack(mm[k]);
    }
}

static void unpack_all(const int16_t *in, float *mm)
{
    for (int k = 0; k < NODES; ++k) {
        mm[k] = (float)in[k] * UM4;
    }
}

tb_status tb_track_create(tb_track **out, tb_error *error)
{
    tb_track *track = tb_alloc(sizeof *track);
    if (track == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the replay");
    }
    track->step_ms = FIRST_STEP_MS;
    *out = track;
    return TB_OK;
}

static void drop(sample *one)
{
    if (one->rest != NULL && --one->rest->users == 0) {
        tb_free(one->rest);
    }
    tb_free(one);
}

void tb_track_destroy(tb_track *track)
{
    for (int k = 0; track != NULL && k < track->count; ++k) {
        drop(track->samples[k]);
    }
    tb_free(track);
}

// Every second snapshot goes: the track is half as fine and twice as long.
static void thin(tb_track *track)
{
    int kept = 0;
    for (int k = 0; k < track->count; ++k) {
        if (k % 2 == 0) {
            track->samples[kept++] = track->samples[k];
        } else {
            drop(track->samples[k]);
        }
    }
    track->count = kept;
    track->step_ms *= 2;
}

static rest_shape *rest_of(const tb_track *track, const tb_snapshot *snapshot)
{
    rest_shape *last = track->count > 0 ? track->samples[track->count - 1]->rest : NULL;
    if (last == NULL || last->build != snapshot->section.build) {
        last = tb_alloc(sizeof *last);
        if (last == NULL) {
            return NULL;
        }
        last->build = snapshot->section.build;
        pack_all(snapshot->section.rest_s_mm, last->s);
        pack_all(snapshot->section.rest_y_mm, last->y);
        memcpy(last->tissue, snapshot->section.tissue, sizeof last->tissue);
    }
    ++last->users;
    return last;
}

tb_status tb_track_add(tb_track *track, const tb_snapshot *snapshot)
{
    if (track == NULL || snapshot->tick_ms < (uint32_t)track->count * track->step_ms) {
        return TB_OK;
    }
    if (track->full) {
        return TB_ERR_MEMORY;
    }
    if (track->count == SAMPLES_MAX) {
        thin(track);
    }
    sample *one = tb_alloc(sizeof *one);
    rest_shape *rest = one != NULL ? rest_of(track, snapshot) : NULL;
    if (rest == NULL) {
        tb_free(one);
        track->full = true;
        return TB_ERR_MEMORY;
    }
    const unsigned char *bytes = (const unsigned char *)snapshot;
    one->rest = rest;
    memcpy(one->head, bytes, HEAD_BYTES);
    memcpy(one->tail, bytes + TAIL_FROM, TAIL_BYTES);
    pack_all(snapshot->section.s_mm, one->s);
    pack_all(snapshot->section.y_mm, one->y);
    track->samples[track->count++] = one;
    return TB_OK;
}

uint32_t tb_track_end_ms(const tb_track *track)
{
    return track->count > 0 ? (uint32_t)(track->count - 1) * track->step_ms : 0;
}

uint32_t tb_track_step_ms(const tb_track *track)
{
    return track->step_ms;
}

static void unpack(const sample *one, tb_snapshot *out)
{
    unsigned char *bytes = (unsigned char *)out;
    memcpy(bytes, one->head, HEAD_BYTES);
    memcpy(bytes + TAIL_FROM, one->tail, TAIL_BYTES);
    unpack_all(one->rest->s, out->section.rest_s_mm);
    unpack_all(one->rest->y, out->section.rest_y_mm);
    memcpy(out->section.tissue, one->rest->tissue, sizeof out->section.tissue);
    unpack_all(one->s, out->section.s_mm);
    unpack_all(one->y, out->section.y_mm);
}

bool tb_track_read(const tb_track *track, double at_ms, tb_snapshot *before, tb_snapshot *after,
                   float *blend)
{
    if (track->count == 0) {
        return false;
    }
    const double at = fmin((double)tb_track_end_ms(track), fmax(0.0, at_ms)) / track->step_ms;
    const int first = (int)floor(at);
    const int second = first + 1 < track->count ? first + 1 : first;
    unpack(track->samples[first], before);
    // Two builds of the section do not blend into each other: the second stands for both.
    if (track->samples[first]->rest != track->samples[second]->rest) {
        *after = *before;
        *blend = 1.0f;
        return true;
    }
    unpack(track->samples[second], after);
    *blend = (float)(at - floor(at));
    return true;
}
