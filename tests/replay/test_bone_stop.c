// Needles that go straight down to bone in drawn patients: each stops where its way meets the bone,
// and the event log says so. Sites whose depth rule is bone, in silent bodies.
#include "tb_test.h"

#include "replay_support.h"

#include "tautband/session/trainee.h"

static replay_content content;

enum { PATIENTS = 4 };

typedef struct bone_row {
    const char *name;
    const char *path;
    int first; ///< patient, of PATIENTS
} bone_row;

static bone_row rows[] = {
    {"scapula below infraspinatus", "assets/cases/is-carpenter.yaml", 1},
    {"ilium below gluteus medius", "assets/cases/gmed-runner.yaml", 1001},
    {"lamina of C2 below obliquus capitis inferior", "assets/cases/oci-editor.yaml", 1},
};

/// How a needle's way ended.
typedef struct way {
    double deepest_mm; ///< of the tip, along n in resting anatomy
    double bone_mm;    ///< where the way meets bone, along n; INFINITY: nowhere
    bool on_bone;
} way;

static way go_down(uint64_t seed)
{
    tb_trainee *trainee = NULL;
    tb_session *session = NULL;
    const tb_session_desc desc = {&content.model, &content.tissues, &content.physiology, seed, 4};
    tb_trainee_desc who = tb_trainee_desc_default(&content.model, TB_SKILL_EXPERT, seed);
    who.body = TB_BODY_SILENT;
    who.landmarks_sd_mm = 0.0;
    assert_int_equal(tb_session_create(&desc, &session, NULL), TB_OK);
    assert_int_equal(tb_trainee_create(&who, &trainee, NULL), TB_OK);
    way out = {0.0, INFINITY, false};
    while (!tb_session_ended(session)) {
        tb_input input;
        tb_session_snapshot(session, &content.seen);
        if (content.seen.needle.stage == TB_NEEDLE_IN) {
            out.deepest_mm = fmax(out.deepest_mm, (double)content.seen.needle.tip_n_mm);
        }
        tb_trainee_next(trainee, &content.seen, &input);
        tb_session_step(session, &input);
    }
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    for (int k = 0; k < count; ++k) {
        out.on_bone = out.on_bone || events[k].kind == TB_EVENT_BONE;
    }
    const tb_vec3 from = {(double)content.seen.needle.entry_t_mm,
                          (double)content.seen.needle.entry_b_mm,
                          (double)content.seen.needle.entry_n_mm};
    const tb_vec3 direction = tb_needle_direction((double)content.seen.needle.tilt_rad,
                                                  (double)content.seen.needle.azimuth_rad);
    const tb_ray_hit hit =
        tb_anatomy_cast(tb_session_anatomy(session), from, direction, 150.0, 1u << TB_HAZARD_BONE);
    out.bone_mm = hit.structure >= 0 ? from.z + hit.distance_mm * direction.z : INFINITY;
    tb_trainee_destroy(trainee);
    tb_session_destroy(session);
    return out;
}

// Cells are some 1 mm high, tissue is pushed ahead and a shaft bows: 2 mm are allowed either way.
static void bone_stops_needles(void **state)
{
    const bone_row *row = *state;
    const double within_mm = 2.0;
    int met = 0;
    assert_int_equal(tb_case_load(row->path, &content.model, &content.diagnostics), TB_OK);
    for (int seed = row->first; seed < row->first + PATIENTS; ++seed) {
        const way went = go_down((uint64_t)seed);
        print_message("seed %d: tip %.1f, bone %.1f mm%s\n", seed, went.deepest_mm, went.bone_mm,
                      went.on_bone ? ", met" : "");
        assert_true(went.deepest_mm < went.bone_mm + within_mm);
        if (went.on_bone) {
            assert_near(went.deepest_mm, went.bone_mm, within_mm);
        }
        met += went.on_bone ? 1 : 0;
    }
    assert_true(met >= 1);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, bone_stops_needles, rows);
    return replay_load(&content) ? tb_test_run(&list, "bone_stop") : 1;
}
