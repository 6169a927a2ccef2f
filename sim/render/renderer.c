#include "tautband/core/alloc.h"
#include "tautband/core/hash.h"

#include "hand_mesh.h"
#include "render_internal.h"

#include <cglm/cglm.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const float FIELD_OF_VIEW_RAD = 0.50f;

static tb_tier resolve_tier(tb_tier wanted)
{
    if (wanted != TB_TIER_AUTO) {
        return wanted;
    }
    const char *name = (const char *)glGetString(GL_RENDERER);
    static const char *const software[] = {"llvmpipe", "softpipe", "SwiftShader",
                                           "Microsoft Basic"};
    for (size_t k = 0; name != NULL && k < sizeof software / sizeof software[0]; ++k) {
        if (strstr(name, software[k]) != NULL) {
            return TB_TIER_LIGHT;
        }
    }
    return TB_TIER_NORMAL;
}

static tb_status device_fault(const char *when, tb_error *error)
{
    const GLenum fault = glGetError();
    return fault == GL_NO_ERROR
               ? TB_OK
               : tb_fail(error, TB_ERR_DEVICE, "renderer: GL error 0x%04x while %s",
                         (unsigned)fault, when);
}

tb_status tb_renderer_create(const tb_renderer_desc *desc, tb_renderer **out, tb_error *error)
{
    tb_renderer *renderer = tb_alloc(sizeof *renderer);
    if (renderer == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "renderer: no memory");
    }
    snprintf(renderer->folder, sizeof renderer->folder, "%s", desc->shader_dir);
    renderer->source = (tb_shader_source){renderer->folder, desc->es};
    renderer->tier = resolve_tier(desc->tier);
    renderer->progress = desc->progress;
    renderer->progress_context = desc->progress_context;
    const tb_status status = tb_materials_create(renderer, error);
    if (status != TB_OK) {
        tb_renderer_destroy(renderer);
        return status;
    }
    if (renderer->tier != TB_TIER_LIGHT) {
        GLint most = 0;
        glGetIntegerv(GL_MAX_SAMPLES, &most);
        renderer->samples = most < 4 ? (int)most : 4;
    }
    tb_scene_hand(renderer, TB_HAND_PRESS);
    glUseProgram(0); // baking deleted the program it used last: nobody may find that name in use
    const tb_status uploaded = device_fault("the hand was sent", error);
    if (uploaded != TB_OK) {
        tb_renderer_destroy(renderer);
        return uploaded;
    }
    *out = renderer;
    return TB_OK;
}

tb_status tb_renderer_create_null(tb_renderer **out)
{
    tb_renderer *renderer = tb_alloc(sizeof *renderer);
    if (renderer == NULL) {
        return TB_ERR_MEMORY;
    }
    renderer->null = true;
    *out = renderer;
    return TB_OK;
}

static void destroy_target(tb_target *target)
{
    if (target->framebuffer != 0) {
        glDeleteFramebuffers(1, &target->framebuffer);
        glDeleteRenderbuffers(1, &target->color);
        glDeleteRenderbuffers(1, &target->depth);
    }
    *target = (tb_target){0};
}

void tb_renderer_destroy(tb_renderer *renderer)
{
    if (renderer == NULL) {
        return;
    }
    if (!renderer->null) {
        tb_mesh *const meshes[] = {&renderer->skin,   &renderer->drape, &renderer->table,
                                   &renderer->steps,  &renderer->walls, &renderer->floor,
                                   &renderer->collar, &renderer->patch, &renderer->plane,
                                   &renderer->needle, &renderer->glass, &renderer->ghosts,
                                   &renderer->rings};
        for (size_t k = 0; k < sizeof meshes / sizeof meshes[0]; ++k) {
            tb_mesh_destroy(meshes[k]);
        }
        tb_mesh_destroy(&renderer->thumb);
        tb_mesh_destroy(&renderer->breathing);
        for (int k = 0; k < TB_HAND_POSES; ++k) {
            tb_mesh_destroy(&renderer->hands[k]);
        }
        destroy_target(&renderer->still);
        destroy_target(&renderer->live);
        destroy_target(&renderer->flat);
        if (renderer->flat_array != 0) {
            glDeleteVertexArrays(1, &renderer->flat_array);
            glDeleteBuffers(1, &renderer->flat_buffer);
        }
        tb_free(renderer->flat_items);
        tb_scan_view_destroy(renderer);
        tb_materials_destroy(renderer);
    }
    tb_free(renderer);
}

void tb_renderer_abandon(tb_renderer *renderer)
{
    if (renderer == NULL) {
        return;
    }
    tb_mesh *const meshes[] = {&renderer->skin,      &renderer->drape, &renderer->table,
                               &renderer->steps,     &renderer->walls, &renderer->floor,
                               &renderer->collar,    &renderer->patch, &renderer->plane,
                               &renderer->needle,    &renderer->glass, &renderer->ghosts,
                               &renderer->breathing, &renderer->thumb, &renderer->rings};
    for (size_t k = 0; k < sizeof meshes / sizeof meshes[0]; ++k) {
        tb_mesh_abandon(meshes[k]);
    }
    for (int k = 0; k < TB_HAND_POSES; ++k) {
        tb_mesh_abandon(&renderer->hands[k]);
    }
    tb_ultrasound_destroy(renderer->scan.machine);
    tb_free(renderer->scan.image);
    tb_free(renderer->flat_items);
    tb_free(renderer);
}

tb_tier tb_renderer_tier(const tb_renderer *renderer)
{
    return renderer->tier;
}

tb_status tb_renderer_set_patient(tb_renderer *renderer, const tb_case *model,
                                  const tb_anatomy *anatomy, tb_error *error)
{
    renderer->anatomy = *anatomy;
    renderer->has_patient = true;
    renderer->still_valid = false;
    renderer->cut.valid = false;
    renderer->picture_build = 0; // sections count from 1
    renderer->camera_known = false;
    renderer->flat_build = 0; // sections count from 1
    renderer->scan.build = 0;
    renderer->scan.shown = false;
    renderer->drawn.known = false;
    const tb_region_place place = tb_site_place(&model->site);
    tb_region_init(&renderer->region, &renderer->anatomy, &place);
    if (renderer->null) {
        return TB_OK;
    }
    tb_mesh_clear(&renderer->skin);
    tb_mesh_clear(&renderer->drape);
    tb_mesh_clear(&renderer->table);
    const float cell_mm = renderer->tier == TB_TIER_LIGHT    ? 10.5f
                          : renderer->tier == TB_TIER_NORMAL ? 8.5f
                                                             : 6.5f;
    renderer->light = tb_region_light(&renderer->region);
    tb_region_build(&renderer->region, cell_mm, renderer->light, &renderer->skin, &renderer->drape,
                    &renderer->table);
    if (renderer->skin.failed || renderer->drape.failed || renderer->table.failed ||
        renderer->hands[TB_HAND_PRESS].failed) {
        return tb_fail(error, TB_ERR_MEMORY, "renderer: no memory for the body's mesh");
    }
    tb_mesh_upload(&renderer->skin, GL_STATIC_DRAW);
    tb_mesh_upload(&renderer->drape, GL_STATIC_DRAW);
    tb_mesh_upload(&renderer->table, GL_STATIC_DRAW);
    tb_ghosts_build(renderer);
    return device_fault("a patient was set", error);
}

static bool make_target(tb_target *target, int width, int height, int samples)
{
    if (target->width == width && target->height == height && target->samples == samples) {
        return false;
    }
    destroy_target(target);
    target->width = width;
    target->height = height;
    target->samples = samples;
    glGenFramebuffers(1, &target->framebuffer);
    glGenRenderbuffers(1, &target->color);
    glGenRenderbuffers(1, &target->depth);
    glBindRenderbuffer(GL_RENDERBUFFER, target->color);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_RGBA8, width, height);
    glBindRenderbuffer(GL_RENDERBUFFER, target->depth);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_DEPTH_COMPONENT24, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, target->framebuffer);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, target->color);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, target->depth);
    return true;
}

static void fill_frame_block(tb_renderer *renderer, const tb_snapshot *after,
                             const tb_frame_desc *frame, tb_frame_block *block)
{
    memset(block, 0, sizeof *block);
    const tb_f3 from = tb_camera_eye(&renderer->region, &frame->camera);
    vec3 eye = {from.x, from.y, from.z};
    memcpy(renderer->eye_mm, eye, sizeof renderer->eye_mm);
    vec3 focus = {frame->camera.focus_t_mm, -frame->camera.focus_n_mm, frame->camera.focus_b_mm};
    const tb_f3 lift = tb_camera_up(&renderer->region, &frame->camera);
    vec3 up = {lift.x, lift.y, lift.z};
    mat4 view, projection, both;
    glm_lookat(eye, focus, up, view);
    const float aspect =
        frame->scene.height > 0 ? (float)frame->scene.width / (float)frame->scene.height : 1.6f;
    glm_perspective(FIELD_OF_VIEW_RAD, aspect, 20.0f, 3000.0f, projection);
    glm_mat4_mul(projection, view, both);
    memcpy(block->clip_from_site, both, sizeof block->clip_from_site);
    memcpy(renderer->clip_from_site, both, sizeof renderer->clip_from_site);
    memcpy(block->eye_mm, eye, sizeof eye);
    memcpy(block->room_up, up, sizeof up);
    memcpy(block->light, &renderer->light, sizeof renderer->light);
    const tb_cut *cut = &renderer->cut;
    const float frame_of_cut[4] = {(float)cut->plane.t0_mm, (float)cut->plane.b0_mm,
                                   (float)cut->plane.cos_azimuth, (float)cut->plane.sin_azimuth};
    const float shape[4] = {cut->lo_mm, cut->back_mm, cut->floor_mm, cut->slope};
    memcpy(block->cut_frame, frame_of_cut, sizeof frame_of_cut);
    memcpy(block->cut, shape, sizeof shape);
    block->cut_mode[0] = frame->view == TB_VIEW_FULL ? 1.0f : 0.0f;
    block->cut_mode[1] = cut->side;
    block->cut_mode[2] = cut->hi_mm;
    block->cut_mode[3] = cut->reach_mm;
    block->room_up[3] = cut->rolled ? (float)renderer->anatomy.roll.half_width_mm + 4.0f : 0.0f;
    if (after->patient.bruise_mm > 0.2f) {
        const float bruise[4] = {after->patient.bruise_t_mm, after->patient.bruise_b_mm,
                                 after->patient.bruise_mm, 0.8f};
        memcpy(block->bruise, bruise, sizeof bruise);
    }
    if (after->patient.blood_ul > 0.5f) {
        const float drop[4] = {after->patient.bruise_t_mm, after->patient.bruise_b_mm,
                               0.75f * cbrtf(after->patient.blood_ul), 1.0f};
        memcpy(block->blood, drop, sizeof drop);
    }
    if (after->needle.in_count > 0 && after->needle.entry_n_mm != 0.0f) {
        const float flush[4] = {after->needle.entry_t_mm, after->needle.entry_b_mm, 7.0f, 0.5f};
        memcpy(block->flush, flush, sizeof flush);
    }
    renderer->marked = block->bruise[3] > 0.0f || block->blood[3] > 0.0f || block->flush[3] > 0.0f;
}

static bool same_camera(const tb_camera *a, const tb_camera *b)
{
    return a->azimuth_rad == b->azimuth_rad && a->elevation_rad == b->elevation_rad &&
           a->distance_mm == b->distance_mm && a->focus_t_mm == b->focus_t_mm &&
           a->focus_b_mm == b->focus_b_mm && a->focus_n_mm == b->focus_n_mm;
}

static void upload_block(const tb_renderer *renderer, const tb_frame_block *block)
{
    glBindBuffer(GL_UNIFORM_BUFFER, renderer->frame_buffer_object);
    glBufferSubData(GL_UNIFORM_BUFFER, 0, sizeof *block, block);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, renderer->frame_buffer_object);
}

static void blit(GLuint from, GLuint to, int width, int height, int x, int y, GLbitfield what)
{
    glBindFramebuffer(GL_READ_FRAMEBUFFER, from);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to);
    glBlitFramebuffer(0, 0, width, height, x, y, x + width, y + height, what, GL_NEAREST);
}

/// How far the cut has to lie before the tool's plane, or false when it may stay where it is: a
/// finger may walk away behind it for a while, never press into the notch.
static bool cut_must_move(const tb_renderer *renderer, const tb_snapshot *after, float *lead_mm)
{
    const tb_cut *cut = &renderer->cut;
    const tb_section_plane *plane = &after->section.plane;
    *lead_mm = 0.0f;
    if (cut->kind != after->section.kind ||
        (cut->kind == TB_SECTION_NEEDLE && cut->build != after->section.build)) {
        return true;
    }
    const float off = tb_cut_ahead(cut, (float)plane->t0_mm, (float)plane->b0_mm);
    if (after->tick_ms - renderer->walk_tick_ms > 300) { // it rests
        return fabsf(off) > 0.8f;
    }
    if (off > 0.8f && after->finger.touching) {
        *lead_mm = 9.0f; // it comes nearer: leave it some way to go
        return true;
    }
    return off < -14.0f || off > 14.0f;
}

/// Fold lengths to a hundredth of a millimetre: what creeps less than that does not show.
static void hash_places(tb_hash *hash, const float *mm, int count)
{
    for (int k = 0; k < count; ++k) {
        tb_hash_i32(hash, (int32_t)lroundf(100.0f * mm[k]));
    }
}

/// Hash of what shows beside the lattice.
static uint64_t hash_of_rest(const tb_snapshot *after, const tb_frame_desc *frame)
{
    tb_hash hash = tb_hash_start();
    const uint32_t since_ms = after->tick_ms - after->twitch.last_tick_ms;
    const bool rings = after->twitch.last_tick_ms > 0 && since_ms < 400;
    tb_hash_i32(&hash, rings ? (int32_t)after->tick_ms : 0);
    const float finger[] = {after->finger.t_mm, after->finger.b_mm,      after->finger.s_mm,
                            after->finger.y_mm, after->finger.hand_s_mm, after->finger.hand_y_mm};
    const int32_t states[] = {after->finger.active,  after->finger.touching,   after->grip.active,
                              after->grip.pinching,  after->bands.count,       after->needle.stage,
                              after->needle.tube_on, after->needle.track_count};
    tb_hash_bytes(&hash, states, sizeof states);
    hash_places(&hash, finger, 6);
    hash_places(&hash, after->grip.s_mm, 2);
    hash_places(&hash, after->grip.y_mm, 2);
    hash_places(&hash, after->grip.hand_s_mm, 2);
    hash_places(&hash, after->grip.hand_y_mm, 2);
    hash_places(&hash, after->bands.s_mm, 4);
    hash_places(&hash, after->bands.y_mm, 4);
    hash_places(&hash, after->needle.s_mm, TB_SNAPSHOT_NEEDLE_NODES);
    hash_places(&hash, after->needle.y_mm, TB_SNAPSHOT_NEEDLE_NODES);
    hash_places(&hash, &after->needle.entry_t_mm, 1);
    hash_places(&hash, &after->needle.entry_b_mm, 1);
    hash_places(&hash, &after->needle.reserve_mm, 1);
    hash_places(&hash, &after->needle.spin_rad, 1);
    tb_hash_bytes(&hash, &after->declared, sizeof after->declared);
    tb_hash_i32(&hash, (int32_t)after->section.build);
    tb_hash_bytes(&hash, &after->section.plane, sizeof after->section.plane);
    tb_hash_f64(&hash, (double)after->patient.blood_ul);
    tb_hash_f64(&hash, (double)after->patient.bruise_mm);
    const int32_t flags[] = {(int32_t)frame->view, frame->show_target,   frame->show_strain,
                             frame->show_reserve,  frame->aiming,        frame->width,
                             frame->height,        frame->section.width, frame->section.height};
    tb_hash_bytes(&hash, flags, sizeof flags);
    if (frame->aiming) {
        const float aim[] = {frame->aim_t_mm, frame->aim_b_mm, frame->aim_tilt_rad,
                             frame->aim_azimuth_rad};
        tb_hash_bytes(&hash, aim, sizeof aim);
    }
    return hash.value;
}

/// Note what moved since the last frame. While all rests, nothing is drawn again; the first motion
/// after a rest is drawn at once, whoever's turn it is.
static void note_motion(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame)
{
    const float seen_mm = 0.01f; // a tenth of a pixel
    tb_drawn *drawn = &renderer->drawn;
    const uint64_t rest = hash_of_rest(after, frame);
    bool moved = !drawn->known || rest != drawn->rest;
    for (int k = 0; k < TB_SECTION_NODES && !moved; ++k) {
        moved = fabsf(after->section.s_mm[k] - drawn->s_mm[k]) > seen_mm ||
                fabsf(after->section.y_mm[k] - drawn->y_mm[k]) > seen_mm;
    }
    if (moved) {
        memcpy(drawn->s_mm, after->section.s_mm, sizeof drawn->s_mm);
        memcpy(drawn->y_mm, after->section.y_mm, sizeof drawn->y_mm);
        drawn->rest = rest;
        drawn->known = true;
        drawn->scene_due = drawn->section_due = true;
    }
    if (frame->view == TB_VIEW_OUTLINE && renderer->breathing.index_count > 0) {
        drawn->scene_due = true; // what breathes never rests
    }
    drawn->quiet = !moved;
}

static tb_rect both_rects(tb_rect a, tb_rect b)
{
    const int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    const int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
    const int top = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
    return (tb_rect){x, y, right - x, top - y};
}

/// Build the cut anew; of the cached layer only what shows the old or the new one is drawn again.
static void renew_cut(tb_renderer *renderer, const tb_snapshot *after, float lead_mm,
                      const tb_frame_desc *frame, const float eye[3])
{
    const int width = frame->scene.width, height = frame->scene.height;
    tb_rect old = {0, 0, 0, 0}, now = {0, 0, 0, 0};
    const bool part = renderer->still_valid && renderer->still_view == frame->view &&
                      tb_cut_bounds(renderer, width, height, &old);
    tb_cut_build(renderer, after, lead_mm, frame->view, eye);
    renderer->still_dirty = (tb_rect){0, 0, 0, 0};
    if (part && tb_cut_bounds(renderer, width, height, &now)) {
        renderer->still_dirty = both_rects(old, now);
    }
    renderer->still_valid = false;
    renderer->still_view = frame->view;
}

/// Keep picture and cut with the tool. On the light tier they are renewed one after the other, on
/// frames that draw no scene.
/// @return false while the scene on screen is to stay, because its cut is about to be renewed
static bool follow_section(tb_renderer *renderer, const tb_snapshot *after,
                           const tb_frame_desc *frame)
{
    tb_cut *cut = &renderer->cut;
    const tb_f3 from = tb_camera_eye(&renderer->region, &frame->camera);
    const float eye[3] = {from.x, from.y, from.z};
    if (fabsf((float)after->section.plane.t0_mm - renderer->walk_t0_mm) > 0.2f) {
        renderer->walk_t0_mm = (float)after->section.plane.t0_mm;
        renderer->walk_tick_ms = after->tick_ms;
    }
    const bool fresh = !cut->valid || renderer->still_view != frame->view;
    const bool turned = cut->valid && tb_cut_ahead(cut, eye[0], eye[2]) < 0.0f;
    float lead_mm = 0.0f;
    const bool move = fresh || turned || cut_must_move(renderer, after, &lead_mm);
    const bool walked = fabsf((float)after->section.plane.t0_mm - renderer->picture_t0_mm) > 0.4f &&
                        after->tick_ms - renderer->picture_tick_ms > 150;
    const bool stale = renderer->picture_build != after->section.build || walked;
    const bool at_once = renderer->tier != TB_TIER_LIGHT || fresh || turned;
    const bool turn = renderer->frame_count % 2 == 1;
    const bool paint = fresh || (stale && (at_once || (turn && !(move && renderer->painted_last))));
    const bool build = move && (at_once || (turn && !paint));
    if (paint) {
        tb_section_paint(renderer, after);
        renderer->drawn.scene_due = renderer->drawn.section_due = true;
    }
    if (build) {
        renew_cut(renderer, after, lead_mm, frame, eye);
    }
    if (turn) {
        renderer->painted_last = paint;
    }
    return !move || (build && at_once);
}

/// The cached layer into its target: all of it, or the part that a renewed cut changes.
static void draw_still(tb_renderer *renderer, const tb_frame_desc *frame, bool whole)
{
    const tb_rect *part = &renderer->still_dirty;
    if (!whole && part->width > 0) {
        glEnable(GL_SCISSOR_TEST);
        glScissor(part->x, part->y, part->width, part->height);
    }
    glClearColor(0.0f, 0.0f, 0.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    tb_scene_draw_still(renderer, frame->view);
    glDisable(GL_SCISSOR_TEST);
    renderer->still_valid = true;
    renderer->still_camera = frame->camera;
    renderer->still_dirty = (tb_rect){0, 0, 0, 0};
}

/// Light tier: what rests is cached, what moves is drawn on every second frame, and a moving camera
/// is followed at half size.
static void draw_scene_cached(tb_renderer *renderer, const tb_snapshot *before,
                              const tb_snapshot *after, float blend, const tb_frame_desc *frame,
                              bool hold, bool at_once)
{
    const int width = frame->scene.width, height = frame->scene.height;
    const bool resized = make_target(&renderer->still, width, height, 0);
    make_target(&renderer->live, width, height, 0);
    const bool moving =
        !resized && renderer->camera_known && !same_camera(&renderer->last_camera, &frame->camera);
    const int scale = moving ? 2 : 1;
    const bool whole = resized || scale != renderer->scale ||
                       !same_camera(&renderer->still_camera, &frame->camera);
    const bool dirty = whole || !renderer->still_valid;
    const bool due =
        resized || moving || scale != renderer->scale ||
        (!hold &&
         (dirty || (renderer->drawn.scene_due && (at_once || renderer->frame_count % 2 == 0))));
    renderer->scale = scale;
    if (!due) {
        return;
    }
    renderer->drawn.scene_due = false;
    const int w = width / scale, h = height / scale;
    tb_frame_block block;
    fill_frame_block(renderer, after, frame, &block);
    tb_scene_update(renderer, before, after, blend, frame, &block);
    upload_block(renderer, &block);
    glDisable(GL_SCISSOR_TEST);
    glViewport(0, 0, w, h);
    if (dirty) {
        glBindFramebuffer(GL_FRAMEBUFFER, renderer->still.framebuffer);
        draw_still(renderer, frame, whole);
    }
    blit(renderer->still.framebuffer, renderer->live.framebuffer, w, h, 0, 0,
         GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->live.framebuffer);
    tb_scene_draw_live(renderer, after, frame);
}

/// Other tiers: everything in every frame, with several samples per pixel.
static void draw_scene_whole(tb_renderer *renderer, const tb_snapshot *before,
                             const tb_snapshot *after, float blend, const tb_frame_desc *frame)
{
    const int width = frame->scene.width, height = frame->scene.height;
    make_target(&renderer->still, width, height, renderer->samples);
    make_target(&renderer->live, width, height, 0);
    renderer->scale = 1;
    tb_frame_block block;
    fill_frame_block(renderer, after, frame, &block);
    tb_scene_update(renderer, before, after, blend, frame, &block);
    upload_block(renderer, &block);
    glDisable(GL_SCISSOR_TEST);
    glViewport(0, 0, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->still.framebuffer);
    draw_still(renderer, frame, true);
    tb_scene_draw_live(renderer, after, frame);
    blit(renderer->still.framebuffer, renderer->live.framebuffer, width, height, 0, 0,
         GL_COLOR_BUFFER_BIT);
}

static void draw_scene(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                       float blend, const tb_frame_desc *frame, bool hold, bool at_once,
                       GLuint window)
{
    renderer->scene = frame->scene;
    if (renderer->tier == TB_TIER_LIGHT) {
        draw_scene_cached(renderer, before, after, blend, frame, hold, at_once);
    } else {
        draw_scene_whole(renderer, before, after, blend, frame);
    }
    renderer->last_camera = frame->camera;
    renderer->camera_known = true;
    const int width = frame->scene.width, height = frame->scene.height, scale = renderer->scale;
    const int x = frame->scene.x, y = frame->height - frame->scene.y - height;
    glBindFramebuffer(GL_READ_FRAMEBUFFER, renderer->live.framebuffer);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, window);
    glBlitFramebuffer(0, 0, width / scale, height / scale, x, y, x + width, y + height,
                      GL_COLOR_BUFFER_BIT, scale > 1 ? GL_LINEAR : GL_NEAREST);
}

/// The section has its own target: on the light tier it is drawn on the frames that the scene is
/// not.
static void draw_section(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                         float blend, const tb_frame_desc *frame, bool at_once, GLuint window)
{
    const tb_rect *rect = &frame->section;
    const bool resized = make_target(&renderer->flat, rect->width, rect->height, 0);
    const bool turn = at_once || renderer->frame_count % 2 == 1;
    if (resized || renderer->tier != TB_TIER_LIGHT || (turn && renderer->drawn.section_due) ||
        renderer->flat_build != after->section.build) {
        renderer->drawn.section_due = false;
        glBindFramebuffer(GL_FRAMEBUFFER, renderer->flat.framebuffer);
        tb_section_view_draw(renderer, before, after, blend, frame);
        renderer->flat_build = after->section.build;
    }
    blit(renderer->flat.framebuffer, window, rect->width, rect->height, rect->x,
         frame->height - rect->y - rect->height, GL_COLOR_BUFFER_BIT);
}

void tb_renderer_draw(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                      float blend, const tb_frame_desc *frame)
{
    if (renderer->null || !renderer->has_patient) {
        return;
    }
    GLint window = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &window);
    const bool rested = renderer->drawn.quiet;
    note_motion(renderer, after, frame);
    const bool ready = follow_section(renderer, after, frame);
    if (frame->scene.width > 0 && frame->scene.height > 0) {
        draw_scene(renderer, before, after, blend, frame, !ready, rested, (GLuint)window);
    }
    if (frame->section.width > 0 && frame->section.height > 0) {
        draw_section(renderer, before, after, blend, frame, rested, (GLuint)window);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, (GLuint)window);
    if (frame->scan.width > 0 && frame->scan.height > 0) {
        tb_scan_view_draw(renderer, before, after, blend, frame);
    }
    renderer->frame_count += 1;
    // leave GL as a user-interface library expects it
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glBindVertexArray(0);
    glUseProgram(0);
    glActiveTexture(GL_TEXTURE0);
    glViewport(0, 0, frame->width, frame->height);
}

bool tb_renderer_project(const tb_renderer *renderer, float t_mm, float b_mm, float n_mm,
                         float *x_px, float *y_px)
{
    const float *m = renderer->clip_from_site;
    const float p[4] = {t_mm, -n_mm, b_mm, 1.0f};
    float clip[4];
    for (int row = 0; row < 4; ++row) {
        clip[row] = m[row] * p[0] + m[4 + row] * p[1] + m[8 + row] * p[2] + m[12 + row] * p[3];
    }
    if (clip[3] <= 1.0f) {
        return false;
    }
    const float x = clip[0] / clip[3], y = clip[1] / clip[3];
    *x_px = (float)renderer->scene.x + (0.5f + 0.5f * x) * (float)renderer->scene.width;
    *y_px = (float)renderer->scene.y + (0.5f - 0.5f * y) * (float)renderer->scene.height;
    return fabsf(x) <= 1.0f && fabsf(y) <= 1.0f;
}

bool tb_renderer_pick(const tb_renderer *renderer, float x_px, float y_px, float *t_mm, float *b_mm)
{
    if (!renderer->has_patient || renderer->scene.width <= 0 || renderer->scene.height <= 0) {
        return false;
    }
    mat4 clip_from_site, site_from_clip;
    memcpy(clip_from_site, renderer->clip_from_site, sizeof clip_from_site);
    glm_mat4_inv(clip_from_site, site_from_clip);
    const float x = 2.0f * (x_px - (float)renderer->scene.x) / (float)renderer->scene.width - 1.0f;
    const float y = 1.0f - 2.0f * (y_px - (float)renderer->scene.y) / (float)renderer->scene.height;
    vec4 far_clip = {x, y, 1.0f, 1.0f}, far_point;
    glm_mat4_mulv(site_from_clip, far_clip, far_point);
    if (fabsf(far_point[3]) < 1e-12f) {
        return false;
    }
    const tb_f3 eye = {renderer->eye_mm[0], renderer->eye_mm[1], renderer->eye_mm[2]};
    const tb_f3 target = {far_point[0] / far_point[3], far_point[1] / far_point[3],
                          far_point[2] / far_point[3]};
    const tb_f3 ray = tb_f3_unit(tb_f3_sub(target, eye));
    float along = 0.0f;
    for (int n = 0; n < 160 && along < 2500.0f; ++n) {
        const tb_f3 p = tb_f3_add(eye, tb_f3_scale(ray, along));
        const float d = tb_region_skin(&renderer->region, p);
        if (d < 0.1f) {
            *t_mm = p.x;
            *b_mm = p.z;
            return true;
        }
        along += TB_REGION_STEP * d;
    }
    return false;
}
