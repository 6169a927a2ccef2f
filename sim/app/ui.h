/// Immediate-mode widgets on the draw list: focus, buttons, text, icons, panels. One frame =
/// tb_ui_begin(), the screen's calls, tb_ui_end(). Layer app, needs ui_shim. Units of the 1280 x
/// 720 grid; one unit is `scale` pixels.
#ifndef TB_APP_UI_H
#define TB_APP_UI_H
#include "theme.h"

#include <stdbool.h>

enum { TB_UI_ITEMS_MAX = 288, TB_UI_CLEARS_MAX = 160, TB_UI_CARDS_MAX = 64, TB_UI_CLIPS_MAX = 4 };

/// A rectangle in units.
typedef struct tb_box {
    float x, y, w, h;
} tb_box;

/// Where keys may move the focus.
typedef enum tb_nav {
    TB_NAV_NONE,
    TB_NAV_NEXT,
    TB_NAV_PREVIOUS,
    TB_NAV_LEFT,
    TB_NAV_RIGHT,
    TB_NAV_UP,
    TB_NAV_DOWN,
    TB_NAV_ACTIVATE
} tb_nav;

/// What two boxes share; zero size when that is nothing.
tb_box tb_box_cut(tb_box a, tb_box b);

/// How a button looks.
typedef enum tb_button_style {
    TB_BUTTON_PRIMARY, ///< teal: the one main thing of a screen
    TB_BUTTON_OUTLINE,
    TB_BUTTON_QUIET, ///< raised fill without outline
} tb_button_style;

/// Pictures of 24 x 24 strokes.
typedef enum tb_icon {
    TB_ICON_NONE,
    TB_ICON_BACK,
    TB_ICON_FINGER,
    TB_ICON_NEEDLE,
    TB_ICON_PEN,
    TB_ICON_COTTON,
    TB_ICON_FLAG,
    TB_ICON_SPEAKER,
    TB_ICON_CLOCK,
    TB_ICON_PAUSE,
    TB_ICON_PLAY,
    TB_ICON_TICK,
    TB_ICON_PLUS,
    TB_ICON_TRIANGLE,
    TB_ICON_OCTAGON,
    TB_ICON_SHIELD,
    TB_ICON_ZIGZAG,
    TB_ICON_TARGET,
    TB_ICON_BIN,
    TB_ICON_BOOK,
    TB_ICON_HOME,
    TB_ICON_GEAR,
    TB_ICON_KEYS,
    TB_ICON_EYE,
    TB_ICON_BUBBLE,
    TB_ICON_MOUSE,
    TB_ICON_ARROW_DOWN,
    TB_ICON_ARROW_UP,
    TB_ICON_ARROW_LEFT,
    TB_ICON_ARROW_RIGHT,
    TB_ICON_CROSS,
    TB_ICON_DROP,
    TB_ICON_HAND,
    TB_ICON_LOGO,
    TB_ICON_PROBE,
    TB_ICON_LOCK,
    TB_ICON_HALF,
    TB_ICON_COUNT
} tb_icon;

/// A rectangle that is cleared before scene and text are drawn: cheaper than a blended window.
typedef struct tb_ui_clear {
    int x, y, width, height; ///< pixels, origin at the top left
    uint32_t rgb;
} tb_ui_clear;

/// What a probe row is.
typedef enum tb_probe_kind { TB_PROBE_TEXT, TB_PROBE_ITEM, TB_PROBE_PANEL } tb_probe_kind;

/// One thing drawn, for tests of the layout.
typedef struct tb_probe_row {
    tb_probe_kind kind;
    tb_box box;  ///< where it is, units
    tb_box clip; ///< what of the window it may cover
    int layer; ///< counts up with each dialog: only things of one layer can be in each other's way
    bool in_page;    ///< may be scrolled out of its view
    bool over_scene; ///< a label that follows something in a picture
    char text[72];
} tb_probe_row;

enum { TB_PROBE_ROWS = 1024 };

/// Record of one frame's layout. Written when tb_ui.probe points at one.
typedef struct tb_probe {
    tb_probe_row rows[TB_PROBE_ROWS];
    int count;
} tb_probe;

/// State kept between frames and the record of this one.
typedef struct tb_ui {
    int width_px, height_px;
    float scale;         ///< pixels per unit
    float text_scale;    ///< 1..2, wanted by the learner; part of `scale`
    float width, height; ///< window in units
    bool touch;          ///< fingers are in use: targets are at least 44 high
    bool reduced_motion;
    // input of this frame, written by the app before tb_ui_begin()
    float mouse_x, mouse_y; ///< units
    bool mouse_down, mouse_pressed, mouse_released;
    tb_nav nav;
    // focus
    uint32_t focus, wanted_focus, active;
    uint32_t dragged; ///< slider under the mouse button
    bool enabled;     ///< false while a dialog covers the screen: items are drawn but not reached
    struct {
        uint32_t id;
        tb_box box;
        bool in_page;
    } items[TB_UI_ITEMS_MAX];
    int item_count;
    bool ring_shown;
    tb_box ring;
    float ring_radius;
    bool activated;              ///< any item was, in this frame
    bool hovered, focused, held; ///< of the item registered last
    tb_ui_clear clears[TB_UI_CLEARS_MAX];
    int clear_count;
    struct tb_ui_pictures *pictures; ///< painted ones; NULL draws none
    int overflows;          ///< texts that did not fit their room in this frame; tests want 0
    char overflow_text[72]; ///< the first of them
    tb_probe *probe;        ///< NULL except in tests
    int layer;              ///< of the probe
    bool over_scene;        ///< what is drawn now follows something in a picture
    bool verbatim;          ///< what is drawn now was typed, or is a version: drawn as it is
    bool small_buttons;     ///< labels of buttons in small text: where several stand in a row
    tb_box clips[TB_UI_CLIPS_MAX];
    int clip_count;
    // the page that scrolls: one a screen
    struct {
        bool open;
        tb_box view;
        float offset, content;
        bool follow; ///< the focus moved: bring it into view
    } page;
    float wheel; ///< notches of this frame, written by the app; taken by the page
    struct {
        uint32_t id;
        float height;
    } cards[TB_UI_CARDS_MAX]; ///< how high each card's content was when it was last drawn
    int card_count;
} tb_ui;

/// Pixels per unit for a window: min(w / 1280, h / 720) in steps of 0.25, at least 0.75, times the
/// scale of text.
float tb_ui_scale_for(int width_px, int height_px, float text_scale);
/// True when the window holds too few units for columns side by side: small windows, large text.
bool tb_ui_compact(const tb_ui *ui);

/// Start recording a frame of a window.
void tb_ui_begin(tb_ui *ui, int width_px, int height_px);
/// Move the focus by this frame's navigation and draw the ring. The caller draws the list after.
void tb_ui_end(tb_ui *ui);

/// Put the focus on an item when it next appears.
void tb_ui_focus(tb_ui *ui, const char *id);
/// Register an area that mouse and keys can activate.
/// @return true in the frame in which it is activated
bool tb_ui_item(tb_ui *ui, const char *id, tb_box box, float radius);
/// A button; `icon` and `key` (drawn as a key cap) may be none.
bool tb_ui_button(tb_ui *ui, const char *id, tb_box box, tb_button_style style, tb_icon icon,
                  const char *label, const char *key);

/// 0xRRGGBBAA of a token.
uint32_t tb_ui_rgba(tb_colour colour, float alpha);
/// Record a cleared rectangle (snapped to pixels).
void tb_ui_clear_box(tb_ui *ui, tb_box box, tb_colour colour);
/// A cleared panel whose corners are cut to a radius of 8 over `ground`.
void tb_ui_panel(tb_ui *ui, tb_box box, tb_colour colour, tb_colour ground);
/// Cut the corners of something square.
void tb_ui_round_corners(tb_ui *ui, tb_box box, float radius, tb_colour ground);

/// Filled, outlined, straight, round.
void tb_ui_fill(tb_ui *ui, tb_box box, uint32_t rgba, float radius);
/// Outline.
void tb_ui_outline(tb_ui *ui, tb_box box, uint32_t rgba, float radius, float width);
/// Line.
void tb_ui_line(tb_ui *ui, float x0, float y0, float x1, float y1, uint32_t rgba, float width);
/// Dashed line.
void tb_ui_dashed(tb_ui *ui, float x0, float y0, float x1, float y1, uint32_t rgba, float width,
                  float dash);
/// Line through points xy[2 * count] in units, at most 256.
void tb_ui_polyline(tb_ui *ui, const float *xy, int count, bool closed, uint32_t rgba, float width);
/// Filled circle.
void tb_ui_disc(tb_ui *ui, float x, float y, float radius, uint32_t rgba);
/// Outline of a circle.
void tb_ui_circle(tb_ui *ui, float x, float y, float radius, uint32_t rgba, float width);
/// Arc, radians clockwise from +x.
void tb_ui_arc(tb_ui *ui, float x, float y, float radius, float from, float to, uint32_t rgba,
               float width);
/// Limit drawing to a box.
void tb_ui_clip(tb_ui *ui, tb_box box);
/// End the last tb_ui_clip().
void tb_ui_unclip(tb_ui *ui);
/// An icon in a square of `size` units around (x, y).
void tb_ui_icon(tb_ui *ui, tb_icon icon, float x, float y, float size, uint32_t rgba);
/// A key cap with its left edge at x.
/// @return its width
float tb_ui_key(tb_ui *ui, float x, float y, const char *key);
/// What stands on a key, by SDL's name of it, in the language of the screens.
const char *tb_ui_key_word(const char *key);
/// Width a key cap will have.
float tb_ui_key_width(tb_ui *ui, const char *key);

/// Side of the anchor a text lies on.
typedef enum tb_align { TB_LEFT, TB_CENTRE, TB_RIGHT } tb_align;

/// One line of text; y is the middle of its capitals.
/// @return its width
float tb_ui_text(tb_ui *ui, tb_font font, float x, float y, tb_colour colour, tb_align align,
                 const char *text);
/// The same, printf style, at most 255 bytes.
float tb_ui_textf(tb_ui *ui, tb_font font, float x, float y, tb_colour colour, tb_align align,
                  const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 7, 8)))
#endif
    ;
/// Width of a text in units.
float tb_ui_text_width(tb_ui *ui, tb_font font, const char *text);
/// Wrapped text; y is the middle of the first line.
/// @param lines_max beyond it the text counts as overflowing and is not drawn
/// @return number of lines
int tb_ui_paragraph(tb_ui *ui, tb_font font, float x, float y, float width, float line_height,
                    int lines_max, tb_colour colour, const char *text);
/// One line of text in a box, or more where the box is high enough: the given size, else the small
/// one, else wrapped. What still does not fit counts as overflowing.
/// @return number of lines
int tb_ui_label(tb_ui *ui, tb_font font, tb_box box, tb_colour colour, tb_align align,
                const char *text);
/// Wrapped text from the line whose middle is y downwards, as many lines as it takes.
/// @return middle of the line that would come next
float tb_ui_prose(tb_ui *ui, tb_font font, float x, float y, float width, tb_colour colour,
                  const char *text);
/// Height that tb_ui_prose() would take.
float tb_ui_prose_height(tb_ui *ui, tb_font font, float width, const char *text);
/// Width a button needs for its label, icon and key.
float tb_ui_button_width(tb_ui *ui, tb_icon icon, const char *label, const char *key);
/// Buttons of one choice side by side, the chosen one filled; as wide as their labels, or sharing
/// `width` when that is less.
/// @param right true: the row ends at box.x + box.w
/// @return the choice after this frame
int tb_ui_choice(tb_ui *ui, const char *id, tb_box box, bool right, const char *const *labels,
                 int count, int chosen);

/// A value on a line: dragged by the mouse, moved by left and right while it has the focus.
/// @return true when it changed
bool tb_ui_slider(tb_ui *ui, const char *id, tb_box box, double lo, double hi, double step,
                  double *value);
/// On or off with its word, at the right end of a box.
/// @return true when it changed
bool tb_ui_switch(tb_ui *ui, const char *id, tb_box box, const char *on, const char *off,
                  bool *value);

/// Begin the part of a screen that scrolls when its content is higher than `view`.
/// @return what to add to every y inside
float tb_ui_page_begin(tb_ui *ui, tb_box view);
/// End it.
/// @param bottom lowest y of the content, the returned offset included
void tb_ui_page_end(tb_ui *ui, float bottom);
/// A panel as high as what it held when it was last drawn, but at least `least`.
tb_box tb_ui_card_begin(tb_ui *ui, const char *id, float x, float y, float width, float least);
/// Its content ends here.
/// @param bottom lowest y of the content without the margin below
void tb_ui_card_end(tb_ui *ui, const char *id, tb_box card, float bottom);
/// A panel in the middle, above everything drawn before, as high as what it held last; takes the
/// items below away when they were drawn with `enabled` false.
tb_box tb_ui_dialog_begin(tb_ui *ui, const char *id, float width);
/// Its content ends here.
void tb_ui_dialog_end(tb_ui *ui, const char *id, tb_box box, float bottom);

/// Where tb_ui_tag() draws.
tb_box tb_ui_tag_box(tb_ui *ui, float x, float y, tb_align align, tb_icon icon, tb_font font,
                     const char *text);
/// Text on a dark ground over a picture, its box centred at (x, y).
void tb_ui_tag(tb_ui *ui, float x, float y, tb_align align, tb_icon icon, tb_font font,
               const char *text);

#endif
