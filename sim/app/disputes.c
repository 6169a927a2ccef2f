#include "disputes.h"

#include "small_json.h"
#include "tautband/core/alloc.h"
#include "text.h" // marks sentences only: who shows them translates them

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { FORMAT = 1 };

static const char *const STATES[] = {"open", "accepted", "rejected"};

static bool is_id(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return text[0] != '\0' && strspn(text, letters) == strlen(text);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

int tb_disputes_of(const tb_disputes *disputes, const char *item)
{
    for (int k = 0; k < disputes->count; ++k) {
        if (strcmp(disputes->items[k].item, item) == 0) {
            return k;
        }
    }
    return -1;
}

int tb_disputes_open(const tb_disputes *disputes)
{
    int open = 0;
    for (int k = 0; k < disputes->count; ++k) {
        open += disputes->items[k].state == TB_DISPUTE_OPEN ? 1 : 0;
    }
    return open;
}

tb_status tb_disputes_raise(tb_disputes *disputes, const char *item, uint32_t at_ms,
                            const char *words, const char *time, tb_error *error)
{
    if (!is_id(item) || strlen(item) >= TB_ID_SIZE || at_ms > TB_DISPUTES_LATEST_MS) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s", TB_N("There is no such item."));
    }
    if (is_blank(words)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s", TB_N("Say in a few words what is wrong."));
    }
    if (tb_disputes_of(disputes, item) >= 0) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s", TB_N("This item is disputed already."));
    }
    if (disputes->count == TB_DISPUTES_MAX) {
        return tb_fail(error, TB_ERR_MEMORY, "%s", TB_N("There is no room for another dispute."));
    }
    tb_dispute *fresh = &disputes->items[disputes->count++];
    memset(fresh, 0, sizeof *fresh);
    snprintf(fresh->item, sizeof fresh->item, "%s", item);
    fresh->at_ms = at_ms;
    tb_take_words(words, fresh->words, sizeof fresh->words);
    tb_take_words(time, fresh->raised, sizeof fresh->raised);
    return TB_OK;
}

tb_status tb_disputes_decide(tb_disputes *disputes, int index, bool accepted, const char *answer,
                             const char *by, const char *time, tb_error *error)
{
    if (index < 0 || index >= disputes->count) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s", TB_N("There is no such item."));
    }
    if (is_blank(answer)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s", TB_N("Answer in a few words."));
    }
    if (is_blank(by)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s", TB_N("Enter your name."));
    }
    tb_dispute *one = &disputes->items[index];
    one->state = accepted ? TB_DISPUTE_ACCEPTED : TB_DISPUTE_REJECTED;
    tb_take_words(answer, one->answer, sizeof one->answer);
    tb_take_words(by, one->by, sizeof one->by);
    tb_take_words(time, one->decided, sizeof one->decided);
    return TB_OK;
}

// --- the file -----------------------------------------------------------------------------------

static tb_status read_state(const json_t *entry, const char *where, tb_dispute *out,
                            tb_error *error)
{
    char state[16];
    const tb_status status = tb_json_words(entry, where, "state", state, sizeof state, error);
    if (status != TB_OK) {
        return status;
    }
    for (int k = 0; k < 3; ++k) {
        if (strcmp(state, STATES[k]) == 0) {
            out->state = (tb_dispute_state)k;
            return TB_OK;
        }
    }
    return tb_fail(error, TB_ERR_FORMAT, "%s.state: open, accepted or rejected wanted, not '%s'",
                   where, state);
}

static tb_status read_words(const json_t *entry, const char *where, tb_dispute *out,
                            tb_error *error)
{
    const struct {
        const char *key;
        char *to;
        size_t capacity;
    } fields[] = {{"item", out->item, sizeof out->item},
                  {"words", out->words, sizeof out->words},
                  {"raised", out->raised, sizeof out->raised},
                  {"answer", out->answer, sizeof out->answer},
                  {"by", out->by, sizeof out->by},
                  {"decided", out->decided, sizeof out->decided}};
    for (size_t k = 0; k < sizeof fields / sizeof fields[0]; ++k) {
        const tb_status status =
            tb_json_words(entry, where, fields[k].key, fields[k].to, fields[k].capacity, error);
        if (status != TB_OK) {
            return status;
        }
    }
    return TB_OK;
}

// What hangs together in an entry, and with those before it.
static tb_status check(const tb_dispute *one, const tb_disputes *before, const char *where,
                       tb_error *error)
{
    if (!is_id(one->item)) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.item: letters, digits, _ and - wanted", where);
    }
    if (tb_disputes_of(before, one->item) >= 0) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.item: '%s' is disputed twice", where, one->item);
    }
    if (is_blank(one->words)) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.words: empty", where);
    }
    const bool open = one->state == TB_DISPUTE_OPEN;
    if (open && (one->answer[0] != '\0' || one->by[0] != '\0' || one->decided[0] != '\0')) {
        return tb_fail(error, TB_ERR_FORMAT, "%s: open, and answered", where);
    }
    if (!open && (is_blank(one->answer) || is_blank(one->by))) {
        return tb_fail(error, TB_ERR_FORMAT, "%s: %s without answer or name", where,
                       STATES[one->state]);
    }
    return TB_OK;
}

static tb_status read_entry(const json_t *entry, int index, tb_disputes *out, tb_error *error)
{
    char where[24];
    unsigned at_ms = 0;
    tb_dispute one;
    memset(&one, 0, sizeof one);
    snprintf(where, sizeof where, "disputes[%d]", index);
    tb_status status = tb_json_moment(entry, where, "at_ms", TB_DISPUTES_LATEST_MS, &at_ms, error);
    if (status == TB_OK) {
        status = read_words(entry, where, &one, error);
    }
    if (status == TB_OK) {
        status = read_state(entry, where, &one, error);
    }
    if (status == TB_OK) {
        status = check(&one, out, where, error);
    }
    if (status == TB_OK) {
        one.at_ms = at_ms;
        out->items[out->count++] = one;
    }
    return status;
}

static tb_status read_root(const json_t *root, tb_disputes *out, tb_error *error)
{
    const json_t *format = json_object_get(root, "format");
    const json_t *list = json_object_get(root, "disputes");
    if (!json_is_integer(format) || json_integer_value(format) != FORMAT) {
        return tb_fail(error, TB_ERR_FORMAT, "format: 1 wanted");
    }
    if (!json_is_array(list)) {
        return tb_fail(error, TB_ERR_FORMAT, "disputes: a list wanted");
    }
    if (json_array_size(list) > TB_DISPUTES_MAX) {
        return tb_fail(error, TB_ERR_FORMAT, "disputes: %zu entries, more than %d",
                       json_array_size(list), (int)TB_DISPUTES_MAX);
    }
    for (size_t k = 0; k < json_array_size(list); ++k) {
        const tb_status status = read_entry(json_array_get(list, k), (int)k, out, error);
        if (status != TB_OK) {
            return status;
        }
    }
    return TB_OK;
}

tb_status tb_disputes_parse(const char *text, size_t bytes, tb_disputes *out, tb_error *error)
{
    json_t *root = NULL;
    tb_status status = tb_json_parse(text, bytes, TB_DISPUTES_FILE_MAX, &root, error);
    if (status != TB_OK) {
        return status;
    }
    tb_disputes *read = tb_alloc(sizeof *read);
    status = read != NULL ? read_root(root, read, error)
                          : tb_fail(error, TB_ERR_MEMORY, "no memory for disputes");
    if (status == TB_OK) {
        *out = *read;
    }
    tb_free(read);
    json_decref(root);
    return status;
}

tb_status tb_disputes_load(const char *path, tb_disputes *out, tb_error *error)
{
    char *text = NULL;
    size_t bytes = 0;
    tb_error why = {TB_OK, ""};
    tb_status status = tb_json_read(path, TB_DISPUTES_FILE_MAX, &text, &bytes, error);
    if (status != TB_OK || text == NULL) {
        if (status == TB_OK) {
            memset(out, 0, sizeof *out);
        }
        return status;
    }
    status = tb_disputes_parse(text, bytes, out, &why);
    tb_free(text);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "%s: %s", path, why.message);
}

tb_status tb_disputes_save(const tb_disputes *disputes, const char *path, tb_error *error)
{
    json_t *list = json_array();
    for (int k = 0; k < disputes->count; ++k) {
        const tb_dispute *one = &disputes->items[k];
        list = tb_json_append(list, json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "item",
                                              one->item, "at_ms", (json_int_t)one->at_ms, "words",
                                              one->words, "raised", one->raised, "state",
                                              STATES[one->state], "answer", one->answer, "by",
                                              one->by, "decided", one->decided));
    }
    return tb_json_save(json_pack("{s:i, s:o}", "format", FORMAT, "disputes", list), path, error);
}
