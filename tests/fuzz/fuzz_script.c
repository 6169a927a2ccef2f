// libFuzzer target for the script compiler: build with -DTB_FUZZ=ON (clang), run
// `fuzz_script assets/scripts`. Whatever the bytes, the answer is a script or faults, never both.
#include "tautband/session/script.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tb_script_errors errors;
    static tb_snapshot seen;
    tb_script *script = NULL;
    const tb_status status = tb_script_parse((const char *)data, size, &script, &errors);
    if ((status == TB_OK) != (script != NULL) || (status != TB_OK && errors.count == 0)) {
        abort();
    }
    // The first seconds of an accepted script, blind: no snapshot ever changes but its time.
    seen.tick_ms = 0;
    for (int k = 0; script != NULL && k < 3000 && !tb_script_done(script); ++k) {
        tb_input input;
        tb_script_next(script, &seen, &input);
        seen.tick_ms += 1;
    }
    tb_script_destroy(script);
    return 0;
}
