#include "progress_view.h"

#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *tb_family_name(tb_family family)
{
    static const char *const names[] = {TB_N("All"), TB_N("Neck, shoulder"), TB_N("Back"),
                                        TB_N("Hip and leg"), TB_N("Foot")};
    return (unsigned)family < TB_FAMILY_COUNT ? names[family] : "";
}

tb_family tb_family_of(tb_body_part part)
{
    switch (part) {
    case TB_PART_HEAD:
    case TB_PART_SHOULDER:
        return TB_FAMILY_NECK;
    case TB_PART_BACK:
        return TB_FAMILY_BACK;
    case TB_PART_FOOT:
        return TB_FAMILY_FOOT;
    case TB_PART_HIP:
    case TB_PART_LEG:
    case TB_PART_COUNT:
        break;
    }
    return TB_FAMILY_HIP;
}

int32_t tb_day_of_stamp(const char *stamp)
{
    int year = 0, month = 0, day = 0;
    if (sscanf(stamp, "%4d%2d%2d-", &year, &month, &day) != 3 || month < 1 || month > 12 ||
        day < 1 || day > 31) {
        return INT32_MIN;
    }
    return tb_day_number(year, month, day);
}

tb_status tb_progress_view_start(const tb_progress_rules *rules, tb_progress_view *out)
{
    const tb_status status = tb_progress_charts(rules, &out->learning, &out->watching);
    if (status == TB_OK) {
        out->false_share =
            tb_lc_cusum_signals(&out->learning, rules->attempts, rules->inadequate_failures);
        out->true_share =
            tb_lc_cusum_signals(&out->learning, rules->attempts, rules->adequate_failures);
    }
    return status;
}

static double followed_of(const tb_library_attempt *attempt, tb_followed what)
{
    switch (what) {
    case TB_FOLLOW_TIP:
        return attempt->tip_mm;
    case TB_FOLLOW_ANGLE:
        return attempt->angle_deg;
    case TB_FOLLOW_MARGIN:
        return 100.0 * attempt->margin_share;
    case TB_FOLLOW_PAIN:
        return attempt->pain;
    case TB_FOLLOW_POINTS:
    case TB_FOLLOW_COUNT:
        break;
    }
    return (double)attempt->total;
}

// The fit, and whether it moved by more than two single attempts differ by chance.
static void judge(tb_progress_series *s, tb_followed what)
{
    const bool power = what == TB_FOLLOW_TIP;
    const bool less_is_better = what != TB_FOLLOW_MARGIN && what != TB_FOLLOW_POINTS;
    const double least_mm = 0.1; // a tip inside the point: as near as it can be told
    s->fits = tb_learning_curve_fit(s->value, s->count, power, least_mm, &s->curve) == TB_OK;
    s->change = TB_CHANGE_UNKNOWN;
    if (!s->fits) {
        return;
    }
    s->mdc = tb_mdc95(s->curve.sem);
    const double moved =
        tb_learning_curve_at(&s->curve, s->count) - tb_learning_curve_at(&s->curve, 1.0);
    if (s->count >= 4) {
        s->change = fabs(moved) <= s->mdc             ? TB_CHANGE_NONE
                    : (moved < 0.0) == less_is_better ? TB_CHANGE_BETTER
                                                      : TB_CHANGE_WORSE;
    }
}

static const tb_library_case *case_of(const tb_library *library, const tb_library_attempt *attempt)
{
    return tb_library_find(library, attempt->case_id);
}

static bool in_family(const tb_library *library, const tb_library_attempt *attempt,
                      tb_family family)
{
    const tb_library_case *one = case_of(library, attempt);
    const tb_body_part part = one != NULL ? one->part : tb_body_part_of("", attempt->case_id);
    return attempt->has_score && !attempt->sealed && tb_library_own(library, attempt) &&
           (family == TB_FAMILY_ALL || tb_family_of(part) == family);
}

static void chart_attempt(const tb_progress_rules *rules, const tb_library_attempt *attempt,
                          tb_progress_view *out)
{
    const tb_progress_attempt one = {attempt->critical, (double)attempt->total, attempt->cut,
                                     attempt->tip_mm, attempt->margin_share};
    const bool met = tb_progress_met(rules, &one);
    const double before = out->charted > 0 ? out->chart[out->charted - 1] : 0.0;
    out->met[out->charted] = met;
    out->chart[out->charted] = tb_lc_cusum_step(&out->learning, before, !met);
    if (out->signal_at > 0 && !out->relapsed) {
        out->watch = tb_cusum_step(&out->watching, out->watch, !met);
        out->relapsed = out->watch >= out->watching.h1;
        out->watch = fmax(out->watch, -out->watching.h0); // a long good run is no reserve
    }
    ++out->charted;
    if (out->signal_at == 0 && out->chart[out->charted - 1] > out->learning.h) {
        out->signal_at = out->charted;
    }
}

// --- what comes next ----------------------------------------------------------------------------

// Another patient of the same muscle: the case tried least, not the last one where there is a
// choice.
static void choose_case(const tb_library *library, const char *muscle, const char *last_case,
                        char out[TB_ID_SIZE])
{
    const tb_library_case *best = NULL;
    for (int k = 0; k < library->case_count; ++k) {
        const tb_library_case *one = &library->cases[k];
        if (one->fault_count > 0 || strcmp(one->muscle, muscle) != 0) {
            continue;
        }
        const bool last = strcmp(one->id, last_case) == 0;
        const bool best_last = best != NULL && strcmp(best->id, last_case) == 0;
        if (best == NULL || (best_last && !last) ||
            (best_last == last && one->attempts < best->attempts)) {
            best = one;
        }
    }
    snprintf(out, TB_ID_SIZE, "%s", best != NULL ? best->id : last_case);
}

static void find_due(const tb_library *library, const tb_progress_rules *rules, tb_family family,
                     tb_progress_view *out)
{
    out->due_day = INT32_MIN;
    for (int c = 0; c < library->case_count; ++c) {
        const char *muscle = library->cases[c].muscle;
        int32_t days[TB_LIBRARY_ATTEMPTS];
        const char *last_case = "";
        int count = 0;
        bool first = muscle[0] != '\0';
        for (int k = 0; k < c; ++k) {
            first = first && strcmp(library->cases[k].muscle, muscle) != 0;
        }
        for (int k = library->attempt_count - 1; first && k >= 0; --k) { // oldest first
            const tb_library_attempt *attempt = &library->attempts[k];
            const tb_library_case *one = case_of(library, attempt);
            const int32_t day = tb_day_of_stamp(attempt->when);
            if (one != NULL && strcmp(one->muscle, muscle) == 0 && day != INT32_MIN &&
                in_family(library, attempt, family)) {
                days[count++] = day;
                last_case = attempt->case_id;
            }
        }
        const int32_t due = tb_progress_due(rules, days, count);
        if (due != INT32_MIN && (out->due_day == INT32_MIN || due < out->due_day)) {
            out->due_day = due;
            snprintf(out->due_muscle, sizeof out->due_muscle, "%s", muscle);
            choose_case(library, muscle, last_case, out->due_case);
        }
    }
}

void tb_progress_view_build(const tb_library *library, const tb_progress_rules *rules,
                            tb_family family, tb_progress_view *out)
{
    out->family = family;
    out->attempts = out->charted = out->signal_at = 0;
    out->watch = 0.0;
    out->relapsed = false;
    out->since[0] = out->due_case[0] = out->due_muscle[0] = '\0';
    for (int w = 0; w < TB_FOLLOW_COUNT; ++w) {
        out->series[w].count = 0;
    }
    for (int k = library->attempt_count - 1; k >= 0; --k) { // oldest first
        const tb_library_attempt *attempt = &library->attempts[k];
        if (!in_family(library, attempt, family)) {
            continue;
        }
        if (out->attempts++ == 0) {
            snprintf(out->since, sizeof out->since, "%s", attempt->when);
        }
        for (int w = 0; w < TB_FOLLOW_COUNT; ++w) {
            const double value = followed_of(attempt, (tb_followed)w);
            if (value >= 0.0) {
                out->series[w].value[out->series[w].count++] = value;
            }
        }
        if (attempt->tip_mm >= 0.0) {
            chart_attempt(rules, attempt, out);
        }
    }
    for (int w = 0; w < TB_FOLLOW_COUNT; ++w) {
        judge(&out->series[w], (tb_followed)w);
    }
    find_due(library, rules, family, out);
}
