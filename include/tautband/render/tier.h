/// Which tier of the picture a machine can draw in time: by the name of what draws, and by frames
/// somebody measured. No clock and no GL here. Layer render. ms.
#ifndef TB_RENDER_TIER_H
#define TB_RENDER_TIER_H
#include "tautband/render/renderer.h"

enum { TB_TIERS = TB_TIER_AUTO }; ///< light, normal, quality

/// What was measured so far; start it with tb_tier_probe_start().
typedef struct tb_tier_probe {
    double limit_ms;            ///< that scene and section may take of a frame
    tb_tier first;              ///< measured first
    double median_ms[TB_TIERS]; ///< 0 = not measured
} tb_tier_probe;

/// True when GL_RENDERER names a rasteriser in software, whose first guess is the light tier.
bool tb_tier_software(const char *device);

/// Start. Scene and section may take six tenths of a frame: the rest is for tissue, widgets and
/// showing it.
/// @param device    GL_RENDERER
/// @param budget_ms time a frame may take, > 0
tb_tier_probe tb_tier_probe_start(const char *device, double budget_ms);

/// The tier to measure next: software begins with light, everything else with normal; a tier that
/// takes less than half of its time is followed by the next.
/// @return TB_TIER_AUTO when enough is known
tb_tier tb_tier_probe_next(const tb_tier_probe *probe);

/// The dearest tier measured that is in time; light where none is.
tb_tier tb_tier_probe_choice(const tb_tier_probe *probe);

/// "light", "normal", "quality"; "auto" for anything else.
const char *tb_tier_name(tb_tier tier);

#endif
