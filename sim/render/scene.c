// What moves in the scene: skin patch, section face, hand, needle; and the order in which all is
// drawn.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>
#include <string.h>

static float mixf(float a, float b, float t)
{
    return a + (b - a) * t;
}

/// Two snapshots may be blended only while they show the same section.
static float usable_blend(const tb_snapshot *before, const tb_snapshot *after, float blend)
{
    return before->section.build == after->section.build ? blend : 1.0f;
}

/// Site axes of a point of the snapshot's own section: while the cut catches up with a tool, its
/// plane is another.
static tb_f3 section_point(const tb_snapshot *snapshot, float s_mm, float y_mm)
{
    const tb_section_plane *plane = &snapshot->section.plane;
    return tb_f3_make((float)plane->t0_mm + s_mm * (float)plane->cos_azimuth, y_mm,
                      (float)plane->b0_mm + s_mm * (float)plane->sin_azimuth);
}

/// Centre of the fingertip: where the physics has it along the section, where the hand is along the
/// fibres.
static tb_f3 fingertip(const tb_snapshot *after)
{
    tb_f3 p = section_point(after, after->finger.s_mm, after->finger.y_mm);
    p.x = after->finger.t_mm;
    return p;
}

static void needle_line(const tb_cut *cut, const tb_snapshot *before, const tb_snapshot *after,
                        float blend, tb_f3 points[TB_SNAPSHOT_NEEDLE_NODES])
{
    const tb_f3 forward =
        tb_f3_sub(tb_cut_point(cut, 0.0f, 0.0f, 0.45f), tb_cut_point(cut, 0.0f, 0.0f, 0.0f));
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
        const float s = mixf(before->needle.s_mm[k], after->needle.s_mm[k], blend);
        const float y = mixf(before->needle.y_mm[k], after->needle.y_mm[k], blend);
        // a little before the face, so that it is not lost in it
        points[k] = tb_f3_add(section_point(after, s, y), forward);
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
            radii[k] = 0.40f; // wider than true: its edges fade, and it must stay visible
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

/// Rings around a twitch on the section's face, for a third of a second.
static void update_rings(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                         float blend, const tb_frame_desc *frame)
{
    enum { PIECES = 36, LIFE_MS = 350 };
    static const uint8_t amber[4] = {230, 159, 0, 255};
    tb_mesh_clear(&renderer->rings);
    const uint32_t since_ms = after->tick_ms - after->twitch.last_tick_ms;
    if (after->twitch.last_tick_ms > 0 && since_ms < LIFE_MS && frame->view == TB_VIEW_FULL) {
        const tb_vec3 place = {(double)after->twitch.t_mm, (double)after->twitch.b_mm,
                               (double)after->twitch.n_mm};
        double rest_s, rest_y, off;
        tb_section_from_site(&after->section.plane, place, &rest_s, &rest_y, &off);
        float s = (float)rest_s, y = (float)rest_y;
        const tb_lattice_view lattice = {before, after, blend};
        tb_lattice_carry(&lattice, &s, &y);
        const float grow = frame->reduced_motion ? 0.4f : (float)since_ms / LIFE_MS;
        for (int k = 0; k < (frame->reduced_motion ? 1 : 3); ++k) {
            const float r = 3.0f + 3.2f * (float)k + 4.0f * grow;
            tb_f3 points[PIECES + 1];
            float radii[PIECES + 1];
            for (int q = 0; q <= PIECES; ++q) {
                const float a = 6.2831853f * (float)q / PIECES;
                points[q] =
                    tb_cut_point(&renderer->cut, s + 1.5f * r * cosf(a), y + r * sinf(a), 0.8f);
                radii[q] = 0.32f;
            }
            tb_mesh_tube(&renderer->rings, points, radii, PIECES + 1, 5, 1.0f, amber);
        }
    }
    tb_mesh_upload(&renderer->rings, GL_STREAM_DRAW);
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
    tb_scene_tissue(renderer, before, after, b, frame->view);
    update_needle(renderer, before, after, b, frame);
    update_rings(renderer, before, after, b, frame);

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
        const tb_f3 ball = fingertip(after);
        const float back = renderer->cut.side;
        const float c = (float)renderer->cut.plane.cos_azimuth,
                    n = (float)renderer->cut.plane.sin_azimuth;
        set4(block->capsule_a[1], ball.x, ball.y, ball.z, 7.0f);
        set4(block->capsule_b[1], ball.x + back * n * 30.0f, ball.y + 38.0f,
             ball.z - back * c * 30.0f, 5.0f);
    }
}

const tb_mesh *tb_scene_hand(tb_renderer *renderer, tb_hand_pose pose)
{
    tb_mesh *mesh = &renderer->hands[pose];
    if (mesh->vertex_count == 0 && !mesh->failed) {
        tb_hand_mesh_build(mesh, pose, renderer->tier == TB_TIER_LIGHT ? 8.6f : 5.2f);
        tb_mesh_upload(mesh, GL_STATIC_DRAW);
    }
    return mesh;
}

/// Places a hand: one of its own points at a point of the site, arm away from the viewer.
/// @param mirror -1 turns a right hand into a left one
/// @param raise_rad how far the wrist is lifted
static void hand_matrix(const tb_renderer *renderer, tb_f3 at, tb_f3 own, float mirror,
                        float raise_rad, float out[16])
{
    const tb_cut *cut = &renderer->cut;
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth,
                side = cut->side;
    // hand axes: x along the plane, y up, z towards the viewer
    const tb_f3 level = {-side * n, 0.0f, side * c}, up = {0.0f, 1.0f, 0.0f};
    const float ce = cosf(raise_rad), se = sinf(raise_rad);
    const tb_f3 z = tb_f3_sub(tb_f3_scale(level, ce), tb_f3_scale(up, se)),
                y = tb_f3_add(tb_f3_scale(up, ce), tb_f3_scale(level, se));
    const tb_f3 x = tb_f3_scale(tb_f3_cross(y, z), mirror);
    const tb_f3 origin =
        tb_f3_sub(at, tb_f3_add(tb_f3_add(tb_f3_scale(x, own.x), tb_f3_scale(y, own.y)),
                                tb_f3_scale(z, own.z)));
    const float m[16] = {x.x, x.y, x.z, 0, y.x,      y.y,      y.z,      0,
                         z.x, z.y, z.z, 0, origin.x, origin.y, origin.z, 1};
    memcpy(out, m, sizeof m);
}

/// Which winding faces the viewer: mirrored on the left side, and once more by a mirrored model.
static void turn_faces(const tb_renderer *renderer, float mirror)
{
    glFrontFace((mirror < 0.0f) != renderer->anatomy.left ? GL_CW : GL_CCW);
}

void tb_scene_draw_still(tb_renderer *renderer, tb_depth_view view)
{
    const tb_programs *p = &renderer->programs;
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_BLEND);
    glUseProgram(p->id[TB_PROGRAM_BACKGROUND]);
    glBindVertexArray(renderer->empty_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDisable(GL_CULL_FACE);
    glUseProgram(p->id[TB_PROGRAM_TABLE]);
    tb_set_model(p->model[TB_PROGRAM_TABLE], NULL);
    tb_mesh_draw(&renderer->table);
    tb_bind_materials(renderer);
    glEnable(GL_CULL_FACE);
    turn_faces(renderer, 1.0f);
    glUseProgram(p->id[TB_PROGRAM_DRAPE]);
    tb_set_model(p->model[TB_PROGRAM_DRAPE], NULL);
    tb_mesh_draw(&renderer->drape);
    glUseProgram(p->id[TB_PROGRAM_SKIN]);
    tb_set_model(p->model[TB_PROGRAM_SKIN], NULL);
    tb_mesh_draw(&renderer->skin);
    glDisable(GL_CULL_FACE);
    tb_mesh_draw(&renderer->collar);
    if (view == TB_VIEW_FULL) {
        glUseProgram(p->id[TB_PROGRAM_TISSUE_STILL]);
        tb_set_model(p->model[TB_PROGRAM_TISSUE_STILL], NULL);
        tb_mesh_draw(&renderer->walls);
        tb_bind_floor(renderer);
        glUseProgram(p->id[TB_PROGRAM_PLANE_STILL]);
        tb_set_model(p->model[TB_PROGRAM_PLANE_STILL], NULL);
        tb_mesh_draw(&renderer->floor);
    }
}

static void draw_posed(const tb_renderer *renderer, const tb_mesh *mesh, tb_f3 at, tb_f3 own,
                       float mirror, float raise_rad)
{
    float model[16];
    hand_matrix(renderer, at, own, mirror, raise_rad, model);
    turn_faces(renderer, mirror);
    tb_set_model(renderer->programs.model[TB_PROGRAM_GLOVE], model);
    tb_mesh_draw(mesh);
    turn_faces(renderer, 1.0f);
}

/// A flat hand: its wrist is lifted where the body would reach into it.
static void draw_flat_hand(tb_renderer *renderer, tb_hand_pose pose, tb_f3 at, tb_f3 own,
                           float mirror)
{
    float model[16];
    hand_matrix(renderer, at, own, mirror, 0.0f, model);
    draw_posed(renderer, tb_scene_hand(renderer, pose), at, own, mirror,
               tb_hand_raise(&renderer->region, pose, model));
}

/// Which way a hand's own x runs along the section decides whether it is a right or a left one.
static float hand_of(const tb_renderer *renderer, const tb_f3 pads[2])
{
    const tb_f3 along = tb_f3_sub(tb_cut_point(&renderer->cut, 1.0f, 0.0f, 0.0f),
                                  tb_cut_point(&renderer->cut, 0.0f, 0.0f, 0.0f));
    const tb_f3 apart = tb_f3_sub(pads[1], pads[0]);
    return renderer->cut.side * tb_f3_dot(apart, along) < 0.0f ? -1.0f : 1.0f;
}

/// Thumb and finger with their pads at two places, the palm with the finger.
static void draw_pinch(tb_renderer *renderer, const tb_f3 pads[2])
{
    const tb_f3 own = {14.0f, 0.6f, 0.0f}, apart = tb_f3_sub(pads[1], pads[0]);
    const float apart_mm = sqrtf(tb_f3_dot(apart, apart)), mirror = hand_of(renderer, pads);
    if (fabsf(apart_mm - renderer->thumb_apart_mm) > 0.2f) {
        renderer->thumb_apart_mm = apart_mm;
        tb_hand_thumb_build(&renderer->thumb, apart_mm);
        tb_mesh_upload(&renderer->thumb, GL_DYNAMIC_DRAW);
    }
    draw_posed(renderer, tb_scene_hand(renderer, TB_HAND_PINCH), pads[1], own, mirror, 0.65f);
    draw_posed(renderer, &renderer->thumb, pads[1], own, mirror, 0.65f);
}

/// Thumb and finger around a roll, or two fingers: each tip where the physics has it.
static void draw_grip(tb_renderer *renderer, const tb_snapshot *after)
{
    const tb_f3 pads[2] = {section_point(after, after->grip.s_mm[0], after->grip.y_mm[0]),
                           section_point(after, after->grip.s_mm[1], after->grip.y_mm[1])};
    if (after->grip.pinching) {
        draw_pinch(renderer, pads);
    } else {
        const tb_f3 middle = tb_f3_scale(tb_f3_add(pads[0], pads[1]), 0.5f);
        draw_flat_hand(renderer, TB_HAND_TWO, middle, tb_f3_make(0.0f, 6.1f, -1.0f),
                       hand_of(renderer, pads));
    }
}

/// A roll does not stand by itself: while no tool of the learner's holds it the other hand does,
/// behind the plane.
static void draw_holding_hand(tb_renderer *renderer)
{
    const float behind_mm = 32.0f, pad_mm = 6.0f;
    const tb_roll *roll = &renderer->anatomy.roll;
    const tb_section_plane *plane = &renderer->cut.plane;
    const float wide = (float)roll->half_width_mm + pad_mm,
                y = (float)(roll->height_mm - 1.4 * roll->half_width_mm);
    tb_f3 pads[2];
    for (int k = 0; k < 2; ++k) { // the thumb on the side of -b
        const float b = k == 0 ? -wide : wide;
        pads[k] = tb_cut_point(
            &renderer->cut, (b - (float)plane->b0_mm) / (float)plane->sin_azimuth, y, -behind_mm);
    }
    draw_pinch(renderer, pads);
}

static void draw_hand(tb_renderer *renderer, const tb_snapshot *after, bool left_hand)
{
    const bool holds = renderer->cut.rolled && !after->finger.active && !after->grip.active;
    if (!holds && !after->finger.active && !after->grip.active) {
        return;
    }
    tb_bind_materials(renderer);
    glEnable(GL_CULL_FACE);
    glUseProgram(renderer->programs.id[TB_PROGRAM_GLOVE]);
    if (holds) {
        draw_holding_hand(renderer);
    } else if (after->grip.active) {
        draw_grip(renderer, after);
    } else {
        draw_flat_hand(renderer, TB_HAND_PRESS, fingertip(after), tb_f3_make(-9.5f, 6.1f, -1.0f),
                       left_hand != renderer->anatomy.left ? -1.0f : 1.0f);
    }
    glDisable(GL_CULL_FACE);
}

float tb_breath_at(float time_s)
{
    // fourteen breaths a minute: in for two fifths of the time, out and rest for the others
    const float phase = time_s / 4.3f - floorf(time_s / 4.3f);
    return phase < 0.4f ? 0.5f - 0.5f * cosf(3.14159265f * phase / 0.4f)
                        : 0.5f + 0.5f * cosf(3.14159265f * fminf((phase - 0.4f) / 0.45f, 1.0f));
}

static void draw_breathing(const tb_renderer *renderer, float time_s)
{
    const float share = tb_breath_at(time_s);
    const tb_f3 b = tb_f3_scale(renderer->breath, share);
    const float model[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, b.x, b.y, b.z, 1};
    tb_set_model(renderer->programs.model[TB_PROGRAM_GHOST], model);
    tb_mesh_draw(&renderer->breathing);
    tb_set_model(renderer->programs.model[TB_PROGRAM_GHOST], NULL);
}

void tb_scene_draw_live(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame)
{
    const tb_programs *p = &renderer->programs;
    glEnable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_BLEND);
    if (frame->view != TB_VIEW_OUTLINE) {
        draw_hand(renderer, after, frame->left_hand); // first: what it hides is not shaded
    }
    tb_bind_materials(renderer);
    const tb_program patch = renderer->marked ? TB_PROGRAM_PATCH_MARKED : TB_PROGRAM_PATCH;
    glUseProgram(p->id[patch]);
    tb_set_model(p->model[patch], NULL);
    tb_mesh_draw(&renderer->patch);
    if (frame->view == TB_VIEW_FULL) {
        glUseProgram(p->id[TB_PROGRAM_TISSUE]);
        tb_set_model(p->model[TB_PROGRAM_TISSUE], NULL);
        tb_mesh_draw(&renderer->steps);
        tb_bind_section(renderer);
        glUseProgram(p->id[TB_PROGRAM_PLANE]);
        tb_set_model(p->model[TB_PROGRAM_PLANE], NULL);
        glUniform4f(p->plane_highlight, frame->show_target ? 1.0f : 0.0f, 0.0f, 0.0f, 0.0f);
        tb_mesh_draw(&renderer->plane);
    }
    if (frame->view == TB_VIEW_OUTLINE) {
        glDisable(GL_DEPTH_TEST);
        glEnable(GL_BLEND);
        glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
        glUseProgram(p->id[TB_PROGRAM_GHOST]);
        tb_set_model(p->model[TB_PROGRAM_GHOST], NULL);
        tb_mesh_draw(&renderer->ghosts);
        draw_breathing(renderer, frame->time_s);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
    }
    if (frame->view == TB_VIEW_OUTLINE) {
        draw_hand(renderer, after, frame->left_hand); // over the outlines, which know no depth
    }
    glUseProgram(p->id[TB_PROGRAM_METAL]);
    tb_set_model(p->model[TB_PROGRAM_METAL], NULL);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    tb_mesh_draw(&renderer->needle);
    glDepthMask(GL_FALSE);
    tb_mesh_draw(&renderer->glass);
    glUseProgram(p->id[TB_PROGRAM_GHOST]);
    tb_set_model(p->model[TB_PROGRAM_GHOST], NULL);
    tb_mesh_draw(&renderer->rings);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
}
