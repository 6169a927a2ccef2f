/// What the patient can say. Our own words; the English text is the key for translation.
/// Layer patient, needs nothing.
#ifndef TB_PATIENT_LINES_H
#define TB_PATIENT_LINES_H

/// Moods of the face.
typedef enum tb_mood {
    TB_MOOD_CALM,
    TB_MOOD_LISTENING,
    TB_MOOD_WINCE,
    TB_MOOD_CRAMP,
    TB_MOOD_EASE,
    TB_MOOD_FAINT
} tb_mood;

/// Lines: name, mood, text. Order is part of the recording format: append only.
#define TB_LINE_LIST(X)                                                                            \
    X(NONE, CALM, "")                                                                              \
    X(READY, LISTENING, "I'm ready when you are.")                                                 \
    X(JUST_PRESSING, CALM, "That's just pressing.")                                                \
    X(CORD_FELT, LISTENING, "Something rolls under there.")                                        \
    X(TENDER, WINCE, "Tender there, but that is not my pain.")                                     \
    X(MY_PAIN, WINCE, "Yes, that's it. That's my pain.")                                           \
    X(MY_PAIN_SPREADS, WINCE, "That's it, and it goes down to my arch.")                           \
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
    X(ELECTRIC, CRAMP, "Electric! Right down to my foot!")                                         \
    X(STINGS_DEEP, WINCE, "That stings, deep in there.")                                           \
    X(STOP, CRAMP, "Stop!")                                                                        \
    X(THANKS_STOPPED, EASE, "Thank you for stopping.")                                             \
    X(ALL_RIGHT, CALM, "I'm all right.")                                                           \
    X(IT_HURTS, WINCE, "It hurts, but go on.")                                                     \
    X(OKAY_WARNED, LISTENING, "Okay. Thanks for telling me.")                                      \
    X(LOOSER, EASE, "Looser already. Will it ache?")                                               \
    X(GOOD_TO_KNOW, EASE, "Good to know. I'll keep it moving.")

/// A line of the patient.
typedef enum tb_line {
#define X(name, mood, text) TB_LINE_##name,
    TB_LINE_LIST(X)
#undef X
        TB_LINE_COUNT
} tb_line;

/// English text; "" outside the enumeration.
const char *tb_line_text(tb_line line);

/// Face that goes with a line; calm outside the enumeration.
tb_mood tb_line_mood(tb_line line);

#endif
