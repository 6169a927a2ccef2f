// What the outline view shows below the skin: vessels and nerves as tubes, and the taut bands.
#include "render_internal.h"

enum { PIECES = 6, SIDES = 10, POINTS = TB_CHAIN_POINTS_MAX * PIECES + 1 };

static const uint8_t *tint_of(tb_tissue tissue)
{
    static const uint8_t nerve[4] = {236, 158, 52, 235};
    static const uint8_t vein[4] = {96, 120, 210, 220}, artery[4] = {226, 70, 60, 220};
    switch (tissue) {
    case TB_TISSUE_VEIN:
        return vein;
    case TB_TISSUE_ARTERY:
        return artery;
    default:
        return nerve;
    }
}

/// A tube that fades out at both ends: it goes on, but the case does not say where.
static void add_faded(tb_mesh *mesh, const tb_f3 *points, const float *radii, int count,
                      const uint8_t tint[4])
{
    const int base = mesh->vertex_count;
    tb_mesh_tube(mesh, points, radii, count, SIDES, 0.0f, tint);
    const int ring = SIDES + 1;
    for (int k = base; k < mesh->vertex_count; ++k) {
        const int at = (k - base) / ring, end = count - 1 - at;
        const int inner = at < end ? at : end;
        mesh->vertices[k].ao = inner >= 3 ? 1.0f : (float)inner / 3.0f;
    }
}

/// A band is a chain like a structure: its curve is smoothed the same way.
static int band_curve(const tb_band *band, tb_f3 *points, float *radii)
{
    tb_structure chain = {.point_count = band->point_count};
    for (int p = 0; p < band->point_count && p < TB_CHAIN_POINTS_MAX; ++p) {
        chain.points[p] = (tb_chain_point){band->points_mm[p].x, band->points_mm[p].y,
                                           band->points_mm[p].z, band->radius_mm};
    }
    const int count = tb_chain_smooth(&chain, PIECES, points, radii, POINTS);
    for (int k = 0; k < count; ++k) { // a spindle: bands end in the muscle
        const float at = (float)k / (float)(count - 1), away = 2.0f * at - 1.0f;
        radii[k] *= 1.0f - 0.75f * away * away * away * away;
    }
    return count;
}

void tb_ghosts_build(tb_renderer *renderer)
{
    static const uint8_t cord[4] = {240, 228, 66, 215};
    const tb_anatomy *a = &renderer->anatomy;
    tb_f3 points[POINTS];
    float radii[POINTS];
    tb_mesh_clear(&renderer->ghosts);
    for (int k = 0; k < a->structure_count; ++k) {
        if (a->structures[k].tissue == TB_TISSUE_BONE) {
            continue; // too deep to help, too wide to see past
        }
        const int count = tb_chain_smooth(&a->structures[k], PIECES, points, radii, POINTS);
        add_faded(&renderer->ghosts, points, radii, count, tint_of(a->structures[k].tissue));
    }
    for (int k = 0; k < a->band_count; ++k) {
        const int count = band_curve(&a->bands[k], points, radii);
        tb_mesh_tube(&renderer->ghosts, points, radii, count, SIDES, 0.0f, cord);
    }
    tb_mesh_upload(&renderer->ghosts, GL_STATIC_DRAW);
}
