// Values of options: what is taken, what is refused, and that a refusal changes nothing.
#include "tb_test.h"

#include "app/commands.h"

#include <math.h>
#include <string.h>

typedef struct {
    const char *name, *text;
    int code, value;
} number_row;

static number_row numbers[] = {
    {"least", "1", -1, 1},
    {"most", "24", -1, 24},
    {"leading zeros", "007", -1, 7},
    {"below", "0", TB_EXIT_USAGE, -5},
    {"above", "25", TB_EXIT_USAGE, -5},
    {"far above", "99999999999999999999999", TB_EXIT_USAGE, -5},
    {"signed", "+3", TB_EXIT_USAGE, -5},
    {"a word", "three", TB_EXIT_USAGE, -5},
    {"a part", "3x", TB_EXIT_USAGE, -5},
    {"nothing", "", TB_EXIT_USAGE, -5},
};

static void whole_numbers(void **state)
{
    const number_row *row = *state;
    int value = -5;
    assert_int_equal(tb_option_number("test", "--visits", row->text, 1, 24, &value), row->code);
    assert_int_equal(value, row->value);
}

typedef struct {
    const char *name, *text;
    int code;
    double value;
} decimal_row;

static decimal_row decimals[] = {
    {"whole", "1", -1, 1.0},
    {"a share", "0.7", -1, 0.7},
    {"without zero", ".25", -1, 0.25},
    {"fifteen digits", "9.49999999999999", -1, 9.49999999999999},
    {"sixteen digits", "9.499999999999999", TB_EXIT_USAGE, -5.0},
    {"beyond", "50.5", TB_EXIT_USAGE, -5.0},
    {"two points", "1.2.3", TB_EXIT_USAGE, -5.0},
    {"a point alone", ".", TB_EXIT_USAGE, -5.0},
    {"a comma", "0,7", TB_EXIT_USAGE, -5.0},
    {"a sign", "-1", TB_EXIT_USAGE, -5.0},
    {"an exponent", "1e1", TB_EXIT_USAGE, -5.0},
    {"no number", "nan", TB_EXIT_USAGE, -5.0},
    {"nothing", "", TB_EXIT_USAGE, -5.0},
};

static void decimal_numbers(void **state)
{
    const decimal_row *row = *state;
    double value = -5.0;
    assert_int_equal(tb_option_decimal("test", "--landmarks", row->text, 0.0, 50.0, &value),
                     row->code);
    assert_near(value, row->value, 0.0); // to the bit: rounded once
}

static void seeds_and_substeps(void **state)
{
    (void)state;
    uint64_t seed = 3;
    int substeps = 0;
    assert_int_equal(tb_option_seed("test", "18446744073709551615", &seed), -1);
    assert_true(seed == UINT64_MAX);
    assert_int_equal(tb_option_seed("test", "18446744073709551616", &seed), TB_EXIT_USAGE);
    assert_int_equal(tb_option_seed("test", "-1", &seed), TB_EXIT_USAGE);
    assert_true(seed == UINT64_MAX);
    static const char *const good[] = {"8", "6", "4"}, *const bad[] = {"5", "", "44", " 8", "8 "};
    for (size_t k = 0; k < 3; ++k) {
        assert_int_equal(tb_option_substeps("test", good[k], &substeps), -1);
        assert_int_equal(substeps, 8 - 2 * (int)k);
    }
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; ++k) {
        assert_int_equal(tb_option_substeps("test", bad[k], &substeps), TB_EXIT_USAGE);
        assert_int_equal(substeps, 4);
    }
}

static void what_is_needed_has_to_be_given(void **state)
{
    (void)state;
    const char *name = NULL, *out = NULL;
    const tb_option items[] = {{"--case", "ID", &name, NULL, ""}, {"--out", "DIR", &out, NULL, ""}};
    const tb_options options = {.command = "test", .operands = "", .items = items, .count = 2};
    static const char *const needed[] = {"--case", "--out"};
    assert_int_equal(tb_options_need(&options, needed, 2), TB_EXIT_USAGE);
    name = "a";
    assert_int_equal(tb_options_need(&options, needed, 1), -1);
    assert_int_equal(tb_options_need(&options, needed, 2), TB_EXIT_USAGE);
    out = "b";
    assert_int_equal(tb_options_need(&options, needed, 2), -1);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, whole_numbers, numbers);
    TB_TEST_ROWS(&list, decimal_numbers, decimals);
    TB_TEST(&list, seeds_and_substeps);
    TB_TEST(&list, what_is_needed_has_to_be_given);
    return tb_test_run(&list, "options");
}
