/// What to do next, what was heard, what was found: sentences chosen from the state. Pure
/// functions. Layer app, needs session's types. A hint names the next act, never the answer.
#ifndef TB_APP_HINT_H
#define TB_APP_HINT_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/scoring/score.h"
#include "tautband/session/event.h"
#include "tautband/session/snapshot.h"

/// Things the learner has done or learnt so far; bits.
enum {
    TB_FOUND_BAND = 1 << 0,     ///< a cord was felt across the fibres
    TB_FOUND_SORE = 1 << 1,     ///< the patient flinched at a spot
    TB_FOUND_SPREAD = 1 << 2,   ///< pain spread
    TB_FOUND_KNOWN = 1 << 3,    ///< the patient knows this pain
    TB_FOUND_MARKED = 1 << 4,   ///< the point was declared
    TB_FOUND_WARNED = 1 << 5,   ///< the learner said what is coming
    TB_FOUND_PRESSED = 1 << 6,  ///< cotton was pressed
    TB_FOUND_ADVISED = 1 << 7,  ///< the learner said what comes after
    TB_FOUND_TWITCH = 1 << 8,   ///< at least one local twitch
    TB_FOUND_FASCIA = 1 << 9,   ///< the deep fascia was passed
    TB_FOUND_CHECKED = 1 << 10, ///< the learner asked how it is after a twitch
};

/// Fold an event into what was found.
unsigned tb_found_after(unsigned found, const tb_event *event);

enum { TB_HINT_ACTS = 5, TB_HINT_KEYS = 4 };

/// One thing to do next and the keys for it. Sentence and labels are English, to translate.
typedef struct tb_hint {
    const char *sentence;
    struct {
        const char *keys[TB_HINT_KEYS]; ///< "W"; NULL after the last
        const char *label;
    } acts[TB_HINT_ACTS];
    int act_count;
} tb_hint;

/// The hint for a state.
/// @param tool  tool in hand
/// @param found TB_FOUND_* bits
tb_hint tb_hint_for(const tb_snapshot *seen, tb_tool tool, unsigned found);

/// The same under a school of needling: in the muscle each has its own way to stimulate.
tb_hint tb_hint_of_school(const tb_snapshot *seen, tb_tool tool, unsigned found, tb_school school);

/// A sound of the encounter.
typedef enum tb_cue {
    TB_CUE_NONE,
    TB_CUE_TAP,    ///< skin
    TB_CUE_CLICK,  ///< fascia
    TB_CUE_PLUCK,  ///< band snap
    TB_CUE_TWITCH, ///< tick and rustle
    TB_CUE_KNOCK,  ///< bone
    TB_CUE_LOW,    ///< caution
    TB_CUE_VOICE,  ///< the patient speaks
    TB_CUE_STOP,   ///< the patient says stop: a voice, and the pad shakes
    TB_CUE_NERVE,  ///< no sound, the patient speaks; the pad shakes
    TB_CUE_SPOT,   ///< no sound beside the loudspeaker's crackle; the pad hums
    TB_CUE_BUTTON, ///< a button was pressed
    TB_CUE_COUNT
} tb_cue;

/// Sound and shake of an event.
/// @param plain as for captions: no caution is given
tb_cue tb_cue_for(const tb_event *event, bool plain);

/// Caption of an event in the language of the screens.
/// @param plain exam, blind view, late tiers: no names of layers, no cautions, and blood is seen
/// but
///              not said
/// @return false when the event has none; `out` unchanged then
bool tb_caption_for(const tb_event *event, const tb_anatomy *anatomy, bool plain, char *out,
                    size_t capacity);

/// Label of an event on a strip ("fascia"), to translate; NULL for none.
const char *tb_mark_for(const tb_event *event);

#endif
