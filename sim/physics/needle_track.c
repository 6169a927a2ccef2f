// The channel a needle cuts: tip bond, membranes, shaft bristles. Material points live in the
// lattice's index space (s = column, t = row, real-valued), so that a channel moves with the tissue
// it was cut in.
#include "needle_internal.h"

#include <math.h>

// A membrane is open where it was pierced: the needle finds an old hole within this distance.
static const double HOLE_COLUMNS = 0.35;
// Re-entry leaves an old channel when that lies further to the side than this slope plus this
// offset.
static const double LEAVE_SLOPE = 0.12, LEAVE_OFFSET_MM = 0.1, LEAVE_AHEAD_MM = 0.6;
// Before puncture the sharp tip also holds sideways: it does not skid.
static const double TIP_SIDE_HOLD_N_PER_MM = 0.1;

tb_shaft_place tb_shaft_at(const tb_needle *needle, double from_tip_mm, double phase)
{
    const tb_beam *beam = &needle->beam;
    const double element_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS;
    const double q = (beam->spec.length_mm - from_tip_mm) / element_mm;
    int e = q > 0.0 ? (int)q : 0;
    e = e < TB_BEAM_ELEMENTS ? e : TB_BEAM_ELEMENTS - 1;
    const double x0 = needle->ox_mm[e] + phase * (beam->x_mm[e] - needle->ox_mm[e]);
    const double y0 = needle->oy_mm[e] + phase * (beam->y_mm[e] - needle->oy_mm[e]);
    const double x1 = needle->ox_mm[e + 1] + phase * (beam->x_mm[e + 1] - needle->ox_mm[e + 1]);
    const double y1 = needle->oy_mm[e + 1] + phase * (beam->y_mm[e + 1] - needle->oy_mm[e + 1]);
    const double dx = x1 - x0, dy = y1 - y0, length = sqrt(dx * dx + dy * dy), share = q - e;
    return (tb_shaft_place){e, share, x0 + share * dx, y0 + share * dy, dx / length, dy / length};
}

static const tb_track_tissue *tissue_at(const tb_track_model *track, const tb_lattice *lattice,
                                        double s, double t)
{
    const int nx = lattice->model.desc.nx, ny = lattice->model.desc.ny;
    int i = s > 0.0 ? (int)s : 0, j = t > 0.0 ? (int)t : 0;
    i = i < nx - 2 ? i : nx - 2;
    j = j < ny - 2 ? j : ny - 2;
    return &track->tissues[track->cell_tissue[i + nx * j]];
}

double tb_track_cutting_n(const tb_needle *needle, const tb_track_model *track,
                          const tb_lattice *lattice, double s, double t)
{
    return needle->force_scale * tissue_at(track, lattice, s, t)->cutting_n;
}

double tb_track_friction_n_per_mm(const tb_needle *needle, const tb_track_model *track,
                                  const tb_lattice *lattice, double s, double t, double grip)
{
    return needle->friction_scale * needle->winding * grip *
           tissue_at(track, lattice, s, t)->friction_n_per_mm;
}

void tb_track_add_point(tb_needle *needle, const tb_lattice *lattice, double along_mm)
{
    if (needle->point_count < TB_TRACK_POINTS_MAX) {
        needle->points[needle->point_count] =
            tb_lattice_point(lattice, needle->tip_point.s, needle->tip_point.t);
        needle->along_mm[needle->point_count] = along_mm;
        needle->point_count += 1;
        needle->active_count = needle->point_count;
    }
}

void tb_track_add_hole(tb_needle *needle, int membrane, double s)
{
    int *count = &needle->hole_count[membrane];
    if (*count < TB_TRACK_HOLES_MAX) {
        needle->holes[membrane][*count] = s;
        *count += 1;
    } else { // the oldest hole has long closed
        for (int k = 1; k < TB_TRACK_HOLES_MAX; ++k) {
            needle->holes[membrane][k - 1] = needle->holes[membrane][k];
        }
        needle->holes[membrane][TB_TRACK_HOLES_MAX - 1] = s;
    }
}

static bool intact(const tb_needle *needle, int membrane, double s)
{
    for (int k = 0; k < needle->hole_count[membrane]; ++k) {
        if (fabs(needle->holes[membrane][k] - s) < HOLE_COLUMNS) {
            return false;
        }
    }
    return true;
}

/// Index of the intact membrane the tip's bond stands on, -1 for none.
static int membrane_at_tip(const tb_needle *needle, const tb_track_model *track)
{
    for (int m = 0; m < track->membrane_count; ++m) {
        if (fabs(needle->tip_point.t - track->membranes[m].row) < 1e-7 &&
            intact(needle, m, needle->tip_point.s)) {
            return m;
        }
    }
    return -1;
}

/// Force that pierces a membrane at the tip: rises as the needle leans away from its normal.
static double puncture_n(const tb_needle *needle, const tb_track_membrane *membrane,
                         const tb_lattice *lattice, double axis_x, double axis_y)
{
    const tb_material_point left =
        tb_lattice_point(lattice, needle->tip_point.s - 0.5, membrane->row);
    const tb_material_point right =
        tb_lattice_point(lattice, needle->tip_point.s + 0.5, membrane->row);
    double lx, ly, rx, ry;
    tb_lattice_position(lattice, &left, &lx, &ly);
    tb_lattice_position(lattice, &right, &rx, &ry);
    const double ex = rx - lx, ey = ry - ly, length = sqrt(ex * ex + ey * ey);
    double cosine = fabs(axis_x * ey - axis_y * ex) / length;
    cosine = cosine > 0.17 ? cosine : 0.17;
    return needle->force_scale * membrane->puncture_n * (1.0 + 0.5 * (1.0 / cosine - 1.0));
}

/// Move the tip's bond along the axis by `slip_mm`, no further than the next intact membrane or the
/// base.
/// @return the length actually slipped
static double slip_tip(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                       double from_x_mm, double from_y_mm, double axis_x, double axis_y,
                       double slip_mm)
{
    const double s0 = needle->tip_point.s, t0 = needle->tip_point.t;
    double s = s0, t = t0, share = 1.0;
    tb_lattice_locate(lattice, from_x_mm + slip_mm * axis_x, from_y_mm + slip_mm * axis_y, &s, &t);
    const double s1 = s, t1 = t;
    for (int m = 0; m < track->membrane_count; ++m) {
        const double row = track->membranes[m].row;
        if (track->membranes[m].puncture_n > 0.0 &&
            ((t0 < row && t1 > row) || (t0 > row && t1 < row))) {
            const double crossing = (row - t0) / (t1 - t0), s_crossing = s0 + crossing * (s1 - s0);
            if (crossing < share && intact(needle, m, s_crossing)) {
                share = crossing;
                s = s_crossing;
                t = row;
            }
        }
    }
    const double deepest = lattice->model.desc.ny - 1 - 1e-6;
    t = t < deepest ? t : deepest;
    t = t > 0.0 ? t : 0.0;
    needle->tip_point = tb_lattice_point(lattice, s, t);
    return share * slip_mm;
}

/// The tip presses its bond; it slips while the force is beyond what cutting or puncture takes.
/// @return force along the axis on the tissue
static double bonded_tip(tb_needle *needle, const tb_track_model *track, tb_lattice *lattice,
                         const tb_shaft_place *tip, double weight)
{
    double mx, my;
    tb_lattice_position(lattice, &needle->tip_point, &mx, &my);
    double z = (tip->x_mm - mx) * tip->axis_x + (tip->y_mm - my) * tip->axis_y;
    if (z < -0.02) {
        needle->tip_state = needle->inside ? TB_TIP_CHANNEL : TB_TIP_OUT;
        return 0.0;
    }
    for (int pass = 0; pass < 4; ++pass) {
        const int m = membrane_at_tip(needle, track);
        const double threshold =
            m >= 0 && track->membranes[m].puncture_n > 0.0
                ? puncture_n(needle, &track->membranes[m], lattice, tip->axis_x, tip->axis_y)
                : tb_track_cutting_n(needle, track, lattice, needle->tip_point.s,
                                     needle->tip_point.t);
        const double held_mm = threshold / TB_TIP_STIFFNESS_N_PER_MM;
        if (z <= held_mm) {
            break;
        }
        if (m >= 0) {
            tb_track_add_hole(needle, m, needle->tip_point.s);
            if (track->membranes[m].puncture_n > 0.0) {
                needle->happened |= TB_NEEDLE_PUNCTURED;
                needle->punctured_membrane = m;
                needle->punctured_peak_n = threshold;
            }
            if (track->membranes[m].row == 0 && !needle->inside) {
                needle->inside = true;
                needle->point_count = needle->active_count = 0;
                needle->travel_mm = 0.0;
                tb_track_add_point(needle, lattice, z);
            }
            continue;
        }
        if (!needle->inside) { // through an old hole in the skin
            needle->inside = true;
            needle->point_count = needle->active_count = 0;
            needle->travel_mm = 0.0;
            tb_track_add_point(needle, lattice, z);
        }
        const double wanted_mm = z - held_mm;
        const double slipped_mm =
            slip_tip(needle, track, lattice, mx, my, tip->axis_x, tip->axis_y, wanted_mm);
        needle->travel_mm += slipped_mm;
        z -= slipped_mm;
        tb_lattice_position(lattice, &needle->tip_point, &mx, &my);
        if (needle->travel_mm >= TB_TRACK_SPACING_MM) {
            needle->travel_mm -= TB_TRACK_SPACING_MM;
            tb_track_add_point(needle, lattice, z);
        }
        if (slipped_mm == wanted_mm) {
            break;
        }
    }
    if (z <= 0.0) {
        return 0.0;
    }
    const double force_n = TB_TIP_STIFFNESS_N_PER_MM * z;
    tb_lattice_push(lattice, &needle->tip_point, force_n * tip->axis_x, force_n * tip->axis_y);
    if (!needle->inside) {
        const double side_mm = -(tip->x_mm - mx) * tip->axis_y + (tip->y_mm - my) * tip->axis_x;
        const double fx = -TIP_SIDE_HOLD_N_PER_MM * side_mm * tip->axis_y;
        const double fy = TIP_SIDE_HOLD_N_PER_MM * side_mm * tip->axis_x;
        tb_lattice_push(lattice, &needle->tip_point, fx, fy);
        needle->reaction_x_n[TB_BEAM_ELEMENTS] -= weight * fx;
        needle->reaction_y_n[TB_BEAM_ELEMENTS] -= weight * fy;
    }
    return force_n;
}

/// The tip moves inside its own channel: points behind it let go, points ahead take hold again.
static void channel_tip(tb_needle *needle, const tb_lattice *lattice, const tb_shaft_place *tip,
                        bool advancing)
{
    while (needle->active_count > 0 && needle->along_mm[needle->active_count - 1] < 0.0) {
        needle->active_count -= 1;
    }
    if (needle->active_count == 0) {
        needle->tip_state = TB_TIP_OUT;
        needle->inside = false;
        needle->point_count = 0;
        needle->travel_mm = 0.0;
        needle->happened |= TB_NEEDLE_LEFT;
        return;
    }
    double mx, my;
    if (needle->active_count == needle->point_count) {
        tb_lattice_position(lattice, &needle->tip_point, &mx, &my);
        if ((tip->x_mm - mx) * tip->axis_x + (tip->y_mm - my) * tip->axis_y >= 0.0) {
            needle->tip_state = TB_TIP_BONDED;
        }
        return;
    }
    const int k = needle->active_count;
    tb_lattice_position(lattice, &needle->points[k], &mx, &my);
    const double z = (tip->x_mm - mx) * tip->axis_x + (tip->y_mm - my) * tip->axis_y;
    const int ahead = k + 2 < needle->point_count ? k + 2 : needle->point_count - 1;
    tb_lattice_position(lattice, &needle->points[ahead], &mx, &my);
    const double forward_mm = (mx - tip->x_mm) * tip->axis_x + (my - tip->y_mm) * tip->axis_y;
    const double side_mm = -(mx - tip->x_mm) * tip->axis_y + (my - tip->y_mm) * tip->axis_x;
    if (advancing && forward_mm > LEAVE_AHEAD_MM &&
        fabs(side_mm) > LEAVE_SLOPE * forward_mm + LEAVE_OFFSET_MM) {
        double s = needle->points[k - 1].s, t = needle->points[k - 1].t;
        tb_lattice_locate(lattice, tip->x_mm, tip->y_mm, &s, &t);
        needle->tip_point = tb_lattice_point(lattice, s, t);
        needle->point_count = needle->active_count;
        needle->travel_mm = 0.0;
        needle->tip_state = TB_TIP_BONDED;
        needle->happened |= TB_NEEDLE_NEW_TRACK;
    } else if (z >= 0.0) {
        needle->along_mm[k] = z;
        needle->active_count += 1;
    }
}

/// Bristles of the shaft: axial friction with a clamp, lateral bed; both onto the lattice and back
/// onto the beam.
static void shaft_bristles(tb_needle *needle, const tb_track_model *track, tb_lattice *lattice,
                           double grip, double phase, double weight)
{
    const tb_lattice_model *model = &lattice->model;
    const int stride = model->stride;
    const double per_force = 1.0 / model->decay, tau = model->tau_ms;
    const tb_beam *beam = &needle->beam;
    const double length_mm = beam->spec.length_mm, per_element = TB_BEAM_ELEMENTS / length_mm;
    double px[TB_BEAM_NODES], py[TB_BEAM_NODES], ax[TB_BEAM_ELEMENTS], ay[TB_BEAM_ELEMENTS];
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        px[i] = needle->ox_mm[i] + phase * (beam->x_mm[i] - needle->ox_mm[i]);
        py[i] = needle->oy_mm[i] + phase * (beam->y_mm[i] - needle->oy_mm[i]);
    }
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        const double dx = px[e + 1] - px[e], dy = py[e + 1] - py[e],
                     inverse = 1.0 / sqrt(dx * dx + dy * dy);
        ax[e] = dx * inverse;
        ay[e] = dy * inverse;
    }
    double shaft_n = 0.0, lateral_n = 0.0;
    for (int k = 0; k < needle->active_count; ++k) {
        const double q = (length_mm - needle->along_mm[k]) * per_element;
        int e = q > 0.0 ? (int)q : 0;
        e = e < TB_BEAM_ELEMENTS ? e : TB_BEAM_ELEMENTS - 1;
        const double share = q - e;
        const tb_material_point *point = &needle->points[k];
        double mx, my;
        tb_lattice_position(lattice, point, &mx, &my);
        const double gx = mx - (px[e] + share * (px[e + 1] - px[e])),
                     gy = my - (py[e] + share * (py[e + 1] - py[e]));
        const double clamp_mm =
            tb_track_friction_n_per_mm(needle, track, lattice, point->s, point->t, grip) *
            (TB_TRACK_SPACING_MM / TB_SHAFT_STIFFNESS_N_PER_MM);
        double stretch_mm = gx * ax[e] + gy * ay[e];
        if (stretch_mm > clamp_mm) {
            needle->along_mm[k] -= stretch_mm - clamp_mm;
            stretch_mm = clamp_mm;
        } else if (stretch_mm < -clamp_mm) {
            needle->along_mm[k] -= stretch_mm + clamp_mm;
            stretch_mm = -clamp_mm;
        }
        const double side_mm = -gx * ay[e] + gy * ax[e];
        const double axial_n = TB_SHAFT_STIFFNESS_N_PER_MM * stretch_mm;
        const double side_n = TB_LATERAL_STIFFNESS_N_PER_MM * side_mm;
        const double fx = -(axial_n * ax[e] - side_n * ay[e]) * per_force;
        const double fy = -(axial_n * ay[e] + side_n * ax[e]) * per_force;
        double *position = lattice->state.q_mm + point->offset,
               *velocity = lattice->state.v_mm_per_ms + point->offset;
        const double *half_step = model->half_step + point->node;
        for (int corner = 0; corner < 4; ++corner) {
            const int at = (corner & 1) + (corner >> 1) * 2 * stride;
            const double mobility =
                half_step[(corner & 1) + (corner >> 1) * stride] * point->weight[corner];
            const double dvx = mobility * fx, dvy = mobility * fy;
            velocity[at] += dvx;
            velocity[at + stride] += dvy;
            position[at] += tau * dvx;
            position[at + stride] += tau * dvy;
        }
        // the beam's own solve holds the lateral bed implicitly: only the axial part goes back as a
        // force
        const double bx = weight * axial_n * ax[e], by = weight * axial_n * ay[e];
        needle->reaction_x_n[e] += (1.0 - share) * bx;
        needle->reaction_y_n[e] += (1.0 - share) * by;
        needle->reaction_x_n[e + 1] += share * bx;
        needle->reaction_y_n[e + 1] += share * by;
        shaft_n -= axial_n;
        lateral_n += fabs(side_n);
    }
    needle->shaft_force_n += weight * shaft_n;
    needle->lateral_force_n += weight * lateral_n;
    needle->axial_force_n += weight * shaft_n;
}

void tb_needle_substep(tb_needle *needle, const tb_track_model *track, tb_lattice *lattice,
                       const tb_needle_hand *hand, double phase, double weight)
{
    const tb_shaft_place tip = tb_shaft_at(needle, 0.0, phase);
    if (needle->tip_state == TB_TIP_OUT) {
        double s = needle->tip_point.s, t = 0.0;
        tb_lattice_locate(lattice, tip.x_mm, tip.y_mm, &s, &t);
        needle->tip_point = tb_lattice_point(lattice, s, 0.0);
        if (t < 0.0 || s < 0.0 || s > lattice->model.desc.nx - 1) {
            return;
        }
        needle->tip_state = TB_TIP_BONDED;
        needle->inside = false;
        needle->happened |= TB_NEEDLE_TOUCHED;
    }
    double tip_n = 0.0;
    if (needle->tip_state == TB_TIP_BONDED) {
        tip_n = bonded_tip(needle, track, lattice, &tip, weight);
    }
    if (needle->tip_state == TB_TIP_CHANNEL) {
        const int last = TB_BEAM_ELEMENTS;
        const double moved_mm = (needle->beam.x_mm[last] - needle->ox_mm[last]) * tip.axis_x +
                                (needle->beam.y_mm[last] - needle->oy_mm[last]) * tip.axis_y;
        channel_tip(needle, lattice, &tip, moved_mm > 0.0);
    }
    shaft_bristles(needle, track, lattice, hand->grip, phase, weight);
    needle->reaction_x_n[TB_BEAM_ELEMENTS] -= weight * tip_n * tip.axis_x;
    needle->reaction_y_n[TB_BEAM_ELEMENTS] -= weight * tip_n * tip.axis_y;
    needle->tip_force_n += weight * tip_n;
    needle->axial_force_n += weight * tip_n;
}
