// How far a learner is in a course: by kept attempts, in that learner's order; what is locked.
#include "tb_test.h"

#include "app/courses.h"
#include "tautband/core/alloc.h"

#include <string.h>

static tb_course course;
static tb_library *library;
static tb_course_progress progress;

static int begin(void **state)
{
    (void)state;
    memset(&course, 0, sizeof course);
    memset(library, 0, sizeof *library);
    snprintf(course.id, sizeof course.id, "c");
    static const int attempts[] = {2, 1, 3};
    for (int k = 0; k < 3; ++k) {
        snprintf(course.cases[k].id, sizeof course.cases[k].id, "case-%d", k);
        course.cases[k].attempts = attempts[k];
    }
    course.case_count = 3;
    return 0;
}

static void met(const char *id, const char *learner, int encounter, int total, bool sealed)
{
    tb_library_attempt *one = &library->attempts[library->attempt_count++];
    *one = (tb_library_attempt){.encounter = encounter, .total = total, .sealed = sealed};
    snprintf(one->course, sizeof one->course, "%s", id);
    snprintf(one->learner, sizeof one->learner, "%s", learner);
}

static void attempts_of_this_learner_and_course_count(void **state)
{
    begin(state);
    met("c", "4F2A", 0, 71, false);
    met("c", "4F2A", 1, 64, false);
    met("c", "other", 2, 90, false);
    met("d", "4F2A", 2, 90, false);
    tb_course_progress_of(&course, library, "4F2A", &progress);
    assert_int_equal(progress.count, 3);
    assert_int_equal(progress.total, 6);
    assert_int_equal(progress.taken, 2);
    assert_int_equal(progress.rows[0].taken, 2);
    assert_int_equal(progress.rows[0].first, -1); // done
    assert_int_equal(progress.rows[0].best, 71);
    assert_int_equal(progress.next, 1);
    assert_true(progress.rows[1].next && progress.rows[1].first == 2);
    assert_true(progress.rows[2].first == 3 && !progress.rows[2].locked); // not strict
}

static void strict_courses_open_one_case_at_a_time(void **state)
{
    begin(state);
    course.strict = true;
    tb_course_progress_of(&course, library, "x", &progress);
    assert_false(progress.rows[0].locked);
    assert_true(progress.rows[1].locked && progress.rows[2].locked);
    for (int k = 0; k < 3; ++k) {
        met("c", "x", k, -1, false); // cut short, but met
    }
    tb_course_progress_of(&course, library, "x", &progress);
    assert_int_equal(progress.next, 2);
    assert_false(progress.rows[1].locked); // done is not locked
    assert_false(progress.rows[2].locked);
    for (int k = 3; k < 6; ++k) {
        met("c", "x", k, 50, k == 5);
    }
    tb_course_progress_of(&course, library, "x", &progress);
    assert_int_equal(progress.next, -1);
    assert_true(progress.rows[2].sealed && !progress.rows[1].sealed);
}

static void rows_stand_in_the_learners_order(void **state)
{
    begin(state);
    course.order = TB_ORDER_SHUFFLED;
    bool other = false;
    for (int learner = 0; learner < 12; ++learner) {
        char name[8];
        uint64_t seed;
        snprintf(name, sizeof name, "l%d", learner);
        tb_course_progress_of(&course, library, name, &progress);
        for (int k = 0, at = 0; k < progress.count; ++k) {
            const int index = tb_course_encounter(&course, tb_course_learner(name), at, &seed);
            assert_int_equal(progress.rows[k].index, index);
            assert_int_equal(progress.rows[k].first, at);
            at += course.cases[index].attempts;
            other = other || index != k;
            assert_ptr_equal(tb_course_row_of(&progress, &course, course.cases[index].id),
                             &progress.rows[k]);
        }
    }
    assert_true(other);
    assert_null(tb_course_row_of(&progress, &course, "case-9"));
}

static void unrecorded_encounters_are_remembered(void **state)
{
    begin(state);
    tb_courses_note(library, &course, "guest", 0);
    tb_course_progress_of(&course, library, "guest", &progress);
    assert_int_equal(progress.taken, 1);
    assert_int_equal(progress.rows[0].first, 1);
    library->attempt_count = TB_LIBRARY_ATTEMPTS;
    tb_courses_note(library, &course, "guest", 1); // no room: nothing is written
    assert_int_equal(library->attempt_count, TB_LIBRARY_ATTEMPTS);
}

static void the_shipped_courses_are_offered(void **state)
{
    (void)state;
    tb_courses *courses = tb_courses_create(NULL);
    assert_non_null(courses);
    assert_int_equal(courses->count, 5);
    assert_true(courses->items[4].exam); // exams stand last
    bool schools[TB_SCHOOL_COUNT] = {false};
    for (int k = 0; k < courses->count; ++k) {
        schools[courses->items[k].school] =
            schools[courses->items[k].school] || !courses->items[k].exam;
    }
    for (int k = 0; k < TB_SCHOOL_COUNT; ++k) {
        assert_true(schools[k]); // each way to stimulate can be practised, and scored by its rules
    }
    assert_ptr_equal(tb_courses_find(courses, "first-needles"), &courses->items[0]);
    assert_null(tb_courses_find(courses, "first-needle"));
    tb_courses_destroy(courses);
    courses = tb_courses_create("assets/courses/whole-body.yaml");
    assert_string_equal(tb_courses_find(courses, "assets/courses/whole-body.yaml")->id,
                        "whole-body");
    tb_courses_destroy(courses);
}

int main(void)
{
    static tb_test_list list;
    library = tb_alloc(sizeof *library);
    if (library == NULL) {
        return 1;
    }
    TB_TEST(&list, attempts_of_this_learner_and_course_count);
    TB_TEST(&list, strict_courses_open_one_case_at_a_time);
    TB_TEST(&list, rows_stand_in_the_learners_order);
    TB_TEST(&list, unrecorded_encounters_are_remembered);
    TB_TEST(&list, the_shipped_courses_are_offered);
    const int failed = tb_test_run(&list, "courses");
    tb_free(library);
    return failed;
}
