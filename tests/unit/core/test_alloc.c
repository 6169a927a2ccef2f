#include "tautband/core/alloc.h"

#include "tb_test.h"

#include <stdint.h>
#include <string.h>

static void assert_zeroed_and_aligned(const unsigned char *memory, size_t size_bytes)
{
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % 64, 0);
    for (size_t k = 0; k < size_bytes; ++k) {
        assert_int_equal(memory[k], 0);
    }
}

typedef struct {
    const char *name;
    size_t size_bytes;
} size_row;

static size_row sizes[] = {{"one byte", 1}, {"one line", 64}, {"odd size", 12345}};

static void memory_is_zeroed_and_aligned(void **state)
{
    const size_row *row = *state;
    unsigned char *memory = tb_alloc(row->size_bytes);
    assert_zeroed_and_aligned(memory, row->size_bytes);
    memset(memory, 0xff, row->size_bytes);
    tb_free(memory);
    memory = tb_alloc(row->size_bytes); // likely the same block again
    assert_zeroed_and_aligned(memory, row->size_bytes);
    tb_free(memory);
}

static void nothing_and_too_much_are_refused(void **state)
{
    (void)state;
    assert_null(tb_alloc(0));
    assert_null(tb_alloc(SIZE_MAX));
    assert_null(tb_alloc(SIZE_MAX - 70));
    tb_free(NULL);
}

static void calls_are_counted(void **state)
{
    (void)state;
    const uint64_t before = tb_alloc_calls();
    tb_free(tb_alloc(8));
    tb_free(tb_alloc(8));
    assert_int_equal(tb_test_allocs_since(before), 2);
}

static void the_nth_call_fails_once(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 4; ++n) {
        tb_alloc_fail_at(n);
        for (uint64_t call = 1; call <= 6; ++call) {
            void *memory = tb_alloc(16);
            assert_true((memory == NULL) == (call == n));
            tb_free(memory);
        }
    }
    tb_alloc_fail_at(1);
    tb_alloc_fail_at(0);
    void *memory = tb_alloc(16);
    assert_non_null(memory);
    tb_free(memory);
}

static void arena_gives_zeroed_memory_until_full(void **state)
{
    (void)state;
    tb_arena arena;
    assert_int_equal(tb_arena_create(&arena, 200), 0);
    for (int round = 0; round < 3; ++round) {
        unsigned char *first = tb_arena_take(&arena, 1);
        unsigned char *second = tb_arena_take(&arena, 65);
        assert_zeroed_and_aligned(first, 1);
        assert_zeroed_and_aligned(second, 65);
        assert_int_equal(second - first, 64);
        assert_null(tb_arena_take(&arena, 9)); // 192 of 200 are gone
        unsigned char *last = tb_arena_take(&arena, 8);
        assert_zeroed_and_aligned(last, 8);
        assert_null(tb_arena_take(&arena, 1));
        memset(first, 0xff, 200);
        tb_arena_reset(&arena);
    }
    assert_null(tb_arena_take(&arena, 0));
    assert_null(tb_arena_take(&arena, SIZE_MAX));
    tb_arena_destroy(&arena);
    tb_arena_destroy(&arena);
}

static void arena_without_memory_is_empty(void **state)
{
    (void)state;
    tb_arena arena;
    tb_alloc_fail_at(1);
    assert_int_equal(tb_arena_create(&arena, 100), -1);
    assert_null(tb_arena_take(&arena, 1));
    tb_arena_reset(&arena);
    tb_arena_destroy(&arena);
}

static void arena_takes_allocate_nothing(void **state)
{
    (void)state;
    tb_arena arena;
    assert_int_equal(tb_arena_create(&arena, 4096), 0);
    const uint64_t before = tb_alloc_calls();
    for (int tick = 0; tick < 100; ++tick) {
        assert_non_null(tb_arena_take(&arena, 1000));
        tb_arena_reset(&arena);
    }
    assert_int_equal(tb_test_allocs_since(before), 0);
    tb_arena_destroy(&arena);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, memory_is_zeroed_and_aligned, sizes);
    TB_TEST(&list, nothing_and_too_much_are_refused);
    TB_TEST(&list, calls_are_counted);
    TB_TEST(&list, the_nth_call_fails_once);
    TB_TEST(&list, arena_gives_zeroed_memory_until_full);
    TB_TEST(&list, arena_without_memory_is_empty);
    TB_TEST(&list, arena_takes_allocate_nothing);
    return tb_test_run(&list, "alloc");
}
