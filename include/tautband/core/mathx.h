/// Elementary functions with the same bits on every machine: built from + - * / sqrt and integer
/// steps only, no C-library transcendentals. Used by everything below app. Layer core, needs the C
/// library's exact operations.
#ifndef TB_CORE_MATHX_H
#define TB_CORE_MATHX_H

#define TB_PI 3.14159265358979323846

/// e^x. Error <= 2 ulp against the exact value; 0 below -745.13, +inf above 709.78; NaN stays NaN.
double tb_exp(double x);

/// Natural logarithm, <= 2 ulp; -inf at 0, NaN below 0.
double tb_log(double x);

/// Sine of an angle in radians, <= 2 ulp (of 1) for |angle_rad| <= 1e5, only bounded to [-1, 1] far
/// beyond; NaN for values that are not finite.
double tb_sin(double angle_rad);

/// Cosine of an angle in radians, <= 2 ulp (of 1) for |angle_rad| <= 1e5, only bounded to [-1, 1]
/// far beyond; NaN for values that are not finite.
double tb_cos(double angle_rad);

/// Angle of the point (x, y) in (-pi, pi], <= 3 ulp; 0 at the origin.
double tb_atan2(double y, double x);

/// base^exponent for base > 0, <= 8 ulp while |exponent * log(base)| <= 50; 0 for base 0 and
/// exponent > 0; NaN for a negative base.
double tb_pow(double base, double exponent);

#endif
