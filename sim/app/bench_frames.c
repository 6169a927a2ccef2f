// Frames off screen with physics and sound running at real time and a scripted hand: what a
// learner's machine has to do. Wall time includes the ticks, the drawing and waiting for the
// picture; process time says the same on a busy machine. Starts are measured in a child with a
// shader cache of its own.
#define _XOPEN_SOURCE 700
#include "offscreen.h"

#include "tautband/core/alloc.h"
#include "tautband/render/tier.h"

#include <SDL2/SDL.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 30, FRAMES_MAX = 1024, CAMERA_FRAMES = 180, LONGEST_WAIT_MS = 240000, PROBES = 8 };

/// Stretches of the script that are drawn: what begins them and how many frames.
typedef enum stretch { STRETCH_PALPATE, STRETCH_NEEDLE, STRETCH_COTTON, STRETCHES } stretch;
static const int stretch_frames[STRETCHES] = {300, 480, 120};

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double wall_ms(void)
{
    return 1e3 * seconds_of(CLOCK_MONOTONIC);
}

static double process_ms(void)
{
    return 1e3 * seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool begins(const tb_offscreen *off, stretch which)
{
    const tb_snapshot *seen = &off->app->attempt->after;
    switch (which) {
    case STRETCH_PALPATE:
        return seen->finger.touching;
    case STRETCH_NEEDLE:
        return seen->needle.stage == TB_NEEDLE_IN && seen->needle.depth_mm > 10.0f;
    default:
        return seen->needle.stage != TB_NEEDLE_IN && seen->needle.out_count > 0 &&
               seen->finger.active;
    }
}

/// One frame of a sixtieth of a second: 16 or 17 ticks.
/// @return its wall time
static double run_frame(tb_offscreen *off, int k)
{
    const double from = wall_ms();
    tb_offscreen_run(off, k % 3 == 0 ? 16 : 17);
    tb_offscreen_frame(off);
    const double ms = wall_ms() - from;
    tb_app_note_frame(off->app, ms);
    return ms;
}

static int scale_index(float scale)
{
    for (int k = 0; k < TB_PACE_STEPS; ++k) {
        if (scale == tb_pace_scale(k)) {
            return k;
        }
    }
    return TB_PACE_STEPS;
}

/// Frames under a camera that turns by half a degree each.
static void measure_camera(tb_offscreen *off, tb_bench_frame_row *row)
{
    double wall[CAMERA_FRAMES];
    for (int k = -WARM_UP; k < CAMERA_FRAMES; ++k) {
        tb_camera_orbit(&off->app->camera, k % 120 < 60 ? 0.0087f : -0.0087f, 0.0f);
        const double ms = run_frame(off, k + WARM_UP);
        if (k >= 0) {
            wall[k] = ms;
        }
    }
    row->camera_scale = (double)off->app->scene_scale;
    qsort(wall, CAMERA_FRAMES, sizeof wall[0], ascending);
    row->camera_p50_ms = wall[CAMERA_FRAMES / 2];
    row->camera_p99_ms = wall[CAMERA_FRAMES * 99 / 100];
}

/// Times of the drawn stretches; what lies between is run without frames.
static int measure(tb_offscreen *off, double wall[FRAMES_MAX], double process[FRAMES_MAX],
                   tb_bench_frame_row *row)
{
    int frames = 0, at_scale[TB_BENCH_SCALES] = {0};
    for (int which = 0; which < STRETCHES && !off->finished; ++which) {
        for (int ms = 0; ms < LONGEST_WAIT_MS && !off->finished && !begins(off, (stretch)which);
             ms += 10) {
            tb_offscreen_run(off, 10);
        }
        for (int k = 0; k < WARM_UP && !off->finished; ++k) {
            run_frame(off, k);
        }
        for (int k = 0; k < stretch_frames[which] && !off->finished && frames < FRAMES_MAX; ++k) {
            const double busy = process_ms();
            wall[frames] = run_frame(off, k);
            process[frames] = process_ms() - busy;
            ++frames;
            ++at_scale[scale_index(off->app->scene_scale)];
        }
        if (which == STRETCH_NEEDLE && !off->finished) {
            measure_camera(off, row);
        }
    }
    for (int k = 0; k < TB_BENCH_SCALES && frames > 0; ++k) {
        row->scale_share[k] = (double)at_scale[k] / (double)frames;
    }
    return frames;
}

static void summarise(double *wall, double *process, int frames, tb_bench_frame_row *row)
{
    qsort(wall, (size_t)frames, sizeof wall[0], ascending);
    qsort(process, (size_t)frames, sizeof process[0], ascending);
    row->frames = frames;
    if (frames > 0) {
        row->p50_ms = wall[frames / 2];
        row->p99_ms = wall[frames * 99 / 100];
        row->max_ms = wall[frames - 1];
        row->cpu_p50_ms = process[frames / 2];
        row->cpu_p99_ms = process[frames * 99 / 100];
    }
    for (int k = 0; k < frames; ++k) {
        row->late += wall[k] > 33.0 ? 1 : 0;
    }
}

// --- latency ------------------------------------------------------------------------------------

static void push_motion(int x, int y)
{
    SDL_Event event = {.type = SDL_MOUSEMOTION};
    event.motion.type = SDL_MOUSEMOTION;
    event.motion.x = x;
    event.motion.y = y;
    SDL_PushEvent(&event);
}

/// Does a part of the window differ from before? Keeps what it shows now.
static bool changed(const tb_rect *part, int width, const unsigned char *now, unsigned char *before)
{
    bool differs = false;
    for (int y = part->y; y < part->y + part->height; ++y) {
        const size_t at = 3 * ((size_t)part->x + (size_t)width * (size_t)y);
        const size_t bytes = 3 * (size_t)part->width;
        differs = differs || memcmp(now + at, before + at, bytes) != 0;
        memcpy(before + at, now + at, bytes);
    }
    return differs;
}

/// One frame of the real loop, with the clock of a 60 Hz display.
static void loop_frame(tb_app *app, int64_t *now_ns)
{
    *now_ns += 16666667;
    tb_app_events(app);
    tb_app_frame(app, *now_ns);
    tb_gl_window_wait();
}

/// How many frames after an event of the mouse the section and the scene show it; the worst of some
/// tries at even and odd frames.
static void measure_latency(tb_offscreen *off, int width, int height, tb_bench_frame_row *row)
{
    enum { SETTLE = 40, GIVE_UP = 8 };
    unsigned char *now = tb_alloc(3 * (size_t)width * (size_t)height),
                  *before = tb_alloc(3 * (size_t)width * (size_t)height);
    int64_t now_ns = 1;
    tb_app *app = off->app;
    row->section_latency = row->scene_latency = now != NULL && before != NULL ? 0 : -1;
    for (int probe = 0; probe < PROBES && row->scene_latency >= 0; ++probe) {
        const tb_rect *scene = &app->frame.scene, *section = &app->frame.section;
        for (int k = 0; k < SETTLE + probe % 2; ++k) {
            loop_frame(app, &now_ns);
        }
        tb_gl_window_read(width, height, now);
        memcpy(before, now, 3 * (size_t)width * (size_t)height);
        push_motion(scene->x + scene->width / 2 + (probe % 4) * 12,
                    scene->y + scene->height / 2 - (probe % 3) * 10);
        int seen_scene = 0, seen_section = 0;
        for (int k = 1; k <= GIVE_UP && (seen_scene == 0 || seen_section == 0); ++k) {
            loop_frame(app, &now_ns);
            tb_gl_window_read(width, height, now);
            const bool in_scene = changed(scene, width, now, before),
                       in_section = changed(section, width, now, before);
            seen_scene = seen_scene == 0 && in_scene ? k : seen_scene;
            seen_section = seen_section == 0 && in_section ? k : seen_section;
        }
        row->scene_latency = seen_scene > row->scene_latency ? seen_scene : row->scene_latency;
        row->section_latency =
            seen_section > row->section_latency ? seen_section : row->section_latency;
    }
    tb_free(now);
    tb_free(before);
}

static tb_status open_encounter(const tb_content *content, const char *script,
                                const tb_bench_frames_desc *desc, tb_offscreen *off,
                                tb_error *error)
{
    const int width = desc->width, height = desc->height;
    if (tb_offscreen_create(content, 7, width, height, script, off) != TB_EXIT_OK) {
        return tb_fail(error, TB_ERR_DEVICE, "%dx%d could not be opened off screen", width, height);
    }
    off->app->desc.tier = (tb_tier)desc->tier;
    off->app->desc.samples = desc->samples;
    off->app->desc.scene_scale = desc->scale;
    tb_offscreen_frame(off);
    if (!tb_app_start_encounter(off->app)) {
        const tb_status status = tb_fail(error, TB_ERR_DEVICE, "%s", off->app->started_trouble);
        tb_offscreen_destroy(off);
        return status;
    }
    return TB_OK;
}

static tb_status bench_size(const tb_content *content, const char *script,
                            const tb_bench_frames_desc *desc, tb_bench_frame_row *row,
                            tb_error *error)
{
    const int width = desc->width, height = desc->height;
    static double wall[FRAMES_MAX], process[FRAMES_MAX];
    tb_offscreen off;
    memset(row, 0, sizeof *row);
    snprintf(row->size, sizeof row->size, "%dx%d", width, height);
    tb_status status = open_encounter(content, script, desc, &off, error);
    if (status != TB_OK) {
        return status;
    }
    const tb_renderer *renderer = off.app->renderer;
    snprintf(row->tier, sizeof row->tier, "%s", tb_tier_name(tb_renderer_tier(renderer)));
    snprintf(row->renderer, sizeof row->renderer, "%s", tb_renderer_device(renderer));
    row->samples = tb_renderer_samples(renderer) > 0 ? tb_renderer_samples(renderer) : 1;
    summarise(wall, process, measure(&off, wall, process, row), row);
    tb_offscreen_destroy(&off);
    status = open_encounter(content, NULL, desc, &off, error);
    if (status == TB_OK) {
        measure_latency(&off, width, height, row);
        tb_offscreen_destroy(&off);
    }
    return status;
}

// --- starts -------------------------------------------------------------------------------------

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

/// In the child: milliseconds to the first frame and to the first frame of an encounter.
static void start_once(const tb_content *content, double out[2])
{
    const double from = wall_ms();
    tb_offscreen off;
    out[0] = out[1] = -1.0;
    if (tb_offscreen_create(content, 7, 1280, 720, NULL, &off) != TB_EXIT_OK) {
        return;
    }
    tb_offscreen_frame(&off);
    out[0] = wall_ms() - from;
    if (tb_app_start_encounter(off.app)) {
        tb_offscreen_frame(&off);
        tb_offscreen_frame(&off);
        out[1] = wall_ms() - from;
    }
}

static void start_in_child(const tb_content *content, const char *cache, double out[2])
{
    int ends[2];
    out[0] = out[1] = -1.0;
    if (pipe(ends) != 0) {
        return;
    }
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        double times[2];
        setenv("MESA_SHADER_CACHE_DIR", cache, 1);
        start_once(content, times);
        const bool told = write(ends[1], times, sizeof times) == (ssize_t)sizeof times;
        _exit(told ? 0 : 1); // the driver's threads need no farewell
    }
    close(ends[1]);
    if (child > 0) {
        double times[2];
        if (read(ends[0], times, sizeof times) == (ssize_t)sizeof times) {
            memcpy(out, times, sizeof times);
        }
        waitpid(child, NULL, 0);
    }
    close(ends[0]);
}

void tb_bench_start(const tb_content *content, tb_bench_start_times *out)
{
    char cache[] = "/tmp/tautband-bench-XXXXXX";
    double cold[2] = {-1.0, -1.0}, warm[2] = {-1.0, -1.0};
    if (mkdtemp(cache) != NULL) {
        start_in_child(content, cache, cold);
        start_in_child(content, cache, warm);
        nftw(cache, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    *out = (tb_bench_start_times){cold[0], cold[1], warm[0], warm[1]};
}

tb_status tb_bench_frames(const tb_content *content, const tb_bench_frames_desc *desc,
                          tb_bench_frame_row *rows, int capacity, int *count, tb_error *error)
{
    static const int sizes[][2] = {{1280, 720}, {1920, 1080}};
    const int wanted = desc->width > 0 ? 1 : 2;
    char script[4096];
    const char *assets = tb_app_asset_dir();
    *count = 0;
    if (assets == NULL) {
        return tb_fail(error, TB_ERR_IO, "the folder of assets is not found");
    }
    SDL_setenv("SDL_AUDIODRIVER", "dummy", 0); // sound runs, nobody hears it
    snprintf(script, sizeof script, "%s/scripts/expert.tbs", assets);
    for (int k = 0; k < wanted && *count < capacity; ++k) {
        tb_bench_frames_desc one = *desc;
        if (desc->width <= 0) {
            one.width = sizes[k][0];
            one.height = sizes[k][1];
        }
        const tb_status status = bench_size(content, script, &one, &rows[*count], error);
        if (status != TB_OK) {
            return status;
        }
        ++*count;
    }
    SDL_Quit();
    return TB_OK;
}
