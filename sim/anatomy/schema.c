#include "tautband/anatomy/schema.h"
#include "schema_internal.h"
#include "tautband/core/alloc.h"
#include "tautband/core/assert.h"

#include <yaml.h>

#include <string.h>

enum {
    NESTING_MAX = 16,
    NODES_MAX = 20000,
    SHOWN_SIZE = 64,
    FIELDS_MAX = 64,
};

/// What the walk over a document carries along.
typedef struct reader {
    yaml_document_t *document;
    tb_diagnostics *diagnostics;
    tb_places *places; ///< may be NULL
} reader;

static void fault_at(reader *r, yaml_mark_t mark, const char *rule, const char *text)
{
    tb_diagnostics_add(r->diagnostics, (int)mark.line + 1, (int)mark.column + 1, rule, "%s", text);
}

static void remember_place(reader *r, const char *path, yaml_mark_t mark)
{
    tb_places_add(r->places, path, (int)mark.line + 1, (int)mark.column + 1);
}

static const char *kind_of_node(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_SEQUENCE_NODE:
        return "a list";
    case YAML_MAPPING_NODE:
        return "a mapping";
    default:
        return node->data.scalar.length == 0 ? "nothing" : "a single value";
    }
}

// ---- scalars ------------------------------------------------------------------------------------

static bool is_scalar(reader *r, const yaml_node_t *node, const char *path, const char *wanted)
{
    if (node->type == YAML_SCALAR_NODE) {
        return true;
    }
    char text[256];
    snprintf(text, sizeof text, "'%s' must be %s, not %s", path, wanted, kind_of_node(node));
    fault_at(r, node->start_mark, "type", text);
    return false;
}

static bool is_plain(const yaml_node_t *node)
{
    return node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool in_range(reader *r, const tb_field *field, const yaml_node_t *node, const char *path,
                     double value, const char *shown)
{
    if (field->lo >= field->hi || (value >= field->lo && value <= field->hi)) {
        return true;
    }
    char text[256];
    snprintf(text, sizeof text, "'%s' is %s, outside %g to %g%s%s", path, shown, field->lo,
             field->hi, field->unit != NULL ? " " : "", field->unit != NULL ? field->unit : "");
    fault_at(r, node->start_mark, "range", text);
    return false;
}

static void read_number(reader *r, const tb_field *field, const yaml_node_t *node, const char *path,
                        bool whole, void *out)
{
    const char *wanted = whole ? "a whole number" : "a number";
    if (!is_scalar(r, node, path, wanted)) {
        return;
    }
    const char *scalar = (const char *)node->data.scalar.value;
    const size_t bytes = node->data.scalar.length;
    char shown[SHOWN_SIZE], text[256];
    tb_scalar_show(scalar, bytes, shown);
    double number = 0.0;
    int32_t integer = 0;
    tb_scalar_result result = TB_SCALAR_NOT_A_NUMBER;
    if (is_plain(node)) {
        result =
            whole ? tb_scalar_i32(scalar, bytes, &integer) : tb_scalar_f64(scalar, bytes, &number);
    }
    switch (result) {
    case TB_SCALAR_NOT_A_NUMBER:
        snprintf(text, sizeof text, "'%s' must be %s, not %s'%s'", path, wanted,
                 is_plain(node) ? "" : "quoted text ", shown);
        fault_at(r, node->start_mark, "type", text);
        return;
    case TB_SCALAR_TOO_LONG:
        snprintf(text, sizeof text, "'%s' is %s: more than 15 significant digits", path, shown);
        fault_at(r, node->start_mark, "range", text);
        return;
    case TB_SCALAR_TOO_LARGE:
        snprintf(text, sizeof text, "'%s' is %s: too large or too small to be meant", path, shown);
        fault_at(r, node->start_mark, "range", text);
        return;
    case TB_SCALAR_OK:
        break;
    }
    if (in_range(r, field, node, path, whole ? (double)integer : number, shown)) {
        if (whole) {
            memcpy(out, &integer, sizeof integer);
        } else {
            memcpy(out, &number, sizeof number);
        }
    }
}

static void read_text(reader *r, const yaml_node_t *node, const char *path, size_t capacity,
                      char *out)
{
    if (!is_scalar(r, node, path, "text")) {
        return;
    }
    const char *scalar = (const char *)node->data.scalar.value;
    const size_t bytes = node->data.scalar.length;
    char text[256];
    if (bytes + 1 > capacity) {
        snprintf(text, sizeof text, "'%s' has %zu bytes, more than %zu", path, bytes, capacity - 1);
        fault_at(r, node->start_mark, "too-long", text);
        return;
    }
    // an escape such as "\0" or "\n" passes the check of the file's bytes
    bool line_break = false;
    for (size_t i = 0; i < bytes; ++i) {
        line_break = line_break || (unsigned char)scalar[i] < 0x20u;
    }
    if (line_break || tb_utf8_check(scalar, bytes) != bytes) {
        snprintf(text, sizeof text, "'%s' holds a line break or a control character", path);
        fault_at(r, node->start_mark, "control-character", text);
        return;
    }
    memcpy(out, scalar, bytes);
    memset(out + bytes, 0, capacity - bytes);
}

static void read_bool(reader *r, const yaml_node_t *node, const char *path, bool *out)
{
    if (!is_scalar(r, node, path, "true or false")) {
        return;
    }
    const char *scalar = (const char *)node->data.scalar.value;
    const bool yes = strcmp(scalar, "true") == 0, no = strcmp(scalar, "false") == 0;
    if (!is_plain(node) || (!yes && !no)) {
        char shown[SHOWN_SIZE], text[256];
        tb_scalar_show(scalar, node->data.scalar.length, shown);
        snprintf(text, sizeof text, "'%s' must be true or false, not '%s'", path, shown);
        fault_at(r, node->start_mark, "type", text);
        return;
    }
    *out = yes;
}

static void read_enum(reader *r, const tb_field *field, const yaml_node_t *node, const char *path,
                      int32_t *out)
{
    if (!is_scalar(r, node, path, "one of its names")) {
        return;
    }
    const char *scalar = (const char *)node->data.scalar.value;
    for (int32_t i = 0; field->names[i] != NULL; ++i) {
        if (strcmp(field->names[i], scalar) == 0 && strlen(scalar) == node->data.scalar.length) {
            *out = i;
            return;
        }
    }
    char shown[SHOWN_SIZE], text[384];
    tb_scalar_show(scalar, node->data.scalar.length, shown);
    const char *near = tb_nearest_name(scalar, field->names);
    int used = snprintf(text, sizeof text, "'%s' cannot be '%s'", path, shown);
    if (near != NULL) {
        used += snprintf(text + used, sizeof text - (size_t)used, "; did you mean '%s'?", near);
    } else {
        used += snprintf(text + used, sizeof text - (size_t)used, "; it is one of");
        for (int i = 0; field->names[i] != NULL && (size_t)used + 48 < sizeof text; ++i) {
            used += snprintf(text + used, sizeof text - (size_t)used, "%s %s", i > 0 ? "," : "",
                             field->names[i]);
        }
    }
    fault_at(r, node->start_mark, "enum", text);
}

// ---- lists and mappings -------------------------------------------------------------------------

static void read_mapping(reader *r, const tb_schema *schema, const yaml_node_t *node,
                         const char *path, void *target);

// One element of a list, by the kind of the list.
static void read_element(reader *r, const tb_field *field, const yaml_node_t *node,
                         const char *path, size_t index, unsigned char *list)
{
    remember_place(r, path, node->start_mark);
    switch (field->kind) {
    case TB_FIELD_F64_LIST:
        read_number(r, field, node, path, false, list + index * sizeof(double));
        break;
    case TB_FIELD_TEXT_LIST:
        read_text(r, node, path, field->text_size, (char *)list + index * field->text_size);
        break;
    default:
        read_mapping(r, field->schema, node, path, list + index * field->schema->struct_size);
        break;
    }
}

static void read_list(reader *r, const tb_field *field, const yaml_node_t *node, const char *path,
                      unsigned char *target)
{
    char text[256];
    if (node->type != YAML_SEQUENCE_NODE) {
        snprintf(text, sizeof text, "'%s' must be a list, not %s", path, kind_of_node(node));
        fault_at(r, node->start_mark, "type", text);
        return;
    }
    const yaml_node_item_t *items = node->data.sequence.items.start;
    const size_t met = (size_t)(node->data.sequence.items.top - items);
    if (field->count_offset == 0 ? met != field->size : met > field->size) {
        snprintf(text, sizeof text, "'%s' has %zu entries, %s %zu", path, met,
                 field->count_offset == 0 ? "it must have" : "more than", field->size);
        fault_at(r, node->start_mark, "list-length", text);
    }
    for (size_t i = 0; i < met && i < field->size; ++i) {
        char inner[TB_PLACE_PATH];
        snprintf(inner, sizeof inner, "%.70s[%u]", path, (unsigned)i);
        read_element(r, field, yaml_document_get_node(r->document, items[i]), inner, i,
                     target + field->offset);
    }
    if (field->count_offset != 0) {
        const int32_t count = (int32_t)(met < field->size ? met : field->size);
        memcpy(target + field->count_offset, &count, sizeof count);
    }
}

static void read_field(reader *r, const tb_field *field, const yaml_node_t *node, const char *path,
                       unsigned char *target)
{
    void *out = target + field->offset;
    switch (field->kind) {
    case TB_FIELD_F64:
    case TB_FIELD_I32:
        read_number(r, field, node, path, field->kind == TB_FIELD_I32, out);
        break;
    case TB_FIELD_BOOL:
        read_bool(r, node, path, out);
        break;
    case TB_FIELD_TEXT:
        read_text(r, node, path, field->size, out);
        break;
    case TB_FIELD_ENUM:
        read_enum(r, field, node, path, out);
        break;
    case TB_FIELD_OBJECT:
        read_mapping(r, field->schema, node, path, out);
        break;
    case TB_FIELD_F64_LIST:
    case TB_FIELD_TEXT_LIST:
    case TB_FIELD_LIST:
        read_list(r, field, node, path, target);
        break;
    }
}

static void unknown_key(reader *r, const tb_schema *schema, const yaml_node_t *key,
                        const char *path)
{
    const char *names[FIELDS_MAX + 1] = {NULL};
    for (int i = 0; i < schema->field_count; ++i) {
        names[i] = schema->fields[i].key;
    }
    char shown[SHOWN_SIZE], text[384];
    tb_scalar_show((const char *)key->data.scalar.value, key->data.scalar.length, shown);
    const char *near = tb_nearest_name((const char *)key->data.scalar.value, names);
    snprintf(text, sizeof text, "unknown key '%s' in %s%s%s%s", shown,
             path[0] != '\0' ? path : schema->name, near != NULL ? "; did you mean '" : "",
             near != NULL ? near : "", near != NULL ? "'?" : "");
    fault_at(r, key->start_mark, "unknown-key", text);
}

static int find_field(const tb_schema *schema, const yaml_node_t *key)
{
    const char *name = (const char *)key->data.scalar.value;
    for (int i = 0; i < schema->field_count; ++i) {
        if (strcmp(schema->fields[i].key, name) == 0 && strlen(name) == key->data.scalar.length) {
            return i;
        }
    }
    return -1;
}

static void missing_keys(reader *r, const tb_schema *schema, const yaml_node_t *node,
                         const char *path, uint64_t seen)
{
    for (int i = 0; i < schema->field_count; ++i) {
        if (schema->fields[i].required && ((seen >> i) & 1u) == 0) {
            char text[256];
            snprintf(text, sizeof text, "key '%s' is missing in %s", schema->fields[i].key,
                     path[0] != '\0' ? path : schema->name);
            fault_at(r, node->start_mark, "missing", text);
        }
    }
}

static void read_mapping(reader *r, const tb_schema *schema, const yaml_node_t *node,
                         const char *path, void *target)
{
    TB_ASSERT(schema->field_count <= FIELDS_MAX);
    char text[256];
    if (node->type != YAML_MAPPING_NODE) {
        snprintf(text, sizeof text, "'%s' must be a mapping of keys, not %s",
                 path[0] != '\0' ? path : schema->name, kind_of_node(node));
        fault_at(r, node->start_mark, "type", text);
        return;
    }
    uint64_t seen = 0;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; ++pair) {
        const yaml_node_t *key = yaml_document_get_node(r->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(r->document, pair->value);
        if (key->type != YAML_SCALAR_NODE) {
            snprintf(text, sizeof text, "a key must be a word, not %s", kind_of_node(key));
            fault_at(r, key->start_mark, "type", text);
            continue;
        }
        const int index = find_field(schema, key);
        if (index < 0) {
            unknown_key(r, schema, key, path);
            continue;
        }
        const tb_field *field = &schema->fields[index];
        if (((seen >> index) & 1u) != 0) {
            snprintf(text, sizeof text, "key '%s' stands twice in %s", field->key,
                     path[0] != '\0' ? path : schema->name);
            fault_at(r, key->start_mark, "duplicate-key", text);
            continue;
        }
        seen |= (uint64_t)1 << index;
        char inner[TB_PLACE_PATH];
        snprintf(inner, sizeof inner, "%s%s%s", path, path[0] != '\0' ? "." : "", field->key);
        remember_place(r, inner, value->start_mark);
        read_field(r, field, value, inner, target);
    }
    missing_keys(r, schema, node, path, seen);
}

// ---- the first pass: is this a tree that may be composed? ---------------------------------------

// Running sums of the first pass.
typedef struct survey {
    int nodes, depth, documents, aliases;
} survey;

static void refuse_anchor_and_tag(reader *r, yaml_mark_t mark, const yaml_char_t *anchor,
                                  const yaml_char_t *tag)
{
    if (anchor != NULL) {
        fault_at(r, mark, "alias", "anchors (&name) are not allowed: write the value out");
    }
    if (tag != NULL) {
        fault_at(r, mark, "tag", "tags (!name) are not allowed: the schema knows every type");
    }
}

// One event; false ends the survey (a fault has been added).
static bool survey_event(reader *r, const yaml_event_t *event, survey *s)
{
    const yaml_mark_t mark = event->start_mark;
    int opened = 0;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++s->documents > 1) {
            fault_at(r, mark, "documents", "the file holds more than one document");
            return false;
        }
        if (event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end) {
            fault_at(r, mark, "tag", "%TAG directives are not allowed");
        }
        return true;
    case YAML_ALIAS_EVENT:
        ++s->aliases;
        fault_at(r, mark, "alias", "aliases (*name) are not allowed: write the value out");
        return true;
    case YAML_SCALAR_EVENT:
        refuse_anchor_and_tag(r, mark, event->data.scalar.anchor, event->data.scalar.tag);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse_anchor_and_tag(r, mark, event->data.sequence_start.anchor,
                              event->data.sequence_start.tag);
        opened = 1;
        break;
    case YAML_MAPPING_START_EVENT:
        refuse_anchor_and_tag(r, mark, event->data.mapping_start.anchor,
                              event->data.mapping_start.tag);
        opened = 1;
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        --s->depth;
        return true;
    default:
        return true;
    }
    s->depth += opened;
    if (s->depth > NESTING_MAX) {
        fault_at(r, mark, "nesting", "lists and mappings are nested more than 16 deep");
        return false;
    }
    if (++s->nodes > NODES_MAX) {
        fault_at(r, mark, "nodes", "the file holds more than 20000 values");
        return false;
    }
    return true;
}

static void syntax_fault(reader *r, const yaml_parser_t *parser)
{
    char text[256];
    snprintf(text, sizeof text, "not YAML: %s%s%s",
             parser->problem != NULL ? parser->problem : "unreadable",
             parser->context != NULL ? ", " : "", parser->context != NULL ? parser->context : "");
    fault_at(r, parser->problem_mark, "syntax", text);
}

static bool start_parser(yaml_parser_t *parser, const char *text, size_t bytes)
{
    if (!yaml_parser_initialize(parser)) {
        return false;
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)text, bytes);
    return true;
}

// Every alias bomb, deep nest or flood of nodes ends here, before a tree is built.
static tb_status survey_tree(reader *r, const char *text, size_t bytes, bool *composable)
{
    yaml_parser_t parser;
    if (!start_parser(&parser, text, bytes)) {
        return TB_ERR_MEMORY;
    }
    survey s = {0};
    tb_status status = TB_OK;
    *composable = false;
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            if (parser.error == YAML_MEMORY_ERROR) {
                status = TB_ERR_MEMORY;
            } else {
                syntax_fault(r, &parser);
            }
            break;
        }
        more = survey_event(r, &event, &s);
        if (event.type == YAML_STREAM_END_EVENT) {
            more = false;
            *composable = s.documents == 1 && s.aliases == 0;
            if (s.documents == 0) {
                tb_diagnostics_add(r->diagnostics, 0, 0, "empty", "the file is empty");
            }
        }
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

static tb_status compose(yaml_document_t *document, const char *text, size_t bytes)
{
    yaml_parser_t parser;
    if (!start_parser(&parser, text, bytes)) {
        return TB_ERR_MEMORY;
    }
    const int loaded = yaml_parser_load(&parser, document);
    yaml_parser_delete(&parser);
    return loaded ? TB_OK : TB_ERR_MEMORY; // the survey has passed: only memory can fail
}

// ---- public -------------------------------------------------------------------------------------

static void encoding_fault(tb_diagnostics *diagnostics, const char *text, size_t at)
{
    int line = 1, column = 1;
    for (size_t i = 0; i < at; ++i) {
        const bool line_end = text[i] == '\n';
        line += line_end ? 1 : 0;
        column = line_end ? 1 : column + (((unsigned char)text[i] & 0xC0u) != 0x80u ? 1 : 0);
    }
    tb_diagnostics_add(diagnostics, line, column, "encoding",
                       "byte 0x%02X is not UTF-8 text: not a YAML file?",
                       (unsigned)(unsigned char)text[at]);
}

// Read the composed tree into a copy, so that the target changes only when all is well.
static tb_status read_document(reader *r, const tb_schema *schema, void *target, tb_places **out)
{
    void *copy = tb_alloc(schema->struct_size);
    tb_places *places = tb_places_create((int)(r->document->nodes.top - r->document->nodes.start));
    tb_status status = TB_ERR_MEMORY;
    if (copy != NULL && places != NULL) {
        memcpy(copy, target, schema->struct_size);
        r->places = places;
        read_mapping(r, schema, yaml_document_get_root_node(r->document), "", copy);
        status = r->diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
        if (status == TB_OK) {
            memcpy(target, copy, schema->struct_size);
        }
    }
    tb_free(copy);
    if (status == TB_OK && out != NULL) {
        *out = places;
    } else {
        tb_places_destroy(places);
    }
    return status;
}

tb_status tb_schema_parse(const tb_schema *schema, const char *path, const char *text,
                          size_t text_bytes, void *target, tb_diagnostics *diagnostics,
                          tb_places **places)
{
    tb_diagnostics_reset(diagnostics, path);
    if (places != NULL) {
        *places = NULL;
    }
    if (text_bytes > TB_FILE_BYTES_MAX) {
        tb_diagnostics_add(diagnostics, 0, 0, "size", "the file is larger than 1 MiB");
        return TB_ERR_FORMAT;
    }
    const size_t ill = tb_utf8_check(text, text_bytes);
    if (ill < text_bytes) {
        encoding_fault(diagnostics, text, ill);
        return TB_ERR_FORMAT;
    }
    yaml_document_t document;
    reader r = {.document = &document, .diagnostics = diagnostics};
    bool composable = false;
    tb_status status = survey_tree(&r, text, text_bytes, &composable);
    if (status == TB_OK && !composable) {
        status = TB_ERR_FORMAT;
    } else if (status == TB_OK) {
        status = compose(&document, text, text_bytes);
        if (status == TB_OK) {
            status = read_document(&r, schema, target, places);
            yaml_document_delete(&document);
        }
    }
    if (status == TB_ERR_MEMORY) {
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to read the file");
    }
    tb_diagnostics_sort(diagnostics);
    return status;
}
