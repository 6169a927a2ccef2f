// What the rules of sites and cases share: faults at their place, names, lists.
#include "site_internal.h"

#include <stdarg.h>
#include <string.h>

static const double SHAFT_OUTSIDE_MM = 5.0; // that much of a needle must stay outside the skin

void tb_check_fault(const tb_checking *c, const char *rule, const char *key, const char *format,
                    ...)
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

const char *tb_check_key(char buffer[TB_PLACE_PATH], const char *list, int index,
                         const char *member)
{
    snprintf(buffer, TB_PLACE_PATH, "%s[%d].%s", list, index, member);
    return buffer;
}

void tb_check_id(const tb_checking *c, const char *key, const char *id)
{
    bool good = id[0] != '\0';
    for (const char *at = id; *at != '\0'; ++at) {
        good = good && ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_' ||
                        *at == '-');
    }
    if (!good) {
        tb_check_fault(c, "id", key, "'%s' is not a name of small letters, digits, '_' and '-'",
                       id);
    }
}

void tb_check_ids(const tb_checking *c, const char *list, const void *ids, int count, size_t stride)
{
    char key[TB_PLACE_PATH];
    const char *at = ids;
    for (int i = 0; i < count; ++i) {
        tb_check_id(c, tb_check_key(key, list, i, "id"), at + (size_t)i * stride);
        for (int j = 0; j < i; ++j) {
            if (strcmp(at + (size_t)i * stride, at + (size_t)j * stride) == 0) {
                tb_check_fault(c, "duplicate-id", key, "'%s' is already the id of %s[%d]",
                               at + (size_t)i * stride, list, j);
                break;
            }
        }
    }
}

int tb_check_find(const tb_checking *c, const char *key, const char *what, const char *id,
                  const void *ids, int count, size_t stride)
{
    const char *names[TB_STRUCTURES_MAX + 1] = {NULL};
    for (int i = 0; i < count && i < TB_STRUCTURES_MAX; ++i) {
        names[i] = (const char *)ids + (size_t)i * stride;
        if (strcmp(names[i], id) == 0) {
            return i;
        }
    }
    const char *near = tb_nearest_name(id, names);
    tb_check_fault(c, "unknown-reference", key, "there is no %s '%s'%s%s%s", what, id,
                   near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                   near != NULL ? "'?" : "");
    return -1;
}

void tb_check_text(const tb_checking *c, const char *key, const char *text)
{
    if (text[0] == '\0') {
        tb_check_fault(c, "empty-text", key, "'%s' is empty", key);
    }
}

void tb_check_order(const tb_checking *c, const char *key, const char *what, double lo,
                    double middle, double hi)
{
    if (!(lo <= middle && middle <= hi)) {
        tb_check_fault(c, "range-order", key, "%s %g does not lie between its limits %g and %g",
                       what, middle, lo, hi);
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

void tb_check_referral(const tb_checking *c, const tb_case_referral *referral, int count,
                       const tb_site *site)
{
    char key[TB_PLACE_PATH];
    for (int i = 0; i < count; ++i) {
        const char *region = referral[i].region;
        tb_check_key(key, "referral", i, "region");
        bool known = false;
        for (int k = 0; region_names[k] != NULL; ++k) {
            known = known || strcmp(region_names[k], region) == 0;
        }
        if (!known) {
            const char *near = tb_nearest_name(region, region_names);
            tb_check_fault(c, "unknown-region", key, "the body map has no region '%s'%s%s%s",
                           region, near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                           near != NULL ? "'?" : "");
        }
        for (int k = 0; k < i; ++k) {
            if (strcmp(referral[k].region, region) == 0) {
                tb_check_fault(c, "duplicate-region", key, "region '%s' is listed twice", region);
                break;
            }
        }
        for (int k = 0; k < referral[i].point_count; ++k) {
            tb_check_find(c, tb_check_key(key, "referral", i, "points"), "trigger point",
                          referral[i].points[k], site->trigger_points, site->trigger_point_count,
                          sizeof site->trigger_points[0]);
        }
    }
}

void tb_check_needles(const tb_checking *c, const tb_case_needle *needles, int count)
{
    char key[TB_PLACE_PATH];
    for (int i = 0; i < count; ++i) {
        for (int k = 0; k < i; ++k) {
            if (needles[k].diameter_mm == needles[i].diameter_mm &&
                needles[k].length_mm == needles[i].length_mm) {
                tb_check_fault(c, "duplicate-needle",
                               tb_check_key(key, "needles", i, "diameter_mm"),
                               "needle %g x %g mm is listed twice", needles[i].diameter_mm,
                               needles[i].length_mm);
                break;
            }
        }
    }
}

void tb_check_reach(const tb_checking *c, const tb_case_needle *needles, int count,
                    double allowed_mm, const char *point, double depth_mm)
{
    double longest_mm = 0.0;
    for (int i = 0; i < count; ++i) {
        const double l = needles[i].length_mm;
        longest_mm = l > longest_mm && (allowed_mm <= 0.0 || l <= allowed_mm) ? l : longest_mm;
    }
    if (longest_mm < depth_mm + SHAFT_OUTSIDE_MM) {
        tb_check_fault(c, "no-needle-reaches", "needles",
                       "'%s' lies %.1f mm deep and %g mm must stay outside; the longest needle "
                       "that the site allows has %g mm",
                       point, depth_mm, SHAFT_OUTSIDE_MM, longest_mm);
    }
}
