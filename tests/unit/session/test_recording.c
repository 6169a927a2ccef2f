#include "tb_test.h"

#include "session/recording_internal.h"

#include <string.h>

enum { TICKS = 2345, FILE_MAX = 1 << 20 };

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_diagnostics diagnostics;
static char path[512];
static unsigned char file_bytes[FILE_MAX], bytes[FILE_MAX];
static size_t file_count;

static tb_input input_at(uint32_t tick)
{
    tb_input input = {.tool = TB_TOOL_FINGER, .t_um = -3000, .b_um = (int32_t)tick * 2 - 2000};
    input.depth_um = tick < 800 ? (int32_t)tick * 5 - 2000 : 2000;
    if (tick == 1500) {
        input.command = TB_COMMAND_SAY;
        input.argument = TB_SAY_ALL_RIGHT;
    }
    return input;
}

static tb_session *session_of(uint64_t seed)
{
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 8};
    tb_session *session = NULL;
    tb_error error;
    assert_int_equal(tb_session_create(&desc, &session, &error), TB_OK);
    return session;
}

static tb_recording_header header_of(uint64_t seed)
{
    return (tb_recording_header){.format = TB_RECORDING_FORMAT,
                                 .build = "test",
                                 .case_id = "gastrocnemius-medial",
                                 .mode = "script",
                                 .case_hash = 1,
                                 .tissues_hash = 2,
                                 .physiology_hash = UINT64_MAX,
                                 .seed = seed,
                                 .substeps = 8};
}

static int make_file(void **state)
{
    (void)state;
    const char *folder = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/test_recording.tbr", folder != NULL ? folder : "/tmp");
    physiology = tb_physiology_default();
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK) {
        return -1;
    }
    tb_session *session = session_of(UINT64_MAX);
    tb_recorder *recorder = NULL;
    tb_error error;
    const tb_recording_header header = header_of(UINT64_MAX);
    if (tb_recorder_create(path, &header, &recorder, &error) != TB_OK) {
        return -1;
    }
    for (uint32_t k = 0; k < TICKS; ++k) {
        const tb_input input = input_at(k);
        tb_session_step(session, &input);
        const uint64_t before = tb_alloc_calls();
        if (tb_recorder_tick(recorder, session, &input) != TB_OK ||
            tb_test_allocs_since(before) != 0) {
            return -1;
        }
    }
    tb_recorder_describe(recorder, "keyboard, pad", "stiffness-felt 0.40");
    const tb_status status = tb_recorder_close(recorder, session, &error);
    tb_session_destroy(session);
    FILE *file = fopen(path, "rb");
    if (status != TB_OK || file == NULL) {
        return -1;
    }
    file_count = fread(file_bytes, 1, sizeof file_bytes, file);
    fclose(file);
    return 0;
}

static void reads_back(void **state)
{
    (void)state;
    tb_recording recording;
    tb_error error;
    assert_int_equal(tb_recording_load(path, &recording, &error), TB_OK);
    assert_true(recording.complete);
    assert_int_equal(recording.tick_count, TICKS);
    assert_int_equal(recording.hash_count, TICKS / 1000);
    assert_string_equal(recording.header.case_id, "gastrocnemius-medial");
    assert_string_equal(recording.header.devices, "keyboard, pad");
    assert_string_equal(recording.aids, "stiffness-felt 0.40");
    assert_true(recording.header.seed == UINT64_MAX);
    assert_true(recording.header.physiology_hash == UINT64_MAX);
    for (uint32_t k = 0; k < TICKS; ++k) {
        const tb_input wanted = input_at(k);
        assert_int_equal(recording.inputs[k].b_um, wanted.b_um);
        assert_int_equal(recording.inputs[k].depth_um, wanted.depth_um);
        assert_int_equal(recording.inputs[k].command, wanted.command);
        assert_int_equal(recording.inputs[k].argument, wanted.argument);
    }
    tb_recording_free(&recording);
}

static void verifies(void **state)
{
    (void)state;
    tb_recording recording;
    assert_int_equal(tb_recording_load(path, &recording, NULL), TB_OK);
    tb_session *session = session_of(UINT64_MAX);
    tb_verify_result result;
    assert_int_equal(tb_recording_verify(&recording, session, &result), TB_OK);
    assert_true(result.same);
    assert_true(result.final_hash == recording.final_hash);
    tb_session_destroy(session);
    tb_recording_free(&recording);
}

typedef enum { CHANGE_SEED, CHANGE_INPUT, CHANGE_EVENT, CHANGE_HASH, CHANGE_FINAL } change;

typedef struct {
    const char *name;
    change what;
    uint32_t least_ms, most_ms; // where the difference may first show
} verify_row;

static verify_row verify_rows[] = {
    {"another patient", CHANGE_SEED, 0, 1000},   {"another input", CHANGE_INPUT, 700, 1000},
    {"another event", CHANGE_EVENT, 0, TICKS},   {"another hash", CHANGE_HASH, 2000, 2000},
    {"another end", CHANGE_FINAL, TICKS, TICKS},
};

static void verify_finds(void **state)
{
    const verify_row *row = *state;
    tb_recording recording;
    assert_int_equal(tb_recording_load(path, &recording, NULL), TB_OK);
    tb_session *session = session_of(row->what == CHANGE_SEED ? 3 : UINT64_MAX);
    switch (row->what) {
    case CHANGE_SEED:
        break;
    case CHANGE_INPUT:
        recording.inputs[700].depth_um += 500;
        break;
    case CHANGE_EVENT:
        recording.events[recording.event_count - 1].subject += 1;
        break;
    case CHANGE_HASH:
        recording.hashes[1] ^= 1;
        break;
    case CHANGE_FINAL:
        recording.final_hash ^= 1;
        break;
    }
    tb_verify_result result;
    assert_int_equal(tb_recording_verify(&recording, session, &result), TB_ERR_INTEGRITY);
    assert_false(result.same);
    assert_in_range(result.first_difference_ms, row->least_ms, row->most_ms);
    assert_true(result.what[0] != '\0');
    tb_session_destroy(session);
    tb_recording_free(&recording);
}

static void any_flipped_byte_is_found(void **state)
{
    (void)state;
    tb_recording recording;
    tb_error error;
    const size_t stride = file_count > 6000 ? file_count / 3000 : 1;
    for (size_t at = 0; at < file_count; at += at < 300 || at + 300 > file_count ? 1 : stride) {
        memcpy(bytes, file_bytes, file_count);
        bytes[at] ^= (unsigned char)(1u << (at % 8));
        const tb_status status = tb_recording_parse(bytes, file_count, &recording, &error);
        if (status != TB_ERR_INTEGRITY) {
            fail_msg("byte %zu of %zu: status %s", at, file_count, tb_status_name(status));
        }
        assert_non_null(strstr(error.message, "byte "));
    }
}

static void cut_files_are_read_up_to_the_cut(void **state)
{
    (void)state;
    uint32_t longest = 0;
    for (size_t count = 0; count < file_count; count += count < 400 ? 1 : 97) {
        tb_recording recording;
        tb_error error;
        const tb_status status = tb_recording_parse(file_bytes, count, &recording, &error);
        if (status == TB_OK) {
            assert_false(recording.complete);
            assert_true(recording.tick_count % 1000 == 0 || recording.tick_count == TICKS);
            longest = recording.tick_count > longest ? recording.tick_count : longest;
            tb_recording_free(&recording);
        } else {
            assert_int_equal(status, TB_ERR_FORMAT); // nothing but a piece of the header
            assert_int_equal(longest, 0);
        }
    }
    assert_true(longest >= 2000);
}

static void a_cut_recording_verifies(void **state)
{
    (void)state;
    tb_recording recording;
    size_t count = file_count - 40; // within the last chunks
    assert_int_equal(tb_recording_parse(file_bytes, count, &recording, NULL), TB_OK);
    tb_session *session = session_of(UINT64_MAX);
    tb_verify_result result;
    assert_int_equal(tb_recording_verify(&recording, session, &result), TB_OK);
    tb_session_destroy(session);
    tb_recording_free(&recording);
}

static void bytes_after_the_end_are_found(void **state)
{
    (void)state;
    tb_recording recording;
    memcpy(bytes, file_bytes, file_count);
    bytes[file_count] = 0;
    assert_int_equal(tb_recording_parse(bytes, file_count + 1, &recording, NULL), TB_ERR_INTEGRITY);
}

typedef struct {
    const char *name, *text;
    size_t count;
} foreign_row;

static foreign_row foreign[] = {
    {"empty", "", 0},
    {"text", "once upon a time there was a needle", 35},
    {"zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16},
};

static void foreign_files_are_refused(void **state)
{
    const foreign_row *row = *state;
    tb_recording recording;
    tb_error error;
    assert_int_equal(
        tb_recording_parse((const unsigned char *)row->text, row->count, &recording, &error),
        TB_ERR_FORMAT);
    assert_true(error.message[0] != '\0');
}

// What came with format 3 is kept; a file of format 2 is read as played under no course.
static void headers_name_their_course(void **state)
{
    (void)state;
    char here[sizeof path + 8];
    snprintf(here, sizeof here, "%s.head", path);
    for (uint32_t format = TB_RECORDING_FORMAT_LEAST; format <= TB_RECORDING_FORMAT + 1; ++format) {
        tb_recording_header header = header_of(5), read = {.format = 0};
        tb_recorder *recorder = NULL;
        tb_recording recording;
        header.format = format;
        snprintf(header.course, sizeof header.course, "first-needles");
        header.course_hash = UINT64_MAX - 1;
        header.encounter = 12;
        header.time_limit_ms = 420000;
        tb_session *session = session_of(5);
        assert_int_equal(tb_recorder_create(here, &header, &recorder, NULL), TB_OK);
        assert_int_equal(tb_recorder_close(recorder, session, NULL), TB_OK);
        tb_session_destroy(session);
        if (format > TB_RECORDING_FORMAT) {
            assert_int_equal(tb_recording_peek(here, &read, NULL), TB_ERR_FORMAT);
            assert_int_equal(tb_recording_load(here, &recording, NULL), TB_ERR_FORMAT);
            continue;
        }
        const bool knows = format >= 3;
        assert_int_equal(tb_recording_peek(here, &read, NULL), TB_OK);
        assert_int_equal(tb_recording_load(here, &recording, NULL), TB_OK);
        assert_int_equal(recording.header.format, format);
        assert_int_equal(recording.header.seed, 5);
        assert_string_equal(recording.header.course, knows ? "first-needles" : "");
        assert_int_equal(recording.header.course_hash, knows ? UINT64_MAX - 1 : 0);
        assert_int_equal(recording.header.encounter, knows ? 12 : 0);
        assert_int_equal(recording.header.time_limit_ms, knows ? 420000 : 0);
        assert_string_equal(read.course, recording.header.course);
        assert_string_equal(read.case_id, recording.header.case_id);
        tb_recording_free(&recording);
    }
    assert_int_equal(tb_recording_peek("/nowhere/x.tbr", NULL, NULL), TB_ERR_IO);
    (void)remove(here);
}

static void io_errors_are_told(void **state)
{
    (void)state;
    tb_recording recording;
    tb_recorder *recorder = NULL;
    tb_error error;
    const tb_recording_header header = header_of(1);
    assert_int_equal(tb_recording_load("/nonexistent/a.tbr", &recording, &error), TB_ERR_IO);
    assert_int_equal(tb_recorder_create("/nonexistent/a.tbr", &header, &recorder, &error),
                     TB_ERR_IO);
    assert_null(recorder);
    assert_int_equal(tb_recorder_close(NULL, NULL, &error), TB_OK);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    tb_recorder *recorder = NULL;
    tb_error error;
    const tb_recording_header header = header_of(1);
    assert_int_equal(tb_recorder_create("/dev/full", &header, &recorder, &error), TB_ERR_IO);
    assert_null(recorder);
}

static void numbers_survive(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 1, -1, 63, -64, 64, INT32_MAX, INT32_MIN};
    unsigned char memory[128];
    tb_bytes out = {.data = memory, .capacity = sizeof memory};
    for (size_t k = 0; k < sizeof values / sizeof values[0]; ++k) {
        tb_put_zigzag(&out, values[k]);
    }
    tb_put_varint(&out, UINT64_MAX);
    tb_reader in = {.data = memory, .count = out.count};
    for (size_t k = 0; k < sizeof values / sizeof values[0]; ++k) {
        assert_int_equal(tb_get_zigzag(&in), values[k]);
    }
    assert_true(tb_get_varint(&in, UINT64_MAX) == UINT64_MAX);
    assert_false(in.bad);
    assert_int_equal(tb_get_varint(&in, UINT64_MAX), 0);
    assert_true(in.bad);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, reads_back);
    TB_TEST(&list, verifies);
    TB_TEST_ROWS(&list, verify_finds, verify_rows);
    TB_TEST(&list, any_flipped_byte_is_found);
    TB_TEST(&list, cut_files_are_read_up_to_the_cut);
    TB_TEST(&list, a_cut_recording_verifies);
    TB_TEST(&list, bytes_after_the_end_are_found);
    TB_TEST_ROWS(&list, foreign_files_are_refused, foreign);
    TB_TEST(&list, headers_name_their_course);
    TB_TEST(&list, io_errors_are_told);
    TB_TEST(&list, a_full_disk_is_told);
    TB_TEST(&list, numbers_survive);
    if (make_file(NULL) != 0) {
        fprintf(stderr, "the recording under test could not be made\n");
        return 1;
    }
    return tb_test_run(&list, "recording");
}
