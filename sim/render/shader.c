#include "shader.h"

#include "tautband/core/alloc.h"

#include <stdio.h>
#include <string.h>

enum { SOURCE_MAX = 65536, INCLUDE_DEPTH = 4 };

/// Text being put together.
typedef struct text {
    char *bytes; ///< [SOURCE_MAX]
    size_t length;
} text;

static bool append(text *out, const char *bytes, size_t count)
{
    if (out->length + count + 1 > SOURCE_MAX) {
        return false;
    }
    memcpy(out->bytes + out->length, bytes, count);
    out->length += count;
    out->bytes[out->length] = '\0';
    return true;
}

/// Append a file, expanding `#include "name"` lines; #line keeps the driver's messages pointing at
/// the file.
static tb_status append_file(const tb_shader_source *source, const char *name, int depth, text *out,
                             tb_error *error)
{
    char path[512], line[1024];
    snprintf(path, sizeof path, "%s/%s", source->folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "shader: %s cannot be opened", path);
    }
    tb_status status = TB_OK;
    int number = 0;
    bool fits = append(out, "#line 1\n", 8);
    while (status == TB_OK && fits && fgets(line, sizeof line, file) != NULL) {
        ++number;
        char included[256];
        if (sscanf(line, "#include \"%255[^\"]\"", included) == 1) {
            if (depth >= INCLUDE_DEPTH) {
                status = tb_fail(error, TB_ERR_FORMAT, "shader: %s:%d includes too deeply", path,
                                 number);
            } else {
                status = append_file(source, included, depth + 1, out, error);
                char back[32];
                const int length = snprintf(back, sizeof back, "\n#line %d\n", number + 1);
                fits = append(out, back, (size_t)length);
            }
        } else {
            fits = append(out, line, strlen(line));
        }
    }
    fclose(file);
    if (!fits) {
        return tb_fail(error, TB_ERR_FORMAT, "shader: %s is longer than %d bytes", path,
                       SOURCE_MAX);
    }
    return status;
}

static tb_status compile(const tb_shader_source *source, GLenum kind, const char *file,
                         const char *defines, GLuint *shader, tb_error *error)
{
    static const char desktop[] =
        "#version 330 core\nprecision highp float;\nprecision highp int;\n"
        "precision highp sampler2D;\nprecision highp sampler2DArray;\n";
    static const char embedded[] = "#version 300 es\nprecision highp float;\nprecision highp int;\n"
                                   "precision highp sampler2D;\nprecision highp sampler2DArray;\n";
    text out = {.bytes = tb_alloc(SOURCE_MAX)};
    if (out.bytes == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "shader: no memory");
    }
    append(&out, source->es ? embedded : desktop, strlen(source->es ? embedded : desktop));
    append(&out, defines, strlen(defines));
    tb_status status = append_file(source, file, 0, &out, error);
    if (status == TB_OK) {
        const GLchar *pieces[1] = {out.bytes};
        *shader = glCreateShader(kind);
        glShaderSource(*shader, 1, pieces, NULL);
        glCompileShader(*shader);
        GLint good = GL_FALSE;
        glGetShaderiv(*shader, GL_COMPILE_STATUS, &good);
        if (good != GL_TRUE) {
            char log[320] = "";
            glGetShaderInfoLog(*shader, sizeof log, NULL, log);
            glDeleteShader(*shader);
            status = tb_fail(error, TB_ERR_DEVICE, "shader: %s: %s", file, log);
        }
    }
    tb_free(out.bytes);
    return status;
}

tb_status tb_shader_build(const tb_shader_source *source, const char *vertex_file,
                          const char *fragment_file, const char *defines, GLuint *program,
                          tb_error *error)
{
    GLuint vertex = 0, fragment = 0;
    tb_status status = compile(source, GL_VERTEX_SHADER, vertex_file, defines, &vertex, error);
    if (status != TB_OK) {
        return status;
    }
    status = compile(source, GL_FRAGMENT_SHADER, fragment_file, defines, &fragment, error);
    if (status != TB_OK) {
        glDeleteShader(vertex);
        return status;
    }
    *program = glCreateProgram();
    glAttachShader(*program, vertex);
    glAttachShader(*program, fragment);
    glLinkProgram(*program);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    GLint good = GL_FALSE;
    glGetProgramiv(*program, GL_LINK_STATUS, &good);
    if (good != GL_TRUE) {
        char log[320] = "";
        glGetProgramInfoLog(*program, sizeof log, NULL, log);
        glDeleteProgram(*program);
        *program = 0;
        return tb_fail(error, TB_ERR_DEVICE, "shader: %s with %s: %s", vertex_file, fragment_file,
                       log);
    }
    const GLuint block = glGetUniformBlockIndex(*program, "Frame");
    if (block != GL_INVALID_INDEX) {
        glUniformBlockBinding(*program, block, 0);
    }
    glUseProgram(*program);
    static const struct {
        const char *name;
        GLint unit;
    } samplers[] = {
        {"u_albedo", 0}, {"u_normal", 1}, {"u_curves", 2}, {"u_noise", 3}, {"u_height", 0}};
    for (size_t k = 0; k < sizeof samplers / sizeof samplers[0]; ++k) {
        const GLint place = glGetUniformLocation(*program, samplers[k].name);
        if (place >= 0) {
            glUniform1i(place, samplers[k].unit);
        }
    }
    return TB_OK;
}
