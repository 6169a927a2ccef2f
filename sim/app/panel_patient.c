// The patient is never hidden: words, face, pain, and where it spreads.
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static long of_ten(float value)
{
    return lroundf(fminf(10.0f, fmaxf(0.0f, value)));
}

// Ten cells, filled up to the value; the last one is taller, so that the number is read without
// colour. Those of pain: four green, three amber, three vermilion; those of comfort of one colour.
static void ten_cells(tb_ui *ui, float x, float y, int level, bool pain)
{
    for (int k = 1; k <= 10; ++k) {
        const tb_colour colour = !pain    ? TB_C_ACCENT
                                 : k <= 4 ? TB_C_DONE
                                 : k <= 7 ? TB_C_TWITCH
                                          : TB_C_CRITICAL;
        const float tall = k == level ? 18.0f : 11.0f;
        const tb_box cell = {x + 10.5f * (float)(k - 1), y - 0.5f * tall, 8.5f, tall};
        if (k <= level) {
            tb_ui_fill(ui, cell, tb_ui_rgba(colour, 1.0f), 3.0f);
        } else {
            tb_ui_outline(ui, cell, tb_ui_rgba(colour, 0.75f), 3.0f, 1.2f);
        }
    }
}

static const char *short_phrase(tb_say say)
{
    static const char *const text[TB_SAY_COUNT] = {
        [TB_SAY_YOUR_PAIN] = TB_N("Your pain?"),   [TB_SAY_ALL_RIGHT] = TB_N("All right?"),
        [TB_SAY_WARN] = TB_N("Warn first"),        [TB_SAY_EXPLAIN_AFTER] = TB_N("What's next"),
        [TB_SAY_STOPPING] = TB_N("I am stopping"), [TB_SAY_OTHER_SIDE] = TB_N("Other side?"),
        [TB_SAY_EASING] = TB_N("Easing?"),
    };
    return tb_tr(text[say] != NULL ? text[say] : tb_say_text(say));
}

static const char *const TALK_KEYS[] = {"Q", "E", "F"};

static void talk_button(tb_app *app, int k, tb_box box)
{
    const tb_say say = tb_app_hand_phrase(&app->hand, k, &app->attempt->after);
    char id[24];
    snprintf(id, sizeof id, "talk-%d", k);
    if (k == 2 && !app->exam.on &&
        (app->attempt->after.patient.faint == TB_FAINT_PRODROME ||
         app->attempt->after.patient.faint == TB_FAINT_OUT)) { // what helps now
        if (tb_ui_button(&app->ui, id, box, TB_BUTTON_PRIMARY, TB_ICON_NONE,
                         tb_tr(TB_N("Lay flat")), NULL)) {
            tb_app_hand_command(&app->hand, TB_COMMAND_LIE_FLAT, 0);
        }
        return;
    }
    if (tb_ui_button(&app->ui, id, box,
                     say == TB_SAY_STOPPING && !app->exam.on ? TB_BUTTON_PRIMARY : TB_BUTTON_QUIET,
                     TB_ICON_NONE, short_phrase(say), tb_key_shown(app, TALK_KEYS[k]))) {
        tb_app_hand_command(&app->hand, TB_COMMAND_SAY, (int32_t)say);
        app->last_act_ms = app->attempt->after.tick_ms;
    }
}

// Three phrases in a row, all in one size of text.
static void talk_row(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const float w = (box.w - 8.0f) / 3.0f;
    for (int k = 0; k < 3; ++k) {
        const tb_say say = tb_app_hand_phrase(&app->hand, k, &app->attempt->after);
        const float wanted = tb_ui_button_width(ui, TB_ICON_NONE, short_phrase(say),
                                                tb_key_shown(app, TALK_KEYS[k]));
        ui->small_buttons = ui->small_buttons || wanted > w + 18.0f;
    }
    for (int k = 0; k < 3; ++k) {
        talk_button(app, k, (tb_box){box.x + (w + 4.0f) * (float)k, box.y, w, box.h});
    }
    ui->small_buttons = false;
}
// After "stop" a ring runs for the two seconds in which hands must be off.
static void stop_ring(tb_ui *ui, const tb_snapshot *seen, float x, float y)
{
    const float gone = 1e-3f * (float)(seen->tick_ms - seen->patient.stop_tick_ms);
    tb_ui_icon(ui, TB_ICON_OCTAGON, x, y, 24.0f, tb_ui_rgba(TB_C_CRITICAL, 1.0f));
    if (gone < 2.0f) {
        tb_ui_arc(ui, x, y, 18.0f, -1.5708f, -1.5708f + 6.2832f * (1.0f - 0.5f * gone),
                  tb_ui_rgba(TB_C_CRITICAL, 1.0f), 3.0f);
    }
}

void tb_line_words(tb_line line, int phrase, const char *place, char *out, size_t capacity)
{
    char words[200];
    out[0] = '\0';
    if (line == TB_LINE_NONE) {
        return;
    }
    if (phrase < 0) { // a sign instead of words: "(nods)"
        snprintf(out, capacity, "%s", tb_tr(tb_gesture_text(line)));
        return;
    }
    tb_phrase_write(tb_tr(tb_phrase_text(phrase)), tb_tr(tb_region_words(place)), words,
                    sizeof words);
    snprintf(out, capacity, tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")), words);
}

void tb_patient_words(const tb_snapshot *seen, char *out, size_t capacity)
{
    tb_line_words((tb_line)seen->patient.line, seen->patient.phrase, seen->patient.place, out,
                  capacity);
}

static void patient_words(tb_app *app, tb_box bubble)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    char words[240];
    tb_patient_words(seen, words, sizeof words);
    const bool speaks = seen->patient.line != TB_LINE_NONE;
    if (!speaks) {
        snprintf(words, sizeof words, "%s", tb_tr(TB_N("The patient lies still and waits.")));
    }
    const float room = bubble.w - 20.0f - (seen->patient.said_stop ? 44.0f : 0.0f);
    tb_ui_fill(ui, bubble, tb_ui_rgba(TB_C_RAISED, 1.0f), 8.0f);
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, bubble, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 2.0f);
    }
    const tb_font font =
        tb_ui_text_width(ui, TB_F_SPEECH, words) > 1.9f * room ? TB_F_BODY : TB_F_SPEECH;
    tb_ui_label(ui, font, (tb_box){bubble.x + 10.0f, bubble.y + 4.0f, room, bubble.h - 8.0f},
                speaks ? TB_C_INK : TB_C_INK2, TB_LEFT, words);
}

/// Pain or comfort, 0..10.
typedef struct ten_row {
    const char *label;
    float value;
    bool pain;
} ten_row;

static void ten_rows_of(const tb_app *app, ten_row out[2])
{
    out[0] = (ten_row){tb_tr(TB_N("Pain")), app->attempt->after.patient.pain_nrs, true};
    out[1] = (ten_row){tb_tr(TB_N("Comfort")), app->attempt->after.patient.comfort, false};
}

// Room for the labels, so that the cells of several rows stand in one column.
static float named_width(tb_ui *ui, const ten_row *rows, int count)
{
    float width = 54.0f;
    for (int k = 0; k < count; ++k) {
        width = fmaxf(width, tb_ui_text_width(ui, TB_F_SMALL, rows[k].label));
    }
    return width;
}

static void draw_row(tb_ui *ui, const ten_row *row, float x, float y, float named, float room)
{
    char text[40];
    snprintf(text, sizeof text, tb_tr(TB_N("%ld of 10")), of_ten(row->value));
    if (named + tb_ui_text_width(ui, TB_F_BODY_STRONG, text) > room - 116.0f) {
        snprintf(text, sizeof text, "%ld", of_ten(row->value)); // the ten cells say the rest
    }
    const float value = tb_ui_text_width(ui, TB_F_BODY_STRONG, text);
    const float label = fmaxf(54.0f, fminf(named, room - value - 116.0f));
    tb_ui_label(ui, TB_F_SMALL, (tb_box){x, y - 11.0f, label + 1.0f, 22.0f}, TB_C_INK2, TB_LEFT,
                row->label);
    ten_cells(ui, x + label + 6.0f, y, (int)of_ten(row->value), row->pain);
    tb_ui_text(ui, TB_F_BODY_STRONG, x + label + 114.0f, y, TB_C_INK, TB_LEFT, text);
}

// As many of the rows as there is room for: pain comes first.
static void ten_rows(tb_app *app, float x, float y, float step, float room, int count)
{
    ten_row rows[2];
    ten_rows_of(app, rows);
    const float named = named_width(&app->ui, rows, count);
    for (int k = 0; k < count; ++k) {
        draw_row(&app->ui, &rows[k], x, y + step * (float)k, named, room);
    }
}

// Across the bottom: face, words, pain, two or three phrases in a column.
static void wide_patient(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const float face = box.h - 16.0f, buttons = fminf(190.0f, 0.3f * box.w);
    tb_face_draw(ui, (tb_box){box.x + 8.0f, box.y + 8.0f, face, face}, app->face);
    const float x = box.x + face + 20.0f, w = box.w - face - buttons - 40.0f;
    const int count = box.h > 100.0f ? 3 : 2;
    const int rows = box.h > 100.0f ? 2 : 1;
    patient_words(app, (tb_box){x, box.y + 8.0f, w, box.h - 24.0f - 20.0f * (float)rows});
    ten_rows(app, x, box.y + box.h + 2.0f - 20.0f * (float)rows, 20.0f, w, rows);
    const float h = (box.h - 12.0f - 4.0f * (float)(count - 1)) / (float)count;
    for (int k = 0; k < count; ++k) {
        // Where two fit: asking first while palpating, checking in and warning with a needle.
        const int phrase = count == 3 ? k : app->hand.tool == TB_TOOL_NEEDLE ? k + 1 : k;
        talk_button(app, phrase,
                    (tb_box){box.x + box.w - buttons - 8.0f, box.y + 6.0f + (h + 4.0f) * (float)k,
                             buttons, h});
    }
}

void tb_panel_patient(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_box stop = {box.x + box.w - 40.0f, box.y + 40.0f, 0.0f, 0.0f};
    if (box.w > 3.0f * box.h) {
        wide_patient(app, box);
        stop.x = box.x + box.w - fminf(190.0f, 0.3f * box.w) - 44.0f;
    } else {
        tb_face_draw(ui, (tb_box){box.x + 12.0f, box.y + 10.0f, 100.0f, 102.0f}, app->face);
        patient_words(app, (tb_box){box.x + 124.0f, box.y + 10.0f, box.w - 136.0f, 62.0f});
        ten_rows(app, box.x + 124.0f, box.y + 86.0f, 23.0f, box.w - 136.0f, 2);
        talk_row(app, (tb_box){box.x + 12.0f, box.y + box.h - 50.0f, box.w - 24.0f, 38.0f});
    }
    if (seen->patient.said_stop) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_CRITICAL, 1.0f), 8.0f, 3.0f);
        stop_ring(ui, seen, stop.x, stop.y);
    }
}

static void feel_at(tb_felt *out, const char *region, size_t length, float felt)
{
    for (int k = 0; k < out->count; ++k) {
        if (strlen(out->regions[k].region) == length &&
            strncmp(out->regions[k].region, region, length) == 0) {
            out->felt[k] = fmaxf(out->felt[k], felt);
            return;
        }
    }
    if (out->count < TB_FELT_MAX && length < TB_ID_SIZE) {
        tb_case_referral *added = &out->regions[out->count];
        *added = (tb_case_referral){.weight = 1.0};
        memcpy(added->region, region, length);
        out->felt[out->count++] = felt;
    }
}

void tb_felt_now(const tb_attempt *attempt, tb_felt *out)
{
    enum { ELECTRIC_MS = 8000 };
    const tb_anatomy *anatomy = tb_session_anatomy(attempt->session);
    const uint32_t since = attempt->after.tick_ms - attempt->nerve_tick_ms;
    out->count = anatomy->referral_count;
    out->side = anatomy->left ? TB_BODY_LEFT : TB_BODY_RIGHT;
    for (int k = 0; k < anatomy->referral_count; ++k) {
        out->regions[k] = anatomy->referral[k];
        out->felt[k] = attempt->after.patient.referral[k];
    }
    out->electric = attempt->nerve_tick_ms > 0 && since < ELECTRIC_MS &&
                    attempt->nerve < anatomy->structure_count;
    const char *at = out->electric ? anatomy->structures[attempt->nerve].distribution : "";
    while (*at != '\0') {
        const size_t length = strcspn(at, " ");
        if (length > 0) {
            feel_at(out, at, length, 1.0f);
        }
        at += length + (at[length] == ' ' ? 1 : 0);
    }
}

void tb_felt_drawn(const tb_anatomy *anatomy, tb_felt *out)
{
    *out = (tb_felt){.count = anatomy->referral_count,
                     .side = anatomy->left ? TB_BODY_LEFT : TB_BODY_RIGHT};
    for (int k = 0; k < anatomy->referral_count; ++k) {
        out->regions[k] = anatomy->referral[k];
        out->felt[k] = (float)anatomy->referral[k].weight;
    }
}

void tb_panel_spread(tb_app *app, tb_box box)
{
    tb_ui *ui = &app->ui;
    tb_felt now;
    tb_felt_now(app->attempt, &now);
    bool any = false;
    for (int k = 0; k < now.count; ++k) {
        any = any || now.felt[k] > 0.05f;
    }
    // the patient has answered "is this your pain?": now it is the learner's turn, on the map
    const bool compare = any && (app->attempt->found & TB_FOUND_KNOWN) != 0 && app->brief.match < 0;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    tb_ui_label(ui, TB_F_BODY_STRONG,
                (tb_box){box.x + 10.0f, box.y + 2.0f, 0.56f * (box.w - 20.0f), 30.0f}, TB_C_INK,
                TB_LEFT, tb_tr(TB_N("Spread")));
    tb_ui_label(ui, TB_F_SMALL,
                (tb_box){box.x + box.w - 10.0f - 0.42f * (box.w - 20.0f), box.y + 2.0f,
                         0.42f * (box.w - 20.0f), 30.0f},
                any ? TB_C_INK : TB_C_INK3, TB_RIGHT,
                now.electric && !app->exam.on ? tb_tr(TB_N("nerve"))
                : any                         ? tb_tr(TB_N("felt"))
                                              : tb_tr(TB_N("none")));
    const tb_box figure = {box.x + 8.0f, box.y + 34.0f, box.w - 16.0f, box.h - 42.0f};
    tb_ui_clear_box(ui, figure, TB_C_WELL);
    tb_figure_spread(ui, figure, &now);
    if (compare && !app->exam.on) {
        const tb_box strip = {figure.x, figure.y + figure.h - 22.0f, figure.w, 22.0f};
        tb_ui_fill(ui, strip, tb_ui_rgba(TB_C_ACCENT_GROUND, 1.0f), 0.0f);
        tb_ui_label(ui, TB_F_SMALL, strip, TB_C_ACCENT, TB_CENTRE, tb_tr(TB_N("compare")));
    }
}
