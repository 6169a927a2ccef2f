/// Conversions at the edges. Inside everything is mm, ms, g, N, MPa, mJ, rad.
/// Layer core, needs mathx for pi.
#ifndef TB_CORE_UNITS_H
#define TB_CORE_UNITS_H
#include "tautband/core/mathx.h"

#include <stdint.h>

/// kPa to MPa.
static inline double tb_mpa_from_kpa(double pressure_kpa)
{
    return pressure_kpa * 1e-3;
}

/// MPa to kPa.
static inline double tb_kpa_from_mpa(double pressure_mpa)
{
    return pressure_mpa * 1e3;
}

/// Degrees to radians.
static inline double tb_rad_from_deg(double angle_deg)
{
    return angle_deg * (TB_PI / 180.0);
}

/// Radians to degrees.
static inline double tb_deg_from_rad(double angle_rad)
{
    return angle_rad * (180.0 / TB_PI);
}

/// mm/s to mm/ms.
static inline double tb_mm_per_ms_from_mm_per_s(double speed_mm_per_s)
{
    return speed_mm_per_s * 1e-3;
}

/// Whole milliseconds of a time that came from a file: its fraction is cut off; below 0 and NaN
/// give 0, beyond `most_ms` gives that.
static inline uint32_t tb_ms_within(double time_ms, uint32_t most_ms)
{
    if (!(time_ms > 0.0)) {
        return 0;
    }
    return time_ms < (double)most_ms ? (uint32_t)time_ms : most_ms;
}

#endif
