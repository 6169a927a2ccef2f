/// Tissue lattice: one-point neo-Hookean quads with hourglass stiffness, compression stiffening and
/// viscous stress, membranes on rows, explicit symplectic Euler on q = x + tau v with mass scaling.
/// Layer physics, needs core. mm-ms-g (N, MPa). Section frame: x along the section, y outward.
/// Node (i, j) has its x at q[2 * stride * j + i] and its y at q[2 * stride * j + stride + i]; j =
/// 0 is the skin. Sources: reference equations in sim/physics/README.md.
#ifndef TB_PHYSICS_LATTICE_H
#define TB_PHYSICS_LATTICE_H
#include "tautband/core/hash.h"
#include "tautband/core/status.h"
#include <stdbool.h>
#include <stdint.h>

enum {
    TB_LATTICE_NX_MAX = 192,
    TB_LATTICE_NY_MAX = 128,
    TB_LATTICE_COEFS = 9,  ///< g11 g12 g22 a0 c1 ks kh al be per cell
    TB_LATTICE_STRESS = 4, ///< b0 Q11 Q12 Q22 per cell: the part that the viscous update writes
    TB_PRONY_TERMS = 3,
};

/// Solver settings; start from tb_lattice_desc_default().
typedef struct tb_lattice_desc {
    int nx, ny;            ///< nodes; nx <= TB_LATTICE_NX_MAX, ny <= TB_LATTICE_NY_MAX
    int substeps;          ///< per ms: 8, 6 or 4 (any in [1, 32])
    double thickness_mm;   ///< out of plane, 10
    double safety;         ///< of the stable step, 0.5
    double head_room;      ///< stiffening head-room in the mass budget, 2
    double damping_per_ms; ///< global damping cg, 0.02
    double hourglass;      ///< factor kh, 0.5
    bool viscous;          ///< Prony stress on
} tb_lattice_desc;

/// 64 x 40, 8 substeps and the values named above.
tb_lattice_desc tb_lattice_desc_default(void);

/// Elastic properties of one cell, instantaneous moduli.
typedef struct tb_cell_material {
    double modulus_mpa;
    double poisson;    ///< in [0, 0.49]
    double stiffening; ///< kappa >= 0
} tb_cell_material;

/// Built by tb_lattice_build(), then const, except that tb_lattice_set_row() may change one row's
/// coefficients.
typedef struct tb_lattice_model {
    tb_lattice_desc desc;
    int stride;                              ///< nx rounded up to 8
    bool general;                            ///< false: every cell is a parallelogram
    bool base_fixed;                         ///< the last row is pinned and left out of the substep
    double substep_ms, tau_ms, k1_ms, decay; ///< dt, 0.35 dt, dt + tau, 1 / (1 + cg dt)
    double *x_mm; ///< [2 * stride * (ny + 1)] reference positions, layout of q
    double *coef; ///< [TB_LATTICE_COEFS * stride * ny]: coefficient k of cell (i, j) at (COEFS * j
                  ///< + k) * stride + i
    double *base_stress; ///< [4 * stride * ny] unrelaxed g11 g12 g22 b0
    double *membrane;    ///< [2 * stride * ny] per row {k / L^2, k}, full k of each edge
    bool row_has_membrane[TB_LATTICE_NY_MAX];
    double *mass_g, *true_mass_g; ///< [stride * ny]
    double *half_step;            ///< [stride * ny] dt / m * decay; 0 pins a node
} tb_lattice_model;

/// What a step changes.
typedef struct tb_lattice_state {
    double *q_mm;        ///< [2 * stride * (ny + 1)] q = x + tau v; padding stays finite
    double *v_mm_per_ms; ///< [2 * stride * (ny + 1)]
    double *stress;      ///< [TB_LATTICE_STRESS * stride * ny]: b0 Q11 Q12 Q22
    double *prony;       ///< [12 * stride * ny] viscous state
    double *active; ///< [2 * stride * ny] like membrane: what the twitch subtracts from and adds to
                    ///< a row's springs
    double *carry;  ///< [2 * stride] scratch of the kernel
} tb_lattice_state;

/// Both, in one heap object.
typedef struct tb_lattice {
    tb_lattice_model model;
    tb_lattice_state state;
} tb_lattice;

/// Membrane or fibre bundle along one node row: springs of stiffness E t b / L on the row's edges.
typedef struct tb_row_membrane {
    int row;                   ///< node row
    double stiffness_n_per_mm; ///< E t, force per mm of out-of-plane width and unit strain
} tb_row_membrane;

/// Allocate for a description; nothing is built yet.
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY
tb_status tb_lattice_create(const tb_lattice_desc *desc, tb_lattice **out);

/// Free. NULL is legal.
void tb_lattice_destroy(tb_lattice *lattice);

/// Everything that tb_lattice_build() needs.
typedef struct tb_lattice_shape {
    const double *x_mm, *y_mm;        ///< [nx * ny] resting nodes, row-major, y outward
    const tb_cell_material *cells;    ///< [nx * ny] row-major, last column and row unused
    const tb_row_membrane *membranes; ///< [membrane_count]
    int membrane_count;
    const double *extra_stiffness_n_per_mm; ///< [nx * ny] needle, active fibres, contacts: added to
                                            ///< the mass budget; may be NULL
    bool fix_sides, fix_base;               ///< pin the first and last column, the last row
    bool fix_first_column;                  ///< pin the first column alone: a roll held at its root
} tb_lattice_shape;

/// Compute coefficients and masses, put the state to rest. Allocates nothing.
/// @return TB_OK, TB_ERR_ARGUMENT (not finite, out of range), TB_ERR_FAULT named in `error` when a
/// cell is too
///         skewed, too long or folded; the lattice must be built again before use after an error
tb_status tb_lattice_build(tb_lattice *lattice, const tb_lattice_shape *shape, tb_error *error);

/// Change the material of one row of cells, geometry and masses unchanged. The caller keeps moduli
/// within the largest that the build's budget saw in this row times head_room.
/// @param cells [nx] of this row
void tb_lattice_set_row(tb_lattice *lattice, int row, const tb_cell_material *cells);

/// One substep: forces, node sums, integration in one pass. Same bits for every vector width.
void tb_lattice_substep(tb_lattice *lattice);

/// Slow viscous update, once per ms: rows tick mod 4, a 4 ms step (skipped when desc.viscous is
/// false).
void tb_lattice_relax(tb_lattice *lattice, uint32_t tick_ms);

/// Widths that tb_lattice_substep() can run at.
typedef enum tb_simd_path {
    TB_SIMD_AUTO,
    TB_SIMD_WIDTH2,
    TB_SIMD_WIDTH4,
    TB_SIMD_WIDTH8
} tb_simd_path;

/// Choose the kernel for this process (a test and benchmark instrument; results never depend on
/// it).
/// @return the path in use: a width the CPU lacks falls back to the next lower
tb_simd_path tb_lattice_select(tb_simd_path path);

/// The path in use: the last one chosen, or the widest that this CPU has.
tb_simd_path tb_lattice_path(void);

/// Name of a path: "sse2", "avx2", "avx512" on x86, "width2".. elsewhere.
const char *tb_simd_path_name(tb_simd_path path);

/// Floating-point operations of tb_lattice_substep() per node (general cells, no membrane): what a
/// benchmark divides by.
enum { TB_LATTICE_FLOPS_PER_NODE = 112 };

/// Multiply and add on registers only, at the width in use: the bound that a benchmark holds the
/// kernel against (a benchmark instrument).
/// @param rounds length of the loop
/// @param flops  out: operations done
/// @return a number that depends on all of them, so that none is left out
double tb_lattice_peak(int rounds, double *flops);

/// A material point: real-valued column s and row t of the grid, fixed bilinear weights.
typedef struct tb_material_point {
    double s, t;
    int node;         ///< (column) + stride * (row) of corner A
    int offset;       ///< of corner A's x in q_mm and v_mm_per_ms
    double weight[4]; ///< A, B (right), D (below), C (right below)
} tb_material_point;

/// Make a material point; s and t are clamped into the grid.
tb_material_point tb_lattice_point(const tb_lattice *lattice, double s, double t);

/// Present position of a material point.
void tb_lattice_position(const tb_lattice *lattice, const tb_material_point *point, double *x_mm,
                         double *y_mm);

/// Resting position of a material point.
void tb_lattice_reference(const tb_lattice *lattice, const tb_material_point *point, double *x_mm,
                          double *y_mm);

/// Index coordinates of a present position, by 4 Newton steps from a good start.
/// @param s, t in: start; out: result, may lie outside the grid
void tb_lattice_locate(const tb_lattice *lattice, double x_mm, double y_mm, double *s, double *t);

/// Index coordinates of a resting position, by a search over the grid (not for the tick).
void tb_lattice_locate_rest(const tb_lattice *lattice, double x_mm, double y_mm, double *s,
                            double *t);

/// Outside force on a material point for one substep: v += hd/decay f, q += tau hd/decay f on the
/// four corners.
void tb_lattice_push(tb_lattice *lattice, const tb_material_point *point, double fx_n, double fy_n);

/// Elastic plus kinetic energy of the lattice in mJ (a test instrument; not for the tick).
double tb_lattice_energy_mj(const tb_lattice *lattice);

/// True when every position is finite. Called once per ms.
bool tb_lattice_finite(const tb_lattice *lattice);

/// Fold positions, velocities, stresses and viscous state.
void tb_lattice_hash(const tb_lattice *lattice, tb_hash *hash);

#endif
