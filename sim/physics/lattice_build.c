// Coefficients, masses and acceptance of a lattice from its resting shape.
#include "lattice_internal.h"

#include <math.h>
#include <string.h>

// A cell is refused when a corner's area falls below this share of the mean, or a side is this much
// longer.
static const double MIN_CORNER_SHARE = 0.3, MAX_ASPECT = 3.0;
static const double TISSUE_DENSITY_G_PER_MM3 = 1.06e-3;

void tb_cell_coefficients(const double x_mm[4], const double y_mm[4], double thickness_mm,
                          double hourglass, const tb_cell_material *material, double *coef,
                          double *base)
{
    const double px = x_mm[2] - x_mm[0], py = y_mm[2] - y_mm[0], rx = x_mm[3] - x_mm[1],
                 ry = y_mm[3] - y_mm[1];
    const double twice_area = px * ry - py * rx, area = 0.5 * fabs(twice_area),
                 volume = area * thickness_mm;
    const double shear = 0.5 * material->modulus_mpa / (1.0 + material->poisson);
    const double lame = material->modulus_mpa * material->poisson /
                        ((1.0 + material->poisson) * (1.0 - 2.0 * material->poisson));
    // dual vectors: F = p n1' + r n2'
    const double n1x = ry / twice_area, n1y = -rx / twice_area, n2x = -py / twice_area,
                 n2y = px / twice_area;
    coef[TB_C_G11] = shear * volume * (n1x * n1x + n1y * n1y);
    coef[TB_C_G12] = shear * volume * (n1x * n2x + n1y * n2y);
    coef[TB_C_G22] = shear * volume * (n2x * n2x + n2y * n2y);
    coef[TB_C_A0] = -shear * volume / twice_area;
    coef[TB_C_C1] = (lame + shear) * volume / (twice_area * twice_area);
    coef[TB_C_KS] = material->stiffening / (shear * volume);
    // hourglass stiffness: exact bending of a rectangle times the factor
    const double ux = 0.5 * (x_mm[1] - x_mm[0] + x_mm[2] - x_mm[3]),
                 uy = 0.5 * (y_mm[1] - y_mm[0] + y_mm[2] - y_mm[3]);
    const double wx = 0.5 * (x_mm[3] - x_mm[0] + x_mm[2] - x_mm[1]),
                 wy = 0.5 * (y_mm[3] - y_mm[0] + y_mm[2] - y_mm[1]);
    const double uu = ux * ux + uy * uy, ww = wx * wx + wy * wy;
    coef[TB_C_KH] = hourglass * material->modulus_mpa /
                    (1.0 - material->poisson * material->poisson) * thickness_mm / 12.0 * area /
                    (uu > ww ? uu : ww);
    const double hx = x_mm[0] - x_mm[1] + x_mm[2] - x_mm[3],
                 hy = y_mm[0] - y_mm[1] + y_mm[2] - y_mm[3];
    coef[TB_C_AL] = n1x * hx + n1y * hy;
    coef[TB_C_BE] = n2x * hx + n2y * hy;
    base[0] = coef[TB_C_G11];
    base[1] = coef[TB_C_G12];
    base[2] = coef[TB_C_G22];
    base[3] = -(lame + shear) * volume / twice_area;
}

void tb_cell_stiffness_bound(const double x_mm[4], const double y_mm[4], const double *coef,
                             double b0, double bound_n_per_mm[4])
{
    const double px = x_mm[2] - x_mm[0], py = y_mm[2] - y_mm[0], rx = x_mm[3] - x_mm[1],
                 ry = y_mm[3] - y_mm[1];
    const double twice_area = px * ry - py * rx;
    const double pc = coef[TB_C_A0] + b0 + coef[TB_C_C1] * twice_area;
    // second derivative of W by (p, r) at rest
    const double d[4] = {ry, -rx, -py, px};
    double h[4][4];
    for (int a = 0; a < 4; ++a) {
        for (int e = 0; e < 4; ++e) {
            h[a][e] = coef[TB_C_C1] * d[a] * d[e];
        }
    }
    for (int a = 0; a < 2; ++a) {
        h[a][a] += coef[TB_C_G11];
        h[a + 2][a + 2] += coef[TB_C_G22];
        h[a][a + 2] += coef[TB_C_G12];
        h[a + 2][a] += coef[TB_C_G12];
    }
    h[0][3] += pc;
    h[3][0] += pc;
    h[1][2] -= pc;
    h[2][1] -= pc;
    // (p, r) and the hourglass vector by the corners' coordinates
    double b[4][8] = {{0}}, g[2][8];
    b[0][0] = b[1][1] = b[2][2] = b[3][3] = -1.0;
    b[0][4] = b[1][5] = b[2][6] = b[3][7] = 1.0;
    for (int a = 0; a < 2; ++a) {
        for (int e = 0; e < 8; ++e) {
            const double sign = (e / 2) % 2 == 1 ? -1.0 : 1.0;
            g[a][e] =
                (e % 2 == a ? sign : 0.0) - coef[TB_C_AL] * b[a][e] - coef[TB_C_BE] * b[a + 2][e];
        }
    }
    for (int corner = 0; corner < 4; ++corner) {
        bound_n_per_mm[corner] = 0.0;
        for (int axis = 0; axis < 2; ++axis) {
            const int i = 2 * corner + axis;
            double sum = 0.0;
            for (int j = 0; j < 8; ++j) {
                double k = 0.0;
                for (int a = 0; a < 4; ++a) {
                    for (int e = 0; e < 4; ++e) {
                        k += b[a][i] * h[a][e] * b[e][j];
                    }
                }
                k += coef[TB_C_KH] * (g[0][i] * g[0][j] + g[1][i] * g[1][j]);
                sum += fabs(k);
            }
            bound_n_per_mm[corner] = sum > bound_n_per_mm[corner] ? sum : bound_n_per_mm[corner];
        }
    }
}

static void cell_corners(const tb_lattice_model *model, int i, int j, double x_mm[4],
                         double y_mm[4])
{
    const size_t stride = (size_t)model->stride, row = 2 * stride * (size_t)j,
                 below = row + 2 * stride;
    const size_t left = (size_t)i, right = left + 1;
    const size_t at[4] = {row + left, row + right, below + right, below + left};
    for (int k = 0; k < 4; ++k) {
        x_mm[k] = model->x_mm[at[k]];
        y_mm[k] = model->x_mm[at[k] + stride];
    }
}

/// NULL when the cell may be used, else what is wrong with it. Rows run to the right, depth
/// downwards.
static const char *cell_fault(const double x_mm[4], const double y_mm[4])
{
    double least = 0.0, sum = 0.0;
    for (int k = 0; k < 4; ++k) {
        const int next = (k + 1) % 4, last = (k + 3) % 4;
        const double ax = x_mm[next] - x_mm[k], ay = y_mm[next] - y_mm[k];
        const double bx = x_mm[last] - x_mm[k], by = y_mm[last] - y_mm[k];
        const double corner =
            ay * bx - ax * by; // y is outward, depth downward: a good cell turns clockwise
        least = k == 0 || corner < least ? corner : least;
        sum += corner;
    }
    if (!(sum > 0.0) || !(least > 0.0)) {
        return "folded";
    }
    if (least < MIN_CORNER_SHARE * 0.25 * sum) {
        return "too skewed";
    }
    const double ux = x_mm[1] - x_mm[0] + x_mm[2] - x_mm[3],
                 uy = y_mm[1] - y_mm[0] + y_mm[2] - y_mm[3];
    const double wx = x_mm[3] - x_mm[0] + x_mm[2] - x_mm[1],
                 wy = y_mm[3] - y_mm[0] + y_mm[2] - y_mm[1];
    const double uu = ux * ux + uy * uy, ww = wx * wx + wy * wy;
    const bool too_long = uu > MAX_ASPECT * MAX_ASPECT * ww || ww > MAX_ASPECT * MAX_ASPECT * uu;
    return too_long ? "too long" : NULL;
}

static bool material_ok(const tb_cell_material *material)
{
    return material->modulus_mpa > 0.0 && material->modulus_mpa < 1e3 && material->poisson >= 0.0 &&
           material->poisson <= 0.49 && material->stiffening >= 0.0 && material->stiffening < 100.0;
}

static tb_status copy_shape(tb_lattice *lattice, const tb_lattice_shape *shape, tb_error *error)
{
    tb_lattice_model *model = &lattice->model;
    const int nx = model->desc.nx, ny = model->desc.ny, stride = model->stride;
    for (int j = 0; j < ny; ++j) {
        double *x = model->x_mm + 2 * (size_t)stride * (size_t)j, *y = x + stride;
        for (int i = 0; i < nx; ++i) {
            x[i] = shape->x_mm[i + nx * j];
            y[i] = shape->y_mm[i + nx * j];
            if (!(fabs(x[i]) < 1e6) || !(fabs(y[i]) < 1e6)) {
                return tb_fail(error, TB_ERR_ARGUMENT,
                               "lattice: node (%d, %d) at (%g, %g) mm is not a place", i, j, x[i],
                               y[i]);
            }
        }
        // padding: finite, never moved, belongs to cells without stiffness
        for (int i = nx; i < stride; ++i) {
            x[i] = x[nx - 1] + (i - nx + 1);
            y[i] = y[nx - 1];
        }
    }
    double *ghost = model->x_mm + 2 * (size_t)stride * (size_t)ny;
    memcpy(ghost, ghost - 2 * stride, 2 * (size_t)stride * sizeof *ghost);
    for (int i = 0; i < stride; ++i) {
        ghost[stride + i] -= 1.0;
    }
    return TB_OK;
}

static tb_status build_cells(tb_lattice *lattice, const tb_lattice_shape *shape, double *stiffness,
                             tb_error *error)
{
    tb_lattice_model *model = &lattice->model;
    const tb_lattice_desc *desc = &model->desc;
    const size_t stride = (size_t)model->stride;
    model->general = false;
    for (int j = 0; j < desc->ny - 1; ++j) {
        for (int i = 0; i < desc->nx - 1; ++i) {
            const tb_cell_material *material = &shape->cells[i + desc->nx * j];
            double x_mm[4], y_mm[4], coef[TB_LATTICE_COEFS], base[4], bound[4];
            cell_corners(model, i, j, x_mm, y_mm);
            const char *fault = cell_fault(x_mm, y_mm);
            if (fault != NULL) {
                return tb_fail(error, TB_ERR_FAULT,
                               "lattice: cell (%d, %d) near (%.2f, %.2f) mm is %s", i, j, x_mm[0],
                               y_mm[0], fault);
            }
            if (!material_ok(material)) {
                return tb_fail(
                    error, TB_ERR_ARGUMENT,
                    "lattice: cell (%d, %d) has modulus %g MPa, Poisson's ratio %g, stiffening %g",
                    i, j, material->modulus_mpa, material->poisson, material->stiffening);
            }
            tb_cell_coefficients(x_mm, y_mm, desc->thickness_mm, desc->hourglass, material, coef,
                                 base);
            tb_cell_stiffness_bound(x_mm, y_mm, coef, base[3], bound);
            for (size_t k = 0; k < TB_LATTICE_COEFS; ++k) {
                model->coef[(TB_LATTICE_COEFS * (size_t)j + k) * stride + (size_t)i] = coef[k];
            }
            for (size_t k = 0; k < 4; ++k) {
                model->base_stress[(4 * (size_t)j + k) * stride + (size_t)i] = base[k];
            }
            model->general = model->general || fabs(coef[TB_C_AL]) + fabs(coef[TB_C_BE]) > 1e-9;
            const double twice_area = (x_mm[2] - x_mm[0]) * (y_mm[3] - y_mm[1]) -
                                      (y_mm[2] - y_mm[0]) * (x_mm[3] - x_mm[1]);
            const double quarter_g =
                TISSUE_DENSITY_G_PER_MM3 * 0.5 * fabs(twice_area) * desc->thickness_mm / 4.0;
            const size_t a = stride * (size_t)j + (size_t)i;
            const size_t corners[4] = {a, a + 1, a + stride + 1, a + stride};
            for (int k = 0; k < 4; ++k) {
                stiffness[corners[k]] += bound[k] * desc->head_room;
                model->true_mass_g[corners[k]] += quarter_g;
            }
        }
    }
    return TB_OK;
}

static tb_status build_membranes(tb_lattice *lattice, const tb_lattice_shape *shape,
                                 double *stiffness, tb_error *error)
{
    tb_lattice_model *model = &lattice->model;
    const size_t stride = (size_t)model->stride;
    for (int m = 0; m < shape->membrane_count; ++m) {
        const tb_row_membrane *membrane = &shape->membranes[m];
        if (membrane->row < 0 || membrane->row >= model->desc.ny ||
            !(membrane->stiffness_n_per_mm >= 0.0) || !(membrane->stiffness_n_per_mm < 1e4)) {
            return tb_fail(error, TB_ERR_ARGUMENT,
                           "lattice: membrane %d on row %d of stiffness %g N/mm", m, membrane->row,
                           membrane->stiffness_n_per_mm);
        }
        const size_t row = (size_t)membrane->row;
        const double *x = model->x_mm + 2 * stride * row, *y = x + stride;
        double *out = model->membrane + 2 * stride * row;
        model->row_has_membrane[row] = true;
        for (int i = 0; i < model->desc.nx - 1; ++i) {
            const double dx = x[i + 1] - x[i], dy = y[i + 1] - y[i], square = dx * dx + dy * dy;
            // Green spring: s = k (l^2/L^2 - 1); half of E t b / L makes its tangent E t b / L
            const double k =
                0.5 * membrane->stiffness_n_per_mm * model->desc.thickness_mm / sqrt(square);
            out[i] += k / square;
            out[(int)stride + i] += k;
            stiffness[stride * row + (size_t)i] += 8.0 * k;
            stiffness[stride * row + (size_t)i + 1] += 8.0 * k;
        }
    }
    return TB_OK;
}

static void build_masses(tb_lattice *lattice, const tb_lattice_shape *shape,
                         const double *stiffness)
{
    tb_lattice_model *model = &lattice->model;
    const tb_lattice_desc *desc = &model->desc;
    const size_t stride = (size_t)model->stride;
    const double dt = model->substep_ms;
    for (int j = 0; j < desc->ny; ++j) {
        for (int i = 0; i < desc->nx; ++i) {
            const size_t at = stride * (size_t)j + (size_t)i;
            const double extra = shape->extra_stiffness_n_per_mm != NULL
                                     ? shape->extra_stiffness_n_per_mm[i + desc->nx * j]
                                     : 0.0;
            // explicit Euler is stable to dt = 2 / sqrt(K/m): the mass is raised where the true one
            // is too small
            const double needed_g =
                dt * dt * (stiffness[at] + extra) / (4.0 * desc->safety * desc->safety);
            model->mass_g[at] =
                needed_g > model->true_mass_g[at] ? needed_g : model->true_mass_g[at];
            const bool pinned = (shape->fix_sides && (i == 0 || i == desc->nx - 1)) ||
                                (shape->fix_base && j == desc->ny - 1);
            model->half_step[at] = pinned ? 0.0 : dt / model->mass_g[at] * model->decay;
        }
    }
}

static void clear(double *values, size_t count)
{
    memset(values, 0, count * sizeof *values);
}

tb_status tb_lattice_build(tb_lattice *lattice, const tb_lattice_shape *shape, tb_error *error)
{
    tb_lattice_model *model = &lattice->model;
    tb_lattice_state *state = &lattice->state;
    const size_t stride = (size_t)model->stride, ny = (size_t)model->desc.ny, nodes = stride * ny;
    double *stiffness = state->prony; // scratch until the state is put to rest below
    clear(model->coef, TB_LATTICE_COEFS * nodes);
    clear(model->base_stress, 4 * nodes);
    clear(model->membrane, 2 * nodes);
    clear(model->true_mass_g, nodes);
    clear(model->mass_g, nodes);
    clear(model->half_step, nodes);
    clear(state->prony, 12 * nodes);
    memset(model->row_has_membrane, 0, sizeof model->row_has_membrane);
    model->base_fixed = shape->fix_base;

    tb_status status = copy_shape(lattice, shape, error);
    if (status == TB_OK) {
        status = build_cells(lattice, shape, stiffness, error);
    }
    if (status == TB_OK) {
        status = build_membranes(lattice, shape, stiffness, error);
    }
    if (status != TB_OK) {
        return status;
    }
    build_masses(lattice, shape, stiffness);

    memcpy(state->q_mm, model->x_mm, 2 * stride * (ny + 1) * sizeof *state->q_mm);
    clear(state->v_mm_per_ms, 2 * stride * (ny + 1));
    clear(state->stress, TB_LATTICE_STRESS * nodes);
    for (size_t row = 0; row < ny; ++row) {
        memcpy(state->stress + TB_LATTICE_STRESS * stride * row,
               model->base_stress + (4 * row + 3) * stride, stride * sizeof *state->stress);
    }
    clear(state->prony, 12 * nodes);
    clear(state->active, 2 * nodes);
    clear(state->carry, 2 * stride);
    return TB_OK;
}

void tb_lattice_set_row(tb_lattice *lattice, int row, const tb_cell_material *cells)
{
    tb_lattice_model *model = &lattice->model;
    const size_t stride = (size_t)model->stride, j = (size_t)row;
    double *b0 = lattice->state.stress + TB_LATTICE_STRESS * stride * j;
    for (int i = 0; i < model->desc.nx - 1; ++i) {
        double x_mm[4], y_mm[4], coef[TB_LATTICE_COEFS], base[4];
        cell_corners(model, i, row, x_mm, y_mm);
        tb_cell_coefficients(x_mm, y_mm, model->desc.thickness_mm, model->desc.hourglass, &cells[i],
                             coef, base);
        for (size_t k = 0; k < TB_LATTICE_COEFS; ++k) {
            model->coef[(TB_LATTICE_COEFS * j + k) * stride + (size_t)i] = coef[k];
        }
        // the viscous part of the pressure stays: only the elastic part is exchanged
        double *old_base = model->base_stress + 4 * stride * j;
        b0[i] += base[3] - old_base[3 * stride + (size_t)i];
        for (size_t k = 0; k < 4; ++k) {
            old_base[k * stride + (size_t)i] = base[k];
        }
    }
}
