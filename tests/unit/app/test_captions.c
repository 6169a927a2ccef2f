// What is heard can be read: each row of the table of sounds has its cue, its caption with hints
// and its caption in exam or blind view, and no event sounds without words.
#include "tb_test.h"

#include "app/attempt.h"
#include "app/audio.h"
#include "app/hint.h"
#include "app/text.h"

#include <string.h>

static tb_anatomy anatomy;

typedef struct sound_row {
    const char *name;
    tb_event_kind kind;
    int subject;
    double force_n;
    tb_cue cue;
    const char *caption, *plain; ///< NULL = none
    tb_cue plain_cue;
} sound_row;

static const sound_row rows[] = {
    {"skin", TB_EVENT_SKIN_PUNCTURED, -1, 0.0, TB_CUE_TAP, "[tap] through the skin", "[tap]",
     TB_CUE_TAP},
    {"tap on the tube", TB_EVENT_TAPPED, -1, 0.0, TB_CUE_TAP, "[tap]", "[tap]", TB_CUE_TAP},
    {"fascia", TB_EVENT_FASCIA_PUNCTURED, 0, 0.0, TB_CUE_CLICK,
     "[soft click] through the deep fascia", "[soft click]", TB_CUE_CLICK},
    {"band snap", TB_EVENT_BAND_SNAPPED, 0, 2.0, TB_CUE_PLUCK, "[pluck] a cord rolled past",
     "[pluck]", TB_CUE_PLUCK},
    {"faint band snap", TB_EVENT_BAND_SNAPPED, 0, 0.4, TB_CUE_NONE, NULL, NULL, TB_CUE_NONE},
    {"twitch", TB_EVENT_LTR, 0, 0.0, TB_CUE_TWITCH, "[tick] local twitch", "[tick]", TB_CUE_TWITCH},
    {"bone", TB_EVENT_BONE, 0, 0.0, TB_CUE_KNOCK, "[knock] bone", "[knock]", TB_CUE_KNOCK},
    {"bleed", TB_EVENT_BLEEDING, 0, 0.0, TB_CUE_NONE, "[drop] blood at the skin", NULL,
     TB_CUE_NONE},
    {"stop said", TB_EVENT_STOP_SAID, 0, 0.0, TB_CUE_STOP, "\"Stop.\"", "\"Stop.\"", TB_CUE_STOP},
    {"caution, bent", TB_EVENT_BENT, 0, 0.0, TB_CUE_LOW, "[low tone] the needle bends", NULL,
     TB_CUE_NONE},
    {"caution, turned", TB_EVENT_REDIRECTED, 1, 0.0, TB_CUE_LOW,
     "[low tone] the needle turned in the muscle", NULL, TB_CUE_NONE},
    {"caution, went on", TB_EVENT_STOP_IGNORED, 0, 0.0, TB_CUE_LOW,
     "[low tone] the needle moved on: let go", NULL, TB_CUE_NONE},
    // Signs of the patient are seen in every view, and say nothing of what is underneath.
    {"jump sign", TB_EVENT_JUMP_SIGN, 0, 0.0, TB_CUE_NONE, "[flinch] the patient jumps",
     "[flinch] the patient jumps", TB_CUE_NONE},
    {"guarding", TB_EVENT_GUARDING, -1, 0.0, TB_CUE_NONE,
     "[stiff] the muscle tightens against the hand", "[stiff] the muscle tightens against the hand",
     TB_CUE_NONE},
    {"withdrawal reflex", TB_EVENT_WITHDRAWAL, 0, 0.0, TB_CUE_NONE, "[jerk] the patient pulls away",
     "[jerk] the patient pulls away", TB_CUE_NONE},
    {"will not enter", TB_EVENT_WILL_NOT_ENTER, -1, 0.0, TB_CUE_NONE,
     "[slip] too flat to the skin: aim steeper, or enter elsewhere", "[slip]", TB_CUE_NONE},
    // Words of the patient are on the screen at all times: they are their own caption.
    {"nerve", TB_EVENT_NERVE_CONTACT, 0, 0.0, TB_CUE_NERVE, NULL, NULL, TB_CUE_NERVE},
    {"words", TB_EVENT_SAID, 0, 0.0, TB_CUE_VOICE, NULL, NULL, TB_CUE_VOICE},
};

static tb_event event_of(const sound_row *row)
{
    tb_event event = {.tick_ms = 1, .kind = (uint16_t)row->kind, .subject = (int16_t)row->subject};
    event.values[3] = row->force_n;
    return event;
}

static void a_sound_has_its_caption(void **state)
{
    const sound_row *row = *state;
    const tb_event event = event_of(row);
    snprintf(anatomy.layers[0].label, sizeof anatomy.layers[0].label, "deep fascia");
    anatomy.layer_count = 1;
    assert_int_equal(tb_cue_for(&event, false), row->cue);
    assert_int_equal(tb_cue_for(&event, true), row->plain_cue);
    for (int plain = 0; plain < 2; ++plain) {
        char text[TB_CAPTION_SIZE] = "";
        const char *wanted = plain == 0 ? row->caption : row->plain;
        assert_int_equal(tb_caption_for(&event, &anatomy, plain != 0, text, sizeof text),
                         wanted != NULL);
        assert_string_equal(text, wanted != NULL ? wanted : "");
    }
}

static bool sounds(tb_cue cue)
{
    static tb_synth synth;
    float loudest = 0.0f;
    tb_synth_reset(&synth, 8000);
    tb_synth_start(&synth, cue);
    for (int k = 0; k < 800; ++k) {
        loudest = fmaxf(loudest, fabsf(tb_synth_cues(&synth)));
    }
    return loudest > 1e-3f;
}

// Over all kinds of events there are, not only those of the table.
static void no_event_sounds_without_words(void **state)
{
    (void)state;
    for (int kind = 0; kind < TB_EVENT_KIND_COUNT; ++kind) {
        for (int subject = -1; subject < 3; ++subject) {
            for (int plain = 0; plain < 2; ++plain) {
                const tb_event event = {.kind = (uint16_t)kind,
                                        .subject = (int16_t)subject,
                                        .values = {3.0, 3.0, 3.0, 3.0}};
                const tb_cue cue = tb_cue_for(&event, plain != 0);
                char text[TB_CAPTION_SIZE];
                const bool read = tb_caption_for(&event, &anatomy, plain != 0, text, sizeof text);
                if (sounds(cue) && cue != TB_CUE_VOICE && !read) {
                    fail_msg("event %d, subject %d: sounds, and nothing to read", kind, subject);
                }
            }
        }
    }
    assert_true(sounds(TB_CUE_KNOCK));
    assert_false(sounds(TB_CUE_NERVE)); // only shakes the pad
    assert_false(sounds(TB_CUE_SPOT));
}

// One who jumps shows it for a moment, whatever was said last; nobody jumps who has fainted.
static void a_jump_is_on_the_face(void **state)
{
    (void)state;
    static tb_attempt attempt;
    memset(&attempt, 0, sizeof attempt);
    attempt.after.tick_ms = 5000;
    attempt.after.patient.mood = TB_MOOD_LISTENING;
    assert_int_equal(tb_attempt_mood(&attempt), TB_MOOD_LISTENING);
    attempt.flinch_ms = 4800;
    assert_int_equal(tb_attempt_mood(&attempt), TB_MOOD_CRAMP);
    attempt.after.tick_ms = 6000;
    assert_int_equal(tb_attempt_mood(&attempt), TB_MOOD_LISTENING);
    attempt.flinch_ms = 5900;
    attempt.after.patient.mood = TB_MOOD_FAINT;
    assert_int_equal(tb_attempt_mood(&attempt), TB_MOOD_FAINT);
}

/// Noise of so many uV, a sample a millisecond.
typedef struct noise {
    uint32_t state;
    float uv;
    int taken;
} noise;

static float next_noise(void *context)
{
    noise *n = context;
    float sum = 0.0f; // nearly normal, variance 1
    for (int k = 0; k < 12; ++k) {
        n->state = n->state * 1664525u + 1013904223u;
        sum += (float)(n->state >> 8) / 16777216.0f;
    }
    ++n->taken;
    return 1e-3f * n->uv * (sum - 6.0f);
}

static double loudness(float uv, int *taken)
{
    static tb_synth synth;
    noise n = {.state = 7, .uv = uv};
    double square = 0.0;
    tb_synth_reset(&synth, 44100);
    for (int k = 0; k < 44100; ++k) {
        const double out = (double)tb_synth_loudspeaker(&synth, next_noise, &n);
        square += out * out / 44100.0;
        assert_true(fabs(out) <= 1.0);
    }
    *taken = n.taken;
    return sqrt(square);
}

static float slow_drift(void *context)
{
    noise *n = context;
    return 0.5f * sinf(6.2831853f * 1e-3f * (float)n->taken++); // 0.5 mV, once a second
}

// The muscle is heard: an active spot's 20 uV are five times as loud as the amplifier's 4 uV, a
// twitch's burst of some 300 uV drowns both, and slow drifts of the needle are not heard.
static void the_muscle_is_heard(void **state)
{
    (void)state;
    int taken;
    const double rest = loudness(4.0f, &taken);
    assert_true(taken >= 999 && taken <= 1001); // a second of signal in a second of sound
    const double spot = loudness(20.0f, &taken), burst = loudness(300.0f, &taken);
    print_message("at rest %.4f, active spot %.4f, burst %.4f of full scale\n", rest, spot, burst);
    assert_near(spot / rest, 5.0, 0.5);
    assert_true(spot > 0.02 && spot < 0.1); // -34 to -20 dB: heard beside cues, under words
    assert_true(burst > 5.0 * spot);
    static tb_synth synth;
    noise n = {.taken = 0};
    double loudest = 0.0;
    tb_synth_reset(&synth, 44100);
    for (int k = 0; k < 88200; ++k) {
        loudest = fmax(loudest, fabs((double)tb_synth_loudspeaker(&synth, slow_drift, &n)));
    }
    assert_true(loudest < 0.1); // of 2 before the high pass
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, a_sound_has_its_caption, rows);
    TB_TEST(&list, no_event_sounds_without_words);
    TB_TEST(&list, a_jump_is_on_the_face);
    TB_TEST(&list, the_muscle_is_heard);
    return tb_test_run(&list, "captions");
}
