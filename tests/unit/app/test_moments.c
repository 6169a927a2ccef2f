// Moments of the replay: every kind of event that is told has words without a gap, samples are not
// told, and one steps from one to the next.
#include "tb_test.h"

#include "app/moments.h"
#include "tautband/session/input.h"

#include <string.h>

static tb_anatomy anatomy;
static tb_moments *moments;

static void every_kind_has_words(void **state)
{
    (void)state;
    static const tb_event_kind silent[] = {TB_EVENT_PALPATION_SAMPLE,
                                           TB_EVENT_TIP_SAMPLE,
                                           TB_EVENT_PAIN_SAMPLE,
                                           TB_EVENT_COMFORT_SAMPLE,
                                           TB_EVENT_STROKE,
                                           TB_EVENT_TOUCH,
                                           TB_EVENT_LIFT,
                                           TB_EVENT_TOOL,
                                           TB_EVENT_START,
                                           TB_EVENT_END,
                                           TB_EVENT_FAULT,
                                           TB_EVENT_CONSEQUENCE,
                                           TB_EVENT_SORENESS};
    for (int kind = 0; kind < TB_EVENT_KIND_COUNT; ++kind) {
        const tb_event event = {
            .tick_ms = 40, .kind = (uint16_t)kind, .subject = 1, .values = {12.5, 0, 230.0}};
        bool told = true;
        for (size_t k = 0; k < sizeof silent / sizeof silent[0]; ++k) {
            told = told && (int)silent[k] != kind;
        }
        tb_moments_build(&event, 1, &anatomy, moments);
        if (moments->count != (told ? 1 : 0)) {
            fail_msg("%s: told %d times", tb_event_name((tb_event_kind)kind), moments->count);
        }
        if (told) {
            const tb_moment *moment = &moments->items[0];
            assert_int_equal(moment->tick_ms, 40);
            assert_true(moment->text[0] != '\0');
            assert_null(strchr(moment->text, '%'));
        }
    }
}

static void numbers_and_names_are_filled_in(void **state)
{
    (void)state;
    const tb_event events[] = {
        {.kind = TB_EVENT_THRESHOLD_READ, .values = {1, 2, 231.6}},
        {.kind = TB_EVENT_WOUND, .values = {1.25}},
        {.kind = TB_EVENT_TOLD, .subject = TB_SAY_YOUR_PAIN},
        {.kind = TB_EVENT_NERVE_CONTACT, .subject = 0},
        {.kind = TB_EVENT_LETHAL_CONTACT, .subject = 99},
    };
    tb_moments_build(events, 5, &anatomy, moments);
    assert_string_equal(moments->items[0].text, "threshold read: 232 kPa");
    assert_string_equal(moments->items[1].text, "wound: 1.2 turns");
    assert_string_equal(moments->items[2].text, "You: Is this your pain?");
    assert_string_equal(moments->items[3].text, "The tip reached: tibial nerve.");
    assert_string_equal(moments->items[4].text, "The tip reached: ?.");
}

static void one_steps_through_them(void **state)
{
    (void)state;
    static tb_event events[TB_MOMENTS_MAX + 5];
    for (int k = 0; k < TB_MOMENTS_MAX + 5; ++k) {
        events[k] = (tb_event){.tick_ms = 1000u * (uint32_t)k, .kind = TB_EVENT_LTR};
    }
    tb_moments_build(events, TB_MOMENTS_MAX + 5, &anatomy, moments);
    assert_int_equal(moments->count, TB_MOMENTS_MAX);
    assert_int_equal(moments->left_out, 5);
    assert_near(tb_moments_step(moments, 2000.0, 1), 3000.0, 0.0);
    assert_near(tb_moments_step(moments, 2000.0, -1), 1000.0, 0.0);
    assert_near(tb_moments_step(moments, 0.0, -1), 0.0, 0.0);             // none before: stays
    assert_ptr_equal(tb_moments_at(moments, 2900.0), &moments->items[3]); // it begins
    assert_ptr_equal(tb_moments_at(moments, 2500.0), &moments->items[2]);
    moments->count = 0;
    assert_null(tb_moments_at(moments, 2500.0));
}

int main(void)
{
    static tb_test_list list;
    moments = tb_alloc(sizeof *moments);
    if (moments == NULL) {
        return 1;
    }
    anatomy.structure_count = 2;
    snprintf(anatomy.structures[0].label, sizeof anatomy.structures[0].label, "tibial nerve");
    snprintf(anatomy.structures[1].label, sizeof anatomy.structures[1].label, "a vein");
    TB_TEST(&list, every_kind_has_words);
    TB_TEST(&list, numbers_and_names_are_filled_in);
    TB_TEST(&list, one_steps_through_them);
    const int failed = tb_test_run(&list, "moments");
    tb_free(moments);
    return failed;
}
