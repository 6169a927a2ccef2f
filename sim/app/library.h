/// The case library as the screens show it: what each case is, how it went so far, which file has
/// faults; and every kept attempt. Read in small steps, so that no frame waits for it. Layer app,
/// needs anatomy's case files and jansson.
#ifndef TB_APP_LIBRARY_H
#define TB_APP_LIBRARY_H
#include "commands.h"

enum { TB_LIBRARY_CASES = 256, TB_LIBRARY_ATTEMPTS = 2048, TB_LIBRARY_FAULT = 400 };

/// Part of the body, for the filter and the order.
typedef enum tb_body_part {
    TB_PART_HEAD,
    TB_PART_SHOULDER,
    TB_PART_BACK,
    TB_PART_HIP,
    TB_PART_LEG,
    TB_PART_FOOT,
    TB_PART_COUNT
} tb_body_part;

/// One case.
typedef struct tb_library_case {
    char id[TB_ID_SIZE], title[TB_LABEL_SIZE], muscle[TB_LABEL_SIZE], who[TB_LABEL_SIZE];
    int level;
    tb_body_side side;
    tb_body_part part;
    int attempts, best, last;      ///< of this learner; points of 100, -1 = none
    int fault_count;               ///< 0 = usable
    char faults[TB_LIBRARY_FAULT]; ///< the first ones, a line each
} tb_library_case;

/// One kept attempt.
typedef struct tb_library_attempt {
    char folder[96]; ///< name below the folder of attempts: "20260401-081500-case"
    char when[24], case_id[TB_ID_SIZE];
    int total;      ///< -1 = no score was kept: cut short
    bool has_score; ///< score.json is there
    bool critical;
    bool met;         ///< its score meets the rubric's cut, every floor, and nothing was critical
    double tip_mm;    ///< least distance of the tip to the trigger point; -1 = not known
    double pain;      ///< above the limit of the measure, 0..10; -1 = not known
    int twitches;     ///< -1 = not known
    double cut;       ///< points that the rubric asked for
    double angle_deg; ///< outside the accepted cone; -1 = not known
    double margin_share; ///< of the points for the distance to hazards; -1 = not assessed
    char learner[64], course[TB_ID_SIZE]; ///< as recorded; "" = none
    int encounter;                        ///< of the learner's course
    bool exam;
    bool sealed;  ///< an exam that the examiner has not released: no number of it may be shown
    bool refused; ///< and there is a release which does not hold
} tb_library_attempt;

/// All of it; more than 700 kB: from tb_alloc().
typedef struct tb_library {
    tb_library_case cases[TB_LIBRARY_CASES];
    int case_count;
    int loaded; ///< cases read so far; the library is complete at case_count
    tb_library_attempt attempts[TB_LIBRARY_ATTEMPTS]; ///< newest first
    int attempt_count;
    int left_out;     ///< kept attempts beyond those, all of them older
    char learner[64]; ///< whose attempts count for cases, hints and progress
    /// Does a course show the results of its stations at once, without a release? NULL = none does.
    bool (*shown_at_once)(const void *courses, const char *course);
    const void *courses; ///< for that
    tb_case *scratch;
} tb_library;

/// Find the case files; reads none of them yet.
tb_status tb_library_create(tb_library **out, tb_error *error);
/// Free. NULL is legal.
void tb_library_destroy(tb_library *library);
/// Read the next case. The last one sorts them: level, then body from head to foot.
/// @return true while there is more to read
bool tb_library_step(tb_library *library);
/// Read the attempts kept in a folder, newest first: everybody's.
void tb_library_read_attempts(tb_library *library, const char *folder);
/// Is an attempt this learner's?
bool tb_library_own(const tb_library *library, const tb_library_attempt *attempt);
/// How many of the attempts are this learner's.
int tb_library_own_count(const tb_library *library);
/// A case by id, NULL when it is not there.
const tb_library_case *tb_library_find(const tb_library *library, const char *id);
/// Part of the body of a muscle by its name and case id.
tb_body_part tb_body_part_of(const char *muscle, const char *id);
/// Name of a part, to translate.
const char *tb_body_part_name(tb_body_part part);

#endif
