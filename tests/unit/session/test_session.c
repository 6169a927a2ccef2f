// The encounter's rules: tools and acts, events in their documented form, stop and nerve rules,
// repeatability, and hands that do their worst.
#include "tb_test.h"

#include "tautband/core/rng.h"
#include "tautband/physics/lattice.h"
#include "tautband/session/session.h"

#include <string.h>

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;

/// A session and the hand's present wish.
typedef struct bench {
    tb_session *session;
    tb_input input;
    tb_snapshot seen;
} bench;

static bench start(uint64_t seed)
{
    bench b;
    memset(&b, 0, sizeof b);
    tb_error error = {0};
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 8};
    if (tb_session_create(&desc, &b.session, &error) != TB_OK) {
        print_error("%s\n", error.message);
        fail();
    }
    return b;
}

static void run(bench *b, int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        tb_session_step(b->session, &b->input);
        b->input.command = TB_COMMAND_NONE;
    }
    tb_session_snapshot(b->session, &b->seen);
}

static void act(bench *b, tb_command command, int argument)
{
    b->input.command = (uint8_t)command;
    b->input.argument = argument;
    run(b, 1);
}

static int count_events(const bench *b, tb_event_kind kind)
{
    int total, found = 0;
    const tb_event *events = tb_session_events(b->session, &total);
    for (int k = 0; k < total; ++k) {
        found += events[k].kind == kind ? 1 : 0;
    }
    return found;
}

static const tb_event *last_event(const bench *b, tb_event_kind kind)
{
    int total;
    const tb_event *events = tb_session_events(b->session, &total), *found = NULL;
    for (int k = 0; k < total; ++k) {
        found = events[k].kind == kind ? &events[k] : found;
    }
    return found;
}

static const tb_trigger_point *target(const bench *b)
{
    const tb_anatomy *a = tb_session_anatomy(b->session);
    return &a->trigger_points[a->symptomatic];
}

/// Needle chosen, placed over the point (or at b_mm), tapped, tube off.
static void needle_in_skin(bench *b, double b_mm)
{
    b->input.tool = TB_TOOL_NEEDLE;
    act(b, TB_COMMAND_CHOOSE_NEEDLE, 1);
    b->input.t_um = (int32_t)(1000.0 * target(b)->surface_t_mm);
    b->input.b_um = (int32_t)(1000.0 * b_mm);
    act(b, TB_COMMAND_PLACE, 0);
    run(b, 50);
    act(b, TB_COMMAND_TAP, 0);
    run(b, 300);
    act(b, TB_COMMAND_TUBE_OFF, 0);
    run(b, 5);
}

/// Drive the hand's depth to a value at a speed.
static void drive(bench *b, double depth_mm, double mm_per_s)
{
    const double step_um = mm_per_s;
    double at_um = b->input.depth_um;
    const double to_um = 1000.0 * depth_mm;
    while (fabs(at_um - to_um) > step_um) {
        at_um += at_um < to_um ? step_um : -step_um;
        b->input.depth_um = (int32_t)at_um;
        run(b, 1);
    }
}

static void a_needle_goes_through_its_stages(void **state)
{
    (void)state;
    bench b = start(7);
    run(&b, 5);
    assert_int_equal(b.seen.needle.stage, TB_NEEDLE_NONE);
    assert_int_equal(b.seen.stage, TB_STAGE_FIND);
    act(&b, TB_COMMAND_TAP, 0); // nothing to tap
    act(&b, TB_COMMAND_TUBE_OFF, 0);
    assert_int_equal(count_events(&b, TB_EVENT_TAPPED), 0);
    assert_int_equal(count_events(&b, TB_EVENT_TUBE_OFF), 0);
    needle_in_skin(&b, target(&b)->surface_b_mm);
    assert_int_equal(b.seen.needle.stage, TB_NEEDLE_IN);
    assert_int_equal(count_events(&b, TB_EVENT_SKIN_PUNCTURED), 1);
    assert_true(b.seen.needle.depth_mm > 2.0f && b.seen.needle.depth_mm < 4.5f);
    act(&b, TB_COMMAND_CHOOSE_NEEDLE, 0); // not while one is in the skin
    assert_int_equal(b.seen.needle.in_count, 1);
    drive(&b, 12.0, 10.0);
    run(&b, 50);
    assert_int_equal(b.seen.stage, TB_STAGE_STIMULATE);
    assert_int_equal(count_events(&b, TB_EVENT_FASCIA_PUNCTURED), 1);
    assert_int_equal(b.seen.needle.layer, tb_session_anatomy(b.session)->target_layer);
    act(&b, TB_COMMAND_REMOVE, 0);
    run(&b, 4000);
    assert_int_equal(b.seen.needle.stage, TB_NEEDLE_NONE);
    assert_int_equal(b.seen.needle.out_count, 1);
    assert_int_equal(count_events(&b, TB_EVENT_OUT_OF_SKIN), 1);
    assert_int_equal(count_events(&b, TB_EVENT_BINNED), 1);
    assert_int_equal(b.seen.stage, TB_STAGE_FINISH);
    act(&b, TB_COMMAND_END, 0);
    assert_true(tb_session_ended(b.session));
    const uint32_t end_ms = tb_session_tick_ms(b.session);
    run(&b, 10);
    assert_int_equal(tb_session_tick_ms(b.session), end_ms);
    tb_session_destroy(b.session);
}

static void the_hand_takes_hold_without_a_jump(void **state)
{
    (void)state;
    bench b = start(7);
    needle_in_skin(&b, target(&b)->surface_b_mm);
    const float before = b.seen.needle.hand_depth_mm;
    b.input.depth_um = 1; // a device that stands at another depth than the needle
    run(&b, 20);
    assert_near((double)b.seen.needle.hand_depth_mm, (double)before, 0.05);
    act(&b, TB_COMMAND_LET_GO, 0);
    run(&b, 100);
    assert_false(b.seen.needle.held);
    assert_near((double)b.seen.needle.hand_depth_mm, (double)before, 0.05);
    tb_session_destroy(b.session);
}

static void strokes_are_told_with_depth_time_and_speed(void **state)
{
    (void)state;
    bench b = start(7);
    needle_in_skin(&b, target(&b)->surface_b_mm);
    drive(&b, 8.0, 20.0);
    run(&b, 300);
    const int before = count_events(&b, TB_EVENT_STROKE);
    drive(&b, 11.0, 100.0); // 3 mm at 100 mm/s
    drive(&b, 8.0, 100.0);
    drive(&b, 9.0, 50.0); // the reversal ends the stroke
    assert_int_equal(count_events(&b, TB_EVENT_STROKE) - before, 2);
    const tb_event *stroke = last_event(&b, TB_EVENT_STROKE);
    assert_near(stroke->values[0] - stroke->values[1], 3.0, 0.25);
    assert_near(stroke->values[2], 30.0, 6.0);
    assert_near(stroke->values[3], 100.0, 5.0);
    tb_session_destroy(b.session);
}

typedef struct declare_row {
    const char *name;
    double off_t_mm, off_b_mm;
} declare_row;

static declare_row declares[] = {{"on the point", 0.0, 0.0}, {"3-4-5 beside it", 3.0, -4.0}};

static void declared_error_is_a_distance(void **state)
{
    const declare_row *row = *state;
    bench b = start(5);
    b.input.tool = TB_TOOL_FINGER;
    b.input.depth_um = -5000;
    b.input.t_um = (int32_t)lround(1000.0 * (target(&b)->surface_t_mm + row->off_t_mm));
    b.input.b_um = (int32_t)lround(1000.0 * (target(&b)->surface_b_mm + row->off_b_mm));
    act(&b, TB_COMMAND_DECLARE, 0);
    const tb_event *declared = last_event(&b, TB_EVENT_DECLARED);
    assert_non_null(declared);
    assert_near(declared->values[2],
                sqrt(row->off_t_mm * row->off_t_mm + row->off_b_mm * row->off_b_mm), 2e-3);
    assert_true(b.seen.declared.declared);
    tb_session_destroy(b.session);
}

static void pressing_the_active_point_is_recognised_and_refers(void **state)
{
    (void)state;
    bench b = start(7);
    b.input.tool = TB_TOOL_FINGER;
    b.input.t_um = (int32_t)(1000.0 * target(&b)->surface_t_mm);
    b.input.b_um = (int32_t)(1000.0 * target(&b)->surface_b_mm);
    b.input.depth_um = -3000;
    drive(&b, 33.0, 15.0);
    run(&b, 1500);
    assert_true(b.seen.finger.pressure_kpa > 100.0f);
    assert_int_equal(count_events(&b, TB_EVENT_REFERRAL), 1);
    act(&b, TB_COMMAND_SAY, TB_SAY_YOUR_PAIN);
    assert_int_equal(count_events(&b, TB_EVENT_RECOGNISED), 1);
    assert_int_equal(b.seen.patient.line, TB_LINE_MY_PAIN);
    float felt = 0.0f;
    for (int k = 0; k < TB_REFERRAL_MAX; ++k) {
        felt = fmaxf(felt, b.seen.patient.referral[k]);
    }
    assert_true(felt > 0.1f);
    // 20 mm aside the same question is answered with no
    drive(&b, -5.0, 60.0);
    b.input.t_um += b.input.t_um > 0 ? -22000 : 22000;
    run(&b, 300);
    drive(&b, 22.0, 15.0);
    run(&b, 800);
    act(&b, TB_COMMAND_SAY, TB_SAY_YOUR_PAIN);
    assert_int_equal(count_events(&b, TB_EVENT_RECOGNISED), 1);
    tb_session_destroy(b.session);
}

/// Needle through the sural nerve: aimed at where this patient has it.
static bool touch_the_nerve(bench *b)
{
    const tb_anatomy *a = tb_session_anatomy(b->session);
    const tb_structure *nerve = NULL;
    for (int k = 0; k < a->structure_count; ++k) {
        nerve = strcmp(a->structures[k].id, "sural_n") == 0 ? &a->structures[k] : nerve;
    }
    assert_non_null(nerve);
    const tb_chain_point *p = &nerve->points[2]; // the station at t = 0
    b->input.tool = TB_TOOL_NEEDLE;
    act(b, TB_COMMAND_CHOOSE_NEEDLE, 1);
    b->input.t_um = (int32_t)(1000.0 * p->t_mm);
    b->input.b_um = (int32_t)(1000.0 * p->b_mm);
    act(b, TB_COMMAND_PLACE, 0);
    run(b, 20);
    act(b, TB_COMMAND_TAP, 0);
    run(b, 200);
    act(b, TB_COMMAND_TUBE_OFF, 0);
    for (int k = 0; k < 3000 && count_events(b, TB_EVENT_NERVE_CONTACT) == 0; ++k) {
        b->input.depth_um += 8;
        run(b, 1);
    }
    return count_events(b, TB_EVENT_NERVE_CONTACT) > 0;
}

typedef struct stop_row {
    const char *name;
    bool goes_on;
    int honoured, ignored;
} stop_row;

static stop_row stops[] = {{"hands rest", false, 1, 0}, {"the needle goes on", true, 0, 1}};

static void stop_is_honoured_or_not(void **state)
{
    const stop_row *row = *state;
    bench b = start(3);
    assert_true(touch_the_nerve(&b));
    run(&b, 1000); // first the cry, then the word
    assert_int_equal(count_events(&b, TB_EVENT_STOP_SAID), 1);
    if (!row->goes_on) {
        act(&b, TB_COMMAND_STOP_REACTION, 0);
        run(&b, 3000);
    } else {
        for (int k = 0; k < 3000; ++k) {
            b.input.depth_um += 2; // 2 mm/s onwards, through the word
            run(&b, 1);
        }
    }
    assert_int_equal(count_events(&b, TB_EVENT_STOP_HONOURED), row->honoured);
    assert_int_equal(count_events(&b, TB_EVENT_STOP_IGNORED), row->ignored);
    assert_int_equal(count_events(&b, TB_EVENT_NERVE_IGNORED), row->ignored);
    tb_session_destroy(b.session);
}

static void turning_in_muscle_and_in_fat_are_told_apart(void **state)
{
    (void)state;
    bench b = start(7);
    needle_in_skin(&b, target(&b)->surface_b_mm);
    b.input.tilt_mdeg = 9000; // tip in the fat layer
    run(&b, 400);
    assert_int_equal(count_events(&b, TB_EVENT_REDIRECTED), 1);
    assert_int_equal(last_event(&b, TB_EVENT_REDIRECTED)->subject, 0);
    drive(&b, 10.0, 10.0);
    b.input.tilt_mdeg = 20000;
    run(&b, 400);
    assert_int_equal(count_events(&b, TB_EVENT_REDIRECTED), 2);
    assert_int_equal(last_event(&b, TB_EVENT_REDIRECTED)->subject, 1);
    assert_near(last_event(&b, TB_EVENT_REDIRECTED)->values[0], 11.0, 0.5);
    tb_session_destroy(b.session);
}

static void same_inputs_give_the_same_hash_on_every_path(void **state)
{
    (void)state;
    static const tb_simd_path paths[] = {TB_SIMD_WIDTH2, TB_SIMD_WIDTH4, TB_SIMD_WIDTH8};
    uint64_t first = 0;
    for (int k = 0; k < 3; ++k) {
        tb_lattice_select(paths[k]);
        bench b = start(11);
        b.input.tool = TB_TOOL_FINGER;
        b.input.depth_um = -3000;
        drive(&b, 9.0, 40.0);
        for (int n = 0; n < 300; ++n) {
            b.input.b_um += 30;
            b.input.t_um -= 10;
            run(&b, 1);
        }
        needle_in_skin(&b, target(&b)->surface_b_mm);
        drive(&b, 14.0, 60.0);
        const uint64_t hash = tb_session_hash(b.session);
        if (k == 0) {
            first = hash;
        }
        assert_true(hash == first);
        tb_session_destroy(b.session);
    }
    tb_lattice_select(TB_SIMD_AUTO);
}

static int32_t between(tb_rng *rng, int32_t lo, int32_t hi)
{
    return lo + (int32_t)(tb_rng_uniform(rng) * (double)(hi - lo));
}

static void violent_hands_meet_no_fault(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; ++seed) {
        bench b = start(seed);
        tb_rng rng;
        tb_rng_seed(&rng, seed, TB_RNG_SCENE);
        for (int k = 0; k < 6000 && !tb_session_ended(b.session); ++k) {
            if (k % 40 == 0) {
                b.input.depth_um = between(&rng, -60000, 130000);
                b.input.tool = (uint8_t)between(&rng, 0, TB_TOOL_COUNT);
            }
            if (k % 97 == 0) {
                b.input.tilt_mdeg = between(&rng, -90000, 90000);
                b.input.azimuth_mdeg = between(&rng, -2000000, 2000000);
                b.input.spin_mdeg = between(&rng, -2000000, 2000000);
                b.input.t_um = between(&rng, -45000, 45000);
                b.input.b_um = between(&rng, -33000, 33000);
                b.input.command = (uint8_t)between(&rng, 0, TB_COMMAND_COUNT);
                if (b.input.command == TB_COMMAND_END) {
                    b.input.command = TB_COMMAND_NONE;
                }
                b.input.argument = between(&rng, -3, 9);
            }
            run(&b, 1);
        }
        if (b.seen.faulted) {
            print_error("seed %d: fault %s at %u ms\n", (int)seed, b.seen.fault, b.seen.tick_ms);
        }
        assert_false(b.seen.faulted);
        tb_session_destroy(b.session);
    }
}

static void wrong_descriptions_are_refused(void **state)
{
    (void)state;
    tb_session *session = NULL;
    tb_error error = {0};
    const tb_session_desc no_case = {NULL, &tissues, &physiology, 1, 8};
    const tb_session_desc no_steps = {&model, &tissues, &physiology, 1, 0};
    assert_int_equal(tb_session_create(&no_case, &session, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_session_create(&no_steps, &session, &error), TB_ERR_ARGUMENT);
    assert_null(session);
    const tb_session_desc good = {&model, &tissues, &physiology, 1, 8};
    for (uint64_t n = 1; n < 24;
         ++n) { // every allocation fails once; nothing leaks, nothing crashes
        tb_alloc_fail_at(n);
        const tb_status status = tb_session_create(&good, &session, &error);
        tb_alloc_fail_at(0);
        if (status == TB_OK) {
            tb_session_destroy(session);
            break;
        }
        assert_int_equal(status, TB_ERR_MEMORY);
    }
}

static void every_word_has_a_name_and_a_text(void **state)
{
    (void)state;
    for (int k = 0; k < TB_COMMAND_COUNT; ++k) {
        assert_string_not_equal(tb_command_name((tb_command)k), "unknown");
    }
    for (int k = 0; k < TB_SAY_COUNT; ++k) {
        assert_true(strlen(tb_say_text((tb_say)k)) > 5);
        assert_string_not_equal(tb_say_name((tb_say)k), "unknown");
    }
    assert_string_equal(tb_command_name(TB_COMMAND_COUNT), "unknown");
    assert_string_equal(tb_say_text(TB_SAY_COUNT), "");
    assert_string_equal(tb_tool_name(TB_TOOL_COUNT), "unknown");
}

/// Cotton that still presses when the encounter ends has pressed as long as cotton that was lifted
/// before.
static void cotton_counts_until_the_end(void **state)
{
    (void)state;
    bench b = start(4);
    b.input.tool = TB_TOOL_COTTON;
    b.input.depth_um = -2000;
    run(&b, 1);
    while (b.seen.finger.force_n < 2.0f && b.input.depth_um < 15000) {
        b.input.depth_um += 10;
        run(&b, 1);
    }
    assert_true(b.seen.finger.force_n >= 2.0f);
    const int held_ms = 2000;
    run(&b, held_ms);
    assert_int_equal(count_events(&b, TB_EVENT_COTTON_PRESSED), 0);
    act(&b, TB_COMMAND_END, 0);
    const tb_event *pressed = last_event(&b, TB_EVENT_COTTON_PRESSED);
    assert_int_equal(count_events(&b, TB_EVENT_COTTON_PRESSED), 1);
    assert_true(pressed->values[0] >= held_ms);
    assert_true(pressed->values[1] > 1.0);
    tb_session_destroy(b.session);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    TB_TEST(&list, a_needle_goes_through_its_stages);
    TB_TEST(&list, the_hand_takes_hold_without_a_jump);
    TB_TEST(&list, cotton_counts_until_the_end);
    TB_TEST(&list, strokes_are_told_with_depth_time_and_speed);
    TB_TEST_ROWS(&list, declared_error_is_a_distance, declares);
    TB_TEST(&list, pressing_the_active_point_is_recognised_and_refers);
    TB_TEST_ROWS(&list, stop_is_honoured_or_not, stops);
    TB_TEST(&list, turning_in_muscle_and_in_fat_are_told_apart);
    TB_TEST(&list, same_inputs_give_the_same_hash_on_every_path);
    TB_TEST(&list, violent_hands_meet_no_fault);
    TB_TEST(&list, wrong_descriptions_are_refused);
    TB_TEST(&list, every_word_has_a_name_and_a_text);
    return tb_test_run(&list, "session");
}
