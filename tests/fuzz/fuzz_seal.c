// Fuzz target: an examiner's statement and a station's lock. No crash, no hang; what is taken reads
// back from what is written of it, byte for byte.
#include "app/seal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[TB_SEAL_FILE_MAX];
    tb_statement statement;
    tb_seal_lock lock;
    tb_error error = {TB_OK, ""};
    if (tb_statement_parse((const char *)data, size, &statement, &error) == TB_OK &&
        (tb_statement_write(&statement, text, sizeof text) != size ||
         memcmp(text, data, size) != 0)) {
        abort();
    }
    if (tb_seal_lock_parse((const char *)data, size, &lock, &error) == TB_OK &&
        (tb_seal_lock_write(&lock, text, sizeof text) != size || memcmp(text, data, size) != 0)) {
        abort();
    }
    return 0;
}
