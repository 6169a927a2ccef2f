// The body map close-up: where it is felt now, the patient's own pain drawing, and the learner's
// judgement whether the two match. Regions are reached by Tab and read in words.
#include "app.h"

#include "tautband/session/judge.h"

#include <math.h>
#include <stdio.h>

enum { KEY_STRONG, KEY_FAINT, KEY_PRESS };
static const float STRONG = 0.45f, FAINT = (float)TB_FELT_LEAST;

static void close_map(tb_app *app)
{
    app->dialog = TB_DIALOG_NONE;
    app->ui.focus = 0;
    tb_audio_pause(app->audio, false);
}

static float legend_row(tb_ui *ui, float x, float y, float w, int kind, const char *title,
                        const char *text)
{
    const tb_box mark = {x, y - 9.0f, 28.0f, 18.0f};
    if (kind == KEY_PRESS) {
        tb_ui_circle(ui, x + 14.0f, y, 8.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 2.0f);
        tb_ui_disc(ui, x + 14.0f, y, 3.0f, tb_ui_rgba(TB_C_TARGET, 1.0f));
    } else {
        for (float s = 0.0f; s < 28.0f; s += kind == KEY_STRONG ? 4.0f : 8.0f) {
            tb_ui_line(ui, x + s, y + 9.0f, fminf(x + s + 14.0f, x + 28.0f), y - 9.0f,
                       tb_ui_rgba(TB_C_PAIN, 1.0f), 1.3f);
        }
        tb_ui_outline(ui, mark, tb_ui_rgba(TB_C_PAIN, 1.0f), 3.0f, 1.4f);
    }
    const float next = tb_ui_prose(ui, TB_F_BODY_STRONG, x + 40.0f, y, w - 40.0f, TB_C_INK, title);
    return (text[0] != '\0'
                ? tb_ui_prose(ui, TB_F_SMALL, x + 40.0f, next - 2.0f, w - 40.0f, TB_C_INK2, text)
                : next) +
           (tb_ui_compact(ui) ? 4.0f : 12.0f);
}

// "knee_posterior" as "knee posterior": the region's id is its name.
static void region_names(const tb_felt *now, bool strong, char *out, size_t capacity)
{
    size_t used = 0;
    out[0] = '\0';
    for (int k = 0; k < now->count && used + 1 < capacity; ++k) {
        if (now->felt[k] > FAINT && (now->felt[k] > STRONG) == strong) {
            const int wrote = snprintf(out + used, capacity - used, "%s%s", used > 0 ? ", " : "",
                                       tb_tr(tb_region_words(now->regions[k].region)));
            used += wrote > 0 ? (size_t)wrote : 0;
        }
    }
}

static void region_line(const tb_felt *now, int k, char *out, size_t capacity)
{
    snprintf(out, capacity, "%s: %s", tb_tr(tb_region_words(now->regions[k].region)),
             now->felt[k] > STRONG  ? tb_tr(TB_N("strong"))
             : now->felt[k] > FAINT ? tb_tr(TB_N("faint"))
                                    : tb_tr(TB_N("only in the drawing")));
}

// Regions as items over the figure; the one in focus is read in words, and aloud by Enter.
static void figure_part(tb_app *app, tb_box box, const tb_felt *now, char *line, size_t capacity)
{
    tb_ui *ui = &app->ui;
    float x, y;
    line[0] = '\0';
    if (app->map_near) { // large enough that the regions need no pointing out
        tb_figure_spread(ui, box, now);
        return;
    }
    tb_figure_whole(ui, box, now);
    ui->over_scene = true;
    for (int k = 0; k < now->count; ++k) {
        char id[24];
        tb_box place;
        if (!tb_figure_region_box(box, now->regions[k].region, now->side, &place)) {
            continue;
        }
        snprintf(id, sizeof id, "region-%d", k);
        const bool read = tb_ui_item(ui, id, place, 6.0f);
        if (ui->focused || ui->hovered) {
            region_line(now, k, line, capacity);
            tb_ui_outline(ui, place, tb_ui_rgba(TB_C_ACCENT, 0.8f), 6.0f, 1.4f);
        }
        if (read) {
            tb_app_speak(app, line);
        }
    }
    if (app->attempt->after.finger.touching &&
        tb_figure_muscle_place(box, app->content->model.muscle, now->side, &x, &y)) {
        tb_ui_circle(ui, x, y, 8.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 2.0f);
        tb_ui_disc(ui, x, y, 3.0f, tb_ui_rgba(TB_C_TARGET, 1.0f));
    }
    ui->over_scene = false;
}

static float question_part(tb_app *app, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                    tb_tr(TB_N("Does it match the pain drawing?")));
    const float gap = 8.0f, each = (w - gap * (TB_MATCH_COUNT - 1)) / TB_MATCH_COUNT;
    for (int k = 0; k < TB_MATCH_COUNT; ++k) {
        char id[24];
        const tb_box box = {x + (each + gap) * (float)k, y - 4.0f, each, 40.0f};
        const bool here = app->brief.match == k;
        snprintf(id, sizeof id, "match-%d", k);
        if (tb_ui_item(ui, id, box, 8.0f) && !here) {
            app->brief.match = k;
            tb_app_command(app, TB_COMMAND_JUDGE_MATCH, k);
        }
        tb_ui_fill(ui, box, tb_ui_rgba(here ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 8.0f);
        tb_ui_outline(ui, box, tb_ui_rgba(here ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 8.0f,
                      here ? 2.0f : 1.0f);
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){box.x + 4.0f, box.y, box.w - 8.0f, box.h},
                    TB_C_INK, TB_CENTRE, tb_tr(tb_match_text((tb_match)k)));
    }
    return tb_ui_prose(ui, TB_F_SMALL, x, y + 56.0f, w, TB_C_INK2,
                       tb_tr(TB_N("Patterns differ from person to person. A map that looks unlike "
                                  "the book is not a mistake."))) +
           4.0f;
}

// The patient's own drawing: every region of the complaint by its weight.
static float drawing_part(tb_app *app, float x, float y, float w, const tb_felt *drawn)
{
    tb_ui *ui = &app->ui;
    const tb_box figure = {x, y - 6.0f, fminf(130.0f, 0.4f * w), 118.0f};
    tb_figure_spread(ui, figure, drawn);
    const float tx = x + figure.w + 16.0f, tw = w - figure.w - 16.0f;
    const float ty =
        tb_ui_prose(ui, TB_F_BODY_STRONG, tx, y + 8.0f, tw, TB_C_INK, tb_tr(TB_N("Pain drawing")));
    const float end = tb_ui_prose(ui, TB_F_SMALL, tx, ty, tw, TB_C_INK2,
                                  tb_tr(TB_N("made by the patient before you started")));
    return fmaxf(figure.y + figure.h + 14.0f, end);
}

static float side_part(tb_app *app, float x, float y, float w, const tb_felt *now,
                       const tb_felt *drawn)
{
    tb_ui *ui = &app->ui;
    char words[220], strong[200], faint[200];
    y = tb_ui_prose(ui, TB_F_TITLE, x, y, w, TB_C_INK, tb_tr(TB_N("What the patient says")));
    tb_patient_words(&app->attempt->after, words, sizeof words);
    if (words[0] == '\0') {
        snprintf(words, sizeof words, "%s", tb_tr(TB_N("The patient lies still and waits.")));
    }
    const float high = tb_ui_prose_height(ui, TB_F_SPEECH, w - 24.0f, words) + 18.0f;
    tb_ui_fill(ui, (tb_box){x, y - 6.0f, w, high}, tb_ui_rgba(TB_C_RAISED, 1.0f), 8.0f);
    tb_ui_prose(ui, TB_F_SPEECH, x + 12.0f, y + 14.0f, w - 24.0f, TB_C_INK, words);
    y += high + 14.0f;
    region_names(now, true, strong, sizeof strong);
    region_names(now, false, faint, sizeof faint);
    y = legend_row(ui, x, y, w, KEY_STRONG, tb_tr(TB_N("Felt strongly")),
                   strong[0] != '\0' ? strong : tb_tr(TB_N("nowhere now")));
    y = legend_row(ui, x, y, w, KEY_FAINT, tb_tr(TB_N("Felt faintly")),
                   faint[0] != '\0' ? faint : tb_tr(TB_N("nowhere now")));
    y = legend_row(ui, x, y, w, KEY_PRESS, tb_tr(TB_N("Where you press")),
                   app->attempt->after.finger.touching ? tb_tr(app->content->model.muscle)
                                                       : tb_tr(TB_N("nowhere now")));
    tb_ui_line(ui, x, y - 8.0f, x + w, y - 8.0f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = question_part(app, x, y + 16.0f, w) + (tb_ui_compact(ui) ? 4.0f : 14.0f);
    return drawn->count > 0 ? drawing_part(app, x, y, w, drawn) : y;
}

static void foot_part(tb_app *app, float y, const char *line)
{
    tb_ui *ui = &app->ui;
    static const char *const keys[] = {"Tab", "Enter"};
    const char *zoom = app->map_near ? tb_tr(TB_N("Whole body")) : tb_tr(TB_N("Closer"));
    const char *key = app->map_near ? "-" : "+";
    const float wide =
        fminf(0.5f * ui->width - 24.0f, tb_ui_button_width(ui, TB_ICON_NONE, zoom, key));
    float x = 16.0f;
    if (tb_ui_button(ui, "map-zoom", (tb_box){x, y - 17.0f, wide, 34.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, zoom, key)) {
        app->map_near = !app->map_near;
    }
    x += wide + 16.0f;
    if (!tb_ui_compact(ui) && !app->map_near) {
        x = tb_key_row(app, x, y, &keys[0], 1, tb_tr(TB_N("next region")));
        x = app->settings.speak ? tb_key_row(app, x, y, &keys[1], 1, tb_tr(TB_N("read it aloud")))
                                : x;
    }
    if (line[0] != '\0') {
        tb_ui_label(ui, TB_F_BODY_STRONG, (tb_box){x, y - 16.0f, ui->width - x - 24.0f, 32.0f},
                    TB_C_INK, TB_RIGHT, line);
    }
}

void tb_map_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    tb_felt now, drawn;
    char line[160];
    tb_felt_now(app->attempt, &now);
    tb_felt_drawn(anatomy, &drawn);
    ui->enabled = true;
    ++ui->layer;
    tb_ui_fill(ui, (tb_box){0.0f, 0.0f, ui->width, ui->height}, tb_ui_rgba(TB_C_BG, 1.0f), 0.0f);
    const char *close = tb_tr(TB_N("Close"));
    const float cw = tb_ui_button_width(ui, TB_ICON_NONE, close, "B");
    const float right = ui->width - 16.0f - cw;
    if (tb_ui_button(ui, "map-close", (tb_box){right, 6.0f, cw, 36.0f}, TB_BUTTON_PRIMARY,
                     TB_ICON_NONE, close, "B")) {
        close_map(app);
        return;
    }
    char muscle[TB_LABEL_SIZE];
    tb_capital(tb_tr(app->content->model.muscle), muscle, sizeof muscle);
    const float width = fminf(right - 40.0f, tb_ui_text_width(ui, TB_F_STRONG, muscle) + 2.0f);
    tb_ui_label(ui, TB_F_STRONG, (tb_box){24.0f, 4.0f, width, 40.0f}, TB_C_ACCENT, TB_LEFT, muscle);
    const char *note = tb_tr(TB_N("Body map close-up"));
    if (24.0f + width + 20.0f + tb_ui_text_width(ui, TB_F_SMALL, note) < right) {
        tb_ui_text(ui, TB_F_SMALL, 38.0f + width, 25.0f, TB_C_INK2, TB_LEFT, note);
    }
    const float foot = ui->height - 44.0f, top = 52.0f;
    const float side = compact ? 0.5f * ui->width : 376.0f;
    const tb_box figure = {8.0f, top, ui->width - side - 24.0f, foot - top};
    const tb_box panel = {figure.x + figure.w + 8.0f, top, side, foot - top};
    tb_ui_fill(ui, figure, tb_ui_rgba(TB_C_WELL, 1.0f), 8.0f);
    tb_ui_fill(ui, panel, tb_ui_rgba(TB_C_PANEL, 1.0f), 8.0f);
    figure_part(app, (tb_box){figure.x + 8.0f, figure.y + 8.0f, figure.w - 16.0f, figure.h - 16.0f},
                &now, line, sizeof line);
    const float dy = tb_ui_page_begin(ui, panel);
    const float bottom =
        side_part(app, panel.x + 18.0f, panel.y + 30.0f + dy, panel.w - 36.0f, &now, &drawn);
    tb_ui_page_end(ui, bottom);
    foot_part(app, foot + 22.0f, line);
}
