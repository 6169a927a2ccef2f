#include "review.h"

#include "small_json.h"
#include "tautband/session/recording.h"
#include "text.h" // marks sentences only: who shows them translates them

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4200 };

static bool path_in(const tb_review *review, const char *name, char out[PATH_SIZE])
{
    return snprintf(out, PATH_SIZE, "%s/%s", review->folder, name) < PATH_SIZE;
}

// What the examiner said, and whether it holds.
static void look(tb_review *review)
{
    tb_error why = {TB_OK, ""};
    review->released = tb_exam_statement(review->folder, "released", NULL, &why);
    review->sealed =
        review->exam && !review->at_once &&
        (review->released == TB_STANDING_NONE || review->released == TB_STANDING_REFUSED);
    review->rating = tb_exam_rating(review->folder);
    if (review->released == TB_STANDING_REFUSED || review->released == TB_STANDING_UNSIGNED) {
        review->trouble = why; // also what counts, but nothing proves
    }
    memset(&review->signature, 0, sizeof review->signature);
    review->countersigned =
        tb_exam_statement(review->folder, "countersigned", &review->signature, &why);
    if (review->countersigned == TB_STANDING_REFUSED) {
        review->trouble = why;
    }
}

static tb_status read_recording(tb_review *review, tb_error *error)
{
    char path[PATH_SIZE];
    tb_recording recording;
    tb_error why = {TB_OK, ""};
    memset(&recording, 0, sizeof recording);
    if (!path_in(review, "recording.tbr", path)) {
        return tb_fail(error, TB_ERR_IO, "%s: name is too long", review->folder);
    }
    const tb_status status = tb_recording_load(path, &recording, error);
    if (status != TB_OK) {
        return status;
    }
    snprintf(review->learner, sizeof review->learner, "%s", recording.header.learner);
    snprintf(review->case_id, sizeof review->case_id, "%s", recording.header.case_id);
    review->exam = strcmp(recording.header.mode, TB_EXAM_MODE) == 0;
    if (path_in(review, "score.json", path)) {
        review->scored = tb_items_load(path, &review->items, &why) == TB_OK;
        if (!review->scored) {
            review->trouble = why;
        }
    }
    tb_items_find_moments(&review->items, recording.events, recording.event_count);
    tb_recording_free(&recording);
    return TB_OK;
}

tb_status tb_review_open(const char *folder, bool at_once, tb_review *out, tb_error *error)
{
    char path[PATH_SIZE];
    memset(out, 0, sizeof *out);
    out->at_once = at_once;
    if (snprintf(out->folder, sizeof out->folder, "%s", folder) >= (int)sizeof out->folder) {
        return tb_fail(error, TB_ERR_IO, "%s: name is too long", folder);
    }
    const tb_status status = read_recording(out, error);
    if (status != TB_OK) {
        return status;
    }
    look(out);
    if (tb_exam_disputes_path(folder, path, sizeof path)) {
        tb_error why = {TB_OK, ""};
        out->damaged = tb_disputes_load(path, &out->disputes, &why) != TB_OK;
        out->trouble = out->damaged ? why : out->trouble;
    }
    return TB_OK;
}

bool tb_review_is_closed(const tb_review *review)
{
    return review->countersigned == TB_STANDING_SIGNED ||
           review->countersigned == TB_STANDING_UNSIGNED;
}

bool tb_review_shows_points(const tb_review *review)
{
    const bool rated = !review->exam || review->at_once || review->rating > 0;
    return review->scored && !review->sealed && rated;
}

// Keep the disputes; a file that could not be read is set aside, never written over.
static tb_status keep(tb_review *review, tb_error *error)
{
    char path[PATH_SIZE], aside[PATH_SIZE + 16];
    if (!tb_exam_disputes_path(review->folder, path, sizeof path)) {
        return tb_fail(error, TB_ERR_IO, "%s: name is too long", review->folder);
    }
    if (review->damaged) {
        snprintf(aside, sizeof aside, "%s.damaged", path);
        if (rename(path, aside) != 0) {
            return tb_fail(error, TB_ERR_IO, "%s: cannot be set aside", path);
        }
        review->damaged = false;
        review->trouble = (tb_error){TB_OK, ""};
    }
    const tb_status status = tb_disputes_save(&review->disputes, path, error);
    look(review);
    return status;
}

static tb_status refuse(tb_error *error, const char *sentence)
{
    return tb_fail(error, TB_ERR_ARGUMENT, "%s", sentence);
}

// What somebody else said of the attempt since it was opened counts: nothing is written over it.
static tb_status look_again(tb_review *review, tb_error *error)
{
    char path[PATH_SIZE];
    if (!review->damaged && tb_exam_disputes_path(review->folder, path, sizeof path)) {
        const tb_status status = tb_disputes_load(path, &review->disputes, error);
        if (status != TB_OK) {
            return status;
        }
    }
    look(review);
    return TB_OK;
}

tb_status tb_review_dispute(tb_review *review, int item, const char *words, tb_error *error)
{
    char now[TB_EXAM_TIME];
    const tb_status fresh = look_again(review, error);
    if (fresh != TB_OK) {
        return fresh;
    }
    if (!tb_review_shows_points(review) || item < 0 || item >= review->items.count) {
        return refuse(error, TB_N("There is no such item."));
    }
    if (tb_review_is_closed(review)) {
        return refuse(error, TB_N("This result is countersigned: nothing can be added."));
    }
    const tb_item *one = &review->items.items[item];
    const tb_disputes before = review->disputes;
    tb_exam_now(now);
    tb_status status = tb_disputes_raise(&review->disputes, one->id, one->at_ms, words, now, error);
    if (status == TB_OK) {
        status = keep(review, error);
    }
    if (status != TB_OK) {
        review->disputes = before;
    }
    return status;
}

tb_status tb_review_decide(tb_review *review, int dispute, bool accepted, const char *answer,
                           const char *by, tb_error *error)
{
    char now[TB_EXAM_TIME];
    const tb_status fresh = look_again(review, error);
    if (fresh != TB_OK) {
        return fresh;
    }
    if (tb_review_is_closed(review)) {
        return refuse(error, TB_N("This result is countersigned: nothing can be added."));
    }
    const tb_disputes before = review->disputes;
    tb_exam_now(now);
    tb_status status =
        tb_disputes_decide(&review->disputes, dispute, accepted, answer, by, now, error);
    if (status == TB_OK) {
        status = keep(review, error);
    }
    if (status != TB_OK) {
        review->disputes = before;
    }
    return status;
}

tb_status tb_review_rate(tb_review *review, int rating, const tb_seal_key *key, tb_error *error)
{
    char what[40];
    const tb_status fresh = look_again(review, error);
    if (fresh != TB_OK) {
        return fresh;
    }
    if (rating < 1 || rating > 5 || !review->exam) {
        return refuse(error, TB_N("A rating is 1 to 5."));
    }
    if (tb_review_is_closed(review)) {
        return refuse(error, TB_N("This result is countersigned: nothing can be added."));
    }
    if (tb_exam_has_code() && (key == NULL || !key->ready)) {
        return refuse(error, TB_N("The examiner's code is wanted."));
    }
    snprintf(what, sizeof what, "global-rating-%d", rating);
    const tb_status status = tb_exam_release(review->folder, rating, key, error);
    if (status == TB_OK) { // a rating that was not kept is none
        tb_exam_log(review->folder, 0, what);
        tb_exam_log(review->folder, 0, "released");
    }
    review->trouble = (tb_error){TB_OK, ""};
    look(review);
    return status;
}

tb_status tb_review_countersign(tb_review *review, const char *name, const char *words,
                                const tb_seal_key *key, tb_error *error)
{
    tb_statement statement;
    const tb_status fresh = look_again(review, error);
    if (fresh != TB_OK) {
        return fresh;
    }
    if (!tb_review_shows_points(review)) {
        return refuse(error, TB_N("The result has to be rated and released first."));
    }
    if (tb_review_is_closed(review)) {
        return refuse(error, TB_N("This result is countersigned: nothing can be added."));
    }
    if (review->damaged) {
        return refuse(error, TB_N("The disputes cannot be read."));
    }
    if (tb_disputes_open(&review->disputes) > 0) {
        return refuse(error, TB_N("Decide on every dispute first."));
    }
    if (name[strspn(name, " ")] == '\0') {
        return refuse(error, TB_N("Enter your name."));
    }
    if (tb_exam_has_code() && (key == NULL || !key->ready)) {
        return refuse(error, TB_N("The examiner's code is wanted."));
    }
    memset(&statement, 0, sizeof statement);
    snprintf(statement.kind, sizeof statement.kind, "countersigned");
    statement.rating = review->rating;
    tb_take_words(name, statement.name, sizeof statement.name);
    tb_take_words(words, statement.words, sizeof statement.words);
    const tb_status status = tb_exam_attest(review->folder, &statement, key, error);
    review->trouble = (tb_error){TB_OK, ""};
    look(review);
    return status;
}
