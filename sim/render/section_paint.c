// The section's picture from the true shapes: chords of layers, bands, nodules and structures per
// column, then one pass on GL. Resting tissue: the picture sticks to the tissue when the lattice
// deforms.
#include "lattice_view.h"
#include "render_internal.h"

#include <math.h>
#include <string.h>

/// A roll's picture goes on below what the lattice holds, to what lies under it.
static const float BELOW_ROLL_MM = 62.0f, INTO_CHEST_MM = 20.0f;
static const double MOST_TO_CHEST_MM = 80.0; ///< a lung behind a roll that lies deeper stays out
/// So does one of a smooth site: to the bone that stops a needle.
static const float BELOW_BASE_MM = 8.0f, MOST_BELOW_MM = 22.0f;

/// One row pair of the curve texture.
typedef float curve_table[TB_CURVE_ROWS][TB_CURVE_COLUMNS][4];

/// How the columns of a picture run through the site: straight down in the plane of the tool, or
/// down the sloping floor before it, each from its upper end.
typedef struct picture_way {
    const tb_renderer *renderer;
    const tb_anatomy *anatomy;
    const tb_section_plane *plane;
    double depth_mm; ///< length of a column
    bool floor;
    bool level; ///< straight down from the level of a roll's crest, not from the skin
} picture_way;

/// Coordinate n at which a column straight down starts: the skin, or the level of a roll's crest,
/// so that upright faces stay upright.
static double picture_top_n(const picture_way *way, tb_vec3 at)
{
    return way->level ? -way->anatomy->roll.height_mm
                      : tb_anatomy_skin_mm(way->anatomy, at.x, at.y);
}

static tb_vec3 column_point(const picture_way *way, int i, double along_mm)
{
    const double s = TB_SECTION_HALF_MM * (2.0 * (i + 0.5) / TB_CURVE_COLUMNS - 1.0);
    if (!way->floor) {
        const tb_vec3 at = tb_section_to_site(way->plane, s, 0.0);
        return (tb_vec3){at.x, at.y, picture_top_n(way, at) + along_mm};
    }
    const tb_cut *cut = &way->renderer->cut;
    const float ahead = cut->reach_mm - (float)along_mm / sqrtf(1.0f + cut->slope * cut->slope);
    const tb_f3 p = tb_cut_point(cut, (float)s, cut->floor_mm + cut->slope * ahead, ahead);
    const tb_vec3 at = {(double)p.x, (double)p.z, -(double)p.y};
    if (cut->rolled) {
        return at;
    }
    // layers hang on the skin that is drawn
    const double below = (double)(tb_cut_height(cut, (float)s, ahead) - p.y);
    return (tb_vec3){at.x, at.y, tb_anatomy_skin_mm(way->anatomy, at.x, at.y) + below};
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

static void chord(const picture_way *way, int i, inside_fn *inside, const void *shape, float out[2])
{
    // march by the distance itself: a few steps where the shape is far
    double enter = -1.0, leave = -1.0, along = 0.0;
    for (int n = 0; n < 64 && along < way->depth_mm; ++n) {
        const double d = inside(shape, column_point(way, i, along));
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

static void layer_rows(const picture_way *way, curve_table table)
{
    const tb_anatomy *a = way->anatomy;
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        const tb_vec3 skin = column_point(way, i, 0.0);
        for (int k = 0; k < 8; ++k) {
            const int layer = k < a->layer_count ? k : a->layer_count - 1;
            const double deep = tb_anatomy_layer_top_mm(a, layer + 1, skin.x, skin.y) - skin.z;
            table[k / 4][i][k % 4] = k >= a->layer_count - 1 ? 1e3f : (float)deep;
        }
        table[4][i][2] = (float)(tb_anatomy_skin_mm(a, skin.x, skin.y) - skin.z);
    }
}

/// What a column across a lifted roll needs: where it lies, and the body beside the fold.
typedef struct roll_column {
    double b_mm;
    double bed_y_mm, bed_cosine;       ///< the skin the roll stands on, and of its slope
    double bed_deep_mm[TB_LAYERS_MAX]; ///< below that skin, of each layer's deep face
} roll_column;

static roll_column roll_column_at(const tb_anatomy *a, tb_vec3 at)
{
    // under the fold the body's layers are those beside it
    const double beside = a->roll.half_width_mm + 2.0;
    const double outer = fabs(at.y) < beside ? (at.y < 0.0 ? -beside : beside) : at.y;
    roll_column c = {.b_mm = at.y, .bed_y_mm = -tb_anatomy_patch_mm(a, at.x, at.y)};
    const double e = 1.0, slope = (tb_anatomy_patch_mm(a, at.x, at.y + e) -
                                   tb_anatomy_patch_mm(a, at.x, at.y - e)) /
                                  (2.0 * e);
    c.bed_cosine = 1.0 / sqrt(1.0 + slope * slope);
    const double skin = tb_anatomy_skin_mm(a, at.x, outer);
    for (int k = 0; k < a->layer_count; ++k) {
        c.bed_deep_mm[k] = tb_anatomy_layer_top_mm(a, k + 1, at.x, outer) - skin;
    }
    return c;
}

/// Depth below the skin of fold and body together, rounded where they meet, and the fold's share.
static double roll_depth(const tb_roll *roll, const roll_column *c, double y_mm, double *share)
{
    const double round_mm = 5.0;
    const double above = y_mm - (roll->height_mm - roll->half_width_mm);
    const double off = above > 0.0 ? sqrt(c->b_mm * c->b_mm + above * above) : fabs(c->b_mm);
    const double fold = roll->half_width_mm - off, bed = (c->bed_y_mm - y_mm) * c->bed_cosine;
    const double near = fmax(round_mm - fabs(fold - bed), 0.0) / round_mm;
    *share = fmin(fmax(0.5 + (fold - bed) / 8.0, 0.0), 1.0);
    return fmax(fold, bed) + 0.25 * near * near * round_mm;
}

/// n of the deep face of the target muscle or a deeper layer under a roll: an arch from the faces
/// beside the fold up to its root.
static double under_roll_mm(const tb_anatomy *a, const roll_column *c, int layer)
{
    const double foot = fmin(fabs(c->b_mm) / (a->roll.half_width_mm + 2.0), 1.0);
    const double beside = c->bed_deep_mm[a->target_layer] - c->bed_y_mm;
    return a->roll.root_mm + (beside - a->roll.root_mm) * foot * foot + c->bed_deep_mm[layer] -
           c->bed_deep_mm[a->target_layer];
}

/// By how much a place across a roll lies deeper than the deep face of a layer; -1: than the skin.
/// What covers the muscle follows the skin from the body up the fold.
static double past_on_roll(const tb_anatomy *a, const roll_column *c, double n_mm, int layer)
{
    if (layer >= a->target_layer) {
        return n_mm - under_roll_mm(a, c, layer);
    }
    double share, thick = 0.0;
    const double depth = roll_depth(&a->roll, c, -n_mm, &share);
    for (int k = 0; k <= layer; ++k) {
        thick += a->roll.layer_mm[k];
    }
    return depth - (layer < 0 ? 0.0 : share * thick + (1.0 - share) * c->bed_deep_mm[layer]);
}

/// Layers by walking down each column: where one meets a face only once it has to be looked for.
static void walked_rows(const picture_way *way, curve_table table)
{
    const tb_anatomy *a = way->anatomy;
    const int stride = way->floor ? 2 : 1;
    const double step_mm = way->floor ? 0.7 : 0.3;
    for (int i = 0; i < TB_CURVE_COLUMNS; i += stride) {
        float faces[9]; // the skin, and the deep faces
        for (int k = 0; k < 9; ++k) {
            faces[k] = 1e3f;
        }
        int layer = -1;
        double before = 0.0;
        roll_column column = {0};
        for (double along = 0.0;
             along < way->depth_mm && layer < a->layer_count - 1 && layer < 7;) {
            const tb_vec3 at = column_point(way, i, along);
            double past;
            if (way->level || (way->floor && way->renderer->cut.rolled)) {
                if (way->floor || along == 0.0) {
                    column = roll_column_at(a, at);
                }
                past = past_on_roll(a, &column, at.z, layer);
            } else {
                past = at.z - (layer < 0 ? tb_anatomy_skin_mm(a, at.x, at.y)
                                         : tb_anatomy_layer_top_mm(a, layer + 1, at.x, at.y));
            }
            if (past < 0.0) {
                before = past;
                along += step_mm;
                continue;
            }
            const double back = before < 0.0 ? step_mm * past / (past - before) : 0.0;
            faces[++layer] = (float)(along - back);
            before = 0.0;
        }
        for (int copy = 0; copy < stride && i + copy < TB_CURVE_COLUMNS; ++copy) {
            for (int k = 0; k < 8; ++k) {
                table[k / 4][i + copy][k % 4] = k < a->layer_count - 1 ? faces[k + 1] : 1e3f;
            }
            table[4][i + copy][2] = faces[0];
        }
    }
    for (int i = 1; i + 1 < TB_CURVE_COLUMNS && stride == 2; i += 2) { // the columns left out
        for (int row = 0; row < 5; row += row == 1 ? 3 : 1) {
            for (int c = 0; c < 4; ++c) {
                const float next = table[row][i + 1][c], last = table[row][i - 1][c];
                if ((row < 2 || c == 2) && next < 900.0f && last < 900.0f) {
                    table[row][i][c] = 0.5f * (last + next);
                }
            }
        }
    }
}

static void chord_row(const picture_way *way, inside_fn *inside, const void *shape,
                      curve_table table, int row, int channel)
{
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        chord(way, i, inside, shape, &table[row][i][channel]);
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
        return 1.0f;
    case TB_TISSUE_CORD:
        return 10.0f;
    case TB_TISSUE_VEIN:
        return 2.0f;
    case TB_TISSUE_ARTERY:
        return 3.0f;
    case TB_TISSUE_TENDON:
        return 5.0f;
    case TB_TISSUE_PLEURA:
        return 6.0f;
    case TB_TISSUE_BOWEL:
        return 11.0f;
    case TB_TISSUE_KIDNEY:
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

/// Stretch of a column down the floor inside a target muscle that is no layer.
static bool muscle_chord(const picture_way *way, int i, double *first, double *last)
{
    bool found = false;
    for (double along = 0.0; along < way->depth_mm; along += 0.8) {
        const tb_vec3 at = column_point(way, i, along);
        double top, deep;
        if (tb_anatomy_target_span(way->anatomy, at.x, at.y, &top, &deep) && at.z > top &&
            at.z < deep) {
            *first = found ? *first : along;
            *last = along;
            found = true;
        }
    }
    return found;
}

/// A target muscle that is no layer: its faces along each column.
static bool muscle_row(const picture_way *way, curve_table table, int row, int channel)
{
    const tb_anatomy *a = way->anatomy;
    if (a->target.kind == TB_TARGET_LAYER || a->roll.present) {
        return false;
    }
    for (int i = 0; i < TB_CURVE_COLUMNS; ++i) {
        const tb_vec3 skin = column_point(way, i, 0.0);
        double top = 0.0, deep = 0.0;
        const bool there = way->floor ? muscle_chord(way, i, &top, &deep)
                                      : tb_anatomy_target_span(a, skin.x, skin.y, &top, &deep);
        const double start = way->floor ? 0.0 : skin.z;
        if (there && deep > top) {
            table[row][i][channel] = (float)(0.5 * (top + deep) - start);
            table[row][i][channel + 1] = (float)(0.5 * (deep - top));
        }
    }
    end_in_points(table, row, channel);
    return any_column(table, row, channel);
}

/// Structures that the picture shows, the lungs and organs before what lies on them.
/// @return number of row pairs used
static int structure_rows(const picture_way *way, curve_table table,
                          float kinds[TB_CURVE_STRUCTURES])
{
    const tb_anatomy *a = way->anatomy;
    int found = 0;
    if (muscle_row(way, table, 5, 0)) {
        kinds[found++] = 8.0f;
    }
    for (int k = 0; k < a->neighbour_count; ++k) { // under all that runs between them
        if (!way->floor && !crosses(&a->neighbours[k], way->plane)) {
            continue;
        }
        const int row = 5 + found / 2, channel = 2 * (found % 2);
        chord_row(way, inside_structure, &a->neighbours[k], table, row, channel);
        if (any_column(table, row, channel)) {
            kinds[found++] = 9.0f;
        }
    }
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k < a->structure_count && found < TB_CURVE_STRUCTURES; ++k) {
            const tb_structure *structure = &a->structures[k];
            const float kind = structure_kind(structure->tissue);
            const bool organ = kind == 6.0f || kind == 7.0f || kind == 11.0f;
            if (organ != (pass == 0) || tb_structure_hidden(way->renderer, structure) ||
                (!way->floor && !crosses(structure, way->plane))) {
                continue;
            }
            const int row = 5 + found / 2, channel = 2 * (found % 2);
            chord_row(way, inside_structure, structure, table, row, channel);
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
    return renderer->picture_level ? renderer->picture_top_mm - y
                                   : snapshot->section.rest_y_mm[column] - y;
}

/// Where a picture goes.
typedef struct picture_target {
    GLuint albedo, normal;
    int width, height;
} picture_target;

/// Curves along the way's columns, then the picture from them.
static void paint(tb_renderer *renderer, const picture_way *way, const picture_target *target)
{
    static const GLenum both[2] = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
    const tb_anatomy *a = way->anatomy;
    curve_table table;
    float structure_kinds[TB_CURVE_STRUCTURES] = {0.0f}, kinds[8];
    memset(table, 0, sizeof table);
    if (way->floor || way->level) {
        walked_rows(way, table);
    } else {
        layer_rows(way, table);
    }
    for (int k = 0; k < a->band_count && k < 4; ++k) {
        chord_row(way, inside_band, &a->bands[k], table, 2 + k / 2, 2 * (k % 2));
    }
    if (a->symptomatic >= 0) {
        chord_row(way, inside_point, &a->trigger_points[a->symptomatic], table, 4, 0);
    }
    const int rows = structure_rows(way, table, structure_kinds);
    layer_kinds(a, kinds);
    // fibres run along t: seen lengthwise in a section along them, as dots in one across
    const float along = fabsf((float)way->plane->cos_azimuth);

    glActiveTexture(GL_TEXTURE2);
    glBindTexture(GL_TEXTURE_2D, renderer->section_curves);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, TB_CURVE_COLUMNS, TB_CURVE_ROWS, GL_RGBA, GL_FLOAT,
                    table);
    glActiveTexture(GL_TEXTURE3);
    glBindTexture(GL_TEXTURE_2D, renderer->section_noise);
    tb_bind_materials(renderer);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->section_framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target->albedo, 0);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D, target->normal, 0);
    glDrawBuffers(2, both);
    glViewport(0, 0, target->width, target->height);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_BLEND);
    glDisable(GL_SCISSOR_TEST);
    glUseProgram(renderer->programs.bake_section);
    glUniform4f(renderer->programs.bake_extent, 2.0f * (float)TB_SECTION_HALF_MM,
                (float)way->depth_mm, along, (float)(a->layer_count < 8 ? a->layer_count : 8));
    glUniform2f(renderer->programs.bake_texels,
                (float)target->width / (2.0f * (float)TB_SECTION_HALF_MM),
                way->floor ? 0.5f : 1.0f);
    glUniform4fv(renderer->programs.bake_kind, 2, kinds);
    glUniform4fv(renderer->programs.bake_structure, TB_CURVE_STRUCTURES / 4, structure_kinds);
    glUniform1i(renderer->programs.bake_structure_rows, rows);
    glBindVertexArray(renderer->empty_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

float tb_chest_depth(const tb_renderer *renderer)
{
    const tb_anatomy *a = &renderer->anatomy;
    double least_mm = MOST_TO_CHEST_MM;
    for (int k = 0; k < a->structure_count && a->roll.present; ++k) {
        const tb_structure *structure = &a->structures[k];
        if (structure->tissue != TB_TISSUE_PLEURA || tb_structure_hidden(renderer, structure)) {
            continue;
        }
        for (int i = -3; i <= 3; ++i) { // across the roll's middle
            tb_vec3 place = {0.0, 6.0 * (double)i, 0.0};
            double far_mm = tb_structure_distance_mm(structure, place);
            while (far_mm > 0.1 && place.z < least_mm) {
                place.z += fmax(0.5, 0.9 * far_mm);
                far_mm = tb_structure_distance_mm(structure, place);
            }
            least_mm = fmin(least_mm, place.z);
        }
    }
    return least_mm < MOST_TO_CHEST_MM ? (float)least_mm : 0.0f;
}

float tb_flat_depth(const tb_anatomy *anatomy, const tb_snapshot *snapshot)
{
    const float lattice_mm = tb_lattice_depth(snapshot);
    return fmaxf(lattice_mm,
                 fminf(lattice_mm + MOST_BELOW_MM, (float)anatomy->base_depth_mm + BELOW_BASE_MM));
}

static float picture_depth(const tb_renderer *renderer, const tb_snapshot *snapshot)
{
    const float base_mm = (float)renderer->anatomy.base_depth_mm;
    if (renderer->picture_level) {
        const float below_mm = fmaxf(BELOW_ROLL_MM, tb_chest_depth(renderer) + INTO_CHEST_MM);
        return (float)renderer->anatomy.roll.height_mm + fmaxf(base_mm, below_mm);
    }
    return tb_flat_depth(&renderer->anatomy, snapshot);
}

void tb_section_paint(tb_renderer *renderer, const tb_snapshot *snapshot)
{
    const tb_section_plane *plane = &snapshot->section.plane;
    // beside a roll too: its walls are steeper than any column's skin
    renderer->picture_level = renderer->anatomy.roll.present;
    renderer->picture_top_mm = (float)renderer->anatomy.roll.height_mm;
    renderer->picture_depth_mm = picture_depth(renderer, snapshot);
    renderer->picture_t0_mm = (float)plane->t0_mm;
    renderer->picture_tick_ms = snapshot->tick_ms;
    renderer->picture_build = snapshot->section.build;
    const picture_way way = {.renderer = renderer,
                             .anatomy = &renderer->anatomy,
                             .plane = plane,
                             .depth_mm = (double)renderer->picture_depth_mm,
                             .level = renderer->picture_level};
    const picture_target target = {renderer->section_albedo, renderer->section_normal,
                                   renderer->section_width, renderer->section_height};
    paint(renderer, &way, &target);
}

void tb_floor_paint(tb_renderer *renderer)
{
    const tb_cut *cut = &renderer->cut;
    const picture_way way = {.renderer = renderer,
                             .anatomy = &renderer->anatomy,
                             .plane = &cut->plane,
                             .depth_mm =
                                 (double)(cut->reach_mm * sqrtf(1.0f + cut->slope * cut->slope)),
                             .floor = true};
    const picture_target target = {renderer->floor_albedo, renderer->floor_normal,
                                   renderer->section_width / 2, renderer->section_height};
    paint(renderer, &way, &target);
}
