/// The model against formulas and published measurements: one row per comparison, with source,
/// value, accepted band and verdict, and the curves behind them. The same rows are run by the tests
/// and printed by `tautband validate`. Layer validation, needs patient. Units are named in each
/// row.
#ifndef TB_VALIDATION_VALIDATION_H
#define TB_VALIDATION_VALIDATION_H
#include "tautband/anatomy/case.h"
#include "tautband/anatomy/tissue.h"
#include "tautband/patient/physiology.h"

#include <stdbool.h>

enum {
    TB_VALIDATION_ROWS_MAX = 96,
    TB_FIGURES_MAX = 12,
    TB_FIGURE_CURVES_MAX = 6,
    TB_FIGURE_ZONES_MAX = 8,
    TB_CURVE_POINTS_MAX = 320,
};

/// What a row's reference value rests on.
typedef enum tb_evidence {
    TB_EVIDENCE_EXACT,     ///< a formula or an exact solution: the row is a gate
    TB_EVIDENCE_PUBLISHED, ///< a measurement, read in its source
    TB_EVIDENCE_MEMORY,    ///< a publication cited from memory, value not checked in print
    TB_EVIDENCE_JUDGEMENT, ///< no such measurement was found: a consistency check of the model
    TB_EVIDENCE_COUNT
} tb_evidence;

/// One comparison.
typedef struct tb_validation_row {
    const char *id;     ///< "V1"
    const char *what;   ///< quantity, in words
    const char *unit;   ///< "N", "" for a ratio or share
    const char *source; ///< formula or publication
    const char *note;   ///< what a reader must know to judge the row; may be NULL
    tb_evidence evidence;
    double published; ///< reference value
    double low, high; ///< accepted band, both ends included
    double ours;      ///< NaN when it could not be computed
    bool holds;       ///< ours lies in the band
} tb_validation_row;

/// A line or a set of dots of a figure.
typedef struct tb_curve {
    char label[48];
    bool reference; ///< published or analytic; otherwise the model's
    bool dots;      ///< single points instead of a line
    int count;
    double x[TB_CURVE_POINTS_MAX], y[TB_CURVE_POINTS_MAX];
} tb_curve;

/// A named stretch of the x axis: a layer of tissue, a phase in time.
typedef struct tb_figure_zone {
    char label[24];
    double from, to;
} tb_figure_zone;

/// One figure with what a reader needs beside it.
typedef struct tb_figure {
    const char *id; ///< file name without ending
    const char *title, *x_label, *y_label, *caption;
    bool log_x, log_y;
    tb_figure_zone zones[TB_FIGURE_ZONES_MAX];
    int zone_count;
    tb_curve curves[TB_FIGURE_CURVES_MAX];
    int curve_count;
} tb_figure;

/// Everything that a run finds. About half a megabyte: take it from tb_alloc().
typedef struct tb_validation_report {
    tb_validation_row rows[TB_VALIDATION_ROWS_MAX];
    int row_count;
    tb_figure figures[TB_FIGURES_MAX];
    int figure_count;
    int gates, gates_missed;   ///< rows with TB_EVIDENCE_EXACT
    int others, others_missed; ///< the rest
} tb_validation_report;

/// What is compared: the tables that the trainer itself uses.
typedef struct tb_validation_subject {
    const tb_tissue_table *tissues;
    const tb_physiology *physiology;
    const tb_site *piriformis, *suboccipital; ///< of V24; NULL leaves its rows out
    const tb_case *cases;                     ///< [case_count] that V25 needles
    int case_count;                           ///< 0 leaves V25 out
} tb_validation_subject;

/// Run every row and, if asked, draw the data of every figure. Some seconds.
/// @param figures false leaves out what only the figures need
/// @return TB_OK however the rows end, TB_ERR_MEMORY, TB_ERR_FAULT when a scene cannot be built
tb_status tb_validation_run(const tb_validation_subject *subject, bool figures,
                            tb_validation_report *out);

/// Words for a kind of evidence: "exact", "published", "from memory", "judgement".
const char *tb_evidence_name(tb_evidence evidence);

#endif
