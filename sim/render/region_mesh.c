#include "region_mesh.h"

#include <math.h>

#define ROLL_HALF_MM 82.0f ///< reach of the finer mesh along a lifted roll
#define ROLL_CELL_MM 5.5f
#define BED_STEP_MM 20.0f
#define BED_REACH_X_MM 120.0f
#define BED_REACH_Z_MM 60.0f
#define BED_DEPTH_MM 24.0f ///< a roll has its root within so much of the resting skin

enum { BED_NX = 13, BED_NZ = 7 };

static float smooth(float lo, float hi, float x)
{
    float t = (x - lo) / (hi - lo);
    t = t < 0.0f ? 0.0f : t > 1.0f ? 1.0f : t;
    return t * t * (3.0f - 2.0f * t);
}

/// What a vertex needs to know while a net is finished. Nets are laid in body axes, where boxes
/// are tight.
typedef struct net_context {
    const tb_region *region;
    const tb_region *resting; ///< the same without a roll
    tb_f3 light;
    tb_field_fn *field;
    float cell_mm;       ///< of a drape
    float roll_mm;       ///< > 0: leave out the roll, < 0: only the roll, by so much beside it
    const float *bed_mm; ///< [BED_NX * BED_NZ] height of the resting skin under a roll
} net_context;

void tb_region_room(const tb_region *region, tb_f3 room[3])
{
    const tb_f3 up = region->up;
    // along the fibres where they lie level enough
    const tb_f3 lead = fabsf(up.x) < 0.9f ? tb_f3_make(1, 0, 0) : tb_f3_make(0, 0, 1);
    room[1] = up;
    room[0] = tb_f3_unit(tb_f3_sub(lead, tb_f3_scale(up, tb_f3_dot(lead, up))));
    room[2] = tb_f3_cross(room[0], up);
}

tb_f3 tb_region_light(const tb_region *region)
{
    // from above and along the fibres' far end: it grazes across them, where a twitch's bulge shows
    // best; never from below the site's own skin
    tb_f3 room[3];
    tb_region_room(region, room);
    const float out = room[2].y < 0.0f ? -1.0f : 1.0f;
    const tb_f3 high = tb_f3_unit(tb_f3_add(region->up, tb_f3_make(0.0f, 0.6f, 0.0f)));
    return tb_f3_unit(tb_f3_add(tb_f3_add(tb_f3_scale(room[0], -0.32f), tb_f3_scale(high, 0.80f)),
                                tb_f3_scale(room[2], 0.51f * out)));
}

static float above_table(const tb_region *region, tb_f3 p)
{
    return tb_f3_dot(region->up, p) - region->table_mm;
}

static float ambient(const tb_region *region, tb_f3 p, tb_f3 n)
{
    float hidden = 0.0f, weight = 1.0f;
    for (int k = 1; k <= 4; ++k) {
        const float h = 7.0f * (float)k * (0.6f + 0.4f * (float)k);
        hidden +=
            weight * fmaxf(0.0f, h - tb_region_all(region, tb_f3_add(p, tb_f3_scale(n, h)))) / h;
        weight *= 0.62f;
    }
    const float ao = 1.0f - 0.42f * hidden;
    return ao < 0.25f ? 0.25f : ao > 1.0f ? 1.0f : ao;
}

/// Share of the light that reaches a place: by how narrowly a ray to it passes by what is there.
static float sun(const tb_region *region, tb_f3 p, tb_f3 light)
{
    const float longest_mm = 40.0f, rise = 1.25f; // of a step; of a distance, mm per mm
    float along = 4.0f, share = 1.0f, sure_mm = 0.0f;
    for (int k = 0; k < 28 && along < 420.0f; ++k) {
        // where all is surely so far that the ray passes widely, how far does not matter
        if (0.9f * sure_mm > longest_mm && 9.0f * sure_mm > share * along) {
            sure_mm -= rise * longest_mm;
            along += longest_mm;
            continue;
        }
        const float d = tb_region_all(region, tb_f3_add(p, tb_f3_scale(light, along)));
        share = fminf(share, 9.0f * d / along);
        if (share < -0.4f) {
            break;
        }
        const float step_mm = fmaxf(4.0f, fminf(longest_mm, 0.9f * d));
        sure_mm = d - rise * step_mm;
        along += step_mm;
    }
    return smooth(-1.0f, 1.0f, share);
}

/// Height of the resting skin under a roll, between the places where it was measured.
static float bed_height(const net_context *net, tb_f3 p)
{
    const float u = (p.x + BED_REACH_X_MM) / BED_STEP_MM, v = (p.z + BED_REACH_Z_MM) / BED_STEP_MM;
    const float x = fmaxf(0.0f, fminf(u, BED_NX - 1.001f)),
                z = fmaxf(0.0f, fminf(v, BED_NZ - 1.001f));
    const int i = (int)x, j = (int)z;
    const float *at = &net->bed_mm[i + BED_NX * j];
    const float near = at[0] + (x - (float)i) * (at[1] - at[0]),
                far = at[BED_NX] + (x - (float)i) * (at[BED_NX + 1] - at[BED_NX]);
    return near + (z - (float)j) * (far - near);
}

static void measure_bed(const tb_region *resting, float bed_mm[BED_NX * BED_NZ])
{
    for (int k = 0; k < BED_NX * BED_NZ; ++k) {
        bed_mm[k] = tb_region_height(resting, BED_STEP_MM * (float)(k % BED_NX) - BED_REACH_X_MM,
                                     BED_STEP_MM * (float)(k / BED_NX) - BED_REACH_Z_MM);
    }
}

static float net_field(const void *context, tb_f3 body)
{
    const net_context *net = context;
    const tb_f3 p = tb_region_from_body(net->region, body);
    // a lifted muscle has no lower end: past the body it would come out on the far side
    const bool below = net->bed_mm != NULL && p.y < bed_height(net, p) - BED_DEPTH_MM;
    return net->field(below ? net->resting : net->region, p);
}

static void store(float out[3], tb_f3 v)
{
    out[0] = v.x;
    out[1] = v.y;
    out[2] = v.z;
}

/// From body to site axes.
static void carry(const tb_region *region, tb_vertex *v)
{
    const tb_f3 p = {v->position[0], v->position[1], v->position[2]};
    const tb_f3 n = {v->normal[0], v->normal[1], v->normal[2]};
    const tb_f3 at = tb_region_from_body(region, p);
    store(v->position, at);
    store(v->normal, tb_f3_sub(tb_region_from_body(region, tb_f3_add(p, n)), at));
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
    const float radius_mm = 50.0f, tile_mm = 31.0f;
    const tb_f3 p =
        tb_f3_sub(tb_f3_make(position_mm[0], position_mm[1], position_mm[2]), region->centre_mm);
    const tb_f3 side = tb_f3_cross(region->axis, region->up);
    const float height = tb_f3_dot(region->up, p);
    const float around = atan2f(tb_f3_dot(side, p), height);
    uv[0] = (tb_f3_dot(region->axis, p) + 0.6f * height) / tile_mm;
    uv[1] = radius_mm * around / tile_mm;
}

static void set_tint(tb_vertex *v, int r, int g, int b, float amount)
{
    v->tint[0] = (uint8_t)r;
    v->tint[1] = (uint8_t)g;
    v->tint[2] = (uint8_t)b;
    v->tint[3] = (uint8_t)(255.0f * fmaxf(0.0f, fminf(amount, 1.0f)));
}

void tb_region_colour(const tb_region *region, tb_vertex *v)
{
    const tb_f3 p = {v->position[0], v->position[1], v->position[2]};
    const tb_f3 n = {v->normal[0], v->normal[1], v->normal[2]};
    const tb_region_look look = tb_region_look_at(region, p, n);
    v->uvl[1] = look.hair;
    if (look.pale > 0.0f) {
        const float hot = look.red;
        set_tint(v, 232, (int)(176.0f - 42.0f * hot), (int)(148.0f - 36.0f * hot),
                 0.62f * look.pale);
    } else if (look.lips > 0.02f) {
        set_tint(v, 186, 92, 88, 0.75f * look.lips);
    } else {
        set_tint(v, 205, 128, 108, 0.35f * look.red);
    }
}

static void finish_skin(const void *context, tb_vertex *v)
{
    const net_context *net = context;
    light_vertex(net, v);
    tb_region_skin_uv(net->region, v->position, v->tangent);
    tb_region_colour(net->region, v);
}

static void finish_body_skin(const void *context, tb_vertex *v)
{
    carry(((const net_context *)context)->region, v);
    finish_skin(context, v);
}

void tb_region_finish(const tb_region *region, tb_f3 light, tb_vertex *vertex)
{
    const net_context net = {.region = region, .light = light, .field = tb_region_skin};
    finish_skin(&net, vertex);
}

/// How far a place of the cloth lies beyond its hem or in the last cells of its mesh, which end
/// unevenly: cut off per pixel.
static float off_cloth(const net_context *net, tb_f3 body)
{
    const tb_region_box box = tb_region_bounds(net->region, TB_REGION_DRAPE);
    const float border = 1.2f * net->cell_mm; // along the body; elsewhere it closes by itself
    const float ends = fmaxf(box.lo_mm.z + border - body.z, body.z + border - box.hi_mm.z);
    return fmaxf(tb_region_hem(net->region, tb_region_from_body(net->region, body)), ends);
}

static void finish_drape(const void *context, tb_vertex *v)
{
    const tb_f3 body = {v->position[0], v->position[1], v->position[2]};
    v->uvl[2] = off_cloth(context, body);
    carry(((const net_context *)context)->region, v);
    light_vertex(context, v);
    set_tint(v, 112, 150, 176, 1.0f);
}

static void finish_prop(const void *context, tb_vertex *v)
{
    carry(((const net_context *)context)->region, v);
    light_vertex(context, v);
    set_tint(v, 196, 202, 206, 1.0f);
}

/// True around a lifted roll, whose faces are too steep for the body's coarse mesh.
static bool near_roll(const tb_region *region, tb_f3 p, float margin_mm)
{
    const tb_roll *roll = &region->anatomy->roll;
    return fabsf(p.x) < ROLL_HALF_MM + margin_mm &&
           fabsf(p.z) < (float)roll->half_width_mm + 8.0f + margin_mm &&
           fabsf(p.y) < 42.0f + margin_mm;
}

/// What lies below the table's top or well below the cloth is not seen.
static bool wanted(const void *context, tb_f3 body)
{
    const net_context *net = context;
    const tb_f3 p = tb_region_from_body(net->region, body);
    if (net->roll_mm != 0.0f &&
        near_roll(net->region, p, fabsf(net->roll_mm)) != (net->roll_mm < 0.0f)) {
        return false;
    }
    // the hip's cloth stands off its waist: one sees further under it
    const float under_mm = net->region->id == TB_REGION_HIP ? 64.0f : 34.0f;
    return above_table(net->region, p) > -2.0f &&
           (net->field != tb_region_skin || !tb_region_covered(net->region, p, under_mm));
}

/// True when `wanted` is false for all within reach. What hangs under the cloth is not told here.
static bool unwanted_around(const void *context, tb_f3 body, float reach_mm)
{
    const net_context *net = context;
    const tb_f3 p = tb_region_from_body(net->region, body);
    return above_table(net->region, p) + reach_mm < -2.0f ||
           (net->roll_mm < 0.0f && !near_roll(net->region, p, reach_mm - net->roll_mm)) ||
           (net->roll_mm > 0.0f && near_roll(net->region, p, net->roll_mm - reach_mm));
}

/// Table top as a disc-like grid that fades out.
static void place_table(const void *context, float u, float v, tb_vertex *vertex)
{
    const net_context *net = context;
    const tb_region *region = net->region;
    tb_f3 room[3];
    tb_region_room(region, room);
    // around the middle of what is shown, and wide enough to fade beyond it
    const tb_region_box box = tb_region_bounds(region, TB_REGION_SKIN);
    const tb_f3 middle =
        tb_region_from_body(region, tb_f3_scale(tb_f3_add(box.lo_mm, box.hi_mm), 0.5f));
    const tb_f3 size = tb_f3_sub(box.hi_mm, box.lo_mm);
    const float reach = fmaxf(600.0f, 0.95f * fmaxf(size.x, fmaxf(size.y, size.z)));
    const float x = reach * (2.2f * u - 1.1f), z = reach * (2.2f * v - 1.1f);
    const float down = region->table_mm - tb_f3_dot(region->up, middle);
    const tb_f3 p = tb_f3_add(tb_f3_add(middle, tb_f3_scale(room[0], x)),
                              tb_f3_add(tb_f3_scale(room[2], z), tb_f3_scale(region->up, down)));
    store(vertex->position, p);
    vertex->uvl[1] = sqrtf(x * x + z * z) / reach;
    set_tint(vertex, 66, 78, 89, 1.0f);
}

/// The grid asks for three places to make a vertex: its light is worked out once.
static void light_table(tb_mesh *table, const tb_region *region, tb_f3 light)
{
    for (int k = 0; k < table->vertex_count; ++k) {
        tb_vertex *v = &table->vertices[k];
        const tb_f3 p = {v->position[0], v->position[1], v->position[2]};
        v->ao = ambient(region, tb_f3_add(p, tb_f3_scale(region->up, 0.5f)), region->up);
        v->uvl[0] = sun(region, p, light);
    }
}

/// Cell of a region for the calf's cell: what is larger gets larger cells, toes stay fine.
static float cell_of(const tb_region *region, float tier_cell_mm)
{
    switch (region->id) {
    case TB_REGION_CALF:
        return tier_cell_mm;
    case TB_REGION_SOLE:
    case TB_REGION_FOOT:
        return fminf(7.4f, 0.85f * tier_cell_mm);
    case TB_REGION_SUBOCCIPITAL:
        return 1.15f * tier_cell_mm;
    case TB_REGION_FRONT_NECK: // a face
        return 1.08f * tier_cell_mm;
    case TB_REGION_FLANK:
    case TB_REGION_HIP:
        return 1.75f * tier_cell_mm;
    default:
        return 1.45f * tier_cell_mm;
    }
}

/// Box in body axes around the roll.
static tb_region_box roll_box(const tb_region *region)
{
    const float half[3] = {ROLL_HALF_MM + 36.0f, 80.0f,
                           (float)region->anatomy->roll.half_width_mm + 44.0f};
    tb_f3 lo = {1e9f, 1e9f, 1e9f}, hi = {-1e9f, -1e9f, -1e9f};
    for (int k = 0; k < 8; ++k) {
        const tb_f3 corner = {k & 1 ? half[0] : -half[0], k & 2 ? half[1] : -half[1],
                              k & 4 ? half[2] : -half[2]};
        const tb_f3 p = tb_region_to_body(region, corner);
        lo = tb_f3_make(fminf(lo.x, p.x), fminf(lo.y, p.y), fminf(lo.z, p.z));
        hi = tb_f3_make(fmaxf(hi.x, p.x), fmaxf(hi.y, p.y), fmaxf(hi.z, p.z));
    }
    return (tb_region_box){lo, hi};
}

static void add_net(tb_mesh *mesh, const net_context *net, tb_region_part part, float cell_mm,
                    tb_finish_fn *finish)
{
    const tb_region_box box =
        net->roll_mm < 0.0f ? roll_box(net->region) : tb_region_bounds(net->region, part);
    if (box.hi_mm.x <= box.lo_mm.x) {
        return;
    }
    // bodies are of shapes no flatter than an ear; pads and cloths are not. The crest of a roll
    // sinks steeply past the fingers
    const bool body = part == TB_REGION_SKIN;
    const tb_net surface = {.field = net_field,
                            .context = net,
                            .cell_mm = cell_mm,
                            .doubt_mm = body ? 16.0f : -1.0f,
                            .rise = net->bed_mm != NULL ? 2.5f : 1.25f,
                            .far = unwanted_around,
                            .keep = wanted,
                            .finish = finish};
    tb_mesh_surface_net(mesh, &surface, box.lo_mm, box.hi_mm);
}

static void add_hair_lines(tb_mesh *mesh, const tb_region *region)
{
    static const uint8_t brown[4] = {52, 36, 28, 255};
    tb_f3 points[TB_REGION_LINE];
    float radii[TB_REGION_LINE];
    for (int line = 0; tb_region_hair_line(region, line, points, radii) > 0; ++line) {
        tb_mesh_tube(mesh, points, radii, TB_REGION_LINE, 6, 0.0f, brown);
    }
}

void tb_region_build(const tb_region *region, float tier_cell_mm, tb_f3 light, tb_mesh *skin,
                     tb_mesh *drape, tb_mesh *table)
{
    const float cell_mm = cell_of(region, tier_cell_mm);
    net_context net = {.region = region, .light = light, .field = tb_region_skin};
    const bool lifted = region->anatomy->roll.present;
    tb_region resting = *region;
    resting.lift = 0.0f;
    float bed_mm[BED_NX * BED_NZ];
    if (lifted) {
        measure_bed(&resting, bed_mm);
        net.resting = &resting;
        net.bed_mm = bed_mm;
        net.roll_mm = 2.0f;
    }
    add_net(skin, &net, TB_REGION_SKIN, cell_mm, finish_body_skin);
    if (lifted) { // overlaps the rest by more than one of its cells
        net.roll_mm = -2.0f - 1.8f * cell_mm;
        add_net(skin, &net, TB_REGION_SKIN, ROLL_CELL_MM, finish_body_skin);
        net.roll_mm = 0.0f;
        net.bed_mm = NULL;
    }
    net.field = tb_region_prop;
    add_net(drape, &net, TB_REGION_PROP, cell_mm, finish_prop);
    net.field = tb_region_spare_drape;
    net.cell_mm = fmaxf(1.3f * cell_mm, 1.9f * tier_cell_mm);
    add_net(drape, &net, TB_REGION_DRAPE, net.cell_mm, finish_drape);
    add_hair_lines(drape, region);
    tb_mesh_grid(table, 26, 24, place_table, &net, region->up);
    light_table(table, region, light);
}
