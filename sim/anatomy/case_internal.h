/// The checks of a case beyond its schema. Seen only inside anatomy.
#ifndef TB_ANATOMY_CASE_INTERNAL_H
#define TB_ANATOMY_CASE_INTERNAL_H
#include "schema_internal.h"
#include "tautband/anatomy/anatomy.h"

/// Add a fault for everything in a well-typed case that makes no anatomical sense: broken
/// references, layers that vanish, a trigger point outside its muscle or out of every needle's
/// reach, a hazard inside a nodule, bone across the approach, thresholds out of order, ...
/// @return TB_OK, TB_ERR_FORMAT when anything was added, TB_ERR_MEMORY
tb_status tb_case_check(const tb_case *model, const tb_places *places, tb_diagnostics *diagnostics);

/// Everything the rules look at.
typedef struct tb_case_checking {
    const tb_case *model;
    const tb_places *places;
    tb_diagnostics *diagnostics;
} tb_case_checking;

/// Add a fault at the place of a key such as "layers[2].tissue"; at its list or group when the key
/// itself is absent.
void tb_case_fault(tb_case_checking *c, const char *rule, const char *key, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/// Write "layers[2].tissue" into `buffer` and return it.
const char *tb_case_key(char buffer[TB_PLACE_PATH], const char *list, int index,
                        const char *member);

/// The rules that need a body; the case has passed all others.
/// @param anatomy scratch
void tb_case_check_nominal(tb_case_checking *c, tb_anatomy *anatomy);

#endif
