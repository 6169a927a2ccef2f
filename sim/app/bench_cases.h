/// Speed of the case library for `tautband bench`: how long all cases take to be read, and how long
/// a learner waits for one, patient and first section included. CPU time of this thread. Layer app.
#ifndef TB_APP_BENCH_CASES_H
#define TB_APP_BENCH_CASES_H
#include "commands.h"

/// The library's times.
typedef struct tb_cases_bench {
    int count;                 ///< cases read; 0 = not measured
    double list_ms;            ///< all of them, as `case list` reads them
    double median_ms, most_ms; ///< one case with its site, its patient drawn, the session ready
    char slowest[TB_ID_SIZE];
    double casts_per_s; ///< needles of 40 mm against every structure of a site, where it is dearest
    char dearest[TB_ID_SIZE];
} tb_cases_bench;

/// Measure with the tables of `content`.
/// @return TB_EXIT_OK or the exit code to end with, after a complaint
int tb_bench_cases(const tb_content *content, tb_cases_bench *out);

#endif
