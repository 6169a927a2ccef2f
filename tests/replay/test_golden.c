// One golden file for gcc and clang, Debug and Release, every vector width: the expert's encounter
// with seed 7, all its per-second hashes and its score. `test_golden --update` writes it anew; a
// commit that does so says why scores or replays move.
#include "tb_test.h"

#include "replay_support.h"

#include <inttypes.h>
#include <string.h>

static const char GOLDEN[] = "tests/replay/expert-7.golden";
static replay_content content;
static replay_result result;

static void describe(FILE *file)
{
    fprintf(file, "ticks %u\ntotal %.6f\n", (unsigned)result.ticks, result.score.total);
    for (int k = 0; k < result.second_count; ++k) {
        fprintf(file, "%d %016" PRIx64 "\n", k + 1, result.second_hashes[k]);
    }
    fprintf(file, "end %016" PRIx64 "\n", result.hash);
}

static void encounter_is_the_golden_one(void **state)
{
    (void)state;
    char wanted[64], found[64];
    FILE *golden = fopen(GOLDEN, "rb"), *now = tmpfile();
    assert_non_null(golden);
    assert_non_null(now);
    describe(now);
    rewind(now);
    bool more = true;
    while (more) {
        const bool has_wanted = fgets(wanted, sizeof wanted, golden) != NULL;
        more = fgets(found, sizeof found, now) != NULL;
        assert_int_equal(has_wanted, more);
        if (more) {
            assert_string_equal(found, wanted); // the first line that differs names the second
        }
    }
    fclose(golden);
    fclose(now);
}

static void a_second_run_repeats_the_first(void **state)
{
    (void)state;
    static replay_result first, again;
    assert_true(replay_play(&content, "unsafe", 7, &first));
    assert_true(replay_play(&content, "unsafe", 7, &again));
    assert_true(again.hash == first.hash);
    assert_near(again.score.total, first.score.total, 0.0);
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    TB_TEST(&list, encounter_is_the_golden_one);
    TB_TEST(&list, a_second_run_repeats_the_first);
    if (!replay_load(&content) || !replay_play(&content, "expert", 7, &result)) {
        return 1;
    }
    if (argc > 1 && strcmp(argv[1], "--update") == 0) {
        FILE *file = fopen(GOLDEN, "wb");
        if (file == NULL) {
            return 1;
        }
        describe(file);
        return fclose(file) == 0 ? 0 : 1;
    }
    return tb_test_run(&list, "golden");
}
