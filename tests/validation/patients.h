/// Patients against published measurements: what the parts of test_patients share, and their tests.
#ifndef TB_TEST_PATIENTS_H
#define TB_TEST_PATIENTS_H
#include "depth_table.h"
#include "site_population.h"
#include "tb_test.h"

#define NO_REACH 120.0
#define MEAN_SD_LEAST(s) sample_mean(s), sample_sd(s), sample_quantile(s, 0.0)

extern int patients; ///< drawn per row

extern sample first, second, third; ///< scratch; large

static inline void clear(sample *s)
{
    s->count = s->missed = 0;
}

static inline double percent(int count)
{
    return 100.0 * count / patients;
}

static inline bool near_to(double value, double wanted, double slack)
{
    return fabs(value - wanted) <= slack;
}

static inline bool inside(double value, double lo, double hi)
{
    return value >= lo && value <= hi;
}

static inline void all_hold(int failed_before)
{
    assert_int_equal(depth_rows_failed, failed_before);
}

/// A needle from either face of a roll, towards the other.
void roll_needle(double half_t_mm, double least_tilt, double most_tilt, tb_vec3 *origin,
                 tb_vec3 *direction);

void upper_trapezius_flat(void **state);
void upper_trapezius_roll(void **state);
void levator_scapulae(void **state);
void infraspinatus(void **state);
void quadratus_lumborum(void **state);
void lumbar_backstop(void **state);
void piriformis(void **state);
void gluteus_medius(void **state);
void gastrocnemius(void **state);
void foot(void **state);
void obliquus_capitis_inferior(void **state);
void sternocleidomastoid(void **state);
void ways_are_clear(void **state);
void gaps_are_as_designed(void **state);

#endif
