/// Fingers on the screen, for tests of the trainer that hold its screens in `s`.
#ifndef TB_TESTS_TOUCH_H
#define TB_TESTS_TOUCH_H
#include "screens.h"

static screens s;

/// A finger at a place in units.
static inline void finger(SDL_EventType kind, int id, float x, float y)
{
    SDL_Event event = {0};
    event.type = kind;
    event.tfinger.fingerId = id;
    event.tfinger.x = x / s.app->ui.width;
    event.tfinger.y = y / s.app->ui.height;
    SDL_PushEvent(&event);
    tb_app_events(s.app);
}

/// Middle of the part of the scene that no button covers.
static inline void middle(float *x, float *y)
{
    const tb_rect *scene = &s.app->frame.scene;
    const float k = s.app->ui.scale;
    *x = ((float)scene->x + 0.45f * (float)scene->width) / k;
    *y = ((float)scene->y + 0.5f * (float)scene->height) / k;
    assert_true(tb_app_over_scene(s.app, *x * k, *y * k));
}

#endif
