// Measuring and treating by hand through the whole body: the algometer's "now" at the point and
// beside it, a held thumb, broad strokes, the grammar of palpation, and the acts of reasoning.
#include "tb_test.h"

#include "session/script_internal.h"
#include "tautband/session/session.h"

#include <string.h>

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_snapshot seen;

/// A session played by a script to its end.
static tb_session *play(const char *text, uint64_t seed)
{
    static tb_script_errors errors;
    tb_script *script = NULL;
    tb_session *session = NULL;
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 4};
    if (tb_script_parse(text, strlen(text), &script, &errors) != TB_OK) {
        fail_msg("%d: %s", errors.items[0].line, errors.items[0].text);
    }
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &seen);
        tb_script_next(script, &seen, &input);
        tb_session_step(session, &input);
        assert_true(tb_session_tick_ms(session) < 120000);
    }
    tb_session_snapshot(session, &seen);
    assert_false(seen.faulted);
    tb_script_destroy(script);
    return session;
}

static const tb_event *find(const tb_session *session, tb_event_kind kind, int nth)
{
    int count;
    const tb_event *events = tb_session_events(session, &count);
    for (int k = 0; k < count; ++k) {
        if (events[k].kind == kind && nth-- == 0) {
            return &events[k];
        }
    }
    return NULL;
}

// The nominal patient: 220 kPa at the active point, 340 where nothing is. The word comes 0.2 s
// after the feeling, so a ramp of 80 kPa/s reads up to 16 kPa more than the threshold.
static void algometer_reads_the_threshold(void **state)
{
    (void)state;
    tb_session *session = play("0 algometer t_mm=0 b_mm=0 rate_n_per_s=8\n"
                               "0 algometer t_mm=0 b_mm=-16 rate_n_per_s=8\n0 end\n",
                               0);
    const tb_event *point = find(session, TB_EVENT_THRESHOLD_READ, 0);
    const tb_event *beside = find(session, TB_EVENT_THRESHOLD_READ, 1);
    assert_non_null(point);
    assert_non_null(beside);
    assert_true(point->values[2] >= 218.0 && point->values[2] < 242.0);
    assert_true(beside->values[2] >= 320.0 && beside->values[2] < 362.0);
    assert_near(seen.algometer.reading_kpa, beside->values[2], 0.1);
    assert_int_equal(seen.algometer.readings, 2);
    tb_session_destroy(session);
}

static void a_held_thumb_feels_the_tissue_give(void **state)
{
    (void)state;
    tb_session *session = play("0 release t_mm=0 b_mm=0 pain_nrs=4 for_ms=38000 until=yields\n"
                               "+0 lift\n0 end\n",
                               0);
    const tb_event *held = find(session, TB_EVENT_RELEASE_HELD, 0);
    const tb_event *yielded = find(session, TB_EVENT_RELEASE_YIELDED, 0);
    assert_non_null(held);
    assert_non_null(yielded);
    assert_int_equal(held->subject, 0);
    assert_true(held->values[4] >= 3.5);                   // it hurt at first
    assert_true(held->values[5] < 0.85 * held->values[4]); // and less at the end
    assert_true(held->values[2] > 20000.0);
    tb_session_destroy(session);
}

static void strokes_walks_and_sweeps_are_told(void **state)
{
    (void)state;
    tb_session *session = play("0 stroke t_mm=0 b_mm=0 amplitude_mm=24 force_n=8 count=2\n"
                               "0 walk t_mm=-10 to_t_mm=10 b_mm=0 step_mm=5 force_n=10 for_ms=300\n"
                               "0 touch t_mm=0 b_mm=0\n0 press force_n=25 for_ms=600\n"
                               "0 say line=other-side\n0 wait for_ms=300\n0 lift\n"
                               "0 sweep t_mm=-30 to_t_mm=30 force_n=20 speed_mm_per_s=20 count=1\n"
                               "0 sweep t_mm=-30 to_t_mm=30 force_n=20 speed_mm_per_s=90 count=1\n"
                               "0 lift\n0 end\n",
                               0);
    const tb_event *across = find(session, TB_EVENT_STROKED_ACROSS, 0);
    const tb_event *along = find(session, TB_EVENT_WALKED_ALONG, 0);
    const tb_event *other = find(session, TB_EVENT_COMPARED, 0);
    const tb_event *slow = find(session, TB_EVENT_SWEPT, 0),
                   *fast = find(session, TB_EVENT_SWEPT, 1);
    assert_true(across != NULL && along != NULL && other != NULL && slow != NULL && fast != NULL);
    assert_near(across->values[2], 24.0, 1.5);
    assert_true(along->values[3] >= 3.0);
    assert_int_equal(other->subject, 1); // less on the other side
    assert_int_equal(slow->subject, 1);
    assert_near(slow->values[4], 20.0, 2.0);
    assert_int_equal(fast->subject, 0);
    tb_session_destroy(session);
}

static void reasoning_is_told(void **state)
{
    (void)state;
    tb_session *session = play("0 screen question=blood-thinners\n0 screen question=needles\n"
                               "0 consent tell=risks\n0 decide what=manual\n0 prepare do=hands\n"
                               "0 plan option=1\n0 plan option=4\n0 lie-flat\n0 end\n",
                               0);
    assert_int_equal(find(session, TB_EVENT_SCREENED, 0)->subject, TB_QUESTION_BLOOD_THINNERS);
    assert_int_equal(find(session, TB_EVENT_CONSENT, 0)->subject, 1);
    assert_int_equal(find(session, TB_EVENT_DECIDED, 0)->subject, TB_DECISION_MANUAL);
    assert_int_equal(find(session, TB_EVENT_PREPARED, 0)->subject, TB_PREPARE_HANDS);
    assert_near(find(session, TB_EVENT_PLANNED, 0)->values[0], 1.0, 0.0);
    assert_near(find(session, TB_EVENT_PLANNED, 1)->values[0], 0.0, 0.0);
    assert_non_null(find(session, TB_EVENT_LAID_FLAT, 0));
    assert_null(find(session, TB_EVENT_SORENESS, 0)); // no needle, no soreness
    tb_session_destroy(session);
    for (int k = 0; k < TB_PREPARE_COUNT; ++k) {
        assert_true(tb_prepare_text((tb_prepare)k)[0] != '\0');
        assert_string_not_equal(tb_prepare_name((tb_prepare)k), "unknown");
    }
    assert_string_equal(tb_prepare_name(TB_PREPARE_COUNT), "unknown");
    assert_string_equal(tb_prepare_text(TB_PREPARE_COUNT), "");
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics d;
    physiology = tb_physiology_default();
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &d) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &d) != TB_OK) {
        tb_diagnostics_print(&d, stderr);
        return 1;
    }
    TB_TEST(&list, algometer_reads_the_threshold);
    TB_TEST(&list, a_held_thumb_feels_the_tissue_give);
    TB_TEST(&list, strokes_walks_and_sweeps_are_told);
    TB_TEST(&list, reasoning_is_told);
    return tb_test_run(&list, "care");
}
