/// What the needle's own files share. Not for other layers.
#ifndef TB_PHYSICS_NEEDLE_INTERNAL_H
#define TB_PHYSICS_NEEDLE_INTERNAL_H
#include "tautband/physics/needle.h"

// Stiffness of the bristles. Tip and shaft are elastic up to a clamp (Prandtl), so that nothing
// jitters; the lateral bed is already rigid for tissue of this modulus [J].
#define TB_TIP_N_PER_MM 0.5
#define TB_SHAFT_N_PER_MM2 0.1    ///< axial, per mm of shaft
#define TB_LATERAL_N_PER_MM2 0.05 ///< per mm of shaft
/// Before puncture the sharp tip also holds sideways, with this stiffness, up to its own pressure.
#define TB_TIP_SIDE_N_PER_MM 0.1

/// A place on the shaft: element, and share of it towards the tip (outside [0, 1] past the ends).
typedef struct tb_shaft_place {
    int element;
    double share;
} tb_shaft_place;

/// Place at a distance from the tip of a shaft.
/// @param per_element TB_BEAM_ELEMENTS / length_mm
static inline tb_shaft_place tb_shaft_at(double from_tip_mm, double length_mm, double per_element)
{
    const double q = (length_mm - from_tip_mm) * per_element;
    int e = q > 0.0 ? (int)q : 0;
    e = e < TB_BEAM_ELEMENTS ? e : TB_BEAM_ELEMENTS - 1;
    return (tb_shaft_place){e, q - e};
}

/// Set the elements' axes from the node positions amid the ms.
void tb_needle_refresh_axes(tb_needle *needle);

/// Everything that holds the shaft in one beam step: tissue, guide tube, bone.
void tb_needle_supports(const tb_needle *needle, const tb_lattice *lattice,
                        const tb_needle_hand *hand, tb_beam_load *load);

/// Contact of the tip with bone, to be solved in one beam step.
typedef struct tb_bone_contact {
    bool touching;
    double normal_x, normal_y;           ///< unit, out of the bone
    double stiffness_n_per_mm, normal_n; ///< at the old position
    double stick_n_per_mm, friction_n;   ///< along (normal_y, -normal_x), at the old position
    double from_x_mm, from_y_mm;         ///< the old position
} tb_bone_contact;

/// Find the contact and add it to the beam's load.
tb_bone_contact tb_needle_meet_bone(tb_needle *needle, const tb_track_model *track,
                                    const tb_lattice *lattice, tb_beam_load *load);

/// Forces of the contact after the beam step.
void tb_needle_feel_bone(tb_needle *needle, const tb_bone_contact *contact);

/// Set the clamp of every channel point for this tick.
void tb_track_refresh(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                      double grip);

/// Append a channel point at the tip's bond.
/// @param along_mm distance of the bond from the tip
void tb_track_add_point(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                        double grip, double along_mm);

/// Note a hole in a membrane; of too many the oldest is forgotten.
void tb_track_add_hole(tb_needle *needle, int membrane, double s);

#endif
