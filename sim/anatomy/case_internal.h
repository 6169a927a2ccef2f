/// The checks of a case beyond its schema. Seen only inside anatomy.
#ifndef TB_ANATOMY_CASE_INTERNAL_H
#define TB_ANATOMY_CASE_INTERNAL_H
#include "tautband/anatomy/case.h"

/// Add a fault for everything in a well-typed case that makes no anatomical sense: broken
/// references, layers that vanish, a trigger point outside its muscle or out of every needle's
/// reach, a hazard inside a nodule, bone across the approach, thresholds out of order, ...
/// @return TB_OK, TB_ERR_FORMAT when anything was added, TB_ERR_MEMORY
tb_status tb_case_check(const tb_case *model, const tb_places *places, tb_diagnostics *diagnostics);

#endif
