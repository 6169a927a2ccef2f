// The patient's words: complete in three voices, never the same within a minute, answers to what
// the learner says, comfort.
#include "tb_test.h"

#include "patient/patient_internal.h"

#include <string.h>

static tb_case model;
static tb_anatomy anatomy;
static tb_physiology physiology;

static void every_meaning_has_words_in_every_voice(void **state)
{
    (void)state;
    int count;
    const tb_phrase *phrases = tb_phrases(&count);
    for (int line = 1; line < TB_LINE_COUNT; ++line) {
        for (int voice = 0; voice < TB_VOICE_COUNT; ++voice) {
            bool found = false;
            for (int k = 0; k < count; ++k) {
                found =
                    found || ((int)phrases[k].line == line &&
                              (phrases[k].voice == voice || phrases[k].voice == TB_VOICE_COUNT));
            }
            if (!found) {
                fail_msg("line %d has no words in voice %s", line, tb_voice_name((tb_voice)voice));
            }
        }
    }
    for (int k = 0; k < count; ++k) { // a text is a key for translation: one meaning per voice
        assert_string_equal(tb_phrase_text(k), phrases[k].text);
        for (int m = 0; m < k; ++m) {
            assert_false(phrases[m].voice == phrases[k].voice &&
                         strcmp(phrases[m].text, phrases[k].text) == 0);
        }
        const bool placed = strstr(phrases[k].text, "{place}") != NULL;
        assert_int_equal(placed, strstr(tb_line_text(phrases[k].line), "{place}") != NULL);
    }
    assert_string_equal(tb_phrase_text(-1), "");
    assert_string_equal(tb_phrase_text(count), "");
    assert_string_equal(tb_line_text(TB_LINE_COUNT), "");
}

static void places_are_put_into_words(void **state)
{
    (void)state;
    char out[64];
    tb_phrase_write("It goes to my {place}.", tb_region_words("head_temple"), out, sizeof out);
    assert_string_equal(out, "It goes to my temple.");
    tb_phrase_write("Nothing here.", "temple", out, sizeof out);
    assert_string_equal(out, "Nothing here.");
    tb_phrase_write("It goes to my {place}.", "temple", out, 12);
    assert_string_equal(out, "It goes to ");
    assert_string_equal(tb_region_words("no_such_region"), "no_such_region");
    assert_string_equal(tb_gesture_text(TB_LINE_AGREE), "(nods)");
    assert_string_equal(tb_gesture_text(TB_LINE_ANSWER_NO), "(shakes the head)");
    for (int k = 0; k < model.referral_count; ++k) {
        assert_string_not_equal(tb_region_words(model.referral[k].region),
                                model.referral[k].region);
    }
}

/// A patient without a body: words and feelings only.
static void mute_body(tb_patient *patient, const tb_case_care *care, uint64_t seed)
{
    memset(patient, 0, sizeof *patient);
    patient->desc.anatomy = &anatomy;
    patient->desc.physiology = &physiology;
    tb_touch_init(&patient->touch, &anatomy, &physiology, 0.0, seed);
    tb_speech_init(&patient->speech, care, seed);
    tb_sense_init(&patient->sense, seed);
    tb_injury_init(&patient->injury);
}

// Five minutes in which everything happens again and again, three voices: no words twice within a
// minute, gestures aside.
static void words_rest_for_a_minute(void **state)
{
    (void)state;
    static tb_patient patient;
    for (int voice = 0; voice < TB_VOICE_COUNT; ++voice) {
        static uint32_t last_ms[TB_PHRASES_MAX];
        const tb_case_care care = {.voice = voice, .needle_fear = 0.2};
        mute_body(&patient, &care, 5);
        memset(last_ms, 0, sizeof last_ms);
        tb_rng rng;
        tb_rng_seed(&rng, (uint64_t)voice, TB_RNG_SCENE);
        int said = 0, gestures = 0;
        for (patient.now_ms = 1; patient.now_ms < 300000; ++patient.now_ms) {
            tb_tick_events events = {.count = 0};
            if (patient.now_ms % 500 == 0) {
                const tb_line line = (tb_line)(1 + tb_rng_next(&rng) % (TB_LINE_COUNT - 1));
                tb_say_line(&patient, line, tb_rng_next(&rng) % 2 == 0, &events);
            }
            for (int k = 0; k < events.count; ++k) {
                const int phrase = (int)events.items[k].values[0];
                ++said;
                gestures += phrase < 0 ? 1 : 0;
                if (phrase >= 0) {
                    assert_true(last_ms[phrase] == 0 || patient.now_ms - last_ms[phrase] >= 60000);
                    last_ms[phrase] = patient.now_ms;
                }
            }
        }
        assert_true(said > 100 && gestures < said);
    }
}

typedef struct answer_row {
    const char *name;
    tb_heard heard;
    int argument;
    double pain_nrs;
    tb_line line;
    int comfort; ///< sign of its change
} answer_row;

static answer_row answers[] = {
    {"asked, at rest", TB_HEARD_ALL_RIGHT, 0, 0.0, TB_LINE_ALL_RIGHT, 1},
    {"asked, in pain", TB_HEARD_ALL_RIGHT, 0, 6.0, TB_LINE_IT_HURTS, 1},
    {"warned", TB_HEARD_WARNING, 0, 0.0, TB_LINE_OKAY_WARNED, 1},
    {"calm words", TB_HEARD_REASSURE, 0, 0.0, TB_LINE_REASSURED, 1},
    {"explained", TB_HEARD_EXPLAIN, 0, 0.0, TB_LINE_UNDERSTOOD, 1},
    {"what do you feel", TB_HEARD_WHAT_FEEL, 0, 4.0, TB_LINE_FEEL_SORE, 1},
    {"a break", TB_HEARD_BREAK, 0, 0.0, TB_LINE_BREAK, 1},
    {"chest rule", TB_HEARD_CHEST_RULE, 0, 0.0, TB_LINE_WILL_CALL, 0},
    {"consent with risks", TB_HEARD_CONSENT, 1, 0.0, TB_LINE_AGREE, 0},
    {"consent without", TB_HEARD_CONSENT, 0, 0.0, TB_LINE_NEED_TO_KNOW, 0},
    {"a plain question", TB_HEARD_SCREENING, 0, 0.0, TB_LINE_ANSWER_NO, 0},
    {"about needles", TB_HEARD_SCREENING, 2, 0.0, TB_LINE_NEEDLES_FINE, 0},
    {"not your pain", TB_HEARD_YOUR_PAIN, 0, 0.0, TB_LINE_NOT_MY_PAIN, 0},
    {"last week", TB_HEARD_LAST_VISIT, TB_LINE_REPORT_BACK, 0.0, TB_LINE_REPORT_BACK, 0},
};

static void patients_answer(void **state)
{
    const answer_row *row = *state;
    static tb_patient patient;
    const tb_case_care care = {.voice = TB_VOICE_TALKATIVE, .needle_fear = 0.2};
    tb_tick_events events = {.count = 0};
    mute_body(&patient, &care, 5);
    tb_speech_step(&patient); // takes its seat
    patient.now_ms = 5000;
    patient.sense.pain_nrs = row->pain_nrs;
    const double before = patient.speech.comfort;
    const tb_patient_input input = {.heard = row->heard, .heard_argument = row->argument};
    tb_speech_answer(&patient, &input, &events);
    assert_int_equal(patient.speech.line, row->line);
    const double change = patient.speech.comfort - before;
    assert_int_equal(change > 1e-9 ? 1 : change < -1e-9 ? -1 : 0, row->comfort);
}

static void the_fearful_are_less_at_ease_and_refuse_needles(void **state)
{
    (void)state;
    static tb_patient calm, afraid;
    const tb_case_care stoic = {.voice = TB_VOICE_STOIC, .needle_fear = 0.0};
    const tb_case_care anxious = {.voice = TB_VOICE_ANXIOUS, .needle_fear = 0.95};
    tb_tick_events events = {.count = 0};
    mute_body(&calm, &stoic, 5);
    mute_body(&afraid, &anxious, 5);
    tb_speech_step(&calm);
    tb_speech_step(&afraid);
    assert_true(afraid.speech.comfort < calm.speech.comfort - 2.0);
    const tb_patient_input ask = {.heard = TB_HEARD_CONSENT, .heard_argument = 1};
    afraid.now_ms = 5000;
    tb_speech_answer(&afraid, &ask, &events);
    assert_int_equal(afraid.speech.line, TB_LINE_MANUAL_ONLY);
    // pain takes comfort away within seconds, rest gives it back
    calm.sense.pain_nrs = 8.0;
    for (calm.now_ms = 1; calm.now_ms < 5000; ++calm.now_ms) {
        tb_speech_step(&calm);
    }
    const double hurt = calm.speech.comfort;
    assert_true(hurt < 6.5);
    calm.sense.pain_nrs = 0.0;
    for (; calm.now_ms < 125000; ++calm.now_ms) {
        tb_speech_step(&calm);
    }
    assert_true(calm.speech.comfort > hurt + 1.0);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    physiology = tb_physiology_default();
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        return 1;
    }
    tb_anatomy_draw(&model, 5, &anatomy);
    TB_TEST(&list, every_meaning_has_words_in_every_voice);
    TB_TEST(&list, places_are_put_into_words);
    TB_TEST(&list, words_rest_for_a_minute);
    TB_TEST_ROWS(&list, patients_answer, answers);
    TB_TEST(&list, the_fearful_are_less_at_ease_and_refuse_needles);
    return tb_test_run(&list, "speech");
}
