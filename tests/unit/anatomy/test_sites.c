// Every shipped site: it loads, its nominal patient meets the rays that were cast in the geometry
// it was written from, and its sections can be meshed in every direction that a tool may take.
#include "tautband/anatomy/section.h"

#include "tautband/core/mathx.h"
#include "tautband/core/units.h"

#include "site_support.h"
#include "tb_test.h"

#include <jansson.h>

#include <stdlib.h>

static const char *site_names[] = {
    "abductor-hallucis",
    "flexor-digitorum-brevis",
    "gastrocnemius-lateral",
    "gastrocnemius-medial",
    "gluteus-medius",
    "infraspinatus",
    "levator-scapulae",
    "obliquus-capitis-inferior",
    "piriformis",
    "quadratus-lumborum",
    "quadratus-plantae",
    "sternocleidomastoid-roll",
    "upper-trapezius-flat",
    "upper-trapezius-roll",
};

static tb_site site;
static tb_case model;
static tb_anatomy anatomy;
static tb_section section;

// ---- rays ---------------------------------------------------------------------------------------

static int structure_index(const char *id)
{
    for (int k = 0; k < anatomy.structure_count; ++k) {
        if (strcmp(anatomy.structures[k].id, id) == 0) {
            return k;
        }
    }
    return -1;
}

static tb_vec3 vector_of(const json_t *array)
{
    return (tb_vec3){json_number_value(json_array_get(array, 0)),
                     json_number_value(json_array_get(array, 1)),
                     json_number_value(json_array_get(array, 2))};
}

/// First and last place of a ray inside the muscle, in steps of 0.1 mm.
static bool muscle_interval(tb_vec3 origin, tb_vec3 direction, double *from_mm, double *to_mm)
{
    bool met = false;
    for (int k = 0; k <= 1200; ++k) {
        const double along = 0.1 * k;
        if (tb_anatomy_in_target(&anatomy, tb_vec3_along(origin, direction, along))) {
            *from_mm = met ? *from_mm : along;
            *to_mm = along;
            met = true;
        }
    }
    return met;
}

/// Distance of a place to a chain by its definition, the union of all balls strung on its axis, in
/// very many balls; and what the stored rays took for it: the distance to the axis less the radius
/// at its foot.
static void chain_distances(const tb_structure *s, tb_vec3 p, double *exact_mm, double *foot_mm)
{
    enum { BALLS = 200000 };
    *exact_mm = *foot_mm = INFINITY;
    for (int k = 0; k + 1 < s->point_count; ++k) {
        const tb_chain_point a = s->points[k], b = s->points[k + 1];
        const tb_vec3 from = {a.t_mm, a.b_mm, a.n_mm};
        const tb_vec3 axis = tb_vec3_sub((tb_vec3){b.t_mm, b.b_mm, b.n_mm}, from);
        for (int i = 0; i <= BALLS; ++i) {
            const double u = (double)i / BALLS;
            *exact_mm = fmin(*exact_mm, tb_vec3_distance(p, tb_vec3_along(from, axis, u)) -
                                            (a.radius_mm + u * (b.radius_mm - a.radius_mm)));
        }
        const double foot =
            tb_clamp(tb_vec3_dot(tb_vec3_sub(p, from), axis) / tb_vec3_dot(axis, axis), 0.0, 1.0);
        *foot_mm = fmin(*foot_mm, tb_vec3_distance(p, tb_vec3_along(from, axis, foot)) -
                                      (a.radius_mm + foot * (b.radius_mm - a.radius_mm)));
    }
}

/// A stored hit that differs by more may only be one of a grazing ray that the short cut let pass
/// on: the place met lies on the chain's balls, the stored one is already inside them, and on the
/// surface by the short cut alone.
static bool short_cut_explains(const tb_structure *s, tb_vec3 origin, tb_vec3 direction,
                               double met_mm, double want_mm)
{
    double exact[2], foot[2];
    if (s->shape != TB_SHAPE_CHAIN || s->flat != 1.0 || isinf(met_mm) || isinf(want_mm)) {
        return false;
    }
    chain_distances(s, tb_vec3_along(origin, direction, met_mm), &exact[0], &foot[0]);
    chain_distances(s, tb_vec3_along(origin, direction, want_mm), &exact[1], &foot[1]);
    print_message("%s: met at %.2f mm, %.6f mm from its balls; stored %.2f mm, %.3f mm from its "
                  "balls, %.3f mm from the axis' own radius\n",
                  s->id, met_mm, exact[0], want_mm, exact[1], foot[1]);
    return fabs(exact[0]) < 1e-5 && exact[1] < -0.01 && fabs(foot[1]) < 0.05;
}

/// The stored distances were marched in steps of at least 0.05 mm.
static void rays_meet_what_they_met(void **state)
{
    (void)state;
    const double slack_mm = 0.30;
    int explained = 0;
    json_error_t error;
    json_t *rays = json_load_file("tests/unit/anatomy/site_rays.json", 0, &error);
    assert_non_null(rays);
    assert_true(json_array_size(rays) > 40);
    int wrong = 0, hits = 0;
    size_t index;
    json_t *ray;
    json_array_foreach(rays, index, ray)
    {
        const char *name = json_string_value(json_object_get(ray, "site"));
        load_site(name, &site);
        tb_case_of_site(&site, &model);
        tb_anatomy_draw(&model, 0, &anatomy);
        const tb_vec3 origin = vector_of(json_object_get(ray, "o"));
        const tb_vec3 direction = tb_vec3_unit(vector_of(json_object_get(ray, "d")));
        const json_t *wanted = json_object_get(ray, "hits");
        for (int k = 0; k < anatomy.structure_count; ++k) {
            const double met =
                tb_structure_cast_mm(&anatomy.structures[k], origin, direction, 120.0, 0.0);
            const json_t *want = json_object_get(wanted, anatomy.structures[k].id);
            const double want_mm = want != NULL ? json_number_value(want) : INFINITY;
            hits += want != NULL;
            const bool same = fabs(met - want_mm) <= slack_mm || (isinf(met) && isinf(want_mm));
            const bool known = !same && short_cut_explains(&anatomy.structures[k], origin,
                                                           direction, met, want_mm);
            explained += known ? 1 : 0;
            if (!same && !known) {
                print_error("%s, %s: %s at %.2f mm, wanted %.2f\n", name,
                            json_string_value(json_object_get(ray, "ray")),
                            anatomy.structures[k].id, met, want_mm);
                wrong += 1;
            }
        }
        const char *id;
        json_t *value;
        json_object_foreach(json_object_get(ray, "hits"), id, value)
        {
            assert_true(structure_index(id) >= 0);
        }
        double from = 0.0, to = 0.0;
        const json_t *muscle = json_object_get(ray, "muscle");
        // beyond the extent layers go on as they are at its edge; there the rays' layers ran on
        if (origin.x < anatomy.extent_t_mm[0] || origin.x > anatomy.extent_t_mm[1] ||
            origin.y < anatomy.extent_b_mm[0] || origin.y > anatomy.extent_b_mm[1]) {
            continue;
        }
        const bool met = muscle_interval(origin, direction, &from, &to);
        const bool want = json_is_array(muscle);
        if (met != want ||
            (want && (fabs(from - json_number_value(json_array_get(muscle, 0))) > slack_mm ||
                      fabs(to - json_number_value(json_array_get(muscle, 1))) > slack_mm))) {
            print_error("%s, %s: muscle %.1f to %.1f\n", name,
                        json_string_value(json_object_get(ray, "ray")), from, to);
            wrong += 1;
        }
    }
    json_decref(rays);
    assert_int_equal(hits, 51);
    assert_int_equal(explained, 1); // the tibia on the calf's midline
    assert_int_equal(wrong, 0);
}

// ---- sections -----------------------------------------------------------------------------------

static int refused(const char *name, uint64_t seed, const tb_section_plane *plane)
{
    tb_error error = {0};
    const bool roll = tb_section_crosses_roll(&anatomy, plane);
    const tb_status status =
        roll ? tb_section_build_roll(&anatomy, plane, TB_SECTION_ROLL_FACE, &section, &error)
             : tb_section_build(&anatomy, plane, &section, &error);
    if (status == TB_OK && (!roll || tb_section_build_roll(&anatomy, plane, TB_SECTION_ROLL_CREST,
                                                           &section, &error) == TB_OK)) {
        return 0;
    }
    print_error("%s, seed %d, azimuth %.0f: %s\n", name, (int)seed,
                tb_deg_from_rad(tb_atan2(plane->sin_azimuth, plane->cos_azimuth)), error.message);
    return 1;
}

/// Palpation across the fibres all over the entry region and at every usual trigger point; the
/// needle's plane at the entry's middle and rim, at every azimuth.
static int sections_of(const char *name, uint64_t seed)
{
    int bad = 0;
    const tb_site_approach *approach = &site.approach;
    const double along[3] = {approach->entry_t_mm - approach->entry_semi_mm[0],
                             approach->entry_t_mm,
                             approach->entry_t_mm + approach->entry_semi_mm[0]};
    for (int k = 0; k < 3 + site.trigger_point_count; ++k) {
        const tb_section_plane across = {k < 3 ? along[k] : site.trigger_points[k - 3].t_mm, 0.0,
                                         0.0, 1.0};
        bad += refused(name, seed, &across);
    }
    for (int k = 0; k < 3; ++k) {
        const double b = approach->entry_b_mm + (k - 1) * approach->entry_semi_mm[1];
        for (int turn = (int)(seed % 6); turn < 18; turn += 6) { // six patients share the circle
            const double azimuth = tb_rad_from_deg(14.0 + 20.0 * turn);
            const tb_section_plane plane = {along[k], b, tb_cos(azimuth), tb_sin(azimuth)};
            bad += refused(name, seed, &plane);
        }
    }
    return bad;
}

static void sections_build_everywhere(void **state)
{
    const char *name = *(const char **)*state;
    enum { SEEDS = 30 };
    int bad = 0;
    load_site(name, &site);
    tb_case_of_site(&site, &model);
    model.patient.bmi_sd = 4.0;
    model.patient.bmi = 25.0;
    for (uint64_t seed = 0; seed <= SEEDS; ++seed) {
        model.patient.sex = (int32_t)(seed % 2);
        tb_anatomy_draw(&model, seed, &anatomy);
        bad += sections_of(name, seed);
    }
    assert_int_equal(bad, 0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, rays_meet_what_they_met);
    TB_TEST_ROWS(&list, sections_build_everywhere, site_names);
    return tb_test_run(&list, "sites");
}
