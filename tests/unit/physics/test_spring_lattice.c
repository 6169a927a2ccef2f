// The lattice of damped springs that the kernel is measured against: it must be what it says it is.
#include "tb_test.h"

#include "tautband/physics/spring_lattice.h"
#include "tautband/physics/world.h"

static void counts_its_springs(void **state)
{
    (void)state;
    tb_spring_lattice *lattice = NULL;
    assert_int_equal(tb_spring_lattice_create(64, 40, 10, &lattice), TB_OK);
    // down from every node but the base, along and twice across every cell
    assert_int_equal(tb_spring_lattice_count(lattice), 64 * 39 + 3 * 63 * 39);
    for (int n = 0; n < 3; ++n) {
        tb_spring_lattice_step(lattice);
    }
    tb_spring_lattice_destroy(lattice);
    tb_spring_lattice_destroy(NULL);
}

typedef struct bad_row {
    const char *name;
    int nx, ny, iterations;
} bad_row;

static bad_row bad[] = {
    {"one column", 1, 4, 10},           {"no rows", 4, 0, 10},
    {"too many rows", 4, 257, 10},      {"no iterations", 4, 4, 0},
    {"too many iterations", 4, 4, 101},
};

static void refuses(void **state)
{
    const bad_row *row = *state;
    tb_spring_lattice *lattice = NULL;
    assert_int_equal(tb_spring_lattice_create(row->nx, row->ny, row->iterations, &lattice),
                     TB_ERR_ARGUMENT);
    assert_null(lattice);
}

static void survives_without_memory(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 3; ++n) {
        tb_spring_lattice *lattice = NULL;
        tb_alloc_fail_at(n);
        assert_int_equal(tb_spring_lattice_create(4, 4, 10, &lattice), TB_ERR_MEMORY);
        tb_alloc_fail_at(0);
        assert_null(lattice);
    }
}

int main(void)
{
    static tb_test_list list;
    tb_world_greet();
    TB_TEST(&list, counts_its_springs);
    TB_TEST_ROWS(&list, refuses, bad);
    TB_TEST(&list, survives_without_memory);
    return tb_test_run(&list, "spring lattice");
}
