// Body map: all 44 regions are there, triangles fill their outlines, each region is hit by its own
// centre of area.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "app/bodymap.h"

enum { REGIONS = 44 };

static double triangle_area(const tb_bodymap_shape *shape, int k, double *cx, double *cy)
{
    const uint16_t *t = &shape->triangles[3 * k];
    const float *a = &shape->outline[2 * t[0]], *b = &shape->outline[2 * t[1]],
                *c = &shape->outline[2 * t[2]];
    *cx = ((double)a[0] + (double)b[0] + (double)c[0]) / 3.0;
    *cy = ((double)a[1] + (double)b[1] + (double)c[1]) / 3.0;
    return 0.5 * fabs(((double)b[0] - (double)a[0]) * ((double)c[1] - (double)a[1]) -
                      ((double)c[0] - (double)a[0]) * ((double)b[1] - (double)a[1]));
}

static double outline_area(const tb_bodymap_shape *shape)
{
    double twice = 0.0;
    for (int p = 0; p < shape->point_count; ++p) {
        const float *a = &shape->outline[2 * p],
                    *b = &shape->outline[2 * ((p + 1) % shape->point_count)];
        twice += (double)a[0] * (double)b[1] - (double)b[0] * (double)a[1];
    }
    return 0.5 * fabs(twice);
}

static void all_regions_are_present(void **state)
{
    (void)state;
    const char *seen[REGIONS + 1];
    int count = 0;
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const char *region = tb_bodymap_shapes[k].region;
        bool known = region[0] == '\0';
        for (int m = 0; m < count && !known; ++m) {
            known = strcmp(seen[m], region) == 0;
        }
        if (!known) {
            assert_true(count < REGIONS);
            seen[count++] = region;
        }
    }
    assert_int_equal(count, REGIONS);
}

static void triangles_fill_the_outline(void **state)
{
    (void)state;
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        double sum = 0.0, cx, cy;
        for (int t = 0; t < shape->triangle_count; ++t) {
            sum += triangle_area(shape, t, &cx, &cy);
        }
        const double area = outline_area(shape);
        assert_true(area > 1.0);
        assert_true(fabs(sum - area) <= 0.01 * area);
    }
}

static void each_shape_is_hit_by_its_centre(void **state)
{
    (void)state;
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        // A crescent may not hold its centre of area: its largest triangle's centre is inside by
        // construction.
        double best = 0.0, x = 0.0, y = 0.0, cx, cy;
        for (int t = 0; t < shape->triangle_count; ++t) {
            const double area = triangle_area(shape, t, &cx, &cy);
            if (area > best) {
                best = area;
                x = cx;
                y = cy;
            }
        }
        assert_true(tb_bodymap_contains(shape, (float)x, (float)y));
        assert_false(tb_bodymap_contains(shape, -10.0f, (float)y));
    }
}

static void windows_hold_their_regions(void **state)
{
    (void)state;
    const char *const regions[] = {"calf_medial", "foot_arch"};
    tb_bodymap_box box = {0, 0, 0, 0};
    assert_true(tb_bodymap_window(regions, 1, TB_BODYMAP_RIGHT, 0.0f, &box));
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        if (strcmp(shape->region, "calf_medial") == 0 && shape->side == TB_BODYMAP_RIGHT) {
            for (int p = 0; p < shape->point_count; ++p) {
                assert_true(shape->outline[2 * p] >= box.x0 && shape->outline[2 * p] <= box.x1);
                assert_true(shape->outline[2 * p + 1] >= box.y0 &&
                            shape->outline[2 * p + 1] <= box.y1);
            }
        }
    }
    const tb_bodymap_box before = box;
    const char *const unknown[] = {"left_wing"};
    assert_false(tb_bodymap_window(unknown, 1, TB_BODYMAP_RIGHT, 0.1f, &box));
    assert_memory_equal(&before, &box, sizeof box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_regions_are_present),
        cmocka_unit_test(triangles_fill_the_outline),
        cmocka_unit_test(each_shape_is_hit_by_its_centre),
        cmocka_unit_test(windows_hold_their_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
