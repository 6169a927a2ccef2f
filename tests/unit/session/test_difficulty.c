// What a case makes harder while hands are on: a restless patient, a limit of time; and that a case
// without these keys is the case it was.
#include "tb_test.h"

#include "tautband/core/alloc.h"
#include "tautband/session/session.h"

#include <string.h>

static tb_case model, plain;
static tb_tissue_table tissues;
static tb_physiology physiology;

static tb_session *start(uint64_t seed)
{
    tb_session *session = NULL;
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 4};
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    return session;
}

static void run(tb_session *session, tb_input *input, int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        tb_session_step(session, input);
        input->command = TB_COMMAND_NONE;
    }
}

static int count_events(const tb_session *session, tb_event_kind kind, const tb_event **first)
{
    int total, found = 0;
    const tb_event *events = tb_session_events(session, &total);
    for (int k = 0; k < total; ++k) {
        if (events[k].kind == kind && found++ == 0 && first != NULL) {
            *first = &events[k];
        }
    }
    return found;
}

static void a_shift_moves_the_hand_and_passes(void **state)
{
    (void)state;
    model = plain;
    model.difficulty.shift_mm = 2.0;
    model.difficulty.shifts_per_min = 12.0;
    tb_session *session = start(3);
    tb_input input = {.tool = TB_TOOL_FINGER, .depth_um = -5000};
    const tb_event *event = NULL;
    float most = 0.0f;
    tb_snapshot *seen = tb_alloc(sizeof *seen);
    for (int ms = 0; ms < 15000; ms += 50) {
        run(session, &input, 50);
        tb_session_snapshot(session, seen);
        const float *v = seen->patient.shift_mm;
        most = fmaxf(most, sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
        assert_near(seen->finger.t_mm, v[0], 1e-4); // the hand wants to stand at 0, 0
        assert_near(seen->finger.b_mm, v[1], 1e-4);
    }
    // every 2.5 to 7.5 s, 1 to 3 mm far
    const int count = count_events(session, TB_EVENT_SHIFTED, &event);
    assert_in_range(count, 2, 6);
    assert_true(most > 1.0f && most <= 3.0001f);
    const double far =
        sqrt(event->values[0] * event->values[0] + event->values[1] * event->values[1] +
             event->values[2] * event->values[2]);
    assert_true(far >= 1.0 && far <= 3.0);
    tb_free(seen);
    tb_session_destroy(session);
}

static void the_needle_in_hand_goes_deeper_the_one_let_go_does_not(void **state)
{
    (void)state;
    model = plain;
    model.difficulty.shift_mm = 3.0;
    model.difficulty.shifts_per_min = 12.0;
    for (int held = 0; held < 2; ++held) {
        tb_session *session = start(5);
        tb_input input = {.tool = TB_TOOL_NEEDLE};
        const struct {
            tb_command command;
            int argument, ticks;
        } acts[] = {{TB_COMMAND_CHOOSE_NEEDLE, 2, 5},
                    {TB_COMMAND_PLACE, 0, 20},
                    {TB_COMMAND_TAP, 0, 200},
                    {TB_COMMAND_TUBE_OFF, 0, 20}};
        for (size_t k = 0; k < sizeof acts / sizeof acts[0]; ++k) {
            input.command = (uint8_t)acts[k].command;
            input.argument = acts[k].argument;
            run(session, &input, acts[k].ticks);
        }
        for (int um = 0; um < 8000; um += 10) {
            input.depth_um = um;
            run(session, &input, 1);
        }
        input.command = held == 0 ? TB_COMMAND_LET_GO : TB_COMMAND_NONE;
        tb_snapshot *seen = tb_alloc(sizeof *seen);
        run(session, &input, 300);
        float lo = 1e3f, hi = -1e3f;
        for (int ms = 0; ms < 9000; ms += 20) {
            run(session, &input, 20);
            tb_session_snapshot(session, seen);
            lo = fminf(lo, seen->needle.depth_mm);
            hi = fmaxf(hi, seen->needle.depth_mm);
        }
        assert_int_equal(seen->needle.stage, TB_NEEDLE_IN);
        assert_true(count_events(session, TB_EVENT_SHIFTED, NULL) >= 1);
        if (held == 1) {
            assert_true(hi - lo > 0.4f);
        } else {
            assert_true(hi - lo < 0.2f);
        }
        // the patient's motion is no stroke of the learner
        assert_int_equal(count_events(session, TB_EVENT_STROKE, NULL), 0);
        tb_free(seen);
        tb_session_destroy(session);
    }
}

static double sum_of_shifts(bool calmed)
{
    double sum = 0.0;
    tb_session *session = start(9);
    tb_input input = {.tool = TB_TOOL_NONE};
    for (int ms = 0; ms < 12000; ms += 1000) {
        if (calmed && ms == 0) {
            input.command = TB_COMMAND_SAY;
            input.argument = TB_SAY_REASSURE;
        }
        run(session, &input, 1000);
    }
    int total;
    const tb_event *events = tb_session_events(session, &total);
    for (int k = 0; k < total; ++k) {
        if (events[k].kind == TB_EVENT_SHIFTED) {
            const double *v = events[k].values;
            sum += sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        }
    }
    tb_session_destroy(session);
    return sum;
}

static void kind_words_halve_it(void **state)
{
    (void)state;
    model = plain;
    model.difficulty.shift_mm = 2.0;
    model.difficulty.shifts_per_min = 12.0;
    const double restless = sum_of_shifts(false);
    assert_near(sum_of_shifts(true), 0.5 * restless, 1e-9 * restless); // the same draws
}

static void a_chatting_patient_talks_of_something_else(void **state)
{
    (void)state;
    model = plain;
    model.difficulty.chats_per_min = 6.0;
    for (int chatting = 0; chatting < 2; ++chatting) {
        model.difficulty.chats_per_min = chatting == 1 ? 6.0 : 0.0;
        tb_session *session = start(4);
        tb_input input = {.tool = TB_TOOL_NONE};
        run(session, &input, 16000);
        int total, chats = 0;
        const tb_event *events = tb_session_events(session, &total);
        for (int k = 0; k < total; ++k) {
            chats += events[k].kind == TB_EVENT_SAID && events[k].subject == TB_LINE_CHAT ? 1 : 0;
        }
        assert_in_range(chats, chatting == 1 ? 1 : 0, chatting == 1 ? 3 : 0); // every 5 to 15 s
        tb_session_destroy(session);
    }
}

static void the_time_is_told_once(void **state)
{
    (void)state;
    model = plain;
    model.difficulty.time_limit_s = 1.5;
    tb_session *session = start(1);
    tb_input input = {.tool = TB_TOOL_NONE};
    const tb_event *event = NULL;
    run(session, &input, 1500);
    assert_int_equal(count_events(session, TB_EVENT_TIME_UP, NULL), 0);
    run(session, &input, 1500);
    assert_int_equal(count_events(session, TB_EVENT_TIME_UP, &event), 1);
    assert_int_equal(event->tick_ms, 1500);
    assert_true(event->values[0] == 1.5);
    assert_false(tb_session_ended(session));
    tb_session_destroy(session);
}

static void nothing_moves_where_nothing_is_asked(void **state)
{
    (void)state;
    // a recording of before these keys still fits its case
    model = plain;
    model.difficulty.shifts_per_min = 3.0; // how often, but no distance
    assert_int_not_equal(tb_case_hash(&plain), tb_case_hash(&model));
    const uint64_t one = tb_case_hash(&model);
    model.difficulty.shifts_per_min = 0.0;
    model.difficulty.shift_mm = 3.0; // the same number under another key
    assert_int_not_equal(one, tb_case_hash(&model));
    model = plain;
    model.difficulty.hide_hazards = true;
    assert_int_not_equal(tb_case_hash(&plain), tb_case_hash(&model));
    tb_session *hidden = start(2);
    model.difficulty.hide_hazards = false;
    tb_session *open = start(2);
    tb_input input = {.tool = TB_TOOL_FINGER, .depth_um = 4000};
    run(hidden, &input, 500);
    run(open, &input, 500);
    assert_int_equal(tb_session_hash(hidden), tb_session_hash(open));
    tb_session_destroy(hidden);
    tb_session_destroy(open);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics faults;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &plain, &faults) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &faults) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &faults) != TB_OK) {
        tb_diagnostics_print(&faults, stderr);
        return 1;
    }
    TB_TEST(&list, a_shift_moves_the_hand_and_passes);
    TB_TEST(&list, the_needle_in_hand_goes_deeper_the_one_let_go_does_not);
    TB_TEST(&list, kind_words_halve_it);
    TB_TEST(&list, a_chatting_patient_talks_of_something_else);
    TB_TEST(&list, the_time_is_told_once);
    TB_TEST(&list, nothing_moves_where_nothing_is_asked);
    return tb_test_run(&list, "difficulty");
}
