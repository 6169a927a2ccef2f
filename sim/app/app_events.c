// SDL's events into the hand, the focus and the screens.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>

typedef struct key_action {
    SDL_Keycode key;
    tb_app_action action;
} key_action;

static const key_action KEYS[] = {
    {SDLK_LEFT, TB_ACT_LEFT},
    {SDLK_RIGHT, TB_ACT_RIGHT},
    {SDLK_UP, TB_ACT_UP},
    {SDLK_DOWN, TB_ACT_DOWN},
    {SDLK_w, TB_ACT_PRESS},
    {SDLK_s, TB_ACT_EASE},
    {SDLK_a, TB_ACT_STROKE_LEFT},
    {SDLK_d, TB_ACT_STROKE_RIGHT},
    {SDLK_SPACE, TB_ACT_HOLD},
    {SDLK_m, TB_ACT_MARK},
    {SDLK_3, TB_ACT_MARK},
    {SDLK_n, TB_ACT_CHOOSE},
    {SDLK_i, TB_ACT_TILT_MORE},
    {SDLK_k, TB_ACT_TILT_LESS},
    {SDLK_j, TB_ACT_AZIMUTH_LEFT},
    {SDLK_l, TB_ACT_AZIMUTH_RIGHT},
    {SDLK_g, TB_ACT_TUBE},
    {SDLK_t, TB_ACT_TAP},
    {SDLK_z, TB_ACT_TWIST_LEFT},
    {SDLK_c, TB_ACT_TWIST_RIGHT},
    {SDLK_r, TB_ACT_TO_FAT},
    {SDLK_x, TB_ACT_LET_GO},
    {SDLK_o, TB_ACT_OUT},
    {SDLK_y, TB_ACT_BIN},
    {SDLK_1, TB_ACT_FINGER},
    {SDLK_4, TB_ACT_NEEDLE},
    {SDLK_5, TB_ACT_COTTON},
    {SDLK_q, TB_ACT_SAY_Q},
    {SDLK_e, TB_ACT_SAY_E},
    {SDLK_f, TB_ACT_SAY_F},
    {SDLK_LEFTBRACKET, TB_ACT_AMPLITUDE_LESS},
    {SDLK_RIGHTBRACKET, TB_ACT_AMPLITUDE_MORE},
};

static tb_app_action action_of(SDL_Keycode key)
{
    for (size_t k = 0; k < sizeof KEYS / sizeof KEYS[0]; ++k) {
        if (KEYS[k].key == key) {
            return KEYS[k].action;
        }
    }
    return TB_ACT_NONE;
}

static void queue_nav(tb_app *app, tb_nav nav)
{
    if (nav != TB_NAV_NONE && app->nav_count < 8) {
        app->nav_queue[app->nav_count++] = nav;
    }
}

static tb_nav nav_of(SDL_Keycode key, bool shift)
{
    switch (key) {
    case SDLK_TAB:
        return shift ? TB_NAV_PREVIOUS : TB_NAV_NEXT;
    case SDLK_LEFT:
        return TB_NAV_LEFT;
    case SDLK_RIGHT:
        return TB_NAV_RIGHT;
    case SDLK_UP:
        return TB_NAV_UP;
    case SDLK_DOWN:
        return TB_NAV_DOWN;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
    case SDLK_SPACE:
        return TB_NAV_ACTIVATE;
    default:
        return TB_NAV_NONE;
    }
}

static void ask_to_finish(tb_app *app)
{
    tb_app_hand_release(&app->hand);
    app->dialog = TB_DIALOG_FINISH;
    tb_ui_focus(&app->ui, "finish-yes");
}

static bool hands_on(const tb_app *app)
{
    return app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_NONE &&
           app->attempt != NULL;
}

// Keys that work on every screen.
static bool global_key(tb_app *app, const SDL_KeyboardEvent *event)
{
    const SDL_Keycode key = event->keysym.sym;
    if (key == SDLK_q && (event->keysym.mod & KMOD_CTRL) != 0) {
        app->quit = true;
        return true;
    }
    if (key == SDLK_F1) {
        if (app->screen == TB_SCREEN_KEYS) {
            tb_app_back(app);
        } else {
            if (app->screen != TB_SCREEN_SETTINGS) {
                app->back = app->screen;
            }
            tb_app_open(app, TB_SCREEN_KEYS);
        }
        return true;
    }
    if (key == SDLK_ESCAPE) {
        tb_app_back(app);
        return true;
    }
    return false;
}

static void encounter_key(tb_app *app, SDL_Keycode key, bool shift)
{
    const tb_app_action action = action_of(key);
    if (key == SDLK_TAB) {
        queue_nav(app, nav_of(key, shift));
    } else if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
        if (app->ui.focus != 0) {
            queue_nav(app, TB_NAV_ACTIVATE);
        } else {
            ask_to_finish(app);
        }
    } else if (key == SDLK_v) {
        app->view = app->view == TB_VIEW_FULL ? TB_VIEW_BLIND : (tb_depth_view)(app->view + 1);
        app->view_changed = true;
    } else if (key == SDLK_h) {
        app->settings.hints = !app->settings.hints;
    } else if (action != TB_ACT_NONE) {
        tb_app_hand_key(&app->hand, action, true, &app->attempt->after);
    }
}

static void key_event(tb_app *app, const SDL_KeyboardEvent *event)
{
    const SDL_Keycode key = event->keysym.sym;
    const bool shift = (event->keysym.mod & KMOD_SHIFT) != 0;
    app->hand.shift = shift;
    if (event->type == SDL_KEYUP) {
        const tb_app_action action = action_of(key);
        if (app->attempt != NULL && action != TB_ACT_NONE) {
            tb_app_hand_key(&app->hand, action, false, &app->attempt->after);
        }
        return;
    }
    if (event->repeat == 0 && global_key(app, event)) {
        return;
    }
    if (hands_on(app) && tb_camera_key(app, key, (event->keysym.mod & KMOD_CTRL) != 0)) {
        return;
    }
    if (!hands_on(app)) {
        queue_nav(app, nav_of(key, shift));
    } else if (event->repeat == 0 || key == SDLK_TAB) {
        encounter_key(app, key, shift);
    }
}

// The pointer aims only while it is over the scene and not over one of its buttons.
static bool over_scene(const tb_app *app)
{
    const tb_rect *s = &app->frame.scene;
    const float x = app->mouse_x_px, y = app->mouse_y_px;
    if (x < (float)s->x || y < (float)s->y || x >= (float)(s->x + s->width) ||
        y >= (float)(s->y + s->height)) {
        return false;
    }
    for (int k = 0; k < app->ui.item_count; ++k) {
        const tb_box b = app->ui.items[k].box;
        const float ux = x / app->ui.scale, uy = y / app->ui.scale;
        if (ux >= b.x && uy >= b.y && ux < b.x + b.w && uy < b.y + b.h) {
            return false;
        }
    }
    return true;
}

static void motion_event(tb_app *app, const SDL_MouseMotionEvent *event)
{
    const float density = tb_gl_window_density(app->window);
    const tb_snapshot *seen = app->attempt != NULL ? &app->attempt->after : NULL;
    if (hands_on(app) && tb_app_hand_wants_raw(&app->hand, seen)) {
        tb_app_hand_raw(&app->hand, (double)event->yrel, seen);
        return;
    }
    app->mouse_x_px = (float)event->x * density;
    app->mouse_y_px = (float)event->y * density;
    if (!hands_on(app)) {
        return;
    }
    if (app->middle_down) {
        tb_camera_drag(app, (float)event->xrel, (float)event->yrel);
    } else if (app->right_down) {
        tb_app_hand_drag(&app->hand, (double)event->xrel, (double)event->yrel);
    } else if (app->frame_drawn && over_scene(app)) {
        float t_mm, b_mm;
        if (tb_renderer_pick(app->renderer, app->mouse_x_px, app->mouse_y_px, &t_mm, &b_mm)) {
            tb_app_hand_pointer(&app->hand, (double)t_mm, (double)b_mm);
        }
    }
}

static void button_event(tb_app *app, const SDL_MouseButtonEvent *event)
{
    const bool down = event->type == SDL_MOUSEBUTTONDOWN;
    const float density = tb_gl_window_density(app->window);
    app->mouse_x_px = (float)event->x * density;
    app->mouse_y_px = (float)event->y * density;
    if (event->button == SDL_BUTTON_LEFT) {
        app->ui.mouse_down = down;
        app->ui.mouse_pressed = app->ui.mouse_pressed || down;
        app->ui.mouse_released = app->ui.mouse_released || !down;
    } else if (event->button == SDL_BUTTON_RIGHT) {
        app->right_down = down;
    } else if (event->button == SDL_BUTTON_MIDDLE) {
        app->middle_down = down && over_scene(app);
    }
}

void tb_app_events(tb_app *app)
{
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        switch (event.type) {
        case SDL_QUIT:
            app->quit = true;
            break;
        case SDL_KEYDOWN:
        case SDL_KEYUP:
            key_event(app, &event.key);
            break;
        case SDL_MOUSEMOTION:
            motion_event(app, &event.motion);
            break;
        case SDL_MOUSEBUTTONDOWN:
        case SDL_MOUSEBUTTONUP:
            button_event(app, &event.button);
            break;
        case SDL_MOUSEWHEEL:
            if (hands_on(app) && (SDL_GetModState() & KMOD_CTRL) != 0) {
                tb_camera_wheel(app, event.wheel.y);
            } else if (hands_on(app)) {
                tb_app_hand_wheel(&app->hand, event.wheel.y);
            }
            break;
        case SDL_WINDOWEVENT:
            if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) {
                tb_app_pause(app);
            }
            break;
        default:
            break;
        }
    }
    tb_gl_window_grab(app->window,
                      hands_on(app) && tb_app_hand_wants_raw(&app->hand, &app->attempt->after));
}
