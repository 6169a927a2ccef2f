#include "recording_internal.h"

#include "tautband/core/hash.h"

#include <string.h>

const unsigned char tb_tbr_signature[TB_TBR_SIGNATURE_BYTES] = {0x89, 'T',  'B',  'R',
                                                                '\r', '\n', 0x1a, '\n'};

void tb_put(tb_bytes *out, const void *data, size_t count)
{
    if (out->full || count > out->capacity - out->count) {
        out->full = true;
        return;
    }
    memcpy(out->data + out->count, data, count);
    out->count += count;
}

void tb_put_u32(tb_bytes *out, uint32_t value)
{
    unsigned char bytes[4];
    for (int k = 0; k < 4; ++k) {
        bytes[k] = (unsigned char)(value >> (8 * k));
    }
    tb_put(out, bytes, sizeof bytes);
}

void tb_put_u64(tb_bytes *out, uint64_t value)
{
    tb_put_u32(out, (uint32_t)value);
    tb_put_u32(out, (uint32_t)(value >> 32));
}

void tb_put_varint(tb_bytes *out, uint64_t value)
{
    unsigned char bytes[TB_TBR_VARINT_MAX];
    size_t count = 0;
    do {
        bytes[count] = (unsigned char)((value & 0x7fu) | (value > 0x7fu ? 0x80u : 0u));
        value >>= 7;
        ++count;
    } while (value != 0);
    tb_put(out, bytes, count);
}

void tb_put_zigzag(tb_bytes *out, int64_t value)
{
    tb_put_varint(out, value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1);
}

void tb_put_text(tb_bytes *out, const char *text)
{
    const size_t length = strlen(text);
    tb_put_varint(out, length);
    tb_put(out, text, length);
}

uint32_t tb_get_u32(tb_reader *in)
{
    if (in->bad || in->count - in->at < 4) {
        in->bad = true;
        return 0;
    }
    uint32_t value = 0;
    for (int k = 0; k < 4; ++k) {
        value |= (uint32_t)in->data[in->at + (size_t)k] << (8 * k);
    }
    in->at += 4;
    return value;
}

uint64_t tb_get_u64(tb_reader *in)
{
    const uint64_t low = tb_get_u32(in);
    return low | (uint64_t)tb_get_u32(in) << 32;
}

uint64_t tb_get_varint(tb_reader *in, uint64_t most)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 7 * TB_TBR_VARINT_MAX && !in->bad; shift += 7) {
        if (in->at == in->count) {
            break;
        }
        const unsigned char byte = in->data[in->at++];
        value |= (uint64_t)(byte & 0x7fu) << (shift < 63 ? shift : 63);
        if ((byte & 0x80u) == 0) {
            in->bad = value > most;
            return in->bad ? 0 : value;
        }
    }
    in->bad = true;
    return 0;
}

int32_t tb_get_zigzag(tb_reader *in)
{
    const uint64_t coded = tb_get_varint(in, UINT64_MAX);
    const int64_t value = (coded & 1u) != 0 ? -(int64_t)(coded >> 1) - 1 : (int64_t)(coded >> 1);
    if (value < INT32_MIN || value > INT32_MAX) {
        in->bad = true;
        return 0;
    }
    return (int32_t)value;
}

void tb_get_text(tb_reader *in, char *out, size_t capacity)
{
    const size_t length = (size_t)tb_get_varint(in, capacity - 1);
    out[0] = '\0';
    if (in->bad || length > in->count - in->at || memchr(in->data + in->at, 0, length) != NULL) {
        in->bad = true;
        return;
    }
    memcpy(out, in->data + in->at, length);
    out[length] = '\0';
    in->at += length;
}

static void hash_u32(tb_hash *hash, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8) {
        const unsigned char byte = (unsigned char)(value >> shift);
        tb_hash_bytes(hash, &byte, 1);
    }
}

uint32_t tb_tbr_head_check(uint32_t index, uint32_t type, uint32_t length)
{
    tb_hash hash = tb_hash_start();
    hash_u32(&hash, index);
    hash_u32(&hash, type);
    hash_u32(&hash, length);
    return (uint32_t)hash.value;
}

uint64_t tb_tbr_check(uint64_t before, uint32_t index, uint32_t type, const unsigned char *payload,
                      uint32_t length)
{
    tb_hash hash = tb_hash_start();
    hash_u32(&hash, (uint32_t)before);
    hash_u32(&hash, (uint32_t)(before >> 32));
    hash_u32(&hash, index);
    hash_u32(&hash, type);
    hash_u32(&hash, length);
    tb_hash_bytes(&hash, payload, length);
    return hash.value;
}

void tb_input_to_fields(const tb_input *input, int32_t fields[TB_TBR_INPUT_FIELDS])
{
    const int32_t values[TB_TBR_INPUT_FIELDS] = {
        input->tool,     input->command,   input->argument,     input->t_um,      input->b_um,
        input->depth_um, input->tilt_mdeg, input->azimuth_mdeg, input->spin_mdeg, input->second_um};
    memcpy(fields, values, sizeof values);
}

bool tb_input_from_fields(const int32_t fields[TB_TBR_INPUT_FIELDS], tb_input *input)
{
    if (fields[0] < 0 || fields[0] > UINT8_MAX || fields[1] < 0 || fields[1] > UINT8_MAX) {
        return false;
    }
    *input = (tb_input){.tool = (uint8_t)fields[0],
                        .command = (uint8_t)fields[1],
                        .argument = fields[2],
                        .t_um = fields[3],
                        .b_um = fields[4],
                        .depth_um = fields[5],
                        .tilt_mdeg = fields[6],
                        .azimuth_mdeg = fields[7],
                        .spin_mdeg = fields[8],
                        .second_um = fields[9]};
    return true;
}
