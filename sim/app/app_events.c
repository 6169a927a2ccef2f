// SDL's events into the hand, the focus and the screens.
#include "app.h"

#include <SDL2/SDL.h>
#include <math.h>

void tb_app_queue_nav(tb_app *app, tb_nav nav)
{
    if (nav != TB_NAV_NONE && app->nav_count < 8) {
        app->nav_queue[app->nav_count++] = nav;
    }
}

void tb_app_used(tb_app *app, unsigned device)
{
    if (app->attempt != NULL && !app->attempt->finished) {
        app->attempt->devices |= device;
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
           app->attempt != NULL && !app->exam.panel;
}

// Keys that work on every screen.
static bool global_key(tb_app *app, const SDL_KeyboardEvent *event)
{
    const SDL_Keycode key = event->keysym.sym;
    if (key == SDLK_q && (event->keysym.mod & KMOD_CTRL) != 0) {
        app->quit = true;
        return true;
    }
    if (!app->exam.panel && tb_bindings_has(&app->settings.bindings, TB_ACT_CALL, key) &&
        tb_exam_call(app, "called")) {
        return true;
    }
    if (app->exam.panel && key != SDLK_ESCAPE) {
        return tb_exam_panel_key(app, key);
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

void tb_app_act(tb_app *app, tb_app_action action, bool down)
{
    if (app->attempt == NULL || action == TB_ACT_NONE) {
        return;
    }
    app->last_act_ms = app->attempt->after.tick_ms;
    switch (action) {
    case TB_ACT_VIEW:
        if (down && !app->exam.on) {
            app->view = app->view == TB_VIEW_FULL ? TB_VIEW_BLIND : (tb_depth_view)(app->view + 1);
            app->view_changed = true;
        }
        break;
    case TB_ACT_HINT:
        if (down && !app->exam.on) {
            app->hint_until_ms = app->attempt->after.tick_ms + 8000;
        }
        break;
    case TB_ACT_MAP:
        if (down) {
            app->dialog = TB_DIALOG_MAP;
            tb_app_hand_release(&app->hand);
            tb_ui_focus(&app->ui, "map-close");
        }
        break;
    case TB_ACT_PHRASES:
        if (down) {
            app->dialog = TB_DIALOG_PHRASES;
            tb_app_hand_release(&app->hand);
            tb_ui_focus(&app->ui, "phrase-0");
        }
        break;
    case TB_ACT_FINISH:
        if (down) {
            ask_to_finish(app);
        }
        break;
    case TB_ACT_FINESSE:
        app->hand.shift = down;
        break;
    case TB_ACT_SCAN:
        if (!app->exam.on || app->exam.station.scan) {
            app->scan_open = down ? !app->scan_open : app->scan_open;
        }
        break;
    case TB_ACT_FREEZE:
        app->scan.frozen = down ? !app->scan.frozen : app->scan.frozen;
        break;
    case TB_ACT_REFER:
        if (down && app->exam.on) {
            tb_exam_declare(app, 3);
        }
        break;
    case TB_ACT_CALL: // by a pad; keys call on other screens, too
        if (down) {
            (void)tb_exam_call(app, "called");
        }
        break;
    case TB_ACT_PREVIOUS_TOOL: // the pad's walk through the tools
        break;
    default:
        tb_app_hand_key(&app->hand, action, down, &app->attempt->after);
        break;
    }
}

static void encounter_key(tb_app *app, SDL_Keycode key, bool shift)
{
    const tb_app_action action = tb_bindings_key(&app->settings.bindings, key);
    if (key == SDLK_TAB) {
        tb_app_queue_nav(app, nav_of(key, shift));
    } else if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
        if (app->ui.focus != 0) {
            tb_app_queue_nav(app, TB_NAV_ACTIVATE);
        } else {
            ask_to_finish(app);
        }
    } else {
        tb_app_act(app, action, true);
    }
}

// Keys of the replay that need no focus.
static bool replay_key(tb_app *app, SDL_Keycode key, bool shift)
{
    tb_replay *replay = app->replay;
    switch (key) {
    case SDLK_SPACE:
        tb_replay_toggle(app);
        return true;
    case SDLK_COMMA:
    case SDLK_PERIOD:
        replay->playing = false;
        tb_replay_seek(replay, replay->at_ms + (key == SDLK_PERIOD ? 100.0 : -100.0));
        return true;
    case SDLK_LEFTBRACKET:
    case SDLK_RIGHTBRACKET:
    case SDLK_PAGEUP:
    case SDLK_PAGEDOWN: {
        const int way = key == SDLK_RIGHTBRACKET || key == SDLK_PAGEDOWN ? 1 : -1;
        replay->playing = replay->playing && !shift;
        tb_replay_seek(replay, shift ? tb_moments_step(&replay->moments, replay->at_ms, way)
                                     : tb_replay_marker(replay, way));
        return true;
    }
    case SDLK_t:
        tb_note_open(app, -1);
        return true;
    case SDLK_v:
        app->view = app->view == TB_VIEW_FULL ? TB_VIEW_BLIND : (tb_depth_view)(app->view + 1);
        return true;
    case SDLK_p:
        replay->reference = !replay->reference;
        return true;
    case SDLK_k:
        tb_replay_bookmark(app);
        return true;
    case SDLK_HOME:
        tb_replay_seek(replay, 0.0);
        return true;
    case SDLK_END:
        tb_replay_seek(replay, (double)tb_replay_reach_ms(replay));
        return true;
    default:
        return false;
    }
}

static void key_event(tb_app *app, const SDL_KeyboardEvent *event)
{
    const SDL_Keycode key = event->keysym.sym;
    const bool shift = (event->keysym.mod & KMOD_SHIFT) != 0;
    app->hand.shift = shift;
    if (event->type == SDL_KEYUP) {
        tb_app_act(app, tb_bindings_key(&app->settings.bindings, key), false);
        return;
    }
    app->pad_used = app->touch_used = false;
    tb_app_used(app, TB_DEVICE_KEYBOARD);
    if (event->repeat == 0 && app->capture.action != TB_ACT_NONE && app->capture.taken == 0) {
        tb_capture_take(app, false, key);
        return;
    }
    if ((app->screen == TB_SCREEN_REPLAY && tb_note_key(app, key)) || tb_review_key(app, key)) {
        return;
    }
    if (tb_learner_key(app, key) || (event->repeat == 0 && global_key(app, event))) {
        return;
    }
    if (app->screen == TB_SCREEN_REPLAY && !app->note.open &&
        tb_camera_key(app, key, (event->keysym.mod & KMOD_CTRL) != 0)) {
        app->replay->camera = TB_REPLAY_FREE;
        return;
    }
    if (app->screen == TB_SCREEN_REPLAY && !app->note.open && replay_key(app, key, shift)) {
        return;
    }
    if (hands_on(app) && tb_camera_key(app, key, (event->keysym.mod & KMOD_CTRL) != 0)) {
        return;
    }
    if (app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_MAP &&
        (key == SDLK_PLUS || key == SDLK_EQUALS || key == SDLK_KP_PLUS || key == SDLK_MINUS ||
         key == SDLK_KP_MINUS)) {
        app->map_near = key != SDLK_MINUS && key != SDLK_KP_MINUS;
        return;
    }
    if (app->screen == TB_SCREEN_ENCOUNTER && app->dialog == TB_DIALOG_MAP &&
        tb_bindings_key(&app->settings.bindings, key) == TB_ACT_MAP) {
        tb_app_back(app); // the key that opened it closes it
        return;
    }
    if (!hands_on(app)) {
        tb_app_queue_nav(app, nav_of(key, shift));
    } else if (event->repeat == 0 || key == SDLK_TAB) {
        encounter_key(app, key, shift);
    }
}

// The pointer aims only while it is over the scene and not over one of its buttons.
bool tb_app_over_scene(const tb_app *app, float x, float y)
{
    const tb_rect *s = &app->frame.scene;
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
    if (event->which == SDL_TOUCH_MOUSEID && hands_on(app)) {
        app->mouse_x_px = (float)event->x * density;
        app->mouse_y_px = (float)event->y * density;
        return; // fingers drive the hand themselves
    }
    if (event->which != SDL_TOUCH_MOUSEID) {
        app->pad_used = app->touch_used = false;
    }
    if (hands_on(app) && tb_app_hand_wants_raw(&app->hand, seen)) {
        tb_app_used(app, TB_DEVICE_MOUSE);
        tb_app_hand_raw(&app->hand, (double)event->yrel, seen);
        return;
    }
    app->mouse_x_px = (float)event->x * density;
    app->mouse_y_px = (float)event->y * density;
    const bool free = app->screen == TB_SCREEN_REPLAY && app->replay->camera == TB_REPLAY_FREE &&
                      app->ui.mouse_down && app->ui.dragged == 0 &&
                      tb_app_over_scene(app, app->mouse_x_px, app->mouse_y_px);
    if (free || (app->middle_down && hands_on(app))) {
        tb_camera_drag(app, (float)event->xrel, (float)event->yrel);
        return;
    }
    if (!hands_on(app)) {
        return;
    }
    app->last_act_ms = seen->tick_ms;
    tb_app_used(app, TB_DEVICE_MOUSE);
    if (app->right_down) {
        tb_app_hand_drag(&app->hand, (double)event->xrel, (double)event->yrel);
    } else if (app->frame_drawn && tb_app_over_scene(app, app->mouse_x_px, app->mouse_y_px)) {
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
    if (event->which != SDL_TOUCH_MOUSEID) {
        tb_app_used(app, TB_DEVICE_MOUSE);
    }
    if (event->button == SDL_BUTTON_LEFT) {
        app->ui.mouse_down = down;
        app->ui.mouse_pressed = app->ui.mouse_pressed || down;
        app->ui.mouse_released = app->ui.mouse_released || !down;
    } else if (event->button == SDL_BUTTON_RIGHT) {
        app->right_down = down;
    } else if (event->button == SDL_BUTTON_MIDDLE) {
        app->middle_down = down && tb_app_over_scene(app, app->mouse_x_px, app->mouse_y_px);
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
        case SDL_TEXTINPUT:
            tb_note_type(app, event.text.text);
            tb_review_type(app, event.text.text);
            tb_learner_type(app, event.text.text);
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
                tb_app_used(app, TB_DEVICE_MOUSE);
                tb_app_hand_wheel(&app->hand, event.wheel.y);
            } else if (app->screen == TB_SCREEN_REPLAY && app->replay->camera == TB_REPLAY_FREE) {
                tb_camera_wheel(app, event.wheel.y);
            } else {
                app->ui.wheel += (float)event.wheel.y;
            }
            break;
        case SDL_CONTROLLERDEVICEADDED:
            tb_pad_open(app, event.cdevice.which);
            break;
        case SDL_CONTROLLERDEVICEREMOVED:
            tb_pad_close(app, event.cdevice.which);
            break;
        case SDL_CONTROLLERAXISMOTION:
            tb_pad_axis(app, event.caxis.axis, event.caxis.value);
            break;
        case SDL_CONTROLLERBUTTONDOWN:
        case SDL_CONTROLLERBUTTONUP:
            tb_pad_button(app, event.cbutton.button, event.type == SDL_CONTROLLERBUTTONDOWN);
            break;
        case SDL_FINGERDOWN:
        case SDL_FINGERMOTION:
        case SDL_FINGERUP:
            tb_touch_event(app, (int)event.type, (int64_t)event.tfinger.fingerId, event.tfinger.x,
                           event.tfinger.y);
            break;
        case SDL_RENDER_DEVICE_RESET:
        case SDL_RENDER_TARGETS_RESET:
            app->context_lost = true;
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
