// `tautband case list|show|check|new|schema|manual`: the case library on the command line.
#include "case_files.h"
#include "tautband/anatomy/rule.h"
#include "tautband/scoring/course.h"

#include "tautband/core/alloc.h"

#include <stdio.h>
#include <string.h>

/// What was asked for.
typedef struct arguments {
    const char *words[TB_CASE_FILES_MAX];
    int count;
    bool manual, site, course, svg;
    const char *site_name, *id, *out, *seed_text;
    uint64_t seed;
} arguments;

// ---- list ---------------------------------------------------------------------------------------

static int list_cases(tb_case_work *w)
{
    int code = tb_case_folder_open("cases", &w->folder);
    if (code != TB_EXIT_OK) {
        return code;
    }
    printf("%-24s %-5s %-32s %s\n", "id", "level", "muscle", "title");
    for (int i = 0; i < w->folder.count; ++i) {
        char path[TB_CASE_PATH + TB_ID_SIZE + 8];
        snprintf(path, sizeof path, "%s/%s.yaml", w->folder.path, w->folder.ids[i]);
        const int met = tb_case_read(w, path);
        if (met == TB_EXIT_OK) {
            printf("%-24s %-5d %-32s %s\n", w->model.id, (int)w->model.level, w->model.muscle,
                   w->model.title);
        } else {
            code = met;
        }
    }
    return code;
}

// ---- show and new -------------------------------------------------------------------------------

/// A file to write, or stdout. An existing file is never written over.
static int open_out(const char *path, FILE **out)
{
    *out = stdout;
    if (path == NULL) {
        return TB_EXIT_OK;
    }
    *out = fopen(path, "wx");
    if (*out == NULL) {
        tb_complain("case", path, "cannot be made; a file that is there stays as it is");
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

static int close_out(const char *path, FILE *out)
{
    const bool bad = fflush(out) != 0 || ferror(out);
    if ((out != stdout && fclose(out) != 0) || bad) {
        tb_complain("case", path != NULL ? path : "output", "could not be written");
        if (path != NULL) {
            (void)remove(path); // half a case is none, and would stand in the way of the next try
        }
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

static int show_case(tb_case_work *w, const arguments *args)
{
    FILE *out = NULL;
    int code = tb_case_read_named(w, args->words[1]);
    code = code == TB_EXIT_OK ? open_out(args->out, &out) : code;
    if (code != TB_EXIT_OK) {
        return code;
    }
    tb_anatomy_draw(&w->model, args->seed, &w->anatomy);
    if (args->svg) {
        tb_case_page(w, out);
    } else {
        tb_case_show(w, out);
    }
    return close_out(args->out, out);
}

static int new_case(tb_case_work *w, const arguments *args)
{
    char path[TB_CASE_PATH + TB_ID_SIZE + 8], id[TB_ID_SIZE];
    if (args->site_name == NULL) {
        tb_complain("case", "new", "needs --site ID; the sites are the files of assets/sites");
        return TB_EXIT_USAGE;
    }
    int code = tb_case_folder_open("sites", &w->folder);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (!tb_case_folder_has(&w->folder, args->site_name)) {
        tb_case_folder_complain("site", args->site_name, &w->folder);
        return TB_EXIT_USAGE;
    }
    snprintf(path, sizeof path, "%s/%s.yaml", w->folder.path, args->site_name);
    const tb_status status = tb_site_load(path, &w->model.site, &w->diagnostics);
    tb_diagnostics_print(&w->diagnostics, stderr);
    if (status != TB_OK) {
        return tb_case_exit(status);
    }
    snprintf(id, sizeof id, "my-%.28s", args->site_name);
    const char *name = args->id != NULL ? args->id : id;
    if (strlen(name) >= TB_ID_SIZE ||
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_")] != '\0' || name[0] == '\0') {
        tb_complain("case", "--id",
                    "small letters, digits, '-' and '_' wanted, at most %d, not '%s'",
                    TB_ID_SIZE - 1, name);
        return TB_EXIT_USAGE;
    }
    FILE *out = NULL;
    code = open_out(args->out, &out);
    if (code == TB_EXIT_OK) {
        tb_case_starter(&w->model.site, name, out);
        code = close_out(args->out, out);
    }
    return code;
}

// ---- check --------------------------------------------------------------------------------------

/// A file in a folder `sites` is a site, every other one a case.
static int check_file(tb_case_work *w, const char *path)
{
    const char *name = strrchr(path, '/');
    const size_t folder = name != NULL ? (size_t)(name - path) : 0;
    const bool in_sites = folder >= 5 && strncmp(path + folder - 5, "sites", 5) == 0 &&
                          (folder == 5 || path[folder - 6] == '/');
    if (!in_sites) {
        return tb_case_read(w, path);
    }
    const tb_status status = tb_site_load(path, &w->model.site, &w->diagnostics);
    tb_diagnostics_print(&w->diagnostics, stderr);
    return tb_case_exit(status);
}

static int check_files(tb_case_work *w, const char *const *paths, int count)
{
    int code = TB_EXIT_OK;
    for (int i = 0; i < count; ++i) {
        const int met = check_file(w, paths[i]);
        if (met == TB_EXIT_OK) {
            printf("%s: ok\n", paths[i]);
        } else if (code != TB_EXIT_FAILED) {
            code = met;
        }
    }
    return code;
}

// ---- schema and manual --------------------------------------------------------------------------

static int print_schema(const arguments *args)
{
    const tb_schema *schema = args->site     ? tb_site_schema()
                              : args->course ? tb_course_schema()
                                             : tb_case_schema();
    if (args->manual) {
        tb_schema_print_manual(schema, stdout);
    } else {
        tb_schema_print_json(schema, stdout);
    }
    return TB_EXIT_OK;
}

/// What a name in brackets behind a fault means.
static void print_rules(void)
{
    int count = 0;
    const tb_rule *rules = tb_rules(&count);
    fputs(".SH FAULTS\nEach fault ends with the name of the rule that it breaks:\n", stdout);
    for (int k = 0; k < count; ++k) {
        if (rules[k].files != TB_RULE_MACHINE && rules[k].files != TB_RULE_RUBRIC) {
            printf(".TP\n.B %s\n%s.\n", rules[k].id, rules[k].meaning);
        }
    }
}

/// One page for `man`, from the tables that check the files.
static int print_manual_page(void)
{
    fputs(
        ".TH TAUTBAND-CASE 5\n.SH NAME\ntautband-case \\- case, site and course files of Tautband\n"
        ".SH DESCRIPTION\nYAML files of at most 1 MiB in UTF-8. Keys may stand in any order, each "
        "once. Anchors, aliases, tags and unknown keys are errors. A number is written in decimals "
        "with a point, without quotes. Millimetres, degrees and kPa; the right side of the body.\n"
        ".PP\nA case names a site. Sites lie in assets/sites, cases in assets/cases, courses in "
        "assets/courses.\n"
        ".B tautband case new\nwrites a case to start from,\n.B tautband case check\n"
        "reports every fault.\n",
        stdout);
    tb_schema_print_roff(tb_case_schema(), "CASE FILES", stdout);
    tb_schema_print_roff(tb_site_schema(), "SITE FILES", stdout);
    tb_schema_print_roff(tb_course_schema(), "COURSE FILES", stdout);
    print_rules();
    return TB_EXIT_OK;
}

// ---- dispatch -----------------------------------------------------------------------------------

static int run_verb(tb_case_work *w, const arguments *args)
{
    static const char *const verbs[] = {"list", "show", "check", "new", "schema", "manual", NULL};
    const char *verb = args->words[0];
    const int count = args->count;
    if (strcmp(verb, "list") == 0 && count == 1) {
        return list_cases(w);
    }
    if (strcmp(verb, "show") == 0 && count == 2) {
        return show_case(w, args);
    }
    if (strcmp(verb, "check") == 0 && count >= 2) {
        return check_files(w, args->words + 1, count - 1);
    }
    if (strcmp(verb, "new") == 0 && count == 1) {
        return new_case(w, args);
    }
    if (strcmp(verb, "schema") == 0 && count == 1) {
        return print_schema(args);
    }
    if (strcmp(verb, "manual") == 0 && count == 1) {
        return print_manual_page();
    }
    for (int i = 0; verbs[i] != NULL; ++i) {
        if (strcmp(verbs[i], verb) == 0) {
            tb_complain("case", verb, "wrong number of arguments; see `tautband case --help`");
            return TB_EXIT_USAGE;
        }
    }
    const char *near = tb_nearest_name(verb, verbs);
    tb_complain("case", verb, "unknown; did you mean '%s'?", near != NULL ? near : "list");
    return TB_EXIT_USAGE;
}

static int read_arguments(int argc, char **argv, arguments *args)
{
    static const char usage[] = "list | show ID | check FILE... | new --site ID | schema | manual";
    const tb_option items[] = {
        {"--site", "ID", &args->site_name, NULL, "with new: the site of the case"},
        {"--id", "ID", &args->id, NULL, "with new: id of the case (default my-SITE)"},
        {"--out", "FILE", &args->out, NULL, "with new and show: a new file instead of stdout"},
        {"--svg", NULL, NULL, &args->svg, "with show: an SVG page with a drawn section"},
        {"--seed", "N", &args->seed_text, NULL,
         "with show: this patient (default 0, the nominal one)"},
        {"--manual", NULL, NULL, &args->manual, "with schema: explain every key as plain text"},
        {"--sites", NULL, NULL, &args->site, "with schema: of site files"},
        {"--courses", NULL, NULL, &args->course, "with schema: of course files"},
    };
    const tb_options options = {
        .command = "case",
        .summary = "list: the cases of the library\n"
                   "show: one case on a page, by id or path\n"
                   "check: every fault of case files, and of site files in a folder 'sites', as\n"
                   "       file:line:column: error: text [rule]\n"
                   "new: a commented case to start from\n"
                   "schema: the JSON Schema of case files, for editors\n"
                   "manual: the manual page of case, site and course files, for `man -l`",
        .operands = usage,
        .items = items,
        .count = sizeof items / sizeof items[0],
        .positional = args->words,
        .positional_max = TB_CASE_FILES_MAX,
        .positional_count = &args->count,
    };
    const int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    if (args->count == 0) {
        tb_complain("case", NULL, "needs one of %s", usage);
        return TB_EXIT_USAGE;
    }
    return tb_option_seed("case", args->seed_text, &args->seed);
}

int tb_cmd_case(int argc, char **argv)
{
    arguments args = {.seed_text = "0"};
    int code = read_arguments(argc, argv, &args);
    if (code >= 0) {
        return code;
    }
    tb_case_work *w = tb_alloc(sizeof *w);
    if (w == NULL) {
        tb_complain("case", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    code = run_verb(w, &args);
    tb_free(w);
    return code;
}
