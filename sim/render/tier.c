#include "tautband/render/tier.h"

#include <string.h>

bool tb_tier_software(const char *device)
{
    static const char *const names[] = {"llvmpipe", "softpipe", "SwiftShader", "Microsoft Basic",
                                        "Software Rasterizer"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; ++k) {
        if (strstr(device, names[k]) != NULL) {
            return true;
        }
    }
    return false;
}

tb_tier_probe tb_tier_probe_start(const char *device, double budget_ms)
{
    return (tb_tier_probe){.limit_ms = 0.6 * budget_ms,
                           .first = tb_tier_software(device) ? TB_TIER_LIGHT : TB_TIER_NORMAL};
}

tb_tier tb_tier_probe_next(const tb_tier_probe *probe)
{
    int tier = (int)probe->first;
    while (tier < TB_TIERS && probe->median_ms[tier] > 0.0) {
        if (probe->median_ms[tier] > 0.5 * probe->limit_ms) {
            return TB_TIER_AUTO;
        }
        ++tier;
    }
    return (tb_tier)tier; // beyond quality: TB_TIER_AUTO
}

tb_tier tb_tier_probe_choice(const tb_tier_probe *probe)
{
    for (int tier = TB_TIERS - 1; tier > 0; --tier) {
        if (probe->median_ms[tier] > 0.0 && probe->median_ms[tier] <= probe->limit_ms) {
            return (tb_tier)tier;
        }
    }
    return TB_TIER_LIGHT;
}

const char *tb_tier_name(tb_tier tier)
{
    static const char *const names[TB_TIERS] = {"light", "normal", "quality"};
    return tier < TB_TIER_AUTO ? names[tier] : "auto";
}
