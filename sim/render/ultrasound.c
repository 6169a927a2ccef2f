// One B-mode image: places through the lattice, echoes with coherent speckle, needle, blur,
// display. Rows are depth, so that the inner loops run over neighbouring scan lines.
#include "ultrasound_internal.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <string.h>

enum { LINES = TB_SCAN_LINES, SAMPLES = TB_SCAN_SAMPLES, ECHOES = 7, BLUR = 9 };
static const float WIDTH_MM = TB_SCAN_WIDTH_MM;
static const float DYNAMIC_RANGE_DB = 58.0f;
static const float REVERBERATION_MM = 0.72f; ///< between the echoes inside a needle's shaft

// --- tables -------------------------------------------------------------------------------------

static float dice(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return (float)(*state >> 8) / 16777216.0f;
}

/// Complex scatterers of unit mean power: their sum over a beam has Rayleigh statistics.
static void make_speckle(tb_ultrasound *scan)
{
    uint32_t state = 1;
    for (int k = 0; k < TB_SPECKLE * TB_SPECKLE; ++k) {
        const float radius = sqrtf(-2.0f * logf(dice(&state) + 1e-7f)),
                    angle = 6.2831853f * dice(&state);
        scan->speckle_re[k] = 0.70710678f * radius * cosf(angle);
        scan->speckle_im[k] = 0.70710678f * radius * sinf(angle);
    }
    memcpy(scan->speckle_re + TB_SPECKLE * TB_SPECKLE, scan->speckle_re, 512 * sizeof(float));
    for (int k = 1; k < 256; ++k) {
        scan->linear[k] = powf(10.0f, (float)(k - 255) * 0.25f / 20.0f);
    }
}

/// Share of the sound that passes one sample, for each attenuation index.
static void make_transmission(tb_ultrasound *scan, float depth_mm)
{
    if (scan->transmission_depth_mm == depth_mm) {
        return;
    }
    scan->transmission_depth_mm = depth_mm;
    for (int k = 0; k < 256; ++k) {
        const float index = (float)k / 255.0f;
        scan->transmission[k] = expf(-0.9f * index * index * depth_mm / 46.0f);
    }
}

/// Grey by the upper bits of a power: logarithmic compression without a logarithm per pixel.
static void make_display(tb_ultrasound *scan, float gain_db)
{
    if (scan->display_gain_db == gain_db) {
        return;
    }
    scan->display_gain_db = gain_db;
    for (uint32_t k = 0; k < 4096; ++k) {
        const uint32_t bits = (k << 17) + 0x20000000u;
        float power;
        memcpy(&power, &bits, sizeof power);
        const float db = 10.0f * log10f(fmaxf(power, 1e-20f)) + gain_db;
        float grey = (db + DYNAMIC_RANGE_DB) / DYNAMIC_RANGE_DB;
        grey = grey < 0.0f ? 0.0f : grey > 1.0f ? 1.0f : grey;
        grey *= 0.62f + 0.38f * grey * (1.6f - 0.6f * grey);
        scan->display[k] = (uint8_t)(255.0f * grey + 0.5f);
    }
}

tb_ultrasound *tb_ultrasound_create(void)
{
    tb_ultrasound *scan = tb_alloc(sizeof *scan);
    if (scan != NULL) {
        make_speckle(scan);
        tb_ultrasound_weave(scan);
        scan->display_gain_db = NAN;
        scan->next_column = TB_SCAN_MAP_COLUMNS;
    }
    return scan;
}

void tb_ultrasound_destroy(tb_ultrasound *scan)
{
    tb_free(scan);
}

void tb_ultrasound_aim(tb_ultrasound *scan, const tb_anatomy *anatomy,
                       const tb_section_plane *plane)
{
    scan->anatomy = anatomy;
    scan->plane = *plane;
    scan->next_column = 0;
    scan->maps[1 - scan->shown].finished = false;
}

bool tb_ultrasound_build(tb_ultrasound *scan, int columns)
{
    if (scan->next_column >= TB_SCAN_MAP_COLUMNS) {
        return true;
    }
    tb_echo_map *map = &scan->maps[1 - scan->shown];
    for (int k = 0; k < columns && scan->next_column < TB_SCAN_MAP_COLUMNS; ++k) {
        tb_ultrasound_column(scan, map, scan->next_column);
        ++scan->next_column;
    }
    if (scan->next_column < TB_SCAN_MAP_COLUMNS) {
        return false;
    }
    map->finished = true;
    scan->shown = 1 - scan->shown;
    return true;
}

// --- places -------------------------------------------------------------------------------------

/// Motion of the tissue on a grid of resting depths: s along, z down.
static void gather_motion(tb_ultrasound *scan, const tb_snapshot *before, const tb_snapshot *after,
                          float blend)
{
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        const float *rest_y = &after->section.rest_y_mm[i];
        int j = 0;
        for (int g = 0; g <= TB_SCAN_GRID_Z; ++g) {
            const float z = TB_SCAN_MAP_DEPTH_MM * (float)g / TB_SCAN_GRID_Z;
            while (j < TB_SECTION_NY - 2 && rest_y[0] - rest_y[TB_SECTION_NX * (j + 1)] < z) {
                ++j;
            }
            const float above = rest_y[0] - rest_y[TB_SECTION_NX * j],
                        below = rest_y[0] - rest_y[TB_SECTION_NX * (j + 1)];
            float f = (z - above) / fmaxf(below - above, 1e-3f);
            f = f < 0.0f ? 0.0f : f > 1.0f ? 1.0f : f;
            float move[2][2];
            for (int q = 0; q < 2; ++q) {
                const int k = i + TB_SECTION_NX * (j + q);
                const float s0 = before->section.s_mm[k], y0 = before->section.y_mm[k];
                move[q][0] =
                    s0 + blend * (after->section.s_mm[k] - s0) - after->section.rest_s_mm[k];
                move[q][1] =
                    after->section.rest_y_mm[k] - (y0 + blend * (after->section.y_mm[k] - y0));
            }
            scan->motion[g][i][0] = move[0][0] + f * (move[1][0] - move[0][0]);
            scan->motion[g][i][1] = move[0][1] + f * (move[1][1] - move[0][1]);
        }
    }
}

static void motion_at(const tb_ultrasound *scan, float s, float z, float *ds, float *dz)
{
    float a = (s / (float)TB_SECTION_HALF_MM + 1.0f) * 0.5f * (float)(TB_SCAN_GRID_S - 1);
    float b = z * TB_SCAN_GRID_Z / TB_SCAN_MAP_DEPTH_MM;
    a = a < 0.0f ? 0.0f : a > TB_SCAN_GRID_S - 1.001f ? TB_SCAN_GRID_S - 1.001f : a;
    b = b < 0.0f ? 0.0f : b > TB_SCAN_GRID_Z - 0.001f ? TB_SCAN_GRID_Z - 0.001f : b;
    const int i = (int)a, j = (int)b;
    a -= (float)i;
    b -= (float)j;
    const float *p = scan->motion[j][i], *q = scan->motion[j][i + 1], *r = scan->motion[j + 1][i],
                *t = scan->motion[j + 1][i + 1];
    *ds = (p[0] + a * (q[0] - p[0])) * (1.0f - b) + (r[0] + a * (t[0] - r[0])) * b;
    *dz = (p[1] + a * (q[1] - p[1])) * (1.0f - b) + (r[1] + a * (t[1] - r[1])) * b;
}

/// Resting place of what lies at each image place: the inverse of the motion, by fixed point.
static void find_places(tb_ultrasound *scan, float first_s, float depth_mm)
{
    enum { SKIP = 4, COARSE = LINES / SKIP };
    const float pitch = WIDTH_MM / LINES;
    for (int row = 0; row <= SAMPLES / TB_SCAN_STEP; ++row) {
        const float z = depth_mm * (float)(row * TB_SCAN_STEP) / SAMPLES;
        float s_at[COARSE + 1], z_at[COARSE + 1];
        for (int k = 0; k <= COARSE; ++k) {
            const float s = first_s + ((float)(k * SKIP) + 0.5f) * pitch;
            float ds = 0.0f, dz = 0.0f;
            for (int n = 0; n < 3; ++n) {
                motion_at(scan, s - ds, z - dz, &ds, &dz);
            }
            s_at[k] = s - ds;
            z_at[k] = z - dz;
        }
        for (int l = 0; l < LINES; ++l) {
            const int k = l / SKIP;
            const float f = (float)(l % SKIP) / SKIP;
            scan->place_s[row][l] = s_at[k] + f * (s_at[k + 1] - s_at[k]);
            scan->place_z[row][l] = z_at[k] + f * (z_at[k + 1] - z_at[k]);
        }
    }
}

// --- echoes -------------------------------------------------------------------------------------

static void trace_row(tb_ultrasound *scan, int row, uint32_t tick_ms, float lung_shift_mm,
                      float left[LINES])
{
    const tb_echo_map *map = &scan->maps[scan->shown];
    const float f = (float)(row % TB_SCAN_STEP) / TB_SCAN_STEP;
    const float noise_level = 0.0004f + 0.0016f * (float)row / SAMPLES;
    const float *noise = scan->speckle_re + ((tick_ms * 7919u + (uint32_t)row * 197u) &
                                             (TB_SPECKLE * TB_SPECKLE - 1) & ~255u);
    const float *s0 = scan->place_s[row / TB_SCAN_STEP],
                *s1 = scan->place_s[row / TB_SCAN_STEP + 1];
    const float *z0 = scan->place_z[row / TB_SCAN_STEP],
                *z1 = scan->place_z[row / TB_SCAN_STEP + 1];
    float *re = scan->re[row], *im = scan->im[row];
    for (int l = 0; l < LINES; ++l) {
        const float s = s0[l] + (s1[l] - s0[l]) * f, z = z0[l] + (z1[l] - z0[l]) * f;
        if (z < 0.0f) { // gel where the skin is dented
            re[l] = 0.0012f * scan->speckle_re[(row * 37 + l * 5) & (TB_SPECKLE * TB_SPECKLE - 1)];
            im[l] = 0.0f;
            continue;
        }
        int u = (int)((s + (float)TB_SECTION_HALF_MM) * TB_SCAN_TEXELS_S);
        int v = (int)(z * TB_SCAN_TEXELS_Z);
        u = u < 0 ? 0 : u > TB_SCAN_MAP_COLUMNS - 1 ? TB_SCAN_MAP_COLUMNS - 1 : u;
        v = v > TB_SCAN_MAP_ROWS - 1 ? TB_SCAN_MAP_ROWS - 1 : v;
        const tb_echo e = map->echo[v][u];
        const float along = s + 80.0f + (e.slides ? lung_shift_mm : 0.0f);
        const int k = (((int)(z * 11.0f) & (TB_SPECKLE - 1)) * TB_SPECKLE) |
                      ((int)(along * 7.0f) & (TB_SPECKLE - 1));
        const float scatter = scan->linear[e.scatter] * left[l],
                    reflect = scan->linear[e.reflect] * left[l];
        re[l] = scatter * scan->speckle_re[k] + reflect * (0.8f + 0.55f * scan->speckle_re[k ^ 1]) +
                noise_level * noise[l];
        im[l] = scatter * scan->speckle_im[k];
        left[l] *= scan->transmission[e.attenuation];
    }
}

/// Sound that runs twice and three times between probe and pleura: copies of the pleural line below
/// it, and of nothing else.
static void pleural_copies(tb_ultrasound *scan, float first_s, float step_mm)
{
    const tb_echo_map *map = &scan->maps[scan->shown];
    const float half_mm = 0.8f;
    for (int l = 0; l < LINES; ++l) {
        const float s = first_s + ((float)l + 0.5f) * WIDTH_MM / LINES;
        const int column = (int)((s + (float)TB_SECTION_HALF_MM) * TB_SCAN_TEXELS_S);
        const float pleura =
            map->pleura_mm[column < 0                         ? 0
                           : column > TB_SCAN_MAP_COLUMNS - 1 ? TB_SCAN_MAP_COLUMNS - 1
                                                              : column];
        for (int k = 2; k < 4 && pleura > 0.0f; ++k) {
            const int back = (int)(pleura * (float)(k - 1) / step_mm);
            const float gain = k == 2 ? 0.13f : 0.05f;
            const int from = (int)((pleura * (float)k - half_mm) / step_mm),
                      to = (int)((pleura * (float)k + half_mm) / step_mm);
            for (int row = to < SAMPLES ? to : SAMPLES - 1; row >= from && row >= back; --row) {
                scan->re[row][l] += gain * scan->re[row - back][l];
                scan->im[row][l] += gain * scan->im[row - back][l];
            }
        }
    }
}

// --- needle -------------------------------------------------------------------------------------

/// The part of a shaft segment that one scan line meets.
typedef struct crossing {
    float z0_mm, z1_mm; ///< from, to, downwards
    float shaft_mm;     ///< along the shaft, for its unevenness
    float strength;     ///< 1 = meets the beam squarely
} crossing;

/// Echo of a steel shaft by the sine of its angle to the beam: a mirror with a narrow lobe.
static float shaft_strength(float sine)
{
    const float q = (sine - 0.966f) / 0.26f;
    return 0.11f + 0.89f * expf(-q * q);
}

static void add_crossing(tb_ultrasound *scan, int l, const crossing *c, float step_mm)
{
    for (int k = 0; k < ECHOES; ++k) {
        static const float fade[ECHOES] = {0.9f, 0.260f, 0.161f, 0.100f, 0.062f, 0.0385f, 0.0239f};
        const float off = (float)k * REVERBERATION_MM;
        const int from = (int)((c->z0_mm + off) / step_mm), to = (int)((c->z1_mm + off) / step_mm);
        const float spread = 1.0f / (1.0f + 0.35f * (float)(to - from));
        for (int row = from; row <= to; ++row) {
            if (row < 2 || row >= SAMPLES) {
                continue;
            }
            const int h =
                ((int)((c->shaft_mm + (float)(row - from) * step_mm) * 4.0f) * 131 + k * 17) &
                (TB_SPECKLE * TB_SPECKLE - 1);
            const float g = c->strength * fade[k] * spread;
            scan->re[row][l] += g * (0.75f + 0.35f * scan->speckle_re[h]);
            scan->im[row][l] += g * 0.2f * scan->speckle_im[h];
        }
    }
}

/// Depth below the resting skin of a section point.
static float depth_of(const tb_snapshot *after, float s, float y)
{
    float at = (s / (float)TB_SECTION_HALF_MM + 1.0f) * 0.5f * (float)(TB_SECTION_NX - 1);
    at = at < 0.0f ? 0.0f : at > TB_SECTION_NX - 1.001f ? TB_SECTION_NX - 1.001f : at;
    const int i = (int)at;
    const float *rest = after->section.rest_y_mm;
    return rest[i] + (at - (float)i) * (rest[i + 1] - rest[i]) - y;
}

static void needle_segment(tb_ultrasound *scan, const float a[2], const float b[2], float first_s,
                           float step_mm, bool shadow, float shaft_mm)
{
    const float pitch = WIDTH_MM / LINES;
    const float ds = b[0] - a[0], dz = b[1] - a[1], length = sqrtf(ds * ds + dz * dz);
    if (length < 1e-4f || (a[1] < 0.0f && b[1] < 0.0f)) {
        return;
    }
    const float strength = shaft_strength(fabsf(ds) / length);
    const float lo = fminf(a[0], b[0]), hi = fmaxf(a[0], b[0]);
    const int first = (int)floorf((lo - first_s) / pitch),
              last = (int)floorf((hi - first_s) / pitch);
    for (int l = first < 0 ? 0 : first; l <= last && l < LINES; ++l) {
        float from = 0.0f, to = 1.0f; // share of the segment within the line's width
        if (fabsf(ds) > 1e-4f) {
            const float p = (first_s + (float)l * pitch - a[0]) / ds, q = p + pitch / ds;
            from = fmaxf(fminf(p, q), 0.0f);
            to = fminf(fmaxf(p, q), 1.0f);
        }
        const float z0 = a[1] + from * dz, z1 = a[1] + to * dz;
        if (fmaxf(z0, z1) < 0.0f) {
            continue; // this part of the shaft is in air
        }
        const crossing c = {fmaxf(fminf(z0, z1), 0.0f), fmaxf(z0, z1), shaft_mm + from * length,
                            strength};
        if (!shadow) {
            add_crossing(scan, l, &c, step_mm);
            continue;
        }
        for (int row = (int)(c.z1_mm / step_mm) + 4; row < SAMPLES; ++row) {
            scan->re[row][l] *= 1.0f - 0.30f * strength;
            scan->im[row][l] *= 1.0f - 0.30f * strength;
        }
    }
}

/// The shaft goes into the complex field before the blur, so that it is as sharp as the rest.
static void draw_needle(tb_ultrasound *scan, const tb_snapshot *before, const tb_snapshot *after,
                        float blend, float first_s, float step_mm)
{
    enum { NODES = TB_SNAPSHOT_NEEDLE_NODES };
    float node[NODES][2];
    if (after->needle.stage != TB_NEEDLE_IN || after->section.kind != TB_SECTION_NEEDLE) {
        return;
    }
    for (int k = 0; k < NODES; ++k) {
        const float s0 = before->needle.s_mm[k], y0 = before->needle.y_mm[k];
        node[k][0] = s0 + blend * (after->needle.s_mm[k] - s0);
        node[k][1] = depth_of(after, node[k][0], y0 + blend * (after->needle.y_mm[k] - y0));
    }
    const float piece = after->needle.length_mm / (float)(NODES - 1);
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k + 1 < NODES; ++k) {
            needle_segment(scan, node[k], node[k + 1], first_s, step_mm, pass == 0,
                           piece * (float)k);
        }
    }
    const int line = (int)((node[NODES - 1][0] - first_s) * LINES / WIDTH_MM),
              row = (int)(node[NODES - 1][1] / step_mm);
    if (line > 0 && line < LINES - 1 && row > 1 && row < SAMPLES - 2) { // its tip shows always
        for (int k = -1; k <= 1; ++k) {
            scan->re[row + k][line] += 0.75f - 0.25f * (float)(k < 0 ? -k : k);
        }
    }
}

// --- beam and display ---------------------------------------------------------------------------

/// Coherent blur along the beam: the length of the pulse.
static void pulse_blur(const float field[SAMPLES][LINES], int row, float *out)
{
    const float *a = field[row > 1 ? row - 2 : 0], *b = field[row > 0 ? row - 1 : 0],
                *c = field[row < SAMPLES - 1 ? row + 1 : row],
                *d = field[row < SAMPLES - 2 ? row + 2 : SAMPLES - 1], *m = field[row];
    for (int l = 0; l < LINES; ++l) {
        out[TB_SCAN_APRON + l] = 0.50f * m[l] + 0.30f * (b[l] + c[l]) + 0.06f * (a[l] + d[l]);
    }
    for (int k = 0; k < TB_SCAN_APRON; ++k) {
        out[k] = out[TB_SCAN_APRON];
        out[TB_SCAN_APRON + LINES + k] = out[TB_SCAN_APRON + LINES - 1];
    }
}

/// Width of the beam at a row: narrow at the focus. Its echo of one scatterer has unit power.
static void beam_weights(float away, float weights[BLUR])
{
    const float sigma = 0.95f + 1.9f * fabsf(away);
    float power = 0.0f;
    for (int k = 0; k < BLUR; ++k) {
        const float d = (float)(k - BLUR / 2);
        weights[k] = expf(-d * d / (2.0f * sigma * sigma));
        power += weights[k] * weights[k];
    }
    for (int k = 0; k < BLUR; ++k) {
        weights[k] *= 0.83f / sqrtf(power);
    }
}

static void show_row(tb_ultrasound *scan, int row, float focus, uint8_t *out)
{
    float w[BLUR], power[LINES];
    pulse_blur((const float(*)[LINES])scan->re, row, scan->wide_re);
    pulse_blur((const float(*)[LINES])scan->im, row, scan->wide_im);
    beam_weights(((float)row + 0.5f) / SAMPLES - focus, w);
    const float *re = scan->wide_re + TB_SCAN_APRON - BLUR / 2,
                *im = scan->wide_im + TB_SCAN_APRON - BLUR / 2;
    for (int l = 0; l < LINES; ++l) {
        const float r = w[0] * re[l] + w[1] * re[l + 1] + w[2] * re[l + 2] + w[3] * re[l + 3] +
                        w[4] * re[l + 4] + w[5] * re[l + 5] + w[6] * re[l + 6] + w[7] * re[l + 7] +
                        w[8] * re[l + 8];
        const float i = w[0] * im[l] + w[1] * im[l + 1] + w[2] * im[l + 2] + w[3] * im[l + 3] +
                        w[4] * im[l + 4] + w[5] * im[l + 5] + w[6] * im[l + 6] + w[7] * im[l + 7] +
                        w[8] * im[l + 8];
        power[l] = r * r + i * i + 1.2e-7f;
    }
    for (int l = 0; l < LINES; ++l) {
        uint32_t bits;
        memcpy(&bits, &power[l], sizeof bits);
        const uint32_t k = (bits - 0x20000000u) >> 17; // no power is below the receiver's own noise
        out[l] = scan->display[k > 4095 ? 4095 : k];
    }
}

void tb_ultrasound_image(tb_ultrasound *scan, const tb_snapshot *before, const tb_snapshot *after,
                         float blend, const tb_scan_settings *settings, float lung_shift_mm,
                         uint8_t *out)
{
    if (!scan->maps[scan->shown].finished) {
        memset(out, 0, TB_SCAN_BYTES);
        return;
    }
    const float depth_mm = settings->depth_mm, step_mm = depth_mm / SAMPLES;
    const float first_s = settings->centre_mm - 0.5f * WIDTH_MM;
    make_transmission(scan, depth_mm);
    make_display(scan, settings->gain_db);
    gather_motion(scan, before, after, blend);
    find_places(scan, first_s, depth_mm);
    float left[LINES];
    for (int l = 0; l < LINES; ++l) {
        left[l] = 1.0f;
    }
    for (int row = 0; row < SAMPLES; ++row) {
        trace_row(scan, row, after->tick_ms, lung_shift_mm, left);
    }
    pleural_copies(scan, first_s, step_mm);
    draw_needle(scan, before, after, blend, first_s, step_mm);
    for (int row = 0; row < SAMPLES; ++row) {
        show_row(scan, row, settings->focus_mm / depth_mm, out + row * LINES);
    }
}
