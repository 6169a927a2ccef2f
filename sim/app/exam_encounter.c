// The encounter in an exam: a sealed banner, the view that the station allows, the task, and five
// declarations. Nothing here tells the candidate how it goes.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float MARGIN = 8.0f, GUTTER = 8.0f, TOP = 56.0f, SIDE = 464.0f, STRIP = 178.0f;

// --- state --------------------------------------------------------------------------------------

bool tb_exam_wanted(const tb_app *app)
{
    return app->course != NULL ? app->course->exam : strcmp(app->desc.mode, TB_EXAM_MODE) == 0;
}

void tb_exam_prepare(tb_app *app)
{
    memset(&app->exam, 0, sizeof app->exam);
    app->exam.station = app->course != NULL ? app->course->station : tb_course_station_default();
    const tb_course_row *row =
        app->course != NULL ? tb_course_row_of(&app->progress, app->course, app->content->model.id)
                            : NULL;
    app->exam.number = row != NULL ? (int)(row - app->progress.rows) + 1 : 0;
}

void tb_exam_begin(tb_app *app)
{
    tb_exam_prepare(app);
    app->exam.on = tb_exam_wanted(app) && !app->lesson.active;
    app->attempt->exam = app->exam.on;
    app->attempt->plain_captions = app->exam.on; // from the first tick on, not the first frame
    if (app->exam.on) {
        app->view = (tb_depth_view)app->exam.station.view;
        app->scan_open = app->show_strain = false;
        app->tab = 0;
    }
}

bool tb_exam_runs_on(const tb_app *app)
{
    const bool stands =
        app->exam.panel && (app->exam.examiner || app->exam.stopped_s < TB_EXAM_STOP_S);
    return app->exam.on && !stands && app->dialog != TB_DIALOG_FAULT &&
           (app->screen == TB_SCREEN_ENCOUNTER ||
            (app->screen == TB_SCREEN_KEYS && app->back == TB_SCREEN_ENCOUNTER));
}

void tb_exam_result(const tb_app *app, char *out, size_t capacity)
{
    int count = 0;
    const tb_event *events = tb_session_events(app->attempt->session, &count);
    const tb_rubric *rubric = tb_content_rubric(app->content, events, count);
    char standing[2 * TB_LINE_SIZE];
    tb_tr_sentence(rubric->standing, standing, sizeof standing);
    snprintf(out, capacity,
             app->attempt->score.pass
                 ? tb_tr(TB_N("Meets this station\xE2\x80\x99s cut: %.0f, %s."))
                 : tb_tr(TB_N("Does not meet this station\xE2\x80\x99s cut: %.0f, %s.")),
             rubric->cut, standing);
}

void tb_exam_title(const tb_app *app, char *out, size_t capacity)
{
    if (app->exam.number > 0) {
        snprintf(out, capacity, tb_tr(TB_N("Station %d")), app->exam.number);
    } else {
        snprintf(out, capacity, "%s", tb_tr(TB_N("Exam station")));
    }
}

void tb_exam_region(const tb_app *app, char *out, size_t capacity)
{
    const tb_case *model = &app->content->model;
    snprintf(out, capacity, "%s, %s",
             tb_tr(tb_body_part_name(tb_body_part_of(model->muscle, model->id))),
             tb_tr(model->side == TB_BODY_LEFT ? TB_N("left") : TB_N("right")));
}

void tb_exam_frame(tb_app *app, float seconds)
{
    if (!app->exam.on || !app->exam.panel || app->exam.examiner) {
        return;
    }
    const bool stood = app->exam.stopped_s < TB_EXAM_STOP_S;
    app->exam.stopped_s += seconds;
    if (stood && app->exam.stopped_s >= TB_EXAM_STOP_S && app->attempt != NULL) {
        tb_exam_log(app->attempt->folder, app->attempt->after.tick_ms, "clock-runs-again");
    }
}

void tb_exam_time_up(tb_app *app)
{
    const double limit_s = tb_session_limit_s(app->attempt->session);
    if (app->exam.on && app->screen != TB_SCREEN_PLAN && limit_s > 0.0 &&
        app->attempt->after.tick_ms >= (uint32_t)(1e3 * limit_s)) {
        app->exam.time_up = true;
        tb_app_hands_off(app);
    }
}

// --- declarations -------------------------------------------------------------------------------

typedef struct declaration {
    const char *id, *key, *text, *short_text; ///< the short one where there is little room
    tb_event_kind kind;
} declaration;

static const declaration DECLARATIONS[TB_EXAM_DECLARATIONS] = {
    {"declare-0", "M", TB_N("I have the point"), TB_N("Point"), TB_EVENT_DECLARED},
    {"declare-1", "N", TB_N("Needle chosen"), TB_N("Needle"), TB_EVENT_NEEDLE_CHOSEN},
    {"declare-2", "Y", TB_N("Needle out, counted"), TB_N("Out, counted"), TB_EVENT_BINNED},
    {"declare-3", "U", TB_N("Stop here: do not needle, refer"), TB_N("Refer"), TB_EVENT_DECIDED},
    {"declare-4", "End", TB_N("Finished"), TB_N("Finished"), TB_EVENT_END},
};

const char *tb_exam_declaration(const tb_app *app, int k, const char **key)
{
    *key = tb_key_shown(app, DECLARATIONS[k].key);
    return DECLARATIONS[k].text;
}

const char *tb_exam_call_key(const tb_app *app)
{
    const char *name = tb_bindings_key_name(&app->settings.bindings, TB_ACT_CALL);
    return name[0] != '\0' ? name : tb_tr(TB_N("Call examiner"));
}

// When it was declared last; 0 = not yet. The log is short in its first minutes and only what came
// since the last frame is read.
static void read_declarations(tb_app *app)
{
    int count = 0;
    const tb_event *events = tb_session_events(app->attempt->session, &count);
    for (; app->exam.events_seen < count; ++app->exam.events_seen) {
        const tb_event *event = &events[app->exam.events_seen];
        for (int k = 0; k < TB_EXAM_DECLARATIONS; ++k) {
            const bool refer =
                DECLARATIONS[k].kind != TB_EVENT_DECIDED || event->subject == TB_DECISION_REFER;
            if (event->kind == DECLARATIONS[k].kind && refer) {
                app->exam.declared_ms[k] = event->tick_ms > 0 ? event->tick_ms : 1;
            }
        }
    }
}

void tb_exam_declare(tb_app *app, int k)
{
    switch (k) {
    case 0:
        tb_app_hand_command(&app->hand, TB_COMMAND_DECLARE, 0);
        break;
    case 1:
        tb_app_hand_key(&app->hand, TB_ACT_NEEDLE, true, &app->attempt->after);
        tb_app_hand_key(&app->hand, TB_ACT_NEEDLE, false, &app->attempt->after);
        tb_app_hand_command(&app->hand, TB_COMMAND_CHOOSE_NEEDLE, app->hand.tray);
        break;
    case 2:
        tb_app_hand_command(&app->hand, TB_COMMAND_REMOVE, 0);
        break;
    case 3:
        app->brief.decision = TB_DECISION_REFER;
        tb_app_hand_command(&app->hand, TB_COMMAND_DECIDE, TB_DECISION_REFER);
        break;
    default:
        tb_app_hand_release(&app->hand);
        app->dialog = TB_DIALOG_FINISH;
        tb_ui_focus(&app->ui, "finish-no");
        break;
    }
}

static void declaration_row(tb_app *app, int k, tb_box box)
{
    tb_ui *ui = &app->ui;
    const declaration *row = &DECLARATIONS[k];
    const uint32_t at_ms = app->exam.declared_ms[k];
    char text[120], when[48] = "";
    if (tb_ui_item(ui, row->id, box, 6.0f)) {
        tb_exam_declare(app, k);
    }
    tb_ui_fill(ui, box, tb_ui_rgba(at_ms > 0 ? TB_C_PANEL : TB_C_RAISED, 1.0f), 6.0f);
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 6.0f, 2.0f);
    }
    const float y = box.y + 0.5f * box.h;
    const char *key = tb_key_shown(app, row->key);
    float x = box.x + 10.0f;
    x += key != NULL ? tb_ui_key(ui, x, y, key) + 12.0f : 0.0f;
    const char *words = tb_tr(tb_ui_compact(ui) ? row->short_text : row->text);
    if (k == 1 && app->attempt->after.needle.in_count > 0 &&
        app->hand.tray < app->content->model.needle_count) {
        const tb_case_needle *needle = &app->content->model.needles[app->hand.tray];
        snprintf(text, sizeof text, "%s: %.2f \xC3\x97 %.0f", words, needle->diameter_mm,
                 needle->length_mm);
    } else {
        snprintf(text, sizeof text, "%s", words);
    }
    if (at_ms > 0) {
        snprintf(when, sizeof when, tb_tr(TB_N("at %u:%02u")), at_ms / 60000u, at_ms / 1000u % 60u);
    }
    const float right = at_ms > 0 ? tb_ui_text_width(ui, TB_F_SMALL, when) + 40.0f : 8.0f;
    tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){x, box.y, box.x + box.w - right - x - 6.0f, box.h},
                TB_C_INK, TB_LEFT, text);
    if (at_ms > 0) {
        tb_ui_text(ui, TB_F_SMALL, box.x + box.w - 36.0f, y, TB_C_INK2, TB_RIGHT, when);
        tb_ui_icon(ui, TB_ICON_TICK, box.x + box.w - 20.0f, y, 17.0f, tb_ui_rgba(TB_C_DONE, 1.0f));
    }
}

static void declare_panel(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    read_declarations(app);
    const float head = box.h > 200.0f ? 36.0f : 6.0f;
    if (head > 20.0f) {
        tb_ui_label(ui, TB_F_BODY_STRONG,
                    (tb_box){box.x + 14.0f, box.y + 4.0f, box.w - 28.0f, 32.0f}, TB_C_INK, TB_LEFT,
                    tb_tr(TB_N("Declare when ready")));
    }
    const float step = (box.h - head - 8.0f) / (float)TB_EXAM_DECLARATIONS;
    for (int k = 0; k < TB_EXAM_DECLARATIONS; ++k) {
        declaration_row(app, k,
                        (tb_box){box.x + 14.0f, box.y + head + step * (float)k, box.w - 28.0f,
                                 fminf(40.0f, step - 4.0f)});
    }
}

// --- task ---------------------------------------------------------------------------------------

static float tag(tb_ui *ui, float x, float y, tb_icon icon, const char *text)
{
    const float w = tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, text) + 42.0f;
    tb_ui_fill(ui, (tb_box){x, y, w, 28.0f}, tb_ui_rgba(TB_C_RAISED, 1.0f), 14.0f);
    tb_ui_icon(ui, icon, x + 18.0f, y + 14.0f, 15.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    tb_ui_text(ui, TB_F_SMALL_MEDIUM, x + 32.0f, y + 14.0f, TB_C_INK, TB_LEFT, text);
    return x + w + 8.0f;
}

/// What the station allows, as tags: time, view, scan.
typedef struct exam_tags {
    char time[60];
    tb_icon icon[3];
    const char *text[3];
} exam_tags;

static void fill_tags(const tb_app *app, exam_tags *out)
{
    const tb_course_station *station = &app->exam.station;
    static const char *const views[] = {TB_N("view: blind"), TB_N("view: outline"),
                                        TB_N("view: full")};
    const int minutes = (int)(station->time_limit_s / 60.0 + 0.5);
    if (station->time_limit_s > 0.0) {
        snprintf(out->time, sizeof out->time, tb_tr(TB_N("%d min hands-on")),
                 minutes > 0 ? minutes : 1);
    } else {
        snprintf(out->time, sizeof out->time, "%s", tb_tr(TB_N("no limit of time")));
    }
    out->icon[0] = TB_ICON_CLOCK;
    out->text[0] = out->time;
    out->icon[1] = TB_ICON_EYE;
    out->text[1] = tb_tr(views[station->view]);
    out->icon[2] = station->scan ? TB_ICON_PROBE : TB_ICON_CROSS;
    out->text[2] = station->scan ? tb_tr(TB_N("scan allowed")) : tb_tr(TB_N("no scan"));
}

// Lay them out from tag `first` on, and draw them.
// @return y below them
static float lay_tags(tb_ui *ui, const exam_tags *tags, int first, tb_box at, bool draw)
{
    float x = at.x, y = at.y;
    for (int k = first; k < 3; ++k) {
        const float w = tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, tags->text[k]) + 42.0f;
        if (x + w > at.x + at.w && x > at.x) {
            x = at.x;
            y += 34.0f;
        }
        x = draw ? tag(ui, x, y, tags->icon[k], tags->text[k]) : x + w + 8.0f;
    }
    return y + 34.0f;
}

float tb_exam_tags(tb_app *app, float x, float y, float width)
{
    exam_tags tags;
    fill_tags(app, &tags);
    return lay_tags(&app->ui, &tags, 0, (tb_box){x, y, width, 0.0f}, true);
}

const char *tb_exam_task(void)
{
    return TB_N("Find the point that gives this patient\xE2\x80\x99s pain, needle it if you judge "
                "it safe, and finish with aftercare. Speak to the patient throughout.");
}

static void task_panel(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    char title[80], region[120], who[TB_LABEL_SIZE + 4];
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    const float x = box.x + 18.0f, w = box.w - 36.0f;
    tb_exam_title(app, title, sizeof title);
    tb_exam_region(app, region, sizeof region);
    const float named = tb_ui_text_width(ui, TB_F_TITLE, title) + 12.0f;
    if (tb_ui_compact(ui)) {
        const float below =
            tb_ui_prose(ui, TB_F_BODY_STRONG, x - 8.0f, box.y + 20.0f, w + 16.0f, TB_C_INK, title);
        tb_ui_prose(ui, TB_F_SMALL, x - 8.0f, below, w + 16.0f, TB_C_INK,
                    tb_tr(TB_N("Find the point, needle it if that is safe, finish with "
                               "aftercare.")));
        return;
    }
    tb_ui_text(ui, TB_F_TITLE, x, box.y + 26.0f, TB_C_INK, TB_LEFT, title);
    tb_ui_label(ui, TB_F_SMALL, (tb_box){x + named, box.y + 8.0f, w - named, 36.0f}, TB_C_INK2,
                TB_RIGHT, region);
    snprintf(who, sizeof who, "%s.", tb_tr(app->content->model.patient.who));
    who[0] = (char)(who[0] >= 'a' && who[0] <= 'z' ? who[0] - 'a' + 'A' : who[0]);
    float y = tb_ui_prose(ui, TB_F_BODY, x, box.y + 56.0f, w, TB_C_INK, who);
    y = tb_ui_prose(ui, TB_F_BODY, x, y, w, TB_C_INK, tb_tr(tb_exam_task()));
    exam_tags tags;
    fill_tags(app, &tags);
    const tb_box at = {x, y - 4.0f, w, 0.0f};
    for (int first = 0; first < 3; ++first) { // the clock above tells the time, the scene the view
        if (lay_tags(ui, &tags, first, at, false) < box.y + box.h + 2.0f) {
            (void)lay_tags(ui, &tags, first, at, true);
            break;
        }
    }
}

// --- banner -------------------------------------------------------------------------------------

static void banner(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const tb_box bar = {0.0f, 0.0f, ui->width, compact ? 46.0f : 48.0f};
    tb_ui_clear_box(ui, bar, TB_C_CAUTION_GROUND);
    tb_ui_fill(ui, (tb_box){0.0f, bar.h - 2.0f, bar.w, 2.0f}, tb_ui_rgba(TB_C_TWITCH, 1.0f), 0.0f);
    const char *call = compact ? tb_tr(TB_N("Call")) : tb_tr(TB_N("Call examiner"));
    const char *key = tb_key_shown(app, "F9");
    const float wide = tb_ui_button_width(ui, compact ? TB_ICON_NONE : TB_ICON_HAND, call, key);
    if (tb_ui_button(ui, "exam-call", (tb_box){ui->width - wide - 10.0f, 5.0f, wide, 36.0f},
                     TB_BUTTON_QUIET, compact ? TB_ICON_NONE : TB_ICON_HAND, call, key)) {
        tb_exam_call(app, "called");
    }
    float right = tb_exam_clock(app, ui->width - wide - 24.0f);
    if (!compact) {
        const bool kept = app->attempt->folder[0] != '\0' && app->attempt->trouble[0] == '\0';
        const char *light = kept ? tb_tr(TB_N("Recording")) : tb_tr(TB_N("Not recorded"));
        right -=
            16.0f + tb_ui_text(ui, TB_F_SMALL, right - 10.0f, 24.0f, TB_C_INK2, TB_RIGHT, light);
        tb_ui_disc(ui, right - 4.0f, 24.0f, 4.0f,
                   tb_ui_rgba(kept ? TB_C_CRITICAL : TB_C_INK3, 1.0f));
        right -= 18.0f;
    }
    tb_ui_icon(ui, TB_ICON_LOCK, 26.0f, 23.0f, 20.0f, tb_ui_rgba(TB_C_TWITCH, 1.0f));
    const char *sealed = app->exam.station.result == TB_RESULT_RELEASED
                             ? tb_tr(TB_N("EXAM \xC2\xB7 SEALED"))
                             : tb_tr(TB_N("EXAM"));
    float x =
        46.0f + tb_ui_text(ui, TB_F_STRONG, 46.0f, 23.0f, TB_C_TWITCH, TB_LEFT, sealed) + 12.0f;
    char title[80], note[240];
    tb_exam_title(app, title, sizeof title);
    if (app->exam.station.result == TB_RESULT_RELEASED) {
        snprintf(note, sizeof note,
                 tb_tr(TB_N("%s \xC2\xB7 candidate %.40s \xC2\xB7 no hints \xC2\xB7 the result "
                            "opens when the examiner releases it")),
                 title, app->desc.learner);
    } else {
        snprintf(note, sizeof note, tb_tr(TB_N("%s \xC2\xB7 candidate %.40s \xC2\xB7 no hints")),
                 title, app->desc.learner);
    }
    if (x + tb_ui_text_width(ui, TB_F_SMALL, note) < right) {
        tb_ui_text(ui, TB_F_SMALL, x, 24.0f, TB_C_INK, TB_LEFT, note);
    } else if (x + tb_ui_text_width(ui, TB_F_SMALL, title) < right) {
        tb_ui_text(ui, TB_F_SMALL, x, 24.0f, TB_C_INK, TB_LEFT, title);
    }
}

float tb_exam_clock(tb_app *app, float x)
{
    tb_ui *ui = &app->ui;
    const double limit_s = tb_session_limit_s(app->attempt->session);
    const uint32_t limit_ms = (uint32_t)(1e3 * limit_s), tick = app->attempt->after.tick_ms;
    const bool over = limit_ms > 0 && tick >= limit_ms;
    const uint32_t shown = (limit_ms == 0 ? tick
                            : over        ? tick - limit_ms
                                          : limit_ms - tick) /
                           1000u;
    char text[48];
    snprintf(text, sizeof text,
             limit_ms == 0 ? "%u:%02u"
             : over        ? tb_tr(TB_N("%u:%02u over"))
                           : tb_tr(TB_N("%u:%02u left")),
             shown / 60u, shown % 60u);
    x -= tb_ui_text(ui, TB_F_STRONG, x, 24.0f, over ? TB_C_TWITCH : TB_C_INK, TB_RIGHT, text);
    tb_ui_icon(ui, over ? TB_ICON_TRIANGLE : TB_ICON_CLOCK, x - 15.0f, 24.0f, 17.0f,
               tb_ui_rgba(over ? TB_C_TWITCH : TB_C_INK2, 1.0f));
    return x - 32.0f;
}

// --- layout -------------------------------------------------------------------------------------

static void side_panel(tb_app *app, tb_box box, bool scan)
{
    if (scan) {
        tb_panel_scan(app, box);
    } else if (app->view == TB_VIEW_BLIND) {
        task_panel(app, box);
    } else {
        tb_ui_panel(&app->ui, box, TB_C_PANEL, TB_C_BG);
        tb_overlay_section(app, box);
    }
}

static void wide_layout(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool mirror = app->settings.mirror;
    const bool scan = app->scan_open && app->exam.station.scan;
    const float strip_y = ui->height - MARGIN - STRIP, scene_h = strip_y - GUTTER - TOP;
    const float scene_w = ui->width - SIDE - 2.0f * MARGIN - GUTTER;
    const float side_x = mirror ? MARGIN : MARGIN + scene_w + GUTTER;
    const tb_box scene = {mirror ? MARGIN + SIDE + GUTTER : MARGIN, TOP, scene_w, scene_h};
    const float top_h = fmaxf(196.0f, scene_h - 266.0f - GUTTER);
    const tb_box top = {side_x, TOP, SIDE, top_h};
    const tb_box declare = {side_x, TOP + top_h + GUTTER, SIDE, scene_h - top_h - GUTTER};
    const tb_box picture = {top.x, top.y + 32.0f, top.w, top.h - 32.0f};
    const tb_box machine = tb_panel_scan_picture(top);
    tb_encounter_fill_frame(app, scene, scan || app->view == TB_VIEW_BLIND ? NULL : &picture,
                            scan ? &machine : NULL);
    banner(app);
    tb_encounter_scene(app, scene);
    side_panel(app, top, scan);
    declare_panel(app, declare);
    tb_encounter_strips(app, strip_y, STRIP);
}

// One panel at a time: declarations, task or section, force, signal, spread, tray.
static void compact_layout(tb_app *app)
{
    tb_ui *ui = &app->ui;
    enum { TABS = 6 };
    const bool blind = app->view == TB_VIEW_BLIND;
    const bool scan = app->scan_open && app->exam.station.scan;
    const char *const names[TABS] = {
        TB_N("Declare"), TB_N("Force"),
        TB_N("Signal"),  TB_N("Spread"),
        TB_N("Tray"),    scan ? TB_N("Scan") : blind ? TB_N("Task") : TB_N("Section")};
    const bool mirror = app->settings.mirror;
    const float patient_h = ui->height < 420.0f ? 84.0f : 112.0f;
    const float patient_y = ui->height - 6.0f - patient_h, top = 52.0f;
    const float side = fmaxf(238.0f, 0.37f * ui->width), h = patient_y - 6.0f - top;
    const float side_x = mirror ? 6.0f : ui->width - side - 6.0f;
    const tb_box scene = {mirror ? side + 12.0f : 6.0f, top, ui->width - side - 18.0f, h};
    const float tab_h = 34.0f, tabs = 2.0f * tab_h + 6.0f;
    const tb_box panel = {side_x, top, side, h - tabs - 6.0f};
    const tb_box picture = {panel.x, panel.y + 32.0f, panel.w, panel.h - 32.0f};
    const tb_box machine = tb_panel_scan_picture(panel);
    tb_encounter_fill_frame(app, scene, app->tab == 5 && !blind && !scan ? &picture : NULL,
                            app->tab == 5 && scan ? &machine : NULL);
    banner(app);
    tb_encounter_scene(app, scene);
    void (*const panels[TABS - 1])(tb_app *, tb_box) = {
        declare_panel, tb_panel_force, tb_panel_signal, tb_panel_spread, tb_panel_tray};
    if (app->tab < TABS - 1) {
        panels[app->tab](app, panel);
    } else {
        side_panel(app, panel, scan);
    }
    for (int k = 0; k < TABS; ++k) {
        char id[16];
        const float w = (side - 12.0f) / 3.0f;
        const tb_box box = {side_x + (w + 6.0f) * (float)(k % 3),
                            panel.y + panel.h + 6.0f + (tab_h + 6.0f) * (float)(k / 3), w, tab_h};
        snprintf(id, sizeof id, "tab-%d", k);
        if (tb_ui_button(ui, id, box, app->tab == k ? TB_BUTTON_PRIMARY : TB_BUTTON_QUIET,
                         TB_ICON_NONE, tb_tr(names[k]), NULL)) {
            app->tab = k;
        }
    }
    tb_panel_patient(app, (tb_box){6.0f, patient_y, ui->width - 12.0f, patient_h});
}

void tb_exam_encounter(tb_app *app)
{
    app->view = (tb_depth_view)app->exam.station.view; // no key opens it
    app->show_strain = false;
    app->scan_open = app->scan_open && app->exam.station.scan;
    app->attempt->plain_captions = true;
    if (tb_ui_compact(&app->ui)) {
        compact_layout(app);
    } else {
        wide_layout(app);
    }
}
