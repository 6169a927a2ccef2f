#include "recording_internal.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    RUN_BYTES_MAX = 2 + 2 + TB_TBR_INPUT_FIELDS * 5,
    INPUT_CAPACITY = TB_TBR_SECOND * RUN_BYTES_MAX,
    EVENT_CAPACITY = 1 << 20,
    PAYLOAD_CAPACITY = INPUT_CAPACITY + EVENT_CAPACITY + 64,
    PATH_SHOWN = 256,
};

struct tb_recorder {
    FILE *file;
    char path[PATH_SHOWN];
    tb_error failure; ///< first failure; TB_OK = none yet
    uint32_t chunk_index;
    uint64_t check; ///< of the chunk before
    uint32_t ticks; ///< noted
    int events;     ///< noted
    // the running second
    uint32_t first_tick, second_ticks;
    int second_events;
    uint32_t last_event_ms;
    uint32_t run; ///< ticks that share `fields`, 0 = none yet
    int32_t fields[TB_TBR_INPUT_FIELDS], fields_before[TB_TBR_INPUT_FIELDS];
    tb_bytes inputs, events_bytes, payload;
    bool described; ///< what was used is known
    char devices[64], aids[160];
};

static tb_status fail(tb_recorder *recorder, tb_status status, const char *why)
{
    if (recorder->failure.status == TB_OK) {
        tb_fail(&recorder->failure, status, "recording %s: %s", recorder->path, why);
    }
    return recorder->failure.status;
}

// Writes payload as one chunk and hands it to the operating system.
static tb_status write_chunk(tb_recorder *recorder, uint32_t type)
{
    if (recorder->payload.full || recorder->inputs.full || recorder->events_bytes.full) {
        return fail(recorder, TB_ERR_MEMORY, "more happened in one second than a chunk can hold");
    }
    unsigned char head[TB_TBR_CHUNK_HEAD_BYTES], tail[TB_TBR_CHECK_BYTES];
    const uint32_t length = (uint32_t)recorder->payload.count;
    const uint32_t index = recorder->chunk_index;
    tb_bytes head_bytes = {.data = head, .capacity = sizeof head};
    tb_put_u32(&head_bytes, type);
    tb_put_u32(&head_bytes, length);
    tb_put_u32(&head_bytes, tb_tbr_head_check(index, type, length));
    const uint64_t check =
        tb_tbr_check(recorder->check, index, type, recorder->payload.data, length);
    tb_bytes tail_bytes = {.data = tail, .capacity = sizeof tail};
    tb_put_u64(&tail_bytes, check);
    if (fwrite(head, 1, sizeof head, recorder->file) != sizeof head ||
        fwrite(recorder->payload.data, 1, length, recorder->file) != length ||
        fwrite(tail, 1, sizeof tail, recorder->file) != sizeof tail ||
        fflush(recorder->file) != 0) {
        return fail(recorder, TB_ERR_IO, strerror(errno));
    }
    recorder->check = check;
    ++recorder->chunk_index;
    recorder->payload.count = 0;
    return TB_OK;
}

static void put_header(tb_bytes *out, const tb_recording_header *header)
{
    tb_put_varint(out, header->format);
    tb_put_text(out, header->build);
    tb_put_text(out, header->case_id);
    tb_put_text(out, header->learner);
    tb_put_text(out, header->mode);
    tb_put_text(out, header->devices);
    tb_put_u64(out, header->case_hash);
    tb_put_u64(out, header->tissues_hash);
    tb_put_u64(out, header->physiology_hash);
    tb_put_u64(out, header->seed);
    tb_put_varint(out, (uint64_t)header->substeps);
    if (header->format >= COURSE_FORMAT) {
        tb_put_text(out, header->course);
        tb_put_u64(out, header->course_hash);
        tb_put_varint(out, (uint64_t)header->encounter);
        tb_put_varint(out, (uint64_t)header->time_limit_ms);
    }
}

static void release(tb_recorder *recorder)
{
    if (recorder->file != NULL) {
        fclose(recorder->file);
    }
    tb_free(recorder->inputs.data);
    tb_free(recorder->events_bytes.data);
    tb_free(recorder->payload.data);
    tb_free(recorder);
}

static bool take_buffers(tb_recorder *recorder)
{
    recorder->inputs = (tb_bytes){tb_alloc(INPUT_CAPACITY), 0, INPUT_CAPACITY, false};
    recorder->events_bytes = (tb_bytes){tb_alloc(EVENT_CAPACITY), 0, EVENT_CAPACITY, false};
    recorder->payload = (tb_bytes){tb_alloc(PAYLOAD_CAPACITY), 0, PAYLOAD_CAPACITY, false};
    return recorder->inputs.data != NULL && recorder->events_bytes.data != NULL &&
           recorder->payload.data != NULL;
}

tb_status tb_recorder_create(const char *path, const tb_recording_header *header, tb_recorder **out,
                             tb_error *error)
{
    *out = NULL;
    tb_recorder *recorder = tb_alloc(sizeof *recorder);
    if (recorder == NULL || !take_buffers(recorder)) {
        if (recorder != NULL) {
            release(recorder);
        }
        return tb_fail(error, TB_ERR_MEMORY, "recording %s: no memory", path);
    }
    snprintf(recorder->path, sizeof recorder->path, "%s", path);
    recorder->file = fopen(path, "wb");
    if (recorder->file == NULL) {
        fail(recorder, TB_ERR_IO, strerror(errno));
    } else if (fwrite(tb_tbr_signature, 1, TB_TBR_SIGNATURE_BYTES, recorder->file) !=
               TB_TBR_SIGNATURE_BYTES) {
        fail(recorder, TB_ERR_IO, strerror(errno));
    } else {
        put_header(&recorder->payload, header);
        write_chunk(recorder, TB_TBR_HEAD);
    }
    if (recorder->failure.status != TB_OK) {
        const tb_status status = recorder->failure.status;
        if (error != NULL) {
            *error = recorder->failure;
        }
        release(recorder);
        return status;
    }
    *out = recorder;
    return TB_OK;
}

static void end_run(tb_recorder *recorder)
{
    if (recorder->run == 0) {
        return;
    }
    uint32_t mask = 0;
    for (int k = 0; k < TB_TBR_INPUT_FIELDS; ++k) {
        mask |= recorder->fields[k] != recorder->fields_before[k] ? 1u << k : 0u;
    }
    tb_put_varint(&recorder->inputs, recorder->run);
    tb_put_varint(&recorder->inputs, mask);
    for (int k = 0; k < TB_TBR_INPUT_FIELDS; ++k) {
        if ((mask & (1u << k)) != 0) {
            tb_put_zigzag(&recorder->inputs,
                          (int64_t)recorder->fields[k] - recorder->fields_before[k]);
        }
    }
    memcpy(recorder->fields_before, recorder->fields, sizeof recorder->fields);
    recorder->run = 0;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void put_event(tb_recorder *recorder, const tb_event *event)
{
    int count = TB_EVENT_VALUES;
    while (count > 0 && bits_of(event->values[count - 1]) == 0) {
        --count;
    }
    tb_bytes *out = &recorder->events_bytes;
    tb_put_varint(out, event->tick_ms - recorder->last_event_ms);
    tb_put_varint(out, event->kind);
    tb_put_zigzag(out, event->subject);
    tb_put_varint(out, (uint64_t)count);
    for (int k = 0; k < count; ++k) {
        tb_put_u64(out, bits_of(event->values[k]));
    }
    recorder->last_event_ms = event->tick_ms;
    ++recorder->second_events;
    ++recorder->events;
}

static void put_new_events(tb_recorder *recorder, const tb_session *session)
{
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    while (recorder->events < count) {
        put_event(recorder, &events[recorder->events]);
    }
}

static tb_status end_second(tb_recorder *recorder, const tb_session *session)
{
    if (recorder->second_ticks == 0) {
        return recorder->failure.status;
    }
    end_run(recorder);
    tb_bytes *out = &recorder->payload;
    tb_put_varint(out, recorder->first_tick);
    tb_put_varint(out, recorder->second_ticks);
    tb_put_varint(out, (uint64_t)recorder->second_events);
    tb_put_u64(out, tb_session_hash(session));
    tb_put(out, recorder->inputs.data, recorder->inputs.count);
    tb_put(out, recorder->events_bytes.data, recorder->events_bytes.count);
    const tb_status status = write_chunk(recorder, TB_TBR_TICK);
    recorder->inputs.count = recorder->events_bytes.count = 0;
    recorder->second_ticks = 0;
    recorder->second_events = 0;
    memset(recorder->fields_before, 0, sizeof recorder->fields_before);
    return status;
}

tb_status tb_recorder_tick(tb_recorder *recorder, const tb_session *session, const tb_input *input)
{
    // A session that has ended stands still: its tick does not count up and nothing is noted.
    if (recorder->failure.status != TB_OK || tb_session_tick_ms(session) == recorder->ticks) {
        return recorder->failure.status;
    }
    if (recorder->ticks == TB_TBR_TICKS_MAX) {
        return fail(recorder, TB_ERR_MEMORY, "longer than an hour");
    }
    if (recorder->second_ticks == 0) {
        recorder->first_tick = recorder->ticks;
        recorder->last_event_ms = recorder->ticks;
    }
    int32_t fields[TB_TBR_INPUT_FIELDS];
    tb_input_to_fields(input, fields);
    if (recorder->run > 0 && memcmp(fields, recorder->fields, sizeof fields) != 0) {
        end_run(recorder);
    }
    memcpy(recorder->fields, fields, sizeof fields);
    ++recorder->run;
    ++recorder->ticks;
    put_new_events(recorder, session);
    ++recorder->second_ticks;
    return recorder->second_ticks == TB_TBR_SECOND ? end_second(recorder, session) : TB_OK;
}

void tb_recorder_describe(tb_recorder *recorder, const char *devices, const char *aids)
{
    snprintf(recorder->devices, sizeof recorder->devices, "%s", devices);
    snprintf(recorder->aids, sizeof recorder->aids, "%s", aids);
    recorder->described = true;
}

static tb_status write_used(tb_recorder *recorder)
{
    if (!recorder->described) {
        return recorder->failure.status;
    }
    tb_put_text(&recorder->payload, recorder->devices);
    tb_put_text(&recorder->payload, recorder->aids);
    return write_chunk(recorder, TB_TBR_USED);
}

tb_status tb_recorder_close(tb_recorder *recorder, const tb_session *session, tb_error *error)
{
    if (recorder == NULL) {
        return TB_OK;
    }
    if (recorder->failure.status == TB_OK && end_second(recorder, session) == TB_OK &&
        write_used(recorder) == TB_OK) {
        tb_put_varint(&recorder->payload, recorder->ticks);
        tb_put_varint(&recorder->payload, (uint64_t)recorder->events);
        tb_put_u64(&recorder->payload, tb_session_hash(session));
        write_chunk(recorder, TB_TBR_DONE);
    }
    if (fclose(recorder->file) != 0) {
        fail(recorder, TB_ERR_IO, strerror(errno));
    }
    recorder->file = NULL;
    const tb_status status = recorder->failure.status;
    if (status != TB_OK && error != NULL) {
        *error = recorder->failure;
    }
    release(recorder);
    return status;
}
