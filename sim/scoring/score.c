#include "tautband/core/vec.h"

#include "scoring_internal.h"

#include <string.h>

static const double MILD_POINTS = 2.0, SIGNIFICANT_POINTS = 10.0;

// Points fall linearly from `full` to `zero`; the same line serves "more is better".
static double points_of(const tb_reading *reading, double weight)
{
    if (reading->not_attempted) {
        return 0.0;
    }
    return weight *
           tb_clamp((reading->zero - reading->value) / (reading->zero - reading->full), 0.0, 1.0);
}

static void sum_domains(const tb_rubric *rubric, tb_score *out)
{
    out->domain_count = rubric->domain_count;
    for (int d = 0; d < rubric->domain_count; ++d) {
        tb_domain_score *domain = &out->domains[d];
        domain->rubric = &rubric->domains[d];
        for (int k = 0; k < out->measure_count; ++k) {
            const tb_measure *measure = &out->measures[k];
            if (measure->assessed && strcmp(measure->rubric->domain, domain->rubric->id) == 0) {
                domain->points += measure->points;
                domain->weight += measure->rubric->weight;
            }
        }
        domain->below_floor =
            domain->weight > 0.0 && domain->points < domain->rubric->floor * domain->weight;
    }
}

/// How long the encounter went on after its time was up. Never rewards haste.
static void measure_overtime(const tb_event *events, int count, const tb_rubric *rubric,
                             tb_score *out)
{
    for (int k = 0; k < count; ++k) {
        if (events[k].kind == TB_EVENT_TIME_UP) {
            out->overtime_s = 1e-3 * (double)(events[count - 1].tick_ms - events[k].tick_ms);
        }
    }
    const double share =
        rubric->overtime_s > 0.0 ? tb_clamp(out->overtime_s / rubric->overtime_s, 0.0, 1.0) : 1.0;
    out->overtime_points = out->overtime_s > 0.0 ? rubric->overtime_points * share : 0.0;
}

static double total_of(const tb_score *score)
{
    double points = 0.0, weight = 0.0, less = score->overtime_points;
    for (int d = 0; d < score->domain_count; ++d) {
        points += score->domains[d].points;
        weight += score->domains[d].weight;
    }
    for (int k = 0; k < score->adverse_count; ++k) {
        less += score->adverse[k].grade == 1 ? MILD_POINTS : SIGNIFICANT_POINTS;
    }
    const double share = weight > 0.0 ? 100.0 * points / weight : 0.0;
    return tb_clamp(share - less, 0.0, 100.0);
}

void tb_score_compute(const tb_event *events, int event_count, const tb_case *model,
                      const tb_anatomy *anatomy, const tb_rubric *rubric, tb_score *out)
{
    memset(out, 0, sizeof *out);
    tb_evidence evidence;
    tb_reading readings[TB_MEASURES_MAX];
    tb_evidence_collect(events, event_count, &evidence);
    const tb_measure_context context = {&evidence, model, anatomy, (tb_school)rubric->school,
                                        rubric->rules};
    for (int k = 0; k < rubric->measure_count; ++k) {
        tb_measure *measure = &out->measures[out->measure_count];
        tb_reading *reading = &readings[out->measure_count];
        if (!tb_measure_read(&context, &rubric->measures[k], reading)) {
            continue; // a rubric made by hand; a loaded one holds known measures only
        }
        measure->rubric = &rubric->measures[k];
        measure->assessed = reading->assessed;
        measure->value = reading->value;
        measure->points = reading->assessed ? points_of(reading, measure->rubric->weight) : 0.0;
        ++out->measure_count;
    }
    out->ltr_count = evidence.ltr_count;
    sum_domains(rubric, out);
    tb_score_harm(events, event_count, &evidence, model, anatomy, rubric, out);
    measure_overtime(events, event_count, rubric, out);
    out->total = total_of(out);
    out->pass = out->critical_count == 0 && out->total >= rubric->cut && !evidence.faulted;
    for (int d = 0; d < out->domain_count; ++d) {
        out->pass = out->pass && !out->domains[d].below_floor;
    }
    tb_score_words(&evidence, readings, out);
}
