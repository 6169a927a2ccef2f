/// What the world's own files share. Not for other layers.
#ifndef TB_PHYSICS_WORLD_INTERNAL_H
#define TB_PHYSICS_WORLD_INTERNAL_H
#include "tautband/physics/world.h"

#include <chipmunk/chipmunk_private.h>

enum { TB_TWITCH_NODES_MAX = 64, TB_TWITCH_ROWS = 5 };

/// The whole tissue as one Chipmunk constraint: its preStep runs the substeps of a tick.
typedef struct tb_tissue_constraint {
    cpConstraint base; ///< first, so that Chipmunk's pointer is ours
    tb_world *world;
} tb_tissue_constraint;

/// Fixed and moving parts of a band disc.
typedef struct tb_disc {
    tb_world_disc spec;
    cpBody *body;                ///< position and velocity live here
    tb_material_point anchor;    ///< the tissue it rides on
    double rest_x_mm, rest_y_mm; ///< of the anchor
    double halo_mm;              ///< cover that the finger pushes ahead of itself
    tb_world_disc_state seen;
} tb_disc;

/// A fingertip.
typedef struct tb_finger {
    tb_world_finger seen;
    cpBody *body;
    cpShape *shape;
    double line_x, line_y, point_x,
        point_y; ///< impulses of this tick: per section width, and from discs
} tb_finger;

struct tb_world {
    tb_world_desc desc;
    tb_lattice *lattice;
    cpSpace *space;
    tb_tissue_constraint tissue;
    cpBody *hub; ///< kinematic: the hand that holds the needle
    tb_finger fingers[TB_WORLD_FINGERS];
    tb_disc discs[TB_WORLD_DISCS];
    int disc_count;
    tb_world_material materials[TB_WORLD_MATERIALS_MAX];
    int material_count;
    tb_track_model track;
    uint8_t *cell_material;  ///< [nx * ny]
    tb_cell_material *cells; ///< [nx * ny] scratch of a build
    double *extra_stiffness; ///< [nx * ny] scratch of a build
    bool built, has_needle;
    tb_needle needle;
    struct {
        bool present, along_section;
        int rows[TB_TWITCH_ROWS], row_count;
        int first_column, last_column;
        int nodes[TB_TWITCH_NODES_MAX], node_count; ///< offsets into q
        int masses[TB_TWITCH_NODES_MAX];            ///< offsets into half_step
        double drive_before;
    } twitch;
    const tb_world_input *input; ///< of the tick being stepped
    uint32_t tick_ms;
    tb_world_fault fault;
};

/// One substep of a finger: hand spring, then contact with the skin row.
void tb_finger_substep(tb_world *world, int k, const tb_world_finger_input *input,
                       double substep_ms);

/// One substep of a disc: anchor springs, then the halos of the fingers.
void tb_disc_substep(tb_world *world, tb_disc *disc, double substep_ms);

#endif
