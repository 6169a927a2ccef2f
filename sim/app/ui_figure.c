// The body map in small windows: where the pain spreads, and the picture of a case.
#include "tautband/core/hash.h"
#include "tautband/render/body_map.h"

#include "app.h"
#include "bodymap.h"
#include "ui_pictures.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHAPES_MAX = 128, MUSCLE_POINTS = 12 };

/// What one picture shows.
typedef struct figure {
    tb_bodymap_view view;
    tb_bodymap_box window;
    const tb_felt *felt; ///< or NULL
    tb_body_side side;
    const tb_map_shape *muscle;
    float corner_px;
    float target_x, target_y; ///< ring on a case's picture; x < 0 = none
} figure;

static float felt_of(const figure *f, const char *region)
{
    for (int k = 0; k < f->felt->count; ++k) {
        if (strcmp(f->felt->regions[k].region, region) == 0) {
            return f->felt->felt[k];
        }
    }
    return 0.0f;
}

/// Does a region lie on the side that is treated, or in the middle?
static bool is_mine(const figure *f, const tb_bodymap_shape *shape)
{
    const tb_bodymap_side side = f->side == TB_BODY_LEFT ? TB_BODYMAP_LEFT : TB_BODYMAP_RIGHT;
    return shape->side == side || shape->side == TB_BODYMAP_MID;
}

/// Where a place of one side lies on the other: front and back are mirrored in themselves, a head
/// from the side and a sole lie at the drawing's other edge.
static float other_side(tb_bodymap_view view, float x)
{
    const float middle = view == TB_BODYMAP_FRONT  ? 270.0f
                         : view == TB_BODYMAP_BACK ? 510.0f
                                                   : 390.0f;
    return 2.0f * middle - x;
}

static tb_bodymap_box other_box(tb_bodymap_view view, tb_bodymap_box box)
{
    return (tb_bodymap_box){other_side(view, box.x1), box.y0, other_side(view, box.x0), box.y1};
}

static bool overlaps(const tb_bodymap_shape *shape, const tb_bodymap_box *window)
{
    float x0 = 1e9f, x1 = -1e9f, y0 = 1e9f, y1 = -1e9f;
    for (int k = 0; k < shape->point_count; ++k) {
        x0 = fminf(x0, shape->outline[2 * k]);
        x1 = fmaxf(x1, shape->outline[2 * k]);
        y0 = fminf(y0, shape->outline[2 * k + 1]);
        y1 = fmaxf(y1, shape->outline[2 * k + 1]);
    }
    return x1 > window->x0 && x0 < window->x1 && y1 > window->y0 && y0 < window->y1;
}

static void split(tb_colour colour, uint8_t out[3])
{
    const uint32_t rgb = tb_colour_rgb(colour);
    out[0] = (uint8_t)(rgb >> 16);
    out[1] = (uint8_t)(rgb >> 8);
    out[2] = (uint8_t)rgb;
}

/// The window widened to the picture's shape, so that nothing is stretched.
static tb_bodymap_box fitted(const tb_bodymap_box *window, float aspect)
{
    const float w = window->x1 - window->x0, h = window->y1 - window->y0;
    const float more_w = fmaxf(0.0f, h * aspect - w), more_h = fmaxf(0.0f, w / aspect - h);
    return (tb_bodymap_box){window->x0 - 0.5f * more_w, window->y0 - 0.5f * more_h,
                            window->x1 + 0.5f * more_w, window->y1 + 0.5f * more_h};
}

static void paint(const void *context, int width, int height, uint8_t *rgba)
{
    const figure *f = context;
    tb_map_shape shapes[SHAPES_MAX];
    const tb_bodymap_box window = fitted(&f->window, (float)width / (float)height);
    tb_map_desc desc = {.shapes = shapes,
                        .x0 = window.x0,
                        .y0 = window.y0,
                        .x1 = window.x1,
                        .y1 = window.y1,
                        .width = width,
                        .height = height,
                        .outlines = f->felt != NULL,
                        .corner_px = f->corner_px};
    split(TB_C_WELL, desc.ground);
    split(TB_C_PAIN, desc.pain);
    split(TB_C_BG, desc.corner);
    for (int k = 0; k < tb_bodymap_shape_count && desc.shape_count < SHAPES_MAX - 1; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        const bool region = shape->region[0] != '\0';
        const bool mine = is_mine(f, shape);
        if (shape->view != f->view || (region && (!mine || f->felt == NULL)) ||
            !overlaps(shape, &window)) {
            continue;
        }
        shapes[desc.shape_count++] =
            (tb_map_shape){.outline = shape->outline,
                           .point_count = shape->point_count,
                           .kind = region ? TB_MAP_REGION : TB_MAP_BODY,
                           .level = region ? felt_of(f, shape->region) : 0.0f};
    }
    if (f->muscle != NULL) {
        shapes[desc.shape_count++] = *f->muscle;
    }
    if (tb_body_map_paint(&desc, rgba) != TB_OK) {
        memset(rgba, 20, 4 * (size_t)width * (size_t)height); // too small to be seen
    }
}

// --- spread -------------------------------------------------------------------------------------

/// Window of the case's regions in one view, grown by an eighth, and their weight; 0 = none there.
static float window_of(const figure *f, tb_bodymap_view view, tb_bodymap_box *window)
{
    tb_bodymap_box box = {1e9f, 1e9f, -1e9f, -1e9f};
    float weight = 0.0f;
    for (int k = 0; k < tb_bodymap_shape_count; ++k) {
        const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
        const tb_felt *felt = f->felt;
        for (int r = 0; r < felt->count && shape->view == view && is_mine(f, shape); ++r) {
            if (shape->region[0] == '\0' || strcmp(felt->regions[r].region, shape->region) != 0) {
                continue;
            }
            weight += (float)felt->regions[r].weight;
            for (int p = 0; p < shape->point_count; ++p) {
                box.x0 = fminf(box.x0, shape->outline[2 * p]);
                box.x1 = fmaxf(box.x1, shape->outline[2 * p]);
                box.y0 = fminf(box.y0, shape->outline[2 * p + 1]);
                box.y1 = fmaxf(box.y1, shape->outline[2 * p + 1]);
            }
        }
    }
    if (weight > 0.0f) {
        // at least as large as a part of the body that can be named
        const float least_w = view == TB_BODYMAP_SOLE ? 70.0f : 62.0f,
                    least_h = view == TB_BODYMAP_SOLE ? 160.0f : 62.0f;
        const float gx = 0.5f * fmaxf(0.24f * (box.x1 - box.x0), least_w - (box.x1 - box.x0)),
                    gy = 0.5f * fmaxf(0.24f * (box.y1 - box.y0), least_h - (box.y1 - box.y0));
        *window = (tb_bodymap_box){box.x0 - gx, box.y0 - gy, box.x1 + gx, box.y1 + gy};
    }
    return weight;
}

static float zoom_in(const tb_bodymap_box *window, float width, float height)
{
    return fminf(width / (window->x1 - window->x0), height / (window->y1 - window->y0));
}

static void draw_spread(tb_ui *ui, tb_box box, const figure *f)
{
    tb_hash hash = tb_hash_start();
    tb_hash_i32(&hash, (int32_t)f->view);
    tb_hash_i32(&hash, (int32_t)f->side);
    for (int k = 0; k < f->felt->count; ++k) {
        const char *region = f->felt->regions[k].region;
        tb_hash_bytes(&hash, region, strlen(region));
        tb_hash_i32(&hash, (int32_t)lroundf(16.0f * f->felt->felt[k]));
    }
    tb_ui_picture(ui, box, hash.value, paint, f);
}

void tb_figure_spread(tb_ui *ui, tb_box box, const tb_felt *felt)
{
    // the two views that hold most of the case's regions, beside or above each other
    figure shown[2];
    float weights[2] = {0.0f, 0.0f};
    static const tb_bodymap_view views[] = {TB_BODYMAP_BACK, TB_BODYMAP_FRONT, TB_BODYMAP_SIDE,
                                            TB_BODYMAP_SOLE};
    for (int v = 0; v < 4; ++v) {
        figure f = {.view = views[v], .felt = felt, .side = felt->side, .target_x = -1.0f};
        const float weight = window_of(&f, views[v], &f.window);
        if (weight > weights[0]) {
            shown[1] = shown[0];
            weights[1] = weights[0];
            shown[0] = f;
            weights[0] = weight;
        } else if (weight > weights[1]) {
            shown[1] = f;
            weights[1] = weight;
        }
    }
    const float gap = 4.0f;
    if (weights[0] <= 0.0f) {
        return;
    }
    if (weights[1] <= 0.0f) {
        draw_spread(ui, box, &shown[0]);
        return;
    }
    const float half_w = 0.5f * (box.w - gap), half_h = 0.5f * (box.h - gap);
    const float beside =
        zoom_in(&shown[0].window, half_w, box.h) + zoom_in(&shown[1].window, half_w, box.h);
    const float above =
        zoom_in(&shown[0].window, box.w, half_h) + zoom_in(&shown[1].window, box.w, half_h);
    for (int k = 0; k < 2; ++k) {
        const tb_box part = beside >= above
                                ? (tb_box){box.x + (float)k * (half_w + gap), box.y, half_w, box.h}
                                : (tb_box){box.x, box.y + (float)k * (half_h + gap), box.w, half_h};
        draw_spread(ui, part, &shown[k]);
    }
}

/// The four views of the whole body and their places; the drawing's right, and what a left one is
/// called.
static const struct {
    tb_bodymap_view view;
    tb_bodymap_box window;
    float x, w; ///< shares of the box
    const char *labels[2];
} PARTS[] = {
    {TB_BODYMAP_SIDE,
     {10.0f, 40.0f, 135.0f, 230.0f},
     0.0f,
     0.17f,
     {TB_N("Right side"), TB_N("Left side")}},
    {TB_BODYMAP_FRONT,
     {158.0f, 28.0f, 382.0f, 566.0f},
     0.18f,
     0.32f,
     {TB_N("Front"), TB_N("Front")}},
    {TB_BODYMAP_BACK, {398.0f, 28.0f, 622.0f, 566.0f}, 0.51f, 0.32f, {TB_N("Back"), TB_N("Back")}},
    {TB_BODYMAP_SOLE,
     {50.0f, 384.0f, 122.0f, 552.0f},
     0.84f,
     0.16f,
     {TB_N("Right sole"), TB_N("Left sole")}},
};
enum { PART_COUNT = sizeof PARTS / sizeof PARTS[0] };

static tb_box part_box(tb_box box, int k)
{
    const float label = 24.0f; // above each
    return (tb_box){box.x + PARTS[k].x * box.w, box.y + label, PARTS[k].w * box.w, box.h - label};
}

static tb_bodymap_box part_window(int k, tb_body_side side)
{
    return side == TB_BODY_LEFT ? other_box(PARTS[k].view, PARTS[k].window) : PARTS[k].window;
}

void tb_figure_whole(tb_ui *ui, tb_box box, const tb_felt *felt)
{
    for (int k = 0; k < PART_COUNT; ++k) {
        const figure f = {.view = PARTS[k].view,
                          .window = part_window(k, felt->side),
                          .felt = felt,
                          .side = felt->side,
                          .target_x = -1.0f};
        const tb_box place = part_box(box, k);
        draw_spread(ui, place, &f);
        const char *label = tb_tr(PARTS[k].labels[felt->side == TB_BODY_LEFT ? 1 : 0]);
        if (tb_ui_text_width(ui, TB_F_SMALL_MEDIUM, label) < place.w + 8.0f) {
            tb_ui_text(ui, TB_F_SMALL_MEDIUM, place.x + 0.5f * place.w, box.y + 12.0f, TB_C_INK2,
                       TB_CENTRE, label);
        }
    }
}

// From the drawing to the screen, in one of the views.
static void on_screen(tb_box box, int part, tb_body_side side, const float at[2], float *x,
                      float *y)
{
    const tb_box place = part_box(box, part);
    const tb_bodymap_box shown = part_window(part, side);
    const tb_bodymap_box window = fitted(&shown, place.w / place.h);
    *x = place.x + place.w * (at[0] - window.x0) / (window.x1 - window.x0);
    *y = place.y + place.h * (at[1] - window.y0) / (window.y1 - window.y0);
}

bool tb_figure_region_box(tb_box box, const char *region, tb_body_side side, tb_box *out)
{
    float best = 0.0f;
    const figure f = {.side = side};
    for (int part = 0; part < PART_COUNT; ++part) {
        for (int k = 0; k < tb_bodymap_shape_count; ++k) {
            const tb_bodymap_shape *shape = &tb_bodymap_shapes[k];
            float x0 = 1e9f, x1 = -1e9f, y0 = 1e9f, y1 = -1e9f;
            if (shape->view != PARTS[part].view || !is_mine(&f, shape) ||
                strcmp(shape->region, region) != 0) {
                continue;
            }
            for (int p = 0; p < shape->point_count; ++p) {
                float x, y;
                on_screen(box, part, side, &shape->outline[2 * p], &x, &y);
                x0 = fminf(x0, x);
                x1 = fmaxf(x1, x);
                y0 = fminf(y0, y);
                y1 = fmaxf(y1, y);
            }
            if ((x1 - x0) * (y1 - y0) > best) {
                best = (x1 - x0) * (y1 - y0);
                *out = (tb_box){x0, y0, x1 - x0, y1 - y0};
            }
        }
    }
    return best > 0.0f;
}

// --- case pictures ------------------------------------------------------------------------------

/// A muscle on the drawing: its silhouette between the attachments, fibres, and the usual target.
typedef struct muscle_picture {
    const char *word, *with; ///< both occur in the muscle's name; `with` may be NULL
    tb_bodymap_view view;
    float half_width; ///< of the window
    float target[2], fibres[2];
    int count;
    float outline[2 * MUSCLE_POINTS];
} muscle_picture;

static const muscle_picture MUSCLES[] = {
    {"gastrocnemius",
     "lateral",
     TB_BODYMAP_BACK,
     46,
     {541, 441},
     {0.05f, 1},
     10,
     {536, 410, 535.6f, 425, 535.4f, 440, 535.4f, 457, 536.2f, 471,
      541, 470, 546,    457, 547.6f, 440, 546.2f, 425, 543.6f, 412}},
    {"gastrocnemius",
     NULL,
     TB_BODYMAP_BACK,
     46,
     {527.5f, 444},
     {0.08f, 1},
     10,
     {525.5f, 412, 523.2f, 425, 521.9f, 445, 523.4f, 463, 528,    477,
      533.4f, 478, 534.5f, 463, 534.6f, 445, 534.3f, 425, 533.6f, 410}},
    {"trapezius", NULL, TB_BODYMAP_BACK, 62, {538, 125}, {0.9f, 0.3f}, 11, {511, 84,  516, 98,  523,
                                                                            112, 535, 119, 552, 127,
                                                                            567, 133, 563, 139, 545,
                                                                            137, 530, 136, 518, 140,
                                                                            511, 150}},
    {"levator",
     NULL,
     TB_BODYMAP_BACK,
     56,
     {529, 132},
     {0.4f, 0.92f},
     6,
     {513, 97, 517, 97, 530, 128, 533, 137, 528, 138, 519, 117}},
    {"infraspinatus",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {546, 156},
     {1, -0.3f},
     7,
     {528, 150, 545, 146, 566, 142, 570, 147, 553, 163, 537, 176, 531, 172}},
    {"quadratus lumborum",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {533, 224},
     {0.2f, 1},
     5,
     {519, 206, 531, 208, 541, 238, 536, 245, 518, 243}},
    {"paraspinal",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {516, 205},
     {0, 1},
     4,
     {512, 185, 520, 185, 522, 245, 512, 250}},
    {"multifidus",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {516, 205},
     {0, 1},
     4,
     {512, 185, 520, 185, 522, 245, 512, 250}},
    {"erector",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {516, 205},
     {0, 1},
     4,
     {512, 185, 520, 185, 522, 245, 512, 250}},
    {"piriformis",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {531, 269},
     {0.85f, 0.5f},
     5,
     {515, 262, 518, 257, 551, 279, 549, 285, 515, 275}},
    {"gluteus",
     NULL,
     TB_BODYMAP_BACK,
     62,
     {548, 252},
     {0.25f, 1},
     6,
     {524, 246, 540, 241, 553, 255, 553, 282, 547, 281, 533, 262}},
    {"flexor digitorum brevis",
     NULL,
     TB_BODYMAP_SOLE,
     104,
     {88, 465},
     {0.05f, 1},
     8,
     {82, 522, 94, 522, 98, 470, 100, 440, 92, 430, 80, 434, 76, 450, 78, 480}},
    {"abductor hallucis",
     NULL,
     TB_BODYMAP_SOLE,
     104,
     {99, 485},
     {0.1f, -1},
     8,
     {96, 525, 102, 515, 100, 490, 103, 460, 108, 435, 104, 428, 98, 445, 95, 480}},
    {"quadratus plantae",
     NULL,
     TB_BODYMAP_SOLE,
     104,
     {94, 496},
     {0, 1},
     4,
     {84, 512, 99, 512, 96, 480, 86, 480}},
    {"capitis",
     NULL,
     TB_BODYMAP_BACK,
     26,
     {517, 94},
     {0.9f, -0.45f},
     5,
     {510.5f, 95, 512, 101, 526, 92.5f, 527, 87.5f, 521, 87}},
    {"sternocleidomastoid",
     NULL,
     TB_BODYMAP_SIDE,
     92,
     {71, 178},
     {0.4f, 0.9f},
     7,
     {57, 146, 66, 148, 78, 175, 90, 208, 80, 211, 68, 190, 58, 165}},
};

static bool has_word(const char *name, const char *word)
{
    const size_t length = strlen(word);
    for (; *name != '\0'; ++name) {
        size_t k = 0;
        while (k < length && tolower((unsigned char)name[k]) == word[k]) {
            ++k;
        }
        if (k == length) {
            return true;
        }
    }
    return false;
}

static const muscle_picture *picture_of(const char *muscle)
{
    for (size_t k = 0; k < sizeof MUSCLES / sizeof MUSCLES[0]; ++k) {
        const muscle_picture *m = &MUSCLES[k];
        if (has_word(muscle, m->word) && (m->with == NULL || has_word(muscle, m->with))) {
            return m;
        }
    }
    return NULL;
}

void tb_figure_case(tb_ui *ui, tb_box box, const char *muscle, tb_body_side side)
{
    const muscle_picture *m = picture_of(muscle);
    figure f = {
        .view = TB_BODYMAP_BACK, .window = {440.0f, 30.0f, 580.0f, 545.0f}, .target_x = -1.0f};
    tb_map_shape shape = {.kind = TB_MAP_MUSCLE};
    float outline[2 * MUSCLE_POINTS];
    tb_hash hash = tb_hash_start();
    if (m != NULL) {
        const float half = m->half_width, high = 0.85f * half;
        memcpy(outline, m->outline, sizeof outline);
        shape.outline = outline;
        shape.point_count = m->count;
        memcpy(shape.fibres, m->fibres, sizeof shape.fibres);
        f.view = m->view;
        f.window = (tb_bodymap_box){m->target[0] - half, m->target[1] - high, m->target[0] + half,
                                    m->target[1] + high};
        f.muscle = &shape;
        if (side == TB_BODY_LEFT) {
            for (int k = 0; k < m->count; ++k) {
                outline[2 * k] = other_side(m->view, outline[2 * k]);
            }
            shape.fibres[0] = -shape.fibres[0];
            f.window = other_box(m->view, f.window);
        }
        tb_hash_i32(&hash, (int32_t)(m - MUSCLES) + 100);
        tb_hash_i32(&hash, (int32_t)side);
    }
    tb_ui_picture(ui, box, hash.value, paint, &f);
    if (m != NULL) {
        const float x = box.x + 0.5f * box.w, y = box.y + 0.5f * box.h;
        tb_ui_circle(ui, x, y, 0.028f * box.h + 4.0f, tb_ui_rgba(TB_C_TARGET, 1.0f), 2.0f);
        tb_ui_disc(ui, x, y, 0.012f * box.h + 2.0f, tb_ui_rgba(TB_C_TARGET, 1.0f));
    }
}

bool tb_figure_muscle_place(tb_box box, const char *muscle, tb_body_side side, float *x, float *y)
{
    const muscle_picture *m = picture_of(muscle);
    for (int part = 0; m != NULL && part < PART_COUNT; ++part) {
        if (PARTS[part].view == m->view) {
            const float at[2] = {side == TB_BODY_LEFT ? other_side(m->view, m->target[0])
                                                      : m->target[0],
                                 m->target[1]};
            on_screen(box, part, side, at, x, y);
            return true;
        }
    }
    return false;
}
