#include "script_internal.h"

#include "tautband/core/mathx.h"
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include <math.h>

enum {
    COMMAND_PAUSE_MS = 250, ///< a hand rests this long after a one-shot act
    AIM_MS = 500,           ///< looking along the tube before it is set down
    TAP_PAUSE_MS = 350,
    DIRECTIONS_MAX = 8,
};

static const double FAT_MM = 2.0;           // "back to fat": the tip this far below the skin
static const double CLEAR_OF_SKIN_MM = 3.0; // "out": the tip this far above the skin
static const double TURN_DEG_PER_S = 20.0;

// The hand takes the needle where it stands: the session may have moved it (a tap, a let-go).
static void take_hold(tb_hand *hand, const tb_snapshot *seen)
{
    hand->tool = TB_TOOL_NEEDLE;
    hand->depth_mm = (double)seen->needle.hand_depth_mm;
}

static void glide_depth(tb_hand *hand, double depth_mm, double speed_mm_per_s)
{
    tb_hand_glide_to(hand, hand->t_mm, hand->b_mm, depth_mm, speed_mm_per_s);
}

// A depth, or as much of the way there as the picture shows to be clear.
static double clear_depth_mm(const tb_hand *hand, const tb_snapshot *seen, double depth_mm)
{
    if (hand->attend.keep_mm <= 0.0 || depth_mm <= hand->depth_mm) {
        return depth_mm;
    }
    return fmin(depth_mm, hand->depth_mm + tb_look_ahead_mm(seen, hand->attend.keep_mm));
}

static bool play_needle(tb_script *script, tb_input *input)
{
    if (script->progress.total == 0) {
        script->hand.tool = TB_TOOL_NEEDLE;
        script->hand.depth_mm = -20.0;
        script->hand.spin_deg = 0.0;
        input->command = TB_COMMAND_CHOOSE_NEEDLE;
        input->argument = script->tray[script->next];
    }
    return script->progress.total >= COMMAND_PAUSE_MS;
}

static bool play_place(tb_script *script, const tb_action *action, tb_input *input)
{
    tb_hand *hand = &script->hand;
    if (script->progress.total == 0) {
        hand->tool = TB_TOOL_NEEDLE;
        hand->tilt_deg = tb_action_number(action, TB_KEY_TILT, 0.0);
        hand->azimuth_deg = tb_action_number(action, TB_KEY_AZIMUTH, 0.0);
        const double t_mm = tb_action_place(action, TB_KEY_T, hand, 0, hand->t_mm);
        const double b_mm = tb_action_place(action, TB_KEY_B, hand, 1, hand->b_mm);
        hand->t_mm = t_mm;
        hand->b_mm = b_mm;
        hand->depth_mm = 0.0;
    }
    if (script->progress.total == AIM_MS) {
        input->command = TB_COMMAND_PLACE;
        tb_hand_remember(hand, TB_ANCHOR_ENTRY, hand->t_mm, hand->b_mm);
    }
    return script->progress.total >= AIM_MS + COMMAND_PAUSE_MS;
}

static bool play_tap(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                     tb_input *input)
{
    tb_progress *progress = &script->progress;
    const int taps = (int)tb_action_number(action, TB_KEY_COUNT, 1.0);
    script->hand.tool = TB_TOOL_NEEDLE;
    if (progress->ticks == 0) {
        input->command = TB_COMMAND_TAP;
    } else if (progress->ticks > 1) {
        script->hand.depth_mm = (double)seen->needle.hand_depth_mm; // the tap drives it
    }
    if (progress->ticks < TAP_PAUSE_MS) {
        return false;
    }
    tb_to_phase(progress, 0);
    return ++progress->repeat >= taps;
}

static bool play_tube_off(tb_script *script, const tb_snapshot *seen, tb_input *input)
{
    if (script->progress.total == 0) {
        take_hold(&script->hand, seen);
        input->command = TB_COMMAND_TUBE_OFF;
    }
    return script->progress.total >= COMMAND_PAUSE_MS;
}

static int shown_tissue(const tb_snapshot *seen)
{
    const int layer = seen->needle.layer;
    if (layer < 0 || layer >= seen->section.layer_count) {
        return -1;
    }
    const int row = seen->section.layer_row[layer];
    const int cell = TB_SECTION_NX / 2 + TB_SECTION_NX * row;
    return row >= 0 && row < TB_SECTION_NY ? seen->section.tissue[cell] : -1;
}

bool tb_tip_in_muscle(const tb_snapshot *seen)
{
    const int tissue = shown_tissue(seen);
    return tissue == TB_TISSUE_MUSCLE || tissue == TB_TISSUE_TAUT_BAND ||
           tissue == TB_TISSUE_NODULE_ACTIVE || tissue == TB_TISSUE_NODULE_LATENT;
}

// The pop: the force has fallen by two fifths from a peak that was worth feeling; or the depth
// display names the muscle.
static bool felt_fascia(tb_progress *progress, const tb_snapshot *seen)
{
    const double force_n = (double)seen->needle.force_n, worth_feeling_n = 0.15;
    progress->value[1] = fmax(progress->value[1] * 0.999, force_n);
    return tb_tip_in_muscle(seen) || (progress->value[1] > worth_feeling_n &&
                                      force_n < 0.6 * progress->value[1] && seen->needle.layer > 1);
}

static bool felt_ache(const tb_progress *progress, const tb_snapshot *seen)
{
    const bool said = seen->patient.line_tick_ms > progress->line_before_ms &&
                      (seen->patient.line == TB_LINE_DEEP_ACHE || // active, and latent
                       seen->patient.line == TB_LINE_TENDER);
    return said || seen->twitch.count > progress->ltrs_before || seen->signal.sea_level > 0.6f;
}

static bool until_met(int until, tb_progress *progress, const tb_snapshot *seen)
{
    switch ((tb_until)until) {
    case TB_UNTIL_FASCIA:
        return felt_fascia(progress, seen);
    case TB_UNTIL_ACHE:
        return tb_tip_in_muscle(seen) && felt_ache(progress, seen);
    case TB_UNTIL_LTR:
        return seen->twitch.count > progress->ltrs_before;
    case TB_UNTIL_BONE:
        return seen->needle.on_bone;
    case TB_UNTIL_EASE:
        return seen->patient.pain_nrs < 1.0f;
    case TB_UNTIL_NEVER:
    case TB_UNTIL_HURTS:
    case TB_UNTIL_YIELDS:
    case TB_UNTIL_FAT:
    case TB_UNTIL_COUNT:
        break;
    }
    return false;
}

static bool play_advance(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->total == 0) {
        take_hold(hand, seen);
        const double by = hand->depth_mm + tb_action_number(action, TB_KEY_BY, 0.0);
        glide_depth(hand, clear_depth_mm(hand, seen, tb_action_number(action, TB_KEY_DEPTH, by)),
                    tb_action_number(action, TB_KEY_SPEED, 4.0));
    }
    const int until = (int)tb_action_number(action, TB_KEY_UNTIL, TB_UNTIL_NEVER);
    return until_met(until, progress, seen) || tb_hand_glide(hand);
}

static bool play_withdraw(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    if (script->progress.total == 0) {
        take_hold(hand, seen);
        const double by = (action->given & TB_KEY_BIT(TB_KEY_BY)) != 0
                              ? hand->depth_mm - action->number[TB_KEY_BY]
                              : FAT_MM;
        glide_depth(hand, tb_action_number(action, TB_KEY_DEPTH, by),
                    tb_action_number(action, TB_KEY_SPEED, 8.0));
    }
    const int until = (int)tb_action_number(action, TB_KEY_UNTIL, TB_UNTIL_NEVER);
    return until_met(until, &script->progress, seen) || tb_hand_glide(hand);
}

// --- pistoning ----------------------------------------------------------------------------------

typedef struct piston {
    double amplitude_mm, speed_mm_per_s, rate_hz;
} piston;

// `speed` is the peak a hand reaches; a minimum-jerk stroke peaks at 15/8 of its mean.
static const double PEAK_OVER_MEAN = 1.875;

static piston piston_of(const tb_action *action)
{
    return (piston){action->number[TB_KEY_AMPLITUDE], tb_action_number(action, TB_KEY_SPEED, 60.0),
                    tb_action_number(action, TB_KEY_RATE, 1.0)};
}

enum { PISTON_DOWN, PISTON_UP, PISTON_REST };

// One tick of pistoning below value[0] in three phases starting at `first`; counts whole strokes.
static void piston_tick(tb_hand *hand, tb_progress *progress, const tb_snapshot *seen,
                        const piston *how, int first)
{
    const double top_mm = progress->value[0];
    const double mean_mm_per_s = how->speed_mm_per_s / PEAK_OVER_MEAN;
    switch (progress->phase - first) {
    case PISTON_DOWN:
        if (progress->ticks == 0) {
            glide_depth(hand, clear_depth_mm(hand, seen, top_mm + how->amplitude_mm),
                        mean_mm_per_s);
            progress->value[2] = 0.0;
        }
        if (tb_hand_glide(hand)) {
            tb_to_phase(progress, first + PISTON_UP);
        }
        break;
    case PISTON_UP:
        if (progress->ticks == 0) {
            glide_depth(hand, top_mm, mean_mm_per_s);
        }
        if (tb_hand_glide(hand)) {
            tb_to_phase(progress, first + PISTON_REST);
        }
        break;
    default:
        if (progress->value[2] >= 1000.0 / how->rate_hz) {
            ++progress->repeat;
            tb_to_phase(progress, first + PISTON_DOWN);
        }
        break;
    }
    progress->value[2] += 1.0;
}

static bool play_piston(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->total == 0) {
        take_hold(hand, seen);
        progress->value[0] = hand->depth_mm;
    }
    const piston how = piston_of(action);
    piston_tick(hand, progress, seen, &how, 0);
    const bool at_rest = progress->phase != PISTON_UP && progress->ticks == (uint32_t)-1;
    const int ltrs = (int)tb_action_number(action, TB_KEY_LTRS, 1.0);
    const bool until_ltr = tb_action_number(action, TB_KEY_UNTIL, 0.0) == TB_UNTIL_LTR ||
                           (action->given & TB_KEY_BIT(TB_KEY_LTRS)) != 0;
    if (at_rest && until_ltr && seen->twitch.count >= progress->ltrs_before + ltrs) {
        return true;
    }
    if ((action->given & TB_KEY_BIT(TB_KEY_FOR)) != 0 &&
        progress->total >= (uint32_t)action->number[TB_KEY_FOR]) {
        return true;
    }
    return progress->repeat >= (int)tb_action_number(action, TB_KEY_COUNT, 1000.0);
}

// --- turning ------------------------------------------------------------------------------------

static bool play_rotate(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_progress *progress = &script->progress;
    if (progress->total == 0) {
        take_hold(&script->hand, seen);
        progress->value[0] = script->hand.spin_deg;
        progress->value[1] = 360.0 * action->number[TB_KEY_TURNS];
    }
    const double speed = tb_action_number(action, TB_KEY_TURN_SPEED, 180.0);
    const double ticks = fmax(1.0, 1000.0 * fabs(progress->value[1]) / speed);
    const double share = fmin(1.0, (double)(progress->total + 1) / ticks);
    script->hand.spin_deg = progress->value[0] + share * progress->value[1];
    return share >= 1.0;
}

// Turns the axis on the straight line between the two directions' traces on the plane n = 1.
static bool turn_axis(tb_hand *hand, tb_progress *progress, const double to[2], double duration_ms)
{
    const double share = fmin(1.0, (double)(progress->ticks + 1) / fmax(1.0, duration_ms));
    if (progress->ticks == 0) {
        const double tilt_rad = tb_rad_from_deg(hand->tilt_deg);
        const double azimuth_rad = tb_rad_from_deg(hand->azimuth_deg);
        const double slope = tb_sin(tilt_rad) / tb_cos(tilt_rad);
        progress->value[2] = slope * tb_cos(azimuth_rad);
        progress->value[3] = slope * tb_sin(azimuth_rad);
    }
    const double t = progress->value[2] + share * (to[0] - progress->value[2]);
    const double b = progress->value[3] + share * (to[1] - progress->value[3]);
    const double slope = sqrt(t * t + b * b);
    hand->tilt_deg = tb_deg_from_rad(tb_atan2(slope, 1.0));
    if (slope > 1e-9) {
        hand->azimuth_deg = tb_deg_from_rad(tb_atan2(b, t));
    }
    return share >= 1.0;
}

static void slope_of(double tilt_deg, double azimuth_deg, double out[2])
{
    const double tilt_rad = tb_rad_from_deg(tilt_deg), azimuth_rad = tb_rad_from_deg(azimuth_deg);
    const double slope = tb_sin(tilt_rad) / tb_cos(tilt_rad);
    out[0] = slope * tb_cos(azimuth_rad);
    out[1] = slope * tb_sin(azimuth_rad);
}

static double turn_ms(const tb_hand *hand, const double to[2], double speed_deg_per_s)
{
    double from[2];
    slope_of(hand->tilt_deg, hand->azimuth_deg, from);
    const double dt = to[0] - from[0], db = to[1] - from[1];
    return 1000.0 * tb_deg_from_rad(tb_atan2(sqrt(dt * dt + db * db), 1.0)) / speed_deg_per_s;
}

// A direction so flat that its trace on the plane n = 1 runs away, as on the face of a roll: tilt
// and azimuth are turned by themselves.
static bool is_flat(double tilt_deg)
{
    const double flat_deg = 75.0;
    return tilt_deg > flat_deg;
}

// @param to tilt and azimuth in degrees
static bool turn_angles(tb_hand *hand, tb_progress *progress, const double to[2],
                        double speed_deg_per_s)
{
    if (progress->ticks == 0) {
        progress->value[2] = hand->tilt_deg;
        progress->value[3] = hand->azimuth_deg;
    }
    const double tilt_by = to[0] - progress->value[2], azimuth_by = to[1] - progress->value[3];
    const double way_deg = sqrt(tilt_by * tilt_by + azimuth_by * azimuth_by);
    const double ticks = fmax(1.0, 1000.0 * way_deg / speed_deg_per_s);
    const double share = fmin(1.0, (double)(progress->ticks + 1) / ticks);
    hand->tilt_deg = progress->value[2] + share * tilt_by;
    hand->azimuth_deg = progress->value[3] + share * azimuth_by;
    return share >= 1.0;
}

static bool play_redirect(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->total == 0) {
        take_hold(hand, seen);
        progress->value[1] = is_flat(hand->tilt_deg) || is_flat(action->number[TB_KEY_TILT]);
    }
    if (progress->value[1] > 0.0) {
        const double angles[2] = {action->number[TB_KEY_TILT], action->number[TB_KEY_AZIMUTH]};
        return turn_angles(hand, progress, angles,
                           tb_action_number(action, TB_KEY_TURN_SPEED, TURN_DEG_PER_S));
    }
    double to[2];
    slope_of(action->number[TB_KEY_TILT], action->number[TB_KEY_AZIMUTH], to);
    if (progress->total == 0) {
        progress->value[0] =
            turn_ms(hand, to, tb_action_number(action, TB_KEY_TURN_SPEED, TURN_DEG_PER_S));
    }
    return turn_axis(hand, progress, to, progress->value[0]);
}

// --- fan ----------------------------------------------------------------------------------------

static const double SHORT_MM = 3.0; // a way that ends so far above the depth leads nowhere

enum { FAN_WITHDRAW, FAN_TURN, FAN_ADVANCE, FAN_PISTON };

// Offsets of the fan's directions around the first, in units of tan(by_deg).
static const double FAN[DIRECTIONS_MAX][2] = {{1, 0},     {-1, 0},     {0, 1},      {0, -1},
                                              {0.7, 0.7}, {-0.7, 0.7}, {0.7, -0.7}, {-0.7, -0.7}};

static bool fan_next(tb_progress *progress, int directions, int *direction)
{
    progress->repeat = 0;
    tb_to_phase(progress, FAN_WITHDRAW);
    return ++*direction >= directions;
}

const double *tb_fan_offset(int direction)
{
    return FAN[direction];
}

void tb_fan_begin(tb_hand *hand, const tb_snapshot *seen)
{
    take_hold(hand, seen);
    slope_of(hand->tilt_deg, hand->azimuth_deg, hand->fan.base);
    hand->fan.flat = is_flat(hand->tilt_deg);
    if (hand->fan.flat) {
        hand->fan.base[0] = hand->tilt_deg;
        hand->fan.base[1] = hand->azimuth_deg;
    }
    hand->fan.direction = 0;
}

bool tb_fan_turn(tb_hand *hand, tb_progress *progress, const double to[2])
{
    if (progress->ticks == 0 && !hand->fan.flat) {
        progress->value[1] = turn_ms(hand, to, TURN_DEG_PER_S);
    }
    return hand->fan.flat ? turn_angles(hand, progress, to, TURN_DEG_PER_S)
                          : turn_axis(hand, progress, to, progress->value[1]);
}

// Withdraw to fat, turn a little, go back down, piston; one direction after the other until the
// wanted twitches came. The search of an expert: nothing turns inside the muscle.
static bool play_fan(tb_script *script, const tb_action *action, const tb_snapshot *seen)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    const int directions = (int)fmin(tb_action_number(action, TB_KEY_COUNT, 4.0), DIRECTIONS_MAX);
    const int passes = (int)tb_action_number(action, TB_KEY_PASSES, 4.0);
    const int wanted = (int)tb_action_number(action, TB_KEY_LTRS, 3.0);
    const double spread = tb_rad_from_deg(action->number[TB_KEY_BY_DEG]);
    if (progress->total == 0) {
        tb_fan_begin(hand, seen);
        hand->fan.depth_mm = tb_action_number(action, TB_KEY_DEPTH, hand->depth_mm);
    }
    if (progress->phase < FAN_PISTON && seen->twitch.count >= wanted) {
        return true;
    }
    const double *offset = FAN[hand->fan.direction];
    const double slope =
        hand->fan.flat ? action->number[TB_KEY_BY_DEG] : tb_sin(spread) / tb_cos(spread);
    const double to[2] = {hand->fan.base[0] + slope * offset[0],
                          hand->fan.base[1] + slope * offset[1]};
    const piston how = piston_of(action);
    switch (progress->phase) {
    case FAN_WITHDRAW:
        if (progress->ticks == 0) {
            glide_depth(hand, fmin(hand->depth_mm, FAT_MM), 8.0);
        }
        if (tb_hand_glide(hand)) {
            tb_to_phase(progress, FAN_TURN);
        }
        return false;
    case FAN_TURN:
        if (tb_fan_turn(hand, progress, to)) {
            tb_to_phase(progress, FAN_ADVANCE);
        }
        return false;
    case FAN_ADVANCE:
        if (progress->ticks == 0) {
            const double clear_mm = clear_depth_mm(hand, seen, hand->fan.depth_mm);
            if (clear_mm < hand->fan.depth_mm - SHORT_MM) { // something lies that way
                return fan_next(progress, directions, &hand->fan.direction);
            }
            glide_depth(hand, clear_mm, 6.0);
        }
        if (tb_hand_glide(hand)) {
            progress->value[0] = hand->depth_mm;
            tb_to_phase(progress, FAN_PISTON);
        }
        return false;
    default:
        piston_tick(hand, progress, seen, &how, FAN_PISTON);
        break;
    }
    const bool stroke_over = progress->phase == FAN_PISTON && progress->ticks == (uint32_t)-1;
    if (stroke_over && seen->twitch.count >= wanted) {
        return true;
    }
    return stroke_over && progress->repeat >= passes &&
           fan_next(progress, directions, &hand->fan.direction);
}

static bool play_remove(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                        tb_input *input)
{
    tb_hand *hand = &script->hand;
    tb_progress *progress = &script->progress;
    if (progress->phase == 0) {
        if (progress->total == 0) {
            take_hold(hand, seen);
            glide_depth(hand, fmin(hand->depth_mm, -CLEAR_OF_SKIN_MM),
                        tb_action_number(action, TB_KEY_SPEED, 8.0));
        }
        if (tb_hand_glide(hand)) {
            tb_to_phase(progress, 1);
        }
        return false;
    }
    if (progress->ticks == 0) {
        input->command = TB_COMMAND_REMOVE;
    }
    return progress->ticks >= COMMAND_PAUSE_MS;
}

bool tb_action_play_needle(tb_script *script, const tb_action *action, const tb_snapshot *seen,
                           tb_input *input)
{
    switch ((tb_verb)action->verb) {
    case TB_VERB_NEEDLE:
        return play_needle(script, input);
    case TB_VERB_PLACE:
        return play_place(script, action, input);
    case TB_VERB_TAP:
        return play_tap(script, action, seen, input);
    case TB_VERB_TUBE_OFF:
        return play_tube_off(script, seen, input);
    case TB_VERB_ADVANCE:
        return play_advance(script, action, seen);
    case TB_VERB_WITHDRAW:
        return play_withdraw(script, action, seen);
    case TB_VERB_PISTON:
        return play_piston(script, action, seen);
    case TB_VERB_ROTATE:
        return play_rotate(script, action, seen);
    case TB_VERB_REDIRECT:
        return play_redirect(script, action, seen);
    case TB_VERB_FAN:
        return play_fan(script, action, seen);
    case TB_VERB_LOOK:
        return tb_look_play(script, action, seen);
    case TB_VERB_REMOVE:
        return play_remove(script, action, seen, input);
    default:
        return true;
    }
}
