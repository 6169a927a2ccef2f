// A needle that a hand sets down on a lifted roll meets skin or is refused with a word, and can be
// put away in either case: none may hang in the air where nothing answers it.
//
//     test_set_down [--patients N] [CASE.yaml ...]
#include "tautband/core/units.h"
#include "tautband/session/session.h"

#include "tb_test.h"

#include <string.h>

enum { CASES_MAX = 64 };
static int patients = 1;
static const char *cases[CASES_MAX] = {"assets/cases/ut-slim-student.yaml",
                                       "assets/cases/scm-singer.yaml"};
static int case_count = 2;

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_snapshot seen;

typedef struct tally {
    int set_down, refused, entered;
} tally;

static int event_count(const tb_session *session, tb_event_kind kind)
{
    int count = 0, of_kind = 0;
    const tb_event *events = tb_session_events(session, &count);
    for (int k = 0; k < count; ++k) {
        of_kind += events[k].kind == kind ? 1 : 0;
    }
    return of_kind;
}

/// Of the needle that was refused last: its lean from the skin's normal.
static double lean_told_deg(const tb_session *session)
{
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    while (count > 0 && events[count - 1].kind != TB_EVENT_WILL_NOT_ENTER) {
        --count;
    }
    return count > 0 ? events[count - 1].values[2] : 0.0;
}

static void step(tb_session *session, tb_input *input, tb_command command, int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        input->command = (uint8_t)(k == 0 ? command : TB_COMMAND_NONE);
        tb_session_step(session, input);
    }
    tb_session_snapshot(session, &seen);
}

static void set_down(tb_session *session, double t_mm, double b_mm, double tilt_deg,
                     double azimuth_deg, tally *out)
{
    tb_input input = {.tool = TB_TOOL_NEEDLE,
                      .t_um = (int32_t)(1e3 * t_mm),
                      .b_um = (int32_t)(1e3 * b_mm),
                      .tilt_mdeg = (int32_t)(1e3 * tilt_deg),
                      .azimuth_mdeg = (int32_t)(1e3 * azimuth_deg)};
    const int refused = event_count(session, TB_EVENT_WILL_NOT_ENTER);
    const int binned = event_count(session, TB_EVENT_BINNED);
    step(session, &input, TB_COMMAND_CHOOSE_NEEDLE, 1);
    step(session, &input, TB_COMMAND_PLACE, 30);
    if (event_count(session, TB_EVENT_WILL_NOT_ENTER) > refused) {
        assert_int_equal(seen.needle.stage, TB_NEEDLE_READY);
        assert_true(lean_told_deg(session) > 70.0); // too flat, as the word says
        out->refused += 1;
    } else {
        step(session, &input, TB_COMMAND_TAP, 60);
        step(session, &input, TB_COMMAND_TUBE_OFF, 10);
        if (seen.needle.stage != TB_NEEDLE_IN) {
            fail_msg("%s: t %.1f b %.1f tilt %.0f azimuth %.0f: tapped, but not in", model.id, t_mm,
                     b_mm, tilt_deg, azimuth_deg);
        }
        out->entered += 1;
    }
    step(session, &input, TB_COMMAND_REMOVE, 1);
    for (int k = 0; k < 20 && seen.needle.stage != TB_NEEDLE_NONE; ++k) {
        step(session, &input, TB_COMMAND_NONE, 100);
    }
    assert_int_equal(seen.needle.stage, TB_NEEDLE_NONE);
    assert_int_equal(event_count(session, TB_EVENT_BINNED), binned + 1);
    out->set_down += 1;
}

static void try_patient(const char *path, uint64_t seed)
{
    static const double tilts_deg[] = {5, 30, 49.9, 50.1, 60, 84, 100};
    static const double azimuths_deg[] = {-90, -55, 20, 57, 94};
    tb_error error = {0};
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 4};
    tb_session *session = NULL;
    if (tb_session_create(&desc, &session, &error) != TB_OK) {
        fail_msg("%s, seed %d: %s", path, (int)seed, error.message);
    }
    const tb_anatomy *anatomy = tb_session_anatomy(session);
    const tb_trigger_point *point = &anatomy->trigger_points[anatomy->symptomatic];
    const double half_mm = anatomy->roll.half_width_mm;
    tally out = {0};
    for (int place = -6; place <= 6; place += 2) {
        for (size_t a = 0; a < sizeof azimuths_deg / sizeof azimuths_deg[0]; ++a) {
            for (size_t k = 0; k < sizeof tilts_deg / sizeof tilts_deg[0]; ++k) {
                set_down(session, point->surface_t_mm, half_mm * place / 5.0, tilts_deg[k],
                         azimuths_deg[a], &out);
            }
        }
    }
    print_message("%s, patient %d: %d set down, %d refused, %d entered\n", path, (int)seed,
                  out.set_down, out.refused, out.entered);
    assert_true(out.entered > out.set_down / 4);
    tb_session_destroy(session);
}

static void none_hangs_in_the_air(void **state)
{
    (void)state;
    static tb_diagnostics diagnostics;
    for (int k = 0; k < case_count; ++k) {
        if (tb_case_load(cases[k], &model, &diagnostics) != TB_OK) {
            fail_msg("%s cannot be read", cases[k]);
        }
        for (int seed = 1; seed <= patients; ++seed) {
            try_patient(cases[k], (uint64_t)seed);
        }
    }
}

int main(int argc, char **argv)
{
    int at = 1;
    for (; at + 1 < argc && strcmp(argv[at], "--patients") == 0; at += 2) {
        patients = atoi(argv[at + 1]);
    }
    case_count = at < argc ? 0 : case_count;
    for (; at < argc && case_count < CASES_MAX; ++at) {
        cases[case_count++] = argv[at];
    }
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    TB_TEST(&list, none_hangs_in_the_air);
    return tb_test_run(&list, "set_down");
}
