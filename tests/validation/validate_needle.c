// The needle against published and analytic values. Prints one line per row: id, class (A analytic,
// B published), quantity, source, reference, tolerance, ours, verdict. Ends with 1 when a class A
// row misses.
#include "needle_scene.h"

#include <stdbool.h>
#include <stdio.h>

/// One comparison.
typedef struct row {
    const char *id, *class_name, *quantity, *source;
    double reference, tolerance; ///< tolerance in the quantity's unit
    double ours;
} row;

static int missed_analytic = 0;

static void print(const row *r)
{
    const bool holds = fabs(r->ours - r->reference) <= r->tolerance;
    printf("%-4s %s | %-58s | %-34s | %10.4g +- %-8.2g | %10.4g | %s\n", r->id, r->class_name,
           r->quantity, r->source, r->reference, r->tolerance, r->ours, holds ? "ok" : "MISS");
    missed_analytic += !holds && r->class_name[0] == 'A';
}

static const int TIP = TB_BEAM_ELEMENTS;
static const char *const EULER = "Timoshenko and Gere 1961, ch. 2";

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

static void stiffness_rows(void)
{
    const double ours = stiffness_n_per_m(0.25, 40.0);
    print(&(row){"V1", "A", "tip stiffness of 0.25 x 40 mm, clamped and free, N/m", "3 E I / L^3",
                 1.80, 0.02 * 1.80, ours});
    const double by_d =
        log(stiffness_n_per_m(0.35, 40.0) / stiffness_n_per_m(0.16, 40.0)) / log(0.35 / 0.16);
    const double by_l =
        log(stiffness_n_per_m(0.25, 75.0) / stiffness_n_per_m(0.25, 25.0)) / log(3.0);
    print(&(row){"V2", "A", "exponent of the diameter, 0.16-0.35 mm", "3 E I / L^3", 4.0, 0.03,
                 by_d});
    print(&(row){"V2", "A", "exponent of the length, 25-75 mm", "3 E I / L^3", -3.0, 0.03, by_l});
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

static void buckling_rows(void)
{
    print(&(row){"V3", "A", "Euler load of 0.25 x 40 mm, free tip, N", EULER, 0.059, 0.05 * 0.059,
                 measured_buckling_n(40.0, TIP, false, 0.059)});
    // pinned at both ends is a clamped and free shaft of half the length
    print(&(row){"V3", "A", "the same, pinned ends, N", EULER, 0.237, 0.05 * 0.237,
                 measured_buckling_n(20.0, TIP, false, 0.237)});
    print(&(row){"V3", "A", "the same, clamped and pinned, N", EULER, 0.484, 0.05 * 0.484,
                 measured_buckling_n(40.0, 12, true, 0.484)});
    print(&(row){"V3", "A", "4 mm above the guide tube, N", EULER, 5.9, 0.05 * 5.9,
                 measured_buckling_n(4.0, TIP, false, 5.9)});
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

static needle_scene *inserted(double diameter_mm, double path_mm)
{
    needle_scene_options options = needle_scene_options_default();
    options.spec.diameter_mm = diameter_mm;
    needle_scene *scene = needle_scene_create(&options);
    needle_scene_go(scene, path_mm, 0.010);
    return scene;
}

/// Largest force up to the puncture of the skin; and how far it then falls within 30 ms.
static double skin_peak_n(double diameter_mm, double speed_mm_per_ms, double *fall)
{
    needle_scene *scene = inserted(diameter_mm, 1.0);
    double peak_n = 0.0, least_n = INFINITY;
    while (!scene->needle.inside && scene->path_mm < 10.0) {
        peak_n = fmax(peak_n, scene->needle.axial_force_n);
        needle_scene_drive(scene, speed_mm_per_ms);
    }
    for (int ms = 0; ms < 30; ++ms) {
        needle_scene_drive(scene, speed_mm_per_ms);
        least_n = fmin(least_n, scene->needle.axial_force_n);
    }
    *fall = 1.0 - least_n / peak_n;
    needle_scene_destroy(scene);
    return peak_n;
}

static void force_depth_rows(void)
{
    const char *const source = "Simone and Okamura 2002 (shape)";
    double fall = 0.0;
    skin_peak_n(0.25, 0.010, &fall);
    print(&(row){"V8", "B", "fall of the force at skin puncture, share", source, 0.65, 0.15, fall});
    needle_scene *scene = inserted(0.25, 12.0);
    const double at_12_n = scene->needle.axial_force_n;
    bool monotone = true;
    for (int n = 0; n < 10; ++n) {
        const double before_n = scene->needle.axial_force_n;
        needle_scene_go(scene, scene->path_mm + 1.0, 0.010);
        monotone = monotone && scene->needle.axial_force_n > before_n;
    }
    print(&(row){"V8", "B", "slope of force in muscle / friction per mm of its table", source, 1.0,
                 0.15,
                 (scene->needle.axial_force_n - at_12_n) / 10.0 / SCENE_MUSCLE_FRICTION_N_PER_MM});
    print(&(row){"V8", "B", "force grows with every mm (1 = yes)", source, 1.0, 0.0,
                 monotone ? 1.0 : 0.0});
    needle_scene_destroy(scene);
}

static void second_insertion_rows(void)
{
    const char *const source = "Azar and Hayward 2008 (method)";
    needle_scene *scene = inserted(0.25, 10.0);
    double work_mj[2] = {0.0, 0.0}, pull_n[2] = {0.0, 0.0};
    for (int pass = 0; pass < 2; ++pass) {
        needle_scene_go(scene, 10.0, 0.010);
        while (scene->path_mm < 20.0 - 1e-6) {
            needle_scene_drive(scene, 0.010);
            work_mj[pass] += scene->needle.axial_force_n * 0.010;
        }
        needle_scene_go(scene, 15.0, 0.010);
        pull_n[pass] = scene->needle.axial_force_n;
        needle_scene_go(scene, 5.0, 0.010);
    }
    print(&(row){"V9", "B", "friction in the second insertion / in the first", source, 1.0, 0.05,
                 pull_n[1] / pull_n[0]});
    print(&(row){"V9", "B", "work saved / cutting work of the table", source, 1.0, 0.10,
                 (work_mj[0] - work_mj[1]) / (10.0 * SCENE_MUSCLE_CUTTING_N)});
    needle_scene_destroy(scene);
}

/// Pull-out force after turning the handle.
static double pull_n(double turns, double back)
{
    needle_scene *scene = inserted(0.25, 18.0);
    for (int ms = 0; ms < 800; ++ms) {
        scene->hand.spin_rad += 2.0 * TB_PI * (ms < 400 ? turns : -back) / 400.0;
        needle_scene_drive(scene, 0.0);
    }
    needle_scene_go(scene, 16.0, 0.010);
    const double force_n = scene->needle.axial_force_n;
    needle_scene_destroy(scene);
    return force_n;
}

static void winding_rows(void)
{
    const char *const source = "Langevin et al. 2001, 60 humans";
    const double none_n = pull_n(0.0, 0.0);
    print(&(row){"V11", "B", "pull-out force wound one way / not wound", source, 2.67, 0.267,
                 pull_n(8.0, 0.0) / none_n});
    print(&(row){"V11", "B", "pull-out force wound both ways / not wound", source, 1.52, 0.152,
                 pull_n(4.0, 4.0) / none_n});
}

static void size_and_speed_rows(void)
{
    double fall = 0.0, before_n = 0.0;
    bool grows = true;
    const double diameters_mm[] = {0.16, 0.20, 0.25, 0.30, 0.35};
    for (int k = 0; k < 5; ++k) {
        const double peak_n = skin_peak_n(diameters_mm[k], 0.010, &fall);
        grows = grows && peak_n > before_n;
        before_n = peak_n;
    }
    print(&(row){"V12", "B", "puncture force grows with diameter (1 = yes)", "direction only", 1.0,
                 0.0, grows ? 1.0 : 0.0});
    const double slow_n = skin_peak_n(0.25, 0.001, &fall), fast_n = skin_peak_n(0.25, 0.010, &fall);
    print(&(row){"V13", "B", "puncture force at 10 mm/s / at 1 mm/s", "no effect found", 1.0, 0.15,
                 fast_n / slow_n});
}

int main(void)
{
    printf("id   class | quantity | source | reference +- tolerance | ours | verdict\n");
    stiffness_rows();
    buckling_rows();
    print(&(row){"V4", "A", "first bending mode of 0.25 x 40 mm, Hz",
                 "1.875^2/(2 pi L^2) sqrt(EI/rho A)", 110.0, 3.3, first_mode_hz()});
    force_depth_rows();
    second_insertion_rows();
    winding_rows();
    size_and_speed_rows();
    printf("%s\n", missed_analytic == 0 ? "all analytic rows hold" : "an analytic row misses");
    return missed_analytic == 0 ? 0 : 1;
}
