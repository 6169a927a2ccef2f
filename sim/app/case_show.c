// One case as a page of text.
#include "case_cut.h"
#include "case_files.h"

#include <math.h>
#include <string.h>

static void show_person(const tb_case *m, FILE *stream)
{
    fprintf(stream, "%s: %s\n%s, level %d\n\n", m->id, m->title, m->muscle, (int)m->level);
    fprintf(stream, "Patient    %s, %s, BMI %g +- %g\n", m->patient.who,
            m->patient.sex == 0 ? "female" : "male", m->patient.bmi, m->patient.bmi_sd);
    fprintf(stream, "           \"%s\"\n", m->patient.complaint);
    for (int i = 0; i < m->patient.history_count; ++i) {
        fprintf(stream, "           - %s\n", m->patient.history[i]);
    }
    fprintf(stream, "Position   %s side, %s; %s\n", tb_body_side_name((tb_body_side)m->side),
            m->site.position, m->site.origin);
}

static void show_layers(const tb_case *m, FILE *stream)
{
    double depth_mm = 0.0;
    fprintf(stream, "\n%-40s %8s %6s %13s %8s\n", "Layer", "mm", "CV", "range", "down to");
    for (int i = 0; i < m->site.layer_count; ++i) {
        const tb_site_layer *layer = &m->site.layers[i];
        depth_mm += layer->thickness_mm;
        fprintf(stream, "%-40s %8.2f %6.2f %6.2f-%-6.2f %8.1f%s\n", layer->label,
                layer->thickness_mm, layer->cv, layer->lo_mm, layer->hi_mm, depth_mm,
                strcmp(layer->id, m->site.target.layer) == 0 ? "  target" : "");
    }
}

/// Nominal patient: how far each structure lies from the point, along the default approach.
static void show_structures(const tb_case_work *w, FILE *stream)
{
    const tb_anatomy *anatomy = &w->anatomy;
    fprintf(stream, "\n%-34s %-20s", "Structure", "class");
    for (int k = 0; k < anatomy->trigger_point_count; ++k) {
        fprintf(stream, " mm from %s", anatomy->trigger_points[k].id);
    }
    fputc('\n', stream);
    for (int i = 0; i < anatomy->structure_count; ++i) {
        const tb_structure *structure = &anatomy->structures[i];
        fprintf(stream, "%-34s %-20s", structure->label, tb_hazard_class_name(structure->hazard));
        for (int k = 0; k < anatomy->trigger_point_count; ++k) {
            fprintf(stream, " %7.1f",
                    tb_structure_distance_mm(structure, anatomy->trigger_points[k].centre_mm));
        }
        fputc('\n', stream);
    }
}

static void show_targets(const tb_case_work *w, FILE *stream)
{
    const tb_case *m = &w->model;
    const tb_site *site = &m->site;
    fputc('\n', stream);
    for (int i = 0; i < site->trigger_point_count; ++i) {
        const tb_site_point *p = &site->trigger_points[i];
        fprintf(stream,
                "Trigger point  %s, %s, prior %.0f %%; t %g, b %g, depth share %g, SD %g, %g, %g\n",
                p->id, p->label, 100.0 * p->prior, p->t_mm, p->b_mm, p->fraction, p->jitter_sd[0],
                p->jitter_sd[1], p->jitter_sd[2]);
    }
    for (int i = 0; i < m->point_count; ++i) {
        fprintf(stream, "               %s is %s in %.0f %% of patients\n", m->points[i].id,
                m->points[i].state == TB_TRIGGER_POINT_ACTIVE ? "active" : "latent",
                100.0 * m->points[i].probability);
    }
    for (int i = 0; i < w->anatomy.trigger_point_count; ++i) {
        const tb_trigger_point *p = &w->anatomy.trigger_points[i];
        fprintf(stream, "               nominal %s: %.1f mm below the skin\n", p->id,
                p->centre_mm.z - tb_anatomy_skin_mm(&w->anatomy, p->centre_mm.x, p->centre_mm.y));
    }
    for (int i = 0; i < site->band_count; ++i) {
        const tb_site_band *band = &site->bands[i];
        fprintf(stream, "Taut band      %s%s%s, radius %g (%g-%g) mm, stiffness x %g (%g-%g)\n",
                band->id, band->trigger_point[0] != '\0' ? " of " : "", band->trigger_point,
                band->radius_mm, band->radius_lo_mm, band->radius_hi_mm, band->stiffness_ratio,
                band->stiffness_lo, band->stiffness_hi);
    }
    for (int i = 0; i < site->decoy_count && m->difficulty.decoys; ++i) {
        fprintf(stream, "Decoy          %s at t %g, b %g: %s\n",
                site->decoys[i].kind == TB_DECOY_BAND_ONLY ? "band without point" : "tender spot",
                site->decoys[i].t_mm, site->decoys[i].b_mm, site->decoys[i].note);
    }
}

static void show_plan(const tb_case *m, FILE *stream)
{
    fprintf(stream, "Refers to      ");
    for (int i = 0; i < m->referral_count; ++i) {
        fprintf(stream, "%s%s %g", i > 0 ? ", " : "", m->referral[i].region, m->referral[i].weight);
    }
    fprintf(
        stream,
        "\nApproach       tilt %g, azimuth %g, within %g degrees; entry at (%g, %g) +- %g x %g mm\n"
        "               %s\n               %s\n",
        m->approach.tilt_deg, m->approach.azimuth_deg, m->approach.half_angle_deg,
        m->approach.entry_t_mm, m->approach.entry_b_mm, m->approach.entry_semi_mm[0],
        m->approach.entry_semi_mm[1], m->approach.text, m->site.depth_rule.text);
    fprintf(stream, "Needles        ");
    for (int i = 0; i < m->needle_count; ++i) {
        fprintf(stream, "%s%.2f x %g", i > 0 ? ", " : "", m->needles[i].diameter_mm,
                m->needles[i].length_mm);
    }
    fprintf(stream, "\nHash           %016llx\n", (unsigned long long)tb_case_hash(m));
}

static void show_knobs(const tb_case *m, FILE *stream)
{
    const tb_case_difficulty *d = &m->difficulty;
    fprintf(stream,
            "Difficulty     level %d: jitter x %g, point size x %g, depth share %+g, band contrast "
            "x %g,\n               pain x %g, anatomy x %g, variants x %g, decoys %s\n",
            (int)m->level, d->jitter, d->point_size, d->point_depth, d->band_contrast,
            d->pain_sensitivity, d->anatomy, d->variants, d->decoys ? "yes" : "no");
}

static void show_path(const tb_cut *cut, const tb_anatomy *a, FILE *stream)
{
    if (cut->target >= 0) {
        fprintf(stream, "Path           %.1f mm from the skin to the middle of %s", cut->path_mm,
                a->trigger_points[cut->target].id);
    } else {
        fprintf(stream, "Path           no trigger point; %.1f mm to the middle of the muscle",
                cut->path_mm);
    }
    if (cut->first_hit >= 0) {
        fprintf(stream, "; straight on: %s at %.1f mm", a->structures[cut->first_hit].label,
                cut->first_hit_mm);
    }
    if (cut->lethal >= 0 && cut->lethal != cut->first_hit) {
        fprintf(stream, ", %s at %.1f mm", a->structures[cut->lethal].label, cut->lethal_mm);
    }
    fputc('\n', stream);
}

static void show_care(const tb_case *m, FILE *stream)
{
    static const char *const flags[] = {"", "adapt", "do not needle", "red flag"};
    const tb_case_care *care = &m->care;
    fprintf(stream, "\nRight today    %s%s%s\n", tb_decision_text((tb_decision)care->decision),
            care->also < TB_DECISION_COUNT ? " Also: " : "",
            care->also < TB_DECISION_COUNT ? tb_decision_text((tb_decision)care->also) : "");
    fprintf(stream, "Risk to name   %s\n", care->risk[0] != '\0' ? care->risk : "none of its own");
    for (int k = 0; k < care->screening_count; ++k) {
        const tb_case_answer *answer = &care->screening[k];
        fprintf(stream, "%-14s %s: \"%s\"%s%s\n", k == 0 ? "Screening" : "",
                tb_question_name((tb_question)answer->question), answer->answer,
                answer->flag != TB_FLAG_NONE ? "  -> " : "", flags[answer->flag]);
    }
    for (int k = 0; k < m->perpetuating_count; ++k) {
        fprintf(stream, "%-14s %s\n", k == 0 ? "Perpetuating" : "", m->perpetuating[k]);
    }
    for (int k = 0; k < care->plan_count; ++k) {
        fprintf(stream, "%-14s %s  %s\n", k == 0 ? "Plan" : "", care->plan[k].right ? "+" : "-",
                care->plan[k].text);
    }
}

void tb_case_show(const tb_case_work *w, FILE *stream)
{
    tb_cut cut;
    tb_cut_choose(&w->model, &w->anatomy, &cut);
    show_person(&w->model, stream);
    show_layers(&w->model, stream);
    show_structures(w, stream);
    show_targets(w, stream);
    show_knobs(&w->model, stream);
    show_plan(&w->model, stream);
    show_path(&cut, &w->anatomy, stream);
    show_care(&w->model, stream);
    tb_cut_text(&cut, &w->anatomy, 72, stream);
}
