// Colours of the screens: contrast by the WCAG formula, computed from the one token table.
#include "tb_test.h"

#include "app/theme.h"

static double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * linear((double)(rgb >> 16 & 255u) / 255.0) +
           0.7152 * linear((double)(rgb >> 8 & 255u) / 255.0) +
           0.0722 * linear((double)(rgb & 255u) / 255.0);
}

static void contrast_is_the_wcag_ratio(void **state)
{
    (void)state;
    for (int a = 0; a < TB_COLOUR_COUNT; ++a) {
        for (int b = 0; b < TB_COLOUR_COUNT; ++b) {
            const double la = luminance(tb_colour_rgb((tb_colour)a)),
                         lb = luminance(tb_colour_rgb((tb_colour)b));
            const double wanted = (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
            assert_near(tb_colour_contrast((tb_colour)a, (tb_colour)b), wanted, 0.02);
        }
    }
}

static void every_pair_reaches_its_ratio(void **state)
{
    tb_theme_set_contrast(*state != NULL ? 1 : 0);
    int count = 0;
    const tb_colour_pair *pairs = tb_colour_pairs(&count);
    assert_true(count >= 8);
    for (int k = 0; k < count; ++k) {
        assert_true(pairs[k].least >= 3.0);
        assert_true(tb_colour_contrast(pairs[k].ink, pairs[k].ground) >= pairs[k].least);
    }
    tb_theme_set_contrast(0);
}

static void no_text_is_smaller_than_13(void **state)
{
    (void)state;
    for (int k = 0; k < TB_FONT_COUNT; ++k) {
        assert_true(tb_font_size((tb_font)k) >= 13);
    }
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, contrast_is_the_wcag_ratio);
    static const struct {
        const char *name;
    } contrast[] = {{"high contrast"}};
    TB_TEST(&list, every_pair_reaches_its_ratio);
    TB_TEST_ROWS(&list, every_pair_reaches_its_ratio, contrast);
    TB_TEST(&list, no_text_is_smaller_than_13);
    return tb_test_run(&list, "theme");
}
