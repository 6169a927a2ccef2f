// Diagnostics, names and what a schema says about itself.
#include "schema_internal.h"

#include <stdarg.h>
#include <string.h>

void tb_diagnostics_reset(tb_diagnostics *diagnostics, const char *path)
{
    memset(diagnostics, 0, sizeof *diagnostics);
    snprintf(diagnostics->path, sizeof diagnostics->path, "%s", path);
}

static bool comes_before(const tb_diagnostic *a, int line, int column)
{
    return a->line < line || (a->line == line && a->column <= column);
}

void tb_diagnostics_add(tb_diagnostics *diagnostics, int line, int column, const char *rule,
                        const char *format, ...)
{
    if (diagnostics->count == TB_DIAGNOSTICS_MAX) {
        diagnostics->dropped += 1;
        return;
    }
    int at = diagnostics->count; // kept in the order of their place
    while (at > 0 && !comes_before(&diagnostics->items[at - 1], line, column)) {
        diagnostics->items[at] = diagnostics->items[at - 1];
        --at;
    }
    tb_diagnostic *item = &diagnostics->items[at];
    item->line = line;
    item->column = column;
    snprintf(item->rule, sizeof item->rule, "%s", rule);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(item->text, sizeof item->text, format, arguments);
    va_end(arguments);
    for (char *c = item->text; *c != '\0'; ++c) {
        *c = (unsigned char)*c < 0x20 || *c == 0x7f
                 ? '?'
                 : *c; // values from hostile files stay on their line
    }
    diagnostics->count += 1;
}

void tb_diagnostics_print(const tb_diagnostics *diagnostics, FILE *stream)
{
    for (int k = 0; k < diagnostics->count; ++k) {
        const tb_diagnostic *item = &diagnostics->items[k];
        if (item->line > 0) {
            fprintf(stream, "%s:%d:%d: error: %s [%s]\n", diagnostics->path, item->line,
                    item->column, item->text, item->rule);
        } else {
            fprintf(stream, "%s: error: %s [%s]\n", diagnostics->path, item->text, item->rule);
        }
    }
    if (diagnostics->dropped > 0) {
        fprintf(stream, "%s: error: and %d more\n", diagnostics->path, diagnostics->dropped);
    }
}

/// Levenshtein distance of two short words; words beyond 47 letters count as far apart.
static int edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 48 };
    const size_t la = strlen(a), lb = strlen(b);
    if (la >= LONGEST || lb >= LONGEST) {
        return LONGEST;
    }
    int row[LONGEST];
    for (size_t j = 0; j <= lb; ++j) {
        row[j] = (int)j;
    }
    for (size_t i = 1; i <= la; ++i) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= lb; ++j) {
            const int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            const int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replaced < least ? replaced : least;
        }
    }
    return row[lb];
}

const char *tb_nearest_name(const char *word, const char *const *names)
{
    const char *nearest = NULL;
    int best = 1 + (int)strlen(word) / 3 + 1;
    for (int k = 0; names[k] != NULL; ++k) {
        const int distance = edit_distance(word, names[k]);
        if (distance < best) {
            best = distance;
            nearest = names[k];
        }
    }
    return nearest;
}

void tb_places_find(const tb_places *places, const char *key_path, int *line, int *column)
{
    *line = *column = 0;
    for (int k = 0; places != NULL && k < places->count; ++k) {
        if (strcmp(places->items[k].path, key_path) == 0) {
            *line = places->items[k].line;
            *column = places->items[k].column;
            return;
        }
    }
}

static void print_json_object(const tb_schema *schema, FILE *stream, int indent);

static void print_json_text(const char *text, FILE *stream)
{
    fputc('"', stream);
    for (const char *c = text; *c != '\0'; ++c) {
        if (*c == '"' || *c == '\\') {
            fputc('\\', stream);
        }
        fputc(*c, stream);
    }
    fputc('"', stream);
}

static void print_json_value(const tb_field *field, FILE *stream, int indent)
{
    switch (field->kind) {
    case TB_FIELD_F64:
    case TB_FIELD_I32:
        fprintf(stream, "\"type\": \"%s\"", field->kind == TB_FIELD_I32 ? "integer" : "number");
        if (field->lo < field->hi) {
            fprintf(stream, ", \"minimum\": %.15g, \"maximum\": %.15g", field->lo, field->hi);
        }
        break;
    case TB_FIELD_BOOL:
        fprintf(stream, "\"type\": \"boolean\"");
        break;
    case TB_FIELD_TEXT:
        fprintf(stream, "\"type\": \"string\", \"maxLength\": %zu", field->size - 1);
        break;
    case TB_FIELD_ENUM:
        fprintf(stream, "\"enum\": [");
        for (int k = 0; field->names[k] != NULL; ++k) {
            fprintf(stream, "%s\"%s\"", k > 0 ? ", " : "", field->names[k]);
        }
        fprintf(stream, "]");
        break;
    case TB_FIELD_F64_LIST:
        fprintf(stream, "\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"maxItems\": %zu",
                field->size);
        break;
    case TB_FIELD_TEXT_LIST:
        fprintf(stream,
                "\"type\": \"array\", \"items\": {\"type\": \"string\", \"maxLength\": %zu}, "
                "\"maxItems\": %zu",
                field->text_size - 1, field->size);
        break;
    case TB_FIELD_OBJECT:
        print_json_object(field->schema, stream, indent);
        break;
    case TB_FIELD_LIST:
        fprintf(stream, "\"type\": \"array\", \"maxItems\": %zu, \"items\": {", field->size);
        print_json_object(field->schema, stream, indent + 2);
        fprintf(stream, "}");
        break;
    }
}

static void print_json_object(const tb_schema *schema, FILE *stream, int indent)
{
    fprintf(stream, "\"type\": \"object\", \"additionalProperties\": false, \"required\": [");
    int required = 0;
    for (int k = 0; k < schema->field_count; ++k) {
        if (schema->fields[k].required) {
            fprintf(stream, "%s\"%s\"", required++ > 0 ? ", " : "", schema->fields[k].key);
        }
    }
    fprintf(stream, "], \"properties\": {\n");
    for (int k = 0; k < schema->field_count; ++k) {
        const tb_field *field = &schema->fields[k];
        fprintf(stream, "%*s\"%s\": {\"description\": ", indent + 2, "", field->key);
        print_json_text(field->doc, stream);
        fprintf(stream, ", ");
        print_json_value(field, stream, indent + 2);
        fprintf(stream, "}%s\n", k + 1 < schema->field_count ? "," : "");
    }
    fprintf(stream, "%*s}", indent, "");
}

void tb_schema_print_json(const tb_schema *schema, FILE *stream)
{
    fprintf(stream,
            "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"title\": \"%s\", ",
            schema->name);
    print_json_object(schema, stream, 0);
    fprintf(stream, "}\n");
}

static void print_manual_fields(const tb_schema *schema, FILE *stream, int indent)
{
    static const char *const kinds[] = {"number",        "whole number", "true or false",
                                        "text",          "one of",       "list of numbers",
                                        "list of texts", "mapping",      "list of mappings"};
    for (int k = 0; k < schema->field_count; ++k) {
        const tb_field *field = &schema->fields[k];
        fprintf(stream, "%*s%s: %s", indent, "", field->key, kinds[field->kind]);
        if (field->unit != NULL) {
            fprintf(stream, ", %s", field->unit);
        }
        if (field->lo < field->hi) {
            fprintf(stream, ", %.15g to %.15g", field->lo, field->hi);
        }
        for (int n = 0; field->kind == TB_FIELD_ENUM && field->names[n] != NULL; ++n) {
            fprintf(stream, " %s", field->names[n]);
        }
        fprintf(stream, "%s. %s\n", field->required ? ", required" : "", field->doc);
        if (field->schema != NULL) {
            print_manual_fields(field->schema, stream, indent + 4);
        }
    }
}

void tb_schema_print_manual(const tb_schema *schema, FILE *stream)
{
    fprintf(stream, "%s\n\n", schema->name);
    print_manual_fields(schema, stream, 2);
}
