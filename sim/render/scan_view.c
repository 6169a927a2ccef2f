// The ultrasound on screen: image in true millimetres on black, depth marks and focus beside it.
#include "tautband/core/alloc.h"

#include "render_internal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { IMAGE_EVERY = 3, MAP_COLUMNS = 40, VERTICES_MAX = 6 * 24 };

typedef struct scan_vertex {
    float x, y, u, v;
    uint8_t tint[4];
} scan_vertex;

/// Quads being collected.
typedef struct quads {
    scan_vertex items[VERTICES_MAX];
    int count;
} quads;

tb_scan_settings tb_scan_settings_default(void)
{
    return (tb_scan_settings){
        .depth_mm = 46.0f, .gain_db = 6.0f, .focus_mm = 18.0f, .centre_mm = 0.0f};
}

tb_rect tb_scan_view_picture(const tb_rect *rect, const tb_scan_settings *settings)
{
    const float margin = 14.0f; // depth marks
    const float k = fminf(((float)rect->width - 2.0f * margin) / TB_SCAN_WIDTH_MM,
                          (float)rect->height / settings->depth_mm);
    const int width = (int)(k * TB_SCAN_WIDTH_MM), height = (int)(k * settings->depth_mm);
    return (tb_rect){rect->x + (rect->width - width) / 2, rect->y + (rect->height - height) / 2,
                     width, height};
}

static void add_quad(quads *out, float x0, float y0, float x1, float y1, bool image,
                     const uint8_t tint[4])
{
    static const int order[6] = {0, 1, 2, 0, 2, 3};
    const float x[4] = {x0, x1, x1, x0}, y[4] = {y0, y0, y1, y1};
    const float u[4] = {0, 1, 1, 0}, v[4] = {0, 0, 1, 1};
    for (int k = 0; k < 6 && out->count < VERTICES_MAX; ++k) {
        const int c = order[k];
        scan_vertex *item = &out->items[out->count++];
        *item = (scan_vertex){x[c], y[c], image ? u[c] : -1.0f, v[c], {0}};
        memcpy(item->tint, tint, 4);
    }
}

/// Depth marks every 5 mm, longer each centimetre, and a triangle at the focus.
static void add_marks(quads *out, const tb_rect *picture, const tb_scan_settings *settings)
{
    static const uint8_t ink[4] = {180, 192, 201, 255}, accent[4] = {99, 210, 190, 255};
    const float k = (float)picture->height / settings->depth_mm;
    const float right = (float)(picture->x + picture->width);
    for (int mark = 0; 5.0f * (float)mark <= settings->depth_mm + 0.01f; ++mark) {
        const float y = floorf((float)picture->y + 5.0f * (float)mark * k);
        add_quad(out, right + 3.0f, y, right + (mark % 2 == 0 ? 11.0f : 7.0f), y + 1.0f, false,
                 ink);
    }
    const float y = floorf((float)picture->y + settings->focus_mm * k);
    const float left = (float)picture->x;
    for (int row = -4; row <= 4; ++row) {
        const float wide = 8.0f - 2.0f * fabsf((float)row);
        add_quad(out, left - 3.0f - wide, y + (float)row, left - 3.0f, y + (float)row + 1.0f, false,
                 accent);
    }
}

static bool ensure(tb_renderer *renderer)
{
    tb_scan_view *scan = &renderer->scan;
    if (scan->machine != NULL) {
        return true;
    }
    scan->machine = tb_ultrasound_create();
    scan->image = tb_alloc(TB_SCAN_BYTES);
    if (scan->machine == NULL || scan->image == NULL) {
        tb_scan_view_destroy(renderer);
        return false;
    }
    glGenTextures(1, &scan->texture);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, scan->texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, TB_SCAN_LINES, TB_SCAN_SAMPLES, 0, GL_RED,
                 GL_UNSIGNED_BYTE, scan->image);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glGenVertexArrays(1, &scan->array);
    glGenBuffers(1, &scan->buffer);
    glBindVertexArray(scan->array);
    glBindBuffer(GL_ARRAY_BUFFER, scan->buffer);
    glBufferData(GL_ARRAY_BUFFER, VERTICES_MAX * (GLsizeiptr)sizeof(scan_vertex), NULL,
                 GL_STREAM_DRAW);
    for (GLuint k = 0; k < 3; ++k) {
        glEnableVertexAttribArray(k);
    }
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, sizeof(scan_vertex),
                          (const void *)offsetof(scan_vertex, x));
    glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, sizeof(scan_vertex),
                          (const void *)offsetof(scan_vertex, u));
    glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(scan_vertex),
                          (const void *)offsetof(scan_vertex, tint));
    return true;
}

void tb_scan_view_destroy(tb_renderer *renderer)
{
    tb_scan_view *scan = &renderer->scan;
    tb_ultrasound_destroy(scan->machine);
    tb_free(scan->image);
    if (scan->texture != 0) {
        glDeleteTextures(1, &scan->texture);
        glDeleteVertexArrays(1, &scan->array);
        glDeleteBuffers(1, &scan->buffer);
    }
    *scan = (tb_scan_view){0};
}

static bool same_place(const tb_section_plane *a, const tb_section_plane *b)
{
    return fabs(a->t0_mm - b->t0_mm) < 0.4 && fabs(a->b0_mm - b->b0_mm) < 0.05 &&
           a->cos_azimuth == b->cos_azimuth && a->sin_azimuth == b->sin_azimuth;
}

/// Keep the map with the section: at once when the section is another one, in slices while it moves
/// along, so that no frame has to wait for it.
static void follow_plane(tb_renderer *renderer, const tb_snapshot *after)
{
    tb_scan_view *scan = &renderer->scan;
    const bool other = scan->build != after->section.build;
    const bool done = tb_ultrasound_build(scan->machine, other ? 0 : MAP_COLUMNS);
    if (other || (done && !same_place(&scan->plane, &after->section.plane))) {
        scan->plane = after->section.plane;
        scan->build = after->section.build;
        tb_ultrasound_aim(scan->machine, &renderer->anatomy, &scan->plane);
        tb_ultrasound_build(scan->machine, scan->shown && renderer->tier == TB_TIER_LIGHT
                                               ? MAP_COLUMNS
                                               : TB_SCAN_MAP_COLUMNS);
    }
}

/// The lung slides along the pleura by a millimetre or two with each breath.
static float lung_shift(float time_s)
{
    return 4.0f * (tb_breath_at(time_s) - 0.5f);
}

void tb_scan_view_draw(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                       float blend, const tb_frame_desc *frame)
{
    tb_scan_view *scan = &renderer->scan;
    static const uint8_t white[4] = {255, 255, 255, 255};
    const tb_scan_settings *settings = &frame->scan_settings;
    if (!ensure(renderer)) {
        return;
    }
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, scan->texture);
    if (!settings->frozen || !scan->shown) {
        follow_plane(renderer, after);
        const bool due =
            renderer->tier != TB_TIER_LIGHT || renderer->frame_count % IMAGE_EVERY == 0;
        if (due || !scan->shown) {
            const float b = before->section.build == after->section.build ? blend : 1.0f;
            tb_ultrasound_image(scan->machine, before, after, b, settings,
                                lung_shift(frame->time_s), scan->image);
            glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, TB_SCAN_LINES, TB_SCAN_SAMPLES, GL_RED,
                            GL_UNSIGNED_BYTE, scan->image);
            scan->turned = frame->section_turned;
            scan->shown = true;
        }
    }
    const tb_rect *rect = &frame->scan;
    const tb_rect local = {0, 0, rect->width, rect->height};
    const tb_rect picture = tb_scan_view_picture(&local, settings);
    quads out = {.count = 0};
    const float ends[2] = {(float)picture.x, (float)(picture.x + picture.width)};
    const bool round = renderer->anatomy.left != scan->turned; // so the probe is held
    add_quad(&out, ends[round], (float)picture.y, ends[!round], (float)(picture.y + picture.height),
             true, white);
    add_marks(&out, &picture, settings);
    const int bottom = frame->height - rect->y - rect->height;
    glEnable(GL_SCISSOR_TEST);
    glScissor(rect->x, bottom, rect->width, rect->height);
    glViewport(rect->x, bottom, rect->width, rect->height);
    glClearColor(0.0f, 0.0f, 0.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_BLEND);
    glUseProgram(renderer->programs.id[TB_PROGRAM_SCAN]);
    glUniform2f(renderer->programs.scan_size, (float)rect->width, (float)rect->height);
    glBindVertexArray(scan->array);
    glBindBuffer(GL_ARRAY_BUFFER, scan->buffer);
    glBufferData(GL_ARRAY_BUFFER, out.count * (GLsizeiptr)sizeof(scan_vertex), out.items,
                 GL_STREAM_DRAW);
    glDrawArrays(GL_TRIANGLES, 0, out.count);
    glDisable(GL_SCISSOR_TEST);
}
