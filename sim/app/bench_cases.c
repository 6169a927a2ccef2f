#define _POSIX_C_SOURCE 200809L
#include "bench_cases.h"

#include "case_files.h"

#include "tautband/core/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/// One case, from its path to a session that waits for the first touch.
static int open_one(const tb_content *content, tb_case_work *work, const char *path, double *ms)
{
    const double start_ms = now_ms();
    tb_session *session = NULL;
    tb_error error = {.status = TB_OK};
    const int code = tb_case_read(work, path);
    if (code != TB_EXIT_OK) {
        return code;
    }
    const tb_session_desc desc = {.model = &work->model,
                                  .tissues = &content->tissues,
                                  .physiology = &content->physiology,
                                  .seed = 1,
                                  .substeps = 8};
    if (tb_session_create(&desc, &session, &error) != TB_OK) {
        tb_complain("bench", work->model.id, "%s", error.message);
        return TB_EXIT_FAILED;
    }
    *ms = now_ms() - start_ms;
    tb_session_destroy(session);
    return TB_EXIT_OK;
}

static int measure(const tb_content *content, tb_case_work *work, tb_cases_bench *out)
{
    double one_ms[TB_CASE_FILES_MAX];
    char path[TB_CASE_PATH + TB_ID_SIZE + 8];
    double start_ms = now_ms();
    int code = tb_case_folder_open("cases", &work->folder);
    for (int k = 0; code == TB_EXIT_OK && k < work->folder.count; ++k) {
        snprintf(path, sizeof path, "%s/%s.yaml", work->folder.path, work->folder.ids[k]);
        code = tb_case_read(work, path);
    }
    out->list_ms = now_ms() - start_ms;
    for (int k = 0; code == TB_EXIT_OK && k < work->folder.count; ++k) {
        snprintf(path, sizeof path, "%s/%s.yaml", work->folder.path, work->folder.ids[k]);
        code = open_one(content, work, path, &one_ms[k]);
        if (code == TB_EXIT_OK && one_ms[k] > out->most_ms) {
            out->most_ms = one_ms[k];
            snprintf(out->slowest, sizeof out->slowest, "%s", work->folder.ids[k]);
        }
    }
    if (code == TB_EXIT_OK && work->folder.count > 0) {
        qsort(one_ms, (size_t)work->folder.count, sizeof one_ms[0], compare);
        out->median_ms = one_ms[work->folder.count / 2];
        out->count = work->folder.count;
    }
    return code;
}

int tb_bench_cases(const tb_content *content, tb_cases_bench *out)
{
    tb_case_work *work = tb_alloc(sizeof *work);
    if (work == NULL) {
        tb_complain("bench", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    memset(out, 0, sizeof *out);
    const int code = measure(content, work, out);
    tb_free(work);
    return code;
}
