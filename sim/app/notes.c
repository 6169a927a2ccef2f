#include "notes.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT = 1, PATH_SIZE = 4200 };

bool tb_notes_path(const char *recording, char *out, size_t capacity)
{
    const size_t length = strlen(recording);
    const size_t stem =
        length > 4 && strcmp(recording + length - 4, ".tbr") == 0 ? length - 4 : length;
    const int wrote = snprintf(out, capacity, "%.*s.notes.json", (int)stem, recording);
    return wrote > 0 && (size_t)wrote < capacity;
}

// --- the list -----------------------------------------------------------------------------------

static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0u) == 0x80u; // inside a UTF-8 character
}

static void take_text(const char *text, char out[TB_NOTE_SIZE])
{
    size_t length = strlen(text);
    if (length >= TB_NOTE_SIZE) {
        length = TB_NOTE_SIZE - 1;
        while (length > 0 && goes_on(text[length])) {
            --length;
        }
    }
    for (size_t k = 0; k < length; ++k) {
        const unsigned char c = (unsigned char)text[k];
        out[k] = c < 0x20u || c == 0x7Fu ? ' ' : text[k];
    }
    out[length] = '\0';
}

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
    take_text(text, notes->items[at].text);
    return at;
}

void tb_notes_set(tb_notes *notes, int index, const char *text)
{
    if (index >= 0 && index < notes->count) {
        take_text(text, notes->items[index].text);
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
    const json_t *at = json_object_get(entry, "at_ms"), *text = json_object_get(entry, "text");
    if (!json_is_integer(at) || json_integer_value(at) < 0 ||
        json_integer_value(at) > TB_NOTES_LATEST_MS) {
        return tb_fail(error, TB_ERR_FORMAT, "notes[%d].at_ms: a moment of 0 to %d ms wanted",
                       index, (int)TB_NOTES_LATEST_MS);
    }
    if (!json_is_string(text)) {
        return tb_fail(error, TB_ERR_FORMAT, "notes[%d].text: words wanted", index);
    }
    const char *words = json_string_value(text);
    const size_t length = json_string_length(text);
    if (length >= TB_NOTE_SIZE) {
        return tb_fail(error, TB_ERR_FORMAT, "notes[%d].text has %zu bytes, more than %d", index,
                       length, (int)TB_NOTE_SIZE - 1);
    }
    for (size_t k = 0; k < length; ++k) {
        if ((unsigned char)words[k] < 0x20u || words[k] == 0x7F) {
            return tb_fail(error, TB_ERR_FORMAT, "notes[%d].text: control character at byte %zu",
                           index, k);
        }
    }
    (void)tb_notes_add(out, (uint32_t)json_integer_value(at), words);
    return TB_OK;
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
    json_error_t fault;
    if (bytes > TB_NOTES_FILE_MAX) {
        return tb_fail(error, TB_ERR_FORMAT, "%zu bytes, more than %d", bytes,
                       (int)TB_NOTES_FILE_MAX);
    }
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &fault);
    if (root == NULL) {
        return tb_fail(error, TB_ERR_FORMAT, "line %d: %s", fault.line, fault.text);
    }
    tb_notes *read = tb_alloc(sizeof *read);
    tb_status status = read != NULL ? read_root(root, read, error)
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
    FILE *file = fopen(path, "rb");
    if (file == NULL && errno == ENOENT) {
        *out = (tb_notes){.count = 0};
        return TB_OK;
    }
    char *text = file != NULL ? tb_alloc(TB_NOTES_FILE_MAX + 1) : NULL;
    if (text == NULL) {
        const tb_status status = file == NULL
                                     ? tb_fail(error, TB_ERR_IO, "%s: %s", path, strerror(errno))
                                     : tb_fail(error, TB_ERR_MEMORY, "%s: no memory", path);
        if (file != NULL) {
            fclose(file);
        }
        return status;
    }
    tb_error why = {TB_OK, ""};
    const size_t bytes = fread(text, 1, TB_NOTES_FILE_MAX + 1, file);
    const bool broken = ferror(file) != 0;
    fclose(file);
    tb_status status = broken ? tb_fail(&why, TB_ERR_IO, "cannot be read")
                              : tb_notes_parse(text, bytes, out, &why);
    tb_free(text);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "%s: %s", path, why.message);
}

static json_t *root_of(const tb_notes *notes)
{
    json_t *list = json_array();
    for (int k = 0; k < notes->count; ++k) {
        json_array_append_new(list,
                              json_pack("{s:I, s:s}", "at_ms", (json_int_t)notes->items[k].at_ms,
                                        "text", notes->items[k].text));
    }
    return json_pack("{s:i, s:o}", "format", FORMAT, "notes", list);
}

tb_status tb_notes_save(const tb_notes *notes, const char *path, tb_error *error)
{
    char fresh[PATH_SIZE];
    const int wrote = snprintf(fresh, sizeof fresh, "%s.new", path);
    if (wrote < 0 || (size_t)wrote >= sizeof fresh) {
        return tb_fail(error, TB_ERR_IO, "%s: name is too long", path);
    }
    json_t *root = root_of(notes);
    if (root == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for notes");
    }
    const bool good = json_dump_file(root, fresh, JSON_INDENT(1)) == 0;
    json_decref(root);
    if (!good || rename(fresh, path) != 0) {
        (void)remove(fresh);
        return tb_fail(error, TB_ERR_IO, "%s: cannot be written", path);
    }
    return TB_OK;
}
