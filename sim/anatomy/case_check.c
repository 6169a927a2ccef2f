// What makes anatomical sense: every rule of a case that one key alone cannot show.
#include "case_internal.h"
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/alloc.h"
#include "tautband/core/units.h"

#include <stdarg.h>
#include <string.h>

enum { FORMAT = 1, KEY_SIZE = 96, RIM = 12 };

static const double SHAFT_OUTSIDE_MM = 5.0; // that much of a needle must stay outside the skin
static const double MAX_TILT_DEG = 70.0;    // a needle laid flatter skids instead of entering
static const double MAX_SLOPE = 0.9;        // skin steeper than 42 degrees cannot be meshed

/// Everything the rules look at.
typedef struct check {
    const tb_case *model;
    const tb_places *places;
    tb_diagnostics *diagnostics;
} check;

/// Add a fault at the place of a key such as "layers[2].tissue"; the start of its list or group
/// when the key itself is absent.
static void fault(check *c, const char *rule, const char *key, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

static void fault(check *c, const char *rule, const char *key, const char *format, ...)
{
    char path[KEY_SIZE], text[TB_DIAGNOSTIC_TEXT];
    snprintf(path, sizeof path, "%s", key);
    int line = 0, column = 0;
    for (;;) {
        tb_places_find(c->places, path, &line, &column);
        char *dot = strrchr(path, '.');
        if (line > 0 || dot == NULL) {
            break;
        }
        *dot = '\0';
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tb_diagnostics_add(c->diagnostics, line, column, rule, "%s", text);
}

/// "layers[2].tissue"
static const char *key_of(char buffer[KEY_SIZE], const char *list, int index, const char *member)
{
    snprintf(buffer, KEY_SIZE, "%s[%d].%s", list, index, member);
    return buffer;
}

// ---- names and references -----------------------------------------------------------------------

static void check_id(check *c, const char *key, const char *id)
{
    bool good = id[0] != '\0';
    for (const char *at = id; *at != '\0'; ++at) {
        good = good && ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_' ||
                        *at == '-');
    }
    if (!good) {
        fault(c, "id", key, "'%s' is not a name of small letters, digits, '_' and '-'", id);
    }
}

// `ids` lie `stride` bytes apart, the id first in each struct.
static void check_ids(check *c, const char *list, const void *ids, int count, size_t stride)
{
    char key[KEY_SIZE];
    const char *at = ids;
    for (int i = 0; i < count; ++i) {
        check_id(c, key_of(key, list, i, "id"), at + (size_t)i * stride);
        for (int j = 0; j < i; ++j) {
            if (strcmp(at + (size_t)i * stride, at + (size_t)j * stride) == 0) {
                fault(c, "duplicate-id", key, "'%s' is already the id of %s[%d]",
                      at + (size_t)i * stride, list, j);
                break;
            }
        }
    }
}

/// Index of the entry with an id; adds a fault with a "did you mean" when there is none.
static int find_id(check *c, const char *key, const char *what, const char *id, const void *ids,
                   int count, size_t stride)
{
    const char *names[TB_STRUCTURES_MAX + 1] = {NULL};
    for (int i = 0; i < count; ++i) {
        names[i] = (const char *)ids + (size_t)i * stride;
        if (strcmp(names[i], id) == 0) {
            return i;
        }
    }
    const char *near = tb_nearest_name(id, names);
    fault(c, "unknown-reference", key, "there is no %s '%s'%s%s%s", what, id,
          near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
          near != NULL ? "'?" : "");
    return -1;
}

static int find_layer(check *c, const char *key, const char *id)
{
    return find_id(c, key, "layer", id, c->model->layers, c->model->layer_count,
                   sizeof c->model->layers[0]);
}

static void check_names(check *c)
{
    const tb_case *m = c->model;
    char key[KEY_SIZE];
    if (m->format != FORMAT) {
        fault(c, "format", "format", "format %d is not known: this program reads format %d",
              (int)m->format, FORMAT);
    }
    check_id(c, "id", m->id);
    check_ids(c, "layers", m->layers, m->layer_count, sizeof m->layers[0]);
    check_ids(c, "structures", m->structures, m->structure_count, sizeof m->structures[0]);
    check_ids(c, "trigger_points", m->trigger_points, m->trigger_point_count,
              sizeof m->trigger_points[0]);
    check_ids(c, "bands", m->bands, m->band_count, sizeof m->bands[0]);
    const struct {
        const char *key, *text;
    } texts[] = {{"title", m->title},
                 {"muscle", m->muscle},
                 {"patient.who", m->patient.who},
                 {"patient.complaint", m->patient.complaint},
                 {"approach.text", m->approach.text}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
        if (texts[i].text[0] == '\0') {
            fault(c, "empty-text", texts[i].key, "'%s' is empty", texts[i].key);
        }
    }
    if (strcmp(m->site.side, "right") != 0) {
        fault(c, "side", "site.side", "a case describes the right side, not '%s'", m->site.side);
    }
    for (int i = 0; i < m->structure_count; ++i) {
        if (m->structures[i].follow[0] != '\0') {
            find_layer(c, key_of(key, "structures", i, "follow"), m->structures[i].follow);
        }
    }
    for (int i = 0; i < m->band_count; ++i) {
        if (m->bands[i].trigger_point[0] != '\0') {
            find_id(c, key_of(key, "bands", i, "trigger_point"), "trigger point",
                    m->bands[i].trigger_point, m->trigger_points, m->trigger_point_count,
                    sizeof m->trigger_points[0]);
        }
    }
}

// The 44 regions of the body map.
static const char *const region_names[] = {"head_vertex",
                                           "head_occiput",
                                           "head_mastoid",
                                           "head_temple",
                                           "head_forehead",
                                           "head_orbit",
                                           "head_ear",
                                           "head_cheek",
                                           "head_jaw_angle",
                                           "neck_posterolateral",
                                           "neck_angle",
                                           "neck_anterior",
                                           "chest_sternum",
                                           "scap_supra",
                                           "scap_medial_border",
                                           "scap_inferior_angle",
                                           "interscapular",
                                           "shoulder_anterior",
                                           "shoulder_lateral",
                                           "shoulder_posterior",
                                           "arm_anterolateral",
                                           "forearm_radial",
                                           "hand_radial",
                                           "lumbar_paraspinal",
                                           "iliac_crest",
                                           "si_joint",
                                           "sacrum",
                                           "abd_lower_lateral",
                                           "groin",
                                           "buttock_upper",
                                           "buttock_lower",
                                           "hip_greater_troch",
                                           "thigh_lateral",
                                           "thigh_post_prox",
                                           "thigh_post_dist",
                                           "knee_posterior",
                                           "calf_medial",
                                           "calf_lateral",
                                           "calf_mid",
                                           "heel_plantar",
                                           "heel_medial",
                                           "foot_arch",
                                           "foot_mth_2_4",
                                           "foot_medial_border",
                                           NULL};

static void check_referral(check *c)
{
    const tb_case *m = c->model;
    char key[KEY_SIZE];
    for (int i = 0; i < m->referral_count; ++i) {
        const char *region = m->referral[i].region;
        key_of(key, "referral", i, "region");
        bool known = false;
        for (int k = 0; region_names[k] != NULL; ++k) {
            known = known || strcmp(region_names[k], region) == 0;
        }
        if (!known) {
            const char *near = tb_nearest_name(region, region_names);
            fault(c, "unknown-region", key, "the body map has no region '%s'%s%s%s", region,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
        }
        for (int k = 0; k < i; ++k) {
            if (strcmp(m->referral[k].region, region) == 0) {
                fault(c, "duplicate-region", key, "region '%s' is listed twice", region);
                break;
            }
        }
    }
}

// ---- numbers that belong together ---------------------------------------------------------------

/// lo <= middle <= hi
static void check_order(check *c, const char *key, const char *what, double lo, double middle,
                        double hi)
{
    if (!(lo <= middle && middle <= hi)) {
        fault(c, "range-order", key, "%s %g does not lie between its limits %g and %g", what,
              middle, lo, hi);
    }
}

static void check_numbers(check *c)
{
    const tb_case *m = c->model;
    char key[KEY_SIZE];
    const double *ppt = m->patient.pain_threshold_kpa;
    if (!(ppt[0] < ppt[1] && ppt[1] < ppt[2])) {
        fault(c, "threshold-order", "patient.pain_threshold_kpa",
              "pain thresholds must rise from active over latent to normal, not %g, %g, %g", ppt[0],
              ppt[1], ppt[2]);
    }
    for (int i = 0; i < m->band_count; ++i) {
        const tb_case_band *band = &m->bands[i];
        check_order(c, key_of(key, "bands", i, "radius_mm"), "radius", band->radius_lo_mm,
                    band->radius_mm, band->radius_hi_mm);
        check_order(c, key_of(key, "bands", i, "stiffness_ratio"), "stiffness ratio",
                    band->stiffness_lo, band->stiffness_ratio, band->stiffness_hi);
        if (band->point_count < 2) {
            fault(c, "band-path", key_of(key, "bands", i, "points"),
                  "a band needs at least two stations, not %d", (int)band->point_count);
        }
    }
    for (int i = 0; i < m->needle_count; ++i) {
        for (int k = 0; k < i; ++k) {
            if (m->needles[k].diameter_mm == m->needles[i].diameter_mm &&
                m->needles[k].length_mm == m->needles[i].length_mm) {
                fault(c, "duplicate-needle", key_of(key, "needles", i, "diameter_mm"),
                      "needle %g x %g mm is listed twice", m->needles[i].diameter_mm,
                      m->needles[i].length_mm);
                break;
            }
        }
    }
    if (m->approach.tilt_deg + m->approach.half_angle_deg > MAX_TILT_DEG) {
        fault(c, "approach-tilt", "approach.tilt_deg",
              "tilt %g and half angle %g pass %g degrees: such a needle does not enter",
              m->approach.tilt_deg, m->approach.half_angle_deg, MAX_TILT_DEG);
    }
}

static void check_extent(check *c, const char *key, const double extent_mm[2], double radius_mm,
                         const char *radius_key)
{
    if (!(extent_mm[0] < 0.0 && extent_mm[1] > 0.0)) {
        fault(c, "extent", key, "the extent %g to %g must hold the origin", extent_mm[0],
              extent_mm[1]);
        return;
    }
    const double reach_mm = -extent_mm[0] > extent_mm[1] ? -extent_mm[0] : extent_mm[1];
    if (fabs(radius_mm) * MAX_SLOPE < reach_mm) {
        fault(
            c, "surface-steep", radius_key,
            "radius %g is too small for an extent of %g: the skin would be steeper than 42 degrees",
            radius_mm, reach_mm);
    }
}

static bool inside_extent(const tb_case *m, double t_mm, double b_mm)
{
    return t_mm >= m->site.extent_t_mm[0] && t_mm <= m->site.extent_t_mm[1] &&
           b_mm >= m->site.extent_b_mm[0] && b_mm <= m->site.extent_b_mm[1];
}

static void check_site(check *c)
{
    const tb_case *m = c->model;
    check_extent(c, "site.extent_t_mm", m->site.extent_t_mm, m->site.radius_t_mm,
                 "site.radius_t_mm");
    check_extent(c, "site.extent_b_mm", m->site.extent_b_mm, m->site.radius_b_mm,
                 "site.radius_b_mm");
    const double *semi = m->approach.entry_semi_mm;
    const double t = m->approach.entry_t_mm, b = m->approach.entry_b_mm;
    if (!inside_extent(m, t - semi[0], b) || !inside_extent(m, t + semi[0], b) ||
        !inside_extent(m, t, b - semi[1]) || !inside_extent(m, t, b + semi[1])) {
        fault(
            c, "entry-outside", "approach.entry_t_mm",
            "the entry region at (%g, %g) with semi-axes %g x %g reaches beyond the site's extent",
            t, b, semi[0], semi[1]);
    }
    char key[KEY_SIZE];
    for (int i = 0; i < m->trigger_point_count; ++i) {
        const tb_case_trigger_point *point = &m->trigger_points[i];
        if (!inside_extent(m, point->t_mm, point->b_mm)) {
            fault(c, "outside-extent", key_of(key, "trigger_points", i, "t_mm"),
                  "trigger point '%s' at (%g, %g) lies outside the site's extent", point->id,
                  point->t_mm, point->b_mm);
        }
    }
    for (int i = 0; i < m->decoy_count; ++i) {
        if (!inside_extent(m, m->decoys[i].t_mm, m->decoys[i].b_mm)) {
            fault(c, "outside-extent", key_of(key, "decoys", i, "t_mm"),
                  "the decoy at (%g, %g) lies outside the site's extent", m->decoys[i].t_mm,
                  m->decoys[i].b_mm);
        }
    }
}

// ---- layers -------------------------------------------------------------------------------------

static double thickness_mm(const tb_case_layer *layer, double t_mm, double b_mm)
{
    return layer->thickness_mm + layer->gt * t_mm + layer->gb * b_mm +
           layer->ktt_per_mm * t_mm * t_mm + layer->kbb_per_mm * b_mm * b_mm;
}

/// The mean thickness must stay positive over the whole extent, or faces would cross.
static void check_layer_shape(check *c, int index)
{
    enum { STEPS = 16 };
    const tb_case *m = c->model;
    const double *et = m->site.extent_t_mm, *eb = m->site.extent_b_mm;
    char key[KEY_SIZE];
    for (int i = 0; i <= STEPS; ++i) {
        for (int j = 0; j <= STEPS; ++j) {
            const double t = et[0] + (et[1] - et[0]) * i / STEPS;
            const double b = eb[0] + (eb[1] - eb[0]) * j / STEPS;
            const double met = thickness_mm(&m->layers[index], t, b);
            if (met < 0.1) {
                fault(c, "layer-crosses", key_of(key, "layers", index, "thickness_mm"),
                      "layer '%s' is %.2f mm thick at (%.0f, %.0f): its faces cross there",
                      m->layers[index].id, met, t, b);
                return;
            }
        }
    }
}

static void check_layers(check *c)
{
    const tb_case *m = c->model;
    char key[KEY_SIZE];
    if (m->layer_count < 2) {
        fault(c, "layers", "layers", "a site needs skin and a muscle, not %d layers",
              (int)m->layer_count);
        return;
    }
    for (int i = 0; i < m->layer_count; ++i) {
        const tb_case_layer *layer = &m->layers[i];
        key_of(key, "layers", i, "tissue");
        if (layer->tissue > TB_TISSUE_MUSCLE) {
            fault(c, "layer-tissue", key, "a layer is skin, fat, fascia or muscle, not %s",
                  tb_tissue_label((tb_tissue)layer->tissue));
        } else if ((i == 0) != (layer->tissue == TB_TISSUE_SKIN)) {
            fault(c, "layer-order", key, "skin is the first layer and no other; layers[%d] is %s",
                  i, tb_tissue_label((tb_tissue)layer->tissue));
        }
        check_order(c, key_of(key, "layers", i, "thickness_mm"), "thickness", layer->lo_mm,
                    layer->thickness_mm, layer->hi_mm);
        check_layer_shape(c, i);
    }
    const int target = find_layer(c, "target_layer", m->target_layer);
    const int stop = find_layer(c, "approach.stop_layer", m->approach.stop_layer);
    if (target >= 0 && m->layers[target].tissue != TB_TISSUE_MUSCLE) {
        fault(c, "target-layer", "target_layer", "the target layer '%s' is not a muscle",
              m->target_layer);
    }
    if (target >= 0 && stop >= 0 && stop < target) {
        fault(c, "stop-layer", "approach.stop_layer",
              "the stop layer '%s' lies above the target layer '%s'", m->approach.stop_layer,
              m->target_layer);
    }
    double depth_mm = 0.0;
    for (int i = 0; i <= target; ++i) {
        depth_mm += m->layers[i].thickness_mm;
    }
    if (target >= 0 && m->base_depth_mm < depth_mm + 2.0) {
        fault(c, "base-depth", "base_depth_mm",
              "base depth %g does not lie below the target muscle's deep face at %.1f mm",
              m->base_depth_mm, depth_mm);
    }
}

// ---- structures ---------------------------------------------------------------------------------

static void check_structure(check *c, int index)
{
    const tb_case_structure *structure = &c->model->structures[index];
    char key[KEY_SIZE];
    key_of(key, "structures", index, "tissue");
    if (structure->tissue < TB_TISSUE_NERVE) {
        fault(c, "structure-tissue", key, "a structure is nerve, vein, artery or bone, not %s",
              tb_tissue_label((tb_tissue)structure->tissue));
    } else if ((structure->tissue == TB_TISSUE_BONE) != (structure->hazard == TB_HAZARD_BONE)) {
        fault(c, "structure-hazard", key_of(key, "structures", index, "hazard"),
              "tissue %s does not go with hazard %s", tb_tissue_name((tb_tissue)structure->tissue),
              tb_hazard_class_name((tb_hazard_class)structure->hazard));
    }
    key_of(key, "structures", index, "points");
    if (structure->point_count < 2) {
        fault(c, "chain", key, "a structure needs at least two points, not %d",
              (int)structure->point_count);
        return;
    }
    for (int i = 1; i < structure->point_count; ++i) {
        const tb_chain_point *p = &structure->points[i - 1], *q = &structure->points[i];
        const tb_vec3 a = {p->t_mm, p->b_mm, p->n_mm}, b = {q->t_mm, q->b_mm, q->n_mm};
        if (tb_vec3_distance(a, b) <= fabs(p->radius_mm - q->radius_mm) + 1e-6) {
            fault(c, "chain", key, "points %d and %d of '%s' lie inside each other", i - 1, i,
                  structure->id);
        }
    }
}

// ---- rules that need the nominal patient --------------------------------------------------------

static void check_above_skin(check *c, const tb_anatomy *anatomy)
{
    char key[KEY_SIZE];
    for (int i = 0; i < anatomy->structure_count; ++i) {
        const tb_structure *structure = &anatomy->structures[i];
        for (int k = 0; k < structure->point_count; ++k) {
            const tb_chain_point *p = &structure->points[k];
            const double skin_mm = tb_anatomy_skin_mm(anatomy, p->t_mm, p->b_mm);
            if (p->n_mm - p->radius_mm < skin_mm) {
                fault(c, "above-skin", key_of(key, "structures", i, "points"),
                      "point %d of '%s' breaks through the skin, which is at n = %.1f there", k,
                      structure->id, skin_mm);
                break;
            }
        }
    }
}

static void point_in_muscle(const tb_anatomy *anatomy, const tb_case_trigger_point *point,
                            tb_vec3 *centre_mm, double *over_mm, double *under_mm)
{
    const double top =
        tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer, point->t_mm, point->b_mm);
    const double deep =
        tb_anatomy_layer_top_mm(anatomy, anatomy->target_layer + 1, point->t_mm, point->b_mm);
    *centre_mm = (tb_vec3){point->t_mm, point->b_mm, top + point->fraction * (deep - top)};
    *over_mm = centre_mm->z - top;
    *under_mm = deep - centre_mm->z;
}

/// Does a chain reach into an ellipsoid? Its axis is walked in steps a locus would not notice.
static bool runs_through(const tb_structure *structure, const tb_trigger_point *nodule)
{
    const double step_mm = 0.1;
    for (int k = 0; k + 1 < structure->point_count; ++k) {
        const tb_chain_point *p = &structure->points[k], *q = &structure->points[k + 1];
        const tb_vec3 from = {p->t_mm, p->b_mm, p->n_mm};
        const tb_vec3 along = tb_vec3_sub((tb_vec3){q->t_mm, q->b_mm, q->n_mm}, from);
        const int steps = 1 + (int)(tb_vec3_length(along) / step_mm);
        for (int i = 0; i <= steps; ++i) {
            const double share = (double)i / steps;
            const double radius_mm = p->radius_mm + share * (q->radius_mm - p->radius_mm);
            const tb_vec3 at = tb_vec3_along(from, along, share);
            if (tb_trigger_point_distance_mm(nodule, at) < radius_mm) {
                return true;
            }
        }
    }
    return false;
}

/// A hazard may not lie inside the nodule: nobody could needle it without harm.
static void check_nodule(check *c, const tb_anatomy *anatomy, int index, tb_vec3 centre_mm)
{
    const tb_case_trigger_point *point = &c->model->trigger_points[index];
    tb_trigger_point nodule = {.centre_mm = centre_mm, .fibre = {1.0, 0.0, 0.0}};
    memcpy(nodule.semi_axes_mm, point->semi_axes_mm, sizeof nodule.semi_axes_mm);
    char key[KEY_SIZE];
    for (int i = 0; i < anatomy->structure_count; ++i) {
        if (runs_through(&anatomy->structures[i], &nodule)) {
            fault(c, "hazard-in-nodule", key_of(key, "trigger_points", index, "t_mm"),
                  "'%s' runs through the nodule of '%s'", anatomy->structures[i].id, point->id);
        }
    }
}

/// Back from the point along a direction to the skin: length of the path.
static double path_length_mm(const tb_anatomy *anatomy, tb_vec3 point_mm, tb_vec3 direction)
{
    double lo = 0.0, hi = 200.0; // below the skin at lo, above it at hi
    for (int i = 0; i < 50; ++i) {
        const double middle = 0.5 * (lo + hi);
        const tb_vec3 at = tb_vec3_along(point_mm, direction, -middle);
        const bool below = at.z > tb_anatomy_skin_mm(anatomy, at.x, at.y);
        lo = below ? middle : lo;
        hi = below ? hi : middle;
    }
    return hi;
}

/// Along the cone's axis and rim: is the point within reach, and does bone lie before it?
static void check_approach(check *c, const tb_anatomy *anatomy, int index, tb_vec3 centre_mm)
{
    const tb_case *m = c->model;
    const tb_case_trigger_point *point = &m->trigger_points[index];
    char key[KEY_SIZE];
    key_of(key, "trigger_points", index, "t_mm");
    const tb_vec3 axis = tb_needle_direction(tb_rad_from_deg(m->approach.tilt_deg),
                                             tb_rad_from_deg(m->approach.azimuth_deg));
    const double depth_mm = path_length_mm(anatomy, centre_mm, axis);
    double longest_mm = 0.0;
    for (int i = 0; i < m->needle_count; ++i) {
        longest_mm = m->needles[i].length_mm > longest_mm ? m->needles[i].length_mm : longest_mm;
    }
    if (longest_mm < depth_mm + SHAFT_OUTSIDE_MM) {
        fault(c, "no-needle-reaches", "needles",
              "'%s' lies %.1f mm deep and %g mm must stay outside; the longest needle has %g mm",
              point->id, depth_mm, SHAFT_OUTSIDE_MM, longest_mm);
    }
    const tb_vec3 aside = tb_vec3_unit(tb_vec3_cross(
        axis, fabs(axis.x) < 0.9 ? (tb_vec3){1.0, 0.0, 0.0} : (tb_vec3){0.0, 1.0, 0.0}));
    const tb_vec3 other = tb_vec3_cross(axis, aside);
    const double half = tb_rad_from_deg(m->approach.half_angle_deg);
    for (int i = 0; i <= RIM; ++i) { // the axis itself, then the rim
        const double turn = 2.0 * TB_PI * i / RIM, out = i == RIM ? 0.0 : tb_sin(half);
        tb_vec3 d = tb_vec3_scale(axis, i == RIM ? 1.0 : tb_cos(half));
        d = tb_vec3_along(d, aside, out * tb_cos(turn));
        d = tb_vec3_along(d, other, out * tb_sin(turn));
        const double length_mm = path_length_mm(anatomy, centre_mm, d);
        const tb_vec3 entry_mm = tb_vec3_along(centre_mm, d, -length_mm);
        const tb_ray_hit hit =
            tb_anatomy_cast(anatomy, entry_mm, d, length_mm, 1u << TB_HAZARD_BONE);
        if (hit.structure >= 0) {
            fault(c, "bone-in-approach", key,
                  "within the accepted cone '%s' lies before the trigger point '%s'",
                  anatomy->structures[hit.structure].id, point->id);
            return;
        }
    }
}

static void check_band_path(check *c, int index)
{
    const tb_case *m = c->model;
    const tb_case_band *band = &m->bands[index];
    char key[KEY_SIZE];
    for (int i = 0; i < m->trigger_point_count; ++i) {
        const tb_case_trigger_point *point = &m->trigger_points[i];
        if (strcmp(point->id, band->trigger_point) != 0) {
            continue;
        }
        double least = INFINITY;
        for (int k = 0; k + 1 < band->point_count; ++k) {
            const double *p = band->points[k], *q = band->points[k + 1];
            const double ut = q[0] - p[0], ub = q[1] - p[1], length2 = ut * ut + ub * ub;
            const double share =
                length2 > 0.0
                    ? tb_clamp(((point->t_mm - p[0]) * ut + (point->b_mm - p[1]) * ub) / length2,
                               0.0, 1.0)
                    : 0.0;
            const double dt = p[0] + share * ut - point->t_mm, db = p[1] + share * ub - point->b_mm;
            const double d = sqrt(dt * dt + db * db);
            least = d < least ? d : least;
        }
        if (least > point->semi_axes_mm[1]) {
            fault(c, "band-misses-point", key_of(key, "bands", index, "points"),
                  "band '%s' passes '%s' at %.1f mm, outside its nodule", band->id, point->id,
                  least);
        }
    }
}

static void check_nominal(check *c, tb_anatomy *anatomy)
{
    const tb_case *m = c->model;
    char key[KEY_SIZE];
    tb_anatomy_draw(m, 0, anatomy);
    check_above_skin(c, anatomy);
    for (int i = 0; i < m->trigger_point_count; ++i) {
        const tb_case_trigger_point *point = &m->trigger_points[i];
        tb_vec3 centre_mm;
        double over_mm, under_mm;
        point_in_muscle(anatomy, point, &centre_mm, &over_mm, &under_mm);
        if (over_mm < point->semi_axes_mm[2] || under_mm < point->semi_axes_mm[2]) {
            fault(c, "outside-muscle", key_of(key, "trigger_points", i, "fraction"),
                  "the nodule of '%s' reaches out of the target muscle: %.1f mm below its face and "
                  "%.1f mm above its deep face, semi-axis %g",
                  point->id, over_mm, under_mm, point->semi_axes_mm[2]);
        }
        check_nodule(c, anatomy, i, centre_mm);
        check_approach(c, anatomy, i, centre_mm);
    }
    for (int i = 0; i < m->band_count; ++i) {
        check_band_path(c, i);
    }
}

tb_status tb_case_check(const tb_case *model, const tb_places *places, tb_diagnostics *diagnostics)
{
    check c = {model, places, diagnostics};
    check_names(&c);
    check_referral(&c);
    check_numbers(&c);
    check_site(&c);
    check_layers(&c);
    for (int i = 0; i < model->structure_count; ++i) {
        check_structure(&c, i);
    }
    if (model->needle_count < 1) {
        fault(&c, "no-needle", "needles", "the tray holds no needle");
    }
    if (model->trigger_point_count < 1) {
        fault(&c, "no-trigger-point", "trigger_points", "the case has no trigger point");
    }
    if (diagnostics->count > 0) {
        return TB_ERR_FORMAT; // the rules below draw the nominal patient and lean on all above
    }
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    if (anatomy == NULL) {
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to check the case");
        return TB_ERR_MEMORY;
    }
    check_nominal(&c, anatomy);
    tb_free(anatomy);
    return diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
}
