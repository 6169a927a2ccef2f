#include "instructor.h"

#include "tautband/core/alloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool passes(const tb_library_attempt *attempt, const char *learner)
{
    return learner == NULL || strcmp(attempt->learner, learner) == 0;
}

// Capitals beside small letters, as a list of names is read.
static int by_name(const void *a, const void *b)
{
    const unsigned char *x = a, *y = b;
    for (; *x != '\0' && tolower(*x) == tolower(*y); ++x, ++y) {
    }
    return *x == '\0' && *y == '\0' ? strcmp(a, b) : tolower(*x) - tolower(*y);
}

static void add_learner(tb_instructor_summary *out, const char *learner)
{
    for (int k = 0; k < out->learner_count; ++k) {
        if (strcmp(out->learners[k], learner) == 0) {
            return;
        }
    }
    if (learner[0] != '\0' && out->learner_count == TB_INSTRUCTOR_LEARNERS) {
        out->learners_left_out = true;
    } else if (learner[0] != '\0') {
        snprintf(out->learners[out->learner_count++], sizeof out->learners[0], "%s", learner);
    }
}

/// Learners, or cases, of whom an attempt was counted.
typedef struct met_names {
    const char *names[TB_LIBRARY_ATTEMPTS];
    int count;
} met_names;

/// @return true the first time
static bool meets(met_names *met, const char *name)
{
    for (int k = 0; k < met->count; ++k) {
        if (strcmp(met->names[k], name) == 0) {
            return false;
        }
    }
    met->names[met->count++] = name;
    return true;
}

static void add(tb_instructor_row *row, const tb_library_attempt *one, bool first, double *tip_sum,
                int *tips)
{
    ++row->attempts;
    row->learners += first ? 1 : 0;
    row->sealed += one->sealed ? 1 : 0;
    row->cut_short += !one->has_score ? 1 : 0;
    if (one->total < 0) {
        return;
    }
    row->mean = (row->mean * row->scored + one->total) / (row->scored + 1);
    ++row->scored;
    row->critical += one->critical ? 1 : 0;
    row->met += one->met ? 1 : 0;
    row->best = one->total > row->best ? one->total : row->best;
    if (one->tip_mm >= 0.0) {
        *tip_sum += one->tip_mm;
        ++*tips;
    }
}

static bool sum_case(const tb_library *library, const char *learner, const char *case_id,
                     tb_instructor_row *row)
{
    met_names learners, cases;
    double tip_sum = 0.0;
    int tips = 0;
    learners.count = cases.count = 0;
    *row = (tb_instructor_row){.best = -1, .tip_mm = -1.0};
    snprintf(row->case_id, sizeof row->case_id, "%s", case_id != NULL ? case_id : "");
    for (int k = 0; k < library->attempt_count; ++k) {
        const tb_library_attempt *one = &library->attempts[k];
        if (passes(one, learner) && (case_id == NULL || strcmp(one->case_id, case_id) == 0)) {
            add(row, one, meets(&learners, one->learner), &tip_sum, &tips);
            row->cases += meets(&cases, one->case_id) ? 1 : 0;
        }
    }
    row->mean = row->scored > 0 ? row->mean : -1.0;
    row->tip_mm = tips > 0 ? tip_sum / tips : -1.0;
    return row->attempts > 0;
}

void tb_instructor_sum(const tb_library *library, const char *learner, tb_instructor_summary *out)
{
    memset(out, 0, sizeof *out);
    for (int k = 0; k < library->case_count && out->count < TB_LIBRARY_CASES; ++k) {
        out->count +=
            sum_case(library, learner, library->cases[k].id, &out->rows[out->count]) ? 1 : 0;
    }
    (void)sum_case(library, learner, NULL, &out->all);
    for (int k = 0; k < library->attempt_count; ++k) {
        add_learner(out, library->attempts[k].learner);
    }
    qsort(out->learners, (size_t)out->learner_count, sizeof out->learners[0], by_name);
}

void tb_instructor_sum_learner(const tb_library *library, const char *learner,
                               tb_instructor_row *out)
{
    (void)sum_case(library, learner, NULL, out);
}

// --- disputes -----------------------------------------------------------------------------------

static void add_dispute(tb_instructor_disputes *out, int attempt, const tb_dispute *dispute)
{
    if (out->count == TB_INSTRUCTOR_DISPUTES) {
        ++out->left_out;
        return;
    }
    out->rows[out->count].attempt = attempt;
    out->rows[out->count++].dispute = *dispute;
}

// How the countersignature of an attempt stands.
static void read_signature(const char *path, int index, tb_instructor_disputes *out)
{
    tb_statement said;
    memset(&said, 0, sizeof said);
    out->signature[index] = (signed char)tb_exam_statement(path, "countersigned", &said, NULL);
    memcpy(out->signer[index], said.name, sizeof out->signer[index]);
}

void tb_instructor_read_disputes(const tb_library *library, const char *folder,
                                 tb_instructor_disputes *out)
{
    char path[4400], file[4500];
    memset(out, 0, sizeof *out);
    tb_disputes *scratch = tb_alloc(sizeof *scratch);
    for (int pass = 0; pass < 2 && scratch != NULL; ++pass) { // open ones, then those decided
        for (int k = 0; k < library->attempt_count; ++k) {    // attempts: new to old
            const tb_library_attempt *one = &library->attempts[k];
            scratch->count = 0;
            snprintf(path, sizeof path, "%.4000s/%s", folder, one->folder);
            if (one->folder[0] == '\0' || !tb_exam_disputes_path(path, file, sizeof file)) {
                continue; // not recorded
            }
            const bool read = tb_disputes_load(file, scratch, NULL) == TB_OK;
            if (pass == 0) {
                read_signature(path, k, out);
            }
            if (pass == 0 && !read && out->damaged++ == 0) {
                snprintf(out->which, sizeof out->which, "%s", one->folder);
            }
            for (int j = 0; j < scratch->count; ++j) {
                if ((scratch->items[j].state != TB_DISPUTE_OPEN) == (pass == 1)) {
                    out->open += pass == 0 ? 1 : 0;
                    add_dispute(out, k, &scratch->items[j]);
                }
            }
        }
    }
    tb_free(scratch);
}

// --- table --------------------------------------------------------------------------------------

static void cell(FILE *stream, const char *text, const char *end)
{
    const bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
    fputc('"', stream);
    if (formula) {
        fputc('\'', stream);
    }
    for (; *text != '\0'; ++text) {
        if (*text == '"') {
            fputc('"', stream);
        }
        fputc(*text, stream);
    }
    fputs("\"", stream);
    fputs(end, stream);
}

static void whole(FILE *stream, bool known, int value)
{
    if (known) {
        fprintf(stream, "%d", value);
    }
    fputc(',', stream);
}

// Two decimals without the locale's comma.
static void decimal(FILE *stream, double value)
{
    if (value >= 0.0) {
        const int hundredths = (int)(value * 100.0 + 0.5);
        fprintf(stream, "%d.%02d", hundredths / 100, hundredths % 100);
    }
    fputc(',', stream);
}

// Disputes in all, accepted ones, and who countersigned; a countersignature that does not hold is
// none.
static void write_review(const char *folder, FILE *stream)
{
    char file[4500];
    tb_statement said;
    int accepted = 0, count = 0;
    memset(&said, 0, sizeof said);
    tb_disputes *disputes = folder != NULL ? tb_alloc(sizeof *disputes) : NULL;
    if (disputes != NULL && tb_exam_disputes_path(folder, file, sizeof file) &&
        tb_disputes_load(file, disputes, NULL) == TB_OK) {
        count = disputes->count;
        for (int k = 0; k < count; ++k) {
            accepted += disputes->items[k].state == TB_DISPUTE_ACCEPTED ? 1 : 0;
        }
    }
    tb_free(disputes);
    whole(stream, folder != NULL, count);
    whole(stream, folder != NULL, accepted);
    const tb_exam_standing standing =
        folder != NULL ? tb_exam_statement(folder, "countersigned", &said, NULL) : TB_STANDING_NONE;
    const bool holds = standing == TB_STANDING_SIGNED || standing == TB_STANDING_UNSIGNED;
    cell(stream, holds ? said.name : "", ",");
}

static void write_row(const tb_library_attempt *one, const char *folder, FILE *stream)
{
    char path[4400];
    int rating = 0;
    if (folder != NULL) {
        snprintf(path, sizeof path, "%.4000s/%s", folder, one->folder);
    }
    if (folder != NULL && !one->sealed) {
        rating = tb_exam_rating(path);
    }
    cell(stream, one->when, ",");
    cell(stream, one->learner, ",");
    cell(stream, one->case_id, ",");
    cell(stream, one->course, ",");
    whole(stream, one->course[0] != '\0', one->encounter + 1);
    fprintf(stream, "%s,", one->exam ? "exam" : "practice");
    fprintf(stream, "%s,", one->sealed ? "sealed" : one->has_score ? "scored" : "cut short");
    whole(stream, one->total >= 0, one->total);
    whole(stream, one->total >= 0, one->critical ? 1 : 0);
    decimal(stream, one->tip_mm);
    decimal(stream, one->pain);
    whole(stream, one->twitches >= 0, one->twitches);
    if (rating > 0) {
        fprintf(stream, "%d", rating);
    }
    fputc(',', stream);
    write_review(folder != NULL ? path : NULL, stream);
    decimal(stream, one->total >= 0 ? one->cut : -1.0);
    fputs(one->total < 0 ? "\r\n" : one->met ? "1\r\n" : "0\r\n", stream);
}

tb_status tb_instructor_csv(const tb_library *library, const char *learner, const char *folder,
                            FILE *stream)
{
    fputs("when,learner,case,course,encounter,mode,state,points,critical,tip_mm,"
          "pain_above_limit,twitches,"
          "rating,disputes,accepted,countersigned_by,cut,meets_cut\r\n",
          stream);
    for (int k = 0; k < library->attempt_count; ++k) {
        if (passes(&library->attempts[k], learner)) {
            write_row(&library->attempts[k], folder, stream);
        }
    }
    return ferror(stream) != 0 ? TB_ERR_IO : TB_OK;
}
