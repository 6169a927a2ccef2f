/// Tissue the obvious way: one Chipmunk body a node, damped springs between neighbours and across
/// cells. A benchmark instrument: what the lattice's kernel is measured against; nothing in the
/// trainer uses it. Layer physics; Chipmunk inside. mm-ms-g.
#ifndef TB_PHYSICS_SPRING_LATTICE_H
#define TB_PHYSICS_SPRING_LATTICE_H
#include "tautband/core/status.h"

typedef struct tb_spring_lattice tb_spring_lattice;

/// Build a rectangle of nodes, base row pinned.
/// @param nx, ny     nodes, each in [2, 256]
/// @param iterations of Chipmunk's solver per step, in [1, 100]; its default is 10
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY
tb_status tb_spring_lattice_create(int nx, int ny, int iterations, tb_spring_lattice **out);

/// Free. NULL is legal.
void tb_spring_lattice_destroy(tb_spring_lattice *lattice);

/// One step of 0.125 ms, what a substep of the kernel is.
void tb_spring_lattice_step(tb_spring_lattice *lattice);

/// Number of springs.
int tb_spring_lattice_count(const tb_spring_lattice *lattice);

#endif
