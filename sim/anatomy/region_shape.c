#include "region_shape.h"

float tb_shape_noise(float x, int seed)
{
    const float cell = floorf(x);
    float f = x - cell, ends[2];
    for (int k = 0; k < 2; ++k) {
        uint32_t h = (uint32_t)((int)cell + k + 31 * seed) * 747796405u + 2891336453u;
        h = ((h >> ((h >> 28) + 4u)) ^ h) * 277803737u;
        ends[k] = (float)(((h >> 22) ^ h) >> 8) / 16777216.0f;
    }
    f = f * f * (3.0f - 2.0f * f);
    return ends[0] + (ends[1] - ends[0]) * f - 0.5f;
}

/// Value and slope at a share f between b and c, with neighbours a and d, evenly spaced.
static float through(float a, float b, float c, float d, float f)
{
    return b +
           0.5f * f *
               (c - a + f * (2.0f * a - 5.0f * b + 4.0f * c - d + f * (3.0f * (b - c) + d - a)));
}

float tb_shape_column(tb_f3 p, const tb_station *stations, int count)
{
    const float top = stations[0].z_mm, bottom = stations[count - 1].z_mm;
    const float z = p.z > top ? top : p.z < bottom ? bottom : p.z;
    int k = 0;
    while (k < count - 2 && z < stations[k + 1].z_mm) {
        ++k;
    }
    const tb_station *b = &stations[k], *c = &stations[k + 1];
    const tb_station *a = k > 0 ? b - 1 : b, *d = k + 2 < count ? c + 1 : c;
    const float f = (z - b->z_mm) / (c->z_mm - b->z_mm);
    const float cy = through(a->centre_y_mm, b->centre_y_mm, c->centre_y_mm, d->centre_y_mm, f);
    const float sx = through(a->semi_x_mm, b->semi_x_mm, c->semi_x_mm, d->semi_x_mm, f);
    const float sy = through(a->semi_y_mm, b->semi_y_mm, c->semi_y_mm, d->semi_y_mm, f);
    const float ux = p.x / sx, uy = (p.y - cy) / sy, wx = ux / sx, wy = uy / sy;
    const float k0 = sqrtf(ux * ux + uy * uy), k1 = sqrtf(wx * wx + wy * wy);
    const float flat = k1 < 1e-9f ? -least(sx, sy) : k0 * (k0 - 1.0f) / k1;
    const float over = fabsf(p.z - z);
    if (over <= 0.0f) {
        return most(flat, most(p.z - top, bottom - p.z));
    }
    const float out = most(flat, 0.0f);
    return sqrtf(out * out + over * over);
}
