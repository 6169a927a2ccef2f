// The controller of the 3-D view's resolution against machines made of formulas: a frame takes
// fixed + k * scale^2 ms. And the choice of a tier from what was measured.
#include "tb_test.h"

#include "tautband/render/pace.h"
#include "tautband/render/tier.h"

#include <string.h>

static const double BUDGET_MS = 1000.0 / 60.0;

typedef struct machine {
    double fixed_ms, scene_ms; ///< the scene's at full size
    bool waits;                ///< for the next sixtieth of a second
} machine;

static double frame_of(const machine *m, float scale)
{
    const double ms = m->fixed_ms + m->scene_ms * (double)scale * (double)scale;
    return m->waits ? BUDGET_MS * ceil(ms / BUDGET_MS) : ms;
}

typedef struct outcome {
    int late, changes, at[TB_PACE_STEPS];
} outcome;

/// Let a machine draw so many frames; a frame is late when the next sixtieth is missed.
static outcome drive(tb_pace *pace, const machine *m, int frames)
{
    outcome out = {0};
    for (int k = 0; k < frames; ++k) {
        const int step = pace->motion.step;
        const double ms = frame_of(m, tb_pace_scale(step));
        out.late += ms > 1.01 * BUDGET_MS ? 1 : 0;
        out.at[step] += 1;
        tb_pace_note(pace, TB_SCENE_MOTION, ms);
        out.changes += pace->motion.step != step ? 1 : 0;
    }
    return out;
}

static void a_fast_machine_stays_at_full_size(void **state)
{
    (void)state;
    for (int waits = 0; waits < 2; ++waits) {
        tb_pace pace;
        tb_pace_start(&pace, BUDGET_MS, waits != 0, TB_TIER_NORMAL);
        const machine fast = {4.0, 6.0, waits != 0};
        const outcome out = drive(&pace, &fast, 5000);
        assert_int_equal(out.changes, 0);
        assert_int_equal(out.late, 0);
    }
}

/// Whatever the split between what scales and what does not: where a step exists that is in time,
/// that step or a coarser one is used, and at most one frame in a hundred is late.
static void a_slow_machine_comes_in_time(void **state)
{
    (void)state;
    for (int waits = 0; waits < 2; ++waits) {
        for (double fixed = 1.0; fixed < 12.0; fixed += 2.5) {
            for (double scene = 4.0; scene < 50.0; scene += 3.0) {
                const machine m = {fixed, scene, waits != 0};
                if (fixed + 0.25 * scene > 0.9 * BUDGET_MS) {
                    continue; // no step is in time
                }
                tb_pace pace;
                tb_pace_start(&pace, BUDGET_MS, waits != 0, TB_TIER_NORMAL);
                drive(&pace, &m, 300);
                const outcome out = drive(&pace, &m, 20000);
                assert_true(out.late <= 200);
                int finest = 0;
                while (fixed + scene * pow((double)tb_pace_scale(finest), 2.0) >
                       (waits != 0 ? 1.0 : 0.93) * BUDGET_MS) {
                    ++finest;
                }
                // and the finest of those most of the time
                assert_true(out.at[finest] > 15000);
            }
        }
    }
}

static void single_long_frames_change_nothing(void **state)
{
    (void)state;
    tb_pace pace;
    tb_pace_start(&pace, BUDGET_MS, false, TB_TIER_NORMAL);
    for (int k = 0; k < 5000; ++k) {
        tb_pace_note(&pace, TB_SCENE_MOTION, k % 50 == 7 ? 40.0 : 9.0);
        assert_int_equal(pace.motion.step, 0);
    }
}

static void a_busy_neighbour_is_outlived(void **state)
{
    (void)state;
    tb_pace pace;
    const machine quiet = {5.0, 8.0, false}, busy = {10.0, 16.0, false};
    tb_pace_start(&pace, BUDGET_MS, false, TB_TIER_NORMAL);
    drive(&pace, &quiet, 600);
    const outcome during = drive(&pace, &busy, 600);
    assert_true(during.late <= 16); // a quarter of a second, once
    assert_true(pace.motion.step > 0);
    drive(&pace, &quiet, 1800); // half a minute later it is as before
    assert_int_equal(pace.motion.step, 0);
}

static void what_nothing_helps_stays_coarse(void **state)
{
    (void)state;
    tb_pace pace;
    const machine hopeless = {30.0, 40.0, false};
    tb_pace_start(&pace, BUDGET_MS, false, TB_TIER_NORMAL);
    drive(&pace, &hopeless, 200);
    const outcome out = drive(&pace, &hopeless, 2000);
    assert_int_equal(out.changes, 0);
    assert_int_equal(pace.motion.step, TB_PACE_STEPS - 1);
}

/// Trying in vain becomes rare: with 4800 frames of patience, four late frames every 80 seconds.
static void trying_in_vain_becomes_rare(void **state)
{
    (void)state;
    tb_pace pace;
    const machine m = {2.0, 17.0, true}; // in time at 0.85, not at 1
    tb_pace_start(&pace, BUDGET_MS, true, TB_TIER_NORMAL);
    drive(&pace, &m, 20000);
    const outcome out = drive(&pace, &m, 20000);
    assert_true(out.late <= 4 * (20000 / 4800 + 1));
    assert_true(out.at[1] > 19900);
}

static void motion_and_camera_do_not_mix(void **state)
{
    (void)state;
    tb_pace pace;
    tb_frame_desc frame = {.width = 1};
    tb_pace_start(&pace, BUDGET_MS, false, TB_TIER_LIGHT);
    tb_pace_set(&pace, &frame);
    assert_true(frame.motion_scale == 1.0f && frame.camera_scale == 0.5f);
    for (int k = 0; k < 200; ++k) {
        tb_pace_note(&pace, TB_SCENE_MOTION, 18.0);
        assert_true(pace.motion.step == 0 || pace.motion.step == TB_PACE_STEPS - 1);
        tb_pace_note(&pace, TB_SCENE_CAMERA, 2.0);
        tb_pace_note(&pace, TB_SCENE_KEPT, 90.0); // these say nothing of either
        tb_pace_note(&pace, TB_SCENE_ANEW, 90.0);
        tb_pace_note(&pace, TB_SCENE_CAMERA, -1.0);
    }
    assert_int_equal(pace.motion.step, TB_PACE_STEPS - 1);
    assert_true(pace.camera.step < 3);
}

typedef struct tier_row {
    const char *device;
    double ms[TB_TIERS]; ///< what each tier takes
    int measured;        ///< how many of them are asked for
    tb_tier choice;
} tier_row;

/// Limit of 16.67 ms a frame: 10 ms for the picture; below 5 ms the next tier is tried.
static void a_tier_is_chosen_by_name_and_time(void **state)
{
    (void)state;
    static const tier_row rows[] = {
        {"llvmpipe (LLVM 15.0.6, 256 bits)", {6.0, 40.0, 50.0}, 1, TB_TIER_LIGHT},
        {"llvmpipe (LLVM 15.0.6, 256 bits)", {2.0, 8.0, 12.0}, 2, TB_TIER_NORMAL},
        {"softpipe", {90.0, 300.0, 400.0}, 1, TB_TIER_LIGHT},
        {"Google SwiftShader", {3.0, 14.0, 20.0}, 2, TB_TIER_LIGHT},
        {"Mesa Intel(R) UHD Graphics 620", {3.0, 7.0, 9.0}, 1, TB_TIER_NORMAL},
        {"Mesa Intel(R) HD Graphics 400", {9.0, 22.0, 30.0}, 1, TB_TIER_LIGHT},
        {"NVIDIA GeForce RTX 3060", {0.4, 0.6, 0.8}, 2, TB_TIER_QUALITY},
        {"AMD Radeon Vega 3", {2.0, 4.0, 11.0}, 2, TB_TIER_NORMAL},
        {"", {1.0, 4.9, 9.9}, 2, TB_TIER_QUALITY},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        tb_tier_probe probe = tb_tier_probe_start(rows[k].device, BUDGET_MS);
        int measured = 0;
        for (tb_tier next; (next = tb_tier_probe_next(&probe)) != TB_TIER_AUTO; ++measured) {
            assert_true(measured < TB_TIERS && probe.median_ms[next] == 0.0);
            probe.median_ms[next] = rows[k].ms[next];
        }
        assert_int_equal(measured, rows[k].measured);
        assert_int_equal(tb_tier_probe_choice(&probe), rows[k].choice);
    }
    assert_string_equal(tb_tier_name(TB_TIER_QUALITY), "quality");
    assert_string_equal(tb_tier_name(TB_TIER_AUTO), "auto");
    assert_int_equal(strcmp(tb_tier_name((tb_tier)9), "auto"), 0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_fast_machine_stays_at_full_size);
    TB_TEST(&list, a_slow_machine_comes_in_time);
    TB_TEST(&list, single_long_frames_change_nothing);
    TB_TEST(&list, a_busy_neighbour_is_outlived);
    TB_TEST(&list, what_nothing_helps_stays_coarse);
    TB_TEST(&list, trying_in_vain_becomes_rare);
    TB_TEST(&list, motion_and_camera_do_not_mix);
    TB_TEST(&list, a_tier_is_chosen_by_name_and_time);
    return tb_test_run(&list, "pace");
}
