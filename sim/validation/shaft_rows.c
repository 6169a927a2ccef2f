// V1-V4: the needle as an elastic rod against beam theory.
#include "tautband/core/mathx.h"

#include "validation_internal.h"

#include <math.h>

static const int TIP = TB_BEAM_ELEMENTS;
static const char *const EULER = "Timoshenko and Gere 1961, Theory of Elastic Stability, ch. 2";
static const char *const CANTILEVER = "3 E I / L^3, E = 200 GPa";

static tb_needle_spec steel(double diameter_mm, double length_mm)
{
    tb_needle_spec spec = tb_needle_spec_default();
    spec.diameter_mm = diameter_mm;
    spec.length_mm = length_mm;
    spec.bow_per_mm = 0.0;
    return spec;
}

static double solved_y_mm(const tb_needle_spec *spec, const tb_beam_load *load, int node)
{
    tb_beam beam;
    tb_beam_reset(&beam, spec, 0.0, 0.0, 0.0);
    return tb_beam_solve_static(&beam, load, 50) == TB_OK ? beam.y_mm[node] : (double)NAN;
}

static double stiffness_n_per_m(double diameter_mm, double length_mm)
{
    const tb_needle_spec spec = steel(diameter_mm, length_mm);
    tb_beam_load load = {0};
    load.fy_n[TIP] = 1e-7;
    return 1e3 * 1e-7 / solved_y_mm(&spec, &load, TIP);
}

static void stiffness_rows(tb_validation_report *report)
{
    const double by_d =
        tb_log(stiffness_n_per_m(0.35, 40.0) / stiffness_n_per_m(0.16, 40.0)) / tb_log(0.35 / 0.16);
    const double by_l =
        tb_log(stiffness_n_per_m(0.25, 75.0) / stiffness_n_per_m(0.25, 25.0)) / tb_log(3.0);
    const tb_validation_row rows[] = {
        {.id = "V1",
         .what = "tip stiffness of a 0.25 x 40 mm needle, clamped and free",
         .unit = "N/m",
         .source = CANTILEVER,
         .published = 1.80,
         .low = 0.98 * 1.80,
         .high = 1.02 * 1.80,
         .ours = stiffness_n_per_m(0.25, 40.0)},
        {.id = "V2",
         .what = "exponent of the diameter in the tip stiffness, 0.16-0.35 mm",
         .unit = "",
         .source = CANTILEVER,
         .published = 4.0,
         .low = 3.97,
         .high = 4.03,
         .ours = by_d},
        {.id = "V2",
         .what = "exponent of the length in the tip stiffness, 25-75 mm",
         .unit = "",
         .source = CANTILEVER,
         .published = -3.0,
         .low = -3.03,
         .high = -2.97,
         .ours = by_l},
    };
    tb_rows_add(report, rows, sizeof rows / sizeof rows[0]);
}

/// Southwell 1932: the inverse deflection of a disturbed column falls linearly to zero at the
/// critical load.
static double measured_buckling_n(double length_mm, int node, bool pinned_tip, double guess_n)
{
    const tb_needle_spec spec = steel(0.25, length_mm);
    double inverse[2];
    const double loads[2] = {0.94 * guess_n, 0.97 * guess_n};
    for (int k = 0; k < 2; ++k) {
        tb_beam_load load = {0};
        load.fx_n[TIP] = -loads[k];
        load.fy_n[node] = 1e-8;
        load.spring_n_per_mm[TIP][2] = pinned_tip ? 1e3 : 0.0;
        inverse[k] = 1.0 / solved_y_mm(&spec, &load, node);
    }
    return loads[1] + (loads[1] - loads[0]) * inverse[1] / (inverse[0] - inverse[1]);
}

static void buckling_rows(tb_validation_report *report)
{
    static const struct {
        const char *what;
        double length_mm;
        int node;
        bool pinned;
        double published_n;
    } rows[] = {
        {"buckling load of 0.25 x 40 mm, clamped and free", 40.0, TB_BEAM_ELEMENTS, false, 0.059},
        // pinned at both ends is a clamped and free shaft of half the length
        {"the same, pinned at both ends", 20.0, TB_BEAM_ELEMENTS, false, 0.237},
        {"the same, clamped and pinned", 40.0, 12, true, 0.484},
        {"the same with 4 mm above its guide tube", 4.0, TB_BEAM_ELEMENTS, false, 5.9},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        tb_row_add(report, &(tb_validation_row){
                               .id = "V3",
                               .what = rows[k].what,
                               .unit = "N",
                               .source = EULER,
                               .published = rows[k].published_n,
                               .low = 0.95 * rows[k].published_n,
                               .high = 1.05 * rows[k].published_n,
                               .ours = measured_buckling_n(rows[k].length_mm, rows[k].node,
                                                           rows[k].pinned, rows[k].published_n)});
    }
}

/// Inverse iteration on the shaft with its lumped masses.
static double first_mode_hz(void)
{
    const tb_needle_spec spec = steel(0.25, 40.0);
    const double node_g =
        spec.density_g_per_mm3 * TB_PI * 0.0625 / 4.0 * spec.length_mm / TB_BEAM_ELEMENTS;
    double shape[TB_BEAM_NODES], omega_squared = 0.0;
    for (int i = 0; i < TB_BEAM_NODES; ++i) {
        shape[i] = i;
    }
    for (int n = 0; n < 8; ++n) {
        tb_beam beam;
        tb_beam_load load = {0};
        double kinetic = 0.0, work = 0.0;
        tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
        for (int i = 1; i < TB_BEAM_NODES; ++i) {
            load.fy_n[i] = 1e-6 * shape[i] * (i == TIP ? 0.5 : 1.0) * node_g;
        }
        if (tb_beam_solve_static(&beam, &load, 20) != TB_OK) {
            return (double)NAN;
        }
        for (int i = 1; i < TB_BEAM_NODES; ++i) {
            kinetic += (i == TIP ? 0.5 : 1.0) * node_g * beam.y_mm[i] * beam.y_mm[i];
            work += load.fy_n[i] * beam.y_mm[i];
        }
        omega_squared = work / kinetic;
        for (int i = 0; i < TB_BEAM_NODES; ++i) {
            shape[i] = beam.y_mm[i] / beam.y_mm[TIP];
        }
    }
    return 1e3 * sqrt(omega_squared) / (2.0 * TB_PI);
}

static void stiffness_figure(tb_validation_report *report)
{
    tb_figure *figure =
        tb_figure_add(report, "cantilever", "Tip stiffness of a needle held at its handle",
                      "free length, mm", "stiffness, N/m");
    if (figure == NULL) {
        return;
    }
    figure->log_x = figure->log_y = true;
    figure->caption =
        "Dots: 3 E I / L^3 for steel of 200 GPa. Lines: the trainer's rod of 20 elements. A needle "
        "twice as thick is 16 times as stiff, one twice as long 8 times as soft.";
    static const double diameters_mm[] = {0.16, 0.25, 0.35};
    static const char *const names[] = {"0.16 mm", "0.25 mm", "0.35 mm"};
    for (int d = 0; d < 3; ++d) {
        tb_curve *ours = tb_curve_add(figure, names[d], false, false);
        for (double length = 15.0; length <= 75.0; length += 5.0) {
            tb_curve_point(ours, length, stiffness_n_per_m(diameters_mm[d], length));
        }
    }
    tb_curve *theory = tb_curve_add(figure, "3 E I / L^3", true, true);
    for (int d = 0; d < 3; ++d) {
        const tb_needle_spec spec = steel(diameters_mm[d], 75.0);
        for (double length = 15.0; length <= 75.0; length += 15.0) {
            tb_curve_point(theory, length, 1e3 * tb_needle_tip_stiffness_n_per_mm(&spec, length));
        }
    }
}

/// Complete elliptic integral of the first kind by the arithmetic-geometric mean.
static double elliptic_k(double k)
{
    double a = 1.0, b = sqrt(1.0 - k * k);
    for (int n = 0; n < 8; ++n) {
        const double mean = 0.5 * (a + b);
        b = sqrt(a * b);
        a = mean;
    }
    return 0.5 * TB_PI / a;
}

static void buckling_figure(tb_validation_report *report)
{
    tb_figure *figure =
        tb_figure_add(report, "buckling", "A needle pressed at its tip gives way to the side",
                      "load / Euler's load", "sideways place of the tip / length");
    if (figure == NULL) {
        return;
    }
    figure->caption =
        "0.25 x 40 mm, clamped and free. Dots: the elastica (Timoshenko and Gere 1961, section "
        "2.7). Line: the rod stepped as in the trainer, with a bow of 0.008 mm. The trainer's "
        "needles have a rest curvature of 5e-4 per mm, which rounds the corner.";
    tb_needle_spec spec = steel(0.25, 40.0);
    spec.bow_per_mm = 1e-5;
    double critical_n = 0.0;
    (void)tb_needle_buckling_load(&spec, 40.0, 2.0, &critical_n);
    tb_curve *ours = tb_curve_add(figure, "trainer", false, false);
    tb_beam beam;
    tb_beam_reset(&beam, &spec, 0.0, 0.0, 0.0);
    for (int n = 0; n <= 30; ++n) {
        const double share = 0.8 + 0.02 * n;
        tb_beam_load load = {0};
        load.fx_n[TIP] = -share * critical_n;
        for (int ms = 0; ms < 1500; ++ms) {
            tb_beam_step(&beam, &load, NULL);
        }
        tb_curve_point(ours, share, fabs(beam.y_mm[TIP]) / 40.0);
    }
    tb_curve *theory = tb_curve_add(figure, "elastica", true, true);
    for (double degrees = 10.0; degrees <= 90.0; degrees += 10.0) {
        const double k = tb_sin(degrees * TB_PI / 360.0), big_k = elliptic_k(k);
        tb_curve_point(theory, 4.0 * big_k * big_k / (TB_PI * TB_PI), 2.0 * k / big_k);
    }
}

tb_status tb_shaft_rows(bool figures, tb_validation_report *report)
{
    stiffness_rows(report);
    buckling_rows(report);
    tb_row_add(report, &(tb_validation_row){.id = "V4",
                                            .what = "first bending mode of 0.25 x 40 mm",
                                            .unit = "Hz",
                                            .source = "1.875^2 / (2 pi L^2) sqrt(E I / rho A)",
                                            .published = 110.0,
                                            .low = 0.97 * 110.0,
                                            .high = 1.03 * 110.0,
                                            .ours = first_mode_hz()});
    if (figures) {
        stiffness_figure(report);
        buckling_figure(report);
    }
    return TB_OK;
}
