/// What a finger feels of a taut band: the force ridge of a stroke across it, by pressure, depth,
/// stiffness of the band and overlying fat. Layer validation, needs patient.
#ifndef TB_VALIDATION_PALPATION_H
#define TB_VALIDATION_PALPATION_H
#include "tautband/validation/validation.h"

/// One stroke: 24 mm across the band at 20 mm/s, the hand held at the depth that gave the force.
typedef struct tb_ridge_setup {
    double force_n;         ///< the finger presses with this before the stroke, > 0
    double band_depth_mm;   ///< of the band's middle below the skin
    double stiffness_ratio; ///< band against resting muscle; 1 = no contrast
    double fat_mm;          ///< subcutaneous layer; skin 2 mm above it, fascia and muscle below
    double radius_mm;       ///< of the band
} tb_ridge_setup;

/// A band of 2.5 mm, twice as stiff as muscle, 12 mm deep below 5 mm of fat, pressed with 5 N.
tb_ridge_setup tb_ridge_setup_default(void);

/// What was felt.
typedef struct tb_ridge {
    double press_mm; ///< indentation that gave the force
    double ridge;   ///< greatest rise of the force over the same stroke in plain muscle, as a share
    double push_mm; ///< how far the finger rolled the band aside
    double snap;    ///< fastest motion of the band against the finger's: above 1 it flicks past
} tb_ridge;

/// Make one stroke and the same one without the band.
/// @return TB_OK, TB_ERR_ARGUMENT (not positive, band not in the muscle), TB_ERR_MEMORY,
///         TB_ERR_FAULT
tb_status tb_ridge_feel(const tb_validation_subject *subject, const tb_ridge_setup *setup,
                        tb_ridge *out);

#endif
