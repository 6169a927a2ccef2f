// A library that is full: what is noted in it takes the place of the oldest. And a school's own
// cases beside the shipped ones.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/courses.h"
#include "tautband/core/alloc.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// An encounter that no recording tells of counts as met, however many attempts are kept.
static void a_full_library_still_notes_an_encounter(void **state)
{
    (void)state;
    static tb_course course;
    tb_library *library = tb_alloc(sizeof *library);
    assert_non_null(library);
    library->attempt_count = TB_LIBRARY_ATTEMPTS;
    snprintf(library->attempts[0].folder, sizeof library->attempts[0].folder, "newest");
    snprintf(course.id, sizeof course.id, "c");
    tb_courses_note(library, &course, "4F2A", 3);
    assert_int_equal(library->attempt_count, TB_LIBRARY_ATTEMPTS);
    assert_int_equal(library->left_out, 1);
    assert_string_equal(library->attempts[0].learner, "4F2A");
    assert_int_equal(library->attempts[0].encounter, 3);
    assert_string_equal(library->attempts[1].folder, "newest");
    tb_free(library);
}

// As many as the command line lists (TB_CASE_FILES_MAX of case_files.h).
static void a_school_has_cases_of_its_own(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    char assets[400], path[500];
    const char *output = getenv("TB_TEST_OUTPUT");
    tb_library *library = NULL;
    tb_error error = {TB_OK, ""};
    snprintf(assets, sizeof assets, "%s/school-%ld", output != NULL ? output : "/tmp",
             (long)getpid());
    snprintf(path, sizeof path, "%s/cases", assets);
    assert_int_equal(tb_app_make_dir(path, &error), TB_OK);
    for (int k = 0; k < COUNT; ++k) {
        snprintf(path, sizeof path, "%s/cases/own-%d.yaml", assets, k);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fclose(file);
    }
    tb_app_set_asset_dir(assets);
    const tb_status status = tb_library_create(&library, &error);
    tb_app_set_asset_dir(NULL);
    assert_int_equal(status, TB_OK);
    assert_int_equal(library->case_count, COUNT);
    tb_library_destroy(library);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_full_library_still_notes_an_encounter);
    TB_TEST(&list, a_school_has_cases_of_its_own);
    return tb_test_run(&list, "library");
}
