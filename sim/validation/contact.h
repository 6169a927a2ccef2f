/// Contact of a flat round punch with elastic tissue, in the lattice's own kernel: a wedge whose
/// cells weigh by their distance from the axis, with the hoop stress that the plane lacks added as
/// nodal forces. Layer validation; mm, N, MPa.
#ifndef TB_VALIDATION_CONTACT_H
#define TB_VALIDATION_CONTACT_H
#include "tautband/core/status.h"

#include <stdbool.h>

enum { TB_CONTACT_NODES_MAX = 128 };

/// What is pressed.
typedef struct tb_contact_case {
    int radius_cells;  ///< cells under the punch's radius
    int columns, rows; ///< cells outward and in depth
    double cell_mm;    ///< side of a cell
    double modulus_mpa, poisson;
    bool half_space;   ///< the rim follows Boussinesq's point load of the force met; otherwise the
                       ///< base is bonded to something rigid and the side is free
    bool uniform_load; ///< a pressure of 1e-4 of the modulus under the radius instead of a punch
    int settle;        ///< substeps until rest
} tb_contact_case;

/// What comes out.
typedef struct tb_contact_result {
    double stiffness;                     ///< F (1 - nu^2) / (2 a E depth), 1 on a half-space
    double radius_mm;                     ///< of the punch
    double surface[TB_CONTACT_NODES_MAX]; ///< [columns + 1] settlement / depth of the punch
    double axial[TB_CONTACT_NODES_MAX]; ///< [rows] axial stress / pressure at the cells' centres on
                                        ///< the axis
} tb_contact_result;

/// Press and wait until nothing moves.
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY, TB_ERR_FAULT
tb_status tb_contact_solve(const tb_contact_case *what, tb_contact_result *out);

#endif
