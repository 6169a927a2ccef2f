/// What the patient can say: meanings, and the words for each meaning in three voices. Our own
/// words; the English text is the key for translation. A phrase is never said twice within a
/// minute; when all words for a meaning were used up, the patient answers with a gesture.
/// Layer patient, needs case.h (voices).
#ifndef TB_PATIENT_LINES_H
#define TB_PATIENT_LINES_H
#include "tautband/anatomy/case.h"
#include <stddef.h>

/// Moods of the face.
typedef enum tb_mood {
    TB_MOOD_CALM,
    TB_MOOD_LISTENING,
    TB_MOOD_WINCE,
    TB_MOOD_CRAMP,
    TB_MOOD_EASE,
    TB_MOOD_FAINT
} tb_mood;

/// Lines, that is meanings: name, mood, plain text. Order is part of the recording format: append
/// only.
#define TB_LINE_LIST(X)                                                                            \
    X(NONE, CALM, "")                                                                              \
    X(READY, LISTENING, "I'm ready when you are.")                                                 \
    X(JUST_PRESSING, CALM, "That's just pressing.")                                                \
    X(CORD_FELT, LISTENING, "Something rolls under there.")                                        \
    X(TENDER, WINCE, "Tender there, but that is not my pain.")                                     \
    X(MY_PAIN, WINCE, "Yes, that's it. That's my pain.")                                           \
    X(MY_PAIN_SPREADS, WINCE, "That's it, and it goes to my {place}.")                             \
    X(NOT_MY_PAIN, LISTENING, "No, that's not it.")                                                \
    X(TOO_MUCH, WINCE, "Too much, that's too hard.")                                               \
    X(EASING, EASE, "It's easing now.")                                                            \
    X(BARELY_FELT, EASE, "Barely felt that.")                                                      \
    X(SHARP_STING, WINCE, "Ow, a sharp sting.")                                                    \
    X(DULL_PRESSURE, CALM, "Pressure, dull. All right so far.")                                    \
    X(DEEP_ACHE, WINCE, "A deep ache. That's the one.")                                            \
    X(CRAMP, CRAMP, "Whoa, it cramped!")                                                           \
    X(CRAMP_AGAIN, CRAMP, "Again, it jumped.")                                                     \
    X(LET_GO_WARM, EASE, "It let go. Warm, and heavy.")                                            \
    X(ENOUGH, WINCE, "That's enough, please.")                                                     \
    X(BONE_SORE, WINCE, "Ow, that's on the bone.")                                                 \
    X(ELECTRIC, CRAMP, "Electric! Right into my {place}!")                                         \
    X(STINGS_DEEP, WINCE, "That stings, deep in there.")                                           \
    X(STOP, CRAMP, "Stop!")                                                                        \
    X(THANKS_STOPPED, EASE, "Thank you for stopping.")                                             \
    X(ALL_RIGHT, CALM, "I'm all right.")                                                           \
    X(IT_HURTS, WINCE, "It hurts, but go on.")                                                     \
    X(OKAY_WARNED, LISTENING, "Okay. Thanks for telling me.")                                      \
    X(LOOSER, EASE, "Looser already. Will it ache?")                                               \
    X(GOOD_TO_KNOW, EASE, "Good to know. I'll keep it moving.")                                    \
    X(HURTS_GOOD, LISTENING, "Hurts, in a good way. Keep going.")                                  \
    X(NOW, WINCE, "Now.")                                                                          \
    X(OTHER_SIDE_LESS, LISTENING, "Nothing like that on the other side.")                          \
    X(OTHER_SIDE_SAME, LISTENING, "About the same on both sides.")                                 \
    X(SOFTER, EASE, "It's giving under your thumb.")                                               \
    X(TOO_LIGHT, CALM, "I hardly feel that. You can press more.")                                  \
    X(BROAD, EASE, "That long stroke feels good.")                                                 \
    X(TOO_FAST, CALM, "That's a bit quick.")                                                       \
    X(FEEL_ODD, FAINT, "I feel odd. A bit hot.")                                                   \
    X(FAINTING, FAINT, "...")                                                                      \
    X(COMING_BACK, FAINT, "Oh. I'm back. What happened?")                                          \
    X(SHARP_CHEST, CRAMP, "Ah! Sharp, in my chest. I have to cough.")                              \
    X(PAIN_IN_SIDE, CRAMP, "A deep pain, in my side.")                                             \
    X(PAIN_IN_BELLY, CRAMP, "Something sharp, deep in my belly.")                                  \
    X(CORD_SHOCK, CRAMP, "A shock, all down my body!")                                             \
    X(THROBBING, WINCE, "It throbs there. It's warm.")                                             \
    X(BLEEDING, LISTENING, "Is that blood?")                                                       \
    X(PULLING, WINCE, "It pulls. It won't come out.")                                              \
    X(STARTLED, WINCE, "Oh! You could have said.")                                                 \
    X(REASSURED, EASE, "That helps, thank you.")                                                   \
    X(UNDERSTOOD, LISTENING, "I see. That makes sense.")                                           \
    X(HATE_NEEDLES, LISTENING, "I hate needles, honestly.")                                        \
    X(NEEDLES_FINE, CALM, "Needles don't bother me.")                                              \
    X(AGREE, LISTENING, "Yes, that's fine with me.")                                               \
    X(MANUAL_ONLY, LISTENING, "I'd rather have it done by hand.")                                  \
    X(NEED_TO_KNOW, LISTENING, "Could you tell me more before I say yes?")                         \
    X(RELIEVED, EASE, "I'm glad you don't do it, then.")                                           \
    X(FEEL_NOTHING, CALM, "Not much, to be honest.")                                               \
    X(FEEL_PRESSURE, CALM, "Pressure, nothing sharp.")                                             \
    X(FEEL_SORE, WINCE, "Sore, but I can take it.")                                                \
    X(BREAK, EASE, "A moment, yes. Thanks.")                                                       \
    X(ANSWER_NO, LISTENING, "No, nothing like that.")                                              \
    X(ANSWER, LISTENING, "Let me tell you.")                                                       \
    X(LYING_BETTER, EASE, "Better, lying like this.")                                              \
    X(WILL_CALL, EASE, "I'll call if that happens.")                                               \
    X(REPORT_BETTER, EASE, "A good deal better than last time.")                                   \
    X(REPORT_SAME, LISTENING, "About the same as last time.")                                      \
    X(REPORT_BACK, WINCE, "It came back, just as it was.")                                         \
    X(REPORT_SORE, WINCE, "I was sore for days after that.")                                       \
    X(CHAT, CALM, "Is it still raining outside?")
/// A line of the patient.
typedef enum tb_line {
#define X(name, mood, text) TB_LINE_##name,
    TB_LINE_LIST(X)
#undef X
        TB_LINE_COUNT
} tb_line;

enum { TB_PHRASES_MAX = 320 }; ///< at most so many phrases

/// Plain English text of a meaning; "" outside the enumeration.
const char *tb_line_text(tb_line line);

/// Face that goes with a line; calm outside the enumeration.
tb_mood tb_line_mood(tb_line line);

/// Words for a meaning in one voice; "{place}" stands for a region of the body.
typedef struct tb_phrase {
    tb_line line;
    int voice; ///< tb_voice, or TB_VOICE_COUNT: any
    const char *text;
} tb_phrase;

/// The table, in an order that only grows.
/// @param count out: number of phrases
const tb_phrase *tb_phrases(int *count);

/// Text of a phrase; "" for an index outside the table.
const char *tb_phrase_text(int phrase);

/// A sign that stands for words when all were used up: "(nods)", "(shakes the head)".
const char *tb_gesture_text(tb_line line);

/// Words for a region of the body map ("temple"); the id itself when it is unknown.
const char *tb_region_words(const char *region_id);

/// Put a place into a (translated) phrase.
/// @param text  may hold "{place}" once
/// @param place words for it
/// @param out   [size] text, cut when it does not fit
void tb_phrase_write(const char *text, const char *place, char *out, size_t size);

#endif
