// Scores of hand-made event logs: treatment by hand, reasoning and plan, schools, care of the
// patient.
#include "score_log.h"

static void held(event_log *log, double off_mm, double start_nrs, double end_nrs, double seconds)
{
    log->now_ms += (uint32_t)(1000.0 * seconds);
    add(log, TB_EVENT_RELEASE_HELD, 0, target()->surface_t_mm + off_mm, target()->surface_b_mm,
        1000.0 * seconds, 40.0, start_nrs);
    log->events[log->count - 1].values[5] = end_nrs;
}

static void treatment_by_hand_has_its_own_rubric(void **state)
{
    (void)state;
    static tb_rubric manual, decline;
    static event_log log;
    assert_int_equal(tb_rubric_load("assets/rubrics/manual-1.yaml", &manual, &diagnostics), TB_OK);
    assert_int_equal(tb_rubric_load("assets/rubrics/decline-1.yaml", &decline, &diagnostics),
                     TB_OK);
    const tb_rubric_set set = {&rubric, &manual, &decline};
    palpate_well(&log);
    assert_ptr_equal(tb_rubric_choose(&set, log.events, log.count), &rubric);
    add(&log, TB_EVENT_DECIDED, TB_DECISION_REFER, 0, 0, 0, 0, 0);
    assert_ptr_equal(tb_rubric_choose(&set, log.events, log.count), &decline);
    log.count -= 1;
    add(&log, TB_EVENT_TOLD, TB_SAY_EXPLAIN, 0, 0, 0, 0, 0);
    held(&log, 0.0, 5.5, 3.0, 70.0);
    assert_ptr_equal(tb_rubric_choose(&set, log.events, log.count), &manual);
    add(&log, TB_EVENT_TOLD, TB_SAY_EASING, 0, 0, 0, 0, 0);
    add(&log, TB_EVENT_TOLD, TB_SAY_EXPLAIN_AFTER, 0, 0, 0, 0, 0);
    add(&log, TB_EVENT_END, -1, 0, 0, 0, 0, 0);
    tb_score_compute(log.events, log.count, &model, &anatomy, &manual, &score);
    assert_near(score.total, 100.0, 1e-9);
    assert_string_equal(score.headline, "Treated by hand, the point gave.");
    // ten seconds, 15 mm off, hardly any pain, none of it gone: palpation and words alone count
    const double palpation = score.domains[0].points;
    log.count = 0;
    palpate_well(&log);
    held(&log, 15.0, 1.5, 1.5, 10.0);
    tb_score_compute(log.events, log.count, &model, &anatomy, &manual, &score);
    assert_near(score.domains[0].points, palpation, 1e-9);
    assert_near(score.domains[1].points, 4.0, 1e-9); // nothing guarded
}

typedef struct {
    const char *name;
    double start_nrs, value;
} hold_row;

static hold_row holds[] = {{"moderate", 5.0, 1.0}, {"lower rim", 4.0, 1.0},
                           {"light", 3.0, 0.5},    {"none", 2.0, 0.0},
                           {"hard", 8.0, 0.5},     {"far too hard", 9.5, 0.0}};

static void hold_pressure(void **state)
{
    const hold_row *row = *state;
    static tb_rubric manual;
    event_log log = {.count = 0};
    assert_int_equal(tb_rubric_load("assets/rubrics/manual-1.yaml", &manual, &diagnostics), TB_OK);
    held(&log, 0.0, row->start_nrs, 1.0, 60.0);
    tb_score_compute(log.events, log.count, &model, &anatomy, &manual, &score);
    assert_near(measure("M2_hold_pressure")->value, row->value, 1e-9);
}

// Three right options and three distractors: A3 = (right - wrong / 2) / 3, not below 0.
typedef struct {
    const char *name;
    int right, wrong;
    double value;
} plan_row;

static plan_row plans[] = {{"all right", 3, 0, 1.0},
                           {"one missing", 2, 0, 2.0 / 3.0},
                           {"one distractor", 3, 1, 2.5 / 3.0},
                           {"everything", 3, 3, 0.5},
                           {"distractors alone", 0, 3, 0.0}};

static void plan_points(void **state)
{
    const plan_row *row = *state;
    event_log log = {.count = 0};
    for (int k = 0; k < row->right; ++k) {
        add(&log, TB_EVENT_PLANNED, k, 1.0, 1.0, 0, 0, 0);
    }
    for (int k = 0; k < row->wrong; ++k) {
        add(&log, TB_EVENT_PLANNED, 3 + k, 0.0, 1.0, 0, 0, 0);
    }
    compute(&log);
    assert_near(measure("A3_plan")->value, row->value, 1e-9);
}

static void steps_count_in_order(void **state)
{
    (void)state;
    static const int good[] = {TB_PREPARE_POSITION,    TB_PREPARE_HANDS,    TB_PREPARE_PACK,
                               TB_PREPARE_HANDS_AFTER, TB_PREPARE_REASSESS, TB_PREPARE_DOCUMENT};
    for (int late = 0; late < 2; ++late) {
        event_log log = {.count = 0};
        for (int k = 0; k < 6; ++k) {
            if (k == (late != 0 ? 2 : 3)) { // the pack is looked at before the needle, or after
                needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
            }
            add(&log, TB_EVENT_PREPARED, good[k], 0, 0, 0, 0, 0);
        }
        compute(&log);
        assert_near(measure("B1_steps")->value, late != 0 ? 0.75 : 1.0, 1e-9);
    }
}

typedef struct {
    const char *name;
    tb_school school;
    int kind; ///< 0 quick passes, 1 rest, 2 wound and unwound, 3 wound and left so
    double value;
} school_row;

static school_row schools[] = {{"hong, quick passes", TB_SCHOOL_HONG, 0, 1.0},
                               {"hong, at rest", TB_SCHOOL_HONG, 1, 0.0},
                               {"sustained, at rest", TB_SCHOOL_SUSTAINED, 1, 1.0},
                               {"winding, unwound", TB_SCHOOL_WINDING, 2, 1.0},
                               {"winding, left so", TB_SCHOOL_WINDING, 3, 0.5}};

static void schools_look_for_their_technique(void **state)
{
    const school_row *row = *state;
    static tb_event events[4096];
    static event_log log;
    log.count = 0;
    log.now_ms = 0;
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    if (row->kind == 0) {
        add(&log, TB_EVENT_STROKE, 1, 6.0, 16.0, 100.0, 110.0, 0.5);
    } else if (row->kind >= 2) {
        add(&log, TB_EVENT_WOUND, -1, 1.5, 0, 0, 0, 0);
        add(&log, TB_EVENT_WOUND, -1, row->kind == 2 ? 0.0 : 1.5, 0, 0, 0, 0);
    }
    memcpy(events, log.events, (size_t)log.count * sizeof events[0]);
    int count = log.count;
    for (int k = 0; row->kind == 1 && k < 3000; ++k) { // a minute at rest in the muscle
        events[count++] = (tb_event){.tick_ms = (uint32_t)(2000 + 20 * k),
                                     .kind = TB_EVENT_TIP_SAMPLE,
                                     .subject = TB_TIP_IN_TISSUE | TB_TIP_IN_TARGET_MUSCLE};
    }
    rubric.school = (int32_t)row->school;
    tb_score_compute(events, count, &model, &anatomy, &rubric, &score);
    rubric.school = TB_SCHOOL_PISTONING;
    assert_near(measure("F3_pistoning")->value, row->value, 1e-9);
    assert_int_equal(measure("F4_twitch")->assessed, row->school == TB_SCHOOL_HONG);
    assert_false(measure("D5_in_muscle")->assessed); // they need no short strokes
    assert_string_equal(tb_school_name(TB_SCHOOL_HONG), "hong");
    assert_string_equal(tb_school_name(TB_SCHOOL_COUNT), "unknown");
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

static void history_consent_and_faints_are_critical(void **state)
{
    (void)state;
    static tb_case other;
    static event_log log;
    perfect(&log);
    other = model;
    other.care.screening[0] =
        (tb_case_answer){.question = TB_QUESTION_SWELLING, .flag = TB_FLAG_RED};
    tb_score_compute(log.events, log.count, &other, &anatomy, &rubric, &score);
    assert_true(has_critical("CF1"));
    log.count = 0;
    add(&log, TB_EVENT_DECIDED, TB_DECISION_MANUAL, 0, 0, 0, 0, 0);
    tb_score_compute(log.events, log.count, &other, &anatomy, &rubric, &score);
    assert_true(has_critical("CF8"));
    log.events[0].subject = TB_DECISION_REFER;
    tb_score_compute(log.events, log.count, &other, &anatomy, &rubric, &score);
    assert_int_equal(score.critical_count, 0);
    log.count = 0;
    add(&log, TB_EVENT_CONSENT, 2, 1.0, 0, 0, 0, 0); // by hand only
    perfect(&log);
    compute(&log);
    assert_true(has_critical("CF1"));
    log.count = 0;
    perfect(&log);
    add(&log, TB_EVENT_PRODROME, -1, 0.9, 0, 0, 0, 0);
    add(&log, TB_EVENT_FAINTED, -1, 1.0, 0, 0, 0, 0);
    compute(&log);
    assert_true(has_critical("CF11"));
    add(&log, TB_EVENT_LAID_FLAT, -1, 0, 0, 0, 0, 0);
    compute(&log);
    assert_false(has_critical("CF11"));
    // the patient has had enough, and two more twitches are drawn
    log.count = 0;
    perfect(&log);
    log.now_ms += 10;
    add(&log, TB_EVENT_ENOUGH_SAID, -1, 9.0, 0, 0, 0, 0);
    twitch(&log);
    twitch(&log);
    compute(&log);
    assert_int_equal(score.adverse_count, 1);
    assert_string_equal(score.adverse[0].id, "over-needled");
}

// A question is a bit of what was asked; a recording from elsewhere may name any number.
static void questions_that_are_none_do_not_count(void **state)
{
    (void)state;
    static const int none[] = {TB_QUESTION_COUNT, 31, 32, 40, 32767, -1, -32, -32768};
    event_log log = {.count = 0};
    for (size_t k = 0; k < sizeof none / sizeof none[0]; ++k) {
        add(&log, TB_EVENT_SCREENED, none[k], 0, 0, 0, 0, 0);
        add(&log, TB_EVENT_TAGGED, none[k], 1.0, 1.0, 0, 0, 0);
    }
    compute(&log);
    assert_false(measure("A1_screening")->assessed);
    add(&log, TB_EVENT_SCREENED, 0, 0, 0, 0, 0, 0);
    compute(&log);
    const double one = measure("A1_screening")->value;
    log.count = 0;
    add(&log, TB_EVENT_SCREENED, 0, 0, 0, 0, 0, 0);
    compute(&log);
    assert_near(measure("A1_screening")->value, one, 0.0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, treatment_by_hand_has_its_own_rubric);
    TB_TEST_ROWS(&list, hold_pressure, holds);
    TB_TEST_ROWS(&list, plan_points, plans);
    TB_TEST(&list, steps_count_in_order);
    TB_TEST(&list, questions_that_are_none_do_not_count);
    TB_TEST_ROWS(&list, schools_look_for_their_technique, schools);
    TB_TEST(&list, history_consent_and_faints_are_critical);
    return load_and_run(&list, "score_care");
}
