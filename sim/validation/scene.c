// A flat section in a world, and the hand that drives a needle down its middle.
#include "tautband/core/alloc.h"
#include "tautband/core/units.h"

#include "validation_internal.h"

#include <math.h>

enum { SKIN_ROWS = 2 };
static const double WIDTH_MM = 80.0, SKIN_MM = 2.0, FASCIA_MM = 1.0, TUBE_FREE_MM = 4.0;
// Tables hold moduli one second after loading; the solver takes instantaneous ones.
static const double SHARE_AFTER_1S = 0.68;
static const double MEMBRANE_LIMIT_N_PER_MM = 0.3;

tb_scene_options tb_scene_options_of(const tb_tissue_table *tissues)
{
    tb_scene_options options = {
        .tissues = tissues, .layered = true, .muscle_rows = 31, .spec = tb_needle_spec_default()};
    options.spec.bow_per_mm = 0.0;
    return options;
}

static void fill_nodes(tb_scene *scene, const tb_scene_options *options, int ny)
{
    for (int j = 0; j < ny; ++j) {
        const tb_tissue tissue = !options->layered || j >= TB_SCENE_FASCIA_ROW ? TB_TISSUE_MUSCLE
                                 : j < SKIN_ROWS                               ? TB_TISSUE_SKIN
                                                                               : TB_TISSUE_FAT;
        for (int i = 0; i < TB_SCENE_NX; ++i) {
            const int at = i + TB_SCENE_NX * j;
            scene->x_mm[at] = 0.5 * WIDTH_MM * (2 * i - (TB_SCENE_NX - 1)) / (TB_SCENE_NX - 1);
            scene->y_mm[at] = -j;
            scene->material[at] = (uint8_t)tissue;
        }
    }
}

static void fill_materials(tb_scene *scene, const tb_scene_options *options)
{
    tb_world_section *section = &scene->section;
    section->material_count = TB_TISSUE_COUNT;
    for (int k = 0; k < TB_TISSUE_COUNT; ++k) {
        const tb_tissue_props *p = &options->tissues->props[k];
        section->materials[k] = (tb_world_material){
            {tb_mpa_from_kpa(p->modulus_kpa) / SHARE_AFTER_1S, p->poisson, p->stiffening},
            {p->cutting_mn * 1e-3, p->friction_mn_per_mm * 1e-3},
            k == TB_TISSUE_BONE};
        if (options->override.friction_n_per_mm > 0.0) {
            section->materials[k].needle = options->override;
        }
    }
    if (options->layered) {
        const tb_tissue_props *skin = &options->tissues->props[TB_TISSUE_SKIN];
        const tb_tissue_props *fascia = &options->tissues->props[TB_TISSUE_FASCIA];
        section->membranes[0] = (tb_world_membrane){
            0, fmin(skin->membrane_mpa * SKIN_MM, MEMBRANE_LIMIT_N_PER_MM), skin->puncture_n};
        section->membranes[1] = (tb_world_membrane){
            TB_SCENE_FASCIA_ROW, fmin(fascia->membrane_mpa * FASCIA_MM, MEMBRANE_LIMIT_N_PER_MM),
            fascia->puncture_n * FASCIA_MM};
        section->membrane_count = 2;
    } else {
        section->membranes[0] = (tb_world_membrane){0, 0.0, 1e-3}; // a surface to enter by
        section->membrane_count = 1;
    }
}

tb_status tb_scene_create(const tb_scene_options *options, tb_scene **out)
{
    tb_scene *scene = tb_alloc(sizeof *scene);
    if (scene == NULL) {
        return TB_ERR_MEMORY;
    }
    tb_world_desc desc = tb_world_desc_default();
    desc.lattice.nx = TB_SCENE_NX;
    desc.lattice.ny = (options->layered ? TB_SCENE_FASCIA_ROW : 0) + options->muscle_rows + 1;
    fill_nodes(scene, options, desc.lattice.ny);
    fill_materials(scene, options);
    scene->spec = options->spec;
    scene->section.x_mm = scene->x_mm;
    scene->section.y_mm = scene->y_mm;
    scene->section.cell_material = scene->material;
    scene->section.needle_expected = true;
    if (options->twitch) {
        scene->section.twitch.present = true;
        scene->section.twitch.y_mm = -TB_SCENE_BAND_MM;
        scene->section.twitch.half_length_mm = 20.0;
        scene->section.twitch.along_section = true;
    }
    tb_status status = tb_world_create(&desc, &scene->world);
    if (status == TB_OK) {
        status = tb_world_build(scene->world, &scene->section, NULL);
    }
    if (status != TB_OK) {
        tb_scene_destroy(scene);
        return status;
    }
    *out = scene;
    return TB_OK;
}

void tb_scene_destroy(tb_scene *scene)
{
    if (scene != NULL) {
        tb_world_destroy(scene->world);
        tb_free(scene);
    }
}

static void aim(tb_scene *scene)
{
    scene->input.needle = (tb_needle_hand){.hub_y_mm = scene->spec.length_mm - scene->path_mm,
                                           .hub_angle_rad = -0.5 * TB_PI,
                                           .tube_free_mm = TUBE_FREE_MM,
                                           .spin_rad = scene->spin_rad,
                                           .grip = 1.0};
}

void tb_scene_take(tb_scene *scene)
{
    scene->path_mm = -1.0;
    scene->spin_rad = 0.0;
    scene->input.needle_present = true;
    aim(scene);
    tb_world_take_needle(scene->world, &scene->spec, &scene->input.needle);
}

const tb_needle *tb_scene_drive(tb_scene *scene, double way_mm)
{
    scene->path_mm += way_mm;
    aim(scene);
    tb_world_step(scene->world, &scene->input);
    return tb_world_needle_of(scene->world);
}

void tb_scene_go(tb_scene *scene, double path_mm, double speed_mm_per_ms)
{
    const double way_mm = path_mm - scene->path_mm;
    const int ticks = (int)ceil(fabs(way_mm) / speed_mm_per_ms - 1e-9);
    for (int n = 0; n < ticks; ++n) {
        tb_scene_drive(scene, way_mm / ticks);
    }
}
