// The lower leg, prone on a roll, from mid-thigh to the toes.
#include "region_shape.h"

/// From the body axes of the calf to those the shape is written in: x distal from the middle of the
/// belly, y posterior, z medial.
static tb_f3 from_body(tb_f3 p)
{
    const tb_f3 q = {-172.0f - p.z, -p.y, -p.x};
    // the belly is broader than the bare shape, on its medial side most of all
    const float medial = smooth(-45.0f, -5.0f, q.z - 27.0f);
    const float wide = 1.0f + (0.20f + 0.07f * medial) * bell(q.x + 62.0f, 130.0f);
    return P(q.x, q.y, q.z / wide);
}

float tb_body_leg(tb_f3 body)
{
    const tb_f3 p = from_body(body);
    float d = capsule(p, P(-440, 8, 0), P(-205, -6, 0), 84, 56);
    d = blend(d, capsule(p, P(-205, -8, 0), P(-140, -8, 0), 54, 46), 30);
    d = blend(d, capsule(p, P(-150, -12, 0), P(165, -24, 0), 44, 25), 30);
    d = blend(d, ellipsoid(p, P(10, -10, 0), P(150, 34, 45)), 26); // soleus
    const float tilt = 0.0699f, straight = 0.9976f;                // 4 degrees towards the ankle
    const tb_f3 from_medial = tb_f3_sub(p, P(-62, 13, 25)),
                from_lateral = tb_f3_sub(p, P(-80, 11, -25));
    const tb_f3 m = {straight * from_medial.x + tilt * from_medial.z, from_medial.y,
                     straight * from_medial.z - tilt * from_medial.x};
    const tb_f3 l = {straight * from_lateral.x - tilt * from_lateral.z, from_lateral.y,
                     straight * from_lateral.z + tilt * from_lateral.x};
    const float medial = ellipsoid(m, P(0, 0, 0), P(104, 33, 29)),
                lateral = ellipsoid(l, P(0, 0, 0), P(92, 30, 27));
    // a narrow blend keeps the furrow between the heads
    d = blend(d, blend(medial, lateral, 7), 12);
    d = blend(d, capsule(p, P(45, 14, 0), P(200, 6, 0), 15, 8), 20); // Achilles tendon
    const float hollows = blend(ellipsoid(p, P(168, -4, 24), P(40, 16, 10)),
                                ellipsoid(p, P(168, -4, -24), P(40, 16, 10)), 4);
    d = carve(d, hollows, 16);
    d = blend(d, ellipsoid(p, P(186, -28, 27), P(15, 15, 11)), 14); // malleoli
    d = blend(d, ellipsoid(p, P(190, -32, -27), P(15, 15, 11)), 14);
    d = blend(d, ellipsoid(p, P(219, -8, 0), P(25, 34, 27)), 22); // heel
    // the foot of a prone leg on a roll points away, sole up
    const float foot = blend(capsule(p, P(214, -30, 12), P(312, -66, 21), 25, 19),
                             capsule(p, P(214, -30, -12), P(300, -70, -21), 25, 16), 24);
    d = blend(d, foot, 22);
    d = blend(d,
              blend(capsule(p, P(312, -66, 22), P(343, -78, 22), 14, 9),
                    capsule(p, P(304, -70, -14), P(328, -80, -16), 15, 8), 14),
              12); // toes
    d += 5.0f * bell(p.x + 172, 16) * smooth(10, 45, p.y) *
         (1.0f - 0.5f * bell(p.z, 18)); // popliteal crease
    d -= 4.5f * (bell(p.z - 30, 8) + bell(p.z + 30, 8)) * bell(p.x + 190, 40) *
         smooth(0, 40, p.y); // hamstrings
    return d;
}

float tb_body_leg_roll(tb_f3 body)
{
    const tb_f3 p = from_body(body);
    return most(capsule(p, P(158, -72, -150), P(158, -72, 150), 26, 26), fabsf(p.z) - 120.0f);
}
