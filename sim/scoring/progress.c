#include "tautband/scoring/progress.h"

#include <stddef.h>

enum { FORMAT = 1 };

#define NUMBER(member, lo_, hi_, unit_, doc_)                                                      \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_F64, .offset = offsetof(tb_progress_rules, member),       \
        .lo = lo_, .hi = hi_, .required = true, .unit = unit_, .doc = doc_                         \
    }

static const tb_field fields[] = {
    {.key = "format",
     .kind = TB_FIELD_I32,
     .offset = offsetof(tb_progress_rules, format),
     .lo = FORMAT,
     .hi = FORMAT,
     .required = true,
     .doc = "version of this format: 1"},
    NUMBER(adequate_failures, 0.001, 0.9, NULL, "share of attempts that an adequate learner fails"),
    NUMBER(inadequate_failures, 0.002, 0.99, NULL, "share that an inadequate one fails"),
    {.key = "attempts",
     .kind = TB_FIELD_I32,
     .offset = offsetof(tb_progress_rules, attempts),
     .lo = 5,
     .hi = 200,
     .required = true,
     .doc = "attempts within which the learning chart should signal"},
    NUMBER(false_signal, 0.001, 0.5, NULL, "largest share of inadequate learners it may signal"),
    NUMBER(watch_error, 0.01, 0.49, NULL, "errors of the chart that watches for relapse"),
    NUMBER(met_tip_mm, 0.1, 30.0, "mm", "an attempt is met when the tip came this near"),
    NUMBER(met_margin, 0.0, 1.0, NULL, "and kept this share of the points for its margin"),
    {.key = "retention_days",
     .kind = TB_FIELD_F64_LIST,
     .offset = offsetof(tb_progress_rules, retention_days),
     .size = TB_RETENTION_STEPS,
     .lo = 1.0,
     .hi = 365.0,
     .required = true,
     .doc = "days until a muscle is looked at again, after one, two, more days of practice"},
    {.key = "source",
     .kind = TB_FIELD_TEXT,
     .offset = offsetof(tb_progress_rules, source),
     .size = sizeof((tb_progress_rules *)0)->source,
     .required = true,
     .doc = "keys of sources.csv, ';' between"},
};
static const tb_schema schema = {"progress", fields, sizeof fields / sizeof fields[0],
                                 sizeof(tb_progress_rules)};

tb_progress_rules tb_progress_rules_default(void)
{
    return (tb_progress_rules){.format = FORMAT,
                               .adequate_failures = 0.10,
                               .inadequate_failures = 0.30,
                               .attempts = 20,
                               .false_signal = 0.05,
                               .watch_error = 0.10,
                               .met_tip_mm = 3.0,
                               .met_margin = 0.5,
                               .retention_days = {1.0, 7.0, 30.0},
                               .source = "model-default"};
}

tb_status tb_progress_rules_load(const char *path, tb_progress_rules *out,
                                 tb_diagnostics *diagnostics)
{
    tb_progress_rules rules = tb_progress_rules_default();
    tb_places *places = NULL;
    const tb_status status = tb_schema_load(&schema, path, &rules, diagnostics, &places);
    if (status != TB_OK) {
        return status;
    }
    if (rules.adequate_failures >= rules.inadequate_failures) {
        int line = 0, column = 0;
        tb_places_find(places, "inadequate_failures", &line, &column);
        tb_diagnostics_add(diagnostics, line, column, "order",
                           "inadequate_failures must be more than adequate_failures");
    }
    tb_places_destroy(places);
    if (diagnostics->count > 0) {
        return TB_ERR_FORMAT;
    }
    *out = rules;
    return TB_OK;
}

tb_status tb_progress_charts(const tb_progress_rules *rules, tb_lc_cusum *learning, tb_cusum *watch)
{
    const double p0 = rules->adequate_failures, p1 = rules->inadequate_failures;
    tb_lc_cusum made;
    tb_cusum watched;
    const double h = tb_lc_cusum_limit(p0, p1, rules->attempts, rules->false_signal);
    if (h < 0.0) {
        return TB_ERR_ARGUMENT;
    }
    tb_status status = tb_lc_cusum_design(p0, p1, h, &made);
    if (status == TB_OK) {
        status = tb_cusum_design(p0, p1, rules->watch_error, rules->watch_error, &watched);
    }
    if (status == TB_OK) {
        *learning = made;
        *watch = watched;
    }
    return status;
}

bool tb_progress_met(const tb_progress_rules *rules, const tb_progress_attempt *attempt)
{
    return !attempt->critical && attempt->total >= attempt->cut && attempt->tip_mm >= 0.0 &&
           attempt->tip_mm <= rules->met_tip_mm &&
           (attempt->margin_share < 0.0 || attempt->margin_share >= rules->met_margin);
}

int32_t tb_day_number(int year, int month, int day)
{
    // years from March on, so that the leap day comes last: H. Hinnant's days_from_civil
    const int y = month <= 2 ? year - 1 : year;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int of_era = y - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int32_t tb_progress_due(const tb_progress_rules *rules, const int32_t *days, int count)
{
    int practised = 0;
    for (int k = 0; k < count; ++k) {
        practised += k == 0 || days[k] != days[k - 1] ? 1 : 0;
    }
    if (practised == 0) {
        return INT32_MIN;
    }
    const int step = practised < TB_RETENTION_STEPS ? practised : TB_RETENTION_STEPS;
    return days[count - 1] + (int32_t)rules->retention_days[step - 1];
}
