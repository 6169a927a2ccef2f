// A finger over shallow bone: whatever lies below, a hand reaches 45 N, and what hurts at less
// hurts.
//
//     test_shallow_bone [--patients N] [CASE.yaml ...]
#include "tautband/session/session.h"

#include "tb_test.h"

#include <string.h>

enum { CASES_MAX = 64 };
static int patients = 2;
static const char *cases[CASES_MAX] = {"assets/cases/is-carpenter.yaml",
                                       "assets/cases/ls-nurse-nights.yaml",
                                       "assets/cases/oci-editor.yaml"};
static int case_count = 3;

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;
static tb_snapshot seen;

/// Press as a hand does: towards a force, at up to 20 mm/s.
static void press(tb_session *session, tb_input *input, double force_n, int ticks)
{
    for (int k = 0; k < ticks; ++k) {
        const double lack_n = force_n - (double)seen.finger.force_n;
        input->depth_um += (int32_t)fmax(-20.0, fmin(20.0, 5.0 * lack_n));
        tb_session_step(session, input);
        tb_session_snapshot(session, &seen);
    }
}

static void press_hard(const char *path, uint64_t seed)
{
    tb_error error = {0};
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 8};
    tb_session *session = NULL;
    if (tb_session_create(&desc, &session, &error) != TB_OK) {
        fail_msg("%s, seed %d: %s", path, (int)seed, error.message);
    }
    const tb_anatomy *a = tb_session_anatomy(session);
    const tb_trigger_point *point = &a->trigger_points[a->symptomatic];
    tb_input input = {.tool = TB_TOOL_FINGER,
                      .t_um = (int32_t)(1e3 * point->surface_t_mm),
                      .b_um = (int32_t)(1e3 * point->surface_b_mm),
                      .depth_um = -2000};
    memset(&seen, 0, sizeof seen);
    press(session, &input, 45.0, 3500);
    const double force_n = (double)seen.finger.force_n, kpa = (double)seen.finger.pressure_kpa;
    const double pain_nrs = (double)seen.patient.pain_nrs;
    const double threshold_kpa = a->pain_threshold_kpa[point->state];
    print_message("%s, patient %2d: %5.1f N, %3.0f kPa at %4.1f mm; hurts from %3.0f kPa: %4.1f\n",
                  path, (int)seed, force_n, kpa, (double)seen.finger.depth_mm, threshold_kpa,
                  pain_nrs);
    if (seen.faulted) {
        fail_msg("%s, seed %d: fault %s", path, (int)seed, seen.fault);
    }
    assert_near(force_n, 45.0, 1.0);
    // one NRS at threshold, scaled by how much this patient minds
    assert_true(kpa <= 1.1 * threshold_kpa || pain_nrs > a->pain_sensitivity);
    tb_session_destroy(session);
}

static void a_hand_reaches_45_n(void **state)
{
    (void)state;
    static tb_diagnostics diagnostics;
    for (int k = 0; k < case_count; ++k) {
        if (tb_case_load(cases[k], &model, &diagnostics) != TB_OK) {
            fail_msg("%s cannot be read", cases[k]);
        }
        for (int seed = 1; seed <= patients; ++seed) {
            press_hard(cases[k], (uint64_t)seed);
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
    TB_TEST(&list, a_hand_reaches_45_n);
    return tb_test_run(&list, "shallow_bone");
}
