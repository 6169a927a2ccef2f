// What moves in the scene: skin patch, section face, hand, needle; and the order in which all is
// drawn.
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

/// Two snapshots may be blended only while they show the same section.
static float usable_blend(const tb_snapshot *before, const tb_snapshot *after, float blend)
{
    return before->section.build == after->section.build ? blend : 1.0f;
}

static void node_at(const tb_snapshot *before, const tb_snapshot *after, float blend, int i, int j,
                    float *s, float *y)
{
    const int k = i + TB_SECTION_NX * j;
    *s = mixf(before->section.s_mm[k], after->section.s_mm[k], blend);
    *y = mixf(before->section.y_mm[k], after->section.y_mm[k], blend);
}

/// Sinking of the skin along the plane, from the lattice's first row.
static float skin_sink(const tb_snapshot *before, const tb_snapshot *after, float blend, float s_mm)
{
    const float column =
        (s_mm / (float)TB_SECTION_HALF_MM + 1.0f) * 0.5f * (float)(TB_SECTION_NX - 1);
    const float at = clampf(column, 0.0f, (float)(TB_SECTION_NX - 2));
    const int i = (int)at;
    float sink[2];
    for (int k = 0; k < 2; ++k) {
        float s, y;
        node_at(before, after, blend, i + k, 0, &s, &y);
        sink[k] = y - after->section.rest_y_mm[i + k];
    }
    return mixf(sink[0], sink[1], at - (float)i);
}

static void update_patch(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                         float blend, tb_depth_view view)
{
    const tb_cut *cut = &renderer->cut;
    tb_mesh *mesh = &renderer->patch;
    tb_mesh_clear(mesh);
    const float centre_s = after->finger.active ? after->finger.s_mm : 0.0f;
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const float u = (float)i / TB_PATCH_NU, v = (float)j / TB_PATCH_NV;
            const bool full = view == TB_VIEW_FULL;
            float s, ahead;
            tb_patch_place(cut, view, u, v, &s, &ahead);
            // off the plane a dent falls away as around a fingertip
            const float q = ahead * ahead / (7.5f * 7.5f);
            const float fall = 1.0f / ((1.0f + q) * (1.0f + 0.5f * q));
            const bool rim = i == 0 || j == 0 || (!full && (i == TB_PATCH_NU || j == TB_PATCH_NV));
            const float y = renderer->patch_rest[i][j] + skin_sink(before, after, blend, s) * fall -
                            (rim ? 0.5f : 0.0f);
            tb_vertex vertex = {.ao = 1.0f, .uvl = {1.0f, 0.0f, 0.0f}};
            const tb_f3 p = tb_cut_point(cut, s, y, ahead);
            vertex.position[0] = p.x;
            vertex.position[1] = p.y;
            vertex.position[2] = p.z;
            // pressed skin lies in its own shade
            const float away = s - centre_s, near = expf(-(away * away) / 120.0f);
            vertex.ao = clampf(1.0f + 0.03f * skin_sink(before, after, blend, s) * fall * near,
                               0.55f, 1.0f);
            if (full && i == TB_PATCH_NU) { // cut edge of the skin
                vertex.tint[0] = 190;
                vertex.tint[1] = 110;
                vertex.tint[2] = 95;
                vertex.tint[3] = 120;
            }
            tb_mesh_add(mesh, &vertex);
        }
    }
    // normals by differences over the grid
    for (int j = 0; j <= TB_PATCH_NV; ++j) {
        for (int i = 0; i <= TB_PATCH_NU; ++i) {
            const int row = TB_PATCH_NU + 1;
            const int im = i > 1 ? i - 1 : 1, ip = i < TB_PATCH_NU - 1 ? i + 1 : TB_PATCH_NU - 1;
            const int jm = j > 1 ? j - 1 : 1, jp = j < TB_PATCH_NV - 1 ? j + 1 : TB_PATCH_NV - 1;
            const int jj = j < 1 ? 1 : j, ii = i < 1 ? 1 : i;
            const float *a = mesh->vertices[im + row * jj].position,
                        *b = mesh->vertices[ip + row * jj].position;
            const float *c = mesh->vertices[ii + row * jm].position,
                        *d = mesh->vertices[ii + row * jp].position;
            const tb_f3 du = {b[0] - a[0], b[1] - a[1], b[2] - a[2]},
                        dv = {d[0] - c[0], d[1] - c[1], d[2] - c[2]};
            tb_f3 n = tb_f3_unit(tb_f3_cross(dv, du));
            n = n.y < 0.0f ? tb_f3_scale(n, -1.0f) : n;
            tb_vertex *vertex = &mesh->vertices[i + row * j];
            vertex->normal[0] = n.x;
            vertex->normal[1] = n.y;
            vertex->normal[2] = n.z;
        }
    }
    for (uint32_t j = 0; j < TB_PATCH_NV; ++j) {
        for (uint32_t i = 0; i < TB_PATCH_NU; ++i) {
            const uint32_t a = i + (TB_PATCH_NU + 1) * j, c = a + TB_PATCH_NU + 1;
            tb_mesh_triangle(mesh, a, c, a + 1);
            tb_mesh_triangle(mesh, a + 1, c, c + 1);
        }
    }
    tb_mesh_upload(mesh, GL_STREAM_DRAW);
}

/// The section as a lit face: every second node of the lattice, textured by resting place.
static void update_plane(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                         float blend)
{
    const tb_cut *cut = &renderer->cut;
    tb_mesh *mesh = &renderer->plane;
    tb_mesh_clear(mesh);
    const tb_f3 n = tb_f3_sub(tb_cut_point(cut, 0, 0, 1), tb_cut_point(cut, 0, 0, 0));
    const tb_f3 t = tb_f3_sub(tb_cut_point(cut, 1, 0, 0), tb_cut_point(cut, 0, 0, 0));
    const int first = TB_PLANE_FIRST, last = TB_SECTION_NX - 1 - TB_PLANE_FIRST;
    const int columns = (last - first + 1) / 2 + 1;
    for (int j = 0; j < TB_SECTION_NY; j += j + 2 < TB_SECTION_NY ? 2 : 1) {
        for (int i = first; i <= last; i += i + 2 > last && i < last ? 1 : 2) {
            const int k = i + TB_SECTION_NX * j;
            float s, y;
            node_at(before, after, blend, i, j, &s, &y);
            tb_vertex vertex = {.ao = 1.0f};
            const tb_f3 p = tb_cut_point(cut, s, y, 0.0f);
            vertex.position[0] = p.x;
            vertex.position[1] = p.y;
            vertex.position[2] = p.z;
            memcpy(vertex.normal, &n, sizeof vertex.normal);
            memcpy(vertex.tangent, &t, sizeof vertex.tangent);
            vertex.uvl[0] = 0.5f + 0.5f * after->section.rest_s_mm[k] / (float)TB_SECTION_HALF_MM;
            vertex.uvl[1] =
                (after->section.rest_y_mm[i] - after->section.rest_y_mm[k]) / cut->depth_mm;
            vertex.uvl[2] = cut->floor_mm - 1.0f - y; // below the floor: cut off per pixel
            vertex.ao = 1.0f - 0.25f * (float)j / (float)TB_SECTION_NY;
            tb_mesh_add(mesh, &vertex);
        }
    }
    const int rows = mesh->vertex_count / columns;
    for (int j = 0; j + 1 < rows; ++j) {
        for (int i = 0; i + 1 < columns; ++i) {
            const uint32_t a = (uint32_t)(i + columns * j), c = a + (uint32_t)columns;
            tb_mesh_triangle(mesh, a, c, a + 1);
            tb_mesh_triangle(mesh, a + 1, c, c + 1);
        }
    }
    tb_mesh_upload(mesh, GL_STREAM_DRAW);
}

static void needle_line(const tb_cut *cut, const tb_snapshot *before, const tb_snapshot *after,
                        float blend, tb_f3 points[TB_SNAPSHOT_NEEDLE_NODES])
{
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
        const float s = mixf(before->needle.s_mm[k], after->needle.s_mm[k], blend);
        const float y = mixf(before->needle.y_mm[k], after->needle.y_mm[k], blend);
        points[k] = tb_cut_point(cut, s, y, 0.45f);
    }
}

static void add_handle(tb_mesh *mesh, tb_f3 hub, tb_f3 back)
{
    static const uint8_t copper[4] = {214, 146, 92, 255};
    const tb_f3 ends[2] = {hub, tb_f3_add(hub, tb_f3_scale(back, 20.0f))};
    static const float radii[2] = {0.75f, 0.75f};
    tb_mesh_tube(mesh, ends, radii, 2, 10, 1.0f, copper);
}

static void update_needle(tb_renderer *renderer, const tb_snapshot *before,
                          const tb_snapshot *after, float blend, const tb_frame_desc *frame)
{
    static const uint8_t steel[4] = {205, 210, 216, 255}, clear[4] = {255, 255, 255, 255};
    tb_mesh *mesh = &renderer->needle, *glass = &renderer->glass;
    const tb_cut *cut = &renderer->cut;
    tb_mesh_clear(mesh);
    tb_mesh_clear(glass);
    const bool there =
        after->needle.stage == TB_NEEDLE_PLACED || after->needle.stage == TB_NEEDLE_IN;
    if (there) {
        tb_f3 points[TB_SNAPSHOT_NEEDLE_NODES];
        float radii[TB_SNAPSHOT_NEEDLE_NODES];
        const float b = before->needle.stage == after->needle.stage ? blend : 1.0f;
        needle_line(cut, before, after, b, points);
        for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
            radii[k] = 0.30f; // a hair wider than true, to stay visible
        }
        radii[TB_SNAPSHOT_NEEDLE_NODES - 1] = 0.06f;
        tb_mesh_tube(mesh, points, radii, TB_SNAPSHOT_NEEDLE_NODES, 7, 0.0f, steel);
        const tb_f3 back = tb_f3_unit(tb_f3_sub(points[0], points[1]));
        add_handle(mesh, points[0], back);
        if (after->needle.tube_on) {
            const tb_f3 axis =
                tb_f3_unit(tb_f3_sub(points[0], points[TB_SNAPSHOT_NEEDLE_NODES - 1]));
            const tb_f3 entry =
                tb_f3_make(after->needle.entry_t_mm, -after->needle.entry_n_mm + 0.3f,
                           after->needle.entry_b_mm);
            const tb_f3 ends[2] = {
                entry, tb_f3_add(entry, tb_f3_scale(axis, after->needle.length_mm + 14.0f))};
            static const float wide[2] = {1.7f, 1.7f};
            tb_mesh_tube(glass, ends, wide, 2, 12, 2.0f, clear);
        }
    } else if (frame->aiming) {
        const float st = sinf(frame->aim_tilt_rad), ct = cosf(frame->aim_tilt_rad);
        const tb_f3 axis = {-st * cosf(frame->aim_azimuth_rad), ct,
                            -st * sinf(frame->aim_azimuth_rad)};
        const tb_f3 entry = {frame->aim_t_mm,
                             tb_region_height(&renderer->region, frame->aim_t_mm, frame->aim_b_mm) +
                                 0.3f,
                             frame->aim_b_mm};
        const float length = after->needle.length_mm > 0.0f ? after->needle.length_mm : 40.0f;
        const tb_f3 ends[2] = {entry, tb_f3_add(entry, tb_f3_scale(axis, length + 14.0f))};
        static const float wide[2] = {1.7f, 1.7f}, thin[2] = {0.35f, 0.35f};
        tb_mesh_tube(glass, ends, thin, 2, 6, 3.0f, clear);
        tb_mesh_tube(glass, ends, wide, 2, 12, 2.0f, clear);
    }
    tb_mesh_upload(mesh, GL_STREAM_DRAW);
    tb_mesh_upload(glass, GL_STREAM_DRAW);
}

static void set4(float out[4], float x, float y, float z, float w)
{
    out[0] = x;
    out[1] = y;
    out[2] = z;
    out[3] = w;
}

void tb_scene_update(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                     float blend, const tb_frame_desc *frame, tb_frame_block *block)
{
    const float b = usable_blend(before, after, blend);
    update_patch(renderer, before, after, b, frame->view);
    if (frame->view == TB_VIEW_FULL) {
        update_plane(renderer, before, after, b);
    }
    update_needle(renderer, before, after, b, frame);

    const bool needle =
        after->needle.stage == TB_NEEDLE_PLACED || after->needle.stage == TB_NEEDLE_IN;
    if (needle) {
        tb_f3 points[TB_SNAPSHOT_NEEDLE_NODES];
        needle_line(&renderer->cut, before, after, b, points);
        set4(block->capsule_a[0], points[0].x, points[0].y, points[0].z, 0.4f);
        const tb_f3 tip = tb_f3_make(after->needle.entry_t_mm, -after->needle.entry_n_mm,
                                     after->needle.entry_b_mm);
        set4(block->capsule_b[0], tip.x, tip.y, tip.z, 9.0f);
    }
    if (after->finger.active) {
        const tb_f3 ball =
            tb_cut_point(&renderer->cut, after->finger.s_mm, after->finger.y_mm, 0.0f);
        const float back = renderer->cut.side;
        const float c = (float)renderer->cut.plane.cos_azimuth,
                    n = (float)renderer->cut.plane.sin_azimuth;
        set4(block->capsule_a[1], ball.x, ball.y, ball.z, 7.0f);
        set4(block->capsule_b[1], ball.x + back * n * 30.0f, ball.y + 38.0f,
             ball.z - back * c * 30.0f, 5.0f);
    }
}

/// The gloved hand: fingertip ball at the finger's place, arm away from the viewer.
static void hand_matrix(const tb_renderer *renderer, const tb_snapshot *after, float out[16])
{
    const tb_cut *cut = &renderer->cut;
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth,
                side = cut->side;
    // hand axes: x along the plane, y up, z towards the viewer; the index fingertip stands at its
    // origin + (-9.5, 5.5, -1)
    const tb_f3 z = {-side * n, 0.0f, side * c}, y = {0.0f, 1.0f, 0.0f};
    const tb_f3 x = tb_f3_cross(y, z);
    const tb_f3 ball = tb_cut_point(cut, after->finger.s_mm, after->finger.y_mm, 0.0f);
    const tb_f3 origin =
        tb_f3_sub(ball, tb_f3_add(tb_f3_add(tb_f3_scale(x, -9.5f), tb_f3_scale(y, 6.1f)),
                                  tb_f3_scale(z, -1.0f)));
    const float m[16] = {x.x, x.y, x.z, 0, y.x,      y.y,      y.z,      0,
                         z.x, z.y, z.z, 0, origin.x, origin.y, origin.z, 1};
    memcpy(out, m, sizeof m);
}

void tb_scene_draw_still(tb_renderer *renderer, tb_depth_view view)
{
    const tb_programs *p = &renderer->programs;
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_BLEND);
    glUseProgram(p->background);
    glBindVertexArray(renderer->empty_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDisable(GL_CULL_FACE);
    glUseProgram(p->table);
    tb_set_model(p->model[4], NULL);
    tb_mesh_draw(&renderer->table);
    tb_bind_materials(renderer);
    glEnable(GL_CULL_FACE);
    glFrontFace(GL_CCW);
    glUseProgram(p->drape);
    tb_set_model(p->model[3], NULL);
    tb_mesh_draw(&renderer->drape);
    glUseProgram(p->skin);
    tb_set_model(p->model[1], NULL);
    tb_mesh_draw(&renderer->skin);
    glDisable(GL_CULL_FACE);
    if (view == TB_VIEW_FULL) {
        glUseProgram(p->tissue);
        tb_set_model(p->model[5], NULL);
        tb_mesh_draw(&renderer->tops);
        tb_bind_section(renderer);
        glUseProgram(p->plane);
        tb_set_model(p->model[6], NULL);
        glUniform4f(p->plane_highlight, 0.0f, 0.0f, 0.0f, 0.0f);
        tb_mesh_draw(&renderer->walls);
    }
}

void tb_scene_draw_live(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame)
{
    const tb_programs *p = &renderer->programs;
    glEnable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_BLEND);
    tb_bind_materials(renderer);
    glUseProgram(p->patch);
    tb_set_model(p->model[2], NULL);
    tb_mesh_draw(&renderer->patch);
    if (frame->view == TB_VIEW_FULL) {
        tb_bind_section(renderer);
        glUseProgram(p->plane);
        tb_set_model(p->model[6], NULL);
        glUniform4f(p->plane_highlight, frame->show_target ? 1.0f : 0.0f, 0.0f, 0.0f, 0.0f);
        tb_mesh_draw(&renderer->plane);
    }
    if (frame->view == TB_VIEW_OUTLINE) {
        glDisable(GL_DEPTH_TEST);
        glEnable(GL_BLEND);
        glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
        glUseProgram(p->ghost);
        tb_set_model(p->model[9], NULL);
        tb_mesh_draw(&renderer->ghosts);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
    }
    if (after->finger.active) {
        float model[16];
        hand_matrix(renderer, after, model);
        tb_bind_materials(renderer);
        glEnable(GL_CULL_FACE);
        glUseProgram(p->glove);
        tb_set_model(p->model[7], model);
        tb_mesh_draw(&renderer->hand);
        glDisable(GL_CULL_FACE);
    }
    glUseProgram(p->metal);
    tb_set_model(p->model[8], NULL);
    tb_mesh_draw(&renderer->needle);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    glDepthMask(GL_FALSE);
    tb_mesh_draw(&renderer->glass);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
}
