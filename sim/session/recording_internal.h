/// Inside the recording module: bytes, numbers and chunks of a .tbr file (RECORDING.md).
#ifndef TB_SESSION_RECORDING_INTERNAL_H
#define TB_SESSION_RECORDING_INTERNAL_H
#include "tautband/session/recording.h"

#include <stddef.h>

enum { COURSE_FORMAT = 3 }; ///< from which on a header names the course

enum {
    TB_TBR_SIGNATURE_BYTES = 8,
    TB_TBR_CHUNK_HEAD_BYTES = 12, ///< type, length, head check
    TB_TBR_CHECK_BYTES = 8,
    TB_TBR_SECOND = 1000, ///< ticks per chunk
    TB_TBR_TICKS_MAX = 3600000,
    TB_TBR_BYTES_MAX = 256 * 1024 * 1024,
    TB_TBR_INPUT_FIELDS = 10,
    TB_TBR_VARINT_MAX = 10,
};

/// The first bytes of every recording.
extern const unsigned char tb_tbr_signature[TB_TBR_SIGNATURE_BYTES];

/// Four letters as a number.
#define TB_TBR_TYPE(a, b, c, d)                                                                    \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
#define TB_TBR_HEAD TB_TBR_TYPE('H', 'E', 'A', 'D')
#define TB_TBR_TICK TB_TBR_TYPE('T', 'I', 'C', 'K')
#define TB_TBR_USED TB_TBR_TYPE('U', 'S', 'E', 'D')
#define TB_TBR_DONE TB_TBR_TYPE('D', 'O', 'N', 'E')

/// Bytes being written; `full` once something did not fit.
typedef struct tb_bytes {
    unsigned char *data;
    size_t count, capacity;
    bool full;
} tb_bytes;

/// Append raw bytes.
void tb_put(tb_bytes *out, const void *data, size_t count);
/// Append a 32-bit number.
void tb_put_u32(tb_bytes *out, uint32_t value);
/// Append a 64-bit number.
void tb_put_u64(tb_bytes *out, uint64_t value);
/// Append an unsigned LEB128.
void tb_put_varint(tb_bytes *out, uint64_t value);
/// Append a signed number.
void tb_put_zigzag(tb_bytes *out, int64_t value);
/// Append a text.
void tb_put_text(tb_bytes *out, const char *text);

/// Bytes being read; `bad` once something was missing or out of range: later reads give 0.
typedef struct tb_reader {
    const unsigned char *data;
    size_t count, at;
    bool bad;
} tb_reader;

/// Read a 32-bit number.
uint32_t tb_get_u32(tb_reader *in);
/// Read a 64-bit number.
uint64_t tb_get_u64(tb_reader *in);
/// Read an unsigned LEB128; bad beyond `most`.
uint64_t tb_get_varint(tb_reader *in, uint64_t most);
/// Read a signed number within 32 bits.
int32_t tb_get_zigzag(tb_reader *in);
/// Read a text; bad when it does not fit with its end mark or holds a zero byte.
void tb_get_text(tb_reader *in, char *out, size_t capacity);

/// Low half of the hash of a chunk's head.
uint32_t tb_tbr_head_check(uint32_t index, uint32_t type, uint32_t length);
/// Hash of a chunk, chained to the one before.
uint64_t tb_tbr_check(uint64_t before, uint32_t index, uint32_t type, const unsigned char *payload,
                      uint32_t length);

/// The fields of an input in the order of the mask.
void tb_input_to_fields(const tb_input *input, int32_t fields[TB_TBR_INPUT_FIELDS]);
/// Back again; false when tool or command do not fit a byte.
bool tb_input_from_fields(const int32_t fields[TB_TBR_INPUT_FIELDS], tb_input *input);

#endif
