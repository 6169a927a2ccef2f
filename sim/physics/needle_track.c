// The channel a needle cuts: tip bond, membranes, shaft bristles. Material points live in the
// lattice's index space (s = column, t = row, real-valued), so that a channel moves with the tissue
// it was cut in.
#include "needle_internal.h"

#include <math.h>

// A membrane is open where it was pierced: the needle finds an old hole within this distance.
static const double HOLE_MM = 0.35;
// Puncture force grows with the lean from the membrane's normal by half of 1/cos - 1 [J]; the
// cosine is held at 80 degrees.
static const double LEAN_SHARE = 0.5, LEAN_LEAST_COSINE = 0.17;
// The normal is that of the dent, not of the one cell that the point load creases.
static const double NORMAL_COLUMNS = 1.0;
// Re-entry leaves an old channel that lies further to the side than this slope plus this offset.
static const double LEAVE_SLOPE = 0.12, LEAVE_OFFSET_MM = 0.1, LEAVE_AHEAD_MM = 0.6;
// A tip that hangs back by this from its bond has let go of it.
static const double LET_GO_MM = 0.02;
// Most that a tip on the skin holds sideways: its own pressure, and a little.
static const double SIDE_FRICTION = 1.0, SIDE_LEAST_N = 0.005;

static const tb_track_tissue *tissue_at(const tb_track_model *track, const tb_lattice *lattice,
                                        double s, double t)
{
    const int nx = lattice->model.desc.nx, ny = lattice->model.desc.ny;
    int i = s > 0.0 ? (int)s : 0, j = t > 0.0 ? (int)t : 0;
    i = i < nx - 2 ? i : nx - 2;
    j = j < ny - 2 ? j : ny - 2;
    return &track->tissues[track->cell_tissue[i + nx * j]];
}

/// Row from which a twitch grips: the first membrane under the skin; everything when there is none.
static int gripping_row(const tb_track_model *track)
{
    int row = 0;
    for (int m = 0; m < track->membrane_count; ++m) {
        const int candidate = track->membranes[m].row;
        row = candidate > 0 && (row == 0 || candidate < row) ? candidate : row;
    }
    return row;
}

/// Stretch of a bristle at which it slips: Coulomb friction of the tissue it stands in.
static double clamp_of(const tb_needle *needle, const tb_track_model *track,
                       const tb_lattice *lattice, int k, double grip, int gripped_from)
{
    const tb_material_point *point = &needle->points[k];
    const double friction = tissue_at(track, lattice, point->s, point->t)->friction_n_per_mm;
    const double gripped = point->t >= gripped_from ? grip : 1.0;
    return needle->friction_scale * needle->winding * gripped * friction / TB_SHAFT_N_PER_MM2;
}

void tb_track_refresh(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                      double grip)
{
    const int row = gripping_row(track);
    for (int k = 0; k < needle->point_count; ++k) {
        needle->clamp_mm[k] = clamp_of(needle, track, lattice, k, grip, row);
    }
}

/// Keep every second point, each for twice the length: force, stiffness and clamp per mm stay.
static void thin_channel(tb_needle *needle)
{
    const int kept = (needle->point_count + 1) / 2;
    for (int k = 1; k < kept; ++k) {
        needle->points[k] = needle->points[2 * k];
        needle->along_mm[k] = needle->along_mm[2 * k];
        needle->clamp_mm[k] = needle->clamp_mm[2 * k];
    }
    needle->point_count = needle->active_count = kept;
    needle->spacing_mm *= 2.0;
}

void tb_track_add_point(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                        double grip, double along_mm)
{
    if (needle->point_count == TB_TRACK_POINTS_MAX) {
        thin_channel(needle);
    }
    const int k = needle->point_count;
    needle->points[k] = needle->tip_point;
    needle->along_mm[k] = along_mm;
    needle->clamp_mm[k] = clamp_of(needle, track, lattice, k, grip, gripping_row(track));
    needle->point_count = needle->active_count = k + 1;
}

void tb_track_add_hole(tb_needle *needle, int membrane, double s)
{
    int *count = &needle->hole_count[membrane];
    double *holes = needle->holes[membrane];
    if (*count == TB_TRACK_HOLES_MAX) {
        for (int k = 1; k < TB_TRACK_HOLES_MAX; ++k) {
            holes[k - 1] = holes[k];
        }
        *count -= 1;
    }
    holes[*count] = s;
    *count += 1;
}

/// Vector between the places `columns` to either side on a row, at rest or now.
static void row_direction(const tb_lattice *lattice, int row, double s, double columns,
                          bool at_rest, double *dx, double *dy)
{
    const tb_material_point left = tb_lattice_point(lattice, s - columns, row);
    const tb_material_point right = tb_lattice_point(lattice, s + columns, row);
    double lx, ly, rx, ry;
    if (at_rest) {
        tb_lattice_reference(lattice, &left, &lx, &ly);
        tb_lattice_reference(lattice, &right, &rx, &ry);
    } else {
        tb_lattice_position(lattice, &left, &lx, &ly);
        tb_lattice_position(lattice, &right, &rx, &ry);
    }
    *dx = rx - lx;
    *dy = ry - ly;
}

/// True when a membrane has something to puncture and no old hole near the column s.
static bool intact(const tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                   int membrane, double s)
{
    if (!(track->membranes[membrane].puncture_n > 0.0)) {
        return false;
    }
    if (needle->hole_count[membrane] == 0) {
        return true;
    }
    double dx, dy;
    row_direction(lattice, track->membranes[membrane].row, s, 0.5, true, &dx, &dy);
    const double column_mm = sqrt(dx * dx + dy * dy);
    for (int k = 0; k < needle->hole_count[membrane]; ++k) {
        if (fabs(needle->holes[membrane][k] - s) * column_mm < HOLE_MM) {
            return false;
        }
    }
    return true;
}

/// Index of the intact membrane the tip's bond stands on, -1 for none.
static int membrane_at_tip(const tb_needle *needle, const tb_track_model *track,
                           const tb_lattice *lattice)
{
    for (int m = 0; m < track->membrane_count; ++m) {
        if (fabs(needle->tip_point.t - track->membranes[m].row) < 1e-7 &&
            intact(needle, track, lattice, m, needle->tip_point.s)) {
            return m;
        }
    }
    return -1;
}

/// Force that pierces a membrane at the tip: rises as the needle leans from its present normal.
static double puncture_n(const tb_needle *needle, const tb_track_membrane *membrane,
                         const tb_lattice *lattice, double axis_x, double axis_y)
{
    double dx, dy;
    row_direction(lattice, membrane->row, needle->tip_point.s, NORMAL_COLUMNS, false, &dx, &dy);
    const double length = sqrt(dx * dx + dy * dy);
    double cosine = length > 0.0 ? fabs(axis_x * dy - axis_y * dx) / length : 1.0;
    cosine = cosine > LEAN_LEAST_COSINE ? cosine : LEAN_LEAST_COSINE;
    return needle->force_scale * membrane->puncture_n * (1.0 + LEAN_SHARE * (1.0 / cosine - 1.0));
}

/// The tip of this substep: its place and axis, and what its helpers all need.
typedef struct tip_frame {
    const tb_track_model *track;
    tb_lattice *lattice;
    double grip, weight;
    double x_mm, y_mm, axis_x, axis_y;
} tip_frame;

/// Move the tip's bond along the axis by slip_mm, no further than the next intact membrane or the
/// section's edge. On bone the bond follows the tip along the surface; elsewhere the channel runs
/// on outside the section.
/// @return the length by which the bond's coordinate along the axis moved
static double slip_tip(tb_needle *needle, const tip_frame *tip, double from_x_mm, double from_y_mm,
                       double slip_mm)
{
    const tb_lattice *lattice = tip->lattice;
    const double s0 = needle->tip_point.s, t0 = needle->tip_point.t;
    double s1 = s0, t1 = t0;
    tb_lattice_locate(lattice, from_x_mm + slip_mm * tip->axis_x, from_y_mm + slip_mm * tip->axis_y,
                      &s1, &t1);
    double share = 1.0, t = t1;
    const double deepest = lattice->model.desc.ny - 1 - 1e-6;
    uint32_t leaves_by = 0;
    if (t1 > deepest) {
        share = t0 < deepest ? (deepest - t0) / (t1 - t0) : 0.0;
        t = deepest;
        leaves_by = TB_EDGE_LAST_ROW;
    }
    const double last_s = lattice->model.desc.nx - 1, edge_s = s1 < 0.0 ? 0.0 : last_s;
    if (s1 < 0.0 || s1 > last_s) {
        const double crossing = s0 > 0.0 && s0 < last_s ? (edge_s - s0) / (s1 - s0) : 0.0;
        if (crossing < share) {
            share = crossing;
            t = t0 + share * (t1 - t0);
            leaves_by = s1 < 0.0 ? TB_EDGE_FIRST_COLUMN : TB_EDGE_LAST_COLUMN;
        }
    }
    for (int m = 0; m < tip->track->membrane_count; ++m) {
        const double row = tip->track->membranes[m].row;
        if ((t0 < row && t1 > row) || (t0 > row && t1 < row)) {
            const double crossing = (row - t0) / (t1 - t0);
            if (crossing < share &&
                intact(needle, tip->track, lattice, m, s0 + crossing * (s1 - s0))) {
                share = crossing;
                t = row;
                leaves_by = 0;
            }
        }
    }
    double s = s0 + share * (s1 - s0);
    t = t > 0.0 ? t : 0.0;
    needle->travel_mm += share * slip_mm;
    if (leaves_by == 0) {
        needle->tip_point = tb_lattice_point(lattice, s, t);
        return share * slip_mm;
    }
    if (leaves_by == TB_EDGE_LAST_ROW && tip->track->bone_row >= 0) {
        double beside = s, below = t;
        tb_lattice_locate(lattice, tip->x_mm, tip->y_mm, &beside, &below);
        s = beside;
    } else {
        const bool air = (tip->track->air_edges & leaves_by) != 0;
        needle->happened |= air && !needle->in_air ? TB_NEEDLE_THROUGH : 0;
        needle->in_air = air;
        needle->overrun_mm += (1.0 - share) * slip_mm;
    }
    needle->tip_point = tb_lattice_point(lattice, s, t);
    return slip_mm;
}

/// The tip passes the skin: its channel begins here.
static void enter_skin(tb_needle *needle, const tip_frame *tip, double pressed_mm)
{
    needle->inside = true;
    needle->point_count = needle->active_count = 0;
    needle->spacing_mm = TB_TRACK_SPACING_MM;
    needle->travel_mm = 0.0;
    tb_track_add_point(needle, tip->track, tip->lattice, tip->grip, pressed_mm);
}

static void pierce(tb_needle *needle, int membrane, double peak_n)
{
    tb_track_add_hole(needle, membrane, needle->tip_point.s);
    needle->happened |= TB_NEEDLE_PUNCTURED;
    needle->punctured_membrane = membrane;
    needle->punctured_peak_n = peak_n;
}

/// While the tip presses harder than cutting or puncture takes, its bond gives way. A membrane in
/// the way ends a pass; more than four in one substep do not occur.
/// @param pressed_mm how far the tip has gone into its bond
/// @return the same after slipping
static double slip_until_held(tb_needle *needle, const tip_frame *tip, double pressed_mm)
{
    for (int pass = 0; pass < 4; ++pass) {
        const int m = membrane_at_tip(needle, tip->track, tip->lattice);
        const double threshold_n =
            m >= 0 ? puncture_n(needle, &tip->track->membranes[m], tip->lattice, tip->axis_x,
                                tip->axis_y)
                   : needle->force_scale * tissue_at(tip->track, tip->lattice, needle->tip_point.s,
                                                     needle->tip_point.t)
                                               ->cutting_n;
        const double held_mm = needle->in_air ? 0.0 : threshold_n / TB_TIP_N_PER_MM;
        needle->tip_held_mm = held_mm;
        if (pressed_mm <= held_mm) {
            break;
        }
        if (m >= 0) {
            pierce(needle, m, threshold_n);
        }
        if (!needle->inside) {
            enter_skin(needle, tip, pressed_mm);
        }
        if (m >= 0) {
            continue; // the threshold falls at once
        }
        double x, y;
        tb_lattice_position(tip->lattice, &needle->tip_point, &x, &y);
        const double wanted_mm = pressed_mm - held_mm;
        const double slipped_mm = slip_tip(needle, tip, x, y, wanted_mm);
        pressed_mm -= slipped_mm;
        if (needle->travel_mm >= needle->spacing_mm) {
            needle->travel_mm -= needle->spacing_mm;
            tb_track_add_point(needle, tip->track, tip->lattice, tip->grip, pressed_mm);
        }
        if (slipped_mm == wanted_mm) {
            break;
        }
    }
    return pressed_mm;
}

/// A tip on the skin holds sideways up to its pressure, then skids along the surface. The beam's
/// own solve holds this spring implicitly, so it goes to the lattice and to the sum of forces only.
static void hold_sideways(tb_needle *needle, const tip_frame *tip, double pressed_n)
{
    double mx, my;
    tb_lattice_position(tip->lattice, &needle->tip_point, &mx, &my);
    const double nx = -tip->axis_y, ny = tip->axis_x;
    double side_mm = (tip->x_mm - mx) * nx + (tip->y_mm - my) * ny;
    const double most_mm = (SIDE_LEAST_N + SIDE_FRICTION * pressed_n) / TB_TIP_SIDE_N_PER_MM;
    if (fabs(side_mm) > most_mm) {
        const double skid_mm = side_mm > 0.0 ? side_mm - most_mm : side_mm + most_mm;
        double s = needle->tip_point.s, t = needle->tip_point.t;
        tb_lattice_locate(tip->lattice, mx + skid_mm * nx, my + skid_mm * ny, &s, &t);
        needle->tip_point = tb_lattice_point(tip->lattice, s, 0.0);
        side_mm -= skid_mm;
    }
    const double fx = TB_TIP_SIDE_N_PER_MM * side_mm * nx, fy = TB_TIP_SIDE_N_PER_MM * side_mm * ny;
    tb_lattice_push(tip->lattice, &needle->tip_point, fx, fy);
    needle->tissue_x_n -= tip->weight * fx;
    needle->tissue_y_n -= tip->weight * fy;
}

/// How far the tip has gone into its bond along the axis.
static double pressed_into_bond(const tb_needle *needle, const tip_frame *tip)
{
    double mx, my;
    tb_lattice_position(tip->lattice, &needle->tip_point, &mx, &my);
    return (tip->x_mm - mx) * tip->axis_x + (tip->y_mm - my) * tip->axis_y - needle->overrun_mm;
}

/// The tip presses its bond: it cuts, pierces, or holds.
static void bonded_tip(tb_needle *needle, const tip_frame *tip)
{
    double pressed_mm = pressed_into_bond(needle, tip);
    if (pressed_mm < -LET_GO_MM) {
        needle->tip_state = needle->inside ? TB_TIP_CHANNEL : TB_TIP_OUT;
        return;
    }
    pressed_mm = slip_until_held(needle, tip, pressed_mm);
    const double force_n = pressed_mm > 0.0 ? TB_TIP_N_PER_MM * pressed_mm : 0.0;
    const double fx = force_n * tip->axis_x, fy = force_n * tip->axis_y;
    tb_lattice_push(tip->lattice, &needle->tip_point, fx, fy);
    needle->tissue_x_n -= tip->weight * fx;
    needle->tissue_y_n -= tip->weight * fy;
    needle->tip_force_n += tip->weight * force_n;
    if (!needle->inside) {
        hold_sideways(needle, tip, force_n);
    }
}

/// True when the channel ahead lies so far off the axis that the tip cuts its own way.
static bool leaves_channel(const tb_needle *needle, const tip_frame *tip)
{
    const int two_on = needle->active_count + 2, last = needle->point_count - 1;
    double mx, my;
    tb_lattice_position(tip->lattice, &needle->points[two_on < last ? two_on : last], &mx, &my);
    const double dx = mx - tip->x_mm, dy = my - tip->y_mm;
    const double ahead_mm = dx * tip->axis_x + dy * tip->axis_y;
    const double beside_mm = fabs(-dx * tip->axis_y + dy * tip->axis_x);
    return ahead_mm > LEAVE_AHEAD_MM && beside_mm > LEAVE_SLOPE * ahead_mm + LEAVE_OFFSET_MM;
}

static void start_new_track(tb_needle *needle, const tip_frame *tip)
{
    const tb_material_point *last = &needle->points[needle->active_count - 1];
    double s = last->s, t = last->t;
    tb_lattice_locate(tip->lattice, tip->x_mm, tip->y_mm, &s, &t);
    needle->tip_point = tb_lattice_point(tip->lattice, s, t);
    needle->point_count = needle->active_count;
    needle->overrun_mm = 0.0;
    needle->in_air = false;
    needle->travel_mm = 0.0;
    needle->tip_state = TB_TIP_BONDED;
    needle->happened |= TB_NEEDLE_NEW_TRACK;
}

static void leave_tissue(tb_needle *needle)
{
    needle->tip_state = TB_TIP_OUT;
    needle->inside = false;
    needle->point_count = 0;
    needle->spacing_mm = TB_TRACK_SPACING_MM;
    needle->overrun_mm = 0.0;
    needle->in_air = false;
    needle->travel_mm = 0.0;
    needle->happened |= TB_NEEDLE_LEFT;
}

/// The tip moves inside its own channel: points behind it let go, points ahead take hold again.
static void channel_tip(tb_needle *needle, const tip_frame *tip)
{
    while (needle->active_count > 0 && needle->along_mm[needle->active_count - 1] < 0.0) {
        needle->active_count -= 1;
    }
    if (needle->active_count == 0) {
        leave_tissue(needle);
        return;
    }
    if (needle->active_count == needle->point_count) {
        if (pressed_into_bond(needle, tip) >= 0.0) {
            needle->tip_state = TB_TIP_BONDED;
        }
        return;
    }
    const int last = TB_BEAM_ELEMENTS;
    const double advanced = (needle->beam.x_mm[last] - needle->ox_mm[last]) * tip->axis_x +
                            (needle->beam.y_mm[last] - needle->oy_mm[last]) * tip->axis_y;
    if (advanced > 0.0 && leaves_channel(needle, tip)) {
        start_new_track(needle, tip);
        return;
    }
    const int k = needle->active_count;
    double mx, my;
    tb_lattice_position(tip->lattice, &needle->points[k], &mx, &my);
    const double passed_mm = (tip->x_mm - mx) * tip->axis_x + (tip->y_mm - my) * tip->axis_y;
    if (passed_mm >= 0.0) {
        needle->along_mm[k] = passed_mm;
        needle->active_count += 1;
    }
}

/// What it takes to read and push material points: tb_lattice_position() and tb_lattice_push()
/// opened up for the needle's inner loop.
typedef struct point_access {
    double *q_mm, *v_mm_per_ms;
    const double *half_step;
    int stride;
    double tau_ms, per_decay;
} point_access;

static point_access access_points(tb_lattice *lattice)
{
    const tb_lattice_model *model = &lattice->model;
    return (point_access){
        .q_mm = lattice->state.q_mm,
        .v_mm_per_ms = lattice->state.v_mm_per_ms,
        .half_step = model->half_step,
        .stride = model->stride,
        .tau_ms = model->tau_ms,
        .per_decay = 1.0 / model->decay,
    };
}

static inline double blend(const double *q, int down, const double weight[4])
{
    return weight[0] * q[0] + weight[1] * q[1] + weight[2] * q[down] + weight[3] * q[down + 1];
}

static inline void push_corner(const point_access *to, int at, double mobility, double fx,
                               double fy)
{
    const double dvx = mobility * fx, dvy = mobility * fy;
    to->v_mm_per_ms[at] += dvx;
    to->v_mm_per_ms[at + to->stride] += dvy;
    to->q_mm[at] += to->tau_ms * dvx;
    to->q_mm[at + to->stride] += to->tau_ms * dvy;
}

static inline void push_point(const point_access *to, const tb_material_point *point, double fx_n,
                              double fy_n)
{
    const double *mobility = to->half_step + point->node;
    const int at = point->offset, below = point->offset + 2 * to->stride;
    const double fx = fx_n * to->per_decay, fy = fy_n * to->per_decay;
    push_corner(to, at, mobility[0] * point->weight[0], fx, fy);
    push_corner(to, at + 1, mobility[1] * point->weight[1], fx, fy);
    push_corner(to, below, mobility[to->stride] * point->weight[2], fx, fy);
    push_corner(to, below + 1, mobility[to->stride + 1] * point->weight[3], fx, fy);
}

/// Bristles of the shaft on the lattice: axial friction with a clamp, lateral bed. The beam takes
/// them up in its next step.
static void shaft_bristles(tb_needle *needle, tb_lattice *lattice, double phase, double weight)
{
    const tb_beam *beam = &needle->beam;
    const point_access access = access_points(lattice);
    const double axial_n_per_mm = TB_SHAFT_N_PER_MM2 * needle->spacing_mm;
    const double lateral_n_per_mm = TB_LATERAL_N_PER_MM2 * needle->spacing_mm;
    const double length_mm = beam->spec.length_mm, per_element = TB_BEAM_ELEMENTS / length_mm;
    double px[TB_BEAM_NODES], py[TB_BEAM_NODES];
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        px[i] = needle->ox_mm[i] + phase * (beam->x_mm[i] - needle->ox_mm[i]);
        py[i] = needle->oy_mm[i] + phase * (beam->y_mm[i] - needle->oy_mm[i]);
    }
    double push_x_n[TB_TRACK_POINTS_MAX], push_y_n[TB_TRACK_POINTS_MAX];
    double sum_axial_n = 0.0, sum_lateral_n = 0.0, sum_x_n = 0.0, sum_y_n = 0.0;
    for (int k = 0; k < needle->active_count; ++k) {
        const tb_material_point *point = &needle->points[k];
        const tb_shaft_place place = tb_shaft_at(needle->along_mm[k], length_mm, per_element);
        const int e = place.element, down = 2 * access.stride;
        const double ux = needle->axis_x[e], uy = needle->axis_y[e];
        const double *q = access.q_mm + point->offset;
        const double gx =
            blend(q, down, point->weight) - (px[e] + place.share * (px[e + 1] - px[e]));
        const double gy = blend(q + access.stride, down, point->weight) -
                          (py[e] + place.share * (py[e + 1] - py[e]));
        const double clamp_mm = needle->clamp_mm[k];
        double stretch_mm = gx * ux + gy * uy;
        if (stretch_mm > clamp_mm) {
            needle->along_mm[k] -= stretch_mm - clamp_mm;
            stretch_mm = clamp_mm;
        } else if (stretch_mm < -clamp_mm) {
            needle->along_mm[k] -= stretch_mm + clamp_mm;
            stretch_mm = -clamp_mm;
        }
        const double axial_n = axial_n_per_mm * stretch_mm;
        const double lateral_n = lateral_n_per_mm * (-gx * uy + gy * ux);
        const double fx = axial_n * ux - lateral_n * uy, fy = axial_n * uy + lateral_n * ux;
        push_x_n[k] = -fx;
        push_y_n[k] = -fy;
        sum_axial_n += axial_n;
        sum_lateral_n += fabs(lateral_n);
        sum_x_n += fx;
        sum_y_n += fy;
    }
    for (int k = 0; k < needle->active_count;
         ++k) { // after all were read: no point waits for another
        push_point(&access, &needle->points[k], push_x_n[k], push_y_n[k]);
    }
    needle->tissue_x_n += weight * sum_x_n;
    needle->tissue_y_n += weight * sum_y_n;
    needle->shaft_force_n -= weight * sum_axial_n;
    needle->lateral_force_n += weight * sum_lateral_n;
}

/// A tip in air looks for the skin.
/// @return true when it stands on it
static bool touches_skin(tb_needle *needle, const tip_frame *tip)
{
    double s = needle->tip_point.s, t = 0.0;
    tb_lattice_locate(tip->lattice, tip->x_mm, tip->y_mm, &s, &t);
    needle->tip_point = tb_lattice_point(tip->lattice, s, 0.0);
    return t >= 0.0 && s >= 0.0 && s <= tip->lattice->model.desc.nx - 1;
}

void tb_needle_substep(tb_needle *needle, const tb_track_model *track, tb_lattice *lattice,
                       const tb_needle_hand *hand, double phase, double weight)
{
    const int last = TB_BEAM_ELEMENTS;
    const tb_beam *beam = &needle->beam;
    const tip_frame tip = {
        .track = track,
        .lattice = lattice,
        .grip = hand->grip,
        .weight = weight,
        .x_mm = needle->ox_mm[last] + phase * (beam->x_mm[last] - needle->ox_mm[last]),
        .y_mm = needle->oy_mm[last] + phase * (beam->y_mm[last] - needle->oy_mm[last]),
        .axis_x = needle->axis_x[last - 1],
        .axis_y = needle->axis_y[last - 1],
    };
    if (needle->tip_state == TB_TIP_OUT) {
        if (!touches_skin(needle, &tip)) {
            return;
        }
        needle->tip_state = TB_TIP_BONDED;
        needle->inside = false;
        needle->happened |= TB_NEEDLE_TOUCHED;
    }
    if (needle->tip_state == TB_TIP_BONDED) {
        bonded_tip(needle, &tip);
    }
    if (needle->tip_state == TB_TIP_CHANNEL) {
        channel_tip(needle, &tip);
    }
    shaft_bristles(needle, lattice, phase, weight);
}
