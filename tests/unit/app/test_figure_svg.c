// Figures as SVG: text that cannot break the page, and numbers whatever the data are.
#include "tb_test.h"

#include "app/figure_svg.h"

#include <string.h>

static tb_figure figure;
static char page[65536];

static void start(const char *title)
{
    memset(&figure, 0, sizeof figure);
    figure.title = title;
    figure.x_label = "depth, mm";
    figure.y_label = "force, mN";
    figure.caption = "";
}

static tb_curve *curve(const char *label)
{
    tb_curve *out = &figure.curves[figure.curve_count++];
    snprintf(out->label, sizeof out->label, "%s", label);
    return out;
}

static void point(tb_curve *out, double x, double y)
{
    out->x[out->count] = x;
    out->y[out->count++] = y;
}

static void draw(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    tb_figure_svg(&figure, file);
    const long size = ftell(file);
    assert_true(size > 0 && (size_t)size < sizeof page);
    rewind(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    assert_null(strstr(page, "nan"));
    assert_null(strstr(page, "inf"));
    assert_int_equal(strncmp(page, "<svg ", 5), 0);
    assert_non_null(strstr(page, "</svg>"));
}

static void text_is_escaped(void **state)
{
    (void)state;
    start("a < b & \"c\" > d");
    point(curve("<script>"), 0.0, 1.0);
    draw();
    assert_non_null(strstr(page, "a &lt; b &amp; &quot;c&quot; &gt; d"));
    assert_non_null(strstr(page, "&lt;script&gt;"));
    assert_null(strstr(page, "<script>"));
}

static void odd_data_still_make_a_picture(void **state)
{
    (void)state;
    start("nothing");
    draw();
    start("one point");
    point(curve("a"), 3.0, -2.0);
    draw();
    start("level");
    tb_curve *level = curve("a");
    point(level, 0.0, 5.0);
    point(level, 1.0, 5.0);
    draw();
    start("decades");
    figure.log_x = figure.log_y = true;
    tb_curve *decades = curve("a");
    point(decades, 1e-3, 1e6);
    point(decades, 1e3, 1.0);
    draw();
    start("half a decade");
    figure.log_x = figure.log_y = true;
    tb_curve *half = curve("a");
    point(half, 1.0, 2.0);
    point(half, 3.0, 5.0);
    draw();
}

/// A value lies where the axis says: the ends of a snug axis are the ends of the frame.
static void ends_lie_on_the_frame(void **state)
{
    (void)state;
    start("ends");
    tb_curve *line = curve("a");
    point(line, 0.0, 0.0);
    point(line, 10.0, 100.0);
    draw();
    assert_non_null(strstr(page, "d=\"M76.0 364.0L660.0 22.0\""));
    assert_non_null(strstr(page, ">10</text>"));
    assert_non_null(strstr(page, ">100</text>"));
}

static void zones_are_cut_to_the_frame(void **state)
{
    (void)state;
    start("zones");
    tb_curve *line = curve("a");
    point(line, 0.0, 0.0);
    point(line, 10.0, 1.0);
    figure.zones[0] = (tb_figure_zone){"inside", 5.0, 50.0};
    figure.zones[1] = (tb_figure_zone){"beyond", 20.0, 30.0};
    figure.zone_count = 2;
    draw();
    assert_non_null(strstr(page, "<rect x=\"368.0\" y=\"22.0\" width=\"292.0\""));
    assert_null(strstr(page, "beyond"));
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, text_is_escaped);
    TB_TEST(&list, odd_data_still_make_a_picture);
    TB_TEST(&list, ends_lie_on_the_frame);
    TB_TEST(&list, zones_are_cut_to_the_frame);
    return tb_test_run(&list, "figure");
}
