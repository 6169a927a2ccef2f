// Played encounters and what each must show: treatment by hand alone, a needle declined, an adverse
// event handled well and badly; with --all also the whole clean needling of a first visit and the
// schools of stimulation.
#include "tb_test.h"

#include "replay_support.h"

#include <string.h>

static replay_content content;
static tb_rubric manual, decline;
static tb_score score;
static tb_event log_copy[TB_EVENTS_MAX];
static int log_count;
static bool all;

static void play(const char *case_id, const char *name, tb_school school)
{
    char path[256];
    tb_script *script = NULL;
    tb_session *session = NULL;
    static tb_case model;
    snprintf(path, sizeof path, "assets/cases/%s.yaml", case_id);
    assert_int_equal(tb_case_load(path, &model, &content.diagnostics), TB_OK);
    snprintf(path, sizeof path, "assets/scripts/%s.tbs", name);
    const tb_session_desc desc = {&model, &content.tissues, &content.physiology, 7, 4};
    assert_int_equal(tb_script_load(path, &script, &content.errors), TB_OK);
    assert_int_equal(
        tb_script_bind_tray(script, model.needles, model.needle_count, &content.errors), TB_OK);
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &content.seen);
        tb_script_next(script, &content.seen, &input);
        tb_session_step(session, &input);
    }
    tb_session_snapshot(session, &content.seen);
    assert_false(content.seen.faulted);
    const tb_event *events = tb_session_events(session, &log_count);
    memcpy(log_copy, events, (size_t)log_count * sizeof *events);
    const tb_rubric_set set = {&content.rubric, &manual, &decline};
    content.rubric.school = (int32_t)school;
    tb_score_compute(log_copy, log_count, &model, tb_session_anatomy(session),
                     tb_rubric_choose(&set, log_copy, log_count), &score);
    tb_session_destroy(session);
    tb_script_destroy(script);
}

static int count_of(tb_event_kind kind)
{
    int found = 0;
    for (int k = 0; k < log_count; ++k) {
        found += log_copy[k].kind == kind ? 1 : 0;
    }
    return found;
}

static bool has_critical(const char *id)
{
    for (int k = 0; k < score.critical_count; ++k) {
        if (strcmp(score.criticals[k].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void by_hand_alone(void **state)
{
    (void)state;
    play("gastrocnemius-medial", "manual", TB_SCHOOL_PISTONING);
    assert_int_equal(count_of(TB_EVENT_SKIN_PUNCTURED), 0);
    assert_int_equal(count_of(TB_EVENT_RELEASE_YIELDED), 1);
    assert_int_equal(count_of(TB_EVENT_SWEPT), 3);
    assert_int_equal(count_of(TB_EVENT_SORENESS), 0);
    assert_true(score.pass && score.total >= 85.0);
}

static void declined(void **state)
{
    (void)state;
    play("gam-dvt", "decline", TB_SCHOOL_PISTONING);
    assert_int_equal(count_of(TB_EVENT_SKIN_PUNCTURED) + count_of(TB_EVENT_TOUCH), 0);
    assert_true(score.pass && score.total >= 85.0);
    assert_int_equal(score.critical_count, 0);
}

static void adverse_event_handled_well(void **state)
{
    (void)state;
    play("gastrocnemius-medial", "adverse-well", TB_SCHOOL_PISTONING);
    assert_true(count_of(TB_EVENT_NERVE_CONTACT) >= 1);
    assert_int_equal(count_of(TB_EVENT_WITHDRAWAL), 1);
    assert_true(count_of(TB_EVENT_CONSEQUENCE) >= 3); // what follows is told
    assert_false(has_critical("CF4"));
    assert_false(has_critical("CF2"));
}

static void adverse_event_handled_badly(void **state)
{
    (void)state;
    play("gastrocnemius-medial", "adverse-badly", TB_SCHOOL_PISTONING);
    assert_true(count_of(TB_EVENT_NERVE_CONTACT) >= 1);
    assert_true(has_critical("CF4"));
    assert_false(score.pass);
}

typedef struct school_row {
    const char *name, *script;
    tb_school school;
} school_row;

static school_row schools[] = {{"hong", "school-hong", TB_SCHOOL_HONG},
                               {"sustained", "school-sustained", TB_SCHOOL_SUSTAINED},
                               {"winding", "school-winding", TB_SCHOOL_WINDING}};

static void schools_are_played(void **state)
{
    const school_row *row = *state;
    if (!all) {
        skip();
    }
    play("gastrocnemius-medial", row->script, row->school);
    assert_true(score.pass && score.total >= 80.0);
    assert_int_equal(count_of(TB_EVENT_NERVE_CONTACT) + count_of(TB_EVENT_BENT), 0);
}

static void clean_needling(void **state)
{
    (void)state;
    if (!all) {
        skip();
    }
    play("gastrocnemius-medial", "course-first", TB_SCHOOL_PISTONING);
    assert_true(score.pass && score.total >= 90.0 && score.ltr_count >= 1);
    assert_int_equal(count_of(TB_EVENT_SORENESS), 1);
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    all = argc > 1 && strcmp(argv[1], "--all") == 0;
    TB_TEST(&list, by_hand_alone);
    TB_TEST(&list, declined);
    TB_TEST(&list, adverse_event_handled_well);
    TB_TEST(&list, adverse_event_handled_badly);
    TB_TEST_ROWS(&list, schools_are_played, schools);
    TB_TEST(&list, clean_needling);
    const bool loaded =
        replay_load(&content) &&
        tb_rubric_load("assets/rubrics/manual-1.yaml", &manual, &content.diagnostics) == TB_OK &&
        tb_rubric_load("assets/rubrics/decline-1.yaml", &decline, &content.diagnostics) == TB_OK;
    return loaded ? tb_test_run(&list, "encounters") : 1;
}
