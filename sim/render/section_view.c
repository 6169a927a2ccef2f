// The flat section: tissue deformed by the lattice, needle, finger, bands, target and reserve line.
// Millimetres keep their aspect; texts are the app's.
#include "tautband/core/alloc.h"

#include "lattice_view.h"
#include "render_internal.h"
#include "section_flat.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const float ABOVE_SKIN_MM = 11.0f;              ///< air shown above the site's resting skin
static const float NARROW_MM = 62.0f, WIDE_MM = 77.0f; ///< stretch of the section shown across
static const float TALL_MM = 54.0f;                    ///< wanted from top to bottom

/// Pixels per millimetre of a section rectangle.
static float scale_of(const tb_rect *rect, tb_section_fit fit)
{
    const float high = (float)rect->height, wide = (float)rect->width;
    const float usual = fmaxf(wide / WIDE_MM, fminf(wide / NARROW_MM, high / TALL_MM));
    return fminf(usual, high / (ABOVE_SKIN_MM + fmaxf(fit.reach_mm, 1.0f)));
}

/// Depth of the lowest point of the target, or of its muscle's deep face under it.
static float target_reach_mm(const tb_anatomy *anatomy)
{
    const float margin_mm = 3.0f;
    double top, bottom;
    if (anatomy->symptomatic < 0) {
        return 0.0f;
    }
    const tb_trigger_point *point = &anatomy->trigger_points[anatomy->symptomatic];
    double reach = point->centre_mm.z + point->semi_axes_mm[2];
    if (tb_anatomy_target_span(anatomy, point->centre_mm.x, point->centre_mm.y, &top, &bottom)) {
        reach = fmax(reach, bottom);
    }
    return (float)fmin(reach, anatomy->base_depth_mm) + margin_mm;
}

tb_section_fit tb_section_view_fit(const tb_anatomy *anatomy, const tb_snapshot *seen, bool turned)
{
    tb_section_fit fit = {.mirrored = anatomy->left != turned};
    if (seen->section.shape == TB_SECTION_FLAT) {
        fit.reach_mm = target_reach_mm(anatomy);
    }
    for (int k = 0; k < TB_SECTION_NODES && seen->section.shape != TB_SECTION_FLAT; ++k) {
        fit.lower_mm = fmaxf(fit.lower_mm, seen->section.rest_y_mm[k] - 4.0f); // room for the crest
    }
    if (seen->needle.stage == TB_NEEDLE_IN && seen->section.kind == TB_SECTION_NEEDLE) {
        const float tip = seen->needle.y_mm[TB_SNAPSHOT_NEEDLE_NODES - 1];
        const float ahead_mm = 6.0f; // seen of what lies under the tip
        const float seen_to_mm =
            fmaxf(28.0f, fit.reach_mm) - ahead_mm; // a tip deeper than that is followed
        fit.lower_mm += fminf(0.0f, tip + seen_to_mm);
    }
    return fit;
}

void tb_section_view_map(const tb_rect *rect, tb_section_fit fit, float s_mm, float y_mm,
                         float *x_px, float *y_px)
{
    const float k = scale_of(rect, fit);
    *x_px = (float)rect->x + 0.5f * (float)rect->width + (fit.mirrored ? -s_mm : s_mm) * k;
    *y_px = (float)rect->y + (ABOVE_SKIN_MM + fit.lower_mm - y_mm) * k;
}

void tb_section_view_unmap(const tb_rect *rect, tb_section_fit fit, float x_px, float y_px,
                           float *s_mm, float *y_mm)
{
    const float k = scale_of(rect, fit);
    const float right_mm = (x_px - (float)rect->x - 0.5f * (float)rect->width) / k;
    *s_mm = fit.mirrored ? -right_mm : right_mm;
    *y_mm = ABOVE_SKIN_MM + fit.lower_mm - (y_px - (float)rect->y) / k;
}

float tb_section_view_depth_mm(const tb_rect *rect, tb_section_fit fit)
{
    return (float)rect->height / scale_of(rect, fit) - ABOVE_SKIN_MM - fit.lower_mm;
}

/// Tint of a vertex by how far its tissue is stretched; clear while the strain is not wanted.
static void strain_tint(const tb_lattice_view *lattice, int column, int row, uint8_t tint[4])
{
    // blue, amber, vermilion at 5, 15 and 30 per cent, as the legend says
    static const float at[4] = {0.01f, 0.05f, 0.15f, 0.30f};
    static const uint8_t ramp[4][4] = {
        {86, 180, 233, 0}, {86, 180, 233, 120}, {230, 159, 0, 170}, {213, 94, 0, 205}};
    const float stretch = tb_lattice_stretch(lattice, column, row);
    int k = 0;
    while (k < 2 && stretch > at[k + 1]) {
        ++k;
    }
    const float f = fmaxf(0.0f, fminf(1.0f, (stretch - at[k]) / (at[k + 1] - at[k])));
    for (int c = 0; c < 4; ++c) {
        tint[c] = (uint8_t)((float)ramp[k][c] + f * ((float)ramp[k + 1][c] - (float)ramp[k][c]));
    }
}

static void tissue_vertex(tb_flat *out, const tb_renderer *renderer, const tb_lattice_view *lattice,
                          int column, int row, bool strain)
{
    uint8_t tint[4] = {255, 255, 255, 0};
    const tb_snapshot *before = lattice->before, *after = lattice->after;
    const int k = column + TB_SECTION_NX * row;
    const float s = before->section.s_mm[k] +
                    lattice->blend * (after->section.s_mm[k] - before->section.s_mm[k]);
    const float y = before->section.y_mm[k] +
                    lattice->blend * (after->section.y_mm[k] - before->section.y_mm[k]);
    float x_px, y_px;
    tb_section_view_map(out->rect, out->fit, s, y, &x_px, &y_px);
    if (strain) {
        strain_tint(lattice, column, row, tint);
    }
    tb_flat_vertex_add(
        out, x_px, y_px, 0.5f + 0.5f * after->section.rest_s_mm[k] / (float)TB_SECTION_HALF_MM,
        fminf(tb_node_depth(renderer, after, column, row) / renderer->picture_depth_mm, 0.995f),
        tint);
}

/// Every second row and column of the lattice. A flat section leaves out its end columns, which do
/// not move; a roll has skin there.
static void tissue(tb_flat *out, const tb_renderer *renderer, const tb_lattice_view *lattice,
                   bool strain)
{
    static const int corners[6][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}};
    const bool roll = lattice->after->section.shape != TB_SECTION_FLAT;
    const int first = roll ? 0 : 1, last = roll ? TB_SECTION_NX - 1 : TB_SECTION_NX - 2;
    for (int j = 0; j + 1 < TB_SECTION_NY; j += 2) {
        const int below = j + 2 < TB_SECTION_NY ? 2 : 1;
        for (int i = first; i < last; i += 2) {
            const int right = i + 2 <= last ? 2 : 1;
            for (int c = 0; c < 6; ++c) {
                tissue_vertex(out, renderer, lattice, i + right * corners[c][0],
                              j + below * corners[c][1], strain);
            }
        }
    }
}

/// A vertex at the lower end of the picture, or a little below it, where all fades into the dark.
static void end_vertex(tb_flat *out, const tb_renderer *renderer, const tb_snapshot *after,
                       int column, bool dark)
{
    static const uint8_t clear[4] = {255, 255, 255, 0}, bed[4] = {14, 18, 23, 255};
    const float fade_mm = 3.0f;
    const float s = after->section.rest_s_mm[column + TB_SECTION_NX * (TB_SECTION_NY - 1)];
    const float top =
        renderer->picture_level ? renderer->picture_top_mm : after->section.rest_y_mm[column];
    const float end = renderer->picture_level ? 0.99f : 1.0f;
    const float y = top - end * renderer->picture_depth_mm - (dark ? fade_mm : 0.0f);
    float x_px, y_px;
    tb_section_view_map(out->rect, out->fit, s, y, &x_px, &y_px);
    tb_flat_vertex_add(out, x_px, y_px, 0.5f + 0.5f * s / (float)TB_SECTION_HALF_MM, 0.995f,
                       dark ? bed : clear);
}

/// What lies below a flat lattice: it rests, and joins the lowest row where that is now.
static void below_lattice(tb_flat *out, const tb_renderer *renderer, const tb_lattice_view *lattice)
{
    static const int corners[6][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}};
    const int last = TB_SECTION_NX - 2, row = TB_SECTION_NY - 1;
    for (int i = 1; i < last; i += 2) {
        const int right = i + 2 <= last ? 2 : 1;
        for (int c = 0; c < 12; ++c) {
            const int *corner = corners[c % 6], column = i + right * corner[0];
            if (c < 6 && corner[1] == 0) {
                tissue_vertex(out, renderer, lattice, column, row, false);
            } else {
                end_vertex(out, renderer, lattice->after, column, c >= 6 && corner[1] == 1);
            }
        }
    }
}

/// The body that a lifted roll stands on: it does not move.
static void body_around_roll(tb_flat *out, const tb_renderer *renderer)
{
    static const uint8_t clear[4] = {255, 255, 255, 0};
    static const int corners[6][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}};
    enum { COLUMNS = 40 };
    const float half = (float)TB_SECTION_HALF_MM;
    float at[COLUMNS + 1 + TB_FOOT_COLUMNS];
    int count = 0;
    for (int i = 0; i <= COLUMNS; ++i) {
        at[count++] = half * (2.0f * (float)i / COLUMNS - 1.0f);
    }
    count = tb_cut_insert_feet(renderer, at, count);
    const float bottom = renderer->picture_top_mm - 0.99f * renderer->picture_depth_mm;
    for (int i = 0; i + 1 < count; ++i) {
        for (int c = 0; c < 6; ++c) {
            const float s = at[i + corners[c][0]];
            // behind a squeezed roll its own resting root: between pad and body no gap opens
            const tb_vec3 place = tb_section_to_site(&renderer->cut.plane, (double)s, 0.0);
            const float top = -(float)tb_anatomy_patch_mm(&renderer->anatomy, place.x, place.y);
            const float y = corners[c][1] == 0 ? top : bottom;
            float x_px, y_px;
            tb_section_view_map(out->rect, out->fit, s, y, &x_px, &y_px);
            tb_flat_vertex_add(out, x_px, y_px, 0.5f + 0.5f * s / half,
                               tb_picture_height(renderer, y, top), clear);
        }
    }
}

/// A gloved fingertip, shaded as a cylinder from the left: its ball, and the way its finger goes.
/// @param holds it only holds: short and pale, so that the work is seen
static void fingertip(tb_flat *out, float s, float y, float way_s, float way_y, bool holds)
{
    static const uint8_t glove[4] = {74, 118, 184, 255};
    enum { STRIPS = 22 };
    const float r = 7.0f, long_mm = holds ? 15.0f : 46.0f;
    const float across_s = way_y, across_y = -way_s;
    for (int k = 0; k < STRIPS; ++k) {
        const float a[2] = {-1.0f + 2.0f * (float)k / STRIPS,
                            -1.0f + 2.0f * (float)(k + 1) / STRIPS};
        const float middle = 0.5f * (a[0] + a[1]);
        const float lit =
            0.62f + 0.46f * sqrtf(1.0f - 0.9f * (middle + 0.35f) * (middle + 0.35f) / 1.83f);
        const uint8_t tint[4] = {(uint8_t)((float)glove[0] * lit), (uint8_t)((float)glove[1] * lit),
                                 (uint8_t)((float)glove[2] * lit), holds ? 120 : 255};
        float p[4][2];
        for (int c = 0; c < 4; ++c) {
            const float off = r * a[c == 1 || c == 2];
            const float along = c < 2 ? long_mm : -sqrtf(fmaxf(r * r - off * off, 0.0f));
            tb_section_view_map(out->rect, out->fit, s + across_s * off + way_s * along,
                                y + across_y * off + way_y * along, &p[c][0], &p[c][1]);
        }
        tb_flat_quad(out, p, tint);
    }
}

/// The hand leads: a thin ring where it wants the finger to be.
static void lead_ring(tb_flat *out, float s, float y, float hand_s, float hand_y)
{
    static const uint8_t sky[4] = {86, 180, 233, 255};
    const float ds = hand_s - s, dy = hand_y - y;
    if (ds * ds + dy * dy > 0.09f) {
        tb_flat_ring(out, hand_s, hand_y, 7.0f, 7.0f, 1.5f, true, sky);
    }
}

static void fingers(tb_flat *out, const tb_snapshot *after)
{
    if (after->grip.active) {
        for (int k = 0; k < 2; ++k) {
            // away from the other pad: a needle's section may look at the roll from behind
            const float away = after->grip.s_mm[k] < after->grip.s_mm[1 - k] ? -0.80f : 0.80f;
            const float out_s = after->grip.pinching ? away : 0.0f;
            const float out_y = after->grip.pinching ? 0.60f : 1.0f;
            fingertip(out, after->grip.s_mm[k], after->grip.y_mm[k], out_s, out_y, false);
            lead_ring(out, after->grip.s_mm[k], after->grip.y_mm[k], after->grip.hand_s_mm[k],
                      after->grip.hand_y_mm[k]);
        }
    } else if (after->finger.active) {
        fingertip(out, after->finger.s_mm, after->finger.y_mm, 0.0f, 1.0f, false);
        if (after->finger.touching) {
            lead_ring(out, after->finger.s_mm, after->finger.y_mm, after->finger.hand_s_mm,
                      after->finger.hand_y_mm);
        }
    }
}

/// True while the hand that lifts the roll only holds it for the needle.
static bool only_holds(const tb_snapshot *after)
{
    return after->grip.active && after->grip.pinching && after->section.kind == TB_SECTION_NEEDLE;
}

/// The pads of that hand, before the tissue: what of them lies over it is hidden.
static void holding_pads(tb_flat *out, const tb_snapshot *after)
{
    for (int k = 0; k < 2; ++k) {
        const float away = after->grip.s_mm[k] < after->grip.s_mm[1 - k] ? -0.80f : 0.80f;
        fingertip(out, after->grip.s_mm[k], after->grip.y_mm[k], away, 0.60f, true);
    }
}

/// Present place of index coordinates of the lattice.
static void node_at(const tb_lattice_view *lattice, float column, float row, float *s, float *y)
{
    const tb_snapshot *a = lattice->before, *b = lattice->after;
    const int i = (int)fminf(column, (float)TB_SECTION_NX - 1.001f),
              j = (int)fminf(row, (float)TB_SECTION_NY - 1.001f);
    const float f = column - (float)i, g = row - (float)j;
    const float weight[4] = {(1 - f) * (1 - g), f * (1 - g), (1 - f) * g, f * g};
    *s = *y = 0.0f;
    for (int q = 0; q < 4; ++q) {
        const int k = i + (q & 1) + TB_SECTION_NX * (j + (q >> 1));
        *s += weight[q] *
              (a->section.s_mm[k] + lattice->blend * (b->section.s_mm[k] - a->section.s_mm[k]));
        *y += weight[q] *
              (a->section.y_mm[k] + lattice->blend * (b->section.y_mm[k] - a->section.y_mm[k]));
    }
}

/// Where the channel passes a row that is skin or a sheet: the sheet stands open, its lips drawn
/// in.
static void opening(tb_flat *out, const tb_lattice_view *lattice, float column, float row)
{
    static const uint8_t gap[4] = {54, 8, 12, 235}, lip[4] = {226, 214, 208, 235};
    float s, y, sl, yl, sr, yr;
    const float half = 0.55f * (float)(TB_SECTION_NX - 1) / (2.0f * (float)TB_SECTION_HALF_MM);
    node_at(lattice, column, row, &s, &y);
    node_at(lattice, fmaxf(column - half, 0.0f), row, &sl, &yl);
    node_at(lattice, fminf(column + half, (float)TB_SECTION_NX - 1.0f), row, &sr, &yr);
    tb_flat_map_line(out, sl, yl - 0.35f, sr, yr - 0.35f, 1.1f * scale_of(out->rect, out->fit),
                     gap);
    tb_flat_map_line(out, sl, yl, 0.72f * s + 0.28f * sl, y - 0.75f, 1.6f, lip);
    tb_flat_map_line(out, sr, yr, 0.72f * s + 0.28f * sr, y - 0.75f, 1.6f, lip);
}

/// The channel that the needle has cut, carried by the tissue, and the sheets it opened.
static void track(tb_flat *out, const tb_renderer *renderer, const tb_lattice_view *lattice)
{
    static const uint8_t blood[4] = {46, 4, 10, 205};
    const tb_snapshot *after = lattice->after;
    const int count = after->needle.track_count;
    for (int k = 0; k + 1 < count; ++k) {
        const float *column = &after->needle.track_column[k], *row = &after->needle.track_row[k];
        float s0, y0, s1, y1;
        node_at(lattice, column[0], row[0], &s0, &y0);
        node_at(lattice, column[1], row[1], &s1, &y1);
        tb_flat_map_line(out, s0, y0, s1, y1, fmaxf(2.4f, 0.5f * scale_of(out->rect, out->fit)),
                         blood);
    }
    for (int layer = 0; layer <= after->section.layer_count && layer <= TB_LAYERS_MAX; ++layer) {
        const float sheet = (float)after->section.layer_row[layer];
        if (renderer->picture_level && after->section.shape == TB_SECTION_FLAT) {
            break; // beside a roll the lattice's sheets are not where the picture has them
        }
        const int cell = TB_SECTION_NX / 2 + TB_SECTION_NX * (int)sheet;
        if (layer > 0 && (sheet > (float)TB_SECTION_NY - 2.0f ||
                          after->section.tissue[cell] != TB_TISSUE_FASCIA)) {
            continue;
        }
        for (int k = 0; k + 1 < count; ++k) {
            const float r0 = after->needle.track_row[k], r1 = after->needle.track_row[k + 1];
            const float from = sheet + (layer == 0 ? 0.02f : 0.5f);
            if ((r0 - from) * (r1 - from) > 0.0f || r0 == r1) {
                continue;
            }
            const float f = (from - r0) / (r1 - r0);
            const float column =
                after->needle.track_column[k] +
                f * (after->needle.track_column[k + 1] - after->needle.track_column[k]);
            opening(out, lattice, column, sheet);
            break;
        }
    }
}

static void needle(tb_flat *out, const tb_snapshot *before, const tb_snapshot *after, float blend,
                   const tb_frame_desc *frame)
{
    static const uint8_t dark[4] = {20, 24, 28, 255}, steel[4] = {232, 238, 242, 255},
                         white[4] = {255, 255, 255, 230};
    static const uint8_t copper[4] = {206, 142, 92, 255}, alarm[4] = {213, 94, 0, 255},
                         tube[4] = {140, 190, 215, 110};
    const bool there =
        after->needle.stage == TB_NEEDLE_PLACED || after->needle.stage == TB_NEEDLE_IN;
    if (!there || after->section.kind != TB_SECTION_NEEDLE) {
        return;
    }
    const float b = before->needle.stage == after->needle.stage ? blend : 1.0f;
    float s[TB_SNAPSHOT_NEEDLE_NODES], y[TB_SNAPSHOT_NEEDLE_NODES];
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
        s[k] = before->needle.s_mm[k] + b * (after->needle.s_mm[k] - before->needle.s_mm[k]);
        y[k] = before->needle.y_mm[k] + b * (after->needle.y_mm[k] - before->needle.y_mm[k]);
    }
    const int tip = TB_SNAPSHOT_NEEDLE_NODES - 1;
    const float us = (s[tip] - s[tip - 1]), uy = (y[tip] - y[tip - 1]),
                length = sqrtf(us * us + uy * uy);
    const float hs = s[0] - s[1], hy = y[0] - y[1], back = sqrtf(hs * hs + hy * hy);
    if (length < 1e-4f || back < 1e-4f) {
        return;
    }
    if (after->needle.tube_on) {
        const float axis_s = (s[0] - s[tip]) / after->needle.length_mm,
                    axis_y = (y[0] - y[tip]) / after->needle.length_mm;
        const float skin_y = -after->needle.entry_n_mm;
        tb_flat_map_line(out, 0.0f, skin_y, axis_s * 60.0f, skin_y + axis_y * 60.0f,
                         3.4f * scale_of(out->rect, out->fit), tube);
    }
    tb_flat_map_line(out, s[0], y[0], s[0] + 20.0f * hs / back, y[0] + 20.0f * hy / back,
                     1.5f * scale_of(out->rect, out->fit), copper);
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k < tip; ++k) {
            tb_flat_map_line(out, s[k], y[k], s[k + 1], y[k + 1], pass == 0 ? 4.0f : 2.2f,
                             pass == 0 ? dark : steel);
        }
    }
    if (frame->show_reserve && after->needle.stage == TB_NEEDLE_IN) {
        const float reserve = after->needle.reserve_mm;
        const bool meets =
            after->needle.reserve_structure >= 0 && after->needle.reserve_clearance_mm < reserve;
        const float reach = meets ? after->needle.reserve_clearance_mm : reserve;
        const uint8_t *tint = meets ? alarm : white;
        for (float along = 0.0f; along < reach; along += 2.6f) {
            const float end = fminf(along + 1.4f, reach);
            tb_flat_map_line(out, s[tip] + us / length * along, y[tip] + uy / length * along,
                             s[tip] + us / length * end, y[tip] + uy / length * end, 1.6f, tint);
        }
        tb_flat_map_line(out, s[tip] + us / length * reach - 1.6f, y[tip] + uy / length * reach,
                         s[tip] + us / length * reach + 1.6f, y[tip] + uy / length * reach, 2.0f,
                         tint);
    }
}

/// Where a resting place of the site is seen now.
/// @return false when it lies beside the section
static bool carried(const tb_lattice_view *lattice, tb_vec3 place_mm, float *s, float *y,
                    float *off)
{
    double rest_s, rest_y, rest_off;
    tb_section_from_site(&lattice->after->section.plane, place_mm, &rest_s, &rest_y, &rest_off);
    *s = (float)rest_s;
    *y = (float)rest_y;
    *off = (float)rest_off;
    if (fabs(rest_s) > TB_SECTION_HALF_MM) {
        return false;
    }
    tb_lattice_carry(lattice, s, y);
    return true;
}

/// Ring with four ticks.
static void target_ring(tb_flat *out, float s, float y, float wide, float high,
                        const uint8_t tint[4])
{
    static const float way[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    tb_flat_ring(out, s, y, wide, high, 2.0f, false, tint);
    for (int k = 0; k < 4; ++k) {
        const float cx = way[k][0], cy = way[k][1];
        tb_flat_map_line(out, s + cx * (wide - 1.0f), y + cy * (high - 1.0f),
                         s + cx * (wide + 1.0f), y + cy * (high + 1.0f), 2.0f, tint);
    }
}

static void marks(tb_flat *out, const tb_renderer *renderer, const tb_lattice_view *lattice,
                  const tb_frame_desc *frame)
{
    static const uint8_t yellow[4] = {240, 228, 66, 255}, white[4] = {255, 255, 255, 210},
                         amber[4] = {230, 159, 0, 255};
    const tb_anatomy *a = &renderer->anatomy;
    const tb_snapshot *after = lattice->after;
    float s, y, off;
    if (frame->show_target && a->symptomatic >= 0) {
        const tb_trigger_point *point = &a->trigger_points[a->symptomatic];
        if (carried(lattice, point->centre_mm, &s, &y, &off) && fabsf(off) < 5.0f) {
            const float c = fabsf((float)after->section.plane.cos_azimuth);
            const float wide = 1.5f + (float)point->semi_axes_mm[1] +
                               c * (float)(point->semi_axes_mm[0] - point->semi_axes_mm[1]);
            target_ring(out, s, y, wide, 1.5f + (float)point->semi_axes_mm[2], yellow);
        }
    }
    if (after->section.kind == TB_SECTION_PALPATION && frame->show_target) {
        for (int k = 0; k < after->bands.count && k < 4; ++k) {
            tb_flat_ring(out, after->bands.s_mm[k], after->bands.y_mm[k],
                         after->bands.radius_mm[k] + 1.2f, after->bands.radius_mm[k] + 0.6f, 1.8f,
                         true, white);
        }
    }
    const uint32_t since = after->tick_ms - after->twitch.last_tick_ms;
    if (after->twitch.last_tick_ms > 0 && since < 350) {
        const tb_vec3 place = {(double)after->twitch.t_mm, (double)after->twitch.b_mm,
                               (double)after->twitch.n_mm};
        carried(lattice, place, &s, &y, &off);
        const float grow = frame->reduced_motion ? 0.4f : (float)since / 350.0f;
        for (int k = 0; k < (frame->reduced_motion ? 1 : 3); ++k) {
            const float r = 3.0f + 3.2f * (float)k + 4.0f * grow;
            tb_flat_ring(out, s, y, 1.5f * r, r, 2.0f, false, amber);
        }
    }
}

static bool ensure_buffers(tb_renderer *renderer)
{
    if (renderer->flat_array != 0) {
        return true;
    }
    renderer->flat_items = tb_alloc(TB_FLAT_VERTICES_MAX * sizeof(tb_flat_vertex));
    if (renderer->flat_items == NULL) {
        return false;
    }
    glGenVertexArrays(1, &renderer->flat_array);
    glGenBuffers(1, &renderer->flat_buffer);
    glBindVertexArray(renderer->flat_array);
    glBindBuffer(GL_ARRAY_BUFFER, renderer->flat_buffer);
    glBufferData(GL_ARRAY_BUFFER, TB_FLAT_VERTICES_MAX * (GLsizeiptr)sizeof(tb_flat_vertex), NULL,
                 GL_STREAM_DRAW);
    for (GLuint k = 0; k < 3; ++k) {
        glEnableVertexAttribArray(k);
    }
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, sizeof(tb_flat_vertex),
                          (const void *)offsetof(tb_flat_vertex, x));
    glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, sizeof(tb_flat_vertex),
                          (const void *)offsetof(tb_flat_vertex, u));
    glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(tb_flat_vertex),
                          (const void *)offsetof(tb_flat_vertex, tint));
    return true;
}

void tb_section_view_draw(tb_renderer *renderer, const tb_snapshot *before,
                          const tb_snapshot *after, float blend, const tb_frame_desc *frame)
{
    // drawn into a target of its own size, which the frame copies to its place
    const tb_rect local = {0, 0, frame->section.width, frame->section.height};
    const bool full = frame->view == TB_VIEW_FULL;
    if (!ensure_buffers(renderer)) {
        return;
    }
    tb_flat out = {.items = renderer->flat_items,
                   .rect = &local,
                   .fit = tb_section_view_fit(&renderer->anatomy, after, frame->section_turned)};
    const float b = before->section.build == after->section.build ? blend : 1.0f;
    const tb_lattice_view lattice = {before, after, b};
    if (only_holds(after)) {
        holding_pads(&out, after);
    }
    if (frame->view != TB_VIEW_BLIND) {
        if (after->section.shape != TB_SECTION_FLAT) {
            body_around_roll(&out, renderer);
        } else {
            below_lattice(&out, renderer, &lattice);
        }
        tissue(&out, renderer, &lattice, frame->show_strain);
    }
    if (frame->view != TB_VIEW_BLIND && after->needle.stage == TB_NEEDLE_IN) {
        track(&out, renderer, &lattice);
    }
    marks(&out, renderer, &lattice, frame);
    if (!only_holds(after)) {
        fingers(&out, after);
    }
    needle(&out, before, after, b, frame);
    glDisable(GL_SCISSOR_TEST);
    glClearColor(0.055f, 0.071f, 0.090f, 1.0f); // picture bed
    glClear(GL_COLOR_BUFFER_BIT);
    glViewport(0, 0, local.width, local.height);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    tb_bind_section(renderer);
    glUseProgram(renderer->programs.id[TB_PROGRAM_SECTION]);
    glUniform2f(renderer->programs.section_size, (float)local.width, (float)local.height);
    glUniform4f(renderer->programs.section_highlight, full && frame->show_target ? 0.9f : 0.0f,
                0.0f, 0.0f, 0.0f);
    glBindVertexArray(renderer->flat_array);
    glBindBuffer(GL_ARRAY_BUFFER, renderer->flat_buffer);
    glBufferData(GL_ARRAY_BUFFER, out.count * (GLsizeiptr)sizeof(tb_flat_vertex), out.items,
                 GL_STREAM_DRAW);
    glDrawArrays(GL_TRIANGLES, 0, out.count);
    glDisable(GL_BLEND);
}
