#include "tautband/core/alloc.h"
#include "tautband/render/tier.h"

#include "hand_mesh.h"
#include "render_internal.h"

#include <cglm/cglm.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/// Samples per pixel that the tier, or whoever made the renderer, wants and the device has.
static int choose_samples(tb_tier tier, int wanted)
{
    if (tier == TB_TIER_LIGHT) {
        return 0;
    }
    GLint most = 0;
    glGetIntegerv(GL_MAX_SAMPLES, &most);
    wanted = wanted > 0 ? wanted : 4;
    return wanted == 1 ? 0 : most < wanted ? (int)most : wanted;
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
    const char *device = (const char *)glGetString(GL_RENDERER);
    snprintf(renderer->device, sizeof renderer->device, "%s", device != NULL ? device : "");
    renderer->tier = desc->tier != TB_TIER_AUTO           ? desc->tier
                     : tb_tier_software(renderer->device) ? TB_TIER_LIGHT
                                                          : TB_TIER_NORMAL;
    renderer->progress = desc->progress;
    renderer->progress_context = desc->progress_context;
    const tb_status status = tb_materials_create(renderer, error);
    if (status != TB_OK) {
        tb_renderer_destroy(renderer);
        return status;
    }
    renderer->wanted_samples = desc->samples;
    renderer->samples = choose_samples(renderer->tier, desc->samples);
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
        tb_target_destroy(&renderer->sharp.target);
        tb_target_destroy(&renderer->coarse.target);
        tb_target_destroy(&renderer->many);
        tb_target_destroy(&renderer->enlarged);
        tb_target_destroy(&renderer->live);
        tb_target_destroy(&renderer->flat);
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

const char *tb_renderer_device(const tb_renderer *renderer)
{
    return renderer->device;
}

int tb_renderer_samples(const tb_renderer *renderer)
{
    return renderer->samples;
}

void tb_renderer_set_tier(tb_renderer *renderer, tb_tier tier)
{
    renderer->tier = tier;
    renderer->has_patient = false;
    if (!renderer->null) {
        renderer->samples = choose_samples(tier, renderer->wanted_samples);
    }
}

tb_scene_work tb_renderer_work(const tb_renderer *renderer, float *scale)
{
    *scale = renderer->scale;
    return renderer->work;
}

tb_status tb_renderer_set_patient(tb_renderer *renderer, const tb_case *model,
                                  const tb_anatomy *anatomy, tb_error *error)
{
    renderer->anatomy = *anatomy;
    renderer->hide_hazards = model->difficulty.hide_hazards;
    renderer->has_patient = true;
    tb_stills_spoil(renderer, NULL);
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
