// The tissue that moves in the scene: the live skin, the peeled layers behind it and the section as
// a lit face, all carried by the lattice.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>
#include <string.h>

static float mixf(float a, float b, float t)
{
    return a + (b - a) * t;
}

static float clampf(float x, float lo, float hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

static float step01(float x)
{
    const float t = clampf(x, 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

/// The lattice of this frame, and how its motion spreads beside its plane.
typedef struct motion {
    tb_lattice_view lattice;
    const tb_cut *cut;
    float off_mm;    ///< of the lattice's plane from the cut's, towards the viewer
    float spread_mm; ///< radius of a dent's shape across the plane
} motion;

static motion motion_of(const tb_renderer *renderer, const tb_snapshot *before,
                        const tb_snapshot *after, float blend)
{
    const tb_section_plane *plane = &after->section.plane;
    motion m = {.lattice = {before, after, blend}, .cut = &renderer->cut};
    m.off_mm = tb_cut_ahead(&renderer->cut, (float)plane->t0_mm, (float)plane->b0_mm);
    // a twitch runs along the fibres: long across a cross section, narrow beside a lengthwise one
    const float twitch = fabsf((float)plane->cos_azimuth) > 0.7f ? 5.0f : 12.0f;
    m.spread_mm = mixf(7.5f, twitch, clampf(after->twitch.drive, 0.0f, 1.0f));
    return m;
}

/// Share of the lattice's motion at a distance from its plane: as the skin around a fingertip.
static float spread(const motion *m, float ahead_mm)
{
    const float d = (ahead_mm - m->off_mm) / m->spread_mm, q = d * d;
    return 1.0f / ((1.0f + q) * (1.0f + 0.5f * q));
}

/// Motion of the tissue that rests `depth` below the skin at s. The ends of the drawn face stay in
/// place: there it meets what does not move.
static void shift_at(const motion *m, float s_mm, float depth_mm, float *ds, float *dy)
{
    const float ends =
        step01((s_mm - m->cut->lo_mm) / 7.0f) * step01((m->cut->hi_mm - s_mm) / 7.0f);
    tb_lattice_shift(&m->lattice, s_mm, depth_mm, ds, dy);
    *ds *= ends;
    *dy *= ends;
}

static void set_position(tb_vertex *vertex, tb_f3 p)
{
    vertex->position[0] = p.x;
    vertex->position[1] = p.y;
    vertex->position[2] = p.z;
}

/// Normals by differences over the patch's grid; where it goes over into the body, the body's.
static void patch_normals(const tb_renderer *renderer, tb_mesh *mesh)
{
    const int row = TB_PATCH_NU + 1;
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const int ii = i < 1 ? 1 : i > TB_PATCH_NU - 1 ? TB_PATCH_NU - 1 : i;
            const int jj = j < 1 ? 1 : j > TB_PATCH_NV - 1 ? TB_PATCH_NV - 1 : j;
            const int im = ii > 1 ? ii - 1 : 1, ip = ii < TB_PATCH_NU - 1 ? ii + 1 : ii;
            const int jm = jj > 1 ? jj - 1 : 1, jp = jj < TB_PATCH_NV - 1 ? jj + 1 : jj;
            const float *a = mesh->vertices[im + row * jj].position,
                        *b = mesh->vertices[ip + row * jj].position;
            const float *c = mesh->vertices[ii + row * jm].position,
                        *d = mesh->vertices[ii + row * jp].position;
            const tb_f3 du = {b[0] - a[0], b[1] - a[1], b[2] - a[2]},
                        dv = {d[0] - c[0], d[1] - c[1], d[2] - c[2]};
            tb_f3 n = tb_f3_unit(tb_f3_cross(dv, du));
            n = tb_f3_dot(n, renderer->patch_rim[i][j]) < 0.0f ? tb_f3_scale(n, -1.0f) : n;
            const float *own = renderer->patch_look[i][j].normal;
            const float share = renderer->patch_body[i][j];
            n = tb_f3_unit(tb_f3_add(tb_f3_scale(n, 1.0f - share),
                                     tb_f3_scale(tb_f3_make(own[0], own[1], own[2]), share)));
            memcpy(mesh->vertices[i + row * j].normal, &n, sizeof n);
        }
    }
}

/// Motion of a column of the live skin across a roll.
static void roll_shift(const tb_renderer *renderer, const motion *m, int column, float *ds,
                       float *dy)
{
    *ds = *dy = 0.0f;
    if (renderer->patch_node[column] >= 0) {
        tb_lattice_node_shift(&m->lattice, renderer->patch_node[column], ds, dy);
    }
}

static bool in_window(const tb_roll_window *window, int column, int row)
{
    return window->open && column >= window->first_column && column < window->last_column &&
           row >= window->first_row && row < window->last_row;
}

static void update_patch(tb_renderer *renderer, const motion *m, tb_depth_view view)
{
    const tb_cut *cut = &renderer->cut;
    tb_mesh *mesh = &renderer->patch;
    tb_mesh_clear(mesh);
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const float u = (float)i / TB_PATCH_NU, v = (float)j / TB_PATCH_NV;
            float s, ahead, ds, dy;
            tb_patch_place(cut, view, u, v, &s, &ahead);
            if (cut->rolled) {
                roll_shift(renderer, m, i, &ds, &dy);
            } else {
                shift_at(m, s, 0.0f, &ds, &dy);
            }
            const float share = spread(m, ahead);
            tb_f3 p = renderer->patch_rest[i][j];
            p.x += share * ds * (float)cut->plane.cos_azimuth;
            p.y += share * dy;
            p.z += share * ds * (float)cut->plane.sin_azimuth;
            tb_vertex vertex = renderer->patch_look[i][j];
            set_position(&vertex, p);
            vertex.tangent[2] = share * ds;
            vertex.uvl[2] = share * dy;
            // pressed skin lies in its own shade
            vertex.ao *= clampf(1.0f + 0.045f * share * fminf(dy, 0.0f), 0.45f, 1.0f);
            tb_mesh_add(mesh, &vertex);
        }
    }
    patch_normals(renderer, mesh);
    for (uint32_t j = 0; j < TB_PATCH_NV; ++j) {
        for (uint32_t i = 0; i < TB_PATCH_NU; ++i) {
            const uint32_t a = i + (TB_PATCH_NU + 1) * j, c = a + TB_PATCH_NU + 1;
            if (in_window(&renderer->window, (int)i, (int)j)) {
                continue;
            }
            tb_mesh_triangle(mesh, a, c, a + 1);
            tb_mesh_triangle(mesh, a + 1, c, c + 1);
        }
    }
    tb_mesh_upload(mesh, GL_STREAM_DRAW);
}

/// Peeled layers move with the tissue they are made of; nothing is sent while they rest.
static void update_steps(tb_renderer *renderer, const motion *m)
{
    bool moved = false;
    for (int k = 0; k < renderer->step_count; ++k) {
        const tb_step_rest *rest = &renderer->step_rest[k];
        float ds = 0.0f, dy = 0.0f;
        if (rest->node >= 0) {
            tb_lattice_node_shift(&m->lattice, rest->node, &ds, &dy);
        } else if (!renderer->cut.rolled) {
            shift_at(m, rest->s_mm, rest->depth_mm, &ds, &dy);
        }
        const float share = spread(m, rest->ahead_mm);
        moved = moved || fabsf(share * dy) > 0.05f || fabsf(share * ds) > 0.05f;
        set_position(&renderer->steps.vertices[k],
                     tb_cut_point(&renderer->cut, rest->s_mm + share * ds, rest->y_mm + share * dy,
                                  rest->ahead_mm));
    }
    if (moved || renderer->steps_moved) {
        tb_mesh_upload(&renderer->steps, GL_DYNAMIC_DRAW);
    }
    renderer->steps_moved = moved;
}

static void face_vertex(tb_renderer *renderer, const motion *m, int column, int j)
{
    const tb_cut *cut = &renderer->cut;
    const float s = renderer->face_s_mm[column], share = spread(m, 0.0f);
    // peeled layers are gone from the face as well
    const bool below = j >= TB_SECTION_NY; // what no lattice carries
    const float deepest_mm = cut->floor_mm - tb_cut_height(cut, s, 0.0f) - 4.0f;
    const float row_mm = !below                    ? tb_lattice_row_depth(&m->lattice, j, s)
                         : renderer->picture_level ? -deepest_mm
                                                   : renderer->picture_depth_mm;
    const float depth = fmaxf(row_mm, renderer->face_top_mm[column]);
    float ds = 0.0f, dy = 0.0f;
    if (!below) {
        shift_at(m, s, depth, &ds, &dy);
    }
    // the resting face hangs on the skin that is drawn
    const float y = tb_cut_height(cut, s, 0.0f) - depth + share * dy;
    const tb_f3 origin = tb_cut_point(cut, 0, 0, 0);
    const tb_f3 n = tb_f3_sub(tb_cut_point(cut, 0, 0, 1), origin),
                t = tb_f3_sub(tb_cut_point(cut, 1, 0, 0), origin);
    tb_vertex vertex = {.normal = {n.x, n.y, n.z}, .tangent = {t.x, t.y, t.z}};
    set_position(&vertex, tb_cut_point(cut, s + share * ds, y, 0.0f));
    vertex.uvl[0] = 0.5f + 0.5f * s / (float)TB_SECTION_HALF_MM;
    const tb_f3 at = tb_cut_point(cut, s, 0.0f, 0.0f); // the picture hangs on the site's skin
    const float level =
        renderer->picture_level
            ? -(float)tb_anatomy_skin_mm(&renderer->anatomy, (double)at.x, (double)at.z)
            : 0.0f;
    vertex.uvl[1] = tb_picture_height(renderer, level - depth, 0.0f);
    vertex.uvl[2] = cut->floor_mm - 1.0f - y; // below the floor: cut off per pixel
    vertex.ao = 1.0f - 0.22f * (float)j / (float)TB_SECTION_NY;
    tb_mesh_add(&renderer->plane, &vertex);
}

/// A vertex of the face from its resting and present places.
static void add_face_vertex(tb_renderer *renderer, float rest_s, float rest_y, float s, float y,
                            float ahead_mm)
{
    const tb_cut *cut = &renderer->cut;
    const tb_f3 origin = tb_cut_point(cut, 0, 0, 0);
    const tb_f3 n = tb_f3_sub(tb_cut_point(cut, 0, 0, 1), origin),
                t = tb_f3_sub(tb_cut_point(cut, 1, 0, 0), origin);
    tb_vertex vertex = {.normal = {n.x, n.y, n.z}, .tangent = {t.x, t.y, t.z}, .ao = 1.0f};
    set_position(&vertex, tb_cut_point(cut, s, y, ahead_mm));
    vertex.uvl[0] = 0.5f + 0.5f * rest_s / (float)TB_SECTION_HALF_MM;
    vertex.uvl[1] = tb_picture_height(renderer, rest_y, rest_y);
    vertex.uvl[2] = cut->floor_mm - 1.0f - y; // below the floor: cut off per pixel
    tb_mesh_add(&renderer->plane, &vertex);
}

static void add_quads(tb_mesh *mesh, uint32_t first, int columns, int rows)
{
    for (int j = 0; j + 1 < rows; ++j) {
        for (int i = 0; i + 1 < columns; ++i) {
            const uint32_t a = first + (uint32_t)(i + columns * j), c = a + (uint32_t)columns;
            tb_mesh_triangle(mesh, a, c, a + 1);
            tb_mesh_triangle(mesh, a + 1, c, c + 1);
        }
    }
}

/// The face across a roll: what rests beside and below it, and before that the roll, by its nodes.
static void update_roll_face(tb_renderer *renderer, const motion *m)
{
    enum {
        STEP = 3,
        COLUMNS = (TB_SECTION_NX + STEP - 2) / STEP + 1,
        ROWS = (TB_SECTION_NY + STEP - 2) / STEP + 1
    };
    tb_mesh *mesh = &renderer->plane;
    tb_mesh_clear(mesh);
    const float bottom = renderer->cut.floor_mm - 2.0f, skin_mm = 0.8f, foot_mm = 9.0f;
    const float wide = (float)renderer->anatomy.roll.half_width_mm;
    for (int row = 0; row < 3; ++row) {
        for (int c = 0; c < renderer->face_count; ++c) {
            const float s = renderer->face_s_mm[c], bed = tb_cut_bed(renderer, s);
            // skin fills the rounded foot; further out all layers go up to the drawn skin
            const float b = tb_cut_point(&renderer->cut, s, 0.0f, 0.0f).z;
            const float up = renderer->face_lift_mm[c], share = step01((fabsf(b) - wide) / foot_mm);
            const float y = row == 0 ? bed : row == 1 ? bed - skin_mm : bottom;
            add_face_vertex(renderer, s, y, s,
                            y + (row == 0   ? up
                                 : row == 1 ? up * share
                                            : 0.0f),
                            0.0f);
        }
    }
    add_quads(mesh, 0, renderer->face_count, 3);
    const uint32_t first = (uint32_t)mesh->vertex_count;
    const tb_snapshot *seen = m->lattice.after;
    for (int j = 0; j < ROWS; ++j) {
        for (int i = 0; i < COLUMNS; ++i) {
            const int column = i * STEP < TB_SECTION_NX - 1 ? i * STEP : TB_SECTION_NX - 1,
                      row = j * STEP < TB_SECTION_NY - 1 ? j * STEP : TB_SECTION_NY - 1;
            const int node = column + TB_SECTION_NX * row;
            const float s = seen->section.rest_s_mm[node], y = seen->section.rest_y_mm[node];
            float ds, dy;
            tb_lattice_node_shift(&m->lattice, node, &ds, &dy);
            const float share = spread(m, 0.0f);
            add_face_vertex(renderer, s, y, s + share * ds, y + share * dy, 0.06f);
        }
    }
    add_quads(mesh, first, COLUMNS, ROWS);
    tb_mesh_upload(mesh, GL_STREAM_DRAW);
}

/// The section as a lit face: every third row of the lattice, textured by resting place.
static void update_face(tb_renderer *renderer, const motion *m)
{
    tb_mesh *mesh = &renderer->plane;
    tb_mesh_clear(mesh);
    const int columns = renderer->face_count;
    const int last = TB_SECTION_NY - 1, carried = (last + 2) / 3 + 1, rows = carried + 1;
    for (int row = 0; row < rows; ++row) {
        const int j = row == carried ? TB_SECTION_NY : 3 * row < last ? 3 * row : last;
        for (int c = 0; c < columns; ++c) {
            face_vertex(renderer, m, c, j);
        }
    }
    for (int j = 0; j + 1 < rows; ++j) {
        for (int i = 0; i + 1 < columns; ++i) {
            const uint32_t a = (uint32_t)(i + columns * j), c = a + (uint32_t)columns;
            tb_mesh_triangle(mesh, a, c, a + 1);
            tb_mesh_triangle(mesh, a + 1, c, c + 1);
        }
    }
    tb_mesh_upload(mesh, GL_STREAM_DRAW);
}

void tb_scene_tissue(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                     float blend, tb_depth_view view)
{
    const motion m = motion_of(renderer, before, after, blend);
    update_patch(renderer, &m, view);
    if (view == TB_VIEW_FULL) {
        update_steps(renderer, &m);
        if (renderer->cut.rolled && after->section.shape != TB_SECTION_FLAT) {
            update_roll_face(renderer, &m);
        } else {
            update_face(renderer, &m);
        }
    }
}
