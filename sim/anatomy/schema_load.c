// Files as bytes, and the places of their values: what the reader needs besides YAML itself.
#include "schema_internal.h"
#include "tautband/core/alloc.h"

#include <errno.h>
#include <string.h>

/// Where one value stood.
typedef struct place {
    char path[TB_PLACE_PATH];
    int line, column;
} place;

struct tb_places {
    place *items;
    int count, capacity;
};

tb_places *tb_places_create(int capacity)
{
    tb_places *places = tb_alloc(sizeof *places);
    if (places == NULL) {
        return NULL;
    }
    places->capacity = capacity;
    places->items = tb_alloc((size_t)capacity * sizeof *places->items);
    if (places->items == NULL) {
        tb_places_destroy(places);
        return NULL;
    }
    return places;
}

void tb_places_add(tb_places *places, const char *path, int line, int column)
{
    if (places != NULL && places->count < places->capacity) {
        place *item = &places->items[places->count++];
        snprintf(item->path, sizeof item->path, "%s", path);
        item->line = line;
        item->column = column;
    }
}

void tb_places_find(const tb_places *places, const char *key_path, int *line, int *column)
{
    *line = 0;
    *column = 0;
    for (int i = 0; places != NULL && i < places->count; ++i) {
        if (strcmp(places->items[i].path, key_path) == 0) {
            *line = places->items[i].line;
            *column = places->items[i].column;
            return;
        }
    }
}

void tb_places_destroy(tb_places *places)
{
    if (places != NULL) {
        tb_free(places->items);
        tb_free(places);
    }
}

static tb_status read_file(const char *path, char *text, size_t *bytes, tb_diagnostics *diagnostics)
{
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        tb_diagnostics_add(diagnostics, 0, 0, "file", "cannot open: %s", strerror(errno));
        return TB_ERR_IO;
    }
    *bytes = fread(text, 1, TB_FILE_BYTES_MAX + 1, file); // a directory opens, and fails here
    const bool failed = ferror(file) != 0;
    const int reason = errno;
    fclose(file);
    if (failed) {
        tb_diagnostics_add(diagnostics, 0, 0, "file", "cannot read: %s", strerror(reason));
        return TB_ERR_IO;
    }
    return TB_OK;
}

tb_status tb_schema_load(const tb_schema *schema, const char *path, void *target,
                         tb_diagnostics *diagnostics, tb_places **places)
{
    tb_diagnostics_reset(diagnostics, path);
    if (places != NULL) {
        *places = NULL;
    }
    char *text = tb_alloc(TB_FILE_BYTES_MAX + 1);
    if (text == NULL) {
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to read the file");
        return TB_ERR_MEMORY;
    }
    size_t bytes = 0;
    tb_status status = read_file(path, text, &bytes, diagnostics);
    if (status == TB_OK) {
        status = tb_schema_parse(schema, path, text, bytes, target, diagnostics, places);
    }
    tb_free(text);
    return status;
}
