// The hand that lifts a roll, and what a direction means on one.
#include "tautband/anatomy/roll.h"
#include "tautband/core/units.h"

#include "session_internal.h"

#include <math.h>

static const double SQUEEZE_MM_PER_MS = 0.1, UP_MM_PER_MS = 0.1;
static const double OPEN_MM = -15.0, MOST_LIFT_MM = 12.0, MOST_TO_AND_FRO_MM = 10.0;
// The other hand holds the roll while a needle goes in: at least so firmly, and not harder.
static const double HOLD_MM = 2.0, MOST_HOLD_MM = 5.0;

static double approach(double from, double to, double step)
{
    return to > from + step ? from + step : to < from - step ? from - step : to;
}

static double mm_of(int32_t um, double lo, double hi)
{
    return tb_clamp((double)um * 1e-3, lo, hi);
}

/// Height n of the trigger point that a grip is nearest to: what tenderness is measured from.
static double nearest_point_n_mm(const tb_anatomy *anatomy, double t_mm, double n_mm,
                                 double *surface_b_mm)
{
    double best = INFINITY, best_n_mm = n_mm;
    *surface_b_mm = 0.0;
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        const tb_trigger_point *point = &anatomy->trigger_points[k];
        const double dt = point->centre_mm.x - t_mm, dn = point->centre_mm.z - n_mm;
        if (dt * dt + dn * dn < best) {
            best = dt * dt + dn * dn;
            best_n_mm = point->centre_mm.z;
            *surface_b_mm = point->surface_b_mm;
        }
    }
    return best_n_mm;
}

void tb_session_hold_roll(tb_session *session, const tb_input *input, bool on_skin,
                          tb_patient_input *out)
{
    const tb_anatomy *anatomy = &session->anatomy;
    const bool by_tool = session->tool == TB_TOOL_PINCER && !on_skin;
    session->roll_grip.holds = anatomy->roll.present && (by_tool || on_skin);
    if (!session->roll_grip.holds) {
        session->roll_grip.squeeze_mm = OPEN_MM;
        session->roll_grip.lift_mm = session->roll_grip.to_and_fro_mm = 0.0;
        return;
    }
    double squeeze_mm = tb_clamp(session->roll_grip.squeeze_mm, HOLD_MM, MOST_HOLD_MM);
    double lift_mm = session->roll_grip.lift_mm, to_and_fro_mm = 0.0;
    if (by_tool) {
        session->roll_grip.t_mm =
            tb_clamp(mm_of(input->t_um, -150.0, 150.0), anatomy->roll.grasp_t_mm[0],
                     anatomy->roll.grasp_t_mm[1]);
        squeeze_mm = mm_of(input->depth_um, OPEN_MM, 60.0);
        lift_mm = mm_of(input->second_um, 0.0, MOST_LIFT_MM);
        to_and_fro_mm = mm_of(input->b_um, -MOST_TO_AND_FRO_MM, MOST_TO_AND_FRO_MM);
    } else {
        session->roll_grip.t_mm = out->needle.entry_t_mm;
    }
    session->roll_grip.squeeze_mm =
        approach(session->roll_grip.squeeze_mm, squeeze_mm, SQUEEZE_MM_PER_MS);
    session->roll_grip.lift_mm = approach(session->roll_grip.lift_mm, lift_mm, UP_MM_PER_MS);
    session->roll_grip.to_and_fro_mm =
        approach(session->roll_grip.to_and_fro_mm, to_and_fro_mm, UP_MM_PER_MS);
    out->pincer.present = true;
    out->pincer.t_mm = session->roll_grip.t_mm;
    out->pincer.squeeze_mm = session->roll_grip.squeeze_mm;
    out->pincer.up_mm = session->roll_grip.lift_mm + session->roll_grip.to_and_fro_mm;
    if (by_tool) {
        // pads press on the core from both sides: what counts across the fibres is their height
        double surface_b_mm;
        const double n_mm = -tb_patient_grip_height_mm(anatomy, out->pincer.up_mm);
        const double point_n_mm =
            nearest_point_n_mm(anatomy, session->roll_grip.t_mm, n_mm, &surface_b_mm);
        session->finger_t_mm = session->roll_grip.t_mm;
        session->finger_b_mm = surface_b_mm + (n_mm - point_n_mm);
        out->finger.t_mm = session->finger_t_mm;
        out->finger.b_mm = session->finger_b_mm;
    }
}

double tb_session_lean_rad(const tb_session *session, double t_mm, double b_mm, double tilt_rad,
                           double azimuth_rad)
{
    const tb_vec3 normal = tb_anatomy_skin_normal(&session->anatomy, t_mm, b_mm);
    const tb_vec3 along = tb_needle_direction(tilt_rad, azimuth_rad);
    const tb_vec3 across = tb_vec3_cross(normal, along);
    return tb_atan2(tb_vec3_length(across), tb_vec3_dot(normal, along));
}
