// Known groups: the shipped trainees rank expert > novice > unsafe on at least nine of ten seeds,
// and the unsafe one meets a nerve or vessel. Seeds run from argv[1] to argv[2].
#include "tb_test.h"

#include "replay_support.h"

#include <stdlib.h>

static replay_content content;
static replay_result expert, novice, unsafe;
static int first_seed = 1, last_seed = 10;

static void trainees_rank(void **state)
{
    (void)state;
    int ranked = 0, harmed = 0, twitched = 0, seeds = 0;
    for (int seed = first_seed; seed <= last_seed; ++seed, ++seeds) {
        assert_true(replay_play(&content, "expert", (uint64_t)seed, &expert));
        assert_true(replay_play(&content, "novice", (uint64_t)seed, &novice));
        assert_true(replay_play(&content, "unsafe", (uint64_t)seed, &unsafe));
        print_message("seed %2d: expert %5.1f (%d twitches), novice %5.1f, unsafe %5.1f%s\n", seed,
                      expert.score.total, expert.score.ltr_count, novice.score.total,
                      unsafe.score.total, unsafe.nerve_or_vessel ? ", nerve or vessel met" : "");
        ranked += expert.score.total > novice.score.total && novice.score.total > unsafe.score.total
                      ? 1
                      : 0;
        harmed += unsafe.nerve_or_vessel ? 1 : 0;
        twitched += expert.score.ltr_count > 0 ? 1 : 0;
    }
    assert_true(10 * ranked >= 9 * seeds);
    assert_true(10 * harmed >= 9 * seeds);
    assert_true(10 * twitched >= 9 * seeds);
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    if (argc == 3) {
        first_seed = atoi(argv[1]);
        last_seed = atoi(argv[2]);
    }
    TB_TEST(&list, trainees_rank);
    return replay_load(&content) ? tb_test_run(&list, "ranking") : 1;
}
