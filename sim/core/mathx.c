#include "tautband/core/mathx.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// pi/2 and ln 2 in pieces: the leading pieces end in zero bits, so that a small whole number times
// them is exact.
static const double HALF_PI_1 = 0x1.921fb544p+0, HALF_PI_2 = 0x1.0b4611a6p-34,
                    HALF_PI_3 = 0x1.3198a2e037073p-69;
static const double HALF_PI_HI = 0x1.921fb54442d18p+0, HALF_PI_LO = 0x1.1a62633145c07p-54;
static const double LN2_HI = 0x1.62e42fee00000p-1, LN2_LO = 0x1.a39ef35793c76p-33;
static const double LOG2_E = 0x1.71547652b82fep+0;

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t to_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double quiet_nan(void)
{
    return from_bits(0x7ff8000000000000u);
}

static double infinity(void)
{
    return from_bits(0x7ff0000000000000u);
}

/// 2^k for k in [-1022, 1023].
static double power_of_two(int k)
{
    return from_bits((uint64_t)(k + 1023) << 52);
}

double tb_exp(double x)
{
    if (x != x) {
        return x;
    }
    if (x > 709.782712893384) {
        return infinity();
    }
    if (x < -745.1332191019412) {
        return 0.0;
    }
    const double k = floor(x * LOG2_E + 0.5);
    const double r_hi = x - k * LN2_HI, r_lo = k * LN2_LO;
    const double r = r_hi - r_lo;
    const double lost = (r_hi - r) - r_lo; // what rounding took from r
    // Taylor series of (e^r - 1 - r) / r^2; the first term left out is r^12/14!, below 2^-57 for
    // |r| <= ln 2 / 2
    double q = 1.0 / 6227020800.0;
    q = q * r + 1.0 / 479001600.0;
    q = q * r + 1.0 / 39916800.0;
    q = q * r + 1.0 / 3628800.0;
    q = q * r + 1.0 / 362880.0;
    q = q * r + 1.0 / 40320.0;
    q = q * r + 1.0 / 5040.0;
    q = q * r + 1.0 / 720.0;
    q = q * r + 1.0 / 120.0;
    q = q * r + 1.0 / 24.0;
    q = q * r + 1.0 / 6.0;
    q = q * r + 0.5;
    const double y = 1.0 + (r + (lost + r * r * q));
    const int whole = (int)k;
    const int half = whole / 2; // in two steps: 2^whole itself may be subnormal or too large
    return y * power_of_two(half) * power_of_two(whole - half);
}

/// x = m 2^e with m in [sqrt(1/2), sqrt(2)).
static double split_exponent(double x, int *e)
{
    int exponent = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        exponent = -54;
    }
    const uint64_t bits = to_bits(x);
    exponent += (int)((bits >> 52) & 0x7ff) - 1023;
    double m = from_bits((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
    if (m > 0x1.6a09e667f3bcdp+0) {
        m *= 0.5;
        ++exponent;
    }
    *e = exponent;
    return m;
}

/// (2 atanh(s) - 2 s) / (2 s) = z/3 + z^2/5 + ... with z = s^2 <= 0.0295; the first term left out
/// is below 2^-62.
static double atanh_tail(double z)
{
    double q = 1.0 / 23.0;
    q = q * z + 1.0 / 21.0;
    q = q * z + 1.0 / 19.0;
    q = q * z + 1.0 / 17.0;
    q = q * z + 1.0 / 15.0;
    q = q * z + 1.0 / 13.0;
    q = q * z + 1.0 / 11.0;
    q = q * z + 1.0 / 9.0;
    q = q * z + 1.0 / 7.0;
    q = q * z + 1.0 / 5.0;
    q = q * z + 1.0 / 3.0;
    return q * z;
}

double tb_log(double x)
{
    if (x != x || x < 0.0) {
        return quiet_nan();
    }
    if (x == 0.0) {
        return -infinity();
    }
    if (x == infinity()) {
        return x;
    }
    int e;
    const double f = split_exponent(x, &e) - 1.0; // exact
    const double s = f / (2.0 + f);
    // log(1 + f) = 2s + 2s tail = f - (h - s (h + R)) with h = f^2/2 and R = 2 tail: f itself
    // carries no rounding
    const double h = 0.5 * f * f, r = 2.0 * atanh_tail(s * s), k = (double)e;
    return k * LN2_HI - ((h - (s * (h + r) + k * LN2_LO)) - f);
}

/// sin r for |r| <= pi/4, with the part of r that rounding lost.
static double sine_kernel(double r, double lost)
{
    const double z = r * r;
    double q = 1.0 / 355687428096000.0;
    q = q * z - 1.0 / 1307674368000.0;
    q = q * z + 1.0 / 6227020800.0;
    q = q * z - 1.0 / 39916800.0;
    q = q * z + 1.0 / 362880.0;
    q = q * z - 1.0 / 5040.0;
    q = q * z + 1.0 / 120.0;
    q = q * z - 1.0 / 6.0;
    return r + (lost * (1.0 - 0.5 * z) + r * z * q);
}

/// cos r for |r| <= pi/4.
static double cosine_kernel(double r, double lost)
{
    const double z = r * r;
    double q = -1.0 / 6402373705728000.0;
    q = q * z + 1.0 / 20922789888000.0;
    q = q * z - 1.0 / 87178291200.0;
    q = q * z + 1.0 / 479001600.0;
    q = q * z - 1.0 / 3628800.0;
    q = q * z + 1.0 / 40320.0;
    q = q * z - 1.0 / 720.0;
    q = q * z + 1.0 / 24.0;
    const double half = 0.5 * z, w = 1.0 - half;
    return w + (((1.0 - w) - half) + (z * z * q - r * lost));
}

/// angle = k pi/2 + r + lost, |r| <= pi/4; returns k mod 4.
static int reduce_angle(double angle_rad, double *r, double *lost)
{
    if (fabs(angle_rad) >
        1e6) { // k times HALF_PI_1 would no longer be exact: stay bounded at least
        angle_rad = fmod(angle_rad, 4.0 * HALF_PI_HI);
    }
    const double k = floor(angle_rad / HALF_PI_HI + 0.5);
    const double a = angle_rad - k * HALF_PI_1;
    const double b = k * HALF_PI_2;
    const double hi = a - b;
    const double rest = ((a - hi) - b) - k * HALF_PI_3;
    *r = hi + rest;
    *lost = (hi - *r) + rest;
    return (int)(k - 4.0 * floor(k * 0.25));
}

double tb_sin(double angle_rad)
{
    if (!(fabs(angle_rad) < infinity())) {
        return quiet_nan();
    }
    double r, lost;
    switch (reduce_angle(angle_rad, &r, &lost)) {
    case 0:
        return sine_kernel(r, lost);
    case 1:
        return cosine_kernel(r, lost);
    case 2:
        return -sine_kernel(r, lost);
    default:
        return -cosine_kernel(r, lost);
    }
}

double tb_cos(double angle_rad)
{
    if (!(fabs(angle_rad) < infinity())) {
        return quiet_nan();
    }
    double r, lost;
    switch (reduce_angle(angle_rad, &r, &lost)) {
    case 0:
        return cosine_kernel(r, lost);
    case 1:
        return -sine_kernel(r, lost);
    case 2:
        return -cosine_kernel(r, lost);
    default:
        return sine_kernel(r, lost);
    }
}

/// atan t for |t| <= tan(pi/8): alternating series, first term left out below 2^-60 of the result.
static double arctangent_kernel(double t)
{
    const double z = t * t;
    double q = 1.0 / 45.0;
    for (int n = 43; n >= 3; n -= 2) {
        q = 1.0 / (double)n - z * q;
    }
    return t - t * z * q;
}

double tb_atan2(double y, double x)
{
    if (x != x || y != y) {
        return quiet_nan();
    }
    const double ax = fabs(x), ay = fabs(y);
    const double scale =
        ax > 0x1p1022 || ay > 0x1p1022 ? 0x1p-2 : 1.0; // their sum must not overflow
    const double large = scale * (ax > ay ? ax : ay), small = scale * (ax > ay ? ay : ax);
    if (large == 0.0) {
        return 0.0;
    }
    // angle of the point folded into the octant 0..45 degrees; two infinities count as equal
    const double t = small == large ? 1.0 : small / large;
    double angle;
    if (t > 0x1.a827999fcef32p-2) { // tan(pi/8)
        const double u = small == large ? 0.0 : (small - large) / (small + large);
        angle = 0.5 * HALF_PI_HI + (arctangent_kernel(u) + 0.5 * HALF_PI_LO);
    } else {
        angle = arctangent_kernel(t);
    }
    if (ay > ax) {
        angle = HALF_PI_HI - (angle - HALF_PI_LO);
    }
    if (x < 0.0) {
        angle = 2.0 * HALF_PI_HI - (angle - 2.0 * HALF_PI_LO);
    }
    return y < 0.0 ? -angle : angle;
}

/// a b = *hi + *lo exactly, by splitting both factors (Dekker 1971).
static void exact_product(double a, double b, double *hi, double *lo)
{
    const double factor = 134217729.0; // 2^27 + 1
    const double a_big = factor * a, b_big = factor * b;
    const double a_hi = a_big - (a_big - a), b_hi = b_big - (b_big - b);
    const double a_lo = a - a_hi, b_lo = b - b_hi;
    *hi = a * b;
    *lo = ((a_hi * b_hi - *hi) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo;
}

double tb_pow(double base, double exponent)
{
    if (exponent == 0.0 || base == 1.0) {
        return 1.0;
    }
    if (base != base || exponent != exponent || base < 0.0) {
        return quiet_nan();
    }
    if (base == 0.0 || base == infinity()) {
        return (base == 0.0) == (exponent > 0.0) ? 0.0 : infinity();
    }
    // log(base) to about 60 bits: s = (m - 1)/(m + 1) with its remainder, tail in plain precision
    int e;
    const double m = split_exponent(base, &e);
    const double f = m - 1.0, g = m + 1.0;
    const double g_lost = m > 1.0 ? 1.0 - (g - m) : m - (g - 1.0); // what rounding took from g
    const double s = f / g;
    double p_hi, p_lo;
    exact_product(s, g, &p_hi, &p_lo);
    const double s_lost = (((f - p_hi) - p_lo) - s * g_lost) / g;
    const double tail = 2.0 * (s_lost + s * atanh_tail(s * s)) + (double)e * LN2_LO;
    const double lead = (double)e * LN2_HI; // exact
    const double sum = lead + 2.0 * s;
    const double log_lo =
        (fabs(lead) > fabs(2.0 * s) ? (lead - sum) + 2.0 * s : (2.0 * s - sum) + lead) + tail;
    const double log_hi = sum + log_lo, log_rest = (sum - log_hi) + log_lo;

    exact_product(exponent, log_hi, &p_hi, &p_lo);
    if (!(fabs(p_hi) < 800.0)) {
        return p_hi > 0.0 ? infinity() : 0.0;
    }
    const double y = tb_exp(p_hi);
    if (y == infinity()) {
        return y; // the correction below would make inf - inf of it
    }
    return y + y * (p_lo + exponent * log_rest);
}
