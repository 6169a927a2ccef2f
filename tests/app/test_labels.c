// Tags over a picture: wherever their mark is, they stay in their area, off what is kept clear and
// off each other; where there is no room they are left out.
#include "screens.h"

#include "app/section_labels.h"
#include "app/ui_shim.h"

#include <math.h>
#include <stdio.h>

static screens s;
static const tb_box AREA = {104.0f, 108.0f, 696.0f, 362.0f};

static bool shares(tb_box a, tb_box b)
{
    const tb_box both = tb_box_cut(a, b);
    return both.w > 0.0f && both.h > 0.0f;
}

static bool inside(tb_box a, tb_box b)
{
    return a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
}

static void begin_frame(void)
{
    tb_shim_begin(1280, 720, 1.0f / 60.0f);
    tb_ui_begin(&s.app->ui, 1280, 720);
}

static void end_frame(void)
{
    tb_ui_end(&s.app->ui);
    tb_shim_drop();
}

// The tag of a text in this frame.
static const tb_probe_row *tag_of(const char *text)
{
    for (int k = 0; k < s.probe->count; ++k) {
        if (strcmp(s.probe->rows[k].text, text) == 0) {
            return &s.probe->rows[k];
        }
    }
    return NULL;
}

static void tags_stay_in_their_area_and_apart(void **state)
{
    (void)state;
    const tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    tb_app_draw(s.app); // bakes the fonts
    const tb_box panel = {104.0f, 146.0f, 440.0f, 146.0f};
    int drawn = 0;
    for (float y = AREA.y; y <= AREA.y + AREA.h; y += 12.0f) {
        for (float x = AREA.x; x <= AREA.x + AREA.w; x += 12.0f) {
            begin_frame();
            tb_labels labels = {.ui = &s.app->ui, .area = AREA};
            tb_labels_keep_clear(&labels, panel);
            const bool first = tb_labels_put_away(&labels, x, y, "your mark");
            const bool second =
                tb_labels_put(&labels, x, y, 10.0f, TB_ICON_NONE, "fourth rib", NULL);
            const tb_probe_row *mark = tag_of("your mark"), *rib = tag_of("fourth rib");
            assert_true(first == (mark != NULL));
            assert_true(second == (rib != NULL));
            if (mark != NULL) {
                assert_true(inside(mark->box, AREA));
                assert_false(shares(mark->box, panel));
                assert_true(mark->box.x > x + 40.0f || mark->box.x + mark->box.w < x - 40.0f);
                ++drawn;
            }
            if (mark != NULL && rib != NULL) {
                assert_false(shares(mark->box, rib->box));
            }
            end_frame();
        }
    }
    assert_true(drawn > 1000); // of 1829: only where the panel leaves no room there is none
    screens_close(&s);
}

static void without_room_there_is_no_tag(void **state)
{
    (void)state;
    const tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    tb_app_draw(s.app);
    begin_frame();
    tb_labels labels = {.ui = &s.app->ui, .area = {100.0f, 100.0f, 90.0f, 40.0f}};
    assert_false(tb_labels_put_away(&labels, 140.0f, 120.0f, "your mark"));
    assert_null(tag_of("your mark"));
    end_frame();
    screens_close(&s);
}

typedef enum shape { STEADY, RISING, WAVE, STEPS, SHAPES } shape;

static float force_at(shape what, float most, int k)
{
    const float share = (float)k / (float)TB_STRIP_TICKS;
    return what == STEADY   ? most
           : what == RISING ? most * share
           : what == WAVE   ? 0.5f * most * (1.0f + sinf(60.0f * share))
                            : most * (float)(k / 1500 % 2);
}

// The name of the band of firm pressure never lies over the line of the force.
static void the_firm_band_keeps_off_the_force(void **state)
{
    (void)state;
    const tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    assert_true(tb_app_start_encounter(s.app));
    tb_attempt *attempt = s.app->attempt;
    const tb_box panel = {520.0f, 534.0f, 272.0f, 178.0f};
    const tb_box plot = {panel.x + 38.0f, panel.y + 40.0f, panel.w - 48.0f, panel.h - 68.0f};
    attempt->head = 0;
    attempt->filled = TB_STRIP_TICKS;
    for (int what = 0; what < SHAPES; ++what) {
        for (float most = 0.0f; most <= 60.0f; most += 1.0f) {
            for (int k = 0; k < TB_STRIP_TICKS; ++k) {
                attempt->finger_n[k] = force_at((shape)what, most, k);
            }
            begin_frame();
            tb_panel_force(s.app, panel);
            const tb_probe_row *name = tag_of("firm, 2 to 4 kg");
            if (name == NULL && (what == STEADY || what == RISING)) { // these leave room somewhere
                fail_msg("no name at %.0f N, shape %d", (double)most, what);
            }
            for (int k = 0; k < TB_STRIP_TICKS && name != NULL; ++k) {
                const float x = plot.x + plot.w * (float)k / (float)TB_STRIP_TICKS;
                const float y = plot.y + plot.h * (1.0f - attempt->finger_n[k] / 60.0f);
                const tb_box box = name->box;
                const float ink = 5.0f, middle = box.y + 0.5f * box.h; // half a capital and more
                if (x > box.x && x < box.x + box.w && fabsf(y - middle) < ink) {
                    fail_msg("the name lies over %.1f N, shape %d", (double)attempt->finger_n[k],
                             what);
                }
            }
            end_frame();
        }
    }
    s.app->hand.tool = TB_TOOL_COTTON; // no band where less is wanted
    begin_frame();
    tb_panel_force(s.app, panel);
    assert_null(tag_of("firm, 2 to 4 kg"));
    end_frame();
    screens_close(&s);
}

// The word at the target never lies over the needle, wherever that stands beside it.
static void the_target_is_named_beside_the_needle(void **state)
{
    (void)state;
    const tb_settings settings = tb_settings_default();
    if (!screens_open(&s, 1280, 720, &settings)) {
        skip();
    }
    assert_true(tb_app_start_encounter(s.app));
    tb_app_draw(s.app);
    const tb_box panel = {808.0f, 56.0f, 464.0f, 328.0f};
    const tb_rect picture = {808, 88, 464, 296};
    tb_snapshot *seen = &s.app->attempt->after;
    const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
    const tb_vec3 target = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    seen->needle.stage = TB_NEEDLE_IN;
    seen->section.kind = TB_SECTION_NEEDLE;
    seen->section.plane = (tb_section_plane){target.x, target.y, 1.0, 0.0};
    s.app->view = TB_VIEW_FULL;
    int named = 0;
    for (int s_mm = -25; s_mm <= 25; ++s_mm) {
        for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) { // upright, its tip in the target
            const float share = (float)k / (float)(TB_SNAPSHOT_NEEDLE_NODES - 1);
            seen->needle.s_mm[k] = (float)s_mm;
            seen->needle.y_mm[k] = 20.0f - share * (20.0f + (float)target.z);
        }
        begin_frame();
        s.app->frame.section = picture;
        s.app->frame.show_target = true;
        tb_overlay_section(s.app, panel);
        const tb_probe_row *name = tag_of("target");
        named += name != NULL;
        for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES && name != NULL; ++k) {
            float x, y;
            tb_section_view_map(&picture,
                                tb_section_view_fit(anatomy, seen, s.app->frame.section_turned),
                                seen->needle.s_mm[k], seen->needle.y_mm[k], &x, &y);
            const tb_box box = name->box;
            if (x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h) {
                fail_msg("the target's name lies over a needle at %d mm", s_mm);
            }
        }
        end_frame();
    }
    assert_true(named > 45); // of 51
    screens_close(&s);
}

// The tissue at the tip is the muscle that is needled wherever the tip is in it, also where that is
// a shape within a layer.
static void the_tip_names_the_muscle_it_is_in(void **state)
{
    (void)state;
    static const char *const ids[] = {"gastrocnemius-medial", "qp-teacher", "pi-analyst"};
    const tb_settings settings = tb_settings_default();
    for (size_t k = 0; k < sizeof ids / sizeof ids[0]; ++k) {
        if (!screens_open(&s, 1280, 720, &settings)) {
            skip();
        }
        assert_true(tb_app_choose_case(s.app, ids[k]));
        assert_true(tb_app_start_encounter(s.app));
        tb_snapshot *seen = &s.app->attempt->after;
        const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
        const tb_vec3 at = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
        s.app->view = TB_VIEW_FULL;
        s.app->hand.tool = TB_TOOL_NEEDLE;
        seen->needle.stage = TB_NEEDLE_IN;
        seen->needle.tip_t_mm = (float)at.x;
        seen->needle.tip_b_mm = (float)at.y;
        for (int in = 0; in < 2; ++in) {
            seen->needle.tip_n_mm = in != 0 ? (float)at.z : 3.0f; // in the point, in the fat
            begin_frame();
            tb_panel_tip(s.app, (tb_box){808.0f, 392.0f, 464.0f, 134.0f});
            assert_true((tag_of(s.app->content->model.muscle) != NULL) == (in != 0));
            end_frame();
        }
        screens_close(&s);
    }
}

// A tag over the section is never a length alone: wherever the plane lies and however little room
// there is, what is some millimetres off has its name.
static void no_length_stands_without_a_name(void **state)
{
    (void)state;
    static const char *const ids[] = {"gastrocnemius-medial", "qp-teacher", "pi-analyst",
                                      "ut-designer"};
    static const float widths[] = {220.0f, 300.0f, 464.0f};
    const tb_settings settings = tb_settings_default();
    int named = 0;
    for (size_t c = 0; c < sizeof ids / sizeof ids[0]; ++c) {
        if (!screens_open(&s, 1280, 720, &settings)) {
            skip();
        }
        assert_true(tb_app_choose_case(s.app, ids[c]));
        assert_true(tb_app_start_encounter(s.app));
        tb_app_draw(s.app);
        tb_snapshot *seen = &s.app->attempt->after;
        const tb_anatomy *anatomy = tb_session_anatomy(s.app->attempt->session);
        const tb_vec3 target = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
        seen->needle.stage = TB_NEEDLE_IN;
        seen->needle.reserve_structure = -1;
        seen->section.kind = TB_SECTION_NEEDLE;
        s.app->view = TB_VIEW_FULL;
        for (int turn = 0; turn < 36; ++turn) {
            const float w = widths[turn % 3];
            const double angle = 0.174532925 * turn;
            seen->section.plane = (tb_section_plane){target.x, target.y, cos(angle), sin(angle)};
            begin_frame();
            s.app->frame.section = (tb_rect){808, 88, (int)w, (int)(0.6f * w)};
            tb_overlay_section(s.app, (tb_box){808.0f, 56.0f, w, 32.0f + 0.6f * w});
            for (int k = 0; k < s.probe->count; ++k) {
                const char *text = s.probe->rows[k].text;
                const size_t digits = strspn(text, "0123456789");
                if (s.probe->rows[k].over_scene && digits > 0 &&
                    strcmp(text + digits, " mm") == 0) {
                    fail_msg("%s: '%s' of what?", ids[c], text);
                }
                named += strstr(text, ", ") != NULL && strstr(text, " mm") != NULL;
            }
            end_frame();
        }
        screens_close(&s);
    }
    assert_true(named > 0); // the tags were looked at
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, tags_stay_in_their_area_and_apart);
    TB_TEST(&list, without_room_there_is_no_tag);
    TB_TEST(&list, the_firm_band_keeps_off_the_force);
    TB_TEST(&list, the_target_is_named_beside_the_needle);
    TB_TEST(&list, the_tip_names_the_muscle_it_is_in);
    TB_TEST(&list, no_length_stands_without_a_name);
    const int failed = tb_test_run(&list, "labels");
    SDL_Quit();
    return failed;
}
