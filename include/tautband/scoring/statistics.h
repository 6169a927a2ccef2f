/// Numbers about attempts: agreement and error of measurement, control charts for learning,
/// learning curves. Pure functions, no allocation but one table in the exact signal probability.
/// Layer scoring, needs core.
#ifndef TB_SCORING_STATISTICS_H
#define TB_SCORING_STATISTICS_H
#include "tautband/core/status.h"
#include <stdbool.h>

/// Two-way analysis of a table of targets by judges (or subjects by trials), and what follows.
typedef struct tb_reliability {
    double ms_rows, ms_columns, ms_error, ms_within; ///< mean squares
    double f;                                        ///< ms_rows / ms_error
    double icc_1_1, icc_2_1, icc_3_1;                ///< one judge
    double icc_1_k, icc_2_k, icc_3_k;                ///< mean of all judges
    double sem_agreement;   ///< sqrt(judge variance + residual): differences between judges count
    double sem_consistency; ///< sqrt(ms_error): only how one judge wavers
} tb_reliability;

/// Intraclass correlations and standard errors of measurement.
/// @param values [rows * columns] row after row, finite
/// @param rows   targets, at least 2
/// @param columns judges, at least 2
/// @return TB_OK, TB_ERR_ARGUMENT (also when nothing varies); `out` unchanged on error
/// @source Shrout and Fleiss 1979, Psychological Bulletin 86:420; Weir 2005 for the errors
tb_status tb_reliability_of(const double *values, int rows, int columns, tb_reliability *out);

/// Least change that is beyond the error of measurement with 95 % confidence: 1.96 sqrt(2) SEM.
double tb_mdc95(double sem);

/// Limits of a Wald chart that watches whether a practised learner stays practised.
typedef struct tb_cusum {
    double s;  ///< taken off at a success; 1 - s is added at a failure
    double h0; ///< distance of the lower line: acceptable
    double h1; ///< distance of the upper line: not acceptable
} tb_cusum;

/// P = ln(p1 / p0), Q = ln((1 - p0) / (1 - p1)), s = Q / (P + Q), h0 = ln((1 - alpha) / beta) /
/// (P + Q), h1 = ln((1 - beta) / alpha) / (P + Q).
/// @param p0 acceptable rate of failures, @param p1 unacceptable one; 0 < p0 < p1 < 1
/// @param alpha, beta errors of the first and second kind, in (0, 0.5)
/// @return TB_OK, TB_ERR_ARGUMENT; `out` unchanged on error
/// @source Kestin 1995, British Journal of Anaesthesia 75:805
tb_status tb_cusum_design(double p0, double p1, double alpha, double beta, tb_cusum *out);

/// The chart after one more attempt.
double tb_cusum_step(const tb_cusum *cusum, double value, bool failure);

/// Learning-curve chart: does the learner now fail as seldom as wanted?
typedef struct tb_lc_cusum {
    double p0, p1;           ///< rate of failures that is adequate, and one that is not
    double success, failure; ///< what an attempt adds: ln((1 - p0) / (1 - p1)), ln(p0 / p1)
    double h;                ///< a chart above it signals
} tb_lc_cusum;

/// Weights for given rates; h is taken as it is.
/// @return TB_OK, TB_ERR_ARGUMENT unless 0 < p0 < p1 < 1 and h > 0; `out` unchanged on error
/// @source Biau et al. 2008, British Journal of Surgery 95:925
tb_status tb_lc_cusum_design(double p0, double p1, double h, tb_lc_cusum *out);

/// max(0, value + weight of the attempt).
double tb_lc_cusum_step(const tb_lc_cusum *chart, double value, bool failure);

/// Exact probability that the chart signals within n attempts when each fails with probability p.
/// @param n 1..200
/// @return 0..1; negative when an argument is out of range or memory is short
double tb_lc_cusum_signals(const tb_lc_cusum *chart, int n, double p);

/// Smallest h, in steps of 0.05, with which at most a share `most` of inadequate learners (rate p1)
/// is signalled within n attempts.
/// @return h; negative when an argument is out of range
double tb_lc_cusum_limit(double p0, double p1, int n, double most);

/// A curve through attempts 1..count, and how far they scatter around it.
typedef struct tb_learning_curve {
    bool power;  ///< value = a N^b; else a + b ln N
    double a, b; ///< of either form
    double sem;  ///< sqrt(sum of squared residuals / (count - 2)): error of one attempt
} tb_learning_curve;

/// Least squares: on the logarithms of both for a power law, else on the logarithm of N.
/// @param values [count] finite; a power law takes those below `least` as `least`
/// @param least  > 0, read for a power law only
/// @return TB_OK, TB_ERR_ARGUMENT below three values or outside the ranges; `out` unchanged then
tb_status tb_learning_curve_fit(const double *values, int count, bool power, double least,
                                tb_learning_curve *out);

/// The curve at an attempt, from 1 on.
double tb_learning_curve_at(const tb_learning_curve *curve, double attempt);

#endif
