#include "tautband/anatomy/schema.h"

static void print_json_text(const char *text, FILE *stream)
{
    fputc('"', stream);
    for (; *text != '\0'; ++text) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            fprintf(stream, "\\%c", *text);
        } else if (c < 0x20u) {
            fprintf(stream, "\\u%04x", c);
        } else {
            fputc(*text, stream);
        }
    }
    fputc('"', stream);
}

static void indent(int depth, FILE *stream)
{
    fprintf(stream, "%*s", 2 * depth, "");
}

static void print_range(const tb_field *field, FILE *stream)
{
    if (field->lo < field->hi) {
        fprintf(stream, ", \"minimum\": %.15g, \"maximum\": %.15g", field->lo, field->hi);
    }
}

static void print_object(const tb_schema *schema, int depth, FILE *stream);

static void print_list_bounds(const tb_field *field, FILE *stream)
{
    if (field->count_offset == 0) {
        fprintf(stream, ", \"minItems\": %zu", field->size);
    }
    fprintf(stream, ", \"maxItems\": %zu", field->size);
}

static void print_type(const tb_field *field, int depth, FILE *stream)
{
    switch (field->kind) {
    case TB_FIELD_F64:
        fputs("\"type\": \"number\"", stream);
        print_range(field, stream);
        break;
    case TB_FIELD_I32:
        fputs("\"type\": \"integer\"", stream);
        print_range(field, stream);
        break;
    case TB_FIELD_BOOL:
        fputs("\"type\": \"boolean\"", stream);
        break;
    case TB_FIELD_TEXT:
        fprintf(stream, "\"type\": \"string\", \"maxLength\": %zu", field->size - 1);
        break;
    case TB_FIELD_ENUM:
        fputs("\"enum\": [", stream);
        for (int i = 0; field->names[i] != NULL; ++i) {
            fputs(i > 0 ? ", " : "", stream);
            print_json_text(field->names[i], stream);
        }
        fputc(']', stream);
        break;
    case TB_FIELD_F64_LIST:
        fputs("\"type\": \"array\", \"items\": {\"type\": \"number\"", stream);
        print_range(field, stream);
        fputc('}', stream);
        print_list_bounds(field, stream);
        break;
    case TB_FIELD_TEXT_LIST:
        fprintf(stream,
                "\"type\": \"array\", \"items\": {\"type\": \"string\", \"maxLength\": %zu}",
                field->text_size - 1);
        print_list_bounds(field, stream);
        break;
    case TB_FIELD_OBJECT:
        print_object(field->schema, depth, stream);
        break;
    case TB_FIELD_LIST:
        fputs("\"type\": \"array\"", stream);
        print_list_bounds(field, stream);
        fputs(", \"items\": {", stream);
        print_object(field->schema, depth, stream);
        fputc('}', stream);
        break;
    }
}

static void print_object(const tb_schema *schema, int depth, FILE *stream)
{
    fputs("\"type\": \"object\", \"additionalProperties\": false,\n", stream);
    indent(depth, stream);
    fputs("\"required\": [", stream);
    const char *comma = "";
    for (int i = 0; i < schema->field_count; ++i) {
        if (schema->fields[i].required) {
            fputs(comma, stream);
            print_json_text(schema->fields[i].key, stream);
            comma = ", ";
        }
    }
    fputs("],\n", stream);
    indent(depth, stream);
    fputs("\"properties\": {\n", stream);
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        indent(depth + 1, stream);
        print_json_text(field->key, stream);
        fputs(": {\"description\": ", stream);
        char described[512];
        snprintf(described, sizeof described, "%s%s%s%s", field->doc,
                 field->unit != NULL ? " [" : "", field->unit != NULL ? field->unit : "",
                 field->unit != NULL ? "]" : "");
        print_json_text(described, stream);
        fputs(", ", stream);
        print_type(field, depth + 2, stream);
        fprintf(stream, "}%s\n", i + 1 < schema->field_count ? "," : "");
    }
    indent(depth, stream);
    fputc('}', stream);
}

void tb_schema_print_json(const tb_schema *schema, FILE *stream)
{
    fputs("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": ",
          stream);
    print_json_text(schema->name, stream);
    fputs(",\n  ", stream);
    print_object(schema, 1, stream);
    fputs("\n}\n", stream);
}

// ---- manual -------------------------------------------------------------------------------------

static void print_kind(const tb_field *field, FILE *stream)
{
    static const char *const words[] = {"number", "whole number", "true or false",
                                        "text",   "one of",       "numbers",
                                        "texts",  "mapping",      "list"};
    fputs(words[field->kind], stream);
    switch (field->kind) {
    case TB_FIELD_ENUM:
        for (int i = 0; field->names[i] != NULL; ++i) {
            fprintf(stream, "%s %s", i > 0 ? "," : "", field->names[i]);
        }
        break;
    case TB_FIELD_TEXT:
        fprintf(stream, ", up to %zu bytes", field->size - 1);
        break;
    case TB_FIELD_F64_LIST:
    case TB_FIELD_TEXT_LIST:
    case TB_FIELD_LIST:
        fprintf(stream, ", %s %zu", field->count_offset == 0 ? "exactly" : "up to", field->size);
        break;
    default:
        break;
    }
    if (field->unit != NULL) {
        fprintf(stream, ", in %s", field->unit);
    }
    if (field->lo < field->hi) {
        fprintf(stream, ", %.15g to %.15g", field->lo, field->hi);
    }
    fputs(field->required ? "; required" : "; optional", stream);
}

static void print_manual(const tb_schema *schema, int depth, FILE *stream)
{
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        indent(depth, stream);
        fprintf(stream, "%s%s\n", field->kind == TB_FIELD_LIST ? "- " : "", field->key);
        indent(depth + 3, stream);
        print_kind(field, stream);
        fputc('\n', stream);
        indent(depth + 3, stream);
        fprintf(stream, "%s\n", field->doc);
        if (field->kind == TB_FIELD_OBJECT || field->kind == TB_FIELD_LIST) {
            print_manual(field->schema, depth + 2, stream);
        }
    }
}

void tb_schema_print_manual(const tb_schema *schema, FILE *stream)
{
    fprintf(stream,
            "%s\n\nA YAML file of at most 1 MiB in UTF-8. Keys may stand in any order, each once.\n"
            "Anchors, aliases, tags and unknown keys are errors. A number is written in\n"
            "decimals with a point, without quotes.\n\n",
            schema->name);
    print_manual(schema, 0, stream);
}

// ---- manual page --------------------------------------------------------------------------------

/// Text for `man`: a backslash is written out, a line never begins with a control character.
static void print_roff_text(const char *text, FILE *stream)
{
    if (*text == '.' || *text == '\'') {
        fputs("\\&", stream);
    }
    for (; *text != '\0'; ++text) {
        if (*text == '\\') {
            fputs("\\e", stream);
        } else if (*text == '-') {
            fputs("\\-", stream);
        } else {
            fputc(*text, stream);
        }
    }
}

static void print_roff_fields(const tb_schema *schema, FILE *stream)
{
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        fprintf(stream, ".TP\n.B %s\n(", field->key);
        print_kind(field, stream);
        fputs(") ", stream);
        print_roff_text(field->doc, stream);
        fputs(".\n", stream);
        if (field->kind == TB_FIELD_OBJECT || field->kind == TB_FIELD_LIST) {
            fputs(".RS\n", stream);
            print_roff_fields(field->schema, stream);
            fputs(".RE\n", stream);
        }
    }
}

void tb_schema_print_roff(const tb_schema *schema, const char *heading, FILE *stream)
{
    fprintf(stream, ".SH %s\n", heading);
    print_roff_fields(schema, stream);
}
