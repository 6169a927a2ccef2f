#include "case_cut.h"

#include "tautband/core/mathx.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ABOVE = -1,      ///< above the skin; 0 .. are layers
    BELOW = 99,      ///< below the last layer
    STRUCTURE = 100, ///< + index
    POINT = 200,
    BAND = 300,
    TUBE = 400,
    RUNS_MAX = 64,
    COLUMNS = 226,
    LABELS_MAX = 40,
    LABEL_TEXT = 96,
};

static const double STEP_MM = 0.5;

// ---- what lies where ----------------------------------------------------------------------------

/// What a point lies in, as tb_anatomy_tissue_at() sees it, but by name.
static int what_at(const tb_anatomy *a, tb_vec3 place_mm)
{
    if (place_mm.z < tb_anatomy_skin_mm(a, place_mm.x, place_mm.y)) {
        return ABOVE;
    }
    for (int i = 0; i < a->structure_count; ++i) {
        if (tb_structure_distance_mm(&a->structures[i], place_mm) < 0.0) {
            return STRUCTURE + i;
        }
    }
    for (int i = 0; i < a->trigger_point_count; ++i) {
        if (tb_trigger_point_distance_mm(&a->trigger_points[i], place_mm) < 0.0) {
            return POINT + i;
        }
    }
    for (int i = 0; i < a->band_count; ++i) {
        if (tb_band_distance_mm(&a->bands[i], place_mm) < 0.0) {
            return BAND + i;
        }
    }
    const int layer = tb_anatomy_layer_at(a, place_mm);
    if (a->target.kind == TB_TARGET_TUBE && layer == a->target_layer &&
        tb_anatomy_in_target(a, place_mm)) {
        return TUBE;
    }
    return layer < 0 ? 0 : layer < a->layer_count ? layer : BELOW;
}

static const char *name_of(const tb_anatomy *a, int what)
{
    return what >= TUBE        ? "target muscle"
           : what >= BAND      ? "taut band"
           : what >= POINT     ? a->trigger_points[what - POINT].label
           : what >= STRUCTURE ? a->structures[what - STRUCTURE].label
           : what == BELOW     ? "deeper tissue"
           : what >= 0         ? a->layers[what].label
                               : "";
}

static tb_tissue tissue_of(const tb_anatomy *a, int what)
{
    if (what >= TUBE) {
        return TB_TISSUE_MUSCLE;
    }
    if (what >= BAND) {
        return TB_TISSUE_TAUT_BAND;
    }
    if (what >= POINT) {
        return a->trigger_points[what - POINT].state == TB_TRIGGER_POINT_ACTIVE
                   ? TB_TISSUE_NODULE_ACTIVE
                   : TB_TISSUE_NODULE_LATENT;
    }
    return what >= STRUCTURE ? a->structures[what - STRUCTURE].tissue
           : what == BELOW   ? TB_TISSUE_FAT
                             : a->layers[what].tissue;
}

// ---- choosing the cut ---------------------------------------------------------------------------

/// Walk back from the target until the skin is left.
static tb_vec3 entry_of(const tb_anatomy *a, tb_vec3 target_mm, tb_vec3 direction)
{
    double back_mm = 0.0;
    while (back_mm < 200.0 && what_at(a, tb_vec3_along(target_mm, direction, -back_mm)) != ABOVE) {
        back_mm += 0.1;
    }
    return tb_vec3_along(target_mm, direction, -back_mm);
}

static void look_ahead(const tb_anatomy *a, tb_cut *cut)
{
    const double reach_mm = 120.0;
    const uint32_t lethal = 1u << TB_HAZARD_LETHAL;
    const tb_ray_hit any = tb_anatomy_cast(a, cut->entry_mm, cut->direction, reach_mm, ~0u);
    const tb_ray_hit worst = tb_anatomy_cast(a, cut->entry_mm, cut->direction, reach_mm, lethal);
    cut->first_hit = any.structure;
    cut->first_hit_mm = any.distance_mm;
    cut->lethal = worst.structure;
    cut->lethal_mm = worst.structure >= 0 ? worst.distance_mm : INFINITY;
}

void tb_cut_choose(const tb_case *model, const tb_anatomy *a, tb_cut *out)
{
    const double degree = TB_PI / 180.0, half_mm = 45.0;
    const tb_site_approach *approach = &model->approach;
    memset(out, 0, sizeof *out);
    out->target = a->symptomatic >= 0 ? a->symptomatic : a->trigger_point_count > 0 ? 0 : -1;
    out->direction =
        tb_needle_direction(approach->tilt_deg * degree, approach->azimuth_deg * degree);
    // A needle that stands upright lies in every plane: then the cut runs across the fibres.
    const double azimuth = approach->tilt_deg < 6.0 ? 0.5 * TB_PI : approach->azimuth_deg * degree;
    if (out->target >= 0) {
        out->target_mm = a->trigger_points[out->target].centre_mm;
    } else {
        double top_mm = 0.0, deep_mm = 0.0;
        const double t_mm = approach->entry_t_mm, b_mm = approach->entry_b_mm;
        if (!tb_anatomy_target_span(a, t_mm, b_mm, &top_mm, &deep_mm)) {
            top_mm = deep_mm = tb_anatomy_skin_mm(a, t_mm, b_mm) + 20.0;
        }
        out->target_mm = (tb_vec3){t_mm, b_mm, 0.5 * (top_mm + deep_mm)};
    }
    out->entry_mm = entry_of(a, out->target_mm, out->direction);
    out->path_mm = tb_vec3_distance(out->entry_mm, out->target_mm);
    const double way = a->left ? -1.0 : 1.0; // of s: to the left on the page of a left side
    out->plane = (tb_section_plane){out->target_mm.x, out->target_mm.y, way * tb_cos(azimuth),
                                    way * tb_sin(azimuth)};
    out->s_lo_mm = -half_mm;
    out->s_hi_mm = half_mm;
    double top_mm = 0.0;
    for (int k = 0; k <= 90; ++k) {
        const tb_vec3 p = tb_section_to_site(&out->plane, out->s_lo_mm + k, 0.0);
        top_mm = fmin(top_mm, tb_anatomy_skin_mm(a, p.x, p.y));
    }
    out->n_lo_mm = floor(top_mm - 4.0);
    out->n_hi_mm = out->n_lo_mm + fmax(75.0, out->target_mm.z - out->n_lo_mm + 30.0);
    look_ahead(a, out);
}

// ---- as text ------------------------------------------------------------------------------------

static char letter_of(const tb_anatomy *a, int what)
{
    static const char letters[TB_TISSUE_COUNT] = {
        [TB_TISSUE_SKIN] = '-',          [TB_TISSUE_FAT] = '.',
        [TB_TISSUE_FASCIA] = '=',        [TB_TISSUE_MUSCLE] = 'm',
        [TB_TISSUE_TAUT_BAND] = 'o',     [TB_TISSUE_NODULE_ACTIVE] = '@',
        [TB_TISSUE_NODULE_LATENT] = '%', [TB_TISSUE_NERVE] = 'N',
        [TB_TISSUE_VEIN] = 'V',          [TB_TISSUE_ARTERY] = 'A',
        [TB_TISSUE_BONE] = '#',          [TB_TISSUE_TENDON] = 't',
        [TB_TISSUE_PLEURA] = 'L',        [TB_TISSUE_KIDNEY] = 'K',
        [TB_TISSUE_BOWEL] = 'W',         [TB_TISSUE_PELVIC_ORGANS] = 'P',
        [TB_TISSUE_CORD] = 'C'};
    if (what == ABOVE || what == BELOW) {
        return what == ABOVE ? ' ' : ',';
    }
    const tb_tissue tissue = tissue_of(a, what);
    const bool target = what == TUBE || (a->target.kind != TB_TARGET_TUBE && what >= 0 &&
                                         what < STRUCTURE && what == a->target_layer);
    return tissue == TB_TISSUE_MUSCLE && target ? 'M' : letters[tissue];
}

/// Is a character cell of the picture on the needle between skin and target?
static bool on_needle(const tb_cut *cut, double s_mm, double n_mm, double half_s_mm,
                      double half_n_mm)
{
    double s0, y0, off, s1, y1;
    tb_section_from_site(&cut->plane, cut->entry_mm, &s0, &y0, &off);
    tb_section_from_site(&cut->plane, cut->target_mm, &s1, &y1, &off);
    for (int k = 0; k <= 200; ++k) {
        const double share = k / 200.0;
        if (fabs(s0 + share * (s1 - s0) - s_mm) <= half_s_mm &&
            fabs(-(y0 + share * (y1 - y0)) - n_mm) <= half_n_mm) {
            return true;
        }
    }
    return false;
}

void tb_cut_text(const tb_cut *cut, const tb_anatomy *a, int columns, FILE *stream)
{
    const double wide_mm = (cut->s_hi_mm - cut->s_lo_mm) / columns, high_mm = 2.0 * wide_mm;
    const double deep_mm = fmin(cut->n_hi_mm, fmax(45.0, cut->target_mm.z + 20.0));
    const int rows = (int)((deep_mm - cut->n_lo_mm) / high_mm);
    fprintf(stream, "\nCut along the needle, %.1f mm a column, %.1f mm a row, nominal patient\n",
            wide_mm, high_mm);
    for (int row = 0; row < rows; ++row) {
        const double n_mm = cut->n_lo_mm + (row + 0.5) * high_mm;
        fprintf(stream, "%5.0f ", n_mm);
        for (int column = 0; column < columns; ++column) {
            const double s_mm = cut->s_lo_mm + (column + 0.5) * wide_mm;
            const tb_vec3 place_mm = tb_section_to_site(&cut->plane, s_mm, -n_mm);
            const bool needle = on_needle(cut, s_mm, n_mm, 0.5 * wide_mm, 0.5 * high_mm);
            fputc(needle ? '+' : letter_of(a, what_at(a, place_mm)), stream);
        }
        fputc('\n', stream);
    }
    fputs("      - skin  . fat  = fascia  M target muscle  m muscle  o taut band  @ active, "
          "% latent point\n      N nerve  V vein  A artery  # bone  t tendon  L pleura  K kidney  "
          "W bowel  P pelvic organs\n      C cord  , deeper  + needle\n",
          stream);
}

// ---- as SVG -------------------------------------------------------------------------------------

/// One vertical line of the picture: what is met from above, and from which n on.
typedef struct column_runs {
    int what[RUNS_MAX];
    double from_mm[RUNS_MAX + 1];
    int count;
} column_runs;

static const char *colour_of(tb_tissue tissue)
{
    static const char *const colours[TB_TISSUE_COUNT] = {
        [TB_TISSUE_SKIN] = "#e3b498",          [TB_TISSUE_FAT] = "#f2dc9b",
        [TB_TISSUE_FASCIA] = "#dcd6c8",        [TB_TISSUE_MUSCLE] = "#b8645a",
        [TB_TISSUE_TAUT_BAND] = "#8c3b33",     [TB_TISSUE_NODULE_ACTIVE] = "#e5533d",
        [TB_TISSUE_NODULE_LATENT] = "#d68a4c", [TB_TISSUE_NERVE] = "#f0cf2b",
        [TB_TISSUE_VEIN] = "#4c74b4",          [TB_TISSUE_ARTERY] = "#c62f2f",
        [TB_TISSUE_BONE] = "#f3efe2",          [TB_TISSUE_TENDON] = "#cfd6d9",
        [TB_TISSUE_PLEURA] = "#a9c7d6",        [TB_TISSUE_KIDNEY] = "#8d5a7a",
        [TB_TISSUE_BOWEL] = "#c99a86",         [TB_TISSUE_PELVIC_ORGANS] = "#b58aa5",
        [TB_TISSUE_CORD] = "#e9d9a0"};
    return (unsigned)tissue < TB_TISSUE_COUNT && colours[tissue] != NULL ? colours[tissue]
                                                                         : "#cccccc";
}

static int what_in_cut(const tb_cut *cut, const tb_anatomy *a, double s_mm, double n_mm)
{
    return what_at(a, tb_section_to_site(&cut->plane, s_mm, -n_mm));
}

static void fill_column(const tb_cut *cut, const tb_anatomy *a, double s_mm, column_runs *out)
{
    out->count = 0;
    int last = what_in_cut(cut, a, s_mm, cut->n_lo_mm);
    out->what[out->count] = last;
    out->from_mm[out->count++] = cut->n_lo_mm;
    for (double n_mm = cut->n_lo_mm + STEP_MM; n_mm <= cut->n_hi_mm && out->count < RUNS_MAX;
         n_mm += STEP_MM) {
        const int now = what_in_cut(cut, a, s_mm, n_mm);
        if (now == last) {
            continue;
        }
        double lo_mm = n_mm - STEP_MM, hi_mm = n_mm;
        for (int k = 0; k < 6; ++k) {
            const double middle_mm = 0.5 * (lo_mm + hi_mm);
            if (what_in_cut(cut, a, s_mm, middle_mm) == last) {
                lo_mm = middle_mm;
            } else {
                hi_mm = middle_mm;
            }
        }
        out->what[out->count] = last = now;
        out->from_mm[out->count++] = hi_mm;
    }
    out->from_mm[out->count] = cut->n_hi_mm;
}

static bool same_runs(const column_runs *a, const column_runs *b)
{
    return a->count == b->count &&
           memcmp(a->what, b->what, (size_t)a->count * sizeof a->what[0]) == 0;
}

/// Page coordinates of the cut.
typedef struct drawing {
    const tb_cut *cut;
    const tb_anatomy *anatomy;
    tb_cut_box box; ///< of the tissue itself
    double scale;   ///< page units per mm
    FILE *stream;
} drawing;

static double page_x(const drawing *d, double s_mm)
{
    return d->box.x + (s_mm - d->cut->s_lo_mm) * d->scale;
}

static double page_y(const drawing *d, double n_mm)
{
    return d->box.y + (n_mm - d->cut->n_lo_mm) * d->scale;
}

/// One area over columns first..last that all have the same runs, half a column wider on each side.
static void draw_area(const drawing *d, const column_runs *columns, int first, int last, int run)
{
    const double pitch_mm = (d->cut->s_hi_mm - d->cut->s_lo_mm) / (COLUMNS - 1);
    const int what = columns[first].what[run];
    if (what == ABOVE) {
        return;
    }
    const char *colour = what == BELOW ? "#dccbc2" : colour_of(tissue_of(d->anatomy, what));
    const bool target = what == TUBE || (d->anatomy->target.kind != TB_TARGET_TUBE &&
                                         what == d->anatomy->target_layer);
    fprintf(d->stream, "<path fill=\"%s\" stroke=\"%s\" stroke-width=\"0.7\" d=\"M",
            target ? "#cf7a6c" : colour, target ? "#cf7a6c" : colour);
    for (int side = 0; side < 2; ++side) {
        for (int k = 0; k <= last - first + 2; ++k) {
            const int step = side == 0 ? k : last - first + 2 - k;
            const int index = step == 0 ? first : step > last - first ? last : first + step - 1;
            const double shift = step == 0 ? -0.5 : step == last - first + 2 ? 0.5 : 0.0;
            const double s_mm = d->cut->s_lo_mm + (index + shift) * pitch_mm;
            const double held_mm = tb_clamp(s_mm, d->cut->s_lo_mm, d->cut->s_hi_mm);
            fprintf(d->stream, "%.2f %.2f ", page_x(d, held_mm),
                    page_y(d, columns[index].from_mm[run + side]));
        }
    }
    fputs("Z\"/>\n", d->stream);
}

static void draw_tissue(const drawing *d, const column_runs *columns)
{
    for (int first = 0; first < COLUMNS;) {
        int last = first;
        while (last + 1 < COLUMNS && same_runs(&columns[first], &columns[last + 1])) {
            ++last;
        }
        for (int run = 0; run < columns[first].count; ++run) {
            draw_area(d, columns, first, last, run);
        }
        first = last + 1;
    }
}

// ---- labels -------------------------------------------------------------------------------------

typedef struct label {
    double x, y; ///< what it points at
    double at;   ///< where its text stands
    char text[LABEL_TEXT];
} label;

static int by_height(const void *a, const void *b)
{
    const double d = ((const label *)a)->y - ((const label *)b)->y;
    return d < 0.0 ? -1 : d > 0.0 ? 1 : 0;
}

/// Keep labels a line apart, and inside the box.
static void spread(label *labels, int count, double lo, double hi)
{
    const double line = 14.0;
    qsort(labels, (size_t)count, sizeof *labels, by_height);
    for (int k = 0; k < count; ++k) {
        labels[k].at = k == 0 ? fmax(labels[k].y, lo) : fmax(labels[k].y, labels[k - 1].at + line);
    }
    for (int k = count - 1; k >= 0; --k) {
        const double most = k == count - 1 ? hi : labels[k + 1].at - line;
        labels[k].at = fmin(labels[k].at, most);
    }
}

static void draw_labels(const drawing *d, label *labels, int count, bool left)
{
    const double edge = left ? d->box.x : d->box.x + d->box.w;
    spread(labels, count, d->box.y + 6.0, d->box.y + d->box.h - 4.0);
    for (int k = 0; k < count; ++k) {
        const double elbow = edge + (left ? -10.0 : 10.0);
        fprintf(d->stream,
                "<path fill=\"none\" stroke=\"#55606a\" stroke-width=\"0.7\" d=\"M%.1f %.1f "
                "L%.1f %.1f\"/><circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\" fill=\"#22303a\"/>"
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
                labels[k].x, labels[k].y, elbow, labels[k].at, labels[k].x, labels[k].y,
                elbow + (left ? -3.0 : 3.0), labels[k].at + 4.0, left ? "end" : "start");
        tb_svg_text(labels[k].text, d->stream);
        fputs("</text>\n", d->stream);
    }
}

/// Layers are named at the right edge.
static void label_layers(const drawing *d, const column_runs *columns)
{
    label labels[LABELS_MAX];
    int count = 0;
    const int at = COLUMNS - 8;
    const column_runs *runs = &columns[at];
    for (int run = 0; run < runs->count && count < LABELS_MAX; ++run) {
        const double thick_mm = runs->from_mm[run + 1] - runs->from_mm[run];
        if (runs->what[run] < 0 || runs->what[run] >= STRUCTURE || thick_mm < 0.3) {
            continue;
        }
        bool named = false;
        for (int k = 0; k < run; ++k) {
            named = named || runs->what[k] == runs->what[run];
        }
        if (named) {
            continue;
        }
        label *one = &labels[count++];
        const double middle_mm = 0.5 * (runs->from_mm[run] + runs->from_mm[run + 1]);
        one->x =
            page_x(d, d->cut->s_lo_mm + at * (d->cut->s_hi_mm - d->cut->s_lo_mm) / (COLUMNS - 1));
        one->y = page_y(d, fmin(middle_mm, runs->from_mm[run] + 12.0));
        snprintf(one->text, sizeof one->text, "%s", name_of(d->anatomy, runs->what[run]));
    }
    draw_labels(d, labels, count, false);
}

/// Middle of an area of the picture, and its size in columns times millimetres.
static double middle_of(const column_runs *columns, int what, double *column, double *n_mm)
{
    double size = 0.0, sum_column = 0.0, sum_n = 0.0;
    for (int k = 0; k < COLUMNS; ++k) {
        for (int run = 0; run < columns[k].count; ++run) {
            if (columns[k].what[run] == what) {
                const double thick_mm = columns[k].from_mm[run + 1] - columns[k].from_mm[run];
                size += thick_mm;
                sum_column += thick_mm * k;
                sum_n += thick_mm * 0.5 * (columns[k].from_mm[run + 1] + columns[k].from_mm[run]);
            }
        }
    }
    *column = size > 0.0 ? sum_column / size : 0.0;
    *n_mm = size > 0.0 ? sum_n / size : 0.0;
    return size;
}

/// Structures, points and bands are named at the left edge.
static void label_structures(const drawing *d, const column_runs *columns)
{
    label labels[LABELS_MAX];
    int count = 0;
    const tb_anatomy *a = d->anatomy;
    int whats[TB_STRUCTURES_MAX + TB_TRIGGER_POINTS_MAX + 1], number = 0;
    for (int i = 0; i < a->structure_count; ++i) {
        whats[number++] = STRUCTURE + i;
    }
    for (int i = 0; i < a->trigger_point_count; ++i) {
        whats[number++] = POINT + i;
    }
    whats[number++] = TUBE;
    for (int k = 0; k < number && count < LABELS_MAX; ++k) {
        double column = 0.0, n_mm = 0.0;
        if (middle_of(columns, whats[k], &column, &n_mm) < 2.0) {
            continue;
        }
        label *one = &labels[count++];
        one->x = page_x(d, d->cut->s_lo_mm +
                               column * (d->cut->s_hi_mm - d->cut->s_lo_mm) / (COLUMNS - 1));
        one->y = page_y(d, n_mm);
        snprintf(one->text, sizeof one->text, "%s", name_of(a, whats[k]));
        if (whats[k] < POINT) {
            const tb_hazard_class hazard = a->structures[whats[k] - STRUCTURE].hazard;
            snprintf(one->text, sizeof one->text, "%s%s", name_of(a, whats[k]),
                     hazard == TB_HAZARD_LETHAL ? " (lethal)" : "");
        }
    }
    draw_labels(d, labels, count, true);
}

// ---- the needle ---------------------------------------------------------------------------------

static void draw_ray(const drawing *d, tb_vec3 from_mm, tb_vec3 to_mm, const char *style)
{
    double s0, y0, s1, y1, off;
    tb_section_from_site(&d->cut->plane, from_mm, &s0, &y0, &off);
    tb_section_from_site(&d->cut->plane, to_mm, &s1, &y1, &off);
    fprintf(d->stream,
            "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" clip-path=\"url(#cut)\" %s/>\n",
            page_x(d, s0), page_y(d, -y0), page_x(d, s1), page_y(d, -y1), style);
}

static void draw_needle(const drawing *d, const tb_site_approach *approach)
{
    const tb_cut *cut = d->cut;
    const double degree = TB_PI / 180.0, handle_mm = 14.0;
    const double upright = approach->tilt_deg < 6.0 ? 90.0 : approach->azimuth_deg;
    for (int side = -1; side <= 1; side += 2) {
        const double tilt = approach->tilt_deg + side * approach->half_angle_deg;
        const tb_vec3 edge = tb_needle_direction(fabs(tilt) * degree,
                                                 (upright + (tilt < 0.0 ? 180.0 : 0.0)) * degree);
        draw_ray(d, tb_vec3_along(cut->target_mm, edge, -cut->path_mm), cut->target_mm,
                 "stroke=\"#2a7f62\" stroke-width=\"1\" stroke-dasharray=\"5 4\"");
    }
    draw_ray(d, tb_vec3_along(cut->entry_mm, cut->direction, -handle_mm), cut->target_mm,
             "stroke=\"#ffffff\" stroke-width=\"3.4\"");
    draw_ray(d, tb_vec3_along(cut->entry_mm, cut->direction, -handle_mm), cut->target_mm,
             "stroke=\"#1c2a33\" stroke-width=\"1.7\"");
    draw_ray(d, cut->target_mm, tb_vec3_along(cut->target_mm, cut->direction, 20.0),
             "stroke=\"#1c2a33\" stroke-width=\"1\" stroke-dasharray=\"1.5 3\"");
}

static void draw_scale(const drawing *d)
{
    const double x = d->box.x + 8.0, y = d->box.y + d->box.h - 10.0, w = 10.0 * d->scale;
    fprintf(d->stream,
            "<path fill=\"none\" stroke=\"#ffffff\" stroke-width=\"4\" d=\"M%.1f %.1f h%.1f\"/>"
            "<path fill=\"none\" stroke=\"#1c2a33\" stroke-width=\"1.6\" d=\"M%.1f %.1f v6 m0 -3 "
            "h%.1f m0 -3 v6\"/><text x=\"%.1f\" y=\"%.1f\" stroke=\"#ffffff\" stroke-width=\"2.5\" "
            "paint-order=\"stroke\">10 mm</text>\n",
            x, y, w, x, y - 3.0, w, x + w + 5.0, y + 4.0);
}

void tb_cut_svg(const tb_cut *cut, const tb_case *model, const tb_anatomy *a, tb_cut_box box,
                FILE *stream)
{
    static column_runs columns[COLUMNS];
    const double wide_mm = cut->s_hi_mm - cut->s_lo_mm, high_mm = cut->n_hi_mm - cut->n_lo_mm;
    drawing d = {.cut = cut, .anatomy = a, .stream = stream};
    d.scale = fmin(box.w / wide_mm, box.h / high_mm);
    d.box = (tb_cut_box){box.x + 0.5 * (box.w - wide_mm * d.scale), box.y, wide_mm * d.scale,
                         high_mm * d.scale};
    for (int k = 0; k < COLUMNS; ++k) {
        fill_column(cut, a, cut->s_lo_mm + k * wide_mm / (COLUMNS - 1), &columns[k]);
    }
    fprintf(stream,
            "<clipPath id=\"cut\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>"
            "</clipPath>\n<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
            "fill=\"#eef2f4\"/>\n",
            d.box.x, d.box.y, d.box.w, d.box.h, d.box.x, d.box.y, d.box.w, d.box.h);
    draw_tissue(&d, columns);
    draw_needle(&d, &model->approach);
    draw_scale(&d);
    label_layers(&d, columns);
    label_structures(&d, columns);
}

void tb_svg_text(const char *text, FILE *stream)
{
    for (; *text != '\0'; ++text) {
        switch (*text) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        default:
            fputc(*text, stream);
        }
    }
}
