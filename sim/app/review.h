/// One attempt under review: its scored items, what the learner disputes of them, what the
/// instructor decides, and the countersignature. Everything is kept in the attempt's folder; points
/// stay as they were computed. No window. Layer app, needs exam, disputes, items.
#ifndef TB_APP_REVIEW_H
#define TB_APP_REVIEW_H
#include "disputes.h"
#include "exam.h"
#include "items.h"

/// About 60 kB: from tb_alloc().
typedef struct tb_review {
    char folder[4096];
    char learner[64], case_id[TB_ID_SIZE];
    bool exam, sealed;
    bool at_once; ///< an exam whose result was shown when it was handed in
    bool scored;  ///< there is a score; `items` holds it
    tb_items items;
    tb_disputes disputes;
    bool damaged; ///< the file of disputes could not be read: it is set aside before the next
    int rating;   ///< 1 to 5; 0 = none yet
    tb_exam_standing released, countersigned;
    tb_statement signature; ///< the countersignature, unless there is none
    tb_error
        trouble; ///< what could not be read, or why a statement does not hold or proves nothing
} tb_review;

/// Read an attempt's folder.
/// @param at_once its course shows results without a release
/// @return TB_OK, also where score or disputes cannot be used (`trouble` says why); TB_ERR_IO,
/// TB_ERR_FORMAT, TB_ERR_INTEGRITY when there is no recording that can be read
tb_status tb_review_open(const char *folder, bool at_once, tb_review *out, tb_error *error);

/// May numbers be shown? Not while it is sealed, nor before an exam has its global rating, unless
/// they were shown at once.
bool tb_review_shows_points(const tb_review *review);
/// Was it countersigned, and does that still hold?
bool tb_review_is_closed(const tb_review *review);

/// Dispute an item. @return TB_OK; TB_ERR_ARGUMENT, TB_ERR_MEMORY, TB_ERR_IO with a sentence, the
/// first two of them to translate
tb_status tb_review_dispute(tb_review *review, int item, const char *words, tb_error *error);
/// Decide on a dispute. @return as tb_review_dispute()
tb_status tb_review_decide(tb_review *review, int dispute, bool accepted, const char *answer,
                           const char *by, tb_error *error);
/// Give an exam its global rating, and release its result with it.
/// @param key the examiner's; NULL or not ready where this station has no code
/// @return as tb_review_dispute()
tb_status tb_review_rate(tb_review *review, int rating, const tb_seal_key *key, tb_error *error);
/// Countersign the result and the decisions; every dispute has to be decided. Once more where what
/// was countersigned was changed since. @return as tb_review_dispute()
tb_status tb_review_countersign(tb_review *review, const char *name, const char *words,
                                const tb_seal_key *key, tb_error *error);

#endif
