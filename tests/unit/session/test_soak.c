// Hands that do their worst: every input at random within and at its clamps, tools that change
// every few milliseconds, needles driven and turned wherever they stand. Nothing of it may reach a
// fault.
//
//     test_soak [--seconds N] [--seeds N] [CASE.yaml ...]
//
// seconds of the encounter for each case (all that are shipped when none is named) and seed; the
// whole soak is --seconds 600.
#include "tautband/core/rng.h"
#include "tautband/session/session.h"

#include "tb_test.h"

#include <dirent.h>
#include <string.h>

enum { CASES_MAX = 64 };
static int seconds = 2, seeds = 2;
static char cases[CASES_MAX][512];
static int case_count;

static tb_case model;
static tb_tissue_table tissues;
static tb_physiology physiology;

static int32_t between(tb_rng *rng, int32_t lo, int32_t hi)
{
    return lo + (int32_t)(tb_rng_uniform(rng) * (double)(hi - lo));
}

/// Within the range, or at one of its ends.
static int32_t wild(tb_rng *rng, int32_t lo, int32_t hi)
{
    const double where = tb_rng_uniform(rng);
    return where < 0.15 ? lo : where > 0.85 ? hi : between(rng, lo, hi);
}

/// A mood of the hand: how often it changes its mind.
typedef struct mood {
    int tool_ms, motion_ms, aim_ms, command_ms;
    bool needling; ///< comes back to the needle, so that it spends its time in the tissue
} hand_mood;

static const hand_mood moods[] = {
    {3, 7, 11, 5, false},       // flutters
    {900, 40, 97, 60, false},   // hammers with one tool
    {2500, 15, 23, 400, true},  // stirs a needle
    {4000, 120, 800, 900, true} // pushes and pulls it
};

static void change_mind(tb_rng *rng, const hand_mood *mood, int tick, tb_input *input)
{
    input->command = TB_COMMAND_NONE;
    if (tick % mood->tool_ms == 0) {
        input->tool = mood->needling ? TB_TOOL_NEEDLE : (uint8_t)between(rng, 0, TB_TOOL_COUNT);
        if (mood->needling && tb_rng_uniform(rng) < 0.2) {
            input->tool = (uint8_t)between(rng, 0, TB_TOOL_COUNT);
        }
    }
    if (tick % mood->motion_ms == 0) {
        input->depth_um = wild(rng, -60000, 130000);
        input->spin_mdeg = wild(rng, -7200000, 7200000);
        input->second_um = wild(rng, 0, 60000);
    }
    if (tick % mood->aim_ms == 0) {
        input->tilt_mdeg = wild(rng, -10000, 120000);
        input->azimuth_mdeg = wild(rng, -360000, 360000);
        input->t_um = wild(rng, -60000, 60000);
        input->b_um = wild(rng, -40000, 40000);
    }
    if (tick % mood->command_ms == 0) {
        input->command = (uint8_t)between(rng, 0, TB_COMMAND_END);
        input->argument = between(rng, -2, 12);
    }
    if (mood->needling && tick % mood->tool_ms < 4) { // opened, placed, tapped, off with the tube
        static const tb_command acts[] = {TB_COMMAND_CHOOSE_NEEDLE, TB_COMMAND_PLACE,
                                          TB_COMMAND_TAP, TB_COMMAND_TUBE_OFF};
        input->command = (uint8_t)acts[tick % mood->tool_ms];
        input->argument = between(rng, 0, 3);
    }
}

static void load(const char *path)
{
    static tb_diagnostics diagnostics;
    if (tb_case_load(path, &model, &diagnostics) != TB_OK ||
        tb_tissue_table_load("assets/tissues.yaml", &tissues, &diagnostics) != TB_OK ||
        tb_physiology_load("assets/physiology.yaml", &physiology, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        fail();
    }
}

static void soak(const char *path, uint64_t seed)
{
    tb_error error = {0};
    const tb_session_desc desc = {&model, &tissues, &physiology, seed, 8};
    tb_session *session = NULL;
    if (tb_session_create(&desc, &session, &error) != TB_OK) {
        fail_msg("%s, seed %d: %s", path, (int)seed, error.message);
    }
    tb_rng rng;
    tb_rng_seed(&rng, seed, TB_RNG_SCENE);
    tb_input input = {0};
    const int mood_ms = 1000 * seconds / (int)(sizeof moods / sizeof moods[0]);
    for (int tick = 0; tick < 1000 * seconds && !tb_session_ended(session); ++tick) {
        const size_t which = (size_t)(tick / mood_ms) % (sizeof moods / sizeof moods[0]);
        change_mind(&rng, &moods[which], tick, &input);
        tb_session_step(session, &input);
    }
    static tb_snapshot seen;
    tb_session_snapshot(session, &seen);
    tb_session_destroy(session);
    // a log that fills up in ten minutes of this is no fault of the body
    if (seen.faulted && strcmp(seen.fault, "event-log-full") != 0) {
        fail_msg("%s, seed %d: fault %s at %u ms", path, (int)seed, seen.fault, seen.tick_ms);
    }
}

static void find_cases(const char *folder)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry;
         directory != NULL && (entry = readdir(directory)) != NULL && case_count < CASES_MAX;) {
        const char *end = strrchr(entry->d_name, '.');
        if (end != NULL && strcmp(end, ".yaml") == 0) {
            snprintf(cases[case_count++], sizeof cases[0], "%s/%s", folder, entry->d_name);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
}

static void no_fault(void **state)
{
    (void)state;
    assert_true(case_count > 0);
    for (int k = 0; k < case_count; ++k) {
        load(cases[k]);
        for (int seed = 1; seed <= seeds; ++seed) {
            soak(cases[k], (uint64_t)seed);
        }
    }
}

int main(int argc, char **argv)
{
    int at = 1;
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        int *value = strcmp(argv[at], "--seconds") == 0 ? &seconds
                     : strcmp(argv[at], "--seeds") == 0 ? &seeds
                                                        : NULL;
        if (value == NULL || sscanf(argv[at + 1], "%d", value) != 1 || *value < 1) {
            fprintf(stderr, "usage: test_soak [--seconds N] [--seeds N] [CASE.yaml ...]\n");
            return 2;
        }
    }
    static tb_test_list list;
    for (; at < argc && case_count < CASES_MAX; ++at) {
        snprintf(cases[case_count++], sizeof cases[0], "%s", argv[at]);
    }
    if (case_count == 0) {
        find_cases("assets/cases");
    }
    TB_TEST(&list, no_fault);
    return tb_test_run(&list, "soak");
}
