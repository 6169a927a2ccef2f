// The section's picture from the true shapes: chords of layers, bands, nodules and structures per
// column, then one pass on GL. Resting tissue: the picture sticks to the tissue when the lattice
// deforms.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>
#include <string.h>

/// One row pair of the curve texture.
typedef float curve_table[TB_CURVE_ROWS][TB_CURVE_COLUMNS][4];

/// Coordinate n at which a column of the picture starts: the skin, or the level of a roll's crest,
/// so that upright faces stay upright.
static double picture_top_n(const tb_anatomy *anatomy, const tb_section_plane *plane, tb_vec3 at)
{
    return tb_section_crosses_roll(anatomy, plane) ? -anatomy->roll.height_mm
                                                   : tb_anatomy_skin_mm(anatomy, at.x, at.y);
}

static tb_vec3 column_point(const tb_section_plane *plane, int i, double depth_mm,
                            const tb_anatomy *anatomy)
{
    const double s = TB_SECTION_HALF_MM * (2.0 * (i + 0.5) / TB_CURVE_COLUMNS - 1.0);
    const tb_vec3 at = tb_section_to_site(plane, s, 0.0);
    return (tb_vec3){at.x, at.y, picture_top_n(anatomy, plane, at) + depth_mm};
}

/// Centre and half length of the stretch of a column that lies inside something.
typedef double inside_fn(const void *shape, tb_vec3 place_mm);

static double inside_band(const void *shape, tb_vec3 place_mm)
{
    return tb_band_distance_mm(shape, place_mm);
}

static double inside_point(const void *shape, tb_vec3 place_mm)
{
    return tb_trigger_point_distance_mm(shape, place_mm);
}

static double inside_structure(const void *shape, tb_vec3 place_mm)
{
    return tb_structure_distance_mm(shape, place_mm);
}

static void chord(const tb_anatomy *anatomy, const tb_section_plane *plane, int i, double depth_mm,
                  inside_fn *inside, const void *shape, float out[2])
{
    // march by the distance itself: a few steps where the shape is far
    double enter = -1.0, leave = -1.0, along = 0.0;
    for (int n = 0; n < 64 && along < depth_mm; ++n) {
        const double d = inside(shape, column_point(plane, i, along, anatomy));
        if (d < 0.0) {
            if (enter < 0.0) {
                enter = along;
            }
            leave = along;
            along += fmax(0.25, -0.5 * d);
        } else {
            if (enter >= 0.0) {
                break;
            }
            along += fmax(0.2, 0.9 * d);
        }
    }
    if (enter >= 0.0) {
        out[0] = (float)(0.5 * (enter + leave));
        out[1] = (float)fmax(0.5 * (leave - enter) + 0.12, 0.2);
    }
}

static void layer_rows(const tb_renderer *renderer, const tb_section_plane *plane,
                       curve_table table)
{
    const tb_anatomy *a = &renderer->anatomy;
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        const tb_vec3 skin = column_point(plane, i, 0.0, a);
        for (int k = 0; k < 8; ++k) {
            const int layer = k < a->layer_count ? k : a->layer_count - 1;
            const double deep = tb_anatomy_layer_top_mm(a, layer + 1, skin.x, skin.y) - skin.z;
            table[k / 4][i][k % 4] = k >= a->layer_count - 1 ? 1e3f : (float)deep;
        }
        table[4][i][2] = (float)(tb_anatomy_skin_mm(a, skin.x, skin.y) - skin.z);
    }
}

static void chord_row(const tb_renderer *renderer, const tb_section_plane *plane, double depth_mm,
                      inside_fn *inside, const void *shape, curve_table table, int row, int channel)
{
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        chord(&renderer->anatomy, plane, i, depth_mm, inside, shape, &table[row][i][channel]);
    }
    // columns beside a chord take its centre with no length: filtering then tapers the shape
    // instead of smearing it up
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        float *here = &table[row][i][channel];
        for (int step = -1; step <= 1 && here[1] == 0.0f; step += 2) {
            const int k = i + step;
            if (k >= 0 && k < TB_CURVE_COLUMNS && table[row][k][channel + 1] > 0.01f) {
                here[0] = table[row][k][channel];
                here[1] = 1e-3f;
            }
        }
    }
}

static bool crosses(const tb_structure *structure, const tb_section_plane *plane)
{
    double lo = INFINITY, hi = -INFINITY;
    for (int k = 0; k < 4; ++k) { // corners of its box seen from above
        const tb_vec3 corner = {k & 1 ? structure->box_hi_mm.x : structure->box_lo_mm.x,
                                k & 2 ? structure->box_hi_mm.y : structure->box_lo_mm.y, 0.0};
        double s, y, off;
        tb_section_from_site(plane, corner, &s, &y, &off);
        lo = fmin(lo, off);
        hi = fmax(hi, off);
    }
    return !(lo > 0.0) && !(hi < 0.0); // a box without an end on one side crosses
}

static float structure_kind(tb_tissue tissue)
{
    switch (tissue) {
    case TB_TISSUE_NERVE:
    case TB_TISSUE_CORD:
        return 1.0f;
    case TB_TISSUE_VEIN:
        return 2.0f;
    case TB_TISSUE_ARTERY:
        return 3.0f;
    case TB_TISSUE_TENDON:
        return 5.0f;
    case TB_TISSUE_PLEURA:
        return 6.0f;
    case TB_TISSUE_KIDNEY:
    case TB_TISSUE_BOWEL:
    case TB_TISSUE_PELVIC_ORGANS:
        return 7.0f;
    default:
        return 4.0f;
    }
}

static bool any_column(curve_table table, int row, int channel)
{
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        if (table[row][i][channel + 1] > 0.0f) {
            return true;
        }
    }
    return false;
}

/// Columns that a curve does not reach take the middle of their neighbour, at no height: between
/// them the curve ends in a point instead of a streak up to the skin.
static void end_in_points(curve_table table, int row, int channel)
{
    for (int pass = 0; pass < 2; ++pass) {
        for (int n = 1; n < TB_CURVE_COLUMNS; ++n) {
            const int i = pass == 0 ? n : TB_CURVE_COLUMNS - 1 - n,
                      from = pass == 0 ? i - 1 : i + 1;
            if (table[row][i][channel] == 0.0f && table[row][i][channel + 1] == 0.0f) {
                table[row][i][channel] = table[row][from][channel];
            }
        }
    }
}

/// A target muscle that is no layer: its faces straight below each column.
static bool muscle_row(const tb_renderer *renderer, const tb_section_plane *plane,
                       curve_table table, int row, int channel)
{
    const tb_anatomy *a = &renderer->anatomy;
    if (a->target.kind == TB_TARGET_LAYER || a->roll.present) {
        return false;
    }
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        const tb_vec3 skin = column_point(plane, i, 0.0, a);
        double top, deep;
        if (tb_anatomy_target_span(a, skin.x, skin.y, &top, &deep) && deep > top) {
            table[row][i][channel] = (float)(0.5 * (top + deep) - skin.z);
            table[row][i][channel + 1] = (float)(0.5 * (deep - top));
        }
    }
    end_in_points(table, row, channel);
    return any_column(table, row, channel);
}

/// Structures that the plane crosses, the lungs and organs before what lies on them.
/// @return number of row pairs used
static int structure_rows(const tb_renderer *renderer, const tb_section_plane *plane,
                          double depth_mm, curve_table table, float kinds[16])
{
    const tb_anatomy *a = &renderer->anatomy;
    int found = 0;
    if (muscle_row(renderer, plane, table, 5, 0)) {
        kinds[found++] = 8.0f;
    }
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k < a->structure_count && found < TB_CURVE_STRUCTURES; ++k) {
            const tb_structure *structure = &a->structures[k];
            const float kind = structure_kind(structure->tissue);
            const bool organ = kind == 6.0f || kind == 7.0f;
            if (organ != (pass == 0) || tb_structure_hidden(renderer, structure) ||
                !crosses(structure, plane)) {
                continue;
            }
            const int row = 5 + found / 2, channel = 2 * (found % 2);
            chord_row(renderer, plane, depth_mm, inside_structure, structure, table, row, channel);
            if (any_column(table, row, channel)) {
                kinds[found++] = kind;
            }
        }
    }
    return (found + 1) / 2;
}

static void layer_kinds(const tb_anatomy *a, float kinds[8])
{
    for (int k = 0; k < 8; ++k) {
        const int layer = k < a->layer_count ? k : a->layer_count - 1;
        switch (a->layers[layer].tissue) {
        case TB_TISSUE_SKIN:
            kinds[k] = 0.0f;
            break;
        case TB_TISSUE_FAT:
            kinds[k] = 1.0f;
            break;
        case TB_TISSUE_FASCIA:
            kinds[k] = 2.0f;
            break;
        default:
            kinds[k] = layer > a->target_layer ? 4.0f : 3.0f;
            break;
        }
    }
}

float tb_picture_height(const tb_renderer *renderer, float y_mm, float skin_mm)
{
    const float top = renderer->picture_level ? renderer->picture_top_mm : skin_mm;
    return fmaxf(0.0f, fminf((top - y_mm) / renderer->picture_depth_mm, 0.995f));
}

float tb_node_depth(const tb_renderer *renderer, const tb_snapshot *snapshot, int column, int row)
{
    const float y = snapshot->section.rest_y_mm[column + TB_SECTION_NX * row];
    return snapshot->section.shape == TB_SECTION_FLAT ? snapshot->section.rest_y_mm[column] - y
                                                      : renderer->picture_top_mm - y;
}

void tb_section_paint(tb_renderer *renderer, const tb_snapshot *snapshot)
{
    const tb_section_plane *plane = &snapshot->section.plane;
    renderer->picture_level = snapshot->section.shape != TB_SECTION_FLAT;
    renderer->picture_top_mm = (float)renderer->anatomy.roll.height_mm;
    const float depth_mm = renderer->picture_level
                               ? renderer->picture_top_mm + (float)renderer->anatomy.base_depth_mm
                               : tb_lattice_depth(snapshot);
    renderer->picture_depth_mm = depth_mm;
    renderer->picture_t0_mm = (float)plane->t0_mm;
    renderer->picture_tick_ms = snapshot->tick_ms;
    renderer->picture_build = snapshot->section.build;
    static const GLenum both[2] = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
    const tb_anatomy *a = &renderer->anatomy;
    curve_table table;
    float structure_kinds[16] = {0.0f}, kinds[8];
    memset(table, 0, sizeof table);
    layer_rows(renderer, plane, table);
    for (int k = 0; k < a->band_count && k < 4; ++k) {
        chord_row(renderer, plane, (double)depth_mm, inside_band, &a->bands[k], table, 2 + k / 2,
                  2 * (k % 2));
    }
    if (a->symptomatic >= 0) {
        chord_row(renderer, plane, (double)depth_mm, inside_point,
                  &a->trigger_points[a->symptomatic], table, 4, 0);
    }
    const int rows = structure_rows(renderer, plane, (double)depth_mm, table, structure_kinds);
    layer_kinds(a, kinds);
    // fibres run along t: seen lengthwise in a section along them, as dots in one across
    const float along = fabsf((float)plane->cos_azimuth);

    glActiveTexture(GL_TEXTURE2);
    glBindTexture(GL_TEXTURE_2D, renderer->section_curves);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, TB_CURVE_COLUMNS, TB_CURVE_ROWS, GL_RGBA, GL_FLOAT,
                    table);
    glActiveTexture(GL_TEXTURE3);
    glBindTexture(GL_TEXTURE_2D, renderer->section_noise);
    tb_bind_materials(renderer);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->section_framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                           renderer->section_albedo, 0);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D,
                           renderer->section_normal, 0);
    glDrawBuffers(2, both);
    glViewport(0, 0, renderer->section_width, renderer->section_height);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_BLEND);
    glDisable(GL_SCISSOR_TEST);
    glUseProgram(renderer->programs.bake_section);
    glUniform4f(renderer->programs.bake_extent, 2.0f * (float)TB_SECTION_HALF_MM, depth_mm, along,
                (float)(a->layer_count < 8 ? a->layer_count : 8));
    glUniform1f(renderer->programs.bake_texels,
                (float)renderer->section_width / (2.0f * (float)TB_SECTION_HALF_MM));
    glUniform4fv(renderer->programs.bake_kind, 2, kinds);
    glUniform4fv(renderer->programs.bake_structure, 4, structure_kinds);
    glUniform1i(renderer->programs.bake_structure_rows, rows);
    glBindVertexArray(renderer->empty_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}
