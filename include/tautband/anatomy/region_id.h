/// Names of the body regions that have a field of their own (region.h). Layer anatomy, needs
/// nothing.
#ifndef TB_ANATOMY_REGION_ID_H
#define TB_ANATOMY_REGION_ID_H

/// A part of the body in one position. Order is stable: append only.
typedef enum tb_region_id {
    TB_REGION_CALF,          ///< prone, ankle on a roll
    TB_REGION_SHOULDER_NECK, ///< prone, arm by the side
    TB_REGION_FLANK,         ///< side-lying, loin up
    TB_REGION_BUTTOCK,       ///< prone
    TB_REGION_SOLE,          ///< prone, knee bent, sole up
    TB_REGION_SCAPULA,       ///< prone, arm abducted
    TB_REGION_SUBOCCIPITAL,  ///< prone, nape up
    TB_REGION_FRONT_NECK,    ///< supine, head turned away
    TB_REGION_HIP,           ///< side-lying, hip up
    TB_REGION_FOOT,          ///< supine, medial border of the foot up
    TB_REGION_COUNT
} tb_region_id;

/// Name of a region ("shoulder_neck"); "unknown" outside the enumeration.
const char *tb_region_name(tb_region_id id);

#endif
