// Fuzz target: notes beside a recording. No crash, no hang; what is taken is within its limits.
#include "app/notes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tb_notes notes;
    tb_error error = {TB_OK, ""};
    if (tb_notes_parse((const char *)data, size, &notes, &error) == TB_OK) {
        for (int k = 0; k < notes.count; ++k) {
            if (strlen(notes.items[k].text) >= TB_NOTE_SIZE ||
                notes.items[k].at_ms > TB_NOTES_LATEST_MS) {
                abort();
            }
        }
    }
    return 0;
}
