/// Filiform needle as an elastic rod: implicit corotational beam in the section plane, banded
/// solve. Layer physics, needs core. mm-ms-g. Rotations against an element's chord come from core's
/// own atan2, so that the state is the same on every machine.
#ifndef TB_PHYSICS_BEAM_H
#define TB_PHYSICS_BEAM_H
#include "tautband/core/hash.h"
#include "tautband/core/status.h"
#include <stdbool.h>

enum { TB_BEAM_ELEMENTS = 20, TB_BEAM_NODES = TB_BEAM_ELEMENTS + 1 };

/// Fixed from the moment the needle leaves its packet.
typedef struct tb_needle_spec {
    double diameter_mm;       ///< shaft diameter, in [0.1, 0.5]
    double length_mm;         ///< shaft length, tip to handle, in [10, 130]
    double modulus_mpa;       ///< Young's modulus, 200e3
    double density_g_per_mm3; ///< 7.9e-3
    double bow_per_mm; ///< rest curvature, 5e-4: real shafts are not straight, and straight ones
                       ///< stand on the unstable branch
} tb_needle_spec;

/// 0.25 x 40 mm steel.
tb_needle_spec tb_needle_spec_default(void);

/// Node 0 is at the handle, the last node is the tip.
typedef struct tb_beam {
    tb_needle_spec spec;
    double rest_curvature_per_mm[TB_BEAM_ELEMENTS]; ///< the spec's bow, and what yielding left
    double x_mm[TB_BEAM_NODES], y_mm[TB_BEAM_NODES], angle_rad[TB_BEAM_NODES];
    double vx_mm_per_ms[TB_BEAM_NODES], vy_mm_per_ms[TB_BEAM_NODES], spin_rad_per_ms[TB_BEAM_NODES];
} tb_beam;

/// Loads and supports of one step, per node.
typedef struct tb_beam_load {
    double fx_n[TB_BEAM_NODES], fy_n[TB_BEAM_NODES]; ///< explicit forces
    double spring_n_per_mm[TB_BEAM_NODES]
                          [3]; ///< implicit symmetric springs kxx, kxy, kyy added to the stiffness
    double spring_fx_n[TB_BEAM_NODES],
        spring_fy_n[TB_BEAM_NODES];           ///< their force at the present position
    double hub_x_mm, hub_y_mm, hub_angle_rad; ///< where the hand holds node 0
} tb_beam_load;

/// Lay the needle out straight from the hub.
void tb_beam_reset(tb_beam *beam, const tb_needle_spec *spec, double hub_x_mm, double hub_y_mm,
                   double hub_angle_rad);

/// One implicit Euler step of 1 ms; node 0 is moved to the hub pose. One Newton iteration; more
/// after a large turn, and added mass where the shaft buckles faster than the step can follow.
/// @param reaction_n out, may be NULL: force on the hand in x and y, and moment in N mm
void tb_beam_step(tb_beam *beam, const tb_beam_load *load, double reaction[3]);

/// Static equilibrium under a load by full Newton iterations (verification; not for the tick).
/// Springs are stress-free but for load->spring_f*_n at the beam's position on entry.
/// @return TB_OK and a beam at rest, or TB_ERR_FAULT when it does not converge in `iterations`; the
/// beam is then unchanged
tb_status tb_beam_solve_static(tb_beam *beam, const tb_beam_load *load, int iterations);

/// Largest elastic bending strain of the shaft's surface: d/2 |curvature - rest curvature|.
double tb_beam_strain(const tb_beam *beam);

/// Elastic, perfectly plastic bending: where the elastic strain passes `yield_strain` the rest
/// curvature follows, so that the shaft stays bent by the excess.
/// @return true when any element yielded
bool tb_beam_yield(tb_beam *beam, double yield_strain);

/// Axial load at which a straight needle bows: pi^2 E I / (K L)^2, I = pi d^4 / 64.
/// @param spec           needle; diameter and modulus > 0
/// @param free_length_mm unsupported length L, in (0, spec->length_mm]
/// @param end_factor     effective-length factor K in [0.5, 2]: 2 clamped-free, 1 pinned-pinned,
/// 0.699 clamped-pinned
/// @param load_n         out: critical load; unchanged on error
/// @return TB_OK, or TB_ERR_ARGUMENT for an input outside the ranges above or not finite
/// @source Timoshenko and Gere 1961, Theory of Elastic Stability, ch. 2
tb_status tb_needle_buckling_load(const tb_needle_spec *spec, double free_length_mm,
                                  double end_factor, double *load_n);

/// Lateral tip stiffness of a clamped-free shaft, 3 E I / L^3.
double tb_needle_tip_stiffness_n_per_mm(const tb_needle_spec *spec, double free_length_mm);

/// Fold positions, angles and velocities.
void tb_beam_hash(const tb_beam *beam, tb_hash *hash);

#endif
