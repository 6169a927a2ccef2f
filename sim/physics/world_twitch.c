// A twitch of the band: its fibre rows pull, and its cross-section is thrown towards the chord.
#include "world_internal.h"

#include <math.h>

static const double REACH_MM = 3.0; // of the band's cross-section around the place of the twitch

static int nearest_column(const tb_world_section *section, int nx)
{
    int column = 0;
    for (int i = 1; i < nx; ++i) {
        column = fabs(section->x_mm[i] - section->twitch.x_mm) <
                         fabs(section->x_mm[column] - section->twitch.x_mm)
                     ? i
                     : column;
    }
    return column;
}

static void plan_rows(tb_world *world, const tb_world_section *section)
{
    const int nx = world->desc.lattice.nx, ny = world->desc.lattice.ny;
    tb_twitch *twitch = &world->twitch;
    const int column = nearest_column(section, nx);
    int row = 1;
    for (int j = 1; j < ny - 1; ++j) {
        row = fabs(section->y_mm[column + nx * j] - section->twitch.y_mm) <
                      fabs(section->y_mm[column + nx * row] - section->twitch.y_mm)
                  ? j
                  : row;
    }
    for (int j = row - TB_TWITCH_ROWS / 2; j <= row + TB_TWITCH_ROWS / 2; ++j) {
        if (j > 0 && j < ny - 1) {
            twitch->rows[twitch->row_count++] = j;
        }
    }
    twitch->first_column = nx;
    twitch->last_column = 0;
    for (int i = 1; i < nx - 1; ++i) {
        if (fabs(section->x_mm[i + nx * row] - section->twitch.x_mm) <=
            section->twitch.half_length_mm) {
            twitch->first_column = i < twitch->first_column ? i : twitch->first_column;
            twitch->last_column = i;
        }
    }
    // a pull T on an edge of length L has the tangent T / L at each end, in both row sums of both
    // edges of a node
    for (int r = 0; r < twitch->row_count; ++r) {
        for (int i = twitch->first_column; i <= twitch->last_column; ++i) {
            const int at = i + nx * twitch->rows[r];
            const double length_mm = 0.5 * fabs(section->x_mm[at + 1] - section->x_mm[at - 1]);
            world->extra_stiffness[at] += 4.0 * TB_TWITCH_TENSION_MAX_N / length_mm;
        }
    }
}

static void plan_nodes(tb_world *world, const tb_world_section *section)
{
    const int nx = world->desc.lattice.nx, ny = world->desc.lattice.ny;
    const int stride = world->lattice->model.stride;
    tb_twitch *twitch = &world->twitch;
    for (int j = 1; j < ny - 1; ++j) {
        for (int i = 1; i < nx - 1; ++i) {
            const double dx = section->x_mm[i + nx * j] - section->twitch.x_mm;
            const double dy = section->y_mm[i + nx * j] - section->twitch.y_mm;
            if (dx * dx + dy * dy <= REACH_MM * REACH_MM &&
                twitch->node_count < TB_TWITCH_NODES_MAX) {
                twitch->nodes[twitch->node_count] = i + 2 * stride * j;
                twitch->masses[twitch->node_count] = i + stride * j;
                twitch->node_count += 1;
            }
        }
    }
}

void tb_twitch_plan(tb_world *world, const tb_world_section *section)
{
    world->twitch = (tb_twitch){.present = section->twitch.present,
                                .along_section = section->twitch.along_section};
    if (section->twitch.present) {
        plan_nodes(world, section);
        if (section->twitch.along_section) {
            plan_rows(world, section);
        }
    }
}

void tb_twitch_tension(tb_world *world, const tb_world_twitch_input *input)
{
    tb_twitch *twitch = &world->twitch;
    const double most = TB_TWITCH_TENSION_MAX_N;
    const double tension_n = input->tension_n > most ? most : input->tension_n;
    if (twitch->row_count == 0 ||
        (input->drive == twitch->drive_before && tension_n == twitch->tension_before_n)) {
        return;
    }
    twitch->drive_before = input->drive;
    twitch->tension_before_n = tension_n;
    const size_t stride = (size_t)world->lattice->model.stride;
    for (int r = 0; r < twitch->row_count; ++r) {
        const size_t row = 2 * stride * (size_t)twitch->rows[r];
        const double *x = world->lattice->model.x_mm + row, *y = x + stride;
        double *k = world->lattice->state.active + row + stride;
        for (int i = twitch->first_column; i < twitch->last_column; ++i) {
            // constant pull T on an edge of resting length L: its spring's k falls by T / L
            const double dx = x[i + 1] - x[i], dy = y[i + 1] - y[i];
            k[i] = -input->drive * tension_n / sqrt(dx * dx + dy * dy);
        }
    }
}

void tb_twitch_jerk(tb_world *world, const tb_world_twitch_input *input)
{
    const tb_twitch *twitch = &world->twitch;
    if (input->drive == 0.0 || twitch->node_count == 0) {
        return;
    }
    const tb_lattice_model *model = &world->lattice->model;
    const double share = input->drive * input->jerk_n / twitch->node_count / model->decay;
    for (int k = 0; k < twitch->node_count; ++k) {
        const double kick = model->half_step[twitch->masses[k]] * share;
        double *q = world->lattice->state.q_mm + twitch->nodes[k];
        double *v = world->lattice->state.v_mm_per_ms + twitch->nodes[k];
        v[0] += kick * input->jerk_x;
        v[model->stride] += kick * input->jerk_y;
        q[0] += model->tau_ms * kick * input->jerk_x;
        q[model->stride] += model->tau_ms * kick * input->jerk_y;
    }
}
