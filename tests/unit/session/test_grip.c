// The verbs of the grip, played on a shipped case whose muscle is lifted: pincer, press, raise,
// roll, and two fingers side by side.
#include "tb_test.h"

#include "tautband/session/script.h"
#include "tautband/session/session.h"

#include <math.h>
#include <string.h>

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;

/// The most that was seen while a script played.
typedef struct played {
    double force_n[2]; ///< of each pad, N
    double uneven_n;   ///< at the most force, between the pads
    double least_gap_mm, lift_mm, to_and_fro_mm, push_mm, spread_mm;
    bool pinched, two;
    tb_event_kind first_pierced; ///< TB_EVENT_START without any
} played;

static void look(const tb_snapshot *seen, played *out)
{
    const bool two = seen->grip.active && seen->finger.touching;
    if (two && seen->grip.force_n[0] > out->force_n[0]) {
        out->uneven_n = fabs((double)seen->grip.force_n[0] - (double)seen->grip.force_n[1]);
    }
    for (int k = 0; two && k < 2; ++k) {
        out->force_n[k] = fmax(out->force_n[k], seen->grip.force_n[k]);
    }
    if (two && seen->grip.pinching) {
        out->pinched = true;
        out->least_gap_mm = fmin(out->least_gap_mm, seen->grip.gap_mm);
        out->lift_mm = fmax(out->lift_mm, seen->grip.lift_mm);
        out->to_and_fro_mm = fmax(out->to_and_fro_mm, fabs((double)seen->grip.to_and_fro_mm));
    } else if (two) {
        out->two = true;
        out->spread_mm = fabs((double)seen->grip.s_mm[1] - (double)seen->grip.s_mm[0]);
    }
    for (int k = 0; k < seen->bands.count; ++k) {
        out->push_mm = fmax(out->push_mm, fabs((double)seen->bands.push_mm[k]));
    }
}

static played play(const char *text)
{
    static tb_script_errors errors;
    static tb_snapshot seen;
    tb_script *script = NULL;
    tb_session *session = NULL;
    tb_error error = {0};
    played out = {.least_gap_mm = INFINITY};
    if (tb_script_parse_for(text, strlen(text), &model, &script, &errors) != TB_OK) {
        fail_msg("%s", errors.items[0].text);
    }
    const tb_session_desc desc = {&model, &tissues, &physiology, 7, 4};
    assert_int_equal(tb_session_create(&desc, &session, &error), TB_OK);
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &seen);
        look(&seen, &out);
        tb_script_next(script, &seen, &input);
        tb_session_step(session, &input);
        assert_true(tb_session_tick_ms(session) < 60000);
    }
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    out.first_pierced = TB_EVENT_START;
    for (int k = count - 1; k >= 0; --k) {
        if (events[k].kind == TB_EVENT_SKIN_PUNCTURED ||
            events[k].kind == TB_EVENT_FASCIA_PUNCTURED) {
            out.first_pierced = (tb_event_kind)events[k].kind;
        }
    }
    tb_script_destroy(script);
    tb_session_destroy(session);
    return out;
}

/// The verb presses until its force is met to a tenth, on both pads alike, and harder is thinner.
static void a_press_squeezes_to_its_force(void **state)
{
    (void)state;
    const double wanted_n[] = {6.0, 12.0};
    const char *texts[] = {"0 pincer t_mm={t}\n+100 press force_n=6 for_ms=300\n+0 lift\n",
                           "0 pincer t_mm={t}\n+100 press force_n=12 for_ms=300\n+0 lift\n"};
    double gap_before_mm = INFINITY;
    for (int k = 0; k < 2; ++k) {
        const played seen = play(texts[k]);
        assert_true(seen.pinched && !seen.two);
        assert_near(seen.force_n[0], wanted_n[k], 0.10 * wanted_n[k]);
        assert_true(seen.uneven_n < 0.03 * wanted_n[k]);
        assert_true(seen.least_gap_mm > 0.0 && seen.least_gap_mm < gap_before_mm - 1.0);
        assert_near(seen.lift_mm, 0.0, 0.0);
        assert_near(seen.to_and_fro_mm, 0.0, 0.0);
        gap_before_mm = seen.least_gap_mm;
    }
}

static void a_raise_lifts_what_is_held(void **state)
{
    (void)state;
    const played seen = play("0 pincer t_mm={t}\n+100 press force_n=6 for_ms=300\n"
                             "+0 raise by_mm=4\n+200 lift\n");
    assert_true(seen.pinched);
    assert_near(seen.lift_mm, 4.0, 0.05);
}

/// Half the amplitude each way; the band is pushed aside under a firm grip and hides from a light
/// one.
static void a_roll_strums_the_band(void **state)
{
    (void)state;
    const played firm = play("0 pincer t_mm={t}\n+100 press force_n=12 for_ms=300\n"
                             "+0 roll amplitude_mm=8 speed_mm_per_s=30 count=3\n+0 lift\n"),
                 light = play("0 pincer t_mm={t}\n+100 press force_n=2 for_ms=300\n"
                              "+0 roll amplitude_mm=8 speed_mm_per_s=30 count=3\n+0 lift\n");
    assert_near(firm.to_and_fro_mm, 4.0, 0.05);
    assert_near(light.to_and_fro_mm, 4.0, 0.05);
    assert_true(firm.push_mm > 1.0);
    assert_true(light.push_mm < 0.3);
}

static void two_fingers_press_side_by_side(void **state)
{
    (void)state;
    const played seen = play("0 two-fingers t_mm={t} b_mm=0 spread_mm=18\n"
                             "+100 press force_n=3 for_ms=300\n+0 lift\n");
    assert_true(seen.two && !seen.pinched);
    assert_near(seen.spread_mm, 18.0, 0.5);
    assert_near(fmax(seen.force_n[0], seen.force_n[1]), 3.0, 0.10 * 3.0);
    assert_near(seen.force_n[0], seen.force_n[1], 0.10 * 3.0);
}

/// Brought to the side of the section, where only one of them would have room, two fingers stay as
/// far apart as they are held: pushed against each other one would be forced deeper than its place
/// allows.
static void two_fingers_at_the_edge_stay_a_pair(void **state)
{
    (void)state;
    const played seen = play("0 two-fingers t_mm={t} b_mm=-40 spread_mm=18\n"
                             "+100 press force_n=8 for_ms=300\n+0 lift\n");
    assert_true(seen.two);
    assert_near(seen.spread_mm, 18.0, 2.0);
}

/// Beside the foot of a roll a needle stands on the skin, and pierces it first.
static void a_needle_beside_the_roll_stands_outside(void **state)
{
    (void)state;
    const played seen = play("0 pincer t_mm={t}\n+100 press force_n=6 for_ms=200\n+0 lift\n"
                             "+100 needle {needle}\n"
                             "+100 place t_mm={t} b_mm=behind+0.5 tilt_deg=65 azimuth_deg=-90\n"
                             "+100 tap\n+100 tube-off\n+100 remove\n");
    assert_int_equal(seen.first_pierced, TB_EVENT_SKIN_PUNCTURED);
}

/// Without a grip there is nothing to raise or to roll: the verbs pass, and nothing is pinched.
static void without_a_grip_nothing_is_lifted(void **state)
{
    (void)state;
    const played seen =
        play("0 finger t_mm={t} b_mm=0\n+100 raise by_mm=4\n+0 roll amplitude_mm=8\n+0 lift\n");
    assert_true(!seen.pinched && !seen.two);
    assert_near(seen.lift_mm, 0.0, 0.0);
    assert_near(seen.push_mm, 0.0, 0.3);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/ut-designer.yaml", &model, &diagnostics) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    TB_TEST(&list, a_press_squeezes_to_its_force);
    TB_TEST(&list, a_raise_lifts_what_is_held);
    TB_TEST(&list, a_roll_strums_the_band);
    TB_TEST(&list, two_fingers_press_side_by_side);
    TB_TEST(&list, two_fingers_at_the_edge_stay_a_pair);
    TB_TEST(&list, a_needle_beside_the_roll_stands_outside);
    TB_TEST(&list, without_a_grip_nothing_is_lifted);
    return tb_test_run(&list, "grip");
}
