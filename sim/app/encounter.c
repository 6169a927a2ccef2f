#include "encounter.h"

#include "tautband/core/alloc.h"
#include "tautband/patient/visits.h"
#include "tautband/records/files.h"
#include "tautband/scoring/course.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

tb_recording_header tb_encounter_header(const tb_content *content, uint64_t seed, int substeps,
                                        const char *mode, const char *devices)
{
    tb_recording_header header = {
        .format = TB_RECORDING_FORMAT,
        .case_hash = tb_case_hash(&content->model),
        .tissues_hash = tb_tissue_table_hash(&content->tissues),
        .physiology_hash = tb_physiology_hash(&content->physiology),
        .seed = seed,
        .substeps = substeps,
        .course_hash = content->course.hash,
        .time_limit_ms = (int32_t)(1e3 * content->course.time_limit_s),
    };
    snprintf(header.course, sizeof header.course, "%s", content->course.id);
    snprintf(header.build, sizeof header.build, "%s", tb_app_build());
    snprintf(header.case_id, sizeof header.case_id, "%s", content->model.id);
    snprintf(header.mode, sizeof header.mode, "%s", mode);
    snprintf(header.devices, sizeof header.devices, "%s", devices);
    return header;
}

/// Which file of the content another version was recorded with, or NULL: another version of a file
/// gives another encounter.
static const char *changed_file(const tb_recording_header *header, const tb_content *content,
                                uint64_t *recorded, uint64_t *present)
{
    const struct {
        const char *what;
        uint64_t recorded, present;
    } rows[] = {
        {"case", header->case_hash, tb_case_hash(&content->model)},
        {"tissue table", header->tissues_hash, tb_tissue_table_hash(&content->tissues)},
        {"physiology table", header->physiology_hash, tb_physiology_hash(&content->physiology)},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        if (rows[k].recorded != rows[k].present) {
            *recorded = rows[k].recorded;
            *present = rows[k].present;
            return rows[k].what;
        }
    }
    return NULL;
}

static int check_content(const char *path, const tb_recording_header *header,
                         const tb_content *content)
{
    uint64_t recorded = 0, present = 0;
    const char *what = changed_file(header, content, &recorded, &present);
    if (what == NULL) {
        return TB_EXIT_OK;
    }
    tb_complain("recording", path,
                "made by %s with another version of the %s (recorded %016" PRIx64
                ", present %016" PRIx64 "): the same inputs would give another encounter",
                header->build, what, recorded, present);
    return TB_EXIT_INTEGRITY;
}

// A visit of a course writes the point's state and the patient's report into the mode.
static bool reads_visit(const tb_recording_header *header, int *number, int *micro, int *report)
{
    return sscanf(header->mode, "v%2d:%7d:%2d", number, micro, report) == 3 && *number > 0 &&
           *micro >= 0 && *micro <= 1000000 && *report >= 0;
}

// Files of the library are named by ids; a recording from elsewhere may not send us to other files.
static bool is_id(const char *text)
{
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

static void apply_visit(const tb_recording_header *header, tb_content *content)
{
    int number, micro, report;
    if (reads_visit(header, &number, &micro, &report)) {
        char mode[TB_MODE_SIZE];
        tb_encounter_visit(content, number, 1e-6 * micro, report, mode);
    }
}

static bool agrees(const tb_recording_header *header, const tb_content *content)
{
    uint64_t recorded, present;
    return changed_file(header, content, &recorded, &present) == NULL;
}

tb_status tb_encounter_content(const tb_recording_header *header, const tb_content *present,
                               const tb_content **content, tb_content **own, tb_error *error)
{
    *own = NULL;
    int number, micro, report;
    const bool visit = reads_visit(header, &number, &micro, &report);
    if (present != NULL && !visit && agrees(header, present)) {
        *content = present;
        return TB_OK;
    }
    if (!is_id(header->case_id)) {
        return tb_fail(error, TB_ERR_FORMAT, "'%s' is no id of a case", header->case_id);
    }
    tb_content *loaded = tb_alloc(sizeof *loaded);
    if (loaded == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for the case");
    }
    if (tb_content_load(header->case_id, loaded) != TB_EXIT_OK) {
        tb_free(loaded);
        return tb_fail(error, TB_ERR_IO, "the case '%s' is not there or has faults",
                       header->case_id);
    }
    uint64_t recorded, now;
    const char *what = changed_file(header, loaded, &recorded, &now);
    if (what != NULL) {
        tb_free(loaded);
        return tb_fail(error, TB_ERR_INTEGRITY,
                       "made with another version of the %s (case '%s'): it cannot be run again",
                       what, header->case_id);
    }
    apply_visit(header, loaded);
    *content = *own = loaded;
    return TB_OK;
}

// The rules it was played under, when the library still has them; otherwise none.
static void follow_course(const char *path, const tb_recording_header *header, tb_content *content)
{
    tb_course *course = header->course[0] != '\0' ? tb_alloc(sizeof *course) : NULL;
    if (course == NULL) {
        return;
    }
    if (!is_id(header->course)) {
        tb_complain("recording", path, "'%s' is no id of a course", header->course);
    } else if (tb_content_read_course(header->course, course) != TB_EXIT_OK) {
        tb_complain("recording", path, "its course '%s' is not there", header->course);
    } else if (tb_course_rules_hash(course) != header->course_hash) {
        tb_complain("recording", path, "the rules of its course '%s' are others by now",
                    header->course);
    } else {
        (void)tb_content_put_course(content, course);
    }
    tb_free(course);
}

int tb_encounter_open(const char *path, tb_recording *recording, tb_content **content)
{
    *content = NULL;
    *recording = (tb_recording){.complete = false};
    tb_error error = {.status = TB_OK};
    const tb_status status = tb_recording_load(path, recording, &error);
    if (status != TB_OK) {
        tb_complain("recording", path, "%s", error.message);
        return status == TB_ERR_IO ? TB_EXIT_INPUT : tb_exit_from_status(status);
    }
    if (!recording->complete) {
        tb_complain("recording", path, "cut off; read up to %.1f s",
                    1e-3 * (double)recording->tick_count);
    }
    *content = tb_alloc(sizeof **content);
    int code = TB_EXIT_FAILED;
    if (*content == NULL) {
        tb_complain("recording", path, "no memory");
    } else if (!is_id(recording->header.case_id)) {
        tb_complain("recording", path, "'%s' is no id of a case", recording->header.case_id);
        code = TB_EXIT_INPUT;
    } else {
        code = tb_content_load(recording->header.case_id, *content);
    }
    if (code == TB_EXIT_OK) {
        code = check_content(path, &recording->header, *content);
    }
    if (code == TB_EXIT_OK) {
        apply_visit(&recording->header, *content);
        follow_course(path, &recording->header, *content);
    }
    if (code != TB_EXIT_OK) {
        tb_free(*content);
        *content = NULL;
        tb_recording_free(recording);
    }
    return code;
}

int tb_encounter_session(const tb_content *content, uint64_t seed, int substeps, tb_session **out)
{
    *out = NULL;
    tb_error error = {.status = TB_OK};
    const tb_session_desc desc = {.model = &content->model,
                                  .tissues = &content->tissues,
                                  .physiology = &content->physiology,
                                  .seed = seed,
                                  .substeps = substeps};
    const tb_status status = tb_session_create(&desc, out, &error);
    if (status != TB_OK) {
        tb_complain("encounter", content->model.id, "%s", error.message);
    } else {
        tb_session_allot(*out, content->course.time_limit_s);
    }
    return tb_exit_from_status(status);
}

static int complain_script(const char *path, tb_status status, const tb_script_errors *errors)
{
    for (int k = 0; k < errors->count; ++k) {
        const tb_script_error *error = &errors->items[k];
        if (error->line > 0) {
            fprintf(stderr, "%s:%d:%d: error: ", path, error->line, error->column);
        } else {
            fprintf(stderr, "%s: error: ", path);
        }
        fprintf(stderr, error->token[0] != '\0' ? "%s ('%s')\n" : "%s\n", error->text,
                error->token);
    }
    tb_complain("script", path, "%d fault%s%s", errors->count + errors->dropped,
                errors->count + errors->dropped == 1 ? "" : "s",
                errors->dropped > 0 ? ", the first shown" : "");
    return status == TB_ERR_MEMORY ? TB_EXIT_FAILED : TB_EXIT_INPUT;
}

int tb_encounter_script(const char *path, const tb_content *content, tb_script **out)
{
    *out = NULL;
    tb_script_errors *errors = tb_alloc(sizeof *errors);
    if (errors == NULL) {
        tb_complain("script", path, "no memory");
        return TB_EXIT_FAILED;
    }
    const tb_status status = tb_script_load_for(path, &content->model, out, errors);
    int code = TB_EXIT_OK;
    if (status != TB_OK) {
        code = complain_script(path, status, errors);
        tb_script_destroy(*out);
        *out = NULL;
    }
    tb_free(errors);
    return code;
}

void tb_encounter_visit(tb_content *content, int number, double s, int report,
                        char mode[TB_MODE_SIZE])
{
    const unsigned micro = (unsigned)(1e6 * s + 0.5) % 10000000u;
    content->model.care.report = report > 0 && report < TB_LINE_COUNT ? report : 0;
    tb_course_apply(&content->model, 1e-6 * micro);
    snprintf(mode, TB_MODE_SIZE, "v%u:%u:%u", (unsigned)number % 100u, micro,
             (unsigned)content->model.care.report % 100u);
}

void tb_encounter_summary(const tb_score *score, const tb_content *content, uint64_t seed,
                          uint32_t ticks)
{
    char total[TB_DECIMAL_SIZE];
    tb_decimal(score->total, total);
    total[strlen(total) - 5] = '\0'; // one decimal is enough for a line
    printf("%s seed %" PRIu64 ": %s of 100, %s, %d twitch%s, %u.%u s. %s\n", content->model.id,
           seed, total, score->pass ? "meets the cut" : "does not meet the cut", score->ltr_count,
           score->ltr_count == 1 ? "" : "es", (unsigned)(ticks / 1000),
           (unsigned)(ticks % 1000 / 100), score->headline);
}
