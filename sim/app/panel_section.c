// Words over the section picture: ruler, cord, target, hazards, reserve.
#include "app.h"
#include "section_labels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct overlay {
    tb_app *app;
    tb_ui *ui;
    const tb_snapshot *seen;
    const tb_anatomy *anatomy;
    tb_section_plane plane;
    tb_labels *labels;
} overlay;

static const float SWITCH_W = 88.0f, SWITCH_H = 28.0f; ///< of the strain tint
enum { HAZARDS_MAX = 12 };

/// A hazard in the picture.
typedef struct hazard_seen {
    const tb_structure *structure;
    float x, y, far_mm;
} hazard_seen;

static bool place(const overlay *o, double s_mm, double y_mm, float *x, float *y)
{
    float x_px, y_px;
    tb_section_view_map(&o->app->frame.section,
                        tb_section_view_fit(o->anatomy, o->seen, o->app->frame.section_turned),
                        (float)s_mm, (float)y_mm, &x_px, &y_px);
    *x = x_px / o->ui->scale;
    *y = y_px / o->ui->scale;
    const tb_rect *r = &o->app->frame.section;
    return x_px > (float)r->x && x_px < (float)(r->x + r->width) && y_px > (float)r->y &&
           y_px < (float)(r->y + r->height);
}

static void ruler(const overlay *o, tb_box box)
{
    const float right = box.x + box.w;
    for (int mm = 0; mm <= 120; mm += 10) {
        float x, y;
        place(o, 0.0, -(double)mm, &x, &y);
        if (y < box.y + 40.0f || y > box.y + box.h - 8.0f) {
            continue;
        }
        tb_ui_fill(o->ui, (tb_box){right - 40.0f, y - 9.0f, 29.0f, 18.0f},
                   tb_ui_rgba(TB_C_BG, 0.82f), 4.0f);
        tb_ui_textf(o->ui, TB_F_SMALL, right - 15.0f, y, TB_C_INK, TB_RIGHT, "%d", mm);
        tb_ui_line(o->ui, right - 9.0f, y, right, y, 0x0B0E12FFu, 3.4f);
        tb_ui_line(o->ui, right - 9.0f, y, right, y, tb_ui_rgba(TB_C_INK, 1.0f), 1.6f);
    }
}

static void dashed_oval(tb_ui *ui, float x, float y, float rx, float ry)
{
    enum { DASHES = 18 };
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k < DASHES; ++k) {
            float xy[8];
            for (int p = 0; p < 4; ++p) {
                const float a = 6.2831853f * ((float)k + 0.2f * (float)p) / DASHES;
                xy[2 * p] = x + rx * cosf(a);
                xy[2 * p + 1] = y + ry * sinf(a);
            }
            tb_ui_polyline(ui, xy, 4, false, pass == 0 ? 0x0B0E12B0u : tb_ui_rgba(TB_C_INK, 1.0f),
                           pass == 0 ? 3.6f : 1.8f);
        }
    }
}

static void cords(const overlay *o)
{
    tb_box first = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int k = 0; k < o->seen->bands.count; ++k) {
        float x, y, x1, y1;
        const double s = (double)o->seen->bands.s_mm[k], n = (double)o->seen->bands.y_mm[k];
        if (!place(o, s, n, &x, &y)) {
            continue;
        }
        place(o, s + 1.0, n, &x1, &y1);
        const float unit = fabsf(x1 - x); // s may run to the left
        dashed_oval(o->ui, x, y, 7.0f * unit, 3.4f * unit);
        tb_labels_keep_clear(o->labels,
                             (tb_box){x - 7.0f * unit, y - 3.4f * unit, 14.0f * unit, 6.8f * unit});
        if (k == 0) {
            first = (tb_box){x, y, unit, 1.0f};
        }
    }
    if (first.h > 0.0f) { // below the cord, above it where the picture ends, or beside it
        const float gap = 3.4f * first.w + 4.0f, half = 15.0f;
        const char *text = tb_tr(TB_N("firm cord"));
        const float wide =
            0.5f * tb_ui_tag_box(o->ui, 0.0f, 0.0f, TB_LEFT, TB_ICON_NONE, TB_F_SMALL, text).w;
        (void)(tb_labels_put(o->labels, first.x - wide, first.y + gap + half, 0.0f, TB_ICON_NONE,
                             text, NULL) ||
               tb_labels_put(o->labels, first.x - wide, first.y - gap - half, 0.0f, TB_ICON_NONE,
                             text, NULL) ||
               tb_labels_put(o->labels, first.x, first.y, 7.0f * first.w + 6.0f, TB_ICON_NONE, text,
                             NULL));
    }
}

// Nearest place of a structure's centre line to the section plane.
static bool crossing(const overlay *o, const tb_structure *structure, double *s_mm, double *y_mm)
{
    double best = 1e9;
    for (int k = 0; k + 1 < structure->point_count; ++k) {
        const tb_chain_point *a = &structure->points[k], *b = &structure->points[k + 1];
        for (int i = 0; i <= 8; ++i) {
            const double f = (double)i / 8.0;
            const tb_vec3 p = {a->t_mm + f * (b->t_mm - a->t_mm), a->b_mm + f * (b->b_mm - a->b_mm),
                               a->n_mm + f * (b->n_mm - a->n_mm)};
            double s, y, off;
            tb_section_from_site(&o->plane, p, &s, &y, &off);
            const double radius = a->radius_mm + f * (b->radius_mm - a->radius_mm);
            const double score = fabs(off) - radius;
            if (score < best) {
                best = score;
                *s_mm = s;
                *y_mm = y;
            }
        }
    }
    return best < 6.0;
}

static void hazard_mark(tb_ui *ui, float x, float y, tb_hazard_class hazard)
{
    const uint32_t rgba = tb_ui_rgba(TB_C_CRITICAL, 1.0f);
    const bool vessel = hazard == TB_HAZARD_VESSEL || hazard == TB_HAZARD_VESSEL_MAJOR;
    tb_ui_disc(ui, x, y, 9.5f, 0x0B0E12D0u);
    if (vessel) {
        tb_ui_icon(ui, TB_ICON_DROP, x, y, 17.0f, rgba);
        return;
    }
    tb_ui_circle(ui, x, y, 8.5f, rgba, 1.8f);
    for (int k = -1; k <= 1; ++k) { // nerve: ring with three bars
        tb_ui_line(ui, x + 3.2f * (float)k, y - 4.0f, x + 3.2f * (float)k, y + 4.0f, rgba, 1.6f);
    }
}

/// Nothing is said over the needle, which is what is looked at, nor over its tip.
static void needle_clear(const overlay *o)
{
    const tb_snapshot *seen = o->seen;
    if (seen->needle.stage != TB_NEEDLE_IN) {
        return;
    }
    const float half = 4.0f;
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; k += 2) { // the last one is the tip
        float x, y;
        if (place(o, (double)seen->needle.s_mm[k], (double)seen->needle.y_mm[k], &x, &y)) {
            tb_labels_keep_clear(o->labels, (tb_box){x - half, y - half, 2.0f * half, 2.0f * half});
        }
    }
}

/// Marks of what the plane meets, nearest to the tip first. Their words come later.
static int hazard_marks(const overlay *o, hazard_seen found[HAZARDS_MAX])
{
    const tb_vec3 tip = {(double)o->seen->needle.tip_t_mm, (double)o->seen->needle.tip_b_mm,
                         (double)o->seen->needle.tip_n_mm};
    int count = 0;
    for (int k = 0; k < o->anatomy->structure_count && count < HAZARDS_MAX; ++k) {
        const tb_structure *structure = &o->anatomy->structures[k];
        double s = 0.0, n = 0.0;
        float x, y;
        if (structure->hazard == TB_HAZARD_NONE || structure->hazard == TB_HAZARD_BONE ||
            !crossing(o, structure, &s, &n) || !place(o, s, n, &x, &y)) {
            continue;
        }
        hazard_mark(o->ui, x, y, structure->hazard);
        tb_labels_keep_clear(o->labels, (tb_box){x - 9.5f, y - 9.5f, 19.0f, 19.0f});
        const float far_mm = (float)fmax(0.0, tb_structure_distance_mm(structure, tip));
        int at = count++;
        for (; at > 0 && found[at - 1].far_mm > far_mm; --at) {
            found[at] = found[at - 1];
        }
        found[at] = (hazard_seen){structure, x, y, far_mm};
    }
    return count;
}

static void hazard_labels(const overlay *o, const hazard_seen *found, int count)
{
    for (int k = 0; k < count; ++k) {
        const char *label = tb_tr(found[k].structure->label);
        char text[2 * TB_LABEL_SIZE + 24];
        const bool in = o->seen->needle.stage == TB_NEEDLE_IN;
        if (in) {
            snprintf(text, sizeof text, "%s, %.0f mm", label, (double)found[k].far_mm);
        }
        // where there is little room the name alone: a length alone would say nothing
        tb_labels_put(o->labels, found[k].x, found[k].y, 14.0f, TB_ICON_NONE, in ? text : label,
                      in ? label : NULL);
    }
}

static void reserve(const overlay *o, tb_box box)
{
    const tb_snapshot *seen = o->seen;
    if (seen->needle.stage != TB_NEEDLE_IN || seen->needle.reserve_structure < 0 ||
        seen->needle.reserve_structure >= o->anatomy->structure_count) {
        return;
    }
    const int last = TB_SNAPSHOT_NEEDLE_NODES - 1;
    const float ds = seen->needle.s_mm[last] - seen->needle.s_mm[last - 1];
    const float dy = seen->needle.y_mm[last] - seen->needle.y_mm[last - 1];
    const float length = hypotf(ds, dy);
    const float reach = fminf(seen->needle.reserve_mm, seen->needle.reserve_clearance_mm);
    float x, y;
    char text[2 * TB_LABEL_SIZE + 32], shorter[2 * TB_LABEL_SIZE + 32];
    if (length < 1e-4f) {
        return;
    }
    const bool inside = place(o, (double)(seen->needle.s_mm[last] + ds / length * reach),
                              (double)(seen->needle.y_mm[last] + dy / length * reach), &x, &y);
    y = inside ? y : box.y + box.h - 18.0f;
    x = fmaxf(box.x + 20.0f, fminf(x, box.x + box.w - 60.0f));
    const tb_structure *structure = &o->anatomy->structures[seen->needle.reserve_structure];
    const bool reaches = seen->needle.reserve_clearance_mm <= seen->needle.reserve_mm;
    snprintf(text, sizeof text,
             reaches ? tb_tr(TB_N("reserve reaches %s, %.0f mm"))
                     : tb_tr(TB_N("ahead, out of reach: %s, %.0f mm")),
             tb_tr(structure->label), (double)seen->needle.reserve_clearance_mm);
    snprintf(shorter, sizeof shorter, "%s, %.0f mm", tb_tr(structure->label),
             (double)seen->needle.reserve_clearance_mm);
    const bool lethal = structure->hazard == TB_HAZARD_LETHAL;
    const tb_icon icon = lethal ? TB_ICON_OCTAGON : TB_ICON_NONE;
    bool said = tb_labels_put(o->labels, x, y, 12.0f, icon, text, shorter);
    for (int row = 0; row < 6 && !said && lethal; ++row) { // that one is never left out
        said = tb_labels_put(o->labels, box.x + 8.0f, box.y + box.h - 60.0f - 34.0f * (float)row,
                             0.0f, icon, text, shorter);
    }
}

/// @param marks_only keep the target's place clear, say nothing yet
static void target_label(const overlay *o, bool mark_only)
{
    double s, n, off;
    float x, y;
    if (o->anatomy->symptomatic < 0 || !o->app->frame.show_target) {
        return;
    }
    const tb_trigger_point *point = &o->anatomy->trigger_points[o->anatomy->symptomatic];
    tb_section_from_site(&o->plane, point->centre_mm, &s, &n, &off);
    if (fabs(off) >= 12.0 || !place(o, s, n, &x, &y)) {
        return;
    }
    if (mark_only) {
        tb_labels_keep_clear(o->labels, (tb_box){x - 22.0f, y - 14.0f, 44.0f, 28.0f});
    } else {
        tb_labels_put(o->labels, x, y - 10.0f, 30.0f, TB_ICON_NONE, tb_tr(TB_N("target")), NULL);
    }
}

/// Switch of the strain tint, with the legend of its colours while it is on.
static void strain_switch(tb_app *app, tb_box picture)
{
    tb_ui *ui = &app->ui;
    static const struct {
        uint32_t rgba;
        const char *text;
    } legend[] = {{0x56B4E9FFu, "5 %"}, {0xE69F00FFu, "15 %"}, {0xD55E00FFu, "30 %"}};
    const tb_box box = {picture.x + 8.0f, picture.y + picture.h - 36.0f, SWITCH_W, SWITCH_H};
    if (tb_ui_item(ui, "strain", box, 6.0f)) {
        app->show_strain = !app->show_strain;
    }
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
    if (app->show_strain) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_ACCENT, 1.0f), 6.0f, 1.4f);
    }
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + 4.0f, box.y, box.w - 8.0f, box.h},
                app->show_strain ? TB_C_ACCENT : TB_C_INK2, TB_CENTRE, tb_tr(TB_N("Stretch")));
    float x = box.x + box.w + 8.0f;
    for (int k = 0; k < 3 && app->show_strain; ++k) {
        const tb_box chip = {x, box.y, 58.0f, 28.0f};
        tb_ui_fill(ui, chip, tb_ui_rgba(TB_C_BG, 0.86f), 6.0f);
        tb_ui_fill(ui, (tb_box){chip.x + 7.0f, chip.y + 9.0f, 10.0f, 10.0f}, legend[k].rgba, 2.0f);
        tb_ui_text(ui, TB_F_SMALL, chip.x + 22.0f, chip.y + 14.0f, TB_C_INK, TB_LEFT,
                   legend[k].text);
        x += chip.w + 4.0f;
    }
}

/// Where words may stand: beside the ruler.
static tb_box label_area(tb_box picture)
{
    return (tb_box){picture.x + 4.0f, picture.y + 4.0f, picture.w - 46.0f, picture.h - 6.0f};
}

/// What the switch of the strain tint and its legend take.
static tb_box switch_place(const tb_app *app, tb_box picture)
{
    return (tb_box){picture.x + 8.0f, picture.y + picture.h - 36.0f,
                    SWITCH_W + (app->show_strain ? 194.0f : 0.0f), SWITCH_H};
}

void tb_overlay_section(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = tb_app_seen(app);
    const bool needle = seen->section.kind == TB_SECTION_NEEDLE;
    const tb_box picture = {box.x, box.y + 32.0f, box.w, box.h - 32.0f};
    tb_labels labels = {.ui = ui, .area = label_area(picture)};
    const overlay o = {app, ui, seen, tb_app_anatomy(app), seen->section.plane, &labels};
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){box.x + 12.0f, box.y + 2.0f, box.w - 166.0f, 30.0f},
                TB_C_INK, TB_LEFT,
                box.w < 300.0f ? tb_tr(TB_N("Section"))
                : needle       ? tb_tr(TB_N("Section in the needle plane"))
                               : tb_tr(TB_N("Section under the finger")));
    if (app->view == TB_VIEW_BLIND) {
        tb_ui_icon(ui, TB_ICON_EYE, box.x + 0.5f * box.w, box.y + 0.5f * box.h - 14.0f, 30.0f,
                   tb_ui_rgba(TB_C_INK3, 1.0f));
        tb_ui_label(ui, TB_F_BODY,
                    (tb_box){box.x + 12.0f, box.y + 0.5f * box.h + 2.0f, box.w - 24.0f, 44.0f},
                    TB_C_INK2, TB_CENTRE, tb_tr(TB_N("Closed in the blind view. V opens it.")));
        return;
    }
    if (needle && seen->needle.stage == TB_NEEDLE_IN) {
        const float width =
            tb_ui_textf(ui, TB_F_BODY_STRONG, box.x + box.w - 12.0f, box.y + 17.0f, TB_C_INK,
                        TB_RIGHT, "%.1f mm", (double)seen->needle.depth_mm);
        tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 18.0f - width, box.y + 18.0f, TB_C_INK2,
                   TB_RIGHT, tb_tr(TB_N("depth")));
    } else {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + box.w - 150.0f, box.y + 2.0f, 138.0f, 30.0f},
                    TB_C_INK2, TB_RIGHT,
                    needle ? tb_tr(TB_N("along the needle")) : tb_tr(TB_N("across the fibres")));
    }
    tb_ui_clear_box(ui, picture, TB_C_WELL);
    tb_ui_round_corners(ui, box, 8.0f, TB_C_BG);
    tb_ui_clip(ui, picture);
    ui->over_scene = true;
    ruler(&o, box);
    const bool exam = app->exam.on && app->screen == TB_SCREEN_ENCOUNTER;
    const bool hide = tb_app_model(app)->difficulty.hide_hazards;
    hazard_seen found[HAZARDS_MAX];
    if (exam) { // the picture alone
    } else if (!needle) {
        tb_labels_keep_clear(&labels, switch_place(app, picture));
        cords(&o);
    } else {
        tb_labels_keep_clear(&labels, switch_place(app, picture));
        needle_clear(&o);
        target_label(&o, true);
        const int count = hide ? 0 : hazard_marks(&o, found);
        target_label(&o, false);
        if (!hide) {
            reserve(&o, picture);
        }
        hazard_labels(&o, found, count);
    }
    ui->over_scene = false;
    tb_ui_unclip(ui);
    if (!exam) {
        strain_switch(app, picture);
    }
}

void tb_overlay_cut(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = tb_app_seen(app);
    const tb_box picture = {box.x, box.y + 34.0f, box.w, box.h - 34.0f};
    tb_labels labels = {.ui = ui, .area = label_area(picture)};
    const overlay o = {app, ui, seen, tb_app_anatomy(app), seen->section.plane, &labels};
    char depth[48];
    snprintf(depth, sizeof depth, "%s %.1f mm", tb_tr(TB_N("depth")),
             (double)seen->needle.depth_mm);
    const float width = tb_ui_text_width(ui, TB_F_BODY_STRONG, depth);
    tb_ui_label(ui, TB_F_BODY_STRONG,
                (tb_box){box.x + 8.0f, box.y + 2.0f, box.w - width - 32.0f, 30.0f}, TB_C_INK,
                TB_LEFT, tb_tr(TB_N("The needle in the body, at that moment")));
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + box.w - 8.0f, box.y + 17.0f, TB_C_INK, TB_RIGHT,
               depth);
    tb_ui_clear_box(ui, picture, TB_C_WELL);
    tb_ui_round_corners(ui, picture, 8.0f, TB_C_PANEL);
    tb_ui_clip(ui, picture);
    ui->over_scene = true;
    ruler(&o, picture);
    ui->over_scene = false;
    tb_ui_unclip(ui);
}
