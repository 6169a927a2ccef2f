// libFuzzer target for the settings reader: whatever the bytes, it answers with settings in range,
// and what it prints of them it reads again without a fault.
#include "app/settings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[32768];
    tb_settings first, second;
    tb_error error = {TB_OK, ""};
    const tb_status status = tb_settings_parse((const char *)data, size, &first, &error);
    if ((status == TB_OK) != (error.message[0] == '\0')) {
        abort();
    }
    if (first.text_percent < 100 || first.text_percent > 200 || first.rumble < 0.0 ||
        first.rumble > 1.0) {
        abort();
    }
    if (tb_settings_print(&first, text, sizeof text) != TB_OK ||
        tb_settings_parse(text, strlen(text), &second, NULL) != TB_OK) {
        abort();
    }
    return 0;
}
