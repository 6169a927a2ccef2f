/// Inside the script module: the compiled actions, the hand that plays them, and its notebook.
#ifndef TB_SESSION_SCRIPT_INTERNAL_H
#define TB_SESSION_SCRIPT_INTERNAL_H
#include "tautband/session/script.h"

#include <stdbool.h>
#include <stddef.h>

enum { TB_SCRIPT_BYTES_MAX = 1 << 20, TB_SCRIPT_LINE_MAX = 512, TB_SCRIPT_TRAY_MAX = 16 };

/// How the text of a value is read.
typedef enum tb_key_kind { TB_KEY_NUMBER, TB_KEY_PLACE, TB_KEY_WORD } tb_key_kind;

/// Keys: name, id, kind, least, most.
#define TB_KEY_LIST(X)                                                                             \
    X(T, "t_mm", PLACE, -150.0, 150.0)                                                             \
    X(B, "b_mm", PLACE, -150.0, 150.0)                                                             \
    X(TO_T, "to_t_mm", PLACE, -150.0, 150.0)                                                       \
    X(TO_B, "to_b_mm", PLACE, -150.0, 150.0)                                                       \
    X(DEPTH, "depth_mm", NUMBER, -30.0, 130.0)                                                     \
    X(BY, "by_mm", NUMBER, 0.01, 130.0)                                                            \
    X(FORCE, "force_n", NUMBER, 0.1, 60.0)                                                         \
    X(SPEED, "speed_mm_per_s", NUMBER, 0.1, 250.0)                                                 \
    X(TURN_SPEED, "speed_deg_per_s", NUMBER, 1.0, 1440.0)                                          \
    X(TILT, "tilt_deg", NUMBER, 0.0, 110.0)                                                        \
    X(AZIMUTH, "azimuth_deg", NUMBER, -360.0, 360.0)                                               \
    X(BY_DEG, "by_deg", NUMBER, 0.1, 45.0)                                                         \
    X(TURNS, "turns", NUMBER, -20.0, 20.0)                                                         \
    X(AMPLITUDE, "amplitude_mm", NUMBER, 0.1, 80.0)                                                \
    X(STEP, "step_mm", NUMBER, 0.2, 50.0)                                                          \
    X(RATE, "rate_hz", NUMBER, 0.05, 20.0)                                                         \
    X(COUNT, "count", NUMBER, 1.0, 1000.0)                                                         \
    X(PASSES, "passes", NUMBER, 1.0, 1000.0)                                                       \
    X(LTRS, "ltrs", NUMBER, 1.0, 50.0)                                                             \
    X(FOR, "for_ms", NUMBER, 0.0, 600000.0)                                                        \
    X(REACT, "react_ms", NUMBER, 50.0, 10000.0)                                                    \
    X(DIAMETER, "diameter_mm", NUMBER, 0.1, 0.6)                                                   \
    X(LENGTH, "length_mm", NUMBER, 5.0, 130.0)                                                     \
    X(STATE, "state", WORD, 0.0, 0.0)                                                              \
    X(UNTIL, "until", WORD, 0.0, 0.0)                                                              \
    X(LINE, "line", WORD, 0.0, 0.0)                                                                \
    X(ASK, "ask", WORD, 0.0, 0.0)                                                                  \
    X(STOP, "stop", WORD, 0.0, 0.0)                                                                \
    X(ELECTRIC, "electric", WORD, 0.0, 0.0)                                                        \
    X(RATE_N, "rate_n_per_s", NUMBER, 0.5, 40.0)                                                   \
    X(PAIN, "pain_nrs", NUMBER, 0.5, 10.0)                                                         \
    X(FOLLOW, "follow", WORD, 0.0, 0.0)                                                            \
    X(QUESTION, "question", WORD, 0.0, 0.0)                                                        \
    X(TELL, "tell", WORD, 0.0, 0.0)                                                                \
    X(WHAT, "what", WORD, 0.0, 0.0)                                                                \
    X(OPTION, "option", NUMBER, 1.0, 8.0)                                                          \
    X(STEP_NAME, "do", WORD, 0.0, 0.0)                                                             \
    X(FAINT, "faint", WORD, 0.0, 0.0)                                                              \
    X(SPREAD, "spread_mm", NUMBER, 15.0, 50.0)                                                     \
    X(MATCH, "match", WORD, 0.0, 0.0)                                                              \
    X(AS, "as", WORD, 0.0, 0.0)                                                                    \
    X(DISTANCE, "distance_mm", NUMBER, 0.0, 30.0)                                                  \
    X(DAYS, "days", NUMBER, 1.0, 90.0)                                                             \
    X(MOST, "most_n", NUMBER, 0.1, 60.0)                                                           \
    X(UNLESS, "unless", WORD, 0.0, 0.0)                                                            \
    X(KEEP, "keep_mm", NUMBER, 0.1, 20.0)

/// A key of an action.
typedef enum tb_key {
#define X(name, id, kind, lo, hi) TB_KEY_##name,
    TB_KEY_LIST(X)
#undef X
        TB_KEYS
} tb_key;

/// Places the hand remembers: name, id.
#define TB_ANCHOR_LIST(X)                                                                          \
    X(NONE, "")                                                                                    \
    X(BAND, "band")                                                                                \
    X(SORE, "sore")                                                                                \
    X(FOUND, "found")                                                                              \
    X(ENTRY, "entry")                                                                              \
    X(HERE, "here")                                                                                \
    X(FRONT, "front")                                                                              \
    X(BEHIND, "behind")

/// A remembered place.
typedef enum tb_anchor {
#define X(name, id) TB_ANCHOR_##name,
    TB_ANCHOR_LIST(X)
#undef X
        TB_ANCHOR_COUNT
} tb_anchor;

/// Words of `until=`.
#define TB_UNTIL_LIST(X)                                                                           \
    X(NEVER, "depth")                                                                              \
    X(FASCIA, "fascia")                                                                            \
    X(ACHE, "ache")                                                                                \
    X(LTR, "ltr")                                                                                  \
    X(FAT, "fat")                                                                                  \
    X(BONE, "bone")                                                                                \
    X(EASE, "ease")                                                                                \
    X(HURTS, "hurts")                                                                              \
    X(YIELDS, "yields")

/// What ends a motion early.
typedef enum tb_until {
#define X(name, id) TB_UNTIL_##name,
    TB_UNTIL_LIST(X)
#undef X
        TB_UNTIL_COUNT
} tb_until;

/// Verbs: name, id, keys that must be there, keys that may be there, sets of which one must be
/// there. TB_BIT(x) is a bit.
#define TB_KEY_BIT(key) (UINT64_C(1) << (key))
#define TB_BIT(key) TB_KEY_BIT(TB_KEY_##key)
#define TB_VERB_LIST(X)                                                                            \
    X(FINGER, "finger", TB_BIT(T) | TB_BIT(B), TB_BIT(SPEED), 0u)                                  \
    X(TOUCH, "touch", 0u, TB_BIT(T) | TB_BIT(B) | TB_BIT(SPEED), 0u)                               \
    X(PRESS, "press", 0u, TB_BIT(FOR) | TB_BIT(SPEED) | TB_BIT(UNTIL),                             \
      TB_BIT(FORCE) | TB_BIT(DEPTH))                                                               \
    X(STROKE, "stroke", TB_BIT(AMPLITUDE) | TB_BIT(FORCE),                                         \
      TB_BIT(T) | TB_BIT(B) | TB_BIT(SPEED) | TB_BIT(COUNT) | TB_BIT(TO_T) | TB_BIT(STEP), 0u)     \
    X(WALK, "walk", TB_BIT(FORCE),                                                                 \
      TB_BIT(T) | TB_BIT(B) | TB_BIT(STEP) | TB_BIT(FOR) | TB_BIT(ASK) | TB_BIT(MOST) |            \
          TB_BIT(UNLESS),                                                                          \
      TB_BIT(TO_T) | TB_BIT(TO_B))                                                                 \
    X(LIFT, "lift", 0u, TB_BIT(SPEED), 0u)                                                         \
    X(DECLARE, "declare", 0u, TB_BIT(T) | TB_BIT(B) | TB_BIT(STATE), 0u)                           \
    X(NEEDLE, "needle", TB_BIT(DIAMETER) | TB_BIT(LENGTH), 0u, 0u)                                 \
    X(PLACE, "place", TB_BIT(T) | TB_BIT(B), TB_BIT(TILT) | TB_BIT(AZIMUTH), 0u)                   \
    X(TAP, "tap", 0u, TB_BIT(COUNT), 0u)                                                           \
    X(TUBE_OFF, "tube-off", 0u, 0u, 0u)                                                            \
    X(ADVANCE, "advance", 0u, TB_BIT(SPEED) | TB_BIT(UNTIL), TB_BIT(DEPTH) | TB_BIT(BY))           \
    X(WITHDRAW, "withdraw", 0u, TB_BIT(SPEED), TB_BIT(DEPTH) | TB_BIT(BY) | TB_BIT(UNTIL))         \
    X(PISTON, "piston", TB_BIT(AMPLITUDE),                                                         \
      TB_BIT(SPEED) | TB_BIT(RATE) | TB_BIT(COUNT) | TB_BIT(FOR) | TB_BIT(UNTIL) | TB_BIT(LTRS),   \
      0u)                                                                                          \
    X(ROTATE, "rotate", TB_BIT(TURNS), TB_BIT(TURN_SPEED), 0u)                                     \
    X(REDIRECT, "redirect", TB_BIT(TILT) | TB_BIT(AZIMUTH), TB_BIT(TURN_SPEED), 0u)                \
    X(FAN, "fan", TB_BIT(BY_DEG) | TB_BIT(AMPLITUDE),                                              \
      TB_BIT(DEPTH) | TB_BIT(SPEED) | TB_BIT(RATE) | TB_BIT(COUNT) | TB_BIT(PASSES) |              \
          TB_BIT(LTRS),                                                                            \
      0u)                                                                                          \
    X(REMOVE, "remove", 0u, TB_BIT(SPEED), 0u)                                                     \
    X(COTTON, "cotton", TB_BIT(FOR), TB_BIT(FORCE) | TB_BIT(T) | TB_BIT(B), 0u)                    \
    X(SAY, "say", TB_BIT(LINE), 0u, 0u)                                                            \
    X(ATTEND, "attend", 0u, TB_BIT(REACT) | TB_BIT(KEEP),                                          \
      TB_BIT(STOP) | TB_BIT(ELECTRIC) | TB_BIT(FAINT))                                             \
    X(LET_GO, "let-go", 0u, 0u, 0u)                                                                \
    X(STOP_REACTION, "say-stop-reaction", 0u, 0u, 0u)                                              \
    X(WAIT, "wait", TB_BIT(FOR), TB_BIT(UNTIL), 0u)                                                \
    X(END, "end", 0u, 0u, 0u)                                                                      \
    X(ALGOMETER, "algometer", TB_BIT(T) | TB_BIT(B), TB_BIT(RATE_N) | TB_BIT(COUNT), 0u)           \
    X(RELEASE, "release", TB_BIT(FOR), TB_BIT(T) | TB_BIT(B) | TB_BIT(FOLLOW) | TB_BIT(UNTIL),     \
      TB_BIT(FORCE) | TB_BIT(PAIN))                                                                \
    X(SWEEP, "sweep", TB_BIT(T) | TB_BIT(TO_T) | TB_BIT(FORCE),                                    \
      TB_BIT(B) | TB_BIT(SPEED) | TB_BIT(COUNT), 0u)                                               \
    X(SCREEN, "screen", TB_BIT(QUESTION), 0u, 0u)                                                  \
    X(CONSENT, "consent", 0u, TB_BIT(TELL), 0u)                                                    \
    X(DECIDE, "decide", TB_BIT(WHAT), 0u, 0u)                                                      \
    X(PLAN, "plan", TB_BIT(OPTION), 0u, 0u)                                                        \
    X(PREPARE, "prepare", TB_BIT(STEP_NAME), 0u, 0u)                                               \
    X(LIE_FLAT, "lie-flat", 0u, 0u, 0u)                                                            \
    X(PINCER, "pincer", TB_BIT(T), TB_BIT(SPEED), 0u)                                              \
    X(RAISE, "raise", TB_BIT(BY), TB_BIT(SPEED), 0u)                                               \
    X(ROLL, "roll", TB_BIT(AMPLITUDE), TB_BIT(SPEED) | TB_BIT(COUNT), 0u)                          \
    X(TWO_FINGERS, "two-fingers", TB_BIT(T) | TB_BIT(B), TB_BIT(SPREAD) | TB_BIT(SPEED), 0u)       \
    X(ASK_VISIT, "ask-visit", 0u, 0u, 0u)                                                          \
    X(JUDGE, "judge", TB_BIT(MATCH), 0u, 0u)                                                       \
    X(TAG, "tag", TB_BIT(QUESTION) | TB_BIT(AS), 0u, 0u)                                           \
    X(GUESS, "guess", TB_BIT(DISTANCE), 0u, 0u)                                                    \
    X(REVIEW, "review", TB_BIT(DAYS), 0u, 0u)                                                      \
    X(LOOK, "look", TB_BIT(BY_DEG) | TB_BIT(DEPTH), 0u, 0u)

/// A verb.
typedef enum tb_verb {
#define X(name, id, must, may, one_of) TB_VERB_##name,
    TB_VERB_LIST(X)
#undef X
        TB_VERB_COUNT
} tb_verb;

/// One line of a script.
typedef struct tb_action {
    uint8_t verb;
    bool relative; ///< time counts from the end of the action before
    uint32_t time_ms;
    uint64_t given; ///< bit per key
    int line;
    uint8_t anchor[TB_KEY_TO_B + 1]; ///< of the four places
    double number[TB_KEYS];          ///< value, offset from the anchor, or index of the word
} tb_action;

/// Forces met by a sweep, in bins of half a millimetre around its middle.
enum { TB_SWEEP_BINS = 161 };

/// What the hand is doing, and its notebook. Everything here is a function of the script and of the
/// snapshots seen so far.
typedef struct tb_hand {
    int tool;
    double t_mm, b_mm, depth_mm, tilt_deg, azimuth_deg, spin_deg;
    double second_mm; ///< lift of a pincer grip, distance of two fingers
    struct {          ///< a minimum-jerk motion
        double from[3], to[3];
        uint32_t elapsed_ms, duration_ms;
    } glide;
    double anchor_mm[TB_ANCHOR_COUNT][2];
    struct {
        double middle_mm;
        double sum_n[TB_SWEEP_BINS];
        int samples[TB_SWEEP_BINS];
        int stop;       ///< of strokes in a row along the fibres, from 0
        double ridge_n; ///< strongest ridge of the row
    } sweep;
    struct {
        double worst_nrs, worst_n; ///< at the sorest stop: pain, and the force that gave it
        double found_nrs, found_n; ///< at the sorest stop that the patient recognised
        double least_n, force_n;   ///< pressed with at first, and now
        bool firm;                 ///< the force was not to be had
        int stops, index;
        double from_t_mm, from_b_mm, to_t_mm, to_b_mm;
    } walk;
    struct {
        bool stop, electric; ///< react to "stop", to an electric pain
        bool faint;          ///< and to a patient who feels odd
        uint32_t react_ms;
        double keep_mm; ///< kept from what the picture shows; 0: not looked at
    } attend;
    struct {
        double base[2]; ///< tan(tilt) (cos, sin)(azimuth) it turns around
        bool flat;      ///< or, where that runs away, tilt and azimuth in degrees
        int direction;
        double depth_mm; ///< it goes back to
    } fan;
    struct {
        int best;       ///< direction with the longest clear way so far
        double best_mm; ///< and how long it was
    } look;
    bool hands_off; ///< after a reflex: needle actions are left out until `remove`
} tb_hand;

/// Where an action stands.
typedef struct tb_progress {
    int phase;
    uint32_t ticks;  ///< since the phase began
    uint32_t total;  ///< since the action began
    int repeat;      ///< counts strokes, taps, directions
    double value[4]; ///< kept by the verb
    int32_t ltrs_before;
    uint32_t line_before_ms;
    double pain_before_nrs;
} tb_progress;

struct tb_script {
    tb_action *actions;
    int action_count;
    int tray[TB_SCRIPT_ACTIONS_MAX]; ///< NEEDLE actions: index into the case's needles
    int next;                        ///< index of the action being played or waited for
    bool running;
    bool end_sent;
    uint32_t last_end_ms;
    tb_hand hand;
    tb_progress progress;
    struct {
        int phase;
        uint32_t ticks;
        uint32_t handled_stop_ms, handled_line_ms;
        bool faint; ///< a patient who feels odd is being helped
        bool handled_faint;
    } reflex;
};

/// Add a fault, printf style.
void tb_script_fault(tb_script_errors *errors, int line, int column, const char *token,
                     size_t token_length, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 6, 7)))
#endif
    ;

/// Compile a text into actions.
/// @param actions out: [TB_SCRIPT_ACTIONS_MAX]
/// @param count   out: actions compiled
void tb_script_compile(const char *text, size_t text_bytes, tb_action *actions, int *count,
                       tb_script_errors *errors);

/// Id of a verb and of a key.
const char *tb_verb_name(tb_verb verb);
/// Id of a key.
const char *tb_key_name(tb_key key);

/// Play one tick of an action; fills command and argument of `input`.
/// @return true when the action is over with this tick
bool tb_action_play(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                    tb_input *input);

/// The same for the verbs that drive the needle.
bool tb_action_play_needle(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                           tb_input *input);

/// Reflexes: answers a "stop" or an electric pain when the script asked for that.
/// @return true while the reflex holds the hands
bool tb_reflex_play(tb_script *script, const tb_snapshot *seen, tb_input *input);

/// How far the needle can go straight on before the picture of its section shows a nerve, a vessel
/// or an organ nearer than keep_mm. @return mm, >= 0; INFINITY where none lies ahead
double tb_look_ahead_mm(const tb_snapshot *seen, double keep_mm);

/// One tick of `look`: turns to a direction in which that way is long enough.
bool tb_look_play(tb_script *script, const tb_action *action, const tb_snapshot *seen);

/// Take the needle's present direction as the first one of a fan.
void tb_fan_begin(tb_hand *hand, const tb_snapshot *seen);
/// Offset of a direction in [0, 8) from the first one, both about 1.
const double *tb_fan_offset(int direction);
/// One tick of turning towards a direction of the fan. @return true when it is there
bool tb_fan_turn(tb_hand *hand, tb_progress *progress, const double to[2]);

/// True for the verbs that move a needle in the tissue; a reflex leaves them out until `remove`.
bool tb_verb_drives_needle(uint8_t verb);

/// Go on to a phase; its first tick sees ticks == 0.
void tb_to_phase(tb_progress *progress, int phase);

/// A value of an action, or what to use when it was not given.
double tb_action_number(const tb_action *action, tb_key key, double otherwise);

/// Remember both faces of a roll while a pincer grip feels how thick it is.
void tb_hand_note_faces(tb_hand *hand, const tb_snapshot *seen);
/// A place of an action with its anchor resolved.
/// @param axis 0 = t, 1 = b
double tb_action_place(const tb_action *action, tb_key key, const tb_hand *hand, int axis,
                       double otherwise);

/// Write a place into the notebook.
void tb_hand_remember(tb_hand *hand, tb_anchor anchor, double t_mm, double b_mm);

/// Start a minimum-jerk motion of (t, b, depth); `speed_mm_per_s` is its mean.
void tb_hand_glide_to(tb_hand *hand, double t_mm, double b_mm, double depth_mm,
                      double speed_mm_per_s);
/// One tick of it. @return true when it has arrived
bool tb_hand_glide(tb_hand *hand);

/// One tick of taking the finger straight off the skin: it does not drag tissue along when it
/// travels. @return true when it is clear
bool tb_hand_lift_off(tb_hand *hand);

/// Drive the depth towards a force. @return true when the force is met within a tenth
bool tb_hand_press(tb_hand *hand, const tb_snapshot *seen, double force_n);

/// Begin, feed and read a sweep across the band. The ridge is the largest rise of force above the
/// line between its surroundings.
void tb_sweep_begin(tb_hand *hand, double middle_mm);
/// Note the force felt at the present place.
void tb_sweep_note(tb_hand *hand, double b_mm, double force_n);
/// Place of the ridge. @return false when no place stands out
bool tb_sweep_ridge(const tb_hand *hand, double *b_mm, double *ridge_n);

/// One tick of a verb that treats by hand or measures: algometer, release, sweep.
/// @return true when it is over
bool tb_manual_play(tb_script *script, const tb_action *action, const tb_snapshot *seen);
/// One tick of a verb for two fingertips.
bool tb_grip_play(tb_script *script, const tb_action *action);

/// True when the tool in hand presses by its depth: finger, two fingers, pincer grip.
bool tb_hand_palpates(const tb_hand *hand);

/// Straight off the skin, then through the air with the tool in hand. @return true when it arrived
bool tb_hand_travel(tb_hand *hand, tb_progress *progress, double t_mm, double b_mm, double depth_mm,
                    double speed_mm_per_s);

/// One tick of a walk: presses stop by stop and remembers where it hurt most.
bool tb_walk_play(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                  tb_input *input);
/// True while a walk drives its finger towards the force it wants.
bool tb_walk_presses(const tb_script *script);
/// True from there on until it leaves the stop.
bool tb_walk_touches(const tb_script *script);
/// Let it take the force that it has for the one it wants, at this stop.
void tb_walk_make_do(tb_script *script);

/// Does the depth display name a muscle at the needle's tip?
bool tb_tip_in_muscle(const tb_snapshot *seen);

/// Read a script's bytes.
/// @param text out: from tb_alloc(), caller frees; untouched on error
tb_status tb_script_read(const char *path, char **text, size_t *count, tb_script_errors *errors);

#endif
