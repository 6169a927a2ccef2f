// From the learner's input to what touches the patient: tool states and one-shot acts.
#include "tautband/core/units.h"

#include "session_internal.h"

#include <math.h>

static const double SPEED_LIMIT_MM_PER_MS = 0.25; // 250 mm/s: faster than any hand drives a needle
static const double TAP_MM = 4.0, TAP_MM_PER_MS = 0.2;
static const double TURN_LIMIT_RAD_PER_MS = 0.0063; // 360 degrees a second
// A needle that leans further from the skin's normal skids and springs back along it: it will not
// enter. On a roll the tilt, which is counted from n, goes beyond: its faces stand upright.
static const double MOST_LEAN_DEG = 70.0, MOST_TILT_ON_ROLL_DEG = 110.0;
static const double MOST_SPREAD_MM = 50.0, LEAST_SPREAD_MM = 15.0;
static const double HANDLE_MM = 2.0;        // shaft that never enters: below the handle
static const double FINGER_MM_PER_MS = 0.4; // a fingertip does not move faster into tissue
static const double OUT_MM_PER_MS = 0.01;   // 10 mm/s

static double approach(double from, double to, double step)
{
    return to > from + step ? from + step : to < from - step ? from - step : to;
}

static double mm_of(int32_t um, double lo, double hi)
{
    return tb_clamp((double)um * 1e-3, lo, hi);
}

static void declare(tb_session *session, const tb_input *input)
{
    session->declared = true;
    session->declared_t_mm = mm_of(input->t_um, -150.0, 150.0);
    session->declared_b_mm = mm_of(input->b_um, -150.0, 150.0);
    double error_mm = -1.0;
    if (session->anatomy.symptomatic >= 0) {
        const tb_trigger_point *point =
            &session->anatomy.trigger_points[session->anatomy.symptomatic];
        const double dt = session->declared_t_mm - point->surface_t_mm,
                     db = session->declared_b_mm - point->surface_b_mm;
        error_mm = sqrt(dt * dt + db * db);
    }
    const double values[] = {session->declared_t_mm, session->declared_b_mm, error_mm};
    tb_session_emit(session, TB_EVENT_DECLARED, input->argument == 1 ? 1 : 0, values, 3);
}

static void choose_needle(tb_session *session, int choice)
{
    tb_hand_needle *needle = &session->needle;
    if (choice < 0 || choice >= session->desc.model->needle_count ||
        needle->stage == TB_NEEDLE_IN) {
        return;
    }
    const tb_case_needle *spec = &session->desc.model->needles[choice];
    const int in_count = needle->in_count + 1, out_count = needle->out_count;
    // a needle laid aside unused goes into the bin too
    const bool laid_aside = needle->stage != TB_NEEDLE_NONE;
    *needle = (tb_hand_needle){.stage = TB_NEEDLE_READY,
                               .choice = choice,
                               .spec = tb_needle_spec_default(),
                               .tube_on = true,
                               .tap_target_mm = -1.0,
                               .in_count = in_count,
                               .out_count = out_count + (laid_aside ? 1 : 0)};
    if (laid_aside) {
        tb_session_emit(session, TB_EVENT_BINNED, -1, NULL, 0);
    }
    needle->spec.diameter_mm = spec->diameter_mm;
    needle->spec.length_mm = spec->length_mm;
    const double values[] = {spec->diameter_mm, spec->length_mm};
    tb_session_emit(session, TB_EVENT_NEEDLE_CHOSEN, choice, values, 2);
}

/// Direction that the input wants. A needle that leans further from the skin's normal than it can
/// enter keeps the direction it has while it stands there.
static void aim(tb_session *session, const tb_input *input)
{
    tb_hand_needle *needle = &session->needle;
    const double most_deg = session->anatomy.roll.present ? MOST_TILT_ON_ROLL_DEG : MOST_LEAN_DEG;
    const double tilt_rad =
        tb_rad_from_deg(tb_clamp((double)input->tilt_mdeg * 1e-3, 0.0, most_deg));
    const double azimuth_rad = tb_rad_from_deg((double)(input->azimuth_mdeg % 360000) * 1e-3);
    const bool stands = needle->stage == TB_NEEDLE_PLACED;
    if (stands && tb_session_lean_rad(session, needle->entry_t_mm, needle->entry_b_mm, tilt_rad,
                                      azimuth_rad) > tb_rad_from_deg(MOST_LEAN_DEG + 0.01)) {
        return;
    }
    // in the hand it may point anywhere at once; what stands in the skin is turned at a hand's
    // speed
    const bool fixed = stands || needle->stage == TB_NEEDLE_IN;
    needle->tilt_rad =
        fixed ? approach(needle->tilt_rad, tilt_rad, TURN_LIMIT_RAD_PER_MS) : tilt_rad;
    needle->azimuth_rad = azimuth_rad;
}

static void place_needle(tb_session *session, const tb_input *input)
{
    tb_hand_needle *needle = &session->needle;
    if (needle->stage != TB_NEEDLE_READY && needle->stage != TB_NEEDLE_PLACED &&
        needle->stage != TB_NEEDLE_OUT) {
        return;
    }
    const double t_mm = mm_of(input->t_um, -150.0, 150.0), b_mm = mm_of(input->b_um, -150.0, 150.0);
    aim(session, input);
    const double lean_rad =
        tb_session_lean_rad(session, t_mm, b_mm, needle->tilt_rad, needle->azimuth_rad);
    if (lean_rad > tb_rad_from_deg(MOST_LEAN_DEG + 0.01)) {
        const double values[] = {t_mm, b_mm, tb_deg_from_rad(lean_rad)};
        tb_session_emit(session, TB_EVENT_WILL_NOT_ENTER, -1, values, 3);
        return;
    }
    // a used needle has no tube any more: the hand sets its tip down
    needle->tube_on = needle->stage == TB_NEEDLE_OUT ? false : needle->tube_on;
    needle->stage = TB_NEEDLE_PLACED;
    needle->fresh = true;
    needle->held = true;
    needle->depth_mm = -0.2;
    needle->wanted_mm = mm_of(input->depth_um, -60.0, 130.0);
    needle->offset_mm = needle->depth_mm - needle->wanted_mm;
    needle->tap_target_mm = -1.0;
    needle->spin_rad = tb_rad_from_deg((double)input->spin_mdeg * 1e-3);
    needle->entry_t_mm = t_mm;
    needle->entry_b_mm = b_mm;
    needle->told_tilt_rad = needle->tilt_rad;
    needle->told_azimuth_rad = needle->azimuth_rad;
    needle->stroke_sense = 0;
    const double values[] = {needle->entry_t_mm, needle->entry_b_mm,
                             tb_deg_from_rad(needle->tilt_rad),
                             tb_deg_from_rad(needle->azimuth_rad)};
    tb_session_emit(session, TB_EVENT_NEEDLE_PLACED, -1, values, 4);
}

static void tap(tb_session *session)
{
    tb_hand_needle *needle = &session->needle;
    if (needle->stage == TB_NEEDLE_PLACED && needle->tube_on && needle->tap_target_mm < 0.0 &&
        needle->depth_mm < TAP_MM) {
        needle->tap_target_mm = TAP_MM;
        const double values[] = {TAP_MM};
        tb_session_emit(session, TB_EVENT_TAPPED, -1, values, 1);
    }
}

static tb_heard heard_of(tb_session *session, const tb_input *input)
{
    static const tb_heard answers[TB_SAY_COUNT] = {
        [TB_SAY_YOUR_PAIN] = TB_HEARD_YOUR_PAIN, [TB_SAY_ALL_RIGHT] = TB_HEARD_ALL_RIGHT,
        [TB_SAY_WARN] = TB_HEARD_WARNING,        [TB_SAY_EXPLAIN_AFTER] = TB_HEARD_AFTERCARE,
        [TB_SAY_STOPPING] = TB_HEARD_STOPPING,   [TB_SAY_OTHER_SIDE] = TB_HEARD_OTHER_SIDE,
        [TB_SAY_EASING] = TB_HEARD_EASING,       [TB_SAY_WHAT_FEEL] = TB_HEARD_WHAT_FEEL,
        [TB_SAY_REASSURE] = TB_HEARD_REASSURE,   [TB_SAY_EXPLAIN] = TB_HEARD_EXPLAIN,
        [TB_SAY_BREAK] = TB_HEARD_BREAK,         [TB_SAY_CHEST_RULE] = TB_HEARD_CHEST_RULE,
    };
    if (input->argument < 0 || input->argument >= TB_SAY_COUNT) {
        return TB_HEARD_NOTHING;
    }
    tb_session_emit(session, TB_EVENT_TOLD, input->argument, NULL, 0);
    return answers[input->argument];
}

// --- reasoning: screening, consent, decision, plan -----------------------------------------------

static void screen(tb_session *session, int question, tb_patient_input *out)
{
    if (question < 0 || question >= TB_QUESTION_COUNT) {
        return;
    }
    const tb_case_answer *answer = tb_case_answer_to(session->desc.model, (tb_question)question);
    const double flag = answer != NULL ? answer->flag : TB_FLAG_NONE;
    tb_session_emit(session, TB_EVENT_SCREENED, question, &flag, 1);
    out->heard = TB_HEARD_SCREENING;
    out->heard_argument = answer != NULL ? 1 : question == TB_QUESTION_NEEDLES ? 2 : 0;
}

static void decide(tb_session *session, int decision, tb_patient_input *out)
{
    if (decision < 0 || decision >= TB_DECISION_COUNT) {
        return;
    }
    tb_session_emit(session, TB_EVENT_DECIDED, decision, NULL, 0);
    out->heard = decision == TB_DECISION_NEEDLE ? TB_HEARD_NOTHING : TB_HEARD_NO_NEEDLE;
}

static void plan(tb_session *session, int option)
{
    const tb_case_care *care = &session->desc.model->care;
    if (option < 0 || option >= care->plan_count) {
        return;
    }
    const double values[] = {care->plan[option].right ? 1.0 : 0.0, care->plan[option].weight};
    tb_session_emit(session, TB_EVENT_PLANNED, option, values, 2);
}

static void reason(tb_session *session, const tb_input *input, tb_patient_input *out)
{
    switch ((tb_command)input->command) {
    case TB_COMMAND_SCREEN:
        screen(session, input->argument, out);
        break;
    case TB_COMMAND_CONSENT:
        out->heard = TB_HEARD_CONSENT;
        out->heard_argument = input->argument;
        break;
    case TB_COMMAND_DECIDE:
        decide(session, input->argument, out);
        break;
    case TB_COMMAND_PLAN:
        plan(session, input->argument);
        break;
    case TB_COMMAND_PREPARE:
        if (input->argument >= 0 && input->argument < TB_PREPARE_COUNT) {
            tb_session_emit(session, TB_EVENT_PREPARED, input->argument, NULL, 0);
        }
        break;
    case TB_COMMAND_LIE_FLAT:
        out->heard = TB_HEARD_LIE_FLAT;
        tb_session_emit(session, TB_EVENT_LAID_FLAT, -1, NULL, 0);
        break;
    case TB_COMMAND_ASK_VISIT:
        out->heard = TB_HEARD_LAST_VISIT;
        out->heard_argument = session->desc.model->care.report;
        break;
    default:
        break;
    }
}

static void act(tb_session *session, const tb_input *input, tb_patient_input *out)
{
    tb_hand_needle *needle = &session->needle;
    switch ((tb_command)input->command) {
    case TB_COMMAND_DECLARE:
        declare(session, input);
        break;
    case TB_COMMAND_CHOOSE_NEEDLE:
        choose_needle(session, input->argument);
        break;
    case TB_COMMAND_PLACE:
        place_needle(session, input);
        break;
    case TB_COMMAND_TAP:
        tap(session);
        break;
    case TB_COMMAND_TUBE_OFF:
        if (needle->tube_on && needle->stage != TB_NEEDLE_NONE) {
            needle->tube_on = false;
            tb_session_emit(session, TB_EVENT_TUBE_OFF, -1, NULL, 0);
        }
        break;
    case TB_COMMAND_REMOVE:
        needle->binning = needle->stage != TB_NEEDLE_NONE;
        break;
    case TB_COMMAND_LET_GO:
        needle->held = false;
        break;
    case TB_COMMAND_STOP_REACTION:
        needle->held = false;
        out->heard = TB_HEARD_STOPPING;
        break;
    case TB_COMMAND_SAY:
        out->heard = heard_of(session, input);
        break;
    case TB_COMMAND_END:
        out->heard = TB_HEARD_GOODBYE;
        session->ended = true;
        break;
    default:
        if (!tb_session_judge(session, input)) {
            reason(session, input, out);
        }
        break;
    }
}

/// The hand takes hold where the needle is: no jump, whatever depth the device stood at.
static void take_hold(tb_hand_needle *needle, double wanted_mm)
{
    needle->held = true;
    needle->offset_mm = needle->depth_mm - wanted_mm;
}

static void follow_hand(tb_session *session, const tb_input *input)
{
    tb_hand_needle *needle = &session->needle;
    const double wanted_mm = mm_of(input->depth_um, -60.0, 130.0);
    const bool moved = fabs(wanted_mm - needle->wanted_mm) > 0.01;
    if (needle->tube_on || (!needle->held && moved)) {
        // in the tube the hand can only tap: pushing starts from where the tap left the needle
        take_hold(needle, needle->tube_on ? wanted_mm : needle->wanted_mm);
    }
    needle->wanted_mm = wanted_mm;
    if (!needle->held) {
        return;
    }
    const double target_mm =
        tb_clamp(wanted_mm + needle->offset_mm, -20.0, needle->spec.length_mm - HANDLE_MM);
    needle->depth_mm = approach(needle->depth_mm, target_mm, SPEED_LIMIT_MM_PER_MS);
    needle->spin_rad = tb_rad_from_deg((double)input->spin_mdeg * 1e-3);
    aim(session, input);
}

static void drive_needle(tb_session *session, const tb_input *input)
{
    tb_hand_needle *needle = &session->needle;
    if (needle->stage == TB_NEEDLE_READY || needle->stage == TB_NEEDLE_OUT) {
        aim(session, input);
    }
    if (needle->binning) {
        if (needle->stage == TB_NEEDLE_IN || needle->stage == TB_NEEDLE_PLACED) {
            needle->depth_mm -= OUT_MM_PER_MS;
        } else {
            needle->binning = false;
            needle->stage = TB_NEEDLE_NONE;
            needle->choice = -1;
            needle->out_count += 1;
            tb_session_emit(session, TB_EVENT_BINNED, -1, NULL, 0);
        }
        return;
    }
    if (needle->stage != TB_NEEDLE_PLACED && needle->stage != TB_NEEDLE_IN) {
        return;
    }
    if (needle->tap_target_mm >= 0.0) {
        needle->depth_mm = approach(needle->depth_mm, needle->tap_target_mm, TAP_MM_PER_MS);
        if (needle->depth_mm >= needle->tap_target_mm) {
            needle->tap_target_mm = -1.0;
        }
    } else if (session->tool == TB_TOOL_NEEDLE) {
        follow_hand(session, input);
    }
}

bool tb_tool_presses(tb_tool tool)
{
    return tool == TB_TOOL_FINGER || tool == TB_TOOL_COTTON || tool == TB_TOOL_ALGOMETER ||
           tool == TB_TOOL_THUMB || tool == TB_TOOL_HAND || tool == TB_TOOL_TWO_FINGERS;
}

static tb_pad pad_of(tb_tool tool)
{
    return tool == TB_TOOL_ALGOMETER ? TB_PAD_PROBE
           : tool == TB_TOOL_THUMB   ? TB_PAD_THUMB
           : tool == TB_TOOL_HAND    ? TB_PAD_HAND
           : tool == TB_TOOL_COTTON  ? TB_PAD_COTTON
                                     : TB_PAD_FINGER;
}

void tb_session_hands(tb_session *session, const tb_input *input, tb_patient_input *out)
{
    tb_hand_needle *needle = &session->needle;
    const tb_tool tool = input->tool < TB_TOOL_COUNT ? (tb_tool)input->tool : TB_TOOL_NONE;
    if (tool != session->tool) {
        session->tool = tool;
        tb_session_emit(session, TB_EVENT_TOOL, (int)tool, NULL, 0);
    }
    const double depth_before_mm = needle->depth_mm;
    act(session, input, out);
    drive_needle(session, input);
    needle->speed_mm_per_ms = needle->fresh ? 0.0 : needle->depth_mm - depth_before_mm;
    needle->moving_mm_per_ms += (fabs(needle->speed_mm_per_ms) - needle->moving_mm_per_ms) / 300.0;

    const bool on_skin = needle->stage == TB_NEEDLE_PLACED || needle->stage == TB_NEEDLE_IN;
    out->needle.present = on_skin;
    out->needle.fresh = needle->fresh;
    out->needle.spec = needle->spec;
    out->needle.entry_t_mm = needle->entry_t_mm;
    out->needle.entry_b_mm = needle->entry_b_mm;
    out->needle.tilt_rad = needle->tilt_rad;
    out->needle.azimuth_rad = needle->azimuth_rad;
    out->needle.depth_mm = needle->depth_mm;
    out->needle.spin_rad = needle->spin_rad;
    out->needle.tube = needle->tube_on;
    out->needle.tapped = needle->tube_on;
    needle->fresh = false;

    // the palpating hand is busy with the needle while that stands in the skin
    const bool finger = !on_skin && tb_tool_presses(tool);
    out->finger.present = finger;
    out->finger.pad = pad_of(tool);
    if (tool == TB_TOOL_TWO_FINGERS) { // closer than two fingertips they cannot come
        session->spread_mm =
            approach(session->spread_mm, mm_of(input->second_um, LEAST_SPREAD_MM, MOST_SPREAD_MM),
                     FINGER_MM_PER_MS);
        out->finger.spread_mm = session->spread_mm;
    }
    if (finger) {
        session->finger_t_mm = mm_of(input->t_um, -150.0, 150.0);
        session->finger_b_mm = mm_of(input->b_um, -150.0, 150.0);
        session->finger_wanted_mm = approach(session->finger_wanted_mm,
                                             mm_of(input->depth_um, -60.0, 60.0), FINGER_MM_PER_MS);
    } else {
        session->finger_wanted_mm = -15.0;
    }
    out->finger.t_mm = session->finger_t_mm;
    out->finger.b_mm = session->finger_b_mm;
    out->finger.depth_mm = session->finger_wanted_mm;
    tb_session_hold_roll(session, input, on_skin, out);
}
