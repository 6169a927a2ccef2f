/// Needle in tissue: the beam, and its track of elastic bristles with force clamps bonded to
/// material points. Layer physics, needs beam and lattice. mm-ms-g, section frame.
#ifndef TB_PHYSICS_NEEDLE_H
#define TB_PHYSICS_NEEDLE_H
#include "tautband/physics/beam.h"
#include "tautband/physics/lattice.h"

enum {
    TB_TRACK_POINTS_MAX = 256,
    TB_TRACK_MEMBRANES_MAX = 8,
    TB_TRACK_HOLES_MAX = 16,
};

/// Distance of travel between two shaft bristles. A channel that fills all points keeps every
/// second one, each standing for twice the length.
#define TB_TRACK_SPACING_MM 0.5

/// Resistance of one kind of cell to a 0.25 mm needle.
typedef struct tb_track_tissue {
    double cutting_n;         ///< force at the tip while cutting
    double friction_n_per_mm; ///< Coulomb clamp per mm of shaft
} tb_track_tissue;

/// A surface that must be punctured: skin, fascia, nodule capsule.
typedef struct tb_track_membrane {
    int row;           ///< node row
    double puncture_n; ///< peak force for a 0.25 mm needle met at a right angle
} tb_track_membrane;

/// What the track needs to know about the section; const between two builds.
typedef struct tb_track_model {
    const uint8_t *cell_tissue; ///< [nx * ny] row-major index into tissues
    tb_track_tissue tissues[32];
    tb_track_membrane membranes[TB_TRACK_MEMBRANES_MAX];
    int membrane_count;
    bool bone[32]; ///< which tissues no needle enters: it stands on the first such cell of a column
    int bone_row;  ///< node row that is bone where a column has no such cell, or -1: the needle
                   ///< then leaves the section freely
    uint32_t air_edges; ///< TB_EDGE_* bits: where the section ends in air, the rest of the body
                        ///< goes on behind the others
} tb_track_model;

/// Edges of a section beside its first row.
enum {
    TB_EDGE_FIRST_COLUMN = 1u << 0,
    TB_EDGE_LAST_COLUMN = 1u << 1,
    TB_EDGE_LAST_ROW = 1u << 2,
};

/// Where the tip is in relation to its channel.
typedef enum tb_tip_state {
    TB_TIP_OUT,     ///< in air
    TB_TIP_BONDED,  ///< presses the material point at the end of its channel
    TB_TIP_CHANNEL, ///< drawn back inside its own channel
} tb_tip_state;

/// What happened in a tick; bits.
enum {
    TB_NEEDLE_TOUCHED = 1u << 0,   ///< tip met the skin
    TB_NEEDLE_PUNCTURED = 1u << 1, ///< a membrane gave way; see punctured_membrane
    TB_NEEDLE_LEFT = 1u << 2,      ///< tip came out of the skin
    TB_NEEDLE_BONE = 1u << 3,      ///< tip met bone
    TB_NEEDLE_NEW_TRACK = 1u << 4, ///< cut a new channel away from an old one
    TB_NEEDLE_BENT = 1u << 5,      ///< the shaft yielded for the first time: it stays bent
    TB_NEEDLE_THROUGH = 1u << 6,   ///< the tip came out of the far skin of a roll
};

/// What the hand does to the needle in one tick.
typedef struct tb_needle_hand {
    double hub_x_mm, hub_y_mm, hub_angle_rad; ///< node 0 and the direction from hub to tip
    double tube_free_mm; ///< guide tube holds the shaft down to this height above the skin; < 0 =
                         ///< no tube
    double entry_x_mm, entry_y_mm; ///< where the tube stands on the skin
    double spin_rad;               ///< absolute turn of the handle
    double grip; ///< friction factor by a twitch, 1 at rest; acts below the first membrane under
                 ///< the skin
} tb_needle_hand;

/// State. Copyable, hashed; no pointers.
typedef struct tb_needle {
    tb_beam beam;
    double force_scale;    ///< (d / 0.25)^1.3 on puncture and cutting
    double friction_scale; ///< d / 0.25 on friction
    tb_tip_state tip_state;
    bool inside;                   ///< the tip has passed the skin
    bool bent;                     ///< the shaft has yielded and stays bent
    int point_count, active_count; ///< channel points, and how many still hold the shaft
    tb_material_point points[TB_TRACK_POINTS_MAX];
    double along_mm[TB_TRACK_POINTS_MAX]; ///< bond coordinate: distance from the tip up the shaft
    double clamp_mm[TB_TRACK_POINTS_MAX]; ///< stretch at which a point slips; set every tick
    double spacing_mm; ///< of the points: TB_TRACK_SPACING_MM, doubled whenever the channel is full
    tb_material_point tip_point; ///< end of the channel
    double tip_held_mm;          ///< how far the tip can go into its bond before that gives way
    double overrun_mm;           ///< how far the channel's end lies beyond the section's edge
    bool in_air;                 ///< that edge borders on air: nothing holds the tip there
    double travel_mm;            ///< since the last new point
    int hole_count[TB_TRACK_MEMBRANES_MAX];
    double holes[TB_TRACK_MEMBRANES_MAX][TB_TRACK_HOLES_MAX];  ///< s of each hole
    double ox_mm[TB_BEAM_NODES], oy_mm[TB_BEAM_NODES];         ///< node positions one ms ago
    double axis_x[TB_BEAM_ELEMENTS], axis_y[TB_BEAM_ELEMENTS]; ///< towards the tip, amid the ms
    double hub_axis_x, hub_axis_y;
    double tissue_x_n, tissue_y_n; ///< all tissue on the needle, mean of the last ms
    double bone_x_n, bone_y_n;     ///< bone on the needle
    double bone_anchor_x_mm, bone_anchor_y_mm;
    bool on_bone;
    double wound_rad;  ///< net turn of the handle while embedded
    double turned_rad; ///< total turn in either sense while embedded
    double spin_rad;   ///< last absolute turn
    // read by the patient after each tick
    double axial_force_n; ///< on the hand along the handle's axis; positive resists insertion,
                          ///< negative holds back
    double tip_force_n, shaft_force_n, lateral_force_n, bone_force_n;
    double tip_x_mm, tip_y_mm; ///< present
    double tip_rest_x_mm,
        tip_rest_y_mm;          ///< same material point at rest: where in the anatomy the tip is
    double tip_column, tip_row; ///< index coordinates of the tip
    double embedded_mm;         ///< length of shaft inside tissue
    double bend_strain;         ///< largest elastic |strain| of the shaft
    double winding;             ///< factor on friction by winding, >= 1
    uint32_t happened;          ///< TB_NEEDLE_* bits of the last tick
    int punctured_membrane;     ///< index of the last one that gave way, -1 none in this tick
    double punctured_peak_n;    ///< force at which it did
} tb_needle;

/// A needle in air at a hub pose.
void tb_needle_reset(tb_needle *needle, const tb_needle_spec *spec, const tb_needle_hand *hand);

/// Phase 1 of a tick: channel, tip, tube and bone into the beam, one implicit step.
void tb_needle_begin_tick(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                          const tb_needle_hand *hand);

/// Phase 2, after each lattice substep: bristles and tip against the lattice.
/// @param phase  position in the ms, (0, 1]
/// @param weight share of this substep in the ms
void tb_needle_substep(tb_needle *needle, const tb_track_model *track, tb_lattice *lattice,
                       const tb_needle_hand *hand, double phase, double weight);

/// Phase 3: forces, tip place and events of the tick.
void tb_needle_end_tick(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice);

/// Seat a needle that is already in shallow tissue into a newly built section (redirection in the
/// subcutaneous layer): holes where it passes membranes, a straight channel to the tip, no stored
/// force, nothing wound. A bend of the shaft stays.
/// @param depth_mm length of shaft inside the skin; <= 0 leaves the needle in air
void tb_needle_seat(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                    const tb_needle_hand *hand, double depth_mm);

/// Fold everything a step changes.
void tb_needle_hash(const tb_needle *needle, tb_hash *hash);

#endif
