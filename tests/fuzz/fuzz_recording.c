// libFuzzer target for the recording reader: build with -DTB_FUZZ=ON (clang), run
// `fuzz_recording FOLDER_OF_RECORDINGS`. The checksums would stop nearly every mutation at the
// door, so each input is also read with them put right.
#include "session/recording_internal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_it(const unsigned char *bytes, size_t count)
{
    tb_recording recording;
    tb_error error = {.status = TB_OK};
    if (tb_recording_parse(bytes, count, &recording, &error) == TB_OK) {
        if (recording.tick_count > TB_TBR_TICKS_MAX || recording.event_count > TB_EVENTS_MAX) {
            abort();
        }
        tb_recording_free(&recording);
    } else if (error.message[0] == '\0') {
        abort();
    }
}

static void put_u32(unsigned char *at, uint32_t value)
{
    tb_bytes out = {.data = at, .capacity = 4};
    tb_put_u32(&out, value);
}

// Walks the chunks as the reader does and writes the checksums that it will want.
static void mend(unsigned char *bytes, size_t count)
{
    size_t at = TB_TBR_SIGNATURE_BYTES;
    uint64_t check = 0;
    memcpy(bytes, tb_tbr_signature, TB_TBR_SIGNATURE_BYTES);
    for (uint32_t index = 0; count - at >= TB_TBR_CHUNK_HEAD_BYTES; ++index) {
        tb_reader in = {.data = bytes, .count = count, .at = at};
        const uint32_t type = tb_get_u32(&in), length = tb_get_u32(&in);
        put_u32(bytes + at + 8, tb_tbr_head_check(index, type, length));
        if (count - at - TB_TBR_CHUNK_HEAD_BYTES < (size_t)length + TB_TBR_CHECK_BYTES) {
            return;
        }
        unsigned char *payload = bytes + at + TB_TBR_CHUNK_HEAD_BYTES;
        check = tb_tbr_check(check, index, type, payload, length);
        put_u32(payload + length, (uint32_t)check);
        put_u32(payload + length + 4, (uint32_t)(check >> 32));
        at += TB_TBR_CHUNK_HEAD_BYTES + (size_t)length + TB_TBR_CHECK_BYTES;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_it(data, size);
    if (size >= TB_TBR_SIGNATURE_BYTES) {
        unsigned char *copy = malloc(size);
        if (copy != NULL) {
            memcpy(copy, data, size);
            mend(copy, size);
            read_it(copy, size);
        }
        free(copy);
    }
    return 0;
}
