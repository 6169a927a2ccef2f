#include "text_edit.h"

#include <stdbool.h>
#include <string.h>

static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0u) == 0x80u;
}

static size_t before(const char *text, size_t at)
{
    while (at > 0 && goes_on(text[--at])) {
    }
    return at;
}

static size_t after(const char *text, size_t at)
{
    if (text[at] != '\0') {
        ++at;
    }
    while (goes_on(text[at])) {
        ++at;
    }
    return at;
}

void tb_edit_insert(tb_text_edit *edit, const char *utf8)
{
    const size_t length = strlen(edit->text);
    size_t room = TB_EDIT_SIZE - 1 - length, wanted = 0;
    char kept[TB_EDIT_SIZE];
    for (size_t at = 0; utf8[at] != '\0';) {
        const size_t next = after(utf8, at);
        if ((unsigned char)utf8[at] >= 0x20u && utf8[at] != 0x7F) {
            if (next - at > room) {
                break;
            }
            memcpy(kept + wanted, utf8 + at, next - at);
            wanted += next - at;
            room -= next - at;
        }
        at = next;
    }
    memmove(edit->text + edit->cursor + wanted, edit->text + edit->cursor,
            length - edit->cursor + 1);
    memcpy(edit->text + edit->cursor, kept, wanted);
    edit->cursor += wanted;
}

void tb_edit_start(tb_text_edit *edit, const char *text)
{
    *edit = (tb_text_edit){.cursor = 0};
    tb_edit_insert(edit, text);
}

static void cut(tb_text_edit *edit, size_t from, size_t to)
{
    memmove(edit->text + from, edit->text + to, strlen(edit->text + to) + 1);
    edit->cursor = from;
}

void tb_edit_press(tb_text_edit *edit, tb_edit_key key)
{
    switch (key) {
    case TB_EDIT_LEFT:
        edit->cursor = before(edit->text, edit->cursor);
        break;
    case TB_EDIT_RIGHT:
        edit->cursor = after(edit->text, edit->cursor);
        break;
    case TB_EDIT_HOME:
        edit->cursor = 0;
        break;
    case TB_EDIT_END:
        edit->cursor = strlen(edit->text);
        break;
    case TB_EDIT_BACKSPACE:
        cut(edit, before(edit->text, edit->cursor), edit->cursor);
        break;
    case TB_EDIT_DELETE:
        cut(edit, edit->cursor, after(edit->text, edit->cursor));
        break;
    }
}
