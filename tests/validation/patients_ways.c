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
