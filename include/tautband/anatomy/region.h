/// The body around a site as one signed-distance field: blended capsules and ellipsoids, posed as
/// the patient lies, fitted to one drawn patient. The skin that is drawn, picked and marched. Layer
/// anatomy, needs anatomy and core. mm.
///
/// Site axes here: x = t (along the fibres), y = outward (-n), z = b. Body axes: x lateral, y
/// anterior, z superior, of a right side (a left one is shown as its mirror image); zero is
/// - calf: the popliteal crease, at the limb's axis;
/// - sole, foot: the back of the heel, at the sole, on the line to the third toe;
/// - all others: the skin over the spinous process of C7.
///
/// Near the site the skin is the anatomy's own patch (tb_anatomy_skin_mm) and only that enters
/// state. The field is made of + - * / and square roots in single precision and may be asked by
/// state code as well, but a body is not a measurement: nothing clinical is stored in it.
#ifndef TB_ANATOMY_REGION_H
#define TB_ANATOMY_REGION_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/anatomy/region_id.h"
#include "tautband/core/f3.h"

enum {
    TB_REGION_FIT = 19, ///< nodes of the fit along t and along b
    TB_REGION_LINE = 5, ///< points of a line of hair
};

/// Where a site lies on its region.
typedef struct tb_region_place {
    tb_region_id id;
    tb_vec3 t, b, n;   ///< axes of the site on a right side, unit, as (lateral, anterior, superior)
    tb_vec3 origin_mm; ///< near the site's origin, body axes; the skin is looked for along n
} tb_region_place;

/// A region fitted to one patient. Built once by tb_region_init(), then const but for the lift.
typedef struct tb_region {
    const tb_anatomy *anatomy; ///< not owned
    tb_region_id id;
    tb_f3 rows[3];   ///< body axes x, y, z in site axes of the right side
    tb_f3 zero_mm;   ///< body axes of the site's origin
    tb_f3 up;        ///< against gravity, site axes
    tb_f3 axis;      ///< along the limb or trunk, site axes: skin is unrolled around it
    tb_f3 centre_mm; ///< a point of that axis, site axes
    float table_mm;  ///< the table's top is where dot(up, p) is this
    float girth_mm;  ///< grown by body build
    float broad;     ///< factor on the shoulders' and hips' width, by sex
    float lift;      ///< 0 resting, 1: the roll is lifted as high as the patient's allows
    float fit_mm[TB_REGION_FIT][TB_REGION_FIT]; ///< by how much to raise the body at (t, b)
} tb_region;

/// What a place of the skin looks like. All 0 to 1.
typedef struct tb_region_look {
    float hair; ///< 0.5 is the hairline
    float red;  ///< better supplied skin: ears, knuckles, heels, lips
    float pale; ///< thick skin of sole and palm
    float lips; ///< the red of the lips
} tb_region_look;

/// A box in body axes.
typedef struct tb_region_box {
    tb_f3 lo_mm, hi_mm;
} tb_region_box;

/// Parts of a region that are meshed on their own.
typedef enum tb_region_part { TB_REGION_SKIN, TB_REGION_DRAPE, TB_REGION_PROP } tb_region_part;

/// Safe share of tb_region_skin()'s distance to step when marching: blending and flat ellipsoids
/// steepen the field. A march with it ends at most about a millimetre below the skin.
#define TB_REGION_STEP 0.6f
#define TB_REGION_SPARE_DRAPE_MM 40.0f ///< of the drape that is not yet cut

/// The usual site of a region: what a case gets that says no more than the region.
tb_region_place tb_region_usual_place(tb_region_id id);

/// Where a site file puts itself on its region, right side.
tb_region_place tb_site_place(const tb_site *site);

/// Fit a region to a patient. The anatomy is kept by pointer and must outlive the region.
void tb_region_init(tb_region *region, const tb_anatomy *anatomy, const tb_region_place *place);

/// Skin: signed distance at a point in site axes, negative inside the body. First-order: the zero
/// set is exact, march with TB_REGION_STEP.
/// @param region a tb_region; untyped, so that it serves as a field for meshing
float tb_region_skin(const void *region, tb_f3 p);

/// The drape: the body grown by some millimetres and run into the table.
/// @param region a tb_region
float tb_region_drape(const void *region, tb_f3 p);

/// The same before it is cut along its hem: it goes on TB_REGION_SPARE_DRAPE_MM beyond that.
/// @param region a tb_region
float tb_region_spare_drape(const void *region, tb_f3 p);

/// How far beyond the drape's hem a place lies; negative under the drape. Near the hem about mm.
float tb_region_hem(const tb_region *region, tb_f3 p);

/// What the patient lies on beside the table: roll, pillow, head rest. 1e3 where there is nothing.
/// @param region a tb_region
float tb_region_prop(const void *region, tb_f3 p);

/// True where a point of the skin lies under the drape, further than the margin from its hem.
bool tb_region_covered(const tb_region *region, tb_f3 p, float margin_mm);

/// Distance to what is nearest of skin, drape, prop and table: for shade and shadow.
float tb_region_all(const tb_region *region, tb_f3 p);

/// Height (outward, site axes) of the skin above (t, b), looked for from 60 mm above the site down
/// to 110 mm below it; the lower end where there is no skin.
float tb_region_height(const tb_region *region, float t_mm, float b_mm);

/// Nearest point of the skin, for a point close to it.
/// @param normal out: outward unit normal there
tb_f3 tb_region_onto_skin(const tb_region *region, tb_f3 p, tb_f3 *normal);

/// Gradient of a field in site axes by differences over e mm.
/// @param field tb_region_skin or one of its kin
tb_f3 tb_region_gradient(float (*field)(const void *region, tb_f3 p), const void *region, tb_f3 p,
                         float e_mm);

/// Site axes of a point in body axes, and back.
tb_f3 tb_region_from_body(const tb_region *region, tb_f3 body_mm);
/// Body axes of a point in site axes.
tb_f3 tb_region_to_body(const tb_region *region, tb_f3 p);

/// Look of the skin at a point of it.
/// @param p in site axes
/// @param normal outward, unit, site axes
tb_region_look tb_region_look_at(const tb_region *region, tb_f3 p, tb_f3 normal);

/// Hair too fine for the skin's mesh: brows and lashes of a face in view.
/// @param line from 0 on
/// @param points, radii [TB_REGION_LINE] out: on the skin, site axes
/// @return number of points; 0: there is no such line
int tb_region_hair_line(const tb_region *region, int line, tb_f3 *points, float *radii);

/// Where a part is to be meshed; an empty box (lo == hi) when the region has no such part.
tb_region_box tb_region_bounds(const tb_region *region, tb_region_part part);

#endif
