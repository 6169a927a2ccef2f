#include "ui_draw.h"

#include <epoxy/gl.h>
#include <stddef.h>

static const char vertex_text[] =
    "layout(location = 0) in vec2 a_place;\n"
    "layout(location = 1) in vec2 a_uv;\n"
    "layout(location = 2) in vec4 a_colour;\n"
    "uniform vec2 u_per_pixel;\n"
    "out vec2 v_uv;\n"
    "out vec4 v_colour;\n"
    "void main()\n"
    "{\n"
    "    v_uv = a_uv;\n"
    "    v_colour = a_colour;\n"
    "    gl_Position = vec4(a_place.x * u_per_pixel.x - 1.0,\n"
    "                       1.0 - a_place.y * u_per_pixel.y, 0.0, 1.0);\n"
    "}\n";
static const char fragment_text[] = "in vec2 v_uv;\n"
                                    "in vec4 v_colour;\n"
                                    "uniform sampler2D u_picture;\n"
                                    "layout(location = 0) out vec4 o_colour;\n"
                                    "void main()\n"
                                    "{\n"
                                    "    o_colour = v_colour * texture(u_picture, v_uv);\n"
                                    "}\n";

static GLuint compile(GLenum kind, const char *text, int es)
{
    const char *const parts[2] = {es != 0 ? "#version 300 es\nprecision highp float;\n"
                                            "precision highp sampler2D;\n"
                                          : "#version 330 core\n",
                                  text};
    const GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 2, parts, NULL);
    glCompileShader(shader);
    return shader;
}

/// Where a corner's parts lie, from a first corner on.
static void point_at(size_t first)
{
    const size_t from = first * sizeof(tb_ui_corner);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, sizeof(tb_ui_corner),
                          (const void *)(from + offsetof(tb_ui_corner, x)));
    glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, sizeof(tb_ui_corner),
                          (const void *)(from + offsetof(tb_ui_corner, u)));
    glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(tb_ui_corner),
                          (const void *)(from + offsetof(tb_ui_corner, rgba)));
}

int tb_ui_drawer_create(tb_ui_drawer *drawer, int es)
{
    *drawer = (tb_ui_drawer){0};
    const GLuint vertex = compile(GL_VERTEX_SHADER, vertex_text, es),
                 fragment = compile(GL_FRAGMENT_SHADER, fragment_text, es);
    GLint linked = GL_FALSE;
    drawer->program = glCreateProgram();
    glAttachShader(drawer->program, vertex);
    glAttachShader(drawer->program, fragment);
    glLinkProgram(drawer->program);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    glGetProgramiv(drawer->program, GL_LINK_STATUS, &linked);
    if (linked != GL_TRUE) {
        tb_ui_drawer_destroy(drawer);
        return -1;
    }
    drawer->place = glGetUniformLocation(drawer->program, "u_per_pixel");
    glUseProgram(drawer->program);
    glUniform1i(glGetUniformLocation(drawer->program, "u_picture"), 0);
    glUseProgram(0);
    glGenVertexArrays(1, &drawer->array);
    glGenBuffers(1, &drawer->corners);
    glGenBuffers(1, &drawer->indices);
    glBindVertexArray(drawer->array);
    glBindBuffer(GL_ARRAY_BUFFER, drawer->corners);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, drawer->indices);
    for (GLuint k = 0; k < 3; ++k) {
        glEnableVertexAttribArray(k);
    }
    glBindVertexArray(0);
    return 0;
}

void tb_ui_drawer_destroy(tb_ui_drawer *drawer)
{
    if (drawer->program != 0) {
        glDeleteProgram(drawer->program);
        glDeleteVertexArrays(1, &drawer->array);
        glDeleteBuffers(1, &drawer->corners);
        glDeleteBuffers(1, &drawer->indices);
        glDeleteTextures(1, &drawer->font);
    }
    *drawer = (tb_ui_drawer){0};
}

unsigned tb_ui_drawer_font(tb_ui_drawer *drawer, const unsigned char *rgba, int width, int height)
{
    if (drawer->font == 0) {
        glGenTextures(1, &drawer->font);
    }
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, drawer->font);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    glBindTexture(GL_TEXTURE_2D, 0);
    return drawer->font;
}

void tb_ui_drawer_begin(const tb_ui_drawer *drawer, int width_px, int height_px)
{
    glEnable(GL_BLEND);
    glBlendEquation(GL_FUNC_ADD);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glDisable(GL_CULL_FACE);
    glDisable(GL_DEPTH_TEST);
    glEnable(GL_SCISSOR_TEST);
    glViewport(0, 0, width_px, height_px);
    glUseProgram(drawer->program);
    glUniform2f(drawer->place, 2.0f / (float)width_px, 2.0f / (float)height_px);
    glActiveTexture(GL_TEXTURE0);
    glBindVertexArray(drawer->array);
    glBindBuffer(GL_ARRAY_BUFFER, drawer->corners);
}

void tb_ui_drawer_list(const tb_ui_drawer *drawer, const tb_ui_corner *corners, int corner_count,
                       const uint16_t *indices, int index_count)
{
    (void)drawer; // its array and buffers are bound
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)((size_t)corner_count * sizeof *corners), corners,
                 GL_STREAM_DRAW);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr)((size_t)index_count * sizeof *indices),
                 indices, GL_STREAM_DRAW);
    point_at(0);
}

void tb_ui_drawer_draw(unsigned texture, const int clip[4], int height_px, int first_index,
                       int index_count, int first_corner)
{
    if (clip[2] <= 0 || clip[3] <= 0) {
        return;
    }
    if (first_corner > 0) {
        point_at((size_t)first_corner);
    }
    glScissor(clip[0], height_px - clip[1] - clip[3], clip[2], clip[3]);
    glBindTexture(GL_TEXTURE_2D, texture);
    glDrawElements(GL_TRIANGLES, index_count, GL_UNSIGNED_SHORT,
                   (const void *)((size_t)first_index * sizeof(uint16_t)));
    if (first_corner > 0) {
        point_at(0);
    }
}

void tb_ui_drawer_end(void)
{
    glDisable(GL_BLEND);
    glDisable(GL_SCISSOR_TEST);
    glBindTexture(GL_TEXTURE_2D, 0);
    glBindVertexArray(0);
    glUseProgram(0);
}
