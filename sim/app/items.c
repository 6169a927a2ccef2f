#include "items.h"

#include "small_json.h"
#include "tautband/core/alloc.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

// --- moments ------------------------------------------------------------------------------------

/// The event that a measure hinges on, by how its id begins.
typedef struct hinge {
    const char *id;
    tb_event_kind kind, other; ///< where there is none of the first, the other
    bool last;                 ///< the last one counts, not the first
} hinge;

static const hinge HINGES[] = {
    {"A1_", TB_EVENT_SCREENED, TB_EVENT_DECIDED, false},
    {"A3_", TB_EVENT_PLANNED, TB_EVENT_REVIEW_SET, false},
    {"A4_", TB_EVENT_DECIDED, TB_EVENT_END, true},
    {"A5_", TB_EVENT_TOLD, TB_EVENT_CONSENT, false},
    {"B1_", TB_EVENT_PREPARED, TB_EVENT_NEEDLE_CHOSEN, false},
    {"C1_", TB_EVENT_DECLARED, TB_EVENT_BAND_FELT, true},
    {"C2_", TB_EVENT_DECLARED, TB_EVENT_BAND_FELT, true},
    {"C3_", TB_EVENT_BAND_FELT, TB_EVENT_TOUCH, false},
    {"C4_", TB_EVENT_RECOGNISED, TB_EVENT_TOLD, false},
    {"C5_", TB_EVENT_STROKED_ACROSS, TB_EVENT_WALKED_ALONG, false},
    {"D1_", TB_EVENT_NEEDLE_PLACED, TB_EVENT_SKIN_PUNCTURED, true},
    {"D2_", TB_EVENT_SKIN_PUNCTURED, TB_EVENT_NEEDLE_PLACED, true},
    {"D4_", TB_EVENT_NEEDLE_CHOSEN, TB_EVENT_NEEDLE_PLACED, true},
    {"D5_", TB_EVENT_FASCIA_PUNCTURED, TB_EVENT_SKIN_PUNCTURED, true},
    {"F1_", TB_EVENT_SKIN_PUNCTURED, TB_EVENT_NEEDLE_PLACED, true},
    {"F2_", TB_EVENT_REDIRECTED, TB_EVENT_FASCIA_PUNCTURED, false},
    {"F3_", TB_EVENT_STROKE, TB_EVENT_WOUND, false},
    {"F4_", TB_EVENT_LTR, TB_EVENT_FASCIA_PUNCTURED, false},
    {"F5_", TB_EVENT_BENT, TB_EVENT_OUT_OF_SKIN, false},
    {"G2_", TB_EVENT_TOLD, TB_EVENT_SAID, false},
    {"G3_", TB_EVENT_OUT_OF_SKIN, TB_EVENT_COTTON_PRESSED, true},
    {"M1_", TB_EVENT_RELEASE_HELD, TB_EVENT_TOUCH, false},
    {"M2_", TB_EVENT_RELEASE_HELD, TB_EVENT_TOUCH, false},
    {"M3_", TB_EVENT_RELEASE_HELD, TB_EVENT_TOUCH, true},
    {"M4_", TB_EVENT_RELEASE_YIELDED, TB_EVENT_RELEASE_HELD, false},
    {"M5_", TB_EVENT_GUARDING, TB_EVENT_RELEASE_HELD, false},
    {"M6_", TB_EVENT_SWEPT, TB_EVENT_TOUCH, false},
    {"M7_", TB_EVENT_TOLD, TB_EVENT_SAID, false},
    {"M8_", TB_EVENT_PLANNED, TB_EVENT_END, false},
};

static bool find_kind(tb_event_kind kind, bool last, const tb_event *events, int count,
                      uint32_t *at_ms)
{
    bool found = false;
    for (int k = 0; k < count && (last || !found); ++k) {
        if (events[k].kind == kind) {
            *at_ms = events[k].tick_ms;
            found = true;
        }
    }
    return found;
}

// Where a value of samples was least (sign 1) or greatest (-1).
static uint32_t extreme(tb_event_kind kind, int value, double sign, const tb_event *events,
                        int count)
{
    uint32_t at_ms = 0;
    double best = 0.0;
    bool found = false;
    for (int k = 0; k < count; ++k) {
        const double met = sign * events[k].values[value];
        if (events[k].kind == kind &&
            (kind != TB_EVENT_TIP_SAMPLE || (events[k].subject & TB_TIP_IN_TISSUE) != 0) &&
            (!found || met < best)) {
            best = met;
            at_ms = events[k].tick_ms;
            found = true;
        }
    }
    return at_ms;
}

static uint32_t moment_of(const char *id, const tb_event *events, int count)
{
    uint32_t at_ms = 0;
    if (strncmp(id, "D3_", 3) == 0) {
        return extreme(TB_EVENT_TIP_SAMPLE, 4, 1.0, events, count); // target_distance_mm
    }
    if (strncmp(id, "E1_", 3) == 0) {
        return extreme(TB_EVENT_TIP_SAMPLE, 5, 1.0, events, count); // hazard_clearance_mm
    }
    if (strncmp(id, "E2_", 3) == 0) {
        return extreme(TB_EVENT_TIP_SAMPLE, 6, 1.0, events, count); // reserve_mm
    }
    if (strncmp(id, "G1_", 3) == 0) {
        return extreme(TB_EVENT_PAIN_SAMPLE, 0, -1.0, events, count); // pain_nrs
    }
    for (size_t k = 0; k < sizeof HINGES / sizeof HINGES[0]; ++k) {
        const hinge *one = &HINGES[k];
        if (strncmp(id, one->id, strlen(one->id)) == 0 &&
            (find_kind(one->kind, one->last, events, count, &at_ms) ||
             find_kind(one->other, one->last, events, count, &at_ms))) {
            return at_ms;
        }
    }
    return 0;
}

void tb_items_find_moments(tb_items *items, const tb_event *events, int count)
{
    for (int k = 0; k < items->count; ++k) {
        if (items->items[k].kind == TB_ITEM_MEASURE) {
            items->items[k].at_ms = moment_of(items->items[k].id, events, count);
        }
    }
}

int tb_items_of(const tb_items *items, const char *id)
{
    for (int k = 0; k < items->count; ++k) {
        if (strcmp(items->items[k].id, id) == 0) {
            return k;
        }
    }
    return -1;
}

// --- the file -----------------------------------------------------------------------------------

static tb_status number(const json_t *entry, const char *where, const char *key, double *out,
                        tb_error *error)
{
    const json_t *value = json_object_get(entry, key);
    if (!json_is_number(value)) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.%s: a number wanted", where, key);
    }
    *out = json_number_value(value);
    return TB_OK;
}

static tb_status add(tb_items *out, const tb_item *one, const char *where, tb_error *error)
{
    if (tb_items_of(out, one->id) >= 0) {
        return TB_OK; // the same kind of event again: the first one stands for all
    }
    if (out->count == TB_ITEMS_MAX) {
        return tb_fail(error, TB_ERR_FORMAT, "%s: more than %d items", where, (int)TB_ITEMS_MAX);
    }
    out->items[out->count++] = *one;
    return TB_OK;
}

static tb_status read_event(const json_t *entry, const char *where, tb_item_kind kind,
                            tb_items *out, tb_error *error)
{
    enum { LATEST_MS = 24 * 3600000 };
    tb_item one;
    unsigned at_ms = 0;
    memset(&one, 0, sizeof one);
    one.kind = kind;
    tb_status status = tb_json_words(entry, where, "id", one.id, sizeof one.id, error);
    if (status == TB_OK) {
        status = tb_json_words(entry, where, "text", one.label, sizeof one.label, error);
    }
    if (status == TB_OK) {
        status = tb_json_moment(entry, where, "tick_ms", LATEST_MS, &at_ms, error);
    }
    one.at_ms = at_ms;
    return status == TB_OK ? add(out, &one, where, error) : status;
}

static tb_status read_measure(const json_t *entry, const char *where, tb_items *out,
                              tb_error *error)
{
    tb_item one;
    memset(&one, 0, sizeof one);
    one.kind = TB_ITEM_MEASURE;
    if (!json_is_true(json_object_get(entry, "assessed"))) {
        return TB_OK;
    }
    tb_status status = tb_json_words(entry, where, "id", one.id, sizeof one.id, error);
    if (status == TB_OK) {
        status = tb_json_words(entry, where, "label", one.label, sizeof one.label, error);
    }
    if (status == TB_OK) {
        status = tb_json_words(entry, where, "unit", one.unit, sizeof one.unit, error);
    }
    if (status == TB_OK) {
        status = number(entry, where, "value", &one.value, error);
    }
    if (status == TB_OK) {
        status = number(entry, where, "points", &one.points, error);
    }
    if (status == TB_OK) {
        status = number(entry, where, "weight", &one.weight, error);
    }
    return status == TB_OK ? add(out, &one, where, error) : status;
}

static tb_status read_list(const json_t *root, const char *key, tb_item_kind kind, tb_items *out,
                           tb_error *error)
{
    const json_t *list = json_object_get(root, key);
    if (!json_is_array(list)) {
        return tb_fail(error, TB_ERR_FORMAT, "%s: a list wanted", key);
    }
    for (size_t k = 0; k < json_array_size(list); ++k) {
        char where[48];
        snprintf(where, sizeof where, "%s[%zu]", key, k);
        const json_t *entry = json_array_get(list, k);
        const tb_status status = kind == TB_ITEM_MEASURE
                                     ? read_measure(entry, where, out, error)
                                     : read_event(entry, where, kind, out, error);
        if (status != TB_OK) {
            return status;
        }
    }
    return TB_OK;
}

static tb_status read_root(const json_t *root, tb_items *out, tb_error *error)
{
    tb_status status = read_list(root, "critical_fails", TB_ITEM_CRITICAL, out, error);
    if (status == TB_OK) {
        status = read_list(root, "adverse_events", TB_ITEM_ADVERSE, out, error);
    }
    if (status == TB_OK) {
        status = read_list(root, "measures", TB_ITEM_MEASURE, out, error);
    }
    if (status == TB_OK) {
        status = number(root, "score", "total", &out->total, error);
    }
    if (status == TB_OK) {
        status = number(json_object_get(root, "rubric"), "rubric", "cut", &out->cut, error);
    }
    out->pass = json_is_true(json_object_get(root, "pass"));
    return status;
}

tb_status tb_items_parse(const char *text, size_t bytes, tb_items *out, tb_error *error)
{
    json_t *root = NULL;
    tb_status status = tb_json_parse(text, bytes, TB_ITEMS_FILE_MAX, &root, error);
    if (status != TB_OK) {
        return status;
    }
    tb_items *read = tb_alloc(sizeof *read);
    status = read != NULL ? read_root(root, read, error)
                          : tb_fail(error, TB_ERR_MEMORY, "no memory for a score's items");
    if (status == TB_OK) {
        *out = *read;
    }
    tb_free(read);
    json_decref(root);
    return status;
}

tb_status tb_items_load(const char *path, tb_items *out, tb_error *error)
{
    char *text = NULL;
    size_t bytes = 0;
    tb_error why = {TB_OK, ""};
    tb_status status = tb_json_read(path, TB_ITEMS_FILE_MAX, &text, &bytes, error);
    if (status == TB_OK && text == NULL) {
        return tb_fail(error, TB_ERR_IO, "%s: there is no score", path);
    }
    if (status != TB_OK) {
        return status;
    }
    status = tb_items_parse(text, bytes, out, &why);
    tb_free(text);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "%s: %s", path, why.message);
}
