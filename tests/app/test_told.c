// What screens tell of what happened: no more, no less, and under its right name.
#include "screens.h"

#include <stdio.h>

static screens s;

static bool open_trainer(void)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    if (s.app != NULL) { // an earlier test failed half-way
        screens_close(&s);
    }
    return screens_open(&s, 1280, 720, &settings);
}

static int shown(const char *text)
{
    int found = 0;
    for (int k = 0; k < s.probe->count; ++k) {
        found += s.probe->rows[k].kind == TB_PROBE_TEXT && strstr(s.probe->rows[k].text, text);
    }
    return found;
}

// The measure is what goes beyond the limit, so a needle that hurt 4 of 10 has none of it: that is
// not told as the greatest pain.
static void progress_tells_the_pain_above_the_limit(void **state)
{
    (void)state;
    if (!open_trainer()) {
        skip();
    }
    tb_library_attempt *one = &s.app->library->attempts[0];
    s.app->library->attempt_count = 1;
    *one = (tb_library_attempt){.learner = "guest", .has_score = true, .total = 80, .cut = 70.0};
    snprintf(one->when, sizeof one->when, "20260328-081500");
    snprintf(one->case_id, sizeof one->case_id, "gastrocnemius-medial");
    tb_app_open(s.app, TB_SCREEN_PROGRESS);
    screens_draw(&s);
    assert_int_equal(shown("Highest pain"), 0);
    assert_int_equal(shown("Pain above"), 1);
    assert_int_equal(shown("0.0 NRS"), 1);
    one->pain = 1.3;
    s.app->progress_read = -1;
    screens_draw(&s);
    assert_int_equal(shown("1.3 NRS"), 1);
    screens_close(&s);
}

// 5.2 of 6 points are neither all nor nothing. As far as tenths tell: 5.96 reads 6.0.
static void points_in_part_are_neither_right_nor_wrong(void **state)
{
    (void)state;
    static const struct {
        double points;
        tb_icon mark;
    } rows[] = {{6.0, TB_ICON_TICK}, {5.96, TB_ICON_TICK}, {5.94, TB_ICON_HALF},
                {5.2, TB_ICON_HALF}, {0.06, TB_ICON_HALF}, {0.04, TB_ICON_CROSS},
                {0.0, TB_ICON_CROSS}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    if (!open_trainer()) {
        skip();
    }
    tb_review *review = tb_alloc(sizeof *review);
    assert_non_null(review);
    s.app->review = (tb_review_page){.review = review, .watched = -1};
    review->scored = true;
    review->items = (tb_items){.count = ROWS + 1, .total = 81.0, .cut = 70.0};
    for (int k = 0; k < ROWS; ++k) {
        tb_item *one = &review->items.items[k];
        *one = (tb_item){.kind = TB_ITEM_MEASURE, .points = rows[k].points, .weight = 6.0};
        snprintf(one->id, sizeof one->id, "item-%d", k);
        snprintf(one->label, sizeof one->label, "Tip to trigger point");
        assert_int_equal(tb_review_mark(one), rows[k].mark);
    }
    review->items.items[ROWS].kind = TB_ITEM_CRITICAL;
    assert_int_equal(tb_review_mark(&review->items.items[ROWS]), TB_ICON_OCTAGON);
    tb_app_open(s.app, TB_SCREEN_REVIEW);
    screens_draw(&s);
    assert_int_equal(shown("5.2 of 6 points"), 1);
    screens_close(&s);
}

// N and kPa as the course allows; the algometer is an instrument and shows its own.
static void a_course_shows_pressing_as_it_allows(void **state)
{
    (void)state;
    static const struct {
        tb_course_pressure allowed;
        tb_tool tool;
        int newtons, kilopascals;
    } rows[] = {{TB_PRESSURE_FULL, TB_TOOL_FINGER, 1, 1},
                {TB_PRESSURE_FORCE, TB_TOOL_FINGER, 1, 0},
                {TB_PRESSURE_NONE, TB_TOOL_FINGER, 0, 0},
                {TB_PRESSURE_NONE, TB_TOOL_ALGOMETER, 1, 1}};
    if (!open_trainer()) {
        skip();
    }
    tb_app_open_briefing(s.app);
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    screens_run(&s, 50);
    static tb_course course;
    const tb_course *before = s.app->course;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        course.pressure = (int32_t)rows[k].allowed;
        s.app->course = &course;
        s.app->hand.tool = rows[k].tool;
        tb_app_draw(s.app);
        assert_int_equal(shown("kPa"), rows[k].kilopascals);
        assert_int_equal(shown("0 N"), rows[k].newtons);
        assert_int_equal(shown("Not shown in this course"), 1 - rows[k].newtons);
        s.app->course = before;
    }
    screens_close(&s);
}

static void click_all(const char *id, int first, int last)
{
    for (int k = first; k <= last; ++k) {
        char name[24];
        snprintf(name, sizeof name, "%s-%d", id, k);
        tb_ui_focus(&s.app->ui, name);
        screens_draw(&s);
        tb_app_queue_nav(s.app, TB_NAV_ACTIVATE);
        screens_draw(&s);
    }
}

// The note at the foot of the briefing says what is open until nothing is, whatever was done first.
static void the_briefing_tells_what_is_open(void **state)
{
    (void)state;
    if (!open_trainer()) {
        skip();
    }
    tb_app_open_briefing(s.app);
    screens_draw(&s);
    assert_int_equal(shown("Still open: 12 questions, your decision, 5 explanations, consent, 5"),
                     1);
    click_all("ask", 0, 0);
    click_all("told", 0, 4);
    assert_int_equal(shown("Still open: 11 questions, your decision, consent, 5 steps to prepare"),
                     1);
    click_all("ask", 1, TB_QUESTION_COUNT - 1);
    click_all("decide", TB_DECISION_NEEDLE, TB_DECISION_NEEDLE);
    click_all("prepare", TB_PREPARE_POSITION, TB_PREPARE_SKIN);
    assert_int_equal(shown("Still open: consent, 1 step to prepare"), 1);
    click_all("prepare", TB_PREPARE_PACK, TB_PREPARE_PACK);
    assert_int_equal(shown("Still open: consent"), 1);
    s.app->brief.consent = 1;
    screens_draw(&s);
    assert_int_equal(shown("Still open"), 0);
    assert_int_equal(shown("Practice: feedback"), 1);
    s.app->brief = (tb_brief){.asked = (1u << TB_QUESTION_COUNT) - 1u,
                              .decision = TB_DECISION_REFER,
                              .consent = -1}; // nothing will be done: nothing to explain
    screens_draw(&s);
    assert_int_equal(shown("Still open"), 0);
    s.app->brief.decision = TB_DECISION_MANUAL; // neither gloves nor a needle's packet
    screens_draw(&s);
    assert_int_equal(shown("Still open: 5 explanations, consent, 2 steps to prepare"), 1);
    screens_close(&s);
}

static void needle_in_and_out(void)
{
    static const struct {
        tb_command command;
        int argument, ticks;
    } acts[] = {{TB_COMMAND_CHOOSE_NEEDLE, 3, 20},
                {TB_COMMAND_PLACE, 0, 20},
                {TB_COMMAND_TAP, 0, 120},
                {TB_COMMAND_TUBE_OFF, 0, 20},
                {TB_COMMAND_REMOVE, 0, 2000}};
    tb_input input = s.app->attempt->last_input;
    s.app->hand.tool = TB_TOOL_NEEDLE;
    input.tool = TB_TOOL_NEEDLE;
    for (size_t k = 0; k < sizeof acts / sizeof acts[0]; ++k) {
        input.command = (uint8_t)acts[k].command;
        input.argument = acts[k].argument;
        for (int t = 0; t < acts[k].ticks; ++t) {
            tb_attempt_tick(s.app->attempt, &input);
            input.command = TB_COMMAND_NONE;
        }
    }
    assert_int_equal(s.app->attempt->after.needle.out_count, 1);
}

static void say(tb_say say)
{
    tb_app_command(s.app, TB_COMMAND_SAY, (int32_t)say);
}

static int told(tb_say say)
{
    int count = 0, times = 0;
    const tb_event *events = tb_session_events(s.app->attempt->session, &count);
    for (int k = 0; k < count; ++k) {
        times += events[k].kind == TB_EVENT_TOLD && events[k].subject == (int32_t)say;
    }
    return times;
}

// Ticks of the plan, and what choosing both rows says to the patient once more.
static void check_plan(int after, int chest)
{
    const int said_after = told(TB_SAY_EXPLAIN_AFTER), said_chest = told(TB_SAY_CHEST_RULE);
    s.app->brief.said = 0;
    tb_app_open(s.app, TB_SCREEN_PLAN);
    screens_draw(&s);
    click_all("tell", 0, 1);
    assert_int_equal(told(TB_SAY_EXPLAIN_AFTER), said_after + after);
    assert_int_equal(told(TB_SAY_CHEST_RULE), said_chest + chest);
}

// A row of the plan is ticked, and says nothing once more, where the same words were said at the
// patient and count: what comes after a needle counts when it is out.
static void what_was_said_at_the_patient_is_ticked_in_the_plan(void **state)
{
    (void)state;
    if (!open_trainer()) {
        skip();
    }
    assert_true(tb_app_start_encounter(s.app));
    check_plan(1, 1); // nothing was said
    screens_close(&s);
    assert_true(open_trainer());
    assert_true(tb_app_start_encounter(s.app));
    say(TB_SAY_EXPLAIN_AFTER);
    say(TB_SAY_CHEST_RULE);
    check_plan(0, 0); // no needle
    needle_in_and_out();
    check_plan(1, 0); // too early
    screens_close(&s);
    assert_true(open_trainer());
    assert_true(tb_app_start_encounter(s.app));
    needle_in_and_out();
    say(TB_SAY_EXPLAIN_AFTER);
    check_plan(0, 1);
    screens_close(&s);
}

// Levels, and with them the order of the cards, are known when all cases are read: a card that is
// shown stays where it is.
static void no_card_changes_its_place_while_cases_are_read(void **state)
{
    (void)state;
    static tb_probe first;
    if (!open_trainer()) {
        skip();
    }
    tb_app_open(s.app, TB_SCREEN_HOME);
    tb_library_destroy(s.app->library);
    assert_int_equal(tb_library_create(&s.app->library, NULL), TB_OK);
    first.count = 0;
    for (bool more = true, last = false; !last;) {
        last = !more;
        tb_app_draw(s.app);
        for (int k = 0; k < first.count; ++k) { // what was there is there
            const tb_probe_row *row = &first.rows[k];
            if (row->kind == TB_PROBE_ITEM && strncmp(row->text, "case-", 5) == 0) {
                const tb_box now = screens_item(&s, row->text);
                assert_true(now.x == row->box.x && now.y == row->box.y);
            }
        }
        first = *s.probe;
        more = more && tb_library_step(s.app->library);
    }
    int cards = 0;
    for (int k = 0; k < s.probe->count; ++k) {
        cards += strncmp(s.probe->rows[k].text, "case-", 5) == 0;
    }
    assert_int_equal(cards, s.app->library->case_count);
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, progress_tells_the_pain_above_the_limit);
    TB_TEST(&list, points_in_part_are_neither_right_nor_wrong);
    TB_TEST(&list, a_course_shows_pressing_as_it_allows);
    TB_TEST(&list, the_briefing_tells_what_is_open);
    TB_TEST(&list, what_was_said_at_the_patient_is_ticked_in_the_plan);
    TB_TEST(&list, no_card_changes_its_place_while_cases_are_read);
    const int failed = tb_test_run(&list, "told");
    SDL_Quit();
    return failed;
}
