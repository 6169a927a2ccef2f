// The body map's painter: what lies where, how light falls, and that strength is more than a
// colour.
#include "tb_test.h"

#include "tautband/core/alloc.h"
#include "tautband/render/body_map.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE = 120 };

static const float body[] = {20, 10, 100, 10, 100, 110, 20, 110};
static const float place[] = {40, 40, 80, 40, 80, 80, 40, 80};
static uint8_t picture[4 * SIZE * SIZE], other[4 * SIZE * SIZE];

static tb_map_desc desc_of(const tb_map_shape *shapes, int count)
{
    return (tb_map_desc){.shapes = shapes,
                         .shape_count = count,
                         .x1 = 120,
                         .y1 = 120,
                         .width = SIZE,
                         .height = SIZE,
                         .ground = {14, 18, 23},
                         .pain = {204, 121, 167}};
}

static const uint8_t *at(const uint8_t *of, int x, int y)
{
    return &of[4 * (x + SIZE * y)];
}

static int sum(const uint8_t *pixel)
{
    return pixel[0] + pixel[1] + pixel[2];
}

static void figure_is_lit_from_the_upper_left(void **state)
{
    (void)state;
    const tb_map_shape shapes[] = {{body, 4, TB_MAP_BODY, 0, {0, 0}}};
    const tb_map_desc desc = desc_of(shapes, 1);
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_OK);
    for (int k = 0; k < 3; ++k) {
        assert_int_equal(at(picture, 5, 60)[k], desc.ground[k]);
        assert_int_equal(at(picture, 60, 4)[k], desc.ground[k]);
    }
    assert_int_equal(at(picture, 5, 60)[3], 255);
    assert_true(sum(at(picture, 60, 60)) > 3 * sum(at(picture, 5, 60)));
    assert_true(sum(at(picture, 30, 60)) > sum(at(picture, 90, 60)) + 30);  // left against right
    assert_true(sum(at(picture, 60, 20)) > sum(at(picture, 60, 100)) + 30); // above against below
    // edges are smooth: a border half way through a pixel is half covered
    const float half[] = {20.5f, 10, 100, 10, 100, 110, 20.5f, 110};
    const tb_map_shape shifted[] = {{half, 4, TB_MAP_BODY, 0, {0, 0}}};
    const tb_map_desc edge = desc_of(shifted, 1);
    assert_int_equal(tb_body_map_paint(&edge, other), TB_OK);
    const int outside = sum(at(other, 19, 60)), border = sum(at(other, 20, 60)),
              inside = sum(at(other, 21, 60));
    assert_true(border > outside + 20 && border < inside - 20);
}

/// How far a picture differs from the figure without anything felt, and in how many pixels the
/// strokes stand out.
static double felt(float level, double *strokes)
{
    const tb_map_shape shapes[] = {{body, 4, TB_MAP_BODY, 0, {0, 0}},
                                   {place, 4, TB_MAP_REGION, level, {0, 0}}};
    const tb_map_desc plain = desc_of(shapes, 1), with = desc_of(shapes, 2);
    assert_int_equal(tb_body_map_paint(&plain, other), TB_OK);
    assert_int_equal(tb_body_map_paint(&with, picture), TB_OK);
    double red = 0.0;
    int turns = 0;
    for (int y = 45; y < 75; ++y) {
        for (int x = 45; x < 75; ++x) {
            red += at(picture, x, y)[0] - at(other, x, y)[0];
            // along a row: how often grey rises, which counts strokes
            turns += sum(at(picture, x, y)) > sum(at(picture, x - 1, y)) &&
                             sum(at(picture, x, y)) >= sum(at(picture, x + 1, y))
                         ? 1
                         : 0;
        }
    }
    *strokes = turns / 30.0;
    return red / 900.0;
}

static void stronger_is_redder_and_denser(void **state)
{
    (void)state;
    double few, many, none;
    const double faint = felt(0.3f, &few), strong = felt(1.0f, &many);
    assert_true(strong > faint + 8.0 && faint > 8.0);
    assert_true(many > 1.4 * few && few > 2.0); // without colour: closer strokes
    assert_near(felt(0.0f, &none), 0.0, 1e-9);
    // it fades over its border instead of ending there
    (void)felt(1.0f, &many);
    const int in = abs(at(picture, 42, 60)[1] - at(other, 42, 60)[1]),
              out = abs(at(picture, 36, 60)[1] - at(other, 36, 60)[1]);
    assert_true(in > out);
    assert_true(memcmp(at(picture, 25, 60), at(other, 25, 60), 3) == 0);
}

static void muscle_is_striped_along_its_fibres(void **state)
{
    (void)state;
    const tb_map_shape shapes[] = {{body, 4, TB_MAP_BODY, 0, {0, 0}},
                                   {place, 4, TB_MAP_MUSCLE, 0, {0, 1}}};
    const tb_map_desc desc = desc_of(shapes, 2);
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_OK);
    const uint8_t *middle = at(picture, 60, 60);
    assert_true(middle[0] > 2 * middle[1]);
    double along = 0.0, across = 0.0;
    for (int k = 50; k < 70; ++k) {
        along += abs(at(picture, 60, k + 1)[0] - at(picture, 60, k)[0]);
        across += abs(at(picture, k + 1, 60)[0] - at(picture, k, 60)[0]);
    }
    assert_true(across > 4.0 * along);
}

static void refuses_what_it_cannot_paint(void **state)
{
    (void)state;
    tb_map_desc desc = desc_of(NULL, 0);
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_OK); // an empty figure is ground
    assert_int_equal(at(picture, 60, 60)[0], 14);
    desc.x1 = desc.x0;
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_ERR_ARGUMENT);
    desc = desc_of(NULL, 0);
    desc.y1 = NAN;
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_ERR_ARGUMENT);
    desc = desc_of(NULL, 0);
    desc.width = 3000;
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_ERR_ARGUMENT);
    desc = desc_of(NULL, 0);
    tb_alloc_fail_at(1);
    assert_int_equal(tb_body_map_paint(&desc, picture), TB_ERR_MEMORY);
    tb_alloc_fail_at(0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, figure_is_lit_from_the_upper_left);
    TB_TEST(&list, stronger_is_redder_and_denser);
    TB_TEST(&list, muscle_is_striped_along_its_fibres);
    TB_TEST(&list, refuses_what_it_cannot_paint);
    return tb_test_run(&list, "body map");
}
