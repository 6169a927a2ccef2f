// One function per measure of assets/rubrics: from facts to a value. Definitions stand in the
// rubric.
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"

#include "scoring_internal.h"

#include <math.h>
#include <string.h>

typedef void (*measure_function)(const tb_measure_context *context, tb_reading *out);

static const tb_trigger_point *target_of(const tb_measure_context *context)
{
    const int index = context->anatomy->symptomatic;
    return index >= 0 ? &context->anatomy->trigger_points[index] : NULL;
}

/// The same where a roll's faces stand upright: back along the line until it leaves the skin.
static tb_vec3 entry_into_roll(const tb_anatomy *anatomy, tb_vec3 target_mm, tb_vec3 direction)
{
    const double step_mm = 0.25, most_mm = 200.0;
    double inside_mm = 0.0, outside_mm = step_mm;
    for (; outside_mm < most_mm; outside_mm += step_mm) {
        const tb_vec3 p = tb_vec3_along(target_mm, direction, -outside_mm);
        if (p.z < tb_anatomy_skin_mm(anatomy, p.x, p.y)) {
            break;
        }
        inside_mm = outside_mm;
    }
    for (int k = 0; k < 30; ++k) {
        const double middle_mm = 0.5 * (inside_mm + outside_mm);
        const tb_vec3 p = tb_vec3_along(target_mm, direction, -middle_mm);
        const bool outside = p.z < tb_anatomy_skin_mm(anatomy, p.x, p.y);
        outside_mm = outside ? middle_mm : outside_mm;
        inside_mm = outside ? inside_mm : middle_mm;
    }
    return tb_vec3_along(target_mm, direction, -inside_mm);
}

tb_vec3 tb_ideal_entry(const tb_anatomy *anatomy, tb_vec3 target_mm, tb_vec3 direction)
{
    if (anatomy->roll.present) {
        return entry_into_roll(anatomy, target_mm, direction);
    }
    // The skin is nearly flat over the few mm that matter: fixed point, t and b from the depth of
    // the skin where the last guess lies.
    tb_vec3 entry = target_mm;
    for (int k = 0; k < 20; ++k) {
        const double skin_mm = tb_anatomy_skin_mm(anatomy, entry.x, entry.y);
        entry = tb_vec3_along(target_mm, direction, -(target_mm.z - skin_mm) / direction.z);
    }
    return entry;
}

static double surface_distance(double t1, double b1, double t2, double b2)
{
    return sqrt((t1 - t2) * (t1 - t2) + (b1 - b2) * (b1 - b2));
}

// --- palpation ----------------------------------------------------------------------------------

static void localisation(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    const tb_trigger_point *target = target_of(context);
    out->assessed = target != NULL;
    out->not_attempted = !evidence->declared;
    if (target != NULL && evidence->declared) {
        out->value = surface_distance(evidence->declared_t_mm, evidence->declared_b_mm,
                                      target->surface_t_mm, target->surface_b_mm);
        out->tick_ms = evidence->declared_ms;
    }
}

// Distance from a place on the skin to a band's line, seen from above.
static double band_distance(const tb_band *band, double t_mm, double b_mm)
{
    double least = 1e3;
    for (int k = 0; k + 1 < band->point_count; ++k) {
        const tb_vec3 a = band->points_mm[k], c = band->points_mm[k + 1];
        const double dt = c.x - a.x, db = c.y - a.y;
        const double length2 = dt * dt + db * db;
        const double share =
            length2 > 0.0 ? tb_clamp(((t_mm - a.x) * dt + (b_mm - a.y) * db) / length2, 0.0, 1.0)
                          : 0.0;
        least = fmin(least, surface_distance(t_mm, b_mm, a.x + share * dt, a.y + share * db));
    }
    return least;
}

static void right_point(const tb_measure_context *context, tb_reading *out)
{
    const double most_mm = 20.0;
    const tb_evidence *evidence = context->evidence;
    const tb_anatomy *anatomy = context->anatomy;
    const tb_trigger_point *target = target_of(context);
    out->assessed = target != NULL;
    out->not_attempted = !evidence->declared;
    if (target == NULL || !evidence->declared) {
        return;
    }
    const double t = evidence->declared_t_mm, b = evidence->declared_b_mm;
    const double own = surface_distance(t, b, target->surface_t_mm, target->surface_b_mm);
    bool nearest = own <= most_mm;
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        const tb_trigger_point *other = &anatomy->trigger_points[k];
        nearest =
            nearest && (k == anatomy->symptomatic ||
                        surface_distance(t, b, other->surface_t_mm, other->surface_b_mm) > own);
    }
    for (int k = 0; k < anatomy->tender_spot_count; ++k) {
        const tb_vec3 spot = anatomy->tender_spots[k].centre_mm;
        nearest = nearest && surface_distance(t, b, spot.x, spot.y) > own;
    }
    for (int k = 0; k < anatomy->band_count; ++k) {
        nearest = nearest && (anatomy->bands[k].trigger_point >= 0 ||
                              band_distance(&anatomy->bands[k], t, b) > own);
    }
    out->value = nearest && evidence->declared_state == (int)target->state ? 1.0 : 0.0;
    out->tick_ms = evidence->declared_ms;
}

static void pressure(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    const uint32_t enough_ms = 500;
    const double guards_nrs = 7.0;
    out->assessed = true;
    const bool enough = evidence->pressed_into_pain_ms >= enough_ms;
    const bool gentle = evidence->press_peak_nrs <= guards_nrs;
    // Pressing nothing at all is gentle, but it is no palpation.
    out->not_attempted = evidence->press_peak_nrs <= 0.0;
    out->value = (enough ? 0.5 : 0.0) + (gentle ? 0.5 : 0.0);
    out->tick_ms = evidence->press_peak_ms;
}

static void recognition(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    out->assessed = true;
    out->value = evidence->recognised || evidence->judged_right ? 1.0
                 : evidence->asked || evidence->judged          ? 0.5
                                                                : 0.0;
    out->tick_ms = evidence->declared_ms;
}

// --- needling accuracy --------------------------------------------------------------------------

bool tb_measure_needled(const tb_measure_context *context, tb_reading *out)
{
    out->assessed = true;
    out->not_attempted = context->evidence->puncture_count == 0;
    return !out->not_attempted;
}

static bool needled_target(const tb_measure_context *context, tb_reading *out)
{
    const bool has_needled = tb_measure_needled(context, out);
    out->assessed = target_of(context) != NULL;
    return has_needled && out->assessed;
}

static void entry(const tb_measure_context *context, tb_reading *out)
{
    if (needled_target(context, out)) {
        const tb_pose *first = &context->evidence->punctures[0];
        const tb_vec3 ideal =
            tb_ideal_entry(context->anatomy, target_of(context)->centre_mm,
                           tb_needle_direction(first->tilt_rad, first->azimuth_rad));
        out->value = surface_distance(first->t_mm, first->b_mm, ideal.x, ideal.y);
        if (context->anatomy->roll.present) { // on an upright face height counts, not b
            const double up_mm =
                tb_anatomy_skin_mm(context->anatomy, first->t_mm, first->b_mm) - ideal.z;
            out->value = sqrt(out->value * out->value + up_mm * up_mm);
        }
        out->tick_ms = first->tick_ms;
    }
}

static double beyond_cone_deg(const tb_case *model, const tb_pose *pose)
{
    return tb_approach_beyond_deg(&model->approach,
                                  tb_needle_direction(pose->tilt_rad, pose->azimuth_rad));
}

static void angle(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    if (!tb_measure_needled(context, out)) {
        return;
    }
    out->tick_ms = evidence->punctures[0].tick_ms;
    for (int k = 0; k < evidence->puncture_count && k < TB_PUNCTURES_MAX; ++k) {
        const double beyond = beyond_cone_deg(context->model, &evidence->punctures[k]);
        out->tick_ms = beyond > out->value ? evidence->punctures[k].tick_ms : out->tick_ms;
        out->value = fmax(out->value, beyond);
    }
    for (int k = 0; k < evidence->turn_count && k < TB_TURNS_MAX; ++k) {
        const double beyond = beyond_cone_deg(context->model, &evidence->turns[k]);
        out->tick_ms = beyond > out->value ? evidence->turns[k].tick_ms : out->tick_ms;
        out->value = fmax(out->value, beyond);
    }
}

static void tip_to_target(const tb_measure_context *context, tb_reading *out)
{
    if (needled_target(context, out)) {
        out->value = fmax(0.0, context->evidence->target_mm);
        out->tick_ms = context->evidence->target_ms;
    }
}

static void needle_choice(const tb_measure_context *context, tb_reading *out)
{
    const double outside_mm = 10.0, least_outside_mm = 5.0;
    const tb_case *model = context->model;
    const double length_mm = context->evidence->length_mm;
    if (!needled_target(context, out)) {
        return;
    }
    const tb_pose *first = &context->evidence->punctures[0];
    const tb_vec3 direction = tb_needle_direction(first->tilt_rad, first->azimuth_rad);
    const tb_vec3 target = target_of(context)->centre_mm;
    const double path_mm =
        tb_vec3_distance(target, tb_ideal_entry(context->anatomy, target, direction));
    const double rule_mm = model->site.depth_rule.longest_needle_mm;
    const double most_mm = rule_mm > 0.0 ? rule_mm : INFINITY;
    double best_mm = 1e3, next_mm = 1e3; // the two shortest that leave enough outside
    double longest_mm = 0.0;             // that the site's rule allows
    for (int k = 0; k < model->needle_count; ++k) {
        const double l = model->needles[k].length_mm;
        if (l > most_mm) {
            continue;
        }
        longest_mm = fmax(longest_mm, l);
        if (l >= path_mm + outside_mm && l < best_mm) {
            next_mm = best_mm;
            best_mm = l;
        } else if (l >= path_mm + outside_mm && l > best_mm && l < next_mm) {
            next_mm = l;
        }
    }
    if (rule_mm > 0.0 && best_mm > most_mm) {
        best_mm = longest_mm; // deeper than the rule foresees: no longer one is right all the same
    }
    const bool tight = length_mm >= path_mm + least_outside_mm &&
                       length_mm < path_mm + outside_mm && length_mm <= most_mm;
    out->value = fabs(length_mm - best_mm) < 0.1            ? 1.0
                 : tight || fabs(length_mm - next_mm) < 0.1 ? 0.5
                                                            : 0.0;
    out->tick_ms = context->evidence->chosen_ms;
}

static void in_muscle(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    if (!tb_measure_needled(context, out)) {
        return;
    }
    if (evidence->stroke_samples == 0) { // other schools rest, wind or pass by longer strokes
        out->assessed = context->school == TB_SCHOOL_PISTONING;
    } else {
        out->value = (double)evidence->stroke_samples_in_muscle / evidence->stroke_samples;
        out->tick_ms = evidence->stroke_outside_ms;
    }
}

// --- safety -------------------------------------------------------------------------------------

// Margin of a straight path down the middle of the accepted cone to the trigger point's centre.
static double ideal_margin_mm(const tb_measure_context *context, tb_vec3 target)
{
    const tb_case *model = context->model;
    const tb_vec3 direction = tb_needle_direction(tb_rad_from_deg(model->approach.tilt_deg),
                                                  tb_rad_from_deg(model->approach.azimuth_deg));
    const tb_vec3 from = tb_ideal_entry(context->anatomy, target, direction);
    double least = 1e3;
    for (int k = 0; k < context->anatomy->structure_count; ++k) {
        const tb_structure *structure = &context->anatomy->structures[k];
        if (structure->hazard != TB_HAZARD_NONE && structure->hazard != TB_HAZARD_BONE) {
            least = fmin(least, tb_structure_segment_distance_mm(structure, from, target));
        }
    }
    return fmax(least, 0.0);
}

static void hazard_margin(const tb_measure_context *context, tb_reading *out)
{
    if (tb_measure_needled(context, out)) {
        const tb_trigger_point *target = target_of(context);
        if (target != NULL) {
            const double ideal_mm = ideal_margin_mm(context, target->centre_mm);
            out->full = fmin(out->full, 0.6 * ideal_mm);
            out->zero = fmin(out->zero, 0.2 * ideal_mm);
            out->full = fmax(out->full, out->zero + 0.1); // an ideal path through a hazard
        }
        out->value = context->evidence->clearance_mm;
        out->tick_ms = context->evidence->clearance_ms;
    }
}

static void reserve(const tb_measure_context *context, tb_reading *out)
{
    if (tb_measure_needled(context, out)) {
        out->value = context->evidence->reserve_mm;
        out->tick_ms = context->evidence->reserve_ms;
    }
}

// --- technique ----------------------------------------------------------------------------------

static void punctures(const tb_measure_context *context, tb_reading *out)
{
    if (tb_measure_needled(context, out)) {
        const int last = context->evidence->puncture_count < TB_PUNCTURES_MAX
                             ? context->evidence->puncture_count
                             : TB_PUNCTURES_MAX;
        out->value = context->evidence->puncture_count;
        out->tick_ms = context->evidence->punctures[last - 1].tick_ms;
    }
}

static void redirections(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    if (!tb_measure_needled(context, out)) {
        return;
    }
    out->assessed = evidence->turn_count > 0;
    if (out->assessed) {
        out->value = evidence->turned_hard
                         ? 0.0
                         : 1.0 - (double)evidence->turns_in_muscle / evidence->turn_count;
        out->tick_ms = evidence->turned_hard_ms;
    }
}

static void pistoning(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    if (tb_measure_school(context, false, out)) {
        return;
    }
    if (tb_measure_needled(context, out) && evidence->strokes_down > 0) {
        out->value = (double)evidence->strokes_in_band / evidence->strokes_down;
        out->tick_ms = evidence->stroke_out_of_band_ms;
    }
}

static void twitch(const tb_measure_context *context, tb_reading *out)
{
    const int least = 3, most = 8;
    const double soon_s = 30.0, late_s = 180.0;
    const tb_evidence *evidence = context->evidence;
    if (tb_measure_school(context, true, out) || !tb_measure_needled(context, out) ||
        evidence->ltr_count == 0) {
        return;
    }
    const double after_s =
        1e-3 * ((double)evidence->first_ltr_ms - (double)evidence->punctures[0].tick_ms);
    const bool counted = evidence->ltr_count >= least && evidence->ltr_count <= most;
    out->value = 0.5 + (counted ? 0.3 : 0.0) +
                 0.2 * tb_clamp((late_s - after_s) / (late_s - soon_s), 0.0, 1.0);
    out->tick_ms = evidence->first_ltr_ms;
}

static void unbent(const tb_measure_context *context, tb_reading *out)
{
    if (tb_measure_needled(context, out)) {
        out->value = context->evidence->bent ? 0.0 : 1.0;
        out->tick_ms = context->evidence->bent_ms;
    }
}

// --- patient ------------------------------------------------------------------------------------

static void pain(const tb_measure_context *context, tb_reading *out)
{
    const double best_peak_nrs = 6.2, best_mean_nrs = 3.0;
    const double sensitivity = context->anatomy->pain_sensitivity;
    if (tb_measure_needled(context, out)) {
        const double peak = context->evidence->needle_peak_nrs - best_peak_nrs * sensitivity;
        const double mean = context->evidence->needle_mean_nrs - best_mean_nrs * sensitivity;
        out->value = fmax(0.0, fmax(peak, mean));
        out->tick_ms = context->evidence->needle_peak_ms;
    }
}

static void communication(const tb_measure_context *context, tb_reading *out)
{
    const tb_evidence *evidence = context->evidence;
    if (tb_measure_needled(context, out)) {
        const int wanted = 2 + evidence->stops;
        const int done = (evidence->warned ? 1 : 0) + (evidence->checked_in ? 1 : 0) +
                         (evidence->stops_honoured < evidence->stops ? evidence->stops_honoured
                                                                     : evidence->stops);
        out->value = (double)done / wanted;
        out->tick_ms = !evidence->warned ? evidence->punctures[0].tick_ms : evidence->first_ltr_ms;
    }
}

static void aftercare(const tb_measure_context *context, tb_reading *out)
{
    const double enough_ms = 30000.0, none_ms = 5000.0;
    const tb_evidence *evidence = context->evidence;
    if (tb_measure_needled(context, out)) {
        const double pressed =
            tb_clamp(((double)evidence->cotton_ms - none_ms) / (enough_ms - none_ms), 0.0, 1.0);
        out->value = 0.5 * pressed + (evidence->aftercare ? 0.5 : 0.0);
        out->tick_ms = evidence->out_ms;
    }
}

#define MEASURE_LIST(X)                                                                            \
    X("C1_localisation", localisation)                                                             \
    X("C2_right_point", right_point)                                                               \
    X("C3_pressure", pressure)                                                                     \
    X("C4_recognition", recognition)                                                               \
    X("D1_entry", entry)                                                                           \
    X("D2_angle", angle)                                                                           \
    X("D3_tip_to_target", tip_to_target)                                                           \
    X("D4_needle_choice", needle_choice)                                                           \
    X("D5_in_muscle", in_muscle)                                                                   \
    X("E1_hazard_margin", hazard_margin)                                                           \
    X("E2_reserve", reserve)                                                                       \
    X("F1_punctures", punctures)                                                                   \
    X("F2_redirections", redirections)                                                             \
    X("F3_pistoning", pistoning)                                                                   \
    X("F4_twitch", twitch)                                                                         \
    X("F5_unbent", unbent)                                                                         \
    X("G1_pain", pain)                                                                             \
    X("G2_communication", communication)                                                           \
    X("G3_aftercare", aftercare)                                                                   \
    X("C5_grammar", tb_measure_grammar)                                                            \
    X("A1_screening", tb_measure_screening)                                                        \
    X("A3_plan", tb_measure_plan)                                                                  \
    X("A4_decision", tb_measure_decision)                                                          \
    X("A5_explained", tb_measure_explained)                                                        \
    X("B1_steps", tb_measure_steps)                                                                \
    X("M1_hold_place", tb_measure_hold_place)                                                      \
    X("M2_hold_pressure", tb_measure_hold_pressure)                                                \
    X("M3_hold_time", tb_measure_hold_time)                                                        \
    X("M4_relief", tb_measure_relief)                                                              \
    X("M5_guarding", tb_measure_guarding)                                                          \
    X("M6_strokes", tb_measure_strokes)                                                            \
    X("M7_talk", tb_measure_talk)                                                                  \
    X("M8_aftercare", tb_measure_aftercare_said)

static const char *const NAMES[] = {
#define X(id, function) id,
    MEASURE_LIST(X)
#undef X
        NULL};

static const measure_function FUNCTIONS[] = {
#define X(id, function) function,
    MEASURE_LIST(X)
#undef X
};

const char *const *tb_measure_names(void)
{
    return NAMES;
}

bool tb_measure_read(const tb_measure_context *context, const tb_rubric_measure *rubric,
                     tb_reading *out)
{
    for (int k = 0; NAMES[k] != NULL; ++k) {
        if (strcmp(NAMES[k], rubric->id) == 0) {
            *out = (tb_reading){.full = rubric->full, .zero = rubric->zero};
            FUNCTIONS[k](context, out);
            return true;
        }
    }
    return false;
}
