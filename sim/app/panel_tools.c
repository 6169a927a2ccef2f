// Findings, needle tray, tissue at the tip, labels over the section.
#include "app.h"

#include "tautband/core/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// --- findings and tray --------------------------------------------------------------------------

static void findings(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const unsigned found = app->attempt->found;
    const bool finishing = app->attempt->after.stage == TB_STAGE_FINISH ||
                           (found & (TB_FOUND_PRESSED | TB_FOUND_ADVISED)) != 0;
    const struct {
        unsigned bit;
        const char *text;
    } palpation[] = {{TB_FOUND_BAND, TB_N("Cord across fibres")},
                     {TB_FOUND_SORE, TB_N("Sorest spot on it")},
                     {TB_FOUND_SPREAD, TB_N("Spreads from there")},
                     {TB_FOUND_KNOWN, TB_N("Knows this pain")}},
      after[] = {{TB_FOUND_TWITCH, TB_N("Local twitch")},
                 {TB_FOUND_PRESSED, TB_N("Spot pressed")},
                 {TB_FOUND_ADVISED, TB_N("Told what comes after")}};
    const int rows = finishing ? 3 : 4;
    const float foot = 46.0f, step = fminf(25.0f, (box.h - 34.0f - foot) / (float)rows);
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){box.x + 12.0f, box.y + 2.0f, box.w - 24.0f, 30.0f},
                TB_C_INK, TB_LEFT,
                finishing ? tb_tr(TB_N("Before you finish")) : tb_tr(TB_N("Findings")));
    for (int k = 0; k < rows; ++k) {
        const bool done = (found & (finishing ? after[k].bit : palpation[k].bit)) != 0;
        const float y = box.y + 32.0f + step * ((float)k + 0.5f);
        tb_ui_icon(ui, done ? TB_ICON_TICK : TB_ICON_PLUS, box.x + 21.0f, y, 15.0f,
                   tb_ui_rgba(done ? TB_C_DONE : TB_C_INK3, 1.0f));
        tb_ui_label(ui, TB_F_BODY, (tb_box){box.x + 37.0f, y - 0.5f * step, box.w - 45.0f, step},
                    done ? TB_C_INK : TB_C_INK2, TB_LEFT,
                    tb_tr(finishing ? after[k].text : palpation[k].text));
    }
    const tb_box button = {box.x + 12.0f, box.y + box.h - 38.0f, box.w - 24.0f, 30.0f};
    if (finishing) {
        if (tb_ui_button(ui, "finish", button, TB_BUTTON_PRIMARY, TB_ICON_FLAG,
                         tb_tr(TB_N("Finish")), NULL)) {
            app->dialog = TB_DIALOG_FINISH;
            tb_ui_focus(ui, "finish-yes");
        }
    } else if (tb_ui_button(ui, "mark", button, TB_BUTTON_QUIET, TB_ICON_NONE,
                            tb_tr(TB_N("Mark this point")), tb_key_shown(app, "M"))) {
        tb_app_hand_command(&app->hand, TB_COMMAND_DECLARE, 0);
    }
}

static void draw_needle_size(tb_ui *ui, tb_box box, const tb_case_needle *needle, double longest_mm,
                             bool chosen)
{
    const float room = longest_mm < 100.0 ? 26.0f : 19.0f; // what a third digit leaves
    const float shaft = room * (float)(needle->length_mm / longest_mm);
    const float y = box.y + 0.5f * box.h, x = box.x + 8.0f;
    tb_ui_line(ui, x, y, x + shaft, y, tb_ui_rgba(TB_C_STEEL, 1.0f),
               needle->diameter_mm > 0.27 ? 1.8f : 1.2f);
    tb_ui_fill(ui, (tb_box){x + shaft, y - 2.5f, 8.0f, 5.0f}, tb_ui_rgba(TB_C_COPPER, 1.0f), 2.0f);
    tb_ui_textf(ui, chosen ? TB_F_SMALL_MEDIUM : TB_F_SMALL, box.x + box.w - 6.0f, y, TB_C_INK,
                TB_RIGHT, "%.2f\xC3\x97%.0f", needle->diameter_mm, needle->length_mm);
}

static void tray(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const tb_snapshot *seen = &app->attempt->after;
    const bool locked =
        seen->needle.stage == TB_NEEDLE_PLACED || seen->needle.stage == TB_NEEDLE_IN;
    char title[48];
    snprintf(title, sizeof title, "%s, mm", tb_tr(TB_N("Needle tray")));
    tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){box.x + 12.0f, box.y + 2.0f, box.w - 70.0f, 30.0f},
                TB_C_INK, TB_LEFT, title);
    const char *key = tb_key_shown(app, "N");
    if (key != NULL) {
        const float w = tb_ui_key_width(ui, key);
        tb_ui_key(ui, box.x + box.w - w - 10.0f, box.y + 18.0f, key);
    }
    double longest_mm = 1.0;
    for (int k = 0; k < app->hand.tray_count; ++k) {
        longest_mm = fmax(longest_mm, model->needles[k].length_mm);
    }
    const int rows = (app->hand.tray_count + 1) / 2;
    const float height = fminf(32.0f, (box.h - 78.0f) / (float)rows), wide = 0.5f * (box.w - 12.0f);
    for (int k = 0; k < app->hand.tray_count; ++k) {
        char id[24];
        const tb_box cell = {box.x + 8.0f + wide * (float)(k / rows),
                             box.y + 36.0f + height * (float)(k % rows), wide - 4.0f,
                             height - 4.0f};
        const bool here = k == app->hand.tray;
        snprintf(id, sizeof id, "tray-%d", k);
        if (tb_ui_item(ui, id, cell, 6.0f) && !locked) {
            app->hand.tray = k;
        }
        tb_ui_fill(ui, cell, tb_ui_rgba(here ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 6.0f);
        if (here) {
            tb_ui_outline(ui, cell, tb_ui_rgba(TB_C_ACCENT, 1.0f), 6.0f, 1.2f);
        }
        draw_needle_size(ui, cell, &model->needles[k], longest_mm, here);
    }
    const float y = box.y + box.h - 22.0f;
    const bool even = seen->needle.in_count == seen->needle.out_count;
    tb_ui_icon(ui, TB_ICON_NEEDLE, box.x + 20.0f, y, 17.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    tb_ui_textf(ui, TB_F_SMALL, box.x + 33.0f, y, TB_C_INK, TB_LEFT, tb_tr(TB_N("in %d")),
                seen->needle.in_count);
    tb_ui_icon(ui, TB_ICON_BIN, box.x + 90.0f, y, 17.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    tb_ui_textf(ui, TB_F_SMALL, box.x + 103.0f, y, TB_C_INK, TB_LEFT, tb_tr(TB_N("out %d")),
                seen->needle.out_count);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + 142.0f, y - 15.0f, box.w - 176.0f, 30.0f},
                TB_C_INK, TB_RIGHT, even ? tb_tr(TB_N("counted")) : tb_tr(TB_N("still in")));
    tb_ui_icon(ui, even ? TB_ICON_TICK : TB_ICON_TRIANGLE, box.x + box.w - 21.0f, y, 16.0f,
               tb_ui_rgba(even ? TB_C_DONE : TB_C_TWITCH, 1.0f));
}

void tb_panel_tray(tb_app *app, tb_box box)
{
    tb_ui_panel(&app->ui, box, TB_C_PANEL, TB_C_BG);
    if (app->hand.tool == TB_TOOL_NEEDLE || app->exam.on) { // findings would tell what is found
        tray(app, box);
    } else {
        findings(app, box);
    }
}

// --- tip ----------------------------------------------------------------------------------------

// +t runs along the fibres, +b across them; the calf's directions have names.
static const char *toward(const tb_case *model, double azimuth_deg)
{
    static const char *const calf[] = {TB_N("to the foot"), TB_N("to the inner side"),
                                       TB_N("to the knee"), TB_N("to the outer side")};
    static const char *const any[] = {TB_N("along the fibres"), TB_N("across the fibres"),
                                      TB_N("back along the fibres"), TB_N("back across them")};
    const int quarter = (int)floor(fmod(azimuth_deg + 45.0 + 720.0, 360.0) / 90.0) % 4;
    return strstr(model->muscle, "gastrocnemius") != NULL ? calf[quarter] : any[quarter];
}

// The gauge's half of a direction: the one that the needle leans to in the working view and in the
// section.
static double gauge_side(const tb_app *app, double azimuth_deg)
{
    return tb_camera_leans_right(app, azimuth_deg) ? 1.0 : -1.0;
}

static float gauge_angle(double tilt_deg)
{
    return -1.5708f + (float)tb_rad_from_deg(tilt_deg);
}

// An accepted cone seen from the side, filled by a fan of strokes.
static void gauge_cone(tb_app *app, float x, float y, float r, double azimuth_deg)
{
    tb_ui *ui = &app->ui;
    const tb_site_approach *approach = &app->content->model.approach;
    const double middle = gauge_side(app, azimuth_deg) * approach->tilt_deg;
    const float a = gauge_angle(middle - approach->half_angle_deg);
    const float b = gauge_angle(middle + approach->half_angle_deg);
    for (float at = a; at < b; at += 0.05f) {
        tb_ui_line(ui, x, y, x + (r - 2.0f) * cosf(at), y + (r - 2.0f) * sinf(at),
                   tb_ui_rgba(TB_C_DONE, 0.22f), 2.6f);
    }
    tb_ui_dashed(ui, x, y, x + r * cosf(a), y + r * sinf(a), tb_ui_rgba(TB_C_DONE, 1.0f), 1.0f,
                 3.0f);
    tb_ui_dashed(ui, x, y, x + r * cosf(b), y + r * sinf(b), tb_ui_rgba(TB_C_DONE, 1.0f), 1.0f,
                 3.0f);
}

// Tilted as it should be, but towards another side: which one is wanted, the nearer of two faces.
static void wanted_direction(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const tb_site_approach *approach = &model->approach;
    const double first = fabs(remainder(app->hand.azimuth_deg - approach->azimuth_deg, 360.0));
    const double second = fabs(remainder(app->hand.azimuth_deg - approach->azimuth_2_deg, 360.0));
    char text[80];
    snprintf(
        text, sizeof text, tb_tr(TB_N("aim %s")),
        tb_tr(toward(model, second < first ? approach->azimuth_2_deg : approach->azimuth_deg)));
    tb_ui_icon(ui, TB_ICON_TRIANGLE, box.x + 7.0f, box.y + 14.0f, 15.0f,
               tb_ui_rgba(TB_C_TWITCH, 1.0f));
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + 18.0f, box.y, box.w - 18.0f, box.h}, TB_C_INK,
                TB_LEFT, text);
}

static void tilt_gauge(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const tb_site_approach *approach = &model->approach;
    const double tilt = app->hand.tilt_deg;
    const double lo = fmax(0.0, approach->tilt_deg - approach->half_angle_deg);
    const double hi = approach->tilt_deg + approach->half_angle_deg;
    const bool inside =
        tb_approach_beyond_deg(approach,
                               tb_needle_direction(tb_rad_from_deg(tilt),
                                                   tb_rad_from_deg(app->hand.azimuth_deg))) <= 0.0;
    const float x = box.x + 56.0f, y = box.y + box.h - 30.0f, r = 46.0f;
    tb_ui_arc(ui, x, y, r, -3.14159f, 0.0f, tb_ui_rgba(TB_C_EDGE, 1.0f), 1.2f);
    tb_ui_line(ui, x - r - 6.0f, y, x + r + 6.0f, y, tb_ui_rgba(TB_C_INK2, 1.0f), 1.6f);
    if (app->settings.hints && app->tier < 4) {
        gauge_cone(app, x, y, r, approach->azimuth_deg);
        if (approach->azimuth_2_deg != approach->azimuth_deg) {
            gauge_cone(app, x, y, r, approach->azimuth_2_deg);
        }
    }
    const float at = gauge_angle(gauge_side(app, app->hand.azimuth_deg) * tilt);
    tb_ui_line(ui, x, y, x + (r + 2.0f) * cosf(at), y + (r + 2.0f) * sinf(at),
               tb_ui_rgba(TB_C_INK, 1.0f), 2.6f);
    const float tx = box.x + 122.0f;
    const float width =
        tb_ui_text(ui, TB_F_SMALL, tx, box.y + 50.0f, TB_C_INK2, TB_LEFT, tb_tr(TB_N("Tilt")));
    const float number = tb_ui_textf(ui, TB_F_BODY_STRONG, tx + width + 6.0f, box.y + 50.0f,
                                     TB_C_INK, TB_LEFT, "%.0f\xC2\xB0", tilt);
    if (app->settings.hints && app->tier < 4) {
        const bool leans = tilt >= lo && tilt <= hi; // as far as it should, wherever to
        tb_ui_icon(ui, leans ? TB_ICON_TICK : TB_ICON_TRIANGLE, tx + width + number + 17.0f,
                   box.y + 50.0f, 15.0f, tb_ui_rgba(leans ? TB_C_DONE : TB_C_TWITCH, 1.0f));
        if (leans && !inside) {
            wanted_direction(app, (tb_box){tx, box.y + 86.0f, 98.0f, 28.0f});
        } else {
            tb_ui_textf(ui, TB_F_SMALL, tx, box.y + 98.0f, TB_C_INK2, TB_LEFT,
                        tb_tr(TB_N("aim %.0f to %.0f\xC2\xB0")), lo, hi);
        }
    }
    tb_ui_label(ui, TB_F_SMALL, (tb_box){tx, box.y + 60.0f, 98.0f, 28.0f}, TB_C_INK2, TB_LEFT,
                tb_tr(tilt < 1.0 ? TB_N("upright") : toward(model, app->hand.azimuth_deg)));
}

static uint32_t layer_rgba(tb_tissue tissue)
{
    switch (tissue) {
    case TB_TISSUE_SKIN:
        return 0xD9A184FFu;
    case TB_TISSUE_FAT:
        return 0xE4C36CFFu;
    case TB_TISSUE_FASCIA:
        return 0xE6DCCBFFu;
    case TB_TISSUE_MUSCLE:
        return 0x98322EFFu;
    case TB_TISSUE_BONE:
        return 0xE9DFC4FFu;
    default:
        return 0x8A6F66FFu;
    }
}

// The layers straight below the entry as one bar, as deep as the section shows, and how far in the
// tip is.
static void layer_ladder(tb_app *app, tb_box box, double t, double b, double depth)
{
    tb_ui *ui = &app->ui;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    const double skin = tb_anatomy_skin_mm(anatomy, t, b);
    const double reach = (double)tb_section_view_fit(anatomy, &app->attempt->after, false).reach_mm;
    const double shown = fmax(44.0, reach);
    const int each = shown > 60.0 ? 20 : 10, last = (int)(shown * 0.95) / each * each;
    const float y = box.y + box.h - 38.0f, h = 14.0f;
    for (int k = 0; k < anatomy->layer_count; ++k) {
        const double from = tb_anatomy_layer_top_mm(anatomy, k, t, b) - skin;
        const double to = fmin(shown, tb_anatomy_layer_top_mm(anatomy, k + 1, t, b) - skin);
        if (from < shown && to > from) {
            tb_ui_fill(ui,
                       (tb_box){box.x + box.w * (float)(from / shown), y,
                                box.w * (float)((to - from) / shown), h},
                       layer_rgba(anatomy->layers[k].tissue), 0.0f);
        }
    }
    for (int mm = 0; mm <= last; mm += each) {
        const float x = box.x + box.w * (float)mm / (float)shown;
        tb_ui_line(ui, x, y + h, x, y + h + 4.0f, tb_ui_rgba(TB_C_INK3, 1.0f), 1.0f);
        tb_ui_textf(ui, TB_F_SMALL, x, y + h + 13.0f, TB_C_INK3, mm == 0 ? TB_LEFT : TB_CENTRE,
                    mm == last ? "%d mm" : "%d", mm);
    }
    if (depth > 0.0) {
        const float x = box.x + box.w * (float)(fmin(depth, shown) / shown);
        tb_ui_line(ui, x, y - 7.0f, x, y + h + 3.0f, tb_ui_rgba(TB_C_BG, 1.0f), 4.5f);
        tb_ui_line(ui, x, y - 7.0f, x, y + h + 3.0f, tb_ui_rgba(TB_C_INK, 1.0f), 2.0f);
    }
}

static void needle_tip(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    const bool in = seen->needle.stage == TB_NEEDLE_IN;
    const bool blind = app->view == TB_VIEW_BLIND;
    const int layer = seen->needle.layer;
    tilt_gauge(app, box);
    const tb_box right = {box.x + 226.0f, box.y, box.w - 242.0f, box.h};
    tb_ui_text(ui, TB_F_BODY_STRONG, right.x, box.y + 18.0f, TB_C_INK, TB_LEFT,
               tb_tr(TB_N("Tissue at the tip")));
    // a muscle that is a shape within a layer has a name of its own
    const tb_vec3 tip = {(double)seen->needle.tip_t_mm, (double)seen->needle.tip_b_mm,
                         (double)seen->needle.tip_n_mm};
    const char *where = !in     ? tb_tr(TB_N("not in the skin"))
                        : blind ? tb_tr(TB_N("closed in the blind view"))
                        : tb_anatomy_in_target(anatomy, tip) ? tb_tr(app->content->model.muscle)
                        : layer >= 0 && layer < anatomy->layer_count
                            ? tb_tr(anatomy->layers[layer].label)
                            : "";
    tb_ui_text(ui, TB_F_SMALL, right.x, box.y + 66.0f, in && !blind ? TB_C_INK : TB_C_INK2, TB_LEFT,
               where);
    const float width = tb_ui_textf(ui, TB_F_TITLE, right.x, box.y + 44.0f, TB_C_INK, TB_LEFT,
                                    "%.1f", in ? (double)seen->needle.depth_mm : 0.0);
    tb_ui_text(ui, TB_F_SMALL, right.x + width + 5.0f, box.y + 46.0f, TB_C_INK2, TB_LEFT,
               tb_tr(TB_N("mm deep")));
    tb_ui_textf(ui, TB_F_SMALL, right.x + right.w, box.y + 46.0f, TB_C_INK2, TB_RIGHT,
                tb_tr(TB_N("%.1f turns")), (double)seen->needle.turns);
    if (!blind) {
        const double t = in ? (double)seen->needle.entry_t_mm : app->hand.t_mm;
        const double b = in ? (double)seen->needle.entry_b_mm : app->hand.b_mm;
        layer_ladder(app, right, t, b,
                     in ? (double)seen->needle.tip_n_mm - tb_anatomy_skin_mm(anatomy, t, b) : 0.0);
    }
}

// Where the finger is, from the landmark a clinician measures from.
static void from_landmark(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_case *model = &app->content->model;
    const tb_snapshot *seen = &app->attempt->after;
    const double crease = model->site.landmark_count > 0 ? model->site.landmarks[0].t_mm : 0.0;
    const double past = (double)seen->finger.t_mm - crease; // towards the insertion
    char along[2 * TB_LABEL_SIZE + 64];
    snprintf(along, sizeof along,
             past < 0.0 ? tb_tr(TB_N("%.0f mm before %s")) : tb_tr(TB_N("%.0f mm past %s")),
             fabs(past),
             model->site.landmark_count > 0 ? tb_tr(model->site.landmarks[0].label)
                                            : tb_tr(TB_N("the middle")));
    tb_ui_label(ui, TB_F_SMALL, (tb_box){box.x + 14.0f, box.y + 84.0f, 222.0f, 30.0f}, TB_C_INK2,
                TB_LEFT, along);
}

static void finger_tip(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    const tb_case *model = &app->content->model;
    const bool blind = app->view == TB_VIEW_BLIND;
    tb_ui_text(ui, TB_F_BODY_STRONG, box.x + 14.0f, box.y + 18.0f, TB_C_INK, TB_LEFT,
               tb_tr(TB_N("Under the finger")));
    const struct {
        const char *label, *unit;
        double value;
    } rows[] = {{TB_N("pressed in"), "mm", (double)fmaxf(0.0f, seen->finger.depth_mm)},
                {TB_N("pressure"), "kPa", (double)seen->finger.pressure_kpa}};
    const int shown = tb_app_pressure(app) == TB_PRESSURE_FULL ? 2 : 1;
    for (int k = 0; k < shown; ++k) {
        const float x = box.x + 14.0f + 104.0f * (float)k;
        tb_ui_text(ui, TB_F_SMALL, x, box.y + 46.0f, TB_C_INK2, TB_LEFT, tb_tr(rows[k].label));
        const float width = tb_ui_textf(ui, TB_F_TITLE, x, box.y + 72.0f, TB_C_INK, TB_LEFT,
                                        k == 0 ? "%.1f" : "%.0f", rows[k].value);
        tb_ui_text(ui, TB_F_SMALL, x + width + 5.0f, box.y + 74.0f, TB_C_INK2, TB_LEFT,
                   rows[k].unit);
    }
    if (app->hand.tool == TB_TOOL_ALGOMETER || app->hand.tool == TB_TOOL_THUMB) {
        char text[64];
        if (app->hand.tool == TB_TOOL_ALGOMETER && seen->algometer.readings == 0) {
            snprintf(text, sizeof text, "%s", tb_tr(TB_N("no threshold read yet")));
        } else if (app->hand.tool == TB_TOOL_ALGOMETER) {
            snprintf(text, sizeof text, tb_tr(TB_N("threshold read: %.0f kPa")),
                     (double)seen->algometer.reading_kpa);
        } else {
            snprintf(text, sizeof text, tb_tr(TB_N("held %.0f s, pain was %.0f")),
                     (double)seen->release.hold_s, (double)seen->release.start_nrs);
        }
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){box.x + 14.0f, box.y + 110.0f, 222.0f, 22.0f},
                    TB_C_INK, TB_LEFT, text);
    }
    if (!model->difficulty.hide_landmarks) {
        from_landmark(app, box);
    }
    const tb_box right = {box.x + 246.0f, box.y, box.w - 262.0f, box.h};
    if (!blind) {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){right.x, box.y + 30.0f, right.w, 32.0f}, TB_C_INK2,
                    TB_LEFT, tb_tr(TB_N("layers straight below, at rest")));
        layer_ladder(app, right, (double)seen->finger.t_mm, (double)seen->finger.b_mm, 0.0);
    }
}

void tb_panel_tip(tb_app *app, tb_box box)
{
    tb_ui_panel(&app->ui, box, TB_C_PANEL, TB_C_BG);
    if (app->hand.tool == TB_TOOL_NEEDLE) {
        tb_ui_text(&app->ui, TB_F_BODY_STRONG, box.x + 14.0f, box.y + 18.0f, TB_C_INK, TB_LEFT,
                   tb_tr(TB_N("Direction")));
        needle_tip(app, box);
    } else {
        finger_tip(app, box);
    }
}
