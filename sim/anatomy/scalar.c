#include "schema_internal.h"

#include <string.h>

enum { SIGNIFICANT_DIGITS_MAX = 15, POWER_OF_TEN_MAX = 22, NAME_LENGTH_MAX = 64, SHOWN_MAX = 48 };

// Every power up to 10^22 is exact in a double.
static double power_of_ten(int exponent)
{
    double power = 1.0;
    for (int i = 0; i < exponent; ++i) {
        power *= 10.0;
    }
    return power;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Reads "[+-]digits" after an 'e'; false when there is none or something follows.
static bool read_exponent(const char *text, size_t bytes, size_t at, int *exponent)
{
    const bool negative = at < bytes && text[at] == '-';
    if (at < bytes && (text[at] == '-' || text[at] == '+')) {
        ++at;
    }
    if (at >= bytes) {
        return false;
    }
    int value = 0;
    for (; at < bytes; ++at) {
        if (!is_digit(text[at])) {
            return false;
        }
        value = value < 10000 ? 10 * value + (text[at] - '0') : value;
    }
    *exponent = negative ? -value : value;
    return true;
}

tb_scalar_result tb_scalar_f64(const char *text, size_t bytes, double *value)
{
    size_t at = 0;
    const bool negative = bytes > 0 && text[0] == '-';
    if (bytes > 0 && (text[0] == '-' || text[0] == '+')) {
        ++at;
    }
    int64_t mantissa = 0; // without trailing zeros, which are kept back until another digit comes
    int digits = 0, significant = 0, zeros = 0, exponent = 0;
    bool fraction = false;
    for (; at < bytes && (is_digit(text[at]) || (text[at] == '.' && !fraction)); ++at) {
        if (text[at] == '.') {
            fraction = true;
            continue;
        }
        ++digits;
        exponent -= fraction ? 1 : 0;
        if (text[at] == '0') {
            zeros += significant > 0 ? 1 : 0;
            continue;
        }
        significant += zeros + 1;
        if (significant > SIGNIFICANT_DIGITS_MAX) {
            return TB_SCALAR_TOO_LONG;
        }
        for (; zeros >= 0; --zeros) {
            mantissa *= 10;
        }
        zeros = 0;
        mantissa += text[at] - '0';
    }
    if (digits == 0 || text[at - 1] == '.') { // "", "-", ".", "5." read as slips of the pen
        return TB_SCALAR_NOT_A_NUMBER;
    }
    int written = 0;
    if (at < bytes && (text[at] == 'e' || text[at] == 'E')) {
        if (!read_exponent(text, bytes, at + 1, &written)) {
            return TB_SCALAR_NOT_A_NUMBER;
        }
        at = bytes;
    }
    if (at != bytes) {
        return TB_SCALAR_NOT_A_NUMBER;
    }
    if (mantissa == 0) {
        *value = 0.0;
        return TB_SCALAR_OK;
    }
    exponent += written + zeros;
    if (exponent > POWER_OF_TEN_MAX || exponent < -POWER_OF_TEN_MAX) {
        return TB_SCALAR_TOO_LARGE;
    }
    const double magnitude = exponent >= 0 ? (double)mantissa * power_of_ten(exponent)
                                           : (double)mantissa / power_of_ten(-exponent);
    *value = negative ? -magnitude : magnitude;
    return TB_SCALAR_OK;
}

tb_scalar_result tb_scalar_i32(const char *text, size_t bytes, int32_t *value)
{
    size_t at = 0;
    const bool negative = bytes > 0 && text[0] == '-';
    if (bytes > 0 && (text[0] == '-' || text[0] == '+')) {
        ++at;
    }
    if (at >= bytes) {
        return TB_SCALAR_NOT_A_NUMBER;
    }
    int64_t magnitude = 0;
    for (; at < bytes; ++at) {
        if (!is_digit(text[at])) {
            return TB_SCALAR_NOT_A_NUMBER;
        }
        magnitude = magnitude <= INT32_MAX ? 10 * magnitude + (text[at] - '0') : magnitude;
    }
    const int64_t number = negative ? -magnitude : magnitude;
    if (number < INT32_MIN || number > INT32_MAX) {
        return TB_SCALAR_TOO_LARGE;
    }
    *value = (int32_t)number;
    return TB_SCALAR_OK;
}

void tb_scalar_show(const char *text, size_t bytes, char *shown)
{
    size_t cut = bytes;
    if (cut > SHOWN_MAX) {
        cut = SHOWN_MAX;
        while (cut > 0 && ((unsigned char)text[cut] & 0xC0u) == 0x80u) {
            --cut;
        }
    }
    for (size_t i = 0; i < cut; ++i) {
        const unsigned char c = (unsigned char)text[i];
        shown[i] = c < 0x20u || c == 0x7Fu ? '?' : text[i];
    }
    memcpy(shown + cut, cut < bytes ? "..." : "", cut < bytes ? 4 : 1);
}

// Length of the well-formed UTF-8 character at `text`, 0 when there is none (RFC 3629, table 3-7 of
// Unicode: no surrogates, no overlong forms, nothing beyond U+10FFFF).
static size_t character_bytes(const unsigned char *text, size_t bytes)
{
    const unsigned char lead = text[0];
    if (lead < 0x80u) {
        const bool allowed =
            (lead >= 0x20u && lead != 0x7Fu) || lead == '\t' || lead == '\n' || lead == '\r';
        return allowed ? 1 : 0;
    }
    const size_t wanted = lead >= 0xC2u && lead <= 0xDFu   ? 2
                          : lead >= 0xE0u && lead <= 0xEFu ? 3
                          : lead >= 0xF0u && lead <= 0xF4u ? 4
                                                           : 0;
    if (wanted == 0 || wanted > bytes) {
        return 0;
    }
    const unsigned char lowest = lead == 0xE0u ? 0xA0u : lead == 0xF0u ? 0x90u : 0x80u;
    const unsigned char highest = lead == 0xEDu ? 0x9Fu : lead == 0xF4u ? 0x8Fu : 0xBFu;
    if (text[1] < lowest || text[1] > highest) {
        return 0;
    }
    for (size_t i = 2; i < wanted; ++i) {
        if (text[i] < 0x80u || text[i] > 0xBFu) {
            return 0;
        }
    }
    return wanted;
}

size_t tb_utf8_check(const char *text, size_t bytes)
{
    size_t at = 0;
    while (at < bytes) {
        const size_t step = character_bytes((const unsigned char *)text + at, bytes - at);
        if (step == 0) {
            return at;
        }
        at += step;
    }
    return bytes;
}

// Levenshtein distance with a swap of neighbours counted as one slip; words longer than
// NAME_LENGTH_MAX are never near anything.
static int edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int rows[3][NAME_LENGTH_MAX + 1];
    for (size_t j = 0; j <= b_length; ++j) {
        rows[0][j] = (int)j;
    }
    for (size_t i = 1; i <= a_length; ++i) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; ++j) {
            const bool same = a[i - 1] == b[j - 1];
            int least = above[j - 1] + (same ? 0 : 1);
            least = above[j] + 1 < least ? above[j] + 1 : least;
            least = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                above2[j - 2] + 1 < least) {
                least = above2[j - 2] + 1;
            }
            row[j] = least;
        }
    }
    return rows[a_length % 3][b_length];
}

const char *tb_nearest_name(const char *word, const char *const *names)
{
    const size_t length = strlen(word);
    if (length == 0 || length > NAME_LENGTH_MAX) {
        return NULL;
    }
    const char *nearest = NULL;
    int least = 2 + (int)(length / 3);
    for (; *names != NULL; ++names) {
        const size_t name_length = strlen(*names);
        if (name_length > NAME_LENGTH_MAX) {
            continue;
        }
        const int distance = edit_distance(word, length, *names, name_length);
        if (distance < least) {
            least = distance;
            nearest = *names;
        }
    }
    return nearest;
}
