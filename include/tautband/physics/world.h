/// One section of one body in one Chipmunk space: lattice, fingers, band discs, needle, twitch,
/// stepped 1 ms at a time. Chipmunk owns the space, the step and the rigid bodies; the tissue is
/// one custom constraint in it. Layer physics, needs core, lattice, needle; Chipmunk inside.
/// mm-ms-g, section frame (x along, y outward).
#ifndef TB_PHYSICS_WORLD_H
#define TB_PHYSICS_WORLD_H
#include "tautband/physics/lattice.h"
#include "tautband/physics/needle.h"

enum {
    TB_WORLD_FINGERS = 2,
    TB_WORLD_DISCS = 4,
    TB_WORLD_MATERIALS_MAX = 32,
    TB_WORLD_MEMBRANES_MAX = 8,
};

/// No hand pushes a finger harder than this: it stays behind instead.
#define TB_WORLD_HAND_MOST_N 60.0

typedef struct tb_world tb_world; ///< opaque owner of the space and all buffers

/// Fixed at creation.
typedef struct tb_world_desc {
    tb_lattice_desc lattice;
    double finger_radius_mm;        ///< 7
    double finger_mass_g;           ///< 150
    double hand_stiffness_n_per_mm; ///< virtual coupling, 3
    double finger_friction;         ///< 0.3
} tb_world_desc;

/// The values above, lattice defaults.
tb_world_desc tb_world_desc_default(void);

/// Mechanics of one kind of cell.
typedef struct tb_world_material {
    tb_cell_material elastic; ///< instantaneous
    tb_track_tissue needle;
    bool bone; ///< no needle enters
} tb_world_material;

/// How the grid of a section lies, and which of its edges are skin.
typedef enum tb_world_shape {
    TB_WORLD_FLAT,       ///< skin: the first row; both end columns and the last row are held
    TB_WORLD_ROLL_FACE,  ///< a lifted roll, rows from the left face to the right one: skin are the
                         ///< first row, the last column (crest) and the last row; the first column
                         ///< (root) is held
    TB_WORLD_ROLL_CREST, ///< the same, rows from the crest down: skin are the first row and both
                         ///< end columns; the last row (root) is held
} tb_world_shape;

/// A row that acts as a membrane and may have to be punctured.
typedef struct tb_world_membrane {
    int row;
    double stiffness_n_per_mm; ///< E t; 0 = no membrane springs
    double puncture_n;         ///< 0 = nothing to puncture
} tb_world_membrane;

/// A taut band crossing the section, felt by the finger as a disc that rolls and snaps (reference:
/// palpation).
typedef struct tb_world_disc {
    double x_mm, y_mm; ///< resting centre
    double radius_mm;
    double cover_mm;             ///< tissue between skin and the disc's near side
    double far_cover_mm;         ///< in a roll: the same on the right face, which finger 1 presses
    double across_n_per_mm;      ///< soft axis (along the layer)
    double into_n_per_mm;        ///< stiff axis (into the depth), 0.3
    double layer_cos, layer_sin; ///< direction of the soft axis; (0, 1) up a roll
} tb_world_disc;

/// One section to step; pointers are only read during tb_world_build().
typedef struct tb_world_section {
    tb_world_shape shape;
    const double *x_mm, *y_mm;    ///< [nx * ny] resting nodes
    const uint8_t *cell_material; ///< [nx * ny] index into materials
    tb_world_material materials[TB_WORLD_MATERIALS_MAX];
    int material_count;
    tb_world_membrane membranes[TB_WORLD_MEMBRANES_MAX];
    int membrane_count;
    tb_world_disc discs[TB_WORLD_DISCS];
    int disc_count;
    bool bone_base;              ///< the last row is bone
    const double *bone_depth_mm; ///< [nx] below the skin, where a finger on a flat section bottoms
                                 ///< out; NULL: on the last row
    double needle_x_mm;          ///< where a needle may enter: the mass budget there allows for it
    bool needle_expected;
    struct { ///< where a twitch may act: the mass budget allows for it
        bool present;
        double x_mm, y_mm, half_length_mm;
        bool along_section; ///< the band runs along the rows: they get fibres that can pull
    } twitch;
} tb_world_section;

/// Side from which a finger comes to the tissue.
typedef enum tb_world_side {
    TB_SIDE_ABOVE,
    TB_SIDE_LEFT, ///< of a roll: presses in +x
    TB_SIDE_RIGHT
} tb_world_side;

/// What a finger's hand wants. The hand follows at up to 0.4 mm/ms; a finger that becomes active,
/// or changes its side, comes from outside.
typedef struct tb_world_finger_input {
    bool active;
    double hand_x_mm, hand_y_mm; ///< centre of the fingertip's ball
    double width_factor;         ///< beta: force felt / line force of the section, 1.25
} tb_world_finger_input;

/// A twitch of the band, driven by the patient at the place named in tb_world_section.
typedef struct tb_world_twitch_input {
    double drive;     ///< 0..1 along its time course; 0 = none
    double tension_n; ///< longitudinal pull of each of the band's five rows at drive 1, held to 1.2
    double jerk_n;    ///< resultant on the band's cross-section at drive 1, along (jerk_x, jerk_y)
    double jerk_x, jerk_y;
} tb_world_twitch_input;

/// All input of one tick.
typedef struct tb_world_input {
    tb_world_finger_input fingers[TB_WORLD_FINGERS];
    tb_world_side finger_side[TB_WORLD_FINGERS]; ///< from which each comes
    bool needle_present;
    tb_needle_hand needle;
    tb_world_twitch_input twitch;
} tb_world_input;

/// Force that a flat fingertip feels / line force of its section: contact that grows out of the
/// plane. Over a layered stack on bone the force then follows F = (0.30 / beta)(e^(beta d) - 1) N
/// with beta 0.25 per mm [J], the stiffest of the range that palpation is given.
/// @param indentation_mm of the resting skin; held to [0, 20]
double tb_world_width_factor(double indentation_mm);

/// State of one fingertip after a tick.
typedef struct tb_world_finger {
    bool active;
    double x_mm, y_mm; ///< centre of the ball
    double force_x_n,
        force_y_n; ///< of the tissue and band on the finger, mean over the tick, times width_factor
    double indentation_mm; ///< of the resting skin in front of the finger
    double bottom_n;       ///< part of that of tissue squeezed against bone, or between two pads
                           ///< of a roll, >= 0
} tb_world_finger;

/// State of one band disc after a tick.
typedef struct tb_world_disc_state {
    double x_mm, y_mm, vx_mm_per_ms, vy_mm_per_ms;
    double push_mm; ///< from its resting anchor along the soft axis
    bool touched;   ///< by a finger's halo in this tick
} tb_world_disc_state;

/// Named faults; the world stands still once one is raised.
typedef enum tb_world_fault {
    TB_FAULT_NONE,
    TB_FAULT_NOT_FINITE,
    TB_FAULT_FORCE,  ///< a finger force beyond 200 N (a blow of 150 g at a hand's speed
                     ///< stays below) or a needle force beyond 50 N
    TB_FAULT_DEPTH,  ///< a finger deeper than 0.75 of the section, or two pads by so much of a
                     ///< roll's thickness; both bottom out before
    TB_FAULT_ENERGY, ///< more kinetic energy than all tissue at 2 m/s
} tb_world_fault;

/// Create an empty world; nothing can be stepped before tb_world_build().
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY
tb_status tb_world_create(const tb_world_desc *desc, tb_world **out);

/// Free. NULL is legal.
void tb_world_destroy(tb_world *world);

/// Let Chipmunk say what it says once per process: a build of it with assertions, as Debian's is,
/// greets on stdout with its first space. A program calls this at start with stdout turned away, so
/// that its own output stays clean.
void tb_world_greet(void);

/// Put a section in, at rest; fingers and needle out. Allocates nothing after the first call.
/// @return TB_OK, or TB_ERR_FAULT / TB_ERR_ARGUMENT with a sentence
tb_status tb_world_build(tb_world *world, const tb_world_section *section, tb_error *error);

/// Give one row of cells other materials (the finger walks along the fibres). None becomes more
/// than 1.6 times as stiff as it was built: the masses would not bear it.
/// @param cell_material [nx] index into the materials of the last build
void tb_world_set_row(tb_world *world, int row, const uint8_t *cell_material);

/// Move a band disc's resting anchor (the finger walks along the fibres).
void tb_world_move_disc(tb_world *world, int disc, double x_mm, double y_mm);

/// Give a band disc another size and stiffness (the finger walks onto a nodule); its middle stays,
/// so that it gains in cover what it loses in size.
/// @param into_n_per_mm of its stiff axis; the soft one keeps its share of that
void tb_world_swell_disc(tb_world *world, int disc, double radius_mm, double into_n_per_mm);

/// Take a needle in hand, in air at the pose of `hand`; replaces an earlier one.
void tb_world_take_needle(tb_world *world, const tb_needle_spec *spec, const tb_needle_hand *hand);

/// Seat the present needle in the newly built section at a depth (see tb_needle_seat()).
void tb_world_seat_needle(tb_world *world, const tb_needle_hand *hand, double depth_mm);

/// One tick of 1 ms. After a fault it does nothing.
void tb_world_step(tb_world *world, const tb_world_input *input);

/// The fault that stopped the world, if any.
tb_world_fault tb_world_fault_of(const tb_world *world);

/// Name of a fault: "none", "not-finite", "force", "depth", "energy".
const char *tb_world_fault_name(tb_world_fault fault);

/// State of finger k in [0, TB_WORLD_FINGERS).
const tb_world_finger *tb_world_finger_of(const tb_world *world, int k);

/// State of disc k in [0, disc_count).
const tb_world_disc_state *tb_world_disc_of(const tb_world *world, int k);

/// Number of discs of the present section.
int tb_world_disc_count(const tb_world *world);

/// The needle, or NULL when none is in hand.
const tb_needle *tb_world_needle_of(const tb_world *world);

/// The lattice, for snapshots and tests.
const tb_lattice *tb_world_lattice_of(const tb_world *world);

/// Fold everything a step changes, in a fixed order.
void tb_world_hash(const tb_world *world, tb_hash *hash);

#endif
