/// A small lattice to test: nodes and materials in plain arrays, filled by a few shapes, and what
/// tests do to a lattice that the simulator does not. Header only.
#ifndef TB_SCENES_GRID_H
#define TB_SCENES_GRID_H
#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"
#include "tautband/physics/lattice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRID_MAX = 128 * 96 };

/// Everything tb_lattice_build() reads.
typedef struct grid {
    tb_lattice_desc desc;
    tb_lattice_shape shape;
    double x_mm[GRID_MAX], y_mm[GRID_MAX];
    tb_cell_material cells[GRID_MAX];
    tb_row_membrane membranes[8];
} grid;

/// A rectangle of cells of one material: columns centred on x = 0, skin at y = 0, free all round,
/// no viscosity.
static inline void grid_rect(grid *g, int nx, int ny, double hx_mm, double hy_mm,
                             tb_cell_material material)
{
    memset(g, 0, sizeof *g);
    g->desc = tb_lattice_desc_default();
    g->desc.nx = nx;
    g->desc.ny = ny;
    g->desc.viscous = false;
    g->shape = (tb_lattice_shape){
        .x_mm = g->x_mm, .y_mm = g->y_mm, .cells = g->cells, .membranes = g->membranes};
    for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
            g->x_mm[i + nx * j] = 0.5 * (2 * i - (nx - 1)) * hx_mm;
            g->y_mm[i + nx * j] = -j * hy_mm;
            g->cells[i + nx * j] = material;
        }
    }
}

/// Move inner nodes at random by up to `share` of the spacing.
static inline void grid_shake(grid *g, double share, uint64_t seed)
{
    tb_rng rng;
    tb_rng_seed(&rng, seed, TB_RNG_SCENE);
    const int nx = g->desc.nx;
    const double hx = g->x_mm[1] - g->x_mm[0], hy = g->y_mm[0] - g->y_mm[nx];
    for (int j = 1; j < g->desc.ny - 1; ++j) {
        for (int i = 1; i < nx - 1; ++i) {
            g->x_mm[i + nx * j] += share * hx * (2.0 * tb_rng_uniform(&rng) - 1.0);
            g->y_mm[i + nx * j] += share * hy * (2.0 * tb_rng_uniform(&rng) - 1.0);
        }
    }
}

/// Lean the columns by an angle in the middle of the grid; the outline stays.
static inline void grid_skew(grid *g, double angle_deg)
{
    const int nx = g->desc.nx, ny = g->desc.ny;
    const double slope = tb_sin(angle_deg * TB_PI / 180.0) / tb_cos(angle_deg * TB_PI / 180.0);
    const double middle_mm = 0.5 * g->y_mm[nx * (ny - 1)];
    for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
            const double t = fabs(2.0 * i / (nx - 1) - 1.0);
            g->x_mm[i + nx * j] -= (1.0 - t) * slope * (g->y_mm[i + nx * j] - middle_mm);
        }
    }
}

/// Bulge the rows like a calf's fascia: up and down by `height_mm` over the width, nothing at skin
/// and base.
static inline void grid_bulge(grid *g, double height_mm)
{
    const int nx = g->desc.nx, ny = g->desc.ny;
    const double depth_mm = -g->y_mm[nx * (ny - 1)], half_mm = -g->x_mm[0];
    for (int k = 0; k < nx * ny; ++k) {
        const double z = -g->y_mm[k] / depth_mm;
        g->y_mm[k] -= 4.0 * z * (1.0 - z) * height_mm * tb_cos(TB_PI * g->x_mm[k] / half_mm);
    }
}

/// Create and build; the caller destroys. NULL when refused.
static inline tb_lattice *grid_lattice(const grid *g, tb_error *error)
{
    tb_lattice *lattice = NULL;
    if (tb_lattice_create(&g->desc, &lattice) != TB_OK) {
        return NULL;
    }
    if (tb_lattice_build(lattice, &g->shape, error) != TB_OK) {
        tb_lattice_destroy(lattice);
        return NULL;
    }
    return lattice;
}

/// Offset of a node's x in q and v; its y lies `stride` further on.
static inline size_t grid_at(const tb_lattice *lattice, int i, int j)
{
    return 2 * (size_t)lattice->model.stride * (size_t)j + (size_t)i;
}

/// Put every node where an affine map F sends its resting place.
static inline void grid_affine(tb_lattice *lattice, const double f[4])
{
    const size_t stride = (size_t)lattice->model.stride;
    for (int j = 0; j < lattice->model.desc.ny; ++j) {
        for (size_t i = 0; i < stride; ++i) {
            const size_t at = 2 * stride * (size_t)j + i;
            const double x = lattice->model.x_mm[at], y = lattice->model.x_mm[at + stride];
            lattice->state.q_mm[at] = f[0] * x + f[1] * y;
            lattice->state.q_mm[at + stride] = f[2] * x + f[3] * y;
        }
    }
}

/// Forces on all nodes at the present place, from one substep of the kernel that is undone again:
/// out has the layout of q. Nodes must be free.
static inline void grid_forces(tb_lattice *lattice, double *out)
{
    const size_t stride = (size_t)lattice->model.stride, ny = (size_t)lattice->model.desc.ny;
    const size_t bytes = 2 * stride * (ny + 1) * sizeof(double);
    double *q = malloc(bytes), *v = malloc(bytes);
    memcpy(q, lattice->state.q_mm, bytes);
    memcpy(v, lattice->state.v_mm_per_ms, bytes);
    memset(lattice->state.v_mm_per_ms, 0, bytes);
    tb_lattice_substep(lattice);
    memset(out, 0, bytes);
    for (size_t j = 0; j < ny; ++j) {
        for (size_t i = 0; i < (size_t)lattice->model.desc.nx; ++i) {
            const double step = lattice->model.half_step[stride * j + i];
            for (size_t k = 2 * stride * j + i; k <= 2 * stride * j + stride + i; k += stride) {
                out[k] = step > 0.0 ? lattice->state.v_mm_per_ms[k] / step : 0.0;
            }
        }
    }
    memcpy(lattice->state.q_mm, q, bytes);
    memcpy(lattice->state.v_mm_per_ms, v, bytes);
    free(q);
    free(v);
}

/// Largest (omega dt)^2 / 4 of the small motions about the present place, by power iteration on the
/// kernel's own forces; explicit Euler is stable below 1.
static inline double grid_stability(tb_lattice *lattice, int rounds)
{
    const size_t stride = (size_t)lattice->model.stride, ny = (size_t)lattice->model.desc.ny;
    const size_t count = 2 * stride * (ny + 1);
    double *rest = malloc(4 * count * sizeof *rest), *mode = rest + count, *f0 = mode + count,
           *f1 = f0 + count;
    memcpy(rest, lattice->state.q_mm, count * sizeof *rest);
    grid_forces(lattice, f0);
    tb_rng rng;
    tb_rng_seed(&rng, 3, TB_RNG_SCENE);
    for (size_t k = 0; k < count; ++k) {
        mode[k] = f0[k] == 0.0 && k >= 2 * stride * ny ? 0.0 : tb_rng_uniform(&rng) - 0.5;
    }
    double lambda = 0.0;
    for (int n = 0; n < rounds; ++n) {
        double size = 0.0;
        for (size_t k = 0; k < count; ++k) {
            size += mode[k] * mode[k];
        }
        for (size_t k = 0; k < count; ++k) {
            mode[k] *= 1e-5 / sqrt(size);
            lattice->state.q_mm[k] = rest[k] + mode[k];
        }
        grid_forces(lattice, f1);
        double above = 0.0, below = 0.0;
        for (size_t k = 0; k < count; ++k) {
            const size_t row = k / (2 * stride), column = k % stride;
            const bool node = row < ny && column < (size_t)lattice->model.desc.nx;
            const double mass_g = node ? lattice->model.mass_g[stride * row + column] : 1.0;
            const double next = node ? (f0[k] - f1[k]) / mass_g : 0.0;
            above += next * mode[k];
            below += mode[k] * mode[k];
            mode[k] = next;
        }
        lambda = above / below;
    }
    memcpy(lattice->state.q_mm, rest, count * sizeof *rest);
    free(rest);
    const double dt = lattice->model.substep_ms;
    return 0.25 * lambda * dt * dt;
}

#endif
