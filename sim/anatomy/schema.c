// The one file that touches libyaml: a schema-typed reader over its document API.
#include "tautband/core/alloc.h"

#include "schema_internal.h"

#include <string.h>
#include <yaml.h>

enum {
    FILE_BYTES_MAX = 1 << 20,
    DEPTH_MAX = 16,
    NODES_MAX = 20000,
    KEYS_MAX = 64,
};

/// One reading of one document.
typedef struct reading {
    yaml_document_t document;
    tb_diagnostics *diagnostics;
    tb_places *places;
} reading;

static int line_of(const yaml_node_t *node)
{
    return (int)node->start_mark.line + 1;
}

static int column_of(const yaml_node_t *node)
{
    return (int)node->start_mark.column + 1;
}

bool tb_parse_decimal(const char *text, size_t length, double *value)
{
    static const double power_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    size_t at = 0;
    const bool negative = at < length && text[at] == '-';
    at += at < length && (text[at] == '-' || text[at] == '+') ? 1 : 0;
    uint64_t mantissa = 0;
    int digits = 0, significant = 0, exponent = 0;
    bool point = false;
    for (; at < length && ((text[at] >= '0' && text[at] <= '9') || (text[at] == '.' && !point));
         ++at) {
        if (text[at] == '.') {
            point = true;
            continue;
        }
        ++digits;
        exponent -= point ? 1 : 0;
        if (mantissa > 0 || text[at] != '0') {
            ++significant;
        }
        if (significant > 15 || digits > 40) {
            return false; // beyond what a double holds exactly
        }
        mantissa = 10 * mantissa + (uint64_t)(text[at] - '0');
    }
    if (digits == 0) {
        return false;
    }
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        const bool down = at < length && text[at] == '-';
        at += at < length && (text[at] == '-' || text[at] == '+') ? 1 : 0;
        int written = 0, count = 0;
        for (; at < length && text[at] >= '0' && text[at] <= '9' && count < 4; ++at, ++count) {
            written = 10 * written + (text[at] - '0');
        }
        if (count == 0) {
            return false;
        }
        exponent += down ? -written : written;
    }
    if (at != length || exponent < -22 || exponent > 22) {
        return false;
    }
    // both factors are exact, so the one operation rounds correctly
    const double size = exponent < 0 ? (double)mantissa / power_of_ten[-exponent]
                                     : (double)mantissa * power_of_ten[exponent];
    *value = negative ? -size : size;
    return true;
}

static void note_place(reading *r, const char *path, const yaml_node_t *node)
{
    if (r->places != NULL && r->places->count < r->places->capacity) {
        tb_place *place = &r->places->items[r->places->count++];
        snprintf(place->path, sizeof place->path, "%s", path);
        place->line = line_of(node);
        place->column = column_of(node);
    }
}

static const char *kind_name(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE     ? "a single value"
           : node->type == YAML_SEQUENCE_NODE ? "a list"
                                              : "a mapping";
}

static void wrong_type(reading *r, const char *path, const yaml_node_t *node, const char *wanted)
{
    if (node->type == YAML_SCALAR_NODE) {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "type",
                           "%s must be %s, not '%.60s'", path, wanted,
                           (const char *)node->data.scalar.value);
    } else {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "type",
                           "%s must be %s, not %s", path, wanted, kind_name(node));
    }
}

static bool read_number(reading *r, const char *path, const yaml_node_t *node,
                        const tb_field *field, bool whole, double *value)
{
    const char *wanted = whole ? "a whole number" : "a number";
    if (node->type != YAML_SCALAR_NODE || node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE ||
        !tb_parse_decimal((const char *)node->data.scalar.value, node->data.scalar.length, value)) {
        wrong_type(r, path, node, wanted);
        return false;
    }
    if (whole &&
        (*value < -2147483648.0 || *value > 2147483647.0 || *value != (double)(int32_t)*value)) {
        wrong_type(r, path, node, wanted);
        return false;
    }
    if (field->lo < field->hi && !(*value >= field->lo && *value <= field->hi)) {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "range",
                           "%s is %.15g%s%s, outside %.15g to %.15g", path, *value,
                           field->unit != NULL ? " " : "", field->unit != NULL ? field->unit : "",
                           field->lo, field->hi);
        return false;
    }
    return true;
}

static void read_text(reading *r, const char *path, const yaml_node_t *node, size_t size, char *out)
{
    if (node->type != YAML_SCALAR_NODE) {
        wrong_type(r, path, node, "text");
        return;
    }
    const size_t length = node->data.scalar.length;
    if (memchr(node->data.scalar.value, '\0', length) != NULL) {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "text",
                           "%s holds a zero byte", path);
    } else if (length >= size) {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "too-long",
                           "%s has %zu bytes, at most %zu fit", path, length, size - 1);
    } else {
        memcpy(out, node->data.scalar.value, length);
        out[length] = '\0';
    }
}

static void read_enum(reading *r, const char *path, const yaml_node_t *node, const tb_field *field,
                      int32_t *out)
{
    if (node->type != YAML_SCALAR_NODE) {
        wrong_type(r, path, node, "a name");
        return;
    }
    const char *word = (const char *)node->data.scalar.value;
    for (int32_t k = 0; field->names[k] != NULL; ++k) {
        if (strcmp(field->names[k], word) == 0) {
            *out = k;
            return;
        }
    }
    const char *near = tb_nearest_name(word, field->names);
    tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "unknown-name",
                       "%s is '%.60s'%s%s%s", path, word,
                       near != NULL ? "; did you mean '" : ", which is not one of its names",
                       near != NULL ? near : "", near != NULL ? "'?" : "");
}

static void read_mapping(reading *r, const char *path, const yaml_node_t *node,
                         const tb_schema *schema, unsigned char *target);

/// Number of items of a list, after checking its length; -1 when it is none.
static int list_length(reading *r, const char *path, const yaml_node_t *node, const tb_field *field)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        wrong_type(r, path, node, "a list");
        return -1;
    }
    const size_t count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    if (count > field->size) {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "too-many",
                           "%s has %zu items, at most %zu fit", path, count, field->size);
        return -1;
    }
    if (field->count_offset == 0 && count != field->size) {
        tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "count",
                           "%s has %zu items, %zu are wanted", path, count, field->size);
        return -1;
    }
    return (int)count;
}

static void read_list(reading *r, const char *path, const yaml_node_t *node, const tb_field *field,
                      unsigned char *target)
{
    const int count = list_length(r, path, node, field);
    for (int k = 0; k < count; ++k) {
        char item_path[TB_PLACE_PATH];
        snprintf(item_path, sizeof item_path, "%.80s[%d]", path, k);
        const yaml_node_t *item =
            yaml_document_get_node(&r->document, node->data.sequence.items.start[k]);
        note_place(r, item_path, item);
        if (field->kind == TB_FIELD_LIST) {
            read_mapping(r, item_path, item, field->schema,
                         target + field->offset + (size_t)k * field->schema->struct_size);
        } else if (field->kind == TB_FIELD_TEXT_LIST) {
            read_text(r, item_path, item, field->text_size,
                      (char *)target + field->offset + (size_t)k * field->text_size);
        } else {
            double value;
            if (read_number(r, item_path, item, field, false, &value)) {
                memcpy(target + field->offset + (size_t)k * sizeof value, &value, sizeof value);
            }
        }
    }
    if (count >= 0 && field->count_offset != 0) {
        const int32_t stored = count;
        memcpy(target + field->count_offset, &stored, sizeof stored);
    }
}

static void read_value(reading *r, const char *path, const yaml_node_t *node, const tb_field *field,
                       unsigned char *target)
{
    unsigned char *out = target + field->offset;
    double value;
    int32_t whole;
    note_place(r, path, node);
    switch (field->kind) {
    case TB_FIELD_F64:
        if (read_number(r, path, node, field, false, &value)) {
            memcpy(out, &value, sizeof value);
        }
        break;
    case TB_FIELD_I32:
        if (read_number(r, path, node, field, true, &value)) {
            whole = (int32_t)value;
            memcpy(out, &whole, sizeof whole);
        }
        break;
    case TB_FIELD_BOOL:
        if (node->type == YAML_SCALAR_NODE &&
            strcmp((const char *)node->data.scalar.value, "true") == 0) {
            *(bool *)out = true;
        } else if (node->type == YAML_SCALAR_NODE &&
                   strcmp((const char *)node->data.scalar.value, "false") == 0) {
            *(bool *)out = false;
        } else {
            wrong_type(r, path, node, "true or false");
        }
        break;
    case TB_FIELD_TEXT:
        read_text(r, path, node, field->size, (char *)out);
        break;
    case TB_FIELD_ENUM:
        whole = -1;
        read_enum(r, path, node, field, &whole);
        if (whole >= 0) {
            memcpy(out, &whole, sizeof whole);
        }
        break;
    case TB_FIELD_OBJECT:
        read_mapping(r, path, node, field->schema, out);
        break;
    case TB_FIELD_F64_LIST:
    case TB_FIELD_TEXT_LIST:
    case TB_FIELD_LIST:
        read_list(r, path, node, field, target);
        break;
    }
}

static int field_index(const tb_schema *schema, const char *key)
{
    for (int k = 0; k < schema->field_count; ++k) {
        if (strcmp(schema->fields[k].key, key) == 0) {
            return k;
        }
    }
    return -1;
}

static void unknown_key(reading *r, const yaml_node_t *node, const tb_schema *schema,
                        const char *path)
{
    const char *names[KEYS_MAX + 1];
    int count = 0;
    for (; count < schema->field_count && count < KEYS_MAX; ++count) {
        names[count] = schema->fields[count].key;
    }
    names[count] = NULL;
    const char *key = (const char *)node->data.scalar.value, *near = tb_nearest_name(key, names);
    tb_diagnostics_add(
        r->diagnostics, line_of(node), column_of(node), "unknown-key",
        "unknown key '%.60s' in %s%s%s%s", key, path[0] != '\0' ? path : schema->name,
        near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

static void read_mapping(reading *r, const char *path, const yaml_node_t *node,
                         const tb_schema *schema, unsigned char *target)
{
    if (node->type != YAML_MAPPING_NODE) {
        wrong_type(r, path[0] != '\0' ? path : schema->name, node, "a mapping");
        return;
    }
    bool seen[KEYS_MAX] = {false};
    const yaml_node_pair_t *const end = node->data.mapping.pairs.top;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < end; ++pair) {
        const yaml_node_t *key = yaml_document_get_node(&r->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(&r->document, pair->value);
        if (key->type != YAML_SCALAR_NODE) {
            wrong_type(r, path[0] != '\0' ? path : schema->name, key, "keyed by names");
            continue;
        }
        const int k = field_index(schema, (const char *)key->data.scalar.value);
        if (k < 0) {
            unknown_key(r, key, schema, path);
            continue;
        }
        if (seen[k]) {
            tb_diagnostics_add(r->diagnostics, line_of(key), column_of(key), "duplicate-key",
                               "'%s' is given twice", schema->fields[k].key);
            continue;
        }
        seen[k] = true;
        char value_path[TB_PLACE_PATH];
        snprintf(value_path, sizeof value_path, "%.60s%s%s", path, path[0] != '\0' ? "." : "",
                 schema->fields[k].key);
        read_value(r, value_path, value, &schema->fields[k], target);
    }
    for (int k = 0; k < schema->field_count; ++k) {
        if (schema->fields[k].required && !seen[k]) {
            tb_diagnostics_add(r->diagnostics, line_of(node), column_of(node), "missing",
                               "%s%s%s is missing", path, path[0] != '\0' ? "." : "",
                               schema->fields[k].key);
        }
    }
}

static void parser_error(const yaml_parser_t *parser, tb_diagnostics *diagnostics)
{
    const char *rule = parser->error == YAML_READER_ERROR ? "encoding" : "syntax";
    const int line = parser->error == YAML_READER_ERROR ? 1 : (int)parser->problem_mark.line + 1;
    const int column = parser->error == YAML_READER_ERROR ? (int)parser->problem_offset + 1
                                                          : (int)parser->problem_mark.column + 1;
    tb_diagnostics_add(diagnostics, line, column, rule, "not YAML: %s",
                       parser->problem != NULL ? parser->problem : "unreadable");
}

/// Walk the events first, under caps: aliases, anchors, tags and second documents are refused
/// before anything is built.
/// @return number of nodes, or -1 when the text is refused
static int scan_events(const char *text, size_t text_bytes, tb_diagnostics *diagnostics)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return -1;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, text_bytes);
    int nodes = 0, depth = 0, documents = 0;
    bool done = false, good = true;
    while (!done && good) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            parser_error(&parser, diagnostics);
            good = false;
            break;
        }
        const int line = (int)event.start_mark.line + 1, column = (int)event.start_mark.column + 1;
        const yaml_char_t *anchor = NULL, *tag = NULL;
        switch (event.type) {
        case YAML_ALIAS_EVENT:
            tb_diagnostics_add(diagnostics, line, column, "alias",
                               "aliases are not allowed (*%.40s)",
                               (const char *)event.data.alias.anchor);
            good = false;
            break;
        case YAML_SCALAR_EVENT:
            anchor = event.data.scalar.anchor;
            tag = event.data.scalar.tag;
            ++nodes;
            break;
        case YAML_SEQUENCE_START_EVENT:
            anchor = event.data.sequence_start.anchor;
            tag = event.data.sequence_start.tag;
            ++nodes;
            ++depth;
            break;
        case YAML_MAPPING_START_EVENT:
            anchor = event.data.mapping_start.anchor;
            tag = event.data.mapping_start.tag;
            ++nodes;
            ++depth;
            break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            --depth;
            break;
        case YAML_DOCUMENT_START_EVENT:
            ++documents;
            break;
        case YAML_STREAM_END_EVENT:
            done = true;
            break;
        default:
            break;
        }
        if (anchor != NULL) {
            tb_diagnostics_add(diagnostics, line, column, "anchor",
                               "anchors are not allowed (&%.40s)", (const char *)anchor);
            good = false;
        }
        if (tag != NULL) {
            tb_diagnostics_add(diagnostics, line, column, "tag", "tags are not allowed (%.40s)",
                               (const char *)tag);
            good = false;
        }
        if (depth > DEPTH_MAX) {
            tb_diagnostics_add(diagnostics, line, column, "too-deep",
                               "nested deeper than %d levels", DEPTH_MAX);
            good = false;
        }
        if (nodes > NODES_MAX) {
            tb_diagnostics_add(diagnostics, line, column, "too-many", "more than %d values",
                               NODES_MAX);
            good = false;
        }
        if (documents > 1) {
            tb_diagnostics_add(diagnostics, line, column, "documents",
                               "a second document starts here");
            good = false;
        }
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (good && nodes == 0) {
        tb_diagnostics_add(diagnostics, 0, 0, "empty", "the file is empty");
        return -1;
    }
    return good ? nodes : -1;
}

static tb_places *create_places(int capacity)
{
    tb_places *places = tb_alloc(sizeof *places);
    if (places != NULL) {
        places->capacity = capacity;
        places->items = tb_alloc((size_t)capacity * sizeof *places->items);
        if (places->items == NULL) {
            tb_free(places);
            return NULL;
        }
    }
    return places;
}

void tb_places_destroy(tb_places *places)
{
    if (places != NULL) {
        tb_free(places->items);
        tb_free(places);
    }
}

tb_status tb_schema_parse(const tb_schema *schema, const char *path, const char *text,
                          size_t text_bytes, void *target, tb_diagnostics *diagnostics,
                          tb_places **places)
{
    tb_diagnostics_reset(diagnostics, path);
    if (text_bytes > FILE_BYTES_MAX) {
        tb_diagnostics_add(diagnostics, 0, 0, "too-large", "the file has more than %d bytes",
                           FILE_BYTES_MAX);
        return TB_ERR_FORMAT;
    }
    const int nodes = scan_events(text, text_bytes, diagnostics);
    if (nodes < 0) {
        return TB_ERR_FORMAT;
    }
    tb_status status = TB_OK;
    unsigned char *staging = tb_alloc(schema->struct_size);
    reading r = {.diagnostics = diagnostics,
                 .places = places != NULL ? create_places(2 * nodes) : NULL};
    yaml_parser_t parser;
    if (staging == NULL || (places != NULL && r.places == NULL) ||
        !yaml_parser_initialize(&parser)) {
        tb_free(staging);
        tb_places_destroy(r.places);
        return TB_ERR_MEMORY;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, text_bytes);
    if (!yaml_parser_load(&parser, &r.document)) {
        parser_error(&parser, diagnostics);
        status = TB_ERR_FORMAT;
    } else {
        memcpy(staging, target, schema->struct_size);
        const yaml_node_t *root = yaml_document_get_root_node(&r.document);
        if (root == NULL) {
            tb_diagnostics_add(diagnostics, 0, 0, "empty", "the file is empty");
        } else {
            read_mapping(&r, "", root, schema, staging);
        }
        status = diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
        yaml_document_delete(&r.document);
    }
    yaml_parser_delete(&parser);
    if (status == TB_OK) {
        memcpy(target, staging, schema->struct_size);
    }
    tb_free(staging);
    if (status == TB_OK && places != NULL) {
        *places = r.places;
    } else {
        tb_places_destroy(r.places);
    }
    return status;
}

tb_status tb_schema_load(const tb_schema *schema, const char *path, void *target,
                         tb_diagnostics *diagnostics, tb_places **places)
{
    tb_diagnostics_reset(diagnostics, path);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        tb_diagnostics_add(diagnostics, 0, 0, "unreadable", "the file cannot be opened");
        return TB_ERR_IO;
    }
    char *text = tb_alloc(FILE_BYTES_MAX + 1);
    if (text == NULL) {
        fclose(file);
        return TB_ERR_MEMORY;
    }
    const size_t count = fread(text, 1, FILE_BYTES_MAX + 1, file);
    const bool failed = ferror(file) != 0;
    fclose(file);
    tb_status status;
    if (failed) { // a folder opens but does not read
        tb_diagnostics_add(diagnostics, 0, 0, "unreadable", "the file cannot be read");
        status = TB_ERR_IO;
    } else {
        status = tb_schema_parse(schema, path, text, count, target, diagnostics, places);
    }
    tb_free(text);
    return status;
}
