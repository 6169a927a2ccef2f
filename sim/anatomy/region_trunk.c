// Trunk and limbs as one body in several poses: each neck, back and hip region is a view of it.
#include "region_shape.h"

/// Chest to pelvis.
static const tb_station trunk[] = {
    {-30, 60, 92, 54},    {-90, 60, 132, 82},   {-150, 62, 148, 98}, {-210, 66, 152, 103},
    {-270, 74, 147, 102}, {-330, 84, 139, 97},  {-390, 94, 135, 93}, {-440, 97, 144, 95},
    {-500, 91, 158, 100}, {-560, 84, 167, 100}, {-620, 80, 163, 92}, {-690, 78, 140, 72},
};

static const tb_station neck[] = {
    {140, 82, 58, 62}, {90, 70, 57, 58}, {45, 61, 57, 56}, {0, 54, 62, 55}, {-50, 50, 80, 56},
};

enum { TRUNK = sizeof trunk / sizeof trunk[0], NECK = sizeof neck / sizeof neck[0] };

static bool side_lying(const tb_region *region)
{
    return region->id == TB_REGION_FLANK || region->id == TB_REGION_HIP;
}

static bool with_hips(const tb_region *region)
{
    return region->id == TB_REGION_BUTTOCK || side_lying(region);
}

/// A bent limb: two capsules and, at its end, a mitten.
static float limb(tb_f3 p, const tb_f3 joints[4], const float radii[4])
{
    float d = capsule(p, joints[0], joints[1], radii[0], radii[1]);
    d = blend(d, capsule(p, joints[1], joints[2], radii[1], radii[2]), 18);
    return blend(d, capsule(p, joints[2], joints[3], radii[2], radii[3]), 14);
}

/// Distance to both arms; q has x mirrored to the right side, p has not.
static float arms(const tb_region *region, tb_f3 p, tb_f3 q)
{
    static const float radii[4] = {45, 37, 25, 20};
    static const tb_f3 prone[4] = {
        {190, 66, -52}, {222, 118, -330}, {214, 150, -560}, {196, 160, -690}};
    static const tb_f3 supine[4] = {
        {188, 62, -52}, {226, 40, -330}, {214, 20, -560}, {196, 6, -690}};
    static const tb_f3 abducted[4] = {
        {196, 62, -34}, {430, 128, -96}, {486, 160, 130}, {470, 168, 250}};
    static const tb_f3 raised[4] = {
        {176, 76, -12}, {150, 236, 110}, {20, 262, 216}, {-50, 240, 240}};
    static const tb_f3 under[4] = {
        {-150, 92, -44}, {-150, 330, -40}, {-140, 380, 180}, {-140, 300, 290}};
    switch (region->id) {
    case TB_REGION_FRONT_NECK:
        return limb(q, supine, radii);
    case TB_REGION_SCAPULA:
        return p.x > 0.0f ? limb(p, abducted, radii) : limb(q, prone, radii);
    case TB_REGION_FLANK:
    case TB_REGION_HIP:
        return least(limb(p, raised, radii), limb(p, under, radii));
    default:
        return limb(q, prone, radii);
    }
}

/// Muscles and bones of the shoulders and the upper back, onto the trunk and neck.
static float girdle(const tb_region *region, tb_f3 q, float d)
{
    // free margin of trapezius: from the neck to the acromion
    const float slope = blend(capsule(q, P(40, 48, 44), P(82, 50, -30), 20, 22),
                              capsule(q, P(82, 50, -30), P(158, 58, -36), 22, 23), 16);
    d = blend(d, slope, 30);
    d = blend(d, ellipsoid(q, P(186, 64, -58), P(37, 48, 62)), 26);         // deltoid
    d = blend(d, ellipsoid(q, P(112, 16, -118), P(54, 30, 76)), 40);        // scapula
    d = blend(d, capsule(q, P(80, -9, -82), P(158, 26, -24), 9, 9), 40);    // its spine
    d = blend(d, capsule(q, P(70, -16, -66), P(90, -18, -176), 8, 9), 44);  // medial border
    d = blend(d, capsule(q, P(30, 14, -20), P(30, -16, -150), 22, 24), 40); // columns of the back
    d = blend(d, capsule(q, P(20, 34, 105), P(24, 18, 0), 24, 26), 16);
    if (region->id == TB_REGION_FRONT_NECK) {
        d = blend(d, ellipsoid(q, P(76, 116, -150), P(86, 36, 66)), 50); // chest
        d = blend(d, capsule(q, P(70, 112, -128), P(168, 84, -74), 32, 30), 40);
        d = blend(d, ellipsoid(q, P(122, 78, -58), P(52, 28, 42)), 36);
        d = blend(d, capsule(q, P(16, 106, -64), P(152, 70, -26), 7, 8), 16);
    }
    return d;
}

/// Small relief of the back: furrow, spines, groove of the nape.
static float spine_relief(tb_f3 q)
{
    const float back = smooth(60.0f, 20.0f, q.y);
    float d =
        7.0f * bell(q.x, 15.0f) * smooth(-70.0f, -150.0f, q.z) * smooth(-520.0f, -440.0f, q.z);
    d += 4.0f * bell(q.x, 10.0f) * smooth(30.0f, 60.0f, q.z) * smooth(135.0f, 110.0f, q.z);
    d -=
        4.0f * bell(q.x, 10.0f) * bell(q.z, 14.0f) + 2.0f * bell(q.x, 9.0f) * bell(q.z + 27, 11.0f);
    return d * back;
}

static float hips(tb_f3 q, float d)
{
    d = blend(d, capsule(q, P(34, 30, -250), P(36, 26, -470), 32, 26), 34); // erectors
    const float buttock = blend(ellipsoid(q, P(76, 24, -598), P(80, 74, 90)),
                                ellipsoid(q, P(92, 40, -530), P(66, 60, 62)), 40);
    d = blend(d, buttock, 28);
    d = blend(d, ellipsoid(q, P(134, 74, -585), P(42, 52, 56)), 34);           // hip
    d = blend(d, capsule(q, P(112, 60, -456), P(134, 130, -450), 14, 14), 50); // iliac crest
    d += 15.0f * bell(q.x, 12.0f) * smooth(-505.0f, -590.0f, q.z) *
         smooth(70.0f, 20.0f, q.y); // cleft
    const float fold = q.z + 690.0f - 0.004f * (q.x - 76.0f) * (q.x - 76.0f);
    d += 5.0f * bell(fold, 10.0f) * smooth(60.0f, 20.0f, q.y) * smooth(150.0f, 105.0f, q.x) *
         smooth(8.0f, 30.0f, q.x);
    d += 3.0f * bell(q.z + 490.0f, 11.0f) * bell(q.x - 44.0f, 11.0f) * smooth(60.0f, 20.0f, q.y);
    return d;
}

/// Thighs and lower legs: straight when prone, bent when side-lying.
static float legs(const tb_region *region, tb_f3 p, tb_f3 q, float d)
{
    if (region->id == TB_REGION_BUTTOCK) {
        d = blend(d, capsule(q, P(92, 72, -650), P(88, 84, -1010), 82, 56), 34);
        return blend(d, capsule(q, P(88, 84, -1010), P(88, 90, -1300), 56, 40), 30);
    }
    const float upper = blend(capsule(p, P(84, 84, -600), P(44, 330, -880), 88, 60),
                              capsule(p, P(44, 330, -880), P(30, 130, -1180), 60, 40), 34);
    const float lower = blend(capsule(p, P(-84, 84, -600), P(-104, 400, -820), 84, 60),
                              capsule(p, P(-104, 400, -820), P(-118, 230, -1130), 58, 40), 34);
    d = blend(d, upper, 40);
    return blend(d, lower, 26);
}

static float ribs(tb_f3 p)
{
    // about 30 mm apart, falling forward
    const float along = (p.z + 0.45f * p.y) / 15.0f, cell = floorf(along), f = along - cell;
    const float wave = ((int)cell & 1) != 0 ? smooth(0.0f, 1.0f, f) : smooth(1.0f, 0.0f, f);
    return 2.2f * (wave - 0.5f) * smooth(-130.0f, -200.0f, p.z) * smooth(-345.0f, -300.0f, p.z) *
           smooth(60.0f, 120.0f, p.x) * smooth(160.0f, 110.0f, p.y);
}

float tb_body_trunk(const tb_region *region, tb_f3 body)
{
    const float below = smooth(-330.0f, -470.0f, body.z); // women: broader hips, narrower shoulders
    const float broad = region->broad + below * (2.0f - 2.0f * region->broad);
    const tb_f3 p = {body.x / broad, body.y, body.z};
    const tb_f3 q = {fabsf(p.x), p.y, p.z};
    float d = tb_shape_column(p, trunk, TRUNK);
    const bool hips_only = region->id == TB_REGION_BUTTOCK;
    if (!hips_only) {
        const tb_f3 ahead = tb_body_head_ahead(region, p);
        d = blend(d, tb_shape_column(ahead, neck, NECK), 44);
        d = girdle(region, q, d);
        d = blend(d, arms(region, p, q), 30);
    }
    if (with_hips(region) && p.z < -200.0f) {
        d = hips(q, d);
        d = legs(region, p, q, d);
    }
    d += spine_relief(q);
    if (side_lying(region)) {
        d -= ribs(p);
    }
    return hips_only ? d : tb_body_head(region, p, d);
}

float tb_body_trunk_prop(const tb_region *region, tb_f3 p)
{
    switch (region->id) {
    case TB_REGION_SHOULDER_NECK:
    case TB_REGION_SUBOCCIPITAL:
    case TB_REGION_SCAPULA: { // padded ring of a face hole
        const float across = sqrtf(p.x * p.x + 0.72f * (p.z - 118.0f) * (p.z - 118.0f)) - 86.0f;
        return sqrtf(across * across + 1.2f * (p.y - 172.0f) * (p.y - 172.0f)) - 28.0f;
    }
    case TB_REGION_FRONT_NECK:
        return ellipsoid(p, P(0, -36, 140), P(190, 34, 120));
    case TB_REGION_FLANK:
    case TB_REGION_HIP:
        return ellipsoid(p, P(-140, 60, 140), P(72, 170, 125));
    default:
        return 1e3f;
    }
}
