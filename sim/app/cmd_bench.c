#define _POSIX_C_SOURCE 200809L
#include "bench_cases.h"
#include "bench_kernel.h"
#include "encounter.h"
#include "figure_svg.h"

#include "tautband/core/alloc.h"
#include "tautband/session/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARM_UP_TICKS = 6000, TICKS_DEFAULT = 5000, TICKS_MAX = 1000000, FRAME_ROWS = 8 };

// Whole encounters, from hand to hash, in the three states that differ in work.
typedef struct scene {
    const char *name, *script;
} scene;

static const scene SCENES[] = {
    {"idle", "0 wait for_ms=600000\n"},
    {"palpate", "0 finger t_mm=0 b_mm=0\n"
                "+0 stroke amplitude_mm=20 force_n=15 speed_mm_per_s=20 count=1000\n"},
    {"needle", "0 needle diameter_mm=0.25 length_mm=40\n"
               "+0 place t_mm=0 b_mm=0\n"
               "+0 tap\n"
               "+0 tube-off\n"
               "+0 advance depth_mm=14 speed_mm_per_s=8\n"
               "+0 piston amplitude_mm=5 speed_mm_per_s=100 rate_hz=2 count=1000\n"},
};

enum {
    SCENE_COUNT = (int)(sizeof SCENES / sizeof SCENES[0]),
    NEEDLE_SCENE = SCENE_COUNT - 1,
    ROWS_MAX =
        SCENE_COUNT + 5, ///< every scene as shipped; the dearest also at other widths and steps
    WORLDS = 3,
    NAIVES = 2,
    SHIPPED_SIZE = 3, ///< 64 x 40 among the sizes
    SOAK_TICKS = 60000,
};

typedef struct tick_row {
    const char *scene, *path;
    int substeps, ticks;
    double realtime, p50_us, p99_us, max_us;
    uint64_t allocations;
    uint64_t state_hash;
} tick_row;

typedef struct bench_result {
    tick_row ticks[ROWS_MAX];
    int tick_count;
    tb_kernel_bench kernel;
    tb_tick_bench worlds[WORLDS]; ///< physics alone: 96 x 64 nodes, and a long run
    tb_size_bench sizes[TB_BENCH_SIZES];
    tb_naive_bench naive[NAIVES];
    tb_bench_frame_row frames[FRAME_ROWS];
    int frame_count;
    tb_bench_start_times start;
    tb_cases_bench cases;
} bench_result;

// CPU time of this thread: what other programs take from a shared machine is not ours.
static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static int compare_double(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

static void summarise(double *us, int count, tick_row *row)
{
    double sum = 0.0;
    for (int k = 0; k < count; ++k) {
        sum += us[k];
    }
    qsort(us, (size_t)count, sizeof *us, compare_double);
    row->ticks = count;
    row->realtime = sum > 0.0 ? 1000.0 * count / sum : 0.0;
    row->p50_us = us[count / 2];
    row->p99_us = us[(int)(0.99 * (count - 1))];
    row->max_us = us[count - 1];
}

// Steps a session with its scripted hand; times only the step and, once a second, the hash.
static bool measure(tb_session *session, tb_script *script, tb_snapshot *seen, double *us,
                    int ticks, tick_row *row)
{
    for (int k = -WARM_UP_TICKS; k < ticks; ++k) {
        tb_input input;
        tb_session_snapshot(session, seen);
        tb_script_next(script, seen, &input);
        const uint64_t allocations = tb_alloc_calls();
        const double start_us = now_us();
        tb_session_step(session, &input);
        if (tb_session_tick_ms(session) % 1000 == 0) {
            row->state_hash = tb_session_hash(session);
        }
        if (k >= 0) {
            us[k] = now_us() - start_us;
            row->allocations += tb_alloc_calls() - allocations;
        }
    }
    row->state_hash = tb_session_hash(session);
    return !tb_session_ended(session);
}

static int bench_scene(const tb_content *content, const scene *what, int ticks, int substeps,
                       tick_row *row)
{
    tb_session *session = NULL;
    tb_script *script = NULL;
    tb_script_errors *errors = tb_alloc(sizeof *errors);
    tb_snapshot *seen = tb_alloc(sizeof *seen);
    double *us = tb_alloc((size_t)ticks * sizeof *us);
    int code = TB_EXIT_FAILED;
    *row = (tick_row){
        .scene = what->name, .path = tb_simd_path_name(tb_lattice_path()), .substeps = substeps};
    if (errors == NULL || seen == NULL || us == NULL ||
        tb_script_parse(what->script, strlen(what->script), &script, errors) != TB_OK ||
        tb_script_bind_tray(script, content->model.needles, content->model.needle_count, errors) !=
            TB_OK) {
        tb_complain("bench", what->name, "cannot be set up with the case %s", content->model.id);
    } else {
        code = tb_encounter_session(content, 0, row->substeps, &session);
    }
    if (code == TB_EXIT_OK && !measure(session, script, seen, us, ticks, row)) {
        tb_complain("bench", what->name, "the encounter ended early");
        code = TB_EXIT_FAILED;
    }
    if (code == TB_EXIT_OK) {
        summarise(us, ticks, row);
    }
    tb_session_destroy(session);
    tb_script_destroy(script);
    tb_free(us);
    tb_free(seen);
    tb_free(errors);
    return code;
}

static int bench_frames(const tb_content *content, const tb_bench_frames_desc *desc,
                        bench_result *out)
{
#if defined(TB_HAVE_UI)
    tb_error error = {.status = TB_OK};
    tb_bench_start(content, &out->start);
    if (tb_bench_frames(content, desc, out->frames, FRAME_ROWS, &out->frame_count, &error) !=
        TB_OK) {
        tb_complain("bench", "frames", "%s", error.message); // no display is no reason to fail
        out->frame_count = 0;
    }
#else
    (void)content;
    (void)desc;
    out->start = (tb_bench_start_times){-1.0, -1.0, -1.0, -1.0};
#endif
    return TB_EXIT_OK;
}

static void print_json(const bench_result *r)
{
    printf("{\n  \"ticks\": [");
    for (int k = 0; k < r->tick_count; ++k) {
        const tick_row *row = &r->ticks[k];
        printf("%s\n    {\"scene\": \"%s\", \"nodes\": %d, \"substeps\": %d, \"path\": \"%s\", "
               "\"ticks\": %d, \"realtime\": %.2f, \"p50_us\": %.2f, \"p99_us\": %.2f, \"max_us\": "
               "%.2f, \"allocations\": %" PRIu64 "}",
               k > 0 ? "," : "", row->scene, TB_SECTION_NODES, row->substeps, row->path, row->ticks,
               row->realtime, row->p50_us, row->p99_us, row->max_us, row->allocations);
    }
    printf("\n  ],\n  \"worlds\": [");
    for (int k = 0; k < WORLDS; ++k) {
        const tb_tick_bench *row = &r->worlds[k];
        printf("%s\n    {\"scene\": \"%s\", \"nx\": %d, \"ny\": %d, \"substeps\": %d, \"path\": "
               "\"%s\", \"ticks\": %d, \"realtime\": %.2f, \"p50_us\": %.2f, \"p99_us\": %.2f, "
               "\"max_us\": %.2f, \"allocations\": %" PRIu64 "}",
               k > 0 ? "," : "", row->scene, row->nx, row->ny, row->substeps, row->path, row->ticks,
               row->realtime, row->p50_us, row->p99_us, row->max_us, row->allocations);
    }
    printf("\n  ],\n  \"kernel\": {\"path\": \"%s\", \"us_per_substep\": %.3f, \"gflops\": %.2f, "
           "\"peak_gflops\": %.2f, \"bound_ratio\": %.3f},\n  \"sizes\": [",
           r->kernel.path, r->kernel.us_per_substep, r->kernel.gflops, r->kernel.peak_gflops,
           r->kernel.bound_ratio);
    for (int k = 0; k < TB_BENCH_SIZES; ++k) {
        printf("%s\n    {\"nx\": %d, \"ny\": %d, \"us_per_substep\": %.3f, \"ns_per_node\": %.3f}",
               k > 0 ? "," : "", r->sizes[k].nx, r->sizes[k].ny, r->sizes[k].us_per_substep,
               r->sizes[k].ns_per_node);
    }
    printf("\n  ],\n  \"naive\": [");
    for (int k = 0; k < NAIVES; ++k) {
        printf(
            "%s\n    {\"springs\": %d, \"iterations\": %d, \"us_per_step\": %.1f, \"ratio\": %.1f}",
            k > 0 ? "," : "", r->naive[k].springs, r->naive[k].iterations, r->naive[k].us_per_step,
            r->naive[k].ratio);
    }
    printf("\n  ],\n  \"frames\": [");
    for (int k = 0; k < r->frame_count; ++k) {
        const tb_bench_frame_row *row = &r->frames[k];
        printf(
            "%s\n    {\"size\": \"%s\", \"tier\": \"%s\", \"frames\": %d, \"p50_ms\": %.3f, "
            "\"p99_ms\": %.3f, \"max_ms\": %.3f, \"late\": %d, \"cpu_p50_ms\": %.3f, "
            "\"cpu_p99_ms\": %.3f, \"section_latency_frames\": %d, \"scene_latency_frames\": %d, ",
            k > 0 ? "," : "", row->size, row->tier, row->frames, row->p50_ms, row->p99_ms,
            row->max_ms, row->late, row->cpu_p50_ms, row->cpu_p99_ms, row->section_latency,
            row->scene_latency);
        printf("\"renderer\": \"%s\", \"samples\": %d, \"scale_share\": {\"1\": %.3f, \"0.85\": "
               "%.3f, \"0.7\": %.3f, \"0.5\": %.3f, \"other\": %.3f}, \"camera_p50_ms\": %.3f, "
               "\"camera_p99_ms\": %.3f, \"camera_scale\": %.2f}",
               row->renderer, row->samples, row->scale_share[0], row->scale_share[1],
               row->scale_share[2], row->scale_share[3], row->scale_share[4], row->camera_p50_ms,
               row->camera_p99_ms, row->camera_scale);
    }
    printf("%s],\n", r->frame_count > 0 ? "\n  " : "");
    printf("  \"startup_ms\": %.1f,\n", r->start.warm_first_ms);
    printf("  \"start\": {\"cold_first_ms\": %.1f, \"cold_encounter_ms\": %.1f, "
           "\"warm_first_ms\": %.1f, \"warm_encounter_ms\": %.1f},\n",
           r->start.cold_first_ms, r->start.cold_encounter_ms, r->start.warm_first_ms,
           r->start.warm_encounter_ms);
    printf(
        "  \"cases\": {\"count\": %d, \"list_ms\": %.2f, \"median_ms\": %.2f, \"most_ms\": %.2f, "
        "\"slowest\": \"%s\", \"casts_per_s\": %.0f, \"dearest\": \"%s\"},\n",
        r->cases.count, r->cases.list_ms, r->cases.median_ms, r->cases.most_ms, r->cases.slowest,
        r->cases.casts_per_s, r->cases.dearest);
    printf("  \"build\": \"%s\"\n}\n", tb_app_build());
}

static void print_ticks(const bench_result *r)
{
    printf("%s; times are CPU time of the thread\n%-8s %8s %8s %-7s %7s %9s %8s %8s %9s %11s\n",
           tb_app_build(), "scene", "nodes", "substeps", "path", "ticks", "realtime", "p50 us",
           "p99 us", "max us", "allocations");
    for (int k = 0; k < r->tick_count; ++k) {
        const tick_row *row = &r->ticks[k];
        printf("%-8s %8d %8d %-7s %7d %8.1fx %8.1f %8.1f %9.1f %11" PRIu64 "\n", row->scene,
               TB_SECTION_NODES, row->substeps, row->path, row->ticks, row->realtime, row->p50_us,
               row->p99_us, row->max_us, row->allocations);
    }
    puts("physics alone:");
    for (int k = 0; k < WORLDS; ++k) {
        const tb_tick_bench *row = &r->worlds[k];
        printf("%-8s %8d %8d %-7s %7d %8.1fx %8.1f %8.1f %9.1f %11" PRIu64 "\n", row->scene,
               row->nx * row->ny, row->substeps, row->path, row->ticks, row->realtime, row->p50_us,
               row->p99_us, row->max_us, row->allocations);
    }
    printf("kernel %s: %.2f us per substep, %.0f %% of what the registers can do (%.1f of %.1f "
           "Gflop/s)\n",
           r->kernel.path, r->kernel.us_per_substep, 100.0 * r->kernel.bound_ratio,
           r->kernel.gflops, r->kernel.peak_gflops);
    puts("cost of a substep by size:");
    for (int k = 0; k < TB_BENCH_SIZES; ++k) {
        printf("  %3d x %-3d %9.2f us %7.2f ns per node\n", r->sizes[k].nx, r->sizes[k].ny,
               r->sizes[k].us_per_substep, r->sizes[k].ns_per_node);
    }
    for (int k = 0; k < NAIVES; ++k) {
        printf("damped springs between the same nodes (%d, %d iteration%s): %.0f us a step, %.0f "
               "times a "
               "substep\n",
               r->naive[k].springs, r->naive[k].iterations, r->naive[k].iterations == 1 ? "" : "s",
               r->naive[k].us_per_step, r->naive[k].ratio);
    }
}

static void print_table(const bench_result *r)
{
    if (r->tick_count > 0) {
        print_ticks(r);
    }
    for (int k = 0; k < r->frame_count; ++k) {
        const tb_bench_frame_row *row = &r->frames[k];
        printf("frames %s %s: p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d of %d over 33 ms; process "
               "p50 %.2f ms, p99 %.2f ms; mouse seen after %d (section) and %d (scene) frames\n",
               row->size, row->tier, row->p50_ms, row->p99_ms, row->max_ms, row->late, row->frames,
               row->cpu_p50_ms, row->cpu_p99_ms, row->section_latency, row->scene_latency);
        printf(
            "  on %s, %d sample%s; 3-D view at full size in %.0f %% of the frames, 0.85 in %.0f, "
            "0.7 in %.0f, 0.5 in %.0f; turning the camera: p50 %.2f ms, p99 %.2f ms, at %.2f\n",
            row->renderer, row->samples, row->samples == 1 ? "" : "s", 100.0 * row->scale_share[0],
            100.0 * row->scale_share[1], 100.0 * row->scale_share[2], 100.0 * row->scale_share[3],
            row->camera_p50_ms, row->camera_p99_ms, row->camera_scale);
    }
    if (r->cases.count > 0) {
        printf(
            "cases: %d read in %.1f ms; one with patient and first section: median %.1f ms, most "
            "%.1f ms (%s)\n",
            r->cases.count, r->cases.list_ms, r->cases.median_ms, r->cases.most_ms,
            r->cases.slowest);
        printf(
            "hazards: at least %.2f million needles of 40 mm a second against a whole site (%s)\n",
            1e-6 * r->cases.casts_per_s, r->cases.dearest);
    }
    if (r->start.cold_first_ms >= 0.0) {
        printf(
            "start, empty shader cache: first frame %.0f ms, encounter %.0f ms; filled: %.0f ms, "
            "%.0f ms\n",
            r->start.cold_first_ms, r->start.cold_encounter_ms, r->start.warm_first_ms,
            r->start.warm_encounter_ms);
    }
}

/// Every scene as shipped; then the dearest at 6 substeps, and at the widths below this CPU's.
static int bench_encounters(const tb_content *content, int ticks, bench_result *out)
{
    int code = TB_EXIT_OK;
    for (int k = 0; k < SCENE_COUNT && code == TB_EXIT_OK; ++k) {
        code = bench_scene(content, &SCENES[k], ticks, 8, &out->ticks[out->tick_count++]);
    }
    const tb_simd_path widest = tb_lattice_path();
    for (int path = (int)widest; path >= TB_SIMD_WIDTH2 && code == TB_EXIT_OK; --path) {
        tb_lattice_select((tb_simd_path)path);
        for (int substeps = path == (int)widest ? 6 : 8; substeps >= 6 && code == TB_EXIT_OK;
             substeps -= 2) {
            code = bench_scene(content, &SCENES[NEEDLE_SCENE], ticks, substeps,
                               &out->ticks[out->tick_count++]);
        }
    }
    tb_lattice_select(widest);
    return code;
}

static int bench_physics(int ticks, bench_result *out)
{
    const int some = ticks < 20000 ? ticks : 20000;
    const tb_simd_path widest = tb_lattice_path();
    const struct {
        tb_simd_path path;
        tb_tick_bench_setup setup;
    } rows[WORLDS] = {
        {widest, {TB_BENCH_NEEDLE, 96, 64, 8, some}},
        {TB_SIMD_WIDTH4, {TB_BENCH_NEEDLE, 96, 64, 8, some}},
        {widest, {TB_BENCH_NEEDLE, 64, 40, 8, SOAK_TICKS}},
    };
    tb_status status = tb_bench_kernel(&out->kernel);
    for (int k = 0; k < WORLDS && status == TB_OK; ++k) {
        tb_lattice_select(rows[k].path);
        status = tb_bench_world(&rows[k].setup, &out->worlds[k]);
    }
    tb_lattice_select(widest);
    if (status == TB_OK) {
        status = tb_bench_sizes(out->sizes);
    }
    for (int k = 0; k < NAIVES && status == TB_OK; ++k) {
        status = tb_bench_naive(k == 0 ? 10 : 1, &out->naive[k]);
    }
    if (status != TB_OK) {
        tb_complain("bench", "physics", "cannot be measured (%s)", tb_status_name(status));
    }
    return tb_exit_from_status(status);
}

/// Cost against size as a picture.
static int draw_sizes(const bench_result *r, const char *path)
{
    tb_figure *figure = tb_alloc(sizeof *figure);
    FILE *file = figure != NULL ? fopen(path, "wb") : NULL;
    if (file == NULL) {
        tb_complain("bench", path, "cannot be written");
        tb_free(figure);
        return TB_EXIT_FAILED;
    }
    figure->title = "Cost of a substep per node, by the number of nodes";
    figure->x_label = "nodes, from 24 x 16 to 192 x 128";
    figure->y_label = "nanoseconds per node and substep";
    figure->log_x = true;
    figure->curve_count = 2;
    tb_curve *ours = &figure->curves[0], *line = &figure->curves[1];
    snprintf(ours->label, sizeof ours->label, "kernel, %s", r->kernel.path);
    snprintf(line->label, sizeof line->label, "in proportion to 64 x 40");
    ours->dots = line->reference = true;
    for (int k = 0; k < TB_BENCH_SIZES; ++k) {
        ours->x[k] = line->x[k] = r->sizes[k].nx * r->sizes[k].ny;
        ours->y[k] = r->sizes[k].ns_per_node;
        line->y[k] = r->sizes[SHIPPED_SIZE].ns_per_node;
    }
    ours->count = line->count = TB_BENCH_SIZES;
    tb_figure_svg(figure, file);
    const bool written = ferror(file) == 0;
    const bool closed = fclose(file) == 0;
    tb_free(figure);
    if (!written || !closed) {
        tb_complain("bench", path, "not everything could be written");
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

/// What is measured.
typedef struct bench_plan {
    const char *case_name;
    int ticks;
    bool with_ticks, with_frames, with_cases;
    tb_bench_frames_desc frames;
} bench_plan;

static int run_bench(const bench_plan *plan, bench_result *result)
{
    tb_content *content = tb_alloc(sizeof *content);
    if (content == NULL) {
        tb_complain("bench", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    int code = tb_content_load(plan->case_name, content);
    if (code == TB_EXIT_OK && plan->with_ticks) {
        code = bench_encounters(content, plan->ticks, result);
    }
    if (code == TB_EXIT_OK && plan->with_ticks) {
        code = bench_physics(plan->ticks, result);
    }
    if (code == TB_EXIT_OK && plan->with_frames) {
        code = bench_frames(content, &plan->frames, result);
    }
    if (code == TB_EXIT_OK && plan->with_cases) {
        code = tb_bench_cases(content, &result->cases);
    }
    tb_free(content);
    return code;
}

/// The frames' options from their texts. NULL = not given.
/// @return -1 to go on, or the exit code after a complaint
static int read_frames(const char *size, const char *tier, const char *samples, const char *scale,
                       tb_bench_frames_desc *out)
{
    static const char *const tiers[] = {"light", "normal", "quality"};
    double share = 0.0;
    int code = -1;
    *out = (tb_bench_frames_desc){.tier = samples != NULL ? 1 : 3};
    if (size != NULL && !tb_text_to_size(size, &out->width, &out->height)) {
        tb_complain("bench", "--size", "WxH from 320x180 to 7680x4320 wanted, not '%s'", size);
        return TB_EXIT_USAGE;
    }
    for (int k = 0; tier != NULL && k < 3; ++k) {
        if (strcmp(tier, tiers[k]) == 0) {
            out->tier = k;
            tier = NULL;
            break;
        }
    }
    if (tier != NULL) {
        tb_complain("bench", "--tier", "light, normal or quality wanted, not '%s'", tier);
        return TB_EXIT_USAGE;
    }
    if (samples != NULL) {
        code = tb_option_number("bench", "--samples", samples, 1, 16, &out->samples);
    }
    if (code < 0 && scale != NULL) {
        code = tb_option_decimal("bench", "--scale", scale, 0.25, 1.0, &share);
    }
    out->scale = (float)share;
    return code;
}

int tb_cmd_bench(int argc, char **argv)
{
    const char *size = NULL, *tier = NULL, *samples = NULL, *scale = NULL;
    bool json = false, no_frames = false, frames_only = false, cases_only = false;
    const char *case_name = "gastrocnemius-medial", *ticks_text = NULL, *picture = NULL;
    const tb_option items[] = {
        {"--json", NULL, NULL, &json, "print one JSON object"},
        {"--ticks", "N", &ticks_text, NULL, "ticks measured per scene, 100 to 1000000 (5000)"},
        {"--case", "ID", &case_name, NULL, "case to step (gastrocnemius-medial)"},
        {"--no-frames", NULL, NULL, &no_frames, "leave drawing out"},
        {"--frames", NULL, NULL, &frames_only, "time drawing only"},
        {"--size", "WxH", &size, NULL, "of the frames (1280x720 and 1920x1080)"},
        {"--tier", "NAME", &tier, NULL, "of the picture: light, normal, quality (by the device)"},
        {"--samples", "N", &samples, NULL, "per pixel of the 3-D view, 1 to 16; tier normal"},
        {"--scale", "S", &scale, NULL, "fixed resolution of the 3-D view, 0.25 to 1"},
        {"--cases", NULL, NULL, &cases_only, "time the case library only"},
        {"--svg", "FILE", &picture, NULL, "also draw the cost of a substep by size"},
    };
    const tb_options options = {
        .command = "bench",
        .summary = "Time whole ticks of an encounter, the tissue kernel, and frames.",
        .operands = "",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    int ticks = TICKS_DEFAULT;
    int code = tb_options_read(&options, argc, argv);
    if (code < 0 && ticks_text != NULL) {
        code = tb_option_number("bench", "--ticks", ticks_text, 100, TICKS_MAX, &ticks);
    }
    if (code >= 0) {
        return code;
    }
    bench_plan plan = {.case_name = case_name,
                       .ticks = ticks,
                       .with_ticks = !frames_only && !cases_only,
                       .with_frames = !no_frames && !cases_only,
                       .with_cases = !frames_only};
    code = read_frames(size, tier, samples, scale, &plan.frames);
    if (code >= 0) {
        return code;
    }
    bench_result result = {.start = {-1.0, -1.0, -1.0, -1.0}};
    code = run_bench(&plan, &result);
    if (code == TB_EXIT_OK) {
        if (json) {
            print_json(&result);
        } else {
            print_table(&result);
        }
        if (picture != NULL) {
            code = draw_sizes(&result, picture);
        }
    }
    return code;
}
