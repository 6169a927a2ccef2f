// What the patient says outside the hands-on part, each answer of the interview in words of their
// own, aloud where a speech program is installed; and how at ease they are.
#define _POSIX_C_SOURCE 200809L
#include "screens.h"

#include "app/speak.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char said_path[1100];

// A program that writes down what it was to say.
static void install_speech(void)
{
    char folder[1024], path[1100], search[4096];
    const char *out = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s/talk-%d", out != NULL ? out : "/tmp", (int)getpid());
    (void)mkdir(folder, 0755);
    snprintf(path, sizeof path, "%s/espeak-ng", folder);
    snprintf(said_path, sizeof said_path, "%s/said", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\necho \"$@\" >>'%s'\n", said_path);
    fclose(file);
    assert_int_equal(chmod(path, 0755), 0);
    snprintf(search, sizeof search, "%s:%s", folder, getenv("PATH"));
    setenv("PATH", search, 1);
}

// What was said so far, and the file empty again.
static void take_said(char *out, size_t capacity)
{
    for (int k = 0; k < 500 && tb_speak_busy(); ++k) {
        SDL_Delay(10);
    }
    out[0] = '\0';
    FILE *file = fopen(said_path, "r");
    if (file != NULL) {
        const size_t length = fread(out, 1, capacity - 1, file);
        out[length] = '\0';
        fclose(file);
    }
    (void)remove(said_path);
}

static int shown(const screens *s, const char *text)
{
    int found = 0;
    for (int k = 0; k < s->probe->count; ++k) {
        found += s->probe->rows[k].kind == TB_PROBE_TEXT && strstr(s->probe->rows[k].text, text);
    }
    return found;
}

// By the keys alone: the page follows the focus.
static void press(screens *s, const char *id)
{
    tb_ui_focus(&s->app->ui, id);
    tb_app_draw(s->app);
    tb_app_queue_nav(s->app, TB_NAV_ACTIVATE);
    tb_app_draw(s->app);
    screens_run(s, 20);
}

typedef struct voice_row {
    const char *name;
    tb_voice voice;
} voice_row;

static voice_row voices[] = {
    {"stoic", TB_VOICE_STOIC}, {"talkative", TB_VOICE_TALKATIVE}, {"anxious", TB_VOICE_ANXIOUS}};

static void no_answer_is_given_twice(void **state)
{
    const voice_row *row = *state;
    tb_settings settings = tb_settings_default();
    screens s;
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    char said[4096], words[256];
    s.content->model.care.voice = (int32_t)row->voice;
    s.content->model.care.screening_count = 0; // nothing but the patient's own words
    s.app->desc.sound = true;
    tb_app_open_briefing(s.app);
    take_said(said, sizeof said);
    int spoken = 0;
    for (int q = 0; q < TB_QUESTION_COUNT; ++q) {
        char id[24];
        snprintf(id, sizeof id, "ask-%d", q);
        press(&s, id);
        const int phrase = s.app->brief.answers[q].phrase;
        take_said(said, sizeof said);
        if (phrase >= 0) { // what is read, what is heard and what is recorded are the same
            assert_non_null(strstr(said, tb_phrase_text(phrase)));
            snprintf(words, sizeof words, "\xE2\x80\x9C%.20s", tb_phrase_text(phrase));
            assert_int_equal(shown(&s, words), 1);
            ++spoken;
        } else {
            assert_string_equal(said, "");
        }
        for (int before = 0; before < q; ++before) {
            assert_true(phrase < 0 || s.app->brief.answers[before].phrase != phrase);
        }
    }
    assert_true(spoken >= 5); // four ways to say no, and a word on needles
    screens_close(&s);
}

static void the_case_answers_aloud(void **state)
{
    (void)state;
    tb_settings settings = tb_settings_default();
    screens s;
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    char said[4096], words[TB_LINE_SIZE];
    assert_true(s.content->model.care.screening_count > 0);
    const tb_case_answer *answer = &s.content->model.care.screening[0];
    s.app->desc.sound = true;
    tb_app_open_briefing(s.app);
    take_said(said, sizeof said);
    char id[24];
    snprintf(id, sizeof id, "ask-%d", (int)answer->question);
    press(&s, id);
    take_said(said, sizeof said);
    snprintf(words, sizeof words, "%.*s", (int)strcspn(answer->answer, "("), answer->answer);
    assert_non_null(strstr(said, words));
    assert_non_null(strstr(said, s.content->model.patient.sex == 0 ? "-v en+f3 " : "-v en "));
    // a muted trainer stays silent
    s.app->settings.speak = false;
    press(&s, answer->question == 0 ? "ask-1" : "ask-0");
    take_said(said, sizeof said);
    assert_string_equal(said, "");
    screens_close(&s);
}

// How at ease the patient is stands beside the pain, and the face follows it.
static void comfort_is_read_and_seen(void **state)
{
    (void)state;
    tb_settings settings = tb_settings_default();
    screens s;
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    char value[24];
    s.content->model.care.voice = TB_VOICE_ANXIOUS;
    s.content->model.care.needle_fear = 0.5;
    assert_true(tb_app_start_encounter(s.app));
    screens_run(&s, 400);
    const double before = (double)s.app->attempt->after.patient.comfort;
    assert_true(before < 5.0); // 8, less 2.5 for the voice and 1.25 for the fear
    assert_int_equal(shown(&s, "Comfort"), 1);
    snprintf(value, sizeof value, "%ld of 10", lround(before));
    assert_true(shown(&s, value) >= 1);
    float uneasy[7], easy[7] = {0, 0, 1, 0, 0, 0, 0};
    memcpy(uneasy, s.app->face, sizeof uneasy);
    for (int k = 0; k < 2; ++k) { // calm words, and what is done, lift it
        tb_app_command(s.app, TB_COMMAND_SAY, k == 0 ? TB_SAY_REASSURE : TB_SAY_EXPLAIN);
        screens_run(&s, 100);
    }
    const double after = (double)s.app->attempt->after.patient.comfort;
    assert_true(after > before + 1.5);
    snprintf(value, sizeof value, "%ld of 10", lround(after));
    assert_true(shown(&s, value) >= 1);
    tb_face_ease(uneasy, TB_MOOD_CALM, 1.0f, 5.0f);
    tb_face_ease(easy, TB_MOOD_CALM, 9.0f, 5.0f);
    assert_true(uneasy[3] < -1.0f && easy[3] > 1.0f); // the mouth's curve
    tb_face_ease(uneasy, TB_MOOD_CRAMP, 1.0f, 5.0f);
    tb_face_ease(easy, TB_MOOD_CRAMP, 9.0f, 5.0f);
    assert_near(uneasy[3], easy[3], 1e-4); // a cramp is a cramp
    screens_close(&s);
}

// The words beside the answer to the question for consent are those it was given in, whatever is
// asked and answered afterwards.
static void consent_keeps_its_words(void **state)
{
    (void)state;
    tb_settings settings = tb_settings_default();
    screens s;
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    char words[256];
    s.content->model.care.screening_count = 0;
    tb_app_open_briefing(s.app);
    press(&s, "consent-ask");
    assert_true(s.app->brief.consent >= 0);
    assert_int_not_equal(s.app->brief.consent_line, TB_LINE_NONE);
    const int phrase = s.app->brief.consent_phrase;
    assert_true(phrase >= 0);
    snprintf(words, sizeof words, "\xE2\x80\x9C%.20s", tb_phrase_text(phrase));
    assert_int_equal(shown(&s, words), 1);
    for (int q = 0; q < TB_QUESTION_COUNT; ++q) {
        char id[24];
        snprintf(id, sizeof id, "ask-%d", q);
        press(&s, id);
        assert_int_equal(shown(&s, words), 1);
    }
    screens_close(&s);
}

int main(void)
{
    static tb_test_list list;
    install_speech();
    TB_TEST_ROWS(&list, no_answer_is_given_twice, voices);
    TB_TEST(&list, the_case_answers_aloud);
    TB_TEST(&list, comfort_is_read_and_seen);
    TB_TEST(&list, consent_keeps_its_words);
    const int failed = tb_test_run(&list, "talk");
    SDL_Quit();
    return failed;
}
