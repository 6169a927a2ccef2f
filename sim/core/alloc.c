#include "tautband/core/alloc.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

// The only process-wide state below app: instruments of tests, never read by the simulation.
// Atomic, so that a caller with threads neither races nor loses a count; which of two concurrent
// calls is the n-th to fail is then left open.
static atomic_uint_fast64_t calls;
static atomic_uint_fast64_t fail_countdown;

void *tb_alloc(size_t size_bytes)
{
    if (size_bytes == 0 || size_bytes > PTRDIFF_MAX - ALIGNMENT) {
        return NULL;
    }
    atomic_fetch_add(&calls, 1);
    uint_fast64_t left = atomic_load(&fail_countdown);
    while (left > 0 && !atomic_compare_exchange_weak(&fail_countdown, &left, left - 1)) {
    }
    if (left == 1) {
        return NULL;
    }
    const size_t padded_bytes = (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *memory = aligned_alloc(ALIGNMENT, padded_bytes);
    if (memory != NULL) {
        memset(memory, 0, padded_bytes);
    }
    return memory;
}

void tb_free(void *memory)
{
    free(memory);
}

uint64_t tb_alloc_calls(void)
{
    return atomic_load(&calls);
}

void tb_alloc_fail_at(uint64_t n)
{
    atomic_store(&fail_countdown, n);
}

int tb_arena_create(tb_arena *arena, size_t capacity_bytes)
{
    *arena = (tb_arena){.memory = tb_alloc(capacity_bytes)};
    if (arena->memory == NULL) {
        return -1;
    }
    arena->capacity_bytes = capacity_bytes;
    return 0;
}

void tb_arena_destroy(tb_arena *arena)
{
    tb_free(arena->memory);
    *arena = (tb_arena){0};
}

void *tb_arena_take(tb_arena *arena, size_t size_bytes)
{
    if (size_bytes == 0 || size_bytes > arena->capacity_bytes - arena->used_bytes) {
        return NULL;
    }
    unsigned char *memory = arena->memory + arena->used_bytes;
    const size_t padded_bytes = (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    const size_t left_bytes = arena->capacity_bytes - arena->used_bytes;
    arena->used_bytes += padded_bytes < left_bytes ? padded_bytes : left_bytes;
    memset(memory, 0, size_bytes);
    return memory;
}

void tb_arena_reset(tb_arena *arena)
{
    arena->used_bytes = 0;
}
