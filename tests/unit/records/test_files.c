#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "tautband/records/files.h"

#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
    const char *name;
    double value;
    const char *text;
} decimal_row;

static decimal_row decimals[] = {
    {"zero", 0.0, "0.000000"},
    {"minus zero", -0.0, "0.000000"},
    {"third", 1.0 / 3.0, "0.333333"},
    {"two thirds", 2.0 / 3.0, "0.666667"},
    {"negative", -1.5, "-1.500000"},
    {"tiny negative", -1e-9, "0.000000"},
    {"large", 123456789.25, "123456789.250000"},
    {"not a number", NAN, "0.000000"},
    {"infinite", INFINITY, "900000000000.000000"},
    {"half a millionth", 0.0000005, "0.000001"},
};

static void decimal(void **state)
{
    const decimal_row *row = *state;
    char text[TB_DECIMAL_SIZE];
    tb_decimal(row->value, text);
    assert_string_equal(text, row->text);
}

static const tb_rubric_measure measure = {.id = "D3_tip_to_target",
                                          .label = "Tip \"to\" point\n",
                                          .domain = "accuracy",
                                          .unit = "mm",
                                          .weight = 8.0,
                                          .full = 1.0,
                                          .zero = 8.0};
static const tb_rubric rubric = {.id = "needling",
                                 .version = "1.0",
                                 .standing = "provisional",
                                 .cut = 70.0,
                                 .domains = {{"accuracy", "Accuracy", 0.5}},
                                 .domain_count = 1};

static tb_score sample(void)
{
    tb_score score = {.total = 81.25, .pass = true, .ltr_count = 3};
    score.measures[0] = (tb_measure){&measure, true, 2.6, 6.171428571428};
    score.measure_count = 1;
    score.domains[0] = (tb_domain_score){&rubric.domains[0], 6.171428571428, 8.0, false};
    score.domain_count = 1;
    score.criticals[0] = (tb_critical){.id = "CF2", .tick_ms = 192000, .text = "said stop"};
    score.critical_count = 1;
    score.adverse[0] = (tb_adverse){.id = "nerve-1", .grade = 2, .tick_ms = 7, .text = "touched"};
    score.adverse_count = 1;
    return score;
}

static char *written(const tb_score *score)
{
    const tb_score_origin origin = {"gastrocnemius-medial", UINT64_MAX, "0.1.0 test",
                                    0x0123456789abcdefu};
    static char text[20000];
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(tb_score_write(score, &rubric, &origin, file), TB_OK);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void score_is_json(void **state)
{
    (void)state;
    const tb_score score = sample();
    const char *text = written(&score);
    assert_non_null(
        strstr(text, "\"seed\": 18446744073709551615")); // beyond what a reader's int holds
    json_error_t error;
    json_t *root = json_loads(text, JSON_DECODE_INT_AS_REAL, &error);
    assert_non_null(root);
    static const char *const keys[] = {"schema",     "case",     "seed",      "build",
                                       "state_hash", "total",    "pass",      "critical_fails",
                                       "domains",    "measures", "ltr_count", "adverse_events"};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        if (json_object_get(root, keys[k]) == NULL) {
            fail_msg("no %s", keys[k]);
        }
    }
    assert_near(json_number_value(json_object_get(root, "total")), 81.25, 0.0);
    assert_string_equal(json_string_value(json_object_get(root, "state_hash")), "0123456789abcdef");
    json_t *first = json_array_get(json_object_get(root, "measures"), 0);
    assert_near(json_number_value(json_object_get(first, "points")), 6.171429, 0.0);
    assert_string_equal(json_string_value(json_object_get(first, "label")), "Tip \"to\" point\n");
    json_t *adverse = json_array_get(json_object_get(root, "adverse_events"), 0);
    assert_string_equal(json_string_value(json_object_get(adverse, "grade")), "significant");
    json_decref(root);
}

static void same_score_same_bytes(void **state)
{
    (void)state;
    static char before[20000];
    const tb_score score = sample();
    memcpy(before, written(&score), sizeof before);
    assert_string_equal(before, written(&score));
}

static void events_are_json_lines(void **state)
{
    (void)state;
    tb_event events[TB_EVENT_KIND_COUNT];
    for (int k = 0; k < TB_EVENT_KIND_COUNT; ++k) {
        events[k] = (tb_event){.tick_ms = (uint32_t)k,
                               .kind = (uint16_t)k,
                               .subject = 1,
                               .values = {1.5, 2, 3, 4, 5, 6, 7, 8}};
    }
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(tb_events_write(events, TB_EVENT_KIND_COUNT, file), TB_OK);
    rewind(file);
    char line[2000];
    int count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        if (object == NULL) {
            fail_msg("not JSON: %s", line);
        }
        assert_string_equal(json_string_value(json_object_get(object, "kind")),
                            tb_event_name((tb_event_kind)count));
        assert_int_equal(json_integer_value(json_object_get(object, "tick_ms")), count);
        json_decref(object);
        ++count;
    }
    fclose(file);
    assert_int_equal(count, TB_EVENT_KIND_COUNT);
}

static void unwritable_is_told(void **state)
{
    (void)state;
    const tb_score score = sample();
    const tb_score_origin origin = {"x", 1, "b", 0};
    tb_error error = {.status = TB_OK};
    assert_int_equal(tb_score_save(&score, &rubric, &origin, "/nonexistent/score.json", &error),
                     TB_ERR_IO);
    assert_non_null(strstr(error.message, "/nonexistent/score.json"));
    assert_int_equal(tb_events_save(NULL, 0, "/nonexistent/e.jsonl", &error), TB_ERR_IO);
}

// A disk that takes so many bytes of a file and no more.
static void allow_bytes(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static size_t read_whole(const char *path, char *out, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    const size_t bytes = file != NULL ? fread(out, 1, capacity, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

// An earlier score is worth more than half of a later one.
static void a_full_disk_leaves_the_old_files(void **state)
{
    (void)state;
    static char before[20000], after[20000];
    static tb_event events[50];
    char path[600], beside[640], log[600];
    tb_score score = sample();
    const tb_score_origin origin = {"x", 1, "b", 0};
    tb_error error = {.status = TB_OK};
    const char *folder = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/full-score.json", folder != NULL ? folder : "/tmp");
    snprintf(log, sizeof log, "%s/full-events.jsonl", folder != NULL ? folder : "/tmp");
    (void)remove(log);
    assert_int_equal(tb_score_save(&score, &rubric, &origin, path, &error), TB_OK);
    const size_t bytes = read_whole(path, before, sizeof before);
    assert_true(bytes > 200);
    (void)signal(SIGXFSZ, SIG_IGN);
    allow_bytes(100);
    score.total = 1.0;
    const tb_status status = tb_score_save(&score, &rubric, &origin, path, &error);
    const tb_status events_status = tb_events_save(events, 50, log, NULL);
    allow_bytes(RLIM_INFINITY);
    assert_int_equal(status, TB_ERR_IO);
    assert_non_null(strstr(error.message, path));
    assert_int_equal(read_whole(path, after, sizeof after), bytes);
    assert_memory_equal(after, before, bytes);
    assert_int_equal(events_status, TB_ERR_IO);
    assert_null(fopen(log, "rb")); // not half of it
    snprintf(beside, sizeof beside, "%s.new", path);
    assert_null(fopen(beside, "rb"));
    (void)remove(path);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, decimal, decimals);
    TB_TEST(&list, score_is_json);
    TB_TEST(&list, same_score_same_bytes);
    TB_TEST(&list, events_are_json_lines);
    TB_TEST(&list, unwritable_is_told);
    TB_TEST(&list, a_full_disk_leaves_the_old_files);
    return tb_test_run(&list, "record files");
}
