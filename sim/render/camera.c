// Where to look from: the whole region, the site at work, a section's face.
#include "render_internal.h"

#include <math.h>

static const float ELEVATION_MIN_RAD = 0.05f, ELEVATION_MAX_RAD = 1.5207f;
static const float NEAR_MM = 320.0f, FAR_MM = 620.0f, LEAN = 1.2f; ///< of the camera's upright
static const float FACING_OBLIQUE_RAD = 0.48f, FACING_ELEVATION_RAD = 0.66f, FACING_CLOSER = 0.92f,
                   ROLL_CLOSER = 0.90f;
static const float ROLL_ELEVATION_RAD = 0.92f; ///< a roll stands up: seen from higher
static const float CHEST_ELEVATION_RAD = 1.12f,
                   CHEST_FOCUS_MM = 24.0f; ///< down to a lung behind it
static const float DISTANCE_MIN_MM = 90.0f, DISTANCE_MAX_MM = 1400.0f;

/// A view in the axes of the region: towards the eye, and what it looks at.
typedef struct region_view {
    tb_f3 eye, focus_mm; ///< body axes; the eye's direction need not be of unit length
    float distance_mm;
    float work_azimuth_rad, work_elevation_rad; ///< towards the eye, from t to b and over the skin
    float work_distance_mm;
} region_view;

static const region_view views[TB_REGION_COUNT] = {
    [TB_REGION_CALF] = {{-0.57f, -0.58f, 0.57f}, {-27, -16, -170}, 760, 2.40f, 0.70f, 245},
    [TB_REGION_SHOULDER_NECK] = {{0.62f, -0.72f, -0.2f}, {70, 40, 30}, 900, 0.75f, 0.85f, 250},
    [TB_REGION_FLANK] = {{0.5f, -0.85f, -0.05f}, {0, 40, -260}, 1300, -2.2f, 0.75f, 270},
    [TB_REGION_BUTTOCK] = {{0.62f, -0.75f, -0.15f}, {60, 10, -540}, 950, 0.7f, 0.75f, 290},
    [TB_REGION_SOLE] = {{-0.62f, 0.1f, -0.75f}, {0, 120, 40}, 620, 1.0f, 0.75f, 240},
    [TB_REGION_SCAPULA] = {{0.45f, -0.85f, -0.2f}, {100, 20, -90}, 1050, 0.8f, 0.75f, 265},
    [TB_REGION_SUBOCCIPITAL] = {{0.45f, -0.85f, -0.25f}, {10, 40, 90}, 720, 0.9f, 0.75f, 245},
    [TB_REGION_FRONT_NECK] = {{0.42f, 0.88f, 0.0f}, {10, 90, 60}, 760, 2.85f, 0.70f, 235},
    [TB_REGION_HIP] = {{0.7f, -0.6f, -0.3f}, {40, 80, -540}, 1200, 0.8f, 0.75f, 280},
    [TB_REGION_FOOT] = {{-0.8f, 0.28f, -0.5f}, {0, 125, 50}, 640, -0.8f, 0.75f, 240},
};

/// Orbit angles about the room's vertical for a direction towards the eye in site axes.
static void look_from(const tb_region *region, tb_f3 eye, tb_camera *camera)
{
    tb_f3 room[3];
    tb_region_room(region, room);
    eye = tb_f3_unit(eye);
    const float up = fmaxf(-1.0f, fminf(1.0f, tb_f3_dot(eye, room[1])));
    camera->azimuth_rad = atan2f(tb_f3_dot(eye, room[2]), tb_f3_dot(eye, room[0]));
    camera->elevation_rad = fmaxf(0.12f, fminf(1.45f, asinf(up))); // over the table, not from above
}

tb_f3 tb_camera_up(const tb_region *region, const tb_camera *camera)
{
    tb_f3 room[3];
    tb_region_room(region, room);
    if (camera->elevation_rad <= 1.4f) {
        // close to the site its own skin lies level, as far as the room allows; from afar the room
        const float near = (FAR_MM - camera->distance_mm) / (FAR_MM - NEAR_MM);
        const float lean = LEAN * fmaxf(0.0f, fminf(near, 1.0f));
        return tb_f3_unit(tb_f3_add(room[1], tb_f3_make(0.0f, lean, 0.0f)));
    }
    // from above, the way the eye goes when the camera is lifted: never along the line of sight
    const float ce = cosf(camera->elevation_rad), se = sinf(camera->elevation_rad);
    const tb_f3 level = tb_f3_add(tb_f3_scale(room[0], cosf(camera->azimuth_rad)),
                                  tb_f3_scale(room[2], sinf(camera->azimuth_rad)));
    return tb_f3_sub(tb_f3_scale(room[1], ce), tb_f3_scale(level, se));
}

static tb_f3 site_direction(float azimuth_rad, float elevation_rad)
{
    const float level = cosf(elevation_rad);
    return tb_f3_make(level * cosf(azimuth_rad), sinf(elevation_rad), level * sinf(azimuth_rad));
}

tb_f3 tb_camera_eye(const tb_region *region, const tb_camera *camera)
{
    tb_f3 room[3];
    tb_region_room(region, room);
    const float level = camera->distance_mm * cosf(camera->elevation_rad);
    const tb_f3 focus = {camera->focus_t_mm, -camera->focus_n_mm, camera->focus_b_mm};
    const tb_f3 aside = tb_f3_add(tb_f3_scale(room[0], level * cosf(camera->azimuth_rad)),
                                  tb_f3_scale(room[2], level * sinf(camera->azimuth_rad)));
    const tb_f3 raise = tb_f3_scale(room[1], camera->distance_mm * sinf(camera->elevation_rad));
    return tb_f3_add(focus, tb_f3_add(aside, raise));
}

tb_camera tb_renderer_camera_region(const tb_renderer *renderer)
{
    const tb_region *region = &renderer->region;
    const region_view *view = &views[region->id];
    const tb_f3 focus = tb_region_from_body(region, view->focus_mm);
    const tb_f3 ahead = tb_region_from_body(region, tb_f3_add(view->focus_mm, view->eye));
    tb_camera camera = {.distance_mm = view->distance_mm,
                        .focus_t_mm = focus.x,
                        .focus_b_mm = focus.z,
                        .focus_n_mm = -focus.y};
    look_from(region, tb_f3_sub(ahead, focus), &camera);
    return camera;
}

tb_camera tb_renderer_camera_work(const tb_renderer *renderer)
{
    const tb_region *region = &renderer->region;
    const region_view *view = &views[region->id];
    tb_camera camera = {.distance_mm = view->work_distance_mm,
                        .focus_t_mm = 2.0f,
                        .focus_b_mm = 2.0f,
                        .focus_n_mm = 9.0f};
    look_from(region, site_direction(view->work_azimuth_rad, view->work_elevation_rad), &camera);
    return camera;
}

/// True when nothing of the body stands between a place above the site and an eye.
static bool clear_view(const tb_region *region, tb_f3 from, tb_f3 direction, float distance_mm)
{
    const tb_f3 ray = tb_f3_unit(direction);
    float along = 6.0f;
    for (int k = 0; k < 80 && along < distance_mm; ++k) {
        const float d = tb_region_skin(region, tb_f3_add(from, tb_f3_scale(ray, along)));
        if (d < 0.5f) {
            return false;
        }
        along += TB_REGION_STEP * d;
    }
    return true;
}

/// Depth of the target below the skin.
static float target_depth(const tb_anatomy *anatomy)
{
    if (anatomy->symptomatic < 0) {
        return 0.0f;
    }
    const tb_vec3 point = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    return (float)(point.z - tb_anatomy_skin_mm(anatomy, point.x, point.y));
}

/// How high the eye stands: over the notch's front edge it must see what lies under the target.
static float facing_elevation(const tb_renderer *renderer, float usual_rad)
{
    const float under_mm = 20.0f, notch_mm = 60.0f, most_rad = 0.98f;
    if (tb_chest_depth(renderer) > 0.0f) {
        return CHEST_ELEVATION_RAD;
    }
    if (renderer->anatomy.roll.present || renderer->region.id == TB_REGION_SHOULDER_NECK) {
        return ROLL_ELEVATION_RAD; // over the shoulder
    }
    const float deep = atanf((target_depth(&renderer->anatomy) + under_mm) / notch_mm);
    return fminf(most_rad, fmaxf(fminf(usual_rad, FACING_ELEVATION_RAD), deep));
}

tb_camera tb_renderer_camera_facing(const tb_renderer *renderer, const tb_section_plane *plane)
{
    const tb_region *region = &renderer->region;
    const region_view *view = &views[region->id];
    tb_camera camera = tb_renderer_camera_work(renderer);
    const float usual = view->work_azimuth_rad;
    // the plane's two normals as azimuths; the nearer one, seen from beside it
    const float turn = 6.2831853f, oblique = FACING_OBLIQUE_RAD;
    const float elevation = facing_elevation(renderer, view->work_elevation_rad);
    float best = turn;
    const float along = atan2f((float)plane->sin_azimuth, (float)plane->cos_azimuth);
    const tb_f3 above = {(float)plane->t0_mm,
                         tb_region_height(region, (float)plane->t0_mm, (float)plane->b0_mm) + 4.0f,
                         (float)plane->b0_mm};
    for (int k = 0; k < 4; ++k) {
        const float normal = along + (k & 1 ? 0.25f : -0.25f) * turn;
        const float azimuth = normal + (k & 2 ? oblique : -oblique);
        float away = azimuth - usual;
        away -= turn * floorf(away / turn + 0.5f);
        tb_camera there = camera;
        look_from(region, site_direction(usual + away, elevation), &there);
        const tb_f3 focus = {there.focus_t_mm, -there.focus_n_mm, there.focus_b_mm};
        const tb_f3 towards = tb_f3_sub(tb_camera_eye(region, &there), focus);
        if (fabsf(away) < best && clear_view(region, above, towards, there.distance_mm)) {
            best = fabsf(away);
            camera = there;
        }
    }
    camera.distance_mm *= renderer->anatomy.roll.present ? ROLL_CLOSER : FACING_CLOSER;
    const float keep = 0.6f; // a finger walks; the view does not walk with it all the way
    camera.focus_t_mm += keep * (float)plane->t0_mm;
    camera.focus_b_mm += keep * (float)plane->b0_mm;
    const float least_mm = tb_chest_depth(renderer) > 0.0f ? CHEST_FOCUS_MM : 9.0f;
    camera.focus_n_mm = fmaxf(least_mm, fminf(0.55f * target_depth(&renderer->anatomy), 30.0f));
    return camera;
}

bool tb_renderer_section_turned(const tb_renderer *renderer, const tb_camera *camera,
                                const tb_section_plane *plane)
{
    if (renderer == NULL || !renderer->has_patient) {
        return false;
    }
    const tb_camera from = camera != NULL ? *camera : tb_renderer_camera_facing(renderer, plane);
    const tb_region *region = &renderer->region;
    const tb_f3 focus = {from.focus_t_mm, -from.focus_n_mm, from.focus_b_mm};
    const tb_f3 ahead = tb_f3_sub(focus, tb_camera_eye(region, &from));
    const tb_f3 right = tb_f3_cross(ahead, tb_camera_up(region, &from));
    return right.x * (float)plane->cos_azimuth + right.z * (float)plane->sin_azimuth < 0.0f;
}

/// Along the fibres, from the end that the working view is nearer to, unless the body hides the
/// site from there.
static tb_camera along_fibres(const tb_renderer *renderer)
{
    tb_camera camera = tb_renderer_camera_work(renderer);
    const tb_f3 focus = {camera.focus_t_mm, -camera.focus_n_mm, camera.focus_b_mm};
    const float side =
        tb_f3_sub(tb_camera_eye(&renderer->region, &camera), focus).x < 0.0f ? -1.0f : 1.0f;
    camera.distance_mm = 230.0f;
    const tb_region *region = &renderer->region;
    const tb_f3 above = {0.0f, tb_region_height(region, 0.0f, 0.0f) + 4.0f, 0.0f};
    const tb_f3 ways[4] = {
        {side, 0.42f, 0.0f}, {-side, 0.42f, 0.0f}, {side, 0.9f, 0.0f}, {-side, 0.9f, 0.0f}};
    int way = 0;
    while (way < 3 && !clear_view(region, above, ways[way], camera.distance_mm)) {
        ++way;
    }
    look_from(region, ways[way], &camera);
    return camera;
}

/// Over the handle, down the shaft; over the site's middle while there is no needle.
static tb_camera down_needle(const tb_renderer *renderer, const tb_snapshot *seen)
{
    tb_camera camera = tb_renderer_camera_work(renderer);
    tb_f3 away = {0.0f, 1.0f, 0.0f};
    const bool there = seen != NULL && (seen->needle.stage == TB_NEEDLE_PLACED ||
                                        seen->needle.stage == TB_NEEDLE_IN);
    if (there) {
        const float st = sinf(seen->needle.tilt_rad), ct = cosf(seen->needle.tilt_rad);
        away =
            (tb_f3){-st * cosf(seen->needle.azimuth_rad), ct, -st * sinf(seen->needle.azimuth_rad)};
        camera.focus_t_mm = seen->needle.entry_t_mm;
        camera.focus_b_mm = seen->needle.entry_b_mm;
        camera.focus_n_mm = seen->needle.entry_n_mm;
    }
    // a little beside the shaft: seen quite along it, it would be a point
    look_from(&renderer->region, tb_f3_add(away, tb_f3_make(0.10f, 0.0f, 0.10f)), &camera);
    camera.distance_mm = 190.0f;
    return camera;
}

tb_camera tb_renderer_camera(const tb_renderer *renderer, tb_camera_preset preset,
                             const tb_snapshot *seen)
{
    switch (preset) {
    case TB_CAMERA_REGION:
        return tb_renderer_camera_region(renderer);
    case TB_CAMERA_ALONG:
        return along_fibres(renderer);
    case TB_CAMERA_NEEDLE:
        return down_needle(renderer, seen);
    default:
        return seen != NULL ? tb_renderer_camera_facing(renderer, &seen->section.plane)
                            : tb_renderer_camera_work(renderer);
    }
}

void tb_camera_orbit(tb_camera *camera, float turn_rad, float lift_rad)
{
    camera->azimuth_rad += turn_rad;
    camera->elevation_rad =
        fmaxf(ELEVATION_MIN_RAD, fminf(ELEVATION_MAX_RAD, camera->elevation_rad + lift_rad));
}

void tb_camera_zoom(tb_camera *camera, float factor)
{
    camera->distance_mm =
        fmaxf(DISTANCE_MIN_MM, fminf(DISTANCE_MAX_MM, camera->distance_mm * factor));
}

tb_camera tb_camera_between(const tb_camera *from, const tb_camera *to, float share)
{
    const float f = share <= 0.0f   ? 0.0f
                    : share >= 1.0f ? 1.0f
                                    : share * share * (3.0f - 2.0f * share);
    const float turn = 6.2831853f;
    float azimuth = to->azimuth_rad - from->azimuth_rad;
    azimuth -= turn * floorf(azimuth / turn + 0.5f); // the shorter way round
    tb_camera camera = *to;
    if (share < 1.0f) {
        camera.azimuth_rad = from->azimuth_rad + f * azimuth;
        camera.elevation_rad = from->elevation_rad + f * (to->elevation_rad - from->elevation_rad);
        camera.distance_mm = from->distance_mm * powf(to->distance_mm / from->distance_mm, f);
        camera.focus_t_mm = from->focus_t_mm + f * (to->focus_t_mm - from->focus_t_mm);
        camera.focus_b_mm = from->focus_b_mm + f * (to->focus_b_mm - from->focus_b_mm);
        camera.focus_n_mm = from->focus_n_mm + f * (to->focus_n_mm - from->focus_n_mm);
    }
    return camera;
}
