// Every shipped case whose right answer is a needle, played by an expert's script, and every case
// by one that does what is warned of: the expert meets nothing and sets off twitches, the other
// reaches the hazard that the site is known for.
//
//     test_case_scripts                          a few patients: what ctest runs
//     test_case_scripts --seeds 20               patients 1 to 20 of every case, as a table
//     test_case_scripts --seeds 20 --first 1001  patients 1001 to 1020
//     --case ID   one case, a line for each patient; --each the same for all; --expert or --unsafe
//     alone
#include "tb_test.h"

#include "replay_support.h"

#include <dirent.h>
#include <time.h>

enum { CASES_MAX = 128, NAME_BYTES = 64, PATH_BYTES = 256 };

/// What one script did to one patient.
typedef struct outcome {
    bool played, faulted;
    int twitches, bones;
    uint32_t met; ///< bit k: structure k of the site was touched
    bool reached; ///< one that the site is known for was among them
    double target_mm, clearance_mm, declared_mm, seconds;
    uint32_t ticks;
} outcome;

/// What each site is known for: the dangerous script of a site must reach one of these.
typedef struct known_hazard {
    const char *site_id, *structures; ///< ids with a blank after each
} known_hazard;

static const known_hazard known_hazards[] = {
    {"abductor-hallucis", "post_tibial_bundle "},
    {"flexor-digitorum-brevis", "lat_plantar "},
    {"gastrocnemius-lateral", "tibial_bundle "},
    {"gastrocnemius-medial", "tibial_bundle "},
    {"gluteus-medius", "sup_gluteal_bundle sciatic_n "},
    {"infraspinatus", "pleura "},
    {"levator-scapulae", "pleura "},
    {"obliquus-capitis-inferior", "cord vertebral_a "},
    {"piriformis", "sciatic_n "},
    {"quadratus-lumborum", "kidney peritoneum "},
    {"quadratus-plantae", "lat_plantar "},
    {"sternocleidomastoid-roll", "carotid_sheath jugular_int "},
    {"upper-trapezius-flat", "lung "},
    {"upper-trapezius-roll", "lung "},
};

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

/// Bits of the structures that the site of the loaded case is known for.
static uint32_t known_of(const tb_site *site)
{
    uint32_t bits = 0;
    for (size_t k = 0; k < sizeof known_hazards / sizeof known_hazards[0]; ++k) {
        for (int s = 0; s < site->structure_count; ++s) {
            char word[TB_ID_SIZE + 2];
            snprintf(word, sizeof word, "%s ", site->structures[s].id);
            const char *at = strstr(known_hazards[k].structures, word);
            const bool whole = at != NULL && (at == known_hazards[k].structures || at[-1] == ' ');
            bits |= strcmp(known_hazards[k].site_id, site->id) == 0 && whole ? 1u << s : 0u;
        }
    }
    return bits;
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
        assert_in_range(event->subject, 0, TB_STRUCTURES_MAX - 1);
        out->met |= 1u << event->subject;
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

/// @param harmful stop as soon as a hazard is met that the site is known for
static outcome play(const char *script_name, uint64_t seed, bool harmful)
{
    outcome out = {.target_mm = 1e3, .clearance_mm = 1e3, .declared_mm = -1.0};
    char path[PATH_BYTES];
    tb_script *script = NULL;
    tb_session *session = NULL;
    tb_error error = {.status = TB_OK};
    const tb_session_desc desc = {&content.model, &content.tissues, &content.physiology, seed, 4};
    const uint32_t known = known_of(&content.model.site);
    const clock_t begun = clock();
    snprintf(path, sizeof path, "assets/scripts/%.200s.tbs", script_name);
    out.played = tb_script_load_for(path, &content.model, &script, &content.errors) == TB_OK &&
                 tb_session_create(&desc, &session, &error) == TB_OK;
    if (!out.played) {
        fprintf(stderr, "%s for %s: %s%s\n", path, content.model.id, error.message,
                content.errors.count > 0 ? content.errors.items[0].text : "");
    }
    int count = 0, noted = 0;
    while (out.played && !tb_session_ended(session) && !(harmful && out.reached)) {
        tb_input input;
        tb_session_snapshot(session, &content.seen);
        tb_script_next(script, &content.seen, &input);
        tb_session_step(session, &input);
        const tb_event *events = tb_session_events(session, &count);
        for (; noted < count; ++noted) {
            note(&events[noted], &out);
        }
        out.reached = (out.met & known) != 0;
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

/// Which patients, which scripts, how much to say.
typedef struct table_desc {
    int first, seeds;
    const char *only; ///< case id or NULL
    bool expert, unsafe, each;
} table_desc;

/// Sums over patients.
typedef struct tally {
    int played, faults, safe, twitched, reached;
    int met[TB_STRUCTURES_MAX]; ///< patients in whom the structure was touched
    double seconds;
} tally;

static void add(tally *sum, const outcome *one)
{
    ++sum->played;
    sum->faults += one->faulted ? 1 : 0;
    sum->safe += one->met == 0 ? 1 : 0;
    sum->twitched += one->twitches > 0 ? 1 : 0;
    sum->reached += one->reached ? 1 : 0;
    for (int k = 0; k < TB_STRUCTURES_MAX; ++k) {
        sum->met[k] += (one->met >> k & 1u) != 0 ? 1 : 0;
    }
    sum->seconds += one->seconds;
}

static void print_one(const char *script, uint64_t seed, const outcome *o)
{
    print_message(
        "  %-12s seed %2u: %2d twitches, tip %5.1f mm off, said %5.1f mm off, clear %5.1f "
        "mm, %d bone%s",
        script, (unsigned)seed, o->twitches, o->target_mm, o->declared_mm, o->clearance_mm,
        o->bones, o->met != 0 ? ", met" : "");
    for (int k = 0; k < content.model.site.structure_count; ++k) {
        if ((o->met >> k & 1u) != 0) {
            print_message(" %s", content.model.site.structures[k].id);
        }
    }
    print_message("%s, %.1f s in %.2f s\n", o->faulted ? ", FAULT" : "", 1e-3 * o->ticks,
                  o->seconds);
}

/// One row of the table in docs/cases.md.
static void print_row(const char *script, const tally *sum, bool harmful)
{
    char twitched[16] = "", reached[16] = "";
    snprintf(twitched, sizeof twitched, "%d", sum->twitched);
    snprintf(reached, sizeof reached, "%d", sum->reached);
    print_message("| %-20s | %-32s | %5d | %7d | %8s | %7s | ", content.model.id, script,
                  sum->played, sum->safe, harmful ? "" : twitched, harmful ? reached : "");
    const char *between = "";
    for (int k = 0; k < content.model.site.structure_count; ++k) {
        if (sum->met[k] > 0) {
            print_message("%s%s %d", between, content.model.site.structures[k].id, sum->met[k]);
            between = ", ";
        }
    }
    print_message(" |%s\n", sum->faults > 0 ? " FAULTS" : "");
    fflush(stdout);
}

/// Patients of the loaded case by one script, as a row.
static tally play_many(const char *script, const table_desc *desc, bool harmful)
{
    tally sum = {0};
    for (int k = 0; k < desc->seeds; ++k) {
        const uint64_t seed = (uint64_t)(desc->first + k);
        const outcome one = play(script, seed, harmful);
        assert_true(one.played);
        add(&sum, &one);
        if (desc->each) {
            print_one(script, seed, &one);
        }
    }
    print_row(script, &sum, harmful);
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

static int table(const table_desc *desc)
{
    bool good = true;
    double seconds = 0.0;
    print_message("| %-20s | %-32s | %5s | %7s | %8s | %7s | %s |\n", "case", "script", "seeds",
                  "nothing", "twitched", "reached", "touched in how many");
    print_message("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (int k = 0; k < id_count; ++k) {
        if ((desc->only != NULL && strcmp(desc->only, ids[k]) != 0) || !load(ids[k])) {
            continue;
        }
        if (desc->expert && content.model.care.decision == TB_DECISION_NEEDLE) {
            const tally sum = play_many(expert_of(&content.model), desc, false);
            good = good && sum.safe == sum.played && 2 * sum.twitched > sum.played;
            good = good && sum.faults == 0;
            seconds += sum.seconds;
        }
        if (desc->unsafe) {
            char script[PATH_BYTES];
            snprintf(script, sizeof script, "unsafe-%.31s", content.model.site_id);
            const tally sum = play_many(script, desc, true);
            good = good && sum.reached == sum.played && sum.faults == 0;
            seconds += sum.seconds;
        }
    }
    print_message("%s, %.0f s of one core\n",
                  good ? "all as they should" : "NOT all as they should", seconds);
    return good ? 0 : 1;
}

// ---- the share that ctest runs ------------------------------------------------------------------

enum { UNSAFE_SEED = 2003 };

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
            const outcome one = play(script, UNSAFE_SEED, true);
            print_one(script, UNSAFE_SEED, &one);
            assert_true(one.played && !one.faulted);
            assert_true(one.reached);
        }
    }
    assert_true(sites >= 13);
}

// A small muscle, a deep one, a roll.
static void experts_meet_nothing_and_set_off_twitches(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        uint64_t seed;
    } cases[] = {{"abh-dancer", 2019}, {"pi-cyclist", 3}, {"ut-designer", 2010}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; ++k) {
        assert_true(load(cases[k].id));
        const outcome one = play(expert_of(&content.model), cases[k].seed, false);
        print_one(cases[k].id, cases[k].seed, &one);
        assert_true(one.played && !one.faulted);
        assert_int_equal(one.met, 0);
        assert_true(one.twitches > 0);
    }
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    table_desc desc = {.first = 1, .expert = true, .unsafe = true};
    for (int k = 1; k < argc; ++k) {
        if (strcmp(argv[k], "--seeds") == 0 && k + 1 < argc) {
            desc.seeds = atoi(argv[++k]);
        } else if (strcmp(argv[k], "--first") == 0 && k + 1 < argc) {
            desc.first = atoi(argv[++k]);
        } else if (strcmp(argv[k], "--case") == 0 && k + 1 < argc) {
            desc.only = argv[++k];
            desc.each = true;
        } else if (strcmp(argv[k], "--each") == 0) {
            desc.each = true;
        } else if (strcmp(argv[k], "--expert") == 0) {
            desc.unsafe = false;
        } else if (strcmp(argv[k], "--unsafe") == 0) {
            desc.expert = false;
        }
    }
    if (!replay_load(&content) || !list_cases()) {
        return 1;
    }
    if (desc.seeds > 0) {
        return table(&desc);
    }
    TB_TEST(&list, unsafe_hands_reach_what_they_must_not);
    TB_TEST(&list, experts_meet_nothing_and_set_off_twitches);
    return tb_test_run(&list, "case scripts");
}
