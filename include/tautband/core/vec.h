/// Vectors of two and three doubles. No unit of their own: the name of the variable carries it.
/// Layer core, needs the C library.
#ifndef TB_CORE_VEC_H
#define TB_CORE_VEC_H
#include <math.h>

/// Section plane: x along the section, y outward.
typedef struct tb_vec2 {
    double x, y;
} tb_vec2;

/// Site frame unless the name says otherwise: x = t (along the fibres), y = b (across), z = n
/// (inward).
typedef struct tb_vec3 {
    double x, y, z;
} tb_vec3;

/// a + b
static inline tb_vec3 tb_vec3_add(tb_vec3 a, tb_vec3 b)
{
    return (tb_vec3){a.x + b.x, a.y + b.y, a.z + b.z};
}

/// a - b
static inline tb_vec3 tb_vec3_sub(tb_vec3 a, tb_vec3 b)
{
    return (tb_vec3){a.x - b.x, a.y - b.y, a.z - b.z};
}

/// a * scale
static inline tb_vec3 tb_vec3_scale(tb_vec3 a, double scale)
{
    return (tb_vec3){a.x * scale, a.y * scale, a.z * scale};
}

/// a + b * scale
static inline tb_vec3 tb_vec3_along(tb_vec3 a, tb_vec3 b, double scale)
{
    return (tb_vec3){a.x + b.x * scale, a.y + b.y * scale, a.z + b.z * scale};
}

/// Scalar product.
static inline double tb_vec3_dot(tb_vec3 a, tb_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/// Vector product, right-handed.
static inline tb_vec3 tb_vec3_cross(tb_vec3 a, tb_vec3 b)
{
    return (tb_vec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// Euclidean length.
static inline double tb_vec3_length(tb_vec3 a)
{
    return sqrt(tb_vec3_dot(a, a));
}

/// Unit vector along a; the zero vector stays zero.
static inline tb_vec3 tb_vec3_unit(tb_vec3 a)
{
    const double length = tb_vec3_length(a);
    return length > 0.0 ? tb_vec3_scale(a, 1.0 / length) : a;
}

/// Distance between two points.
static inline double tb_vec3_distance(tb_vec3 a, tb_vec3 b)
{
    return tb_vec3_length(tb_vec3_sub(a, b));
}

/// Clamp a scalar to [lo, hi].
static inline double tb_clamp(double value, double lo, double hi)
{
    return value < lo ? lo : value > hi ? hi : value;
}

#endif
