/// Tissue kinds and their mechanical defaults, read from assets/tissues.yaml (each number with its
/// source). Layer anatomy, needs core and schema. MPa, mm, N.
#ifndef TB_ANATOMY_TISSUE_H
#define TB_ANATOMY_TISSUE_H
#include "tautband/anatomy/schema.h"
#include "tautband/core/hash.h"

/// Kinds of tissue: name, label. Order is part of the state hash: append only.
#define TB_TISSUE_LIST(X)                                                                          \
    X(SKIN, "skin", "skin")                                                                        \
    X(FAT, "fat", "subcutaneous layer")                                                            \
    X(FASCIA, "fascia", "deep fascia")                                                             \
    X(MUSCLE, "muscle", "muscle")                                                                  \
    X(TAUT_BAND, "taut_band", "taut band")                                                         \
    X(NODULE_ACTIVE, "nodule_active", "active trigger point")                                      \
    X(NODULE_LATENT, "nodule_latent", "latent trigger point")                                      \
    X(NERVE, "nerve", "nerve")                                                                     \
    X(VEIN, "vein", "vein")                                                                        \
    X(ARTERY, "artery", "artery")                                                                  \
    X(BONE, "bone", "bone")                                                                        \
    X(TENDON, "tendon", "tendon")                                                                  \
    X(PLEURA, "pleura", "pleura and lung")                                                         \
    X(KIDNEY, "kidney", "kidney")                                                                  \
    X(BOWEL, "bowel", "bowel")                                                                     \
    X(PELVIC_ORGANS, "pelvic_organs", "pelvic organs")                                             \
    X(CORD, "cord", "spinal cord")

/// Which tissue a point lies in.
typedef enum tb_tissue {
#define X(name, id, label) TB_TISSUE_##name,
    TB_TISSUE_LIST(X)
#undef X
        TB_TISSUE_COUNT
} tb_tissue;

/// Mechanics of one tissue. Needle values are for a 0.25 mm filiform needle (model default,
/// [J]).
typedef struct tb_tissue_props {
    double modulus_kpa;        ///< quasi-static (1 s) Young's modulus across the fibres
    double poisson;            ///< in [0.25, 0.48]
    double stiffening;         ///< kappa of the compression stiffening, >= 0
    double membrane_mpa;       ///< in-plane modulus when the layer acts as a membrane; 0 = none
    double puncture_n;         ///< peak force to pierce its surface; 0 = no membrane
    double cutting_mn;         ///< force at the tip while cutting, in mN
    double friction_mn_per_mm; ///< friction of the shaft, in mN per mm
    char source[96];
} tb_tissue_props;

/// All tissues, indexed by tb_tissue.
typedef struct tb_tissue_table {
    tb_tissue_props props[TB_TISSUE_COUNT];
} tb_tissue_table;

/// Read the table; every kind must be present.
/// @return TB_OK or what tb_schema_load() returns; `table` unchanged on error
tb_status tb_tissue_table_load(const char *path, tb_tissue_table *table,
                               tb_diagnostics *diagnostics);

/// Hash of every number, part of a recording's header.
uint64_t tb_tissue_table_hash(const tb_tissue_table *table);

/// Stable id ("taut_band") of a tissue; "unknown" outside the enumeration.
const char *tb_tissue_name(tb_tissue tissue);

/// Label for people ("taut band"); "unknown" outside the enumeration.
const char *tb_tissue_label(tb_tissue tissue);

#endif
