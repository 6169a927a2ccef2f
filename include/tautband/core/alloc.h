/// Counted allocation and the scratch arena. All heap memory of Tautband goes through here, so that
/// tests can count calls in a tick and make the n-th one fail. Layer core, needs status.
#ifndef TB_CORE_ALLOC_H
#define TB_CORE_ALLOC_H
#include <stddef.h>
#include <stdint.h>

/// Zeroed memory aligned to 64 bytes.
/// @param size_bytes size; 0 returns NULL
/// @return NULL when there is no memory or a test asked for a failure
void *tb_alloc(size_t size_bytes);

/// Give memory from tb_alloc() back. NULL is legal.
void tb_free(void *memory);

/// Number of tb_alloc() calls so far in this process (a test instrument).
uint64_t tb_alloc_calls(void);

/// Make the n-th tb_alloc() call from now fail (1 = the next); 0 switches this off (a test
/// instrument).
void tb_alloc_fail_at(uint64_t n);

/// A bump allocator over one block, reset once per tick; never grows.
typedef struct tb_arena {
    unsigned char *memory; ///< owned by whoever called tb_arena_create()
    size_t capacity_bytes;
    size_t used_bytes;
} tb_arena;

/// Allocate the block of an arena. On failure the arena is empty and every tb_arena_take() returns
/// NULL.
/// @param capacity_bytes size of the block, > 0
/// @return 0 on success, -1 when there is no memory
int tb_arena_create(tb_arena *arena, size_t capacity_bytes);

/// Give the block back. An empty or already destroyed arena is legal.
void tb_arena_destroy(tb_arena *arena);

/// Zeroed scratch memory aligned to 64 bytes, valid until the next reset.
/// @return NULL when the arena is full
void *tb_arena_take(tb_arena *arena, size_t size_bytes);

/// Forget everything taken since the last reset.
void tb_arena_reset(tb_arena *arena);

#endif
