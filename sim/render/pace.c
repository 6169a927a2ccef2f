#include "tautband/render/pace.h"

#include <math.h>
#include <string.h>

enum {
    LATE_MOST = 3,  ///< late frames in a window that are let pass
    SOON = 90,      ///< frames after which a finer step that fits is taken
    PATIENCE = 300, ///< frames after which one that may not fit is tried
    PATIENCE_MAX = 4800,
    TRIAL = 2 * TB_PACE_WINDOW, ///< a step that does not last so long has failed
};

static const float MS_MAX = 250.0f; ///< longer ones are a window that was moved, or no worse

float tb_pace_scale(int step)
{
    static const float scales[TB_PACE_STEPS] = {1.0f, 0.85f, 0.7f, 0.5f};
    return scales[step];
}

static void start_load(tb_pace_load *load, unsigned steps, int step)
{
    memset(load, 0, sizeof *load);
    load->steps = steps;
    load->step = step;
    load->patience = PATIENCE;
}

void tb_pace_start(tb_pace *pace, double budget_ms, bool waits, tb_tier tier)
{
    pace->limit_ms = (waits ? 1.3 : 0.93) * budget_ms;
    pace->waits = waits;
    const int last = TB_PACE_STEPS - 1;
    const unsigned all = (1u << TB_PACE_STEPS) - 1u, ends = 1u | 1u << last;
    const bool light = tier == TB_TIER_LIGHT;
    start_load(&pace->motion, light ? ends : all, 0);
    start_load(&pace->camera, all, light ? last : 0);
}

/// The next step that is used, coarser (+1) or finer (-1); the same one when there is none.
static int next_step(const tb_pace_load *load, int step, int way)
{
    for (int k = step + way; k >= 0 && k < TB_PACE_STEPS; k += way) {
        if ((load->steps >> k & 1u) != 0) {
            return k;
        }
    }
    return step;
}

static void change(tb_pace_load *load, int step)
{
    load->tried = step < load->step;
    load->step = step;
    load->since = load->count = 0;
}

/// Pixels of a step against another's.
static float area(int step, int against)
{
    const float ratio = tb_pace_scale(step) / tb_pace_scale(against);
    return ratio * ratio;
}

/// How many frames of the window are late, and the longest that is not among the few let pass.
static int count_late(const tb_pace_load *load, float limit_ms, float *usual_ms)
{
    float top[LATE_MOST + 1] = {0.0f};
    int late = 0;
    for (int k = 0; k < load->count; ++k) {
        float ms = load->ms[k];
        late += ms > limit_ms ? 1 : 0;
        for (int place = 0; place <= LATE_MOST; ++place) { // keep the largest in order
            if (ms > top[place]) {
                const float smaller = top[place];
                top[place] = ms;
                ms = smaller;
            }
        }
    }
    *usual_ms = top[LATE_MOST];
    return late;
}

/// Coarser: one step, or as many as it takes if all of a late frame's time goes with the pixels.
static void lower(tb_pace_load *load, float usual_ms, float limit_ms)
{
    const bool failed = load->tried && load->since < TRIAL;
    int step = next_step(load, load->step, 1);
    while (!failed && next_step(load, step, 1) != step &&
           usual_ms * area(step, load->step) > limit_ms) {
        step = next_step(load, step, 1);
    }
    load->patience = !failed                             ? PATIENCE
                     : 2 * load->patience < PATIENCE_MAX ? 2 * load->patience
                                                         : PATIENCE_MAX;
    change(load, step);
}

void tb_pace_note(tb_pace *pace, tb_scene_work work, double frame_ms)
{
    tb_pace_load *load = work == TB_SCENE_MOTION   ? &pace->motion
                         : work == TB_SCENE_CAMERA ? &pace->camera
                                                   : NULL;
    if (load == NULL || !(frame_ms > 0.0)) {
        return;
    }
    load->ms[load->since % TB_PACE_WINDOW] = fminf((float)frame_ms, MS_MAX);
    load->since += 1;
    load->count = load->count < TB_PACE_WINDOW ? load->count + 1 : TB_PACE_WINDOW;
    const float limit_ms = (float)pace->limit_ms;
    float usual_ms;
    const int late = count_late(load, limit_ms, &usual_ms);
    const int finer = next_step(load, load->step, -1);
    if (late > LATE_MOST && next_step(load, load->step, 1) != load->step) {
        lower(load, usual_ms, limit_ms);
    } else if (finer != load->step && late == 0 && load->count == TB_PACE_WINDOW) {
        const bool fits = !pace->waits && usual_ms * area(finer, load->step) <= limit_ms;
        if (load->since >= (fits ? SOON * (load->patience / PATIENCE) : load->patience)) {
            change(load, finer);
        }
    }
}

void tb_pace_set(const tb_pace *pace, tb_frame_desc *frame)
{
    frame->motion_scale = tb_pace_scale(pace->motion.step);
    frame->camera_scale = tb_pace_scale(pace->camera.step);
}
