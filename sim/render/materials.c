// Programs, and the materials that belong to no patient, baked once on GL.
#include "render_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static GLuint texture_2d(GLenum format, int width, int height, GLenum layout, GLenum type,
                         bool repeat, bool smooth)
{
    GLuint texture;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, (GLint)format, width, height, 0, layout, type, NULL);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, smooth ? GL_LINEAR : GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, smooth ? GL_LINEAR : GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, repeat ? GL_REPEAT : GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, repeat ? GL_REPEAT : GL_CLAMP_TO_EDGE);
    return texture;
}

static GLuint texture_array(int size, int layers)
{
    GLuint texture;
    int levels = 1;
    for (int s = size; s > 1; s /= 2) {
        ++levels;
    }
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D_ARRAY, texture);
    for (int level = 0; level < levels; ++level) {
        const int s = size >> level > 0 ? size >> level : 1;
        glTexImage3D(GL_TEXTURE_2D_ARRAY, level, GL_RGBA8, s, s, layers, 0, GL_RGBA,
                     GL_UNSIGNED_BYTE, NULL);
    }
    // one mip level per sample: trilinear filtering costs a software rasteriser twice as much
    glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
    glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    return texture;
}

/// One more step of creating is done.
static void tell(tb_renderer *renderer)
{
    const int total = TB_PROGRAM_COUNT + TB_MATERIALS + 2;
    ++renderer->steps_done;
    glUseProgram(0); // a deleted program could not be taken up again by who draws
    if (renderer->progress != NULL) {
        renderer->progress(renderer->progress_context, renderer->steps_done, total);
    }
}

static tb_status build_programs(tb_renderer *renderer, tb_error *error)
{
    static const struct {
        const char *vertex, *fragment, *defines;
    } wanted[TB_PROGRAM_COUNT] = {
        [TB_PROGRAM_BACKGROUND] = {"fullscreen.vert", "background.frag", ""},
        [TB_PROGRAM_SKIN] = {"surface.vert", "skin.frag", "#define PATCH 0\n"},
        [TB_PROGRAM_PATCH] = {"surface.vert", "skin.frag", "#define PATCH 1\n"},
        [TB_PROGRAM_PATCH_MARKED] = {"surface.vert", "skin.frag", "#define PATCH 2\n"},
        [TB_PROGRAM_DRAPE] = {"surface.vert", "cloth.frag", "#define TABLE 0\n"},
        [TB_PROGRAM_TABLE] = {"surface.vert", "cloth.frag", "#define TABLE 1\n"},
        [TB_PROGRAM_TISSUE] = {"surface.vert", "tissue.frag", "#define LIVE 1\n"},
        [TB_PROGRAM_TISSUE_STILL] = {"surface.vert", "tissue.frag", "#define LIVE 0\n"},
        [TB_PROGRAM_PLANE] = {"surface.vert", "plane.frag", "#define LIVE 1\n"},
        [TB_PROGRAM_PLANE_STILL] = {"surface.vert", "plane.frag", "#define LIVE 0\n"},
        [TB_PROGRAM_GLOVE] = {"surface.vert", "glove.frag", ""},
        [TB_PROGRAM_METAL] = {"surface.vert", "metal.frag", ""},
        [TB_PROGRAM_GHOST] = {"surface.vert", "ghost.frag", ""},
        [TB_PROGRAM_SECTION] = {"section.vert", "section.frag", ""},
        [TB_PROGRAM_SCAN] = {"section.vert", "scan.frag", ""},
    };
    tb_programs *p = &renderer->programs;
    for (int k = 0; k < TB_PROGRAM_COUNT; ++k) {
        const tb_status status =
            tb_shader_build(&renderer->source, wanted[k].vertex, wanted[k].fragment,
                            wanted[k].defines, &p->id[k], error);
        if (status != TB_OK) {
            return status;
        }
        p->model[k] = glGetUniformLocation(p->id[k], "u_model");
        tell(renderer);
    }
    const tb_status status = tb_shader_build(&renderer->source, "fullscreen.vert",
                                             "bake_section.frag", "", &p->bake_section, error);
    if (status != TB_OK) {
        return status;
    }
    p->plane_highlight = glGetUniformLocation(p->id[TB_PROGRAM_PLANE], "u_highlight");
    p->section_size = glGetUniformLocation(p->id[TB_PROGRAM_SECTION], "u_size_px");
    p->scan_size = glGetUniformLocation(p->id[TB_PROGRAM_SCAN], "u_size_px");
    p->section_highlight = glGetUniformLocation(p->id[TB_PROGRAM_SECTION], "u_highlight");
    p->bake_extent = glGetUniformLocation(p->bake_section, "u_extent");
    p->bake_kind = glGetUniformLocation(p->bake_section, "u_kind");
    p->bake_texels = glGetUniformLocation(p->bake_section, "u_texels");
    p->bake_structure_rows = glGetUniformLocation(p->bake_section, "u_structure_rows");
    p->bake_structure = glGetUniformLocation(p->bake_section, "u_structure");
    return TB_OK;
}

static void attach_layer(GLenum slot, GLuint texture, int layer)
{
    glFramebufferTextureLayer(GL_FRAMEBUFFER, slot, texture, 0, layer);
}

static tb_status bake_materials(tb_renderer *renderer, tb_error *error)
{
    static const float strength[TB_MATERIALS] = {3.0f, 5.0f, 3.0f, 4.0f, 4.0f, 3.5f};
    static const GLenum both[2] = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
    renderer->material_albedo = texture_array(TB_MATERIAL_SIZE, TB_MATERIALS);
    renderer->material_normal = texture_array(TB_MATERIAL_SIZE, TB_MATERIALS);
    const GLuint height = texture_2d(GL_RGBA8, TB_MATERIAL_SIZE, TB_MATERIAL_SIZE, GL_RGBA,
                                     GL_UNSIGNED_BYTE, true, true);
    GLuint framebuffer, normal_program = 0;
    tb_status status = tb_shader_build(&renderer->source, "fullscreen.vert", "bake_normal.frag", "",
                                       &normal_program, error);
    glGenFramebuffers(1, &framebuffer);
    for (int m = 0; m < TB_MATERIALS && status == TB_OK; ++m) {
        tell(renderer); // who is told may draw: everything is set again
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glViewport(0, 0, TB_MATERIAL_SIZE, TB_MATERIAL_SIZE);
        glDisable(GL_DEPTH_TEST);
        glDisable(GL_BLEND);
        glDisable(GL_SCISSOR_TEST);
        glBindVertexArray(renderer->empty_array);
        char define[32];
        GLuint program = 0;
        snprintf(define, sizeof define, "#define MATERIAL %d\n", m);
        status = tb_shader_build(&renderer->source, "fullscreen.vert", "bake_material.frag", define,
                                 &program, error);
        if (status != TB_OK) {
            break;
        }
        attach_layer(GL_COLOR_ATTACHMENT0, renderer->material_albedo, m);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D, height, 0);
        glDrawBuffers(2, both);
        glUseProgram(program);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glDeleteProgram(program);

        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D, 0, 0);
        attach_layer(GL_COLOR_ATTACHMENT0, renderer->material_normal, m);
        glDrawBuffers(1, both);
        glUseProgram(normal_program);
        glUniform1f(glGetUniformLocation(normal_program, "u_strength"), strength[m]);
        glUniform1f(glGetUniformLocation(normal_program, "u_size"), (float)TB_MATERIAL_SIZE);
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, height);
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }
    glDeleteProgram(normal_program);
    glDeleteTextures(1, &height);
    glDeleteFramebuffers(1, &framebuffer);
    glBindTexture(GL_TEXTURE_2D_ARRAY, renderer->material_albedo);
    glGenerateMipmap(GL_TEXTURE_2D_ARRAY);
    glBindTexture(GL_TEXTURE_2D_ARRAY, renderer->material_normal);
    glGenerateMipmap(GL_TEXTURE_2D_ARRAY);
    return status;
}

/// Noise that the picture of every section uses.
static tb_status bake_noise(tb_renderer *renderer, tb_error *error)
{
    GLuint program = 0;
    const tb_status status = tb_shader_build(&renderer->source, "fullscreen.vert",
                                             "bake_noise.frag", "", &program, error);
    if (status != TB_OK) {
        return status;
    }
    static const GLenum one[1] = {GL_COLOR_ATTACHMENT0};
    renderer->section_noise =
        texture_2d(GL_RGBA8, renderer->section_width, renderer->section_height, GL_RGBA,
                   GL_UNSIGNED_BYTE, false, true);
    GLuint framebuffer;
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                           renderer->section_noise, 0);
    glDrawBuffers(1, one);
    glViewport(0, 0, renderer->section_width, renderer->section_height);
    glBindVertexArray(renderer->empty_array);
    glUseProgram(program);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteProgram(program);
    return TB_OK;
}

tb_status tb_materials_create(tb_renderer *renderer, tb_error *error)
{
    glGenVertexArrays(1, &renderer->empty_array);
    tb_status status = build_programs(renderer, error);
    if (status == TB_OK) {
        status = bake_materials(renderer, error);
    }
    if (status != TB_OK) {
        return status;
    }
    const bool light = renderer->tier == TB_TIER_LIGHT;
    renderer->section_width = light ? 512 : 1024;
    renderer->section_height = light ? 256 : 512;
    tell(renderer);
    status = bake_noise(renderer, error);
    if (status != TB_OK) {
        return status;
    }
    renderer->section_albedo =
        texture_2d(GL_RGBA8, renderer->section_width, renderer->section_height, GL_RGBA,
                   GL_UNSIGNED_BYTE, false, true);
    renderer->section_normal =
        texture_2d(GL_RGBA8, renderer->section_width, renderer->section_height, GL_RGBA,
                   GL_UNSIGNED_BYTE, false, true);
    renderer->floor_albedo =
        texture_2d(GL_RGBA8, renderer->section_width / 2, renderer->section_height, GL_RGBA,
                   GL_UNSIGNED_BYTE, false, true);
    renderer->floor_normal =
        texture_2d(GL_RGBA8, renderer->section_width / 2, renderer->section_height, GL_RGBA,
                   GL_UNSIGNED_BYTE, false, true);
    // half floats: 32-bit float textures need an extension to be filtered in GLES 3.0
    renderer->section_curves =
        texture_2d(GL_RGBA16F, TB_CURVE_COLUMNS, TB_CURVE_ROWS, GL_RGBA, GL_FLOAT, false, true);
    glGenFramebuffers(1, &renderer->section_framebuffer);
    glGenBuffers(1, &renderer->frame_buffer_object);
    glBindBuffer(GL_UNIFORM_BUFFER, renderer->frame_buffer_object);
    glBufferData(GL_UNIFORM_BUFFER, sizeof(tb_frame_block), NULL, GL_DYNAMIC_DRAW);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, renderer->frame_buffer_object);
    const GLenum fault = glGetError();
    if (fault != GL_NO_ERROR) {
        return tb_fail(error, TB_ERR_DEVICE, "renderer: GL error 0x%04x while materials were baked",
                       (unsigned)fault);
    }
    return TB_OK;
}

void tb_materials_destroy(tb_renderer *renderer)
{
    const tb_programs *p = &renderer->programs;
    for (int k = 0; k < TB_PROGRAM_COUNT; ++k) {
        glDeleteProgram(p->id[k]); // 0 is silently ignored
    }
    glDeleteProgram(p->bake_section);
    const GLuint textures[] = {renderer->material_albedo, renderer->material_normal,
                               renderer->section_albedo,  renderer->section_normal,
                               renderer->section_curves,  renderer->section_noise,
                               renderer->floor_albedo,    renderer->floor_normal};
    glDeleteTextures((GLsizei)(sizeof textures / sizeof textures[0]), textures);
    glDeleteFramebuffers(1, &renderer->section_framebuffer);
    glDeleteBuffers(1, &renderer->frame_buffer_object);
    glDeleteVertexArrays(1, &renderer->empty_array);
}

void tb_bind_materials(const tb_renderer *renderer)
{
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D_ARRAY, renderer->material_normal);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D_ARRAY, renderer->material_albedo);
}

void tb_bind_section(const tb_renderer *renderer)
{
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D, renderer->section_normal);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, renderer->section_albedo);
}

void tb_bind_floor(const tb_renderer *renderer)
{
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D, renderer->floor_normal);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, renderer->floor_albedo);
}

void tb_set_model(GLint place, const float *matrix)
{
    static const float identity[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    glUniformMatrix4fv(place, 1, GL_FALSE, matrix != NULL ? matrix : identity);
}
