// Small strain, rotational symmetry: the energy per volume is
//   mu (err^2 + ezz^2 + 2 erz^2) + lambda/2 (err + ezz)^2          what a plane cell has, and
//   (mu + lambda/2) ett^2 + lambda ett (err + ezz), ett = u_r / r  what the third direction adds.
// The first part is the kernel's with moduli times 2 pi r / b. The forces of the second are taken
// at the same positions as the kernel's and join them in the same step, so that rest is exact.
#include "contact.h"

#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"
#include "tautband/physics/lattice.h"

#include <math.h>
#include <string.h>

static const double RIM_AVERAGE = 500.0; // substeps: waves in the grid must not feed on the rim

typedef struct wedge {
    const tb_contact_case *what;
    tb_lattice *lattice;
    int nx, ny;
    double mu, lambda, press_mm, load_n;
    double rim_load_n; ///< load whose far field the rim follows
    double *force;     ///< layout of q: forces that the kernel does not know
} wedge;

static double *node(double *array, const wedge *w, int i, int j)
{
    return array + 2 * (size_t)w->lattice->model.stride * (size_t)j + i;
}

static tb_status build(wedge *w)
{
    const tb_contact_case *c = w->what;
    const size_t count = (size_t)(w->nx * w->ny);
    double *x_mm = tb_alloc(count * sizeof *x_mm), *y_mm = tb_alloc(count * sizeof *y_mm);
    double *extra = tb_alloc(count * sizeof *extra);
    tb_cell_material *cells = tb_alloc(count * sizeof *cells);
    tb_lattice_desc desc = tb_lattice_desc_default();
    desc.nx = w->nx;
    desc.ny = w->ny;
    desc.substeps = 8;
    desc.head_room = 1.0;
    desc.viscous = false;
    // about critical for the slowest wave across the grid: 0.15 cells go by in a substep
    desc.damping_per_ms = 0.5 * desc.substeps / (c->rows > c->columns ? c->rows : c->columns);
    tb_status status = x_mm != NULL && y_mm != NULL && extra != NULL && cells != NULL
                           ? tb_lattice_create(&desc, &w->lattice)
                           : TB_ERR_MEMORY;
    if (status == TB_OK) {
        const double h = c->cell_mm;
        for (int k = 0; k < w->nx * w->ny; ++k) {
            const int i = k % w->nx;
            const double radius = (i + 0.5) * h, round = 2.0 * TB_PI * radius;
            x_mm[k] = i * h;
            y_mm[k] = -(k / w->nx) * h;
            cells[k] =
                (tb_cell_material){c->modulus_mpa * round / desc.thickness_mm, c->poisson, 0.0};
            const double hoop = (2.0 * w->mu + w->lambda) * h / radius + 2.0 * w->lambda;
            extra[k] = 2.0 * TB_PI * h * hoop;
        }
        const tb_lattice_shape shape = {.x_mm = x_mm,
                                        .y_mm = y_mm,
                                        .cells = cells,
                                        .extra_stiffness_n_per_mm = extra,
                                        .fix_base = true};
        status = tb_lattice_build(w->lattice, &shape, NULL);
    }
    tb_free(cells);
    tb_free(extra);
    tb_free(y_mm);
    tb_free(x_mm);
    return status;
}

/// Forces of the third direction of one cell on its corners.
static void hoop_forces(wedge *w, int i, int j)
{
    const size_t stride = (size_t)w->lattice->model.stride;
    const double h = w->what->cell_mm, radius = (i + 0.5) * h;
    const double *a = node(w->lattice->state.q_mm, w, i, j), *d = a + 2 * stride;
    double *fa = node(w->force, w, i, j), *fd = fa + 2 * stride;
    const double px = d[1] - a[0], py = d[stride + 1] - a[stride];
    const double rx = d[0] - a[1], ry = d[stride] - a[stride + 1];
    const double rest_area = -2.0 * h * h; // p x r with y up and rows going down
    const double volume = 2.0 * TB_PI * radius * h * h;
    const double swelling = (px * ry - py * rx) / rest_area - 1.0;
    const double hoop = (0.25 * ((a[0] + d[0]) + (a[1] + d[1])) - radius) / radius;
    const double inward =
        0.25 * volume / radius * ((2.0 * w->mu + w->lambda) * hoop + w->lambda * swelling);
    const double k = volume * w->lambda * hoop / rest_area;
    fa[0] += -inward + k * ry;
    fa[stride] += -k * rx;
    fd[1] += -inward - k * ry;
    fd[stride + 1] += k * rx;
    fa[1] += -inward - k * py;
    fa[stride + 1] += k * px;
    fd[0] += -inward + k * py;
    fd[stride] += -k * px;
}

static void outside_forces(wedge *w)
{
    const size_t stride = (size_t)w->lattice->model.stride;
    memset(w->force, 0, 2 * stride * (size_t)(w->ny + 1) * sizeof *w->force);
    for (int j = 0; j < w->ny - 1; ++j) {
        for (int i = 0; i < w->nx - 1; ++i) {
            hoop_forces(w, i, j);
        }
    }
    if (w->what->uniform_load) {
        // the pressure times what each node stands for: integral of its hat function over the disc
        const int n = w->what->radius_cells;
        const double ring =
            2e-4 * TB_PI * w->what->modulus_mpa * w->what->cell_mm * w->what->cell_mm;
        for (int i = 0; i <= n; ++i) {
            const double share = i == 0 ? 1.0 / 6.0 : i < n ? i : 0.5 * n - 1.0 / 6.0;
            node(w->force, w, i, 0)[stride] -= ring * share;
        }
    }
}

/// Boussinesq 1885: displacement by a point load on a half-space.
static void point_load(const wedge *w, double load_n, double r_mm, double z_mm, double *u_r,
                       double *u_z)
{
    const double nu = w->what->poisson, distance = sqrt(r_mm * r_mm + z_mm * z_mm);
    const double scale = load_n / (4.0 * TB_PI * w->mu * distance);
    *u_r =
        scale * (r_mm * z_mm / (distance * distance) - (1.0 - 2.0 * nu) * r_mm / (distance + z_mm));
    *u_z = scale * (z_mm * z_mm / (distance * distance) + 2.0 * (1.0 - nu));
}

static void place(wedge *w, int i, int j, double u_r, double u_z)
{
    const size_t stride = (size_t)w->lattice->model.stride;
    double *q = node(w->lattice->state.q_mm, w, i, j),
           *v = node(w->lattice->state.v_mm_per_ms, w, i, j);
    const double *rest = node(w->lattice->model.x_mm, w, i, j);
    q[0] = rest[0] + u_r;
    q[stride] = rest[stride] - u_z;
    v[0] = v[stride] = 0.0;
}

/// Axis, punch and rim, where positions are known. Returns the force on the punch.
static double hold(wedge *w)
{
    const size_t stride = (size_t)w->lattice->model.stride;
    tb_lattice *lattice = w->lattice;
    for (int j = 0; j < w->ny; ++j) {
        node(lattice->state.q_mm, w, 0, j)[0] = 0.0;
        node(lattice->state.v_mm_per_ms, w, 0, j)[0] = 0.0;
    }
    double force_n = w->load_n;
    if (!w->what->uniform_load) {
        force_n = 0.0;
        for (int i = 0; i <= w->what->radius_cells; ++i) {
            double *q = node(lattice->state.q_mm, w, i, 0) + stride;
            double *v = node(lattice->state.v_mm_per_ms, w, i, 0) + stride;
            force_n += *v / lattice->model.half_step[i]; // it started at rest: this is its force
            *q = -w->press_mm;
            *v = 0.0;
        }
    }
    if (w->what->half_space) {
        const double h = w->what->cell_mm;
        double u_r, u_z;
        w->rim_load_n += (force_n - w->rim_load_n) / RIM_AVERAGE;
        for (int j = 0; j < w->ny; ++j) {
            point_load(w, w->rim_load_n, (w->nx - 1) * h, j * h, &u_r, &u_z);
            place(w, w->nx - 1, j, u_r, u_z);
        }
        for (int i = 0; i < w->nx - 1; ++i) {
            point_load(w, w->rim_load_n, i * h, (w->ny - 1) * h, &u_r, &u_z);
            place(w, i, w->ny - 1, u_r, u_z);
        }
    }
    return force_n;
}

static double substep(wedge *w)
{
    const tb_lattice_model *model = &w->lattice->model;
    const size_t stride = (size_t)model->stride;
    outside_forces(w);
    tb_lattice_substep(w->lattice);
    for (int j = 0; j < w->ny; ++j) {
        for (int i = 0; i < w->nx; ++i) {
            const double step = model->half_step[stride * (size_t)j + (size_t)i];
            double *q = node(w->lattice->state.q_mm, w, i, j);
            double *v = node(w->lattice->state.v_mm_per_ms, w, i, j);
            const double *f = node(w->force, w, i, j);
            v[0] += step * f[0];
            v[stride] += step * f[stride];
            q[0] += model->k1_ms * step * f[0];
            q[stride] += model->k1_ms * step * f[stride];
        }
    }
    return hold(w);
}

static void read_out(wedge *w, double force_n, tb_contact_result *out)
{
    const tb_contact_case *c = w->what;
    const size_t stride = (size_t)w->lattice->model.stride;
    const double h = c->cell_mm, nu = c->poisson;
    out->radius_mm = c->radius_cells * h;
    out->stiffness =
        force_n * (1.0 - nu * nu) / (2.0 * out->radius_mm * c->modulus_mpa * w->press_mm);
    for (int i = 0; i < w->nx; ++i) {
        out->surface[i] = -node(w->lattice->state.q_mm, w, i, 0)[stride] / w->press_mm;
    }
    for (int j = 0; j < w->ny - 1; ++j) {
        const double *a = node(w->lattice->state.q_mm, w, 0, j), *d = a + 2 * stride;
        const double radial = 0.5 * ((a[1] + d[1]) - (a[0] + d[0])) / h - 1.0;
        const double axial =
            0.5 * ((a[stride] + a[stride + 1]) - (d[stride] + d[stride + 1])) / h - 1.0;
        const double hoop = 0.5 * (a[1] + d[1]) / h - 1.0;
        out->axial[j] =
            -(w->lambda * (radial + axial + hoop) + 2.0 * w->mu * axial) / (1e-4 * c->modulus_mpa);
    }
}

tb_status tb_contact_solve(const tb_contact_case *what, tb_contact_result *out)
{
    if (what->columns >= TB_CONTACT_NODES_MAX || what->rows >= TB_LATTICE_NY_MAX ||
        what->radius_cells < 2 || what->radius_cells >= what->columns || what->settle < 1) {
        return TB_ERR_ARGUMENT;
    }
    wedge w = {.what = what, .nx = what->columns + 1, .ny = what->rows + 1};
    w.mu = 0.5 * what->modulus_mpa / (1.0 + what->poisson);
    w.lambda = 2.0 * w.mu * what->poisson / (1.0 - 2.0 * what->poisson);
    w.press_mm = 1e-4 * what->cell_mm;
    const double radius = what->radius_cells * what->cell_mm;
    w.load_n = 1e-4 * what->modulus_mpa * TB_PI * radius * radius;
    tb_status status = build(&w);
    if (status == TB_OK) {
        const size_t stride = (size_t)w.lattice->model.stride;
        w.force = tb_alloc(2 * stride * (size_t)(w.ny + 1) * sizeof *w.force);
        status = w.force != NULL ? TB_OK : TB_ERR_MEMORY;
    }
    if (status == TB_OK) {
        double force_n = 0.0;
        for (int n = 0; n < what->settle; ++n) {
            force_n = substep(&w);
        }
        status = tb_lattice_finite(w.lattice) ? TB_OK : TB_ERR_FAULT;
        read_out(&w, force_n, out);
    }
    tb_free(w.force);
    tb_lattice_destroy(w.lattice);
    return status;
}
