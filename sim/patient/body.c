// The section of the anatomy under the tool, and its mechanics.
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"

#include "patient_internal.h"

#include <math.h>
#include <string.h>

// Tables hold moduli after 1 s; the solver wants instantaneous ones: share left after 1 s of the
// Prony series.
static const double SHARE_AFTER_1S = 0.68;
// Band disc: 0.3 N/mm into the depth for a band twice as stiff as muscle, 0.15 of that across;
// design parameters of palpation [J]. A band no stiffer than what is around it cannot be felt.
static const double DISC_INTO_N_PER_MM = 0.3, DISC_ACROSS_SHARE = 0.15;
static const double MEMBRANE_LIMIT_N_PER_MM =
    0.3; // what the mass budget bears without slowing the section
static const double LEAST_CONTRAST = 0.1, MOST_CONTRAST = 2.0;
static const double SHEATH_MM = 0.5;                     // around the cord
static const double ROLL_MEMBRANE_LIMIT_N_PER_MM = 0.12; // its columns stand closer
static const double WALK_MM_PER_MS = 0.4;                // of a pressing finger along the fibres
static const double REBUILD_WALK_MM = 0.5, REBUILD_TURN_RAD = 0.05;
static const double DEPTH_SHARE = 0.7;       // of the depth to bone, where tissue bottoms out
static const double ROLL_HAND_LEAD_MM = 6.0; // on a roll, whose root holds no finger up
enum { ROWS_PER_TICK = 4 };

tb_status tb_body_create(const tb_patient_desc *desc, tb_body *body, tb_error *error)
{
    tb_world_desc world = tb_world_desc_default();
    world.lattice.nx = TB_SECTION_NX;
    world.lattice.ny = TB_SECTION_NY;
    world.lattice.substeps = desc->substeps;
    body->anatomy = desc->anatomy;
    body->tissues = desc->tissues;
    body->pad_factor = 1.0;
    const tb_status status = tb_world_create(&world, &body->world);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "patient: the world cannot be made");
}

void tb_body_destroy(tb_body *body)
{
    tb_world_destroy(body->world);
}

static tb_world_material material_of(const tb_body *body, tb_tissue tissue)
{
    const tb_tissue_props *p = &body->tissues->props[tissue];
    double modulus_kpa = p->modulus_kpa;
    if (tissue == TB_TISSUE_TAUT_BAND && body->anatomy->band_count > 0) {
        modulus_kpa = body->tissues->props[TB_TISSUE_MUSCLE].modulus_kpa *
                      body->anatomy->bands[0].stiffness_ratio;
    }
    return (tb_world_material){
        .elastic = {tb_mpa_from_kpa(modulus_kpa) / SHARE_AFTER_1S, p->poisson, p->stiffening},
        .needle = {p->cutting_mn * 1e-3, p->friction_mn_per_mm * 1e-3},
        .bone = tissue == TB_TISSUE_BONE,
    };
}

/// Crossing of a band with a plane at a steep angle.
static bool band_crossing(const tb_band *band, const tb_section_plane *plane, double *s_mm,
                          double *y_mm)
{
    for (int k = 0; k + 1 < band->point_count; ++k) {
        double s0, y0, off0, s1, y1, off1;
        tb_section_from_site(plane, band->points_mm[k], &s0, &y0, &off0);
        tb_section_from_site(plane, band->points_mm[k + 1], &s1, &y1, &off1);
        const double length = tb_vec3_distance(band->points_mm[k], band->points_mm[k + 1]);
        if ((off0 <= 0.0) != (off1 <= 0.0) && fabs(off1 - off0) > 0.5 * length) {
            const double share = off0 / (off0 - off1);
            *s_mm = s0 + share * (s1 - s0);
            *y_mm = y0 + share * (y1 - y0);
            return true;
        }
    }
    return false;
}

/// A cord where a section crosses it: its size, and its stiffness against muscle, less 1. A nodule
/// on it makes it thicker and stiffer, most in the nodule's middle; a fingertip wider than the
/// nodule feels that swell and fade like a parabola [J].
static void cord_at(const tb_body *body, int band, double s_mm, double y_mm, double *radius_mm,
                    double *contrast)
{
    const tb_anatomy *anatomy = body->anatomy;
    const tb_tissue_props *props = body->tissues->props;
    const tb_vec3 at = tb_section_to_site(&body->sampled, s_mm, y_mm);
    double radius = anatomy->bands[band].radius_mm,
           stiffer = tb_clamp(anatomy->bands[band].stiffness_ratio - 1.0, 0.0, MOST_CONTRAST);
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        const tb_trigger_point *point = &anatomy->trigger_points[k];
        const double off_mm = tb_vec3_dot(tb_vec3_sub(at, point->centre_mm), point->fibre);
        const double u = off_mm / point->semi_axes_mm[0], swell = 1.0 - u * u;
        if (point->band != band || swell <= 0.0) {
            continue;
        }
        const tb_tissue tissue = point->state == TB_TRIGGER_POINT_ACTIVE ? TB_TISSUE_NODULE_ACTIVE
                                                                         : TB_TISSUE_NODULE_LATENT;
        const double nodule_mm = 0.5 * (point->semi_axes_mm[1] + point->semi_axes_mm[2]);
        const double nodule =
            tb_clamp(props[tissue].modulus_kpa / props[TB_TISSUE_MUSCLE].modulus_kpa - 1.0, 0.0,
                     MOST_CONTRAST);
        radius += swell * fmax(0.0, nodule_mm - radius);
        stiffer += swell * fmax(0.0, nodule - stiffer);
    }
    *radius_mm = radius + SHEATH_MM;
    *contrast = stiffer;
}

static void plan_discs(tb_body *body, tb_world_section *world)
{
    for (int k = 0; k < body->anatomy->band_count && world->disc_count < TB_WORLD_DISCS; ++k) {
        double s_mm, y_mm;
        const tb_band *band = &body->anatomy->bands[k];
        const bool crosses = band_crossing(band, &body->section.plane, &s_mm, &y_mm);
        if (!crosses || fabs(s_mm) > TB_SECTION_HALF_MM - 8.0) {
            continue;
        }
        const tb_vec3 at = tb_section_to_site(&body->section.plane, s_mm, 0.0);
        const tb_vec3 left = tb_section_to_site(&body->section.plane, s_mm - 1.0, 0.0);
        const tb_vec3 right = tb_section_to_site(&body->section.plane, s_mm + 1.0, 0.0);
        const double slope = -0.5 * (tb_anatomy_skin_mm(body->anatomy, right.x, right.y) -
                                     tb_anatomy_skin_mm(body->anatomy, left.x, left.y));
        const double cosine = 1.0 / sqrt(1.0 + slope * slope);
        if (band->stiffness_ratio - 1.0 < LEAST_CONTRAST) {
            continue;
        }
        double radius_mm, contrast;
        cord_at(body, k, s_mm, y_mm, &radius_mm, &contrast);
        if (body->section.shape != TB_SECTION_FLAT) {
            body->disc_band[world->disc_count] = k;
            world->discs[world->disc_count++] =
                tb_body_roll_disc(body, s_mm, y_mm, radius_mm, contrast);
            continue;
        }
        const double cover_mm = -tb_anatomy_skin_mm(body->anatomy, at.x, at.y) - y_mm - radius_mm;
        body->disc_band[world->disc_count] = k;
        world->discs[world->disc_count++] = (tb_world_disc){
            .x_mm = s_mm,
            .y_mm = y_mm,
            .radius_mm = radius_mm,
            .cover_mm = cover_mm > 0.5 ? cover_mm : 0.5,
            .across_n_per_mm = DISC_ACROSS_SHARE * DISC_INTO_N_PER_MM * contrast,
            .into_n_per_mm = DISC_INTO_N_PER_MM * contrast,
            .layer_cos = cosine,
            .layer_sin = slope * cosine,
        };
    }
}

/// What a layer's face at a node row does: it stretches, and has to be pierced.
enum { FACE_STRETCHES = 1, FACE_IS_PIERCED = 2 };

static void add_membrane(tb_body *body, tb_world_section *world, int layer, int row, int does)
{
    const tb_layer *drawn = &body->anatomy->layers[layer];
    const tb_tissue_props *p = &body->tissues->props[drawn->tissue];
    if ((p->membrane_mpa <= 0.0 && p->puncture_n <= 0.0) ||
        world->membrane_count == TB_WORLD_MEMBRANES_MAX) {
        return;
    }
    const double limit = body->section.shape == TB_SECTION_FLAT ? MEMBRANE_LIMIT_N_PER_MM
                                                                : ROLL_MEMBRANE_LIMIT_N_PER_MM;
    const double stiffness = fmin(p->membrane_mpa * drawn->thickness_mm, limit);
    // a fascia's resistance is stated per millimetre of its thickness
    const double puncture_n =
        drawn->tissue == TB_TISSUE_FASCIA ? p->puncture_n * drawn->thickness_mm : p->puncture_n;
    body->membrane_layer[world->membrane_count] = layer;
    world->membranes[world->membrane_count++] = (tb_world_membrane){
        .row = row,
        .stiffness_n_per_mm = (does & FACE_STRETCHES) != 0 ? stiffness : 0.0,
        .puncture_n = (does & FACE_IS_PIERCED) != 0 ? puncture_n : 0.0,
    };
}

static void plan_membranes(tb_body *body, tb_world_section *world)
{
    const tb_section *section = &body->section;
    const int last = TB_SECTION_NY - 1, both = FACE_STRETCHES | FACE_IS_PIERCED;
    switch (section->shape) {
    case TB_SECTION_FLAT:
        for (int k = 0; k < body->anatomy->layer_count; ++k) {
            add_membrane(body, world, k, section->layer_row[k], both);
        }
        break;
    case TB_SECTION_ROLL_FACE:
        for (int k = 0; k < body->anatomy->target_layer; ++k) {
            add_membrane(body, world, k, section->layer_row[k], both);
        }
        for (int k = body->anatomy->target_layer - 1; k > 0; --k) {
            add_membrane(body, world, k, last - section->layer_row[k], both);
        }
        // the far skin stretches where it is and gives way to a tip from inside one row before
        add_membrane(body, world, 0, last, FACE_STRETCHES);
        add_membrane(body, world, 0, last - 1, FACE_IS_PIERCED);
        break;
    case TB_SECTION_ROLL_CREST: // rows below the skin cross the faces, where no fascia runs
        for (int k = 0; k < body->anatomy->target_layer; ++k) {
            add_membrane(body, world, k, section->layer_row[k], k == 0 ? both : FACE_IS_PIERCED);
        }
        break;
    }
}

static void plan_twitch(tb_body *body, tb_world_section *world)
{
    body->fibre_share = 0.0;
    if (body->anatomy->symptomatic < 0) {
        return;
    }
    const tb_trigger_point *point = &body->anatomy->trigger_points[body->anatomy->symptomatic];
    double s_mm, y_mm, off_mm;
    tb_section_from_site(&body->section.plane, point->centre_mm, &s_mm, &y_mm, &off_mm);
    if (fabs(off_mm) > 12.0 || fabs(s_mm) > TB_SECTION_HALF_MM - 12.0) {
        return;
    }
    body->fibre_share = fabs(point->fibre.x * body->section.plane.cos_azimuth +
                             point->fibre.y * body->section.plane.sin_azimuth);
    world->twitch.present = true;
    world->twitch.x_mm = s_mm;
    world->twitch.y_mm = y_mm;
    world->twitch.half_length_mm = 20.0;
    world->twitch.along_section = body->fibre_share > 0.5;
}

tb_status tb_body_section(const tb_anatomy *anatomy, const tb_section_plane *plane,
                          tb_section_shape shape, tb_section *out, tb_error *error)
{
    return shape == TB_SECTION_FLAT ? tb_section_build(anatomy, plane, out, error)
                                    : tb_section_build_roll(anatomy, plane, shape, out, error);
}

static void build_section(tb_body *body, const tb_section_plane *plane, tb_section_shape shape,
                          bool for_needle)
{
    static const tb_world_shape lies[] = {[TB_SECTION_FLAT] = TB_WORLD_FLAT,
                                          [TB_SECTION_ROLL_FACE] = TB_WORLD_ROLL_FACE,
                                          [TB_SECTION_ROLL_CREST] = TB_WORLD_ROLL_CREST};
    body->failed = tb_body_section(body->anatomy, plane, shape, &body->section, NULL) != TB_OK;
    if (body->failed) {
        return;
    }
    body->sampled = *plane;
    body->needle_section = for_needle;
    body->next_row = body->stale_rows = 0;
    body->build += 1;
    tb_world_section world = {
        .shape = lies[shape],
        .x_mm = body->section.s_mm,
        .y_mm = body->section.y_mm,
        .cell_material = body->section.tissue,
        .material_count = TB_TISSUE_COUNT,
        .needle_expected = for_needle,
    };
    for (int k = 0; k < TB_TISSUE_COUNT; ++k) {
        world.materials[k] = material_of(body, (tb_tissue)k);
    }
    double nearest_bone_mm = INFINITY;
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        nearest_bone_mm = fmin(nearest_bone_mm, body->section.depth_to_bone_mm[i]);
    }
    world.bone_base =
        shape == TB_SECTION_FLAT && nearest_bone_mm < body->anatomy->base_depth_mm - 1.0;
    world.bone_depth_mm = body->section.depth_to_bone_mm;
    plan_membranes(body, &world);
    plan_discs(body, &world);
    plan_twitch(body, &world);
    body->failed = tb_world_build(body->world, &world, NULL) != TB_OK;
    body->has_needle = false;
}

/// A finger that walks along the fibres while pressing: other tissue comes under it, a few rows per
/// tick.
static void walk(tb_body *body, double t_mm)
{
    if (fabs(t_mm - body->sampled.t0_mm) > 0.02) {
        body->sampled.t0_mm = tb_clamp(t_mm, body->sampled.t0_mm - WALK_MM_PER_MS,
                                       body->sampled.t0_mm + WALK_MM_PER_MS);
        body->stale_rows = TB_SECTION_NY - 1;
        for (int d = 0; d < tb_world_disc_count(body->world); ++d) {
            double s_mm, y_mm, radius_mm, contrast;
            const int band = body->disc_band[d];
            if (band_crossing(&body->anatomy->bands[band], &body->sampled, &s_mm, &y_mm)) {
                cord_at(body, band, s_mm, y_mm, &radius_mm, &contrast);
                tb_world_swell_disc(body->world, d, radius_mm, DISC_INTO_N_PER_MM * contrast);
                tb_world_move_disc(body->world, d, s_mm, y_mm);
            }
        }
    }
    if (body->sampled.t0_mm == body->section.plane.t0_mm && body->next_row == 0) {
        return;
    }
    // rows that have been sampled since the plane moved would only get the same tissue once more
    const int count = body->stale_rows < ROWS_PER_TICK ? body->stale_rows : ROWS_PER_TICK;
    tb_section_resample_rows(body->anatomy, &body->sampled, &body->section, body->next_row, count);
    for (int n = 0; n < count; ++n) {
        const int row = (body->next_row + n) % (TB_SECTION_NY - 1);
        tb_world_set_row(body->world, row, body->section.tissue + TB_SECTION_NX * row);
    }
    body->stale_rows -= count;
    body->next_row = (body->next_row + ROWS_PER_TICK) % (TB_SECTION_NY - 1);
    if (body->next_row < ROWS_PER_TICK) {
        body->section.plane.t0_mm = body->sampled.t0_mm;
    }
}

/// How far from the section's middle a finger can stand; beside a roll nothing holds a finger: it
/// stays on it.
static double finger_reach_mm(const tb_body *body)
{
    return body->section.shape == TB_SECTION_FLAT
               ? TB_SECTION_HALF_MM - 9.0
               : fmax(0.0, body->anatomy->roll.half_width_mm - 3.0);
}

/// One fingertip from above at b.
static void one_finger(tb_body *body, const tb_patient_input *input, int k, double b_mm,
                       tb_world_input *world)
{
    const double radius_mm = tb_world_desc_default().finger_radius_mm;
    const double reach_mm = finger_reach_mm(body), s_mm = tb_clamp(b_mm, -reach_mm, reach_mm);
    const int column =
        (int)((s_mm + TB_SECTION_HALF_MM) / (2.0 * TB_SECTION_HALF_MM) * (TB_SECTION_NX - 1) + 0.5);
    body->depth_limit_mm = DEPTH_SHARE * body->section.depth_to_bone_mm[column];
    if (body->section.shape != TB_SECTION_FLAT) { // the root lies level, the skin does not
        const double skin_mm = tb_anatomy_skin_mm(body->anatomy, body->sampled.t0_mm, s_mm);
        body->depth_limit_mm -= DEPTH_SHARE * (skin_mm + body->anatomy->roll.height_mm);
    }
    // the hand leads the finger by force / 3 N/mm: it may want more than the finger can reach
    const double lead_mm =
        body->section.shape == TB_SECTION_FLAT
            ? TB_WORLD_HAND_MOST_N / tb_world_desc_default().hand_stiffness_n_per_mm
            : ROLL_HAND_LEAD_MM;
    const double depth_mm = fmin(input->finger.depth_mm, body->depth_limit_mm + lead_mm);
    const double skin_y = -tb_anatomy_skin_mm(body->anatomy, body->sampled.t0_mm, s_mm);
    tb_world_finger_input *finger = &world->fingers[k];
    finger->active = true;
    finger->hand_x_mm = s_mm;
    finger->hand_y_mm = skin_y + radius_mm - depth_mm;
    finger->width_factor =
        tb_world_width_factor(tb_world_finger_of(body->world, k)->indentation_mm) *
        body->pad_factor;
    body->hand_two_x_mm[k] = finger->hand_x_mm;
    body->hand_two_y_mm[k] = finger->hand_y_mm;
}

static void finger_input(tb_body *body, const tb_patient_input *input, tb_world_input *world)
{
    const double half_mm = 0.5 * input->finger.spread_mm;
    double b_mm = input->finger.b_mm;
    if (input->finger.spread_mm > 0.0) {
        // two fingers come to the edge as a pair: both held to it, one would push the other aside,
        // deeper than its own place allows
        const double most_mm = fmax(0.0, finger_reach_mm(body) - half_mm);
        b_mm = tb_clamp(b_mm, -most_mm, most_mm);
        one_finger(body, input, 1, b_mm + half_mm, world);
    }
    one_finger(body, input, 0, b_mm - half_mm, world);
    body->hand_x_mm = world->fingers[0].hand_x_mm;
    body->hand_y_mm = world->fingers[0].hand_y_mm;
}

static double entry_height_mm(const tb_body *body, const tb_patient_input *input)
{
    return -tb_anatomy_skin_mm(body->anatomy, input->needle.entry_t_mm, input->needle.entry_b_mm);
}

/// Beside a lifted roll the mesh bridges the foot of its face, which is steeper than columns can
/// bear: a needle that is set down there stands on the mesh, not inside it.
static double raised_entry_mm(const tb_body *body, double height_mm)
{
    const double bridged_mm = 0.5; // less is the chord of a curved skin
    const int middle = TB_SECTION_NX / 2;
    const double *s = body->section.s_mm, *y = body->section.y_mm;
    const double share = s[middle - 1] / (s[middle - 1] - s[middle]);
    const double mesh_mm = y[middle - 1] + share * (y[middle] - y[middle - 1]);
    return mesh_mm > height_mm + bridged_mm ? mesh_mm : height_mm;
}

static tb_needle_hand needle_hand(const tb_body *body, const tb_patient_input *input, double grip)
{
    const double tilt = input->needle.tilt_rad, sine = tb_sin(tilt), cosine = tb_cos(tilt);
    const double back_mm = input->needle.spec.length_mm - input->needle.depth_mm;
    return (tb_needle_hand){
        .hub_x_mm = body->entry_x_mm - sine * back_mm,
        .hub_y_mm = body->entry_y_mm + cosine * back_mm,
        .hub_angle_rad = tilt - 0.5 * TB_PI,
        .tube_free_mm = input->needle.tube ? 1.0 : -1.0,
        .entry_x_mm = body->entry_x_mm,
        .entry_y_mm = body->entry_y_mm,
        .spin_rad = input->needle.spin_rad,
        .grip = grip,
    };
}

/// True when the tip stands above the first muscle: only there may the plane turn.
static bool tip_is_shallow(const tb_body *body)
{
    const tb_needle *needle = tb_world_needle_of(body->world);
    if (needle == NULL || !needle->inside) {
        return true;
    }
    for (int k = 0; k < body->anatomy->layer_count; ++k) {
        if (body->anatomy->layers[k].tissue == TB_TISSUE_FASCIA) {
            return needle->tip_row < body->section.layer_row[k];
        }
    }
    return false;
}

/// A section of this shape under the needle, and where the needle meets its skin.
/// @return false when it cannot be built, or the needle passes beside it
static bool needle_meets(tb_body *body, const tb_section_plane *plane, tb_section_shape shape,
                         const tb_patient_input *input)
{
    build_section(body, plane, shape, true);
    body->entry_x_mm = 0.0;
    body->entry_y_mm = entry_height_mm(body, input);
    if (!body->failed && shape == TB_SECTION_FLAT) {
        body->entry_y_mm = raised_entry_mm(body, body->entry_y_mm);
    }
    return !body->failed && (shape == TB_SECTION_FLAT ||
                             tb_body_meet_roll(body, body->entry_y_mm, input->needle.tilt_rad,
                                               &body->entry_x_mm, &body->entry_y_mm));
}

/// The section in which the needle is best drawn; else the other of a roll's two, as a crest is
/// open towards its feet; else the one for needles that lie along the roll: a face that is cut too
/// much aslant has no mesh.
static bool section_for_needle(tb_body *body, const tb_section_plane *plane,
                               const tb_patient_input *input)
{
    static const tb_section_shape others[] = {[TB_SECTION_ROLL_FACE] = TB_SECTION_ROLL_CREST,
                                              [TB_SECTION_ROLL_CREST] = TB_SECTION_ROLL_FACE};
    const tb_section_shape shape = tb_body_needle_shape(body, plane, input->needle.tilt_rad);
    if (shape == TB_SECTION_FLAT) {
        return needle_meets(body, plane, shape, input);
    }
    return needle_meets(body, plane, shape, input) ||
           needle_meets(body, plane, others[shape], input) ||
           needle_meets(body, plane, TB_SECTION_FLAT, input);
}

static void bring_needle_section(tb_body *body, const tb_patient_input *input, double grip)
{
    const double turn = input->needle.azimuth_rad - body->needle_azimuth_rad;
    const double turned = fabs(turn - 2.0 * TB_PI * floor(turn / (2.0 * TB_PI) + 0.5));
    const tb_needle *needle = tb_world_needle_of(body->world);
    const bool fresh = !body->needle_section || !body->has_needle || input->needle.fresh;
    if (!fresh && (turned <= REBUILD_TURN_RAD || !tip_is_shallow(body))) {
        return;
    }
    const double depth_mm = !fresh && needle != NULL ? needle->embedded_mm : 0.0;
    const bool was_inside = !fresh && needle != NULL && needle->inside;
    const tb_section_plane plane = {input->needle.entry_t_mm, input->needle.entry_b_mm,
                                    tb_cos(input->needle.azimuth_rad),
                                    tb_sin(input->needle.azimuth_rad)};
    body->needle_azimuth_rad = input->needle.azimuth_rad;
    body->tried_t_mm = INFINITY;
    if (!section_for_needle(body, &plane, input)) {
        body->failed = true; // what stood in the section before stands there no more
        body->has_needle = false;
        return;
    }
    const tb_needle_hand hand = needle_hand(body, input, grip);
    tb_world_take_needle(body->world, &input->needle.spec, &hand);
    if (was_inside && depth_mm > 0.5) {
        tb_world_seat_needle(body->world, &hand, depth_mm);
    }
    body->has_needle = true;
}

/// The section under palpating fingers: built anew where they come down, walked along while they
/// press.
static void bring_palpation_section(tb_body *body, double t_mm, bool near_skin)
{
    bool lifted = true;
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        const tb_world_finger *seen = tb_world_finger_of(body->world, k);
        lifted = lifted && fabs(seen->force_x_n) + fabs(seen->force_y_n) < 0.05;
    }
    const bool moved = fabs(t_mm - body->section.plane.t0_mm) > REBUILD_WALK_MM;
    // where no section could be built another is tried elsewhere, not every tick
    const bool again = body->failed && fabs(t_mm - body->tried_t_mm) > REBUILD_WALK_MM;
    if (body->failed && !again) {
        return;
    }
    if (again || body->build == 0 || body->needle_section || (lifted && moved && near_skin)) {
        body->tried_t_mm = t_mm;
        const tb_section_plane plane = {t_mm, 0.0, 0.0, 1.0};
        build_section(body, &plane, tb_body_palpation_shape(body, &plane), false);
    } else if (!lifted) {
        walk(body, t_mm);
    }
}

void tb_body_step(tb_body *body, const tb_patient_input *input, const tb_world_twitch_input *twitch,
                  double grip)
{
    tb_world_input world = {.twitch = *twitch};
    body->two_fingers = body->pinching = false;
    if (input->needle.present) {
        bring_needle_section(body, input, grip);
        world.needle_present = true;
        world.needle = needle_hand(body, input, grip);
    } else if (input->pincer.present) {
        bring_palpation_section(body, input->pincer.t_mm, input->pincer.squeeze_mm > -1.0);
    } else if (input->finger.present) {
        bring_palpation_section(body, input->finger.t_mm, input->finger.depth_mm > -1.0);
        if (!body->failed) {
            finger_input(body, input, &world);
            body->two_fingers = input->finger.spread_mm > 0.0;
        }
    }
    if (input->pincer.present && !body->failed && body->section.shape != TB_SECTION_FLAT) {
        tb_body_pinch(body, input, &world);
        body->two_fingers = body->pinching = true;
    }
    body->has_needle = body->has_needle && input->needle.present;
    if (body->build > 0 && !body->failed) {
        tb_world_step(body->world, &world);
    }
}

static void tip_forces_n(const tb_body *body, double force_n[TB_WORLD_FINGERS])
{
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        const tb_world_finger *finger = tb_world_finger_of(body->world, k);
        const double fx = finger->force_x_n, fy = finger->force_y_n;
        force_n[k] = finger->active ? sqrt(fx * fx + fy * fy) : 0.0;
    }
}

double tb_body_press_n(const tb_body *body)
{
    double force_n[TB_WORLD_FINGERS];
    tip_forces_n(body, force_n);
    return body->pinching ? 0.5 * (force_n[0] + force_n[1]) : fmax(force_n[0], force_n[1]);
}

double tb_body_bottom_n(const tb_body *body)
{
    double force_n[TB_WORLD_FINGERS];
    tip_forces_n(body, force_n);
    return tb_world_finger_of(body->world, force_n[1] > force_n[0] ? 1 : 0)->bottom_n;
}

void tb_body_see_two(const tb_body *body, tb_two_fingers *out)
{
    *out = (tb_two_fingers){.active = body->two_fingers, .pinching = body->pinching};
    if (!body->two_fingers) {
        return;
    }
    // a needle's section may look at the roll from behind: its left is then the finger's side
    const bool behind = body->pinching && body->section.plane.sin_azimuth < 0.0;
    for (int k = 0; k < 2; ++k) {
        const int at = behind ? 1 - k : k;
        const tb_world_finger *finger = tb_world_finger_of(body->world, at);
        const double fx = finger->force_x_n, fy = finger->force_y_n;
        out->x_mm[k] = finger->x_mm;
        out->y_mm[k] = finger->y_mm;
        out->hand_x_mm[k] = body->hand_two_x_mm[at];
        out->hand_y_mm[k] = body->hand_two_y_mm[at];
        out->force_n[k] = sqrt(fx * fx + fy * fy);
        out->indentation_mm[k] = finger->indentation_mm;
    }
    const double dx = out->x_mm[1] - out->x_mm[0], dy = out->y_mm[1] - out->y_mm[0];
    out->gap_mm = sqrt(dx * dx + dy * dy) - 2.0 * tb_world_desc_default().finger_radius_mm;
}

const tb_needle *tb_body_needle(const tb_body *body)
{
    return body->failed ? NULL : tb_world_needle_of(body->world);
}

tb_vec3 tb_body_tip(const tb_body *body)
{
    const tb_needle *needle = tb_body_needle(body);
    if (needle == NULL) {
        return (tb_vec3){0.0, 0.0, -1e3};
    }
    return tb_section_to_site(&body->section.plane, needle->tip_rest_x_mm, needle->tip_rest_y_mm);
}
