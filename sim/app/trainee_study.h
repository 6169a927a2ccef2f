/// A study of synthetic trainees: encounters of every case, skill and patient, their scores, and
/// what an assessment study would report of them. Layer app, needs encounter.
#ifndef TB_APP_TRAINEE_STUDY_H
#define TB_APP_TRAINEE_STUDY_H
#include "commands.h"

#include "tautband/session/trainee.h"

enum { TB_STUDY_CASES_MAX = 128, TB_STUDY_COUNT_MAX = 1000, TB_STUDY_JOBS_MAX = 64 };

/// Which of the content's rubrics judged an encounter.
typedef enum tb_study_rubric {
    TB_STUDY_NEEDLING,
    TB_STUDY_MANUAL,
    TB_STUDY_DECLINE
} tb_study_rubric;

/// How one encounter ended. Plain data: it travels between processes.
typedef struct tb_study_row {
    uint64_t seed;
    int32_t code;   ///< exit code; TB_EXIT_OK when the encounter was played
    int32_t rubric; ///< tb_study_rubric
    double total, declared_mm, target_mm, seconds;
    int32_t twitches, punctures, nerves, vessels, lethal, criticals, adverse;
    bool pass, in_muscle, faulted;
    double depth_mm; ///< deepest along the needle
    char met[160];   ///< ids of nerves, vessels and vital parts that were met, once each, by "; "
    double points[TB_MEASURES_MAX], weight[TB_MEASURES_MAX]; ///< weight 0: not assessed
} tb_study_row;

/// One case: rows of each skill, patient by patient.
typedef struct tb_study_case {
    char id[TB_ID_SIZE];
    tb_study_row *rows[TB_SKILL_COUNT]; ///< [count] each; NULL for a skill that was not asked for
} tb_study_case;

/// The whole study.
typedef struct tb_study {
    uint64_t seed; ///< of the first patient
    int count, substeps, jobs;
    bool skills[TB_SKILL_COUNT];
    tb_body body;           ///< a silent one has no scores: only what needles met
    double landmarks_sd_mm; ///< in a silent body
    tb_study_case cases[TB_STUDY_CASES_MAX];
    int case_count;
    tb_content *content; ///< of the case being played; its rubrics name the measures
} tb_study;

/// Play every encounter of one case, in `jobs` processes. Rows do not depend on their number.
/// @return TB_EXIT_OK or the exit code to end with, after a complaint
int tb_study_play(tb_study *study, tb_study_case *out);

/// Free a case's rows. Legal for one that was never played.
void tb_study_free(tb_study_case *one);

/// Print a case's means, for people; of silent bodies what needles met, with exact 95 % intervals.
void tb_study_print(const tb_study *study, const tb_study_case *one);

/// Print what all cases together say.
void tb_study_print_overall(const tb_study *study);

/// Write trainees.csv, measures.csv and report.json into a folder that exists; of silent bodies
/// needlings.csv.
/// @return TB_EXIT_OK or TB_EXIT_FAILED after a complaint
int tb_study_write(const tb_study *study, const char *folder);

#endif
