/// What the groups of rows share: entering rows and curves, and a flat section with a needle or a
/// twitch in it. Not for other layers.
#ifndef TB_VALIDATION_INTERNAL_H
#define TB_VALIDATION_INTERNAL_H
#include "tautband/physics/world.h"
#include "tautband/validation/validation.h"

/// Enter a row: `row->holds` and the report's counts follow from `ours` and the band.
void tb_row_add(tb_validation_report *report, const tb_validation_row *row);

/// Enter `count` rows in their order.
void tb_rows_add(tb_validation_report *report, const tb_validation_row *rows, size_t count);

/// Start a figure; NULL when the report is full.
tb_figure *tb_figure_add(tb_validation_report *report, const char *id, const char *title,
                         const char *x_label, const char *y_label);

/// Start a curve of a figure. Never NULL: beyond TB_FIGURE_CURVES_MAX the last one is reused.
tb_curve *tb_curve_add(tb_figure *figure, const char *label, bool reference, bool dots);

/// Add a point; a full curve keeps what it has.
void tb_curve_point(tb_curve *curve, double x, double y);

/// Name a stretch of the x axis.
void tb_zone_add(tb_figure *figure, const char *label, double from, double to);

enum { TB_SCENE_NX = 64, TB_SCENE_NY_MAX = 48, TB_SCENE_FASCIA_ROW = 8 };

/// What a flat section is made of; start from tb_scene_options_of().
typedef struct tb_scene_options {
    const tb_tissue_table *tissues;
    bool layered;    ///< skin 2 mm, fat 6 mm, fascia, muscle; else muscle alone, no membranes
    int muscle_rows; ///< of 1 mm
    tb_track_tissue override; ///< needle values of every cell where friction_n_per_mm > 0
    tb_needle_spec spec;
    bool twitch; ///< a band along the section, 13 mm deep, that can twitch
} tb_scene_options;

/// A layered section 80 mm wide, 31 mm of muscle, a straight needle of 0.25 x 40 mm.
tb_scene_options tb_scene_options_of(const tb_tissue_table *tissues);

/// A world with a flat section, stepped as the trainer steps it.
typedef struct tb_scene {
    double x_mm[TB_SCENE_NX * TB_SCENE_NY_MAX], y_mm[TB_SCENE_NX * TB_SCENE_NY_MAX];
    uint8_t material[TB_SCENE_NX * TB_SCENE_NY_MAX];
    tb_world_section section;
    tb_world *world;
    tb_world_input input;
    tb_needle_spec spec;
    double path_mm; ///< of a rigid tip past the skin
    double spin_rad;
} tb_scene;

/// Depth of the band of a scene with a twitch.
#define TB_SCENE_BAND_MM 13.0

/// Build a scene. @return TB_OK, TB_ERR_MEMORY, TB_ERR_FAULT, TB_ERR_ARGUMENT
tb_status tb_scene_create(const tb_scene_options *options, tb_scene **out);
/// Free. NULL is legal.
void tb_scene_destroy(tb_scene *scene);
/// Take the needle in hand 1 mm above the skin, in a guide tube that ends 4 mm above it.
void tb_scene_take(tb_scene *scene);
/// Move the hand by some way in one tick; returns the needle.
const tb_needle *tb_scene_drive(tb_scene *scene, double way_mm);
/// Move to a path at a speed > 0.
void tb_scene_go(tb_scene *scene, double path_mm, double speed_mm_per_ms);

/// Groups of rows, in the order of the report.
tb_status tb_shaft_rows(bool figures, tb_validation_report *report);
tb_status tb_contact_rows(bool figures, tb_validation_report *report);
tb_status tb_needle_rows(const tb_validation_subject *subject, bool figures,
                         tb_validation_report *report);
tb_status tb_tissue_rows(const tb_validation_subject *subject, bool figures,
                         tb_validation_report *report);
tb_status tb_response_rows(const tb_validation_subject *subject, bool figures,
                           tb_validation_report *report);
tb_status tb_patient_rows(const tb_validation_subject *subject, tb_validation_report *report);

#endif
