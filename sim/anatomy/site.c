// The table behind a site file, and reading one.
#include "tautband/anatomy/site.h"
#include "schema_rows.h"
#include "site_internal.h"
#include "tautband/core/alloc.h"

#include <string.h>

static const char *const tissue_names[] = {
#define X(name, id, label) id,
    TB_TISSUE_LIST(X)
#undef X
        NULL};
static const char *const hazard_names[] = {"none",        "lethal",       "nerve_vessel_major",
                                           "nerve_major", "vessel_major", "nerve_vessel",
                                           "nerve",       "vessel",       "bone",
                                           NULL};
static const char *const region_names[] = {[TB_REGION_CALF] = "calf",
                                           [TB_REGION_SHOULDER_NECK] = "shoulder_neck",
                                           [TB_REGION_FLANK] = "flank",
                                           [TB_REGION_BUTTOCK] = "buttock",
                                           [TB_REGION_SOLE] = "sole",
                                           [TB_REGION_SCAPULA] = "scapula",
                                           [TB_REGION_SUBOCCIPITAL] = "suboccipital",
                                           [TB_REGION_FRONT_NECK] = "front_neck",
                                           [TB_REGION_HIP] = "hip",
                                           [TB_REGION_FOOT] = "foot",
                                           [TB_REGION_COUNT] = NULL};
static const char *const scaling_names[] = {"none",        "fat_limb",     "fat_trunk",
                                            "muscle_calf", "muscle_upper", NULL};
static const char *const target_names[] = {"layer", "tube", "roll", NULL};
static const char *const shape_names[] = {"chain", "plate", "ellipsoid", "surface", NULL};
static const char *const axis_names[] = {"t", "b", "n", NULL};
static const char *const decoy_names[] = {"tender_only", "band_only", NULL};
static const char *const entry_names[] = {"ellipse", "faces", NULL};
static const char *const stop_names[] = {"deep_border", "bone", "depth", "pinch", NULL};
static const char *const palpation_names[] = {"flat", "pincer", NULL};

// ---- surface and layers -------------------------------------------------------------------------

static const tb_field skin_fields[] = {
    F64(tb_site_skin, radius_t_mm, -5000.0, 5000.0, "mm",
        "radius of the skin along t; 0 = flat, negative = concave"),
    F64_EXACT(tb_site_skin, radius_b_mm, -5000.0, 5000.0, "mm", true,
              "radius across, for b < 0 and for b > 0; 0 = flat"),
    F64_EXACT(tb_site_skin, extent_t_mm, -200.0, 200.0, "mm", true,
              "first and last t at which the surface is curved; beyond it goes on straight"),
    F64_EXACT(tb_site_skin, extent_b_mm, -200.0, 200.0, "mm", true, "the same along b"),
    SOURCE(tb_site_skin),
};
static const tb_schema skin_schema = SCHEMA("skin", skin_fields, sizeof(tb_site_skin));

static const tb_field share_fields[] = {
    TEXT(tb_roll_share, layer, true, "layer of the site"),
    F64(tb_roll_share, share, 0.05, 2.0, NULL, "share of its thickness in the half-width"),
};
static const tb_schema share_schema = SCHEMA("share", share_fields, sizeof(tb_roll_share));

static const tb_field roll_fields[] = {
    F64(tb_site_roll, height_mm, 2.0, 40.0, "mm", "mean height of the crest over the resting skin"),
    F64(tb_site_roll, height_cv, 0.0, 0.5, NULL, "its variation between people"),
    F64(tb_site_roll, height_lo_mm, 1.0, 40.0, "mm", "least height drawn"),
    F64(tb_site_roll, height_hi_mm, 1.0, 60.0, "mm", "greatest height drawn"),
    F64(tb_site_roll, half_length_mm, 10.0, 100.0, "mm", "it can be grasped this far along t"),
    F64(tb_site_roll, base_mm, 0.0, 60.0, "mm", "the lifted muscle reaches down to this n"),
    LIST(tb_site_roll, width, width_count, share_schema, true,
         "half-width of the roll: the sum of these shares of layers"),
    SOURCE(tb_site_roll),
};
static const tb_schema roll_schema = SCHEMA("roll", roll_fields, sizeof(tb_site_roll));

static const tb_field layer_fields[] = {
    TEXT(tb_site_layer, id, true, "name used by other keys"),
    TEXT(tb_site_layer, label, true, "name shown to people"),
    ENUM(tb_site_layer, tissue, tissue_names, true, "kind of tissue: skin, fat, fascia or muscle"),
    F64(tb_site_layer, thickness_mm, 0.1, 100.0, "mm", "mean thickness T at the site's origin"),
    F64(tb_site_layer, cv, 0.0, 1.0, NULL,
        "coefficient of variation between people (log-normal with mean T)"),
    F64(tb_site_layer, lo_mm, 0.05, 100.0, "mm", "least thickness drawn, before body build"),
    F64(tb_site_layer, hi_mm, 0.05, 150.0, "mm", "greatest thickness drawn, before body build"),
    ENUM(tb_site_layer, scaling, scaling_names, true, "how the layer follows sex and BMI"),
    F64_OPTIONAL(tb_site_layer, gt, -1.0, 1.0, "mm per mm", "slope of the thickness along t"),
    F64_OPTIONAL(tb_site_layer, gb, -1.0, 1.0, "mm per mm", "slope of the thickness along b"),
    F64_OPTIONAL(tb_site_layer, ktt_per_mm, -0.05, 0.05, "1/mm", "thickness term in t squared"),
    F64_OPTIONAL(tb_site_layer, kbb_per_mm, -0.05, 0.05, "1/mm", "thickness term in b squared"),
    F64_UP_TO(tb_site_layer, only_t_mm, only_t_count, -300.0, 300.0, "mm",
              "first and last t of a layer that is not everywhere"),
    F64_UP_TO(tb_site_layer, only_b_mm, only_b_count, -300.0, 300.0, "mm",
              "first and last b of a layer that is not everywhere"),
    F64_OPTIONAL(tb_site_layer, fade_mm, 0.5, 60.0, "mm",
                 "length of the ramp across those edges (6 when absent)"),
    SOURCE(tb_site_layer),
};
static const tb_schema layer_schema = SCHEMA("layer", layer_fields, sizeof(tb_site_layer));

static const tb_field tube_fields[] = {
    F64(tb_tube_station, t_mm, -300.0, 300.0, "mm", "along the fibres; rising"),
    F64(tb_tube_station, b_mm, -300.0, 300.0, "mm", "centre across the fibres"),
    F64(tb_tube_station, n_mm, 0.0, 300.0, "mm", "centre inward"),
    F64(tb_tube_station, half_width_mm, 0.5, 60.0, "mm", "half-axis along b"),
    F64(tb_tube_station, half_thickness_mm, 0.5, 60.0, "mm", "half-axis along n"),
};
static const tb_schema tube_schema = SCHEMA("station", tube_fields, sizeof(tb_tube_station));

static const tb_field target_fields[] = {
    ENUM(tb_site_target, kind, target_names, true,
         "layer: a layer; tube: an elliptic tube inside a layer; roll: the core of the roll"),
    TEXT(tb_site_target, layer, true,
         "the muscle's layer; of a tube the layer around it; of a roll the lifted muscle"),
    LIST(tb_site_target, stations, station_count, tube_schema, false,
         "stations of the tube, linear between"),
    F64_OPTIONAL(tb_site_target, width_cv, 0.0, 0.5, NULL,
                 "variation of the tube's width between people"),
    F64_OPTIONAL(tb_site_target, thickness_cv, 0.0, 0.5, NULL,
                 "variation of the tube's thickness between people"),
    TEXT(tb_site_target, follow, false,
         "layer whose deep face carries the tube when that layer is thicker or thinner"),
};
static const tb_schema target_schema = SCHEMA("target", target_fields, sizeof(tb_site_target));

// ---- structures ---------------------------------------------------------------------------------

#define FOLLOW_ROWS(S)                                                                             \
    F64_EXACT(S, shift_sd_mm, 0.0, 30.0, "mm", true,                                               \
              "SD of a person's shift along t, b, n; drawn within 2.5 SD"),                        \
        TEXT(S, follow, false,                                                                     \
             "layer whose deep face carries it when that layer is thicker or thinner"),            \
        F64_OPTIONAL(S, follow_weight, 0.0, 1.5, NULL, "share of that movement (1 when absent)")

static const tb_field group_fields[] = {
    TEXT(tb_site_group, id, true, "name used by structures"),
    FOLLOW_ROWS(tb_site_group),
    F64_OPTIONAL(tb_site_group, bmi_mm, -5.0, 5.0, "mm",
                 "movement along n per unit of BMI away from 23"),
    SOURCE(tb_site_group),
};
static const tb_schema group_schema = SCHEMA("group", group_fields, sizeof(tb_site_group));

static const tb_field chain_fields[] = {
    F64(tb_chain_point, t_mm, -300.0, 300.0, "mm", "along the fibres"),
    F64(tb_chain_point, b_mm, -300.0, 300.0, "mm", "across the fibres"),
    F64(tb_chain_point, n_mm, -50.0, 300.0, "mm", "inward from the plane through the origin"),
    F64(tb_chain_point, radius_mm, 0.2, 60.0, "mm", "radius here; linear to the next point"),
};
static const tb_schema chain_schema = SCHEMA("point", chain_fields, sizeof(tb_chain_point));

static const tb_field outline_fields[] = {
    F64(tb_outline_point, u_mm, -300.0, 300.0, "mm", "along u from the plate's origin"),
    F64(tb_outline_point, v_mm, -300.0, 300.0, "mm", "along v"),
};
static const tb_schema outline_schema = SCHEMA("corner", outline_fields, sizeof(tb_outline_point));

static const tb_field variant_fields[] = {
    TEXT(tb_site_variant, id, true, "name"),
    TEXT(tb_site_variant, label, true, "name shown to people"),
    F64(tb_site_variant, probability, 0.0, 1.0, NULL, "share of people who have it"),
    F64_EXACT(tb_site_variant, shift_mm, -60.0, 60.0, "mm", false,
              "the structure lies this much elsewhere"),
    F64_OPTIONAL(tb_site_variant, hole_u_mm, -300.0, 300.0, "mm", "centre of a hole in a plate"),
    F64_OPTIONAL(tb_site_variant, hole_v_mm, -300.0, 300.0, "mm", "centre of a hole in a plate"),
    F64_OPTIONAL(tb_site_variant, hole_radius_mm, 0.0, 60.0, "mm", "radius of the hole"),
    SOURCE(tb_site_variant),
};
static const tb_schema variant_schema = SCHEMA("variant", variant_fields, sizeof(tb_site_variant));

#define CLIP_ROW(member, count_)                                                                   \
    F64_UP_TO(tb_site_structure, member, count_, -300.0, 300.0, "mm",                              \
              "surface: first and last coordinate of the part that is there")
#define AXIS_ROW(member)                                                                           \
    F64_EXACT(tb_site_structure, member, -1.0, 1.0, NULL, false,                                   \
              "ellipsoid: unit vector of this semi-axis as t, b, n")

static const tb_field structure_fields[] = {
    TEXT(tb_site_structure, id, true, "name used by events and scores"),
    TEXT(tb_site_structure, label, true, "name shown to people"),
    ENUM(tb_site_structure, tissue, tissue_names, true,
         "kind of tissue: nerve, vein, artery, bone, tendon or an organ"),
    ENUM(tb_site_structure, hazard, hazard_names, true, "how dangerous it is to reach it"),
    ENUM(tb_site_structure, shape, shape_names, false, "chain when absent"),
    LIST(tb_site_structure, points, point_count, chain_schema, false,
         "chain: spheres, joined by cones"),
    F64_OPTIONAL(tb_site_structure, flat, 0.1, 1.0, NULL,
                 "chain: thickness along n as a share of the width (1 when absent)"),
    F64_EXACT(tb_site_structure, origin_mm, -300.0, 300.0, "mm", false,
              "plate: t, b, n of the outline's origin, in the middle of the thickness"),
    F64_EXACT(tb_site_structure, u, -2.0, 2.0, NULL, false, "plate: first axis as t, b, n"),
    F64_EXACT(tb_site_structure, v, -2.0, 2.0, NULL, false,
              "plate: second axis as t, b, n; what is not across u is dropped"),
    LIST(tb_site_structure, outline, outline_count, outline_schema, false,
         "plate: corners in order"),
    F64_OPTIONAL(tb_site_structure, thickness_mm, 0.5, 60.0, "mm", "plate: thickness"),
    F64_EXACT(tb_site_structure, centre_mm, -300.0, 300.0, "mm", false, "ellipsoid: t, b, n"),
    F64_EXACT(tb_site_structure, semi_axes_mm, 0.5, 200.0, "mm", false, "ellipsoid: semi-axes"),
    AXIS_ROW(axis_1),
    AXIS_ROW(axis_2),
    AXIS_ROW(axis_3),
    ENUM(tb_site_structure, axis, axis_names, false,
         "surface: the coordinate it is a function of; the organ lies beyond it"),
    F64_EXACT(tb_site_structure, coefficients, -300.0, 300.0, NULL, false,
              "surface: c0 + c1 x + c2 y + c3 x^2 + c4 y^2 + c5 xy of the two others"),
    CLIP_ROW(clip_t_mm, clip_t_count),
    CLIP_ROW(clip_b_mm, clip_b_count),
    CLIP_ROW(clip_n_mm, clip_n_count),
    TEXT(tb_site_structure, group, false, "group that it moves with"),
    FOLLOW_ROWS(tb_site_structure),
    LIST(tb_site_structure, variants, variant_count, variant_schema, false,
         "rare differences, at most one at a time"),
    ENUM(tb_site_structure, breath_axis, axis_names, false, "breathing moves it along this axis"),
    F64_EXACT(tb_site_structure, breath_mm, -30.0, 30.0, "mm", false,
              "by this much at full inspiration: far end, near end and median of the population"),
    F64_OPTIONAL(tb_site_structure, bolster_mm, -20.0, 20.0, "mm",
                 "along n, with a bolster under the shoulder"),
    TEXT(tb_site_structure, distribution, false,
         "nerves: regions of the body map that an electric pain runs to, between spaces"),
    SOURCE(tb_site_structure),
};
static const tb_schema structure_schema =
    SCHEMA("structure", structure_fields, sizeof(tb_site_structure));

static const tb_field neighbour_fields[] = {
    TEXT(tb_site_structure, id, true, "name"),
    TEXT(tb_site_structure, label, true, "name shown to people"),
    LIST(tb_site_structure, points, point_count, chain_schema, true, "spheres, joined by cones"),
    F64_OPTIONAL(tb_site_structure, flat, 0.1, 1.0, NULL,
                 "thickness along n as a share of the width (1 when absent)"),
    TEXT(tb_site_structure, group, false, "group that it moves with"),
    TEXT(tb_site_structure, follow, false, "layer whose deep face carries it"),
    SOURCE(tb_site_structure),
};
static const tb_schema neighbour_schema =
    SCHEMA("neighbour", neighbour_fields, sizeof(tb_site_structure));

// ---- trigger points, bands, decoys --------------------------------------------------------------

static const tb_field point_fields[] = {
    TEXT(tb_site_point, id, true, "name used by bands, cases, events and scores"),
    TEXT(tb_site_point, label, true, "name shown to people"),
    F64(tb_site_point, prior, 0.0, 1.0, NULL, "share of patients whose pain comes from this one"),
    F64(tb_site_point, t_mm, -200.0, 200.0, "mm", "mean place along the fibres"),
    F64(tb_site_point, b_mm, -200.0, 200.0, "mm", "mean place across the fibres"),
    F64(tb_site_point, fraction, 0.0, 1.0, NULL,
        "mean depth: 0 superficial face, 1 deep face of the target muscle"),
    F64_EXACT(tb_site_point, jitter_sd, 0.0, 30.0, NULL, true,
              "SD of a person's place: t in mm, b in mm, fraction"),
    F64_EXACT(tb_site_point, semi_axes_active_mm, 0.5, 20.0, "mm", true,
              "nodule when active: semi-axes along the fibre, across it, and along the third"),
    F64_EXACT(tb_site_point, semi_axes_latent_mm, 0.5, 20.0, "mm", true, "nodule when latent"),
    F64_EXACT(tb_site_point, loci_semi_axes_mm, 0.5, 20.0, "mm", true,
              "ellipsoid that holds the sensitive loci, same axes"),
    F64(tb_site_point, loci_mean, 0.0, 20.0, NULL,
        "mean number of sensitive loci when active; a latent point has half of them"),
    F64_OPTIONAL(tb_site_point, approach_tilt_deg, 0.0, 90.0, "degrees",
                 "tilt of its own approach, where the site's does not lead to it"),
    F64_OPTIONAL(tb_site_point, approach_azimuth_deg, -180.0, 360.0, "degrees",
                 "azimuth of its own approach"),
    SOURCE(tb_site_point),
};
static const tb_schema point_schema = SCHEMA("trigger point", point_fields, sizeof(tb_site_point));

// A station of a band as it lies in tb_site_band.points.
typedef struct band_station {
    double t_mm, b_mm, fraction;
} band_station;
_Static_assert(sizeof(band_station) == 3 * sizeof(double), "three doubles in a row");

static const tb_field station_fields[] = {
    F64(band_station, t_mm, -200.0, 200.0, "mm", "along the fibres"),
    F64(band_station, b_mm, -200.0, 200.0, "mm", "across the fibres"),
    F64(band_station, fraction, 0.0, 1.0, NULL, "depth in the target muscle, 0 to 1"),
};
static const tb_schema station_schema = SCHEMA("station", station_fields, sizeof(band_station));

static const tb_field band_fields[] = {
    TEXT(tb_site_band, id, true, "name"),
    TEXT(tb_site_band, trigger_point, false,
         "id of the trigger point it belongs to; absent: a band without one"),
    LIST(tb_site_band, points, point_count, station_schema, true, "path through the target muscle"),
    F64(tb_site_band, radius_mm, 0.5, 6.0, "mm", "mean radius"),
    F64(tb_site_band, radius_lo_mm, 0.5, 6.0, "mm", "least radius drawn"),
    F64(tb_site_band, radius_hi_mm, 0.5, 6.0, "mm", "greatest radius drawn"),
    F64(tb_site_band, stiffness_ratio, 1.0, 5.0, NULL,
        "mean stiffness against resting muscle; 1 = cannot be felt"),
    F64(tb_site_band, stiffness_lo, 1.0, 5.0, NULL, "least ratio drawn"),
    F64(tb_site_band, stiffness_hi, 1.0, 5.0, NULL, "greatest ratio drawn"),
    SOURCE(tb_site_band),
};
static const tb_schema band_schema = SCHEMA("band", band_fields, sizeof(tb_site_band));

static const tb_field decoy_fields[] = {
    ENUM(tb_site_decoy, kind, decoy_names, true,
         "tender_only: tender spot without band; band_only: cord of 40 mm along t, not tender"),
    F64(tb_site_decoy, t_mm, -200.0, 200.0, "mm", "along the fibres"),
    F64(tb_site_decoy, b_mm, -200.0, 200.0, "mm", "across the fibres"),
    F64(tb_site_decoy, fraction, -3.0, 3.0, NULL,
        "depth in the target muscle; outside 0 to 1 it lies outside the muscle"),
    TEXT(tb_site_decoy, note, true, "what it is"),
};
static const tb_schema decoy_schema = SCHEMA("decoy", decoy_fields, sizeof(tb_site_decoy));

// ---- what people need ---------------------------------------------------------------------------

static const tb_field landmark_fields[] = {
    TEXT(tb_site_landmark, label, true, "name shown to people"),
    F64(tb_site_landmark, t_mm, -300.0, 300.0, "mm", "along the fibres"),
    F64(tb_site_landmark, b_mm, -300.0, 300.0, "mm", "across the fibres"),
    BOOL(tb_site_landmark, visible, true, "true: seen on the skin; false: only felt"),
};
static const tb_schema landmark_schema =
    SCHEMA("landmark", landmark_fields, sizeof(tb_site_landmark));

static const tb_field referral_fields[] = {
    TEXT(tb_case_referral, region, true, "region of the body map"),
    F64(tb_case_referral, weight, 0.05, 1.0, NULL, "1 primary, 0.4 spill-over"),
    TEXTS(tb_case_referral, points, point_count, false,
          "trigger points that refer there; absent: all"),
};
const tb_schema tb_referral_schema =
    SCHEMA("referral zone", referral_fields, sizeof(tb_case_referral));

static const tb_field needle_fields[] = {
    F64(tb_case_needle, diameter_mm, 0.1, 0.5, "mm", "shaft diameter"),
    F64(tb_case_needle, length_mm, 10.0, 125.0, "mm", "shaft length, tip to handle"),
};
const tb_schema tb_needle_schema = SCHEMA("needle", needle_fields, sizeof(tb_case_needle));

static const tb_field approach_fields[] = {
    BOOL(tb_site_approach, allowed, false, "false: this place is palpated, not needled"),
    F64(tb_site_approach, tilt_deg, 0.0, 100.0, "degrees", "tilt of the accepted direction from n"),
    F64(tb_site_approach, azimuth_deg, -180.0, 360.0, "degrees", "its azimuth from t towards b"),
    F64_OPTIONAL(tb_site_approach, azimuth_2_deg, -180.0, 360.0, "degrees",
                 "azimuth of a second accepted direction with the same tilt"),
    F64(tb_site_approach, half_angle_deg, 1.0, 45.0, "degrees", "half angle of the accepted cone"),
    F64_OPTIONAL(tb_site_approach, least_tilt_deg, 0.0, 90.0, "degrees",
                 "no direction with less tilt is accepted"),
    ENUM(tb_site_approach, entry, entry_names, false,
         "ellipse: on the skin (when absent); faces: either face of the roll"),
    F64(tb_site_approach, entry_t_mm, -200.0, 200.0, "mm", "centre of the entry region along t"),
    F64_OPTIONAL(tb_site_approach, entry_b_mm, -200.0, 200.0, "mm", "centre across"),
    F64_EXACT(tb_site_approach, entry_semi_mm, 1.0, 100.0, "mm", true,
              "semi-axes of the entry region; of a face the first counts"),
    F64_EXACT(tb_site_approach, entry_n_mm, -60.0, 60.0, "mm", false,
              "faces: least and greatest n of the entry"),
    TEXT(tb_site_approach, text, true, "the advice in words"),
    SOURCE(tb_site_approach),
};
static const tb_schema approach_schema =
    SCHEMA("approach", approach_fields, sizeof(tb_site_approach));

static const tb_field depth_fields[] = {
    ENUM(tb_site_depth_rule, stop, stop_names, true,
         "deep_border of the target muscle, bone, a depth, or the far face of the pinch"),
    TEXT(tb_site_depth_rule, structure, false, "bone: the backstop"),
    F64_OPTIONAL(tb_site_depth_rule, margin_mm, 0.0, 20.0, "mm",
                 "stay this much before the border or the far face"),
    F64_OPTIONAL(tb_site_depth_rule, max_mm, 0.0, 120.0, "mm",
                 "never deeper below the skin, along the needle; 0 or absent: no such limit"),
    F64_OPTIONAL(tb_site_depth_rule, clearance_mm, 0.0, 40.0, "mm",
                 "never nearer to what is lethal; 0 or absent: no such limit"),
    F64_OPTIONAL(tb_site_depth_rule, longest_needle_mm, 0.0, 150.0, "mm",
                 "a longer needle is wrong here, though the tray may hold one; 0 or absent: no "
                 "such limit"),
    TEXT(tb_site_depth_rule, text, true, "the rule in words"),
    SOURCE(tb_site_depth_rule),
};
static const tb_schema depth_schema =
    SCHEMA("depth rule", depth_fields, sizeof(tb_site_depth_rule));

static const tb_field palpation_fields[] = {
    {GROUP_PLACE(tb_site, palpation, technique), .kind = TB_FIELD_ENUM, .names = palpation_names,
     .required = true, .doc = "flat: slid across the fibres; pincer: lifted and rolled"},
    GROUP_TEXT(tb_site, palpation, text, "how, in words"),
};
static const tb_schema palpation_schema =
    SCHEMA("palpation", palpation_fields, sizeof((tb_site *)0)->palpation);

#define FRAME_ROW(member)                                                                          \
    F64_EXACT(tb_site, member, -1.0, 1.0, NULL, true,                                              \
              "unit vector of this axis as (lateral, anterior, superior)")

// ---- the whole file -----------------------------------------------------------------------------

static const tb_field site_fields[] = {
    I32(tb_site, format, 1.0, 1000.0, "version of this format: 1"),
    TEXT(tb_site, id, true, "name of the site: small letters, digits and hyphens"),
    TEXT(tb_site, title, true, "title, for authors"),
    TEXT(tb_site, muscle, true, "the muscle to treat"),
    ENUM(tb_site, region, region_names, true, "part of the body that is drawn around it"),
    TEXT(tb_site, side, true, "\"right\""),
    {PLACE(tb_site, right_only), .kind = TB_FIELD_BOOL, .shown_only = true,
     .doc = "true: the left side is no mirror image of this, so cases are on the right"},
    TEXT(tb_site, position, true, "how the patient lies"),
    TEXT(tb_site, origin, true, "where the origin of the site is"),
    F64_EXACT(tb_site, place_mm, -1000.0, 1000.0, "mm", true,
              "about where the origin lies on the body of its region: lateral, anterior, superior"),
    FRAME_ROW(axis_t),
    FRAME_ROW(axis_b),
    FRAME_ROW(axis_n),
    OBJECT(tb_site, skin, skin_schema, true, "the patch of skin"),
    OBJECT(tb_site, roll, roll_schema, false, "the muscle as a pincer grip lifts it"),
    LIST(tb_site, layers, layer_count, layer_schema, true,
         "from the skin inward; thickness(t, b) = max(0.1, T + gt t + gb b + ktt t^2 + kbb b^2)"),
    OBJECT(tb_site, target, target_schema, true, "the muscle to treat"),
    F64(tb_site, base_depth_mm, 10.0, 150.0, "mm",
        "depth below the skin at which the mechanical model is held still"),
    LIST(tb_site, groups, group_count, group_schema, false, "structures that move together"),
    LIST(tb_site, structures, structure_count, structure_schema, true,
         "nerves, vessels, bones and organs"),
    LIST(tb_site, neighbours, neighbour_count, neighbour_schema, false,
         "muscles that lie within a layer around the target: for pictures alone"),
    LIST(tb_site, trigger_points, trigger_point_count, point_schema, true,
         "the usual trigger points"),
    LIST(tb_site, bands, band_count, band_schema, true, "taut bands"),
    LIST(tb_site, decoys, decoy_count, decoy_schema, false, "what can be mistaken for the point"),
    LIST(tb_site, landmarks, landmark_count, landmark_schema, false, "named places on the skin"),
    LIST(tb_site, referral, referral_count, tb_referral_schema, true, "where the pain spreads"),
    OBJECT(tb_site, approach, approach_schema, true, "the accepted entry and direction"),
    OBJECT(tb_site, depth_rule, depth_schema, true, "how deep the needle may go"),
    OBJECT(tb_site, palpation, palpation_schema, true, "how the muscle is felt"),
    LIST(tb_site, needles, needle_count, tb_needle_schema, true, "the needles in the tray"),
    TEXTS(tb_site, perpetuating, perpetuating_count, false, "what keeps the point alive"),
    TEXT(tb_site, risk, true, "the region's own risk, which consent must name"),
    BOOL(tb_site, thorax, false, "true: aftercare must name chest symptoms"),
};
static const tb_schema site_schema = SCHEMA("Tautband site", site_fields, sizeof(tb_site));

const tb_schema *tb_site_schema(void)
{
    return &site_schema;
}

const char *tb_hazard_class_name(tb_hazard_class hazard)
{
    return (unsigned)hazard < TB_HAZARD_CLASS_COUNT ? hazard_names[hazard] : "unknown";
}

// ---- reading ------------------------------------------------------------------------------------

// Optional keys that are absent keep what stands here.
static tb_site *make_defaults(void)
{
    tb_site *site = tb_alloc(sizeof *site);
    if (site == NULL) {
        return NULL;
    }
    for (int i = 0; i < TB_STRUCTURES_MAX; ++i) {
        tb_site_structure *structure = &site->structures[i];
        structure->follow_weight = 1.0;
        structure->flat = 1.0;
        structure->axis_1[0] = structure->axis_2[1] = structure->axis_3[2] = 1.0;
        structure->axis = structure->breath_axis = 2;
    }
    for (int i = 0; i < TB_NEIGHBOURS_MAX; ++i) {
        site->neighbours[i].follow_weight = site->neighbours[i].flat = 1.0;
    }
    for (int i = 0; i < TB_GROUPS_MAX; ++i) {
        site->groups[i].follow_weight = 1.0;
    }
    for (int i = 0; i < TB_LAYERS_MAX; ++i) {
        site->layers[i].fade_mm = 6.0;
    }
    for (int i = 0; i < TB_TRIGGER_POINTS_MAX; ++i) {
        site->trigger_points[i].approach_tilt_deg = -1.0;
    }
    site->approach.allowed = true;
    site->approach.azimuth_2_deg = NO_SECOND_AZIMUTH;
    return site;
}

static tb_status finish(tb_status status, tb_site *site, tb_places *places, const char *path,
                        tb_site *out, tb_diagnostics *diagnostics)
{
    if (status == TB_OK) {
        for (int i = 0; i < site->layer_count; ++i) {
            site->layers[i].nominal_mm = site->layers[i].thickness_mm;
        }
        if (site->approach.azimuth_2_deg == NO_SECOND_AZIMUTH) {
            site->approach.azimuth_2_deg = site->approach.azimuth_deg;
        }
        const tb_checking c = {places, diagnostics};
        tb_check_sources(&c, &site_schema, site, path, NULL);
        status = tb_site_check(site, places, diagnostics);
        tb_diagnostics_sort(diagnostics);
        if (status == TB_OK) {
            *out = *site;
        }
    }
    tb_places_destroy(places);
    tb_free(site);
    return status;
}

static tb_status no_memory(const char *path, tb_diagnostics *diagnostics)
{
    tb_diagnostics_reset(diagnostics, path);
    tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to read the site");
    return TB_ERR_MEMORY;
}

tb_status tb_site_load(const char *path, tb_site *out, tb_diagnostics *diagnostics)
{
    tb_site *site = make_defaults();
    if (site == NULL) {
        return no_memory(path, diagnostics);
    }
    tb_places *places = NULL;
    const tb_status status = tb_schema_load(&site_schema, path, site, diagnostics, &places);
    return finish(status, site, places, path, out, diagnostics);
}

tb_status tb_site_parse(const char *path, const char *text, size_t text_bytes, tb_site *out,
                        tb_diagnostics *diagnostics)
{
    tb_site *site = make_defaults();
    if (site == NULL) {
        return no_memory(path, diagnostics);
    }
    tb_places *places = NULL;
    const tb_status status =
        tb_schema_parse(&site_schema, path, text, text_bytes, site, diagnostics, &places);
    return finish(status, site, places, NULL, out, diagnostics);
}
