#include "notes.h"

#include "small_json.h"

#include "tautband/core/alloc.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { FORMAT = 1 };

bool tb_notes_path(const char *recording, char *out, size_t capacity)
{
    const size_t length = strlen(recording);
    const size_t stem =
        length > 4 && strcmp(recording + length - 4, ".tbr") == 0 ? length - 4 : length;
    const int wrote = snprintf(out, capacity, "%.*s.notes.json", (int)stem, recording);
    return wrote > 0 && (size_t)wrote < capacity;
}

// --- the list -----------------------------------------------------------------------------------

int tb_notes_add(tb_notes *notes, uint32_t at_ms, const char *text)
{
    if (notes->count >= TB_NOTES_MAX) {
        return -1;
    }
    int at = notes->count++;
    for (; at > 0 && notes->items[at - 1].at_ms > at_ms; --at) {
        notes->items[at] = notes->items[at - 1];
    }
    notes->items[at].at_ms = at_ms;
    tb_take_words(text, notes->items[at].text, TB_NOTE_SIZE);
    return at;
}

void tb_notes_set(tb_notes *notes, int index, const char *text)
{
    if (index >= 0 && index < notes->count) {
        tb_take_words(text, notes->items[index].text, TB_NOTE_SIZE);
    }
}

void tb_notes_remove(tb_notes *notes, int index)
{
    if (index >= 0 && index < notes->count) {
        --notes->count;
        memmove(&notes->items[index], &notes->items[index + 1],
                (size_t)(notes->count - index) * sizeof notes->items[0]);
    }
}

int tb_notes_near(const tb_notes *notes, double at_ms, double reach_ms)
{
    int best = -1;
    for (int k = 0; k < notes->count; ++k) {
        const double off = at_ms > (double)notes->items[k].at_ms
                               ? at_ms - (double)notes->items[k].at_ms
                               : (double)notes->items[k].at_ms - at_ms;
        if (off <= reach_ms) {
            reach_ms = off;
            best = k;
        }
    }
    return best;
}

// --- the file -----------------------------------------------------------------------------------

static tb_status read_note(const json_t *entry, int index, tb_notes *out, tb_error *error)
{
    char where[24], words[TB_NOTE_SIZE];
    unsigned at_ms = 0;
    snprintf(where, sizeof where, "notes[%d]", index);
    tb_status status = tb_json_moment(entry, where, "at_ms", TB_NOTES_LATEST_MS, &at_ms, error);
    if (status == TB_OK) {
        status = tb_json_words(entry, where, "text", words, sizeof words, error);
    }
    if (status == TB_OK) {
        (void)tb_notes_add(out, at_ms, words);
    }
    return status;
}

static tb_status read_root(const json_t *root, tb_notes *out, tb_error *error)
{
    const json_t *format = json_object_get(root, "format"), *list = json_object_get(root, "notes");
    if (!json_is_integer(format) || json_integer_value(format) != FORMAT) {
        return tb_fail(error, TB_ERR_FORMAT, "format: 1 wanted");
    }
    if (!json_is_array(list)) {
        return tb_fail(error, TB_ERR_FORMAT, "notes: a list wanted");
    }
    if (json_array_size(list) > TB_NOTES_MAX) {
        return tb_fail(error, TB_ERR_FORMAT, "notes: %zu entries, more than %d",
                       json_array_size(list), (int)TB_NOTES_MAX);
    }
    for (size_t k = 0; k < json_array_size(list); ++k) {
        const tb_status status = read_note(json_array_get(list, k), (int)k, out, error);
        if (status != TB_OK) {
            return status;
        }
    }
    return TB_OK;
}

tb_status tb_notes_parse(const char *text, size_t bytes, tb_notes *out, tb_error *error)
{
    json_t *root = NULL;
    tb_status status = tb_json_parse(text, bytes, TB_NOTES_FILE_MAX, &root, error);
    if (status != TB_OK) {
        return status;
    }
    tb_notes *read = tb_alloc(sizeof *read);
    status = read != NULL ? read_root(root, read, error)
                          : tb_fail(error, TB_ERR_MEMORY, "no memory for notes");
    if (status == TB_OK) {
        *out = *read;
    }
    tb_free(read);
    json_decref(root);
    return status;
}

tb_status tb_notes_load(const char *path, tb_notes *out, tb_error *error)
{
    char *text = NULL;
    size_t bytes = 0;
    tb_error why = {TB_OK, ""};
    tb_status status = tb_json_read(path, TB_NOTES_FILE_MAX, &text, &bytes, error);
    if (status != TB_OK || text == NULL) {
        if (status == TB_OK) {
            *out = (tb_notes){.count = 0};
        }
        return status;
    }
    status = tb_notes_parse(text, bytes, out, &why);
    tb_free(text);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "%s: %s", path, why.message);
}

static json_t *root_of(const tb_notes *notes)
{
    json_t *list = json_array();
    for (int k = 0; k < notes->count; ++k) {
        list =
            tb_json_append(list, json_pack("{s:I, s:s}", "at_ms", (json_int_t)notes->items[k].at_ms,
                                           "text", notes->items[k].text));
    }
    return json_pack("{s:i, s:o}", "format", FORMAT, "notes", list);
}

tb_status tb_notes_save(const tb_notes *notes, const char *path, tb_error *error)
{
    return tb_json_save(root_of(notes), path, error);
}
