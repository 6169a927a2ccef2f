// Course files: what is refused and where, what a course changes, whom a learner meets.
#include "tb_test.h"

#include "tautband/scoring/course.h"
#include "tautband/session/input.h"

#include <string.h>

static const char head[] = "format: 1\nid: x\ntitle: A course\nabout: For somebody.\n";
static const char tail[] = "source: model-default\ncases:\n  - {id: ls-driver, attempts: 3}\n"
                           "  - {id: pi-cyclist, attempts: 2, first_seed: 40}\n  - {id: gam-dvt}\n";
static tb_diagnostics faults;

static tb_status parse(const char *middle, const char *end, tb_course *out)
{
    char text[2048];
    snprintf(text, sizeof text, "%s%s%s", head, middle, end);
    return tb_course_parse("x.yaml", text, strlen(text), "assets/cases", out, &faults);
}

typedef struct bad_course {
    const char *name, *middle, *end;
    const char *rule;
    int line;
} bad_course;

static bad_course bad_courses[] = {
    {"unknown key", "colour: red\n", tail, "unknown-key", 5},
    {"unknown school", "school: slow\n", tail, "enum", 5},
    {"weight beyond its range", "ltr_weight: 3\n", tail, "range", 5},
    {"unknown pressure", "pressure: kilograms\n", tail, "enum", 5},
    {"unknown gloves", "rules: {gloves: three}\n", tail, "enum", 5},
    {"no source", "", "cases:\n  - {id: ls-driver}\n", "missing", 1},
    {"empty source", "", "source: ''\ncases:\n  - {id: ls-driver}\n", "empty-text", 5},
    {"no case", "", "source: x\ncases: []\n", "no-case", 6},
    {"case that is not there", "", "source: x\ncases:\n  - {id: ls-drivr}\n", "unknown-case", 7},
    {"name with a path in it", "", "source: x\ncases:\n  - {id: ../x}\n", "id", 7},
    {"case twice", "", "source: x\ncases:\n  - {id: gam-dvt}\n  - {id: gam-dvt}\n",
     "duplicate-case", 8},
    {"no attempts", "", "source: x\ncases:\n  - {id: gam-dvt, attempts: 0}\n", "range", 7},
};

static void faults_are_named_and_placed(void **state)
{
    const bad_course *row = *state;
    tb_course course = {.case_count = -7};
    assert_int_equal(parse(row->middle, row->end, &course), TB_ERR_FORMAT);
    assert_true(faults.count >= 1);
    assert_string_equal(faults.items[0].rule, row->rule);
    assert_int_equal(faults.items[0].line, row->line);
    assert_int_equal(course.case_count, -7); // untouched
}

static void format_of_the_future_is_refused(void **state)
{
    (void)state;
    static const char text[] = "format: 2\nid: x\ntitle: t\nabout: a\nsource: s\ncases:\n"
                               "  - {id: gam-dvt}\n";
    tb_course course;
    assert_int_equal(tb_course_parse("x", text, strlen(text), NULL, &course, &faults),
                     TB_ERR_FORMAT);
    assert_string_equal(faults.items[0].rule, "format");
}

static double weight_of(const tb_rubric *rubric, const char *id)
{
    for (int k = 0; k < rubric->measure_count; ++k) {
        if (strcmp(rubric->measures[k].id, id) == 0) {
            return rubric->measures[k].weight;
        }
    }
    return UNCHANGED;
}

static void a_course_changes_the_rubric(void **state)
{
    (void)state;
    tb_course course;
    tb_rubric rubric;
    assert_int_equal(tb_rubric_load("assets/rubrics/needling-1.yaml", &rubric, &faults), TB_OK);
    const double twitch = weight_of(&rubric, "F4_twitch"), entry = weight_of(&rubric, "D1_entry");
    assert_int_equal(parse("school: hong\nltr_weight: 0.5\ncut: 82\nunsafe_path_fails: false\n"
                           "rules: {gloves: both_hands, skin: alcohol}\n",
                           tail, &course),
                     TB_OK);
    tb_course_to_rubric(&course, &rubric);
    assert_near(weight_of(&rubric, "F4_twitch"), 0.5 * twitch, 1e-12);
    assert_near(weight_of(&rubric, "D1_entry"), entry, 0.0);
    assert_near(rubric.cut, 82.0, 0.0);
    assert_int_equal(rubric.school, TB_SCHOOL_HONG);
    assert_int_equal(rubric.rules.gloves, TB_GLOVES_BOTH);
    assert_int_equal(rubric.rules.skin, TB_SKIN_ALCOHOL);
    assert_false(rubric.unsafe_path_critical);
}

/// What the screen shows changes no score: recordings of both kinds are comparable.
static void a_course_says_what_is_shown_of_pressing(void **state)
{
    (void)state;
    static const char *const words[] = {"", "pressure: full\n", "pressure: force\n",
                                        "pressure: none\n"};
    static const tb_course_pressure wanted[] = {TB_PRESSURE_FULL, TB_PRESSURE_FULL,
                                                TB_PRESSURE_FORCE, TB_PRESSURE_NONE};
    tb_course courses[4];
    for (int k = 0; k < 4; ++k) {
        assert_int_equal(parse(words[k], tail, &courses[k]), TB_OK);
        assert_int_equal(courses[k].pressure, wanted[k]);
        assert_true(tb_course_rules_hash(&courses[k]) == tb_course_rules_hash(&courses[0]));
    }
}

static void without_settings_the_rubric_stays(void **state)
{
    (void)state;
    tb_course course;
    tb_rubric before, after;
    assert_int_equal(tb_rubric_load("assets/rubrics/needling-1.yaml", &before, &faults), TB_OK);
    after = before;
    assert_int_equal(parse("", tail, &course), TB_OK);
    tb_course_to_rubric(&course, &after);
    assert_near(after.cut, before.cut, 0.0);
    assert_near(weight_of(&after, "F4_twitch"), weight_of(&before, "F4_twitch"), 0.0);
    assert_int_equal(after.school, before.school);
    assert_int_equal(after.rules.gloves, TB_GLOVES_FREE);
}

// Gloves and clean skin count where the course asks for them; six of eight steps were done.
static void local_rules_reach_the_score(void **state)
{
    (void)state;
    static const int done[] = {TB_PREPARE_POSITION,    TB_PREPARE_HANDS,    TB_PREPARE_PACK,
                               TB_PREPARE_HANDS_AFTER, TB_PREPARE_REASSESS, TB_PREPARE_DOCUMENT};
    enum { DONE = (int)(sizeof done / sizeof done[0]) };
    static tb_case model;
    static tb_anatomy anatomy;
    static tb_score score;
    tb_event events[DONE + 1] = {{0}};
    tb_course course;
    tb_rubric rubric;
    assert_int_equal(tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &faults),
                     TB_OK);
    tb_anatomy_draw(&model, 0, &anatomy);
    for (int k = 0, at = 0; k < DONE; ++k) {
        if (done[k] == TB_PREPARE_HANDS_AFTER) {
            events[at++] = (tb_event){.tick_ms = 50, .kind = TB_EVENT_SKIN_PUNCTURED};
        }
        events[at++] =
            (tb_event){.tick_ms = 50, .kind = TB_EVENT_PREPARED, .subject = (int16_t)done[k]};
    }
    for (int asked = 0; asked < 2; ++asked) {
        assert_int_equal(tb_rubric_load("assets/rubrics/needling-1.yaml", &rubric, &faults), TB_OK);
        assert_int_equal(
            parse(asked ? "rules: {gloves: one_hand, skin: chlorhexidine}\n" : "", tail, &course),
            TB_OK);
        tb_course_to_rubric(&course, &rubric);
        tb_score_compute(events, DONE + 1, &model, &anatomy, &rubric, &score);
        bool found = false;
        for (int k = 0; k < score.measure_count; ++k) {
            if (strcmp(score.measures[k].rubric->id, "B1_steps") == 0) {
                found = true;
                assert_near(score.measures[k].value, asked ? 6.0 / 8.0 : 1.0, 1e-12);
            }
        }
        assert_true(found);
    }
}

// 10 points at most, all of them after two minutes: the rubric's ramp.
static void overtime_costs_on_a_ramp(void **state)
{
    (void)state;
    static const struct {
        uint32_t end_ms;
        double s, points;
    } rows[] = {{1500, 0.5, 10.0 * 0.5 / 120.0}, {61000, 60.0, 5.0}, {1000000, 999.0, 10.0}};
    static tb_case model;
    static tb_anatomy anatomy;
    static tb_score score, plain;
    tb_rubric rubric;
    assert_int_equal(tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &faults),
                     TB_OK);
    tb_anatomy_draw(&model, 0, &anatomy);
    assert_int_equal(tb_rubric_load("assets/rubrics/decline-1.yaml", &rubric, &faults), TB_OK);
    assert_near(rubric.overtime_points, 10.0, 0.0);
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        tb_event events[12] = {{0}};
        for (int q = 0; q < 8; ++q) {
            events[q] = (tb_event){.kind = TB_EVENT_SCREENED, .subject = (int16_t)q};
        }
        events[8] = (tb_event){.kind = TB_EVENT_DECIDED, .subject = TB_DECISION_NEEDLE};
        events[9] = (tb_event){.tick_ms = 1000, .kind = TB_EVENT_TOOL};
        events[10] = (tb_event){.tick_ms = rows[k].end_ms, .kind = TB_EVENT_END};
        tb_score_compute(events, 11, &model, &anatomy, &rubric, &plain);
        assert_near(plain.overtime_s, 0.0, 0.0);
        events[9].kind = TB_EVENT_TIME_UP;
        tb_score_compute(events, 11, &model, &anatomy, &rubric, &score);
        assert_near(score.overtime_s, rows[k].s, 1e-9);
        assert_near(score.overtime_points, rows[k].points, 1e-9);
        assert_true(plain.total > 11.0);
        assert_near(score.total, plain.total - rows[k].points, 1e-9);
    }
}

static void stations_are_closed_unless_the_course_opens_them(void **state)
{
    (void)state;
    tb_course course;
    assert_int_equal(parse("exam: true\n", tail, &course), TB_OK);
    assert_int_equal(course.station.view, 0);
    assert_false(course.station.scan || course.strict);
    assert_int_equal(course.station.result, TB_RESULT_RELEASED);
    assert_near(course.station.time_limit_s, 420.0, 0.0);
    assert_int_equal(tb_course_length(&course), 6);
    const uint64_t rules = tb_course_rules_hash(&course);
    assert_int_equal(parse("exam: true\nstrict: true\nstation: {view: full, scan: true, result: "
                           "at_once, time_limit_s: 0}\n",
                           tail, &course),
                     TB_OK);
    assert_int_equal(course.station.view, 2);
    assert_true(course.station.scan && course.strict);
    assert_int_equal(course.station.result, TB_RESULT_AT_ONCE);
    assert_int_equal(tb_course_rules_hash(&course), rules); // none of it changes a score
    assert_int_equal(parse("cut: 71\n", tail, &course), TB_OK);
    assert_int_not_equal(tb_course_rules_hash(&course), rules);
}

static void everybody_meets_every_patient_once(void **state)
{
    (void)state;
    tb_course course;
    for (int shuffled = 0; shuffled < 2; ++shuffled) {
        assert_int_equal(parse(shuffled ? "order: shuffled\n" : "order: listed\n", tail, &course),
                         TB_OK);
        bool other_order = false;
        for (uint64_t learner = 1; learner < 40; ++learner) {
            int met[3] = {0}, index = 0, first = -1;
            uint64_t seed = 0, last = 0;
            for (int k = 0; (index = tb_course_encounter(&course, learner, k, &seed)) >= 0; ++k) {
                assert_true(k < 6);
                first = k == 0 ? index : first;
                if (index == 1) { // fixed patients, for everybody the same
                    assert_int_equal(seed, 40 + met[1]);
                }
                assert_true(met[index] == 0 || seed == last + 1);
                last = seed;
                ++met[index];
            }
            assert_int_equal(met[0], 3);
            assert_int_equal(met[1], 2);
            assert_int_equal(met[2], 1);
            other_order = other_order || first != 0;
        }
        assert_int_equal(other_order, shuffled != 0);
    }
}

static void shipped_courses_are_good(void **state)
{
    (void)state;
    static const char *const names[] = {"first-needles", "whole-body", "station-exam",
                                        "sustained-insertion", "winding"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; ++k) {
        char path[96];
        tb_course course;
        snprintf(path, sizeof path, "assets/courses/%s.yaml", names[k]);
        assert_int_equal(tb_course_load(path, &course, &faults), TB_OK);
        assert_string_equal(course.id, names[k]);
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, faults_are_named_and_placed, bad_courses);
    TB_TEST(&list, format_of_the_future_is_refused);
    TB_TEST(&list, a_course_changes_the_rubric);
    TB_TEST(&list, a_course_says_what_is_shown_of_pressing);
    TB_TEST(&list, without_settings_the_rubric_stays);
    TB_TEST(&list, local_rules_reach_the_score);
    TB_TEST(&list, overtime_costs_on_a_ramp);
    TB_TEST(&list, stations_are_closed_unless_the_course_opens_them);
    TB_TEST(&list, everybody_meets_every_patient_once);
    TB_TEST(&list, shipped_courses_are_good);
    return tb_test_run(&list, "course");
}
