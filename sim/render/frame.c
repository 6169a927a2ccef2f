// One frame: targets, uniforms, the cached and the moving layer of the scene, the section.
#include "render_internal.h"

#include <cglm/cglm.h>
#include <math.h>
#include <string.h>

static const float FIELD_OF_VIEW_RAD = 0.50f;

void tb_target_destroy(tb_target *target)
{
    if (target->framebuffer != 0) {
        glDeleteFramebuffers(1, &target->framebuffer);
        glDeleteRenderbuffers(1, &target->color);
        glDeleteRenderbuffers(1, &target->depth);
    }
    *target = (tb_target){0};
}

static bool make_target(tb_target *target, int width, int height, int samples)
{
    if (target->width == width && target->height == height && target->samples == samples) {
        return false;
    }
    tb_target_destroy(target);
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
    if (renderer->anatomy.left) { // everything lives in right-sided axes: the picture is mirrored
        mat4 mirror = GLM_MAT4_IDENTITY_INIT;
        mirror[0][0] = -1.0f;
        glm_mat4_mul(mirror, both, both);
    }
    memcpy(block->clip_from_site, both, sizeof block->clip_from_site);
    memcpy(renderer->clip_from_site, both, sizeof renderer->clip_from_site);
    memcpy(block->eye_mm, eye, sizeof eye);
    memcpy(block->room_up, &renderer->region.up, sizeof renderer->region.up);
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
    memcpy(block->exits, cut->exit_mm, sizeof cut->exit_mm);
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
    // new storage instead of a part of the old: nobody waits for the frame that still reads it
    glBufferData(GL_UNIFORM_BUFFER, sizeof *block, block, GL_STREAM_DRAW);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, renderer->frame_buffer_object);
}

static void blit(GLuint from, GLuint to, int width, int height, int x, int y, GLbitfield what)
{
    glBindFramebuffer(GL_READ_FRAMEBUFFER, from);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to);
    glBlitFramebuffer(0, 0, width, height, x, y, x + width, y + height, what, GL_NEAREST);
}

/// What to draw of the scene, and how large.
typedef struct scene_plan {
    tb_scene_work work;
    float scale;
    int width, height; ///< of the picture drawn, the scene's size times the scale
} scene_plan;

static float or_usual(float wanted, float usual)
{
    return wanted <= 0.0f ? usual : fminf(fmaxf(wanted, 0.25f), 1.0f);
}

static scene_plan plan_scene(const tb_renderer *renderer, const tb_frame_desc *frame, bool resized)
{
    enum { RESTED = 12 }; ///< frames without motion after which a coarse picture becomes sharp
    const bool moving =
        !resized && renderer->camera_known && !same_camera(&renderer->last_camera, &frame->camera);
    const float half = renderer->tier == TB_TIER_LIGHT ? 0.5f : 1.0f;
    scene_plan plan = {TB_SCENE_MOTION, or_usual(frame->motion_scale, 1.0f), 0, 0};
    if (moving) {
        plan.work = TB_SCENE_CAMERA;
        plan.scale = or_usual(frame->camera_scale, half);
    } else if (plan.scale < 1.0f && renderer->drawn.still_frames >= RESTED) {
        plan.work = TB_SCENE_ANEW;
        plan.scale = 1.0f;
    }
    plan.width = (int)(plan.scale * (float)frame->scene.width + 0.5f);
    plan.height = (int)(plan.scale * (float)frame->scene.height + 0.5f);
    return plan;
}

/// The part of a smaller picture that shows a part of the scene at full size.
static void scissor_to(const tb_rect *part, float scale)
{
    const int x = (int)floorf(scale * (float)part->x) - 1,
              y = (int)floorf(scale * (float)part->y) - 1;
    const int right = (int)ceilf(scale * (float)(part->x + part->width)) + 1;
    const int top = (int)ceilf(scale * (float)(part->y + part->height)) + 1;
    glEnable(GL_SCISSOR_TEST);
    glScissor(x, y, right - x, top - y);
}

/// What rests into the bound target.
static void draw_resting(tb_renderer *renderer, const tb_frame_desc *frame)
{
    glClearColor(0.0f, 0.0f, 0.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    tb_scene_draw_still(renderer, frame->view);
}

/// The cached layer into its target: all of it, or the part that a renewed cut changes.
static void renew_layer(tb_renderer *renderer, tb_still *layer, const scene_plan *plan,
                        const tb_frame_desc *frame, bool whole)
{
    glBindFramebuffer(GL_FRAMEBUFFER, layer->target.framebuffer);
    if (!whole && layer->dirty.width > 0) {
        scissor_to(&layer->dirty, plan->scale);
    }
    draw_resting(renderer, frame);
    glDisable(GL_SCISSOR_TEST);
    layer->valid = true;
    layer->scale = plan->scale;
    layer->camera = frame->camera;
    layer->dirty = (tb_rect){0, 0, 0, 0};
}

static void begin_scene(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                        float blend, const tb_frame_desc *frame, const scene_plan *plan)
{
    tb_frame_block block;
    renderer->drawn.scene_due = false;
    fill_frame_block(renderer, after, frame, &block);
    tb_scene_update(renderer, before, after, blend, frame, &block);
    upload_block(renderer, &block);
    glDisable(GL_SCISSOR_TEST);
    glViewport(0, 0, plan->width, plan->height);
}

/// Light tier: what rests is cached, what moves is drawn on every second frame, and a moving camera
/// is followed at half size.
static void draw_scene_cached(tb_renderer *renderer, const tb_snapshot *before,
                              const tb_snapshot *after, float blend, const tb_frame_desc *frame,
                              bool hold, bool at_once)
{
    const int width = frame->scene.width, height = frame->scene.height;
    const bool resized = make_target(&renderer->live, width, height, 0);
    const scene_plan plan = plan_scene(renderer, frame, resized);
    tb_still *layer = plan.scale < 1.0f ? &renderer->coarse : &renderer->sharp;
    const bool fresh = make_target(&layer->target, width, height, 0);
    const bool whole =
        fresh || plan.scale != layer->scale || !same_camera(&layer->camera, &frame->camera);
    const bool dirty = whole || !layer->valid;
    const bool turn = at_once || renderer->frame_count % 2 == 0;
    const bool due = resized || plan.work == TB_SCENE_CAMERA || plan.scale != renderer->scale ||
                     (!hold && (dirty || (renderer->drawn.scene_due && turn)));
    if (!due) {
        return;
    }
    renderer->work = whole && plan.work == TB_SCENE_MOTION ? TB_SCENE_ANEW : plan.work;
    renderer->scale = plan.scale;
    begin_scene(renderer, before, after, blend, frame, &plan);
    if (dirty) {
        renew_layer(renderer, layer, &plan, frame, whole);
    }
    blit(layer->target.framebuffer, renderer->live.framebuffer, plan.width, plan.height, 0, 0,
         GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->live.framebuffer);
    tb_scene_draw_live(renderer, after, frame);
}

/// Other tiers: everything in every frame in which anything moves, with several samples per pixel.
static void draw_scene_whole(tb_renderer *renderer, const tb_snapshot *before,
                             const tb_snapshot *after, float blend, const tb_frame_desc *frame)
{
    const int width = frame->scene.width, height = frame->scene.height;
    const bool resized = make_target(&renderer->live, width, height, 0);
    const bool fresh = make_target(&renderer->many, width, height, renderer->samples);
    const scene_plan plan = plan_scene(renderer, frame, resized);
    const bool due = resized || fresh || plan.work == TB_SCENE_CAMERA ||
                     plan.scale != renderer->scale || !renderer->sharp.valid ||
                     renderer->drawn.scene_due;
    if (!due) {
        return;
    }
    renderer->work = plan.work;
    renderer->scale = plan.scale;
    renderer->sharp.valid = true; // what is shown is up to date with the cut
    begin_scene(renderer, before, after, blend, frame, &plan);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->many.framebuffer);
    draw_resting(renderer, frame);
    tb_scene_draw_live(renderer, after, frame);
    blit(renderer->many.framebuffer, renderer->live.framebuffer, plan.width, plan.height, 0, 0,
         GL_COLOR_BUFFER_BIT);
}

/// Enlarge the picture from a part of the live target.
static void enlarge(const tb_renderer *renderer, GLuint to, const tb_rect *place)
{
    const int width = (int)(renderer->scale * (float)place->width + 0.5f),
              height = (int)(renderer->scale * (float)place->height + 0.5f);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, renderer->live.framebuffer);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to);
    glBlitFramebuffer(0, 0, width, height, place->x, place->y, place->x + place->width,
                      place->y + place->height, GL_COLOR_BUFFER_BIT, GL_LINEAR);
}

/// The scene into the window. Enlarging costs software more than all of a small picture, so what
/// will be shown again is enlarged once; under a moving camera nothing is.
static void show_scene(tb_renderer *renderer, const tb_frame_desc *frame, GLuint window)
{
    const int width = frame->scene.width, height = frame->scene.height;
    const tb_rect place = {frame->scene.x, frame->height - frame->scene.y - height, width, height};
    if (renderer->work != TB_SCENE_KEPT) {
        renderer->enlarged_valid = false;
    }
    if (renderer->scale >= 1.0f) {
        blit(renderer->live.framebuffer, window, width, height, place.x, place.y,
             GL_COLOR_BUFFER_BIT);
    } else if (renderer->work == TB_SCENE_CAMERA) {
        enlarge(renderer, window, &place);
    } else {
        if (make_target(&renderer->enlarged, width, height, 0) || !renderer->enlarged_valid) {
            const tb_rect whole = {0, 0, width, height};
            enlarge(renderer, renderer->enlarged.framebuffer, &whole);
            renderer->enlarged_valid = true;
        }
        blit(renderer->enlarged.framebuffer, window, width, height, place.x, place.y,
             GL_COLOR_BUFFER_BIT);
    }
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
    show_scene(renderer, frame, window);
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
        renderer->flat_build != after->section.build ||
        renderer->flat_turned != frame->section_turned) {
        renderer->drawn.section_due = false;
        glBindFramebuffer(GL_FRAMEBUFFER, renderer->flat.framebuffer);
        tb_section_view_draw(renderer, before, after, blend, frame);
        renderer->flat_build = after->section.build;
        renderer->flat_turned = frame->section_turned;
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
    const GLuint window = frame->target;
    const bool rested = renderer->drawn.quiet;
    renderer->work = TB_SCENE_KEPT;
    tb_motion_note(renderer, after, frame);
    const bool ready = tb_motion_follow(renderer, after, frame);
    if (frame->scene.width > 0 && frame->scene.height > 0) {
        draw_scene(renderer, before, after, blend, frame, !ready, rested, window);
    }
    if (frame->section.width > 0 && frame->section.height > 0) {
        draw_section(renderer, before, after, blend, frame, rested, window);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, window);
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
