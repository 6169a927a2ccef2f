/// The hand: keys, wheel and pointer turned into one tb_input per tick. Knows millimetres and
/// millimetres per second, no window: a test can play it. Layer app, needs session's input and
/// snapshot types. mm, degrees and mm/s as the learner reads them; whole micrometres leave it.
#ifndef TB_APP_HAND_H
#define TB_APP_HAND_H
#include "tautband/session/snapshot.h"

/// What a key asks for, whatever key it is.
typedef enum tb_app_action {
    TB_ACT_NONE,
    TB_ACT_LEFT,
    TB_ACT_RIGHT,
    TB_ACT_UP,
    TB_ACT_DOWN,
    TB_ACT_PRESS,        ///< W: press, advance
    TB_ACT_EASE,         ///< S: ease, withdraw
    TB_ACT_STROKE_LEFT,  ///< A
    TB_ACT_STROKE_RIGHT, ///< D
    TB_ACT_HOLD,         ///< Space: hold the pressure; piston
    TB_ACT_MARK,
    TB_ACT_CHOOSE,
    TB_ACT_TILT_MORE,
    TB_ACT_TILT_LESS,
    TB_ACT_AZIMUTH_LEFT,
    TB_ACT_AZIMUTH_RIGHT,
    TB_ACT_TUBE,
    TB_ACT_TAP,
    TB_ACT_TWIST_LEFT,
    TB_ACT_TWIST_RIGHT,
    TB_ACT_TO_FAT,
    TB_ACT_LET_GO,
    TB_ACT_OUT,
    TB_ACT_BIN,
    TB_ACT_FINGER,
    TB_ACT_NEEDLE,
    TB_ACT_COTTON,
    TB_ACT_SAY_Q,
    TB_ACT_SAY_E,
    TB_ACT_SAY_F,
    TB_ACT_AMPLITUDE_LESS,
    TB_ACT_AMPLITUDE_MORE,
    TB_ACT_FINISH,
    TB_ACT_VIEW, ///< from here on acts of the screen, not of the hand
    TB_ACT_MAP,
    TB_ACT_HINT,
    TB_ACT_FINESSE, ///< like Shift
    TB_ACT_PREVIOUS_TOOL,
    TB_ACT_SCAN,
    TB_ACT_FREEZE,
    TB_ACT_PHRASES,
    TB_ACT_HANDS, ///< pincer, thumb, flat hand
    TB_ACT_PASS,  ///< one fast pass of the needle, like Shift with the piston key
    TB_ACT_REFER, ///< of an exam: stop here and refer
    TB_ACT_CALL,  ///< the examiner
    TB_ACTION_COUNT
} tb_app_action;

/// Sticks and triggers of a pad.
typedef enum tb_hand_axis {
    TB_AXIS_MOVE_X, ///< -1..1, right on the screen
    TB_AXIS_MOVE_Y, ///< -1..1, up on the screen
    TB_AXIS_PRESS,  ///< 0..1
    TB_AXIS_EASE,   ///< 0..1
    TB_AXIS_TILT,   ///< -1..1
    TB_AXIS_AZIMUTH,
    TB_AXIS_TWIST, ///< -1..1, right = the way C turns
    TB_AXIS_COUNT
} tb_hand_axis;

/// A motion that runs by itself until it is done or another act ends it.
typedef enum tb_app_hand_motion {
    TB_MOTION_NONE,
    TB_MOTION_STROKE, ///< finger across the fibres, minimum-jerk; a flat hand along them
    TB_MOTION_PISTON, ///< needle down and up at 1 Hz
    TB_MOTION_PASS,   ///< one fast pass down and back
    TB_MOTION_RAW,    ///< piston by the mouse
    TB_MOTION_TO_FAT, ///< back to 2 mm under the skin
    TB_MOTION_OUT     ///< out of the skin
} tb_app_hand_motion;

enum { TB_HAND_QUEUE = 8 };

/// Everything a hand remembers. Open: tests and screens read it.
typedef struct tb_app_hand {
    tb_tool tool;
    double t_mm, b_mm;      ///< where the tool is wanted on the skin
    double finger_depth_mm; ///< as in tb_input, for finger and cotton
    double depth_mm;        ///< as in tb_input, for the needle
    double second_mm;       ///< as in tb_input: distance of two fingers, lift of a pincer grip
    double tilt_deg, azimuth_deg, spin_deg;
    double pointer_t_mm, pointer_b_mm; ///< last place of the pointer on the skin
    bool pointer_leads;                ///< the pointer moved last, not the arrow keys
    int along_sign, across_sign;       ///< right arrow = this sign of t, up arrow = of b
    int stroke_sign;                   ///< a stroke to the right = this sign of b
    int turn_sign; ///< -1 on a left side, shown mirrored: azimuth and twist turn the other way
    bool shift;
    bool hold; ///< pressure is held: the finger stands still
    uint32_t hold_ms;
    int tray; ///< needle the learner points at in the tray
    int tray_count;
    double needle_length_mm[12];                   ///< of the tray
    double amplitude_mm;                           ///< of the piston by key
    double pending_mm, pending_t_mm, pending_b_mm; ///< steps not yet made
    double pending_tilt_deg, pending_azimuth_deg, pending_spin_deg;
    tb_app_hand_motion motion;
    double motion_from_mm, motion_span_mm, motion_ms, motion_length_ms;
    double raw_mm;                     ///< mouse travel not yet made
    uint32_t held_ms[TB_ACTION_COUNT]; ///< 0 = up; counts up while down
    bool released[TB_ACTION_COUNT];    ///< up again, but the least time has not passed
    double axis[TB_AXIS_COUNT];
    bool pad_piston;  ///< the trigger's way drives the raw piston
    bool toggle;      ///< a touch starts a press, the next ends it
    double speed;     ///< of pointer and sticks, 1 = as it is
    double stiffness; ///< how much resistance slows the hand, 0..1
    double felt_n;    ///< force of tool in hand, low-passed at 30 Hz
    struct {
        tb_command command;
        int32_t argument;
    } queue[TB_HAND_QUEUE];
    int queue_count;
} tb_app_hand;

/// A hand at rest above the origin with a finger ready.
/// @param model tray of needles
void tb_app_hand_reset(tb_app_hand *hand, const tb_case *model);

/// A key went down or up.
void tb_app_hand_key(tb_app_hand *hand, tb_app_action action, bool down, const tb_snapshot *seen);
/// Wheel notches; positive = press, advance.
void tb_app_hand_wheel(tb_app_hand *hand, int notches);
/// The pointer stands over this place of the skin.
void tb_app_hand_pointer(tb_app_hand *hand, double t_mm, double b_mm);
/// Mouse travel in pixels while the piston runs by mouse (down = in).
void tb_app_hand_raw(tb_app_hand *hand, double pixels, const tb_snapshot *seen);
/// A stick or a trigger moved. Sticks move the tool up to 60 mm/s and twist the needle up to 180
/// degrees a second, triggers press up to 24 mm/s and advance up to 15 mm/s; while the piston is
/// held the press trigger's way is its 10 mm.
void tb_app_hand_axis(tb_app_hand *hand, tb_hand_axis axis, double value);
/// A depth strip moved by so many millimetres.
void tb_app_hand_slide(tb_app_hand *hand, double mm);
/// Share of a loading motion that is let through: g = 1 / (1 + 2 s F / Fref), at least 1/4; Fref is
/// 20 N for the finger, 1 N for the needle; halved while a twitch grips the needle; 1 in finesse.
double tb_app_hand_gain(const tb_app_hand *hand, const tb_snapshot *seen);
/// Right-drag in pixels: up = more tilt, right = azimuth.
void tb_app_hand_drag(tb_app_hand *hand, double dx_px, double dy_px);
/// All keys up (focus lost, pause).
void tb_app_hand_release(tb_app_hand *hand);
/// Send a command on the next free tick.
void tb_app_hand_command(tb_app_hand *hand, tb_command command, int32_t argument);
/// What Q (0), E (1) and F (2) say in a state.
tb_say tb_app_hand_phrase(const tb_app_hand *hand, int key, const tb_snapshot *seen);
/// True while the mouse should give raw motion instead of a place.
bool tb_app_hand_wants_raw(const tb_app_hand *hand, const tb_snapshot *seen);

/// One tick of 1 ms.
/// @param seen the snapshot after the last tick
/// @param out  the input of the next
void tb_app_hand_tick(tb_app_hand *hand, const tb_snapshot *seen, tb_input *out);

#endif
