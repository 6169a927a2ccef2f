// What makes anatomical sense: every rule of a case that one key alone cannot show.
#include "case_internal.h"
#include "tautband/core/alloc.h"

#include <stdarg.h>
#include <string.h>

enum { FORMAT = 1 };

static const double MAX_TILT_DEG = 70.0; // a needle laid flatter skids instead of entering
static const double MAX_SLOPE = 0.9;     // skin steeper than 42 degrees cannot be meshed

void tb_case_fault(tb_case_checking *c, const char *rule, const char *key, const char *format, ...)
{
    char path[TB_PLACE_PATH], text[TB_DIAGNOSTIC_TEXT];
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

const char *tb_case_key(char buffer[TB_PLACE_PATH], const char *list, int index, const char *member)
{
    snprintf(buffer, TB_PLACE_PATH, "%s[%d].%s", list, index, member);
    return buffer;
}

// ---- names and references -----------------------------------------------------------------------

static void check_id(tb_case_checking *c, const char *key, const char *id)
{
    bool good = id[0] != '\0';
    for (const char *at = id; *at != '\0'; ++at) {
        good = good && ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_' ||
                        *at == '-');
    }
    if (!good) {
        tb_case_fault(c, "id", key, "'%s' is not a name of small letters, digits, '_' and '-'", id);
    }
}

// `ids` lie `stride` bytes apart, the id first in each struct.
static void check_ids(tb_case_checking *c, const char *list, const void *ids, int count,
                      size_t stride)
{
    char key[TB_PLACE_PATH];
    const char *at = ids;
    for (int i = 0; i < count; ++i) {
        check_id(c, tb_case_key(key, list, i, "id"), at + (size_t)i * stride);
        for (int j = 0; j < i; ++j) {
            if (strcmp(at + (size_t)i * stride, at + (size_t)j * stride) == 0) {
                tb_case_fault(c, "duplicate-id", key, "'%s' is already the id of %s[%d]",
                              at + (size_t)i * stride, list, j);
                break;
            }
        }
    }
}

/// Index of the entry with an id; adds a fault with a "did you mean" when there is none.
static int find_id(tb_case_checking *c, const char *key, const char *what, const char *id,
                   const void *ids, int count, size_t stride)
{
    const char *names[TB_STRUCTURES_MAX + 1] = {NULL};
    for (int i = 0; i < count; ++i) {
        names[i] = (const char *)ids + (size_t)i * stride;
        if (strcmp(names[i], id) == 0) {
            return i;
        }
    }
    const char *near = tb_nearest_name(id, names);
    tb_case_fault(c, "unknown-reference", key, "there is no %s '%s'%s%s%s", what, id,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
    return -1;
}

static int find_layer(tb_case_checking *c, const char *key, const char *id)
{
    return find_id(c, key, "layer", id, c->model->layers, c->model->layer_count,
                   sizeof c->model->layers[0]);
}

static void check_names(tb_case_checking *c)
{
    const tb_case *m = c->model;
    char key[TB_PLACE_PATH];
    if (m->format != FORMAT) {
        tb_case_fault(c, "format", "format", "format %d is not known: this program reads format %d",
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
            tb_case_fault(c, "empty-text", texts[i].key, "'%s' is empty", texts[i].key);
        }
    }
    if (strcmp(m->site.side, "right") != 0) {
        tb_case_fault(c, "side", "site.side", "a case describes the right side, not '%s'",
                      m->site.side);
    }
    for (int i = 0; i < m->structure_count; ++i) {
        if (m->structures[i].follow[0] != '\0') {
            find_layer(c, tb_case_key(key, "structures", i, "follow"), m->structures[i].follow);
        }
    }
    for (int i = 0; i < m->band_count; ++i) {
        if (m->bands[i].trigger_point[0] != '\0') {
            find_id(c, tb_case_key(key, "bands", i, "trigger_point"), "trigger point",
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

static void check_referral(tb_case_checking *c)
{
    const tb_case *m = c->model;
    char key[TB_PLACE_PATH];
    for (int i = 0; i < m->referral_count; ++i) {
        const char *region = m->referral[i].region;
        tb_case_key(key, "referral", i, "region");
        bool known = false;
        for (int k = 0; region_names[k] != NULL; ++k) {
            known = known || strcmp(region_names[k], region) == 0;
        }
        if (!known) {
            const char *near = tb_nearest_name(region, region_names);
            tb_case_fault(c, "unknown-region", key, "the body map has no region '%s'%s%s%s", region,
                          near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                          near != NULL ? "'?" : "");
        }
        for (int k = 0; k < i; ++k) {
            if (strcmp(m->referral[k].region, region) == 0) {
                tb_case_fault(c, "duplicate-region", key, "region '%s' is listed twice", region);
                break;
            }
        }
    }
}

// ---- numbers that belong together ---------------------------------------------------------------

/// lo <= middle <= hi
static void check_order(tb_case_checking *c, const char *key, const char *what, double lo,
                        double middle, double hi)
{
    if (!(lo <= middle && middle <= hi)) {
        tb_case_fault(c, "range-order", key, "%s %g does not lie between its limits %g and %g",
                      what, middle, lo, hi);
    }
}

static void check_numbers(tb_case_checking *c)
{
    const tb_case *m = c->model;
    char key[TB_PLACE_PATH];
    const double *ppt = m->patient.pain_threshold_kpa;
    if (!(ppt[0] < ppt[1] && ppt[1] < ppt[2])) {
        tb_case_fault(c, "threshold-order", "patient.pain_threshold_kpa",
                      "pain thresholds must rise from active over latent to normal, not %g, %g, %g",
                      ppt[0], ppt[1], ppt[2]);
    }
    for (int i = 0; i < m->band_count; ++i) {
        const tb_case_band *band = &m->bands[i];
        check_order(c, tb_case_key(key, "bands", i, "radius_mm"), "radius", band->radius_lo_mm,
                    band->radius_mm, band->radius_hi_mm);
        check_order(c, tb_case_key(key, "bands", i, "stiffness_ratio"), "stiffness ratio",
                    band->stiffness_lo, band->stiffness_ratio, band->stiffness_hi);
        if (band->point_count < 2) {
            tb_case_fault(c, "band-path", tb_case_key(key, "bands", i, "points"),
                          "a band needs at least two stations, not %d", (int)band->point_count);
        }
    }
    for (int i = 0; i < m->needle_count; ++i) {
        for (int k = 0; k < i; ++k) {
            if (m->needles[k].diameter_mm == m->needles[i].diameter_mm &&
                m->needles[k].length_mm == m->needles[i].length_mm) {
                tb_case_fault(c, "duplicate-needle", tb_case_key(key, "needles", i, "diameter_mm"),
                              "needle %g x %g mm is listed twice", m->needles[i].diameter_mm,
                              m->needles[i].length_mm);
                break;
            }
        }
    }
    if (m->approach.tilt_deg + m->approach.half_angle_deg > MAX_TILT_DEG) {
        tb_case_fault(c, "approach-tilt", "approach.tilt_deg",
                      "tilt %g and half angle %g pass %g degrees: such a needle does not enter",
                      m->approach.tilt_deg, m->approach.half_angle_deg, MAX_TILT_DEG);
    }
}

static void check_extent(tb_case_checking *c, const char *key, const double extent_mm[2],
                         double radius_mm, const char *radius_key)
{
    if (!(extent_mm[0] < 0.0 && extent_mm[1] > 0.0)) {
        tb_case_fault(c, "extent", key, "the extent %g to %g must hold the origin", extent_mm[0],
                      extent_mm[1]);
        return;
    }
    const double reach_mm = -extent_mm[0] > extent_mm[1] ? -extent_mm[0] : extent_mm[1];
    if (fabs(radius_mm) * MAX_SLOPE < reach_mm) {
        tb_case_fault(
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

static void check_site(tb_case_checking *c)
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
        tb_case_fault(
            c, "entry-outside", "approach.entry_t_mm",
            "the entry region at (%g, %g) with semi-axes %g x %g reaches beyond the site's extent",
            t, b, semi[0], semi[1]);
    }
    char key[TB_PLACE_PATH];
    for (int i = 0; i < m->trigger_point_count; ++i) {
        const tb_case_trigger_point *point = &m->trigger_points[i];
        if (!inside_extent(m, point->t_mm, point->b_mm)) {
            tb_case_fault(c, "outside-extent", tb_case_key(key, "trigger_points", i, "t_mm"),
                          "trigger point '%s' at (%g, %g) lies outside the site's extent",
                          point->id, point->t_mm, point->b_mm);
        }
    }
    for (int i = 0; i < m->decoy_count; ++i) {
        if (!inside_extent(m, m->decoys[i].t_mm, m->decoys[i].b_mm)) {
            tb_case_fault(c, "outside-extent", tb_case_key(key, "decoys", i, "t_mm"),
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
static void check_layer_shape(tb_case_checking *c, int index)
{
    enum { STEPS = 16 };
    const tb_case *m = c->model;
    const double *et = m->site.extent_t_mm, *eb = m->site.extent_b_mm;
    char key[TB_PLACE_PATH];
    for (int i = 0; i <= STEPS; ++i) {
        for (int j = 0; j <= STEPS; ++j) {
            const double t = et[0] + (et[1] - et[0]) * i / STEPS;
            const double b = eb[0] + (eb[1] - eb[0]) * j / STEPS;
            const double met = thickness_mm(&m->layers[index], t, b);
            if (met < 0.1) {
                tb_case_fault(c, "layer-crosses", tb_case_key(key, "layers", index, "thickness_mm"),
                              "layer '%s' is %.2f mm thick at (%.0f, %.0f): its faces cross there",
                              m->layers[index].id, met, t, b);
                return;
            }
        }
    }
}

static void check_layers(tb_case_checking *c)
{
    const tb_case *m = c->model;
    char key[TB_PLACE_PATH];
    if (m->layer_count < 2) {
        tb_case_fault(c, "layers", "layers", "a site needs skin and a muscle, not %d layers",
                      (int)m->layer_count);
        return;
    }
    for (int i = 0; i < m->layer_count; ++i) {
        const tb_case_layer *layer = &m->layers[i];
        tb_case_key(key, "layers", i, "tissue");
        if (layer->tissue > TB_TISSUE_MUSCLE) {
            tb_case_fault(c, "layer-tissue", key, "a layer is skin, fat, fascia or muscle, not %s",
                          tb_tissue_label((tb_tissue)layer->tissue));
        } else if ((i == 0) != (layer->tissue == TB_TISSUE_SKIN)) {
            tb_case_fault(c, "layer-order", key,
                          "skin is the first layer and no other; layers[%d] is %s", i,
                          tb_tissue_label((tb_tissue)layer->tissue));
        }
        check_order(c, tb_case_key(key, "layers", i, "thickness_mm"), "thickness", layer->lo_mm,
                    layer->thickness_mm, layer->hi_mm);
        check_layer_shape(c, i);
    }
    const int target = find_layer(c, "target_layer", m->target_layer);
    const int stop = find_layer(c, "approach.stop_layer", m->approach.stop_layer);
    if (target >= 0 && m->layers[target].tissue != TB_TISSUE_MUSCLE) {
        tb_case_fault(c, "target-layer", "target_layer", "the target layer '%s' is not a muscle",
                      m->target_layer);
    }
    if (target >= 0 && stop >= 0 && stop < target) {
        tb_case_fault(c, "stop-layer", "approach.stop_layer",
                      "the stop layer '%s' lies above the target layer '%s'",
                      m->approach.stop_layer, m->target_layer);
    }
    double depth_mm = 0.0;
    for (int i = 0; i <= target; ++i) {
        depth_mm += m->layers[i].thickness_mm;
    }
    if (target >= 0 && m->base_depth_mm < depth_mm + 2.0) {
        tb_case_fault(c, "base-depth", "base_depth_mm",
                      "base depth %g does not lie below the target muscle's deep face at %.1f mm",
                      m->base_depth_mm, depth_mm);
    }
}

// ---- structures ---------------------------------------------------------------------------------

static void check_structure(tb_case_checking *c, int index)
{
    const tb_case_structure *structure = &c->model->structures[index];
    char key[TB_PLACE_PATH];
    tb_case_key(key, "structures", index, "tissue");
    if (structure->tissue < TB_TISSUE_NERVE) {
        tb_case_fault(c, "structure-tissue", key,
                      "a structure is nerve, vein, artery or bone, not %s",
                      tb_tissue_label((tb_tissue)structure->tissue));
    } else if ((structure->tissue == TB_TISSUE_BONE) != (structure->hazard == TB_HAZARD_BONE)) {
        tb_case_fault(c, "structure-hazard", tb_case_key(key, "structures", index, "hazard"),
                      "tissue %s does not go with hazard %s",
                      tb_tissue_name((tb_tissue)structure->tissue),
                      tb_hazard_class_name((tb_hazard_class)structure->hazard));
    }
    tb_case_key(key, "structures", index, "points");
    if (structure->point_count < 2) {
        tb_case_fault(c, "chain", key, "a structure needs at least two points, not %d",
                      (int)structure->point_count);
        return;
    }
    for (int i = 1; i < structure->point_count; ++i) {
        const tb_chain_point *p = &structure->points[i - 1], *q = &structure->points[i];
        const tb_vec3 a = {p->t_mm, p->b_mm, p->n_mm}, b = {q->t_mm, q->b_mm, q->n_mm};
        if (tb_vec3_distance(a, b) <= fabs(p->radius_mm - q->radius_mm) + 1e-6) {
            tb_case_fault(c, "chain", key, "points %d and %d of '%s' lie inside each other", i - 1,
                          i, structure->id);
        }
    }
}

tb_status tb_case_check(const tb_case *model, const tb_places *places, tb_diagnostics *diagnostics)
{
    tb_case_checking c = {model, places, diagnostics};
    check_names(&c);
    check_referral(&c);
    check_numbers(&c);
    check_site(&c);
    check_layers(&c);
    for (int i = 0; i < model->structure_count; ++i) {
        check_structure(&c, i);
    }
    if (model->needle_count < 1) {
        tb_case_fault(&c, "no-needle", "needles", "the tray holds no needle");
    }
    if (model->trigger_point_count < 1) {
        tb_case_fault(&c, "no-trigger-point", "trigger_points", "the case has no trigger point");
    }
    if (diagnostics->count > 0) {
        return TB_ERR_FORMAT; // the rules below draw the nominal patient and lean on all above
    }
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    if (anatomy == NULL) {
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to check the case");
        return TB_ERR_MEMORY;
    }
    tb_case_check_nominal(&c, anatomy);
    tb_free(anatomy);
    return diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
}
