// Coefficients, masses and acceptance of a lattice from its resting shape.
#include "lattice_internal.h"

#include <math.h>
#include <string.h>

// A cell is refused when a corner's area falls below this share of the mean, or a side is this much
// longer.
static const double MIN_CORNER_SHARE = 0.3, MAX_ASPECT = 3.0;
static const double TISSUE_DENSITY_G_PER_MM3 = 1.06e-3;

// Sums here pair left with right, so that a mirrored section gets mirrored coefficients to the last
// bit.

/// Squared lengths of the two lines between the middles of opposite sides: along the row and
/// across.
static void mid_lines(const double x_mm[4], const double y_mm[4], double *along, double *across)
{
    const double ux = 0.5 * ((x_mm[1] - x_mm[0]) + (x_mm[2] - x_mm[3]));
    const double uy = 0.5 * ((y_mm[1] - y_mm[0]) + (y_mm[2] - y_mm[3]));
    const double wx = 0.5 * ((x_mm[3] - x_mm[0]) + (x_mm[2] - x_mm[1]));
    const double wy = 0.5 * ((y_mm[3] - y_mm[0]) + (y_mm[2] - y_mm[1]));
    *along = ux * ux + uy * uy;
    *across = wx * wx + wy * wy;
}

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
    double uu, ww;
    mid_lines(x_mm, y_mm, &uu, &ww);
    coef[TB_C_KH] = hourglass * material->modulus_mpa /
                    (1.0 - material->poisson * material->poisson) * thickness_mm / 12.0 * area /
                    (uu > ww ? uu : ww);
    const double hx = (x_mm[0] - x_mm[1]) + (x_mm[2] - x_mm[3]);
    const double hy = (y_mm[0] - y_mm[1]) + (y_mm[2] - y_mm[3]);
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
    const double pc = coef[TB_C_A0] + b0 + coef[TB_C_C1] * (px * ry - py * rx);
    // second derivative of W by (p, r) at rest
    const double d[4] = {ry, -rx, -py, px};
    double h[4][4];
    for (int a = 0; a < 4; ++a) {
        for (int e = 0; e < 4; ++e) {
            h[a][e] = coef[TB_C_C1] * (d[a] * d[e]);
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
    // A and C hold the ends of p, B and D those of r; every corner is in the hourglass vector
    static const double end[4] = {-1.0, -1.0, 1.0, 1.0};
    const double glass[4] = {1.0 + coef[TB_C_AL], -1.0 + coef[TB_C_BE], 1.0 - coef[TB_C_AL],
                             -1.0 - coef[TB_C_BE]};
    for (int corner = 0; corner < 4; ++corner) {
        bound_n_per_mm[corner] = 0.0;
        for (int axis = 0; axis < 2; ++axis) {
            const double *row = h[2 * (corner % 2) + axis];
            double size[4]; // |K| of this coordinate against both coordinates of each corner
            for (int other = 0; other < 4; ++other) {
                const double sign = end[corner] * end[other];
                const double same = sign * row[2 * (other % 2) + axis] +
                                    coef[TB_C_KH] * (glass[corner] * glass[other]);
                size[other] = fabs(same) + fabs(row[2 * (other % 2) + 1 - axis]);
            }
            const double sum = (size[0] + size[1]) + (size[2] + size[3]);
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
    double uu, ww;
    mid_lines(x_mm, y_mm, &uu, &ww);
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

/// What the cells hand to their corners until the masses are known.
typedef struct cell_budget {
    double *bound[4];  // [stride * ny] per corner A B C D: stiffness with head-room
    double *quarter_g; // [stride * ny] quarter of the cell's mass
} cell_budget;

static tb_status build_cell(tb_lattice *lattice, int i, int j, const tb_cell_material *material,
                            cell_budget *budget, tb_error *error)
{
    tb_lattice_model *model = &lattice->model;
    const tb_lattice_desc *desc = &model->desc;
    const size_t stride = (size_t)model->stride, row = (size_t)j, column = (size_t)i;
    double x_mm[4], y_mm[4], coef[TB_LATTICE_COEFS], base[4], bound[4];
    cell_corners(model, i, j, x_mm, y_mm);
    const char *fault = cell_fault(x_mm, y_mm);
    if (fault != NULL) {
        return tb_fail(error, TB_ERR_FAULT, "lattice: cell (%d, %d) near (%.2f, %.2f) mm is %s", i,
                       j, x_mm[0], y_mm[0], fault);
    }
    if (!material_ok(material)) {
        return tb_fail(
            error, TB_ERR_ARGUMENT,
            "lattice: cell (%d, %d) has modulus %g MPa, Poisson's ratio %g, stiffening %g", i, j,
            material->modulus_mpa, material->poisson, material->stiffening);
    }
    tb_cell_coefficients(x_mm, y_mm, desc->thickness_mm, desc->hourglass, material, coef, base);
    tb_cell_stiffness_bound(x_mm, y_mm, coef, base[3], bound);
    for (size_t k = 0; k < TB_LATTICE_COEFS; ++k) {
        model->coef[(TB_LATTICE_COEFS * row + k) * stride + column] = coef[k];
    }
    for (size_t k = 0; k < 4; ++k) {
        model->base_stress[(4 * row + k) * stride + column] = base[k];
        budget->bound[k][stride * row + column] = bound[k] * desc->head_room;
    }
    model->general = model->general || fabs(coef[TB_C_AL]) + fabs(coef[TB_C_BE]) > 1e-9;
    const double twice_area =
        (x_mm[2] - x_mm[0]) * (y_mm[3] - y_mm[1]) - (y_mm[2] - y_mm[0]) * (x_mm[3] - x_mm[1]);
    budget->quarter_g[stride * row + column] =
        TISSUE_DENSITY_G_PER_MM3 * 0.5 * fabs(twice_area) * desc->thickness_mm / 4.0;
    return TB_OK;
}

static tb_status build_membranes(tb_lattice *lattice, const tb_lattice_shape *shape,
                                 tb_error *error)
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
        }
    }
    return TB_OK;
}

static tb_status build_masses(tb_lattice *lattice, const tb_lattice_shape *shape,
                              const cell_budget *budget, tb_error *error)
{
    tb_lattice_model *model = &lattice->model;
    const tb_lattice_desc *desc = &model->desc;
    const int stride = model->stride;
    const double dt = model->substep_ms;
    for (int j = 0; j < desc->ny; ++j) {
        for (int i = 0; i < desc->nx; ++i) {
            const int at = stride * j + i, left = i > 0, right = i < desc->nx - 1;
            // the cell that has this node as its corner A, B, C, D, where there is one
            const int cell[4] = {at, at - 1, at - 1 - stride, at - stride};
            const int there[4] = {right && j < desc->ny - 1, left && j < desc->ny - 1,
                                  left && j > 0, right && j > 0};
            double k[4] = {0}, quarter_g[4] = {0};
            for (int c = 0; c < 4; ++c) {
                k[c] = there[c] ? budget->bound[c][cell[c]] : 0.0;
                quarter_g[c] = there[c] ? budget->quarter_g[cell[c]] : 0.0;
            }
            // an edge stretched by e has the tangent k (3 e^2 - 1) and a row sum of twice that: 8 k
            // is enough up to e = 1.29
            const double *spring = model->membrane + (2 * j + 1) * stride;
            const double fibres = 8.0 * ((left ? spring[i - 1] : 0.0) + (right ? spring[i] : 0.0));
            const double extra = shape->extra_stiffness_n_per_mm != NULL
                                     ? shape->extra_stiffness_n_per_mm[i + desc->nx * j]
                                     : 0.0;
            if (!(extra >= 0.0) || !(extra < 1e6)) {
                return tb_fail(error, TB_ERR_ARGUMENT,
                               "lattice: node (%d, %d) has an extra stiffness of %g N/mm", i, j,
                               extra);
            }
            const double stiffness = ((k[0] + k[1]) + (k[2] + k[3])) + fibres + extra;
            const double true_g = (quarter_g[0] + quarter_g[1]) + (quarter_g[2] + quarter_g[3]);
            // explicit Euler is stable to dt = 2 / sqrt(K/m): the mass is raised where the true one
            // is too small
            const double needed_g = dt * dt * stiffness / (4.0 * desc->safety * desc->safety);
            model->true_mass_g[at] = true_g;
            model->mass_g[at] = needed_g > true_g ? needed_g : true_g;
            const bool pinned = (shape->fix_sides && (i == 0 || i == desc->nx - 1)) ||
                                (shape->fix_first_column && i == 0) ||
                                (shape->fix_base && j == desc->ny - 1);
            model->half_step[at] = pinned ? 0.0 : dt / model->mass_g[at] * model->decay;
        }
    }
    return TB_OK;
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
    // the viscous state is scratch until it is put to rest below
    cell_budget budget = {.quarter_g = state->prony + 4 * nodes};
    for (size_t k = 0; k < 4; ++k) {
        budget.bound[k] = state->prony + k * nodes;
    }
    clear(model->coef, TB_LATTICE_COEFS * nodes);
    clear(model->base_stress, 4 * nodes);
    clear(model->membrane, 2 * nodes);
    clear(model->true_mass_g, nodes);
    clear(model->mass_g, nodes);
    clear(model->half_step, nodes);
    clear(state->prony, 12 * nodes);
    memset(model->row_has_membrane, 0, sizeof model->row_has_membrane);
    model->base_fixed = shape->fix_base;
    model->general = false;

    tb_status status = copy_shape(lattice, shape, error);
    for (int j = 0; status == TB_OK && j < model->desc.ny - 1; ++j) {
        for (int i = 0; status == TB_OK && i < model->desc.nx - 1; ++i) {
            status =
                build_cell(lattice, i, j, &shape->cells[i + model->desc.nx * j], &budget, error);
        }
    }
    if (status == TB_OK) {
        status = build_membranes(lattice, shape, error);
    }
    if (status == TB_OK) {
        status = build_masses(lattice, shape, &budget, error);
    }
    if (status != TB_OK) {
        return status;
    }

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

/// Softer tissue cannot hold the viscous stress of what was there before: it would outweigh the
/// elastic one and turn the cell inside out.
/// @param ratio new stiffness over old
static void soften_history(tb_lattice *lattice, int row, int i, double ratio)
{
    if (!(ratio < 1.0)) {
        return;
    }
    const size_t stride = (size_t)lattice->model.stride, j = (size_t)row, column = (size_t)i;
    double *prony = lattice->state.prony + 12 * stride * j + column;
    double *stress = lattice->state.stress + TB_LATTICE_STRESS * stride * j + column;
    const double old_b0 = lattice->model.base_stress[(4 * j + 3) * stride + column];
    for (size_t k = 0; k < 12; ++k) {
        prony[k * stride] *= ratio;
    }
    for (size_t k = 1; k < 4; ++k) {
        stress[k * stride] *= ratio;
    }
    stress[0] = old_b0 - ratio * (old_b0 - stress[0]);
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
        soften_history(lattice, row, i, base[0] / old_base[i]);
        b0[i] += base[3] - old_base[3 * stride + (size_t)i];
        for (size_t k = 0; k < 4; ++k) {
            old_base[k * stride + (size_t)i] = base[k];
        }
    }
}
