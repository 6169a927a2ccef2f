/// Speed of the tissue kernel and of whole physics ticks on this machine, for `tautband bench`.
/// Layer app, needs physics. Times are CPU time of the
/// calling thread.
#ifndef TB_APP_BENCH_KERNEL_H
#define TB_APP_BENCH_KERNEL_H
#include "tautband/physics/world.h"

/// One vector width against what its registers can do in the same run.
typedef struct tb_kernel_bench {
    const char *path;      ///< "sse2", "avx2", "avx512" or "width2"...
    double us_per_substep; ///< best of many, 64 x 40 general cells
    double gflops;         ///< 112 operations per node over that time
    double peak_gflops;    ///< multiply and add on registers only
    double bound_ratio;    ///< gflops / peak_gflops
} tb_kernel_bench;

/// Measure the kernel at the path in use (see tb_lattice_select()).
/// @return TB_OK, or TB_ERR_MEMORY
tb_status tb_bench_kernel(tb_kernel_bench *out);

/// Cost of a substep at one size.
typedef struct tb_size_bench {
    int nx, ny;
    double us_per_substep; ///< best of many
    double ns_per_node;
} tb_size_bench;

enum { TB_BENCH_SIZES = 9 };

/// Measure substeps from 24 x 16 to 192 x 128 nodes at the path in use.
/// @param out [TB_BENCH_SIZES], smallest first
/// @return TB_OK, or TB_ERR_MEMORY
tb_status tb_bench_sizes(tb_size_bench *out);

/// The kernel against a lattice of Chipmunk's damped springs between the same nodes.
typedef struct tb_naive_bench {
    int springs;
    int iterations;        ///< of Chipmunk's solver
    double us_per_step;    ///< of the springs, 64 x 40 nodes, best of many
    double us_per_substep; ///< of the kernel, measured in between
    double ratio;          ///< springs / kernel
} tb_naive_bench;

/// Measure both in one run.
/// @param iterations of the solver: 10 is Chipmunk's default, 1 the least there is
/// @return TB_OK, TB_ERR_ARGUMENT or TB_ERR_MEMORY
tb_status tb_bench_naive(int iterations, tb_naive_bench *out);

/// What a physics tick has to carry.
typedef enum tb_bench_scene {
    TB_BENCH_IDLE,    ///< tissue at rest
    TB_BENCH_PALPATE, ///< one finger sweeps over a band
    TB_BENCH_NEEDLE,  ///< needle 22 mm deep, two fingers, band, twitching fibres
} tb_bench_scene;

/// One row to measure.
typedef struct tb_tick_bench_setup {
    tb_bench_scene scene;
    int nx, ny;   ///< nodes; 0 stands for 64 and 40
    int substeps; ///< per ms
    int ticks;    ///< measured, in [100, 100000]
} tb_tick_bench_setup;

/// Distribution of tick times.
typedef struct tb_tick_bench {
    const char *scene, *path;
    int nx, ny, substeps, ticks;
    double p50_us, p99_us, min_us, max_us;
    double realtime;      ///< 1000 us / mean
    uint64_t allocations; ///< tb_alloc() calls during the measured ticks
} tb_tick_bench;

/// Measure ticks of one world on a curved section at the path in use.
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY, or TB_ERR_FAULT when the world raised one
tb_status tb_bench_world(const tb_tick_bench_setup *setup, tb_tick_bench *out);

#endif
