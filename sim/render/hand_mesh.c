// A gloved hand in three poses: index finger, two fingers, pincer grip; wrist towards -z,
// fingertips towards +z. Fingers are swept tubes, so that no gap between them needs a fine grid;
// the palm is a field. Built once.
#include "hand_mesh.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define P tb_f3_make

enum { JOINTS = 4, RINGS_PER_BONE = 4, CAP_RINGS = 3, SIDES = 10, FINGERS = 5 };

/// Joints from tip to knuckle with their radii.
typedef struct digit {
    tb_f3 joint[JOINTS];
    float radius_mm[JOINTS];
} digit;

/// A pose: index, middle, ring, little finger, thumb. A pincer's thumb is a mesh of its own.
static const digit POSES[][FINGERS] =
    {
        [TB_HAND_PRESS] =
            {
                {{{-9.5f, 5.5f, -1}, {-10.5f, 21, -13}, {-12, 45, -33}, {-17, 48, -82}},
                 {6.7f, 7.7f, 8.7f, 10.5f}}, // index
                {{{8.5f, 11.5f, -6}, {8.5f, 26, -17}, {7, 51, -38}, {3, 53, -86}},
                 {6.8f, 7.9f, 8.9f, 10.5f}}, // middle
                {{{25.5f, 20, -22}, {27, 34, -24}, {26, 55, -44}, {23, 51, -88}},
                 {6.5f, 7.5f, 8.4f, 10.0f}}, // ring
                {{{43, 22, -40}, {45, 33, -41}, {43, 49, -58}, {40, 45, -92}},
                 {5.7f, 6.5f, 7.3f, 9.0f}},
                {{{-37, 17, -46}, {-44, 25, -66}, {-45, 34, -98}, {-24, 34, -138}},
                 {7.6f, 9.3f, 10.5f, 14.0f}}, // thumb
            },
        [TB_HAND_TWO] =
            {
                {{{-10, 5.5f, -1}, {-10.5f, 21, -13}, {-12, 45, -33}, {-17, 48, -82}},
                 {6.7f, 7.7f, 8.7f, 10.5f}},
                {{{10, 5.5f, -1}, {9, 22, -14}, {7, 50, -36}, {3, 53, -86}},
                 {6.8f, 7.9f, 8.9f, 10.5f}},
                {{{26.5f, 20, -22}, {27, 34, -24}, {26, 55, -44}, {23, 51, -88}},
                 {6.5f, 7.5f, 8.4f, 10.0f}},
                {{{43, 22, -40}, {45, 33, -41}, {43, 49, -58}, {40, 45, -92}},
                 {5.7f, 6.5f, 7.3f, 9.0f}},
                {{{-37, 17, -46}, {-44, 25, -66}, {-45, 34, -98}, {-24, 34, -138}},
                 {7.6f, 9.3f, 10.5f, 14.0f}},
            },
        [TB_HAND_PINCH] =
            {
                {{{14, 0, 0}, {23, 14, -9}, {25, 40, -32}, {10, 54, -80}},
                 {6.7f, 7.7f, 8.7f, 10.5f}},
                {{{22, 9, -17}, {34, 23, -22}, {37, 48, -42}, {28, 57, -86}},
                 {6.8f, 7.9f, 8.9f, 10.5f}},
                {{{38, 22, -30}, {48, 35, -34}, {50, 54, -52}, {45, 53, -90}},
                 {6.5f, 7.5f, 8.4f, 10.0f}},
                {{{52, 26, -46}, {60, 36, -48}, {62, 50, -64}, {58, 46, -94}},
                 {5.7f, 6.5f, 7.3f, 9.0f}},
                {{{-14, 0, 0}, {-24, 12, -14}, {-30, 28, -48}, {-10, 38, -104}},
                 {7.4f, 8.8f, 10.0f, 13.0f}},
            },
};

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

/// Back of the hand, wrist, and the roots of the fingers.
static float palm_field(const void *context, tb_f3 p)
{
    const digit *digits = context;
    const tb_f3 index = digits[0].joint[3], little = digits[3].joint[3];
    const float lift = index.y - 48.0f, aside = index.x + 17.0f;
    float palm = blend(capsule(p, P(-15 + aside, 42 + lift, -92), P(-10, 40, -150), 13, 14),
                       capsule(p, P(little.x - 2, 38 + lift, -100), P(18, 38, -152), 11, 14), 16);
    palm = blend(palm, capsule(p, P(10 + aside, 43 + lift, -94), P(4, 41, -150), 13, 15), 16);
    if (aside > 0.5f) { // spread from the fingers, the thumb has a ball of its own
        palm = blend(palm, capsule(p, digits[FINGERS - 1].joint[3], P(0, 40, -148), 13, 16), 18);
        palm = blend(palm, capsule(p, digits[FINGERS - 1].joint[3], index, 9, 9), 16);
    }
    palm = blend(palm, capsule(p, P(4, 41, -160), P(10, 52, -290), 22, 32), 26);
    for (int k = 0; k < FINGERS; ++k) {
        const digit *d = &digits[k];
        const tb_f3 root = d->joint[3], out = tb_f3_sub(d->joint[2], root);
        palm = blend(palm,
                     capsule(p, root, tb_f3_add(root, tb_f3_scale(out, 0.35f)), d->radius_mm[3],
                             d->radius_mm[3] - 1.2f),
                     k == FINGERS - 1 ? 16.0f : 9.0f);
    }
    return palm;
}

static float hand_field(const void *context, tb_f3 p)
{
    const digit *digits = context;
    float d = palm_field(context, p);
    for (int k = 0; k < FINGERS; ++k) {
        for (int j = 0; j + 1 < JOINTS; ++j) {
            d = fminf(d, capsule(p, digits[k].joint[j], digits[k].joint[j + 1],
                                 digits[k].radius_mm[j], digits[k].radius_mm[j + 1]));
        }
    }
    return d;
}

/// Ambient light and the sun's share; the tangent carries the place in the hand's own frame.
static void finish_hand(const void *context, tb_vertex *v)
{
    memcpy(v->tangent, v->position, sizeof v->tangent);
    const tb_f3 p = {v->position[0], v->position[1], v->position[2]},
                n = {v->normal[0], v->normal[1], v->normal[2]};
    float hidden = 0.0f, weight = 1.0f;
    for (int k = 1; k <= 4; ++k) {
        const float h = 3.2f * (float)k * (0.6f + 0.4f * (float)k);
        const float d = hand_field(context, tb_f3_add(p, tb_f3_scale(n, h)));
        hidden += weight * fmaxf(0.0f, h - d) / h;
        weight *= 0.62f;
    }
    v->ao *= fmaxf(0.28f, fminf(1.0f, 1.0f - 0.46f * hidden));
    const float lit = 0.5f + 1.6f * (n.y + 0.25f); // the sun comes from above
    v->uvl[0] = lit < 0.3f ? 0.3f : lit > 1.0f ? 1.0f : lit;
}

/// Point of the bent finger and its radius, from 0 at the tip to 3 at the knuckle.
static tb_f3 along_digit(const digit *d, float at, float *radius_mm)
{
    int k = (int)at;
    k = k > JOINTS - 2 ? JOINTS - 2 : k;
    const float f = at - (float)k;
    const int a = k > 0 ? k - 1 : 0, e = k + 2 < JOINTS ? k + 2 : JOINTS - 1;
    const float w[4] = {0.5f * (-f + 2.0f * f * f - f * f * f),
                        0.5f * (2.0f - 5.0f * f * f + 3.0f * f * f * f),
                        0.5f * (f + 4.0f * f * f - 3.0f * f * f * f), 0.5f * (-f * f + f * f * f)};
    const int index[4] = {a, k, k + 1, e};
    tb_f3 sum = {0.0f, 0.0f, 0.0f};
    for (int i = 0; i < 4; ++i) {
        sum = tb_f3_add(sum, tb_f3_scale(d->joint[index[i]], w[i]));
    }
    *radius_mm = d->radius_mm[k] + f * (d->radius_mm[k + 1] - d->radius_mm[k]);
    // phalanges are slimmer between their joints
    *radius_mm *= 1.0f - 0.055f * sinf(3.14159265f * f);
    return sum;
}

/// One ring of a finger; `lean` turns the normals towards the tip on the rounded end.
static void add_ring(tb_mesh *mesh, const digit *pose, tb_f3 centre, tb_f3 axis, tb_f3 side,
                     float radius_mm, float lean, float shade)
{
    const tb_f3 other = tb_f3_cross(axis, side);
    const float c = cosf(lean), s = sinf(lean);
    for (int q = 0; q <= SIDES; ++q) {
        const float a = 6.2831853f * (float)q / SIDES;
        const tb_f3 radial = tb_f3_add(tb_f3_scale(side, cosf(a)), tb_f3_scale(other, sinf(a)));
        const tb_f3 n = tb_f3_sub(tb_f3_scale(radial, c), tb_f3_scale(axis, s));
        const tb_f3 p = tb_f3_add(centre, tb_f3_scale(radial, radius_mm));
        tb_vertex v = {.position = {p.x, p.y, p.z}, .normal = {n.x, n.y, n.z}, .ao = shade};
        finish_hand(pose, &v);
        tb_mesh_add(mesh, &v);
    }
}

static void add_digit(tb_mesh *mesh, const digit *pose, const digit *d)
{
    const uint32_t base = (uint32_t)mesh->vertex_count;
    enum { RINGS = RINGS_PER_BONE * (JOINTS - 1) + 1 };
    float radius;
    const tb_f3 tip = along_digit(d, 0.0f, &radius);
    float unused_mm;
    tb_f3 axis = tb_f3_unit(tb_f3_sub(along_digit(d, 0.05f, &unused_mm), tip));
    tb_f3 side = tb_f3_unit(tb_f3_cross(P(0, 1, 0), axis));
    for (int k = CAP_RINGS; k > 0; --k) { // rounded end
        const float lean = 1.52f * (float)k / CAP_RINGS;
        add_ring(mesh, pose, tb_f3_sub(tip, tb_f3_scale(axis, radius * sinf(lean))), axis, side,
                 radius * cosf(lean), lean, 1.0f);
    }
    for (int k = 0; k < RINGS; ++k) {
        const float at = (float)k / RINGS_PER_BONE, e = 0.05f;
        float unused;
        const tb_f3 here = along_digit(d, at, &radius);
        const tb_f3 ahead = along_digit(d, fminf(at + e, 3.0f), &unused),
                    behind = along_digit(d, fmaxf(at - e, 0.0f), &unused);
        axis = tb_f3_unit(tb_f3_sub(ahead, behind));
        side = tb_f3_unit(tb_f3_sub(side, tb_f3_scale(axis, tb_f3_dot(side, axis))));
        const bool joint = k % RINGS_PER_BONE == 0 && k > 0; // the glove creases there
        add_ring(mesh, pose, here, axis, side, radius, 0.0f, joint ? 0.80f : 1.0f);
    }
    const uint32_t ring = SIDES + 1;
    for (uint32_t k = 0; k + 1 < RINGS + CAP_RINGS; ++k) {
        for (uint32_t q = 0; q < SIDES; ++q) {
            const uint32_t a = base + k * ring + q, b = a + ring;
            tb_mesh_triangle(mesh, a, a + 1, b);
            tb_mesh_triangle(mesh, a + 1, b + 1, b);
        }
    }
}

void tb_hand_mesh_build(tb_mesh *mesh, tb_hand_pose pose, float cell_mm)
{
    const digit *digits = POSES[pose];
    const tb_net palm = {.field = palm_field,
                         .context = digits,
                         .cell_mm = cell_mm,
                         .doubt_mm = -1.0f,
                         .finish = finish_hand};
    tb_mesh_surface_net(mesh, &palm, P(-70, -8, -250), P(84, 96, -50));
    for (int k = 0; k < (pose == TB_HAND_PINCH ? FINGERS - 1 : FINGERS); ++k) {
        add_digit(mesh, digits, &digits[k]);
    }
}

void tb_hand_thumb_build(tb_mesh *mesh, float apart_mm)
{
    const digit *digits = POSES[TB_HAND_PINCH];
    digit thumb = digits[FINGERS - 1];
    static const float share[JOINTS] = {1.0f, 0.8f, 0.45f, 0.0f}; // its root stays with the palm
    for (int k = 0; k < JOINTS; ++k) {
        thumb.joint[k].x -= share[k] * (apart_mm - 28.0f);
    }
    tb_mesh_clear(mesh);
    add_digit(mesh, digits, &thumb);
}

float tb_hand_raise(const tb_region *region, tb_hand_pose pose, const float from_hand[16])
{
    enum { THUMB = FINGERS - 1, LITTLE = FINGERS - 2, WRIST = 2 * JOINTS, POINTS };
    static const tb_f3 wrist = {4.0f, 41.0f, -160.0f};
    const float soft_mm = 4.0f, most_rad = 0.5f; // skin gives way so far
    float raise_rad = 0.0f;
    for (int k = 0; k < POINTS; ++k) {
        const digit *d = &POSES[pose][k < JOINTS ? THUMB : LITTLE];
        const tb_f3 own = k == WRIST ? wrist : d->joint[k % JOINTS];
        const float radius_mm = k == WRIST ? 22.0f : d->radius_mm[k % JOINTS];
        const float *m = from_hand;
        const tb_f3 p = {m[0] * own.x + m[4] * own.y + m[8] * own.z + m[12],
                         m[1] * own.x + m[5] * own.y + m[9] * own.z + m[13],
                         m[2] * own.x + m[6] * own.y + m[10] * own.z + m[14]};
        const float within_mm = radius_mm - tb_region_skin(region, p) - soft_mm;
        raise_rad = fmaxf(raise_rad, within_mm / -own.z);
    }
    return fminf(raise_rad, most_rad);
}
