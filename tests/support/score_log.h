// Event logs written by hand, and the score of them for the nominal patient of one case.
#ifndef TB_TEST_SCORE_LOG_H
#define TB_TEST_SCORE_LOG_H
#include "tb_test.h"

#include "scoring/scoring_internal.h"

#include "tautband/core/units.h"
#include "tautband/session/input.h"

#include <string.h>

static tb_case model;
static tb_anatomy anatomy; // the nominal patient
static tb_rubric rubric;
static tb_diagnostics diagnostics;

enum { LOG_MAX = 512 };

typedef struct {
    tb_event events[LOG_MAX];
    int count;
    uint32_t now_ms;
} event_log;

static inline void add(event_log *log, tb_event_kind kind, int subject, double a, double b,
                       double c, double d, double e)
{
    assert_true(log->count < LOG_MAX);
    log->events[log->count++] = (tb_event){.tick_ms = log->now_ms,
                                           .kind = (uint16_t)kind,
                                           .subject = (int16_t)subject,
                                           .values = {a, b, c, d, e}};
}

static inline const tb_trigger_point *target(void)
{
    return &anatomy.trigger_points[anatomy.symptomatic];
}

static inline void tip(event_log *log, int flags, double target_mm, double clearance_mm,
                       double reserve_mm)
{
    add(log, TB_EVENT_TIP_SAMPLE, flags | TB_TIP_IN_TISSUE, 0.0, 0.0, 0.0, 15.0, target_mm);
    log->events[log->count - 1].values[5] = clearance_mm;
    log->events[log->count - 1].values[6] = reserve_mm;
}

static inline void palpate_well(event_log *log)
{
    for (int k = 0; k <= 20; ++k) {
        log->now_ms += 50;
        add(log, TB_EVENT_PALPATION_SAMPLE, -1, 0, 0, 25.0, 250.0, 3.0);
    }
    add(log, TB_EVENT_STROKED_ACROSS, 1, 0, 0, 24.0, 20.0, 10.0);
    add(log, TB_EVENT_WALKED_ALONG, -1, -10.0, 10.0, 0, 4.0, 0);
    add(log, TB_EVENT_COMPARED, 1, 0, 0, 250.0, 3.0, 0.5);
    add(log, TB_EVENT_TOLD, TB_SAY_YOUR_PAIN, 0, 0, 0, 0, 0);
    add(log, TB_EVENT_RECOGNISED, 0, 0, 0, 0, 0, 0);
    log->now_ms += 1000;
    add(log, TB_EVENT_DECLARED, (int)target()->state, target()->surface_t_mm,
        target()->surface_b_mm, 0, 0, 0);
}

static inline void needle_in(event_log *log, double t_mm, double b_mm, double tilt_deg,
                             double azimuth_deg, double length_mm)
{
    log->now_ms += 1000;
    add(log, TB_EVENT_NEEDLE_CHOSEN, 0, 0.25, length_mm, 0, 0, 0);
    log->now_ms += 1000;
    add(log, TB_EVENT_SKIN_PUNCTURED, -1, t_mm, b_mm, 0.3, tilt_deg, azimuth_deg);
}

// One down-and-up stroke of 4 mm in 200 ms with the tip in the target muscle.
static inline void stroke(event_log *log, int flags)
{
    for (int k = 0; k < 10; ++k) {
        log->now_ms += 20;
        tip(log, flags, 0.5, 25.0, 0.0);
    }
    add(log, TB_EVENT_STROKE, 1, 12.0, 16.0, 200.0, 60.0, 0.5);
    log->now_ms += 800;
    add(log, TB_EVENT_STROKE, 1, 16.0, 12.0, 200.0, 60.0, 0.5);
}

static inline void twitch(event_log *log)
{
    log->now_ms += 500;
    add(log, TB_EVENT_LTR, 0, 0, 0, 15.0, 1.0, 1.0);
}

static inline void needle_out(event_log *log)
{
    log->now_ms += 1000;
    add(log, TB_EVENT_OUT_OF_SKIN, -1, 0, 0, 0, 0, 0);
    log->now_ms += 500;
    add(log, TB_EVENT_BINNED, -1, 0, 0, 0, 0, 0);
}

static inline void finish(event_log *log, double cotton_ms)
{
    log->now_ms += (uint32_t)cotton_ms + 1000;
    add(log, TB_EVENT_COTTON_PRESSED, -1, cotton_ms, 8.0, 0, 0, 0);
    add(log, TB_EVENT_TOLD, TB_SAY_EXPLAIN_AFTER, 0, 0, 0, 0, 0);
    add(log, TB_EVENT_END, -1, 0, 0, 0, 0, 0);
}

static const int IN_MUSCLE = TB_TIP_IN_TARGET_MUSCLE | TB_TIP_STIMULATING;

static inline void perfect(event_log *log)
{
    const tb_vec3 entry = tb_ideal_entry(&anatomy, target()->centre_mm, tb_needle_direction(0, 0));
    palpate_well(log);
    add(log, TB_EVENT_TOLD, TB_SAY_WARN, 0, 0, 0, 0, 0);
    needle_in(log, entry.x, entry.y, 0.0, 0.0, 30.0);
    for (int k = 0; k < 4; ++k) {
        stroke(log, IN_MUSCLE);
        twitch(log);
    }
    add(log, TB_EVENT_PAIN_SAMPLE, 1, 2.0, 0, 0, 0, 0);
    add(log, TB_EVENT_TOLD, TB_SAY_ALL_RIGHT, 0, 0, 0, 0, 0);
    needle_out(log);
    finish(log, 40000.0);
}

static tb_score score;

static inline void compute(const event_log *log)
{
    tb_score_compute(log->events, log->count, &model, &anatomy, &rubric, &score);
}

static inline const tb_measure *measure(const char *id)
{
    for (int k = 0; k < score.measure_count; ++k) {
        if (strcmp(score.measures[k].rubric->id, id) == 0) {
            return &score.measures[k];
        }
    }
    fail_msg("no measure %s", id);
    return NULL;
}

static inline int load_and_run(tb_test_list *list, const char *name)
{
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK ||
        tb_rubric_load("assets/rubrics/needling-1.yaml", &rubric, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    tb_anatomy_draw(&model, 0, &anatomy);
    return tb_test_run(list, name);
}

#endif
