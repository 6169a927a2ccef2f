/// What the region's own files share. Not for other layers.
#ifndef TB_ANATOMY_REGION_INTERNAL_H
#define TB_ANATOMY_REGION_INTERNAL_H
#include "region_shape.h"

/// What is fixed about a region. Body axes.
typedef struct tb_region_kind {
    const char *name;
    tb_f3 up;           ///< against gravity
    float table_mm;     ///< the table's top along up
    tb_f3 axis, centre; ///< skin is unrolled around this line
    float girth;        ///< mm per unit of BMI from 23
    float turn_max;     ///< cosine of the largest turn of the body to meet the site's own normal
    tb_region_box skin, drape, prop;
    tb_region_place usual;
} tb_region_kind;

/// Never NULL: the last region's for an id outside the enumeration.
const tb_region_kind *tb_region_kind_of(tb_region_id id);

/// Bare body at a point in body axes.
float tb_region_body(const tb_region *region, tb_f3 body_mm);

#endif
