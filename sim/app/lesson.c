#include "lesson.h"

#include "tautband/core/units.h"
#include "text.h"

#include <math.h>
#include <string.h>

enum { FEEL, STROKE, WALK, ASK, TAP, DEPTH, PISTON, AFTER };

// Forces to feel and how near is near enough.
static const float FEEL_N[TB_LESSON_PARTS] = {5.0f, 20.0f, 40.0f};
static const float FEEL_BAND_N[TB_LESSON_PARTS] = {2.0f, 4.0f, 6.0f};
enum { FEEL_HELD_MS = 300, STILL_MS = 800, SPREAD_MS = 500 };
static const float SPREAD_LEAST = 0.2f; // of the strongest place it spreads to, 0..1
static const float LINE_MM = 2.0f, PRESS_S = 30.0f;

tb_lesson_text tb_lesson_text_of(int step)
{
    static const tb_lesson_text texts[TB_LESSON_STEPS] = {
        [FEEL] = {TB_N("Feel three forces"),
                  TB_N("Rest a finger on the muscle and press to 5, 20 and 40 newtons"),
                  {"5 N", "20 N", "40 N"},
                  TB_N("Press until the force reaches each number, and rest there for a moment")},
        [STROKE] = {TB_N("Find the cord"),
                    TB_N("Press firmly and stroke across the fibres until a cord rolls under the "
                         "finger"),
                    {TB_N("cord felt"), NULL, NULL},
                    TB_N("Press with 2 kg or more first; each stroke must pass over the cord in "
                         "the section")},
        [WALK] = {TB_N("Find its sorest spot"),
                  TB_N("Walk along the cord in small steps, pressing on each, until it is sorest"),
                  {TB_N("sore spot"), NULL, NULL},
                  TB_N("Stay on top of the cord and press with 3 to 4 kg at each step. Nothing "
                       "along all of it? Try the other cord")},
        [ASK] = {TB_N("Ask and listen"),
                 TB_N("Keep the pressure and ask whether this is the pain they know; the map shows "
                      "where it spreads"),
                 {TB_N("pain known"), NULL, NULL},
                 TB_N("Press until the face shows that it is felt, then ask again")},
        [TAP] = {TB_N("Through the skin"),
                 TB_N(
                     "Take the needle, aim inside the green cone, set the tube down, warn and tap"),
                 {TB_N("warned"), TB_N("in the cone"), TB_N("through the skin")},
                 TB_N("The needle is the fourth tool at the side. Tilt until the dial shows a "
                      "tick, then set the tube down")},
        [DEPTH] = {TB_N("Reach the depth"),
                   TB_N("Go through the fascia and stand still within 2 mm of the target's depth"),
                   {TB_N("fascia"), TB_N("depth held"), NULL},
                   TB_N("The yellow ring in the section is the target: bring the tip level with "
                        "it and wait")},
        [PISTON] = {TB_N("One twitch"),
                    TB_N("Piston in small strokes until it twitches, let go, then ask how it is"),
                    {TB_N("twitch"), TB_N("let go"), TB_N("asked")},
                    TB_N("No twitch? Back to the fat, turn towards the yellow ring, go through "
                         "it, piston there")},
        [AFTER] = {TB_N("Out and after"),
                   TB_N("Take the needle out, bin and count it, then press the spot for 30 s"),
                   {TB_N("out"), TB_N("counted"), TB_N("pressed 30 s")},
                   TB_N("Cotton is the fifth tool at the side: press, then hold the pressure")},
    };
    return texts[step >= 0 && step < TB_LESSON_STEPS ? step : 0];
}

static void enter(tb_lesson *lesson, int step, float pressed_s)
{
    lesson->step = step;
    memset(lesson->part, 0, sizeof lesson->part);
    memset(lesson->held_ms, 0, sizeof lesson->held_ms);
    lesson->fresh = 0;
    lesson->idle_ms = 0;
    lesson->pressed_before_s = pressed_s;
    lesson->twitch_tick_ms = 0;
}

const char *tb_lesson_says(const tb_lesson *lesson)
{
    static const uint32_t HELP_AFTER_MS = 40000;
    const tb_lesson_text text = tb_lesson_text_of(lesson->step);
    return lesson->idle_ms > HELP_AFTER_MS && text.help != NULL ? text.help : text.sentence;
}

static int parts_done(const tb_lesson *lesson)
{
    int count = 0;
    for (int k = 0; k < TB_LESSON_PARTS; ++k) {
        count += lesson->part[k] ? 1 : 0;
    }
    return count;
}

void tb_lesson_begin(tb_lesson *lesson, int step)
{
    memset(lesson, 0, sizeof *lesson);
    lesson->active = true;
    enter(lesson, step < 0 || step >= TB_LESSON_STEPS ? 0 : step > TAP ? TAP : step, 0.0f);
}

// Counts up while a measure is in range and starts again when it leaves.
static bool held(tb_lesson *lesson, int part, bool in_range, uint32_t least_ms)
{
    lesson->held_ms[part] = in_range ? lesson->held_ms[part] + 1 : 0;
    return lesson->held_ms[part] >= least_ms;
}

static void feel_step(tb_lesson *lesson, const tb_snapshot *seen)
{
    for (int k = 0; k < TB_LESSON_PARTS; ++k) {
        const bool near =
            seen->finger.touching && fabsf(seen->finger.force_n - FEEL_N[k]) <= FEEL_BAND_N[k];
        lesson->part[k] = held(lesson, k, near, FEEL_HELD_MS) || lesson->part[k];
    }
}

// On the sorest spot: a flinch there, or the pain that only this spot sends on its way, felt under
// a finger that stays.
static void walk_step(tb_lesson *lesson, const tb_snapshot *seen)
{
    float spread = 0.0f;
    for (int k = 0; k < TB_REFERRAL_MAX; ++k) {
        spread = fmaxf(spread, seen->patient.referral[k]);
    }
    const bool sends = seen->finger.touching && spread >= SPREAD_LEAST;
    const bool flinched = (lesson->fresh & TB_FOUND_SORE) != 0;
    lesson->part[0] = held(lesson, 0, sends, SPREAD_MS) || flinched;
}

static void tap_step(tb_lesson *lesson, const tb_snapshot *seen, const tb_case *model,
                     unsigned found)
{
    const bool in = seen->needle.stage == TB_NEEDLE_IN;
    const tb_vec3 now =
        tb_needle_direction((double)seen->needle.tilt_rad, (double)seen->needle.azimuth_rad);
    const bool placed = in || seen->needle.stage == TB_NEEDLE_PLACED;
    const bool cone = tb_approach_beyond_deg(&model->approach, now) <= 0.0;
    lesson->part[0] = lesson->part[0] || (found & TB_FOUND_WARNED) != 0;
    lesson->part[1] = placed && cone;
    lesson->part[2] = in;
}

static void depth_step(tb_lesson *lesson, const tb_snapshot *seen, const tb_anatomy *anatomy,
                       unsigned found)
{
    const bool in = seen->needle.stage == TB_NEEDLE_IN && anatomy->symptomatic >= 0;
    const float wanted =
        in ? (float)anatomy->trigger_points[anatomy->symptomatic].centre_mm.z : 0.0f;
    const bool near = in && fabsf(seen->needle.tip_n_mm - wanted) <= LINE_MM;
    lesson->part[0] = (found & TB_FOUND_FASCIA) != 0;
    lesson->part[1] = lesson->part[1] || held(lesson, 1, near, STILL_MS);
}

static void piston_step(tb_lesson *lesson, const tb_snapshot *seen, unsigned found)
{
    if (seen->twitch.count > 0 && !lesson->part[0]) {
        lesson->part[0] = true;
        lesson->twitch_tick_ms = seen->tick_ms;
    }
    lesson->part[1] = lesson->part[1] || (lesson->part[0] && !seen->needle.held);
    lesson->part[2] = lesson->part[2] || (lesson->part[0] && (found & TB_FOUND_CHECKED) != 0);
}

static void after_step(tb_lesson *lesson, const tb_snapshot *seen, float pressed_s)
{
    const bool out = seen->needle.stage != TB_NEEDLE_IN && seen->needle.stage != TB_NEEDLE_PLACED;
    lesson->part[0] = out && seen->needle.in_count > 0;
    lesson->part[1] = lesson->part[0] && seen->needle.in_count == seen->needle.out_count;
    lesson->part[2] = pressed_s - lesson->pressed_before_s >= PRESS_S;
}

static bool step_done(const tb_lesson *lesson)
{
    const tb_lesson_text text = tb_lesson_text_of(lesson->step);
    for (int k = 0; k < TB_LESSON_PARTS; ++k) {
        if (text.parts[k] != NULL && !lesson->part[k]) {
            return false;
        }
    }
    return true;
}

bool tb_lesson_tick(tb_lesson *lesson, const tb_snapshot *seen, const tb_case *model,
                    const tb_anatomy *anatomy, unsigned found, float pressed_s)
{
    if (!lesson->active || lesson->step >= TB_LESSON_STEPS) {
        return false;
    }
    const int before = parts_done(lesson);
    switch (lesson->step) {
    case FEEL:
        feel_step(lesson, seen);
        break;
    case STROKE:
        lesson->part[0] = (lesson->fresh & TB_FOUND_BAND) != 0;
        break;
    case WALK:
        walk_step(lesson, seen);
        break;
    case ASK:
        lesson->part[0] = (found & TB_FOUND_KNOWN) != 0;
        break;
    case TAP:
        tap_step(lesson, seen, model, found);
        break;
    case DEPTH:
        depth_step(lesson, seen, anatomy, found);
        break;
    case PISTON:
        piston_step(lesson, seen, found);
        break;
    default:
        after_step(lesson, seen, pressed_s);
        break;
    }
    lesson->idle_ms = parts_done(lesson) > before ? 0 : lesson->idle_ms + 1;
    if (!step_done(lesson)) {
        return false;
    }
    lesson->done |= 1u << lesson->step;
    enter(lesson, lesson->step + 1, pressed_s);
    return true;
}

void tb_lesson_skip(tb_lesson *lesson, float pressed_s)
{
    if (lesson->active && lesson->step < TB_LESSON_STEPS) {
        lesson->skipped |= 1u << lesson->step;
        enter(lesson, lesson->step + 1, pressed_s);
    }
}

void tb_lesson_redo(tb_lesson *lesson, float pressed_s)
{
    if (lesson->active && lesson->step > 0) {
        enter(lesson, lesson->step - 1, pressed_s);
    }
}

// --- fading -------------------------------------------------------------------------------------

int tb_hint_tier_of(const tb_library *library)
{
    enum { UP_AFTER = 3, HIGHEST = 5, SUCCESS = 70 };
    int tier = 0, streak = 0;
    for (int k = library->attempt_count - 1; k >= 0; --k) { // oldest first
        const tb_library_attempt *attempt = &library->attempts[k];
        if (attempt->total < 0 || !tb_library_own(library, attempt)) {
            continue; // cut short, or sealed: not known how it went
        }
        tier = tier == 0 ? 1 : tier;
        if (attempt->total >= SUCCESS && !attempt->critical) {
            if (++streak == UP_AFTER) {
                streak = 0;
                tier = tier < HIGHEST ? tier + 1 : HIGHEST;
            }
        } else {
            streak = 0;
            tier = tier > 1 ? tier - 1 : 1;
        }
    }
    return tier;
}

int tb_view_for_tier(int tier, int try_number)
{
    enum { BLIND, OUTLINE, FULL };
    const bool odd = try_number % 2 == 1;
    return tier == 0   ? FULL
           : tier == 1 ? (odd ? FULL : OUTLINE)
           : tier <= 3 ? (odd ? OUTLINE : BLIND)
                       : BLIND;
}
