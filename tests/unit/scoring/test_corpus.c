// A corpus of broken files, made from shipped ones by rule and by fixed chance: every line with a
// key is renamed, doubled, emptied, given a mapping, an alias, a tag and an anchor; numbers leave
// their range; bytes are damaged at random. What the rule says must be found on the very line; what
// chance does must be refused with a place in the file or make sense, and nothing may crash.
// `test_corpus DIR` also writes the corpus to a folder.
#include "bad_cases.h"
#include "tb_test.h"

#include "tautband/anatomy/anatomy.h"
#include "tautband/anatomy/rule.h"
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

// ---- every rule ---------------------------------------------------------------------------------

enum { RULES_MAX = 128, FLOOD = 20100, LARGE_BYTES = (1 << 20) + 64 };

/// Of assets/courses/station-exam.yaml.
static bad_case bad_courses[] = {
    {"format of the future", "format: 1", "format: 2", "format", "format: 2"},
    {"capital letters in the id", "id: station-exam", "id: Exam", "id", "id: Exam"},
    {"empty title", "title: Station circuit", "title: ''", "empty-text", "title: ''"},
    {"unknown case", "ls-driver", "ls-drvier", "unknown-case", "ls-drvier"},
    {"case twice", "id: ls-driver", "id: ut-slim-student", "duplicate-case", "first_seed: 4102"},
    {"order misspelt", "order: shuffled", "order: shufled", "enum", "shufled"},
};

/// Of the same course.
static bad_section bad_course_sections[] = {
    {{"no case", "cases:\n", "cases: []\n#", "no-case", "cases: []"},
     "  - {id: oci-red-flags, first_seed: 4110}\n"},
};

static unsigned broken_in[RULES_MAX]; ///< tb_rule_files in which the rule was seen broken

/// Read a broken file: the rule must be told.
static void breaks(const char *rule, tb_rule_files where, const char *text, size_t length,
                   tb_status (*parse)(const char *text, size_t length, tb_diagnostics *faults))
{
    int count = 0, at = 0;
    const tb_rule *rules = tb_rules(&count);
    while (at < count && strcmp(rules[at].id, rule) != 0) {
        ++at;
    }
    if (at == count || count > RULES_MAX) {
        fail_msg("'%s' is not in the table of rules", rule);
    }
    assert_int_equal(parse(text, length, &faults), TB_ERR_FORMAT);
    bool told = false;
    for (int k = 0; k < faults.count; ++k) {
        told = told || strcmp(faults.items[k].rule, rule) == 0;
        assert_true(tb_rule_known(faults.items[k].rule));
    }
    if (!told) {
        fail_msg("'%s' was not told", rule);
    }
    broken_in[at] |=
        (unsigned)where | ((rules[at].files & TB_RULE_READER) != 0 ? TB_RULE_READER : 0u);
}

static void break_rows(const char *path, tb_rule_files where, const bad_case *rows, size_t count,
                       tb_status (*parse)(const char *, size_t, tb_diagnostics *))
{
    static char text[BAD_CASE_BYTES * 2];
    (void)read_shipped(path);
    for (size_t k = 0; k < count; ++k) {
        const size_t length = bad_case_text(&rows[k], NULL, shipped, text);
        assert_true(length > 0);
        breaks(rows[k].rule, where, text, length, parse);
    }
}

static void break_sections(const char *path, tb_rule_files where, const bad_section *sections,
                           size_t count, tb_status (*parse)(const char *, size_t, tb_diagnostics *))
{
    static char text[BAD_CASE_BYTES * 2];
    (void)read_shipped(path);
    for (size_t k = 0; k < count; ++k) {
        const size_t length = bad_case_text(&sections[k].row, sections[k].to_text, shipped, text);
        assert_true(length > 0);
        breaks(sections[k].row.rule, where, text, length, parse);
    }
}

/// What is wrong before a key is looked at.
static void break_reading(void)
{
    static char large[LARGE_BYTES];
    breaks("empty", TB_RULE_COURSE, "# nothing\n", 10, parse_course);
    breaks("encoding", TB_RULE_COURSE, "title: caf\xE9\n", 12, parse_course);
    breaks("control-character", TB_RULE_COURSE, "title: \"a\\0b\"\n", 14, parse_course);
    memset(large, ' ', sizeof large);
    breaks("size", TB_RULE_COURSE, large, sizeof large, parse_course);
    memset(large, '[', 40);
    breaks("nesting", TB_RULE_COURSE, large, 40, parse_course);
    large[0] = '[';
    for (int k = 0; k < FLOOD; ++k) {
        memcpy(large + 1 + 2 * k, "1,", 2);
    }
    breaks("nodes", TB_RULE_COURSE, large, 1 + 2 * FLOOD, parse_course);
}

static const char *site_folder;

static tb_status parse_case_there(const char *text, size_t length, tb_diagnostics *out)
{
    return tb_case_parse("x.yaml", text, length, site_folder, &parsed_case, out);
}

/// A case whose site is at fault.
static void break_site_of_case(void)
{
    static char text[BAD_CASE_BYTES * 2];
    const char *output = getenv("TB_TEST_OUTPUT");
    site_folder = output != NULL ? output : ".";
    char path[512];
    snprintf(path, sizeof path, "%.400s/faulty-site.yaml", site_folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs("format: 1\n", file);
    fclose(file);
    (void)read_shipped("assets/cases/gastrocnemius-medial.yaml");
    const bad_case row = {"", "site: gastrocnemius-medial", "site: faulty-site", "", ""};
    breaks("site-file", TB_RULE_CASE, text, bad_case_text(&row, NULL, shipped, text),
           parse_case_there);
    remove(path);
}

/// A case on the left of a site that is not its own mirror image.
static void break_side_of_case(void)
{
    static char text[BAD_CASE_BYTES * 2];
    (void)read_shipped("assets/cases/ql-gardener.yaml");
    const bad_case row = {"", "level: 3\n", "level: 3\nside: left\n", "", ""};
    breaks("side", TB_RULE_CASE, text, bad_case_text(&row, NULL, shipped, text), parse_case);
}

#define ROWS(rows) rows, sizeof(rows) / sizeof(rows)[0]

static void every_rule_is_broken(void **state)
{
    (void)state;
    static const char site[] = "assets/sites/gastrocnemius-medial.yaml",
                      exam[] = "assets/courses/station-exam.yaml";
    break_rows("assets/cases/gastrocnemius-medial.yaml", TB_RULE_CASE, ROWS(bad_cases), parse_case);
    break_rows(site, TB_RULE_SITE, ROWS(bad_sites), parse_site);
    break_sections(site, TB_RULE_SITE, ROWS(bad_site_sections), parse_site);
    break_rows(exam, TB_RULE_COURSE, ROWS(bad_courses), parse_course);
    break_sections(exam, TB_RULE_COURSE, ROWS(bad_course_sections), parse_course);
    break_reading();
    break_site_of_case();
    break_side_of_case();
    int count = 0, wanting = 0;
    const tb_rule *rules = tb_rules(&count);
    for (int k = 0; k < count; ++k) {
        assert_true(strlen(rules[k].id) < sizeof faults.items[0].rule);
        const unsigned here = TB_RULE_READER | TB_RULE_CASE | TB_RULE_SITE | TB_RULE_COURSE;
        const unsigned missing = rules[k].files & here & ~broken_in[k];
        if (missing != 0) {
            print_error("rule %s: no file breaks it (kinds %u)\n", rules[k].id, missing);
            ++wanting;
        }
        const unsigned besides = broken_in[k] & ~rules[k].files;
        if (besides != 0 && (rules[k].files & TB_RULE_READER) == 0) {
            print_error("rule %s: broken in files of kinds %u, too\n", rules[k].id, besides);
            ++wanting;
        }
    }
    print_message("%d rules\n", count);
    assert_int_equal(wanting, 0);
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
    TB_TEST(&list, every_rule_is_broken);
    TB_TEST(&list, the_corpus_is_large_enough);
    return tb_test_run(&list, "corpus");
}
