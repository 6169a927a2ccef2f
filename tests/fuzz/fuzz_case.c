// libFuzzer target for the case reader: build with -DTB_FUZZ=ON (clang), run
// `fuzz_case tests/fuzz/corpus assets/cases`. Whatever the bytes, the reader answers with a case
// that makes sense or with faults, and the sections of an accepted case are meshed or refused with
// a sentence.
#include "tautband/anatomy/section.h"

#include "tautband/core/mathx.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void draw_and_mesh(const tb_case *model)
{
    static tb_anatomy anatomy;
    static tb_section section;
    for (uint64_t seed = 0; seed < 3; ++seed) {
        tb_anatomy_draw(model, seed, &anatomy);
        for (int k = 0; k < 3; ++k) {
            const tb_section_plane plane = {model->approach.entry_t_mm, model->approach.entry_b_mm,
                                            tb_cos(0.7 * k), tb_sin(0.7 * k)};
            tb_error error = {0};
            const tb_status status = tb_section_build(&anatomy, &plane, &section, &error);
            require(status == TB_OK || error.message[0] != '\0');
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tb_case model;
    static tb_diagnostics diagnostics;
    const tb_status status =
        tb_case_parse("fuzz.yaml", (const char *)data, size, "assets/sites", &model, &diagnostics);
    require((status == TB_OK) == (diagnostics.count == 0));
    if (status == TB_OK) {
        draw_and_mesh(&model);
    }
    return 0;
}
