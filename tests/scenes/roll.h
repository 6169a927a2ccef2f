/// Sites that can be lifted into a roll, made by hand: upper trapezius and sternocleidomastoid of
/// the nominal patient, with one band and one active trigger point. Header only.
#ifndef TB_SCENES_ROLL_H
#define TB_SCENES_ROLL_H
#include "tautband/anatomy/roll.h"

#include <string.h>

static inline void roll_layer(tb_anatomy *anatomy, tb_tissue tissue, double thickness_mm,
                              double roll_share)
{
    const int k = anatomy->layer_count++;
    anatomy->layers[k].tissue = tissue;
    anatomy->layers[k].thickness_mm = thickness_mm;
    anatomy->roll.layer_mm[k] = roll_share * thickness_mm;
    anatomy->roll.half_width_mm += anatomy->roll.layer_mm[k];
}

/// A cord along t in the core at a height, with an active point in its middle.
static inline void roll_band(tb_anatomy *anatomy, double b_mm, double n_mm)
{
    anatomy->bands[0] = (tb_band){.points_mm = {{-40.0, b_mm, n_mm}, {40.0, b_mm, n_mm}},
                                  .point_count = 2,
                                  .radius_mm = 2.0,
                                  .stiffness_ratio = 2.0,
                                  .trigger_point = 0};
    anatomy->band_count = 1;
    anatomy->trigger_points[0] = (tb_trigger_point){.centre_mm = {0.0, b_mm, n_mm},
                                                    .fibre = {1.0, 0.0, 0.0},
                                                    .semi_axes_mm = {6.0, 3.5, 3.0},
                                                    .surface_b_mm = b_mm,
                                                    .band = 0,
                                                    .locus_count = 2};
    for (int k = 0; k < 2; ++k) {
        anatomy->trigger_points[0].loci[k] = (tb_locus){{0.5 - k, b_mm, n_mm}, 1.0};
    }
    anatomy->trigger_point_count = 1;
}

static inline void roll_site(tb_anatomy *anatomy, double radius_t_mm, double radius_b_mm)
{
    memset(anatomy, 0, sizeof *anatomy);
    anatomy->radius_t_mm = radius_t_mm;
    anatomy->radius_b_mm[0] = anatomy->radius_b_mm[1] = radius_b_mm;
    for (int k = 0; k < 2; ++k) {
        anatomy->extent_t_mm[k] = anatomy->extent_b_mm[k] = k == 0 ? -45.0 : 45.0;
    }
    anatomy->base_depth_mm = 40.0;
    anatomy->pain_sensitivity = 1.0;
    anatomy->pain_threshold_kpa[0] = 200.0;
    anatomy->pain_threshold_kpa[1] = 300.0;
    anatomy->pain_threshold_kpa[2] = 400.0;
    anatomy->roll.present = true;
}

/// Upper trapezius: skin 2.2, fat 5, fascia 1.25, muscle 11.9 mm; 14 mm high, 28.7 mm thick.
static inline void roll_trapezius(tb_anatomy *anatomy)
{
    roll_site(anatomy, -250.0, 32.0);
    roll_layer(anatomy, TB_TISSUE_SKIN, 2.2, 1.0);
    roll_layer(anatomy, TB_TISSUE_FAT, 5.0, 0.8);
    roll_layer(anatomy, TB_TISSUE_FASCIA, 1.25, 1.0);
    roll_layer(anatomy, TB_TISSUE_MUSCLE, 11.9, 0.58);
    roll_layer(anatomy, TB_TISSUE_FAT, 4.0, 0.0);
    roll_layer(anatomy, TB_TISSUE_MUSCLE, 14.0, 0.0);
    anatomy->roll.height_mm = 14.0;
    anatomy->roll.root_mm = 15.0;
    anatomy->roll.grasp_t_mm[0] = -45.0;
    anatomy->roll.grasp_t_mm[1] = 45.0;
    anatomy->target_layer = anatomy->target.layer = 3;
    anatomy->target.kind = TB_TARGET_ROLL;
    roll_band(anatomy, 0.0, 3.7);
}

/// Sternocleidomastoid: skin 1.5, fat 3, platysma 1, fascia 0.5, muscle 10.5 mm; 11 mm high.
static inline void roll_neck(tb_anatomy *anatomy)
{
    roll_site(anatomy, 200.0, 55.0);
    roll_layer(anatomy, TB_TISSUE_SKIN, 1.5, 1.0);
    roll_layer(anatomy, TB_TISSUE_FAT, 3.0, 0.8);
    roll_layer(anatomy, TB_TISSUE_MUSCLE, 1.0, 1.0);
    roll_layer(anatomy, TB_TISSUE_FASCIA, 0.5, 1.0);
    roll_layer(anatomy, TB_TISSUE_MUSCLE, 10.5, 0.55);
    anatomy->roll.height_mm = 11.0;
    anatomy->roll.root_mm = 11.0;
    anatomy->roll.grasp_t_mm[0] = -40.0;
    anatomy->roll.grasp_t_mm[1] = 40.0;
    anatomy->target_layer = anatomy->target.layer = 4;
    anatomy->target.kind = TB_TARGET_ROLL;
    roll_band(anatomy, 1.0, 2.5);
}

#endif
