/// Geometry of a lifted roll: depth below its skin, its layers, its skin seen from above. Layer
/// anatomy, needs anatomy. mm; site frame (t, b, n), n inward. Every function wants roll.present.
#ifndef TB_ANATOMY_ROLL_H
#define TB_ANATOMY_ROLL_H
#include "tautband/anatomy/anatomy.h"

/// Depth of a point below the roll's skin, along the shortest way to it; negative outside the fin.
/// Below root_mm the faces go on as if the fin had no end.
double tb_roll_depth_mm(const tb_roll *roll, tb_vec3 place_mm);

/// n of the fin's skin at b; INFINITY beside the fin.
double tb_roll_skin_mm(const tb_roll *roll, double b_mm);

/// n of the upper face of a layer at b inside the fin: where a line straight down first meets it;
/// root_mm where it never does. INFINITY beside the fin.
/// @param layer index into roll->layer_mm
double tb_roll_layer_top_mm(const tb_roll *roll, int layer, double b_mm);

/// b of the fin's skin at n on one of its faces: half_width_mm below the round crest, less on it.
/// @param n_mm held to [-height_mm, root_mm]
double tb_roll_face_mm(const tb_roll *roll, double n_mm);

/// Index of the layer at a point inside the fin above its root, -1 elsewhere.
int tb_roll_layer_at(const tb_anatomy *anatomy, tb_vec3 place_mm);

#endif
