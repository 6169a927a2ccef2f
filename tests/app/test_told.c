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

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, progress_tells_the_pain_above_the_limit);
    const int failed = tb_test_run(&list, "told");
    SDL_Quit();
    return failed;
}
