// Fuzz target: disputes beside a recording, and the items of a score. No crash, no hang; what is
// taken is within its limits.
#include "app/disputes.h"
#include "app/items.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tb_disputes disputes;
    static tb_items items;
    tb_error error = {TB_OK, ""};
    if (tb_disputes_parse((const char *)data, size, &disputes, &error) == TB_OK) {
        for (int k = 0; k < disputes.count; ++k) {
            const tb_dispute *one = &disputes.items[k];
            if (one->at_ms > TB_DISPUTES_LATEST_MS || one->words[0] == '\0' ||
                (one->state == TB_DISPUTE_OPEN) != (one->by[0] == '\0') ||
                tb_disputes_of(&disputes, one->item) != k) {
                abort();
            }
        }
    }
    if (tb_items_parse((const char *)data, size, &items, &error) == TB_OK &&
        (items.count < 0 || items.count > TB_ITEMS_MAX)) {
        abort();
    }
    return 0;
}
