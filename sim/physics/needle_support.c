// What holds the shaft while the beam takes its step: the channel, the guide tube, bone. What
// sticks is a spring, implicit in the beam; what slips is a force, steadied by added mass.
#include "needle_internal.h"

#include "tautband/core/vec.h"

#include <math.h>
#include <stdlib.h>

// Bone: the needle buckles long before bone gives way.
static const double BONE_N_PER_MM = 50.0, BONE_STICK_N_PER_MM = 5.0, BONE_FRICTION = 0.25;
// A pinch cannot push harder than this: the bone gives way (and comes back) rather than let a fast
// hub, which knows no compliance, load the shaft far beyond what buckles it [J].
static const double BONE_MOST_N = 8.0;
// A tip that bounces within this distance has not left the bone.
static const double BONE_LEAVE_MM = 0.05;
// A tip further below the surface came in beside the bone and stands under it.
static const double BONE_PASSED_MM = 0.8;
// Neighbouring columns whose bone begins within so many rows of each other show one surface.
static const int BONE_STEP_ROWS = 3;
// Walls of the guide tube.
static const double TUBE_N_PER_MM = 20.0;

/// Add an implicit spring of stiffness k along a unit direction, pulling with force_n now.
static void add_spring(tb_beam_load *load, int node, double ux, double uy, double k, double force_n)
{
    load->spring_n_per_mm[node][0] += k * ux * ux;
    load->spring_n_per_mm[node][1] += k * ux * uy;
    load->spring_n_per_mm[node][2] += k * uy * uy;
    load->spring_fx_n[node] += force_n * ux;
    load->spring_fy_n[node] += force_n * uy;
}

/// Steady an explicit force of stiffness k along an axis: k (d - v) adds mass k dt^2 along it,
/// which does nothing to a steady motion and keeps the explicit partner within its stable step.
static void add_steadying(const tb_beam *beam, tb_beam_load *load, int node, double ux, double uy,
                          double k)
{
    const double along = beam->vx_mm_per_ms[node] * ux + beam->vy_mm_per_ms[node] * uy;
    add_spring(load, node, ux, uy, k, k * along);
}

/// What the points of one element add up to at its two ends.
typedef struct element_hold {
    double bed[2], side_mm[2];    ///< points, and their sideways pull, before stiffness
    double stuck[2], slipping[2]; ///< points by the state of their friction
    double stretch_mm[2];         ///< their pull along the shaft, before stiffness
} element_hold;

static void add_point(element_hold *hold, double share, double stretch_mm, double side_mm,
                      double clamp_mm)
{
    // slipping is told by the force, with room for the turn of the axis since it was set
    const bool slips = fabs(stretch_mm) > 0.98 * clamp_mm;
    const double pull_mm = tb_clamp(stretch_mm, -clamp_mm, clamp_mm);
    const double shares[2] = {1.0 - share, share};
    for (int end = 0; end < 2; ++end) {
        hold->bed[end] += fabs(shares[end]);
        hold->side_mm[end] += shares[end] * side_mm;
        hold->stretch_mm[end] += shares[end] * pull_mm;
        *(slips ? &hold->slipping[end] : &hold->stuck[end]) += fabs(shares[end]);
    }
}

/// The channel: lateral bed and sticking friction as springs, slipping friction as a force.
static void channel_supports(const tb_needle *needle, const tb_lattice *lattice, tb_beam_load *load)
{
    const tb_beam *beam = &needle->beam;
    const double lateral = TB_LATERAL_N_PER_MM2 * needle->spacing_mm;
    const double axial = TB_SHAFT_N_PER_MM2 * needle->spacing_mm;
    const double length_mm = beam->spec.length_mm, per_element = TB_BEAM_ELEMENTS / length_mm;
    element_hold holds[TB_BEAM_ELEMENTS] = {0};
    double ux[TB_BEAM_ELEMENTS], uy[TB_BEAM_ELEMENTS];
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        const double dx = beam->x_mm[e + 1] - beam->x_mm[e];
        const double dy = beam->y_mm[e + 1] - beam->y_mm[e];
        const double per_length = 1.0 / sqrt(dx * dx + dy * dy);
        ux[e] = dx * per_length;
        uy[e] = dy * per_length;
    }
    for (int k = 0; k < needle->active_count; ++k) {
        const tb_shaft_place place = tb_shaft_at(needle->along_mm[k], length_mm, per_element);
        const int e = place.element;
        double mx, my;
        tb_lattice_position(lattice, &needle->points[k], &mx, &my);
        const double gx = mx - (beam->x_mm[e] + place.share * (beam->x_mm[e + 1] - beam->x_mm[e]));
        const double gy = my - (beam->y_mm[e] + place.share * (beam->y_mm[e + 1] - beam->y_mm[e]));
        add_point(&holds[e], place.share, gx * ux[e] + gy * uy[e], -gx * uy[e] + gy * ux[e],
                  needle->clamp_mm[k]);
    }
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        for (int end = 0; end < 2; ++end) {
            const element_hold *hold = &holds[e];
            if (hold->bed[end] == 0.0) {
                continue;
            }
            add_spring(load, e + end, -uy[e], ux[e], lateral * hold->bed[end],
                       lateral * hold->side_mm[end]);
            add_spring(load, e + end, ux[e], uy[e], axial * hold->stuck[end],
                       axial * hold->stretch_mm[end]);
            add_steadying(beam, load, e + end, ux[e], uy[e], axial * hold->slipping[end]);
        }
    }
}

/// The tip against its bond: a spring while it holds, a force while it cuts. Before puncture it is
/// held sideways too.
static void tip_support(const tb_needle *needle, const tb_lattice *lattice, tb_beam_load *load)
{
    if (needle->tip_state != TB_TIP_BONDED) {
        return;
    }
    const int tip = TB_BEAM_ELEMENTS;
    const double ux = needle->axis_x[tip - 1], uy = needle->axis_y[tip - 1];
    double mx, my;
    tb_lattice_position(lattice, &needle->tip_point, &mx, &my);
    const double gx = needle->beam.x_mm[tip] - mx, gy = needle->beam.y_mm[tip] - my;
    const double pressed_mm = gx * ux + gy * uy - needle->overrun_mm;
    if (pressed_mm > 0.98 * needle->tip_held_mm) {
        add_spring(load, tip, ux, uy, 0.0, -TB_TIP_N_PER_MM * needle->tip_held_mm);
        add_steadying(&needle->beam, load, tip, ux, uy, TB_TIP_N_PER_MM);
    } else if (pressed_mm > 0.0) {
        add_spring(load, tip, ux, uy, TB_TIP_N_PER_MM, -TB_TIP_N_PER_MM * pressed_mm);
    }
    if (!needle->inside) {
        const double side_mm = -gx * uy + gy * ux;
        add_spring(load, tip, -uy, ux, TB_TIP_SIDE_N_PER_MM, -TB_TIP_SIDE_N_PER_MM * side_mm);
    }
}

/// Nodes inside the guide tube are held to its axis, and so is the place at its mouth: the hold
/// then passes from node to node without a step as the shaft slides through.
static void tube_supports(const tb_needle *needle, const tb_needle_hand *hand, tb_beam_load *load)
{
    if (hand->tube_free_mm < 0.0) {
        return;
    }
    const double ux = needle->hub_axis_x, uy = needle->hub_axis_y;
    double along_before = 0.0, side_before = 0.0;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double dx = needle->beam.x_mm[i] - hand->entry_x_mm;
        const double dy = needle->beam.y_mm[i] - hand->entry_y_mm;
        const double along = dx * ux + dy * uy + hand->tube_free_mm, side = -dx * uy + dy * ux;
        if (along >= 0.0) {
            if (i > 0 && along > along_before) {
                const double share = -along_before / (along - along_before);
                const double pull = -TUBE_N_PER_MM * (side_before + share * (side - side_before));
                add_spring(load, i - 1, -uy, ux, (1.0 - share) * TUBE_N_PER_MM,
                           (1.0 - share) * pull);
                add_spring(load, i, -uy, ux, share * TUBE_N_PER_MM, share * pull);
            }
            return;
        }
        add_spring(load, i, -uy, ux, TUBE_N_PER_MM, -TUBE_N_PER_MM * side);
        along_before = along;
        side_before = side;
    }
}

void tb_needle_supports(const tb_needle *needle, const tb_lattice *lattice,
                        const tb_needle_hand *hand, tb_beam_load *load)
{
    channel_supports(needle, lattice, load);
    tip_support(needle, lattice, load);
    tube_supports(needle, hand, load);
}

/// First row of bone in a column of cells: that of a bone within the section, else its base.
static int bone_row_of(const tb_track_model *track, const tb_lattice *lattice, int column)
{
    const int nx = lattice->model.desc.nx, ny = lattice->model.desc.ny;
    for (int j = 0; j < ny - 1; ++j) {
        if (track->bone[track->cell_tissue[column + nx * j]]) {
            return j;
        }
    }
    return track->bone_row;
}

/// Height of the surface between a column and its neighbour: half-way between their rows, so that
/// cells do not make steps of a slope.
static double bone_node_row(const tb_track_model *track, const tb_lattice *lattice, int row,
                            int neighbour)
{
    if (neighbour < 0 || neighbour > lattice->model.desc.nx - 2) {
        return row;
    }
    const int other = bone_row_of(track, lattice, neighbour);
    return other >= 0 && abs(other - row) <= BONE_STEP_ROWS ? 0.5 * (row + other) : row;
}

/// Surface of the bone under the tip.
/// @return false when the tip lies beside the section or the surface is degenerate
static bool bone_surface(const tb_needle *needle, const tb_track_model *track,
                         const tb_lattice *lattice, tb_bone_contact *contact, double *depth_mm)
{
    const int last_cell = lattice->model.desc.nx - 2;
    double s = needle->tip_point.s, t = needle->tip_point.t;
    tb_lattice_locate(lattice, contact->from_x_mm, contact->from_y_mm, &s, &t);
    if (!(s >= 0.0) || !(s <= last_cell + 1)) {
        return false;
    }
    const int column = (int)s < last_cell ? (int)s : last_cell;
    const int row = bone_row_of(track, lattice, column);
    if (row < 0) {
        return false;
    }
    const tb_material_point left =
        tb_lattice_point(lattice, column, bone_node_row(track, lattice, row, column - 1));
    const tb_material_point right =
        tb_lattice_point(lattice, column + 1, bone_node_row(track, lattice, row, column + 1));
    double lx, ly, rx, ry;
    tb_lattice_position(lattice, &left, &lx, &ly);
    tb_lattice_position(lattice, &right, &rx, &ry);
    const double dx = rx - lx, dy = ry - ly, length = sqrt(dx * dx + dy * dy);
    if (!(length > 0.0)) {
        return false;
    }
    contact->normal_x = -dy / length;
    contact->normal_y = dx / length;
    *depth_mm = -((contact->from_x_mm - lx) * contact->normal_x +
                  (contact->from_y_mm - ly) * contact->normal_y);
    return true;
}

/// Stick, then slip: the anchor is dragged along once friction is used up.
static void bone_friction(tb_needle *needle, tb_bone_contact *contact)
{
    const double ex = contact->normal_y, ey = -contact->normal_x;
    const double most_n = contact->normal_n > 0.0 ? BONE_FRICTION * contact->normal_n : 0.0;
    const double slide_mm = (contact->from_x_mm - needle->bone_anchor_x_mm) * ex +
                            (contact->from_y_mm - needle->bone_anchor_y_mm) * ey;
    contact->friction_n = -BONE_STICK_N_PER_MM * slide_mm;
    contact->stick_n_per_mm = BONE_STICK_N_PER_MM;
    if (fabs(contact->friction_n) > most_n) {
        contact->friction_n = contact->friction_n > 0.0 ? most_n : -most_n;
        contact->stick_n_per_mm = 0.0;
        const double back_mm = contact->friction_n / BONE_STICK_N_PER_MM;
        needle->bone_anchor_x_mm = contact->from_x_mm + back_mm * ex;
        needle->bone_anchor_y_mm = contact->from_y_mm + back_mm * ey;
    }
}

/// How far the tip may go into the bone in this ms: by its own velocity or by the hub's.
static double approach_to(const tb_needle *needle, const tb_bone_contact *contact,
                          const tb_beam_load *load)
{
    const tb_beam *beam = &needle->beam;
    const double by_tip = -(beam->vx_mm_per_ms[TB_BEAM_ELEMENTS] * contact->normal_x +
                            beam->vy_mm_per_ms[TB_BEAM_ELEMENTS] * contact->normal_y);
    const double by_hub = -((load->hub_x_mm - beam->x_mm[0]) * contact->normal_x +
                            (load->hub_y_mm - beam->y_mm[0]) * contact->normal_y);
    const double most = by_tip > by_hub ? by_tip : by_hub;
    return most > 0.0 ? most : 0.0;
}

tb_bone_contact tb_needle_meet_bone(tb_needle *needle, const tb_track_model *track,
                                    const tb_lattice *lattice, tb_beam_load *load)
{
    const int tip = TB_BEAM_ELEMENTS;
    tb_bone_contact contact = {.from_x_mm = needle->beam.x_mm[tip],
                               .from_y_mm = needle->beam.y_mm[tip]};
    double depth_mm = 0.0;
    if (needle->tip_state == TB_TIP_OUT ||
        !bone_surface(needle, track, lattice, &contact, &depth_mm) ||
        (!needle->on_bone && depth_mm > BONE_PASSED_MM)) {
        needle->on_bone = false;
        return contact;
    }
    // a tip that would pass the surface within this ms is caught in it, not after it
    const double approach_mm = approach_to(needle, &contact, load);
    if (depth_mm + approach_mm <= 0.0) {
        needle->on_bone = needle->on_bone && depth_mm > -BONE_LEAVE_MM;
        return contact;
    }
    if (!needle->on_bone) {
        needle->bone_anchor_x_mm = contact.from_x_mm;
        needle->bone_anchor_y_mm = contact.from_y_mm;
        needle->happened |= TB_NEEDLE_BONE;
        needle->on_bone = true;
    }
    contact.touching = true;
    contact.normal_n = BONE_N_PER_MM * depth_mm;
    contact.normal_n = contact.normal_n < BONE_MOST_N ? contact.normal_n : BONE_MOST_N;
    contact.stiffness_n_per_mm = BONE_N_PER_MM;
    if (contact.normal_n + BONE_N_PER_MM * approach_mm > BONE_MOST_N) {
        contact.stiffness_n_per_mm = (BONE_MOST_N - contact.normal_n) / approach_mm;
    }
    bone_friction(needle, &contact);
    add_spring(load, tip, contact.normal_x, contact.normal_y, contact.stiffness_n_per_mm,
               contact.normal_n);
    add_spring(load, tip, contact.normal_y, -contact.normal_x, contact.stick_n_per_mm,
               contact.friction_n);
    return contact;
}

void tb_needle_feel_bone(tb_needle *needle, const tb_bone_contact *contact)
{
    needle->bone_force_n = needle->bone_x_n = needle->bone_y_n = 0.0;
    if (!contact->touching) {
        return;
    }
    const double dx = needle->beam.x_mm[TB_BEAM_ELEMENTS] - contact->from_x_mm;
    const double dy = needle->beam.y_mm[TB_BEAM_ELEMENTS] - contact->from_y_mm;
    const double nx = contact->normal_x, ny = contact->normal_y;
    const double normal_n = contact->normal_n - contact->stiffness_n_per_mm * (dx * nx + dy * ny);
    if (normal_n <= 0.0) {
        return; // lifted off within the ms
    }
    const double friction_n = contact->friction_n - contact->stick_n_per_mm * (dx * ny - dy * nx);
    needle->bone_force_n = normal_n;
    needle->bone_x_n = normal_n * nx + friction_n * ny;
    needle->bone_y_n = normal_n * ny - friction_n * nx;
}
