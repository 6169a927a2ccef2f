// Every shipped case whose right answer is a needle, played by an expert's script and by one that
// does what is warned of: the expert meets nothing and sets off twitches, the other reaches what
// is dangerous at the site.
//
//     test_case_scripts                        a few patients: what ctest runs
//     test_case_scripts --seeds 20             twenty patients of every case, as a table
//     test_case_scripts --seeds 20 --case ID   of one case (also --expert or --unsafe alone)
#include "tb_test.h"

#include "replay_support.h"

#include <dirent.h>
#include <time.h>

enum { CASES_MAX = 128, NAME_BYTES = 64, PATH_BYTES = 256 };

/// What one script did to one patient.
typedef struct outcome {
    bool played, faulted;
    int twitches, nerves, vessels, lethal, bones;
    int structure; ///< first hazard met, or -1
    double target_mm, clearance_mm, declared_mm, seconds;
    uint32_t ticks;
} outcome;

static replay_content content;
static char ids[CASES_MAX][NAME_BYTES];
static int id_count;

// ---- which script -------------------------------------------------------------------------------

/// A roll is felt by pinching, a deep muscle through another one, the rest by flat fingers.
static const char *expert_of(const tb_case *model)
{
    if (model->site.palpation.technique == TB_TECHNIQUE_PINCER && model->site.roll.height_mm > 0) {
        return "expert-roll";
    }
    static tb_anatomy usual;
    tb_anatomy_draw(model, 0, &usual);
    if (usual.symptomatic < 0) {
        return "expert-flat";
    }
    const tb_vec3 p = usual.trigger_points[usual.symptomatic].centre_mm;
    return p.z - tb_anatomy_skin_mm(&usual, p.x, p.y) > 28.0 ? "expert-deep" : "expert-flat";
}

static bool load(const char *id)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "assets/cases/%.63s.yaml", id);
    const bool good = tb_case_load(path, &content.model, &content.diagnostics) == TB_OK;
    if (!good) {
        tb_diagnostics_print(&content.diagnostics, stderr);
    }
    return good;
}

// ---- one encounter ------------------------------------------------------------------------------

static void note(const tb_event *event, outcome *out)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_LTR:
        ++out->twitches;
        break;
    case TB_EVENT_BONE:
        ++out->bones;
        break;
    case TB_EVENT_NERVE_CONTACT:
    case TB_EVENT_VESSEL_CONTACT:
    case TB_EVENT_LETHAL_CONTACT:
        out->nerves += event->kind == TB_EVENT_NERVE_CONTACT ? 1 : 0;
        out->vessels += event->kind == TB_EVENT_VESSEL_CONTACT ? 1 : 0;
        out->lethal += event->kind == TB_EVENT_LETHAL_CONTACT ? 1 : 0;
        out->structure = out->structure < 0 ? event->subject : out->structure;
        break;
    case TB_EVENT_DECLARED:
        out->declared_mm = event->values[2];
        break;
    case TB_EVENT_TIP_SAMPLE:
        out->target_mm = fmin(out->target_mm, event->values[4]);
        out->clearance_mm = fmin(out->clearance_mm, event->values[5]);
        break;
    default:
        break;
    }
}

/// @param harmful stop as soon as something dangerous is met
static outcome play(const char *script_name, uint64_t seed, bool harmful)
{
    outcome out = {.structure = -1, .target_mm = 1e3, .clearance_mm = 1e3, .declared_mm = -1.0};
    char path[PATH_BYTES];
    tb_script *script = NULL;
    tb_session *session = NULL;
    tb_error error = {.status = TB_OK};
    const tb_session_desc desc = {&content.model, &content.tissues, &content.physiology, seed, 4};
    const clock_t begun = clock();
    snprintf(path, sizeof path, "assets/scripts/%.200s.tbs", script_name);
    out.played = tb_script_load_for(path, &content.model, &script, &content.errors) == TB_OK &&
                 tb_session_create(&desc, &session, &error) == TB_OK;
    if (!out.played) {
        fprintf(stderr, "%s for %s: %s%s\n", path, content.model.id, error.message,
                content.errors.count > 0 ? content.errors.items[0].text : "");
    }
    int count = 0, noted = 0;
    while (out.played && !tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &content.seen);
        tb_script_next(script, &content.seen, &input);
        tb_session_step(session, &input);
        const tb_event *events = tb_session_events(session, &count);
        for (; noted < count; ++noted) {
            note(&events[noted], &out);
        }
        if (harmful && out.structure >= 0) {
            break;
        }
    }
    if (out.played) {
        tb_session_snapshot(session, &content.seen);
        out.faulted = content.seen.faulted;
        out.ticks = tb_session_tick_ms(session);
    }
    out.seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    tb_session_destroy(session);
    tb_script_destroy(script);
    return out;
}

// ---- many encounters ----------------------------------------------------------------------------

/// Sums over patients.
typedef struct tally {
    int played, faults, safe, twitched, near;
    double seconds;
} tally;

static void add(tally *sum, const outcome *one)
{
    ++sum->played;
    sum->faults += one->faulted ? 1 : 0;
    sum->safe += one->nerves + one->vessels + one->lethal == 0 ? 1 : 0;
    sum->twitched += one->twitches > 0 ? 1 : 0;
    sum->near += one->target_mm <= 1.0 ? 1 : 0;
    sum->seconds += one->seconds;
}

static void print_one(const char *script, uint64_t seed, const outcome *o)
{
    print_message(
        "  %-12s seed %2u: %2d twitches, tip %5.1f mm off, said %5.1f mm off, clear %5.1f "
        "mm, %d bone%s%s%s, %.1f s in %.2f s\n",
        script, (unsigned)seed, o->twitches, o->target_mm, o->declared_mm, o->clearance_mm,
        o->bones, o->structure >= 0 ? ", met " : "",
        o->structure >= 0 ? content.model.site.structures[o->structure].id : "",
        o->faulted ? ", FAULT" : "", 1e-3 * o->ticks, o->seconds);
}

static tally play_many(const char *script, int seeds, bool harmful, bool verbose)
{
    tally sum = {0};
    for (int seed = 1; seed <= seeds; ++seed) {
        const outcome one = play(script, (uint64_t)seed, harmful);
        assert_true(one.played);
        add(&sum, &one);
        if (verbose) {
            print_one(script, (uint64_t)seed, &one);
        }
    }
    return sum;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool list_cases(void)
{
    DIR *directory = opendir("assets/cases");
    if (directory == NULL) {
        return false;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        const size_t length = dot != NULL ? (size_t)(dot - entry->d_name) : 0;
        if (length > 0 && length < NAME_BYTES && strcmp(dot, ".yaml") == 0 &&
            id_count < CASES_MAX) {
            memcpy(ids[id_count], entry->d_name, length);
            ids[id_count++][length] = '\0';
        }
    }
    closedir(directory);
    qsort(ids, (size_t)id_count, sizeof ids[0], by_name);
    return true;
}

static int table(int seeds, const char *only, bool expert, bool unsafe)
{
    bool good = true;
    print_message("%-22s %-12s %6s %7s %8s %8s %7s %6s\n", "case", "script", "seeds", "met none",
                  "twitched", "met some", "faults", "CPU s");
    for (int k = 0; k < id_count; ++k) {
        if ((only != NULL && strcmp(only, ids[k]) != 0) || !load(ids[k])) {
            continue;
        }
        const bool verbose = only != NULL;
        if (expert && content.model.care.decision == TB_DECISION_NEEDLE) {
            const char *script = expert_of(&content.model);
            const tally sum = play_many(script, seeds, false, verbose);
            print_message("%-22s %-12s %6d %7d %8d %8s %7d %6.1f\n", ids[k], script, sum.played,
                          sum.safe, sum.twitched, "", sum.faults, sum.seconds);
            good =
                good && sum.safe == sum.played && 2 * sum.twitched > sum.played && sum.faults == 0;
        }
        if (unsafe) {
            char script[PATH_BYTES];
            snprintf(script, sizeof script, "unsafe-%.31s", content.model.site_id);
            const tally sum = play_many(script, seeds, true, verbose);
            print_message("%-22s %-12.12s %6d %7s %8s %8d %7d %6.1f\n", ids[k], script, sum.played,
                          "", "", sum.played - sum.safe, sum.faults, sum.seconds);
            good = good && sum.safe == 0 && sum.faults == 0;
        }
    }
    print_message("%s\n", good ? "all as they should" : "NOT all as they should");
    return good ? 0 : 1;
}

// ---- the share that ctest runs ------------------------------------------------------------------

static void unsafe_hands_reach_what_they_must_not(void **state)
{
    (void)state;
    char seen[CASES_MAX][TB_ID_SIZE], script[PATH_BYTES];
    int sites = 0;
    for (int k = 0; k < id_count; ++k) {
        bool known = !load(ids[k]);
        assert_false(known);
        for (int s = 0; s < sites; ++s) {
            known = known || strcmp(seen[s], content.model.site_id) == 0;
        }
        if (!known) { // one case of each site
            memcpy(seen[sites++], content.model.site_id, TB_ID_SIZE);
            snprintf(script, sizeof script, "unsafe-%.31s", content.model.site_id);
            const outcome one = play(script, 3, true);
            print_one(script, 3, &one);
            assert_true(one.played && !one.faulted);
            assert_true(one.structure >= 0);
        }
    }
    assert_true(sites >= 13);
}

// A slanting approach, a deep muscle, a small one, bone behind, a roll.
static void experts_meet_nothing_and_set_off_twitches(void **state)
{
    (void)state;
    static const char *const cases[] = {"ls-driver", "pi-cyclist", "abh-dancer", "gal-hiker",
                                        "ut-designer"};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; ++k) {
        assert_true(load(cases[k]));
        const outcome one = play(expert_of(&content.model), 3, false);
        print_one(cases[k], 3, &one);
        assert_true(one.played && !one.faulted);
        assert_int_equal(one.nerves + one.vessels + one.lethal, 0);
        assert_true(one.twitches > 0);
    }
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    const char *only = NULL;
    int seeds = 0;
    bool expert = true, unsafe = true;
    for (int k = 1; k < argc; ++k) {
        if (strcmp(argv[k], "--seeds") == 0 && k + 1 < argc) {
            seeds = atoi(argv[++k]);
        } else if (strcmp(argv[k], "--case") == 0 && k + 1 < argc) {
            only = argv[++k];
        } else if (strcmp(argv[k], "--expert") == 0) {
            unsafe = false;
        } else if (strcmp(argv[k], "--unsafe") == 0) {
            expert = false;
        }
    }
    if (!replay_load(&content) || !list_cases()) {
        return 1;
    }
    if (seeds > 0) {
        return table(seeds, only, expert, unsafe);
    }
    TB_TEST(&list, unsafe_hands_reach_what_they_must_not);
    TB_TEST(&list, experts_meet_nothing_and_set_off_twitches);
    return tb_test_run(&list, "case scripts");
}
