// Distances to trigger points, bands and the accepted directions of a needle.
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"

#include <math.h>

double tb_trigger_point_distance_mm(const tb_trigger_point *point, tb_vec3 place_mm)
{
    // axes: along the fibre, across it in the skin's plane, and the third
    const tb_vec3 rel = tb_vec3_sub(place_mm, point->centre_mm), fibre = point->fibre;
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, fibre));
    const tb_vec3 third = tb_vec3_cross(fibre, across);
    const double *semi = point->semi_axes_mm;
    const double u[3] = {tb_vec3_dot(rel, fibre), tb_vec3_dot(rel, across),
                         tb_vec3_dot(rel, third)};
    double level = 0.0, slope = 0.0;
    for (int k = 0; k < 3; ++k) {
        const double q = u[k] / semi[k];
        level += q * q;
        slope += q * q / (semi[k] * semi[k]);
    }
    const double k0 = sqrt(level), k1 = sqrt(slope);
    if (k1 < 1e-12) {
        return -fmin(semi[0], fmin(semi[1], semi[2]));
    }
    return k0 * (k0 - 1.0) / k1;
}

double tb_band_distance_mm(const tb_band *band, tb_vec3 place_mm)
{
    double best = INFINITY;
    for (int k = 0; k + 1 < band->point_count; ++k) {
        const tb_vec3 axis = tb_vec3_sub(band->points_mm[k + 1], band->points_mm[k]);
        const tb_vec3 rel = tb_vec3_sub(place_mm, band->points_mm[k]);
        const double share = tb_clamp(tb_vec3_dot(rel, axis) / tb_vec3_dot(axis, axis), 0.0, 1.0);
        const double d = tb_vec3_length(tb_vec3_along(rel, axis, -share));
        best = d < best ? d : best;
    }
    return best - band->radius_mm;
}

static double angle_deg(tb_vec3 a, tb_vec3 b)
{
    return tb_deg_from_rad(tb_atan2(tb_vec3_length(tb_vec3_cross(a, b)), tb_vec3_dot(a, b)));
}

tb_vec3 tb_approach_axis(const tb_site_approach *approach, tb_vec3 direction)
{
    const double tilt_rad = tb_rad_from_deg(approach->tilt_deg);
    const tb_vec3 first = tb_needle_direction(tilt_rad, tb_rad_from_deg(approach->azimuth_deg));
    const tb_vec3 second = tb_needle_direction(tilt_rad, tb_rad_from_deg(approach->azimuth_2_deg));
    return tb_vec3_dot(second, direction) > tb_vec3_dot(first, direction) ? second : first;
}

double tb_approach_beyond_deg(const tb_site_approach *approach, tb_vec3 direction)
{
    const double off_deg = angle_deg(tb_approach_axis(approach, direction), direction);
    const double lean_deg = angle_deg((tb_vec3){0.0, 0.0, 1.0}, direction);
    return fmax(fmax(0.0, off_deg - approach->half_angle_deg), approach->least_tilt_deg - lean_deg);
}
