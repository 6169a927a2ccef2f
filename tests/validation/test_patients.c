// Patients against published measurements: depths, spreads and hit rates over many of them, row by
// row. `test_patients --patients 10000` draws more, `--table` prints the table of docs/sites.md.
// Rates of studies in cadavers are fits, not predictions: geometry and one aim error per study were
// chosen together, and the rows show that one geometry carries all rates at once.
#include "patients.h"

int patients = 1000;
sample first, second, third;
population people;
depth_row depth_rows[DEPTH_ROWS_MAX];
int depth_row_count, depth_rows_failed;

void roll_needle(double half_t_mm, double least_tilt, double most_tilt, tb_vec3 *origin,
                 tb_vec3 *direction)
{
    const double side = uniform(0.0, 1.0) < 0.5 ? 1.0 : -1.0;
    *origin =
        (tb_vec3){uniform(-half_t_mm, half_t_mm), side * people.patient.roll.half_width_mm * 0.999,
                  uniform(people.site.approach.entry_n_mm[0], people.site.approach.entry_n_mm[1])};
    *direction = towards(uniform(least_tilt, most_tilt), -90.0 * side + uniform(-15.0, 15.0));
}

int main(int argc, char **argv)
{
    static tb_test_list list;
    bool table = false;
    for (int k = 1; k < argc; ++k) {
        table = table || strcmp(argv[k], "--table") == 0;
        if (strcmp(argv[k], "--patients") == 0 && k + 1 < argc) {
            patients = atoi(argv[k + 1]);
            patients = patients < 100 ? 100 : patients > 10000 ? 10000 : patients;
        }
    }
    TB_TEST(&list, upper_trapezius_flat);
    TB_TEST(&list, upper_trapezius_roll);
    TB_TEST(&list, levator_scapulae);
    TB_TEST(&list, quadratus_lumborum);
    TB_TEST(&list, lumbar_backstop);
    TB_TEST(&list, piriformis);
    TB_TEST(&list, gluteus_medius);
    TB_TEST(&list, gastrocnemius);
    TB_TEST(&list, foot);
    TB_TEST(&list, infraspinatus);
    TB_TEST(&list, obliquus_capitis_inferior);
    TB_TEST(&list, sternocleidomastoid);
    TB_TEST(&list, ways_are_clear);
    TB_TEST(&list, gaps_are_as_designed);
    const int failed = tb_test_run(&list, "patients");
    if (table) {
        depth_rows_print(stdout);
    }
    return failed;
}
