#include "small_json.h"

#include "tautband/core/alloc.h"
#include "whole_file.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tb_status tb_json_parse(const char *text, size_t bytes, size_t most, json_t **out, tb_error *error)
{
    json_error_t fault;
    if (bytes > most) {
        return tb_fail(error, TB_ERR_FORMAT, "%zu bytes, more than %zu", bytes, most);
    }
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &fault);
    if (root == NULL) {
        return tb_fail(error, TB_ERR_FORMAT, "line %d: %s", fault.line, fault.text);
    }
    *out = root;
    return TB_OK;
}

tb_status tb_json_read(const char *path, size_t most, char **out, size_t *bytes, tb_error *error)
{
    *out = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL && errno == ENOENT) {
        return TB_OK;
    }
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "%s: %s", path, strerror(errno));
    }
    char *text = tb_alloc(most + 1);
    if (text == NULL) {
        fclose(file);
        return tb_fail(error, TB_ERR_MEMORY, "%s: no memory", path);
    }
    *bytes = fread(text, 1, most + 1, file);
    const bool broken = ferror(file) != 0;
    fclose(file);
    if (broken) {
        tb_free(text);
        return tb_fail(error, TB_ERR_IO, "%s: cannot be read", path);
    }
    *out = text;
    return TB_OK;
}

json_t *tb_json_append(json_t *list, json_t *entry)
{
    if (list == NULL || json_array_append_new(list, entry) != 0) {
        json_decref(list == NULL ? entry : list);
        return NULL;
    }
    return list;
}

tb_status tb_json_save(json_t *root, const char *path, tb_error *error)
{
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
    json_decref(root);
    if (text == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "%s: no memory, or words that are no UTF-8", path);
    }
    const tb_status status = tb_whole_file_write(path, text, strlen(text), true, error);
    free(text); // jansson's, not tb_alloc()'s
    return status;
}

tb_status tb_json_words(const json_t *object, const char *where, const char *key, char *out,
                        size_t capacity, tb_error *error)
{
    const json_t *text = json_object_get(object, key);
    if (!json_is_string(text)) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.%s: words wanted", where, key);
    }
    const char *words = json_string_value(text);
    const size_t length = json_string_length(text);
    if (length >= capacity) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.%s has %zu bytes, more than %zu", where, key,
                       length, capacity - 1);
    }
    for (size_t k = 0; k < length; ++k) {
        if ((unsigned char)words[k] < 0x20u || words[k] == 0x7F) {
            return tb_fail(error, TB_ERR_FORMAT, "%s.%s: control character at byte %zu", where, key,
                           k);
        }
    }
    memcpy(out, words, length + 1);
    return TB_OK;
}

tb_status tb_json_moment(const json_t *object, const char *where, const char *key, long most_ms,
                         unsigned *out, tb_error *error)
{
    const json_t *at = json_object_get(object, key);
    if (!json_is_integer(at) || json_integer_value(at) < 0 || json_integer_value(at) > most_ms) {
        return tb_fail(error, TB_ERR_FORMAT, "%s.%s: a moment of 0 to %ld ms wanted", where, key,
                       most_ms);
    }
    *out = (unsigned)json_integer_value(at);
    return TB_OK;
}

static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0u) == 0x80u; // inside a UTF-8 character
}

void tb_take_words(const char *text, char *out, size_t capacity)
{
    size_t length = strlen(text);
    if (length >= capacity) {
        length = capacity - 1;
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
