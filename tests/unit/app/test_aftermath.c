// What follows harm, step by step: worst first, no step before its choice, each choice an argument
// of the command that records it.
#include "tb_test.h"

#include "app/aftermath.h"
#include "app/debrief.h"

#include <string.h>

static tb_aftermath after;

static tb_event harm_event(tb_harm harm, uint32_t tick_ms)
{
    return (tb_event){.tick_ms = tick_ms,
                      .kind = TB_EVENT_HARM,
                      .subject = (int16_t)harm,
                      .values = {0.0, 0.0, 0.0, harm == TB_HARM_FAINT ? -1.0 : 3.0}};
}

static void worst_comes_first_and_once(void **state)
{
    (void)state;
    const tb_event events[] = {harm_event(TB_HARM_VEIN, 500),   harm_event(TB_HARM_SORENESS, 600),
                               harm_event(TB_HARM_PLEURA, 900), harm_event(TB_HARM_VEIN, 950),
                               harm_event(TB_HARM_NERVE, 300),  harm_event(TB_HARM_COUNT, 1)};
    assert_int_equal(tb_aftermath_build(events, 6, &after), 3);
    assert_int_equal(after.items[0].harm, TB_HARM_PLEURA);
    assert_int_equal(after.items[1].harm, TB_HARM_NERVE);
    assert_int_equal(after.items[2].harm, TB_HARM_VEIN);
    assert_int_equal(after.items[2].tick_ms, 500);
    assert_int_equal(after.items[0].structure, 3);
    assert_int_equal(tb_aftermath_build(events + 1, 1, &after), 0); // soreness: the debrief's card
    tb_aftermath_look(&after, NULL);
    assert_false(after.has_cut);
    assert_false(tb_aftermath_next(&after));
}

// Every kind of harm that has situations can be gone through to its end, whatever is chosen.
static void every_harm_is_gone_through(void **state)
{
    (void)state;
    for (int h = 1; h < TB_HARM_COUNT; ++h) {
        int situations = 0, taken = 0, steps = 1;
        const tb_event event = harm_event((tb_harm)h, 40);
        if (tb_situations_of((tb_harm)h, &situations) == NULL) {
            continue;
        }
        assert_int_equal(tb_aftermath_build(&event, 1, &after), 1);
        for (;;) {
            if (tb_aftermath_open(&after) != NULL) {
                const int before = after.items[0].shown;
                assert_true(tb_aftermath_next(&after)); // a choice waits: it stays where it is
                assert_int_equal(after.items[0].shown, before);
                assert_int_equal(tb_aftermath_choose(&after, TB_RESPONSES), -1);
                tb_harm harm;
                int step, choice;
                const int code = tb_aftermath_choose(&after, taken % TB_RESPONSES);
                assert_non_null(tb_response_of_code(code, &harm, &step, &choice));
                assert_int_equal(harm, h);
                assert_int_equal(step, after.items[0].shown - 1);
                assert_int_equal(tb_aftermath_choose(&after, 0), -1); // taken once
                ++taken;
            }
            if (!tb_aftermath_next(&after)) {
                break;
            }
            ++steps;
        }
        int told = 0;
        while (told < TB_CONSEQUENCE_STEPS && tb_consequence_of((tb_harm)h)->steps[told].text) {
            ++told;
        }
        assert_int_equal(steps, told);
        assert_int_equal(taken, situations);
        assert_true(tb_aftermath_told(&after));
        assert_null(tb_aftermath_open(&after));
    }
}

// The right choice does not always stand in the same place; one seed has one order.
static void choices_are_shuffled_by_the_seed(void **state)
{
    (void)state;
    int first[TB_RESPONSES] = {0, 0, 0};
    for (uint64_t seed = 1; seed <= 300; ++seed) {
        int order[TB_RESPONSES], again[TB_RESPONSES], seen = 0;
        tb_aftermath_order(seed, TB_HARM_PLEURA, 0, order);
        tb_aftermath_order(seed, TB_HARM_PLEURA, 0, again);
        assert_memory_equal(order, again, sizeof order);
        for (int k = 0; k < TB_RESPONSES; ++k) {
            seen |= 1 << order[k];
        }
        assert_int_equal(seen, 7);
        ++first[order[0]];
    }
    for (int k = 0; k < TB_RESPONSES; ++k) {
        assert_true(first[k] > 60 && first[k] < 140); // 100 each on average
    }
}

// A faint, the odd feeling before it and a needle held fast stand on the timeline.
static void faints_stand_on_the_timeline(void **state)
{
    (void)state;
    static tb_debrief debrief;
    static tb_anatomy anatomy = {.symptomatic = -1};
    const tb_event events[] = {{.tick_ms = 1000, .kind = TB_EVENT_PRODROME, .subject = -1},
                               {.tick_ms = 2000, .kind = TB_EVENT_STUCK, .subject = -1},
                               {.tick_ms = 16000, .kind = TB_EVENT_FAINTED, .subject = -1}};
    tb_debrief_build(events, 3, &anatomy, &debrief);
    assert_int_equal(debrief.marker_count, 3);
    for (int k = 0; k < 3; ++k) {
        assert_int_equal(debrief.markers[k].tick_ms, events[k].tick_ms);
        assert_true(debrief.markers[k].label[0] != '\0' && debrief.markers[k].detail[0] != '\0');
    }
}

typedef struct sore_row {
    const char *name;
    double pressed_s, size; ///< of the dose against a usual one
    bool other_pressed;
    double own_nrs[2], other_nrs[2]; ///< at once and after 48 h
} sore_row;

// A trial of compression after the needle: 34.8 of 100 at once and 3.8 after 48 h without, 20.1 and
// 0.6 with; the debrief draws both for the dose of the encounter.
static sore_row sores[] = {
    {"not pressed", 0.0, 1.0, true, {3.48, 0.38}, {2.01, 0.06}},
    {"pressed for 35 s", 35.0, 1.0, false, {2.01, 0.06}, {3.48, 0.38}},
    {"half a dose, pressed", 30.0, 0.5, false, {1.005, 0.03}, {1.74, 0.19}},
};

static void soreness_is_shown_both_ways(void **state)
{
    const sore_row *row = *state;
    static tb_debrief debrief;
    static tb_anatomy anatomy = {.symptomatic = -1};
    const tb_physiology physiology = tb_physiology_default();
    const tb_soreness_dose dose = {1, 4, 0.25, row->pressed_s, row->size}; // size: sensitivity
    const tb_soreness left = tb_soreness_after(&physiology, &dose);
    const tb_event events[] = {
        {.tick_ms = 9,
         .kind = TB_EVENT_SORENESS,
         .subject = -1,
         .values = {left.insertion_nrs, left.insertion_tau_h, left.ache_nrs, left.ache_peak_h,
                    row->pressed_s}},
    };
    tb_soreness other;
    tb_debrief_build(events, 0, &anatomy, &debrief);
    assert_false(debrief.sore); // nothing was needled
    tb_debrief_build(events, 1, &anatomy, &debrief);
    assert_true(debrief.sore);
    assert_near(debrief.pressed_s, row->pressed_s, 0.0);
    assert_int_equal(
        tb_debrief_other_soreness(&physiology, &debrief.soreness, debrief.pressed_s, &other),
        row->other_pressed);
    for (int k = 0; k < 2; ++k) {
        assert_near(tb_soreness_nrs(&debrief.soreness, 48.0 * k), row->own_nrs[k], 0.02);
        assert_near(tb_soreness_nrs(&other, 48.0 * k), row->other_nrs[k], 0.02);
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, worst_comes_first_and_once);
    TB_TEST(&list, every_harm_is_gone_through);
    TB_TEST(&list, choices_are_shuffled_by_the_seed);
    TB_TEST(&list, faints_stand_on_the_timeline);
    TB_TEST_ROWS(&list, soreness_is_shown_both_ways, sores);
    return tb_test_run(&list, "aftermath");
}
