/// Files that other programs read: score.json and events.jsonl. Numbers are written with six
/// decimals by integer arithmetic and keys in a fixed order, so that the same encounter gives the
/// same bytes on every machine. Layer records, needs scoring; jansson inside.
#ifndef TB_RECORDS_FILES_H
#define TB_RECORDS_FILES_H
#include "tautband/scoring/score.h"

#include <stdio.h>

/// What a score belongs to.
typedef struct tb_score_origin {
    const char *case_id;
    uint64_t seed;
    const char *build;
    uint64_t state_hash;
} tb_score_origin;

/// Write a score as one JSON object (schema "tautband-score-1").
/// @return TB_OK, TB_ERR_MEMORY, TB_ERR_IO when the stream does not take it
tb_status tb_score_write(const tb_score *score, const tb_rubric *rubric,
                         const tb_score_origin *origin, FILE *stream);

/// The same into a file, whole or not at all: a failure leaves the file that was there.
tb_status tb_score_save(const tb_score *score, const tb_rubric *rubric,
                        const tb_score_origin *origin, const char *path, tb_error *error);

/// Write the event log, one JSON object per line: tick_ms, kind, subject under its meaning, values
/// under their names.
/// @param events [count]
/// @return TB_OK, TB_ERR_IO
tb_status tb_events_write(const tb_event *events, int count, FILE *stream);

/// The same into a file, whole or not at all.
tb_status tb_events_save(const tb_event *events, int count, const char *path, tb_error *error);

enum { TB_DECIMAL_SIZE = 40 };

/// A number with six decimals, rounded half away from zero, no locale: "12.340000". Values beyond
/// +-9e11 are cut to that; what is not finite is written as 0 (nothing that is scored is).
void tb_decimal(double value, char out[TB_DECIMAL_SIZE]);

#endif
