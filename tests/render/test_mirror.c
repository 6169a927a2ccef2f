// A case on the left is shown as the mirror image of the same case on the right: scene, section and
// ultrasound, pixel by pixel, and the pointer finds the same place of the skin under the mirrored
// pixel.
#include "tb_test.h"

#include "tautband/render/renderer.h"
#include "tautband/session/session.h"

#include <SDL.h>
#include <epoxy/gl.h>
#include <string.h>

/// Such that the scan's picture is an even number of pixels wide: it is then in the very middle.
enum { WIDTH = 400, HEIGHT = 242, BYTES = WIDTH * HEIGHT * 4 };

static tb_case models[3]; // a calf, a lifted shoulder, a buttock
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_snapshot snapshot;
static tb_anatomy anatomies[2]; // right, left
static unsigned char pictures[2][BYTES];

/// What is pictured: a finger, a needle, a pincer grip.
typedef struct mirror_row {
    const char *name;
    int model;
    tb_tool tool;
    tb_depth_view view;
} mirror_row;

static mirror_row rows[] = {
    {"a finger presses a calf", 0, TB_TOOL_FINGER, TB_VIEW_FULL},
    {"outlines below a calf's skin", 0, TB_TOOL_FINGER, TB_VIEW_OUTLINE},
    {"a needle stands in a calf", 0, TB_TOOL_NEEDLE, TB_VIEW_FULL},
    {"two fingers lift a shoulder", 1, TB_TOOL_PINCER, TB_VIEW_FULL},
};

static void run(tb_session *session, tb_input *input, int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        tb_session_step(session, input);
        input->command = TB_COMMAND_NONE;
    }
}

static void play(const mirror_row *row)
{
    tb_case *model = &models[row->model];
    tb_session *session = NULL;
    const tb_session_desc desc = {model, &tissues, &physiology, 7, 8};
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    const tb_anatomy *a = tb_session_anatomy(session);
    const tb_trigger_point *point = &a->trigger_points[a->symptomatic];
    tb_input input = {.tool = (uint8_t)row->tool};
    input.t_um = (int32_t)(1000.0 * point->surface_t_mm);
    input.b_um = (int32_t)(1000.0 * point->surface_b_mm) - 4000;
    if (row->tool == TB_TOOL_NEEDLE) {
        input.command = TB_COMMAND_CHOOSE_NEEDLE;
        input.argument = 1;
        run(session, &input, 2);
        input.tilt_mdeg = 12000;
        input.azimuth_mdeg = 70000;
        input.command = TB_COMMAND_PLACE;
        run(session, &input, 20);
        input.command = TB_COMMAND_TAP;
        run(session, &input, 100);
        input.command = TB_COMMAND_TUBE_OFF;
        run(session, &input, 5);
        for (int k = 0; k < 400; ++k) {
            input.depth_um += 25;
            run(session, &input, 1);
        }
    } else {
        input.depth_um = row->tool == TB_TOOL_PINCER ? 2000 : 9000;
        input.b_um = row->tool == TB_TOOL_PINCER ? 0 : input.b_um;
        run(session, &input, 400);
    }
    tb_session_snapshot(session, &snapshot);
    tb_session_destroy(session);
    for (int side = 0; side < 2; ++side) {
        model->side = side;
        tb_anatomy_draw(model, 7, &anatomies[side]);
    }
}

static bool section_turned, scan_frozen; ///< of what is drawn

/// Draw one part over the whole window; the left side with the other hand, which is its mirror
/// image.
static void draw(tb_renderer *renderer, const mirror_row *row, int part, bool left, int side)
{
    const tb_rect whole = {0, 0, WIDTH, HEIGHT}, none = {0, 0, 0, 0};
    models[row->model].side = side;
    if (!scan_frozen) { // a new patient is scanned anew
        assert_int_equal(
            tb_renderer_set_patient(renderer, &models[row->model], &anatomies[side], NULL), TB_OK);
    }
    tb_frame_desc frame = {.width = WIDTH,
                           .height = HEIGHT,
                           .scene = part == 0 ? whole : none,
                           .section = part == 1 ? whole : none,
                           .scan = part == 2 ? whole : none,
                           .scan_settings = tb_scan_settings_default(),
                           .camera = tb_renderer_camera_work(renderer),
                           .view = row->view,
                           .show_target = true,
                           .show_reserve = true,
                           .reduced_motion = true,
                           .left_hand = left,
                           .section_turned = section_turned};
    frame.scan_settings.frozen = scan_frozen;
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glClearColor(0.0f, 0.0f, 0.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT);
    for (int k = 0; k < 3; ++k) {
        tb_renderer_draw(renderer, &snapshot, &snapshot, 1.0f, &frame);
    }
    glReadPixels(0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, pictures[side]);
    assert_int_equal(glGetError(), GL_NO_ERROR);
}

/// Mean difference of a column-wise mirrored picture, and share of pixels beyond 8/255.
static void compare(bool mirrored, double *mean, double *share)
{
    double sum = 0.0;
    int beyond = 0;
    for (int y = 0; y < HEIGHT; ++y) {
        for (int x = 0; x < WIDTH; ++x) {
            const unsigned char *a = &pictures[0][4 * (x + WIDTH * y)];
            const unsigned char *b = &pictures[1][4 * ((mirrored ? WIDTH - 1 - x : x) + WIDTH * y)];
            int worst = 0;
            for (int c = 0; c < 3; ++c) {
                const int d = abs((int)a[c] - (int)b[c]);
                sum += d;
                worst = d > worst ? d : worst;
            }
            beyond += worst > 8 ? 1 : 0;
        }
    }
    *mean = sum / (3.0 * WIDTH * HEIGHT);
    *share = (double)beyond / (WIDTH * HEIGHT);
}

static tb_renderer *renderer;

static void left_is_the_mirror_image(void **state)
{
    static const char *const parts[] = {"scene", "section", "scan"};
    const mirror_row *row = *state;
    play(row);
    for (int part = 0; part < 3; ++part) {
        double mean, share, straight, beyond;
        draw(renderer, row, part, false, 0);
        float t[2], b[2], x, y;
        const float at[3] = {-12.0f, 3.0f, (float)tb_anatomy_skin_mm(&anatomies[0], -12.0, 3.0)};
        if (part == 0) {
            assert_true(tb_renderer_project(renderer, at[0], at[1], at[2], &x, &y));
            assert_true(tb_renderer_pick(renderer, x, y, &t[0], &b[0]));
        }
        draw(renderer, row, part, true, 1);
        compare(true, &mean, &share);
        compare(false, &straight, &beyond);
        print_message("%s, %s: mean %.3f/255, %.3f %% beyond 8/255; not mirrored %.1f/255\n",
                      row->name, parts[part], mean, 100.0 * share, straight);
        // edges on the border of two pixels may fall to either; the scan's depth marks stay
        assert_true(mean <= (part == 2 ? 0.5 : 0.05) && share <= (part == 2 ? 0.003 : 0.0005));
        assert_true(straight > 4.0 * mean);
        if (part == 0) {
            assert_true(tb_renderer_pick(renderer, (float)WIDTH - x, y, &t[1], &b[1]));
            assert_near((double)t[1], (double)t[0], 1e-2);
            assert_near((double)b[1], (double)b[0], 1e-2);
        }
    }
}

/// A right hand stays a right one: on the left side another picture than the mirrored one.
static void the_hand_is_not_mirrored(void **state)
{
    (void)state;
    double mean, share;
    play(&rows[0]);
    draw(renderer, &rows[0], 0, false, 0);
    draw(renderer, &rows[0], 0, false, 1);
    compare(true, &mean, &share);
    assert_true(share > 0.01);
}

/// The other way round, section and scan are mirror images; a frozen scan stays as it is.
static void turned_is_the_mirror_image(void **state)
{
    const mirror_row *row = *state;
    double mean, share, straight, beyond;
    play(row);
    scan_frozen = false;
    for (int part = 1; part < 3; ++part) {
        section_turned = false;
        draw(renderer, row, part, false, 0);
        memcpy(pictures[1], pictures[0], BYTES);
        section_turned = true;
        draw(renderer, row, part, false, 0);
        compare(true, &mean, &share);
        compare(false, &straight, &beyond);
        assert_true(mean <= (part == 2 ? 0.5 : 0.05) && share <= (part == 2 ? 0.003 : 0.0005));
        assert_true(straight > 4.0 * mean);
    }
    memcpy(pictures[1], pictures[0], BYTES);
    scan_frozen = true;
    section_turned = false;
    draw(renderer, row, 2, false, 0);
    assert_memory_equal(pictures[0], pictures[1], BYTES);
    scan_frozen = false;
}

static mirror_row hidden_rows[] = {
    {"outlines below a calf's skin", 0, TB_TOOL_FINGER, TB_VIEW_OUTLINE},
    {"a needle above the sciatic nerve", 2, TB_TOOL_NEEDLE, TB_VIEW_FULL},
};

/// A case that hides its hazards is drawn like the same patient without them; the scan shows them.
static void hidden_hazards_are_in_no_picture(void **state)
{
    const mirror_row *row = *state;
    static tb_anatomy whole, bare;
    static unsigned char shown[BYTES];
    double mean, share;
    int differ = 0;
    play(row);
    whole = bare = anatomies[0];
    bare.structure_count = 0;
    for (int k = 0; k < whole.structure_count; ++k) {
        const tb_structure *one = &whole.structures[k];
        if (one->hazard == TB_HAZARD_NONE || one->hazard == TB_HAZARD_BONE) {
            bare.structures[bare.structure_count++] = *one;
        }
    }
    assert_true(bare.structure_count < whole.structure_count);
    for (int part = 0; part < 2; ++part) {
        anatomies[0] = whole;
        draw(renderer, row, part, false, 0);
        memcpy(shown, pictures[0], BYTES);
        models[row->model].difficulty.hide_hazards = true;
        draw(renderer, row, part, false, 0);
        models[row->model].difficulty.hide_hazards = false;
        memcpy(pictures[1], pictures[0], BYTES);
        differ += memcmp(shown, pictures[0], BYTES) != 0 ? 1 : 0;
        anatomies[0] = bare;
        draw(renderer, row, part, false, 0);
        compare(false, &mean, &share);
        print_message("%s, part %d: %.4f/255, %.4f %% beyond 8/255\n", row->name, part, mean,
                      100.0 * share);
        assert_true(share <= 0.0005);
    }
    assert_true(differ > 0); // there was something to hide
}

static bool load(void)
{
    static tb_diagnostics diagnostics;
    const bool good =
        tb_case_load("assets/cases/gastrocnemius-medial.yaml", &models[0], &diagnostics) == TB_OK &&
        tb_case_load("assets/cases/ut-slim-student.yaml", &models[1], &diagnostics) == TB_OK &&
        tb_case_load("assets/cases/pi-cyclist.yaml", &models[2], &diagnostics) == TB_OK &&
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) == TB_OK &&
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) == TB_OK;
    if (!good) {
        tb_diagnostics_print(&diagnostics, stderr);
    }
    return good;
}

int main(void)
{
    static tb_test_list list;
    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    if (!load()) {
        return 1;
    }
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        print_message("no off-screen video here: %s\n", SDL_GetError());
        return 0;
    }
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window =
        SDL_CreateWindow("mirror", 0, 0, WIDTH, HEIGHT, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    SDL_GLContext context = window != NULL ? SDL_GL_CreateContext(window) : NULL;
    if (context == NULL) {
        print_message("no OpenGL 3.3 context here: %s\n", SDL_GetError());
        return 0;
    }
    const tb_renderer_desc desc = {.shader_dir = "shaders", .tier = TB_TIER_LIGHT, .es = false};
    if (tb_renderer_create(&desc, &renderer, NULL) != TB_OK) {
        return 1;
    }
    TB_TEST_ROWS(&list, left_is_the_mirror_image, rows);
    TB_TEST_ROWS(&list, turned_is_the_mirror_image, rows);
    TB_TEST(&list, the_hand_is_not_mirrored);
    TB_TEST_ROWS(&list, hidden_hazards_are_in_no_picture, hidden_rows);
    const int failed = tb_test_run(&list, "mirror");
    tb_renderer_destroy(renderer);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
    SDL_Quit();
    return failed;
}
