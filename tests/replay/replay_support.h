/// Plays shipped scripts for the replay tests: a whole encounter from script to score.
#ifndef TB_REPLAY_SUPPORT_H
#define TB_REPLAY_SUPPORT_H
#include "tautband/core/alloc.h"
#include "tautband/scoring/score.h"
#include "tautband/session/script.h"
#include "tautband/session/session.h"

#include <stdio.h>
#include <string.h>

/// All that an encounter starts from.
typedef struct replay_content {
    tb_case model;
    tb_tissue_table tissues;
    tb_physiology physiology;
    tb_rubric rubric;
    tb_diagnostics diagnostics;
    tb_script_errors errors;
    tb_snapshot seen;
} replay_content;

/// How an encounter ended.
typedef struct replay_result {
    uint64_t hash;
    uint32_t ticks;
    tb_score score;
    uint64_t second_hashes[600]; ///< after tick 1000, 2000, ...
    int second_count;
    bool nerve_or_vessel; ///< the needle met a nerve or vessel
} replay_result;

/// Load the shipped content from the source root.
static inline bool replay_load(replay_content *content)
{
    tb_diagnostics *d = &content->diagnostics;
    const bool good =
        tb_case_load("assets/cases/gastrocnemius-medial.yaml", &content->model, d) == TB_OK &&
        tb_tissue_table_load("assets/tissues.yaml", &content->tissues, d) == TB_OK &&
        tb_physiology_load("assets/physiology.yaml", &content->physiology, d) == TB_OK &&
        tb_rubric_load("assets/rubrics/needling-1.yaml", &content->rubric, d) == TB_OK;
    if (!good) {
        tb_diagnostics_print(d, stderr);
    }
    return good;
}

/// Play assets/scripts/<name>.tbs to its end.
static inline bool replay_play(replay_content *content, const char *name, uint64_t seed,
                               replay_result *out)
{
    char path[256];
    tb_script *script = NULL;
    tb_session *session = NULL;
    tb_error error = {.status = TB_OK};
    memset(out, 0, sizeof *out);
    snprintf(path, sizeof path, "assets/scripts/%s.tbs", name);
    const tb_session_desc desc = {&content->model, &content->tissues, &content->physiology, seed,
                                  8};
    if (tb_script_load(path, &script, &content->errors) != TB_OK ||
        tb_script_bind_tray(script, content->model.needles, content->model.needle_count,
                            &content->errors) != TB_OK ||
        tb_session_create(&desc, &session, &error) != TB_OK) {
        fprintf(stderr, "%s: cannot be played: %s\n", path, error.message);
        tb_script_destroy(script);
        return false;
    }
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &content->seen);
        tb_script_next(script, &content->seen, &input);
        tb_session_step(session, &input);
        if (tb_session_tick_ms(session) % 1000 == 0 && out->second_count < 600) {
            out->second_hashes[out->second_count++] = tb_session_hash(session);
        }
    }
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    for (int k = 0; k < count; ++k) {
        out->nerve_or_vessel = out->nerve_or_vessel || events[k].kind == TB_EVENT_NERVE_CONTACT ||
                               events[k].kind == TB_EVENT_VESSEL_CONTACT;
    }
    tb_score_compute(events, count, &content->model, tb_session_anatomy(session), &content->rubric,
                     &out->score);
    out->hash = tb_session_hash(session);
    out->ticks = tb_session_tick_ms(session);
    tb_session_snapshot(session, &content->seen);
    const bool good = !content->seen.faulted;
    if (!good) {
        fprintf(stderr, "%s seed %u: fault %s at %u ms\n", name, (unsigned)seed,
                content->seen.fault, (unsigned)out->ticks);
    }
    tb_session_destroy(session);
    tb_script_destroy(script);
    return good;
}

#endif
