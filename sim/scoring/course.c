// The table behind a course file, its checks, and what a course changes in a rubric.
#include "tautband/scoring/course.h"
#include "tautband/core/hash.h"
#include "tautband/core/rng.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FORMAT = 1, PATH_BYTES = 4096 };

static const char *const order_names[] = {"listed", "shuffled", NULL};
static const char *const glove_names[] = {"free", "one_hand", "both_hands", NULL};
static const char *const skin_names[] = {"free", "alcohol", "chlorhexidine", NULL};
static const char *const view_names[] = {"blind", "outline", "full", NULL};
static const char *const pressure_names[] = {"full", "force", "none", NULL};
static const char *const result_names[] = {"released", "at_once", NULL};
static const char *const school_names[] = {
#define X(name, id) id,
    TB_SCHOOL_LIST(X)
#undef X
        NULL};

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))
#define TEXT(type, member, required_, doc_)                                                        \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_TEXT, .offset = offsetof(type, member),                   \
        .size = sizeof((type *)0)->member, .required = required_, .doc = doc_                      \
    }
#define NUMBER(type, member, lo_, hi_, doc_)                                                       \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_F64, .offset = offsetof(type, member), .lo = lo_,         \
        .hi = hi_, .doc = doc_                                                                     \
    }
#define WHOLE(type, member, lo_, hi_, required_, doc_)                                             \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_I32, .offset = offsetof(type, member), .lo = lo_,         \
        .hi = hi_, .required = required_, .doc = doc_                                              \
    }
#define CHOICE(type, member, names_, doc_)                                                         \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_ENUM, .offset = offsetof(type, member), .names = names_,  \
        .doc = doc_                                                                                \
    }
#define FLAG(type, member, doc_)                                                                   \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_BOOL, .offset = offsetof(type, member), .doc = doc_       \
    }

static const tb_field rules_fields[] = {
    CHOICE(tb_local_rules, gloves, glove_names,
           "gloves before the needle: free, one_hand (at least the palpating one) or both_hands"),
    CHOICE(tb_local_rules, skin, skin_names,
           "cleaning of clean skin: free, alcohol (70 % isopropyl) or chlorhexidine"),
};
static const tb_schema rules_schema = {"rules", rules_fields, COUNT(rules_fields),
                                       sizeof(tb_local_rules)};

static const tb_field case_fields[] = {
    TEXT(tb_course_case, id, true, "a case: name of a file of assets/cases without .yaml"),
    WHOLE(tb_course_case, attempts, 1.0, 100.0, false, "patients of this case (1 when absent)"),
    WHOLE(tb_course_case, first_seed, 0.0, 2000000000.0, false,
          "the first patient, the next ones count on; 0 (or absent): others for each learner"),
};
static const tb_schema case_schema = {"case", case_fields, COUNT(case_fields),
                                      sizeof(tb_course_case)};

static const tb_field station_fields[] = {
    CHOICE(tb_course_station, view, view_names,
           "how far the tissue is cut open, fixed: blind (when absent), outline or full"),
    FLAG(tb_course_station, scan, "true: the ultrasound machine may be used (false when absent)"),
    CHOICE(
        tb_course_station, result, result_names,
        "released (when absent): shown when the examiner releases it; at_once: after handing in"),
    NUMBER(tb_course_station, time_limit_s, 0.0, 3600.0,
           "seconds for the hands-on part (420 when absent, 0: none)"),
};
static const tb_schema station_schema = {"station", station_fields, COUNT(station_fields),
                                         sizeof(tb_course_station)};

static const tb_field course_fields[] = {
    WHOLE(tb_course, format, 1.0, 1000.0, true, "version of this format: 1"),
    TEXT(tb_course, id, true, "name of the course: small letters, digits and hyphens"),
    TEXT(tb_course, title, true, "title for people"),
    TEXT(tb_course, about, true, "whom it is for, in a sentence"),
    CHOICE(tb_course, order, order_names,
           "listed (when absent): as below; shuffled: another order for each learner"),
    FLAG(tb_course, strict,
         "true: a case opens only when those before it are done (false when absent)"),
    FLAG(tb_course, exam, "true: no feedback during an encounter, and the cut score counts"),
    {.key = "station",
     .kind = TB_FIELD_OBJECT,
     .offset = offsetof(tb_course, station),
     .schema = &station_schema,
     .doc = "what a station of an exam allows"},
    CHOICE(tb_course, pressure, pressure_names,
           "what the screen tells of how hard one presses: full (when absent), N and kPa; force, N "
           "alone; none. An algometer shows its reading in any case"),
    {.key = "rules",
     .kind = TB_FIELD_OBJECT,
     .offset = offsetof(tb_course, rules),
     .schema = &rules_schema,
     .doc = "what is asked for where the course is held; nothing when absent"},
    CHOICE(tb_course, school, school_names,
           "how the needle is moved: pistoning (when absent), hong (fast in, fast out), sustained, "
           "winding"),
    NUMBER(tb_course, ltr_weight, 0.0, 2.0,
           "factor on the points of local twitch responses (1 when absent, 0: not scored)"),
    NUMBER(tb_course, cut, -1.0, 100.0, "cut score of 100; negative (or absent): the rubric's"),
    FLAG(tb_course, unsafe_path_fails,
         "a lethal structure within the shaft's reserve for 3 s fails (true when absent)"),
    TEXT(tb_course, source, true, "where the rules come from: keys of sources.csv, ';' between"),
    {.key = "cases",
     .kind = TB_FIELD_LIST,
     .offset = offsetof(tb_course, cases),
     .size = TB_COURSE_CASES_MAX,
     .count_offset = offsetof(tb_course, case_count),
     .required = true,
     .schema = &case_schema,
     .doc = "the cases in their order"},
};
static const tb_schema course_schema = {"Tautband course", course_fields, COUNT(course_fields),
                                        sizeof(tb_course)};

const tb_schema *tb_course_schema(void)
{
    return &course_schema;
}

const char *tb_skin_rule_name(tb_skin_rule rule)
{
    return (unsigned)rule <= TB_SKIN_CHLORHEXIDINE ? skin_names[rule] : "unknown";
}

const char *tb_glove_rule_name(tb_glove_rule rule)
{
    return (unsigned)rule <= TB_GLOVES_BOTH ? glove_names[rule] : "unknown";
}

// ---- checks -------------------------------------------------------------------------------------

typedef struct checking {
    const tb_places *places;
    tb_diagnostics *diagnostics;
    const char *cases_folder;
} checking;

static void fault(const checking *c, const char *key, const char *rule, const char *text,
                  const char *met)
{
    int line = 0, column = 0;
    tb_places_find(c->places, key, &line, &column);
    tb_diagnostics_add(c->diagnostics, line, column, rule, text, met);
}

static bool good_id(const char *id)
{
    bool good = id[0] != '\0';
    for (; *id != '\0'; ++id) {
        good = good && ((*id >= 'a' && *id <= 'z') || (*id >= '0' && *id <= '9') || *id == '-' ||
                        *id == '_');
    }
    return good;
}

static bool has_case(const checking *c, const char *id)
{
    char path[PATH_BYTES];
    if (c->cases_folder == NULL) {
        return true;
    }
    const int length = snprintf(path, sizeof path, "%s/%s.yaml", c->cases_folder, id);
    FILE *file = length > 0 && length < PATH_BYTES ? fopen(path, "rb") : NULL;
    if (file != NULL) {
        fclose(file);
    }
    return file != NULL;
}

static void check_case(const checking *c, const tb_course *course, int index)
{
    const char *id = course->cases[index].id;
    char key[64];
    snprintf(key, sizeof key, "cases[%d].id", index);
    if (!good_id(id)) {
        fault(c, key, "id", "'%s' is no name: small letters, digits, '_' and '-' wanted", id);
    } else if (!has_case(c, id)) {
        fault(c, key, "unknown-case", "there is no case '%s'", id);
    }
    for (int k = 0; k < index; ++k) {
        if (strcmp(course->cases[k].id, id) == 0) {
            fault(c, key, "duplicate-case", "case '%s' stands here twice", id);
            break;
        }
    }
}

static void check_course(const checking *c, const tb_course *course)
{
    char number[16];
    if (course->format != FORMAT) {
        snprintf(number, sizeof number, "%d", (int)course->format);
        fault(c, "format", "format", "format %s is not known: this program reads format 1", number);
    }
    if (!good_id(course->id)) {
        fault(c, "id", "id", "'%s' is no name: small letters, digits, '_' and '-' wanted",
              course->id);
    }
    if (course->title[0] == '\0') {
        fault(c, "title", "empty-text", "the title is empty%s", "");
    }
    if (course->source[0] == '\0') {
        fault(c, "source", "empty-text", "the source is empty%s", "");
    }
    if (course->case_count == 0) {
        fault(c, "cases", "no-case", "a course needs at least one case%s", "");
    }
    for (int k = 0; k < course->case_count; ++k) {
        check_case(c, course, k);
    }
}

// ---- reading ------------------------------------------------------------------------------------

tb_course_station tb_course_station_default(void)
{
    return (tb_course_station){.result = TB_RESULT_RELEASED, .time_limit_s = 420.0};
}

static tb_course defaults(void)
{
    tb_course course = {.ltr_weight = 1.0,
                        .cut = -1.0,
                        .unsafe_path_fails = true,
                        .station = tb_course_station_default()};
    for (int k = 0; k < TB_COURSE_CASES_MAX; ++k) {
        course.cases[k].attempts = 1;
    }
    return course;
}

static tb_status finish(tb_status status, const tb_course *course, const char *cases_folder,
                        tb_places *places, tb_course *out, tb_diagnostics *diagnostics)
{
    if (status == TB_OK) {
        const checking c = {places, diagnostics, cases_folder};
        check_course(&c, course);
        status = diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
    }
    if (status == TB_OK) {
        *out = *course;
    }
    tb_places_destroy(places);
    return status;
}

tb_status tb_course_load(const char *path, tb_course *out, tb_diagnostics *diagnostics)
{
    tb_course course = defaults();
    tb_places *places = NULL;
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    const int length = slash != NULL ? (int)(slash - path) : 0;
    const tb_status status = tb_schema_load(&course_schema, path, &course, diagnostics, &places);
    const int written = snprintf(folder, sizeof folder, "%.*s%s../cases", length,
                                 slash != NULL ? path : "", slash != NULL ? "/" : "");
    return finish(status, &course, written < PATH_BYTES ? folder : NULL, places, out, diagnostics);
}

tb_status tb_course_parse(const char *path, const char *text, size_t text_bytes,
                          const char *cases_folder, tb_course *out, tb_diagnostics *diagnostics)
{
    tb_course course = defaults();
    tb_places *places = NULL;
    const tb_status status =
        tb_schema_parse(&course_schema, path, text, text_bytes, &course, diagnostics, &places);
    return finish(status, &course, cases_folder, places, out, diagnostics);
}

// ---- effect -------------------------------------------------------------------------------------

void tb_course_to_rubric(const tb_course *course, tb_rubric *rubric)
{
    rubric->rules = course->rules;
    rubric->school = course->school;
    rubric->unsafe_path_critical = course->unsafe_path_fails;
    if (course->cut >= 0.0) {
        rubric->cut = course->cut;
        snprintf(rubric->standing, sizeof rubric->standing,
                 "set by the course '%s', not by a standard-setting panel", course->id);
    }
    for (int k = 0; k < rubric->measure_count; ++k) {
        tb_rubric_measure *measure = &rubric->measures[k];
        if (strcmp(measure->id, "F4_twitch") == 0) {
            measure->weight *= course->ltr_weight;
        }
    }
}

uint64_t tb_course_rules_hash(const tb_course *course)
{
    tb_hash hash = tb_hash_start();
    tb_hash_i32(&hash, course->rules.gloves);
    tb_hash_i32(&hash, course->rules.skin);
    tb_hash_i32(&hash, course->school);
    tb_hash_f64(&hash, course->ltr_weight);
    tb_hash_f64(&hash, course->cut);
    tb_hash_i32(&hash, course->unsafe_path_fails ? 1 : 0);
    return hash.value;
}

int tb_course_length(const tb_course *course)
{
    int sum = 0;
    for (int k = 0; k < course->case_count; ++k) {
        sum += course->cases[k].attempts;
    }
    return sum;
}

uint64_t tb_course_learner(const char *id)
{
    tb_hash hash = tb_hash_start();
    tb_hash_bytes(&hash, id, strlen(id));
    return hash.value;
}

/// A course of `count` cases in this learner's order (Fisher-Yates).
static void order_of(const tb_course *course, uint64_t learner, int order[TB_COURSE_CASES_MAX])
{
    tb_rng rng;
    tb_rng_seed(&rng, learner, TB_RNG_SCENE);
    for (int k = 0; k < course->case_count; ++k) {
        order[k] = k;
    }
    for (int k = course->case_count - 1; k > 0 && course->order == TB_ORDER_SHUFFLED; --k) {
        const int other = (int)(tb_rng_uniform(&rng) * (k + 1));
        const int kept = order[k];
        order[k] = order[other];
        order[other] = kept;
    }
}

int tb_course_encounter(const tb_course *course, uint64_t learner, int encounter, uint64_t *seed)
{
    int order[TB_COURSE_CASES_MAX];
    order_of(course, learner, order);
    for (int k = 0; k < course->case_count && encounter >= 0; ++k) {
        const tb_course_case *one = &course->cases[order[k]];
        if (encounter < one->attempts) {
            tb_rng rng;
            tb_rng_seed(&rng, learner + (uint64_t)order[k] * 1000003u, TB_RNG_SCENE);
            const uint64_t first =
                one->first_seed > 0 ? (uint64_t)one->first_seed : 1u + tb_rng_next(&rng) / 2u;
            *seed = first + (uint64_t)encounter;
            return order[k];
        }
        encounter -= one->attempts;
    }
    return -1;
}
