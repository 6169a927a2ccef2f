/// What the world's own files share. Not for other layers.
#ifndef TB_PHYSICS_WORLD_INTERNAL_H
#define TB_PHYSICS_WORLD_INTERNAL_H
#include "tautband/physics/world.h"

#include <chipmunk/chipmunk_private.h>

enum {
    TB_TWITCH_NODES_MAX = 64,
    TB_TWITCH_ROWS = 5,
    TB_OUTLINE_MAX = 2 * TB_LATTICE_NX_MAX + 2 * TB_LATTICE_NY_MAX,
    TB_MEETINGS_MAX = 2 * TB_WORLD_FINGERS * TB_WORLD_DISCS,
};

/// The whole tissue as one Chipmunk constraint: its preStep runs the substeps of a tick.
typedef struct tb_tissue_constraint {
    cpConstraint base; ///< first, so that Chipmunk's pointer is ours
    tb_world *world;
} tb_tissue_constraint;

/// A finger's reach and a disc's halo began or ceased to overlap, as Chipmunk's collision detection
/// told it.
typedef struct tb_meeting {
    int finger, disc;
    bool began;
} tb_meeting;

/// Fixed and moving parts of a band disc.
typedef struct tb_disc {
    tb_world_disc spec;
    cpBody *body;                     ///< position and velocity live here
    cpShape *shape;                   ///< sensor: the disc with its halo
    tb_material_point anchor;         ///< the tissue it rides on
    double rest_x_mm, rest_y_mm;      ///< of the anchor
    double halo_mm[TB_WORLD_FINGERS]; ///< cover that each finger pushes ahead of itself
    bool near[TB_WORLD_FINGERS];      ///< a finger is within the sensor
    tb_world_disc_state seen;
} tb_disc;

/// A fingertip.
typedef struct tb_finger {
    tb_world_finger seen;
    cpBody *body;
    cpShape *shape;
    tb_world_side from;          ///< side it came from
    double held_x_mm, held_y_mm; ///< where the hand is: follows its input at a hand's speed
    double line_x, line_y;       ///< impulse of this tick from the section, per its width
    double point_x, point_y;     ///< impulse of this tick from discs
    double bottom_x, bottom_y;   ///< the same from tissue squeezed against a pad, against bone
} tb_finger;

/// What a twitch moves.
typedef struct tb_twitch {
    bool present, along_section;
    int rows[TB_TWITCH_ROWS], row_count;
    int first_column, last_column;
    int nodes[TB_TWITCH_NODES_MAX], node_count; ///< offsets into q
    int masses[TB_TWITCH_NODES_MAX];            ///< offsets into half_step
    double drive_before, tension_before_n;
} tb_twitch;

struct tb_world {
    tb_world_desc desc;
    tb_lattice *lattice;
    cpSpace *space;
    tb_tissue_constraint tissue;
    cpBody *hub; ///< kinematic: the hand that holds the needle
    tb_finger fingers[TB_WORLD_FINGERS];
    tb_disc discs[TB_WORLD_DISCS];
    int disc_count;
    tb_world_shape shape;
    int outline[TB_OUTLINE_MAX], outline_count; ///< skin nodes from left to right: i + stride * j
    tb_meeting meetings[TB_MEETINGS_MAX];       ///< of this tick, in Chipmunk's order
    int meeting_count;
    tb_world_material materials[TB_WORLD_MATERIALS_MAX];
    int material_count;
    tb_track_model track;
    uint8_t *cell_material;              ///< [nx * ny]
    tb_cell_material *cells;             ///< [nx * ny] scratch of a build
    double *extra_stiffness;             ///< [nx * ny] scratch of a build
    double column_mm[TB_LATTICE_NX_MAX]; ///< skin to bone at each node of a flat section's skin
    double *built_mpa;                   ///< [nx * ny] moduli that the masses were made for
    bool built, has_needle;
    tb_needle needle;
    tb_twitch twitch;
    double energy_limit_mj;
    const tb_world_input *input; ///< of the tick being stepped
    uint32_t tick_ms;
    tb_world_fault fault;
};

/// Pull per fibre row that the mass budget bears; a stronger twitch is held to it.
#define TB_TWITCH_TENSION_MAX_N 1.2

// ---- world_space.c: what Chipmunk owns ----

/// Space, bodies, shapes, sensors and the tissue constraint; every buffer that Chipmunk will need
/// is taken by a first round of contacts.
/// @return false when there is no memory; tb_space_empty() may follow
bool tb_space_fill(tb_world *world);

/// Give everything back, also a half-filled space.
void tb_space_empty(tb_world *world);

/// Put a finger or a disc where nothing meets it.
void tb_space_park(cpBody *body, int place);

/// Sort the meetings of this tick by our own numbers and mark who is near whom. Chipmunk tells them
/// in the order of addresses.
void tb_space_settle_meetings(tb_world *world);

/// Offset in q of skin node n.
static inline int tb_world_outline_at(const tb_world *world, int n)
{
    const int stride = world->lattice->model.stride, node = world->outline[n];
    return node + stride * (node / stride);
}

// ---- world_contact.c: the substeps of what touches tissue ----

/// One substep of a finger: hand spring, then contact with the skin row.
void tb_finger_substep(tb_world *world, int k, const tb_world_finger_input *input,
                       double substep_ms);

/// One substep of a disc: anchor springs, then the halos of the fingers near it.
void tb_disc_substep(tb_world *world, tb_disc *disc, double substep_ms);

/// Height at which a finger just does not touch the present skin at x.
double tb_finger_clearance_mm(const tb_world *world, double x_mm);

/// The same for a finger that comes from the left (sense -1) or the right (1) at y: its x.
double tb_finger_clearance_beside_mm(const tb_world *world, double y_mm, int sense);

// ---- world_build.c ----

/// Resting height of a node row at x.
double tb_world_row_height_mm(const tb_world *world, int row, double x_mm);

/// Resting height of the skin at x: of its highest place there when it is a roll's.
double tb_world_skin_height_mm(const tb_world *world, double x_mm);

/// Resting height of what holds the section below x.
double tb_world_base_height_mm(const tb_world *world, double x_mm);

/// Resting x of a roll's left (sense -1) or right (1) skin at a height; false above its crest.
bool tb_world_face_mm(const tb_world *world, double y_mm, int sense, double *x_mm);

// ---- world_twitch.c ----

/// Rows and nodes that a twitch will move, and what the mass budget must bear for it.
void tb_twitch_plan(tb_world *world, const tb_world_section *section);

/// Once per tick: the pull of the fibre rows.
void tb_twitch_tension(tb_world *world, const tb_world_twitch_input *input);

/// Once per substep: the resultant on the band's cross-section.
void tb_twitch_jerk(tb_world *world, const tb_world_twitch_input *input);

#endif
