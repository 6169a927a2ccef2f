/// Shapes that bodies are made of, and the bodies themselves. Seen only inside anatomy. Sums,
/// products and square roots only: the same bits everywhere.
#ifndef TB_ANATOMY_REGION_SHAPE_H
#define TB_ANATOMY_REGION_SHAPE_H
#include "tautband/anatomy/region.h"

#define P tb_f3_make

/// 0 at lo, 1 at hi, with level ends; lo may be above hi.
static inline float smooth(float lo, float hi, float x)
{
    float t = (x - lo) / (hi - lo);
    t = t < 0.0f ? 0.0f : t > 1.0f ? 1.0f : t;
    return t * t * (3.0f - 2.0f * t);
}

/// The smaller and the larger of two numbers that are none of them NaN: an instruction each, where
/// the library's are calls.
static inline float least(float a, float b)
{
    return a < b ? a : b;
}

static inline float most(float a, float b)
{
    return a > b ? a : b;
}

/// Polynomial smooth minimum; k is the width of the blend in mm.
static inline float blend(float a, float b, float k)
{
    const float h = most(k - fabsf(a - b), 0.0f) / k;
    return least(a, b) - h * h * k * 0.25f;
}

/// Take b away from a, with a blend of k mm.
static inline float carve(float a, float b, float k)
{
    return -blend(-a, b, k);
}

/// Bump of height 1: close to exp(-(x / width)^2), and nothing beyond two widths.
static inline float bell(float x, float width)
{
    const float q = 1.0f - 0.25f * x * x / (width * width);
    return q <= 0.0f ? 0.0f : (q * q) * (q * q);
}

/// Length of a vector.
static inline float span(tb_f3 a)
{
    return sqrtf(tb_f3_dot(a, a));
}

/// Tapered capsule.
static inline float capsule(tb_f3 p, tb_f3 a, tb_f3 b, float ra, float rb)
{
    const tb_f3 pa = tb_f3_sub(p, a), ba = tb_f3_sub(b, a);
    float h = tb_f3_dot(pa, ba) / tb_f3_dot(ba, ba);
    h = h < 0.0f ? 0.0f : h > 1.0f ? 1.0f : h;
    const tb_f3 d = tb_f3_sub(pa, tb_f3_scale(ba, h));
    return span(d) - (ra + (rb - ra) * h);
}

/// Ellipsoid along the axes; first-order distance.
static inline float ellipsoid(tb_f3 p, tb_f3 centre, tb_f3 semi)
{
    const tb_f3 r = tb_f3_sub(p, centre);
    const tb_f3 u = {r.x / semi.x, r.y / semi.y, r.z / semi.z};
    const tb_f3 w = {u.x / semi.x, u.y / semi.y, u.z / semi.z};
    const float k0 = span(u), k1 = span(w);
    return k1 < 1e-9f ? -least(semi.x, least(semi.y, semi.z)) : k0 * (k0 - 1.0f) / k1;
}

/// A point turned about the vertical through the origin by an angle given as sine and cosine.
static inline tb_f3 turned(tb_f3 p, float s, float c)
{
    return P(c * p.x - s * p.y, s * p.x + c * p.y, p.z);
}

/// Noise along a line: -0.5 to 0.5, one value per unit of x, smooth between.
float tb_shape_noise(float x, int seed);

/// A cross-section of a trunk or neck: an ellipse in the plane across the vertical.
typedef struct tb_station {
    float z_mm, centre_y_mm, semi_x_mm, semi_y_mm;
} tb_station;

/// Column of ellipses, smooth between its stations, closed by caps. Stations from the top down.
float tb_shape_column(tb_f3 p, const tb_station *stations, int count);

/// The right lower leg, body axes of the calf.
float tb_body_leg(tb_f3 p);
/// The roll under the ankle.
float tb_body_leg_roll(tb_f3 p);
/// The right foot and its leg, body axes of the foot.
float tb_body_foot(tb_f3 p);
/// Trunk, head and limbs in the region's pose, body axes of the trunk.
float tb_body_trunk(const tb_region *region, tb_f3 p);
/// Pillow or head rest of a trunk region.
float tb_body_trunk_prop(const tb_region *region, tb_f3 p);
/// Head in the pose of the region, from the neck up, blended onto a distance.
float tb_body_head(const tb_region *region, tb_f3 p, float rest);
/// Point of the head turned back to look ahead.
tb_f3 tb_body_head_ahead(const tb_region *region, tb_f3 p);

#endif
