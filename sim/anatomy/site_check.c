// What makes anatomical sense: every rule of a site that one key alone cannot show.
#include "site_internal.h"
#include "tautband/core/alloc.h"

#include <string.h>

enum { FORMAT = 1 };

static const double MAX_TILT_DEG = 85.0; // a needle laid flatter skids instead of entering
static const double MAX_SLOPE = 1.8;     // skin steeper than 61 degrees cannot be meshed

static int find_layer(const tb_checking *c, const tb_site *site, const char *key, const char *id)
{
    return tb_check_find(c, key, "layer", id, site->layers, site->layer_count,
                         sizeof site->layers[0]);
}

// ---- names and references -----------------------------------------------------------------------

static void check_names(const tb_checking *c, const tb_site *s)
{
    char key[TB_PLACE_PATH];
    if (s->format != FORMAT) {
        tb_check_fault(c, "format", "format",
                       "format %d is not known: this program reads format %d of sites",
                       (int)s->format, FORMAT);
    }
    tb_check_id(c, "id", s->id);
    tb_check_ids(c, "layers", s->layers, s->layer_count, sizeof s->layers[0]);
    tb_check_ids(c, "groups", s->groups, s->group_count, sizeof s->groups[0]);
    tb_check_ids(c, "structures", s->structures, s->structure_count, sizeof s->structures[0]);
    tb_check_ids(c, "neighbours", s->neighbours, s->neighbour_count, sizeof s->neighbours[0]);
    tb_check_ids(c, "trigger_points", s->trigger_points, s->trigger_point_count,
                 sizeof s->trigger_points[0]);
    tb_check_ids(c, "bands", s->bands, s->band_count, sizeof s->bands[0]);
    tb_check_text(c, "title", s->title);
    tb_check_text(c, "muscle", s->muscle);
    tb_check_text(c, "position", s->position);
    tb_check_text(c, "approach.text", s->approach.text);
    if (strcmp(s->side, "right") != 0) {
        tb_check_fault(c, "side", "side", "a site describes the right side, not '%s'", s->side);
    }
    for (int i = 0; i < s->group_count; ++i) {
        if (s->groups[i].follow[0] != '\0') {
            find_layer(c, s, tb_check_key(key, "groups", i, "follow"), s->groups[i].follow);
        }
    }
    for (int i = 0; i < s->structure_count; ++i) {
        const tb_site_structure *structure = &s->structures[i];
        if (structure->follow[0] != '\0') {
            find_layer(c, s, tb_check_key(key, "structures", i, "follow"), structure->follow);
        }
        if (structure->group[0] != '\0') {
            tb_check_find(c, tb_check_key(key, "structures", i, "group"), "group", structure->group,
                          s->groups, s->group_count, sizeof s->groups[0]);
        }
    }
    for (int i = 0; i < s->neighbour_count; ++i) {
        const tb_site_structure *muscle = &s->neighbours[i];
        if (muscle->follow[0] != '\0') {
            find_layer(c, s, tb_check_key(key, "neighbours", i, "follow"), muscle->follow);
        }
        if (muscle->group[0] != '\0') {
            tb_check_find(c, tb_check_key(key, "neighbours", i, "group"), "group", muscle->group,
                          s->groups, s->group_count, sizeof s->groups[0]);
        }
    }
    for (int i = 0; i < s->band_count; ++i) {
        if (s->bands[i].trigger_point[0] != '\0') {
            tb_check_find(c, tb_check_key(key, "bands", i, "trigger_point"), "trigger point",
                          s->bands[i].trigger_point, s->trigger_points, s->trigger_point_count,
                          sizeof s->trigger_points[0]);
        }
    }
    tb_check_referral(c, s->referral, s->referral_count, s);
}

// ---- frame and surface --------------------------------------------------------------------------

static tb_vec3 vector(const double a[3])
{
    return (tb_vec3){a[0], a[1], a[2]};
}

static void check_frame(const tb_checking *c, const tb_site *s)
{
    const double slack = 2e-3;
    const tb_vec3 t = vector(s->axis_t), b = vector(s->axis_b), n = vector(s->axis_n);
    const bool unit =
        fabs(tb_vec3_length(t) - 1.0) < slack && fabs(tb_vec3_length(n) - 1.0) < slack;
    if (!unit || fabs(tb_vec3_dot(t, n)) > slack ||
        tb_vec3_distance(tb_vec3_cross(n, t), b) > slack) {
        tb_check_fault(c, "frame", "axis_b",
                       "the axes must be unit vectors with b = n x t, at right angles");
    }
}

static void check_extent(const tb_checking *c, const char *key, const double extent_mm[2],
                         const double radius_mm[2], const char *radius_key)
{
    if (!(extent_mm[0] < 0.0 && extent_mm[1] > 0.0)) {
        tb_check_fault(c, "extent", key, "the extent %g to %g must hold the origin", extent_mm[0],
                       extent_mm[1]);
        return;
    }
    for (int side = 0; side < 2; ++side) {
        const double reach_mm = fabs(extent_mm[side]), radius = fabs(radius_mm[side]);
        if (radius > 0.0 && radius * MAX_SLOPE < reach_mm) {
            tb_check_fault(c, "surface-steep", radius_key,
                           "radius %g is too small for an extent of %g: the skin would be steeper "
                           "than 61 degrees",
                           radius_mm[side], reach_mm);
            return;
        }
    }
}

static bool inside_extent(const tb_site *s, double t_mm, double b_mm)
{
    return t_mm >= s->skin.extent_t_mm[0] && t_mm <= s->skin.extent_t_mm[1] &&
           b_mm >= s->skin.extent_b_mm[0] && b_mm <= s->skin.extent_b_mm[1];
}

static void check_entry(const tb_checking *c, const tb_site *s)
{
    const tb_site_approach *a = &s->approach;
    if (a->entry == TB_ENTRY_FACES) {
        if (s->roll.height_mm <= 0.0) {
            tb_check_fault(c, "entry", "approach.entry",
                           "there is no roll whose faces could be entered");
        } else if (!(a->entry_n_mm[0] < a->entry_n_mm[1]) ||
                   fabs(a->entry_t_mm) + a->entry_semi_mm[0] > s->roll.half_length_mm) {
            tb_check_fault(c, "entry-outside", "approach.entry_t_mm",
                           "the entry region at t %g +- %g, n %g to %g does not lie on the roll",
                           a->entry_t_mm, a->entry_semi_mm[0], a->entry_n_mm[0], a->entry_n_mm[1]);
        }
        return;
    }
    const double t = a->entry_t_mm, b = a->entry_b_mm, *semi = a->entry_semi_mm;
    if (!inside_extent(s, t - semi[0], b) || !inside_extent(s, t + semi[0], b) ||
        !inside_extent(s, t, b - semi[1]) || !inside_extent(s, t, b + semi[1])) {
        tb_check_fault(
            c, "entry-outside", "approach.entry_t_mm",
            "the entry region at (%g, %g) with semi-axes %g x %g reaches beyond the site's extent",
            t, b, semi[0], semi[1]);
    }
}

static void check_surface(const tb_checking *c, const tb_site *s)
{
    const double along[2] = {s->skin.radius_t_mm, s->skin.radius_t_mm};
    check_extent(c, "skin.extent_t_mm", s->skin.extent_t_mm, along, "skin.radius_t_mm");
    check_extent(c, "skin.extent_b_mm", s->skin.extent_b_mm, s->skin.radius_b_mm,
                 "skin.radius_b_mm");
    check_entry(c, s);
    char key[TB_PLACE_PATH];
    for (int i = 0; i < s->trigger_point_count; ++i) {
        const tb_site_point *point = &s->trigger_points[i];
        if (!inside_extent(s, point->t_mm, point->b_mm)) {
            tb_check_fault(c, "outside-extent", tb_check_key(key, "trigger_points", i, "t_mm"),
                           "trigger point '%s' at (%g, %g) lies outside the site's extent",
                           point->id, point->t_mm, point->b_mm);
        }
    }
    const double beyond_mm = 20.0; // a decoy may lie beside the site, where a finger still comes
    for (int i = 0; i < s->decoy_count; ++i) {
        const tb_site_decoy *decoy = &s->decoys[i];
        if (!inside_extent(s, decoy->t_mm - (decoy->t_mm > 0.0 ? beyond_mm : -beyond_mm),
                           decoy->b_mm)) {
            tb_check_fault(c, "outside-extent", tb_check_key(key, "decoys", i, "t_mm"),
                           "the decoy at (%g, %g) lies outside the site's extent", decoy->t_mm,
                           decoy->b_mm);
        }
    }
}

static void check_roll(const tb_checking *c, const tb_site *s)
{
    const tb_site_roll *roll = &s->roll;
    if (roll->height_mm <= 0.0) {
        return;
    }
    char key[TB_PLACE_PATH];
    check_extent(c, "roll.half_length_mm", (double[2]){-roll->half_length_mm, roll->half_length_mm},
                 (double[2]){0.0, 0.0}, "roll");
    tb_check_order(c, "roll.height_mm", "height", roll->height_lo_mm, roll->height_mm,
                   roll->height_hi_mm);
    for (int i = 0; i < roll->width_count; ++i) {
        find_layer(c, s, tb_check_key(key, "roll.width", i, "layer"), roll->width[i].layer);
    }
    if (roll->width_count < 2 ||
        strcmp(roll->width[roll->width_count - 1].layer, s->target.layer) != 0) {
        tb_check_fault(c, "roll-width", "roll.width",
                       "the shares run from the skin to the target layer '%s'", s->target.layer);
    }
}

// ---- layers and muscle --------------------------------------------------------------------------

static double thickness_mm(const tb_site_layer *layer, double t_mm, double b_mm)
{
    return layer->thickness_mm + layer->gt * t_mm + layer->gb * b_mm +
           layer->ktt_per_mm * t_mm * t_mm + layer->kbb_per_mm * b_mm * b_mm;
}

/// The mean thickness must stay positive wherever the layer is, or faces would cross.
static void check_layer_shape(const tb_checking *c, const tb_site *s, int index)
{
    enum { STEPS = 16 };
    const tb_site_layer *layer = &s->layers[index];
    double t_range[2] = {s->skin.extent_t_mm[0], s->skin.extent_t_mm[1]};
    double b_range[2] = {s->skin.extent_b_mm[0], s->skin.extent_b_mm[1]};
    if (layer->only_t_count == 2) {
        t_range[0] = fmax(t_range[0], layer->only_t_mm[0]);
        t_range[1] = fmin(t_range[1], layer->only_t_mm[1]);
    }
    if (layer->only_b_count == 2) {
        b_range[0] = fmax(b_range[0], layer->only_b_mm[0]);
        b_range[1] = fmin(b_range[1], layer->only_b_mm[1]);
    }
    char key[TB_PLACE_PATH];
    for (int i = 0; i <= STEPS; ++i) {
        for (int j = 0; j <= STEPS; ++j) {
            const double t = t_range[0] + (t_range[1] - t_range[0]) * i / STEPS;
            const double b = b_range[0] + (b_range[1] - b_range[0]) * j / STEPS;
            const double met = thickness_mm(layer, t, b);
            if (met < 0.1) {
                tb_check_fault(c, "layer-crosses",
                               tb_check_key(key, "layers", index, "thickness_mm"),
                               "layer '%s' is %.2f mm thick at (%.0f, %.0f): its faces cross there",
                               layer->id, met, t, b);
                return;
            }
        }
    }
}

static void check_range(const tb_checking *c, int index, const char *member,
                        const double range_mm[2], int count)
{
    char key[TB_PLACE_PATH];
    if (count != 0 && (count != 2 || !(range_mm[0] < range_mm[1]))) {
        tb_check_fault(c, "range-order", tb_check_key(key, "layers", index, member),
                       "'%s' needs a first and a greater last place", member);
    }
}

static void check_layers(const tb_checking *c, const tb_site *s)
{
    char key[TB_PLACE_PATH];
    if (s->layer_count < 2) {
        tb_check_fault(c, "layers", "layers", "a site needs skin and a muscle, not %d layers",
                       (int)s->layer_count);
        return;
    }
    for (int i = 0; i < s->layer_count; ++i) {
        const tb_site_layer *layer = &s->layers[i];
        tb_check_key(key, "layers", i, "tissue");
        if (layer->tissue > TB_TISSUE_MUSCLE) {
            tb_check_fault(c, "layer-tissue", key, "a layer is skin, fat, fascia or muscle, not %s",
                           tb_tissue_label((tb_tissue)layer->tissue));
        } else if ((i == 0) != (layer->tissue == TB_TISSUE_SKIN)) {
            tb_check_fault(c, "layer-order", key,
                           "skin is the first layer and no other; layers[%d] is %s", i,
                           tb_tissue_label((tb_tissue)layer->tissue));
        }
        tb_check_order(c, tb_check_key(key, "layers", i, "thickness_mm"), "thickness", layer->lo_mm,
                       layer->thickness_mm, layer->hi_mm);
        check_range(c, i, "only_t_mm", layer->only_t_mm, layer->only_t_count);
        check_range(c, i, "only_b_mm", layer->only_b_mm, layer->only_b_count);
        check_layer_shape(c, s, i);
    }
}

static void check_stations(const tb_checking *c, const tb_site *s)
{
    const tb_site_target *target = &s->target;
    if (target->station_count < 2) {
        tb_check_fault(c, "tube", "target.stations", "a tube needs at least two stations, not %d",
                       (int)target->station_count);
    }
    for (int i = 1; i < target->station_count; ++i) {
        if (!(target->stations[i].t_mm > target->stations[i - 1].t_mm)) {
            tb_check_fault(c, "tube", "target.stations",
                           "station %d at t %g does not lie beyond the one before it", i,
                           target->stations[i].t_mm);
        }
    }
}

static void check_target(const tb_checking *c, const tb_site *s)
{
    const int layer = find_layer(c, s, "target.layer", s->target.layer);
    if (layer < 0) {
        return;
    }
    if (s->target.kind != TB_TARGET_TUBE && s->layers[layer].tissue != TB_TISSUE_MUSCLE) {
        tb_check_fault(c, "target-layer", "target.layer", "the target layer '%s' is not a muscle",
                       s->target.layer);
    }
    double depth_mm = 0.0;
    for (int i = 0; i <= layer; ++i) {
        depth_mm += s->layers[i].thickness_mm;
    }
    if (s->target.kind == TB_TARGET_TUBE) {
        check_stations(c, s);
        if (s->target.follow[0] != '\0') {
            find_layer(c, s, "target.follow", s->target.follow);
        }
        depth_mm = 0.0;
        for (int i = 0; i < s->target.station_count; ++i) {
            const tb_tube_station *at = &s->target.stations[i];
            depth_mm = fmax(depth_mm, at->n_mm + at->half_thickness_mm);
        }
    } else if (s->target.kind == TB_TARGET_ROLL && s->roll.height_mm <= 0.0) {
        tb_check_fault(c, "no-roll", "target.kind",
                       "the target is the core of a roll: give 'roll'");
    }
    if (s->base_depth_mm < depth_mm + 2.0) {
        tb_check_fault(c, "base-depth", "base_depth_mm",
                       "base depth %g does not lie below the target muscle's deep face at %.1f mm",
                       s->base_depth_mm, depth_mm);
    }
}

// ---- bands, approach ----------------------------------------------------------------------------

static void check_bands(const tb_checking *c, const tb_site *s)
{
    char key[TB_PLACE_PATH];
    for (int i = 0; i < s->band_count; ++i) {
        const tb_site_band *band = &s->bands[i];
        tb_check_order(c, tb_check_key(key, "bands", i, "radius_mm"), "radius", band->radius_lo_mm,
                       band->radius_mm, band->radius_hi_mm);
        tb_check_order(c, tb_check_key(key, "bands", i, "stiffness_ratio"), "stiffness ratio",
                       band->stiffness_lo, band->stiffness_ratio, band->stiffness_hi);
        if (band->point_count < 2) {
            tb_check_fault(c, "band-path", tb_check_key(key, "bands", i, "points"),
                           "a band needs at least two stations, not %d", (int)band->point_count);
        }
    }
}

static void check_approach(const tb_checking *c, const tb_site *s)
{
    const tb_site_approach *a = &s->approach;
    if (a->entry == TB_ENTRY_ELLIPSE && a->allowed &&
        a->tilt_deg + a->half_angle_deg > MAX_TILT_DEG) {
        tb_check_fault(c, "approach-tilt", "approach.tilt_deg",
                       "tilt %g and half angle %g pass %g degrees: such a needle does not enter",
                       a->tilt_deg, a->half_angle_deg, MAX_TILT_DEG);
    }
    if (a->least_tilt_deg > a->tilt_deg) {
        tb_check_fault(c, "approach-tilt", "approach.least_tilt_deg",
                       "the least tilt %g lies above the tilt %g", a->least_tilt_deg, a->tilt_deg);
    }
    const tb_site_depth_rule *rule = &s->depth_rule;
    if (rule->stop == TB_STOP_BONE) {
        const int bone = tb_check_find(c, "depth_rule.structure", "structure", rule->structure,
                                       s->structures, s->structure_count, sizeof s->structures[0]);
        if (bone >= 0 && s->structures[bone].hazard != TB_HAZARD_BONE) {
            tb_check_fault(c, "backstop", "depth_rule.structure", "the backstop '%s' is no bone",
                           rule->structure);
        }
    } else if (rule->stop == TB_STOP_DEPTH && rule->max_mm <= 0.0) {
        tb_check_fault(c, "depth-rule", "depth_rule.max_mm", "a depth to stop at is missing");
    }
}

tb_status tb_site_check(const tb_site *site, const tb_places *places, tb_diagnostics *diagnostics)
{
    const tb_checking c = {places, diagnostics};
    check_names(&c, site);
    check_frame(&c, site);
    check_surface(&c, site);
    check_roll(&c, site);
    check_layers(&c, site);
    check_target(&c, site);
    tb_site_check_structures(&c, site);
    check_bands(&c, site);
    check_approach(&c, site);
    tb_check_needles(&c, site->needles, site->needle_count);
    if (site->needle_count < 1) {
        tb_check_fault(&c, "no-needle", "needles", "the tray holds no needle");
    }
    if (site->trigger_point_count < 1) {
        tb_check_fault(&c, "no-trigger-point", "trigger_points", "the site has no trigger point");
    }
    if (diagnostics->count > 0) {
        return TB_ERR_FORMAT; // the rules below draw the nominal patient and lean on all above
    }
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    tb_case *model = tb_alloc(sizeof *model);
    tb_status status = TB_ERR_MEMORY;
    if (anatomy != NULL && model != NULL) {
        tb_site_check_nominal(&c, site, model, anatomy);
        status = diagnostics->count > 0 ? TB_ERR_FORMAT : TB_OK;
    } else {
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to check the site");
    }
    tb_free(model);
    tb_free(anatomy);
    return status;
}
