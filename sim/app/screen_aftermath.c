// What follows harm, as scenes of their own before the debrief: the moment of contact as a cut of
// the site, the patient's signs and words step by step with their time, and what the learner does.
#include "app.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stdio.h>

static const float GAP = 16.0f;

static tb_icon grade_icon(int grade)
{
    return grade >= 3 ? TB_ICON_OCTAGON : grade == 2 ? TB_ICON_TRIANGLE : TB_ICON_DROP;
}

static tb_mood mood_of(const tb_follow *follow)
{
    return follow->harm == TB_HARM_FAINT && follow->shown == 1 ? TB_MOOD_FAINT
           : follow->shown == 1                                ? TB_MOOD_WINCE
           : follow->grade >= 2                                ? TB_MOOD_LISTENING
                                                               : TB_MOOD_CALM;
}

static void face_part(tb_app *app, tb_box box, const tb_follow *follow)
{
    float face[7] = {0, 0, 1, 0, 0, 0, 0};
    tb_face_ease(face, mood_of(follow), 5.0f, 1.0f);
    tb_face_draw(&app->ui, box, face);
}

// --- the moment ---------------------------------------------------------------------------------

// Where the tip is, and what it met.
static void contact_mark(tb_app *app, tb_box picture, const tb_follow *follow)
{
    tb_ui *ui = &app->ui;
    const tb_snapshot *seen = &app->aftermath->after;
    const tb_anatomy *anatomy = tb_session_anatomy(app->attempt->session);
    const int last = TB_SNAPSHOT_NEEDLE_NODES - 1;
    float x, y;
    char text[TB_LABEL_SIZE + 8];
    tb_section_view_map(&app->frame.section,
                        tb_section_view_fit(anatomy, seen, app->frame.section_turned),
                        seen->needle.s_mm[last], seen->needle.y_mm[last], &x, &y);
    x /= ui->scale;
    y /= ui->scale;
    if (x < picture.x || x > picture.x + picture.w || y < picture.y + 8.0f ||
        y > picture.y + picture.h - 2.0f) {
        return;
    }
    const uint32_t colour = tb_ui_rgba(TB_C_CRITICAL, 1.0f);
    tb_ui_circle(ui, x, y, 13.0f, 0x0B0E12FFu, 5.0f);
    tb_ui_circle(ui, x, y, 13.0f, colour, 2.4f);
    const bool named = follow->structure >= 0 && follow->structure < anatomy->structure_count;
    tb_capital(named ? tb_tr(anatomy->structures[follow->structure].label)
                     : tb_tr(TB_N("tip of the needle")),
               text, sizeof text);
    const bool left = x > picture.x + 0.55f * picture.w;
    const float below = y + 40.0f < picture.y + picture.h ? 22.0f : -24.0f;
    tb_ui_tag(ui, left ? x - 16.0f : x + 16.0f, y + below, left ? TB_RIGHT : TB_LEFT,
              grade_icon(follow->grade), TB_F_BODY_MEDIUM, text);
}

static void cut_part(tb_app *app, tb_box box, const tb_follow *follow)
{
    tb_ui *ui = &app->ui;
    const float k = ui->scale;
    const tb_box picture = {box.x, box.y + 34.0f, box.w, box.h - 34.0f};
    const int x0 = (int)lroundf(picture.x * k), y0 = (int)lroundf(picture.y * k);
    app->frame = (tb_frame_desc){
        .width = ui->width_px,
        .height = ui->height_px,
        .section = {x0, y0, (int)lroundf((picture.x + picture.w) * k) - x0,
                    (int)lroundf((picture.y + picture.h) * k) - y0},
        .camera = app->camera,
        .view = TB_VIEW_FULL,
        .show_target = true,
        .reduced_motion = app->settings.reduced_motion,
        .section_turned =
            tb_renderer_section_turned(app->renderer, NULL, &app->aftermath->after.section.plane),
        .time_s = 1e-3f * (float)follow->tick_ms,
    };
    tb_overlay_cut(app, box);
    tb_ui_clip(ui, picture);
    ui->over_scene = true;
    contact_mark(app, picture, follow);
    ui->over_scene = false;
    tb_ui_unclip(ui);
}

static float title_part(tb_app *app, float x, float y, float w, const tb_follow *follow)
{
    tb_ui *ui = &app->ui;
    char at[64];
    snprintf(at, sizeof at, tb_tr(TB_N("at %u:%02u of the encounter")), follow->tick_ms / 60000u,
             follow->tick_ms / 1000u % 60u);
    tb_ui_icon(ui, grade_icon(follow->grade), x + 11.0f, y, 24.0f,
               tb_ui_rgba(tb_grade_colour(follow->grade), 1.0f));
    y = tb_ui_prose(ui, TB_F_TITLE, x + 32.0f, y, w - 32.0f, TB_C_INK,
                    tb_tr(tb_consequence_of(follow->harm)->title));
    return tb_ui_prose(ui, TB_F_SMALL, x + 32.0f, y - 4.0f, w - 32.0f, TB_C_INK2, at);
}

static float moment_card(tb_app *app, tb_box at, const tb_follow *follow)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "aftermath-moment", at.x, at.y, at.w, at.h);
    float y = title_part(app, card.x + 20.0f, card.y + 34.0f, card.w - 40.0f, follow) + 4.0f;
    if (app->aftermath->has_cut) {
        const float high = fmaxf(220.0f, at.y + at.h - y - 12.0f);
        cut_part(app, (tb_box){card.x + 12.0f, y - 8.0f, card.w - 24.0f, high}, follow);
        y += high - 8.0f;
    } else {
        const float size = fminf(card.w - 40.0f, fmaxf(180.0f, fminf(420.0f, at.h - 120.0f)));
        face_part(app, (tb_box){card.x + 0.5f * (card.w - size), y, size, size}, follow);
        y += size + 8.0f;
    }
    tb_ui_card_end(ui, "aftermath-moment", card, y - 4.0f);
    return card.y + card.h;
}

// --- the steps ----------------------------------------------------------------------------------

static float speech(tb_app *app, float x, float y, float w, const tb_follow *follow,
                    const char *says, bool now)
{
    tb_ui *ui = &app->ui;
    char words[240];
    snprintf(words, sizeof words, says[0] == '(' ? "%s" : tb_tr(TB_N("\xE2\x80\x9C%s\xE2\x80\x9D")),
             tb_tr(says));
    const float face = now ? 56.0f : 0.0f, inset = now ? face + 12.0f : 30.0f;
    const float high = tb_ui_prose_height(ui, TB_F_SPEECH, w - inset - 24.0f, words) + 16.0f;
    const tb_box bubble = {x + inset, y - 4.0f, w - inset, fmaxf(high, face)};
    if (now) {
        face_part(app, (tb_box){x, y - 4.0f, face, face}, follow);
    } else {
        tb_ui_icon(ui, TB_ICON_BUBBLE, x + 11.0f, y + 0.5f * high - 4.0f, 17.0f,
                   tb_ui_rgba(TB_C_INK3, 1.0f));
    }
    tb_ui_fill(ui, bubble, tb_ui_rgba(TB_C_RAISED, 1.0f), 8.0f);
    tb_ui_prose(ui, TB_F_SPEECH, bubble.x + 12.0f, bubble.y + 0.5f * (bubble.h - high) + 19.0f,
                bubble.w - 24.0f, TB_C_INK, words);
    return bubble.y + bubble.h + 14.0f;
}

// What was chosen, and what came of it; where it was not the right one, that too.
static float taken(tb_ui *ui, const tb_situation *situation, int choice, float x, float y, float w)
{
    const tb_response *response = &situation->choices[choice];
    tb_ui_icon(ui, response->right ? TB_ICON_TICK : TB_ICON_TRIANGLE, x + 11.0f, y, 18.0f,
               tb_ui_rgba(response->right ? TB_C_DONE : TB_C_TWITCH, 1.0f));
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x + 30.0f, y, w - 30.0f, TB_C_INK, tb_tr(response->text));
    y = tb_ui_prose(ui, TB_F_BODY, x + 30.0f, y, w - 30.0f, TB_C_INK2, tb_tr(response->outcome));
    for (int k = 0; k < TB_RESPONSES && !response->right; ++k) {
        if (situation->choices[k].right) {
            char better[TB_LINE_SIZE * 2];
            snprintf(better, sizeof better, tb_tr(TB_N("Better: %s")),
                     tb_tr(situation->choices[k].text));
            y = tb_ui_prose(ui, TB_F_BODY, x + 30.0f, y, w - 30.0f, TB_C_ACCENT, better);
        }
    }
    return y + 6.0f;
}

static float choices(tb_app *app, const tb_situation *situation, const tb_follow *follow, float x,
                     float y, float w)
{
    tb_ui *ui = &app->ui;
    int order[TB_RESPONSES];
    tb_aftermath_order(app->attempt->seed, follow->harm, situation->step, order);
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y + 6.0f, w, TB_C_ACCENT,
                    tb_tr(TB_N("What do you do?"))) +
        4.0f;
    for (int k = 0; k < TB_RESPONSES; ++k) {
        char id[24];
        const char *text = tb_tr(situation->choices[order[k]].text);
        const float h = fmaxf(42.0f, tb_ui_prose_height(ui, TB_F_BODY, w - 52.0f, text) + 16.0f);
        const tb_box box = {x, y - 6.0f, w, h};
        snprintf(id, sizeof id, "respond-%d", k);
        const bool pressed = tb_ui_item(ui, id, box, 8.0f);
        tb_ui_fill(ui, box, tb_ui_rgba(TB_C_RAISED, 1.0f), 8.0f);
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 8.0f, 1.0f);
        tb_ui_circle(ui, box.x + 21.0f, box.y + 0.5f * h, 8.0f, tb_ui_rgba(TB_C_EDGE, 1.0f), 1.6f);
        tb_ui_prose(ui, TB_F_BODY, box.x + 40.0f, box.y + 18.5f, w - 52.0f, TB_C_INK, text);
        y += h + 8.0f;
        if (pressed) {
            const int code = tb_aftermath_choose(app->aftermath, order[k]);
            if (code >= 0) {
                tb_app_command(app, TB_COMMAND_RESPOND, code);
                tb_ui_focus(ui, "aftermath-on");
            }
            break;
        }
    }
    return y + 4.0f;
}

static float step_part(tb_app *app, const tb_follow *follow, int step, float x, float y, float w)
{
    tb_ui *ui = &app->ui;
    const tb_consequence_step *told = &tb_consequence_of(follow->harm)->steps[step];
    const tb_situation *situation = tb_situation_at(follow->harm, step);
    const bool now = step == follow->shown - 1;
    char when[64];
    tb_when_text(told->after_min, when, sizeof when);
    tb_ui_icon(ui, grade_icon(told->grade), x + 11.0f, y, 17.0f,
               tb_ui_rgba(tb_grade_colour(told->grade), 1.0f));
    y = tb_ui_prose(ui, TB_F_BODY_STRONG, x + 30.0f, y, w - 30.0f, tb_grade_colour(told->grade),
                    when);
    y = tb_ui_prose(ui, TB_F_BODY, x + 30.0f, y, w - 30.0f, TB_C_INK, tb_tr(told->text)) + 2.0f;
    if (situation == NULL) {
        return y + 8.0f;
    }
    y = speech(app, x, y, w, follow, situation->says, now);
    if (follow->choice[step] < 0) {
        return choices(app, situation, follow, x, y, w);
    }
    return taken(ui, situation, follow->choice[step], x, y + 4.0f, w) + 6.0f;
}

static float end_part(tb_ui *ui, const tb_follow *follow, float x, float y, float w)
{
    const tb_consequence *told = tb_consequence_of(follow->harm);
    tb_ui_line(ui, x, y - 8.0f, x + w, y - 8.0f, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 1.0f);
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y + 10.0f, w, TB_C_ACCENT, tb_tr(TB_N("What to do")));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK, tb_tr(told->what_to_do));
    y = tb_ui_prose(ui, TB_F_SMALL_MEDIUM, x, y + 6.0f, w, TB_C_INK2,
                    tb_tr(TB_N("How often, reported from practice")));
    y = tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2, tb_tr(told->base_rate));
    return tb_ui_prose(ui, TB_F_SMALL, x, y, w, TB_C_INK2,
                       tb_tr(TB_N("In this simulation contact always has its consequence; the "
                                  "rates decide nothing.")));
}

static float story_card(tb_app *app, tb_box at)
{
    tb_ui *ui = &app->ui;
    const tb_box card = tb_ui_card_begin(ui, "aftermath-story", at.x, at.y, at.w, at.h);
    const tb_follow *follow = &app->aftermath->items[app->aftermath->at];
    const float x = card.x + 20.0f, w = card.w - 40.0f;
    float y = card.y + 30.0f;
    for (int k = 0; k < follow->shown; ++k) {
        y = step_part(app, follow, k, x, y, w);
    }
    if (tb_aftermath_told(app->aftermath) && tb_aftermath_open(app->aftermath) == NULL) {
        y = end_part(ui, follow, x, y, w);
    }
    tb_ui_card_end(ui, "aftermath-story", card, y - 10.0f);
    return card.y + card.h;
}

// --- the screen ---------------------------------------------------------------------------------

// What the patient says at the step that has just come, aloud.
void tb_aftermath_speak(tb_app *app)
{
    const tb_situation *situation = tb_aftermath_open(app->aftermath);
    if (situation != NULL) {
        tb_app_speak(app, tb_tr(situation->says));
    }
}

static void go_on(tb_app *app)
{
    const int at = app->aftermath->at;
    if (!tb_aftermath_next(app->aftermath)) {
        tb_app_conclude(app);
        return;
    }
    if (app->aftermath->at != at) { // another harm: its own moment, from the top of the page
        tb_aftermath_look(app->aftermath, app->attempt->track);
        app->ui.page.offset = 0.0f;
    }
    tb_ui_focus(&app->ui, tb_aftermath_open(app->aftermath) != NULL ? "respond-0" : "aftermath-on");
    app->ui.page.follow = true;
    tb_aftermath_speak(app);
}

static void foot_bar(tb_app *app, float margin, float foot)
{
    tb_ui *ui = &app->ui;
    const tb_aftermath *aftermath = app->aftermath;
    const tb_follow *follow = &aftermath->items[aftermath->at];
    const bool waits = tb_aftermath_open(aftermath) != NULL;
    char label[120], when[64];
    if (!tb_aftermath_told(aftermath)) {
        tb_when_text(tb_consequence_of(follow->harm)->steps[follow->shown].after_min, when,
                     sizeof when);
        snprintf(label, sizeof label, tb_tr(TB_N("Go on: %s")), when);
    } else {
        snprintf(label, sizeof label, "%s",
                 aftermath->at + 1 < aftermath->count ? tb_tr(TB_N("What else happened"))
                                                      : tb_tr(TB_N("To the debrief")));
    }
    const float room = ui->width - 2.0f * margin;
    const float wide =
        fminf(0.6f * room, tb_ui_button_width(ui, TB_ICON_ARROW_RIGHT, label, NULL) + 8.0f);
    const tb_box button = {ui->width - margin - wide, foot + 8.0f, wide, 40.0f};
    if (!waits && tb_ui_button(ui, "aftermath-on", button, TB_BUTTON_PRIMARY, TB_ICON_ARROW_RIGHT,
                               label, NULL)) {
        go_on(app);
        return;
    }
    const char *skip = tb_tr(TB_N("Skip to the debrief"));
    const float narrow =
        fminf(0.38f * room, tb_ui_button_width(ui, TB_ICON_NONE, skip, NULL) + 8.0f);
    if (tb_ui_button(ui, "aftermath-skip", (tb_box){margin, foot + 8.0f, narrow, 40.0f},
                     TB_BUTTON_OUTLINE, TB_ICON_NONE, skip, NULL)) {
        app->aftermath->at = app->aftermath->count;
        tb_app_conclude(app);
        return;
    }
    const float left = margin + narrow + 16.0f, right = waits ? ui->width - margin : button.x;
    if (waits && right - left > 200.0f) {
        tb_ui_label(ui, TB_F_SMALL, (tb_box){left, foot + 6.0f, right - left - 16.0f, 44.0f},
                    TB_C_INK2, TB_RIGHT,
                    tb_tr(TB_N("Choose what you do. It stays in the record and is not scored.")));
    }
}

void tb_screen_aftermath(tb_app *app)
{
    tb_ui *ui = &app->ui;
    const bool compact = tb_ui_compact(ui);
    const tb_aftermath *aftermath = app->aftermath;
    if (tb_title_bar(app, tb_tr(TB_N("What follows")),
                     compact ? "" : tb_tr(app->content->model.title))) {
        tb_app_back(app);
        return;
    }
    char count[48];
    snprintf(count, sizeof count, "%d / %d", aftermath->at + 1, aftermath->count);
    const float wide =
        tb_ui_text(ui, TB_F_SMALL, ui->width - 24.0f, 24.0f, TB_C_INK2, TB_RIGHT, count);
    if (compact) { // no room side by side: one of them at a time
        const char *const parts[] = {tb_tr(TB_N("Steps")), tb_tr(TB_N("Moment"))};
        app->tab =
            tb_ui_choice(ui, "aftermath-part",
                         (tb_box){0.4f * ui->width, 6.0f, 0.6f * ui->width - wide - 44.0f, 36.0f},
                         true, parts, 2, app->tab == 1 ? 1 : 0);
    }
    const tb_follow *follow = &aftermath->items[aftermath->at];
    const float margin = compact ? 12.0f : 24.0f, top = 50.0f, foot = ui->height - 56.0f;
    const float inner = ui->width - 2.0f * margin, least = foot - top - 8.0f;
    float bottom;
    if (compact) {
        const float dy = tb_ui_page_begin(ui, (tb_box){0.0f, top, ui->width, foot - top});
        app->frame.section = (tb_rect){0, 0, 0, 0}; // what scrolls cannot hold the picture
        if (app->tab == 1) {
            bottom = moment_card(app, (tb_box){margin, top, inner, least}, follow);
        } else {
            bottom = title_part(app, margin, top + 20.0f + dy, inner, follow) + 4.0f;
            bottom = story_card(app, (tb_box){margin, bottom, inner, 0.0f});
        }
    } else {
        const float a = 0.5f * inner;
        moment_card(app, (tb_box){margin, top, a, least}, follow);
        const float dy =
            tb_ui_page_begin(ui, (tb_box){margin + a + GAP, top, inner - a - GAP, least});
        bottom = story_card(app, (tb_box){margin + a + GAP, top + dy, inner - a - GAP, least});
    }
    tb_ui_page_end(ui, bottom + (compact ? 8.0f : 0.0f));
    if (app->screen == TB_SCREEN_AFTERMATH) {
        foot_bar(app, margin, foot);
    }
}
