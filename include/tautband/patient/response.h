/// What a learner can do about harm, step by step: what the patient says then, three choices, and
/// what comes of each. Texts for teaching, from the procedure's own rules (stop, needle out, press,
/// lie flat, stay, send on, say what is an emergency); nothing here is scored.
/// Layer patient, needs harm.h.
#ifndef TB_PATIENT_RESPONSE_H
#define TB_PATIENT_RESPONSE_H
#include "tautband/patient/harm.h"

enum { TB_RESPONSES = 3, TB_SITUATIONS_MAX = 2 };

/// One choice.
typedef struct tb_response {
    const char *text;
    bool right;
    const char *outcome; ///< what comes of it
} tb_response;

/// One moment at which something has to be done.
typedef struct tb_situation {
    int step;         ///< of tb_consequence.steps: what the patient has then
    const char *says; ///< the patient's words, or a sign in brackets; NULL ends the list
    tb_response choices[TB_RESPONSES]; ///< exactly one is right
} tb_situation;

/// The situations of a kind of harm, in the order of its steps.
/// @param count out: 0..TB_SITUATIONS_MAX
/// @return the first, or NULL when there is none
const tb_situation *tb_situations_of(tb_harm harm, int *count);

/// The situation that belongs to a step, or NULL.
const tb_situation *tb_situation_at(tb_harm harm, int step);

/// Argument of the command for a choice.
int tb_response_code(tb_harm harm, int step, int choice);

/// The choice that a command's argument names.
/// @param harm, step, choice out, written only when there is such a choice
/// @return NULL when there is none
const tb_response *tb_response_of_code(int code, tb_harm *harm, int *step, int *choice);

#endif
