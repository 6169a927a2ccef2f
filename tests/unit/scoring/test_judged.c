// Points for what the learner judged: the pain against the drawing (C4), the interview's flags
// (A1).
#include "tb_test.h"

#include "tautband/scoring/score.h"
#include "tautband/session/input.h"
#include "tautband/session/judge.h"

#include <string.h>

static tb_case model;
static tb_anatomy anatomy;
static tb_rubric rubric;

static double value_of(const tb_event *events, int count, const char *id)
{
    static tb_score score;
    tb_score_compute(events, count, &model, &anatomy, &rubric, &score);
    for (int k = 0; k < score.measure_count; ++k) {
        if (strcmp(score.measures[k].rubric->id, id) == 0) {
            return score.measures[k].value;
        }
    }
    fail_msg("no measure %s", id);
    return 0.0;
}

typedef struct {
    const char *name;
    int match;
    double felt, outside;
    bool asked;
    double value;
} match_row;

static match_row matches[] = {
    {"rightly: matches", TB_MATCH_MATCHES, 1.0, 0.0, false, 1.0},
    {"rightly: partly", TB_MATCH_PARTLY, 0.5, 0.0, false, 1.0},
    {"wrongly: matches", TB_MATCH_MATCHES, 0.5, 0.0, false, 0.5},
    {"nothing was felt, and so it was said", TB_MATCH_DIFFERS, 0.0, 0.0, false, 0.5},
    {"wrongly, but asked elsewhere", TB_MATCH_DIFFERS, 1.0, 0.0, true, 0.5},
    {"not judged, asked elsewhere", -1, 0.0, 0.0, true, 0.5},
    {"neither", -1, 0.0, 0.0, false, 0.0},
};

static void recognition_counts_the_judgement(void **state)
{
    const match_row *row = *state;
    tb_event events[3] = {{.kind = TB_EVENT_START}};
    int count = 1;
    if (row->match >= 0) {
        events[count++] = (tb_event){.kind = TB_EVENT_MATCH_JUDGED,
                                     .subject = (int16_t)row->match,
                                     .values = {row->felt, row->outside}};
    }
    if (row->asked) {
        events[count++] = (tb_event){.kind = TB_EVENT_TOLD, .subject = TB_SAY_YOUR_PAIN};
    }
    assert_near(value_of(events, count, "C4_recognition"), row->value, 1e-12);
}

typedef struct {
    const char *name;
    const char *tags; ///< per question in order: n noted, c clear, - asked only, space not asked
    double value;
} tag_row;

// Two flags, at questions 1 and 5. 0.3 x share of eight questions + 0.7 x F1 (or share found).
static tag_row tag_rows[] = {
    {"all asked, no tags", "------------", 1.0},
    {"all asked, both flags noted", "-n---n------", 1.0},
    {"one of them noted, one cleared", "-n---c------", 0.3 + 0.7 * 2.0 / 3.0},
    {"both noted, two false alarms", "nn--nn------", 0.3 + 0.7 * 4.0 / 6.0},
    {"everything noted", "nnnnnnnnnnnn", 0.3 + 0.7 * 4.0 / 14.0},
    {"everything clear", "cccccccccccc", 0.3},
    {"four asked, one flag noted", "cn--        ", 0.15 + 0.7 * 2.0 / 3.0},
};

static void flags_are_scored_by_their_tags(void **state)
{
    const tag_row *row = *state;
    tb_event events[32] = {{.kind = TB_EVENT_START}};
    int count = 1;
    model.care.screening_count = 2;
    model.care.screening[0] = (tb_case_answer){.question = 1, .flag = TB_FLAG_RED};
    model.care.screening[1] = (tb_case_answer){.question = 5, .flag = TB_FLAG_ADAPT};
    for (int q = 0; q < TB_QUESTION_COUNT && row->tags[q] != '\0'; ++q) {
        if (row->tags[q] != ' ') {
            events[count++] = (tb_event){.kind = TB_EVENT_SCREENED, .subject = (int16_t)q};
        }
        if (row->tags[q] == 'n' || row->tags[q] == 'c') {
            events[count++] = (tb_event){.kind = TB_EVENT_TAGGED,
                                         .subject = (int16_t)q,
                                         .values = {row->tags[q] == 'n' ? 1.0 : 0.0}};
        }
    }
    assert_near(value_of(events, count, "A1_screening"), row->value, 1e-9);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics d;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &d) != TB_OK ||
        tb_rubric_load("assets/rubrics/needling-1.yaml", &rubric, &d) != TB_OK) {
        tb_diagnostics_print(&d, stderr);
        return 1;
    }
    tb_anatomy_draw(&model, 0, &anatomy);
    TB_TEST_ROWS(&list, recognition_counts_the_judgement, matches);
    TB_TEST_ROWS(&list, flags_are_scored_by_their_tags, tag_rows);
    return tb_test_run(&list, "judged");
}
