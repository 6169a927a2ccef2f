// The long texts are those of the cases: briefing and plan of each have room in German, and none of
// them stays English.
#include "layout.h"

// No text of a case is shown in English where there is another language.
static void check_language(const screens *s)
{
    const tb_case *model = &s->app->content->model;
    const char *english[4 + TB_HISTORY_MAX + TB_PLAN_MAX];
    int count = 0;
    english[count++] = model->title;
    english[count++] = model->patient.complaint;
    english[count++] = model->site.position;
    english[count++] = model->care.risk;
    for (int k = 0; k < model->patient.history_count; ++k) {
        english[count++] = model->patient.history[k];
    }
    for (int k = 0; k < model->care.plan_count; ++k) {
        english[count++] = model->care.plan[k].text;
    }
    for (int row = 0; row < s->probe->count; ++row) {
        const char *shown = s->probe->rows[row].text;
        for (int k = 0; k < count && s->probe->rows[row].kind == TB_PROBE_TEXT; ++k) {
            if (strlen(shown) > 12 && strstr(english[k], shown) != NULL) {
                complain(s, "in English", &s->probe->rows[row], NULL);
            }
        }
    }
}

typedef struct story_row {
    const char *name;
    int width, height, percent;
    tb_language language;
    int every; ///< of so many cases one
} story_row;

static story_row stories[] = {
    {"German, every case", 1280, 720, 100, TB_LANGUAGE_GERMAN, 1},
    {"German, 200 %", 1280, 720, 200, TB_LANGUAGE_GERMAN, 6},
};

static void stories_have_room(void **state)
{
    const story_row *row = *state;
    tb_settings settings = tb_settings_default();
    settings.text_percent = row->percent;
    settings.language = (int)row->language;
    screens s;
    if (!screens_open(&s, row->width, row->height, &settings)) {
        skip();
    }
    problems = 0;
    for (int k = 0; k < s.app->library->case_count; k += row->every) {
        assert_true(tb_app_choose_case(s.app, s.app->library->cases[k].id));
        tb_app_open_briefing(s.app);
        assert_non_null(s.app->attempt);
        s.app->brief.asked = 0xFFF;
        check_layout(&s);
        check_language(&s);
        tb_app_open(s.app, TB_SCREEN_PLAN);
        check_layout(&s);
        check_language(&s);
    }
    screens_close(&s);
    assert_int_equal(problems, 0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, stories_have_room, stories);
    const int failed = tb_test_run(&list, "stories");
    SDL_Quit();
    return failed;
}
