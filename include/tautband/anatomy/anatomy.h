/// One patient's anatomy at the site: a case with every variation drawn. Built once per encounter,
/// then const. Layer anatomy, needs case and rng. mm; site frame (t, b, n) with n inward; resting,
/// undeformed tissue. A site with a roll is meant as it lies while the muscle is lifted.
#ifndef TB_ANATOMY_ANATOMY_H
#define TB_ANATOMY_ANATOMY_H
#include "tautband/anatomy/case.h"

enum { TB_LOCI_MAX = 32 };

/// Mean number of sensitive loci in a latent point, as a share of that in the same point when it is
/// active (site key loci_mean): 4 to 8 in 4 x 2 x 2 mm, model [J].
#define TB_LATENT_LOCI_SHARE 0.5

/// A drawn layer; its thickness at a place is tb_anatomy_layer_top() of the next minus its own.
typedef struct tb_layer {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    tb_tissue tissue;
    double thickness_mm; ///< at the origin of the site
    double gt, gb, ktt_per_mm, kbb_per_mm;
    double only_t_mm[2], only_b_mm[2]; ///< where the layer is; infinite when everywhere
    double fade_mm;
} tb_layer;

/// A muscle lifted between two fingers: a fin of skin on the patch, upright over b = 0, that runs
/// along t. Its cross-section is a half disc of radius half_width_mm below the crest at n =
/// -height_mm, with upright faces below that. See roll.h.
typedef struct tb_roll {
    bool present;                   ///< false: the site is a smooth patch and nothing below counts
    double height_mm;               ///< of the crest above the origin of the site
    double half_width_mm;           ///< half the pinch thickness: the sum of layer_mm
    double grasp_t_mm[2];           ///< where along t two fingers can lift it
    double root_mm;                 ///< n down to which the lifted muscle reaches
    double layer_mm[TB_LAYERS_MAX]; ///< per layer its share of the half width: the covering, then
                                    ///< half of the target muscle; 0 for what lies deeper
} tb_roll;

/// The muscle to treat.
typedef struct tb_target_muscle {
    tb_target_kind kind;
    int layer;                                 ///< the muscle, or the layer around a tube
    tb_tube_station stations[TB_STATIONS_MAX]; ///< in this patient's place and size
    int station_count;
} tb_target_muscle;

/// A drawn structure in its patient's place. Which fields count depends on `shape`.
typedef struct tb_structure {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    tb_tissue tissue;
    tb_hazard_class hazard;
    tb_shape shape;
    tb_chain_point points[TB_CHAIN_POINTS_MAX]; ///< chain
    int point_count;                            ///< 0 for every other shape
    double flat;            ///< chain: thickness along n / width; 0 means round, as 1 does
    tb_vec3 origin_mm;      ///< plate: of the outline; ellipsoid: centre
    tb_vec3 axes[3];        ///< plate: u, v, normal; ellipsoid: its axes
    double semi_axes_mm[3]; ///< ellipsoid
    tb_outline_point outline[TB_OUTLINE_MAX]; ///< plate
    int outline_count;
    double half_thickness_mm;                    ///< plate
    double hole_u_mm, hole_v_mm, hole_radius_mm; ///< plate; radius 0: no hole
    int axis;               ///< surface: coordinate it is a function of (0 t, 1 b, 2 n)
    double coefficients[6]; ///< surface, in this patient's place
    double clip_lo_mm[3], clip_hi_mm[3]; ///< surface; infinite where unbounded
    tb_vec3 box_lo_mm, box_hi_mm;        ///< bounding box, radius included
    tb_vec3 breath_mm; ///< where full inspiration moves it; zero for what does not breathe
    int variant;       ///< index of the rare variant this patient has, or -1
    char distribution[TB_LINE_SIZE]; ///< nerves: body-map regions it feeds, between spaces
} tb_structure;

/// A sensitive locus of a trigger point: where a needle can set off a twitch.
typedef struct tb_locus {
    tb_vec3 place_mm;
    double excitability; ///< s_i, log-normal around 1
} tb_locus;

/// A drawn trigger point.
typedef struct tb_trigger_point {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    tb_trigger_point_state state;
    tb_vec3 centre_mm;
    tb_vec3 fibre;                     ///< unit, direction of its band
    double semi_axes_mm[3];            ///< along the fibre, across, and along the third axis
    double surface_t_mm, surface_b_mm; ///< its projection along n onto the skin
    int band;                          ///< index, or -1
    tb_locus loci[TB_LOCI_MAX];
    int locus_count;
} tb_trigger_point;

/// A drawn taut band: polyline of centres.
typedef struct tb_band {
    char id[TB_ID_SIZE];
    tb_vec3 points_mm[TB_BAND_POINTS_MAX];
    int point_count;
    double radius_mm, stiffness_ratio;
    int trigger_point; ///< index, or -1 for a decoy band
} tb_band;

/// A drawn tender spot without band.
typedef struct tb_tender_spot {
    tb_vec3 centre_mm;
    double radius_mm;
} tb_tender_spot;

/// Everything that is fixed about one patient.
typedef struct tb_anatomy {
    uint64_t seed;
    int sex; ///< 0 female, 1 male
    double bmi;
    tb_region_id region;
    bool left;             ///< treated on the left: shown mirrored; no part of the hash
    double radius_t_mm;    ///< 0 = flat
    double radius_b_mm[2]; ///< for b < 0 and b > 0; 0 = flat
    double extent_t_mm[2], extent_b_mm[2], base_depth_mm;
    tb_roll roll;
    tb_layer layers[TB_LAYERS_MAX];
    int layer_count;
    tb_target_muscle target;
    int target_layer; ///< index: target.layer
    tb_structure structures[TB_STRUCTURES_MAX];
    int structure_count;
    tb_structure neighbours[TB_NEIGHBOURS_MAX]; ///< muscles within the layers, for pictures alone:
                                                ///< no part of mechanics, rays or the hash
    int neighbour_count;
    tb_trigger_point trigger_points[TB_TRIGGER_POINTS_MAX];
    int trigger_point_count;
    int symptomatic; ///< index of the trigger point to treat: the first active one, else the first,
                     ///< -1 without any
    tb_band bands[TB_BANDS_MAX + TB_DECOYS_MAX];
    int band_count; ///< decoy bands included
    tb_tender_spot tender_spots[TB_DECOYS_MAX];
    int tender_spot_count;
    tb_case_referral referral[TB_REFERRAL_MAX]; ///< of this patient: drops and weights drawn
    int referral_count;
    double pain_threshold_kpa[3]; ///< active, latent, normal site of this patient
    double pain_sensitivity;      ///< factor on every pain, about 1
} tb_anatomy;

/// Draw a patient. The same case and seed give the same anatomy to the bit.
/// @param seed any value; 0 gives the nominal patient: means, BMI and sex without effect on the
/// layers, no shift, no jitter, probabilities > 0.5 happen
void tb_anatomy_draw(const tb_case *model, uint64_t seed, tb_anatomy *out);

// ---- surface, layers, muscle --------------------------------------------------------------------

/// Depth coordinate n of the skin at (t, b), the lifted roll included.
double tb_anatomy_skin_mm(const tb_anatomy *anatomy, double t_mm, double b_mm);

/// Unit inward normal of the resting skin at (t, b).
tb_vec3 tb_anatomy_skin_normal(const tb_anatomy *anatomy, double t_mm, double b_mm);

/// The same of the patch alone, which a roll stands on.
double tb_anatomy_patch_mm(const tb_anatomy *anatomy, double t_mm, double b_mm);

/// Coordinate n of the superficial face of a layer at (t, b); layer == layer_count gives the deep
/// face of the last.
double tb_anatomy_layer_top_mm(const tb_anatomy *anatomy, int layer, double t_mm, double b_mm);

/// Index of the layer that holds a point, -1 above the skin, layer_count below the last.
int tb_anatomy_layer_at(const tb_anatomy *anatomy, tb_vec3 place_mm);

/// Is a layer above the first fascia or muscle? False outside the layers.
bool tb_anatomy_is_subcutis(const tb_anatomy *anatomy, int layer);

/// What lies in the layers at a point: bone, organ, vessel, nerve, tendon, then nodule, taut band,
/// then a target muscle that is no layer.
/// @param tissue out: unchanged when there is nothing but layers
bool tb_anatomy_inclusion_at(const tb_anatomy *anatomy, tb_vec3 place_mm, tb_tissue *tissue);

/// Finest tissue at a point: bone, organ, vessel, nerve, tendon, then nodule, taut band, target
/// muscle, then the layer's own. Above the skin it answers TB_TISSUE_SKIN, below the last layer the
/// last layer's tissue.
tb_tissue tb_anatomy_tissue_at(const tb_anatomy *anatomy, tb_vec3 place_mm);

/// Faces of the muscle to treat straight below (t, b): coordinate n of its superficial and deep
/// face. Both are equal where there is no muscle.
/// @return false where there is none
bool tb_anatomy_target_span(const tb_anatomy *anatomy, double t_mm, double b_mm, double *top_mm,
                            double *deep_mm);

/// Does a point lie in the muscle to treat?
bool tb_anatomy_in_target(const tb_anatomy *anatomy, tb_vec3 place_mm);

/// A place given by its share of the muscle's depth: 0 superficial face, 1 deep face. Beyond the
/// ends of a tube its first or last station counts; beside its centre line the share is one of the
/// full thickness.
tb_vec3 tb_anatomy_target_place(const tb_anatomy *anatomy, double t_mm, double b_mm,
                                double fraction);

// ---- distances and rays -------------------------------------------------------------------------

/// Signed distance to a structure's surface, negative inside. Exact for a chain of tapered
/// capsules, a plate and an ellipsoid; for a flattened chain, a surface and a plate's hole a bound
/// with an exact zero set.
double tb_structure_distance_mm(const tb_structure *structure, tb_vec3 place_mm);

/// Is that distance negative? Faster where a look at a plate's faces answers it.
bool tb_structure_holds(const tb_structure *structure, tb_vec3 place_mm);

/// Smallest distance between a needle segment and a structure's surface (negative when it enters).
double tb_structure_segment_distance_mm(const tb_structure *structure, tb_vec3 from_mm,
                                        tb_vec3 to_mm);

/// Signed distance to the surface of a trigger point's ellipsoid (first-order, exact zero set).
double tb_trigger_point_distance_mm(const tb_trigger_point *point, tb_vec3 place_mm);

/// Smallest distance from a point to a band's surface; negative inside.
double tb_band_distance_mm(const tb_band *band, tb_vec3 place_mm);

/// Where a line first touches one structure: distance along the unit direction, in closed form.
/// @param reach_mm  length of the ray, > 0
/// @param radius_mm thickness of the line, >= 0: the structure is grown by it
/// @return distance in [0, reach_mm], or INFINITY
double tb_structure_cast_mm(const tb_structure *structure, tb_vec3 origin_mm, tb_vec3 direction,
                            double reach_mm, double radius_mm);

/// What a straight ray meets first among the hazards of the given classes.
typedef struct tb_ray_hit {
    int structure;      ///< index, -1 for none
    double distance_mm; ///< from the origin along the unit direction
} tb_ray_hit;

/// Cast a ray from a point: closed form for every shape.
/// @param direction unit vector
/// @param reach_mm  length of the ray, > 0
/// @param class_mask bit (1u << tb_hazard_class) for each class that counts
tb_ray_hit tb_anatomy_cast(const tb_anatomy *anatomy, tb_vec3 origin_mm, tb_vec3 direction,
                           double reach_mm, uint32_t class_mask);

/// The same while what breathes stands at a share of full inspiration: 0 as drawn, 1 full.
tb_ray_hit tb_anatomy_cast_breathing(const tb_anatomy *anatomy, tb_vec3 origin_mm,
                                     tb_vec3 direction, double reach_mm, uint32_t class_mask,
                                     double inspired);

/// Share of full inspiration at a time: fourteen breaths a minute, in for two fifths of each, out
/// and rest for the others.
double tb_inspired_at(uint32_t tick_ms);

/// Signed distance to a structure that stands at a share of full inspiration.
double tb_structure_breathing_distance_mm(const tb_structure *structure, tb_vec3 place_mm,
                                          double inspired);

/// Unit direction of a needle: tilt from +n, azimuth from +t towards +b.
tb_vec3 tb_needle_direction(double tilt_rad, double azimuth_rad);

/// The axis of accepted directions that is nearer to a needle's direction (unit, site frame).
tb_vec3 tb_approach_axis(const tb_site_approach *approach, tb_vec3 direction);

/// How far a needle's direction (unit, site frame) lies outside the accepted ones: beyond the
/// half-angle about the nearer axis, or short of the least tilt. @return degrees, 0 inside
double tb_approach_beyond_deg(const tb_site_approach *approach, tb_vec3 direction);

/// Hash of the drawn patient, part of the state hash.
uint64_t tb_anatomy_hash(const tb_anatomy *anatomy);

#endif
