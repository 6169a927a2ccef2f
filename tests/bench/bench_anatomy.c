// Prints how many rays and segments per second meet a site, and how long a case takes to load with
// its patient and first section, as CSV; no verdict.
#define _POSIX_C_SOURCE 200809L
#include "tautband/anatomy/section.h"

#include "tautband/core/rng.h"

#include "site_support.h"

#include <time.h>

enum { RAYS = 4096, ROUNDS = 200, SEGMENT_ROUNDS = 4 };

static const char *const names[] = {
    "gastrocnemius-medial", "levator-scapulae",          "quadratus-lumborum",  "piriformis",
    "infraspinatus",        "obliquus-capitis-inferior", "upper-trapezius-roll"};
static tb_site site;
static tb_case model;
static tb_anatomy anatomy;
static tb_section section;
static tb_vec3 origins[RAYS], directions[RAYS];

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Needles of 40 mm from the entry region, within 45 degrees of n.
static void aim(void)
{
    tb_rng rng;
    tb_rng_seed(&rng, 1, TB_RNG_SCENE);
    for (int k = 0; k < RAYS; ++k) {
        const double t = model.approach.entry_t_mm + 20.0 * (tb_rng_uniform(&rng) - 0.5);
        const double b = model.approach.entry_b_mm + 10.0 * (tb_rng_uniform(&rng) - 0.5);
        origins[k] = (tb_vec3){t, b, tb_anatomy_skin_mm(&anatomy, t, b)};
        directions[k] =
            tb_needle_direction(0.78 * tb_rng_uniform(&rng), 6.28 * tb_rng_uniform(&rng));
    }
}

int main(void)
{
    puts("site,structures,casts_per_s,hit_share,segment_distances_per_s,load_draw_section_ms");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
        double best_ms = 1e9;
        for (int n = 0; n < 5; ++n) {
            const double from = seconds();
            load_site(names[i], &site);
            tb_case_of_site(&site, &model);
            tb_anatomy_draw(&model, 7, &anatomy);
            const tb_section_plane plane = {model.approach.entry_t_mm, 0.0, 1.0, 0.0};
            tb_section_build(&anatomy, &plane, &section, NULL);
            const double ms = 1e3 * (seconds() - from);
            best_ms = ms < best_ms ? ms : best_ms;
        }
        aim();
        const uint32_t all = ~(1u << TB_HAZARD_NONE);
        long hits = 0;
        double from = seconds();
        for (int n = 0; n < ROUNDS; ++n) {
            for (int k = 0; k < RAYS; ++k) {
                hits +=
                    tb_anatomy_cast(&anatomy, origins[k], directions[k], 40.0, all).structure >= 0;
            }
        }
        const double casts = (double)ROUNDS * RAYS / (seconds() - from);
        double sum = 0.0;
        long segments = 0;
        from = seconds();
        for (int n = 0; n < SEGMENT_ROUNDS; ++n) {
            for (int k = 0; k < RAYS / 8; ++k) {
                const tb_vec3 to = tb_vec3_along(origins[k], directions[k], 40.0);
                for (int s = 0; s < anatomy.structure_count; ++s, ++segments) {
                    sum += tb_structure_segment_distance_mm(&anatomy.structures[s], origins[k], to);
                }
            }
        }
        const double each = (double)segments / (seconds() - from);
        printf("%s,%d,%.0f,%.2f,%.0f,%.2f%s\n", names[i], anatomy.structure_count, casts,
               (double)hits / ROUNDS / RAYS, each, best_ms, sum > 0.0 ? "" : " ");
    }
    return 0;
}
