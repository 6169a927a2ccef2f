// One drawing, seven numbers. Slate like the body map: no sex, age or skin type is implied.
#include "app.h"
#include "ui_shim.h"

#include <math.h>

enum { LIFT, TILT, EYES, CURVE, OPEN, PALLOR, WAVE, FACE_NUMBERS };

// What a face at the ends of comfort adds to a mood that leaves room for it.
static float eased(int number, tb_mood mood, float comfort)
{
    static const float tense[FACE_NUMBERS] = {0.5f, 3.0f, 0.1f, -3.0f, 0, 0, 0};
    static const float at_ease[FACE_NUMBERS] = {-0.3f, 0, -0.1f, 2.0f, 0, 0, 0};
    const float off = fminf(1.0f, fmaxf(-1.0f, (comfort - 5.0f) / 5.0f));
    if (mood != TB_MOOD_CALM && mood != TB_MOOD_LISTENING) {
        return 0.0f;
    }
    return off < 0.0f ? -off * tense[number] : off * at_ease[number];
}

void tb_face_ease(float face[7], tb_mood mood, float comfort, float seconds)
{
    static const float moods[][FACE_NUMBERS] = {
        [TB_MOOD_CALM] = {0, 0, 1, 0, 0, 0, 0},
        [TB_MOOD_LISTENING] = {1, 1, 0.8f, -1, 0, 0, 0},
        [TB_MOOD_WINCE] = {2, 5, 0.25f, -4, 0, 0, 1},
        [TB_MOOD_CRAMP] = {-4, 2, 1.25f, 0, 9, 0, 0},
        [TB_MOOD_EASE] = {-1, -1, 0.35f, 3, 0, 0, 0},
        [TB_MOOD_FAINT] = {1, 3, 0.5f, -2, 0, 1, 0},
    };
    const float share = 1.0f - expf(-seconds / 0.04f); // about 120 ms to be there
    for (int k = 0; k < FACE_NUMBERS; ++k) {
        face[k] += (moods[mood][k] + eased(k, mood, comfort) - face[k]) * share;
    }
}

typedef struct sheet {
    tb_ui *ui;
    float x, y, unit; ///< origin at the face's centre; the drawing is 100 x 100
} sheet;

static void ellipse(const sheet *s, float cx, float cy, float rx, float ry, uint32_t rgba)
{
    enum { POINTS = 40 };
    float xy[2 * POINTS];
    const float k = s->ui->scale;
    for (int p = 0; p < POINTS; ++p) {
        const float a = 6.2831853f * (float)p / POINTS;
        xy[2 * p] = (s->x + (cx + rx * cosf(a)) * s->unit) * k;
        xy[2 * p + 1] = (s->y + (cy + ry * sinf(a)) * s->unit) * k;
    }
    tb_shim_convex(xy, POINTS, rgba);
}

// Quadratic curve through three control points.
static void curve(const sheet *s, float x0, float y0, float x1, float y1, float x2, float y2,
                  uint32_t rgba, float width)
{
    enum { POINTS = 10 };
    float xy[2 * POINTS];
    for (int p = 0; p < POINTS; ++p) {
        const float t = (float)p / (POINTS - 1), u = 1.0f - t;
        xy[2 * p] = s->x + (u * u * x0 + 2.0f * u * t * x1 + t * t * x2) * s->unit;
        xy[2 * p + 1] = s->y + (u * u * y0 + 2.0f * u * t * y1 + t * t * y2) * s->unit;
    }
    tb_ui_polyline(s->ui, xy, POINTS, false, rgba, width);
}

static void draw_head(const sheet *s, float pallor)
{
    enum { SIDE = 20 };
    const uint32_t skin = pallor > 0.5f ? 0x55646FFFu : 0x3D4B56FFu;
    const uint32_t edge = tb_ui_rgba(TB_C_SLATE_EDGE, 1.0f);
    ellipse(s, 0.0f, 62.0f, 34.0f, 22.0f, 0x2B3640FFu);
    tb_ui_fill(
        s->ui,
        (tb_box){s->x - 10.0f * s->unit, s->y + 26.0f * s->unit, 20.0f * s->unit, 20.0f * s->unit},
        0x33404BFFu, 0.0f);
    // Skull above, jaw below: wider at the temples, narrow at the chin.
    float xy[2 * 2 * SIDE];
    const float k = s->ui->scale;
    float line[2 * 2 * SIDE];
    for (int p = 0; p < 2 * SIDE; ++p) {
        const float a = 6.2831853f * (float)p / (2 * SIDE);
        const float down = sinf(a) > 0.0f ? sinf(a) : 0.0f;
        const float x = 27.0f * cosf(a) * (1.0f - 0.22f * down * down);
        const float y = -6.0f + (sinf(a) > 0.0f ? 41.0f : 36.0f) * sinf(a);
        line[2 * p] = s->x + x * s->unit;
        line[2 * p + 1] = s->y + y * s->unit;
        xy[2 * p] = line[2 * p] * k;
        xy[2 * p + 1] = line[2 * p + 1] * k;
    }
    tb_shim_convex(xy, 2 * SIDE, skin);
    tb_ui_polyline(s->ui, line, 2 * SIDE, true, edge, 1.2f);
    curve(s, -25.0f, -16.0f, -16.0f, -34.0f, 0.0f, -31.0f, edge, 1.2f);
    curve(s, 0.0f, -31.0f, 16.0f, -34.0f, 25.0f, -16.0f, edge, 1.2f);
}

static void draw_eye(const sheet *s, float side, const float face[7])
{
    const uint32_t ink = tb_ui_rgba(TB_C_INK, 1.0f);
    const float x = 11.5f * side, y = -8.0f, open = 4.2f * face[EYES];
    const float lift = -11.5f + face[LIFT], inner = face[TILT];
    // Brow: the inner end falls with the tilt.
    curve(s, x - 7.0f, y + lift + (side > 0.0f ? 0.5f : -0.2f) * inner, x, y + lift - 2.5f,
          x + 7.0f, y + lift + (side > 0.0f ? -0.2f : 0.5f) * inner, ink, 1.8f);
    if (face[EYES] < 0.45f) {
        curve(s, x - 6.0f, y, x, y + 2.6f, x + 6.0f, y, ink, 1.6f);
        return;
    }
    curve(s, x - 6.5f, y, x, y - 1.7f * open, x + 6.5f, y, ink, 1.4f);
    curve(s, x - 6.5f, y, x, y + 1.5f * open, x + 6.5f, y, ink, 1.4f);
    ellipse(s, x, y, 2.3f, fminf(2.3f, 0.7f * open), ink);
}

static void draw_mouth(const sheet *s, const float face[7])
{
    const uint32_t ink = tb_ui_rgba(TB_C_INK, 1.0f);
    const float y = 19.0f;
    if (face[OPEN] > 2.0f) {
        const float r = 0.75f * face[OPEN];
        ellipse(s, 0.0f, y + 2.0f, 0.8f * r + 1.6f, r + 1.6f, ink);
        ellipse(s, 0.0f, y + 2.0f, 0.8f * r, r, 0x0E1217FFu);
        return;
    }
    if (face[WAVE] > 0.5f) {
        float xy[2 * 21];
        for (int p = 0; p < 21; ++p) {
            const float t = (float)p / 20.0f;
            xy[2 * p] = s->x + (-9.0f + 18.0f * t) * s->unit;
            xy[2 * p + 1] = s->y + (y + 2.0f * sinf(t * 18.85f)) * s->unit;
        }
        tb_ui_polyline(s->ui, xy, 21, false, ink, 1.8f);
        return;
    }
    curve(s, -8.5f, y - 0.4f * face[CURVE], 0.0f, y + 1.2f * face[CURVE], 8.5f,
          y - 0.4f * face[CURVE], ink, 1.8f);
}

void tb_face_draw(tb_ui *ui, tb_box box, const float face[7])
{
    tb_ui_fill(ui, box, tb_ui_rgba(TB_C_WELL, 1.0f), 8.0f);
    tb_ui_clip(ui, box);
    const sheet s = {ui, box.x + 0.5f * box.w, box.y + 0.47f * box.h, fminf(box.w, box.h) / 92.0f};
    draw_head(&s, face[PALLOR]);
    draw_eye(&s, -1.0f, face);
    draw_eye(&s, 1.0f, face);
    curve(&s, 0.0f, -4.0f, -1.0f, 4.0f, -2.5f, 8.0f, tb_ui_rgba(TB_C_SLATE_EDGE, 1.0f), 1.2f);
    curve(&s, -2.5f, 8.0f, 0.0f, 10.5f, 2.8f, 8.5f, tb_ui_rgba(TB_C_SLATE_EDGE, 1.0f), 1.2f);
    draw_mouth(&s, face);
    if (face[PALLOR] > 0.5f) { // sweat
        tb_ui_disc(ui, s.x - 20.0f * s.unit, s.y - 24.0f * s.unit, 1.8f, 0xA9D3EEFFu);
        tb_ui_disc(ui, s.x + 19.0f * s.unit, s.y - 20.0f * s.unit, 1.8f, 0xA9D3EEFFu);
        tb_ui_disc(ui, s.x + 22.0f * s.unit, s.y - 6.0f * s.unit, 1.8f, 0xA9D3EEFFu);
    }
    tb_ui_unclip(ui);
}
