/// What follows harm, lived through step by step before the debrief: each kind of harm that was
/// done with the moment it happened, and what the learner chose at its steps. Pure data. Layer app,
/// needs track and patient's harm and responses.
#ifndef TB_APP_AFTERMATH_H
#define TB_APP_AFTERMATH_H
#include "tautband/patient/response.h"
#include "tautband/session/event.h"
#include "track.h"

/// One kind of harm on its way.
typedef struct tb_follow {
    tb_harm harm;
    int grade;                        ///< worst of its steps
    uint32_t tick_ms;                 ///< when it was done first
    int structure;                    ///< what the tip met, -1 = none
    bool has_place;                   ///< it was done by a tip in tissue: a cut can show it
    int shown;                        ///< steps told so far, at least 1
    int choice[TB_CONSEQUENCE_STEPS]; ///< taken at a step, -1 = none yet
} tb_follow;

/// All of it, worst first. About 90 kB: from tb_alloc().
typedef struct tb_aftermath {
    tb_follow items[TB_HARM_COUNT];
    int count, at;             ///< at == count: over
    tb_snapshot before, after; ///< of the moment shown
    float blend;
    bool has_cut; ///< the moment is on the track
} tb_aftermath;

/// Collect the kinds of harm that have something to live through.
/// @return their number
int tb_aftermath_build(const tb_event *events, int count, tb_aftermath *out);

/// Read the moment of the present item from the attempt's track.
void tb_aftermath_look(tb_aftermath *aftermath, const tb_track *track);

/// The situation that waits for a choice in the present item, or NULL.
const tb_situation *tb_aftermath_open(const tb_aftermath *aftermath);

/// Take a choice where one waits.
/// @return argument for TB_COMMAND_RESPOND, -1 when none waits or there is no such choice
int tb_aftermath_choose(tb_aftermath *aftermath, int choice);

/// The next step, or the next kind of harm after the last one. Does nothing while a choice waits.
/// @return false when all is over
bool tb_aftermath_next(tb_aftermath *aftermath);

/// True when the last step of the present item has been told.
bool tb_aftermath_told(const tb_aftermath *aftermath);

/// Order in which a situation's choices are offered: the same for the same seed.
void tb_aftermath_order(uint64_t seed, tb_harm harm, int step, int order[TB_RESPONSES]);

#endif
