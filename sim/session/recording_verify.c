#include "tautband/session/recording.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static tb_status differs(tb_verify_result *result, uint32_t tick_ms, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

static tb_status differs(tb_verify_result *result, uint32_t tick_ms, const char *format, ...)
{
    result->same = false;
    result->first_difference_ms = tick_ms;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(result->what, sizeof result->what, format, arguments);
    va_end(arguments);
    return TB_ERR_INTEGRITY;
}

static bool same_event(const tb_event *a, const tb_event *b)
{
    return a->tick_ms == b->tick_ms && a->kind == b->kind && a->subject == b->subject &&
           memcmp(a->values, b->values, sizeof a->values) == 0;
}

// Events that the last tick added, against those recorded.
static tb_status compare_events(const tb_recording *recording, const tb_session *session, int *seen,
                                tb_verify_result *result)
{
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    for (; *seen < count; ++*seen) {
        const tb_event *now = &events[*seen];
        if (*seen >= recording->event_count) {
            return recording->complete
                       ? differs(result, now->tick_ms, "event '%s' at %u ms was not recorded",
                                 tb_event_name((tb_event_kind)now->kind), (unsigned)now->tick_ms)
                       : TB_OK;
        }
        const tb_event *then = &recording->events[*seen];
        if (!same_event(now, then)) {
            return differs(result, now->tick_ms < then->tick_ms ? now->tick_ms : then->tick_ms,
                           "event %d: recorded '%s' at %u ms, met '%s' at %u ms", *seen,
                           tb_event_name((tb_event_kind)then->kind), (unsigned)then->tick_ms,
                           tb_event_name((tb_event_kind)now->kind), (unsigned)now->tick_ms);
        }
    }
    return TB_OK;
}

tb_status tb_recording_verify(const tb_recording *recording, tb_session *session,
                              tb_verify_result *result)
{
    *result = (tb_verify_result){.same = true};
    int seen = 0, seconds = 0;
    tb_session_allot(session, 1e-3 * recording->header.time_limit_ms);
    for (uint32_t k = 0; k < recording->tick_count; ++k) {
        tb_session_step(session, &recording->inputs[k]);
        if (tb_session_tick_ms(session) != k + 1) {
            return differs(result, k, "the encounter ended at %u ms, the recording at %u ms",
                           (unsigned)tb_session_tick_ms(session), (unsigned)recording->tick_count);
        }
        const tb_status status = compare_events(recording, session, &seen, result);
        if (status != TB_OK) {
            return status;
        }
        if ((k + 1) % 1000 == 0 && seconds < recording->hash_count) {
            const uint64_t now = tb_session_hash(session);
            const uint64_t then = recording->hashes[seconds++];
            if (now != then) {
                return differs(result, k + 1,
                               "state after %u ms: recorded %016" PRIx64 ", met %016" PRIx64,
                               (unsigned)(k + 1), then, now);
            }
        }
    }
    result->final_hash = tb_session_hash(session);
    if (seen < recording->event_count) {
        const tb_event *then = &recording->events[seen];
        return differs(result, then->tick_ms, "event '%s' at %u ms did not happen again",
                       tb_event_name((tb_event_kind)then->kind), (unsigned)then->tick_ms);
    }
    if (result->final_hash != recording->final_hash) {
        return differs(result, recording->tick_count,
                       "state at the end: recorded %016" PRIx64 ", met %016" PRIx64,
                       recording->final_hash, result->final_hash);
    }
    return TB_OK;
}
