/// What the trainee's own files share. Not for other layers.
#ifndef TB_SESSION_TRAINEE_INTERNAL_H
#define TB_SESSION_TRAINEE_INTERNAL_H
#include "tautband/core/rng.h"
#include "tautband/session/trainee.h"

#include "script_internal.h"

enum { TB_PLAN_TEXT_SIZE = 8192 };

/// What a textbook says about the site, for a patient of the case's build.
typedef struct tb_textbook {
    double place_mm[TB_TRIGGER_POINTS_MAX][2]; ///< usual places on the skin
    int place_point[TB_TRIGGER_POINTS_MAX];    ///< whose: index among the site's points
    int place_count;
    double tilt_deg, azimuth_deg;
    double back_mm[2];                   ///< from the place above the point to the entry
    double depth_mm, muscle_mm, deep_mm; ///< along the needle: the point, into the muscle, out
    double into_mm;                      ///< from the first sheet that gives way to the point
    double sheet_mm;                     ///< thickness of that sheet
    double firm_n;                       ///< force on 1 cm2 that hurts at an active point
    bool roll;
} tb_textbook;

/// The text of a plan, as it grows.
typedef struct tb_plan_text {
    char text[TB_PLAN_TEXT_SIZE];
    size_t used;
} tb_plan_text;

/// Whose plan it is, and what they have read.
typedef struct tb_plan_author {
    tb_skill skill;
    const tb_case *model;
    const tb_textbook *book;
} tb_plan_author;

/// Questions, and what follows when the answers bar a needle.
/// @param decision out: what the answers lead to; TB_DECISION_NEEDLE to go on
void tb_plan_screening(const tb_plan_author *author, tb_rng *rng, tb_plan_text *out,
                       tb_decision *decision);

/// Explain, send on or leave alone, and go.
void tb_plan_without_needle(const tb_plan_author *author, tb_decision decision, tb_rng *rng,
                            tb_plan_text *out);

/// Look for the sorest place around one of the usual ones.
/// @param firmness factor on the force
void tb_plan_palpation(const tb_plan_author *author, const double place_mm[2], double firmness,
                       tb_plan_text *out);

/// The same treatment by held pressure, for who will have no needle.
void tb_plan_by_hand(const tb_plan_author *author, double firmness, tb_rng *rng, tb_plan_text *out);

/// Everything from the best place found to the end.
void tb_plan_treatment(const tb_plan_author *author, double firmness, tb_rng *rng,
                       tb_plan_text *out);

/// Only the needle, by landmarks and by the depth rule; nothing that a body says is heard.
/// @param place_mm        the book's place on the skin
/// @param landmarks_sd_mm spread of finding it, on each axis
void tb_plan_silent(const tb_plan_author *author, const double place_mm[2], double landmarks_sd_mm,
                    tb_rng *rng, tb_plan_text *out);

#endif
