/// The courses that the trainer offers, and how far a learner is in one: which patients were met,
/// which is next, what is locked. Layer app, needs library and scoring's course files. No window.
#ifndef TB_APP_COURSES_H
#define TB_APP_COURSES_H
#include "library.h"
#include "tautband/scoring/course.h"

enum { TB_COURSES_MAX = 64 };

/// Every course of the library, by id; one more where it was named by path.
typedef struct tb_courses {
    tb_course items[TB_COURSES_MAX];
    int count;
} tb_courses;

/// Where a learner is with one case of the course.
typedef struct tb_course_row {
    int index;           ///< into course->cases
    int taken, attempts; ///< patients met, patients in all
    int first;           ///< encounter of the next patient; -1 = none is left
    int best;            ///< points of 100 in this course; -1 = none, or sealed
    bool next;           ///< the course goes on here
    bool locked;         ///< those before it come first
    bool sealed;         ///< handed in, and the result is not released yet
} tb_course_row;

/// The cases in this learner's order.
typedef struct tb_course_progress {
    tb_course_row rows[TB_COURSE_CASES_MAX];
    int count;
    int taken, total; ///< patients
    int next;         ///< row; -1 = all were met
} tb_course_progress;

/// Read the courses of assets/courses; faulty ones are left out and told on stderr.
/// @param extra id or path of one more; may be NULL
/// @return NULL without memory
tb_courses *tb_courses_create(const char *extra);

/// Free. NULL is legal.
void tb_courses_destroy(tb_courses *courses);

/// The course of an id, or that was read from this path; NULL when there is none.
const tb_course *tb_courses_find(const tb_courses *courses, const char *name);

/// How far a learner is, by the kept attempts. Every encounter that was begun counts as met.
void tb_course_progress_of(const tb_course *course, const tb_library *library, const char *learner,
                           tb_course_progress *out);

/// The row of a case; NULL when the course does not have it.
const tb_course_row *tb_course_row_of(const tb_course_progress *progress, const tb_course *course,
                                      const char *case_id);

/// Remember an encounter that no recording tells of, until the program ends.
void tb_courses_note(tb_library *library, const tb_course *course, const char *learner,
                     int encounter);

#endif
