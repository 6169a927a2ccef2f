// A corpus of broken files, made from shipped ones by rule and by fixed chance: every line with a
// key is renamed, doubled, emptied, given a mapping, an alias, a tag and an anchor; numbers leave
// their range; bytes are damaged at random. What the rule says must be found on the very line; what
// chance does must be refused with a place in the file or make sense, and nothing may crash.
// `test_corpus DIR` also writes the corpus to a folder.
#include "tb_test.h"

#include "tautband/anatomy/anatomy.h"
#include "tautband/core/rng.h"
#include "tautband/scoring/course.h"

#include <string.h>

enum { TEXT_BYTES = 65536, DAMAGED_EACH = 60, KINDS = 3 };

/// A kind of file and how to read it.
typedef struct file_kind {
    const char *name, *path;
    tb_status (*parse)(const char *text, size_t length, tb_diagnostics *faults);
} file_kind;

static tb_case parsed_case;
static tb_site parsed_site;
static tb_course parsed_course;

static tb_status parse_case(const char *text, size_t length, tb_diagnostics *faults)
{
    return tb_case_parse("x.yaml", text, length, "assets/sites", &parsed_case, faults);
}

static tb_status parse_site(const char *text, size_t length, tb_diagnostics *faults)
{
    return tb_site_parse("x.yaml", text, length, &parsed_site, faults);
}

static tb_status parse_course(const char *text, size_t length, tb_diagnostics *faults)
{
    return tb_course_parse("x.yaml", text, length, "assets/cases", &parsed_course, faults);
}

static const file_kind kinds[KINDS] = {
    {"case", "assets/cases/scm-whiplash.yaml", parse_case},
    {"site", "assets/sites/infraspinatus.yaml", parse_site},
    {"course", "assets/courses/station-exam.yaml", parse_course},
};

static tb_diagnostics faults;
static char shipped[TEXT_BYTES], broken[TEXT_BYTES];
static const char *corpus_folder;
static int corpus_count;

static size_t read_shipped(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t length = fread(shipped, 1, sizeof shipped - 1, file);
    fclose(file);
    assert_true(length > 0 && length < sizeof shipped - 1);
    shipped[length] = '\0';
    return length;
}

static void keep(const file_kind *kind, size_t length)
{
    ++corpus_count;
    if (corpus_folder != NULL) {
        char path[512];
        snprintf(path, sizeof path, "%.400s/%s-%04d.yaml", corpus_folder, kind->name, corpus_count);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(broken, 1, length, file), length);
        fclose(file);
    }
}

// ---- by rule ------------------------------------------------------------------------------------

/// One way to break a line "key: value".
typedef enum breakage {
    RENAMED,
    DOUBLED,
    MAPPED,
    ALIASED,
    TAGGED,
    ANCHORED,
    HUGE_NUMBER,
    BREAKAGES
} breakage;

/// A line of the shipped file that holds one key and a value on the same line.
typedef struct key_line {
    size_t start, key, colon, value, end; ///< offsets; end without the newline
    int number;
} key_line;

static bool next_line(size_t *at, int *number, key_line *out)
{
    while (shipped[*at] != '\0') {
        const char *begin = shipped + *at;
        const size_t length = strcspn(begin, "\n");
        *out = (key_line){.start = *at, .end = *at + length, .number = *number};
        *at += length + (begin[length] == '\n' ? 1 : 0);
        ++*number;
        size_t key = strspn(begin, " ");
        key += begin[key] == '-' && begin[key + 1] == ' ' ? 2 : 0;
        const size_t name = strspn(begin + key, "abcdefghijklmnopqrstuvwxyz_0123456789");
        const char *after = begin + key + name;
        if (name == 0 || after[0] != ':' || after[1] != ' ' || after + 2 >= begin + length) {
            continue;
        }
        out->key = out->start + key;
        out->colon = out->key + name;
        out->value = out->colon + 2;
        return true;
    }
    return false;
}

static size_t put(size_t at, const char *text, size_t length)
{
    assert_true(at + length < sizeof broken);
    memcpy(broken + at, text, length);
    return at + length;
}

static bool is_number(const key_line *line)
{
    const char *value = shipped + line->value;
    const size_t length = line->end - line->value;
    return length > 0 && strspn(value, "-0123456789.") == length;
}

/// Write the broken file.
/// @param rule out: what must be said on the line
/// @param at   out: that line
/// @return its length, or 0 when this breakage does not fit the line
static size_t break_line(const key_line *line, breakage how, const char **rule, int *at)
{
    static const char *const rules[BREAKAGES] = {"unknown-key", "duplicate-key", "type", "alias",
                                                 "tag",         "alias",         "range"};
    static const char *const values[BREAKAGES] = {"",       "",      "{a: 1}",   "*one",
                                                  "!!str ", "&one ", "987654321"};
    const size_t whole = strlen(shipped);
    const char first = shipped[line->value];
    *rule = rules[how];
    *at = line->number;
    if ((how == HUGE_NUMBER && !is_number(line)) ||
        (how == DOUBLED && shipped[line->key - 1] == ' ' && line->key >= line->start + 2 &&
         shipped[line->key - 2] == '-')) {
        return 0; // the first key of a list's item cannot be doubled on a line of its own
    }
    if ((how == MAPPED) && (first == '[' || first == '{')) {
        return 0; // still the right kind
    }
    size_t length = put(0, shipped, line->start);
    if (how == RENAMED) {
        length = put(length, shipped + line->start, line->colon - line->start);
        length = put(length, "_qq", 3);
        return put(length, shipped + line->colon, whole - line->colon);
    }
    if (how == DOUBLED) {
        length = put(length, shipped + line->start, line->end + 1 - line->start);
        *at = line->number + 1;
        return put(length, shipped + line->start, whole - line->start);
    }
    length = put(length, shipped + line->start, line->value - line->start);
    length = put(length, values[how], strlen(values[how]));
    if (how == TAGGED || how == ANCHORED) {
        return put(length, shipped + line->value, whole - line->value);
    }
    return put(length, shipped + line->end, whole - line->end);
}

static bool said(const char *rule, int line)
{
    for (int k = 0; k < faults.count; ++k) {
        if (strcmp(faults.items[k].rule, rule) == 0 && faults.items[k].line == line) {
            return true;
        }
    }
    return false;
}

static void every_line_broken_by_rule(void **state)
{
    const file_kind *kind = *state;
    (void)read_shipped(kind->path);
    assert_int_equal(kind->parse(shipped, strlen(shipped), &faults), TB_OK);
    int made = 0, number = 1;
    key_line line;
    for (size_t at = 0; next_line(&at, &number, &line);) {
        for (int how = 0; how < BREAKAGES; ++how) {
            const char *rule = NULL;
            int where = 0;
            const size_t length = break_line(&line, (breakage)how, &rule, &where);
            if (length == 0) {
                continue;
            }
            ++made;
            keep(kind, length);
            const tb_status status = kind->parse(broken, length, &faults);
            if (status != TB_ERR_FORMAT || !said(rule, where)) {
                print_error("%s line %d, breakage %d: [%s] wanted at line %d; met %d faults, first "
                            "%d: %s [%s]\n",
                            kind->path, line.number, how, rule, where, faults.count,
                            faults.items[0].line, faults.items[0].text, faults.items[0].rule);
            }
            assert_int_equal(status, TB_ERR_FORMAT);
            assert_true(said(rule, where));
        }
    }
    print_message("%s: %d broken by rule\n", kind->name, made);
    assert_true(made >= 50);
}

// ---- by chance ----------------------------------------------------------------------------------

static size_t damage(tb_rng *rng, size_t length)
{
    memcpy(broken, shipped, length + 1);
    const int wounds = 1 + (int)(tb_rng_uniform(rng) * 6.0);
    for (int k = 0; k < wounds && length > 8; ++k) {
        const size_t at = (size_t)(tb_rng_uniform(rng) * (double)length);
        const size_t span = 1 + (size_t)(tb_rng_uniform(rng) * 12.0);
        const double how = tb_rng_uniform(rng);
        if (how < 0.5) { // another byte
            broken[at] = (char)(unsigned char)tb_rng_next(rng);
        } else if (how < 0.75 && at + span < length) { // a piece is lost
            memmove(broken + at, broken + at + span, length - at - span);
            length -= span;
        } else if (how < 0.9 && at + span < length && length + span < sizeof broken) { // said twice
            memmove(broken + at + span, broken + at, length - at);
            length += span;
        } else { // cut off
            length = at > 8 ? at : length;
        }
    }
    return length;
}

static void random_damage_is_survived(void **state)
{
    const file_kind *kind = *state;
    tb_rng rng;
    tb_rng_seed(&rng, 20261127, (uint64_t)(kind - kinds) + 1u);
    int refused = 0;
    for (int k = 0; k < DAMAGED_EACH; ++k) {
        const size_t length = damage(&rng, read_shipped(kind->path));
        int lines = 1;
        for (size_t b = 0; b < length; ++b) {
            lines += broken[b] == '\n' ? 1 : 0;
        }
        keep(kind, length);
        const tb_status status = kind->parse(broken, length, &faults);
        assert_true(status == TB_OK || status == TB_ERR_FORMAT);
        assert_true((status == TB_OK) == (faults.count == 0));
        for (int f = 0; f < faults.count; ++f) {
            assert_true(faults.items[f].line >= 0 && faults.items[f].line <= lines + 1);
            assert_true(faults.items[f].rule[0] != '\0' && faults.items[f].text[0] != '\0');
        }
        refused += status == TB_OK ? 0 : 1;
    }
    print_message("%s: %d of %d damaged files refused\n", kind->name, refused, DAMAGED_EACH);
    assert_true(refused > DAMAGED_EACH / 2);
}

static void the_corpus_is_large_enough(void **state)
{
    (void)state;
    print_message("%d broken files\n", corpus_count);
    assert_true(corpus_count >= 200);
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    corpus_folder = argc == 2 ? argv[1] : NULL;
    TB_TEST_ROWS(&list, every_line_broken_by_rule, kinds);
    TB_TEST_ROWS(&list, random_damage_is_survived, kinds);
    TB_TEST(&list, the_corpus_is_large_enough);
    return tb_test_run(&list, "corpus");
}
