// `tautband course list|show|check|schema`: course files on the command line. Without such a word
// the command plays a course of visits.
#define _XOPEN_SOURCE 700 // realpath
#include "case_files.h"
#include "exam.h"
#include "tautband/scoring/course.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPT_PATH = 4096 };

/// What one command needs of heap memory.
typedef struct course_work {
    tb_case_folder folder;
    tb_course course;
    tb_case_work cases;
} course_work;

static int read_course(course_work *w, const char *path)
{
    const tb_status status = tb_course_load(path, &w->course, &w->cases.diagnostics);
    tb_diagnostics_print(&w->cases.diagnostics, stderr);
    return tb_case_exit(status);
}

static int read_named(course_work *w, const char *name)
{
    if (tb_case_is_path(name)) {
        return read_course(w, name);
    }
    const int code = tb_case_folder_open("courses", &w->folder);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (!tb_case_folder_has(&w->folder, name)) {
        tb_case_folder_complain("course", name, &w->folder);
        return TB_EXIT_INPUT;
    }
    char path[TB_CASE_PATH + TB_ID_SIZE + 8];
    snprintf(path, sizeof path, "%s/%s.yaml", w->folder.path, name);
    return read_course(w, path);
}

static int list_courses(course_work *w)
{
    int code = tb_case_folder_open("courses", &w->folder);
    if (code != TB_EXIT_OK) {
        return code;
    }
    printf("%-24s %-5s %-8s %s\n", "id", "cases", "kind", "title");
    for (int k = 0; k < w->folder.count; ++k) {
        char path[TB_CASE_PATH + TB_ID_SIZE + 8];
        snprintf(path, sizeof path, "%s/%s.yaml", w->folder.path, w->folder.ids[k]);
        const int met = read_course(w, path);
        if (met == TB_EXIT_OK) {
            printf("%-24s %-5d %-8s %s\n", w->course.id, (int)w->course.case_count,
                   w->course.exam ? "exam" : "practice", w->course.title);
        } else {
            code = met;
        }
    }
    return code;
}

static void show_rules(const tb_course *course)
{
    printf("%s: %s\n%s\n\n", course->id, course->title, course->about);
    printf("Kind           %s, order %s%s\n", course->exam ? "exam" : "practice",
           course->order == TB_ORDER_SHUFFLED ? "shuffled for each learner" : "as listed",
           course->strict ? ", one case opens after the other" : "");
    if (course->exam) {
        static const char *const views[] = {"blind", "outline", "full"};
        printf("Station        view %s, %s, %g s, result %s\n", views[course->station.view],
               course->station.scan ? "scan allowed" : "no scan", course->station.time_limit_s,
               course->station.result == TB_RESULT_AT_ONCE ? "at once" : "by the examiner");
    }
    static const char *const pressures[] = {"force in N and pressure in kPa", "force in N",
                                            "not shown"};
    printf("Pressing       %s\n", pressures[course->pressure]);
    printf("Gloves         %s\n", tb_glove_rule_name((tb_glove_rule)course->rules.gloves));
    printf("Clean skin     %s\n", tb_skin_rule_name((tb_skin_rule)course->rules.skin));
    printf("School         %s, twitch responses x %g\n", tb_school_name((tb_school)course->school),
           course->ltr_weight);
    if (course->cut >= 0.0) {
        printf("Cut            %g of 100, set by this course\n", course->cut);
    } else {
        puts("Cut            the rubric's");
    }
    printf("Unsafe path    %s\n", course->unsafe_path_fails ? "fails" : "is an adverse event");
    printf("Source         %s\n\n", course->source);
}

static int show_course(course_work *w, const char *name)
{
    int code = read_named(w, name);
    if (code != TB_EXIT_OK) {
        return code;
    }
    show_rules(&w->course);
    printf("%-3s %-24s %-8s %-5s %s\n", "", "case", "patients", "level", "title");
    for (int k = 0; k < w->course.case_count; ++k) {
        const tb_course_case *one = &w->course.cases[k];
        const int met = tb_case_read_named(&w->cases, one->id);
        if (met == TB_EXIT_OK) {
            printf("%-3d %-24s %-8d %-5d %s, %s\n", k + 1, one->id, (int)one->attempts,
                   (int)w->cases.model.level, w->cases.model.title, w->cases.model.muscle);
        } else {
            code = met;
        }
    }
    return code;
}

static int check_courses(course_work *w, const char *const *paths, int count)
{
    int code = TB_EXIT_OK;
    for (int k = 0; k < count; ++k) {
        const int met = read_course(w, paths[k]);
        if (met == TB_EXIT_OK) {
            printf("%s: ok\n", paths[k]);
        } else if (code != TB_EXIT_FAILED) {
            code = met;
        }
    }
    return code;
}

static int set_code(const char *code)
{
    tb_error error = {.status = TB_OK};
    if (tb_exam_set_code(code, NULL, &error) != TB_OK) {
        tb_complain("course", "code", "%s", error.message);
        return error.status == TB_ERR_ARGUMENT ? TB_EXIT_USAGE : TB_EXIT_FAILED;
    }
    puts("The examiner's code is set on this station.");
    return TB_EXIT_OK;
}

// Where a code is set, it comes from standard input: arguments are seen by everybody.
static int ask_code(tb_seal_key *key)
{
    char line[32] = "";
    tb_error error = {.status = TB_OK};
    if (!tb_exam_has_code()) {
        return TB_EXIT_OK;
    }
    fputs("Examiner's code: ", stderr);
    if (fgets(line, sizeof line, stdin) == NULL) {
        line[0] = '\0';
    }
    line[strcspn(line, "\r\n")] = '\0';
    if (tb_exam_open(line, key, &error) != TB_OK) {
        tb_complain("course", "release", "%s", error.message);
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

// An attempt's folder by a name that ends in its own, which statements hold: no slashes behind it,
// no "." or ".." in its place.
// @return false after a complaint: there is no such folder, or no attempt in it
static bool attempt_folder(const char *given, char out[ATTEMPT_PATH])
{
    char path[ATTEMPT_PATH + 16];
    const size_t length = strlen(given);
    if (length == 0 || length >= ATTEMPT_PATH) {
        tb_complain("course", given, "the name of a folder wanted");
        return false;
    }
    memcpy(out, given, length + 1);
    for (size_t n = length; n > 1 && out[n - 1] == '/'; --n) {
        out[n - 1] = '\0';
    }
    const char *slash = strrchr(out, '/');
    const char *name = slash != NULL ? slash + 1 : out;
    if ((strcmp(name, ".") == 0 || strcmp(name, "..") == 0) && realpath(given, out) == NULL) {
        tb_complain("course", given, "%s", strerror(errno));
        return false;
    }
    snprintf(path, sizeof path, "%s/recording.tbr", out);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        tb_complain("course", given, "no attempt is kept there: recording.tbr: %s",
                    strerror(errno));
        return false;
    }
    fclose(file);
    return true;
}

static int release(const char *const *folders, int count)
{
    char folder[ATTEMPT_PATH];
    tb_seal_key key = {.ready = false};
    int code = ask_code(&key);
    const bool opened = code == TB_EXIT_OK;
    for (int k = 0; k < count && opened; ++k) {
        tb_error error = {.status = TB_OK};
        if (!attempt_folder(folders[k], folder)) {
            code = TB_EXIT_INPUT;
        } else if (tb_exam_release(folder, 0, &key, &error) != TB_OK) {
            tb_complain("course", "release", "%s", error.message);
            code = TB_EXIT_FAILED;
        } else {
            printf("%s: released\n", folder);
        }
    }
    tb_seal_forget(&key);
    return code;
}

// What the examiner said of attempts, and whether it holds.
static int show_seals(const char *const *folders, int count)
{
    static const char *const kinds[] = {"released", "countersigned"};
    static const char *const words[] = {"no", "yes, signed by this station's examiner",
                                        "yes, not signed", "refused"};
    char folder[ATTEMPT_PATH];
    int code = TB_EXIT_OK;
    for (int k = 0; k < 2 * count; ++k) {
        tb_statement said;
        tb_error why = {.status = TB_OK};
        memset(&said, 0, sizeof said);
        if (!attempt_folder(folders[k / 2], folder)) {
            code = code == TB_EXIT_OK ? TB_EXIT_INPUT : code;
            ++k; // nor its other statement
            continue;
        }
        const tb_exam_standing standing = tb_exam_statement(folder, kinds[k % 2], &said, &why);
        printf("%s: %s: %s", folder, kinds[k % 2], words[standing]);
        if (said.time[0] != '\0') {
            printf(", %s%s%s", said.time, said.name[0] != '\0' ? ", " : "", said.name);
        }
        printf("%s%s\n", why.message[0] != '\0' ? ": " : "", why.message);
        code = standing == TB_STANDING_REFUSED ? TB_EXIT_INTEGRITY : code;
    }
    return code;
}

static int run_verb(course_work *w, const char *const *words, int count)
{
    const char *verb = words[0];
    if (strcmp(verb, "list") == 0 && count == 1) {
        return list_courses(w);
    }
    if (strcmp(verb, "show") == 0 && count == 2) {
        return show_course(w, words[1]);
    }
    if (strcmp(verb, "check") == 0 && count >= 2) {
        return check_courses(w, words + 1, count - 1);
    }
    if (strcmp(verb, "schema") == 0 && count == 1) {
        tb_schema_print_json(tb_course_schema(), stdout);
        return TB_EXIT_OK;
    }
    if (strcmp(verb, "code") == 0 && count == 2) {
        return set_code(words[1]);
    }
    if (strcmp(verb, "release") == 0 && count >= 2) {
        return release(words + 1, count - 1);
    }
    if (strcmp(verb, "seals") == 0 && count >= 2) {
        return show_seals(words + 1, count - 1);
    }
    tb_complain("course", verb, "wrong number of arguments; see `tautband course %s --help`", verb);
    return TB_EXIT_USAGE;
}

bool tb_course_files_verb(const char *word)
{
    return strcmp(word, "list") == 0 || strcmp(word, "show") == 0 || strcmp(word, "check") == 0 ||
           strcmp(word, "schema") == 0 || strcmp(word, "code") == 0 ||
           strcmp(word, "release") == 0 || strcmp(word, "seals") == 0;
}

int tb_cmd_course_files(int argc, char **argv)
{
    static const char usage[] = "list | show ID | check FILE... | schema | code DIGITS | "
                                "release FOLDER... | seals FOLDER...";
    const char *words[TB_CASE_FILES_MAX];
    int count = 0;
    const tb_options options = {
        .command = "course",
        .summary = "list: the courses of the library\n"
                   "show: cases, order and local rules of one course, by id or path\n"
                   "check: every fault of course files, as file:line:column: error: text [rule]\n"
                   "schema: the JSON Schema of course files, for editors\n"
                   "code: the examiner's code on this station, 4 to 8 digits\n"
                   "release: open the results of exams, by the folders of their attempts; where a "
                   "code is set,\n  it is read from standard input\n"
                   "seals: which attempts were released and countersigned, and whether that holds",
        .operands = usage,
        .positional = words,
        .positional_max = TB_CASE_FILES_MAX,
        .positional_count = &count,
    };
    int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    course_work *w = tb_alloc(sizeof *w);
    if (w == NULL) {
        tb_complain("course", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    code = run_verb(w, words, count);
    tb_free(w);
    return code;
}
