// Recordings from elsewhere: a header names cases and courses of the library by their ids and
// cannot send the program to other files.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/encounter.h"
#include "tautband/core/alloc.h"

#include <string.h>
#include <unistd.h>

static const char CASE[] = "gastrocnemius-medial";
static tb_content content;
static char path[600];

// An empty recording that says what it likes of itself, and hashes that are right.
static void record(const char *case_id, const char *course, const char *mode)
{
    const char *folder = getenv("TB_TEST_OUTPUT");
    tb_error error = {TB_OK, ""};
    tb_session *session = NULL;
    tb_recorder *recorder = NULL;
    tb_recording_header header = tb_encounter_header(&content, 7, 4, mode, "none");
    snprintf(header.case_id, sizeof header.case_id, "%s", case_id);
    snprintf(header.course, sizeof header.course, "%s", course);
    snprintf(path, sizeof path, "%s/encounter-%d.tbr", folder != NULL ? folder : "/tmp",
             (int)getpid());
    assert_int_equal(tb_encounter_session(&content, 7, 4, &session), TB_EXIT_OK);
    assert_int_equal(tb_recorder_create(path, &header, &recorder, &error), TB_OK);
    assert_int_equal(tb_recorder_close(recorder, session, &error), TB_OK);
    tb_session_destroy(session);
}

static int open_it(void)
{
    tb_recording recording;
    tb_content *opened = NULL;
    const int code = tb_encounter_open(path, &recording, &opened);
    if (code == TB_EXIT_OK) {
        tb_recording_free(&recording);
        tb_free(opened);
    }
    (void)remove(path);
    return code;
}

static void a_case_by_its_id(void **state)
{
    (void)state;
    record(CASE, "", "practice");
    assert_int_equal(open_it(), TB_EXIT_OK);
}

// The same case by another way: the file is there, so only the name can be at fault.
static void a_case_by_a_path_is_refused(void **state)
{
    (void)state;
    tb_error error = {TB_OK, ""};
    const tb_content *used = NULL;
    tb_content *own = NULL;
    char around[32], real[4200];
    snprintf(around, sizeof around, "/tmp/tb-%d.yaml", (int)getpid());
    snprintf(real, sizeof real, "%s/cases/%s.yaml", tb_app_asset_dir(), CASE);
    assert_int_equal(symlink(real, around), 0);
    record(around, "", "practice");
    const int code = open_it();
    tb_recording_header header = tb_encounter_header(&content, 7, 4, "practice", "none");
    snprintf(header.case_id, sizeof header.case_id, "%s", around);
    const tb_status status = tb_encounter_content(&header, NULL, &used, &own, &error);
    (void)remove(around);
    tb_free(own);
    assert_int_equal(code, TB_EXIT_INPUT);
    assert_int_equal(status, TB_ERR_FORMAT);
    assert_non_null(strstr(error.message, around));
}

typedef struct mode_row {
    const char *mode;
    bool visit; ///< of a course of visits: the case is loaded anew and changed
} mode_row;

static mode_row modes[] = {
    {"practice", false},     {"v2:430000:1", true},   {"v02:1000000:0", true},
    {"v0:430000:1", false},  {"v-1:430000:1", false}, {"v1:-9999:1", false},
    {"v1:9999999:1", false}, {"v1:430000:-1", false},
};

static void only_a_visit_changes_the_case(void **state)
{
    const mode_row *row = *state;
    tb_error error = {TB_OK, ""};
    const tb_content *used = NULL;
    tb_content *own = NULL;
    const tb_recording_header header = tb_encounter_header(&content, 7, 4, row->mode, "none");
    assert_int_equal(tb_encounter_content(&header, &content, &used, &own, &error), TB_OK);
    assert_int_equal(own != NULL, row->visit);
    assert_ptr_equal(used, row->visit ? own : &content);
    tb_free(own);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_case_by_its_id);
    TB_TEST(&list, a_case_by_a_path_is_refused);
    TB_TEST_ROWS(&list, only_a_visit_changes_the_case, modes);
    if (tb_content_load(CASE, &content) != TB_EXIT_OK) {
        return 1;
    }
    return tb_test_run(&list, "encounter");
}
