// Multiply and add on registers only, at every vector width: what the kernel is measured against.
#include "lattice_internal.h"

// 14 independent chains hide the latency of both operations and fit into 16 registers.
#define LINK(x) x = x * factor + term
#define PEAK(name, lanes, target)                                                                  \
    typedef double name##_vector __attribute__((vector_size((lanes)*8)));                          \
    target static double name(int rounds)                                                          \
    {                                                                                              \
        const name##_vector factor = {0.5}, term = {1.0};                                          \
        name##_vector a = {1}, b = {2}, c = {3}, d = {4}, e = {5}, f = {6}, g = {7};               \
        name##_vector h = {8}, k = {9}, l = {10}, m = {11}, n = {12}, o = {13}, p = {14};          \
        for (int round = 0; round < rounds; ++round) {                                             \
            LINK(a), LINK(b), LINK(c), LINK(d), LINK(e), LINK(f), LINK(g);                         \
            LINK(h), LINK(k), LINK(l), LINK(m), LINK(n), LINK(o), LINK(p);                         \
        }                                                                                          \
        const name##_vector sum =                                                                  \
            ((a + b) + (c + d)) + ((e + f) + (g + h)) + ((k + l) + (m + n)) + (o + p);             \
        return sum[0];                                                                             \
    }
PEAK(peak_width2, 2, )
PEAK(peak_width4, 4, TB_TARGET_WIDTH4)
PEAK(peak_width8, 8, TB_TARGET_WIDTH8)

double tb_lattice_peak(int rounds, double *flops)
{
    enum { CHAINS = 14, FLOPS_PER_LINK = 2 };
    const tb_simd_path path = tb_lattice_path();
    const int lanes = path == TB_SIMD_WIDTH8 ? 8 : path == TB_SIMD_WIDTH4 ? 4 : 2;
    *flops = (double)rounds * (CHAINS * FLOPS_PER_LINK * lanes);
    return lanes == 8   ? peak_width8(rounds)
           : lanes == 4 ? peak_width4(rounds)
                        : peak_width2(rounds);
}
