#define _POSIX_C_SOURCE 200809L
#include "library.h"

#include "exam.h"
#include "tautband/core/alloc.h"
#include "tautband/session/recording.h"
#include "text.h"

#include <ctype.h>
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, STAMP = 15 };

// --- cases --------------------------------------------------------------------------------------

tb_body_part tb_body_part_of(const char *muscle, const char *id)
{
    static const struct {
        const char *word;
        tb_body_part part;
    } words[] = {
        {"capitis", TB_PART_HEAD},
        {"suboccipital", TB_PART_HEAD},
        {"sternocleid", TB_PART_HEAD},
        {"masseter", TB_PART_HEAD},
        {"splenius", TB_PART_HEAD},
        {"trapezius", TB_PART_SHOULDER},
        {"levator", TB_PART_SHOULDER},
        {"spinatus", TB_PART_SHOULDER},
        {"deltoid", TB_PART_SHOULDER},
        {"rhomboid", TB_PART_SHOULDER},
        {"pectoralis", TB_PART_SHOULDER},
        {"lumborum", TB_PART_BACK},
        {"paraspinal", TB_PART_BACK},
        {"multifid", TB_PART_BACK},
        {"erector", TB_PART_BACK},
        {"piriformis", TB_PART_HIP},
        {"glute", TB_PART_HIP},
        {"fasciae", TB_PART_HIP},
        {"hallucis", TB_PART_FOOT},
        {"plantae", TB_PART_FOOT},
        {"digitorum brevis", TB_PART_FOOT},
        {"foot", TB_PART_FOOT},
        {"plantar", TB_PART_FOOT},
    };
    char names[TB_LABEL_SIZE + TB_ID_SIZE + 2];
    snprintf(names, sizeof names, "%s %s", muscle, id);
    for (size_t k = 0; k < sizeof words / sizeof words[0]; ++k) {
        if (strstr(names, words[k].word) != NULL) {
            return words[k].part;
        }
    }
    return TB_PART_LEG;
}

const char *tb_body_part_name(tb_body_part part)
{
    static const char *const names[] = {TB_N("Head and neck"), TB_N("Shoulder"), TB_N("Back"),
                                        TB_N("Hip"),           TB_N("Leg"),      TB_N("Foot")};
    return (int)part >= 0 && part < TB_PART_COUNT ? names[part] : "";
}

tb_status tb_library_create(tb_library **out, tb_error *error)
{
    const char *assets = tb_app_asset_dir();
    char folder[PATH_SIZE];
    if (assets == NULL) {
        return tb_fail(error, TB_ERR_IO, "the folder of assets is not found");
    }
    tb_library *library = tb_alloc(sizeof *library);
    tb_case *scratch = tb_alloc(sizeof *scratch);
    if (library == NULL || scratch == NULL) {
        tb_free(library);
        tb_free(scratch);
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the case library");
    }
    library->scratch = scratch;
    snprintf(folder, sizeof folder, "%s/cases", assets);
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        const size_t length = dot != NULL ? (size_t)(dot - entry->d_name) : 0;
        if (length > 0 && length < TB_ID_SIZE && strcmp(dot, ".yaml") == 0 &&
            library->case_count == TB_LIBRARY_CASES) {
            tb_complain("library", entry->d_name, "left out: more than %d cases",
                        (int)TB_LIBRARY_CASES);
        } else if (length > 0 && length < TB_ID_SIZE && strcmp(dot, ".yaml") == 0) {
            tb_library_case *one = &library->cases[library->case_count++];
            memcpy(one->id, entry->d_name, length);
            one->best = one->last = -1;
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    *out = library;
    return TB_OK;
}

void tb_library_destroy(tb_library *library)
{
    if (library != NULL) {
        tb_free(library->scratch);
        tb_free(library);
    }
}

static int by_level_then_body(const void *a, const void *b)
{
    const tb_library_case *x = a, *y = b;
    const int level = (x->level > y->level) - (x->level < y->level);
    const int part = (x->part > y->part) - (x->part < y->part);
    return level != 0 ? level : part != 0 ? part : strcmp(x->id, y->id);
}

static void note_faults(tb_library_case *one, const tb_diagnostics *diagnostics)
{
    size_t used = 0;
    one->fault_count = diagnostics->count > 0 ? diagnostics->count : 1;
    for (int k = 0; k < diagnostics->count && k < 3 && used + 1 < sizeof one->faults; ++k) {
        const tb_diagnostic *d = &diagnostics->items[k];
        const int wrote = snprintf(one->faults + used, sizeof one->faults - used, "%d:%d: %s\n",
                                   d->line, d->column, d->text);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

bool tb_library_step(tb_library *library)
{
    if (library->loaded >= library->case_count) {
        return false;
    }
    tb_library_case *one = &library->cases[library->loaded++];
    tb_diagnostics *diagnostics = tb_alloc(sizeof *diagnostics);
    char path[PATH_SIZE];
    char id[TB_ID_SIZE];
    memcpy(id, one->id, sizeof id);
    snprintf(path, sizeof path, "%s/cases/%s.yaml", tb_app_asset_dir(), id);
    if (diagnostics == NULL) {
        one->fault_count = 1;
    } else if (tb_case_load(path, library->scratch, diagnostics) != TB_OK) {
        note_faults(one, diagnostics);
        memcpy(one->title, one->id, sizeof one->id);
    } else {
        const tb_case *model = library->scratch;
        memcpy(one->title, model->title, sizeof one->title);
        memcpy(one->muscle, model->muscle, sizeof one->muscle);
        memcpy(one->who, model->patient.who, sizeof one->who);
        one->level = model->level;
        one->side = (tb_body_side)model->side;
    }
    tb_free(diagnostics);
    one->part = tb_body_part_of(one->muscle, one->id);
    if (library->loaded == library->case_count) {
        qsort(library->cases, (size_t)library->case_count, sizeof library->cases[0],
              by_level_then_body);
    }
    return library->loaded < library->case_count;
}

const tb_library_case *tb_library_find(const tb_library *library, const char *id)
{
    for (int k = 0; k < library->case_count; ++k) {
        if (strcmp(library->cases[k].id, id) == 0) {
            return &library->cases[k];
        }
    }
    return NULL;
}

// --- attempts -----------------------------------------------------------------------------------

// By the folder's name: its stamp, then the case.
static int newest_first(const void *a, const void *b)
{
    return strcmp(((const tb_library_attempt *)b)->folder, ((const tb_library_attempt *)a)->folder);
}

// Room for an attempt of this name: a new place, or that of the oldest one, which goes.
// @return NULL where it is older than all
static tb_library_attempt *place_for(tb_library *library, const char *name)
{
    if (library->attempt_count < TB_LIBRARY_ATTEMPTS) {
        return &library->attempts[library->attempt_count++];
    }
    ++library->left_out;
    tb_library_attempt *oldest = &library->attempts[0];
    for (int k = 1; k < TB_LIBRARY_ATTEMPTS; ++k) {
        oldest = newest_first(&library->attempts[k], oldest) > 0 ? &library->attempts[k] : oldest;
    }
    return strcmp(name, oldest->folder) > 0 ? oldest : NULL;
}

// A measure that was assessed and came to be. Where a tip, an angle or a margin never was, as no
// needle went in, the score has a zero that earned nothing; a zero of a needle that did earns all.
static const json_t *measured(const json_t *root, const char *id)
{
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(root, "measures"), index, one)
    {
        const char *name = json_string_value(json_object_get(one, "id"));
        if (name == NULL || strcmp(name, id) != 0) {
            continue;
        }
        const json_t *value = json_object_get(one, "value");
        const bool none = fabs(json_number_value(value)) < 5e-7 &&
                          json_number_value(json_object_get(one, "weight")) > 0.0 &&
                          json_number_value(json_object_get(one, "points")) < 5e-7;
        const bool assessed = json_is_true(json_object_get(one, "assessed"));
        return assessed && json_is_number(value) && !none ? one : NULL;
    }
    return NULL;
}

// Its value; -1 when it is not known.
static double measure_of(const json_t *root, const char *id)
{
    const json_t *one = measured(root, id);
    return one != NULL ? json_number_value(json_object_get(one, "value")) : -1.0;
}

// Share of its points that it earned; -1 when it is not known.
static double share_of(const json_t *root, const char *id)
{
    const json_t *one = measured(root, id);
    const double weight = json_number_value(json_object_get(one, "weight"));
    return weight > 0.0 ? json_number_value(json_object_get(one, "points")) / weight : -1.0;
}

static void read_score(tb_library_attempt *attempt, const char *folder)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%.3900s/%s/score.json", folder, attempt->folder);
    json_t *root = json_load_file(path, 0, NULL);
    const json_t *total = json_object_get(root, "total");
    attempt->has_score = json_is_number(total);
    attempt->total = attempt->has_score ? (int)lround(json_number_value(total)) : -1;
    attempt->met = json_is_true(json_object_get(root, "pass"));
    attempt->critical = json_array_size(json_object_get(root, "critical_fails")) > 0;
    attempt->tip_mm = measure_of(root, "D3_tip_to_target");
    attempt->pain = measure_of(root, "G1_pain");
    attempt->angle_deg = measure_of(root, "D2_angle");
    attempt->margin_share = share_of(root, "E1_hazard_margin");
    const json_t *cut = json_object_get(json_object_get(root, "rubric"), "cut");
    attempt->cut = json_is_number(cut) ? json_number_value(cut) : 70.0;
    const json_t *twitches = json_object_get(root, "ltr_count");
    attempt->twitches = json_is_integer(twitches) ? (int)json_integer_value(twitches) : -1;
    json_decref(root);
}

// What the recording itself says: whose it is, and of which course.
static void read_header(const tb_library *library, tb_library_attempt *attempt, const char *folder)
{
    char path[PATH_SIZE];
    tb_recording_header header;
    snprintf(path, sizeof path, "%.3900s/%s", folder, attempt->folder);
    const tb_exam_standing standing = tb_exam_statement(path, "released", NULL, NULL);
    snprintf(path, sizeof path, "%.3900s/%s/recording.tbr", folder, attempt->folder);
    if (tb_recording_peek(path, &header, NULL) != TB_OK) {
        return;
    }
    snprintf(attempt->learner, sizeof attempt->learner, "%s", header.learner);
    snprintf(attempt->course, sizeof attempt->course, "%s", header.course);
    attempt->encounter = header.encounter;
    attempt->exam = strcmp(header.mode, TB_EXAM_MODE) == 0;
    const bool at_once = library->shown_at_once != NULL && header.course[0] != '\0' &&
                         library->shown_at_once(library->courses, header.course);
    attempt->sealed = attempt->exam && !at_once &&
                      (standing == TB_STANDING_NONE || standing == TB_STANDING_REFUSED);
    attempt->refused = attempt->sealed && standing == TB_STANDING_REFUSED;
    if (attempt->sealed) {
        attempt->total = attempt->twitches = -1;
        attempt->tip_mm = attempt->pain = -1.0;
        attempt->critical = attempt->met = false;
        attempt->has_score = true; // handed in, or left: nothing to go on with
    }
}

bool tb_library_own(const tb_library *library, const tb_library_attempt *attempt)
{
    return strcmp(attempt->learner, library->learner) == 0;
}

int tb_library_own_count(const tb_library *library)
{
    int count = 0;
    for (int k = 0; k < library->attempt_count; ++k) {
        count += tb_library_own(library, &library->attempts[k]) ? 1 : 0;
    }
    return count;
}

static void count_for_case(tb_library *library, const tb_library_attempt *attempt)
{
    for (int k = 0; k < library->case_count; ++k) {
        tb_library_case *one = &library->cases[k];
        if (tb_library_own(library, attempt) && strcmp(one->id, attempt->case_id) == 0) {
            ++one->attempts;
            one->best = attempt->total > one->best ? attempt->total : one->best;
            one->last = one->last < 0 ? attempt->total : one->last; // newest come first
        }
    }
}

void tb_library_read_attempts(tb_library *library, const char *folder)
{
    DIR *directory = opendir(folder);
    library->attempt_count = library->left_out = 0;
    for (int k = 0; k < library->case_count; ++k) {
        library->cases[k].attempts = 0;
        library->cases[k].best = library->cases[k].last = -1;
    }
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        const char *name = entry->d_name;
        if (strlen(name) <= STAMP + 1 || strlen(name) >= sizeof library->attempts[0].folder ||
            !isdigit((unsigned char)name[0]) || name[8] != '-' || name[STAMP] != '-') {
            continue;
        }
        tb_library_attempt *attempt = place_for(library, name);
        if (attempt == NULL) {
            continue;
        }
        memset(attempt, 0, sizeof *attempt);
        memcpy(attempt->folder, name, strlen(name) + 1); // fits: asked above
        snprintf(attempt->when, sizeof attempt->when, "%.15s", name);
        snprintf(attempt->case_id, sizeof attempt->case_id, "%.31s", name + STAMP + 1);
    }
    if (directory != NULL) {
        closedir(directory);
    }
    qsort(library->attempts, (size_t)library->attempt_count, sizeof library->attempts[0],
          newest_first);
    for (int k = 0; k < library->attempt_count; ++k) {
        read_score(&library->attempts[k], folder);
        read_header(library, &library->attempts[k], folder);
        count_for_case(library, &library->attempts[k]);
    }
}
