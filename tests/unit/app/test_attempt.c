// Attempts on disk: no two of them share a folder, however soon one follows another.
#include "tb_test.h"

#include "app/attempt.h"

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

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, each_has_its_own_folder);
    if (tb_content_load("gastrocnemius-medial", &content) != TB_EXIT_OK) {
        return 1;
    }
    return tb_test_run(&list, "attempt");
}
