// What covers the encounter: pause, finish, the body map, a fault, the lesson's end.
#include "app.h"

#include <math.h>
#include <stdio.h>

static void resume(tb_app *app)
{
    app->dialog = TB_DIALOG_NONE;
    app->pad_lost = false;
    app->ui.focus = 0;
    tb_audio_pause(app->audio, false);
}

static void leave(tb_app *app)
{
    tb_attempt_destroy(app->attempt);
    app->attempt = NULL;
    app->dialog = TB_DIALOG_NONE;
    app->lesson.active = false;
    app->recovered_seen = true; // nothing was cut short
    tb_app_read_past(app);
    tb_app_open(app, TB_SCREEN_HOME);
}

// Title with its icon, and a sentence below.
// @return where buttons go
static float head(tb_ui *ui, tb_box box, tb_icon icon, tb_colour colour, const char *title,
                  const char *text)
{
    tb_ui_icon(ui, icon, box.x + 34.0f, box.y + 34.0f, 24.0f, tb_ui_rgba(colour, 1.0f));
    const float y =
        tb_ui_prose(ui, TB_F_TITLE, box.x + 58.0f, box.y + 34.0f, box.w - 78.0f, TB_C_INK, title);
    return tb_ui_prose(ui, TB_F_BODY, box.x + 24.0f, y, box.w - 48.0f, TB_C_INK2, text) + 2.0f;
}

/// A row of buttons in a dialog, two side by side.
typedef struct grid {
    tb_ui *ui;
    float x, y, w;
    int count;
} grid;

static bool button(grid *g, const char *id, tb_button_style style, tb_icon icon, const char *label)
{
    const float half = 0.5f * (g->w - 10.0f);
    const tb_box box = {g->x + (half + 10.0f) * (float)(g->count % 2),
                        g->y + 48.0f * (float)(g->count / 2), half, 40.0f};
    ++g->count;
    return tb_ui_button(g->ui, id, box, style, icon, label, NULL);
}

static float grid_bottom(const grid *g)
{
    return g->y + 48.0f * (float)((g->count + 1) / 2) - 8.0f;
}

static void pause_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = tb_ui_dialog_begin(ui, "pause", 520.0f);
    const float y =
        head(ui, box, app->pad_lost ? TB_ICON_TRIANGLE : TB_ICON_PAUSE,
             app->pad_lost ? TB_C_TWITCH : TB_C_ACCENT,
             app->pad_lost ? tb_tr(TB_N("Pad unplugged")) : tb_tr(TB_N("Paused")),
             app->pad_lost
                 ? tb_tr(TB_N("Paused. The needle is held where it is and the patient waits. Plug "
                              "the pad in, or go on with the keyboard."))
                 : tb_tr(TB_N("The patient waits and every tool is held where it was. Nothing is "
                              "lost.")));
    grid g = {ui, box.x + 24.0f, y, box.w - 48.0f, 0};
    if (button(&g, "resume", TB_BUTTON_PRIMARY, TB_ICON_PLAY, tb_tr(TB_N("Go on")))) {
        resume(app);
    }
    if (button(&g, "pause-settings", TB_BUTTON_OUTLINE, TB_ICON_GEAR, tb_tr(TB_N("Settings")))) {
        app->back = TB_SCREEN_ENCOUNTER;
        tb_app_open(app, TB_SCREEN_SETTINGS);
    }
    if (button(&g, "pause-keys", TB_BUTTON_OUTLINE, TB_ICON_KEYS, tb_tr(TB_N("Key list")))) {
        app->back = TB_SCREEN_ENCOUNTER;
        tb_app_open(app, TB_SCREEN_KEYS);
    }
    if (app->lesson.active && button(&g, "pause-skip", TB_BUTTON_OUTLINE, TB_ICON_ARROW_RIGHT,
                                     tb_tr(TB_N("Skip step")))) {
        tb_lesson_skip(&app->lesson, app->attempt->pressed_s);
        resume(app);
    }
    const bool end = button(&g, "pause-end", TB_BUTTON_OUTLINE, TB_ICON_FLAG,
                            tb_tr(TB_N("End and see the score")));
    const bool gone = button(&g, "pause-leave", TB_BUTTON_OUTLINE, TB_ICON_HOME,
                             tb_tr(TB_N("Leave without a score")));
    tb_ui_dialog_end(ui, "pause", box, grid_bottom(&g));
    if (end) {
        tb_app_hands_off(app);
    } else if (gone) {
        leave(app);
    }
}

static const char *unfinished(const tb_snapshot *seen, unsigned found, int decision)
{
    if (seen->needle.stage == TB_NEEDLE_IN || seen->needle.stage == TB_NEEDLE_PLACED) {
        return TB_N("The needle is still in the patient.");
    }
    if (seen->needle.in_count > seen->needle.out_count) {
        return TB_N("A needle is not in the sharps bin yet.");
    }
    if (seen->needle.in_count == 0) {
        return decision > TB_DECISION_NEEDLE ? TB_N("No needle was placed, as you decided.")
                                             : TB_N("No needle was placed.");
    }
    if ((found & TB_FOUND_PRESSED) == 0) {
        return TB_N("The spot was not pressed.");
    }
    if ((found & TB_FOUND_ADVISED) == 0) {
        return TB_N("The patient was not told what comes after.");
    }
    return TB_N("Everything was done: the needle is out and counted.");
}

static void finish_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = tb_ui_dialog_begin(ui, "finish-dialog", 480.0f);
    const float y = head(
        ui, box, TB_ICON_FLAG, TB_C_ACCENT, tb_tr(TB_N("Finish this encounter?")),
        app->exam.on
            ? tb_tr(TB_N("Your hands are off then. The clock runs on until you "
                         "choose."))
            : tb_tr(unfinished(&app->attempt->after, app->attempt->found, app->brief.decision)));
    grid g = {ui, box.x + 24.0f, y, box.w - 48.0f, 0};
    const bool yes = button(&g, "finish-yes", TB_BUTTON_PRIMARY, TB_ICON_FLAG,
                            app->content->model.care.plan_count > 0 && !app->lesson.active
                                ? tb_tr(TB_N("To the plan"))
                            : app->exam.on ? tb_tr(TB_N("Hand in"))
                                           : tb_tr(TB_N("See the score")));
    const bool no = button(&g, "finish-no", TB_BUTTON_OUTLINE, TB_ICON_NONE, tb_tr(TB_N("Go on")));
    tb_ui_dialog_end(ui, "finish-dialog", box, grid_bottom(&g));
    if (yes) {
        tb_app_hands_off(app);
    } else if (no) {
        resume(app);
    }
}

static void fault_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->attempt->after;
    char title[120], code[160];
    const tb_box box = tb_ui_dialog_begin(ui, "fault", 540.0f);
    snprintf(title, sizeof title, tb_tr(TB_N("The tissue model stopped at %u:%02u")),
             seen->tick_ms / 60000u, seen->tick_ms / 1000u % 60u);
    float y = head(ui, box, TB_ICON_TRIANGLE, TB_C_TWITCH, title,
                   tb_tr(TB_N("Your record is kept. Nothing is scored against you.")));
    snprintf(code, sizeof code, tb_tr(TB_N("Code for support: fault %s, seed %llu")), seen->fault,
             (unsigned long long)app->attempt->seed);
    y = tb_ui_prose(ui, TB_F_SMALL, box.x + 24.0f, y, box.w - 48.0f, TB_C_INK3, code) + 6.0f;
    grid g = {ui, box.x + 24.0f, y, box.w - 48.0f, 0};
    const bool see = button(&g, "fault-score", TB_BUTTON_PRIMARY, TB_ICON_FLAG,
                            tb_tr(TB_N("See what was done")));
    const bool home =
        button(&g, "fault-home", TB_BUTTON_OUTLINE, TB_ICON_HOME, tb_tr(TB_N("Home")));
    tb_ui_dialog_end(ui, "fault", box, grid_bottom(&g));
    if (see) {
        tb_app_finish_encounter(app);
    } else if (home) {
        tb_attempt_finish(app->attempt);
        leave(app);
    }
}

static void lesson_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = tb_ui_dialog_begin(ui, "lesson-dialog", 520.0f);
    const float y = head(
        ui, box, TB_ICON_TICK, TB_C_DONE, tb_tr(TB_N("The lesson is done")),
        tb_tr(TB_N("You felt, found, asked, needled and pressed. The cord is what reports call "
                   "a taut band, the spot a trigger point, the spread referred pain.")));
    grid g = {ui, box.x + 24.0f, y, box.w - 48.0f, 0};
    const bool score =
        button(&g, "lesson-score", TB_BUTTON_PRIMARY, TB_ICON_FLAG, tb_tr(TB_N("See the score")));
    const bool on = button(&g, "lesson-on", TB_BUTTON_OUTLINE, TB_ICON_NONE, tb_tr(TB_N("Go on")));
    tb_ui_dialog_end(ui, "lesson-dialog", box, grid_bottom(&g));
    if (score) {
        tb_app_finish_encounter(app);
    } else if (on) {
        app->lesson.active = false;
        resume(app);
    }
}

// --- all phrases --------------------------------------------------------------------------------

static void phrases_dialog(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const tb_box box = tb_ui_dialog_begin(ui, "phrases", 760.0f);
    const float half = 0.5f * (box.w - 58.0f), x = box.x + 24.0f;
    float y = tb_ui_prose(ui, TB_F_TITLE, x, box.y + 32.0f, box.w - 48.0f, TB_C_INK,
                          tb_tr(TB_N("Say to the patient")));
    const int rows = TB_SAY_COUNT / 2 + 1;
    const float height = fminf(62.0f, fmaxf(34.0f, (ui->height - 100.0f) / (float)rows - 6.0f));
    for (int k = 0; k <= TB_SAY_COUNT; ++k) {
        char id[24];
        const bool flat = k == TB_SAY_COUNT;
        const tb_box place = {x + (half + 10.0f) * (float)(k % 2),
                              y + (height + 6.0f) * (float)(k / 2), half, height};
        snprintf(id, sizeof id, "phrase-%d", k);
        if (tb_ui_button(ui, id, place, TB_BUTTON_OUTLINE, TB_ICON_NONE,
                         flat ? tb_tr(TB_N("Lay the patient flat, legs up"))
                              : tb_tr(tb_say_text((tb_say)k)),
                         NULL)) {
            tb_app_hand_command(&app->hand, flat ? TB_COMMAND_LIE_FLAT : TB_COMMAND_SAY,
                                flat ? 0 : k);
            resume(app);
        }
    }
    y += (height + 6.0f) * (float)rows;
    tb_ui_dialog_end(ui, "phrases", box, y - 6.0f);
}

void tb_encounter_dialog(tb_app *app)
{
    switch (app->dialog) {
    case TB_DIALOG_PAUSE:
        pause_dialog(app);
        break;
    case TB_DIALOG_FINISH:
        finish_dialog(app);
        break;
    case TB_DIALOG_FAULT:
        fault_dialog(app);
        break;
    case TB_DIALOG_MAP:
        tb_map_dialog(app);
        break;
    case TB_DIALOG_LESSON_DONE:
        lesson_dialog(app);
        break;
    case TB_DIALOG_PHRASES:
        phrases_dialog(app);
        break;
    case TB_DIALOG_NONE:
        break;
    }
}
