#include "validation_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void tb_row_add(tb_validation_report *report, const tb_validation_row *row)
{
    if (report->row_count == TB_VALIDATION_ROWS_MAX) {
        report->gates_missed += 1; // a row that is not shown must not pass in silence
        return;
    }
    tb_validation_row *out = &report->rows[report->row_count++];
    *out = *row;
    out->holds = out->ours >= out->low && out->ours <= out->high; // false for NaN
    if (out->evidence == TB_EVIDENCE_EXACT) {
        report->gates += 1;
        report->gates_missed += out->holds ? 0 : 1;
    } else {
        report->others += 1;
        report->others_missed += out->holds ? 0 : 1;
    }
}

void tb_rows_add(tb_validation_report *report, const tb_validation_row *rows, size_t count)
{
    for (size_t k = 0; k < count; ++k) {
        tb_row_add(report, &rows[k]);
    }
}

tb_figure *tb_figure_add(tb_validation_report *report, const char *id, const char *title,
                         const char *x_label, const char *y_label)
{
    if (report->figure_count == TB_FIGURES_MAX) {
        return NULL;
    }
    tb_figure *figure = &report->figures[report->figure_count++];
    figure->id = id;
    figure->title = title;
    figure->x_label = x_label;
    figure->y_label = y_label;
    return figure;
}

tb_curve *tb_curve_add(tb_figure *figure, const char *label, bool reference, bool dots)
{
    const int last = TB_FIGURE_CURVES_MAX - 1;
    tb_curve *curve = &figure->curves[figure->curve_count < last ? figure->curve_count : last];
    figure->curve_count += figure->curve_count < TB_FIGURE_CURVES_MAX ? 1 : 0;
    snprintf(curve->label, sizeof curve->label, "%s", label);
    curve->reference = reference;
    curve->dots = dots;
    curve->count = 0;
    return curve;
}

void tb_curve_point(tb_curve *curve, double x, double y)
{
    if (curve->count < TB_CURVE_POINTS_MAX) {
        curve->x[curve->count] = x;
        curve->y[curve->count++] = y;
    }
}

void tb_zone_add(tb_figure *figure, const char *label, double from, double to)
{
    if (figure->zone_count < TB_FIGURE_ZONES_MAX) {
        tb_figure_zone *zone = &figure->zones[figure->zone_count++];
        snprintf(zone->label, sizeof zone->label, "%s", label);
        zone->from = from;
        zone->to = to;
    }
}

const char *tb_evidence_name(tb_evidence evidence)
{
    static const char *const names[] = {"exact", "published", "from memory", "judgement"};
    return (unsigned)evidence < TB_EVIDENCE_COUNT ? names[evidence] : "unknown";
}

tb_status tb_validation_run(const tb_validation_subject *subject, bool figures,
                            tb_validation_report *out)
{
    memset(out, 0, sizeof *out);
    tb_status status = tb_shaft_rows(figures, out);
    if (status == TB_OK) {
        status = tb_contact_rows(figures, out);
    }
    if (status == TB_OK) {
        status = tb_needle_rows(subject, figures, out);
    }
    if (status == TB_OK) {
        status = tb_tissue_rows(subject, figures, out);
    }
    if (status == TB_OK) {
        status = tb_response_rows(subject, figures, out);
    }
    if (status == TB_OK) {
        status = tb_patient_rows(subject, out);
    }
    return status;
}
