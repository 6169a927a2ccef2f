// The way to every trigger point of every site that is needled, and its gaps to what may be harmed.
#include "patients.h"
#include "tautband/anatomy/roll.h"

static const char *const needled_sites[] = {"upper-trapezius-roll",    "levator-scapulae",
                                            "quadratus-lumborum",      "piriformis",
                                            "gluteus-medius",          "gastrocnemius-medial",
                                            "gastrocnemius-lateral",   "flexor-digitorum-brevis",
                                            "abductor-hallucis",       "quadratus-plantae",
                                            "infraspinatus",           "obliquus-capitis-inferior",
                                            "sternocleidomastoid-roll"};

/// Length of the way back along a direction to the skin; of a roll to the face it came through.
static double way_mm(tb_vec3 centre, tb_vec3 direction)
{
    double along = 0.0;
    while (along < 150.0) {
        const tb_vec3 at = tb_vec3_along(centre, direction, -along);
        const double roll =
            people.patient.roll.present ? tb_roll_depth_mm(&people.patient.roll, at) : -1.0;
        const bool below = at.z > tb_anatomy_patch_mm(&people.patient, at.x, at.y);
        if (roll < 0.0 && (people.patient.roll.present || !below)) {
            break;
        }
        along += 0.1;
    }
    return along;
}

/// One row per trigger point: the site's own direction led through the drawn point, in patients of
/// BMI 23.5 +- 3.2: how deep, in the muscle, what is met before it, and whether a needle pushed 20
/// mm further would meet something lethal before bone.
static void path_row(const char *name, int index)
{
    const uint32_t bone = 1u << TB_HAZARD_BONE, lethal = 1u << TB_HAZARD_LETHAL;
    static char quantities[64][DEPTH_TEXT];
    static int used;
    open_site(name, 23.5, 3.2);
    const tb_site_point *point = &people.site.trigger_points[index];
    tb_case *model = &people.model;
    model->point_choice = TB_POINTS_LISTED;
    model->point_count = 1;
    model->points[0] = (tb_case_point){.state = TB_TRIGGER_POINT_ACTIVE, .probability = 1.0};
    memcpy(model->points[0].id, point->id, TB_ID_SIZE);
    const bool own = point->approach_tilt_deg >= 0.0;
    const tb_vec3 d = own ? towards(point->approach_tilt_deg, point->approach_azimuth_deg)
                          : approach_direction(0.0, 0.0);
    clear(&first);
    int muscle = 0, hazard = 0, bony = 0, beyond = 0;
    for (int k = 0; k < patients / 2; ++k) {
        const tb_anatomy *a = any_patient();
        const tb_vec3 centre = a->trigger_points[0].centre_mm;
        const double way = way_mm(centre, d);
        const tb_vec3 o = tb_vec3_along(centre, d, -way);
        sample_add(&first, way);
        muscle += tb_anatomy_in_target(a, centre);
        hazard += tb_anatomy_cast(a, o, d, way, ~(bone | 1u << TB_HAZARD_NONE)).structure >= 0;
        bony += tb_anatomy_cast(a, o, d, way, bone).structure >= 0;
        const tb_ray_hit hit = tb_anatomy_cast(a, o, d, way + 20.0, bone | lethal);
        beyond += hit.structure >= 0 && a->structures[hit.structure].hazard == TB_HAZARD_LETHAL;
    }
    model->point_choice = TB_POINTS_DRAWN;
    const double share = 200.0 / patients;
    char *quantity = quantities[used++ % 64];
    snprintf(quantity, DEPTH_TEXT, "way to the %s", point->label);
    depth_row_add(name, quantity, "in the muscle, past every hazard", "J",
                  muscle * share > 98.0 && hazard * share < 8.0 && bony * share < 20.0 &&
                      beyond * share < 1.0,
                  "%.1f +- %.1f deep; in the muscle %.0f %%; nerve, vessel or organ before it "
                  "%.1f %%, bone %.0f %%; lethal within 20 mm beyond %.1f %%",
                  sample_mean(&first), sample_sd(&first), muscle * share, hazard * share,
                  bony * share, beyond * share);
}

void ways_are_clear(void **state)
{
    (void)state;
    const int before = depth_rows_failed;
    for (size_t k = 0; k < sizeof needled_sites / sizeof needled_sites[0]; ++k) {
        open_site(needled_sites[k], 23.5, 3.2);
        for (int i = 0; i < people.site.trigger_point_count; ++i) {
            path_row(needled_sites[k], i);
        }
    }
    all_hold(before);
}

// ---- gaps ---------------------------------------------------------------------------------------

/// What may be harmed near a point, and how near: a range that was designed before the geometry.
typedef struct gap_row {
    const char *id, *site, *point, *structures[2]; ///< the nearer one of two counts
    double lo_mm, hi_mm;
    double beyond_mm; ///< known to lie outside, by at most this much; 0: it does not
} gap_row;

static const gap_row gaps[] = {
    {"H1", "upper-trapezius-roll", "ut1", {"lung"}, 33, 60, 0},
    {"H1", "upper-trapezius-roll", "ut2", {"lung"}, 33, 60, 0},
    {"H2", "upper-trapezius-flat", "ut1", {"accessory_n"}, 3, 8, 0},
    {"H3", "levator-scapulae", "ls2", {"pleura"}, 12, 35, 0},
    {"H4", "levator-scapulae", "ls2", {"dorsal_scapular_na"}, 5, 10, 0},
    // exact; the estimate that the site was placed by, which never exceeds it, was 27
    {"H5", "quadratus-lumborum", "ql_deep3", {"kidney"}, 15, 30, 2.0},
    {"H6", "quadratus-lumborum", "ql_sup_cran", {"pleura_recess"}, 10, 25, 0},
    {"H7", "quadratus-lumborum", "ql_deep3", {"peritoneum"}, 15, 30, 0},
    {"H7", "quadratus-lumborum", "ql_sup_caud", {"peritoneum"}, 15, 30, 0},
    {"H8", "piriformis", "pi_mid", {"sciatic_n"}, 0, 15, 0},
    {"H8", "piriformis", "pi2", {"sciatic_n"}, 0, 15, 0},
    {"H9", "gluteus-medius", "gm2", {"sup_gluteal_bundle"}, 3, 10, 0},
    // a muscle of 26 mm with its point at 0.58 of the depth leaves no less
    {"H9", "gluteus-medius", "gm1", {"sup_gluteal_bundle"}, 3, 10, 1.5},
    {"H10", "gastrocnemius-medial", "gam3", {"tibial_bundle"}, 15, 30, 0},
    {"H10", "gastrocnemius-lateral", "gal4", {"tibial_bundle"}, 15, 30, 0},
    {"H11", "gastrocnemius-lateral", "gal4", {"common_fibular_n"}, 20, 40, 0},
    {"H12", "abductor-hallucis", "abh1", {"med_plantar"}, 2, 6, 0},
    {"H12", "flexor-digitorum-brevis", "fdb1", {"lat_plantar"}, 2, 6, 0},
    // given as a depth below the skin, 40 to 65; the point lies 15 deep
    {"H13", "infraspinatus", "is1", {"pleura"}, 25, 50, 0},
    {"H14", "obliquus-capitis-inferior", "oci1", {"cord"}, 15, 25, 0},
    {"H15", "obliquus-capitis-inferior", "oci1", {"vertebral_a"}, 10, 20, 0},
    // the lift adds 11 mm to the resting gap of 6
    {"H16", "sternocleidomastoid-roll", "scm_st", {"carotid_sheath", "jugular_int"}, 5, 15, 2.5},
    {"H16", "sternocleidomastoid-roll", "scm_cl", {"carotid_sheath", "jugular_int"}, 5, 15, 0},
};

/// Distance from the middle of a point to what may be harmed, in the nominal patient.
static double gap_mm(const gap_row *row)
{
    tb_case *model = &people.model;
    model->point_choice = TB_POINTS_LISTED;
    model->point_count = 1;
    model->points[0] = (tb_case_point){.state = TB_TRIGGER_POINT_ACTIVE, .probability = 1.0};
    snprintf(model->points[0].id, TB_ID_SIZE, "%s", row->point);
    tb_anatomy_draw(model, 0, &people.patient);
    model->point_choice = TB_POINTS_DRAWN;
    model->point_count = 0;
    double least = INFINITY;
    for (int k = 0; k < people.patient.structure_count; ++k) {
        const tb_structure *s = &people.patient.structures[k];
        for (int i = 0; i < 2 && row->structures[i] != NULL; ++i) {
            if (strcmp(s->id, row->structures[i]) == 0) {
                least = fmin(
                    least, tb_structure_distance_mm(s, people.patient.trigger_points[0].centre_mm));
            }
        }
    }
    return least;
}

void gaps_are_as_designed(void **state)
{
    (void)state;
    enum { ROWS = sizeof gaps / sizeof gaps[0] };
    static char quantities[ROWS][DEPTH_TEXT], ranges[ROWS][DEPTH_TEXT];
    const double slack_mm = 1.0; // ranges are whole millimetres
    const int before = depth_rows_failed;
    for (int k = 0; k < ROWS; ++k) {
        const gap_row *row = &gaps[k];
        open_site(row->site, 23.0, 3.2);
        const double gap = gap_mm(row);
        assert_int_equal(people.patient.trigger_point_count, 1);
        const double over = fmax(row->lo_mm - gap, gap - row->hi_mm);
        const bool known = row->beyond_mm > 0.0;
        snprintf(quantities[k], DEPTH_TEXT, "%s, gap from %s to %s%s, nominal", row->id, row->point,
                 row->structures[0], row->structures[1] != NULL ? " or the jugular vein" : "");
        snprintf(ranges[k], DEPTH_TEXT, "%.0f-%.0f%s", row->lo_mm, row->hi_mm,
                 known ? " (known to lie beyond)" : "");
        // a row that came inside would be out of date, too
        depth_row_add(row->site, quantities[k], ranges[k], "J",
                      known ? over > slack_mm && over <= row->beyond_mm : over <= slack_mm, "%.1f",
                      gap);
    }
    all_hold(before);
}
