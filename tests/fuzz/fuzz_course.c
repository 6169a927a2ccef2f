// libFuzzer target for the course reader: build with -DTB_FUZZ=ON (clang), run
// `fuzz_course tests/fuzz/corpus assets/courses`. Whatever the bytes, the reader answers with a
// course that makes sense or with faults, and every learner comes to the end of an accepted one.
#include "tautband/scoring/course.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tb_course course;
    static tb_diagnostics diagnostics;
    const tb_status status =
        tb_course_parse("fuzz.yaml", (const char *)data, size, NULL, &course, &diagnostics);
    if ((status == TB_OK) != (diagnostics.count == 0)) {
        abort();
    }
    int encounter = 0;
    uint64_t seed = 0;
    while (status == TB_OK && tb_course_encounter(&course, 7, encounter, &seed) >= 0) {
        if (++encounter > 100 * TB_COURSE_CASES_MAX) {
            abort();
        }
    }
    return 0;
}
