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

/// Widen the box from lo to hi until it holds p. Where all are numbers this is fmin() and fmax()
/// per axis but for the sign of a zero, which no comparison sees; a C library's calls are slower.
static inline void tb_vec3_widen(tb_vec3 *lo, tb_vec3 *hi, tb_vec3 p)
{
    *lo =
        (tb_vec3){p.x < lo->x ? p.x : lo->x, p.y < lo->y ? p.y : lo->y, p.z < lo->z ? p.z : lo->z};
    *hi =
        (tb_vec3){p.x > hi->x ? p.x : hi->x, p.y > hi->y ? p.y : hi->y, p.z > hi->z ? p.z : hi->z};
}

/// Clamp a scalar to [lo, hi].
static inline double tb_clamp(double value, double lo, double hi)
{
    return value < lo ? lo : value > hi ? hi : value;
}

#endif
