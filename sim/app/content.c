#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "tautband/core/alloc.h"
#include "tautband/scoring/course.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES_MAX = 128, CONTENT_PATH = 4096 };

typedef struct case_names {
    char ids[CASES_MAX][TB_ID_SIZE];
    const char *list[CASES_MAX + 1];
    int count;
} case_names;

static void read_case_names(const char *folder, case_names *names)
{
    names->count = 0;
    DIR *directory = opendir(folder);
    if (directory != NULL) {
        for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
            const char *dot = strrchr(entry->d_name, '.');
            const size_t length = dot != NULL ? (size_t)(dot - entry->d_name) : 0;
            if (length == 0 || length >= TB_ID_SIZE || strcmp(dot, ".yaml") != 0 ||
                names->count == CASES_MAX) {
                continue;
            }
            memcpy(names->ids[names->count], entry->d_name, length);
            names->ids[names->count++][length] = '\0';
        }
        closedir(directory);
    }
    for (int k = 0; k < names->count; ++k) {
        names->list[k] = names->ids[k];
    }
    names->list[names->count] = NULL;
}

static int case_missing(const char *case_name, const char *folder)
{
    case_names names;
    read_case_names(folder, &names);
    const char *near = tb_nearest_name(case_name, names.list);
    if (near != NULL) {
        tb_complain("case", case_name, "no such case; did you mean '%s'?", near);
    } else {
        tb_complain("case", case_name, "no such case in %s; `tautband case list` shows them",
                    folder);
    }
    return TB_EXIT_INPUT;
}

// Prints what a loader found; a load that fails without a diagnostic still says why.
static int complain_load(tb_status status, const char *path, const tb_diagnostics *diagnostics)
{
    if (status == TB_OK) {
        return TB_EXIT_OK;
    }
    tb_diagnostics_print(diagnostics, stderr);
    tb_complain("content", path, "not usable (%s)", tb_status_name(status));
    return status == TB_ERR_MEMORY ? TB_EXIT_FAILED : TB_EXIT_INPUT;
}

static int load_case(const char *case_name, const char *assets, tb_case *out,
                     tb_diagnostics *diagnostics)
{
    char path[CONTENT_PATH], folder[CONTENT_PATH];
    const size_t length = strlen(case_name);
    const bool is_path = strchr(case_name, '/') != NULL ||
                         (length > 5 && strcmp(case_name + length - 5, ".yaml") == 0);
    snprintf(folder, sizeof folder, "%s/cases", assets);
    const int written = is_path ? snprintf(path, sizeof path, "%s", case_name)
                                : snprintf(path, sizeof path, "%s/%s.yaml", folder, case_name);
    if (written < 0 || (size_t)written >= sizeof path) {
        tb_complain("case", "--case", "name of %zu characters is too long", length);
        return TB_EXIT_INPUT;
    }
    FILE *file = is_path ? NULL : fopen(path, "rb");
    if (!is_path && file == NULL) {
        return case_missing(case_name, folder);
    }
    if (file != NULL) {
        fclose(file);
    }
    snprintf(folder, sizeof folder, "%s/sites", assets);
    return complain_load(tb_case_load_with(path, folder, out, diagnostics), path, diagnostics);
}

const tb_rubric *tb_content_rubric(const tb_content *content, const tb_event *events, int count)
{
    const tb_rubric_set set = {&content->rubric, &content->manual, &content->decline};
    return tb_rubric_choose(&set, events, count);
}

int tb_content_set_school(tb_content *content, const char *command, const char *school)
{
    for (int k = 0; k < TB_SCHOOL_COUNT; ++k) {
        if (strcmp(school, tb_school_name((tb_school)k)) == 0) {
            content->rubric.school = k;
            return TB_EXIT_OK;
        }
    }
    tb_complain(command, "--school", "pistoning, hong, sustained or winding wanted, not '%s'",
                school);
    return TB_EXIT_USAGE;
}

int tb_content_read_course(const char *course_name, tb_course *out)
{
    char path[CONTENT_PATH];
    const char *assets = tb_app_asset_dir();
    tb_diagnostics *diagnostics = assets != NULL ? tb_alloc(sizeof *diagnostics) : NULL;
    if (diagnostics == NULL) {
        return assets == NULL ? TB_EXIT_INPUT : TB_EXIT_FAILED;
    }
    const size_t length = strlen(course_name);
    const bool is_path = strchr(course_name, '/') != NULL ||
                         (length > 5 && strcmp(course_name + length - 5, ".yaml") == 0);
    if (is_path) {
        snprintf(path, sizeof path, "%s", course_name);
    } else {
        snprintf(path, sizeof path, "%s/courses/%s.yaml", assets, course_name);
    }
    const int code = complain_load(tb_course_load(path, out, diagnostics), path, diagnostics);
    tb_free(diagnostics);
    return code;
}

static int load_rubrics(tb_content *out, const char *assets, tb_diagnostics *diagnostics)
{
    static const char *const rubrics[] = {"needling-1", "manual-1", "decline-1"};
    tb_rubric *const places[] = {&out->rubric, &out->manual, &out->decline};
    char path[CONTENT_PATH];
    int code = TB_EXIT_OK;
    for (int k = 0; k < 3 && code == TB_EXIT_OK; ++k) {
        snprintf(path, sizeof path, "%s/rubrics/%s.yaml", assets, rubrics[k]);
        code = complain_load(tb_rubric_load(path, places[k], diagnostics), path, diagnostics);
    }
    return code;
}

int tb_content_put_course(tb_content *content, const tb_course *course)
{
    const char *assets = tb_app_asset_dir();
    tb_diagnostics *diagnostics = assets != NULL ? tb_alloc(sizeof *diagnostics) : NULL;
    if (diagnostics == NULL) {
        return assets == NULL ? TB_EXIT_INPUT : TB_EXIT_FAILED;
    }
    const int code = load_rubrics(content, assets, diagnostics); // a course changes shipped ones
    tb_free(diagnostics);
    memset(&content->course, 0, sizeof content->course);
    if (code == TB_EXIT_OK && course != NULL) {
        tb_course_to_rubric(course, &content->rubric);
        tb_course_to_rubric(course, &content->manual);
        tb_course_to_rubric(course, &content->decline);
        memcpy(content->course.id, course->id, sizeof content->course.id);
        content->course.hash = tb_course_rules_hash(course);
        content->course.time_limit_s = course->exam ? course->station.time_limit_s : 0.0;
    }
    return code;
}

int tb_content_set_course(tb_content *content, const char *course_name)
{
    tb_course *course = tb_alloc(sizeof *course);
    if (course == NULL) {
        return TB_EXIT_FAILED;
    }
    int code = tb_content_read_course(course_name, course);
    if (code == TB_EXIT_OK) {
        code = tb_content_put_course(content, course);
    }
    tb_free(course);
    return code;
}

int tb_content_load(const char *case_name, tb_content *out)
{
    const char *assets = tb_app_asset_dir();
    if (assets == NULL) {
        return TB_EXIT_INPUT;
    }
    tb_diagnostics *diagnostics = tb_alloc(sizeof *diagnostics);
    if (diagnostics == NULL) {
        tb_complain("content", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    char path[CONTENT_PATH];
    int code = load_case(case_name, assets, &out->model, diagnostics);
    if (code == TB_EXIT_OK) {
        snprintf(path, sizeof path, "%s/tissues.yaml", assets);
        code = complain_load(tb_tissue_table_load(path, &out->tissues, diagnostics), path,
                             diagnostics);
    }
    if (code == TB_EXIT_OK) {
        snprintf(path, sizeof path, "%s/physiology.yaml", assets);
        code = complain_load(tb_physiology_load(path, &out->physiology, diagnostics), path,
                             diagnostics);
    }
    if (code == TB_EXIT_OK) {
        code = load_rubrics(out, assets, diagnostics);
    }
    memset(&out->course, 0, sizeof out->course);
    tb_free(diagnostics);
    return code;
}
