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

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, a_sound_has_its_caption, rows);
    TB_TEST(&list, no_event_sounds_without_words);
    return tb_test_run(&list, "captions");
}
