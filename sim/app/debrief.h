/// What the debrief shows besides the score: path seen along the needle, force over time, phases
/// and markers, all from the event log. Pure. Layer app, needs session and scoring.
#ifndef TB_APP_DEBRIEF_H
#define TB_APP_DEBRIEF_H
#include "tautband/patient/harm.h"
#include "tautband/scoring/score.h"
#include "tautband/session/judge.h"
#include "ui.h"

enum {
    TB_DEBRIEF_PATH = 240,
    TB_DEBRIEF_FORCE = 600,
    TB_DEBRIEF_PHASES = 6,
    TB_DEBRIEF_MARKERS = 14
};

/// A phase of the timeline.
typedef struct tb_debrief_phase {
    const char *label;
    uint32_t from_ms, to_ms;
} tb_debrief_phase;

/// A moment on the timeline.
typedef struct tb_debrief_marker {
    uint32_t tick_ms;
    tb_icon icon;
    tb_colour colour;
    char label[48]; ///< in the language of the screens
    char detail[160];
} tb_debrief_marker;

/// A kind of harm that was done.
typedef struct tb_debrief_harm {
    int harm;            ///< tb_harm
    int grade;           ///< worst of what follows: 1 mild, 2 significant, 3 serious
    uint32_t tick_ms;    ///< when it was done first
    int answered, right; ///< choices taken at its steps, and the right ones among them
} tb_debrief_harm;

/// Everything drawn.
typedef struct tb_debrief {
    uint32_t end_ms;
    float path_mm[2 * TB_DEBRIEF_PATH]; ///< tip across the needle's axis, target at the origin
    int path_count, nearest;            ///< index of the nearest point, -1 = never in tissue
    float outline_mm[3]; ///< the point's outline in the same view: (x, y) = (o0 cos a, o1 cos a +
                         ///< o2 sin a)
    float nearest_mm;    ///< least distance to the trigger point's surface
    float guess_mm;      ///< what the learner guessed it to be; -1 = no guess
    int match, match_truth; ///< tb_match judged last and the right one; -1 = none
    uint32_t match_ms;
    float force_n[TB_DEBRIEF_FORCE]; ///< largest per column of the timeline
    tb_debrief_phase phases[TB_DEBRIEF_PHASES];
    int phase_count;
    tb_debrief_marker markers[TB_DEBRIEF_MARKERS];
    int marker_count;
    tb_debrief_harm harms[TB_HARM_COUNT]; ///< worst first, then by time
    int harm_count;
    bool sore;            ///< the encounter tells how sore it leaves the patient
    tb_soreness soreness; ///< that, for the hours and days after
    double pressed_s;     ///< compression that is in it
} tb_debrief;

/// Read an event log.
void tb_debrief_build(const tb_event *events, int count, const tb_anatomy *anatomy,
                      tb_debrief *out);

/// How sore the same needling would have left the patient had it been pressed for 30 s, or, where
/// it was, without.
/// @return true where `other` is the pressed one
bool tb_debrief_other_soreness(const tb_physiology *physiology, const tb_soreness *soreness,
                               double pressed_s, tb_soreness *other);

#endif
