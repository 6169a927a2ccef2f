/// Shader loader: files carry no #version; one source serves OpenGL 3.3 core and GLES 3.0.
#ifndef TB_RENDER_SHADER_H
#define TB_RENDER_SHADER_H
#include "gl_api.h"

#include "tautband/core/status.h"

#include <stdbool.h>

/// Where shader files lie and which dialect the context speaks.
typedef struct tb_shader_source {
    const char *folder;
    bool es;
} tb_shader_source;

/// Compile and link a program; `defines` is extra text such as "#define PATCH 1\n".
/// @return TB_OK, TB_ERR_IO (a file is missing), TB_ERR_DEVICE (the driver's log is in `error`)
tb_status tb_shader_build(const tb_shader_source *source, const char *vertex_file,
                          const char *fragment_file, const char *defines, GLuint *program,
                          tb_error *error);

#endif
