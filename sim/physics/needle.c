#include "needle_internal.h"

#include "tautband/core/mathx.h"

#include <math.h>
#include <string.h>

// Bone: the needle buckles long before bone gives way.
static const double BONE_N_PER_MM = 50.0, BONE_STICK_N_PER_MM = 5.0, BONE_FRICTION = 0.25;
// Walls of the guide tube.
static const double TUBE_N_PER_MM = 20.0;
// Spring steel of acupuncture needles stays bent beyond about this strain [J].
static const double YIELD_STRAIN = 0.008;
// Winding: pull-out force +167 % one way, +52 % both ways (Langevin 2001); how fast it gets there
// is a model default.
static const double WINDING_ONE_WAY = 1.67, WINDING_BOTH_WAYS = 0.52, WINDING_TURNS = 1.5;

void tb_needle_reset(tb_needle *needle, const tb_needle_spec *spec, const tb_needle_hand *hand)
{
    *needle = (tb_needle){
        .force_scale = tb_pow(spec->diameter_mm / 0.25, 1.3),
        .friction_scale = spec->diameter_mm / 0.25,
        .tip_state = TB_TIP_OUT,
        .spin_rad = hand->spin_rad,
        .winding = 1.0,
        .punctured_membrane = -1,
    };
    tb_beam_reset(&needle->beam, spec, hand->hub_x_mm, hand->hub_y_mm, hand->hub_angle_rad);
    memcpy(needle->ox_mm, needle->beam.x_mm, sizeof needle->ox_mm);
    memcpy(needle->oy_mm, needle->beam.y_mm, sizeof needle->oy_mm);
    needle->tip_x_mm = needle->tip_rest_x_mm = needle->beam.x_mm[TB_BEAM_ELEMENTS];
    needle->tip_y_mm = needle->tip_rest_y_mm = needle->beam.y_mm[TB_BEAM_ELEMENTS];
}

/// Add an implicit spring of stiffness k along a unit direction, pulling with force_n now.
static void add_spring(tb_beam_load *load, int node, double ux, double uy, double k, double force_n)
{
    load->spring_n_per_mm[node][0] += k * ux * ux;
    load->spring_n_per_mm[node][1] += k * ux * uy;
    load->spring_n_per_mm[node][2] += k * uy * uy;
    load->spring_fx_n[node] += force_n * ux;
    load->spring_fy_n[node] += force_n * uy;
}

/// Lateral bed of the channel, implicit in the beam.
static void bed_supports(const tb_needle *needle, const tb_lattice *lattice, tb_beam_load *load)
{
    for (int k = 0; k < needle->active_count; ++k) {
        const tb_shaft_place place = tb_shaft_at(needle, needle->along_mm[k], 1.0);
        double mx, my;
        tb_lattice_position(lattice, &needle->points[k], &mx, &my);
        const double side_mm = -(mx - place.x_mm) * place.axis_y + (my - place.y_mm) * place.axis_x;
        const double shares[2] = {1.0 - place.share, place.share};
        for (int end = 0; end < 2; ++end) {
            const double stiffness = shares[end] * TB_LATERAL_STIFFNESS_N_PER_MM;
            add_spring(load, place.element + end, -place.axis_y, place.axis_x, stiffness,
                       stiffness * side_mm);
        }
    }
}

/// Nodes inside the guide tube are held to its axis.
static void tube_supports(const tb_needle *needle, const tb_needle_hand *hand, tb_beam_load *load)
{
    if (hand->tube_free_mm < 0.0) {
        return;
    }
    const double ux = tb_cos(hand->hub_angle_rad), uy = tb_sin(hand->hub_angle_rad);
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double dx = needle->beam.x_mm[i] - hand->entry_x_mm,
                     dy = needle->beam.y_mm[i] - hand->entry_y_mm;
        if (dx * ux + dy * uy < -hand->tube_free_mm) {
            const double side_mm = -dx * uy + dy * ux;
            add_spring(load, i, -uy, ux, TUBE_N_PER_MM, -TUBE_N_PER_MM * side_mm);
        }
    }
}

/// Unilateral contact of the tip with the bone row, with stick and slip along it.
static void bone_contact(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                         tb_beam_load *load)
{
    needle->bone_force_n = 0.0;
    const bool before = needle->on_bone;
    needle->on_bone = false;
    if (track->bone_row < 0 || needle->tip_state == TB_TIP_OUT) {
        return;
    }
    const int tip = TB_BEAM_ELEMENTS;
    const double x = needle->beam.x_mm[tip], y = needle->beam.y_mm[tip];
    double s = needle->tip_point.s, t = needle->tip_point.t;
    tb_lattice_locate(lattice, x, y, &s, &t);
    const tb_material_point left = tb_lattice_point(lattice, floor(s), track->bone_row);
    const tb_material_point right = tb_lattice_point(lattice, floor(s) + 1.0, track->bone_row);
    double lx, ly, rx, ry;
    tb_lattice_position(lattice, &left, &lx, &ly);
    tb_lattice_position(lattice, &right, &rx, &ry);
    const double length = sqrt((rx - lx) * (rx - lx) + (ry - ly) * (ry - ly));
    if (!(length > 0.0)) {
        return;
    }
    const double ex = (rx - lx) / length, ey = (ry - ly) / length, nx = -ey,
                 ny = ex; // n points outward
    const double depth_mm = -((x - lx) * nx + (y - ly) * ny);
    if (depth_mm <= 0.0) {
        return;
    }
    if (!before) {
        needle->bone_anchor_x_mm = x;
        needle->bone_anchor_y_mm = y;
        needle->happened |= TB_NEEDLE_BONE;
    }
    needle->on_bone = true;
    needle->bone_force_n = BONE_N_PER_MM * depth_mm;
    add_spring(load, tip, nx, ny, BONE_N_PER_MM, needle->bone_force_n);
    const double most_n = BONE_FRICTION * needle->bone_force_n;
    const double slide_mm =
        (x - needle->bone_anchor_x_mm) * ex + (y - needle->bone_anchor_y_mm) * ey;
    double friction_n = -BONE_STICK_N_PER_MM * slide_mm, stick = BONE_STICK_N_PER_MM;
    if (fabs(friction_n) > most_n) {
        friction_n = friction_n > 0.0 ? most_n : -most_n;
        needle->bone_anchor_x_mm = x + friction_n / BONE_STICK_N_PER_MM * ex;
        needle->bone_anchor_y_mm = y + friction_n / BONE_STICK_N_PER_MM * ey;
        stick = 0.0;
    }
    add_spring(load, tip, ex, ey, stick, friction_n);
}

/// 1 - e^-x.
static double saturation(double x)
{
    return 1.0 - tb_exp(-x);
}

static void wind(tb_needle *needle, double spin_rad)
{
    const double turned_rad = spin_rad - needle->spin_rad;
    needle->spin_rad = spin_rad;
    if (!needle->inside) {
        needle->wound_rad = needle->turned_rad = 0.0;
    } else {
        needle->wound_rad += turned_rad;
        needle->turned_rad += fabs(turned_rad);
    }
    const double one_way = fabs(needle->wound_rad) / (2.0 * TB_PI);
    const double both_ways = (needle->turned_rad - fabs(needle->wound_rad)) / (2.0 * TB_PI);
    // Unwinding pays back what winding one way took; what twirling both ways did stays until the
    // needle is out.
    const double grown = WINDING_ONE_WAY * saturation(one_way / WINDING_TURNS);
    const double twirled = WINDING_BOTH_WAYS * saturation(both_ways / WINDING_TURNS);
    needle->winding = 1.0 + (grown > twirled ? grown : twirled);
}

void tb_needle_begin_tick(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                          const tb_needle_hand *hand)
{
    needle->happened = 0;
    needle->punctured_membrane = -1;
    needle->punctured_peak_n = 0.0;
    wind(needle, hand->spin_rad);
    tb_beam_load load = {.hub_x_mm = hand->hub_x_mm,
                         .hub_y_mm = hand->hub_y_mm,
                         .hub_angle_rad = hand->hub_angle_rad};
    memcpy(load.fx_n, needle->reaction_x_n, sizeof load.fx_n);
    memcpy(load.fy_n, needle->reaction_y_n, sizeof load.fy_n);
    memcpy(needle->ox_mm, needle->beam.x_mm, sizeof needle->ox_mm);
    memcpy(needle->oy_mm, needle->beam.y_mm, sizeof needle->oy_mm);
    bed_supports(needle, lattice, &load);
    tube_supports(needle, hand, &load);
    bone_contact(needle, track, lattice, &load);
    tb_beam_step(&needle->beam, &load, NULL);
    memset(needle->reaction_x_n, 0, sizeof needle->reaction_x_n);
    memset(needle->reaction_y_n, 0, sizeof needle->reaction_y_n);
    needle->axial_force_n = needle->tip_force_n = needle->shaft_force_n = needle->lateral_force_n =
        0.0;
}

/// Largest bending strain; past yield the shaft keeps part of the bow.
static void note_bending(tb_needle *needle)
{
    tb_beam *beam = &needle->beam;
    const double element_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS,
                 radius_mm = 0.5 * beam->spec.diameter_mm;
    double largest = 0.0;
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        const double curvature = (beam->angle_rad[e + 1] - beam->angle_rad[e]) / element_mm;
        largest = fabs(curvature) > fabs(largest) ? curvature : largest;
    }
    needle->bend_strain = fabs(largest) * radius_mm;
    if (needle->bend_strain > YIELD_STRAIN) {
        const double excess = fabs(largest) - YIELD_STRAIN / radius_mm;
        const double bow = (largest > 0.0 ? 1.0 : -1.0) * excess * 0.2 + 5e-4;
        if (fabs(bow) > fabs(beam->spec.bow_per_mm)) {
            beam->spec.bow_per_mm = bow;
        }
        needle->happened |= TB_NEEDLE_BENT;
    }
}

void tb_needle_end_tick(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice)
{
    (void)track;
    needle->axial_force_n += needle->bone_force_n;
    needle->tip_x_mm = needle->beam.x_mm[TB_BEAM_ELEMENTS];
    needle->tip_y_mm = needle->beam.y_mm[TB_BEAM_ELEMENTS];
    if (needle->tip_state == TB_TIP_OUT) {
        needle->tip_rest_x_mm = needle->tip_x_mm;
        needle->tip_rest_y_mm = needle->tip_y_mm;
        needle->tip_column = needle->tip_point.s;
        needle->tip_row = 0.0;
        needle->embedded_mm = 0.0;
    } else {
        double s = needle->tip_point.s, t = needle->tip_point.t;
        if (needle->tip_state == TB_TIP_CHANNEL) {
            const int k = needle->active_count > 0 ? needle->active_count - 1 : 0;
            s = needle->points[k].s;
            t = needle->points[k].t;
            tb_lattice_locate(lattice, needle->tip_x_mm, needle->tip_y_mm, &s, &t);
        }
        const tb_material_point point = tb_lattice_point(lattice, s, t);
        tb_lattice_reference(lattice, &point, &needle->tip_rest_x_mm, &needle->tip_rest_y_mm);
        needle->tip_column = point.s;
        needle->tip_row = point.t;
        needle->embedded_mm =
            needle->active_count > 0 && needle->along_mm[0] > 0.0 ? needle->along_mm[0] : 0.0;
    }
    note_bending(needle);
}

void tb_needle_seat(tb_needle *needle, const tb_track_model *track, const tb_lattice *lattice,
                    const tb_needle_hand *hand, double depth_mm)
{
    const tb_needle_spec spec = needle->beam.spec;
    tb_needle_reset(needle, &spec, hand);
    const double ux = tb_cos(hand->hub_angle_rad), uy = tb_sin(hand->hub_angle_rad);
    const double tip_x = needle->tip_x_mm, tip_y = needle->tip_y_mm;
    double s = 0.0, t = 0.0;
    tb_lattice_locate_rest(lattice, tip_x - ux * depth_mm, tip_y - uy * depth_mm, &s, &t);
    needle->inside = true;
    needle->tip_state = TB_TIP_BONDED;
    double t_before = t > 0.0 ? 0.0 : t;
    for (double along_mm = depth_mm; along_mm > 0.0; along_mm -= TB_TRACK_SPACING_MM) {
        tb_lattice_locate(lattice, tip_x - ux * along_mm, tip_y - uy * along_mm, &s, &t);
        needle->tip_point = tb_lattice_point(lattice, s, t);
        tb_track_add_point(needle, lattice, along_mm);
        for (int m = 0; m < track->membrane_count; ++m) {
            if (track->membranes[m].row >= t_before && track->membranes[m].row <= t) {
                tb_track_add_hole(needle, m, needle->tip_point.s);
            }
        }
        t_before = t;
    }
    if (needle->hole_count[0] == 0 && track->membrane_count > 0 && track->membranes[0].row == 0) {
        tb_track_add_hole(needle, 0, needle->points[0].s);
    }
    tb_lattice_locate(lattice, tip_x, tip_y, &s, &t);
    needle->tip_point = tb_lattice_point(lattice, s, t);
    tb_needle_end_tick(needle, track, lattice);
}

void tb_needle_hash(const tb_needle *needle, tb_hash *hash)
{
    tb_beam_hash(&needle->beam, hash);
    tb_hash_i32(hash, (int32_t)needle->tip_state);
    tb_hash_i32(hash, needle->inside ? 1 : 0);
    tb_hash_i32(hash, needle->point_count);
    tb_hash_i32(hash, needle->active_count);
    for (int k = 0; k < needle->point_count; ++k) {
        tb_hash_f64(hash, needle->points[k].s);
        tb_hash_f64(hash, needle->points[k].t);
        tb_hash_f64(hash, needle->along_mm[k]);
    }
    tb_hash_f64(hash, needle->tip_point.s);
    tb_hash_f64(hash, needle->tip_point.t);
    tb_hash_f64(hash, needle->travel_mm);
    for (int m = 0; m < TB_TRACK_MEMBRANES_MAX; ++m) {
        tb_hash_f64_array(hash, needle->holes[m], (size_t)needle->hole_count[m]);
    }
    tb_hash_f64_array(hash, needle->reaction_x_n, TB_BEAM_NODES);
    tb_hash_f64_array(hash, needle->reaction_y_n, TB_BEAM_NODES);
    tb_hash_f64(hash, needle->bone_anchor_x_mm);
    tb_hash_f64(hash, needle->bone_anchor_y_mm);
    tb_hash_i32(hash, needle->on_bone ? 1 : 0);
    tb_hash_f64(hash, needle->wound_rad);
    tb_hash_f64(hash, needle->turned_rad);
    tb_hash_f64(hash, needle->spin_rad);
    tb_hash_f64(hash, needle->axial_force_n);
}
