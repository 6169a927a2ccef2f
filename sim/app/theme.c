#include "theme.h"

#include <math.h>

// Which palette all screens draw with.
static int high_contrast;

void tb_theme_set_contrast(int high)
{
    high_contrast = high;
}

int tb_theme_contrast(void)
{
    return high_contrast;
}

// High contrast: every ground black, every text and edge white; colours that mean something stay.
static uint32_t contrast_rgb(tb_colour colour, uint32_t usual)
{
    switch (colour) {
    case TB_C_BG:
    case TB_C_PANEL:
    case TB_C_RAISED:
    case TB_C_WELL:
    case TB_C_DONE_GROUND:
    case TB_C_CAUTION_GROUND:
    case TB_C_ON_ACCENT:
        return 0x000000;
    case TB_C_INK:
    case TB_C_INK2:
    case TB_C_INK3:
    case TB_C_EDGE:
    case TB_C_ACCENT:
        return 0xFFFFFF;
    case TB_C_HAIRLINE:
        return 0x7A7A7A;
    case TB_C_ACCENT_GROUND:
        return 0x303030;
    default:
        return usual;
    }
}

uint32_t tb_colour_rgb(tb_colour colour)
{
    static const uint32_t table[] = {
#define X(name, rgb) rgb,
        TB_COLOUR_LIST(X)
#undef X
    };
    return high_contrast != 0 ? contrast_rgb(colour, table[colour]) : table[colour];
}

// Relative luminance of WCAG 2.1: linearised sRGB weighted by the eye.
static double channel(uint32_t value)
{
    const double c = (double)value / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16 & 255u) + 0.7152 * channel(rgb >> 8 & 255u) +
           0.0722 * channel(rgb & 255u);
}

double tb_colour_contrast(tb_colour a, tb_colour b)
{
    const double la = luminance(tb_colour_rgb(a)), lb = luminance(tb_colour_rgb(b));
    return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

const tb_colour_pair *tb_colour_pairs(int *count)
{
    static const tb_colour_pair pairs[] = {
        {TB_C_INK, TB_C_BG, 4.5},
        {TB_C_INK, TB_C_PANEL, 4.5},
        {TB_C_INK, TB_C_RAISED, 4.5},
        {TB_C_INK, TB_C_WELL, 4.5},
        {TB_C_INK, TB_C_ACCENT_GROUND, 4.5},
        {TB_C_INK, TB_C_DONE_GROUND, 4.5},
        {TB_C_INK, TB_C_CAUTION_GROUND, 4.5},
        {TB_C_INK2, TB_C_BG, 4.5},
        {TB_C_INK2, TB_C_PANEL, 4.5},
        {TB_C_INK2, TB_C_RAISED, 4.5},
        {TB_C_INK2, TB_C_ACCENT_GROUND, 4.5},
        {TB_C_INK2, TB_C_DONE_GROUND, 4.5},
        {TB_C_INK2, TB_C_CAUTION_GROUND, 4.5},
        {TB_C_INK3, TB_C_BG, 4.5},
        {TB_C_INK3, TB_C_PANEL, 4.5},
        {TB_C_INK3, TB_C_RAISED, 4.5},
        {TB_C_INK3, TB_C_ACCENT_GROUND, 4.5},
        {TB_C_ACCENT, TB_C_BG, 4.5},
        {TB_C_ACCENT, TB_C_PANEL, 4.5},
        {TB_C_ACCENT, TB_C_ACCENT_GROUND, 4.5},
        {TB_C_ON_ACCENT, TB_C_ACCENT, 4.5},
        {TB_C_FORCE, TB_C_PANEL, 4.5},
        {TB_C_TWITCH, TB_C_PANEL, 4.5},
        {TB_C_TWITCH, TB_C_CAUTION_GROUND, 4.5},
        {TB_C_DONE, TB_C_PANEL, 4.5},
        {TB_C_CRITICAL, TB_C_PANEL, 4.5},
        {TB_C_TARGET, TB_C_PANEL, 4.5},
        {TB_C_CRITICAL, TB_C_RAISED, 3.0},
        {TB_C_PAIN, TB_C_PANEL, 3.0},
        {TB_C_PAIN, TB_C_SLATE, 3.0},
        {TB_C_EDGE, TB_C_PANEL, 3.0},
        {TB_C_EDGE, TB_C_RAISED, 3.0},
        {TB_C_SLATE_EDGE, TB_C_SLATE, 3.0},
        {TB_C_STEEL, TB_C_RAISED, 3.0},
        {TB_C_COPPER, TB_C_RAISED, 3.0},
        {TB_C_MUSCLE_EDGE, TB_C_SLATE, 3.0},
    };
    *count = (int)(sizeof pairs / sizeof pairs[0]);
    return pairs;
}

int tb_font_size(tb_font font)
{
    static const int sizes[] = {
#define X(name, size, weight) size,
        TB_FONT_LIST(X)
#undef X
    };
    return sizes[font];
}

int tb_font_weight(tb_font font)
{
    static const int weights[] = {
#define X(name, size, weight) weight,
        TB_FONT_LIST(X)
#undef X
    };
    return weights[font];
}
