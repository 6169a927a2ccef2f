// Status, vectors and unit conversions: the small headers of core.
#include "tautband/core/status.h"

#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include "tb_test.h"

#include <float.h>
#include <string.h>

static void fail_fills_the_error_and_returns_its_status(void **state)
{
    (void)state;
    tb_error error = {TB_OK, "old"};
    assert_int_equal(tb_fail(&error, TB_ERR_FORMAT, "%s:%d: bad value %.1f", "a.yaml", 3, 2.5),
                     TB_ERR_FORMAT);
    assert_int_equal(error.status, TB_ERR_FORMAT);
    assert_string_equal(error.message, "a.yaml:3: bad value 2.5");
    assert_int_equal(tb_fail(NULL, TB_ERR_IO, "nobody listens"), TB_ERR_IO);
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    char text[2 * TB_ERROR_MESSAGE_SIZE];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    tb_error error;
    tb_fail(&error, TB_ERR_IO, "%s", text);
    assert_int_equal(strlen(error.message), TB_ERROR_MESSAGE_SIZE - 1);
}

static void every_status_has_its_own_name(void **state)
{
    (void)state;
    for (int a = TB_OK; a <= TB_ERR_UNSUPPORTED; ++a) {
        assert_string_not_equal(tb_status_name((tb_status)a), "unknown");
        for (int b = TB_OK; b < a; ++b) {
            assert_string_not_equal(tb_status_name((tb_status)a), tb_status_name((tb_status)b));
        }
    }
    assert_string_equal(tb_status_name((tb_status)(TB_ERR_UNSUPPORTED + 1)), "unknown");
    assert_string_equal(tb_status_name(TB_OK), "ok");
}

static void assert_vec3(tb_vec3 actual, double x, double y, double z)
{
    assert_near(actual.x, x, 1e-15);
    assert_near(actual.y, y, 1e-15);
    assert_near(actual.z, z, 1e-15);
}

static void vectors_are_right_handed(void **state)
{
    (void)state;
    const tb_vec3 t = {1, 0, 0}, b = {0, 1, 0};
    assert_vec3(tb_vec3_cross(t, b), 0, 0, 1); // t x b = n
    const tb_vec3 p = {1, -2, 3}, q = {-4, 5, 6};
    assert_near(tb_vec3_dot(tb_vec3_cross(p, q), p), 0.0, 0.0);
    assert_near(tb_vec3_dot(tb_vec3_cross(p, q), q), 0.0, 0.0);
}

static void vector_arithmetic(void **state)
{
    (void)state;
    const tb_vec3 p = {1, -2, 3}, q = {4, 2, -3};
    assert_vec3(tb_vec3_add(p, q), 5, 0, 0);
    assert_vec3(tb_vec3_sub(p, q), -3, -4, 6);
    assert_vec3(tb_vec3_scale(p, -2), -2, 4, -6);
    assert_vec3(tb_vec3_along(p, q, 0.5), 3, -1, 1.5);
    assert_near(tb_vec3_dot(p, q), -9.0, 0.0);
    assert_near(tb_vec3_length((tb_vec3){2, -3, 6}), 7.0, 0.0);
    assert_near(tb_vec3_distance(p, (tb_vec3){3, -5, 9}), 7.0, 0.0);
    assert_vec3(tb_vec3_unit((tb_vec3){0, 0, -5}), 0, 0, -1);
    assert_vec3(tb_vec3_unit((tb_vec3){0, 0, 0}), 0, 0, 0);
}

typedef struct {
    const char *name;
    double value, lo, hi, expected;
} clamp_row;

static clamp_row clamps[] = {
    {"below", -1.0, 0.0, 2.0, 0.0},
    {"inside", 1.5, 0.0, 2.0, 1.5},
    {"above", 3.0, 0.0, 2.0, 2.0},
};

static void clamp(void **state)
{
    const clamp_row *row = *state;
    assert_near(tb_clamp(row->value, row->lo, row->hi), row->expected, 0.0);
}

static void unit_conversions(void **state)
{
    (void)state;
    assert_near(tb_mpa_from_kpa(25.0), 0.025, DBL_EPSILON);
    assert_near(tb_kpa_from_mpa(0.025), 25.0, 1e-14);
    assert_near(tb_rad_from_deg(180.0), TB_PI, 0.0);
    assert_near(tb_deg_from_rad(TB_PI / 2.0), 90.0, 1e-13);
    assert_near(tb_mm_per_ms_from_mm_per_s(30.0), 0.03, DBL_EPSILON);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, fail_fills_the_error_and_returns_its_status);
    TB_TEST(&list, a_long_message_is_cut);
    TB_TEST(&list, every_status_has_its_own_name);
    TB_TEST(&list, vectors_are_right_handed);
    TB_TEST(&list, vector_arithmetic);
    TB_TEST_ROWS(&list, clamp, clamps);
    TB_TEST(&list, unit_conversions);
    return tb_test_run(&list, "status, vec, units");
}
