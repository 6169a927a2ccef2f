/// What every test program shares: near-equality that prints both values, tables whose rows are
/// tests of their own, a sentinel for "left untouched", and counting of tb_alloc() calls.
///
///     typedef struct { const char *name; double in, out; } row; // the name must come first
///     static row rows[] = {{"one", 1.0, 2.0}};
///     static void doubles(void **state) { const row *r = *state; ... }
///     int main(void)
///     {
///         static tb_test_list list;
///         TB_TEST_ROWS(&list, doubles, rows); // test "doubles: one"
///         TB_TEST(&list, stands_alone);
///         return tb_test_run(&list, "module");
///     }
#ifndef TB_TEST_H
#define TB_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tautband/core/alloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/// A value no function returns: outputs start with it and must still hold it after an error.
#define UNCHANGED (-7.25e77)

enum { TB_TEST_MAX = 512, TB_TEST_NAME_SIZE = 160 };

/// The tests of one program. Declare it static: it starts empty.
typedef struct tb_test_list {
    struct CMUnitTest items[TB_TEST_MAX];
    char names[TB_TEST_MAX][TB_TEST_NAME_SIZE];
    size_t count;
} tb_test_list;

/// Fail, with both values, unless |actual - expected| <= tolerance. NaN is near nothing; equal
/// infinities are near.
#define assert_near(actual, expected, tolerance)                                                   \
    tb_test_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

/// Fail unless an output still holds UNCHANGED.
#define assert_unchanged(value) assert_near((value), UNCHANGED, 0.0)

/// Add one test function.
#define TB_TEST(list, function) tb_test_add((list), #function, NULL, (function), NULL)

/// Add one test per row of a table; the row's first member is its name and *state is its address.
#define TB_TEST_ROWS(list, function, rows)                                                         \
    do {                                                                                           \
        for (size_t tb_row = 0; tb_row < sizeof(rows) / sizeof(rows)[0]; ++tb_row) {               \
            tb_test_add((list), #function, *(const char *const *)(const void *)&(rows)[tb_row],    \
                        (function), (void *)&(rows)[tb_row]);                                      \
        }                                                                                          \
    } while (0)

static inline void tb_test_near(double actual, double expected, double tolerance,
                                const char *expression, const char *file, int line)
{
    const int near = actual == expected || fabs(actual - expected) <= tolerance;
    if (!near) {
        print_error("%s is %.17g, expected %.17g +- %.3g (off by %.3g)\n", expression, actual,
                    expected, tolerance, actual - expected);
        _fail(file, line);
    }
}

static inline void tb_test_add(tb_test_list *list, const char *function_name, const char *row_name,
                               CMUnitTestFunction function, void *row)
{
    if (list->count == TB_TEST_MAX) {
        fprintf(stderr, "tb_test: more than %d tests in one program\n", (int)TB_TEST_MAX);
        abort();
    }
    char *name = list->names[list->count];
    snprintf(name, TB_TEST_NAME_SIZE, row_name ? "%s: %s" : "%s", function_name, row_name);
    list->items[list->count++] =
        (struct CMUnitTest){.name = name, .test_func = function, .initial_state = row};
}

/// Run them all; return this from main().
static inline int tb_test_run(const tb_test_list *list, const char *group)
{
    return _cmocka_run_group_tests(group, list->items, list->count, NULL, NULL);
}

/// tb_alloc() calls since `before`, itself an earlier answer of tb_alloc_calls().
static inline uint64_t tb_test_allocs_since(uint64_t before)
{
    return tb_alloc_calls() - before;
}

#endif
