#include "recording_internal.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { ENCOUNTERS_MAX = 100000, HEAD_BYTES_MAX = 2048 };

// A chunk found in the bytes, its payload already checked.
typedef struct chunk {
    uint32_t index, type;
    size_t offset; ///< of its first byte in the file
    const unsigned char *payload;
    uint32_t length;
} chunk;

typedef struct walk {
    const unsigned char *bytes;
    size_t count, at;
    uint32_t index;
    uint64_t check;
    tb_error *error;
} walk;

static tb_status damaged(const walk *w, const char *what)
{
    return tb_fail(w->error, TB_ERR_INTEGRITY, "chunk %u at byte %zu: %s", (unsigned)w->index,
                   w->at, what);
}

// The next whole chunk. *found = false at the end of the file or where it is cut off.
static tb_status next_chunk(walk *w, chunk *out, bool *found)
{
    *found = false;
    const size_t left = w->count - w->at;
    if (left < TB_TBR_CHUNK_HEAD_BYTES) {
        return TB_OK;
    }
    tb_reader in = {.data = w->bytes, .count = w->count, .at = w->at};
    const uint32_t type = tb_get_u32(&in), length = tb_get_u32(&in), head_check = tb_get_u32(&in);
    if (head_check != tb_tbr_head_check(w->index, type, length)) {
        return damaged(w, "type or length is damaged");
    }
    if (left - TB_TBR_CHUNK_HEAD_BYTES < (size_t)length + TB_TBR_CHECK_BYTES) {
        return TB_OK;
    }
    *out = (chunk){w->index, type, w->at, w->bytes + in.at, length};
    in.at += length;
    const uint64_t check = tb_get_u64(&in);
    if (check != tb_tbr_check(w->check, w->index, type, out->payload, length)) {
        return damaged(w, "checksum differs");
    }
    w->check = check;
    w->at = in.at;
    ++w->index;
    *found = true;
    return TB_OK;
}

static tb_status check_signature(walk *w)
{
    size_t wrong = 0, first = 0, same = 0;
    for (size_t k = 0; k < TB_TBR_SIGNATURE_BYTES && k < w->count; ++k) {
        const bool differs = w->bytes[k] != tb_tbr_signature[k];
        first = differs && wrong == 0 ? k : first;
        wrong += differs ? 1 : 0;
        same += differs ? 0 : 1;
    }
    if (w->count < TB_TBR_SIGNATURE_BYTES || same < 5) {
        return tb_fail(w->error, TB_ERR_FORMAT, "not a recording: the signature is missing");
    }
    if (wrong > 0) {
        return tb_fail(w->error, TB_ERR_INTEGRITY, "byte %zu: the signature is damaged", first);
    }
    w->at = TB_TBR_SIGNATURE_BYTES;
    return TB_OK;
}

// Whole and unharmed, but not what the format says: written by something else.
static tb_status nonsense(const chunk *where, const char *what, tb_error *error)
{
    return tb_fail(error, TB_ERR_FORMAT, "chunk %u at byte %zu: %s", (unsigned)where->index,
                   where->offset, what);
}

static tb_status read_header(const chunk *from, tb_recording_header *header, tb_error *error)
{
    tb_reader in = {.data = from->payload, .count = from->length};
    if (from->type != TB_TBR_HEAD) {
        return nonsense(from, "the header is missing", error);
    }
    header->format = (uint32_t)tb_get_varint(&in, UINT32_MAX);
    if (!in.bad &&
        (header->format < TB_RECORDING_FORMAT_LEAST || header->format > TB_RECORDING_FORMAT)) {
        return tb_fail(error, TB_ERR_FORMAT, "recording of format %u; this program reads %u to %u",
                       (unsigned)header->format, (unsigned)TB_RECORDING_FORMAT_LEAST,
                       (unsigned)TB_RECORDING_FORMAT);
    }
    tb_get_text(&in, header->build, sizeof header->build);
    tb_get_text(&in, header->case_id, sizeof header->case_id);
    tb_get_text(&in, header->learner, sizeof header->learner);
    tb_get_text(&in, header->mode, sizeof header->mode);
    tb_get_text(&in, header->devices, sizeof header->devices);
    header->case_hash = tb_get_u64(&in);
    header->tissues_hash = tb_get_u64(&in);
    header->physiology_hash = tb_get_u64(&in);
    header->seed = tb_get_u64(&in);
    header->substeps = (int32_t)tb_get_varint(&in, 64);
    if (header->format >= COURSE_FORMAT) {
        tb_get_text(&in, header->course, sizeof header->course);
        header->course_hash = tb_get_u64(&in);
        header->encounter = (int32_t)tb_get_varint(&in, ENCOUNTERS_MAX);
        header->time_limit_ms = (int32_t)tb_get_varint(&in, TB_TBR_TICKS_MAX);
    }
    return in.bad || in.at != in.count ? nonsense(from, "the header does not read", error) : TB_OK;
}

// The numbers in front of a second.
typedef struct second {
    uint32_t first_tick, ticks;
    int events;
    uint64_t hash;
} second;

static second read_second(tb_reader *in)
{
    second s;
    s.first_tick = (uint32_t)tb_get_varint(in, TB_TBR_TICKS_MAX);
    s.ticks = (uint32_t)tb_get_varint(in, TB_TBR_SECOND);
    s.events = (int)tb_get_varint(in, TB_EVENTS_MAX);
    s.hash = tb_get_u64(in);
    in->bad = in->bad || s.ticks == 0;
    return s;
}

static bool read_inputs(tb_reader *in, tb_input *inputs, uint32_t ticks)
{
    int32_t fields[TB_TBR_INPUT_FIELDS] = {0};
    for (uint32_t k = 0; k < ticks;) {
        const uint32_t run = (uint32_t)tb_get_varint(in, ticks - k);
        const uint32_t mask = (uint32_t)tb_get_varint(in, (1u << TB_TBR_INPUT_FIELDS) - 1);
        for (int f = 0; f < TB_TBR_INPUT_FIELDS && !in->bad; ++f) {
            if ((mask & (1u << f)) != 0) {
                const int64_t value = (int64_t)fields[f] + tb_get_zigzag(in);
                in->bad = in->bad || value < INT32_MIN || value > INT32_MAX;
                fields[f] = in->bad ? 0 : (int32_t)value;
            }
        }
        tb_input input;
        if (in->bad || run == 0 || !tb_input_from_fields(fields, &input)) {
            return false;
        }
        for (uint32_t end = k + run; k < end; ++k) {
            inputs[k] = input;
        }
    }
    return true;
}

static bool read_events(tb_reader *in, tb_event *events, const second *s)
{
    uint32_t tick_ms = s->first_tick;
    for (int k = 0; k < s->events; ++k) {
        const uint32_t after = (uint32_t)tb_get_varint(in, TB_TBR_SECOND);
        const uint16_t kind = (uint16_t)tb_get_varint(in, UINT16_MAX);
        const int32_t subject = tb_get_zigzag(in);
        const int count = (int)tb_get_varint(in, TB_EVENT_VALUES);
        tick_ms += after;
        if (in->bad || subject < INT16_MIN || subject > INT16_MAX ||
            tick_ms > s->first_tick + s->ticks) {
            return false;
        }
        events[k] = (tb_event){.tick_ms = tick_ms, .kind = kind, .subject = (int16_t)subject};
        for (int v = 0; v < count; ++v) {
            const uint64_t bits = tb_get_u64(in);
            memcpy(&events[k].values[v], &bits, sizeof bits);
        }
    }
    return !in->bad;
}

// What a first pass over the checked chunks counts, so that the arrays are taken once and in size.
typedef struct extent {
    uint32_t ticks;
    int events, seconds;
    bool used, done;
} extent;

static tb_status count_second(const chunk *from, extent *total, tb_error *error)
{
    tb_reader in = {.data = from->payload, .count = from->length};
    const second s = read_second(&in);
    if (in.bad || s.first_tick != total->ticks || total->ticks % TB_TBR_SECOND != 0) {
        return nonsense(from, "the second does not follow the one before", error);
    }
    total->ticks += s.ticks;
    total->events += s.events;
    total->seconds += 1;
    if (total->ticks > TB_TBR_TICKS_MAX || total->events > TB_EVENTS_MAX) {
        return nonsense(from, "longer than a recording may be", error);
    }
    return TB_OK;
}

static tb_status read_used(const chunk *from, tb_recording *out, tb_error *error)
{
    tb_reader in = {.data = from->payload, .count = from->length};
    tb_get_text(&in, out->header.devices, sizeof out->header.devices);
    tb_get_text(&in, out->aids, sizeof out->aids);
    return in.bad || in.at != in.count ? nonsense(from, "what was used does not read", error)
                                       : TB_OK;
}

static tb_status read_done(const chunk *from, const extent *total, uint64_t *final_hash,
                           tb_error *error)
{
    tb_reader in = {.data = from->payload, .count = from->length};
    const uint64_t ticks = tb_get_varint(&in, TB_TBR_TICKS_MAX);
    const uint64_t events = tb_get_varint(&in, TB_EVENTS_MAX);
    *final_hash = tb_get_u64(&in);
    if (in.bad || in.at != in.count || ticks != total->ticks || events != (uint64_t)total->events) {
        return nonsense(from, "the closing chunk does not agree with the rest", error);
    }
    return TB_OK;
}

static tb_status survey(walk *w, tb_recording *out, extent *total)
{
    for (;;) {
        chunk next;
        bool found;
        const tb_status status = next_chunk(w, &next, &found);
        if (status != TB_OK) {
            return status;
        }
        if (!found) {
            return w->index > 0
                       ? TB_OK
                       : tb_fail(w->error, TB_ERR_FORMAT, "cut off before the end of its header");
        }
        tb_status content;
        if (next.index == 0) {
            content = read_header(&next, &out->header, w->error);
        } else if (next.type == TB_TBR_TICK && !total->used) {
            content = count_second(&next, total, w->error);
        } else if (next.type == TB_TBR_USED && !total->used) {
            content = read_used(&next, out, w->error);
            total->used = true;
        } else if (next.type == TB_TBR_DONE) {
            content = read_done(&next, total, &out->final_hash, w->error);
            total->done = true;
        } else {
            content = nonsense(&next, "not a chunk that may stand here", w->error);
        }
        if (content != TB_OK) {
            return content;
        }
        if (total->done) {
            return w->at == w->count ? TB_OK : damaged(w, "bytes after the closing chunk");
        }
    }
}

static tb_status fill(walk *w, tb_recording *out, const extent *total)
{
    w->at = TB_TBR_SIGNATURE_BYTES;
    w->index = 0;
    w->check = 0;
    chunk next;
    bool found;
    (void)next_chunk(w, &next, &found); // the header, read before
    for (int k = 0; k < total->seconds; ++k) {
        (void)next_chunk(w, &next, &found);
        tb_reader in = {.data = next.payload, .count = next.length};
        const second s = read_second(&in);
        if (!read_inputs(&in, out->inputs + out->tick_count, s.ticks) ||
            !read_events(&in, out->events + out->event_count, &s) || in.at != in.count) {
            return nonsense(&next, "inputs or events do not read", w->error);
        }
        out->tick_count += s.ticks;
        out->event_count += s.events;
        if (s.ticks == TB_TBR_SECOND) {
            out->hashes[out->hash_count++] = s.hash;
        }
        out->final_hash = total->done ? out->final_hash : s.hash;
    }
    return TB_OK;
}

static bool take_arrays(tb_recording *out, const extent *total)
{
    out->inputs = tb_alloc(((size_t)total->ticks + 1) * sizeof *out->inputs);
    out->events = tb_alloc(((size_t)total->events + 1) * sizeof *out->events);
    out->hashes = tb_alloc(((size_t)total->seconds + 1) * sizeof *out->hashes);
    return out->inputs != NULL && out->events != NULL && out->hashes != NULL;
}

tb_status tb_recording_parse(const unsigned char *bytes, size_t count, tb_recording *out,
                             tb_error *error)
{
    tb_recording result = {.complete = false};
    extent total = {.done = false};
    walk w = {.bytes = bytes, .count = count, .error = error};
    tb_status status = check_signature(&w);
    if (status == TB_OK) {
        status = survey(&w, &result, &total);
    }
    if (status == TB_OK && !take_arrays(&result, &total)) {
        status = tb_fail(error, TB_ERR_MEMORY, "no memory for %u ticks", (unsigned)total.ticks);
    }
    if (status == TB_OK) {
        status = fill(&w, &result, &total);
    }
    if (status != TB_OK) {
        tb_recording_free(&result);
        return status;
    }
    result.complete = total.done;
    *out = result;
    return TB_OK;
}

tb_status tb_recording_peek(const char *path, tb_recording_header *out, tb_error *error)
{
    unsigned char bytes[HEAD_BYTES_MAX];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "cannot be opened: %s", strerror(errno));
    }
    walk w = {.bytes = bytes, .count = fread(bytes, 1, sizeof bytes, file), .error = error};
    fclose(file);
    tb_recording_header header = {.format = 0};
    chunk first;
    bool found = false;
    tb_status status = check_signature(&w);
    if (status == TB_OK) {
        status = next_chunk(&w, &first, &found);
    }
    if (status == TB_OK) {
        status = found ? read_header(&first, &header, error)
                       : tb_fail(error, TB_ERR_FORMAT, "cut off before the end of its header");
    }
    if (status == TB_OK) {
        *out = header;
    }
    return status;
}

tb_status tb_recording_load(const char *path, tb_recording *out, tb_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "cannot be opened: %s", strerror(errno));
    }
    long size = -1;
    if (fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
    }
    if (size < 0 || size > TB_TBR_BYTES_MAX || fseek(file, 0, SEEK_SET) != 0) {
        fclose(file);
        return tb_fail(error, size > TB_TBR_BYTES_MAX ? TB_ERR_FORMAT : TB_ERR_IO,
                       "size of %ld bytes cannot be read; at most %d are", size, TB_TBR_BYTES_MAX);
    }
    unsigned char *bytes = tb_alloc((size_t)size + 1);
    tb_status status;
    if (bytes == NULL) {
        status = tb_fail(error, TB_ERR_MEMORY, "no memory for %ld bytes", size);
    } else if (fread(bytes, 1, (size_t)size, file) != (size_t)size) {
        status = tb_fail(error, TB_ERR_IO, "cannot be read: %s", strerror(errno));
    } else {
        status = tb_recording_parse(bytes, (size_t)size, out, error);
    }
    tb_free(bytes);
    fclose(file);
    return status;
}

void tb_recording_free(tb_recording *recording)
{
    tb_free(recording->inputs);
    tb_free(recording->events);
    tb_free(recording->hashes);
    *recording = (tb_recording){.complete = false};
}
