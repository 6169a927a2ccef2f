/// What the lattice's own files share. Not for other layers.
#ifndef TB_PHYSICS_LATTICE_INTERNAL_H
#define TB_PHYSICS_LATTICE_INTERNAL_H
#include "tautband/physics/lattice.h"

/// Coefficients of one cell, in the order of tb_lattice_model.coef.
enum { TB_C_G11, TB_C_G12, TB_C_G22, TB_C_A0, TB_C_C1, TB_C_KS, TB_C_KH, TB_C_AL, TB_C_BE };

// Off x86 the wide vectors are split by the compiler: they stay as a check that results do not
// depend on the width.
#if defined(__x86_64__)
#define TB_TARGET_WIDTH4 __attribute__((target("avx2")))
#define TB_TARGET_WIDTH8 __attribute__((target("avx512f,avx512vl,avx512dq")))
#else
#define TB_TARGET_WIDTH4
#define TB_TARGET_WIDTH8
#endif

/// One substep of a whole lattice at a vector width.
typedef void tb_substep_fn(tb_lattice *lattice);
/// One slow update of a row of cells: gain[k] = 1 - exp(-dt / tau_k), share[k] = g_k.
typedef void tb_relax_fn(tb_lattice *lattice, int row, const double *gain, const double *share);

tb_substep_fn tb_lattice_substep_width2, tb_lattice_substep_width4, tb_lattice_substep_width8;
tb_relax_fn tb_lattice_relax_width2, tb_lattice_relax_width4, tb_lattice_relax_width8;

/// Coefficients of one cell from its resting corners A (i, j), B (i+1, j), C (i+1, j+1), D (i,
/// j+1).
/// @param coef   out: [TB_LATTICE_COEFS]
/// @param base   out: [4] unrelaxed g11 g12 g22 b0
void tb_cell_coefficients(const double x_mm[4], const double y_mm[4], double thickness_mm,
                          double hourglass, const tb_cell_material *material, double *coef,
                          double *base);

/// Row sums of |K| of the cell's tangent at rest, the larger of x and y per corner.
void tb_cell_stiffness_bound(const double x_mm[4], const double y_mm[4], const double *coef,
                             double b0, double bound_n_per_mm[4]);

#endif
