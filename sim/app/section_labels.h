/// Tags over a picture that never lie over each other, over marks or over buttons: each goes where
/// there is room beside its mark, is shortened where there is little, and left out where there is
/// none. The most important come first. Units of the user interface. Layer app.
#ifndef TB_APP_SECTION_LABELS_H
#define TB_APP_SECTION_LABELS_H
#include "ui.h"

enum { TB_LABELS_MAX = 64 };

/// Places that are taken. Zero it, then set ui and area.
typedef struct tb_labels {
    tb_ui *ui;
    tb_box area; ///< tags stay inside
    tb_box taken[TB_LABELS_MAX];
    int count;
} tb_labels;

/// Nothing may be put here. A full list takes no more, and tb_labels_put() then leaves out.
void tb_labels_keep_clear(tb_labels *labels, tb_box box);

/// Draw a tag beside a mark.
/// @param gap       between the mark's middle and the tag
/// @param text      wanted
/// @param or_text   said where the first does not fit; may be NULL
/// @return false when there is room for neither
bool tb_labels_put(tb_labels *labels, float x, float y, float gap, tb_icon icon, const char *text,
                   const char *or_text);

/// Draw a tag away from a mark, so that what happens there stays in view, with a line to it: above
/// at the right, else at the left, else below.
/// @return false when there is room nowhere: nothing is drawn
bool tb_labels_put_away(tb_labels *labels, float x, float y, const char *text);

#endif
