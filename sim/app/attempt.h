/// One attempt as the trainer holds it: session, recording, the last six seconds for the strips,
/// captions, findings, and at the end the score and its files. No window. Layer app, needs session,
/// scoring and records.
#ifndef TB_APP_ATTEMPT_H
#define TB_APP_ATTEMPT_H
#include "commands.h"
#include "hint.h"
#include "keeper.h"
#include "tautband/session/recording.h"
#include "track.h"

enum {
    TB_STRIP_TICKS = 6000, ///< six seconds
    TB_STRIP_MARKS = 24,
    TB_CAPTIONS = 2,
    TB_CAPTION_SIZE = 96,
    TB_CUES = 16,
};

/// What an attempt starts from. `content` must outlive it.
typedef struct tb_attempt_desc {
    const tb_content *content;
    uint64_t seed;
    uint64_t case_hash; ///< of the case as its file has it; 0 = that of the content
    int substeps;
    const char *learner, *mode;
    int encounter;       ///< of the learner's course, where the content follows one
    double time_limit_s; ///< allotted by a station; 0 = what the content says
    const char *folder;  ///< the attempt's own folder is made in it; NULL = nothing is recorded
} tb_attempt_desc;

/// A device the learner can work with; bits.
enum {
    TB_DEVICE_KEYBOARD = 1 << 0,
    TB_DEVICE_MOUSE = 1 << 1,
    TB_DEVICE_PAD = 1 << 2,
    TB_DEVICE_TOUCH = 1 << 3,
};

/// A moment on the strips.
typedef struct tb_strip_mark {
    uint32_t tick_ms;
    const char *label;
} tb_strip_mark;

/// One caption.
typedef struct tb_caption {
    uint32_t from_ms, until_ms; ///< until 0 = free
    char text[TB_CAPTION_SIZE];
} tb_caption;

/// Everything the screens of one attempt read. About 250 kB: from tb_alloc().
typedef struct tb_attempt {
    const tb_content *content;
    tb_session *session;
    tb_recorder *recorder;
    tb_keeper *keeper; ///< of the recording; NULL when there was no thread for it
    tb_track *track;   ///< for the replay; NULL when there was no memory for it
    char folder[4096]; ///< of this attempt; "" = not recorded
    char trouble[256]; ///< a sentence when the record could not be kept
    uint64_t seed;
    int encounter; ///< of the learner's course
    tb_snapshot before, after;
    tb_input last_input;
    // ring of the last six seconds; head is the next slot
    float finger_n[TB_STRIP_TICKS], needle_n[TB_STRIP_TICKS], signal_mv[TB_STRIP_TICKS];
    int head, filled;
    tb_strip_mark marks[TB_STRIP_MARKS];
    int mark_count;
    tb_caption captions[TB_CAPTIONS];
    bool plain_captions;
    bool exam;              ///< no marks on the strips, no cautions
    int nerve;              ///< structure touched last, where it is a nerve
    uint32_t nerve_tick_ms; ///< when; 0 = none yet
    uint32_t flinch_ms;     ///< the patient jumped or pulled away; 0 = not yet
    unsigned found;         ///< TB_FOUND_*
    unsigned found_now;     ///< the bits of this tick's events
    int events_seen;
    tb_cue cues[TB_CUES]; ///< sounds since the last tb_attempt_take_cues()
    int cue_count;
    float pressed_s;  ///< seconds of cotton on the skin
    unsigned devices; ///< TB_DEVICE_* used so far
    double stiffness; ///< most of the setting "stiffness felt" in this attempt, 0..1
    char aids[160];   ///< what the record says of settings that help or change the hand
    bool finished;
    tb_score score; ///< valid once finished
} tb_attempt;

/// Start; nothing has been felt yet. When the record cannot be kept, the attempt goes on and
/// `trouble` says so.
/// @return TB_OK, or what the session returned with a sentence
tb_status tb_attempt_create(const tb_attempt_desc *desc, tb_attempt **out, tb_error *error);

/// Close the recording if it is open and free. NULL is legal.
void tb_attempt_destroy(tb_attempt *attempt);

/// Free and take its record away: nothing was done yet. NULL is legal.
void tb_attempt_discard(tb_attempt *attempt);

/// One tick of 1 ms.
void tb_attempt_tick(tb_attempt *attempt, const tb_input *input);

/// Take a hand that presses, holds or grips off the patient, at a hand's speed, before the goodbye:
/// a touch is told when it ends, and one that lasted to the end would be told never. A needle stays
/// where it is.
void tb_attempt_hands_off(tb_attempt *attempt);

/// End: close the recording, compute the score, write score.json and events.jsonl beside it. A
/// second call does nothing.
void tb_attempt_finish(tb_attempt *attempt);

/// Hand out the sounds that became due.
/// @param out [TB_CUES]
/// @return their number
int tb_attempt_take_cues(tb_attempt *attempt, tb_cue *out);

/// The patient's face now: that of the last words, or for a moment that of one who jumps.
tb_mood tb_attempt_mood(const tb_attempt *attempt);

#endif
