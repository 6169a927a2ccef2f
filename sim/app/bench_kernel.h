/// Speed of the tissue kernel and of whole physics ticks on this machine, for `tautband bench`.
/// Layer app, needs physics. Reads the monotonic clock.
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

/// What a physics tick has to carry.
typedef enum tb_bench_scene {
    TB_BENCH_IDLE,    ///< tissue at rest
    TB_BENCH_PALPATE, ///< one finger sweeps over a band
    TB_BENCH_NEEDLE,  ///< needle 22 mm deep, two fingers, band, twitching fibres
} tb_bench_scene;

/// Distribution of tick times.
typedef struct tb_tick_bench {
    const char *scene;
    int nodes, substeps, ticks;
    double p50_us, p99_us, min_us, max_us;
    double realtime;      ///< 1000 us / mean
    uint64_t allocations; ///< tb_alloc() calls during the measured ticks
} tb_tick_bench;

/// Measure ticks of one world at 64 x 40 nodes on a curved section.
/// @param substeps per ms
/// @param ticks    measured, in [100, 100000]
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY, or TB_ERR_FAULT when the world raised one
tb_status tb_bench_world(tb_bench_scene scene, int substeps, int ticks, tb_tick_bench *out);

#endif
