/// A flat layered section and a needle driven along its axis, for the needle's tests and
/// validation: skin 2 mm in 2 rows, fat 6 mm in 6, deep fascia as a membrane on row 8, muscle below
/// in 1 mm rows, 80 mm wide in 64 columns. Needle values of a 0.25 mm needle as in
/// assets/tissues.yaml; moduli instantaneous.
#ifndef TB_NEEDLE_SCENE_H
#define TB_NEEDLE_SCENE_H
#include "tautband/core/mathx.h"
#include "tautband/physics/needle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SCENE_COLUMNS = 64,
    SCENE_ROWS_MAX = 48,
    SCENE_SKIN_ROWS = 2,
    SCENE_FASCIA_ROW = 8,
    SCENE_SKIN = 0, ///< indices of the tissues
    SCENE_FAT = 1,
    SCENE_MUSCLE = 2,
    SCENE_SKIN_MEMBRANE = 0, ///< indices of the membranes
    SCENE_FASCIA_MEMBRANE = 1,
};

#define SCENE_WIDTH_MM 80.0
#define SCENE_SKIN_CUTTING_N 0.070
#define SCENE_SKIN_PUNCTURE_N 0.28
#define SCENE_FASCIA_PUNCTURE_N 0.10
#define SCENE_FAT_CUTTING_N 0.005
#define SCENE_MUSCLE_CUTTING_N 0.030
#define SCENE_SKIN_FRICTION_N_PER_MM 0.012
#define SCENE_FAT_FRICTION_N_PER_MM 0.002
#define SCENE_MUSCLE_FRICTION_N_PER_MM 0.004

/// What to build; start from needle_scene_options_default().
typedef struct needle_scene_options {
    double tilt_deg;     ///< from the skin's normal, towards +x
    double entry_x_mm;   ///< where the needle meets the resting skin
    int muscle_rows;     ///< 1 mm each
    bool bone;           ///< the base is bone
    double tube_free_mm; ///< < 0: no guide tube
    tb_needle_spec spec;
    int substeps;
} needle_scene_options;

/// The section, the needle and the hand that drives it.
typedef struct needle_scene {
    tb_lattice *lattice;
    tb_track_model track;
    uint8_t cell_tissue[SCENE_COLUMNS * SCENE_ROWS_MAX];
    tb_needle needle;
    tb_needle_hand hand;
    double path_mm;              ///< of a rigid tip past the entry, along the axis
    double tilt_rad, entry_x_mm; ///< of the hub's line
    double tube_free_mm;
    uint32_t tick;
} needle_scene;

static inline needle_scene_options needle_scene_options_default(void)
{
    return (needle_scene_options){
        .entry_x_mm = 40.0,
        .muscle_rows = 31,
        .tube_free_mm = 4.0,
        .spec = tb_needle_spec_default(),
        .substeps = 8,
    };
}

/// Hub and direction for the scene's path and tilt.
static inline void needle_scene_aim(needle_scene *scene)
{
    const double angle_rad = -0.5 * TB_PI + scene->tilt_rad;
    const double back_mm = scene->path_mm - scene->needle.beam.spec.length_mm;
    scene->hand.hub_angle_rad = angle_rad;
    scene->hand.hub_x_mm = scene->entry_x_mm + back_mm * tb_cos(angle_rad);
    scene->hand.hub_y_mm = back_mm * tb_sin(angle_rad);
    scene->hand.entry_x_mm = scene->entry_x_mm;
    scene->hand.entry_y_mm = 0.0;
    scene->hand.tube_free_mm = scene->tube_free_mm;
}

/// Take a needle in hand, its tip 1 mm above the skin.
static inline void needle_scene_take(needle_scene *scene, const needle_scene_options *options)
{
    scene->needle.beam.spec = options->spec;
    scene->path_mm = -1.0;
    scene->tilt_rad = options->tilt_deg * TB_PI / 180.0;
    scene->entry_x_mm = options->entry_x_mm;
    scene->tube_free_mm = options->tube_free_mm;
    scene->hand = (tb_needle_hand){.grip = 1.0};
    needle_scene_aim(scene);
    tb_needle_reset(&scene->needle, &options->spec, &scene->hand);
    scene->needle.tip_point = tb_lattice_point(
        scene->lattice, options->entry_x_mm / SCENE_WIDTH_MM * (SCENE_COLUMNS - 1), 0.0);
}

static inline void needle_scene_tissues(needle_scene *scene, int ny)
{
    for (int j = 0; j < ny; ++j) {
        const int tissue = j < SCENE_SKIN_ROWS    ? SCENE_SKIN
                           : j < SCENE_FASCIA_ROW ? SCENE_FAT
                                                  : SCENE_MUSCLE;
        memset(scene->cell_tissue + SCENE_COLUMNS * j, tissue, SCENE_COLUMNS);
    }
    scene->track.cell_tissue = scene->cell_tissue;
    scene->track.tissues[SCENE_SKIN] =
        (tb_track_tissue){SCENE_SKIN_CUTTING_N, SCENE_SKIN_FRICTION_N_PER_MM};
    scene->track.tissues[SCENE_FAT] =
        (tb_track_tissue){SCENE_FAT_CUTTING_N, SCENE_FAT_FRICTION_N_PER_MM};
    scene->track.tissues[SCENE_MUSCLE] =
        (tb_track_tissue){SCENE_MUSCLE_CUTTING_N, SCENE_MUSCLE_FRICTION_N_PER_MM};
    scene->track.membranes[SCENE_SKIN_MEMBRANE] = (tb_track_membrane){0, SCENE_SKIN_PUNCTURE_N};
    scene->track.membranes[SCENE_FASCIA_MEMBRANE] =
        (tb_track_membrane){SCENE_FASCIA_ROW, SCENE_FASCIA_PUNCTURE_N};
    scene->track.membrane_count = 2;
}

/// Build it; ends the program when that fails. Free with needle_scene_destroy().
static inline needle_scene *needle_scene_create(const needle_scene_options *options)
{
    needle_scene *scene = calloc(1, sizeof *scene);
    tb_lattice_desc desc = tb_lattice_desc_default();
    desc.nx = SCENE_COLUMNS;
    desc.ny = SCENE_FASCIA_ROW + options->muscle_rows + 1;
    desc.substeps = options->substeps;
    const int count = desc.nx * desc.ny;
    double *x_mm = calloc((size_t)count, sizeof *x_mm), *y_mm = calloc((size_t)count, sizeof *y_mm);
    double *needle_n_per_mm = calloc((size_t)count, sizeof *needle_n_per_mm);
    tb_cell_material *cells = calloc((size_t)count, sizeof *cells);
    if (scene == NULL || x_mm == NULL || y_mm == NULL || needle_n_per_mm == NULL || cells == NULL ||
        tb_lattice_create(&desc, &scene->lattice) != TB_OK) {
        fprintf(stderr, "needle scene: no memory\n");
        abort();
    }
    needle_scene_tissues(scene, desc.ny);
    const double instantaneous = 1.0 / 0.68; // over the quasi-static modulus of the tables
    const tb_cell_material materials[] = {{0.150 * instantaneous, 0.45, 0.29},
                                          {0.010 * instantaneous, 0.45, 1.8},
                                          {0.015 * instantaneous, 0.45, 0.29}};
    for (int k = 0; k < count; ++k) {
        x_mm[k] = SCENE_WIDTH_MM * (k % desc.nx) / (desc.nx - 1);
        y_mm[k] = -(k / desc.nx);
        needle_n_per_mm[k] = 1.0;
        cells[k] = materials[scene->cell_tissue[k]];
    }
    const tb_row_membrane membranes[] = {{0, 0.15 * 0.2}, {SCENE_FASCIA_ROW, 0.5 * 0.5}};
    const tb_lattice_shape shape = {
        .x_mm = x_mm,
        .y_mm = y_mm,
        .cells = cells,
        .membranes = membranes,
        .membrane_count = 2,
        .extra_stiffness_n_per_mm = needle_n_per_mm,
        .fix_sides = true,
        .fix_base = true,
    };
    tb_error error = {0};
    if (tb_lattice_build(scene->lattice, &shape, &error) != TB_OK) {
        fprintf(stderr, "needle scene: %s\n", error.message);
        abort();
    }
    free(x_mm);
    free(y_mm);
    free(needle_n_per_mm);
    free(cells);
    scene->track.bone_row = options->bone ? desc.ny - 1 : -1;
    needle_scene_take(scene, options);
    return scene;
}

static inline void needle_scene_destroy(needle_scene *scene)
{
    if (scene != NULL) {
        tb_lattice_destroy(scene->lattice);
        free(scene);
    }
}

/// One tick of 1 ms with the hand where it is.
static inline void needle_scene_tick(needle_scene *scene)
{
    const int substeps = scene->lattice->model.desc.substeps;
    const double share = 1.0 / substeps;
    tb_lattice_relax(scene->lattice, scene->tick++);
    tb_needle_begin_tick(&scene->needle, &scene->track, scene->lattice, &scene->hand);
    for (int n = 1; n <= substeps; ++n) {
        tb_lattice_substep(scene->lattice);
        tb_needle_substep(&scene->needle, &scene->track, scene->lattice, &scene->hand, n * share,
                          share);
    }
    tb_needle_end_tick(&scene->needle, &scene->track, scene->lattice);
}

/// Advance the hub along its line by speed_mm_per_ms for one tick.
static inline void needle_scene_drive(needle_scene *scene, double speed_mm_per_ms)
{
    scene->path_mm += speed_mm_per_ms;
    needle_scene_aim(scene);
    needle_scene_tick(scene);
}

/// Advance the hub to a path at a speed (> 0).
static inline void needle_scene_go(needle_scene *scene, double path_mm, double speed_mm_per_ms)
{
    const double way_mm = path_mm - scene->path_mm;
    const int ticks = (int)ceil(fabs(way_mm) / speed_mm_per_ms - 1e-9);
    for (int n = 0; n < ticks; ++n) {
        needle_scene_drive(scene, way_mm / ticks);
    }
}

/// Keep still.
static inline void needle_scene_wait(needle_scene *scene, int ms)
{
    for (int n = 0; n < ms; ++n) {
        needle_scene_drive(scene, 0.0);
    }
}

/// Hash of lattice and needle.
static inline uint64_t needle_scene_hash(const needle_scene *scene)
{
    tb_hash hash = tb_hash_start();
    tb_lattice_hash(scene->lattice, &hash);
    tb_needle_hash(&scene->needle, &hash);
    return hash.value;
}

#endif
