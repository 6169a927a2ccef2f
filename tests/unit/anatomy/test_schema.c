#include "anatomy/schema_internal.h"
#include "tautband/anatomy/schema.h"

#include "tb_test.h"

#include <string.h>

// ---- numbers ------------------------------------------------------------------------------------

typedef struct number_row {
    const char *name; ///< the text itself
    tb_scalar_result result;
    double value;
} number_row;

static number_row numbers[] = {
    {"0", TB_SCALAR_OK, 0.0},
    {"-0.0", TB_SCALAR_OK, 0.0},
    {"1", TB_SCALAR_OK, 1.0},
    {"+12.50", TB_SCALAR_OK, 12.5},
    {".5", TB_SCALAR_OK, 0.5},
    {"0.1", TB_SCALAR_OK, 0.1},
    {"-0.0012", TB_SCALAR_OK, -0.0012},
    {"0.333333333333333", TB_SCALAR_OK, 0.333333333333333},
    {"123456789012345", TB_SCALAR_OK, 123456789012345.0},
    {"1000000000000000000000", TB_SCALAR_OK, 1e21},
    {"6.02e+20", TB_SCALAR_OK, 6.02e20},
    {"1.5E-7", TB_SCALAR_OK, 1.5e-7},
    {"", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"-", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {".", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"5.", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1,5", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1.2.3", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1e", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1e+", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1 2", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"0x10", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1_000", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {".inf", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"inf", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"nan", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"forty", TB_SCALAR_NOT_A_NUMBER, 0.0},
    {"1.2345678901234567", TB_SCALAR_TOO_LONG, 0.0},
    {"1e23", TB_SCALAR_TOO_LARGE, 0.0},
    {"1e-23", TB_SCALAR_TOO_LARGE, 0.0},
    {"1e99999999999999999999", TB_SCALAR_TOO_LARGE, 0.0},
};

static void number(void **state)
{
    const number_row *row = *state;
    double value = UNCHANGED;
    assert_int_equal(tb_scalar_f64(row->name, strlen(row->name), &value), row->result);
    assert_true(value == (row->result == TB_SCALAR_OK ? row->value : UNCHANGED));
}

typedef struct whole_row {
    const char *name;
    tb_scalar_result result;
    int32_t value;
} whole_row;

static whole_row wholes[] = {
    {"7", TB_SCALAR_OK, 7},
    {"-2147483648", TB_SCALAR_OK, INT32_MIN},
    {"2147483647", TB_SCALAR_OK, INT32_MAX},
    {"2147483648", TB_SCALAR_TOO_LARGE, 0},
    {"99999999999999999999999999", TB_SCALAR_TOO_LARGE, 0},
    {"1.0", TB_SCALAR_NOT_A_NUMBER, 0},
    {"1e3", TB_SCALAR_NOT_A_NUMBER, 0},
    {"+", TB_SCALAR_NOT_A_NUMBER, 0},
};

static void whole(void **state)
{
    const whole_row *row = *state;
    int32_t value = -77;
    assert_int_equal(tb_scalar_i32(row->name, strlen(row->name), &value), row->result);
    assert_int_equal(value, row->result == TB_SCALAR_OK ? row->value : -77);
}

// ---- text ---------------------------------------------------------------------------------------

typedef struct utf8_row {
    const char *name;
    const char *text;
    size_t bytes, good;
} utf8_row;

static utf8_row utf8[] = {
    {"plain", "a b\tc\n", 6, 6},
    {"two, three and four bytes", "\xC3\xB6\xE2\x82\xAC\xF0\x9F\xA6\xB5", 9, 9},
    {"NUL", "ab\0c", 4, 2},
    {"escape character", "a\x1b[0m", 5, 1},
    {"lone continuation", "a\x80", 2, 1},
    {"overlong slash", "\xC0\xAF", 2, 0},
    {"overlong three bytes", "\xE0\x80\xAF", 3, 0},
    {"surrogate", "\xED\xA0\x80", 3, 0},
    {"beyond U+10FFFF", "\xF4\x90\x80\x80", 4, 0},
    {"cut short", "ab\xE2\x82", 4, 2},
    {"UTF-16 mark", "\xFF\xFE", 2, 0},
};

static void utf8_text(void **state)
{
    const utf8_row *row = *state;
    assert_int_equal(tb_utf8_check(row->text, row->bytes), row->good);
}

typedef struct near_row {
    const char *name, *nearest;
} near_row;

static near_row nears[] = {
    {"thickness_mm", "thickness_mm"},
    {"thicknes_mm", "thickness_mm"},
    {"scaling", "scaling"},
    {"sclaing", "scaling"}, // two neighbours swapped count as one slip
    {"cb", "cv"},
    {"colour", NULL},
    {"", NULL},
};

static void nearest(void **state)
{
    static const char *const names[] = {"thickness_mm", "scaling", "cv", NULL};
    const near_row *row = *state;
    const char *met = tb_nearest_name(row->name, names);
    if (row->nearest == NULL) {
        assert_null(met);
    } else {
        assert_non_null(met);
        assert_string_equal(met, row->nearest);
    }
}

// ---- documents ----------------------------------------------------------------------------------

typedef struct leaf {
    double depth_mm;
    int32_t count;
} leaf;

typedef struct sample {
    char name[8];
    double size_mm;
    int32_t level, kind;
    bool open;
    double pair[2];
    double weights[3];
    int32_t weight_count;
    char lines[2][8];
    int32_t line_count;
    leaf inner;
    leaf leaves[2];
    int32_t leaf_count;
} sample;

static const char *const kinds[] = {"nerve", "vessel", NULL};
static const tb_field leaf_fields[] = {
    {.key = "depth_mm",
     .kind = TB_FIELD_F64,
     .offset = offsetof(leaf, depth_mm),
     .lo = 0.0,
     .hi = 10.0,
     .required = true,
     .unit = "mm",
     .doc = "depth"},
    {.key = "count", .kind = TB_FIELD_I32, .offset = offsetof(leaf, count), .doc = "a \"count\""},
};
static const tb_schema leaf_schema = {"leaf", leaf_fields, 2, sizeof(leaf)};
static const tb_field sample_fields[] = {
    {.key = "name",
     .kind = TB_FIELD_TEXT,
     .offset = offsetof(sample, name),
     .size = 8,
     .required = true,
     .doc = "name"},
    {.key = "size_mm",
     .kind = TB_FIELD_F64,
     .offset = offsetof(sample, size_mm),
     .lo = 1.0,
     .hi = 5.0,
     .unit = "mm",
     .doc = "size"},
    {.key = "level", .kind = TB_FIELD_I32, .offset = offsetof(sample, level), .doc = "level"},
    {.key = "kind",
     .kind = TB_FIELD_ENUM,
     .offset = offsetof(sample, kind),
     .names = kinds,
     .doc = "kind"},
    {.key = "open", .kind = TB_FIELD_BOOL, .offset = offsetof(sample, open), .doc = "open"},
    {.key = "pair",
     .kind = TB_FIELD_F64_LIST,
     .offset = offsetof(sample, pair),
     .size = 2,
     .doc = "pair"},
    {.key = "weights",
     .kind = TB_FIELD_F64_LIST,
     .offset = offsetof(sample, weights),
     .size = 3,
     .count_offset = offsetof(sample, weight_count),
     .doc = "weights"},
    {.key = "lines",
     .kind = TB_FIELD_TEXT_LIST,
     .offset = offsetof(sample, lines),
     .size = 2,
     .text_size = 8,
     .count_offset = offsetof(sample, line_count),
     .doc = "lines"},
    {.key = "inner",
     .kind = TB_FIELD_OBJECT,
     .offset = offsetof(sample, inner),
     .schema = &leaf_schema,
     .doc = "inner"},
    {.key = "leaves",
     .kind = TB_FIELD_LIST,
     .offset = offsetof(sample, leaves),
     .size = 2,
     .count_offset = offsetof(sample, leaf_count),
     .schema = &leaf_schema,
     .doc = "leaves"},
};
static const tb_schema sample_schema = {"sample", sample_fields, 10, sizeof(sample)};

static tb_diagnostics diagnostics;

typedef struct fault_row {
    const char *name, *text;
    const char *rule; ///< of the first fault; NULL: accepted
    int line, column;
    const char *says; ///< part of its text
    int count;
} fault_row;

static fault_row faults[] = {
    {"all is well", "name: a\nsize_mm: 2\n", NULL, 0, 0, NULL, 0},
    {"a mark of byte order", "\xEF\xBB\xBFname: a\n", NULL, 0, 0, NULL, 0},
    {"CR LF line ends", "name: a\r\nsize_mm: 2\r\n", NULL, 0, 0, NULL, 0},
    {"no final line end", "name: a", NULL, 0, 0, NULL, 0},
    {"flow style", "{name: a, pair: [1, 2]}", NULL, 0, 0, NULL, 0},
    {"'no' stays text", "name: no\n", NULL, 0, 0, NULL, 0},
    {"nothing", "", "empty", 0, 0, "empty", 1},
    {"only a comment", "# nothing\n", "empty", 0, 0, "empty", 1},
    {"empty document", "---\n...\n", "type", 2, 1, "not nothing", 1},
    {"a list instead", "- a\n- b\n", "type", 1, 1, "must be a mapping of keys, not a list", 1},
    {"unknown key", "name: a\nsise_mm: 2\n", "unknown-key", 2, 1, "did you mean 'size_mm'?", 1},
    {"unknown key, none near", "name: a\nzzzzzz: 2\n", "unknown-key", 2, 1, "'zzzzzz' in sample",
     1},
    {"duplicate key", "name: a\nlevel: 1\nlevel: 2\n", "duplicate-key", 3, 1, "twice", 1},
    {"missing key", "size_mm: 2\n", "missing", 1, 1, "key 'name' is missing in sample", 1},
    {"missing inner key", "name: a\ninner: {count: 2}\n", "missing", 2, 8, "missing in inner", 1},
    {"word for a number", "name: a\nsize_mm: forty\n", "type", 2, 10, "not 'forty'", 1},
    {"quoted number", "name: a\nsize_mm: \"2\"\n", "type", 2, 10, "quoted text '2'", 1},
    {"list for a number", "name: a\nsize_mm: [2]\n", "type", 2, 10, "not a list", 1},
    {"nothing for a number", "name: a\nsize_mm:\n", "type", 2, 9, "not ''", 1},
    {"fraction for an integer", "name: a\nlevel: 1.5\n", "type", 2, 8, "a whole number", 1},
    {"integer overflow", "name: a\nlevel: 4294967297\n", "range", 2, 8, "too large", 1},
    {"below range", "name: a\nsize_mm: 0.5\n", "range", 2, 10, "0.5, outside 1 to 5 mm", 1},
    {"not a number", "name: a\nsize_mm: .nan\n", "type", 2, 10, "not '.nan'", 1},
    {"too many digits", "name: a\nsize_mm: 2.00000000000000001\n", "range", 2, 10, "15 sig", 1},
    {"yes for a bool", "name: a\nopen: yes\n", "type", 2, 7, "must be true or false, not 'yes'", 1},
    {"quoted bool", "name: a\nopen: 'true'\n", "type", 2, 7, "true or false", 1},
    {"enum slip", "name: a\nkind: nervs\n", "enum", 2, 7, "did you mean 'nerve'?", 1},
    {"enum stranger", "name: a\nkind: muscle\n", "enum", 2, 7, "one of nerve, vessel", 1},
    {"text too long", "name: abcdefgh\n", "too-long", 1, 7, "8 bytes, more than 7", 1},
    {"zero byte by escape", "name: \"a\\0b\"\n", "control-character", 1, 7, "control", 1},
    {"line break in text", "name: |\n  a\n  b\n", "control-character", 1, 7, "line break", 1},
    {"short list", "name: a\npair: [1]\n", "list-length", 2, 7, "1 entries, it must have 2", 1},
    {"long list", "name: a\nweights: [1, 2, 3, 4]\n", "list-length", 2, 10, "more than 3", 1},
    {"fault in a list", "name: a\nweights: [1, x]\n", "type", 2, 14, "'weights[1]'", 1},
    {"fault in a nested list", "name: a\nleaves:\n- depth_mm: 1\n- depth_mm: 11\n", "range", 4, 13,
     "'leaves[1].depth_mm' is 11", 1},
    {"mapping for a list", "name: a\nleaves: {depth_mm: 1}\n", "type", 2, 9, "not a mapping", 1},
    {"key that is a list", "name: a\n[1, 2]: 3\n", "type", 2, 1, "a key must be a word", 1},
    {"all faults at once", "size_mm: 9\nlevel: x\nopne: true\n", "missing", 1, 1, "name", 4},
    {"alias", "name: &n a\nlevel: *n\n", "alias", 1, 7, "anchors", 2},
    {"cyclic alias", "name: a\nleaves: &l [*l]\n", "alias", 2, 9, "anchors", 2},
    {"tag", "name: !!str a\n", "tag", 1, 7, "tags", 1},
    {"tag directive", "%TAG ! tag:x,2000:\n---\nname: a\n", "tag", 1, 1, "%TAG", 1},
    {"merge key", "name: a\n<<: {level: 1}\n", "unknown-key", 2, 1, "'<<'", 1},
    {"second document", "name: a\n---\nname: b\n", "documents", 2, 1, "more than one", 1},
    {"tab for indentation", "name: a\ninner:\n\tcount: 1\n", "syntax", 3, 1, "not YAML", 1},
    {"open bracket", "name: a\npair: [1, 2\n", "syntax", 3, 1, "not YAML", 1},
    {"open quote", "name: \"a\n", "syntax", 2, 1, "not YAML", 1},
    {"bytes of another encoding", "name: caf\xE9\n", "encoding", 1, 10, "byte 0xE9", 1},
};

static void fault(void **state)
{
    const fault_row *row = *state;
    sample target;
    memset(&target, 0x33, sizeof target);
    const sample before = target;
    const tb_status status = tb_schema_parse(&sample_schema, "x.yaml", row->text, strlen(row->text),
                                             &target, &diagnostics, NULL);
    if (row->rule == NULL) {
        tb_diagnostics_print(&diagnostics, stderr);
        assert_int_equal(status, TB_OK);
        assert_int_equal(diagnostics.count, 0);
        return;
    }
    assert_int_equal(status, TB_ERR_FORMAT);
    assert_memory_equal(&target, &before, sizeof target);
    const tb_diagnostic *first = &diagnostics.items[0];
    assert_string_equal(first->rule, row->rule);
    assert_int_equal(first->line, row->line);
    assert_int_equal(first->column, row->column);
    if (strstr(first->text, row->says) == NULL) {
        fail_msg("'%s' does not say '%s'", first->text, row->says);
    }
    assert_int_equal(diagnostics.count, row->count);
    for (int i = 1; i < diagnostics.count; ++i) {
        assert_true(diagnostics.items[i].line >= diagnostics.items[i - 1].line);
    }
}

static void reads_every_kind(void **state)
{
    (void)state;
    static const char text[] = "name: Zo\xC3\xAB\n"
                               "size_mm: 2.5\n"
                               "level: -3\n"
                               "kind: vessel\n"
                               "open: true\n"
                               "pair: [1, -2]\n"
                               "weights: [0.25]\n"
                               "lines: ['a', \"b c\"]\n"
                               "inner: {depth_mm: 4, count: 9}\n"
                               "leaves:\n"
                               "  - depth_mm: 1\n"
                               "  - {count: 2, depth_mm: 3}\n";
    sample s = {.leaves[0].count = 55};
    tb_places *places = NULL;
    assert_int_equal(
        tb_schema_parse(&sample_schema, "x.yaml", text, strlen(text), &s, &diagnostics, &places),
        TB_OK);
    assert_string_equal(s.name, "Zo\xC3\xAB");
    assert_true(s.size_mm == 2.5 && s.level == -3 && s.kind == 1 && s.open);
    assert_true(s.pair[0] == 1.0 && s.pair[1] == -2.0);
    assert_true(s.weight_count == 1 && s.weights[0] == 0.25);
    assert_int_equal(s.line_count, 2);
    assert_string_equal(s.lines[1], "b c");
    assert_true(s.inner.depth_mm == 4.0 && s.inner.count == 9);
    assert_int_equal(s.leaf_count, 2);
    assert_int_equal(s.leaves[0].count, 55); // an absent optional key keeps its default
    assert_true(s.leaves[1].depth_mm == 3.0 && s.leaves[1].count == 2);
    int line, column;
    tb_places_find(places, "leaves[1].depth_mm", &line, &column);
    assert_int_equal(line, 12);
    assert_int_equal(column, 26);
    tb_places_find(places, "leaves[0].count", &line, &column);
    assert_int_equal(line, 0);
    tb_places_destroy(places);
}

// ---- caps ---------------------------------------------------------------------------------------

static tb_status parse_repeated(const char *head, const char *piece, size_t count, const char *tail)
{
    const size_t length = strlen(piece);
    char *text = malloc(strlen(head) + length * count + strlen(tail) + 1);
    char *at = text + sprintf(text, "%s", head);
    for (size_t i = 0; i < count; ++i, at += length) {
        memcpy(at, piece, length);
    }
    at += sprintf(at, "%s", tail);
    sample target = {0};
    const tb_status status = tb_schema_parse(&sample_schema, "x.yaml", text, (size_t)(at - text),
                                             &target, &diagnostics, NULL);
    free(text);
    return status;
}

static void nesting_is_capped(void **state)
{
    (void)state;
    assert_int_equal(parse_repeated("name: ", "[", 500000, "\n"), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "nesting");
    assert_int_equal(parse_repeated("", "- ", 300000, "a\n"), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "nesting");
    assert_int_equal(parse_repeated("name: ", "{a: ", 200000, "\n"), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "nesting");
}

static void nodes_are_capped(void **state)
{
    (void)state;
    assert_int_equal(parse_repeated("name: a\nweights:\n", "- 1\n", 25000, ""), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "nodes");
    assert_int_equal(parse_repeated("name: a\nweights:\n", "- 1\n", 15000, ""), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "list-length");
}

static void bytes_are_capped(void **state)
{
    (void)state;
    assert_int_equal(parse_repeated("name: a\n", "# comment\n", 100000, ""), TB_OK);
    assert_int_equal(parse_repeated("name: a\n", "# comment\n", 110000, ""), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "size");
}

static void faults_are_counted_beyond_the_capacity(void **state)
{
    (void)state;
    char text[4096] = "name: a\n";
    for (int i = 0; i < 100; ++i) {
        sprintf(text + strlen(text), "strange%d: 1\n", i);
    }
    sample target = {0};
    assert_int_equal(
        tb_schema_parse(&sample_schema, "x.yaml", text, strlen(text), &target, &diagnostics, NULL),
        TB_ERR_FORMAT);
    assert_int_equal(diagnostics.count, TB_DIAGNOSTICS_MAX);
    assert_int_equal(diagnostics.dropped, 100 - TB_DIAGNOSTICS_MAX);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const char text[] = "name: a\n";
    sample target = {.level = 4};
    int failures = 0;
    for (uint64_t n = 1; n < 20; ++n) {
        tb_places *places = NULL;
        tb_alloc_fail_at(n);
        const tb_status status = tb_schema_parse(&sample_schema, "x.yaml", text, strlen(text),
                                                 &target, &diagnostics, &places);
        tb_alloc_fail_at(0);
        tb_places_destroy(places);
        if (status == TB_OK) {
            break;
        }
        assert_int_equal(status, TB_ERR_MEMORY);
        assert_string_equal(diagnostics.items[0].rule, "memory");
        assert_int_equal(target.name[0], 0);
        ++failures;
    }
    assert_int_equal(failures, 3); // the copy, the places, their items
}

// ---- files --------------------------------------------------------------------------------------

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    sample target = {0};
    assert_int_equal(
        tb_schema_load(&sample_schema, "no/such/file.yaml", &target, &diagnostics, NULL),
        TB_ERR_IO);
    assert_string_equal(diagnostics.items[0].rule, "file");
    assert_string_equal(diagnostics.path, "no/such/file.yaml");
    assert_int_equal(tb_schema_load(&sample_schema, "assets", &target, &diagnostics, NULL),
                     TB_ERR_IO);
    // no end of bytes: only as many as the cap allows are read
    assert_int_equal(tb_schema_load(&sample_schema, "/dev/zero", &target, &diagnostics, NULL),
                     TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "size");
    assert_int_equal(tb_schema_load(&sample_schema, "/dev/null", &target, &diagnostics, NULL),
                     TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, "empty");
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, number, numbers);
    TB_TEST_ROWS(&list, whole, wholes);
    TB_TEST_ROWS(&list, utf8_text, utf8);
    TB_TEST_ROWS(&list, nearest, nears);
    TB_TEST_ROWS(&list, fault, faults);
    TB_TEST(&list, reads_every_kind);
    TB_TEST(&list, nesting_is_capped);
    TB_TEST(&list, nodes_are_capped);
    TB_TEST(&list, bytes_are_capped);
    TB_TEST(&list, faults_are_counted_beyond_the_capacity);
    TB_TEST(&list, every_allocation_may_fail);
    TB_TEST(&list, files_that_cannot_be_read);
    return tb_test_run(&list, "schema");
}
