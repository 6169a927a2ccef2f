#include "scoring_internal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define TEXT(type, member, doc_)                                                                   \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_TEXT, .offset = offsetof(type, member),                   \
        .size = sizeof((type *)0)->member, .required = true, .doc = doc_                           \
    }
#define NUMBER(type, member, lo_, hi_, doc_)                                                       \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_F64, .offset = offsetof(type, member), .lo = lo_,         \
        .hi = hi_, .required = true, .doc = doc_                                                   \
    }
#define OPTIONAL(type, member, lo_, hi_, doc_)                                                     \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_F64, .offset = offsetof(type, member), .lo = lo_,         \
        .hi = hi_, .doc = doc_                                                                     \
    }

static const tb_field domain_fields[] = {
    TEXT(tb_rubric_domain, id, "id that measures name"),
    TEXT(tb_rubric_domain, label, "name on the score screen"),
    NUMBER(tb_rubric_domain, floor, 0.0, 1.0, "share of its points that an exam wants"),
};

static const tb_schema domain_schema = {"domain", domain_fields,
                                        sizeof domain_fields / sizeof domain_fields[0],
                                        sizeof(tb_rubric_domain)};

static const tb_field measure_fields[] = {
    TEXT(tb_rubric_measure, id, "a measure this program knows"),
    TEXT(tb_rubric_measure, label, "name on the score screen"),
    TEXT(tb_rubric_measure, domain, "id of its domain"),
    TEXT(tb_rubric_measure, unit, "unit of its value"),
    TEXT(tb_rubric_measure, definition, "what is measured, in one sentence"),
    NUMBER(tb_rubric_measure, weight, 0.0, 100.0, "points it can earn"),
    NUMBER(tb_rubric_measure, full, -1e4, 1e4, "value that earns them all"),
    NUMBER(tb_rubric_measure, zero, -1e4, 1e4, "value that earns none"),
    TEXT(tb_rubric_measure, source, "where the ramp comes from"),
};

static const tb_schema measure_schema = {"measure", measure_fields,
                                         sizeof measure_fields / sizeof measure_fields[0],
                                         sizeof(tb_rubric_measure)};

static const char *const school_names[] = {
#define X(name, id) id,
    TB_SCHOOL_LIST(X)
#undef X
        NULL};

const char *tb_school_name(tb_school school)
{
    return (unsigned)school < TB_SCHOOL_COUNT ? school_names[school] : "unknown";
}

const tb_rubric *tb_rubric_choose(const tb_rubric_set *set, const tb_event *events, int event_count)
{
    bool punctured = false, by_hand = false;
    int decision = -1;
    for (int k = 0; k < event_count; ++k) {
        punctured = punctured || events[k].kind == TB_EVENT_SKIN_PUNCTURED;
        by_hand =
            by_hand || events[k].kind == TB_EVENT_RELEASE_HELD || events[k].kind == TB_EVENT_SWEPT;
        decision = events[k].kind == TB_EVENT_DECIDED ? events[k].subject : decision;
    }
    const bool none = decision == TB_DECISION_REFER || decision == TB_DECISION_DECLINE ||
                      decision == TB_DECISION_EXERCISE;
    return punctured ? set->needling : by_hand ? set->manual : none ? set->decline : set->needling;
}

static const tb_field rubric_fields[] = {
    TEXT(tb_rubric, id, "id of the rubric"),
    TEXT(tb_rubric, version, "version, part of every score"),
    TEXT(tb_rubric, standing, "who set the cut score"),
    NUMBER(tb_rubric, cut, 0.0, 100.0, "total that passes"),
    {.key = "unsafe_path_critical",
     .kind = TB_FIELD_BOOL,
     .offset = offsetof(tb_rubric, unsafe_path_critical),
     .required = true,
     .doc = "whether a lethal hazard within the shaft's reserve for 3 s fails the encounter"},
    {.key = "school",
     .kind = TB_FIELD_ENUM,
     .offset = offsetof(tb_rubric, school),
     .names = school_names,
     .doc = "technique taught: pistoning (when absent), hong, sustained or winding"},
    OPTIONAL(tb_rubric, overtime_points, 0.0, 100.0,
             "points lost at most beyond the time a case allots (0 when absent)"),
    OPTIONAL(tb_rubric, overtime_s, 1.0, 3600.0,
             "so many seconds beyond it lose them all, less in proportion (120 when absent)"),
    {.key = "domains",
     .kind = TB_FIELD_LIST,
     .offset = offsetof(tb_rubric, domains),
     .size = TB_DOMAINS_MAX,
     .count_offset = offsetof(tb_rubric, domain_count),
     .required = true,
     .schema = &domain_schema,
     .doc = "domains in the order of the score screen"},
    {.key = "measures",
     .kind = TB_FIELD_LIST,
     .offset = offsetof(tb_rubric, measures),
     .size = TB_MEASURES_MAX,
     .count_offset = offsetof(tb_rubric, measure_count),
     .required = true,
     .schema = &measure_schema,
     .doc = "measures in the order of the report"},
};

static const tb_schema rubric_schema = {
    "rubric", rubric_fields, sizeof rubric_fields / sizeof rubric_fields[0], sizeof(tb_rubric)};

static void complain(const tb_places *places, tb_diagnostics *diagnostics, int index,
                     const char *key, const char *rule, const char *text, const char *near)
{
    char path[64];
    int line = 0, column = 0;
    snprintf(path, sizeof path, "measures[%d].%s", index, key);
    tb_places_find(places, path, &line, &column);
    tb_diagnostics_add(diagnostics, line, column, rule, "%s%s%s", text,
                       near != NULL ? "; did you mean " : "", near != NULL ? near : "");
}

static void check_measure(const tb_rubric *rubric, int index, const tb_places *places,
                          tb_diagnostics *diagnostics)
{
    const tb_rubric_measure *measure = &rubric->measures[index];
    const char *const *known = tb_measure_names();
    bool found = false;
    for (int k = 0; known[k] != NULL; ++k) {
        found = found || strcmp(known[k], measure->id) == 0;
    }
    if (!found) {
        complain(places, diagnostics, index, "id", "unknown-measure", "no such measure",
                 tb_nearest_name(measure->id, known));
    }
    for (int k = 0; k < index; ++k) {
        if (strcmp(rubric->measures[k].id, measure->id) == 0) {
            complain(places, diagnostics, index, "id", "duplicate", "measure stands here twice",
                     NULL);
        }
    }
    const char *domains[TB_DOMAINS_MAX + 1];
    bool has_domain = false;
    for (int k = 0; k < rubric->domain_count; ++k) {
        domains[k] = rubric->domains[k].id;
        has_domain = has_domain || strcmp(domains[k], measure->domain) == 0;
    }
    domains[rubric->domain_count] = NULL;
    if (!has_domain) {
        complain(places, diagnostics, index, "domain", "unknown-domain", "no such domain",
                 tb_nearest_name(measure->domain, domains));
    }
    if (fabs(measure->full - measure->zero) < 1e-9) {
        complain(places, diagnostics, index, "zero", "ramp", "full and zero are the same value",
                 NULL);
    }
}

tb_status tb_rubric_load(const char *path, tb_rubric *out, tb_diagnostics *diagnostics)
{
    tb_rubric rubric = {.cut = 0.0, .overtime_s = 120.0};
    tb_places *places = NULL;
    const tb_status status = tb_schema_load(&rubric_schema, path, &rubric, diagnostics, &places);
    if (status != TB_OK) {
        return status;
    }
    for (int k = 0; k < rubric.measure_count; ++k) {
        check_measure(&rubric, k, places, diagnostics);
    }
    tb_places_destroy(places);
    if (diagnostics->count > 0) {
        return TB_ERR_FORMAT;
    }
    *out = rubric;
    return TB_OK;
}
