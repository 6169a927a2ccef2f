/// What an instructor asks of a station's attempts: per case how many, how well, how often harm;
/// what is disputed, what is countersigned; and all of them as a table for other programs. Results
/// that are sealed count, but tell no number. Layer app, needs library. No window.
#ifndef TB_APP_INSTRUCTOR_H
#define TB_APP_INSTRUCTOR_H
#include "disputes.h"
#include "exam.h"
#include "library.h"

#include <stdio.h>

enum { TB_INSTRUCTOR_LEARNERS = 256 };

/// One case, over the attempts that pass the filter.
typedef struct tb_instructor_row {
    char case_id[TB_ID_SIZE];
    int attempts, scored, learners; ///< all; with a score that may be seen; different learners
    int cases;                      ///< different ones
    int cut_short, sealed;
    int critical;  ///< scored attempts with a critical event
    int met;       ///< scored attempts that met their cut
    double mean;   ///< points of 100 over the scored ones; -1 = none
    int best;      ///< -1 = none
    double tip_mm; ///< mean least distance to the point; -1 = none known
} tb_instructor_row;

/// All of it.
typedef struct tb_instructor_summary {
    tb_instructor_row rows[TB_LIBRARY_CASES]; ///< in the order of the library; only cases met
    int count;
    tb_instructor_row all;                     ///< over every case
    char learners[TB_INSTRUCTOR_LEARNERS][64]; ///< of every attempt, sorted
    int learner_count;
    bool learners_left_out; ///< there are more: they have no button of their own
} tb_instructor_summary;

enum { TB_INSTRUCTOR_DISPUTES = 256 };

/// Disputes of every attempt on this station, open ones first, then by time, newest first; and how
/// the countersignature of each attempt stands. About 250 kB: from tb_alloc().
typedef struct tb_instructor_disputes {
    struct {
        int attempt; ///< index into library->attempts
        tb_dispute dispute;
    } rows[TB_INSTRUCTOR_DISPUTES];
    int count, open;
    int left_out;                               ///< beyond the capacity
    int damaged;                                ///< files that cannot be read
    char which[96];                             ///< folder of the first of those
    signed char signature[TB_LIBRARY_ATTEMPTS]; ///< tb_exam_standing of "countersigned"
    char signer[TB_LIBRARY_ATTEMPTS][TB_STATEMENT_NAME];
} tb_instructor_disputes;

/// Read them.
/// @param folder of the attempts
void tb_instructor_read_disputes(const tb_library *library, const char *folder,
                                 tb_instructor_disputes *out);

/// Sum up.
/// @param learner one learner's attempts; NULL = everybody's
void tb_instructor_sum(const tb_library *library, const char *learner, tb_instructor_summary *out);

/// Sum up all attempts of one learner.
void tb_instructor_sum_learner(const tb_library *library, const char *learner,
                               tb_instructor_row *out);

/// Write every attempt as CSV (RFC 4180, UTF-8), newest first, with a line of names; columns follow
/// docs/cases.md. A cell that a spreadsheet would run as a formula is written with ' before it.
/// @param folder of the attempts, for the examiner's ratings; NULL = none
/// @return TB_OK, TB_ERR_IO
tb_status tb_instructor_csv(const tb_library *library, const char *learner, const char *folder,
                            FILE *stream);

#endif
