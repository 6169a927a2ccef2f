// The regions: how each lies, where it is meshed, where its usual site is, what its skin looks
// like.
#include "region_internal.h"

#define PRONE                                                                                      \
    {                                                                                              \
        0, -1, 0                                                                                   \
    }
#define UPRIGHT                                                                                    \
    {                                                                                              \
        0, 0, 1                                                                                    \
    }

// The usual sites' axes are those of the desk model of the muscle named beside them, [M].
static const tb_region_kind kinds[TB_REGION_COUNT] = {
    [TB_REGION_CALF] = {"calf",
                        PRONE,
                        -98,
                        {0, 0, -1},
                        {0, 10, -110},
                        0.5f,
                        0.9999f,
                        {{-92, -100, -540}, {92, 104, 90}},
                        {{-215, -115, 0}, {215, 108, 220}},
                        {{-133, -30, -400}, {133, 108, -270}},
                        {TB_REGION_CALF, {0, 0, -1}, {-1, 0, 0}, {0, 1, 0}, {-27, -40, -110}}},
    [TB_REGION_SHOULDER_NECK] = {"shoulder_neck",
                                 PRONE,
                                 -184,
                                 UPRIGHT,
                                 {0, 70, 0},
                                 1.2f,
                                 0.85f,
                                 {{-275, -70, -300}, {275, 186, 260}},
                                 {{-330, -90, -420}, {330, 196, -180}},
                                 {{-140, 120, -30}, {140, 226, 270}},
                                 {TB_REGION_SHOULDER_NECK,
                                  {0.9871, 0.1238, -0.1019},
                                  {0.1062, -0.9809, -0.1631},
                                  {-0.1202, 0.1502, -0.9813},
                                  {83, 46, -8}}},
    [TB_REGION_FLANK] = {"flank",
                         {1, 0, 0},
                         -196,
                         UPRIGHT,
                         {0, 70, 0},
                         1.6f,
                         0.80f,
                         {{-196, -80, -720}, {230, 300, 290}},
                         {{-206, -150, -900}, {230, 470, -440}},
                         {{-232, -136, -12}, {-44, 256, 292}},
                         {TB_REGION_FLANK,
                          {-0.0043, -0.0203, 0.9998},
                          {0.2080, 0.9779, 0.0208},
                          {-0.9781, 0.2080, 0.0},
                          {120, 52, -400}}},
    [TB_REGION_BUTTOCK] = {"buttock",
                           PRONE,
                           -190,
                           UPRIGHT,
                           {0, 80, 0},
                           1.5f,
                           0.90f,
                           {{-240, -90, -860}, {240, 190, -260}},
                           {{-330, -100, -980}, {330, 200, -240}},
                           {{0, 0, 0}, {0, 0, 0}},
                           {TB_REGION_BUTTOCK,
                            {0.9404, 0.0, -0.3401},
                            {-0.3401, 0.0, -0.9404},
                            {0.0, 1.0, 0.0},
                            {86, -30, -560}}},
    [TB_REGION_SOLE] = {"sole",
                        {0, 0, -1},
                        -440,
                        {0, 1, 0},
                        {0, 100, 40},
                        0.2f,
                        0.90f,
                        {{-60, -24, -26}, {60, 280, 250}},
                        {{-90, -30, 120}, {90, 140, 446}},
                        {{0, 0, 0}, {0, 0, 0}},
                        {TB_REGION_SOLE, {0, 1, 0}, {-1, 0, 0}, {0, 0, 1}, {0, 75, 5}}},
    [TB_REGION_SCAPULA] = {"scapula",
                           PRONE,
                           -184,
                           UPRIGHT,
                           {0, 70, 0},
                           1.2f,
                           0.85f,
                           {{-275, -70, -340}, {540, 186, 290}},
                           {{-330, -90, -460}, {330, 196, -230}},
                           {{-140, 120, -30}, {140, 226, 270}},
                           {TB_REGION_SCAPULA,
                            {0.9543, -0.2078, 0.2149},
                            {0.2207, 0.0048, -0.9753},
                            {0.2017, 0.9782, 0.0504},
                            {113, -14, -106}}},
    [TB_REGION_SUBOCCIPITAL] = {"suboccipital",
                                PRONE,
                                -184,
                                UPRIGHT,
                                {0, 76, 0},
                                0.6f,
                                0.90f,
                                {{-275, -70, -160}, {275, 186, 260}},
                                {{-330, -90, -330}, {330, 196, -70}},
                                {{-140, 120, -30}, {140, 226, 270}},
                                {TB_REGION_SUBOCCIPITAL,
                                 {0.9171, 0.0, 0.3987},
                                 {0.3987, 0.0, -0.9171},
                                 {0.0, 1.0, 0.0},
                                 {21, 12, 98}}},
    [TB_REGION_FRONT_NECK] = {"front_neck",
                              {0, 1, 0},
                              -40,
                              UPRIGHT,
                              {0, 76, 0},
                              0.6f,
                              0.80f,
                              {{-275, -70, -215}, {275, 240, 260}},
                              {{-330, -70, -330}, {330, 260, -110}},
                              {{-216, -96, -4}, {216, 24, 286}},
                              {TB_REGION_FRONT_NECK,
                               {0.2756, -0.5022, 0.8197},
                               {-0.3943, 0.7186, 0.5728},
                               {-0.8767, -0.4811, 0.0},
                               {50, 94, 40}}},
    [TB_REGION_HIP] = {"hip",
                       {1, 0, 0},
                       -196,
                       UPRIGHT,
                       {0, 80, -500},
                       1.6f,
                       0.85f,
                       {{-196, -80, -960}, {200, 470, -250}},
                       {{-206, -150, -1010}, {230, 520, -200}},
                       {{0, 0, 0}, {0, 0, 0}},
                       {TB_REGION_HIP, {0, 0, -1}, {0, -1, 0}, {-1, 0, 0}, {158, 78, -480}}},
    [TB_REGION_FOOT] = {"foot",
                        {-1, 0, 0},
                        -52,
                        {0, 1, 0},
                        {0, 100, 40},
                        0.2f,
                        0.85f,
                        {{-62, -24, -26}, {60, 280, 260}},
                        {{-90, -30, 120}, {90, 150, 390}},
                        {{0, 0, 0}, {0, 0, 0}},
                        {TB_REGION_FOOT, {0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {-34, 60, 18}}},
};

const tb_region_kind *tb_region_kind_of(tb_region_id id)
{
    const int k = (int)id;
    return &kinds[k >= 0 && k < TB_REGION_COUNT ? k : TB_REGION_COUNT - 1];
}

const char *tb_region_name(tb_region_id id)
{
    const int k = (int)id;
    return k >= 0 && k < TB_REGION_COUNT ? kinds[k].name : "unknown";
}

tb_region_place tb_region_usual_place(tb_region_id id)
{
    return tb_region_kind_of(id)->usual;
}

tb_region_place tb_site_place(const tb_site *site)
{
    const double *t = site->axis_t, *b = site->axis_b, *n = site->axis_n, *at = site->place_mm;
    return (tb_region_place){.id = (tb_region_id)site->region,
                             .t = {t[0], t[1], t[2]},
                             .b = {b[0], b[1], b[2]},
                             .n = {n[0], n[1], n[2]},
                             .origin_mm = {at[0], at[1], at[2]}};
}

tb_region_box tb_region_bounds(const tb_region *region, tb_region_part part)
{
    const tb_region_kind *kind = tb_region_kind_of(region->id);
    return part == TB_REGION_SKIN ? kind->skin : part == TB_REGION_DRAPE ? kind->drape : kind->prop;
}

static tb_region_look foot_look(tb_f3 p, float facing_down)
{
    tb_region_look look = {0};
    look.pale = smooth(-0.1f, 0.55f, facing_down) * smooth(45.0f, 20.0f, p.z);
    const float hot = 0.75f * smooth(54.0f, 29.0f, p.y) + 0.7f * bell(p.y - 202.0f, 22.0f) +
                      0.8f * smooth(224.0f, 242.0f, p.y) + 0.35f * bell(p.x - 25.0f, 12.0f);
    look.red = hot > 1.0f ? 1.0f : hot;
    return look;
}

static tb_region_look head_look(const tb_region *region, tb_f3 body)
{
    tb_region_look look = {0};
    const tb_f3 p = tb_body_head_ahead(region, body), out = tb_f3_sub(p, P(0, 90, 120));
    if (span(out) > 150.0f) {
        return look;
    }
    const float x = fabsf(p.x);
    const float ear =
        smooth(73.0f, 77.0f, x) * bell(p.y - 92.0f, 26.0f) * bell(p.z - 110.0f, 44.0f);
    // over the forehead, before the ear, behind it, across the nape; pinned up where the nape is
    // the site
    const float up = region->id == TB_REGION_SUBOCCIPITAL ? 62.0f : 0.0f;
    const float front =
        smooth(-9.0f, 9.0f, p.z - 196.0f + 0.0055f * x * x + 0.5f * (150.0f - p.y)) *
        smooth(176.0f, 156.0f, p.y);
    const float side =
        smooth(-10.0f, 8.0f, p.z - 96.0f - up * bell(p.y, 50.0f) - 0.5f * (p.y - 60.0f)) *
        smooth(118.0f, 98.0f, p.y + 0.2f * (150.0f - p.z));
    const float nape =
        smooth(-9.0f, 9.0f, p.z - 66.0f - up - 0.0045f * x * x) * smooth(98.0f, 78.0f, p.y);
    const float hair = fmaxf(front, fmaxf(side, nape)) * smooth(64.0f, 76.0f, p.z);
    look.hair = hair * (1.0f - ear);
    look.red =
        0.7f * ear +
        0.35f * bell(x - 48.0f, 18.0f) * bell(p.z - 100.0f, 18.0f) * smooth(130.0f, 150.0f, p.y) +
        0.4f * bell(x, 12.0f) * bell(p.z - 95.0f, 12.0f) * smooth(190.0f, 198.0f, p.y);
    look.lips = bell(x, 15.0f) * bell(p.z - 60.0f, 6.5f) * smooth(176.0f, 184.0f, p.y);
    return look;
}

tb_region_look tb_region_look_at(const tb_region *region, tb_f3 p, tb_f3 normal)
{
    const tb_f3 body = tb_region_to_body(region, p);
    switch (region->id) {
    case TB_REGION_CALF: // the heel is a little redder
        return (tb_region_look){.red = smooth(-360.0f, -385.0f, body.z)};
    case TB_REGION_SOLE:
    case TB_REGION_FOOT:
        return foot_look(body, -tb_f3_dot(region->rows[2], normal));
    case TB_REGION_BUTTOCK:
    case TB_REGION_HIP:
        return (tb_region_look){0};
    default:
        return head_look(region, body);
    }
}
