// Fingers on the screen. One finger points (the tool's tip stands above it), a swipe strokes
// across, a long press marks, a tap works the guide tube; a finger on the strip at the edge drives
// the depth. Two fingers aim the needle, hold and lift a pincer grip, or turn and zoom the camera.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>

static const float TIP_ABOVE = 60.0f;   // units between finger and tip, so that it is not hidden
static const float STILL = 10.0f;       // units: less is no motion
static const float SWIPE = 44.0f;       // units a swipe goes at least
static const uint32_t SWIPE_MS = 220;   // and within
static const uint32_t TAP_MS = 250;     // a tap is gone by then
static const uint32_t LONG_MS = 600;    // a long press is not
static const float STRIP_PER_MM = 4.0f; // units of the strip for a millimetre; outer half 20
static const float ROLL_RAD = 0.3f;     // turn of two fingers that rolls a grip once
static const float ZOOM_UNITS = 40.0f;  // of a pinch, per notch of the camera

static bool hands_on(const tb_app *app)
{
    return app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE &&
           app->attempt != NULL && !app->exam.panel;
}

static uint32_t now_ms(const tb_app *app)
{
    return app->attempt->after.tick_ms;
}

static void once(tb_app *app, tb_app_action act)
{
    tb_app_act(app, act, true);
    tb_app_act(app, act, false);
}

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

static void point(tb_app *app, float x, float y)
{
    float t_mm, b_mm;
    if (app->frame_drawn && tb_renderer_pick(app->renderer, x * app->ui.scale,
                                             (y - TIP_ABOVE) * app->ui.scale, &t_mm, &b_mm)) {
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
        (tb_touch_finger){.id = id,
                          .x = x,
                          .y = y,
                          .from_x = x,
                          .from_y = y,
                          .down_ms = now_ms(app),
                          .strip = inside(tb_touch_strip(app), x, y)};
    if (app->finger_count == 2) { // a gesture of two: no swipe, tap or mark comes of it
        app->fingers[0].spent = app->fingers[1].spent = true;
        app->pinch_units = app->pinch_rad = 0.0f;
    }
    if (app->finger_count == 1 && !app->fingers[0].strip && app->hand.tool != TB_TOOL_NEEDLE) {
        point(app, x, y);
    }
}

// --- one finger ----------------------------------------------------------------------------------

static float gone(const tb_touch_finger *f)
{
    return hypotf(f->x - f->from_x, f->y - f->from_y);
}

// A stroke goes the way of the swipe.
static void swipe(tb_app *app, tb_touch_finger *f)
{
    const float dx = f->x - f->from_x, dy = f->y - f->from_y;
    const bool same = app->hand.across_sign == app->hand.stroke_sign; // up is to the right
    const bool forth = fabsf(dx) > fabsf(dy) ? dx > 0.0f : (dy < 0.0f) == same;
    f->spent = true;
    once(app, forth ? TB_ACT_STROKE_RIGHT : TB_ACT_STROKE_LEFT);
}

// In the first moments a motion may become a swipe; after them the finger leads the tool.
static void one_moved(tb_app *app, tb_touch_finger *f)
{
    const bool early = now_ms(app) - f->down_ms <= SWIPE_MS;
    if (f->spent) {
        return;
    }
    if (early && app->hand.tool != TB_TOOL_NEEDLE) {
        if (gone(f) >= SWIPE) {
            swipe(app, f);
        }
    } else if (app->over_scene && (f->leads || gone(f) > STILL)) {
        f->leads = true;
        point(app, f->x, f->y);
    }
}

static void strip_moved(tb_app *app, const tb_touch_finger *f, float dy)
{
    const tb_box strip = tb_touch_strip(app);
    const bool outer = (f->x - strip.x > 0.5f * strip.w) != app->settings.mirror;
    const bool needle_in =
        app->hand.tool == TB_TOOL_NEEDLE && app->attempt->after.needle.stage == TB_NEEDLE_IN;
    if (needle_in && f->y <= strip.y && app->hand.motion != TB_MOTION_OUT) { // to the top: out
        once(app, TB_ACT_OUT);
    } else if (app->hand.motion != TB_MOTION_OUT) {
        tb_app_hand_slide(&app->hand, (double)(dy / (outer ? 5.0f * STRIP_PER_MM : STRIP_PER_MM)));
    }
}

// The finger is on the tool it aims.
static bool on_tool(const tb_app *app, const tb_touch_finger *f)
{
    static const double NEAR_MM = 20.0;
    float t_mm, b_mm;
    return app->frame_drawn &&
           tb_renderer_pick(app->renderer, f->x * app->ui.scale, f->y * app->ui.scale, &t_mm,
                            &b_mm) &&
           hypot((double)t_mm - app->hand.t_mm, (double)b_mm - app->hand.b_mm) <= NEAR_MM;
}

// A tap with the needle in hand: on the tool, the tube comes down; then the handle is tapped
// through the skin, and the tube taken off.
static void tap(tb_app *app, const tb_touch_finger *f)
{
    const tb_snapshot *seen = &app->attempt->after;
    if (app->hand.tool != TB_TOOL_NEEDLE) {
        return;
    }
    if (seen->needle.stage == TB_NEEDLE_PLACED) {
        once(app, TB_ACT_TAP);
    } else if (seen->needle.stage == TB_NEEDLE_IN && seen->needle.tube_on) {
        once(app, TB_ACT_TUBE);
    } else if (seen->needle.stage != TB_NEEDLE_IN && seen->needle.stage != TB_NEEDLE_OUT &&
               on_tool(app, f)) {
        once(app, TB_ACT_TUBE);
    }
}

// A needle that is out goes into the bin when it is dragged out of the scene.
static bool binned(tb_app *app, const tb_touch_finger *f)
{
    const bool out = app->hand.tool == TB_TOOL_NEEDLE &&
                     app->attempt->after.needle.stage == TB_NEEDLE_OUT && !app->over_scene &&
                     gone(f) > SWIPE;
    if (out) {
        once(app, TB_ACT_BIN);
    }
    return out;
}

// A quick slide on the strip is one fast pass of the needle.
static bool flicked(tb_app *app, const tb_touch_finger *f)
{
    const bool flick = f->strip && !f->spent && now_ms(app) - f->down_ms <= SWIPE_MS &&
                       f->y - f->from_y >= SWIPE && app->hand.tool == TB_TOOL_NEEDLE;
    if (flick) {
        app->hand.pending_mm = 0.0;
        once(app, TB_ACT_PASS);
    }
    return flick;
}

static void finger_up(tb_app *app, int slot)
{
    const tb_touch_finger f = app->fingers[slot];
    const bool tapped =
        !f.strip && !f.spent && gone(&f) <= STILL && now_ms(app) - f.down_ms <= TAP_MS;
    const bool done = binned(app, &f) || flicked(app, &f);
    app->fingers[slot] = app->fingers[--app->finger_count];
    if (tapped && !done) {
        tap(app, &f);
    } else if (!done && app->finger_count == 0 && app->hand.tool == TB_TOOL_NEEDLE) {
        once(app, TB_ACT_LET_GO); // lifted fingers are hands off
    }
}

void tb_touch_rest(tb_app *app)
{
    tb_touch_finger *f = &app->fingers[0];
    if (hands_on(app) && app->finger_count == 1 && !f->strip && !f->spent && !f->leads &&
        gone(f) <= STILL && now_ms(app) - f->down_ms >= LONG_MS &&
        app->hand.tool != TB_TOOL_NEEDLE && app->hand.tool != TB_TOOL_COTTON) {
        f->spent = true;
        once(app, TB_ACT_MARK);
    }
}

// --- two fingers ---------------------------------------------------------------------------------

// What the pair did since its last motion: slide of its middle, change of its distance, turn.
typedef struct pair_motion {
    float dx, dy, apart, turn_rad;
} pair_motion;

static pair_motion motion_of(const tb_touch_finger *moved, const tb_touch_finger *other, float dx,
                             float dy)
{
    const float x1 = moved->x - other->x, y1 = moved->y - other->y;
    const float x0 = x1 - dx, y0 = y1 - dy;
    // Right-handed turn on a screen whose y goes down: clockwise is positive.
    const float turn = atan2f(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1);
    return (pair_motion){0.5f * dx, 0.5f * dy, hypotf(x1, y1) - hypotf(x0, y0), turn};
}

// Pinch closes the pads, pull lifts the roll, a turn rolls it.
static void drive_grip(tb_app *app, const pair_motion *m)
{
    tb_app_hand *hand = &app->hand;
    tb_app_hand_slide(hand, (double)(-0.5f * m->apart / STRIP_PER_MM)); // either pad: half of it
    hand->pending_b_mm += (double)(-m->dy / STRIP_PER_MM) * hand->across_sign;
    app->pinch_rad += m->turn_rad;
    if (fabsf(app->pinch_rad) >= ROLL_RAD) {
        once(app, app->pinch_rad > 0.0f ? TB_ACT_STROKE_RIGHT : TB_ACT_STROKE_LEFT);
        app->pinch_rad = 0.0f;
    }
}

static void zoom(tb_app *app, float apart)
{
    app->pinch_units += apart;
    while (fabsf(app->pinch_units) >= ZOOM_UNITS) {
        const int notch = app->pinch_units > 0.0f ? 1 : -1;
        tb_camera_wheel(app, notch);
        app->pinch_units -= (float)notch * ZOOM_UNITS;
    }
}

static void pair_moved(tb_app *app, int slot, float dx, float dy)
{
    const pair_motion m = motion_of(&app->fingers[slot], &app->fingers[1 - slot], dx, dy);
    if (app->hand.tool == TB_TOOL_PINCER) {
        drive_grip(app, &m);
    } else if (app->hand.tool == TB_TOOL_NEEDLE) { // slide: tilt; turn: azimuth
        tb_app_hand_drag(&app->hand, 0.0, (double)m.dy);
        app->hand.pending_azimuth_deg += (double)m.turn_rad * 57.29577951308232;
        zoom(app, m.apart);
    } else {
        tb_camera_drag(app, m.dx * app->ui.scale, m.dy * app->ui.scale);
        zoom(app, m.apart);
    }
}

// --- events --------------------------------------------------------------------------------------

static void finger_moved(tb_app *app, int slot, float x, float y)
{
    tb_touch_finger *f = &app->fingers[slot];
    const float dx = x - f->x, dy = y - f->y;
    f->x = x;
    f->y = y;
    if (f->strip) {
        strip_moved(app, f, dy);
    } else if (app->finger_count == 2 && !app->fingers[1 - slot].strip) {
        pair_moved(app, slot, dx, dy);
    } else {
        one_moved(app, f);
    }
}

void tb_touch_event(tb_app *app, int kind, int64_t id, float x01, float y01)
{
    const float x = x01 * app->ui.width, y = y01 * app->ui.height;
    const int slot = finger_slot(app, id);
    app->ui.touch = true;
    app->pad_used = false;
    app->touch_used = true;
    tb_app_used(app, TB_DEVICE_TOUCH);
    if (!hands_on(app)) {
        app->finger_count = 0;
        return;
    }
    app->over_scene = tb_app_over_scene(app, x * app->ui.scale, y * app->ui.scale);
    if (kind == SDL_FINGERDOWN && (app->over_scene || inside(tb_touch_strip(app), x, y))) {
        finger_down(app, id, x, y);
    } else if (kind == SDL_FINGERMOTION && slot >= 0) {
        finger_moved(app, slot, x, y);
    } else if (kind == SDL_FINGERUP && slot >= 0) {
        finger_up(app, slot);
    }
}
