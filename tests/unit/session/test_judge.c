// What the learner judges becomes an event with the truth beside it: pain against the pain drawing,
// the interview's answers, the distance of the tip, what to do about harm, the review.
#include "tb_test.h"

#include "session/script_internal.h"
#include "tautband/patient/response.h"
#include "tautband/session/judge.h"
#include "tautband/session/session.h"

#include <string.h>

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;

static tb_session *play(const char *text)
{
    static tb_script_errors errors;
    static tb_snapshot seen;
    tb_script *script = NULL;
    tb_session *session = NULL;
    const tb_session_desc desc = {&model, &tissues, &physiology, 0, 4};
    if (tb_script_parse(text, strlen(text), &script, &errors) != TB_OK) {
        fail_msg("%d: %s", errors.items[0].line, errors.items[0].text);
    }
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &seen);
        tb_script_next(script, &seen, &input);
        tb_session_step(session, &input);
        assert_true(tb_session_tick_ms(session) < 60000);
    }
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

typedef struct {
    const char *name;
    double felt, outside;
    tb_match truth;
} truth_row;

static truth_row truths[] = {
    {"all of it, nothing else", 1.0, 0.0, TB_MATCH_MATCHES},
    {"just enough of it", 0.8, 0.0, TB_MATCH_MATCHES},
    {"a part of it", 0.79, 0.0, TB_MATCH_PARTLY},
    {"all of it and a nerve's path", 1.0, 0.3, TB_MATCH_PARTLY},
    {"a nerve's path and little else", 0.3, 0.6, TB_MATCH_DIFFERS},
    {"hardly any of it", 0.19, 0.0, TB_MATCH_DIFFERS},
    {"nothing", 0.0, 0.0, TB_MATCH_DIFFERS},
};

static void truth_of_a_match(void **state)
{
    const truth_row *row = *state;
    assert_int_equal(tb_match_truth(row->felt, row->outside), row->truth);
}

static void answers_have_names(void **state)
{
    (void)state;
    assert_string_equal(tb_match_name(TB_MATCH_PARTLY), "partly");
    assert_string_equal(tb_match_text(TB_MATCH_DIFFERS), "Differs");
    assert_string_equal(tb_match_name(TB_MATCH_COUNT), "unknown");
    assert_string_equal(tb_match_text(TB_MATCH_COUNT), "");
}

static void pain_is_judged_against_the_drawing(void **state)
{
    (void)state;
    char text[512];
    tb_anatomy anatomy;
    tb_anatomy_draw(&model, 0, &anatomy);
    const tb_trigger_point *point = &anatomy.trigger_points[anatomy.symptomatic];
    // far from the point, and then on it, pressed well into the pain
    snprintf(text, sizeof text,
             "0 judge match=partly\n"
             "+0 finger t_mm=%.2f b_mm=%.2f\n+0 press force_n=30 for_ms=1500\n"
             "+0 judge match=matches\n+0 end\n",
             point->surface_t_mm, point->surface_b_mm);
    tb_session *session = play(text);
    const tb_event *early = find(session, TB_EVENT_MATCH_JUDGED, 0);
    const tb_event *there = find(session, TB_EVENT_MATCH_JUDGED, 1);
    assert_true(early != NULL && there != NULL);
    assert_int_equal(early->subject, TB_MATCH_PARTLY);
    assert_int_equal(tb_match_truth(early->values[0], early->values[1]), TB_MATCH_DIFFERS);
    assert_near(there->values[0], 1.0, 1e-12);
    assert_near(there->values[1], 0.0, 0.0);
    assert_int_equal(tb_match_truth(there->values[0], there->values[1]), TB_MATCH_MATCHES);
    tb_session_destroy(session);
}

static void answers_guess_and_review_are_told(void **state)
{
    (void)state;
    tb_session *session = play("0 screen question=swelling\n0 tag question=swelling as=noted\n"
                               "0 tag question=swelling as=clear\n0 guess distance_mm=2.5\n"
                               "0 review days=7\n0 end\n");
    const tb_event *noted = find(session, TB_EVENT_TAGGED, 0);
    const tb_event *clear = find(session, TB_EVENT_TAGGED, 1);
    assert_int_equal(noted->subject, TB_QUESTION_SWELLING);
    assert_near(noted->values[0], 1.0, 0.0);
    assert_near(noted->values[1], TB_FLAG_NONE, 0.0);
    assert_near(clear->values[0], 0.0, 0.0);
    assert_near(find(session, TB_EVENT_GUESSED, 0)->values[0], 2.5, 1e-9);
    assert_near(find(session, TB_EVENT_REVIEW_SET, 0)->values[0], 7.0, 0.0);
    tb_session_destroy(session);
}

// Whatever a recording or a device says: arguments out of range are not heard.
static void arguments_out_of_range_are_not_heard(void **state)
{
    (void)state;
    static const struct {
        tb_command command;
        int32_t arguments[5];
    } rows[] = {{TB_COMMAND_JUDGE_MATCH, {-1, TB_MATCH_COUNT, 99, INT32_MIN, INT32_MAX}},
                {TB_COMMAND_TAG, {-1, 2 * TB_QUESTION_COUNT, 4000, INT32_MIN, INT32_MAX}},
                {TB_COMMAND_GUESS, {-1, 30001, 1000000, INT32_MIN, INT32_MAX}},
                {TB_COMMAND_RESPOND, {-1, 3, 64 * TB_HARM_COUNT, INT32_MIN, INT32_MAX}},
                {TB_COMMAND_REVIEW, {0, -1, 91, INT32_MIN, INT32_MAX}}};
    const tb_session_desc desc = {&model, &tissues, &physiology, 0, 4};
    tb_session *session = NULL;
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        for (int a = 0; a < 5; ++a) {
            const tb_input input = {.command = (uint8_t)rows[k].command,
                                    .argument = rows[k].arguments[a]};
            tb_session_step(session, &input);
        }
    }
    for (int kind = TB_EVENT_MATCH_JUDGED; kind <= TB_EVENT_REVIEW_SET; ++kind) {
        assert_null(find(session, (tb_event_kind)kind, 0));
    }
    const tb_input right = {.command = TB_COMMAND_RESPOND,
                            .argument = tb_response_code(TB_HARM_PLEURA, 1, 0)};
    tb_session_step(session, &right);
    const tb_event *event = find(session, TB_EVENT_RESPONDED, 0);
    assert_int_equal(event->subject, TB_HARM_PLEURA);
    assert_near(event->values[0], 1.0, 0.0);
    assert_near(event->values[1], 0.0, 0.0);
    assert_near(event->values[2], 1.0, 0.0);
    tb_session_destroy(session);
}

// Every situation belongs to a step of its harm, has words, and exactly one right choice.
static void situations_are_whole(void **state)
{
    (void)state;
    static const tb_harm asked[] = {TB_HARM_PLEURA, TB_HARM_KIDNEY, TB_HARM_BOWEL,
                                    TB_HARM_CORD,   TB_HARM_ARTERY, TB_HARM_NERVE,
                                    TB_HARM_VEIN,   TB_HARM_BRUISE, TB_HARM_FAINT};
    int count = 0;
    for (size_t k = 0; k < sizeof asked / sizeof asked[0]; ++k) {
        assert_non_null(tb_situations_of(asked[k], &count));
    }
    for (int h = 0; h < TB_HARM_COUNT; ++h) {
        const tb_situation *all = tb_situations_of((tb_harm)h, &count);
        for (int k = 0; k < count; ++k) {
            assert_true(all[k].step < TB_CONSEQUENCE_STEPS);
            assert_non_null(tb_consequence_of((tb_harm)h)->steps[all[k].step].text);
            int right = 0;
            for (int c = 0; c < TB_RESPONSES; ++c) {
                tb_harm harm = TB_HARM_NONE;
                int step = -1, choice = -1;
                const int code = tb_response_code((tb_harm)h, all[k].step, c);
                assert_ptr_equal(tb_response_of_code(code, &harm, &step, &choice),
                                 &all[k].choices[c]);
                assert_true((int)harm == h && step == all[k].step && choice == c);
                assert_true(all[k].choices[c].text[0] != '\0');
                assert_true(all[k].choices[c].outcome[0] != '\0');
                right += all[k].choices[c].right ? 1 : 0;
            }
            assert_int_equal(right, 1);
        }
    }
    assert_null(tb_situations_of(TB_HARM_COUNT, &count));
    assert_int_equal(count, 0);
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
    TB_TEST_ROWS(&list, truth_of_a_match, truths);
    TB_TEST(&list, answers_have_names);
    TB_TEST(&list, pain_is_judged_against_the_drawing);
    TB_TEST(&list, answers_guess_and_review_are_told);
    TB_TEST(&list, arguments_out_of_range_are_not_heard);
    TB_TEST(&list, situations_are_whole);
    return tb_test_run(&list, "judge");
}
