/// A case file: one patient's story at one site (site.h), and how hard it is made. Layer anatomy,
/// needs site. Rules follow assets/cases/README.md.
#ifndef TB_ANATOMY_CASE_H
#define TB_ANATOMY_CASE_H
#include "tautband/anatomy/site.h"

enum {
    TB_HISTORY_MAX = 12,
    TB_OVERRIDES_MAX = 4,
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

/// The side of the body that is treated.
typedef enum tb_body_side { TB_BODY_RIGHT, TB_BODY_LEFT } tb_body_side;

/// Active, latent.
typedef enum tb_trigger_point_state {
    TB_TRIGGER_POINT_ACTIVE,
    TB_TRIGGER_POINT_LATENT
} tb_trigger_point_state;

/// Which trigger points a patient of the case has.
typedef enum tb_point_choice {
    TB_POINTS_DRAWN,  ///< one of the site's, active, by their priors
    TB_POINTS_LISTED, ///< those of the list
    TB_POINTS_NONE,   ///< none: the pain has another cause
} tb_point_choice;

/// A trigger point of the site that this case's patients have.
typedef struct tb_case_point {
    char id[TB_ID_SIZE];
    int32_t state; ///< tb_trigger_point_state
    double probability;
} tb_case_point;

/// A layer of the site whose thickness is another one in this case.
typedef struct tb_case_layer {
    char id[TB_ID_SIZE];
    double thickness_mm, cv, lo_mm, hi_mm;
    char source[TB_SOURCE_SIZE];
} tb_case_layer;

/// How hard the case is made. 1 leaves the site as it is.
typedef struct tb_case_difficulty {
    double jitter;           ///< factor on how far the points lie from their usual place
    double point_size;       ///< factor on the nodule's axes
    double point_depth;      ///< added to the share of the muscle's depth
    double band_contrast;    ///< factor on the band's stiffness beyond that of muscle
    double pain_sensitivity; ///< factor on every pain
    double anatomy;          ///< factor on the shifts of structures
    double variants;         ///< factor on the probability of rare anatomy
    bool decoys;             ///< false: none of the site's decoys
    double shift_mm;         ///< how far the patient shifts at a time; 0: lies still
    double shifts_per_min;   ///< how often
    double time_limit_s;     ///< allotted to the hands-on part; 0: none
    double chats_per_min;    ///< how often the patient talks of something else
    bool hide_landmarks;     ///< no distance from the landmark is shown
    bool hide_hazards;       ///< nerves, vessels and organs are neither drawn nor named
} tb_case_difficulty;

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
    int32_t report;     ///< not in the file: what the patient answers when asked about the last
                        ///< visit (a line of the patient), 0 at the first
    int32_t decision;   ///< tb_decision that is right today
    int32_t also;       ///< another right one, or TB_DECISION_COUNT
    char risk[TB_LINE_SIZE]; ///< the region's own risk, which consent must name
    bool thorax;             ///< aftercare must name chest symptoms
    tb_case_answer screening[TB_SCREENING_MAX];
    int32_t screening_count;
    tb_case_plan plan[TB_PLAN_MAX];
    int32_t plan_count;
} tb_case_care;

/// The whole file, with its site and everything that the case leaves to the site filled in.
typedef struct tb_case {
    char id[TB_ID_SIZE], title[TB_LABEL_SIZE];
    char site_id[TB_ID_SIZE]; ///< key `site`
    int32_t format, level;
    int32_t
        side; ///< tb_body_side. A left case is the mirror image of a right one: anatomy, state and
              ///< score stay in the site's right-sided coordinates, only pictures are mirrored
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
        bool bolster; ///< lies with a bolster under the shoulder
        char source[TB_SOURCE_SIZE];
    } patient;
    int32_t point_choice; ///< tb_point_choice
    tb_case_point points[TB_TRIGGER_POINTS_MAX];
    int32_t point_count;
    tb_case_difficulty difficulty;
    tb_case_layer layers[TB_OVERRIDES_MAX];
    int32_t layer_count;
    tb_case_referral referral[TB_REFERRAL_MAX]; ///< the site's unless the file has its own
    int32_t referral_count;
    tb_case_needle needles[TB_NEEDLES_MAX]; ///< the site's unless the file has its own
    int32_t needle_count;
    char perpetuating[TB_ADVICE_MAX][TB_LINE_SIZE]; ///< the site's unless the file has its own
    int32_t perpetuating_count;
    tb_case_care care;
    // not in the file: what a visit of a course finds, and what the site adds
    int32_t drawn_state;        ///< tb_trigger_point_state of a point that is drawn by its prior
    tb_site site;               ///< with the case's layers in place
    char muscle[TB_LABEL_SIZE]; ///< the site's
    tb_site_approach approach;  ///< the site's, or that of the one trigger point the case has
} tb_case;

/// Read and check a case file and the site it names: `<site>.yaml` in the folder `sites` beside the
/// case's own folder.
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (all faults in `diagnostics`), TB_ERR_MEMORY; `out`
/// unchanged on error
tb_status tb_case_load(const char *path, tb_case *out, tb_diagnostics *diagnostics);

/// The same; a site that is not beside the case is looked for in `sites_folder` (NULL: nowhere
/// else).
tb_status tb_case_load_with(const char *path, const char *sites_folder, tb_case *out,
                            tb_diagnostics *diagnostics);

/// The same from memory, for tests and fuzzing; `path` is used in messages only.
tb_status tb_case_parse(const char *path, const char *text, size_t text_bytes,
                        const char *sites_folder, tb_case *out, tb_diagnostics *diagnostics);

/// A plain case of a site, for checks and samples: a woman of BMI 23 whose point is drawn by prior,
/// nothing made harder.
void tb_case_of_site(const tb_site *site, tb_case *out);

/// Word for a side: "right" or "left".
const char *tb_body_side_name(tb_body_side side);

/// The table behind a case file, for `case schema`.
const tb_schema *tb_case_schema(void);

/// Hash of everything in the case and its site that can change a score or a state; part of a
/// recording's header.
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

#endif
