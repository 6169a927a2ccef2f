#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"

#include "world_internal.h"

#include <math.h>
#include <string.h>

// The tissue constraint is laid out against Chipmunk 7.0.3's private structures.
_Static_assert(sizeof(cpConstraint) == 104,
               "another Chipmunk version: check the constraint's layout");
_Static_assert(sizeof(cpBody) == 272, "another Chipmunk version: check the body's layout");

static const double DISC_MASS_G = 20.0;
static const double HALO_SHARE =
    0.6; // of the cover between skin and band that moves with the finger [J]
static const double FIBRE_N_PER_MM = 0.06; // fibre springs of the band's rows, E t
static const double NEEDLE_BUDGET_N_PER_MM = 1.0, TWITCH_BUDGET_N_PER_MM = 3.0;
static const double TWITCH_RADIUS_MM = 3.0;
static const double FINGER_FORCE_LIMIT_N = 100.0, NEEDLE_FORCE_LIMIT_N = 50.0,
                    DEPTH_LIMIT_SHARE = 0.8;
// Far above any motion a hand can cause (all tissue at 0.5 mm/ms), far below a run that blows up.
static const double ENERGY_LIMIT_MJ = 20000.0;

tb_world_desc tb_world_desc_default(void)
{
    return (tb_world_desc){
        .lattice = tb_lattice_desc_default(),
        .finger_radius_mm = 7.0,
        .finger_mass_g = 150.0,
        .hand_stiffness_n_per_mm = 3.0,
        .finger_friction = 0.3,
    };
}

// ---- what Chipmunk calls ----

static void keep_velocity(cpBody *body, cpVect gravity, cpFloat damping, cpFloat dt)
{
    (void)body, (void)gravity, (void)damping, (void)dt; // integrated in the substeps
}

static void keep_position(cpBody *body, cpFloat dt)
{
    (void)dt;
    body->transform.tx = body->p.x; // never turned: no sine or cosine enters the state
    body->transform.ty = body->p.y;
    body->v_bias = cpvzero;
    body->w_bias = 0.0;
}

static void apply_nothing(cpConstraint *constraint, cpFloat dt)
{
    (void)constraint, (void)dt;
}

static cpFloat no_impulse(cpConstraint *constraint)
{
    (void)constraint;
    return 0.0;
}

static void twitch_tension(tb_world *world, double drive)
{
    if (!world->twitch.present || !world->twitch.along_section ||
        drive == world->twitch.drive_before) {
        return;
    }
    world->twitch.drive_before = drive;
    const size_t stride = (size_t)world->lattice->model.stride;
    for (int r = 0; r < world->twitch.row_count; ++r) {
        const size_t row = (size_t)world->twitch.rows[r];
        const double *membrane = world->lattice->model.membrane + 2 * stride * row;
        double *active = world->lattice->state.active + 2 * stride * row;
        for (int i = world->twitch.first_column; i < world->twitch.last_column; ++i) {
            // constant pull T on an edge of resting length L: its spring's k falls by T / L
            const double k = membrane[(int)stride + i], k_over_l2 = membrane[i];
            const double length_mm = k_over_l2 > 0.0 ? sqrt(k / k_over_l2) : 1.0;
            active[(int)stride + i] =
                -drive * world->input->twitch.tension_n / (length_mm * world->twitch.row_count);
        }
    }
}

static void twitch_jerk(tb_world *world, double drive)
{
    if (!world->twitch.present || drive == 0.0 || world->twitch.node_count == 0) {
        return;
    }
    const tb_world_twitch_input *twitch = &world->input->twitch;
    const tb_lattice_model *model = &world->lattice->model;
    const double share = drive * twitch->jerk_n / world->twitch.node_count / model->decay;
    for (int k = 0; k < world->twitch.node_count; ++k) {
        const double kick = model->half_step[world->twitch.masses[k]] * share;
        double *q = world->lattice->state.q_mm + world->twitch.nodes[k];
        double *v = world->lattice->state.v_mm_per_ms + world->twitch.nodes[k];
        v[0] += kick * twitch->jerk_x;
        v[model->stride] += kick * twitch->jerk_y;
        q[0] += model->tau_ms * kick * twitch->jerk_x;
        q[model->stride] += model->tau_ms * kick * twitch->jerk_y;
    }
}

/// Everything that moves in one tick, in this order in every build.
static void step_tissue(cpConstraint *constraint, cpFloat dt)
{
    (void)dt;
    tb_world *world = ((tb_tissue_constraint *)constraint)->world;
    if (world->input == NULL) {
        return;
    }
    const tb_world_input *input = world->input;
    const int substeps = world->desc.lattice.substeps;
    const double h = 1.0 / (double)substeps;
    tb_lattice_relax(world->lattice, world->tick_ms);
    twitch_tension(world, input->twitch.drive);
    if (world->has_needle) {
        tb_needle_begin_tick(&world->needle, &world->track, world->lattice, &input->needle);
    }
    for (int n = 1; n <= substeps; ++n) {
        tb_lattice_substep(world->lattice);
        twitch_jerk(world, input->twitch.drive);
        if (world->has_needle) {
            tb_needle_substep(&world->needle, &world->track, world->lattice, &input->needle, n * h,
                              h);
        }
        for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
            if (world->fingers[k].seen.active) {
                tb_finger_substep(world, k, &input->fingers[k], h);
            }
        }
        for (int k = 0; k < world->disc_count; ++k) {
            tb_disc_substep(world, &world->discs[k], h);
        }
    }
    if (world->has_needle) {
        tb_needle_end_tick(&world->needle, &world->track, world->lattice);
    }
}

static const cpConstraintClass TISSUE_CLASS = {step_tissue, apply_nothing, apply_nothing,
                                               no_impulse};

// ---- life of a world ----

static cpBody *add_body(cpSpace *space, double mass_g, bool kinematic)
{
    cpBody *body = kinematic ? cpBodyNewKinematic() : cpBodyNew(mass_g, INFINITY);
    if (body != NULL) {
        body->velocity_func = keep_velocity;
        body->position_func = keep_position;
        cpSpaceAddBody(space, body);
    }
    return body;
}

static bool fill_space(tb_world *world)
{
    cpSpace *space = world->space;
    space->iterations = 10;
    space->collisionSlop = 0.005;
    space->collisionBias = 0.6309573444801932; // 0.1^(1/5) per ms
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        tb_finger *finger = &world->fingers[k];
        finger->body = add_body(space, world->desc.finger_mass_g, false);
        if (finger->body == NULL) {
            return false;
        }
        // two fingers cannot enter each other; the tissue below them is the constraint's business
        finger->body->p = cpv(1e4 + 100.0 * k, 1e4);
        finger->shape = cpCircleShapeNew(finger->body, world->desc.finger_radius_mm, cpvzero);
        if (finger->shape == NULL) {
            return false;
        }
        cpSpaceAddShape(space, finger->shape);
    }
    for (int k = 0; k < TB_WORLD_DISCS; ++k) {
        world->discs[k].body = add_body(space, DISC_MASS_G, false);
        if (world->discs[k].body == NULL) {
            return false;
        }
    }
    world->hub = add_body(space, 0.0, true);
    if (world->hub == NULL) {
        return false;
    }
    // two different bodies: Chipmunk unlinks a constraint from each of its bodies in turn
    cpConstraintInit(&world->tissue.base, &TISSUE_CLASS, world->hub, space->staticBody);
    world->tissue.world = world;
    cpSpaceAddConstraint(space, &world->tissue.base);
    return true;
}

tb_status tb_world_create(const tb_world_desc *desc, tb_world **out)
{
    if (!(desc->finger_radius_mm > 0.0) || !(desc->finger_mass_g > 0.0) ||
        !(desc->hand_stiffness_n_per_mm > 0.0) || !(desc->finger_friction >= 0.0)) {
        return TB_ERR_ARGUMENT;
    }
    tb_world *world = tb_alloc(sizeof *world);
    if (world == NULL) {
        return TB_ERR_MEMORY;
    }
    world->desc = *desc;
    tb_status status = tb_lattice_create(&desc->lattice, &world->lattice);
    const size_t nodes = (size_t)desc->lattice.nx * (size_t)desc->lattice.ny;
    if (status == TB_OK) {
        world->cell_material = tb_alloc(nodes);
        world->cells = tb_alloc(nodes * sizeof *world->cells);
        world->extra_stiffness = tb_alloc(nodes * sizeof *world->extra_stiffness);
        world->space = cpSpaceNew();
        const bool have_all = world->cell_material != NULL && world->cells != NULL &&
                              world->extra_stiffness != NULL && world->space != NULL &&
                              fill_space(world);
        status = have_all ? TB_OK : TB_ERR_MEMORY;
    }
    if (status != TB_OK) {
        tb_world_destroy(world);
        return status;
    }
    // Chipmunk takes its contact buffers and tables at the first contacts: have them before the
    // first real tick.
    world->fingers[0].body->p = cpv(1e4, 1e4);
    world->fingers[1].body->p = cpv(1e4 + world->desc.finger_radius_mm, 1e4);
    for (int n = 0; n < 16; ++n) {
        cpSpaceStep(world->space, 1.0);
    }
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        world->fingers[k].body->p = cpv(1e4 + 100.0 * k, 1e4);
        world->fingers[k].body->v = cpvzero;
    }
    for (int n = 0; n < 8; ++n) {
        cpSpaceStep(world->space, 1.0);
    }
    *out = world;
    return TB_OK;
}

void tb_world_greet(void)
{
    cpSpace *space = cpSpaceNew();
    if (space != NULL) {
        cpSpaceFree(space);
    }
}

static void free_body(cpSpace *space, cpBody *body)
{
    if (body != NULL) {
        cpSpaceRemoveBody(space, body);
        cpBodyFree(body);
    }
}

void tb_world_destroy(tb_world *world)
{
    if (world == NULL) {
        return;
    }
    if (world->space != NULL) {
        if (world->tissue.world != NULL) {
            cpSpaceRemoveConstraint(world->space, &world->tissue.base);
        }
        for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
            if (world->fingers[k].shape != NULL) {
                cpSpaceRemoveShape(world->space, world->fingers[k].shape);
                cpShapeFree(world->fingers[k].shape);
            }
            free_body(world->space, world->fingers[k].body);
        }
        for (int k = 0; k < TB_WORLD_DISCS; ++k) {
            free_body(world->space, world->discs[k].body);
        }
        free_body(world->space, world->hub);
        cpSpaceFree(world->space);
    }
    tb_lattice_destroy(world->lattice);
    tb_free(world->cell_material);
    tb_free(world->cells);
    tb_free(world->extra_stiffness);
    tb_free(world);
}

// ---- building a section ----

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

/// Rows and nodes that a twitch will move, and what the mass budget must bear for it.
static void plan_twitch(tb_world *world, const tb_world_section *section)
{
    const int nx = world->desc.lattice.nx, ny = world->desc.lattice.ny;
    const int stride = world->lattice->model.stride;
    world->twitch.present = section->twitch.present;
    world->twitch.along_section = section->twitch.along_section;
    world->twitch.row_count = world->twitch.node_count = 0;
    world->twitch.drive_before = 0.0;
    if (!section->twitch.present) {
        return;
    }
    int column = 0;
    for (int i = 1; i < nx; ++i) {
        column = fabs(section->x_mm[i] - section->twitch.x_mm) <
                         fabs(section->x_mm[column] - section->twitch.x_mm)
                     ? i
                     : column;
    }
    int row = 1;
    for (int j = 1; j < ny - 1; ++j) {
        row = fabs(section->y_mm[column + nx * j] - section->twitch.y_mm) <
                      fabs(section->y_mm[column + nx * row] - section->twitch.y_mm)
                  ? j
                  : row;
    }
    for (int j = row - TB_TWITCH_ROWS / 2; j <= row + TB_TWITCH_ROWS / 2; ++j) {
        if (j > 0 && j < ny - 1) {
            world->twitch.rows[world->twitch.row_count++] = j;
        }
    }
    world->twitch.first_column = nx;
    world->twitch.last_column = 0;
    for (int i = 1; i < nx - 1; ++i) {
        if (fabs(section->x_mm[i + nx * row] - section->twitch.x_mm) <=
            section->twitch.half_length_mm) {
            world->twitch.first_column =
                i < world->twitch.first_column ? i : world->twitch.first_column;
            world->twitch.last_column = i;
        }
    }
    for (int j = 1; j < ny - 1; ++j) {
        for (int i = 1; i < nx - 1; ++i) {
            const double dx = section->x_mm[i + nx * j] - section->twitch.x_mm;
            const double dy = section->y_mm[i + nx * j] - section->twitch.y_mm;
            if (dx * dx + dy * dy <= TWITCH_RADIUS_MM * TWITCH_RADIUS_MM &&
                world->twitch.node_count < TB_TWITCH_NODES_MAX) {
                world->twitch.nodes[world->twitch.node_count] = i + 2 * stride * j;
                world->twitch.masses[world->twitch.node_count] = i + stride * j;
                world->twitch.node_count += 1;
            }
        }
    }
    for (int r = 0; section->twitch.along_section && r < world->twitch.row_count; ++r) {
        for (int i = world->twitch.first_column; i <= world->twitch.last_column; ++i) {
            world->extra_stiffness[i + nx * world->twitch.rows[r]] += TWITCH_BUDGET_N_PER_MM;
        }
    }
}

static void place_discs(tb_world *world, const tb_world_section *section)
{
    world->disc_count = section->disc_count;
    for (int k = 0; k < section->disc_count; ++k) {
        tb_disc *disc = &world->discs[k];
        disc->spec = section->discs[k];
        disc->seen = (tb_world_disc_state){0};
        disc->body->v = cpvzero;
        disc->halo_mm = HALO_SHARE * disc->spec.cover_mm;
        tb_world_move_disc(world, k, disc->spec.x_mm, disc->spec.y_mm);
        disc->body->p = cpv(disc->spec.x_mm, disc->spec.y_mm);
        disc->seen.x_mm = disc->spec.x_mm;
        disc->seen.y_mm = disc->spec.y_mm;
    }
}

static void plan_track(tb_world *world, const tb_world_section *section)
{
    world->track = (tb_track_model){
        .cell_tissue = world->cell_material,
        .bone_row = section->bone_base ? world->desc.lattice.ny - 1 : -1,
    };
    for (int k = 0; k < section->material_count; ++k) {
        world->track.tissues[k] = section->materials[k].needle;
    }
    // index in the track = index in the section: the caller knows its membranes by it
    for (int k = 0; k < section->membrane_count; ++k) {
        world->track.membranes[k] =
            (tb_track_membrane){section->membranes[k].row, section->membranes[k].puncture_n};
    }
    world->track.membrane_count = section->membrane_count;
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
        world->extra_stiffness[k] = section->needle_expected ? NEEDLE_BUDGET_N_PER_MM : 0.0;
    }
    plan_twitch(world, section);

    tb_row_membrane membranes[TB_WORLD_MEMBRANES_MAX + TB_TWITCH_ROWS];
    int membrane_count = 0;
    for (int k = 0; k < section->membrane_count; ++k) {
        if (section->membranes[k].stiffness_n_per_mm > 0.0) {
            membranes[membrane_count++] = (tb_row_membrane){
                section->membranes[k].row, section->membranes[k].stiffness_n_per_mm};
        }
    }
    for (int r = 0; section->twitch.along_section && r < world->twitch.row_count; ++r) {
        membranes[membrane_count++] = (tb_row_membrane){world->twitch.rows[r], FIBRE_N_PER_MM};
    }
    const tb_lattice_shape shape = {
        .x_mm = section->x_mm,
        .y_mm = section->y_mm,
        .cells = world->cells,
        .membranes = membranes,
        .membrane_count = membrane_count,
        .extra_stiffness_n_per_mm = world->extra_stiffness,
        .fix_sides = true,
        .fix_base = true,
    };
    status = tb_lattice_build(world->lattice, &shape, error);
    if (status != TB_OK) {
        return status;
    }
    plan_track(world, section);
    place_discs(world, section);
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        world->fingers[k].seen = (tb_world_finger){0};
        world->fingers[k].body->p = cpv(1e4 + 100.0 * k, 1e4);
        world->fingers[k].body->v = cpvzero;
    }
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
    for (int i = 0; i < nx; ++i) {
        const int material = cell_material[i] < world->material_count ? cell_material[i] : 0;
        world->cell_material[i + nx * row] = (uint8_t)material;
        cells[i] = world->materials[material].elastic;
    }
    tb_lattice_set_row(world->lattice, row, cells);
}

void tb_world_move_disc(tb_world *world, int k, double x_mm, double y_mm)
{
    tb_disc *disc = &world->discs[k];
    double s = 0.0, t = 0.0;
    tb_lattice_locate_rest(world->lattice, x_mm, y_mm, &s, &t);
    disc->anchor = tb_lattice_point(world->lattice, s, t);
    tb_lattice_reference(world->lattice, &disc->anchor, &disc->rest_x_mm, &disc->rest_y_mm);
    disc->spec.x_mm = x_mm;
    disc->spec.y_mm = y_mm;
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

// ---- a tick ----

static void begin_fingers(tb_world *world, const tb_world_input *input)
{
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        tb_finger *finger = &world->fingers[k];
        const tb_world_finger_input *hand = &input->fingers[k];
        if (hand->active && !finger->seen.active) {
            finger->body->p = cpv(hand->hand_x_mm, hand->hand_y_mm);
            finger->body->v = cpvzero;
        } else if (!hand->active && finger->seen.active) {
            finger->body->p = cpv(1e4 + 100.0 * k, 1e4);
            finger->body->v = cpvzero;
        }
        finger->seen.active = hand->active;
        finger->line_x = finger->line_y = finger->point_x = finger->point_y = 0.0;
    }
    for (int k = 0; k < world->disc_count; ++k) {
        world->discs[k].seen.touched = false;
    }
}

static void see_fingers(tb_world *world, const tb_world_input *input)
{
    const tb_lattice_model *model = &world->lattice->model;
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        tb_finger *finger = &world->fingers[k];
        tb_world_finger *seen = &finger->seen;
        if (!seen->active) {
            seen->force_x_n = seen->force_y_n = seen->indentation_mm = 0.0;
            continue;
        }
        const double factor = input->fingers[k].width_factor;
        seen->x_mm = finger->body->p.x;
        seen->y_mm = finger->body->p.y;
        seen->force_x_n = factor * finger->line_x + finger->point_x; // impulse over 1 ms
        seen->force_y_n = factor * finger->line_y + finger->point_y;
        const double first = model->x_mm[0], last = model->x_mm[model->desc.nx - 1];
        const double column = (seen->x_mm - first) / (last - first) * (model->desc.nx - 1);
        const tb_material_point skin = tb_lattice_point(world->lattice, column, 0.0);
        const tb_material_point base = tb_lattice_point(world->lattice, column, model->desc.ny - 1);
        double x, skin_y, base_y;
        tb_lattice_reference(world->lattice, &skin, &x, &skin_y);
        tb_lattice_reference(world->lattice, &base, &x, &base_y);
        seen->indentation_mm = skin_y - (seen->y_mm - world->desc.finger_radius_mm);
        if (seen->indentation_mm > DEPTH_LIMIT_SHARE * (skin_y - base_y)) {
            world->fault = TB_FAULT_DEPTH;
        }
        if (!(fabs(seen->force_x_n) + fabs(seen->force_y_n) < FINGER_FORCE_LIMIT_N)) {
            world->fault = TB_FAULT_FORCE;
        }
    }
}

static double kinetic_energy_mj(const tb_lattice *lattice)
{
    const size_t stride = (size_t)lattice->model.stride;
    double twice = 0.0;
    for (size_t j = 0; j < (size_t)lattice->model.desc.ny; ++j) {
        const double *vx = lattice->state.v_mm_per_ms + 2 * stride * j, *vy = vx + stride;
        const double *mass_g = lattice->model.mass_g + stride * j;
        for (size_t i = 0; i < stride; ++i) {
            twice += mass_g[i] * (vx[i] * vx[i] + vy[i] * vy[i]);
        }
    }
    return 0.5 * twice;
}

static void look_for_faults(tb_world *world)
{
    if (world->has_needle && !(fabs(world->needle.axial_force_n) < NEEDLE_FORCE_LIMIT_N)) {
        world->fault = TB_FAULT_FORCE;
    }
    if (!(kinetic_energy_mj(world->lattice) < ENERGY_LIMIT_MJ)) {
        world->fault = TB_FAULT_ENERGY;
    }
    if (!tb_lattice_finite(world->lattice)) {
        world->fault = TB_FAULT_NOT_FINITE;
    }
}

void tb_world_step(tb_world *world, const tb_world_input *input)
{
    if (!world->built || world->fault != TB_FAULT_NONE) {
        return;
    }
    world->has_needle = world->has_needle && input->needle_present;
    begin_fingers(world, input);
    world->hub->p = cpv(input->needle.hub_x_mm, input->needle.hub_y_mm);
    world->input = input;
    cpSpaceStep(world->space, 1.0); // dt is exactly 1: Chipmunk's pow(x, dt) is x
    world->input = NULL;
    see_fingers(world, input);
    for (int k = 0; k < world->disc_count; ++k) {
        tb_disc *disc = &world->discs[k];
        disc->seen.x_mm = disc->body->p.x;
        disc->seen.y_mm = disc->body->p.y;
        disc->seen.vx_mm_per_ms = disc->body->v.x;
        disc->seen.vy_mm_per_ms = disc->body->v.y;
    }
    look_for_faults(world);
    world->tick_ms += 1;
}

// ---- reading ----

uint32_t tb_world_tick(const tb_world *world)
{
    return world->tick_ms;
}

tb_world_fault tb_world_fault_of(const tb_world *world)
{
    return world->fault;
}

const char *tb_world_fault_name(tb_world_fault fault)
{
    static const char *const names[] = {"none", "not-finite", "force", "depth", "energy"};
    return (unsigned)fault < sizeof names / sizeof names[0] ? names[fault] : "unknown";
}

const tb_world_finger *tb_world_finger_of(const tb_world *world, int k)
{
    return &world->fingers[k].seen;
}

const tb_world_disc_state *tb_world_disc_of(const tb_world *world, int k)
{
    return &world->discs[k].seen;
}

int tb_world_disc_count(const tb_world *world)
{
    return world->disc_count;
}

const tb_needle *tb_world_needle_of(const tb_world *world)
{
    return world->has_needle ? &world->needle : NULL;
}

const tb_lattice *tb_world_lattice_of(const tb_world *world)
{
    return world->lattice;
}

void tb_world_hash(const tb_world *world, tb_hash *hash)
{
    tb_lattice_hash(world->lattice, hash);
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        const cpBody *body = world->fingers[k].body;
        tb_hash_f64(hash, body->p.x);
        tb_hash_f64(hash, body->p.y);
        tb_hash_f64(hash, body->v.x);
        tb_hash_f64(hash, body->v.y);
    }
    tb_hash_i32(hash, world->disc_count);
    for (int k = 0; k < world->disc_count; ++k) {
        const cpBody *body = world->discs[k].body;
        tb_hash_f64(hash, body->p.x);
        tb_hash_f64(hash, body->p.y);
        tb_hash_f64(hash, body->v.x);
        tb_hash_f64(hash, body->v.y);
    }
    tb_hash_i32(hash, world->has_needle ? 1 : 0);
    if (world->has_needle) {
        tb_needle_hash(&world->needle, hash);
    }
    tb_hash_i32(hash, (int32_t)world->fault);
    tb_hash_u64(hash, world->tick_ms);
}
