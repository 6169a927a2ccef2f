#include "tautband/core/hash.h"

#include "tb_test.h"

#include <string.h>

typedef struct {
    const char *name;
    const char *text;
    uint64_t value;
} fnv_row;

// Published FNV-1a 64-bit test vectors (Fowler, Noll, Vo; draft-eastlake-fnv, appendix).
static fnv_row fnv_rows[] = {
    {"empty", "", 0xcbf29ce484222325u},
    {"a", "a", 0xaf63dc4c8601ec8cu},
    {"foobar", "foobar", 0x85944171f73967e8u},
};

static void bytes_are_fnv_1a(void **state)
{
    const fnv_row *row = *state;
    tb_hash hash = tb_hash_start();
    tb_hash_bytes(&hash, row->text, strlen(row->text));
    assert_int_equal(hash.value, row->value);
}

static uint64_t of_f64(double value)
{
    tb_hash hash = tb_hash_start();
    tb_hash_f64(&hash, value);
    return hash.value;
}

static uint64_t of_pair(double first, double second)
{
    tb_hash hash = tb_hash_start();
    tb_hash_f64(&hash, first);
    tb_hash_f64(&hash, second);
    return hash.value;
}

static uint64_t of_array(const double *values, size_t count)
{
    tb_hash hash = tb_hash_start();
    tb_hash_f64_array(&hash, values, count);
    return hash.value;
}

static void integers_are_little_endian_bytes(void **state)
{
    (void)state;
    const unsigned char bytes[8] = {0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
    tb_hash by_byte = tb_hash_start(), by_word = tb_hash_start();
    tb_hash_bytes(&by_byte, bytes, sizeof bytes);
    tb_hash_u64(&by_word, 0x1122334455667788u);
    assert_int_equal(by_byte.value, by_word.value);

    tb_hash minus = tb_hash_start(), wide = tb_hash_start();
    tb_hash_i32(&minus, -1);
    tb_hash_u64(&wide, UINT64_MAX);
    assert_int_equal(minus.value, wide.value);
}

static void zeros_and_nans_are_folded(void **state)
{
    (void)state;
    const double odd_nan = -(double)NAN;
    assert_int_equal(of_f64(-0.0), of_f64(0.0));
    assert_int_equal(of_f64(odd_nan), of_f64((double)NAN));
    assert_int_not_equal(of_f64((double)NAN), of_f64((double)INFINITY));
    const double plain[3] = {0.0, (double)NAN, 1.0}, odd[3] = {-0.0, odd_nan, 1.0};
    assert_int_equal(of_array(plain, 3), of_array(odd, 3));
}

static void order_matters(void **state)
{
    (void)state;
    assert_int_not_equal(of_pair(1.0, 2.0), of_pair(2.0, 1.0));
    assert_int_not_equal(of_pair(0.0, 0.0), of_f64(0.0));
    const double ab[2] = {1.0, 2.0}, ba[2] = {2.0, 1.0};
    assert_int_not_equal(of_array(ab, 2), of_array(ba, 2));
    assert_int_equal(of_array(ab, 0), tb_hash_start().value);
}

static void splitting_an_array_changes_nothing(void **state)
{
    (void)state;
    const double values[5] = {0.5, -3.25, 1e-300, 7.0, 1e300};
    tb_hash split = tb_hash_start();
    tb_hash_f64_array(&split, values, 2);
    tb_hash_f64_array(&split, values + 2, 3);
    assert_int_equal(split.value, of_array(values, 5));
}

static void every_bit_of_a_word_reaches_the_hash(void **state)
{
    (void)state;
    double values[8] = {1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5};
    const uint64_t plain = of_array(values, 8);
    for (size_t element = 0; element < 8; ++element) {
        for (int bit = 0; bit < 64; ++bit) {
            uint64_t bits;
            memcpy(&bits, &values[element], sizeof bits);
            const uint64_t flipped = bits ^ (1ull << bit);
            memcpy(&values[element], &flipped, sizeof bits);
            assert_int_not_equal(of_array(values, 8), plain);
            memcpy(&values[element], &bits, sizeof bits);
        }
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, bytes_are_fnv_1a, fnv_rows);
    TB_TEST(&list, integers_are_little_endian_bytes);
    TB_TEST(&list, zeros_and_nans_are_folded);
    TB_TEST(&list, order_matters);
    TB_TEST(&list, splitting_an_array_changes_nothing);
    TB_TEST(&list, every_bit_of_a_word_reaches_the_hash);
    return tb_test_run(&list, "hash");
}
