// Synthetic trainees: many encounters of one skill, or of all three, at one case or at all.
#include "trainee_study.h"

#include "tautband/core/alloc.h"

#include "case_files.h"

#include <stdio.h>
#include <string.h>

typedef struct trainee_arguments {
    const char *case_names, *seed_text, *count_text, *skill_text, *out_dir, *substeps_text,
        *jobs_text, *body_text, *landmarks_text;
} trainee_arguments;

static int take_skills(const char *text, tb_study *study)
{
    bool any = false;
    for (int k = 0; k < TB_SKILL_COUNT; ++k) {
        study->skills[k] =
            strcmp(text, "all") == 0 || strcmp(text, tb_skill_name((tb_skill)k)) == 0;
        any = any || study->skills[k];
    }
    if (!any) {
        tb_complain("trainee", "--skill", "novice, intermediate, expert or all wanted, not '%s'",
                    text);
    }
    return any ? -1 : TB_EXIT_USAGE;
}

static int take_body(const trainee_arguments *given, tb_study *study)
{
    int body = 0;
    while (body < TB_BODY_COUNT && strcmp(given->body_text, tb_body_name((tb_body)body)) != 0) {
        ++body;
    }
    if (body == TB_BODY_COUNT) {
        tb_complain("trainee", "--body", "living or silent wanted, not '%s'", given->body_text);
        return TB_EXIT_USAGE;
    }
    study->body = (tb_body)body;
    study->landmarks_sd_mm = TB_LANDMARKS_SD_MM;
    if (given->landmarks_text == NULL) {
        return -1;
    }
    if (study->body != TB_BODY_SILENT) {
        tb_complain("trainee", "--landmarks", "wanted with --body silent only");
        return TB_EXIT_USAGE;
    }
    return tb_option_decimal("trainee", "--landmarks", given->landmarks_text, 0.0, 50.0,
                             &study->landmarks_sd_mm);
}

static int take_arguments(const trainee_arguments *given, tb_study *study)
{
    int code = take_skills(given->skill_text, study);
    code = code < 0 ? take_body(given, study) : code;
    code = code < 0 ? tb_option_seed("trainee", given->seed_text, &study->seed) : code;
    code = code < 0 ? tb_option_number("trainee", "--count", given->count_text, 1,
                                       TB_STUDY_COUNT_MAX, &study->count)
                    : code;
    code = code < 0 ? tb_option_number("trainee", "--jobs", given->jobs_text, 1, TB_STUDY_JOBS_MAX,
                                       &study->jobs)
                    : code;
    return code < 0 ? tb_option_substeps("trainee", given->substeps_text, &study->substeps) : code;
}

static int read_arguments(int argc, char **argv, trainee_arguments *given, tb_study *study)
{
    const tb_option items[] = {
        {"--skill", "NAME", &given->skill_text, NULL, "novice, intermediate, expert, or all"},
        {"--case", "ID[,ID...]", &given->case_names, NULL,
         "case ids or paths of case files, or all"},
        {"--seed", "N", &given->seed_text, NULL, "first patient (default 1)"},
        {"--count", "K", &given->count_text, NULL, "patients, 1 to 1000 (default 10)"},
        {"--substeps", "N", &given->substeps_text, NULL, "tissue steps per ms: 8, 6, 4 (default)"},
        {"--jobs", "N", &given->jobs_text, NULL,
         "processes, 1 (default) to 64; results do not depend on it"},
        {"--body", "NAME", &given->body_text, NULL,
         "living (default), or silent: needles by landmarks alone, as in cadavers"},
        {"--landmarks", "MM", &given->landmarks_text, NULL,
         "spread of a place found by landmarks in a silent body, each axis (default 9.5)"},
        {"--out", "DIR", &given->out_dir, NULL,
         "folder for trainees.csv, measures.csv and report.json, or for needlings.csv of\n"
         "        silent bodies; made when missing"},
    };
    const tb_options options = {
        .command = "trainee",
        .summary =
            "Synthetic trainees who see and feel what a learner does, with the tremor, aim,\n"
            "angle and speed of their skill. In silent bodies nothing is asked, said or scored:\n"
            "one needle each, down to where the site's depth rule ends it, and what it met.",
        .operands = "",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    static const char *const needed[] = {"--skill", "--case", "--out"};
    int code = tb_options_read(&options, argc, argv);
    code = code < 0 ? tb_options_need(&options, needed, 3) : code;
    return code < 0 ? take_arguments(given, study) : code;
}

typedef int name_fn(tb_study *study, const char *name);

/// Only read a case: a study of hours does not start when one of its names is wrong.
static int read_named(tb_study *study, const char *name)
{
    return tb_content_load(name, study->content);
}

/// Play a case by name and print its means.
static int play_named(tb_study *study, const char *name)
{
    if (study->case_count == TB_STUDY_CASES_MAX) {
        tb_complain("trainee", "--case", "more than %d cases", TB_STUDY_CASES_MAX);
        return TB_EXIT_USAGE;
    }
    int code = tb_content_load(name, study->content);
    if (code == TB_EXIT_OK) {
        code = tb_study_play(study, &study->cases[study->case_count++]);
    }
    if (code == TB_EXIT_OK) {
        tb_study_print(study, &study->cases[study->case_count - 1]);
    }
    return code;
}

static int each_shipped(tb_study *study, name_fn *visit)
{
    tb_case_folder *folder = tb_alloc(sizeof *folder);
    if (folder == NULL) {
        tb_complain("trainee", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    int code = tb_case_folder_open("cases", folder);
    for (int k = 0; k < folder->count && code == TB_EXIT_OK; ++k) {
        code = visit(study, folder->ids[k]);
    }
    tb_free(folder);
    return code;
}

static int each_listed(tb_study *study, const char *names, name_fn *visit)
{
    char name[TB_CASE_PATH];
    if (*names == '\0') {
        tb_complain("trainee", "--case", "a case, a list of cases or all wanted, not ''");
        return TB_EXIT_USAGE;
    }
    int code = TB_EXIT_OK;
    for (const char *at = names; *at != '\0' && code == TB_EXIT_OK;) {
        const size_t length = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        code = visit(study, name);
        at += length + (at[length] == ',' ? 1 : 0);
    }
    return code;
}

static int each_case(tb_study *study, const char *names, name_fn *visit)
{
    return strcmp(names, "all") == 0 ? each_shipped(study, visit)
                                     : each_listed(study, names, visit);
}

int tb_cmd_trainee(int argc, char **argv)
{
    trainee_arguments given = {.seed_text = "1",
                               .count_text = "10",
                               .substeps_text = "4",
                               .jobs_text = "1",
                               .body_text = "living"};
    tb_error error = {.status = TB_OK};
    tb_study *study = tb_alloc(sizeof *study);
    if (study == NULL) {
        tb_complain("trainee", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    int code = read_arguments(argc, argv, &given, study);
    if (code >= 0) {
        tb_free(study);
        return code;
    }
    study->content = tb_alloc(sizeof *study->content);
    code = study->content != NULL ? TB_EXIT_OK : TB_EXIT_FAILED;
    if (code == TB_EXIT_OK && tb_app_make_dir(given.out_dir, &error) != TB_OK) {
        tb_complain("trainee", NULL, "%s", error.message);
        code = tb_exit_from_status(error.status);
    }
    if (code == TB_EXIT_OK) {
        code = each_case(study, given.case_names, read_named);
    }
    if (code == TB_EXIT_OK) {
        code = each_case(study, given.case_names, play_named);
    }
    if (code == TB_EXIT_OK && study->case_count > 1) {
        tb_study_print_overall(study);
    }
    code = code == TB_EXIT_OK ? tb_study_write(study, given.out_dir) : code;
    for (int c = 0; c < study->case_count; ++c) {
        tb_study_free(&study->cases[c]);
    }
    tb_free(study->content);
    tb_free(study);
    return code;
}
