/// Synthetic trainees: closed-loop hands of three skills that see only what a learner sees (forces,
/// words, the picture's depth) and what a textbook says (usual places, approach, depth in the mean
/// patient); never this patient's truth. Aim, angle, depth, piston speed and tremor carry the noise
/// of their skill. In a silent body, as in studies of cadavers, they go by landmarks and by the
/// site's depth rule alone. Layer session, needs snapshot.
#ifndef TB_SESSION_TRAINEE_H
#define TB_SESSION_TRAINEE_H
#include "tautband/core/status.h"
#include "tautband/session/input.h"
#include "tautband/session/snapshot.h"

/// Skills: name, id.
#define TB_SKILL_LIST(X) X(NOVICE, "novice") X(INTERMEDIATE, "intermediate") X(EXPERT, "expert")

/// A skill.
typedef enum tb_skill {
#define X(name, id) TB_SKILL_##name,
    TB_SKILL_LIST(X)
#undef X
        TB_SKILL_COUNT
} tb_skill;

/// Noise and habits of a skill. Model defaults [J], chosen between published kinematics.
typedef struct tb_skill_noise {
    double aim_sd_mm;                           ///< of the declared and of the needled place
    double angle_sd_deg;                        ///< of the needle's direction
    double depth_sd_mm;                         ///< of the depth gone to
    double piston_mm_per_s, piston_sd_mm_per_s; ///< peak speed of strokes
    double tremor_mm;                           ///< root mean square of an unsupported hand
} tb_skill_noise;

/// Bodies: name, id.
#define TB_BODY_LIST(X) X(LIVING, "living") X(SILENT, "silent")

/// What lies under the hand. A silent body says nothing, feels nothing and answers nothing.
typedef enum tb_body {
#define X(name, id) TB_BODY_##name,
    TB_BODY_LIST(X)
#undef X
        TB_BODY_COUNT
} tb_body;

/// Spread, along and across, of a place that one clinician finds again by palpation.
/// @source Barbero et al. 2012, limits of agreement of 26 to 27 mm: / 1.96 / sqrt(2)
#define TB_LANDMARKS_SD_MM 9.5

/// Who is to be played, and where.
typedef struct tb_trainee_desc {
    const tb_case *model;
    tb_skill skill;
    tb_body body;
    double landmarks_sd_mm; ///< of the place in a silent body, on each axis; 0 to 50
    uint64_t seed;
} tb_trainee_desc;

typedef struct tb_trainee tb_trainee;

/// Id of a skill; "unknown" outside the enumeration.
const char *tb_skill_name(tb_skill skill);

/// Noise of a skill; the novice's outside the enumeration.
const tb_skill_noise *tb_skill_noise_of(tb_skill skill);

/// Id of a body; "unknown" outside the enumeration.
const char *tb_body_name(tb_body body);

/// A living body, landmarks as published.
tb_trainee_desc tb_trainee_desc_default(const tb_case *model, tb_skill skill, uint64_t seed);

/// Make a trainee who has read about the case's site.
///
/// In a silent body there are no questions, no palpation and no plan: the needle that fits is set
/// down over the case's first active point with the error of landmarks and of the skill's aim and
/// angle, driven once to where the site's depth rule ends it (bone, a depth, or the usual deep
/// border with the skill's error of depth) and taken out. A lifted muscle has no such study.
/// @return TB_OK, TB_ERR_MEMORY, TB_ERR_ARGUMENT with a sentence (nothing to needle here, a lifted
/// muscle in a silent body, a spread outside its range)
tb_status tb_trainee_create(const tb_trainee_desc *desc, tb_trainee **out, tb_error *error);

/// Free. NULL is legal.
void tb_trainee_destroy(tb_trainee *trainee);

/// Input for the tick after `seen`. Call once per tick in order; ends with TB_COMMAND_END.
void tb_trainee_next(tb_trainee *trainee, const tb_snapshot *seen, tb_input *input);

/// Hand tremor: band-limited noise around 9.5 Hz.
typedef struct tb_tremor {
    double a1, a2, gain; ///< x = a1 x1 - a2 x2 + gain white
    double x1, x2;
} tb_tremor;

/// Tremor of a root mean square.
tb_tremor tb_tremor_of(double rms_mm);

/// Next sample of 1 ms.
/// @param white normal deviate with SD 1
double tb_tremor_next(tb_tremor *tremor, double white);

#endif
