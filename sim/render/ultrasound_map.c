// The ultrasound's tissue map: echo strengths of layers, faces, fibres and structures in a plane,
// from the anatomy's true shapes; and the fibre textures it is woven from.
#include "ultrasound_internal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/// Repeatable random numbers for textures.
typedef struct dice {
    uint32_t state;
} dice;

static float roll(dice *d)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 17;
    d->state ^= d->state << 5;
    return (float)(d->state >> 8) / 16777216.0f;
}

static float lattice_noise(int x, int seed)
{
    uint32_t h = (uint32_t)(x * 31 + seed) * 2654435761u;
    h ^= h >> 15;
    h *= 2246822519u;
    h ^= h >> 13;
    return (float)(h >> 8) / 16777216.0f;
}

float tb_scan_noise(float x, int seed)
{
    const float cell = floorf(x);
    float f = x - cell;
    f = f * f * (3.0f - 2.0f * f);
    return lattice_noise((int)cell, seed) * (1.0f - f) + lattice_noise((int)cell + 1, seed) * f -
           0.5f;
}

/// A kind of fine line: how many lie in a texture, how long, thick, tilted and bright.
typedef struct weave {
    int count;
    float tilt, tilt_spread, length_mm[2], sigma_mm[2], level_db[2];
} weave;

static const weave WEAVES[TB_FIBRES_COUNT] = {
    [TB_FIBRES_SEPTA] = {420, 0.0f, 0.50f, {4, 9}, {0.11f, 0.0f}, {-19, -8}},
    [TB_FIBRES_ALONG] = {1080, 0.26f, 0.05f, {5, 16}, {0.09f, 0.07f}, {-15, -20}},
    [TB_FIBRES_DEEP] = {760, -0.17f, 0.10f, {4, 11}, {0.07f, 0.09f}, {-18, -20}},
    [TB_FIBRES_ACROSS] = {2500, 0.08f, 0.40f, {0.8f, 3.4f}, {0.09f, 0.08f}, {-15, -18}},
};

/// Draw one line; the texture repeats in both directions.
static void weave_line(uint8_t texture[TB_FIBRES][TB_FIBRES], float s, float z, float tilt,
                       float length, float sigma_mm, float level_db)
{
    const float step = 0.5f / TB_SCAN_TEXELS_S;
    const float wiggle = 0.25f * fminf(1.0f, length / 9.0f); // short lines are straight
    for (float t = -0.5f * length; t < 0.5f * length; t += step) {
        const float q = 2.0f * t / length;
        const float end_db = -9.0f * q * q * q * q;
        const float row = (z + t * sinf(tilt) + wiggle * sinf(0.35f * t + s)) * TB_SCAN_TEXELS_Z;
        const int column = (int)floorf((s + t * cosf(tilt)) * TB_SCAN_TEXELS_S) & (TB_FIBRES - 1);
        const int middle = (int)floorf(row + 0.5f);
        for (int k = -4; k <= 4; ++k) {
            const float d = ((float)(middle + k) - row) / (sigma_mm * TB_SCAN_TEXELS_Z);
            const uint8_t level = tb_echo_byte(level_db + end_db - 8.686f * d * d);
            uint8_t *texel = &texture[column][(middle + k) & (TB_FIBRES - 1)];
            *texel = level > *texel ? level : *texel;
        }
    }
}

void tb_ultrasound_weave(tb_ultrasound *scan)
{
    const float wide = (float)TB_FIBRES / TB_SCAN_TEXELS_S,
                high = (float)TB_FIBRES / TB_SCAN_TEXELS_Z;
    for (int f = 0; f < TB_FIBRES_COUNT; ++f) {
        const weave *w = &WEAVES[f];
        dice d = {1u + 7919u * (uint32_t)f};
        memset(scan->fibres[f], 0, sizeof scan->fibres[f]);
        for (int k = 0; k < w->count; ++k) {
            const float s = wide * roll(&d), z = high * roll(&d);
            const float tilt = w->tilt + w->tilt_spread * (roll(&d) - 0.5f);
            const float share = roll(&d);
            const float length = w->length_mm[0] + w->length_mm[1] * share * roll(&d);
            const float sigma = w->sigma_mm[0] + w->sigma_mm[1] * roll(&d);
            weave_line(scan->fibres[f], s, z, tilt, length, sigma,
                       w->level_db[0] + w->level_db[1] * roll(&d));
        }
    }
}

// --- one column ---------------------------------------------------------------------------------

/// The column being built.
typedef struct column {
    const tb_ultrasound *scan;
    const tb_anatomy *anatomy;
    tb_echo *top; ///< its first row in the map
    tb_echo_map *map;
    int index;
    double t_mm, b_mm, skin_mm; ///< place of the column
    float s_mm;
    float along; ///< share of a lengthwise view of the fibres
    int mirror;  ///< +1 or -1: which way the fibres rise
} column;

static tb_echo *echo_at(const column *c, int row)
{
    return c->top + (ptrdiff_t)row * TB_SCAN_MAP_COLUMNS;
}

static float clamp01(float x)
{
    return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
}

static uint8_t brighter(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

/// Slow patches of echo strength, the same along a layer.
static float patches(float s, float z)
{
    return tb_scan_noise(s / 5.0f + z / 3.0f, 9) + tb_scan_noise(s / 9.0f - z / 4.0f, 19);
}

static uint8_t fibre_at(const column *c, tb_fibres kind, float z_mm, int layer)
{
    const int u = (int)floorf((c->s_mm + 80.0f) * TB_SCAN_TEXELS_S) * c->mirror + 137 * layer;
    const int v = (int)floorf((z_mm + 60.0f) * TB_SCAN_TEXELS_Z) + 211 * layer;
    return c->scan->fibres[kind][u & (TB_FIBRES - 1)][v & (TB_FIBRES - 1)];
}

/// Background of one layer between two depths.
static void fill_layer(const column *c, int layer, float top_mm, float bottom_mm)
{
    const tb_tissue tissue = c->anatomy->layers[layer].tissue;
    const bool deep = layer > c->anatomy->target_layer;
    const int from = (int)fmaxf(0.0f, top_mm * TB_SCAN_TEXELS_Z),
              to = (int)fminf((float)TB_SCAN_MAP_ROWS, bottom_mm * TB_SCAN_TEXELS_Z);
    for (int row = from; row < to; ++row) {
        const float z = ((float)row + 0.5f) / TB_SCAN_TEXELS_Z;
        const float low = patches(c->s_mm, z);
        tb_echo *e = echo_at(c, row);
        e->attenuation = 14;
        switch (tissue) {
        case TB_TISSUE_SKIN:
            e->scatter = tb_echo_byte(-15.0f + 6.0f * tb_scan_noise(2.0f * z, 5));
            break;
        case TB_TISSUE_FAT:
            e->scatter = tb_echo_byte(-39.0f + 5.0f * low);
            e->reflect = fibre_at(c, TB_FIBRES_SEPTA, z - top_mm, layer);
            break;
        case TB_TISSUE_FASCIA:
            e->scatter = tb_echo_byte(-30.0f + 4.0f * low);
            break;
        default: {
            e->scatter = tb_echo_byte((deep ? -38.0f : -36.0f) + 5.0f * low);
            const uint8_t lengthwise =
                fibre_at(c, deep ? TB_FIBRES_DEEP : TB_FIBRES_ALONG, z - top_mm, layer);
            const uint8_t cross = fibre_at(c, TB_FIBRES_ACROSS, z - top_mm, layer);
            // lengthwise fibres shorten as the plane turns away from them
            e->reflect = c->along > 0.6f ? lengthwise : cross;
            break;
        }
        }
        if (e->reflect > 36) { // a fibre is made of scatterers too
            e->scatter = brighter(e->scatter, (uint8_t)(e->reflect - 36));
        }
    }
}

/// A bright line across the column at a depth, weaker where the face is tilted from the beam.
static void face(const column *c, float z_mm, float slope, float sigma_mm, float level_db)
{
    const float level =
        level_db - 60.0f * fminf(slope * slope, 0.5f) + 4.5f * tb_scan_noise(c->s_mm / 2.5f, 77);
    const float row = z_mm * TB_SCAN_TEXELS_Z;
    const int middle = (int)floorf(row);
    for (int k = -4; k <= 4; ++k) {
        if (middle + k < 0 || middle + k >= TB_SCAN_MAP_ROWS) {
            continue;
        }
        const float d = ((float)(middle + k) + 0.5f - row) / (sigma_mm * TB_SCAN_TEXELS_Z);
        const float db = level - 8.686f * d * d;
        tb_echo *e = echo_at(c, middle + k);
        e->reflect = brighter(e->reflect, tb_echo_byte(db));
        e->scatter = brighter(e->scatter, tb_echo_byte(db - 9.0f));
    }
}

static float layer_depth(const column *c, int layer, double ds_mm)
{
    const tb_section_plane *plane = &c->scan->plane;
    const double t = c->t_mm + ds_mm * plane->cos_azimuth, b = c->b_mm + ds_mm * plane->sin_azimuth;
    return (float)(tb_anatomy_layer_top_mm(c->anatomy, layer, t, b) -
                   tb_anatomy_skin_mm(c->anatomy, t, b));
}

static void layers(const column *c)
{
    const tb_anatomy *a = c->anatomy;
    const float wobble = 0.2f * tb_scan_noise(c->s_mm / 6.0f, 1);
    for (int k = 0; k < a->layer_count; ++k) {
        const float top = k == 0 ? 0.0f : layer_depth(c, k, 0.0) + wobble;
        const float bottom =
            k == a->layer_count - 1 ? TB_SCAN_MAP_DEPTH_MM : layer_depth(c, k + 1, 0.0) + wobble;
        fill_layer(c, k, top, bottom);
    }
    for (int k = 1; k < a->layer_count; ++k) {
        const float top = layer_depth(c, k, 0.0) + wobble;
        const float slope = layer_depth(c, k, 0.5) - layer_depth(c, k, -0.5);
        if (a->layers[k].tissue == TB_TISSUE_FASCIA) { // a doubled line: both faces of the sheet
            const float thick = fminf((float)a->layers[k].thickness_mm, 0.5f);
            face(c, top, slope, 0.11f, -11.0f);
            face(c, top + thick, slope, 0.11f, -16.0f);
        } else if (a->layers[k].tissue == TB_TISSUE_MUSCLE &&
                   a->layers[k - 1].tissue == TB_TISSUE_MUSCLE) {
            face(c, top, slope, 0.11f, -16.0f);
        } else if (k == 1) {
            face(c, top, slope, 0.16f, -14.0f);
        }
    }
    face(c, 0.35f, 0.0f, 0.18f, -9.0f);
}

/// What a structure looks like to sound.
typedef struct look {
    float scatter_db, rim_db, rim_sigma_mm;
    uint8_t attenuation;
} look;

static look look_of(tb_tissue tissue)
{
    switch (tissue) {
    case TB_TISSUE_NERVE:
        return (look){-31.0f, -19.0f, 0.14f, 14};
    case TB_TISSUE_VEIN:
        return (look){-62.0f, -20.0f, 0.12f, 4};
    case TB_TISSUE_ARTERY:
        return (look){-58.0f, -15.0f, 0.14f, 4};
    case TB_TISSUE_TENDON:
        return (look){-24.0f, -16.0f, 0.12f, 14};
    case TB_TISSUE_CORD:
        return (look){-38.0f, -18.0f, 0.14f, 14};
    case TB_TISSUE_PLEURA:
        return (look){-27.0f, -4.0f, 0.20f, 20};
    case TB_TISSUE_KIDNEY:
        return (look){-40.0f, -16.0f, 0.14f, 12};
    case TB_TISSUE_BOWEL:
    case TB_TISSUE_PELVIC_ORGANS:
        return (look){-33.0f, -17.0f, 0.16f, 24};
    default: // bone: sound ends here
        return (look){-30.0f, -4.0f, 0.20f, 128};
    }
}

static tb_vec3 column_place(const column *c, double z_mm)
{
    return (tb_vec3){c->t_mm, c->b_mm, c->skin_mm + z_mm};
}

/// Tilt of a structure's face from the beam, as rise per mm along the section.
static float face_slope(const column *c, const tb_structure *structure, double z_mm)
{
    const tb_section_plane *plane = &c->scan->plane;
    const double h = 0.3;
    tb_vec3 left = column_place(c, z_mm), right = left, up = left, down = left;
    left.x -= h * plane->cos_azimuth;
    left.y -= h * plane->sin_azimuth;
    right.x += h * plane->cos_azimuth;
    right.y += h * plane->sin_azimuth;
    up.z -= h;
    down.z += h;
    const double ds =
        tb_structure_distance_mm(structure, right) - tb_structure_distance_mm(structure, left);
    const double dz =
        tb_structure_distance_mm(structure, down) - tb_structure_distance_mm(structure, up);
    return (float)(ds / fmax(fabs(dz), 1e-3));
}

static void fill_structure(const column *c, const tb_structure *structure, float from_mm,
                           float to_mm)
{
    const look l = look_of(structure->tissue);
    const int from = (int)fmaxf(0.0f, from_mm * TB_SCAN_TEXELS_Z),
              to = (int)fminf((float)TB_SCAN_MAP_ROWS, to_mm * TB_SCAN_TEXELS_Z);
    for (int row = from; row < to; ++row) {
        const float z = ((float)row + 0.5f) / TB_SCAN_TEXELS_Z;
        const bool lung = structure->tissue == TB_TISSUE_PLEURA;
        float db = l.scatter_db;
        if (lung) { // air sends back a haze that dies away
            db += from_mm - z + 3.0f * patches(c->s_mm, z);
        }
        if (structure->tissue == TB_TISSUE_NERVE) { // fascicles: dark cores in bright packing
            db += 16.0f * tb_scan_noise(c->s_mm * 1.7f, 41) * tb_scan_noise(z * 1.9f, 43) * 4.0f;
        }
        *echo_at(c, row) = (tb_echo){tb_echo_byte(db), 0, l.attenuation, lung ? 1 : 0};
    }
}

static int pass_of(tb_tissue tissue)
{
    return tissue == TB_TISSUE_BONE ? 2
           : tissue == TB_TISSUE_PLEURA || tissue == TB_TISSUE_KIDNEY ||
                   tissue == TB_TISSUE_BOWEL || tissue == TB_TISSUE_PELVIC_ORGANS
               ? 0
               : 1;
}

/// March down the column by the structure's own distance.
static void structure_column(const column *c, const tb_structure *structure)
{
    const look l = look_of(structure->tissue);
    double along = 0.0, enter = -1.0;
    for (int n = 0; n < 96 && along < (double)TB_SCAN_MAP_DEPTH_MM; ++n) {
        const double d = tb_structure_distance_mm(structure, column_place(c, along));
        const bool in = d < 0.0;
        if (in && enter < 0.0) {
            enter = along;
        }
        if (!in && enter >= 0.0) {
            break;
        }
        along += fmax(0.06, (in ? 0.5 : 0.9) * fabs(d));
    }
    if (enter < 0.0) {
        return;
    }
    const bool bone = l.attenuation > 100, lung = structure->tissue == TB_TISSUE_PLEURA;
    fill_structure(c, structure, (float)enter, bone || lung ? TB_SCAN_MAP_DEPTH_MM : (float)along);
    const float slope = face_slope(c, structure, enter);
    if (bone) { // falls off from the top of the bone to its sides
        const float a = 1.0f / sqrtf(1.0f + slope * slope), off = 1.0f - a;
        face(c, (float)enter, 0.0f, l.rim_sigma_mm, l.rim_db - 22.0f * off * off - 8.0f * off);
    } else if (lung) {
        face(c, (float)enter, 0.35f * slope, l.rim_sigma_mm, l.rim_db);
        c->map->pleura_mm[c->index] = (float)enter;
        for (int row = (int)((float)(enter - 0.4) * TB_SCAN_TEXELS_Z); row < TB_SCAN_MAP_ROWS;
             ++row) {
            if (row >= 0) {
                echo_at(c, row)->slides = 1;
            }
        }
    } else {
        face(c, (float)enter, 0.35f * slope, l.rim_sigma_mm, l.rim_db);
        face(c, (float)along, 0.35f * slope, l.rim_sigma_mm, l.rim_db - 2.0f);
    }
}

/// Trigger points: darker, and most of the fibres in them do not show.
static void trigger_points(const column *c)
{
    const tb_anatomy *a = c->anatomy;
    for (int k = 0; k < a->trigger_point_count; ++k) {
        const tb_trigger_point *point = &a->trigger_points[k];
        const double reach = 1.3 * point->semi_axes_mm[0] + 1.0;
        const double dt = point->centre_mm.x - c->t_mm, db = point->centre_mm.y - c->b_mm;
        const double middle = point->centre_mm.z - c->skin_mm;
        if (dt * dt + db * db > reach * reach) {
            continue;
        }
        const int from = (int)fmax(0.0, (middle - reach) * (double)TB_SCAN_TEXELS_Z);
        const int to = (int)fmin(TB_SCAN_MAP_ROWS, (middle + reach) * (double)TB_SCAN_TEXELS_Z);
        for (int row = from; row < to; ++row) {
            const double z = ((double)row + 0.5) / (double)TB_SCAN_TEXELS_Z;
            const float d = (float)tb_trigger_point_distance_mm(point, column_place(c, z));
            const float in = clamp01(0.5f - d / 1.2f);
            tb_echo *e = echo_at(c, row);
            const int dark = (int)(4.0f * 8.0f * in), hidden = (int)(4.0f * 13.0f * in);
            e->scatter = (uint8_t)(e->scatter > dark ? e->scatter - dark : 0);
            e->reflect = (uint8_t)(e->reflect > hidden ? e->reflect - hidden : 0);
        }
    }
}

void tb_ultrasound_column(const tb_ultrasound *scan, tb_echo_map *map, int index)
{
    const float s = ((float)index + 0.5f) / TB_SCAN_TEXELS_S - (float)TB_SECTION_HALF_MM;
    const tb_vec3 at = tb_section_to_site(&scan->plane, (double)s, 0.0);
    const column c = {.scan = scan,
                      .anatomy = scan->anatomy,
                      .top = &map->echo[0][index],
                      .map = map,
                      .index = index,
                      .t_mm = at.x,
                      .b_mm = at.y,
                      .skin_mm = tb_anatomy_skin_mm(scan->anatomy, at.x, at.y),
                      .s_mm = s,
                      .along = fabsf((float)scan->plane.cos_azimuth),
                      .mirror = scan->plane.cos_azimuth < 0.0 ? -1 : 1};
    for (int row = 0; row < TB_SCAN_MAP_ROWS; ++row) {
        *echo_at(&c, row) = (tb_echo){0, 0, 0, 0};
    }
    map->pleura_mm[index] = 0.0f;
    layers(&c);
    trigger_points(&c);
    for (int pass = 0; pass < 3; ++pass) { // lung and organs, then what lies on them, then bone
        for (int k = 0; k < scan->anatomy->structure_count; ++k) {
            const tb_structure *structure = &scan->anatomy->structures[k];
            if (pass_of(structure->tissue) == pass) {
                structure_column(&c, structure);
            }
        }
    }
}
