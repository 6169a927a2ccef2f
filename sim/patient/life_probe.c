#include "tautband/patient/life_probe.h"

#include "tautband/core/alloc.h"

#include "patient_internal.h"

static const double SHAFT_RADIUS_MM = 0.125;

struct tb_life_probe {
    tb_life life;
    uint32_t now_ms;
};

tb_life_probe *tb_life_probe_create(const tb_anatomy *anatomy, const tb_physiology *physiology,
                                    uint64_t seed)
{
    tb_life_probe *probe = tb_alloc(sizeof *probe);
    if (probe != NULL) {
        tb_life_init(&probe->life, anatomy, physiology, seed);
    }
    return probe;
}

void tb_life_probe_destroy(tb_life_probe *probe)
{
    tb_free(probe);
}

tb_life_sample tb_life_probe_step(tb_life_probe *probe, tb_vec3 tip_mm, bool advancing)
{
    const tb_life_tick tick =
        tb_life_step(&probe->life, probe->now_ms++, true, tip_mm, advancing, 0.0, SHAFT_RADIUS_MM);
    return (tb_life_sample){tick.twitched, tick.twitched ? tick.amplitude : 0.0, probe->life.drive,
                            1e3 * probe->life.emg_mv};
}
