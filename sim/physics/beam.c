#include "tautband/physics/beam.h"

#include "tautband/core/mathx.h"

#include <math.h>

enum {
    DOFS = 3 * TB_BEAM_NODES, // x, y, angle per node
    BAND = 6,                 // diagonal and five below it
};

/// Mass-proportional damping of the implicit step, per ms; settles what the hand leaves swinging.
static const double DAMPING_PER_MS = 0.05;

/// Symmetric band matrix, row i: [i][k] is the entry (i, i - k); and a right-hand side. The rows
/// past the end stay zero, so that the elimination needs no bounds.
typedef struct band_system {
    double matrix[DOFS + BAND][BAND];
    double vector[DOFS + BAND];
} band_system;

/// What is the same for all elements of one shaft.
typedef struct section_stiffness {
    double rest_mm, axial_n_per_mm, bending_n_mm; ///< l, EA / l, EI / l
} section_stiffness;

tb_needle_spec tb_needle_spec_default(void)
{
    return (tb_needle_spec){
        .diameter_mm = 0.25,
        .length_mm = 40.0,
        .modulus_mpa = 200e3,
        .density_g_per_mm3 = 7.9e-3,
        .bow_per_mm = 5e-4,
    };
}

static double bending_stiffness_n_mm2(const tb_needle_spec *spec)
{
    const double d2 = spec->diameter_mm * spec->diameter_mm;
    return spec->modulus_mpa * TB_PI * d2 * d2 / 64.0;
}

static section_stiffness section_of(const tb_needle_spec *spec)
{
    const double rest_mm = spec->length_mm / TB_BEAM_ELEMENTS;
    const double area_mm2 = TB_PI * spec->diameter_mm * spec->diameter_mm / 4.0;
    return (section_stiffness){
        .rest_mm = rest_mm,
        .axial_n_per_mm = spec->modulus_mpa * area_mm2 / rest_mm,
        .bending_n_mm = bending_stiffness_n_mm2(spec) / rest_mm,
    };
}

void tb_beam_reset(tb_beam *beam, const tb_needle_spec *spec, double hub_x_mm, double hub_y_mm,
                   double hub_angle_rad)
{
    *beam = (tb_beam){.spec = *spec};
    const double c = tb_cos(hub_angle_rad), s = tb_sin(hub_angle_rad);
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double along_mm = spec->length_mm * i / TB_BEAM_ELEMENTS;
        beam->x_mm[i] = hub_x_mm + c * along_mm;
        beam->y_mm[i] = hub_y_mm + s * along_mm;
        beam->angle_rad[i] = hub_angle_rad;
    }
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        beam->rest_curvature_per_mm[e] = spec->bow_per_mm;
    }
}

/// L D L' of the band, right-looking, then forward and backward substitution in place.
/// @return true when the matrix is positive definite
static bool solve_band(band_system *system)
{
    double(*a)[BAND] = system->matrix;
    double *x = system->vector;
    bool positive = true;
    for (int j = 0; j < DOFS; ++j) {
        positive = positive && a[j][0] > 0.0;
        const double inverse = 1.0 / a[j][0];
        double scaled[BAND];
        for (int k = 1; k < BAND; ++k) {
            scaled[k] = a[j + k][k] * inverse;
        }
        for (int k = 1; k < BAND; ++k) {
            for (int q = 1; q <= k; ++q) {
                a[j + k][k - q] -= scaled[k] * a[j + q][q];
            }
            x[j + k] -= scaled[k] * x[j];
        }
        for (int k = 1; k < BAND; ++k) {
            a[j + k][k] = scaled[k];
        }
        x[j] *= inverse;
    }
    for (int i = 0; i < BAND; ++i) {
        x[DOFS + i] = 0.0;
    }
    for (int j = DOFS - 1; j >= 0; --j) {
        for (int k = 1; k < BAND; ++k) {
            x[j] -= a[j + k][k] * x[j + k];
        }
    }
    return positive;
}

/// Angle brought to [-pi, pi).
static double wrapped(double angle_rad)
{
    return angle_rad - 2.0 * TB_PI * floor(angle_rad / (2.0 * TB_PI) + 0.5);
}

/// Internal forces and tangent of one corotational element (Crisfield 1991): axial force N, end
/// moments M1 and M2 from the rotations t1 and t2 of its ends against its chord. With r along and z
/// across the chord and Q = (M1 + M2) / L:
///     force on node 2   N r - Q z
///     translations      EA/l rr' + (12 k/L^2 + N/L) zz' + Q/L (rz' + zr'),  k = EI/l
///     mixed             -6 k/L z,   rotations 4 k and 2 k
/// The chord's angle is tb_atan2(): the same bits on every machine, exact at any angle, and 20
/// calls in a millisecond cost less than the solve's divisions.
static void add_element(const tb_beam *beam, const section_stiffness *section, int e,
                        band_system *system)
{
    const double k = section->bending_n_mm;
    const double dx = beam->x_mm[e + 1] - beam->x_mm[e], dy = beam->y_mm[e + 1] - beam->y_mm[e];
    const double length = sqrt(dx * dx + dy * dy), per_length = 1.0 / length;
    const double c = dx * per_length, s = dy * per_length;
    const double chord = tb_atan2(dy, dx);
    const double t1 = wrapped(beam->angle_rad[e] - chord);
    const double t2 = wrapped(beam->angle_rad[e + 1] - chord);
    const double bow = beam->rest_curvature_per_mm[e] * section->rest_mm;
    const double axial = section->axial_n_per_mm * (length - section->rest_mm);
    const double m1 = k * (4.0 * t1 + 2.0 * t2 + bow), m2 = k * (2.0 * t1 + 4.0 * t2 - bow);
    const double shear = (m1 + m2) * per_length;

    double *f = &system->vector[3 * e];
    const double fx = axial * c + shear * s, fy = axial * s - shear * c;
    f[0] += fx;
    f[1] += fy;
    f[2] -= m1;
    f[3] -= fx;
    f[4] -= fy;
    f[5] -= m2;

    const double along = section->axial_n_per_mm;
    const double across = (12.0 * k * per_length + axial) * per_length;
    const double twist = shear * per_length;
    const double txx = along * c * c + across * s * s - 2.0 * twist * c * s;
    const double txy = (along - across) * c * s + twist * (c * c - s * s);
    const double tyy = along * s * s + across * c * c + 2.0 * twist * c * s;
    const double gx = 6.0 * k * per_length * s, gy = -6.0 * k * per_length * c;
    double(*a)[BAND] = &system->matrix[3 * e];
    a[0][0] += txx;
    a[1][1] += txy;
    a[1][0] += tyy;
    a[2][2] -= gx;
    a[2][1] -= gy;
    a[2][0] += 4.0 * k;
    a[3][3] -= txx;
    a[3][2] -= txy;
    a[3][1] += gx;
    a[3][0] += txx;
    a[4][4] -= txy;
    a[4][3] -= tyy;
    a[4][2] += gy;
    a[4][1] += txy;
    a[4][0] += tyy;
    a[5][5] -= gx;
    a[5][4] -= gy;
    a[5][3] += 2.0 * k;
    a[5][2] += gx;
    a[5][1] += gy;
    a[5][0] += 4.0 * k;
}

/// Forces, and springs that pull with spring_f*_n where the beam was at `start`.
static void add_load(const tb_beam_load *load, const tb_beam *start, const tb_beam *beam,
                     band_system *system)
{
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double *k = load->spring_n_per_mm[i];
        const double dx = beam->x_mm[i] - start->x_mm[i], dy = beam->y_mm[i] - start->y_mm[i];
        system->vector[3 * i] += load->fx_n[i] + load->spring_fx_n[i] - (k[0] * dx + k[1] * dy);
        system->vector[3 * i + 1] += load->fy_n[i] + load->spring_fy_n[i] - (k[1] * dx + k[2] * dy);
        system->matrix[3 * i][0] += k[0];
        system->matrix[3 * i + 1][1] += k[1];
        system->matrix[3 * i + 1][0] += k[2];
    }
}

/// Implicit Euler over 1 ms: m (d - v) + 0.05 m d on the left-hand side, where d is the way gone
/// since `start`; and added_g (d - v), which slows changes of velocity only.
static void add_inertia(const tb_beam *start, const tb_beam *beam, double added_g,
                        band_system *system)
{
    const double element_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS;
    const double area_mm2 = TB_PI * beam->spec.diameter_mm * beam->spec.diameter_mm / 4.0;
    const double element_g = beam->spec.density_g_per_mm3 * area_mm2 * element_mm;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double mass = i == 0 || i == TB_BEAM_NODES - 1 ? 0.5 * element_g : element_g;
        const double inertia = mass * element_mm * element_mm / 12.0;
        const double held = mass * (1.0 + DAMPING_PER_MS) + added_g;
        const double held_turn = inertia * (1.0 + DAMPING_PER_MS);
        double *f = &system->vector[3 * i];
        f[0] += (mass + added_g) * start->vx_mm_per_ms[i] - held * (beam->x_mm[i] - start->x_mm[i]);
        f[1] += (mass + added_g) * start->vy_mm_per_ms[i] - held * (beam->y_mm[i] - start->y_mm[i]);
        f[2] += inertia * start->spin_rad_per_ms[i] -
                held_turn * (beam->angle_rad[i] - start->angle_rad[i]);
        system->matrix[3 * i][0] += held;
        system->matrix[3 * i + 1][0] += held;
        system->matrix[3 * i + 2][0] += held_turn;
    }
}

static void add_elements(const tb_beam *beam, band_system *system)
{
    const section_stiffness section = section_of(&beam->spec);
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        add_element(beam, &section, e, system);
    }
}

/// Move node 0 by given increments: its columns go to the right-hand side, its rows become
/// identities.
static void prescribe_hub(band_system *system, const double increment[3])
{
    for (int q = 0; q < 3; ++q) {
        for (int k = 1; k < BAND; ++k) {
            if (q + k > 2) {
                system->vector[q + k] -= system->matrix[q + k][k] * increment[q];
            }
        }
    }
    for (int q = 0; q < 3; ++q) {
        for (int k = 1; k < BAND; ++k) {
            system->matrix[q][k] = 0.0;
            system->matrix[q + k][k] = 0.0;
        }
        system->matrix[q][0] = 1.0;
        system->vector[q] = increment[q];
    }
}

/// Force and moment on the hand: the rows of node 0 before they were prescribed.
static void hub_reaction(const band_system *before, const double *increments, double reaction[3])
{
    for (int q = 0; q < 3; ++q) {
        reaction[q] = before->vector[q];
        for (int j = 0; j < q + BAND && j < DOFS; ++j) {
            const double entry = j <= q ? before->matrix[q][q - j] : before->matrix[j][j - q];
            reaction[q] -= entry * increments[j];
        }
    }
}

/// What one Newton iteration did.
typedef struct newton_result {
    bool stable;         ///< the tangent is positive definite
    double largest;      ///< increment, mm or rad; of the whole move it asked for
    double largest_turn; ///< increment in rad
} newton_result;

/// One Newton iteration from `start`'s step or equilibrium: assemble, solve, move by at most
/// `longest`.
/// @param added_g < 0: statics, no inertia
static newton_result newton_iteration(const tb_beam *start, tb_beam *beam, const tb_beam_load *load,
                                      double added_g, double longest, double reaction[3])
{
    band_system system = {0};
    add_elements(beam, &system);
    add_load(load, start, beam, &system);
    if (added_g >= 0.0) {
        add_inertia(start, beam, added_g, &system);
    }
    const double increment[3] = {load->hub_x_mm - beam->x_mm[0], load->hub_y_mm - beam->y_mm[0],
                                 wrapped(load->hub_angle_rad - beam->angle_rad[0])};
    newton_result result = {0};
    if (reaction != NULL) {
        const band_system before = system;
        prescribe_hub(&system, increment);
        result.stable = solve_band(&system);
        hub_reaction(&before, system.vector, reaction);
    } else {
        prescribe_hub(&system, increment);
        result.stable = solve_band(&system);
    }
    for (int i = 0; i < DOFS; ++i) {
        const double size = fabs(system.vector[i]); // a NaN gets through and stops the caller
        result.largest = size <= result.largest ? result.largest : size;
        if (i % 3 == 2) {
            result.largest_turn = size <= result.largest_turn ? result.largest_turn : size;
        }
    }
    const double share = result.largest > longest ? longest / result.largest : 1.0;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        beam->x_mm[i] += share * system.vector[3 * i];
        beam->y_mm[i] += share * system.vector[3 * i + 1];
        beam->angle_rad[i] += share * system.vector[3 * i + 2];
    }
    return result;
}

/// One implicit step with a given added mass: one Newton iteration, more only after a large turn.
/// @return true when it is stable and moves no faster than a step can follow
static bool try_step(const tb_beam *start, tb_beam *beam, const tb_beam_load *load, double added_g,
                     double reaction[3])
{
    const double small_turn_rad = 0.03, most_turn_rad = 0.3;
    const int iterations = 4;
    *beam = *start;
    newton_result result = {0};
    for (int n = 0; n < iterations; ++n) {
        result = newton_iteration(start, beam, load, added_g, INFINITY, reaction);
        if (!result.stable || !(result.largest_turn > small_turn_rad)) {
            break;
        }
    }
    double turn_rad = 0.0;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        turn_rad = fmax(turn_rad, fabs(beam->angle_rad[i] - start->angle_rad[i]));
    }
    return result.stable && turn_rad <= most_turn_rad && !(result.largest_turn > small_turn_rad);
}

void tb_beam_step(tb_beam *beam, const tb_beam_load *load, double reaction[3])
{
    // Under a load far beyond critical a bow grows faster than the step can follow, and implicit
    // Euler then makes it shrink: the shaft would stand straight under any load. Its sign is an
    // indefinite tangent; added mass slows the growth until the step can follow it.
    const double first_added_g = 0.05, factor = 4.0;
    const int tries = 6;
    const tb_beam start = *beam;
    double added_g = 0.0;
    for (int n = 0; n < tries && !try_step(&start, beam, load, added_g, reaction); ++n) {
        added_g = n == 0 ? first_added_g : factor * added_g;
    }
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        beam->vx_mm_per_ms[i] = beam->x_mm[i] - start.x_mm[i];
        beam->vy_mm_per_ms[i] = beam->y_mm[i] - start.y_mm[i];
        beam->spin_rad_per_ms[i] = beam->angle_rad[i] - start.angle_rad[i];
    }
}

tb_status tb_beam_solve_static(tb_beam *beam, const tb_beam_load *load, int iterations)
{
    const double settled = 1e-9, lost = 1e6;
    const double longest = 2.0; // of one move: long steps of a slender shaft overshoot
    tb_beam trial = *beam;
    for (int n = 0; n < iterations; ++n) {
        const newton_result result = newton_iteration(beam, &trial, load, -1.0, longest, NULL);
        if (!(result.largest < lost)) {
            return TB_ERR_FAULT;
        }
        if (result.largest < settled) {
            for (int i = 0; i < TB_BEAM_NODES; ++i) {
                trial.vx_mm_per_ms[i] = trial.vy_mm_per_ms[i] = trial.spin_rad_per_ms[i] = 0.0;
            }
            *beam = trial;
            return TB_OK;
        }
    }
    return TB_ERR_FAULT;
}

double tb_beam_strain(const tb_beam *beam)
{
    const double element_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS;
    double largest = 0.0;
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        const double curvature = (beam->angle_rad[e + 1] - beam->angle_rad[e]) / element_mm;
        const double elastic = fabs(curvature - beam->rest_curvature_per_mm[e]);
        largest = elastic > largest ? elastic : largest;
    }
    return 0.5 * beam->spec.diameter_mm * largest;
}

bool tb_beam_yield(tb_beam *beam, double yield_strain)
{
    const double element_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS;
    const double elastic_limit = yield_strain / (0.5 * beam->spec.diameter_mm);
    bool yielded = false;
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        const double curvature = (beam->angle_rad[e + 1] - beam->angle_rad[e]) / element_mm;
        const double elastic = curvature - beam->rest_curvature_per_mm[e];
        if (fabs(elastic) > elastic_limit) {
            beam->rest_curvature_per_mm[e] =
                curvature - (elastic > 0.0 ? elastic_limit : -elastic_limit);
            yielded = true;
        }
    }
    return yielded;
}

tb_status tb_needle_buckling_load(const tb_needle_spec *spec, double free_length_mm,
                                  double end_factor, double *load_n)
{
    if (!(spec->diameter_mm > 0.0) || !(spec->modulus_mpa > 0.0) ||
        !(spec->diameter_mm < INFINITY) || !(spec->modulus_mpa < INFINITY) ||
        !(free_length_mm > 0.0) || !(free_length_mm <= spec->length_mm) || !(end_factor >= 0.5) ||
        !(end_factor <= 2.0)) {
        return TB_ERR_ARGUMENT;
    }
    const double effective_mm = end_factor * free_length_mm;
    *load_n = TB_PI * TB_PI * bending_stiffness_n_mm2(spec) / (effective_mm * effective_mm);
    return TB_OK;
}

double tb_needle_tip_stiffness_n_per_mm(const tb_needle_spec *spec, double free_length_mm)
{
    return 3.0 * bending_stiffness_n_mm2(spec) / (free_length_mm * free_length_mm * free_length_mm);
}

void tb_beam_hash(const tb_beam *beam, tb_hash *hash)
{
    tb_hash_f64(hash, beam->spec.diameter_mm);
    tb_hash_f64(hash, beam->spec.length_mm);
    tb_hash_f64(hash, beam->spec.modulus_mpa);
    tb_hash_f64_array(hash, beam->rest_curvature_per_mm, TB_BEAM_ELEMENTS);
    tb_hash_f64_array(hash, beam->x_mm, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->y_mm, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->angle_rad, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->vx_mm_per_ms, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->vy_mm_per_ms, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->spin_rad_per_ms, TB_BEAM_NODES);
}
