/// The score: measures and rubric, a pure function of the event log, the case and the drawn
/// anatomy. Layer scoring, needs session's log types. Weights and ramps are in assets/rubrics/. It
/// describes simulated performance and makes no claim beyond that.
#ifndef TB_SCORING_SCORE_H
#define TB_SCORING_SCORE_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/session/event.h"

enum { TB_MEASURES_MAX = 48, TB_DOMAINS_MAX = 8, TB_CRITICAL_MAX = 12, TB_ADVERSE_MAX = 16 };

/// A measure as the rubric weighs it: points run linearly from `full` (all) to `zero` (none).
typedef struct tb_rubric_measure {
    char id[TB_ID_SIZE]; ///< "D3_tip_to_target"
    char label[TB_LABEL_SIZE];
    char domain[TB_ID_SIZE];
    char unit[16];
    char definition[TB_LINE_SIZE];
    double weight, full, zero;
    char source[TB_SOURCE_SIZE];
} tb_rubric_measure;

/// A domain and its floor for an exam.
typedef struct tb_rubric_domain {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    double floor; ///< share of the domain's points, 0..1
} tb_rubric_domain;

/// Gloves by local rule.
typedef enum tb_glove_rule {
    TB_GLOVES_FREE,     ///< not asked for
    TB_GLOVES_ONE_HAND, ///< at least on the palpating hand
    TB_GLOVES_BOTH
} tb_glove_rule;

/// Cleaning of the skin by local rule. Feet are cleaned everywhere.
typedef enum tb_skin_rule {
    TB_SKIN_FREE, ///< not asked for on clean skin
    TB_SKIN_ALCOHOL,
    TB_SKIN_CHLORHEXIDINE
} tb_skin_rule;

/// What jurisdictions disagree on. A course file sets it; without one nothing is asked for.
typedef struct tb_local_rules {
    int32_t gloves; ///< tb_glove_rule
    int32_t skin;   ///< tb_skin_rule
} tb_local_rules;

/// Schools of stimulating a trigger point; a course teaches one. Name, id. Append only.
#define TB_SCHOOL_LIST(X)                                                                          \
    X(PISTONING, "pistoning") /* small strokes of 2 to 6 mm, about one a second */                 \
    X(HONG, "hong")           /* fast in, fast out: longer, quick passes from the fat layer */     \
    X(SUSTAINED, "sustained") /* the needle rests in the point for a minute */                     \
    X(WINDING, "winding")     /* turned until the tissue holds it, unwound before it leaves */

/// A school.
typedef enum tb_school {
#define X(name, id) TB_SCHOOL_##name,
    TB_SCHOOL_LIST(X)
#undef X
        TB_SCHOOL_COUNT
} tb_school;

/// A rubric file.
typedef struct tb_rubric {
    char id[TB_ID_SIZE], version[16],
        standing[TB_LINE_SIZE]; ///< standing: "provisional, not set by a standard-setting panel"
    double cut;                 ///< of 100
    bool unsafe_path_critical; ///< a lethal hazard within the shaft's reserve for 3 s fails (CF10);
                               ///< false: a significant adverse event
    int32_t school;            ///< tb_school whose technique F3 and F4 look for
    tb_rubric_domain domains[TB_DOMAINS_MAX];
    int32_t domain_count;
    tb_rubric_measure measures[TB_MEASURES_MAX];
    int32_t measure_count;
    double overtime_points; ///< lost at most for going beyond the allotted time; 0: none
    double overtime_s;      ///< beyond it so long loses them all, less in proportion
    tb_local_rules rules;   ///< not in the file: those of the course
} tb_rubric;

/// The rubrics of the three ways an encounter can go.
typedef struct tb_rubric_set {
    const tb_rubric *needling, *manual, *decline;
} tb_rubric_set;

/// The one that fits: by hand when no needle entered the skin and somebody held or stroked; decline
/// when nothing was treated and that was decided; needling otherwise.
const tb_rubric *tb_rubric_choose(const tb_rubric_set *set, const tb_event *events,
                                  int event_count);

/// Id of a school; "unknown" outside the enumeration.
const char *tb_school_name(tb_school school);

/// Read a rubric; an unknown measure or domain id is a fault.
tb_status tb_rubric_load(const char *path, tb_rubric *out, tb_diagnostics *diagnostics);

/// One measured value and what it earned.
typedef struct tb_measure {
    const tb_rubric_measure *rubric;
    bool assessed; ///< false: nothing in this encounter could be measured; it is left out of the
                   ///< total
    double value;  ///< in rubric->unit
    double points; ///< 0..weight
} tb_measure;

/// A domain's sum.
typedef struct tb_domain_score {
    const tb_rubric_domain *rubric;
    double points, weight; ///< of the measures that were assessed
    bool below_floor;
} tb_domain_score;

/// A critical event.
typedef struct tb_critical {
    char id[8]; ///< "CF2"
    uint32_t tick_ms;
    char text[TB_LINE_SIZE];
} tb_critical;

/// An adverse event and its grade.
typedef struct tb_adverse {
    char id[TB_ID_SIZE];
    int grade; ///< 1 mild, 2 significant, 3 serious
    uint32_t tick_ms;
    char text[TB_LINE_SIZE];
} tb_adverse;

/// The result.
typedef struct tb_score {
    double total; ///< 0..100: points per assessed weight, less adverse events and overtime, floored
                  ///< at 0
    bool pass;    ///< no critical event, total >= cut, every assessed domain at its floor
    tb_measure measures[TB_MEASURES_MAX];
    int measure_count;
    tb_domain_score domains[TB_DOMAINS_MAX];
    int domain_count;
    tb_critical criticals[TB_CRITICAL_MAX];
    int critical_count;
    tb_adverse adverse[TB_ADVERSE_MAX];
    int adverse_count;
    int ltr_count;
    double overtime_s;                ///< beyond the allotted time; 0 when the case allots none
    double overtime_points;           ///< lost for it
    char headline[TB_LINE_SIZE];      ///< one sentence: what happened
    char next_title[TB_LINE_SIZE];    ///< one thing to do next
    char next_text[2 * TB_LINE_SIZE]; ///< why
    uint32_t next_tick_ms;            ///< moment it refers to; 0 = none
} tb_score;

/// Compute the score. `out` points into `rubric`.
/// @param events [event_count] of one encounter, in order
void tb_score_compute(const tb_event *events, int event_count, const tb_case *model,
                      const tb_anatomy *anatomy, const tb_rubric *rubric, tb_score *out);

#endif
