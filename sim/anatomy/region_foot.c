// The right foot at a right angle to its leg.
#include "region_shape.h"

/// A toe: root, tip, radius. x medial from the line heel - third toe, y distal, z up.
typedef struct toe {
    tb_f3 root, tip;
    float radius;
} toe;

static float toes(tb_f3 p)
{
    static const toe all[5] = {
        {{27, 214, 19}, {25, 250, 17}, 12.0f},  {{8, 220, 19}, {6.5f, 252, 15}, 7.8f},
        {{-7, 217, 20}, {-8, 245, 15}, 7.3f},   {{-21, 211, 21}, {-22, 236, 15}, 6.9f},
        {{-34, 203, 22}, {-35, 224, 15}, 6.8f},
    };
    float d = 1e3f;
    for (int k = 0; k < 5; ++k) {
        const toe *t = &all[k];
        const tb_f3 pad = tb_f3_add(t->tip, P(0.0f, 0.5f, -1.5f));
        float one = capsule(p, t->root, t->tip, 0.86f * t->radius, 0.88f * t->radius);
        one =
            blend(one, ellipsoid(p, pad, P(1.06f * t->radius, 1.25f * t->radius, t->radius)), 4.0f);
        d = least(d, one);
    }
    return d;
}

float tb_body_foot(tb_f3 body)
{
    const tb_f3 p = {-body.x, body.y, body.z};
    float d = ellipsoid(p, P(-1, 34, 27), P(30, 35, 29));                  // heel
    d = blend(d, capsule(p, P(-14, 52, 22), P(-27, 190, 18), 21, 15), 20); // lateral
    d = blend(d, capsule(p, P(14, 54, 32), P(24, 194, 20), 22, 17), 22);   // medial
    d = blend(d, ellipsoid(p, P(1, 136, 44), P(33, 86, 27)), 24);          // dorsum
    d = blend(d, capsule(p, P(2, 74, 56), P(2, 60, 160), 35, 34), 30);     // ankle
    d = blend(d, capsule(p, P(2, 62, 160), P(0, 56, 330), 34, 50), 30);    // leg
    d = blend(d, ellipsoid(p, P(32, 78, 76), P(10, 14, 15)), 13);          // malleoli
    d = blend(d, ellipsoid(p, P(-30, 66, 68), P(9, 13, 16)), 12);
    d = blend(d, capsule(p, P(0, 18, 36), P(0, 34, 180), 9, 9), 30); // Achilles
    d = carve(d, ellipsoid(p, P(42, 116, -13), P(30, 60, 32)), 18);  // arch
    d = blend(d, ellipsoid(p, P(26, 198, 16), P(19, 24, 16)), 9);    // ball
    d = blend(d, ellipsoid(p, P(2, 202, 17), P(16, 20, 13)), 9);
    d = blend(d, ellipsoid(p, P(-24, 190, 17), P(16, 26, 13)), 9);
    d = blend(d, ellipsoid(p, P(-33, 122, 18), P(11, 22, 12)), 12); // base of the fifth metatarsal
    d = blend(d, toes(p), 4.5f);
    const float crease = p.y - 221.0f + 0.012f * (p.x - 10.0f) * (p.x - 10.0f);
    return d + 1.5f * bell(crease, 3.0f) * smooth(20.0f, 6.0f, p.z); // under the toes
}
