/// A course file: which cases, in which order, under which local rules. Jurisdictions and schools
/// disagree on gloves, on cleaning the skin, on what a twitch is worth: those are settings here and
/// not code. Layer scoring, needs the rubric, which the settings change. Format and rules follow
/// docs/cases.md.
#ifndef TB_SCORING_COURSE_H
#define TB_SCORING_COURSE_H
#include "tautband/scoring/score.h"

enum { TB_COURSE_CASES_MAX = 64 };

/// Is the order of the cases part of the course?
typedef enum tb_course_order {
    TB_ORDER_LISTED,   ///< as in the file
    TB_ORDER_SHUFFLED, ///< another one for each learner
} tb_course_order;

/// One case of a course.
typedef struct tb_course_case {
    char id[TB_ID_SIZE]; ///< a file of assets/cases without .yaml
    int32_t attempts;    ///< how many patients of this case
    int32_t first_seed;  ///< of the first patient; 0: each learner meets other patients
} tb_course_case;

/// When the result of an exam is shown.
typedef enum tb_course_result {
    TB_RESULT_RELEASED, ///< when the examiner releases it
    TB_RESULT_AT_ONCE,  ///< as soon as it is handed in
} tb_course_result;

/// What the screen tells of how hard one presses, for whoever is to learn it from the hand and the
/// patient. An algometer always shows its reading.
typedef enum tb_course_pressure {
    TB_PRESSURE_FULL,  ///< force in N and pressure in kPa
    TB_PRESSURE_FORCE, ///< force alone
    TB_PRESSURE_NONE,  ///< neither
} tb_course_pressure;

/// What a station of an exam allows.
typedef struct tb_course_station {
    int32_t view;        ///< 0 blind, 1 outline, 2 full: fixed for the whole encounter
    bool scan;           ///< the ultrasound machine may be used
    int32_t result;      ///< tb_course_result
    double time_limit_s; ///< of the hands-on part; 0: none, or the case's
} tb_course_station;

/// The whole file.
typedef struct tb_course {
    char id[TB_ID_SIZE], title[TB_LABEL_SIZE], about[TB_LINE_SIZE];
    int32_t format;
    int32_t order; ///< tb_course_order
    bool strict;   ///< a case opens only when those before it are done
    bool exam;     ///< no feedback during an encounter; the cut score counts
    tb_course_station station;
    int32_t pressure; ///< tb_course_pressure
    tb_local_rules rules;
    int32_t school;              ///< tb_school
    double ltr_weight;           ///< factor on the points of local twitch responses, 0 to 2
    double cut;                  ///< of 100; negative: the rubric's
    bool unsafe_path_fails;      ///< a lethal structure within the shaft's reserve for 3 s fails
    char source[TB_SOURCE_SIZE]; ///< where the rules come from
    tb_course_case cases[TB_COURSE_CASES_MAX];
    int32_t case_count;
} tb_course;

/// Read and check a course file. Cases are looked for in the folder `cases` beside the course's own
/// folder.
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (all faults in `diagnostics`), TB_ERR_MEMORY; `out`
/// unchanged on error
tb_status tb_course_load(const char *path, tb_course *out, tb_diagnostics *diagnostics);

/// The same from memory, for tests and fuzzing.
/// @param path         used in messages only
/// @param cases_folder where cases are looked for; NULL: every id passes
tb_status tb_course_parse(const char *path, const char *text, size_t text_bytes,
                          const char *cases_folder, tb_course *out, tb_diagnostics *diagnostics);

/// The table behind a course file, for `course schema`.
const tb_schema *tb_course_schema(void);

/// A station where nothing is said: blind, no scan, seven minutes, result by the examiner.
tb_course_station tb_course_station_default(void);

/// Hash of everything in a course that can change the score of an encounter.
uint64_t tb_course_rules_hash(const tb_course *course);

/// Encounters of one learner: the sum of all `attempts`.
int tb_course_length(const tb_course *course);

/// The number that stands for a learner, from the id kept in recordings.
uint64_t tb_course_learner(const char *id);

/// Put the course's rules, school, weights and cut into a rubric that was loaded as shipped.
void tb_course_to_rubric(const tb_course *course, tb_rubric *rubric);

/// The k-th encounter of a learner: which case, and which patient.
/// @param learner   any number that stands for the learner; shuffles and seeds follow it
/// @param encounter from 0 on; below the sum of all `attempts`
/// @param seed      out: patient
/// @return index into course->cases, or -1 after the last
int tb_course_encounter(const tb_course *course, uint64_t learner, int encounter, uint64_t *seed);

/// Id of a rule on cleaning the skin ("alcohol"); "unknown" outside the enumeration.
const char *tb_skin_rule_name(tb_skin_rule rule);
/// Id of a rule on gloves ("both_hands"); "unknown" outside the enumeration.
const char *tb_glove_rule_name(tb_glove_rule rule);

#endif
