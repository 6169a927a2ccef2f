// What Chipmunk owns: the space, rigid bodies, sensors, and the tissue as one constraint.
#include "world_internal.h"

// The tissue constraint is laid out against Chipmunk 7.0.3's private structures.
_Static_assert(sizeof(cpConstraint) == (sizeof(void *) == 8 ? 104 : 64),
               "another Chipmunk version: check the constraint's layout");
_Static_assert(sizeof(cpBody) == (sizeof(void *) == 8 ? 272 : 240),
               "another Chipmunk version: check the body's layout");

enum { COLLISION_FINGER = 1, COLLISION_DISC = 2 };

static const double DISC_MASS_G = 20.0;
static const double PARKING_MM = 1e4;

// ---- bodies ----

static void keep_velocity(cpBody *body, cpVect gravity, cpFloat damping, cpFloat dt)
{
    (void)body, (void)gravity, (void)damping, (void)dt; // integrated in the substeps
}

static void keep_position(cpBody *body, cpFloat dt)
{
    body->p = cpvadd(body->p, cpvmult(body->v_bias, dt)); // what parts two fingers that overlap
    body->v_bias = cpvzero;
    body->w_bias = 0.0;
    body->transform.tx = body->p.x; // never turned: no sine or cosine enters the state
    body->transform.ty = body->p.y;
}

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

static cpShape *add_circle(cpSpace *space, cpBody *body, double radius_mm, cpCollisionType type,
                           int number)
{
    cpShape *shape = cpCircleShapeNew(body, radius_mm, cpvzero);
    if (shape != NULL) {
        cpShapeSetCollisionType(shape, type);
        cpShapeSetSensor(shape, type == COLLISION_DISC);
        cpShapeSetUserData(shape, (cpDataPointer)(uintptr_t)number);
        cpSpaceAddShape(space, shape);
    }
    return shape;
}

void tb_space_park(cpBody *body, int place)
{
    body->p = cpv(PARKING_MM + 100.0 * place, PARKING_MM);
    body->v = cpvzero;
}

// ---- who is near whom ----

static void note_meeting(cpArbiter *arbiter, tb_world *world, bool began)
{
    CP_ARBITER_GET_SHAPES(arbiter, finger, disc)
    if (world->meeting_count < TB_MEETINGS_MAX) {
        world->meetings[world->meeting_count++] =
            (tb_meeting){(int)(uintptr_t)cpShapeGetUserData(finger),
                         (int)(uintptr_t)cpShapeGetUserData(disc), began};
    }
}

static cpBool meet(cpArbiter *arbiter, cpSpace *space, cpDataPointer world)
{
    (void)space;
    note_meeting(arbiter, world, true);
    return cpTrue;
}

static void part(cpArbiter *arbiter, cpSpace *space, cpDataPointer world)
{
    (void)space;
    note_meeting(arbiter, world, false);
}

static bool comes_before(const tb_meeting *a, const tb_meeting *b)
{
    if (a->disc != b->disc) {
        return a->disc < b->disc;
    }
    return a->finger != b->finger ? a->finger < b->finger : !a->began && b->began;
}

void tb_space_settle_meetings(tb_world *world)
{
    tb_meeting *meetings = world->meetings;
    for (int k = 1; k < world->meeting_count; ++k) { // a handful at most
        const tb_meeting moving = meetings[k];
        int place = k;
        for (; place > 0 && comes_before(&moving, &meetings[place - 1]); --place) {
            meetings[place] = meetings[place - 1];
        }
        meetings[place] = moving;
    }
    for (int k = 0; k < world->meeting_count; ++k) {
        world->discs[meetings[k].disc].near[meetings[k].finger] = meetings[k].began;
    }
    world->meeting_count = 0;
}

// ---- the tissue ----

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
    tb_space_settle_meetings(world);
    tb_lattice_relax(world->lattice, world->tick_ms);
    tb_twitch_tension(world, &input->twitch);
    if (world->has_needle) {
        tb_needle_begin_tick(&world->needle, &world->track, world->lattice, &input->needle);
    }
    for (int n = 1; n <= substeps; ++n) {
        tb_lattice_substep(world->lattice);
        tb_twitch_jerk(world, &input->twitch);
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

static void apply_nothing(cpConstraint *constraint, cpFloat dt)
{
    (void)constraint, (void)dt;
}

static cpFloat no_impulse(cpConstraint *constraint)
{
    (void)constraint;
    return 0.0;
}

static const cpConstraintClass TISSUE_CLASS = {step_tissue, apply_nothing, apply_nothing,
                                               no_impulse};

// ---- life ----

/// Chipmunk takes its contact buffers, pools and tables at the first contacts: all bodies meet
/// once, so that no real tick has to.
static void warm_up(tb_world *world)
{
    for (int n = 0; n < 24; ++n) {
        const bool apart = n >= 12;
        for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
            tb_space_park(world->fingers[k].body, apart ? k : 0);
        }
        for (int k = 0; k < TB_WORLD_DISCS; ++k) {
            tb_space_park(world->discs[k].body, apart ? TB_WORLD_FINGERS + k : 0);
        }
        cpSpaceStep(world->space, 1.0);
        tb_space_settle_meetings(world);
    }
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        tb_space_park(world->fingers[k].body, k);
    }
}

bool tb_space_fill(tb_world *world)
{
    cpSpace *space = world->space = cpSpaceNew();
    if (space == NULL) {
        return false;
    }
    space->iterations = 10;
    space->collisionSlop = 0.005;
    space->collisionBias = 0.6309573444801932; // 0.1^(1/5) per ms
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        // two fingers cannot enter each other; the tissue below them is the constraint's business
        tb_finger *finger = &world->fingers[k];
        finger->body = add_body(space, world->desc.finger_mass_g, false);
        if (finger->body == NULL) {
            return false;
        }
        tb_space_park(finger->body, k);
        finger->shape =
            add_circle(space, finger->body, world->desc.finger_radius_mm, COLLISION_FINGER, k);
        if (finger->shape == NULL) {
            return false;
        }
    }
    for (int k = 0; k < TB_WORLD_DISCS; ++k) {
        tb_disc *disc = &world->discs[k];
        disc->body = add_body(space, DISC_MASS_G, false);
        if (disc->body == NULL) {
            return false;
        }
        tb_space_park(disc->body, TB_WORLD_FINGERS + k);
        disc->shape = add_circle(space, disc->body, 1.0, COLLISION_DISC, k);
        if (disc->shape == NULL) {
            return false;
        }
    }
    cpCollisionHandler *handler =
        cpSpaceAddCollisionHandler(space, COLLISION_FINGER, COLLISION_DISC);
    world->hub = add_body(space, 0.0, true);
    if (handler == NULL || world->hub == NULL) {
        return false;
    }
    handler->beginFunc = meet;
    handler->separateFunc = part;
    handler->userData = world;
    // two different bodies: Chipmunk unlinks a constraint from each of its bodies in turn
    cpConstraintInit(&world->tissue.base, &TISSUE_CLASS, world->hub, space->staticBody);
    world->tissue.world = world;
    cpSpaceAddConstraint(space, &world->tissue.base);
    warm_up(world);
    return true;
}

static void free_body(cpSpace *space, cpBody *body, cpShape *shape)
{
    if (shape != NULL) {
        cpSpaceRemoveShape(space, shape);
        cpShapeFree(shape);
    }
    if (body != NULL) {
        cpSpaceRemoveBody(space, body);
        cpBodyFree(body);
    }
}

void tb_space_empty(tb_world *world)
{
    if (world->space == NULL) {
        return;
    }
    if (world->tissue.world != NULL) {
        cpSpaceRemoveConstraint(world->space, &world->tissue.base);
    }
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        free_body(world->space, world->fingers[k].body, world->fingers[k].shape);
    }
    for (int k = 0; k < TB_WORLD_DISCS; ++k) {
        free_body(world->space, world->discs[k].body, world->discs[k].shape);
    }
    free_body(world->space, world->hub, NULL);
    cpSpaceFree(world->space);
    world->space = NULL;
}

void tb_world_greet(void)
{
    cpSpace *space = cpSpaceNew();
    if (space != NULL) {
        cpSpaceFree(space);
    }
}
