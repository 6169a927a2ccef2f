/// A case file: one muscle, one patient story, the distributions every patient of the case is drawn
/// from. Layer anatomy, needs schema and tissue. mm, degrees and kPa as in the file; right side;
/// site frame (t, b, n). Shapes and rules follow assets/cases/README.md.
#ifndef TB_ANATOMY_CASE_H
#define TB_ANATOMY_CASE_H
#include "tautband/anatomy/tissue.h"
#include "tautband/core/vec.h"
#include <stdint.h>

enum {
    TB_ID_SIZE = 32,
    TB_LABEL_SIZE = 64,
    TB_SOURCE_SIZE = 96,
    TB_LINE_SIZE = 200,
    TB_LAYERS_MAX = 12,
    TB_STRUCTURES_MAX = 24,
    TB_CHAIN_POINTS_MAX = 12,
    TB_TRIGGER_POINTS_MAX = 4,
    TB_BANDS_MAX = 4,
    TB_BAND_POINTS_MAX = 8,
    TB_DECOYS_MAX = 4,
    TB_LANDMARKS_MAX = 8,
    TB_HISTORY_MAX = 8,
    TB_REFERRAL_MAX = 12,
    TB_NEEDLES_MAX = 12,
    TB_SCREENING_MAX = 16,
    TB_PLAN_MAX = 8,
};

/// What is asked before anything is done: name, id, the question. Order is part of the recording
/// format: append only.
#define TB_QUESTION_LIST(X)                                                                        \
    X(IDENTITY, "identity", "Please tell me your name, and which side it is.")                     \
    X(UNWELL, "unwell", "Any fever, night pain, or weight lost without a reason?")                 \
    X(SWELLING, "swelling",                                                                        \
      "Any swelling, heat or redness? A long journey, a plaster, a vein "                          \
      "that was blocked?")                                                                         \
    X(NUMBNESS, "numbness", "Any numbness, weakness, or trouble with bladder or bowel?")           \
    X(BREATH, "breath", "Any trouble with breathing, chest or heart?")                             \
    X(BLOOD_THINNERS, "blood-thinners", "Do you take blood thinners, or bleed easily?")            \
    X(PREGNANCY, "pregnancy", "Could you be pregnant?")                                            \
    X(SKIN, "skin", "Any infection, wound or swelling of the skin there?")                         \
    X(IMMUNE, "immune", "Anything that weakens your defences: diabetes, treatment, illness?")      \
    X(IMPLANTS, "implants", "Any implant, pacemaker, or allergy to metal?")                        \
    X(NEEDLES, "needles", "How are you with needles? Have you ever fainted?")                      \
    X(EARLIER, "earlier", "What has been tried so far, and did it help?")

/// A screening question.
typedef enum tb_question {
#define X(name, id, text) TB_QUESTION_##name,
    TB_QUESTION_LIST(X)
#undef X
        TB_QUESTION_COUNT
} tb_question;

/// What an answer means: nothing, adapt, do not needle, send on at once.
typedef enum tb_flag { TB_FLAG_NONE, TB_FLAG_ADAPT, TB_FLAG_NO_NEEDLE, TB_FLAG_RED } tb_flag;

/// What to do with this patient today: name, id, text. Append only.
#define TB_DECISION_LIST(X)                                                                        \
    X(NEEDLE, "needle", "Needle the trigger point.")                                               \
    X(MANUAL, "manual", "Treat by hand, without a needle.")                                        \
    X(EXERCISE, "exercise", "No hands-on treatment today: the plan alone.")                        \
    X(REFER, "refer", "Refer, and do not treat.")                                                  \
    X(DECLINE, "decline", "Decline to needle, and explain why.")

/// A decision.
typedef enum tb_decision {
#define X(name, id, text) TB_DECISION_##name,
    TB_DECISION_LIST(X)
#undef X
        TB_DECISION_COUNT
} tb_decision;

/// How a patient speaks: name, id. Append only.
#define TB_VOICE_LIST(X) X(STOIC, "stoic") X(TALKATIVE, "talkative") X(ANXIOUS, "anxious")

/// A manner of speaking.
typedef enum tb_voice {
#define X(name, id) TB_VOICE_##name,
    TB_VOICE_LIST(X)
#undef X
        TB_VOICE_COUNT
} tb_voice;

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

/// How a layer follows body build.
typedef enum tb_layer_scaling {
    TB_SCALING_NONE,
    TB_SCALING_FAT_LIMB,
    TB_SCALING_FAT_TRUNK,
    TB_SCALING_MUSCLE_CALF,
    TB_SCALING_MUSCLE_UPPER,
} tb_layer_scaling;

/// thickness(t, b) = max(0.1, T + gt t + gb b + ktt t^2 + kbb b^2), T log-normal with `cv`, redrawn
/// outside [lo, hi].
typedef struct tb_case_layer {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    int32_t tissue; ///< tb_tissue
    double thickness_mm, cv, lo_mm, hi_mm;
    int32_t scaling; ///< tb_layer_scaling
    double gt, gb, ktt_per_mm, kbb_per_mm;
    char source[TB_SOURCE_SIZE];
} tb_case_layer;

/// One station of a chain: site coordinates and radius.
typedef struct tb_chain_point {
    double t_mm, b_mm, n_mm, radius_mm;
} tb_chain_point;

/// A nerve, vessel, bone or bundle as a chain of tapered capsules.
typedef struct tb_case_structure {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    int32_t tissue; ///< tb_tissue
    int32_t hazard; ///< tb_hazard_class
    tb_chain_point points[TB_CHAIN_POINTS_MAX];
    int32_t point_count;
    double shift_sd_mm[3];   ///< SD of the patient's shift along t, b, n; drawn within +-2.5 SD
    char follow[TB_ID_SIZE]; ///< layer whose deep face it follows, or empty
    double follow_weight;    ///< 1 = fully
    char distribution[TB_LINE_SIZE]; ///< nerves: regions of the body map it feeds, between spaces
    char source[TB_SOURCE_SIZE];
} tb_case_structure;

/// Active, latent.
typedef enum tb_trigger_point_state {
    TB_TRIGGER_POINT_ACTIVE,
    TB_TRIGGER_POINT_LATENT
} tb_trigger_point_state;

/// A trigger point with its jitter. `fraction` runs from 0 (superficial face of the target muscle)
/// to 1 (deep face).
typedef struct tb_case_trigger_point {
    char id[TB_ID_SIZE], label[TB_LABEL_SIZE];
    int32_t state;      ///< tb_trigger_point_state
    double probability; ///< that this patient has it
    double t_mm, b_mm, fraction;
    double jitter_sd[3];    ///< t in mm, b in mm, fraction
    double semi_axes_mm[3]; ///< nodule along t, b, n
    double loci_semi_axes_mm[3];
    double loci_mean; ///< Poisson mean of sensitive loci
    char source[TB_SOURCE_SIZE];
} tb_case_trigger_point;

/// A taut band: path of (t, b, fraction) through the muscle. Moves with its trigger point's jitter.
typedef struct tb_case_band {
    char id[TB_ID_SIZE];
    char trigger_point[TB_ID_SIZE]; ///< empty: a band without trigger point
    double points[TB_BAND_POINTS_MAX][3];
    int32_t point_count;
    double radius_mm, radius_lo_mm, radius_hi_mm;
    double stiffness_ratio, stiffness_lo, stiffness_hi; ///< against resting muscle, 1 = no contrast
    char source[TB_SOURCE_SIZE];
} tb_case_band;

/// Something that can be mistaken for the point.
typedef enum tb_decoy_kind { TB_DECOY_TENDER_ONLY, TB_DECOY_BAND_ONLY } tb_decoy_kind;

/// A decoy's place. TB_DECOY_BAND_ONLY is felt as a cord of 40 mm along t.
typedef struct tb_case_decoy {
    int32_t kind;
    double t_mm, b_mm, fraction;
    char note[TB_LABEL_SIZE];
} tb_case_decoy;

/// A named place on the skin.
typedef struct tb_case_landmark {
    char label[TB_LABEL_SIZE];
    double t_mm, b_mm;
    bool visible; ///< false: only palpable
} tb_case_landmark;

/// A body-map region the point refers to. weight 1 = primary, 0.4 = spill-over.
typedef struct tb_case_referral {
    char region[TB_ID_SIZE];
    double weight;
} tb_case_referral;

/// A needle in the tray.
typedef struct tb_case_needle {
    double diameter_mm, length_mm;
} tb_case_needle;

/// An answer to a screening question. Questions without one are answered "No, nothing like that."
typedef struct tb_case_answer {
    int32_t question; ///< tb_question
    char answer[TB_LINE_SIZE];
    int32_t flag; ///< tb_flag
} tb_case_answer;

/// An option of the plan after the treatment; right ones and distractors of equal length.
typedef struct tb_case_plan {
    char text[TB_LINE_SIZE];
    bool right;
    double weight; ///< of a right option
} tb_case_plan;

/// What the reasoning of an encounter starts from and is judged by. All of it is optional.
typedef struct tb_case_care {
    int32_t voice;      ///< tb_voice, or TB_VOICE_COUNT: drawn from the seed
    double needle_fear; ///< 0..1; from 0.6 on a patient can faint. Negative: drawn from the seed
    double restriction; ///< 0..1: wide stiffness of the muscle, which broad strokes ease
    double severity;    ///< 0..1: state of the trigger point at the first visit
    int32_t decision;   ///< tb_decision that is right today
    int32_t also;       ///< another right one, or TB_DECISION_COUNT
    char risk[TB_LINE_SIZE]; ///< the region's own risk, which consent must name
    bool thorax;             ///< aftercare must name chest symptoms
    tb_case_answer screening[TB_SCREENING_MAX];
    int32_t screening_count;
    tb_case_plan plan[TB_PLAN_MAX];
    int32_t plan_count;
} tb_case_care;

/// The whole file. Field meanings as in assets/cases/README.md; numbers come with a source key per
/// group.
typedef struct tb_case {
    char id[TB_ID_SIZE], title[TB_LABEL_SIZE], muscle[TB_LABEL_SIZE];
    int32_t format, level;
    struct {
        char who[TB_LABEL_SIZE]; ///< "runner, 34": work and age, never a name
        int32_t sex;             ///< 0 female, 1 male
        double bmi, bmi_sd;
        char complaint[TB_LINE_SIZE]; ///< the patient's own words
        char history[TB_HISTORY_MAX][TB_LINE_SIZE];
        int32_t history_count;
        double pain_threshold_kpa[3]; ///< active, latent, normal site; population mean
                                      ///< (algometry)
        double pain_threshold_cv;
        char source[TB_SOURCE_SIZE];
    } patient;
    struct {
        double radius_t_mm,
            radius_b_mm; ///< n_skin = t^2 / (2 Rt) + b^2 / (2 Rb), linear beyond the extent
        double extent_t_mm[2], extent_b_mm[2];
        char side[TB_ID_SIZE];       ///< "right"
        char position[TB_LINE_SIZE]; ///< how the patient lies
        char source[TB_SOURCE_SIZE];
    } site;
    tb_case_layer layers[TB_LAYERS_MAX];
    int32_t layer_count;
    char target_layer[TB_ID_SIZE]; ///< id of the muscle to treat
    double base_depth_mm; ///< depth of the mechanical base below the skin when no bone is nearer
    tb_case_structure structures[TB_STRUCTURES_MAX];
    int32_t structure_count;
    tb_case_trigger_point trigger_points[TB_TRIGGER_POINTS_MAX];
    int32_t trigger_point_count;
    tb_case_band bands[TB_BANDS_MAX];
    int32_t band_count;
    tb_case_decoy decoys[TB_DECOYS_MAX];
    int32_t decoy_count;
    tb_case_landmark landmarks[TB_LANDMARKS_MAX];
    int32_t landmark_count;
    tb_case_referral referral[TB_REFERRAL_MAX];
    int32_t referral_count;
    struct {
        double tilt_deg, azimuth_deg, half_angle_deg; ///< cone of accepted directions
        double entry_t_mm, entry_b_mm, entry_semi_mm[2];
        char stop_layer[TB_ID_SIZE]; ///< never beyond its deep face
        char text[TB_LINE_SIZE];
        char source[TB_SOURCE_SIZE];
    } approach;
    tb_case_needle needles[TB_NEEDLES_MAX];
    int32_t needle_count;
    tb_case_care care;
} tb_case;

/// Read and check a case file: schema first, then anatomical sense (layers, references, a trigger
/// point inside its muscle, a needle that reaches it, an approach cone clear of bone).
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (all faults in `diagnostics`), TB_ERR_MEMORY; `out`
/// unchanged on error
tb_status tb_case_load(const char *path, tb_case *out, tb_diagnostics *diagnostics);

/// The same from memory, for tests and fuzzing; `path` is used in messages only.
tb_status tb_case_parse(const char *path, const char *text, size_t text_bytes, tb_case *out,
                        tb_diagnostics *diagnostics);

/// The table behind a case file, for `case schema`.
const tb_schema *tb_case_schema(void);

/// Hash of everything in the case that can change a score or a state; part of a recording's header.
uint64_t tb_case_hash(const tb_case *model);

/// Id of a screening question ("blood-thinners"); "unknown" outside the enumeration.
const char *tb_question_name(tb_question question);
/// English text of a screening question; "" outside the enumeration.
const char *tb_question_text(tb_question question);
/// Id of a decision; "unknown" outside the enumeration.
const char *tb_decision_name(tb_decision decision);
/// English text of a decision; "" outside the enumeration.
const char *tb_decision_text(tb_decision decision);
/// Id of a voice; "unknown" outside the enumeration.
const char *tb_voice_name(tb_voice voice);
/// The case's answer to a question, or NULL when it gives none.
const tb_case_answer *tb_case_answer_to(const tb_case *model, tb_question question);

/// Name of a hazard class ("nerve_major"); "unknown" outside the enumeration.
const char *tb_hazard_class_name(tb_hazard_class hazard);

#endif
