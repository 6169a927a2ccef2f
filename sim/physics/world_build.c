// Putting a section into a world, and exchanging parts of it while a finger walks along the fibres.
#include "world_internal.h"

#include <chipmunk/chipmunk_unsafe.h>
#include <math.h>
#include <string.h>

// Share of the cover between skin and band that moves with the finger; each of two pads that pinch
// a roll moves less of it [J].
static const double HALO_SHARE = 0.6, ROLL_HALO_SHARE = 0.45;
// What Chipmunk looks at once per tick is wider than what meets in the substeps: nothing comes this
// much nearer within one.
static const double SENSOR_MARGIN_MM = 2.0;
static const double FIBRE_N_PER_MM = 0.06; // fibre springs of the band's rows, E t [J]
// A cell may become so much stiffer than the masses were made for, which also bear how tissue
// stiffens under the finger: nodule against band, never bone.
static const double STIFFER_MOST = 1.6;
static const double NEEDLE_BUDGET_N_PER_MM = 1.0;
static const double FASTEST_MM_PER_MS = 2.0; // twice what a hand can do

double tb_world_row_height_mm(const tb_world *world, int row, double x_mm)
{
    const tb_lattice_model *model = &world->lattice->model;
    const double *x = model->x_mm + 2 * (size_t)model->stride * (size_t)row, *y = x + model->stride;
    int i = 0;
    while (i < model->desc.nx - 2 && x[i + 1] < x_mm) {
        ++i;
    }
    const double width_mm = x[i + 1] - x[i];
    const double share = width_mm != 0.0 ? (x_mm - x[i]) / width_mm : 0.0;
    const double inside = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    return y[i] + inside * (y[i + 1] - y[i]);
}

/// Resting place of skin node n.
static cpVect outline_rest(const tb_world *world, int n)
{
    const double *at = world->lattice->model.x_mm + tb_world_outline_at(world, n);
    return cpv(at[0], at[world->lattice->model.stride]);
}

double tb_world_skin_height_mm(const tb_world *world, double x_mm)
{
    if (world->shape == TB_WORLD_FLAT) {
        return tb_world_row_height_mm(world, 0, x_mm);
    }
    double best_mm = outline_rest(world, 0).y;
    for (int n = 0; n + 1 < world->outline_count; ++n) {
        const cpVect a = outline_rest(world, n), b = outline_rest(world, n + 1);
        if ((a.x <= x_mm) != (b.x <= x_mm)) {
            best_mm = fmax(best_mm, a.y + (b.y - a.y) * (x_mm - a.x) / (b.x - a.x));
        }
    }
    return best_mm;
}

double tb_world_base_height_mm(const tb_world *world, double x_mm)
{
    return world->shape == TB_WORLD_FLAT
               ? tb_world_row_height_mm(world, world->desc.lattice.ny - 1, x_mm)
               : outline_rest(world, 0).y;
}

bool tb_world_face_mm(const tb_world *world, double y_mm, int sense, double *x_mm)
{
    bool found = false;
    for (int n = 0; n + 1 < world->outline_count; ++n) {
        const cpVect a = outline_rest(world, n), b = outline_rest(world, n + 1);
        if ((a.y <= y_mm) != (b.y <= y_mm)) {
            const double x = a.x + (b.x - a.x) * (y_mm - a.y) / (b.y - a.y);
            *x_mm = !found || sense * x > sense * *x_mm ? x : *x_mm;
            found = true;
        }
    }
    return found;
}

/// Skin nodes from the left to the right.
static void find_outline(tb_world *world)
{
    const int nx = world->desc.lattice.nx, ny = world->desc.lattice.ny;
    const int stride = world->lattice->model.stride;
    int count = 0;
    switch (world->shape) {
    case TB_WORLD_FLAT:
        for (int i = 0; i < nx; ++i) {
            world->outline[count++] = i;
        }
        break;
    case TB_WORLD_ROLL_FACE: // up the left face, over the crest, down the right face
        for (int i = 0; i < nx; ++i) {
            world->outline[count++] = i;
        }
        for (int j = 1; j < ny - 1; ++j) {
            world->outline[count++] = nx - 1 + stride * j;
        }
        for (int i = nx - 1; i >= 0; --i) {
            world->outline[count++] = i + stride * (ny - 1);
        }
        break;
    case TB_WORLD_ROLL_CREST:
        for (int j = ny - 1; j > 0; --j) {
            world->outline[count++] = stride * j;
        }
        for (int i = 0; i < nx; ++i) {
            world->outline[count++] = i;
        }
        for (int j = 1; j < ny; ++j) {
            world->outline[count++] = nx - 1 + stride * j;
        }
        break;
    }
    world->outline_count = count;
}

/// Kinetic energy of all tissue at a speed that nothing here can cause; a run that blows up passes
/// it within a few substeps.
static double energy_limit_mj(const tb_lattice *lattice)
{
    const size_t nodes = (size_t)lattice->model.stride * (size_t)lattice->model.desc.ny;
    double mass_g = 0.0;
    for (size_t k = 0; k < nodes; ++k) {
        mass_g += lattice->model.mass_g[k];
    }
    return 0.5 * mass_g * FASTEST_MM_PER_MS * FASTEST_MM_PER_MS;
}

static tb_status check_section(const tb_world *world, const tb_world_section *section,
                               tb_error *error)
{
    if (section->material_count < 1 || section->material_count > TB_WORLD_MATERIALS_MAX ||
        section->membrane_count < 0 || section->membrane_count > TB_WORLD_MEMBRANES_MAX ||
        section->disc_count < 0 || section->disc_count > TB_WORLD_DISCS) {
        return tb_fail(error, TB_ERR_ARGUMENT, "world: %d materials, %d membranes, %d discs",
                       section->material_count, section->membrane_count, section->disc_count);
    }
    const int nx = world->desc.lattice.nx, ny = world->desc.lattice.ny;
    for (int k = 0; k < nx * ny; ++k) {
        if (section->cell_material[k] >= section->material_count) {
            return tb_fail(error, TB_ERR_ARGUMENT, "world: cell %d has material %d of %d", k,
                           section->cell_material[k], section->material_count);
        }
    }
    return TB_OK;
}

static void place_discs(tb_world *world, const tb_world_section *section)
{
    world->disc_count = section->disc_count;
    for (int k = 0; k < TB_WORLD_DISCS; ++k) {
        tb_disc *disc = &world->discs[k];
        disc->seen = (tb_world_disc_state){0};
        if (k >= section->disc_count) {
            tb_space_park(disc->body, TB_WORLD_FINGERS + k);
            continue;
        }
        disc->spec = section->discs[k];
        tb_world_move_disc(world, k, disc->spec.x_mm, disc->spec.y_mm);
        disc->body->p = cpv(disc->spec.x_mm, disc->spec.y_mm);
        disc->body->v = cpvzero;
        disc->seen.x_mm = disc->spec.x_mm;
        disc->seen.y_mm = disc->spec.y_mm;
    }
}

static void plan_track(tb_world *world, const tb_world_section *section)
{
    world->track = (tb_track_model){
        .cell_tissue = world->cell_material,
        .bone_row = section->bone_base ? world->desc.lattice.ny - 1 : -1,
        .air_edges = section->shape == TB_WORLD_ROLL_FACE ? TB_EDGE_LAST_COLUMN | TB_EDGE_LAST_ROW
                     : section->shape == TB_WORLD_ROLL_CREST
                         ? TB_EDGE_FIRST_COLUMN | TB_EDGE_LAST_COLUMN
                         : 0,
    };
    for (int k = 0; k < section->material_count; ++k) {
        world->track.tissues[k] = section->materials[k].needle;
        world->track.bone[k] = section->materials[k].bone;
    }
    // index in the track = index in the section: the caller knows its membranes by it
    for (int k = 0; k < section->membrane_count; ++k) {
        world->track.membranes[k] =
            (tb_track_membrane){section->membranes[k].row, section->membranes[k].puncture_n};
    }
    world->track.membrane_count = section->membrane_count;
}

/// Thickness of what a finger presses against bone. Where bone ends beside a finger the ball still
/// stands on its edge: the column grows by no more than 1 mm per mm sideways [J], which is what
/// keeps a finger that slides onto bone from meeting a step.
static void find_columns(tb_world *world, const double *bone_depth_mm)
{
    const int nx = world->desc.lattice.nx;
    const size_t stride = (size_t)world->lattice->model.stride,
                 base = 2 * stride * (size_t)(world->desc.lattice.ny - 1);
    const double *x = world->lattice->model.x_mm, *y = x + stride;
    for (int i = 0; i < nx; ++i) {
        double least_mm = INFINITY;
        for (int k = 0; k < nx; ++k) {
            const double base_mm = y[k] - y[base + (size_t)k];
            const double bone_mm = bone_depth_mm != NULL ? bone_depth_mm[k] : base_mm;
            least_mm = fmin(least_mm, fmin(bone_mm, base_mm) + fabs(x[k] - x[i]));
        }
        world->column_mm[i] = least_mm;
    }
}

tb_status tb_world_build(tb_world *world, const tb_world_section *section, tb_error *error)
{
    const int nx = world->desc.lattice.nx, ny = world->desc.lattice.ny;
    world->built = false;
    tb_status status = check_section(world, section, error);
    if (status != TB_OK) {
        return status;
    }
    memcpy(world->materials, section->materials, sizeof world->materials);
    world->material_count = section->material_count;
    memcpy(world->cell_material, section->cell_material, (size_t)(nx * ny));
    for (int k = 0; k < nx * ny; ++k) {
        world->cells[k] = section->materials[section->cell_material[k]].elastic;
        world->built_mpa[k] = world->cells[k].modulus_mpa;
        world->extra_stiffness[k] = section->needle_expected ? NEEDLE_BUDGET_N_PER_MM : 0.0;
    }
    tb_twitch_plan(world, section);

    tb_row_membrane membranes[TB_WORLD_MEMBRANES_MAX + TB_TWITCH_ROWS];
    int membrane_count = 0;
    for (int k = 0; k < section->membrane_count; ++k) {
        if (section->membranes[k].stiffness_n_per_mm > 0.0) {
            membranes[membrane_count++] = (tb_row_membrane){
                section->membranes[k].row, section->membranes[k].stiffness_n_per_mm};
        }
    }
    for (int r = 0; r < world->twitch.row_count; ++r) {
        membranes[membrane_count++] = (tb_row_membrane){world->twitch.rows[r], FIBRE_N_PER_MM};
    }
    const tb_lattice_shape shape = {
        .x_mm = section->x_mm,
        .y_mm = section->y_mm,
        .cells = world->cells,
        .membranes = membranes,
        .membrane_count = membrane_count,
        .extra_stiffness_n_per_mm = world->extra_stiffness,
        .fix_sides = section->shape == TB_WORLD_FLAT,
        .fix_first_column = section->shape == TB_WORLD_ROLL_FACE,
        .fix_base = section->shape != TB_WORLD_ROLL_FACE,
    };
    status = tb_lattice_build(world->lattice, &shape, error);
    if (status != TB_OK) {
        return status;
    }
    world->shape = section->shape;
    find_outline(world);
    if (world->shape == TB_WORLD_FLAT) {
        find_columns(world, section->bone_depth_mm);
    }
    plan_track(world, section);
    place_discs(world, section);
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        world->fingers[k].seen = (tb_world_finger){0};
        tb_space_park(world->fingers[k].body, k);
    }
    world->energy_limit_mj = energy_limit_mj(world->lattice);
    world->has_needle = false;
    world->built = true;
    return TB_OK;
}

void tb_world_set_row(tb_world *world, int row, const uint8_t *cell_material)
{
    const int nx = world->desc.lattice.nx;
    if (row < 0 || row >= world->desc.lattice.ny - 1) {
        return;
    }
    tb_cell_material *cells = world->cells + nx * row;
    bool changed = false;
    for (int i = 0; i < nx; ++i) {
        const int material = cell_material[i] < world->material_count ? cell_material[i] : 0;
        changed = changed || material != world->cell_material[i + nx * row];
        world->cell_material[i + nx * row] = (uint8_t)material;
        cells[i] = world->materials[material].elastic;
        // bone that comes under a pressing finger is felt as stiff only once the section is built
        // for it
        cells[i].modulus_mpa =
            fmin(cells[i].modulus_mpa, STIFFER_MOST * world->built_mpa[i + nx * row]);
    }
    if (changed) { // the same cells once more would change nothing
        tb_lattice_set_row(world->lattice, row, cells);
    }
}

/// How far fingers are felt ahead of themselves by a disc, after its cover.
static void set_halo(const tb_world *world, tb_disc *disc)
{
    const double share = world->shape == TB_WORLD_FLAT ? HALO_SHARE : ROLL_HALO_SHARE;
    const double cover_mm = fmax(disc->spec.cover_mm, 0.0);
    disc->halo_mm[0] = share * cover_mm;
    disc->halo_mm[1] = world->shape == TB_WORLD_FLAT ? disc->halo_mm[0]
                                                     : share * fmax(disc->spec.far_cover_mm, 0.0);
    const double halo_mm = fmax(disc->halo_mm[0], disc->halo_mm[1]);
    cpCircleShapeSetRadius(disc->shape, disc->spec.radius_mm + halo_mm + SENSOR_MARGIN_MM);
}

void tb_world_move_disc(tb_world *world, int k, double x_mm, double y_mm)
{
    tb_disc *disc = &world->discs[k];
    double s = 0.0, t = 0.0;
    tb_lattice_locate_rest(world->lattice, x_mm, y_mm, &s, &t);
    disc->anchor = tb_lattice_point(world->lattice, s, t);
    tb_lattice_reference(world->lattice, &disc->anchor, &disc->rest_x_mm, &disc->rest_y_mm);
    if (world->shape == TB_WORLD_FLAT) {
        // a band that dives gains the cover it dives below
        disc->spec.cover_mm +=
            (tb_world_row_height_mm(world, 0, x_mm) - y_mm) -
            (tb_world_row_height_mm(world, 0, disc->spec.x_mm) - disc->spec.y_mm);
    } else {
        // what one face gains in cover the other loses
        const double shift_mm = x_mm - disc->spec.x_mm;
        disc->spec.cover_mm += shift_mm;
        disc->spec.far_cover_mm -= shift_mm;
    }
    disc->spec.x_mm = x_mm;
    disc->spec.y_mm = y_mm;
    set_halo(world, disc);
}

void tb_world_swell_disc(tb_world *world, int k, double radius_mm, double into_n_per_mm)
{
    tb_disc *disc = &world->discs[k];
    const double grown_mm = radius_mm - disc->spec.radius_mm;
    disc->spec.cover_mm -= grown_mm;
    disc->spec.far_cover_mm -= grown_mm;
    disc->spec.radius_mm = radius_mm;
    disc->spec.across_n_per_mm *= into_n_per_mm / disc->spec.into_n_per_mm;
    disc->spec.into_n_per_mm = into_n_per_mm;
    set_halo(world, disc);
}

void tb_world_take_needle(tb_world *world, const tb_needle_spec *spec, const tb_needle_hand *hand)
{
    tb_needle_reset(&world->needle, spec, hand);
    double s = 0.0, t = 0.0;
    tb_lattice_locate_rest(world->lattice, hand->entry_x_mm, hand->entry_y_mm, &s, &t);
    world->needle.tip_point = tb_lattice_point(world->lattice, s, 0.0);
    world->has_needle = true;
}

void tb_world_seat_needle(tb_world *world, const tb_needle_hand *hand, double depth_mm)
{
    tb_needle_seat(&world->needle, &world->track, world->lattice, hand, depth_mm);
    world->has_needle = true;
}
