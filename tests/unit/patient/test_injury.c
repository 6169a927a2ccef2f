// What hands and needles do to a living patient: who jumps and guards, what bleeds and what stops
// it, who faints and what helps, when it is enough.
#include "tautband/core/mathx.h"

#include "../../scenes/roll.h"
#include "tb_test.h"

#include "patient/patient_internal.h"

#include <math.h>
#include <string.h>

static tb_tissue_table tissues;
static tb_physiology physiology;

/// A patient, what is done to them, and what was told of it.
typedef struct bench {
    tb_anatomy anatomy;
    tb_case_care care;
    tb_patient *patient;
    tb_patient_input input;
    int told[TB_EVENT_KIND_COUNT];
    uint32_t first_ms[TB_EVENT_KIND_COUNT];
    double harm; ///< kind told last
} bench;

static bench b;

/// Skin 2, fat 4, fascia 1, muscle 30 mm, flat and level; 60 kPa hurt at an active point, 120 at a
/// latent one, 240 elsewhere.
static void meet(tb_trigger_point_state state, double needle_fear)
{
    const double flat_mm = 1e4;
    memset(&b, 0, sizeof b);
    roll_site(&b.anatomy, flat_mm, flat_mm);
    b.anatomy.roll.present = false;
    roll_layer(&b.anatomy, TB_TISSUE_SKIN, 2.0, 0.0);
    roll_layer(&b.anatomy, TB_TISSUE_FAT, 4.0, 0.0);
    roll_layer(&b.anatomy, TB_TISSUE_FASCIA, 1.0, 0.0);
    roll_layer(&b.anatomy, TB_TISSUE_MUSCLE, 30.0, 0.0);
    b.anatomy.target_layer = b.anatomy.target.layer = 3;
    b.anatomy.target.kind = TB_TARGET_LAYER;
    b.anatomy.pain_threshold_kpa[0] = 60.0;
    b.anatomy.pain_threshold_kpa[1] = 120.0;
    b.anatomy.pain_threshold_kpa[2] = 240.0;
    roll_band(&b.anatomy, 0.0, 10.5);
    b.anatomy.trigger_points[0].state = state;
    b.anatomy.symptomatic = state == TB_TRIGGER_POINT_ACTIVE ? 0 : -1;
    b.anatomy.referral_count = 1;
    b.anatomy.referral[0] = (tb_case_referral){.weight = 1.0};
    snprintf(b.anatomy.referral[0].region, sizeof b.anatomy.referral[0].region, "head_temple");
    b.care = (tb_case_care){.voice = TB_VOICE_TALKATIVE, .needle_fear = needle_fear};
    const tb_patient_desc desc = {&b.anatomy, &tissues, &physiology, 3, 4, &b.care};
    tb_error error = {0};
    if (tb_patient_create(&desc, &b.patient, &error) != TB_OK) {
        fail_msg("%s", error.message);
    }
}

static void run(double seconds)
{
    for (int k = 0; k < (int)lround(1000.0 * seconds); ++k) {
        static tb_tick_events events;
        events.count = 0;
        tb_patient_step(b.patient, &b.input, &events);
        b.input.needle.fresh = false;
        for (int e = 0; e < events.count; ++e) {
            const tb_event *event = &events.items[e];
            b.first_ms[event->kind] =
                b.told[event->kind] == 0 ? event->tick_ms : b.first_ms[event->kind];
            ++b.told[event->kind];
            b.harm = event->kind == TB_EVENT_HARM ? event->subject : b.harm;
        }
    }
}

static void leave(void)
{
    assert_int_equal(tb_patient_fault(b.patient), TB_FAULT_NONE);
    tb_patient_destroy(b.patient);
}

/// Press with a fingertip at the point until the pressure is felt.
static void press(double kpa)
{
    b.input.finger.present = true;
    b.input.finger.depth_mm = -1.0;
    while (b.patient->finger_pressure_kpa < kpa && b.input.finger.depth_mm < 24.0) {
        b.input.finger.depth_mm += 0.01; // 10 mm/s
        run(0.001);
    }
    assert_true(b.patient->finger_pressure_kpa >= kpa);
}

static void lift(void)
{
    b.input.finger.depth_mm = -5.0;
    run(0.5);
    b.input.finger.present = false;
}

/// A needle of 40 mm so deep, or out of the skin again.
static void needle_at(double entry_t_mm, double depth_mm)
{
    if (!b.input.needle.present) {
        b.input.needle.present = b.input.needle.fresh = true;
        b.input.needle.spec = tb_needle_spec_default();
        b.input.needle.entry_t_mm = entry_t_mm;
        b.input.needle.depth_mm = -0.5;
    }
    while (fabs(depth_mm - b.input.needle.depth_mm) > 0.02) {
        b.input.needle.depth_mm += depth_mm > b.input.needle.depth_mm ? 0.02 : -0.02; // 20 mm/s
        run(0.001);
    }
}

static void needle(double depth_mm)
{
    needle_at(20.0, depth_mm); // beside the point: nothing twitches
}

static bool inside(void)
{
    const tb_needle *there = tb_world_needle_of(b.patient->body.world);
    return there != NULL && there->inside;
}

// Active: the patient jumps once at half as much again as hurts, the pain spreads and is known.
// Latent: at the same pressure against its own threshold nothing of it.
static void active_points_jump_and_spread(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    press(1.2 * 60.0);
    assert_int_equal(b.told[TB_EVENT_JUMP_SIGN], 0);
    press(1.6 * 60.0);
    run(0.8);
    assert_int_equal(b.told[TB_EVENT_JUMP_SIGN], 1);
    assert_int_equal(b.told[TB_EVENT_REFERRAL], 1);
    assert_true(b.patient->sense.referral[0] > 0.5);
    b.input.heard = TB_HEARD_YOUR_PAIN;
    run(0.001);
    b.input.heard = TB_HEARD_NOTHING;
    assert_int_equal(b.told[TB_EVENT_RECOGNISED], 1);
    lift();
    run(12.0);
    assert_true(b.patient->sense.referral[0] < 0.02); // and fades
    press(1.6 * 60.0);                                // another press, another jump
    assert_int_equal(b.told[TB_EVENT_JUMP_SIGN], 2);
    leave();
    meet(TB_TRIGGER_POINT_LATENT, 0.1);
    press(1.6 * 120.0);
    run(0.8);
    b.input.heard = TB_HEARD_YOUR_PAIN;
    run(0.001);
    assert_true(b.patient->sense.press_nrs > 3.0); // tender it is
    assert_int_equal(
        b.told[TB_EVENT_JUMP_SIGN] + b.told[TB_EVENT_REFERRAL] + b.told[TB_EVENT_RECOGNISED], 0);
    assert_int_equal(b.patient->speech.line, TB_LINE_TENDER);
    leave();
}

// What a release has gained counts: the jump comes at half as much again as hurts by now.
static void released_points_jump_later(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    b.patient->touch.full_gain_kpa = 30.0;
    b.patient->touch.dose_ms[0] = 1e3 * physiology.touch.dose_full_s; // as a whole release leaves
    press(1.6 * 60.0);
    run(0.8);
    assert_int_equal(b.told[TB_EVENT_JUMP_SIGN], 0); // 96 kPa, and 90 hurt
    press(1.6 * 90.0);
    assert_int_equal(b.told[TB_EVENT_JUMP_SIGN], 1);
    leave();
}

// The tip in an active point, before any twitch: a deep ache that the patient knows, and it spreads
// as under a finger. In a latent point it aches, too, but that is not the pain they came with.
static void needles_in_active_points_spread(void **state)
{
    (void)state;
    for (int latent = 0; latent < 2; ++latent) {
        meet(latent ? TB_TRIGGER_POINT_LATENT : TB_TRIGGER_POINT_ACTIVE, 0.1);
        b.anatomy.trigger_points[0].locus_count = 0; // nothing twitches
        const int told = latent ? 0 : 1;
        const uint32_t *said_ms = b.patient->speech.said_ms;
        needle_at(0.0, 6.5);
        run(3.0);
        assert_int_equal(b.told[TB_EVENT_REFERRAL], 0); // on the way there
        needle_at(0.0, 10.5);
        run(5.0); // one thing is said after the other
        assert_int_equal(b.told[TB_EVENT_LTR], 0);
        assert_near(b.patient->sense.pain_nrs, physiology.pain.trigger_point_nrs, 0.5);
        assert_int_equal(b.told[TB_EVENT_REFERRAL], told);
        assert_int_equal(b.patient->sense.referral[0] > 0.4, told);
        assert_int_equal(said_ms[TB_LINE_DEEP_ACHE] > 0, told);
        assert_int_equal(said_ms[TB_LINE_MY_PAIN_SPREADS] > 0, told);
        assert_int_equal(said_ms[TB_LINE_TENDER] > 0, latent);
        run(1.0);
        b.input.heard = TB_HEARD_YOUR_PAIN;
        run(0.001);
        b.input.heard = TB_HEARD_NOTHING;
        assert_int_equal(said_ms[TB_LINE_MY_PAIN] > 0, told);
        assert_int_equal(said_ms[TB_LINE_NOT_MY_PAIN], 0);
        assert_int_equal(b.told[TB_EVENT_RECOGNISED], 0); // that is what palpation finds
        needle_at(0.0, 6.5); // strokes of the same needle tell nothing new
        needle_at(0.0, 10.5);
        run(1.0);
        assert_int_equal(b.told[TB_EVENT_REFERRAL], told);
        needle_at(0.0, -3.0);
        run(12.0);
        assert_true(b.patient->sense.referral[0] < 0.02);
        leave();
    }
}

static void pressed_too_hard_a_muscle_guards(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    press(2.3 * 60.0); // pain well beyond 7 of 10
    run(1.0);
    assert_true(b.patient->touch.guard > 0.8);
    lift();
    run(20.0);
    assert_true(b.patient->touch.guard < 0.05);
    leave();
}

// Each time that the muscle tightens is told once: while the hand stays, while its pressure hovers
// about the limit of 7 of 10, and until the muscle is soft again. Then a hard press is another.
static void a_bout_of_guarding_is_told_once(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    press(2.3 * 60.0);
    run(1.0);
    assert_int_equal(b.told[TB_EVENT_GUARDING], 1);
    lift();
    run(1.0); // still tight
    press(2.3 * 60.0);
    assert_int_equal(b.told[TB_EVENT_GUARDING], 1);
    lift();
    run(20.0);
    press(2.3 * 60.0);
    assert_int_equal(b.told[TB_EVENT_GUARDING], 2);
    lift();
    run(20.0);
    tb_touch touch = b.patient->touch;
    int bouts = 0;
    for (int k = 0; k < 400; ++k) { // 1.95 and 2.05 times the threshold are 6.7 and 7.3 of 10
        const bool before = touch.bout;
        const tb_press at = {.force_n = 5.0,
                             .pressure_kpa = k % 40 == 0 ? 2.05 * 60.0 : 1.95 * 60.0,
                             .pad = TB_PAD_FINGER};
        tb_touch_step(&touch, &at);
        bouts += touch.bout && !before ? 1 : 0;
    }
    assert_int_equal(bouts, 1);
    leave();
}

typedef struct skin_row {
    const char *name;
    bool tapped, warned;
} skin_row;

static skin_row skins[] = {
    {"tapped, warned", true, true},
    {"tapped, without a word", true, false},
    {"pushed, warned", false, true},
    {"pushed, without a word", false, false},
};

// How the needle went through the skin is what is felt, warned or not; who was not warned says so
// as well, and is less at ease.
static void skin_is_felt_as_it_was_met(void **state)
{
    const skin_row *row = *state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    run(0.01);
    if (row->warned) {
        b.input.heard = TB_HEARD_WARNING;
        run(0.001);
        b.input.heard = TB_HEARD_NOTHING;
    }
    run(3.0);
    const uint32_t *said_ms = b.patient->speech.said_ms;
    const double comfort = b.patient->speech.comfort;
    b.input.needle.tapped = row->tapped;
    needle(4.0); // in the fat
    run(0.2);
    assert_true(inside());
    assert_int_equal(said_ms[TB_LINE_BARELY_FELT] > 0, row->tapped);
    assert_int_equal(said_ms[TB_LINE_SHARP_STING] > 0, !row->tapped);
    assert_int_equal(b.patient->speech.comfort < comfort - 1.0, !row->warned);
    run(3.0);
    assert_int_equal(said_ms[TB_LINE_STARTLED] > 0, !row->warned);
    leave();
}

// A nerve: 9 of 10 at once for whoever feels pain as most do, in words, and then "stop".
static void nerves_are_felt_in_full(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    tb_structure *nerve = &b.anatomy.structures[b.anatomy.structure_count++];
    *nerve = (tb_structure){.hazard = TB_HAZARD_NERVE,
                            .tissue = TB_TISSUE_NERVE,
                            .shape = TB_SHAPE_ELLIPSOID,
                            .origin_mm = {20.0, 0.0, 14.0},
                            .axes = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}},
                            .semi_axes_mm = {3.0, 3.0, 3.0},
                            .box_lo_mm = {17.0, -3.0, 11.0},
                            .box_hi_mm = {23.0, 3.0, 17.0},
                            .variant = -1};
    assert_near(b.anatomy.pain_sensitivity, 1.0, 0.0);
    needle(9.0);
    run(3.0);
    for (int k = 0; k < 400 && b.told[TB_EVENT_NERVE_CONTACT] == 0; ++k) {
        b.input.needle.depth_mm += 0.02;
        run(0.001);
    }
    assert_int_equal(b.told[TB_EVENT_NERVE_CONTACT], 1);
    assert_near(b.patient->sense.pain_nrs, physiology.pain.nerve_nrs, 0.05);
    assert_true(b.patient->sense.peak_nrs >= physiology.pain.stop_nrs);
    assert_int_equal(b.patient->speech.line, TB_LINE_ELECTRIC);
    run(1.0);
    assert_int_equal(b.told[TB_EVENT_STOP_SAID], 1);
    assert_int_equal(b.patient->speech.line, TB_LINE_STOP);
    const uint32_t heard_ms = b.first_ms[TB_EVENT_STOP_SAID] - b.first_ms[TB_EVENT_NERVE_CONTACT];
    assert_true(heard_ms >= 300 && heard_ms <= 1000); // both are heard
    run(10.0);
    assert_int_equal(b.told[TB_EVENT_STOP_SAID], 1);
    leave();
}

typedef struct bleed_row {
    const char *name;
    double wound_ul_per_s;
    bool arterial;
    double pressed_s;
    bool stops, bruise;
} bleed_row;

// A vein's 8 ul/s stop after 20 s of compression, an artery's after 60; what is not pressed for so
// long bleeds on, and what stays under the skin becomes a bruise.
static bleed_row bleeds[] = {
    {"vein, pressed for 25 s", 8.0, false, 25.0, true, false},
    {"vein, pressed for 12 s", 8.0, false, 12.0, false, true},
    {"vein, not pressed", 8.0, false, 0.0, false, true},
    {"artery, pressed for 25 s", 40.0, true, 25.0, false, true},
    {"artery, pressed for 65 s", 40.0, true, 65.0, true, false},
};

static void pressure_stops_what_bleeds(void **state)
{
    const bleed_row *row = *state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    needle(8.0);
    assert_true(inside());
    needle(-3.0);
    assert_true(!inside());
    b.input.needle.present = false;
    b.patient->injury.vessel_wound_ul_per_s = row->wound_ul_per_s; // as a vessel on the way leaves
    b.patient->injury.arterial = row->arterial;
    if (row->pressed_s > 0.0) {
        b.input.finger.t_mm = 20.0;
        b.input.finger.pad = TB_PAD_COTTON;
        press(60.0); // 6 N
        run(row->pressed_s);
        assert_true(b.patient->finger_force_n > 1.0);
        b.input.finger.present = false;
    }
    const double blood_ul = b.patient->injury.blood_ul;
    run(30.0);
    assert_int_equal(b.patient->injury.vessel_wound_ul_per_s == 0.0, row->stops);
    assert_int_equal(b.patient->injury.blood_ul == blood_ul, row->stops);
    assert_int_equal(b.told[TB_EVENT_HARM] > 0 && b.harm == TB_HARM_BRUISE, row->bruise);
    leave();
}

// A fearful patient feels odd before fainting; lying flat without a needle helps, nothing else.
static void faints_have_a_warning(void **state)
{
    (void)state;
    for (int helped = 0; helped < 2; ++helped) {
        meet(TB_TRIGGER_POINT_ACTIVE, 0.9);
        needle(8.0);
        b.patient->injury.faint_load = physiology.harm.prodrome_load - 0.001; // after some seconds
        run(2.0);
        assert_int_equal(b.told[TB_EVENT_PRODROME], 1);
        assert_int_equal(b.patient->speech.line, TB_LINE_FEEL_ODD);
        b.input.heard = TB_HEARD_LIE_FLAT;
        run(0.001);
        b.input.heard = TB_HEARD_NOTHING;
        if (helped != 0) {
            needle(-3.0);
        }
        run(16.0);
        assert_int_equal(b.told[TB_EVENT_FAINT_HELPED], helped);
        assert_int_equal(b.told[TB_EVENT_FAINTED], 1 - helped);
        if (helped == 0) {
            const uint32_t warning_ms =
                b.first_ms[TB_EVENT_FAINTED] - b.first_ms[TB_EVENT_PRODROME];
            assert_near(warning_ms, 15000.0, 2.0);
            run(9.0);
            assert_int_equal(b.told[TB_EVENT_FAINT_OVER], 1); // out for five to ten seconds
            const uint32_t out_ms = b.first_ms[TB_EVENT_FAINT_OVER] - b.first_ms[TB_EVENT_FAINTED];
            assert_true(out_ms >= 5000 && out_ms <= 10000);
        }
        leave();
    }
}

static void the_fearless_do_not_faint(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.5); // from 0.6 on patients can
    needle(8.0);
    run(30.0);
    assert_int_equal(b.told[TB_EVENT_PRODROME], 0);
    assert_near(b.patient->injury.faint_load, 0.0, 1e-12);
    leave();
}

// The ninth twitch and those after it: words, once an event, and less comfort each.
static void twitches_come_to_enough(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    run(0.01);
    tb_tick_events events;
    int enough = 0;
    double comfort = 0.0;
    for (int count = 1; count <= 11; ++count) {
        const tb_life_tick tick = {true, 0, 0.6, 0.5};
        comfort = b.patient->speech.comfort;
        b.patient->life.count = count;
        b.patient->now_ms += 9000;
        events.count = 0;
        tb_sense_step(b.patient, &b.input, &tick, &events);
        bool told = false;
        for (int e = 0; e < events.count; ++e) {
            told = told || events.items[e].kind == TB_EVENT_ENOUGH_SAID;
        }
        enough += told ? 1 : 0;
        assert_int_equal(told, count == 9);
        assert_int_equal(b.patient->speech.line == TB_LINE_ENOUGH, count >= 9);
    }
    assert_int_equal(enough, 1);
    assert_true(b.patient->speech.comfort < comfort - 0.4);
    tb_patient_destroy(b.patient);
}

// A twitch: first the cramp, for one to two seconds, then the muscle lets go.
static void a_twitch_lets_go(void **state)
{
    (void)state;
    meet(TB_TRIGGER_POINT_ACTIVE, 0.1);
    run(0.01);
    const tb_life_tick twitch = {true, 0, 0.6, 0.5};
    tb_tick_events events = {0};
    const uint32_t *said_ms = b.patient->speech.said_ms;
    b.patient->life.count = 1;
    tb_sense_step(b.patient, &b.input, &twitch, &events);
    assert_true(said_ms[TB_LINE_CRAMP] > 0);
    run(3.0);
    const double after_ms = (double)said_ms[TB_LINE_LET_GO_WARM] - said_ms[TB_LINE_CRAMP];
    assert_true(after_ms >= 1000.0 && after_ms <= 2000.0);
    leave();
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    physiology = tb_physiology_default();
    if (tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK) {
        return 1;
    }
    TB_TEST(&list, active_points_jump_and_spread);
    TB_TEST(&list, released_points_jump_later);
    TB_TEST(&list, needles_in_active_points_spread);
    TB_TEST(&list, pressed_too_hard_a_muscle_guards);
    TB_TEST(&list, a_bout_of_guarding_is_told_once);
    TB_TEST_ROWS(&list, skin_is_felt_as_it_was_met, skins);
    TB_TEST(&list, nerves_are_felt_in_full);
    TB_TEST_ROWS(&list, pressure_stops_what_bleeds, bleeds);
    TB_TEST(&list, faints_have_a_warning);
    TB_TEST(&list, the_fearless_do_not_faint);
    TB_TEST(&list, twitches_come_to_enough);
    TB_TEST(&list, a_twitch_lets_go);
    return tb_test_run(&list, "injury");
}
