// Fingers on the screen: pointing, strokes, the depth strip, gestures of two fingers.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>

static bool hands_on(const tb_app *app)
{
    return app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE &&
           app->attempt != NULL && !app->exam.panel;
}

// --- fingers ------------------------------------------------------------------------------------

tb_box tb_touch_strip(const tb_app *app)
{
    const tb_rect *s = &app->frame.scene;
    const float k = app->ui.scale;
    const float x = (float)s->x / k, y = (float)s->y / k, w = (float)s->width / k,
                h = (float)s->height / k;
    const bool mirror = app->settings.mirror;
    return (tb_box){mirror ? x + 8.0f : x + w - 56.0f, y + 54.0f, 48.0f, h - 130.0f};
}

static bool inside(tb_box box, float x, float y)
{
    return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

static int finger_slot(const tb_app *app, int64_t id)
{
    for (int k = 0; k < app->finger_count; ++k) {
        if (app->fingers[k].id == id) {
            return k;
        }
    }
    return -1;
}

// The tool's tip stands 60 units above the finger, so that the finger does not hide it.
static void point(tb_app *app, float x, float y)
{
    float t_mm, b_mm;
    const float above = 60.0f;
    if (app->frame_drawn && tb_renderer_pick(app->renderer, x * app->ui.scale,
                                             (y - above) * app->ui.scale, &t_mm, &b_mm)) {
        tb_app_hand_pointer(&app->hand, (double)t_mm, (double)b_mm);
    }
}

static void finger_down(tb_app *app, int64_t id, float x, float y)
{
    const int most = (int)(sizeof app->fingers / sizeof app->fingers[0]);
    if (app->finger_count == most) {
        return;
    }
    app->fingers[app->finger_count++] =
        (tb_touch_finger){.id = id, .x = x, .y = y, .strip = inside(tb_touch_strip(app), x, y)};
}

static void finger_moved(tb_app *app, int slot, float x, float y)
{
    tb_touch_finger *f = &app->fingers[slot];
    const float dx = x - f->x, dy = y - f->y;
    f->x = x;
    f->y = y;
    if (f->strip) { // four units of the strip for a millimetre; its outer half is fine
        const tb_box strip = tb_touch_strip(app);
        const bool outer = (x - strip.x > 0.5f * strip.w) != app->settings.mirror;
        tb_app_hand_slide(&app->hand, (double)dy / (outer ? 20.0 : 4.0));
    } else if (app->finger_count == 2 && !app->fingers[1 - slot].strip) {
        tb_app_hand_drag(&app->hand, 0.5 * (double)dx, 0.5 * (double)dy);
    } else if (app->over_scene) {
        point(app, x, y);
    }
}

void tb_touch_event(tb_app *app, int kind, int64_t id, float x01, float y01)
{
    const float x = x01 * app->ui.width, y = y01 * app->ui.height;
    const int slot = finger_slot(app, id);
    app->ui.touch = true;
    app->pad_used = false;
    tb_app_used(app, TB_DEVICE_TOUCH);
    if (!hands_on(app)) {
        app->finger_count = 0;
        return;
    }
    app->over_scene = tb_app_over_scene(app, x * app->ui.scale, y * app->ui.scale);
    if (kind == SDL_FINGERDOWN && (app->over_scene || inside(tb_touch_strip(app), x, y))) {
        finger_down(app, id, x, y);
        if (app->finger_count == 1 && !app->fingers[0].strip) {
            point(app, x, y);
        }
    } else if (kind == SDL_FINGERMOTION && slot >= 0) {
        finger_moved(app, slot, x, y);
    } else if (kind == SDL_FINGERUP && slot >= 0) {
        app->fingers[slot] = app->fingers[--app->finger_count];
        if (app->finger_count == 0 && app->hand.tool == TB_TOOL_NEEDLE) {
            tb_app_act(app, TB_ACT_LET_GO, true); // lifted fingers are hands off
            tb_app_act(app, TB_ACT_LET_GO, false);
        }
    }
}
