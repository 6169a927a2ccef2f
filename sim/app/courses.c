#define _POSIX_C_SOURCE 200809L
#include "courses.h"

#include "tautband/core/alloc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

static bool is_path(const char *name)
{
    const size_t length = strlen(name);
    return strchr(name, '/') != NULL || (length > 5 && strcmp(name + length - 5, ".yaml") == 0);
}

static bool add(tb_courses *courses, const char *name)
{
    if (courses->count == TB_COURSES_MAX) {
        tb_complain("courses", name, "left out: more than %d courses", (int)TB_COURSES_MAX);
    } else if (tb_content_read_course(name, &courses->items[courses->count]) == TB_EXIT_OK) {
        ++courses->count;
        return true;
    }
    return false;
}

// Those without an exam first, then by id.
static int by_kind_then_id(const void *a, const void *b)
{
    const tb_course *x = a, *y = b;
    return x->exam != y->exam ? (x->exam ? 1 : -1) : strcmp(x->id, y->id);
}

tb_courses *tb_courses_create(const char *extra)
{
    char folder[PATH_SIZE];
    const char *assets = tb_app_asset_dir();
    tb_courses *courses = assets != NULL ? tb_alloc(sizeof *courses) : NULL;
    if (courses == NULL) {
        return NULL;
    }
    if (extra != NULL && is_path(extra)) {
        (void)add(courses, extra);
    }
    const int first = courses->count;
    snprintf(folder, sizeof folder, "%s/courses", assets);
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        char id[TB_ID_SIZE] = "";
        const char *dot = strrchr(entry->d_name, '.');
        const size_t length = dot != NULL ? (size_t)(dot - entry->d_name) : 0;
        if (length > 0 && length < sizeof id && strcmp(dot, ".yaml") == 0) {
            memcpy(id, entry->d_name, length);
            (void)add(courses, id);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    qsort(courses->items + first, (size_t)(courses->count - first), sizeof courses->items[0],
          by_kind_then_id);
    return courses;
}

void tb_courses_destroy(tb_courses *courses)
{
    tb_free(courses);
}

const tb_course *tb_courses_find(const tb_courses *courses, const char *name)
{
    if (courses != NULL && is_path(name)) {
        return courses->count > 0 ? &courses->items[0] : NULL; // the extra one
    }
    for (int k = 0; courses != NULL && k < courses->count; ++k) {
        if (strcmp(courses->items[k].id, name) == 0) {
            return &courses->items[k];
        }
    }
    return NULL;
}

// The kept attempt at one encounter; the newest where there are several.
static const tb_library_attempt *attempt_at(const tb_course *course, const tb_library *library,
                                            const char *learner, int encounter)
{
    for (int k = 0; k < library->attempt_count; ++k) {
        const tb_library_attempt *one = &library->attempts[k];
        if (one->encounter == encounter && strcmp(one->course, course->id) == 0 &&
            strcmp(one->learner, learner) == 0) {
            return one;
        }
    }
    return NULL;
}

static tb_course_row *row_at(tb_course_progress *progress, const tb_course *course, int index)
{
    const int last = progress->count - 1;
    if (last < 0 || progress->rows[last].index != index) {
        progress->rows[progress->count++] = (tb_course_row){
            .index = index, .attempts = course->cases[index].attempts, .first = -1, .best = -1};
    }
    return &progress->rows[progress->count - 1];
}

void tb_course_progress_of(const tb_course *course, const tb_library *library, const char *learner,
                           tb_course_progress *out)
{
    const uint64_t number = tb_course_learner(learner);
    memset(out, 0, sizeof *out);
    out->next = -1;
    out->total = tb_course_length(course);
    for (int k = 0; k < out->total; ++k) {
        uint64_t seed;
        const int index = tb_course_encounter(course, number, k, &seed);
        tb_course_row *row = row_at(out, course, index);
        const tb_library_attempt *met = attempt_at(course, library, learner, k);
        if (met == NULL) {
            row->first = row->first < 0 ? k : row->first;
            continue;
        }
        ++row->taken;
        ++out->taken;
        row->best = met->total > row->best ? met->total : row->best;
        row->sealed = row->sealed || met->sealed;
    }
    for (int k = 0; k < out->count; ++k) {
        tb_course_row *row = &out->rows[k];
        row->next = row->first >= 0 && out->next < 0;
        row->locked = course->strict && row->first >= 0 && out->next >= 0;
        out->next = row->next ? k : out->next;
    }
}

const tb_course_row *tb_course_row_of(const tb_course_progress *progress, const tb_course *course,
                                      const char *case_id)
{
    for (int k = 0; k < progress->count; ++k) {
        if (strcmp(course->cases[progress->rows[k].index].id, case_id) == 0) {
            return &progress->rows[k];
        }
    }
    return NULL;
}

void tb_courses_note(tb_library *library, const tb_course *course, const char *learner,
                     int encounter)
{
    if (library == NULL) {
        return;
    }
    if (library->attempt_count == TB_LIBRARY_ATTEMPTS) { // the oldest makes room
        --library->attempt_count;
        ++library->left_out;
    }
    memmove(&library->attempts[1], &library->attempts[0],
            (size_t)library->attempt_count * sizeof library->attempts[0]);
    ++library->attempt_count;
    tb_library_attempt *one = &library->attempts[0];
    memset(one, 0, sizeof *one);
    snprintf(one->learner, sizeof one->learner, "%s", learner);
    memcpy(one->course, course->id, sizeof one->course);
    one->encounter = encounter;
    one->total = one->twitches = -1;
    one->tip_mm = one->pain = -1.0;
    one->exam = one->sealed = course->exam;
    one->has_score = true;
}
