// Sections across a muscle that is lifted between thumb and finger.
#include "tautband/anatomy/roll.h"
#include "tautband/core/mathx.h"

#include "patient_internal.h"

#include <math.h>

// A band in a roll: softer up and down the roll than towards the pads, by this share; a design
// parameter of palpation [J].
static const double DISC_INTO_N_PER_MM = 0.3, DISC_UP_SHARE = 0.3;
// A grip holds so far below the crest, in half widths: around the upper core.
static const double GRIP_BELOW_CREST = 1.4;
// Pads stay within this share of the thickness; the hand leads them by their force.
static const double SQUEEZE_SHARE = 0.7, HAND_LEAD_MM = 6.0;
static const double FACE_ENTRY = 0.6;    // half widths off the middle from which a face is entered
static const double STEEP_RAD = 0.87266; // 50 degrees: steeper needles go in at the crest

tb_section_shape tb_body_palpation_shape(const tb_body *body, const tb_section_plane *plane)
{
    return tb_section_crosses_roll(body->anatomy, plane) ? TB_SECTION_ROLL_FACE : TB_SECTION_FLAT;
}

tb_section_shape tb_body_needle_shape(const tb_body *body, const tb_section_plane *plane,
                                      double tilt_rad)
{
    const tb_roll *roll = &body->anatomy->roll;
    if (!tb_section_crosses_roll(body->anatomy, plane) ||
        fabs(plane->b0_mm) > roll->half_width_mm) {
        return TB_SECTION_FLAT;
    }
    // the needle runs towards +s, so that it meets the face on the left
    const double left_mm = plane->sin_azimuth > 0.0 ? -plane->b0_mm : plane->b0_mm;
    const bool face = left_mm > FACE_ENTRY * roll->half_width_mm && tilt_rad > STEEP_RAD;
    return face ? TB_SECTION_ROLL_FACE : TB_SECTION_ROLL_CREST;
}

tb_world_disc tb_body_roll_disc(const tb_body *body, double s_mm, double y_mm, double radius_mm,
                                double contrast)
{
    const tb_section_plane *plane = &body->section.plane;
    const double middle_mm = -plane->b0_mm / plane->sin_azimuth;
    const double half_mm =
        tb_section_roll_half_width_mm(body->anatomy, y_mm) / fabs(plane->sin_azimuth);
    return (tb_world_disc){
        .x_mm = s_mm,
        .y_mm = y_mm,
        .radius_mm = radius_mm,
        .cover_mm = fmax(0.5, s_mm - radius_mm - (middle_mm - half_mm)),
        .far_cover_mm = fmax(0.5, middle_mm + half_mm - (s_mm + radius_mm)),
        .across_n_per_mm = DISC_UP_SHARE * DISC_INTO_N_PER_MM * contrast,
        .into_n_per_mm = DISC_INTO_N_PER_MM * contrast,
        .layer_cos = 0.0,
        .layer_sin = 1.0,
    };
}

bool tb_body_meet_roll(const tb_body *body, double entry_y_mm, double tilt_rad, double *x_mm,
                       double *y_mm)
{
    const double ux = tb_sin(tilt_rad), uy = -tb_cos(tilt_rad);
    const double *s = body->section.s_mm, *y = body->section.y_mm; // of the first row
    double first_mm = INFINITY;
    for (int i = 0; i + 1 < TB_SECTION_NX; ++i) {
        const double ax = s[i], ay = y[i] - entry_y_mm;
        const double bx = s[i + 1], by = y[i + 1] - entry_y_mm;
        const double side_a = ux * ay - uy * ax, side_b = ux * by - uy * bx;
        if ((side_a <= 0.0) != (side_b <= 0.0)) {
            const double share = side_a / (side_a - side_b);
            const double along = ux * (ax + share * (bx - ax)) + uy * (ay + share * (by - ay));
            first_mm = fmin(first_mm, along);
        }
    }
    *x_mm = ux * first_mm;
    *y_mm = entry_y_mm + uy * first_mm;
    return first_mm < INFINITY;
}

double tb_patient_grip_height_mm(const tb_anatomy *anatomy, double up_mm)
{
    const tb_roll *roll = &anatomy->roll;
    const double lowest_mm = -roll->root_mm + tb_world_desc_default().finger_radius_mm;
    return tb_clamp(roll->height_mm - GRIP_BELOW_CREST * roll->half_width_mm + up_mm,
                    fmin(lowest_mm, roll->height_mm), roll->height_mm);
}

void tb_body_pinch(tb_body *body, const tb_patient_input *input, tb_world_input *world)
{
    const tb_roll *roll = &body->anatomy->roll;
    const tb_section_plane *plane = &body->section.plane;
    const double radius_mm = tb_world_desc_default().finger_radius_mm;
    const double w = roll->half_width_mm;
    const double y_mm = tb_patient_grip_height_mm(body->anatomy, input->pincer.up_mm);
    const double squeeze_mm = fmin(input->pincer.squeeze_mm, SQUEEZE_SHARE * w + HAND_LEAD_MM);
    const double face_mm = tb_section_roll_half_width_mm(body->anatomy, y_mm);
    const double middle_mm = -plane->b0_mm / plane->sin_azimuth;
    for (int k = 0; k < 2; ++k) {
        const double sense = k == 0 ? -1.0 : 1.0;
        // contact grows out of the plane as it does under a pressing finger
        const double d =
            tb_clamp(tb_world_finger_of(body->world, k)->indentation_mm, 0.0, SQUEEZE_SHARE * w);
        const double from_middle_mm = face_mm + radius_mm - squeeze_mm;
        world->finger_side[k] = k == 0 ? TB_SIDE_LEFT : TB_SIDE_RIGHT;
        world->fingers[k] = (tb_world_finger_input){
            .active = true,
            .hand_x_mm = middle_mm + sense * from_middle_mm / fabs(plane->sin_azimuth),
            .hand_y_mm = y_mm,
            .width_factor = (1.25 + 0.012 * d * d) * body->pad_factor,
        };
        body->hand_two_x_mm[k] = world->fingers[k].hand_x_mm;
        body->hand_two_y_mm[k] = y_mm;
    }
}
