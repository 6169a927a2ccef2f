// Prints the speed of the tissue kernel, of whole ticks and of building a section, as CSV; no
// verdict.
#include "app/bench_kernel.h"

#include <stdio.h>

int main(void)
{
    static const tb_simd_path paths[] = {TB_SIMD_WIDTH2, TB_SIMD_WIDTH4, TB_SIMD_WIDTH8};
    puts("path,us_per_substep,gflops,peak_gflops,bound_ratio");
    for (int k = 0; k < 3; ++k) {
        tb_kernel_bench kernel;
        if (tb_lattice_select(paths[k]) == paths[k] && tb_bench_kernel(&kernel) == TB_OK) {
            printf("%s,%.2f,%.2f,%.2f,%.3f\n", kernel.path, kernel.us_per_substep, kernel.gflops,
                   kernel.peak_gflops, kernel.bound_ratio);
        }
    }
    puts("path,scene,nodes,substeps,realtime,min_us,p50_us,p99_us,max_us,allocations");
    for (int k = 0; k < 3; ++k) {
        if (tb_lattice_select(paths[k]) != paths[k]) {
            continue;
        }
        for (int scene = TB_BENCH_IDLE; scene <= TB_BENCH_NEEDLE; ++scene) {
            for (int substeps = 8; substeps >= 4; substeps -= 2) {
                tb_tick_bench tick;
                const tb_tick_bench_setup setup = {(tb_bench_scene)scene, 0, 0, substeps, 3000};
                const tb_status status = tb_bench_world(&setup, &tick);
                printf("%s,%s,%d,%d,%.2f,%.1f,%.1f,%.1f,%.1f,%llu%s\n", tb_simd_path_name(paths[k]),
                       tick.scene, tick.nx * tick.ny, tick.substeps, tick.realtime, tick.min_us,
                       tick.p50_us, tick.p99_us, tick.max_us, (unsigned long long)tick.allocations,
                       status == TB_OK ? "" : ",FAULT");
            }
        }
    }
    return 0;
}
