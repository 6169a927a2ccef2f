#include "tautband/physics/spring_lattice.h"

#include "tautband/core/alloc.h"

#include <chipmunk/chipmunk.h>

#include <stdbool.h>

enum { NODES_MAX = 256 };
static const double SPACING_MM = 1.27, NODE_G = 1.0, SPRING_N_PER_MM = 0.05, DAMPING = 0.02;
static const double STEP_MS = 0.125;

struct tb_spring_lattice {
    cpSpace *space;
    cpBody **bodies;
    cpConstraint **springs;
    int body_count, spring_count;
};

static bool add_spring(tb_spring_lattice *lattice, int a, int b)
{
    cpBody *from = lattice->bodies[a], *to = lattice->bodies[b];
    const double rest_mm = cpvdist(cpBodyGetPosition(from), cpBodyGetPosition(to));
    cpConstraint *spring =
        cpDampedSpringNew(from, to, cpvzero, cpvzero, rest_mm, SPRING_N_PER_MM, DAMPING);
    if (spring == NULL) {
        return false;
    }
    lattice->springs[lattice->spring_count++] = spring;
    cpSpaceAddConstraint(lattice->space, spring);
    return true;
}

static bool fill(tb_spring_lattice *lattice, int nx, int ny)
{
    for (int k = 0; k < nx * ny; ++k) {
        const bool pinned = k / nx == ny - 1;
        cpBody *body = pinned ? cpBodyNewStatic() : cpBodyNew(NODE_G, INFINITY);
        if (body == NULL) {
            return false;
        }
        lattice->bodies[lattice->body_count++] = body;
        cpBodySetPosition(body, cpv(SPACING_MM * (k % nx), -SPACING_MM * (k / nx)));
        if (!pinned) {
            cpSpaceAddBody(lattice->space, body);
        }
    }
    for (int k = 0; k < nx * (ny - 1); ++k) {
        const bool last = k % nx == nx - 1;
        if (!add_spring(lattice, k, k + nx) ||
            (!last && !(add_spring(lattice, k, k + 1) && add_spring(lattice, k, k + nx + 1) &&
                        add_spring(lattice, k + 1, k + nx)))) {
            return false;
        }
    }
    return true;
}

tb_status tb_spring_lattice_create(int nx, int ny, int iterations, tb_spring_lattice **out)
{
    if (nx < 2 || ny < 2 || nx > NODES_MAX || ny > NODES_MAX || iterations < 1 ||
        iterations > 100) {
        return TB_ERR_ARGUMENT;
    }
    tb_spring_lattice *lattice = tb_alloc(sizeof *lattice);
    if (lattice == NULL) {
        return TB_ERR_MEMORY;
    }
    const size_t nodes = (size_t)(nx * ny);
    lattice->bodies = tb_alloc(nodes * sizeof(cpBody *));
    lattice->springs = tb_alloc(4 * nodes * sizeof(cpConstraint *));
    lattice->space = cpSpaceNew();
    if (lattice->bodies == NULL || lattice->springs == NULL || lattice->space == NULL) {
        tb_spring_lattice_destroy(lattice);
        return TB_ERR_MEMORY;
    }
    cpSpaceSetIterations(lattice->space, iterations);
    if (!fill(lattice, nx, ny)) {
        tb_spring_lattice_destroy(lattice);
        return TB_ERR_MEMORY;
    }
    *out = lattice;
    return TB_OK;
}

void tb_spring_lattice_destroy(tb_spring_lattice *lattice)
{
    if (lattice == NULL) {
        return;
    }
    if (lattice->space != NULL) {
        cpSpaceFree(lattice->space); // first: it looks at its bodies once more, and not at springs
    }
    for (int k = 0; k < lattice->spring_count; ++k) {
        cpConstraintFree(lattice->springs[k]);
    }
    for (int k = 0; k < lattice->body_count; ++k) {
        cpBodyFree(lattice->bodies[k]);
    }
    tb_free(lattice->springs);
    tb_free(lattice->bodies);
    tb_free(lattice);
}

void tb_spring_lattice_step(tb_spring_lattice *lattice)
{
    cpSpaceStep(lattice->space, STEP_MS);
}

int tb_spring_lattice_count(const tb_spring_lattice *lattice)
{
    return lattice->spring_count;
}
