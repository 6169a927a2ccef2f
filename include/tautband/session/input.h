/// What the hand wants in one tick. Whole numbers in micrometres and millidegrees: devices, scripts
/// and recordings agree to the bit, and a recording stays small. Layer session, needs nothing.
#ifndef TB_SESSION_INPUT_H
#define TB_SESSION_INPUT_H
#include <stdint.h>

/// Tool in hand: name, id.
#define TB_TOOL_LIST(X)                                                                            \
    X(NONE, "none")                                                                                \
    X(FINGER, "finger")                                                                            \
    X(NEEDLE, "needle")                                                                            \
    X(COTTON, "cotton")                                                                            \
    X(ALGOMETER, "algometer")     /* a probe of 1 cm2 that shows its force */                      \
    X(THUMB, "thumb")             /* held pressure: manual release */                              \
    X(HAND, "hand")               /* flat: slow broad strokes */                                   \
    X(PINCER, "pincer")           /* thumb and finger around a roll */                             \
    X(TWO_FINGERS, "two-fingers") /* two fingertips side by side across the fibres */

/// Tool in hand.
typedef enum tb_tool {
#define X(name, id) TB_TOOL_##name,
    TB_TOOL_LIST(X)
#undef X
        TB_TOOL_COUNT
} tb_tool;

/// One-shot acts: name, id. At most one per tick; argument as noted. Order is part of the recording
/// format: append only.
#define TB_COMMAND_LIST(X)                                                                         \
    X(NONE, "none")                                                                                \
    X(DECLARE,                                                                                     \
      "declare") /* the point is here: at the input's t, b; argument 0 = active, 1 = latent */     \
    X(CHOOSE_NEEDLE,                                                                               \
      "choose-needle") /* argument: index into the case's needles; opens a fresh sterile needle */ \
    X(PLACE, "place")  /* guide tube with needle on the skin at t, b, tilt, azimuth */             \
    X(TAP, "tap")      /* tap the handle: 4 mm in at 200 mm/s at most to the tube's rim */         \
    X(TUBE_OFF, "tube-off")                                                                        \
    X(REMOVE, "remove") /* needle fully out and into the sharps bin */                             \
    X(LET_GO, "let-go") /* hands off the needle: it stays where the tissue holds it */             \
    X(STOP_REACTION, "stop-reaction") /* learner's answer to "stop": hands off, nothing moves */   \
    X(SAY, "say")                     /* argument: tb_say */                                       \
    X(END, "end")                     /* encounter finished */                                     \
    X(SCREEN, "screen")               /* argument: tb_question */                                  \
    X(CONSENT, "consent")             /* argument: 1 = risks and alternatives were named */        \
    X(DECIDE, "decide")               /* argument: tb_decision */                                  \
    X(PLAN, "plan")                   /* argument: option of the case's plan */                    \
    X(PREPARE, "prepare")             /* argument: tb_prepare */                                   \
    X(LIE_FLAT, "lie-flat")           /* lay the patient flat, legs up */                          \
    X(ASK_VISIT, "ask-visit")         /* how was it since the last visit? */                       \
    X(JUDGE_MATCH, "judge-match")     /* what is felt against the pain drawing; argument:          \
                                         tb_match */                                               \
    X(TAG, "tag")         /* an answer is noted or clear; argument: 2 tb_question + noted */       \
    X(GUESS, "guess")     /* how near the tip came to the point; argument: um, [0, 30000] */       \
    X(RESPOND, "respond") /* what the learner does about harm; argument: tb_response_code() */     \
    X(REVIEW, "review")   /* argument: days until the patient is seen again, [1, 90] */

/// One-shot acts.
typedef enum tb_command {
#define X(name, id) TB_COMMAND_##name,
    TB_COMMAND_LIST(X)
#undef X
        TB_COMMAND_COUNT
} tb_command;

/// Steps around the needle, each done with one act: name, id, text. Append only.
#define TB_PREPARE_LIST(X)                                                                         \
    X(POSITION, "position", "Place the patient comfortably, lying.")                               \
    X(HANDS, "hands", "Clean hands.")                                                              \
    X(GLOVES, "gloves", "Gloves on.")                                                              \
    X(SKIN, "skin", "Clean the skin.")                                                             \
    X(PACK, "pack", "Check seal and date of the needle.")                                          \
    X(HANDS_AFTER, "hands-after", "Gloves off, clean hands.")                                      \
    X(REASSESS, "reassess", "Move and test again.")                                                \
    X(DOCUMENT, "document", "Write it down.")

/// A step around the needle.
typedef enum tb_prepare {
#define X(name, id, text) TB_PREPARE_##name,
    TB_PREPARE_LIST(X)
#undef X
        TB_PREPARE_COUNT
} tb_prepare;

/// What the learner can say: name, id, English text.
#define TB_SAY_LIST(X)                                                                             \
    X(YOUR_PAIN, "your-pain", "Is this your pain?")                                                \
    X(ALL_RIGHT, "all-right", "Are you all right?")                                                \
    X(WARN, "warn", "You may feel a tap, then a cramp.")                                           \
    X(EXPLAIN_AFTER, "explain-after", "It may be sore for a day or two. Keep it moving.")          \
    X(STOPPING, "stopping", "I am stopping now.")                                                  \
    X(OTHER_SIDE, "other-side", "And the same place on the other side?")                           \
    X(EASING, "easing", "Is it easing?")                                                           \
    X(WHAT_FEEL, "what-feel", "What do you feel?")                                                 \
    X(REASSURE, "reassure", "You are doing fine. I stop whenever you say so.")                     \
    X(EXPLAIN, "explain", "Let me tell you what I do, why, and what it may feel like.")            \
    X(BREAK, "break", "Shall we take a short break?")                                              \
    X(CHEST_RULE, "chest-rule",                                                                    \
      "Short of breath or chest pain in the next days: go to the emergency department.")

/// What the learner can say.
typedef enum tb_say {
#define X(name, id, text) TB_SAY_##name,
    TB_SAY_LIST(X)
#undef X
        TB_SAY_COUNT
} tb_say;

/// Input of one tick. t, b, tilt and azimuth aim the tool; depth drives it.
/// - finger and cotton: depth = how far the pad of the finger is wanted below the resting skin;
/// negative = lifted.
/// - two fingers: the same, t and b amid them, second = their distance.
/// - pincer: t along the roll, depth = how far each pad is wanted beyond the resting skin (negative
/// = open), b = to and fro up the roll, second = lift of the grip up the roll.
/// - needle: depth = where the hand wants the tip along the needle's axis, from the resting skin at
/// the entry; negative = above.
typedef struct tb_input {
    uint8_t tool;    ///< tb_tool
    uint8_t command; ///< tb_command
    int32_t argument;
    int32_t t_um, b_um;   ///< on the skin, site frame; [-150000, 150000]
    int32_t depth_um;     ///< [-60000, 130000]
    int32_t tilt_mdeg;    ///< from n, [0, 70000]; [0, 110000] where a roll is lifted
    int32_t azimuth_mdeg; ///< from +t towards +b, any
    int32_t spin_mdeg;    ///< absolute turn of the handle, any
    int32_t second_um;    ///< of the second finger, by tool; [0, 60000]
} tb_input;

/// Id of a tool, command or phrase; "unknown" outside the enumeration.
const char *tb_tool_name(tb_tool tool);
/// Id of a command; "unknown" outside the enumeration.
const char *tb_command_name(tb_command command);
/// Id of a step around the needle; "unknown" outside the enumeration.
const char *tb_prepare_name(tb_prepare step);
/// English text of a step; "" outside the enumeration.
const char *tb_prepare_text(tb_prepare step);
/// Id of a phrase; "unknown" outside the enumeration.
const char *tb_say_name(tb_say say);
/// English text of a phrase; "" outside the enumeration.
const char *tb_say_text(tb_say say);

#endif
