/// One line of text under the keyboard: UTF-8, a cursor between characters. No window. Layer app,
/// needs nothing.
#ifndef TB_APP_TEXT_EDIT_H
#define TB_APP_TEXT_EDIT_H
#include <stddef.h>

enum { TB_EDIT_SIZE = 160 };

/// The line.
typedef struct tb_text_edit {
    char text[TB_EDIT_SIZE];
    size_t cursor; ///< byte offset, on a character's edge
} tb_text_edit;

/// What a key does to it.
typedef enum tb_edit_key {
    TB_EDIT_LEFT,
    TB_EDIT_RIGHT,
    TB_EDIT_HOME,
    TB_EDIT_END,
    TB_EDIT_BACKSPACE,
    TB_EDIT_DELETE
} tb_edit_key;

/// Start with a text, the cursor at its end. What does not fit is cut at a whole character.
void tb_edit_start(tb_text_edit *edit, const char *text);
/// Put in what was typed, as much as fits in whole characters; control characters are left out.
void tb_edit_insert(tb_text_edit *edit, const char *utf8);
/// Move or take away one character.
void tb_edit_press(tb_text_edit *edit, tb_edit_key key);

#endif
