/// The first lesson: eight steps that each end by a measured act, and how hints fade with success
/// afterwards. Pure. Layer app, needs hint (what was found) and session's snapshot.
#ifndef TB_APP_LESSON_H
#define TB_APP_LESSON_H
#include "hint.h"
#include "library.h"

enum { TB_LESSON_STEPS = 8, TB_LESSON_PARTS = 3, TB_TIER_FADES = 6 };

/// Where a learner is in the lesson.
typedef struct tb_lesson {
    bool active;
    int step;                          ///< 0..7; TB_LESSON_STEPS = finished
    uint32_t done;                     ///< bit per step that was done by its act
    uint32_t skipped;                  ///< bit per step that was passed over
    bool part[TB_LESSON_PARTS];        ///< of the present step
    uint32_t held_ms[TB_LESSON_PARTS]; ///< how long a part's measure was in range
    unsigned fresh;   ///< TB_FOUND_* bits found since the step began; the caller adds each tick's
    uint32_t idle_ms; ///< since the step began or one of its parts was done
    float pressed_before_s;
    uint32_t twitch_tick_ms; ///< of the twitch the step waits for
} tb_lesson;

/// What a step says.
typedef struct tb_lesson_text {
    const char *title, *sentence, *parts[TB_LESSON_PARTS]; ///< to translate; parts may be NULL
    const char *help; ///< to translate: said instead of the sentence when it takes long
} tb_lesson_text;

/// Text of a step, 0..7.
tb_lesson_text tb_lesson_text_of(int step);
/// What the card says now: the step's sentence, or its help once nothing was done for 40 s.
const char *tb_lesson_says(const tb_lesson *lesson);
/// Start at a step. Steps that need a needle in the muscle start where it is put in.
void tb_lesson_begin(tb_lesson *lesson, int step);
/// One tick of 1 ms.
/// @param found     TB_FOUND_* bits so far; cord and sore spot must be found anew, in lesson->fresh
/// @param pressed_s seconds of cotton on the skin
/// @return true in the tick in which a step ends by its act; the next one has begun then
bool tb_lesson_tick(tb_lesson *lesson, const tb_snapshot *seen, const tb_case *model,
                    const tb_anatomy *anatomy, unsigned found, float pressed_s);
/// Pass over the present step.
void tb_lesson_skip(tb_lesson *lesson, float pressed_s);
/// Do the step before again.
void tb_lesson_redo(tb_lesson *lesson, float pressed_s);

/// Tier of hints after a row of attempts: up after three straight successes, down after one miss.
/// A success has 70 points or more and no critical event.
/// @param library attempts newest first; all cases count
/// @return 0 before the first attempt, then 1..5
int tb_hint_tier_of(const tb_library *library);
/// Depth view a try starts with: 0 blind, 1 outline, 2 full.
/// @param try_number from 1
int tb_view_for_tier(int tier, int try_number);

#endif
