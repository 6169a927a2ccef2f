// Frames off screen with physics running at real time and a scripted hand: what a learner's machine
// has to do. The clock includes the ticks, the drawing and waiting for the picture.
#include "offscreen.h"

#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARM_UP = 30, FRAMES = 300, TICKS_PER_FRAME = 16 };

static double now_ms(void)
{
    return 1000.0 * (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static const char *tier_name(tb_tier tier)
{
    return tier == TB_TIER_LIGHT ? "light" : tier == TB_TIER_NORMAL ? "normal" : "quality";
}

static tb_status bench_size(const tb_content *content, const char *script, int width, int height,
                            double started_ms, tb_bench_frame_row *row, double *startup_ms,
                            tb_error *error)
{
    static double times_ms[FRAMES];
    tb_offscreen off;
    if (tb_offscreen_create(content, 7, width, height, script, &off) != TB_EXIT_OK) {
        return tb_fail(error, TB_ERR_DEVICE, "%dx%d could not be opened off screen", width, height);
    }
    tb_offscreen_frame(&off);
    if (startup_ms != NULL) {
        *startup_ms = now_ms() - started_ms;
    }
    if (!tb_app_start_encounter(off.app)) {
        const tb_status status = tb_fail(error, TB_ERR_DEVICE, "%s", off.app->started_trouble);
        tb_offscreen_destroy(&off);
        return status;
    }
    for (int k = 0; k < WARM_UP; ++k) {
        tb_offscreen_run(&off, TICKS_PER_FRAME);
        tb_offscreen_frame(&off);
    }
    int frames = 0;
    for (; frames < FRAMES && !off.finished; ++frames) {
        const double from = now_ms();
        tb_offscreen_run(&off, TICKS_PER_FRAME);
        tb_offscreen_frame(&off);
        times_ms[frames] = now_ms() - from;
    }
    qsort(times_ms, (size_t)frames, sizeof times_ms[0], ascending);
    memset(row, 0, sizeof *row);
    snprintf(row->size, sizeof row->size, "%dx%d", width, height);
    snprintf(row->tier, sizeof row->tier, "%s", tier_name(tb_renderer_tier(off.app->renderer)));
    row->frames = frames;
    if (frames > 0) {
        row->p50_ms = times_ms[frames / 2];
        row->p99_ms = times_ms[frames * 99 / 100];
        row->max_ms = times_ms[frames - 1];
    }
    tb_offscreen_destroy(&off);
    return TB_OK;
}

tb_status tb_bench_frames(const tb_content *content, tb_bench_frame_row *rows, int capacity,
                          int *count, double *startup_ms, tb_error *error)
{
    static const int sizes[][2] = {{1280, 720}, {1920, 1080}};
    char script[4096];
    const double started_ms = now_ms();
    const char *assets = tb_app_asset_dir();
    *count = 0;
    if (assets == NULL) {
        return tb_fail(error, TB_ERR_IO, "the folder of assets is not found");
    }
    snprintf(script, sizeof script, "%s/scripts/expert.tbs", assets);
    for (int k = 0; k < 2 && *count < capacity; ++k) {
        const tb_status status = bench_size(content, script, sizes[k][0], sizes[k][1], started_ms,
                                            &rows[*count], k == 0 ? startup_ms : NULL, error);
        if (status != TB_OK) {
            return status;
        }
        ++*count;
    }
    SDL_Quit();
    return TB_OK;
}
