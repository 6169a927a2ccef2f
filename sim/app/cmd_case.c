// `tautband case list|show|check|schema`: the case library on the command line.
#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "tautband/anatomy/anatomy.h"
#include "tautband/core/alloc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES_MAX = 128, FILES_MAX = 256, PATH_CAPACITY = 4096 };

// ---- the library folder -------------------------------------------------------------------------

typedef struct library {
    char folder[PATH_CAPACITY];
    char ids[CASES_MAX][TB_ID_SIZE];
    const char *names[CASES_MAX + 1]; ///< sorted, NULL-terminated
    int count;
} library;

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static int open_library(library *lib)
{
    memset(lib, 0, sizeof *lib);
    const char *assets = tb_app_asset_dir();
    if (assets == NULL) {
        return TB_EXIT_INPUT; // it has said so
    }
    snprintf(lib->folder, sizeof lib->folder, "%s/cases", assets);
    DIR *directory = opendir(lib->folder);
    if (directory == NULL) {
        tb_complain("case", lib->folder, "the folder cannot be read");
        return TB_EXIT_INPUT;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        const size_t length = dot != NULL ? (size_t)(dot - entry->d_name) : 0;
        if (length > 0 && length < TB_ID_SIZE && strcmp(dot, ".yaml") == 0 &&
            lib->count < CASES_MAX) {
            memcpy(lib->ids[lib->count++], entry->d_name, length);
        }
    }
    closedir(directory);
    qsort(lib->ids, (size_t)lib->count, sizeof lib->ids[0], by_name);
    for (int i = 0; i < lib->count; ++i) {
        lib->names[i] = lib->ids[i];
    }
    return TB_EXIT_OK;
}

/// What one command needs of heap memory.
typedef struct workspace {
    library lib;
    tb_case model;
    tb_anatomy anatomy;
    tb_diagnostics diagnostics;
} workspace;

static int exit_of_load(tb_status status)
{
    return status == TB_OK ? TB_EXIT_OK : status == TB_ERR_MEMORY ? TB_EXIT_FAILED : TB_EXIT_INPUT;
}

static int load(workspace *w, const char *path)
{
    char sites[PATH_CAPACITY];
    const char *assets = tb_app_asset_dir();
    snprintf(sites, sizeof sites, "%s/sites", assets != NULL ? assets : ".");
    const tb_status status = tb_case_load_with(path, sites, &w->model, &w->diagnostics);
    tb_diagnostics_print(&w->diagnostics, stderr);
    return exit_of_load(status);
}

static int load_from_library(workspace *w, const char *id)
{
    char path[PATH_CAPACITY + TB_ID_SIZE + 8];
    snprintf(path, sizeof path, "%s/%s.yaml", w->lib.folder, id);
    return load(w, path);
}

// ---- list ---------------------------------------------------------------------------------------

static int list_cases(workspace *w)
{
    int code = open_library(&w->lib);
    if (code != TB_EXIT_OK) {
        return code;
    }
    printf("%-24s %-5s %-32s %s\n", "id", "level", "muscle", "title");
    for (int i = 0; i < w->lib.count; ++i) {
        const int met = load_from_library(w, w->lib.ids[i]);
        if (met == TB_EXIT_OK) {
            printf("%-24s %-5d %-32s %s\n", w->model.id, (int)w->model.level, w->model.muscle,
                   w->model.title);
        } else {
            code = met;
        }
    }
    return code;
}

// ---- show ---------------------------------------------------------------------------------------

static void show_person(const tb_case *m)
{
    printf("%s: %s\n%s, level %d\n\n", m->id, m->title, m->muscle, (int)m->level);
    printf("Patient    %s, %s, BMI %g +- %g\n", m->patient.who,
           m->patient.sex == 0 ? "female" : "male", m->patient.bmi, m->patient.bmi_sd);
    printf("           \"%s\"\n", m->patient.complaint);
    for (int i = 0; i < m->patient.history_count; ++i) {
        printf("           - %s\n", m->patient.history[i]);
    }
    printf("Position   %s side, %s; %s\n", m->site.side, m->site.position, m->site.origin);
}

static void show_layers(const tb_case *m)
{
    double depth_mm = 0.0;
    printf("\n%-40s %8s %6s %13s %8s\n", "Layer", "mm", "CV", "range", "down to");
    for (int i = 0; i < m->site.layer_count; ++i) {
        const tb_site_layer *layer = &m->site.layers[i];
        depth_mm += layer->thickness_mm;
        printf("%-40s %8.2f %6.2f %6.2f-%-6.2f %8.1f%s\n", layer->label, layer->thickness_mm,
               layer->cv, layer->lo_mm, layer->hi_mm, depth_mm,
               strcmp(layer->id, m->site.target.layer) == 0 ? "  target" : "");
    }
}

/// Nominal patient: how far each structure lies from the point, along the default approach.
static void show_structures(const workspace *w)
{
    const tb_anatomy *anatomy = &w->anatomy;
    printf("\n%-34s %-20s", "Structure", "class");
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        printf(" mm from %s", anatomy->trigger_points[k].id);
    }
    putchar('\n');
    for (int i = 0; i < anatomy->structure_count; ++i) {
        const tb_structure *structure = &anatomy->structures[i];
        printf("%-34s %-20s", structure->label, tb_hazard_class_name(structure->hazard));
        for (int k = 0; k < anatomy->trigger_point_count; ++k) {
            printf(" %7.1f",
                   tb_structure_distance_mm(structure, anatomy->trigger_points[k].centre_mm));
        }
        putchar('\n');
    }
}

static void show_targets(const workspace *w)
{
    const tb_case *m = &w->model;
    const tb_site *site = &m->site;
    putchar('\n');
    for (int i = 0; i < site->trigger_point_count; ++i) {
        const tb_site_point *p = &site->trigger_points[i];
        printf("Trigger point  %s, %s, prior %.0f %%; t %g, b %g, depth share %g, SD %g, %g, %g\n",
               p->id, p->label, 100.0 * p->prior, p->t_mm, p->b_mm, p->fraction, p->jitter_sd[0],
               p->jitter_sd[1], p->jitter_sd[2]);
    }
    for (int i = 0; i < m->point_count; ++i) {
        printf("               %s is %s in %.0f %% of patients\n", m->points[i].id,
               m->points[i].state == TB_TRIGGER_POINT_ACTIVE ? "active" : "latent",
               100.0 * m->points[i].probability);
    }
    for (int i = 0; i < w->anatomy.trigger_point_count; ++i) {
        const tb_trigger_point *p = &w->anatomy.trigger_points[i];
        printf("               nominal %s: %.1f mm below the skin\n", p->id,
               p->centre_mm.z - tb_anatomy_skin_mm(&w->anatomy, p->centre_mm.x, p->centre_mm.y));
    }
    for (int i = 0; i < site->band_count; ++i) {
        const tb_site_band *band = &site->bands[i];
        printf("Taut band      %s%s%s, radius %g (%g-%g) mm, stiffness x %g (%g-%g)\n", band->id,
               band->trigger_point[0] != '\0' ? " of " : "", band->trigger_point, band->radius_mm,
               band->radius_lo_mm, band->radius_hi_mm, band->stiffness_ratio, band->stiffness_lo,
               band->stiffness_hi);
    }
    for (int i = 0; i < site->decoy_count && m->difficulty.decoys; ++i) {
        printf("Decoy          %s at t %g, b %g: %s\n",
               site->decoys[i].kind == TB_DECOY_BAND_ONLY ? "band without point" : "tender spot",
               site->decoys[i].t_mm, site->decoys[i].b_mm, site->decoys[i].note);
    }
}

static void show_plan(const tb_case *m)
{
    printf("Refers to      ");
    for (int i = 0; i < m->referral_count; ++i) {
        printf("%s%s %g", i > 0 ? ", " : "", m->referral[i].region, m->referral[i].weight);
    }
    printf(
        "\nApproach       tilt %g, azimuth %g, within %g degrees; entry at (%g, %g) +- %g x %g mm\n"
        "               %s\n               %s\n",
        m->approach.tilt_deg, m->approach.azimuth_deg, m->approach.half_angle_deg,
        m->approach.entry_t_mm, m->approach.entry_b_mm, m->approach.entry_semi_mm[0],
        m->approach.entry_semi_mm[1], m->approach.text, m->site.depth_rule.text);
    printf("Needles        ");
    for (int i = 0; i < m->needle_count; ++i) {
        printf("%s%.2f x %g", i > 0 ? ", " : "", m->needles[i].diameter_mm,
               m->needles[i].length_mm);
    }
    printf("\nHash           %016llx\n", (unsigned long long)tb_case_hash(m));
}

static int show_case(workspace *w, const char *name)
{
    const size_t length = strlen(name);
    const bool is_path =
        strchr(name, '/') != NULL || (length > 5 && strcmp(name + length - 5, ".yaml") == 0);
    int code = is_path ? load(w, name) : open_library(&w->lib);
    if (code == TB_EXIT_OK && !is_path) {
        bool known = false;
        for (int i = 0; i < w->lib.count; ++i) {
            known = known || strcmp(w->lib.ids[i], name) == 0;
        }
        if (!known) {
            const char *near = tb_nearest_name(name, w->lib.names);
            tb_complain("case", name,
                        near != NULL ? "no such case; did you mean '%s'?"
                                     : "no such case; `tautband case list` shows them",
                        near);
            return TB_EXIT_INPUT;
        }
        code = load_from_library(w, name);
    }
    if (code != TB_EXIT_OK) {
        return code;
    }
    tb_anatomy_draw(&w->model, 0, &w->anatomy);
    show_person(&w->model);
    show_layers(&w->model);
    show_structures(w);
    show_targets(w);
    show_plan(&w->model);
    return TB_EXIT_OK;
}

// ---- check --------------------------------------------------------------------------------------

/// A file in a folder `sites` is a site, every other one a case.
static int check_file(workspace *w, const char *path)
{
    const char *name = strrchr(path, '/');
    const size_t folder = name != NULL ? (size_t)(name - path) : 0;
    const bool in_sites = folder >= 5 && strncmp(path + folder - 5, "sites", 5) == 0 &&
                          (folder == 5 || path[folder - 6] == '/');
    if (!in_sites) {
        return load(w, path);
    }
    const tb_status status = tb_site_load(path, &w->model.site, &w->diagnostics);
    tb_diagnostics_print(&w->diagnostics, stderr);
    return exit_of_load(status);
}

static int check_files(workspace *w, const char *const *paths, int count)
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

// ---- dispatch -----------------------------------------------------------------------------------

static int run_verb(workspace *w, const char *const *words, int count, bool manual, bool site)
{
    static const char *const verbs[] = {"list", "show", "check", "schema", NULL};
    const char *verb = words[0];
    if (strcmp(verb, "list") == 0 && count == 1) {
        return list_cases(w);
    }
    if (strcmp(verb, "show") == 0 && count == 2) {
        return show_case(w, words[1]);
    }
    if (strcmp(verb, "check") == 0 && count >= 2) {
        return check_files(w, words + 1, count - 1);
    }
    if (strcmp(verb, "schema") == 0 && count == 1) {
        const tb_schema *schema = site ? tb_site_schema() : tb_case_schema();
        if (manual) {
            tb_schema_print_manual(schema, stdout);
        } else {
            tb_schema_print_json(schema, stdout);
        }
        return TB_EXIT_OK;
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

int tb_cmd_case(int argc, char **argv)
{
    static const char usage[] = "list | show ID | check FILE... | schema [--site] [--manual]";
    const char *words[FILES_MAX];
    int count = 0;
    bool manual = false, site = false;
    const tb_option items[] = {{.name = "--manual",
                                .flag = &manual,
                                .doc = "with schema: explain every key as plain text"},
                               {.name = "--site",
                                .flag = &site,
                                .doc = "with schema: of site files instead of case files"}};
    const tb_options options = {
        .command = "case",
        .summary = "list: the cases of the library\n"
                   "show: one case on a page\n"
                   "check: every fault of case files, and of site files in a folder 'sites', as\n"
                   "file:line:column: error: text [rule]\n"
                   "schema: the JSON Schema of case files, for editors",
        .operands = usage,
        .items = items,
        .count = 2,
        .positional = words,
        .positional_max = FILES_MAX,
        .positional_count = &count,
    };
    int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    if (count == 0) {
        tb_complain("case", NULL, "needs one of %s", usage);
        return TB_EXIT_USAGE;
    }
    workspace *w = tb_alloc(sizeof *w);
    if (w == NULL) {
        tb_complain("case", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    code = run_verb(w, words, count, manual, site);
    tb_free(w);
    return code;
}
