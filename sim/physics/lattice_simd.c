// The kernel at every vector width this architecture has, and the choice between them.
#include "lattice_internal.h"

#define VW 2
#define TARGET
#define WIDTH width2
#include "lattice_kernel.inc"
#define VW 4
#define TARGET TB_TARGET_WIDTH4
#define WIDTH width4
#include "lattice_kernel.inc"
#define VW 8
#define TARGET TB_TARGET_WIDTH8
#define WIDTH width8
#include "lattice_kernel.inc"

// Process-wide and free to change at any time: every path gives the same bits.
static tb_simd_path chosen_path = TB_SIMD_AUTO;

static tb_simd_path widest_path(tb_simd_path wanted)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has4 = __builtin_cpu_supports("avx2");
    const bool has8 = has4 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    const tb_simd_path best = has8 ? TB_SIMD_WIDTH8 : has4 ? TB_SIMD_WIDTH4 : TB_SIMD_WIDTH2;
    return wanted == TB_SIMD_AUTO || wanted > best ? best : wanted;
#else
    return wanted == TB_SIMD_AUTO ? TB_SIMD_WIDTH2 : wanted;
#endif
}

tb_simd_path tb_lattice_select(tb_simd_path path)
{
    chosen_path = widest_path(path);
    return chosen_path;
}

const char *tb_simd_path_name(tb_simd_path path)
{
#if defined(__x86_64__)
    static const char *const names[] = {"auto", "sse2", "avx2", "avx512"};
#else
    static const char *const names[] = {"auto", "width2", "width4", "width8"};
#endif
    return (unsigned)path < sizeof names / sizeof names[0] ? names[path] : "unknown";
}

tb_simd_path tb_lattice_path(void)
{
    return chosen_path != TB_SIMD_AUTO ? chosen_path : tb_lattice_select(TB_SIMD_AUTO);
}

void tb_lattice_substep(tb_lattice *lattice)
{
    switch (tb_lattice_path()) {
    case TB_SIMD_WIDTH8:
        tb_lattice_substep_width8(lattice);
        return;
    case TB_SIMD_WIDTH4:
        tb_lattice_substep_width4(lattice);
        return;
    default:
        tb_lattice_substep_width2(lattice);
    }
}

/// 1 - e^-d for d <= 0.01: series, exact to 1e-9 of d.
static double saturation(double d)
{
    return d * (1.0 - 0.5 * d + d * d / 6.0);
}

void tb_lattice_relax(tb_lattice *lattice, uint32_t tick_ms)
{
    // Relaxation of passive muscle in compression: three terms, 0.6 s, 6 s and 60 s; long-term
    // share 0.35 (shares from memory after Van Loocke 2008, total viscous share about one half
    // after Van Loocke 2009).
    static const double tau_ms[TB_PRONY_TERMS] = {600.0, 6000.0, 60000.0};
    static const double share[TB_PRONY_TERMS] = {0.35, 0.20, 0.10};
    enum { PERIOD_MS = 4 };
    if (!lattice->model.desc.viscous) {
        return;
    }
    double gain[TB_PRONY_TERMS];
    for (int k = 0; k < TB_PRONY_TERMS; ++k) {
        gain[k] = saturation((double)PERIOD_MS / tau_ms[k]);
    }
    const tb_simd_path path = tb_lattice_path();
    tb_relax_fn *const relax = path == TB_SIMD_WIDTH8   ? tb_lattice_relax_width8
                               : path == TB_SIMD_WIDTH4 ? tb_lattice_relax_width4
                                                        : tb_lattice_relax_width2;
    for (int row = (int)(tick_ms % PERIOD_MS); row < lattice->model.desc.ny - 1; row += PERIOD_MS) {
        relax(lattice, row, gain, share);
    }
}
