#include "tautband/core/alloc.h"
#include "tautband/core/vec.h"

#include "world_internal.h"

#include <math.h>

static const double FINGER_FORCE_LIMIT_N = 200.0, NEEDLE_FORCE_LIMIT_N = 50.0;
// Beyond this share of the section's depth cells may invert. A flat section bottoms out before, and
// so does a roll between two pads, so that a hand of 60 N does not get there.
static const double DEPTH_LIMIT_SHARE = 0.75;

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

static bool positive(double value)
{
    return value > 0.0 && value < 1e6;
}

tb_status tb_world_create(const tb_world_desc *desc, tb_world **out)
{
    if (!positive(desc->finger_radius_mm) || !positive(desc->finger_mass_g) ||
        !positive(desc->hand_stiffness_n_per_mm) || !(desc->finger_friction >= 0.0) ||
        !(desc->finger_friction < 10.0)) {
        return TB_ERR_ARGUMENT;
    }
    tb_world *world = tb_alloc(sizeof *world);
    if (world == NULL) {
        return TB_ERR_MEMORY;
    }
    world->desc = *desc;
    tb_status status = tb_lattice_create(&desc->lattice, &world->lattice);
    if (status == TB_OK) {
        const size_t nodes = (size_t)desc->lattice.nx * (size_t)desc->lattice.ny;
        world->cell_material = tb_alloc(nodes);
        world->cells = tb_alloc(nodes * sizeof *world->cells);
        world->extra_stiffness = tb_alloc(nodes * sizeof *world->extra_stiffness);
        world->built_mpa = tb_alloc(nodes * sizeof *world->built_mpa);
        const bool have_all = world->cell_material != NULL && world->cells != NULL &&
                              world->built_mpa != NULL && world->extra_stiffness != NULL &&
                              tb_space_fill(world);
        status = have_all ? TB_OK : TB_ERR_MEMORY;
    }
    if (status != TB_OK) {
        tb_world_destroy(world);
        return status;
    }
    *out = world;
    return TB_OK;
}

void tb_world_destroy(tb_world *world)
{
    if (world == NULL) {
        return;
    }
    tb_space_empty(world);
    tb_lattice_destroy(world->lattice);
    tb_free(world->cell_material);
    tb_free(world->cells);
    tb_free(world->extra_stiffness);
    tb_free(world->built_mpa);
    tb_free(world);
}

// ---- a tick ----

static void begin_fingers(tb_world *world, const tb_world_input *input)
{
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        tb_finger *finger = &world->fingers[k];
        const tb_world_finger_input *hand = &input->fingers[k];
        const tb_world_side side = input->finger_side[k];
        if (hand->active && (!finger->seen.active || finger->from != side)) {
            // a finger comes from outside, wherever its hand already is
            finger->from = side;
            finger->held_x_mm = hand->hand_x_mm;
            finger->held_y_mm = hand->hand_y_mm;
            if (side == TB_SIDE_ABOVE) {
                finger->held_y_mm =
                    fmax(hand->hand_y_mm, tb_finger_clearance_mm(world, hand->hand_x_mm));
            } else {
                const int sense = side == TB_SIDE_LEFT ? -1 : 1;
                const double clear_mm =
                    tb_finger_clearance_beside_mm(world, hand->hand_y_mm, sense);
                finger->held_x_mm =
                    sense < 0 ? fmin(hand->hand_x_mm, clear_mm) : fmax(hand->hand_x_mm, clear_mm);
            }
            finger->body->p = cpv(finger->held_x_mm, finger->held_y_mm);
            finger->body->v = cpvzero;
        } else if (!hand->active && finger->seen.active) {
            tb_space_park(finger->body, k);
        }
        finger->seen.active = hand->active;
        finger->line_x = finger->line_y = finger->point_x = finger->point_y = 0.0;
        finger->bottom_x = finger->bottom_y = 0.0;
    }
    for (int k = 0; k < world->disc_count; ++k) {
        world->discs[k].seen.touched = false;
    }
}

/// How far a finger stands in the resting skin, and what is the most that may be.
static double indentation_mm(const tb_world *world, const tb_finger *finger, double *most_mm)
{
    const double radius_mm = world->desc.finger_radius_mm;
    const double x = finger->body->p.x, y = finger->body->p.y;
    if (finger->from == TB_SIDE_ABOVE) {
        const double skin_y = tb_world_skin_height_mm(world, x);
        // beside the flank of a roll a finger stands deep without pressing: there only the root
        // counts
        const double share = world->shape == TB_WORLD_FLAT ? DEPTH_LIMIT_SHARE : 1.0;
        *most_mm = share * (skin_y - tb_world_base_height_mm(world, x));
        return skin_y - (y - radius_mm);
    }
    double left_mm, right_mm;
    *most_mm = INFINITY;
    if (!tb_world_face_mm(world, y, -1, &left_mm) || !tb_world_face_mm(world, y, 1, &right_mm)) {
        return 0.0; // above the crest or below the root
    }
    // two pads share a roll's thickness
    *most_mm = DEPTH_LIMIT_SHARE * 0.5 * (right_mm - left_mm) + radius_mm;
    return finger->from == TB_SIDE_LEFT ? x + radius_mm - left_mm : right_mm - (x - radius_mm);
}

static void see_fingers(tb_world *world, const tb_world_input *input)
{
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        const tb_finger *finger = &world->fingers[k];
        tb_world_finger *seen = &world->fingers[k].seen;
        if (!seen->active) {
            *seen = (tb_world_finger){0};
            continue;
        }
        const double factor = input->fingers[k].width_factor;
        seen->x_mm = finger->body->p.x;
        seen->y_mm = finger->body->p.y;
        // impulse over 1 ms
        seen->force_x_n = factor * finger->line_x + finger->point_x + finger->bottom_x;
        seen->force_y_n = factor * finger->line_y + finger->point_y + finger->bottom_y;
        seen->bottom_n = finger->bottom_y + fabs(finger->bottom_x);
        double most_mm;
        seen->indentation_mm = indentation_mm(world, finger, &most_mm);
        if (seen->indentation_mm > most_mm) {
            world->fault = TB_FAULT_DEPTH;
        }
        const double square = seen->force_x_n * seen->force_x_n + seen->force_y_n * seen->force_y_n;
        if (!(square < FINGER_FORCE_LIMIT_N * FINGER_FORCE_LIMIT_N)) {
            world->fault = TB_FAULT_FORCE;
        }
    }
}

static void see_discs(tb_world *world)
{
    for (int k = 0; k < world->disc_count; ++k) {
        tb_disc *disc = &world->discs[k];
        disc->seen.x_mm = disc->body->p.x;
        disc->seen.y_mm = disc->body->p.y;
        disc->seen.vx_mm_per_ms = disc->body->v.x;
        disc->seen.vy_mm_per_ms = disc->body->v.y;
    }
}

/// Twice the kinetic energy, in four sums that need not wait for each other.
static double twice_kinetic_energy_mj(const tb_lattice *lattice)
{
    const size_t stride = (size_t)lattice->model.stride;
    double sums[4] = {0};
    for (size_t j = 0; j < (size_t)lattice->model.desc.ny; ++j) {
        const double *vx = lattice->state.v_mm_per_ms + 2 * stride * j, *vy = vx + stride;
        const double *mass_g = lattice->model.mass_g + stride * j;
        for (size_t i = 0; i < stride; i += 4) {
            for (size_t k = 0; k < 4; ++k) {
                sums[k] += mass_g[i + k] * (vx[i + k] * vx[i + k] + vy[i + k] * vy[i + k]);
            }
        }
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static void look_for_faults(tb_world *world)
{
    if (world->has_needle && !(fabs(world->needle.axial_force_n) < NEEDLE_FORCE_LIMIT_N)) {
        world->fault = TB_FAULT_FORCE;
    }
    const double energy_mj = 0.5 * twice_kinetic_energy_mj(world->lattice);
    if (!(energy_mj < world->energy_limit_mj)) {
        world->fault = TB_FAULT_ENERGY;
    }
    if (!isfinite(energy_mj) || !tb_lattice_finite(world->lattice)) {
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
    see_discs(world);
    look_for_faults(world);
    world->tick_ms += 1;
}

// ---- reading ----

tb_world_fault tb_world_fault_of(const tb_world *world)
{
    return world->fault;
}

const char *tb_world_fault_name(tb_world_fault fault)
{
    static const char *const names[] = {"none", "not-finite", "force", "depth", "energy"};
    return (unsigned)fault < sizeof names / sizeof names[0] ? names[fault] : "unknown";
}

double tb_world_width_factor(double indentation_mm)
{
    const double d = tb_clamp(indentation_mm, 0.0, 20.0);
    return 1.25 + 0.012 * d * d;
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
        tb_hash_f64(hash, world->fingers[k].held_x_mm);
        tb_hash_f64(hash, world->fingers[k].held_y_mm);
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
