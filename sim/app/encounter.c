#include "encounter.h"

#include "tautband/core/alloc.h"
#include "tautband/records/files.h"

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
    };
    snprintf(header.build, sizeof header.build, "%s", tb_app_build());
    snprintf(header.case_id, sizeof header.case_id, "%s", content->model.id);
    snprintf(header.mode, sizeof header.mode, "%s", mode);
    snprintf(header.devices, sizeof header.devices, "%s", devices);
    return header;
}

// The recording names the content by hash: another version of a file gives another encounter.
static int check_content(const char *path, const tb_recording_header *header,
                         const tb_content *content)
{
    const struct {
        const char *what;
        uint64_t recorded, present;
    } rows[] = {
        {"the case", header->case_hash, tb_case_hash(&content->model)},
        {"the tissue table", header->tissues_hash, tb_tissue_table_hash(&content->tissues)},
        {"the physiology table", header->physiology_hash, tb_physiology_hash(&content->physiology)},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        if (rows[k].recorded != rows[k].present) {
            tb_complain("recording", path,
                        "made with another version of %s (recorded %016" PRIx64
                        ", present %016" PRIx64 ")",
                        rows[k].what, rows[k].recorded, rows[k].present);
            return TB_EXIT_INTEGRITY;
        }
    }
    return TB_EXIT_OK;
}

static bool agrees(const tb_recording_header *header, const tb_content *content)
{
    return header->case_hash == tb_case_hash(&content->model) &&
           header->tissues_hash == tb_tissue_table_hash(&content->tissues) &&
           header->physiology_hash == tb_physiology_hash(&content->physiology);
}

tb_status tb_encounter_content(const tb_recording_header *header, const tb_content *present,
                               const tb_content **content, tb_content **own, tb_error *error)
{
    *own = NULL;
    if (present != NULL && agrees(header, present)) {
        *content = present;
        return TB_OK;
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
    if (!agrees(header, loaded)) {
        tb_free(loaded);
        return tb_fail(error, TB_ERR_INTEGRITY,
                       "made with another version of the case '%s': it cannot be run again",
                       header->case_id);
    }
    *content = *own = loaded;
    return TB_OK;
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
    } else {
        code = tb_content_load(recording->header.case_id, *content);
    }
    if (code == TB_EXIT_OK) {
        code = check_content(path, &recording->header, *content);
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
    }
    return tb_exit_from_status(status);
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
