// The tool's plane through a drawn patient, and the grid mapped onto its layers.
#include "section_internal.h"

#include <math.h>
#include <string.h>

// A row is never thinner than this, nor than a column's edge along the skin over ROW_ASPECT, which
// stays short of the aspect that the lattice refuses. Where a layer is thinner its rows spread into
// the layer below: rows never fold, and the tissue of a cell is that of its true place anyhow.
static const double MIN_ROW_MM = 0.45, ROW_ASPECT = 2.8;
static const double MIN_CORNER_SHARE = 0.3, MAX_ASPECT = 3.0;
static const double MAX_SLOPE = 0.9; // 42 degrees: what columns that run straight down can bear
static const double MAX_SKEW_COSINE = 0.643; // 50 degrees; beyond it the masses grow out of hand

tb_vec3 tb_section_to_site(const tb_section_plane *plane, double s_mm, double y_mm)
{
    return (tb_vec3){plane->t0_mm + s_mm * plane->cos_azimuth,
                     plane->b0_mm + s_mm * plane->sin_azimuth, -y_mm};
}

void tb_section_from_site(const tb_section_plane *plane, tb_vec3 place_mm, double *s_mm,
                          double *y_mm, double *off_mm)
{
    const double dt = place_mm.x - plane->t0_mm, db = place_mm.y - plane->b0_mm;
    *s_mm = dt * plane->cos_azimuth + db * plane->sin_azimuth;
    *off_mm = -dt * plane->sin_azimuth + db * plane->cos_azimuth;
    *y_mm = -place_mm.z;
}

static bool is_membrane(const tb_layer *layer)
{
    return layer->tissue == TB_TISSUE_FASCIA;
}

/// Free layer whose share of rows is off by most; -1 when none can give a row.
static int most_off(const tb_anatomy *anatomy, const int rows[TB_LAYERS_MAX],
                    const double exact[TB_LAYERS_MAX], int step)
{
    int best = -1;
    for (int k = 1; k < anatomy->layer_count; ++k) {
        const bool free_layer = !is_membrane(&anatomy->layers[k]);
        const bool may = free_layer && (step > 0 || rows[k] > 1);
        if (may && (best < 0 || step * (exact[k] - rows[k]) > step * (exact[best] - rows[best]))) {
            best = k;
        }
    }
    return best;
}

/// Rows per layer, the same in every section of a patient: two for the skin, one for a fascia, the
/// rest in proportion to the thickness at the origin, at least two each, by largest remainders.
static bool share_rows(const tb_anatomy *anatomy, int rows[TB_LAYERS_MAX])
{
    double exact[TB_LAYERS_MAX] = {0.0}, free_mm = 0.0, used_mm = 0.0;
    int left = TB_SECTION_NY - 1;
    for (int k = 0; k < anatomy->layer_count; ++k) {
        double thickness_mm = anatomy->layers[k].thickness_mm;
        if (k == anatomy->layer_count - 1) { // the last layer reaches down to the base
            thickness_mm = fmax(thickness_mm, anatomy->base_depth_mm - used_mm);
        }
        used_mm += thickness_mm;
        rows[k] = k == 0 ? 2 : is_membrane(&anatomy->layers[k]) ? 1 : 0;
        left -= rows[k];
        exact[k] = rows[k] == 0 ? thickness_mm : 0.0;
        free_mm += exact[k];
    }
    if (!(free_mm > 0.0)) {
        return false;
    }
    const int to_share = left;
    for (int k = 1; k < anatomy->layer_count; ++k) {
        if (rows[k] == 0) {
            exact[k] *= to_share / free_mm;
            rows[k] = exact[k] < 2.0 ? 2 : (int)exact[k];
            left -= rows[k];
        }
    }
    while (left != 0) {
        const int step = left > 0 ? 1 : -1, k = most_off(anatomy, rows, exact, step);
        if (k < 0) {
            return false;
        }
        rows[k] += step;
        left -= step;
    }
    return true;
}

static double column_s_mm(int i)
{
    return TB_SECTION_HALF_MM * (2.0 * i / (TB_SECTION_NX - 1) - 1.0);
}

/// The faces of the layers along the section, as n; the first is the skin.
typedef struct section_faces {
    double n_mm[TB_LAYERS_MAX + 1][TB_SECTION_NX];
} section_faces;

/// Raise a face where it is steeper than columns can bear: to the lowest face of slope MAX_SLOPE
/// that lies nowhere below it. Two such faces keep their distance, so rows never fold.
static void limit_slope(double n_mm[TB_SECTION_NX])
{
    const double most_mm = MAX_SLOPE * (column_s_mm(1) - column_s_mm(0));
    for (int i = 1; i < TB_SECTION_NX; ++i) {
        n_mm[i] = fmin(n_mm[i], n_mm[i - 1] + most_mm);
    }
    for (int i = TB_SECTION_NX - 2; i >= 0; --i) {
        n_mm[i] = fmin(n_mm[i], n_mm[i + 1] + most_mm);
    }
}

/// Layers hang from the skin as it is meshed; the last one reaches down to the base.
static void find_faces(const tb_anatomy *anatomy, const tb_section_plane *plane,
                       section_faces *faces)
{
    const int last = anatomy->layer_count;
    double true_skin_mm[TB_SECTION_NX];
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        const tb_vec3 place = tb_section_to_site(plane, column_s_mm(i), 0.0);
        true_skin_mm[i] = faces->n_mm[0][i] = tb_anatomy_skin_mm(anatomy, place.x, place.y);
    }
    limit_slope(faces->n_mm[0]);
    for (int k = 1; k <= last; ++k) {
        for (int i = 0; i < TB_SECTION_NX; ++i) {
            const tb_vec3 place = tb_section_to_site(plane, column_s_mm(i), 0.0);
            const double raised_mm = true_skin_mm[i] - faces->n_mm[0][i];
            double deep_mm = tb_anatomy_layer_top_mm(anatomy, k, place.x, place.y) - raised_mm;
            if (k == last) {
                deep_mm = fmax(deep_mm, faces->n_mm[0][i] + anatomy->base_depth_mm);
            }
            faces->n_mm[k][i] = deep_mm;
        }
        limit_slope(faces->n_mm[k]);
    }
}

/// Least height of a row: by the longest edge between two columns along any face.
static double least_row_mm(const section_faces *faces, int layer_count)
{
    const double pitch_mm = column_s_mm(1) - column_s_mm(0);
    double longest_mm = pitch_mm;
    for (int k = 0; k <= layer_count; ++k) {
        for (int i = 1; i < TB_SECTION_NX; ++i) {
            const double rise_mm = faces->n_mm[k][i] - faces->n_mm[k][i - 1];
            longest_mm = fmax(longest_mm, sqrt(pitch_mm * pitch_mm + rise_mm * rise_mm));
        }
    }
    return fmax(MIN_ROW_MM, longest_mm / ROW_ASPECT);
}

/// Node depths of one column: layer faces where the anatomy has them, rows neither thinner than
/// `least_mm` nor higher than columns are wide times ROW_ASPECT.
static void fill_column(const section_faces *faces, int layer_count, const int rows[TB_LAYERS_MAX],
                        double least_mm, int i, tb_section *out)
{
    const double s_mm = column_s_mm(i);
    const double most_mm = ROW_ASPECT * (column_s_mm(1) - column_s_mm(0));
    double face = faces->n_mm[0][i];
    int j = 0;
    for (int k = 0; k < layer_count; ++k) {
        const double deep =
            tb_clamp(faces->n_mm[k + 1][i], face + least_mm * rows[k], face + most_mm * rows[k]);
        for (int r = 0; r < rows[k]; ++r, ++j) {
            out->s_mm[i + TB_SECTION_NX * j] = s_mm;
            out->y_mm[i + TB_SECTION_NX * j] = -(face + (deep - face) * r / rows[k]);
        }
        face = deep;
    }
    out->s_mm[i + TB_SECTION_NX * j] = s_mm;
    out->y_mm[i + TB_SECTION_NX * j] = -face;
}

static const char *cell_fault(const tb_section *section, int i, int j)
{
    const int a = i + TB_SECTION_NX * j;
    const int at[4] = {a, a + 1, a + 1 + TB_SECTION_NX, a + TB_SECTION_NX};
    double least = INFINITY, sum = 0.0;
    for (int k = 0; k < 4; ++k) {
        const int next = at[(k + 1) % 4], last = at[(k + 3) % 4];
        const double ax = section->s_mm[next] - section->s_mm[at[k]],
                     ay = section->y_mm[next] - section->y_mm[at[k]];
        const double bx = section->s_mm[last] - section->s_mm[at[k]],
                     by = section->y_mm[last] - section->y_mm[at[k]];
        const double corner = ay * bx - ax * by;
        least = fmin(least, corner);
        sum += corner;
    }
    if (!(least > MIN_CORNER_SHARE * 0.25 * sum) || !(sum > 0.0)) {
        return "too skewed";
    }
    const double ux = section->s_mm[at[1]] - section->s_mm[at[0]];
    const double uy = 0.5 * (section->y_mm[at[1]] - section->y_mm[at[0]] + section->y_mm[at[2]] -
                             section->y_mm[at[3]]);
    const double w = 0.5 * (section->y_mm[at[0]] - section->y_mm[at[3]] + section->y_mm[at[1]] -
                            section->y_mm[at[2]]);
    const double u = sqrt(ux * ux + uy * uy);
    if (ux < MAX_SKEW_COSINE * u) { // columns are upright
        return "too skewed";
    }
    return u > MAX_ASPECT * w || w > MAX_ASPECT * u ? "too long" : NULL;
}

void tb_section_near_row(const tb_anatomy *anatomy, const tb_vec3 *place_mm, tb_near *out)
{
    tb_vec3 lo = place_mm[0], hi = place_mm[0];
    for (int i = 1; i < TB_SECTION_NX - 1; ++i) {
        tb_vec3_widen(&lo, &hi, place_mm[i]);
    }
    tb_anatomy_near(anatomy, lo, hi, out);
}

/// What all cells of a column share: they keep their depth below the skin.
typedef struct cell_column {
    tb_vec3 skin_mm;
    bool lifted;                   ///< over a roll, where the layers below do not hold
    double deep_mm[TB_LAYERS_MAX]; ///< lower faces of the layers
} cell_column;

static cell_column column_below(const tb_anatomy *anatomy, const tb_section_plane *plane,
                                double s_mm)
{
    cell_column column = {.skin_mm = tb_section_to_site(plane, s_mm, 0.0)};
    const double t_mm = column.skin_mm.x, b_mm = column.skin_mm.y;
    column.skin_mm.z = tb_anatomy_skin_mm(anatomy, t_mm, b_mm);
    column.lifted = anatomy->roll.present && fabs(b_mm) < anatomy->roll.half_width_mm;
    tb_anatomy_layers_below(anatomy, t_mm, b_mm, column.skin_mm.z, column.deep_mm);
    return column;
}

/// The same answer as tb_anatomy_layer_tissue_at() for a place in a column.
static tb_tissue layer_tissue_in(const tb_anatomy *anatomy, const cell_column *column,
                                 tb_vec3 place_mm)
{
    if (column->lifted) {
        return tb_anatomy_layer_tissue_at(anatomy, place_mm);
    }
    if (place_mm.z < column->skin_mm.z) {
        return TB_TISSUE_SKIN;
    }
    int layer = 0;
    while (layer < anatomy->layer_count - 1 && place_mm.z >= column->deep_mm[layer]) {
        ++layer;
    }
    return anatomy->layers[layer].tissue;
}

static void resample_flat_row(const tb_anatomy *anatomy,
                              const cell_column columns[TB_SECTION_NX - 1], tb_section *section,
                              int row)
{
    tb_vec3 place_mm[TB_SECTION_NX - 1];
    for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
        const int a = i + TB_SECTION_NX * row;
        const double y_mm =
            0.25 * (section->y_mm[a] + section->y_mm[a + 1] + section->y_mm[a + TB_SECTION_NX] +
                    section->y_mm[a + TB_SECTION_NX + 1]);
        // depth below the skin is what stays when the plane moves over a curved limb
        const double depth_mm = 0.5 * (section->y_mm[i] + section->y_mm[i + 1]) - y_mm;
        place_mm[i] = columns[i].skin_mm;
        place_mm[i].z += depth_mm;
    }
    tb_near near;
    tb_section_near_row(anatomy, place_mm, &near);
    for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
        tb_tissue tissue;
        if (!tb_anatomy_inclusion_near(anatomy, &near, place_mm[i], &tissue)) {
            tissue = layer_tissue_in(anatomy, &columns[i], place_mm[i]);
        }
        section->tissue[i + TB_SECTION_NX * row] = (uint8_t)tissue;
    }
}

void tb_section_resample_rows(const tb_anatomy *anatomy, const tb_section_plane *plane,
                              tb_section *section, int first, int count)
{
    cell_column columns[TB_SECTION_NX - 1];
    if (section->shape == TB_SECTION_FLAT) {
        for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
            columns[i] =
                column_below(anatomy, plane, 0.5 * (section->s_mm[i] + section->s_mm[i + 1]));
        }
    }
    for (int n = 0; n < count; ++n) {
        const int row = (first + n) % (TB_SECTION_NY - 1);
        if (section->shape == TB_SECTION_FLAT) {
            resample_flat_row(anatomy, columns, section, row);
        } else {
            tb_section_resample_roll_row(anatomy, plane, section, row);
        }
    }
}

/// First bone straight below each column, else the base.
static void find_bone(const tb_anatomy *anatomy, tb_section *section)
{
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        const double skin_y = section->y_mm[i],
                     base_y = section->y_mm[i + TB_SECTION_NX * (TB_SECTION_NY - 1)];
        const tb_vec3 origin = tb_section_to_site(&section->plane, section->s_mm[i], skin_y);
        const tb_ray_hit hit = tb_anatomy_cast(anatomy, origin, (tb_vec3){0.0, 0.0, 1.0},
                                               skin_y - base_y, 1u << TB_HAZARD_BONE);
        section->depth_to_bone_mm[i] = hit.distance_mm;
    }
}

tb_status tb_section_build(const tb_anatomy *anatomy, const tb_section_plane *plane,
                           tb_section *out, tb_error *error)
{
    int rows[TB_LAYERS_MAX];
    tb_section section = {.plane = *plane, .layer_count = anatomy->layer_count};
    if (anatomy->layer_count < 1 || anatomy->layer_count > TB_LAYERS_MAX) {
        return tb_fail(error, TB_ERR_ARGUMENT, "section: %d layers", anatomy->layer_count);
    }
    if (!share_rows(anatomy, rows)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "section: %d layers do not fit %d rows",
                       anatomy->layer_count, TB_SECTION_NY - 1);
    }
    section_faces faces;
    find_faces(anatomy, plane, &faces);
    const double least_mm = least_row_mm(&faces, anatomy->layer_count);
    for (int k = 0; k < anatomy->layer_count; ++k) {
        section.layer_row[k + 1] = section.layer_row[k] + rows[k];
    }
    for (int i = 0; i < TB_SECTION_NX; ++i) {
        fill_column(&faces, anatomy->layer_count, rows, least_mm, i, &section);
    }
    for (int j = 0; j < TB_SECTION_NY - 1; ++j) {
        for (int i = 0; i < TB_SECTION_NX - 1; ++i) {
            const char *fault = cell_fault(&section, i, j);
            if (fault != NULL) {
                return tb_fail(error, TB_ERR_FAULT,
                               "section at t %.1f, b %.1f mm: cell (%d, %d) is %s", plane->t0_mm,
                               plane->b0_mm, i, j, fault);
            }
        }
    }
    tb_section_resample_rows(anatomy, plane, &section, 0, TB_SECTION_NY - 1);
    find_bone(anatomy, &section);
    *out = section;
    return TB_OK;
}
