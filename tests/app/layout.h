/// What every screen must hold: nothing is clipped, overlaps or leaves its panel, every control is
/// reached by Tab. Faults are told and counted in `problems`.
#ifndef TB_TESTS_APP_LAYOUT_H
#define TB_TESTS_APP_LAYOUT_H
#include "screens.h"

#include <stdio.h>

static int problems;

static inline void complain(const screens *s, const char *what, const tb_probe_row *a,
                            const tb_probe_row *b)
{
    if (++problems <= 40) {
        fprintf(
            stderr,
            "%s: screen %d dialog %d page %d, %.0fx%.0f units, %d %%, language %d: '%s' (%.0f %.0f "
            "%.0f %.0f)%s%s",
            what, (int)s->app->screen, (int)s->app->dialog, (int)s->app->settings_page,
            (double)s->app->ui.width, (double)s->app->ui.height, s->app->settings.text_percent,
            s->app->settings.language, a->text, (double)a->box.x, (double)a->box.y,
            (double)a->box.w, (double)a->box.h, b != NULL ? " and '" : "\n",
            b != NULL ? b->text : "");
        if (b != NULL) {
            fprintf(stderr, "' (%.0f %.0f %.0f %.0f)\n", (double)b->box.x, (double)b->box.y,
                    (double)b->box.w, (double)b->box.h);
        }
    }
}

static inline bool shares(tb_box a, tb_box b, float least)
{
    const tb_box both = tb_box_cut(a, b);
    return both.w > least && both.h > least;
}

static inline bool inside(tb_box a, tb_box b, float slack)
{
    return a.x >= b.x - slack && a.y >= b.y - slack && a.x + a.w <= b.x + b.w + slack &&
           a.y + a.h <= b.y + b.h + slack;
}

// Text stays in the window and in what it is cut to; in a page that scrolls it may lie above or
// below the view.
static inline void check_row(const screens *s, const tb_probe_row *row)
{
    const tb_box window = {0.0f, 0.0f, s->app->ui.width, s->app->ui.height};
    tb_box room = tb_box_cut(row->clip, window);
    if (row->in_page) {
        room.y = -1e6f;
        room.h = 2e6f;
    }
    if (!row->over_scene && row->kind != TB_PROBE_PANEL && !inside(row->box, room, 2.0f)) {
        complain(s, "outside", row, NULL);
    }
}

// What of a row can be seen: a page's content only in its view.
static inline tb_probe_row seen_of(const tb_probe_row *row)
{
    tb_probe_row seen = *row;
    seen.box = tb_box_cut(row->box, row->clip);
    return seen;
}

static inline void check_pair(const screens *s, const tb_probe_row *first,
                              const tb_probe_row *second)
{
    if (first->layer != second->layer || first->over_scene || second->over_scene) {
        return;
    }
    const bool same = first->in_page == second->in_page;
    const tb_probe_row one = same ? *first : seen_of(first);
    const tb_probe_row two = same ? *second : seen_of(second);
    const tb_probe_row *a = &one, *b = &two;
    if (a->kind == TB_PROBE_TEXT && b->kind == TB_PROBE_TEXT) {
        if (shares(a->box, b->box, 1.5f)) {
            complain(s, "text over text", a, b);
        }
    } else if (a->kind == TB_PROBE_ITEM && b->kind == TB_PROBE_ITEM) {
        if (shares(a->box, b->box, 1.0f)) {
            complain(s, "item over item", a, b);
        }
    } else if (a->kind == TB_PROBE_PANEL || b->kind == TB_PROBE_PANEL) {
        const tb_probe_row *panel = a->kind == TB_PROBE_PANEL ? a : b, *text = panel == a ? b : a;
        if (text->kind == TB_PROBE_TEXT && shares(text->box, panel->box, 3.0f) &&
            !inside(text->box, panel->box, 3.0f)) {
            complain(s, "text across a panel's edge", text, panel);
        }
    } else {
        const tb_probe_row *text = a->kind == TB_PROBE_TEXT ? a : b, *item = text == a ? b : a;
        if (shares(text->box, item->box, 1.5f) && !inside(text->box, item->box, 2.0f)) {
            complain(s, "text across an item's edge", text, item);
        }
    }
}

static inline void check_layout(screens *s)
{
    screens_draw(s);
    if (s->app->ui.overflows > 0) {
        tb_probe_row row = {.kind = TB_PROBE_TEXT};
        snprintf(row.text, sizeof row.text, "%s", s->app->ui.overflow_text);
        complain(s, "does not fit", &row, NULL);
    }
    for (int k = 0; k < s->probe->count; ++k) {
        check_row(s, &s->probe->rows[k]);
        for (int j = k + 1; j < s->probe->count; ++j) {
            check_pair(s, &s->probe->rows[k], &s->probe->rows[j]);
        }
    }
    assert_true(s->probe->count < TB_PROBE_ROWS);
}

// Tab goes through all items of a screen and comes back to the first.
static inline void check_tab(screens *s)
{
    screens_draw(s);
    const int count = s->app->ui.item_count;
    uint32_t seen[TB_UI_ITEMS_MAX];
    int found = 0;
    for (int k = 0; k < count + 1; ++k) {
        tb_app_queue_nav(s->app, TB_NAV_NEXT);
        tb_app_draw(s->app);
        bool known = false;
        for (int j = 0; j < found; ++j) {
            known = known || seen[j] == s->app->ui.focus;
        }
        if (!known && found < TB_UI_ITEMS_MAX) {
            seen[found++] = s->app->ui.focus;
        }
    }
    if (found != count) {
        fprintf(stderr, "screen %d: Tab reaches %d of %d items\n", (int)s->app->screen, found,
                count);
        ++problems;
    }
    s->app->ui.focus = 0;
}

#endif
