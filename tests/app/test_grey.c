// Nothing by colour alone: of each screen only the shapes are kept, every pixel that is lighter
// than a ground is white and all others are black; two states that mean different things still
// differ.
#include "screens.h"

#include <stdio.h>

enum { WIDTH = 1280, HEIGHT = 720, PIXELS = WIDTH * HEIGHT };

static screens s;
static unsigned char rgb[3 * PIXELS];
static bool one[PIXELS], other[PIXELS];

static bool open_trainer(void)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    if (s.app != NULL) { // an earlier test failed half-way
        screens_close(&s);
    }
    if (!screens_open(&s, WIDTH, HEIGHT, &settings)) {
        return false;
    }
    s.app->ui.probe = NULL; // pixels are looked at
    return true;
}

// Grounds, panels and chosen rows have a relative luminance below 0.05; text and the colours of
// meaning one above 0.2.
static void shapes(bool *out)
{
    static const double BETWEEN = 0.1;
    double linear[256];
    for (int k = 0; k < 256; ++k) {
        const double c = (double)k / 255.0;
        linear[k] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
    screens_draw(&s);
    tb_gl_window_read(WIDTH, HEIGHT, rgb);
    for (int k = 0; k < PIXELS; ++k) {
        out[k] = 0.2126 * linear[rgb[3 * k]] + 0.7152 * linear[rgb[3 * k + 1]] +
                     0.0722 * linear[rgb[3 * k + 2]] >
                 BETWEEN;
    }
}

static int differing(void)
{
    int count = 0;
    for (int k = 0; k < PIXELS; ++k) {
        count += one[k] != other[k] ? 1 : 0;
    }
    return count;
}

static tb_case *model(void)
{
    return &s.content->model;
}

static void answers(bool noted)
{
    const uint32_t bit = 1u << model()->care.screening[0].question;
    tb_app_open(s.app, TB_SCREEN_BRIEFING);
    s.app->brief.asked = bit;
    s.app->brief.cleared = noted ? 0 : bit;
    s.app->brief.noted = noted ? bit : 0;
}

static void decision(bool refer)
{
    tb_app_open(s.app, TB_SCREEN_BRIEFING);
    s.app->brief.decision = refer ? TB_DECISION_REFER : TB_DECISION_NEEDLE;
    tb_ui_focus(&s.app->ui, "decide-2"); // between the two, so that both are in view
}

static void consent(bool given)
{
    tb_app_open(s.app, TB_SCREEN_BRIEFING);
    s.app->brief.consent = given ? 1 : 2;
    s.app->ui.page.offset = 0.0f;
}

static void told(bool yes)
{
    tb_app_open(s.app, TB_SCREEN_BRIEFING);
    s.app->brief.told[1] = yes;
}

static void chosen_plan(bool yes)
{
    tb_app_open(s.app, TB_SCREEN_PLAN);
    s.app->brief.planned = yes ? 1u : 0u;
}

static void spread(bool strong)
{
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    for (int k = 0; k < TB_REFERRAL_MAX; ++k) {
        s.app->attempt->after.patient.referral[k] = strong ? 0.95f : 0.2f;
    }
}

static void stop(bool said)
{
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    s.app->attempt->after.patient.said_stop = said;
}

static void found(bool yes)
{
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    s.app->attempt->found = yes ? (unsigned)TB_FOUND_SORE : 0u;
}

static void tool(bool hands)
{
    tb_app_open(s.app, TB_SCREEN_ENCOUNTER);
    s.app->hand.tool = hands ? TB_TOOL_THUMB : TB_TOOL_FINGER;
}

static void critical(bool yes)
{
    tb_app_open(s.app, TB_SCREEN_RECORDINGS);
    s.app->library->attempt_count = 1;
    s.app->library->attempts[0] =
        (tb_library_attempt){.learner = "guest", .total = 60, .has_score = true, .critical = yes};
    snprintf(s.app->library->attempts[0].case_id, sizeof s.app->library->attempts[0].case_id, "%s",
             model()->id);
    snprintf(s.app->library->attempts[0].when, sizeof s.app->library->attempts[0].when, "%s",
             "20260412-081500");
}

static void motion(bool reduced)
{
    tb_app_open(s.app, TB_SCREEN_SETTINGS);
    s.app->settings_page = TB_PAGE_ACCESS;
    s.app->settings.reduced_motion = reduced;
}

typedef struct state_row {
    const char *name;
    void (*show)(bool second);
} state_row;

static const state_row states[] = {
    {"an answer, clear or noted", answers},
    {"a decision", decision},
    {"consent, or by hand only", consent},
    {"told or not", told},
    {"part of the plan", chosen_plan},
    {"pain, strong or faint", spread},
    {"the patient said stop", stop},
    {"found or not", found},
    {"the tool in hand", tool},
    {"a critical event", critical},
    {"a switch, on or off", motion},
};

static void a_meaning_has_a_shape(void **state)
{
    enum { LEAST_PIXELS = 24 };
    const state_row *row = *state;
    if (!open_trainer()) {
        skip();
    }
    tb_app_open_briefing(s.app);
    assert_non_null(s.app->attempt);
    row->show(false);
    shapes(one);
    shapes(other);
    assert_int_equal(differing(), 0); // nothing moves by itself
    row->show(true);
    shapes(other);
    if (differing() < LEAST_PIXELS) {
        fail_msg("%s: %d pixels of shape", row->name, differing());
    }
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, a_meaning_has_a_shape, states);
    const int failed = tb_test_run(&list, "grey");
    SDL_Quit();
    return failed;
}
