/// A site file: the anatomy of one place of the body in three dimensions, shared by every case that
/// needles there, with the distributions every patient is drawn from. Layer anatomy, needs schema
/// and tissue. mm, degrees and kPa as in the file; right side; site frame (t, b, n). Shapes and
/// rules follow assets/sites/README.md.
#ifndef TB_ANATOMY_SITE_H
#define TB_ANATOMY_SITE_H
#include "tautband/anatomy/region_id.h"
#include "tautband/anatomy/tissue.h"
#include "tautband/core/vec.h"
#include <stdint.h>

enum {
    TB_ID_SIZE = 32,
    TB_LABEL_SIZE = 64,
    TB_SOURCE_SIZE = 96,
    TB_LINE_SIZE = 200,
    TB_LAYERS_MAX = 12,
    TB_GROUPS_MAX = 4,
    TB_STRUCTURES_MAX = 24,
    TB_NEIGHBOURS_MAX = 8,
    TB_CHAIN_POINTS_MAX = 12,
    TB_OUTLINE_MAX = 12,
    TB_VARIANTS_MAX = 2,
    TB_STATIONS_MAX = 10,
    TB_ROLL_SHARES_MAX = 6,
    TB_TRIGGER_POINTS_MAX = 6,
    TB_BANDS_MAX = 6,
    TB_BAND_POINTS_MAX = 8,
    TB_DECOYS_MAX = 4,
    TB_LANDMARKS_MAX = 8,
    TB_REFERRAL_MAX = 12,
    TB_NEEDLES_MAX = 12,
    TB_ADVICE_MAX = 8,
};

/// How dangerous it is to reach a structure.
typedef enum tb_hazard_class {
    TB_HAZARD_NONE, ///< tendon, landmark
    TB_HAZARD_LETHAL,
    TB_HAZARD_NERVE_VESSEL_MAJOR,
    TB_HAZARD_NERVE_MAJOR,
    TB_HAZARD_VESSEL_MAJOR,
    TB_HAZARD_NERVE_VESSEL,
    TB_HAZARD_NERVE,
    TB_HAZARD_VESSEL,
    TB_HAZARD_BONE, ///< backstop
    TB_HAZARD_CLASS_COUNT
} tb_hazard_class;

/// The skin of the site: n_skin = t^2 / (2 Rt) + b^2 / (2 Rb) inside the extent, straight beyond
/// it. A radius of 0 is flat, a negative one concave.
typedef struct tb_site_skin {
    double radius_t_mm;
    double radius_b_mm[2]; ///< for b < 0 and for b > 0
    double extent_t_mm[2], extent_b_mm[2];
    char source[TB_SOURCE_SIZE];
} tb_site_skin;

/// Share of a layer in the half-width of a lifted roll.
typedef struct tb_roll_share {
    char layer[TB_ID_SIZE];
    double share;
} tb_roll_share;

/// A muscle lifted by a pincer grip: a fin on the skin. Half-width w = sum of share x layer; the
/// crest stands height_mm above the skin; cross-section round on top, upright at the sides.
typedef struct tb_site_roll {
    double height_mm, height_cv, height_lo_mm, height_hi_mm; ///< height_mm 0: there is no roll
    double half_length_mm;                                   ///< along t, where it can be grasped
    double base_mm; ///< n down to which the lifted muscle fills the roll
    tb_roll_share width[TB_ROLL_SHARES_MAX];
    int32_t width_count;
    char source[TB_SOURCE_SIZE];
} tb_site_roll;

/// How a layer follows body build.
typedef enum tb_layer_scaling {
    TB_SCALING_NONE,
    TB_SCALING_FAT_LIMB,
    TB_SCALING_FAT_TRUNK,
    TB_SCALING_MUSCLE_CALF,
    TB_SCALING_MUSCLE_UPPER,
} tb_layer_scaling;

/// thickness(t, b) = max(0.1, T + gt t + gb b + ktt t^2 + kbb b^2), T log-normal with `cv`, redrawn
/// outside [lo, hi]; only inside only_t and only_b, where they are given, with a ramp of fade_mm
/// across each edge.
typedef struct tb_site_layer {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    int32_t tissue; ///< tb_tissue
    double thickness_mm, cv, lo_mm, hi_mm;
    int32_t scaling; ///< tb_layer_scaling
    double gt, gb, ktt_per_mm, kbb_per_mm;
    double only_t_mm[2], only_b_mm[2];  ///< first and last place
    int32_t only_t_count, only_b_count; ///< 0 everywhere, 2 limited
    double fade_mm;
    char source[TB_SOURCE_SIZE];
    double nominal_mm; ///< not in the file: the site's own T, by which its structures were placed
} tb_site_layer;

/// What the muscle to treat is.
typedef enum tb_target_kind {
    TB_TARGET_LAYER, ///< a layer
    TB_TARGET_TUBE,  ///< an elliptic tube inside a layer
    TB_TARGET_ROLL,  ///< the core of the lifted roll
} tb_target_kind;

/// A station of a tube: centre and half-axes of its ellipse; linear along t.
typedef struct tb_tube_station {
    double t_mm, b_mm, n_mm, half_width_mm, half_thickness_mm;
} tb_tube_station;

/// The muscle to treat.
typedef struct tb_site_target {
    int32_t kind;           ///< tb_target_kind
    char layer[TB_ID_SIZE]; ///< the muscle; of a tube: the layer around it; of a roll: its muscle
    tb_tube_station stations[TB_STATIONS_MAX];
    int32_t station_count;
    double width_cv, thickness_cv; ///< of a tube, between people
    char follow[TB_ID_SIZE];       ///< layer whose deep face carries the tube
} tb_site_target;

/// Structures that move together.
typedef struct tb_site_group {
    char id[TB_ID_SIZE];
    double shift_sd_mm[3]; ///< SD along t, b, n; drawn within +-2.5 SD
    char follow[TB_ID_SIZE];
    double follow_weight;
    double bmi_mm; ///< along n per unit of BMI from 23
    char source[TB_SOURCE_SIZE];
} tb_site_group;

/// Kinds of shape.
typedef enum tb_shape {
    TB_SHAPE_CHAIN,     ///< balls joined by cones: nerve, vessel, rib
    TB_SHAPE_PLATE,     ///< an outline of some thickness: scapula, ilium
    TB_SHAPE_ELLIPSOID, ///< kidney, lung, trochanter
    TB_SHAPE_SURFACE,   ///< everything beyond a curved surface: pleura, peritoneum
} tb_shape;

/// One station of a chain: site coordinates and radius.
typedef struct tb_chain_point {
    double t_mm, b_mm, n_mm, radius_mm;
} tb_chain_point;

/// A corner of a plate's outline, along its axes u and v from its origin.
typedef struct tb_outline_point {
    double u_mm, v_mm;
} tb_outline_point;

/// A rare difference of one structure.
typedef struct tb_site_variant {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    double probability;
    double shift_mm[3];
    double hole_u_mm, hole_v_mm, hole_radius_mm; ///< round hole in a plate; radius 0: none
    char source[TB_SOURCE_SIZE];
} tb_site_variant;

/// A nerve, vessel, bone or organ.
typedef struct tb_site_structure {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    int32_t tissue; ///< tb_tissue
    int32_t hazard; ///< tb_hazard_class
    int32_t shape;  ///< tb_shape
    // chain
    tb_chain_point points[TB_CHAIN_POINTS_MAX];
    int32_t point_count;
    double flat; ///< thickness along n as a share of the width; 1 = round
    // plate: outline in (u, v) at the origin, extruded by half its thickness to both sides
    double origin_mm[3], u[3], v[3];
    tb_outline_point outline[TB_OUTLINE_MAX];
    int32_t outline_count;
    double thickness_mm;
    // ellipsoid: axes as rows, t b n of each
    double centre_mm[3], semi_axes_mm[3], axis_1[3], axis_2[3], axis_3[3];
    // surface: axis = c0 + c1 x + c2 y + c3 x^2 + c4 y^2 + c5 xy, x and y the other coordinates in
    // the order t, b, n; the organ lies beyond it
    int32_t axis; ///< 0 t, 1 b, 2 n
    double coefficients[6];
    double clip_t_mm[2], clip_b_mm[2], clip_n_mm[2];
    int32_t clip_t_count, clip_b_count, clip_n_count; ///< 0 unbounded, 2 bounded
    // how it varies
    char group[TB_ID_SIZE];
    double shift_sd_mm[3];
    char follow[TB_ID_SIZE]; ///< layer whose deep face it follows, or empty
    double follow_weight;    ///< 1 = fully
    tb_site_variant variants[TB_VARIANTS_MAX];
    int32_t variant_count;
    // how it moves
    int32_t breath_axis; ///< 0 t, 1 b, 2 n
    double breath_mm[3]; ///< at full inspiration: extremes of the population and its median
    double bolster_mm;   ///< along n, with a bolster under the shoulder
    char distribution[TB_LINE_SIZE]; ///< nerves: regions of the body map it feeds, between spaces
    char source[TB_SOURCE_SIZE];
} tb_site_structure;

/// A usual trigger point with its jitter. `fraction` runs from 0 (superficial face of the target
/// muscle) to 1 (deep face).
typedef struct tb_site_point {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    double prior; ///< share of patients whose pain comes from this one
    double t_mm, b_mm, fraction;
    double jitter_sd[3];           ///< t in mm, b in mm, fraction
    double semi_axes_active_mm[3]; ///< nodule along t, b, n when active
    double semi_axes_latent_mm[3];
    double loci_semi_axes_mm[3];
    double loci_mean;         ///< Poisson mean of sensitive loci when active; see anatomy.h
    double approach_tilt_deg; ///< own direction instead of the site's, or < 0
    double approach_azimuth_deg;
    char source[TB_SOURCE_SIZE];
} tb_site_point;

/// A taut band: path of (t, b, fraction) through the muscle. Moves with its trigger point's jitter.
typedef struct tb_site_band {
    char id[TB_ID_SIZE];
    char trigger_point[TB_ID_SIZE]; ///< empty: a band without trigger point
    double points[TB_BAND_POINTS_MAX][3];
    int32_t point_count;
    double radius_mm, radius_lo_mm, radius_hi_mm;
    double stiffness_ratio, stiffness_lo, stiffness_hi; ///< against resting muscle, 1 = no contrast
    char source[TB_SOURCE_SIZE];
} tb_site_band;

/// Something that can be mistaken for the point.
typedef enum tb_decoy_kind { TB_DECOY_TENDER_ONLY, TB_DECOY_BAND_ONLY } tb_decoy_kind;

/// A decoy's place. TB_DECOY_BAND_ONLY is felt as a cord of 40 mm along t.
typedef struct tb_site_decoy {
    int32_t kind;
    double t_mm, b_mm, fraction;
    char note[TB_LABEL_SIZE];
} tb_site_decoy;

/// A named place on the skin.
typedef struct tb_site_landmark {
    char label[TB_LABEL_SIZE];
    double t_mm, b_mm;
    bool visible; ///< false: only palpable
} tb_site_landmark;

/// A body-map region the points refer to. weight 1 = primary, 0.4 = spill-over.
typedef struct tb_case_referral {
    char region[TB_ID_SIZE];
    double weight;
    char points[TB_TRIGGER_POINTS_MAX][TB_ID_SIZE]; ///< only these trigger points refer there
    int32_t point_count;                            ///< 0: all of them
} tb_case_referral;

/// Where the accepted entry lies.
typedef enum tb_entry_kind {
    TB_ENTRY_ELLIPSE, ///< an ellipse on the skin
    TB_ENTRY_FACES,   ///< either face of the roll
} tb_entry_kind;

/// The accepted entry and direction.
typedef struct tb_site_approach {
    bool allowed;                                 ///< false: this place is palpated, not needled
    double tilt_deg, azimuth_deg, half_angle_deg; ///< cone of accepted directions
    double azimuth_2_deg; ///< a second axis with the same tilt; equal to the first: none
    double least_tilt_deg;
    int32_t entry;                                   ///< tb_entry_kind
    double entry_t_mm, entry_b_mm, entry_semi_mm[2]; ///< ellipse; of faces: semi[0] along t
    double entry_n_mm[2];                            ///< of faces: height range
    char text[TB_LINE_SIZE];
    char source[TB_SOURCE_SIZE];
} tb_site_approach;

/// What ends the advance.
typedef enum tb_depth_stop {
    TB_STOP_DEEP_BORDER, ///< deep face of the target muscle
    TB_STOP_BONE,        ///< the named backstop
    TB_STOP_DEPTH,       ///< a depth below the skin
    TB_STOP_PINCH,       ///< the far face of the roll
} tb_depth_stop;

/// How deep the needle may go.
typedef struct tb_site_depth_rule {
    int32_t stop;               ///< tb_depth_stop
    char structure[TB_ID_SIZE]; ///< the backstop
    double margin_mm;           ///< stay this much before the border or the far face
    double max_mm;              ///< no deeper below the skin; 0 = no such limit
    double clearance_mm;        ///< least distance to what is lethal; 0 = no such limit
    double longest_needle_mm;   ///< a longer one is wrong here; 0 = no such limit
    char text[TB_LINE_SIZE];
    char source[TB_SOURCE_SIZE];
} tb_site_depth_rule;

/// How the muscle is felt.
typedef enum tb_technique { TB_TECHNIQUE_FLAT, TB_TECHNIQUE_PINCER } tb_technique;

/// A needle in the tray.
typedef struct tb_case_needle {
    double diameter_mm, length_mm;
} tb_case_needle;

/// The whole file. Field meanings as in assets/sites/README.md; numbers come with a source key per
/// group.
typedef struct tb_site {
    char id[TB_ID_SIZE], title[TB_LABEL_SIZE], muscle[TB_LABEL_SIZE];
    int32_t format;
    int32_t region;        ///< tb_region_id
    char side[TB_ID_SIZE]; ///< "right"
    bool right_only;       ///< the left side is no mirror image here, so no case may be on the left
    char position[TB_LINE_SIZE]; ///< how the patient lies
    char origin[TB_LINE_SIZE];   ///< where the origin of the site is
    double place_mm[3]; ///< near the origin, in body axes (region.h): lateral, anterior, superior
    double axis_t[3], axis_b[3], axis_n[3]; ///< unit vectors as (lateral, anterior, superior)
    tb_site_skin skin;
    tb_site_roll roll;
    tb_site_layer layers[TB_LAYERS_MAX];
    int32_t layer_count;
    tb_site_target target;
    double base_depth_mm; ///< depth of the mechanical base below the skin when no bone is nearer
    tb_site_group groups[TB_GROUPS_MAX];
    int32_t group_count;
    tb_site_structure structures[TB_STRUCTURES_MAX];
    tb_site_structure neighbours[TB_NEIGHBOURS_MAX]; ///< muscles around, for pictures alone
    int32_t neighbour_count;
    int32_t structure_count;
    tb_site_point trigger_points[TB_TRIGGER_POINTS_MAX];
    int32_t trigger_point_count;
    tb_site_band bands[TB_BANDS_MAX];
    int32_t band_count;
    tb_site_decoy decoys[TB_DECOYS_MAX];
    int32_t decoy_count;
    tb_site_landmark landmarks[TB_LANDMARKS_MAX];
    int32_t landmark_count;
    tb_case_referral referral[TB_REFERRAL_MAX];
    int32_t referral_count;
    tb_site_approach approach;
    tb_site_depth_rule depth_rule;
    struct {
        int32_t technique; ///< tb_technique
        char text[TB_LINE_SIZE];
    } palpation;
    tb_case_needle needles[TB_NEEDLES_MAX];
    int32_t needle_count;
    char perpetuating[TB_ADVICE_MAX][TB_LINE_SIZE]; ///< what keeps the point alive
    int32_t perpetuating_count;
    char risk[TB_LINE_SIZE]; ///< what consent must name here
    bool thorax;             ///< aftercare must name chest symptoms
} tb_site;

/// Read and check a site file: schema first, then anatomical sense (layers, references, every
/// trigger point inside its muscle and within reach, an approach clear of bone and hazards).
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (all faults in `diagnostics`), TB_ERR_MEMORY; `out`
/// unchanged on error
tb_status tb_site_load(const char *path, tb_site *out, tb_diagnostics *diagnostics);

/// The same from memory, for tests and fuzzing; `path` is used in messages only.
tb_status tb_site_parse(const char *path, const char *text, size_t text_bytes, tb_site *out,
                        tb_diagnostics *diagnostics);

/// The table behind a site file, for `case schema --site`.
const tb_schema *tb_site_schema(void);

/// Name of a hazard class ("nerve_major"); "unknown" outside the enumeration.
const char *tb_hazard_class_name(tb_hazard_class hazard);

#endif
