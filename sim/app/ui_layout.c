// Text that finds its own size, choices, pages that scroll, cards that grow.
#include "ui.h"
#include "ui_shim.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RADIUS = 6 };

static float line_height(tb_font font)
{
    return roundf(1.42f * (float)tb_font_size(font));
}

static int count_lines(tb_ui *ui, tb_font font, float width, const char *text)
{
    const char *end = text + strlen(text);
    int lines = 0;
    while (text < end) {
        text = tb_shim_wrap(font, text, end, width * ui->scale);
        for (; text < end && (*text == ' ' || *text == '\n'); ++text) {
        }
        ++lines;
    }
    return lines;
}

// The small role of the same weight.
static tb_font smaller(tb_font font)
{
    return tb_font_weight(font) >= 500 ? TB_F_SMALL_MEDIUM : TB_F_SMALL;
}

// No word of the text is wider than the room: wrapping will not cut one.
static bool words_fit(tb_ui *ui, tb_font font, float width, const char *text)
{
    char word[96];
    while (*text != '\0') {
        const size_t length = strcspn(text, " \n");
        snprintf(word, sizeof word, "%.*s", (int)(length < 95 ? length : 95), text);
        if (tb_ui_text_width(ui, font, word) > width) {
            return false;
        }
        text += length;
        text += strspn(text, " \n");
    }
    return true;
}

int tb_ui_label(tb_ui *ui, tb_font font, tb_box box, tb_colour colour, tb_align align,
                const char *text)
{
    const float x = align == TB_LEFT     ? box.x
                    : align == TB_CENTRE ? box.x + 0.5f * box.w
                                         : box.x + box.w;
    const float middle = box.y + 0.5f * box.h;
    tb_font use = font;
    for (int pass = 0; pass < 2; ++pass) {
        if (tb_ui_text_width(ui, use, text) <= box.w) {
            tb_ui_text(ui, use, x, middle, colour, align, text);
            return 1;
        }
        const int lines = count_lines(ui, use, box.w, text);
        const float step = fminf(line_height(use), box.h / (float)(lines > 0 ? lines : 1));
        const bool fits =
            step >= 1.12f * (float)tb_font_size(use) && words_fit(ui, use, box.w, text);
        if (fits || (pass == 1 || use == smaller(font))) {
            const char *end = text + strlen(text);
            float y = middle - 0.5f * step * (float)(lines - 1);
            if (!fits) {
                ++ui->overflows;
                snprintf(ui->overflow_text, sizeof ui->overflow_text, "%.70s", text);
            }
            while (text < end) {
                char line[256];
                const char *next = tb_shim_wrap(use, text, end, box.w * ui->scale);
                snprintf(line, sizeof line, "%.*s", (int)(next - text), text);
                tb_ui_text(ui, use, x, y, colour, align, line);
                y += step;
                for (text = next; text < end && (*text == ' ' || *text == '\n'); ++text) {
                }
            }
            return lines;
        }
        use = smaller(font);
    }
    return 0;
}

float tb_ui_prose(tb_ui *ui, tb_font font, float x, float y, float width, tb_colour colour,
                  const char *text)
{
    const float step = line_height(font);
    const int lines = tb_ui_paragraph(ui, font, x, y, width, step, 64, colour, text);
    return y + step * (float)lines;
}

float tb_ui_prose_height(tb_ui *ui, tb_font font, float width, const char *text)
{
    return line_height(font) * (float)count_lines(ui, font, width, text);
}

float tb_ui_button_width(tb_ui *ui, tb_icon icon, const char *label, const char *key)
{
    return tb_ui_text_width(ui, TB_F_BODY_MEDIUM, label) + 28.0f +
           (icon != TB_ICON_NONE ? 26.0f : 0.0f) +
           (key != NULL ? tb_ui_key_width(ui, key) + 8.0f : 0.0f);
}

int tb_ui_choice(tb_ui *ui, const char *id, tb_box box, bool right, const char *const *labels,
                 int count, int chosen)
{
    enum { MOST = 8 };
    float widths[MOST], total = 0.0f;
    const int n = count < MOST ? count : MOST;
    for (int k = 0; k < n; ++k) {
        widths[k] = fmaxf(44.0f, tb_ui_text_width(ui, TB_F_BODY_MEDIUM, labels[k]) + 24.0f);
        total += widths[k];
    }
    const float squeeze = total > box.w ? box.w / total : 1.0f;
    const float all = total * squeeze;
    float x = right ? box.x + box.w - all : box.x;
    const tb_box frame = {x, box.y, all, box.h};
    for (int k = 0; k < n; ++k) {
        char item[48];
        const tb_box cell = {x, box.y, widths[k] * squeeze, box.h};
        snprintf(item, sizeof item, "%s-%d", id, k);
        if (tb_ui_item(ui, item, cell, (float)RADIUS)) {
            chosen = k;
        }
        if (k == chosen) {
            tb_ui_fill(ui, cell, tb_ui_rgba(TB_C_ACCENT, 1.0f), (float)RADIUS);
        } else if (ui->hovered) {
            tb_ui_fill(ui, cell, tb_ui_rgba(TB_C_RAISED, 1.0f), (float)RADIUS);
        }
        tb_ui_label(ui, TB_F_BODY_MEDIUM, (tb_box){cell.x + 4.0f, cell.y, cell.w - 8.0f, cell.h},
                    k == chosen ? TB_C_ON_ACCENT : TB_C_INK2, TB_CENTRE, labels[k]);
        x += cell.w;
    }
    tb_ui_outline(ui, frame, tb_ui_rgba(TB_C_EDGE, 1.0f), (float)RADIUS, 1.0f);
    return chosen;
}

// --- pages and cards ----------------------------------------------------------------------------

float tb_ui_page_begin(tb_ui *ui, tb_box view)
{
    ui->page.open = true;
    ui->page.view = view;
    tb_ui_clip(ui, view);
    return -ui->page.offset;
}

static void follow_focus(tb_ui *ui)
{
    const tb_box view = ui->page.view;
    for (int k = 0; k < ui->item_count; ++k) {
        const tb_box b = ui->items[k].box;
        if (ui->items[k].id != ui->focus || !ui->items[k].in_page) {
            continue;
        }
        const float above = view.y + 12.0f - b.y, below = b.y + b.h + 12.0f - (view.y + view.h);
        if (above > 0.0f) {
            ui->page.offset -= above;
        } else if (below > 0.0f) {
            ui->page.offset += fminf(below, -above);
        }
    }
}

void tb_ui_page_end(tb_ui *ui, float bottom)
{
    const tb_box view = ui->page.view;
    ui->page.content = bottom + ui->page.offset - view.y;
    ui->page.open = false;
    tb_ui_unclip(ui);
    if (ui->page.follow) {
        follow_focus(ui);
        ui->page.follow = false;
    }
    ui->page.offset -= 56.0f * ui->wheel;
    ui->wheel = 0.0f;
    const float most = fmaxf(0.0f, ui->page.content - view.h);
    ui->page.offset = fminf(fmaxf(0.0f, ui->page.offset), most);
    if (most > 0.5f) { // where we are in the page
        const float length = fmaxf(24.0f, view.h * view.h / ui->page.content);
        const float y = view.y + (view.h - length) * ui->page.offset / most;
        const float x = fminf(view.x + view.w + 4.0f, ui->width - 7.0f);
        tb_ui_fill(ui, (tb_box){x, view.y, 5.0f, view.h}, tb_ui_rgba(TB_C_HAIRLINE, 1.0f), 2.5f);
        tb_ui_fill(ui, (tb_box){x, y, 5.0f, length}, tb_ui_rgba(TB_C_EDGE, 1.0f), 2.5f);
    }
}

static uint32_t card_id(const char *text)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (; *text != '\0'; ++text) {
        hash = (hash ^ (uint8_t)*text) * 16777619u;
    }
    return hash;
}

static float *card_height(tb_ui *ui, const char *id)
{
    const uint32_t hash = card_id(id);
    for (int k = 0; k < ui->card_count; ++k) {
        if (ui->cards[k].id == hash) {
            return &ui->cards[k].height;
        }
    }
    if (ui->card_count == TB_UI_CARDS_MAX) {
        ui->card_count = 0; // a long walk through many screens: forget and measure again
    }
    ui->cards[ui->card_count].id = hash;
    ui->cards[ui->card_count].height = 0.0f;
    return &ui->cards[ui->card_count++].height;
}

tb_box tb_ui_card_begin(tb_ui *ui, const char *id, float x, float y, float width, float least)
{
    const tb_box card = {x, y, width, fmaxf(least, *card_height(ui, id))};
    tb_ui_panel(ui, card, TB_C_PANEL, TB_C_BG);
    return card;
}

void tb_ui_card_end(tb_ui *ui, const char *id, tb_box card, float bottom)
{
    *card_height(ui, id) = bottom - card.y + 16.0f;
}

tb_box tb_ui_dialog_begin(tb_ui *ui, const char *id, float width)
{
    const float w = fminf(width, ui->width - 16.0f);
    const float h = fminf(fmaxf(120.0f, *card_height(ui, id)), ui->height - 8.0f);
    const tb_box box = {0.5f * (ui->width - w), 0.5f * (ui->height - h), w, h};
    ui->enabled = true;
    ++ui->layer;
    tb_ui_fill(ui, (tb_box){0.0f, 0.0f, ui->width, ui->height}, 0x06080AB0u, 0.0f);
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_PANEL, 1.0f), 10.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(tb_theme_contrast() != 0 ? TB_C_EDGE : TB_C_HAIRLINE, 1.0f),
                  10.0f, tb_theme_contrast() != 0 ? 2.0f : 1.0f);
    return box;
}

void tb_ui_dialog_end(tb_ui *ui, const char *id, tb_box box, float bottom)
{
    *card_height(ui, id) = bottom - box.y + 20.0f;
}

bool tb_ui_slider(tb_ui *ui, const char *id, tb_box box, double lo, double hi, double step,
                  double *value)
{
    const double before = *value;
    tb_ui_item(ui, id, box, 6.0f);
    if (ui->focused && (ui->nav == TB_NAV_LEFT || ui->nav == TB_NAV_RIGHT)) {
        *value += ui->nav == TB_NAV_RIGHT ? step : -step;
        ui->nav = TB_NAV_NONE; // the arrows belong to the slider while it has the focus
    }
    const tb_box track = {box.x + 10.0f, box.y + 0.5f * box.h - 3.0f, box.w - 20.0f, 6.0f};
    if (ui->hovered && ui->mouse_pressed) {
        ui->dragged = ui->focus;
    }
    if ((ui->mouse_down || ui->mouse_released) && ui->focused && ui->dragged == ui->focus) {
        const double share = (double)((ui->mouse_x - track.x) / track.w);
        *value = lo + (hi - lo) * fmin(1.0, fmax(0.0, share));
    }
    *value = fmin(hi, fmax(lo, round(*value / step) * step));
    const float at = (float)((*value - lo) / (hi - lo));
    tb_ui_fill(ui, track, tb_ui_rgba(tb_theme_contrast() != 0 ? TB_C_HAIRLINE : TB_C_RAISED, 1.0f),
               3.0f);
    tb_ui_fill(ui, (tb_box){track.x, track.y, track.w * at, track.h}, tb_ui_rgba(TB_C_ACCENT, 1.0f),
               3.0f);
    tb_ui_disc(ui, track.x + track.w * at, track.y + 3.0f, 9.0f, tb_ui_rgba(TB_C_INK, 1.0f));
    return fabs(*value - before) > 1e-9;
}

bool tb_ui_switch(tb_ui *ui, const char *id, tb_box box, const char *on, const char *off,
                  bool *value)
{
    const float label =
        fmaxf(tb_ui_text_width(ui, TB_F_BODY, on), tb_ui_text_width(ui, TB_F_BODY, off));
    const float width = 56.0f + label + 12.0f;
    const tb_box whole = {box.x + box.w - width, box.y, width, box.h};
    const bool pressed = tb_ui_item(ui, id, whole, 6.0f);
    if (pressed) {
        *value = !*value;
    }
    const tb_box pill = {whole.x + 6.0f, whole.y + 0.5f * whole.h - 11.0f, 40.0f, 22.0f};
    tb_ui_fill(ui, pill, tb_ui_rgba(*value ? TB_C_ACCENT : TB_C_RAISED, 1.0f), 11.0f);
    tb_ui_outline(ui, pill, tb_ui_rgba(TB_C_EDGE, 1.0f), 11.0f, 1.2f);
    tb_ui_disc(ui, *value ? pill.x + 29.0f : pill.x + 11.0f, pill.y + 11.0f, 8.0f,
               tb_ui_rgba(*value ? TB_C_ON_ACCENT : TB_C_INK2, 1.0f));
    tb_ui_text(ui, TB_F_BODY, pill.x + 50.0f, whole.y + 0.5f * whole.h, TB_C_INK, TB_LEFT,
               *value ? on : off);
    return pressed;
}
