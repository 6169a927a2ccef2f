// Settings: six pages, every change in force at once and kept.
#include "app.h"
#include "speak.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Where the next row goes.
typedef struct rows {
    tb_app *app;
    tb_ui *ui;
    float x, y, w;
} rows;

// Label and note; the control's box lies at the right, or below where the column is narrow.
static tb_box row(rows *r, const char *label, const char *note, float control)
{
    tb_ui *ui = r->ui;
    const bool narrow = r->w < control + 210.0f;
    const float text = narrow ? r->w : r->w - control - 20.0f;
    const float top = r->y;
    float y = tb_ui_prose(ui, TB_F_BODY_MEDIUM, r->x, top + 12.0f, text, TB_C_INK, label);
    if (note[0] != '\0') {
        y = tb_ui_prose(ui, TB_F_SMALL, r->x, y - 1.0f, text, TB_C_INK2, note);
    }
    const float bottom = y - 8.0f;
    if (narrow) {
        r->y = bottom + 56.0f;
        return (tb_box){r->x, bottom + 4.0f, r->w, 40.0f};
    }
    r->y = fmaxf(bottom, top + 44.0f) + 14.0f;
    return (tb_box){r->x + r->w - control, top + 2.0f, control, 40.0f};
}

static void choice_row(rows *r, const char *id, const char *label, const char *note,
                       const char *const *labels, int count, int *value)
{
    float width = 0.0f;
    for (int k = 0; k < count; ++k) {
        width += fmaxf(44.0f, tb_ui_text_width(r->ui, TB_F_BODY_MEDIUM, labels[k]) + 24.0f);
    }
    const tb_box box = row(r, label, note, width);
    *value = tb_ui_choice(r->ui, id, box, box.w < r->w, labels, count, *value);
}

static void switch_row(rows *r, const char *id, const char *label, const char *note, bool *value)
{
    const tb_box box = row(r, label, note, 130.0f);
    tb_ui_switch(r->ui, id, box, tb_tr(TB_N("on")), tb_tr(TB_N("off")), value);
}

static void slider_row(rows *r, const char *id, const char *label, const char *note, double lo,
                       double hi, double step, double *value)
{
    const tb_box box = row(r, label, note, 240.0f);
    char text[24];
    tb_ui_slider(r->ui, id, (tb_box){box.x, box.y, box.w - 64.0f, box.h}, lo, hi, step, value);
    if (hi > 1.0) {
        snprintf(text, sizeof text, "%.1f \xC3\x97", *value);
    } else {
        snprintf(text, sizeof text, "%.0f %%", *value * 100.0);
    }
    tb_ui_text(r->ui, TB_F_BODY_STRONG, box.x + box.w, box.y + 20.0f, TB_C_INK, TB_RIGHT, text);
}

static void access_page(rows *r)
{
    static const int percents[] = {100, 125, 150, 200};
    static const char *const sizes[] = {"100 %", "125", "150", "200"};
    tb_settings *s = &r->app->settings;
    int at = 0;
    for (int k = 0; k < 4; ++k) {
        at = s->text_percent >= percents[k] ? k : at;
    }
    const int was = at;
    choice_row(r, "text", tb_tr(TB_N("Text size")), tb_tr(TB_N("everything scales; panels reflow")),
               sizes, 4, &at);
    if (at != was) {
        s->text_percent = percents[at];
    }
    const char *const contrast[] = {tb_tr(TB_N("Dark")), tb_tr(TB_N("High"))};
    int high = s->high_contrast ? 1 : 0;
    choice_row(r, "contrast", tb_tr(TB_N("Contrast")),
               tb_tr(TB_N("dark, or black and white with outlines")), contrast, 2, &high);
    s->high_contrast = high == 1;
    const char *const faces[] = {"Inter", "DejaVu", "OpenDyslexic"};
    choice_row(r, "typeface", tb_tr(TB_N("Typeface")), r->app->fonts_note, faces,
               tb_app_has_typeface(TB_TYPE_DYSLEXIC) ? 3 : 2, &s->typeface);
    const char *languages[TB_LANGUAGE_COUNT];
    for (int k = 0; k < TB_LANGUAGE_COUNT; ++k) {
        languages[k] = tb_language_name((tb_language)k);
    }
    choice_row(r, "language", tb_tr(TB_N("Language")),
               tb_tr(TB_N("of the screens and the patient")), languages,
               s->language == TB_LANGUAGE_PSEUDO ? 3 : 2, &s->language);
    switch_row(r, "motion", tb_tr(TB_N("Reduced motion")),
               tb_tr(TB_N("no rings, no sway, no slides; breathing stays")), &s->reduced_motion);
    switch_row(r, "captions", tb_tr(TB_N("Captions")),
               tb_tr(TB_N("every sound and word, with its source")), &s->captions);
    switch_row(r, "mirror", tb_tr(TB_N("Mirror for the left hand")),
               tb_tr(TB_N("swaps the rail, the section and the side of the sticks")), &s->mirror);
    const char *const holds[] = {tb_tr(TB_N("Hold")), tb_tr(TB_N("Toggle"))};
    int toggle = s->toggle ? 1 : 0;
    choice_row(r, "toggle", tb_tr(TB_N("Hold or toggle")),
               tb_tr(TB_N("for pressing and advancing by key")), holds, 2, &toggle);
    s->toggle = toggle == 1;
}

static void sound_page(rows *r)
{
    tb_settings *s = &r->app->settings;
    slider_row(r, "cues", tb_tr(TB_N("Cues")), tb_tr(TB_N("tap, click, pluck, knock, twitch")), 0.0,
               1.0, 0.05, &s->cue_volume);
    slider_row(r, "speaker", tb_tr(TB_N("Loudspeaker")),
               tb_tr(TB_N("the muscle signal: crackle near an active spot")), 0.0, 1.0, 0.05,
               &s->speaker_volume);
    slider_row(r, "voice", tb_tr(TB_N("Patient voice")),
               tb_tr(TB_N("a tone when the patient speaks")), 0.0, 1.0, 0.05, &s->voice_volume);
    slider_row(r, "interface", tb_tr(TB_N("Buttons")),
               tb_tr(TB_N("a tick when a button is pressed")), 0.0, 1.0, 0.05,
               &s->interface_volume);
    if (tb_speak_program() != NULL) {
        switch_row(r, "speak", tb_tr(TB_N("Spoken words")),
                   tb_tr(TB_N("the patient's words aloud, by the speech program found here")),
                   &s->speak);
    }
    switch_row(r, "captions", tb_tr(TB_N("Captions")),
               tb_tr(TB_N("every sound and word, with its source")), &s->captions);
    if (r->app->sound_note[0] != '\0') {
        tb_ui_icon(r->ui, TB_ICON_TRIANGLE, r->x + 8.0f, r->y + 8.0f, 16.0f,
                   tb_ui_rgba(TB_C_TWITCH, 1.0f));
        r->y = tb_ui_prose(r->ui, TB_F_SMALL, r->x + 26.0f, r->y + 8.0f, r->w - 26.0f, TB_C_TWITCH,
                           tb_tr(TB_N("There is no sound device: captions are on by themselves.")));
    }
}

static void feel_page(rows *r)
{
    tb_settings *s = &r->app->settings;
    slider_row(r, "hand-speed", tb_tr(TB_N("Hand speed")),
               tb_tr(TB_N("pointer and sticks to hand")), 0.5, 2.0, 0.1, &s->hand_speed);
    slider_row(r, "stiffness", tb_tr(TB_N("Stiffness felt")),
               tb_tr(TB_N("stiff tissue slows the hand that loads it")), 0.0, 1.0, 0.05,
               &s->stiffness);
    slider_row(r, "rumble", tb_tr(TB_N("Rumble")), tb_tr(TB_N("of a pad: pop, twitch, bone")), 0.0,
               1.0, 0.05, &s->rumble);
    switch_row(r, "ring", tb_tr(TB_N("Ring of the hand")),
               tb_tr(TB_N("shows where the hand wants to be while the tool lags")), &s->hand_ring);
}

/// What "automatic" chose, and why.
static void auto_note(rows *r)
{
    const tb_settings *s = &r->app->settings;
    const char *const tiers[] = {tb_tr(TB_N("Light")), tb_tr(TB_N("Normal")),
                                 tb_tr(TB_N("Quality"))};
    char line[320];
    if (s->auto_tier >= TB_TIER_AUTO) {
        snprintf(line, sizeof line, "%s",
                 tb_tr(TB_N("Automatic measures this computer when the trainer starts.")));
    } else {
        snprintf(line, sizeof line,
                 tb_tr(TB_N("Automatic chose %s: a picture takes %.1f ms on %s.")),
                 tiers[s->auto_tier], s->auto_ms, s->auto_device);
    }
    r->y = tb_ui_prose(r->ui, TB_F_SMALL, r->x, r->y + 4.0f, r->w, TB_C_INK2, line) + 8.0f;
}

static void display_page(rows *r)
{
    tb_settings *s = &r->app->settings;
    const char *const tiers[] = {tb_tr(TB_N("Light")), tb_tr(TB_N("Normal")),
                                 tb_tr(TB_N("Quality")), tb_tr(TB_N("Automatic"))};
    choice_row(r, "tier", tb_tr(TB_N("Picture")),
               tb_tr(TB_N("detail of the 3-D view; in force from the next encounter")), tiers, 4,
               &s->tier);
    if (s->tier == TB_TIER_AUTO) {
        auto_note(r);
    }
    switch_row(r, "adaptive", tb_tr(TB_N("Adaptive resolution")),
               tb_tr(TB_N("a smaller 3-D view while it moves, where frames come late")),
               &s->adaptive);
    switch_row(r, "hints", tb_tr(TB_N("Hints")),
               tb_tr(TB_N("one sentence on what to do next, target ring, aim cone")), &s->hints);
    const char *const fade[] = {"0", "1", "2", "3", "4", "5", tb_tr(TB_N("fades"))};
    choice_row(r, "hint-tier", tb_tr(TB_N("How much is hinted")),
               tb_tr(TB_N("0 shows all, 5 nothing; it fades with your attempts")), fade, 7,
               &s->hint_tier);
}

static void data_page(rows *r)
{
    char path[4096], line[4200];
    const float w = r->w;
    const char *change = tb_tr(TB_N("Change"));
    const tb_box learner = row(r, tb_tr(TB_N("Learner")), r->app->desc.learner,
                               tb_ui_button_width(r->ui, TB_ICON_NONE, change, NULL));
    if (tb_learner_may_change(r->app) &&
        tb_ui_button(r->ui, "learner-change", learner, TB_BUTTON_OUTLINE, TB_ICON_NONE, change,
                     NULL)) {
        tb_learner_open(r->app);
    }
    r->y =
        tb_ui_prose(r->ui, TB_F_BODY, r->x, r->y + 10.0f, w, TB_C_INK,
                    tb_tr(TB_N("Everything stays on this computer. Nothing is sent anywhere."))) +
        8.0f;
    if (r->app->desc.record && tb_app_data_dir(path, sizeof path, NULL) == TB_OK) {
        snprintf(line, sizeof line, "%s %.3900s", tb_tr(TB_N("Attempts are kept in")), path);
        r->y = tb_ui_prose(r->ui, TB_F_SMALL, r->x, r->y, w, TB_C_INK2, line) + 6.0f;
    }
    if (r->app->settings_path[0] != '\0') {
        snprintf(line, sizeof line, "%s %.4000s", tb_tr(TB_N("These settings are kept in")),
                 r->app->settings_path);
        r->y = tb_ui_prose(r->ui, TB_F_SMALL, r->x, r->y, w, TB_C_INK2, line) + 6.0f;
    }
    r->y = tb_ui_prose(r->ui, TB_F_SMALL, r->x, r->y, w, TB_C_INK2,
                       tb_tr(TB_N("Aids in use are written in the record, never scored."))) +
           16.0f;
    const char *label = tb_tr(TB_N("Reset all settings"));
    const float width = fminf(w, tb_ui_button_width(r->ui, TB_ICON_NONE, label, NULL));
    if (tb_ui_button(r->ui, "reset-all", (tb_box){r->x, r->y, width, 40.0f}, TB_BUTTON_OUTLINE,
                     TB_ICON_NONE, label, NULL)) {
        r->app->settings = tb_settings_default();
    }
    r->y += 52.0f;
}

// --- a piece of tissue to try the hand on -------------------------------------------------------

// A pad on a layered spring, stepped with the screen: what the feel settings change, not physics.
static void bench_step(tb_app *app, bool pressed, float depth)
{
    const double wanted = pressed ? (double)depth : 0.0;
    for (int k = 0; k < 16; ++k) { // one frame of milliseconds
        const double gap = wanted - app->bench.hand_mm;
        const double gain = 1.0 / (1.0 + 2.0 * app->settings.stiffness * app->bench.force_n / 20.0);
        const double step = gap > 0.0 ? gap * fmax(0.25, gain) : gap;
        app->bench.hand_mm += 0.02 * step;
        app->bench.skin_mm += 0.03 * (app->bench.hand_mm * 0.82 - app->bench.skin_mm);
        app->bench.force_n =
            1.1 * app->bench.skin_mm + 0.09 * app->bench.skin_mm * app->bench.skin_mm;
    }
}

static void bench_layer(tb_ui *ui, tb_box box, float from, float to, float x, float dent,
                        uint32_t rgba)
{
    for (float c = 0.0f; c < box.w; c += 4.0f) {
        const float u = (box.x + c + 2.0f - x) / 46.0f;
        const float push = dent / (1.0f + u * u);
        const float y0 = box.y + from + push * (1.0f - from / box.h);
        const float y1 = box.y + to + push * (1.0f - to / box.h);
        tb_ui_fill(ui, (tb_box){box.x + c, y0, fminf(4.0f, box.w - c), y1 - y0}, rgba, 0.0f);
    }
}

static float bench_card(tb_app *app, float x, float y, float width, float least)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "settings-bench", x, y, width, least);
    tb_ui_text(ui, TB_F_TITLE, card.x + 20.0f, card.y + 32.0f, TB_C_INK, TB_LEFT,
               tb_tr(TB_N("Feel")));
    float at = tb_ui_prose(ui, TB_F_SMALL, card.x + 20.0f, card.y + 60.0f, width - 40.0f, TB_C_INK2,
                           tb_tr(TB_N("Press the tissue with the pointer, or go to it with Tab "
                                      "and press Enter: the ring is your hand, the pad is the "
                                      "finger.")));
    const tb_box box = {card.x + 20.0f, at + 24.0f, width - 40.0f, 130.0f};
    tb_ui_item(ui, "bench", (tb_box){box.x, box.y - 26.0f, box.w, box.h + 26.0f}, 6.0f);
    const bool over = ui->hovered && ui->mouse_down;
    const float middle = over ? fminf(fmaxf(ui->mouse_x, box.x + 20.0f), box.x + box.w - 20.0f)
                              : box.x + 0.5f * box.w;
    const bool by_key = ui->focused && ui->nav == TB_NAV_ACTIVATE;
    bench_step(app, over || by_key, by_key ? 20.0f : fmaxf(0.0f, (ui->mouse_y - box.y) / 3.0f));
    const float dent = 3.0f * (float)app->bench.skin_mm;
    tb_ui_clip(ui, (tb_box){box.x, box.y - 40.0f, box.w, box.h + 40.0f});
    bench_layer(ui, box, 0.0f, 10.0f, middle, dent, 0xD9A184FFu);
    bench_layer(ui, box, 10.0f, 44.0f, middle, dent, 0xE4C36CFFu);
    bench_layer(ui, box, 44.0f, 50.0f, middle, dent, 0xE6DCCBFFu);
    bench_layer(ui, box, 50.0f, 130.0f, middle, dent, 0x98322EFFu);
    const float tip = box.y + dent - 12.0f;
    tb_ui_disc(ui, middle, tip, 13.0f, 0xE3B096FFu);
    if (app->settings.hand_ring) {
        tb_ui_circle(ui, middle, box.y + 3.0f * (float)app->bench.hand_mm - 12.0f, 17.0f,
                     tb_ui_rgba(TB_C_FORCE, 1.0f), 1.8f);
    }
    tb_ui_unclip(ui);
    tb_ui_textf(ui, TB_F_BODY_STRONG, card.x + width - 20.0f, box.y + box.h + 20.0f, TB_C_FORCE,
                TB_RIGHT, "%.0f N", app->bench.force_n);
    tb_ui_text(ui, TB_F_SMALL, card.x + 20.0f, box.y + box.h + 20.0f, TB_C_INK2, TB_LEFT,
               tb_tr(TB_N("force on the finger")));
    at = box.y + box.h + 32.0f;
    tb_ui_card_end(ui, "settings-bench", card, at);
    return card.y + card.h;
}

// --- screen -------------------------------------------------------------------------------------

static const char *page_name(tb_settings_page page)
{
    static const char *const names[] = {TB_N("Access"), TB_N("Controls"), TB_N("Sound"),
                                        TB_N("Feel"),   TB_N("Display"),  TB_N("Data")};
    return tb_tr(names[page]);
}

static float page_card(tb_app *app, float x, float y, float width, float least)
{
    tb_ui *ui = &app->ui;
    char id[24];
    snprintf(id, sizeof id, "settings-page-%d", (int)app->settings_page);
    const tb_box card = tb_ui_card_begin(ui, id, x, y, width, least);
    tb_ui_text(ui, TB_F_TITLE, card.x + 20.0f, card.y + 32.0f, TB_C_INK, TB_LEFT,
               page_name(app->settings_page));
    rows r = {app, ui, card.x + 20.0f, card.y + 60.0f, width - 40.0f};
    switch (app->settings_page) {
    case TB_PAGE_ACCESS:
        access_page(&r);
        break;
    case TB_PAGE_CONTROLS:
        r.y = tb_settings_controls(app, (tb_box){r.x, r.y, r.w, 0.0f});
        break;
    case TB_PAGE_SOUND:
        sound_page(&r);
        break;
    case TB_PAGE_FEEL:
        feel_page(&r);
        break;
    case TB_PAGE_DISPLAY:
        display_page(&r);
        break;
    case TB_PAGE_DATA:
    case TB_PAGE_COUNT:
        data_page(&r);
        break;
    }
    tb_ui_card_end(ui, id, card, r.y);
    return card.y + card.h;
}

static void open_page(tb_app *app, int page)
{
    if (page != (int)app->settings_page) {
        app->settings_page = (tb_settings_page)page;
        app->ui.page.offset = 0.0f;
        app->capture.action = TB_ACT_NONE;
    }
}

static void page_list(tb_app *app, tb_box box)
{
    static const tb_icon icons[] = {TB_ICON_EYE,  TB_ICON_KEYS, TB_ICON_SPEAKER,
                                    TB_ICON_HAND, TB_ICON_GEAR, TB_ICON_SHIELD};
    tb_ui *ui = &app->ui;
    tb_ui_panel(ui, box, TB_C_PANEL, TB_C_BG);
    for (int k = 0; k < TB_PAGE_COUNT; ++k) {
        char id[24];
        const tb_box item = {box.x + 10.0f, box.y + 10.0f + 48.0f * (float)k, box.w - 20.0f, 42.0f};
        const bool here = k == (int)app->settings_page;
        snprintf(id, sizeof id, "page-%d", k);
        if (tb_ui_item(ui, id, item, 8.0f)) {
            open_page(app, k);
        }
        if (here || ui->hovered) {
            tb_ui_fill(ui, item, tb_ui_rgba(here ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f), 8.0f);
        }
        tb_ui_icon(ui, icons[k], item.x + 22.0f, item.y + 21.0f, 19.0f,
                   tb_ui_rgba(here ? TB_C_ACCENT : TB_C_INK2, 1.0f));
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){item.x + 42.0f, item.y, item.w - 48.0f, item.h},
                    here ? TB_C_INK : TB_C_INK2, TB_LEFT, page_name((tb_settings_page)k));
    }
}

void tb_screen_settings(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const float top = tb_menu_bar(app, TB_SCREEN_SETTINGS) + 12.0f;
    const float foot = tb_menu_footer(app);
    const float height = foot - top - 6.0f;
    const float margin = compact ? 12.0f : 24.0f;
    if (compact) {
        const char *names[TB_PAGE_COUNT];
        for (int k = 0; k < TB_PAGE_COUNT; ++k) {
            names[k] = page_name((tb_settings_page)k);
        }
        open_page(app,
                  tb_ui_choice(ui, "page", (tb_box){margin, top, ui->width - 2.0f * margin, 40.0f},
                               false, names, TB_PAGE_COUNT, (int)app->settings_page));
    } else {
        page_list(app, (tb_box){margin, top, 208.0f, height});
    }
    const float left = compact ? margin : margin + 224.0f;
    const float y0 = compact ? top + 48.0f : top;
    const bool beside = !compact && app->settings_page != TB_PAGE_CONTROLS;
    const float bench = beside ? 372.0f : 0.0f;
    const float width = ui->width - margin - left - (beside ? bench + 16.0f : 0.0f);
    const tb_box view = {0.0f, y0, ui->width, foot - 6.0f - y0};
    const float dy = tb_ui_page_begin(ui, view);
    float bottom = page_card(app, left, y0 + dy, width, compact ? 0.0f : height);
    if (app->settings_note[0] != '\0') {
        tb_ui_icon(ui, TB_ICON_TRIANGLE, left + 14.0f, bottom + 18.0f, 16.0f,
                   tb_ui_rgba(TB_C_TWITCH, 1.0f));
        bottom = tb_ui_prose(ui, TB_F_SMALL, left + 30.0f, bottom + 18.0f, width - 40.0f,
                             TB_C_TWITCH, app->settings_note);
    }
    if (beside) {
        const float other = bench_card(app, left + width + 16.0f, y0 + dy, bench, height);
        bottom = fmaxf(bottom, other);
    } else if (app->settings_page == TB_PAGE_FEEL) {
        bottom = bench_card(app, left, bottom + 12.0f, width, 0.0f);
    }
    tb_ui_page_end(ui, bottom);
}
