// The examiner's seal: a code opens its own lock only, statements hold until a byte of them or of
// what they speak of is changed, files of earlier versions count until a new code is set, and
// thousands of damaged files are refused whole.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/exam.h"
#include "tautband/core/rng.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char station[512], folder[600];

static void put_file(const char *name, const char *text)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void put_code_file(const char *text)
{
    char path[1200];
    tb_error error;
    snprintf(path, sizeof path, "%s/tautband", station);
    assert_int_equal(tb_app_make_dir(path, &error), TB_OK);
    snprintf(path, sizeof path, "%s/tautband/examiner", station);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

// A station without a code, and one attempt on it.
static void fresh_station(void)
{
    static int number;
    const char *out = getenv("TB_TEST_OUTPUT");
    tb_error error;
    snprintf(station, sizeof station, "%s/seal-%d-%d", out != NULL ? out : "/tmp", (int)getpid(),
             number++);
    setenv("XDG_CONFIG_HOME", station, 1);
    snprintf(folder, sizeof folder, "%s/20261128-093000-gal-hiker", station);
    assert_int_equal(tb_app_make_dir(folder, &error), TB_OK);
    put_file("score.json", "{\"total\": 81}\n");
}

static void a_lock_opens_to_its_code_only(void **state)
{
    (void)state;
    tb_seal_lock lock, other;
    tb_seal_key key = {.ready = false}, again = {.ready = false};
    tb_error error = {TB_OK, ""};
    assert_int_equal(tb_seal_lock_make("4711", NULL, &lock, &key, &error), TB_OK);
    assert_true(key.ready);
    assert_int_equal(tb_seal_lock_open(&lock, "4712", &again, &error), TB_ERR_ARGUMENT);
    assert_false(again.ready);
    assert_int_equal(tb_seal_lock_open(&lock, "4711", &again, &error), TB_OK);
    assert_memory_equal(key.secret, again.secret, sizeof key.secret);
    // the same code elsewhere has another salt, and so another key
    assert_int_equal(tb_seal_lock_make("4711", &lock, &other, &again, &error), TB_OK);
    assert_memory_not_equal(key.open, again.open, sizeof key.open);
    assert_int_equal(other.digits, 4);
    assert_int_equal(other.count, 2); // what the first one signed can still be checked
    assert_memory_equal(other.keys[1], key.open, sizeof key.open);
    tb_seal_forget(&key);
    static const tb_seal_key none;
    assert_memory_equal(&key, &none, sizeof none);
    char text[TB_SEAL_FILE_MAX];
    tb_seal_lock back;
    const size_t bytes = tb_seal_lock_write(&other, text, sizeof text);
    assert_int_equal(tb_seal_lock_parse(text, bytes, &back, &error), TB_OK);
    assert_memory_equal(&back, &other, sizeof back);
}

static void old_keys_are_kept_up_to_a_limit(void **state)
{
    (void)state;
    char text[TB_SEAL_FILE_MAX];
    tb_error error = {TB_OK, ""};
    tb_seal_lock lock = {.count = TB_SEAL_KEYS_MAX}, next;
    assert_int_equal(tb_seal_lock_make("1234", &lock, &next, NULL, &error), TB_OK);
    assert_int_equal(next.count, TB_SEAL_KEYS_MAX);
    const size_t bytes = tb_seal_lock_write(&next, text, sizeof text);
    assert_true(bytes > 0);
    assert_int_equal(tb_seal_lock_parse(text, bytes, &lock, &error), TB_OK);
    assert_int_equal(tb_seal_lock_write(&next, text, 100), 0);
}

static void a_statement_holds_until_it_is_changed(void **state)
{
    (void)state;
    tb_seal_lock lock, stranger;
    tb_seal_key key;
    tb_statement said = {.kind = "released", .attempt = "a", .time = "t", .rating = 4}, back;
    char text[TB_SEAL_FILE_MAX];
    tb_error error = {TB_OK, ""};
    assert_int_equal(tb_seal_lock_make("4711", NULL, &lock, &key, &error), TB_OK);
    assert_int_equal(tb_seal_lock_make("4711", NULL, &stranger, NULL, &error), TB_OK);
    snprintf(said.name, sizeof said.name,
             "Dr. M\xC3\xBC"
             "ller");
    assert_int_equal(tb_statement_sign(&said, &key, &error), TB_OK);
    assert_true(tb_statement_holds(&said, &lock));
    assert_false(tb_statement_holds(&said, &stranger));
    const size_t bytes = tb_statement_write(&said, text, sizeof text);
    assert_int_equal(tb_statement_parse(text, bytes, &back, &error), TB_OK);
    assert_true(tb_statement_holds(&back, &lock));
    back.rating = 5;
    assert_false(tb_statement_holds(&back, &lock));
    back = said;
    back.result[31] ^= 1;
    assert_false(tb_statement_holds(&back, &lock));
    back = said;
    back.signature[0] ^= 1;
    assert_false(tb_statement_holds(&back, &lock));
    said.has_signature = false;
    assert_false(tb_statement_holds(&said, &lock));
    const tb_seal_key none = {.ready = false};
    assert_int_equal(tb_statement_sign(&said, &none, &error), TB_OK);
    assert_false(said.has_signature);
}

static void a_release_needs_the_code_and_the_same_result(void **state)
{
    (void)state;
    tb_seal_key key = {.ready = false};
    tb_statement said;
    tb_error error = {TB_OK, ""};
    fresh_station();
    assert_int_equal(tb_exam_statement(folder, "released", NULL, NULL), TB_STANDING_NONE);
    assert_int_equal(tb_exam_set_code("4711", NULL, &error), TB_OK);
    assert_int_equal(tb_exam_release(folder, 0, NULL, &error), TB_ERR_ARGUMENT);
    assert_false(tb_exam_released(folder));
    assert_int_equal(tb_exam_open("0815", &key, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_exam_open("4711", &key, &error), TB_OK);
    tb_exam_log(folder, 0, "global-rating-4");
    assert_int_equal(tb_exam_release(folder, 0, &key, &error), TB_OK);
    assert_int_equal(tb_exam_statement(folder, "released", &said, NULL), TB_STANDING_SIGNED);
    assert_int_equal(said.rating, 4);
    tb_exam_log(folder, 0, "global-rating-5"); // what was signed counts, not the log
    assert_int_equal(tb_exam_rating(folder), 4);
    put_file("score.json", "{\"total\": 99}\n");
    assert_int_equal(tb_exam_statement(folder, "released", NULL, &error), TB_STANDING_REFUSED);
    assert_non_null(strstr(error.message, "changed"));
    assert_false(tb_exam_released(folder));
    put_file("score.json", "{\"total\": 81}\n");
    assert_true(tb_exam_released(folder));
    // another code does not undo what the first one signed
    assert_int_equal(tb_exam_set_code("12345678", NULL, &error), TB_OK);
    assert_int_equal(tb_exam_statement(folder, "released", NULL, NULL), TB_STANDING_SIGNED);
    // a statement of another attempt
    char from[1200], to[700];
    snprintf(from, sizeof from, "%s", folder);
    snprintf(to, sizeof to, "%s/20261128-093001-gal-hiker", station);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(tb_exam_statement(to, "released", NULL, &error), TB_STANDING_REFUSED);
    assert_non_null(strstr(error.message, "another attempt"));
}

// A countersignature speaks of the disputes, too.
static void a_countersignature_covers_the_disputes(void **state)
{
    (void)state;
    tb_seal_key key = {.ready = false};
    tb_statement said = {.kind = "countersigned", .name = "A. Keller", .words = "seen in full"};
    tb_error error = {TB_OK, ""};
    fresh_station();
    assert_int_equal(tb_exam_set_code("4711", &key, &error), TB_OK);
    put_file("recording.disputes.json", "{}");
    assert_int_equal(tb_exam_attest(folder, &said, &key, &error), TB_OK);
    memset(&said, 0, sizeof said);
    assert_int_equal(tb_exam_statement(folder, "countersigned", &said, NULL), TB_STANDING_SIGNED);
    assert_string_equal(said.name, "A. Keller");
    assert_string_equal(said.words, "seen in full");
    put_file("recording.disputes.json", "{ }");
    assert_int_equal(tb_exam_statement(folder, "countersigned", &said, &error),
                     TB_STANDING_REFUSED);
    assert_non_null(strstr(error.message, "disputes"));
}

static void without_a_code_nothing_is_signed(void **state)
{
    (void)state;
    tb_error error = {TB_OK, ""};
    fresh_station();
    assert_int_equal(tb_exam_release(folder, 0, NULL, &error), TB_OK);
    assert_int_equal(tb_exam_statement(folder, "released", NULL, &error), TB_STANDING_UNSIGNED);
    assert_true(tb_exam_released(folder));
    assert_int_equal(tb_exam_set_code("4711", NULL, &error), TB_OK); // from now on it has to be
    assert_int_equal(tb_exam_statement(folder, "released", NULL, &error), TB_STANDING_REFUSED);
    assert_non_null(strstr(error.message, "no signature"));
}

// The hash of "4711" as earlier versions kept it, and their release: a moment and nothing else.
static void files_of_earlier_versions_count_until_the_code_is_entered(void **state)
{
    (void)state;
    uint64_t hash = UINT64_C(14695981039346656037); // FNV-1a, 20000 rounds of prefix and code
    for (int k = 0; k < 20000; ++k) {
        for (const char *c = "tautband-examiner4711"; *c != '\0'; ++c) {
            hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
        }
    }
    char text[32];
    tb_seal_key key = {.ready = false};
    tb_error error = {TB_OK, ""};
    fresh_station();
    snprintf(text, sizeof text, "%016llx\n", (unsigned long long)hash);
    put_code_file(text);
    put_file("released", "2026-03-01T09:30:00Z\n");
    assert_true(tb_exam_has_code());
    assert_int_equal(tb_exam_code_digits(), 0);
    assert_int_equal(tb_exam_statement(folder, "released", NULL, &error), TB_STANDING_UNSIGNED);
    assert_int_equal(tb_exam_open("4712", &key, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_exam_open("4711", &key, &error), TB_OK); // set anew
    assert_int_equal(tb_exam_statement(folder, "released", NULL, &error), TB_STANDING_REFUSED);
    assert_non_null(strstr(error.message, "earlier version"));
    assert_int_equal(tb_exam_release(folder, 0, &key, &error), TB_OK);
    assert_int_equal(tb_exam_statement(folder, "released", NULL, NULL), TB_STANDING_SIGNED);
    tb_seal_forget(&key);
    assert_int_equal(tb_exam_open("4711", &key, &error), TB_OK);
    put_code_file("tautband-examiner 2\nsalt 12\n"); // a damaged file is no way in
    assert_true(tb_exam_has_code());
    assert_int_equal(tb_exam_open("4711", &key, &error), TB_ERR_FORMAT);
    assert_non_null(strstr(error.message, "line 2: salt"));
}

// What cannot be read is not what is not there: a folder stands where the file should be.
static void what_cannot_be_read_is_no_way_in(void **state)
{
    (void)state;
    char path[1200];
    tb_seal_key key = {.ready = false};
    tb_error error = {TB_OK, ""};
    fresh_station();
    snprintf(path, sizeof path, "%s/tautband/examiner", station);
    assert_int_equal(tb_app_make_dir(path, &error), TB_OK);
    assert_true(tb_exam_has_code());
    assert_int_equal(tb_exam_open("4711", &key, &error), TB_ERR_IO);
    assert_non_null(strstr(error.message, "cannot be read"));
    assert_int_equal(tb_exam_release(folder, 0, &key, &error), TB_ERR_ARGUMENT);
    snprintf(path, sizeof path, "%s/countersigned", folder);
    assert_int_equal(tb_app_make_dir(path, &error), TB_OK);
    assert_int_equal(tb_exam_statement(folder, "countersigned", NULL, &error), TB_STANDING_REFUSED);
    assert_non_null(strstr(error.message, "countersigned: cannot be read"));
}

// A damaged lock may hold the keys of earlier releases: it is set aside, not thrown away.
static void a_damaged_lock_is_kept(void **state)
{
    (void)state;
    char path[1200], line[64] = "";
    tb_error error = {TB_OK, ""};
    fresh_station();
    put_code_file("tautband-examiner 2\nsalt 12\n");
    assert_int_equal(tb_exam_set_code("4711", NULL, &error), TB_OK);
    assert_int_equal(tb_exam_code_digits(), 4);
    snprintf(path, sizeof path, "%s/tautband/examiner.damaged", station);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, "tautband-examiner 2\n");
}

// The rating is part of the statement, whether or not the examiner's log can be written.
static void a_rating_does_not_hang_on_the_log(void **state)
{
    (void)state;
    char path[1200];
    tb_seal_key key = {.ready = false};
    tb_statement said;
    tb_error error = {TB_OK, ""};
    fresh_station();
    assert_int_equal(tb_exam_set_code("4711", &key, &error), TB_OK);
    snprintf(path, sizeof path, "%s/examiner.jsonl", folder);
    assert_int_equal(tb_app_make_dir(path, &error), TB_OK);
    tb_exam_log(folder, 0, "global-rating-5");
    assert_int_equal(tb_exam_release(folder, 5, &key, &error), TB_OK);
    assert_int_equal(tb_exam_statement(folder, "released", &said, NULL), TB_STANDING_SIGNED);
    assert_int_equal(said.rating, 5);
    assert_int_equal(tb_exam_rating(folder), 5);
}

// A power cut may leave half a line: the next one begins on a line of its own.
static void half_a_line_of_the_log_is_not_continued(void **state)
{
    (void)state;
    fresh_station();
    put_file("examiner.jsonl", "{\"tick_ms\":0,\"what\":\"global-rating-2\"}\n{\"tick_ms\":0,\"ti");
    tb_exam_log(folder, 7, "called");
    char path[1200], line[200] = "";
    int lines = 0;
    snprintf(path, sizeof path, "%s/examiner.jsonl", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        ++lines;
    }
    fclose(file);
    assert_int_equal(lines, 3);
    assert_memory_equal(line, "{\"tick_ms\":7,", 13);
}

static void without_a_home_the_reason_is_told(void **state)
{
    (void)state;
    char home[512];
    tb_error error = {TB_OK, ""};
    snprintf(home, sizeof home, "%s", getenv("HOME") != NULL ? getenv("HOME") : "");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("HOME");
    const tb_status status = tb_exam_set_code("4711", NULL, &error);
    const bool set = tb_exam_has_code();
    if (home[0] != '\0') {
        setenv("HOME", home, 1);
    }
    assert_int_equal(status, TB_ERR_IO);
    assert_non_null(strstr(error.message, "HOME"));
    assert_false(set);
}

// --- malformed ----------------------------------------------------------------------------------

#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEAD                                                                                       \
    "tautband-statement 1\nkind released\nattempt a\nresult " HEX64 "\ndisputes " HEX64 "\n"
#define REST "time t\nrating 0\nname \nwords \n"

typedef struct {
    const char *name, *text, *said;
} bad_row;

static bad_row bad_rows[] = {
    {"nothing", "", "line 1: tautband-statement 1"},
    {"another version", "tautband-statement 2\n", "line 1: tautband-statement 1"},
    {"no end of line", "tautband-statement 1", "line 1"},
    {"another kind", "tautband-statement 1\nkind passed\n", "line 2: kind"},
    {"a short digest", "tautband-statement 1\nkind released\nattempt a\nresult 00\n",
     "line 4: result"},
    {"capital digits",
     "tautband-statement 1\nkind released\nattempt a\nresult "
     "AA112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
     "line 4: result"},
    {"a rating beyond", HEAD "time t\nrating 6\nname \nwords \n", "line 7: rating"},
    {"a rating of two digits", HEAD "time t\nrating 10\nname \nwords \n", "line 7: rating"},
    {"no words", HEAD "time t\nrating 0\nname \n", "line 9: words"},
    {"a control character", HEAD "time t\nrating 0\nname a\tb\nwords \n", "line 8: name"},
    {"a key without signature", HEAD REST "key " HEX64 "\n", "line 11: signature"},
    {"more than that", HEAD REST "key " HEX64 "\nsignature " HEX64 HEX64 "\nmore\n",
     "line 12: nothing more"},
};

static void bad_statements_are_refused(void **state)
{
    const bad_row *row = *state;
    tb_error error = {TB_OK, ""};
    tb_statement out = {.rating = 3};
    assert_int_equal(tb_statement_parse(row->text, strlen(row->text), &out, &error), TB_ERR_FORMAT);
    if (strstr(error.message, row->said) == NULL) {
        fail_msg("'%s' does not say '%s'", error.message, row->said);
    }
    assert_int_equal(out.rating, 3); // unchanged
}

static bad_row bad_locks[] = {
    {"nothing", "", "line 1: tautband-examiner 2"},
    {"no digits", "tautband-examiner 2\nsalt 00112233445566778899aabbccddeeff\nkey a\n",
     "line 3: digits"},
    {"no key", "tautband-examiner 2\nsalt 00112233445566778899aabbccddeeff\ndigits 4\n",
     "line 4: key"},
    {"a short salt", "tautband-examiner 2\nsalt 0011\n", "line 2: salt"},
    {"two present keys",
     "tautband-examiner 2\nsalt 00112233445566778899aabbccddeeff\ndigits 4\nkey " HEX64
     "\nkey " HEX64 "\n",
     "line 5: earlier"},
};

static void bad_locks_are_refused(void **state)
{
    const bad_row *row = *state;
    tb_error error = {TB_OK, ""};
    tb_seal_lock out = {.count = 7};
    assert_int_equal(tb_seal_lock_parse(row->text, strlen(row->text), &out, &error), TB_ERR_FORMAT);
    if (strstr(error.message, row->said) == NULL) {
        fail_msg("'%s' does not say '%s'", error.message, row->said);
    }
    assert_int_equal(out.count, 7);
}

// A byte changed anywhere: the statement is refused or does not hold. None gets through.
static void no_changed_byte_gets_through(void **state)
{
    (void)state;
    tb_seal_lock lock;
    tb_seal_key key;
    tb_statement said = {.kind = "released", .attempt = "20261128-093000-a", .rating = 2}, back;
    char text[TB_SEAL_FILE_MAX];
    tb_error error = {TB_OK, ""};
    assert_int_equal(tb_seal_lock_make("4711", NULL, &lock, &key, &error), TB_OK);
    assert_int_equal(tb_statement_sign(&said, &key, &error), TB_OK);
    const size_t bytes = tb_statement_write(&said, text, sizeof text);
    tb_rng rng;
    tb_rng_seed(&rng, 5, 0);
    for (size_t k = 0; k < bytes; ++k) {
        const char kept = text[k];
        text[k] = (char)(kept ^ (1 << (int)(8.0 * tb_rng_uniform(&rng))));
        assert_false(tb_statement_parse(text, bytes, &back, NULL) == TB_OK &&
                     tb_statement_holds(&back, &lock));
        assert_false(tb_statement_parse(text, k, &back, NULL) == TB_OK &&
                     tb_statement_holds(&back, &lock));
        text[k] = kept;
    }
    assert_int_equal(tb_statement_parse(text, bytes, &back, NULL), TB_OK);
    assert_true(tb_statement_holds(&back, &lock));
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_lock_opens_to_its_code_only);
    TB_TEST(&list, old_keys_are_kept_up_to_a_limit);
    TB_TEST(&list, a_statement_holds_until_it_is_changed);
    TB_TEST(&list, a_release_needs_the_code_and_the_same_result);
    TB_TEST(&list, a_countersignature_covers_the_disputes);
    TB_TEST(&list, without_a_code_nothing_is_signed);
    TB_TEST(&list, what_cannot_be_read_is_no_way_in);
    TB_TEST(&list, a_damaged_lock_is_kept);
    TB_TEST(&list, a_rating_does_not_hang_on_the_log);
    TB_TEST(&list, half_a_line_of_the_log_is_not_continued);
    TB_TEST(&list, without_a_home_the_reason_is_told);
    TB_TEST(&list, files_of_earlier_versions_count_until_the_code_is_entered);
    TB_TEST_ROWS(&list, bad_statements_are_refused, bad_rows);
    TB_TEST_ROWS(&list, bad_locks_are_refused, bad_locks);
    TB_TEST(&list, no_changed_byte_gets_through);
    return tb_test_run(&list, "seal");
}
