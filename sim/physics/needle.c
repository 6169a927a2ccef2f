#include "needle_internal.h"

#include "tautband/core/mathx.h"

#include <math.h>
#include <string.h>

// Elastic limit of hard-drawn spring steel: 1.2 GPa over 200 GPa [J].
static const double YIELD_STRAIN = 0.006;
// Winding: pull-out force +167 % one way, +52 % both ways (Langevin 2001); how fast it gets there
// is a model default [J].
static const double WINDING_ONE_WAY = 1.67, WINDING_BOTH_WAYS = 0.52, WINDING_TURNS = 1.5;

void tb_needle_refresh_axes(tb_needle *needle)
{
    const tb_beam *beam = &needle->beam;
    double x[TB_BEAM_NODES], y[TB_BEAM_NODES];
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        x[i] = needle->ox_mm[i] + beam->x_mm[i];
        y[i] = needle->oy_mm[i] + beam->y_mm[i];
    }
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        const double dx = x[e + 1] - x[e], dy = y[e + 1] - y[e];
        const double per_length = 1.0 / sqrt(dx * dx + dy * dy);
        needle->axis_x[e] = dx * per_length;
        needle->axis_y[e] = dy * per_length;
    }
}

static void keep_positions(tb_needle *needle)
{
    memcpy(needle->ox_mm, needle->beam.x_mm, sizeof needle->ox_mm);
    memcpy(needle->oy_mm, needle->beam.y_mm, sizeof needle->oy_mm);
}

void tb_needle_reset(tb_needle *needle, const tb_needle_spec *spec, const tb_needle_hand *hand)
{
    *needle = (tb_needle){
        .force_scale = tb_pow(spec->diameter_mm / 0.25, 1.3),
        .friction_scale = spec->diameter_mm / 0.25,
        .tip_state = TB_TIP_OUT,
        .spacing_mm = TB_TRACK_SPACING_MM,
        .hub_axis_x = tb_cos(hand->hub_angle_rad),
        .hub_axis_y = tb_sin(hand->hub_angle_rad),
        .spin_rad = hand->spin_rad,
        .winding = 1.0,
        .punctured_membrane = -1,
    };
    tb_beam_reset(&needle->beam, spec, hand->hub_x_mm, hand->hub_y_mm, hand->hub_angle_rad);
    keep_positions(needle);
    tb_needle_refresh_axes(needle);
    needle->tip_x_mm = needle->tip_rest_x_mm = needle->beam.x_mm[TB_BEAM_ELEMENTS];
    needle->tip_y_mm = needle->tip_rest_y_mm = needle->beam.y_mm[TB_BEAM_ELEMENTS];
}

/// Follow the handle's turn. Unwinding pays back what winding one way took; what twirling both ways
/// did stays until the needle is out.
static void wind(tb_needle *needle, double spin_rad)
{
    const double turned_rad = spin_rad - needle->spin_rad;
    needle->spin_rad = spin_rad;
    if (!needle->inside) {
        needle->wound_rad = needle->turned_rad = 0.0;
        needle->winding = 1.0;
        return;
    }
    if (turned_rad == 0.0) {
        return;
    }
    needle->wound_rad += turned_rad;
    needle->turned_rad += fabs(turned_rad);
    const double one_way = fabs(needle->wound_rad) / (2.0 * TB_PI);
    const double both_ways = (needle->turned_rad - fabs(needle->wound_rad)) / (2.0 * TB_PI);
    const double grown = WINDING_ONE_WAY * (1.0 - tb_exp(-one_way / WINDING_TURNS));
    const double twirled = WINDING_BOTH_WAYS * (1.0 - tb_exp(-both_ways / WINDING_TURNS));
    needle->winding = 1.0 + (grown > twirled ? grown : twirled);
}

static void forget_forces(tb_needle *needle)
{
    needle->tissue_x_n = needle->tissue_y_n = 0.0;
    needle->tip_force_n = needle->shaft_force_n = needle->lateral_force_n = 0.0;
}

void tb_needle_begin_tick(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                          const tb_needle_hand *hand)
{
    needle->happened = 0;
    needle->punctured_membrane = -1;
    needle->punctured_peak_n = 0.0;
    needle->hub_axis_x = tb_cos(hand->hub_angle_rad);
    needle->hub_axis_y = tb_sin(hand->hub_angle_rad);
    wind(needle, hand->spin_rad);
    tb_track_refresh(needle, track, lattice, hand->grip);
    tb_beam_load load = {.hub_x_mm = hand->hub_x_mm,
                         .hub_y_mm = hand->hub_y_mm,
                         .hub_angle_rad = hand->hub_angle_rad};
    tb_needle_supports(needle, lattice, hand, &load);
    const tb_bone_contact contact = tb_needle_meet_bone(needle, track, lattice, &load);
    keep_positions(needle);
    tb_beam_step(&needle->beam, &load, NULL);
    tb_needle_refresh_axes(needle);
    tb_needle_feel_bone(needle, &contact);
    forget_forces(needle);
}

/// Where the tip is in the section and, by the same material point, in the resting anatomy.
static void find_tip(tb_needle *needle, const tb_lattice *lattice)
{
    needle->tip_x_mm = needle->beam.x_mm[TB_BEAM_ELEMENTS];
    needle->tip_y_mm = needle->beam.y_mm[TB_BEAM_ELEMENTS];
    if (needle->tip_state == TB_TIP_OUT) {
        needle->tip_rest_x_mm = needle->tip_x_mm;
        needle->tip_rest_y_mm = needle->tip_y_mm;
        needle->tip_column = needle->tip_point.s;
        needle->tip_row = 0.0;
        needle->embedded_mm = 0.0;
        return;
    }
    tb_material_point point = needle->tip_point;
    double beyond_mm = needle->overrun_mm;
    if (needle->tip_state == TB_TIP_CHANNEL) {
        double s = point.s, t = point.t;
        if (needle->active_count > 0) {
            s = needle->points[needle->active_count - 1].s;
            t = needle->points[needle->active_count - 1].t;
        }
        tb_lattice_locate(lattice, needle->tip_x_mm, needle->tip_y_mm, &s, &t);
        const bool past_edge =
            t > lattice->model.desc.ny - 1 || s < 0.0 || s > lattice->model.desc.nx - 1;
        point = tb_lattice_point(lattice, s, t);
        beyond_mm = 0.0;
        if (past_edge) {
            double x, y;
            tb_lattice_position(lattice, &point, &x, &y);
            beyond_mm = (needle->tip_x_mm - x) * needle->axis_x[TB_BEAM_ELEMENTS - 1] +
                        (needle->tip_y_mm - y) * needle->axis_y[TB_BEAM_ELEMENTS - 1];
        }
    }
    tb_lattice_reference(lattice, &point, &needle->tip_rest_x_mm, &needle->tip_rest_y_mm);
    needle->tip_rest_x_mm += beyond_mm * needle->axis_x[TB_BEAM_ELEMENTS - 1];
    needle->tip_rest_y_mm += beyond_mm * needle->axis_y[TB_BEAM_ELEMENTS - 1];
    needle->tip_column = point.s;
    needle->tip_row = point.t;
    needle->embedded_mm =
        needle->active_count > 0 && needle->along_mm[0] > 0.0 ? needle->along_mm[0] : 0.0;
}

void tb_needle_end_tick(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice)
{
    (void)track;
    // what the hand feels along its handle: the sum of all that acts on the shaft below it; the
    // tube's walls push across
    needle->axial_force_n = 0.0 - ((needle->tissue_x_n + needle->bone_x_n) * needle->hub_axis_x +
                                   (needle->tissue_y_n + needle->bone_y_n) * needle->hub_axis_y);
    find_tip(needle, lattice);
    needle->bend_strain = tb_beam_strain(&needle->beam);
    if (needle->bend_strain > YIELD_STRAIN && tb_beam_yield(&needle->beam, YIELD_STRAIN) &&
        !needle->bent) {
        needle->bent = true;
        needle->happened |= TB_NEEDLE_BENT;
    }
}

/// Holes where a straight channel passes from (s0, t0) to (s1, t1), ends included.
static void pierce_between(tb_needle *needle, const tb_track_model *track, double s0, double t0,
                           double s1, double t1)
{
    for (int m = 0; m < track->membrane_count; ++m) {
        const double row = track->membranes[m].row;
        if (t0 < row && row <= t1) {
            tb_track_add_hole(needle, m, s0 + (row - t0) / (t1 - t0) * (s1 - s0));
        }
    }
}

void tb_needle_seat(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                    const tb_needle_hand *hand, double depth_mm)
{
    const tb_needle before = *needle;
    tb_needle_reset(needle, &before.beam.spec, hand);
    memcpy(needle->beam.rest_curvature_per_mm, before.beam.rest_curvature_per_mm,
           sizeof needle->beam.rest_curvature_per_mm);
    needle->bent = before.bent;
    const double ux = needle->hub_axis_x, uy = needle->hub_axis_y;
    const double tip_x = needle->tip_x_mm, tip_y = needle->tip_y_mm;
    double s = 0.0, t = 0.0;
    tb_lattice_locate_rest(lattice, tip_x - ux * depth_mm, tip_y - uy * depth_mm, &s, &t);
    needle->tip_point = tb_lattice_point(lattice, s, t);
    if (!(depth_mm > 0.0)) {
        return;
    }
    needle->inside = true;
    needle->tip_state = TB_TIP_BONDED;
    for (int m = 0; m < track->membrane_count; ++m) {
        if (track->membranes[m].row == 0) {
            tb_track_add_hole(needle, m, needle->tip_point.s);
        }
    }
    const int points = (int)(depth_mm / TB_TRACK_SPACING_MM);
    for (int k = 0; k <= points; ++k) {
        const double along_mm = depth_mm - k * TB_TRACK_SPACING_MM;
        const double s0 = needle->tip_point.s, t0 = needle->tip_point.t;
        tb_lattice_locate(lattice, tip_x - ux * along_mm, tip_y - uy * along_mm, &s, &t);
        needle->tip_point = tb_lattice_point(lattice, s, t);
        pierce_between(needle, track, s0, t0, needle->tip_point.s, needle->tip_point.t);
        tb_track_add_point(needle, track, lattice, hand->grip, along_mm);
    }
    const double s0 = needle->tip_point.s, t0 = needle->tip_point.t;
    tb_lattice_locate(lattice, tip_x, tip_y, &s, &t);
    needle->tip_point = tb_lattice_point(lattice, s, t);
    pierce_between(needle, track, s0, t0, needle->tip_point.s, needle->tip_point.t);
    needle->travel_mm = depth_mm - points * TB_TRACK_SPACING_MM;
    find_tip(needle, lattice);
    needle->bend_strain = tb_beam_strain(&needle->beam);
}

void tb_needle_hash(const tb_needle *needle, tb_hash *hash)
{
    tb_beam_hash(&needle->beam, hash);
    tb_hash_i32(hash, (int32_t)needle->tip_state);
    tb_hash_i32(hash, needle->inside ? 1 : 0);
    tb_hash_i32(hash, needle->bent ? 1 : 0);
    tb_hash_i32(hash, needle->point_count);
    tb_hash_i32(hash, needle->active_count);
    for (int k = 0; k < needle->point_count; ++k) {
        tb_hash_f64(hash, needle->points[k].s);
        tb_hash_f64(hash, needle->points[k].t);
        tb_hash_f64(hash, needle->along_mm[k]);
    }
    tb_hash_f64(hash, needle->spacing_mm);
    tb_hash_f64(hash, needle->tip_point.s);
    tb_hash_f64(hash, needle->tip_point.t);
    tb_hash_f64(hash, needle->tip_held_mm);
    tb_hash_f64(hash, needle->overrun_mm);
    if (needle->in_air) {
        tb_hash_i32(hash, 1);
    }
    tb_hash_f64(hash, needle->travel_mm);
    for (int m = 0; m < TB_TRACK_MEMBRANES_MAX; ++m) {
        tb_hash_i32(hash, needle->hole_count[m]);
        tb_hash_f64_array(hash, needle->holes[m], (size_t)needle->hole_count[m]);
    }
    tb_hash_f64(hash, needle->bone_anchor_x_mm);
    tb_hash_f64(hash, needle->bone_anchor_y_mm);
    tb_hash_i32(hash, needle->on_bone ? 1 : 0);
    tb_hash_f64(hash, needle->wound_rad);
    tb_hash_f64(hash, needle->turned_rad);
    tb_hash_f64(hash, needle->spin_rad);
    tb_hash_f64(hash, needle->winding);
    tb_hash_f64(hash, needle->axial_force_n);
}
