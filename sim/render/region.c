#include "region.h"

#include <math.h>

static float smooth(float lo, float hi, float x)
{
    float t = (x - lo) / (hi - lo);
    t = t < 0.0f ? 0.0f : t > 1.0f ? 1.0f : t;
    return t * t * (3.0f - 2.0f * t);
}

/// Polynomial smooth minimum; k is the width of the blend in mm.
static float blend(float a, float b, float k)
{
    const float h = fmaxf(k - fabsf(a - b), 0.0f) / k;
    return fminf(a, b) - h * h * k * 0.25f;
}

static float bell(float x, float width)
{
    x /= width;
    return expf(-x * x);
}

static float capsule(tb_f3 p, tb_f3 a, tb_f3 b, float ra, float rb)
{
    const tb_f3 pa = tb_f3_sub(p, a), ba = tb_f3_sub(b, a);
    float h = tb_f3_dot(pa, ba) / tb_f3_dot(ba, ba);
    h = h < 0.0f ? 0.0f : h > 1.0f ? 1.0f : h;
    const tb_f3 d = tb_f3_sub(pa, tb_f3_scale(ba, h));
    return sqrtf(tb_f3_dot(d, d)) - (ra + (rb - ra) * h);
}

/// Ellipsoid turned by `turn` about the vertical; first-order distance.
static float ellipsoid(tb_f3 p, tb_f3 centre, tb_f3 semi, float turn)
{
    const tb_f3 q = tb_f3_sub(p, centre);
    const float s = sinf(turn), c = cosf(turn);
    const tb_f3 r = {c * q.x - s * q.z, q.y, s * q.x + c * q.z};
    const tb_f3 u = {r.x / semi.x, r.y / semi.y, r.z / semi.z};
    const tb_f3 w = {u.x / semi.x, u.y / semi.y, u.z / semi.z};
    const float k0 = sqrtf(tb_f3_dot(u, u)), k1 = sqrtf(tb_f3_dot(w, w));
    return k1 < 1e-9f ? -fminf(semi.x, fminf(semi.y, semi.z)) : k0 * (k0 - 1.0f) / k1;
}

#define P tb_f3_make

/// A right lower leg, prone, from mid-thigh to foot; x distal, y outward, z medial, midline at z =
/// 0.
static float leg(tb_f3 p)
{
    float d = capsule(p, P(-440, 8, 0), P(-205, -6, 0), 84, 56);
    d = blend(d, capsule(p, P(-205, -8, 0), P(-140, -8, 0), 54, 46), 30);
    d = blend(d, capsule(p, P(-150, -12, 0), P(165, -24, 0), 44, 25), 30);
    d = blend(d, ellipsoid(p, P(10, -10, 0), P(150, 34, 45), 0), 26); // soleus
    const float medial = ellipsoid(p, P(-62, 13, 25), P(104, 33, 29), -0.07f);
    const float lateral = ellipsoid(p, P(-80, 11, -25), P(92, 30, 27), 0.07f);
    d = blend(d, blend(medial, lateral, 7),
              12); // a narrow blend keeps the furrow between the heads
    d = blend(d, capsule(p, P(45, 14, 0), P(200, 6, 0), 15, 8), 20); // Achilles tendon
    const float hollows = blend(ellipsoid(p, P(168, -4, 24), P(40, 16, 10), 0),
                                ellipsoid(p, P(168, -4, -24), P(40, 16, 10), 0), 4);
    d = -blend(-d, hollows, 16);
    d = blend(d, ellipsoid(p, P(186, -28, 27), P(15, 15, 11), 0), 14); // malleoli
    d = blend(d, ellipsoid(p, P(190, -32, -27), P(15, 15, 11), 0), 14);
    d = blend(d, ellipsoid(p, P(219, -8, 0), P(25, 34, 27), 0), 22); // heel
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

/// The roll under the ankle, in the leg's own axes.
static float roll(tb_f3 p)
{
    return fmaxf(capsule(p, P(158, -72, -150), P(158, -72, 150), 26, 26), fabsf(p.z) - 120.0f);
}

/// The site's origin lies over the medial head, 110 mm below the crease.
static tb_f3 to_leg(const tb_region *region, tb_f3 p)
{
    // the case's calf is broader than the generic leg: stretch it around the belly
    const float medial = smooth(-45.0f, -5.0f, p.z);
    const float wide = 1.0f + (0.20f + 0.07f * medial) * bell(p.x, 130.0f);
    return P(p.x - 62.0f, p.y - region->lift_mm, (p.z + 27.0f) / wide);
}

float tb_region_skin(const void *field, tb_f3 p)
{
    const tb_region *region = field;
    const float body = leg(to_leg(region, p));
    const tb_anatomy *a = region->anatomy;
    const float wt = smooth(88.0f, 52.0f, fabsf(p.x)), wb = smooth(50.0f, 31.0f, fabsf(p.z + 1.0f));
    const float near = wt * wb * smooth(-60.0f, -20.0f, p.y);
    if (near <= 0.0f) {
        return body;
    }
    const float slope_t = p.x / (float)a->radius_t_mm, slope_b = p.z / (float)a->radius_b_mm;
    const float skin_y = -(float)tb_anatomy_skin_mm(a, (double)p.x, (double)p.z);
    const float patch = (p.y - skin_y) / sqrtf(1.0f + slope_t * slope_t + slope_b * slope_b);
    // only where both say nearly the same: else the blend itself would be steep
    return body + (patch - body) * near * smooth(16.0f, 5.0f, fabsf(patch - body));
}

static float cloth_noise(float x, int seed)
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

float tb_region_drape(const void *field, tb_f3 p)
{
    const tb_region *region = field;
    const float body = leg(to_leg(region, p)) - 5.0f;
    const float table = p.y - region->table_mm - 4.0f;
    float d = blend(body, table, 60.0f);
    const float hung = smooth(2.0f, 26.0f, p.y - region->table_mm); // flat where it lies
    // folds fall down the sides and gather at the hem
    d += 3.0f * cloth_noise(p.z / 19.0f + 0.02f * p.x, 3) * smooth(5.0f, -30.0f, p.y) * hung +
         1.6f * cloth_noise(p.x / 13.0f + 0.03f * p.z, 5) * hung;
    const float hem = p.x + 152.0f + 7.0f * cloth_noise(p.z / 60.0f, 9); // above the knee
    return -blend(-d, -hem, 9.0f);
}

void tb_region_init(tb_region *region, const tb_anatomy *anatomy)
{
    *region = (tb_region){.anatomy = anatomy};
    float y = 90.0f; // come down on the leg's own surface above the site's origin
    for (int k = 0; k < 80; ++k) {
        const float d = leg(P(-62.0f, y, 27.0f / 1.27f));
        if (d < 0.01f) {
            break;
        }
        y -= 0.9f * d;
    }
    region->lift_mm = -y;
    region->table_mm = -98.0f - y;
}

float tb_region_height(const tb_region *region, float t_mm, float b_mm)
{
    float y = 40.0f;
    for (int k = 0; k < 60 && y > -110.0f; ++k) {
        const float d = tb_region_skin(region, P(t_mm, y, b_mm));
        if (d < 0.02f) {
            break;
        }
        y -= TB_REGION_STEP * d;
    }
    return y;
}

/// What a vertex needs to know while a net is finished.
typedef struct net_context {
    const tb_region *region;
    tb_f3 light;
    tb_field_fn *field;
} net_context;

static float everything(const tb_region *region, tb_f3 p)
{
    return fminf(fminf(tb_region_skin(region, p), tb_region_drape(region, p)),
                 fminf(roll(to_leg(region, p)), p.y - region->table_mm));
}

static float ambient(const tb_region *region, tb_f3 p, tb_f3 n)
{
    float hidden = 0.0f, weight = 1.0f;
    for (int k = 1; k <= 4; ++k) {
        const float h = 7.0f * (float)k * (0.6f + 0.4f * (float)k);
        hidden += weight * fmaxf(0.0f, h - everything(region, tb_f3_add(p, tb_f3_scale(n, h)))) / h;
        weight *= 0.62f;
    }
    const float ao = 1.0f - 0.42f * hidden;
    return ao < 0.25f ? 0.25f : ao > 1.0f ? 1.0f : ao;
}

static float sun(const tb_region *region, tb_f3 p, tb_f3 light)
{
    float along = 4.0f, share = 1.0f;
    for (int k = 0; k < 28 && along < 420.0f; ++k) {
        const float d = everything(region, tb_f3_add(p, tb_f3_scale(light, along)));
        share = fminf(share, 9.0f * d / along);
        if (share < -0.4f) {
            break;
        }
        along += fmaxf(4.0f, fminf(40.0f, 0.9f * d));
    }
    return smooth(-1.0f, 1.0f, share);
}

static float net_field(const void *context, tb_f3 p)
{
    const net_context *net = context;
    return net->field(net->region, p);
}

static void light_vertex(const net_context *net, tb_vertex *v)
{
    const tb_f3 p = {v->position[0], v->position[1], v->position[2]};
    const tb_f3 n = {v->normal[0], v->normal[1], v->normal[2]};
    v->ao = ambient(net->region, p, n);
    v->uvl[0] = sun(net->region, tb_f3_add(p, tb_f3_scale(n, 1.5f)), net->light);
}

void tb_region_skin_uv(const tb_region *region, const float position_mm[3], float uv[2])
{
    // unrolled from an axis inside the limb; the share of the height keeps what faces along the
    // limb from being stretched
    const float axis_y = region->lift_mm - 10.0f, radius_mm = 50.0f, tile_mm = 31.0f;
    const float around = atan2f(position_mm[2] + 27.0f, position_mm[1] - axis_y);
    uv[0] = (position_mm[0] + 0.6f * position_mm[1]) / tile_mm;
    uv[1] = radius_mm * around / tile_mm;
}

static void finish_skin(const void *context, tb_vertex *v)
{
    const net_context *net = context;
    light_vertex(net, v);
    tb_region_skin_uv(net->region, v->position, v->tangent);
    // heel and knee crease a little redder
    const float heel = smooth(250.0f, 275.0f, v->position[0]);
    v->tint[0] = 205;
    v->tint[1] = 128;
    v->tint[2] = 108;
    v->tint[3] = (uint8_t)(90.0f * heel);
}

void tb_region_finish(const tb_region *region, tb_f3 light, tb_vertex *vertex)
{
    const net_context net = {region, light, tb_region_skin};
    finish_skin(&net, vertex);
}

tb_f3 tb_region_onto_skin(const tb_region *region, tb_f3 p, tb_f3 *normal)
{
    for (int k = 0; k < 4; ++k) {
        const tb_f3 g = tb_mesh_gradient(tb_region_skin, region, p, 1.5f);
        const float slope = sqrtf(tb_f3_dot(g, g)), d = tb_region_skin(region, p);
        *normal = tb_f3_unit(g);
        p = tb_f3_sub(p, tb_f3_scale(*normal, 0.9f * d / fmaxf(slope, 0.6f)));
    }
    return p;
}

static void finish_drape(const void *context, tb_vertex *v)
{
    light_vertex(context, v);
    v->tint[0] = 112;
    v->tint[1] = 150;
    v->tint[2] = 176;
    v->tint[3] = 255;
}

static bool skin_wanted(const void *context, tb_f3 p)
{
    const net_context *net = context;
    return p.y > net->region->table_mm - 2.0f && p.x > -190.0f;
}

static float roll_field(const void *context, tb_f3 p)
{
    return roll(to_leg(((const net_context *)context)->region, p));
}

static void finish_roll(const void *context, tb_vertex *v)
{
    light_vertex(context, v);
    v->tint[0] = 196;
    v->tint[1] = 202;
    v->tint[2] = 206;
    v->tint[3] = 255;
}

static bool drape_wanted(const void *context, tb_f3 p)
{
    const net_context *net = context;
    return p.y > net->region->table_mm - 1.0f;
}

/// Table top as a disc-like grid that fades out.
static void place_table(const void *context, float u, float v, tb_vertex *vertex)
{
    const net_context *net = context;
    const float x = -520.0f + 1240.0f * u, z = -640.0f + 1280.0f * v;
    vertex->position[0] = x;
    vertex->position[1] = net->region->table_mm;
    vertex->position[2] = z;
    const tb_f3 p = {x, net->region->table_mm + 0.5f, z};
    vertex->ao = ambient(net->region, p, P(0, 1, 0));
    vertex->uvl[0] = sun(net->region, p, net->light);
    const float rx = (x - 60.0f) / 600.0f, rz = z / 600.0f;
    vertex->uvl[1] = sqrtf(rx * rx + rz * rz);
    vertex->tint[0] = 66;
    vertex->tint[1] = 78;
    vertex->tint[2] = 89;
    vertex->tint[3] = 255;
}

void tb_region_build(const tb_region *region, float cell_mm, tb_f3 light, tb_mesh *skin,
                     tb_mesh *drape, tb_mesh *table)
{
    net_context net = {region, light, tb_region_skin};
    tb_mesh_surface_net(skin, net_field, &net, P(-200, region->table_mm - 6.0f, -90),
                        P(430, 60, 90), cell_mm, skin_wanted, finish_skin);
    tb_mesh_surface_net(drape, roll_field, &net, P(170, region->table_mm - 8.0f, -160),
                        P(272, 20, 110), 1.3f * cell_mm, NULL, finish_roll);
    net.field = tb_region_drape;
    tb_mesh_surface_net(drape, net_field, &net, P(-330, region->table_mm - 8.0f, -210),
                        P(-110, 110, 190), 1.3f * cell_mm, drape_wanted, finish_drape);
    tb_mesh_grid(table, 26, 24, place_table, &net, P(0, 1, 0));
}
