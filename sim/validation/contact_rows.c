// V5-V7: a flat round punch and a round pressure on elastic tissue, against exact solutions.
#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"

#include "contact.h"
#include "validation_internal.h"

#include <math.h>

static const char *const SNEDDON = "Boussinesq 1885; Sneddon 1965, Int. J. Engng Sci. 3: 47";
static const char *const HAYES =
    "Hayes et al. 1972, J. Biomech. 5: 541; factors solved anew from its integral equation";
static const char *const MESH =
    "the mesh makes a punch 2-3 % too stiff here, to first order in its cell";
enum { SETTLE = 3000, RATIOS = 3 };

/// A half-space is met in a box of 60 cells, 12 radii, whose rim moves as the far field does.
static const tb_contact_case half_space = {.radius_cells = 5,
                                           .columns = 60,
                                           .rows = 60,
                                           .cell_mm = 1.1283792, // so that 5 cells hold 1 cm^2
                                           .modulus_mpa = 0.02,
                                           .poisson = 0.45,
                                           .half_space = true,
                                           .settle = SETTLE};

static double at_depth(const tb_contact_result *result, double cell_mm, double depth_mm)
{
    const double row = depth_mm / cell_mm - 0.5;
    const int j = (int)row;
    return result->axial[j] + (row - j) * (result->axial[j + 1] - result->axial[j]);
}

static tb_status half_space_rows(tb_contact_result *result, tb_validation_report *report)
{
    tb_contact_case what = half_space;
    tb_status status = tb_contact_solve(&what, result);
    if (status != TB_OK) {
        return status;
    }
    tb_row_add(report,
               &(tb_validation_row){.id = "V5",
                                    .what = "flat punch on a half-space, F (1 - nu^2) / (2 a E "
                                            "depth), nu 0.45",
                                    .unit = "",
                                    .source = SNEDDON,
                                    .note = MESH,
                                    .published = 1.0,
                                    .low = 0.95,
                                    .high = 1.05,
                                    .ours = result->stiffness});
    const int near = 3 * what.radius_cells, far = 7 * what.radius_cells;
    const double exponent =
        tb_log(result->surface[near] / result->surface[far]) / tb_log((double)near / far);
    what.uniform_load = true;
    status = tb_contact_solve(&what, result);
    if (status != TB_OK) {
        return status;
    }
    static const struct {
        const char *what;
        double depth_mm, published;
    } stresses[] = {
        {"stress below 1 cm^2 of even pressure / that pressure, 5 mm deep", 5.0, 0.708},
        {"the same, 10 mm deep", 10.0, 0.339},
        {"the same, 20 mm deep", 20.0, 0.108},
        {"the same, 30 mm deep", 30.0, 0.051},
    };
    for (size_t k = 0; k < sizeof stresses / sizeof stresses[0]; ++k) {
        tb_row_add(report, &(tb_validation_row){
                               .id = "V5",
                               .what = stresses[k].what,
                               .unit = "",
                               .source = "Boussinesq 1885, 1 - (1 + a^2/z^2)^(-3/2)",
                               .published = stresses[k].published,
                               .low = 0.92 * stresses[k].published,
                               .high = 1.08 * stresses[k].published,
                               .ours = at_depth(result, what.cell_mm, stresses[k].depth_mm)});
    }
    tb_row_add(report,
               &(tb_validation_row){.id = "V7",
                                    .what = "exponent of the settlement around a punch, 3 to 7 "
                                            "radii away",
                                    .unit = "",
                                    .source = SNEDDON,
                                    .published = -1.0,
                                    .low = -1.1,
                                    .high = -0.9,
                                    .ours = exponent});
    return TB_OK;
}

/// Hayes' factor: what bonding to something rigid at depth h adds to the stiffness of a half-space.
typedef struct layer {
    double radius_over_depth;
    int depth_cells;
    const char *what[RATIOS]; ///< nu 0.30, 0.45, 0.49
    double factor[RATIOS];
} layer;

#define LAYER_TEXT(nu, ratio) "punch on a bonded layer / on a half-space, nu " nu ", a/h " #ratio
#define LAYER(ratio, cells, ...)                                                                   \
    {                                                                                              \
        ratio, cells,                                                                              \
            {LAYER_TEXT("0.30", ratio), LAYER_TEXT("0.45", ratio), LAYER_TEXT("0.49", ratio)},     \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
static const layer layers[] = {
    LAYER(0.2, 40, 1.207, 1.252, 1.274), LAYER(0.4, 30, 1.473, 1.599, 1.664),
    LAYER(0.6, 25, 1.785, 2.033, 2.169), LAYER(0.8, 20, 2.126, 2.535, 2.780),
    LAYER(1.0, 16, 2.484, 3.091, 3.484), LAYER(1.5, 16, 3.409, 4.658, 5.632),
    LAYER(2.0, 16, 4.353, 6.421, 8.337),
};
enum { LAYERS = (int)(sizeof layers / sizeof layers[0]) };
static const double POISSON[RATIOS] = {0.30, 0.45, 0.49};
static const char *const OURS[RATIOS] = {"trainer, nu 0.30", "trainer, nu 0.45",
                                         "trainer, nu 0.49"};
static const char *const EXACT[RATIOS] = {"exact, nu 0.30", "exact, nu 0.45", "exact, nu 0.49"};

static tb_figure *hayes_figure(tb_validation_report *report)
{
    tb_figure *figure =
        tb_figure_add(report, "punch", "A flat punch on tissue bonded to bone",
                      "radius of the punch / depth to bone", "stiffness / that of a half-space");
    if (figure != NULL) {
        figure->caption =
            "Hayes' factor for rotational symmetry. Dots: exact, solved from the integral "
            "equation. "
            "Lines: the trainer's kernel in a wedge, the third direction's stress added as nodal "
            "forces. nu 0.45 is what the trainer uses, 0.49 as near as the lattice goes to "
            "incompressible tissue (0.50: 9.15 at 2).";
    }
    return figure;
}

static tb_status layer_rows(tb_contact_result *result, bool figures, tb_validation_report *report)
{
    tb_figure *figure = figures ? hayes_figure(report) : NULL;
    for (int n = 0; n < RATIOS; ++n) {
        tb_curve *ours = NULL, *exact = NULL;
        if (figure != NULL) {
            ours = tb_curve_add(figure, OURS[n], false, false);
            exact = tb_curve_add(figure, EXACT[n], true, true);
        }
        for (int k = 0; k < LAYERS; ++k) {
            const int radius = (int)(layers[k].radius_over_depth * layers[k].depth_cells + 0.5);
            const int wide = radius + 3 * layers[k].depth_cells;
            const tb_contact_case what = {
                .radius_cells = radius,
                .columns = wide < TB_CONTACT_NODES_MAX - 1 ? wide : TB_CONTACT_NODES_MAX - 1,
                .rows = layers[k].depth_cells,
                .cell_mm = 1.0,
                .modulus_mpa = 0.02,
                .poisson = POISSON[n],
                .settle = SETTLE};
            const tb_status status = tb_contact_solve(&what, result);
            if (status != TB_OK) {
                return status;
            }
            const double factor = layers[k].factor[n];
            tb_row_add(report, &(tb_validation_row){.id = "V6",
                                                    .what = layers[k].what[n],
                                                    .unit = "",
                                                    .source = HAYES,
                                                    .note = k == 0 ? MESH : NULL,
                                                    .published = factor,
                                                    .low = 0.95 * factor,
                                                    .high = 1.05 * factor,
                                                    .ours = result->stiffness});
            if (figure != NULL) {
                tb_curve_point(ours, layers[k].radius_over_depth, result->stiffness);
                tb_curve_point(exact, layers[k].radius_over_depth, factor);
            }
        }
    }
    return TB_OK;
}

tb_status tb_contact_rows(bool figures, tb_validation_report *report)
{
    tb_contact_result *result = tb_alloc(sizeof *result);
    tb_status status = result != NULL ? TB_OK : TB_ERR_MEMORY;
    if (status == TB_OK) {
        status = half_space_rows(result, report);
    }
    if (status == TB_OK) {
        status = layer_rows(result, figures, report);
    }
    tb_free(result);
    return status;
}
