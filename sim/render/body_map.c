// The body map's painter: coverage by scan lines, height from the distance to the outline, light
// from the height, what is felt as a blurred mask.
#include "tautband/render/body_map.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { SUB = 4, CUTS_MAX = 128, SMALLEST = 4, LARGEST = 2048 };
static const float RELIEF = 26.0f; ///< half thickness of the clay, in units of the drawing

/// A picture being painted.
typedef struct canvas {
    const tb_map_desc *desc;
    int width, height;
    float sx, sy; ///< pixels per unit
    float *body;  ///< [width * height] coverage of the figure
    float *layer; ///< [width * height] of one shape at a time
    float *wide;  ///< [width * height] blurred
    float *depth; ///< [width * height] height of the clay
    float *felt;  ///< [width * height] strongest level
    float *red;   ///< [width * height] coverage of muscles
    float *grain; ///< [width * height] stripe of the muscle
} canvas;

static float clamp01(float x)
{
    return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
}

/// Add a span of a sub-row to the coverage of a row of pixels.
static void add_span(float *row, int width, float from, float to)
{
    from = fmaxf(from, 0.0f);
    to = fminf(to, (float)width);
    for (int x = (int)from; x < width && (float)x < to; ++x) {
        const float share = fminf(to, (float)(x + 1)) - fmaxf(from, (float)x);
        row[x] += fmaxf(share, 0.0f) / SUB;
    }
}

/// Where an outline crosses a height, in order from the left.
static int cuts_at(const canvas *c, const tb_map_shape *shape, float y, float cuts[CUTS_MAX])
{
    int count = 0;
    for (int p = 0, q = shape->point_count - 1; p < shape->point_count; q = p++) {
        const float ya = shape->outline[2 * q + 1], yb = shape->outline[2 * p + 1];
        if ((ya > y) == (yb > y) || count >= CUTS_MAX) {
            continue;
        }
        const float xa = shape->outline[2 * q], xb = shape->outline[2 * p];
        const float x = (xa + (xb - xa) * (y - ya) / (yb - ya) - c->desc->x0) * c->sx;
        int at = count++;
        for (; at > 0 && cuts[at - 1] > x; --at) {
            cuts[at] = cuts[at - 1];
        }
        cuts[at] = x;
    }
    return count;
}

static void fill(const canvas *c, const tb_map_shape *shape, float *out)
{
    float cuts[CUTS_MAX];
    for (int row = 0; row < c->height; ++row) {
        for (int sub = 0; sub < SUB; ++sub) {
            const float y = c->desc->y0 + ((float)row + ((float)sub + 0.5f) / SUB) / c->sy;
            const int count = cuts_at(c, shape, y, cuts);
            for (int k = 0; k + 1 < count; k += 2) {
                add_span(out + (ptrdiff_t)row * c->width, c->width, cuts[k], cuts[k + 1]);
            }
        }
    }
}

/// Mean over 2 * reach + 1 pixels along one direction; beyond the edge the edge goes on.
static void mean_along(const float *from, float *to, int count, int stride, int reach)
{
    float sum = 0.0f;
    for (int k = -reach; k <= reach; ++k) {
        const int at = k < 0 ? 0 : k > count - 1 ? count - 1 : k;
        sum += from[(ptrdiff_t)at * stride];
    }
    for (int k = 0; k < count; ++k) {
        to[(ptrdiff_t)k * stride] = sum / (float)(2 * reach + 1);
        const int out = k - reach < 0 ? 0 : k - reach,
                  in = k + reach + 1 > count - 1 ? count - 1 : k + reach + 1;
        sum += from[(ptrdiff_t)in * stride] - from[(ptrdiff_t)out * stride];
    }
}

/// Three box means in both directions, which is nearly a Gaussian.
static void blur(const canvas *c, float *field, float *scratch, float sigma_px)
{
    const int reach = (int)fmaxf(1.0f, sigma_px + 0.5f);
    for (int pass = 0; pass < 3; ++pass) {
        for (int y = 0; y < c->height; ++y) {
            mean_along(field + (ptrdiff_t)y * c->width, scratch + (ptrdiff_t)y * c->width, c->width,
                       1, reach);
        }
        for (int x = 0; x < c->width; ++x) {
            mean_along(scratch + x, field + x, c->height, c->width, reach);
        }
    }
}

static float nearer(float a, float b)
{
    return a < b ? a : b;
}

/// Distance to the outline in pixels, by two sweeps; pictures' edges do not count as outlines.
static void distance(const canvas *c, float *out)
{
    const int w = c->width, h = c->height;
    const float far = 1e6f, diagonal = 1.41421356f;
    for (int k = 0; k < w * h; ++k) {
        out[k] = c->body[k] < 0.5f ? 0.0f : far;
    }
    for (int sweep = 0; sweep < 2; ++sweep) {
        for (int n = 0; n < w * h; ++n) {
            const int k = sweep == 0 ? n : w * h - 1 - n;
            const int x = k % w, y = k / w, back = sweep == 0 ? -1 : 1;
            const bool row = sweep == 0 ? y > 0 : y < h - 1;
            float d = out[k];
            if (sweep == 0 ? x > 0 : x < w - 1) {
                d = nearer(d, out[k + back] + 1.0f);
            }
            if (row) {
                d = nearer(d, out[k + back * w] + 1.0f);
                d = x > 0 ? nearer(d, out[k + back * w - 1] + diagonal) : d;
                d = x < w - 1 ? nearer(d, out[k + back * w + 1] + diagonal) : d;
            }
            out[k] = d;
        }
    }
}

/// Height of the clay in units of the drawing: a circle's law near the outline, flat further in.
static void model_clay(const canvas *c)
{
    distance(c, c->depth);
    const float unit = 1.0f / c->sx;
    for (int k = 0; k < c->width * c->height; ++k) {
        const float d = fminf(c->depth[k] * unit, RELIEF);
        c->depth[k] = sqrtf(d * (2.0f * RELIEF - d));
    }
    blur(c, c->depth, c->layer, 2.0f * c->sx);
}

/// A felt region: its mask blurred, the strongest where regions overlap.
static void feel(const canvas *c, const tb_map_shape *shape)
{
    memset(c->layer, 0, sizeof(float) * (size_t)(c->width * c->height));
    fill(c, shape, c->layer);
    memcpy(c->wide, c->layer, sizeof(float) * (size_t)(c->width * c->height));
    blur(c, c->wide, c->layer, 1.1f * c->sx);
    for (int k = 0; k < c->width * c->height; ++k) {
        c->felt[k] = fmaxf(c->felt[k], c->wide[k] * clamp01(shape->level));
    }
}

static float stripe_noise(int x)
{
    uint32_t h = (uint32_t)x * 747796405u + 2891336453u;
    h = ((h >> ((h >> 28) + 4u)) ^ h) * 277803737u;
    return (float)(((h >> 22) ^ h) >> 8) / 16777216.0f;
}

/// A muscle: red, striped along its fibres, with a soft edge.
static void lay_muscle(const canvas *c, const tb_map_shape *shape)
{
    memset(c->layer, 0, sizeof(float) * (size_t)(c->width * c->height));
    fill(c, shape, c->layer);
    const float length =
        sqrtf(shape->fibres[0] * shape->fibres[0] + shape->fibres[1] * shape->fibres[1]);
    const float nx = -shape->fibres[1] / fmaxf(length, 1e-6f),
                ny = shape->fibres[0] / fmaxf(length, 1e-6f);
    for (int k = 0; k < c->width * c->height; ++k) {
        if (c->layer[k] <= 0.0f) {
            continue;
        }
        const float across = ((float)(k % c->width) * nx + (float)(k / c->width) * ny) / 2.4f;
        const float cell = floorf(across), f = across - cell;
        const float noise = stripe_noise((int)cell) * (1.0f - f) + stripe_noise((int)cell + 1) * f;
        c->red[k] = fmaxf(c->red[k], c->layer[k]);
        c->grain[k] = noise;
    }
}

static void mix(float colour[3], const float with[3], float share)
{
    for (int k = 0; k < 3; ++k) {
        colour[k] += (with[k] - colour[k]) * share;
    }
}

/// Light of the clay from its slope: 1 in full light.
static float light_at(const canvas *c, int x, int y)
{
    const int w = c->width, k = x + w * y;
    const int left = x > 0 ? k - 1 : k, right = x < w - 1 ? k + 1 : k;
    const int up = y > 0 ? k - w : k, down = y < c->height - 1 ? k + w : k;
    const float gx = 0.5f * (c->depth[right] - c->depth[left]) * c->sx,
                gy = 0.5f * (c->depth[down] - c->depth[up]) * c->sy;
    return clamp01((0.35f * gx + 0.55f * gy + 0.76f) / sqrtf(1.0f + gx * gx + gy * gy));
}

/// Strokes at 45 degrees, closer the stronger; 1 on a stroke.
static float stroke_at(int x, int y, float level)
{
    const float gap = level > 0.45f ? 3.6f : 6.5f;
    const float at = (float)(x + y) / (1.41421356f * gap);
    const float off = fabsf(at - floorf(at) - 0.5f) * gap;
    return clamp01(1.2f - off);
}

static void shade(const canvas *c, uint8_t *rgba)
{
    const tb_map_desc *desc = c->desc;
    float ground[3], pain[3];
    for (int k = 0; k < 3; ++k) {
        ground[k] = (float)desc->ground[k] / 255.0f;
        pain[k] = (float)desc->pain[k] / 255.0f;
    }
    for (int y = 0; y < c->height; ++y) {
        for (int x = 0; x < c->width; ++x) {
            const int k = x + c->width * y;
            const float light = light_at(c, x, y), shape = 0.30f + 0.78f * light;
            float clay[3] = {0.57f * shape, 0.615f * shape, 0.65f * shape};
            const float meat = 0.55f + 0.45f * c->grain[k];
            const float red[3] = {0.80f * shape * meat, 0.23f * shape * meat, 0.21f * shape * meat};
            mix(clay, red, 0.92f * c->red[k]);
            const float felt = c->felt[k];
            const float strength = clamp01(1.6f * felt);
            const float bright[3] = {pain[0] * (0.55f + 0.55f * light),
                                     pain[1] * (0.55f + 0.55f * light),
                                     pain[2] * (0.55f + 0.55f * light)};
            mix(clay, bright, 0.62f * strength);
            const float stroke = felt > 0.03f ? stroke_at(x, y, felt) * clamp01(4.0f * felt) : 0.0f;
            const float line[3] = {0.5f + 0.5f * pain[0], 0.35f + 0.6f * pain[1],
                                   0.45f + 0.55f * pain[2]};
            mix(clay, line, 0.55f * stroke);
            float colour[3] = {ground[0], ground[1], ground[2]};
            mix(colour, clay, clamp01(c->body[k]));
            for (int q = 0; q < 3; ++q) {
                rgba[4 * k + q] = (uint8_t)(255.0f * clamp01(colour[q]) + 0.5f);
            }
            rgba[4 * k + 3] = 255;
        }
    }
}

/// A faint line along a region's outline.
static void trace(const canvas *c, const tb_map_shape *shape, uint8_t *rgba)
{
    for (int p = 0, q = shape->point_count - 1; p < shape->point_count; q = p++) {
        const float ax = (shape->outline[2 * q] - c->desc->x0) * c->sx,
                    ay = (shape->outline[2 * q + 1] - c->desc->y0) * c->sy,
                    bx = (shape->outline[2 * p] - c->desc->x0) * c->sx,
                    by = (shape->outline[2 * p + 1] - c->desc->y0) * c->sy;
        const int steps = 1 + (int)(fmaxf(fabsf(bx - ax), fabsf(by - ay)));
        for (int n = 0; n < steps; ++n) {
            const float f = (float)n / (float)steps;
            const int x = (int)floorf(ax + (bx - ax) * f), y = (int)floorf(ay + (by - ay) * f);
            if (x < 0 || y < 0 || x >= c->width || y >= c->height) {
                continue;
            }
            uint8_t *pixel = &rgba[4 * (x + c->width * y)];
            const int dark = shape->level > 0.05f ? 0 : 1;
            for (int k = 0; k < 3; ++k) { // lit where it is felt, a crease where not
                const int lit = (pixel[k] * 2 + c->desc->pain[k]) / 3;
                const int crease = pixel[k] - pixel[k] / 7;
                pixel[k] = (uint8_t)((dark ? crease : lit) & 0xFF);
            }
        }
    }
}

static void round_corners(const tb_map_desc *desc, uint8_t *rgba)
{
    const float r = desc->corner_px;
    for (int y = 0; y < desc->height && r > 0.5f; ++y) {
        for (int x = 0; x < desc->width; ++x) {
            const float px = (float)x + 0.5f, py = (float)y + 0.5f;
            const float dx = fmaxf(r - px, px - ((float)desc->width - r)),
                        dy = fmaxf(r - py, py - ((float)desc->height - r));
            if (dx <= 0.0f || dy <= 0.0f) {
                continue;
            }
            const float out = clamp01(sqrtf(dx * dx + dy * dy) - r + 0.5f);
            uint8_t *pixel = &rgba[4 * (x + desc->width * y)];
            for (int k = 0; k < 3; ++k) {
                pixel[k] =
                    (uint8_t)((float)pixel[k] + ((float)desc->corner[k] - (float)pixel[k]) * out);
            }
        }
    }
}

tb_status tb_body_map_paint(const tb_map_desc *desc, uint8_t *rgba)
{
    if (desc->width < SMALLEST || desc->height < SMALLEST || desc->width > LARGEST ||
        desc->height > LARGEST || !(desc->x1 > desc->x0) || !(desc->y1 > desc->y0)) {
        return TB_ERR_ARGUMENT;
    }
    const size_t pixels = (size_t)desc->width * (size_t)desc->height;
    enum { FIELDS = 7 };
    float *fields = tb_alloc(FIELDS * pixels * sizeof(float));
    if (fields == NULL) {
        return TB_ERR_MEMORY;
    }
    const canvas c = {.desc = desc,
                      .width = desc->width,
                      .height = desc->height,
                      .sx = (float)desc->width / (desc->x1 - desc->x0),
                      .sy = (float)desc->height / (desc->y1 - desc->y0),
                      .body = fields,
                      .layer = fields + pixels,
                      .wide = fields + 2 * pixels,
                      .depth = fields + 3 * pixels,
                      .felt = fields + 4 * pixels,
                      .red = fields + 5 * pixels,
                      .grain = fields + 6 * pixels};
    for (int k = 0; k < desc->shape_count; ++k) {
        if (desc->shapes[k].kind == TB_MAP_BODY) {
            fill(&c, &desc->shapes[k], c.body);
        }
    }
    model_clay(&c);
    for (int k = 0; k < desc->shape_count; ++k) {
        if (desc->shapes[k].kind == TB_MAP_REGION && desc->shapes[k].level > 0.0f) {
            feel(&c, &desc->shapes[k]);
        } else if (desc->shapes[k].kind == TB_MAP_MUSCLE) {
            lay_muscle(&c, &desc->shapes[k]);
        }
    }
    shade(&c, rgba);
    for (int k = 0; k < desc->shape_count && desc->outlines; ++k) {
        if (desc->shapes[k].kind == TB_MAP_REGION) {
            trace(&c, &desc->shapes[k], rgba);
        }
    }
    round_corners(desc, rgba);
    tb_free(fields);
    return TB_OK;
}
