/// A field for one line of text: the line, its caret, and the keys that edit it. Layer app, needs
/// ui, text_edit and SDL's names of keys.
#ifndef TB_APP_TEXT_FIELD_H
#define TB_APP_TEXT_FIELD_H
#include "text_edit.h"
#include "ui.h"

/// State between frames.
typedef struct tb_text_field {
    tb_text_edit line;
    bool fresh;  ///< the key that opened it still comes as text in this frame
    bool typing; ///< it has the focus
} tb_text_field;

/// Start with a text; the keyboard gives letters from now on.
void tb_text_field_open(tb_text_field *field, const char *text);
/// Draw it, register it as an item.
void tb_text_field_draw(tb_ui *ui, const char *id, tb_box box, tb_text_field *field);
/// Text from the keyboard while it has the focus.
void tb_text_field_type(tb_text_field *field, const char *utf8);
/// An editing key while it has the focus.
/// @return false for Tab and Enter, and while it has no focus
bool tb_text_field_key(tb_text_field *field, int key);

#endif
