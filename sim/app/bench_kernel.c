#define _POSIX_C_SOURCE 200809L // clock_gettime
#include "bench_kernel.h"

#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"
#include "tautband/physics/spring_lattice.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { NX = 64, NY = 40, SKIN_ROWS = 2, FASCIA_ROW = 8, TICKS_MAX = 100000 };
enum { SKIN, FAT, MUSCLE, MATERIALS };
static const double HALF_WIDTH_MM = 40.0, BAND_X_MM = -12.0, BAND_DEPTH_MM = 13.0;
static const double NEEDLE_LENGTH_MM = 40.0, FINGER_RADIUS_MM = 7.0;

// CPU time of this thread: what other programs take from a shared machine is not ours.
static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

/// A calf-like section over 50 mm of depth whose fascia bulges by 3 mm: every cell is a general
/// quad. Rows are laid out as 40 of them are: 1 mm each down to the fascia, 1.35 mm below.
typedef struct bench_section {
    int nx, ny;
    double *x_mm, *y_mm;
    uint8_t *material;
    tb_world_section section;
} bench_section;

static bool take_section(bench_section *out, int nx, int ny)
{
    const size_t count = (size_t)(nx * ny);
    *out = (bench_section){.nx = nx,
                           .ny = ny,
                           .x_mm = tb_alloc(count * sizeof(double)),
                           .y_mm = tb_alloc(count * sizeof(double)),
                           .material = tb_alloc(count)};
    return out->x_mm != NULL && out->y_mm != NULL && out->material != NULL;
}

static void drop_section(bench_section *section)
{
    tb_free(section->material);
    tb_free(section->y_mm);
    tb_free(section->x_mm);
}

static void fill_nodes(bench_section *out)
{
    const double depth_mm = 49.85, fascia_mm = FASCIA_ROW;
    for (int j = 0; j < out->ny; ++j) {
        const double row = (double)j * (NY - 1) / (out->ny - 1); // in rows of a grid of 40
        const double depth = row < fascia_mm ? row : fascia_mm + 1.35 * (row - fascia_mm);
        const double fade =
            depth < fascia_mm ? depth / fascia_mm : (depth_mm - depth) / (depth_mm - fascia_mm);
        for (int i = 0; i < out->nx; ++i) {
            const int at = i + out->nx * j;
            out->x_mm[at] = -HALF_WIDTH_MM + 2.0 * HALF_WIDTH_MM * i / (out->nx - 1);
            out->y_mm[at] = -depth - 3.0 * fade * tb_sin(TB_PI * out->x_mm[at] / HALF_WIDTH_MM);
            out->material[at] = row < SKIN_ROWS ? SKIN : row < FASCIA_ROW ? FAT : MUSCLE;
        }
    }
}

static void fill_section(bench_section *out, tb_bench_scene scene)
{
    fill_nodes(out);
    out->section = (tb_world_section){
        .x_mm = out->x_mm,
        .y_mm = out->y_mm,
        .cell_material = out->material,
        .materials = {[SKIN] = {{0.22, 0.45, 0.29}, {0.07, 0.01}, false},
                      [FAT] = {{0.015, 0.45, 1.8}, {0.01, 0.002}, false},
                      [MUSCLE] = {{0.022, 0.45, 0.29}, {0.03, 0.004}, false}},
        .material_count = MATERIALS,
        .membranes = {{0, 0.03, 0.28},
                      {(FASCIA_ROW * (out->ny - 1) + (NY - 1) / 2) / (NY - 1), 0.25, 0.10}},
        .membrane_count = 2,
        .discs = {{.x_mm = BAND_X_MM,
                   .y_mm = -BAND_DEPTH_MM,
                   .radius_mm = 3.0,
                   .cover_mm = BAND_DEPTH_MM - 3.0,
                   .across_n_per_mm = 0.045,
                   .into_n_per_mm = 0.3,
                   .layer_cos = 1.0}},
        .disc_count = scene == TB_BENCH_IDLE ? 0 : 1,
        .bone_base = true,
        .needle_expected = scene == TB_BENCH_NEEDLE,
    };
    if (scene == TB_BENCH_NEEDLE) {
        out->section.twitch.present = true;
        out->section.twitch.y_mm = -BAND_DEPTH_MM;
        out->section.twitch.half_length_mm = 20.0;
        out->section.twitch.along_section = true;
    }
}

/// A lattice of this size on that section; NULL without memory.
static tb_lattice *lattice_of(int nx, int ny)
{
    tb_lattice_desc desc = tb_lattice_desc_default();
    desc.nx = nx;
    desc.ny = ny;
    bench_section section;
    tb_lattice *lattice = NULL;
    tb_cell_material *cells = tb_alloc((size_t)(nx * ny) * sizeof *cells);
    tb_status status = take_section(&section, nx, ny) && cells != NULL
                           ? tb_lattice_create(&desc, &lattice)
                           : TB_ERR_MEMORY;
    if (status == TB_OK) {
        fill_section(&section, TB_BENCH_IDLE);
        for (int k = 0; k < nx * ny; ++k) {
            cells[k] = section.section.materials[section.material[k]].elastic;
        }
        const tb_lattice_shape shape = {.x_mm = section.x_mm,
                                        .y_mm = section.y_mm,
                                        .cells = cells,
                                        .fix_sides = true,
                                        .fix_base = true};
        status = tb_lattice_build(lattice, &shape, NULL);
    }
    if (status != TB_OK) {
        tb_lattice_destroy(lattice);
        lattice = NULL;
    }
    tb_free(cells);
    drop_section(&section);
    return lattice;
}

static double substeps_us(tb_lattice *lattice, int count)
{
    const double start_us = now_us();
    for (int n = 0; n < count; ++n) {
        tb_lattice_substep(lattice);
    }
    return (now_us() - start_us) / count;
}

tb_status tb_bench_kernel(tb_kernel_bench *out)
{
    enum { ROUNDS = 60, SUBSTEPS = 200, PEAK_ROUNDS = 20000 };
    tb_lattice *lattice = lattice_of(NX, NY);
    if (lattice == NULL) {
        return TB_ERR_MEMORY;
    }
    double kernel_us = INFINITY, peak_us = INFINITY, flops = 0.0, sink = 0.0;
    for (int round = 0; round < ROUNDS; ++round) { // interleaved: both see the same machine
        kernel_us = fmin(kernel_us, substeps_us(lattice, SUBSTEPS));
        const double start_us = now_us();
        sink += tb_lattice_peak(PEAK_ROUNDS, &flops);
        peak_us = fmin(peak_us, now_us() - start_us);
    }
    out->path = tb_simd_path_name(tb_lattice_path());
    out->us_per_substep = kernel_us;
    out->gflops = 1e-3 * TB_LATTICE_FLOPS_PER_NODE * NX * NY / kernel_us;
    out->peak_gflops = sink > 0.0 ? 1e-3 * flops / peak_us : 0.0;
    out->bound_ratio = out->gflops / out->peak_gflops;
    tb_lattice_destroy(lattice);
    return TB_OK;
}

tb_status tb_bench_sizes(tb_size_bench *out)
{
    static const int sizes[TB_BENCH_SIZES][2] = {{24, 16},  {32, 20},   {48, 30},
                                                 {64, 40},  {80, 50},   {96, 64},
                                                 {128, 80}, {160, 104}, {192, 128}};
    enum { ROUNDS = 20, NODE_STEPS = 400000 };
    for (int k = 0; k < TB_BENCH_SIZES; ++k) {
        const int nodes = sizes[k][0] * sizes[k][1];
        tb_lattice *lattice = lattice_of(sizes[k][0], sizes[k][1]);
        if (lattice == NULL) {
            return TB_ERR_MEMORY;
        }
        double best_us = INFINITY;
        for (int round = 0; round < ROUNDS; ++round) {
            best_us = fmin(best_us, substeps_us(lattice, NODE_STEPS / nodes));
        }
        out[k] = (tb_size_bench){sizes[k][0], sizes[k][1], best_us, 1e3 * best_us / nodes};
        tb_lattice_destroy(lattice);
    }
    return TB_OK;
}

tb_status tb_bench_naive(int iterations, tb_naive_bench *out)
{
    enum { ROUNDS = 30, SUBSTEPS = 100, STEPS = 2, WARM_UP = 5 };
    tb_spring_lattice *springs = NULL;
    const tb_status status = tb_spring_lattice_create(NX, NY, iterations, &springs);
    tb_lattice *lattice = status == TB_OK ? lattice_of(NX, NY) : NULL;
    if (lattice == NULL) {
        tb_spring_lattice_destroy(springs);
        return status == TB_OK ? TB_ERR_MEMORY : status;
    }
    *out = (tb_naive_bench){.springs = tb_spring_lattice_count(springs),
                            .iterations = iterations,
                            .us_per_step = INFINITY,
                            .us_per_substep = INFINITY};
    for (int round = -WARM_UP; round < ROUNDS; ++round) {
        const double start_us = now_us();
        for (int n = 0; n < STEPS; ++n) {
            tb_spring_lattice_step(springs);
        }
        const double spring_us = (now_us() - start_us) / STEPS;
        const double kernel_us = substeps_us(lattice, SUBSTEPS);
        if (round >= 0) {
            out->us_per_step = fmin(out->us_per_step, spring_us);
            out->us_per_substep = fmin(out->us_per_substep, kernel_us);
        }
    }
    out->ratio = out->us_per_step / out->us_per_substep;
    tb_lattice_destroy(lattice);
    tb_spring_lattice_destroy(springs);
    return TB_OK;
}

static const char *const SCENE_NAMES[] = {"idle", "palpate", "needle"};

/// The hand at a tick: press 5 mm in 0.5 s, then sweep to and fro at 20 mm/s; push the needle in at
/// 20 mm/s.
static tb_world_input hand_at(tb_bench_scene scene, int tick)
{
    tb_world_input input = {0};
    const double press_mm = 5.0 * fmin(1.0, tick / 500.0);
    const double phase = fmod(tick, 1000.0) / 500.0;
    const double sweep_mm = 10.0 * (phase < 1.0 ? phase : 2.0 - phase) - 5.0;
    if (scene != TB_BENCH_IDLE) {
        input.fingers[0] =
            (tb_world_finger_input){true, BAND_X_MM + sweep_mm, FINGER_RADIUS_MM - press_mm, 1.25};
    }
    if (scene == TB_BENCH_NEEDLE) {
        input.fingers[1] = (tb_world_finger_input){true, 20.0, FINGER_RADIUS_MM - press_mm, 1.25};
        const double tip_mm = fmin(22.0, -1.0 + 0.02 * tick);
        input.needle_present = true;
        input.needle = (tb_needle_hand){.hub_y_mm = NEEDLE_LENGTH_MM - tip_mm,
                                        .hub_angle_rad = -0.5 * TB_PI,
                                        .tube_free_mm = 4.0,
                                        .grip = 1.0};
        input.twitch = (tb_world_twitch_input){
            .drive = fmod(tick, 200.0) / 200.0, .tension_n = 0.6, .jerk_n = 0.3, .jerk_y = 1.0};
    }
    return input;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static tb_status measure(tb_world *world, tb_bench_scene scene, int ticks, double *us,
                         tb_tick_bench *out)
{
    enum { WARM_UP = 1500 }; // the needle is in, the band has been met
    if (scene == TB_BENCH_NEEDLE) {
        const tb_needle_spec spec = tb_needle_spec_default();
        const tb_world_input first = hand_at(scene, 0);
        tb_world_take_needle(world, &spec, &first.needle);
    }
    uint64_t calls = 0;
    double total_us = 0.0;
    for (int n = -WARM_UP; n < ticks; ++n) {
        const tb_world_input input = hand_at(scene, n + WARM_UP);
        calls = n <= 0 ? tb_alloc_calls() : calls;
        const double start_us = now_us();
        tb_world_step(world, &input);
        if (n >= 0) {
            us[n] = now_us() - start_us;
            total_us += us[n];
        }
    }
    out->allocations = tb_alloc_calls() - calls;
    qsort(us, (size_t)ticks, sizeof *us, compare);
    out->min_us = us[0];
    out->p50_us = us[ticks / 2];
    out->p99_us = us[ticks - 1 - ticks / 100];
    out->max_us = us[ticks - 1];
    out->realtime = 1000.0 * ticks / total_us;
    return tb_world_fault_of(world) == TB_FAULT_NONE ? TB_OK : TB_ERR_FAULT;
}

tb_status tb_bench_world(const tb_tick_bench_setup *setup, tb_tick_bench *out)
{
    const int ticks = setup->ticks;
    if ((unsigned)setup->scene > TB_BENCH_NEEDLE || ticks < 100 || ticks > TICKS_MAX) {
        return TB_ERR_ARGUMENT;
    }
    tb_world_desc desc = tb_world_desc_default();
    desc.lattice.nx = setup->nx > 0 ? setup->nx : NX;
    desc.lattice.ny = setup->ny > 0 ? setup->ny : NY;
    desc.lattice.substeps = setup->substeps;
    *out = (tb_tick_bench){.scene = SCENE_NAMES[setup->scene],
                           .path = tb_simd_path_name(tb_lattice_path()),
                           .nx = desc.lattice.nx,
                           .ny = desc.lattice.ny,
                           .substeps = setup->substeps,
                           .ticks = ticks};
    bench_section section;
    const bool taken = take_section(&section, out->nx, out->ny);
    double *us = tb_alloc((size_t)ticks * sizeof *us);
    tb_world *world = NULL;
    tb_status status = taken && us != NULL ? tb_world_create(&desc, &world) : TB_ERR_MEMORY;
    if (status == TB_OK) {
        fill_section(&section, setup->scene);
        status = tb_world_build(world, &section.section, NULL);
    }
    if (status == TB_OK) {
        status = measure(world, setup->scene, ticks, us, out);
    }
    tb_world_destroy(world);
    tb_free(us);
    drop_section(&section);
    return status;
}
