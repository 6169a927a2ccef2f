// A gloved hand from tapered capsules, pressing with the index finger; wrist towards -z. Built
// once.
#include "hand_mesh.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define P tb_f3_make

static float blend(float a, float b, float k)
{
    const float h = fmaxf(k - fabsf(a - b), 0.0f) / k;
    return fminf(a, b) - h * h * k * 0.25f;
}

static float capsule(tb_f3 p, tb_f3 a, tb_f3 b, float ra, float rb)
{
    const tb_f3 pa = tb_f3_sub(p, a), ba = tb_f3_sub(b, a);
    float h = tb_f3_dot(pa, ba) / tb_f3_dot(ba, ba);
    h = h < 0.0f ? 0.0f : h > 1.0f ? 1.0f : h;
    const tb_f3 d = tb_f3_sub(pa, tb_f3_scale(ba, h));
    return sqrtf(tb_f3_dot(d, d)) - (ra + (rb - ra) * h);
}

static float finger(tb_f3 p, const tb_f3 joints[4], const float radii[4])
{
    float d = 1e9f;
    for (int k = 0; k < 3; ++k) {
        const float part = capsule(p, joints[k], joints[k + 1], radii[k], radii[k + 1]);
        d = k > 0 ? blend(d, part, 3.0f) : part;
    }
    return d;
}

static float hand_field(const void *context, tb_f3 p)
{
    static const float wide[4] = {6.6f, 7.7f, 8.6f, 10.0f}, little[4] = {5.8f, 6.6f, 7.4f, 9.0f};
    static const float thick[4] = {7.5f, 9.5f, 10.5f, 14.0f};
    static const tb_f3 index[4] = {
        {-9.5f, 5.5f, -1}, {-10.5f, 22, -15}, {-12, 44, -36}, {-17, 47, -84}};
    static const tb_f3 middle[4] = {{9, 17.5f, -8}, {8.5f, 29, -20}, {7, 50, -41}, {3, 52, -88}};
    static const tb_f3 ring[4] = {{24, 24, -36}, {26, 34, -24}, {25, 54, -46}, {23, 50, -90}};
    static const tb_f3 small[4] = {{36, 24, -50}, {40, 31, -40}, {41, 48, -60}, {40, 44, -94}};
    static const tb_f3 thumb[4] = {{-40, 20, -44}, {-46, 26, -66}, {-46, 34, -98}, {-24, 32, -140}};
    (void)context;
    float palm = blend(capsule(p, P(-15, 42, -90), P(-10, 40, -150), 13, 14),
                       capsule(p, P(38, 38, -98), P(18, 38, -152), 11, 14), 16);
    palm = blend(palm, capsule(p, P(10, 43, -92), P(4, 41, -150), 13, 15), 16);
    palm = blend(palm, capsule(p, P(4, 41, -160), P(10, 52, -290), 22, 32), 26);
    float d = blend(finger(p, index, wide), finger(p, middle, wide), 2.5f);
    d = blend(d, blend(finger(p, ring, wide), finger(p, small, little), 2.0f), 2.5f);
    d = blend(d, palm, 13.0f);
    return blend(d, finger(p, thumb, thick), 14.0f);
}

static void finish_hand(const void *context, tb_vertex *v)
{
    (void)context;
    memcpy(v->tangent, v->position, sizeof v->tangent);
    const tb_f3 p = {v->position[0], v->position[1], v->position[2]},
                n = {v->normal[0], v->normal[1], v->normal[2]};
    float hidden = 0.0f, weight = 1.0f;
    for (int k = 1; k <= 4; ++k) {
        const float h = 3.5f * (float)k * (0.6f + 0.4f * (float)k);
        hidden += weight * fmaxf(0.0f, h - hand_field(NULL, tb_f3_add(p, tb_f3_scale(n, h)))) / h;
        weight *= 0.62f;
    }
    v->ao = fmaxf(0.3f, fminf(1.0f, 1.0f - 0.42f * hidden));
    v->uvl[0] = n.y > -0.2f ? 1.0f : 0.35f; // the sun comes from above
}

void tb_hand_mesh_build(tb_mesh *mesh, float cell_mm)
{
    tb_mesh_surface_net(mesh, hand_field, NULL, P(-66, -8, -250), P(66, 90, 16), cell_mm, NULL,
                        finish_hand);
}
