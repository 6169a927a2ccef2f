/// Triangle meshes on the CPU and their GL buffers. Positions in site axes (t, outward, b), mm.
#ifndef TB_RENDER_MESH_H
#define TB_RENDER_MESH_H
#include "gl_api.h"
#include "tautband/core/f3.h"

#include <stdbool.h>
#include <stdint.h>

/// One vertex, 56 bytes, as shaders/surface.vert reads it.
typedef struct tb_vertex {
    float position[3], normal[3], tangent[3], uvl[3];
    uint8_t tint[4];
    float ao;
} tb_vertex;

/// A growing mesh; GL objects are made at the first upload.
typedef struct tb_mesh {
    tb_vertex *vertices;
    uint32_t *indices;
    int vertex_count, vertex_capacity, index_count, index_capacity;
    bool failed; ///< no memory: what was added since is missing
    GLuint array, vertex_buffer, index_buffer;
    int uploaded_indices;
} tb_mesh;

/// Signed distance of a point in mm, negative inside.
typedef float tb_field_fn(const void *field, tb_f3 p);
/// Finishes a vertex of a surface net; position and normal are set.
typedef void tb_finish_fn(const void *field, tb_vertex *vertex);
/// True when a vertex of a surface net is wanted at p.
typedef bool tb_keep_fn(const void *field, tb_f3 p);
/// A surface over (u, v) in the unit square: sets the position, may set the rest.
typedef void tb_grid_fn(const void *context, float u, float v, tb_vertex *vertex);

void tb_mesh_clear(tb_mesh *mesh);
void tb_mesh_destroy(tb_mesh *mesh);
/// The same after the GL context is gone: frees memory only.
void tb_mesh_abandon(tb_mesh *mesh);
/// Index of the new vertex.
uint32_t tb_mesh_add(tb_mesh *mesh, const tb_vertex *vertex);
void tb_mesh_triangle(tb_mesh *mesh, uint32_t a, uint32_t b, uint32_t c);
/// Grid of nu x nv quads with normals by differences, turned towards `facing`.
void tb_mesh_grid(tb_mesh *mesh, int nu, int nv, tb_grid_fn *place, const void *context,
                  tb_f3 facing);
/// Tube along a polyline.
/// @param points [count]
/// @param radii  [count]
void tb_mesh_tube(tb_mesh *mesh, const tb_f3 *points, const float *radii, int count, int sides,
                  float layer, const uint8_t tint[4]);
/// Gradient of a field by differences over e mm.
tb_f3 tb_mesh_gradient(tb_field_fn *field, const void *context, tb_f3 p, float e);
/// True when nothing within reach of p is wanted of a surface net.
typedef bool tb_far_fn(const void *field, tb_f3 p, float reach_mm);

/// What a surface net is made of.
typedef struct tb_net {
    tb_field_fn *field;
    const void *context; ///< of the field and the functions below
    float cell_mm;
    float doubt_mm;   ///< how much too far the field may say that the surface is, so that places
                      ///< well beyond need not be looked at; negative: it may say anything
    float rise;       ///< the most that it rises, mm per mm; for places that are not looked at
    tb_far_fn *far;   ///< may be NULL
    tb_keep_fn *keep; ///< may be NULL
    tb_finish_fn *finish; ///< may be NULL
} tb_net;

/// Zero set of a field by surface nets: one vertex per cell, pulled onto the surface, normals from
/// the field.
void tb_mesh_surface_net(tb_mesh *mesh, const tb_net *net, tb_f3 lo, tb_f3 hi);
void tb_mesh_upload(tb_mesh *mesh, GLenum usage);
void tb_mesh_draw(const tb_mesh *mesh);

#endif
