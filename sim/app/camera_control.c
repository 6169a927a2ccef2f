// The scene's camera in the learner's hands: presets that ease over, orbit, zoom.
#include "app.h"

#include "tautband/core/mathx.h"
#include "tautband/core/units.h"

#include <SDL2/SDL.h>
#include <math.h>

static const float EASE_S = 0.4f, STEP_RAD = 0.12f, PX_RAD = 0.006f, ZOOM_STEP = 1.12f;
// The working view turns after a plane that has turned or moved so far.
static const double TURNED_COS = 0.985, MOVED_MM = 22.0;

const char *tb_camera_name(tb_camera_preset preset)
{
    static const char *const names[TB_CAMERA_PRESETS] = {
        TB_N("Work"), TB_N("Region"), TB_N("Along fibres"), TB_N("Down the needle")};
    return tb_tr(names[preset]);
}

void tb_camera_look(tb_app *app)
{
    app->camera_plane = app->attempt->after.section.plane;
    app->camera_work = tb_renderer_camera(app->renderer, TB_CAMERA_WORK, &app->attempt->after);
}

void tb_camera_choose(tb_app *app, tb_camera_preset preset)
{
    app->camera_preset = preset;
    app->camera_own = false;
    app->camera_from = app->camera;
    if (preset == TB_CAMERA_WORK) {
        tb_camera_look(app);
        app->camera_to = app->camera_work;
    } else {
        app->camera_to = tb_renderer_camera(app->renderer, preset, &app->attempt->after);
    }
    app->camera_share = app->settings.reduced_motion ? 1.0f : 0.0f;
    app->camera_moving = true;
}

bool tb_camera_left_behind(const tb_app *app, const tb_section_plane *now)
{
    const tb_section_plane *then = &app->camera_plane;
    const double turned =
        then->cos_azimuth * now->cos_azimuth + then->sin_azimuth * now->sin_azimuth;
    // along its own normal: what a plane is moved within itself does not show
    const double moved = -(now->t0_mm - then->t0_mm) * now->sin_azimuth +
                         (now->b0_mm - then->b0_mm) * now->cos_azimuth;
    return fabs(turned) < TURNED_COS || fabs(moved) > MOVED_MM;
}

/// The working view, also where it has not yet looked at the tool's plane.
static tb_camera working_view(const tb_app *app)
{
    const tb_snapshot *seen = &app->attempt->after;
    return tb_camera_left_behind(app, &seen->section.plane)
               ? tb_renderer_camera(app->renderer, TB_CAMERA_WORK, seen)
               : app->camera_work;
}

bool tb_camera_turns_section(const tb_app *app)
{
    const tb_camera view = working_view(app);
    return tb_renderer_section_turned(app->renderer, &view, &app->attempt->after.section.plane);
}

bool tb_camera_leans_right(const tb_app *app, double azimuth_deg)
{
    const tb_camera view = working_view(app);
    const double azimuth = tb_rad_from_deg(azimuth_deg); // where the tip goes: the handle is behind
    const tb_section_plane along = {.cos_azimuth = tb_cos(azimuth), .sin_azimuth = tb_sin(azimuth)};
    const bool turned = tb_renderer_section_turned(app->renderer, &view, &along);
    return turned != tb_session_anatomy(app->attempt->session)->left;
}

void tb_camera_ease(tb_app *app, float seconds)
{
    if (tb_camera_left_behind(app, &app->attempt->after.section.plane)) {
        if (app->camera_preset == TB_CAMERA_WORK && !app->camera_own) {
            tb_camera_choose(app, TB_CAMERA_WORK);
        } else {
            tb_camera_look(app);
        }
    }
    if (!app->camera_moving) {
        return;
    }
    app->camera_share += seconds / EASE_S;
    app->camera = tb_camera_between(&app->camera_from, &app->camera_to, app->camera_share);
    app->camera_moving = app->camera_share < 1.0f;
}

void tb_camera_drag(tb_app *app, float dx_px, float dy_px)
{
    app->camera_moving = false;
    app->camera_own = true;
    const float mirror = app->content->model.side == TB_BODY_LEFT ? -1.0f : 1.0f;
    tb_camera_orbit(&app->camera, -mirror * dx_px * PX_RAD, dy_px * PX_RAD);
}

void tb_camera_wheel(tb_app *app, int notches)
{
    app->camera_moving = false;
    app->camera_own = true;
    tb_camera_zoom(&app->camera, powf(ZOOM_STEP, (float)-notches));
}

bool tb_camera_key(tb_app *app, int key, bool control)
{
    if (key == SDLK_F2) {
        tb_camera_choose(app, (tb_camera_preset)((app->camera_preset + 1) % TB_CAMERA_PRESETS));
        return true;
    }
    if (!control) {
        return false;
    }
    switch (key) {
    case SDLK_LEFT:
        tb_camera_drag(app, -STEP_RAD / PX_RAD, 0.0f);
        return true;
    case SDLK_RIGHT:
        tb_camera_drag(app, STEP_RAD / PX_RAD, 0.0f);
        return true;
    case SDLK_UP:
        tb_camera_drag(app, 0.0f, STEP_RAD / PX_RAD);
        return true;
    case SDLK_DOWN:
        tb_camera_drag(app, 0.0f, -STEP_RAD / PX_RAD);
        return true;
    case SDLK_PLUS:
    case SDLK_EQUALS:
    case SDLK_KP_PLUS:
        tb_camera_wheel(app, 1);
        return true;
    case SDLK_MINUS:
    case SDLK_KP_MINUS:
        tb_camera_wheel(app, -1);
        return true;
    default:
        return false;
    }
}
