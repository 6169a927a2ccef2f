/// What the progress screen shows of a family of muscles: values over attempts with a fitted curve
/// and the error of measurement, the learning chart, and what should be looked at again. Pure but
/// for the day that is handed in. Layer app, needs the library and scoring's progress.
#ifndef TB_APP_PROGRESS_VIEW_H
#define TB_APP_PROGRESS_VIEW_H
#include "library.h"
#include "tautband/scoring/progress.h"

/// Families of muscles.
typedef enum tb_family {
    TB_FAMILY_ALL,
    TB_FAMILY_NECK, ///< head, neck, shoulder
    TB_FAMILY_BACK,
    TB_FAMILY_HIP, ///< hip and leg
    TB_FAMILY_FOOT,
    TB_FAMILY_COUNT
} tb_family;

/// What is followed over attempts.
typedef enum tb_followed {
    TB_FOLLOW_TIP,
    TB_FOLLOW_ANGLE,
    TB_FOLLOW_MARGIN,
    TB_FOLLOW_PAIN,
    TB_FOLLOW_POINTS,
    TB_FOLLOW_COUNT
} tb_followed;

/// How a value went.
typedef enum tb_change {
    TB_CHANGE_UNKNOWN, ///< fewer than four attempts
    TB_CHANGE_NONE,    ///< within the error of measurement
    TB_CHANGE_BETTER,
    TB_CHANGE_WORSE
} tb_change;

/// One value over attempts, oldest first.
typedef struct tb_progress_series {
    double value[TB_LIBRARY_ATTEMPTS];
    int count;
    bool fits; ///< three values or more: the curve stands
    tb_learning_curve curve;
    double mdc; ///< least change beyond the error of one attempt, 95 %
    tb_change change;
} tb_progress_series;

/// All of it; about 25 kB: from tb_alloc().
typedef struct tb_progress_view {
    tb_family family;
    int attempts;   ///< with a score
    char since[24]; ///< stamp of the first; "" without any
    tb_progress_series series[TB_FOLLOW_COUNT];
    // the learning chart, over attempts with a needle in tissue
    int charted;
    bool met[TB_LIBRARY_ATTEMPTS];
    double chart[TB_LIBRARY_ATTEMPTS];
    int signal_at; ///< attempt that signalled first, from 1; 0 = none yet
    double watch;  ///< the watching chart since then
    bool relapsed; ///< it crossed its upper line
    tb_lc_cusum learning;
    tb_cusum watching;
    double false_share, true_share; ///< chance of a signal within the rules' attempts
    // what comes next
    int32_t due_day;           ///< INT32_MIN = nothing practised yet
    char due_case[TB_ID_SIZE]; ///< another patient of that muscle
    char due_muscle[TB_LABEL_SIZE];
} tb_progress_view;

/// Name of a family, to translate.
const char *tb_family_name(tb_family family);
/// Family of a part of the body.
tb_family tb_family_of(tb_body_part part);

/// Compute the charts' limits: once, before tb_progress_view_build().
/// @return TB_OK, or what tb_progress_charts() returned
tb_status tb_progress_view_start(const tb_progress_rules *rules, tb_progress_view *out);
/// Fill everything else from the attempts kept.
void tb_progress_view_build(const tb_library *library, const tb_progress_rules *rules,
                            tb_family family, tb_progress_view *out);
/// Day number of an attempt's stamp "20260401-081500"; INT32_MIN when it is none.
int32_t tb_day_of_stamp(const char *stamp);

#endif
