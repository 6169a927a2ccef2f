#include "text_field.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdio.h>

void tb_text_field_open(tb_text_field *field, const char *text)
{
    *field = (tb_text_field){.fresh = true};
    tb_edit_start(&field->line, text);
    SDL_StartTextInput();
}

void tb_text_field_type(tb_text_field *field, const char *utf8)
{
    if (field->typing && !field->fresh) {
        tb_edit_insert(&field->line, utf8);
    }
}

bool tb_text_field_key(tb_text_field *field, int key)
{
    static const struct {
        SDL_Keycode key;
        tb_edit_key does;
    } keys[] = {{SDLK_LEFT, TB_EDIT_LEFT},           {SDLK_RIGHT, TB_EDIT_RIGHT},
                {SDLK_HOME, TB_EDIT_HOME},           {SDLK_END, TB_EDIT_END},
                {SDLK_BACKSPACE, TB_EDIT_BACKSPACE}, {SDLK_DELETE, TB_EDIT_DELETE}};
    if (!field->typing) {
        return false;
    }
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        if (keys[k].key == key) {
            tb_edit_press(&field->line, keys[k].does);
            return true;
        }
    }
    return key != SDLK_TAB && key != SDLK_RETURN && key != SDLK_KP_ENTER; // letters come as text
}

// The line with its caret; a long one shows the part around the caret.
static void draw_line(tb_ui *ui, tb_box box, const tb_text_field *field)
{
    const tb_text_edit *line = &field->line;
    char before[TB_EDIT_SIZE];
    snprintf(before, sizeof before, "%.*s", (int)line->cursor, line->text);
    const float caret = tb_ui_text_width(ui, TB_F_BODY, before);
    const float shift = fmaxf(0.0f, caret - (box.w - 40.0f));
    const float y = box.y + 0.5f * box.h;
    tb_ui_clip(ui, (tb_box){box.x + 8.0f, box.y, box.w - 16.0f, box.h});
    ui->over_scene = true; // scrolls inside its box
    ui->verbatim = true;
    tb_ui_text(ui, TB_F_BODY, box.x + 12.0f - shift, y, TB_C_INK, TB_LEFT, line->text);
    ui->over_scene = ui->verbatim = false;
    if (field->typing) {
        const float x = box.x + 12.0f - shift + caret;
        tb_ui_line(ui, x, y - 10.0f, x, y + 10.0f, tb_ui_rgba(TB_C_ACCENT, 1.0f), 1.6f);
    }
    tb_ui_unclip(ui);
}

void tb_text_field_draw(tb_ui *ui, const char *id, tb_box box, tb_text_field *field)
{
    (void)tb_ui_item(ui, id, box, 8.0f);
    field->typing = ui->focused;
    field->fresh = false;
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_WELL, 1.0f), 8.0f);
    tb_ui_outline(ui, box, tb_ui_rgba(field->typing ? TB_C_ACCENT : TB_C_EDGE, 1.0f), 8.0f, 1.4f);
    draw_line(ui, box, field);
}
