// A lifted roll: a half disc on upright faces, layers by depth below its skin.
#include "tautband/anatomy/roll.h"

#include <math.h>

/// n of the middle of the round crest.
static double crest_centre_mm(const tb_roll *roll)
{
    return roll->half_width_mm - roll->height_mm;
}

double tb_roll_depth_mm(const tb_roll *roll, tb_vec3 place_mm)
{
    const double above = place_mm.z - crest_centre_mm(roll);
    const double from_middle =
        above >= 0.0 ? fabs(place_mm.y) : sqrt(place_mm.y * place_mm.y + above * above);
    return roll->half_width_mm - from_middle;
}

double tb_roll_skin_mm(const tb_roll *roll, double b_mm)
{
    const double square = roll->half_width_mm * roll->half_width_mm - b_mm * b_mm;
    return square > 0.0 ? crest_centre_mm(roll) - sqrt(square) : INFINITY;
}

double tb_roll_layer_top_mm(const tb_roll *roll, int layer, double b_mm)
{
    if (fabs(b_mm) >= roll->half_width_mm) {
        return INFINITY;
    }
    double inner_mm = roll->half_width_mm;
    for (int k = 0; k < layer; ++k) {
        inner_mm -= roll->layer_mm[k];
    }
    const double square = inner_mm * inner_mm - b_mm * b_mm;
    return inner_mm > 0.0 && square > 0.0
               ? fmin(crest_centre_mm(roll) - sqrt(square), roll->root_mm)
               : roll->root_mm;
}

double tb_roll_face_mm(const tb_roll *roll, double n_mm)
{
    const double n = tb_clamp(n_mm, -roll->height_mm, roll->root_mm);
    const double above = crest_centre_mm(roll) - n;
    const double square = roll->half_width_mm * roll->half_width_mm - above * above;
    return above <= 0.0 ? roll->half_width_mm : square > 0.0 ? sqrt(square) : 0.0;
}

int tb_roll_layer_at(const tb_anatomy *anatomy, tb_vec3 place_mm)
{
    const tb_roll *roll = &anatomy->roll;
    const double depth_mm = tb_roll_depth_mm(roll, place_mm);
    if (depth_mm < 0.0 || place_mm.z >= roll->root_mm) {
        return -1;
    }
    double face_mm = 0.0;
    for (int k = 0; k < anatomy->layer_count; ++k) {
        face_mm += roll->layer_mm[k];
        if (k == anatomy->target_layer || depth_mm < face_mm) {
            return k;
        }
    }
    return anatomy->target_layer;
}
