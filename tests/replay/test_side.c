// A case on the left is the mirror image of the same case on the right: everything below the
// picture stays in right-sided coordinates, so the same hands give the same state and score.
#include "tb_test.h"

#include "replay_support.h"

static replay_content content;

/// A finger strokes, a needle goes in beside the middle, is tilted and drawn out.
static const char hands[] = "0 finger t_mm=4 b_mm=0\n"
                            "+100 stroke amplitude_mm=12 force_n=10 speed_mm_per_s=30\n"
                            "+0 lift\n"
                            "+100 needle diameter_mm=0.30 length_mm=40\n"
                            "+100 place t_mm=4 b_mm=3 tilt_deg=10 azimuth_deg=70\n"
                            "+100 tap count=2\n"
                            "+100 tube-off\n"
                            "+100 advance depth_mm=18 speed_mm_per_s=10\n"
                            "+100 remove\n"
                            "+100 end\n";

static void play(int side, uint64_t *hash, tb_score *score)
{
    tb_script *script = NULL;
    tb_session *session = NULL;
    content.model.side = side;
    const tb_session_desc desc = {&content.model, &content.tissues, &content.physiology, 7, 8};
    assert_int_equal(tb_script_parse(hands, sizeof hands - 1, &script, &content.errors), TB_OK);
    assert_int_equal(tb_script_bind_tray(script, content.model.needles, content.model.needle_count,
                                         &content.errors),
                     TB_OK);
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &content.seen);
        tb_script_next(script, &content.seen, &input);
        tb_session_step(session, &input);
    }
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    tb_score_compute(events, count, &content.model, tb_session_anatomy(session), &content.rubric,
                     score);
    *hash = tb_session_hash(session);
    assert_int_equal(tb_session_anatomy(session)->left, side == TB_BODY_LEFT);
    tb_session_destroy(session);
    tb_script_destroy(script);
}

static void the_same_hands_give_the_same_hash_and_score(void **state)
{
    (void)state;
    static tb_score scores[2];
    uint64_t hashes[2], models[2];
    assert_int_equal(content.model.side, TB_BODY_RIGHT);
    for (int side = 0; side < 2; ++side) {
        play(side, &hashes[side], &scores[side]);
        models[side] = tb_case_hash(&content.model);
    }
    assert_true(hashes[0] == hashes[1]);
    assert_true(models[0] == models[1]);
    assert_memory_equal(&scores[0], &scores[1], sizeof scores[0]);
}

int main(void)
{
    static tb_test_list list;
    if (!replay_load(&content)) {
        return 1;
    }
    TB_TEST(&list, the_same_hands_give_the_same_hash_and_score);
    return tb_test_run(&list, "side");
}
