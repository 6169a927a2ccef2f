/// What progress over many attempts is judged by: when an attempt counts as met, the rates behind
/// the charts, and when a muscle should be looked at again. Read from assets/progress.yaml. Layer
/// scoring, needs statistics and the schema reader.
#ifndef TB_SCORING_PROGRESS_H
#define TB_SCORING_PROGRESS_H
#include "tautband/anatomy/schema.h"
#include "tautband/scoring/statistics.h"

#include <stdint.h>

enum { TB_RETENTION_STEPS = 3 };

/// The file.
typedef struct tb_progress_rules {
    int32_t format;
    double adequate_failures, inadequate_failures; ///< p0 < p1, shares of attempts
    int32_t attempts;                              ///< within which the chart should signal
    double false_signal; ///< largest share of inadequate learners that it may signal
    double watch_error;  ///< errors of the chart that watches for relapse
    double met_tip_mm, met_margin;
    double retention_days[TB_RETENTION_STEPS];
    char source[128];
} tb_progress_rules;

/// Values as shipped.
tb_progress_rules tb_progress_rules_default(void);

/// Read the file; adequate failures that are not below inadequate ones are a fault.
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (all faults in `diagnostics`), TB_ERR_MEMORY; `out`
/// unchanged on error
tb_status tb_progress_rules_load(const char *path, tb_progress_rules *out,
                                 tb_diagnostics *diagnostics);

/// The charts that belong to the rules, the limit computed.
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY; outputs unchanged on error
tb_status tb_progress_charts(const tb_progress_rules *rules, tb_lc_cusum *learning,
                             tb_cusum *watch);

/// One attempt as it is kept.
typedef struct tb_progress_attempt {
    bool critical;
    double total, cut;   ///< points of 100
    double tip_mm;       ///< least distance of the tip; negative: no needle in tissue
    double margin_share; ///< of the points for distance to hazards; negative: not assessed
} tb_progress_attempt;

/// Nothing critical, total at the cut, tip near enough, margin kept (where it was assessed).
bool tb_progress_met(const tb_progress_rules *rules, const tb_progress_attempt *attempt);

/// Day number of a date (0 = 1 January 1970); a proleptic Gregorian date.
int32_t tb_day_number(int year, int month, int day);

/// Day on which a muscle should be looked at again: after the last day of practice by the first,
/// second or last of retention_days, as it was practised on one, two or more days.
/// @param days [count] day numbers of attempts, rising; several on one day count once
/// @return INT32_MIN without any
int32_t tb_progress_due(const tb_progress_rules *rules, const int32_t *days, int count);

#endif
