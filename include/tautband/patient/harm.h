/// What can go wrong, by class of structure: the sign at once, what follows and when, what to do,
/// how often it happens to real patients; and how sore the hours and days after are.
/// Layer patient, needs anatomy.h. Nothing here is thrown like dice: contact has its consequence.
#ifndef TB_PATIENT_HARM_H
#define TB_PATIENT_HARM_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/patient/physiology.h"

/// Kinds of harm: name, id. Order is part of the recording format: append only.
#define TB_HARM_LIST(X)                                                                            \
    X(NONE, "none")                                                                                \
    X(NERVE, "nerve")                                                                              \
    X(VEIN, "vein")                                                                                \
    X(ARTERY, "artery")                                                                            \
    X(PLEURA, "pleura")                                                                            \
    X(KIDNEY, "kidney")                                                                            \
    X(BOWEL, "bowel")                                                                              \
    X(CORD, "cord")                                                                                \
    X(ORGAN, "organ")                                                                              \
    X(BONE, "bone")                                                                                \
    X(FAINT, "faint")                                                                              \
    X(STUCK, "stuck")                                                                              \
    X(BENT, "bent")                                                                                \
    X(BRUISE, "bruise")                                                                            \
    X(SORENESS, "soreness")                                                                        \
    X(OVERPRESSED, "overpressed")

/// A kind of harm.
typedef enum tb_harm {
#define X(name, id) TB_HARM_##name,
    TB_HARM_LIST(X)
#undef X
        TB_HARM_COUNT
} tb_harm;

/// How far a faint has come.
typedef enum tb_faint {
    TB_FAINT_NONE,
    TB_FAINT_PRODROME, ///< feels odd, pale, sweating
    TB_FAINT_OUT,      ///< unconscious for some seconds
    TB_FAINT_OVER,
} tb_faint;

enum { TB_CONSEQUENCE_STEPS = 4 };

/// One step of what follows.
typedef struct tb_consequence_step {
    double after_min; ///< after the contact
    int grade;        ///< 1 mild, 2 significant, 3 serious
    const char *text; ///< what the patient has; NULL ends the list
} tb_consequence_step;

/// All that is said about one kind of harm.
typedef struct tb_consequence {
    const char *title;
    tb_consequence_step steps[TB_CONSEQUENCE_STEPS];
    const char *what_to_do;
    const char *base_rate; ///< how often it happens, with its source; for the debrief
} tb_consequence;

/// Id of a kind; "unknown" outside the enumeration.
const char *tb_harm_name(tb_harm harm);

/// The record of a kind; that of TB_HARM_NONE outside the enumeration.
const tb_consequence *tb_consequence_of(tb_harm harm);

/// What touching a structure does, by its tissue, its hazard class and its name. A bundle of nerve
/// and vessel counts as the nerve here; its vessel bleeds too.
tb_harm tb_harm_of_structure(const tb_structure *structure);

/// True when a structure holds a vessel that bleeds.
bool tb_structure_bleeds(const tb_structure *structure);

/// How sore an encounter leaves a patient: a pain of insertion that fades, and a later ache.
typedef struct tb_soreness {
    double insertion_nrs, insertion_tau_h;
    double ache_nrs, ache_peak_h;
} tb_soreness;

/// What decides it.
typedef struct tb_soreness_dose {
    int punctures, twitches;
    double diameter_mm;
    double pressed_s;   ///< compression right after the needle left
    double sensitivity; ///< of the patient
} tb_soreness_dose;

/// Soreness of a needling; nothing without a puncture.
tb_soreness tb_soreness_after(const tb_physiology *physiology, const tb_soreness_dose *dose);

/// Soreness at a time, 0..10: I e^(-t / tau) + A (t / p) e^(1 - t / p).
/// @param hours after the needle left, >= 0
double tb_soreness_nrs(const tb_soreness *soreness, double hours);

#endif
