/// What the needle's own files share. Not for other layers.
#ifndef TB_PHYSICS_NEEDLE_INTERNAL_H
#define TB_PHYSICS_NEEDLE_INTERNAL_H
#include "tautband/physics/needle.h"

// Stiffness of the bristles. The tip and shaft are elastic to a clamp (Prandtl), so that nothing
// jitters; the lateral bed is 0.05 N per mm of shaft, which is already rigid for tissue of this
// modulus.
#define TB_TIP_STIFFNESS_N_PER_MM 0.5
#define TB_SHAFT_STIFFNESS_N_PER_MM 0.05
#define TB_LATERAL_STIFFNESS_N_PER_MM 0.025

/// A place on the shaft: element, share of it, position and unit axis towards the tip.
typedef struct tb_shaft_place {
    int element;
    double share, x_mm, y_mm, axis_x, axis_y;
} tb_shaft_place;

/// Place at a distance from the tip, with the nodes interpolated to `phase` of the ms.
tb_shaft_place tb_shaft_at(const tb_needle *needle, double from_tip_mm, double phase);

/// Cutting force of the tip in the cell at index coordinates.
double tb_track_cutting_n(const tb_needle *needle, const tb_track_model *track,
                          const tb_lattice *lattice, double s, double t);

/// Friction per mm of shaft in the cell at index coordinates, winding and grip included.
double tb_track_friction_n_per_mm(const tb_needle *needle, const tb_track_model *track,
                                  const tb_lattice *lattice, double s, double t, double grip);

/// Append a channel point at the tip's bond; a full channel keeps what it has.
void tb_track_add_point(tb_needle *needle, const tb_lattice *lattice, double along_mm);

/// Note a hole in a membrane.
void tb_track_add_hole(tb_needle *needle, int membrane, double s);

#endif
