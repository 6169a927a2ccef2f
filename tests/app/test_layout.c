// Every screen at 100 to 200 % text, in windows from 800x600 to 2560x1440, in the pseudo language
// and mirrored: nothing is clipped, nothing overlaps, every control is reached by Tab.
#include "layout.h"

static void play_to_needle(screens *s)
{
    tb_attempt *attempt = s->app->attempt;
    tb_input input = attempt->last_input;
    const struct {
        tb_command command;
        int argument, ticks;
    } acts[] = {{TB_COMMAND_SAY, TB_SAY_WARN, 30},
                {TB_COMMAND_CHOOSE_NEEDLE, 3, 20},
                {TB_COMMAND_PLACE, 0, 20},
                {TB_COMMAND_TAP, 0, 120},
                {TB_COMMAND_TUBE_OFF, 0, 20}};
    s->app->hand.tool = TB_TOOL_NEEDLE;
    input.tool = TB_TOOL_NEEDLE;
    for (size_t k = 0; k < sizeof acts / sizeof acts[0]; ++k) {
        input.command = (uint8_t)acts[k].command;
        input.argument = acts[k].argument;
        for (int t = 0; t < acts[k].ticks; ++t) {
            tb_attempt_tick(attempt, &input);
            input.command = TB_COMMAND_NONE;
        }
    }
}

static void walk_menus(screens *s)
{
    static const tb_screen menus[] = {TB_SCREEN_HOME, TB_SCREEN_PROGRESS, TB_SCREEN_RECORDINGS,
                                      TB_SCREEN_KEYS};
    for (size_t k = 0; k < sizeof menus / sizeof menus[0]; ++k) {
        tb_app_open(s->app, menus[k]);
        check_layout(s);
        check_tab(s);
    }
    tb_learner_open(s->app);
    check_layout(s);
    check_tab(s);
    (void)tb_learner_key(s->app, SDLK_ESCAPE);
    for (int k = 0; k < s->app->courses->count; ++k) {
        tb_app_choose_course(s->app, &s->app->courses->items[k]);
        tb_app_open(s->app, TB_SCREEN_HOME);
        check_layout(s);
        check_tab(s);
    }
    tb_app_choose_course(s->app, NULL);
    tb_app_open(s->app, TB_SCREEN_SETTINGS);
    for (int page = 0; page < TB_PAGE_COUNT; ++page) {
        s->app->settings_page = (tb_settings_page)page;
        check_layout(s);
        check_tab(s);
    }
}

// The guess, and every step of five kinds of harm, with a choice waiting and with it taken.
static void walk_conclusion(screens *s)
{
    tb_app *app = s->app;
    tb_app_conclude(app);
    assert_int_equal(app->screen, TB_SCREEN_GUESS);
    check_layout(s);
    check_tab(s);
    tb_app_command(app, TB_COMMAND_GUESS, 4000);
    tb_app_conclude(app);
    const tb_event events[] = {
        {.tick_ms = 100, .kind = TB_EVENT_HARM, .subject = TB_HARM_PLEURA, .values = {0, 0, 0, 0}},
        {.tick_ms = 90, .kind = TB_EVENT_HARM, .subject = TB_HARM_FAINT, .values = {0, 0, 0, -1}},
        {.tick_ms = 80, .kind = TB_EVENT_HARM, .subject = TB_HARM_CORD, .values = {0, 0, 0, 0}},
        {.tick_ms = 70, .kind = TB_EVENT_HARM, .subject = TB_HARM_ARTERY, .values = {0, 0, 0, 1}},
        {.tick_ms = 60, .kind = TB_EVENT_HARM, .subject = TB_HARM_BRUISE, .values = {0, 0, 0, -1}},
    };
    enum { HARMS = sizeof events / sizeof events[0] };
    tb_app_forget_aftermath(app);
    app->aftermath = tb_alloc(sizeof *app->aftermath);
    assert_non_null(app->aftermath);
    assert_int_equal(tb_aftermath_build(events, HARMS, app->aftermath), HARMS);
    tb_app_open(app, TB_SCREEN_AFTERMATH);
    int steps = 0;
    do {
        tb_aftermath_look(app->aftermath, app->attempt->track);
        app->tab = 1;
        check_layout(s);
        app->tab = 0;
        check_layout(s);
        if (tb_aftermath_open(app->aftermath) != NULL) {
            tb_app_command(app, TB_COMMAND_RESPOND, tb_aftermath_choose(app->aftermath, 2));
            check_layout(s);
        }
        if (steps++ == 0) {
            check_tab(s);
        }
    } while (tb_aftermath_next(app->aftermath));
    int told = 0;
    for (int k = 0; k < HARMS; ++k) {
        const tb_consequence *tale = tb_consequence_of((tb_harm)events[k].subject);
        for (int q = 0; q < TB_CONSEQUENCE_STEPS && tale->steps[q].text != NULL; ++q) {
            ++told;
        }
    }
    assert_int_equal(steps, told);
}

// Twenty attempts at two cases, as the library would hold them; charts, then the table.
static void walk_progress(screens *s)
{
    tb_library *library = s->app->library;
    library->attempt_count = 20;
    for (int k = 0; k < 20; ++k) {
        tb_library_attempt *a = &library->attempts[k];
        *a = (tb_library_attempt){.learner = "guest",
                                  .has_score = true,
                                  .total = k < 14 ? 88 : 55,
                                  .cut = 70.0,
                                  .tip_mm = 1.0 + 0.3 * k,
                                  .pain = 3.0 + 0.1 * k,
                                  .angle_deg = 1.0 * k,
                                  .margin_share = 0.8};
        snprintf(a->when, sizeof a->when, "202603%02d-0815%02d", 28 - k, k);
        snprintf(a->case_id, sizeof a->case_id, "%s",
                 k % 2 == 0 ? "gastrocnemius-medial" : "gal-hiker");
    }
    tb_app_open(s->app, TB_SCREEN_PROGRESS);
    for (int family = 0; family < TB_FAMILY_COUNT; family += 3) { // all, and hip and leg
        s->app->family = (tb_family)family;
        check_layout(s);
    }
    check_tab(s);
    s->app->progress_table = true;
    check_layout(s);
    s->app->progress_table = false;
    s->app->family = TB_FAMILY_ALL;
    library->attempt_count = 0;
}

// Names of a pad's buttons and of gestures instead of keys: in the hints and in the list of keys.
static void check_devices(screens *s)
{
    tb_app *app = s->app;
    for (int device = 0; device < 2; ++device) {
        app->pad_used = device == 0;
        app->touch_used = device == 1;
        check_layout(s);
        app->back = TB_SCREEN_ENCOUNTER;
        tb_app_open(app, TB_SCREEN_KEYS);
        check_layout(s);
        tb_app_back(app);
    }
    app->pad_used = app->touch_used = false;
}

static void walk_encounter(screens *s)
{
    tb_app *app = s->app;
    tb_app_open_briefing(app);
    assert_non_null(app->attempt);
    app->brief.asked = 0xFFF;
    app->brief.noted = 0xF;
    app->brief.consent = 0;
    check_layout(s);
    check_tab(s);
    tb_app_open(app, TB_SCREEN_ENCOUNTER);
    for (int tab = 0; tab < 6; ++tab) {
        app->tab = tab;
        check_layout(s);
    }
    app->scan_open = true;
    check_layout(s);
    app->scan_open = false;
    tb_lesson_begin(&app->lesson, 0);
    for (int step = 0; step < TB_LESSON_STEPS; ++step) {
        app->lesson.step = step;
        app->lesson.idle_ms = 0;
        check_layout(s);
        app->lesson.idle_ms = 60000; // with its help instead of its sentence
        check_layout(s);
    }
    app->lesson.active = false;
    play_to_needle(s);
    app->hint_until_ms = UINT32_MAX;
    check_layout(s);
    check_tab(s);
    check_devices(s);
    app->brief.match = 1;
    tb_app_command(app, TB_COMMAND_JUDGE_MATCH, 1);
    for (int dialog = TB_DIALOG_PAUSE; dialog <= TB_DIALOG_PHRASES; ++dialog) {
        app->dialog = (tb_dialog)dialog;
        check_layout(s);
        check_tab(s);
    }
    app->dialog = TB_DIALOG_MAP;
    app->map_near = true;
    check_layout(s);
    check_tab(s);
    app->map_near = false;
    app->dialog = TB_DIALOG_NONE;
    tb_app_open(app, TB_SCREEN_PLAN);
    check_layout(s);
    check_tab(s);
    app->brief.plan_fixed = true;
    app->brief.planned = 3;
    check_layout(s);
    walk_conclusion(s);
    tb_app_finish_encounter(app);
    snprintf(app->attempt->folder, 8, "/kept/a"); // as if recorded: with the way to its items
    check_layout(s);
    check_tab(s);
    app->attempt->folder[0] = '\0';
    assert_true(tb_app_replay_attempt(app, 100));
    check_layout(s);
    check_tab(s);
    tb_notes *notes = &app->replay->notes;
    tb_notes_add(notes, 100, "the cord lies a little more to the side than it looks");
    tb_notes_add(notes, 140, "");
    snprintf(app->replay->note, sizeof app->replay->note, "notes.json: line 3: ']' expected");
    check_layout(s);
    check_tab(s);
    tb_note_open(app, 0);
    check_layout(s);
    check_tab(s);
    app->note.open = false;
    tb_app_back(app);
}

// One dispute of each state on the instructor's page, which lists as many results as the library
// has; all of them countersigned in another way.
static void walk_instructor_parts(screens *s)
{
    tb_instructor_disputes *all = s->app->disputed;
    memset(all, 0, sizeof *all);
    all->count = 3;
    all->open = all->damaged = 1;
    snprintf(all->which, sizeof all->which, "20261128-093000-gal-hiker");
    for (int k = 0; k < 3; ++k) {
        tb_dispute *one = &all->rows[k].dispute;
        all->rows[k].attempt = k;
        one->state = (tb_dispute_state)k;
        snprintf(one->words, sizeof one->words,
                 "the leg had moved before the needle went in, and nobody could have seen that");
    }
    for (int k = 0; k < s->app->library->attempt_count; ++k) {
        all->signature[k] = (signed char)(k % 4);
        snprintf(all->signer[k], sizeof all->signer[k], "Anna Keller");
        char *folder = s->app->library->attempts[k].folder;
        snprintf(folder, sizeof s->app->library->attempts[k].folder, "a%d", k);
    }
    for (int part = 1; part < 3; ++part) {
        s->app->instructor_part = part;
        check_layout(s);
        check_tab(s);
    }
    int first = 0; // what waits for a rating stands first
    while (strncmp(s->probe->rows[first].text, "result-", 7) != 0) {
        assert_true(++first < s->probe->count);
    }
    assert_string_equal(s->probe->rows[first].text, "result-5");
}

// The page of one attempt as learner and as instructor, its dialogs, open and countersigned.
static void walk_review(screens *s)
{
    static const char *const labels[] = {"The needle went on 2.4 s after an electric pain.",
                                         "Place declared", "Tip to trigger point"};
    tb_app *app = s->app;
    walk_instructor_parts(s);
    tb_review *review = tb_alloc(sizeof *review);
    assert_non_null(review);
    app->review = (tb_review_page){.review = review, .watched = -1};
    snprintf(review->case_id, sizeof review->case_id, "gal-hiker");
    snprintf(review->learner, sizeof review->learner, "learner-1");
    review->scored = true;
    review->items.count = 3;
    review->items.total = 81.0;
    review->items.cut = 70.0;
    for (int k = 0; k < 3; ++k) {
        tb_item *one = &review->items.items[k];
        *one = (tb_item){.kind = k == 0 ? TB_ITEM_CRITICAL : TB_ITEM_MEASURE,
                         .unit = "mm",
                         .value = 2.5,
                         .points = 4.0,
                         .weight = 6.0,
                         .at_ms = 61200};
        snprintf(one->id, sizeof one->id, "item-%d", k);
        snprintf(one->label, sizeof one->label, "%s", labels[k]);
        if (k < 2) {
            assert_int_equal(tb_disputes_raise(&review->disputes, one->id, 61200,
                                               "the leg had moved before the needle went in",
                                               "2026-11-28T09:30:00Z", NULL),
                             TB_OK);
        }
    }
    assert_int_equal(tb_disputes_decide(&review->disputes, 0, false, "it had not, see the section",
                                        "Anna Keller", "2026-11-28T09:30:00Z", NULL),
                     TB_OK);
    tb_app_open(app, TB_SCREEN_REVIEW);
    for (int role = 0; role < 2; ++role) {
        app->review.instructor = role == 1;
        check_layout(s);
        check_tab(s);
    }
    for (int dialog = TB_REVIEW_DISPUTE; dialog <= TB_REVIEW_SIGN; ++dialog) {
        tb_review_dialog_open(app, (tb_review_dialog)dialog, 1);
        snprintf(app->review.problem, sizeof app->review.problem, "Enter your name.");
        check_layout(s);
        check_tab(s);
    }
    app->review.dialog = TB_REVIEW_PLAIN;
    review->exam = review->sealed = true;
    app->review.rating = 3;
    check_layout(s);
    check_tab(s);
    review->sealed = false;
    review->rating = 3;
    review->countersigned = TB_STANDING_SIGNED;
    snprintf(review->signature.name, sizeof review->signature.name, "Anna Keller");
    snprintf(review->signature.time, sizeof review->signature.time, "2026-11-28T09:30:00Z");
    snprintf(review->signature.words, sizeof review->signature.words, "seen in full length");
    check_layout(s);
    for (int k = 0; k < app->library->attempt_count; ++k) {
        app->library->attempts[k].folder[0] = '\0';
    }
}

// Four visits of one patient, every way of treating among them.
static void walk_visits(screens *s)
{
    tb_app *app = s->app;
    assert_true(tb_app_choose_case(app, "gastrocnemius-medial"));
    tb_app_open_briefing(app);
    for (int visit = 1; visit <= 4; ++visit) {
        tb_app_finish_encounter(app);
        check_layout(s); // the debrief offers the next visit
        tb_app_visit_over(app);
        assert_int_equal(app->screen, TB_SCREEN_BETWEEN);
        app->visits->course.visits[visit - 1].treatment =
            (tb_treatment)((visit + 2) % TB_TREATMENT_COUNT);
        app->visits->course.needless = visit - 1;
        check_layout(s);
        check_tab(s);
        tb_app_meet_again(app);
        assert_int_equal(app->screen, TB_SCREEN_BRIEFING);
        check_layout(s);
        if (visit == 1) {
            check_tab(s);
        }
        app->brief.visit_asked = true;
        tb_app_command(app, TB_COMMAND_ASK_VISIT, 0);
        app->brief.visit_answer.line = app->attempt->after.patient.line;
        app->brief.visit_answer.phrase = app->attempt->after.patient.phrase;
        check_layout(s);
        app->brief.plan_fixed = true;
        tb_app_open(app, TB_SCREEN_PLAN);
        check_layout(s);
    }
    tb_app_end_visits(app);
    tb_app_open(app, TB_SCREEN_HOME);
}

static void walk_exam(screens *s)
{
    tb_app *app = s->app;
    app->desc.mode = "exam";
    tb_exam_prepare(app);
    tb_app_open(app, TB_SCREEN_STATION);
    check_layout(s);
    check_tab(s);
    tb_app_open_briefing(app);
    tb_app_open(app, TB_SCREEN_ENCOUNTER);
    for (int tab = 0; tab < 6; ++tab) {
        app->tab = tab;
        check_layout(s);
    }
    check_tab(s);
    play_to_needle(s);
    check_layout(s);
    app->dialog = TB_DIALOG_FINISH;
    check_layout(s);
    app->dialog = TB_DIALOG_NONE;
    assert_true(tb_exam_call(app, "called"));
    check_layout(s);
    check_tab(s);
    tb_exam_close_panel(app);
    tb_app_finish_encounter(app);
    assert_int_equal(app->screen, TB_SCREEN_HANDED_IN);
    check_layout(s);
    check_tab(s);
    assert_true(tb_exam_call(app, "called"));
    app->exam.examiner = true;
    app->exam.rating = 3;
    check_layout(s);
    check_tab(s);
    tb_exam_close_panel(app);
    app->desc.mode = "practice";
    static const char *const ids[] = {"gal-hiker", "ut-designer", "ls-driver"};
    static const char *const learners[] = {"guest", "learner-1", "learner-2"};
    for (int k = 0; k < 6; ++k) { // as if six attempts of three learners were kept
        tb_library_attempt *one = &app->library->attempts[app->library->attempt_count++];
        *one = (tb_library_attempt){.total = k == 5 ? -1 : 60 + k,
                                    .has_score = true,
                                    .sealed = k == 5,
                                    .critical = k == 2,
                                    .tip_mm = 2.0 + k};
        snprintf(one->case_id, sizeof one->case_id, "%s", ids[k % 3]);
        snprintf(one->learner, sizeof one->learner, "%s", learners[k % 3]);
        snprintf(one->when, sizeof one->when, "20261128-093000");
    }
    assert_true(tb_app_open_instructor(app));
    check_layout(s);
    check_tab(s);
    walk_review(s);
    tb_app_open(app, TB_SCREEN_RECORDINGS);
    check_layout(s);
    app->library->attempt_count = 0;
}

typedef struct size_row {
    const char *name;
    int width, height, percent;
    tb_language language;
    bool mirror, contrast;
} size_row;

static size_row sizes[] = {
    {"1280x720, 100 %", 1280, 720, 100, TB_LANGUAGE_ENGLISH, false, false},
    {"1280x720, 100 %, a third longer", 1280, 720, 100, TB_LANGUAGE_PSEUDO, false, false},
    {"1280x720, 100 %, German", 1280, 720, 100, TB_LANGUAGE_GERMAN, true, false},
    {"1280x720, 125 %", 1280, 720, 125, TB_LANGUAGE_PSEUDO, false, false},
    {"1280x720, 150 %, mirrored", 1280, 720, 150, TB_LANGUAGE_ENGLISH, true, true},
    {"1280x720, 200 %", 1280, 720, 200, TB_LANGUAGE_ENGLISH, false, false},
    {"1280x720, 200 %, German", 1280, 720, 200, TB_LANGUAGE_GERMAN, false, false},
    {"800x600, 100 %", 800, 600, 100, TB_LANGUAGE_PSEUDO, false, false},
    {"2560x1440, 200 %", 2560, 1440, 200, TB_LANGUAGE_ENGLISH, false, false},
};

static void nothing_is_clipped_or_covered(void **state)
{
    const size_row *row = *state;
    tb_settings settings = tb_settings_default();
    settings.text_percent = row->percent;
    settings.language = (int)row->language;
    settings.mirror = row->mirror;
    settings.high_contrast = row->contrast;
    screens s;
    if (!screens_open(&s, row->width, row->height, &settings)) {
        skip();
    }
    problems = 0;
    walk_menus(&s);
    walk_progress(&s);
    walk_encounter(&s);
    walk_visits(&s);
    walk_exam(&s);
    screens_close(&s);
    assert_int_equal(problems, 0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, nothing_is_clipped_or_covered, sizes);
    const int failed = tb_test_run(&list, "layout");
    SDL_Quit();
    return failed;
}
