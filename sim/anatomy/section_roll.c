// The grid across a lifted roll.
#include "section_internal.h"

#include "tautband/anatomy/roll.h"

#include <math.h>

// The round crest is mapped with two corners, this share of the half width out and up from its
// middle: a cell there has an angle of 137 degrees, where a corner on the circle itself would be
// flat and the cell degenerate.
static const double CORNER = 0.82;
// Below the patch that the roll stands on its foot widens by this share, as the body does, but no
// more than this share of the way down to the root.
static const double FOOT = 0.2, FOOT_SLOPE = 0.33;
// A cell may be this much longer than wide when the rows are shared out: short of what is refused.
static const double SHARE_ASPECT = 2.4;
// Rows that start at a face need columns at least this high, against an even share of the
// thickness; rows that start at the crest bear no roll that is higher than this many half widths.
static const double LEAST_COLUMN_SHARE = 0.75, MOST_HEIGHT = 1.9;
static const double MIN_CORNER_SHARE = 0.3, MAX_ASPECT = 3.0, MAX_SKEW_COSINE = 0.643; // 50 degrees
static const double LEAST_CROSSING = 0.8; // sine between plane and roll; else cells are too skewed
enum { SKIN_ROWS = 2 };

/// Outline of one roll in the plane b, y = -n.
typedef struct roll_outline {
    double half_mm, root_y_mm, foot_y_mm, corner_y_mm, crest_y_mm;
    double foot;     ///< share by which the root is wider than the faces
    double bulge_mm; ///< crest above its corners
} roll_outline;

static roll_outline outline_of(const tb_anatomy *anatomy, tb_section_shape shape)
{
    const tb_roll *roll = &anatomy->roll;
    const double w = roll->half_width_mm, middle_y = roll->height_mm - w;
    const double patch_n =
        0.5 * (tb_anatomy_patch_mm(anatomy, 0.0, w) + tb_anatomy_patch_mm(anatomy, 0.0, -w));
    const double crest_y = roll->height_mm;
    const double least_height =
        LEAST_COLUMN_SHARE * 2.0 * w * (TB_SECTION_NX - 1) / (TB_SECTION_NY - 1);
    const double root_y = shape == TB_SECTION_ROLL_CREST
                              ? fmax(-roll->root_mm, crest_y - MOST_HEIGHT * w)
                              : fmin(-roll->root_mm, crest_y - least_height);
    const double highest = fmax(middle_y, root_y);
    const double foot_y = tb_clamp(-patch_n, fmin(root_y + 0.6 * w, highest), highest);
    return (roll_outline){
        .half_mm = w,
        .root_y_mm = root_y,
        .foot_y_mm = foot_y,
        .foot = fmin(FOOT, FOOT_SLOPE * (foot_y - root_y) / w),
        .corner_y_mm = middle_y + CORNER * w,
        .crest_y_mm = crest_y,
        .bulge_mm = (1.0 - CORNER) * w,
    };
}

/// Half width of the faces at a height, from the root to the corners.
static double face_mm(const roll_outline *outline, double y_mm)
{
    const double w = outline->half_mm, y = tb_clamp(y_mm, outline->root_y_mm, outline->corner_y_mm);
    const double middle_y = outline->corner_y_mm - CORNER * w;
    if (y > middle_y) {
        const double u = (y - middle_y) / (CORNER * w);
        return w * (1.0 - (1.0 - CORNER) * u * u);
    }
    if (y < outline->foot_y_mm) {
        const double u = (outline->foot_y_mm - y) / (outline->foot_y_mm - outline->root_y_mm);
        return w * (1.0 + outline->foot * u * u);
    }
    return w;
}

double tb_section_roll_half_width_mm(const tb_anatomy *anatomy, double y_mm)
{
    const roll_outline outline = outline_of(anatomy, TB_SECTION_ROLL_FACE);
    return face_mm(&outline, y_mm);
}

/// Place of a node: c from -1 (left face) to 1, z from 0 (root) to 1 (crest).
static tb_vec2 node_at(const roll_outline *outline, double c, double z)
{
    const double y = outline->root_y_mm + z * (outline->corner_y_mm - outline->root_y_mm);
    return (tb_vec2){c * face_mm(outline, y), y + outline->bulge_mm * (1.0 - c * c) * (z * z * z)};
}

/// Depth of a point below the mapped outline: to the nearer face or to the crest.
static double depth_mm(const roll_outline *outline, double x_mm, double y_mm)
{
    const double to_face = face_mm(outline, y_mm) - fabs(x_mm);
    const double c = x_mm / (CORNER * outline->half_mm);
    const double crest_y = outline->crest_y_mm - outline->bulge_mm * c * c;
    return fmin(to_face, crest_y - y_mm);
}

// ---- rows ----

/// Rows of the layers from the outside in: two for the skin and one for a fascia at least, none
/// much wider than the columns are; what is left goes to the widest.
/// @param core_mm   of the target muscle as the rows meet it
/// @param column_mm least pitch of the columns
/// @param sides     2 when the covering is met twice, on both faces
/// @return false when the layers do not fit
static bool share_rows(const tb_anatomy *anatomy, double core_mm, double column_mm, int sides,
                       int rows[TB_LAYERS_MAX])
{
    const int target = anatomy->target_layer;
    const double most_mm = SHARE_ASPECT * column_mm;
    double thick_mm[TB_LAYERS_MAX];
    int left = TB_SECTION_NY - 1;
    for (int k = 0; k <= target; ++k) {
        thick_mm[k] = k < target ? anatomy->roll.layer_mm[k] : core_mm;
        const int least = k == 0 ? SKIN_ROWS : 1, needed = (int)ceil(thick_mm[k] / most_mm);
        rows[k] = needed > least ? needed : least;
        left -= k < target ? sides * rows[k] : rows[k];
    }
    if (left < 0) {
        return false;
    }
    while (left > 0) {
        int widest = target;
        for (int k = 0; k < target && left >= sides; ++k) {
            const bool kept = anatomy->layers[k].tissue == TB_TISSUE_FASCIA;
            if (!kept && thick_mm[k] * rows[widest] > thick_mm[widest] * rows[k]) {
                widest = k;
            }
        }
        rows[widest] += 1;
        left -= widest < target ? sides : 1;
    }
    return rows[target] >= 2;
}

/// Depth of each row below the outside it starts from, for the covering; the last entry is where
/// the core begins.
static int cover_depths(const tb_anatomy *anatomy, const int rows[TB_LAYERS_MAX],
                        double depths_mm[TB_SECTION_NY], tb_section *out)
{
    double depth = 0.0;
    int j = 0;
    for (int k = 0; k < anatomy->target_layer; ++k) {
        out->layer_row[k] = j;
        for (int r = 0; r < rows[k]; ++r) {
            depths_mm[j++] = depth + anatomy->roll.layer_mm[k] * r / rows[k];
        }
        depth += anatomy->roll.layer_mm[k];
    }
    depths_mm[j] = depth;
    out->layer_row[anatomy->target_layer] = j;
    return j;
}

/// c of a row at half width 1: the covering in true thickness at the roll's own half width,
/// squeezed or widened with the outline.
static double row_c(const double depths_mm[TB_SECTION_NY], int cover_rows, double half_mm, int j)
{
    const int last = TB_SECTION_NY - 1, mirrored = j <= last - j ? j : last - j;
    const double side = j <= last - j ? -1.0 : 1.0;
    if (mirrored <= cover_rows) {
        return side * (1.0 - depths_mm[mirrored] / half_mm);
    }
    const double edge = 1.0 - depths_mm[cover_rows] / half_mm;
    return edge * (2.0 * (j - cover_rows) / (last - 2 * cover_rows) - 1.0);
}

static bool plan_face(const tb_anatomy *anatomy, const roll_outline *outline, tb_section *out)
{
    int rows[TB_LAYERS_MAX] = {0};
    double depths_mm[TB_SECTION_NY];
    const double core_mm = 2.0 * anatomy->roll.layer_mm[anatomy->target_layer];
    const double column_mm =
        (outline->corner_y_mm - outline->root_y_mm) / ((TB_SECTION_NX - 1) * (1.0 + outline->foot));
    if (!share_rows(anatomy, core_mm, column_mm, 2, rows)) {
        return false;
    }
    const int cover_rows = cover_depths(anatomy, rows, depths_mm, out);
    for (int j = 0; j < TB_SECTION_NY; ++j) {
        const double c = row_c(depths_mm, cover_rows, outline->half_mm, j);
        for (int i = 0; i < TB_SECTION_NX; ++i) {
            const tb_vec2 at = node_at(outline, c, (double)i / (TB_SECTION_NX - 1));
            out->s_mm[i + TB_SECTION_NX * j] = at.x;
            out->y_mm[i + TB_SECTION_NX * j] = at.y;
        }
    }
    return true;
}

static bool plan_crest(const tb_anatomy *anatomy, const roll_outline *outline, tb_section *out)
{
    int rows[TB_LAYERS_MAX] = {0};
    double depths_mm[TB_SECTION_NY], cover_mm = 0.0;
    for (int k = 0; k < anatomy->target_layer; ++k) {
        cover_mm += anatomy->roll.layer_mm[k];
    }
    const double height_mm = outline->crest_y_mm - outline->root_y_mm;
    const double column_mm = 2.0 * CORNER * outline->half_mm / (TB_SECTION_NX - 1);
    if (!share_rows(anatomy, height_mm - cover_mm, column_mm, 1, rows)) {
        return false;
    }
    const int cover_rows = cover_depths(anatomy, rows, depths_mm, out);
    for (int j = 0; j < TB_SECTION_NY; ++j) {
        const double core = (double)(j - cover_rows) / (TB_SECTION_NY - 1 - cover_rows);
        const double depth =
            j < cover_rows ? depths_mm[j] : cover_mm + core * (height_mm - cover_mm);
        for (int i = 0; i < TB_SECTION_NX; ++i) {
            const double c = 2.0 * i / (TB_SECTION_NX - 1) - 1.0;
            const tb_vec2 at = node_at(outline, c, 1.0 - depth / height_mm);
            out->s_mm[i + TB_SECTION_NX * j] = at.x;
            out->y_mm[i + TB_SECTION_NX * j] = at.y;
        }
    }
    return true;
}

// ---- tissue ----

void tb_section_resample_roll_row(const tb_anatomy *anatomy, const tb_section_plane *plane,
                                  tb_section *section, int row)
{
    const roll_outline outline = outline_of(anatomy, section->shape);
    double y_mm[TB_SECTION_NX - 1];
    tb_vec3 place_mm[TB_SECTION_NX - 1];
    for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
        const int a = i + TB_SECTION_NX * row, d = a + TB_SECTION_NX;
        const double s_mm = 0.25 * ((section->s_mm[a] + section->s_mm[a + 1]) +
                                    (section->s_mm[d] + section->s_mm[d + 1]));
        y_mm[i] = 0.25 * ((section->y_mm[a] + section->y_mm[a + 1]) +
                          (section->y_mm[d] + section->y_mm[d + 1]));
        place_mm[i] = tb_section_to_site(plane, s_mm, y_mm[i]);
    }
    tb_near near;
    tb_section_near_row(anatomy, place_mm, &near);
    for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
        tb_tissue tissue;
        if (!tb_anatomy_inclusion_near(anatomy, &near, place_mm[i], &tissue)) {
            int layer = 0;
            double left_mm = depth_mm(&outline, place_mm[i].y, y_mm[i]);
            while (layer < anatomy->target_layer && left_mm > anatomy->roll.layer_mm[layer]) {
                left_mm -= anatomy->roll.layer_mm[layer++];
            }
            if (layer == anatomy->target_layer && place_mm[i].z > anatomy->roll.root_mm) {
                layer = tb_anatomy_layer_at(anatomy, place_mm[i]); // what was not lifted
                layer = layer < anatomy->layer_count ? layer : anatomy->layer_count - 1;
            }
            tissue = anatomy->layers[layer > 0 ? layer : 0].tissue;
        }
        section->tissue[i + TB_SECTION_NX * row] = (uint8_t)tissue;
    }
}

// ---- acceptance ----

static const char *cell_fault(const tb_section *section, int i, int j)
{
    const int a = i + TB_SECTION_NX * j;
    const int at[4] = {a, a + 1, a + 1 + TB_SECTION_NX, a + TB_SECTION_NX};
    double x[4], y[4], least = INFINITY, sum = 0.0;
    for (int k = 0; k < 4; ++k) {
        x[k] = section->s_mm[at[k]];
        y[k] = section->y_mm[at[k]];
    }
    for (int k = 0; k < 4; ++k) {
        const int next = (k + 1) % 4, last = (k + 3) % 4;
        const double corner =
            (y[next] - y[k]) * (x[last] - x[k]) - (x[next] - x[k]) * (y[last] - y[k]);
        least = fmin(least, corner);
        sum += corner;
    }
    if (!(least > MIN_CORNER_SHARE * 0.25 * sum) || !(sum > 0.0)) {
        return "too skewed";
    }
    const double ux = 0.5 * ((x[1] - x[0]) + (x[2] - x[3])),
                 uy = 0.5 * ((y[1] - y[0]) + (y[2] - y[3]));
    const double wx = 0.5 * ((x[3] - x[0]) + (x[2] - x[1])),
                 wy = 0.5 * ((y[3] - y[0]) + (y[2] - y[1]));
    const double u = sqrt(ux * ux + uy * uy), w = sqrt(wx * wx + wy * wy);
    if (fabs(ux * wy - uy * wx) < MAX_SKEW_COSINE * u * w) {
        return "too skewed";
    }
    return u > MAX_ASPECT * w || w > MAX_ASPECT * u ? "too long" : NULL;
}

bool tb_section_crosses_roll(const tb_anatomy *anatomy, const tb_section_plane *plane)
{
    const tb_roll *roll = &anatomy->roll;
    if (!roll->present || !(fabs(plane->sin_azimuth) >= LEAST_CROSSING)) {
        return false;
    }
    const double t_mm =
        plane->t0_mm - plane->b0_mm * plane->cos_azimuth / plane->sin_azimuth; // over b = 0
    return t_mm >= roll->grasp_t_mm[0] && t_mm <= roll->grasp_t_mm[1];
}

tb_status tb_section_build_roll(const tb_anatomy *anatomy, const tb_section_plane *plane,
                                tb_section_shape shape, tb_section *out, tb_error *error)
{
    tb_section section = {.plane = *plane, .shape = shape, .layer_count = anatomy->layer_count};
    if (!tb_section_crosses_roll(anatomy, plane) || anatomy->layer_count < 1 ||
        anatomy->layer_count > TB_LAYERS_MAX || anatomy->target_layer < 1 ||
        anatomy->target_layer >= anatomy->layer_count ||
        (shape != TB_SECTION_ROLL_FACE && shape != TB_SECTION_ROLL_CREST)) {
        return tb_fail(error, TB_ERR_ARGUMENT,
                       "section at t %.1f, b %.1f mm does not cross a lifted roll", plane->t0_mm,
                       plane->b0_mm);
    }
    const roll_outline outline = outline_of(anatomy, shape);
    if (!(outline.half_mm > 1.0) || !(outline.crest_y_mm > outline.foot_y_mm) ||
        !(shape == TB_SECTION_ROLL_FACE ? plan_face(anatomy, &outline, &section)
                                        : plan_crest(anatomy, &outline, &section))) {
        return tb_fail(
            error, TB_ERR_FAULT,
            "section at t %.1f mm: a roll %.1f mm high and %.1f mm thick cannot be mapped",
            plane->t0_mm, anatomy->roll.height_mm, 2.0 * anatomy->roll.half_width_mm);
    }
    for (int k = anatomy->target_layer + 1; k <= anatomy->layer_count; ++k) {
        section.layer_row[k] = TB_SECTION_NY - 1;
    }
    // from across the roll to along the plane: a plane that crosses it aslant cuts it wider
    const double per_sine = 1.0 / fabs(plane->sin_azimuth);
    const double middle_s_mm = -plane->b0_mm / plane->sin_azimuth;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        section.s_mm[k] = middle_s_mm + section.s_mm[k] * per_sine;
    }
    for (int j = 0; j < TB_SECTION_NY - 1; ++j) {
        for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
            const char *fault = cell_fault(&section, i, j);
            if (fault != NULL) {
                return tb_fail(error, TB_ERR_FAULT,
                               "roll section at t %.1f mm: cell (%d, %d) is %s", plane->t0_mm, i, j,
                               fault);
            }
        }
        tb_section_resample_roll_row(anatomy, plane, &section, j);
    }
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        section.depth_to_bone_mm[i] = outline.crest_y_mm - outline.root_y_mm;
    }
    *out = section;
    return TB_OK;
}
