// A library that is full: what is noted in it takes the place of the oldest.
#include "tb_test.h"

#include "app/courses.h"
#include "tautband/core/alloc.h"

#include <string.h>

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

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_full_library_still_notes_an_encounter);
    return tb_test_run(&list, "library");
}
