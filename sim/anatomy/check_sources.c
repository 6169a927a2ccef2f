// Rule "unknown-source": every source key of a file stands in the list of sources.
#include "site_internal.h"
#include "tautband/core/alloc.h"

#include <string.h>

enum { LIST_BYTES = 256 * 1024, KEYS_MAX = 1024 };

/// Keys of a list of sources: the first column of its lines.
typedef struct source_list {
    char text[LIST_BYTES];
    const char *keys[KEYS_MAX + 1]; ///< NULL-terminated
} source_list;

static bool read_list(const char *path, source_list *list)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    const size_t bytes = fread(list->text, 1, sizeof list->text - 1, file);
    fclose(file);
    list->text[bytes] = '\0';
    int count = 0;
    for (char *line = list->text; line != NULL && *line != '\0' && count < KEYS_MAX;) {
        char *end = strchr(line, '\n');
        char *comma = strchr(line, ',');
        if (comma != NULL && (end == NULL || comma < end)) {
            *comma = '\0';
            list->keys[count++] = line;
        }
        line = end != NULL ? end + 1 : NULL;
    }
    list->keys[count] = NULL;
    return count > 0;
}

static void check_source(const tb_checking *c, const char *key_path, const char *sources,
                         const source_list *list)
{
    while (*sources != '\0') {
        const size_t length = strcspn(sources, ";");
        size_t from = 0, to = length;
        while (from < to && sources[from] == ' ') {
            ++from;
        }
        while (to > from && sources[to - 1] == ' ') {
            --to;
        }
        char key[TB_SOURCE_SIZE];
        snprintf(key, sizeof key, "%.*s", (int)(to - from), sources + from);
        bool known = false;
        for (int k = 0; list->keys[k] != NULL; ++k) {
            known = known || strcmp(list->keys[k], key) == 0;
        }
        if (!known) {
            const char *near = tb_nearest_name(key, list->keys);
            tb_check_fault(c, "unknown-source", key_path, "the list of sources has no '%s'%s%s%s",
                           key, near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                           near != NULL ? "'?" : "");
        }
        sources += length + (sources[length] == ';');
    }
}

static void walk(const tb_checking *c, const tb_schema *schema, const unsigned char *from,
                 const char *path, const source_list *list)
{
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        const unsigned char *value = from + field->offset;
        char inner[TB_PLACE_PATH];
        snprintf(inner, sizeof inner, "%.60s%s%s", path, path[0] != '\0' ? "." : "", field->key);
        if (field->kind == TB_FIELD_TEXT && strcmp(field->key, "source") == 0) {
            check_source(c, inner, (const char *)value, list);
        } else if (field->kind == TB_FIELD_OBJECT) {
            walk(c, field->schema, value, inner, list);
        } else if (field->kind == TB_FIELD_LIST) {
            int32_t count = 0;
            memcpy(&count, from + field->count_offset, sizeof count);
            for (int32_t k = 0; k < count; ++k) {
                char item[TB_PLACE_PATH];
                snprintf(item, sizeof item, "%.70s[%d]", inner, (int)k);
                walk(c, field->schema, value + (size_t)k * field->schema->struct_size, item, list);
            }
        }
    }
}

void tb_check_sources(const tb_checking *c, const tb_schema *schema, const void *target,
                      const char *file, const char *folder)
{
    char path[4096];
    source_list *list = tb_alloc(sizeof *list);
    if (list == NULL) {
        return; // whoever goes on will say that there is no memory
    }
    const char *slash = file != NULL ? strrchr(file, '/') : NULL;
    snprintf(path, sizeof path, "%.*s../sources.csv", slash != NULL ? (int)(slash - file) + 1 : 0,
             slash != NULL ? file : "");
    bool found = file != NULL && read_list(path, list);
    if (!found && folder != NULL) {
        snprintf(path, sizeof path, "%s/../sources.csv", folder);
        found = read_list(path, list);
    }
    if (found) {
        walk(c, schema, target, "", list);
    }
    tb_free(list);
}
