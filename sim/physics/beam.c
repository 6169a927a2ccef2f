#include "tautband/physics/beam.h"

#include "tautband/core/mathx.h"

#include <math.h>
#include <string.h>

enum {
    DOFS = 3 * TB_BEAM_NODES, // x, y, angle per node
    BAND = 6,                 // diagonal and five below it
};

/// Symmetric band matrix, row i: [i][k] is the entry (i, i - k); and a right-hand side.
typedef struct band_system {
    double matrix[DOFS][BAND];
    double vector[DOFS];
} band_system;

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
}

/// In-place L D L' of the band, then forward and backward substitution.
static void solve_band(band_system *system)
{
    double(*a)[BAND] = system->matrix;
    double *x = system->vector;
    for (int i = 0; i < DOFS; ++i) {
        const int reach = i < BAND - 1 ? i : BAND - 1;
        for (int k = reach; k >= 1; --k) {
            const int j = i - k;
            const int deepest = BAND - 1 - k < j ? BAND - 1 - k : j;
            double sum = a[i][k];
            for (int q = 1; q <= deepest; ++q) {
                sum -= a[i][k + q] * a[j][q] * a[j - q][0];
            }
            a[i][k] = sum / a[j][0];
        }
        double diagonal = a[i][0];
        for (int k = 1; k <= reach; ++k) {
            diagonal -= a[i][k] * a[i][k] * a[i - k][0];
            x[i] -= a[i][k] * x[i - k];
        }
        a[i][0] = diagonal;
    }
    for (int i = 0; i < DOFS; ++i) {
        x[i] /= a[i][0];
    }
    for (int i = DOFS - 1; i >= 0; --i) {
        const int reach = DOFS - 1 - i < BAND - 1 ? DOFS - 1 - i : BAND - 1;
        for (int k = 1; k <= reach; ++k) {
            x[i] -= a[i + k][k] * x[i + k];
        }
    }
}

/// Angle brought to (-pi, pi].
static double wrapped(double angle_rad)
{
    return angle_rad - 2.0 * TB_PI * floor(angle_rad / (2.0 * TB_PI) + 0.5);
}

/// Internal forces and tangent of one corotational element (Crisfield 1991): axial N, end moments
/// against the chord.
static void add_element(const tb_beam *beam, int e, band_system *system)
{
    const double rest_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS;
    const double d2 = beam->spec.diameter_mm * beam->spec.diameter_mm;
    const double ea = beam->spec.modulus_mpa * TB_PI * d2 / 4.0;
    const double k = bending_stiffness_n_mm2(&beam->spec) / rest_mm;
    const double dx = beam->x_mm[e + 1] - beam->x_mm[e], dy = beam->y_mm[e + 1] - beam->y_mm[e];
    const double length = sqrt(dx * dx + dy * dy), c = dx / length, s = dy / length;
    const double chord = tb_atan2(dy, dx);
    const double t1 = wrapped(beam->angle_rad[e] - chord),
                 t2 = wrapped(beam->angle_rad[e + 1] - chord);
    const double bow = beam->spec.bow_per_mm * rest_mm;
    const double axial = ea / rest_mm * (length - rest_mm);
    const double m1 = k * (4.0 * t1 + 2.0 * t2 + bow), m2 = k * (2.0 * t1 + 4.0 * t2 - bow);
    const double r[6] = {-c, -s, 0.0, c, s, 0.0}, z[6] = {s, -c, 0.0, -s, c, 0.0};
    const double b1[6] = {-s / length, c / length, 1.0, s / length, -c / length, 0.0};
    const double b2[6] = {-s / length, c / length, 0.0, s / length, -c / length, 1.0};
    for (int i = 0; i < 6; ++i) {
        const int row = 3 * e + i;
        system->vector[row] -= r[i] * axial + b1[i] * m1 + b2[i] * m2;
        for (int j = 0; j <= i; ++j) {
            system->matrix[row][i - j] +=
                ea / rest_mm * r[i] * r[j] +
                k * (4.0 * (b1[i] * b1[j] + b2[i] * b2[j]) +
                     2.0 * (b1[i] * b2[j] + b2[i] * b1[j])) +
                axial / length * z[i] * z[j] +
                (m1 + m2) / (length * length) * (r[i] * z[j] + z[i] * r[j]);
        }
    }
}

static void add_load(const tb_beam_load *load, band_system *system)
{
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        system->vector[3 * i] += load->fx_n[i] + load->spring_fx_n[i];
        system->vector[3 * i + 1] += load->fy_n[i] + load->spring_fy_n[i];
        system->matrix[3 * i][0] += load->spring_n_per_mm[i][0];
        system->matrix[3 * i + 1][1] += load->spring_n_per_mm[i][1];
        system->matrix[3 * i + 1][0] += load->spring_n_per_mm[i][2];
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

/// Rows of node 0 before they are prescribed: what the hand must supply.
typedef struct hub_rows {
    double matrix[3][6];
    double vector[3];
} hub_rows;

static hub_rows keep_hub_rows(const band_system *system)
{
    hub_rows rows;
    for (int q = 0; q < 3; ++q) {
        rows.vector[q] = system->vector[q];
        for (int j = 0; j < 6; ++j) {
            rows.matrix[q][j] = j <= q         ? system->matrix[q][q - j]
                                : j - q < BAND ? system->matrix[j][j - q]
                                               : 0.0;
        }
    }
    return rows;
}

void tb_beam_step(tb_beam *beam, const tb_beam_load *load, double reaction[3])
{
    // Implicit Euler over 1 ms with true mass: the inertia keeps a buckled shaft off the unstable
    // straight branch.
    const double damping = 0.05;
    const double element_mm = beam->spec.length_mm / TB_BEAM_ELEMENTS;
    const double d2 = beam->spec.diameter_mm * beam->spec.diameter_mm;
    const double element_g = beam->spec.density_g_per_mm3 * TB_PI * d2 / 4.0 * element_mm;
    band_system system = {0};
    for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
        add_element(beam, e, &system);
    }
    add_load(load, &system);
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double mass = i == 0 || i == TB_BEAM_NODES - 1 ? 0.5 * element_g : element_g;
        const double inertia = mass * element_mm * element_mm / 12.0;
        const double old[3] = {beam->vx_mm_per_ms[i], beam->vy_mm_per_ms[i],
                               beam->spin_rad_per_ms[i]};
        for (int q = 0; q < 3; ++q) {
            const double m = q < 2 ? mass : inertia;
            system.vector[3 * i + q] += m * old[q];
            system.matrix[3 * i + q][0] += m * (1.0 + damping);
        }
    }
    const double increment[3] = {load->hub_x_mm - beam->x_mm[0], load->hub_y_mm - beam->y_mm[0],
                                 wrapped(load->hub_angle_rad - beam->angle_rad[0])};
    const hub_rows hub = keep_hub_rows(&system);
    prescribe_hub(&system, increment);
    solve_band(&system);
    if (reaction != NULL) {
        for (int q = 0; q < 3; ++q) {
            reaction[q] = hub.vector[q];
            for (int j = 0; j < 6; ++j) {
                reaction[q] -= hub.matrix[q][j] * system.vector[j];
            }
        }
    }
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        const double *d = &system.vector[3 * i];
        beam->x_mm[i] += d[0];
        beam->y_mm[i] += d[1];
        beam->angle_rad[i] += d[2];
        beam->vx_mm_per_ms[i] = d[0];
        beam->vy_mm_per_ms[i] = d[1];
        beam->spin_rad_per_ms[i] = d[2];
    }
}

tb_status tb_beam_solve_static(tb_beam *beam, const tb_beam_load *load, int iterations)
{
    double start_x[TB_BEAM_NODES], start_y[TB_BEAM_NODES];
    memcpy(start_x, beam->x_mm, sizeof start_x);
    memcpy(start_y, beam->y_mm, sizeof start_y);
    for (int n = 0; n < iterations; ++n) {
        band_system system = {0};
        for (int e = 0; e < TB_BEAM_ELEMENTS; ++e) {
            add_element(beam, e, &system);
        }
        add_load(load, &system);
        for (int i = 0; i < TB_BEAM_NODES; ++i) {
            const double *k = load->spring_n_per_mm[i];
            const double dx = beam->x_mm[i] - start_x[i], dy = beam->y_mm[i] - start_y[i];
            system.vector[3 * i] -= k[0] * dx + k[1] * dy;
            system.vector[3 * i + 1] -= k[1] * dx + k[2] * dy;
        }
        const double increment[3] = {load->hub_x_mm - beam->x_mm[0], load->hub_y_mm - beam->y_mm[0],
                                     load->hub_angle_rad - beam->angle_rad[0]};
        prescribe_hub(&system, increment);
        solve_band(&system);
        double largest = 0.0;
        for (int i = 0; i < DOFS; ++i) {
            largest = fabs(system.vector[i]) > largest ? fabs(system.vector[i]) : largest;
        }
        if (!(largest < 1e6)) {
            return TB_ERR_FAULT;
        }
        const double share =
            largest > 2.0 ? 2.0 / largest : 1.0; // long steps of a slender shaft overshoot
        for (int i = 0; i < TB_BEAM_NODES; ++i) {
            beam->x_mm[i] += share * system.vector[3 * i];
            beam->y_mm[i] += share * system.vector[3 * i + 1];
            beam->angle_rad[i] += share * system.vector[3 * i + 2];
        }
        if (largest < 1e-11) {
            return TB_OK;
        }
    }
    return TB_ERR_FAULT;
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
    tb_hash_f64(hash, beam->spec.bow_per_mm);
    tb_hash_f64_array(hash, beam->x_mm, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->y_mm, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->angle_rad, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->vx_mm_per_ms, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->vy_mm_per_ms, TB_BEAM_NODES);
    tb_hash_f64_array(hash, beam->spin_rad_per_ms, TB_BEAM_NODES);
}
