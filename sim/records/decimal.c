#include "tautband/records/files.h"

#include <inttypes.h>
#include <math.h>

void tb_decimal(double value, char out[TB_DECIMAL_SIZE])
{
    const double most = 9e11; // times a million still fits 64 bits
    if (!(value == value)) {
        value = 0.0;
    }
    value = value > most ? most : value < -most ? -most : value;
    const double millionths = floor(fabs(value) * 1e6 + 0.5);
    const int64_t whole = (int64_t)millionths;
    const bool negative = value < 0.0 && whole > 0;
    snprintf(out, TB_DECIMAL_SIZE, "%s%" PRId64 ".%06" PRId64, negative ? "-" : "", whole / 1000000,
             whole % 1000000);
}
