// What a picture owes to those before it: renewed in parts it ends as if drawn from nothing, drawn
// smaller while it moves it is sharp again at rest, a lost context shows the same once more, and
// the first motion after rest shows in the very next frame.
#include "pictures.h"

/// Going from one tool's plane to another redraws only parts of the cached layer, over several
/// frames: the end must be as if drawn from nothing.
static void renewing_leaves_no_trace(void **state)
{
    (void)state;
    SDL_GLContext context;
    SDL_Window *window = open_context(false, &context);
    if (window == NULL) {
        skip();
    }
    tb_error error = {0};
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    assert_int_equal(tb_renderer_create(&desc, &renderer, &error), TB_OK);
    static unsigned char renewed[BYTES];
    static const int ways[][2] = {{0, 3}, {3, 0}, {1, 3}};
    camera_stays = true;
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; ++k) {
        play_to(ways[k][0]);
        const tb_anatomy *anatomy = tb_session_anatomy(session);
        assert_int_equal(tb_renderer_set_patient(renderer, &model, anatomy, &error), TB_OK);
        draw_frames(renderer, ways[k][0], SETTLED);
        play_on(ways[k][1]);
        draw_frames(renderer, ways[k][1], SETTLED);
        memcpy(renewed, picture, BYTES);
        assert_int_equal(tb_renderer_set_patient(renderer, &model, anatomy, &error), TB_OK);
        draw_frames(renderer, ways[k][1], SETTLED);
        double mean, share;
        int largest;
        compare(picture, renewed, &mean, &share, &largest);
        print_message("%s after %s: largest difference %d/255\n", names[ways[k][1]],
                      names[ways[k][0]], largest);
        if (largest > 0 && getenv("TB_TEST_OUTPUT") != NULL) {
            char path[256];
            snprintf(path, sizeof path, "%s/renewed.png", getenv("TB_TEST_OUTPUT"));
            write_png(path, renewed);
            snprintf(path, sizeof path, "%s/anew.png", getenv("TB_TEST_OUTPUT"));
            write_png(path, picture);
        }
        assert_int_equal(largest, 0);
    }
    camera_stays = false;
    tb_renderer_destroy(renderer);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
}

/// A smaller scene while it moves: close to the full one, sharp again after a rest, and the same
/// bits then as if nothing had ever moved.
static void what_moves_is_drawn_smaller(void **state)
{
    (void)state;
    static unsigned char sharp[BYTES];
    for (int tier = TB_TIER_LIGHT; tier <= TB_TIER_NORMAL; ++tier) {
        SDL_GLContext context;
        SDL_Window *window = open_context(false, &context);
        if (window == NULL) {
            skip();
        }
        tb_renderer *renderer = NULL;
        const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = (tb_tier)tier, .es = false};
        assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
        play_to(0);
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL), TB_OK);
        tb_frame_desc frame = {.width = WIDTH,
                               .height = HEIGHT,
                               .scene = {4, 28, 396, 235},
                               .section = {404, 28, 232, 235},
                               .view = TB_VIEW_FULL,
                               .reduced_motion = true,
                               .motion_scale = 0.7f,
                               .camera_scale = 0.5f};
        frame.camera = tb_renderer_camera_work(renderer);
        float scale;
        double mean, share;
        int largest;
        draw_desc(renderer, &frame, 1); // the first frame is motion, too
        tb_renderer_work(renderer, &scale);
        assert_near((double)scale, 0.7, 1e-6);
        draw_desc(renderer, &frame, 3 * SETTLED);
        memcpy(sharp, picture, BYTES);
        assert_int_equal(tb_renderer_work(renderer, &scale), TB_SCENE_KEPT);
        assert_near((double)scale, 1.0, 0.0);
        frame.camera.azimuth_rad += 0.01f;
        draw_desc(renderer, &frame, 1);
        assert_int_equal(tb_renderer_work(renderer, &scale), TB_SCENE_CAMERA);
        assert_near((double)scale, 0.5, 0.0);
        frame.camera.azimuth_rad = tb_renderer_camera_work(renderer).azimuth_rad;
        draw_desc(renderer, &frame, 1);
        compare(picture, sharp, &mean, &share, &largest);
        print_message("half size against full: mean %.2f/255\n", mean);
        assert_true(mean > 0.05 && mean < 3.0);
        input.depth_um += 1500;
        run(60);
        tb_session_snapshot(session, &snapshot);
        draw_desc(renderer, &frame, 3);
        tb_renderer_work(renderer, &scale);
        assert_near((double)scale, 0.7, 1e-6);
        draw_desc(renderer, &frame, 3 * SETTLED);
        memcpy(sharp, picture, BYTES);
        frame.motion_scale = frame.camera_scale = 0.0f;
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL), TB_OK);
        draw_desc(renderer, &frame, SETTLED);
        assert_memory_equal(picture, sharp, BYTES);
        tb_renderer_destroy(renderer);
        SDL_GL_DeleteContext(context);
        SDL_DestroyWindow(window);
    }
}

/// The window is closed under the renderer and opened anew: another renderer shows the same.
static void lost_context_is_survived(void **state)
{
    (void)state;
    static unsigned char first[BYTES];
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    play_to(3);
    for (int life = 0; life < 2; ++life) {
        SDL_GLContext context;
        SDL_Window *window = open_context(false, &context);
        if (window == NULL) {
            skip();
        }
        tb_renderer *lost = renderer; // its objects are gone; its memory is freed without GL
        assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
        assert_int_equal(
            tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL), TB_OK);
        tb_renderer_abandon(lost);
        draw_frames(renderer, 3, 2);
        if (life == 0) {
            memcpy(first, picture, BYTES);
        } else {
            assert_memory_equal(picture, first, BYTES);
        }
        SDL_GL_DeleteContext(context);
        SDL_DestroyWindow(window);
    }
    tb_renderer_abandon(renderer);
    tb_renderer_abandon(NULL);
}

/// At rest nothing is drawn again, and the first motion shows in the very next frame.
static void motion_after_rest_shows_at_once(void **state)
{
    (void)state;
    static unsigned char rest[BYTES];
    SDL_GLContext context;
    SDL_Window *window = open_context(false, &context);
    if (window == NULL) {
        skip();
    }
    tb_renderer *renderer = NULL;
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    assert_int_equal(tb_renderer_create(&desc, &renderer, NULL), TB_OK);
    play_to(0);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, tb_session_anatomy(session), NULL),
                     TB_OK);
    for (int odd = 0; odd < 2; ++odd) {
        draw_frames(renderer, 0, SETTLED + odd);
        memcpy(rest, picture, BYTES);
        draw_frames(renderer, 0, 1);
        assert_memory_equal(picture, rest, BYTES);
        input.depth_um += 1500;
        run(60);
        tb_session_snapshot(session, &snapshot);
        draw_frames(renderer, 0, 1);
        int scene = 0, section = 0;
        for (int y = 30; y < 260; ++y) {
            for (int x = 4; x < 636; ++x) {
                const bool differs =
                    memcmp(&picture[3 * (x + WIDTH * y)], &rest[3 * (x + WIDTH * y)], 3) != 0;
                scene += differs && x < 400 ? 1 : 0;
                section += differs && x > 404 ? 1 : 0;
            }
        }
        assert_true(scene > 100);
        assert_true(section > 100);
    }
    tb_renderer_destroy(renderer);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, renewing_leaves_no_trace);
    TB_TEST(&list, what_moves_is_drawn_smaller);
    TB_TEST(&list, lost_context_is_survived);
    TB_TEST(&list, motion_after_rest_shows_at_once);
    return pictures_run(&list, "redraw");
}
