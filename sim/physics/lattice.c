#include "tautband/core/alloc.h"
#include "tautband/core/assert.h"

#include "lattice_internal.h"

#include <math.h>

tb_lattice_desc tb_lattice_desc_default(void)
{
    return (tb_lattice_desc){
        .nx = 64,
        .ny = 40,
        .substeps = 8,
        .thickness_mm = 10.0,
        .safety = 0.5,
        .head_room = 2.0,
        .damping_per_ms = 0.02,
        .hourglass = 0.5,
        .viscous = true,
    };
}

static bool desc_ok(const tb_lattice_desc *desc)
{
    return desc->nx >= 4 && desc->nx <= TB_LATTICE_NX_MAX && desc->ny >= 3 &&
           desc->ny <= TB_LATTICE_NY_MAX && desc->substeps >= 1 && desc->substeps <= 32 &&
           desc->thickness_mm > 0.0 && desc->thickness_mm < 1e3 && desc->safety > 0.0 &&
           desc->safety <= 1.0 && desc->head_room >= 1.0 && desc->head_room <= 100.0 &&
           desc->damping_per_ms >= 0.0 && desc->damping_per_ms < 10.0 && desc->hourglass >= 0.0 &&
           desc->hourglass <= 4.0;
}

tb_status tb_lattice_create(const tb_lattice_desc *desc, tb_lattice **out)
{
    if (!desc_ok(desc)) {
        return TB_ERR_ARGUMENT;
    }
    tb_lattice *lattice = tb_alloc(sizeof *lattice);
    if (lattice == NULL) {
        return TB_ERR_MEMORY;
    }
    tb_lattice_model *model = &lattice->model;
    tb_lattice_state *state = &lattice->state;
    model->desc = *desc;
    model->stride = (desc->nx + 7) / 8 * 8;
    model->substep_ms = 1.0 / (double)desc->substeps;
    model->tau_ms =
        0.35 * model->substep_ms; // Kelvin-Voigt time: stable up to about half a substep
    model->k1_ms = model->substep_ms + model->tau_ms;
    model->decay = 1.0 / (1.0 + desc->damping_per_ms * model->substep_ms);

    const size_t stride = (size_t)model->stride, nodes = stride * (size_t)desc->ny;
    struct {
        double **place;
        size_t count;
    } const arrays[] = {
        {&model->x_mm, 2 * (nodes + stride)},
        {&model->coef, TB_LATTICE_COEFS * nodes},
        {&model->base_stress, 4 * nodes},
        {&model->membrane, 2 * nodes},
        {&model->mass_g, nodes},
        {&model->true_mass_g, nodes},
        {&model->half_step, nodes},
        {&state->q_mm, 2 * (nodes + stride)},
        {&state->v_mm_per_ms, 2 * (nodes + stride)},
        {&state->stress, TB_LATTICE_STRESS * nodes},
        {&state->prony, 12 * nodes},
        {&state->active, 2 * nodes},
        {&state->carry, 2 * stride},
    };
    for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; ++k) {
        // the last cell of a row reads one node across its end: 8 spare doubles keep that inside
        // the block
        *arrays[k].place = tb_alloc((arrays[k].count + 16) * sizeof(double));
        if (*arrays[k].place == NULL) {
            tb_lattice_destroy(lattice);
            return TB_ERR_MEMORY;
        }
    }
    *out = lattice;
    return TB_OK;
}

void tb_lattice_destroy(tb_lattice *lattice)
{
    if (lattice == NULL) {
        return;
    }
    tb_lattice_model *model = &lattice->model;
    tb_lattice_state *state = &lattice->state;
    double *const arrays[] = {
        model->x_mm,        model->coef,      model->base_stress, model->membrane,    model->mass_g,
        model->true_mass_g, model->half_step, state->q_mm,        state->v_mm_per_ms, state->stress,
        state->prony,       state->active,    state->carry};
    for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; ++k) {
        tb_free(arrays[k]);
    }
    tb_free(lattice);
}

/// Cell that holds an index coordinate, and the fractions inside it (outside 0..1 beyond the grid).
static void cell_of(const tb_lattice_model *model, double s, double t, int *i, int *j, double *f,
                    double *g)
{
    const double last_i = model->desc.nx - 2, last_j = model->desc.ny - 2;
    const double fi = s >= 0.0 ? floor(s) : 0.0, fj = t >= 0.0 ? floor(t) : 0.0;
    *i = (int)(fi < last_i ? fi : last_i);
    *j = (int)(fj < last_j ? fj : last_j);
    *f = s - *i;
    *g = t - *j;
}

tb_material_point tb_lattice_point(const tb_lattice *lattice, double s, double t)
{
    const tb_lattice_model *model = &lattice->model;
    const double last_s = model->desc.nx - 1, last_t = model->desc.ny - 1;
    s = s < 0.0 ? 0.0 : s > last_s ? last_s : s;
    t = t < 0.0 ? 0.0 : t > last_t ? last_t : t;
    int i, j;
    double f, g;
    cell_of(model, s, t, &i, &j, &f, &g);
    return (tb_material_point){
        .s = s,
        .t = t,
        .node = i + model->stride * j,
        .offset = i + 2 * model->stride * j,
        .weight = {(1.0 - f) * (1.0 - g), f * (1.0 - g), (1.0 - f) * g, f * g},
    };
}

static void interpolate(const double *q, int stride, const tb_material_point *point, double *x_mm,
                        double *y_mm)
{
    const double *x = q + point->offset, *y = x + stride;
    const double *w = point->weight;
    *x_mm = (w[0] * x[0] + w[1] * x[1]) + (w[2] * x[2 * stride] + w[3] * x[2 * stride + 1]);
    *y_mm = (w[0] * y[0] + w[1] * y[1]) + (w[2] * y[2 * stride] + w[3] * y[2 * stride + 1]);
}

void tb_lattice_position(const tb_lattice *lattice, const tb_material_point *point, double *x_mm,
                         double *y_mm)
{
    interpolate(lattice->state.q_mm, lattice->model.stride, point, x_mm, y_mm);
}

void tb_lattice_reference(const tb_lattice *lattice, const tb_material_point *point, double *x_mm,
                          double *y_mm)
{
    interpolate(lattice->model.x_mm, lattice->model.stride, point, x_mm, y_mm);
}

/// One Newton step of the inverse bilinear map over node positions q.
static void newton_step(const tb_lattice_model *model, const double *q, double x_mm, double y_mm,
                        double *s, double *t)
{
    int i, j;
    double f, g;
    cell_of(model, *s, *t, &i, &j, &f, &g);
    const size_t stride = (size_t)model->stride;
    const double *a = q + 2 * stride * (size_t)j + i, *d = a + 2 * stride;
    const double ax = a[0], bx = a[1], dx = d[0], cx = d[1];
    const double ay = a[stride], by = a[stride + 1], dy = d[stride], cy = d[stride + 1];
    const double x = (1.0 - g) * ((1.0 - f) * ax + f * bx) + g * ((1.0 - f) * dx + f * cx);
    const double y = (1.0 - g) * ((1.0 - f) * ay + f * by) + g * ((1.0 - f) * dy + f * cy);
    const double sx = (1.0 - g) * (bx - ax) + g * (cx - dx),
                 sy = (1.0 - g) * (by - ay) + g * (cy - dy);
    const double tx = (1.0 - f) * (dx - ax) + f * (cx - bx),
                 ty = (1.0 - f) * (dy - ay) + f * (cy - by);
    const double determinant = sx * ty - sy * tx;
    if (!(fabs(determinant) > 1e-12)) {
        return; // a collapsed cell: stay; the finite check of the tick speaks if it matters
    }
    const double ex = x_mm - x, ey = y_mm - y;
    *s += (ex * ty - ey * tx) / determinant;
    *t += (sx * ey - sy * ex) / determinant;
}

void tb_lattice_locate(const tb_lattice *lattice, double x_mm, double y_mm, double *s, double *t)
{
    for (int k = 0; k < 4; ++k) {
        newton_step(&lattice->model, lattice->state.q_mm, x_mm, y_mm, s, t);
    }
}

void tb_lattice_locate_rest(const tb_lattice *lattice, double x_mm, double y_mm, double *s,
                            double *t)
{
    const tb_lattice_model *model = &lattice->model;
    const size_t stride = (size_t)model->stride;
    double best = INFINITY;
    for (int j = 0; j < model->desc.ny; ++j) {
        for (int i = 0; i < model->desc.nx; ++i) {
            const double *x = model->x_mm + 2 * stride * (size_t)j + i;
            const double dx = x[0] - x_mm, dy = x[stride] - y_mm, square = dx * dx + dy * dy;
            if (square < best) {
                best = square;
                *s = i;
                *t = j;
            }
        }
    }
    for (int k = 0; k < 8; ++k) {
        newton_step(model, model->x_mm, x_mm, y_mm, s, t);
    }
}

void tb_lattice_push(tb_lattice *lattice, const tb_material_point *point, double fx_n, double fy_n)
{
    const tb_lattice_model *model = &lattice->model;
    const int stride = model->stride;
    double *q = lattice->state.q_mm + point->offset;
    double *v = lattice->state.v_mm_per_ms + point->offset;
    const double *half_step = model->half_step + point->node;
    const double per_force = 1.0 / model->decay, tau = model->tau_ms;
    for (int corner = 0; corner < 4; ++corner) {
        const int at = (corner & 1) + (corner >> 1) * 2 * stride;
        const double mobility =
            half_step[(corner & 1) + (corner >> 1) * stride] * per_force * point->weight[corner];
        const double dvx = mobility * fx_n, dvy = mobility * fy_n;
        v[at] += dvx;
        v[at + stride] += dvy;
        q[at] += tau * dvx;
        q[at + stride] += tau * dvy;
    }
}

static double cell_energy_mj(const tb_lattice *lattice, int i, int j)
{
    const tb_lattice_model *model = &lattice->model;
    const size_t stride = (size_t)model->stride, row = (size_t)j;
    const double *a = lattice->state.q_mm + 2 * stride * row + i, *d = a + 2 * stride;
    const double *v = lattice->state.v_mm_per_ms + 2 * stride * row + i, *w = v + 2 * stride;
    const double tau = model->tau_ms;
    const double x[4] = {a[0] - tau * v[0], a[1] - tau * v[1], d[1] - tau * w[1],
                         d[0] - tau * w[0]};
    const double y[4] = {a[stride] - tau * v[stride], a[stride + 1] - tau * v[stride + 1],
                         d[stride + 1] - tau * w[stride + 1], d[stride] - tau * w[stride]};
    const double *coef = model->coef + TB_LATTICE_COEFS * stride * row + i;
    const double *base = model->base_stress + 4 * stride * row + i;
    const double px = x[2] - x[0], py = y[2] - y[0], rx = x[3] - x[1], ry = y[3] - y[1];
    const double area = px * ry - py * rx;
    const double distortion =
        coef[0] * (px * px + py * py) + coef[2 * stride] * (rx * rx + ry * ry) +
        2.0 * coef[stride] * (px * rx + py * ry) + 2.0 * coef[3 * stride] * area;
    const double rest_area = -base[3 * stride] / coef[4 * stride];
    const double al = coef[7 * stride], be = coef[8 * stride];
    const double hx = x[0] - x[1] + x[2] - x[3] - al * px - be * rx;
    const double hy = y[0] - y[1] + y[2] - y[3] - al * py - be * ry;
    return 0.5 * (distortion + 0.5 * coef[5 * stride] * distortion * distortion) +
           0.5 * coef[4 * stride] * (area - rest_area) * (area - rest_area) +
           0.5 * coef[6 * stride] * (hx * hx + hy * hy);
}

double tb_lattice_energy_mj(const tb_lattice *lattice)
{
    const tb_lattice_model *model = &lattice->model;
    const size_t stride = (size_t)model->stride;
    double energy = 0.0;
    for (int j = 0; j < model->desc.ny; ++j) {
        for (int i = 0; i < model->desc.nx; ++i) {
            if (i < model->desc.nx - 1 && j < model->desc.ny - 1) {
                energy += cell_energy_mj(lattice, i, j);
            }
            const double *v = lattice->state.v_mm_per_ms + 2 * stride * (size_t)j + i;
            const double mass_g = model->mass_g[stride * (size_t)j + (size_t)i];
            energy += 0.5 * mass_g * (v[0] * v[0] + v[stride] * v[stride]);
            if (model->row_has_membrane[j] && i < model->desc.nx - 1) {
                const double *q = lattice->state.q_mm + 2 * stride * (size_t)j + i;
                const double tau = model->tau_ms;
                const double dx = q[1] - q[0] - tau * (v[1] - v[0]);
                const double dy = q[stride + 1] - q[stride] - tau * (v[stride + 1] - v[stride]);
                const double *spring = model->membrane + 2 * stride * (size_t)j + i;
                const double k_over_l2 = spring[0], k = spring[stride];
                if (k > 0.0) {
                    const double strain = k_over_l2 * (dx * dx + dy * dy) - k;
                    energy += 0.25 * strain * strain / k_over_l2;
                }
            }
        }
    }
    return energy;
}

bool tb_lattice_finite(const tb_lattice *lattice)
{
    const size_t count = 2 * (size_t)lattice->model.stride * (size_t)lattice->model.desc.ny;
    const double *q = lattice->state.q_mm;
    // a sum of zeros stays zero; 0 times a value that is not finite does not. Sixteen sums that
    // need not wait for each other
    enum { LANES = 16 };
    double sums[LANES] = {0}, sum = 0.0;
    for (size_t k = 0; k < count; k += LANES) { // twice the stride is a multiple of 16
        for (size_t lane = 0; lane < LANES; ++lane) {
            sums[lane] += 0.0 * q[k + lane];
        }
    }
    for (size_t lane = 0; lane < LANES; ++lane) {
        sum += sums[lane];
    }
    return sum == 0.0;
}

void tb_lattice_hash(const tb_lattice *lattice, tb_hash *hash)
{
    const tb_lattice_model *model = &lattice->model;
    const tb_lattice_state *state = &lattice->state;
    const size_t stride = (size_t)model->stride, nodes = stride * (size_t)model->desc.ny;
    tb_hash_f64_array(hash, state->q_mm, 2 * nodes);
    tb_hash_f64_array(hash, state->v_mm_per_ms, 2 * nodes);
    tb_hash_f64_array(hash, state->stress, TB_LATTICE_STRESS * nodes);
    if (model->desc.viscous) {
        tb_hash_f64_array(hash, state->prony, 12 * nodes);
    }
    tb_hash_f64_array(hash, state->active, 2 * nodes);
}
