// Measures of palpation's grammar, of treatment by hand, of reasoning, of the steps around the
// needle, and of the schools that do not piston. Definitions stand in the rubrics.
#include "tautband/core/vec.h"
#include "tautband/session/input.h"

#include "scoring_internal.h"

#include <math.h>

static const tb_trigger_point *target_of(const tb_measure_context *context)
{
    const int index = context->anatomy->symptomatic;
    return index >= 0 ? &context->anatomy->trigger_points[index] : NULL;
}

void tb_measure_grammar(const tb_measure_context *context, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    out->assessed = true;
    out->value = 0.25 * ((care->across ? 1 : 0) + (care->walked ? 1 : 0) +
                         (care->asked_pressing ? 1 : 0) + (care->compared ? 1 : 0));
    out->tick_ms = context->evidence->declared_ms;
}

// --- held pressure ------------------------------------------------------------------------------

static bool held(const tb_measure_context *context, tb_reading *out)
{
    out->assessed = true;
    out->not_attempted = context->evidence->care.holds == 0;
    out->tick_ms = context->evidence->care.hold_at_ms;
    return !out->not_attempted;
}

void tb_measure_hold_place(const tb_measure_context *context, tb_reading *out)
{
    const tb_trigger_point *target = target_of(context);
    const bool has_held = held(context, out);
    out->assessed = target != NULL;
    if (has_held && target != NULL) {
        const double dt = context->evidence->care.hold_t_mm - target->surface_t_mm,
                     db = context->evidence->care.hold_b_mm - target->surface_b_mm;
        out->value = sqrt(dt * dt + db * db);
    }
}

void tb_measure_hold_pressure(const tb_measure_context *context, tb_reading *out)
{
    // all points for 4 to 7 of ten at the start, none below 2 or above 9
    const double lo = 4.0, hi = 7.0, least = 2.0, most = 9.0;
    if (held(context, out)) {
        const double nrs = context->evidence->care.hold_start_nrs;
        out->value = nrs < lo ? tb_clamp((nrs - least) / (lo - least), 0.0, 1.0)
                              : tb_clamp((most - nrs) / (most - hi), 0.0, 1.0);
    }
}

void tb_measure_hold_time(const tb_measure_context *context, tb_reading *out)
{
    if (held(context, out)) {
        out->value = 1e-3 * context->evidence->care.hold_ms;
    }
}

void tb_measure_relief(const tb_measure_context *context, tb_reading *out)
{
    if (held(context, out)) {
        const tb_care_evidence *care = &context->evidence->care;
        out->value = care->hold_start_nrs > 0.5 ? care->hold_end_nrs / care->hold_start_nrs : 1.0;
    }
}

void tb_measure_guarding(const tb_measure_context *context, tb_reading *out)
{
    out->assessed = true;
    out->not_attempted = context->evidence->care.holds + context->evidence->care.sweeps == 0;
    out->value = context->evidence->care.guarded;
    out->tick_ms = context->evidence->care.guarded_ms;
}

void tb_measure_strokes(const tb_measure_context *context, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    out->assessed = care->sweeps > 0;
    if (out->assessed) {
        out->value = (double)care->good_sweeps / care->sweeps;
        out->tick_ms = care->bad_sweep_ms;
    }
}

void tb_measure_talk(const tb_measure_context *context, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    out->assessed = true;
    const int done = (care->explained ? 1 : 0) + (care->asked_easing || care->checked ? 1 : 0) +
                     (context->evidence->stops_honoured >= context->evidence->stops ? 1 : 0);
    out->value = done / 3.0;
}

void tb_measure_aftercare_said(const tb_measure_context *context, tb_reading *out)
{
    out->assessed = true;
    out->value = context->evidence->care.aftercare ? 1.0 : 0.0;
}

// --- reasoning: assessed once the learner began to reason ----------------------------------------

static bool reasoned(const tb_measure_context *context, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    out->assessed = care->screened != 0 || care->consent_asked || care->decision >= 0;
    out->tick_ms = care->decided_ms;
    return out->assessed;
}

void tb_measure_screening(const tb_measure_context *context, tb_reading *out)
{
    if (!reasoned(context, out)) {
        return;
    }
    const int screened = context->evidence->care.screened;
    const int noted = context->evidence->care.noted;
    const bool tagged = noted != 0 || context->evidence->care.cleared != 0;
    int flags = 0, found = 0, asked = 0, false_alarms = 0;
    for (int q = 0; q < TB_QUESTION_COUNT; ++q) {
        const tb_case_answer *answer = tb_case_answer_to(context->model, (tb_question)q);
        const bool flag = answer != NULL && answer->flag != TB_FLAG_NONE;
        const bool was_asked = (screened & (1 << q)) != 0;
        flags += flag ? 1 : 0;
        const bool taken = tagged ? (noted & (1 << q)) != 0 : was_asked;
        found += flag && taken ? 1 : 0;
        false_alarms += tagged && taken && !flag ? 1 : 0;
        asked += was_asked ? 1 : 0;
    }
    const double share = tb_clamp(asked / 8.0, 0.0, 1.0); // of the questions, eight are enough
    // F1 of the flags where answers were tagged, the share found where none was
    const int wrong = flags - found + false_alarms;
    const double right = !tagged      ? (double)found / (flags > 0 ? flags : 1)
                         : found == 0 ? 0.0
                                      : 2.0 * found / (2.0 * found + wrong);
    out->value = flags > 0 || false_alarms > 0 ? 0.3 * share + 0.7 * right : share;
}

// What was chosen that is right, less half for each distractor, of all that is right.
void tb_measure_plan(const tb_measure_context *context, tb_reading *out)
{
    double all = 0.0;
    for (int k = 0; k < context->model->care.plan_count; ++k) {
        all += context->model->care.plan[k].right ? context->model->care.plan[k].weight : 0.0;
    }
    const tb_care_evidence *care = &context->evidence->care;
    (void)reasoned(context, out);
    out->assessed = (out->assessed || care->planned > 0) && all > 0.0;
    if (out->assessed) {
        out->value = fmax(0.0, (care->plan_right - 0.5 * care->plan_wrong) / all);
    }
}

void tb_measure_decision(const tb_measure_context *context, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    if (reasoned(context, out)) {
        const bool right = care->decision == context->model->care.decision ||
                           (care->decision == context->model->care.also &&
                            context->model->care.also != TB_DECISION_COUNT);
        out->value = care->decision >= 0 && right ? 1.0 : 0.0;
    }
}

void tb_measure_explained(const tb_measure_context *context, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    if (reasoned(context, out)) {
        out->value = 0.5 * ((care->explained ? 1 : 0) + (care->reassured || care->checked ? 1 : 0));
    }
}

// --- steps around the needle ---------------------------------------------------------------------

/// The steps that are asked for, in their order: gloves and clean skin by the course's rules, clean
/// skin on feet everywhere.
/// @param wanted out: [TB_PREPARE_COUNT]
/// @param before out: so many belong before the puncture
static int wanted_steps(const tb_measure_context *context, int wanted[TB_PREPARE_COUNT],
                        int *before)
{
    const tb_region_id region = (tb_region_id)context->model->site.region;
    const bool foot = region == TB_REGION_SOLE || region == TB_REGION_FOOT;
    int count = 0;
    wanted[count++] = TB_PREPARE_POSITION;
    wanted[count++] = TB_PREPARE_HANDS;
    if (context->rules.gloves != TB_GLOVES_FREE) {
        wanted[count++] = TB_PREPARE_GLOVES;
    }
    if (context->rules.skin != TB_SKIN_FREE || foot) {
        wanted[count++] = TB_PREPARE_SKIN;
    }
    wanted[count++] = TB_PREPARE_PACK;
    *before = count;
    wanted[count++] = TB_PREPARE_HANDS_AFTER;
    wanted[count++] = TB_PREPARE_REASSESS;
    wanted[count++] = TB_PREPARE_DOCUMENT;
    return count;
}

void tb_measure_steps(const tb_measure_context *context, tb_reading *out)
{
    int wanted[TB_PREPARE_COUNT], before = 0;
    const int wanted_count = wanted_steps(context, wanted, &before);
    const tb_care_evidence *care = &context->evidence->care;
    out->assessed = care->prepared_count > 0;
    if (!out->assessed) {
        return;
    }
    int done = 0, late = 0, order = 0, highest = -1;
    for (int k = 0; k < care->prepared_count; ++k) {
        for (int w = 0; w < wanted_count; ++w) {
            if (wanted[w] != care->prepared[k]) {
                continue;
            }
            ++done;
            late += w < before && k >= care->prepared_before_puncture ? 1 : 0;
            order += w < highest ? 1 : 0;
            highest = w > highest ? w : highest;
        }
    }
    const double share = fmin(1.0, (double)done / wanted_count);
    out->value = fmax(0.0, share - 0.25 * (late > 0 ? late : order));
}

// --- schools -------------------------------------------------------------------------------------

bool tb_measure_school(const tb_measure_context *context, bool twitches, tb_reading *out)
{
    const tb_care_evidence *care = &context->evidence->care;
    if (context->school == TB_SCHOOL_PISTONING || (context->school == TB_SCHOOL_HONG && twitches)) {
        return false;
    }
    if (!tb_measure_needled(context, out)) {
        return true;
    }
    if (twitches) {
        out->assessed = false; // these schools do not look for them
    } else if (context->school == TB_SCHOOL_HONG) {
        out->value = care->passes > 0 ? (double)care->fast_passes / care->passes : 0.0;
    } else if (context->school == TB_SCHOOL_SUSTAINED) {
        const double enough_ms = 60000.0;
        out->value = tb_clamp(care->rest_in_muscle_ms / enough_ms, 0.0, 1.0);
    } else {
        // wound at least once, and unwound before the needle left
        out->value = care->turns < 1.0 ? 0.0 : care->turns_left <= 0.5 ? 1.0 : 0.5;
    }
    return true;
}
