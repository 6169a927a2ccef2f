// Rules of a case, beyond its own keys: what its site must bear.
#include "site_internal.h"
#include "tautband/core/alloc.h"
#include "tautband/core/units.h"

#include <string.h>

enum { FORMAT = 2 };

static void check_names(const tb_checking *c, const tb_case *m)
{
    if (m->format != FORMAT) {
        tb_check_fault(c, "format", "format",
                       "format %d is not known: this program reads format %d of cases",
                       (int)m->format, FORMAT);
    }
    tb_check_id(c, "id", m->id);
    tb_check_text(c, "title", m->title);
    tb_check_text(c, "patient.who", m->patient.who);
    tb_check_text(c, "patient.complaint", m->patient.complaint);
    if (m->side == TB_BODY_LEFT && m->site.right_only) {
        tb_check_fault(c, "side", "side",
                       "the site '%s' describes the right side only: the left one differs",
                       m->site.id);
    }
    const double *ppt = m->patient.pain_threshold_kpa;
    if (!(ppt[0] < ppt[1] && ppt[1] < ppt[2])) {
        tb_check_fault(
            c, "threshold-order", "patient.pain_threshold_kpa",
            "pain thresholds must rise from active over latent to normal, not %g, %g, %g", ppt[0],
            ppt[1], ppt[2]);
    }
}

/// Every patient has an active point.
static bool sure_to_hurt(const tb_case *m)
{
    for (int i = 0; i < m->point_count; ++i) {
        if (m->points[i].state == TB_TRIGGER_POINT_ACTIVE && m->points[i].probability >= 1.0) {
            return true;
        }
    }
    return false;
}

static void check_points(const tb_checking *c, const tb_case *m)
{
    char key[TB_PLACE_PATH];
    const tb_site *site = &m->site;
    tb_check_ids(c, "points", m->points, m->point_count, sizeof m->points[0]);
    for (int i = 0; i < m->point_count; ++i) {
        tb_check_find(c, tb_check_key(key, "points", i, "id"), "trigger point", m->points[i].id,
                      site->trigger_points, site->trigger_point_count,
                      sizeof site->trigger_points[0]);
    }
    if (m->point_choice == TB_POINTS_LISTED && m->point_count == 0) {
        tb_check_fault(c, "no-trigger-point", "point_choice", "no trigger point is listed");
    } else if (m->point_choice == TB_POINTS_LISTED && m->care.decision == TB_DECISION_NEEDLE &&
               !sure_to_hurt(m)) {
        tb_check_fault(c, "no-sure-point", "points",
                       "a needle is right today, but some patients would have no active point: one "
                       "needs the probability 1");
    } else if (m->point_choice == TB_POINTS_NONE && m->point_count > 0) {
        tb_check_fault(c, "point-choice", "point_choice",
                       "trigger points are listed, but none is chosen");
    }
}

/// As many right options as distractors, and none so long or short that its length tells.
static void check_plan(const tb_checking *c, const tb_case *m)
{
    const double most = 1.6;
    size_t shortest = TB_LINE_SIZE, longest = 0;
    int right = 0;
    for (int i = 0; i < m->care.plan_count; ++i) {
        const size_t length = strlen(m->care.plan[i].text);
        shortest = length < shortest ? length : shortest;
        longest = length > longest ? length : longest;
        right += m->care.plan[i].right ? 1 : 0;
    }
    if (2 * right != m->care.plan_count) {
        tb_check_fault(c, "plan-balance", "care.plan",
                       "%d of %d options are right: as many distractors are wanted", right,
                       (int)m->care.plan_count);
    }
    if (m->care.plan_count > 0 && (double)longest > most * (double)shortest) {
        tb_check_fault(c, "plan-length", "care.plan",
                       "an option of %zu characters stands beside one of %zu: length must not tell",
                       longest, shortest);
    }
}

static void check_layers(const tb_checking *c, const tb_case *m)
{
    char key[TB_PLACE_PATH];
    for (int i = 0; i < m->layer_count; ++i) {
        const tb_case_layer *layer = &m->layers[i];
        tb_check_find(c, tb_check_key(key, "layers", i, "id"), "layer", layer->id, m->site.layers,
                      m->site.layer_count, sizeof m->site.layers[0]);
        tb_check_order(c, tb_check_key(key, "layers", i, "thickness_mm"), "thickness", layer->lo_mm,
                       layer->thickness_mm, layer->hi_mm);
    }
}

/// Draws the nominal patient: its point must still lie in the muscle and within reach.
static void check_nominal(const tb_checking *c, const tb_case *m, tb_anatomy *anatomy)
{
    tb_anatomy_draw(m, 0, anatomy);
    const tb_vec3 axis = tb_needle_direction(tb_rad_from_deg(m->approach.tilt_deg),
                                             tb_rad_from_deg(m->approach.azimuth_deg));
    for (int i = 0; i < anatomy->trigger_point_count; ++i) {
        const tb_trigger_point *point = &anatomy->trigger_points[i];
        double top_mm, deep_mm;
        const bool inside = tb_anatomy_target_span(anatomy, point->centre_mm.x, point->centre_mm.y,
                                                   &top_mm, &deep_mm);
        if (!inside || point->centre_mm.z - top_mm < point->semi_axes_mm[2] ||
            deep_mm - point->centre_mm.z < point->semi_axes_mm[2]) {
            tb_check_fault(c, "outside-muscle", "difficulty.point_depth",
                           "the nodule of '%s' reaches out of the muscle", point->id);
        }
        tb_check_reach(c, m->needles, m->needle_count, m->site.depth_rule.longest_needle_mm,
                       point->id, tb_path_length_mm(anatomy, point->centre_mm, axis));
    }
}

tb_status tb_case_check(const tb_case *model, const tb_places *places, tb_diagnostics *diagnostics)
{
    const tb_checking c = {places, diagnostics};
    check_names(&c, model);
    check_points(&c, model);
    check_layers(&c, model);
    check_plan(&c, model);
    tb_check_referral(&c, model->referral, model->referral_count, &model->site);
    tb_check_needles(&c, model->needles, model->needle_count);
    if (diagnostics->count > 0) {
        return TB_ERR_FORMAT; // the rule below draws the nominal patient and leans on all above
    }
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    if (anatomy == NULL) {
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to check the case");
        return TB_ERR_MEMORY;
    }
    check_nominal(&c, model, anatomy);
    tb_free(anatomy);
    return diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
}
