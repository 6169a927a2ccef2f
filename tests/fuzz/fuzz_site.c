// libFuzzer target for the site reader: build with -DTB_FUZZ=ON (clang), run
// `fuzz_site tests/fuzz/corpus assets/sites`. Whatever the bytes, the reader answers with a site
// that makes sense or with faults.
#include "tautband/anatomy/site.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tb_site site;
    static tb_diagnostics diagnostics;
    const tb_status status =
        tb_site_parse("fuzz.yaml", (const char *)data, size, &site, &diagnostics);
    if ((status == TB_OK) != (diagnostics.count == 0)) {
        abort();
    }
    return 0;
}
