// Attempts on disk: no two of them share a folder, however soon one follows another; of more than
// the library holds, the newest are read.
#include "tb_test.h"

#include "app/attempt.h"
#include "app/library.h"
#include "tautband/core/alloc.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static tb_content content;

static void each_has_its_own_folder(void **state)
{
    (void)state;
    enum { COUNT = 3 };
    char folder[300];
    const char *output = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s/attempts-%ld", output != NULL ? output : "/tmp",
             (long)getpid());
    const tb_attempt_desc desc = {.content = &content,
                                  .substeps = 4,
                                  .learner = "guest",
                                  .mode = "practice",
                                  .folder = folder};
    tb_attempt *attempts[COUNT];
    for (int k = 0; k < COUNT; ++k) { // well within a second
        assert_int_equal(tb_attempt_create(&desc, &attempts[k], NULL), TB_OK);
        assert_string_equal(attempts[k]->trouble, "");
        const char *name = strrchr(attempts[k]->folder, '/');
        assert_non_null(name);
        assert_int_equal(strspn(name + 1, "0123456789-"), 16); // the form the library reads
        assert_string_equal(name + 17, content.model.id);
        for (int j = 0; j < k; ++j) {
            assert_string_not_equal(attempts[j]->folder, attempts[k]->folder);
        }
    }
    for (int k = 0; k < COUNT; ++k) {
        char kept[4096];
        snprintf(kept, sizeof kept, "%s", attempts[k]->folder);
        tb_attempt_discard(attempts[k]);
        struct stat found;
        assert_int_not_equal(stat(kept, &found), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

// Folders are found in no order: which are read must not depend on it.
static void the_newest_are_read(void **state)
{
    (void)state;
    enum { BEYOND = 5, COUNT = TB_LIBRARY_ATTEMPTS + BEYOND };
    char folder[300], path[400];
    const char *output = getenv("TB_TEST_OUTPUT");
    tb_library *library = tb_alloc(sizeof *library);
    assert_non_null(library);
    snprintf(folder, sizeof folder, "%s/full-station-%ld", output != NULL ? output : "/tmp",
             (long)getpid());
    assert_int_equal(mkdir(folder, 0777), 0);
    for (int k = 0; k < COUNT; ++k) {
        const int day = k * 1009 % COUNT; // each once, in no order
        snprintf(path, sizeof path, "%s/2026%04d-081500-gal-hiker", folder, day);
        assert_int_equal(mkdir(path, 0777), 0);
    }
    tb_library_read_attempts(library, folder);
    assert_int_equal(library->attempt_count, TB_LIBRARY_ATTEMPTS);
    assert_int_equal(library->left_out, BEYOND);
    for (int k = 0; k < TB_LIBRARY_ATTEMPTS; ++k) {
        snprintf(path, sizeof path, "2026%04d-081500", COUNT - 1 - k);
        assert_string_equal(library->attempts[k].when, path);
    }
    for (int k = 0; k < COUNT; ++k) {
        snprintf(path, sizeof path, "%s/2026%04d-081500-gal-hiker", folder, k);
        assert_int_equal(rmdir(path), 0);
    }
    tb_library_read_attempts(library, folder);
    assert_int_equal(library->attempt_count + library->left_out, 0);
    assert_int_equal(rmdir(folder), 0);
    tb_free(library);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, each_has_its_own_folder);
    TB_TEST(&list, the_newest_are_read);
    if (tb_content_load("gastrocnemius-medial", &content) != TB_EXIT_OK) {
        return 1;
    }
    return tb_test_run(&list, "attempt");
}
