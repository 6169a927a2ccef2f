#define _POSIX_C_SOURCE 200809L
#include "bench_cases.h"

#include "case_files.h"

#include "tautband/core/alloc.h"
#include "tautband/core/rng.h"

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

/// Rays per second into a patient: from the entry region, within 45 degrees of n.
static double casts_per_s(const tb_case *model, const tb_anatomy *anatomy)
{
    enum { RAYS = 512, ROUNDS = 20 };
    tb_vec3 from[RAYS], way[RAYS];
    tb_rng rng;
    tb_rng_seed(&rng, 1, TB_RNG_SCENE);
    for (int k = 0; k < RAYS; ++k) {
        const double t = model->approach.entry_t_mm + 20.0 * (tb_rng_uniform(&rng) - 0.5);
        const double b = model->approach.entry_b_mm + 10.0 * (tb_rng_uniform(&rng) - 0.5);
        from[k] = (tb_vec3){t, b, tb_anatomy_skin_mm(anatomy, t, b)};
        way[k] = tb_needle_direction(0.78 * tb_rng_uniform(&rng), 6.28 * tb_rng_uniform(&rng));
    }
    volatile int met = 0; // the answers are wanted
    const double start_ms = now_ms();
    for (int n = 0; n < ROUNDS * RAYS; ++n) {
        const tb_ray_hit hit =
            tb_anatomy_cast(anatomy, from[n % RAYS], way[n % RAYS], 40.0, ~(1u << TB_HAZARD_NONE));
        met = met + (hit.structure >= 0);
    }
    return 1e3 * ROUNDS * RAYS / (now_ms() - start_ms);
}

/// One case, from its path to a session that waits for the first touch.
static int open_one(const tb_content *content, tb_case_work *work, const char *path, double *ms,
                    double *casts)
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
    *casts = casts_per_s(&work->model, tb_session_anatomy(session));
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
        double casts = 0.0;
        code = open_one(content, work, path, &one_ms[k], &casts);
        if (code == TB_EXIT_OK && (k == 0 || casts < out->casts_per_s)) {
            out->casts_per_s = casts;
            snprintf(out->dearest, sizeof out->dearest, "%s", work->folder.ids[k]);
        }
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
