// Draw trigger points, taut bands and decoys into a patient.
#include "draw_internal.h"

#include "tautband/core/mathx.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Which of the site's points a patient has, and how.
typedef struct presence {
    bool present[TB_TRIGGER_POINTS_MAX];
    tb_trigger_point_state state[TB_TRIGGER_POINTS_MAX];
} presence;

/// One of the site's points by its prior; the nominal patient has the likeliest.
static int draw_by_prior(const tb_site *site, tb_dice *d)
{
    int likeliest = 0;
    double sum = 0.0;
    for (int k = 0; k < site->trigger_point_count; ++k) {
        sum += site->trigger_points[k].prior;
        likeliest =
            site->trigger_points[k].prior > site->trigger_points[likeliest].prior ? k : likeliest;
    }
    double left = d->nominal ? 0.0 : sum * tb_rng_uniform(&d->rng);
    for (int k = 0; k < site->trigger_point_count && !d->nominal; ++k) {
        left -= site->trigger_points[k].prior;
        if (left < 0.0) {
            return k;
        }
    }
    return likeliest;
}

static presence draw_presence(const tb_case *model, tb_dice *d)
{
    presence out = {{false}, {TB_TRIGGER_POINT_ACTIVE}};
    if (model->point_choice == TB_POINTS_DRAWN) {
        const int drawn = draw_by_prior(&model->site, d);
        out.present[drawn] = true;
        out.state[drawn] = (tb_trigger_point_state)model->drawn_state;
    }
    for (int k = 0; k < model->point_count && model->point_choice == TB_POINTS_LISTED; ++k) {
        const bool present = tb_dice_happens(d, model->points[k].probability);
        for (int p = 0; p < model->site.trigger_point_count; ++p) {
            if (strcmp(model->site.trigger_points[p].id, model->points[k].id) == 0) {
                out.present[p] = present;
                out.state[p] = (tb_trigger_point_state)model->points[k].state;
            }
        }
    }
    return out;
}

static bool in_entry_region(const tb_site_approach *approach, double t_mm, double b_mm)
{
    const double u = (t_mm - approach->entry_t_mm) / approach->entry_semi_mm[0];
    const double v = (b_mm - approach->entry_b_mm) / approach->entry_semi_mm[1];
    return approach->entry == TB_ENTRY_FACES ? u * u <= 1.0 : u * u + v * v <= 1.0;
}

/// The nodule's thickness must fit between the faces of this patient's muscle.
static bool fits_muscle(const tb_anatomy *anatomy, tb_vec3 centre_mm, double semi_mm)
{
    double top_mm, deep_mm;
    return tb_anatomy_target_span(anatomy, centre_mm.x, centre_mm.y, &top_mm, &deep_mm) &&
           centre_mm.z - top_mm >= semi_mm && deep_mm - centre_mm.z >= semi_mm;
}

/// A trigger point's jitter, redrawn until it stays inside its muscle and the site's extent and,
/// when the site puts it under the entry region, there. A muscle too thin for the nodule keeps it
/// half-way.
static void draw_jitter(const tb_case *model, const tb_site_point *point, double semi_mm,
                        const tb_anatomy *anatomy, tb_dice *d, double jitter[3])
{
    memset(jitter, 0, 3 * sizeof *jitter);
    const double fraction = point->fraction + model->difficulty.point_depth;
    jitter[2] = model->difficulty.point_depth;
    if (d->nominal) {
        return;
    }
    const bool under_entry = in_entry_region(&model->approach, point->t_mm, point->b_mm);
    for (int k = 0; k < TB_REDRAWS; ++k) {
        double drawn[3];
        for (int axis = 0; axis < 3; ++axis) {
            drawn[axis] = model->difficulty.jitter * point->jitter_sd[axis] *
                          tb_dice_normal(d, TB_SHIFT_LIMIT_SD);
        }
        const double t_mm = point->t_mm + drawn[0], b_mm = point->b_mm + drawn[1];
        const tb_vec3 centre = tb_anatomy_target_place(anatomy, t_mm, b_mm, fraction + drawn[2]);
        if ((!under_entry || in_entry_region(&model->approach, t_mm, b_mm)) &&
            fits_muscle(anatomy, centre, semi_mm)) {
            drawn[2] += model->difficulty.point_depth;
            memcpy(jitter, drawn, sizeof drawn);
            return;
        }
    }
    jitter[2] = 0.5 - point->fraction;
}

static void draw_loci(const tb_site_point *from, tb_dice *d, tb_trigger_point *point)
{
    const int wanted =
        d->nominal ? (int)(from->loci_mean + 0.5) : tb_rng_poisson(&d->rng, from->loci_mean);
    tb_dice spread = *d;
    spread.nominal = false; // a nominal patient still has loci in more than one place
    point->locus_count = wanted < TB_LOCI_MAX ? wanted : TB_LOCI_MAX;
    if (point->state == TB_TRIGGER_POINT_ACTIVE && point->locus_count == 0) {
        point->locus_count = 1; // a point without any locus is not active
    }
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, point->fibre));
    const tb_vec3 third = tb_vec3_cross(point->fibre, across);
    for (int k = 0; k < point->locus_count; ++k) {
        double u, v, w;
        do {
            u = 2.0 * tb_rng_uniform(&spread.rng) - 1.0;
            v = 2.0 * tb_rng_uniform(&spread.rng) - 1.0;
            w = 2.0 * tb_rng_uniform(&spread.rng) - 1.0;
        } while (u * u + v * v + w * w > 1.0);
        tb_vec3 place =
            tb_vec3_along(point->centre_mm, point->fibre, u * from->loci_semi_axes_mm[0]);
        place = tb_vec3_along(place, across, v * from->loci_semi_axes_mm[1]);
        place = tb_vec3_along(place, third, w * from->loci_semi_axes_mm[2]);
        point->loci[k].place_mm = place;
        point->loci[k].excitability = tb_exp(-0.125 + 0.5 * tb_rng_normal(&spread.rng));
    }
    d->rng = spread.rng;
}

/// A latent point keeps each of the loci it would have when active with the same chance, which
/// leaves a Poisson count; the nominal patient keeps the first ones. The chances come from a stream
/// of their own, so that what is drawn next does not depend on the state.
static void thin_latent(const tb_site_point *from, const tb_dice *d, tb_trigger_point *point)
{
    if (point->state == TB_TRIGGER_POINT_ACTIVE) {
        return;
    }
    const int nominal = (int)(TB_LATENT_LOCI_SHARE * from->loci_mean + 0.5);
    tb_rng chance;
    tb_rng_seed(&chance, d->rng.state, TB_RNG_LATENT);
    int kept = 0;
    for (int k = 0; k < point->locus_count; ++k) {
        const bool keeps =
            d->nominal ? k < nominal : tb_rng_uniform(&chance) < TB_LATENT_LOCI_SHARE;
        point->loci[kept] = point->loci[k];
        kept += keeps ? 1 : 0;
    }
    for (int k = kept; k < point->locus_count; ++k) {
        point->loci[k] = (tb_locus){0};
    }
    point->locus_count = kept;
}

static void draw_band(const tb_site_band *from, const double jitter[3], int trigger_point,
                      double contrast, tb_dice *d, tb_anatomy *out)
{
    tb_band *band = &out->bands[out->band_count++];
    memcpy(band->id, from->id, sizeof band->id);
    band->trigger_point = trigger_point;
    band->point_count = from->point_count;
    for (int p = 0; p < from->point_count; ++p) {
        band->points_mm[p] = tb_anatomy_target_place(
            out, from->points[p][0] + jitter[0], from->points[p][1] + jitter[1],
            tb_clamp(from->points[p][2] + jitter[2], 0.05, 0.95));
    }
    band->radius_mm = tb_dice_range(d, from->radius_mm, from->radius_lo_mm, from->radius_hi_mm);
    const double ratio =
        tb_dice_range(d, from->stiffness_ratio, from->stiffness_lo, from->stiffness_hi);
    band->stiffness_ratio = 1.0 + contrast * (ratio - 1.0);
}

/// Direction of a band at the place nearest to a point; at a station, of the chord around it.
static tb_vec3 fibre_at(const tb_band *band, tb_vec3 place_mm)
{
    int from = 0, to = band->point_count - 1;
    double best = INFINITY;
    for (int k = 0; k + 1 < band->point_count; ++k) {
        const tb_vec3 a = band->points_mm[k], along = tb_vec3_sub(band->points_mm[k + 1], a);
        const double share = tb_clamp(
            tb_vec3_dot(tb_vec3_sub(place_mm, a), along) / tb_vec3_dot(along, along), 0.0, 1.0);
        const double distance = tb_vec3_distance(tb_vec3_along(a, along, share), place_mm);
        if (distance < best) {
            best = distance;
            from = k - (share < 0.01 && k > 0 ? 1 : 0);
            to = k + 1 + (share > 0.99 && k + 2 < band->point_count ? 1 : 0);
        }
    }
    return tb_vec3_unit(tb_vec3_sub(band->points_mm[to], band->points_mm[from]));
}

static void draw_point(const tb_case *model, int index, tb_trigger_point_state state, tb_dice *d,
                       tb_anatomy *out)
{
    const tb_site *site = &model->site;
    const tb_site_point *from = &site->trigger_points[index];
    const int drawn = out->trigger_point_count++;
    tb_trigger_point *point = &out->trigger_points[drawn];
    memcpy(point->id, from->id, sizeof point->id);
    memcpy(point->label, from->label, sizeof point->label);
    point->state = state;
    for (int k = 0; k < 3; ++k) {
        point->semi_axes_mm[k] = model->difficulty.point_size *
                                 (state == TB_TRIGGER_POINT_ACTIVE ? from->semi_axes_active_mm[k]
                                                                   : from->semi_axes_latent_mm[k]);
    }
    double jitter[3];
    draw_jitter(model, from, point->semi_axes_mm[2], out, d, jitter);
    point->centre_mm = tb_anatomy_target_place(out, from->t_mm + jitter[0], from->b_mm + jitter[1],
                                               from->fraction + jitter[2]);
    point->surface_t_mm = point->centre_mm.x;
    point->surface_b_mm = point->centre_mm.y;
    point->band = -1;
    point->fibre = (tb_vec3){1.0, 0.0, 0.0};
    for (int b = 0; b < site->band_count; ++b) {
        if (strcmp(site->bands[b].trigger_point, from->id) == 0) {
            point->band = point->band < 0 ? out->band_count : point->band;
            draw_band(&site->bands[b], jitter, drawn, model->difficulty.band_contrast, d, out);
        }
    }
    if (point->band >= 0) {
        point->fibre = fibre_at(&out->bands[point->band], point->centre_mm);
    }
    draw_loci(from, d, point);
    thin_latent(from, d, point);
    if (out->symptomatic < 0 && state == TB_TRIGGER_POINT_ACTIVE) {
        out->symptomatic = drawn;
    }
}

// Model defaults [J]: how wide a tender spot is, and how long, thick and stiff a cord without
// trigger point feels.
static const double TENDER_RADIUS_MM = 5.0, CORD_HALF_MM = 20.0, CORD_RADIUS_MM = 2.0,
                    CORD_STIFFNESS = 1.6;

static void draw_decoys(const tb_site *site, tb_anatomy *out)
{
    for (int k = 0; k < site->decoy_count; ++k) {
        const tb_site_decoy *from = &site->decoys[k];
        const tb_vec3 centre = tb_anatomy_target_place(out, from->t_mm, from->b_mm, from->fraction);
        if (from->kind == TB_DECOY_TENDER_ONLY) {
            out->tender_spots[out->tender_spot_count++] =
                (tb_tender_spot){centre, TENDER_RADIUS_MM};
            continue;
        }
        tb_band *band = &out->bands[out->band_count++];
        snprintf(band->id, sizeof band->id, "decoy%d", k + 1);
        band->trigger_point = -1;
        band->point_count = 3;
        for (int p = 0; p < 3; ++p) {
            band->points_mm[p] = tb_anatomy_target_place(out, from->t_mm + CORD_HALF_MM * (p - 1),
                                                         from->b_mm, from->fraction);
        }
        band->radius_mm = CORD_RADIUS_MM;
        band->stiffness_ratio = CORD_STIFFNESS;
    }
}

void tb_draw_points(const tb_case *model, tb_dice *d, tb_anatomy *out)
{
    const tb_site *site = &model->site;
    const presence have = draw_presence(model, d);
    out->symptomatic = -1;
    for (int k = 0; k < site->trigger_point_count; ++k) {
        if (have.present[k]) {
            draw_point(model, k, have.state[k], d, out);
        }
    }
    if (out->symptomatic < 0 && out->trigger_point_count > 0) {
        out->symptomatic = 0; // all are latent by now: the first is the one to look after
    }
    static const double no_jitter[3] = {0.0, 0.0, 0.0};
    for (int b = 0; b < site->band_count; ++b) {
        if (site->bands[b].trigger_point[0] == '\0') {
            draw_band(&site->bands[b], no_jitter, -1, model->difficulty.band_contrast, d, out);
        }
    }
    if (model->difficulty.decoys) {
        draw_decoys(site, out);
    }
}
