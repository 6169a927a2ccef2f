// The trainer opened with a case file that is being written: it is read again within a second of
// being saved, faults show in the window and change nothing else, a playing encounter begins again
// with the same patient. Time is counted in the trainer's own frames.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BYTES = 1 << 16, LOOK_MS = 260 }; ///< four looks a second, and a frame

static screens s;
static char folder[1024], case_path[1200], site_path[1200];
static char case_text[BYTES], site_text[BYTES];

static void read_file(const char *path, char *out)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t length = fread(out, 1, BYTES - 1, file);
    out[length] = '\0';
    fclose(file);
}

/// Save a text with one piece of it replaced; a NULL piece saves it as it is.
static void save(const char *path, const char *text, const char *piece, const char *by)
{
    const char *at = piece != NULL ? strstr(text, piece) : text + strlen(text);
    assert_non_null(at);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text, 1, (size_t)(at - text), file);
    fputs(piece != NULL ? by : "", file);
    fputs(piece != NULL ? at + strlen(piece) : "", file);
    fclose(file);
}

/// A trainer that was opened with the path of a fresh copy of the calf's case and site.
static void open_watching(void)
{
    tb_settings settings = tb_settings_default();
    settings.language = TB_LANGUAGE_ENGLISH;
    if (s.app != NULL) {
        screens_close(&s);
    }
    save(case_path, case_text, NULL, NULL);
    save(site_path, site_text, NULL, NULL);
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    assert_int_equal(tb_content_load(case_path, s.content), TB_EXIT_OK);
    tb_case_watch_start(&s.app->watch, case_path, &s.content->model);
    s.app->desc.record = false;
    screens_run(&s, 1000);
    assert_near((double)s.app->watch.read_at_s, 0.0, 0.0); // nothing was saved
}

static const tb_case *model(void)
{
    return &s.app->content->model;
}

static bool shows(const char *text)
{
    for (int k = 0; k < s.probe->count; ++k) {
        if (strstr(s.probe->rows[k].text, text) != NULL) {
            return true;
        }
    }
    return false;
}

static void a_saved_case_is_read_again(void **state)
{
    (void)state;
    open_watching();
    save(case_path, case_text, "who: runner, 34", "who: hurdler, 35");
    screens_run(&s, LOOK_MS);
    assert_string_equal(model()->patient.who, "hurdler, 35");
    assert_int_equal(s.app->watch.fault_count, 0);
    assert_true(shows("was read again"));
    const float at_s = s.app->watch.read_at_s;
    screens_run(&s, 2100); // and is told for two seconds
    assert_false(shows("was read again"));
    assert_true(s.app->watch.read_at_s == at_s); // once
    screens_close(&s);
}

static void faults_show_and_change_nothing(void **state)
{
    (void)state;
    open_watching();
    save(case_path, case_text, "level: 1\n", "level: 1\nlevle: 2\n");
    screens_run(&s, LOOK_MS);
    assert_int_equal(s.app->watch.fault_count, 1);
    assert_true(shows("has 1 fault"));
    assert_non_null(strstr(s.app->watch.faults[0], "[unknown-key]"));
    char place[16]; // the line of the key, counted in the file
    int line = 1;
    for (const char *at = case_text; at < strstr(case_text, "level: 1\n"); ++at) {
        line += *at == '\n' ? 1 : 0;
    }
    snprintf(place, sizeof place, "%d:1  ", line + 1);
    assert_memory_equal(s.app->watch.faults[0], place, strlen(place));
    assert_true(shows(place));
    assert_string_equal(model()->patient.who, "runner, 34");
    screens_run(&s, 3000); // as long as the file has it
    assert_true(shows("has 1 fault"));
    save(case_path, case_text, NULL, NULL);
    screens_run(&s, LOOK_MS);
    assert_int_equal(s.app->watch.fault_count, 0);
    assert_false(shows("fault"));
    screens_close(&s);
}

static void a_file_that_is_gone_is_a_fault_until_it_is_back(void **state)
{
    (void)state;
    open_watching();
    assert_int_equal(remove(case_path), 0);
    screens_run(&s, LOOK_MS);
    assert_true(s.app->watch.fault_count > 0);
    assert_string_equal(model()->patient.who, "runner, 34");
    save(case_path, case_text, "who: runner, 34", "who: sprinter, 20");
    screens_run(&s, LOOK_MS);
    assert_int_equal(s.app->watch.fault_count, 0);
    assert_string_equal(model()->patient.who, "sprinter, 20");
    screens_close(&s);
}

static void its_site_is_watched_too(void **state)
{
    (void)state;
    open_watching();
    save(site_path, site_text, "label: crural fascia", "label: fascia of the leg");
    screens_run(&s, LOOK_MS);
    bool found = false;
    for (int k = 0; k < model()->site.layer_count; ++k) {
        found = found || strcmp(model()->site.layers[k].label, "fascia of the leg") == 0;
    }
    assert_true(found);
    save(site_path, site_text, "region: calf\n", "region: clalf\n");
    screens_run(&s, LOOK_MS);
    assert_true(s.app->watch.fault_count > 0);
    assert_non_null(strstr(s.app->watch.faults[0], "[site-file]"));
    screens_close(&s);
}

static void an_encounter_begins_again_with_the_same_patient(void **state)
{
    (void)state;
    open_watching();
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 600);
    const uint64_t seed = tb_session_anatomy(s.app->attempt->session)->seed;
    const double bmi = tb_session_anatomy(s.app->attempt->session)->bmi;
    assert_true(s.app->attempt->after.tick_ms >= 500);
    save(case_path, case_text, "bmi: 22.8", "bmi: 32.80");
    screens_run(&s, LOOK_MS);
    assert_int_equal(s.app->screen, TB_SCREEN_ENCOUNTER);
    assert_non_null(s.app->attempt);
    assert_true(s.app->attempt->after.tick_ms < LOOK_MS);
    assert_true(tb_session_anatomy(s.app->attempt->session)->seed == seed);
    assert_true(tb_session_anatomy(s.app->attempt->session)->bmi > bmi + 5.0);
    screens_close(&s);
}

static void a_briefing_begins_again_with_the_same_patient(void **state)
{
    (void)state;
    open_watching();
    tb_app_open_briefing(s.app);
    const uint64_t seed = tb_session_anatomy(s.app->attempt->session)->seed;
    save(case_path, case_text, "who: runner, 34", "who: hurdler, 35");
    screens_run(&s, LOOK_MS);
    assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
    assert_non_null(s.app->attempt);
    assert_true(tb_session_anatomy(s.app->attempt->session)->seed == seed);
    assert_true(shows("Hurdler, 35"));
    screens_close(&s);
}

// The list of keys, opened over a screen whose attempt goes with the old case.
static void no_way_leads_back_to_an_attempt_that_is_gone(void **state)
{
    (void)state;
    open_watching();
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 100);
    tb_app_finish_encounter(s.app);
    assert_int_equal(s.app->screen, TB_SCREEN_DEBRIEF);
    screens_press(&s, SDLK_F1);
    save(case_path, case_text, "who: runner, 34", "who: hurdler, 35");
    screens_run(&s, LOOK_MS);
    assert_null(s.app->attempt);
    screens_press(&s, SDLK_F1);
    screens_run(&s, 100);
    assert_int_equal(s.app->screen, TB_SCREEN_BRIEFING);
    screens_close(&s);
}

static void another_case_is_left_alone(void **state)
{
    (void)state;
    open_watching();
    tb_content *other = s.content; // chosen from the library meanwhile
    snprintf(other->model.id, TB_ID_SIZE, "another");
    save(case_path, case_text, "who: runner, 34", "who: hurdler, 35");
    screens_run(&s, 1000);
    assert_string_equal(model()->patient.who, "runner, 34");
    assert_near((double)s.app->watch.read_at_s, 0.0, 0.0);
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    const char *out = getenv("TB_TEST_OUTPUT");
    char path[1100];
    snprintf(folder, sizeof folder, "%s/watch-%d", out != NULL ? out : "/tmp", (int)getpid());
    mkdir(folder, 0755);
    setenv("XDG_DATA_HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    snprintf(path, sizeof path, "%s/cases", folder);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/sites", folder);
    mkdir(path, 0755);
    snprintf(case_path, sizeof case_path, "%s/cases/gastrocnemius-medial.yaml", folder);
    snprintf(site_path, sizeof site_path, "%s/sites/gastrocnemius-medial.yaml", folder);
    read_file("assets/cases/gastrocnemius-medial.yaml", case_text);
    read_file("assets/sites/gastrocnemius-medial.yaml", site_text);
    TB_TEST(&list, a_saved_case_is_read_again);
    TB_TEST(&list, faults_show_and_change_nothing);
    TB_TEST(&list, a_file_that_is_gone_is_a_fault_until_it_is_back);
    TB_TEST(&list, its_site_is_watched_too);
    TB_TEST(&list, an_encounter_begins_again_with_the_same_patient);
    TB_TEST(&list, a_briefing_begins_again_with_the_same_patient);
    TB_TEST(&list, no_way_leads_back_to_an_attempt_that_is_gone);
    TB_TEST(&list, another_case_is_left_alone);
    return tb_test_run(&list, "watch");
}
