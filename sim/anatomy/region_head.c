// The head, in line with the neck or turned away.
#include "region_shape.h"

/// Sine and cosine of the turn to the left when the front of the neck is treated.
#define TURN_SINE 0.5f
#define TURN_COSINE 0.8660254f
#define AXIS_Y 66.0f ///< the head turns about a vertical here

tb_f3 tb_body_head_ahead(const tb_region *region, tb_f3 p)
{
    if (region->id != TB_REGION_FRONT_NECK) {
        return p;
    }
    // the neck twists evenly between chest and skull; a chord instead of the arc
    const float share = smooth(-40.0f, 120.0f, p.z);
    float s = TURN_SINE * share, c = 1.0f + (TURN_COSINE - 1.0f) * share;
    const float length = sqrtf(s * s + c * c);
    s /= length;
    c /= length;
    const tb_f3 r = turned(P(p.x, p.y - AXIS_Y, p.z), -s, c);
    return P(r.x, r.y + AXIS_Y, r.z);
}

static float ear(tb_f3 q)
{
    // a leaf that stands off behind, with a shallow hollow in it
    const tb_f3 r = turned(tb_f3_sub(q, P(77, 90, 112)), 0.42f, 0.9075f);
    float d = ellipsoid(r, P(2, 0, 2), P(8, 18, 30));
    d = carve(d, ellipsoid(r, P(12, 2, 3), P(8, 9, 16)), 6);
    return blend(d, ellipsoid(r, P(2, 7, -24), P(6, 9, 11)), 8); // lobe
}

static float face(tb_f3 p, tb_f3 q, float d)
{
    d = blend(d, ellipsoid(p, P(0, 128, 84), P(60, 62, 60)), 26);
    d = blend(d, capsule(q, P(50, 106, 76), P(22, 160, 40), 14, 14), 24); // jaw
    d = blend(d, ellipsoid(p, P(0, 170, 40), P(20, 18, 15)), 16);         // chin
    d = blend(d, ellipsoid(q, P(48, 154, 106), P(22, 18, 16)), 22);       // cheek
    d = blend(d, ellipsoid(q, P(26, 176, 142), P(30, 11, 9)), 16);        // brow
    d = carve(d, ellipsoid(q, P(32, 192, 121), P(17, 16, 11)), 12);       // orbit
    d = blend(d, ellipsoid(q, P(32, 164, 121), P(15, 15, 11)), 5);        // lids
    d = blend(d, capsule(p, P(0, 180, 132), P(0, 202, 96), 6, 9), 11);    // nose
    d = blend(d, ellipsoid(q, P(10, 189, 93), P(10, 11, 8)), 8);          // its wings
    d = blend(d, ellipsoid(q, P(9, 183, 64.5f), P(17, 8, 6)), 6);         // lips
    d = blend(d, ellipsoid(p, P(0, 184, 54), P(18, 8, 6.5f)), 6);
    return d + 2.0f * bell(p.z - 59.5f, 3.0f) * bell(p.x, 15.0f) * smooth(150.0f, 175.0f, p.y);
}

float tb_body_head(const tb_region *region, tb_f3 body, float rest)
{
    if (body.z < -110.0f ||
        span(tb_f3_sub(body, P(0, 80, 90))) - 172.0f > most(rest, 0.0f) + 24.0f) {
        return rest; // too far for the blend to reach
    }
    const tb_f3 p = tb_body_head_ahead(region, body);
    const tb_f3 q = {fabsf(p.x), p.y, p.z};
    float d = blend(ellipsoid(p, P(0, 86, 150), P(77, 97, 93)),
                    ellipsoid(p, P(0, 132, 160), P(66, 56, 66)), 24); // skull, forehead
    d = face(p, q, d);
    d = blend(rest, d, 20);
    d = blend(d, ellipsoid(q, P(61, 84, 96), P(9, 14, 22)), 22); // mastoid
    if (region->id == TB_REGION_FRONT_NECK) {
        // sternocleidomastoid runs from the turned head to the resting breastbone
        d = blend(d, capsule(q, P(64, 90, 92), P(44, 104, 22), 11, 11), 12);
        d = blend(d, capsule(q, P(44, 104, 22), P(13, 104, -58), 11, 7), 12);
        d = blend(d, capsule(p, P(0, 112, 52), P(0, 112, 22), 11, 9), 16); // larynx
        d = blend(d, ellipsoid(p, P(0, 121, 44), P(8, 7, 9)), 8);
        d +=
            5.0f * bell(body.x, 10.0f) * bell(body.z + 58.0f, 16.0f) * smooth(70.0f, 95.0f, body.y);
    }
    return blend(d, ear(q), 7);
}

/// A point of the looking-ahead head, turned as the head is; above the neck the turn is whole.
static tb_f3 turned_head(const tb_region *region, tb_f3 p)
{
    if (region->id != TB_REGION_FRONT_NECK) {
        return p;
    }
    const tb_f3 r = turned(P(p.x, p.y - AXIS_Y, p.z), TURN_SINE, TURN_COSINE);
    return P(r.x, r.y + AXIS_Y, r.z);
}

int tb_region_hair_line(const tb_region *region, int line, tb_f3 *points, float *radii)
{
    // from the nose outwards: brow, closed lids
    static const tb_f3 paths[2][TB_REGION_LINE] = {
        {{13, 0, 139}, {22, 0, 144}, {32, 0, 146}, {41, 0, 144}, {49, 0, 139}},
        {{19, 0, 119}, {25, 0, 116.5f}, {32, 0, 115.5f}, {39, 0, 116.5f}, {45, 0, 119}},
    };
    static const float widths[2][TB_REGION_LINE] = {{1.8f, 2.6f, 2.5f, 2.0f, 0.8f},
                                                    {0.9f, 1.3f, 1.4f, 1.3f, 0.9f}};
    if (region->id != TB_REGION_FRONT_NECK || line < 0 || line > 3) {
        return 0;
    }
    for (int k = 0; k < TB_REGION_LINE; ++k) {
        tb_f3 p = paths[line / 2][k];
        p.x = line % 2 == 0 ? p.x : -p.x;
        p.y = 240.0f; // from before the face onto it
        for (int step = 0; step < 60 && p.y > 120.0f; ++step) {
            const float d = tb_body_trunk(region, turned_head(region, p)) - region->girth_mm;
            p.y -= TB_REGION_STEP * most(d, 0.0f);
            if (d < 0.1f) {
                break;
            }
        }
        tb_f3 normal; // raised a little: the drawn skin is flatter than the field
        const tb_f3 on = tb_region_onto_skin(
            region, tb_region_from_body(region, turned_head(region, p)), &normal);
        points[k] = tb_f3_add(on, tb_f3_scale(normal, 1.6f));
        radii[k] = widths[line / 2][k];
    }
    return TB_REGION_LINE;
}
