/// A layered section for tests of the world: skin, fat and muscle over bone or deep muscle, and a
/// hand that presses and sweeps. Header only.
#ifndef TB_SCENES_SECTION_H
#define TB_SCENES_SECTION_H
#include "tautband/core/mathx.h"
#include "tautband/physics/world.h"

#include <math.h>
#include <string.h>

enum { SECTION_NX = 64, SECTION_NY_MAX = 48 };
enum { SECTION_SKIN, SECTION_FAT, SECTION_MUSCLE, SECTION_BAND, SECTION_MATERIALS };

/// Arrays that tb_world_build() reads, and what it reads.
typedef struct section_scene {
    int ny;
    double width_mm, depth_mm;
    double x_mm[SECTION_NX * SECTION_NY_MAX], y_mm[SECTION_NX * SECTION_NY_MAX];
    uint8_t material[SECTION_NX * SECTION_NY_MAX];
    tb_world_section section;
} section_scene;

/// Skin 2, fat 5, muscle 12 mm in rows of 1 mm, then `deep_mm` of muscle in rows of 1.25 mm; 60 mm
/// wide, x from 0. Moduli 150, 10, 15 kPa after 1 s (0.68 of the instantaneous ones).
static inline void section_layers(section_scene *scene, double deep_mm)
{
    enum { SKIN_ROWS = 2, FAT_ROWS = 5, MUSCLE_ROWS = 12 };
    memset(scene, 0, sizeof *scene);
    const int deep_rows = (int)(deep_mm / 1.25 + 0.5);
    scene->ny = SKIN_ROWS + FAT_ROWS + MUSCLE_ROWS + deep_rows + 1;
    scene->width_mm = 60.0;
    double depth = 0.0;
    for (int j = 0; j < scene->ny; ++j) {
        for (int i = 0; i < SECTION_NX; ++i) {
            const int at = i + SECTION_NX * j;
            scene->x_mm[at] = scene->width_mm * i / (SECTION_NX - 1);
            scene->y_mm[at] = -depth;
            scene->material[at] = j < SKIN_ROWS              ? SECTION_SKIN
                                  : j < SKIN_ROWS + FAT_ROWS ? SECTION_FAT
                                                             : SECTION_MUSCLE;
        }
        scene->depth_mm = depth;
        depth += j < SKIN_ROWS + FAT_ROWS + MUSCLE_ROWS ? 1.0 : 1.25;
    }
    const double after_1s = 0.68;
    scene->section = (tb_world_section){
        .x_mm = scene->x_mm,
        .y_mm = scene->y_mm,
        .cell_material = scene->material,
        .materials = {[SECTION_SKIN] = {{0.15 / after_1s, 0.45, 0.29}, {0.07, 0.01}, false},
                      [SECTION_FAT] = {{0.010 / after_1s, 0.45, 1.8}, {0.01, 0.002}, false},
                      [SECTION_MUSCLE] = {{0.015 / after_1s, 0.45, 0.29}, {0.03, 0.004}, false},
                      [SECTION_BAND] = {{0.060 / after_1s, 0.45, 0.29}, {0.05, 0.008}, false}},
        .material_count = SECTION_MATERIALS,
        .membranes = {{0, 0.15 * 0.2, 0.28}, {SKIN_ROWS + FAT_ROWS, 0.5 * 0.5, 0.10}},
        .membrane_count = 2,
        .bone_base = deep_mm == 0.0,
    };
}

/// A band across the section: a disc of radius 3 mm at a depth.
static inline void section_add_band(section_scene *scene, double x_mm, double depth_mm)
{
    scene->section.discs[scene->section.disc_count++] = (tb_world_disc){
        .x_mm = x_mm,
        .y_mm = -depth_mm,
        .radius_mm = 3.0,
        .cover_mm = depth_mm - 3.0,
        .across_n_per_mm = 0.15 * 0.3,
        .into_n_per_mm = 0.3,
        .layer_cos = 1.0,
    };
}

/// A world with this section in it, stepped so often in a millisecond; NULL when refused.
static inline tb_world *section_world_stepped(const section_scene *scene, double hand_n_per_mm,
                                              int substeps)
{
    tb_world_desc desc = tb_world_desc_default();
    desc.lattice.nx = SECTION_NX;
    desc.lattice.ny = scene->ny;
    desc.lattice.substeps = substeps;
    desc.hand_stiffness_n_per_mm = hand_n_per_mm;
    desc.finger_friction = 0.15;
    tb_world *world = NULL;
    if (tb_world_create(&desc, &world) != TB_OK) {
        return NULL;
    }
    if (tb_world_build(world, &scene->section, NULL) != TB_OK) {
        tb_world_destroy(world);
        return NULL;
    }
    return world;
}

/// The same with the usual substeps.
static inline tb_world *section_world(const section_scene *scene, double hand_n_per_mm)
{
    return section_world_stepped(scene, hand_n_per_mm, tb_lattice_desc_default().substeps);
}

/// One finger at x whose hand is `depth_mm` below the resting skin.
static inline tb_world_input section_finger(double x_mm, double depth_mm)
{
    tb_world_input input = {0};
    input.fingers[0] = (tb_world_finger_input){
        true, x_mm, tb_world_desc_default().finger_radius_mm - depth_mm, 1.25};
    return input;
}

/// 0 before `from`, 1 after `to`, straight between.
static inline double section_ramp(int tick, int from, int to)
{
    return tick <= from ? 0.0 : tick >= to ? 1.0 : (double)(tick - from) / (to - from);
}

#endif
