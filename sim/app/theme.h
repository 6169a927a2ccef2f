/// Colours and type of every screen, in one table. Layer app, needs nothing.
#ifndef TB_APP_THEME_H
#define TB_APP_THEME_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Colour tokens: name, 0xRRGGBB.
#define TB_COLOUR_LIST(X)                                                                          \
    X(BG, 0x0B0E12)                                                                                \
    X(PANEL, 0x13171D)                                                                             \
    X(RAISED, 0x1C232B)                                                                            \
    X(WELL, 0x0E1217)                                                                              \
    X(INK, 0xEEF3F6)                                                                               \
    X(INK2, 0xB4C0C9)                                                                              \
    X(INK3, 0x93A3AF)                                                                              \
    X(EDGE, 0x6B7E8B)                                                                              \
    X(HAIRLINE, 0x2A333D)                                                                          \
    X(ACCENT, 0x63D2BE)                                                                            \
    X(ON_ACCENT, 0x06201C)                                                                         \
    X(ACCENT_GROUND, 0x17363A)                                                                     \
    X(FORCE, 0x56B4E9)                                                                             \
    X(TWITCH, 0xE69F00)                                                                            \
    X(PAIN, 0xCC79A7)                                                                              \
    X(CRITICAL, 0xD55E00)                                                                          \
    X(DONE, 0x009E73)                                                                              \
    X(TARGET, 0xF0E442)                                                                            \
    X(SLATE, 0x2B3640)                                                                             \
    X(SLATE_EDGE, 0x8DA0AC)                                                                        \
    X(DONE_GROUND, 0x0E2620)                                                                       \
    X(CAUTION_GROUND, 0x261B08)                                                                    \
    X(STEEL, 0xC9D2D8)                                                                             \
    X(COPPER, 0xC98B5E)                                                                            \
    X(MUSCLE, 0xA8332E)                                                                            \
    X(MUSCLE_EDGE, 0xE08A7A)                                                                       \
    X(BLACK, 0x000000)

/// A colour by its meaning.
typedef enum tb_colour {
#define X(name, rgb) TB_C_##name,
    TB_COLOUR_LIST(X)
#undef X
        TB_COLOUR_COUNT
} tb_colour;

/// 0xRRGGBB of a token in the present palette.
uint32_t tb_colour_rgb(tb_colour colour);

/// Change to the palette of high contrast (black ground, white text and outlines) or back.
void tb_theme_set_contrast(int high);
/// 1 while the palette of high contrast is in use.
int tb_theme_contrast(void);

/// WCAG 2 contrast ratio of two tokens of the present palette, 1..21.
double tb_colour_contrast(tb_colour a, tb_colour b);

/// One pairing that screens use, and the ratio it must reach: 4.5 for text, 3 for shapes.
typedef struct tb_colour_pair {
    tb_colour ink, ground;
    double least;
} tb_colour_pair;

/// Every pairing in use.
/// @param count out: number of pairs
const tb_colour_pair *tb_colour_pairs(int *count);

/// Roles of type: name, size in units, weight 400, 500 or 600.
#define TB_FONT_LIST(X)                                                                            \
    X(SMALL, 13, 400)                                                                              \
    X(SMALL_MEDIUM, 13, 500)                                                                       \
    X(BODY, 15, 400)                                                                               \
    X(BODY_MEDIUM, 15, 500)                                                                        \
    X(BODY_STRONG, 15, 600)                                                                        \
    X(SPEECH, 17, 400)                                                                             \
    X(BUTTON, 17, 500)                                                                             \
    X(STRONG, 18, 600)                                                                             \
    X(TITLE, 22, 600)                                                                              \
    X(HERO, 56, 600)

/// A role of type.
typedef enum tb_font {
#define X(name, size, weight) TB_F_##name,
    TB_FONT_LIST(X)
#undef X
        TB_FONT_COUNT
} tb_font;

/// Size of a role in units at 100 % text.
int tb_font_size(tb_font font);

/// Weight of a role: 400, 500 or 600.
int tb_font_weight(tb_font font);

#ifdef __cplusplus
}
#endif
#endif
