#include "ui.h"

#include "text.h"
#include "ui_shim.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { RADIUS_BUTTON = 6, RADIUS_PANEL = 8 };

float tb_ui_scale_for(int width_px, int height_px, float text_scale)
{
    const float fit = fminf((float)width_px / 1280.0f, (float)height_px / 720.0f);
    return fmaxf(0.75f, floorf(fit * 4.0f + 0.001f) / 4.0f) * fmaxf(1.0f, text_scale);
}

bool tb_ui_compact(const tb_ui *ui)
{
    return ui->width < 1180.0f || ui->height < 640.0f;
}

// Where text did not fit: counted, and the first one named.
static void overflow(tb_ui *ui, const char *text)
{
    if (ui->overflows++ == 0) {
        snprintf(ui->overflow_text, sizeof ui->overflow_text, "%.70s", text);
    }
}

static void probe(tb_ui *ui, tb_probe_kind kind, tb_box box, const char *text)
{
    if (ui->probe == NULL || ui->probe->count == TB_PROBE_ROWS) {
        return;
    }
    tb_probe_row *row = &ui->probe->rows[ui->probe->count++];
    row->kind = kind;
    row->box = box;
    row->clip = ui->clip_count > 0 ? ui->clips[ui->clip_count - 1]
                                   : (tb_box){0.0f, 0.0f, ui->width, ui->height};
    row->layer = ui->layer;
    row->in_page = ui->page.open;
    row->over_scene = ui->over_scene;
    snprintf(row->text, sizeof row->text, "%.70s", text);
}

static uint32_t id_of(const char *text)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (; *text != '\0'; ++text) {
        hash = (hash ^ (uint8_t)*text) * 16777619u;
    }
    return hash;
}

void tb_ui_begin(tb_ui *ui, int width_px, int height_px)
{
    ui->width_px = width_px;
    ui->height_px = height_px;
    ui->scale = tb_ui_scale_for(width_px, height_px, ui->text_scale);
    ui->width = (float)width_px / ui->scale;
    ui->height = (float)height_px / ui->scale;
    ui->item_count = 0;
    ui->clear_count = 0;
    ui->overflows = 0;
    ui->activated = false;
    ui->ring_shown = false;
    ui->enabled = true;
    ui->clip_count = 0;
    ui->layer = 0;
    ui->over_scene = false;
    ui->page.open = false;
    ui->page.content = 0.0f;
    if (ui->probe != NULL) {
        ui->probe->count = 0;
    }
}

static int focused_index(const tb_ui *ui)
{
    for (int k = 0; k < ui->item_count; ++k) {
        if (ui->items[k].id == ui->focus) {
            return k;
        }
    }
    return -1;
}

// Nearest item ahead: distance along the direction plus twice the distance across it.
static int neighbour(const tb_ui *ui, int from, float dx, float dy)
{
    const tb_box a = ui->items[from].box;
    const float ax = a.x + 0.5f * a.w, ay = a.y + 0.5f * a.h;
    float best = 1e9f;
    int found = -1;
    for (int k = 0; k < ui->item_count; ++k) {
        const tb_box b = ui->items[k].box;
        const float x = b.x + 0.5f * b.w - ax, y = b.y + 0.5f * b.h - ay;
        const float along = x * dx + y * dy, across = fabsf(x * dy) + fabsf(y * dx);
        if (k != from && along > 1.0f && along + 2.0f * across < best) {
            best = along + 2.0f * across;
            found = k;
        }
    }
    return found;
}

static void move_focus(tb_ui *ui)
{
    const int at = focused_index(ui);
    int to = at;
    if (ui->item_count == 0) {
        return;
    }
    if (at < 0) {
        to = ui->nav == TB_NAV_PREVIOUS ? ui->item_count - 1 : 0;
    } else {
        switch (ui->nav) {
        case TB_NAV_NEXT:
            to = (at + 1) % ui->item_count;
            break;
        case TB_NAV_PREVIOUS:
            to = (at + ui->item_count - 1) % ui->item_count;
            break;
        case TB_NAV_LEFT:
            to = neighbour(ui, at, -1.0f, 0.0f);
            break;
        case TB_NAV_RIGHT:
            to = neighbour(ui, at, 1.0f, 0.0f);
            break;
        case TB_NAV_UP:
            to = neighbour(ui, at, 0.0f, -1.0f);
            break;
        case TB_NAV_DOWN:
            to = neighbour(ui, at, 0.0f, 1.0f);
            break;
        case TB_NAV_NONE:
        case TB_NAV_ACTIVATE:
            return;
        }
    }
    if (to >= 0) {
        ui->focus = ui->items[to].id;
    }
}

void tb_ui_end(tb_ui *ui)
{
    if (ui->wanted_focus != 0) {
        for (int k = 0; k < ui->item_count; ++k) {
            if (ui->items[k].id == ui->wanted_focus) {
                ui->focus = ui->wanted_focus;
                ui->wanted_focus = 0;
                ui->page.follow = true;
                break;
            }
        }
    }
    if (ui->nav != TB_NAV_NONE && ui->nav != TB_NAV_ACTIVATE) {
        move_focus(ui);
        ui->page.follow = true;
    }
    if (ui->mouse_released) {
        ui->active = ui->dragged = 0;
    }
    if (ui->ring_shown) {
        const tb_box b = ui->ring;
        tb_ui_outline(ui, (tb_box){b.x - 3.5f, b.y - 3.5f, b.w + 7.0f, b.h + 7.0f},
                      tb_ui_rgba(TB_C_ACCENT, 1.0f), ui->ring_radius + 3.5f, 3.0f);
    }
}

void tb_ui_focus(tb_ui *ui, const char *id)
{
    ui->wanted_focus = id_of(id);
}

static bool holds(tb_box box, float x, float y)
{
    return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

bool tb_ui_item(tb_ui *ui, const char *id, tb_box box, float radius)
{
    const uint32_t hash = id_of(id);
    ui->hovered = ui->focused = ui->held = false;
    if (!ui->enabled || ui->item_count == TB_UI_ITEMS_MAX) {
        return false;
    }
    ui->items[ui->item_count].id = hash;
    ui->items[ui->item_count].in_page = ui->page.open;
    ui->items[ui->item_count++].box = box;
    probe(ui, TB_PROBE_ITEM, box, id);
    ui->hovered =
        holds(box, ui->mouse_x, ui->mouse_y) &&
        (ui->clip_count == 0 || holds(ui->clips[ui->clip_count - 1], ui->mouse_x, ui->mouse_y));
    ui->focused = ui->focus == hash;
    if (ui->focused) {
        ui->ring_shown = true;
        ui->ring = box;
        ui->ring_radius = radius;
    }
    if (ui->hovered && ui->mouse_pressed) {
        ui->active = hash;
        ui->focus = hash;
        ui->focused = true;
    }
    ui->held = ui->active == hash && ui->hovered;
    const bool clicked = ui->held && ui->mouse_released;
    const bool activated = clicked || (ui->focused && ui->nav == TB_NAV_ACTIVATE);
    ui->activated = ui->activated || activated;
    return activated;
}

bool tb_ui_button(tb_ui *ui, const char *id, tb_box box, tb_button_style style, tb_icon icon,
                  const char *label, const char *key)
{
    const bool pressed = tb_ui_item(ui, id, box, RADIUS_BUTTON);
    const bool primary = style == TB_BUTTON_PRIMARY;
    const tb_colour ink = primary ? TB_C_ON_ACCENT : TB_C_INK;
    if (primary) {
        tb_ui_fill(ui, box, tb_ui_rgba(TB_C_ACCENT, ui->hovered ? 0.88f : 1.0f), RADIUS_BUTTON);
    } else if (style == TB_BUTTON_QUIET || ui->hovered) {
        tb_ui_fill(ui, box, tb_ui_rgba(ui->held ? TB_C_ACCENT_GROUND : TB_C_RAISED, 1.0f),
                   RADIUS_BUTTON);
    }
    if (style == TB_BUTTON_OUTLINE || (style == TB_BUTTON_QUIET && ui->hovered)) {
        tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), RADIUS_BUTTON, 1.0f);
    }
    tb_font font = box.h >= 46.0f ? TB_F_BUTTON : TB_F_BODY_MEDIUM;
    const float gap = key != NULL ? 6.0f : 8.0f, room = box.w - 8.0f;
    float icon_size = icon != TB_ICON_NONE ? 18.0f : 0.0f;
    const float key_width = key != NULL ? tb_ui_key_width(ui, key) + gap : 0.0f;
    float text_width = tb_ui_text_width(ui, font, label);
    // Too long: first smaller, then without its picture, then on two lines.
    if (ui->small_buttons ||
        text_width + (icon_size > 0.0f ? icon_size + gap : 0.0f) + key_width > room) {
        font = TB_F_SMALL_MEDIUM;
        text_width = tb_ui_text_width(ui, font, label);
    }
    if (icon_size > 0.0f && text_width + icon_size + gap + key_width > room) {
        icon_size = 0.0f;
    }
    const bool two_lines = text_width + key_width > room;
    if (two_lines) {
        text_width = room - key_width;
    }
    const float total = text_width + (icon_size > 0.0f ? icon_size + gap : 0.0f) + key_width;
    float x = box.x + 0.5f * (box.w - total);
    const float y = box.y + 0.5f * box.h;
    if (key != NULL) {
        tb_ui_key(ui, x, y, key);
        x += key_width;
    }
    if (icon_size > 0.0f) {
        tb_ui_icon(ui, icon, x + 0.5f * icon_size, y, icon_size, tb_ui_rgba(ink, 1.0f));
        x += icon_size + gap;
    }
    if (two_lines) {
        tb_ui_label(ui, font, (tb_box){x, box.y + 2.0f, text_width, box.h - 4.0f}, ink, TB_CENTRE,
                    label);
    } else {
        tb_ui_text(ui, font, x, y, ink, TB_LEFT, label);
    }
    return pressed;
}

uint32_t tb_ui_rgba(tb_colour colour, float alpha)
{
    return tb_colour_rgb(colour) << 8 | (uint32_t)(alpha * 255.0f + 0.5f);
}

void tb_ui_clear_box(tb_ui *ui, tb_box box, tb_colour colour)
{
    if (ui->clear_count == TB_UI_CLEARS_MAX) {
        return;
    }
    const float k = ui->scale;
    if (ui->clip_count > 0) {
        box = tb_box_cut(box, ui->clips[ui->clip_count - 1]);
    }
    const int x0 = (int)lroundf(box.x * k), y0 = (int)lroundf(box.y * k);
    const int x1 = (int)lroundf((box.x + box.w) * k), y1 = (int)lroundf((box.y + box.h) * k);
    if (x1 <= x0 || y1 <= y0) {
        return;
    }
    ui->clears[ui->clear_count++] = (tb_ui_clear){x0, y0, x1 - x0, y1 - y0, tb_colour_rgb(colour)};
}

// A corner is the square minus the quarter disc: a fan from the square's corner along the arc.
void tb_ui_round_corners(tb_ui *ui, tb_box box, float radius, tb_colour ground)
{
    enum { STEPS = 6 };
    static const float sides[4][2] = {{0.0f, 0.0f}, {1.0f, 0.0f}, {1.0f, 1.0f}, {0.0f, 1.0f}};
    const uint32_t rgba = tb_ui_rgba(ground, 1.0f);
    const float k = ui->scale, r = radius * k;
    for (int c = 0; c < 4; ++c) {
        const float x = roundf((box.x + sides[c][0] * box.w) * k);
        const float y = roundf((box.y + sides[c][1] * box.h) * k);
        const float sx = sides[c][0] > 0.5f ? -1.0f : 1.0f, sy = sides[c][1] > 0.5f ? -1.0f : 1.0f;
        for (int s = 0; s < STEPS; ++s) {
            const float a = 1.5707963f * (float)s / STEPS, b = 1.5707963f * (float)(s + 1) / STEPS;
            const float xy[6] = {x,
                                 y,
                                 x + sx * r * (1.0f - sinf(a)),
                                 y + sy * r * (1.0f - cosf(a)),
                                 x + sx * r * (1.0f - sinf(b)),
                                 y + sy * r * (1.0f - cosf(b))};
            tb_shim_triangle(xy, rgba);
        }
    }
}

void tb_ui_panel(tb_ui *ui, tb_box box, tb_colour colour, tb_colour ground)
{
    tb_ui_clear_box(ui, box, colour);
    tb_ui_round_corners(ui, box, RADIUS_PANEL, ground);
    probe(ui, TB_PROBE_PANEL, box, "");
    if (tb_theme_contrast() != 0) {
        tb_ui_outline(ui, (tb_box){box.x + 1.0f, box.y + 1.0f, box.w - 2.0f, box.h - 2.0f},
                      tb_ui_rgba(TB_C_EDGE, 1.0f), RADIUS_PANEL, 2.0f);
    }
}

void tb_ui_fill(tb_ui *ui, tb_box b, uint32_t rgba, float radius)
{
    const float k = ui->scale;
    tb_shim_rect(roundf(b.x * k), roundf(b.y * k), roundf((b.x + b.w) * k), roundf((b.y + b.h) * k),
                 rgba, radius * k);
}

void tb_ui_outline(tb_ui *ui, tb_box b, uint32_t rgba, float radius, float width)
{
    const float k = ui->scale;
    tb_shim_frame(roundf(b.x * k), roundf(b.y * k), roundf((b.x + b.w) * k),
                  roundf((b.y + b.h) * k), rgba, radius * k, width * k);
}

void tb_ui_line(tb_ui *ui, float x0, float y0, float x1, float y1, uint32_t rgba, float width)
{
    const float k = ui->scale;
    tb_shim_line(x0 * k, y0 * k, x1 * k, y1 * k, rgba, width * k);
}

void tb_ui_dashed(tb_ui *ui, float x0, float y0, float x1, float y1, uint32_t rgba, float width,
                  float dash)
{
    const float length = hypotf(x1 - x0, y1 - y0);
    if (length < 0.01f) {
        return;
    }
    const float ux = (x1 - x0) / length, uy = (y1 - y0) / length;
    for (float s = 0.0f; s < length; s += 2.0f * dash) {
        const float e = fminf(s + dash, length);
        tb_ui_line(ui, x0 + ux * s, y0 + uy * s, x0 + ux * e, y0 + uy * e, rgba, width);
    }
}

void tb_ui_polyline(tb_ui *ui, const float *xy, int count, bool closed, uint32_t rgba, float width)
{
    enum { POINTS_MAX = 256 };
    float px[2 * POINTS_MAX];
    const int n = count < POINTS_MAX ? count : POINTS_MAX;
    for (int k = 0; k < 2 * n; ++k) {
        px[k] = xy[k] * ui->scale;
    }
    tb_shim_polyline(px, n, closed ? 1 : 0, rgba, width * ui->scale);
}

void tb_ui_disc(tb_ui *ui, float x, float y, float radius, uint32_t rgba)
{
    tb_shim_disc(x * ui->scale, y * ui->scale, radius * ui->scale, rgba);
}

void tb_ui_circle(tb_ui *ui, float x, float y, float radius, uint32_t rgba, float width)
{
    tb_shim_circle(x * ui->scale, y * ui->scale, radius * ui->scale, rgba, width * ui->scale);
}

void tb_ui_arc(tb_ui *ui, float x, float y, float radius, float from, float to, uint32_t rgba,
               float width)
{
    const float k = ui->scale;
    tb_shim_arc(x * k, y * k, radius * k, from, to, rgba, width * k);
}

tb_box tb_box_cut(tb_box a, tb_box b)
{
    const float x0 = fmaxf(a.x, b.x), y0 = fmaxf(a.y, b.y);
    const float x1 = fminf(a.x + a.w, b.x + b.w), y1 = fminf(a.y + a.h, b.y + b.h);
    return (tb_box){x0, y0, fmaxf(0.0f, x1 - x0), fmaxf(0.0f, y1 - y0)};
}

void tb_ui_clip(tb_ui *ui, tb_box b)
{
    const float k = ui->scale;
    tb_shim_clip(b.x * k, b.y * k, (b.x + b.w) * k, (b.y + b.h) * k);
    if (ui->clip_count < TB_UI_CLIPS_MAX) {
        ui->clips[ui->clip_count] =
            ui->clip_count > 0 ? tb_box_cut(b, ui->clips[ui->clip_count - 1]) : b;
        ++ui->clip_count;
    }
}

void tb_ui_unclip(tb_ui *ui)
{
    ui->clip_count -= ui->clip_count > 0 ? 1 : 0;
    tb_shim_unclip();
}

float tb_ui_text_width(tb_ui *ui, tb_font font, const char *text)
{
    return tb_shim_text_width(font, text, NULL) / ui->scale;
}

static void put_run(tb_ui *ui, tb_font font, float x, float y, tb_colour colour, const char *text,
                    const char *end)
{
    const float k = ui->scale, size = (float)tb_font_size(font);
    if (ui->probe != NULL) {
        char run[72];
        const size_t length = end != NULL ? (size_t)(end - text) : strlen(text);
        snprintf(run, sizeof run, "%.*s", (int)(length < 70 ? length : 70), text);
        probe(ui, TB_PROBE_TEXT,
              (tb_box){x, y - 0.4f * size, tb_shim_text_width(font, text, end) / k, 0.8f * size},
              run);
    }
    tb_shim_text(font, roundf(x * k), roundf(y * k - 0.5f * tb_shim_line_height(font)),
                 tb_ui_rgba(colour, 1.0f), text, end);
}

// A run of text with its numbers as the language writes them: as many bytes, about as wide.
static void draw_run(tb_ui *ui, tb_font font, float x, float y, tb_colour colour, const char *text,
                     const char *end)
{
    char run[512];
    const size_t length = end != NULL ? (size_t)(end - text) : strlen(text);
    if (ui->verbatim || length >= sizeof run || memchr(text, '.', length) == NULL) {
        put_run(ui, font, x, y, colour, text, end);
        return;
    }
    memcpy(run, text, length);
    run[length] = '\0';
    tb_text_decimals(run);
    put_run(ui, font, x, y, colour, run, NULL);
}

float tb_ui_text(tb_ui *ui, tb_font font, float x, float y, tb_colour colour, tb_align align,
                 const char *text)
{
    const float width = tb_ui_text_width(ui, font, text);
    const float left = align == TB_LEFT ? x : align == TB_CENTRE ? x - 0.5f * width : x - width;
    if (left < -0.5f || left + width > ui->width + 0.5f) {
        overflow(ui, text);
    }
    draw_run(ui, font, left, y, colour, text, NULL);
    return width;
}

float tb_ui_textf(tb_ui *ui, tb_font font, float x, float y, tb_colour colour, tb_align align,
                  const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return tb_ui_text(ui, font, x, y, colour, align, text);
}

int tb_ui_paragraph(tb_ui *ui, tb_font font, float x, float y, float width, float line_height,
                    int lines_max, tb_colour colour, const char *text)
{
    const char *end = text + strlen(text);
    int lines = 0;
    while (text < end) {
        const char *next = tb_shim_wrap(font, text, end, width * ui->scale);
        if (lines == lines_max) {
            overflow(ui, text);
            break;
        }
        draw_run(ui, font, x, y + (float)lines * line_height, colour, text, next);
        ++lines;
        for (text = next; text < end && (*text == ' ' || *text == '\n'); ++text) {
        }
    }
    return lines;
}

const char *tb_ui_key_word(const char *key)
{
    static const char *const words[][2] = {
        {"Space", TB_N("Space")},      {"Shift", TB_N("Shift")},
        {"Left Shift", TB_N("Shift")}, {"Right Shift", TB_N("Shift")},
        {"Ctrl", TB_N("Ctrl")},        {"Left Ctrl", TB_N("Ctrl")},
        {"Right Ctrl", TB_N("Ctrl")},  {"Enter", TB_N("Enter")},
        {"Return", TB_N("Enter")},     {"End", TB_N("End")},
        {"Home", TB_N("Home key")},    {"Insert", TB_N("Ins")},
        {"Delete", TB_N("Del")},       {"Backspace", TB_N("Backspace")},
        {"PageUp", TB_N("PageUp")},    {"PageDown", TB_N("PageDown")},
        {"Left", TB_N("Left arrow")},  {"Right", TB_N("Right arrow")},
        {"Up", TB_N("Up arrow")},      {"Down", TB_N("Down arrow")},
    };
    for (size_t k = 0; k < sizeof words / sizeof words[0]; ++k) {
        if (strcmp(words[k][0], key) == 0) {
            return tb_tr(words[k][1]);
        }
    }
    return key;
}

float tb_ui_key_width(tb_ui *ui, const char *key)
{
    return fmaxf(24.0f, tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, tb_ui_key_word(key)) + 12.0f);
}

// Arrows are drawn, not typed: not every face has them.
static tb_icon key_icon(const char *key)
{
    return strcmp(key, "Left") == 0    ? TB_ICON_ARROW_LEFT
           : strcmp(key, "Right") == 0 ? TB_ICON_ARROW_RIGHT
           : strcmp(key, "Up") == 0    ? TB_ICON_ARROW_UP
           : strcmp(key, "Down") == 0  ? TB_ICON_ARROW_DOWN
           : strcmp(key, "Mouse") == 0 ? TB_ICON_MOUSE
                                       : TB_ICON_NONE;
}

float tb_ui_key(tb_ui *ui, float x, float y, const char *key)
{
    const tb_icon icon = key_icon(key);
    const float width = icon != TB_ICON_NONE ? 26.0f : tb_ui_key_width(ui, key);
    const tb_box box = {x, y - 11.0f, width, 22.0f};
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_RAISED, 1.0f), 5.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(TB_C_EDGE, 1.0f), 5.0f, 1.0f);
    if (icon != TB_ICON_NONE) {
        tb_ui_icon(ui, icon, x + 0.5f * width, y, 14.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    } else {
        tb_ui_text(ui, TB_F_SMALL_MEDIUM, x + 0.5f * width, y, TB_C_INK, TB_CENTRE,
                   tb_ui_key_word(key));
    }
    return width;
}

static float tag_icon_room(tb_icon icon)
{
    return icon != TB_ICON_NONE ? 26.0f : 0.0f;
}

tb_box tb_ui_tag_box(tb_ui *ui, float x, float y, tb_align align, tb_icon icon, tb_font font,
                     const char *text)
{
    const float width = tb_ui_text_width(ui, font, text) + 24.0f + tag_icon_room(icon);
    const float height = (float)tb_font_size(font) + 17.0f;
    const float wanted = align == TB_LEFT ? x : align == TB_CENTRE ? x - 0.5f * width : x - width;
    const float left = fmaxf(4.0f, fminf(wanted, ui->width - width - 4.0f)); // whole on the screen
    return (tb_box){left, y - 0.5f * height, width, height};
}

void tb_ui_tag(tb_ui *ui, float x, float y, tb_align align, tb_icon icon, tb_font font,
               const char *text)
{
    const tb_box box = tb_ui_tag_box(ui, x, y, align, icon, font, text);
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_BG, 0.86f), RADIUS_BUTTON);
    if (icon != TB_ICON_NONE) {
        tb_ui_icon(ui, icon, box.x + 22.0f, y, 18.0f, tb_ui_rgba(TB_C_INK2, 1.0f));
    }
    tb_ui_text(ui, font, box.x + 12.0f + tag_icon_room(icon), y, TB_C_INK, TB_LEFT, text);
}
