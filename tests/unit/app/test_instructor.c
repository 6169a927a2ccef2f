#define _POSIX_C_SOURCE 200809L
// Sums over a station's attempts and the table for other programs.
#include "tb_test.h"

#include "app/instructor.h"
#include "tautband/core/alloc.h"

#include <stdlib.h>
#include <string.h>

static tb_library *library;
static tb_instructor_summary sum;

static void met(const char *case_id, const char *learner, int total, bool critical)
{
    tb_library_attempt *one = &library->attempts[library->attempt_count++];
    *one = (tb_library_attempt){.total = total,
                                .has_score = true,
                                .critical = critical,
                                .met = total >= 70 && !critical,
                                .cut = 70.0,
                                .tip_mm = total >= 0 ? 0.1 * total : -1.0,
                                .pain = -1.0,
                                .twitches = 2};
    snprintf(one->case_id, sizeof one->case_id, "%s", case_id);
    snprintf(one->learner, sizeof one->learner, "%s", learner);
    snprintf(one->when, sizeof one->when, "20261128-0930%02d", library->attempt_count);
}

static void begin(void)
{
    memset(library, 0, sizeof *library);
    snprintf(library->cases[0].id, sizeof library->cases[0].id, "a");
    snprintf(library->cases[1].id, sizeof library->cases[1].id, "b");
    snprintf(library->cases[2].id, sizeof library->cases[2].id, "never");
    library->case_count = 3;
    met("b", "zoe", 80, false);
    met("a", "zoe", 60, true);
    met("a", "ann", 70, false);
    met("a", "ann", 20, true);
    met("a", "ann", -1, false);
    library->attempts[4].sealed = true;
    met("a", "bob", -1, false);
    library->attempts[5].has_score = false;
}

static void cases_are_summed(void **state)
{
    (void)state;
    begin();
    tb_instructor_sum(library, NULL, &sum);
    assert_int_equal(sum.count, 2); // only cases that were met
    const tb_instructor_row *a = &sum.rows[0];
    assert_string_equal(a->case_id, "a");
    assert_int_equal(a->attempts, 5);
    assert_int_equal(a->scored, 3);
    assert_int_equal(a->learners, 3);
    assert_int_equal(a->sealed, 1);
    assert_int_equal(a->cut_short, 1);
    assert_int_equal(a->critical, 2);
    assert_int_equal(a->best, 70);
    assert_int_equal(a->met, 1);
    assert_int_equal(sum.all.met, 2);
    assert_near(a->mean, (60.0 + 70.0 + 20.0) / 3.0, 1e-12);
    assert_near(a->tip_mm, (6.0 + 7.0 + 2.0) / 3.0, 1e-12);
    assert_int_equal(sum.all.attempts, 6);
    assert_int_equal(sum.all.learners, 3);
    assert_near(sum.all.mean, 230.0 / 4.0, 1e-12);
    assert_int_equal(sum.learner_count, 3);
    assert_string_equal(sum.learners[0], "ann");
    assert_string_equal(sum.learners[2], "zoe");
}

static void one_learner_alone(void **state)
{
    (void)state;
    begin();
    tb_instructor_sum(library, "bob", &sum);
    assert_int_equal(sum.count, 1);
    assert_int_equal(sum.rows[0].scored, 0);
    assert_near(sum.rows[0].mean, -1.0, 0.0);
    assert_int_equal(sum.learner_count, 3); // still to choose from
    tb_instructor_row ann; // 70, 20 with harm and one that is sealed, all of one case
    tb_instructor_sum_learner(library, "ann", &ann);
    assert_int_equal(ann.attempts, 3);
    assert_int_equal(ann.scored, 2);
    assert_int_equal(ann.cases, 1);
    assert_int_equal(ann.met, 1);
    assert_int_equal(ann.critical, 1);
    assert_int_equal(ann.sealed, 1);
    assert_near(ann.mean, 45.0, 1e-12);
    tb_instructor_sum_learner(library, "zoe", &ann);
    assert_int_equal(ann.cases, 2);
    tb_instructor_sum(library, "nobody", &sum);
    assert_int_equal(sum.count, 0);
    assert_int_equal(sum.all.attempts, 0);
}

static void names_are_sorted_as_they_are_read(void **state)
{
    (void)state;
    begin();
    met("a", "Zoe", 50, false);
    met("a", "Bea", 50, false);
    met("a", "annika", 50, false);
    tb_instructor_sum(library, NULL, &sum);
    static const char *const order[] = {"ann", "annika", "Bea", "bob", "Zoe", "zoe"};
    assert_int_equal(sum.learner_count, 6);
    for (int k = 0; k < 6; ++k) {
        assert_string_equal(sum.learners[k], order[k]);
    }
    assert_int_equal(sum.all.learners, 6);
    assert_false(sum.learners_left_out);
}

static void the_table_is_safe_to_open(void **state)
{
    (void)state;
    begin();
    snprintf(library->attempts[0].learner, sizeof library->attempts[0].learner, "=1+\"2\"");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_int_equal(tb_instructor_csv(library, NULL, NULL, stream), TB_OK);
    fclose(stream);
    int lines = 0;
    for (size_t k = 0; k < size; ++k) {
        lines += text[k] == '\n' ? 1 : 0;
    }
    assert_int_equal(lines, 7);
    assert_non_null(strstr(text,
                           "\"20261128-093001\",\"'=1+\"\"2\"\"\",\"b\",\"\",,practice,scored,80,0,"
                           "8.00,,2,,,,\"\",70.00,1\r\n"));
    assert_non_null(strstr(text, "\"ann\",\"a\",\"\",,practice,sealed,,,,,2,,,,\"\",,\r\n"));
    assert_non_null(strstr(text, "\"bob\",\"a\",\"\",,practice,cut short,,"));
    free(text);
}

int main(void)
{
    static tb_test_list list;
    library = tb_alloc(sizeof *library);
    if (library == NULL) {
        return 1;
    }
    TB_TEST(&list, cases_are_summed);
    TB_TEST(&list, one_learner_alone);
    TB_TEST(&list, names_are_sorted_as_they_are_read);
    TB_TEST(&list, the_table_is_safe_to_open);
    const int failed = tb_test_run(&list, "instructor");
    tb_free(library);
    return failed;
}
