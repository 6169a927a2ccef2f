#include "mesh.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

void tb_mesh_clear(tb_mesh *mesh)
{
    mesh->vertex_count = mesh->index_count = 0;
    mesh->failed = false;
}

void tb_mesh_destroy(tb_mesh *mesh)
{
    tb_free(mesh->vertices);
    tb_free(mesh->indices);
    if (mesh->array != 0) {
        glDeleteVertexArrays(1, &mesh->array);
        glDeleteBuffers(1, &mesh->vertex_buffer);
        glDeleteBuffers(1, &mesh->index_buffer);
    }
    *mesh = (tb_mesh){0};
}

void tb_mesh_abandon(tb_mesh *mesh)
{
    mesh->array = 0;
    tb_mesh_destroy(mesh);
}

/// Make room for `needed` items of `size` bytes.
static bool grow(void **items, int *capacity, int count, int needed, size_t size)
{
    if (needed <= *capacity) {
        return true;
    }
    int wanted = *capacity > 0 ? 2 * *capacity : 1024;
    wanted = wanted > needed ? wanted : needed;
    void *larger = tb_alloc((size_t)wanted * size);
    if (larger == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(larger, *items, (size_t)count * size);
    }
    tb_free(*items);
    *items = larger;
    *capacity = wanted;
    return true;
}

uint32_t tb_mesh_add(tb_mesh *mesh, const tb_vertex *vertex)
{
    void *items = mesh->vertices;
    if (!grow(&items, &mesh->vertex_capacity, mesh->vertex_count, mesh->vertex_count + 1,
              sizeof *mesh->vertices)) {
        mesh->failed = true;
        return 0;
    }
    mesh->vertices = items;
    mesh->vertices[mesh->vertex_count] = *vertex;
    return (uint32_t)mesh->vertex_count++;
}

void tb_mesh_triangle(tb_mesh *mesh, uint32_t a, uint32_t b, uint32_t c)
{
    void *items = mesh->indices;
    if (!grow(&items, &mesh->index_capacity, mesh->index_count, mesh->index_count + 3,
              sizeof *mesh->indices)) {
        mesh->failed = true;
        return;
    }
    mesh->indices = items;
    mesh->indices[mesh->index_count++] = a;
    mesh->indices[mesh->index_count++] = b;
    mesh->indices[mesh->index_count++] = c;
}

static tb_f3 position_of(const tb_vertex *v)
{
    return tb_f3_make(v->position[0], v->position[1], v->position[2]);
}

static void store(float out[3], tb_f3 v)
{
    out[0] = v.x;
    out[1] = v.y;
    out[2] = v.z;
}

void tb_mesh_grid(tb_mesh *mesh, int nu, int nv, tb_grid_fn *place, const void *context,
                  tb_f3 facing)
{
    const float e = 2e-3f;
    const uint32_t base = (uint32_t)mesh->vertex_count;
    for (int j = 0; j <= nv; ++j) {
        for (int i = 0; i <= nu; ++i) {
            const float u = (float)i / (float)nu, v = (float)j / (float)nv;
            const float su = u + e > 1.0f ? -e : e, sv = v + e > 1.0f ? -e : e;
            tb_vertex at = {.ao = 1.0f}, along = at, across = at;
            place(context, u, v, &at);
            place(context, u + su, v, &along);
            place(context, u, v + sv, &across);
            const tb_f3 du =
                tb_f3_scale(tb_f3_sub(position_of(&along), position_of(&at)), 1.0f / su);
            const tb_f3 dv =
                tb_f3_scale(tb_f3_sub(position_of(&across), position_of(&at)), 1.0f / sv);
            tb_f3 n = tb_f3_unit(tb_f3_cross(dv, du));
            n = tb_f3_dot(n, facing) < 0.0f ? tb_f3_scale(n, -1.0f) : n;
            store(at.normal, n);
            store(at.tangent, tb_f3_unit(du));
            tb_mesh_add(mesh, &at);
        }
    }
    for (int j = 0; j < nv; ++j) {
        for (int i = 0; i < nu; ++i) {
            const uint32_t a = base + (uint32_t)(j * (nu + 1) + i), c = a + (uint32_t)nu + 1;
            tb_mesh_triangle(mesh, a, c, a + 1);
            tb_mesh_triangle(mesh, a + 1, c, c + 1);
        }
    }
}

void tb_mesh_tube(tb_mesh *mesh, const tb_f3 *points, const float *radii, int count, int sides,
                  float layer, const uint8_t tint[4])
{
    const uint32_t base = (uint32_t)mesh->vertex_count;
    float travelled = 0.0f;
    tb_f3 side = {0.0f, 0.0f, 0.0f};
    for (int k = 0; k < count; ++k) {
        const tb_f3 d =
            tb_f3_unit(tb_f3_sub(points[k + 1 < count ? k + 1 : k], points[k > 0 ? k - 1 : 0]));
        // carry the side vector along, so that the tube does not twist
        tb_f3 s = k == 0 ? (fabsf(d.y) > 0.9f ? tb_f3_make(1, 0, 0) : tb_f3_make(0, 1, 0)) : side;
        s = tb_f3_unit(tb_f3_sub(s, tb_f3_scale(d, tb_f3_dot(s, d))));
        const tb_f3 t = tb_f3_cross(d, s);
        side = s;
        if (k > 0) {
            const tb_f3 step = tb_f3_sub(points[k], points[k - 1]);
            travelled += sqrtf(tb_f3_dot(step, step));
        }
        for (int q = 0; q <= sides; ++q) {
            const float a = 6.2831853f * (float)q / (float)sides;
            const tb_f3 n = tb_f3_add(tb_f3_scale(s, cosf(a)), tb_f3_scale(t, sinf(a)));
            tb_vertex v = {.uvl = {(float)q / (float)sides, travelled, layer}, .ao = 1.0f};
            store(v.position, tb_f3_add(points[k], tb_f3_scale(n, radii[k])));
            store(v.normal, n);
            store(v.tangent, d);
            memcpy(v.tint, tint, sizeof v.tint);
            tb_mesh_add(mesh, &v);
        }
    }
    const uint32_t ring = (uint32_t)sides + 1;
    for (uint32_t k = 0; k + 1 < (uint32_t)count; ++k) {
        for (uint32_t q = 0; q < (uint32_t)sides; ++q) {
            const uint32_t a = base + k * ring + q, b = a + ring;
            tb_mesh_triangle(mesh, a, a + 1, b);
            tb_mesh_triangle(mesh, a + 1, b + 1, b);
        }
    }
}

tb_f3 tb_mesh_gradient(tb_field_fn *field, const void *context, tb_f3 p, float e)
{
    // differences over a tetrahedron: four evaluations
    const float a = field(context, tb_f3_make(p.x + e, p.y - e, p.z - e));
    const float b = field(context, tb_f3_make(p.x - e, p.y - e, p.z + e));
    const float c = field(context, tb_f3_make(p.x - e, p.y + e, p.z - e));
    const float d = field(context, tb_f3_make(p.x + e, p.y + e, p.z + e));
    return tb_f3_scale(tb_f3_make(a - b - c + d, -a - b + c + d, -a + b - c + d), 0.25f / e);
}

/// Mean edge crossing of a cell, in cell units; false when the cell holds no surface.
static bool cell_crossing(const float corner[8], tb_f3 *mean)
{
    static const uint8_t edges[12][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3},
                                         {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}};
    tb_f3 sum = {0.0f, 0.0f, 0.0f};
    int count = 0;
    for (int e = 0; e < 12; ++e) {
        const int a = edges[e][0], b = edges[e][1];
        if ((corner[a] < 0.0f) == (corner[b] < 0.0f)) {
            continue;
        }
        const float t = corner[a] / (corner[a] - corner[b]);
        const tb_f3 pa = {(float)(a & 1), (float)(a >> 1 & 1), (float)(a >> 2)};
        const tb_f3 pb = {(float)(b & 1), (float)(b >> 1 & 1), (float)(b >> 2)};
        sum = tb_f3_add(sum, tb_f3_add(tb_f3_scale(pa, 1.0f - t), tb_f3_scale(pb, t)));
        ++count;
    }
    if (count == 0) {
        return false;
    }
    *mean = tb_f3_scale(sum, 1.0f / (float)count);
    return true;
}

static tb_f3 pull_onto_surface(tb_field_fn *field, const void *context, tb_f3 p, float cell_mm,
                               tb_f3 *normal)
{
    for (int n = 0; n < 2; ++n) {
        const tb_f3 g = tb_mesh_gradient(field, context, p, 0.22f * cell_mm);
        const float slope = sqrtf(tb_f3_dot(g, g));
        *normal = tb_f3_unit(g);
        float step = field(context, p) / fmaxf(slope, 0.5f);
        step = fmaxf(-0.5f * cell_mm, fminf(0.5f * cell_mm, step));
        p = tb_f3_sub(p, tb_f3_scale(*normal, step));
    }
    return p;
}

/// Distances along a row of a grid. Places that are far from all that is wanted are passed over,
/// and where the surface is far, neighbours: only the sign of a distance matters there.
static void sample_row(const tb_net *net, tb_f3 start, int count, float *distance)
{
    const float cell_mm = net->cell_mm, corner_mm = 1.7321f * cell_mm;
    const float rise = net->rise;
    const float margin_mm = net->doubt_mm + rise * corner_mm;
    for (int i = 0; i < count;) {
        const tb_f3 p = {start.x + (float)i * cell_mm, start.y, start.z};
        if (net->far != NULL && net->far(net->context, p, corner_mm)) {
            distance[i++] = 1e3f;
            continue;
        }
        const float d = net->field(net->context, p);
        const float spare = (fabsf(d) - margin_mm) / (rise * cell_mm);
        const int same = net->doubt_mm >= 0.0f && spare > 0.0f ? (int)spare : 0;
        distance[i++] = d;
        for (int k = 0; k < same && i < count; ++k) {
            distance[i++] = d;
        }
    }
}

/// The corners of a surface net's cells. Corner (i, j, k) is at index i + nx * (j + ny * k); so is
/// the cell that begins there.
typedef struct net_grid {
    tb_f3 lo;
    int nx, ny, nz;
    float *distance; ///< [nx*ny*nz]
    int32_t *vertex; ///< [nx*ny*nz] of the cell; -1: it holds no surface
} net_grid;

static size_t corner_at(const net_grid *grid, int i, int j, int k)
{
    return ((size_t)k * (size_t)grid->ny + (size_t)j) * (size_t)grid->nx + (size_t)i;
}

static void sample_grid(const net_grid *grid, const tb_net *net)
{
    for (int k = 0; k < grid->nz; ++k) {
        for (int j = 0; j < grid->ny; ++j) {
            const tb_f3 start = {grid->lo.x, grid->lo.y + (float)j * net->cell_mm,
                                 grid->lo.z + (float)k * net->cell_mm};
            sample_row(net, start, grid->nx, &grid->distance[corner_at(grid, 0, j, k)]);
        }
    }
}

/// The vertex of a cell. @return its index, -1 where there is no surface or it is not wanted
static int32_t add_cell_vertex(tb_mesh *mesh, const net_grid *grid, const tb_net *net, int i, int j,
                               int k)
{
    float corner[8];
    for (int q = 0; q < 8; ++q) {
        corner[q] = grid->distance[corner_at(grid, i + (q & 1), j + (q >> 1 & 1), k + (q >> 2))];
    }
    tb_f3 mean;
    if (!cell_crossing(corner, &mean)) {
        return -1;
    }
    tb_f3 p = {grid->lo.x + ((float)i + mean.x) * net->cell_mm,
               grid->lo.y + ((float)j + mean.y) * net->cell_mm,
               grid->lo.z + ((float)k + mean.z) * net->cell_mm};
    if (net->keep != NULL && !net->keep(net->context, p)) {
        return -1;
    }
    tb_f3 normal = {0.0f, 1.0f, 0.0f};
    p = pull_onto_surface(net->field, net->context, p, net->cell_mm, &normal);
    tb_vertex v = {.ao = 1.0f, .uvl = {1.0f, 0.0f, 0.0f}};
    store(v.position, p);
    store(v.normal, normal);
    if (net->finish != NULL) {
        net->finish(net->context, &v);
    }
    return (int32_t)tb_mesh_add(mesh, &v);
}

static void add_vertices(tb_mesh *mesh, const net_grid *grid, const tb_net *net)
{
    for (size_t q = 0; q < (size_t)grid->nx * (size_t)grid->ny * (size_t)grid->nz; ++q) {
        grid->vertex[q] = -1;
    }
    for (int k = 0; k + 1 < grid->nz; ++k) {
        for (int j = 0; j + 1 < grid->ny; ++j) {
            for (int i = 0; i + 1 < grid->nx; ++i) {
                grid->vertex[corner_at(grid, i, j, k)] = add_cell_vertex(mesh, grid, net, i, j, k);
            }
        }
    }
}

/// The two triangles between the four cells around a grid's edge that the surface crosses.
/// @param axis the edge runs along it from corner (i, j, k)
static void join_around_edge(tb_mesh *mesh, const net_grid *grid, const int at[3], int axis)
{
    static const int step[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    if (at[(axis + 1) % 3] == 0 || at[(axis + 2) % 3] == 0) {
        return; // an edge on the box's side has no cells all around
    }
    const int i = at[0], j = at[1], k = at[2];
    const float here = grid->distance[corner_at(grid, i, j, k)];
    const float next =
        grid->distance[corner_at(grid, i + step[axis][0], j + step[axis][1], k + step[axis][2])];
    if ((here < 0.0f) == (next < 0.0f)) {
        return;
    }
    const int *u = step[(axis + 1) % 3], *w = step[(axis + 2) % 3];
    const int32_t q[4] = {
        grid->vertex[corner_at(grid, i, j, k)],
        grid->vertex[corner_at(grid, i - u[0], j - u[1], k - u[2])],
        grid->vertex[corner_at(grid, i - u[0] - w[0], j - u[1] - w[1], k - u[2] - w[2])],
        grid->vertex[corner_at(grid, i - w[0], j - w[1], k - w[2])]};
    if (q[0] < 0 || q[1] < 0 || q[2] < 0 || q[3] < 0) {
        return;
    }
    const bool flip = here >= 0.0f;
    const uint32_t b = (uint32_t)(flip ? q[2] : q[1]), c = (uint32_t)(flip ? q[1] : q[2]);
    const uint32_t e = (uint32_t)(flip ? q[3] : q[2]), f = (uint32_t)(flip ? q[2] : q[3]);
    tb_mesh_triangle(mesh, (uint32_t)q[0], b, c);
    tb_mesh_triangle(mesh, (uint32_t)q[0], e, f);
}

static void join_cells(tb_mesh *mesh, const net_grid *grid)
{
    for (int k = 0; k + 1 < grid->nz; ++k) {
        for (int j = 0; j + 1 < grid->ny; ++j) {
            for (int i = 0; i + 1 < grid->nx; ++i) {
                const int at[3] = {i, j, k};
                for (int axis = 0; axis < 3; ++axis) {
                    join_around_edge(mesh, grid, at, axis);
                }
            }
        }
    }
}

void tb_mesh_surface_net(tb_mesh *mesh, const tb_net *net, tb_f3 lo, tb_f3 hi)
{
    net_grid grid = {.lo = lo};
    grid.nx = (int)((hi.x - lo.x) / net->cell_mm) + 2;
    grid.ny = (int)((hi.y - lo.y) / net->cell_mm) + 2;
    grid.nz = (int)((hi.z - lo.z) / net->cell_mm) + 2;
    const size_t total = (size_t)grid.nx * (size_t)grid.ny * (size_t)grid.nz;
    grid.distance = tb_alloc(total * sizeof *grid.distance);
    grid.vertex = tb_alloc(total * sizeof *grid.vertex);
    if (grid.distance == NULL || grid.vertex == NULL) {
        mesh->failed = true;
    } else {
        sample_grid(&grid, net);
        add_vertices(mesh, &grid, net);
        join_cells(mesh, &grid);
    }
    tb_free(grid.distance);
    tb_free(grid.vertex);
}

void tb_mesh_upload(tb_mesh *mesh, GLenum usage)
{
    static const struct {
        GLint size;
        GLenum type;
        size_t offset;
    } attributes[] = {
        {3, GL_FLOAT, offsetof(tb_vertex, position)},
        {3, GL_FLOAT, offsetof(tb_vertex, normal)},
        {3, GL_FLOAT, offsetof(tb_vertex, tangent)},
        {3, GL_FLOAT, offsetof(tb_vertex, uvl)},
        {4, GL_UNSIGNED_BYTE, offsetof(tb_vertex, tint)},
        {1, GL_FLOAT, offsetof(tb_vertex, ao)},
    };
    const bool fresh = mesh->array == 0;
    if (fresh) {
        glGenVertexArrays(1, &mesh->array);
        glGenBuffers(1, &mesh->vertex_buffer);
        glGenBuffers(1, &mesh->index_buffer);
    }
    glBindVertexArray(mesh->array);
    glBindBuffer(GL_ARRAY_BUFFER, mesh->vertex_buffer);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)((size_t)mesh->vertex_count * sizeof *mesh->vertices),
                 mesh->vertices, usage);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, mesh->index_buffer);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER,
                 (GLsizeiptr)((size_t)mesh->index_count * sizeof *mesh->indices), mesh->indices,
                 usage);
    for (GLuint k = 0; fresh && k < sizeof attributes / sizeof attributes[0]; ++k) {
        glEnableVertexAttribArray(k);
        glVertexAttribPointer(k, attributes[k].size, attributes[k].type,
                              attributes[k].type == GL_UNSIGNED_BYTE ? GL_TRUE : GL_FALSE,
                              sizeof(tb_vertex), (const void *)attributes[k].offset);
    }
    mesh->uploaded_indices = mesh->index_count;
    glBindVertexArray(0);
}

void tb_mesh_draw(const tb_mesh *mesh)
{
    if (mesh->array != 0 && mesh->uploaded_indices > 0) {
        glBindVertexArray(mesh->array);
        glDrawElements(GL_TRIANGLES, mesh->uploaded_indices, GL_UNSIGNED_INT, NULL);
    }
}
