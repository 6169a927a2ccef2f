/// Three-vector of floats, for shapes that are marched and meshed. No unit of its own: the name of
/// the variable carries it. Layer core, needs the C library.
#ifndef TB_CORE_F3_H
#define TB_CORE_F3_H
#include <math.h>

/// Axes as the variable's name or the function's comment says.
typedef struct tb_f3 {
    float x, y, z;
} tb_f3;

/// The vector (x, y, z).
static inline tb_f3 tb_f3_make(float x, float y, float z)
{
    return (tb_f3){x, y, z};
}

/// a + b
static inline tb_f3 tb_f3_add(tb_f3 a, tb_f3 b)
{
    return (tb_f3){a.x + b.x, a.y + b.y, a.z + b.z};
}

/// a - b
static inline tb_f3 tb_f3_sub(tb_f3 a, tb_f3 b)
{
    return (tb_f3){a.x - b.x, a.y - b.y, a.z - b.z};
}

/// a * s
static inline tb_f3 tb_f3_scale(tb_f3 a, float s)
{
    return (tb_f3){a.x * s, a.y * s, a.z * s};
}

/// Scalar product.
static inline float tb_f3_dot(tb_f3 a, tb_f3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/// Vector product, right-handed.
static inline tb_f3 tb_f3_cross(tb_f3 a, tb_f3 b)
{
    return (tb_f3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// Unit vector along a; what is shorter than 1e-9 stays as it is.
static inline tb_f3 tb_f3_unit(tb_f3 a)
{
    const float length = sqrtf(tb_f3_dot(a, a));
    return length > 1e-9f ? tb_f3_scale(a, 1.0f / length) : a;
}

#endif
