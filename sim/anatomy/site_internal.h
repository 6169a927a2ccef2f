/// Reading and checking sites and cases. Seen only inside anatomy.
#ifndef TB_ANATOMY_SITE_INTERNAL_H
#define TB_ANATOMY_SITE_INTERNAL_H
#include "schema_internal.h"
#include "tautband/anatomy/anatomy.h"

/// A file that has no second azimuth reads as this.
#define NO_SECOND_AZIMUTH 1e3

/// Tables that a site and a case share, and the one of a case's care.
extern const tb_schema tb_referral_schema, tb_needle_schema, tb_care_schema;

/// What the rules of one file report to.
typedef struct tb_checking {
    const tb_places *places;
    tb_diagnostics *diagnostics;
} tb_checking;

/// Add a fault at the place of a key such as "layers[2].tissue"; at its list or group when the key
/// itself is absent.
void tb_check_fault(const tb_checking *c, const char *rule, const char *key, const char *format,
                    ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/// Write "layers[2].tissue" into `buffer` and return it.
const char *tb_check_key(char buffer[TB_PLACE_PATH], const char *list, int index,
                         const char *member);

/// Rule "id": small letters, digits, '_' and '-'.
void tb_check_id(const tb_checking *c, const char *key, const char *id);

/// Rules "id" and "duplicate-id" for a list whose structs begin with their id.
void tb_check_ids(const tb_checking *c, const char *list, const void *ids, int count,
                  size_t stride);

/// Index of the entry with an id; rule "unknown-reference", with a "did you mean", and -1 when
/// there is none.
int tb_check_find(const tb_checking *c, const char *key, const char *what, const char *id,
                  const void *ids, int count, size_t stride);

/// Rule "empty-text".
void tb_check_text(const tb_checking *c, const char *key, const char *text);

/// Rule "range-order": lo <= middle <= hi.
void tb_check_order(const tb_checking *c, const char *key, const char *what, double lo,
                    double middle, double hi);

/// Rules "unknown-region" and "duplicate-region", and the trigger points each zone names.
void tb_check_referral(const tb_checking *c, const tb_case_referral *referral, int count,
                       const tb_site *site);

/// Rule "duplicate-needle".
void tb_check_needles(const tb_checking *c, const tb_case_needle *needles, int count);

/// Rule "no-needle-reaches": a needle of the tray, with some shaft outside, for a path.
/// @param allowed_mm longer needles do not count; 0: all do
void tb_check_reach(const tb_checking *c, const tb_case_needle *needles, int count,
                    double allowed_mm, const char *point, double depth_mm);

/// Rule "unknown-source": the list is `../sources.csv` from the file's folder, else from `folder`;
/// without a list nothing is checked.
/// @param target struct that `schema` has filled
void tb_check_sources(const tb_checking *c, const tb_schema *schema, const void *target,
                      const char *file, const char *folder);

/// Everything in a well-typed site that makes no anatomical sense.
/// @return TB_OK, TB_ERR_FORMAT when anything was added, TB_ERR_MEMORY
tb_status tb_site_check(const tb_site *site, const tb_places *places, tb_diagnostics *diagnostics);

/// Rules of the shapes, before any is drawn.
void tb_site_check_structures(const tb_checking *c, const tb_site *site);

/// The rules that need a body; the site has passed all others.
/// @param model scratch; becomes the plain case of the site
/// @param anatomy scratch; becomes its nominal patient
void tb_site_check_nominal(const tb_checking *c, const tb_site *site, tb_case *model,
                           tb_anatomy *anatomy);

/// Same for a case whose site is filled in.
tb_status tb_case_check(const tb_case *model, const tb_places *places, tb_diagnostics *diagnostics);

/// Length of the straight path from the skin (of the roll, when there is one) to a point.
double tb_path_length_mm(const tb_anatomy *anatomy, tb_vec3 point_mm, tb_vec3 direction);

/// Signed distance to the hull of two spheres, negative inside: exact.
double tb_capsule_distance_mm(const tb_chain_point *a, const tb_chain_point *b, tb_vec3 place_mm);

/// Signed distance to an ellipsoid, negative inside: exact.
/// @param normal out, may be NULL: unit, outward, at the nearest place of the surface, which is the
/// distance's gradient
double tb_ellipsoid_distance_mm(const tb_structure *structure, tb_vec3 place_mm, tb_vec3 *normal);

/// Box around a structure; call it when its shape is in place.
void tb_structure_bound(tb_structure *structure);

#endif
