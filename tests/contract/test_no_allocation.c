// No allocation in a tick after warm-up, whoever asks: the program's own malloc() stands in for the
// C library's, so that calls from Chipmunk's shared library count like ours. Sanitizers need that
// place themselves; there only tb_alloc() is counted.
#include "tautband/session/session.h"

#include "tb_test.h"

#include <stdatomic.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif

#if !defined(SANITIZED)
static atomic_ulong requests;

// glibc's own entry points: its free() takes what they give.
extern void *__libc_malloc(size_t size_bytes);
extern void *__libc_calloc(size_t count, size_t size_bytes);
extern void *__libc_realloc(void *memory, size_t size_bytes);
extern void *__libc_memalign(size_t alignment, size_t size_bytes);

void *malloc(size_t size_bytes)
{
    atomic_fetch_add(&requests, 1);
    return __libc_malloc(size_bytes);
}

void *calloc(size_t count, size_t size_bytes)
{
    atomic_fetch_add(&requests, 1);
    return __libc_calloc(count, size_bytes);
}

void *realloc(void *memory, size_t size_bytes)
{
    atomic_fetch_add(&requests, 1);
    return __libc_realloc(memory, size_bytes);
}

void *aligned_alloc(size_t alignment, size_t size_bytes)
{
    atomic_fetch_add(&requests, 1);
    return __libc_memalign(alignment, size_bytes);
}
#endif

static unsigned long requests_so_far(void)
{
#if defined(SANITIZED)
    return (unsigned long)tb_alloc_calls();
#else
    return atomic_load(&requests);
#endif
}

enum { WARM_UP_MS = 300 };

static struct {
    tb_case model;
    tb_tissue_table tissues;
    tb_physiology physiology;
    tb_snapshot snapshot;
    tb_session *session;
    int32_t t_um, b_um; // over the trigger point to treat
    int needle;
    tb_input input;
} scene;

/// What the hand does at a tick of a phase: fills scene.input.
typedef void (*hand)(int tick, int ticks);

static int32_t between(int32_t from, int32_t to, int tick, int ticks)
{
    return from + (int32_t)((int64_t)(to - from) * tick / ticks);
}

/// A triangle wave from 0 to `height` and back, once per period.
static int32_t wave(int32_t height, int tick, int period)
{
    const int phase = tick % period, half = period / 2;
    return between(0, height, phase < half ? phase : period - phase, half);
}

static void press_and_roll(int tick, int ticks)
{
    (void)ticks;
    scene.input.tool = TB_TOOL_FINGER;
    scene.input.t_um = scene.t_um - 6000 + wave(12000, tick, 2000);
    scene.input.b_um = scene.b_um - 12000 + wave(24000, tick, 700);
    scene.input.depth_um = tick < 200 ? between(-3000, 6000, tick, 200) : 6000;
}

static void lift(int tick, int ticks)
{
    scene.input.depth_um = between(6000, -20000, tick, ticks);
}

static void open_and_place(int tick, int ticks)
{
    scene.input.tool = TB_TOOL_NEEDLE;
    scene.input.t_um = scene.t_um;
    scene.input.b_um = scene.b_um;
    scene.input.depth_um = 0;
    if (tick == 0) {
        scene.input.command = TB_COMMAND_CHOOSE_NEEDLE;
        scene.input.argument = scene.needle;
    } else if (tick == ticks / 2) {
        scene.input.command = TB_COMMAND_PLACE;
    }
}

static void tap_and_take_the_tube_off(int tick, int ticks)
{
    if (tick == 0) {
        scene.input.command = TB_COMMAND_TAP;
    } else if (tick == ticks - 1) {
        scene.input.command = TB_COMMAND_TUBE_OFF;
    }
}

static void advance(int tick, int ticks)
{
    scene.input.depth_um = between(0, 14000, tick, ticks);
}

static void piston(int tick, int ticks)
{
    (void)ticks;
    scene.input.depth_um = 14000 - wave(6000, tick, 500);
}

static void rotate_it(int tick, int ticks)
{
    scene.input.spin_mdeg = between(0, 720000, tick, ticks);
}

static void withdraw(int tick, int ticks)
{
    scene.input.spin_mdeg = 0;
    scene.input.depth_um = between(14000, -12000, tick, ticks);
}

static void bin_it(int tick, int ticks)
{
    (void)ticks;
    if (tick == 0) {
        scene.input.command = TB_COMMAND_REMOVE;
    }
}

static void press_with_cotton(int tick, int ticks)
{
    scene.input.tool = TB_TOOL_COTTON;
    scene.input.depth_um = between(-3000, 3000, tick, ticks);
}

typedef struct {
    const char *name;
    hand move;
    int ticks;
} phase_row;

static phase_row phases[] = {
    {"palpating", press_and_roll, 4000},
    {"lifting", lift, 200},
    {"opening and placing a needle", open_and_place, 200},
    {"tapping", tap_and_take_the_tube_off, 200},
    {"advancing", advance, 1500},
    {"pistoning", piston, 4000},
    {"rotating", rotate_it, 1000},
    {"withdrawing", withdraw, 1500},
    {"binning", bin_it, 500},
    {"pressing with cotton", press_with_cotton, 800},
};

static void play_tick(const phase_row *row, int tick)
{
    scene.input.command = TB_COMMAND_NONE;
    scene.input.argument = 0;
    row->move(tick, row->ticks);
    tb_session_step(scene.session, &scene.input);
    tb_session_snapshot(scene.session, &scene.snapshot);
    if (tick % 1000 == 0) {
        (void)tb_session_hash(scene.session);
    }
}

static void no_allocation_while(void **state)
{
    const phase_row *row = *state;
    assert_non_null(scene.session);
    for (int tick = 0; tick < row->ticks; ++tick) {
        const unsigned long before = requests_so_far();
        play_tick(row, tick);
        const unsigned long taken = requests_so_far() - before;
        if (taken != 0) {
            fail_msg("%lu allocations in tick %d of %s", taken, tick, row->name);
        }
    }
    if (scene.snapshot.faulted) {
        fail_msg("the session stopped with fault '%s'", scene.snapshot.fault);
    }
}

/// Otherwise the rows above would pass with a needle that never went in.
static void something_happened(void **state)
{
    (void)state;
    assert_non_null(scene.session);
    int count, punctures = 0, presses = 0;
    const tb_event *events = tb_session_events(scene.session, &count);
    for (int k = 0; k < count; ++k) {
        punctures += events[k].kind == TB_EVENT_SKIN_PUNCTURED;
        presses += events[k].kind == TB_EVENT_TOUCH;
    }
    assert_true(punctures > 0);
    assert_true(presses > 0);
}

static void the_counter_counts(void **state)
{
    (void)state;
    const unsigned long before = requests_so_far();
    tb_free(tb_alloc(100));
    assert_int_equal(requests_so_far() - before, 1);
}

static void open_the_scene(void **state)
{
    (void)state;
    static tb_diagnostics faults;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &scene.model, &faults) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &scene.tissues, &faults) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &scene.physiology, &faults) != TB_OK) {
        tb_diagnostics_print(&faults, stderr);
        fail_msg("assets/ does not load");
    }
    const tb_session_desc desc = {.model = &scene.model,
                                  .tissues = &scene.tissues,
                                  .physiology = &scene.physiology,
                                  .seed = 7,
                                  .substeps = 8};
    const unsigned long before = requests_so_far();
    const uint64_t own_before = tb_alloc_calls();
    tb_error error = {TB_OK, ""};
    if (tb_session_create(&desc, &scene.session, &error) != TB_OK) {
        fail_msg("tb_session_create: %s", error.message);
    }
#if !defined(SANITIZED)
    // Chipmunk's calls are seen too
    assert_true(requests_so_far() - before > tb_test_allocs_since(own_before));
#else
    (void)before;
    (void)own_before;
#endif
    const tb_anatomy *anatomy = tb_session_anatomy(scene.session);
    assert_true(anatomy->symptomatic >= 0);
    const tb_trigger_point *point = &anatomy->trigger_points[anatomy->symptomatic];
    scene.t_um = (int32_t)(1000.0 * point->surface_t_mm);
    scene.b_um = (int32_t)(1000.0 * point->surface_b_mm);
    for (int k = 0; k < scene.model.needle_count; ++k) {
        if (scene.model.needles[k].length_mm >= 30.0) {
            scene.needle = k;
            break;
        }
    }
    const phase_row warm_up = {"warming up", press_and_roll, WARM_UP_MS};
    for (int tick = 0; tick < warm_up.ticks; ++tick) {
        play_tick(&warm_up, tick);
    }
}

static void close_the_scene(void **state)
{
    (void)state;
    tb_session_destroy(scene.session);
    scene.session = NULL;
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, the_counter_counts);
    TB_TEST(&list, open_the_scene);
    TB_TEST_ROWS(&list, no_allocation_while, phases);
    TB_TEST(&list, something_happened);
    TB_TEST(&list, close_the_scene);
    return tb_test_run(&list, "no allocation in a tick");
}
